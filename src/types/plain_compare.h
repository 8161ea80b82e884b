/* Comparisons that run no code: between exact strings, compact ints and floats, and exact tuples
 * of these. They need neither references of their own nor a look at the stack. */
#ifndef ADDER_TYPES_PLAIN_COMPARE_H
#define ADDER_TYPES_PLAIN_COMPARE_H

#include "object/abstract.h"
#include "types/int.h"
#include "types/str.h"

/* For what the inline function does not know. */
int plain_compare_more(const Object *a, const Object *b, int op);

static inline bool order_answers(int order, int op) {
    switch (op) {
    case CMP_LT:
        return order < 0;
    case CMP_LE:
        return order <= 0;
    case CMP_EQ:
        return order == 0;
    case CMP_NE:
        return order != 0;
    case CMP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* a op b: 1 or 0; -1 if that cannot be told so. */
static ALWAYS_INLINE int plain_compare(const Object *a, const Object *b, int op) {
    if (a->meta == INT_META && b->meta == INT_META) {
        int64_t x = INT_VALUE(a), y = INT_VALUE(b);
        return op == CMP_EQ ? x == y : op == CMP_LT ? x < y : order_answers((x > y) - (x < y), op);
    }
    if (is_exact(a, SHAPE_STR) && is_exact(b, SHAPE_STR)) {
        if (op == CMP_EQ || op == CMP_NE) {
            return str_equal_quick(a, b) == (op == CMP_EQ);
        }
        return order_answers(str_compare(a, b), op);
    }
    return plain_compare_more(a, b, op);
}

/* a == b where identity implies equality, as among the items of containers. */
static ALWAYS_INLINE int plain_items_equal(const Object *a, const Object *b) {
    return a == b ? 1 : plain_compare(a, b, CMP_EQ);
}

#endif
