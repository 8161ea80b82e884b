/* Calls. The callable lies in a temporary, above it self or nothing, above that the arguments. */
#include <string.h>

#include "lang/compiler.h"
#include "types/tuple.h"

/* Calls with more arguments than this pass a tuple and a dict. */
enum { ARGS_MAX = 250 };

static bool check_keywords(Compiler *c, const AstKeywordList *keywords) {
    for (uint32_t i = 0; i < keywords->len; i++) {
        const AstKeyword *k = keywords->items[i];
        if (!k->arg) {
            continue;
        }
        TRY(forbidden_name(c, k->arg, CONTEXT_STORE, &c->unit->loc));
        for (uint32_t j = i + 1; j < keywords->len; j++) {
            if (keywords->items[j]->arg == k->arg) {
                return compile_error(c, &keywords->items[j]->loc, "keyword argument repeated: %s",
                                     k->arg->utf8);
            }
        }
    }
    return true;
}

static bool has_unpacking(const AstExprList *args, const AstKeywordList *keywords) {
    for (uint32_t i = 0; i < args->len; i++) {
        if (args->items[i]->kind == EXPR_STARRED) {
            return true;
        }
    }
    for (uint32_t i = 0; i < keywords->len; i++) {
        if (!keywords->items[i]->arg) {
            return true;
        }
    }
    return false;
}

/* The keyword names as a constant tuple. */
static uint32_t keyword_names(Compiler *c, const AstKeywordList *keywords) {
    Object **items = code_alloc(c, keywords->len * sizeof *items);
    if (!items) {
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < keywords->len; i++) {
        items[i] = name_object(c, keywords->items[i]->arg);
        if (!items[i]) {
            while (i > 0) {
                decref(c->vm, items[--i]);
            }
            return UINT32_MAX;
        }
    }
    return const_add(c, tuple_from_steal(c->vm, items, keywords->len));
}

/* --- f(*args, **kwargs) ----------------------------------------------------------------------- */

static bool ex_positional(Compiler *c, uint32_t reg, uint32_t given, const AstExprList *args) {
    if (given == 0 && args->len == 1 && args->items[0]->kind == EXPR_STARRED) {
        return compile_expr(c, args->items[0]->Starred.value, reg);
    }
    if (given == 0) {
        return compile_tuple_of(c, args, reg);
    }
    return compile_long_display(c, args, OP_CODE_BUILD_TUPLE, given, reg);
}

/* Keywords from `first` on up to the next **: a dict in dst. */
static bool keyword_group(Compiler *c, const AstKeywordList *keywords, uint32_t first, uint32_t end,
                          uint32_t dst) {
    uint32_t top = c->unit->top, base = top;
    for (uint32_t i = first; i < end; i++) {
        uint32_t key = reg_push(c);
        TRY(load_name_text(c, keywords->items[i]->arg, key) &&
            compile_expr(c, keywords->items[i]->value, reg_push(c)));
    }
    TRY(emit(c, OP_CODE_BUILD_MAP, 0, dst, end > first ? base : 0, end - first));
    reg_pop_to(c, top);
    return true;
}

static bool ex_keywords(Compiler *c, uint32_t base, const AstKeywordList *keywords) {
    uint32_t dict = base + 3, i = 0;
    bool have = false;
    while (i < keywords->len) {
        uint32_t end = i, top = c->unit->top;
        while (end < keywords->len && keywords->items[end]->arg && end - i < ARGS_MAX / 2) {
            end++;
        }
        if (!have) {
            TRY(keyword_group(c, keywords, i, end, dict));
            have = true;
        } else if (end > i) {
            uint32_t t = reg_push(c);
            TRY(keyword_group(c, keywords, i, end, t) &&
                emit(c, OP_CODE_DICT_MERGE, KILL_B, dict, t, base));
        }
        reg_pop_to(c, top);
        if (end < keywords->len && !keywords->items[end]->arg) {
            Operand o;
            TRY(compile_operand(c, keywords->items[end]->value, &o, NULL, NULL) &&
                emit(c, OP_CODE_DICT_MERGE, KILL_B_IF(o), dict, o.reg, base));
            reg_pop_to(c, top);
            end++;
        }
        i = end;
    }
    return true;
}

static bool call_ex(Compiler *c, uint32_t dst, uint32_t base, uint32_t given,
                    const AstExprList *args, const AstKeywordList *keywords) {
    c->unit->top = base + 2 + given;
    if (given == 0) {
        reg_push(c);
    }
    TRY(ex_positional(c, base + 2, given, args));
    c->unit->top = base + 3;
    reg_push(c);
    if (keywords->len == 1 && !keywords->items[0]->arg) {
        return compile_expr(c, keywords->items[0]->value, base + 3) &&
               emit(c, OP_CODE_CALL_EX, FOREIGN, dst, base, 0);
    }
    TRY(ex_keywords(c, base, keywords));
    return emit(c, OP_CODE_CALL_EX, 0, dst, base, 0);
}

/* --- Plain calls ------------------------------------------------------------------------------ */

bool compile_call_rest(Compiler *c, uint32_t dst, uint32_t base, uint32_t given,
                       const AstExprList *args, const AstKeywordList *keywords) {
    uint32_t n = given + args->len + keywords->len;
    TRY(check_keywords(c, keywords));
    if (n > ARGS_MAX || has_unpacking(args, keywords)) {
        return call_ex(c, dst, base, given, args, keywords);
    }
    for (uint32_t i = 0; i < args->len; i++) {
        TRY(compile_expr(c, args->items[i], reg_push(c)));
    }
    for (uint32_t i = 0; i < keywords->len; i++) {
        TRY(compile_expr(c, keywords->items[i]->value, reg_push(c)));
    }
    if (keywords->len == 0) {
        return emit(c, OP_CODE_CALL, 0, dst, base, n);
    }
    uint32_t names = keyword_names(c, keywords);
    TRY(names != UINT32_MAX);
    return emit_x(c, OP_CODE_CALL_KW, 0, dst, base, n, (int32_t)names);
}

static bool is_method_call(const AstExpr *e) {
    return e->Call.func->kind == EXPR_ATTRIBUTE &&
           e->Call.args.len + e->Call.keywords.len <= ARGS_MAX &&
           !has_unpacking(&e->Call.args, &e->Call.keywords);
}

bool compile_call(Compiler *c, AstExpr *e, uint32_t dst) {
    uint32_t saved = operands_begin(c, dst), base = c->unit->top;
    AstExpr *func = e->Call.func;
    if (is_method_call(e)) {
        Operand o;
        TRY(compile_operand(c, func->Attribute.value, &o, NULL, NULL));
        reg_pop_to(c, base);
        reg_push_many(c, 2);
        SET_LOC(c, func);
        loc_of_attribute(c, func);
        TRY(emit(c, OP_CODE_LOAD_METHOD, KILL_B_IF(o), base, o.reg,
                 attribute_index(c, func->Attribute.attr)));
        SET_LOC(c, e);
        loc_of_attribute(c, func);
    } else {
        TRY(warn_call(c, func) && compile_expr(c, func, reg_push(c)));
        reg_push(c);
    }
    TRY(compile_call_rest(c, dst, base, 0, &e->Call.args, &e->Call.keywords));
    operands_end(c, saved);
    return true;
}
