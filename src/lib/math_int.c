/* math: functions of integers. */
#include "lib/math_module.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/int.h"

/* The product of low + from + 1 .. low + from + count, in halves: factors of the same length
 * multiply fastest. low may be of any size. */
static Object *product_above(VM *vm, Object *low, uint64_t from, uint64_t count) {
    int64_t base;
    if (count <= 8 && int_as_i64(low, &base) && base >= 0 &&
        (uint64_t)base + from + count <= 127) { /* 127**8 fits */
        int64_t product = 1;
        for (uint64_t i = 1; i <= count; i++) {
            product *= base + (int64_t)(from + i);
        }
        return int_from_i64(vm, product);
    }
    if (count == 1) {
        Object *offset = int_from_u64(vm, from + 1);
        Object *sum = offset ? int_add(vm, low, offset) : NULL;
        xdecref(vm, offset);
        return sum;
    }
    uint64_t half = count / 2;
    Object *left = product_above(vm, low, from, half);
    Object *right = left ? product_above(vm, low, from + half, count - half) : NULL;
    Object *product = right ? int_mul(vm, left, right) : NULL;
    xdecref(vm, left);
    xdecref(vm, right);
    return product;
}

static Object *factorial(VM *vm, uint64_t n) {
    enum { LAST_IN_64_BITS = 20 };
    if (n <= LAST_IN_64_BITS) {
        int64_t product = 1;
        for (int64_t i = 2; i <= (int64_t)n; i++) {
            product *= i;
        }
        return int_from_i64(vm, product);
    }
    Object *zero = int_from_i64(vm, 0);
    Object *result = NULL;
    if (zero) {
        result = n < 2 ? int_from_i64(vm, 1) : product_above(vm, zero, 0, n);
    }
    xdecref(vm, zero);
    return result;
}

Object *math_factorial(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    int64_t n;
    Object *index = number_index(vm, arg);
    if (!index) {
        return NULL;
    }
    bool fits = int_as_i64(index, &n), negative = int_sign(index) < 0;
    decref(vm, index);
    if (negative) {
        return raise(vm, EXC_ValueError, "factorial() not defined for negative values");
    }
    if (!fits) {
        return raise(vm, EXC_OverflowError, "factorial() argument should not exceed %lld",
                     (long long)INT64_MAX);
    }
    return factorial(vm, (uint64_t)n);
}

static bool check_natural(VM *vm, Object *o, const char *name) {
    if (int_sign(o) < 0) {
        raise(vm, EXC_ValueError, "%s must be a non-negative integer", name);
        return false;
    }
    return true;
}

/* n * (n - 1) * ... of k factors; k <= n. */
static Object *falling_product(VM *vm, Object *n, int64_t k) {
    if (k == 0) {
        return int_from_i64(vm, 1);
    }
    Object *count = int_from_i64(vm, k), *low = count ? int_sub(vm, n, count) : NULL;
    Object *result = low ? product_above(vm, low, 0, (uint64_t)k) : NULL;
    xdecref(vm, count);
    xdecref(vm, low);
    return result;
}

/* By steps that stay exact; false: not in 64 bits. */
static bool binomial_compact(uint64_t n, uint64_t k, uint64_t *result) {
    *result = 1;
    k = k > n - k ? n - k : k;
    for (uint64_t i = 1; i <= k; i++) {
        unsigned __int128 product = (unsigned __int128)*result * (n - k + i);
        if (product >> 64) {
            return false;
        }
        *result = (uint64_t)product / i;
    }
    return true;
}

static Object *binomial(VM *vm, Object *n, Object *k) {
    int64_t small_n, small_k;
    uint64_t quick;
    if (int_as_i64(n, &small_n) && int_as_i64(k, &small_k) && small_k <= small_n &&
        binomial_compact((uint64_t)small_n, (uint64_t)small_k, &quick)) {
        return int_from_u64(vm, quick);
    }
    Object *other = int_sub(vm, n, k), *result = NULL;
    int64_t count;
    if (!other) {
        return NULL;
    }
    if (int_sign(other) < 0) {
        decref(vm, other);
        return int_from_i64(vm, 0);
    }
    bool fits = int_as_i64(int_cmp(other, k) < 0 ? other : k, &count);
    decref(vm, other);
    if (!fits) {
        return raise(vm, EXC_OverflowError, "min(n - k, k) must not exceed %lld",
                     (long long)INT64_MAX);
    }
    Object *above = falling_product(vm, n, count);
    Object *below = above ? factorial(vm, (uint64_t)count) : NULL;
    if (below) {
        result = int_floordiv(vm, above, below);
    }
    xdecref(vm, above);
    xdecref(vm, below);
    return result;
}

Object *math_comb(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "comb", nargs, 2, 2)) {
        return NULL;
    }
    Object *n = number_index(vm, args[0]), *k = n ? number_index(vm, args[1]) : NULL;
    Object *result = NULL;
    if (k && check_natural(vm, n, "n") && check_natural(vm, k, "k")) {
        result = binomial(vm, n, k);
    }
    xdecref(vm, n);
    xdecref(vm, k);
    return result;
}

Object *math_perm(VM *vm, Object *module, Object *const *args, size_t nargs) {
    if (!args_count(vm, "perm", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1 || args[1] == vm->none) {
        return math_factorial(vm, module, args[0]);
    }
    Object *n = number_index(vm, args[0]), *k = n ? number_index(vm, args[1]) : NULL;
    Object *result = NULL;
    int64_t count;
    if (k && check_natural(vm, n, "n") && check_natural(vm, k, "k")) {
        if (int_cmp(n, k) < 0) {
            result = int_from_i64(vm, 0);
        } else if (int_as_i64(k, &count)) {
            result = falling_product(vm, n, count);
        } else {
            raise(vm, EXC_OverflowError, "k must not exceed %lld", (long long)INT64_MAX);
        }
    }
    xdecref(vm, n);
    xdecref(vm, k);
    return result;
}

static Object *absolute(VM *vm, Object *o) { /* steals; NULL passes */
    if (o && int_sign(o) < 0) {
        Object *positive = int_neg(vm, o);
        decref(vm, o);
        return positive;
    }
    return o;
}

/* Steals a. */
static Object *lcm_pair(VM *vm, Object *a, Object *b) {
    Object *result = NULL;
    if (int_sign(a) == 0 || int_sign(b) == 0) {
        result = int_from_i64(vm, 0);
    } else {
        Object *divisor = int_gcd(vm, a, b);
        Object *part = divisor ? int_floordiv(vm, a, divisor) : NULL;
        result = part ? absolute(vm, int_mul(vm, part, b)) : NULL;
        xdecref(vm, divisor);
        xdecref(vm, part);
    }
    decref(vm, a);
    return result;
}

/* Steals a. */
static Object *gcd_pair(VM *vm, Object *a, Object *b) {
    Object *result = int_gcd(vm, a, b);
    decref(vm, a);
    return result;
}

static Object *fold(VM *vm, Object *const *args, size_t nargs, int64_t start,
                    Object *(*pair)(VM *, Object *, Object *)) {
    Object *result = int_from_i64(vm, start);
    for (size_t i = 0; i < nargs && result; i++) {
        Object *n = number_index(vm, args[i]);
        if (!n) {
            decref(vm, result);
            return NULL;
        }
        result = pair(vm, result, n);
        decref(vm, n);
    }
    return result;
}

Object *math_gcd(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return fold(vm, args, nargs, 0, gcd_pair);
}

Object *math_lcm(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return fold(vm, args, nargs, 1, lcm_pair);
}

Object *math_isqrt(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    Object *n = number_index(vm, arg);
    if (!n) {
        return NULL;
    }
    Object *result = int_sign(n) < 0
                         ? raise(vm, EXC_ValueError, "isqrt() argument must be nonnegative")
                         : int_isqrt(vm, n);
    decref(vm, n);
    return result;
}
