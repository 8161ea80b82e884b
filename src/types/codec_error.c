/* The error handlers of codecs. */
#include "types/codec.h"
#include "types/codec_internal.h"
#include "types/exception.h"
#include "types/int.h"
#include "types/tuple.h"

enum Handler {
    HANDLER_STRICT,
    HANDLER_IGNORE,
    HANDLER_REPLACE,
    HANDLER_BACKSLASH,
    HANDLER_XML,
    HANDLER_NAME,
    HANDLER_SURROGATEESCAPE,
    HANDLER_SURROGATEPASS,
    HANDLER_OTHER
};

static const char *const handler_names[] = {
    "strict",      "ignore",          "replace",       "backslashreplace", "xmlcharrefreplace",
    "namereplace", "surrogateescape", "surrogatepass",
};

static enum Handler find_handler(const char *name) {
    for (int i = 0; i < HANDLER_OTHER; i++) {
        if (strcmp(name, handler_names[i]) == 0) {
            return (enum Handler)i;
        }
    }
    return HANDLER_OTHER;
}

bool codec_is_error_handler(const char *name) {
    return find_handler(name) != HANDLER_OTHER;
}

/* ------------------------------------------------------------------ exceptions */

/* exception(encoding, object, start, end, reason). */
static Object *new_exception(VM *vm, int number, const char *encoding, Object *object, size_t start,
                             size_t end, const char *reason) {
    Object *args[5] = {str_from_cstr(vm, encoding), new_ref(object), NULL, NULL, NULL};
    args[2] = args[0] ? int_from_i64(vm, (int64_t)start) : NULL;
    args[3] = args[2] ? int_from_i64(vm, (int64_t)end) : NULL;
    args[4] = args[3] ? str_from_cstr(vm, reason) : NULL;
    Object *exc = args[4] ? exception_new(vm, number, args, 5) : NULL;
    for (int i = 0; i < 5; i++) {
        xdecref(vm, args[i]);
    }
    return exc;
}

static bool raise_new(VM *vm, Object *exc) {
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return false;
}

static Object *decode_exception(Decoder *d, size_t start, size_t end, const char *reason) {
    Object *bytes = bytes_from(d->vm, d->data, d->len);
    if (!bytes) {
        return NULL;
    }
    Object *exc =
        new_exception(d->vm, EXC_UnicodeDecodeError, d->encoding, bytes, start, end, reason);
    decref(d->vm, bytes);
    return exc;
}

static Object *encode_exception(Encoder *e, size_t start, size_t end, const char *reason) {
    return new_exception(e->vm, EXC_UnicodeEncodeError, e->encoding, e->s, start, end, reason);
}

/* ------------------------------------------------------------------ registered handlers */

/* The handler may have put other bytes in the place of those being decoded. */
static bool take_replaced(Decoder *d, Object *exc) {
    Object *object = ((UnicodeError *)exc)->object;
    if (!object || !is_bytes(d->vm, object)) {
        raise(d->vm, EXC_TypeError, "object attribute must be bytes");
        return false;
    }
    d->replaced = new_ref(object);
    d->data = BYTES(object)->data;
    d->len = BYTES(object)->len;
    return true;
}

/* Calls the handler that Python code registered. *replacement: new reference; *place is where to go
 * on in an input of len, or in that of d. */
static bool call_registered(VM *vm, const char *name, Object *exc, Decoder *d, size_t len,
                            Object **replacement, size_t *place) {
    bool decoding = d != NULL;
    Object *handler = vm->find_error_handler ? vm->find_error_handler(vm, name) : NULL;
    if (!handler) {
        if (!error_occurred(vm)) {
            raise(vm, EXC_LookupError, "unknown error handler name '%.400s'", name);
        }
        return false;
    }
    Object *pair = call1(vm, handler, exc);
    decref(vm, handler);
    if (!pair) {
        return false;
    }
    bool good =
        is_tuple(vm, pair) && TUPLE_LEN(pair) == 2 && is_int(vm, TUPLE_ITEM(pair, 1)) &&
        (is_str(vm, TUPLE_ITEM(pair, 0)) || (!decoding && is_bytes(vm, TUPLE_ITEM(pair, 0))));
    int64_t at;
    if (good && d) {
        Object *before = d->replaced;
        if (!take_replaced(d, exc)) {
            decref(vm, pair);
            return false;
        }
        xdecref(vm, before);
        len = d->len;
    }
    if (!good) {
        raise(vm, EXC_TypeError,
              decoding ? "decoding error handler must return (str, int) tuple"
                       : "encoding error handler must return (str/bytes, int) tuple");
    } else if (!int_as_i64(TUPLE_ITEM(pair, 1), &at)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
        good = false;
    } else {
        int64_t from_start = at < 0 ? at + (int64_t)len : at;
        if (from_start < 0 || from_start > (int64_t)len) {
            raise(vm, EXC_IndexError, "position %zd from error handler out of bounds", at);
            good = false;
        } else {
            *replacement = new_ref(TUPLE_ITEM(pair, 0));
            *place = (size_t)from_start;
        }
    }
    decref(vm, pair);
    return good;
}

/* ------------------------------------------------------------------ decoding */

static bool add_escaped_bytes(StrBuilder *out, const uint8_t *p, size_t n) {
    char text[8];
    for (size_t i = 0; i < n; i++) {
        snprintf(text, sizeof text, "\\x%02x", p[i]);
        if (!str_builder_ascii(out, text, 4)) {
            return false;
        }
    }
    return true;
}

/* Bytes from 0x80 on become U+DC80..U+DCFF. Gives how many were taken. */
static size_t escape_as_surrogates(const uint8_t *p, size_t n, uint32_t out[4]) {
    size_t taken = 0;
    while (taken < n && taken < 4 && p[taken] >= 0x80) {
        out[taken] = 0xDC00u + p[taken];
        taken++;
    }
    return taken;
}

enum Units { UNITS_UTF8, UNITS_16LE, UNITS_16BE, UNITS_32LE, UNITS_32BE, UNITS_UNKNOWN };

static enum Units units_of(const char *encoding) {
    static const struct {
        const char *name;
        enum Units units;
    } table[] = {{"utf-8", UNITS_UTF8},     {"utf-16", UNITS_16LE}, {"utf-16-le", UNITS_16LE},
                 {"utf-16-be", UNITS_16BE}, {"utf-32", UNITS_32LE}, {"utf-32-le", UNITS_32LE},
                 {"utf-32-be", UNITS_32BE}};
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (strcmp(encoding, table[i].name) == 0) {
            return table[i].units;
        }
    }
    return UNITS_UNKNOWN;
}

/* A surrogate encoded at p like any other character. Gives its number of bytes, 0: there is none.
 */
static size_t encoded_surrogate(const uint8_t *p, size_t n, const char *encoding, uint32_t *c) {
    size_t size = 0;
    switch (units_of(encoding)) {
    case UNITS_UTF8:
        if (n >= 3 && (p[0] & 0xF0) == 0xE0 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
            *c = (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
            size = 3;
        }
        break;
    case UNITS_16LE:
    case UNITS_16BE:
        if (n >= 2) {
            bool little = units_of(encoding) == UNITS_16LE;
            *c = little ? (uint32_t)(p[1] << 8 | p[0]) : (uint32_t)(p[0] << 8 | p[1]);
            size = 2;
        }
        break;
    case UNITS_32LE:
    case UNITS_32BE:
        if (n >= 4) {
            bool little = units_of(encoding) == UNITS_32LE;
            *c = little ? (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0]
                        : (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
            size = 4;
        }
        break;
    case UNITS_UNKNOWN:
        break;
    }
    return size && unicode_is_surrogate(*c) ? size : 0;
}

static bool decode_with_registered(Decoder *d, size_t start, size_t end, const char *reason) {
    VM *vm = d->vm;
    Object *exc = decode_exception(d, start, end, reason), *replacement = NULL;
    bool ok = exc && call_registered(vm, d->errors, exc, d, d->len, &replacement, &d->at) &&
              str_builder_str(&d->out, replacement);
    xdecref(vm, replacement);
    xdecref(vm, exc);
    return ok;
}

bool decoder_error(Decoder *d, size_t start, size_t end, const char *reason) {
    enum Handler handler = find_handler(d->errors);
    uint32_t out[4];
    size_t n;
    d->at = end;
    switch (handler) {
    case HANDLER_IGNORE:
        return true;
    case HANDLER_REPLACE:
        return str_builder_char(&d->out, 0xFFFD);
    case HANDLER_BACKSLASH:
        return add_escaped_bytes(&d->out, d->data + start, end - start);
    case HANDLER_SURROGATEESCAPE:
        n = escape_as_surrogates(d->data + start, end - start, out);
        if (n == 0) {
            break;
        }
        d->at = start + n;
        return str_builder_chars(&d->out, out, n, 4);
    case HANDLER_SURROGATEPASS:
        n = encoded_surrogate(d->data + start, d->len - start, d->encoding, out);
        if (n == 0) {
            break;
        }
        d->at = start + n;
        return str_builder_char(&d->out, out[0]);
    case HANDLER_XML:
    case HANDLER_NAME:
        raise(d->vm, EXC_TypeError,
              "don't know how to handle UnicodeDecodeError in error callback");
        return false;
    case HANDLER_OTHER:
        return decode_with_registered(d, start, end, reason);
    case HANDLER_STRICT:
        break;
    }
    return raise_new(d->vm, decode_exception(d, start, end, reason));
}

/* ------------------------------------------------------------------ encoding */

/* What backslashreplace, xmlcharrefreplace write for c. */
static int escape_char(enum Handler handler, uint32_t c, char text[16]) {
    if (handler == HANDLER_XML) {
        return snprintf(text, 16, "&#%u;", c);
    }
    return snprintf(text, 16, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

static bool put_text(Encoder *e, const char *text) {
    for (; *text; text++) {
        if (!e->put(e, (uint8_t)*text)) {
            return false;
        }
    }
    return true;
}

/* Writes a lone surrogate as the encoding would write any other character. */
static bool put_surrogate(Encoder *e, uint32_t c) {
    switch (units_of(e->encoding)) {
    case UNITS_UTF8:
        buffer_add_utf8(&e->out, c);
        return true;
    case UNITS_16LE:
        put_byte(e, c & 0xFF);
        return put_byte(e, c >> 8);
    case UNITS_16BE:
        put_byte(e, c >> 8);
        return put_byte(e, c & 0xFF);
    case UNITS_32LE:
        put_byte(e, c & 0xFF);
        put_byte(e, c >> 8);
        put_byte(e, 0);
        return put_byte(e, 0);
    case UNITS_32BE:
        put_byte(e, 0);
        put_byte(e, 0);
        put_byte(e, c >> 8);
        return put_byte(e, c & 0xFF);
    case UNITS_UNKNOWN:
        break;
    }
    return false;
}

/* One character that has no bytes, by a handler of ours; false: it cannot be handled. */
static bool put_handled(Encoder *e, enum Handler handler, uint32_t c) {
    char text[16];
    switch (handler) {
    case HANDLER_IGNORE:
        return true;
    case HANDLER_REPLACE:
        return e->put(e, '?');
    case HANDLER_BACKSLASH:
    case HANDLER_NAME:
    case HANDLER_XML:
        escape_char(handler, c, text);
        return put_text(e, text);
    case HANDLER_SURROGATEESCAPE: {
        enum Units units = units_of(e->encoding);
        return c >= 0xDC80 && c <= 0xDCFF && (units == UNITS_UTF8 || units == UNITS_UNKNOWN) &&
               put_byte(e, c - 0xDC00);
    }
    case HANDLER_SURROGATEPASS:
        return unicode_is_surrogate(c) && put_surrogate(e, c);
    default:
        return false;
    }
}

static bool put_replacement(Encoder *e, Object *replacement) {
    if (is_bytes(e->vm, replacement)) {
        buffer_add(&e->out, BYTES(replacement)->data, BYTES(replacement)->len);
        return true;
    }
    for (size_t i = 0; i < STR_LEN(replacement); i++) {
        if (!e->put(e, str_char(replacement, i))) {
            return false;
        }
    }
    return true;
}

static bool encode_with_registered(Encoder *e, size_t start, size_t end, const char *reason,
                                   size_t *next) {
    VM *vm = e->vm;
    Object *exc = encode_exception(e, start, end, reason), *replacement = NULL;
    bool ok = exc && call_registered(vm, e->errors, exc, NULL, STR_LEN(e->s), &replacement, next);
    if (ok && !put_replacement(e, replacement)) {
        raise_instance(vm, exc);
        ok = false;
    }
    xdecref(vm, replacement);
    xdecref(vm, exc);
    return ok;
}

bool encoder_error(Encoder *e, size_t start, size_t end, const char *reason, size_t *next) {
    enum Handler handler = find_handler(e->errors);
    *next = end;
    if (handler == HANDLER_OTHER) {
        return encode_with_registered(e, start, end, reason, next);
    }
    for (size_t i = start; i < end; i++) {
        if (!put_handled(e, handler, str_char(e->s, i))) {
            size_t from = handler == HANDLER_SURROGATEESCAPE ? i : start;
            return raise_new(e->vm, encode_exception(e, from, end, reason));
        }
    }
    return true;
}

/* ------------------------------------------------------------------ handlers as functions */

/* The text that takes the place of s[start:end]. */
static Object *replacement_of_text(VM *vm, enum Handler handler, Object *s, size_t start,
                                   size_t end) {
    StrBuilder out;
    str_builder_init(&out, vm);
    bool ok = true;
    for (size_t i = start; ok && i < end && handler != HANDLER_IGNORE; i++) {
        if (handler == HANDLER_REPLACE) {
            ok = str_builder_char(&out, '?');
        } else {
            char text[16];
            int n = escape_char(handler, str_char(s, i), text);
            ok = str_builder_ascii(&out, text, (size_t)n);
        }
    }
    if (!ok) {
        str_builder_deinit(&out);
        return NULL;
    }
    return str_builder_finish(&out);
}

/* surrogateescape and surrogatepass of an encode error: bytes. NULL without an error: not handled.
 */
static Object *replacement_bytes(VM *vm, enum Handler handler, const UnicodeError *exc,
                                 size_t start, size_t end) {
    Buffer name;
    vm_buffer_init(vm, &name);
    const char *encoding = str_cstr(vm, exc->encoding, &name);
    Object *result = NULL;
    if (encoding) {
        Encoder e = {.vm = vm, .encoding = encoding, .errors = "strict", .s = exc->object};
        vm_buffer_init(vm, &e.out);
        bool ok = true;
        for (size_t i = start; ok && i < end; i++) {
            ok = put_handled(&e, handler, str_char(exc->object, i));
        }
        if (ok) {
            result = e.out.failed ? raise_memory_error(vm) : bytes_from(vm, e.out.data, e.out.size);
        }
        buffer_deinit(&e.out);
    }
    buffer_deinit(&name);
    return result;
}

/* The text that takes the place of data[start:*end]. NULL without an error: not handled. */
static Object *replacement_of_bytes(VM *vm, enum Handler handler, const UnicodeError *exc,
                                    size_t start, size_t *end) {
    const uint8_t *data = BYTES(exc->object)->data;
    size_t len = BYTES(exc->object)->len, n;
    uint32_t out[4];
    StrBuilder text;
    switch (handler) {
    case HANDLER_IGNORE:
        return str_empty(vm);
    case HANDLER_REPLACE:
        return str_from_char(vm, 0xFFFD);
    case HANDLER_BACKSLASH:
        str_builder_init(&text, vm);
        if (!add_escaped_bytes(&text, data + start, *end - start)) {
            str_builder_deinit(&text);
            return NULL;
        }
        return str_builder_finish(&text);
    case HANDLER_SURROGATEESCAPE:
        n = escape_as_surrogates(data + start, *end - start, out);
        *end = start + n;
        return n ? str_from_chars(vm, out, n, 4) : NULL;
    case HANDLER_SURROGATEPASS: {
        Buffer name;
        vm_buffer_init(vm, &name);
        const char *encoding = str_cstr(vm, exc->encoding, &name);
        n = encoding ? encoded_surrogate(data + start, len - start, encoding, out) : 0;
        buffer_deinit(&name);
        *end = start + n;
        return n ? str_from_char(vm, out[0]) : NULL;
    }
    default:
        return NULL;
    }
}

static Object *pair_with_place(VM *vm, Object *replacement, size_t place) {
    Object *number = replacement ? int_from_i64(vm, (int64_t)place) : NULL;
    Object *pair = number ? tuple_pack(vm, 2, replacement, number) : NULL;
    xdecref(vm, replacement);
    xdecref(vm, number);
    return pair;
}

Object *codec_handle_error(VM *vm, const char *name, Object *exception) {
    enum Handler handler = find_handler(name);
    if (handler == HANDLER_OTHER) {
        return raise(vm, EXC_LookupError, "unknown error handler name '%.400s'", name);
    }
    Type *type = type_of(vm, exception);
    bool encoding = type_is_subtype(type, EXC(vm, UnicodeEncodeError));
    bool decoding = type_is_subtype(type, EXC(vm, UnicodeDecodeError));
    bool translating = type_is_subtype(type, EXC(vm, UnicodeTranslateError));
    if (handler == HANDLER_STRICT) {
        if (!is_exception(vm, exception)) {
            return raise(vm, EXC_TypeError, "codec must pass exception instance");
        }
        return raise_instance(vm, exception);
    }
    bool good = encoding || (decoding && handler != HANDLER_XML && handler != HANDLER_NAME) ||
                (translating && handler <= HANDLER_BACKSLASH);
    const UnicodeError *exc = (const UnicodeError *)exception;
    if (!good || !exc->object) {
        return raise(vm, EXC_TypeError, "don't know how to handle %T in error callback", exception);
    }
    size_t len = decoding ? BYTES(exc->object)->len : STR_LEN(exc->object);
    /* As CPython sees them: start names a character, end at least the first one is behind. */
    size_t start = exc->start < 0 ? 0 : (size_t)exc->start < len ? (size_t)exc->start : len - !!len;
    size_t end = exc->end < 1 ? !!len : (size_t)exc->end < len ? (size_t)exc->end : len;
    start = start < end ? start : end;
    Object *replacement;
    if (decoding) {
        replacement = replacement_of_bytes(vm, handler, exc, start, &end);
    } else if (handler == HANDLER_SURROGATEESCAPE || handler == HANDLER_SURROGATEPASS) {
        replacement = replacement_bytes(vm, handler, exc, start, end);
    } else {
        replacement = replacement_of_text(vm, handler, exc->object, start, end);
    }
    if (!replacement && !error_occurred(vm)) {
        return raise_instance(vm, exception);
    }
    return pair_with_place(vm, replacement, end);
}
