/* Decimal arithmetic: sums, products, quotients, square roots, comparison, quantize. */
#include "lib/decimal.h"

/* ------------------------------------------------------------------ special values */

static void take_nan(Work *w, Num *r, const Num *nan) {
    if (nan->kind == KIND_SIGNALING) {
        w->status |= DEC_INVALID;
    }
    *r = *nan;
    r->kind = KIND_NAN;
    num_finalize(w, r, w->s);
}

bool num_check_nan(Work *w, Num *r, const Num *a) {
    if (num_is_nan(a)) {
        take_nan(w, r, a);
        return true;
    }
    return false;
}

bool num_check_nans(Work *w, Num *r, const Num *a, const Num *b) {
    if (!num_is_nan(a) && !num_is_nan(b)) {
        return false;
    }
    bool second = !num_is_nan(a) || (a->kind == KIND_NAN && b->kind == KIND_SIGNALING);
    take_nan(w, r, second ? b : a);
    return true;
}

/* ------------------------------------------------------------------ order */

static int sign_of(const Num *n) {
    return num_is_zero(n) ? 0 : n->negative ? -1 : 1;
}

/* Of the magnitudes of finite numbers that are not zero. */
static int cmp_magnitude(Work *w, const Num *a, const Num *b) {
    if (a->exp == b->exp) {
        return nat_cmp(a->c, b->c);
    }
    int64_t x = num_adjusted(w, a), y = num_adjusted(w, b);
    if (x != y) {
        return x < y ? -1 : 1;
    }
    return a->exp > b->exp ? nat_cmp(nat_scale(w, a->c, a->exp - b->exp), b->c)
                           : nat_cmp(a->c, nat_scale(w, b->c, b->exp - a->exp));
}

int num_cmp(Work *w, const Num *a, const Num *b) {
    int x = sign_of(a), y = sign_of(b);
    if (x != y || x == 0) {
        return x < y ? -1 : x > y;
    }
    if (a->kind == KIND_INFINITE || b->kind == KIND_INFINITE) {
        return ((a->kind == KIND_INFINITE) - (b->kind == KIND_INFINITE)) * x;
    }
    return cmp_magnitude(w, a, b) * x;
}

int num_cmp_total(Work *w, const Num *a, const Num *b) {
    if (a->negative != b->negative) {
        return a->negative ? -1 : 1;
    }
    int sign = a->negative ? -1 : 1, order;
    if (num_is_nan(a) || num_is_nan(b)) {
        /* numbers < signaling NaNs < quiet NaNs, each by payload */
        int x = num_is_nan(a) ? (a->kind == KIND_NAN ? 2 : 1) : 0;
        int y = num_is_nan(b) ? (b->kind == KIND_NAN ? 2 : 1) : 0;
        order = x != y ? (x < y ? -1 : 1) : nat_cmp(a->c, b->c);
        return order * sign;
    }
    order = num_cmp(w, a, b);
    return order                                          ? order
           : a->kind == KIND_INFINITE || a->exp == b->exp ? 0
           : a->exp < b->exp                              ? -sign
                                                          : sign;
}

static void set_order(Work *w, Num *r, int order) {
    num_set(r, order < 0, nat_from_u64(w, order != 0), 0);
}

void num_compare(Work *w, Num *r, const Num *a, const Num *b) {
    if (!num_check_nans(w, r, a, b)) {
        set_order(w, r, num_cmp(w, a, b));
    }
}

void num_compare_signal(Work *w, Num *r, const Num *a, const Num *b) {
    if (num_check_nans(w, r, a, b)) {
        w->status |= DEC_INVALID;
    } else {
        set_order(w, r, num_cmp(w, a, b));
    }
}

void num_compare_total(Work *w, Num *r, const Num *a, const Num *b) {
    set_order(w, r, num_cmp_total(w, a, b));
}

void num_compare_total_mag(Work *w, Num *r, const Num *a, const Num *b) {
    Num x = *a, y = *b;
    x.negative = y.negative = false;
    set_order(w, r, num_cmp_total(w, &x, &y));
}

/* ------------------------------------------------------------------ sums */

/* a + 0: a with the zero's exponent as far as the precision allows. */
static void add_zero(Work *w, Num *r, const Num *a, int64_t exp) {
    Num n = *a;
    if (exp < n.exp) {
        int64_t least = n.exp - w->s->prec - 1;
        num_rescale(w, &n, exp < least ? least : exp, ROUND_DOWN);
    }
    *r = n;
}

/* Cuts digits of low that only tell which way the sum is rounded: those behind the precision, if
 * the sum has the digits before. Tells what was cut off. */
static enum DecimalRest cut_low(Work *w, const Num *high, Num *low, bool same_sign, int64_t prec) {
    enum DecimalRest rest = REST_NONE;
    int64_t high_top = num_adjusted(w, high), low_top = num_adjusted(w, low);
    int64_t apart = high_top > low_top ? high_top - low_top : low_top - high_top;
    int64_t top = high_top > low_top ? high_top : low_top;
    int64_t cut = top - prec + same_sign < high->exp ? top - prec + same_sign : high->exp;
    if ((same_sign || apart >= 2) && low->exp < cut) {
        low->c = nat_unscale(w, low->c, cut - low->exp, &rest);
        low->exp = cut;
        w->status |= DEC_ROUNDED;
    }
    return rest;
}

/* The difference of x and y, with more of y behind its last digit. Returns what is behind that of
 * the difference. */
static enum DecimalRest subtract_rest(Work *w, Num *r, Nat x, Nat y, enum DecimalRest rest) {
    if (nat_cmp(x, y) >= 0) {
        r->c = nat_sub(w, nat_sub(w, x, y), nat_from_u64(w, rest != REST_NONE));
        return rest == REST_NONE ? REST_NONE : REST_BELOW_HALF + REST_ABOVE_HALF - rest;
    }
    r->c = nat_sub(w, y, x);
    r->negative = !r->negative;
    return rest;
}

static void add_finite(Work *w, Num *r, const Num *a, const Num *b, bool b_negative) {
    bool same = a->negative == b_negative;
    const Num *high_in = a->exp >= b->exp ? a : b;
    Num high = *high_in, low = high_in == a ? *b : *a;
    enum DecimalRest rest = REST_NONE;
    high.negative = high_in == a ? a->negative : b_negative;
    low.negative = high_in == a ? b_negative : a->negative;
    if (high.c.len == 0 || low.c.len == 0) {
        if (high.c.len == 0 && low.c.len == 0) {
            bool negative = same ? a->negative : w->s->rounding == ROUND_FLOOR;
            num_set(r, negative, high.c, low.exp);
        } else if (low.c.len == 0) {
            add_zero(w, r, &high, low.exp);
        } else {
            *r = low;
        }
        num_finalize(w, r, w->s);
        return;
    }
    if (high.exp - low.exp > 12) {
        rest = cut_low(w, &high, &low, same, w->s->prec);
    }
    Nat x = nat_scale(w, high.c, high.exp - low.exp);
    num_set(r, high.negative, x, low.exp);
    if (same) {
        r->c = nat_add(w, x, low.c);
    } else {
        rest = subtract_rest(w, r, x, low.c, rest);
        if (r->c.len == 0 && rest == REST_NONE) {
            r->negative = w->s->rounding == ROUND_FLOOR;
        }
    }
    num_finalize_rest(w, r, rest, w->s);
}

static void add_signed(Work *w, Num *r, const Num *a, const Num *b, bool b_negative) {
    if (a->kind == KIND_FINITE && b->kind == KIND_FINITE) {
        add_finite(w, r, a, b, b_negative);
    } else if (num_check_nans(w, r, a, b)) {
        return;
    } else if (a->kind == KIND_INFINITE) {
        if (b->kind == KIND_INFINITE && a->negative != b_negative) {
            num_invalid(w, r, DEC_INVALID);
        } else {
            num_infinity(r, a->negative);
        }
    } else {
        num_infinity(r, b_negative);
    }
}

void num_add(Work *w, Num *r, const Num *a, const Num *b) {
    add_signed(w, r, a, b, b->negative);
}
void num_subtract(Work *w, Num *r, const Num *a, const Num *b) {
    add_signed(w, r, a, b, !b->negative);
}

static void plus(Work *w, Num *r, const Num *a, bool negative) {
    if (num_check_nan(w, r, a)) {
        return;
    }
    Num n = *a;
    n.negative = negative;
    if (num_is_zero(a)) { /* as 0 + a and 0 - a */
        n.negative = negative && w->s->rounding == ROUND_FLOOR;
    }
    num_finalize(w, &n, w->s);
    *r = n;
}
void num_plus(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    plus(w, r, a, a->negative);
}
void num_minus(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    plus(w, r, a, !a->negative);
}
void num_abs(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    plus(w, r, a, false);
}

/* ------------------------------------------------------------------ products */

void num_multiply(Work *w, Num *r, const Num *a, const Num *b) {
    bool negative = a->negative != b->negative;
    if (LIKELY(a->kind == KIND_FINITE && b->kind == KIND_FINITE)) {
        num_set(r, negative, nat_mul(w, a->c, b->c), a->exp + b->exp);
        num_finalize(w, r, w->s);
    } else if (num_check_nans(w, r, a, b)) {
        return;
    } else if (num_is_zero(a) || num_is_zero(b)) {
        num_invalid(w, r, DEC_INVALID);
    } else {
        num_infinity(r, negative);
    }
}

void num_fma(Work *w, Num *r, const Num *a, const Num *b, const Num *c) {
    if (a->kind == KIND_FINITE && b->kind == KIND_FINITE && c->kind == KIND_FINITE) {
        Num product;
        num_set(&product, a->negative != b->negative, nat_mul(w, a->c, b->c), a->exp + b->exp);
        num_add(w, r, &product, c);
        return;
    }
    if (num_is_nan(a) || num_is_nan(b)) {
        const Num *all[] = {a, b, c};
        for (int i = 0; i < 5; i++) { /* signaling ones first, then quiet ones of the product */
            if (all[i % 3]->kind == (i < 3 ? KIND_SIGNALING : KIND_NAN)) {
                take_nan(w, r, all[i % 3]);
                return;
            }
        }
    }
    Num product;
    if (a->kind == KIND_FINITE && b->kind == KIND_FINITE) {
        num_set(&product, a->negative != b->negative, nat_mul(w, a->c, b->c), 0);
    } else {
        num_multiply(w, &product, a, b);
    }
    if (num_is_nan(&product)) { /* 0 * Infinity */
        *r = product;
        return;
    }
    num_add(w, r, &product, c);
}

/* ------------------------------------------------------------------ quotients */

/* What a remainder is as a part of the divisor. */
static enum DecimalRest half_order(Work *w, Nat rest, Nat divisor) {
    uint64_t last = divisor.limbs[0] - rest.limbs[0];
    int order = divisor.len > 1        ? nat_cmp(nat_shl(w, rest, 1), divisor)
                : rest.limbs[0] < last ? -1
                                       : rest.limbs[0] > last;
    return order < 0 ? REST_BELOW_HALF : order == 0 ? REST_HALF : REST_ABOVE_HALF;
}

/* The quotient of finite numbers that are not zero. */
static void divide_finite(Work *w, Num *r, const Num *a, const Num *b) {
    const Settings *s = w->s;
    bool negative = a->negative != b->negative;
    int64_t ideal = a->exp - b->exp;
    int64_t a_len = nat_digits(w, a->c), b_len = nat_digits(w, b->c);
    int64_t shift =
        b_len - a_len + s->prec; /* gives as many digits as the precision, or one more */
    /* An exact quotient needs no more digits than this. */
    int64_t enough = 4 * b_len + 8;
    bool tried = shift > enough && shift > 1000;
    for (;; tried = false) {
        int64_t k = tried ? enough : shift > 0 ? shift : 0;
        Nat rest, q = nat_divmod(w, nat_scale(w, a->c, k), b->c, &rest);
        if (rest.len && tried) {
            continue;
        }
        num_set(r, negative, q, ideal - k);
        if (rest.len) {
            num_finalize_rest(w, r, half_order(w, rest, b->c), s);
        } else {
            num_strip_zeros(w, r, ideal);
            num_finalize(w, r, s);
        }
        return;
    }
}

/* Quotients that need no digits of their own: true if one of these. */
static bool divide_special(Work *w, Num *r, const Num *a, const Num *b, bool integral) {
    bool negative = a->negative != b->negative;
    if (num_check_nans(w, r, a, b)) {
        return true;
    }
    if (a->kind == KIND_INFINITE) {
        if (b->kind == KIND_INFINITE) {
            num_invalid(w, r, DEC_INVALID);
        } else {
            num_infinity(r, negative);
        }
        return true;
    }
    if (b->kind == KIND_INFINITE) {
        num_set(r, negative, (Nat){NULL, 0}, integral ? 0 : settings_etiny(w->s));
        w->status |= integral ? 0 : DEC_CLAMPED;
        return true;
    }
    if (b->c.len == 0) {
        if (a->c.len == 0) {
            num_invalid(w, r, DEC_DIVISION_UNDEFINED);
        } else {
            w->status |= DEC_DIVISION_BY_ZERO;
            num_infinity(r, negative);
        }
        return true;
    }
    return false;
}

void num_divide(Work *w, Num *r, const Num *a, const Num *b) {
    if (a->kind != KIND_FINITE || b->kind != KIND_FINITE || b->c.len == 0) {
        divide_special(w, r, a, b, false);
        return;
    }
    if (a->c.len == 0) {
        num_set(r, a->negative != b->negative, a->c, a->exp - b->exp);
        num_finalize(w, r, w->s);
    } else {
        divide_finite(w, r, a, b);
    }
}

/* Integer quotient and remainder of finite numbers, b not zero. false: the quotient has more digits
 * than the precision. */
static bool divide_whole(Work *w, Num *q, Num *r, const Num *a, const Num *b) {
    bool negative = a->negative != b->negative;
    int64_t ideal = a->exp < b->exp ? a->exp : b->exp;
    int64_t apart = a->c.len ? num_adjusted(w, a) - num_adjusted(w, b) : -2;
    if (apart <= -2) {
        num_set(q, negative, (Nat){NULL, 0}, 0);
        Num rest = *a;
        if (r) {
            if (rest.exp > ideal) {
                num_rescale(w, &rest, ideal, w->s->rounding);
            }
            *r = rest;
        }
        return true;
    }
    if (apart > w->s->prec) {
        return false;
    }
    Nat rest;
    Nat x = nat_scale(w, a->c, a->exp - ideal), y = nat_scale(w, b->c, b->exp - ideal);
    num_set(q, negative, nat_divmod(w, x, y, &rest), 0);
    if (nat_digits(w, q->c) > w->s->prec) {
        return false;
    }
    if (r) {
        num_set(r, a->negative, rest, ideal);
    }
    return true;
}

void num_divide_int(Work *w, Num *r, const Num *a, const Num *b) {
    if (a->kind != KIND_FINITE || b->kind != KIND_FINITE || b->c.len == 0) {
        divide_special(w, r, a, b, true);
    } else if (!divide_whole(w, r, NULL, a, b)) {
        num_invalid(w, r, DEC_DIVISION_IMPOSSIBLE);
    } else {
        num_finalize(w, r, w->s);
    }
}

/* x % inf and the like: true if one of these. */
static bool remainder_special(Work *w, Num *r, const Num *a, const Num *b) {
    if (num_check_nans(w, r, a, b)) {
        return true;
    }
    if (a->kind == KIND_INFINITE) {
        num_invalid(w, r, DEC_INVALID);
        return true;
    }
    if (b->kind == KIND_INFINITE) {
        Num n = *a;
        num_finalize(w, &n, w->s);
        *r = n;
        return true;
    }
    if (b->c.len == 0) {
        num_invalid(w, r, a->c.len ? DEC_INVALID : DEC_DIVISION_UNDEFINED);
        return true;
    }
    return false;
}

void num_remainder(Work *w, Num *r, const Num *a, const Num *b) {
    Num q;
    if (remainder_special(w, r, a, b)) {
        return;
    }
    if (!divide_whole(w, &q, r, a, b)) {
        num_invalid(w, r, DEC_DIVISION_IMPOSSIBLE);
        return;
    }
    num_finalize(w, r, w->s);
}

void num_divmod(Work *w, Num *q, Num *r, const Num *a, const Num *b) {
    bool negative = a->negative != b->negative;
    if (num_check_nans(w, q, a, b)) {
        *r = *q;
    } else if (a->kind == KIND_INFINITE) {
        if (b->kind == KIND_INFINITE) {
            num_invalid(w, q, DEC_INVALID);
        } else {
            num_infinity(q, negative);
        }
        num_invalid(w, r, DEC_INVALID);
    } else if (b->kind == KIND_FINITE && b->c.len == 0) {
        if (a->c.len == 0) {
            num_invalid(w, q, DEC_DIVISION_UNDEFINED);
            num_invalid(w, r, DEC_DIVISION_UNDEFINED);
        } else {
            num_infinity(q, negative);
            num_invalid(w, r, DEC_DIVISION_BY_ZERO | DEC_INVALID);
        }
    } else if (b->kind == KIND_INFINITE) {
        *r = *a;
        num_set(q, negative, (Nat){NULL, 0}, 0);
        num_finalize(w, r, w->s);
    } else if (!divide_whole(w, q, r, a, b)) {
        num_invalid(w, q, DEC_DIVISION_IMPOSSIBLE);
        num_invalid(w, r, DEC_DIVISION_IMPOSSIBLE);
    } else {
        num_finalize(w, q, w->s);
        num_finalize(w, r, w->s);
    }
}

void num_remainder_near(Work *w, Num *r, const Num *a, const Num *b) {
    Num n = *a;
    if (remainder_special(w, r, a, b)) {
        return;
    }
    int64_t ideal = a->exp < b->exp ? a->exp : b->exp;
    if (a->c.len == 0) {
        num_set(r, a->negative, a->c, ideal);
        num_finalize(w, r, w->s);
        return;
    }
    int64_t apart = num_adjusted(w, a) - num_adjusted(w, b);
    if (apart >= w->s->prec + 1) {
        num_invalid(w, r, DEC_DIVISION_IMPOSSIBLE);
        return;
    }
    if (apart <= -2) {
        if (n.exp > ideal) {
            num_rescale(w, &n, ideal, w->s->rounding);
        }
        num_finalize(w, &n, w->s);
        *r = n;
        return;
    }
    Nat rest, y = nat_scale(w, b->c, b->exp - ideal);
    Nat q = nat_divmod(w, nat_scale(w, a->c, a->exp - ideal), y, &rest);
    bool negative = a->negative;
    int order = nat_cmp(nat_shl(w, rest, 1), y);
    if (order > 0 || (order == 0 && nat_odd(q))) {
        rest = nat_sub(w, y, rest);
        q = nat_add_u64(w, q, 1);
        negative = !negative;
    }
    if (nat_digits(w, q) > w->s->prec) {
        num_invalid(w, r, DEC_DIVISION_IMPOSSIBLE);
        return;
    }
    num_set(r, negative, rest, ideal);
    num_finalize(w, r, w->s);
}

/* ------------------------------------------------------------------ square root */

void num_sqrt(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    if (num_check_nan(w, r, a)) {
        return;
    }
    if (a->negative && !num_is_zero(a)) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    if (a->kind == KIND_INFINITE) {
        num_infinity(r, false);
        return;
    }
    Settings s = *w->s;
    s.rounding = ROUND_HALF_EVEN;
    int64_t exp = a->exp >> 1;
    if (a->c.len == 0) {
        num_set(r, a->negative, a->c, exp);
        num_finalize(w, r, &s);
        return;
    }
    Nat c = a->exp & 1 ? nat_mul_u64(w, a->c, 10) : a->c;
    int64_t len = (nat_digits(w, c) + 1) / 2, shift = s.prec + 1 - len;
    bool exact = true;
    Nat root;
    /* A coefficient that is no square does not become one by zeros, but its root's last digit must
     * not look like a tie. */
    if (shift <= 0 || c.len < 3 || shift > 2 * len) {
        root = nat_sqrt(w, c, &exact);
        if (shift > 0 && !exact) {
            root = nat_sqrt(w, nat_scale(w, c, 2 * shift), NULL);
            exp -= shift;
        }
    } else {
        root = nat_sqrt(w, nat_scale(w, c, 2 * shift), &exact);
        exp -= shift;
    }
    if (!exact && nat_mod_u64(root, 5) == 0) {
        root = nat_add_u64(w, root, 1);
    }
    num_set(r, false, root, exp);
    if (exact) {
        num_strip_zeros(w, r, a->exp >> 1);
    }
    num_finalize(w, r, &s);
}

/* ------------------------------------------------------------------ quantize */

static void quantize_to(Work *w, Num *r, const Num *a, int64_t exp) {
    const Settings *s = w->s;
    Num n = *a;
    if (exp > s->emax || exp < settings_etiny(s)) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    if (n.c.len == 0) {
        n.exp = exp;
        num_finalize(w, &n, s);
        *r = n;
        return;
    }
    int64_t adjusted = num_adjusted(w, &n);
    if (adjusted > s->emax || adjusted - exp + 1 > s->prec) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    int64_t before = n.exp;
    enum DecimalRest rest = num_rescale(w, &n, exp, s->rounding);
    int64_t digits = nat_digits(w, n.c);
    if (n.c.len && (n.exp + digits - 1 > s->emax || digits > s->prec)) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    if (n.c.len && n.exp + digits - 1 < s->emin) {
        w->status |= DEC_SUBNORMAL;
    }
    if (exp > before) {
        w->status |= rest ? DEC_ROUNDED | DEC_INEXACT : DEC_ROUNDED;
    }
    num_finalize(w, &n, s);
    *r = n;
}

void num_quantize(Work *w, Num *r, const Num *a, const Num *b) {
    if (num_check_nans(w, r, a, b)) {
        return;
    }
    if (a->kind == KIND_INFINITE && b->kind == KIND_INFINITE) {
        *r = *a;
    } else if (a->kind == KIND_INFINITE || b->kind == KIND_INFINITE) {
        num_invalid(w, r, DEC_INVALID);
    } else {
        quantize_to(w, r, a, b->exp);
    }
}
