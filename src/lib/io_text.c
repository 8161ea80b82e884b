#include "lib/io_text.h"

#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "lib/lib.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

static void dealloc(VM *vm, Object *self);

bool text_file_is(VM *vm, Object *o) {
    return type_of(vm, o)->slots.dealloc == dealloc;
}

static bool names_utf8(const Object *encoding) {
    return str_equal_ascii(encoding, "utf-8") || str_equal_ascii(encoding, "utf8") ||
           str_equal_ascii(encoding, "UTF-8") || str_equal_ascii(encoding, "utf_8") ||
           str_equal_ascii(encoding, "UTF8");
}

Object *text_file_new(VM *vm, Object *file, Object *encoding, Object *errors, NewlineMode newline) {
    TextFile *t = object_alloc(vm, vm->lib->text_file, sizeof(TextFile));
    if (!t) {
        return NULL;
    }
    gc_track(vm, t);
    t->file = new_ref(file);
    t->encoding = encoding ? new_ref(encoding) : str_intern_cstr(vm, "utf-8");
    t->errors = errors ? new_ref(errors) : str_intern_cstr(vm, "strict");
    t->newline = newline;
    if (!t->encoding || !t->errors) {
        decref(vm, t);
        return NULL;
    }
    t->is_utf8 = names_utf8(t->encoding);
    return OBJ(t);
}

/* The file below if it is open; NULL with ValueError. */
static File *opened(VM *vm, TextFile *t) {
    if (!t->file) {
        raise(vm, EXC_ValueError, "underlying buffer has been detached");
        return NULL;
    }
    File *f = (File *)t->file;
    return file_check(vm, f, false, false) < 0 ? NULL : f;
}

/* ---- writing ---- */

/* Bytes of a text with line ends as the file wants them. */
static Object *encode(VM *vm, TextFile *t, Object *text) {
    Buffer encoding, errors;
    buffer_init(&encoding);
    buffer_init(&errors);
    const char *encoding_name = str_cstr(vm, t->encoding, &encoding);
    const char *errors_name = encoding_name ? str_cstr(vm, t->errors, &errors) : NULL;
    Object *bytes = errors_name ? str_encode(vm, text, encoding_name, errors_name) : NULL;
    buffer_deinit(&encoding);
    buffer_deinit(&errors);
    return bytes;
}

static Object *with_line_ends(VM *vm, TextFile *t, Object *text) {
    if (t->newline != NEWLINE_CR && t->newline != NEWLINE_CRLF) {
        return new_ref(text);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = true;
    for (size_t i = 0; ok && i < STR_LEN(text); i++) {
        uint32_t c = str_char(text, i);
        ok = c == '\n' ? str_builder_cstr(&b, t->newline == NEWLINE_CR ? "\r" : "\r\n")
                       : str_builder_char(&b, c);
    }
    Object *result = ok ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

static int write_encoded(VM *vm, TextFile *t, File *f, Object *text) {
    Object *translated = with_line_ends(vm, t, text);
    Object *bytes = translated ? encode(vm, t, translated) : NULL;
    int status = bytes ? file_write(vm, f, BYTES(bytes)->data, BYTES(bytes)->len) : -1;
    xdecref(vm, bytes);
    xdecref(vm, translated);
    return status;
}

static bool has_newline(Object *text) {
    if (str_width(text) == 1) {
        return memchr(STR(text)->data, '\n', STR_LEN(text)) ||
               memchr(STR(text)->data, '\r', STR_LEN(text));
    }
    for (size_t i = 0; i < STR_LEN(text); i++) {
        if (str_char(text, i) == '\n') {
            return true;
        }
    }
    return false;
}

int text_file_write(VM *vm, Object *self, Object *text) {
    TextFile *t = (TextFile *)self;
    File *f = opened(vm, t);
    if (!f || file_check(vm, f, false, true) < 0) {
        return -1;
    }
    bool plain = str_is_ascii(text) && t->is_utf8 && t->newline <= NEWLINE_LF;
    int status =
        plain ? file_write(vm, f, STR(text)->data, STR_LEN(text)) : write_encoded(vm, t, f, text);
    if (status == 0 && (t->write_through || (t->line_buffering && has_newline(text)))) {
        status = file_flush(vm, f);
    }
    return status;
}

int text_file_flush(VM *vm, Object *self) {
    File *f = opened(vm, (TextFile *)self);
    return f ? file_flush(vm, f) : -1;
}

/* ---- reading ---- */

/* How many bytes at the end of data belong to a UTF-8 character that is not complete. */
static size_t incomplete_tail(const uint8_t *data, size_t len) {
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        uint8_t c = data[len - back];
        if (c >= 0xC0) {
            size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
            return need > back ? back : 0;
        }
        if (c < 0x80) {
            return 0;
        }
    }
    return 0;
}

/* Bytes at the end that must wait for more: a character's beginning, or a \r that may belong to
 * \r\n. */
static size_t kept_back(const TextFile *t, const uint8_t *data, size_t len) {
    size_t tail = t->is_utf8 ? incomplete_tail(data, len) : 0;
    if (!tail && len && data[len - 1] == '\r' && t->newline <= NEWLINE_KEEP) {
        tail = 1;
    }
    return tail;
}

static Object *universal_newlines(VM *vm, Object *text) {
    if (str_width(text) == 1 && !memchr(STR(text)->data, '\r', STR_LEN(text))) {
        return new_ref(text);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = true;
    size_t n = STR_LEN(text);
    for (size_t i = 0; ok && i < n; i++) {
        uint32_t c = str_char(text, i);
        if (c == '\r') {
            i += i + 1 < n && str_char(text, i + 1) == '\n';
            c = '\n';
        }
        ok = str_builder_char(&b, c);
    }
    Object *result = ok ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

static Object *decode(VM *vm, TextFile *t, const uint8_t *data, size_t len) {
    Buffer encoding, errors;
    buffer_init(&encoding);
    buffer_init(&errors);
    const char *encoding_name = str_cstr(vm, t->encoding, &encoding);
    const char *errors_name = encoding_name ? str_cstr(vm, t->errors, &errors) : NULL;
    Object *text = errors_name ? str_decode(vm, data, len, encoding_name, errors_name) : NULL;
    buffer_deinit(&encoding);
    buffer_deinit(&errors);
    if (text && t->newline == NEWLINE_UNIVERSAL) {
        Object *translated = universal_newlines(vm, text);
        decref(vm, text);
        text = translated;
    }
    return text;
}

/* Reads more bytes; all that is left if `all`. Decoded text is added to what is read ahead. 1:
 * there is more, 0: end of file, -1: error. */
static int read_more(VM *vm, TextFile *t, File *f, bool all) {
    Buffer bytes;
    buffer_init(&bytes);
    buffer_add(&bytes, (char *)t->tail, t->tail_len);
    int64_t got;
    do {
        got = f->read_pos < f->read_len ? (int64_t)(f->read_len - f->read_pos) : file_fill(vm, f);
        if (got > 0) {
            buffer_add(&bytes, (char *)f->buf + f->read_pos, (size_t)got);
            f->read_pos = f->read_len;
        }
    } while (all && got > 0 && !bytes.failed);
    int status = -1;
    if (got < 0) {
        goto done;
    }
    if (bytes.failed) {
        raise_memory_error(vm);
        goto done;
    }
    size_t keep = got == 0 ? 0 : kept_back(t, (uint8_t *)bytes.data, bytes.size);
    Object *text = decode(vm, t, (uint8_t *)bytes.data, bytes.size - keep);
    if (!text) {
        goto done;
    }
    memcpy(t->tail, bytes.data + bytes.size - keep, keep);
    t->tail_len = (uint8_t)keep;
    if (t->decoded && t->decoded_pos < STR_LEN(t->decoded)) {
        Object *rest = str_substring(vm, t->decoded, t->decoded_pos, STR_LEN(t->decoded));
        Object *joined = rest ? str_concat(vm, rest, text) : NULL;
        xdecref(vm, rest);
        decref(vm, text);
        text = joined;
        if (!text) {
            goto done;
        }
    }
    set_ref(vm, t->decoded, text);
    t->decoded_pos = 0;
    status = got > 0;
done:
    buffer_deinit(&bytes);
    return status;
}

static size_t available(const TextFile *t) {
    return t->decoded ? STR_LEN(t->decoded) - t->decoded_pos : 0;
}

static Object *take(VM *vm, TextFile *t, size_t n) {
    if (!t->decoded) {
        return new_ref(vm->empty_str);
    }
    size_t start = t->decoded_pos;
    if (start == 0 && n == STR_LEN(t->decoded)) {
        Object *whole = t->decoded;
        t->decoded = NULL;
        return whole;
    }
    Object *text = str_substring(vm, t->decoded, start, start + n);
    if (text) {
        t->decoded_pos = (uint32_t)(start + n);
    }
    return text;
}

static Object *read_chars(VM *vm, TextFile *t, File *f, int64_t n) {
    if (n < 0) {
        if (read_more(vm, t, f, true) < 0) {
            return NULL;
        }
        return take(vm, t, available(t));
    }
    int more = 1;
    while (more > 0 && available(t) < (size_t)n) {
        more = read_more(vm, t, f, false);
    }
    return more < 0 ? NULL : take(vm, t, available(t) < (size_t)n ? available(t) : (size_t)n);
}

/* Length of the first line in what is read ahead, looking from `from` on; 0: no line end there. */
static size_t line_length(const TextFile *t, size_t from) {
    size_t n = available(t);
    if (!n) {
        return 0;
    }
    size_t base = t->decoded_pos;
    if (str_width(t->decoded) == 1 && t->newline <= NEWLINE_LF && t->newline != NEWLINE_KEEP) {
        const uint8_t *start = STR(t->decoded)->data + base;
        const uint8_t *at = memchr(start + from, '\n', n - from);
        return at ? (size_t)(at - start) + 1 : 0;
    }
    for (size_t i = from; i < n; i++) {
        uint32_t c = str_char(t->decoded, base + i);
        uint32_t next = i + 1 < n ? str_char(t->decoded, base + i + 1) : 0;
        bool crlf = c == '\r' && next == '\n';
        switch ((NewlineMode)t->newline) {
        case NEWLINE_KEEP:
            if (c == '\n' || c == '\r') {
                return i + 1 + crlf;
            }
            break;
        case NEWLINE_CR:
            if (c == '\r') {
                return i + 1;
            }
            break;
        case NEWLINE_CRLF:
            if (crlf) {
                return i + 2;
            }
            break;
        default:
            if (c == '\n') {
                return i + 1;
            }
        }
    }
    return 0;
}

static Object *read_line(VM *vm, TextFile *t, File *f, int64_t limit) {
    size_t looked = 0;
    for (;;) {
        size_t n = line_length(t, looked);
        if (!n) {
            looked = available(t) ? available(t) - 1 : 0;
            if (limit >= 0 && available(t) >= (size_t)limit) {
                return take(vm, t, (size_t)limit);
            }
            int more = read_more(vm, t, f, false);
            if (more < 0) {
                return NULL;
            }
            if (more > 0) {
                continue;
            }
            n = line_length(t, 0);
            if (!n) {
                n = available(t);
            }
        }
        return take(vm, t, limit >= 0 && n > (size_t)limit ? (size_t)limit : n);
    }
}

static void forget_read_ahead(VM *vm, TextFile *t) {
    clear_ref(vm, t->decoded);
    t->decoded_pos = 0;
    t->tail_len = 0;
}

/* ---- methods ---- */

#define SELF TextFile *t = (TextFile *)self;
#define SELF_OPEN(reading, writing)                                                                \
    SELF File *f = opened(vm, t);                                                                  \
    if (!f || file_check(vm, f, reading, writing) < 0) {                                           \
        return NULL;                                                                               \
    }

static int64_t size_argument(VM *vm, const char *name, Object *const *args, size_t nargs) {
    if (!args_count(vm, name, nargs, 0, 1)) {
        return -2;
    }
    if (!nargs || args[0] == vm->none) {
        return -1;
    }
    int64_t n = number_as_i64(vm, args[0], EXC_OverflowError);
    return n == -1 && error_occurred(vm) ? -2 : n < 0 ? -1 : n;
}

static Object *read_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(true, false)
    int64_t n = size_argument(vm, "read", args, nargs);
    return n == -2 ? NULL : read_chars(vm, t, f, n);
}

static Object *readline_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(true, false)
    int64_t n = size_argument(vm, "readline", args, nargs);
    return n == -2 ? NULL : read_line(vm, t, f, n);
}

static Object *next(VM *vm, Object *self) {
    SELF_OPEN(true, false)
    Object *line = read_line(vm, t, f, -1);
    if (line && STR_LEN(line) == 0) {
        decref(vm, line);
        return NULL;
    }
    return line;
}

static Object *readlines(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t hint = size_argument(vm, "readlines", args, nargs);
    Object *list = hint == -2 ? NULL : list_new(vm, 0);
    int64_t total = 0;
    Object *line;
    while (list && (hint <= 0 || total < hint) && (line = next(vm, self))) {
        total += STR_LEN(line);
        if (list_append_steal(vm, list, line) < 0) {
            break;
        }
    }
    if (list && error_occurred(vm)) {
        clear_ref(vm, list);
    }
    return list;
}

static Object *write_method(VM *vm, Object *self, Object *text) {
    SELF_OPEN(false, false)
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "write() argument must be str, not %T", text);
    }
    if (!f->writable) {
        return io_unsupported(vm, "not writable");
    }
    if (t->decoded || t->tail_len) {
        forget_read_ahead(vm, t);
    }
    return text_file_write(vm, self, text) < 0 ? NULL : int_from_u64(vm, STR_LEN(text));
}

static Object *writelines(VM *vm, Object *self, Object *lines) {
    Object *it = object_get_iter(vm, lines);
    Object *line;
    while (it && (line = iter_next(vm, it))) {
        Object *n = write_method(vm, self, line);
        decref(vm, line);
        if (!n) {
            break;
        }
        decref(vm, n);
    }
    xdecref(vm, it);
    return error_occurred(vm) ? NULL : none_ref(vm);
}

static Object *flush_method(VM *vm, Object *self) {
    return text_file_flush(vm, self) < 0 ? NULL : none_ref(vm);
}

static Object *close_method(VM *vm, Object *self) {
    SELF if (!t->file) {
        return raise(vm, EXC_ValueError, "underlying buffer has been detached");
    }
    forget_read_ahead(vm, t);
    return file_close(vm, (File *)t->file) < 0 ? NULL : none_ref(vm);
}

static Object *detach(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    if (file_flush(vm, f) < 0) {
        return NULL;
    }
    Object *file = t->file;
    t->file = NULL;
    return file;
}

/* The number of bytes that the characters read ahead came from. */
static int64_t read_ahead_size(VM *vm, TextFile *t) {
    size_t n = available(t);
    if (!n) {
        return t->tail_len;
    }
    Object *rest = str_substring(vm, t->decoded, t->decoded_pos, t->decoded_pos + n);
    Object *bytes = rest ? encode(vm, t, rest) : NULL;
    int64_t size = bytes ? (int64_t)BYTES(bytes)->len + t->tail_len : -1;
    xdecref(vm, bytes);
    xdecref(vm, rest);
    return size;
}

static int64_t position(VM *vm, TextFile *t, File *f) {
    if (!f->seekable) {
        io_unsupported(vm, "underlying stream is not seekable");
        return -1;
    }
    int64_t at = file_tell(vm, f), ahead = at < 0 ? -1 : read_ahead_size(vm, t);
    return ahead < 0 ? -1 : at - ahead;
}

static Object *tell_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    int64_t at = position(vm, t, f);
    return at < 0 ? NULL : int_from_i64(vm, at);
}

static Object *seek_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(false, false)
    if (!args_count(vm, "seek", nargs, 1, 2)) {
        return NULL;
    }
    int64_t offset = number_as_i64(vm, args[0], EXC_OverflowError);
    int64_t whence = nargs > 1 ? number_as_i64(vm, args[1], EXC_OverflowError) : 0;
    if (error_occurred(vm)) {
        return NULL;
    }
    if (!f->seekable) {
        return io_unsupported(vm, "underlying stream is not seekable");
    }
    if (whence == 1) {
        if (offset != 0) {
            return io_unsupported(vm, "can't do nonzero cur-relative seeks");
        }
        offset = position(vm, t, f);
        if (offset < 0) {
            return NULL;
        }
    } else if (whence == 2 && offset != 0) {
        return io_unsupported(vm, "can't do nonzero end-relative seeks");
    } else if (whence < 0 || whence > 2) {
        return raise(vm, EXC_ValueError, "invalid whence (%lld, should be 0, 1 or 2)",
                     (long long)whence);
    } else if (whence == 0 && offset < 0) {
        return raise(vm, EXC_ValueError, "negative seek position %lld", (long long)offset);
    }
    forget_read_ahead(vm, t);
    int64_t at = file_seek(vm, f, offset, whence == 2 ? 2 : 0);
    return at < 0 ? NULL : int_from_i64(vm, at);
}

static Object *truncate_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    SELF_OPEN(false, true)
    int64_t n = size_argument(vm, "truncate", args, nargs);
    if (n == -2 || file_flush(vm, f) < 0 || (n == -1 && (n = position(vm, t, f)) < 0)) {
        return NULL;
    }
    if (ftruncate(f->fd, n) < 0) {
        return raise(vm, EXC_OSError, "cannot truncate");
    }
    return int_from_i64(vm, n);
}

static Object *reconfigure(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    SELF_OPEN(false, false)
    static const char *const names[] = {"encoding",       "errors",        "newline",
                                        "line_buffering", "write_through", NULL};
    Object *encoding = vm->none, *errors = vm->none, *newline = vm->none;
    Object *lines = vm->none, *through = vm->none;
    if (!args_parse(vm, "reconfigure", names, "|$OOOOO", args, nargs, kwnames, &encoding, &errors,
                    &newline, &lines, &through) ||
        file_flush(vm, f) < 0) {
        return NULL;
    }
    if (encoding != vm->none && is_str(vm, encoding)) {
        set_ref(vm, t->encoding, new_ref(encoding));
        t->is_utf8 = names_utf8(encoding);
    }
    if (errors != vm->none && is_str(vm, errors)) {
        set_ref(vm, t->errors, new_ref(errors));
    }
    if (lines != vm->none) {
        t->line_buffering = object_truth(vm, lines) > 0;
    }
    if (through != vm->none) {
        t->write_through = object_truth(vm, through) > 0;
    }
    return error_occurred(vm) ? NULL : none_ref(vm);
}

static Object *fileno_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    return int_from_i64(vm, f->fd);
}
static Object *isatty_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    return bool_ref(vm, isatty(f->fd));
}
static Object *readable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    return bool_ref(vm, f->readable);
}
static Object *writable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    return bool_ref(vm, f->writable);
}
static Object *seekable_method(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    return bool_ref(vm, f->seekable);
}
static Object *self_if_open(VM *vm, Object *self) {
    SELF_OPEN(false, false)
    (void)t;
    (void)f;
    return new_ref(self);
}
static Object *exit_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)args;
    (void)nargs;
    return close_method(vm, self);
}

enum {
    FIELD_BUFFER,
    FIELD_ENCODING,
    FIELD_ERRORS,
    FIELD_MODE,
    FIELD_NAME,
    FIELD_CLOSED,
    FIELD_LINE_BUFFERING,
    FIELD_NEWLINES
};

static Object *get_field(VM *vm, Object *self, void *which) {
    SELF switch ((uintptr_t)which) {
    case FIELD_ENCODING:
        return new_ref(t->encoding);
    case FIELD_ERRORS:
        return new_ref(t->errors);
    case FIELD_MODE:
        return t->mode ? new_ref(t->mode)
                       : raise(vm, EXC_AttributeError, "'%T' object has no attribute 'mode'", self);
    case FIELD_LINE_BUFFERING:
        return bool_ref(vm, t->line_buffering);
    case FIELD_NEWLINES:
        return none_ref(vm);
    default:
        break;
    }
    if (!t->file) {
        return raise(vm, EXC_ValueError, "underlying buffer has been detached");
    }
    File *f = (File *)t->file;
    switch ((uintptr_t)which) {
    case FIELD_NAME:
        return f->name ? new_ref(f->name) : int_from_i64(vm, f->fd);
    case FIELD_CLOSED:
        return bool_ref(vm, f->fd < 0);
    default:
        return new_ref(t->file);
    }
}

static Object *repr(VM *vm, Object *self) {
    SELF Object *name = t->file ? ((File *)t->file)->name : NULL;
    Object *mode = t->mode;
    if (name && mode) {
        return str_format(vm, "<%T name=%R mode=%R encoding=%R>", self, name, mode, t->encoding);
    }
    return name ? str_format(vm, "<%T name=%R encoding=%R>", self, name, t->encoding)
                : str_format(vm, "<%T encoding=%R>", self, t->encoding);
}

static void dealloc(VM *vm, Object *self) {
    SELF gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    xdecref(vm, t->decoded);
    xdecref(vm, t->file);
    xdecref(vm, t->encoding);
    xdecref(vm, t->errors);
    xdecref(vm, t->mode);
    object_free_container(vm, self, sizeof(TextFile));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    SELF(void) vm;
    VISIT(t->file);
    VISIT(t->encoding);
    VISIT(t->errors);
    VISIT(t->mode);
    VISIT(t->decoded);
    return 0;
}

static const MethodDef methods[] = {
    METHOD_FAST("read", read_method, "Read and return up to n characters."),
    METHOD_FAST("readline", readline_method, "Read and return one line."),
    METHOD_FAST("readlines", readlines, "Return a list of lines."),
    METHOD_O("write", write_method, "Write a string; returns its length."),
    METHOD_O("writelines", writelines, "Write a list of lines."),
    METHOD_NOARGS("flush", flush_method, "Write out what is buffered."),
    METHOD_NOARGS("close", close_method, "Flush and close the file."),
    METHOD_NOARGS("detach", detach, "Separate the binary file from this one and return it."),
    METHOD_FAST("seek", seek_method, "Change the position."),
    METHOD_NOARGS("tell", tell_method, "The present position."),
    METHOD_FAST("truncate", truncate_method, "Resize the file."),
    METHOD_KW("reconfigure", reconfigure, "Reconfigure the text stream with new parameters."),
    METHOD_NOARGS("fileno", fileno_method, "The file descriptor."),
    METHOD_NOARGS("isatty", isatty_method, "Whether it is a terminal."),
    METHOD_NOARGS("readable", readable_method, "Whether it can be read."),
    METHOD_NOARGS("writable", writable_method, "Whether it can be written."),
    METHOD_NOARGS("seekable", seekable_method, "Whether the position can be changed."),
    METHOD_NOARGS("__enter__", self_if_open, NULL),
    METHOD_FAST("__exit__", exit_, NULL),
    {0},
};
#define FIELD(name, which)                                                                         \
    { name, get_field, NULL, NULL, (void *)(uintptr_t)(which) }
static const GetSetDef getset[] = {
    FIELD("buffer", FIELD_BUFFER),
    FIELD("encoding", FIELD_ENCODING),
    FIELD("errors", FIELD_ERRORS),
    FIELD("mode", FIELD_MODE),
    FIELD("name", FIELD_NAME),
    FIELD("closed", FIELD_CLOSED),
    FIELD("line_buffering", FIELD_LINE_BUFFERING),
    FIELD("newlines", FIELD_NEWLINES),
    {0},
};
static const TypeSpec spec = {
    .name = "_io.TextIOWrapper",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_WEAKREFS,
    .size = sizeof(TextFile),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .repr = repr,
              .iter = self_if_open,
              .iternext = next},
    .methods = methods,
    .getset = getset,
};

Type *text_file_make_type(VM *vm) {
    return type_from_spec(vm, &spec, NULL);
}
