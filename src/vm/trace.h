/* sys.settrace and sys.setprofile: functions of programs that are told what runs.
 *
 * The evaluation loop asks trace_instruction before each instruction while interp_is_traced; what
 * raises and what ends by an exception is told by trace_exception and trace_unwind. Frame objects
 * hold the local trace functions (f_trace). While a trace function runs nothing is traced.
 *
 * A program that has just called settrace is in the middle of an instruction: the one behind it is
 * replaced by TRACE_SWITCH, which looks at the hooks anew. Calls and backward jumps do so as long
 * as PENDING_TRACE is set.
 *
 * Ownership: interp->trace and interp->profile are owned or NULL.
 */
#ifndef ADDER_VM_TRACE_H
#define ADDER_VM_TRACE_H

#include "vm/interp.h"

enum HookResult {
    HOOK_GO,    /* the instruction is to be executed */
    HOOK_DONE,  /* it has been */
    HOOK_ERROR, /* raised */
};

static inline bool interp_is_traced(const Interp *interp) {
    return (interp->trace || interp->profile) && !interp->tracing;
}
static inline bool interp_is_hooked(const Interp *interp) {
    return interp->line_hook || interp->call_hook || interp_is_traced(interp);
}

/* function: None for none. */
void trace_set(VM *vm, Object *function);
void trace_set_profile(VM *vm, Object *function);

enum HookResult trace_instruction(VM *vm, Frame *frame, Instr *pc);
/* vm->error has been raised in the frame, which is in its traceback already. */
void trace_exception(VM *vm, Frame *frame);
/* The frame ends by vm->error. */
void trace_unwind(VM *vm, Frame *frame);
/* A generator that frame has been asking has returned value. */
bool trace_stop_iteration(VM *vm, Frame *frame, Object *value);
/* Puts the instruction back that TRACE_SWITCH stands for. */
void trace_unpatch(VM *vm);

#endif
