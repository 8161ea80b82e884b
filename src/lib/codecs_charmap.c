/* Codecs that look every character up in a table, and the one of bytes literals. */
#include "lib/codecs_module.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/codec.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str_internal.h"

static const char undefined[] = "character maps to <undefined>";

/* mapping[code]: new reference; NULL without an error: not there. */
static Object *look_up(VM *vm, Object *mapping, uint32_t code) {
    Object *key = int_from_i64(vm, code);
    Object *value = key ? object_getitem(vm, mapping, key) : NULL;
    xdecref(vm, key);
    if (!value && error_matches(vm, EXC_LookupError)) {
        error_clear(vm);
    }
    if (value == vm->none) {
        clear_ref(vm, value);
    }
    return value;
}

/* ------------------------------------------------------------------ decoding */

/* The text of one byte: 1 written, 0 undefined, -1 error. */
static int decode_byte(Decoder *d, Object *mapping, uint8_t byte) {
    VM *vm = d->vm;
    if (mapping == vm->none) {
        return str_builder_char(&d->out, byte) ? 1 : -1;
    }
    if (is_exact(mapping, SHAPE_STR)) {
        uint32_t c = byte < STR_LEN(mapping) ? str_char(mapping, byte) : 0xFFFE;
        return c == 0xFFFE ? 0 : str_builder_char(&d->out, c) ? 1 : -1;
    }
    Object *value = look_up(vm, mapping, byte);
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    int result = -1;
    int64_t code;
    if (is_str(vm, value)) {
        bool none = STR_LEN(value) == 1 && str_char(value, 0) == 0xFFFE;
        result = none ? 0 : str_builder_str(&d->out, value) ? 1 : -1;
    } else if (!is_int(vm, value)) {
        raise(vm, EXC_TypeError, "character mapping must return integer, None or str");
    } else if (!int_as_i64(value, &code) || code < 0 || code > 0x10FFFF) {
        raise(vm, EXC_TypeError, "character mapping must be in range(0x110000)");
    } else {
        result = code == 0xFFFE ? 0 : str_builder_char(&d->out, (uint32_t)code) ? 1 : -1;
    }
    decref(vm, value);
    return result;
}

Object *codecs_charmap_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    Buffer text;
    const char *errors;
    if (!args_count(vm, "charmap_decode", nargs, 1, 3)) {
        return NULL;
    }
    Object *mapping = nargs > 2 ? args[2] : vm->none;
    Object *bytes = bytes_from_object(vm, args[0]);
    if (!bytes) {
        return NULL;
    }
    Object *pair = NULL;
    vm_buffer_init(vm, &text);
    if (codecs_errors_argument(vm, "charmap_decode", nargs > 1 ? args[1] : NULL, &text, &errors)) {
        Decoder d = {.vm = vm,
                     .encoding = "charmap",
                     .errors = errors,
                     .data = BYTES(bytes)->data,
                     .len = BYTES(bytes)->len,
                     .final = true};
        str_builder_init(&d.out, vm);
        bool ok = true;
        while (ok && d.at < d.len) {
            int done = decode_byte(&d, mapping, d.data[d.at]);
            if (done > 0) {
                d.at++;
            } else {
                ok = done == 0 && decoder_error(&d, d.at, d.at + 1, undefined);
            }
        }
        xdecref(vm, d.replaced);
        if (ok) {
            pair = codecs_pair(vm, str_builder_finish(&d.out), BYTES(bytes)->len);
        } else {
            str_builder_deinit(&d.out);
        }
    }
    buffer_deinit(&text);
    decref(vm, bytes);
    return pair;
}

/* ------------------------------------------------------------------ encoding */

typedef struct CharmapEncoder {
    Encoder base;
    Object *mapping;
} CharmapEncoder;

/* 1 written, 0 undefined, -1 error. */
static int encode_char(CharmapEncoder *e, uint32_t c) {
    VM *vm = e->base.vm;
    if (e->mapping == vm->none) {
        if (c < 256) {
            buffer_add_char(&e->base.out, (char)c);
        }
        return c < 256;
    }
    Object *value = look_up(vm, e->mapping, c);
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    int result = -1;
    int64_t code;
    if (is_bytes(vm, value)) {
        buffer_add(&e->base.out, BYTES(value)->data, BYTES(value)->len);
        result = 1;
    } else if (!is_int(vm, value)) {
        raise(vm, EXC_TypeError, "character mapping must return integer, bytes or None, not %T",
              value);
    } else if (!int_as_i64(value, &code) || code < 0 || code > 255) {
        raise(vm, EXC_TypeError, "character mapping must be in range(256)");
    } else {
        buffer_add_char(&e->base.out, (char)code);
        result = 1;
    }
    decref(vm, value);
    return result;
}

static bool put_char(Encoder *base, uint32_t c) {
    int done = encode_char((CharmapEncoder *)base, c);
    if (done < 0) {
        error_clear(base->vm);
    }
    return done > 0;
}

/* Where the run of undefined characters from `start` on ends; start itself: error. */
static size_t undefined_end(CharmapEncoder *e, size_t start) {
    size_t size = e->base.out.size, end = start + 1;
    while (end < STR_LEN(e->base.s)) {
        int done = encode_char(e, str_char(e->base.s, end));
        e->base.out.size = size;
        if (done < 0) {
            return start;
        }
        if (done) {
            break;
        }
        end++;
    }
    return end;
}

static bool encode_all(CharmapEncoder *e) {
    for (size_t i = 0; i < STR_LEN(e->base.s);) {
        int done = encode_char(e, str_char(e->base.s, i));
        if (done < 0) {
            return false;
        }
        if (done) {
            i++;
            continue;
        }
        size_t end = undefined_end(e, i);
        if (end == i || !encoder_error(&e->base, i, end, undefined, &i)) {
            return false;
        }
    }
    return true;
}

Object *codecs_charmap_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    Buffer text;
    const char *errors;
    if (!args_count(vm, "charmap_encode", nargs, 1, 3)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "charmap_encode() argument 1 must be str, not %T", args[0]);
    }
    Object *pair = NULL;
    vm_buffer_init(vm, &text);
    if (codecs_errors_argument(vm, "charmap_encode", nargs > 1 ? args[1] : NULL, &text, &errors)) {
        CharmapEncoder e = {.base = {.vm = vm,
                                     .encoding = "charmap",
                                     .errors = errors,
                                     .s = args[0],
                                     .put = put_char},
                            .mapping = nargs > 2 ? args[2] : vm->none};
        vm_buffer_init(vm, &e.base.out);
        if (encode_all(&e)) {
            Object *bytes = e.base.out.failed ? raise_memory_error(vm)
                                              : bytes_from(vm, e.base.out.data, e.base.out.size);
            pair = codecs_pair(vm, bytes, STR_LEN(args[0]));
        }
        buffer_deinit(&e.base.out);
    }
    buffer_deinit(&text);
    return pair;
}

/* The inverse of a decoding table: a dict from code points to bytes. */
Object *codecs_charmap_build(VM *vm, Object *self, Object *map) {
    UNUSED(self);
    if (!is_str(vm, map)) {
        return raise(vm, EXC_TypeError, "charmap_build() argument must be str, not %T", map);
    }
    Object *dict = dict_new(vm);
    for (size_t i = 0; dict && i < STR_LEN(map) && i < 256; i++) {
        if (str_char(map, i) == 0xFFFE) {
            continue;
        }
        Object *key = int_from_i64(vm, str_char(map, i));
        Object *value = key ? int_from_i64(vm, (int64_t)i) : NULL;
        if (!value || dict_set(vm, dict, key, value) < 0) {
            clear_ref(vm, dict);
        }
        xdecref(vm, key);
        xdecref(vm, value);
    }
    return dict;
}

/* ------------------------------------------------------------------ escapes of bytes */

Object *codecs_escape_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "escape_encode", nargs, 1, 2)) {
        return NULL;
    }
    if (!is_bytes(vm, args[0])) {
        return raise(vm, EXC_TypeError, "escape_encode() argument 1 must be bytes, not %T",
                     args[0]);
    }
    const Bytes *b = BYTES(args[0]);
    Buffer out;
    vm_buffer_init(vm, &out);
    for (size_t i = 0; i < b->len; i++) {
        uint8_t c = b->data[i];
        if (c == '\'' || c == '\\') {
            buffer_add_char(&out, '\\');
            buffer_add_char(&out, (char)c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            buffer_add_text(&out, c == '\t' ? "\\t" : c == '\n' ? "\\n" : "\\r");
        } else if (c < ' ' || c >= 0x7F) {
            buffer_add_format(&out, "\\x%02x", c);
        } else {
            buffer_add_char(&out, (char)c);
        }
    }
    Object *bytes = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
    buffer_deinit(&out);
    return codecs_pair(vm, bytes, b->len);
}

static int hex_value(uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* What is behind a backslash at data[i - 1]. Gives where to go on; 0: raised. */
static size_t unescape(VM *vm, const uint8_t *data, size_t len, size_t i, const char *errors,
                       Buffer *out) {
    static const char simple[] = "\\\\''\"\"b\bf\ft\tn\nr\rv\va\a";
    uint8_t c = data[i++];
    if (c == '\n') {
        return i;
    }
    if (c >= '0' && c <= '7') {
        unsigned value = c - '0';
        for (int k = 0; k < 2 && i < len && data[i] >= '0' && data[i] <= '7'; k++) {
            value = value << 3 | (unsigned)(data[i++] - '0');
        }
        buffer_add_char(out, (char)value);
        return i;
    }
    if (c == 'x') {
        if (i + 1 < len && hex_value(data[i]) >= 0 && hex_value(data[i + 1]) >= 0) {
            buffer_add_char(out, (char)(hex_value(data[i]) << 4 | hex_value(data[i + 1])));
            return i + 2;
        }
        if (strcmp(errors, "replace") == 0) {
            buffer_add_char(out, '?');
        } else if (strcmp(errors, "ignore") != 0) {
            if (strcmp(errors, "strict") == 0) {
                raise(vm, EXC_ValueError, "invalid \\x escape at position %zu", i - 2);
            } else {
                raise(vm, EXC_ValueError, "decoding error; unknown error handling code: %.400s",
                      errors);
            }
            return 0;
        }
        return i < len && hex_value(data[i]) >= 0 ? i + 1 : i;
    }
    for (const char *p = simple; *p; p += 2) {
        if ((uint8_t)*p == c) {
            buffer_add_char(out, p[1]);
            return i;
        }
    }
    buffer_add_char(out, '\\');
    buffer_add_char(out, (char)c);
    return i;
}

Object *codecs_escape_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    Buffer text, out;
    const char *errors;
    if (!args_count(vm, "escape_decode", nargs, 1, 2)) {
        return NULL;
    }
    Object *bytes = is_str(vm, args[0]) ? str_encode(vm, args[0], "utf-8", "strict")
                                        : bytes_from_object(vm, args[0]);
    if (!bytes) {
        return NULL;
    }
    Object *result = NULL;
    size_t len = BYTES(bytes)->len;
    vm_buffer_init(vm, &text);
    vm_buffer_init(vm, &out);
    if (codecs_errors_argument(vm, "escape_decode", nargs > 1 ? args[1] : NULL, &text, &errors)) {
        const uint8_t *data = BYTES(bytes)->data;
        bool ok = true;
        for (size_t i = 0; ok && i < len;) {
            uint8_t c = data[i++];
            if (c != '\\') {
                buffer_add_char(&out, (char)c);
            } else if (i == len) {
                raise(vm, EXC_ValueError, "Trailing \\ in string");
                ok = false;
            } else {
                i = unescape(vm, data, len, i, errors, &out);
                ok = i != 0;
            }
        }
        if (ok) {
            result = out.failed ? raise_memory_error(vm) : bytes_from(vm, out.data, out.size);
        }
    }
    buffer_deinit(&out);
    buffer_deinit(&text);
    decref(vm, bytes);
    return codecs_pair(vm, result, len);
}
