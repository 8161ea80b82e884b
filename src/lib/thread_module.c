/* The module _thread: locks, for programs that run in the only thread there is. */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "types/exception.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

#define TIMEOUT_SECONDS_MAX 9223372036.0

static int64_t thread_ident(void) {
    return (int64_t)(uintptr_t)pthread_self();
}

/* ---- locks ---- */

typedef struct Lock { /* lock and RLock */
    Object head;
    uint32_t count; /* how often it has been acquired; lock: 0 or 1 */
} Lock;
#define LOCK(o) ((Lock *)(o))

static void lock_dealloc(VM *vm, Object *o) {
    weakrefs_drop(vm, o);
    object_free_atomic(vm, o, sizeof(Lock));
}

/* timeout: -1 for none. */
static bool acquire_arguments(VM *vm, Object *const *args, size_t nargs, Object *kwnames,
                              bool *blocking, double *timeout) {
    static const char *const names[] = {"blocking", "timeout", NULL};
    Object *timeout_arg = NULL;
    int block = 1;
    *timeout = -1;
    if (!args_parse(vm, "acquire", names, "|iO", args, nargs, kwnames, &block, &timeout_arg)) {
        return false;
    }
    if (timeout_arg) {
        *timeout = float_as_double(vm, timeout_arg);
        if (error_occurred(vm)) {
            return false;
        }
    }
    *blocking = block != 0;
    const char *message = NULL;
    if (!*blocking && *timeout != -1) {
        message = "can't specify a timeout for a non-blocking call";
    } else if (*timeout < 0 && *timeout != -1) {
        message = "timeout value must be positive";
    } else if (isnan(*timeout)) {
        message = "Invalid value NaN (not a number)";
    }
    if (message) {
        raise(vm, EXC_ValueError, "%s", message);
        return false;
    }
    if (*timeout > TIMEOUT_SECONDS_MAX) {
        raise(vm, EXC_OverflowError, "timestamp too large to convert to C _PyTime_t");
        return false;
    }
    return true;
}

/* The lock is held, and no other thread could release it: waits in vain. */
static Object *wait_for_lock(VM *vm, bool blocking, double timeout) {
    if (blocking && timeout < 0) {
        return raise(vm, EXC_RuntimeError,
                     "deadlock: the lock is held by the only thread, which waits for it");
    }
    struct timespec t = {(time_t)timeout, (long)((timeout - floor(timeout)) * 1e9)};
    while (blocking && clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) != 0) {
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return bool_ref(vm, false);
}

static Object *lock_acquire(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    bool blocking;
    double timeout;
    if (!acquire_arguments(vm, args, nargs, kwnames, &blocking, &timeout)) {
        return NULL;
    }
    if (LOCK(o)->count) {
        return wait_for_lock(vm, blocking, timeout);
    }
    LOCK(o)->count = 1;
    return bool_ref(vm, true);
}

static Object *lock_release(VM *vm, Object *o) {
    if (!LOCK(o)->count) {
        return raise(vm, EXC_RuntimeError, "release unlocked lock");
    }
    LOCK(o)->count = 0;
    return none_ref(vm);
}

static Object *lock_exit(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return lock_release(vm, o);
}

static Object *lock_locked(VM *vm, Object *o) {
    return bool_ref(vm, LOCK(o)->count != 0);
}

static Object *lock_reinit(VM *vm, Object *o) {
    LOCK(o)->count = 0;
    return none_ref(vm);
}

static Object *lock_repr(VM *vm, Object *o) {
    return str_format(vm, "<%s %T object at %p>", LOCK(o)->count ? "locked" : "unlocked", o, o);
}

static const MethodDef lock_methods[] = {
    METHOD_KW("acquire", lock_acquire, "Take the lock; returns whether that was possible."),
    METHOD_KW("acquire_lock", lock_acquire, "The same as acquire."),
    METHOD_NOARGS("release", lock_release, "Give the lock back."),
    METHOD_NOARGS("release_lock", lock_release, "The same as release."),
    METHOD_NOARGS("locked", lock_locked, "Whether the lock is held."),
    METHOD_NOARGS("locked_lock", lock_locked, "The same as locked."),
    METHOD_KW("__enter__", lock_acquire, "Take the lock."),
    METHOD_FAST("__exit__", lock_exit, "Give the lock back."),
    METHOD_NOARGS("_at_fork_reinit", lock_reinit, NULL),
    {0},
};

static const TypeSpec lock_spec = {
    .name = "_thread.lock",
    .doc = "A lock that is held or not. Made by allocate_lock().",
    .flags = TYPE_NO_NEW | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Lock),
    .slots = {.dealloc = lock_dealloc, .repr = lock_repr},
    .methods = lock_methods,
};

/* ---- RLock ---- */

static Object *rlock_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    return object_alloc(vm, cls, sizeof(Lock));
}

static Object *rlock_acquire(VM *vm, Object *o, Object *const *args, size_t nargs,
                             Object *kwnames) {
    bool blocking;
    double timeout;
    if (!acquire_arguments(vm, args, nargs, kwnames, &blocking, &timeout)) {
        return NULL;
    }
    if (LOCK(o)->count == UINT32_MAX) {
        return raise(vm, EXC_OverflowError, "Internal lock count overflowed");
    }
    LOCK(o)->count++;
    return bool_ref(vm, true);
}

static Object *rlock_release(VM *vm, Object *o) {
    if (!LOCK(o)->count) {
        return raise(vm, EXC_RuntimeError, "cannot release un-acquired lock");
    }
    LOCK(o)->count--;
    return none_ref(vm);
}

static Object *rlock_exit(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return rlock_release(vm, o);
}

static Object *rlock_release_save(VM *vm, Object *o) {
    if (!LOCK(o)->count) {
        return raise(vm, EXC_RuntimeError, "cannot release un-acquired lock");
    }
    Object *state =
        pack_steal(vm, 2, int_from_i64(vm, LOCK(o)->count), int_from_i64(vm, thread_ident()));
    if (state) {
        LOCK(o)->count = 0;
    }
    return state;
}

static Object *rlock_acquire_restore(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", NULL};
    int64_t count;
    Object *owner;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "_acquire_restore() argument 1 must be tuple, not %T",
                     state);
    }
    if (!args_parse(vm, "_acquire_restore", names, "nO", tuple_items(state), TUPLE_LEN(state), NULL,
                    &count, &owner)) {
        return NULL;
    }
    LOCK(o)->count = (uint32_t)count;
    return none_ref(vm);
}

static Object *rlock_repr(VM *vm, Object *o) {
    return str_format(vm, "<%s %T object owner=%lld count=%u at %p>",
                      LOCK(o)->count ? "locked" : "unlocked", o,
                      LOCK(o)->count ? (long long)thread_ident() : 0LL, LOCK(o)->count, o);
}

static const MethodDef rlock_methods[] = {
    METHOD_KW("acquire", rlock_acquire, "Take the lock once more."),
    METHOD_NOARGS("release", rlock_release, "Give the lock back once."),
    METHOD_NOARGS("_is_owned", lock_locked, NULL),
    METHOD_NOARGS("_release_save", rlock_release_save, NULL),
    METHOD_O("_acquire_restore", rlock_acquire_restore, NULL),
    METHOD_KW("__enter__", rlock_acquire, "Take the lock once more."),
    METHOD_FAST("__exit__", rlock_exit, "Give the lock back once."),
    METHOD_NOARGS("_at_fork_reinit", lock_reinit, NULL),
    {0},
};

static const TypeSpec rlock_spec = {
    .name = "_thread.RLock",
    .doc = "A lock that can be taken several times by whoever holds it.",
    .flags = TYPE_BASE | TYPE_WEAKREFS | TYPE_PERMANENT,
    .size = sizeof(Lock),
    .slots = {.dealloc = lock_dealloc, .new = rlock_new, .repr = rlock_repr},
    .methods = rlock_methods,
};

/* ---- _local: attributes of the thread ---- */

typedef struct Local {
    Object head;
    Object *dict;
} Local;

#define LOCAL_FIELDS(X) X(dict)
TYPE_MEMORY(local, Local, LOCAL_FIELDS)
TYPE_CLEAR(local, Local, LOCAL_FIELDS)

static Object *local_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    if ((nargs || kwnames) && cls->slots.init == cls->solid->slots.init) {
        return raise(vm, EXC_TypeError, "Initialization arguments are not supported");
    }
    Local *self = object_alloc(vm, cls, sizeof *self);
    if (self) {
        gc_track(vm, self);
    }
    return OBJ(self);
}

static const GetSetDef local_getset[] = {
    {"__dict__", object_get_dict, NULL, NULL, NULL},
    {0},
};

static const TypeSpec local_spec = {
    .name = "_thread._local",
    .doc = "Attributes that every thread has for itself.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_PERMANENT,
    .size = sizeof(Local),
    .dict_offset = offsetof(Local, dict),
    .slots = {.dealloc = local_dealloc,
              .traverse = local_traverse,
              .clear = local_clear,
              .new = local_new},
    .getset = local_getset,
};

/* ---- functions ---- */

static Object *allocate_lock(VM *vm, Object *module) {
    UNUSED(module);
    Type *cls = lib_type(vm, LIB_LOCK);
    return cls ? object_alloc(vm, cls, sizeof(Lock)) : NULL;
}

static Object *get_ident(VM *vm, Object *module) {
    UNUSED(module);
    return int_from_i64(vm, thread_ident());
}

static Object *get_native_id(VM *vm, Object *module) {
    UNUSED(module);
    return int_from_i64(vm, gettid());
}

static Object *start_new_thread(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "start_new_thread", nargs, 2, 3)) {
        return NULL;
    }
    if (!object_is_callable(vm, args[0])) {
        return raise(vm, EXC_TypeError, "first arg must be callable");
    }
    if (!is_tuple(vm, args[1])) {
        return raise(vm, EXC_TypeError, "2nd arg must be a tuple");
    }
    if (nargs > 2 && !is_dict(vm, args[2])) {
        return raise(vm, EXC_TypeError, "optional 3rd arg must be a dictionary");
    }
    return raise(vm, EXC_RuntimeError, "can't start new thread");
}

static Object *thread_exit(VM *vm, Object *module) {
    UNUSED(module);
    Object *exc = exception_new(vm, EXC_SystemExit, NULL, 0);
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return NULL;
}

static Object *thread_count(VM *vm, Object *module) {
    UNUSED(module);
    return int_from_i64(vm, 0);
}

static Object *stack_size(VM *vm, Object *module, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    UNUSED(module);
    int64_t size = 0;
    if (!args_parse(vm, "stack_size", names, "|n", args, nargs, NULL, &size)) {
        return NULL;
    }
    if (size < 0) {
        return raise(vm, EXC_ValueError, "size must be 0 or a positive value");
    }
    return int_from_i64(vm, 0);
}

static Object *interrupt_main(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    UNUSED(args);
    if (!args_count(vm, "interrupt_main", nargs, 0, 1)) {
        return NULL;
    }
    vm->interrupted = 1;
    vm->pending |= PENDING_INTERRUPT;
    return none_ref(vm);
}

static Object *excepthook(VM *vm, Object *module, Object *args) {
    UNUSED(module);
    if (!is_tuple(vm, args) || TUPLE_LEN(args) != 4) {
        return raise(vm, EXC_TypeError, "_thread.excepthook argument type must be ExceptHookArgs");
    }
    if (is_exception(vm, TUPLE_ITEM(args, 1))) {
        error_restore(vm, new_ref(TUPLE_ITEM(args, 1)));
        error_unraisable(vm, TUPLE_ITEM(args, 3));
    }
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("allocate_lock", allocate_lock, "A new lock."),
    METHOD_NOARGS("allocate", allocate_lock, "The same as allocate_lock."),
    METHOD_NOARGS("get_ident", get_ident, "A number that no other thread has."),
    METHOD_NOARGS("get_native_id", get_native_id, "The thread's number in the system."),
    METHOD_FAST("start_new_thread", start_new_thread, "There is only one thread: RuntimeError."),
    METHOD_FAST("start_new", start_new_thread, "The same as start_new_thread."),
    METHOD_NOARGS("exit", thread_exit, "Raises SystemExit."),
    METHOD_NOARGS("exit_thread", thread_exit, "The same as exit."),
    METHOD_NOARGS("_count", thread_count, "The number of other threads."),
    METHOD_NOARGS("_set_sentinel", allocate_lock, "A lock for threading.Thread."),
    METHOD_FAST("stack_size", stack_size, "The size of new threads' stacks; 0: the default."),
    METHOD_FAST("interrupt_main", interrupt_main, "As if Ctrl-C had been pressed."),
    METHOD_O("_excepthook", excepthook, "Reports an exception that ended a thread."),
    {0},
};

static const GetSetDef hook_args_fields[] = {
    STRUCTSEQ_FIELD("exc_type", 0, "Exception type"),
    STRUCTSEQ_FIELD("exc_value", 1, "Exception value"),
    STRUCTSEQ_FIELD("exc_traceback", 2, "Exception traceback"),
    STRUCTSEQ_FIELD("thread", 3, "Thread"),
    {0},
};
static const TypeSpec hook_args_spec =
    STRUCTSEQ_SPEC("_thread._ExceptHookArgs", hook_args_fields, NULL);

Object *module_thread(VM *vm) {
    Object *m = module_make(vm, "_thread", "Locks, and the numbers of threads.", methods);
    if (!m || !module_make_hidden_type(vm, &lock_spec, LIB_LOCK) ||
        module_add(vm, m, "LockType", new_ref(OBJ(vm->lib->types[LIB_LOCK]))) < 0 ||
        !module_add_type(vm, m, &rlock_spec) || !module_add_type(vm, m, &local_spec) ||
        !module_add_type(vm, m, &hook_args_spec) ||
        module_add(vm, m, "TIMEOUT_MAX", float_from_double(vm, TIMEOUT_SECONDS_MAX)) < 0 ||
        module_add(vm, m, "error", OBJ(new_ref(EXC(vm, RuntimeError)))) < 0) {
        xdecref(vm, m);
        return NULL;
    }
    return m;
}
