#include "vm/operation.h"

#include "object/slot_functions.h"
#include "object/types.h"
#include "types/int.h"
#include "vm/trace.h"

/* The method, if the class has a function written in Python for it. */
static Object *python_method(VM *vm, Type *t, Object *name) {
    Object *method = type_lookup(vm, t, name);
    return method && is_exact(method, SHAPE_FUNCTION) ? method : NULL;
}

static void *slot_in(const Type *t, unsigned offset) {
    return *(void *const *)(const void *)((const char *)&t->slots + offset);
}

/* Whether b may have a word before a: the general way finds out. */
static bool yields_to(VM *vm, const Type *t, Object *b) {
    const Type *type_b = type_of(vm, b);
    return type_b != t && type_is_subtype(type_b, t);
}

static Object *binary_method(VM *vm, Type *t, Object *b, const Instr *pc, unsigned *operation) {
    const BinaryMethods *m = &slot_binary_methods[*operation & 0xFF];
    if (pc->flags & SWAPPED && pc->op >= OP_CODE_ADD_I && pc->op <= OP_CODE_XOR_I) {
        *operation |= OPERATION_SWAPPED;
        return slot_in(t, m->slot) == m->function && !type_has(t, TYPE_SUB_INT)
                   ? python_method(vm, t, vm->ids[m->swapped_name])
                   : NULL;
    }
    if (pc->flags & INPLACE) {
        void *own = slot_in(t, m->inplace_slot);
        if (own) {
            *operation |= OPERATION_INPLACE;
            return own == m->inplace_function ? python_method(vm, t, vm->ids[m->inplace_name])
                                              : NULL;
        }
        *operation |= OPERATION_AUGMENTED;
    }
    return slot_in(t, m->slot) == m->function && !yields_to(vm, t, b)
               ? python_method(vm, t, vm->ids[m->name])
               : NULL;
}

/* The method for the operation on an instance of t. */
static Object *find_method(VM *vm, Frame *frame, const Instr *pc, Type *t, Object *immediate,
                           unsigned *operation) {
    const Slots *s = &t->slots;
    Object *b = NULL;
    if (*operation < OPERATION_ITEM) {
        b = immediate ? immediate : frame->regs[pc->c];
    }
    switch (*operation & OPERATION_KIND) {
    case OPERATION_BINARY:
        return binary_method(vm, t, b, pc, operation);
    case OPERATION_COMPARE:
    case OPERATION_JUMP_COMPARE:
        return s->richcompare == slot_richcompare && !yields_to(vm, t, b)
                   ? python_method(vm, t, vm->ids[slot_compare_names[*operation & 0xFF]])
                   : NULL;
    case OPERATION_ITEM:
        return s->mp_subscript == slot_mp_subscript ? python_method(vm, t, ID(vm, __getitem__))
                                                    : NULL;
    case OPERATION_SET_ITEM:
        return s->mp_ass_subscript == slot_mp_ass_subscript
                   ? python_method(vm, t, ID(vm, __setitem__))
                   : NULL;
    case OPERATION_IN:
    case OPERATION_JUMP_IN:
        return s->sq_contains == slot_sq_contains ? python_method(vm, t, ID(vm, __contains__))
                                                  : NULL;
    case OPERATION_ITER:
        return s->iter == slot_iter ? python_method(vm, t, ID(vm, __iter__)) : NULL;
    case OPERATION_NEXT:
        return s->iternext == slot_iternext ? python_method(vm, t, ID(vm, __next__)) : NULL;
    case OPERATION_ENTER:
        return python_method(vm, t, ID(vm, __exit__)) ? python_method(vm, t, ID(vm, __enter__))
                                                      : NULL;
    default:
        return s->nb_bool == slot_nb_bool ? python_method(vm, t, ID(vm, __bool__)) : NULL;
    }
}

/* An operand's reference for the window. */
static ALWAYS_INLINE Object *take(Object **R, unsigned i, bool kill) {
    Object *o = R[i];
    if (kill) {
        R[i] = NULL;
    } else {
        incref(o);
    }
    return o;
}

/* The operands to the window, the method's arguments to `to`. */
static void place_operands(Object **R, const Instr *pc, unsigned operation, Object *immediate,
                           Object **window, Object **to) {
    unsigned flags = pc->flags;
    switch (operation & OPERATION_KIND) {
    case OPERATION_SET_ITEM:
        window[0] = take(R, pc->c, flags & KILL_C);
        window[1] = take(R, pc->a, flags & KILL_A);
        window[2] = take(R, pc->b, flags & KILL_B);
        to[0] = new_ref(window[1]);
        to[1] = new_ref(window[2]);
        to[2] = new_ref(window[0]);
        break;
    case OPERATION_IN:
    case OPERATION_JUMP_IN:
        window[0] = take(R, pc->b, flags & KILL_B);
        window[1] = take(R, pc->c, flags & KILL_C);
        to[0] = new_ref(window[1]);
        to[1] = new_ref(window[0]);
        break;
    case OPERATION_SWAPPED:
        window[0] = immediate;
        window[1] = take(R, pc->b, flags & KILL_B);
        to[0] = new_ref(window[1]);
        to[1] = new_ref(window[0]);
        break;
    case OPERATION_ITER:
        window[0] = take(R, pc->b, flags & KILL_B);
        to[0] = new_ref(window[0]);
        break;
    case OPERATION_TRUTH:
        window[0] = take(R, pc->a, flags & KILL_A);
        to[0] = new_ref(window[0]);
        break;
    case OPERATION_NEXT:
        to[0] = new_ref(R[pc->b]);
        break;
    case OPERATION_ENTER:
        window[0] = take(R, pc->b, flags & KILL_B);
        to[0] = new_ref(window[0]);
        R[pc->a] = immediate; /* the bound __exit__ */
        break;
    default:
        window[0] = take(R, pc->b, flags & KILL_B);
        window[1] = immediate ? immediate : take(R, pc->c, flags & KILL_C);
        to[0] = new_ref(window[0]);
        to[1] = new_ref(window[1]);
    }
}

static unsigned operand_count(unsigned operation) {
    switch (operation & OPERATION_KIND) {
    case OPERATION_SET_ITEM:
        return 3;
    case OPERATION_ITER:
    case OPERATION_NEXT:
    case OPERATION_TRUTH:
    case OPERATION_ENTER:
        return 1;
    default:
        return 2;
    }
}

static Frame *push(VM *vm, Frame *frame, const Instr *pc, unsigned operation, Object *o,
                   Object *immediate) {
    Interp *interp = vm->interp;
    Object *method = find_method(vm, frame, pc, type_of(vm, o), immediate, &operation);
    if (!method || UNLIKELY(!interp->specialise || interp_is_hooked(interp))) {
        return NULL;
    }
    Function *fn = (Function *)method;
    const Code *code = CODE(fn->code);
    Object **window = frame_top(frame), **regs = window + OPERATION_ROOM;
    if (!code_takes_exactly(code, operand_count(operation)) || !frame_fits(vm, code, regs)) {
        return NULL;
    }
    place_operands(frame->regs, pc, operation, immediate, window, regs);
    incref(fn);
    return frame_start(vm, fn, regs, FRAME_OPERATION, operation);
}

Frame *push_operation(VM *vm, Frame *frame, const Instr *pc, unsigned operation, Object *o) {
    return push(vm, frame, pc, operation, o, NULL);
}

Frame *push_operation_i(VM *vm, Frame *frame, const Instr *pc, unsigned operation, int64_t i) {
    Type *t = type_of(vm, frame->regs[pc->b]);
    unsigned kind = operation;
    if (!find_method(vm, frame, pc, t, vm->none, &kind)) { /* any object that is no operand's kin */
        return NULL;
    }
    Object *immediate = int_from_i64(vm, i);
    if (!immediate) {
        error_clear(vm);
        return NULL;
    }
    Frame *f = push(vm, frame, pc, operation, frame->regs[pc->b], immediate);
    if (!f) {
        decref(vm, immediate);
    }
    return f;
}

Frame *push_enter(VM *vm, Frame *frame, const Instr *pc) {
    Object *manager = frame->regs[pc->b];
    Object *method = python_method(vm, type_of(vm, manager), ID(vm, __exit__));
    Object *exit = method ? method_new(vm, method, manager) : NULL;
    if (!exit) {
        error_clear(vm);
        return NULL;
    }
    Frame *f = push(vm, frame, pc, OPERATION_ENTER, manager, exit);
    if (!f) {
        decref(vm, exit);
    }
    return f;
}

/* After NotImplemented. */
static Object *ask_right(VM *vm, Object *a, Object *b, unsigned operation) {
    unsigned op = operation & 0xFF;
    switch (operation & OPERATION_KIND) {
    case OPERATION_BINARY:
        return number_binary_swapped(vm, a, b, op, false);
    case OPERATION_AUGMENTED:
        return number_binary_swapped(vm, a, b, op, true);
    case OPERATION_INPLACE:
        return number_after_inplace(vm, a, b, op);
    case OPERATION_SWAPPED:
        return number_binary_failed(vm, a, b, op);
    default:
        return object_compare_swapped(vm, a, b, op);
    }
}

/* What the operation makes of the method's value (stolen). NULL: an error. */
static Object *check_value(VM *vm, unsigned operation, Object *value) {
    int truth = 0;
    if (operation == OPERATION_IN || operation == OPERATION_JUMP_IN) {
        truth = object_truth(vm, value);
    } else if (operation == OPERATION_ITER && !object_is_iterator(vm, value)) {
        raise(vm, EXC_TypeError, "iter() returned non-iterator of type '%T'", value);
    } else if (operation == OPERATION_TRUTH && !is_exact(value, SHAPE_BOOL)) {
        raise(vm, EXC_TypeError, "__bool__ should return bool, returned %T", value);
    } else {
        return value;
    }
    decref(vm, value);
    return error_occurred(vm) ? NULL : bool_ref(vm, truth);
}

/* Frames of other code come to lie where the window is: it is empty before any runs. */
Object *finish_operation(VM *vm, Frame *frame, unsigned operation, Object *value) {
    Object **window = frame_top(frame);
    Object *first = window[0], *second = window[1], *third = window[2];
    window[0] = window[1] = window[2] = NULL;
    if (value && operation < OPERATION_ITEM) {
        if (UNLIKELY(value == vm->not_implemented)) {
            decref(vm, value);
            value = ask_right(vm, first, second, operation);
        }
    } else if (value) {
        value = check_value(vm, operation, value);
    }
    xdecref(vm, first);
    xdecref(vm, second);
    xdecref(vm, third);
    return value;
}
