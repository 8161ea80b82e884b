/*
 * source.h -- from the bytes of a file to the text the lexer reads.
 *
 * Finds the encoding (BOM, coding line), decodes to UTF-8, turns CR LF and CR into LF and puts a
 * NUL behind the end, so that the lexer needs no bounds checks.
 */
#ifndef ADDER_LANG_SOURCE_H
#define ADDER_LANG_SOURCE_H

#include "lang/parser.h"

typedef struct SourceText {
    const char *start; /* in the arena */
    const char *end;   /* *end is NUL */
} SourceText;

/* Returns false with the error filled in. */
bool source_decode(const char *bytes, size_t len, const ParserOptions *options, Arena *arena,
                   SourceText *text, SyntaxErrorInfo *error);

enum { SOURCE_ENCODING_MAX = 40 };
/* The name of the encoding that a coding line declares, if source_decode does not know it. */
bool source_foreign_encoding(const char *bytes, size_t len, char name[SOURCE_ENCODING_MAX + 1]);

#endif
