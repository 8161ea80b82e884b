#include "lib/io_text.h"

#include <string.h>

#include "types/bytes.h"
#include "types/codec.h"
#include "types/int.h"
#include "types/str.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ state */

bool text_check_ready(VM *vm, const TextFile *t) {
    if (!t->ready) {
        raise(vm, EXC_ValueError, "%s",
              t->detached ? "underlying buffer has been detached"
                          : "I/O operation on uninitialized object");
    }
    return t->ready;
}

static int is_closed(VM *vm, TextFile *t) {
    if (t->fast && BUFFERED(t->buffer)->fast) {
        return io_file_is_closed(BUFFERED(t->buffer)->raw);
    }
    return io_flag(vm, t->buffer, "closed");
}

bool text_check_open(VM *vm, TextFile *t) {
    int closed = is_closed(vm, t);
    if (closed > 0) {
        raise(vm, EXC_ValueError, "I/O operation on closed file.");
    }
    return closed == 0;
}

bool io_text_is_ours(VM *vm, Object *o) {
    return io_is_exact(vm, o, LIB_TEXT_IO) && TEXT_FILE(o)->ready;
}

/* ------------------------------------------------------------------ codecs */

/* The encoding's name in lower case with - for everything else. */
static void plain_name(VM *vm, Object *encoding, char *out, size_t size) {
    size_t n = 0;
    UNUSED(vm);
    for (size_t i = 0; i < STR_LEN(encoding) && n + 1 < size; i++) {
        uint32_t c = str_char(encoding, i);
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' || c == ' ' ? '-' : (char)c;
    }
    out[n] = '\0';
}

static bool choose_codec(VM *vm, TextFile *t) {
    static const struct {
        const char *name;
        enum TextCodec codec;
        const char *decode_name, *encode_name;
    } known[] = {
        {"utf-8", TEXT_UTF8, "utf-8", NULL},          {"utf8", TEXT_UTF8, "utf-8", NULL},
        {"ascii", TEXT_ASCII, "ascii", NULL},         {"us-ascii", TEXT_ASCII, "ascii", NULL},
        {"latin-1", TEXT_LATIN1, "latin-1", NULL},    {"latin1", TEXT_LATIN1, "latin-1", NULL},
        {"iso-8859-1", TEXT_LATIN1, "latin-1", NULL}, {"iso8859-1", TEXT_LATIN1, "latin-1", NULL},
        {"utf-8-sig", TEXT_BOM_FIRST, NULL, "utf-8"}, {"utf-16", TEXT_BOM_FIRST, NULL, "utf-16-le"},
        {"utf16", TEXT_BOM_FIRST, NULL, "utf-16-le"}, {"utf-32", TEXT_BOM_FIRST, NULL, "utf-32-le"},
        {"utf32", TEXT_BOM_FIRST, NULL, "utf-32-le"}, {"utf-16-le", TEXT_UTF16, "utf-16-le", NULL},
        {"utf-16-be", TEXT_UTF16, "utf-16-be", NULL}, {"utf-32-le", TEXT_UTF32, "utf-32-le", NULL},
        {"utf-32-be", TEXT_UTF32, "utf-32-be", NULL},
    };
    char name[32];
    clear_ref(vm, t->decoder);
    plain_name(vm, t->encoding, name, sizeof name);
    t->bom_next = false;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(name, known[i].name) == 0) {
            t->codec = known[i].codec;
            t->decode_name = known[i].decode_name;
            t->encode_name = known[i].encode_name;
            t->bom_next = t->encode_name != NULL;
            return true;
        }
    }
    t->codec = TEXT_OTHER;
    t->decode_name = t->encode_name = NULL;
    Object *codecs = import_dotted(vm, "codecs");
    Object *info = codecs ? io_call1(vm, codecs, "lookup", t->encoding) : NULL;
    xdecref(vm, codecs);
    if (!info) {
        return false;
    }
    int is_text = io_flag(vm, info, "_is_text_encoding");
    if (is_text == 0) {
        raise(vm, EXC_LookupError,
              "%R is not a text encoding; use codecs.open() to handle arbitrary codecs",
              t->encoding);
    }
    if (is_text > 0 && t->readable) {
        t->decoder = io_call1(vm, info, "incrementaldecoder", t->errors);
    }
    decref(vm, info);
    return is_text > 0 && (!t->readable || t->decoder);
}

Object *text_encode(VM *vm, TextFile *t, Object *text) {
    Buffer encoding, errors;
    vm_buffer_init(vm, &encoding);
    vm_buffer_init(vm, &errors);
    const char *name =
        t->encode_name && !t->bom_next ? t->encode_name : str_cstr(vm, t->encoding, &encoding);
    const char *errors_name = name ? str_cstr(vm, t->errors, &errors) : NULL;
    Object *bytes = errors_name ? str_encode(vm, text, name, errors_name) : NULL;
    if (bytes) {
        t->bom_next = false;
    }
    buffer_deinit(&encoding);
    buffer_deinit(&errors);
    return bytes;
}

/* ------------------------------------------------------------------ writing */

static int buffer_write(VM *vm, TextFile *t, const void *data, size_t len) {
    Buffered *b = BUFFERED(t->buffer);
    if (t->fast && b->ready && !b->busy && b->writable) {
        return io_buffered_write(vm, b, data, len);
    }
    Object *bytes = bytes_from(vm, data, len);
    Object *buffer = new_ref(t->buffer);
    Object *result = bytes ? call_method1(vm, buffer, ID(vm, write), bytes) : NULL;
    decref(vm, buffer);
    xdecref(vm, bytes);
    xdecref(vm, result);
    return result ? 0 : -1;
}

int text_write_pending(VM *vm, TextFile *t) {
    uint32_t n = t->pending_len;
    if (!n) {
        return 0;
    }
    t->pending_len = 0;
    return buffer_write(vm, t, t->pending, n);
}

static int buffer_flush(VM *vm, TextFile *t) {
    Buffered *b = BUFFERED(t->buffer);
    if (t->fast && b->ready && !b->busy && b->writable && !b->readable) {
        return text_check_open(vm, t) ? io_buffered_flush(vm, b) : -1;
    }
    Object *result = call_method0(vm, t->buffer, ID(vm, flush));
    xdecref(vm, result);
    return result ? 0 : -1;
}

bool io_text_prepare(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (!t->pending) {
        t->pending = raw_alloc(vm, t->chunk_size);
        t->pending_cap = t->pending ? t->chunk_size : 0;
    }
    return t->pending != NULL;
}

static void free_pending(VM *vm, TextFile *t) {
    if (t->pending) {
        raw_free(vm, t->pending, t->pending_cap);
        t->pending = NULL;
    }
    t->pending_len = t->pending_cap = 0;
}

static int add_pending(VM *vm, TextFile *t, const void *data, size_t len) {
    if (len > t->pending_cap - t->pending_len) {
        if (text_write_pending(vm, t) < 0) {
            return -1;
        }
        if (!t->pending && !io_text_prepare(vm, OBJ(t))) {
            return -1;
        }
        if (len > t->pending_cap) {
            return buffer_write(vm, t, data, len);
        }
    }
    memcpy(t->pending + t->pending_len, data, len);
    t->pending_len += (uint32_t)len;
    return 0;
}

static bool has_line_end(Object *text) {
    if (str_width(text) == 1) {
        return memchr(STR(text)->data, '\n', STR_LEN(text)) ||
               memchr(STR(text)->data, '\r', STR_LEN(text));
    }
    for (size_t i = 0; i < STR_LEN(text); i++) {
        uint32_t c = str_char(text, i);
        if (c == '\n' || c == '\r') {
            return true;
        }
    }
    return false;
}

/* The text's bytes, in the pending ones. */
static int add_text(VM *vm, TextFile *t, Object *text) {
    bool plain = str_is_ascii(text) && t->codec <= TEXT_ASCII && !t->write_newline;
    if (plain) {
        return add_pending(vm, t, STR(text)->data, STR_LEN(text));
    }
    Object *translated =
        t->write_newline ? io_write_newlines(vm, text, t->write_newline) : new_ref(text);
    Object *bytes = translated ? text_encode(vm, t, translated) : NULL;
    int status = bytes ? add_pending(vm, t, BYTES(bytes)->data, BYTES(bytes)->len) : -1;
    xdecref(vm, bytes);
    xdecref(vm, translated);
    return status;
}

int io_text_write(VM *vm, Object *o, Object *text) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_open(vm, t)) {
        return -1;
    }
    if (!t->writable) {
        io_unsupported(vm, "not writable");
        return -1;
    }
    if (STR_LEN(text) && add_text(vm, t, text) < 0) {
        return -1;
    }
    bool flush = t->line_buffering && has_line_end(text);
    if ((flush || t->write_through || t->pending_len >= t->chunk_size) &&
        text_write_pending(vm, t) < 0) {
        return -1;
    }
    if (flush && buffer_flush(vm, t) < 0) {
        return -1;
    }
    if (t->decoded || t->chunk || t->tail_len || t->decoder) {
        text_forget_read_ahead(vm, t);
        if (t->decoder) {
            Object *result = io_call(vm, t->decoder, "reset");
            xdecref(vm, result);
            return result ? 0 : -1;
        }
    }
    return 0;
}

static Object *text_write(VM *vm, Object *o, Object *text) {
    if (!text_check_ready(vm, TEXT_FILE(o))) {
        return NULL;
    }
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "write() argument must be str, not %s",
                     text == vm->none ? "None" : TYPE_NAME(type_of(vm, text)));
    }
    return io_text_write(vm, o, text) < 0 ? NULL : int_from_u64(vm, STR_LEN(text));
}

int io_text_flush(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_ready(vm, t) || !text_check_open(vm, t)) {
        return -1;
    }
    t->telling = t->seekable;
    return text_write_pending(vm, t) < 0 ? -1 : buffer_flush(vm, t);
}

static Object *text_flush(VM *vm, Object *o) {
    return io_text_flush(vm, o) < 0 ? NULL : none_ref(vm);
}

/* ------------------------------------------------------------------ closing */

static Object *text_close(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_ready(vm, t)) {
        return NULL;
    }
    int closed = is_closed(vm, t);
    if (closed) {
        return closed < 0 ? NULL : none_ref(vm);
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    Object *error = flushed ? NULL : error_fetch(vm);
    xdecref(vm, flushed);
    text_forget_read_ahead(vm, t);
    Object *result = t->buffer ? call_method0(vm, t->buffer, ID(vm, close)) : none_ref(vm);
    free_pending(vm, t);
    io_chain_error(vm, error);
    if (error_occurred(vm)) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *text_detach(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_ready(vm, t)) {
        return NULL;
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    if (!flushed) {
        return NULL;
    }
    decref(vm, flushed);
    Object *buffer = t->buffer;
    t->buffer = NULL;
    t->detached = true;
    t->ready = t->fast = false;
    return buffer;
}

static Object *text_truncate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_ready(vm, t) || !args_count(vm, "truncate", nargs, 0, 1)) {
        return NULL;
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    xdecref(vm, flushed);
    return flushed ? io_call1(vm, t->buffer, "truncate", nargs ? args[0] : vm->none) : NULL;
}

/* ------------------------------------------------------------------ making */

static bool text_option(VM *vm, const char *name, Object *o) {
    if (o == vm->none || is_str(vm, o)) {
        return true;
    }
    raise(vm, EXC_TypeError, "TextIOWrapper() argument '%s' must be str or None, not %T", name, o);
    return false;
}

static bool set_encoding(VM *vm, TextFile *t, Object *encoding, Object *errors) {
    Object *e = encoding == vm->none || str_equal_ascii(encoding, "locale")
                    ? str_intern_cstr(vm, "UTF-8")
                    : new_ref(encoding);
    Object *r = e ? (errors == vm->none ? str_intern_cstr(vm, "strict") : new_ref(errors)) : NULL;
    if (!r) {
        xdecref(vm, e);
        return false;
    }
    set_ref(vm, t->encoding, e);
    set_ref(vm, t->errors, r);
    return choose_codec(vm, t);
}

static void set_newline(TextFile *t, Newline newline) {
    t->newline = newline;
    t->write_newline = newline.kind >= NEWLINE_CR ? newline.kind : 0;
}

static int set_up(VM *vm, TextFile *t, Object *buffer, Object *encoding, Object *errors,
                  Object *newline) {
    Newline parsed;
    if (!text_option(vm, "encoding", encoding) || !text_option(vm, "errors", errors) ||
        !io_parse_newline(vm, newline, false, &parsed)) {
        return -1;
    }
    bool *const flags[] = {&t->readable, &t->writable, &t->seekable};
    static const char *const names[] = {"readable", "writable", "seekable"};
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        Object *able = io_call(vm, buffer, names[i]);
        int truth = able ? object_truth(vm, able) : -1;
        xdecref(vm, able);
        if (truth < 0) {
            return -1;
        }
        *flags[i] = truth;
    }
    if (!set_encoding(vm, t, encoding, errors)) {
        return -1;
    }
    Object *key = str_intern_cstr(vm, "read1");
    int has_read1 = key ? object_hasattr(vm, buffer, key) : -1;
    xdecref(vm, key);
    if (has_read1 < 0) {
        return -1;
    }
    text_forget_read_ahead(vm, t);
    t->pending_len = 0;
    t->has_read1 = has_read1;
    t->telling = t->seekable;
    t->chunk_size = IO_BUFFER_SIZE;
    t->seen = 0;
    set_newline(t, parsed);
    t->fast = io_buffered_is_ours(vm, buffer);
    set_ref(vm, t->buffer, new_ref(buffer));
    if (t->bom_next && t->seekable && t->writable) {
        Object *at = io_call(vm, buffer, "tell");
        int64_t position = at ? number_as_i64(vm, at, EXC_OverflowError) : -1;
        xdecref(vm, at);
        if (error_occurred(vm)) {
            return -1;
        }
        t->bom_next = position == 0;
    }
    t->ready = true;
    return 0;
}

static int text_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"buffer",         "encoding",      "errors", "newline",
                                        "line_buffering", "write_through", NULL};
    TextFile *t = TEXT_FILE(o);
    Object *buffer, *encoding = vm->none, *errors = vm->none, *newline = vm->none;
    bool line_buffering = false, write_through = false;
    t->ready = t->detached = false;
    if (!args_parse(vm, "TextIOWrapper", names, "O|OOOpp", args, nargs, kwnames, &buffer, &encoding,
                    &errors, &newline, &line_buffering, &write_through)) {
        return -1;
    }
    t->line_buffering = line_buffering;
    t->write_through = write_through;
    return set_up(vm, t, buffer, encoding, errors, newline);
}

Object *io_text_new(VM *vm, Object *buffer, Object *encoding, Object *errors, Object *newline,
                    bool line_buffering, bool write_through) {
    Type *type = io_type(vm, LIB_TEXT_IO);
    TextFile *t = type ? (TextFile *)type_generic_new(vm, type, NULL, 0, NULL) : NULL;
    if (!t) {
        return NULL;
    }
    t->line_buffering = line_buffering;
    t->write_through = write_through;
    if (set_up(vm, t, buffer, encoding, errors, newline) < 0) {
        decref(vm, t);
        return NULL;
    }
    return OBJ(t);
}

static Object *text_reconfigure(VM *vm, Object *o, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"encoding",       "errors",        "newline",
                                        "line_buffering", "write_through", NULL};
    TextFile *t = TEXT_FILE(o);
    Object *encoding = vm->none, *errors = vm->none, *newline = NULL;
    Object *lines = vm->none, *through = vm->none;
    Newline parsed;
    if (!args_parse(vm, "reconfigure", names, "|$OOOOO", args, nargs, kwnames, &encoding, &errors,
                    &newline, &lines, &through) ||
        !text_check_ready(vm, t)) {
        return NULL;
    }
    if ((t->decoded || t->chunk) && (encoding != vm->none || errors != vm->none || newline)) {
        return io_unsupported(vm,
                              "It is not possible to set the encoding or newline of stream after "
                              "the first read");
    }
    if (!text_option(vm, "encoding", encoding) || !text_option(vm, "errors", errors) ||
        (newline && !io_parse_newline(vm, newline, false, &parsed))) {
        return NULL;
    }
    int line_buffering = lines == vm->none ? t->line_buffering : object_truth(vm, lines);
    int write_through = through == vm->none ? t->write_through : object_truth(vm, through);
    if (line_buffering < 0 || write_through < 0) {
        return NULL;
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    if (!flushed) {
        return NULL;
    }
    decref(vm, flushed);
    if (newline) {
        set_newline(t, parsed);
    }
    if (encoding != vm->none || errors != vm->none) {
        Object *e = encoding != vm->none ? encoding : t->encoding;
        bool keep_errors = errors == vm->none && encoding == vm->none;
        Object *new_encoding = new_ref(e), *new_errors = new_ref(keep_errors ? t->errors : errors);
        bool ok = set_encoding(vm, t, new_encoding, new_errors);
        decref(vm, new_errors);
        decref(vm, new_encoding);
        if (!ok) {
            return NULL;
        }
    }
    t->line_buffering = line_buffering;
    t->write_through = write_through;
    return none_ref(vm);
}

/* ------------------------------------------------------------------ what it tells */

#define FORWARD(name)                                                                              \
    static Object *text_##name(VM *vm, Object *o) {                                                \
        return text_check_ready(vm, TEXT_FILE(o)) ? io_call(vm, TEXT_FILE(o)->buffer, #name)       \
                                                  : NULL;                                          \
    }
FORWARD(fileno)
FORWARD(isatty)
FORWARD(readable)
FORWARD(writable)
FORWARD(seekable)

enum {
    FIELD_BUFFER,
    FIELD_ENCODING,
    FIELD_ERRORS,
    FIELD_NAME,
    FIELD_CLOSED,
    FIELD_LINE_BUFFERING,
    FIELD_WRITE_THROUGH,
    FIELD_NEWLINES,
    FIELD_CHUNK_SIZE
};

static Object *get_field(VM *vm, Object *o, void *which) {
    TextFile *t = TEXT_FILE(o);
    switch ((uintptr_t)which) {
    case FIELD_ENCODING:
        return t->encoding ? new_ref(t->encoding) : none_ref(vm);
    case FIELD_LINE_BUFFERING:
        return bool_ref(vm, t->line_buffering);
    case FIELD_WRITE_THROUGH:
        return bool_ref(vm, t->write_through);
    default:
        break;
    }
    if (!text_check_ready(vm, t)) {
        return NULL;
    }
    int closed;
    switch ((uintptr_t)which) {
    case FIELD_ERRORS:
        return new_ref(t->errors);
    case FIELD_NAME:
        return object_getattr(vm, t->buffer, ID(vm, name));
    case FIELD_CLOSED:
        closed = is_closed(vm, t);
        return closed < 0 ? NULL : bool_ref(vm, closed);
    case FIELD_NEWLINES:
        return t->newline.universal ? io_newlines_seen(vm, t->seen) : none_ref(vm);
    case FIELD_CHUNK_SIZE:
        return int_from_i64(vm, t->chunk_size);
    default:
        return new_ref(t->buffer);
    }
}

static int set_chunk_size(VM *vm, Object *o, Object *value, void *closure) {
    TextFile *t = TEXT_FILE(o);
    UNUSED(closure);
    if (!text_check_ready(vm, t)) {
        return -1;
    }
    if (!value) {
        raise(vm, EXC_AttributeError, "cannot delete attribute");
        return -1;
    }
    int64_t n = number_as_i64(vm, value, EXC_ValueError);
    if (error_occurred(vm)) {
        return -1;
    }
    if (n <= 0 || n > INT32_MAX) {
        raise(vm, EXC_ValueError, "a strictly positive integer is required");
        return -1;
    }
    if (text_write_pending(vm, t) < 0) {
        return -1;
    }
    free_pending(vm, t);
    t->chunk_size = (uint32_t)n;
    return 0;
}

/* o.name as an owned reference; NULL without an error: it has none. */
static Object *optional(VM *vm, Object *o, const char *name) {
    Object *key = str_intern_cstr(vm, name);
    Object *value = key ? object_getattr_or_null(vm, o, key) : NULL;
    xdecref(vm, key);
    if (!value && error_occurred(vm) && error_matches(vm, EXC_ValueError)) {
        error_clear(vm);
    }
    return value;
}

static Object *text_repr(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    Object *result = NULL, *mode = NULL;
    if (!text_check_ready(vm, t)) {
        if (!t->detached) {
            return NULL;
        }
        error_clear(vm);
    }
    int inside = repr_enter(vm, o);
    if (inside) {
        return inside < 0 ? NULL
                          : raise(vm, EXC_RuntimeError, "reentrant call inside %T.__repr__", o);
    }
    Object *name = optional(vm, o, "name");
    if (!error_occurred(vm)) {
        mode = optional(vm, o, "mode");
    }
    if (!error_occurred(vm)) {
        StrBuilder b;
        Object *parts[3] = {
            name ? str_format(vm, " name=%R", name) : new_ref(vm->empty_str),
            mode ? str_format(vm, " mode=%R", mode) : new_ref(vm->empty_str),
            str_format(vm, " encoding=%R>", t->encoding),
        };
        str_builder_init(&b, vm);
        bool ok = str_builder_cstr(&b, "<_io.TextIOWrapper");
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            ok = ok && parts[i] && str_builder_str(&b, parts[i]);
            xdecref(vm, parts[i]);
        }
        result = ok ? str_builder_finish(&b) : NULL;
        str_builder_deinit(&b);
    }
    xdecref(vm, mode);
    xdecref(vm, name);
    repr_leave(vm, o);
    return result;
}

/* ------------------------------------------------------------------ memory */

static void text_dealloc(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (t->buffer && !object_finalize_from_dealloc(vm, o)) {
        return;
    }
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    t->ready = false;
    text_forget_read_ahead(vm, t);
    clear_ref(vm, t->buffer);
    clear_ref(vm, t->encoding);
    clear_ref(vm, t->errors);
    clear_ref(vm, t->decoder);
    free_pending(vm, t);
    clear_ref(vm, t->dict);
    object_free_container(vm, o, sizeof *t);
}

static int text_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const TextFile *t = TEXT_FILE(o);
    UNUSED(vm);
    VISIT(t->buffer);
    VISIT(t->encoding);
    VISIT(t->errors);
    VISIT(t->decoder);
    VISIT(t->decoded);
    VISIT(t->chunk);
    VISIT(t->dict);
    return 0;
}

static void text_clear(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    t->ready = t->fast = false;
    text_forget_read_ahead(vm, t);
    clear_ref(vm, t->buffer);
    clear_ref(vm, t->encoding);
    clear_ref(vm, t->errors);
    clear_ref(vm, t->decoder);
    clear_ref(vm, t->dict);
}

static void text_finalize(VM *vm, Object *o) {
    if (TEXT_FILE(o)->ready) {
        io_base_finalize(vm, o);
    }
}

static size_t text_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return ((const TextFile *)o)->pending_cap;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("detach", text_detach, "detach($self, /)\n--\n\n"),
    METHOD_KW("reconfigure", text_reconfigure,
              "reconfigure($self, /, *, encoding=None, errors=None, newline=None,\n"
              "            line_buffering=None, write_through=None)\n--\n\n"
              "Reconfigure the text stream with new parameters."),
    METHOD_O("write", text_write, "write($self, text, /)\n--\n\n"),
    METHOD_FAST("read", text_read, "read($self, size=-1, /)\n--\n\n"),
    METHOD_FAST("readline", text_readline, "readline($self, size=-1, /)\n--\n\n"),
    METHOD_NOARGS("flush", text_flush, "flush($self, /)\n--\n\n"),
    METHOD_NOARGS("close", text_close, "close($self, /)\n--\n\n"),
    METHOD_NOARGS("fileno", text_fileno, "fileno($self, /)\n--\n\n"),
    METHOD_NOARGS("seekable", text_seekable, "seekable($self, /)\n--\n\n"),
    METHOD_NOARGS("readable", text_readable, "readable($self, /)\n--\n\n"),
    METHOD_NOARGS("writable", text_writable, "writable($self, /)\n--\n\n"),
    METHOD_NOARGS("isatty", text_isatty, "isatty($self, /)\n--\n\n"),
    METHOD_FAST("seek", text_seek, "seek($self, cookie, whence=0, /)\n--\n\n"),
    METHOD_NOARGS("tell", text_tell, "tell($self, /)\n--\n\n"),
    METHOD_FAST("truncate", text_truncate, "truncate($self, pos=None, /)\n--\n\n"),
    METHOD_FAST("__reduce__", io_no_pickle, NULL),
    METHOD_FAST("__reduce_ex__", io_no_pickle, NULL),
    {0},
};
static const MemberDef members[] = {
    {"_finalizing", MEMBER_BOOL8, offsetof(TextFile, finalizing), false, NULL},
    {0},
};
#define FIELD(name, which)                                                                         \
    { name, get_field, NULL, NULL, (void *)(uintptr_t)(which) }
static const GetSetDef getset[] = {
    FIELD("buffer", FIELD_BUFFER),
    FIELD("encoding", FIELD_ENCODING),
    FIELD("errors", FIELD_ERRORS),
    FIELD("name", FIELD_NAME),
    FIELD("closed", FIELD_CLOSED),
    FIELD("line_buffering", FIELD_LINE_BUFFERING),
    FIELD("write_through", FIELD_WRITE_THROUGH),
    FIELD("newlines", FIELD_NEWLINES),
    {"_CHUNK_SIZE", get_field, set_chunk_size, NULL, (void *)(uintptr_t)FIELD_CHUNK_SIZE},
    {0},
};
const TypeSpec io_text_spec = {
    .name = "_io.TextIOWrapper",
    .doc = "TextIOWrapper(buffer, encoding=None, errors=None, newline=None,\n"
           "              line_buffering=False, write_through=False)\n--\n\n"
           "Character and line based layer over a BufferedIOBase object, buffer.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(TextFile),
    .slots = {.dealloc = text_dealloc,
              .traverse = text_traverse,
              .clear = text_clear,
              .owned_size = text_owned_size,
              .repr = text_repr,
              .new = type_generic_new,
              .init = text_init,
              .finalize = text_finalize,
              .iternext = text_next},
    .methods = methods,
    .members = members,
    .getset = getset,
};
