/* Part of eval_run (eval.c): the instructions for operators and comparisons. */

/* --- operators */

/* The general forms, which become specialised ones. */
#define BINARY_ANY(name)                                                                           \
    do {                                                                                           \
        QUICKEN(binary)                                                                            \
        BY_METHOD(R[pc->b], OPERATION_BINARY | OP_##name)                                          \
        if (UNLIKELY(!op_binary(vm, frame, pc, OP_##name))) {                                      \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    } while (0)
#define BINARY_I_ANY(name)                                                                         \
    do {                                                                                           \
        QUICKEN(binary_i)                                                                          \
        BY_METHOD_I(OPERATION_BINARY | OP_##name, IMMEDIATE())                                     \
        if (UNLIKELY(!op_binary_i(vm, frame, pc, OP_##name))) {                                    \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    } while (0)
/* Those that have none for two compact ints: they do them themselves. test: computes v from x and
 * y; false: not here. */
#define BINARY_INT(name, test)                                                                     \
    TARGET(name) {                                                                                 \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META) && LIKELY(!WATCHED())) {            \
            int64_t x = INT_VALUE(b), y = INT_VALUE(c), v;                                         \
            if (LIKELY(test)) {                                                                    \
                if (pc->flags & FEEDS) {                                                           \
                    number = v;                                                                    \
                    goto use_int;                                                                  \
                }                                                                                  \
                if (UNLIKELY(!store_int(vm, R, pc, v, true))) {                                    \
                    goto error;                                                                    \
                }                                                                                  \
                NEXT(2);                                                                           \
            }                                                                                      \
        }                                                                                          \
        BINARY_ANY(name);                                                                          \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        Object *b = R[pc->b];                                                                      \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META) && LIKELY(!WATCHED())) {                                   \
            int64_t x = INT_VALUE(b), y = IMMEDIATE(), v;                                          \
            if (LIKELY(test)) {                                                                    \
                if (pc->flags & FEEDS) {                                                           \
                    number = v;                                                                    \
                    goto use_int;                                                                  \
                }                                                                                  \
                if (UNLIKELY(!store_int(vm, R, pc, v, false))) {                                   \
                    goto error;                                                                    \
                }                                                                                  \
                NEXT(2);                                                                           \
            }                                                                                      \
        }                                                                                          \
        BINARY_I_ANY(name);                                                                        \
    }
BINARY_INT(ADD, !__builtin_add_overflow(x, y, &v));

BINARY_INT(SUB, !__builtin_sub_overflow(x, y, &v));

BINARY_INT(MUL, !__builtin_mul_overflow(x, y, &v));

BINARY_INT(FLOORDIV, floor_div(x, y, &v));

BINARY_INT(MOD, floor_mod(x, y, &v));

BINARY_INT(AND, (v = x & y, true));

BINARY_INT(OR, (v = x | y, true));

BINARY_INT(XOR, (v = x ^ y, true));

BINARY_INT(LSHIFT, shift_left(x, y, &v));

BINARY_INT(RSHIFT, shift_right(x, y, &v));

#include "vm/unboxed.h"

#define BINARY(name)                                                                               \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        BINARY_ANY(name);                                                                          \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        SAVE();                                                                                    \
        BINARY_I_ANY(name);                                                                        \
    }
BINARY(MATMUL);
BINARY(TRUEDIV);
BINARY(POW);

#define BINARY_FLOAT(name, test, expression)                                                       \
    TARGET(name##_FLOAT) {                                                                         \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(b->meta != FLOAT_META || c->meta != FLOAT_META)) {                            \
            DEOPT(name);                                                                           \
        }                                                                                          \
        double x = FLOAT_VALUE(b), y = FLOAT_VALUE(c);                                             \
        SAVE();                                                                                    \
        if (UNLIKELY(!(test))) {                                                                   \
            op_binary(vm, frame, pc, OP_##name); /* raises */                                      \
            goto error;                                                                            \
        }                                                                                          \
        if (pc->flags & FEEDS && LIKELY(!WATCHED())) {                                             \
            real = expression;                                                                     \
            goto use_float;                                                                        \
        }                                                                                          \
        if (UNLIKELY(!store_float(vm, R, pc, expression, true))) {                                 \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(name##_I_FLOAT) {                                                                       \
        Object *b = R[pc->b];                                                                      \
        if (UNLIKELY(b->meta != FLOAT_META)) {                                                     \
            DEOPT(name##_I);                                                                       \
        }                                                                                          \
        double x = FLOAT_VALUE(b), y = (double)IMMEDIATE();                                        \
        SAVE();                                                                                    \
        if (pc->flags & FEEDS && LIKELY(!WATCHED())) {                                             \
            real = expression;                                                                     \
            goto use_float;                                                                        \
        }                                                                                          \
        if (UNLIKELY(!store_float(vm, R, pc, expression, false))) {                                \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }
BINARY_FLOAT(ADD, true, x + y);

BINARY_FLOAT(SUB, true, x - y);

BINARY_FLOAT(MUL, true, x *y);

BINARY_FLOAT(TRUEDIV, y != 0.0, x / y);

/* An int and a float: ints that a double holds exactly. */
#define BINARY_MIXED(name, test, expression)                                                       \
    TARGET(name##_MIXED) {                                                                         \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        double x, y;                                                                               \
        if (UNLIKELY(!as_double(b, &x) || !as_double(c, &y) || b->meta == c->meta)) {              \
            DEOPT(name);                                                                           \
        }                                                                                          \
        SAVE();                                                                                    \
        if (UNLIKELY(!(test))) {                                                                   \
            op_binary(vm, frame, pc, OP_##name); /* raises */                                      \
            goto error;                                                                            \
        }                                                                                          \
        double v = expression;                                                                     \
        if (b->meta == INT_META && pc->flags & KILL_B) {                                           \
            R[pc->b] = NULL;                                                                       \
            drop_int(vm, b);                                                                       \
        }                                                                                          \
        if (c->meta == INT_META && pc->flags & KILL_C) {                                           \
            R[pc->c] = NULL;                                                                       \
            drop_int(vm, c);                                                                       \
        }                                                                                          \
        if (UNLIKELY(!store_mixed(vm, R, pc, v))) {                                                \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }
BINARY_MIXED(ADD, true, x + y);

BINARY_MIXED(SUB, true, x - y);

BINARY_MIXED(MUL, true, x *y);

BINARY_MIXED(TRUEDIV, y != 0.0, x / y);

TARGET(TRUEDIV_INT) {
    Object *b = R[pc->b], *c = R[pc->c];
    double x, y;
    if (UNLIKELY(b->meta != INT_META || c->meta != INT_META || !as_double(b, &x) ||
                 !as_double(c, &y) || y == 0.0)) {
        DEOPT(TRUEDIV);
    }
    SAVE();
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
        drop_int(vm, b);
    }
    if (pc->flags & KILL_C) {
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
    value = make_float(vm, x / y);
    if (UNLIKELY(!value)) {
        goto error;
    }
    put(vm, R, pc->a, value);
    NEXT(2);
}
TARGET(TRUEDIV_I_INT) {
    Object *b = R[pc->b];
    double x;
    if (UNLIKELY(b->meta != INT_META || !as_double(b, &x))) {
        DEOPT(TRUEDIV_I);
    }
    SAVE();
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
        drop_int(vm, b);
    }
    value = make_float(vm, x / (double)IMMEDIATE());
    if (UNLIKELY(!value)) {
        goto error;
    }
    put(vm, R, pc->a, value);
    NEXT(2);
}
TARGET(SQUARE_INT) { /* POW_I with 2 */
    Object *b = R[pc->b];
    int64_t v;
    if (UNLIKELY(b->meta != INT_META || __builtin_mul_overflow(INT_VALUE(b), INT_VALUE(b), &v))) {
        DEOPT(POW_I);
    }
    SAVE();
    if (UNLIKELY(!store_int(vm, R, pc, v, false))) {
        goto error;
    }
    NEXT(2);
}
TARGET(SQUARE_FLOAT) {
    Object *b = R[pc->b];
    if (UNLIKELY(b->meta != FLOAT_META)) {
        DEOPT(POW_I);
    }
    SAVE();
    double v = pow(FLOAT_VALUE(b), 2.0); /* the library's last bit, as CPython's */
    if (UNLIKELY(isinf(v) && !isinf(FLOAT_VALUE(b)))) {
        DEOPT(POW_I); /* OverflowError */
    }
    if (pc->flags & FEEDS && LIKELY(!WATCHED())) {
        real = v;
        goto use_float;
    }
    if (UNLIKELY(!store_float(vm, R, pc, v, false))) {
        goto error;
    }
    NEXT(2);
}

SIMPLE(IS, is, 1);
TARGET(IN) {
    SAVE();
    BY_METHOD(R[pc->c], OPERATION_IN)
    if (UNLIKELY(!op_in(vm, frame, pc))) {
        goto error;
    }
    NEXT(1);
}

#define UNARY(name)                                                                                \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        if (UNLIKELY(!op_unary(vm, frame, pc, OP_##name))) {                                       \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(1);                                                                                   \
    }
TARGET(NEG) {
    Object *b = R[pc->b];
    SAVE();
    bool done;
    if (b->meta == INT_META && INT_VALUE(b) != INT64_MIN) {
        done = store_int(vm, R, pc, -INT_VALUE(b), false);
    } else if (b->meta == FLOAT_META) {
        done = store_float(vm, R, pc, -FLOAT_VALUE(b), false);
    } else {
        done = op_unary(vm, frame, pc, OP_NEG);
    }
    if (UNLIKELY(!done)) {
        goto error;
    }
    NEXT(1);
}
UNARY(POS);
TARGET(INVERT) {
    Object *b = R[pc->b];
    SAVE();
    if (UNLIKELY(!(b->meta == INT_META ? store_int(vm, R, pc, ~INT_VALUE(b), false)
                                       : op_unary(vm, frame, pc, OP_INVERT)))) {
        goto error;
    }
    NEXT(1);
}
SIMPLE(NOT, not, 1);

/* --- comparisons */

#define COMPARE(name, operator)                                                                    \
    TARGET(name) {                                                                                 \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        bool truth;                                                                                \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META)) {                                  \
            truth = INT_VALUE(b) operator INT_VALUE(c);                                            \
        } else if (b->meta == FLOAT_META && c->meta == FLOAT_META) {                               \
            truth = FLOAT_VALUE(b) operator FLOAT_VALUE(c);                                        \
        } else {                                                                                   \
            BY_METHOD(b, OPERATION_COMPARE | CMP_##name)                                           \
            if (UNLIKELY(!op_compare(vm, frame, pc, CMP_##name))) {                                \
                goto error;                                                                        \
            }                                                                                      \
            NEXT(2);                                                                               \
        }                                                                                          \
        if (pc->flags & KILL_B) {                                                                  \
            KILL(pc->b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            KILL(pc->c);                                                                           \
        }                                                                                          \
        put(vm, R, pc->a, bool_ref(vm, truth));                                                    \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        Object *b = R[pc->b];                                                                      \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META)) {                                                         \
            bool truth = INT_VALUE(b) operator IMMEDIATE();                                        \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            put(vm, R, pc->a, bool_ref(vm, truth));                                                \
            NEXT(2);                                                                               \
        }                                                                                          \
        BY_METHOD_I(OPERATION_COMPARE | CMP_##name, IMMEDIATE())                                   \
        if (UNLIKELY(!op_compare_i(vm, frame, pc, CMP_##name))) {                                  \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(JUMP_##name) {                                                                          \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META)) {                                  \
            bool truth = INT_VALUE(b) operator INT_VALUE(c);                                       \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            if (pc->flags & KILL_C) {                                                              \
                R[pc->c] = NULL;                                                                   \
                drop_int(vm, c);                                                                   \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        SAVE();                                                                                    \
        QUICKEN(jump_compare)                                                                      \
        BY_METHOD(R[pc->b], OPERATION_JUMP_COMPARE | CMP_##name)                                   \
        int truth = op_compare_truth(vm, frame, pc, CMP_##name);                                   \
        if (UNLIKELY(truth < 0)) {                                                                 \
            goto error;                                                                            \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }                                                                                              \
    TARGET(JUMP_##name##_I) {                                                                      \
        Object *b = R[pc->b];                                                                      \
        if (LIKELY(b->meta == INT_META)) {                                                         \
            bool truth = INT_VALUE(b) operator(int32_t) pc[1].y;                                   \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        if (b->meta == FLOAT_META) {                                                               \
            bool truth = FLOAT_VALUE(b) operator(int32_t) pc[1].y;                                 \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_float(vm, b);                                                                 \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        SAVE();                                                                                    \
        BY_METHOD_I(OPERATION_JUMP_COMPARE | CMP_##name, (int32_t)pc[1].y)                         \
        int truth = op_compare_truth_i(vm, frame, pc, CMP_##name);                                 \
        if (UNLIKELY(truth < 0)) {                                                                 \
            goto error;                                                                            \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }                                                                                              \
    TARGET(JUMP_##name##_FLOAT) {                                                                  \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(b->meta != FLOAT_META || c->meta != FLOAT_META)) {                            \
            DEOPT(JUMP_##name);                                                                    \
        }                                                                                          \
        bool truth = FLOAT_VALUE(b) operator FLOAT_VALUE(c);                                       \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
            drop_float(vm, b);                                                                     \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            R[pc->c] = NULL;                                                                       \
            drop_float(vm, c);                                                                     \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }
COMPARE(LT, <);
COMPARE(LE, <=);
COMPARE(EQ, ==);
COMPARE(NE, !=);
COMPARE(GT, >);
COMPARE(GE, >=);

#define JUMP_COMPARE_STR(name, equal)                                                              \
    TARGET(JUMP_##name##_STR) {                                                                    \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(!is_exact(b, SHAPE_STR) || !is_exact(c, SHAPE_STR))) {                        \
            DEOPT(JUMP_##name);                                                                    \
        }                                                                                          \
        bool truth = str_equal_quick(b, c) == (equal);                                             \
        if (pc->flags & KILL_B) {                                                                  \
            KILL(pc->b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            KILL(pc->c);                                                                           \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }
JUMP_COMPARE_STR(EQ, true);
JUMP_COMPARE_STR(NE, false);

TARGET(JUMP_IS) {
    Object *b = R[pc->b], *c = R[pc->c];
    SAVE();
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (pc->flags & KILL_C) {
        KILL(pc->c);
    }
    JUMP_X_IF(b == c);
}
TARGET(JUMP_IN) {
    SAVE();
    BY_METHOD(R[pc->c], OPERATION_JUMP_IN)
    int truth = op_in_truth(vm, frame, pc);
    if (UNLIKELY(truth < 0)) {
        goto error;
    }
    JUMP_X_IF(truth);
}
