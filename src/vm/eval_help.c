#include "vm/eval_help.h"

#include "object/slot_functions.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/list.h"
#include "types/range.h"
#include "vm/numbers.h"
#include "vm/ops.h"

void die(VM *vm, Object *o) {
    if (o->count == 0 && o->meta == INT_META) {
        unshare_int(vm, o);
        heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Int));
    } else if (o->count == 0 && o->meta == FLOAT_META) {
        heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Float));
    } else if (o->count == 0 && str_is_plain(o)) {
        str_free_plain(vm, o);
    } else {
        object_release(vm, o);
    }
}

bool put_char(VM *vm, Object **slot, uint32_t c) {
    Object *old = *slot, *v;
    if (c < 256 && !vm->chars[c] && old && old->count == 1 && str_is_plain(old) &&
        STR_LEN(old) == 1 && vm->chars[STR(old)->data[0]] == old) {
        vm->chars[STR(old)->data[0]] = NULL;
        vm->chars[c] = old;
        old->meta = META(SHAPE_STR) | (c < 0x80 ? FLAG_ASCII : 0);
        STR(old)->hash = 0;
        STR(old)->data[0] = (uint8_t)c;
        return true;
    }
    v = str_from_char(vm, c);
    if (UNLIKELY(!v)) {
        return false;
    }
    *slot = v;
    if (old) {
        drop(vm, old);
    }
    return true;
}

void die_leaving(VM *vm, Frame *frame, Object *o) {
    frame->leaving = true;
    die(vm, o);
    frame->leaving = false;
}

const ExceptionEntry *find_handler(const Code *code, uint32_t pc) {
    for (uint32_t i = 0; i < code->handler_len; i++) {
        const ExceptionEntry *e = &code->handlers[i];
        if (e->start <= pc && pc < e->end) {
            return e;
        }
    }
    return NULL;
}

enum GenResult send_value(VM *vm, Object **R, const Instr *pc, Object **result) {
    Object *it = R[pc->b], *value = R[pc->a];
    enum GenResult how;
    if (is_exact(it, SHAPE_GENERATOR) || is_exact(it, SHAPE_COROUTINE)) {
        how = generator_send(vm, it, value, result);
    } else {
        UnaryFn next = type_of(vm, it)->slots.iternext;
        *result = value == vm->none && object_is_iterator(vm, it)
                      ? next(vm, it)
                      : call_method1(vm, it, ID(vm, send), value);
        how = GEN_NEXT;
        if (!*result) {
            how = GEN_ERROR;
            if (!vm->error) {
                *result = none_ref(vm);
                how = GEN_RETURN;
            } else if (error_matches(vm, EXC_StopIteration)) {
                Object *v = ((StopIteration *)vm->error)->value;
                *result = new_ref(v ? v : vm->none);
                error_clear(vm);
                how = GEN_RETURN;
            }
        }
    }
    clear_ref(vm, R[pc->a]);
    return how;
}

void unpack_method(VM *vm, Object **window) {
    Method *m = (Method *)window[0];
    window[0] = new_ref(m->func);
    window[1] = new_ref(m->self);
    decref(vm, m);
}

Frame *push_call_ex(VM *vm, Object **window) {
    Object *args = window[2], *kwargs = window[3];
    const Frame *caller = vm->interp->frame;
    Object **regs = caller->generator ? caller->top : window + 4;
    size_t n = TUPLE_LEN(args);
    if (!stack_reserve(vm, regs, n)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        regs[i] = new_ref(TUPLE_ITEM(args, i));
    }
    Object *function = window[0];
    window[0] = NULL;
    return kwargs && DICT_LEN(kwargs) ? frame_push_keywords(vm, function, regs, n, kwargs)
                                      : frame_push_function(vm, function, regs, n, NULL);
}

Frame *push_init(VM *vm, Object **window, size_t nargs, Object *kwnames, Object *init) {
    Type *cls = (Type *)window[0];
    Object *self = cls->slots.new == TYPE(vm, OBJECT)->slots.new
                       ? type_generic_new(vm, cls, NULL, 0, NULL)
                       : cls->slots.new(vm, cls, window + 2, nargs, kwnames);
    if (!self) {
        return NULL;
    }
    window[1] = new_ref(self);
    size_t n = nargs + 1 + (kwnames ? TUPLE_LEN(kwnames) : 0);
    Object **args = arguments_place(vm, vm->interp->frame, window + 1, n);
    const Code *code = CODE(((Function *)init)->code);
    Frame *f;
    if (args && !kwnames && code_takes_exactly(code, n) && frame_fits(vm, code, args)) {
        incref(init);
        f = frame_start(vm, (Function *)init, args, FRAME_INIT, 0);
    } else {
        f = args ? frame_push_function(vm, new_ref(init), args, nargs + 1, kwnames) : NULL;
    }
    if (UNLIKELY(!f)) {
        decref(vm, self);
        return NULL;
    }
    f->kind = FRAME_INIT;
    f->held = self;
    return f;
}

Frame *push_call_object(VM *vm, Object **window, size_t nargs, Object *kwnames) {
    Type *t = type_of(vm, window[0]);
    Object *method = t->slots.call == slot_call ? type_lookup(vm, t, ID(vm, __call__)) : NULL;
    if (!method || !is_exact(method, SHAPE_FUNCTION)) {
        return NULL;
    }
    size_t n = nargs + (kwnames ? TUPLE_LEN(kwnames) : 0);
    Object **args = interp_top(vm->interp);
    if (!stack_reserve(vm, args, n + 1)) {
        return NULL;
    }
    args[0] = new_ref(window[0]);
    for (size_t i = 0; i < n; i++) {
        args[i + 1] = new_ref(window[i + 2]);
    }
    Frame *f = frame_push_function(vm, new_ref(method), args, nargs + 1, kwnames);
    if (f) {
        f->kind = FRAME_CALLED_OBJECT;
    }
    return f;
}

Frame *push_getter(VM *vm, Frame *frame, const Instr *pc, Object *getter) {
    Object **top = frame_top(frame), *o = frame->regs[pc->b];
    const Code *code = CODE(((Function *)getter)->code);
    Frame *f;
    if (code_takes_exactly(code, 1) && frame_fits(vm, code, top)) {
        top[0] = new_ref(o);
        incref(getter);
        f = frame_start(vm, (Function *)getter, top, FRAME_GETTER, pc->a);
    } else {
        if (!stack_reserve(vm, top, 1)) {
            return NULL;
        }
        top[0] = new_ref(o);
        f = frame_push_function(vm, new_ref(getter), top, 1, NULL);
    }
    if (f) {
        f->kind = FRAME_GETTER;
        f->result = pc->a;
        f->held = pc->flags & KILL_B ? NULL : new_ref(o);
    }
    return f;
}

Object *simple_item(VM *vm, Object *o, int64_t i) {
    int64_t len;
    switch (shape_of(o)) {
    case SHAPE_TUPLE:
        len = (int64_t)TUPLE_LEN(o);
        break;
    case SHAPE_STR:
        len = STR_LEN(o);
        break;
    case SHAPE_BYTES:
        len = BYTES(o)->len;
        break;
    case SHAPE_BYTEARRAY:
        len = (int64_t)BYTEARRAY(o)->len;
        break;
    default:
        return NULL;
    }
    i += i < 0 ? len : 0;
    if (i < 0 || i >= len) {
        return NULL;
    }
    switch (shape_of(o)) {
    case SHAPE_TUPLE:
        return new_ref(TUPLE_ITEM(o, i));
    case SHAPE_STR:
        return str_from_char(vm, str_char(o, (size_t)i));
    default:
        return make_int(vm, is_exact(o, SHAPE_BYTES) ? BYTES(o)->data[i] : BYTEARRAY(o)->data[i]);
    }
}

Object *call_builtin_type(VM *vm, Type *t, Object *const *args, size_t nargs) {
    const Type *object = TYPE(vm, OBJECT);
    if (UNLIKELY(!recursion_enter(vm, " while calling a Python object"))) {
        return NULL;
    }
    Object *o = t->slots.new(vm, t, args, nargs, NULL);
    if (t->slots.init != object->slots.init || t->slots.new == object->slots.new ||
        (o && type_of(vm, o) != t)) { /* else object.__init__ has nothing to do */
        o = type_call_init(vm, t, o, args, nargs, NULL);
    }
    recursion_leave(vm);
    return o;
}

static void watch_instruction(VM *vm, Frame *frame, const Instr *pc, uint32_t at) {
    Interp *interp = vm->interp;
    if (at == 0) {
        frame->hook_pc = UINT32_MAX;
        frame->hook_line = -1;
        if (interp->call_hook) {
            interp->call_hook(vm, frame, true, interp->hook_ctx);
        }
    }
    if (interp->line_hook) {
        int line = code_location(frame->code, at).line; /* 0: none of its own */
        bool back = frame->hook_pc != UINT32_MAX && at <= frame->hook_pc;
        if (line > 0 && (line != frame->hook_line || (back && code_starts_line(frame->code, at)))) {
            frame->hook_line = line;
            interp->line_hook(vm, frame, line, interp->hook_ctx);
        }
        frame->hook_pc = at;
    }
    if (interp->call_hook && (pc->op == OP_CODE_RETURN || pc->op == OP_CODE_RETURN_NONE)) {
        interp->call_hook(vm, frame, false, interp->hook_ctx);
    }
}

enum HookResult call_hooks(VM *vm, Frame *frame, Instr *pc) {
    Interp *interp = vm->interp;
    frame->pc = pc;
    if (interp->line_hook || interp->call_hook) {
        watch_instruction(vm, frame, pc, (uint32_t)(pc - frame->code->instrs));
        if (vm->error) {
            return HOOK_ERROR;
        }
    }
    return interp_is_traced(interp) ? trace_instruction(vm, frame, pc) : HOOK_GO;
}

void leave_hook(VM *vm, Frame *frame) {
    if (vm->interp->call_hook) {
        vm->interp->call_hook(vm, frame, false, vm->interp->hook_ctx);
    }
    if (UNLIKELY(interp_is_traced(vm->interp)) && vm->error) {
        trace_unwind(vm, frame);
    }
}

bool is_simple_slice(VM *vm, Object **R, const Instr *pc) {
    const Instr *next = pc + 1;
    const Object *o;
    if (next->op == OP_CODE_LOAD_SUBSCR && next->c == pc->a && next->flags & KILL_C) {
        o = next->b == pc->a ? NULL : R[next->b];
    } else if (next->op == OP_CODE_STORE_SUBSCR && next->b == pc->a && next->flags & KILL_B) {
        o = next->a == pc->a || next->c == pc->a ? NULL : R[next->a];
    } else {
        return false;
    }
    if (!o || !vm->interp->specialise ||
        !(is_exact(o, SHAPE_LIST) ||
          (next->op == OP_CODE_LOAD_SUBSCR &&
           (is_exact(o, SHAPE_STR) || is_exact(o, SHAPE_TUPLE) || is_exact(o, SHAPE_BYTES))))) {
        return false;
    }
    for (unsigned i = 0; i < pc->c; i++) {
        const Object *bound = R[pc->b + i];
        if (bound != vm->none && bound->meta != INT_META) {
            return false;
        }
    }
    return true;
}

static size_t slice_bound(VM *vm, const Object *bound, size_t len, size_t otherwise) {
    if (bound == vm->none) {
        return otherwise;
    }
    int64_t i = INT_VALUE(bound);
    if (i < 0) {
        i += (int64_t)len;
    }
    return i < 0 ? 0 : (size_t)i > len ? len : (size_t)i;
}

/* o[start:stop] */
static Object *plain_slice(VM *vm, Object *o, Object **bounds) {
    size_t len = is_exact(o, SHAPE_LIST)    ? LIST_LEN(o)
                 : is_exact(o, SHAPE_TUPLE) ? TUPLE_LEN(o)
                 : is_exact(o, SHAPE_BYTES) ? BYTES(o)->len
                                            : STR_LEN(o);
    size_t start = slice_bound(vm, bounds[0], len, 0);
    size_t end = slice_bound(vm, bounds[1], len, len);
    if (end < start) {
        end = start;
    }
    if (is_exact(o, SHAPE_BYTES)) {
        return end - start == len ? new_ref(o)
                                  : bytes_from(vm, BYTES(o)->data + start, end - start);
    }
    return is_exact(o, SHAPE_LIST)    ? list_slice(vm, o, start, end)
           : is_exact(o, SHAPE_TUPLE) ? tuple_slice(vm, o, start, end)
                                      : str_substring(vm, o, start, end);
}

bool do_slice(VM *vm, Object **R, const Instr *pc) {
    const Instr *next = pc + 1;
    bool load = next->op == OP_CODE_LOAD_SUBSCR, ok;
    unsigned flags = next->flags, container = load ? next->b : next->a;
    Object **bounds = R + pc->b, *o = R[container], *v = NULL;
    Slice slice = {.head = {.count = 1, .meta = META(SHAPE_SLICE)},
                   .start = bounds[0],
                   .stop = bounds[1],
                   .step = pc->c == 3 ? bounds[2] : vm->none};
    if (load && pc->c == 2) {
        v = plain_slice(vm, o, bounds);
        ok = v != NULL;
    } else if (load) {
        v = type_of(vm, o)->slots.mp_subscript(vm, o, OBJ(&slice));
        ok = v != NULL;
    } else {
        ok = type_of(vm, o)->slots.mp_ass_subscript(vm, o, OBJ(&slice), R[next->c]) == 0;
        if (flags & KILL_C) {
            kill_register(vm, R, next->c);
        }
    }
    for (unsigned i = 0; i < pc->c; i++) {
        Object *bound = bounds[i];
        bounds[i] = NULL;
        drop(vm, bound);
    }
    if (flags & (load ? KILL_B : KILL_A)) {
        kill_register(vm, R, container);
    }
    if (v) {
        put(vm, R, next->a, v);
    }
    return ok;
}
