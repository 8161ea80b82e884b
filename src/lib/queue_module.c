/* The module _queue: SimpleQueue. There is one thread: nobody else could put something into an
 * empty queue. */
#include <math.h>
#include <time.h>

#include "lib/exception_make.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "vm/interp.h"

enum { FIRST_CAP = 8 };
#define TIMEOUT_SECONDS_MAX 9223372036.0

typedef struct SimpleQueue {
    Object head;
    Object **items; /* ring, raw buffer */
    uint32_t first, len, cap;
} SimpleQueue;
#define QUEUE(o) ((SimpleQueue *)(o))

static Object *take_first(SimpleQueue *q) {
    Object *item = q->items[q->first];
    q->first = (q->first + 1) % q->cap;
    q->len--;
    return item;
}

static void queue_clear(VM *vm, Object *o) {
    SimpleQueue *q = QUEUE(o);
    while (q->len) {
        decref(vm, take_first(q));
    }
}

static void queue_dealloc(VM *vm, Object *o) {
    SimpleQueue *q = QUEUE(o);
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    queue_clear(vm, o);
    if (q->items) {
        raw_free(vm, q->items, q->cap * sizeof *q->items);
    }
    object_free_container(vm, o, sizeof *q);
}

static int queue_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const SimpleQueue *q = QUEUE(o);
    UNUSED(vm);
    for (uint32_t i = 0; i < q->len; i++) {
        VISIT(q->items[(q->first + i) % q->cap]);
    }
    return 0;
}

static size_t queue_owned(VM *vm, const Object *o) {
    UNUSED(vm);
    return QUEUE(o)->cap * sizeof(Object *);
}

static Object *queue_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    if (cls->slots.init == cls->solid->slots.init && (nargs || kwnames)) {
        return raise(vm, EXC_TypeError, "SimpleQueue() takes no %s arguments",
                     nargs ? "positional" : "keyword");
    }
    SimpleQueue *q = object_alloc(vm, cls, sizeof *q);
    if (q) {
        gc_track(vm, q);
    }
    return OBJ(q);
}

static bool append(VM *vm, SimpleQueue *q, Object *item) {
    if (q->len == q->cap) {
        uint32_t cap = q->cap ? 2 * q->cap : FIRST_CAP;
        Object **items = cap > q->cap ? raw_alloc(vm, cap * sizeof *items) : NULL;
        if (!items) {
            return false;
        }
        for (uint32_t i = 0; i < q->len; i++) {
            items[i] = q->items[(q->first + i) % q->cap];
        }
        if (q->items) {
            raw_free(vm, q->items, q->cap * sizeof *q->items);
        }
        q->items = items;
        q->cap = cap;
        q->first = 0;
    }
    q->items[(q->first + q->len++) % q->cap] = new_ref(item);
    return true;
}

static Object *queue_put(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"item", "block", "timeout", NULL};
    Object *item, *timeout;
    bool block;
    if (!args_parse(vm, "put", names, "O|pO", args, nargs, kwnames, &item, &block, &timeout)) {
        return NULL;
    }
    return append(vm, QUEUE(o), item) ? none_ref(vm) : NULL;
}

static Object *queue_put_nowait(VM *vm, Object *o, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"item", NULL};
    Object *item;
    if (!args_parse(vm, "put_nowait", names, "O", args, nargs, kwnames, &item)) {
        return NULL;
    }
    return append(vm, QUEUE(o), item) ? none_ref(vm) : NULL;
}

static Object *raise_empty(VM *vm) {
    Object *exc = call0(vm, vm->lib->queue_empty);
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return NULL;
}

/* Waits in vain for the timeout (negative: none). */
static Object *wait_for_item(VM *vm, double timeout) {
    if (timeout < 0) {
        return raise(vm, EXC_RuntimeError,
                     "deadlock: the queue is empty, and there is no other thread to fill it");
    }
    struct timespec t = {(time_t)timeout, (long)((timeout - floor(timeout)) * 1e9)};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) != 0) {
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return raise_empty(vm);
}

static bool timeout_arg(VM *vm, Object *o, double *timeout) {
    *timeout = -1;
    if (!o || o == vm->none) {
        return true;
    }
    if (is_float(vm, o)) {
        *timeout = FLOAT_VALUE(o);
    } else {
        *timeout = (double)number_as_i64(vm, o, EXC_OverflowError);
    }
    if (error_occurred(vm)) {
        return false;
    }
    if (*timeout < 0) {
        raise(vm, EXC_ValueError, "'timeout' must be a non-negative number");
    } else if (isnan(*timeout)) {
        raise(vm, EXC_ValueError, "Invalid value NaN (not a number)");
    } else if (*timeout > TIMEOUT_SECONDS_MAX) {
        raise(vm, EXC_OverflowError, "timestamp too large to convert to C _PyTime_t");
    }
    return !error_occurred(vm);
}

static Object *queue_get(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"block", "timeout", NULL};
    Object *timeout_object = NULL;
    bool block = true;
    double timeout = -1;
    if (!args_parse(vm, "get", names, "|pO", args, nargs, kwnames, &block, &timeout_object) ||
        (block && !timeout_arg(vm, timeout_object, &timeout))) {
        return NULL;
    }
    return QUEUE(o)->len ? take_first(QUEUE(o))
           : block       ? wait_for_item(vm, timeout)
                         : raise_empty(vm);
}

static Object *queue_get_nowait(VM *vm, Object *o) {
    return QUEUE(o)->len ? take_first(QUEUE(o)) : raise_empty(vm);
}
static Object *queue_is_empty(VM *vm, Object *o) {
    return bool_ref(vm, QUEUE(o)->len == 0);
}
static Object *queue_qsize(VM *vm, Object *o) {
    return int_from_i64(vm, QUEUE(o)->len);
}

static const MethodDef queue_methods[] = {
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    METHOD_NOARGS("empty", queue_is_empty, "Whether the queue is empty."),
    METHOD_KW("get", queue_get, "Take the first item out."),
    METHOD_NOARGS("get_nowait", queue_get_nowait, "Take the first item out; never wait."),
    METHOD_KW("put", queue_put, "Put an item in."),
    METHOD_KW("put_nowait", queue_put_nowait, "Put an item in."),
    METHOD_NOARGS("qsize", queue_qsize, "The number of items."),
    {0},
};

static const TypeSpec queue_spec = {
    .name = "_queue.SimpleQueue",
    .doc = "Simple, unbounded, reentrant FIFO queue.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(SimpleQueue),
    .slots = {.dealloc = queue_dealloc,
              .traverse = queue_traverse,
              .clear = queue_clear,
              .owned_size = queue_owned,
              .new = queue_new},
    .methods = queue_methods,
};

Object *module_queue(VM *vm) {
    Object *m = module_make(vm, "_queue", "A queue for items.", NULL);
    if (m && (!module_make_type(vm, m, &queue_spec, LIB_SIMPLE_QUEUE) ||
              !exception_make(vm, &vm->lib->queue_empty, "_queue", "Empty", EXC(vm, Exception)) ||
              module_add(vm, m, "Empty", new_ref(vm->lib->queue_empty)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
