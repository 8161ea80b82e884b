/* Releasing many references: what containers do when they die. Compact ints, floats and plain
 * strs, which most hold, are freed without a call. */
#ifndef ADDER_TYPES_RELEASE_H
#define ADDER_TYPES_RELEASE_H

#include "object/alloc.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"

static ALWAYS_INLINE void release_item(VM *vm, Object *o) {
    if (!count_ends(o)) {
        return;
    }
    if (LIKELY(o->count == 0)) {
        if (o->meta == INT_META) {
            uint64_t small = (uint64_t)INT_VALUE(o) - (uint64_t)(int64_t)SMALL_INT_MIN;
            if (small < SMALL_INT_COUNT && vm->small_ints[small] == o) {
                vm->small_ints[small] = NULL;
            }
            heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Int));
            return;
        } else if (o->meta == META(SHAPE_FLOAT)) {
            heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Float));
            return;
        } else if (str_is_plain(o)) {
            str_free_plain(vm, o);
            return;
        }
    }
    object_release(vm, o);
}

/* The last first, as CPython's lists and tuples do; NULLs among them are passed over. */
static inline void release_items_backwards(VM *vm, Object **items, size_t n) {
    while (n > 0) {
        Object *o = items[--n];
        if (LIKELY(o != NULL)) {
            release_item(vm, o);
        }
    }
}

#endif
