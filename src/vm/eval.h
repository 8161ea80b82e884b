/* Inside the vm room: pushing and popping frames, running them.
 *
 * A frame is pushed with its arguments already in place (regs[0 ..)), owned by the frame from then
 * on. Whoever pops a frame must have taken its result out first; popping releases the locals in
 * order of their index while the frame is still the running one, as CPython does.
 */
#ifndef ADDER_VM_EVAL_H
#define ADDER_VM_EVAL_H

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

enum QuickOpcode {
    QUICK_BASE_ = OPCODE_COUNT - 1,
#define OP(name, words) OP_CODE_##name,
#define QUICK(name, general, words) OP(name, words)
#include "vm/quick.def"
#undef QUICK
#undef OP
    QUICK_OPCODE_COUNT
};
/* Length of every instruction, specialised ones included. */
extern const uint8_t quick_words[256];

/* N[i] and K[i] of a frame. */
#define FRAME_NAME(frame, i) TUPLE_ITEM((frame)->code->names, i)
#define FRAME_CONST(frame, i) TUPLE_ITEM((frame)->code->consts, i)

/* The first register above everything in use when f runs. */
static inline Object **frame_top(const Frame *f) {
    return f->generator ? f->top : f->regs + f->code->nregs;
}
static inline Object **interp_top(const Interp *interp) {
    Frame *f = interp->frame;
    return f ? frame_top(f) : interp->stack;
}

/* Makes room for n registers from `from`, and for one more frame record. false: RecursionError or
 * MemoryError. */
bool stack_reserve_slowly(VM *vm, Object **from, size_t n);
static inline bool stack_reserve(VM *vm, Object **from, size_t n) {
    const Interp *interp = vm->interp;
    return LIKELY(interp->frame && from + n <= interp->stack_limit &&
                  interp->frame + 1 < interp->frames_limit) ||
           stack_reserve_slowly(vm, from, n);
}
/* Returns what lies well above the running frame to the system. */
void stack_trim(VM *vm);
/* "maximum recursion depth exceeded": false. */
bool frame_recursion_error(VM *vm);
/* Bytes committed for frame records. */
size_t frames_committed(const Interp *interp);
/* vm_visit_roots without labels: the collector's checker wants it. */
int interp_visit_roots(VM *vm, VisitFn visit, void *ctx);

/* A new running frame with nothing in its registers bound. Steals function; room must have been
 * made with stack_reserve. Cannot fail. */
static inline Frame *frame_begin(Interp *interp, Code *code, Object **regs) {
    Frame *f = interp->frame ? interp->frame + 1 : interp->frames;
    f->regs = regs;
    f->pc = code->instrs;
    f->code = code;
    incref(code);
    f->result = 0;
    interp->frame = f;
    return f;
}

/* Whether a call with n positional arguments, and nothing else, binds them as they lie. */
static ALWAYS_INLINE bool code_takes_exactly(const Code *code, size_t n) {
    return code->arg_count == n && !(code->flags & (CO_VARARGS | CO_VARKEYWORDS)) &&
           !code->kwonly_count;
}
/* Whether code is complete and there is room for a frame of it at regs above a running one. */
static ALWAYS_INLINE bool frame_fits(const VM *vm, const Code *code, Object **regs) {
    const Interp *interp = vm->interp;
    return LIKELY(vm->recursion_depth < vm->recursion_limit && interp->frame && code->instrs &&
                  regs + code->nregs <= interp->stack_limit &&
                  interp->frame + 1 < interp->frames_limit);
}
/* After frame_fits: the frame of a function (stolen), whose arguments are bound already. */
static ALWAYS_INLINE Frame *frame_start(VM *vm, Function *fn, Object **regs, unsigned kind,
                                        unsigned result) {
    Interp *interp = vm->interp;
    Frame *f = interp->frame + 1;
    Code *code = CODE(fn->code);
    vm->recursion_depth++;
    f->regs = regs;
    f->pc = code->instrs;
    f->code = code;
    incref(code);
    f->function = OBJ(fn);
    f->globals = fn->globals;
    f->builtins = fn->builtins;
    f->result = (uint16_t)result;
    f->kind = (uint8_t)kind;
    interp->frame = f;
    return f;
}
/* Calls function (stolen) with nargs positional arguments lying at regs and those of kwnames behind
 * them (all stolen): a frame ready to run, or NULL with the error set and all released. */
Frame *frame_push_function(VM *vm, Object *function, Object **regs, size_t nargs, Object *kwnames);
/* The same with the keywords of a dict. */
Frame *frame_push_keywords(VM *vm, Object *function, Object **regs, size_t nargs, Object *kwargs);
/* A frame for a body without a function: steals nothing. */
Frame *frame_push_code(VM *vm, Code *code, Object *globals, Object *builtins, Object *locals);
/* Ends the running frame: releases what is left in its registers, and the record. */
void frame_pop(VM *vm, Frame *f);
/* Releases what the frame owns, save its code. */
void frame_pop_contents(VM *vm, Frame *f);
/* Instead of frame_pop_contents where there is a frame object: if it lives on, it takes them. */
void frame_detach(VM *vm, Frame *f);
/* Releases temporaries from the top down to register `depth`. */
void frame_release_temporaries(VM *vm, Frame *f, unsigned depth);

/* Runs from f, the running frame, until it has ended (or yielded, for a generator): its value, or
 * NULL with the error set. throwing: begin by raising vm->error at f->pc. */
Object *eval_run(VM *vm, Frame *f, bool throwing);

/* Generators. */
/* RETURN_GENERATOR: moves the running frame into a new object; the frame is gone afterwards. NULL:
 * the frame is still there. */
Object *generator_from_frame(VM *vm, Frame *f);
/* Ends the generator's frame after a return or, with the error set, an exception (then turns
 * StopIteration into RuntimeError). */
void generator_end(VM *vm, Frame *f, bool by_error);
/* "generator already executing" and the like raised: false. */
bool generator_check_idle(VM *vm, Generator *g);
/* What it delegates to (yield from, await) while suspended: borrowed, or NULL. */
Object *generator_delegate(const Generator *g);
/* Whether the YIELD at pc belongs to a SEND loop. */
static inline bool yield_delegates(const Instr *yield) {
    return yield->c != NO_REG;
}
/* Wraps a value that an asynchronous generator yields (steals it). */
Object *async_generator_wrap(VM *vm, Object *value);
void coroutine_warn_unawaited(VM *vm, Generator *g);
Object *generator_close(VM *vm, Object *self);
Object *generator_throw(VM *vm, Object *self, Object *const *args, size_t nargs);

/* The line of a source file without blanks around it: new str, empty if it cannot be had. */
Object *source_line_text(VM *vm, Object *filename, int line);
/* To sys.stderr, or the process's if there is none; never fails. */
void interp_write_stderr(VM *vm, Object *text);
/* Flushes sys.stderr and sys.stdout; errors are forgotten. */
void interp_flush(VM *vm);

/* Shared by eval.c, call.c and generator.c. */
Object *builtins_of_globals(VM *vm, Object *globals); /* borrowed Dict */
bool raise_name_error(VM *vm, int exception, const char *format, Object *name);

#endif
