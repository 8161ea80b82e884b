/* Calls of everything but Python functions, which eval.c runs without C recursion. */
#include "types/list.h"
#include "vm/ops.h"

/* Releases a call's operands in CPython's order: the callable, then self and the arguments. */
static void release_operands(VM *vm, Object **window, size_t n) {
    for (size_t i = 0; i < n; i++) {
        clear_ref(vm, window[i]);
    }
}

static bool store(VM *vm, Frame *frame, Instr *pc, Object *v) {
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

bool op_call(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    size_t self = window[1] != NULL;
    Object *v = call(vm, window[0], window + 2 - self, pc->c + self, NULL);
    release_operands(vm, window, 2u + pc->c);
    return store(vm, frame, pc, v);
}

bool op_call_kw(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *kwnames = FRAME_CONST(frame, pc[1].x);
    size_t self = window[1] != NULL;
    size_t nargs = pc->c - TUPLE_LEN(kwnames) + self;
    Object *v = call(vm, window[0], window + 2 - self, nargs, kwnames);
    release_operands(vm, window, 2u + pc->c);
    return store(vm, frame, pc, v);
}

/* The positional arguments as a tuple with self in front; NULL with the error set. */
static Object *positional_tuple(VM *vm, Object *callable, Object *self, Object *iterable) {
    Object *tuple;
    if (is_exact(iterable, SHAPE_TUPLE)) {
        tuple = new_ref(iterable);
    } else {
        Type *t = type_of(vm, iterable);
        if (!t->slots.iter && !t->slots.sq_item && !t->slots.mp_subscript) {
            Object *text = callable_text(vm, callable);
            if (text) {
                raise(vm, EXC_TypeError, "%U argument after * must be an iterable, not %T", text,
                      iterable);
                decref(vm, text);
            }
            return NULL;
        }
        tuple = tuple_from_iterable(vm, iterable);
    }
    if (!tuple || !self) {
        return tuple;
    }
    size_t n = TUPLE_LEN(tuple);
    Object *longer = tuple_new(vm, n + 1);
    if (longer) {
        TUPLE_ITEM(longer, 0) = new_ref(self);
        for (size_t i = 0; i < n; i++) {
            TUPLE_ITEM(longer, i + 1) = new_ref(TUPLE_ITEM(tuple, i));
        }
        gc_track(vm, longer);
    }
    decref(vm, tuple);
    return longer;
}

/* Whether the dict given by ** stays as it is until the arguments are bound. */
static bool keeps_keywords(Object **window) {
    return is_exact(window[3], SHAPE_DICT) &&
           (is_exact(window[2], SHAPE_TUPLE) || is_exact(window[2], SHAPE_LIST));
}

bool op_call_ex_prepare(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    if (pc->flags & FOREIGN && !keeps_keywords(window)) {
        Object *own = dict_from_keywords(vm, window[0], window[3]);
        if (!own) {
            release_operands(vm, window, 4);
            return false;
        }
        set_ref(vm, window[3], own);
    }
    if (window[1] || !is_exact(window[2], SHAPE_TUPLE)) {
        Object *tuple = positional_tuple(vm, window[0], window[1], window[2]);
        if (!tuple) {
            release_operands(vm, window, 4);
            return false;
        }
        clear_ref(vm, window[1]);
        set_ref(vm, window[2], tuple);
    }
    return true;
}

bool op_call_ex(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *v = call_ex(vm, window[0], window[2], window[3]);
    release_operands(vm, window, 4);
    return store(vm, frame, pc, v);
}
