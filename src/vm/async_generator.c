/* Asynchronous generators and the awaitables that their methods give.
 *
 * A value that an asynchronous generator yields comes out of its frame wrapped, so that it can be
 * told from what it passes on while it awaits. The awaitables unwrap it into a StopIteration.
 */
#include "vm/generator.h"

typedef struct Wrapped {
    Object head;
    Object *value;
} Wrapped;

enum AwaitState { AWAIT_INIT, AWAIT_ITER, AWAIT_CLOSED };

typedef struct Asend { /* agen.__anext__(), agen.asend(value) */
    Object head;
    Object *generator;
    Object *value; /* or NULL */
    uint8_t state;
} Asend;

typedef struct Athrow { /* agen.athrow(...), agen.aclose() (args NULL) */
    Object head;
    Object *generator;
    Object *args; /* tuple or NULL */
    uint8_t state;
} Athrow;

/* --- wrapped values */

Object *async_generator_wrap(VM *vm, Object *value) {
    Wrapped *w = object_new_container(vm, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE, sizeof *w);
    if (!w) {
        decref(vm, value);
        return NULL;
    }
    w->value = value;
    gc_track(vm, w);
    return OBJ(w);
}

static void wrapped_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, ((Wrapped *)self)->value);
    object_free_container(vm, self, sizeof(Wrapped));
}

static int wrapped_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(((Wrapped *)self)->value);
    return 0;
}

const TypeSpec async_generator_wrapped_value_spec = {
    .name = "async_generator_wrapped_value",
    .shape = SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(Wrapped),
    .slots = {.dealloc = wrapped_dealloc, .traverse = wrapped_traverse},
};

static bool is_wrapped(const Object *o) {
    return is_exact(o, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE);
}

/* What came out of the frame (stolen, may be NULL), as an awaitable's step gives it. */
static Object *unwrap(VM *vm, Generator *g, Object *result) {
    if (!result) {
        if (!vm->error) {
            raise_instance(vm, OBJ(EXC(vm, StopAsyncIteration)));
        }
        if (error_matches(vm, EXC_StopAsyncIteration) || error_matches(vm, EXC_GeneratorExit)) {
            g->closed = true;
        }
        g->running_async = false;
        return NULL;
    }
    if (is_wrapped(result)) {
        raise_stop_iteration(vm, ((Wrapped *)result)->value);
        decref(vm, result);
        g->running_async = false;
        return NULL;
    }
    return result;
}

/* --- asend */

static Object *await_iter(VM *vm, Object *self) {
    (void)vm;
    return new_ref(self);
}

static Object *asend_send(VM *vm, Object *self, Object *value) {
    Asend *o = (Asend *)self;
    Generator *g = GENERATOR(o->generator);
    if (o->state == AWAIT_CLOSED) {
        return raise(vm, EXC_RuntimeError, "cannot reuse already awaited __anext__()/asend()");
    }
    if (o->state == AWAIT_INIT) {
        if (g->running_async) {
            return raise(vm, EXC_RuntimeError,
                         "anext(): asynchronous generator is already running");
        }
        if (!value || value == vm->none) {
            value = o->value;
        }
        o->state = AWAIT_ITER;
    }
    g->running_async = true;
    Object *result = generator_send_method(vm, OBJ(g), value ? value : vm->none);
    result = unwrap(vm, g, result);
    if (!result) {
        o->state = AWAIT_CLOSED;
    }
    return result;
}

static Object *asend_next(VM *vm, Object *self) {
    return asend_send(vm, self, NULL);
}

static Object *asend_throw(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Asend *o = (Asend *)self;
    if (!args_count(vm, "throw", nargs, 1, 3)) {
        return NULL;
    }
    if (o->state == AWAIT_CLOSED) {
        return raise(vm, EXC_RuntimeError, "cannot reuse already awaited __anext__()/asend()");
    }
    Object *result = generator_throw(vm, o->generator, args, nargs);
    result = unwrap(vm, GENERATOR(o->generator), result);
    if (!result) {
        o->state = AWAIT_CLOSED;
    }
    return result;
}

static Object *asend_close(VM *vm, Object *self) {
    ((Asend *)self)->state = AWAIT_CLOSED;
    return none_ref(vm);
}

static void asend_dealloc(VM *vm, Object *self) {
    Asend *o = (Asend *)self;
    gc_untrack(vm, self);
    clear_ref(vm, o->generator);
    clear_ref(vm, o->value);
    object_free_container(vm, self, sizeof(Asend));
}

static int asend_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Asend *o = (Asend *)self;
    (void)vm;
    VISIT(o->generator);
    VISIT(o->value);
    return 0;
}

static const MethodDef asend_methods[] = {
    METHOD_O("send", asend_send, NULL),
    METHOD_FAST("throw", asend_throw, NULL),
    METHOD_NOARGS("close", asend_close, NULL),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec async_generator_asend_spec = {
    .name = "async_generator_asend",
    .shape = SHAPE_ASYNC_GENERATOR_ASEND,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(Asend),
    .slots = {.dealloc = asend_dealloc,
              .traverse = asend_traverse,
              .iter = await_iter,
              .iternext = asend_next,
              .am_await = await_iter},
    .methods = asend_methods,
};

/* --- athrow and aclose */

static Object *ignored_exit(VM *vm, Athrow *o) {
    GENERATOR(o->generator)->running_async = false;
    o->state = AWAIT_CLOSED;
    return raise(vm, EXC_RuntimeError, "async generator ignored GeneratorExit");
}

/* After an error inside: for aclose(), the exceptions that mean the end become StopIteration. */
static Object *athrow_error(VM *vm, Athrow *o) {
    GENERATOR(o->generator)->running_async = false;
    o->state = AWAIT_CLOSED;
    if (!o->args &&
        (error_matches(vm, EXC_StopAsyncIteration) || error_matches(vm, EXC_GeneratorExit))) {
        error_clear(vm);
        raise_instance(vm, OBJ(EXC(vm, StopIteration)));
    }
    return NULL;
}

static Object *athrow_begin(VM *vm, Athrow *o, Object *value) {
    Generator *g = GENERATOR(o->generator);
    Object *result;
    if (g->running_async) {
        o->state = AWAIT_CLOSED;
        return raise(vm, EXC_RuntimeError,
                     o->args ? "athrow(): asynchronous generator is already running"
                             : "aclose(): asynchronous generator is already running");
    }
    if (g->closed) {
        o->state = AWAIT_CLOSED;
        raise_instance(vm, OBJ(EXC(vm, StopAsyncIteration)));
        return NULL;
    }
    if (value && value != vm->none) {
        return raise(vm, EXC_RuntimeError, "can't send non-None value to a just-started coroutine");
    }
    o->state = AWAIT_ITER;
    g->running_async = true;
    if (!o->args) {
        Object *type = OBJ(EXC(vm, GeneratorExit));
        g->closed = true;
        result = generator_throw_keep(vm, OBJ(g), &type, 1);
        if (result && is_wrapped(result)) {
            decref(vm, result);
            return ignored_exit(vm, o);
        }
    } else {
        result = generator_throw_keep(vm, OBJ(g), tuple_items(o->args), TUPLE_LEN(o->args));
        result = unwrap(vm, g, result);
    }
    return result ? result : athrow_error(vm, o);
}

static Object *athrow_send(VM *vm, Object *self, Object *value) {
    Athrow *o = (Athrow *)self;
    Generator *g = GENERATOR(o->generator);
    if (o->state == AWAIT_CLOSED || g->state == GEN_FINISHED) {
        if (o->state != AWAIT_CLOSED && !o->args) { /* aclose() of one that has ended */
            o->state = AWAIT_CLOSED;
            return raise_instance(vm, OBJ(EXC(vm, StopIteration)));
        }
        return raise(vm, EXC_RuntimeError, "cannot reuse already awaited aclose()/athrow()");
    }
    if (o->state == AWAIT_INIT) {
        return athrow_begin(vm, o, value);
    }
    Object *result = generator_send_method(vm, OBJ(g), value ? value : vm->none);
    if (o->args) {
        result = unwrap(vm, g, result);
        if (!result) {
            o->state = AWAIT_CLOSED;
        }
        return result;
    }
    if (result && is_wrapped(result)) {
        decref(vm, result);
        return ignored_exit(vm, o);
    }
    return result ? result : athrow_error(vm, o);
}

static Object *athrow_next(VM *vm, Object *self) {
    return athrow_send(vm, self, NULL);
}

static Object *athrow_throw(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Athrow *o = (Athrow *)self;
    if (!args_count(vm, "throw", nargs, 1, 3)) {
        return NULL;
    }
    if (o->state == AWAIT_CLOSED) {
        return raise(vm, EXC_RuntimeError, "cannot reuse already awaited aclose()/athrow()");
    }
    Object *result = generator_throw(vm, o->generator, args, nargs);
    if (o->args) {
        return unwrap(vm, GENERATOR(o->generator), result);
    }
    if (result && is_wrapped(result)) {
        decref(vm, result);
        return ignored_exit(vm, o);
    }
    if (!result &&
        (error_matches(vm, EXC_StopAsyncIteration) || error_matches(vm, EXC_GeneratorExit))) {
        error_clear(vm);
        raise_instance(vm, OBJ(EXC(vm, StopIteration)));
    }
    return result;
}

static Object *athrow_close(VM *vm, Object *self) {
    ((Athrow *)self)->state = AWAIT_CLOSED;
    return none_ref(vm);
}

static void athrow_dealloc(VM *vm, Object *self) {
    Athrow *o = (Athrow *)self;
    gc_untrack(vm, self);
    clear_ref(vm, o->generator);
    clear_ref(vm, o->args);
    object_free_container(vm, self, sizeof(Athrow));
}

static int athrow_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Athrow *o = (Athrow *)self;
    (void)vm;
    VISIT(o->generator);
    VISIT(o->args);
    return 0;
}

static const MethodDef athrow_methods[] = {
    METHOD_O("send", athrow_send, NULL),
    METHOD_FAST("throw", athrow_throw, NULL),
    METHOD_NOARGS("close", athrow_close, NULL),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec async_generator_athrow_spec = {
    .name = "async_generator_athrow",
    .shape = SHAPE_ASYNC_GENERATOR_ATHROW,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(Athrow),
    .slots = {.dealloc = athrow_dealloc,
              .traverse = athrow_traverse,
              .iter = await_iter,
              .iternext = athrow_next,
              .am_await = await_iter},
    .methods = athrow_methods,
};

/* --- the generator itself */

/* Before the first use: sys.set_asyncgen_hooks. */
static bool init_hooks(VM *vm, Generator *g) {
    Interp *interp = vm->interp;
    if (g->hooks_inited) {
        return true;
    }
    g->hooks_inited = true;
    xincref(interp->asyncgen_finalizer);
    set_ref(vm, g->origin_or_hooks, interp->asyncgen_finalizer);
    if (!interp->asyncgen_firstiter) {
        return true;
    }
    Object *hook = new_ref(interp->asyncgen_firstiter);
    Object *v = call1(vm, hook, OBJ(g));
    decref(vm, hook);
    xdecref(vm, v);
    return v != NULL;
}

static Object *asend_new(VM *vm, Object *generator, Object *value) {
    if (!init_hooks(vm, GENERATOR(generator))) {
        return NULL;
    }
    Asend *o = object_new_container(vm, SHAPE_ASYNC_GENERATOR_ASEND, sizeof *o);
    if (o) {
        o->generator = new_ref(generator);
        o->value = value;
        xincref(value);
        o->state = AWAIT_INIT;
        gc_track(vm, o);
    }
    return OBJ(o);
}

static Object *athrow_new(VM *vm, Object *generator, Object *args) {
    if (!init_hooks(vm, GENERATOR(generator))) {
        return NULL;
    }
    Athrow *o = object_new_container(vm, SHAPE_ASYNC_GENERATOR_ATHROW, sizeof *o);
    if (o) {
        o->generator = new_ref(generator);
        o->args = args;
        xincref(args);
        o->state = AWAIT_INIT;
        gc_track(vm, o);
    }
    return OBJ(o);
}

static Object *async_generator_anext(VM *vm, Object *self) {
    return asend_new(vm, self, NULL);
}

static Object *async_generator_asend(VM *vm, Object *self, Object *value) {
    return asend_new(vm, self, value);
}

static Object *async_generator_aclose(VM *vm, Object *self) {
    return athrow_new(vm, self, NULL);
}

static Object *async_generator_athrow(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "athrow", nargs, 1, 3)) {
        return NULL;
    }
    Object *tuple = tuple_from(vm, args, nargs);
    Object *o = tuple ? athrow_new(vm, self, tuple) : NULL;
    xdecref(vm, tuple);
    return o;
}

static const MethodDef async_generator_methods[] = {
    METHOD_O("asend", async_generator_asend, "asend(v) -> send 'v' in generator."),
    METHOD_FAST("athrow", async_generator_athrow,
                "athrow(typ[,val[,tb]]) -> raise exception in generator."),
    METHOD_NOARGS("aclose", async_generator_aclose,
                  "aclose() -> raise GeneratorExit inside generator."),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec async_generator_spec = {
    .name = "async_generator",
    .shape = SHAPE_ASYNC_GENERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_WEAKREFS,
    .size = sizeof(Generator),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = generator_dealloc,
              .traverse = generator_traverse,
              .block_size = generator_size,
              .finalize = generator_finalize,
              .repr = generator_repr,
              .am_aiter = await_iter,
              .am_anext = async_generator_anext},
    .methods = async_generator_methods,
    .getset = async_generator_getset,
};
