/* From a unit's instructions to a code object. */
#include <string.h>

#include "lang/compiler.h"
#include "lang/line_table.h"
#include "lang/opcode_info.h"
#include "object/error.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Layout {
    uint32_t *offsets; /* word of each instruction, and of the end */
    uint32_t handler_len;
    uint8_t *lines, *lines_end;
} Layout;

static bool same_location(const Location *a, const Location *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

static bool lay_out(Compiler *c, Layout *l) {
    const Unit *u = c->unit;
    l->offsets = code_alloc(c, (u->ins_len + 1) * sizeof *l->offsets);
    TRY(l->offsets);
    uint32_t word = 0, handler = NO_HANDLER;
    l->handler_len = 0;
    for (uint32_t i = 0; i < u->ins_len; i++) {
        l->offsets[i] = word;
        word += opcode_words[u->ins[i].op];
        if (u->ins[i].handler != handler) {
            handler = u->ins[i].handler;
            l->handler_len += handler != NO_HANDLER;
        }
    }
    l->offsets[u->ins_len] = word;
    return true;
}

static bool write_lines(Compiler *c, Layout *l) {
    const Unit *u = c->unit;
    int32_t line = 0;
    uint32_t words = 0;
    uint8_t *out = l->lines = code_alloc(c, (size_t)LINE_ENTRY_MAX * u->ins_len + 1);
    TRY(out);
    for (uint32_t i = 0; i < u->ins_len; i++) {
        words += opcode_words[u->ins[i].op];
        bool last = i + 1 == u->ins_len || !same_location(&u->ins[i].loc, &u->ins[i + 1].loc) ||
                    words + opcode_words[u->ins[i + 1].op] > LINE_ENTRY_WORDS;
        if (last) {
            out = line_table_write(out, words, &u->ins[i].loc, &line);
            words = 0;
        }
    }
    l->lines_end = out;
    return true;
}

static void write_instructions(const Unit *u, const Layout *l, Instr *out) {
    memset(out, 0, l->offsets[u->ins_len] * sizeof *out);
    for (uint32_t i = 0; i < u->ins_len; i++) {
        const Ins *in = &u->ins[i];
        Instr *at = out + l->offsets[i];
        int32_t x = in->x;
        at->op = in->op;
        at->flags = in->flags;
        at->a = in->a;
        at->b = in->b;
        at->c = in->c;
        if (in->label != NO_LABEL) {
            x = (int32_t)l->offsets[u->labels[in->label].at] - (int32_t)l->offsets[i];
            if (opcode_jump_kind(in->op) == JUMP_BX) {
                at->bx = x;
                continue;
            }
        }
        if (opcode_words[in->op] > 1) {
            at[1].x = x;
        }
        if (opcode_has_immediate(in->op)) {
            at->c = 0;
            at[1].word = (uint64_t)(int64_t)(int16_t)in->c << 32 | (uint32_t)in->x;
        } else if (opcode_jumps_by_immediate(in->op)) {
            at->c = 0;
            at[1].y = (uint32_t)in->x;
        }
    }
}

static void write_handlers(const Unit *u, const Layout *l, ExceptionEntry *out) {
    uint32_t handler = NO_HANDLER;
    for (uint32_t i = 0; i <= u->ins_len; i++) {
        uint32_t now = i < u->ins_len ? u->ins[i].handler : NO_HANDLER;
        if (now == handler) {
            continue;
        }
        if (handler != NO_HANDLER) {
            out++->end = l->offsets[i];
        }
        if (now != NO_HANDLER) {
            const Handler *h = &u->handlers[now];
            *out = (ExceptionEntry){.start = l->offsets[i],
                                    .handler = l->offsets[u->labels[h->label].at],
                                    .depth = h->depth};
        }
        handler = now;
    }
}

/* --- The object ------------------------------------------------------------------------------- */

static Object *names_tuple(Compiler *c, const AstName *names, uint32_t len) {
    Object *tuple = tuple_new(c->vm, len);
    if (!tuple || len == 0) {
        return tuple;
    }
    memset(tuple_items(tuple), 0, len * sizeof(Object *));
    for (uint32_t i = 0; i < len; i++) {
        TUPLE_ITEM(tuple, i) = name_object(c, names[i]);
        if (!TUPLE_ITEM(tuple, i)) {
            decref(c->vm, tuple);
            return NULL;
        }
    }
    return tuple;
}

/* The names of registers [first, end) that `chosen` wants (NULL: all). */
static Object *register_names(Compiler *c, uint32_t first, uint32_t end, bool only_cells) {
    const Unit *u = c->unit;
    AstName *names = code_alloc(c, (end - first + 1) * sizeof *names);
    uint32_t n = 0;
    if (!names) {
        return NULL;
    }
    for (uint32_t i = first; i < end; i++) {
        if (!only_cells || u->locals[i]->place == PLACE_CELL) {
            names[n++] = u->locals[i]->name;
        }
    }
    return names_tuple(c, names, n);
}

static void fill_plain(Code *code, const Unit *u, const Layout *l) {
    code->instr_len = l->offsets[u->ins_len];
    code->handler_len = l->handler_len;
    code->line_table_size = (uint32_t)(l->lines_end - l->lines);
    code->flags = u->flags;
    code->arg_count = (uint16_t)u->arg_count;
    code->posonly_count = (uint16_t)u->posonly_count;
    code->kwonly_count = (uint16_t)u->kwonly_count;
    code->nlocals = (uint16_t)u->nlocals;
    code->nregs = (uint16_t)u->top_max;
    code->nfree = (uint16_t)u->nfree;
    code->ncells = (uint16_t)(u->nlocals - u->nfast - u->nfree);
    code->first_line = u->first_line;
}

static bool fill_objects(Compiler *c, Code *code) {
    Unit *u = c->unit;
    uint32_t first_free = u->nlocals - u->nfree;
    code->filename = new_ref(c->lang.filename);
    code->qualname = new_ref(u->qualname);
    code->doc = u->doc;
    u->doc = NULL;
    code->consts = tuple_from_steal(c->vm, u->consts, u->const_len);
    u->const_len = 0; /* given away, in any case */
    if (code->consts) {
        gc_untrack(c->vm, code->consts);
        code_track_tuple(c->vm, code->consts);
    }
    return code->consts && (code->name = name_object(c, u->name)) &&
           (code->names = names_tuple(c, u->names, u->name_len)) &&
           (code->locals = register_names(c, 0, u->nlocals, false)) &&
           (code->cells = register_names(c, 0, first_free, true)) &&
           (code->freevars = register_names(c, first_free, u->nlocals, false));
}

static bool fill_buffers(Compiler *c, Code *code, const Layout *l) {
    VM *vm = c->vm;
    code->instrs = raw_alloc(vm, code->instr_len * sizeof(Instr));
    code->line_table = code->instrs ? raw_alloc(vm, code->line_table_size) : NULL;
    TRY(code->line_table);
    write_instructions(c->unit, l, code->instrs);
    memcpy(code->line_table, l->lines, code->line_table_size);
    if (code->handler_len) {
        code->handlers = raw_alloc(vm, code->handler_len * sizeof(ExceptionEntry));
        TRY(code->handlers);
        write_handlers(c->unit, l, code->handlers);
    }
    return true;
}

Object *assemble(Compiler *c) {
    Layout layout;
    if (c->too_large) {
        return raise(c->vm, EXC_OverflowError, "code of '%s' is too large", c->unit->name->utf8);
    }
    if (!lay_out(c, &layout) || !write_lines(c, &layout)) {
        return NULL;
    }
    Code *code = code_new(c->vm);
    if (!code) {
        return NULL;
    }
    fill_plain(code, c->unit, &layout);
    int32_t count = c->vm->gc_count[0];
    bool ok = fill_objects(c, code) && fill_buffers(c, code, &layout);
    c->vm->gc_count[0] = count; /* as code objects themselves: not counted */
    if (!ok) {
        decref(c->vm, code);
        return NULL;
    }
    return OBJ(code);
}
