#include "types/plain_compare.h"

#include "types/float.h"
#include "types/tuple.h"

enum { UNKNOWN = -1, DEPTH_MAX = 8 };

/* Compact ints up to here are floats without loss. */
#define EXACT_MAX ((int64_t)1 << 53)

static bool as_double(const Object *o, double *value) {
    if (o->meta == FLOAT_META) {
        *value = FLOAT_VALUE(o);
        return true;
    }
    if (o->meta == INT_META && INT_VALUE(o) >= -EXACT_MAX && INT_VALUE(o) <= EXACT_MAX) {
        *value = (double)INT_VALUE(o);
        return true;
    }
    return false;
}

/* Comparisons with NaN are false, save !=. */
static int compare_doubles(double x, double y, int op) {
    switch (op) {
    case CMP_LT:
        return x < y;
    case CMP_LE:
        return x <= y;
    case CMP_EQ:
        return x == y;
    case CMP_NE:
        return x != y;
    case CMP_GT:
        return x > y;
    default:
        return x >= y;
    }
}

static int compare_at(const Object *a, const Object *b, int op, unsigned depth);

/* By the first items that differ, else by length. */
static int compare_tuples(const Object *a, const Object *b, int op, unsigned depth) {
    size_t a_len = tuple_len(a), b_len = tuple_len(b), n = a_len < b_len ? a_len : b_len;
    Object *const *a_items = tuple_items(a), *const *b_items = tuple_items(b);
    for (size_t i = 0; i < n; i++) {
        const Object *x = a_items[i], *y = b_items[i];
        if (x == y) {
            continue;
        }
        int equal = compare_at(x, y, CMP_EQ, depth);
        if (equal < 0) {
            return UNKNOWN;
        }
        if (!equal) {
            return op == CMP_EQ ? 0 : op == CMP_NE ? 1 : compare_at(x, y, op, depth);
        }
    }
    return order_answers((a_len > b_len) - (a_len < b_len), op);
}

static int compare_at(const Object *a, const Object *b, int op, unsigned depth) {
    double x, y;
    if (a->meta == INT_META && b->meta == INT_META) {
        return order_answers((INT_VALUE(a) > INT_VALUE(b)) - (INT_VALUE(a) < INT_VALUE(b)), op);
    }
    if (is_exact(a, SHAPE_STR) && is_exact(b, SHAPE_STR)) {
        return op == CMP_EQ ? str_equal(a, b) : order_answers(str_compare(a, b), op);
    }
    if (is_exact(a, SHAPE_TUPLE) && is_exact(b, SHAPE_TUPLE) && depth < DEPTH_MAX) {
        return compare_tuples(a, b, op, depth + 1);
    }
    return as_double(a, &x) && as_double(b, &y) ? compare_doubles(x, y, op) : UNKNOWN;
}

NOINLINE int plain_compare_more(const Object *a, const Object *b, int op) {
    return compare_at(a, b, op, 0);
}
