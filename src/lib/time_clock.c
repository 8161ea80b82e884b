/* time: the clocks of the system by number, and what is known of them. */
#define _GNU_SOURCE
#include <errno.h>
#include <math.h>
#include <time.h>

#include "lib/module_make.h"
#include "lib/time_module.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"

#define NS_PER_S INT64_C(1000000000)

static bool clock_number(VM *vm, Object *o, clockid_t *clock) {
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    *clock = (clockid_t)value;
    return !error_occurred(vm);
}

static double as_seconds(struct timespec t) {
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Asks the clock that o is the number of. false with an error. */
static bool ask(VM *vm, int (*function)(clockid_t, struct timespec *), Object *o,
                struct timespec *t) {
    clockid_t clock;
    if (!clock_number(vm, o, &clock)) {
        return false;
    }
    if (function(clock, t) != 0) {
        raise_os_error(vm, errno, NULL);
        return false;
    }
    return true;
}

static Object *clock_gettime_(VM *vm, Object *self, Object *o) {
    struct timespec t;
    UNUSED(self);
    return ask(vm, clock_gettime, o, &t) ? float_from_double(vm, as_seconds(t)) : NULL;
}

static Object *clock_gettime_ns_(VM *vm, Object *self, Object *o) {
    struct timespec t;
    UNUSED(self);
    return ask(vm, clock_gettime, o, &t)
               ? int_from_i64(vm, (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec)
               : NULL;
}

static Object *clock_getres_(VM *vm, Object *self, Object *o) {
    struct timespec t;
    UNUSED(self);
    return ask(vm, clock_getres, o, &t) ? float_from_double(vm, as_seconds(t)) : NULL;
}

static const struct {
    const char *name, *implementation;
    clockid_t clock;
} clocks[] = {
    {"time", "clock_gettime(CLOCK_REALTIME)", CLOCK_REALTIME},
    {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC},
    {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_MONOTONIC},
    {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", CLOCK_PROCESS_CPUTIME_ID},
    {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", CLOCK_THREAD_CPUTIME_ID},
};

/* Adds a value (stolen; may be NULL after an error). */
static bool add(VM *vm, Object *dict, const char *key, Object *value) {
    bool done = value && dict_set_cstr(vm, dict, key, value) == 0;
    xdecref(vm, value);
    return done;
}

static Object *get_clock_info(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    if (!is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "get_clock_info() argument 1 must be str, not %T", o);
    }
    for (size_t i = 0; i < COUNT_OF(clocks); i++) {
        if (!str_equal_ascii(o, clocks[i].name)) {
            continue;
        }
        struct timespec t = {0};
        clock_getres(clocks[i].clock, &t);
        bool wall = clocks[i].clock == CLOCK_REALTIME;
        Object *dict = dict_new(vm), *info = NULL;
        if (dict && add(vm, dict, "implementation", str_from_cstr(vm, clocks[i].implementation)) &&
            add(vm, dict, "monotonic", bool_ref(vm, !wall)) &&
            add(vm, dict, "adjustable", bool_ref(vm, wall)) &&
            add(vm, dict, "resolution", float_from_double(vm, as_seconds(t)))) {
            info = namespace_new(vm, dict);
        }
        xdecref(vm, dict);
        return info;
    }
    return raise(vm, EXC_ValueError, "unknown clock");
}

static const MethodDef methods[] = {
    METHOD_O("clock_gettime", clock_gettime_, "Return the time of the specified clock clk_id."),
    METHOD_O("clock_gettime_ns", clock_gettime_ns_,
             "Return the time of the specified clock clk_id as nanoseconds."),
    METHOD_O("clock_getres", clock_getres_, "Return the resolution of a clock."),
    METHOD_O("get_clock_info", get_clock_info, "Get information of the specified clock."),
    {0},
};

#define C(name)                                                                                    \
    { #name, name }
static const IntConstant constants[] = {
    C(CLOCK_BOOTTIME), C(CLOCK_MONOTONIC), C(CLOCK_MONOTONIC_RAW),     C(CLOCK_PROCESS_CPUTIME_ID),
    C(CLOCK_REALTIME), C(CLOCK_TAI),       C(CLOCK_THREAD_CPUTIME_ID),
};

bool time_clock_init(VM *vm, Object *module) {
    return module_add_methods(vm, module, methods) == 0 &&
           module_add_ints(vm, module, constants, COUNT_OF(constants));
}
