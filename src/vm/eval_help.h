/* Parts of the evaluation loop that need not be in it. */
#ifndef ADDER_VM_EVAL_HELP_H
#define ADDER_VM_EVAL_HELP_H

#include "types/descr.h"
#include "vm/eval.h"
#include "vm/trace.h"

const ExceptionEntry *find_handler(const Code *code, uint32_t pc);
/* dst := the str of one character. An old one that would die, and that nobody knows, is used again.
 */
bool put_char(VM *vm, Object **slot, uint32_t c);
/* SEND to anything; takes the value out of R[a]. */
enum GenResult send_value(VM *vm, Object **R, const Instr *pc, Object **result);
/* Moves n references to where there were none. */
static inline void move_refs(Object **to, Object **from, size_t n) {
    for (size_t i = 0; i < n; i++) {
        to[i] = from[i];
        from[i] = NULL;
    }
}
/* Where the n arguments that frame passes on in its window are to lie as the callee's registers: a
 * generator's are moved to the stack. NULL: no room, they are still in the window. */
static inline Object **arguments_place(VM *vm, const Frame *frame, Object **args, size_t n) {
    if (LIKELY(!frame->generator)) {
        return args;
    }
    if (UNLIKELY(!stack_reserve(vm, frame->top, n))) {
        return NULL;
    }
    move_refs(frame->top, args, n);
    return frame->top;
}
/* Puts the function and self of a bound method where LOAD_METHOD would have put them. */
void unpack_method(VM *vm, Object **window);
/* CALL_EX of a Python function: positional arguments and keywords go behind the operands. */
Frame *push_call_ex(VM *vm, Object **window);
/* An instance of a class for which class_python_init gave init, and the frame of its __init__. */
Frame *push_init(VM *vm, Object **window, size_t nargs, Object *kwnames, Object *init);
/* LOAD_METHOD of v, which lies in the class cls and is no function: what comes to R[a], R[a+1] (new
 * references) if v is a staticmethod, a classmethod of a function, or no descriptor. */
static inline bool load_wrapped(Object *v, Object *cls, Object **out) {
    if (is_exact(v, SHAPE_CLASSMETHOD) || is_exact(v, SHAPE_STATICMETHOD)) {
        bool binds = is_exact(v, SHAPE_CLASSMETHOD);
        Object *f = wrapped_callable(v);
        if (UNLIKELY(!f || (binds && !is_exact(f, SHAPE_FUNCTION)))) {
            return false;
        }
        v = f;
        out[1] = binds ? new_ref(cls) : NULL;
    }
    out[0] = new_ref(v);
    return true;
}
/* A callable object whose class has a __call__ written in Python: the frame of that, or NULL
 * without an error (nothing was done) or with one. As on CPython's stack, the caller keeps its
 * references. */
Frame *push_call_object(VM *vm, Object **window, size_t nargs, Object *kwnames);
/* The frame of a property's getter, called by LOAD_ATTR at pc. The object is held as CPython's
 * stack holds it. */
Frame *push_getter(VM *vm, Frame *frame, const Instr *pc, Object *getter);
/* Before an instruction while somebody watches. */
enum HookResult call_hooks(VM *vm, Frame *frame, Instr *pc);
void leave_hook(VM *vm, Frame *frame);
/* BUILD_SLICE that only serves a subscript behind it, of numbers and of a kind that looks at the
 * slice no longer than the operation lasts: no slice object is needed. */
bool is_simple_slice(VM *vm, Object **R, const Instr *pc);
/* Both instructions, after is_simple_slice. */
bool do_slice(VM *vm, Object **R, const Instr *pc);

/* o[i] of a tuple, str, bytes or bytearray: new reference; NULL, without an error unless memory is
 * short: out of range, or another kind. */
Object *simple_item(VM *vm, Object *o, int64_t i);
/* Calls a built-in type other than type and super. */
Object *call_builtin_type(VM *vm, Type *t, Object *const *args, size_t nargs);

#endif
