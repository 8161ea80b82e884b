/* From source text to a code object. Runs nothing. */
#ifndef ADDER_LANG_COMPILE_H
#define ADDER_LANG_COMPILE_H

#include "lang/code.h"

enum CompileMode { COMPILE_EXEC, COMPILE_SINGLE, COMPILE_EVAL };

typedef struct CompileOptions {
    enum CompileMode mode;
    bool source_is_text; /* the source was a str: an encoding line is ignored */
    const char *script;  /* path of the file that is run as the program, or NULL: for messages */
    uint32_t flags;      /* CO_FUTURE_* inherited */
    bool interactive;    /* incomplete input sets *incomplete instead of only raising */
    bool *incomplete;    /* may be NULL */
    bool open_end;       /* a text that does not end with a line leaves its blocks open: an error */
    bool tell_incomplete; /* incomplete input is SyntaxError("incomplete input") */
} CompileOptions;

/* New Code, or NULL with SyntaxError (all attributes set), MemoryError, ... filename: str. */
Object *compile_source(VM *vm, const char *source, size_t len, Object *filename,
                       const CompileOptions *options);

/* Other ways in and out of the compiler: trees. The tree and all it refers to live only as long as
 * the call. */
struct AstMod;
struct AstConstant;
struct AstNameTable;
struct Arena;
/* Parses and hands the tree to use(); what that returns. */
typedef Object *(*TreeUser)(VM *vm, const struct AstMod *mod, void *ctx);
Object *compile_to_tree(VM *vm, const char *source, size_t len, Object *filename,
                        const CompileOptions *options, TreeUser use, void *ctx);
/* Compiles the tree that make() builds in the arena; NULL: it has raised. */
typedef const struct AstMod *(*TreeMaker)(VM *vm, struct Arena *arena, struct AstNameTable *names,
                                          void *ctx);
Object *compile_tree(VM *vm, Object *filename, const CompileOptions *options, TreeMaker make,
                     void *ctx);
/* The object a constant stands for. */
Object *compile_constant(VM *vm, const struct AstConstant *constant);

#endif
