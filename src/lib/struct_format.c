#include "lib/struct_format.h"

#include <math.h>
#include <string.h>

#include "lib/exception_make.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

#define FAIL(...) ((bool)exception_raise(vm, vm->lib->struct_error, __VA_ARGS__))

/* ------------------------------------------------------------------ parsing */

/* Size of an item; 0 for x, s, p counted in bytes; -1: no such letter. */
static int64_t item_size(char kind, bool native) {
    switch (kind) {
    case 'x':
    case 'c':
    case 'b':
    case 'B':
    case '?':
    case 's':
    case 'p':
        return 1;
    case 'h':
    case 'H':
    case 'e':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
        return native ? 8 : 4;
    case 'q':
    case 'Q':
    case 'd':
        return 8;
    case 'n':
    case 'N':
    case 'P':
        return native ? 8 : -1;
    default:
        return -1;
    }
}

static bool is_space(uint8_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool add_code(VM *vm, StructLayout *l, const StructCode *code) {
    if (l->n == l->cap) {
        uint32_t cap = l->cap * 2;
        StructCode *codes;
        if (l->codes == l->inline_codes) {
            codes = raw_alloc(vm, cap * sizeof *codes);
            if (codes) {
                memcpy(codes, l->inline_codes, sizeof l->inline_codes);
            }
        } else {
            codes = raw_realloc(vm, l->codes, l->cap * sizeof *codes, cap * sizeof *codes);
        }
        if (!codes) {
            return false;
        }
        l->codes = codes;
        l->cap = cap;
    }
    l->codes[l->n++] = *code;
    return true;
}

/* One repeat count and letter from *at on. */
static bool parse_item(VM *vm, StructLayout *l, const uint8_t *text, size_t len, size_t *at,
                       char order) {
    bool native = order == '@';
    int64_t repeat = 1, total;
    uint8_t c = text[(*at)++];
    if (c >= '0' && c <= '9') {
        repeat = c - '0';
        while (*at < len && text[*at] >= '0' && text[*at] <= '9') {
            if (__builtin_mul_overflow(repeat, 10, &repeat) ||
                __builtin_add_overflow(repeat, text[*at] - '0', &repeat)) {
                return FAIL("total struct size too long");
            }
            ++*at;
        }
        if (*at == len) {
            return FAIL("repeat count given without format specifier");
        }
        c = text[(*at)++];
    }
    int64_t size = item_size((char)c, native);
    if (size < 0) {
        return FAIL(c ? "bad char in struct format" : "embedded null character");
    }
    if (native && size > 1) {
        l->size = (l->size + size - 1) & -size;
    }
    if (l->size < 0 || __builtin_mul_overflow(repeat, size, &total) ||
        __builtin_add_overflow(l->size, total, &total) || total > INT64_MAX - 16) {
        return FAIL("total struct size too long");
    }
    StructCode code = {.offset = l->size, .size = size, .repeat = repeat, .kind = (char)c};
    code.big = order == '>' || order == '!';
    /* Of the machine's own size and order: treated as native ones, but for floats. */
    code.native = native || (!code.big && size == item_size((char)c, true) && c != 'f' && c != 'd');
    l->size = total;
    if (c == 's' || c == 'p') {
        code.size = repeat;
        code.repeat = 1;
    }
    if (c == 'x' || !code.repeat) {
        return true;
    }
    l->len += code.repeat;
    return add_code(vm, l, &code);
}

static bool parse(VM *vm, StructLayout *l, const uint8_t *text, size_t len) {
    char order = '@';
    size_t at = 0;
    if (len && strchr("@=<>!", text[0]) && text[0]) {
        order = (char)text[0];
        at = 1;
    }
    while (at < len) {
        if (is_space(text[at])) {
            at++;
        } else if (!parse_item(vm, l, text, len, &at, order)) {
            return false;
        }
    }
    return true;
}

bool struct_layout_init(VM *vm, StructLayout *l, Object *format) {
    Object *bytes = NULL;
    if (is_str(vm, format)) {
        bytes = str_encode(vm, format, "ascii", NULL);
    } else if (is_bytes(vm, format)) {
        bytes = new_ref(format);
    } else {
        raise(vm, EXC_TypeError, "Struct() argument 1 must be a str or bytes object, not %T",
              format);
    }
    if (!bytes) {
        return false;
    }
    l->size = l->len = 0;
    l->codes = l->inline_codes;
    l->n = 0;
    l->cap = STRUCT_INLINE_CODES;
    bool ok = memchr(BYTES(bytes)->data, 0, BYTES(bytes)->len)
                  ? FAIL("embedded null character")
                  : parse(vm, l, BYTES(bytes)->data, BYTES(bytes)->len);
    decref(vm, bytes);
    if (!ok) {
        struct_layout_deinit(vm, l);
    }
    return ok;
}

void struct_layout_deinit(VM *vm, StructLayout *l) {
    if (l->codes && l->codes != l->inline_codes) {
        raw_free(vm, l->codes, l->cap * sizeof *l->codes);
    }
    l->codes = l->inline_codes;
    l->n = 0;
}

/* ------------------------------------------------------------------ integers */

static void put_bytes(uint8_t *to, uint64_t value, int64_t size, bool big) {
    for (int64_t i = 0; i < size; i++) {
        to[big ? size - 1 - i : i] = (uint8_t)(value >> (8 * i));
    }
}

static uint64_t get_bytes(const uint8_t *from, int64_t size, bool big) {
    uint64_t value = 0;
    for (int64_t i = size; i-- > 0;) {
        value = value << 8 | from[big ? size - 1 - i : i];
    }
    return value;
}

/* The int that o stands for: new reference. */
static Object *as_int(VM *vm, Object *o) {
    if (is_int(vm, o)) {
        return new_ref(o);
    }
    if (number_is_index(vm, o)) {
        return number_index(vm, o);
    }
    exception_raise(vm, vm->lib->struct_error, "required argument is not an integer");
    return NULL;
}

static bool out_of_range(VM *vm, const StructCode *c, int64_t low, uint64_t high) {
    static const char *const names = "bBhH";
    static const char *const words[] = {"byte", "ubyte", "short", "ushort"};
    const char *found = strchr(names, c->kind);
    if (found && (c->native || c->size == 1)) {
        return FAIL("%s format requires %lld <= number <= %llu", words[found - names],
                    (long long)low, (unsigned long long)high);
    }
    return FAIL("'%c' format requires %lld <= number <= %llu", c->kind, (long long)low,
                (unsigned long long)high);
}

static bool pack_int(VM *vm, const StructCode *c, uint8_t *to, Object *value) {
    Object *number = as_int(vm, value);
    if (!number) {
        return false;
    }
    bool is_signed = c->kind >= 'a';
    /* Small unsigned ones are converted by way of a signed number where the machine's own. */
    bool by_signed = is_signed || c->kind == 'B' || (c->kind == 'H' && c->native);
    int64_t i = 0;
    uint64_t u = 0;
    bool fits = by_signed ? int_as_i64(number, &i) : int_as_u64(number, &u);
    if (c->kind == 'P') {
        fits = int_as_u64(number, &u) || (int_as_i64(number, &i) && ((u = (uint64_t)i), true));
    }
    decref(vm, number);
    if (!fits) {
        return FAIL(c->kind == 'P' || (c->size == 8 && !c->native) ? "int too large to convert"
                                                                   : "argument out of range");
    }
    u = by_signed ? (uint64_t)i : u;
    if (c->size < 8) {
        int64_t bits = 8 * c->size - is_signed;
        uint64_t high = (UINT64_C(1) << bits) - 1;
        int64_t low = is_signed ? -(int64_t)high - 1 : 0;
        if (by_signed ? i < low || i > (int64_t)high : u > high) {
            return out_of_range(vm, c, low, high);
        }
    }
    put_bytes(to, u, c->size, c->big);
    return true;
}

static Object *unpack_int(VM *vm, const StructCode *c, const uint8_t *from) {
    uint64_t u = get_bytes(from, c->size, c->big);
    if (c->kind < 'a') { /* P too */
        return int_from_u64(vm, u);
    }
    int shift = (int)(64 - 8 * c->size);
    return int_from_i64(vm, (int64_t)(u << shift) >> shift);
}

/* ------------------------------------------------------------------ floats */

/* The 16 bits of the half-precision number nearest to x. false: too large. */
static bool half_bits(double x, uint16_t *out) {
    uint16_t sign = signbit(x) ? 0x8000 : 0;
    int exponent;
    if (isnan(x)) {
        *out = sign | 0x7E00;
        return true;
    }
    if (isinf(x) || x == 0) {
        *out = sign | (x == 0 ? 0 : 0x7C00);
        return true;
    }
    double fraction = frexp(fabs(x), &exponent) * 2; /* 1 <= fraction < 2 */
    exponent--;
    double scaled = exponent < -14 ? ldexp(fraction, exponent + 24) : ldexp(fraction - 1, 10);
    uint32_t bits = (uint32_t)scaled;
    double rest = scaled - bits;
    bits += rest > 0.5 || (rest == 0.5 && bits & 1);
    if (exponent >= -14) {
        if (exponent > 15) {
            return false;
        }
        bits += (uint32_t)(exponent + 15) << 10;
        if (bits >= 0x7C00) {
            return false;
        }
    }
    *out = (uint16_t)(sign | bits);
    return true;
}

static double half_value(uint16_t bits) {
    int exponent = bits >> 10 & 31;
    uint32_t fraction = bits & 0x3FF;
    double x;
    if (exponent == 31) {
        x = fraction ? NAN : INFINITY;
    } else if (exponent == 0) {
        x = ldexp(fraction, -24);
    } else {
        x = ldexp(1024 + fraction, exponent - 25);
    }
    return bits & 0x8000 ? -x : x;
}

static bool pack_float(VM *vm, const StructCode *c, uint8_t *to, Object *value) {
    double x = float_as_double(vm, value);
    if (x == -1.0 && error_occurred(vm)) {
        error_clear(vm);
        return FAIL("required argument is not a float");
    }
    uint64_t bits;
    if (c->kind == 'd') {
        memcpy(&bits, &x, sizeof x);
    } else if (c->kind == 'f') {
        float narrow = (float)x;
        uint32_t word;
        if (!c->native && isinf(narrow) && !isinf(x)) {
            raise(vm, EXC_OverflowError, "float too large to pack with f format");
            return false;
        }
        memcpy(&word, &narrow, sizeof word);
        bits = word;
    } else {
        uint16_t half;
        if (!half_bits(x, &half)) {
            raise(vm, EXC_OverflowError, "float too large to pack with e format");
            return false;
        }
        bits = half;
    }
    put_bytes(to, bits, c->size, c->big);
    return true;
}

static Object *unpack_float(VM *vm, const StructCode *c, const uint8_t *from) {
    uint64_t bits = get_bytes(from, c->size, c->big);
    double x;
    if (c->kind == 'd') {
        memcpy(&x, &bits, sizeof x);
    } else if (c->kind == 'f') {
        uint32_t word = (uint32_t)bits;
        float narrow;
        memcpy(&narrow, &word, sizeof narrow);
        x = narrow;
    } else {
        x = half_value((uint16_t)bits);
    }
    return float_from_double(vm, x);
}

/* ------------------------------------------------------------------ packing */

/* s and p: text in a field, p with its length before it. */
static bool pack_text(VM *vm, const StructCode *c, uint8_t *to, Object *value) {
    if (!is_bytes(vm, value) && !is_bytearray(vm, value)) {
        return FAIL("argument for '%c' must be a bytes object", c->kind);
    }
    ByteView view;
    if (object_byte_view(vm, value, &view) < 0) {
        return false;
    }
    size_t room = (size_t)c->size;
    if (c->kind == 'p' && room) {
        room--;
        size_t n = view.len < room ? view.len : room;
        *to++ = n < 255 ? (uint8_t)n : 255;
    }
    size_t n = view.len < room ? view.len : room;
    if (n) {
        memcpy(to, view.data, n);
    }
    return true;
}

static Object *unpack_text(VM *vm, const StructCode *c, const uint8_t *from) {
    if (c->kind == 's') {
        return bytes_from(vm, from, (size_t)c->size);
    }
    int64_t n = c->size ? *from : 0;
    n = n >= c->size && n ? c->size - 1 : n;
    return bytes_from(vm, from + (c->size ? 1 : 0), (size_t)n);
}

static bool pack_one(VM *vm, const StructCode *c, uint8_t *to, Object *value) {
    int truth;
    switch (c->kind) {
    case 'c':
        if (!is_bytes(vm, value) || BYTES(value)->len != 1) {
            return FAIL("char format requires a bytes object of length 1");
        }
        *to = BYTES(value)->data[0];
        return true;
    case '?':
        truth = object_truth(vm, value);
        *to = truth > 0;
        return truth >= 0;
    case 'e':
    case 'f':
    case 'd':
        return pack_float(vm, c, to, value);
    case 's':
    case 'p':
        return pack_text(vm, c, to, value);
    default:
        return pack_int(vm, c, to, value);
    }
}

static Object *unpack_one(VM *vm, const StructCode *c, const uint8_t *from) {
    switch (c->kind) {
    case 'c':
        return bytes_from(vm, from, 1);
    case '?':
        return bool_ref(vm, *from != 0);
    case 'e':
    case 'f':
    case 'd':
        return unpack_float(vm, c, from);
    case 's':
    case 'p':
        return unpack_text(vm, c, from);
    default:
        return unpack_int(vm, c, from);
    }
}

bool struct_layout_pack(VM *vm, const StructLayout *l, uint8_t *to, Object *const *values) {
    memset(to, 0, (size_t)l->size);
    for (uint32_t i = 0; i < l->n; i++) {
        const StructCode *c = &l->codes[i];
        for (int64_t j = 0; j < c->repeat; j++) {
            Object *value = *values++;
            if (!pack_one(vm, c, to + c->offset + j * c->size, value)) {
                if (is_int(vm, value) && error_clear_if(vm, EXC_OverflowError)) {
                    return FAIL("int too large to convert");
                }
                return false;
            }
        }
    }
    return true;
}

Object *struct_layout_unpack(VM *vm, const StructLayout *l, const uint8_t *from) {
    Object *result = tuple_new(vm, (size_t)l->len);
    uint32_t n = 0;
    if (!result || !l->len) {
        return result;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        const StructCode *c = &l->codes[i];
        for (int64_t j = 0; j < c->repeat; j++) {
            Object *value = unpack_one(vm, c, from + c->offset + j * c->size);
            if (!value) {
                decref(vm, result);
                return NULL;
            }
            TUPLE_ITEM(result, n++) = value;
        }
    }
    gc_track(vm, result);
    return result;
}
