/* StringIO: a text file in memory. The characters lie in a raw buffer, as wide as needed. */
#include <string.h>

#include "lib/io_internal.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct StringIO {
    Object head;
    Object *dict;
    uint8_t *data; /* raw, cap * width bytes; NULL when cap is 0 */
    int64_t len, cap, pos;
    uint8_t width; /* 1, 2 or 4 */
    uint8_t seen;  /* line ends, if universal */
    bool pending_cr;
    bool ready, closed;
    Newline newline;
} StringIO;
#define STRING_IO(o) ((StringIO *)(o))

#define LEN_MAX ((int64_t)STR_LEN_MAX - 1)

static bool check_open(VM *vm, const StringIO *s) {
    if (!s->ready || s->closed) {
        raise(vm, EXC_ValueError,
              s->ready ? "I/O operation on closed file" : "I/O operation on uninitialized object");
        return false;
    }
    return true;
}
#define SELF_OPEN                                                                                  \
    StringIO *s = STRING_IO(o);                                                                    \
    if (!check_open(vm, s)) {                                                                      \
        return NULL;                                                                               \
    }

/* ------------------------------------------------------------------ characters */

static void store(uint8_t *data, unsigned width, int64_t i, uint32_t c) {
    switch (width) {
    case 1:
        data[i] = (uint8_t)c;
        break;
    case 2:
        ((uint16_t *)(void *)data)[i] = (uint16_t)c;
        break;
    default:
        ((uint32_t *)(void *)data)[i] = c;
    }
}
static uint32_t load(const uint8_t *data, unsigned width, int64_t i) {
    return width == 1   ? data[i]
           : width == 2 ? ((const uint16_t *)(const void *)data)[i]
                        : ((const uint32_t *)(const void *)data)[i];
}
static void copy(uint8_t *to, unsigned to_width, int64_t at, const void *from, unsigned from_width,
                 int64_t n) {
    if (to_width == from_width) {
        if (n) {
            memcpy(to + at * to_width, from, (size_t)n * to_width);
        }
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        store(to, to_width, at + i, load(from, from_width, i));
    }
}

/* Room for cap characters of the width. */
static bool make_room(VM *vm, StringIO *s, int64_t cap, unsigned width) {
    width = width > s->width ? width : s->width;
    if (cap <= s->cap && width == s->width) {
        return true;
    }
    if (cap > s->cap) {
        cap = cap > s->cap + s->cap / 2 ? cap : s->cap + s->cap / 2;
    } else {
        cap = s->cap;
    }
    if (!cap) {
        s->width = (uint8_t)width;
        return true;
    }
    if (cap > LEN_MAX) {
        raise(vm, EXC_OverflowError, "new buffer size too large");
        return false;
    }
    if (width == s->width && s->cap) {
        uint8_t *grown = raw_realloc(vm, s->data, (size_t)s->cap * width, (size_t)cap * width);
        if (!grown) {
            return false;
        }
        s->data = grown;
        s->cap = cap;
        return true;
    }
    uint8_t *data = raw_alloc(vm, (size_t)cap * width);
    if (!data) {
        return false;
    }
    copy(data, width, 0, s->data, s->width, s->len);
    if (s->cap) {
        raw_free(vm, s->data, (size_t)s->cap * s->width);
    }
    s->data = data;
    s->cap = cap;
    s->width = (uint8_t)width;
    return true;
}

static void free_data(VM *vm, StringIO *s) {
    if (s->cap) {
        raw_free(vm, s->data, (size_t)s->cap * s->width);
    }
    s->data = NULL;
    s->len = s->cap = s->pos = 0;
    s->width = 1;
}

static Object *slice(VM *vm, const StringIO *s, int64_t start, int64_t n) {
    return n ? str_from_chars(vm, s->data + start * s->width, (size_t)n, s->width)
             : new_ref(vm->empty_str);
}

/* ------------------------------------------------------------------ writing */

static bool put(VM *vm, StringIO *s, Object *text) {
    text = new_ref(text);
    if (s->newline.universal) {
        text = io_decode_newlines(vm, text, s->newline.translate, true, &s->pending_cr, &s->seen);
    }
    if (text && (s->newline.kind == NEWLINE_CR || s->newline.kind == NEWLINE_CRLF)) {
        Object *translated = io_write_newlines(vm, text, s->newline.kind);
        decref(vm, text);
        text = translated;
    }
    if (!text) {
        return false;
    }
    int64_t n = STR_LEN(text);
    bool ok = true;
    if (s->pos > LEN_MAX - n) {
        raise(vm, EXC_OverflowError, "new position too large");
        ok = false;
    } else if (n) {
        ok = make_room(vm, s, s->pos + n, str_width(text));
    }
    if (ok && n) {
        if (s->pos > s->len) {
            memset(s->data + s->len * s->width, 0, (size_t)(s->pos - s->len) * s->width);
        }
        copy(s->data, s->width, s->pos, STR(text)->data, str_width(text), n);
        s->pos += n;
        s->len = s->pos > s->len ? s->pos : s->len;
    }
    decref(vm, text);
    return ok;
}

static Object *stringio_write(VM *vm, Object *o, Object *text) {
    if (!STRING_IO(o)->ready) {
        return raise(vm, EXC_ValueError, "I/O operation on uninitialized object");
    }
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "string argument expected, got '%T'", text);
    }
    SELF_OPEN
    return put(vm, s, text) ? int_from_u64(vm, STR_LEN(text)) : NULL;
}

/* ------------------------------------------------------------------ reading */

static int64_t left(const StringIO *s) {
    return s->pos < s->len ? s->len - s->pos : 0;
}

static Object *take(VM *vm, StringIO *s, int64_t n) {
    Object *text = slice(vm, s, s->pos, n);
    if (text) {
        s->pos += n;
    }
    return text;
}

static Object *stringio_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n;
    SELF_OPEN
    if (!io_size(vm, "read", args, nargs, &n)) {
        return NULL;
    }
    return take(vm, s, n < 0 || n > left(s) ? left(s) : n);
}

static Object *line_of(VM *vm, StringIO *s, int64_t limit) {
    if (!left(s)) {
        return new_ref(vm->empty_str);
    }
    int64_t stop = limit >= 0 && limit < left(s) ? s->pos + limit : s->len;
    int64_t end = io_find_line_end((Chars){s->data, s->width}, s->pos, stop, s->newline);
    return take(vm, s, (end < 0 ? stop : end) - s->pos);
}

static Object *stringio_readline(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t limit;
    SELF_OPEN
    return io_size(vm, "readline", args, nargs, &limit) ? line_of(vm, s, limit) : NULL;
}

static Object *stringio_next(VM *vm, Object *o) {
    Object *line;
    SELF_OPEN
    if (io_is_exact(vm, o, LIB_STRING_IO)) {
        line = line_of(vm, s, -1);
    } else {
        line = io_text_line(vm, o);
    }
    if (line && STR_LEN(line) == 0) {
        clear_ref(vm, line);
    }
    return line;
}

static Object *stringio_getvalue(VM *vm, Object *o) {
    SELF_OPEN
    return slice(vm, s, 0, s->len);
}

/* ------------------------------------------------------------------ positions */

static Object *stringio_tell(VM *vm, Object *o) {
    SELF_OPEN
    return int_from_i64(vm, s->pos);
}

static Object *stringio_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t pos, whence;
    if (!io_seek_arguments(vm, args, nargs, &pos, &whence)) {
        return NULL;
    }
    SELF_OPEN
    if (whence < 0 || whence > 2) {
        return raise(vm, EXC_ValueError, "Invalid whence (%lld, should be 0, 1 or 2)",
                     (long long)whence);
    }
    if (pos < 0 && whence == 0) {
        return raise(vm, EXC_ValueError, "Negative seek position %lld", (long long)pos);
    }
    if (whence && pos) {
        return raise(vm, EXC_OSError, "Can't do nonzero cur-relative seeks");
    }
    s->pos = whence == 0 ? pos : whence == 1 ? s->pos : s->len;
    return int_from_i64(vm, s->pos);
}

static Object *stringio_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    SELF_OPEN
    int64_t size = s->pos;
    if (!args_count(vm, "truncate", nargs, 0, 1) ||
        (nargs && args[0] != vm->none && !io_size_of(vm, args[0], &size))) {
        return NULL;
    }
    if (size < 0) {
        return raise(vm, EXC_ValueError, "Negative size value %lld", (long long)size);
    }
    if (size < s->len) {
        s->len = size;
    }
    return int_from_i64(vm, size);
}

static Object *stringio_close(VM *vm, Object *o) {
    STRING_IO(o)->closed = true;
    free_data(vm, STRING_IO(o));
    return none_ref(vm);
}

static Object *stringio_true(VM *vm, Object *o) {
    SELF_OPEN
    return bool_ref(vm, true);
}

static Object *get_closed(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return STRING_IO(o)->ready ? bool_ref(vm, STRING_IO(o)->closed)
                               : raise(vm, EXC_ValueError, "I/O operation on uninitialized object");
}
static Object *get_line_buffering(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    SELF_OPEN
    return bool_ref(vm, false);
}
static Object *get_newlines(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    SELF_OPEN
    return s->newline.universal ? io_newlines_seen(vm, s->seen) : none_ref(vm);
}

/* ------------------------------------------------------------------ making */

static int set_up(VM *vm, StringIO *s, Object *initial, Object *newline) {
    Newline parsed = {.kind = NEWLINE_LF};
    if (newline && !io_parse_newline(vm, newline, true, &parsed)) {
        return -1;
    }
    if (initial && initial != vm->none && !is_str(vm, initial)) {
        raise(vm, EXC_TypeError, "initial_value must be str or None, not %T", initial);
        return -1;
    }
    free_data(vm, s);
    s->seen = 0;
    s->pending_cr = s->closed = false;
    s->newline = parsed;
    s->ready = true;
    if (initial && initial != vm->none && !put(vm, s, initial)) {
        return -1;
    }
    s->pos = 0;
    return 0;
}

static int stringio_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"initial_value", "newline", NULL};
    Object *initial = NULL, *newline = NULL;
    STRING_IO(o)->ready = false;
    if (!args_parse(vm, "StringIO", names, "|OO", args, nargs, kwnames, &initial, &newline)) {
        return -1;
    }
    return set_up(vm, STRING_IO(o), initial, newline);
}

static Object *stringio_getstate(VM *vm, Object *o) {
    static const char *const texts[] = {NULL, "", "\n", "\r", "\r\n"};
    SELF_OPEN
    const char *newline = texts[s->newline.kind];
    return pack_steal(vm, 4, slice(vm, s, 0, s->len),
                      newline ? str_from_cstr(vm, newline) : none_ref(vm), int_from_i64(vm, s->pos),
                      s->dict ? dict_copy(vm, s->dict) : none_ref(vm));
}

static Object *stringio_setstate(VM *vm, Object *o, Object *state) {
    StringIO *s = STRING_IO(o);
    if (!is_tuple(vm, state) || TUPLE_LEN(state) < 4) {
        return raise(vm, EXC_TypeError, "%T.__setstate__ argument should be 4-tuple, got %T", o,
                     state);
    }
    Object *text = TUPLE_ITEM(state, 0), *position = TUPLE_ITEM(state, 2);
    Object *dict = TUPLE_ITEM(state, 3);
    /* The text is as it was, with its line ends. */
    if (!is_str(vm, text) || set_up(vm, s, NULL, TUPLE_ITEM(state, 1)) < 0) {
        return error_occurred(vm)
                   ? NULL
                   : raise(vm, EXC_TypeError, "initial_value must be str or None, not %T", text);
    }
    if (!make_room(vm, s, STR_LEN(text), str_width(text))) {
        return NULL;
    }
    copy(s->data, s->width, 0, STR(text)->data, str_width(text), STR_LEN(text));
    s->len = STR_LEN(text);
    if (!is_int(vm, position)) {
        return raise(vm, EXC_TypeError, "third item of state must be an integer, got %T", position);
    }
    int64_t pos = number_as_i64(vm, position, EXC_OverflowError);
    if (pos < 0) {
        return error_occurred(vm) ? NULL
                                  : raise(vm, EXC_ValueError, "position value cannot be negative");
    }
    s->pos = pos;
    if (dict != vm->none) {
        if (!is_dict(vm, dict)) {
            return raise(vm, EXC_TypeError, "fourth item of state should be a dict, got a %T",
                         dict);
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

static Object *stringio_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *o = type_generic_new(vm, cls, args, nargs, kwnames);
    if (o) {
        STRING_IO(o)->width = 1;
    }
    return o;
}

static void stringio_finalize(VM *vm, Object *o) {
    if (STRING_IO(o)->ready && !STRING_IO(o)->closed && type_has(type_of(vm, o), TYPE_PYTHON)) {
        io_base_finalize(vm, o);
    }
}
static void stringio_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    free_data(vm, STRING_IO(o));
    clear_ref(vm, STRING_IO(o)->dict);
    object_free_container(vm, o, sizeof(StringIO));
}
static int stringio_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(STRING_IO(o)->dict);
    return 0;
}
static void stringio_clear(VM *vm, Object *o) {
    clear_ref(vm, STRING_IO(o)->dict);
}
static size_t stringio_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return (size_t)((const StringIO *)o)->cap * ((const StringIO *)o)->width;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("close", stringio_close, "close($self, /)\n--\n\n"),
    METHOD_NOARGS("getvalue", stringio_getvalue, "getvalue($self, /)\n--\n\n"),
    METHOD_FAST("read", stringio_read, "read($self, size=-1, /)\n--\n\n"),
    METHOD_FAST("readline", stringio_readline, "readline($self, size=-1, /)\n--\n\n"),
    METHOD_NOARGS("tell", stringio_tell, "tell($self, /)\n--\n\n"),
    METHOD_FAST("truncate", stringio_truncate, "truncate($self, pos=None, /)\n--\n\n"),
    METHOD_FAST("seek", stringio_seek, "seek($self, pos, whence=0, /)\n--\n\n"),
    METHOD_O("write", stringio_write, "write($self, s, /)\n--\n\n"),
    METHOD_NOARGS("seekable", stringio_true, "seekable($self, /)\n--\n\n"),
    METHOD_NOARGS("readable", stringio_true, "readable($self, /)\n--\n\n"),
    METHOD_NOARGS("writable", stringio_true, "writable($self, /)\n--\n\n"),
    METHOD_NOARGS("__getstate__", stringio_getstate, NULL),
    METHOD_O("__setstate__", stringio_setstate, NULL),
    {0},
};
static const GetSetDef getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {"newlines", get_newlines, NULL, NULL, NULL},
    {"line_buffering", get_line_buffering, NULL, NULL, NULL},
    {0},
};
const TypeSpec io_string_spec = {
    .name = "_io.StringIO",
    .doc = "StringIO(initial_value='', newline='\\n')\n--\n\n"
           "Text I/O implementation using an in-memory buffer.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(StringIO),
    .slots = {.dealloc = stringio_dealloc,
              .traverse = stringio_traverse,
              .clear = stringio_clear,
              .owned_size = stringio_owned_size,
              .new = stringio_new,
              .init = stringio_init,
              .finalize = stringio_finalize,
              .iternext = stringio_next},
    .methods = methods,
    .getset = getset,
};
