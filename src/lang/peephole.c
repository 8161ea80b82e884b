/* Tidying a unit's instructions: jumps to jumps, jumps to the next instruction, empty instructions.
 */
#include <string.h>

#include "lang/compiler.h"
#include "lang/opcode_info.h"

static Ins *target_of(const Unit *u, Label label) {
    uint32_t at = u->labels[label].at;
    return at < u->ins_len ? &u->ins[at] : NULL;
}

static bool same_line_or_none(const Ins *jump, const Ins *target) {
    return target->loc.line == 0 || target->loc.line == jump->loc.line;
}

/* A jump to a jump goes on to where that leads, unless a line would no longer be stopped at. */
static void thread_jump(Unit *u, Ins *i) {
    for (int hops = 0; hops < 16; hops++) {
        const Ins *t = target_of(u, i->label);
        if (!t || t == i || t->op != OP_CODE_JUMP || !same_line_or_none(i, t)) {
            break;
        }
        i->label = t->label;
    }
    const Ins *t = target_of(u, i->label);
    if (!t || i->op != OP_CODE_JUMP || !same_line_or_none(i, t)) {
        return;
    }
    if (t->op == OP_CODE_RETURN_NONE) {
        i->op = OP_CODE_RETURN_NONE;
        i->label = NO_LABEL;
    } else if (t->op == OP_CODE_JUMP_BACK && t < i) {
        i->op = OP_CODE_JUMP_BACK;
        i->label = t->label;
    }
}

/* `a and b or c`: a value that is false for `and` is known to be so for `or`, and is not asked
 * twice. */
static void thread_or_pop(Compiler *c, Ins *i) {
    Unit *u = c->unit;
    for (int hops = 0; hops < 16; hops++) {
        const Ins *t = target_of(u, i->label);
        if (!t || t == i || t->op != OP_CODE_JUMP_IF_OR_POP || t->a != i->a) {
            return;
        }
        if ((t->flags & SENSE) == (i->flags & SENSE)) {
            i->label = t->label;
            continue;
        }
        i->op = OP_CODE_JUMP_IF;
        i->flags |= KILL_A;
        i->label = label_new(c);
        if (!c->failed) {
            u->labels[i->label].at = (uint32_t)(t - u->ins) + 1;
        }
        return;
    }
}

static bool is_empty(const Unit *u, uint32_t index) {
    Ins *i = &u->ins[index];
    if (i->op == OP_CODE_JUMP && u->labels[i->label].at == index + 1) {
        i->op = OP_CODE_NOP;
        i->label = NO_LABEL;
    }
    return i->op == OP_CODE_NOP;
}

/* Whether an empty instruction can go without its line losing its only instruction. */
static bool is_superfluous(const Unit *u, const uint8_t *is_target, uint32_t index, uint32_t kept) {
    const Ins *i = &u->ins[index];
    if (i->loc.line == 0) {
        return true;
    }
    if (!is_target[index] && kept > 0 && u->ins[kept - 1].loc.line == i->loc.line &&
        !opcode_ends_path(u->ins[kept - 1].op)) {
        return true;
    }
    if (index + 1 >= u->ins_len) {
        return false;
    }
    Ins *next = &u->ins[index + 1];
    if (next->loc.line == 0 && !is_target[index + 1] && next->op != OP_CODE_JUMP_BACK) {
        next->loc = i->loc;
        return true;
    }
    return next->loc.line == i->loc.line;
}

/* What is jumped to, or handles exceptions of what has been emitted. */
static uint8_t *find_targets(Compiler *c) {
    const Unit *u = c->unit;
    uint8_t *is_target = code_alloc(c, u->ins_len + 2);
    if (!is_target) {
        return NULL;
    }
    memset(is_target, 0, u->ins_len + 2);
    for (uint32_t n = 0; n < u->ins_len; n++) {
        const Ins *i = &u->ins[n];
        if (i->label != NO_LABEL) {
            is_target[u->labels[i->label].at] = 1;
        }
        if (i->handler != NO_HANDLER) {
            is_target[u->labels[u->handlers[i->handler].label].at] = 1;
        }
    }
    return is_target;
}

static void thread_jumps(Compiler *c) {
    Unit *u = c->unit;
    for (uint32_t n = 0; n < u->ins_len; n++) {
        if (u->ins[n].label == NO_LABEL) {
            continue;
        }
        if (u->ins[n].op == OP_CODE_JUMP_IF_OR_POP) {
            thread_or_pop(c, &u->ins[n]);
        }
        thread_jump(u, &u->ins[n]);
    }
}

static bool is_between(unsigned op, unsigned first, unsigned last) {
    return op >= first && op <= last;
}

/* Whether an operator, comparison or subscript consumes what lies in temporary t, as one operand.
 */
static bool consumes(const Ins *i, uint32_t t) {
    bool b = i->flags & KILL_B && i->b == t, c = i->flags & KILL_C && i->c == t;
    if (is_between(i->op, OP_CODE_ADD, OP_CODE_XOR) ||
        is_between(i->op, OP_CODE_JUMP_LT, OP_CODE_JUMP_GE)) {
        return (b && i->c != t) || (c && i->b != t);
    }
    if (is_between(i->op, OP_CODE_ADD_I, OP_CODE_XOR_I) ||
        is_between(i->op, OP_CODE_JUMP_LT_I, OP_CODE_JUMP_GE_I)) {
        return b;
    }
    return (i->op == OP_CODE_LOAD_SUBSCR && c && i->b != t) ||
           (i->op == OP_CODE_STORE_SUBSCR && b && i->a != t && i->c != t);
}

/* Tells operators that their result only serves the instruction behind: a[i + 1], a * b + c. */
static void mark_feeding(Unit *u) {
    for (uint32_t n = 0; n + 1 < u->ins_len; n++) {
        Ins *i = &u->ins[n];
        if (is_between(i->op, OP_CODE_ADD, OP_CODE_XOR_I) && consumes(i + 1, i->a)) {
            i->flags |= FEEDS;
        }
    }
}

bool peephole(Compiler *c) {
    Unit *u = c->unit;
    TRY(!c->failed);
    thread_jumps(c);
    uint8_t *is_target = find_targets(c);
    uint32_t *moved = code_alloc(c, (u->ins_len + 1) * sizeof *moved);
    TRY(is_target && moved);
    uint32_t kept = 0;
    bool dead = false;
    for (uint32_t n = 0; n < u->ins_len; n++) {
        moved[n] = kept;
        dead = dead && !is_target[n];
        if (dead) {
            continue;
        }
        if (is_empty(u, n) && is_superfluous(u, is_target, n, kept)) {
            is_target[n + 1] |= is_target[n];
            continue;
        }
        dead = opcode_ends_path(u->ins[n].op);
        u->ins[kept++] = u->ins[n];
    }
    moved[u->ins_len] = kept;
    for (uint32_t l = 0; l < u->label_len; l++) {
        if (u->labels[l].at <= u->ins_len) {
            u->labels[l].at = moved[u->labels[l].at];
        }
    }
    u->ins_len = kept;
    mark_feeding(u);
    return true;
}
