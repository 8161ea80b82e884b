/* collections.deque: a ring of references.
 *
 * Item i lies at items[(start + i) & (cap - 1)]; cap is 0 or a power of two. `state` changes with
 * every change of the length or order, so that iterators notice. */
#ifndef ADDER_LIB_DEQUE_H
#define ADDER_LIB_DEQUE_H

#include "lib/module_make.h"

typedef struct Deque {
    Object head;
    Object **items; /* raw buffer of cap references; NULL if cap is 0 */
    uint32_t len, cap, start;
    uint32_t state;
    int64_t maxlen; /* -1: none */
} Deque;
#define DEQUE(o) ((Deque *)(o))

extern const TypeSpec deque_spec, deque_iterator_spec, deque_reverse_iterator_spec;

static inline bool is_deque(VM *vm, const Object *o) {
    return is_of_spec(vm, o, &deque_spec);
}
/* Address of item i. */
static inline Object **deque_at(const Deque *d, size_t i) {
    return &d->items[(d->start + i) & (d->cap - 1)];
}
/* Steal item even on failure; what falls off at the other end of a full deque is released. */
int deque_append(VM *vm, Deque *d, Object *item);
int deque_append_left(VM *vm, Deque *d, Object *item);
/* Takes an end out (owned); the deque must not be empty. */
Object *deque_take(VM *vm, Deque *d);
Object *deque_take_left(VM *vm, Deque *d);
int deque_extend(VM *vm, Deque *d, Object *iterable);
void deque_rotate(Deque *d, int64_t n);
void deque_clear_items(VM *vm, Deque *d);
Object *deque_iter(VM *vm, Object *o);
Object *deque_reversed(VM *vm, Object *o);
/* deque_methods.c */
extern const MethodDef deque_methods[];
Object *deque_copy(VM *vm, Object *o);
/* Position of the first item equal to o in [start, stop), -1: none, -2: error. */
int64_t deque_find(VM *vm, Deque *d, Object *o, size_t start, size_t stop);
Object *deque_delete_at(VM *vm, Deque *d, size_t i); /* the item, owned */

#endif
