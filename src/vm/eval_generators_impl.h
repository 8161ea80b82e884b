/* Part of eval_run (eval.c): the instructions for generators. */

TARGET(RETURN_GENERATOR) {
    SAVE();
    unsigned dst = frame->result, kind = frame->kind;
    Object *held = frame->held;
    value = generator_from_frame(vm, frame);
    if (UNLIKELY(!value)) {
        goto error;
    }
    if (kind == FRAME_ENTRY) {
        return value;
    }
    TO_CALLER();
    if (kind == FRAME_INIT) { /* an __init__ that is a generator: let CALL complain */
        raise(vm, EXC_TypeError, "__init__() should return None, not '%T'", value);
        decref(vm, value);
        decref(vm, held);
        goto error;
    }
    if (kind == FRAME_OPERATION) {
        operation = dst;
        goto operation_done;
    }
    if (kind == FRAME_CALLED_EX) {
        clear_ref(vm, R[pc->b + 2]);
        clear_ref(vm, R[pc->b + 3]);
    } else if (kind == FRAME_CALLED_OBJECT) {
        for (unsigned i = 0; i < 2u + pc->c; i++) {
            clear_ref(vm, R[pc->b + i]);
        }
    } else if (kind == FRAME_GETTER) {
        xdecref(vm, held);
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
    }
    put(vm, R, dst, value);
    NEXT(quick_words[pc->op]);
}
TARGET(YIELD) {
    SAVE();
    value = R[pc->b];
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
    } else {
        incref(value);
    }
    if (frame->code->flags & CO_ASYNC_GENERATOR && !yield_delegates(pc)) {
        value = async_generator_wrap(vm, value);
        if (UNLIKELY(!value)) {
            goto error;
        }
    }
    unsigned kind;
yield_value:
    kind = frame->kind;
    if (kind == FRAME_FED && LIKELY(!interp_is_hooked(interp) && frame->inherits)) {
        const Feed *feed = frame->feed;
        enum Taken taken = feed->take(vm, feed->ctx, value);
        if (LIKELY(taken == TAKE_DONE)) {
            if (pc[1].op == OP_CODE_CLEAR && pc[1].a == pc->a && !R[pc->a]) {
                NEXT(2); /* nobody wants what is sent */
            }
            put(vm, R, pc->a, none_ref(vm));
            NEXT(1);
        }
        if (UNLIKELY(taken == TAKE_FAILED)) {
            value = NULL;
        }
    }
    generator_suspend(vm, frame);
    if (kind != FRAME_RESUMED) {
        return value;
    }
    TO_CALLER();
    if (pc->op == OP_CODE_SEND && pc[2].op == OP_CODE_YIELD && pc[2].c == pc->b &&
        LIKELY(!WATCHED())) { /* it passes the value on */
        pc += 2;
        SAVE();
        goto yield_value;
    }
    put(vm, R, pc->a, value);
    NEXT(2);
}
SIMPLE(GET_YIELD_FROM_ITER, get_yield_from_iter, 1);
SIMPLE(GET_AWAITABLE, get_awaitable, 1);

TARGET(SEND) {
    Object *it = R[pc->b];
    SAVE();
    if ((is_exact(it, SHAPE_GENERATOR) || is_exact(it, SHAPE_COROUTINE)) &&
        (GENERATOR(it)->state == GEN_SUSPENDED ||
         (GENERATOR(it)->state == GEN_CREATED && R[pc->a] == vm->none))) {
        value = R[pc->a];
        R[pc->a] = NULL;
        generator = GENERATOR(it);
        goto resume;
    }
    switch (send_value(vm, R, pc, &value)) {
    case GEN_NEXT:
        put(vm, R, pc->a, value);
        NEXT(2);
    case GEN_RETURN:
        goto send_finished;
    default:
        goto error;
    }
}
resume : callee = generator_resume(vm, generator, value);
if (UNLIKELY(!callee)) {
    goto error;
}
callee->kind = FRAME_RESUMED;
if (callee->pc[-1].op == OP_CODE_YIELD && yield_delegates(callee->pc - 1) && !WATCHED()) {
    callee = generator_resume_delegates(vm, callee);
}
goto enter;
send_finished : put(vm, R, pc->a, value);
KILL(pc->b);
pc += pc[1].x;
DISPATCH();
SIMPLE(GET_AITER, get_aiter, 1);
SIMPLE(GET_ANEXT, get_anext, 1);

TARGET(END_ASYNC_FOR) {
    SAVE();
    if (!op_end_async_for(vm, frame, pc)) {
        goto unwind;
    }
    NEXT(1);
}
