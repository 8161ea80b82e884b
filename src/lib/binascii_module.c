/* The module binascii: bytes as text in hexadecimal, base 64 and uuencode; checksums. */
#include <string.h>

#include "lib/exception_make.h"
#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/bytes_internal.h"
#include "types/int.h"
#include "types/str.h"

static Object *fail(VM *vm, const char *message) {
    return exception_raise(vm, vm->lib->binascii_error, "%s", message);
}

/* Bytes-like objects, and str if ASCII. */
static bool ascii_view(VM *vm, Object *o, ByteView *view) {
    if (is_str(vm, o)) {
        if (!str_is_ascii(o) && STR_LEN(o)) {
            raise(vm, EXC_ValueError, "string argument should contain only ASCII characters");
            return false;
        }
        *view = (ByteView){.data = STR(o)->data, .len = STR_LEN(o), .readonly = true};
        return true;
    }
    if (!type_of(vm, o)->slots.buffer) {
        raise(vm, EXC_TypeError, "argument should be bytes, buffer or ASCII string, not '%T'", o);
        return false;
    }
    return object_byte_view(vm, o, view) == 0;
}

/* The bytes collected, which are released. */
static Object *finish(VM *vm, Buffer *out) {
    Object *result = out->failed ? raise_memory_error(vm) : bytes_from(vm, out->data, out->size);
    buffer_deinit(out);
    return result;
}

/* ------------------------------------------------------------------ hexadecimal */

static Object *hexlify(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    ByteView view;
    UNUSED(self);
    if (nargs == 0) {
        return raise(vm, EXC_TypeError, "hexlify() missing required argument 'data' (pos 1)");
    }
    if (object_byte_view(vm, args[0], &view) < 0) {
        return NULL;
    }
    Object *text = bytes_hex_text(vm, args[0], args + 1, nargs - 1, kwnames);
    Object *bytes = text ? bytes_from(vm, STR(text)->data, STR_LEN(text)) : NULL;
    xdecref(vm, text);
    return bytes;
}

static int hex_digit(uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static Object *unhexlify(VM *vm, Object *self, Object *text) {
    ByteView view;
    UNUSED(self);
    if (!ascii_view(vm, text, &view)) {
        return NULL;
    }
    if (view.len % 2) {
        return fail(vm, "Odd-length string");
    }
    Object *bytes = bytes_new(vm, view.len / 2);
    for (size_t i = 0; bytes && i < view.len; i += 2) {
        int high = hex_digit(view.data[i]), low = hex_digit(view.data[i + 1]);
        if (high < 0 || low < 0) {
            decref(vm, bytes);
            return fail(vm, "Non-hexadecimal digit found");
        }
        BYTES(bytes)->data[i / 2] = (uint8_t)(high << 4 | low);
    }
    return bytes;
}

/* ------------------------------------------------------------------ base 64 */

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The values of the digits; -1: no digit. */
static const int8_t base64_values[256] = {
    [0 ... '+' - 1] = -1,
    ['+'] = 62,
    ['+' + 1 ... '/' - 1] = -1,
    ['/'] = 63,
    ['0'] = 52,
    53,
    54,
    55,
    56,
    57,
    58,
    59,
    60,
    61,
    ['9' + 1 ... 'A' - 1] = -1,
    ['A'] = 0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
    21,
    22,
    23,
    24,
    25,
    ['Z' + 1 ... 'a' - 1] = -1,
    ['a'] = 26,
    27,
    28,
    29,
    30,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    38,
    39,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    47,
    48,
    49,
    50,
    51,
    ['z' + 1 ... 255] = -1,
};

/* Fours of digits, up to the first place where there is none: how many bytes were read. */
static size_t decode_fours(const uint8_t *data, size_t len, uint8_t *to) {
    size_t i = 0;
    for (; i + 4 <= len; i += 4) {
        int a = base64_values[data[i]], b = base64_values[data[i + 1]];
        int c = base64_values[data[i + 2]], d = base64_values[data[i + 3]];
        if ((a | b | c | d) < 0) {
            break;
        }
        *to++ = (uint8_t)(a << 2 | b >> 4);
        *to++ = (uint8_t)(b << 4 | c >> 2);
        *to++ = (uint8_t)(c << 6 | d);
    }
    return i;
}

static Object *b2a_base64(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"", "newline", NULL};
    Object *data;
    bool newline = true;
    ByteView view;
    UNUSED(self);
    if (!args_parse(vm, "b2a_base64", names, "O|$p", args, nargs, kwnames, &data, &newline) ||
        object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    if (view.len == 0) {
        return bytes_from(vm, "\n", newline);
    }
    Object *result = bytes_new(vm, (view.len + 2) / 3 * 4 + newline);
    if (!result) {
        return NULL;
    }
    uint8_t *to = BYTES(result)->data;
    for (size_t i = 0; i < view.len; i += 3) {
        size_t n = view.len - i;
        uint32_t word = (uint32_t)view.data[i] << 16 | (n > 1 ? view.data[i + 1] << 8 : 0) |
                        (n > 2 ? view.data[i + 2] : 0);
        *to++ = (uint8_t)base64_digits[word >> 18];
        *to++ = (uint8_t)base64_digits[word >> 12 & 63];
        *to++ = (uint8_t)(n > 1 ? base64_digits[word >> 6 & 63] : '=');
        *to++ = (uint8_t)(n > 2 ? base64_digits[word & 63] : '=');
    }
    if (newline) {
        *to = '\n';
    }
    return result;
}

static Object *a2b_base64(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"", "strict_mode", NULL};
    Object *data;
    bool strict = false, padded = false;
    ByteView view;
    Buffer out;
    const char *error = NULL;
    UNUSED(self);
    if (!args_parse(vm, "a2b_base64", names, "O|$p", args, nargs, kwnames, &data, &strict) ||
        !ascii_view(vm, data, &view)) {
        return NULL;
    }
    vm_buffer_init(vm, &out);
    int digits = 0, pads = 0; /* digits of the present four; padding behind them */
    uint32_t word = 0;
    size_t i = 0;
    if (buffer_reserve(&out, view.len / 4 * 3)) {
        i = decode_fours(view.data, view.len, (uint8_t *)out.data);
        out.size = i / 4 * 3;
    }
    if (strict && view.len && view.data[0] == '=') {
        error = "Leading padding not allowed";
    }
    for (; i < view.len && !error; i++) {
        uint8_t c = view.data[i];
        if (c == '=') {
            padded = true;
            if (digits >= 2 && digits + ++pads >= 4) {
                if (strict && i + 1 < view.len) {
                    error = "Excess data after padding";
                }
                digits = 0;
                break;
            }
            continue;
        }
        int value = base64_values[c];
        if (value < 0) {
            error = strict ? "Only base64 data is allowed" : NULL;
            continue;
        }
        if (strict && padded) {
            error = "Discontinuous padding not allowed";
            break;
        }
        pads = 0;
        word = word << 6 | (uint32_t)value;
        digits = (digits + 1) % 4;
        if (digits != 1) {
            int shift = digits == 2 ? 4 : digits == 3 ? 2 : 0;
            buffer_add_char(&out, (char)(word >> shift & 255));
        }
    }
    if (!error && digits) {
        if (digits == 1) {
            exception_raise(vm, vm->lib->binascii_error,
                            "Invalid base64-encoded string: number of data characters (%zu) cannot "
                            "be 1 more than a multiple of 4",
                            out.size / 3 * 4 + 1);
            buffer_deinit(&out);
            return NULL;
        }
        error = "Incorrect padding";
    }
    if (error) {
        buffer_deinit(&out);
        return fail(vm, error);
    }
    return finish(vm, &out);
}

/* ------------------------------------------------------------------ uuencode */

static Object *b2a_uu(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "backtick", NULL};
    Object *data;
    bool backtick = false;
    ByteView view;
    Buffer out;
    UNUSED(self);
    if (!args_parse(vm, "b2a_uu", names, "O|$p", args, nargs, kwnames, &data, &backtick) ||
        object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    if (view.len > 45) {
        return fail(vm, "At most 45 bytes at once");
    }
    vm_buffer_init(vm, &out);
    buffer_add_char(&out, view.len || !backtick ? (char)(' ' + view.len) : '`');
    for (size_t i = 0; i < view.len; i += 3) {
        uint32_t word = 0;
        for (size_t j = 0; j < 3; j++) {
            word = word << 8 | (i + j < view.len ? view.data[i + j] : 0);
        }
        for (int shift = 18; shift >= 0; shift -= 6) {
            uint32_t digit = word >> shift & 63;
            buffer_add_char(&out, digit || !backtick ? (char)(' ' + digit) : '`');
        }
    }
    buffer_add_char(&out, '\n');
    return finish(vm, &out);
}

static Object *a2b_uu(VM *vm, Object *self, Object *text) {
    ByteView view;
    Buffer out;
    UNUSED(self);
    if (!ascii_view(vm, text, &view)) {
        return NULL;
    }
    size_t len = view.len ? (view.data[0] - ' ') & 63 : 0, at = 1;
    uint32_t word = 0;
    int bits = 0;
    vm_buffer_init(vm, &out);
    while (out.size < len && !out.failed) {
        uint8_t c = at < view.len ? view.data[at] : 0;
        at++;
        if (c == '\n' || c == '\r' || c == 0) {
            c = 0;
        } else if (c < ' ' || c > ' ' + 64) {
            buffer_deinit(&out);
            return fail(vm, "Illegal char");
        } else {
            c = (c - ' ') & 63;
        }
        word = word << 6 | c;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            buffer_add_char(&out, (char)(word >> bits & 255));
        }
    }
    for (; at < view.len; at++) {
        uint8_t c = view.data[at];
        if (c != ' ' && c != '`' && c != '\n' && c != '\r') {
            buffer_deinit(&out);
            return fail(vm, "Trailing garbage");
        }
    }
    return finish(vm, &out);
}

/* ------------------------------------------------------------------ checksums */

/* data, start value; false: raised. */
static bool checksum_arguments(VM *vm, const char *name, Object *const *args, size_t nargs,
                               size_t min, ByteView *view, uint32_t *start) {
    *start = 0;
    if (!args_count(vm, name, nargs, min, 2) || object_byte_view(vm, args[0], view) < 0) {
        return false;
    }
    if (nargs > 1) {
        Object *number = number_index(vm, args[1]), *mask, *low;
        if (!number) {
            return false;
        }
        mask = int_from_u64(vm, UINT32_MAX);
        low = mask ? int_and(vm, number, mask) : NULL;
        uint64_t value = 0;
        bool ok = low && int_as_u64(low, &value);
        xdecref(vm, low);
        xdecref(vm, mask);
        decref(vm, number);
        *start = (uint32_t)value;
        return ok && object_byte_view(vm, args[0], view) == 0; /* __index__ may have changed it */
    }
    return true;
}

enum { CRC_LONG = 4096 }; /* from here on it pays to make tables */

/* Eight bytes at a time, each by the table of its distance from the end; how many bytes were read.
 */
static size_t crc32_eights(const uint32_t nibbles[16], const uint8_t *data, size_t len,
                           uint32_t *crc) {
    uint32_t tables[8][256], c = *crc;
    size_t i = 0;
    for (uint32_t k = 0; k < 256; k++) {
        uint32_t low = k >> 4 ^ nibbles[k & 15];
        tables[0][k] = low >> 4 ^ nibbles[low & 15];
    }
    for (int t = 1; t < 8; t++) {
        for (uint32_t k = 0; k < 256; k++) {
            uint32_t before = tables[t - 1][k];
            tables[t][k] = before >> 8 ^ tables[0][before & 255];
        }
    }
    for (; i + 8 <= len; i += 8) {
        const uint8_t *p = data + i;
        c = tables[7][(c ^ p[0]) & 255] ^ tables[6][(c >> 8 ^ p[1]) & 255] ^
            tables[5][(c >> 16 ^ p[2]) & 255] ^ tables[4][c >> 24 ^ p[3]] ^ tables[3][p[4]] ^
            tables[2][p[5]] ^ tables[1][p[6]] ^ tables[0][p[7]];
    }
    *crc = c;
    return i;
}

static Object *crc32(VM *vm, Object *self, Object *const *args, size_t nargs) {
    ByteView view;
    uint32_t crc;
    UNUSED(self);
    if (!checksum_arguments(vm, "crc32", args, nargs, 1, &view, &crc)) {
        return NULL;
    }
    uint32_t nibbles[16];
    size_t i = 0;
    for (uint32_t k = 0; k < 16; k++) {
        uint32_t c = k;
        for (int bit = 0; bit < 4; bit++) {
            c = c >> 1 ^ (c & 1 ? 0xEDB88320u : 0);
        }
        nibbles[k] = c;
    }
    crc = ~crc;
    if (view.len >= CRC_LONG) {
        i = crc32_eights(nibbles, view.data, view.len, &crc);
    }
    for (; i < view.len; i++) {
        crc ^= view.data[i];
        crc = crc >> 4 ^ nibbles[crc & 15];
        crc = crc >> 4 ^ nibbles[crc & 15];
    }
    return int_from_u64(vm, ~crc & UINT32_MAX);
}

static Object *crc_hqx(VM *vm, Object *self, Object *const *args, size_t nargs) {
    ByteView view;
    uint32_t crc;
    UNUSED(self);
    if (!checksum_arguments(vm, "crc_hqx", args, nargs, 2, &view, &crc)) {
        return NULL;
    }
    crc &= 0xFFFF;
    for (size_t i = 0; i < view.len; i++) {
        crc ^= (uint32_t)view.data[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xFFFF;
        }
    }
    return int_from_u64(vm, crc);
}

static const MethodDef methods[] = {
    METHOD_KW("hexlify", hexlify, NULL),
    METHOD_KW("b2a_hex", hexlify, NULL),
    METHOD_O("unhexlify", unhexlify, "unhexlify($module, hexstr, /)\n--\n\n"),
    METHOD_O("a2b_hex", unhexlify, "a2b_hex($module, hexstr, /)\n--\n\n"),
    METHOD_KW("b2a_base64", b2a_base64, "b2a_base64($module, data, /, *, newline=True)\n--\n\n"),
    METHOD_KW("a2b_base64", a2b_base64,
              "a2b_base64($module, data, /, *, strict_mode=False)\n--\n\n"),
    METHOD_KW("b2a_uu", b2a_uu, "b2a_uu($module, data, /, *, backtick=False)\n--\n\n"),
    METHOD_O("a2b_uu", a2b_uu, "a2b_uu($module, data, /)\n--\n\n"),
    METHOD_FAST("crc32", crc32, "crc32($module, data, crc=0, /)\n--\n\n"),
    METHOD_FAST("crc_hqx", crc_hqx, "crc_hqx($module, data, crc, /)\n--\n\n"),
    {0},
};

Object *module_binascii(VM *vm) {
    Object *m = module_make(vm, "binascii", "Conversion between binary data and ASCII", methods);
    if (m &&
        (!exception_make(vm, &vm->lib->binascii_error, "binascii", "Error", EXC(vm, ValueError)) ||
         !exception_make(vm, &vm->lib->binascii_incomplete, "binascii", "Incomplete",
                         EXC(vm, Exception)) ||
         module_add(vm, m, "Error", new_ref(vm->lib->binascii_error)) < 0 ||
         module_add(vm, m, "Incomplete", new_ref(vm->lib->binascii_incomplete)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
