/* set and frozenset.
 *
 * A table has slots (a power of two) that hold entry numbers, and dense entries {key, hash} behind
 * them. Slots are probed and grown by the same published rules as CPython's sets (runs of ten
 * neighbours, then i -> 5i + 1 + perturb; four times the size at 60 % load), and sets are walked in
 * slot order, so that a set of integers shows its elements in the same order.
 */
#ifndef ADDER_TYPES_SET_H
#define ADDER_TYPES_SET_H

#include "object/alloc.h"

typedef struct SetEntry {
    Object *key; /* NULL: deleted */
    Hash hash;
} SetEntry;

/* One raw block: this, slots of slot_width bytes, entries. */
typedef struct SetTable {
    uint32_t entry_len; /* entries in use, deleted ones included */
    uint32_t entry_cap : 27;
    uint32_t slot_log2 : 5;
} SetTable;

typedef struct Set {
    Object head;
    SetTable *table; /* NULL while nothing was ever stored */
    uint32_t len;
    uint32_t finger; /* set.pop starts here */
    Hash hash;       /* -1 while not computed; frozensets only: sets end before it */
} Set;
enum { SET_SIZE = offsetof(Set, hash), FROZENSET_SIZE = sizeof(Set) };
#define SET(o) ((Set *)(o))
#define SET_LEN(o) (((Set *)(o))->len)

Object *set_new(VM *vm, Object *iterable); /* iterable may be NULL */
Object *frozenset_new(VM *vm, Object *iterable);
/* A set or frozenset (by shape number) with the elements of `set`. */
Object *set_copy(VM *vm, Object *set, uint32_t shape);
int set_add(VM *vm, Object *set, Object *key); /* also for a frozenset nobody else has seen yet */
int set_add_hashed(VM *vm, Object *set, Object *key, Hash hash);
int set_discard(VM *vm, Object *set, Object *key); /* 1 removed, 0 absent, -1 error */
int set_discard_hashed(VM *vm, Object *set, Object *key, Hash hash);
int set_contains(VM *vm, Object *set, Object *key);
int set_contains_hashed(VM *vm, Object *set, Object *key, Hash hash);
int set_update(VM *vm, Object *set, Object *iterable);
void set_clear(VM *vm, Object *set);
/* Takes an element out (owned), NULL if the set is empty. */
Object *set_pop(VM *vm, Object *set);
static inline size_t set_len(const Object *set) {
    return ((const Set *)set)->len;
}
/* Walk in slot order: *pos starts at 0; borrowed. The set must not change meanwhile. */
bool set_next(Object *set, size_t *pos, Object **key);
bool set_next_hashed(Object *set, size_t *pos, Object **key, Hash *hash);
bool is_any_set(VM *vm, Object *o); /* set, frozenset or a subclass */

/* Slots, shared with set_type.c. */
void set_dealloc(VM *vm, Object *self);
int set_traverse(VM *vm, Object *self, VisitFn visit, void *ctx);
size_t set_owned_size(VM *vm, const Object *self);

#endif
