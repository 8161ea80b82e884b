/* range and slice. */
#ifndef ADDER_TYPES_RANGE_H
#define ADDER_TYPES_RANGE_H

#include "object/runtime.h"

typedef struct Range {
    Object head;
    Object *start, *stop, *step, *length; /* ints */
} Range;
typedef struct RangeIterator { /* all four fit int64 */
    Object head;
    int64_t next, step, left;
} RangeIterator;

typedef struct Slice {
    Object head;
    Object *start, *stop, *step;
} Slice;
Object *slice_new(VM *vm, Object *start, Object *stop, Object *step); /* borrows */
/* The numbers of a slice, which may run Python code, and then their meaning for a sequence of that
 * length: how many items. In two steps for what that code may change; else in one. */
bool slice_unpack(VM *vm, Object *slice, int64_t *start, int64_t *stop, int64_t *step);
int64_t slice_adjust(int64_t length, int64_t *start, int64_t *stop, int64_t step);
/* As PySlice_Unpack + AdjustIndices: false with an error (zero step, bad index). *count: how many
 * items. */
bool slice_indices(VM *vm, Object *slice, int64_t length, int64_t *start, int64_t *stop,
                   int64_t *step, int64_t *count);

#endif
