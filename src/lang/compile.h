/* From source text to a code object. Runs nothing. */
#ifndef ADDER_LANG_COMPILE_H
#define ADDER_LANG_COMPILE_H

#include "lang/code.h"

enum CompileMode { COMPILE_EXEC, COMPILE_SINGLE, COMPILE_EVAL };

typedef struct CompileOptions {
    enum CompileMode mode;
    bool source_is_text; /* the source was a str: an encoding line is ignored */
    uint32_t flags;      /* CO_FUTURE_* inherited */
    bool interactive;    /* incomplete input sets *incomplete instead of only raising */
    bool *incomplete;    /* may be NULL */
} CompileOptions;

/* New Code, or NULL with SyntaxError (all attributes set), MemoryError, ... filename: str. */
Object *compile_source(VM *vm, const char *source, size_t len, Object *filename,
                       const CompileOptions *options);

#endif
