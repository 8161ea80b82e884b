/* The line table of a code object: the source range of every instruction, in few bytes.
 *
 * A run of entries, each for 1 to 32 words: a byte (kind, words - 1), then variable-length numbers.
 * Lines are kept as differences from the entry before that had one.
 */
#ifndef ADDER_LANG_LINE_TABLE_H
#define ADDER_LANG_LINE_TABLE_H

#include "lang/ast.h"
#include "lang/code.h"

enum {
    LINE_ENTRY_MAX = 21,   /* bytes */
    LINE_ENTRY_WORDS = 32, /* words that one entry can cover */
};

/* Writes the entry for `words` words and returns its end. *line: of the entry before. */
uint8_t *line_table_write(uint8_t *out, uint32_t words, const Location *loc, int32_t *line);

typedef struct LineReader {
    const uint8_t *next, *end;
    uint32_t start, stop; /* words of the entry last read */
    int32_t line;
    CodeLocation location;
} LineReader;

void line_reader_init(LineReader *r, const Code *code);
bool line_reader_next(LineReader *r);

#endif
