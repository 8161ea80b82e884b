/* Emitting: instructions, labels, registers, and the locals that are certainly bound. */
#include <string.h>

#include "lang/compiler.h"
#include "lang/opcode_info.h"

const uint8_t opcode_words[OPCODE_COUNT] = {
#define OP(name, words) words,
#include "lang/opcodes.def"
#undef OP
};

const char *const opcode_names[OPCODE_COUNT] = {
#define OP(name, words) #name,
#include "lang/opcodes.def"
#undef OP
};

void *code_alloc(Compiler *c, size_t size) {
    void *p = c->failed ? NULL : arena_alloc(c->code_arena, size);
    if (UNLIKELY(!p)) {
        c->failed = true;
    }
    return p;
}

/* Doubles an array of *cap items in the code arena. */
static void *grow(Compiler *c, void *items, uint32_t *cap, size_t item_size, uint32_t first) {
    uint32_t new_cap = *cap ? *cap * 2 : first;
    void *p = code_alloc(c, new_cap * item_size);
    if (p) {
        if (*cap) {
            memcpy(p, items, *cap * item_size);
        }
        *cap = new_cap;
    }
    return p;
}

/* --- Bound locals ----------------------------------------------------------------------------- */

bool bound_test(const Compiler *c, uint32_t reg) {
    return (c->unit->bound[reg / 64] >> reg % 64 & 1) != 0;
}

void bound_add(Compiler *c, uint32_t reg) {
    if (reg < c->unit->nfast) {
        c->unit->bound[reg / 64] |= UINT64_C(1) << reg % 64;
    }
}

void bound_remove(Compiler *c, uint32_t reg) {
    if (reg < c->unit->nfast) {
        c->unit->bound[reg / 64] &= ~(UINT64_C(1) << reg % 64);
    }
}

/* Notes for a label what is bound where it is jumped from. */
static void label_meet(Compiler *c, Label label) {
    Unit *u = c->unit;
    LabelInfo *info = &u->labels[label];
    if (u->bound_words == 0) {
        return;
    }
    if (!info->bound) {
        info->bound = code_alloc(c, u->bound_words * sizeof(uint64_t));
        if (info->bound) {
            memcpy(info->bound, u->bound, u->bound_words * sizeof(uint64_t));
        }
        return;
    }
    for (uint32_t i = 0; i < u->bound_words; i++) {
        info->bound[i] &= u->bound[i];
    }
}

/* --- Labels ----------------------------------------------------------------------------------- */

Label label_new(Compiler *c) {
    Unit *u = c->unit;
    if (u->label_len == u->label_cap) {
        LabelInfo *labels = grow(c, u->labels, &u->label_cap, sizeof *labels, 16);
        if (!labels) {
            return 0; /* failed is set: nothing more is emitted */
        }
        u->labels = labels;
    }
    u->labels[u->label_len] = (LabelInfo){.at = UINT32_MAX};
    return u->label_len++;
}

void label_place(Compiler *c, Label label) {
    Unit *u = c->unit;
    if (c->failed) {
        return;
    }
    LabelInfo *info = &u->labels[label];
    info->at = u->ins_len;
    if (info->refs == 0) {
        return;
    }
    for (uint32_t i = 0; i < u->bound_words; i++) {
        u->bound[i] = u->dead ? info->bound[i] : u->bound[i] & info->bound[i];
    }
    u->dead = false;
}

void label_place_loop(Compiler *c, Label label) {
    Unit *u = c->unit;
    label_place(c, label);
    for (uint32_t i = 0; i < u->bound_words; i++) {
        u->bound[i] &= ~u->deletable[i];
    }
}

bool label_used(const Compiler *c, Label label) {
    return !c->failed && c->unit->labels[label].refs > 0;
}

/* --- Instructions ----------------------------------------------------------------------------- */

/* A new instruction to fill in; NULL when nothing is to be emitted. */
static Ins *new_ins(Compiler *c, enum Opcode op, unsigned flags) {
    Unit *u = c->unit;
    if (u->dead || c->failed) {
        return NULL;
    }
    if (u->ins_len == u->ins_cap) {
        Ins *ins = grow(c, u->ins, &u->ins_cap, sizeof *ins, 32);
        if (!ins) {
            return NULL;
        }
        u->ins = ins;
    }
    Ins *i = &u->ins[u->ins_len++];
    i->op = (uint8_t)op;
    i->flags = (uint8_t)flags;
    i->x = 0;
    i->label = NO_LABEL;
    i->handler = u->handler;
    i->loc = u->loc;
    if (u->handler != NO_HANDLER) {
        u->labels[u->handlers[u->handler].label].refs++;
    }
    return i;
}

bool emit_x(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc,
            int32_t x) {
    Ins *i = new_ins(c, op, flags);
    if (i) {
        i->a = (uint16_t)a;
        i->b = (uint16_t)b;
        i->c = (uint16_t)cc;
        i->x = x;
        if (opcode_ends_path(op)) {
            c->unit->dead = true;
        }
    }
    return !c->failed;
}

bool emit(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc) {
    return emit_x(c, op, flags, a, b, cc, 0);
}

bool emit_immediate(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b,
                    int64_t immediate) {
    return emit_x(c, op, flags, a, b, (uint32_t)(immediate >> 32), (int32_t)immediate);
}

bool emit_bx(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, int32_t bx) {
    return emit_x(c, op, flags, a, (uint32_t)bx & 0xFFFF, (uint32_t)bx >> 16, 0);
}

bool emit_jump(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc,
               Label label) {
    Ins *i = new_ins(c, op, flags);
    if (i) {
        i->a = (uint16_t)a;
        i->b = (uint16_t)b;
        i->c = (uint16_t)cc;
        i->x = (int32_t)cc;
        i->label = label;
        c->unit->labels[label].refs++;
        label_meet(c, label);
        if (opcode_ends_path(op)) {
            c->unit->dead = true;
        }
    }
    return !c->failed;
}

/* --- Registers -------------------------------------------------------------------------------- */

uint32_t reg_push_many(Compiler *c, uint32_t n) {
    Unit *u = c->unit;
    if (UNLIKELY(n > NO_REG - 1 - u->top)) {
        c->too_large = true;
        return u->top - (n < u->top ? n : u->top);
    }
    uint32_t reg = u->top;
    u->top += n;
    if (u->top > u->top_max) {
        u->top_max = u->top;
    }
    return reg;
}

uint32_t reg_push(Compiler *c) {
    return reg_push_many(c, 1);
}

/* --- Handlers and blocks ---------------------------------------------------------------------- */

uint32_t handler_new(Compiler *c, Label label, uint32_t depth) {
    Unit *u = c->unit;
    if (u->handler_len == u->handler_cap) {
        Handler *handlers = grow(c, u->handlers, &u->handler_cap, sizeof *handlers, 8);
        if (!handlers) {
            return NO_HANDLER;
        }
        u->handlers = handlers;
    }
    u->handlers[u->handler_len] = (Handler){label, depth};
    if (!u->dead && !c->failed) {
        /* Whatever the protected code binds may not have happened; what it deletes may have. */
        label_meet(c, label);
        LabelInfo *info = &u->labels[label];
        for (uint32_t i = 0; i < u->bound_words && info->bound; i++) {
            info->bound[i] &= ~u->deletable[i];
        }
    }
    return u->handler_len++;
}

Label handler_label(Compiler *c, uint32_t handler) {
    return handler == NO_HANDLER ? 0 : c->unit->handlers[handler].label;
}

bool block_push(Compiler *c, Block *b, enum BlockKind kind, uint32_t reg) {
    Unit *u = c->unit;
    if (u->block_depth >= BLOCK_NESTING_MAX) {
        return compile_error(c, &u->loc, "too many statically nested blocks");
    }
    *b = (Block){.kind = (uint8_t)kind,
                 .outer = u->block,
                 .outer_handler = u->handler,
                 .reg = reg,
                 .head = NO_LABEL,
                 .end = NO_LABEL,
                 .loc = u->loc};
    u->block = b;
    u->block_depth++;
    return true;
}

void block_pop(Compiler *c) {
    Unit *u = c->unit;
    u->handler = u->block->outer_handler;
    u->block = u->block->outer;
    u->block_depth--;
}
