/* Operators, comparisons, items. Operands that the instruction does not consume are held by a
 * reference of their own while the operation runs, as CPython's stack does: programs can see the
 * count. */
#include "types/int.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/set.h"
#include "types/super.h"
#include "vm/numbers.h"
#include "vm/ops.h"

/* Releases operand i after the operation. */
static ALWAYS_INLINE void done(VM *vm, Object **R, unsigned i, Object *o, bool kill) {
    if (kill) {
        R[i] = NULL;
    }
    decref(vm, o);
}

static ALWAYS_INLINE Object *hold(Object **R, unsigned i, bool kill) {
    return kill ? R[i] : new_ref(R[i]);
}

static bool store_result(VM *vm, Frame *frame, Instr *pc, Object *v) {
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

/* s + t where nobody else will see s any more: grows s in place. */
static bool append_str(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *s = R[pc->b];
    R[pc->b] = NULL;
    Object *v = str_append(vm, s, R[pc->c]);
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    return store_result(vm, frame, pc, v);
}

/* Sites that meet now ints, now floats, stay general: one float or two. */
static bool float_result(const Object *b, const Object *c, enum BinaryOp op, double *v) {
    double x, y;
    if ((b->meta != FLOAT_META && c->meta != FLOAT_META) || !as_double(b, &x) ||
        !as_double(c, &y)) {
        return false;
    }
    switch (op) {
    case OP_ADD:
        *v = x + y;
        return true;
    case OP_SUB:
        *v = x - y;
        return true;
    case OP_MUL:
        *v = x * y;
        return true;
    case OP_TRUEDIV:
        *v = x / y;
        return y != 0.0;
    default:
        return false;
    }
}

/* The operations of exact ints of any size whose result is never one of the operands. */
typedef Object *(*IntFunction)(VM *vm, Object *a, Object *b);
static IntFunction int_function(enum BinaryOp op) {
    static const IntFunction functions[] = {
        [OP_ADD] = int_add,           [OP_SUB] = int_sub, [OP_MUL] = int_mul,
        [OP_FLOORDIV] = int_floordiv, [OP_MOD] = int_mod, [OP_LSHIFT] = int_lshift,
        [OP_RSHIFT] = int_rshift,     [OP_AND] = int_and, [OP_OR] = int_or,
        [OP_XOR] = int_xor,
    };
    return functions[op];
}

bool op_binary(VM *vm, Frame *frame, Instr *pc, enum BinaryOp op) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    double number;
    Object *result;
    bool ints = is_exact(R[pc->b], SHAPE_INT) && is_exact(R[pc->c], SHAPE_INT) && int_function(op);
    if (ints || float_result(R[pc->b], R[pc->c], op, &number)) {
        result = ints ? int_function(op)(vm, R[pc->b], R[pc->c]) : make_float(vm, number);
        if (flags & KILL_B) {
            kill_register(vm, R, pc->b);
        }
        if (flags & KILL_C) {
            kill_register(vm, R, pc->c);
        }
        return store_result(vm, frame, pc, result);
    }
    if (op == OP_ADD && is_exact(R[pc->b], SHAPE_STR) && is_exact(R[pc->c], SHAPE_STR) &&
        (pc->a == pc->b || flags & KILL_B) && pc->b != pc->c) {
        return append_str(vm, frame, pc);
    }
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *c = hold(R, pc->c, flags & KILL_C);
    Object *v;
    if (op == OP_ADD && is_exact(b, SHAPE_STR) && is_exact(c, SHAPE_STR)) {
        v = str_concat(vm, b, c);
    } else {
        v = flags & INPLACE ? number_inplace(vm, b, c, op) : number_binary(vm, b, c, op);
    }
    done(vm, R, pc->b, b, flags & KILL_B);
    done(vm, R, pc->c, c, flags & KILL_C);
    return store_result(vm, frame, pc, v);
}

bool op_binary_i(VM *vm, Frame *frame, Instr *pc, enum BinaryOp op) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    if (is_exact(R[pc->b], SHAPE_INT) && int_function(op)) {
        Int immediate = {.head = {.count = 1, .meta = INT_META}, .value = (int64_t)pc[1].word};
        Object *b = R[pc->b], *result;
        result = flags & SWAPPED ? int_function(op)(vm, OBJ(&immediate), b)
                                 : int_function(op)(vm, b, OBJ(&immediate));
        ASSERT(immediate.head.count == 1);
        if (flags & KILL_B) {
            kill_register(vm, R, pc->b);
        }
        return store_result(vm, frame, pc, result);
    }
    Object *c = int_from_i64(vm, (int64_t)pc[1].word);
    Object *v = NULL;
    Object *b = hold(R, pc->b, flags & KILL_B);
    if (c && flags & SWAPPED) {
        v = number_binary(vm, c, b, op);
    } else if (c) {
        v = flags & INPLACE ? number_inplace(vm, b, c, op) : number_binary(vm, b, c, op);
    }
    done(vm, R, pc->b, b, flags & KILL_B);
    xdecref(vm, c);
    return store_result(vm, frame, pc, v);
}

static Object *compare(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *c = hold(R, pc->c, flags & KILL_C);
    Object *v = object_compare(vm, b, c, op);
    done(vm, R, pc->b, b, flags & KILL_B);
    done(vm, R, pc->c, c, flags & KILL_C);
    return v;
}

static Object *compare_i(VM *vm, Frame *frame, Instr *pc, int64_t immediate, enum CompareOp op) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *c = int_from_i64(vm, immediate);
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *v = c ? object_compare(vm, b, c, op) : NULL;
    done(vm, R, pc->b, b, flags & KILL_B);
    xdecref(vm, c);
    return v;
}

/* The comparison where it needs no code to run, with the operands consumed; -1: it may. */
static int plain_compare_operands(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    Object **R = frame->regs;
    int plain = plain_compare(R[pc->b], R[pc->c], op);
    if (plain >= 0) {
        if (pc->flags & KILL_B) {
            kill_register(vm, R, pc->b);
        }
        if (pc->flags & KILL_C) {
            kill_register(vm, R, pc->c);
        }
    }
    return plain;
}

static int truth_of(VM *vm, Object *v) {
    if (!v) {
        return -1;
    }
    int truth = v == vm->true_ ? 1 : v == vm->false_ ? 0 : object_truth(vm, v);
    decref(vm, v);
    return truth;
}

bool op_compare(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    int plain = plain_compare_operands(vm, frame, pc, op);
    if (plain >= 0) {
        set_register(vm, frame->regs, pc->a, bool_ref(vm, plain != 0));
        return true;
    }
    return store_result(vm, frame, pc, compare(vm, frame, pc, op));
}

bool op_compare_i(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    return store_result(vm, frame, pc, compare_i(vm, frame, pc, (int64_t)pc[1].word, op));
}

int op_compare_truth(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    int plain = plain_compare_operands(vm, frame, pc, op);
    return plain >= 0 ? plain : truth_of(vm, compare(vm, frame, pc, op));
}

int op_compare_truth_i(VM *vm, Frame *frame, Instr *pc, enum CompareOp op) {
    return truth_of(vm, compare_i(vm, frame, pc, (int32_t)pc[1].y, op));
}

bool op_is(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *b = R[pc->b], *c = R[pc->c];
    bool result = (b == c) == ((pc->flags & SENSE) != 0);
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    set_register(vm, R, pc->a, bool_ref(vm, result));
    return true;
}

static int contains(VM *vm, Object *container, Object *o) {
    switch (shape_of(container)) {
    case SHAPE_DICT:
        return dict_contains(vm, container, o);
    case SHAPE_SET:
    case SHAPE_FROZENSET:
        return o->meta == INT_META || is_exact(o, SHAPE_STR) ? set_contains(vm, container, o)
                                                             : object_contains(vm, container, o);
    case SHAPE_STR:
        if (LIKELY(is_exact(o, SHAPE_STR))) {
            if (STR_LEN(o) == 1 && str_width(o) == 1 && str_width(container) == 1) {
                return memchr(STR(container)->data, STR(o)->data[0], STR_LEN(container)) != NULL;
            }
            return str_find(container, o, 0, STR_LEN(container), 1) >= 0;
        }
        return object_contains(vm, container, o);
    default:
        return object_contains(vm, container, o);
    }
}

int op_in_truth(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *c = hold(R, pc->c, flags & KILL_C);
    int found = contains(vm, c, b);
    done(vm, R, pc->b, b, flags & KILL_B);
    done(vm, R, pc->c, c, flags & KILL_C);
    return found;
}

bool op_in(VM *vm, Frame *frame, Instr *pc) {
    int found = op_in_truth(vm, frame, pc);
    if (found < 0) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, bool_ref(vm, found == ((pc->flags & SENSE) != 0)));
    return true;
}

bool op_unary(VM *vm, Frame *frame, Instr *pc, enum UnaryOp op) {
    Object **R = frame->regs;
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    Object *v = number_unary(vm, b, op);
    done(vm, R, pc->b, b, pc->flags & KILL_B);
    return store_result(vm, frame, pc, v);
}

bool op_not(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    int truth = object_truth(vm, b);
    done(vm, R, pc->b, b, pc->flags & KILL_B);
    return store_result(vm, frame, pc, truth < 0 ? NULL : bool_ref(vm, !truth));
}

bool op_get_iter(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    Object *v = object_get_iter(vm, b);
    done(vm, R, pc->b, b, pc->flags & KILL_B);
    return store_result(vm, frame, pc, v);
}

/* --- items */

bool op_load_subscr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *c = hold(R, pc->c, flags & KILL_C);
    Object *v = object_getitem(vm, b, c);
    done(vm, R, pc->b, b, flags & KILL_B);
    done(vm, R, pc->c, c, flags & KILL_C);
    return store_result(vm, frame, pc, v);
}

bool op_load_subscr_i(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *c = int_from_i64(vm, (int16_t)pc->c);
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    Object *v = c ? object_getitem(vm, b, c) : NULL;
    done(vm, R, pc->b, b, pc->flags & KILL_B);
    xdecref(vm, c);
    return store_result(vm, frame, pc, v);
}

bool op_store_subscr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *a = hold(R, pc->a, flags & KILL_A);
    Object *b = hold(R, pc->b, flags & KILL_B);
    Object *c = hold(R, pc->c, flags & KILL_C);
    int failed = object_setitem(vm, a, b, c);
    done(vm, R, pc->c, c, flags & KILL_C);
    done(vm, R, pc->a, a, flags & KILL_A);
    done(vm, R, pc->b, b, flags & KILL_B);
    return !failed;
}

bool op_delete_subscr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *a = hold(R, pc->a, flags & KILL_A);
    Object *b = hold(R, pc->b, flags & KILL_B);
    int failed = object_delitem(vm, a, b);
    done(vm, R, pc->a, a, flags & KILL_A);
    done(vm, R, pc->b, b, flags & KILL_B);
    return !failed;
}

/* --- attributes */

bool op_load_attr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    Object *v = object_getattr(vm, b, FRAME_NAME(frame, pc->c));
    done(vm, R, pc->b, b, pc->flags & KILL_B);
    return store_result(vm, frame, pc, v);
}

bool op_load_method(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *b = hold(R, pc->b, pc->flags & KILL_B);
    Object *method;
    if (is_exact(b, SHAPE_SUPER)) {
        Object *object;
        method = super_get_function(vm, b, FRAME_NAME(frame, pc->c), &object);
        if (method || vm->error) {
            done(vm, R, pc->b, b, pc->flags & KILL_B);
        }
        if (method) { /* a may be b */
            R[pc->a] = method;
            R[pc->a + 1] = object;
            return true;
        }
        if (vm->error) {
            return false;
        }
    }
    int unbound = object_get_method(vm, b, FRAME_NAME(frame, pc->c), &method);
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
    }
    if (unbound <= 0) {
        decref(vm, b);
        b = NULL;
    }
    if (unbound < 0) {
        return false;
    }
    ASSERT(!R[pc->a] && !R[pc->a + 1]);
    R[pc->a] = method;
    R[pc->a + 1] = b;
    return true;
}

bool op_store_attr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    unsigned flags = pc->flags;
    Object *a = hold(R, pc->a, flags & KILL_A);
    Object *b = hold(R, pc->b, flags & KILL_B);
    int failed = object_setattr(vm, a, FRAME_NAME(frame, pc->c), b);
    done(vm, R, pc->b, b, flags & KILL_B);
    done(vm, R, pc->a, a, flags & KILL_A);
    return !failed;
}

bool op_delete_attr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *a = hold(R, pc->a, pc->flags & KILL_A);
    int failed = object_setattr(vm, a, FRAME_NAME(frame, pc->c), NULL);
    done(vm, R, pc->a, a, pc->flags & KILL_A);
    return !failed;
}
