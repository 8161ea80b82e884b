/* int: text in any base, both ways, and the limit on the number of digits. */
#include "types/int_impl.h"
#include "types/number_text.h"
#include "types/str.h"

#include <math.h>

enum { MAX_STR_DIGITS_DEFAULT = 4300, MAX_STR_DIGITS_LEAST = 640 };

static const char digit_chars[] = "0123456789abcdefghijklmnopqrstuvwxyz";

int int_max_str_digits(VM *vm) {
    int32_t digits = vm->int_max_str_digits;
    return digits == 0 ? MAX_STR_DIGITS_DEFAULT : digits < 0 ? 0 : digits;
}

int int_set_max_str_digits(VM *vm, int digits) {
    if (digits != 0 && digits < MAX_STR_DIGITS_LEAST) {
        raise(vm, EXC_ValueError, "maxdigits must be 0 or larger than %d", MAX_STR_DIGITS_LEAST);
        return -1;
    }
    vm->int_max_str_digits = digits ? digits : -1;
    return 0;
}

static Object *raise_too_many_digits(VM *vm) {
    return raise(vm, EXC_ValueError,
                 "Exceeds the limit (%d digits) for integer string conversion; "
                 "use sys.set_int_max_str_digits() to increase the limit",
                 int_max_str_digits(vm));
}

static bool is_power_of_two(int base) {
    return (base & (base - 1)) == 0;
}

/* ---- to text ---- */

static const char *base_prefix(int base) {
    return base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
}

/* Digits of m, written backwards before `end`; returns where they begin. */
static char *magnitude_digits(uint64_t m, unsigned base, char *end) {
    if (base == 10) {
        while (m >= 100) {
            unsigned pair = (unsigned)(m % 100);
            m /= 100;
            *--end = (char)('0' + pair % 10);
            *--end = (char)('0' + pair / 10);
        }
        do {
            *--end = (char)('0' + m % 10);
            m /= 10;
        } while (m);
        return end;
    }
    do {
        *--end = digit_chars[m % base];
        m /= base;
    } while (m);
    return end;
}

static Object *compact_to_str(VM *vm, int64_t value, int base, const char *prefix) {
    char text[80], *end = text + sizeof text;
    char *begin = magnitude_digits(int_magnitude(value), (unsigned)base, end);
    for (size_t i = strlen(prefix); i > 0; i--) {
        *--begin = prefix[i - 1];
    }
    if (value < 0) {
        *--begin = '-';
    }
    return str_from_ascii(vm, begin, (size_t)(end - begin));
}

enum { SHORT_LIMBS = 8, DIGITS_AT_ONCE = 19 };

/* Decimal text of an int of up to SHORT_LIMBS limbs, nineteen digits at a time. */
static Object *short_to_decimal(VM *vm, const IntView *v) {
    char text[SHORT_LIMBS * 20 + 1], *begin = text + sizeof text;
    mp_limb_t rest[SHORT_LIMBS];
    mp_size_t len = v->len;
    mpn_copyi(rest, v->limbs, len);
    while (len > 0) {
        char *end = begin;
        mp_limb_t part = mpn_divrem_1(rest, 0, rest, len, UINT64_C(10000000000000000000));
        len = limbs_trim(rest, len);
        begin = magnitude_digits(part, 10, end);
        while (len > 0 && end - begin < DIGITS_AT_ONCE) {
            *--begin = '0';
        }
    }
    if (v->negative) {
        *--begin = '-';
    }
    return str_from_ascii(vm, begin, (size_t)(text + sizeof text - begin));
}

/* Digits as numbers 0..base-1 into a raw buffer; *len of them, without leading zeros. */
static unsigned char *big_digits(VM *vm, const IntView *v, int base, size_t *cap, size_t *len,
                                 size_t *first) {
    size_t bits = limbs_bit_length(v->limbs, v->len), reserve = (size_t)v->len * 7;
    *cap = (size_t)((double)bits / log2(base)) + 3;
    IntScratch copy;
    if (!int_reserve(vm, reserve)) {
        return NULL;
    }
    unsigned char *digits = NULL;
    if (int_scratch_init(vm, &copy, (size_t)v->len + 1)) {
        digits = raw_alloc(vm, *cap);
        if (digits) {
            mpn_copyi(copy.limbs, v->limbs, v->len);
            *len = mpn_get_str(digits, base, copy.limbs, v->len);
            *first = 0;
            while (*first + 1 < *len && digits[*first] == 0) {
                ++*first;
            }
            *len -= *first;
        }
        int_scratch_drop(vm, &copy);
    }
    int_unreserve(vm, reserve);
    return digits;
}

static Object *big_to_str(VM *vm, Object *o, int base, const char *prefix, int limit) {
    IntView v;
    int_view(&v, o);
    size_t cap, len, first;
    if (base == 10 && v.len <= SHORT_LIMBS) { /* below any limit */
        return short_to_decimal(vm, &v);
    }
    if (limit && (double)limbs_bit_length(v.limbs, v.len) / log2(base) > (double)limit + 1) {
        return raise_too_many_digits(vm);
    }
    unsigned char *digits = big_digits(vm, &v, base, &cap, &len, &first);
    if (!digits) {
        return NULL;
    }
    Object *s = NULL;
    if (limit && len > (size_t)limit) {
        raise_too_many_digits(vm);
    } else {
        size_t prefix_len = strlen(prefix);
        s = str_new(vm, len + prefix_len + v.negative, 0x7F);
        if (s) {
            char *at = (char *)STR(s)->data;
            if (v.negative) {
                *at++ = '-';
            }
            memcpy(at, prefix, prefix_len);
            at += prefix_len;
            for (size_t i = 0; i < len; i++) {
                at[i] = digit_chars[digits[first + i]];
            }
        }
    }
    raw_free(vm, digits, cap);
    return s;
}

Object *int_to_str(VM *vm, Object *o, int base, bool prefix, bool check_limit) {
    const char *prefix_text = prefix ? base_prefix(base) : "";
    if (LIKELY(int_is_compact(o))) {
        return compact_to_str(vm, INT_VALUE(o), base, prefix_text);
    }
    int limit = check_limit && !is_power_of_two(base) ? int_max_str_digits(vm) : 0;
    return big_to_str(vm, o, base, prefix_text, limit);
}

/* ---- from text ---- */

enum ParseResult { PARSED, NOT_A_NUMBER, PARSE_ERROR /* raised */ };

static int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* What precedes the digits. The base 0 is replaced by the one the prefix tells. */
typedef struct Literal {
    const char *digits, *end;
    size_t digit_len; /* underscores not counted */
    int base;
    bool negative;
    bool zero_only; /* base 0 and a leading 0: no other value may be written so */
} Literal;

static void scan_prefix(Literal *l) {
    const char *p = l->digits;
    int prefix_base = 0;
    if (l->end - p >= 2 && p[0] == '0') {
        char c = (char)(p[1] | 0x20);
        prefix_base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    }
    if (l->base == 0) {
        l->base = prefix_base ? prefix_base : 10;
        l->zero_only = !prefix_base && p < l->end && p[0] == '0';
    }
    if (prefix_base && prefix_base == l->base) {
        p += 2;
        if (p < l->end && *p == '_') {
            p++;
        }
        l->digits = p;
    }
}

static bool scan_literal(Literal *l, const char *text, size_t len, int base) {
    const char *p = text, *end = text + len;
    while (p < end && number_is_blank(*p)) {
        p++;
    }
    while (end > p && number_is_blank(end[-1])) {
        end--;
    }
    *l = (Literal){.base = base, .end = end};
    if (p < end && (*p == '+' || *p == '-')) {
        l->negative = *p++ == '-';
    }
    l->digits = p;
    scan_prefix(l);
    bool after_digit = false;
    for (p = l->digits; p < end; p++) {
        if (*p == '_') {
            if (!after_digit) {
                return false;
            }
            after_digit = false;
        } else if (digit_value(*p) < l->base) {
            after_digit = true;
            l->digit_len++;
        } else {
            return false;
        }
    }
    return after_digit;
}

static Object *literal_big(VM *vm, const Literal *l) {
    size_t cap = l->digit_len, len = 0;
    unsigned char *digits = raw_alloc(vm, cap);
    if (!digits) {
        return NULL;
    }
    for (const char *p = l->digits; p < l->end; p++) {
        int d = digit_value(*p);
        if (*p != '_' && (d || len)) {
            digits[len++] = (unsigned char)d;
        }
    }
    Object *value = NULL;
    if (len == 0) {
        value = int_from_i64(vm, 0);
    } else {
        size_t limbs = (size_t)((double)len * log2(l->base) / 64) + 3;
        IntResult r;
        if (int_reserve(vm, limbs * 6)) {
            if (int_result_init(vm, &r, limbs)) {
                mp_size_t n = mpn_set_str(r.limbs, digits, len, l->base);
                value = int_result_finish(vm, &r, (size_t)n, l->negative);
            }
            int_unreserve(vm, limbs * 6);
        }
    }
    raw_free(vm, digits, cap);
    return value;
}

/* Twelve digits of any base fit a limb, nineteen decimal ones. */
enum { WORD_DIGITS = 12, SHORT_DIGITS = 240 };

/* A literal of up to SHORT_DIGITS digits, a limb full at a time. */
static Object *literal_short(VM *vm, const Literal *l) {
    mp_limb_t limbs[SHORT_DIGITS / WORD_DIGITS + 1];
    mp_size_t len = 0;
    int at_once = l->base == 10 ? DIGITS_AT_ONCE : WORD_DIGITS;
    for (const char *p = l->digits; p < l->end;) {
        mp_limb_t part = 0, scale = 1;
        for (int i = 0; i < at_once && p < l->end; p++) {
            if (*p != '_') {
                part = part * (unsigned)l->base + (unsigned)digit_value(*p);
                scale *= (unsigned)l->base;
                i++;
            }
        }
        mp_limb_t carry = len ? mpn_mul_1(limbs, limbs, len, scale) : 0;
        carry += len ? mpn_add_1(limbs, limbs, len, part) : part;
        limbs[len] = carry;
        len += carry != 0;
    }
    return int_from_limbs(vm, limbs, (size_t)len, l->negative);
}

static enum ParseResult parse(VM *vm, const char *text, size_t len, int base, Object **value) {
    Literal l;
    if (!scan_literal(&l, text, len, base)) {
        return NOT_A_NUMBER;
    }
    int limit = is_power_of_two(l.base) ? 0 : int_max_str_digits(vm);
    if (limit && l.digit_len > (size_t)limit) {
        raise(vm, EXC_ValueError,
              "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; "
              "use sys.set_int_max_str_digits() to increase the limit",
              limit, l.digit_len);
        return PARSE_ERROR;
    }
    if (l.digit_len <= WORD_DIGITS) {
        int64_t m = 0;
        for (const char *p = l.digits; p < l.end; p++) {
            if (*p != '_') {
                m = m * l.base + digit_value(*p);
            }
        }
        *value = int_from_i64(vm, l.negative ? -m : m);
    } else if (l.digit_len <= SHORT_DIGITS) {
        *value = literal_short(vm, &l);
    } else {
        *value = literal_big(vm, &l);
    }
    if (*value && l.zero_only && int_sign(*value) != 0) {
        clear_ref(vm, *value);
        return NOT_A_NUMBER;
    }
    return *value ? PARSED : PARSE_ERROR;
}

static Object *raise_invalid_literal(VM *vm, int base, Object *repr) {
    if (repr) {
        raise(vm, EXC_ValueError, "invalid literal for int() with base %d: %U", base, repr);
        decref(vm, repr);
    }
    return NULL;
}

Object *int_from_text(VM *vm, const char *text, size_t len, int base) {
    Object *value = NULL;
    if (parse(vm, text, len, base, &value) == NOT_A_NUMBER) {
        Object *s = str_from_utf8(vm, text, len);
        Object *repr = s ? number_text_repr(vm, s, 200) : NULL;
        xdecref(vm, s);
        return raise_invalid_literal(vm, base, repr);
    }
    return value;
}

Object *int_from_text_object(VM *vm, Object *o, int base) {
    NumberText t;
    Object *value = NULL;
    int is_text = number_text_init(vm, &t, o);
    if (is_text <= 0) {
        return is_text < 0 ? NULL
                           : raise(vm, EXC_TypeError,
                                   "int() argument must be a string, a bytes-like object or a real "
                                   "number, not '%T'",
                                   o);
    }
    enum ParseResult result = parse(vm, t.text, t.len, base, &value);
    number_text_deinit(vm, &t);
    if (result == NOT_A_NUMBER) {
        return raise_invalid_literal(vm, base, number_text_repr(vm, o, 200));
    }
    return value;
}
