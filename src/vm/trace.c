/* Telling trace and profile functions what happens. */
#include "vm/trace.h"

#include "object/types.h"
#include "types/descr.h"
#include "vm/generator.h"
#include "vm/ops.h"
#include "vm/quicken.h"

#define NO_INSTRUCTION UINT32_MAX

/* ---- switching ---- */

void trace_unpatch(VM *vm) {
    Interp *interp = vm->interp;
    if (interp->patched) {
        interp->patched->op = interp->patched_op;
        interp->patched = NULL;
    }
}

static void hooks_changed(VM *vm) {
    Interp *interp = vm->interp;
    Frame *frame = interp->frame;
    trace_unpatch(vm);
    if (!interp->trace && !interp->profile) {
        __atomic_and_fetch(&vm->pending, ~(uint32_t)PENDING_TRACE, __ATOMIC_RELAXED);
        return;
    }
    __atomic_or_fetch(&vm->pending, (uint32_t)PENDING_TRACE, __ATOMIC_RELAXED);
    for (Frame *f = frame; f; f = f->prev) { /* they are not new, and somewhere */
        f->hook_pc = (uint32_t)(f->pc - f->code->instrs);
    }
    if (frame) {
        Instr *next = frame->pc + quick_words[frame->pc->op];
        if (next < frame->code->instrs + frame->code->instr_len) {
            interp->patched = next;
            interp->patched_op = next->op;
            next->op = OP_CODE_TRACE_SWITCH;
        }
    }
}

static void set_hook(VM *vm, Object **place, Object *function) {
    Object *old = *place;
    *place = function && function != vm->none ? new_ref(function) : NULL;
    hooks_changed(vm);
    xdecref(vm, old);
}

void trace_set(VM *vm, Object *function) {
    set_hook(vm, &vm->interp->trace, function);
}

void trace_set_profile(VM *vm, Object *function) {
    set_hook(vm, &vm->interp->profile, function);
}

/* ---- telling ---- */

/* function(frame, event, arg); arg may be NULL for None. */
static Object *tell(VM *vm, Frame *frame, Object *function, const char *event, Object *arg) {
    Interp *interp = vm->interp;
    FrameObject *o = frame_object(vm, frame);
    Object *name = o ? str_intern_cstr(vm, event) : NULL;
    Object *result = NULL;
    if (name) {
        interp->tracing++;
        incref(function);
        result = call3(vm, function, OBJ(o), name, arg ? arg : vm->none);
        decref(vm, function);
        interp->tracing--;
    }
    xdecref(vm, name);
    xdecref(vm, o);
    return result;
}

static bool tell_profile(VM *vm, Frame *frame, const char *event, Object *arg) {
    if (!vm->interp->profile || vm->interp->tracing) {
        return true;
    }
    Object *result = tell(vm, frame, vm->interp->profile, event, arg);
    if (!result) {
        trace_set_profile(vm, NULL);
        return false;
    }
    decref(vm, result);
    return true;
}

/* To function, whose result becomes the frame's trace function. */
static bool tell_trace(VM *vm, Frame *frame, Object *function, const char *event, Object *arg) {
    Object *result = tell(vm, frame, function, event, arg);
    FrameObject *o = frame->object;
    if (!result) {
        trace_set(vm, NULL);
        if (o) {
            clear_ref(vm, o->trace);
        }
        return false;
    }
    if (result != vm->none && o) {
        set_ref(vm, o->trace, result);
    } else {
        decref(vm, result);
    }
    return true;
}

static Object *local_trace(VM *vm, const Frame *frame) {
    const Interp *interp = vm->interp;
    return interp->trace && !interp->tracing && frame->object ? frame->object->trace : NULL;
}

static bool tell_local(VM *vm, Frame *frame, const char *event, Object *arg) {
    Object *function = local_trace(vm, frame);
    return !function || tell_trace(vm, frame, function, event, arg);
}

/* ---- instructions ---- */

static bool is_fresh(const Frame *frame, uint32_t at) {
    return frame->generator ? frame->hook_pc == NO_INSTRUCTION : at == 0 && !frame->object;
}

/* The call of a function that will only make a generator tells nothing. */
static bool makes_generator(const Frame *frame) {
    return !frame->generator &&
           frame->code->flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR);
}

static bool tell_call(VM *vm, Frame *frame, bool first) {
    FrameObject *o = frame_object(vm, frame);
    if (!o) {
        return false;
    }
    bool ok = true;
    o->line_now = first ? frame->code->first_line : 0;
    if (vm->interp->trace && !vm->interp->tracing) {
        ok = tell_trace(vm, frame, vm->interp->trace, "call", NULL);
    }
    ok = ok && tell_profile(vm, frame, "call", NULL);
    o->line_now = 0;
    decref(vm, o);
    return ok;
}

/* A new frame, or a generator going on: `at` is the next instruction. */
static bool enter(VM *vm, Frame *frame, uint32_t at) {
    bool first = !frame->generator || frame->code->instrs[at - 1].op == OP_CODE_RETURN_GENERATOR;
    frame->hook_pc = first ? NO_INSTRUCTION - 1 : at - 1;
    if (!first) {
        frame->pc = frame->code->instrs + at - 1;
    }
    bool ok = tell_call(vm, frame, first);
    frame->pc = frame->code->instrs + at;
    return ok;
}

static bool tell_line(VM *vm, Frame *frame, uint32_t at) {
    uint32_t before = frame->hook_pc;
    const FrameObject *o = frame->object;
    int line = code_location(frame->code, at).line; /* 0: none of its own */
    if (line > 0) {
        frame->hook_pc = at;
    }
    if (!local_trace(vm, frame)) {
        return true;
    }
    if (o->trace_lines && line > 0) {
        bool known = before < frame->code->instr_len;
        int last = known ? code_line(frame->code, before) : -1;
        bool back = known && at < before && frame->code->instrs[at].op != OP_CODE_SEND;
        if ((line != last || back) && !tell_local(vm, frame, "line", NULL)) {
            return false;
        }
    }
    o = frame->object;
    return !o || !o->trace_opcodes || tell_local(vm, frame, "opcode", NULL);
}

/* A return without a line of its own is on the line that ran last. */
static int32_t last_line(const Frame *frame, uint32_t at) {
    if (frame->hook_pc >= frame->code->instr_len || code_location(frame->code, at).line > 0) {
        return 0;
    }
    return code_line(frame->code, frame->hook_pc);
}

static enum HookResult tell_return(VM *vm, Frame *frame, uint32_t at, Object *value) {
    int32_t line = last_line(frame, at);
    FrameObject *o = line ? frame_object(vm, frame) : NULL;
    if (line && !o) {
        return HOOK_ERROR;
    }
    if (o) {
        o->line_now = line;
    }
    incref(value);
    bool ok = tell_local(vm, frame, "return", value) && tell_profile(vm, frame, "return", value);
    decref(vm, value);
    if (o) {
        o->line_now = 0;
        decref(vm, o);
    }
    return ok ? HOOK_GO : HOOK_ERROR;
}

/* ---- calls of C functions ---- */

/* What the profile function is given as the function: a new reference; NULL without an error: none
 * that it is told of. */
static Object *c_function(VM *vm, Object **window, const Instr *pc, unsigned op) {
    if (is_exact(window[0], SHAPE_BUILTIN)) {
        return new_ref(window[0]);
    }
    const MethodDescr *method = (MethodDescr *)window[0];
    Object *self = window[1];
    if (!is_exact(window[0], SHAPE_METHOD_DESCRIPTOR)) {
        return NULL;
    }
    if (!self && op == OP_CODE_CALL && pc->c > 0 &&
        type_is_subtype(type_of(vm, window[2]), method->type)) {
        self = window[2];
    }
    return self ? builtin_new(vm, method->def, self, NULL) : NULL;
}

static bool do_call(VM *vm, Frame *frame, Instr *pc, unsigned op) {
    if (op == OP_CODE_CALL) {
        return op_call(vm, frame, pc);
    }
    return op == OP_CODE_CALL_KW ? op_call_kw(vm, frame, pc)
                                 : op_call_ex_prepare(vm, frame, pc) && op_call_ex(vm, frame, pc);
}

static enum HookResult profile_call(VM *vm, Frame *frame, Instr *pc, unsigned op) {
    Object *function = c_function(vm, frame->regs + pc->b, pc, op);
    enum HookResult result = HOOK_ERROR;
    if (!function) {
        return vm->error ? HOOK_ERROR : HOOK_GO;
    }
    if (!tell_profile(vm, frame, "c_call", function)) {
        goto done;
    }
    if (do_call(vm, frame, pc, op)) {
        result = tell_profile(vm, frame, "c_return", function) ? HOOK_DONE : HOOK_ERROR;
    } else {
        Object *error = error_fetch(vm);
        if (tell_profile(vm, frame, "c_exception", function)) {
            error_restore(vm, error);
        } else {
            decref(vm, error);
        }
    }
done:
    decref(vm, function);
    return result;
}

enum HookResult trace_instruction(VM *vm, Frame *frame, Instr *pc) {
    uint32_t at = (uint32_t)(pc - frame->code->instrs);
    unsigned op = general_op(pc->op);
    if (makes_generator(frame)) {
        return HOOK_GO;
    }
    if (is_fresh(frame, at) && !enter(vm, frame, at)) {
        return HOOK_ERROR;
    }
    if (!vm->interp->line_hook && !tell_line(vm, frame, at)) {
        return HOOK_ERROR;
    }
    switch (op) {
    case OP_CODE_RETURN:
        return tell_return(vm, frame, at, frame->regs[pc->a]);
    case OP_CODE_RETURN_NONE:
        return tell_return(vm, frame, at, vm->none);
    case OP_CODE_YIELD:
        return tell_return(vm, frame, at, frame->regs[pc->b]);
    case OP_CODE_CALL:
    case OP_CODE_CALL_KW:
    case OP_CODE_CALL_EX:
        return vm->interp->profile && !vm->interp->tracing ? profile_call(vm, frame, pc, op)
                                                           : HOOK_GO;
    default:
        return HOOK_GO;
    }
}

/* ---- exceptions ---- */

void trace_exception(VM *vm, Frame *frame) {
    Object *error = error_fetch(vm), *arg = NULL;
    bool ok = true;
    if (frame->generator && frame->hook_pc == NO_INSTRUCTION) { /* thrown in */
        frame->hook_pc = (uint32_t)(frame->pc - frame->code->instrs);
        ok = tell_call(vm, frame, false);
    }
    if (ok && local_trace(vm, frame)) {
        Object *tb = ((Exception *)error)->traceback;
        arg = tuple_pack(vm, 3, OBJ(type_of(vm, error)), error, tb ? tb : vm->none);
        ok = arg && tell_local(vm, frame, "exception", arg);
        xdecref(vm, arg);
    }
    if (ok) {
        error_restore(vm, error);
    } else {
        decref(vm, error);
    }
}

void trace_unwind(VM *vm, Frame *frame) {
    Object *error = error_fetch(vm);
    if (makes_generator(frame) ||
        (tell_local(vm, frame, "return", NULL) && tell_profile(vm, frame, "return", NULL))) {
        error_restore(vm, error);
    } else {
        decref(vm, error);
    }
}

bool trace_stop_iteration(VM *vm, Frame *frame, Object *value) {
    if (value == vm->none || !local_trace(vm, frame)) {
        return true;
    }
    Object *error = exception_new(vm, EXC_StopIteration, &value, 1);
    Object *arg = error ? tuple_pack(vm, 3, OBJ(type_of(vm, error)), error, vm->none) : NULL;
    bool ok = arg && tell_local(vm, frame, "exception", arg);
    xdecref(vm, arg);
    xdecref(vm, error);
    return ok;
}
