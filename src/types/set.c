#include "types/set.h"

#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/plain_key.h"

#define SLOT_EMPTY (-1)
#define NEIGHBOURS 9 /* slots looked at behind the first before jumping on */
#define MIN_SLOT_LOG2 3
#define ENTRY_CAP_MAX (((uint32_t)1 << 27) - 1)

/* ---- the table ---- */

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

static inline void slot_set(SetTable *t, size_t slot, int64_t entry) {
    void *slots = t + 1;
    switch (slot_width(t)) {
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

/* The first slot behind `slot`, an empty one, that is not empty, or one past the last. Empty slots
 * are all ones: eight bytes are looked at at once. */
static NOINLINE size_t skip_empty(const SetTable *t, size_t slot) {
    unsigned shift = t->slot_log2 <= 7 ? 0 : t->slot_log2 <= 15 ? 1 : 2;
    const char *slots = (const char *)(t + 1);
    size_t at = slot << shift, end = slots_size(t);
    uint64_t wanted = UINT64_MAX << (at & 7) * 8;
    for (at &= ~(size_t)7; at < end; at += 8) {
        uint64_t word;
        memcpy(&word, slots + at, sizeof(word));
        word = ~word & wanted;
        if (word) {
            return (at + ((unsigned)__builtin_ctzll(word) >> 3)) >> shift;
        }
        wanted = UINT64_MAX;
    }
    return end >> shift;
}

/* The entry of the first slot from *slot on that is not empty, and that slot; NULL: none. */
static inline SetEntry *next_entry(const SetTable *t, size_t *slot) {
    size_t mask = table_mask(t);
    if (*slot > mask) {
        return NULL;
    }
    int64_t i = slot_get(t, *slot);
    if (i == SLOT_EMPTY) {
        *slot = skip_empty(t, *slot);
        if (*slot > mask) {
            return NULL;
        }
        i = slot_get(t, *slot);
    }
    return table_entry(t, (size_t)i);
}

/* The probe sequence goes in runs of up to NEIGHBOURS + 1 slots. */
static inline size_t run_end(size_t start, size_t mask) {
    return start + NEIGHBOURS <= mask ? start + NEIGHBOURS : start;
}
static inline size_t next_run(size_t start, size_t mask, uint64_t *perturb) {
    *perturb >>= 5;
    return (start * 5 + 1 + *perturb) & mask;
}

/* The most entries a table of 2^log2 slots holds before it grows. */
static inline size_t most_entries(unsigned log2) {
    size_t mask = ((size_t)1 << log2) - 1;
    return (mask * 3 + 4) / 5;
}

static SetTable *table_new(VM *vm, unsigned log2, size_t entry_cap) {
    if (entry_cap > ENTRY_CAP_MAX || log2 > 30) {
        raise_memory_error(vm);
        return NULL;
    }
    SetTable layout = {.entry_cap = (uint32_t)entry_cap, .slot_log2 = log2};
    SetTable *t = raw_alloc(vm, table_size(&layout));
    if (t) {
        *t = layout;
        memset(t + 1, 0xFF, slots_size(t));
    }
    return t;
}

static void table_free(VM *vm, SetTable *t) {
    raw_free(vm, t, table_size(t));
}

/* The empty slot at which a search for an absent key with this hash ends. */
static ALWAYS_INLINE size_t vacant_slot(const SetTable *t, Hash hash, unsigned width) {
    size_t mask = table_mask(t);
    uint64_t perturb = (uint64_t)hash;
    for (size_t start = (size_t)hash & mask;; start = next_run(start, mask, &perturb)) {
        for (size_t slot = start; slot <= run_end(start, mask); slot++) {
            if (slot_at(t, slot, width) == SLOT_EMPTY) {
                return slot;
            }
        }
    }
}

/* Adds an entry at an empty slot of a table with room for it. */
static inline void table_put(SetTable *t, size_t slot, Object *key, Hash hash) {
    slot_set(t, slot, t->entry_len);
    *table_entry(t, t->entry_len++) = (SetEntry){key, hash};
}

static ALWAYS_INLINE void add_all_in(SetTable *t, const SetTable *old, unsigned width) {
    SetEntry *e;
    for (size_t slot = 0; (e = next_entry(old, &slot)); slot++) {
        if (e->key) {
            table_put(t, vacant_slot(t, e->hash, width), e->key, e->hash);
        }
    }
}

/* Adds all live entries of old, in slot order, to a table that has none of them. Counts nothing. */
static void table_add_all(SetTable *t, const SetTable *old) {
    switch (slot_width(t)) {
    case 1:
        add_all_in(t, old, 1);
        break;
    case 2:
        add_all_in(t, old, 2);
        break;
    default:
        add_all_in(t, old, 4);
        break;
    }
}

/* Entries to make room for when n are needed: three for the smallest sets, then by doubling, by
 * half in large ones. */
static size_t entry_cap_for(size_t n, unsigned log2) {
    size_t cap = n <= 3 ? 3 : n <= 5 ? 5 : n + (log2 <= 7 ? n : n / 2);
    size_t most = most_entries(log2);
    return cap <= most ? cap : n > most ? n : most;
}

/* Moves everything to a table with 2^log2 slots and room for cap entries, in slot order. */
static bool rebuild(VM *vm, Set *s, unsigned log2, size_t cap) {
    SetTable *old = s->table;
    SetTable *t = table_new(vm, log2, cap);
    if (!t) {
        return false;
    }
    s->table = t;
    if (old) {
        table_add_all(t, old);
        table_free(vm, old);
    }
    return true;
}

/* More room for entries, the slots staying as they are. */
static bool grow_entries(VM *vm, Set *s) {
    SetTable *t = s->table;
    SetTable layout = *t;
    layout.entry_cap = (uint32_t)entry_cap_for(t->entry_len + 1u, t->slot_log2) & ENTRY_CAP_MAX;
    t = raw_realloc(vm, t, table_size(t), table_size(&layout));
    if (!t) {
        return false;
    }
    t->entry_cap = layout.entry_cap;
    s->table = t;
    return true;
}

/* The number of slots for at least min_used elements, as log2. */
static unsigned log2_above(size_t min_used) {
    unsigned log2 = MIN_SLOT_LOG2;
    while ((size_t)1 << log2 <= min_used) {
        log2++;
    }
    return log2;
}

/* ---- finding ---- */

/* What a search gives: the slot that holds the key, or ~slot for the empty slot where it is to be
 * put, or one of these. While there is no table that slot means nothing. */
#define FAILED INT64_MIN
#define CHANGED (INT64_MIN + 1) /* a comparison changed the set: search again */

static inline bool is_absent(int64_t found) {
    return found < 0 && found > CHANGED;
}

/* Whether the key of entry i, which has the right hash, equals `key`: 1, 0, -1, or 2 if the
 * comparison changed the set. */
static int entry_matches(VM *vm, Set *s, size_t i, Object *key) {
    SetTable *t = s->table;
    Object *k = table_entry(t, i)->key;
    if (!k) {
        return 0;
    }
    if (is_exact(k, SHAPE_STR) && is_exact(key, SHAPE_STR)) {
        return str_equal(k, key);
    }
    if (k->meta == INT_META && key->meta == INT_META) {
        return INT_VALUE(k) == INT_VALUE(key);
    }
    incref(k);
    int equal = object_compare_bool(vm, k, key, CMP_EQ);
    bool moved = s->table != t || table_entry(t, i)->key != k;
    decref(vm, k);
    return equal < 0 ? -1 : moved ? 2 : equal;
}

static ALWAYS_INLINE int64_t find_in(VM *vm, Set *s, Object *key, Hash hash, unsigned width) {
    SetTable *t = s->table;
    SetEntry *entries = table_entry(t, 0);
    size_t mask = table_mask(t);
    uint64_t perturb = (uint64_t)hash;
    for (size_t start = (size_t)hash & mask;; start = next_run(start, mask, &perturb)) {
        for (size_t slot = start; slot <= run_end(start, mask); slot++) {
            int64_t i = slot_at(t, slot, width);
            if (i == SLOT_EMPTY) {
                return ~(int64_t)slot;
            }
            if (entries[i].hash == hash) {
                int match = entries[i].key == key ? 1 : entry_matches(vm, s, (size_t)i, key);
                if (match) {
                    return match == 1 ? (int64_t)slot : match == 2 ? CHANGED : FAILED;
                }
            }
        }
    }
}

static NOINLINE int64_t find_far(VM *vm, Set *s, Object *key, Hash hash) {
    int64_t found;
    do {
        if (!s->table) {
            return ~(int64_t)0;
        }
        switch (slot_width(s->table)) {
        case 1:
            found = find_in(vm, s, key, hash, 1);
            break;
        case 2:
            found = find_in(vm, s, key, hash, 2);
            break;
        default:
            found = find_in(vm, s, key, hash, 4);
            break;
        }
    } while (found == CHANGED);
    return found;
}

/* The search; most end at the first slot. */
static inline int64_t find_slot(VM *vm, Set *s, Object *key, Hash hash) {
    SetTable *t = s->table;
    if (!t) {
        return ~(int64_t)0;
    }
    size_t slot = (size_t)hash & table_mask(t);
    int64_t i = slot_get(t, slot);
    if (i == SLOT_EMPTY) {
        return ~(int64_t)slot;
    }
    SetEntry *e = table_entry(t, (size_t)i);
    return e->key == key && e->hash == hash ? (int64_t)slot : find_far(vm, s, key, hash);
}

int set_contains_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t slot = find_slot(vm, SET(self), key, hash);
    return slot == FAILED ? -1 : slot >= 0;
}

int set_contains(VM *vm, Object *self, Object *key) {
    Hash hash = key_hash(vm, key);
    return hash == -1 ? -1 : set_contains_hashed(vm, self, key, hash);
}

/* ---- changing ---- */

/* A table that has become too full is rebuilt. When memory is short the key just added at `slot`
 * goes out again. */
static int grow_after_adding(VM *vm, Set *s, size_t slot) {
    size_t want = s->len > 50000 ? (size_t)s->len * 2 : (size_t)s->len * 4;
    unsigned log2 = log2_above(want);
    if (rebuild(vm, s, log2, entry_cap_for(s->len, log2))) {
        return 0;
    }
    SetTable *t = s->table;
    SetEntry *e = table_entry(t, (size_t)slot_get(t, slot));
    Object *key = e->key;
    e->key = NULL;
    s->len--;
    decref(vm, key);
    return -1;
}

static int add_absent(VM *vm, Set *s, Object *key, Hash hash, size_t vacant) {
    if (!s->table) {
        if (!rebuild(vm, s, MIN_SLOT_LOG2, entry_cap_for(1, MIN_SLOT_LOG2))) {
            return -1;
        }
        vacant = (size_t)hash & table_mask(s->table);
    }
    SetTable *t = s->table;
    if (t->entry_len == t->entry_cap) {
        if (!grow_entries(vm, s)) {
            return -1;
        }
        t = s->table;
    }
    table_put(t, vacant, new_ref(key), hash);
    s->len++;
    return (uint64_t)t->entry_len * 5 >= table_mask(t) * 3 ? grow_after_adding(vm, s, vacant) : 0;
}

int set_add_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t found = find_slot(vm, SET(self), key, hash);
    if (!is_absent(found)) {
        return found == FAILED ? -1 : 0;
    }
    return add_absent(vm, SET(self), key, hash, (size_t)~found);
}

int set_add(VM *vm, Object *self, Object *key) {
    Hash hash = key_hash(vm, key);
    return hash == -1 ? -1 : set_add_hashed(vm, self, key, hash);
}

/* Takes the element in a slot out; it becomes the caller's. The slot stays occupied (by a deleted
 * entry) so that probes go on behind it. */
static Object *take_slot(Set *s, size_t slot) {
    SetEntry *e = table_entry(s->table, (size_t)slot_get(s->table, slot));
    Object *key = e->key;
    e->key = NULL;
    s->len--;
    return key;
}

int set_discard_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t slot = find_slot(vm, SET(self), key, hash);
    if (slot < 0) {
        return slot == FAILED ? -1 : 0;
    }
    decref(vm, take_slot(SET(self), (size_t)slot));
    return 1;
}

int set_discard(VM *vm, Object *self, Object *key) {
    Hash hash = key_hash(vm, key);
    return hash == -1 ? -1 : set_discard_hashed(vm, self, key, hash);
}

Object *set_pop(VM *vm, Object *self) {
    (void)vm;
    Set *s = SET(self);
    if (!s->len) {
        return NULL;
    }
    size_t mask = table_mask(s->table), slot = s->finger & mask;
    for (;; slot = (slot + 1) & mask) {
        int64_t i = slot_get(s->table, slot);
        if (i != SLOT_EMPTY && table_entry(s->table, (size_t)i)->key) {
            break;
        }
    }
    s->finger = (uint32_t)(slot + 1);
    return take_slot(s, slot);
}

static void release_table(VM *vm, SetTable *t) {
    SetEntry *e;
    for (size_t slot = 0; (e = next_entry(t, &slot)); slot++) {
        xdecref(vm, e->key);
    }
    table_free(vm, t);
}

void set_clear(VM *vm, Object *self) {
    Set *s = SET(self);
    SetTable *t = s->table;
    s->table = NULL;
    s->len = 0;
    s->finger = 0;
    s->hash = -1;
    if (t) {
        release_table(vm, t);
    }
}

bool set_next_hashed(Object *self, size_t *pos, Object **key, Hash *hash) {
    SetTable *t = SET(self)->table;
    if (!t) {
        return false;
    }
    size_t slot = *pos;
    for (SetEntry *e; (e = next_entry(t, &slot)); slot++) {
        if (e->key) {
            *key = e->key;
            if (hash) {
                *hash = e->hash;
            }
            *pos = slot + 1;
            return true;
        }
    }
    *pos = slot;
    return false;
}

bool set_next(Object *self, size_t *pos, Object **key) {
    return set_next_hashed(self, pos, key, NULL);
}

/* ---- whole sets ---- */

bool is_any_set(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_SET) || is_exact(o, SHAPE_FROZENSET)) {
        return true;
    }
    return type_of(vm, o)->slots.dealloc != NULL && type_of(vm, o)->solid &&
           (type_of(vm, o)->solid == TYPE(vm, SET) || type_of(vm, o)->solid == TYPE(vm, FROZENSET));
}

/* Copies the table as it stands if it has no deleted entries: same slots, same order. */
static bool copy_table(VM *vm, Set *to, const Set *from) {
    const SetTable *old = from->table;
    SetTable *t = table_new(vm, old->slot_log2, entry_cap_for(from->len, old->slot_log2));
    if (!t) {
        return false;
    }
    memcpy(t + 1, old + 1, slots_size(old));
    for (size_t i = 0; i < old->entry_len; i++) {
        *table_entry(t, i) = *table_entry(old, i);
        incref(table_entry(t, i)->key);
    }
    t->entry_len = old->entry_len;
    if (to->table) {
        table_free(vm, to->table);
    }
    to->table = t;
    to->len = from->len;
    return true;
}

static int merge_set(VM *vm, Set *s, Object *other) {
    Set *from = SET(other);
    if (s == from || !from->len) {
        return 0;
    }
    size_t fill = s->table ? s->table->entry_len : 0, sum = (size_t)s->len + from->len;
    unsigned log2 = s->table ? s->table->slot_log2 : MIN_SLOT_LOG2;
    bool full = (fill + from->len) * 5 >= (((size_t)1 << log2) - 1) * 3;
    if (full) {
        log2 = log2_above(sum * 2);
        fill = s->len;
    }
    if (fill == 0 && from->table->slot_log2 == log2 && from->table->entry_len == from->len) {
        return copy_table(vm, s, from) ? 0 : -1;
    }
    if ((full || !s->table) && !rebuild(vm, s, log2, entry_cap_for(sum, log2))) {
        return -1;
    }
    if (fill == 0 && s->table->entry_cap >= from->len) {
        table_add_all(s->table, from->table);
        for (size_t i = 0; i < from->len; i++) {
            incref(table_entry(s->table, i)->key);
        }
        s->len = from->len;
        return 0;
    }
    Object *key;
    Hash hash;
    size_t pos = 0;
    while (set_next_hashed(other, &pos, &key, &hash)) {
        incref(key);
        int result = set_add_hashed(vm, OBJ(s), key, hash);
        decref(vm, key);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static int merge_dict_keys(VM *vm, Object *self, Object *dict) {
    Object *key, *value;
    Hash hash;
    size_t pos = 0;
    while (dict_next_hashed(dict, &pos, &key, &value, &hash)) {
        incref(key);
        int result = set_add_hashed(vm, self, key, hash);
        decref(vm, key);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

int set_update(VM *vm, Object *self, Object *iterable) {
    if (is_any_set(vm, iterable)) {
        return merge_set(vm, SET(self), iterable);
    }
    if (is_exact(iterable, SHAPE_DICT)) {
        return merge_dict_keys(vm, self, iterable);
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    Object *key;
    while ((key = iter_next(vm, it))) {
        int result = set_add(vm, self, key);
        decref(vm, key);
        if (result < 0) {
            break;
        }
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : 0;
}

static Object *make(VM *vm, uint32_t shape, Object *iterable) {
    Set *s = object_new_container(vm, shape, sizeof(Set));
    if (!s) {
        return NULL;
    }
    s->table = NULL;
    s->len = 0;
    s->finger = 0;
    s->hash = -1;
    gc_track(vm, s);
    if (iterable && set_update(vm, OBJ(s), iterable) < 0) {
        decref(vm, s);
        return NULL;
    }
    return OBJ(s);
}

Object *set_new(VM *vm, Object *iterable) {
    return make(vm, SHAPE_SET, iterable);
}

Object *frozenset_new(VM *vm, Object *iterable) {
    return make(vm, SHAPE_FROZENSET, iterable);
}

Object *set_copy(VM *vm, Object *set, uint32_t shape) {
    return make(vm, shape, set);
}

/* ---- slots that know the table ---- */

void set_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    SetTable *t = SET(self)->table;
    SET(self)->table = NULL;
    SET(self)->len = 0;
    if (t) {
        release_table(vm, t);
    }
    object_free_container(vm, self, sizeof(Set));
}

int set_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    SetTable *t = SET(self)->table;
    for (size_t i = 0; t && i < t->entry_len; i++) {
        VISIT(table_entry(t, i)->key);
    }
    return 0;
}

size_t set_owned_size(VM *vm, const Object *self) {
    (void)vm;
    const SetTable *t = ((const Set *)self)->table;
    return t ? table_size(t) : 0;
}
