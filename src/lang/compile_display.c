/* Displays: tuples, lists, sets, dicts. */
#include "lang/compiler.h"
#include "types/set.h"
#include "types/tuple.h"

/* Displays longer than this are built element by element, so that frames stay small. */
enum { DISPLAY_MAX = 256 };

static uint32_t first_starred(const AstExprList *elts) {
    uint32_t i = 0;
    while (i < elts->len && elts->items[i]->kind != EXPR_STARRED) {
        i++;
    }
    return i;
}

/* Builds what cannot be built at once: into the temporary `work`, a list for tuples. `given` values
 * lie already in work and behind. */
bool compile_long_display(Compiler *c, const AstExprList *elts, enum Opcode build, uint32_t given,
                          uint32_t work) {
    bool set = build == OP_CODE_BUILD_SET;
    uint32_t starred = first_starred(elts);
    uint32_t direct = starred < DISPLAY_MAX ? starred : 0;
    uint32_t top = c->unit->top;
    c->unit->top = work + given;
    for (uint32_t i = 0; i < direct; i++) {
        TRY(compile_expr(c, elts->items[i], reg_push(c)));
    }
    TRY(emit(c, set ? OP_CODE_BUILD_SET : OP_CODE_BUILD_LIST, 0, work, work, given + direct));
    reg_pop_to(c, work + 1);
    for (uint32_t i = direct; i < elts->len; i++) {
        AstExpr *e = elts->items[i];
        bool star = e->kind == EXPR_STARRED;
        Operand o;
        TRY(compile_operand(c, star ? e->Starred.value : e, &o, NULL, NULL));
        unsigned op = set ? (star ? OP_CODE_SET_UPDATE : OP_CODE_SET_ADD)
                          : (star ? OP_CODE_LIST_EXTEND : OP_CODE_LIST_APPEND);
        TRY(emit(c, op, KILL_B_IF(o), work, o.reg, 0));
        reg_pop_to(c, work + 1);
    }
    c->unit->top = top;
    return build != OP_CODE_BUILD_TUPLE || emit(c, OP_CODE_LIST_TO_TUPLE, KILL_B, work, work, 0);
}

bool compile_elements(Compiler *c, const AstExprList *elts, enum Opcode build, uint32_t dst) {
    if (first_starred(elts) < elts->len || elts->len > DISPLAY_MAX) {
        uint32_t top = c->unit->top;
        bool own = dst + 1 != top || !is_temp(c, dst);
        uint32_t work = own ? reg_push(c) : dst;
        TRY(compile_long_display(c, elts, build, 0, work));
        reg_pop_to(c, top);
        return emit_move(c, dst, temp_operand(work));
    }
    uint32_t saved = operands_begin(c, dst), base = c->unit->top;
    for (uint32_t i = 0; i < elts->len; i++) {
        TRY(compile_expr(c, elts->items[i], reg_push(c)));
    }
    TRY(emit(c, build, 0, dst, elts->len ? base : 0, elts->len));
    operands_end(c, saved);
    return true;
}

/* Module-level code keeps no small int alive in a constant tuple; functions may. */
static bool may_be_constant(const Compiler *c, const Object *value) {
    return is_function_unit(c) || !holds_small_int(value);
}

/* Loads a tuple of constants if that is allowed: 1, 0, -1. */
static int load_constant_tuple(Compiler *c, const AstExprList *elts, uint32_t dst, bool always) {
    Object *tuple;
    int folded = fold_elements(c, elts, &tuple);
    if (folded <= 0) {
        return folded;
    }
    if (!always && !may_be_constant(c, tuple)) {
        decref(c->vm, tuple);
        return 0;
    }
    return load_object(c, tuple, dst) ? 1 : -1;
}

bool compile_tuple_of(Compiler *c, const AstExprList *elts, uint32_t dst) {
    int loaded = load_constant_tuple(c, elts, dst, false);
    return loaded != 0 ? loaded > 0 : compile_elements(c, elts, OP_CODE_BUILD_TUPLE, dst);
}

/* A long list of constants is copied from a constant tuple. */
static int long_constant_list(Compiler *c, AstExpr *e, uint32_t dst) {
    if (e->List.elts.len <= DISPLAY_MAX) {
        return 0;
    }
    uint32_t top = c->unit->top, work = is_temp(c, dst) ? dst : reg_push(c), t = reg_push(c);
    int loaded = load_constant_tuple(c, &e->List.elts, t, false);
    bool set = e->kind == EXPR_SET;
    reg_pop_to(c, top);
    if (loaded > 0 &&
        !(emit(c, set ? OP_CODE_BUILD_SET : OP_CODE_BUILD_LIST, 0, work, 0, 0) &&
          emit(c, set ? OP_CODE_SET_UPDATE : OP_CODE_LIST_EXTEND, KILL_B, work, t, 0) &&
          emit_move(c, dst, temp_operand(work)))) {
        return -1;
    }
    return loaded;
}

bool compile_display(Compiler *c, AstExpr *e, uint32_t dst) {
    if (e->kind == EXPR_TUPLE) {
        return compile_tuple_of(c, &e->Tuple.elts, dst);
    }
    int done = long_constant_list(c, e, dst);
    if (done != 0) {
        return done > 0;
    }
    return compile_elements(c, &e->List.elts,
                            e->kind == EXPR_SET ? OP_CODE_BUILD_SET : OP_CODE_BUILD_LIST, dst);
}

bool compile_iterable(Compiler *c, AstExpr *e, uint32_t dst) {
    if (e->kind != EXPR_LIST && e->kind != EXPR_SET && e->kind != EXPR_TUPLE) {
        return compile_expr(c, e, dst);
    }
    Location saved = c->unit->loc;
    SET_LOC(c, e);
    Object *tuple;
    int folded =
        e->kind != EXPR_SET || e->Set.elts.len ? fold_elements(c, &e->List.elts, &tuple) : 0;
    TRY(folded >= 0);
    if (folded > 0) {
        if (e->kind == EXPR_SET) {
            Object *set = frozenset_new(c->vm, tuple);
            decref(c->vm, tuple);
            tuple = set;
        }
        TRY(load_object(c, tuple, dst));
    } else if (e->kind == EXPR_LIST && first_starred(&e->List.elts) == e->List.elts.len) {
        TRY(compile_elements(c, &e->List.elts, OP_CODE_BUILD_TUPLE, dst));
    } else {
        TRY(compile_display(c, e, dst));
    }
    c->unit->loc = saved;
    return true;
}

/* --- dict ------------------------------------------------------------------------------------- */

/* How many pairs come before the first ** (and can be built at once). */
static uint32_t leading_pairs(const AstExpr *e) {
    uint32_t i = 0;
    while (i < e->Dict.keys.len && e->Dict.keys.items[i]) {
        i++;
    }
    return i <= DISPLAY_MAX / 2 ? i : 0;
}

bool compile_dict(Compiler *c, AstExpr *e, uint32_t dst) {
    uint32_t n = e->Dict.keys.len, direct = leading_pairs(e), top = c->unit->top;
    bool whole = direct == n;
    bool own = !whole && (dst + 1 != top || !is_temp(c, dst));
    uint32_t work = own ? reg_push(c) : dst;
    uint32_t saved = operands_begin(c, work), base = c->unit->top;
    for (uint32_t i = 0; i < direct; i++) {
        TRY(compile_expr(c, e->Dict.keys.items[i], reg_push(c)) &&
            compile_expr(c, e->Dict.values.items[i], reg_push(c)));
    }
    TRY(emit(c, OP_CODE_BUILD_MAP, 0, work, direct ? base : 0, direct));
    operands_end(c, saved);
    for (uint32_t i = direct; i < n; i++) {
        AstExpr *key = e->Dict.keys.items[i], *value = e->Dict.values.items[i];
        uint32_t mark = c->unit->top;
        Operand k, v;
        if (key) {
            TRY(compile_operand(c, key, &k, value, NULL) &&
                compile_operand(c, value, &v, NULL, NULL) &&
                emit(c, OP_CODE_MAP_ADD, KILL_B_IF(k) | KILL_C_IF(v), work, k.reg, v.reg));
        } else {
            TRY(compile_operand(c, value, &v, NULL, NULL) &&
                emit(c, OP_CODE_DICT_UPDATE, KILL_B_IF(v), work, v.reg, 0));
        }
        reg_pop_to(c, mark);
    }
    reg_pop_to(c, top);
    return emit_move(c, dst, temp_operand(work));
}
