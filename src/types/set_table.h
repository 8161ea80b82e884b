/* The inside of a set, for set.c and set_type.c: slots, walking, finding. */
#ifndef ADDER_TYPES_SET_TABLE_H
#define ADDER_TYPES_SET_TABLE_H

#include <string.h>

#include "types/plain_compare.h"
#include "types/plain_key.h"
#include "types/set.h"

#define SLOT_EMPTY (-1)

static inline unsigned slot_width(const SetTable *t) {
    return t->slot_log2 <= 7 ? 1 : t->slot_log2 <= 15 ? 2 : 4;
}
static inline size_t slots_size(const SetTable *t) {
    return (size_t)slot_width(t) << t->slot_log2;
}
static inline size_t table_size(const SetTable *t) {
    return sizeof(SetTable) + slots_size(t) + t->entry_cap * sizeof(SetEntry);
}
static inline SetEntry *table_entry(const SetTable *t, size_t i) {
    return (SetEntry *)(void *)((char *)t + sizeof(SetTable) + slots_size(t)) + i;
}
static inline size_t table_mask(const SetTable *t) {
    return ((size_t)1 << t->slot_log2) - 1;
}

/* The slots are read by loops that are compiled once for each width. */
static ALWAYS_INLINE int64_t slot_at(const SetTable *t, size_t slot, unsigned width) {
    const void *slots = t + 1;
    switch (width) {
    case 1:
        return ((const int8_t *)slots)[slot];
    case 2:
        return ((const int16_t *)slots)[slot];
    default:
        return ((const int32_t *)slots)[slot];
    }
}

static inline int64_t slot_get(const SetTable *t, size_t slot) {
    return slot_at(t, slot, slot_width(t));
}

/* The number of the entry in the first slot from *slot on that is not empty, and that slot; -1:
 * none. Empty slots are all ones: eight bytes are looked at at once. */
static ALWAYS_INLINE int64_t next_in(const SetTable *t, size_t *slot, unsigned width) {
    size_t end = table_mask(t) + 1, s = *slot;
    unsigned shift = width == 1 ? 0 : width == 2 ? 1 : 2;
    while (s < end) {
        int64_t i = slot_at(t, s, width);
        if (LIKELY(i != SLOT_EMPTY)) {
            *slot = s;
            return i;
        }
        uint64_t word;
        size_t at = s << shift;
        memcpy(&word, (const char *)(t + 1) + (at & ~(size_t)7), sizeof(word));
        word = ~word >> (at & 7) * 8;
        s = word ? s + ((unsigned)__builtin_ctzll(word) >> (3 + shift)) : ((at | 7) + 1) >> shift;
    }
    *slot = end;
    return -1;
}

/* The entry of that slot; NULL: none. */
static inline SetEntry *next_entry(const SetTable *t, size_t *slot) {
    int64_t i = t->slot_log2 <= 7    ? next_in(t, slot, 1)
                : t->slot_log2 <= 15 ? next_in(t, slot, 2)
                                     : next_in(t, slot, 4);
    return i < 0 ? NULL : table_entry(t, (size_t)i);
}

static ALWAYS_INLINE void slot_set_at(SetTable *t, size_t slot, int64_t entry, unsigned width) {
    void *slots = t + 1;
    switch (width) {
    case 1:
        ((int8_t *)slots)[slot] = (int8_t)entry;
        break;
    case 2:
        ((int16_t *)slots)[slot] = (int16_t)entry;
        break;
    default:
        ((int32_t *)slots)[slot] = (int32_t)entry;
        break;
    }
}

/* set_next_hashed, where many sets are walked. */
static inline bool set_walk(const Set *s, size_t *pos, Object **key, Hash *hash) {
    const SetTable *t = s->table;
    if (!t) {
        return false;
    }
    size_t slot = *pos;
    for (SetEntry *e; (e = next_entry(t, &slot)); slot++) {
        if (LIKELY(e->key != NULL)) {
            *key = e->key;
            *hash = e->hash;
            *pos = slot + 1;
            return true;
        }
    }
    *pos = slot;
    return false;
}

/* What a search gives: the slot that holds the key, or ~slot for the slot where it is to be put
 * (empty, or of a deleted element), or one of these. While there is no table that slot means
 * nothing. */
#define FAILED INT64_MIN
#define CHANGED (INT64_MIN + 1) /* a comparison changed the set: search again */

static inline bool is_absent(int64_t found) {
    return found < 0 && found > CHANGED;
}

/* The search at the first slot, where most end; CHANGED: it must go on. */
static inline int64_t find_slot_quick(const SetTable *t, const Object *key, Hash hash) {
    size_t slot = (size_t)hash & table_mask(t);
    int64_t i = slot_get(t, slot);
    if (i == SLOT_EMPTY) {
        return ~(int64_t)slot;
    }
    SetEntry *e = table_entry(t, (size_t)i);
    if (e->hash == hash && e->key && plain_items_equal(e->key, key) == 1) {
        return (int64_t)slot;
    }
    return CHANGED;
}

/* After many deletions: a table without the deleted elements, if they are more than a quarter. -1:
 * error. */
int set_tidy(VM *vm, Set *s);
/* Goes on where that did not end. The second also finds where an absent key belongs: in the place
 * of a deleted element that was passed. */
int64_t set_find_far(VM *vm, Set *s, Object *key, Hash hash);
int64_t set_find_place(VM *vm, Set *s, Object *key, Hash hash);

static inline int64_t find_slot(VM *vm, Set *s, Object *key, Hash hash) {
    if (UNLIKELY(!s->table)) {
        return ~(int64_t)0;
    }
    int64_t found = find_slot_quick(s->table, key, hash);
    return found == CHANGED ? set_find_far(vm, s, key, hash) : found;
}

/* set_contains_hashed, with the commonest case in place: 1, 0, -1. */
static inline int set_has(VM *vm, Object *set, Object *key, Hash hash) {
    int64_t slot = find_slot(vm, SET(set), key, hash);
    return slot == FAILED ? -1 : slot >= 0;
}

#endif
