/* The operators of Decimal, with short ways for coefficients of one limb (up to 19 digits): these
 * need no Work. And applying any operation to arguments with a context. */
#include "lib/decimal.h"

#include "object/abstract.h"
#include "types/int.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ one limb */

/* Both exact Decimals, finite and short. */
static inline bool both_short(VM *vm, const Object *a, const Object *b) {
    const uint32_t mask = ~(DEC_NEGATIVE | 0xFu); /* the shape, FLAG_BIG, the kind */
    uint32_t want = META(vm->lib->decimal_shape);
    return (a->meta & mask) == want && (b->meta & mask) == want;
}

/* An exact Decimal, finite and short, or an int that fits: its parts. */
typedef struct Short {
    uint64_t c;
    int64_t exp;
    bool negative;
} Short;
static inline bool as_short(VM *vm, const Object *o, Short *s) {
    const uint32_t mask = ~(DEC_NEGATIVE | 0xFu);
    if ((o->meta & mask) == META(vm->lib->decimal_shape)) {
        *s = (Short){DECIMAL(o)->small, DECIMAL(o)->exp, (o->meta & DEC_NEGATIVE) != 0};
        return true;
    }
    if ((o->meta & ~0xFu) == INT_META) {
        int64_t v = INT_VALUE(o);
        *s = (Short){v < 0 ? -(uint64_t)v : (uint64_t)v, 0, v < 0};
        return true;
    }
    return false;
}

/* The result if it needs no rounding and is well inside the range; *done: it is one (or NULL with
 * an error). */
static inline Object *short_result(VM *vm, const DecimalContext *context, u128 c, int64_t exp,
                                   bool negative, bool *done) {
    const Settings *s = &context->s;
    uint64_t low = (uint64_t)c;
    if ((uint64_t)(c >> 64) == 0 && (s->prec >= 20 || low < decimal_pow10[s->prec]) &&
        exp >= s->emin && exp <= s->emax - 40 && !s->clamp) {
        *done = true;
        return decimal_from_small(vm, low, exp, negative);
    }
    *done = false;
    return NULL;
}

/* Any finite result of up to two limbs. */
static NOINLINE Object *finish_u128(VM *vm, DecimalContext *context, u128 c, int64_t exp,
                                    bool negative) {
    Work w;
    Num n;
    mp_limb_t limbs[2] = {(uint64_t)c, (uint64_t)(c >> 64)};
    work_init(&w, vm, context);
    num_set(&n, negative, (Nat){limbs, limbs[1] ? 2 : limbs[0] != 0}, exp);
    num_finalize(&w, &n, w.s);
    return work_result(&w, NULL, &n);
}

static inline Object *finish(VM *vm, DecimalContext *context, u128 c, int64_t exp, bool negative) {
    bool done;
    Object *result = short_result(vm, context, c, exp, negative, &done);
    return LIKELY(done) ? result : finish_u128(vm, context, c, exp, negative);
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

/* Sums of short numbers whose exponents are not far apart; false: another way must be taken. */
static inline bool add_short(Short x, Short y, u128 *c, int64_t *exp, bool *negative) {
    if (x.exp < y.exp) {
        Short t = x;
        x = y;
        y = t;
    }
    uint64_t apart = (uint64_t)x.exp - (uint64_t)y.exp;
    if (apart > 18 || !x.c || !y.c) {
        return false;
    }
    u128 high = (u128)x.c * decimal_pow10[apart];
    *exp = y.exp;
    *negative = x.negative;
    if (x.negative == y.negative) {
        *c = high + y.c;
    } else if (high > y.c) {
        *c = high - y.c;
    } else {
        *c = y.c - high;
        *negative = y.negative;
    }
    return *c != 0;
}

Object *decimal_nb_add(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Short x, y;
    u128 c;
    int64_t exp;
    bool negative;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_short(vm, a, &x) && as_short(vm, b, &y) && add_short(x, y, &c, &exp, &negative)) {
        return finish(vm, context, c, exp, negative);
    }
    return operate(vm, context, a, b, num_add);
}

Object *decimal_nb_subtract(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Short x, y;
    u128 c;
    int64_t exp;
    bool negative;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_short(vm, a, &x) && as_short(vm, b, &y)) {
        y.negative = !y.negative;
        if (add_short(x, y, &c, &exp, &negative)) {
            return finish(vm, context, c, exp, negative);
        }
    }
    return operate(vm, context, a, b, num_subtract);
}

Object *decimal_nb_multiply(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Short x, y;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_short(vm, a, &x) && as_short(vm, b, &y)) {
        return finish(vm, context, (u128)x.c * y.c, x.exp + y.exp, x.negative != y.negative);
    }
    return operate(vm, context, a, b, num_multiply);
}

/* x / y if the quotient is exact with few digits more than x has. */
static inline bool divide_short(Short x, Short y, u128 *c, int64_t *exp) {
    if (!y.c || !x.c) {
        return false;
    }
    *exp = x.exp - y.exp;
    int twos = __builtin_ctzll(y.c), fives = 0;
    uint64_t rest = y.c >> twos;
    while (rest % 5 == 0) {
        rest /= 5;
        fives++;
    }
    uint64_t q = x.c;
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

Object *decimal_nb_divide(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    Short x, y;
    u128 c;
    int64_t exp;
    bool done;
    if (UNLIKELY(!context)) {
        return NULL;
    }
    if (as_short(vm, a, &x) && as_short(vm, b, &y) && divide_short(x, y, &c, &exp)) {
        Object *result = short_result(vm, context, c, exp, x.negative != y.negative, &done);
        if (done) {
            return result;
        }
    }
    return operate(vm, context, a, b, num_divide);
}

Object *decimal_nb_divide_int(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    return context ? operate(vm, context, a, b, num_divide_int) : NULL;
}
Object *decimal_nb_remainder(VM *vm, Object *a, Object *b) {
    DecimalContext *context = decimal_context(vm);
    return context ? operate(vm, context, a, b, num_remainder) : NULL;
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
