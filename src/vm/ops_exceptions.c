/* Instructions of try, raise and with. */
#include "vm/ops.h"

static bool store(VM *vm, Frame *frame, Instr *pc, Object *v) {
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

bool op_push_exc(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *exc = vm->error;
    Object *outer = vm->handled;
    ASSERT(exc && !R[pc->a] && !R[pc->a + 1]);
    vm->error = NULL;
    if (frame->inherits) {
        frame->held = outer;
        frame->inherits = false;
        outer = NULL;
    }
    R[pc->a] = outer ? outer : none_ref(vm);
    R[pc->a + 1] = exc;
    vm->handled = new_ref(exc);
    return true;
}

/* vm->handled = R[i], moved (None: nothing). */
static void restore_handled(VM *vm, Frame *frame, unsigned i) {
    Object *handled = vm->handled;
    Object *outer = frame->regs[i];
    frame->regs[i] = NULL;
    if (outer == vm->none) {
        decref(vm, outer);
        outer = NULL;
        if (frame->generator) {
            outer = frame->held;
            frame->held = NULL;
            frame->inherits = true;
        }
    }
    vm->handled = outer;
    xdecref(vm, handled);
}

bool op_pop_exc(VM *vm, Frame *frame, Instr *pc) {
    clear_ref(vm, frame->regs[pc->a + 1]);
    restore_handled(vm, frame, pc->a);
    return true;
}

static bool is_exception_class(VM *vm, Object *o) {
    return is_type(vm, o) && type_has((Type *)o, TYPE_SUB_EXCEPTION);
}

static bool check_except_type(VM *vm, Object *type) {
    bool ok = true;
    if (is_tuple(vm, type)) {
        for (size_t i = 0; ok && i < TUPLE_LEN(type); i++) {
            ok = is_exception_class(vm, TUPLE_ITEM(type, i));
        }
    } else {
        ok = is_exception_class(vm, type);
    }
    if (!ok) {
        raise(vm, EXC_TypeError,
              "catching classes that do not inherit from BaseException is not allowed");
    }
    return ok;
}

bool op_check_exc_match(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *type = R[pc->c];
    bool ok = check_except_type(vm, type);
    bool matches = ok && exception_matches(vm, R[pc->b], type);
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    return ok && store(vm, frame, pc, bool_ref(vm, matches));
}

static bool check_star_type(VM *vm, Object *type) {
    Object *group = OBJ(EXC(vm, BaseExceptionGroup));
    size_t n = is_tuple(vm, type) ? TUPLE_LEN(type) : 1;
    if (!check_except_type(vm, type)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        int is_group =
            object_is_subclass(vm, is_tuple(vm, type) ? TUPLE_ITEM(type, i) : type, group);
        if (is_group > 0) {
            raise(vm, EXC_TypeError,
                  "catching ExceptionGroup with except* is not allowed. Use except instead.");
        }
        if (is_group) {
            return false;
        }
    }
    return true;
}

bool op_check_eg_match(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *match = NULL, *rest = NULL;
    bool ok = check_star_type(vm, R[pc->c]) &&
              exception_group_match(vm, R[pc->b], R[pc->c], &match, &rest) == 0;
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    if (!ok) {
        return false;
    }
    if (match && match != vm->none) {
        set_ref(vm, vm->handled, new_ref(match));
    }
    set_register(vm, R, pc->b, rest ? rest : none_ref(vm));
    set_register(vm, R, pc->a, match ? match : none_ref(vm));
    return true;
}

bool op_prep_reraise_star(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *v = exception_prep_reraise_star(vm, R[pc->b], R[pc->c]);
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    return store(vm, frame, pc, v);
}

bool op_load_assertion_error(VM *vm, Frame *frame, Instr *pc) {
    return store(vm, frame, pc, new_ref(OBJ(EXC(vm, AssertionError))));
}

/* An instance from an instance or a class (borrowed): new reference, or NULL with the error set. */
static Object *exception_instance(VM *vm, Object *o, const char *not_exception) {
    if (is_exception_class(vm, o)) {
        Object *exc = call0(vm, o);
        if (exc && !is_exception(vm, exc)) {
            raise(vm, EXC_TypeError,
                  "calling %R should have returned an instance of BaseException, not %R", o,
                  type_of(vm, exc));
            clear_ref(vm, exc);
        }
        return exc;
    }
    if (is_exception(vm, o)) {
        return new_ref(o);
    }
    raise(vm, EXC_TypeError, not_exception);
    return NULL;
}

static void raise_with_cause(VM *vm, Object *exc_or_class, Object *cause_or_class) {
    Object *exc = exception_instance(vm, exc_or_class, "exceptions must derive from BaseException");
    if (!exc) {
        return;
    }
    if (cause_or_class) {
        Object *cause = NULL;
        if (cause_or_class != vm->none) {
            cause = exception_instance(vm, cause_or_class,
                                       "exception causes must derive from BaseException");
            if (!cause) {
                decref(vm, exc);
                return;
            }
        }
        Exception *e = (Exception *)exc;
        e->suppress_context = true;
        set_ref(vm, e->cause, cause);
    }
    raise_instance(vm, exc);
    decref(vm, exc);
}

bool op_raise(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    if (pc->c == 0) {
        if (!vm->handled) {
            raise(vm, EXC_RuntimeError, "No active exception to reraise");
            return false;
        }
        error_restore(vm, new_ref(vm->handled));
        return true;
    }
    raise_with_cause(vm, R[pc->a], pc->c == 2 ? R[pc->b] : NULL);
    if (pc->flags & KILL_A) {
        kill_register(vm, R, pc->a);
    }
    if (pc->c == 2 && pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    return false;
}

/* Going on without a line of its own, the frame is where the exception came up. */
static void return_to_raiser(Frame *frame, const Object *exc, const Instr *pc) {
    const Traceback *tb = (const Traceback *)((const Exception *)exc)->traceback;
    if (tb && frame->object && tb->lasti >= 0 && (uint32_t)tb->lasti / 2 < frame->code->instr_len &&
        tb->frame == OBJ(frame->object) &&
        code_location(frame->code, (uint32_t)(pc - frame->code->instrs)).line <= 0) {
        frame->pc = frame->code->instrs + tb->lasti / 2;
    }
}

void op_reraise(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *exc = R[pc->a];
    if (pc->flags & KILL_A) {
        R[pc->a] = NULL;
    } else {
        incref(exc);
    }
    if (pc->b != NO_REG) {
        restore_handled(vm, frame, pc->b);
    }
    return_to_raiser(frame, exc, pc);
    error_restore(vm, exc);
}

/* END_ASYNC_FOR: true if the loop has ended; false: the error is to be raised again. */
bool op_end_async_for(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *exc = R[pc->a];
    R[pc->a] = NULL;
    restore_handled(vm, frame, pc->a - 1u);
    if (!exception_matches(vm, exc, OBJ(EXC(vm, StopAsyncIteration)))) {
        error_restore(vm, exc);
        return false;
    }
    decref(vm, exc);
    kill_register(vm, R, pc->b);
    return true;
}

/* --- with */

static bool enter_context(VM *vm, Frame *frame, Instr *pc, Object *enter_name, Object *exit_name,
                          bool is_async) {
    Object **R = frame->regs;
    Object *manager = R[pc->b];
    const char *kind = is_async ? "asynchronous context manager" : "context manager";
    Object *exit = NULL, *value = NULL;
    Object *enter = lookup_special(vm, manager, enter_name);
    if (!enter) {
        if (!vm->error) {
            raise(vm, EXC_TypeError, "'%T' object does not support the %s protocol", manager, kind);
        }
        goto done;
    }
    exit = lookup_special(vm, manager, exit_name);
    if (!exit) {
        if (!vm->error) {
            raise(vm, EXC_TypeError,
                  "'%T' object does not support the %s protocol (missed %U method)", manager, kind,
                  exit_name);
        }
        goto done;
    }
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    value = call0(vm, enter);
done:
    xdecref(vm, enter);
    if (!value) {
        xdecref(vm, exit);
        return false;
    }
    set_register(vm, R, pc->a, exit);
    set_register(vm, R, pc->a + 1u, value);
    return true;
}

bool op_before_with(VM *vm, Frame *frame, Instr *pc) {
    return enter_context(vm, frame, pc, ID(vm, __enter__), ID(vm, __exit__), false);
}

bool op_before_async_with(VM *vm, Frame *frame, Instr *pc) {
    return enter_context(vm, frame, pc, ID(vm, __aenter__), ID(vm, __aexit__), true);
}

bool op_with_except_start(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *exc = R[pc->c];
    Object *traceback = ((Exception *)exc)->traceback;
    traceback = new_ref(traceback ? traceback : vm->none);
    Object *v = call3(vm, R[pc->b], OBJ(type_of(vm, exc)), exc, traceback);
    decref(vm, traceback);
    return store(vm, frame, pc, v);
}
