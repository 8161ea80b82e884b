/* The module builtins: print, input, eval and the other functions that are not types. The iteration
 * functions (min, sum, sorted ...) are in builtins_iter.c, __build_class__ in builtins_class.c. */
#include "lib/builtins.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lang/compile.h"
#include "lib/ast_nodes.h"
#include "lib/io.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ---- numbers and characters ---- */

static Object *abs_(VM *vm, Object *self, Object *o) {
    (void)self;
    return number_absolute(vm, o);
}

static Object *in_base(VM *vm, Object *o, int base) {
    Object *index = number_index(vm, o);
    if (!index) {
        return NULL;
    }
    Object *text = int_to_str(vm, index, base, true, false);
    decref(vm, index);
    return text;
}
static Object *bin(VM *vm, Object *self, Object *o) {
    (void)self;
    return in_base(vm, o, 2);
}
static Object *oct(VM *vm, Object *self, Object *o) {
    (void)self;
    return in_base(vm, o, 8);
}
static Object *hex(VM *vm, Object *self, Object *o) {
    (void)self;
    return in_base(vm, o, 16);
}

static Object *chr(VM *vm, Object *self, Object *o) {
    (void)self;
    Object *index = number_index(vm, o);
    if (!index) {
        return NULL;
    }
    int64_t code;
    bool fits = int_as_i64(index, &code);
    decref(vm, index);
    if (!fits || code != (int32_t)code) {
        return raise(vm, EXC_OverflowError, "Python int too large to convert to C int");
    }
    if (code < 0 || code > 0x10FFFF) {
        return raise(vm, EXC_ValueError, "chr() arg not in range(0x110000)");
    }
    return str_from_char(vm, (uint32_t)code);
}

static Object *ord(VM *vm, Object *self, Object *o) {
    (void)self;
    size_t len;
    ByteView view;
    if (is_str(vm, o)) {
        len = STR_LEN(o);
        if (len == 1) {
            return int_from_i64(vm, str_char(o, 0));
        }
    } else if (type_of(vm, o)->slots.buffer && !object_byte_view(vm, o, &view)) {
        len = view.len;
        if (len == 1) {
            return int_from_i64(vm, view.data[0]);
        }
    } else {
        return raise(vm, EXC_TypeError, "ord() expected string of length 1, but %T found", o);
    }
    return raise(vm, EXC_TypeError, "ord() expected a character, but string of length %zu found",
                 len);
}

static Object *divmod(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "divmod", nargs, 2, 2)) {
        return NULL;
    }
    return number_binary(vm, args[0], args[1], OP_DIVMOD);
}

static Object *pow_(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"base", "exp", "mod", NULL};
    Object *base, *exp, *mod = vm->none;
    if (!args_parse(vm, "pow", names, "OO|O", args, nargs, kwnames, &base, &exp, &mod)) {
        return NULL;
    }
    return number_power(vm, base, exp, mod);
}

static Object *round_(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"number", "ndigits", NULL};
    Object *number, *ndigits = vm->none;
    if (!args_parse(vm, "round", names, "O|O", args, nargs, kwnames, &number, &ndigits)) {
        return NULL;
    }
    Object *method = lookup_special(vm, number, ID(vm, __round__));
    if (!method) {
        return error_occurred(vm)
                   ? NULL
                   : raise(vm, EXC_TypeError, "type %T doesn't define __round__ method", number);
    }
    Object *result = ndigits == vm->none ? call0(vm, method) : call1(vm, method, ndigits);
    decref(vm, method);
    return result;
}

/* ---- objects ---- */

/* A number or character whose identity a program has seen is not changed in place any more when an
 * operation replaces it (vm/eval.c reuses the blocks of those with no flag set). */
static Object *id(VM *vm, Object *self, Object *o) {
    (void)self;
    if ((o->meta == INT_META && (INT_VALUE(o) < SMALL_INT_MIN || INT_VALUE(o) > SMALL_INT_MAX)) ||
        o->meta == FLOAT_META || (is_exact(o, SHAPE_STR) && STR_LEN(o) == 1)) {
        set_flag(o, FLAG_IDENTITY_SEEN);
    }
    return int_from_u64(vm, (uint64_t)(uintptr_t)o);
}
static Object *hash(VM *vm, Object *self, Object *o) {
    (void)self;
    Hash h = object_hash(vm, o);
    return h == -1 ? NULL : int_from_i64(vm, h);
}
static Object *len(VM *vm, Object *self, Object *o) {
    (void)self;
    int64_t n = object_len(vm, o);
    return n < 0 ? NULL : int_from_i64(vm, n);
}
static Object *repr(VM *vm, Object *self, Object *o) {
    (void)self;
    return object_repr(vm, o);
}
static Object *ascii(VM *vm, Object *self, Object *o) {
    (void)self;
    return object_ascii(vm, o);
}
static Object *callable(VM *vm, Object *self, Object *o) {
    (void)self;
    return bool_ref(vm, object_is_callable(vm, o));
}
static Object *format(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "format", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 2 && !is_str(vm, args[1])) {
        return raise(vm, EXC_TypeError, "format() argument 2 must be str, not %T", args[1]);
    }
    return object_format(vm, args[0], nargs == 2 ? args[1] : NULL);
}

static Object *isinstance(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "isinstance", nargs, 2, 2)) {
        return NULL;
    }
    int result = object_is_instance(vm, args[0], args[1]);
    return result < 0 ? NULL : bool_ref(vm, result);
}
static Object *issubclass(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "issubclass", nargs, 2, 2)) {
        return NULL;
    }
    int result = object_is_subclass(vm, args[0], args[1]);
    return result < 0 ? NULL : bool_ref(vm, result);
}

/* ---- attributes ---- */

static bool check_name(VM *vm, Object *name) {
    if (is_str(vm, name)) {
        return true;
    }
    raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
    return false;
}

/* The attribute's name, interned where it can be, so that caches work. New reference. */
static Object *attribute_name(VM *vm, Object *name) {
    if (!check_name(vm, name)) {
        return NULL;
    }
    return is_exact(name, SHAPE_STR) ? str_intern(vm, name) : new_ref(name);
}

static Object *getattr_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "getattr", nargs, 2, 3)) {
        return NULL;
    }
    Object *name = attribute_name(vm, args[1]);
    if (!name) {
        return NULL;
    }
    Object *value;
    if (nargs == 2) {
        value = object_getattr(vm, args[0], name);
    } else {
        value = object_getattr_or_null(vm, args[0], name);
        if (!value && !error_occurred(vm)) {
            value = new_ref(args[2]);
        }
    }
    decref(vm, name);
    return value;
}

static Object *hasattr_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "hasattr", nargs, 2, 2)) {
        return NULL;
    }
    Object *name = attribute_name(vm, args[1]);
    if (!name) {
        return NULL;
    }
    int result = object_hasattr(vm, args[0], name);
    decref(vm, name);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *set_attribute(VM *vm, Object *o, Object *name_arg, Object *value) {
    Object *name = attribute_name(vm, name_arg);
    if (!name) {
        return NULL;
    }
    int result = object_setattr(vm, o, name, value);
    decref(vm, name);
    return result < 0 ? NULL : none_ref(vm);
}
static Object *setattr_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    return args_count(vm, "setattr", nargs, 3, 3) ? set_attribute(vm, args[0], args[1], args[2])
                                                  : NULL;
}
static Object *delattr_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    return args_count(vm, "delattr", nargs, 2, 2) ? set_attribute(vm, args[0], args[1], NULL)
                                                  : NULL;
}

/* ---- namespaces ---- */

static Object *globals(VM *vm, Object *self) {
    (void)self;
    Object *dict = interp_globals(vm);
    return dict ? new_ref(dict) : none_ref(vm);
}
static Object *locals(VM *vm, Object *self) {
    (void)self;
    if (!vm->interp->frame) {
        return raise(vm, EXC_SystemError, "frame does not exist");
    }
    return frame_locals(vm, vm->interp->frame);
}
static Object *vars(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "vars", nargs, 0, 1)) {
        return NULL;
    }
    if (!nargs) {
        return locals(vm, self);
    }
    Object *dict = object_getattr_or_null(vm, args[0], ID(vm, __dict__));
    if (!dict && !error_occurred(vm)) {
        raise(vm, EXC_TypeError, "vars() argument must have __dict__ attribute");
    }
    return dict;
}

static Object *dir(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "dir", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs) {
        return object_dir(vm, args[0]);
    }
    Object *names = locals(vm, self);
    Object *keys = names ? call_method0(vm, names, ID(vm, keys)) : NULL;
    Object *list = keys ? list_from_iterable(vm, keys) : NULL;
    if (list && list_sort(vm, list, NULL, false) < 0) {
        clear_ref(vm, list);
    }
    xdecref(vm, keys);
    xdecref(vm, names);
    return list;
}

/* ---- compile, eval, exec ---- */

enum { /* PyCF_*, CO_FUTURE_* */
       COMPILE_DONT_IMPLY_DEDENT = 0x200,
       COMPILE_ONLY_AST = 0x400,
       COMPILE_ALLOW_INCOMPLETE = 0x4000,
       COMPILE_FLAGS = 0x1FE7710
};

/* Source text of a str or bytes-like object; buf keeps it. NULL with an error. */
static const char *source_text(VM *vm, Object *source, const char *what, Buffer *buf, size_t *len,
                               bool *is_text) {
    ByteView view;
    *is_text = false;
    const char *text;
    if (is_str(vm, source)) {
        *is_text = true;
        text = str_utf8(vm, source, buf, len, false);
    } else if (type_of(vm, source)->slots.buffer) {
        if (object_byte_view(vm, source, &view) < 0) {
            return NULL;
        }
        text = (const char *)view.data;
        *len = view.len;
        if (!text) {
            text = "";
        }
    } else {
        raise(vm, EXC_TypeError, "%s must be a string, bytes or %s object", what,
              strcmp(what, "compile() arg 1") == 0 ? "AST" : "code");
        return NULL;
    }
    if (text && memchr(text, 0, *len)) {
        raise(vm, EXC_ValueError, "source code string cannot contain null bytes");
        return NULL;
    }
    return text;
}

static Object *compile_object(VM *vm, Object *source, const char *what, Object *filename,
                              enum CompileMode mode, uint32_t flags, bool only_ast) {
    Buffer buf;
    buffer_init(&buf);
    size_t len;
    CompileOptions options = {.mode = mode,
                              .flags = flags & CO_FUTURE_ANNOTATIONS,
                              .open_end =
                                  mode == COMPILE_SINGLE && (flags & COMPILE_DONT_IMPLY_DEDENT),
                              .tell_incomplete = flags & COMPILE_ALLOW_INCOMPLETE};
    const char *text = source_text(vm, source, what, &buf, &len, &options.source_is_text);
    Object *code = NULL;
    if (text) {
        if (mode == COMPILE_EVAL) {
            while (len && (*text == ' ' || *text == '\t')) {
                text++;
                len--;
            }
        }
        code = only_ast ? compile_to_tree(vm, text, len, filename, &options, ast_to_objects, NULL)
                        : compile_source(vm, text, len, filename, &options);
    }
    buffer_deinit(&buf);
    return code;
}

static Object *compile(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {
        "source",   "filename",         "mode", "flags", "dont_inherit",
        "optimize", "_feature_version", NULL};
    Object *source, *filename, *mode;
    int flags = 0, dont_inherit = 0, optimize = -1, feature = -1;
    if (!args_parse(vm, "compile", names, "OOU|iii$i", args, nargs, kwnames, &source, &filename,
                    &mode, &flags, &dont_inherit, &optimize, &feature)) {
        return NULL;
    }
    enum CompileMode m;
    if (str_equal_ascii(mode, "exec")) {
        m = COMPILE_EXEC;
    } else if (str_equal_ascii(mode, "eval")) {
        m = COMPILE_EVAL;
    } else if (str_equal_ascii(mode, "single")) {
        m = COMPILE_SINGLE;
    } else if (str_equal_ascii(mode, "func_type")) {
        return raise(vm, EXC_ValueError,
                     flags & COMPILE_ONLY_AST ? "compile() mode 'func_type' is not supported"
                                              : "compile() mode 'func_type' requires flag "
                                                "PyCF_ONLY_AST");
    } else {
        return raise(vm, EXC_ValueError,
                     flags & COMPILE_ONLY_AST
                         ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                         : "compile() mode must be 'exec', 'eval' or 'single'");
    }
    if (flags & ~COMPILE_FLAGS) {
        return raise(vm, EXC_ValueError, "compile(): unrecognised flags");
    }
    if (optimize < -1 || optimize > 2) {
        return raise(vm, EXC_ValueError, "compile(): invalid optimize value");
    }
    if (!is_str(vm, filename)) {
        return raise(vm, EXC_TypeError, "expected str, bytes or os.PathLike object, not %T",
                     filename);
    }
    uint32_t inherited = (uint32_t)flags & CO_FUTURE_ANNOTATIONS;
    if (!dont_inherit && vm->interp->frame) {
        inherited |= vm->interp->frame->code->flags & CO_FUTURE_ANNOTATIONS;
    }
    bool only_ast = (flags & COMPILE_ONLY_AST) != 0;
    if (ast_is_node(vm, source)) {
        const CompileOptions options = {.mode = m, .flags = inherited};
        return only_ast ? new_ref(source) : ast_compile(vm, source, filename, &options);
    }
    inherited |= (uint32_t)flags & (COMPILE_DONT_IMPLY_DEDENT | COMPILE_ALLOW_INCOMPLETE);
    return compile_object(vm, source, "compile() arg 1", filename, m, inherited, only_ast);
}

/* Code that has no builtins yet sees those of its caller. */
static bool add_builtins(VM *vm, Object *globals) {
    if (dict_get_str(vm, globals, ID(vm, __builtins__))) {
        return true;
    }
    const Frame *frame = vm->interp->frame;
    Object *builtins = frame ? frame->builtins : vm->builtins;
    return dict_set(vm, globals, ID(vm, __builtins__), builtins) == 0;
}

static Object *bad_globals(VM *vm, const char *name, Object *globals, enum CompileMode mode) {
    if (mode != COMPILE_EVAL) {
        return raise(vm, EXC_TypeError, "%s() globals must be a dict, not %T", name, globals);
    }
    return raise(vm, EXC_TypeError,
                 type_of(vm, globals)->slots.mp_subscript
                     ? "globals must be a real dict; try eval(expr, {}, mapping)"
                     : "globals must be a dict");
}

static Object *run(VM *vm, const char *name, Object *const *args, size_t nargs,
                   enum CompileMode mode) {
    if (!args_count(vm, name, nargs, 1, 3)) {
        return NULL;
    }
    Object *globals = nargs > 1 && args[1] != vm->none ? args[1] : NULL;
    Object *locals = nargs > 2 && args[2] != vm->none ? args[2] : NULL;
    if (globals && !is_dict(vm, globals)) {
        return bad_globals(vm, name, globals, mode);
    }
    if (locals && !type_of(vm, locals)->slots.mp_subscript) {
        return mode == COMPILE_EVAL
                   ? raise(vm, EXC_TypeError, "locals must be a mapping")
                   : raise(vm, EXC_TypeError, "locals must be a mapping or None, not %T", locals);
    }
    Object *own_locals = NULL, *result = NULL, *code = NULL;
    if (!globals) {
        globals = interp_globals(vm);
        if (!globals) {
            return raise(vm, EXC_SystemError, "globals do not exist");
        }
        if (!locals) {
            own_locals = locals = frame_locals(vm, vm->interp->frame);
            if (!locals) {
                return NULL;
            }
        }
    } else if (!locals) {
        locals = globals;
    }
    incref(globals);
    if (!add_builtins(vm, globals)) {
        goto done;
    }
    if (is_exact(args[0], SHAPE_CODE)) {
        code = new_ref(args[0]);
        if (CODE(code)->nfree) {
            raise(vm, EXC_TypeError, "code object passed to %s() may not contain free variables",
                  name);
            goto done;
        }
    } else {
        Object *filename = str_from_cstr(vm, "<string>");
        uint32_t flags =
            vm->interp->frame ? vm->interp->frame->code->flags & CO_FUTURE_ANNOTATIONS : 0;
        if (filename) {
            char what[32];
            snprintf(what, sizeof what, "%s() arg 1", name);
            code = compile_object(vm, args[0], what, filename, mode, flags, false);
            decref(vm, filename);
        }
    }
    if (code) {
        result = interp_exec(vm, code, globals, locals);
    }
done:
    xdecref(vm, code);
    decref(vm, globals);
    xdecref(vm, own_locals);
    return result;
}

static Object *eval(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    return run(vm, "eval", args, nargs, COMPILE_EVAL);
}

static Object *exec(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"", "", "", "closure", NULL};
    Object *given[3] = {NULL, vm->none, vm->none}, *closure = vm->none;
    if (!args_parse(vm, "exec", names, "O|OO$O", args, nargs, kwnames, &given[0], &given[1],
                    &given[2], &closure)) {
        return NULL;
    }
    Object *result = run(vm, "exec", given, 3, COMPILE_EXEC);
    if (!result) {
        return NULL;
    }
    decref(vm, result);
    return none_ref(vm);
}

/* ---- print and input ---- */

/* sys.<name>, borrowed; NULL with RuntimeError if it is gone. */
static Object *standard_stream(VM *vm, const char *name) {
    Object *file = vm->sys ? dict_get_cstr(vm, vm->sys, name) : NULL;
    if (!file) {
        raise(vm, EXC_RuntimeError, "lost sys.%s", name);
    }
    return file;
}

static int write_object(VM *vm, Object *file, Object *o) {
    Object *text = object_str(vm, o);
    if (!text) {
        return -1;
    }
    int result = io_write(vm, file, text);
    decref(vm, text);
    return result;
}

/* Writes a separator given as an object or, if that is None, as its default character. */
static int write_separator(VM *vm, Object *file, Object *given, uint32_t default_) {
    if (given != vm->none) {
        return io_write(vm, file, given);
    }
    Object *text = str_from_char(vm, default_);
    int result = text ? io_write(vm, file, text) : -1;
    xdecref(vm, text);
    return result;
}

static bool check_separator(VM *vm, const char *name, Object *given) {
    if (given == vm->none || is_str(vm, given)) {
        return true;
    }
    raise(vm, EXC_TypeError, "%s must be None or a string, not %T", name, given);
    return false;
}

static Object *print(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"sep", "end", "file", "flush", NULL};
    Object *sep = vm->none, *end = vm->none, *file = vm->none;
    bool flush = false;
    if (kwnames && TUPLE_LEN(kwnames) &&
        !args_parse(vm, "print", names, "|$OOOp", args + nargs, 0, kwnames, &sep, &end, &file,
                    &flush)) {
        return NULL;
    }
    if (!check_separator(vm, "sep", sep) || !check_separator(vm, "end", end)) {
        return NULL;
    }
    if (file == vm->none) {
        file = standard_stream(vm, "stdout");
        if (!file) {
            return NULL;
        }
        if (file == vm->none) {
            return none_ref(vm);
        }
    }
    incref(file);
    int status = 0;
    for (size_t i = 0; status == 0 && i < nargs; i++) {
        status = i ? write_separator(vm, file, sep, ' ') : 0;
        if (status == 0) {
            status = write_object(vm, file, args[i]);
        }
    }
    if (status == 0) {
        status = write_separator(vm, file, end, '\n');
    }
    if (status == 0 && flush) {
        status = io_flush(vm, file);
    }
    decref(vm, file);
    return status < 0 ? NULL : none_ref(vm);
}

static Object *input(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "input", nargs, 0, 1)) {
        return NULL;
    }
    Object *in = standard_stream(vm, "stdin"), *out = in ? standard_stream(vm, "stdout") : NULL;
    if (!out) {
        return NULL;
    }
    if ((nargs && write_object(vm, out, args[0]) < 0) || io_flush(vm, out) < 0) {
        return NULL;
    }
    Object *line = call_method0(vm, in, ID(vm, readline));
    if (!line) {
        return NULL;
    }
    if (!is_str(vm, line) || STR_LEN(line) == 0) {
        int exception = is_str(vm, line) ? EXC_EOFError : EXC_TypeError;
        decref(vm, line);
        return raise(vm, exception,
                     exception == EXC_EOFError ? "EOF when reading a line"
                                               : "object.readline() returned non-string");
    }
    size_t n = STR_LEN(line);
    if (str_char(line, n - 1) == '\n') {
        Object *cut = str_substring(vm, line, 0, n - 1);
        decref(vm, line);
        line = cut;
    }
    return line;
}

static Object *import_(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"name", "globals", "locals", "fromlist", "level", NULL};
    Object *name, *globals = vm->none, *locals = vm->none, *fromlist = vm->none;
    int level = 0;
    if (!args_parse(vm, "__import__", names, "O|OOOi", args, nargs, kwnames, &name, &globals,
                    &locals, &fromlist, &level)) {
        return NULL;
    }
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "module name must be a string");
    }
    return import_module(vm, name, globals == vm->none ? NULL : globals,
                         fromlist == vm->none ? NULL : fromlist, level);
}

static Object *breakpoint(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    (void)self;
    Object *hook = dict_get_cstr(vm, vm->sys, "breakpointhook");
    if (!hook) {
        return raise(vm, EXC_RuntimeError, "lost sys.breakpointhook");
    }
    incref(hook);
    Object *result = call(vm, hook, args, nargs, kwnames);
    decref(vm, hook);
    return result;
}

static const MethodDef methods[] = {
    METHOD_O("abs", abs_, "abs($module, x, /)\n--\n\nReturn the absolute value of the argument."),
    METHOD_O("ascii", ascii,
             "ascii($module, obj, /)\n--\n\nReturn an ASCII-only representation of an object."),
    METHOD_O("bin", bin,
             "bin($module, number, /)\n--\n\nReturn the binary representation of an integer."),
    METHOD_KW("breakpoint", breakpoint, "Call sys.breakpointhook(*args, **kws)."),
    METHOD_O("callable", callable,
             "callable($module, obj, /)\n--\n\nReturn whether the object is callable."),
    METHOD_O("chr", chr, "chr($module, i, /)\n--\n\nReturn a Unicode string of one character."),
    METHOD_KW("compile", compile, "Compile source into a code object."),
    METHOD_FAST("delattr", delattr_,
                "delattr($module, obj, name, /)\n--\n\nDelete the named attribute."),
    METHOD_FAST("dir", dir, "Show attributes of an object."),
    METHOD_FAST("divmod", divmod, "divmod($module, x, y, /)\n--\n\nReturn the tuple (x//y, x%y)."),
    METHOD_FAST("eval", eval,
                "eval($module, source, globals=None, locals=None, /)\n--\n\nEvaluate the source."),
    METHOD_KW("exec", exec, "Execute the given source in the context of globals and locals."),
    METHOD_FAST(
        "format", format,
        "format($module, value, format_spec='', /)\n--\n\nReturn value.__format__(format_spec)"),
    METHOD_FAST("getattr", getattr_, "Get a named attribute from an object."),
    METHOD_NOARGS("globals", globals,
                  "globals($module, /)\n--\n\nReturn the dictionary of the current scope's global "
                  "variables."),
    METHOD_FAST("hasattr", hasattr_,
                "hasattr($module, obj, name, /)\n--\n\nReturn whether the object has an attribute "
                "with the given name."),
    METHOD_O("hash", hash,
             "hash($module, obj, /)\n--\n\nReturn the hash value for the given object."),
    METHOD_O("hex", hex,
             "hex($module, number, /)\n--\n\nReturn the hexadecimal representation of an integer."),
    METHOD_O("id", id, "id($module, obj, /)\n--\n\nReturn the identity of an object: its address."),
    METHOD_FAST("input", input,
                "input($module, prompt='', /)\n--\n\nRead a string from standard input."),
    METHOD_FAST("isinstance", isinstance,
                "isinstance($module, obj, class_or_tuple, /)\n--\n\nReturn whether an object is an "
                "instance of a class or of a subclass thereof."),
    METHOD_FAST("issubclass", issubclass,
                "issubclass($module, cls, class_or_tuple, /)\n--\n\nReturn whether 'cls' is "
                "derived from another class or is the same class."),
    METHOD_O("len", len, "len($module, obj, /)\n--\n\nReturn the number of items in a container."),
    METHOD_NOARGS(
        "locals", locals,
        "locals($module, /)\n--\n\nReturn a dictionary of the current scope's local variables."),
    METHOD_O("oct", oct,
             "oct($module, number, /)\n--\n\nReturn the octal representation of an integer."),
    METHOD_KW("open", io_open, "Open file and return a stream."),
    METHOD_O("ord", ord,
             "ord($module, c, /)\n--\n\nReturn the Unicode code point for a one-character string."),
    METHOD_KW("pow", pow_,
              "pow($module, /, base, exp, mod=None)\n--\n\nbase**exp or base**exp % mod."),
    METHOD_KW("print", print, "Prints the values to a stream, or to sys.stdout by default."),
    METHOD_O(
        "repr", repr,
        "repr($module, obj, /)\n--\n\nReturn the canonical string representation of the object."),
    METHOD_KW("round", round_,
              "round($module, /, number, ndigits=None)\n--\n\nRound a number to a given precision "
              "in decimal digits."),
    METHOD_FAST("setattr", setattr_,
                "setattr($module, obj, name, value, /)\n--\n\nSets the named attribute on the "
                "given object to the specified value."),
    METHOD_FAST("vars", vars, "Show vars."),
    METHOD_KW("__import__", import_, "Import a module."),
    {0},
};

static const struct {
    const char *name;
    uint32_t shape;
} types[] = {
    {"bool", SHAPE_BOOL},
    {"bytearray", SHAPE_BYTEARRAY},
    {"bytes", SHAPE_BYTES},
    {"classmethod", SHAPE_CLASSMETHOD},
    {"complex", SHAPE_COMPLEX},
    {"dict", SHAPE_DICT},
    {"enumerate", SHAPE_ENUMERATE},
    {"filter", SHAPE_FILTER},
    {"float", SHAPE_FLOAT},
    {"frozenset", SHAPE_FROZENSET},
    {"int", SHAPE_INT},
    {"list", SHAPE_LIST},
    {"map", SHAPE_MAP},
    {"memoryview", SHAPE_MEMORYVIEW},
    {"object", SHAPE_OBJECT},
    {"property", SHAPE_PROPERTY},
    {"range", SHAPE_RANGE},
    {"reversed", SHAPE_REVERSED},
    {"set", SHAPE_SET},
    {"slice", SHAPE_SLICE},
    {"staticmethod", SHAPE_STATICMETHOD},
    {"str", SHAPE_STR},
    {"super", SHAPE_SUPER},
    {"tuple", SHAPE_TUPLE},
    {"type", SHAPE_TYPE},
    {"zip", SHAPE_ZIP},
};

static bool add_exceptions(VM *vm, Object *module) {
    static const char *const names[EXC_COUNT] = {
#define X(name, base, layout) #name,
#include "object/exceptions.def"
#undef X
        "ExceptionGroup",
    };
    for (int i = 0; i < EXC_COUNT; i++) {
        if (module_add(vm, module, names[i], OBJ(new_ref(vm->exceptions[i]))) < 0) {
            return false;
        }
    }
    return module_add(vm, module, "EnvironmentError", OBJ(new_ref(EXC(vm, OSError)))) == 0 &&
           module_add(vm, module, "IOError", OBJ(new_ref(EXC(vm, OSError)))) == 0;
}

static bool add_values(VM *vm, Object *module) {
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (module_add(vm, module, types[i].name, OBJ(new_ref(vm->shape_types[types[i].shape]))) <
            0) {
            return false;
        }
    }
    return module_add(vm, module, "None", none_ref(vm)) == 0 &&
           module_add(vm, module, "True", bool_ref(vm, true)) == 0 &&
           module_add(vm, module, "False", bool_ref(vm, false)) == 0 &&
           module_add(vm, module, "Ellipsis", new_ref(vm->ellipsis)) == 0 &&
           module_add(vm, module, "NotImplemented", not_implemented_ref(vm)) == 0 &&
           module_add(vm, module, "__debug__", bool_ref(vm, true)) == 0;
}

Object *module_builtins(VM *vm) {
    Object *name = str_intern_cstr(vm, "builtins");
    Object *module = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (module && (!add_values(vm, module) || !add_exceptions(vm, module) ||
                   !builtins_add_exit(vm, module) || module_add_methods(vm, module, methods) < 0 ||
                   module_add_methods(vm, module, builtins_iter_methods) < 0 ||
                   module_add_methods(vm, module, builtins_async_methods) < 0 ||
                   module_add_methods(vm, module, builtins_class_methods) < 0)) {
        decref(vm, module);
        return NULL;
    }
    return module;
}
