/* Comparisons, `and` and `or`, and conditions that only decide where to go on. */
#include "lang/compiler.h"

static unsigned sense_flag(bool sense) {
    return sense ? SENSE : 0u;
}

/* --- Comparisons ------------------------------------------------------------------------------ */

static bool is_none(const AstExpr *e) {
    return e->kind == EXPR_CONSTANT && e->Constant.kind == CONSTANT_NONE;
}

/* Opcode of a rich comparison; relative to the first of its family. */
static unsigned rich_opcode(AstCompareOperator op, enum Opcode family) {
    static const uint8_t order[] = {[COMPARE_EQ] = 2,   [COMPARE_NOT_EQ] = 3, [COMPARE_LT] = 0,
                                    [COMPARE_LT_E] = 1, [COMPARE_GT] = 4,     [COMPARE_GT_E] = 5};
    return family + order[op];
}

/* The right operand; what is searched in may become a constant tuple or frozenset, unless it is the
 * left operand of a further comparison, with `later`. */
static bool right_operand(Compiler *c, AstCompareOperator op, AstExpr *e, Operand *o,
                          const AstExpr *later) {
    if (op >= COMPARE_IN && !later && (e->kind == EXPR_LIST || e->kind == EXPR_SET)) {
        *o = temp_operand(reg_push(c));
        return compile_iterable(c, e, o->reg);
    }
    return compile_operand(c, e, o, later, NULL);
}

/* dst := left op right. The flags say which operands are consumed. */
static bool emit_compare(Compiler *c, AstCompareOperator op, unsigned kill, uint32_t dst,
                         uint32_t left, uint32_t right) {
    if (op >= COMPARE_IS) {
        return emit(c, op >= COMPARE_IN ? OP_CODE_IN : OP_CODE_IS,
                    kill | sense_flag(op == COMPARE_IN || op == COMPARE_IS), dst, left, right);
    }
    return emit(c, rich_opcode(op, OP_CODE_LT), kill, dst, left, right);
}

/* Goes to target if (left op right) is sense. */
static bool emit_compare_jump(Compiler *c, AstCompareOperator op, unsigned kill, uint32_t left,
                              uint32_t right, Label target, bool sense) {
    if (op >= COMPARE_IS) {
        bool positive = op == COMPARE_IN || op == COMPARE_IS;
        return emit_jump(c, op >= COMPARE_IN ? OP_CODE_JUMP_IN : OP_CODE_JUMP_IS,
                         kill | sense_flag(sense == positive), 0, left, right, target);
    }
    return emit_jump(c, rich_opcode(op, OP_CODE_JUMP_LT), kill | sense_flag(sense), 0, left, right,
                     target);
}

/* One comparison, as a value (target NO_LABEL) or as a jump. */
static bool single_compare(Compiler *c, AstExpr *e, uint32_t dst, Label target, bool sense) {
    AstCompareOperator op = e->Compare.ops[0];
    AstExpr *right = e->Compare.comparators[0];
    bool jump = target != NO_LABEL;
    Operand l, r;
    int64_t immediate;
    TRY(compile_operand(c, e->Compare.left, &l, right, NULL));
    if (op < COMPARE_IS &&
        fold_immediate(c, right, jump ? JUMP_IMMEDIATE_BITS : IMMEDIATE_BITS, &immediate)) {
        unsigned flags = KILL_B_IF(l);
        return jump
                   ? emit_jump(c, rich_opcode(op, OP_CODE_JUMP_LT_I), flags | sense_flag(sense), 0,
                               l.reg, (uint32_t)immediate, target)
                   : emit_immediate(c, rich_opcode(op, OP_CODE_LT_I), flags, dst, l.reg, immediate);
    }
    if (jump && (op == COMPARE_IS || op == COMPARE_IS_NOT) && is_none(right)) {
        return emit_jump(c, OP_CODE_JUMP_IF_NONE,
                         KILL_A_IF(l) | sense_flag(sense == (op == COMPARE_IS)), l.reg, 0, 0,
                         target);
    }
    TRY(right_operand(c, op, right, &r, NULL));
    unsigned kill = KILL_B_IF(l) | KILL_C_IF(r);
    return jump ? emit_compare_jump(c, op, kill, l.reg, r.reg, target, sense)
                : emit_compare(c, op, kill, dst, l.reg, r.reg);
}

/* Releases what the links of a broken-off chain held: the temporaries from first on. */
static bool clear_from(Compiler *c, uint32_t first, uint32_t end) {
    for (uint32_t r = first; r < end; r++) {
        TRY(emit_clear(c, r));
    }
    return true;
}

/* a < b < c as a value. The result of each link lies in `work`, the operands above. */
static bool chained_value(Compiler *c, AstExpr *e, uint32_t dst) {
    uint32_t top = c->unit->top, n = e->Compare.len;
    uint32_t work = is_temp(c, dst) ? dst : reg_push(c);
    uint32_t base = c->unit->top;
    Label broken = label_new(c), end = label_new(c);
    Operand left, right;
    TRY(compile_operand(c, e->Compare.left, &left, e->Compare.comparators[0], NULL));
    for (uint32_t i = 0; i < n; i++) {
        bool last = i + 1 == n;
        TRY(right_operand(c, e->Compare.ops[i], e->Compare.comparators[i], &right,
                          last ? NULL : e->Compare.comparators[i + 1]));
        TRY(emit_compare(c, e->Compare.ops[i], KILL_B_IF(left) | (last ? KILL_C_IF(right) : 0u),
                         work, left.reg, right.reg));
        if (!last) {
            TRY(emit_jump(c, OP_CODE_JUMP_IF_OR_POP, 0, work, 0, 0, broken));
        }
        left = right;
    }
    uint32_t high = c->unit->top;
    TRY(high == base || emit_goto(c, end));
    label_place(c, broken);
    TRY(clear_from(c, base, high));
    label_place(c, end);
    reg_pop_to(c, top);
    return emit_move(c, dst, temp_operand(work));
}

static bool chained_jump(Compiler *c, AstExpr *e, Label target, bool sense) {
    uint32_t base = c->unit->top, n = e->Compare.len;
    Label broken = label_new(c), end = label_new(c);
    Operand left, right;
    TRY(compile_operand(c, e->Compare.left, &left, e->Compare.comparators[0], NULL));
    for (uint32_t i = 0; i < n; i++) {
        bool last = i + 1 == n;
        TRY(right_operand(c, e->Compare.ops[i], e->Compare.comparators[i], &right,
                          last ? NULL : e->Compare.comparators[i + 1]));
        TRY(emit_compare_jump(c, e->Compare.ops[i],
                              KILL_B_IF(left) | (last ? KILL_C_IF(right) : 0u), left.reg, right.reg,
                              last ? target : broken, last && sense));
        left = right;
    }
    uint32_t high = c->unit->top;
    TRY(emit_goto(c, end));
    label_place(c, broken);
    TRY(clear_from(c, base, high));
    TRY(sense || emit_goto(c, target));
    label_place(c, end);
    reg_pop_to(c, base);
    return true;
}

bool compile_compare(Compiler *c, AstExpr *e, uint32_t dst) {
    TRY(warn_compare(c, e));
    if (e->Compare.len > 1) {
        return chained_value(c, e, dst);
    }
    uint32_t saved = operands_begin(c, dst);
    TRY(single_compare(c, e, dst, NO_LABEL, false));
    operands_end(c, saved);
    return true;
}

/* --- and, or ---------------------------------------------------------------------------------- */

/* x = y or z, with x and y locals: no temporary is needed. 1, 0: not that, -1. */
static int short_bool_op(Compiler *c, AstExpr *e, uint32_t dst) {
    const AstExprList *values = &e->BoolOp.values;
    if (values->len != 2 || is_temp(c, dst) || values->items[0]->kind != EXPR_NAME) {
        return 0;
    }
    Operand first;
    uint32_t top = c->unit->top;
    uint16_t reg;
    Symbol *symbol;
    int fast = name_is_fast(c, values->items[0]->Name.id, &reg, &symbol);
    if (fast <= 0 || (symbol->flags & SYMBOL_WALRUS)) {
        return fast < 0 ? -1 : 0;
    }
    Label keep = label_new(c), end = label_new(c);
    bool ok = compile_operand(c, values->items[0], &first, NULL, NULL) &&
              emit_jump(c, OP_CODE_JUMP_IF, sense_flag(e->BoolOp.op == BOOL_OR), first.reg, 0, 0,
                        first.reg == dst ? end : keep) &&
              compile_expr(c, values->items[1], dst);
    if (ok && first.reg != dst) {
        ok = emit_goto(c, end);
        label_place(c, keep);
        ok = ok && emit_move(c, dst, first);
    }
    label_place(c, end);
    reg_pop_to(c, top);
    return ok ? 1 : -1;
}

bool compile_bool_op(Compiler *c, AstExpr *e, uint32_t dst) {
    int done = short_bool_op(c, e, dst);
    if (done != 0) {
        return done > 0;
    }
    const AstExprList *values = &e->BoolOp.values;
    uint32_t top = c->unit->top;
    uint32_t work = is_temp(c, dst) ? dst : reg_push(c);
    Label end = label_new(c);
    for (uint32_t i = 0; i + 1 < values->len; i++) {
        TRY(compile_expr(c, values->items[i], work) &&
            emit_jump(c, OP_CODE_JUMP_IF_OR_POP, sense_flag(e->BoolOp.op == BOOL_OR), work, 0, 0,
                      end));
    }
    TRY(compile_expr(c, values->items[values->len - 1], work));
    label_place(c, end);
    reg_pop_to(c, top);
    return emit_move(c, dst, temp_operand(work));
}

/* --- Conditions ------------------------------------------------------------------------------- */

static bool jump_if_bool_op(Compiler *c, AstExpr *e, Label target, bool sense) {
    const AstExprList *values = &e->BoolOp.values;
    bool decides = e->BoolOp.op == BOOL_OR; /* a value of this truth ends the evaluation */
    bool own = decides != sense;
    Label early = own ? label_new(c) : target;
    for (uint32_t i = 0; i + 1 < values->len; i++) {
        TRY(compile_jump_if(c, values->items[i], early, decides));
    }
    TRY(compile_jump_if(c, values->items[values->len - 1], target, sense));
    if (own) {
        label_place(c, early);
    }
    return true;
}

static bool jump_if_if_exp(Compiler *c, AstExpr *e, Label target, bool sense) {
    Label orelse = label_new(c), end = label_new(c);
    TRY(compile_jump_if(c, e->IfExp.test, orelse, false) &&
        compile_jump_if(c, e->IfExp.body, target, sense) && emit_goto(c, end));
    label_place(c, orelse);
    TRY(compile_jump_if(c, e->IfExp.orelse, target, sense));
    label_place(c, end);
    return true;
}

static bool jump_if_truth(Compiler *c, AstExpr *e, Label target, bool sense) {
    int truth = fold_truth(c, e);
    TRY(truth != -2);
    if (truth >= 0) { /* the line is stopped at nevertheless */
        return (truth == 1) == sense ? emit_goto(c, target) : emit(c, OP_CODE_NOP, 0, 0, 0, 0);
    }
    Operand o;
    return compile_operand(c, e, &o, NULL, NULL) &&
           emit_jump(c, OP_CODE_JUMP_IF, KILL_A_IF(o) | sense_flag(sense), o.reg, 0, 0, target);
}

/* As in CPython, what follows the comparison has its position too: the call in
 * `assert a < b, "text"`. */
static bool jump_if_compare(Compiler *c, AstExpr *e, Label target, bool sense) {
    SET_LOC(c, e);
    TRY(warn_compare(c, e));
    return e->Compare.len > 1 ? chained_jump(c, e, target, sense)
                              : single_compare(c, e, 0, target, sense);
}

bool compile_jump_if(Compiler *c, AstExpr *e, Label target, bool sense) {
    uint32_t top = c->unit->top;
    TRY(lang_enter(&c->lang));
    bool ok;
    if (e->kind == EXPR_UNARY_OP && e->UnaryOp.op == UNARY_NOT) {
        ok = compile_jump_if(c, e->UnaryOp.operand, target, !sense);
    } else if (e->kind == EXPR_BOOL_OP) {
        ok = jump_if_bool_op(c, e, target, sense);
    } else if (e->kind == EXPR_IF_EXP) {
        ok = jump_if_if_exp(c, e, target, sense);
    } else if (e->kind == EXPR_COMPARE) {
        ok = jump_if_compare(c, e, target, sense);
    } else {
        ok = jump_if_truth(c, e, target, sense);
    }
    TRY(ok);
    reg_pop_to(c, top);
    lang_leave(&c->lang);
    return true;
}
