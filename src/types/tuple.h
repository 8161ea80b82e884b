/* tuple. */
#ifndef ADDER_TYPES_TUPLE_H
#define ADDER_TYPES_TUPLE_H

#include "object/alloc.h"

typedef struct Tuple {
    Object head;
    uint32_t len;
    uint32_t hash_unused;
    Object *items[];
} Tuple;
#define TUPLE(o) ((Tuple *)(o))
#define TUPLE_LEN(o) (((Tuple *)(o))->len)
#define TUPLE_ITEM(o, i) (((Tuple *)(o))->items[i])

/* A tuple of n NULLs, not tracked: fill every item, then gc_track it (or use the others). n 0: the
 * empty tuple. */
Object *tuple_new(VM *vm, size_t n);
Object *tuple_from(VM *vm, Object *const *items, size_t n); /* borrows the items */
Object *tuple_from_steal(VM *vm, Object **items,
                         size_t n);               /* takes the items over; released on failure */
Object *tuple_pack(VM *vm, size_t n, ...);        /* borrows */
Object *tuple_pair(VM *vm, Object *a, Object *b); /* borrows */
/* A pair that takes both over; released on failure. */
static inline Object *tuple_pair_steal(VM *vm, Object *a, Object *b) {
    Tuple *t = object_new_container(vm, SHAPE_TUPLE, sizeof(Tuple) + 2 * sizeof(Object *));
    if (UNLIKELY(!t)) {
        decref(vm, a);
        decref(vm, b);
        return NULL;
    }
    t->len = 2;
    t->hash_unused = 0;
    t->items[0] = a;
    t->items[1] = b;
    gc_track(vm, t);
    return OBJ(t);
}
Object *tuple_from_iterable(VM *vm, Object *iterable);
Object *tuple_slice(VM *vm, Object *t, size_t start, size_t end);

#endif
