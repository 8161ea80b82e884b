/* Units: beginning and ending a code object. */
#include <stdlib.h>
#include <string.h>

#include "lang/compiler.h"
#include "object/error.h"
#include "types/str.h"

bool compile_error(Compiler *c, const Location *loc, const char *format, ...) {
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return syntax_error(&c->lang, loc, "%s", message);
}

/* --- Registers of the named variables ----------------------------------------------------------
 */

static bool is_cell(const Symbol *s) {
    return s->place == PLACE_CELL;
}

static bool is_free(const Symbol *s) {
    return s->place == PLACE_FREE || (s->flags & DEF_FREE_CLASS);
}

static int compare_symbols(const void *a, const void *b) {
    const AstName x = (*(Symbol *const *)a)->name, y = (*(Symbol *const *)b)->name;
    int order = memcmp(x->utf8, y->utf8, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

Symbol **scope_free_symbols(Compiler *c, const Scope *scope, uint32_t *len) {
    uint32_t n = 0;
    Symbol **list = code_alloc(c, (scope->symbol_len + 1) * sizeof *list);
    for (Symbol *s = list ? scope->symbols : NULL; s; s = s->next) {
        if (is_free(s)) {
            list[n++] = s;
        }
    }
    if (n > 1) {
        qsort(list, n, sizeof *list, compare_symbols);
    }
    *len = n;
    return list;
}

/* Gives registers to the symbols chosen, in the order of their names. */
static void assign_sorted(Unit *u, bool (*chosen)(const Symbol *)) {
    uint32_t first = u->nlocals;
    for (Symbol *s = u->scope->symbols; s; s = s->next) {
        bool param_cell = (s->flags & DEF_PARAM) && is_cell(s);
        if (chosen(s) && !param_cell) {
            u->locals[u->nlocals++] = s;
        }
    }
    qsort(u->locals + first, u->nlocals - first, sizeof *u->locals, compare_symbols);
    for (uint32_t i = first; i < u->nlocals; i++) {
        u->locals[i]->reg = (uint16_t)i;
    }
}

/* Parameters (the order of CPython: positional, keyword-only, *args, **kwargs is that of the symbol
 * table), other locals, cells, free variables. */
static bool assign_registers(Compiler *c) {
    Unit *u = c->unit;
    Scope *scope = u->scope;
    if (scope->needs_class_cell) {
        TRY(scope_add_class_cell(&c->lang, scope));
    }
    if (scope->symbol_len >= NO_REG - 16) {
        c->too_large = true;
        return raise(c->vm, EXC_OverflowError, "too many local variables in '%s'", u->name->utf8);
    }
    u->locals = code_alloc(c, (scope->symbol_len + 1) * sizeof *u->locals);
    TRY(u->locals);
    if (scope->kind == SCOPE_FUNCTION) {
        for (Symbol *s = scope->symbols; s; s = s->next) {
            if ((s->flags & DEF_PARAM) || s->place == PLACE_LOCAL) {
                s->reg = (uint16_t)u->nlocals;
                u->locals[u->nlocals++] = s;
            }
        }
    }
    u->nfast = u->nlocals;
    assign_sorted(u, is_cell);
    uint32_t before = u->nlocals;
    assign_sorted(u, is_free);
    u->nfree = u->nlocals - before;
    u->top = u->top_max = u->nlocals;
    return true;
}

static bool init_bound(Compiler *c) {
    Unit *u = c->unit;
    u->bound_words = (u->nfast + 63) / 64;
    if (u->bound_words == 0) {
        return true;
    }
    u->bound = code_alloc(c, u->bound_words * sizeof(uint64_t));
    u->deletable = code_alloc(c, u->bound_words * sizeof(uint64_t));
    TRY(u->bound && u->deletable);
    memset(u->bound, 0, u->bound_words * sizeof(uint64_t));
    memset(u->deletable, 0, u->bound_words * sizeof(uint64_t));
    for (uint32_t i = 0; i < u->nfast; i++) {
        if (u->locals[i]->flags & DEF_PARAM) {
            bound_add(c, i);
        }
        if (u->locals[i]->flags & SYMBOL_DELETED) {
            u->deletable[i / 64] |= UINT64_C(1) << i % 64;
        }
    }
    return true;
}

/* --- Names ------------------------------------------------------------------------------------ */

/* Whether the name of this definition is declared global around it: then its qualname is short. */
static bool is_global_around(const Compiler *c, const Unit *u) {
    if (u->scope->kind == SCOPE_MODULE || u->scope->is_lambda || u->scope->comprehension) {
        return false;
    }
    AstName name = lang_mangle((Lang *)(uintptr_t)&c->lang, u->outer->class_name, u->name);
    Symbol *s = name ? scope_find(u->outer->scope, name) : NULL;
    return s && s->place == PLACE_GLOBAL_EXPLICIT;
}

static Object *make_qualname(Compiler *c) {
    Unit *u = c->unit;
    Object *name = name_object(c, u->name);
    if (!name || !u->outer || u->outer->scope->kind == SCOPE_MODULE || is_global_around(c, u)) {
        return name;
    }
    bool in_function = u->outer->scope->kind == SCOPE_FUNCTION && !u->outer->scope->comprehension;
    Object *qualname =
        str_format(c->vm, in_function ? "%U.<locals>.%U" : "%U.%U", u->outer->qualname, name);
    decref(c->vm, name);
    return qualname;
}

/* --- Entering and leaving --------------------------------------------------------------------- */

bool unit_enter(Compiler *c, Scope *scope, AstName name, int32_t first_line) {
    ArenaMark mark = arena_mark(c->code_arena);
    Unit *u = code_alloc(c, sizeof *u);
    TRY(u);
    memset(u, 0, sizeof *u);
    u->mark = mark;
    u->outer = c->unit;
    u->scope = scope;
    u->name = name;
    u->class_name = u->outer ? u->outer->class_name : NULL;
    u->first_line = first_line;
    u->handler = NO_HANDLER;
    u->loc = (Location){.line = first_line, .end_line = first_line};
    c->unit = u;
    if (scope->kind == SCOPE_CLASS) {
        u->class_name = name;
    }
    u->qualname = make_qualname(c);
    return u->qualname && assign_registers(c) && init_bound(c);
}

void unit_leave(Compiler *c) {
    Unit *u = c->unit;
    for (uint32_t i = 0; i < u->const_len; i++) {
        decref(c->vm, u->consts[i]);
    }
    xdecref(c->vm, u->qualname);
    xdecref(c->vm, u->doc);
    c->unit = u->outer;
    arena_release_to(c->code_arena, u->mark);
}

static void set_flags(Compiler *c) {
    Unit *u = c->unit;
    const Scope *s = u->scope;
    u->flags |= c->lang.features;
    if (s->kind == SCOPE_FUNCTION) {
        u->flags |= CO_NEWLOCALS | CO_OPTIMIZED;
        if (s->nested) {
            u->flags |= CO_NESTED;
        }
        if (s->generator) {
            u->flags |= s->coroutine ? CO_ASYNC_GENERATOR : CO_GENERATOR;
        } else if (s->coroutine) {
            u->flags |= CO_COROUTINE;
        }
        if (s->var_args) {
            u->flags |= CO_VARARGS;
        }
        if (s->var_keywords) {
            u->flags |= CO_VARKEYWORDS;
        }
    }
}

bool unit_prologue(Compiler *c) {
    Unit *u = c->unit;
    Location start = u->loc;
    set_flags(c);
    u->loc = (Location){0};
    if (u->nfree) {
        TRY(emit(c, OP_CODE_COPY_FREE_VARS, 0, u->nlocals - u->nfree, u->nfree, 0));
    }
    for (uint32_t i = 0; i < u->nlocals - u->nfree; i++) {
        if (is_cell(u->locals[i])) {
            TRY(emit(c, OP_CODE_MAKE_CELL, 0, i, 0, 0));
        }
    }
    if (u->flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) {
        TRY(emit(c, OP_CODE_RETURN_GENERATOR, 0, 0, 0, 0));
    }
    u->loc = start;
    return true;
}

Object *unit_finish(Compiler *c) {
    Object *code = NULL;
    c->unit->loc = (Location){0};
    if (emit(c, OP_CODE_RETURN_NONE, 0, 0, 0, 0) && peephole(c)) {
        code = assemble(c);
    }
    unit_leave(c);
    return code;
}
