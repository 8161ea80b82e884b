/* Instructions that begin awaiting and delegating. */
#include "vm/generator.h"
#include "vm/ops.h"

static bool finish(VM *vm, Frame *frame, Instr *pc, Object *v) {
    Object **R = frame->regs;
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    if (!v) {
        return false;
    }
    set_register(vm, R, pc->a, v);
    return true;
}

static bool is_iterable_coroutine(const Object *o) {
    return is_exact(o, SHAPE_GENERATOR) &&
           ((Code *)((const Generator *)o)->code)->flags & CO_ITERABLE_COROUTINE;
}

bool op_get_yield_from_iter(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b];
    Object *v = NULL;
    if (is_exact(o, SHAPE_COROUTINE)) {
        if (frame->code->flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) {
            v = new_ref(o);
        } else {
            raise(vm, EXC_TypeError,
                  "cannot 'yield from' a coroutine object in a non-coroutine generator");
        }
    } else if (is_exact(o, SHAPE_GENERATOR)) {
        v = new_ref(o);
    } else {
        v = object_get_iter(vm, o);
    }
    return finish(vm, frame, pc, v);
}

Object *awaitable_iter(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_COROUTINE) || is_iterable_coroutine(o)) {
        return new_ref(o);
    }
    UnaryFn await = type_of(vm, o)->slots.am_await;
    if (!await) {
        raise(vm, EXC_TypeError, "object %T can't be used in 'await' expression", o);
        return NULL;
    }
    Object *it = await(vm, o);
    if (!it) {
        return NULL;
    }
    if (is_exact(it, SHAPE_COROUTINE) || is_iterable_coroutine(it)) {
        raise(vm, EXC_TypeError, "__await__() returned a coroutine");
        clear_ref(vm, it);
    } else if (!object_is_iterator(vm, it)) {
        raise(vm, EXC_TypeError, "__await__() returned non-iterator of type '%T'", it);
        clear_ref(vm, it);
    }
    return it;
}

bool op_get_awaitable(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b];
    Object *v = awaitable_iter(vm, o);
    if (!v && pc->c && error_matches(vm, EXC_TypeError) && !type_of(vm, o)->slots.am_await) {
        error_clear(vm);
        raise(vm, EXC_TypeError,
              "'async with' received an object from %s that does not implement __await__: %T",
              pc->c == 1 ? "__aenter__" : "__aexit__", o);
    }
    if (v && is_exact(v, SHAPE_COROUTINE) && generator_delegate(GENERATOR(v))) {
        raise(vm, EXC_RuntimeError, "coroutine is being awaited already");
        clear_ref(vm, v);
    }
    return finish(vm, frame, pc, v);
}

bool op_get_aiter(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b];
    UnaryFn aiter = type_of(vm, o)->slots.am_aiter;
    Object *v = NULL;
    if (!aiter) {
        raise(vm, EXC_TypeError, "'async for' requires an object with __aiter__ method, got %T", o);
    } else {
        v = aiter(vm, o);
        if (v && !type_of(vm, v)->slots.am_anext) {
            raise(vm, EXC_TypeError,
                  "'async for' received an object from __aiter__ that does not implement "
                  "__anext__: %T",
                  v);
            clear_ref(vm, v);
        }
    }
    return finish(vm, frame, pc, v);
}

static Object *anext_awaitable(VM *vm, Object *o) {
    UnaryFn anext = type_of(vm, o)->slots.am_anext;
    if (is_exact(o, SHAPE_ASYNC_GENERATOR)) {
        return anext(vm, o);
    }
    if (!anext) {
        return raise(vm, EXC_TypeError,
                     "'async for' requires an iterator with __anext__ method, got %T", o);
    }
    Object *next = anext(vm, o);
    if (!next) {
        return NULL;
    }
    Object *v = awaitable_iter(vm, next);
    if (!v) {
        Object *cause = error_fetch(vm);
        raise(vm, EXC_TypeError, "'async for' received an invalid object from __anext__: %T", next);
        if (vm->error && vm->error != cause) {
            Exception *e = (Exception *)vm->error;
            exception_set_context(vm, vm->error, new_ref(cause));
            e->suppress_context = true;
            set_ref(vm, e->cause, cause);
        } else {
            decref(vm, cause);
        }
    }
    decref(vm, next);
    return v;
}

bool op_get_anext(VM *vm, Frame *frame, Instr *pc) {
    Object *v = anext_awaitable(vm, frame->regs[pc->b]);
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}
