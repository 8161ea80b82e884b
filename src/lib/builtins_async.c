/* aiter and anext. anext with a default gives an object to await, which ends with the default where
 * what it wraps ends with StopAsyncIteration. */
#include "lib/builtins.h"
#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/exception.h"
#include "vm/generator.h"

typedef struct AnextAwaitable {
    Object head;
    Object *wrapped, *value;
} AnextAwaitable;
#define FIELDS(X)                                                                                  \
    X(wrapped)                                                                                     \
    X(value)

TYPE_MEMORY(anext, AnextAwaitable, FIELDS)

/* What to return after an error: NULL, with StopIteration(default) at the end of the iterator. */
static Object *end(VM *vm, AnextAwaitable *a) {
    if (error_clear_if(vm, EXC_StopAsyncIteration)) {
        raise_stop_iteration(vm, a->value);
    }
    return NULL;
}

static Object *anext_next(VM *vm, Object *o) {
    AnextAwaitable *a = (AnextAwaitable *)o;
    Object *it = awaitable_iter(vm, a->wrapped);
    if (!it) {
        return NULL;
    }
    UnaryFn next = type_of(vm, it)->slots.iternext;
    Object *result = next ? next(vm, it) : call_method1(vm, it, ID(vm, send), vm->none);
    decref(vm, it);
    return result ? result : end(vm, a);
}

static Object *forward(VM *vm, Object *o, Object *name, Object *const *args, size_t nargs) {
    AnextAwaitable *a = (AnextAwaitable *)o;
    Object *it = awaitable_iter(vm, a->wrapped);
    Object *method = it ? object_getattr(vm, it, name) : NULL;
    xdecref(vm, it);
    if (!method) {
        return NULL;
    }
    Object *result = call(vm, method, args, nargs, NULL);
    decref(vm, method);
    return result ? result : end(vm, a);
}
static Object *anext_send(VM *vm, Object *o, Object *value) {
    return forward(vm, o, ID(vm, send), &value, 1);
}
static Object *anext_throw(VM *vm, Object *o, Object *const *args, size_t nargs) {
    return forward(vm, o, ID(vm, throw), args, nargs);
}
static Object *anext_close(VM *vm, Object *o) {
    return forward(vm, o, ID(vm, close), NULL, 0);
}

static const MethodDef anext_methods[] = {
    METHOD_O("send", anext_send, NULL),
    METHOD_FAST("throw", anext_throw, NULL),
    METHOD_NOARGS("close", anext_close, NULL),
    {0},
};
static const TypeSpec anext_spec = {
    .name = "anext_awaitable",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(AnextAwaitable),
    .slots = {.dealloc = anext_dealloc,
              .traverse = anext_traverse,
              .iter = self_ref,
              .iternext = anext_next,
              .am_await = self_ref},
    .methods = anext_methods,
};

static Object *with_default(VM *vm, Object *wrapped, Object *value) {
    if (!lib_init(vm) || !module_make_hidden_type(vm, &anext_spec, LIB_ANEXT_AWAITABLE)) {
        return NULL;
    }
    AnextAwaitable *a = object_alloc(vm, vm->lib->types[LIB_ANEXT_AWAITABLE], sizeof *a);
    if (a) {
        a->wrapped = new_ref(wrapped);
        a->value = new_ref(value);
        gc_track(vm, OBJ(a));
    }
    return OBJ(a);
}

static Object *aiter(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    if (!type_of(vm, o)->slots.am_aiter) {
        return raise(vm, EXC_TypeError, "'%T' object is not an async iterable", o);
    }
    Object *it = type_of(vm, o)->slots.am_aiter(vm, o);
    if (it && !type_of(vm, it)->slots.am_anext) {
        raise(vm, EXC_TypeError, "aiter() returned not an async iterator of type '%T'", it);
        decref(vm, it);
        return NULL;
    }
    return it;
}

static Object *anext(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "anext", nargs, 1, 2)) {
        return NULL;
    }
    if (!type_of(vm, args[0])->slots.am_anext) {
        return raise(vm, EXC_TypeError, "'%T' object is not an async iterator", args[0]);
    }
    Object *next = type_of(vm, args[0])->slots.am_anext(vm, args[0]);
    if (next && nargs > 1) {
        Object *result = with_default(vm, next, args[1]);
        decref(vm, next);
        return result;
    }
    return next;
}

const MethodDef builtins_async_methods[] = {
    METHOD_O("aiter", aiter,
             "aiter($module, async_iterable, /)\n--\n\nReturn an AsyncIterator for an "
             "AsyncIterable object."),
    METHOD_FAST("anext", anext, "Return the next item from the async iterator."),
    {0},
};
