/* Exceptions with a few attributes of their own. */
#include "types/exception_impl.h"

#include "types/int.h"

/* ------------------------------------------------------------ StopIteration, SystemExit, KeyError
 */

int stop_iteration_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    if (exception_init(vm, self, args, nargs, kwnames) < 0) {
        return -1;
    }
    exception_store(vm, ((StopIteration *)self)->value, nargs > 0 ? args[0] : vm->none);
    return 0;
}

const MemberDef stop_iteration_members[] = {
    {"value", MEMBER_OBJECT_NONE, offsetof(StopIteration, value), false, NULL},
    {0},
};

int system_exit_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    if (exception_init(vm, self, args, nargs, kwnames) < 0) {
        return -1;
    }
    if (nargs > 0) {
        exception_store(vm, ((SystemExit *)self)->code,
                        nargs == 1 ? args[0] : EXCEPTION(self)->args);
    }
    return 0;
}

const MemberDef system_exit_members[] = {
    {"code", MEMBER_OBJECT_NONE, offsetof(SystemExit, code), false, NULL},
    {0},
};

Object *key_error_str(VM *vm, Object *self) {
    Object *args = EXCEPTION(self)->args;
    if (!args || TUPLE_LEN(args) != 1) {
        return exception_str(vm, self);
    }
    Object *key = new_ref(TUPLE_ITEM(args, 0));
    Object *s = object_repr(vm, key);
    decref(vm, key);
    return s;
}

/* ------------------------------------------------------------ ImportError */

int import_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"name", "path", NULL};
    ImportError *e = (ImportError *)self;
    Object *name = NULL, *path = NULL;
    if (exception_init(vm, self, args, nargs, NULL) < 0 ||
        !args_parse(vm, "ImportError", names, "|$OO", args + nargs, 0, kwnames, &name, &path)) {
        return -1;
    }
    exception_store(vm, e->name, name);
    exception_store(vm, e->path, path);
    exception_store(vm, e->msg, nargs == 1 ? args[0] : NULL);
    return 0;
}

Object *import_error_str(VM *vm, Object *self) {
    Object *msg = ((ImportError *)self)->msg;
    return msg && is_exact(msg, SHAPE_STR) ? new_ref(msg) : exception_str(vm, self);
}

static Object *import_error_reduce(VM *vm, Object *self) {
    ImportError *e = (ImportError *)self;
    Object *state = NULL;
    if (e->name || e->path) {
        state = e->dict ? dict_copy(vm, e->dict) : dict_new(vm);
        if (!state || (e->name && dict_set(vm, state, ID(vm, name), e->name) < 0) ||
            (e->path && dict_set(vm, state, ID(vm, path), e->path) < 0)) {
            xdecref(vm, state);
            return NULL;
        }
    } else if (e->dict) {
        state = new_ref(e->dict);
    }
    Object *result = exception_reduced(vm, self, e->args, state);
    xdecref(vm, state);
    return result;
}

const MemberDef import_error_members[] = {
    {"msg", MEMBER_OBJECT_NONE, offsetof(ImportError, msg), false, "exception message"},
    {"name", MEMBER_OBJECT_NONE, offsetof(ImportError, name), false, "module name"},
    {"path", MEMBER_OBJECT_NONE, offsetof(ImportError, path), false, "module path"},
    {0},
};

const MethodDef import_error_methods[] = {
    METHOD_NOARGS("__reduce__", import_error_reduce, NULL),
    {0},
};

/* ------------------------------------------------------------ NameError, AttributeError */

int name_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"name", NULL};
    Object *name = NULL;
    if (exception_init(vm, self, args, nargs, NULL) < 0 ||
        !args_parse(vm, "NameError", names, "|$O", args + nargs, 0, kwnames, &name)) {
        return -1;
    }
    exception_store(vm, ((NameError *)self)->name, name);
    return 0;
}

const MemberDef name_error_members[] = {
    {"name", MEMBER_OBJECT_NONE, offsetof(NameError, name), false, "name"},
    {0},
};

int attribute_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"name", "obj", NULL};
    AttributeError *e = (AttributeError *)self;
    Object *name = NULL, *obj = NULL;
    if (exception_init(vm, self, args, nargs, NULL) < 0 ||
        !args_parse(vm, "AttributeError", names, "|$OO", args + nargs, 0, kwnames, &name, &obj)) {
        return -1;
    }
    exception_store(vm, e->name, name);
    exception_store(vm, e->obj, obj);
    return 0;
}

const MemberDef attribute_error_members[] = {
    {"name", MEMBER_OBJECT_NONE, offsetof(AttributeError, name), false, "attribute name"},
    {"obj", MEMBER_OBJECT_NONE, offsetof(AttributeError, obj), false, "object"},
    {0},
};

/* ------------------------------------------------------------ SyntaxError */

/* Takes the details apart: (filename, lineno, offset, text[, end_lineno, end_offset]). */
static int set_details(VM *vm, SyntaxError *e, Object *details) {
    Object *info = tuple_from_iterable(vm, details);
    if (!info) {
        return -1;
    }
    uint32_t n = TUPLE_LEN(info);
    if (n < 4 || n > 6) {
        raise(vm, EXC_TypeError, "function takes at %s arguments (%u given)",
              n < 4 ? "least 4" : "most 6", n);
        decref(vm, info);
        return -1;
    }
    exception_store(vm, e->filename, TUPLE_ITEM(info, 0));
    exception_store(vm, e->lineno, TUPLE_ITEM(info, 1));
    exception_store(vm, e->offset, TUPLE_ITEM(info, 2));
    exception_store(vm, e->text, TUPLE_ITEM(info, 3));
    exception_store(vm, e->end_lineno, n > 4 ? TUPLE_ITEM(info, 4) : NULL);
    exception_store(vm, e->end_offset, n > 5 ? TUPLE_ITEM(info, 5) : NULL);
    decref(vm, info);
    if (n == 5) {
        raise(vm, EXC_TypeError, "end_offset must be provided when end_lineno is provided");
        return -1;
    }
    return 0;
}

int syntax_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    SyntaxError *e = (SyntaxError *)self;
    if (exception_init(vm, self, args, nargs, kwnames) < 0) {
        return -1;
    }
    if (nargs >= 1) {
        exception_store(vm, e->msg, args[0]);
    }
    return nargs == 2 ? set_details(vm, e, args[1]) : 0;
}

/* The part of a path behind the last slash (new reference). */
static Object *base_name(VM *vm, Object *path) {
    size_t start = STR_LEN(path);
    while (start > 0 && str_char(path, start - 1) != '/') {
        start--;
    }
    return str_substring(vm, path, start, STR_LEN(path));
}

Object *syntax_error_str(VM *vm, Object *self) {
    SyntaxError *e = (SyntaxError *)self;
    Object *msg = new_ref(e->msg ? e->msg : vm->none), *file = NULL, *result = NULL;
    int64_t line = -1;
    bool has_line = e->lineno && is_exact(e->lineno, SHAPE_INT);
    if (has_line && !int_as_i64(e->lineno, &line)) {
        line = -1;
    }
    if (e->filename && is_str(vm, e->filename)) {
        file = base_name(vm, e->filename);
        if (!file) {
            goto done;
        }
    }
    if (file && has_line) {
        result = str_format(vm, "%S (%U, line %lld)", msg, file, (long long)line);
    } else if (file) {
        result = str_format(vm, "%S (%U)", msg, file);
    } else if (has_line) {
        result = str_format(vm, "%S (line %lld)", msg, (long long)line);
    } else {
        result = object_str(vm, msg);
    }
done:
    decref(vm, msg);
    xdecref(vm, file);
    return result;
}

#define SYNTAX_MEMBER(name, text)                                                                  \
    { #name, MEMBER_OBJECT_NONE, offsetof(SyntaxError, name), false, text }
const MemberDef syntax_error_members[] = {
    SYNTAX_MEMBER(msg, "exception msg"),
    SYNTAX_MEMBER(filename, "exception filename"),
    SYNTAX_MEMBER(lineno, "exception lineno"),
    SYNTAX_MEMBER(offset, "exception offset"),
    SYNTAX_MEMBER(text, "exception text"),
    SYNTAX_MEMBER(end_lineno, "exception end lineno"),
    SYNTAX_MEMBER(end_offset, "exception end offset"),
    SYNTAX_MEMBER(print_file_and_line, "exception print_file_and_line"),
    {0},
};
