/* Expressions: the dispatcher and the simple kinds. */
#include "base/utf8.h"
#include "lang/compiler.h"
#include "object/abstract.h"
#include "types/str.h"

/* --- Operands --------------------------------------------------------------------------------- */

/* Whether evaluating e could rebind a local that is a target of := in this scope. */
static bool may_rebind(const AstExpr *e) {
    return e && e->kind != EXPR_NAME && e->kind != EXPR_CONSTANT;
}

bool compile_temp(Compiler *c, AstExpr *e, Operand *o) {
    uint32_t t = reg_push(c);
    *o = temp_operand(t);
    return compile_expr(c, e, t);
}

/* A name that is a local: read where it lies. 1: done, 0: no such thing, -1: error. */
static int local_operand(Compiler *c, AstExpr *e, Operand *o, bool copy_walrus) {
    uint16_t reg;
    Symbol *symbol;
    AstName id = e->Name.id;
    if (id == c->lang.known.debug) {
        return 0;
    }
    int fast = name_is_fast(c, id, &reg, &symbol);
    if (fast <= 0) {
        return fast;
    }
    if ((symbol->flags & SYMBOL_WALRUS) && copy_walrus) {
        return 0;
    }
    if (!bound_test(c, reg)) {
        Location saved = c->unit->loc;
        SET_LOC(c, e);
        if (!emit(c, OP_CODE_CHECK_LOCAL, 0, reg, 0, 0)) {
            return -1;
        }
        c->unit->loc = saved;
        bound_add(c, reg);
    }
    *o = kept_operand(reg);
    return 1;
}

static bool named_to_local(Compiler *c, AstExpr *e, uint16_t reg) {
    TRY(forbidden_name(c, e->NamedExpr.target->Name.id, CONTEXT_STORE, &e->loc) &&
        compile_expr(c, e->NamedExpr.value, reg));
    bound_add(c, reg);
    return true;
}

bool compile_operand(Compiler *c, AstExpr *e, Operand *o, const AstExpr *later,
                     const AstExpr *later2) {
    bool copy_walrus = may_rebind(later) || may_rebind(later2);
    int done = 0;
    if (e->kind == EXPR_NAME) {
        done = local_operand(c, e, o, copy_walrus);
    } else if (e->kind == EXPR_NAMED_EXPR && !copy_walrus) {
        uint16_t reg;
        Symbol *symbol;
        done = name_is_fast(c, e->NamedExpr.target->Name.id, &reg, &symbol);
        if (done > 0) {
            *o = kept_operand(reg);
            return named_to_local(c, e, reg);
        }
    }
    return done > 0 || (done == 0 && compile_temp(c, e, o));
}

/* --- Operators -------------------------------------------------------------------------------- */

static const uint8_t binary_opcodes[] = {
    [OPERATOR_ADD] = OP_CODE_ADD,
    [OPERATOR_SUB] = OP_CODE_SUB,
    [OPERATOR_MULT] = OP_CODE_MUL,
    [OPERATOR_MAT_MULT] = OP_CODE_MATMUL,
    [OPERATOR_DIV] = OP_CODE_TRUEDIV,
    [OPERATOR_MOD] = OP_CODE_MOD,
    [OPERATOR_POW] = OP_CODE_POW,
    [OPERATOR_L_SHIFT] = OP_CODE_LSHIFT,
    [OPERATOR_R_SHIFT] = OP_CODE_RSHIFT,
    [OPERATOR_BIT_OR] = OP_CODE_OR,
    [OPERATOR_BIT_XOR] = OP_CODE_XOR,
    [OPERATOR_BIT_AND] = OP_CODE_AND,
    [OPERATOR_FLOOR_DIV] = OP_CODE_FLOORDIV,
};

bool compile_binary(Compiler *c, AstOperator operator, unsigned flags, uint32_t dst, Operand left,
                    AstExpr *right) {
    unsigned op = binary_opcodes[operator];
    Location loc = c->unit->loc;
    int64_t immediate;
    flags |= KILL_B_IF(left);
    if (fold_immediate(c, right, IMMEDIATE_BITS, &immediate)) {
        return emit_immediate(c, op + (OP_CODE_ADD_I - OP_CODE_ADD), flags, dst, left.reg,
                              immediate);
    }
    Operand r;
    TRY(compile_operand(c, right, &r, NULL, NULL));
    c->unit->loc = loc;
    return emit(c, op, flags | KILL_C_IF(r), dst, left.reg, r.reg);
}

/* If the whole is constant, loads it. Result as of fold. */
static int load_folded(Compiler *c, AstExpr *e, uint32_t dst) {
    Object *value;
    int folded = fold(c, e, &value);
    if (folded > 0) {
        return load_object(c, value, dst) ? 1 : -1;
    }
    return folded;
}

static AstExpr *innermost(AstExpr *e) {
    while (e->BinOp.left->kind == EXPR_BIN_OP) {
        e = e->BinOp.left;
    }
    return e;
}

/* 2 * x: whether `first`, a constant on the left, can be the immediate operand. */
static bool is_swapped(Compiler *c, AstExpr *first, AstOperator operator, int64_t * immediate) {
    switch (operator) {
    case OPERATOR_ADD:
    case OPERATOR_MULT:
    case OPERATOR_BIT_AND:
    case OPERATOR_BIT_OR:
    case OPERATOR_BIT_XOR:
        return fold_immediate(c, first, IMMEDIATE_BITS, immediate);
    default:
        return false;
    }
}

static bool swapped_binary(Compiler *c, AstOperator operator, uint32_t dst, int64_t immediate,
                           AstExpr *right) {
    Operand r;
    Location loc = c->unit->loc;
    TRY(compile_operand(c, right, &r, NULL, NULL));
    c->unit->loc = loc;
    return emit_immediate(c, binary_opcodes[operator] + (OP_CODE_ADD_I - OP_CODE_ADD),
                          SWAPPED | KILL_B_IF(r), dst, r.reg, immediate);
}

/* a + b + c ... : deep to the left; nodes[0] is the outermost. */
static bool expr_bin_op(Compiler *c, AstExpr *e, uint32_t dst) {
    int folded = load_folded(c, e, dst);
    if (folded != 0) {
        return folded > 0;
    }
    int formatted = fold_percent(c, innermost(e));
    if (formatted != 0 && (formatted < 0 || e->kind != EXPR_BIN_OP)) {
        return formatted > 0 && compile_expr(c, e, dst);
    }
    uint32_t depth = 0;
    for (AstExpr *n = e; n->kind == EXPR_BIN_OP; n = n->BinOp.left) {
        depth++;
    }
    AstExpr *few[8], **nodes = few;
    if (depth > COUNT_OF(few)) {
        nodes = code_alloc(c, depth * sizeof *nodes);
        TRY(nodes);
    }
    uint32_t i = 0;
    for (AstExpr *n = e; n->kind == EXPR_BIN_OP; n = n->BinOp.left) {
        nodes[i++] = n;
    }
    uint32_t saved = operands_begin(c, dst), base = c->unit->top;
    AstExpr *leaf = nodes[depth - 1]->BinOp.left;
    Operand left = {NO_REG, false};
    bool swapped = false;
    int64_t immediate;
    i = depth;
    if (leaf->kind == EXPR_CONSTANT || leaf->kind == EXPR_TUPLE) { /* "a" * 3 + x */
        folded = 0;
        for (uint32_t start = i; start > 1; start--) {
            Object *value;
            folded = fold(c, nodes[start - 1], &value);
            if (folded <= 0) {
                break;
            }
            decref(c->vm, value);
            i = start - 1;
        }
        TRY(folded >= 0);
        leaf = i == depth ? leaf : nodes[i];
        swapped = is_swapped(c, leaf, nodes[i - 1]->BinOp.op, &immediate);
        if (!swapped) {
            left = temp_operand(reg_push(c));
            TRY(compile_expr(c, leaf, left.reg));
        }
    } else {
        TRY(compile_operand(c, leaf, &left, nodes[i - 1]->BinOp.right, NULL));
    }
    while (i-- > 0) {
        uint32_t result = i == 0 ? dst : base;
        SET_LOC(c, nodes[i]);
        TRY(swapped
                ? swapped_binary(c, nodes[i]->BinOp.op, result, immediate, nodes[i]->BinOp.right)
                : compile_binary(c, nodes[i]->BinOp.op, 0, result, left, nodes[i]->BinOp.right));
        swapped = false;
        reg_pop_to(c, base);
        if (i > 0) {
            reg_push(c);
        }
        left = temp_operand(result);
    }
    operands_end(c, saved);
    return true;
}

static bool expr_unary_op(Compiler *c, AstExpr *e, uint32_t dst) {
    static const uint8_t opcodes[] = {[UNARY_INVERT] = OP_CODE_INVERT,
                                      [UNARY_NOT] = OP_CODE_NOT,
                                      [UNARY_PLUS] = OP_CODE_POS,
                                      [UNARY_MINUS] = OP_CODE_NEG};
    int folded = load_folded(c, e, dst);
    if (folded != 0) {
        return folded > 0;
    }
    AstExpr *operand = e->UnaryOp.operand;
    if (e->UnaryOp.op == UNARY_NOT && operand->kind == EXPR_COMPARE && operand->Compare.len == 1 &&
        operand->Compare.ops[0] >= COMPARE_IS) {
        operand->Compare.ops[0] ^= 1; /* `not a is b`: `a is not b`, its neighbour in the enum */
        SET_LOC(c, operand);
        bool ok = compile_compare(c, operand, dst);
        operand->Compare.ops[0] ^= 1;
        return ok;
    }
    uint32_t saved = operands_begin(c, dst);
    Operand o;
    TRY(compile_operand(c, operand, &o, NULL, NULL) &&
        emit(c, opcodes[e->UnaryOp.op], KILL_B_IF(o), dst, o.reg, 0));
    operands_end(c, saved);
    return true;
}

bool compile_if_exp(Compiler *c, AstExpr *e, uint32_t dst) {
    Label orelse = label_new(c), end = label_new(c);
    TRY(compile_jump_if(c, e->IfExp.test, orelse, false) && compile_expr(c, e->IfExp.body, dst) &&
        emit_goto(c, end));
    label_place(c, orelse);
    TRY(compile_expr(c, e->IfExp.orelse, dst));
    label_place(c, end);
    return true;
}

static bool expr_named(Compiler *c, AstExpr *e, uint32_t dst) {
    uint16_t reg;
    Symbol *symbol;
    AstName name = e->NamedExpr.target->Name.id;
    int fast = name_is_fast(c, name, &reg, &symbol);
    TRY(fast >= 0);
    if (fast) {
        return named_to_local(c, e, reg) && emit_move(c, dst, kept_operand(reg));
    }
    TRY(forbidden_name(c, name, CONTEXT_STORE, &e->loc));
    uint32_t top = c->unit->top;
    uint32_t work = is_temp(c, dst) ? dst : reg_push(c);
    TRY(compile_expr(c, e->NamedExpr.value, work));
    SET_LOC(c, e->NamedExpr.target);
    TRY(name_store(c, name, kept_operand(work)) && emit_move(c, dst, temp_operand(work)));
    reg_pop_to(c, top);
    return true;
}

/* --- Attributes and items --------------------------------------------------------------------- */

void loc_of_attribute(Compiler *c, const AstExpr *e) {
    Location *loc = &c->unit->loc;
    if (loc->line == e->loc.end_line) {
        return;
    }
    int32_t len = (int32_t)utf8_length(e->Attribute.attr->utf8, e->Attribute.attr->len);
    loc->line = e->loc.end_line;
    loc->col = len <= e->loc.end_col ? e->loc.end_col - len : -1;
    if (loc->end_line <= loc->line) {
        loc->end_line = loc->line;
        if (loc->end_col < e->loc.end_col) {
            loc->end_col = e->loc.end_col;
        }
    }
}

uint32_t attribute_index(Compiler *c, AstName attr) {
    AstName mangled = lang_mangle(&c->lang, c->unit->class_name, attr);
    if (!mangled) {
        c->failed = true;
        return 0;
    }
    return name_index(c, mangled);
}

static bool expr_attribute(Compiler *c, AstExpr *e, uint32_t dst) {
    uint32_t saved = operands_begin(c, dst);
    Operand o;
    TRY(compile_operand(c, e->Attribute.value, &o, NULL, NULL));
    loc_of_attribute(c, e);
    TRY(emit(c, OP_CODE_LOAD_ATTR, KILL_B_IF(o), dst, o.reg,
             attribute_index(c, e->Attribute.attr)));
    operands_end(c, saved);
    return true;
}

static bool slice_part(Compiler *c, AstExpr *part) {
    uint32_t t = reg_push(c);
    return part ? compile_expr(c, part, t) : emit(c, OP_CODE_LOAD_NONE, 0, t, 0, 0);
}

static bool expr_slice(Compiler *c, AstExpr *e, uint32_t dst) {
    uint32_t saved = operands_begin(c, dst), base = c->unit->top;
    TRY(slice_part(c, e->Slice.lower) && slice_part(c, e->Slice.upper));
    if (e->Slice.step) {
        TRY(slice_part(c, e->Slice.step));
    }
    TRY(emit(c, OP_CODE_BUILD_SLICE, 0, dst, base, e->Slice.step ? 3 : 2));
    operands_end(c, saved);
    return true;
}

static bool expr_subscript(Compiler *c, AstExpr *e, uint32_t dst) {
    int folded = load_folded(c, e, dst);
    if (folded != 0) {
        return folded > 0;
    }
    uint32_t saved = operands_begin(c, dst);
    Operand value, key;
    int64_t immediate;
    AstExpr *slice = e->Subscript.slice;
    TRY(warn_subscript(c, e->Subscript.value, slice) &&
        compile_operand(c, e->Subscript.value, &value, slice, NULL));
    if (fold_immediate(c, slice, 16, &immediate)) {
        TRY(emit(c, OP_CODE_LOAD_SUBSCR_I, KILL_B_IF(value), dst, value.reg, (uint16_t)immediate));
    } else {
        TRY(compile_operand(c, slice, &key, NULL, NULL) &&
            emit(c, OP_CODE_LOAD_SUBSCR, KILL_B_IF(value) | KILL_C_IF(key), dst, value.reg,
                 key.reg));
    }
    operands_end(c, saved);
    return true;
}

/* --- f-strings -------------------------------------------------------------------------------- */

static bool expr_formatted_value(Compiler *c, AstExpr *e, uint32_t dst) {
    unsigned conversion = 0;
    switch (e->FormattedValue.conversion) {
    case CONVERSION_NONE:
        break;
    case CONVERSION_STR:
        conversion = 1;
        break;
    case CONVERSION_REPR:
        conversion = 2;
        break;
    case CONVERSION_ASCII:
        conversion = 3;
        break;
    }
    unsigned flags = conversion << FORMAT_CONVERSION_SHIFT;
    uint32_t saved = operands_begin(c, dst);
    Operand value, spec = {NO_REG, false};
    AstExpr *format = e->FormattedValue.format_spec;
    TRY(compile_operand(c, e->FormattedValue.value, &value, format, NULL));
    if (format) {
        TRY(compile_operand(c, format, &spec, NULL, NULL));
    }
    TRY(emit(c, OP_CODE_FORMAT_VALUE, flags | KILL_B_IF(value) | KILL_C_IF(spec), dst, value.reg,
             spec.reg));
    operands_end(c, saved);
    return true;
}

static bool expr_joined_str(Compiler *c, AstExpr *e, uint32_t dst) {
    const AstExprList *values = &e->JoinedStr.values;
    if (values->len == 0) {
        return load_object(c, new_ref(c->vm->empty_str), dst);
    }
    if (values->len == 1) {
        return compile_expr(c, values->items[0], dst);
    }
    uint32_t saved = operands_begin(c, dst), base = c->unit->top;
    for (uint32_t i = 0; i < values->len; i++) {
        TRY(compile_expr(c, values->items[i], reg_push(c)));
    }
    TRY(emit(c, OP_CODE_BUILD_STRING, 0, dst, base, values->len));
    operands_end(c, saved);
    return true;
}

/* --- yield and await -------------------------------------------------------------------------- */

static bool expr_yield(Compiler *c, AstExpr *e, uint32_t dst) {
    if (!is_function_unit(c)) {
        return compile_error(c, &e->loc, "'yield' outside function");
    }
    uint32_t saved = operands_begin(c, dst);
    Operand value;
    if (e->Yield.value) {
        TRY(compile_operand(c, e->Yield.value, &value, NULL, NULL));
    } else {
        value = temp_operand(reg_push(c));
        TRY(emit(c, OP_CODE_LOAD_NONE, 0, value.reg, 0, 0));
    }
    TRY(emit(c, OP_CODE_YIELD, KILL_B_IF(value), dst, value.reg, NO_REG));
    operands_end(c, saved);
    return true;
}

bool compile_await_loop(Compiler *c, uint32_t iterator, uint32_t value) {
    Label again = label_new(c), done = label_new(c);
    TRY(emit(c, OP_CODE_LOAD_NONE, 0, value, 0, 0));
    label_place(c, again);
    TRY(emit_jump(c, OP_CODE_SEND, 0, value, iterator, 0, done) &&
        emit(c, OP_CODE_YIELD, KILL_B, value, value, iterator) && emit_goto(c, again));
    label_place(c, done);
    return true;
}

bool compile_await(Compiler *c, uint32_t reg, uint32_t value, int what) {
    return emit(c, OP_CODE_GET_AWAITABLE, KILL_B, reg, reg, (uint32_t)what) &&
           compile_await_loop(c, reg, value);
}

/* The value that comes out of a delegation lies below the iterator, which is a temporary too. */
static bool delegate(Compiler *c, AstExpr *value, uint32_t dst, bool await) {
    uint32_t top = c->unit->top;
    uint32_t work = is_temp(c, dst) ? dst : reg_push(c);
    uint32_t iterator = reg_push(c);
    TRY(compile_expr(c, value, iterator));
    if (await) {
        TRY(compile_await(c, iterator, work, 0));
    } else {
        TRY(emit(c, OP_CODE_GET_YIELD_FROM_ITER, KILL_B, iterator, iterator, 0) &&
            compile_await_loop(c, iterator, work));
    }
    reg_pop_to(c, top);
    return emit_move(c, dst, temp_operand(work));
}

static bool expr_yield_from(Compiler *c, AstExpr *e, uint32_t dst) {
    if (!is_function_unit(c)) {
        return compile_error(c, &e->loc, "'yield' outside function");
    }
    if (c->unit->is_async_def) {
        return compile_error(c, &e->loc, "'yield from' inside async function");
    }
    return delegate(c, e->YieldFrom.value, dst, false);
}

static bool expr_await(Compiler *c, AstExpr *e, uint32_t dst) {
    if (!is_function_unit(c)) {
        return compile_error(c, &e->loc, "'await' outside function");
    }
    if (!c->unit->is_async_def && !c->unit->scope->comprehension) {
        return compile_error(c, &e->loc, "'await' outside async function");
    }
    return delegate(c, e->Await.value, dst, true);
}

/* --- The dispatcher --------------------------------------------------------------------------- */

static bool expr_kind(Compiler *c, AstExpr *e, uint32_t dst) {
    switch ((AstExprKind)e->kind) {
    case EXPR_BOOL_OP:
        return compile_bool_op(c, e, dst);
    case EXPR_NAMED_EXPR:
        return expr_named(c, e, dst);
    case EXPR_BIN_OP:
        return expr_bin_op(c, e, dst);
    case EXPR_UNARY_OP:
        return expr_unary_op(c, e, dst);
    case EXPR_LAMBDA:
        return compile_lambda(c, e, dst);
    case EXPR_IF_EXP:
        return compile_if_exp(c, e, dst);
    case EXPR_DICT:
        return compile_dict(c, e, dst);
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_GENERATOR_EXP:
        return compile_comprehension(c, e, dst);
    case EXPR_AWAIT:
        return expr_await(c, e, dst);
    case EXPR_YIELD:
        return expr_yield(c, e, dst);
    case EXPR_YIELD_FROM:
        return expr_yield_from(c, e, dst);
    case EXPR_COMPARE:
        return compile_compare(c, e, dst);
    case EXPR_CALL:
        return compile_call(c, e, dst);
    case EXPR_FORMATTED_VALUE:
        return expr_formatted_value(c, e, dst);
    case EXPR_JOINED_STR:
        return expr_joined_str(c, e, dst);
    case EXPR_CONSTANT:
        return load_constant(c, &e->Constant, dst);
    case EXPR_ATTRIBUTE:
        return expr_attribute(c, e, dst);
    case EXPR_SUBSCRIPT:
        return expr_subscript(c, e, dst);
    case EXPR_STARRED:
        return compile_error(c, &e->loc, "can't use starred expression here");
    case EXPR_NAME:
        return name_load(c, e->Name.id, dst);
    case EXPR_SET:
    case EXPR_LIST:
    case EXPR_TUPLE:
        return compile_display(c, e, dst);
    case EXPR_SLICE:
        return expr_slice(c, e, dst);
    }
    return false;
}

bool compile_expr(Compiler *c, AstExpr *e, uint32_t dst) {
    Location saved = c->unit->loc;
    TRY(lang_enter(&c->lang));
    SET_LOC(c, e);
    TRY(expr_kind(c, e, dst));
    c->unit->loc = saved;
    lang_leave(&c->lang);
    return true;
}

static bool discard_bool_op(Compiler *c, AstExpr *e) {
    const AstExprList *values = &e->BoolOp.values;
    Label end = label_new(c);
    for (uint32_t i = 0; i + 1 < values->len; i++) {
        TRY(compile_jump_if(c, values->items[i], end, e->BoolOp.op == BOOL_OR));
    }
    TRY(compile_discard(c, values->items[values->len - 1]));
    label_place(c, end);
    return true;
}

bool compile_discard(Compiler *c, AstExpr *e) {
    if (e->kind == EXPR_CONSTANT) {
        return true;
    }
    if (e->kind == EXPR_BOOL_OP) {
        return discard_bool_op(c, e);
    }
    Operand o;
    uint32_t top = c->unit->top;
    TRY(compile_operand(c, e, &o, NULL, NULL));
    if (o.temp) {
        TRY(emit_clear(c, o.reg));
    }
    reg_pop_to(c, top);
    return true;
}
