/* The module select: select() and poll objects. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/posix_module.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"
#include "vm/interp.h"

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* poll() again after signals, until the timeout (seconds; negative: none) is over. -1: an error. */
static int poll_all(VM *vm, struct pollfd *fds, size_t n, double timeout) {
    double end = timeout >= 0 ? now() + timeout : 0;
    for (;;) {
        double left = timeout >= 0 ? fmax(end - now(), 0) : -1;
        int ready = poll(fds, n, timeout < 0 ? -1 : (int)fmin(ceil(left * 1000), 1e9));
        if (ready >= 0) {
            return ready;
        }
        if (errno != EINTR) {
            raise_os_error(vm, errno, NULL);
            return -1;
        }
        if (!interp_pending(vm)) {
            return -1;
        }
    }
}

/* ---- select ---- */

/* The objects of `list` whose descriptors are ready. */
static Object *ready_objects(VM *vm, Object *list, const struct pollfd *fds, short events) {
    Object *result = list_new(vm, 0);
    for (size_t i = 0; result && i < LIST_LEN(list); i++) {
        if ((fds[i].revents & events) && list_append(vm, result, LIST_ITEM(list, i)) < 0) {
            clear_ref(vm, result);
        }
    }
    return result;
}

static Object *select_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    static const short wanted[] = {POLLIN, POLLOUT, POLLPRI};
    static const short seen[] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};
    Object *lists[3] = {0}, *results[3] = {0}, *result = NULL;
    struct pollfd *fds = NULL;
    size_t n = 0, starts[3];
    double timeout = -1;
    UNUSED(m);
    if (!args_count(vm, "select", nargs, 3, 4)) {
        return NULL;
    }
    if (nargs > 3 && args[3] != vm->none) {
        timeout = float_as_double(vm, args[3]);
        if (error_occurred(vm)) {
            return NULL;
        }
        if (isnan(timeout)) {
            return raise(vm, EXC_ValueError, "Invalid value NaN (not a number)");
        }
        if (fabs(timeout) > 9.2e9) { /* nanoseconds in 64 bits */
            return raise(vm, EXC_OverflowError, "timestamp too large to convert to C _PyTime_t");
        }
        if (timeout < 0) {
            return raise(vm, EXC_ValueError, "timeout must be non-negative");
        }
    }
    bool ok = true;
    for (int k = 0; ok && k < 3; k++) {
        lists[k] = list_from_iterable(vm, args[k]);
        ok = lists[k] != NULL;
        starts[k] = n;
        n += ok ? LIST_LEN(lists[k]) : 0;
    }
    fds = ok ? calloc(n + 1, sizeof *fds) : NULL;
    if (ok && !fds) {
        raise_memory_error(vm);
    }
    ok = fds != NULL;
    for (int k = 0; ok && k < 3; k++) {
        for (size_t i = 0; ok && i < LIST_LEN(lists[k]); i++) {
            fds[starts[k] + i].events = wanted[k];
            ok = posix_descriptor(vm, LIST_ITEM(lists[k], i), &fds[starts[k] + i].fd);
        }
    }
    ok = ok && poll_all(vm, fds, n, timeout) >= 0;
    for (int k = 0; ok && k < 3; k++) {
        ok = (results[k] = ready_objects(vm, lists[k], fds + starts[k], seen[k])) != NULL;
    }
    if (ok) {
        result = tuple_pack(vm, 3, results[0], results[1], results[2]);
    }
    for (int k = 0; k < 3; k++) {
        xdecref(vm, results[k]);
        xdecref(vm, lists[k]);
    }
    free(fds);
    return result;
}

/* ---- poll objects ---- */

typedef struct Poll {
    Object head;
    Object *events; /* dict: descriptor -> mask */
} Poll;
#define POLL(o) ((Poll *)(o))
#define POLL_FIELDS(X) X(events)
TYPE_MEMORY(poll, Poll, POLL_FIELDS)

static bool put(VM *vm, Object *self, Object *o, int64_t mask, bool must_be_there) {
    int fd;
    if (!posix_descriptor(vm, o, &fd)) {
        return false;
    }
    Object *key = int_from_i64(vm, fd), *value = key ? int_from_i64(vm, mask) : NULL;
    bool ok = value != NULL;
    if (ok && must_be_there && dict_contains(vm, POLL(self)->events, key) == 0) {
        raise_os_error(vm, ENOENT, NULL);
        ok = false;
    }
    ok = ok && dict_set(vm, POLL(self)->events, key, value) == 0;
    xdecref(vm, value);
    xdecref(vm, key);
    return ok;
}

static bool mask_arg(VM *vm, Object *o, int64_t *mask) {
    *mask = o ? number_as_i64(vm, o, EXC_OverflowError) : POLLIN | POLLPRI | POLLOUT;
    if (!error_occurred(vm) && (*mask < 0 || *mask > UINT16_MAX)) {
        raise(vm, EXC_OverflowError,
              *mask < 0 ? "can't convert negative value to unsigned short"
                        : "Python int too large for C unsigned short");
    }
    return !error_occurred(vm);
}

static Object *poll_register(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t mask;
    if (!args_count(vm, "register", nargs, 1, 2) ||
        !mask_arg(vm, nargs > 1 ? args[1] : NULL, &mask)) {
        return NULL;
    }
    return put(vm, self, args[0], mask, false) ? none_ref(vm) : NULL;
}

static Object *poll_modify(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t mask;
    if (!args_count(vm, "modify", nargs, 2, 2) || !mask_arg(vm, args[1], &mask)) {
        return NULL;
    }
    return put(vm, self, args[0], mask, true) ? none_ref(vm) : NULL;
}

static Object *poll_unregister(VM *vm, Object *self, Object *o) {
    int fd;
    if (!posix_descriptor(vm, o, &fd)) {
        return NULL;
    }
    Object *key = int_from_i64(vm, fd);
    int failed = key ? dict_delete(vm, POLL(self)->events, key) : -1;
    xdecref(vm, key);
    return failed < 0 ? NULL : none_ref(vm);
}

static Object *poll_poll(VM *vm, Object *self, Object *const *args, size_t nargs) {
    double timeout = -1;
    if (!args_count(vm, "poll", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs && args[0] != vm->none) {
        timeout = float_as_double(vm, args[0]) / 1000;
        if (error_occurred(vm)) {
            return NULL;
        }
    }
    size_t n = 0, pos = 0, len = (size_t)object_len(vm, POLL(self)->events);
    struct pollfd *fds = calloc(len + 1, sizeof *fds);
    Object *key, *value, *list = NULL;
    if (!fds) {
        return raise_memory_error(vm);
    }
    while (n < len && dict_next(POLL(self)->events, &pos, &key, &value)) {
        fds[n].fd = (int)number_as_i64(vm, key, EXC_OverflowError);
        fds[n++].events = (short)number_as_i64(vm, value, EXC_OverflowError);
    }
    if (poll_all(vm, fds, n, timeout) >= 0) {
        list = list_new(vm, 0);
    }
    for (size_t i = 0; list && i < n; i++) {
        if (!fds[i].revents) {
            continue;
        }
        Object *pair = pack_steal(vm, 2, int_from_i64(vm, fds[i].fd),
                                  int_from_i64(vm, (uint16_t)fds[i].revents));
        if (!pair || list_append_steal(vm, list, pair) < 0) {
            clear_ref(vm, list);
        }
    }
    free(fds);
    return list;
}

static const MethodDef poll_methods[] = {
    METHOD_FAST("register", poll_register, "Register a file descriptor."),
    METHOD_FAST("modify", poll_modify, "Modify an already registered file descriptor."),
    METHOD_O("unregister", poll_unregister, "Remove a file descriptor."),
    METHOD_FAST("poll", poll_poll, "Wait: a list of (descriptor, events)."),
    {0},
};

static const TypeSpec poll_spec = {
    .name = "select.poll",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Poll),
    .slots = {.dealloc = poll_dealloc, .traverse = poll_traverse},
    .methods = poll_methods,
};

static Object *poll_(VM *vm, Object *m) {
    Type *cls = lib_type(vm, LIB_POLL);
    UNUSED(m);
    Poll *p = cls ? object_alloc(vm, cls, sizeof *p) : NULL;
    if (p && !(p->events = dict_new(vm))) {
        decref(vm, p);
        return NULL;
    }
    if (p) {
        gc_track(vm, p);
    }
    return OBJ(p);
}

static const MethodDef functions[] = {
    METHOD_FAST("select", select_, "Wait until descriptors are ready: three lists."),
    METHOD_NOARGS("poll", poll_, "A polling object."),
    {0},
};

Object *module_select(VM *vm) {
    static const IntConstant constants[] = {
        {"POLLIN", POLLIN},   {"POLLPRI", POLLPRI},   {"POLLOUT", POLLOUT}, {"POLLERR", POLLERR},
        {"POLLHUP", POLLHUP}, {"POLLNVAL", POLLNVAL}, {"PIPE_BUF", 4096},
    };
    Object *m = module_make(vm, "select", "Waiting for descriptors.", functions);
    if (m && (!module_make_hidden_type(vm, &poll_spec, LIB_POLL) ||
              !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
              module_add(vm, m, "error", OBJ(new_ref(EXC(vm, OSError)))) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
