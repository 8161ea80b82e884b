/* set and frozenset: open addressing over entries {key, hash}. */
#ifndef ADDER_TYPES_SET_H
#define ADDER_TYPES_SET_H

#include "object/alloc.h"

typedef struct SetTable SetTable;
typedef struct Set {
    Object head;
    SetTable *table; /* NULL while empty */
    uint32_t len;
    uint32_t hash; /* frozenset: low bits of the hash, 0 not computed */
} Set;

Object *set_new(VM *vm, Object *iterable); /* iterable may be NULL */
Object *frozenset_new(VM *vm, Object *iterable);
int set_add(VM *vm, Object *set, Object *key); /* also for a frozenset nobody else has seen yet */
int set_discard(VM *vm, Object *set, Object *key); /* 1, 0, -1 */
int set_contains(VM *vm, Object *set, Object *key);
int set_update(VM *vm, Object *set, Object *iterable);
size_t set_len(Object *set);
bool set_next(Object *set, size_t *pos, Object **key); /* borrowed */
bool is_any_set(VM *vm, Object *o);

#endif
