/* int: greatest common divisor, square root. */
#include <math.h>

#include "types/int_impl.h"

static uint64_t gcd_u64(uint64_t a, uint64_t b) {
    if (a == 0 || b == 0) {
        return a | b;
    }
    int shift = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b) {
        b >>= __builtin_ctzll(b);
        if (a > b) {
            uint64_t t = a;
            a = b;
            b = t;
        }
        b -= a;
    }
    return a << shift;
}

Object *int_gcd(VM *vm, Object *a, Object *b) {
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    if (x.len <= 1 && y.len <= 1) {
        return int_from_u64(vm, gcd_u64(x.len ? x.limbs[0] : 0, y.len ? y.limbs[0] : 0));
    }
    if (x.len == 0 || y.len == 0) {
        const IntView *v = x.len ? &x : &y;
        return int_from_limbs(vm, v->limbs, (size_t)v->len, false);
    }
    size_t reserve = (size_t)(x.len + y.len) * 7;
    if (!int_reserve(vm, reserve)) {
        return NULL;
    }
    mpz_t left, right, result;
    mpz_roinit_n(left, x.limbs, x.len);
    mpz_roinit_n(right, y.limbs, y.len);
    mpz_init(result);
    mpz_gcd(result, left, right);
    Object *value = int_from_limbs(vm, mpz_limbs_read(result), mpz_size(result), false);
    mpz_clear(result);
    int_unreserve(vm, reserve);
    return value;
}

static uint64_t isqrt_u64(uint64_t n) {
    uint64_t root = (uint64_t)sqrt((double)n); /* off by one at most */
    while (root > UINT32_MAX || root * root > n) {
        root--;
    }
    while (root < UINT32_MAX && (root + 1) * (root + 1) <= n) {
        root++;
    }
    return root;
}

Object *int_isqrt(VM *vm, Object *a) {
    IntView x;
    int_view(&x, a);
    if (x.len <= 1) {
        return int_from_u64(vm, isqrt_u64(x.len ? x.limbs[0] : 0));
    }
    size_t len = ((size_t)x.len + 1) / 2, reserve = (size_t)x.len * 4;
    IntResult r;
    if (!int_reserve(vm, reserve)) {
        return NULL;
    }
    Object *value = NULL;
    if (int_result_init(vm, &r, len)) {
        mpn_sqrtrem(r.limbs, NULL, x.limbs, x.len);
        value = int_result_finish(vm, &r, len, false);
    }
    int_unreserve(vm, reserve);
    return value;
}
