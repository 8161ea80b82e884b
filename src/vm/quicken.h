/* Choosing specialised instructions. Each function looks at the operands of the instruction about
 * to run and may replace it: true: it has, dispatch again. Tries are counted in the top three bits
 * of the instruction's flags, so that instructions that meet ever new kinds stay general.
 */
#ifndef ADDER_VM_QUICKEN_H
#define ADDER_VM_QUICKEN_H

#include "vm/eval.h"

enum { TRY_ONE = 0x20, TRY_LIMIT = 0xE0 };

static inline bool may_quicken(const Interp *interp, const Instr *pc) {
    return pc->flags < TRY_LIMIT && interp->specialise;
}

void quicken_load_const(VM *vm, Frame *frame, Instr *pc);
bool quicken_binary(VM *vm, Frame *frame, Instr *pc);
bool quicken_binary_i(VM *vm, Frame *frame, Instr *pc);
bool quicken_jump_compare(VM *vm, Frame *frame, Instr *pc); /* JUMP_LT .. */
bool quicken_load_global(VM *vm, Frame *frame, Instr *pc);
bool quicken_load_name(VM *vm, Frame *frame, Instr *pc);
bool quicken_store_global(VM *vm, Frame *frame, Instr *pc);
bool quicken_store_name(VM *vm, Frame *frame, Instr *pc);
bool quicken_load_attr(VM *vm, Frame *frame, Instr *pc);
bool quicken_load_method(VM *vm, Frame *frame, Instr *pc);
bool quicken_store_attr(VM *vm, Frame *frame, Instr *pc);
bool quicken_load_subscr(VM *vm, Frame *frame, Instr *pc);
bool quicken_load_subscr_i(VM *vm, Frame *frame, Instr *pc);
bool quicken_store_subscr(VM *vm, Frame *frame, Instr *pc);
bool quicken_for_iter(VM *vm, Frame *frame, Instr *pc);
bool quicken_call(VM *vm, Frame *frame, Instr *pc);

/* The instructions of a code object as they were compiled, to out[0 .. instr_len). */
void code_general(VM *vm, const Object *code, void *out);

/* The Python __init__ that calling cls runs after object.__new__ (borrowed), or NULL if it is not
 * as simple as that. */
Object *class_python_init(VM *vm, Type *cls);

/* The general form of a specialised instruction. */
uint8_t general_op(unsigned op);

#endif
