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

/* The first slot from s on that is not empty, if it is not s itself; the number of slots if there
 * is none. Empty slots are all ones: eight bytes are looked at at once. */
static ALWAYS_INLINE size_t next_used(const SetTable *t, size_t s, unsigned width) {
    const uint64_t *words = (const uint64_t *)(const void *)(t + 1);
    unsigned shift = width == 1 ? 0 : width == 2 ? 1 : 2;
    size_t at = s << shift, w = at >> 3, end = slots_size(t) >> 3;
    uint64_t word = ~words[w] >> (at & 7) * 8;
    if (!word) {
        do {
            if (++w == end) {
                return table_mask(t) + 1;
            }
        } while (words[w] == UINT64_MAX);
        word = ~words[w];
        s = w << 3 >> shift;
    }
    return s + ((unsigned)__builtin_ctzll(word) >> (3 + shift));
}

/* The number of the entry in the first slot from *slot on that is not empty, and that slot; -1:
 * none. */
static ALWAYS_INLINE int64_t next_in(const SetTable *t, size_t *slot, unsigned width) {
    size_t end = table_mask(t) + 1, s = *slot;
    if (s < end && slot_at(t, s, width) == SLOT_EMPTY) {
        s = next_used(t, s, width);
    }
    *slot = s;
    return s < end ? slot_at(t, s, width) : -1;
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

#define NEIGHBOURS 9 /* slots looked at behind the first before jumping on */
/* The probe sequence goes in runs of up to NEIGHBOURS + 1 slots. */
static inline size_t run_end(size_t start, size_t mask) {
    return start + NEIGHBOURS <= mask ? start + NEIGHBOURS : start;
}
static inline size_t next_run(size_t start, size_t mask, uint64_t *perturb) {
    *perturb >>= 5;
    return (start * 5 + 1 + *perturb) & mask;
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

/* What easy_slot gives besides: the key is there; that cannot be told without running code, or
 * there are deleted elements. */
enum { KNOWN = -1, HARD = -2 };

/* The slot for a plain key; KNOWN: it is there; HARD: not to be told without running code, or there
 * are deleted elements. */
static ALWAYS_INLINE int64_t easy_slot(const SetTable *t, const SetEntry *entries,
                                       const Object *key, Hash hash, unsigned width) {
    size_t mask = table_mask(t);
    uint64_t perturb = (uint64_t)hash;
    for (size_t start = (size_t)hash & mask;; start = next_run(start, mask, &perturb)) {
        for (size_t slot = start; slot <= run_end(start, mask); slot++) {
            int64_t i = slot_at(t, slot, width);
            if (i == SLOT_EMPTY) {
                return (int64_t)slot;
            }
            if (UNLIKELY(!entries[i].key)) {
                return HARD;
            }
            if (entries[i].hash == hash) {
                int equal = plain_items_equal(entries[i].key, key);
                if (equal) {
                    return equal > 0 ? KNOWN : HARD;
                }
            }
        }
    }
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

/* What a search that did not end at once gives; the key is held meanwhile. */
int set_has_far(VM *vm, Set *s, Object *key, Hash hash);

/* set_contains_hashed for a key that somebody else holds, who may lose it in a comparison: 1, 0,
 * -1. The commonest case is in place. */
static inline int set_has(VM *vm, Object *set, Object *key, Hash hash) {
    if (UNLIKELY(!SET(set)->table)) {
        return 0;
    }
    int64_t found = find_slot_quick(SET(set)->table, key, hash);
    return LIKELY(found != CHANGED) ? found >= 0 : set_has_far(vm, SET(set), key, hash);
}

/* Adds the elements of `from` that are in `other` (wanted), or not in it, in slot order, to an
 * empty set that nobody else has seen yet. */
int set_filter(VM *vm, Object *result, Object *from, Object *other, bool wanted);
/* Whether every element of a is in b: 1, 0, -1. */
int set_is_subset(VM *vm, Object *a, Object *b);
/* set_add_hashed, for a key that somebody else holds. */
int set_add_borrowed(VM *vm, Set *s, Object *key, Hash hash);

/* Adds a key that is not there, at the slot where a search for it ended. */
int set_add_absent(VM *vm, Set *s, Object *key, Hash hash, size_t vacant);

/* A table that stays as it is for a while. */
typedef struct View {
    SetTable *table;
    SetEntry *entries;
    size_t mask;
    unsigned width;
} View;

static inline View view_of(const Set *s) {
    SetTable *t = s->table;
    return t ? (View){t, table_entry(t, 0), table_mask(t), slot_width(t)} : (View){0};
}

/* Adds a key at a slot that is vacant. */
static ALWAYS_INLINE int view_put(VM *vm, View *v, Set *s, Object *key, Hash hash, size_t slot) {
    SetTable *t = v->table;
    if (LIKELY(t != NULL) && LIKELY(t->entry_len < t->entry_cap) &&
        LIKELY((t->entry_len + (uint64_t)1) * 5 < v->mask * 3)) {
        incref(key);
        slot_set_at(t, slot, t->entry_len, v->width);
        v->entries[t->entry_len++] = (SetEntry){key, hash};
        s->len++;
        return 0;
    }
    int status = set_add_absent(vm, s, key, hash, slot);
    *v = view_of(s);
    return status;
}

#endif
