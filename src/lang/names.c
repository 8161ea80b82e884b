/* Names: which instruction reads, writes or deletes one, by the scope's verdict. */
#include <string.h>

#include "base/hash.h"
#include "lang/compiler.h"

enum NameKind { NAME_FAST, NAME_DEREF, NAME_CLASS_DEREF, NAME_GLOBAL, NAME_DICT };

bool is_function_unit(const Compiler *c) {
    return c->unit->scope->kind == SCOPE_FUNCTION;
}

/* --- N[i] ------------------------------------------------------------------------------------- */

static uint32_t *name_slot(const Unit *u, AstName name) {
    uint32_t mask = u->name_slot_cap - 1;
    uint32_t i = (uint32_t)hash_mix((uint64_t)(uintptr_t)name) & mask;
    while (u->name_slots[i] && u->names[u->name_slots[i] - 1] != name) {
        i = (i + 1) & mask;
    }
    return &u->name_slots[i];
}

static bool grow_names(Compiler *c) {
    Unit *u = c->unit;
    uint32_t cap = u->name_cap ? u->name_cap * 2 : 8;
    AstName *names = code_alloc(c, cap * sizeof *names);
    uint32_t *slots = code_alloc(c, 2 * cap * sizeof *slots);
    TRY(names && slots);
    if (u->name_len) {
        memcpy(names, u->names, u->name_len * sizeof *names);
    }
    memset(slots, 0, 2 * cap * sizeof *slots);
    u->names = names;
    u->name_cap = cap;
    u->name_slots = slots;
    u->name_slot_cap = 2 * cap;
    for (uint32_t i = 0; i < u->name_len; i++) {
        *name_slot(u, names[i]) = i + 1;
    }
    return true;
}

uint32_t name_index(Compiler *c, AstName name) {
    Unit *u = c->unit;
    if (u->dead) {
        return 0;
    }
    if (u->name_len == u->name_cap && !grow_names(c)) {
        return 0;
    }
    uint32_t *slot = name_slot(u, name);
    if (!*slot) {
        u->names[u->name_len++] = name;
        *slot = u->name_len;
        if (u->name_len >= 0xFFFF) {
            c->too_large = true;
        }
    }
    return *slot - 1;
}

/* --- Where a name lives ----------------------------------------------------------------------- */

/* The kind; *name becomes the mangled name. -1: no memory. */
static int name_kind(Compiler *c, AstName *name, Symbol **symbol) {
    Unit *u = c->unit;
    *name = lang_mangle(&c->lang, u->class_name, *name);
    if (!*name) {
        return -1;
    }
    Symbol *s = *symbol = scope_find(u->scope, *name);
    bool function = is_function_unit(c);
    if (!s) {
        return function ? NAME_GLOBAL : NAME_DICT;
    }
    switch ((enum SymbolPlace)s->place) {
    case PLACE_LOCAL:
        return function ? NAME_FAST : NAME_DICT;
    case PLACE_CELL:
        return NAME_DEREF;
    case PLACE_FREE:
        return function ? NAME_DEREF : NAME_CLASS_DEREF;
    case PLACE_GLOBAL_EXPLICIT:
        return NAME_GLOBAL;
    case PLACE_GLOBAL_IMPLICIT:
        return function ? NAME_GLOBAL : NAME_DICT;
    }
    return NAME_DICT;
}

int name_is_fast(Compiler *c, AstName name, uint16_t *reg, Symbol **symbol) {
    int kind = name_kind(c, &name, symbol);
    if (kind < 0) {
        return -1;
    }
    if (kind != NAME_FAST) {
        return 0;
    }
    *reg = (*symbol)->reg;
    return 1;
}

uint32_t name_cell(Compiler *c, AstName name) {
    const Scope *scope = c->unit->scope;
    const Symbol *symbol = scope->class_cell && name == c->lang.known.class_
                               ? scope->class_cell
                               : scope_find(scope, name);
    return symbol ? symbol->reg : 0;
}

bool name_load(Compiler *c, AstName name, uint32_t dst) {
    Symbol *symbol;
    if (name == c->lang.known.debug) {
        return emit(c, OP_CODE_LOAD_BOOL, 0, dst, 1, 0);
    }
    switch (name_kind(c, &name, &symbol)) {
    case NAME_FAST:
        if (!bound_test(c, symbol->reg)) {
            TRY(emit(c, OP_CODE_CHECK_LOCAL, 0, symbol->reg, 0, 0));
            bound_add(c, symbol->reg);
        }
        return emit_move(c, dst, kept_operand(symbol->reg));
    case NAME_DEREF:
        return emit(c, OP_CODE_LOAD_DEREF, 0, dst, symbol->reg, 0);
    case NAME_CLASS_DEREF:
        return emit(c, OP_CODE_LOAD_CLASSDEREF, 0, dst, symbol->reg, name_index(c, name));
    case NAME_GLOBAL:
        return emit(c, OP_CODE_LOAD_GLOBAL, 0, dst, name_index(c, name), 0);
    case NAME_DICT:
        return emit(c, OP_CODE_LOAD_NAME, 0, dst, name_index(c, name), 0);
    default:
        return false;
    }
}

bool name_store(Compiler *c, AstName name, Operand value) {
    Symbol *symbol;
    unsigned kill = KILL_B_IF(value);
    switch (name_kind(c, &name, &symbol)) {
    case NAME_FAST:
        TRY(emit_move(c, symbol->reg, value));
        bound_add(c, symbol->reg);
        return true;
    case NAME_DEREF:
    case NAME_CLASS_DEREF:
        return emit(c, OP_CODE_STORE_DEREF, kill, symbol->reg, value.reg, 0);
    case NAME_GLOBAL:
        return emit(c, OP_CODE_STORE_GLOBAL, kill, name_index(c, name), value.reg, 0);
    case NAME_DICT:
        return emit(c, OP_CODE_STORE_NAME, kill, name_index(c, name), value.reg, 0);
    default:
        return false;
    }
}

bool name_delete(Compiler *c, AstName name) {
    Symbol *symbol;
    switch (name_kind(c, &name, &symbol)) {
    case NAME_FAST:
        TRY(emit(c, OP_CODE_DELETE_LOCAL, 0, symbol->reg, 0, 0));
        bound_remove(c, symbol->reg);
        return true;
    case NAME_DEREF:
    case NAME_CLASS_DEREF:
        return emit(c, OP_CODE_DELETE_DEREF, 0, symbol->reg, 0, 0);
    case NAME_GLOBAL:
        return emit(c, OP_CODE_DELETE_GLOBAL, 0, name_index(c, name), 0, 0);
    case NAME_DICT:
        return emit(c, OP_CODE_DELETE_NAME, 0, name_index(c, name), 0, 0);
    default:
        return false;
    }
}

bool name_unbind(Compiler *c, AstName name) {
    uint16_t reg;
    Symbol *symbol;
    int fast = name_is_fast(c, name, &reg, &symbol);
    if (fast != 0) {
        TRY(fast > 0 && emit_clear(c, reg));
        bound_remove(c, reg);
        return true;
    }
    uint32_t t = reg_push(c);
    TRY(emit(c, OP_CODE_LOAD_NONE, 0, t, 0, 0) && name_store(c, name, temp_operand(t)));
    reg_pop_to(c, t);
    return name_delete(c, name);
}
