/* Instructions, and what can be asked of a code object (types/code.h). */
#ifndef ADDER_LANG_CODE_H
#define ADDER_LANG_CODE_H

#include "types/code.h"

enum InstrFlag {
    KILL_A = 1 << 0,
    KILL_B = 1 << 1,
    KILL_C = 1 << 2,
    INPLACE = 1 << 3,
    SENSE = 1 << 4,
    FOREIGN = 1 << 4, /* CALL_EX */
    FEEDS = 1 << 0,   /* binary operators: the instruction behind consumes the result */
    SWAPPED = 1 << 4, /* ADD_I .. XOR_I: the immediate is the left operand */
};
#define FORMAT_CONVERSION_SHIFT 6
#define NO_REG 0xFFFF

enum Opcode {
#define OP(name, words) OP_CODE_##name,
#include "lang/opcodes.def"
#undef OP
    OPCODE_COUNT
};

/* An empty code object, for the compiler to fill in. */
Code *code_new(VM *vm);
/* Tracks a tuple that a code object holds if one of its items is: most are of no interest to the
 * collector. */
void code_track_tuple(VM *vm, Object *tuple);

/* Reads what an incomplete code object lacks; false: raised. */
bool code_read_rest(VM *vm, Code *code);
static inline bool code_complete(VM *vm, Code *code) {
    return LIKELY(code->instrs != NULL) || code_read_rest(vm, code);
}

/* Its doc, without completing it: new reference; NULL without an error: it has none. */
Object *code_doc(VM *vm, Object *code);

/* Source position of the instruction at word index pc. */
CodeLocation code_location(const Code *code, uint32_t pc);
/* Its line; for an instruction without a position that of the one before. */
int code_line(const Code *code, uint32_t pc);
/* Iterates lines: co_lines(), and for watch: whether pc begins a line (is its first instruction).
 */
bool code_starts_line(const Code *code, uint32_t pc);
/* Text of the instructions, for tools and tests. */
Object *code_disassemble(VM *vm, Code *code);

#endif
