/* The operators of Decimal, with short ways for coefficients of up to two limbs (38 digits): these
 * need no Work. And applying any operation to arguments with a context. */
#include "lib/decimal.h"

#include "object/abstract.h"
#include "types/int.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ up to two limbs */

/* n /= 10**k, any k; what that cuts off. */
static enum DecimalRest cut_digits(uint64_t *n, int len, int64_t k) {
    enum DecimalRest rest = REST_NONE;
    for (int64_t step; k > 0; k -= step) {
        step = k < 19 ? k : 19;
        uint64_t d = decimal_pow10[step];
        rest = rest_from(divide_in_place(n, len, d), d, rest);
    }
    return rest;
}

static inline int bits_of(u128 c) {
    uint64_t high = (uint64_t)(c >> 64);
    return high ? 128 - __builtin_clzll(high) : (uint64_t)c ? 64 - __builtin_clzll((uint64_t)c) : 0;
}
static inline int digits_of(u128 c) {
    int k = bits_of(c) * 1233 >> 12;
    return k + (c >= decimal_pow10_u128(k));
}

static inline Object *from_u128(VM *vm, u128 c, int64_t exp, bool negative) {
    mp_limb_t limbs[2] = {(uint64_t)c, (uint64_t)(c >> 64)};
    if (LIKELY(!limbs[1])) {
        return decimal_from_small(vm, limbs[0], exp, negative);
    }
    Num n;
    num_set(&n, negative, (Nat){limbs, 2}, exp);
    return decimal_from_num(vm, NULL, &n);
}

/* Results that the short ways leave to the general one. */
static NOINLINE Object *finish_slow(VM *vm, DecimalContext *context, u128 c, int64_t exp,
                                    bool negative, enum DecimalRest below, uint32_t status) {
    Work w;
    Num n;
    mp_limb_t limbs[2] = {(uint64_t)c, (uint64_t)(c >> 64)};
    work_init(&w, vm, context);
    w.status = status;
    num_set(&n, negative, (Nat){limbs, limbs[1] ? 2 : limbs[0] != 0}, exp);
    num_finalize_rest(&w, &n, below, w.s);
    return work_result(&w, NULL, &n);
}

/* The result c * 10**exp, and what lies below its last digit; status: what is known already. */
static Object *finish_rounded(VM *vm, DecimalContext *context, u128 c, int64_t exp, bool negative,
                              enum DecimalRest below, uint32_t status) {
    const Settings *s = &context->s;
    int64_t digits = digits_of(c), drop = digits - s->prec;
    if (s->clamp || c == 0 || drop >= 20 || s->prec > 37 || exp + digits - 1 < s->emin ||
        exp > s->emax - 40) {
        return finish_slow(vm, context, c, exp, negative, below, status);
    }
    if (drop > 0 || below != REST_NONE) {
        uint64_t n[2] = {(uint64_t)c, (uint64_t)(c >> 64)};
        enum DecimalRest rest = below;
        if (drop > 0) {
            uint64_t d = decimal_pow10[drop];
            rest = rest_from(divide_in_place(n, 2, d), d, below);
            exp += drop;
            c = (u128)n[1] << 64 | n[0];
        }
        status |= rest == REST_NONE ? DEC_ROUNDED : DEC_ROUNDED | DEC_INEXACT;
        if (round_is_up(s->rounding, rest, negative, (Nat){n, n[1] ? 2 : 1})) {
            if (++c == decimal_pow10_u128(s->prec)) {
                c /= 10;
                exp++;
            }
        }
    }
    Object *o = from_u128(vm, c, exp, negative);
    context->status |= status;
    if (UNLIKELY(o && (status & context->traps)) && !decimal_signal(vm, context, status)) {
        clear_ref(vm, o);
    }
    return o;
}

static inline Object *finish(VM *vm, DecimalContext *context, u128 c, int64_t exp, bool negative) {
    const Settings *s = &context->s;
    uint64_t low = (uint64_t)c;
    if (LIKELY((uint64_t)(c >> 64) == 0 && (s->prec >= 20 || low < decimal_pow10[s->prec]) &&
               exp >= s->emin && exp <= s->emax - 40 && !s->clamp)) {
        return decimal_from_small(vm, low, exp, negative);
    }
    return finish_rounded(vm, context, c, exp, negative, REST_NONE, 0);
}

/* A finite exact Decimal of up to two limbs, or a compact int: its parts. */
typedef struct Wide {
    u128 c;
    int64_t exp;
    bool negative;
} Wide;
static inline bool as_wide(VM *vm, const Object *o, Wide *n) {
    const uint32_t mask = ~(DEC_NEGATIVE | FLAG_BIG | 0xFu);
    if ((o->meta & mask) == META(vm->lib->decimal_shape)) {
        const Decimal *d = (const Decimal *)o;
        n->exp = d->exp;
        n->negative = (o->meta & DEC_NEGATIVE) != 0;
        n->c = d->small;
        if (has_flag(o, FLAG_BIG)) {
            n->c = (u128)d->limbs[1] << 64 | d->limbs[0];
            return d->small == 2;
        }
        return true;
    }
    if ((o->meta & ~0xFu) == INT_META) {
        int64_t v = INT_VALUE(o);
        *n = (Wide){v < 0 ? -(uint64_t)v : (uint64_t)v, 0, v < 0};
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------ applying operations */

Object *decimal_apply1(VM *vm, DecimalContext *context, Object *a, NumFn *f) {
    Work w;
    Num x, r;
    work_init(&w, vm, context);
    if (!num_from_argument(&w, &x, a)) {
        work_end(&w);
        return NULL;
    }
    f(&w, &r, &x, &x);
    return work_result(&w, NULL, &r);
}

Object *decimal_apply2(VM *vm, DecimalContext *context, Object *a, Object *b, NumFn *f) {
    Work w;
    Num x, y, r;
    work_init(&w, vm, context);
    if (!num_from_argument(&w, &x, a) || !num_from_argument(&w, &y, b)) {
        work_end(&w);
        return NULL;
    }
    f(&w, &r, &x, &y);
    return work_result(&w, NULL, &r);
}

Object *decimal_divmod(VM *vm, DecimalContext *context, Object *a, Object *b) {
    Work w;
    Num x, y, q, r;
    work_init(&w, vm, context);
    if (!num_from_argument(&w, &x, a) || !num_from_argument(&w, &y, b)) {
        work_end(&w);
        return NULL;
    }
    num_divmod(&w, &q, &r, &x, &y);
    Object *first = w.failed ? NULL : decimal_from_num(vm, NULL, &q);
    Object *second = first ? decimal_from_num(vm, NULL, &r) : NULL;
    if (!second) {
        work_end(&w);
    }
    if (!second || !work_finish(&w)) {
        xdecref(vm, first);
        xdecref(vm, second);
        return NULL;
    }
    return tuple_pair_steal(vm, first, second);
}

/* For operators: NotImplemented for other types. */
static Object *operate(VM *vm, DecimalContext *context, Object *a, Object *b, NumFn *f) {
    Work w;
    Num x, y, r;
    work_init(&w, vm, context);
    int found = num_from_operand(&w, &x, a);
    found = found > 0 ? num_from_operand(&w, &y, b) : found;
    if (found <= 0) {
        work_end(&w);
        return found < 0 ? NULL : not_implemented_ref(vm);
    }
    f(&w, &r, &x, &y);
    return work_result(&w, NULL, &r);
}

/* ------------------------------------------------------------------ operators */

/* A sum whose terms fit when brought to one exponent; false: another way must be taken. */
static inline bool add_wide(Wide x, Wide y, u128 *c, int64_t *exp, bool *negative) {
    if (x.exp < y.exp) {
        Wide t = x;
        x = y;
        y = t;
    }
    uint64_t apart = (uint64_t)x.exp - (uint64_t)y.exp;
    if (apart > 37 || !x.c || !y.c || y.c >> 127) {
        return false;
    }
    if (apart) {
        if (bits_of(x.c) + (int)(apart * 3402 >> 10) >= 127) {
            return false;
        }
        x.c *= decimal_pow10_u128((int64_t)apart);
    } else if (x.c >> 127) {
        return false;
    }
    *exp = y.exp;
    *negative = x.negative;
    if (x.negative == y.negative) {
        *c = x.c + y.c;
    } else if (x.c > y.c) {
        *c = x.c - y.c;
    } else {
        *c = y.c - x.c;
        *negative = y.negative;
    }
    return *c != 0;
}

static Object *sum(VM *vm, Object *a, Object *b, bool subtract) {
    DecimalContext *context = decimal_context(vm);
    Wide x, y;
    u128 c;
    int64_t exp;
    bool negative;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_wide(vm, a, &x) && as_wide(vm, b, &y)) {
        y.negative ^= subtract;
        if (add_wide(x, y, &c, &exp, &negative)) {
            return finish(vm, context, c, exp, negative);
        }
    }
    return operate(vm, context, a, b, subtract ? num_subtract : num_add);
}
Object *decimal_nb_add(VM *vm, Object *a, Object *b) {
    return sum(vm, a, b, false);
}
Object *decimal_nb_subtract(VM *vm, Object *a, Object *b) {
    return sum(vm, a, b, true);
}

/* The product of coefficients of more than 128 bits together. */
static Object *multiply_wide(VM *vm, DecimalContext *context, const Wide *x, const Wide *y) {
    uint64_t a0 = (uint64_t)x->c, a1 = (uint64_t)(x->c >> 64);
    uint64_t b0 = (uint64_t)y->c, b1 = (uint64_t)(y->c >> 64);
    u128 p00 = (u128)a0 * b0, p01 = (u128)a0 * b1, p10 = (u128)a1 * b0, p11 = (u128)a1 * b1;
    u128 middle = (p00 >> 64) + (uint64_t)p01 + (uint64_t)p10;
    u128 high = p11 + (p01 >> 64) + (p10 >> 64) + (middle >> 64);
    uint64_t n[4] = {(uint64_t)p00, (uint64_t)middle, (uint64_t)high, (uint64_t)(high >> 64)};
    /* One digit more than the precision, perhaps. */
    int64_t drop = digits_of(x->c) + digits_of(y->c) - 1 - context->s.prec;
    enum DecimalRest rest = cut_digits(n, n[3] ? 4 : 3, drop);
    return finish_rounded(vm, context, (u128)n[1] << 64 | n[0], x->exp + y->exp + drop,
                          x->negative != y->negative, rest, DEC_ROUNDED);
}

Object *decimal_nb_multiply(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Wide x, y;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_wide(vm, a, &x) && as_wide(vm, b, &y)) {
        if (bits_of(x.c) + bits_of(y.c) <= 128) {
            return finish(vm, context, x.c * y.c, x.exp + y.exp, x.negative != y.negative);
        }
        if (context->s.prec <= 37) {
            return multiply_wide(vm, context, &x, &y);
        }
    }
    return operate(vm, context, a, b, num_multiply);
}

/* x / y if the quotient is exact with few digits more than x has. */
static inline bool divide_exact(Wide x, Wide y, u128 *c, int64_t *exp) {
    if (!y.c || !x.c || x.c >> 64 || y.c >> 64) {
        return false;
    }
    *exp = x.exp - y.exp;
    uint64_t d = (uint64_t)y.c, q = (uint64_t)x.c;
    int twos = __builtin_ctzll(d), fives = 0;
    uint64_t rest = d >> twos;
    while (rest % 5 == 0) {
        rest /= 5;
        fives++;
    }
    if (rest != 1) {
        if (q % rest) {
            return false;
        }
        q /= rest;
    }
    int shared = __builtin_ctzll(q);
    shared = shared < twos ? shared : twos;
    q >>= shared;
    twos -= shared;
    while (fives && q % 5 == 0) {
        q /= 5;
        fives--;
    }
    int k = twos > fives ? twos : fives; /* q / (2**twos * 5**fives) */
    if (k > 19) {
        return false;
    }
    u128 value = q;
    uint64_t factor = 1;
    for (int i = fives; i < k; i++) {
        factor *= 5;
    }
    *c = (value * factor) << (k - twos);
    *exp -= k;
    return true;
}

/* x / y, y of one limb, if the quotient is inexact: its digits and what lies below them. */
static bool divide_wide(const Wide *x, const Wide *y, int64_t prec, u128 *c, int64_t *exp,
                        enum DecimalRest *below) {
    int64_t y_len = digits_of(y->c), shift = y_len - digits_of(x->c) + prec;
    if (shift < 0 || shift > 37 || y_len + prec > 56 || prec > 37 || !x->c || !y->c || y->c >> 64) {
        return false;
    }
    u128 p = decimal_pow10_u128(shift);
    uint64_t a0 = (uint64_t)x->c, a1 = (uint64_t)(x->c >> 64), d = (uint64_t)y->c;
    uint64_t b0 = (uint64_t)p, b1 = (uint64_t)(p >> 64);
    u128 p00 = (u128)a0 * b0, p01 = (u128)a0 * b1, p10 = (u128)a1 * b0;
    u128 middle = (p00 >> 64) + (uint64_t)p01 + (uint64_t)p10;
    uint64_t high = a1 * b1 + (uint64_t)((p01 >> 64) + (p10 >> 64) + (middle >> 64));
    uint64_t n[3] = {(uint64_t)p00, (uint64_t)middle, high};
    uint64_t rest = divide_in_place(n, 3, d);
    *below = rest_from(rest, d, REST_NONE);
    *c = (u128)n[1] << 64 | n[0];
    *exp = x->exp - y->exp - shift;
    return rest != 0;
}

Object *decimal_nb_divide(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Wide x, y;
    u128 c;
    int64_t exp;
    enum DecimalRest below;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_wide(vm, a, &x) && as_wide(vm, b, &y)) {
        bool negative = x.negative != y.negative;
        if (divide_exact(x, y, &c, &exp)) {
            return finish(vm, context, c, exp, negative);
        }
        if (divide_wide(&x, &y, context->s.prec, &c, &exp, &below)) {
            return finish_rounded(vm, context, c, exp, negative, below, 0);
        }
    }
    return operate(vm, context, a, b, num_divide);
}

Object *decimal_quantize_short(VM *vm, DecimalContext *context, enum DecimalRounding rounding,
                               Object *a, int64_t exp, bool *done) {
    const Settings *s = &context->s;
    Wide x;
    uint32_t status = 0;
    *done = false;
    if (!as_wide(vm, a, &x) || s->clamp || exp > s->emax - 80 || exp < s->emin) {
        return NULL;
    }
    int64_t k = exp - x.exp;
    if (k < -19 || k > 37) {
        return NULL;
    }
    if (k <= 0) {
        if (bits_of(x.c) + (int)(-k * 3402 >> 10) >= 127) {
            return NULL;
        }
        x.c *= decimal_pow10[-k];
    } else if (x.c) {
        uint64_t n[2] = {(uint64_t)x.c, (uint64_t)(x.c >> 64)};
        enum DecimalRest rest = cut_digits(n, 2, k);
        Nat q = {n, n[1] ? 2 : n[0] != 0};
        status = rest == REST_NONE ? DEC_ROUNDED : DEC_ROUNDED | DEC_INEXACT;
        x.c = ((u128)n[1] << 64 | n[0]) + round_is_up(rounding, rest, x.negative, q);
    }
    if (x.c && digits_of(x.c) > s->prec) {
        return NULL;
    }
    *done = true;
    Object *o = from_u128(vm, x.c, exp, x.negative);
    if (o && status && !decimal_signal(vm, context, status)) {
        clear_ref(vm, o);
    }
    return o;
}

/* Brings both to one exponent; false: they do not fit. */
static inline bool align_wide(Wide *x, Wide *y) {
    if (x->exp == y->exp) {
        return true;
    }
    Wide *high = x->exp > y->exp ? x : y, *low = high == x ? y : x;
    uint64_t apart = (uint64_t)high->exp - (uint64_t)low->exp;
    if (apart > 37 || bits_of(high->c) + (int)(apart * 3402 >> 10) >= 127) {
        return false;
    }
    high->c *= decimal_pow10_u128((int64_t)apart);
    high->exp = low->exp;
    return true;
}

bool decimal_cmp_short(VM *vm, const Object *a, const Object *b, int *order) {
    Wide x, y;
    if (as_wide(vm, a, &x) && as_wide(vm, b, &y)) {
        if (x.negative != y.negative || !align_wide(&x, &y)) {
            return false;
        }
        *order = x.c == y.c ? 0 : (x.c < y.c) != x.negative ? -1 : 1;
        return true;
    }
    /* Long ones of the same exponent and sign. */
    const uint32_t mask = ~(FLAG_BIG | 0xFu);
    if (((a->meta ^ b->meta) & mask) || !decimal_is_exact(vm, a) || (a->meta & DEC_SPECIAL) ||
        DECIMAL(a)->exp != DECIMAL(b)->exp) {
        return false;
    }
    *order = nat_cmp(decimal_num(a).c, decimal_num(b).c);
    *order = a->meta & DEC_NEGATIVE ? -*order : *order;
    return true;
}

Object *decimal_signed(VM *vm, Object *a, int sign, NumFn *f) {
    DecimalContext *context = decimal_context(vm);
    Wide x;
    if (!context) {
        return NULL;
    }
    if (as_wide(vm, a, &x) && x.c) {
        return finish(vm, context, x.c, x.exp, sign == 0 ? false : x.negative != (sign < 0));
    }
    return decimal_apply1(vm, context, a, f);
}

/* The integer quotient or the remainder. */
static Object *whole_division(VM *vm, Object *a, Object *b, bool remainder, NumFn *f) {
    DecimalContext *context = decimal_context(vm);
    Wide x, y;
    if (!context) {
        return NULL;
    }
    if (as_wide(vm, a, &x) && as_wide(vm, b, &y) && x.c && y.c && context->s.prec < 38 &&
        align_wide(&x, &y)) {
        u128 q = x.c >> 64 || y.c >> 64 ? x.c / y.c : (uint64_t)x.c / (uint64_t)y.c;
        if (q < decimal_pow10_u128(context->s.prec)) {
            return remainder ? finish(vm, context, x.c - q * y.c, x.exp, x.negative)
                             : finish(vm, context, q, 0, x.negative != y.negative);
        }
    }
    return operate(vm, context, a, b, f);
}

Object *decimal_nb_divide_int(VM *vm, Object *a, Object *b) {
    return whole_division(vm, a, b, false, num_divide_int);
}
Object *decimal_nb_remainder(VM *vm, Object *a, Object *b) {
    return whole_division(vm, a, b, true, num_remainder);
}

Object *decimal_nb_divmod(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    bool other = !(decimal_is(vm, a) || is_int(vm, a)) || !(decimal_is(vm, b) || is_int(vm, b));
    return other ? not_implemented_ref(vm) : decimal_divmod(vm, context, a, b);
}

Object *decimal_nb_power(VM *vm, Object *a, Object *b, Object *modulus) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    if (modulus == vm->none) {
        return operate(vm, context, a, b, num_power);
    }
    Object *all[] = {a, b, modulus};
    for (int i = 0; i < 3; i++) {
        if (!decimal_is(vm, all[i]) && !is_int(vm, all[i])) {
            return not_implemented_ref(vm);
        }
    }
    return decimal_power_modulo(vm, context, a, b, modulus);
}
