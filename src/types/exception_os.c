/* OSError: an error number, its text, one or two file names; made as the subclass that the number
 * stands for. */
#include <errno.h>

#include "types/exception_impl.h"

#include "types/int.h"

#define OS_ERROR(o) ((OsError *)(void *)(o))

static const struct {
    int number, exception;
} errno_table[] = {
    {EAGAIN, EXC_BlockingIOError},
    {EALREADY, EXC_BlockingIOError},
    {EINPROGRESS, EXC_BlockingIOError},
    {EWOULDBLOCK, EXC_BlockingIOError},
    {EPIPE, EXC_BrokenPipeError},
    {ESHUTDOWN, EXC_BrokenPipeError},
    {ECHILD, EXC_ChildProcessError},
    {ECONNABORTED, EXC_ConnectionAbortedError},
    {ECONNREFUSED, EXC_ConnectionRefusedError},
    {ECONNRESET, EXC_ConnectionResetError},
    {EEXIST, EXC_FileExistsError},
    {ENOENT, EXC_FileNotFoundError},
    {EISDIR, EXC_IsADirectoryError},
    {ENOTDIR, EXC_NotADirectoryError},
    {EINTR, EXC_InterruptedError},
    {EACCES, EXC_PermissionError},
    {EPERM, EXC_PermissionError},
    {ESRCH, EXC_ProcessLookupError},
    {ETIMEDOUT, EXC_TimeoutError},
};

static Type *class_by_errno(VM *vm, Object *number) {
    int64_t n;
    if (is_int(vm, number) && int_as_i64(number, &n)) {
        for (size_t i = 0; i < COUNT_OF(errno_table); i++) {
            if (errno_table[i].number == n) {
                return vm->exceptions[errno_table[i].exception];
            }
        }
    }
    return EXC(vm, OSError);
}

/* A class with an __init__ of its own and our __new__ fills the fields in its __init__. */
static bool fills_in_init(const Type *cls) {
    return cls->slots.init != os_error_init && cls->slots.new == os_error_new;
}

/* Sets everything from the arguments: (errno, strerror[, filename[, winerror[, filename2]]]). */
static int fill(VM *vm, Object *self, Object *const *args, size_t nargs) {
    OsError *e = OS_ERROR(self);
    bool details = nargs >= 2 && nargs <= 5;
    Object *filename = details && nargs > 2 && args[2] != vm->none ? args[2] : NULL;
    Object *filename2 = details && nargs > 4 && args[4] != vm->none ? args[4] : NULL;
    size_t kept = nargs;
    if (filename) {
        if (type_of(vm, self) == EXC(vm, BlockingIOError) && number_is_index(vm, filename)) {
            e->characters_written = number_as_i64(vm, filename, EXC_ValueError);
            if (e->characters_written == -1 && error_occurred(vm)) {
                return -1;
            }
        } else {
            exception_store(vm, e->filename, filename);
            if (filename2) {
                exception_store(vm, e->filename2, filename2);
            }
            kept = 2;
        }
    }
    if (details) {
        exception_store(vm, e->error_number, args[0]);
        exception_store(vm, e->strerror, args[1]);
    }
    return exception_set_args(vm, self, args, kept);
}

Object *os_error_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool later = fills_in_init(cls);
    if (!later) {
        if (kwnames && !args_no_keywords(vm, TYPE_NAME(cls), kwnames)) {
            return NULL;
        }
        if (cls == EXC(vm, OSError) && nargs >= 2 && nargs <= 5) {
            cls = class_by_errno(vm, args[0]);
        }
    }
    Object *self = exception_alloc(vm, cls, sizeof(OsError), NULL, 0);
    if (!self) {
        return NULL;
    }
    OS_ERROR(self)->characters_written = -1;
    if (!later && fill(vm, self, args, nargs) < 0) {
        decref(vm, self);
        return NULL;
    }
    return self;
}

int os_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Type *cls = type_of(vm, self);
    if (!fills_in_init(cls)) {
        return 0; /* done by __new__ */
    }
    if (kwnames && !args_no_keywords(vm, TYPE_NAME(cls), kwnames)) {
        return -1;
    }
    return fill(vm, self, args, nargs);
}

Object *os_error_str(VM *vm, Object *self) {
    OsError *e = OS_ERROR(self);
    Object *number = new_ref(e->error_number ? e->error_number : vm->none);
    Object *text = new_ref(e->strerror ? e->strerror : vm->none);
    Object *filename = e->filename, *filename2 = e->filename2, *result;
    xincref(filename);
    xincref(filename2);
    if (filename && filename2) {
        result = str_format(vm, "[Errno %S] %S: %R -> %R", number, text, filename, filename2);
    } else if (filename) {
        result = str_format(vm, "[Errno %S] %S: %R", number, text, filename);
    } else if (e->error_number && e->strerror) {
        result = str_format(vm, "[Errno %S] %S", number, text);
    } else {
        result = exception_str(vm, self);
    }
    decref(vm, number);
    decref(vm, text);
    xdecref(vm, filename);
    xdecref(vm, filename2);
    return result;
}

static Object *os_error_reduce(VM *vm, Object *self) {
    OsError *e = OS_ERROR(self);
    Object *args = new_ref(e->args);
    if (TUPLE_LEN(args) == 2 && e->filename) {
        Object *longer =
            e->filename2 ? tuple_pack(vm, 5, TUPLE_ITEM(args, 0), TUPLE_ITEM(args, 1), e->filename,
                                      vm->none, e->filename2)
                         : tuple_pack(vm, 3, TUPLE_ITEM(args, 0), TUPLE_ITEM(args, 1), e->filename);
        decref(vm, args);
        if (!longer) {
            return NULL;
        }
        args = longer;
    }
    Object *result = exception_reduced(vm, self, args, e->dict);
    decref(vm, args);
    return result;
}

static Object *get_characters_written(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    int64_t n = OS_ERROR(self)->characters_written;
    return n == -1 ? raise(vm, EXC_AttributeError, "characters_written") : int_from_i64(vm, n);
}

static int set_characters_written(VM *vm, Object *self, Object *value, void *closure) {
    OsError *e = OS_ERROR(self);
    UNUSED(closure);
    if (!value) {
        if (e->characters_written == -1) {
            raise(vm, EXC_AttributeError, "characters_written");
            return -1;
        }
        e->characters_written = -1;
        return 0;
    }
    int64_t n = number_as_i64(vm, value, EXC_ValueError);
    if (n == -1 && error_occurred(vm)) {
        return -1;
    }
    e->characters_written = n;
    return 0;
}

const MemberDef os_error_members[] = {
    {"errno", MEMBER_OBJECT_NONE, offsetof(OsError, error_number), false, "POSIX exception code"},
    {"strerror", MEMBER_OBJECT_NONE, offsetof(OsError, strerror), false, "exception strerror"},
    {"filename", MEMBER_OBJECT_NONE, offsetof(OsError, filename), false, "exception filename"},
    {"filename2", MEMBER_OBJECT_NONE, offsetof(OsError, filename2), false,
     "second exception filename"},
    {0},
};

const MethodDef os_error_methods[] = {
    METHOD_NOARGS("__reduce__", os_error_reduce, NULL),
    {0},
};

const GetSetDef os_error_getset[] = {
    {"characters_written", get_characters_written, set_characters_written, NULL, NULL},
    {0},
};
