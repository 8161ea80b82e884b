#include "lang/ast_dump.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

typedef struct Dump {
    AstDumpWrite write;
    void *ctx;
    bool first; /* no field has been written since the opening parenthesis */
} Dump;

static void text(Dump *d, const char *string) {
    d->write(d->ctx, string, strlen(string));
}

static void format(Dump *d, const char *template, ...) __attribute__((format(printf, 2, 3)));

static void format(Dump *d, const char *template, ...) {
    char buffer[160];
    va_list args;
    va_start(args, template);
    vsnprintf(buffer, sizeof(buffer), template, args);
    va_end(args);
    text(d, buffer);
}

/* --- The frame of nodes ---------------------------------------------------------------------- */

static void open_node(Dump *d, const char *name) {
    format(d, "%s(", name);
    d->first = true;
}

static void close_node(Dump *d) {
    text(d, ")");
    d->first = false;
}

static void close_located(Dump *d, Location loc) {
    format(d, "%slineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d", d->first ? "" : ", ",
           (int)loc.line, (int)loc.col, (int)loc.end_line, (int)loc.end_col);
    close_node(d);
}

static void field(Dump *d, const char *name) {
    format(d, "%s%s=", d->first ? "" : ", ", name);
    d->first = false;
}

static void string(Dump *d, const AstStr *str, bool bytes) {
    const char *p = str->utf8;
    const char *end = p + str->len;
    text(d, bytes ? "b'" : "'");
    while (p < end) {
        uint32_t c = (unsigned char)*p;
        size_t size = bytes ? 1 : utf8_decode(p, end, true, &c);
        if (c >= 0x20 && c < 0x7F && c != '\'' && c != '\\') {
            d->write(d->ctx, p, 1);
        } else {
            format(d, "\\u{%x}", (unsigned)c);
        }
        p += size ? size : 1;
    }
    text(d, "'");
}

static void name_field(Dump *d, const char *name, AstName value) {
    if (value) {
        field(d, name);
        string(d, value, false);
    }
}

static void expr(Dump *d, const AstExpr *node);
static void stmt(Dump *d, const AstStmt *node);
static void pattern(Dump *d, const AstPattern *node);

static void expr_field(Dump *d, const char *name, const AstExpr *value) {
    if (value) {
        field(d, name);
        expr(d, value);
    }
}

#define LIST_FIELD(d, name, list, dump_item)                                                       \
    do {                                                                                           \
        field((d), (name));                                                                        \
        text((d), "[");                                                                            \
        for (uint32_t i_ = 0; i_ < (list).len; i_++) {                                             \
            text((d), i_ ? ", " : "");                                                             \
            dump_item((d), (list).items[i_]);                                                      \
        }                                                                                          \
        text((d), "]");                                                                            \
        (d)->first = false;                                                                        \
    } while (0)

static void expr_or_none(Dump *d, const AstExpr *node) {
    if (node) {
        expr(d, node);
    } else {
        text(d, "None");
    }
}

static void plain_name(Dump *d, AstName name) {
    string(d, name, false);
}

static void context_field(Dump *d, AstContext ctx) {
    static const char *const names[] = {"Load()", "Store()", "Del()"};
    field(d, "ctx");
    text(d, names[ctx]);
}

/* --- Parts of expressions -------------------------------------------------------------------- */

static void arg(Dump *d, const AstArg *node) {
    open_node(d, "arg");
    name_field(d, "arg", node->arg);
    expr_field(d, "annotation", node->annotation);
    close_located(d, node->loc);
}

static void arguments(Dump *d, const AstArguments *node) {
    open_node(d, "arguments");
    LIST_FIELD(d, "posonlyargs", node->posonlyargs, arg);
    LIST_FIELD(d, "args", node->args, arg);
    if (node->vararg) {
        field(d, "vararg");
        arg(d, node->vararg);
    }
    LIST_FIELD(d, "kwonlyargs", node->kwonlyargs, arg);
    LIST_FIELD(d, "kw_defaults", node->kw_defaults, expr_or_none);
    if (node->kwarg) {
        field(d, "kwarg");
        arg(d, node->kwarg);
    }
    LIST_FIELD(d, "defaults", node->defaults, expr);
    close_node(d);
}

static void keyword(Dump *d, const AstKeyword *node) {
    open_node(d, "keyword");
    name_field(d, "arg", node->arg);
    expr_field(d, "value", node->value);
    close_located(d, node->loc);
}

static void comprehension(Dump *d, const AstComprehension *node) {
    open_node(d, "comprehension");
    expr_field(d, "target", node->target);
    expr_field(d, "iter", node->iter);
    LIST_FIELD(d, "ifs", node->ifs, expr);
    field(d, "is_async");
    text(d, node->is_async ? "1" : "0");
    close_node(d);
}

static void constant_value(Dump *d, const AstConstant *value) {
    static const char *const names[] = {"None", "True", "False", "Ellipsis"};
    uint64_t bits;
    switch ((AstConstantKind)value->kind) {
    case CONSTANT_NONE:
    case CONSTANT_TRUE:
    case CONSTANT_FALSE:
    case CONSTANT_ELLIPSIS:
        text(d, names[value->kind]);
        break;
    case CONSTANT_INT:
        format(d, "%" PRId64, value->small);
        break;
    case CONSTANT_BIG_INT:
        text(d, value->base == 16  ? "int:0x"
                : value->base == 8 ? "int:0o"
                : value->base == 2 ? "int:0b"
                                   : "int:");
        d->write(d->ctx, value->text->utf8, value->text->len);
        break;
    case CONSTANT_FLOAT:
    case CONSTANT_COMPLEX:
        memcpy(&bits, &value->real, sizeof(bits));
        format(d, "%s:%016" PRIx64, value->kind == CONSTANT_FLOAT ? "float" : "complex", bits);
        break;
    case CONSTANT_STR:
    case CONSTANT_BYTES:
        string(d, value->text, value->kind == CONSTANT_BYTES);
        break;
    }
}

/* --- Expressions ----------------------------------------------------------------------------- */

static const char *const operators[] = {"Add()",    "Sub()",    "Mult()",    "MatMult()", "Div()",
                                        "Mod()",    "Pow()",    "LShift()",  "RShift()",  "BitOr()",
                                        "BitXor()", "BitAnd()", "FloorDiv()"};
static const char *const unary_operators[] = {"Invert()", "Not()", "UAdd()", "USub()"};
static const char *const compare_operators[] = {"Eq()",  "NotEq()", "Lt()",    "LtE()", "Gt()",
                                                "GtE()", "Is()",    "IsNot()", "In()",  "NotIn()"};

static void word_field(Dump *d, const char *name, const char *word) {
    field(d, name);
    text(d, word);
}

static void compare(Dump *d, const AstExpr *node) {
    expr_field(d, "left", node->Compare.left);
    field(d, "ops");
    text(d, "[");
    for (uint32_t i = 0; i < node->Compare.len; i++) {
        format(d, "%s%s", i ? ", " : "", compare_operators[node->Compare.ops[i]]);
    }
    text(d, "]");
    AstExprList comparators = {node->Compare.len, node->Compare.comparators};
    LIST_FIELD(d, "comparators", comparators, expr);
}

static void comprehension_fields(Dump *d, const AstExpr *node) {
    expr_field(d, "elt", node->ListComp.elt);
    LIST_FIELD(d, "generators", node->ListComp.generators, comprehension);
}

static void formatted_value(Dump *d, const AstExpr *node) {
    expr_field(d, "value", node->FormattedValue.value);
    field(d, "conversion");
    format(d, "%d", (int)node->FormattedValue.conversion);
    expr_field(d, "format_spec", node->FormattedValue.format_spec);
}

static const char *const expr_names[] = {
    "BoolOp",    "NamedExpr", "BinOp",   "UnaryOp",        "Lambda",       "IfExp",    "Dict",
    "Set",       "ListComp",  "SetComp", "DictComp",       "GeneratorExp", "Await",    "Yield",
    "YieldFrom", "Compare",   "Call",    "FormattedValue", "JoinedStr",    "Constant", "Attribute",
    "Subscript", "Starred",   "Name",    "List",           "Tuple",        "Slice"};

static void operation_fields(Dump *d, const AstExpr *node) {
    switch ((AstExprKind)node->kind) {
    case EXPR_BOOL_OP:
        word_field(d, "op", node->BoolOp.op == BOOL_OR ? "Or()" : "And()");
        LIST_FIELD(d, "values", node->BoolOp.values, expr);
        break;
    case EXPR_NAMED_EXPR:
        expr_field(d, "target", node->NamedExpr.target);
        expr_field(d, "value", node->NamedExpr.value);
        break;
    case EXPR_BIN_OP:
        expr_field(d, "left", node->BinOp.left);
        word_field(d, "op", operators[node->BinOp.op]);
        expr_field(d, "right", node->BinOp.right);
        break;
    case EXPR_UNARY_OP:
        word_field(d, "op", unary_operators[node->UnaryOp.op]);
        expr_field(d, "operand", node->UnaryOp.operand);
        break;
    case EXPR_LAMBDA:
        field(d, "args");
        arguments(d, node->Lambda.args);
        expr_field(d, "body", node->Lambda.body);
        break;
    case EXPR_IF_EXP:
        expr_field(d, "test", node->IfExp.test);
        expr_field(d, "body", node->IfExp.body);
        expr_field(d, "orelse", node->IfExp.orelse);
        break;
    case EXPR_COMPARE:
        compare(d, node);
        break;
    case EXPR_CALL:
        expr_field(d, "func", node->Call.func);
        LIST_FIELD(d, "args", node->Call.args, expr);
        LIST_FIELD(d, "keywords", node->Call.keywords, keyword);
        break;
    default:
        break;
    }
}

static void display_fields(Dump *d, const AstExpr *node) {
    switch ((AstExprKind)node->kind) {
    case EXPR_DICT:
        LIST_FIELD(d, "keys", node->Dict.keys, expr_or_none);
        LIST_FIELD(d, "values", node->Dict.values, expr);
        break;
    case EXPR_SET:
        LIST_FIELD(d, "elts", node->Set.elts, expr);
        break;
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_GENERATOR_EXP:
        comprehension_fields(d, node);
        break;
    case EXPR_DICT_COMP:
        expr_field(d, "key", node->DictComp.key);
        expr_field(d, "value", node->DictComp.value);
        LIST_FIELD(d, "generators", node->DictComp.generators, comprehension);
        break;
    case EXPR_FORMATTED_VALUE:
        formatted_value(d, node);
        break;
    case EXPR_JOINED_STR:
        LIST_FIELD(d, "values", node->JoinedStr.values, expr);
        break;
    case EXPR_CONSTANT:
        field(d, "value");
        constant_value(d, &node->Constant);
        if (node->Constant.u_prefix) {
            word_field(d, "kind", "'u'");
        }
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
        LIST_FIELD(d, "elts", node->Tuple.elts, expr);
        context_field(d, node->Tuple.ctx);
        break;
    default:
        break;
    }
}

static void other_fields(Dump *d, const AstExpr *node) {
    switch ((AstExprKind)node->kind) {
    case EXPR_AWAIT:
    case EXPR_YIELD_FROM:
    case EXPR_YIELD:
        expr_field(d, "value", node->Yield.value);
        break;
    case EXPR_ATTRIBUTE:
        expr_field(d, "value", node->Attribute.value);
        name_field(d, "attr", node->Attribute.attr);
        context_field(d, node->Attribute.ctx);
        break;
    case EXPR_SUBSCRIPT:
        expr_field(d, "value", node->Subscript.value);
        expr_field(d, "slice", node->Subscript.slice);
        context_field(d, node->Subscript.ctx);
        break;
    case EXPR_STARRED:
        expr_field(d, "value", node->Starred.value);
        context_field(d, node->Starred.ctx);
        break;
    case EXPR_NAME:
        name_field(d, "id", node->Name.id);
        context_field(d, node->Name.ctx);
        break;
    case EXPR_SLICE:
        expr_field(d, "lower", node->Slice.lower);
        expr_field(d, "upper", node->Slice.upper);
        expr_field(d, "step", node->Slice.step);
        break;
    default:
        break;
    }
}

static void expr(Dump *d, const AstExpr *node) {
    open_node(d, expr_names[node->kind]);
    operation_fields(d, node);
    display_fields(d, node);
    other_fields(d, node);
    close_located(d, node->loc);
}

/* --- Patterns -------------------------------------------------------------------------------- */

static void pattern(Dump *d, const AstPattern *node) {
    static const char *const names[] = {"MatchValue",   "MatchSingleton", "MatchSequence",
                                        "MatchMapping", "MatchClass",     "MatchStar",
                                        "MatchAs",      "MatchOr"};
    static const char *const singletons[] = {"None", "True", "False"};
    open_node(d, names[node->kind]);
    switch ((AstPatternKind)node->kind) {
    case PATTERN_MATCH_VALUE:
        expr_field(d, "value", node->MatchValue.value);
        break;
    case PATTERN_MATCH_SINGLETON:
        word_field(d, "value", singletons[node->MatchSingleton.value]);
        break;
    case PATTERN_MATCH_SEQUENCE:
    case PATTERN_MATCH_OR:
        LIST_FIELD(d, "patterns", node->MatchSequence.patterns, pattern);
        break;
    case PATTERN_MATCH_MAPPING:
        LIST_FIELD(d, "keys", node->MatchMapping.keys, expr);
        LIST_FIELD(d, "patterns", node->MatchMapping.patterns, pattern);
        name_field(d, "rest", node->MatchMapping.rest);
        break;
    case PATTERN_MATCH_CLASS:
        expr_field(d, "cls", node->MatchClass.cls);
        LIST_FIELD(d, "patterns", node->MatchClass.patterns, pattern);
        LIST_FIELD(d, "kwd_attrs", node->MatchClass.kwd_attrs, plain_name);
        LIST_FIELD(d, "kwd_patterns", node->MatchClass.kwd_patterns, pattern);
        break;
    case PATTERN_MATCH_STAR:
        name_field(d, "name", node->MatchStar.name);
        break;
    case PATTERN_MATCH_AS:
        if (node->MatchAs.pattern) {
            field(d, "pattern");
            pattern(d, node->MatchAs.pattern);
        }
        name_field(d, "name", node->MatchAs.name);
        break;
    }
    close_located(d, node->loc);
}

static void match_case(Dump *d, const AstMatchCase *node) {
    open_node(d, "match_case");
    field(d, "pattern");
    pattern(d, node->pattern);
    expr_field(d, "guard", node->guard);
    LIST_FIELD(d, "body", node->body, stmt);
    close_node(d);
}

/* --- Statements ------------------------------------------------------------------------------ */

static void alias(Dump *d, const AstAlias *node) {
    open_node(d, "alias");
    name_field(d, "name", node->name);
    name_field(d, "asname", node->asname);
    close_located(d, node->loc);
}

static void with_item(Dump *d, const AstWithItem *node) {
    open_node(d, "withitem");
    expr_field(d, "context_expr", node->context_expr);
    expr_field(d, "optional_vars", node->optional_vars);
    close_node(d);
}

static void handler(Dump *d, const AstHandler *node) {
    open_node(d, "ExceptHandler");
    expr_field(d, "type", node->type);
    name_field(d, "name", node->name);
    LIST_FIELD(d, "body", node->body, stmt);
    close_located(d, node->loc);
}

static void type_param(Dump *d, const AstTypeParam *node) {
    static const char *const names[] = {"TypeVar", "ParamSpec", "TypeVarTuple"};
    open_node(d, names[node->kind]);
    name_field(d, "name", node->name);
    expr_field(d, "bound", node->bound);
    close_located(d, node->loc);
}

/* CPython 3.11 does not know the field, so it is written only where it is used. */
static void type_params_field(Dump *d, AstTypeParamList params) {
    if (params.len > 0) {
        LIST_FIELD(d, "type_params", params, type_param);
    }
}

static const char *const stmt_names[] = {"FunctionDef", "AsyncFunctionDef",
                                         "ClassDef",    "Return",
                                         "Delete",      "Assign",
                                         "AugAssign",   "AnnAssign",
                                         "For",         "AsyncFor",
                                         "While",       "If",
                                         "With",        "AsyncWith",
                                         "Match",       "Raise",
                                         "Try",         "TryStar",
                                         "Assert",      "Import",
                                         "ImportFrom",  "Global",
                                         "Nonlocal",    "Expr",
                                         "Pass",        "Break",
                                         "Continue",    "TypeAlias"};

static void definition_fields(Dump *d, const AstStmt *node) {
    switch ((AstStmtKind)node->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        name_field(d, "name", node->FunctionDef.name);
        field(d, "args");
        arguments(d, node->FunctionDef.args);
        LIST_FIELD(d, "body", node->FunctionDef.body, stmt);
        LIST_FIELD(d, "decorator_list", node->FunctionDef.decorator_list, expr);
        expr_field(d, "returns", node->FunctionDef.returns);
        type_params_field(d, node->FunctionDef.type_params);
        break;
    case STMT_CLASS_DEF:
        name_field(d, "name", node->ClassDef.name);
        LIST_FIELD(d, "bases", node->ClassDef.bases, expr);
        LIST_FIELD(d, "keywords", node->ClassDef.keywords, keyword);
        LIST_FIELD(d, "body", node->ClassDef.body, stmt);
        LIST_FIELD(d, "decorator_list", node->ClassDef.decorator_list, expr);
        type_params_field(d, node->ClassDef.type_params);
        break;
    case STMT_TYPE_ALIAS:
        expr_field(d, "name", node->TypeAlias.name);
        type_params_field(d, node->TypeAlias.type_params);
        expr_field(d, "value", node->TypeAlias.value);
        break;
    case STMT_IMPORT:
        LIST_FIELD(d, "names", node->Import.names, alias);
        break;
    case STMT_IMPORT_FROM:
        name_field(d, "module", node->ImportFrom.module);
        LIST_FIELD(d, "names", node->ImportFrom.names, alias);
        field(d, "level");
        format(d, "%d", (int)node->ImportFrom.level);
        break;
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        LIST_FIELD(d, "names", node->Global.names, plain_name);
        break;
    default:
        break;
    }
}

static void block_fields(Dump *d, const AstStmt *node) {
    switch ((AstStmtKind)node->kind) {
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        expr_field(d, "target", node->For.target);
        expr_field(d, "iter", node->For.iter);
        LIST_FIELD(d, "body", node->For.body, stmt);
        LIST_FIELD(d, "orelse", node->For.orelse, stmt);
        break;
    case STMT_WHILE:
    case STMT_IF:
        expr_field(d, "test", node->If.test);
        LIST_FIELD(d, "body", node->If.body, stmt);
        LIST_FIELD(d, "orelse", node->If.orelse, stmt);
        break;
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        LIST_FIELD(d, "items", node->With.items, with_item);
        LIST_FIELD(d, "body", node->With.body, stmt);
        break;
    case STMT_MATCH:
        expr_field(d, "subject", node->Match.subject);
        LIST_FIELD(d, "cases", node->Match.cases, match_case);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        LIST_FIELD(d, "body", node->Try.body, stmt);
        LIST_FIELD(d, "handlers", node->Try.handlers, handler);
        LIST_FIELD(d, "orelse", node->Try.orelse, stmt);
        LIST_FIELD(d, "finalbody", node->Try.finalbody, stmt);
        break;
    default:
        break;
    }
}

static void simple_fields(Dump *d, const AstStmt *node) {
    switch ((AstStmtKind)node->kind) {
    case STMT_RETURN:
        expr_field(d, "value", node->Return.value);
        break;
    case STMT_DELETE:
        LIST_FIELD(d, "targets", node->Delete.targets, expr);
        break;
    case STMT_ASSIGN:
        LIST_FIELD(d, "targets", node->Assign.targets, expr);
        expr_field(d, "value", node->Assign.value);
        break;
    case STMT_AUG_ASSIGN:
        expr_field(d, "target", node->AugAssign.target);
        word_field(d, "op", operators[node->AugAssign.op]);
        expr_field(d, "value", node->AugAssign.value);
        break;
    case STMT_ANN_ASSIGN:
        expr_field(d, "target", node->AnnAssign.target);
        expr_field(d, "annotation", node->AnnAssign.annotation);
        expr_field(d, "value", node->AnnAssign.value);
        word_field(d, "simple", node->AnnAssign.simple ? "1" : "0");
        break;
    case STMT_RAISE:
        expr_field(d, "exc", node->Raise.exc);
        expr_field(d, "cause", node->Raise.cause);
        break;
    case STMT_ASSERT:
        expr_field(d, "test", node->Assert.test);
        expr_field(d, "msg", node->Assert.msg);
        break;
    case STMT_EXPR:
        expr_field(d, "value", node->Expr.value);
        break;
    default:
        break;
    }
}

static void stmt(Dump *d, const AstStmt *node) {
    open_node(d, stmt_names[node->kind]);
    definition_fields(d, node);
    block_fields(d, node);
    simple_fields(d, node);
    close_located(d, node->loc);
}

void ast_dump(const AstMod *mod, AstDumpWrite write, void *ctx) {
    static const char *const names[] = {"Module", "Interactive", "Expression"};
    Dump d = {write, ctx, true};
    open_node(&d, names[mod->kind]);
    if (mod->kind == MOD_EXPRESSION) {
        expr_field(&d, "body", mod->expr);
    } else {
        LIST_FIELD(&d, "body", mod->body, stmt);
    }
    if (mod->kind == MOD_MODULE) {
        word_field(&d, "type_ignores", "[]");
    }
    close_node(&d);
}
