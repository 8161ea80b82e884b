#include "types/set.h"

#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"

#define SLOT_EMPTY (-1)
#define NEIGHBOURS 9 /* slots looked at behind the first before jumping on */
#define MIN_SLOT_LOG2 3

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

static inline int64_t slot_get(const SetTable *t, size_t slot) {
    const void *slots = t + 1;
    switch (slot_width(t)) {
    case 1:
        return ((const int8_t *)slots)[slot];
    case 2:
        return ((const int16_t *)slots)[slot];
    default:
        return ((const int32_t *)slots)[slot];
    }
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

/* The probe sequence: runs of up to NEIGHBOURS + 1 slots. */
typedef struct Probe {
    size_t mask, start, slot, left;
    uint64_t perturb;
} Probe;

static inline void probe_run(Probe *p) {
    p->slot = p->start;
    p->left = p->start + NEIGHBOURS <= p->mask ? NEIGHBOURS : 0;
}
static inline Probe probe_start(const SetTable *t, Hash hash) {
    size_t mask = table_mask(t);
    Probe p = {mask, (size_t)hash & mask, 0, 0, (uint64_t)hash};
    probe_run(&p);
    return p;
}
static inline void probe_next(Probe *p) {
    if (p->left) {
        p->left--;
        p->slot++;
        return;
    }
    p->perturb >>= 5;
    p->start = (p->start * 5 + 1 + p->perturb) & p->mask;
    probe_run(p);
}

/* The most entries a table of 2^log2 slots holds before it grows. */
static inline size_t most_entries(unsigned log2) {
    size_t mask = ((size_t)1 << log2) - 1;
    return (mask * 3 + 4) / 5;
}

static SetTable *table_new(VM *vm, unsigned log2, size_t entry_cap) {
    if (entry_cap >= (size_t)1 << 27 || log2 > 30) {
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

/* Adds an entry known to be absent to a table with room for it. */
static void table_add(SetTable *t, Object *key, Hash hash) {
    Probe p = probe_start(t, hash);
    while (slot_get(t, p.slot) != SLOT_EMPTY) {
        probe_next(&p);
    }
    slot_set(t, p.slot, t->entry_len);
    *table_entry(t, t->entry_len++) = (SetEntry){key, hash};
}

/* Entries to make room for when n are needed: three for the smallest sets, then by half. */
static size_t entry_cap_for(size_t n, unsigned log2) {
    size_t cap = n <= 3 ? 3 : n + n / 2 - (n == 4) * 2;
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
    for (size_t slot = 0; old && slot <= table_mask(old); slot++) {
        int64_t i = slot_get(old, slot);
        if (i != SLOT_EMPTY && table_entry(old, (size_t)i)->key) {
            SetEntry *e = table_entry(old, (size_t)i);
            table_add(t, e->key, e->hash);
        }
    }
    s->table = t;
    if (old) {
        table_free(vm, old);
    }
    return true;
}

/* More room for entries, the slots staying as they are. */
static bool grow_entries(VM *vm, Set *s) {
    SetTable *old = s->table;
    SetTable *t = table_new(vm, old->slot_log2, entry_cap_for(old->entry_len + 1u, old->slot_log2));
    if (!t) {
        return false;
    }
    memcpy(t + 1, old + 1, slots_size(old));
    memcpy(table_entry(t, 0), table_entry(old, 0), old->entry_len * sizeof(SetEntry));
    t->entry_len = old->entry_len;
    s->table = t;
    table_free(vm, old);
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

enum { ABSENT = -1, FAILED = -2 };

/* Whether entry i is key: 1, 0, FAILED, or 2 if the comparison changed the set. */
static int entry_matches(VM *vm, Set *s, size_t i, Object *key, Hash hash) {
    SetTable *t = s->table;
    SetEntry *e = table_entry(t, i);
    Object *k = e->key;
    if (e->hash != hash || !k) {
        return 0;
    }
    if (k == key) {
        return 1;
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
    return equal < 0 ? FAILED : moved ? 2 : equal;
}

/* The slot that holds key, or ABSENT or FAILED. */
static int64_t find_slot(VM *vm, Set *s, Object *key, Hash hash) {
restart:;
    SetTable *t = s->table;
    if (!t) {
        return ABSENT;
    }
    for (Probe p = probe_start(t, hash);; probe_next(&p)) {
        int64_t i = slot_get(t, p.slot);
        if (i == SLOT_EMPTY) {
            return ABSENT;
        }
        int match = entry_matches(vm, s, (size_t)i, key, hash);
        if (match == 1) {
            return (int64_t)p.slot;
        }
        if (match == 2) {
            goto restart;
        }
        if (match < 0) {
            return FAILED;
        }
    }
}

int set_contains_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t slot = find_slot(vm, SET(self), key, hash);
    return slot == FAILED ? -1 : slot >= 0;
}

int set_contains(VM *vm, Object *self, Object *key) {
    Hash hash = object_hash(vm, key);
    return hash == -1 ? -1 : set_contains_hashed(vm, self, key, hash);
}

/* ---- changing ---- */

static int add_absent(VM *vm, Set *s, Object *key, Hash hash) {
    if (!s->table && !rebuild(vm, s, MIN_SLOT_LOG2, entry_cap_for(1, MIN_SLOT_LOG2))) {
        return -1;
    }
    SetTable *t = s->table;
    if (t->entry_len == t->entry_cap) {
        if (!grow_entries(vm, s)) {
            return -1;
        }
        t = s->table;
    }
    table_add(t, new_ref(key), hash);
    s->len++;
    if ((uint64_t)t->entry_len * 5 >= table_mask(t) * 3) {
        size_t want = s->len > 50000 ? (size_t)s->len * 2 : (size_t)s->len * 4;
        unsigned log2 = log2_above(want);
        if (!rebuild(vm, s, log2, entry_cap_for(s->len, log2))) {
            /* The key stays in: there was room for it. But the table must keep a free slot. */
            error_clear(vm);
            if (t->entry_len < table_mask(t)) {
                return 0;
            }
            int64_t slot = find_slot(vm, s, key, hash);
            table_entry(t, (size_t)slot_get(t, (size_t)slot))->key = NULL;
            s->len--;
            decref(vm, key);
            raise_memory_error(vm);
            return -1;
        }
    }
    return 0;
}

int set_add_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t slot = find_slot(vm, SET(self), key, hash);
    if (slot != ABSENT) {
        return slot == FAILED ? -1 : 0;
    }
    return add_absent(vm, SET(self), key, hash);
}

int set_add(VM *vm, Object *self, Object *key) {
    Hash hash = object_hash(vm, key);
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
    Hash hash = object_hash(vm, key);
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
    for (size_t slot = 0; slot <= table_mask(t); slot++) {
        int64_t i = slot_get(t, slot);
        if (i != SLOT_EMPTY) {
            xdecref(vm, table_entry(t, (size_t)i)->key);
        }
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
    for (size_t slot = *pos; slot <= table_mask(t); slot++) {
        int64_t i = slot_get(t, slot);
        if (i != SLOT_EMPTY && table_entry(t, (size_t)i)->key) {
            SetEntry *e = table_entry(t, (size_t)i);
            *key = e->key;
            if (hash) {
                *hash = e->hash;
            }
            *pos = slot + 1;
            return true;
        }
    }
    *pos = table_mask(t) + 1;
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
    size_t mask = s->table ? table_mask(s->table) : ((size_t)1 << MIN_SLOT_LOG2) - 1;
    size_t fill = s->table ? s->table->entry_len : 0;
    if ((fill + from->len) * 5 >= mask * 3) {
        unsigned log2 = log2_above(((size_t)s->len + from->len) * 2);
        if (!rebuild(vm, s, log2, entry_cap_for((size_t)s->len + from->len, log2))) {
            return -1;
        }
        mask = table_mask(s->table);
        fill = s->table->entry_len;
    }
    if (fill == 0 && table_mask(from->table) == mask && from->table->entry_len == from->len) {
        return copy_table(vm, s, from) ? 0 : -1;
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
