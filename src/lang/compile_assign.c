/* Assignment in all its forms, and deletion. */
#include "lang/compiler.h"

bool forbidden_name(Compiler *c, AstName name, AstContext ctx, const Location *loc) {
    if (name != c->lang.known.debug || ctx == CONTEXT_LOAD) {
        return true;
    }
    return compile_error(
        c, loc, ctx == CONTEXT_STORE ? "cannot assign to __debug__" : "cannot delete __debug__");
}

/* --- Storing ---------------------------------------------------------------------------------- */

/* The items of value, one for each target, go to consecutive temporaries; then to the targets. */
static bool store_unpacked(Compiler *c, const AstExprList *targets, Operand value) {
    uint32_t star = targets->len, top = c->unit->top, n = targets->len;
    for (uint32_t i = 0; i < n; i++) {
        if (targets->items[i]->kind != EXPR_STARRED) {
            continue;
        }
        if (star < n) {
            return compile_error(c, &c->unit->loc, "multiple starred expressions in assignment");
        }
        star = i;
    }
    if (star < n && (star >= 256 || n - star - 1 >= 1 << 8)) {
        return compile_error(c, &c->unit->loc, "too many expressions in star-unpacking assignment");
    }
    uint32_t first = reg_push_many(c, n);
    unsigned kill = KILL_B_IF(value);
    TRY(star < n ? emit(c, OP_CODE_UNPACK_EX, kill, first, value.reg, star | (n - star - 1) << 8)
                 : emit(c, OP_CODE_UNPACK_SEQUENCE, kill, n ? first : 0, value.reg, n));
    for (uint32_t i = 0; i < n; i++) {
        AstExpr *target = targets->items[i];
        TRY(compile_store(c, i == star ? target->Starred.value : target, temp_operand(first + i)));
    }
    reg_pop_to(c, top);
    return true;
}

static bool store_attribute(Compiler *c, AstExpr *e, Operand value) {
    Operand o;
    TRY(forbidden_name(c, e->Attribute.attr, CONTEXT_STORE, &e->loc) &&
        compile_operand(c, e->Attribute.value, &o, NULL, NULL));
    loc_of_attribute(c, e);
    return emit(c, OP_CODE_STORE_ATTR, KILL_A_IF(o) | KILL_B_IF(value), o.reg, value.reg,
                attribute_index(c, e->Attribute.attr));
}

static bool store_subscript(Compiler *c, AstExpr *e, Operand value) {
    Operand o, key;
    return compile_operand(c, e->Subscript.value, &o, e->Subscript.slice, NULL) &&
           compile_operand(c, e->Subscript.slice, &key, NULL, NULL) &&
           emit(c, OP_CODE_STORE_SUBSCR, KILL_A_IF(o) | KILL_B_IF(key) | KILL_C_IF(value), o.reg,
                key.reg, value.reg);
}

bool compile_store(Compiler *c, AstExpr *target, Operand value) {
    uint32_t top = c->unit->top;
    Location saved = c->unit->loc;
    bool ok;
    TRY(lang_enter(&c->lang));
    SET_LOC(c, target);
    switch (target->kind) {
    case EXPR_NAME:
        ok = forbidden_name(c, target->Name.id, CONTEXT_STORE, &target->loc) &&
             name_store(c, target->Name.id, value);
        break;
    case EXPR_ATTRIBUTE:
        ok = store_attribute(c, target, value);
        break;
    case EXPR_SUBSCRIPT:
        ok = store_subscript(c, target, value);
        break;
    case EXPR_TUPLE:
    case EXPR_LIST:
        ok = store_unpacked(c, &target->Tuple.elts, value);
        break;
    case EXPR_STARRED:
        ok = compile_error(c, &target->loc, "starred assignment target must be in a list or tuple");
        break;
    default:
        ok = compile_error(c, &target->loc, "cannot assign to expression");
        break;
    }
    TRY(ok);
    c->unit->loc = saved;
    reg_pop_to(c, top);
    lang_leave(&c->lang);
    return true;
}

/* --- a = b = value ---------------------------------------------------------------------------- */

/* The register of a target that is a plain local and may be written to directly. 1, 0, -1. */
int compile_direct_target(Compiler *c, const AstExpr *target, uint16_t *reg) {
    Symbol *symbol;
    if (target->kind != EXPR_NAME) {
        return 0;
    }
    if (!forbidden_name(c, target->Name.id, CONTEXT_STORE, &target->loc)) {
        return -1;
    }
    return name_is_fast(c, target->Name.id, reg, &symbol);
}

static bool has_starred(const AstExprList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i]->kind == EXPR_STARRED) {
            return true;
        }
    }
    return false;
}

/* If all targets are different plain locals: their registers. 1, 0, -1. */
static int direct_targets(Compiler *c, const AstExprList *targets, uint16_t *regs) {
    for (uint32_t i = 0; i < targets->len; i++) {
        int direct = compile_direct_target(c, targets->items[i], &regs[i]);
        if (direct <= 0) {
            return direct;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (regs[j] == regs[i]) {
                return 0;
            }
        }
    }
    return 1;
}

enum { PAIRWISE_MAX = 3 };

/* Plain locals are stored last to first, as CPython does, so that the last value can be computed
 * where it belongs. */
static int pairwise(Compiler *c, const AstExpr *target, AstExpr *value) {
    const AstExprList *targets = &target->Tuple.elts, *values = &value->Tuple.elts;
    uint32_t n = targets->len, top = c->unit->top;
    uint16_t regs[PAIRWISE_MAX];
    int direct = direct_targets(c, targets, regs);
    if (direct < 0) {
        return -1;
    }
    uint32_t held = direct ? n - 1 : n;
    for (uint32_t i = 0; i < held; i++) {
        if (!compile_expr(c, values->items[i], reg_push(c))) {
            return -1;
        }
    }
    bool ok = true;
    if (direct) {
        ok = compile_expr(c, values->items[n - 1], regs[n - 1]);
        bound_add(c, regs[n - 1]);
    }
    for (uint32_t i = 0; i < held && ok; i++) {
        uint32_t k = direct ? held - 1 - i : i;
        ok = compile_store(c, targets->items[k], temp_operand(top + k));
    }
    reg_pop_to(c, top);
    return ok ? 1 : -1;
}

/* a, b = 1, 2: one after the other. */
static bool constants_in_turn(Compiler *c, const AstExprList *targets, const AstExprList *values) {
    for (uint32_t i = 0; i < targets->len; i++) {
        uint16_t reg;
        uint32_t top = c->unit->top;
        int direct = compile_direct_target(c, targets->items[i], &reg);
        TRY(direct >= 0);
        if (direct) {
            TRY(compile_expr(c, values->items[i], reg));
            bound_add(c, reg);
        } else {
            Operand value;
            TRY(compile_temp(c, values->items[i], &value) &&
                compile_store(c, targets->items[i], value));
        }
        reg_pop_to(c, top);
    }
    return true;
}

/* a, b = x, y without a tuple. 1: done, 0: not this way, -1. */
static int assign_pairwise(Compiler *c, const AstExpr *target, AstExpr *value) {
    if ((target->kind != EXPR_TUPLE && target->kind != EXPR_LIST) || value->kind != EXPR_TUPLE) {
        return 0;
    }
    const AstExprList *targets = &target->Tuple.elts, *values = &value->Tuple.elts;
    if (targets->len != values->len || targets->len == 0 || has_starred(targets) ||
        has_starred(values)) {
        return 0;
    }
    Object *constants;
    int folded = fold_elements(c, values, &constants);
    if (folded > 0) {
        decref(c->vm, constants);
        return constants_in_turn(c, targets, values) ? 1 : -1;
    }
    return folded < 0 ? -1 : targets->len > PAIRWISE_MAX ? 0 : pairwise(c, target, value);
}

/* Stores a value that has been evaluated in the targets from `first` on. */
static bool store_chain(Compiler *c, const AstExprList *targets, uint32_t first, Operand value) {
    for (uint32_t i = first; i < targets->len; i++) {
        Operand v = value;
        v.temp = value.temp && i + 1 == targets->len;
        TRY(compile_store(c, targets->items[i], v));
    }
    return true;
}

bool compile_assign(Compiler *c, AstStmt *s) {
    const AstExprList *targets = &s->Assign.targets;
    uint32_t top = c->unit->top;
    uint16_t reg;
    Operand value;
    if (targets->len == 1) {
        int done = assign_pairwise(c, targets->items[0], s->Assign.value);
        if (done != 0) {
            return done > 0;
        }
    }
    int direct = compile_direct_target(c, targets->items[0], &reg);
    TRY(direct >= 0);
    if (direct) {
        TRY(compile_expr(c, s->Assign.value, reg));
        bound_add(c, reg);
        Symbol *symbol;
        TRY(name_is_fast(c, targets->items[0]->Name.id, &reg, &symbol) > 0);
        value = kept_operand(reg);
        if ((symbol->flags & SYMBOL_WALRUS) && targets->len > 1) {
            value = temp_operand(reg_push(c));
            TRY(emit_move(c, value.reg, kept_operand(reg)));
        }
        TRY(store_chain(c, targets, 1, value));
    } else if (targets->len == 1 && targets->items[0]->kind != EXPR_NAME) {
        AstExpr *target = targets->items[0];
        const AstExpr *later =
            target->kind == EXPR_TUPLE || target->kind == EXPR_LIST ? NULL : target;
        TRY(compile_operand(c, s->Assign.value, &value, later, NULL) &&
            compile_store(c, target, value));
    } else {
        TRY(targets->len == 1 ? compile_operand(c, s->Assign.value, &value, NULL, NULL)
                              : compile_temp(c, s->Assign.value, &value));
        TRY(store_chain(c, targets, 0, value));
    }
    reg_pop_to(c, top);
    return true;
}

/* --- a += b ----------------------------------------------------------------------------------- */

static bool aug_name(Compiler *c, AstStmt *s) {
    AstExpr *target = s->AugAssign.target;
    uint16_t reg;
    Symbol *symbol;
    TRY(forbidden_name(c, target->Name.id, CONTEXT_STORE, &target->loc));
    int fast = name_is_fast(c, target->Name.id, &reg, &symbol);
    TRY(fast >= 0);
    if (fast) {
        Operand left;
        TRY(compile_operand(c, target, &left, s->AugAssign.value, NULL) &&
            compile_binary(c, s->AugAssign.op, INPLACE, reg, left, s->AugAssign.value));
        bound_add(c, reg);
        return true;
    }
    Operand t = temp_operand(reg_push(c));
    Location saved = c->unit->loc;
    SET_LOC(c, target);
    TRY(name_load(c, target->Name.id, t.reg));
    c->unit->loc = saved;
    TRY(compile_binary(c, s->AugAssign.op, INPLACE, t.reg, t, s->AugAssign.value));
    SET_LOC(c, target);
    return name_store(c, target->Name.id, t);
}

static bool aug_attribute(Compiler *c, AstStmt *s) {
    AstExpr *target = s->AugAssign.target;
    Operand o;
    Location saved = c->unit->loc;
    TRY(compile_operand(c, target->Attribute.value, &o, s->AugAssign.value, NULL));
    Operand t = temp_operand(reg_push(c));
    uint32_t name = attribute_index(c, target->Attribute.attr);
    SET_LOC(c, target);
    loc_of_attribute(c, target);
    TRY(emit(c, OP_CODE_LOAD_ATTR, 0, t.reg, o.reg, name));
    c->unit->loc = saved;
    TRY(compile_binary(c, s->AugAssign.op, INPLACE, t.reg, t, s->AugAssign.value));
    SET_LOC(c, target);
    loc_of_attribute(c, target);
    return emit(c, OP_CODE_STORE_ATTR, KILL_A_IF(o) | KILL_B, o.reg, t.reg, name);
}

static bool aug_subscript(Compiler *c, AstStmt *s) {
    AstExpr *target = s->AugAssign.target, *slice = target->Subscript.slice;
    Operand o, key;
    Location saved = c->unit->loc;
    TRY(compile_operand(c, target->Subscript.value, &o, slice, s->AugAssign.value) &&
        compile_operand(c, slice, &key, s->AugAssign.value, NULL));
    Operand t = temp_operand(reg_push(c));
    SET_LOC(c, target);
    TRY(emit(c, OP_CODE_LOAD_SUBSCR, 0, t.reg, o.reg, key.reg));
    c->unit->loc = saved;
    TRY(compile_binary(c, s->AugAssign.op, INPLACE, t.reg, t, s->AugAssign.value));
    SET_LOC(c, target);
    return emit(c, OP_CODE_STORE_SUBSCR, KILL_A_IF(o) | KILL_B_IF(key) | KILL_C, o.reg, key.reg,
                t.reg);
}

bool compile_aug_assign(Compiler *c, AstStmt *s) {
    uint32_t top = c->unit->top;
    switch (s->AugAssign.target->kind) {
    case EXPR_NAME:
        TRY(aug_name(c, s));
        break;
    case EXPR_ATTRIBUTE:
        TRY(aug_attribute(c, s));
        break;
    default:
        TRY(aug_subscript(c, s));
        break;
    }
    reg_pop_to(c, top);
    return true;
}

/* --- a: annotation = b ------------------------------------------------------------------------ */

static bool store_annotation(Compiler *c, AstStmt *s) {
    AstName name = lang_mangle(&c->lang, c->unit->class_name, s->AnnAssign.target->Name.id);
    TRY(name);
    uint32_t value = reg_push(c), dict = reg_push(c), key = reg_push(c);
    return compile_annotation(c, s->AnnAssign.annotation, value) &&
           name_load(c, c->lang.known.annotations_, dict) && load_name_text(c, name, key) &&
           emit(c, OP_CODE_STORE_SUBSCR, KILL_A | KILL_B | KILL_C, dict, key, value);
}

/* What an annotated target that gets no value has evaluated nevertheless. */
static bool target_parts(Compiler *c, AstExpr *target) {
    if (target->kind == EXPR_ATTRIBUTE) {
        return forbidden_name(c, target->Attribute.attr, CONTEXT_STORE, &target->loc) &&
               compile_discard(c, target->Attribute.value);
    }
    if (target->kind != EXPR_SUBSCRIPT) {
        return true;
    }
    AstExpr *slice = target->Subscript.slice;
    TRY(compile_discard(c, target->Subscript.value));
    if (slice->kind != EXPR_SLICE) {
        return compile_discard(c, slice);
    }
    TRY(!slice->Slice.lower || compile_discard(c, slice->Slice.lower));
    TRY(!slice->Slice.upper || compile_discard(c, slice->Slice.upper));
    return !slice->Slice.step || compile_discard(c, slice->Slice.step);
}

bool compile_ann_assign(Compiler *c, AstStmt *s) {
    AstExpr *target = s->AnnAssign.target;
    uint32_t top = c->unit->top;
    bool evaluated = !is_function_unit(c);
    if (s->AnnAssign.value) {
        AstStmt assign = {.kind = STMT_ASSIGN, .loc = s->loc};
        assign.Assign.targets = (AstExprList){1, &target};
        assign.Assign.value = s->AnnAssign.value;
        TRY(compile_assign(c, &assign));
    }
    if (target->kind == EXPR_NAME) {
        TRY(forbidden_name(c, target->Name.id, CONTEXT_STORE, &target->loc));
        if (s->AnnAssign.simple && evaluated) {
            TRY(store_annotation(c, s));
            reg_pop_to(c, top);
            return true;
        }
    } else if (!s->AnnAssign.value) {
        TRY(target_parts(c, target));
    }
    if (!s->AnnAssign.simple && evaluated && !(c->lang.features & CO_FUTURE_ANNOTATIONS)) {
        TRY(compile_discard(c, s->AnnAssign.annotation));
    }
    reg_pop_to(c, top);
    return true;
}

/* --- del -------------------------------------------------------------------------------------- */

bool compile_delete(Compiler *c, AstExpr *target) {
    uint32_t top = c->unit->top;
    Location saved = c->unit->loc;
    Operand o, key;
    TRY(lang_enter(&c->lang));
    SET_LOC(c, target);
    switch (target->kind) {
    case EXPR_NAME:
        TRY(forbidden_name(c, target->Name.id, CONTEXT_DEL, &target->loc) &&
            name_delete(c, target->Name.id));
        break;
    case EXPR_ATTRIBUTE:
        TRY(forbidden_name(c, target->Attribute.attr, CONTEXT_DEL, &target->loc) &&
            compile_operand(c, target->Attribute.value, &o, NULL, NULL));
        loc_of_attribute(c, target);
        TRY(emit(c, OP_CODE_DELETE_ATTR, KILL_A_IF(o), o.reg, 0,
                 attribute_index(c, target->Attribute.attr)));
        break;
    case EXPR_SUBSCRIPT:
        TRY(compile_operand(c, target->Subscript.value, &o, target->Subscript.slice, NULL) &&
            compile_operand(c, target->Subscript.slice, &key, NULL, NULL) &&
            emit(c, OP_CODE_DELETE_SUBSCR, KILL_A_IF(o) | KILL_B_IF(key), o.reg, key.reg, 0));
        break;
    default:
        for (uint32_t i = 0; i < target->Tuple.elts.len; i++) {
            TRY(compile_delete(c, target->Tuple.elts.items[i]));
        }
        break;
    }
    c->unit->loc = saved;
    reg_pop_to(c, top);
    lang_leave(&c->lang);
    return true;
}
