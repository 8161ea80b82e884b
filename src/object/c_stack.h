/*
 * How far code may nest on the C stack.
 *
 * A VM is bound to the stack of the thread that runs it, and bound anew when code runs on another.
 * Below the floor only code goes that does not ask. Under a byte limit the part that has been used
 * counts as memory of the VM, in steps, until c_stack_trim gives it back.
 *
 * Invariant: floor <= limit, limit + room == base; base is the high end of the stack.
 */
#ifndef ADDER_OBJECT_C_STACK_H
#define ADDER_OBJECT_C_STACK_H

#include <limits.h>

#include "object/runtime.h"

/* Binds the VM to this thread's stack; false, with nothing raised: the byte limit is too small. */
bool c_stack_bind(VM *vm);
/* Gives back what was counted and is no longer used. */
void c_stack_trim(VM *vm);

/* Whether there is room for a call that must not fail for want of it. Raises nothing. */
bool c_stack_ample(VM *vm);

/* The slow path of c_stack_enter. */
bool c_stack_extend(VM *vm, const char *where);
/* For code that nests: false with RecursionError ("maximum recursion depth exceeded" and where), or
 * MemoryError under a byte limit, when there is no room for more. */
static ALWAYS_INLINE bool c_stack_enter(VM *vm, const char *where) {
    size_t above = (size_t)((char *)__builtin_frame_address(0) - vm->c_stack_limit);
    return LIKELY(above < vm->c_stack_room) || c_stack_extend(vm, where);
}

/* How deep trees of a program may be: three of their levels count as a call. */
static inline int recursion_depth_max(const VM *vm) {
    return vm->recursion_limit > INT_MAX / 3 ? INT_MAX : vm->recursion_limit * 3;
}

#endif
