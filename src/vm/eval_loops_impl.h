/* Part of eval_run (eval.c): the instructions for jumps and loops. */

/* --- jumps */

TARGET(JUMP) {
    pc += pc->bx;
    DISPATCH();
}
TARGET(JUMP_BACK) {
    pc += pc->bx;
    if (UNLIKELY(vm->pending)) {
        goto pending;
    }
    if (pc->op == OP_CODE_FOR_ITER_RANGE && LIKELY(!WATCHED())) {
        goto op_FOR_ITER_RANGE;
    }
    DISPATCH();
}
TARGET(JUMP_IF) {
    SAVE();
    if (shape_of(R[pc->a]) >= SHAPE_FIRST_DYNAMIC) {
        BY_METHOD(R[pc->a], OPERATION_TRUTH)
    }
    int truth = truth_of(vm, R[pc->a]);
    if (pc->flags & KILL_A) {
        KILL(pc->a);
    }
    if (UNLIKELY(truth < 0)) {
        goto error;
    }
    JUMP_IF_SENSE(truth, 1, pc->bx);
}
TARGET(JUMP_IF_OR_POP) {
    SAVE();
    int truth = truth_of(vm, R[pc->a]);
    if (UNLIKELY(truth < 0)) {
        KILL(pc->a);
        goto error;
    }
    if (truth == ((pc->flags & SENSE) != 0)) {
        pc += pc->bx;
    } else {
        KILL(pc->a);
        pc += 1;
    }
    DISPATCH();
}
TARGET(JUMP_IF_NONE) {
    bool is_none = R[pc->a] == vm->none;
    SAVE();
    if (pc->flags & KILL_A) {
        KILL(pc->a);
    }
    JUMP_IF_SENSE(is_none, 1, pc->bx);
}

/* --- loops */

TARGET(GET_ITER) {
    SAVE();
    BY_METHOD(R[pc->b], OPERATION_ITER)
    if (UNLIKELY(!op_get_iter(vm, frame, pc))) {
        goto error;
    }
    NEXT(1);
}

TARGET(FOR_ITER) {
    Object *it = R[pc->b];
    SAVE();
    QUICKEN(for_iter)
    if (is_exact(it, SHAPE_GENERATOR) && GENERATOR(it)->state < GEN_RUNNING) {
        generator = GENERATOR(it);
        value = none_ref(vm);
        goto resume;
    }
    BY_METHOD(it, OPERATION_NEXT)
    value = next_item(vm, it);
    if (UNLIKELY(!value)) {
        if (vm->error) {
            goto error;
        }
        goto loop_ends;
    }
    if (unpacks_next(pc, value) && LIKELY(!WATCHED())) {
        unsigned done = unpack_to_names(vm, R, pc + 2, tuple_items(value), TUPLE_LEN(value), false);
        decref(vm, value);
        NEXT(3 + done);
    }
    put(vm, R, pc->a, value);
    NEXT(2);
}
loop_ends : KILL(pc->b);
pc += pc[1].x;
DISPATCH();
TARGET(FOR_ITER_RANGE) {
    RangeIterator *it = (RangeIterator *)R[pc->b];
    if (UNLIKELY(!is_exact(OBJ(it), SHAPE_RANGE_ITERATOR))) {
        DEOPT(FOR_ITER);
    }
    SAVE();
    if (UNLIKELY(it->left <= 0)) {
        goto loop_ends;
    }
    int64_t v = it->next;
    if (UNLIKELY(!put_int(vm, &R[pc->a], NULL, v))) {
        goto error;
    }
    it->left--;
    it->next = (int64_t)((uint64_t)v + (uint64_t)it->step);
    NEXT(2);
}
#define FOR_ITER_INDEX(SHAPE, items, len)                                                          \
    IndexIterator *it = (IndexIterator *)R[pc->b];                                                 \
    if (UNLIKELY(!is_exact(OBJ(it), SHAPE))) {                                                     \
        DEOPT(FOR_ITER);                                                                           \
    }                                                                                              \
    SAVE();                                                                                        \
    Object *s = it->sequence;                                                                      \
    if (UNLIKELY(!s || (uint64_t)it->index >= len)) {                                              \
        clear_ref(vm, it->sequence);                                                               \
        goto loop_ends;                                                                            \
    }                                                                                              \
    Object *item = items[it->index++];                                                             \
    if (unpacks_next(pc, item) && LIKELY(!WATCHED())) {                                            \
        NEXT(3 + unpack_to_names(vm, R, pc + 2, tuple_items(item), TUPLE_LEN(item), false));       \
    }                                                                                              \
    put(vm, R, pc->a, new_ref(item));                                                              \
    NEXT(2);
TARGET(FOR_ITER_LIST) {
    FOR_ITER_INDEX(SHAPE_LIST_ITERATOR, LIST(s)->items, LIST_LEN(s));
}
TARGET(FOR_ITER_TUPLE) {
    FOR_ITER_INDEX(SHAPE_TUPLE_ITERATOR, tuple_items(s), TUPLE_LEN(s));
}
TARGET(FOR_ITER_STR) {
    IndexIterator *it = (IndexIterator *)R[pc->b];
    if (UNLIKELY(!is_exact(OBJ(it), SHAPE_STR_ITERATOR))) {
        DEOPT(FOR_ITER);
    }
    SAVE();
    Object *s = it->sequence;
    if (UNLIKELY(!s || (uint64_t)it->index >= STR_LEN(s))) {
        clear_ref(vm, it->sequence);
        goto loop_ends;
    }
    if (UNLIKELY(!put_char(vm, &R[pc->a], str_char(s, (size_t)it->index)))) {
        goto error;
    }
    it->index++;
    NEXT(2);
}
TARGET(FOR_ITER_BYTES) {
    IndexIterator *it = (IndexIterator *)R[pc->b];
    if (UNLIKELY(!is_exact(OBJ(it), SHAPE_BYTES_ITERATOR))) {
        DEOPT(FOR_ITER);
    }
    SAVE();
    Object *s = it->sequence;
    if (UNLIKELY(!s || (uint64_t)it->index >= BYTES(s)->len)) {
        clear_ref(vm, it->sequence);
        goto loop_ends;
    }
    value = make_int(vm, BYTES(s)->data[it->index]);
    if (UNLIKELY(!value)) {
        goto error;
    }
    it->index++;
    put(vm, R, pc->a, value);
    NEXT(2);
}
