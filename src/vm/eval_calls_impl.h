/* Part of eval_run (eval.c): the instructions for calls. */

TARGET(CALL) {
    Object **window = R + pc->b;
    SAVE();
    if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
        unpack_method(vm, window);
    }
    QUICKEN(call)
    size_t self = window[1] != NULL;
    Object *callable = window[0];
    if (is_exact(callable, SHAPE_FUNCTION)) {
        Object **args = arguments_place(vm, frame, window + 2 - self, pc->c + self);
        if (UNLIKELY(!args)) {
            goto error;
        }
        window[0] = NULL;
        callee = frame_push_function(vm, callable, args, pc->c + self, NULL);
        if (UNLIKELY(!callee)) {
            goto error;
        }
        callee->kind = FRAME_CALLED;
        callee->result = pc->a;
        goto enter;
    }
    if (is_type(vm, callable) && !self) {
        if (callable == OBJ(TYPE(vm, TYPE)) && pc->c == 1) {
            value = new_ref(OBJ(type_of(vm, window[2])));
            KILL(pc->b);
            KILL(pc->b + 2);
            put(vm, R, pc->a, value);
            NEXT(2);
        }
        if (callable == OBJ(TYPE(vm, SUPER)) && pc->c == 0) {
            value = super_here(vm);
            KILL(pc->b);
            if (UNLIKELY(!value)) {
                goto error;
            }
            put(vm, R, pc->a, value);
            NEXT(2);
        }
        Object *init = class_python_init(vm, (Type *)callable);
        if (init) {
            callee = push_init(vm, window, pc->c, NULL, init);
            if (UNLIKELY(!callee)) {
                goto error;
            }
            callee->result = pc->a;
            goto enter;
        }
    }
    if (!self && has_python_methods(vm, callable)) {
        callee = push_call_object(vm, window, pc->c, NULL);
        if (callee) {
            callee->result = pc->a;
            goto enter;
        }
        if (UNLIKELY(vm->error != NULL)) {
            goto error;
        }
    }
    if (UNLIKELY(!op_call(vm, frame, pc))) {
        goto error;
    }
    NEXT(2);
}
TARGET(CALL_PYTHON) {
    Object **window = R + pc->b;
    Function *fn = (Function *)window[0];
    if (UNLIKELY(!is_exact(OBJ(fn), SHAPE_FUNCTION) || CODE(fn->code)->version != pc[1].y)) {
        DEOPT(CALL);
    }
    const Code *code = CODE(fn->code);
    size_t self = window[1] != NULL;
    Object **args = window + 2 - self, **regs = frame->generator ? frame->top : args;
    if (UNLIKELY(code->arg_count != pc->c + self || !frame_fits(vm, code, regs))) {
        DEOPT(CALL);
    }
    SAVE();
    window[0] = NULL;
    if (regs != args) {
        move_refs(regs, args, code->arg_count);
    }
    frame = frame_start(vm, fn, regs, FRAME_CALLED, pc->a);
    R = regs;
    pc = code->instrs;
    if (UNLIKELY(vm->pending)) {
        goto pending;
    }
    DISPATCH();
}
TARGET(CALL_BUILTIN) {
    Object **window = R + pc->b;
    Object *callable = window[0];
    if (UNLIKELY(!is_exact(callable, SHAPE_BUILTIN))) {
        DEOPT(CALL);
    }
    SAVE();
    const MethodDef *def = ((Builtin *)callable)->def;
    Object *self = ((Builtin *)callable)->self, *v;
    if (LIKELY(!window[1]) && def->kind == METH_O && pc->c == 1) {
        v = def->fn.o(vm, self, window[2]);
    } else if (LIKELY(!window[1]) && def->kind == METH_FAST) {
        v = def->fn.fast(vm, self, window + 2, pc->c);
    } else {
        size_t bound = window[1] != NULL;
        v = method_def_call_as(vm, def, callable, self, window + 2 - bound, pc->c + bound, NULL);
    }
    drop_window(vm, window, pc->c);
    CALLED(v);
}
TARGET(CALL_DESCR) {
    Object **window = R + pc->b;
    MethodDescr *callable = (MethodDescr *)window[0];
    Object *self = window[1];
    if (UNLIKELY(!is_exact(OBJ(callable), SHAPE_METHOD_DESCRIPTOR) || !self ||
                 (type_of(vm, self) != callable->type &&
                  !type_is_subtype(type_of(vm, self), callable->type)))) {
        DEOPT(CALL);
    }
    SAVE();
    size_t n = pc->c;
    const MethodDef *def = callable->def;
    Object *v;
    switch (def->kind | (int)(n << 8)) {
    case METH_NOARGS:
        v = def->fn.noargs(vm, self);
        break;
    case METH_O | 1 << 8:
        v = def->fn.o(vm, self, window[2]);
        break;
    default:
        v = LIKELY(def->kind == METH_FAST)
                ? def->fn.fast(vm, self, window + 2, n)
                : method_def_call_as(vm, def, OBJ(callable), self, window + 2, n, NULL);
    }
    drop_window(vm, window, n);
    CALLED(v);
}
TARGET(CALL_LIST_APPEND) {
    Object **window = R + pc->b;
    Object *list = window[1];
    if (UNLIKELY(window[0] != (Object *)(uintptr_t)pc[1].word || !list ||
                 !is_exact(list, SHAPE_LIST))) {
        DEOPT(CALL);
    }
    SAVE();
    Object *item = window[2], *v = NULL;
    window[2] = NULL;
    if (LIKELY(LIST_LEN(list) < LIST(list)->cap)) {
        LIST_ITEM(list, LIST(list)->len++) = item;
        v = none_ref(vm);
    } else if (LIKELY(list_append_steal(vm, list, item) == 0)) {
        v = none_ref(vm);
    }
    drop_window(vm, window, 0);
    CALLED(v);
}
TARGET(CALL_TYPE) {
    Object **window = R + pc->b;
    if (UNLIKELY(window[0] != (Object *)(uintptr_t)pc[1].word || window[1])) {
        DEOPT(CALL);
    }
    SAVE();
    Object *v = call_builtin_type(vm, (Type *)window[0], window + 2, pc->c);
    drop_window(vm, window, pc->c);
    CALLED(v);
}
TARGET(CALL_CLASS) {
    Object **window = R + pc->b;
    Type *cls = (Type *)window[0];
    if (UNLIKELY(!is_type(vm, OBJ(cls)) || window[1] || cls->version != pc[1].y)) {
        DEOPT(CALL);
    }
    SAVE();
    callee = push_init(vm, window, pc->c, NULL, type_lookup(vm, cls, ID(vm, __init__)));
    if (UNLIKELY(!callee)) {
        goto error;
    }
    callee->result = pc->a;
    goto enter;
}
TARGET(CALL_KW) {
    Object **window = R + pc->b;
    SAVE();
    if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
        unpack_method(vm, window);
    }
    size_t self = window[1] != NULL;
    Object *callable = window[0], *kwnames = FRAME_CONST(frame, pc[1].x);
    size_t n = pc->c - TUPLE_LEN(kwnames);
    if (is_exact(callable, SHAPE_FUNCTION)) {
        Object **args = arguments_place(vm, frame, window + 2 - self, pc->c + self);
        if (UNLIKELY(!args)) {
            goto error;
        }
        window[0] = NULL;
        callee = frame_push_function(vm, callable, args, n + self, kwnames);
        if (UNLIKELY(!callee)) {
            goto error;
        }
        callee->kind = FRAME_CALLED;
        callee->result = pc->a;
        goto enter;
    }
    if (is_type(vm, callable) && !self) {
        Object *init = class_python_init(vm, (Type *)callable);
        if (init) {
            callee = push_init(vm, window, n, kwnames, init);
            if (UNLIKELY(!callee)) {
                goto error;
            }
            callee->result = pc->a;
            goto enter;
        }
    }
    if (!self && has_python_methods(vm, callable)) {
        callee = push_call_object(vm, window, n, kwnames);
        if (callee) {
            callee->result = pc->a;
            goto enter;
        }
        if (UNLIKELY(vm->error != NULL)) {
            goto error;
        }
    }
    if (UNLIKELY(!op_call_kw(vm, frame, pc))) {
        goto error;
    }
    NEXT(2);
}
TARGET(CALL_EX) {
    Object **window = R + pc->b;
    SAVE();
    if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
        unpack_method(vm, window);
    }
    if (UNLIKELY(!op_call_ex_prepare(vm, frame, pc))) {
        goto error;
    }
    if (is_exact(window[0], SHAPE_FUNCTION)) {
        callee = push_call_ex(vm, window);
        if (UNLIKELY(!callee)) {
            goto error;
        }
        callee->kind = FRAME_CALLED_EX;
        callee->result = pc->a;
        goto enter;
    }
    if (UNLIKELY(!op_call_ex(vm, frame, pc))) {
        goto error;
    }
    NEXT(1);
}
TARGET(RETURN) {
    value = R[pc->a];
    R[pc->a] = NULL;
    SAVE();
    goto leave;
}
TARGET(RETURN_NONE) {
    value = none_ref(vm);
    SAVE();
    goto leave;
}
leave : /* the frame returns value */
{
    unsigned kind = frame->kind, dst = frame->result;
    if (UNLIKELY(frame->generator != NULL)) {
        goto leave_generator;
    }
    Object *held = frame->held, *function = frame->function;
    frame->held = NULL;
    if (LIKELY(!frame->object && !frame->locals && function)) { /* else it owns its globals */
        Code *code = frame->code;
        unsigned n = code->nlocals;
        for (unsigned i = 0; i < n; i++) {
            Object *o = R[i];
            if (o) {
                R[i] = NULL;
                if (count_ends(o)) {
                    die_leaving(vm, frame, o);
                }
            }
        }
        if (UNLIKELY(frame->object != NULL)) {
            frame_pop(vm, frame);
        } else {
            vm->recursion_depth--;
            interp->frame = frame->prev;
            decref(vm, function);
            decref(vm, code);
        }
    } else {
        frame_pop(vm, frame);
    }
    if (kind == FRAME_ENTRY) {
        return value;
    }
    TO_CALLER();
    switch (kind) {
    case FRAME_CALLED:
        if (is_discarded(pc) && LIKELY(!WATCHED())) {
            drop(vm, value);
            NEXT(3);
        }
        put(vm, R, dst, value);
        NEXT(2);
    case FRAME_OPERATION:
        operation = dst;
        goto operation_done;
    case FRAME_CALLED_OBJECT:
        for (unsigned i = 0; i < 2u + pc->c; i++) {
            clear_ref(vm, R[pc->b + i]);
        }
        put(vm, R, dst, value);
        NEXT(2);
    case FRAME_INIT:
        if (UNLIKELY(value != vm->none)) {
            raise(vm, EXC_TypeError, "__init__() should return None, not '%T'", value);
            decref(vm, value);
            decref(vm, held);
            goto error;
        }
        value->count--;
        clear_ref(vm, R[pc->b]);
        put(vm, R, dst, held);
        NEXT(2);
    case FRAME_GETTER:
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        } else {
            decref(vm, held);
        }
        put(vm, R, dst, value);
        NEXT(3);
    default: /* FRAME_CALLED_EX */
        clear_ref(vm, R[pc->b + 2]);
        clear_ref(vm, R[pc->b + 3]);
        put(vm, R, dst, value);
        NEXT(1);
    }
}
leave_generator : if (frame->kind >= FRAME_ENTRY) {
    generator_end(vm, frame, false);
    return value;
}
generator_end(vm, frame, false);
TO_CALLER();
if (UNLIKELY(interp_is_traced(interp)) && !trace_stop_iteration(vm, frame, value)) {
    decref(vm, value);
    goto error;
}
if (pc->op != OP_CODE_SEND) {
    decref(vm, value);
    goto loop_ends;
}
goto send_finished;
operation_done : /* its method has returned value to this frame */
                 value = finish_operation(vm, frame, operation, value);
if (UNLIKELY(!value)) {
    goto error;
}
switch (operation &OPERATION_KIND) {
case OPERATION_SET_ITEM:
    decref(vm, value);
    NEXT(2);
case OPERATION_ITER:
    put(vm, R, pc->a, value);
    NEXT(1);
case OPERATION_ENTER:
    put(vm, R, pc->a + 1u, value);
    NEXT(1);
case OPERATION_IN:
case OPERATION_JUMP_IN:
case OPERATION_JUMP_COMPARE:
case OPERATION_TRUTH: {
    int truth = truth_of(vm, value);
    drop(vm, value);
    if (UNLIKELY(truth < 0)) {
        goto error;
    }
    if (operation == OPERATION_IN) {
        put(vm, R, pc->a, bool_ref(vm, truth == ((pc->flags & SENSE) != 0)));
        NEXT(1);
    }
    if (operation == OPERATION_TRUTH) {
        JUMP_IF_SENSE(truth, 1, pc->bx);
    }
    JUMP_X_IF(truth);
}
default:
    put(vm, R, pc->a, value);
    NEXT(2);
}
