/* tuple.
 *
 * Up to 14 items the length lies in the four flags of the header that belong to the type, and the
 * items follow the header: a pair takes 24 bytes. Longer tuples have all four flags set and a word
 * with the length before the items. */
#ifndef ADDER_TYPES_TUPLE_H
#define ADDER_TYPES_TUPLE_H

#include "object/alloc.h"

enum { TUPLE_LEN_SHIFT = 4, TUPLE_LONG = 15 };

typedef struct Tuple {
    Object head;
    union {
        Object *item;
        uint32_t len; /* of a long one: in the first word; the items begin behind it */
    } words[];
} Tuple;

static inline uint32_t tuple_len(const Object *o) {
    uint32_t n = o->meta >> TUPLE_LEN_SHIFT & 0xF;
    return LIKELY(n != TUPLE_LONG) ? n : ((const Tuple *)o)->words[0].len;
}
static inline Object **tuple_items(const Object *o) {
    bool is_long = (o->meta >> TUPLE_LEN_SHIFT & 0xF) == TUPLE_LONG;
    return &((Tuple *)(uintptr_t)o)->words[is_long].item;
}
#define TUPLE_LEN(o) tuple_len(OBJ(o))
#define TUPLE_ITEM(o, i) (tuple_items(OBJ(o))[i])

/* Is o, of type tuple itself, a pair? Its items. */
static inline bool is_pair(const Object *o) {
    return o->meta >> TUPLE_LEN_SHIFT == (SHAPE_TUPLE << 4 | 2);
}
static inline Object **pair_items(const Object *o) {
    return &((Tuple *)(uintptr_t)o)->words[0].item;
}

/* Bytes of a tuple's block without the extension of subclasses. */
static inline size_t tuple_size(size_t len) {
    return sizeof(Tuple) + (len + (len >= TUPLE_LONG)) * sizeof(Object *);
}
/* Writes the length into a new block whose flags are clear. */
static inline void tuple_set_len(Object *o, size_t n) {
    if (LIKELY(n < TUPLE_LONG)) {
        o->meta |= (uint32_t)n << TUPLE_LEN_SHIFT;
    } else {
        o->meta |= TUPLE_LONG << TUPLE_LEN_SHIFT;
        ((Tuple *)o)->words[0].len = (uint32_t)n;
    }
}

/* A tuple of n NULLs, not tracked: fill every item, then gc_track it (or use the others). n 0: the
 * empty tuple. */
Object *tuple_new(VM *vm, size_t n);
Object *tuple_from(VM *vm, Object *const *items, size_t n); /* borrows the items */
Object *tuple_from_steal(VM *vm, Object **items,
                         size_t n);               /* takes the items over; released on failure */
Object *tuple_pack(VM *vm, size_t n, ...);        /* borrows */
Object *tuple_pair(VM *vm, Object *a, Object *b); /* borrows */
/* A tuple whose 1 to 14 items the caller has to fill in before it tracks it. */
static inline Object *tuple_new_few(VM *vm, size_t n) {
    Object *t = object_new_container(vm, SHAPE_TUPLE, tuple_size(n));
    if (LIKELY(t != NULL)) {
        t->meta |= (uint32_t)n << TUPLE_LEN_SHIFT;
    }
    return t;
}
static inline bool tuple_is_few(size_t n) {
    return n - 1 < TUPLE_LONG - 1;
}
/* Takes the references out of a window of registers, which it leaves empty in any case. */
Object *tuple_take(VM *vm, Object **window, size_t n);
/* A pair that takes both over; released on failure. */
static inline Object *tuple_pair_steal(VM *vm, Object *a, Object *b) {
    Object *t = object_new_container(vm, SHAPE_TUPLE, tuple_size(2));
    if (UNLIKELY(!t)) {
        decref(vm, a);
        decref(vm, b);
        return NULL;
    }
    tuple_set_len(t, 2);
    pair_items(t)[0] = a;
    pair_items(t)[1] = b;
    gc_track(vm, t);
    return t;
}
Object *tuple_from_iterable(VM *vm, Object *iterable);
Object *tuple_slice(VM *vm, Object *t, size_t start, size_t end);

#endif
