/* What generators, coroutines and asynchronous generators share, inside the vm room. */
#ifndef ADDER_VM_GENERATOR_H
#define ADDER_VM_GENERATOR_H

#include "vm/eval.h"

const char *generator_kind(const Object *g); /* "generator", "coroutine", "async generator" */
Object *generator_next(VM *vm, Object *self);
Object *generator_send_method(VM *vm, Object *self, Object *value);
/* throw() that passes GeneratorExit on to the delegate instead of closing it. */
Object *generator_throw_keep(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *generator_stop(VM *vm, Object *g, Object *value);
bool generator_take_stop_value(VM *vm, Object **value);
void generator_finalize(VM *vm, Object *self);
void generator_dealloc(VM *vm, Object *self);
int generator_traverse(VM *vm, Object *self, VisitFn visit, void *ctx);
size_t generator_size(const Object *self);
Object *generator_repr(VM *vm, Object *self);
/* What `await o` iterates: new reference, NULL with TypeError. */
Object *awaitable_iter(VM *vm, Object *o);
Object *coroutine_origin(VM *vm); /* cr_origin: tuple of (file, line, function) */
/* A frame object for a generator that is not running. */
FrameObject *frame_object_for(VM *vm, const Code *code, Generator *g);

/* vm->generator_feed. */
Object *generator_feed(VM *vm, Object *self, TakeFn take, void *ctx);

/* f, which has just been resumed, delegates: resumes what waits for the value at the end of the
 * chain of delegates, as far as they are generators. The running frame. */
Frame *generator_resume_delegates(VM *vm, Frame *f);
Frame *generator_resume_slowly(VM *vm, Generator *g, Object *value);
void generator_suspend_slowly(VM *vm, Frame *f);

/* The common case of generator_resume: a generator that is suspended or new, that was handling no
 * exception, with no frame object and no dict of locals, when there is room for its record. value
 * (stolen) is what its yield gives. NULL: not that case, nothing was done. */
static inline Frame *generator_resume_quick(VM *vm, Generator *g, Object *value) {
    Interp *interp = vm->interp;
    Code *code = CODE(g->code);
    Frame *below = interp->frame, *f = below + 1;
    if (UNLIKELY(g->frame_object || g->handled || g->locals || !below ||
                 vm->recursion_depth >= vm->recursion_limit || f >= interp->frames_limit)) {
        return NULL;
    }
    vm->recursion_depth++;
    f->regs = g->regs;
    f->top = frame_top(below);
    f->code = code;
    f->function = g->function;
    f->globals = g->globals;
    f->builtins = g->builtins;
    f->generator = g;
    f->inherits = true;
    f->kind = FRAME_ENTRY;
    f->hook_pc = UINT32_MAX;
    f->hook_line = -1;
    interp->frame = f;
    Instr *yield = code->instrs + g->pc;
    f->pc = yield + 1;
    if (g->state == GEN_CREATED) {
        g->state = GEN_RUNNING;
        decref(vm, value); /* None */
        return f;
    }
    g->state = GEN_RUNNING;
    Object *old = g->regs[yield->a];
    if (LIKELY(yield[1].op == OP_CODE_CLEAR && yield[1].a == yield->a && !old &&
               !interp->line_hook && !interp->call_hook)) {
        f->pc = yield + 2;
        decref(vm, value); /* nobody wants it */
        return f;
    }
    g->regs[yield->a] = value;
    if (UNLIKELY(old != NULL)) {
        decref(vm, old);
    }
    return f;
}

/* The same of generator_suspend; false: not that case. */
static inline bool generator_suspend_quick(VM *vm, Frame *f) {
    Generator *g = f->generator;
    if (UNLIKELY(f->object || f->locals || !f->inherits)) {
        return false;
    }
    g->pc = frame_pc(f);
    g->state = GEN_SUSPENDED;
    f->generator = NULL;
    f->inherits = false;
    vm->interp->frame = f->prev;
    vm->recursion_depth--;
    return true;
}

/* Puts the generator's frame on the stack, with `value` (stolen) as result of the yield; NULL: with
 * no result to store. NULL with RecursionError. The state must have been checked. */
static inline Frame *generator_resume(VM *vm, Generator *g, Object *value) {
    Frame *f = value ? generator_resume_quick(vm, g, value) : NULL;
    return LIKELY(f != NULL) ? f : generator_resume_slowly(vm, g, value);
}

/* Takes the frame off the stack again at a YIELD. */
static inline void generator_suspend(VM *vm, Frame *f) {
    if (UNLIKELY(!generator_suspend_quick(vm, f))) {
        generator_suspend_slowly(vm, f);
    }
}

extern const GetSetDef coroutine_getset[], async_generator_getset[];

#endif
