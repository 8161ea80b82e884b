/* math: sums, products, distances. */
#include <float.h>
#include <math.h>

#include "lib/math_module.h"
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"

/* ---- fsum ---- */

/* The sum so far as partial sums that do not overlap, smallest first (J. R. Shewchuk's method): it
 * is exact. Infinities and NaNs are kept apart. */
typedef struct Partials {
    double *values, local[32];
    size_t len, cap;
    double special_sum, infinite_sum;
} Partials;

static bool partials_push(VM *vm, Partials *p, double value) {
    if (p->len == p->cap) {
        size_t size = p->cap * sizeof(double);
        double *grown = raw_realloc(vm, p->values == p->local ? NULL : p->values,
                                    p->values == p->local ? 0 : size, size * 2);
        if (!grown) {
            return false;
        }
        if (p->values == p->local) {
            memcpy(grown, p->local, size);
        }
        p->values = grown;
        p->cap *= 2;
    }
    p->values[p->len++] = value;
    return true;
}

static bool partials_add(VM *vm, Partials *p, double original) {
    double x = original;
    size_t kept = 0;
    for (size_t i = 0; i < p->len; i++) {
        double y = p->values[i];
        if (fabs(x) < fabs(y)) {
            double t = x;
            x = y;
            y = t;
        }
        volatile double high = x + y, rounded = high - x;
        volatile double low = y - rounded;
        if (low != 0.0) {
            p->values[kept++] = low;
        }
        x = high;
    }
    p->len = kept;
    if (x == 0.0) {
        return true;
    }
    if (isfinite(x)) {
        return partials_push(vm, p, x);
    }
    if (isfinite(original)) {
        raise(vm, EXC_OverflowError, "intermediate overflow in fsum");
        return false;
    }
    if (isinf(original)) {
        p->infinite_sum += original;
    }
    p->special_sum += original;
    p->len = 0;
    return true;
}

/* The partials added up with one rounding. */
static double partials_total(const Partials *p) {
    size_t n = p->len;
    if (n == 0) {
        return 0.0;
    }
    volatile double high = p->values[--n], low = 0.0;
    while (n > 0) {
        double x = high, y = p->values[--n];
        high = x + y;
        volatile double rounded = high - x;
        low = y - rounded;
        if (low != 0.0) {
            break;
        }
    }
    /* A tie is decided by what comes below it. */
    if (n > 0 && ((low < 0.0 && p->values[n - 1] < 0.0) || (low > 0.0 && p->values[n - 1] > 0.0))) {
        double y = low * 2.0;
        volatile double x = high + y, rounded = x - high;
        if (y == rounded) {
            high = x;
        }
    }
    return high;
}

Object *math_fsum(VM *vm, Object *module, Object *iterable) {
    UNUSED(module);
    Object *it = object_get_iter(vm, iterable), *item, *result = NULL;
    if (!it) {
        return NULL;
    }
    Partials p = {.len = 0, .cap = COUNT_OF(p.local)};
    p.values = p.local;
    while ((item = iter_next(vm, it)) != NULL) {
        double x = float_as_double(vm, item);
        decref(vm, item);
        if ((x == -1.0 && error_occurred(vm)) || !partials_add(vm, &p, x)) {
            goto done;
        }
    }
    if (error_occurred(vm)) {
        goto done;
    }
    if (p.special_sum != 0.0) {
        if (isnan(p.infinite_sum)) {
            raise(vm, EXC_ValueError, "-inf + inf in fsum");
        } else {
            result = float_from_double(vm, p.special_sum);
        }
        goto done;
    }
    result = float_from_double(vm, partials_total(&p));
done:
    if (p.values != p.local) {
        raw_free(vm, p.values, p.cap * sizeof(double));
    }
    decref(vm, it);
    return result;
}

/* ---- prod ---- */

Object *math_prod(VM *vm, Object *module, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "start", NULL};
    UNUSED(module);
    Object *iterable, *start = NULL;
    if (!args_parse(vm, "prod", names, "O|$O", args, nargs, kwnames, &iterable, &start)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, iterable), *item = NULL;
    Object *product = !it ? NULL : start ? new_ref(start) : int_from_i64(vm, 1);
    if (product && product->meta == INT_META) { /* without objects, as long as they are small */
        int64_t total = INT_VALUE(product), next;
        while ((item = iter_next(vm, it)) != NULL && item->meta == INT_META &&
               !__builtin_mul_overflow(total, INT_VALUE(item), &next)) {
            total = next;
            decref(vm, item);
        }
        decref(vm, product);
        product = int_from_i64(vm, total);
    } else if (product) {
        item = iter_next(vm, it);
    }
    while (product && item) {
        Object *next = number_binary(vm, product, item, OP_MUL);
        decref(vm, item);
        decref(vm, product);
        product = next;
        item = product ? iter_next(vm, it) : NULL;
    }
    xdecref(vm, item);
    if (product && error_occurred(vm)) {
        clear_ref(vm, product);
    }
    xdecref(vm, it);
    return product;
}

/* ---- lengths of vectors ---- */

/* What is rounded to a double before it is used: where the processor computes with nothing else and
 * the compiler has nothing to fuse, any variable. */
#if defined(__x86_64__) && !defined(__FMA__)
typedef double Rounded;
#else
typedef volatile double Rounded;
#endif

/* a * b as high + low exactly (T. J. Dekker's product), no number being near the limits. */
static void exact_square(double a, double *high, double *low) {
    Rounded t = a * 134217729.0; /* 2**27 + 1 splits a in two halves of 26 bits */
    Rounded head = t - (t - a);
    double tail = a - head;
    *high = a * a;
    *low = ((head * head - *high) + 2.0 * head * tail) + tail * tail;
}

/* sum += value, what is lost going to *rest. */
static void add_exactly(double *sum, double value, double *rest) {
    Rounded total = *sum + value;
    Rounded part = total - *sum;
    *rest += (*sum - (total - part)) + (value - part);
    *sum = total;
}

/* The Euclidean length, correctly rounded in all but very rare cases: squares and sums are carried
 * in twice the precision, and the root is corrected by one step of Newton's. values are not
 * negative; max is the largest. */
static double vector_length(double *values, size_t n, double max, bool found_nan) {
    if (isinf(max)) {
        return max;
    }
    if (found_nan) {
        return NAN;
    }
    if (max == 0.0 || n <= 1) {
        return max;
    }
    int exponent;
    frexp(max, &exponent);
    if (exponent < -1023) { /* subnormal: scale first, so that nothing is lost */
        for (size_t i = 0; i < n; i++) {
            values[i] /= DBL_MIN;
        }
        return DBL_MIN * vector_length(values, n, max / DBL_MIN, false);
    }
    double scale = ldexp(1.0, -exponent), sum = 0.0, rest = 0.0, high, low;
    for (size_t i = 0; i < n; i++) {
        exact_square(values[i] * scale, &high, &low);
        add_exactly(&sum, high, &rest);
        rest += low;
    }
    double root = sqrt(sum + rest);
    exact_square(root, &high, &low);
    double difference = sum;
    add_exactly(&difference, -high, &rest);
    difference += rest - low;
    return (root + difference / (2.0 * root)) / scale;
}

enum { VECTOR_LOCAL = 16 };

static double *vector_buffer(VM *vm, size_t n, double *local) {
    return n > VECTOR_LOCAL ? raw_alloc(vm, n * sizeof(double)) : local;
}

static bool add_coordinate(VM *vm, double *values, size_t i, double x, double *max,
                           bool *found_nan) {
    if (x == -1.0 && error_occurred(vm)) {
        return false;
    }
    values[i] = fabs(x);
    *found_nan = *found_nan || isnan(x);
    if (values[i] > *max) {
        *max = values[i];
    }
    return true;
}

Object *math_hypot(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    double local[VECTOR_LOCAL], *values = vector_buffer(vm, nargs, local), max = 0.0;
    bool found_nan = false;
    Object *result = NULL;
    if (!values) {
        return NULL;
    }
    for (size_t i = 0; i < nargs; i++) {
        if (!add_coordinate(vm, values, i, float_as_double(vm, args[i]), &max, &found_nan)) {
            goto done;
        }
    }
    result = float_from_double(vm, vector_length(values, nargs, max, found_nan));
done:
    if (values != local) {
        raw_free(vm, values, nargs * sizeof(double));
    }
    return result;
}

Object *math_dist(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "dist", nargs, 2, 2)) {
        return NULL;
    }
    Object *p = is_tuple(vm, args[0]) ? new_ref(args[0]) : tuple_from_iterable(vm, args[0]);
    Object *q = !p                      ? NULL
                : is_tuple(vm, args[1]) ? new_ref(args[1])
                                        : tuple_from_iterable(vm, args[1]);
    Object *result = NULL;
    double local[VECTOR_LOCAL], *values = NULL, max = 0.0;
    bool found_nan = false;
    if (!q) {
        goto done;
    }
    size_t n = TUPLE_LEN(p);
    if (n != TUPLE_LEN(q)) {
        raise(vm, EXC_ValueError, "both points must have the same number of dimensions");
        goto done;
    }
    values = vector_buffer(vm, n, local);
    for (size_t i = 0; values && i < n; i++) {
        double x = float_as_double(vm, TUPLE_ITEM(p, i));
        if (x == -1.0 && error_occurred(vm)) {
            goto done;
        }
        double y = float_as_double(vm, TUPLE_ITEM(q, i));
        if (y == -1.0 && error_occurred(vm)) {
            goto done;
        }
        add_coordinate(vm, values, i, x - y, &max, &found_nan);
    }
    if (values) {
        result = float_from_double(vm, vector_length(values, n, max, found_nan));
    }
done:
    if (values && values != local) {
        raw_free(vm, values, TUPLE_LEN(p) * sizeof(double));
    }
    xdecref(vm, p);
    xdecref(vm, q);
    return result;
}
