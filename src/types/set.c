#include "types/set.h"

#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/feed.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/release.h"
#include "types/set_table.h"

/* ---- the table ---- */

#define MIN_SLOT_LOG2 3
#define FULL_ROOM_LOG2 11 /* up to here tables have room for all entries from the beginning */
#define ENTRY_CAP_MAX (((uint32_t)1 << 27) - 1)

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
    slot_set_at(t, slot, t->entry_len, slot_width(t));
    *table_entry(t, t->entry_len++) = (SetEntry){key, hash};
}

static ALWAYS_INLINE void add_all_in(SetTable *t, const SetTable *old, unsigned width) {
    const SetEntry *from = table_entry(old, 0);
    SetEntry *to = table_entry(t, 0);
    uint32_t n = t->entry_len;
    size_t end = table_mask(old) + 1;
    for (size_t slot = 0; slot < end; slot++) {
        int64_t i = old->slot_log2 <= 7    ? next_in(old, &slot, 1)
                    : old->slot_log2 <= 15 ? next_in(old, &slot, 2)
                                           : next_in(old, &slot, 4);
        if (i < 0) {
            break;
        }
        const SetEntry *e = from + i;
        if (e->key) {
            slot_set_at(t, vacant_slot(t, e->hash, width), n, width);
            to[n++] = *e;
        }
    }
    t->entry_len = n;
}

/* The same in the order of the entries, to an empty table: gives the same slots as long as no two
 * keys want one. false: they did, nothing has been added. */
static ALWAYS_INLINE bool add_apart_in(SetTable *t, const SetTable *old, unsigned width) {
    const SetEntry *from = table_entry(old, 0);
    size_t mask = table_mask(t), n = old->entry_len;
    for (size_t i = 0; i < n; i++) {
        size_t slot = (size_t)from[i].hash & mask;
        if (UNLIKELY(slot_at(t, slot, width) != SLOT_EMPTY) || UNLIKELY(!from[i].key)) {
            while (i-- > 0) {
                slot_set_at(t, (size_t)from[i].hash & mask, SLOT_EMPTY, width);
            }
            return false;
        }
        slot_set_at(t, slot, (int64_t)i, width);
    }
    memcpy(table_entry(t, 0), from, n * sizeof *from);
    t->entry_len = (uint32_t)n;
    return true;
}

static bool add_apart(SetTable *t, const SetTable *old) {
    switch (slot_width(t)) {
    case 1:
        return add_apart_in(t, old, 1);
    case 2:
        return add_apart_in(t, old, 2);
    default:
        return add_apart_in(t, old, 4);
    }
}

/* Adds all live entries of old, in slot order, to a table that has none of them. Counts nothing. */
static void table_add_all(SetTable *t, const SetTable *old) {
    if (t->entry_len == 0 && add_apart(t, old)) {
        return;
    }
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

/* Entries to make room for when n are needed: three for the smallest sets, then as many as the
 * slots are for, by half more in large ones. */
static size_t entry_cap_for(size_t n, unsigned log2) {
    size_t most = most_entries(log2);
    if (log2 == MIN_SLOT_LOG2 && n <= most) {
        return n <= 3 ? 3 : most;
    }
    size_t cap = log2 <= FULL_ROOM_LOG2 ? most : n + n / 2;
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

/* Whether the key of entry i, which has the right hash, equals `key`: 1, 0, -1, or 2 if the
 * comparison changed the set. */
static NOINLINE int entry_matches(VM *vm, Set *s, size_t i, Object *key) {
    SetTable *t = s->table;
    Object *k = table_entry(t, i)->key;
    if (!k) {
        return 0;
    }
    int plain = plain_compare(k, key, CMP_EQ);
    if (plain >= 0) {
        return plain;
    }
    incref(k);
    int equal = object_compare_bool(vm, k, key, CMP_EQ);
    bool moved = s->table != t || table_entry(t, i)->key != k;
    decref(vm, k);
    return equal < 0 ? -1 : moved ? 2 : equal;
}

static ALWAYS_INLINE int64_t find_in(VM *vm, Set *s, Object *key, Hash hash, unsigned width,
                                     bool adding) {
    SetTable *t = s->table;
    SetEntry *entries = table_entry(t, 0);
    size_t mask = table_mask(t);
    uint64_t perturb = (uint64_t)hash;
    int64_t deleted = -1; /* the slot of a deleted element that was passed last */
    for (size_t start = (size_t)hash & mask;; start = next_run(start, mask, &perturb)) {
        size_t end = run_end(start, mask);
        for (size_t slot = start; slot <= end; slot++) {
            int64_t i = slot_at(t, slot, width);
            if (i == SLOT_EMPTY) {
                if (!adding || deleted < 0) {
                    return ~(int64_t)slot;
                }
                /* A comparison may have used it. */
                bool free = !entries[slot_at(t, (size_t)deleted, width)].key;
                return free ? ~deleted : CHANGED;
            }
            if (entries[i].hash == hash) {
                Object *k = entries[i].key;
                int match = k == key ? 1 : entry_matches(vm, s, (size_t)i, key);
                if (match) {
                    return match == 1 ? (int64_t)slot : match == 2 ? CHANGED : FAILED;
                }
            } else if (adding && entries[i].hash == -1) {
                deleted = (int64_t)slot;
            }
        }
    }
}

static ALWAYS_INLINE int64_t find_in_any(VM *vm, Set *s, Object *key, Hash hash, bool adding) {
    int64_t found;
    do {
        if (!s->table) {
            return ~(int64_t)0;
        }
        switch (slot_width(s->table)) {
        case 1:
            found = find_in(vm, s, key, hash, 1, adding);
            break;
        case 2:
            found = find_in(vm, s, key, hash, 2, adding);
            break;
        default:
            found = find_in(vm, s, key, hash, 4, adding);
            break;
        }
    } while (found == CHANGED);
    return found;
}

NOINLINE int64_t set_find_far(VM *vm, Set *s, Object *key, Hash hash) {
    return find_in_any(vm, s, key, hash, false);
}

NOINLINE int64_t set_find_place(VM *vm, Set *s, Object *key, Hash hash) {
    return find_in_any(vm, s, key, hash, true);
}

NOINLINE int set_has_far(VM *vm, Set *s, Object *key, Hash hash) {
    incref(key);
    int64_t slot = set_find_far(vm, s, key, hash);
    decref(vm, key);
    return slot == FAILED ? -1 : slot >= 0;
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

int set_add_absent(VM *vm, Set *s, Object *key, Hash hash, size_t vacant) {
    if (!s->table) {
        if (!rebuild(vm, s, MIN_SLOT_LOG2, entry_cap_for(1, MIN_SLOT_LOG2))) {
            return -1;
        }
        vacant = (size_t)hash & table_mask(s->table);
    }
    SetTable *t = s->table;
    int64_t reused = slot_get(t, vacant);
    if (reused != SLOT_EMPTY) { /* of a deleted element */
        *table_entry(t, (size_t)reused) = (SetEntry){new_ref(key), hash};
        s->len++;
        return 0;
    }
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

int set_tidy(VM *vm, Set *s) {
    SetTable *t = s->table;
    if (!t || t->entry_len - s->len <= table_mask(t) / 4) {
        return 0;
    }
    unsigned log2 = log2_above(s->len > 50000 ? (size_t)s->len * 2 : (size_t)s->len * 4);
    return rebuild(vm, s, log2, entry_cap_for(s->len, log2)) ? 0 : -1;
}

int set_add_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    Set *s = SET(self);
    View v = view_of(s);
    if (UNLIKELY(!v.table)) {
        return set_add_absent(vm, s, key, hash, 0);
    }
    size_t slot = (size_t)hash & v.mask;
    int64_t i = slot_at(v.table, slot, v.width);
    if (i == SLOT_EMPTY) {
        return view_put(vm, &v, s, key, hash, slot);
    }
    if (v.entries[i].key == key) {
        return 0;
    }
    int64_t found = set_find_place(vm, s, key, hash);
    if (!is_absent(found)) {
        return found == FAILED ? -1 : 0;
    }
    return set_add_absent(vm, s, key, hash, (size_t)~found);
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
    e->hash = -1; /* no key has it */
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

/* Elements go in slot order. Where that cannot be seen, for numbers and strings, in that of the
 * entries. */
static void release_table(VM *vm, SetTable *t) {
    SetEntry *e = table_entry(t, 0);
    size_t others = 0;
    for (size_t i = 0; i < t->entry_len; i++, e++) {
        Object *key = e->key;
        if (!key) {
            continue;
        }
        if (is_exact(key, SHAPE_STR) || is_exact(key, SHAPE_INT)) {
            e->key = NULL;
            release_item(vm, key);
        } else {
            others++;
        }
    }
    for (size_t slot = 0; others && (e = next_entry(t, &slot)); slot++) {
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
    if (t) {
        release_table(vm, t);
    }
}

bool set_next_hashed(Object *self, size_t *pos, Object **key, Hash *hash) {
    Hash ignored;
    return set_walk(SET(self), pos, key, hash ? hash : &ignored);
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
    SetTable *t = table_new(vm, old->slot_log2, from->len <= 3 ? 3 : from->len);
    if (!t) {
        return false;
    }
    memcpy(t + 1, old + 1, slots_size(old));
    const SetEntry *entries = table_entry(old, 0);
    SetEntry *copies = table_entry(t, 0);
    for (size_t i = 0, n = old->entry_len; i < n; i++) {
        incref(entries[i].key);
        copies[i] = entries[i];
    }
    t->entry_len = old->entry_len;
    if (to->table) {
        table_free(vm, to->table);
    }
    to->table = t;
    to->len = from->len;
    return true;
}

static NOINLINE int set_add_held(VM *vm, Set *s, Object *key, Hash hash) {
    incref(key);
    int result = set_add_hashed(vm, OBJ(s), key, hash);
    decref(vm, key);
    return result;
}

int set_add_borrowed(VM *vm, Set *s, Object *key, Hash hash) {
    int64_t found = s->table ? find_slot_quick(s->table, key, hash) : ~(int64_t)0;
    if (LIKELY(is_absent(found))) {
        return set_add_absent(vm, s, key, hash, (size_t)~found);
    }
    return found >= 0 ? 0 : set_add_held(vm, s, key, hash);
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
    while (set_walk(SET(other), &pos, &key, &hash)) {
        if (set_add_borrowed(vm, s, key, hash) < 0) {
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
        if (set_add_borrowed(vm, SET(self), key, hash) < 0) {
            return -1;
        }
    }
    return 0;
}

/* Adds items as long as they are plain keys, nothing hard is met, and there is room; how many there
 * were. */
static ALWAYS_INLINE size_t add_easy_in(VM *vm, Set *s, Object *const *items, size_t n,
                                        unsigned width) {
    SetTable *t = s->table;
    SetEntry *entries = table_entry(t, 0);
    size_t most = most_entries(t->slot_log2) - 1, i = 0;
    uint32_t at = t->entry_len, begin = at, room = t->entry_cap < most ? t->entry_cap : most;
    for (; i < n && at < room; i++) {
        Object *key = items[i];
        if (!is_plain_key(key)) {
            break;
        }
        Hash hash = plain_hash(vm, key);
        int64_t slot = easy_slot(t, entries, key, hash, width);
        if (slot == HARD) {
            break;
        }
        if (slot != KNOWN) {
            slot_set_at(t, (size_t)slot, at, width);
            entries[at++] = (SetEntry){new_ref(key), hash};
        }
    }
    t->entry_len = at;
    s->len += at - begin;
    return i;
}

static size_t add_easy(VM *vm, Set *s, Object *const *items, size_t n) {
    switch (slot_width(s->table)) {
    case 1:
        return add_easy_in(vm, s, items, n, 1);
    case 2:
        return add_easy_in(vm, s, items, n, 2);
    default:
        return add_easy_in(vm, s, items, n, 4);
    }
}

/* Of a list or tuple, which a comparison may change. */
static int update_from_sequence(VM *vm, Object *self, Object *sequence) {
    for (size_t i = 0; i < fast_len(sequence, vm); i++) {
        if (LIKELY(SET(self)->table != NULL)) {
            size_t n = fast_len(sequence, vm);
            i += add_easy(vm, SET(self), fast_items(sequence, vm) + i, n - i);
            if (i == n) {
                break;
            }
        }
        Object *key = fast_items(sequence, vm)[i];
        if (LIKELY(is_plain_key(key))) {
            if (set_add_borrowed(vm, SET(self), key, plain_hash(vm, key)) < 0) {
                return -1;
            }
            continue;
        }
        incref(key);
        int result = set_add(vm, self, key);
        decref(vm, key);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

/* The characters of a str: of those below 256 each only once. */
static int add_characters(VM *vm, Object *self, Object *s) {
    bool seen[256] = {false};
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t c = str_char(s, i);
        if (c < 256) {
            if (seen[c]) {
                continue;
            }
            seen[c] = true;
        }
        Object *key = str_from_char(vm, c);
        int result = key ? set_add(vm, self, key) : -1;
        xdecref(vm, key);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static enum Taken take_added(VM *vm, void *self, Object *key) {
    return is_quiet(key) ? taken(vm, key, set_add(vm, self, key) == 0) : TAKE_LEFT;
}

int set_update(VM *vm, Object *self, Object *iterable) {
    if (is_any_set(vm, iterable)) {
        return merge_set(vm, SET(self), iterable);
    }
    if (is_exact(iterable, SHAPE_DICT)) {
        return merge_dict_keys(vm, self, iterable);
    }
    if (is_exact(iterable, SHAPE_LIST) || is_exact(iterable, SHAPE_TUPLE)) {
        return update_from_sequence(vm, self, iterable);
    }
    if (is_exact(iterable, SHAPE_STR)) {
        return add_characters(vm, self, iterable);
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    Object *key;
    while ((key = feed_next(vm, it, take_added, self))) {
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
    Set *s = object_new_container(vm, shape, shape == SHAPE_SET ? SET_SIZE : FROZENSET_SIZE);
    if (!s) {
        return NULL;
    }
    s->table = NULL;
    s->len = 0;
    s->finger = 0;
    if (shape != SHAPE_SET) {
        s->hash = -1;
    }
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
    object_free_container(vm, self, type_of(vm, self)->solid->size);
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
