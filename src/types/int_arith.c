/* int: addition to division and powers. Compact operands stay in registers; the rest goes through
 * views. */
#include "types/float.h"
#include "types/int_impl.h"
#include "types/tuple.h"

#include <math.h>

/* ---- sum and difference ---- */

/* The value, if it has at most 127 bits. */
static inline bool view_as_i128(const IntView *v, __int128 *value) {
    if (v->len > 2 || (v->len == 2 && v->limbs[1] >> 63)) {
        return false;
    }
    unsigned __int128 magnitude = v->len ? v->limbs[0] : 0;
    if (v->len == 2) {
        magnitude |= (unsigned __int128)v->limbs[1] << 64;
    }
    *value = v->negative ? -(__int128)magnitude : (__int128)magnitude;
    return true;
}

static NOINLINE Object *add_slow(VM *vm, Object *a, Object *b, bool subtract) {
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    __int128 u, v, w;
    if (view_as_i128(&x, &u) && view_as_i128(&y, &v) &&
        !(subtract ? __builtin_sub_overflow(u, v, &w) : __builtin_add_overflow(u, v, &w))) {
        return int_from_u128(vm, w < 0 ? -(unsigned __int128)w : (unsigned __int128)w, w < 0);
    }
    bool y_negative = y.negative != subtract;
    bool swap = x.len < y.len || (x.len == y.len && mpn_cmp(x.limbs, y.limbs, x.len) < 0);
    const IntView *large = swap ? &y : &x, *small = swap ? &x : &y;
    bool negative = swap ? y_negative : x.negative;
    IntResult r;
    if (!int_result_init(vm, &r, (size_t)large->len + 1)) {
        return NULL;
    }
    if (small->len == 0) {
        mpn_copyi(r.limbs, large->limbs, large->len);
        r.limbs[large->len] = 0;
    } else if (x.negative == y_negative) {
        r.limbs[large->len] = mpn_add(r.limbs, large->limbs, large->len, small->limbs, small->len);
    } else {
        mpn_sub(r.limbs, large->limbs, large->len, small->limbs, small->len);
        r.limbs[large->len] = 0;
    }
    return int_result_finish(vm, &r, (size_t)large->len + 1, negative);
}

Object *int_add(VM *vm, Object *a, Object *b) {
    int64_t sum;
    if (LIKELY(int_is_compact(a) && int_is_compact(b) &&
               !__builtin_add_overflow(INT_VALUE(a), INT_VALUE(b), &sum))) {
        return int_from_i64(vm, sum);
    }
    return add_slow(vm, a, b, false);
}

Object *int_sub(VM *vm, Object *a, Object *b) {
    int64_t difference;
    if (LIKELY(int_is_compact(a) && int_is_compact(b) &&
               !__builtin_sub_overflow(INT_VALUE(a), INT_VALUE(b), &difference))) {
        return int_from_i64(vm, difference);
    }
    return add_slow(vm, a, b, true);
}

Object *int_neg(VM *vm, Object *a) {
    if (LIKELY(int_is_compact(a) && INT_VALUE(a) != INT64_MIN)) {
        return int_from_i64(vm, -INT_VALUE(a));
    }
    IntView x;
    int_view(&x, a);
    return int_from_limbs(vm, x.limbs, (size_t)x.len, !x.negative);
}

/* ---- product ---- */

static NOINLINE Object *mul_slow(VM *vm, Object *a, Object *b) {
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    bool negative = x.negative != y.negative;
    if (x.len == 0 || y.len == 0) {
        return int_from_i64(vm, 0);
    }
    if (x.len == 1 && y.len == 1) {
        return int_from_u128(vm, (unsigned __int128)x.limbs[0] * y.limbs[0], negative);
    }
    const IntView *large = x.len < y.len ? &y : &x, *small = x.len < y.len ? &x : &y;
    size_t len = (size_t)(x.len + y.len), reserve = len * 4;
    IntResult r;
    if (!int_result_init(vm, &r, len)) {
        return NULL;
    }
    if (!int_reserve(vm, reserve)) {
        int_result_drop(vm, &r);
        return NULL;
    }
    if (small->len == 1) {
        r.limbs[large->len] = mpn_mul_1(r.limbs, large->limbs, large->len, small->limbs[0]);
    } else if (a == b) {
        mpn_sqr(r.limbs, x.limbs, x.len);
    } else {
        mpn_mul(r.limbs, large->limbs, large->len, small->limbs, small->len);
    }
    int_unreserve(vm, reserve);
    return int_result_finish(vm, &r, len, negative);
}

Object *int_mul(VM *vm, Object *a, Object *b) {
    int64_t product;
    if (LIKELY(int_is_compact(a) && int_is_compact(b) &&
               !__builtin_mul_overflow(INT_VALUE(a), INT_VALUE(b), &product))) {
        return int_from_i64(vm, product);
    }
    return mul_slow(vm, a, b);
}

/* ---- quotient and remainder, rounded down ---- */

static bool divmod_compact(VM *vm, int64_t a, int64_t b, Object **quotient, Object **remainder) {
    int64_t q = a / b, r = a % b;
    if (r != 0 && (r ^ b) < 0) {
        q--;
        r += b;
    }
    if (quotient && !(*quotient = int_from_i64(vm, q))) {
        return false;
    }
    if (remainder && !(*remainder = int_from_i64(vm, r))) {
        if (quotient) {
            clear_ref(vm, *quotient);
        }
        return false;
    }
    return true;
}

/* |x| < |y|: the quotient is 0 or -1. */
static bool divmod_short(VM *vm, Object *a, Object *b, bool floor_down, Object **quotient,
                         Object **remainder) {
    if (quotient && !(*quotient = int_from_i64(vm, floor_down ? -1 : 0))) {
        return false;
    }
    if (remainder && !(*remainder = floor_down ? int_add(vm, a, b) : int_exact(vm, a))) {
        if (quotient) {
            clear_ref(vm, *quotient);
        }
        return false;
    }
    return true;
}

/* By a divisor of one limb, only one result wanted. *done: it was such a division. */
static Object *divide_by_limb(VM *vm, const IntView *x, const IntView *y, bool want_quotient,
                              bool *done) {
    enum { SHORT = 8 };
    bool mixed = x->negative != y->negative;
    *done = y->len == 1 && (!want_quotient || x->len < SHORT);
    if (!*done) {
        return NULL;
    }
    if (!want_quotient) {
        mp_limb_t r = x->len == 2 ? limbs_mod(x->limbs[1] % y->limbs[0], x->limbs[0], y->limbs[0])
                                  : mpn_mod_1(x->limbs, x->len, y->limbs[0]);
        r = mixed && r ? y->limbs[0] - r : r;
        return int_from_u128(vm, r, y->negative);
    }
    mp_limb_t q[SHORT];
    mp_limb_t r = mpn_divrem_1(q, 0, x->limbs, x->len, y->limbs[0]);
    q[x->len] = mixed && r ? mpn_add_1(q, q, x->len, 1) : 0;
    return int_from_limbs(vm, q, (size_t)x->len + 1, mixed);
}

static bool divmod_long(VM *vm, const IntView *x, const IntView *y, Object **quotient,
                        Object **remainder) {
    if (!quotient != !remainder) {
        bool done;
        Object *result = divide_by_limb(vm, x, y, quotient != NULL, &done);
        if (done) {
            *(quotient ? quotient : remainder) = result;
            return result != NULL;
        }
    }
    size_t q_len = (size_t)(x->len - y->len) + 1, reserve = (size_t)x->len * 5;
    bool mixed = x->negative != y->negative;
    IntResult q, r;
    if (!int_reserve(vm, reserve)) {
        return false;
    }
    if (!int_result_init(vm, &q, q_len + 1)) {
        goto fail_reserved;
    }
    if (!int_result_init(vm, &r, (size_t)y->len)) {
        int_result_drop(vm, &q);
        goto fail_reserved;
    }
    if (y->len == 1) {
        r.limbs[0] = mpn_divrem_1(q.limbs, 0, x->limbs, x->len, y->limbs[0]);
    } else {
        mpn_tdiv_qr(q.limbs, r.limbs, 0, x->limbs, x->len, y->limbs, y->len);
    }
    q.limbs[q_len] = 0;
    if (mixed && limbs_trim(r.limbs, y->len) != 0) {
        mpn_add_1(q.limbs, q.limbs, (mp_size_t)q_len + 1, 1);
        mpn_sub_n(r.limbs, y->limbs, r.limbs, y->len);
    }
    int_unreserve(vm, reserve);
    if (!quotient) {
        int_result_drop(vm, &q);
    } else if (!(*quotient = int_result_finish(vm, &q, q_len + 1, mixed))) {
        int_result_drop(vm, &r);
        return false;
    }
    if (!remainder) {
        int_result_drop(vm, &r);
    } else if (!(*remainder = int_result_finish(vm, &r, (size_t)y->len, y->negative))) {
        if (quotient) {
            clear_ref(vm, *quotient);
        }
        return false;
    }
    return true;

fail_reserved:
    int_unreserve(vm, reserve);
    return false;
}

bool int_floor_divmod(VM *vm, Object *a, Object *b, Object **quotient, Object **remainder) {
    if (int_is_compact(a) && int_is_compact(b) &&
        !(INT_VALUE(a) == INT64_MIN && INT_VALUE(b) == -1)) {
        return divmod_compact(vm, INT_VALUE(a), INT_VALUE(b), quotient, remainder);
    }
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    if (x.len < y.len || (x.len == y.len && mpn_cmp(x.limbs, y.limbs, x.len) < 0)) {
        return divmod_short(vm, a, b, x.len != 0 && x.negative != y.negative, quotient, remainder);
    }
    return divmod_long(vm, &x, &y, quotient, remainder);
}

Object *int_floordiv(VM *vm, Object *a, Object *b) {
    if (LIKELY(int_is_compact(a) && int_is_compact(b) && INT_VALUE(b) > 0)) {
        int64_t x = INT_VALUE(a), y = INT_VALUE(b), q = x / y;
        return int_from_i64(vm, q - (x % y < 0));
    }
    Object *q = NULL;
    if (int_sign(b) == 0) {
        return raise(vm, EXC_ZeroDivisionError, "integer division or modulo by zero");
    }
    return int_floor_divmod(vm, a, b, &q, NULL) ? q : NULL;
}

Object *int_mod(VM *vm, Object *a, Object *b) {
    if (LIKELY(int_is_compact(a) && int_is_compact(b) && INT_VALUE(b) > 0)) {
        int64_t y = INT_VALUE(b), r = INT_VALUE(a) % y;
        return int_from_i64(vm, r < 0 ? r + y : r);
    }
    Object *r = NULL;
    if (int_sign(b) == 0) {
        return raise(vm, EXC_ZeroDivisionError, "integer modulo by zero");
    }
    return int_floor_divmod(vm, a, b, NULL, &r) ? r : NULL;
}

Object *int_divmod(VM *vm, Object *a, Object *b) {
    Object *pair[2];
    if (int_sign(b) == 0) {
        return raise(vm, EXC_ZeroDivisionError, "integer division or modulo by zero");
    }
    if (!int_floor_divmod(vm, a, b, &pair[0], &pair[1])) {
        return NULL;
    }
    return tuple_from_steal(vm, pair, 2);
}

/* ---- true division ---- */

static Object *divide_overflow(VM *vm) {
    return raise(vm, EXC_OverflowError, "integer division result too large for a float");
}

/* x / y rounded once. Both are scaled by a power of two so that the quotient has 55 or 56 bits
 * (fewer where the result is subnormal); what is cut off below is kept as one sticky bit. */
static Object *divide_limbs(VM *vm, const IntView *x, const IntView *y) {
    int64_t difference =
        (int64_t)limbs_bit_length(x->limbs, x->len) - (int64_t)limbs_bit_length(y->limbs, y->len);
    bool negative = x->negative != y->negative;
    if (difference > 1024) {
        return divide_overflow(vm);
    }
    if (difference < -1021 - 53 - 1) {
        return float_from_double(vm, negative ? -0.0 : 0.0);
    }
    int64_t shift = (difference > -1021 ? difference : -1021) - 53 - 2;
    /* Numerator x * 2**-shift, with a limb to spare for whole-limb steps. */
    size_t up = shift < 0 ? (size_t)-shift : 0, down = shift > 0 ? (size_t)shift : 0;
    size_t cap = (size_t)x->len + up / 64 + 2;
    IntScratch n, q, r;
    if (!int_scratch_init(vm, &n, cap)) {
        return NULL;
    }
    mp_size_t n_len;
    bool sticky = false;
    if (up) {
        size_t whole = up / 64;
        memset(n.limbs, 0, whole * sizeof(mp_limb_t));
        mpn_copyi(n.limbs + whole, x->limbs, x->len);
        n_len = x->len + (mp_size_t)whole;
        if (up % 64) {
            n.limbs[n_len] = mpn_lshift(n.limbs + whole, n.limbs + whole, x->len, up % 64);
            n_len++;
        }
    } else {
        size_t whole = down / 64;
        n_len = x->len - (mp_size_t)whole;
        mpn_copyi(n.limbs, x->limbs + whole, n_len);
        if (down % 64) {
            mpn_rshift(n.limbs, n.limbs, n_len, down % 64);
        }
        sticky = down && mpn_scan1(x->limbs, 0) < down;
    }
    n_len = limbs_trim(n.limbs, n_len);
    uint64_t quotient = 0;
    if (n_len < y->len) {
        sticky = true; /* n cannot be 0 here together with an exact result */
    } else {
        if (!int_scratch_init(vm, &q, (size_t)(n_len - y->len) + 1)) {
            int_scratch_drop(vm, &n);
            return NULL;
        }
        if (!int_scratch_init(vm, &r, (size_t)y->len)) {
            int_scratch_drop(vm, &q);
            int_scratch_drop(vm, &n);
            return NULL;
        }
        mpn_tdiv_qr(q.limbs, r.limbs, 0, n.limbs, n_len, y->limbs, y->len);
        quotient = q.limbs[0];
        sticky = sticky || limbs_trim(r.limbs, y->len) != 0;
        int_scratch_drop(vm, &r);
        int_scratch_drop(vm, &q);
    }
    int_scratch_drop(vm, &n);
    int64_t bits = quotient ? 64 - __builtin_clzll(quotient) : 0;
    int64_t extra = (bits > -1021 - shift ? bits : -1021 - shift) - 53;
    uint64_t mask = UINT64_C(1) << (extra - 1);
    uint64_t low = quotient | sticky;
    if ((low & mask) && (low & (3 * mask - 1))) {
        low += mask;
    }
    double result = ldexp((double)(low & ~(2 * mask - 1)), (int)shift);
    if (isinf(result)) {
        return divide_overflow(vm);
    }
    return float_from_double(vm, negative ? -result : result);
}

Object *int_truediv(VM *vm, Object *a, Object *b) {
    const int64_t exact = INT64_C(1) << 53;
    if (int_sign(b) == 0) {
        return raise(vm, EXC_ZeroDivisionError, "division by zero");
    }
    if (LIKELY(int_is_compact(a) && int_is_compact(b))) {
        int64_t x = INT_VALUE(a), y = INT_VALUE(b);
        if (LIKELY(x >= -exact && x <= exact && y >= -exact && y <= exact)) {
            return float_from_double(vm, (double)x / (double)y);
        }
    }
    if (int_sign(a) == 0) {
        return float_from_double(vm, 0.0 * int_sign(b));
    }
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    return divide_limbs(vm, &x, &y);
}

Object *int_nb_true_divide(VM *vm, Object *a, Object *b) {
    return both_ints(vm, a, b) ? int_truediv(vm, a, b) : not_implemented_ref(vm);
}

/* ---- powers ---- */

/* odd ** exponent for limbs of any length, left to right, between two buffers; exponent >= 1. The
 * result's limbs, with `zero_bits` zero bits put below. */
static Object *power_limbs(VM *vm, const mp_limb_t *base, mp_size_t base_len, uint64_t exponent,
                           uint64_t zero_bits, bool negative) {
    unsigned __int128 total = (unsigned __int128)limbs_bit_length(base, base_len) * exponent;
    if (total + zero_bits > (unsigned __int128)INT32_MAX * 64) {
        return raise_memory_error(vm);
    }
    size_t whole = zero_bits / 64, cap = (size_t)(total / 64) + 3;
    IntScratch spare;
    IntResult result;
    if (!int_reserve(vm, cap * 4)) {
        return NULL;
    }
    if (!int_scratch_init(vm, &spare, cap)) {
        goto fail_reserved;
    }
    if (!int_result_init(vm, &result, cap + whole)) {
        int_scratch_drop(vm, &spare);
        goto fail_reserved;
    }
    mp_limb_t *now = result.limbs + whole, *next = spare.limbs;
    mp_size_t len = base_len;
    mpn_copyi(now, base, base_len);
    for (int bit = 62 - __builtin_clzll(exponent); bit >= 0; bit--) {
        mpn_sqr(next, now, len);
        len = limbs_trim(next, 2 * len);
        if (!(exponent >> bit & 1)) {
            mp_limb_t *t = now;
            now = next;
            next = t;
        } else if (base_len == 1) {
            now[len] = mpn_mul_1(now, next, len, base[0]);
            len += now[len] != 0;
        } else {
            mpn_mul(now, next, len, base, base_len);
            len = limbs_trim(now, len + base_len);
        }
    }
    if (now != result.limbs + whole) {
        mpn_copyi(result.limbs + whole, now, len);
    }
    memset(result.limbs, 0, whole * sizeof(mp_limb_t));
    len += (mp_size_t)whole;
    if (zero_bits % 64) {
        result.limbs[len] = mpn_lshift(result.limbs + whole, result.limbs + whole,
                                       len - (mp_size_t)whole, zero_bits % 64);
        len++;
    }
    int_scratch_drop(vm, &spare);
    int_unreserve(vm, cap * 4);
    return int_result_finish(vm, &result, (size_t)len, negative);

fail_reserved:
    int_unreserve(vm, cap * 4);
    return NULL;
}

static Object *power_big(VM *vm, Object *a, uint64_t exponent) {
    IntView x;
    int_view(&x, a);
    uint64_t zeros = mpn_scan1(x.limbs, 0);
    IntScratch odd;
    if (!int_scratch_init(vm, &odd, (size_t)x.len)) {
        return NULL;
    }
    mp_size_t len = x.len - (mp_size_t)(zeros / 64);
    if (zeros % 64) {
        mpn_rshift(odd.limbs, x.limbs + zeros / 64, len, zeros % 64);
    } else {
        mpn_copyi(odd.limbs, x.limbs + zeros / 64, len);
    }
    len = limbs_trim(odd.limbs, len);
    uint64_t zero_bits;
    Object *result =
        __builtin_mul_overflow(zeros, exponent, &zero_bits)
            ? raise_memory_error(vm)
            : power_limbs(vm, odd.limbs, len, exponent, zero_bits, x.negative && (exponent & 1));
    int_scratch_drop(vm, &odd);
    return result;
}

Object *int_power(VM *vm, Object *a, Object *b) {
    if (int_sign(b) < 0) {
        Object *x = NULL, *y = NULL, *result = NULL;
        double base = int_as_double(vm, a), exponent;
        if (!(base == -1.0 && error_occurred(vm)) && (x = float_from_double(vm, base)) != NULL) {
            exponent = int_as_double(vm, b);
            if (!(exponent == -1.0 && error_occurred(vm)) &&
                (y = float_from_double(vm, exponent)) != NULL) {
                result = number_binary(vm, x, y, OP_POW);
            }
        }
        xdecref(vm, x);
        xdecref(vm, y);
        return result;
    }
    if (int_is_compact(a)) {
        int64_t base = INT_VALUE(a);
        if (base == 1 || base == 0 || base == -1) {
            IntView e;
            int_view(&e, b);
            bool odd = e.len && (e.limbs[0] & 1);
            int64_t value = base == 1 || e.len == 0 ? 1 : base == 0 ? 0 : odd ? -1 : 1;
            return int_from_i64(vm, value);
        }
    }
    if (!int_is_compact(b)) {
        return raise_memory_error(vm);
    }
    uint64_t exponent = (uint64_t)INT_VALUE(b);
    if (exponent == 0) {
        return int_from_i64(vm, 1);
    }
    if (int_is_compact(a)) {
        int64_t value = 1, square = INT_VALUE(a);
        uint64_t left = exponent;
        for (;;) {
            if ((left & 1) && __builtin_mul_overflow(value, square, &value)) {
                break;
            }
            left >>= 1;
            if (left == 0) {
                return int_from_i64(vm, value);
            }
            if (__builtin_mul_overflow(square, square, &square)) {
                break;
            }
        }
    }
    return power_big(vm, a, exponent);
}

static void mpz_borrow(mpz_t z, const IntView *v) {
    mpz_roinit_n(z, v->limbs, v->negative ? -v->len : v->len);
}

static Object *modular_compact(VM *vm, int64_t base, uint64_t exponent, uint64_t modulus,
                               bool negative) {
    uint64_t result = 1 % modulus;
    uint64_t square = int_magnitude(base) % modulus;
    if (base < 0 && square) {
        square = modulus - square;
    }
    for (; exponent; exponent >>= 1) {
        if (exponent & 1) {
            result = (uint64_t)((unsigned __int128)result * square % modulus);
        }
        square = (uint64_t)((unsigned __int128)square * square % modulus);
    }
    int64_t value = (int64_t)result;
    return int_from_i64(vm, negative && value ? value - (int64_t)modulus : value);
}

/* pow(a, b, modulus): the result has the sign of the modulus. */
static Object *power_modular(VM *vm, Object *a, Object *b, Object *modulus) {
    if (int_sign(modulus) == 0) {
        return raise(vm, EXC_ValueError, "pow() 3rd argument cannot be 0");
    }
    if (int_is_compact(a) && int_is_compact(b) && int_is_compact(modulus) && INT_VALUE(b) >= 0 &&
        INT_VALUE(modulus) != INT64_MIN) {
        int64_t m = INT_VALUE(modulus);
        return modular_compact(vm, INT_VALUE(a), (uint64_t)INT_VALUE(b), int_magnitude(m), m < 0);
    }
    IntView base, exponent, m;
    int_view(&base, a);
    int_view(&exponent, b);
    int_view(&m, modulus);
    if (m.len == 1 && m.limbs[0] == 1) {
        return int_from_i64(vm, 0);
    }
    bool negative_modulus = m.negative, invert = exponent.negative;
    size_t reserve = (size_t)m.len * 20 + (size_t)base.len;
    if (!int_reserve(vm, reserve)) {
        return NULL;
    }
    m.negative = exponent.negative = false;
    mpz_t x, e, n, result;
    mpz_borrow(x, &base);
    mpz_borrow(e, &exponent);
    mpz_borrow(n, &m);
    mpz_init(result);
    Object *value = NULL;
    if (invert && !mpz_invert(result, x, n)) {
        raise(vm, EXC_ValueError, "base is not invertible for the given modulus");
        goto done;
    }
    mpz_powm(result, invert ? result : x, e, n);
    if (negative_modulus && mpz_sgn(result) != 0) {
        mpz_sub(result, result, n);
    }
    value = int_from_limbs(vm, mpz_limbs_read(result), mpz_size(result), mpz_sgn(result) < 0);
done:
    mpz_clear(result);
    int_unreserve(vm, reserve);
    return value;
}

Object *int_nb_power(VM *vm, Object *a, Object *b, Object *modulus) {
    if (!both_ints(vm, a, b)) {
        return not_implemented_ref(vm);
    }
    if (modulus == vm->none) {
        return int_power(vm, a, b);
    }
    return is_int(vm, modulus) ? power_modular(vm, a, b, modulus) : not_implemented_ref(vm);
}
