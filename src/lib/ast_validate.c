/* What a tree made of node objects must be like before the compiler may see it: the rules and the
 * messages of CPython's validator. */
#include <string.h>

#include "lib/ast_nodes.h"
#include "object/abstract.h"
#include "object/c_stack.h"

typedef struct Validator {
    VM *vm;
    int depth;
} Validator;

/* Leaves the function with false when x fails. */
#define CHECK(x)                                                                                   \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

#define FAIL(v, ...) (raise((v)->vm, EXC_ValueError, __VA_ARGS__), false)

static bool check_expr(Validator *v, const AstExpr *e, AstContext ctx);
static bool check_stmts(Validator *v, const AstStmtList *list);
static bool check_pattern(Validator *v, const AstPattern *p, bool star);

static bool enter(Validator *v) {
    if (++v->depth > recursion_depth_max(v->vm)) {
        raise(v->vm, EXC_RecursionError, "maximum recursion depth exceeded during compilation");
        return false;
    }
    return c_stack_enter(v->vm, " during compilation");
}

static bool check_location(Validator *v, const Location *loc) {
    if (loc->line > loc->end_line) {
        return FAIL(v, "AST node line range (%d, %d) is not valid", (int)loc->line,
                    (int)loc->end_line);
    }
    if ((loc->line < 0 && loc->end_line != loc->line) ||
        (loc->col < 0 && loc->end_col != loc->col)) {
        return FAIL(v, "AST node column range (%d, %d) for line range (%d, %d) is not valid",
                    (int)loc->col, (int)loc->end_col, (int)loc->line, (int)loc->end_line);
    }
    if (loc->line == loc->end_line && loc->col > loc->end_col) {
        return FAIL(v, "line %d, column %d-%d is not a valid range", (int)loc->line, (int)loc->col,
                    (int)loc->end_col);
    }
    return true;
}

static bool check_name(Validator *v, AstName name) {
    static const char *const forbidden[] = {"None", "True", "False"};
    for (size_t i = 0; name && i < COUNT_OF(forbidden); i++) {
        if (strcmp(name->utf8, forbidden[i]) == 0) {
            return FAIL(v, "identifier field can't represent '%s' constant", forbidden[i]);
        }
    }
    return true;
}

static bool check_exprs(Validator *v, const AstExprList *list, AstContext ctx, bool none_allowed) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i]) {
            CHECK(check_expr(v, list->items[i], ctx));
        } else if (!none_allowed) {
            return FAIL(v, "None disallowed in expression list");
        }
    }
    return true;
}

static bool not_empty(Validator *v, uint32_t len, const char *what, const char *owner) {
    return len ? true : FAIL(v, "empty %s on %s", what, owner);
}

static bool check_targets(Validator *v, const AstExprList *list, AstContext ctx) {
    return not_empty(v, list->len, "targets", ctx == CONTEXT_DEL ? "Delete" : "Assign") &&
           check_exprs(v, list, ctx, false);
}

static bool check_optional(Validator *v, const AstExpr *e) {
    return !e || check_expr(v, e, CONTEXT_LOAD);
}

/* ---- parts ---- */

static bool check_arg(Validator *v, const AstArg *arg) {
    return check_location(v, &arg->loc) && check_optional(v, arg->annotation);
}

static bool check_args(Validator *v, const AstArgList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        CHECK(check_arg(v, list->items[i]));
    }
    return true;
}

static bool check_arguments(Validator *v, const AstArguments *a) {
    CHECK(check_args(v, &a->posonlyargs) && check_args(v, &a->args));
    CHECK(!a->vararg || check_optional(v, a->vararg->annotation));
    CHECK(check_args(v, &a->kwonlyargs));
    CHECK(!a->kwarg || check_optional(v, a->kwarg->annotation));
    if (a->defaults.len > a->posonlyargs.len + a->args.len) {
        return FAIL(v, "more positional defaults than args on arguments");
    }
    if (a->kw_defaults.len != a->kwonlyargs.len) {
        return FAIL(v, "length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    return check_exprs(v, &a->defaults, CONTEXT_LOAD, false) &&
           check_exprs(v, &a->kw_defaults, CONTEXT_LOAD, true);
}

static bool check_keywords(Validator *v, const AstKeywordList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        CHECK(check_expr(v, list->items[i]->value, CONTEXT_LOAD));
    }
    return true;
}

static bool check_comprehension(Validator *v, const AstComprehensionList *list) {
    if (!list->len) {
        return FAIL(v, "comprehension with no generators");
    }
    for (uint32_t i = 0; i < list->len; i++) {
        const AstComprehension *c = list->items[i];
        CHECK(check_expr(v, c->target, CONTEXT_STORE) && check_expr(v, c->iter, CONTEXT_LOAD) &&
              check_exprs(v, &c->ifs, CONTEXT_LOAD, false));
    }
    return true;
}

/* ---- expressions ---- */

static bool check_context(Validator *v, const AstExpr *e, AstContext wanted) {
    AstContext ctx;
    switch ((AstExprKind)e->kind) {
    case EXPR_ATTRIBUTE:
        ctx = e->Attribute.ctx;
        break;
    case EXPR_SUBSCRIPT:
        ctx = e->Subscript.ctx;
        break;
    case EXPR_STARRED:
        ctx = e->Starred.ctx;
        break;
    case EXPR_NAME:
        CHECK(check_name(v, e->Name.id));
        ctx = e->Name.ctx;
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
        ctx = e->List.ctx;
        break;
    default:
        if (wanted != CONTEXT_LOAD) {
            return FAIL(v, "expression which can't be assigned to in %s context",
                        ast_enums[ENUM_CONTEXT].members[wanted]);
        }
        return true;
    }
    if (ctx != wanted) {
        return FAIL(v, "expression must have %s context but has %s instead",
                    ast_enums[ENUM_CONTEXT].members[wanted], ast_enums[ENUM_CONTEXT].members[ctx]);
    }
    return true;
}

static bool check_fields(Validator *v, const AstExpr *e, AstContext ctx) {
    const AstContext load = CONTEXT_LOAD;
    switch ((AstExprKind)e->kind) {
    case EXPR_BOOL_OP:
        if (e->BoolOp.values.len < 2) {
            return FAIL(v, "BoolOp with less than 2 values");
        }
        return check_exprs(v, &e->BoolOp.values, load, false);
    case EXPR_BIN_OP:
        return check_expr(v, e->BinOp.left, load) && check_expr(v, e->BinOp.right, load);
    case EXPR_UNARY_OP:
        return check_expr(v, e->UnaryOp.operand, load);
    case EXPR_LAMBDA:
        return check_arguments(v, e->Lambda.args) && check_expr(v, e->Lambda.body, load);
    case EXPR_IF_EXP:
        return check_expr(v, e->IfExp.test, load) && check_expr(v, e->IfExp.body, load) &&
               check_expr(v, e->IfExp.orelse, load);
    case EXPR_DICT:
        if (e->Dict.keys.len != e->Dict.values.len) {
            return FAIL(v, "Dict doesn't have the same number of keys as values");
        }
        return check_exprs(v, &e->Dict.keys, load, true) &&
               check_exprs(v, &e->Dict.values, load, false);
    case EXPR_SET:
        return check_exprs(v, &e->Set.elts, load, false);
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_GENERATOR_EXP:
        return check_comprehension(v, &e->ListComp.generators) &&
               check_expr(v, e->ListComp.elt, load);
    case EXPR_DICT_COMP:
        return check_comprehension(v, &e->DictComp.generators) &&
               check_expr(v, e->DictComp.key, load) && check_expr(v, e->DictComp.value, load);
    case EXPR_YIELD:
        return check_optional(v, e->Yield.value);
    case EXPR_YIELD_FROM:
    case EXPR_AWAIT:
        return check_expr(v, e->Await.value, load);
    case EXPR_COMPARE: {
        const AstExprList comparators = {e->Compare.len, e->Compare.comparators};
        return check_exprs(v, &comparators, load, false) && check_expr(v, e->Compare.left, load);
    }
    case EXPR_CALL:
        return check_expr(v, e->Call.func, load) && check_exprs(v, &e->Call.args, load, false) &&
               check_keywords(v, &e->Call.keywords);
    case EXPR_CONSTANT:
    case EXPR_NAME:
        return true;
    case EXPR_JOINED_STR:
        return check_exprs(v, &e->JoinedStr.values, load, false);
    case EXPR_FORMATTED_VALUE:
        return check_expr(v, e->FormattedValue.value, load) &&
               check_optional(v, e->FormattedValue.format_spec);
    case EXPR_ATTRIBUTE:
        return check_expr(v, e->Attribute.value, load);
    case EXPR_SUBSCRIPT:
        return check_expr(v, e->Subscript.slice, load) && check_expr(v, e->Subscript.value, load);
    case EXPR_STARRED:
        return check_expr(v, e->Starred.value, ctx);
    case EXPR_SLICE:
        return check_optional(v, e->Slice.lower) && check_optional(v, e->Slice.upper) &&
               check_optional(v, e->Slice.step);
    case EXPR_LIST:
    case EXPR_TUPLE:
        return check_exprs(v, &e->List.elts, ctx, false);
    case EXPR_NAMED_EXPR:
        if (e->NamedExpr.target->kind != EXPR_NAME) {
            raise(v->vm, EXC_TypeError, "NamedExpr target must be a Name");
            return false;
        }
        return check_expr(v, e->NamedExpr.value, load);
    }
    return true;
}

static bool check_expr(Validator *v, const AstExpr *e, AstContext ctx) {
    CHECK(check_location(v, &e->loc));
    CHECK(check_context(v, e, ctx));
    CHECK(enter(v));
    bool ok = check_fields(v, e, ctx);
    v->depth--;
    return ok;
}

/* ---- patterns ---- */

static bool check_patterns(Validator *v, const AstPatternList *list, bool star) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (!list->items[i]) {
            return FAIL(v, "None disallowed in pattern list");
        }
        CHECK(check_pattern(v, list->items[i], star));
    }
    return true;
}

static bool check_capture(Validator *v, AstName name) {
    if (strcmp(name->utf8, "_") == 0) {
        return FAIL(v, "can't capture name '_' in patterns");
    }
    return check_name(v, name);
}

/* A number, a text, or the sum of a number and an imaginary one. */
static bool check_value(Validator *v, const AstExpr *e) {
    CHECK(check_expr(v, e, CONTEXT_LOAD));
    switch ((AstExprKind)e->kind) {
    case EXPR_CONSTANT:
        if (e->Constant.kind != CONSTANT_ELLIPSIS && e->Constant.kind > CONSTANT_FALSE) {
            return true;
        }
        return FAIL(v, "unexpected constant inside of a literal pattern");
    case EXPR_ATTRIBUTE:
    case EXPR_UNARY_OP:
    case EXPR_BIN_OP:
    case EXPR_JOINED_STR:
        return true;
    default:
        return FAIL(v, "patterns may only match literals and attribute lookups");
    }
}

static bool check_mapping(Validator *v, const AstPattern *p) {
    if (p->MatchMapping.keys.len != p->MatchMapping.patterns.len) {
        return FAIL(v, "MatchMapping doesn't have the same number of keys as patterns");
    }
    CHECK(!p->MatchMapping.rest || check_capture(v, p->MatchMapping.rest));
    for (uint32_t i = 0; i < p->MatchMapping.keys.len; i++) {
        const AstExpr *key = p->MatchMapping.keys.items[i];
        if (!key) {
            return FAIL(v, "None disallowed in expression list");
        }
        bool constant = key->kind == EXPR_CONSTANT && key->Constant.kind <= CONSTANT_FALSE;
        CHECK(constant || check_value(v, key));
    }
    return check_patterns(v, &p->MatchMapping.patterns, false);
}

static bool check_class(Validator *v, const AstPattern *p) {
    if (p->MatchClass.kwd_attrs.len != p->MatchClass.kwd_patterns.len) {
        return FAIL(v, "MatchClass doesn't have the same number of keyword attributes as patterns");
    }
    CHECK(check_expr(v, p->MatchClass.cls, CONTEXT_LOAD));
    const AstExpr *cls = p->MatchClass.cls;
    while (cls->kind == EXPR_ATTRIBUTE) {
        cls = cls->Attribute.value;
    }
    if (cls->kind != EXPR_NAME) {
        return FAIL(v, "MatchClass cls field can only contain Name or Attribute nodes.");
    }
    for (uint32_t i = 0; i < p->MatchClass.kwd_attrs.len; i++) {
        CHECK(check_name(v, p->MatchClass.kwd_attrs.items[i]));
    }
    return check_patterns(v, &p->MatchClass.patterns, false) &&
           check_patterns(v, &p->MatchClass.kwd_patterns, false);
}

static bool check_pattern_fields(Validator *v, const AstPattern *p, bool star) {
    switch ((AstPatternKind)p->kind) {
    case PATTERN_MATCH_VALUE:
        return check_value(v, p->MatchValue.value);
    case PATTERN_MATCH_SINGLETON:
        return true;
    case PATTERN_MATCH_SEQUENCE:
        return check_patterns(v, &p->MatchSequence.patterns, true);
    case PATTERN_MATCH_MAPPING:
        return check_mapping(v, p);
    case PATTERN_MATCH_CLASS:
        return check_class(v, p);
    case PATTERN_MATCH_STAR:
        if (!star) {
            return FAIL(v, "can't use MatchStar here");
        }
        return !p->MatchStar.name || check_capture(v, p->MatchStar.name);
    case PATTERN_MATCH_AS:
        CHECK(!p->MatchAs.name || check_capture(v, p->MatchAs.name));
        if (!p->MatchAs.pattern) {
            return true;
        }
        if (!p->MatchAs.name) {
            return FAIL(v, "MatchAs must specify a target name if a pattern is given");
        }
        return check_pattern(v, p->MatchAs.pattern, false);
    case PATTERN_MATCH_OR:
        if (p->MatchSequence.patterns.len < 2) {
            return FAIL(v, "MatchOr requires at least 2 patterns");
        }
        return check_patterns(v, &p->MatchSequence.patterns, false);
    }
    return true;
}

static bool check_pattern(Validator *v, const AstPattern *p, bool star) {
    CHECK(check_location(v, &p->loc));
    CHECK(enter(v));
    bool ok = check_pattern_fields(v, p, star);
    v->depth--;
    return ok;
}

/* ---- statements ---- */

static bool check_body(Validator *v, const AstStmtList *body, const char *owner) {
    return not_empty(v, body->len, "body", owner) && check_stmts(v, body);
}

static bool check_handlers(Validator *v, const AstHandlerList *handlers) {
    for (uint32_t i = 0; i < handlers->len; i++) {
        const AstHandler *h = handlers->items[i];
        if (!h) {
            return FAIL(v, "None disallowed in handler list");
        }
        CHECK(check_location(v, &h->loc) && check_optional(v, h->type) &&
              check_body(v, &h->body, "ExceptHandler"));
    }
    return true;
}

static bool check_try(Validator *v, const AstStmt *s) {
    const char *name = s->kind == STMT_TRY ? "Try" : "TryStar";
    CHECK(check_body(v, &s->Try.body, name));
    if (!s->Try.handlers.len && !s->Try.finalbody.len) {
        return FAIL(v, "%s has neither except handlers nor finalbody", name);
    }
    if (!s->Try.handlers.len && s->Try.orelse.len) {
        return FAIL(v, "%s has orelse but no except handlers", name);
    }
    return check_handlers(v, &s->Try.handlers) && check_stmts(v, &s->Try.finalbody) &&
           check_stmts(v, &s->Try.orelse);
}

static bool check_with(Validator *v, const AstStmt *s) {
    const char *name = s->kind == STMT_WITH ? "With" : "AsyncWith";
    CHECK(not_empty(v, s->With.items.len, "items", name));
    for (uint32_t i = 0; i < s->With.items.len; i++) {
        const AstWithItem *item = s->With.items.items[i];
        CHECK(check_expr(v, item->context_expr, CONTEXT_LOAD));
        CHECK(!item->optional_vars || check_expr(v, item->optional_vars, CONTEXT_STORE));
    }
    return check_body(v, &s->With.body, name);
}

static bool check_match(Validator *v, const AstStmt *s) {
    CHECK(check_expr(v, s->Match.subject, CONTEXT_LOAD));
    CHECK(not_empty(v, s->Match.cases.len, "cases", "Match"));
    for (uint32_t i = 0; i < s->Match.cases.len; i++) {
        const AstMatchCase *c = s->Match.cases.items[i];
        CHECK(check_pattern(v, c->pattern, false) && check_optional(v, c->guard) &&
              check_body(v, &c->body, "match_case"));
    }
    return true;
}

static bool check_definition(Validator *v, const AstStmt *s) {
    const AstContext load = CONTEXT_LOAD;
    if (s->kind == STMT_CLASS_DEF) {
        return check_body(v, &s->ClassDef.body, "ClassDef") &&
               check_exprs(v, &s->ClassDef.bases, load, false) &&
               check_keywords(v, &s->ClassDef.keywords) &&
               check_exprs(v, &s->ClassDef.decorator_list, load, false);
    }
    return check_body(v, &s->FunctionDef.body,
                      s->kind == STMT_FUNCTION_DEF ? "FunctionDef" : "AsyncFunctionDef") &&
           check_arguments(v, s->FunctionDef.args) &&
           check_exprs(v, &s->FunctionDef.decorator_list, load, false) &&
           check_optional(v, s->FunctionDef.returns);
}

static bool check_loop(Validator *v, const AstStmt *s) {
    switch ((AstStmtKind)s->kind) {
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        return check_expr(v, s->For.target, CONTEXT_STORE) &&
               check_expr(v, s->For.iter, CONTEXT_LOAD) &&
               check_body(v, &s->For.body, s->kind == STMT_FOR ? "For" : "AsyncFor") &&
               check_stmts(v, &s->For.orelse);
    default:
        return check_expr(v, s->If.test, CONTEXT_LOAD) &&
               check_body(v, &s->If.body, s->kind == STMT_IF ? "If" : "While") &&
               check_stmts(v, &s->If.orelse);
    }
}

static bool check_assignment(Validator *v, const AstStmt *s) {
    const AstContext load = CONTEXT_LOAD, store = CONTEXT_STORE;
    switch ((AstStmtKind)s->kind) {
    case STMT_ASSIGN:
        return check_targets(v, &s->Assign.targets, store) && check_expr(v, s->Assign.value, load);
    case STMT_AUG_ASSIGN:
        return check_expr(v, s->AugAssign.target, store) && check_expr(v, s->AugAssign.value, load);
    default:
        if (s->AnnAssign.target->kind != EXPR_NAME && s->AnnAssign.simple) {
            raise(v->vm, EXC_TypeError, "AnnAssign with simple non-Name target");
            return false;
        }
        return check_expr(v, s->AnnAssign.target, store) && check_optional(v, s->AnnAssign.value) &&
               check_expr(v, s->AnnAssign.annotation, load);
    }
}

static bool check_simple(Validator *v, const AstStmt *s) {
    switch ((AstStmtKind)s->kind) {
    case STMT_RETURN:
        return check_optional(v, s->Return.value);
    case STMT_DELETE:
        return check_targets(v, &s->Delete.targets, CONTEXT_DEL);
    case STMT_RAISE:
        if (!s->Raise.exc && s->Raise.cause) {
            return FAIL(v, "Raise with cause but no exception");
        }
        return check_optional(v, s->Raise.exc) && check_optional(v, s->Raise.cause);
    case STMT_ASSERT:
        return check_expr(v, s->Assert.test, CONTEXT_LOAD) && check_optional(v, s->Assert.msg);
    case STMT_IMPORT:
        return not_empty(v, s->Import.names.len, "names", "Import");
    case STMT_IMPORT_FROM:
        if (s->ImportFrom.level < 0) {
            return FAIL(v, "Negative ImportFrom level");
        }
        return not_empty(v, s->ImportFrom.names.len, "names", "ImportFrom");
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        return not_empty(v, s->Global.names.len, "names",
                         s->kind == STMT_GLOBAL ? "Global" : "Nonlocal");
    case STMT_EXPR:
        return check_expr(v, s->Expr.value, CONTEXT_LOAD);
    default:
        return true;
    }
}

static bool check_stmt(Validator *v, const AstStmt *s) {
    CHECK(check_location(v, &s->loc));
    switch ((AstStmtKind)s->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
    case STMT_CLASS_DEF:
        return check_definition(v, s);
    case STMT_ASSIGN:
    case STMT_AUG_ASSIGN:
    case STMT_ANN_ASSIGN:
        return check_assignment(v, s);
    case STMT_FOR:
    case STMT_ASYNC_FOR:
    case STMT_WHILE:
    case STMT_IF:
        return check_loop(v, s);
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        return check_with(v, s);
    case STMT_MATCH:
        return check_match(v, s);
    case STMT_TRY:
    case STMT_TRY_STAR:
        return check_try(v, s);
    default:
        return check_simple(v, s);
    }
}

static bool check_stmts(Validator *v, const AstStmtList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (!list->items[i]) {
            return FAIL(v, "None disallowed in statement list");
        }
        CHECK(enter(v));
        bool ok = check_stmt(v, list->items[i]);
        v->depth--;
        CHECK(ok);
    }
    return true;
}

bool ast_validate(VM *vm, const AstMod *mod) {
    Validator v = {.vm = vm};
    return mod->kind == MOD_EXPRESSION ? check_expr(&v, mod->expr, CONTEXT_LOAD)
                                       : check_stmts(&v, &mod->body);
}
