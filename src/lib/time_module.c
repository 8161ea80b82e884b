/* The module time. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "lib/time_module.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

#define NS_PER_S INT64_C(1000000000)

static int64_t clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Each clock as a function in seconds and one in nanoseconds. */
#define CLOCK(name, clock)                                                                         \
    static Object *name(VM *vm, Object *self) {                                                    \
        (void)self;                                                                                \
        return float_from_double(vm, (double)clock_ns(clock) * 1e-9);                              \
    }                                                                                              \
    static Object *name##_ns(VM *vm, Object *self) {                                               \
        (void)self;                                                                                \
        return int_from_i64(vm, clock_ns(clock));                                                  \
    }
CLOCK(time_, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(perf_counter, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)

static Object *sleep_(VM *vm, Object *self, Object *o) {
    (void)self;
    double seconds = float_as_double(vm, o);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (isnan(seconds)) {
        return raise(vm, EXC_ValueError, "Invalid value NaN (not a number)");
    }
    if (seconds < 0) {
        return raise(vm, EXC_ValueError, "sleep length must be non-negative");
    }
    if (seconds > 9e9) {
        return raise(vm, EXC_OverflowError, "timestamp too large to convert to C _PyTime_t");
    }
    int64_t until = clock_ns(CLOCK_MONOTONIC) + (int64_t)(seconds * 1e9);
    struct timespec t = {until / NS_PER_S, until % NS_PER_S};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) {
        if (!interp_pending(vm)) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static bool to_tm(VM *vm, Object *o, struct tm *tm) {
    if (!is_tuple(vm, o)) {
        raise(vm, EXC_TypeError, "Tuple or struct_time argument required");
        return false;
    }
    if (TUPLE_LEN(o) != 9) {
        raise(vm, EXC_TypeError, "time tuple must have exactly 9 elements");
        return false;
    }
    int64_t v[9];
    for (size_t i = 0; i < 9; i++) {
        v[i] = number_as_i64(vm, TUPLE_ITEM(o, i), EXC_OverflowError);
        if (error_occurred(vm)) {
            return false;
        }
    }
    *tm = (struct tm){.tm_year = (int)v[0] - 1900,
                      .tm_mon = (int)v[1] - 1,
                      .tm_mday = (int)v[2],
                      .tm_hour = (int)v[3],
                      .tm_min = (int)v[4],
                      .tm_sec = (int)v[5],
                      .tm_wday = (int)(v[6] + 1) % 7,
                      .tm_yday = (int)v[7] - 1,
                      .tm_isdst = (int)v[8]};
    return true;
}

/* The seconds given, or now. */
static bool seconds_argument(VM *vm, const char *name, Object *const *args, size_t nargs,
                             time_t *out) {
    if (!args_count(vm, name, nargs, 0, 1)) {
        return false;
    }
    if (!nargs || args[0] == vm->none) {
        *out = time(NULL);
        return true;
    }
    double d = float_as_double(vm, args[0]);
    if (error_occurred(vm)) {
        return false;
    }
    if (!(fabs(d) < 6e16)) {
        raise(vm, EXC_OverflowError, "timestamp out of range for platform time_t");
        return false;
    }
    *out = (time_t)floor(d);
    return true;
}

static Object *localtime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    time_t seconds;
    struct tm tm;
    if (!seconds_argument(vm, "localtime", args, nargs, &seconds)) {
        return NULL;
    }
    return localtime_r(&seconds, &tm) ? struct_time_from_tm(vm, &tm)
                                      : raise_os_error(vm, errno, NULL);
}

static Object *gmtime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    time_t seconds;
    struct tm tm;
    if (!seconds_argument(vm, "gmtime", args, nargs, &seconds)) {
        return NULL;
    }
    return gmtime_r(&seconds, &tm) ? struct_time_from_tm(vm, &tm) : raise_os_error(vm, errno, NULL);
}

static Object *mktime_(VM *vm, Object *self, Object *o) {
    (void)self;
    struct tm tm;
    if (!to_tm(vm, o, &tm)) {
        return NULL;
    }
    tm.tm_wday = -1;
    time_t t = mktime(&tm);
    if (t == (time_t)-1 && tm.tm_wday == -1) {
        return raise(vm, EXC_OverflowError, "mktime argument out of range");
    }
    return float_from_double(vm, (double)t);
}

static Object *format_tm(VM *vm, const char *format, const struct tm *tm) {
    char text[1024];
    size_t n = *format ? strftime(text, sizeof text, format, tm) : 0;
    return str_from_utf8(vm, text, n);
}

static Object *strftime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "strftime", nargs, 1, 2)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "strftime() argument 1 must be str, not %T", args[0]);
    }
    struct tm tm;
    time_t now = time(NULL);
    if (nargs > 1 ? !to_tm(vm, args[1], &tm) : !localtime_r(&now, &tm)) {
        return NULL;
    }
    Buffer buf;
    buffer_init(&buf);
    const char *format = str_cstr(vm, args[0], &buf);
    Object *result = format ? format_tm(vm, format, &tm) : NULL;
    buffer_deinit(&buf);
    return result;
}

static Object *asctime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    struct tm tm;
    time_t now = time(NULL);
    if (!args_count(vm, "asctime", nargs, 0, 1) ||
        (nargs ? !to_tm(vm, args[0], &tm) : !localtime_r(&now, &tm))) {
        return NULL;
    }
    return format_tm(vm, "%a %b %e %H:%M:%S %Y", &tm);
}

static Object *ctime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    time_t seconds;
    struct tm tm;
    if (!seconds_argument(vm, "ctime", args, nargs, &seconds) || !localtime_r(&seconds, &tm)) {
        return NULL;
    }
    return format_tm(vm, "%a %b %e %H:%M:%S %Y", &tm);
}

/* The module _strptime does the work. */
static Object *strptime_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    Object *module = import_dotted(vm, "_strptime");
    Object *function = module ? object_getattr_utf8(vm, module, "_strptime_time") : NULL;
    Object *result = function ? call(vm, function, args, nargs, NULL) : NULL;
    xdecref(vm, function);
    xdecref(vm, module);
    return result;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("time", time_, "Return the current time in seconds since the Epoch."),
    METHOD_NOARGS("time_ns", time__ns, "Return the current time in nanoseconds since the Epoch."),
    METHOD_NOARGS("monotonic", monotonic, "Monotonic clock, cannot go backward."),
    METHOD_NOARGS("monotonic_ns", monotonic_ns, "Monotonic clock, as nanoseconds."),
    METHOD_NOARGS("perf_counter", perf_counter, "Performance counter for benchmarking."),
    METHOD_NOARGS("perf_counter_ns", perf_counter_ns, "Performance counter, as nanoseconds."),
    METHOD_NOARGS("process_time", process_time, "Process time for profiling."),
    METHOD_NOARGS("process_time_ns", process_time_ns, "Process time, as nanoseconds."),
    METHOD_NOARGS("thread_time", thread_time, "Thread time for profiling."),
    METHOD_NOARGS("thread_time_ns", thread_time_ns, "Thread time, as nanoseconds."),
    METHOD_O("sleep", sleep_, "Delay execution for a given number of seconds."),
    METHOD_FAST("localtime", localtime_, "Convert seconds since the Epoch to local time."),
    METHOD_FAST("gmtime", gmtime_, "Convert seconds since the Epoch to UTC."),
    METHOD_O("mktime", mktime_, "Convert a time tuple in local time to seconds since the Epoch."),
    METHOD_FAST("strftime", strftime_, "Convert a time tuple to a string."),
    METHOD_FAST("strptime", strptime_, "Parse a string to a time tuple according to a format."),
    METHOD_FAST("asctime", asctime_, "Convert a time tuple to a string."),
    METHOD_FAST("ctime", ctime_, "Convert seconds since the Epoch to a string in local time."),
    {0},
};

Object *module_time(VM *vm) {
    Object *name = str_intern_cstr(vm, "time");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (!m) {
        return NULL;
    }
    tzset();
    Object *names = NULL;
    Object *standard = str_from_cstr(vm, tzname[0]), *summer = str_from_cstr(vm, tzname[1]);
    if (standard && summer) {
        names = tuple_pack(vm, 2, standard, summer);
    }
    xdecref(vm, standard);
    xdecref(vm, summer);
    if (module_add(vm, m, "tzname", names) < 0 ||
        module_add(vm, m, "timezone", int_new_own(vm, timezone)) < 0 ||
        module_add(vm, m, "altzone", int_new_own(vm, timezone - (daylight ? 3600 : 0))) < 0 ||
        module_add(vm, m, "daylight", int_new_own(vm, daylight)) < 0 ||
        module_add_methods(vm, m, methods) < 0 || !struct_time_make(vm, m) ||
        !time_clock_init(vm, m)) {
        decref(vm, m);
        return NULL;
    }
    return m;
}
