/* Scopes, second step: every name gets its place, by a look through the functions around it. */
#include "lang/symtable.h"
#include "object/error.h"

/* Makes the name pass through the scopes from `inner` up to the one below `owner`. */
static bool pass_through(Lang *l, Scope *inner, const Scope *owner, AstName name) {
    for (Scope *s = inner; s != owner; s = s->parent) {
        Symbol *symbol = scope_find(s, name);
        if (symbol && s->kind == SCOPE_CLASS && (symbol->flags & (DEF_BOUND | DEF_GLOBAL)) &&
            !(symbol->flags & DEF_NONLOCAL)) {
            symbol->flags |= DEF_FREE_CLASS;
            continue;
        }
        if (!symbol) {
            symbol = scope_add(l, s, name);
            TRY(symbol);
        }
        symbol->place = PLACE_FREE;
    }
    return true;
}

/* Looks for the name in the functions around scope s; *found says whether one has it. */
static bool find_outside(Lang *l, Scope *s, AstName name, bool *found) {
    *found = false;
    for (Scope *p = s->parent; p; p = p->parent) {
        if (p->kind == SCOPE_CLASS) {
            if (name == l->known.class_) {
                p->needs_class_cell = true;
                *found = true;
                return pass_through(l, s->parent, p, name);
            }
            continue;
        }
        if (p->kind != SCOPE_FUNCTION) {
            continue;
        }
        Symbol *symbol = scope_find(p, name);
        if (!symbol || (symbol->flags & DEF_NONLOCAL)) {
            continue;
        }
        if (symbol->flags & DEF_GLOBAL) {
            return true;
        }
        if (symbol->flags & DEF_BOUND) {
            symbol->place = PLACE_CELL;
            *found = true;
            return pass_through(l, s->parent, p, name);
        }
    }
    return true;
}

static bool directive_error(Lang *l, const Scope *s, const Symbol *symbol, const char *format) {
    Location loc = s->loc;
    for (const Directive *d = s->directives; d; d = d->next) {
        if (d->name == symbol->name) {
            loc = d->loc;
        }
    }
    return syntax_error(l, &loc, format, symbol->name->utf8);
}

static bool resolve_symbol(Lang *l, Scope *s, Symbol *symbol) {
    bool found;
    if (symbol->flags & DEF_GLOBAL) {
        if (symbol->flags & DEF_NONLOCAL) {
            return directive_error(l, s, symbol, "name '%s' is nonlocal and global");
        }
        symbol->place = PLACE_GLOBAL_EXPLICIT;
        return true;
    }
    if (symbol->flags & DEF_NONLOCAL) {
        if (s->kind == SCOPE_MODULE) {
            return directive_error(l, s, symbol,
                                   "nonlocal declaration not allowed at module level");
        }
        TRY(find_outside(l, s, symbol->name, &found));
        if (!found) {
            return directive_error(l, s, symbol, "no binding for nonlocal '%s' found");
        }
        symbol->place = PLACE_FREE;
        return true;
    }
    if (symbol->flags & DEF_BOUND) {
        if (symbol->place != PLACE_CELL) {
            symbol->place = PLACE_LOCAL;
        }
        return true;
    }
    if (symbol->place == PLACE_FREE) {
        return true; /* passes through for an inner scope */
    }
    TRY(find_outside(l, s, symbol->name, &found));
    symbol->place = found ? PLACE_FREE : PLACE_GLOBAL_IMPLICIT;
    return true;
}

static bool resolve_scope(Lang *l, Scope *s) {
    TRY(lang_enter(l));
    for (Symbol *symbol = s->symbols; symbol; symbol = symbol->next) {
        TRY(resolve_symbol(l, s, symbol));
    }
    for (Scope *child = s->children; child; child = child->next) {
        TRY(resolve_scope(l, child));
    }
    lang_leave(l);
    return true;
}

bool symtable_resolve(Lang *l, Scope *top) {
    return resolve_scope(l, top);
}
