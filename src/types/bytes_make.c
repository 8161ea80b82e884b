/* Making bytes from anything, and text from bytes. */
#include "types/bytes_internal.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"

bool byte_argument(VM *vm, Object *o, const char *out_of_range, uint8_t *byte) {
    if (LIKELY(o->meta == INT_META && (uint64_t)INT_VALUE(o) <= 255)) {
        *byte = (uint8_t)INT_VALUE(o);
        return true;
    }
    Object *number = number_index(vm, o);
    if (!number) {
        return false;
    }
    int64_t value;
    bool fits = int_as_i64(number, &value) && value >= 0 && value <= 255;
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_ValueError, "%s", out_of_range);
        return false;
    }
    *byte = (uint8_t)value;
    return true;
}

static const char *range_text(const char *name) {
    return strcmp(name, "bytes") == 0 ? "bytes must be in range(0, 256)"
                                      : "byte must be in range(0, 256)";
}

bool bytes_collect(VM *vm, Object *iterable, const char *name, Buffer *out) {
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return false;
    }
    bool ok = false;
    int64_t hint = object_length_hint(vm, iterable, 64);
    if (hint < 0) {
        goto done;
    }
    if (!buffer_reserve(out, (size_t)hint < 1 << 20 ? (size_t)hint : 1 << 20)) {
        raise_memory_error(vm);
        goto done;
    }
    Object *item;
    const char *out_of_range = range_text(name);
    if (is_exact(it, SHAPE_LIST_ITERATOR)) { /* as far as nothing but plain bytes come */
        IndexIterator *walk = (IndexIterator *)it;
        while (walk->sequence && walk->index < LIST_LEN(walk->sequence)) {
            item = LIST_ITEM(walk->sequence, walk->index);
            if (item->meta != INT_META || (uint64_t)INT_VALUE(item) > 255) {
                break;
            }
            buffer_add_char(out, (char)INT_VALUE(item));
            walk->index++;
        }
    }
    while ((item = iter_next(vm, it)) != NULL) {
        uint8_t byte;
        bool good = byte_argument(vm, item, out_of_range, &byte);
        decref(vm, item);
        if (!good) {
            goto done;
        }
        buffer_add_char(out, (char)byte);
    }
    ok = !error_occurred(vm) && !out->failed;
    if (out->failed) {
        raise_memory_error(vm);
    }
done:
    decref(vm, it);
    return ok;
}

static Object *from_iterable(VM *vm, Object *o, const char *name) {
    Buffer buffer;
    vm_buffer_init(vm, &buffer);
    Object *result = NULL;
    if (!type_of(vm, o)->slots.iter && !type_of(vm, o)->slots.sq_item &&
        !type_of(vm, o)->slots.mp_subscript) {
        raise(vm, EXC_TypeError, "cannot convert '%T' object to %s", o, name);
    } else if (bytes_collect(vm, o, name, &buffer)) {
        result = bytes_from(vm, buffer.data, buffer.size);
    }
    buffer_deinit(&buffer);
    return result;
}

/* Not from a str or a count. */
static Object *from_object(VM *vm, Object *o, const char *name) {
    if (is_exact(o, SHAPE_BYTES)) {
        return new_ref(o);
    }
    if (is_exact(o, SHAPE_MEMORYVIEW)) {
        return memoryview_tobytes(vm, o); /* maybe with gaps */
    }
    if (type_of(vm, o)->slots.buffer) {
        ByteView view;
        return object_byte_view(vm, o, &view) < 0 ? NULL : bytes_from(vm, view.data, view.len);
    }
    return from_iterable(vm, o, name);
}

Object *bytes_from_object(VM *vm, Object *o) {
    return from_object(vm, o, "bytes");
}

static Object *zeros(VM *vm, int64_t len) {
    if (len < 0) {
        return raise(vm, EXC_ValueError, "negative count");
    }
    Object *b = bytes_new(vm, (size_t)len);
    if (b) {
        memset(BYTES(b)->data, 0, (size_t)len);
    }
    return b;
}

static Object *from_text(VM *vm, Object *o, Object *encoding, Object *errors) {
    Buffer encoding_text, errors_text;
    vm_buffer_init(vm, &encoding_text);
    vm_buffer_init(vm, &errors_text);
    char small[2][STR_NAME_MAX];
    Object *result = NULL;
    const char *e = str_name(vm, encoding, small[0], &encoding_text);
    const char *r = e && errors ? str_name(vm, errors, small[1], &errors_text) : "strict";
    if (e && r) {
        result = str_encode(vm, o, e, r);
    }
    buffer_deinit(&encoding_text);
    buffer_deinit(&errors_text);
    return result;
}

/* The result of o.__bytes__(), NULL without an error if there is none. */
static Object *from_bytes_method(VM *vm, Object *o) {
    Object *made = call_special0(vm, o, ID(vm, __bytes__));
    if (made && !is_bytes(vm, made)) {
        raise(vm, EXC_TypeError, "__bytes__ returned non-bytes (type %T)", made);
        clear_ref(vm, made);
    }
    return made;
}

static Object *from_one(VM *vm, Object *o, const char *name) {
    bool exactly_bytes = strcmp(name, "bytes") == 0;
    if (exactly_bytes && !is_exact(o, SHAPE_BYTES)) {
        Object *made = from_bytes_method(vm, o);
        if (made || error_occurred(vm)) {
            return made;
        }
    }
    if (is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "string argument without an encoding");
    }
    if (number_is_index(vm, o)) {
        int64_t len = number_as_i64(vm, o, EXC_OverflowError);
        if (len != -1 || !error_occurred(vm)) {
            return zeros(vm, len);
        }
        if (!error_matches(vm, EXC_TypeError)) {
            return NULL;
        }
        error_clear(vm);
    }
    return from_object(vm, o, name);
}

Object *bytes_from_arguments(VM *vm, const char *name, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    Object *o = NULL, *encoding = NULL, *errors = NULL;
    if (nargs == 1 && !kwnames) {
        return from_one(vm, args[0], name);
    }
    if (!args_parse(vm, name, names, "|OUU", args, nargs, kwnames, &o, &encoding, &errors)) {
        return NULL;
    }
    if (encoding) {
        if (!o || !is_str(vm, o)) {
            return raise(vm, EXC_TypeError, "encoding without a string argument");
        }
        return from_text(vm, o, encoding, errors);
    }
    if (errors) {
        return raise(vm, EXC_TypeError,
                     o && is_str(vm, o) ? "string argument without an encoding"
                                        : "errors without a string argument");
    }
    return o ? from_one(vm, o, name) : bytes_new(vm, 0);
}

/* ------------------------------------------------------------------ text */

static const char hex_digits[] = "0123456789abcdef";

Object *bytes_repr_quoted(VM *vm, const uint8_t *data, size_t len, const char *prefix,
                          const char *suffix, bool escape_single) {
    char quote = '\'';
    if (len && memchr(data, '\'', len) && !memchr(data, '"', len)) {
        quote = '"';
    }
    size_t prefix_len = strlen(prefix), suffix_len = strlen(suffix);
    size_t size = prefix_len + suffix_len + 3;
#define BACKSLASHED(c) ((c) == quote || (c) == '\\' || (escape_single && (c) == '\''))
    for (size_t i = 0; i < len; i++) {
        uint8_t c = data[i];
        size += BACKSLASHED(c) || c == '\t' || c == '\n' || c == '\r' ? 2
                : c < ' ' || c >= 0x7F                                ? 4
                                                                      : 1;
    }
    Object *s = str_new(vm, size, 0x7F);
    if (!s) {
        return NULL;
    }
    char *p = str_data(s);
    memcpy(p, prefix, prefix_len);
    p += prefix_len;
    *p++ = 'b';
    *p++ = quote;
    for (size_t i = 0; i < len; i++) {
        uint8_t c = data[i];
        if (BACKSLASHED(c)) {
            *p++ = '\\';
            *p++ = (char)c;
        } else if (c == '\t' || c == '\n' || c == '\r') {
            *p++ = '\\';
            *p++ = c == '\t' ? 't' : c == '\n' ? 'n' : 'r';
        } else if (c < ' ' || c >= 0x7F) {
            *p++ = '\\';
            *p++ = 'x';
            *p++ = hex_digits[c >> 4];
            *p++ = hex_digits[c & 15];
        } else {
            *p++ = (char)c;
        }
    }
#undef BACKSLASHED
    *p++ = quote;
    memcpy(p, suffix, suffix_len);
    return s;
}

Object *bytes_repr_text(VM *vm, const uint8_t *data, size_t len, const char *prefix,
                        const char *suffix) {
    return bytes_repr_quoted(vm, data, len, prefix, suffix, false);
}

/* The separator argument of hex. false: error. */
static bool separator_argument(VM *vm, Object *o, char *separator) {
    int64_t len = object_len(vm, o);
    if (len < 0) {
        return false;
    }
    if (len != 1) {
        raise(vm, EXC_ValueError, "sep must be length 1.");
        return false;
    }
    uint32_t c = 0x80;
    if (is_str(vm, o)) {
        c = str_char(o, 0);
    } else if (is_bytes(vm, o)) {
        c = BYTES(o)->data[0];
    } else {
        raise(vm, EXC_TypeError, "sep must be str or bytes.");
        return false;
    }
    if (c >= 0x80) {
        raise(vm, EXC_ValueError, "sep must be ASCII.");
        return false;
    }
    *separator = (char)c;
    return true;
}

Object *bytes_hex_text(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"sep", "bytes_per_sep", NULL};
    Object *separator_object = NULL;
    int group = 1;
    char separator = 0;
    if ((nargs || kwnames) &&
        (!args_parse(vm, "hex", names, "|Oi", args, nargs, kwnames, &separator_object, &group) ||
         (separator_object && !separator_argument(vm, separator_object, &separator)))) {
        return NULL;
    }
    ByteView view; /* only now: the arguments' methods may have changed o */
    if (object_byte_view(vm, o, &view) < 0) {
        return NULL;
    }
    const uint8_t *data = view.data;
    size_t len = view.len;
    if (len == 0) {
        return str_empty(vm);
    }
    size_t each = group < 0 ? (size_t) - (int64_t)group : (size_t)group;
    bool separated = separator_object && each > 0 && each < len;
    size_t separators = separated ? (len - 1) / each : 0;
    Object *s = str_new(vm, len * 2 + separators, 0x7F);
    if (!s) {
        return NULL;
    }
    char *p = str_data(s);
    for (size_t i = 0; i < len; i++) {
        if (separated && i > 0 && (group < 0 ? i % each : (len - i) % each) == 0) {
            *p++ = separator;
        }
        *p++ = hex_digits[data[i] >> 4];
        *p++ = hex_digits[data[i] & 15];
    }
    return s;
}

static int hex_value(uint32_t c) {
    return c >= '0' && c <= '9'   ? (int)c - '0'
           : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10
           : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10
                                  : -1;
}

static Object *parse_hex(VM *vm, Object *text) {
    size_t len = STR_LEN(text), bad = 0;
    Object *b = bytes_new(vm, len / 2 + 1);
    if (!b) {
        return NULL;
    }
    uint8_t *p = BYTES(b)->data;
    for (size_t i = 0; i < len; i += 2) {
        while (i < len && str_char(text, i) < 128 && unicode_is_space(str_char(text, i)) &&
               !(str_char(text, i) >= 0x1C && str_char(text, i) <= 0x1F)) {
            i++;
        }
        if (i == len) {
            break;
        }
        int high = hex_value(str_char(text, i));
        int low = i + 1 < len ? hex_value(str_char(text, i + 1)) : -1;
        if (high < 0 || low < 0) {
            bad = high < 0 ? i : i + 1;
            decref(vm, b);
            return raise(vm, EXC_ValueError,
                         "non-hexadecimal number found in fromhex() arg at position %zd", bad);
        }
        *p++ = (uint8_t)(high << 4 | low);
    }
    Object *result = bytes_from(vm, BYTES(b)->data, (size_t)(p - BYTES(b)->data));
    decref(vm, b);
    return result;
}

Object *shared_fromhex(VM *vm, Object *cls, Object *text) {
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "fromhex() argument must be str, not %T", text);
    }
    Object *b = parse_hex(vm, text);
    if (!b || cls == OBJ(TYPE(vm, BYTES))) {
        return b;
    }
    Object *result = call1(vm, cls, b);
    decref(vm, b);
    return result;
}
