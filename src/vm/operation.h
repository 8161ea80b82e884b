/* Operators, items, loops and tests whose operand's class has a method for them written in Python:
 * the method runs in a frame above the one that executes the instruction, without C recursion.
 *
 * The operands lie in a window of OPERATION_ROOM registers between the two frames, as CPython's
 * stack would hold them, in the order in which they are released. When the method has returned,
 * the instruction goes on by what the callee's `result` says: the operation.
 */
#ifndef ADDER_VM_OPERATION_H
#define ADDER_VM_OPERATION_H

#include "vm/eval.h"

enum { OPERATION_ROOM = 3 };

/* The upper byte; the lower one is the operator, where there are several. */
enum Operation {
    OPERATION_BINARY = 0x000,       /* enum BinaryOp */
    OPERATION_INPLACE = 0x100,      /* by __iadd__ ... */
    OPERATION_AUGMENTED = 0x200,    /* in place, by __add__ ... */
    OPERATION_SWAPPED = 0x300,      /* an int on the left, by __radd__ ... */
    OPERATION_COMPARE = 0x400,      /* enum CompareOp */
    OPERATION_JUMP_COMPARE = 0x500, /* the same, and then a jump */
    OPERATION_ITEM = 0x600,         /* __getitem__ */
    OPERATION_SET_ITEM = 0x700,     /* __setitem__ */
    OPERATION_IN = 0x800,           /* __contains__ */
    OPERATION_JUMP_IN = 0x900,
    OPERATION_ITER = 0xA00,  /* __iter__ */
    OPERATION_NEXT = 0xB00,  /* __next__ of FOR_ITER's iterator, which stays in its register */
    OPERATION_TRUTH = 0xC00, /* __bool__, for JUMP_IF */
    OPERATION_ENTER = 0xD00, /* __enter__ of BEFORE_WITH; __exit__ is bound already */
    OPERATION_KIND = 0xFF00
};

/* The frame of the method of o, an operand of the instruction at pc. NULL (without an error): it is
 * to be done the general way, which may raise. */
Frame *push_operation(VM *vm, Frame *frame, const Instr *pc, unsigned operation, Object *o);
/* Of R[b], the other operand being i. */
Frame *push_operation_i(VM *vm, Frame *frame, const Instr *pc, unsigned operation, int64_t i);
/* Of the __enter__ that BEFORE_WITH calls; R[a] is the bound __exit__ then. */
Frame *push_enter(VM *vm, Frame *frame, const Instr *pc);
/* The method has returned value (stolen) to `frame`, or raised (NULL): the operands are released.
 * The operation's value, the right operand having been asked if the left one did not know; NULL: an
 * error. */
Object *finish_operation(VM *vm, Frame *frame, unsigned operation, Object *value);

/* Whether o's class may have such methods. */
static ALWAYS_INLINE bool has_python_methods(VM *vm, const Object *o) {
    return type_has(type_of(vm, o), TYPE_PYTHON);
}

#endif
