/* BytesIO: a binary file in memory. The bytes lie in a bytearray, whose views getbuffer gives. */
#include <string.h>

#include "lib/io_internal.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct BytesIO {
    Object head;
    Object *dict;
    Object *bytes; /* bytearray; NULL: closed */
    int64_t pos;
} BytesIO;
#define BYTES_IO(o) ((BytesIO *)(o))

static bool check_open(VM *vm, const BytesIO *b) {
    if (!b->bytes) {
        raise(vm, EXC_ValueError, "I/O operation on closed file.");
    }
    return b->bytes != NULL;
}
static bool check_exports(VM *vm, const BytesIO *b) {
    if (b->bytes && BYTEARRAY(b->bytes)->exports) {
        raise(vm, EXC_BufferError, "Existing exports of data: object cannot be re-sized");
        return false;
    }
    return true;
}
#define SELF_OPEN                                                                                  \
    BytesIO *b = BYTES_IO(o);                                                                      \
    if (!check_open(vm, b)) {                                                                      \
        return NULL;                                                                               \
    }

static int64_t size_of(const BytesIO *b) {
    return (int64_t)BYTEARRAY(b->bytes)->len;
}
static int64_t left(const BytesIO *b) {
    return b->pos < size_of(b) ? size_of(b) - b->pos : 0;
}

static Object *take(VM *vm, BytesIO *b, int64_t n) {
    n = n < 0 || n > left(b) ? left(b) : n;
    Object *bytes = bytes_from(vm, n ? BYTEARRAY(b->bytes)->data + b->pos : NULL, (size_t)n);
    if (bytes) {
        b->pos += n;
    }
    return bytes;
}

static Object *bytesio_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n;
    SELF_OPEN
    return io_size(vm, "read", args, nargs, &n) ? take(vm, b, n) : NULL;
}

static int64_t line_length(const BytesIO *b) {
    int64_t n = left(b);
    const uint8_t *start = n ? BYTEARRAY(b->bytes)->data + b->pos : NULL;
    const uint8_t *end = n ? memchr(start, '\n', (size_t)n) : NULL;
    return end ? end - start + 1 : n;
}

static Object *bytesio_readline(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t limit;
    SELF_OPEN
    if (!io_size(vm, "readline", args, nargs, &limit)) {
        return NULL;
    }
    int64_t n = line_length(b);
    return take(vm, b, limit >= 0 && limit < n ? limit : n);
}

static Object *bytesio_next(VM *vm, Object *o) {
    SELF_OPEN
    int64_t n = line_length(b);
    return n ? take(vm, b, n) : NULL;
}

static Object *bytesio_readlines(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t hint, total = 0, n;
    SELF_OPEN
    if (!io_size(vm, "readlines", args, nargs, &hint)) {
        return NULL;
    }
    Object *list = list_new(vm, 0);
    while (list && (n = line_length(b)) > 0 && (hint <= 0 || total < hint)) {
        Object *line = take(vm, b, n);
        if (!line || list_append_steal(vm, list, line) < 0) {
            clear_ref(vm, list);
        }
        total += n;
    }
    return list;
}

static Object *bytesio_readinto(VM *vm, Object *o, Object *target) {
    ByteView view;
    SELF_OPEN
    if (!io_writable_view(vm, "readinto", target, &view)) {
        return NULL;
    }
    int64_t n = left(b) < (int64_t)view.len ? left(b) : (int64_t)view.len;
    if (n) {
        memmove(view.data, BYTEARRAY(b->bytes)->data + b->pos, (size_t)n);
    }
    b->pos += n;
    return int_from_i64(vm, n);
}

/* Puts the bytes at the position; the hole before it, if any, is filled with zeros. */
static int64_t put(VM *vm, BytesIO *b, Object *data) {
    ByteView view;
    if (!check_open(vm, b) || !check_exports(vm, b) || object_byte_view(vm, data, &view) < 0) {
        return -1;
    }
    if (!view.len) {
        return 0;
    }
    int64_t size = size_of(b), end;
    if (__builtin_add_overflow(b->pos, (int64_t)view.len, &end)) {
        raise_memory_error(vm);
        return -1;
    }
    if (end > size) {
        if (bytearray_resize(vm, b->bytes, (size_t)end) < 0) {
            return -1;
        }
        if (b->pos > size) {
            memset(BYTEARRAY(b->bytes)->data + size, 0, (size_t)(b->pos - size));
        }
    }
    memcpy(BYTEARRAY(b->bytes)->data + b->pos, view.data, view.len);
    b->pos = end;
    return (int64_t)view.len;
}

static Object *bytesio_write(VM *vm, Object *o, Object *data) {
    int64_t n = put(vm, BYTES_IO(o), data);
    return n < 0 ? NULL : int_from_i64(vm, n);
}

static Object *bytesio_writelines(VM *vm, Object *o, Object *lines) {
    SELF_OPEN
    Object *it = object_get_iter(vm, lines), *line;
    while (it && (line = iter_next(vm, it))) {
        int64_t n = put(vm, b, line);
        decref(vm, line);
        if (n < 0) {
            break;
        }
    }
    xdecref(vm, it);
    return error_occurred(vm) ? NULL : none_ref(vm);
}

static Object *bytesio_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t pos, whence;
    if (!io_seek_arguments(vm, args, nargs, &pos, &whence)) {
        return NULL;
    }
    SELF_OPEN
    if (whence == 0 && pos < 0) {
        return raise(vm, EXC_ValueError, "negative seek value %lld", (long long)pos);
    }
    if (whence < 0 || whence > 2) {
        return raise(vm, EXC_ValueError, "invalid whence (%lld, should be 0, 1 or 2)",
                     (long long)whence);
    }
    int64_t base = whence == 0 ? 0 : whence == 1 ? b->pos : size_of(b);
    if (pos > INT64_MAX - base) {
        return raise(vm, EXC_OverflowError, "new position too large");
    }
    b->pos = base + pos < 0 ? 0 : base + pos;
    return int_from_i64(vm, b->pos);
}

static Object *bytesio_tell(VM *vm, Object *o) {
    SELF_OPEN
    return int_from_i64(vm, b->pos);
}

static Object *bytesio_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t size = BYTES_IO(o)->pos;
    SELF_OPEN
    if (!args_count(vm, "truncate", nargs, 0, 1) || !check_exports(vm, b)) {
        return NULL;
    }
    if (nargs && args[0] != vm->none && !io_size_of(vm, args[0], &size)) {
        return NULL;
    }
    if (size < 0) {
        return raise(vm, EXC_ValueError, "negative size value %lld", (long long)size);
    }
    if (size < size_of(b) && bytearray_resize(vm, b->bytes, (size_t)size) < 0) {
        return NULL;
    }
    return int_from_i64(vm, size);
}

static Object *bytesio_getvalue(VM *vm, Object *o) {
    SELF_OPEN
    return bytes_from(vm, BYTEARRAY(b->bytes)->data, BYTEARRAY(b->bytes)->len);
}

static Object *bytesio_getbuffer(VM *vm, Object *o) {
    SELF_OPEN
    return memoryview_new(vm, b->bytes);
}

static Object *bytesio_close(VM *vm, Object *o) {
    if (!check_exports(vm, BYTES_IO(o))) {
        return NULL;
    }
    clear_ref(vm, BYTES_IO(o)->bytes);
    return none_ref(vm);
}

static Object *bytesio_true(VM *vm, Object *o) {
    SELF_OPEN
    return bool_ref(vm, true);
}
static Object *bytesio_isatty(VM *vm, Object *o) {
    SELF_OPEN
    return bool_ref(vm, false);
}
static Object *bytesio_flush(VM *vm, Object *o) {
    SELF_OPEN
    return none_ref(vm);
}
static Object *bytesio_self(VM *vm, Object *o) {
    SELF_OPEN
    return new_ref(o);
}

static Object *get_closed(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return bool_ref(vm, !BYTES_IO(o)->bytes);
}

static Object *bytesio_getstate(VM *vm, Object *o) {
    SELF_OPEN
    return pack_steal(vm, 3, bytesio_getvalue(vm, o), int_from_i64(vm, b->pos),
                      b->dict ? dict_copy(vm, b->dict) : none_ref(vm));
}

static Object *bytesio_setstate(VM *vm, Object *o, Object *state) {
    BytesIO *b = BYTES_IO(o);
    if (!is_tuple(vm, state) || TUPLE_LEN(state) < 3) {
        return raise(vm, EXC_TypeError, "%T.__setstate__ argument should be 3-tuple, got %T", o,
                     state);
    }
    if (!check_exports(vm, b) || !check_open(vm, b)) {
        return NULL;
    }
    if (bytearray_resize(vm, b->bytes, 0) < 0) {
        return NULL;
    }
    b->pos = 0;
    if (put(vm, b, TUPLE_ITEM(state, 0)) < 0) {
        return NULL;
    }
    Object *position = TUPLE_ITEM(state, 1), *dict = TUPLE_ITEM(state, 2);
    if (!is_int(vm, position)) {
        return raise(vm, EXC_TypeError, "second item of state must be an integer, not %T",
                     position);
    }
    int64_t pos = number_as_i64(vm, position, EXC_OverflowError);
    if (pos < 0) {
        return error_occurred(vm) ? NULL
                                  : raise(vm, EXC_ValueError, "position value cannot be negative");
    }
    b->pos = pos;
    if (dict != vm->none) {
        if (!is_dict(vm, dict)) {
            return raise(vm, EXC_TypeError, "third item of state should be a dict, got a %T", dict);
        }
        Object *own = object_get_dict(vm, o, NULL);
        int status = own ? dict_update(vm, own, dict) : -1;
        xdecref(vm, own);
        if (status < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *bytesio_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    BytesIO *b = object_alloc(vm, cls, sizeof *b);
    if (b) {
        b->pos = 0;
        b->bytes = bytearray_from(vm, NULL, 0);
        if (!b->bytes) {
            decref(vm, b);
            return NULL;
        }
        gc_track(vm, b);
    }
    return OBJ(b);
}

static int bytesio_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"initial_bytes", NULL};
    Object *initial = vm->none;
    BytesIO *b = BYTES_IO(o);
    if (!args_parse(vm, "BytesIO", names, "|O", args, nargs, kwnames, &initial)) {
        return -1;
    }
    if (!check_exports(vm, b)) {
        return -1;
    }
    Object *bytes = bytearray_from(vm, NULL, 0);
    if (!bytes) {
        return -1;
    }
    set_ref(vm, b->bytes, bytes);
    b->pos = 0;
    if (initial != vm->none && put(vm, b, initial) < 0) {
        return -1;
    }
    b->pos = 0;
    return 0;
}

static void bytesio_finalize(VM *vm, Object *o) {
    if (BYTES_IO(o)->bytes && type_has(type_of(vm, o), TYPE_PYTHON)) {
        io_base_finalize(vm, o);
    }
}
static void bytesio_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, BYTES_IO(o)->bytes);
    clear_ref(vm, BYTES_IO(o)->dict);
    object_free_container(vm, o, sizeof(BytesIO));
}
static int bytesio_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(BYTES_IO(o)->bytes);
    VISIT(BYTES_IO(o)->dict);
    return 0;
}
static void bytesio_clear(VM *vm, Object *o) {
    clear_ref(vm, BYTES_IO(o)->dict);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("readable", bytesio_true, "readable($self, /)\n--\n\n"),
    METHOD_NOARGS("seekable", bytesio_true, "seekable($self, /)\n--\n\n"),
    METHOD_NOARGS("writable", bytesio_true, "writable($self, /)\n--\n\n"),
    METHOD_NOARGS("close", bytesio_close, "close($self, /)\n--\n\n"),
    METHOD_NOARGS("flush", bytesio_flush, "flush($self, /)\n--\n\n"),
    METHOD_NOARGS("isatty", bytesio_isatty, "isatty($self, /)\n--\n\n"),
    METHOD_NOARGS("tell", bytesio_tell, "tell($self, /)\n--\n\n"),
    METHOD_O("write", bytesio_write, "write($self, b, /)\n--\n\n"),
    METHOD_O("writelines", bytesio_writelines, "writelines($self, lines, /)\n--\n\n"),
    METHOD_FAST("read1", bytesio_read, "read1($self, size=-1, /)\n--\n\n"),
    METHOD_O("readinto", bytesio_readinto, "readinto($self, buffer, /)\n--\n\n"),
    METHOD_FAST("readline", bytesio_readline, "readline($self, size=-1, /)\n--\n\n"),
    METHOD_FAST("readlines", bytesio_readlines, "readlines($self, size=None, /)\n--\n\n"),
    METHOD_FAST("read", bytesio_read, "read($self, size=-1, /)\n--\n\n"),
    METHOD_NOARGS("getbuffer", bytesio_getbuffer, "getbuffer($self, /)\n--\n\n"),
    METHOD_NOARGS("getvalue", bytesio_getvalue, "getvalue($self, /)\n--\n\n"),
    METHOD_FAST("seek", bytesio_seek, "seek($self, pos, whence=0, /)\n--\n\n"),
    METHOD_FAST("truncate", bytesio_truncate, "truncate($self, size=None, /)\n--\n\n"),
    METHOD_NOARGS("__getstate__", bytesio_getstate, NULL),
    METHOD_O("__setstate__", bytesio_setstate, NULL),
    {0},
};
static const GetSetDef getset[] = {{"closed", get_closed, NULL, "Whether it is closed.", NULL},
                                   {0}};
const TypeSpec io_bytes_spec = {
    .name = "_io.BytesIO",
    .doc = "BytesIO(initial_bytes=b'')\n--\n\nBuffered I/O implementation using an in-memory bytes "
           "buffer.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(BytesIO),
    .slots = {.dealloc = bytesio_dealloc,
              .traverse = bytesio_traverse,
              .clear = bytesio_clear,
              .new = bytesio_new,
              .init = bytesio_init,
              .finalize = bytesio_finalize,
              .iter = bytesio_self,
              .iternext = bytesio_next},
    .methods = methods,
    .getset = getset,
};
