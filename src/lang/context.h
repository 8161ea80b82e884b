/* One compilation: what its passes (scopes, code) share, and how they report errors.
 *
 * Ownership: a Lang lives on the stack of compile_source and owns nothing; the arena holds the
 * tree, the names, and the scopes.
 */
#ifndef ADDER_LANG_CONTEXT_H
#define ADDER_LANG_CONTEXT_H

#include "lang/ast.h"
#include "lang/parser.h"
#include "object/c_stack.h"
#include "object/runtime.h"

/* Names the passes compare with by address. X(field, text) */
#define KNOWN_NAMES(X)                                                                             \
    X(dot0, ".0")                                                                                  \
    X(star, "*")                                                                                   \
    X(super_, "super")                                                                             \
    X(class_, "__class__")                                                                         \
    X(classcell, "__classcell__")                                                                  \
    X(debug, "__debug__")                                                                          \
    X(annotations_, "__annotations__")                                                             \
    X(annotations, "annotations")                                                                  \
    X(future, "__future__")                                                                        \
    X(doc, "__doc__")                                                                              \
    X(module_, "__module__")                                                                       \
    X(qualname, "__qualname__")                                                                    \
    X(name_, "__name__")                                                                           \
    X(return_, "return")                                                                           \
    X(underscore, "_")                                                                             \
    X(module, "<module>")                                                                          \
    X(lambda, "<lambda>")                                                                          \
    X(listcomp, "<listcomp>")                                                                      \
    X(setcomp, "<setcomp>")                                                                        \
    X(dictcomp, "<dictcomp>")                                                                      \
    X(genexpr, "<genexpr>")                                                                        \
    X(typing, "typing")                                                                            \
    X(TypeVar, "TypeVar")                                                                          \
    X(ParamSpec, "ParamSpec")                                                                      \
    X(TypeVarTuple, "TypeVarTuple")

typedef struct Scope Scope;

typedef struct Lang {
    VM *vm;
    Object *filename; /* borrowed str */
    bool script;      /* a file run as the program: what is wrong with its encoding has no place */
    const char *source;
    size_t source_len;
    Arena *arena;
    AstNameTable *names;
    uint32_t features;    /* CO_FUTURE_* */
    int32_t future_line;  /* of the last `from __future__ import`; 0: there is none */
    int depth, depth_max; /* nesting of the tree that a pass is in */
    struct {
#define X(field, text) AstName field;
        KNOWN_NAMES(X)
#undef X
    } known;
    /* Node -> Scope; open addressing. */
    struct ScopeSlot {
        const void *node;
        Scope *scope;
    } * scopes;
    uint32_t scope_len, scope_cap;
} Lang;

/* Raises SyntaxError with the position. Always false. */
__attribute__((format(printf, 3, 4))) bool syntax_error(Lang *l, const Location *loc,
                                                        const char *format, ...);
/* Raises what the parser found. Always false. */
bool syntax_error_raise_info(Lang *l, const SyntaxErrorInfo *info);

/* Line number `line` of the source as str, with its newline or stripped; None if it cannot be had.
 */
Object *source_line(Lang *l, int32_t line, bool stripped);
/* warn.c: a warning of category EXC_x; false when it has become an error. */
bool lang_warn(Lang *l, int category, const Location *loc, const char *text);
bool lang_warn_parser(Lang *l, const ParserWarning *warnings);

/* Enter before walking one level deeper into the tree; RecursionError when it is too deep. */
bool lang_enter_slow(Lang *l);
static inline bool lang_enter(Lang *l) {
    if (UNLIKELY(++l->depth > l->depth_max)) {
        return lang_enter_slow(l);
    }
    return c_stack_enter(l->vm, " during compilation");
}
static inline void lang_leave(Lang *l) {
    l->depth--;
}

/* Arena memory; NULL with MemoryError raised. */
void *lang_alloc(Lang *l, size_t size);
void *lang_alloc_zeroed(Lang *l, size_t size);
/* An interned name; NULL with MemoryError raised. */
AstName lang_intern(Lang *l, const char *text, size_t len);
/* The private form of a name in class cls (NULL: none): __x becomes _Class__x. */
AstName lang_mangle_slow(Lang *l, AstName cls, AstName name);
static inline AstName lang_mangle(Lang *l, AstName cls, AstName name) {
    if (!cls || name->len < 3 || name->utf8[0] != '_' || name->utf8[1] != '_') {
        return name;
    }
    return lang_mangle_slow(l, cls, name);
}

/* Reads the __future__ imports at the top of a module into l->features. */
bool future_scan(Lang *l, const AstMod *mod);

/* TRY: leaves the function with false when x fails. */
#define TRY(x)                                                                                     \
    do {                                                                                           \
        if (UNLIKELY(!(x))) {                                                                      \
            return false;                                                                          \
        }                                                                                          \
    } while (0)

#endif
