/* float: rounding, ratios of ints, hexadecimal text. */
#define _GNU_SOURCE /* strtod_l */
#include <math.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/float.h"
#include "types/float_text.h"
#include "types/int.h"
#include "types/number_text.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- rounding ---- */

/* x >= 0 rounded to a multiple of 10**places, places > 0, ties to even. */
static double round_to_tens(double x, int places) {
    FloatDigits d;
    double whole = floor(x);
    float_digits_fixed(&d, whole, 0); /* up to 309 digits: needs no memory */
    int keep = d.point - places;
    if (keep >= (int)d.len) {
        return whole;
    }
    if (keep < 0) {
        return 0.0;
    }
    bool more = (int)d.len > keep + 1 || whole != x;
    bool odd = keep > 0 && ((d.digits[keep - 1] - '0') & 1);
    bool up = d.digits[keep] > '5' || (d.digits[keep] == '5' && (more || odd));
    d.len = (size_t)keep;
    if (up) {
        while (d.len && d.digits[d.len - 1] == '9') {
            d.len--;
        }
        if (d.len == 0) {
            d.digits[d.len++] = '1';
            d.point++;
        } else {
            d.digits[d.len - 1]++;
        }
    }
    return float_from_digits(&d);
}

static Object *round_digits(VM *vm, double x, int digits) {
    double result;
    if (digits < 0) {
        result = round_to_tens(fabs(x), -digits);
    } else {
        FloatDigits d;
        if (!float_digits_fixed(&d, fabs(x), digits)) {
            return raise_memory_error(vm);
        }
        result = float_from_digits(&d);
        float_digits_deinit(&d);
    }
    if (isinf(result)) {
        return raise(vm, EXC_OverflowError, "rounded value too large to represent");
    }
    return float_from_double(vm, copysign(result, x));
}

Object *float_round_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    enum {
        DIGITS_MAX = 323,
        DIGITS_MIN = -308
    }; /* outside: nothing, or everything, is rounded off */
    double x = FLOAT_VALUE(self);
    if (!args_count(vm, "__round__", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 0 || args[0] == vm->none) {
        return int_from_double(vm, rint(x));
    }
    int64_t digits = number_as_i64(vm, args[0], -1);
    if (digits == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (!isfinite(x) || digits > DIGITS_MAX) {
        return float_from_double(vm, x);
    }
    if (digits < DIGITS_MIN) {
        return float_from_double(vm, 0.0 * x);
    }
    return round_digits(vm, x, (int)digits);
}

/* ---- ratio ---- */

static Object *shifted(VM *vm, int64_t value, int64_t count) {
    Object *a = int_from_i64(vm, value), *b = int_from_i64(vm, count);
    Object *result = a && b ? int_lshift(vm, a, b) : NULL;
    xdecref(vm, a);
    xdecref(vm, b);
    return result;
}

Object *float_as_integer_ratio(VM *vm, Object *self) {
    double x = FLOAT_VALUE(self);
    if (isinf(x)) {
        return raise(vm, EXC_OverflowError, "cannot convert Infinity to integer ratio");
    }
    if (isnan(x)) {
        return raise(vm, EXC_ValueError, "cannot convert NaN to integer ratio");
    }
    int exponent;
    int64_t m = (int64_t)ldexp(frexp(x, &exponent), 53);
    exponent -= 53;
    if (m == 0) {
        exponent = 0;
    } else {
        int zeros = __builtin_ctzll((uint64_t)m);
        m = m < 0 ? -(-m >> zeros) : m >> zeros;
        exponent += zeros;
    }
    Object *pair[2] = {shifted(vm, m, exponent > 0 ? exponent : 0),
                       shifted(vm, 1, exponent < 0 ? -exponent : 0)};
    if (!pair[0] || !pair[1]) {
        xdecref(vm, pair[0]);
        xdecref(vm, pair[1]);
        return NULL;
    }
    return tuple_from_steal(vm, pair, 2);
}

/* ---- hexadecimal ---- */

Object *float_hex_method(VM *vm, Object *self) {
    double x = FLOAT_VALUE(self);
    if (!isfinite(x)) {
        char text[FLOAT_TEXT_MAX];
        return str_from_ascii(vm, text, float_repr_text(x, text));
    }
    const char *sign = signbit(x) ? "-" : "";
    if (x == 0.0) {
        return str_format(vm, "%s0x0.0p+0", sign);
    }
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int biased = (int)(bits >> 52 & 0x7FF);
    int exponent = biased ? biased - 1023 : -1022;
    char text[48];
    snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", sign, biased != 0,
             (unsigned long long)(bits & ((UINT64_C(1) << 52) - 1)), exponent);
    return str_from_cstr(vm, text);
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

typedef struct HexText {
    uint64_t digits; /* the first ones: as many as matter */
    bool sticky;     /* one of the others is not 0 */
    bool any;
    int64_t exponent; /* base two, of the last digit kept */
} HexText;

static const char *read_hex_digits(const char *p, const char *end, HexText *h, bool fraction) {
    for (; p < end && hex_value(*p) >= 0; p++) {
        h->any = true;
        if (h->digits >> 60 == 0) {
            h->digits = h->digits << 4 | (uint64_t)hex_value(*p);
            h->exponent -= fraction ? 4 : 0;
        } else {
            h->sticky |= *p != '0';
            h->exponent += fraction ? 0 : 4;
        }
    }
    return p;
}

/* Rounded to even; subnormal numbers have fewer bits. */
static double hex_to_double(const HexText *h) {
    enum { LOWEST = -1074, TOO_LARGE = 4096 };
    uint64_t m = h->digits;
    if (m == 0) {
        return 0.0;
    }
    int64_t top = h->exponent + 63 - __builtin_clzll(m);
    int64_t lowest = top - 52 < LOWEST ? LOWEST : top - 52;
    int64_t surplus = lowest - h->exponent; /* bits to be rounded off */
    if (surplus <= 0) {
        lowest = h->exponent;
    } else if (surplus > 64) {
        m = 0;
    } else {
        uint64_t half = UINT64_C(1) << (surplus - 1), rest = m & (half | (half - 1));
        m = surplus < 64 ? m >> surplus : 0;
        m += rest > half || (rest == half && (h->sticky || (m & 1)));
    }
    return ldexp((double)m, lowest > TOO_LARGE ? TOO_LARGE : (int)lowest);
}

static const char *read_hex_exponent(const char *p, const char *end, HexText *h) {
    bool negative = false;
    int64_t value = 0;
    if (p == end || (*p | 0x20) != 'p') {
        return p;
    }
    p++;
    if (p < end && (*p == '+' || *p == '-')) {
        negative = *p++ == '-';
    }
    if (p == end || *p < '0' || *p > '9') {
        return NULL;
    }
    for (; p < end && *p >= '0' && *p <= '9'; p++) {
        value = value < 1000000000000 ? value * 10 + (*p - '0') : value;
    }
    h->exponent += negative ? -value : value;
    return p;
}

/* Where the number ends; NULL if there is none. */
static const char *read_hex(const char *p, const char *end, double *value) {
    HexText h = {0};
    if (end - p >= 2 && p[0] == '0' && (p[1] | 0x20) == 'x') {
        p += 2;
    }
    p = read_hex_digits(p, end, &h, false);
    if (p < end && *p == '.') {
        p = read_hex_digits(p + 1, end, &h, true);
    }
    if (!h.any || !(p = read_hex_exponent(p, end, &h))) {
        return NULL;
    }
    *value = hex_to_double(&h);
    return p;
}

static bool parse_hex(const char *p, const char *end, double *value) {
    bool negative = false;
    while (p < end && number_is_blank(*p)) {
        p++;
    }
    while (end > p && number_is_blank(end[-1])) {
        end--;
    }
    const char *signed_begin = p;
    if (p < end && (*p == '+' || *p == '-')) {
        negative = *p++ == '-';
    }
    if (p < end && ((*p | 0x20) == 'i' || (*p | 0x20) == 'n')) {
        return float_read(signed_begin, end, value) == end;
    }
    if (read_hex(p, end, value) != end) {
        return false;
    }
    *value = negative ? -*value : *value;
    return true;
}

Object *float_fromhex_method(VM *vm, Object *cls, Object *text) {
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "bad argument type for built-in operation");
    }
    double value;
    const char *chars = (const char *)STR(text)->data;
    if (!str_is_ascii(text) || !parse_hex(chars, chars + STR_LEN(text), &value)) {
        return raise(vm, EXC_ValueError, "invalid hexadecimal floating-point string");
    }
    if (isinf(value) && !memchr(chars, 'n', STR_LEN(text)) && !memchr(chars, 'N', STR_LEN(text))) {
        return raise(vm, EXC_OverflowError, "hexadecimal value too large to represent as a float");
    }
    Object *result = float_from_double(vm, value);
    if (result && cls != OBJ(TYPE(vm, FLOAT))) {
        Object *converted = call1(vm, cls, result);
        decref(vm, result);
        return converted;
    }
    return result;
}
