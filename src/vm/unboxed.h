/* Results that are not made into objects: a part of eval_run, which includes it.
 *
 * The compiler marks operators whose result the instruction behind consumes (FEEDS). When such a
 * result is a compact int or a float, `number` or `real` carries it into that instruction, which is
 * executed here at once, and so on. pc stands at the operator whose result is carried; its operands
 * have been consumed, its register is still empty. Whatever is not as expected here makes the
 * object after all and goes on as usual. No code of the program can run in between, so that nobody
 * can tell.
 */
use_int : kill_ints(vm, R, pc);
feed_int : {
    Instr *next = pc + 2;
    int64_t x, y, v;
    bool truth;
    Object *o, *item;
    switch (next->op) {
#define FEED_INT(name, test)                                                                       \
    case OP_CODE_##name:                                                                           \
        if (UNLIKELY(!with_other_int(R, pc, number, &x, &y) || !(test))) {                         \
            goto box_int;                                                                          \
        }                                                                                          \
        goto fed_int;                                                                              \
    case OP_CODE_##name##_I:                                                                       \
        x = number;                                                                                \
        y = (int64_t)next[1].word;                                                                 \
        if (UNLIKELY(!(test))) {                                                                   \
            goto box_int;                                                                          \
        }                                                                                          \
        goto fed_int;
        FEED_INT(ADD, !__builtin_add_overflow(x, y, &v))
        FEED_INT(SUB, !__builtin_sub_overflow(x, y, &v))
        FEED_INT(MUL, !__builtin_mul_overflow(x, y, &v))
        FEED_INT(FLOORDIV, floor_div(x, y, &v))
        FEED_INT(MOD, floor_mod(x, y, &v))
        FEED_INT(AND, (v = x & y, true))
        FEED_INT(OR, (v = x | y, true))
        FEED_INT(XOR, (v = x ^ y, true))
        FEED_INT(LSHIFT, shift_left(x, y, &v))
        FEED_INT(RSHIFT, shift_right(x, y, &v))
#define FEED_JUMP_INT(name, operator)                                                              \
    case OP_CODE_JUMP_##name:                                                                      \
        if (UNLIKELY(!with_other_int(R, pc, number, &x, &y))) {                                    \
            goto box_int;                                                                          \
        }                                                                                          \
        truth = x operator y;                                                                      \
        goto fed_jump;                                                                             \
    case OP_CODE_JUMP_##name##_I:                                                                  \
        truth = number operator(int32_t) next[1].y;                                                \
        goto fed_jump;
        FEED_JUMP_INT(LT, <)
        FEED_JUMP_INT(LE, <=)
        FEED_JUMP_INT(EQ, ==)
        FEED_JUMP_INT(NE, !=)
        FEED_JUMP_INT(GT, >)
        FEED_JUMP_INT(GE, >=)
    case OP_CODE_LOAD_SUBSCR_LIST:
    case OP_CODE_LOAD_SUBSCR_ROW:
    case OP_CODE_LOAD_SUBSCR_ROW_I:
    case OP_CODE_STORE_SUBSCR_ROW:
        o = R[next->b];
        v = is_exact(o, SHAPE_LIST) && number < 0 ? number + LIST_LEN(o) : number;
        if (UNLIKELY(!is_exact(o, SHAPE_LIST) || (uint64_t)v >= LIST_LEN(o))) {
            goto box_int;
        }
        item = new_ref(LIST_ITEM(o, v));
        goto fed_item;
    case OP_CODE_LOAD_SUBSCR_TUPLE:
    case OP_CODE_LOAD_SUBSCR_STR:
    case OP_CODE_LOAD_SUBSCR_BYTES:
        item = simple_item(vm, R[next->b], number);
        if (UNLIKELY(!item)) {
            if (vm->error) {
                goto error;
            }
            goto box_int;
        }
        goto fed_item;
    case OP_CODE_STORE_SUBSCR_LIST:
        o = R[next->a];
        v = is_exact(o, SHAPE_LIST) && number < 0 ? number + LIST_LEN(o) : number;
        if (UNLIKELY(!is_exact(o, SHAPE_LIST) || (uint64_t)v >= LIST_LEN(o))) {
            goto box_int;
        }
        pc = next;
        SAVE();
        item = R[pc->c];
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
        } else {
            incref(item);
        }
        Object *old = LIST_ITEM(o, v);
        LIST_ITEM(o, v) = item;
        drop(vm, old);
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        NEXT(2);
    default:
        goto box_int;
    }
fed_int:
    kill_other(vm, R, pc);
    pc = next;
    number = v;
    if (pc->flags & FEEDS) {
        goto feed_int;
    }
box_int:
    if (UNLIKELY(!put_int(vm, &R[pc->a], NULL, number))) {
        goto error;
    }
    NEXT(2);
fed_jump:
    kill_other(vm, R, pc);
    pc = next;
    JUMP_X_IF(truth);
fed_item:
    pc = next;
    SAVE();
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    put(vm, R, pc->a, item);
    NEXT(2);
}

use_float : kill_floats(vm, R, pc);
feed_float : {
    Instr *next = pc + 2;
    double x, y, v;
    bool truth;
    switch (next->op) {
#define FEED_FLOAT(name, test, expression)                                                         \
    case OP_CODE_##name##_FLOAT:                                                                   \
        if (UNLIKELY(!with_other_float(R, pc, real, &x, &y) || !(test))) {                         \
            goto box_float;                                                                        \
        }                                                                                          \
        v = expression;                                                                            \
        goto fed_float;                                                                            \
    case OP_CODE_##name##_I_FLOAT:                                                                 \
        x = real;                                                                                  \
        y = (double)(int64_t)next[1].word;                                                         \
        v = expression;                                                                            \
        goto fed_float;
        FEED_FLOAT(ADD, true, x + y)
        FEED_FLOAT(SUB, true, x - y)
        FEED_FLOAT(MUL, true, x * y)
        FEED_FLOAT(TRUEDIV, y != 0.0, x / y)
#define FEED_JUMP_FLOAT(name, operator)                                                            \
    case OP_CODE_JUMP_##name##_FLOAT:                                                              \
        if (UNLIKELY(!with_other_float(R, pc, real, &x, &y))) {                                    \
            goto box_float;                                                                        \
        }                                                                                          \
        truth = x operator y;                                                                      \
        goto fed_float_jump;                                                                       \
    case OP_CODE_JUMP_##name##_I:                                                                  \
        truth = real operator(int32_t) next[1].y;                                                  \
        goto fed_float_jump;
        FEED_JUMP_FLOAT(LT, <)
        FEED_JUMP_FLOAT(LE, <=)
        FEED_JUMP_FLOAT(EQ, ==)
        FEED_JUMP_FLOAT(NE, !=)
        FEED_JUMP_FLOAT(GT, >)
        FEED_JUMP_FLOAT(GE, >=)
    default:
        goto box_float;
    }
fed_float:
    kill_other(vm, R, pc);
    pc = next;
    real = v;
    if (pc->flags & FEEDS) {
        goto feed_float;
    }
box_float:
    SAVE();
    if (UNLIKELY(!put_float(vm, &R[pc->a], real))) {
        goto error;
    }
    NEXT(2);
fed_float_jump:
    kill_other(vm, R, pc);
    pc = next;
    JUMP_X_IF(truth);
}
