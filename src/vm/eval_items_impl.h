/* Part of eval_run (eval.c): the instructions for items of containers. */

TARGET(LOAD_SUBSCR) {
    SAVE();
    QUICKEN(load_subscr)
    BY_METHOD(R[pc->b], OPERATION_ITEM)
    if (UNLIKELY(!op_load_subscr(vm, frame, pc))) {
        goto error;
    }
    NEXT(2);
}
TARGET(LOAD_SUBSCR_I) {
    SAVE();
    QUICKEN(load_subscr_i)
    BY_METHOD_I(OPERATION_ITEM, (int16_t)pc->c)
    if (UNLIKELY(!op_load_subscr_i(vm, frame, pc))) {
        goto error;
    }
    NEXT(2);
}
TARGET(STORE_SUBSCR) {
    SAVE();
    QUICKEN(store_subscr)
    BY_METHOD(R[pc->a], OPERATION_SET_ITEM)
    if (UNLIKELY(!op_store_subscr(vm, frame, pc))) {
        goto error;
    }
    NEXT(2);
}
SIMPLE(DELETE_SUBSCR, delete_subscr, 1);

#define LOAD_ITEM(SHAPE, items, len)                                                               \
    Object *b = R[pc->b], *c = R[pc->c];                                                           \
    if (UNLIKELY(!is_exact(b, SHAPE) || c->meta != INT_META)) {                                    \
        DEOPT(LOAD_SUBSCR);                                                                        \
    }                                                                                              \
    int64_t i = INT_VALUE(c);                                                                      \
    if (i < 0) {                                                                                   \
        i += len;                                                                                  \
    }                                                                                              \
    SAVE();                                                                                        \
    if (UNLIKELY((uint64_t)i >= len)) {                                                            \
        if (!op_load_subscr(vm, frame, pc)) {                                                      \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    Object *v = new_ref(items[i]);                                                                 \
    if (pc->flags & KILL_B) {                                                                      \
        KILL(pc->b);                                                                               \
    }                                                                                              \
    if (pc->flags & KILL_C) {                                                                      \
        R[pc->c] = NULL;                                                                           \
        drop_int(vm, c);                                                                           \
    }                                                                                              \
    put(vm, R, pc->a, v);                                                                          \
    NEXT(2);
TARGET(LOAD_SUBSCR_LIST) {
    LOAD_ITEM(SHAPE_LIST, LIST(b)->items, LIST_LEN(b));
}
/* The item of a list which the instruction behind wants an item of, or stores in: `row`, borrowed.
 * Whatever is not as expected is left to the plain form. */
#define ROW_OF_LIST()                                                                              \
    Object *b = R[pc->b], *c = R[pc->c], *row;                                                     \
    const Instr *next = pc + 2;                                                                    \
    if (UNLIKELY(!is_exact(b, SHAPE_LIST) || c->meta != INT_META ||                                \
                 (uint64_t)INT_VALUE(c) >= LIST_LEN(b) ||                                          \
                 (pc->flags & KILL_B && b->count == 1)) ||                                         \
        UNLIKELY(WATCHED())) {                                                                     \
        goto op_LOAD_SUBSCR_LIST;                                                                  \
    }                                                                                              \
    row = LIST_ITEM(b, INT_VALUE(c))
#define ROW_DONE()                                                                                 \
    do {                                                                                           \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
            drop(vm, b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            R[pc->c] = NULL;                                                                       \
            drop_int(vm, c);                                                                       \
        }                                                                                          \
    } while (0)
#define ROW_INDEX(i, o)                                                                            \
    int64_t i = INT_VALUE(o);                                                                      \
    if (i < 0) {                                                                                   \
        i += LIST_LEN(row);                                                                        \
    }                                                                                              \
    if (UNLIKELY((uint64_t)i >= LIST_LEN(row))) {                                                  \
        goto op_LOAD_SUBSCR_LIST;                                                                  \
    }
TARGET(LOAD_SUBSCR_ROW) {
    ROW_OF_LIST();
    Object *column = R[next->c];
    if (UNLIKELY(!is_exact(row, SHAPE_LIST) || column->meta != INT_META)) {
        goto op_LOAD_SUBSCR_LIST;
    }
    ROW_INDEX(i, column)
    Object *v = new_ref(LIST_ITEM(row, i));
    SAVE();
    ROW_DONE();
    if (!(next->flags & KILL_B)) {
        R[next->b] = new_ref(row);
    }
    if (next->flags & KILL_C) {
        R[next->c] = NULL;
        drop_int(vm, column);
    }
    put(vm, R, next->a, v);
    NEXT(4);
}
TARGET(LOAD_SUBSCR_ROW_I) {
    ROW_OF_LIST();
    int64_t i = (int16_t)next->c;
    Object *v;
    if (is_exact(row, SHAPE_LIST) && (uint64_t)i < LIST_LEN(row)) {
        v = LIST_ITEM(row, i);
    } else if (is_exact(row, SHAPE_TUPLE) && (uint64_t)i < TUPLE_LEN(row)) {
        v = TUPLE_ITEM(row, i);
    } else {
        goto op_LOAD_SUBSCR_LIST;
    }
    SAVE();
    incref(v);
    ROW_DONE();
    put(vm, R, next->a, v);
    NEXT(4);
}
TARGET(STORE_SUBSCR_ROW) {
    ROW_OF_LIST();
    Object *column = R[next->b];
    if (UNLIKELY(!is_exact(row, SHAPE_LIST) || column->meta != INT_META)) {
        goto op_LOAD_SUBSCR_LIST;
    }
    ROW_INDEX(i, column)
    SAVE();
    ROW_DONE();
    Object *v = R[next->c];
    if (next->flags & KILL_C) {
        R[next->c] = NULL;
    } else {
        incref(v);
    }
    Object *old = LIST_ITEM(row, i);
    LIST_ITEM(row, i) = v;
    if (next->flags & KILL_B) {
        R[next->b] = NULL;
        drop_int(vm, column);
    }
    drop(vm, old);
    NEXT(4);
}
TARGET(LOAD_SUBSCR_TUPLE) {
    LOAD_ITEM(SHAPE_TUPLE, tuple_items(b), TUPLE_LEN(b));
}
TARGET(LOAD_SUBSCR_DICT) {
    Object *b = R[pc->b], *c = R[pc->c];
    if (UNLIKELY(!is_exact(b, SHAPE_DICT))) {
        DEOPT(LOAD_SUBSCR);
    }
    SAVE();
    value = dict_get(vm, b, c);
    if (UNLIKELY(!value)) {
        if (!vm->error) {
            op_load_subscr(vm, frame, pc); /* raises KeyError */
        } else {
            if (pc->flags & KILL_B) {
                KILL(pc->b);
            }
            if (pc->flags & KILL_C) {
                KILL(pc->c);
            }
        }
        goto error;
    }
    incref(value);
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (pc->flags & KILL_C) {
        KILL(pc->c);
    }
    put(vm, R, pc->a, value);
    NEXT(2);
}
TARGET(LOAD_SUBSCR_STR) {
    Object *b = R[pc->b], *c = R[pc->c];
    if (UNLIKELY(!is_exact(b, SHAPE_STR) || c->meta != INT_META)) {
        DEOPT(LOAD_SUBSCR);
    }
    int64_t i = INT_VALUE(c);
    if (i < 0) {
        i += STR_LEN(b);
    }
    SAVE();
    if (UNLIKELY((uint64_t)i >= STR_LEN(b))) {
        if (!op_load_subscr(vm, frame, pc)) {
            goto error;
        }
        NEXT(2);
    }
    uint32_t character = str_char(b, (size_t)i);
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (pc->flags & KILL_C) {
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
    if (UNLIKELY(!put_char(vm, &R[pc->a], character))) {
        goto error;
    }
    NEXT(2);
}
#define LOAD_ITEM_I(SHAPE, items, len)                                                             \
    Object *b = R[pc->b];                                                                          \
    if (UNLIKELY(!is_exact(b, SHAPE))) {                                                           \
        DEOPT(LOAD_SUBSCR_I);                                                                      \
    }                                                                                              \
    int64_t i = (int16_t)pc->c;                                                                    \
    if (i < 0) {                                                                                   \
        i += len;                                                                                  \
    }                                                                                              \
    SAVE();                                                                                        \
    if (UNLIKELY((uint64_t)i >= len)) {                                                            \
        if (!op_load_subscr_i(vm, frame, pc)) {                                                    \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    Object *v = new_ref(items[i]);                                                                 \
    if (pc->flags & KILL_B) {                                                                      \
        KILL(pc->b);                                                                               \
    }                                                                                              \
    put(vm, R, pc->a, v);                                                                          \
    NEXT(2);
TARGET(LOAD_SUBSCR_I_LIST) {
    LOAD_ITEM_I(SHAPE_LIST, LIST(b)->items, LIST_LEN(b));
}
TARGET(LOAD_SUBSCR_I_TUPLE) {
    LOAD_ITEM_I(SHAPE_TUPLE, tuple_items(b), TUPLE_LEN(b));
}
TARGET(LOAD_SUBSCR_I_STR) {
    Object *b = R[pc->b];
    if (UNLIKELY(!is_exact(b, SHAPE_STR))) {
        DEOPT(LOAD_SUBSCR_I);
    }
    int64_t i = (int16_t)pc->c;
    if (i < 0) {
        i += STR_LEN(b);
    }
    SAVE();
    if (UNLIKELY((uint64_t)i >= STR_LEN(b))) {
        if (!op_load_subscr_i(vm, frame, pc)) {
            goto error;
        }
        NEXT(2);
    }
    uint32_t character = str_char(b, (size_t)i);
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (UNLIKELY(!put_char(vm, &R[pc->a], character))) {
        goto error;
    }
    NEXT(2);
}
TARGET(LOAD_SUBSCR_BYTES) { /* or a bytearray's */
    Object *b = R[pc->b], *c = R[pc->c];
    const uint8_t *data;
    uint64_t len;
    if (is_exact(b, SHAPE_BYTES)) {
        data = BYTES(b)->data;
        len = BYTES(b)->len;
    } else if (LIKELY(is_exact(b, SHAPE_BYTEARRAY))) {
        data = BYTEARRAY(b)->data;
        len = BYTEARRAY(b)->len;
    } else {
        DEOPT(LOAD_SUBSCR);
    }
    SAVE();
    if (UNLIKELY(c->meta != INT_META || (uint64_t)INT_VALUE(c) >= len)) {
        if (!op_load_subscr(vm, frame, pc)) {
            goto error;
        }
        NEXT(2);
    }
    Object *v = make_int(vm, data[INT_VALUE(c)]);
    if (UNLIKELY(!v)) {
        goto error;
    }
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (pc->flags & KILL_C) {
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
    put(vm, R, pc->a, v);
    NEXT(2);
}
TARGET(STORE_SUBSCR_BYTEARRAY) {
    Object *a = R[pc->a], *b = R[pc->b], *c = R[pc->c];
    if (UNLIKELY(!is_exact(a, SHAPE_BYTEARRAY))) {
        DEOPT(STORE_SUBSCR);
    }
    SAVE();
    if (UNLIKELY(b->meta != INT_META || (uint64_t)INT_VALUE(b) >= BYTEARRAY(a)->len ||
                 c->meta != INT_META || (uint64_t)INT_VALUE(c) > 0xFF)) {
        if (!op_store_subscr(vm, frame, pc)) {
            goto error;
        }
        NEXT(2);
    }
    BYTEARRAY(a)->data[INT_VALUE(b)] = (uint8_t)INT_VALUE(c);
    if (pc->flags & KILL_C) {
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
    if (pc->flags & KILL_A) {
        KILL(pc->a);
    }
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
        drop_int(vm, b);
    }
    NEXT(2);
}
TARGET(LOAD_SUBSCR_I_SIMPLE) {
    Object *v = simple_item(vm, R[pc->b], (int16_t)pc->c);
    if (UNLIKELY(!v)) {
        if (vm->error) {
            goto error;
        }
        DEOPT(LOAD_SUBSCR_I);
    }
    SAVE();
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    put(vm, R, pc->a, v);
    NEXT(2);
}
TARGET(STORE_SUBSCR_LIST) {
    Object *a = R[pc->a], *b = R[pc->b];
    if (UNLIKELY(!is_exact(a, SHAPE_LIST) || b->meta != INT_META)) {
        DEOPT(STORE_SUBSCR);
    }
    int64_t i = INT_VALUE(b);
    if (i < 0) {
        i += LIST_LEN(a);
    }
    SAVE();
    if (UNLIKELY((uint64_t)i >= LIST_LEN(a))) {
        if (!op_store_subscr(vm, frame, pc)) {
            goto error;
        }
        NEXT(2);
    }
    value = R[pc->c];
    if (pc->flags & KILL_C) {
        R[pc->c] = NULL;
    } else {
        incref(value);
    }
    Object *old = LIST_ITEM(a, i);
    LIST_ITEM(a, i) = value;
    drop(vm, old);
    if (pc->flags & KILL_A) {
        KILL(pc->a);
    }
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
        drop_int(vm, b);
    }
    NEXT(2);
}
TARGET(STORE_SUBSCR_DICT) {
    Object *a = R[pc->a];
    if (UNLIKELY(!is_exact(a, SHAPE_DICT))) {
        DEOPT(STORE_SUBSCR);
    }
    SAVE();
    int failed = dict_set(vm, a, R[pc->b], R[pc->c]);
    if (pc->flags & KILL_C) {
        KILL(pc->c);
    }
    if (pc->flags & KILL_A) {
        KILL(pc->a);
    }
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    if (UNLIKELY(failed)) {
        goto error;
    }
    NEXT(2);
}
