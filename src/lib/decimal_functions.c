/* Decimal functions beyond plain arithmetic: neighbours, integral values, maxima, digits as such.
 */
#include "lib/decimal.h"

#include <string.h>

/* ------------------------------------------------------------------ neighbours */

/* The next number in the direction of `negative`: what rounding that way gives, or a step more. */
static void next(Work *w, Num *r, const Num *a, bool negative) {
    if (num_check_nan(w, r, a)) {
        return;
    }
    Settings s = *w->s;
    s.rounding = negative ? ROUND_FLOOR : ROUND_CEILING;
    const Settings *before = w->s;
    uint32_t status = w->status;
    if (a->kind == KIND_INFINITE) {
        *r = *a;
        if (a->negative != negative) {
            s.rounding = ROUND_DOWN;
            num_overflow(w, r, &s);
        }
    } else {
        Num n = *a, step;
        w->s = &s;
        num_finalize(w, &n, &s);
        if (n.kind == KIND_FINITE && num_cmp(w, &n, a) == 0) {
            Num x = n;
            num_set(&step, negative, nat_from_u64(w, 1), settings_etiny(&s) - 1);
            num_add(w, &n, &x, &step);
        }
        *r = n;
        w->s = before;
    }
    w->status = status;
}

void num_next_minus(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    next(w, r, a, true);
}
void num_next_plus(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    next(w, r, a, false);
}

void num_next_toward(Work *w, Num *r, const Num *a, const Num *b) {
    if (num_check_nans(w, r, a, b)) {
        return;
    }
    int order = num_cmp(w, a, b);
    if (order == 0) {
        *r = *a;
        r->negative = b->negative;
        return;
    }
    next(w, r, a, order > 0);
    if (r->kind == KIND_INFINITE) {
        w->status |= DEC_OVERFLOW | DEC_INEXACT | DEC_ROUNDED;
    } else if (num_adjusted(w, r) < w->s->emin) {
        w->status |= DEC_UNDERFLOW | DEC_SUBNORMAL | DEC_INEXACT | DEC_ROUNDED;
        w->status |= r->c.len == 0 ? DEC_CLAMPED : 0;
    }
}

/* ------------------------------------------------------------------ forms */

void num_normalize(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    if (num_check_nan(w, r, a)) {
        return;
    }
    Num n = *a;
    num_finalize(w, &n, w->s);
    if (n.kind == KIND_FINITE) {
        if (n.c.len == 0) {
            n.exp = 0;
        } else {
            num_strip_zeros(w, &n, w->s->clamp ? settings_etop(w->s) : w->s->emax);
        }
    }
    *r = n;
}

static void to_integral(Work *w, Num *r, const Num *a, bool signals) {
    if (num_check_nan(w, r, a)) {
        return;
    }
    Num n = *a;
    if (n.kind == KIND_FINITE && n.exp < 0) {
        bool zero = n.c.len == 0;
        enum DecimalRest rest = num_rescale(w, &n, 0, w->s->rounding);
        if (signals && !zero) {
            w->status |= rest ? DEC_ROUNDED | DEC_INEXACT : DEC_ROUNDED;
        }
    }
    *r = n;
}
void num_to_integral(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    to_integral(w, r, a, false);
}
void num_to_integral_exact(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    to_integral(w, r, a, true);
}

void num_copy(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(w);
    UNUSED(b);
    *r = *a;
}
void num_copy_abs(Work *w, Num *r, const Num *a, const Num *b) {
    num_copy(w, r, a, b);
    r->negative = false;
}
void num_copy_negate(Work *w, Num *r, const Num *a, const Num *b) {
    bool negative = !a->negative;
    num_copy(w, r, a, b);
    r->negative = negative;
}
void num_copy_sign(Work *w, Num *r, const Num *a, const Num *b) {
    bool negative = b->negative;
    num_copy(w, r, a, b);
    r->negative = negative;
}

/* ------------------------------------------------------------------ the larger, the smaller */

static void extreme(Work *w, Num *r, const Num *a, const Num *b, bool larger, bool magnitude) {
    const Num *chosen;
    if (num_is_nan(a) || num_is_nan(b)) {
        /* a quiet NaN loses against a number */
        if (a->kind == KIND_NAN && !num_is_nan(b)) {
            chosen = b;
        } else if (b->kind == KIND_NAN && !num_is_nan(a)) {
            chosen = a;
        } else {
            num_check_nans(w, r, a, b);
            return;
        }
    } else {
        Num x = *a, y = *b;
        if (magnitude) {
            x.negative = y.negative = false;
        }
        int order = num_cmp(w, &x, &y);
        order = order ? order : num_cmp_total(w, a, b);
        chosen = (larger ? order < 0 : order >= 0) ? b : a;
    }
    Num n = *chosen;
    num_finalize(w, &n, w->s);
    *r = n;
}
void num_max(Work *w, Num *r, const Num *a, const Num *b) {
    extreme(w, r, a, b, true, false);
}
void num_max_mag(Work *w, Num *r, const Num *a, const Num *b) {
    extreme(w, r, a, b, true, true);
}
void num_min(Work *w, Num *r, const Num *a, const Num *b) {
    extreme(w, r, a, b, false, false);
}
void num_min_mag(Work *w, Num *r, const Num *a, const Num *b) {
    extreme(w, r, a, b, false, true);
}

/* ------------------------------------------------------------------ exponents */

void num_logb(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    if (num_check_nan(w, r, a)) {
        return;
    }
    if (a->kind == KIND_INFINITE) {
        num_infinity(r, false);
    } else if (a->c.len == 0) {
        w->status |= DEC_DIVISION_BY_ZERO;
        num_infinity(r, true);
    } else {
        int64_t adjusted = num_adjusted(w, a);
        uint64_t magnitude = (uint64_t)(adjusted < 0 ? -adjusted : adjusted);
        num_set(r, adjusted < 0, nat_from_u64(w, magnitude), 0);
        num_finalize(w, r, w->s);
    }
}

/* A whole number with the exponent 0 and a magnitude up to max; else invalid. */
static bool small_whole(Work *w, Num *r, const Num *n, uint64_t max, int64_t *value) {
    if (n->kind != KIND_FINITE || n->exp != 0 || n->c.len > 1 ||
        (n->c.len && n->c.limbs[0] > max)) {
        num_invalid(w, r, DEC_INVALID);
        return false;
    }
    int64_t magnitude = n->c.len ? (int64_t)n->c.limbs[0] : 0;
    *value = n->negative ? -magnitude : magnitude;
    return true;
}

void num_scaleb(Work *w, Num *r, const Num *a, const Num *b) {
    int64_t n;
    if (num_check_nans(w, r, a, b) ||
        !small_whole(w, r, b, 2 * (uint64_t)(w->s->emax + w->s->prec), &n)) {
        return;
    }
    Num x = *a;
    if (x.kind == KIND_FINITE) {
        x.exp += n;
        num_finalize(w, &x, w->s);
    }
    *r = x;
}

/* ------------------------------------------------------------------ digits */

/* c's last n digits. */
static Nat last_digits(Work *w, Nat c, int64_t n) {
    Nat r = c;
    if (nat_digits(w, c) > n) {
        nat_divmod(w, c, nat_pow10(w, n), &r);
    }
    return r;
}

void num_shift(Work *w, Num *r, const Num *a, const Num *b) {
    int64_t n;
    enum DecimalRest rest;
    if (num_check_nans(w, r, a, b) || !small_whole(w, r, b, (uint64_t)w->s->prec, &n)) {
        return;
    }
    Num x = *a;
    if (x.kind == KIND_FINITE) {
        int64_t prec = w->s->prec;
        x.c = n >= 0 ? nat_scale(w, last_digits(w, x.c, prec - n), n)
                     : nat_unscale(w, last_digits(w, x.c, prec), -n, &rest);
    }
    *r = x;
}

void num_rotate(Work *w, Num *r, const Num *a, const Num *b) {
    int64_t n;
    enum DecimalRest rest;
    if (num_check_nans(w, r, a, b) || !small_whole(w, r, b, (uint64_t)w->s->prec, &n)) {
        return;
    }
    Num x = *a;
    if (x.kind == KIND_FINITE) {
        int64_t prec = w->s->prec;
        n = n < 0 ? n + prec : n;
        Nat c = last_digits(w, x.c, prec);
        x.c = nat_add(w, nat_scale(w, last_digits(w, c, prec - n), n),
                      nat_unscale(w, c, prec - n, &rest));
    }
    *r = x;
}

/* The last digits of an operand of 0s and 1s, the lowest last: *len of them. NULL: not such a
 * number, or no memory. */
static const char *logical_digits(Work *w, const Num *a, int64_t *len) {
    if (a->kind != KIND_FINITE || a->negative || a->exp != 0) {
        return NULL;
    }
    int64_t n = nat_digits(w, a->c);
    char *text = (char *)work_limbs(w, (size_t)n / 8 + 2);
    if (!text) {
        return NULL;
    }
    n = (int64_t)nat_to_digits(w, a->c, text);
    for (int64_t i = 0; i < n; i++) {
        if (text[i] > '1') {
            return NULL;
        }
    }
    *len = n < w->s->prec ? n : w->s->prec;
    return text + (n - *len);
}

/* op: '&', '|' or '^'. */
static void logical(Work *w, Num *r, const Num *a, const Num *b, char op) {
    int64_t a_len, b_len;
    const char *x = logical_digits(w, a, &a_len), *y = x ? logical_digits(w, b, &b_len) : NULL;
    if (!x || !y) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    int64_t len = a_len > b_len ? a_len : b_len;
    char *text = (char *)work_limbs(w, (size_t)len / 8 + 1);
    if (!text) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    for (int64_t i = 1; i <= len; i++) { /* from the lowest digit */
        int p = i <= a_len ? x[a_len - i] - '0' : 0, q = i <= b_len ? y[b_len - i] - '0' : 0;
        text[len - i] = (char)('0' + (op == '&' ? p & q : op == '|' ? p | q : p ^ q));
    }
    num_set(r, false, nat_from_digits(w, text, (size_t)len), 0);
}
void num_logical_and(Work *w, Num *r, const Num *a, const Num *b) {
    logical(w, r, a, b, '&');
}
void num_logical_or(Work *w, Num *r, const Num *a, const Num *b) {
    logical(w, r, a, b, '|');
}
void num_logical_xor(Work *w, Num *r, const Num *a, const Num *b) {
    logical(w, r, a, b, '^');
}

void num_logical_invert(Work *w, Num *r, const Num *a, const Num *b) {
    Num ones;
    int64_t len;
    UNUSED(b);
    if (!logical_digits(w, a, &len)) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    Nat nines = nat_sub(w, nat_scale(w, nat_from_u64(w, 1), w->s->prec), nat_from_u64(w, 1));
    num_set(&ones, false, nat_div_u64(w, nines, 9), 0);
    logical(w, r, a, &ones, '^');
}

/* ------------------------------------------------------------------ questions */

bool num_same_quantum(const Num *a, const Num *b) {
    if (a->kind != KIND_FINITE || b->kind != KIND_FINITE) {
        return (num_is_nan(a) && num_is_nan(b)) ||
               (a->kind == KIND_INFINITE && b->kind == KIND_INFINITE);
    }
    return a->exp == b->exp;
}

bool num_is_normal(Work *w, const Num *n) {
    return n->kind == KIND_FINITE && n->c.len && num_adjusted(w, n) >= w->s->emin;
}
bool num_is_subnormal(Work *w, const Num *n) {
    return n->kind == KIND_FINITE && n->c.len && num_adjusted(w, n) < w->s->emin;
}

const char *num_class(Work *w, const Num *n) {
    static const char *const names[] = {"+Infinity", "+Zero", "+Subnormal", "+Normal",
                                        "-Infinity", "-Zero", "-Subnormal", "-Normal"};
    if (num_is_nan(n)) {
        return n->kind == KIND_NAN ? "NaN" : "sNaN";
    }
    int which = n->kind == KIND_INFINITE ? 0 : num_is_zero(n) ? 1 : num_is_subnormal(w, n) ? 2 : 3;
    return names[which + (n->negative ? 4 : 0)];
}
