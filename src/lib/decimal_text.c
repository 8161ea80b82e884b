/* Decimal numbers from text and as text. */
#include "lib/decimal.h"

#include <string.h>

#include "types/str_internal.h"

/* ------------------------------------------------------------------ from text */

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether the text begins with a word (in small letters), whatever the case. */
static bool begins_with(const char *text, size_t len, const char *word) {
    size_t n = strlen(word);
    if (len < n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (lower(text[i]) != word[i]) {
            return false;
        }
    }
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* inf, infinity, nan123, snan123 */
static bool special_from_text(Work *w, Num *n, const char *text, size_t len) {
    if (begins_with(text, len, "inf")) {
        num_infinity(n, n->negative);
        return len == 3 || (len == 8 && begins_with(text, len, "infinity"));
    }
    bool signaling = len && lower(*text) == 's';
    text += signaling;
    len -= signaling;
    if (!begins_with(text, len, "nan")) {
        return false;
    }
    for (size_t i = 3; i < len; i++) {
        if (!is_digit(text[i])) {
            return false;
        }
    }
    n->kind = signaling ? KIND_SIGNALING : KIND_NAN;
    n->c = nat_from_digits(w, text + 3, len - 3);
    return true;
}

/* e+5: saturates far outside what exponents may be. */
static bool exponent_from_text(const char *text, size_t len, int64_t *exp) {
    bool negative = len && *text == '-';
    if (len && (*text == '-' || *text == '+')) {
        text++;
        len--;
    }
    if (len == 0) {
        return false;
    }
    int64_t v = 0;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i])) {
            return false;
        }
        v = v > INT64_C(400000000000000000) ? INT64_C(4000000000000000000)
                                            : v * 10 + (text[i] - '0');
    }
    *exp = negative ? -v : v;
    return true;
}

bool num_from_text(Work *w, Num *n, const char *text, size_t len) {
    *n = (Num){.kind = KIND_FINITE};
    if (len && (*text == '-' || *text == '+')) {
        n->negative = *text == '-';
        text++;
        len--;
    }
    size_t end = 0, point = SIZE_MAX, digits;
    while (end < len && (is_digit(text[end]) || (text[end] == '.' && point == SIZE_MAX))) {
        if (text[end] == '.') {
            point = end;
        }
        end++;
    }
    digits = end - (point != SIZE_MAX);
    if (digits == 0) {
        if (end == 0 && special_from_text(w, n, text, len)) {
            return true;
        }
        goto fail;
    }
    if (end < len &&
        (lower(text[end]) != 'e' || !exponent_from_text(text + end + 1, len - end - 1, &n->exp))) {
        goto fail;
    }
    if (point == SIZE_MAX) {
        n->c = nat_from_digits(w, text, digits);
    } else {
        n->exp -= (int64_t)(end - point - 1);
        if (digits <= 19) { /* without a copy */
            uint64_t v = 0;
            for (size_t i = 0; i < end; i++) {
                v = i == point ? v : v * 10 + (uint64_t)(text[i] - '0');
            }
            n->c = nat_from_u64(w, v);
            return true;
        }
        char *copy = (char *)work_limbs(w, digits / 8 + 1);
        if (!copy) {
            goto fail;
        }
        memcpy(copy, text, point);
        memcpy(copy + point, text + point + 1, end - point - 1);
        n->c = nat_from_digits(w, copy, digits);
    }
    return true;
fail:
    num_invalid(w, n, DEC_CONVERSION_SYNTAX);
    return false;
}

/* ------------------------------------------------------------------ to text */

static const char *special_name(const Num *n) {
    return n->kind == KIND_INFINITE ? "Infinity" : n->kind == KIND_NAN ? "NaN" : "sNaN";
}

/* Where the point is put, counted from the first digit; the rest becomes the exponent. */
static int64_t point_place(const Num *n, int64_t digits, int flags) {
    int64_t left = n->exp + digits;
    if (n->exp <= 0 && left > -6) {
        return left;
    }
    if (!(flags & TEXT_ENGINEERING)) {
        return 1;
    }
    int64_t rest = (n->c.len ? left - 1 : left + 1) % 3;
    rest += rest < 0 ? 3 : 0;
    return n->c.len ? rest + 1 : rest - 1;
}

static char *put(char *to, const char *text, size_t len) {
    memcpy(to, text, len);
    return to + len;
}
static char *put_zeros(char *to, int64_t n) {
    memset(to, '0', (size_t)n);
    return to + n;
}

static char *put_exponent(char *to, int64_t exp, bool capital) {
    char buffer[24], *end = buffer + sizeof buffer, *p = end;
    uint64_t v = exp < 0 ? -(uint64_t)exp : (uint64_t)exp;
    *to++ = capital ? 'E' : 'e';
    *to++ = exp < 0 ? '-' : '+';
    do {
        *--p = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    return put(to, p, (size_t)(end - p));
}

/* Everything but the sign; at most the digits and 40 bytes. */
static char *put_number(Work *w, char *to, const Num *n, char *digits, int flags) {
    if (n->kind != KIND_FINITE) {
        const char *name = special_name(n);
        to = put(to, name, strlen(name));
        return n->c.len ? put(to, digits, nat_to_digits(w, n->c, digits)) : to;
    }
    int64_t len = (int64_t)nat_to_digits(w, n->c, digits);
    int64_t place = point_place(n, len, flags), exp = n->exp + len - place;
    if (place <= 0) {
        *to++ = '0';
        *to++ = '.';
        to = put_zeros(to, -place);
        to = put(to, digits, (size_t)len);
    } else if (place >= len) {
        to = put(to, digits, (size_t)len);
        to = put_zeros(to, place - len);
    } else {
        to = put(to, digits, (size_t)place);
        *to++ = '.';
        to = put(to, digits + place, (size_t)(len - place));
    }
    return exp ? put_exponent(to, exp, flags & TEXT_CAPITALS) : to;
}

Object *num_to_text(Work *w, const Num *n, int flags) {
    enum { AROUND = 64 };
    size_t cap = n->c.len <= 2 ? 40 : (size_t)nat_digits(w, n->c) + 2;
    char *digits = (char *)work_limbs(w, cap / 8 + 1);
    char *text = (char *)work_limbs(w, (cap + AROUND) / 8), *to = text;
    if (!digits || !text) {
        return NULL;
    }
    if (flags & TEXT_REPR) {
        to = put(to, "Decimal('", 9);
    }
    if (n->negative) {
        *to++ = '-';
    }
    to = put_number(w, to, n, digits, flags);
    if (flags & TEXT_REPR) {
        to = put(to, "')", 2);
    }
    return w->failed ? NULL : str_from_ascii(w->vm, text, (size_t)(to - text));
}
