/* _IOBase, _RawIOBase, _BufferedIOBase and _TextIOBase: what all files have. */
#include "lib/io_internal.h"

#include "types/bytes.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ helpers */

Object *io_unsupported(VM *vm, const char *what) {
    Object *text = str_from_cstr(vm, what);
    Object *exc = text ? call1(vm, vm->lib->unsupported_operation, text) : NULL;
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    xdecref(vm, text);
    return NULL;
}

bool io_size_of(VM *vm, Object *o, int64_t *size) {
    if (o == vm->none) {
        *size = -1;
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "argument should be integer or None, not '%T'", o);
        return false;
    }
    *size = number_as_i64(vm, o, EXC_OverflowError);
    return *size != -1 || !error_occurred(vm);
}

bool io_seek_arguments(VM *vm, Object *const *args, size_t nargs, int64_t *pos, int64_t *whence) {
    if (!args_count(vm, "seek", nargs, 1, 2)) {
        return false;
    }
    *pos = number_as_i64(vm, args[0], EXC_OverflowError);
    *whence = nargs > 1 && !error_occurred(vm) ? number_as_i64(vm, args[1], EXC_OverflowError) : 0;
    return !error_occurred(vm);
}

Object *io_text_line(VM *vm, Object *o) {
    Object *line = call_method0(vm, o, ID(vm, readline));
    if (line && !is_str(vm, line)) {
        raise(vm, EXC_OSError, "readline() should have returned a str object, not '%T'", line);
        clear_ref(vm, line);
    }
    return line;
}

bool io_size(VM *vm, const char *name, Object *const *args, size_t nargs, int64_t *size) {
    *size = -1;
    return args_count(vm, name, nargs, 0, 1) && (!nargs || io_size_of(vm, args[0], size));
}

Object *io_getattr(VM *vm, Object *o, const char *name) {
    Object *key = str_intern_cstr(vm, name);
    Object *value = key ? object_getattr(vm, o, key) : NULL;
    xdecref(vm, key);
    return value;
}

Object *io_call(VM *vm, Object *o, const char *name) {
    Object *key = str_intern_cstr(vm, name);
    Object *result = key ? call_method0(vm, o, key) : NULL;
    xdecref(vm, key);
    return result;
}

Object *io_call1(VM *vm, Object *o, const char *name, Object *arg) {
    Object *key = str_intern_cstr(vm, name);
    Object *result = key ? call_method1(vm, o, key, arg) : NULL;
    xdecref(vm, key);
    return result;
}

int io_flag(VM *vm, Object *o, const char *name) {
    Object *value = io_getattr(vm, o, name);
    int truth = value ? object_truth(vm, value) : -1;
    xdecref(vm, value);
    return truth;
}

bool io_writable_view(VM *vm, const char *function, Object *o, ByteView *view) {
    if (type_of(vm, o)->slots.buffer && object_byte_view(vm, o, view) == 0 && !view->readonly) {
        return true;
    }
    if (!error_occurred(vm)) {
        raise(vm, EXC_TypeError, "%s() argument must be read-write bytes-like object, not %s",
              function, o == vm->none ? "None" : TYPE_NAME(type_of(vm, o)));
    }
    return false;
}

void io_chain_error(VM *vm, Object *first) {
    if (!first) {
        return;
    }
    if (error_occurred(vm)) {
        Object *second = error_fetch(vm);
        exception_set_context(vm, second, first);
        error_restore(vm, second);
    } else {
        error_restore(vm, first);
    }
}

bool io_after_interrupt(VM *vm) {
    return !vm->interrupted || interp_pending(vm);
}

/* ------------------------------------------------------------------ _IOBase */

static void base_dealloc(VM *vm, Object *o) {
    if (!object_finalize_from_dealloc(vm, o)) {
        return;
    }
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, ((IoBase *)o)->dict);
    object_free_container(vm, o, sizeof(IoBase));
}

static int base_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(((IoBase *)o)->dict);
    return 0;
}

static void base_clear(VM *vm, Object *o) {
    clear_ref(vm, ((IoBase *)o)->dict);
}

/* Closes a file that is still open. Errors are dropped, as nobody could catch them. */
void io_base_finalize(VM *vm, Object *o) {
    Object *error = error_fetch(vm);
    Object *closed = io_getattr(vm, o, "closed");
    int truth = closed ? object_truth(vm, closed) : -1;
    xdecref(vm, closed);
    if (truth < 0) {
        error_clear(vm);
    }
    if (truth == 0) {
        Object *key = str_intern_cstr(vm, "_finalizing");
        if (!key || object_setattr(vm, o, key, vm->true_) < 0) {
            error_clear(vm);
        }
        xdecref(vm, key);
        Object *result = call_method0(vm, o, ID(vm, close));
        if (!result) {
            error_clear(vm);
        }
        xdecref(vm, result);
    }
    error_restore(vm, error);
}

bool io_check_closed(VM *vm, Object *o) {
    int closed = io_flag(vm, o, "closed");
    if (closed > 0) {
        raise(vm, EXC_ValueError, "I/O operation on closed file.");
    }
    return closed == 0;
}

static Object *get_closed(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    Object *key = str_intern_cstr(vm, "__IOBase_closed");
    int closed = key ? object_hasattr(vm, o, key) : -1;
    xdecref(vm, key);
    return closed < 0 ? NULL : bool_ref(vm, closed);
}

static Object *base_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(o);
    UNUSED(args);
    UNUSED(nargs);
    return io_unsupported(vm, "seek");
}
static Object *base_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(o);
    UNUSED(args);
    UNUSED(nargs);
    return io_unsupported(vm, "truncate");
}
static Object *base_fileno(VM *vm, Object *o) {
    UNUSED(o);
    return io_unsupported(vm, "fileno");
}

static Object *base_tell(VM *vm, Object *o) {
    Object *key = str_intern_cstr(vm, "seek");
    Object *zero = int_from_i64(vm, 0), *one = int_from_i64(vm, 1);
    Object *result = key && zero && one ? call_method2(vm, o, key, zero, one) : NULL;
    xdecref(vm, one);
    xdecref(vm, zero);
    xdecref(vm, key);
    return result;
}

static Object *base_flush(VM *vm, Object *o) {
    Object *key = str_intern_cstr(vm, "__IOBase_closed");
    int closed = key ? object_hasattr(vm, o, key) : -1;
    xdecref(vm, key);
    if (closed == 0 && io_is_exact(vm, o, LIB_FILE_IO)) {
        closed = io_file_is_closed(o);
    }
    if (closed > 0) {
        raise(vm, EXC_ValueError, "I/O operation on closed file.");
    }
    return closed == 0 ? none_ref(vm) : NULL;
}

static Object *base_close(VM *vm, Object *o) {
    Object *key = str_intern_cstr(vm, "__IOBase_closed");
    int closed = key ? object_hasattr(vm, o, key) : -1;
    if (closed != 0) {
        xdecref(vm, key);
        return closed < 0 ? NULL : none_ref(vm);
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    Object *error = flushed ? NULL : error_fetch(vm);
    int status = object_setattr(vm, o, key, vm->true_);
    decref(vm, key);
    xdecref(vm, flushed);
    io_chain_error(vm, error);
    return status < 0 || error_occurred(vm) ? NULL : none_ref(vm);
}

static Object *base_false(VM *vm, Object *o) {
    UNUSED(o);
    return bool_ref(vm, false);
}

static Object *base_isatty(VM *vm, Object *o) {
    return io_check_closed(vm, o) ? bool_ref(vm, false) : NULL;
}

static Object *check_flag(VM *vm, Object *o, const char *method, const char *message) {
    Object *result = io_call(vm, o, method);
    if (result && result != vm->true_) {
        clear_ref(vm, result);
        io_unsupported(vm, message);
    }
    return result;
}
static Object *check_readable(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return check_flag(vm, o, "readable", "File or stream is not readable.");
}
static Object *check_writable(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return check_flag(vm, o, "writable", "File or stream is not writable.");
}
static Object *check_seekable(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return check_flag(vm, o, "seekable", "File or stream is not seekable.");
}
static Object *check_closed_method(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return io_check_closed(vm, o) ? none_ref(vm) : NULL;
}

Object *io_base_self(VM *vm, Object *o) {
    return io_check_closed(vm, o) ? new_ref(o) : NULL;
}

static Object *base_exit(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return call_method0(vm, o, ID(vm, close));
}

Object *io_no_pickle(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return raise(vm, EXC_TypeError, "cannot pickle '%T' object", o);
}

/* How many bytes to read next for a line: up to the end of line that peek shows, or one. */
static int64_t readable_at_once(VM *vm, Object *peek, int64_t limit, int64_t have) {
    Object *one = int_from_i64(vm, 1);
    Object *ahead = one ? call1(vm, peek, one) : NULL;
    xdecref(vm, one);
    if (!ahead) {
        return -1;
    }
    if (!is_bytes(vm, ahead)) {
        raise(vm, EXC_OSError, "peek() should have returned a bytes object, not '%T'", ahead);
        decref(vm, ahead);
        return -1;
    }
    int64_t n = 1;
    if (BYTES(ahead)->len) {
        const uint8_t *data = BYTES(ahead)->data, *end;
        n = BYTES(ahead)->len;
        if (limit >= 0 && n > limit - have) {
            n = limit - have;
        }
        end = memchr(data, '\n', (size_t)n);
        n = end ? end - data + 1 : n;
    }
    decref(vm, ahead);
    return n;
}

Object *io_base_readline(VM *vm, Object *o, int64_t limit) {
    Object *key = str_intern_cstr(vm, "peek");
    Object *peek = key ? object_getattr_or_null(vm, o, key) : NULL;
    Object *line = NULL, *part = NULL;
    Buffer out;
    vm_buffer_init(vm, &out);
    xdecref(vm, key);
    if (error_occurred(vm)) {
        goto done;
    }
    while (limit < 0 || (int64_t)out.size < limit) {
        int64_t n = peek ? readable_at_once(vm, peek, limit, (int64_t)out.size) : 1;
        Object *count = n < 0 ? NULL : int_from_i64(vm, n);
        part = count ? call_method1(vm, o, ID(vm, read), count) : NULL;
        xdecref(vm, count);
        if (!part) {
            goto done;
        }
        if (!is_bytes(vm, part)) {
            raise(vm, EXC_OSError, "read() should have returned a bytes object, not '%T'", part);
            goto done;
        }
        uint32_t len = BYTES(part)->len;
        buffer_add(&out, BYTES(part)->data, len);
        clear_ref(vm, part);
        if (len == 0 || out.failed || out.data[out.size - 1] == '\n') {
            break;
        }
    }
    line = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    xdecref(vm, part);
    xdecref(vm, peek);
    buffer_deinit(&out);
    return line;
}

static Object *base_readline(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t limit;
    return io_size(vm, "readline", args, nargs, &limit) ? io_base_readline(vm, o, limit) : NULL;
}

static Object *base_next(VM *vm, Object *o) {
    Object *line = call_method0(vm, o, ID(vm, readline));
    if (!line) {
        return NULL;
    }
    int64_t len = object_len(vm, line);
    if (len <= 0) {
        decref(vm, line);
        return NULL;
    }
    return line;
}

static Object *base_readlines(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t hint, total = 0;
    if (!io_size(vm, "readlines", args, nargs, &hint)) {
        return NULL;
    }
    Object *list = list_new(vm, 0);
    Object *it = list ? object_get_iter(vm, o) : NULL;
    Object *line;
    while (it && (hint <= 0 || total < hint) && (line = iter_next(vm, it))) {
        int64_t len = object_len(vm, line);
        if (list_append_steal(vm, list, line) < 0 || len < 0) {
            break;
        }
        total += len;
    }
    xdecref(vm, it);
    if (error_occurred(vm)) {
        xdecref(vm, list);
        return NULL;
    }
    return list;
}

static Object *base_writelines(VM *vm, Object *o, Object *lines) {
    if (!io_check_closed(vm, o)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, lines);
    Object *line;
    while (it && (line = iter_next(vm, it))) {
        Object *n = call_method1(vm, o, ID(vm, write), line);
        decref(vm, line);
        if (!n) {
            break;
        }
        decref(vm, n);
    }
    xdecref(vm, it);
    return error_occurred(vm) ? NULL : none_ref(vm);
}

static const MethodDef base_methods[] = {
    METHOD_FAST("seek", base_seek, "Change the position in the stream."),
    METHOD_NOARGS("tell", base_tell, "tell($self, /)\n--\n\nThe position in the stream."),
    METHOD_FAST("truncate", base_truncate, "Change the size of the file."),
    METHOD_NOARGS("flush", base_flush, "flush($self, /)\n--\n\nWrite out what is buffered."),
    METHOD_NOARGS("close", base_close, "close($self, /)\n--\n\nFlush and close."),
    METHOD_NOARGS("seekable", base_false, "seekable($self, /)\n--\n\nWhether it has positions."),
    METHOD_NOARGS("readable", base_false, "readable($self, /)\n--\n\nWhether it can be read."),
    METHOD_NOARGS("writable", base_false, "writable($self, /)\n--\n\nWhether it can be written."),
    METHOD_FAST("_checkClosed", check_closed_method, NULL),
    METHOD_FAST("_checkSeekable", check_seekable, NULL),
    METHOD_FAST("_checkReadable", check_readable, NULL),
    METHOD_FAST("_checkWritable", check_writable, NULL),
    METHOD_NOARGS("fileno", base_fileno, "fileno($self, /)\n--\n\nThe file descriptor."),
    METHOD_NOARGS("isatty", base_isatty, "isatty($self, /)\n--\n\nWhether it is a terminal."),
    METHOD_NOARGS("__enter__", io_base_self, NULL),
    METHOD_FAST("__exit__", base_exit, NULL),
    METHOD_FAST("readline", base_readline, "readline($self, size=-1, /)\n--\n\nRead one line."),
    METHOD_FAST("readlines", base_readlines,
                "readlines($self, hint=-1, /)\n--\n\nA list of the lines."),
    METHOD_O("writelines", base_writelines,
             "writelines($self, lines, /)\n--\n\nWrite a list of lines."),
    {0},
};
static const GetSetDef base_getset[] = {
    {"__dict__", object_get_dict, NULL, NULL, NULL},
    {"closed", get_closed, NULL, NULL, NULL},
    {0},
};
const TypeSpec io_base_spec = {
    .name = "_io._IOBase",
    .doc = "The base of all files.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(IoBase),
    .dict_offset = offsetof(IoBase, dict),
    .slots = {.dealloc = base_dealloc,
              .traverse = base_traverse,
              .clear = base_clear,
              .new = type_generic_new,
              .finalize = io_base_finalize,
              .iter = io_base_self,
              .iternext = base_next},
    .methods = base_methods,
    .getset = base_getset,
};

/* ------------------------------------------------------------------ _RawIOBase */

static Object *raw_readall(VM *vm, Object *o) {
    Buffer out;
    Object *result = NULL;
    bool any = false;
    vm_buffer_init(vm, &out);
    for (;;) {
        Object *size = int_from_i64(vm, IO_BUFFER_SIZE);
        Object *part = size ? call_method1(vm, o, ID(vm, read), size) : NULL;
        xdecref(vm, size);
        if (!part) {
            goto done;
        }
        if (part == vm->none && !any) {
            result = part;
            goto done;
        }
        bool good = part == vm->none || is_bytes(vm, part);
        uint32_t len = is_bytes(vm, part) ? BYTES(part)->len : 0;
        if (len) {
            buffer_add(&out, BYTES(part)->data, len);
            any = true;
        }
        decref(vm, part);
        if (!good) {
            raise(vm, EXC_TypeError, "read() should return bytes");
            goto done;
        }
        if (!len || out.failed) {
            break;
        }
    }
    result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
done:
    buffer_deinit(&out);
    return result;
}

static Object *raw_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n = -1;
    if (!args_count(vm, "read", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs && (n = number_as_i64(vm, args[0], EXC_OverflowError)) == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (n < 0) {
        return io_call(vm, o, "readall");
    }
    Object *bytes = bytearray_from(vm, NULL, (size_t)n);
    if (bytes) {
        memset(BYTEARRAY(bytes)->data ? BYTEARRAY(bytes)->data : (uint8_t[1]){0}, 0, (size_t)n);
    }
    Object *count = bytes ? io_call1(vm, o, "readinto", bytes) : NULL;
    Object *result = NULL;
    if (count == vm->none) {
        result = none_ref(vm);
    } else if (count) {
        n = number_as_i64(vm, count, EXC_ValueError);
        if (n != -1 || !error_occurred(vm)) {
            size_t len = BYTEARRAY(bytes)->len;
            result =
                n < 0 ? raise(vm, EXC_ValueError, "negative count")
                      : bytes_from(vm, BYTEARRAY(bytes)->data, (size_t)n < len ? (size_t)n : len);
        }
    }
    xdecref(vm, count);
    xdecref(vm, bytes);
    return result;
}

static Object *raw_not_implemented(VM *vm, Object *o, Object *arg) {
    UNUSED(o);
    UNUSED(arg);
    return raise_instance(vm, OBJ(EXC(vm, NotImplementedError)));
}

static const MethodDef raw_methods[] = {
    METHOD_FAST("read", raw_read, "read($self, size=-1, /)\n--\n\n"),
    METHOD_NOARGS("readall", raw_readall, "readall($self, /)\n--\n\nRead until the end."),
    METHOD_O("readinto", raw_not_implemented, NULL),
    METHOD_O("write", raw_not_implemented, NULL),
    {0},
};
const TypeSpec io_raw_base_spec = {
    .name = "_io._RawIOBase",
    .doc = "Base class for raw binary I/O.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(IoBase),
    .methods = raw_methods,
};

/* ------------------------------------------------------------------ _BufferedIOBase */

#define UNSUPPORTED(prefix, name)                                                                  \
    static Object *prefix##_##name(VM *vm, Object *o, Object *const *args, size_t nargs) {         \
        UNUSED(o);                                                                                 \
        UNUSED(args);                                                                              \
        UNUSED(nargs);                                                                             \
        return io_unsupported(vm, #name);                                                          \
    }
UNSUPPORTED(binary, detach)
UNSUPPORTED(binary, read)
UNSUPPORTED(binary, read1)
UNSUPPORTED(binary, write)

static Object *read_into(VM *vm, Object *o, const char *reader, const char *function,
                         Object *target) {
    ByteView view;
    if (!io_writable_view(vm, function, target, &view)) {
        return NULL;
    }
    Object *len = int_from_u64(vm, view.len);
    Object *bytes = len ? io_call1(vm, o, reader, len) : NULL;
    Object *result = NULL;
    xdecref(vm, len);
    if (!bytes) {
        return NULL;
    }
    if (!is_bytes(vm, bytes)) {
        raise(vm, EXC_TypeError, "read() should return bytes");
    } else if (io_writable_view(vm, function, target, &view)) {
        uint32_t n = BYTES(bytes)->len;
        if (n > view.len) {
            raise(vm, EXC_ValueError,
                  "read() returned too much data: %zu bytes requested, %zu returned", view.len,
                  (size_t)n);
        } else {
            if (n) {
                memcpy(view.data, BYTES(bytes)->data, n);
            }
            result = int_from_i64(vm, n);
        }
    }
    decref(vm, bytes);
    return result;
}
static Object *binary_readinto(VM *vm, Object *o, Object *target) {
    return read_into(vm, o, "read", "readinto", target);
}
static Object *binary_readinto1(VM *vm, Object *o, Object *target) {
    return read_into(vm, o, "read1", "readinto1", target);
}

static const MethodDef buffered_methods[] = {
    METHOD_FAST("detach", binary_detach, "Separate the raw stream and return it."),
    METHOD_FAST("read", binary_read, "Read and return up to n bytes."),
    METHOD_FAST("read1", binary_read1, "Read and return up to n bytes with one call below."),
    METHOD_O("readinto", binary_readinto, "readinto($self, buffer, /)\n--\n\n"),
    METHOD_O("readinto1", binary_readinto1, "readinto1($self, buffer, /)\n--\n\n"),
    METHOD_FAST("write", binary_write, "Write the bytes; returns their number."),
    {0},
};
const TypeSpec io_buffered_base_spec = {
    .name = "_io._BufferedIOBase",
    .doc = "Base class for buffered IO objects.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(IoBase),
    .methods = buffered_methods,
};

/* ------------------------------------------------------------------ _TextIOBase */

UNSUPPORTED(text, detach)
UNSUPPORTED(text, read)
UNSUPPORTED(text, readline)
UNSUPPORTED(text, write)

static Object *get_none(VM *vm, Object *o, void *closure) {
    UNUSED(o);
    UNUSED(closure);
    return none_ref(vm);
}

static const MethodDef text_methods[] = {
    METHOD_FAST("detach", text_detach, "Separate the buffer and return it."),
    METHOD_FAST("read", text_read, "Read at most n characters."),
    METHOD_FAST("readline", text_readline, "Read until a line end."),
    METHOD_FAST("write", text_write, "Write the string; returns its length."),
    {0},
};
static const GetSetDef text_getset[] = {
    {"encoding", get_none, NULL, "The encoding of the text.", NULL},
    {"newlines", get_none, NULL, "The line ends met so far.", NULL},
    {"errors", get_none, NULL, "What to do about characters that cannot be coded.", NULL},
    {0},
};
const TypeSpec io_text_base_spec = {
    .name = "_io._TextIOBase",
    .doc = "Base class for text I/O.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(IoBase),
    .methods = text_methods,
    .getset = text_getset,
};
