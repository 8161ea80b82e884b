/* Generators: frames that can be left and entered again. What coroutines and asynchronous
 * generators have in common with them is here too. */
#include "vm/generator.h"

#include "object/c_stack.h"
#include "types/int.h"
#include "vm/eval_help.h"

/* --- between the object and the stack */

static uint32_t shape_for(const Code *code) {
    return code->flags & CO_ASYNC_GENERATOR ? SHAPE_ASYNC_GENERATOR
           : code->flags & CO_COROUTINE     ? SHAPE_COROUTINE
                                            : SHAPE_GENERATOR;
}

const char *generator_kind(const Object *g) {
    return is_exact(g, SHAPE_COROUTINE)         ? "coroutine"
           : is_exact(g, SHAPE_ASYNC_GENERATOR) ? "async generator"
                                                : "generator";
}

/* A generator that stops running takes what its frame may have got meanwhile. */
static void take_from_frame(Generator *g, Frame *f) {
    g->locals = f->locals;
    g->frame_object = f->object;
    if (f->object) {
        f->object->frame = NULL;
        f->object->generator = g;
    }
    g->pc = frame_pc(f);
}

Object *generator_from_frame(VM *vm, Frame *f) {
    Code *code = f->code;
    Function *fn = (Function *)f->function;
    size_t size = sizeof(Generator) + code->nregs * sizeof(Object *);
    Object *origin = NULL;
    if (UNLIKELY(vm->interp->coroutine_origin_depth > 0) && code->flags & CO_COROUTINE) {
        origin = coroutine_origin(vm);
        if (!origin) {
            return NULL;
        }
    }
    Generator *g = object_new_container(vm, shape_for(code), size);
    if (!g) {
        xdecref(vm, origin);
        return NULL;
    }
    g->code = OBJ(code); /* the frame's reference */
    g->function = f->function;
    g->globals = f->globals;
    g->builtins = f->builtins;
    g->name = new_ref(fn ? fn->name : code->name);
    g->qualname = new_ref(fn ? fn->qualname : code->qualname);
    g->handled = NULL;
    g->origin_or_hooks = origin;
    g->reg_len = g->reg_cap = code->nregs;
    g->state = GEN_CREATED;
    g->hooks_inited = g->closed = g->running_async = false;
    take_from_frame(g, f);
    Object **from = f->regs, **to = g->regs;
    for (uint32_t i = 0, n = code->nregs; i < n; i++) {
        to[i] = from[i];
        from[i] = NULL;
    }
    f->object = NULL;
    f->locals = NULL;
    f->held = NULL; /* what it was is the caller's matter */
    vm->interp->frame = f->prev;
    vm->recursion_depth--;
    gc_track(vm, g);
    return OBJ(g);
}

Frame *generator_resume_slowly(VM *vm, Generator *g, Object *value) {
    Interp *interp = vm->interp;
    Code *code = CODE(g->code);
    Object **regs = g->regs, **top = interp_top(interp);
    if (UNLIKELY(vm->recursion_depth >= vm->recursion_limit)) {
        frame_recursion_error(vm);
        goto fail;
    }
    if (!stack_reserve(vm, top, 0)) {
        goto fail;
    }
    Frame *f = frame_begin(interp, code, regs);
    code->head.count--; /* the frame borrows it */
    vm->recursion_depth++;
    f->top = top;
    f->function = g->function;
    f->globals = g->globals;
    f->builtins = g->builtins;
    f->locals = g->locals;
    g->locals = NULL;
    f->generator = g;
    f->object = g->frame_object;
    if (f->object) {
        f->object->frame = f;
        f->object->generator = NULL;
        g->frame_object = NULL;
    }
    if (g->handled) {
        f->held = vm->handled;
        vm->handled = g->handled;
        g->handled = NULL;
    } else {
        f->inherits = true;
    }
    f->kind = FRAME_ENTRY;
    f->hook_pc = UINT32_MAX;
    f->hook_line = -1;
    f->pc = code->instrs + g->pc;
    if (value) {
        Instr *pc = f->pc++;
        if (g->state == GEN_CREATED) {
            g->state = GEN_RUNNING;
            decref(vm, value);
        } else {
            Object *old = regs[pc->a];
            regs[pc->a] = value;
            g->state = GEN_RUNNING;
            xdecref(vm, old);
        }
    }
    g->state = GEN_RUNNING;
    return f;
fail:
    xdecref(vm, value);
    return NULL;
}

Frame *generator_resume_delegates(VM *vm, Frame *f) {
    for (;;) {
        Instr *next = f->pc, *yield = next - 1, *send = yield - 2;
        if (yield->op != OP_CODE_YIELD || !yield_delegates(yield) || send->op != OP_CODE_SEND ||
            send->a != yield->a || send->b != yield->c) {
            return f;
        }
        Object *it = f->regs[yield->c], *value = f->regs[yield->a];
        if ((!is_exact(it, SHAPE_GENERATOR) && !is_exact(it, SHAPE_COROUTINE)) ||
            GENERATOR(it)->state != GEN_SUSPENDED) {
            return f;
        }
        f->regs[yield->a] = NULL;
        f->pc = send;
        Frame *inner = generator_resume_quick(vm, GENERATOR(it), value);
        if (!inner) { /* SEND will do it */
            f->regs[yield->a] = value;
            f->pc = next;
            return f;
        }
        inner->kind = FRAME_RESUMED;
        f = inner;
    }
}

/* What the frame handled becomes the generator's or nobody's business; the resumer's comes back. */
static Object *leave_handled(VM *vm, Frame *f) {
    Object *own = NULL;
    if (!f->inherits) {
        own = vm->handled;
        vm->handled = f->held;
        f->held = NULL;
    }
    return own;
}

void generator_suspend_slowly(VM *vm, Frame *f) {
    Generator *g = f->generator;
    take_from_frame(g, f);
    g->handled = leave_handled(vm, f);
    g->state = GEN_SUSPENDED;
    f->generator = NULL;
    f->object = NULL;
    f->locals = NULL;
    f->inherits = false;
    vm->interp->frame = f->prev;
    vm->recursion_depth--;
}

/* Instead of StopIteration: RuntimeError with it as cause. */
static void raise_from_cause(VM *vm, const char *kind, const char *name) {
    Object *cause = error_fetch(vm);
    raise(vm, EXC_RuntimeError, "%s raised %s", kind, name);
    if (!vm->error || vm->error == cause) {
        decref(vm, cause);
        return;
    }
    Exception *e = (Exception *)vm->error;
    e->suppress_context = true;
    exception_set_context(vm, vm->error, new_ref(cause));
    set_ref(vm, e->cause, cause);
}

void generator_end(VM *vm, Frame *f, bool by_error) {
    Generator *g = f->generator;
    Object *own = leave_handled(vm, f);
    g->state = GEN_FINISHED;
    g->reg_len = 0;
    incref(g->code); /* from now on the frame owns all */
    g->function = g->globals = g->builtins = NULL;
    xdecref(vm, own);
    frame_pop(vm, f);
    f->generator = NULL;
    f->inherits = false;
    if (by_error) {
        if (error_matches(vm, EXC_StopIteration)) {
            raise_from_cause(vm, generator_kind(OBJ(g)), "StopIteration");
        } else if (is_exact(OBJ(g), SHAPE_ASYNC_GENERATOR) &&
                   error_matches(vm, EXC_StopAsyncIteration)) {
            raise_from_cause(vm, "async generator", "StopAsyncIteration");
        }
    }
}

/* --- delegating */

Object *generator_delegate(const Generator *g) {
    if (g->state != GEN_SUSPENDED) {
        return NULL;
    }
    const Instr *yield = CODE(g->code)->instrs + g->pc;
    return yield_delegates(yield) ? g->regs[yield->c] : NULL;
}

/* The SEND that a delegating YIELD goes back to. */
static const Instr *send_of(const Instr *yield) {
    const Instr *jump = yield + 1;
    while (jump->op != OP_CODE_JUMP && jump->op != OP_CODE_JUMP_BACK) {
        jump += quick_words[jump->op];
    }
    return jump + jump->bx;
}

/* The delegate has finished with value (stolen): the generator will go on behind its SEND. */
static void finish_delegate(VM *vm, Generator *g, Object *value) {
    Code *code = CODE(g->code);
    const Instr *send = send_of(code->instrs + g->pc);
    Object *iterator = g->regs[send->b];
    g->regs[send->b] = NULL;
    g->pc = (uint32_t)(send + send[1].x - code->instrs);
    set_ref(vm, g->regs[send->a], value);
    xdecref(vm, iterator);
}

/* --- sending */

static enum GenResult run(VM *vm, Frame *f, bool throwing, Object **result) {
    if (!f) {
        return GEN_ERROR;
    }
    Generator *g = f->generator;
    incref(g); /* the frame borrows it */
    *result = eval_run(vm, f, throwing);
    enum GenResult how = !*result ? GEN_ERROR : g->state == GEN_FINISHED ? GEN_RETURN : GEN_NEXT;
    decref(vm, g);
    return how;
}

bool generator_check_idle(VM *vm, Generator *g) {
    if (g->state == GEN_RUNNING) {
        raise(vm, EXC_ValueError, "%s already executing", generator_kind(OBJ(g)));
        return false;
    }
    return true;
}

enum GenResult generator_send(VM *vm, Object *generator, Object *value, Object **result) {
    Generator *g = GENERATOR(generator);
    *result = NULL;
    if (g->state == GEN_CREATED && value && value != vm->none) {
        raise(vm, EXC_TypeError, "can't send non-None value to a just-started %s",
              generator_kind(generator));
        return GEN_ERROR;
    }
    if (!generator_check_idle(vm, g)) {
        return GEN_ERROR;
    }
    if (g->state == GEN_FINISHED) {
        if (is_exact(generator, SHAPE_COROUTINE)) {
            raise(vm, EXC_RuntimeError, "cannot reuse already awaited coroutine");
            return GEN_ERROR;
        }
        *result = none_ref(vm);
        return GEN_RETURN;
    }
    return run(vm, generator_resume(vm, g, new_ref(value ? value : vm->none)), false, result);
}

/* Raises vm->error inside the generator. */
static enum GenResult raise_inside(VM *vm, Generator *g, bool closing, Object **result) {
    *result = NULL;
    if (g->state == GEN_RUNNING) {
        error_clear(vm);
        generator_check_idle(vm, g);
        return GEN_ERROR;
    }
    if (g->state == GEN_FINISHED) {
        if (is_exact(OBJ(g), SHAPE_COROUTINE) && !closing) {
            error_clear(vm);
            raise(vm, EXC_RuntimeError, "cannot reuse already awaited coroutine");
        }
        return GEN_ERROR;
    }
    Object *exc = error_fetch(vm);
    Frame *f = generator_resume(vm, g, NULL);
    if (!f) {
        decref(vm, exc);
        return GEN_ERROR;
    }
    if (!f->inherits && vm->handled && vm->handled != exc) {
        exception_set_context(vm, exc, new_ref(vm->handled));
    }
    error_restore(vm, exc);
    return run(vm, f, true, result);
}

/* A return seen from Python: StopIteration(value). Steals value. */
Object *generator_stop(VM *vm, Object *g, Object *value) {
    if (is_exact(g, SHAPE_ASYNC_GENERATOR)) {
        raise_instance(vm, OBJ(EXC(vm, StopAsyncIteration)));
    } else {
        raise_stop_iteration(vm, value);
    }
    decref(vm, value);
    return NULL;
}

static Object *as_python(VM *vm, Generator *g, enum GenResult how, Object *result) {
    return how == GEN_RETURN ? generator_stop(vm, OBJ(g), result) : result;
}

Object *generator_send_method(VM *vm, Object *self, Object *value) {
    Object *result;
    enum GenResult how = generator_send(vm, self, value, &result);
    return as_python(vm, GENERATOR(self), how, result);
}

Object *generator_next(VM *vm, Object *self) {
    Generator *g = GENERATOR(self);
    Object *result;
    enum GenResult how;
    if (LIKELY(is_exact(self, SHAPE_GENERATOR) && g->state <= GEN_SUSPENDED)) {
        how = run(vm, generator_resume(vm, g, none_ref(vm)), false, &result);
    } else {
        how = generator_send(vm, self, NULL, &result);
    }
    if (how == GEN_RETURN && result == vm->none && !is_exact(self, SHAPE_ASYNC_GENERATOR)) {
        decref(vm, result);
        return NULL;
    }
    return as_python(vm, g, how, result);
}

Object *generator_feed(VM *vm, Object *self, TakeFn take, void *ctx) {
    Generator *g = GENERATOR(self);
    if (UNLIKELY(g->state > GEN_SUSPENDED || interp_is_hooked(vm->interp))) {
        return iter_next(vm, self);
    }
    Frame *f = generator_resume(vm, g, none_ref(vm));
    if (!f) {
        return NULL;
    }
    Feed feed = {take, ctx};
    f->kind = FRAME_FED;
    f->feed = &feed;
    incref(g); /* the frame borrows it */
    Object *item = eval_run(vm, f, false);
    if (item && g->state == GEN_FINISHED) {
        clear_ref(vm, item); /* what it returns is nobody's */
    }
    decref(vm, g);
    return item;
}

/* --- closing */

/* Closes what a generator delegates to. */
static bool close_iterator(VM *vm, Object *it) {
    Object *v;
    if (is_exact(it, SHAPE_GENERATOR) || is_exact(it, SHAPE_COROUTINE)) {
        v = generator_close(vm, it);
    } else {
        Object *close = object_getattr_or_null(vm, it, ID(vm, close));
        if (!close) {
            if (vm->error) {
                error_unraisable(vm, it);
            }
            return true;
        }
        v = call0(vm, close);
        decref(vm, close);
    }
    xdecref(vm, v);
    return v != NULL;
}

/* The same while g counts as running. At the end of a chain too long for the C stack it is left to
 * close when it dies. */
static bool close_delegate(VM *vm, Generator *g, Object *delegate) {
    uint8_t state = g->state;
    if (UNLIKELY(!c_stack_ample(vm))) {
        return true;
    }
    incref(delegate);
    g->state = GEN_RUNNING;
    bool ok = close_iterator(vm, delegate);
    g->state = state;
    decref(vm, delegate);
    return ok;
}

static void release_registers(VM *vm, Generator *g) {
    uint32_t n = g->reg_len;
    g->reg_len = 0;
    for (uint32_t i = 0; i < n; i++) {
        clear_ref(vm, g->regs[i]);
    }
}

/* Ends a generator that never ran, or that is dying: its frame object takes what it wants. */
static void drop_frame(VM *vm, Generator *g) {
    FrameObject *o = g->frame_object;
    g->state = GEN_FINISHED;
    if (o) {
        g->frame_object = NULL;
        o->generator = NULL;
        if (o->head.count > 1) {
            o->pc = g->pc;
            o->code = new_ref(g->code);
            o->function = g->function;
            o->globals = g->globals;
            o->builtins = g->builtins;
            o->locals = g->locals;
            memcpy(o->regs, g->regs, o->reg_len * sizeof(Object *));
            memset(g->regs, 0, o->reg_len * sizeof(Object *));
            g->function = g->globals = g->builtins = g->locals = NULL;
            if (!gc_is_tracked(o)) {
                gc_track(vm, o);
            }
        }
    }
    release_registers(vm, g);
    xdecref(vm, o);
    clear_ref(vm, g->locals);
    if (!g->function) {
        clear_ref(vm, g->globals);
        clear_ref(vm, g->builtins);
    }
    g->globals = g->builtins = NULL;
    clear_ref(vm, g->function);
    clear_ref(vm, g->handled);
}

/* Is there nothing that GeneratorExit could meet where g is suspended? */
static bool closes_silently(VM *vm, const Generator *g) {
    const Interp *interp = vm->interp;
    return !is_exact(OBJ(g), SHAPE_ASYNC_GENERATOR) && !find_handler(CODE(g->code), g->pc) &&
           !interp->line_hook && !interp->call_hook;
}

/* What raising GeneratorExit would do, without the exception and the frame: a chain of generators
 * that dies when memory is short needs none. */
static void close_silently(VM *vm, Generator *g) {
    incref(g);
    g->state = GEN_RUNNING;
    for (uint32_t i = g->reg_len; i-- > CODE(g->code)->nlocals;) {
        clear_ref(vm, g->regs[i]);
    }
    drop_frame(vm, g);
    decref(vm, g);
}

Object *generator_close(VM *vm, Object *self) {
    Generator *g = GENERATOR(self);
    Object *result;
    bool ok = true;
    if (g->state == GEN_CREATED) {
        incref(g);
        drop_frame(vm, g);
        decref(vm, g);
        return none_ref(vm);
    }
    if (g->state == GEN_FINISHED) {
        return none_ref(vm);
    }
    Object *delegate = generator_delegate(g);
    if (delegate) {
        ok = close_delegate(vm, g, delegate);
    }
    if (ok && g->state == GEN_SUSPENDED && closes_silently(vm, g)) {
        close_silently(vm, g);
        return none_ref(vm);
    }
    if (ok) {
        raise_instance(vm, OBJ(EXC(vm, GeneratorExit)));
    }
    switch (raise_inside(vm, g, true, &result)) {
    case GEN_NEXT:
        decref(vm, result);
        return raise(vm, EXC_RuntimeError, "%s ignored GeneratorExit", generator_kind(self));
    case GEN_RETURN:
        decref(vm, result);
        return none_ref(vm);
    default:
        if (error_matches(vm, EXC_StopIteration) || error_matches(vm, EXC_GeneratorExit)) {
            error_clear(vm);
            return none_ref(vm);
        }
        return NULL;
    }
}

void generator_finalize(VM *vm, Object *self) {
    Generator *g = GENERATOR(self);
    Object *result = NULL;
    if (g->state == GEN_FINISHED) {
        return;
    }
    Object *error = error_fetch(vm);
    if (is_exact(self, SHAPE_ASYNC_GENERATOR) && g->origin_or_hooks && !g->closed) {
        result = call1(vm, g->origin_or_hooks, self);
    } else if (is_exact(self, SHAPE_COROUTINE) && g->state == GEN_CREATED) {
        coroutine_warn_unawaited(vm, g);
        result = none_ref(vm);
    } else {
        result = generator_close(vm, self);
    }
    if (!result) {
        error_unraisable(vm, self);
    }
    xdecref(vm, result);
    error_restore(vm, error);
}

/* --- throwing */

/* The exception that throw()'s arguments mean (new reference), with its traceback set. */
static Object *exception_of(VM *vm, Object *type, Object *value, Object *traceback) {
    Object *exc;
    if (traceback == vm->none) {
        traceback = NULL;
    }
    if (traceback && !is_exact(traceback, SHAPE_TRACEBACK)) {
        return raise(vm, EXC_TypeError, "throw() third argument must be a traceback object");
    }
    if (is_type(vm, type) && type_has((Type *)type, TYPE_SUB_EXCEPTION)) {
        if (value && value != vm->none && object_is_instance(vm, value, type) > 0) {
            exc = new_ref(value);
        } else if (!value || value == vm->none) {
            exc = call0(vm, type);
        } else if (is_tuple(vm, value)) {
            exc = call_ex(vm, type, value, NULL);
        } else {
            exc = call1(vm, type, value);
        }
        if (exc && !is_exception(vm, exc)) {
            raise(vm, EXC_TypeError,
                  "calling %R should have returned an instance of BaseException, not %T", type,
                  exc);
            clear_ref(vm, exc);
        }
        if (!exc) { /* what went wrong is thrown instead */
            exc = error_fetch(vm);
        }
    } else if (is_exception(vm, type)) {
        if (value && value != vm->none) {
            return raise(vm, EXC_TypeError, "instance exception may not have a separate value");
        }
        exc = new_ref(type);
    } else {
        return raise(vm, EXC_TypeError,
                     "exceptions must be classes or instances deriving from BaseException, not %T",
                     type);
    }
    if (exc && traceback) {
        set_ref(vm, ((Exception *)exc)->traceback, new_ref(traceback));
    }
    return exc;
}

static Object *throw_into(VM *vm, Generator *g, bool close_on_exit, Object *const *args,
                          size_t nargs);

static bool is_generator_exit(VM *vm, Object *o) {
    Type *t = is_type(vm, o) ? (Type *)o : type_of(vm, o);
    return type_has(t, TYPE_SUB_EXCEPTION) && exception_matches(vm, o, OBJ(EXC(vm, GeneratorExit)));
}

/* Throws into a delegate that is a generator. The frame of g stands below the delegate's meanwhile,
 * as a caller does. */
static Object *throw_beneath(VM *vm, Generator *g, Generator *delegate, bool close_on_exit,
                             Object *const *args, size_t nargs) {
    Object *handled = g->handled, *value = NULL;
    g->handled = NULL; /* what is being handled stays so */
    Frame *f = generator_resume(vm, g, NULL);
    if (f) {
        value = throw_into(vm, delegate, close_on_exit, args, nargs);
        generator_suspend(vm, f);
    }
    g->handled = handled;
    return value;
}

/* Throws into the delegate. false: it has no throw(); else *result is what g yields or NULL. */
static bool throw_to_delegate(VM *vm, Generator *g, Object *delegate, bool close_on_exit,
                              Object *const *args, size_t nargs, Object **result) {
    Object *value, *v;
    uint8_t state = g->state;
    *result = NULL;
    if (close_on_exit && is_generator_exit(vm, args[0])) {
        if (close_delegate(vm, g, delegate)) {
            return false;
        }
        enum GenResult how = raise_inside(vm, g, false, &v);
        *result = as_python(vm, g, how, v);
        return true;
    }
    incref(delegate);
    if (is_exact(delegate, SHAPE_GENERATOR) || is_exact(delegate, SHAPE_COROUTINE)) {
        v = throw_beneath(vm, g, GENERATOR(delegate), close_on_exit, args, nargs);
    } else {
        Object *method = object_getattr_or_null(vm, delegate, ID(vm, throw));
        if (!method) {
            decref(vm, delegate);
            *result = NULL;
            return vm->error != NULL;
        }
        g->state = GEN_RUNNING;
        v = call(vm, method, args, nargs, NULL);
        g->state = state;
        decref(vm, method);
    }
    decref(vm, delegate);
    if (v) {
        *result = v;
        return true;
    }
    enum GenResult how;
    if (generator_take_stop_value(vm, &value)) {
        finish_delegate(vm, g, value);
        how = run(vm, generator_resume(vm, g, NULL), false, &v);
    } else {
        how = raise_inside(vm, g, false, &v);
    }
    *result = as_python(vm, g, how, v);
    return true;
}

/* If the error is StopIteration (or there is none): clears it and gives its value. */
bool generator_take_stop_value(VM *vm, Object **value) {
    *value = NULL;
    if (!vm->error) {
        *value = none_ref(vm);
        return true;
    }
    if (!error_matches(vm, EXC_StopIteration)) {
        return false;
    }
    Object *v = ((StopIteration *)vm->error)->value;
    *value = new_ref(v ? v : vm->none);
    error_clear(vm);
    return true;
}

static Object *throw_into(VM *vm, Generator *g, bool close_on_exit, Object *const *args,
                          size_t nargs) {
    Object *delegate = generator_delegate(g), *result;
    if (UNLIKELY(!c_stack_enter(vm, ""))) {
        return NULL;
    }
    if (delegate && throw_to_delegate(vm, g, delegate, close_on_exit, args, nargs, &result)) {
        return result;
    }
    Object *exc = exception_of(vm, args[0], nargs > 1 ? args[1] : NULL, nargs > 2 ? args[2] : NULL);
    if (!exc) {
        return NULL;
    }
    error_restore(vm, exc);
    enum GenResult how = raise_inside(vm, g, false, &result);
    return as_python(vm, g, how, result);
}

Object *generator_throw(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "throw", nargs, 1, 3)) {
        return NULL;
    }
    return throw_into(vm, GENERATOR(self), true, args, nargs);
}

Object *generator_throw_keep(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return throw_into(vm, GENERATOR(self), false, args, nargs);
}

/* --- the object */

void generator_dealloc(VM *vm, Object *self) {
    Generator *g = GENERATOR(self);
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    if (g->state != GEN_FINISHED) {
        if (!object_finalize_from_dealloc(vm, self)) {
            return;
        }
        drop_frame(vm, g);
    }
    xdecref(vm, g->origin_or_hooks);
    decref(vm, g->code);
    decref(vm, g->name);
    decref(vm, g->qualname);
    object_free_container(vm, g, sizeof(Generator) + g->reg_cap * sizeof(Object *));
}

int generator_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Generator *g = GENERATOR(self);
    (void)vm;
    VISIT(g->code);
    VISIT(g->name);
    VISIT(g->qualname);
    VISIT(g->function);
    if (!g->function) {
        VISIT(g->globals);
        VISIT(g->builtins);
    }
    VISIT(g->locals);
    VISIT(g->frame_object);
    VISIT(g->handled);
    VISIT(g->origin_or_hooks);
    if (g->state != GEN_RUNNING) {
        for (uint32_t i = 0; i < g->reg_len; i++) {
            VISIT(g->regs[i]);
        }
    }
    return 0;
}

size_t generator_size(const Object *self) {
    return sizeof(Generator) + ((const Generator *)self)->reg_cap * sizeof(Object *);
}

Object *generator_repr(VM *vm, Object *self) {
    const char *kind =
        is_exact(self, SHAPE_ASYNC_GENERATOR) ? "async_generator" : generator_kind(self);
    return str_format(vm, "<%s object %S at %p>", kind, GENERATOR(self)->qualname, (void *)self);
}

static Object *identity(VM *vm, Object *self) {
    (void)vm;
    return new_ref(self);
}

static Object *get_name(VM *vm, Object *self, void *closure) {
    (void)vm, (void)closure;
    return new_ref(GENERATOR(self)->name);
}

static Object *get_qualname(VM *vm, Object *self, void *closure) {
    (void)vm, (void)closure;
    return new_ref(GENERATOR(self)->qualname);
}

static int set_name(VM *vm, Object *self, Object *value, void *closure) {
    (void)closure;
    if (!value || !is_str(vm, value)) {
        raise(vm, EXC_TypeError, "__name__ must be set to a string object");
        return -1;
    }
    set_ref(vm, GENERATOR(self)->name, new_ref(value));
    return 0;
}

static int set_qualname(VM *vm, Object *self, Object *value, void *closure) {
    (void)closure;
    if (!value || !is_str(vm, value)) {
        raise(vm, EXC_TypeError, "__qualname__ must be set to a string object");
        return -1;
    }
    set_ref(vm, GENERATOR(self)->qualname, new_ref(value));
    return 0;
}

static Object *get_frame(VM *vm, Object *self, void *closure) {
    Generator *g = GENERATOR(self);
    (void)closure;
    if (g->state == GEN_FINISHED) {
        return none_ref(vm);
    }
    if (g->state == GEN_RUNNING) {
        for (Frame *f = vm->interp->frame; f; f = f->prev) {
            if (f->generator == g) {
                return OBJ(frame_object(vm, f));
            }
        }
        return none_ref(vm);
    }
    if (!g->frame_object) {
        g->frame_object = frame_object_for(vm, CODE(g->code), g);
    }
    xincref(g->frame_object);
    return OBJ(g->frame_object);
}

static Object *get_running(VM *vm, Object *self, void *closure) {
    (void)closure;
    if (is_exact(self, SHAPE_ASYNC_GENERATOR)) {
        return bool_ref(vm, GENERATOR(self)->running_async);
    }
    return bool_ref(vm, GENERATOR(self)->state == GEN_RUNNING);
}

static Object *get_suspended(VM *vm, Object *self, void *closure) {
    (void)closure;
    return bool_ref(vm, GENERATOR(self)->state == GEN_SUSPENDED);
}

static Object *get_code(VM *vm, Object *self, void *closure) {
    (void)vm, (void)closure;
    return new_ref(GENERATOR(self)->code);
}

static Object *get_delegate(VM *vm, Object *self, void *closure) {
    Object *delegate = generator_delegate(GENERATOR(self));
    (void)closure;
    return new_ref(delegate ? delegate : vm->none);
}

static Object *get_origin(VM *vm, Object *self, void *closure) {
    Object *origin = GENERATOR(self)->origin_or_hooks;
    (void)closure;
    return new_ref(origin ? origin : vm->none);
}

static const GetSetDef generator_getset[] = {
    {"__name__", get_name, set_name, "name of the generator", NULL},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the generator", NULL},
    {"gi_frame", get_frame, NULL, NULL, NULL},
    {"gi_running", get_running, NULL, NULL, NULL},
    {"gi_suspended", get_suspended, NULL, NULL, NULL},
    {"gi_code", get_code, NULL, NULL, NULL},
    {"gi_yieldfrom", get_delegate, NULL, "object being iterated by yield from, or None", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const MethodDef generator_methods[] = {
    METHOD_O("send", generator_send_method,
             "send(arg) -> send 'arg' into generator,\n"
             "return next yielded value or raise StopIteration."),
    METHOD_FAST("throw", generator_throw, "throw(value)\nthrow(type[,value[,tb]])"),
    METHOD_NOARGS("close", generator_close, "close() -> raise GeneratorExit inside generator."),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec generator_spec = {
    .name = "generator",
    .shape = SHAPE_GENERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_WEAKREFS,
    .size = sizeof(Generator),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = generator_dealloc,
              .traverse = generator_traverse,
              .block_size = generator_size,
              .finalize = generator_finalize,
              .repr = generator_repr,
              .iter = identity,
              .iternext = generator_next},
    .methods = generator_methods,
    .getset = generator_getset,
};

const GetSetDef coroutine_getset[] = {
    {"__name__", get_name, set_name, "name of the coroutine", NULL},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the coroutine", NULL},
    {"cr_frame", get_frame, NULL, NULL, NULL},
    {"cr_running", get_running, NULL, NULL, NULL},
    {"cr_suspended", get_suspended, NULL, NULL, NULL},
    {"cr_code", get_code, NULL, NULL, NULL},
    {"cr_await", get_delegate, NULL, "object being awaited on, or None", NULL},
    {"cr_origin", get_origin, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const GetSetDef async_generator_getset[] = {
    {"__name__", get_name, set_name, "name of the async generator", NULL},
    {"__qualname__", get_qualname, set_qualname, "qualified name of the async generator", NULL},
    {"ag_frame", get_frame, NULL, NULL, NULL},
    {"ag_running", get_running, NULL, NULL, NULL},
    {"ag_code", get_code, NULL, NULL, NULL},
    {"ag_await", get_delegate, NULL, "object being awaited on, or None", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
