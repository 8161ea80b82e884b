/* The module sys. What it tells of memory is in sys_memory.c. */
#include "lib/sys_module.h"

#include <float.h>
#include <string.h>

#include "lib/io.h"
#include "lib/lib.h"
#include "lib/structseq.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ---- structures ---- */

#ifdef __clang__
#define COMPILER "Clang " __clang_version__
#else
#define COMPILER "GCC " __VERSION__
#endif

static const GetSetDef version_fields[] = {
    STRUCTSEQ_FIELD("major", 0, "Major release number"),
    STRUCTSEQ_FIELD("minor", 1, "Minor release number"),
    STRUCTSEQ_FIELD("micro", 2, "Patch release number"),
    STRUCTSEQ_FIELD("releaselevel", 3, "'alpha', 'beta', 'candidate', or 'final'"),
    STRUCTSEQ_FIELD("serial", 4, "Serial release number"),
    {0},
};
static const TypeSpec version_spec = STRUCTSEQ_SPEC("sys.version_info", version_fields, NULL);

static Object *version_info(VM *vm) {
    Object *values[] = {int_new_own(vm, 3), int_new_own(vm, 11), int_new_own(vm, 2),
                        str_intern_cstr(vm, "final"), int_new_own(vm, 0)};
    return structseq_single(vm, &version_spec, values, COUNT_OF(values));
}

static const GetSetDef float_fields[] = {
    STRUCTSEQ_FIELD("max", 0, NULL),        STRUCTSEQ_FIELD("max_exp", 1, NULL),
    STRUCTSEQ_FIELD("max_10_exp", 2, NULL), STRUCTSEQ_FIELD("min", 3, NULL),
    STRUCTSEQ_FIELD("min_exp", 4, NULL),    STRUCTSEQ_FIELD("min_10_exp", 5, NULL),
    STRUCTSEQ_FIELD("dig", 6, NULL),        STRUCTSEQ_FIELD("mant_dig", 7, NULL),
    STRUCTSEQ_FIELD("epsilon", 8, NULL),    STRUCTSEQ_FIELD("radix", 9, NULL),
    STRUCTSEQ_FIELD("rounds", 10, NULL),    {0},
};
static const TypeSpec float_info_spec = STRUCTSEQ_SPEC("sys.float_info", float_fields, NULL);

static Object *float_info(VM *vm) {
    Object *values[] = {
        float_from_double(vm, DBL_MAX),
        int_new_own(vm, DBL_MAX_EXP),
        int_new_own(vm, DBL_MAX_10_EXP),
        float_from_double(vm, DBL_MIN),
        int_new_own(vm, DBL_MIN_EXP),
        int_new_own(vm, DBL_MIN_10_EXP),
        int_new_own(vm, DBL_DIG),
        int_new_own(vm, DBL_MANT_DIG),
        float_from_double(vm, DBL_EPSILON),
        int_new_own(vm, FLT_RADIX),
        int_new_own(vm, 1),
    };
    return structseq_single(vm, &float_info_spec, values, COUNT_OF(values));
}

static const GetSetDef int_fields[] = {
    STRUCTSEQ_FIELD("bits_per_digit", 0, NULL),
    STRUCTSEQ_FIELD("sizeof_digit", 1, NULL),
    STRUCTSEQ_FIELD("default_max_str_digits", 2, NULL),
    STRUCTSEQ_FIELD("str_digits_check_threshold", 3, NULL),
    {0},
};
static const TypeSpec int_info_spec = STRUCTSEQ_SPEC("sys.int_info", int_fields, NULL);

static Object *int_info(VM *vm) {
    Object *values[] = {int_new_own(vm, 64), int_new_own(vm, 8), int_new_own(vm, 4300),
                        int_new_own(vm, 640)};
    return structseq_single(vm, &int_info_spec, values, COUNT_OF(values));
}

static const GetSetDef hash_fields[] = {
    STRUCTSEQ_FIELD("width", 0, NULL),     STRUCTSEQ_FIELD("modulus", 1, NULL),
    STRUCTSEQ_FIELD("inf", 2, NULL),       STRUCTSEQ_FIELD("nan", 3, NULL),
    STRUCTSEQ_FIELD("imag", 4, NULL),      STRUCTSEQ_FIELD("algorithm", 5, NULL),
    STRUCTSEQ_FIELD("hash_bits", 6, NULL), STRUCTSEQ_FIELD("seed_bits", 7, NULL),
    STRUCTSEQ_FIELD("cutoff", 8, NULL),    {0},
};
static const TypeSpec hash_info_spec = STRUCTSEQ_SPEC("sys.hash_info", hash_fields, NULL);

static Object *hash_info(VM *vm) {
    Object *values[] = {
        int_new_own(vm, 64),      int_new_own(vm, ((int64_t)1 << 61) - 1),
        int_new_own(vm, 314159),  int_new_own(vm, 0),
        int_new_own(vm, 1000003), str_from_cstr(vm, "adder"),
        int_new_own(vm, 32),      int_new_own(vm, 64),
        int_new_own(vm, 0),
    };
    return structseq_single(vm, &hash_info_spec, values, COUNT_OF(values));
}

static const GetSetDef flag_fields[] = {
    STRUCTSEQ_FIELD("debug", 0, NULL),
    STRUCTSEQ_FIELD("inspect", 1, NULL),
    STRUCTSEQ_FIELD("interactive", 2, NULL),
    STRUCTSEQ_FIELD("optimize", 3, NULL),
    STRUCTSEQ_FIELD("dont_write_bytecode", 4, NULL),
    STRUCTSEQ_FIELD("no_user_site", 5, NULL),
    STRUCTSEQ_FIELD("no_site", 6, NULL),
    STRUCTSEQ_FIELD("ignore_environment", 7, NULL),
    STRUCTSEQ_FIELD("verbose", 8, NULL),
    STRUCTSEQ_FIELD("bytes_warning", 9, NULL),
    STRUCTSEQ_FIELD("quiet", 10, NULL),
    STRUCTSEQ_FIELD("hash_randomization", 11, NULL),
    STRUCTSEQ_FIELD("isolated", 12, NULL),
    STRUCTSEQ_FIELD("dev_mode", 13, NULL),
    STRUCTSEQ_FIELD("utf8_mode", 14, NULL),
    STRUCTSEQ_FIELD("warn_default_encoding", 15, NULL),
    STRUCTSEQ_FIELD("safe_path", 16, NULL),
    STRUCTSEQ_FIELD("int_max_str_digits", 17, NULL),
    {0},
};
static const TypeSpec flags_spec = STRUCTSEQ_SPEC("sys.flags", flag_fields, NULL);

static Object *flags(VM *vm) {
    Object *values[18];
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        bool is_bool = i == 13 || i == 16;
        bool unwritten = i == 4 && vm->interp->dont_write_bytecode;
        int number = unwritten || i == 6 || i == 11 || i == 14 ? 1 : i == 17 ? 4300 : 0;
        values[i] = is_bool ? bool_ref(vm, false) : int_new_own(vm, number);
    }
    return structseq_single(vm, &flags_spec, values, COUNT_OF(values));
}

/* ---- functions ---- */

static Object *exit_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "exit", nargs, 0, 1)) {
        return NULL;
    }
    Object *status = nargs ? args[0] : NULL;
    Object *exc = exception_new(vm, EXC_SystemExit, &status, nargs);
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return NULL;
}

static Object *intern(VM *vm, Object *self, Object *o) {
    (void)self;
    if (!is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "intern() argument must be str, not %T", o);
    }
    if (!is_exact(o, SHAPE_STR)) {
        return raise(vm, EXC_TypeError, "can't intern %T", o);
    }
    return str_intern(vm, o);
}

static Object *getrecursionlimit(VM *vm, Object *self) {
    (void)self;
    return int_from_i64(vm, vm->recursion_limit);
}

static Object *setrecursionlimit(VM *vm, Object *self, Object *o) {
    (void)self;
    int64_t limit = number_as_i64(vm, o, EXC_OverflowError);
    if (limit == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (limit < 1) {
        return raise(vm, EXC_ValueError, "recursion limit must be greater or equal than 1");
    }
    if (limit > INT32_MAX) {
        return raise(vm, EXC_OverflowError, "Python int too large to convert to C int");
    }
    if (vm->recursion_depth >= limit) {
        return raise(
            vm, EXC_RecursionError,
            "cannot set the recursion limit to %lld at the recursion depth %d: the limit is "
            "too low",
            (long long)limit, vm->recursion_depth);
    }
    vm->recursion_limit = (int)limit;
    return none_ref(vm);
}

static Object *get_int_max_str_digits(VM *vm, Object *self) {
    (void)self;
    return int_from_i64(vm, int_max_str_digits(vm));
}

static Object *set_int_max_str_digits(VM *vm, Object *self, Object *const *args, size_t nargs,
                                      Object *kwnames) {
    (void)self;
    static const char *const names[] = {"maxdigits", NULL};
    int digits;
    if (!args_parse(vm, "set_int_max_str_digits", names, "i", args, nargs, kwnames, &digits)) {
        return NULL;
    }
    return int_set_max_str_digits(vm, digits) < 0 ? NULL : none_ref(vm);
}

static Object *exc_info(VM *vm, Object *self) {
    (void)self;
    Object *exc = vm->handled;
    if (!exc) {
        return tuple_pack(vm, 3, vm->none, vm->none, vm->none);
    }
    Object *tb = ((Exception *)exc)->traceback;
    return tuple_pack(vm, 3, OBJ(type_of(vm, exc)), exc, tb ? tb : vm->none);
}

static Object *exception(VM *vm, Object *self) {
    (void)self;
    return vm->handled ? new_ref(vm->handled) : none_ref(vm);
}

/* Nobody listens. */
static Object *audit(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (nargs < 1) {
        return raise(vm, EXC_TypeError, "audit() missing 1 required positional argument: 'event'");
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "expected str for argument 'event', not %T", args[0]);
    }
    return none_ref(vm);
}

static Object *getframe(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "_getframe", nargs, 0, 1)) {
        return NULL;
    }
    int64_t depth = nargs ? number_as_i64(vm, args[0], EXC_OverflowError) : 0;
    if (depth == -1 && error_occurred(vm)) {
        return NULL;
    }
    Frame *frame = frame_visible(vm->interp->frame);
    while (frame && depth-- > 0) {
        frame = frame_visible(frame->prev);
    }
    if (!frame) {
        return raise(vm, EXC_ValueError, "call stack is not deep enough");
    }
    return OBJ(frame_object(vm, frame));
}

static Object *encoding_utf8(VM *vm, Object *self) {
    (void)self;
    return str_intern_cstr(vm, "utf-8");
}
static Object *surrogateescape(VM *vm, Object *self) {
    (void)self;
    return str_intern_cstr(vm, "surrogateescape");
}
static Object *is_finalizing(VM *vm, Object *self) {
    (void)self;
    return bool_ref(vm, vm->finalizing);
}
/* ---- hooks ---- */

static Object *displayhook(VM *vm, Object *self, Object *o) {
    (void)self;
    if (o == vm->none) {
        return none_ref(vm);
    }
    Object *underscore = str_intern_cstr(vm, "_");
    Object *text = NULL, *newline = NULL;
    int status = underscore ? dict_set(vm, vm->builtins, underscore, vm->none) : -1;
    if (status == 0 && (text = object_repr(vm, o)) && (newline = str_from_char(vm, '\n'))) {
        Object *out = dict_get_str(vm, vm->sys, ID(vm, stdout));
        status = -1;
        if (!out) {
            raise(vm, EXC_RuntimeError, "lost sys.stdout");
        } else if (io_write(vm, out, text) == 0 && io_write(vm, out, newline) == 0) {
            status = dict_set(vm, vm->builtins, underscore, o);
        }
    } else {
        status = -1;
    }
    xdecref(vm, newline);
    xdecref(vm, text);
    xdecref(vm, underscore);
    return status < 0 ? NULL : none_ref(vm);
}

/* excepthook(type, value, traceback): prints the exception to sys.stderr. */
static Object *excepthook(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "excepthook", nargs, 3, 3)) {
        return NULL;
    }
    Object *err = dict_get_str(vm, vm->sys, ID(vm, stderr));
    if (!err || err == vm->none || !is_exception(vm, args[1])) {
        return none_ref(vm);
    }
    Object *text = traceback_format(vm, args[1]);
    if (!text || io_write(vm, err, text) < 0 || io_flush(vm, err) < 0) {
        xdecref(vm, text);
        return NULL;
    }
    decref(vm, text);
    return none_ref(vm);
}

/* unraisablehook(args): args has exc_type, exc_value, exc_traceback, err_msg, object. */
static Object *unraisablehook(VM *vm, Object *self, Object *args) {
    (void)self;
    Object *err = dict_get_str(vm, vm->sys, ID(vm, stderr));
    if (!err || err == vm->none) {
        return none_ref(vm);
    }
    Object *exc = object_getattr_utf8(vm, args, "exc_value");
    Object *message = exc ? object_getattr_utf8(vm, args, "err_msg") : NULL;
    Object *object = message ? object_getattr_utf8(vm, args, "object") : NULL;
    Object *head = NULL, *text = NULL;
    if (object) {
        if (object != vm->none) {
            head = message != vm->none ? str_format(vm, "%S: %R\n", message, object)
                                       : str_format(vm, "Exception ignored in: %R\n", object);
            if (!head) { /* the object's repr fails */
                error_clear(vm);
                head = str_format(vm, "Exception ignored in: <object repr() failed>\n");
            }
        } else {
            head = message != vm->none ? str_format(vm, "%S:\n", message) : str_from_cstr(vm, "");
        }
        text = head && is_exception(vm, exc) ? traceback_format(vm, exc) : NULL;
    }
    bool ok = text && io_write(vm, err, head) == 0 && io_write(vm, err, text) == 0 &&
              io_flush(vm, err) == 0;
    xdecref(vm, text);
    xdecref(vm, head);
    xdecref(vm, object);
    xdecref(vm, message);
    xdecref(vm, exc);
    return ok ? none_ref(vm) : NULL;
}

static const MethodDef methods[] = {
    METHOD_FAST("exit", exit_, "exit(status=None, /)\n--\n\nExit by raising SystemExit(status)."),
    METHOD_O("intern", intern, "intern($module, string, /)\n--\n\n``Intern'' the given string."),
    METHOD_NOARGS("getrecursionlimit", getrecursionlimit,
                  "Return the current value of the recursion limit."),
    METHOD_O("setrecursionlimit", setrecursionlimit,
             "Set the maximum depth of the Python interpreter stack to n."),
    METHOD_NOARGS("get_int_max_str_digits", get_int_max_str_digits,
                  "Return the maximum string digits limit for non-binary int<->str conversions."),
    METHOD_KW("set_int_max_str_digits", set_int_max_str_digits,
              "Set the maximum string digits limit for non-binary int<->str conversions."),
    METHOD_NOARGS("exc_info", exc_info,
                  "Return current exception information: (type, value, traceback)."),
    METHOD_NOARGS("exception", exception, "Return the current exception."),
    METHOD_FAST("audit", audit, "audit(event, *args)\nTell the audit hooks: there are none."),
    METHOD_FAST("_getframe", getframe, "Return a frame object from the call stack."),
    METHOD_NOARGS("getdefaultencoding", encoding_utf8,
                  "Return the current default encoding used by the Unicode implementation."),
    METHOD_NOARGS("getfilesystemencoding", encoding_utf8,
                  "Return the encoding used to convert Unicode filenames to OS filenames."),
    METHOD_NOARGS("getfilesystemencodeerrors", surrogateescape,
                  "Return the error mode used for Unicode to OS filename conversion."),
    METHOD_NOARGS("is_finalizing", is_finalizing, "Return True if Python is exiting."),
    METHOD_O("displayhook", displayhook,
             "Print an object to sys.stdout and also save it in builtins._"),
    METHOD_FAST("excepthook", excepthook,
                "Handle an exception by displaying it with a traceback on sys.stderr."),
    METHOD_O("unraisablehook", unraisablehook, "Handle an unraisable exception."),
    {0},
};

/* ---- values ---- */

static Object *builtin_names(VM *vm) {
    static const char *const names[] = {
#define X(name, init) #name,
#include "lib/modules.def"
#undef X
    };
    Object *list = list_new(vm, COUNT_OF(names));
    for (size_t i = 0; list && i < COUNT_OF(names); i++) {
        Object *name = str_intern_cstr(vm, names[i]);
        if (!name || list_append_steal(vm, list, name) < 0) {
            clear_ref(vm, list);
        }
    }
    Object *tuple = list && list_sort(vm, list, NULL, false) == 0 ? list_to_tuple(vm, list) : NULL;
    xdecref(vm, list);
    return tuple;
}

static Object *implementation(VM *vm, Object *version) {
    Object *dict = dict_new(vm);
    Object *name = dict ? str_intern_cstr(vm, "adder") : NULL;
    Object *tag = name ? str_intern_cstr(vm, "adder-311") : NULL;
    Object *number = tag ? int_from_i64(vm, 0x030B02F0) : NULL;
    Object *result = NULL;
    if (number && dict_set_cstr(vm, dict, "name", name) == 0 &&
        dict_set_cstr(vm, dict, "cache_tag", tag) == 0 &&
        dict_set_cstr(vm, dict, "version", version) == 0 &&
        dict_set_cstr(vm, dict, "hexversion", number) == 0 &&
        dict_set_cstr(vm, dict, "_multiarch", tag) == 0) {
        result = namespace_new(vm, dict);
    }
    xdecref(vm, number);
    xdecref(vm, tag);
    xdecref(vm, name);
    xdecref(vm, dict);
    return result;
}

static bool add_numbers_and_texts(VM *vm, Object *m) {
    return module_add(vm, m, "maxsize", int_from_i64(vm, INT64_MAX)) == 0 &&
           module_add(vm, m, "maxunicode", int_from_i64(vm, 0x10FFFF)) == 0 &&
           module_add(vm, m, "hexversion", int_from_i64(vm, 0x030B02F0)) == 0 &&
           module_add(vm, m, "api_version", int_from_i64(vm, 1013)) == 0 &&
           module_add(vm, m, "byteorder", str_intern_cstr(vm, "little")) == 0 &&
           module_add(vm, m, "platform", str_intern_cstr(vm, "linux")) == 0 &&
           module_add(vm, m, "platlibdir", str_intern_cstr(vm, "lib")) == 0 &&
           module_add(vm, m, "copyright",
                      str_from_cstr(vm, "Copyright (c) 2026 The Adder authors.")) == 0 &&
           module_add(vm, m, "version", /* the form that the module platform takes apart */
                      str_from_cstr(vm, "3.11.2 (Adder " ADDER_VERSION ") [" COMPILER "]")) == 0 &&
           module_add(vm, m, "float_repr_style", str_intern_cstr(vm, "short")) == 0 &&
           module_add(vm, m, "abiflags", str_from_cstr(vm, "")) == 0 &&
           module_add(vm, m, "prefix", str_from_cstr(vm, "/usr")) == 0 &&
           module_add(vm, m, "base_prefix", str_from_cstr(vm, "/usr")) == 0 &&
           module_add(vm, m, "exec_prefix", str_from_cstr(vm, "/usr")) == 0 &&
           module_add(vm, m, "base_exec_prefix", str_from_cstr(vm, "/usr")) == 0 &&
           module_add(vm, m, "dont_write_bytecode",
                      bool_ref(vm, vm->interp->dont_write_bytecode)) == 0 &&
           module_add(vm, m, "warnoptions", list_new(vm, 0)) == 0 &&
           module_add(vm, m, "_xoptions", dict_new(vm)) == 0;
}

static bool add_structures(VM *vm, Object *m) {
    Object *version = version_info(vm);
    bool ok = version && module_add(vm, m, "implementation", implementation(vm, version)) == 0;
    return module_add(vm, m, "version_info", version) == 0 && ok &&
           module_add(vm, m, "float_info", float_info(vm)) == 0 &&
           module_add(vm, m, "int_info", int_info(vm)) == 0 &&
           module_add(vm, m, "hash_info", hash_info(vm)) == 0 &&
           module_add(vm, m, "flags", flags(vm)) == 0 &&
           module_add(vm, m, "thread_info", sys_thread_info(vm)) == 0 &&
           module_add(vm, m, "builtin_module_names", builtin_names(vm)) == 0;
}

static bool add_streams(VM *vm, Object *m) {
    static const char *const names[] = {"stdin", "stdout", "stderr"};
    static const char *const saved[] = {"__stdin__", "__stdout__", "__stderr__"};
    for (int fd = 0; fd < 3; fd++) {
        Object *stream = io_standard_stream(vm, fd);
        if (!stream || module_add(vm, m, saved[fd], new_ref(stream)) < 0) {
            xdecref(vm, stream);
            return false;
        }
        if (module_add(vm, m, names[fd], stream) < 0) {
            return false;
        }
    }
    return true;
}

/* __displayhook__ and so on: the hooks as they were at the start. */
static bool add_saved_hooks(VM *vm, Object *m) {
    static const char *const hooks[][2] = {{"displayhook", "__displayhook__"},
                                           {"excepthook", "__excepthook__"},
                                           {"breakpointhook", "__breakpointhook__"},
                                           {"unraisablehook", "__unraisablehook__"}};
    Object *dict = ((Module *)m)->dict;
    for (size_t i = 0; i < COUNT_OF(hooks); i++) {
        Object *hook = dict_get_cstr(vm, dict, hooks[i][0]);
        if (!hook || dict_set_cstr(vm, dict, hooks[i][1], hook) < 0) {
            return false;
        }
    }
    return true;
}

Object *module_sys(VM *vm) {
    if (!lib_init(vm)) {
        return NULL;
    }
    Object *name = str_intern_cstr(vm, "sys");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (m && (module_add_methods(vm, m, methods) < 0 ||
              module_add_methods(vm, m, sys_memory_methods) < 0 ||
              module_add_methods(vm, m, sys_hook_methods) < 0 ||
              module_add_methods(vm, m, sys_async_methods) < 0 || !add_numbers_and_texts(vm, m) ||
              !add_structures(vm, m) || !add_streams(vm, m) || !add_saved_hooks(vm, m) ||
              module_add(vm, m, "modules", new_ref(vm->modules)) < 0)) {
        decref(vm, m);
        return NULL;
    }
    return m;
}
