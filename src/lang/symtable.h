/* Scopes: which names each function, class and module has, and where each lives.
 *
 * Two steps: the tree is walked and every binding and use is noted in the scope where it stands;
 * then names are resolved through the enclosing functions. CPython's rules and messages.
 *
 * Words:
 *   scope    a module, class, function, lambda or comprehension
 *   cell     a local variable of a function that an inner function uses
 *   free     a name of an enclosing function, reached through the closure
 */
#ifndef ADDER_LANG_SYMTABLE_H
#define ADDER_LANG_SYMTABLE_H

#include "lang/context.h"

enum SymbolFlag {
    DEF_GLOBAL = 1 << 0, /* global statement */
    DEF_LOCAL = 1 << 1,  /* assigned */
    DEF_PARAM = 1 << 2,
    DEF_NONLOCAL = 1 << 3, /* nonlocal statement */
    DEF_IMPORT = 1 << 4,
    DEF_ANNOT = 1 << 5,      /* annotated */
    DEF_COMP_ITER = 1 << 6,  /* iteration variable of a comprehension */
    DEF_FREE_CLASS = 1 << 7, /* bound in this class, and free in it for an inner function's sake */
    SYMBOL_USED = 1 << 8,
    SYMBOL_DELETED = 1 << 9, /* `del x`, or the name of an except clause: may lose its value */
    SYMBOL_WALRUS = 1 << 10, /* target of := in this very scope */
    DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT,
};

enum SymbolPlace {
    PLACE_LOCAL,
    PLACE_CELL,
    PLACE_FREE,
    PLACE_GLOBAL_EXPLICIT,
    PLACE_GLOBAL_IMPLICIT,
};

typedef struct Symbol {
    AstName name;        /* mangled */
    struct Symbol *next; /* in order of appearance */
    uint16_t flags;
    uint8_t place; /* SymbolPlace, once resolved */
    uint16_t reg;  /* register of a fast local, cell or free variable: set by the compiler */
} Symbol;

enum ScopeKind { SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION, SCOPE_ANNOTATION };

enum ComprehensionKind {
    COMPREHENSION_NONE,
    COMPREHENSION_LIST,
    COMPREHENSION_SET,
    COMPREHENSION_DICT,
    COMPREHENSION_GENERATOR,
};

typedef struct Directive { /* a name in a global or nonlocal statement, for error messages */
    AstName name;
    Location loc;
    struct Directive *next;
} Directive;

struct Scope {
    uint8_t kind;          /* ScopeKind */
    uint8_t comprehension; /* ComprehensionKind */
    bool is_lambda;
    bool nested; /* inside a function, at any depth */
    bool generator, coroutine;
    bool var_args, var_keywords;
    bool needs_class_cell; /* a class whose methods use __class__ */
    bool comp_iter_target; /* while the target of a comprehension's `for` is walked */
    int comp_iter_depth;   /* > 0 while the iterable of a comprehension is walked */
    uint32_t param_len;
    uint32_t symbol_len;
    AstName name;
    Location loc;
    Scope *parent, *children, *last_child, *next;
    Symbol *symbols, *last;
    Symbol *class_cell; /* what __class__ is to the methods: not a name of the class body */
    Symbol **slots;     /* open addressing */
    uint32_t slot_cap;
    Directive *directives;
};

/* The scope of the whole module. false with an error raised. */
bool symtable_build(Lang *l, const AstMod *mod, Scope **top);
/* The scope that a node opened. */
Scope *symtable_scope_of(const Lang *l, const void *node);
/* NULL if the scope does not know the (mangled) name. */
Symbol *scope_find(const Scope *s, AstName name);

/* symtable_resolve.c: gives every symbol its place. */
bool symtable_resolve(Lang *l, Scope *top);
/* Finds or adds; NULL with MemoryError. */
Symbol *scope_add(Lang *l, Scope *s, AstName name);
/* The cell __class__ of a class; the class body may have a name of its own that is spelt so. */
Symbol *scope_add_class_cell(Lang *l, Scope *s);

#endif
