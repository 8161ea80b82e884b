/* Splitting, for str, bytes and bytearray alike: a *run* is the characters of an object together
 * with the way to make a piece of them into an object of its kind. Nothing here runs Python code,
 * so the characters stay where they are. */
#ifndef ADDER_TYPES_STR_RUNS_H
#define ADDER_TYPES_STR_RUNS_H

#include "types/str_internal.h"

typedef struct Run {
    Object *owner;
    const void *data;
    size_t len;
    unsigned width;
    Object *(*piece)(VM *vm, const struct Run *run, size_t start, size_t end);
    const uint16_t *flags; /* of characters below 256: CHAR_SPACE counts; wider ones as Unicode */
    bool (*is_line_break)(uint32_t c);
} Run;

Run run_of_str(Object *s);

/* Lists of pieces. max < 0: no limit. */
Object *run_split_space(VM *vm, const Run *run, int64_t max);
Object *run_split(VM *vm, const Run *run, const Run *separator, int64_t max);
Object *run_rsplit_space(VM *vm, const Run *run, int64_t max);
Object *run_rsplit(VM *vm, const Run *run, const Run *separator, int64_t max);
Object *run_splitlines(VM *vm, const Run *run, bool keep_ends);

enum StripSide { STRIP_LEFT = 1, STRIP_RIGHT = 2, STRIP_BOTH = 3 };
/* What is left of the run without the characters of `chars` (NULL: space) on its sides. */
void run_strip(const Run *run, const Run *chars, enum StripSide sides, size_t *start, size_t *end);

#endif
