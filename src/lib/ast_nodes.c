/* The table of the nodes. */
#include "lib/ast_nodes.h"

const char *const ast_sort_names[SORT_COUNT] = {
    "expr", "stmt",    "pattern", "excepthandler", "comprehension", "arguments",
    "arg",  "keyword", "alias",   "withitem",      "match_case",
};

const AstEnumType ast_enums[ENUM_COUNT] = {
    {"expr_context", 3, {"Load", "Store", "Del"}},
    {"boolop", 2, {"And", "Or"}},
    {"operator",
     13,
     {"Add", "Sub", "Mult", "MatMult", "Div", "Mod", "Pow", "LShift", "RShift", "BitOr", "BitXor",
      "BitAnd", "FloorDiv"}},
    {"unaryop", 4, {"Invert", "Not", "UAdd", "USub"}},
    {"cmpop", 10, {"Eq", "NotEq", "Lt", "LtE", "Gt", "GtE", "Is", "IsNot", "In", "NotIn"}},
};

/* One field: its name in Python, what it is, and the struct's member. */
#define FIELD(name, kind, sort, type, member)                                                      \
    { name, FIELD_##kind, sort, offsetof(type, member) }
#define E(name, kind, sort, member) FIELD(name, kind, sort, AstExpr, member)
#define S(name, kind, sort, member) FIELD(name, kind, sort, AstStmt, member)
#define P(name, kind, sort, member) FIELD(name, kind, sort, AstPattern, member)
#define TYPE_COMMENT                                                                               \
    { "type_comment", FIELD_NOTHING, 0, 0 }
#define EXPR(name, kind, ...)                                                                      \
    {                                                                                              \
        name, SORT_EXPR, EXPR_##kind, sizeof(AstExpr), offsetof(AstExpr, loc), {                   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define STMT(name, kind, ...)                                                                      \
    {                                                                                              \
        name, SORT_STMT, STMT_##kind, sizeof(AstStmt), offsetof(AstStmt, loc), {                   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PATTERN(name, kind, ...)                                                                   \
    {                                                                                              \
        name, SORT_PATTERN, PATTERN_##kind, sizeof(AstPattern), offsetof(AstPattern, loc), {       \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define PRODUCT(name, sort, type, location, ...)                                                   \
    {                                                                                              \
        name, SORT_##sort, 0, sizeof(type), location, {                                            \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

#define FUNCTION_FIELDS                                                                            \
    S("name", NAME, 0, FunctionDef.name), S("args", NODE, SORT_ARGUMENTS, FunctionDef.args),       \
        S("body", NODES, SORT_STMT, FunctionDef.body),                                             \
        S("decorator_list", NODES, SORT_EXPR, FunctionDef.decorator_list),                         \
        S("returns", NODE_OPTIONAL, SORT_EXPR, FunctionDef.returns), TYPE_COMMENT
#define FOR_FIELDS                                                                                 \
    S("target", NODE, SORT_EXPR, For.target), S("iter", NODE, SORT_EXPR, For.iter),                \
        S("body", NODES, SORT_STMT, For.body), S("orelse", NODES, SORT_STMT, For.orelse),          \
        TYPE_COMMENT
#define WITH_FIELDS                                                                                \
    S("items", NODES, SORT_WITH_ITEM, With.items), S("body", NODES, SORT_STMT, With.body),         \
        TYPE_COMMENT
#define TEST_FIELDS                                                                                \
    S("test", NODE, SORT_EXPR, If.test), S("body", NODES, SORT_STMT, If.body),                     \
        S("orelse", NODES, SORT_STMT, If.orelse)
#define TRY_FIELDS                                                                                 \
    S("body", NODES, SORT_STMT, Try.body), S("handlers", NODES, SORT_HANDLER, Try.handlers),       \
        S("orelse", NODES, SORT_STMT, Try.orelse), S("finalbody", NODES, SORT_STMT, Try.finalbody)
#define COMPREHENSION_FIELDS                                                                       \
    E("elt", NODE, SORT_EXPR, ListComp.elt),                                                       \
        E("generators", NODES, SORT_COMPREHENSION, ListComp.generators)

const AstNodeType ast_node_types[] = {
    EXPR("BoolOp", BOOL_OP, E("op", ENUM, ENUM_BOOL_OPERATOR, BoolOp.op),
         E("values", NODES, SORT_EXPR, BoolOp.values)),
    EXPR("NamedExpr", NAMED_EXPR, E("target", NODE, SORT_EXPR, NamedExpr.target),
         E("value", NODE, SORT_EXPR, NamedExpr.value)),
    EXPR("BinOp", BIN_OP, E("left", NODE, SORT_EXPR, BinOp.left),
         E("op", ENUM, ENUM_OPERATOR, BinOp.op), E("right", NODE, SORT_EXPR, BinOp.right)),
    EXPR("UnaryOp", UNARY_OP, E("op", ENUM, ENUM_UNARY_OPERATOR, UnaryOp.op),
         E("operand", NODE, SORT_EXPR, UnaryOp.operand)),
    EXPR("Lambda", LAMBDA, E("args", NODE, SORT_ARGUMENTS, Lambda.args),
         E("body", NODE, SORT_EXPR, Lambda.body)),
    EXPR("IfExp", IF_EXP, E("test", NODE, SORT_EXPR, IfExp.test),
         E("body", NODE, SORT_EXPR, IfExp.body), E("orelse", NODE, SORT_EXPR, IfExp.orelse)),
    EXPR("Dict", DICT, E("keys", NODES_OR_NONE, SORT_EXPR, Dict.keys),
         E("values", NODES, SORT_EXPR, Dict.values)),
    EXPR("Set", SET, E("elts", NODES, SORT_EXPR, Set.elts)),
    EXPR("ListComp", LIST_COMP, COMPREHENSION_FIELDS),
    EXPR("SetComp", SET_COMP, COMPREHENSION_FIELDS),
    EXPR("DictComp", DICT_COMP, E("key", NODE, SORT_EXPR, DictComp.key),
         E("value", NODE, SORT_EXPR, DictComp.value),
         E("generators", NODES, SORT_COMPREHENSION, DictComp.generators)),
    EXPR("GeneratorExp", GENERATOR_EXP, COMPREHENSION_FIELDS),
    EXPR("Await", AWAIT, E("value", NODE, SORT_EXPR, Await.value)),
    EXPR("Yield", YIELD, E("value", NODE_OPTIONAL, SORT_EXPR, Yield.value)),
    EXPR("YieldFrom", YIELD_FROM, E("value", NODE, SORT_EXPR, YieldFrom.value)),
    EXPR("Compare", COMPARE, E("left", NODE, SORT_EXPR, Compare.left),
         E("ops", COMPARE_OPS, ENUM_COMPARE_OPERATOR, Compare.ops),
         E("comparators", COMPARATORS, SORT_EXPR, Compare.comparators)),
    EXPR("Call", CALL, E("func", NODE, SORT_EXPR, Call.func),
         E("args", NODES, SORT_EXPR, Call.args), E("keywords", NODES, SORT_KEYWORD, Call.keywords)),
    EXPR("FormattedValue", FORMATTED_VALUE, E("value", NODE, SORT_EXPR, FormattedValue.value),
         E("conversion", INT, 0, FormattedValue.conversion),
         E("format_spec", NODE_OPTIONAL, SORT_EXPR, FormattedValue.format_spec)),
    EXPR("JoinedStr", JOINED_STR, E("values", NODES, SORT_EXPR, JoinedStr.values)),
    EXPR("Constant", CONSTANT, E("value", CONSTANT, 0, Constant),
         E("kind", CONSTANT_KIND, 0, Constant)),
    EXPR("Attribute", ATTRIBUTE, E("value", NODE, SORT_EXPR, Attribute.value),
         E("attr", NAME, 0, Attribute.attr), E("ctx", ENUM, ENUM_CONTEXT, Attribute.ctx)),
    EXPR("Subscript", SUBSCRIPT, E("value", NODE, SORT_EXPR, Subscript.value),
         E("slice", NODE, SORT_EXPR, Subscript.slice), E("ctx", ENUM, ENUM_CONTEXT, Subscript.ctx)),
    EXPR("Starred", STARRED, E("value", NODE, SORT_EXPR, Starred.value),
         E("ctx", ENUM, ENUM_CONTEXT, Starred.ctx)),
    EXPR("Name", NAME, E("id", NAME, 0, Name.id), E("ctx", ENUM, ENUM_CONTEXT, Name.ctx)),
    EXPR("List", LIST, E("elts", NODES, SORT_EXPR, List.elts),
         E("ctx", ENUM, ENUM_CONTEXT, List.ctx)),
    EXPR("Tuple", TUPLE, E("elts", NODES, SORT_EXPR, Tuple.elts),
         E("ctx", ENUM, ENUM_CONTEXT, Tuple.ctx)),
    EXPR("Slice", SLICE, E("lower", NODE_OPTIONAL, SORT_EXPR, Slice.lower),
         E("upper", NODE_OPTIONAL, SORT_EXPR, Slice.upper),
         E("step", NODE_OPTIONAL, SORT_EXPR, Slice.step)),

    STMT("FunctionDef", FUNCTION_DEF, FUNCTION_FIELDS),
    STMT("AsyncFunctionDef", ASYNC_FUNCTION_DEF, FUNCTION_FIELDS),
    STMT("ClassDef", CLASS_DEF, S("name", NAME, 0, ClassDef.name),
         S("bases", NODES, SORT_EXPR, ClassDef.bases),
         S("keywords", NODES, SORT_KEYWORD, ClassDef.keywords),
         S("body", NODES, SORT_STMT, ClassDef.body),
         S("decorator_list", NODES, SORT_EXPR, ClassDef.decorator_list)),
    STMT("Return", RETURN, S("value", NODE_OPTIONAL, SORT_EXPR, Return.value)),
    STMT("Delete", DELETE, S("targets", NODES, SORT_EXPR, Delete.targets)),
    STMT("Assign", ASSIGN, S("targets", NODES, SORT_EXPR, Assign.targets),
         S("value", NODE, SORT_EXPR, Assign.value), TYPE_COMMENT),
    STMT("AugAssign", AUG_ASSIGN, S("target", NODE, SORT_EXPR, AugAssign.target),
         S("op", ENUM, ENUM_OPERATOR, AugAssign.op), S("value", NODE, SORT_EXPR, AugAssign.value)),
    STMT("AnnAssign", ANN_ASSIGN, S("target", NODE, SORT_EXPR, AnnAssign.target),
         S("annotation", NODE, SORT_EXPR, AnnAssign.annotation),
         S("value", NODE_OPTIONAL, SORT_EXPR, AnnAssign.value),
         S("simple", BOOL, 0, AnnAssign.simple)),
    STMT("For", FOR, FOR_FIELDS),
    STMT("AsyncFor", ASYNC_FOR, FOR_FIELDS),
    STMT("While", WHILE, TEST_FIELDS),
    STMT("If", IF, TEST_FIELDS),
    STMT("With", WITH, WITH_FIELDS),
    STMT("AsyncWith", ASYNC_WITH, WITH_FIELDS),
    STMT("Match", MATCH, S("subject", NODE, SORT_EXPR, Match.subject),
         S("cases", NODES, SORT_CASE, Match.cases)),
    STMT("Raise", RAISE, S("exc", NODE_OPTIONAL, SORT_EXPR, Raise.exc),
         S("cause", NODE_OPTIONAL, SORT_EXPR, Raise.cause)),
    STMT("Try", TRY, TRY_FIELDS),
    STMT("TryStar", TRY_STAR, TRY_FIELDS),
    STMT("Assert", ASSERT, S("test", NODE, SORT_EXPR, Assert.test),
         S("msg", NODE_OPTIONAL, SORT_EXPR, Assert.msg)),
    STMT("Import", IMPORT, S("names", NODES, SORT_ALIAS, Import.names)),
    STMT("ImportFrom", IMPORT_FROM, S("module", NAME_OPTIONAL, 0, ImportFrom.module),
         S("names", NODES, SORT_ALIAS, ImportFrom.names), S("level", INT, 1, ImportFrom.level)),
    STMT("Global", GLOBAL, S("names", NAMES, 0, Global.names)),
    STMT("Nonlocal", NONLOCAL, S("names", NAMES, 0, Global.names)),
    STMT("Expr", EXPR, S("value", NODE, SORT_EXPR, Expr.value)),
    STMT("Pass", PASS),
    STMT("Break", BREAK),
    STMT("Continue", CONTINUE),

    PATTERN("MatchValue", MATCH_VALUE, P("value", NODE, SORT_EXPR, MatchValue.value)),
    PATTERN("MatchSingleton", MATCH_SINGLETON, P("value", SINGLETON, 0, MatchSingleton.value)),
    PATTERN("MatchSequence", MATCH_SEQUENCE,
            P("patterns", NODES, SORT_PATTERN, MatchSequence.patterns)),
    PATTERN("MatchMapping", MATCH_MAPPING, P("keys", NODES, SORT_EXPR, MatchMapping.keys),
            P("patterns", NODES, SORT_PATTERN, MatchMapping.patterns),
            P("rest", NAME_OPTIONAL, 0, MatchMapping.rest)),
    PATTERN("MatchClass", MATCH_CLASS, P("cls", NODE, SORT_EXPR, MatchClass.cls),
            P("patterns", NODES, SORT_PATTERN, MatchClass.patterns),
            P("kwd_attrs", NAMES, 0, MatchClass.kwd_attrs),
            P("kwd_patterns", NODES, SORT_PATTERN, MatchClass.kwd_patterns)),
    PATTERN("MatchStar", MATCH_STAR, P("name", NAME_OPTIONAL, 0, MatchStar.name)),
    PATTERN("MatchAs", MATCH_AS, P("pattern", NODE_OPTIONAL, SORT_PATTERN, MatchAs.pattern),
            P("name", NAME_OPTIONAL, 0, MatchAs.name)),
    PATTERN("MatchOr", MATCH_OR, P("patterns", NODES, SORT_PATTERN, MatchSequence.patterns)),

    PRODUCT("ExceptHandler", HANDLER, AstHandler, offsetof(AstHandler, loc),
            FIELD("type", NODE_OPTIONAL, SORT_EXPR, AstHandler, type),
            FIELD("name", NAME_OPTIONAL, 0, AstHandler, name),
            FIELD("body", NODES, SORT_STMT, AstHandler, body)),
    PRODUCT("comprehension", COMPREHENSION, AstComprehension, NO_LOCATION,
            FIELD("target", NODE, SORT_EXPR, AstComprehension, target),
            FIELD("iter", NODE, SORT_EXPR, AstComprehension, iter),
            FIELD("ifs", NODES, SORT_EXPR, AstComprehension, ifs),
            FIELD("is_async", BOOL, 0, AstComprehension, is_async)),
    PRODUCT("arguments", ARGUMENTS, AstArguments, NO_LOCATION,
            FIELD("posonlyargs", NODES, SORT_ARG, AstArguments, posonlyargs),
            FIELD("args", NODES, SORT_ARG, AstArguments, args),
            FIELD("vararg", NODE_OPTIONAL, SORT_ARG, AstArguments, vararg),
            FIELD("kwonlyargs", NODES, SORT_ARG, AstArguments, kwonlyargs),
            FIELD("kw_defaults", NODES_OR_NONE, SORT_EXPR, AstArguments, kw_defaults),
            FIELD("kwarg", NODE_OPTIONAL, SORT_ARG, AstArguments, kwarg),
            FIELD("defaults", NODES, SORT_EXPR, AstArguments, defaults)),
    PRODUCT("arg", ARG, AstArg, offsetof(AstArg, loc), FIELD("arg", NAME, 0, AstArg, arg),
            FIELD("annotation", NODE_OPTIONAL, SORT_EXPR, AstArg, annotation), TYPE_COMMENT),
    PRODUCT("keyword", KEYWORD, AstKeyword, offsetof(AstKeyword, loc),
            FIELD("arg", NAME_OPTIONAL, 0, AstKeyword, arg),
            FIELD("value", NODE, SORT_EXPR, AstKeyword, value)),
    PRODUCT("alias", ALIAS, AstAlias, offsetof(AstAlias, loc),
            FIELD("name", NAME, 0, AstAlias, name),
            FIELD("asname", NAME_OPTIONAL, 0, AstAlias, asname)),
    PRODUCT("withitem", WITH_ITEM, AstWithItem, NO_LOCATION,
            FIELD("context_expr", NODE, SORT_EXPR, AstWithItem, context_expr),
            FIELD("optional_vars", NODE_OPTIONAL, SORT_EXPR, AstWithItem, optional_vars)),
    PRODUCT("match_case", CASE, AstMatchCase, NO_LOCATION,
            FIELD("pattern", NODE, SORT_PATTERN, AstMatchCase, pattern),
            FIELD("guard", NODE_OPTIONAL, SORT_EXPR, AstMatchCase, guard),
            FIELD("body", NODES, SORT_STMT, AstMatchCase, body)),
};

const size_t ast_node_type_count = COUNT_OF(ast_node_types);

size_t ast_sort_start(AstSort sort) {
    static const uint8_t starts[] = {[SORT_EXPR] = 0,
                                     [SORT_STMT] = EXPR_SLICE + 1,
                                     [SORT_PATTERN] = EXPR_SLICE + 1 + STMT_CONTINUE + 1};
    if (sort <= SORT_PATTERN) {
        return starts[sort];
    }
    return (size_t)(EXPR_SLICE + 1 + STMT_CONTINUE + 1 + PATTERN_MATCH_OR + 1) +
           (size_t)(sort - SORT_HANDLER);
}
