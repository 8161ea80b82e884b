/* Private to range*.c.
 *
 * Ranges hold only ints, so they can be in no cycle: they lie in container pools, where their
 * references are found by walks of the heap, but the collector neither tracks nor counts them. */
#ifndef ADDER_TYPES_RANGE_IMPL_H
#define ADDER_TYPES_RANGE_IMPL_H

#include "types/range.h"
#include "types/sequence.h"

#define RANGE(o) ((Range *)(o))

static inline void *range_object_new(VM *vm, uint32_t shape, size_t size) {
    void *block = heap_alloc(&vm->heap, HEAP_CONTAINER, size);
    return block ? object_init_header(block, shape) : (void *)raise_memory_error(vm);
}
static inline void range_object_free(VM *vm, void *o, size_t size) {
    heap_free(&vm->heap, HEAP_CONTAINER, o, size);
}

/* Steals the three ints (NULL: an error is set). */
Object *range_from_ints(VM *vm, Object *start, Object *stop, Object *step);
/* start + i * step; new. */
Object *range_item_at(VM *vm, Object *start, Object *step, Object *i);
/* slice.indices(length): a tuple of three ints. */
Object *slice_indices_long(VM *vm, Object *slice, Object *length);
Object *range_iter(VM *vm, Object *o);
Object *range_reversed(VM *vm, Object *o);

#endif
