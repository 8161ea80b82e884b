/* The module posix: the system, as os.py wants it. Processes are left out. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/modules.h"
#include "lib/posix_module.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "vm/interp.h"

/* ---- the process and its user ---- */

#define NUMBER(name, expression)                                                                   \
    static Object *name##_(VM *vm, Object *module) {                                               \
        UNUSED(module);                                                                            \
        return int_from_i64(vm, (int64_t)(expression));                                            \
    }
NUMBER(getpid, getpid())
NUMBER(getppid, getppid())
NUMBER(getpgrp, getpgrp())
NUMBER(getuid, getuid())
NUMBER(geteuid, geteuid())
NUMBER(getgid, getgid())
NUMBER(getegid, getegid())
#undef NUMBER

static Object *getcwd_as(VM *vm, bool as_bytes) {
    char text[PATH_MAX];
    if (!getcwd(text, sizeof text)) {
        return raise_os_error(vm, errno, NULL);
    }
    PathArg like = {.is_bytes = as_bytes};
    return path_result(vm, &like, text, strlen(text));
}

static Object *getcwd_(VM *vm, Object *module) {
    UNUSED(module);
    return getcwd_as(vm, false);
}

static Object *getcwdb(VM *vm, Object *module) {
    UNUSED(module);
    return getcwd_as(vm, true);
}

static Object *getlogin_(VM *vm, Object *module) {
    UNUSED(module);
    char text[LOGIN_NAME_MAX];
    int error = getlogin_r(text, sizeof text);
    return error ? raise_os_error(vm, error, NULL) : path_result(vm, NULL, text, strlen(text));
}

static Object *umask_(VM *vm, Object *module, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    UNUSED(module);
    int mask;
    return args_parse(vm, "umask", names, "i", args, nargs, NULL, &mask)
               ? int_from_i64(vm, umask((mode_t)mask))
               : NULL;
}

static Object *exit_now(VM *vm, Object *module, Object *const *args, size_t nargs,
                        Object *kwnames) {
    static const char *const names[] = {"status", NULL};
    UNUSED(module);
    int status;
    if (args_parse(vm, "_exit", names, "i", args, nargs, kwnames, &status)) {
        _exit(status);
    }
    return NULL;
}

static Object *abort_(VM *vm, Object *module) {
    UNUSED(vm);
    UNUSED(module);
    abort();
}

/* ---- the environment ---- */

/* A dict of bytes. */
static Object *make_environ(VM *vm) {
    Object *dict = dict_new(vm);
    for (char **e = environ; dict && e && *e; e++) {
        const char *equals = strchr(*e, '=');
        if (!equals) {
            continue;
        }
        Object *key = bytes_from(vm, *e, (size_t)(equals - *e));
        Object *value = key ? bytes_from(vm, equals + 1, strlen(equals + 1)) : NULL;
        if (!value || dict_set_default(vm, dict, key, value, &(Object *){NULL}) < 0) {
            clear_ref(vm, dict);
        }
        xdecref(vm, key);
        xdecref(vm, value);
    }
    return dict;
}

static Object *putenv_(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    PathArg name, value;
    if (!args_count(vm, "putenv", nargs, 2, 2) ||
        !path_arg(vm, &name, "putenv", "name", args[0], 0)) {
        return NULL;
    }
    Object *result = NULL;
    if (strchr(name.text, '=')) {
        raise(vm, EXC_ValueError, "illegal environment variable name");
    } else if (path_arg(vm, &value, "putenv", "value", args[1], 0)) {
        result = setenv(name.text, value.text, 1) ? raise_os_error(vm, errno, NULL) : none_ref(vm);
        path_release(vm, &value);
    }
    path_release(vm, &name);
    return result;
}

static Object *unsetenv_(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    PathArg name;
    if (!path_arg(vm, &name, "unsetenv", "name", o, 0)) {
        return NULL;
    }
    Object *result = unsetenv(name.text) ? raise_os_error(vm, errno, NULL) : none_ref(vm);
    path_release(vm, &name);
    return result;
}

/* ---- the machine ---- */

static Object *urandom(VM *vm, Object *module, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    UNUSED(module);
    int64_t size;
    if (!args_parse(vm, "urandom", names, "n", args, nargs, NULL, &size)) {
        return NULL;
    }
    if (size < 0) {
        return raise(vm, EXC_ValueError, "negative argument not allowed");
    }
    if ((uint64_t)size > BYTES_LEN_MAX) {
        return raise_memory_error(vm);
    }
    Object *result = bytes_new(vm, (size_t)size);
    for (int64_t done = 0; result && done < size;) {
        ssize_t n = getrandom(BYTES(result)->data + done, (size_t)(size - done), 0);
        if (n > 0) {
            done += n;
        } else if (errno != EINTR) {
            clear_ref(vm, result);
            raise_os_error(vm, errno, NULL);
        } else if (!interp_pending(vm)) {
            clear_ref(vm, result);
        }
    }
    return result;
}

static Object *cpu_count(VM *vm, Object *module) {
    UNUSED(module);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? int_from_i64(vm, n) : none_ref(vm);
}

static Object *strerror_(VM *vm, Object *module, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    UNUSED(module);
    int number;
    char text[128];
    if (!args_parse(vm, "strerror", names, "i", args, nargs, NULL, &number)) {
        return NULL;
    }
    return str_from_cstr(vm, strerror_r(number, text, sizeof text));
}

static const GetSetDef uname_fields[] = {
    STRUCTSEQ_FIELD("sysname", 0, "operating system name"),
    STRUCTSEQ_FIELD("nodename", 1, "name of machine on network (implementation-defined)"),
    STRUCTSEQ_FIELD("release", 2, "operating system release"),
    STRUCTSEQ_FIELD("version", 3, "operating system version"),
    STRUCTSEQ_FIELD("machine", 4, "hardware identifier"),
    {0},
};
static const TypeSpec uname_spec = STRUCTSEQ_SPEC("posix.uname_result", uname_fields, NULL);

static const GetSetDef times_fields[] = {
    STRUCTSEQ_FIELD("user", 0, "user time"),
    STRUCTSEQ_FIELD("system", 1, "system time"),
    STRUCTSEQ_FIELD("children_user", 2, "user time of children"),
    STRUCTSEQ_FIELD("children_system", 3, "system time of children"),
    STRUCTSEQ_FIELD("elapsed", 4, "elapsed time since an arbitrary point in the past"),
    {0},
};
static const TypeSpec times_spec = STRUCTSEQ_SPEC("posix.times_result", times_fields, NULL);

static const GetSetDef terminal_size_fields[] = {
    STRUCTSEQ_FIELD("columns", 0, "width of the terminal window in characters"),
    STRUCTSEQ_FIELD("lines", 1, "height of the terminal window in characters"),
    {0},
};
static const TypeSpec terminal_size_spec =
    STRUCTSEQ_SPEC("os.terminal_size", terminal_size_fields, "The size of a terminal window.");

/* An instance of a type of this module from a tuple (stolen; may be NULL after an error). */
static Object *instance_of(VM *vm, enum LibType which, Object *tuple) {
    Type *type = tuple ? lib_type(vm, which) : NULL;
    Object *result = type ? call1(vm, OBJ(type), tuple) : NULL;
    xdecref(vm, tuple);
    return result;
}

static Object *uname_(VM *vm, Object *module) {
    UNUSED(module);
    struct utsname u;
    if (uname(&u) != 0) {
        return raise_os_error(vm, errno, NULL);
    }
    return instance_of(vm, LIB_UNAME_RESULT,
                       pack_steal(vm, 5, path_result(vm, NULL, u.sysname, strlen(u.sysname)),
                                  path_result(vm, NULL, u.nodename, strlen(u.nodename)),
                                  path_result(vm, NULL, u.release, strlen(u.release)),
                                  path_result(vm, NULL, u.version, strlen(u.version)),
                                  path_result(vm, NULL, u.machine, strlen(u.machine))));
}

static Object *times_(VM *vm, Object *module) {
    UNUSED(module);
    struct tms t;
    double ticks = (double)sysconf(_SC_CLK_TCK);
    clock_t elapsed = times(&t);
    return instance_of(vm, LIB_TIMES_RESULT,
                       pack_steal(vm, 5, float_from_double(vm, (double)t.tms_utime / ticks),
                                  float_from_double(vm, (double)t.tms_stime / ticks),
                                  float_from_double(vm, (double)t.tms_cutime / ticks),
                                  float_from_double(vm, (double)t.tms_cstime / ticks),
                                  float_from_double(vm, (double)elapsed / ticks)));
}

static const MethodDef methods[] = {
    METHOD_NOARGS("abort", abort_, "End the process with a core dump."),
    METHOD_KW("_exit", exit_now, "End the process at once."),
    METHOD_NOARGS("cpu_count", cpu_count, "The number of processors."),
    METHOD_NOARGS("getcwd", getcwd_, "The current directory."),
    METHOD_NOARGS("getcwdb", getcwdb, "The current directory, as bytes."),
    METHOD_NOARGS("getegid", getegid_, "The effective group."),
    METHOD_NOARGS("geteuid", geteuid_, "The effective user."),
    METHOD_NOARGS("getgid", getgid_, "The group."),
    METHOD_NOARGS("getlogin", getlogin_, "The name of the user."),
    METHOD_NOARGS("getpgrp", getpgrp_, "The process group."),
    METHOD_NOARGS("getpid", getpid_, "The number of the process."),
    METHOD_NOARGS("getppid", getppid_, "The number of the process that started it."),
    METHOD_NOARGS("getuid", getuid_, "The user."),
    METHOD_FAST("putenv", putenv_, "Set an environment variable."),
    METHOD_FAST("strerror", strerror_, "The text of an error number."),
    METHOD_NOARGS("times", times_, "Processor times used."),
    METHOD_FAST("umask", umask_, "Set the mask of new files' permissions; the old one."),
    METHOD_NOARGS("uname", uname_, "What system this is."),
    METHOD_O("unsetenv", unsetenv_, "Remove an environment variable."),
    METHOD_FAST("urandom", urandom, "Random bytes from the system."),
    {0},
};

static const IntConstant constants[] = {
#define C(name) {#name, name},
    C(F_OK) C(R_OK) C(W_OK) C(X_OK) C(NGROUPS_MAX) C(TMP_MAX) C(O_RDONLY) C(O_WRONLY) C(O_RDWR)
        C(O_NDELAY) C(O_NONBLOCK) C(O_APPEND) C(O_DSYNC) C(O_RSYNC) C(O_SYNC) C(O_NOCTTY) C(O_CREAT)
            C(O_EXCL) C(O_TRUNC) C(O_LARGEFILE) C(O_PATH) C(O_TMPFILE) C(O_CLOEXEC) C(O_ACCMODE)
                C(O_ASYNC) C(O_DIRECT) C(O_DIRECTORY) C(O_NOFOLLOW) C(O_NOATIME) C(SEEK_DATA)
                    C(SEEK_HOLE) C(WNOHANG) C(WUNTRACED) C(WCONTINUED) C(GRND_NONBLOCK)
                        C(GRND_RANDOM)
#undef C
                            {"EX_OK", 0},
    {"EX_USAGE", 64},
    {"EX_DATAERR", 65},
    {"EX_NOINPUT", 66},
    {"EX_NOUSER", 67},
    {"EX_NOHOST", 68},
    {"EX_UNAVAILABLE", 69},
    {"EX_SOFTWARE", 70},
    {"EX_OSERR", 71},
    {"EX_OSFILE", 72},
    {"EX_CANTCREAT", 73},
    {"EX_IOERR", 74},
    {"EX_TEMPFAIL", 75},
    {"EX_PROTOCOL", 76},
    {"EX_NOPERM", 77},
    {"EX_CONFIG", 78},
};

/* What os.py asks for to know which functions take dir_fd and the like. */
static Object *have_functions(VM *vm) {
    static const char *const names[] = {
        "HAVE_FACCESSAT", "HAVE_FCHDIR",    "HAVE_FCHMOD",     "HAVE_FCHMODAT", "HAVE_FDOPENDIR",
        "HAVE_FSTATAT",   "HAVE_FTRUNCATE", "HAVE_FUTIMENS",   "HAVE_LINKAT",   "HAVE_LSTAT",
        "HAVE_MKDIRAT",   "HAVE_OPENAT",    "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT",
        "HAVE_UNLINKAT",  "HAVE_UTIMENSAT",
    };
    Object *list = list_new(vm, COUNT_OF(names));
    for (size_t i = 0; list && i < COUNT_OF(names); i++) {
        Object *name = str_from_cstr(vm, names[i]);
        if (!name || list_append_steal(vm, list, name) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

Object *module_posix(VM *vm) {
    Object *m = module_make(vm, "posix", "The system's services. Use os instead.", methods);
    if (!m || module_add_methods(vm, m, posix_path_methods) < 0 ||
        module_add_methods(vm, m, posix_file_methods) < 0 ||
        module_add_methods(vm, m, posix_process_methods) < 0 ||
        module_add_methods(vm, m, posix_stat_methods) < 0 ||
        module_add_methods(vm, m, posix_dir_methods) < 0 || !posix_stat_init(vm, m) ||
        !posix_dir_init(vm, m) || !module_make_type(vm, m, &uname_spec, LIB_UNAME_RESULT) ||
        !module_make_type(vm, m, &times_spec, LIB_TIMES_RESULT) ||
        !module_make_type(vm, m, &terminal_size_spec, LIB_TERMINAL_SIZE) ||
        !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
        module_add(vm, m, "environ", make_environ(vm)) < 0 ||
        module_add(vm, m, "_have_functions", have_functions(vm)) < 0 ||
        module_add(vm, m, "error", OBJ(new_ref(EXC(vm, OSError)))) < 0) {
        xdecref(vm, m);
        return NULL;
    }
    return m;
}
