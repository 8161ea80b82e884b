/* float: text.
 *
 * Everything goes through *digits*: the decimal digits of a value without leading zeros and the
 * place of the point (value = 0.DIGITS * 10**point). They come from Schubfach (shortest text that
 * reads back the same; R. Giulietti's method), from exact integer arithmetic, or from the C
 * library, whose rounding is exact; the locale's decimal point is never looked at.
 */
#define _GNU_SOURCE /* strtod_l */
#include <ctype.h>
#include <locale.h>
#include <math.h>

#include "types/float.h"
#include "types/float_powers.h"
#include "types/float_text.h"
#include "types/number_text.h"

/* ---- shortest digits ---- */

typedef unsigned __int128 u128;

/* floor(g * c / 2**128) with the lowest bit set if anything below it is not zero. */
static uint64_t multiply_to_odd(uint64_t high, uint64_t low, uint64_t c) {
    u128 x = (u128)low * c;
    u128 y = (u128)high * c + (uint64_t)(x >> 64);
    return (uint64_t)(y >> 64) | ((uint64_t)y > 1);
}

static int floor_log2_pow10(int e) {
    return (e * 1741647) >> 19;
}

/* The decimal significand closest to value among the shortest in its rounding interval; *exponent
 * to base ten. value is finite and positive. */
static uint64_t shortest_decimal(double value, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    int biased = (int)(bits >> 52 & 0x7FF);
    uint64_t c = biased ? fraction | UINT64_C(1) << 52 : fraction;
    int q = (biased ? biased : 1) - 1075;
    if (q <= 0 && q > -53 && (c & ((UINT64_C(1) << -q) - 1)) == 0) {
        *exponent = 0;
        return c >> -q;
    }
    bool odd = c & 1;
    bool uneven = fraction == 0 && biased > 1; /* the gap below is half the gap above */
    int k = (q * 1262611 - (uneven ? 524031 : 0)) >> 22;
    int h = q + floor_log2_pow10(-k) + 1;
    uint64_t high = float_powers[-k - POWER_MIN].high, low = float_powers[-k - POWER_MIN].low;
    uint64_t lower = multiply_to_odd(high, low, (4 * c - 2 + uneven) << h) + odd;
    uint64_t middle = multiply_to_odd(high, low, (4 * c) << h);
    uint64_t upper = multiply_to_odd(high, low, (4 * c + 2) << h) - odd;
    uint64_t s = middle / 4;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool down_fits = lower <= 40 * tens, up_fits = 40 * tens + 40 <= upper;
        if (down_fits != up_fits) {
            *exponent = k + 1;
            return tens + up_fits;
        }
    }
    *exponent = k;
    bool down_fits = lower <= 4 * s, up_fits = 4 * s + 4 <= upper;
    if (down_fits != up_fits) {
        return s + up_fits;
    }
    uint64_t half = 4 * s + 2;
    return s + (middle > half || (middle == half && (s & 1)));
}

static void digits_from_u64(FloatDigits *d, uint64_t m, int exponent) {
    char text[20], *end = text + sizeof text, *p = end;
    for (; m; m /= 10) {
        *--p = (char)('0' + m % 10);
    }
    d->len = (size_t)(end - p);
    d->point = (int)d->len + exponent;
    while (d->len && p[d->len - 1] == '0') {
        d->len--;
    }
    memcpy(d->local, p, d->len);
    d->digits = d->local;
    if (d->len == 0) {
        d->point = 1;
    }
}

/* ---- digits to a precision ---- */

static const uint64_t powers_of_ten[] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
};

/* value * 10**decimals rounded to an integer, ties to even, if that is easy; value >= 0. */
static bool fixed_small(double value, int decimals, uint64_t *result) {
    int exponent;
    if (decimals < 0 || decimals > 15 || value >= 9007199254740992.0) {
        return false;
    }
    uint64_t m = (uint64_t)ldexp(frexp(value, &exponent), 53);
    int shift = 53 - exponent;
    if (shift < 1 || shift > 120) {
        return false;
    }
    u128 product = (u128)m * powers_of_ten[decimals];
    u128 whole = product >> shift, rest = product & (((u128)1 << shift) - 1);
    u128 half = (u128)1 << (shift - 1);
    whole += rest > half || (rest == half && (whole & 1));
    *result = (uint64_t)whole;
    return whole >> 64 == 0;
}

/* Takes the digits out of printf's text for a positive number; `decimals` of them follow the point,
 * or there is an exponent. */
static void digits_from_printf(FloatDigits *d, char *text, bool has_exponent, int decimals) {
    size_t len = 0, i = 0;
    for (; text[i] && text[i] != 'e'; i++) {
        if (text[i] >= '0' && text[i] <= '9') {
            text[len++] = text[i];
        }
    }
    d->point = has_exponent ? atoi(text + i + 1) + 1 : (int)len - decimals;
    size_t first = 0;
    while (first < len && text[first] == '0') {
        first++;
        d->point--;
    }
    while (len > first && text[len - 1] == '0') {
        len--;
    }
    d->digits = text + first;
    d->len = len - first;
    if (d->len == 0) {
        d->point = 1;
    }
}

static bool digits_by_printf(FloatDigits *d, double value, bool has_exponent, int precision) {
    size_t room = (size_t)precision + (has_exponent ? 20 : 340);
    char *text = d->local;
    if (room > sizeof d->local) {
        text = d->heap = malloc(room);
        if (!text) {
            return false;
        }
    }
    snprintf(text, room, has_exponent ? "%.*e" : "%.*f", precision, value);
    digits_from_printf(d, text, has_exponent, precision);
    return true;
}

void float_digits_shortest(FloatDigits *d, double value) {
    int exponent = 0;
    uint64_t m = value ? shortest_decimal(value, &exponent) : 0;
    d->heap = NULL;
    digits_from_u64(d, m, exponent);
}

bool float_digits_fixed(FloatDigits *d, double value, int decimals) {
    uint64_t whole;
    d->heap = NULL;
    if (fixed_small(value, decimals, &whole)) {
        digits_from_u64(d, whole, -decimals);
        return true;
    }
    return digits_by_printf(d, value, false, decimals);
}

bool float_digits_significant(FloatDigits *d, double value, int count) {
    d->heap = NULL;
    return digits_by_printf(d, value, true, count - 1);
}

void float_digits_deinit(FloatDigits *d) {
    free(d->heap);
}

/* ---- layout ---- */

/* Digits at places [from, to) relative to the first one, zeros where there are none. */
static void add_places(Buffer *out, const FloatDigits *d, int from, int to) {
    if (from < 0 && from < to) {
        int zeros = (to < 0 ? to : 0) - from;
        buffer_add_repeat(out, '0', (size_t)zeros);
        from += zeros;
    }
    if (from < to && from < (int)d->len) {
        int some = (to < (int)d->len ? to : (int)d->len) - from;
        buffer_add(out, d->digits + from, (size_t)some);
        from += some;
    }
    if (from < to) {
        buffer_add_repeat(out, '0', (size_t)(to - from));
    }
}

static void add_exponent(Buffer *out, int exponent, bool upper) {
    buffer_add_char(out, upper ? 'E' : 'e');
    buffer_add_char(out, exponent < 0 ? '-' : '+');
    buffer_add_format(out, "%02d", abs(exponent));
}

/* `end`: how many places are shown, counted from the first digit. */
static void add_number(Buffer *out, const FloatDigits *d, int end, bool exponential, bool alternate,
                       bool add_dot_zero, bool upper) {
    int point = exponential ? 1 : d->point;
    if (end < point) {
        end = point;
    }
    if (add_dot_zero && !exponential && end == point) {
        end++;
    }
    if (point <= 0) {
        buffer_add_char(out, '0');
    } else {
        add_places(out, d, 0, point);
    }
    if (end > point || alternate) {
        buffer_add_char(out, '.');
        add_places(out, d, point, end);
    }
    if (exponential) {
        add_exponent(out, d->point - 1, upper);
    }
}

static bool add_special(double value, bool upper, Buffer *out) {
    const char *text = isnan(value) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf";
    if (value < 0) {
        buffer_add_char(out, '-');
    }
    buffer_add_text(out, text);
    return !out->failed;
}

bool float_format_text(double value, char type, int precision, bool alternate, bool add_dot_zero,
                       Buffer *out) {
    bool upper = type >= 'A' && type <= 'Z', exponential = false, done = true;
    if (!isfinite(value)) {
        return add_special(value, upper, out);
    }
    if (signbit(value)) {
        buffer_add_char(out, '-');
        value = -value;
    }
    FloatDigits d;
    int end = 0;
    switch (upper ? type - 'A' + 'a' : type) {
    case 'e':
        done = float_digits_significant(&d, value, precision + 1);
        exponential = true;
        end = precision + 1;
        break;
    case 'f':
        done = float_digits_fixed(&d, value, precision);
        end = d.point + precision;
        break;
    case 'g':
        if (precision == 0) {
            precision = 1;
        }
        done = float_digits_significant(&d, value, precision);
        exponential = d.point <= -4 || d.point > precision - (add_dot_zero ? 1 : 0);
        end = alternate ? precision : (int)d.len;
        break;
    default:
        float_digits_shortest(&d, value);
        exponential = d.point <= -4 || d.point > 16;
        end = (int)d.len;
        break;
    }
    if (done) {
        add_number(out, &d, end, exponential, alternate, add_dot_zero, upper);
        float_digits_deinit(&d);
    }
    return done && !out->failed;
}

static void *no_resize(void *context, void *p, size_t old_size, size_t new_size) {
    UNUSED(context);
    UNUSED(p);
    UNUSED(old_size);
    UNUSED(new_size);
    return NULL;
}

size_t float_repr_text(double value, char buf[FLOAT_TEXT_MAX]) {
    Buffer out;
    buffer_init_with(&out, no_resize, NULL); /* the text always fits */
    out.data = buf;
    out.capacity = FLOAT_TEXT_MAX;
    float_format_text(value, 'r', 0, false, true, &out);
    return out.size;
}

/* ---- reading ---- */

enum {
    READ_DIGITS_MAX = 800
}; /* more significant digits cannot change the result: they are one sticky bit */

typedef struct Decimal {
    char digits[READ_DIGITS_MAX + 32];
    size_t len;
    int64_t exponent;  /* of the digit after the last one kept */
    uint64_t mantissa; /* of the first 19 digits */
} Decimal;

/* A run of digits with single underscores between them; NULL if an underscore is misplaced. */
static const char *read_digits(const char *p, const char *end, Decimal *d, bool fraction) {
    bool after_digit = false;
    for (; p < end; p++) {
        if (*p == '_') {
            if (!after_digit || p + 1 == end || !isdigit((unsigned char)p[1])) {
                return NULL;
            }
            continue;
        }
        if (*p < '0' || *p > '9') {
            break;
        }
        after_digit = true;
        if (*p == '0' && d->len == 0) {
            d->exponent -= fraction;
        } else if (d->len < READ_DIGITS_MAX) {
            if (d->len < 19) {
                d->mantissa = d->mantissa * 10 + (uint64_t)(*p - '0');
            }
            d->digits[d->len++] = *p;
            d->exponent -= fraction;
        } else {
            if (*p != '0') {
                d->digits[READ_DIGITS_MAX - 1] |= 1; /* sticky: an even last digit becomes odd */
            }
            d->exponent += !fraction;
        }
    }
    return p;
}

static const char *read_exponent(const char *p, const char *end, int64_t *exponent) {
    bool negative = false;
    int64_t value = 0;
    if (p < end && (*p == '+' || *p == '-')) {
        negative = *p++ == '-';
    }
    if (p == end || !isdigit((unsigned char)*p)) {
        return NULL;
    }
    for (; p < end; p++) {
        if (*p == '_') {
            if (p + 1 == end || !isdigit((unsigned char)p[1])) {
                return NULL;
            }
        } else if (isdigit((unsigned char)*p)) {
            value = value < 1000000000000 ? value * 10 + (*p - '0') : value;
        } else {
            break;
        }
    }
    *exponent += negative ? -value : value;
    return p;
}

static double decimal_value(Decimal *d) {
    if (d->len == 0) {
        return 0.0;
    }
    if (d->len <= 19 && d->mantissa < UINT64_C(1) << 53) {
        if (d->exponent == 0) {
            return (double)d->mantissa;
        }
        if (d->exponent > 0 && d->exponent <= 15) {
            return (double)d->mantissa * (double)powers_of_ten[d->exponent];
        }
        if (d->exponent < 0 && d->exponent >= -15) {
            return (double)d->mantissa / (double)powers_of_ten[-d->exponent];
        }
    }
    int64_t exponent = d->exponent;
    exponent = exponent > 99999 ? 99999 : exponent < -99999 ? -99999 : exponent;
    snprintf(d->digits + d->len, 32, "e%d", (int)exponent);
    locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    double value = strtod_l(d->digits, NULL, c_locale);
    freelocale(c_locale);
    return value;
}

static bool word_at(const char *p, const char *end, const char *word) {
    size_t len = strlen(word);
    if ((size_t)(end - p) != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if ((p[i] | 0x20) != word[i]) {
            return false;
        }
    }
    return true;
}

static const char *read_number(const char *p, const char *end, double *value) {
    Decimal d;
    d.len = 0;
    d.exponent = 0;
    d.mantissa = 0;
    const char *begin = p;
    p = read_digits(p, end, &d, false);
    if (!p) {
        return NULL;
    }
    bool any = p > begin;
    if (p < end && *p == '.') {
        begin = ++p;
        p = read_digits(p, end, &d, true);
        any = any || (p && p > begin);
    }
    if (!p || !any) {
        return NULL;
    }
    if (p < end && (*p | 0x20) == 'e') {
        const char *after = read_exponent(p + 1, end, &d.exponent);
        if (after) {
            p = after;
        }
    }
    *value = decimal_value(&d);
    return p;
}

const char *float_read(const char *p, const char *end, double *value) {
    bool negative = false;
    if (p < end && (*p == '+' || *p == '-')) {
        negative = *p++ == '-';
    }
    static const struct {
        const char *text;
        bool infinite;
    } words[] = {{"infinity", true}, {"inf", true}, {"nan", false}};
    const char *after = NULL;
    for (size_t i = 0; i < COUNT_OF(words) && !after; i++) {
        size_t len = strlen(words[i].text);
        if ((size_t)(end - p) >= len && word_at(p, p + len, words[i].text)) {
            *value = words[i].infinite ? HUGE_VAL : (double)NAN;
            after = p + len;
        }
    }
    if (!after) {
        after = read_number(p, end, value);
    }
    if (after && negative) {
        *value = -*value;
    }
    return after;
}

double float_from_digits(const FloatDigits *d) {
    char text[sizeof d->local + 16];
    double value = 0.0;
    ASSERT(d->len < sizeof d->local);
    memcpy(text, d->digits, d->len);
    int len = (int)d->len + snprintf(text + d->len, 16, "e%d", d->point - (int)d->len);
    if (d->len) {
        read_number(text, text + len, &value);
    }
    return value;
}

bool float_parse_text(const char *text, size_t len, double *value) {
    const char *p = text, *end = text + len;
    while (p < end && number_is_blank(*p)) {
        p++;
    }
    while (end > p && number_is_blank(end[-1])) {
        end--;
    }
    return p < end && float_read(p, end, value) == end;
}
