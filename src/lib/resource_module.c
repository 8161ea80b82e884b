/* The module resource: limits of the process and what it has used. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"

static const GetSetDef rusage_fields[] = {
    STRUCTSEQ_FIELD("ru_utime", 0, "user time used"),
    STRUCTSEQ_FIELD("ru_stime", 1, "system time used"),
    STRUCTSEQ_FIELD("ru_maxrss", 2, "max. resident set size"),
    STRUCTSEQ_FIELD("ru_ixrss", 3, "shared memory size"),
    STRUCTSEQ_FIELD("ru_idrss", 4, "unshared data size"),
    STRUCTSEQ_FIELD("ru_isrss", 5, "unshared stack size"),
    STRUCTSEQ_FIELD("ru_minflt", 6, "page faults not requiring I/O"),
    STRUCTSEQ_FIELD("ru_majflt", 7, "page faults requiring I/O"),
    STRUCTSEQ_FIELD("ru_nswap", 8, "number of swap outs"),
    STRUCTSEQ_FIELD("ru_inblock", 9, "block input operations"),
    STRUCTSEQ_FIELD("ru_oublock", 10, "block output operations"),
    STRUCTSEQ_FIELD("ru_msgsnd", 11, "IPC messages sent"),
    STRUCTSEQ_FIELD("ru_msgrcv", 12, "IPC messages received"),
    STRUCTSEQ_FIELD("ru_nsignals", 13, "signals received"),
    STRUCTSEQ_FIELD("ru_nvcsw", 14, "voluntary context switches"),
    STRUCTSEQ_FIELD("ru_nivcsw", 15, "involuntary context switches"),
    {0},
};
static const TypeSpec rusage_spec =
    STRUCTSEQ_SPEC("resource.struct_rusage", rusage_fields, "What a process has used.");

static double seconds(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static Object *getrusage_(VM *vm, Object *m, Object *arg) {
    struct rusage u;
    UNUSED(m);
    int64_t who = number_as_i64(vm, arg, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (getrusage((int)who, &u) < 0) {
        return errno == EINVAL ? raise(vm, EXC_ValueError, "invalid who parameter")
                               : raise_os_error(vm, errno, NULL);
    }
    const long numbers[] = {u.ru_maxrss, u.ru_ixrss,    u.ru_idrss,   u.ru_isrss,   u.ru_minflt,
                            u.ru_majflt, u.ru_nswap,    u.ru_inblock, u.ru_oublock, u.ru_msgsnd,
                            u.ru_msgrcv, u.ru_nsignals, u.ru_nvcsw,   u.ru_nivcsw};
    Type *cls = lib_type(vm, LIB_RUSAGE);
    Object *result = cls ? structseq_new(vm, cls, 2 + COUNT_OF(numbers)) : NULL;
    for (size_t i = 0; result && i < 2 + COUNT_OF(numbers); i++) {
        Object *value = i >= 2 ? int_from_i64(vm, numbers[i - 2])
                               : float_from_double(vm, seconds(i ? u.ru_stime : u.ru_utime));
        if (!(TUPLE_ITEM(result, i) = value)) {
            clear_ref(vm, result);
        }
    }
    if (result) {
        gc_track(vm, result);
    }
    return result;
}

/* ---- limits ---- */

static bool resource_arg(VM *vm, Object *o, int *resource) {
    int64_t number = number_as_i64(vm, o, EXC_OverflowError);
    if (!error_occurred(vm) && (number < 0 || number >= RLIM_NLIMITS)) {
        raise(vm, EXC_ValueError, "invalid resource specified");
    }
    *resource = (int)number;
    return !error_occurred(vm);
}

static bool limits_arg(VM *vm, Object *o, struct rlimit *r) {
    Object *pair = tuple_from_iterable(vm, o);
    if (!pair) {
        return false;
    }
    if (TUPLE_LEN(pair) != 2) {
        raise(vm, EXC_ValueError, "expected a tuple of 2 integers");
    } else {
        r->rlim_cur = (rlim_t)number_as_i64(vm, TUPLE_ITEM(pair, 0), EXC_OverflowError);
        if (!error_occurred(vm)) {
            r->rlim_max = (rlim_t)number_as_i64(vm, TUPLE_ITEM(pair, 1), EXC_OverflowError);
        }
    }
    decref(vm, pair);
    return !error_occurred(vm);
}

static Object *limits_result(VM *vm, const struct rlimit *r) {
    return pack_steal(vm, 2, int_from_i64(vm, (int64_t)r->rlim_cur),
                      int_from_i64(vm, (int64_t)r->rlim_max));
}

static Object *limits_error(VM *vm) {
    return errno == EINVAL  ? raise(vm, EXC_ValueError, "current limit exceeds maximum limit")
           : errno == EPERM ? raise(vm, EXC_ValueError, "not allowed to raise maximum limit")
                            : raise_os_error(vm, errno, NULL);
}

static Object *getrlimit_(VM *vm, Object *m, Object *arg) {
    struct rlimit r;
    int resource;
    UNUSED(m);
    if (!resource_arg(vm, arg, &resource)) {
        return NULL;
    }
    return getrlimit(resource, &r) < 0 ? raise_os_error(vm, errno, NULL) : limits_result(vm, &r);
}

static Object *setrlimit_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    struct rlimit r;
    int resource;
    UNUSED(m);
    if (!args_count(vm, "setrlimit", nargs, 2, 2) || !resource_arg(vm, args[0], &resource) ||
        !limits_arg(vm, args[1], &r)) {
        return NULL;
    }
    return setrlimit(resource, &r) < 0 ? limits_error(vm) : none_ref(vm);
}

static Object *prlimit_(VM *vm, Object *m, Object *const *args, size_t nargs) {
    struct rlimit old, new_;
    int resource;
    UNUSED(m);
    if (!args_count(vm, "prlimit", nargs, 2, 3)) {
        return NULL;
    }
    int64_t pid = number_as_i64(vm, args[0], EXC_OverflowError);
    bool set = nargs > 2 && args[2] != vm->none;
    if (error_occurred(vm) || !resource_arg(vm, args[1], &resource) ||
        (set && !limits_arg(vm, args[2], &new_))) {
        return NULL;
    }
    if (prlimit((pid_t)pid, resource, set ? &new_ : NULL, &old) < 0) {
        return errno == EINVAL ? limits_error(vm) : raise_os_error(vm, errno, NULL);
    }
    return limits_result(vm, &old);
}

static Object *getpagesize_(VM *vm, Object *m) {
    UNUSED(m);
    return int_from_i64(vm, sysconf(_SC_PAGESIZE));
}

static const MethodDef functions[] = {
    METHOD_O("getrusage", getrusage_, "What a process has used."),
    METHOD_O("getrlimit", getrlimit_, "The limits of a resource: now and at most."),
    METHOD_FAST("setrlimit", setrlimit_, "Set the limits of a resource."),
    METHOD_FAST("prlimit", prlimit_, "Get and set the limits of a process."),
    METHOD_NOARGS("getpagesize", getpagesize_, "The size of a page."),
    {0},
};

#define CONSTANT(name)                                                                             \
    { #name, name }
Object *module_resource(VM *vm) {
    static const IntConstant constants[] = {
        CONSTANT(RLIMIT_CPU),     CONSTANT(RLIMIT_FSIZE),
        CONSTANT(RLIMIT_DATA),    CONSTANT(RLIMIT_STACK),
        CONSTANT(RLIMIT_CORE),    CONSTANT(RLIMIT_NOFILE),
        CONSTANT(RLIMIT_OFILE),   CONSTANT(RLIMIT_AS),
        CONSTANT(RLIMIT_RSS),     CONSTANT(RLIMIT_NPROC),
        CONSTANT(RLIMIT_MEMLOCK), CONSTANT(RLIMIT_MSGQUEUE),
        CONSTANT(RLIMIT_NICE),    CONSTANT(RLIMIT_RTPRIO),
        CONSTANT(RLIMIT_RTTIME),  CONSTANT(RLIMIT_SIGPENDING),
        CONSTANT(RUSAGE_SELF),    CONSTANT(RUSAGE_CHILDREN),
        CONSTANT(RUSAGE_THREAD),  {"RLIM_INFINITY", (int64_t)RLIM_INFINITY},
    };
    Object *m = module_make(vm, "resource", "Limits of the process.", functions);
    if (m && (!module_make_type(vm, m, &rusage_spec, LIB_RUSAGE) ||
              !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
              module_add(vm, m, "error", OBJ(new_ref(EXC(vm, OSError)))) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
