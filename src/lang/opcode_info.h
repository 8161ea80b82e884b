/* Tables about the instructions, from opcodes.def. */
#ifndef ADDER_LANG_OPCODE_INFO_H
#define ADDER_LANG_OPCODE_INFO_H

#include "lang/code.h"

extern const uint8_t opcode_words[OPCODE_COUNT];
extern const char *const opcode_names[OPCODE_COUNT];

/* Where a jump keeps its target. */
enum JumpKind { JUMP_NONE, JUMP_BX, JUMP_X };

static inline enum JumpKind opcode_jump_kind(unsigned op) {
    switch (op) {
    case OP_CODE_JUMP:
    case OP_CODE_JUMP_BACK:
    case OP_CODE_JUMP_IF:
    case OP_CODE_JUMP_IF_OR_POP:
    case OP_CODE_JUMP_IF_NONE:
        return JUMP_BX;
    case OP_CODE_FOR_ITER:
    case OP_CODE_SEND:
        return JUMP_X;
    default:
        return op >= OP_CODE_JUMP_LT && op <= OP_CODE_JUMP_IN ? JUMP_X : JUMP_NONE;
    }
}

/* The second word is an immediate operand, or its upper half beside a jump is. */
enum { IMMEDIATE_BITS = 48, JUMP_IMMEDIATE_BITS = 32 };
static inline bool opcode_has_immediate(unsigned op) {
    return (op >= OP_CODE_ADD_I && op <= OP_CODE_XOR_I) ||
           (op >= OP_CODE_LT_I && op <= OP_CODE_GE_I);
}
static inline bool opcode_jumps_by_immediate(unsigned op) {
    return op >= OP_CODE_JUMP_LT_I && op <= OP_CODE_JUMP_GE_I;
}

/* Nothing is executed behind it. */
static inline bool opcode_ends_path(unsigned op) {
    switch (op) {
    case OP_CODE_JUMP:
    case OP_CODE_JUMP_BACK:
    case OP_CODE_RETURN:
    case OP_CODE_RETURN_NONE:
    case OP_CODE_RAISE:
    case OP_CODE_RERAISE:
        return true;
    default:
        return false;
    }
}

#endif
