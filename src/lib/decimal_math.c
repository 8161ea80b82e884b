/* exp, ln, log10 and powers of decimal numbers.
 *
 * exp, ln and log10 are correctly rounded: they are computed in fixed point, F bits behind the
 * point, a few digits longer than asked for, and again with more if the digits beyond the
 * rounding's place do not decide. (They do in the end: these values are irrational.) */
#include "lib/decimal.h"

#include <string.h>

#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"

/* Bits that hold this many decimal digits. */
static uint64_t bits_of(int64_t digits) {
    return (uint64_t)digits * 3322 / 1000 + 2;
}

static uint64_t root_of(uint64_t n) {
    uint64_t r = 0;
    while ((r + 1) * (r + 1) <= n) {
        r++;
    }
    return r;
}

/* The precision asked for cannot be computed. */
static bool too_precise(Work *w, int64_t digits) {
    if (digits < INT64_C(1) << 30) {
        return false;
    }
    if (!w->failed) {
        raise_memory_error(w->vm);
        w->failed = true;
    }
    return true;
}

/* sum += factor * atanh(1 / n), the sum has len limbs. */
static void add_atanh(Work *w, mp_limb_t *sum, mp_size_t len, uint64_t f, mp_limb_t n,
                      mp_limb_t factor) {
    mp_limb_t *term = work_limbs(w, (size_t)len), *part = work_limbs(w, (size_t)len);
    if (!term || !part) {
        return;
    }
    memset(term, 0, (size_t)len * sizeof *term);
    term[f / 64] = (mp_limb_t)1 << f % 64;
    mpn_mul_1(term, term, len, factor);
    mpn_divrem_1(term, 0, term, len, n);
    mp_size_t left = len;
    for (mp_limb_t k = 1; left; k += 2) {
        mpn_divrem_1(part, 0, term, left, k);
        mpn_add(sum, sum, len, part, left);
        mpn_divrem_1(term, 0, term, left, n * n);
        while (left && term[left - 1] == 0) {
            left--;
        }
    }
}

/* ln(10) with f bits behind the point, one unit too small at most in the 2**-(f - 16). Kept for the
 * next time behind the powers of five. */
static Nat ln10(Work *w, uint64_t f) {
    Object *list = w->vm->lib->decimal_powers;
    Object *kept = LIST_ITEM(list, POWER_CACHE_LEN);
    if (is_bytes(w->vm, kept)) {
        const mp_limb_t *words = (const mp_limb_t *)(const void *)BYTES(kept)->data;
        if (words[0] >= f) {
            Nat all = {words + 1, (mp_size_t)(BYTES(kept)->len / sizeof(mp_limb_t) - 1)};
            return nat_add_u64(w, nat_shr(w, all, words[0] - f), 1);
        }
    }
    mp_size_t len = (mp_size_t)(f / 64 + 2);
    mp_limb_t *sum = work_limbs(w, (size_t)len);
    if (!sum) {
        return (Nat){NULL, 0};
    }
    memset(sum, 0, (size_t)len * sizeof *sum);
    add_atanh(w, sum, len, f, 31, 46);
    add_atanh(w, sum, len, f, 49, 34);
    add_atanh(w, sum, len, f, 161, 20);
    while (len && sum[len - 1] == 0) {
        len--;
    }
    Object *bytes = w->failed ? NULL : bytes_new(w->vm, ((size_t)len + 1) * sizeof(mp_limb_t));
    if (bytes) {
        mp_limb_t *words = (mp_limb_t *)(void *)BYTES(bytes)->data;
        words[0] = f;
        mpn_copyi(words + 1, sum, len);
        set_ref(w->vm, LIST_ITEM(list, POWER_CACHE_LEN), bytes);
    } else if (!w->failed) {
        error_clear(w->vm);
    }
    return (Nat){sum, len};
}

/* |n| with f bits behind the point, rounded down. */
static Nat to_fixed(Work *w, Nat c, int64_t exp, uint64_t f) {
    return exp >= 0 ? nat_shl(w, nat_scale(w, c, exp), f)
                    : nat_divmod(w, nat_shl(w, c, f), nat_pow10(w, -exp), NULL);
}

/* Whether digits d, off by less than 4, decide how d * 10**exp is rounded. If so it becomes the
 * result, inexact. */
static bool settle(Work *w, Num *r, Nat d, int64_t exp, bool negative, const Settings *s) {
    enum DecimalRest low_rest, high_rest;
    int64_t drop = nat_digits(w, d) - s->prec;
    if (w->failed) {
        num_set(r, false, (Nat){NULL, 0}, 0);
        return true;
    }
    Nat low = nat_unscale(w, nat_sub(w, d, nat_from_u64(w, 4)), drop, &low_rest);
    Nat high = nat_unscale(w, nat_add_u64(w, d, 4), drop, &high_rest);
    if (nat_cmp(low, high) != 0 || low_rest != high_rest || low_rest == REST_NONE ||
        low_rest == REST_HALF) {
        return false;
    }
    num_set(r, negative, d, exp);
    num_finalize(w, r, s);
    w->status |= DEC_INEXACT | DEC_ROUNDED;
    return true;
}

/* ------------------------------------------------------------------ exp */

/* e**r, 0 <= r < 4, f bits behind the point. */
static Nat fixed_exp(Work *w, Nat r, uint64_t f) {
    uint64_t halvings = root_of(f);
    Nat x = nat_shr(w, r, halvings), one = nat_shl(w, nat_from_u64(w, 1), f);
    Nat sum = one, term = one;
    for (uint64_t i = 1; term.len && !w->failed; i++) {
        term = nat_div_u64(w, nat_shr(w, nat_mul(w, term, x), f), i);
        sum = nat_add(w, sum, term);
    }
    for (uint64_t i = 0; i < halvings; i++) {
        sum = nat_shr(w, nat_mul(w, sum, sum), f);
    }
    return sum;
}

static bool exp_try(Work *w, Num *r, const Num *a, const Settings *s, int64_t guard) {
    int64_t digits = s->prec + guard;
    uint64_t f = bits_of(digits) + 128;
    f += 2 * root_of(f);
    if (too_precise(w, digits)) {
        num_set(r, false, a->c, 0);
        return true;
    }
    Nat ten = ln10(w, f), rest, q = nat_divmod(w, to_fixed(w, a->c, a->exp, f), ten, &rest);
    int64_t tens = q.len ? (int64_t)q.limbs[0] : 0;
    if (a->negative) {
        tens = -tens - 1;
        rest = nat_sub(w, ten, rest);
    }
    Nat d = nat_shr(w, nat_scale(w, fixed_exp(w, rest, f), digits), f);
    return settle(w, r, d, tens - digits, false, s);
}

void num_exp(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    if (num_check_nan(w, r, a)) {
        return;
    }
    if (a->kind == KIND_INFINITE) {
        if (a->negative) {
            num_set(r, false, (Nat){NULL, 0}, 0);
        } else {
            num_infinity(r, false);
        }
        return;
    }
    if (a->c.len == 0) {
        num_set(r, false, nat_from_u64(w, 1), 0);
        return;
    }
    Settings s = *w->s;
    s.rounding = ROUND_HALF_EVEN;
    int64_t adjusted = num_adjusted(w, a);
    Num tiny, magnitude = *a;
    magnitude.negative = false;
    num_set(&tiny, false, nat_from_u64(w, 9), -s.prec - 4);
    if (adjusted >= 19) {
        num_set(r, false, nat_from_u64(w, 1), a->negative ? settings_etiny(&s) - 1 : s.emax + 1);
        num_finalize(w, r, &s);
        w->status |= DEC_INEXACT | DEC_ROUNDED;
    } else if (num_cmp(w, &magnitude, &tiny) <= 0) { /* 1.000...: shows nothing of a */
        num_set(r, false, nat_scale(w, nat_from_u64(w, 1), s.prec - 1), 1 - s.prec);
        num_finalize(w, r, &s);
        w->status |= DEC_INEXACT | DEC_ROUNDED;
    } else {
        for (int64_t guard = 6; !exp_try(w, r, a, &s, guard);) {
            guard += s.prec + 10;
        }
    }
}

/* ------------------------------------------------------------------ logarithms */

/* The adjusted exponent of x - 1, which is not zero. */
static int64_t adjusted_from_one(Work *w, const Num *x) {
    Num one, difference;
    const Settings *s = w->s;
    uint32_t status = w->status;
    num_set(&one, false, nat_from_u64(w, 1), 0);
    w->s = &decimal_max_settings;
    num_subtract(w, &difference, x, &one);
    w->s = s;
    w->status = status;
    return num_adjusted(w, &difference);
}

/* ln(m), 0.3 < m < 3.2, with f bits behind the point. */
static Nat fixed_ln(Work *w, Nat m, uint64_t f, uint64_t roots, bool *negative) {
    Nat one = nat_shl(w, nat_from_u64(w, 1), f), u = m;
    for (uint64_t i = 0; i < roots; i++) {
        u = nat_sqrt(w, nat_shl(w, u, f), NULL);
    }
    *negative = nat_cmp(u, one) < 0;
    Nat above = *negative ? nat_sub(w, one, u) : nat_sub(w, u, one);
    Nat y = nat_divmod(w, nat_shl(w, above, f), nat_add(w, u, one), NULL);
    Nat square = nat_shr(w, nat_mul(w, y, y), f), sum = y, power = y;
    for (uint64_t k = 3; power.len && !w->failed; k += 2) {
        power = nat_shr(w, nat_mul(w, power, square), f);
        sum = nat_add(w, sum, nat_div_u64(w, power, k));
    }
    return nat_shl(w, sum, roots + 1);
}

static bool ln_try(Work *w, Num *r, const Num *a, const Settings *s, int64_t guard, int64_t tens,
                   int64_t zeros, bool decimal) {
    int64_t digits = s->prec + guard;
    uint64_t f = bits_of(digits + zeros) + 128, roots = root_of(f) / 2 + 2;
    f += 2 * roots;
    if (too_precise(w, digits + zeros)) {
        num_set(r, false, a->c, 0);
        return true;
    }
    bool negative;
    Nat v = fixed_ln(w, to_fixed(w, a->c, a->exp - tens, f), f, roots, &negative);
    Nat unit = nat_shl(w, nat_from_u64(w, 1), f);
    if (decimal || tens) {
        Nat ten = ln10(w, f);
        if (decimal) {
            v = nat_divmod(w, nat_shl(w, v, f), ten, NULL);
        } else {
            unit = ten;
        }
    }
    Nat whole = nat_mul_u64(w, unit, (uint64_t)(tens < 0 ? -tens : tens));
    if (!tens) {
        ;
    } else if (negative == (tens < 0)) {
        v = nat_add(w, whole, v);
    } else { /* the logarithm of m is less than that of ten */
        v = nat_sub(w, whole, v);
        negative = !negative;
    }
    int64_t bits = (int64_t)nat_bits(v) - (int64_t)f;
    int64_t adjusted = (bits < 0 ? bits - 4 : bits - 1) * 1233 / 4096 - 1;
    int64_t k = digits - adjusted;
    Nat d = k >= 0 ? nat_shr(w, nat_scale(w, v, k), f)
                   : nat_divmod(w, nat_shr(w, v, f), nat_pow10(w, -k), NULL);
    return settle(w, r, d, -k, negative, s);
}

static void logarithm(Work *w, Num *r, const Num *a, bool decimal) {
    if (num_check_nan(w, r, a)) {
        return;
    }
    if (num_is_zero(a)) {
        num_infinity(r, true);
        return;
    }
    if (a->negative) {
        num_invalid(w, r, DEC_INVALID);
        return;
    }
    if (a->kind == KIND_INFINITE) {
        num_infinity(r, false);
        return;
    }
    Settings s = *w->s;
    s.rounding = ROUND_HALF_EVEN;
    int64_t len = nat_digits(w, a->c), tens = a->exp + len - 1, zeros = 0;
    Num power = *a;
    num_strip_zeros(w, &power, INT64_MAX);
    if (power.c.len == 1 && power.c.limbs[0] == 1 && (decimal || power.exp == 0)) {
        uint64_t magnitude = (uint64_t)(power.exp < 0 ? -power.exp : power.exp);
        num_set(r, power.exp < 0, nat_from_u64(w, magnitude), 0);
        if (decimal) {
            num_finalize(w, r, &s);
        }
        return;
    }
    enum DecimalRest rest;
    Nat top = len > 3 ? nat_unscale(w, a->c, len - 3, &rest) : nat_scale(w, a->c, 3 - len);
    if (top.len && top.limbs[0] > 316) {
        tens++;
    }
    if (tens == 0) { /* near 1 the logarithm is small */
        zeros = -adjusted_from_one(w, a);
        zeros = zeros < 0 ? 0 : zeros;
    }
    for (int64_t guard = 6; !ln_try(w, r, a, &s, guard, tens, zeros, decimal);) {
        guard += s.prec + 10;
    }
}

void num_ln(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    logarithm(w, r, a, false);
}
void num_log10(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    logarithm(w, r, a, true);
}

/* ------------------------------------------------------------------ powers */

bool num_is_integer(Work *w, const Num *n) {
    if (n->kind != KIND_FINITE) {
        return false;
    }
    if (n->exp >= 0 || n->c.len == 0) {
        return true;
    }
    Num whole = *n;
    num_strip_zeros(w, &whole, 0);
    return whole.exp >= 0;
}

static bool is_odd(Work *w, const Num *n) {
    if (n->c.len == 0 || n->exp > 0) {
        return false;
    }
    enum DecimalRest rest;
    return nat_odd(nat_unscale(w, n->c, -n->exp, &rest));
}

static int64_t digits_of(int64_t v) {
    uint64_t magnitude = v < 0 ? -(uint64_t)v : (uint64_t)v;
    int64_t n = 1;
    while (magnitude >= 10) {
        magnitude /= 10;
        n++;
    }
    return n;
}

/* A one with n zeros behind the point. */
static void one_with_zeros(Work *w, Num *r, bool negative, int64_t n) {
    num_set(r, negative, nat_scale(w, nat_from_u64(w, 1), n), -n);
}

/* Powers of 1 and -1. */
static void power_of_one(Work *w, Num *r, const Num *a, const Num *b, bool integer, bool negative) {
    int64_t room = w->s->prec - 1, zeros = room;
    if (!integer) {
        w->status |= DEC_INEXACT | DEC_ROUNDED;
    } else if (b->negative) {
        zeros = 0;
    } else { /* 1.000**3 = 1.000000000 */
        Num whole;
        int64_t scale = b->exp > 18 ? 18 : b->exp; /* is too much already */
        num_set(&whole, false, a->exp ? b->c : (Nat){NULL, 0}, scale);
        num_rescale(w, &whole, 0, ROUND_DOWN);
        whole.c = nat_mul_u64(w, whole.c, (uint64_t)-a->exp);
        if (whole.c.len > 1 || (whole.c.len && whole.c.limbs[0] > (uint64_t)room)) {
            w->status |= DEC_ROUNDED;
        } else {
            zeros = whole.c.len ? (int64_t)whole.c.limbs[0] : 0;
        }
    }
    one_with_zeros(w, r, negative, zeros);
}

/* A lower bound of log10(abs(log10(x))), x positive and not 1. */
static int64_t log_log_bound(Work *w, const Num *x) {
    int64_t t = num_adjusted(w, x);
    if (t > 0) {
        return digits_of(t) - 1;
    }
    if (t < -1) {
        return digits_of(t + 1) - 1;
    }
    return adjusted_from_one(w, x) - (t == 0 ? 2 : 1);
}

/* Certain overflows and underflows: true. */
static bool power_out_of_range(Work *w, Num *r, const Num *a, const Num *b, bool negative) {
    Num x = *a;
    x.negative = false;
    int64_t adjusted = num_adjusted(w, &x), bound = num_adjusted(w, b);
    bool underflow = (adjusted < 0) != b->negative;
    int64_t room = digits_of(underflow ? settings_etiny(w->s) : w->s->emax);
    if ((adjusted == 0 || adjusted == -1) && room >= bound) { /* nothing more to add */
        return false;
    }
    if (room >= bound + log_log_bound(w, &x)) {
        return false;
    }
    num_set(r, negative, nat_from_u64(w, 1),
            underflow ? settings_etiny(w->s) - 1 : DEC_MAX_EMAX + 1);
    num_finalize(w, r, w->s);
    return true;
}

/* By squaring, with some digits more (as many as the exponent has, and three). */
static void power_integer(Work *w, Num *r, const Num *a, const Num *b, bool negative) {
    const Settings *s = w->s;
    Settings more = *s;
    Num base = *a, one;
    more.prec += nat_digits(w, b->c) + b->exp + 2;
    more.rounding = ROUND_HALF_EVEN;
    more.clamp = 0;
    if (b->negative) {
        more.prec++;
        num_set(&one, false, nat_from_u64(w, 1), 0);
        w->s = &more;
        num_divide(w, &base, &one, a);
    }
    w->s = &more;
    Num whole = *b;
    num_rescale(w, &whole, 0, ROUND_DOWN);
    *r = base;
    for (uint64_t bit = nat_bits(whole.c); bit-- > 1 && !w->failed;) {
        Num square = *r;
        num_multiply(w, r, &square, &square);
        uint64_t i = bit - 1;
        if (whole.c.limbs[i / 64] >> i % 64 & 1) {
            Num x = *r;
            num_multiply(w, r, &x, &base);
        }
        if (r->kind != KIND_FINITE || (r->c.len == 0 && (w->status & DEC_CLAMPED))) {
            break;
        }
    }
    r->negative = negative;
    w->s = s;
    if (r->kind == KIND_INFINITE) { /* for the roundings that give the largest number */
        num_set(r, negative, nat_from_u64(w, 1), DEC_MAX_EMAX + 1);
    }
    num_finalize(w, r, s);
}

static void power_real(Work *w, Num *r, const Num *a, const Num *b) {
    const Settings *s = w->s;
    Settings more = decimal_max_settings;
    Num log, product, one;
    int64_t digits = nat_digits(w, a->c);
    more.prec = (digits > s->prec ? digits : s->prec) + 4 + 19;
    w->s = &more;
    uint32_t status = w->status;
    num_ln(w, &log, a, NULL);
    num_multiply(w, &product, &log, b);
    w->status = status | (w->status & DEC_ERRORS);
    num_exp(w, r, &product, NULL);
    w->status |= DEC_INEXACT | DEC_ROUNDED;
    num_set(&one, false, nat_from_u64(w, 1), 0);
    w->s = s;
    if (r->kind == KIND_FINITE && num_cmp(w, r, &one) == 0) {
        one_with_zeros(w, r, false, s->prec - 1);
    }
    if (r->kind == KIND_INFINITE) {
        num_set(r, false, nat_from_u64(w, 1), DEC_MAX_EMAX + 1);
    }
    num_finalize(w, r, s);
}

/* 1, 0 or infinity: true. */
static bool power_special(Work *w, Num *r, const Num *a, const Num *b, bool integer,
                          bool negative) {
    Num one;
    if (num_is_zero(a)) {
        if (num_is_zero(b)) {
            num_invalid(w, r, DEC_INVALID);
        } else if (b->negative) {
            num_infinity(r, negative);
        } else {
            num_set(r, negative, (Nat){NULL, 0}, 0);
        }
        return true;
    }
    if (a->negative && (!integer || b->kind == KIND_INFINITE)) {
        num_invalid(w, r, DEC_INVALID);
        return true;
    }
    num_set(&one, false, nat_from_u64(w, 1), 0);
    if (b->kind == KIND_INFINITE) {
        int order = num_cmp(w, a, &one);
        if (order == 0) {
            w->status |= DEC_INEXACT | DEC_ROUNDED;
            one_with_zeros(w, r, false, w->s->prec - 1);
        } else if ((order < 0) != b->negative) {
            num_set(r, negative, (Nat){NULL, 0}, 0);
        } else {
            num_infinity(r, negative);
        }
        return true;
    }
    if (a->kind == KIND_INFINITE) {
        if (num_is_zero(b)) {
            *r = one;
            r->negative = negative;
        } else if (b->negative) {
            num_set(r, negative, (Nat){NULL, 0}, 0);
        } else {
            num_infinity(r, negative);
        }
        return true;
    }
    if (num_is_zero(b)) {
        *r = one;
        r->negative = negative;
        return true;
    }
    Num magnitude = *a;
    magnitude.negative = false;
    if (num_cmp(w, &magnitude, &one) == 0) {
        power_of_one(w, r, a, b, integer, negative);
        return true;
    }
    return power_out_of_range(w, r, a, b, negative);
}

void num_power(Work *w, Num *r, const Num *a, const Num *b) {
    if (num_check_nans(w, r, a, b)) {
        return;
    }
    bool integer = num_is_integer(w, b);
    bool negative = integer && a->negative && is_odd(w, b);
    if (power_special(w, r, a, b, integer, negative)) {
        return;
    }
    if (integer) {
        power_integer(w, r, a, b, negative);
    } else {
        power_real(w, r, a, b);
    }
}

/* ------------------------------------------------------------------ with a modulus */

static bool power_modulo_valid(Work *w, Num *r, const Num *a, const Num *b, const Num *m) {
    const Num *all[] = {a, b, m};
    for (int i = 0; i < 3; i++) {
        if (!num_is_integer(w, all[i])) {
            for (int kind = KIND_SIGNALING; kind >= KIND_NAN; kind--) {
                for (int j = 0; j < 3; j++) {
                    if (all[j]->kind == kind) {
                        return !num_check_nan(w, r, all[j]);
                    }
                }
            }
            num_invalid(w, r, DEC_INVALID);
            return false;
        }
    }
    if (m->c.len == 0 || num_adjusted(w, m) >= w->s->prec || (b->negative && b->c.len) ||
        (a->c.len == 0 && b->c.len == 0)) {
        num_invalid(w, r, DEC_INVALID);
        return false;
    }
    return true;
}

/* The magnitude of a whole number as an int. */
static Object *whole_int(Work *w, const Num *n) {
    Num whole = *n;
    num_rescale(w, &whole, 0, ROUND_DOWN);
    return w->failed ? NULL : int_from_limbs(w->vm, whole.c.limbs, (size_t)whole.c.len, false);
}

Object *decimal_power_modulo(VM *vm, DecimalContext *context, Object *a, Object *b, Object *m) {
    Work w;
    Num x, y, z, r;
    work_init(&w, vm, context);
    if (!num_from_argument(&w, &x, a) || !num_from_argument(&w, &y, b) ||
        !num_from_argument(&w, &z, m)) {
        work_end(&w);
        return NULL;
    }
    Object *parts[4] = {NULL, NULL, NULL, NULL};
    if (power_modulo_valid(&w, &r, &x, &y, &z)) {
        if ((parts[0] = whole_int(&w, &x)) && (parts[1] = whole_int(&w, &y)) &&
            (parts[2] = whole_int(&w, &z)) &&
            (parts[3] = number_power(vm, parts[0], parts[1], parts[2]))) {
            r = num_from_int(&w, parts[3]);
            r.negative = x.negative && is_odd(&w, &y);
        } else {
            w.failed = true;
        }
    }
    Object *result = work_result(&w, NULL, &r);
    for (int i = 0; i < 4; i++) {
        xdecref(vm, parts[i]);
    }
    return result;
}
