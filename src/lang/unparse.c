/* Expressions back to source text: what `from __future__ import annotations` stores. The text is
 * CPython's: names and operators with single blanks, parentheses only where they are needed.
 */
#include <math.h>

#include "lang/compiler.h"
#include "object/abstract.h"
#include "object/c_stack.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"

/* Binding strength of what stands around. */
enum Level {
    LEVEL_TUPLE,
    LEVEL_TEST, /* if-else, lambda */
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_CMP,
    LEVEL_EXPR,
    LEVEL_BOR = LEVEL_EXPR,
    LEVEL_BXOR,
    LEVEL_BAND,
    LEVEL_SHIFT,
    LEVEL_ARITH,
    LEVEL_TERM,
    LEVEL_FACTOR,
    LEVEL_POWER,
    LEVEL_AWAIT,
    LEVEL_ATOM,
};

typedef struct Writer {
    VM *vm;
    StrBuilder out;
    int depth;
} Writer;

static bool put(Writer *w, const AstExpr *e, int level);

static bool text(Writer *w, const char *s) {
    return str_builder_cstr(&w->out, s);
}

static bool text_if(Writer *w, bool condition, const char *s) {
    return !condition || text(w, s);
}

/* Steals o. */
static bool object_text(Writer *w, Object *o) {
    bool ok = o && str_builder_str(&w->out, o);
    xdecref(w->vm, o);
    return ok;
}

static bool name(Writer *w, AstName n) {
    return object_text(w, str_from_utf8(w->vm, n->utf8, n->len));
}

/* Steals o. */
static bool repr_text(Writer *w, Object *o) {
    Object *repr = o ? object_repr(w->vm, o) : NULL;
    xdecref(w->vm, o);
    return object_text(w, repr);
}

/* --- Constants -------------------------------------------------------------------------------- */

static bool real(Writer *w, double value, const char *suffix) {
    if (isinf(value)) {
        return text(w, "1e309") && text(w, suffix);
    }
    char buffer[FLOAT_TEXT_MAX + 1];
    size_t n = float_repr_text(value, buffer);
    if (*suffix && n > 2 && buffer[n - 2] == '.' && buffer[n - 1] == '0') {
        n -= 2; /* 1j, not 1.0j */
    }
    buffer[n] = 0;
    return text(w, buffer) && text(w, suffix);
}

static bool constant(Writer *w, const AstConstant *k) {
    VM *vm = w->vm;
    switch ((AstConstantKind)k->kind) {
    case CONSTANT_NONE:
        return text(w, "None");
    case CONSTANT_TRUE:
        return text(w, "True");
    case CONSTANT_FALSE:
        return text(w, "False");
    case CONSTANT_ELLIPSIS:
        return text(w, "...");
    case CONSTANT_INT:
        return repr_text(w, int_from_i64(vm, k->small));
    case CONSTANT_BIG_INT:
        return repr_text(w, int_from_text(vm, k->text->utf8, k->text->len, k->base));
    case CONSTANT_FLOAT:
        return real(w, k->real, "");
    case CONSTANT_COMPLEX:
        return real(w, k->real, "j");
    case CONSTANT_STR:
        return text_if(w, k->u_prefix, "u") &&
               repr_text(w, str_from_utf8(vm, k->text->utf8, k->text->len));
    case CONSTANT_BYTES:
        return repr_text(w, bytes_from(vm, k->text->utf8, k->text->len));
    }
    return false;
}

/* --- f-strings -------------------------------------------------------------------------------- */

static bool joined_body(Writer *w, const AstExprList *values);

/* What `inner` writes, as a str of its own. */
static Object *captured(Writer *w, bool (*inner)(Writer *, const void *), const void *argument) {
    Writer own = {.vm = w->vm, .depth = w->depth};
    str_builder_init(&own.out, w->vm);
    Object *result = inner(&own, argument) ? str_builder_finish(&own.out) : NULL;
    str_builder_deinit(&own.out);
    return result;
}

static bool capture_expr(Writer *w, const void *e) {
    return put(w, e, LEVEL_TEST + 1);
}

static bool capture_body(Writer *w, const void *values) {
    return joined_body(w, values);
}

static bool formatted_value(Writer *w, const AstExpr *e) {
    Object *inner = captured(w, capture_expr, e->FormattedValue.value);
    if (!inner) {
        return false;
    }
    bool brace = STR_LEN(inner) && str_char(inner, 0) == '{';
    if (!text(w, brace ? "{ " : "{")) {
        decref(w->vm, inner);
        return false;
    }
    TRY(object_text(w, inner));
    if (e->FormattedValue.conversion > 0) {
        const char conversion[] = {'!', (char)e->FormattedValue.conversion, 0};
        TRY(text(w, conversion));
    }
    if (e->FormattedValue.format_spec) {
        TRY(text(w, ":"));
        const AstExpr *spec = e->FormattedValue.format_spec;
        const AstExprList alone = {1, (AstExpr **)(uintptr_t)&spec};
        TRY(joined_body(w, spec->kind == EXPR_JOINED_STR ? &spec->JoinedStr.values : &alone));
    }
    return text(w, "}");
}

static bool literal_part(Writer *w, const AstStr *s) {
    Object *part = str_from_utf8(w->vm, s->utf8, s->len);
    bool ok = part != NULL;
    for (uint32_t i = 0; ok && i < STR_LEN(part); i++) {
        uint32_t ch = str_char(part, i);
        ok = str_builder_char(&w->out, ch) &&
             ((ch != '{' && ch != '}') || str_builder_char(&w->out, ch));
    }
    xdecref(w->vm, part);
    return ok;
}

static bool joined_body(Writer *w, const AstExprList *values) {
    for (uint32_t i = 0; i < values->len; i++) {
        const AstExpr *e = values->items[i];
        if (e->kind == EXPR_CONSTANT) {
            TRY(literal_part(w, e->Constant.text));
        } else if (e->kind == EXPR_JOINED_STR) {
            TRY(joined_body(w, &e->JoinedStr.values));
        } else {
            TRY(formatted_value(w, e));
        }
    }
    return true;
}

static bool joined_str(Writer *w, const AstExprList *values) {
    return text(w, "f") && repr_text(w, captured(w, capture_body, values));
}

/* --- Operators -------------------------------------------------------------------------------- */

static bool bool_op(Writer *w, const AstExpr *e, int level) {
    bool or = e->BoolOp.op == BOOL_OR;
    int own = or ? LEVEL_OR : LEVEL_AND;
    TRY(text_if(w, level > own, "("));
    for (uint32_t i = 0; i < e->BoolOp.values.len; i++) {
        TRY(text_if(w, i > 0, or ? " or " : " and ") && put(w, e->BoolOp.values.items[i], own + 1));
    }
    return text_if(w, level > own, ")");
}

static bool bin_op(Writer *w, const AstExpr *e, int level) {
    static const struct {
        const char *text;
        int level;
    } ops[] = {
        [OPERATOR_ADD] = {" + ", LEVEL_ARITH},       [OPERATOR_SUB] = {" - ", LEVEL_ARITH},
        [OPERATOR_MULT] = {" * ", LEVEL_TERM},       [OPERATOR_MAT_MULT] = {" @ ", LEVEL_TERM},
        [OPERATOR_DIV] = {" / ", LEVEL_TERM},        [OPERATOR_MOD] = {" % ", LEVEL_TERM},
        [OPERATOR_POW] = {" ** ", LEVEL_POWER},      [OPERATOR_L_SHIFT] = {" << ", LEVEL_SHIFT},
        [OPERATOR_R_SHIFT] = {" >> ", LEVEL_SHIFT},  [OPERATOR_BIT_OR] = {" | ", LEVEL_BOR},
        [OPERATOR_BIT_XOR] = {" ^ ", LEVEL_BXOR},    [OPERATOR_BIT_AND] = {" & ", LEVEL_BAND},
        [OPERATOR_FLOOR_DIV] = {" // ", LEVEL_TERM},
    };
    int own = ops[e->BinOp.op].level;
    bool right = e->BinOp.op == OPERATOR_POW;
    return text_if(w, level > own, "(") && put(w, e->BinOp.left, own + right) &&
           text(w, ops[e->BinOp.op].text) && put(w, e->BinOp.right, own + !right) &&
           text_if(w, level > own, ")");
}

static bool unary_op(Writer *w, const AstExpr *e, int level) {
    static const char *const ops[] = {
        [UNARY_INVERT] = "~", [UNARY_NOT] = "not ", [UNARY_PLUS] = "+", [UNARY_MINUS] = "-"};
    int own = e->UnaryOp.op == UNARY_NOT ? LEVEL_NOT : LEVEL_FACTOR;
    return text_if(w, level > own, "(") && text(w, ops[e->UnaryOp.op]) &&
           put(w, e->UnaryOp.operand, own) && text_if(w, level > own, ")");
}

static bool compare(Writer *w, const AstExpr *e, int level) {
    static const char *const ops[] = {
        [COMPARE_EQ] = " == ",        [COMPARE_NOT_EQ] = " != ",     [COMPARE_LT] = " < ",
        [COMPARE_LT_E] = " <= ",      [COMPARE_GT] = " > ",          [COMPARE_GT_E] = " >= ",
        [COMPARE_IS] = " is ",        [COMPARE_IS_NOT] = " is not ", [COMPARE_IN] = " in ",
        [COMPARE_NOT_IN] = " not in "};
    TRY(text_if(w, level > LEVEL_CMP, "(") && put(w, e->Compare.left, LEVEL_CMP + 1));
    for (uint32_t i = 0; i < e->Compare.len; i++) {
        TRY(text(w, ops[e->Compare.ops[i]]) && put(w, e->Compare.comparators[i], LEVEL_CMP + 1));
    }
    return text_if(w, level > LEVEL_CMP, ")");
}

static bool if_exp(Writer *w, const AstExpr *e, int level) {
    return text_if(w, level > LEVEL_TEST, "(") && put(w, e->IfExp.body, LEVEL_TEST + 1) &&
           text(w, " if ") && put(w, e->IfExp.test, LEVEL_TEST + 1) && text(w, " else ") &&
           put(w, e->IfExp.orelse, LEVEL_TEST) && text_if(w, level > LEVEL_TEST, ")");
}

/* --- lambda ----------------------------------------------------------------------------------- */

static bool separator(Writer *w, bool *first) {
    bool comma = !*first;
    *first = false;
    return text_if(w, comma, ", ");
}

static bool argument(Writer *w, const AstArg *arg, const AstExpr *value) {
    return name(w, arg->arg) && (!value || (text(w, "=") && put(w, value, LEVEL_TEST)));
}

static bool arguments(Writer *w, const AstArguments *args) {
    bool first = true;
    uint32_t posonly = args->posonlyargs.len, n = posonly + args->args.len;
    for (uint32_t i = 0; i < n; i++) {
        const AstArg *arg =
            i < posonly ? args->posonlyargs.items[i] : args->args.items[i - posonly];
        uint32_t k = i + args->defaults.len;
        TRY(separator(w, &first) && argument(w, arg, k >= n ? args->defaults.items[k - n] : NULL) &&
            text_if(w, posonly && i + 1 == posonly, ", /"));
    }
    if (args->vararg || args->kwonlyargs.len) {
        TRY(separator(w, &first) && text(w, "*") &&
            (!args->vararg || argument(w, args->vararg, NULL)));
    }
    for (uint32_t i = 0; i < args->kwonlyargs.len; i++) {
        TRY(separator(w, &first) &&
            argument(w, args->kwonlyargs.items[i], args->kw_defaults.items[i]));
    }
    return !args->kwarg ||
           (separator(w, &first) && text(w, "**") && argument(w, args->kwarg, NULL));
}

static bool lambda(Writer *w, const AstExpr *e, int level) {
    const AstArguments *args = e->Lambda.args;
    bool positional = args->posonlyargs.len || args->args.len;
    return text_if(w, level > LEVEL_TEST, "(") && text(w, positional ? "lambda " : "lambda") &&
           arguments(w, args) && text(w, ": ") && put(w, e->Lambda.body, LEVEL_TEST) &&
           text_if(w, level > LEVEL_TEST, ")");
}

/* --- Displays, comprehensions, calls ---------------------------------------------------------- */

static bool elements(Writer *w, const AstExprList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(text_if(w, i > 0, ", ") && put(w, list->items[i], LEVEL_TEST));
    }
    return true;
}

static bool tuple(Writer *w, const AstExpr *e, int level) {
    const AstExprList *elts = &e->Tuple.elts;
    if (elts->len == 0) {
        return text(w, "()");
    }
    return text_if(w, level > LEVEL_TUPLE, "(") && elements(w, elts) &&
           text_if(w, elts->len == 1, ",") && text_if(w, level > LEVEL_TUPLE, ")");
}

static bool dict(Writer *w, const AstExpr *e) {
    TRY(text(w, "{"));
    for (uint32_t i = 0; i < e->Dict.values.len; i++) {
        const AstExpr *key = e->Dict.keys.items[i], *value = e->Dict.values.items[i];
        TRY(text_if(w, i > 0, ", "));
        TRY(key ? put(w, key, LEVEL_TEST) && text(w, ": ") && put(w, value, LEVEL_TEST)
                : text(w, "**") && put(w, value, LEVEL_EXPR));
    }
    return text(w, "}");
}

static bool generators(Writer *w, const AstComprehensionList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        const AstComprehension *g = list->items[i];
        TRY(text(w, g->is_async ? " async for " : " for ") && put(w, g->target, LEVEL_TUPLE) &&
            text(w, " in ") && put(w, g->iter, LEVEL_TEST + 1));
        for (uint32_t k = 0; k < g->ifs.len; k++) {
            TRY(text(w, " if ") && put(w, g->ifs.items[k], LEVEL_TEST + 1));
        }
    }
    return true;
}

static bool comprehension(Writer *w, const AstExpr *e, const char *open, const char *close) {
    return text(w, open) && put(w, e->ListComp.elt, LEVEL_TEST) &&
           generators(w, &e->ListComp.generators) && text(w, close);
}

static bool call_text(Writer *w, const AstExpr *e) {
    const AstExprList *args = &e->Call.args;
    const AstKeywordList *keywords = &e->Call.keywords;
    TRY(put(w, e->Call.func, LEVEL_ATOM));
    if (args->len == 1 && keywords->len == 0 && args->items[0]->kind == EXPR_GENERATOR_EXP) {
        return put(w, args->items[0], LEVEL_TEST);
    }
    TRY(text(w, "(") && elements(w, args));
    for (uint32_t i = 0; i < keywords->len; i++) {
        const AstKeyword *k = keywords->items[i];
        TRY(text_if(w, i > 0 || args->len > 0, ", "));
        TRY(k->arg ? name(w, k->arg) && text(w, "=") : text(w, "**"));
        TRY(put(w, k->value, LEVEL_TEST));
    }
    return text(w, ")");
}

static bool slice(Writer *w, const AstExpr *e) {
    TRY(!e->Slice.lower || put(w, e->Slice.lower, LEVEL_TEST));
    TRY(text(w, ":") && (!e->Slice.upper || put(w, e->Slice.upper, LEVEL_TEST)));
    return !e->Slice.step || (text(w, ":") && put(w, e->Slice.step, LEVEL_TEST));
}

static bool attribute(Writer *w, const AstExpr *e) {
    const AstExpr *value = e->Attribute.value;
    bool number = value->kind == EXPR_CONSTANT && (value->Constant.kind == CONSTANT_INT ||
                                                   value->Constant.kind == CONSTANT_BIG_INT);
    return put(w, value, LEVEL_ATOM) && text(w, number ? " ." : ".") && name(w, e->Attribute.attr);
}

static bool put_kind(Writer *w, const AstExpr *e, int level) {
    switch ((AstExprKind)e->kind) {
    case EXPR_BOOL_OP:
        return bool_op(w, e, level);
    case EXPR_NAMED_EXPR:
        return text_if(w, level > LEVEL_TUPLE, "(") && put(w, e->NamedExpr.target, LEVEL_ATOM) &&
               text(w, " := ") && put(w, e->NamedExpr.value, LEVEL_ATOM) &&
               text_if(w, level > LEVEL_TUPLE, ")");
    case EXPR_BIN_OP:
        return bin_op(w, e, level);
    case EXPR_UNARY_OP:
        return unary_op(w, e, level);
    case EXPR_LAMBDA:
        return lambda(w, e, level);
    case EXPR_IF_EXP:
        return if_exp(w, e, level);
    case EXPR_DICT:
        return dict(w, e);
    case EXPR_SET:
        return text(w, "{") && elements(w, &e->Set.elts) && text(w, "}");
    case EXPR_LIST_COMP:
        return comprehension(w, e, "[", "]");
    case EXPR_SET_COMP:
        return comprehension(w, e, "{", "}");
    case EXPR_GENERATOR_EXP:
        return comprehension(w, e, "(", ")");
    case EXPR_DICT_COMP:
        return text(w, "{") && put(w, e->DictComp.key, LEVEL_TEST) && text(w, ": ") &&
               put(w, e->DictComp.value, LEVEL_TEST) && generators(w, &e->DictComp.generators) &&
               text(w, "}");
    case EXPR_AWAIT:
        return text_if(w, level > LEVEL_AWAIT, "(") && text(w, "await ") &&
               put(w, e->Await.value, LEVEL_ATOM) && text_if(w, level > LEVEL_AWAIT, ")");
    case EXPR_YIELD:
        return text(w, e->Yield.value ? "(yield " : "(yield") &&
               (!e->Yield.value || put(w, e->Yield.value, LEVEL_TEST)) && text(w, ")");
    case EXPR_YIELD_FROM:
        return text(w, "(yield from ") && put(w, e->YieldFrom.value, LEVEL_TEST) && text(w, ")");
    case EXPR_COMPARE:
        return compare(w, e, level);
    case EXPR_CALL:
        return call_text(w, e);
    case EXPR_FORMATTED_VALUE: {
        const AstExprList alone = {1, (AstExpr **)(uintptr_t)&e};
        return joined_str(w, &alone);
    }
    case EXPR_JOINED_STR:
        return joined_str(w, &e->JoinedStr.values);
    case EXPR_CONSTANT:
        return constant(w, &e->Constant);
    case EXPR_ATTRIBUTE:
        return attribute(w, e);
    case EXPR_SUBSCRIPT:
        return put(w, e->Subscript.value, LEVEL_ATOM) && text(w, "[") &&
               put(w, e->Subscript.slice, LEVEL_TUPLE) && text(w, "]");
    case EXPR_STARRED:
        return text(w, "*") && put(w, e->Starred.value, LEVEL_EXPR);
    case EXPR_NAME:
        return name(w, e->Name.id);
    case EXPR_LIST:
        return text(w, "[") && elements(w, &e->List.elts) && text(w, "]");
    case EXPR_TUPLE:
        return tuple(w, e, level);
    case EXPR_SLICE:
        return slice(w, e);
    }
    return false;
}

static bool put(Writer *w, const AstExpr *e, int level) {
    if (++w->depth > 3000) {
        raise(w->vm, EXC_RecursionError, "maximum recursion depth exceeded during compilation");
        return false;
    }
    TRY(c_stack_enter(w->vm, " during compilation"));
    TRY(put_kind(w, e, level));
    w->depth--;
    return true;
}

Object *unparse_expr(VM *vm, const AstExpr *e) {
    Writer w = {.vm = vm};
    str_builder_init(&w.out, vm);
    Object *result = put(&w, e, LEVEL_TEST) ? str_builder_finish(&w.out) : NULL;
    str_builder_deinit(&w.out);
    return result;
}
