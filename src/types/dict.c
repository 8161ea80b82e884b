#include "types/dict.h"

#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "types/dict_order.h"
#include "types/dict_table.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/plain_key.h"
#include "types/release.h"

/* ---- the index ---- */

static inline Hash entry_hash(VM *vm, const DictTable *t, size_t i) {
    DictEntry *e = table_entry(t, i);
    return t->hashed ? ((DictHashedEntry *)e)->hash : plain_hash(vm, e->key);
}

/* Loops that read the index are compiled once for each width. */
static ALWAYS_INLINE int64_t index_at(const DictTable *t, size_t slot, unsigned width) {
    switch (width) {
    case 1:
        return ((const int8_t *)table_index(t))[slot];
    case 2:
        return ((const int16_t *)table_index(t))[slot];
    default:
        return ((const int32_t *)table_index(t))[slot];
    }
}

static inline int64_t index_get(const DictTable *t, size_t slot) {
    return index_at(t, slot, index_width(t->index_log2));
}

/* The probe sequence visits every slot: i -> 5i + 1 + perturb, perturb -> perturb >> 5. */
typedef struct Probe {
    size_t mask, slot;
    uint64_t perturb;
} Probe;

static inline Probe probe_start(const DictTable *t, Hash hash) {
    size_t mask = ((size_t)1 << t->index_log2) - 1;
    return (Probe){mask, (size_t)hash & mask, (uint64_t)hash};
}
static inline void probe_next(Probe *p) {
    p->perturb >>= 5;
    p->slot = (p->slot * 5 + p->perturb + 1) & p->mask;
}

static ALWAYS_INLINE void index_set_at(DictTable *t, size_t slot, int64_t entry, unsigned width) {
    switch (width) {
    case 1:
        ((int8_t *)table_index(t))[slot] = (int8_t)entry;
        break;
    case 2:
        ((int16_t *)table_index(t))[slot] = (int16_t)entry;
        break;
    default:
        ((int32_t *)table_index(t))[slot] = (int32_t)entry;
        break;
    }
}

static ALWAYS_INLINE void index_insert_in(DictTable *t, Hash hash, size_t entry, unsigned width) {
    Probe p = probe_start(t, hash);
    while (index_at(t, p.slot, width) >= 0) {
        probe_next(&p);
    }
    index_set_at(t, p.slot, (int64_t)entry, width);
}

static void index_insert(DictTable *t, Hash hash, size_t entry) {
    if (!t->index_log2) {
        t->tags[entry] = (uint8_t)hash;
        return;
    }
    switch (index_width(t->index_log2)) {
    case 1:
        index_insert_in(t, hash, entry, 1);
        break;
    case 2:
        index_insert_in(t, hash, entry, 2);
        break;
    default:
        index_insert_in(t, hash, entry, 4);
        break;
    }
}

static void index_remove(DictTable *t, Hash hash, size_t entry) {
    if (!t->index_log2) {
        return;
    }
    Probe p = probe_start(t, hash);
    while (index_get(t, p.slot) != (int64_t)entry) {
        probe_next(&p);
    }
    index_set_at(t, p.slot, INDEX_DELETED, index_width(t->index_log2));
}

/* ---- finding ---- */

enum { ABSENT = -1, FAILED = -2 };

/* Bytes of `tags` equal to tag, as 0x80 in each place (may name a place too many above a true one).
 */
static inline uint64_t tag_matches(const DictTable *t, uint8_t tag) {
    uint64_t tags, ones = UINT64_C(0x0101010101010101);
    memcpy(&tags, t->tags, sizeof(tags));
    uint64_t x = tags ^ (ones * tag);
    return (x - ones) & ~x & (ones << 7);
}

/* Whether two plain keys with the same hash (for a str key: k's may differ) are equal. */
static ALWAYS_INLINE bool plain_equal(const Object *k, const Object *key, Hash hash, bool is_text) {
    return is_text ? is_exact(k, SHAPE_STR) && STR(k)->hash == (uint32_t)hash && str_equal(k, key)
                   : k->meta == INT_META && INT_VALUE(k) == INT_VALUE(key);
}

static ALWAYS_INLINE int64_t find_tagged(const DictTable *t, Object *key, Hash hash, bool is_text) {
    const DictEntry *entries = table_index(t);
    for (uint64_t m = tag_matches(t, (uint8_t)hash); m; m &= m - 1) {
        unsigned i = (unsigned)__builtin_ctzll(m) >> 3;
        if (i >= t->entry_len) {
            break;
        }
        Object *k = entries[i].key;
        if (k == key || (k && plain_equal(k, key, hash, is_text))) {
            return i;
        }
    }
    return ABSENT;
}

static ALWAYS_INLINE int64_t find_indexed(const DictTable *t, Object *key, Hash hash, bool is_text,
                                          unsigned width) {
    const DictEntry *entries =
        (const void *)((const char *)table_index(t) + ((size_t)width << t->index_log2));
    for (Probe p = probe_start(t, hash);; probe_next(&p)) {
        int64_t i = index_at(t, p.slot, width);
        if (i >= 0) {
            Object *k = entries[i].key;
            if (k == key || plain_equal(k, key, hash, is_text)) {
                return i;
            }
        } else if (i == INDEX_EMPTY) {
            return ABSENT;
        }
    }
}

static ALWAYS_INLINE int64_t find_kind(const DictTable *t, Object *key, Hash hash, bool is_text) {
    if (!t->index_log2) {
        return find_tagged(t, key, hash, is_text);
    }
    switch (index_width(t->index_log2)) {
    case 1:
        return find_indexed(t, key, hash, is_text, 1);
    case 2:
        return find_indexed(t, key, hash, is_text, 2);
    default:
        return find_indexed(t, key, hash, is_text, 4);
    }
}

/* A plain key in a plain table: runs no Python code and cannot fail. */
static int64_t find_plain(const DictTable *t, Object *key, Hash hash) {
    return is_exact(key, SHAPE_STR) ? find_kind(t, key, hash, true)
                                    : find_kind(t, key, hash, false);
}

/* Whether entry i holds key: 1, 0, FAILED; 2: the dict was changed by the comparison, start again.
 */
static int entry_matches(VM *vm, Dict *d, size_t i, Object *key, Hash hash) {
    DictTable *t = d->table;
    Object *k = table_entry(t, i)->key;
    if (k == key) {
        return 1;
    }
    if (!k || entry_hash(vm, t, i) != hash) {
        return 0;
    }
    int plain = plain_compare(k, key, CMP_EQ);
    if (plain >= 0) {
        return plain;
    }
    incref(k);
    uint8_t moves = t->moves;
    int equal = object_compare_bool(vm, k, key, CMP_EQ);
    bool moved =
        d->table != t || t->moves != moves || i >= t->entry_len || table_entry(t, i)->key != k;
    decref(vm, k);
    if (equal < 0) {
        return FAILED;
    }
    return moved ? 2 : equal;
}

static int64_t find_any(VM *vm, Dict *d, Object *key, Hash hash) {
restart:;
    DictTable *t = d->table;
    if (!t) {
        return ABSENT;
    }
    if (!t->index_log2) {
        for (size_t i = 0; i < t->entry_len; i++) {
            if (t->tags[i] == (uint8_t)hash) {
                int match = entry_matches(vm, d, i, key, hash);
                if (match == 1) {
                    return (int64_t)i;
                }
                if (match == 2) {
                    goto restart;
                }
                if (match < 0) {
                    return FAILED;
                }
            }
        }
        return ABSENT;
    }
    for (Probe p = probe_start(t, hash);; probe_next(&p)) {
        int64_t i = index_get(t, p.slot);
        if (i >= 0) {
            int match = entry_matches(vm, d, (size_t)i, key, hash);
            if (match == 1) {
                return i;
            }
            if (match == 2) {
                goto restart;
            }
            if (match < 0) {
                return FAILED;
            }
        } else if (i == INDEX_EMPTY) {
            return ABSENT;
        }
    }
}

static inline int64_t find(VM *vm, Dict *d, Object *key, Hash hash) {
    DictTable *t = d->table;
    if (!t || !d->len) {
        return ABSENT;
    }
    if (LIKELY(!t->hashed && is_plain_key(key))) {
        return find_plain(t, key, hash);
    }
    return find_any(vm, d, key, hash);
}

/* ---- tables ---- */

static void table_layout(DictTable *t, size_t cap, bool hashed) {
    memset(t, 0, sizeof(*t));
    t->hashed = hashed;
    if (cap <= DICT_SMALL_MAX) {
        t->small_cap = cap <= 3 ? 3 : cap <= 5 ? 5 : DICT_SMALL_MAX;
        return;
    }
    t->index_log2 = 4;
    while (table_entry_cap(t) < cap) {
        t->index_log2++;
    }
}

static DictTable *table_new(VM *vm, size_t cap, bool hashed) {
    DictTable layout;
    if (cap > (size_t)INT32_MAX / 2) {
        raise_memory_error(vm);
        return NULL;
    }
    table_layout(&layout, cap, hashed);
    DictTable *t = raw_alloc(vm, table_size(&layout));
    if (!t) {
        return NULL;
    }
    *t = layout;
    if (t->index_log2) {
        memset(table_index(t), 0xFF, table_index_size(t));
    }
    return t;
}

static void table_free(VM *vm, DictTable *t) {
    raw_free(vm, t, table_size(t));
}

static inline void entry_fill(DictTable *t, size_t i, Object *key, Object *value, Hash hash) {
    DictEntry *e = table_entry(t, i);
    e->key = key;
    e->value = value;
    if (t->hashed) {
        ((DictHashedEntry *)e)->hash = hash;
    }
}

/* All entries before this one are deleted. */
static inline uint32_t first_hint(const DictTable *t) {
    uint32_t hint = 0;
    if (t->index_log2) {
        memcpy(&hint, t->tags, sizeof(hint));
    }
    return hint;
}
static inline void set_first_hint(DictTable *t, uint32_t hint) {
    if (t->index_log2) {
        memcpy(t->tags, &hint, sizeof(hint));
    }
}

/* Enters the live entries of old in t, whose index is empty; t may be old itself. */
static ALWAYS_INLINE void move_entries_in(VM *vm, DictTable *t, const DictTable *old,
                                          unsigned width, bool to_hashed) {
    size_t stride = table_entry_size(old),
           to_stride = to_hashed ? sizeof(DictHashedEntry) : sizeof(DictEntry);
    const char *from = (const char *)table_entry(old, 0);
    char *to = (char *)table_entry(t, 0);
    uint32_t n = 0;
    for (size_t i = 0; i < old->entry_len; i++, from += stride) {
        const DictEntry *e = (const DictEntry *)(const void *)from;
        if (!e->key) {
            continue;
        }
        Object *key = e->key, *value = e->value;
        Hash hash = old->hashed ? ((const DictHashedEntry *)e)->hash : plain_hash(vm, key);
        if (width) {
            index_insert_in(t, hash, n, width);
        } else {
            t->tags[n] = (uint8_t)hash;
        }
        n++;
        DictEntry *f = (DictEntry *)(void *)to;
        f->key = key;
        f->value = value;
        if (to_hashed) {
            ((DictHashedEntry *)f)->hash = hash;
        }
        to += to_stride;
    }
    t->entry_len = n;
}

static void move_entries(VM *vm, DictTable *t, const DictTable *old) {
    if (t->hashed) {
        switch (t->index_log2 ? index_width(t->index_log2) : 0) {
        case 0:
            move_entries_in(vm, t, old, 0, true);
            break;
        case 1:
            move_entries_in(vm, t, old, 1, true);
            break;
        case 2:
            move_entries_in(vm, t, old, 2, true);
            break;
        default:
            move_entries_in(vm, t, old, 4, true);
            break;
        }
        return;
    }
    switch (t->index_log2 ? index_width(t->index_log2) : 0) {
    case 0:
        move_entries_in(vm, t, old, 0, false);
        break;
    case 1:
        move_entries_in(vm, t, old, 1, false);
        break;
    case 2:
        move_entries_in(vm, t, old, 2, false);
        break;
    default:
        move_entries_in(vm, t, old, 4, false);
        break;
    }
}

/* Moves the live entries to a table with room for cap: the same one, where only deleted entries
 * took the room. */
static bool rebuild(VM *vm, Dict *d, size_t cap, bool hashed) {
    DictTable *old = d->table, layout;
    table_layout(&layout, cap, hashed);
    if (old && old->hashed == hashed && old->index_log2 == layout.index_log2 &&
        old->small_cap == layout.small_cap) {
        if (old->index_log2) {
            memset(table_index(old), 0xFF, table_index_size(old));
        }
        set_first_hint(old, 0);
        move_entries(vm, old, old);
        old->moves++;
        d->version = 0;
        return true;
    }
    DictTable *t = table_new(vm, cap, hashed);
    if (!t) {
        return false;
    }
    if (old) {
        move_entries(vm, t, old);
    }
    d->table = t;
    d->version = 0;
    if (old) {
        table_free(vm, old);
    }
    return true;
}

/* Whether o may ever be part of a cycle: what makes a dict tracked. */
static bool may_be_tracked(VM *vm, Object *o) {
    if (gc_is_tracked(o)) {
        return true;
    }
    if (is_exact(o, SHAPE_TUPLE) || !is_kind(vm, o, TYPE_CONTAINER)) {
        return false;
    }
    return !is_type(vm, o) || type_has((Type *)o, TYPE_HEAP);
}

static inline void track_for(VM *vm, Dict *d, Object *key, Object *value) {
    if (gc_is_tracked(d) || (is_plain_key(value) && is_plain_key(key))) {
        return;
    }
    if (may_be_tracked(vm, value) || (!is_plain_key(key) && may_be_tracked(vm, key))) {
        gc_track(vm, d);
    }
}

bool dict_holds_only_untracked(VM *vm, Object *self) {
    size_t pos = 0;
    Object *key, *value;
    while (dict_next(self, &pos, &key, &value)) {
        if (may_be_tracked(vm, value) || may_be_tracked(vm, key)) {
            return false;
        }
    }
    return true;
}

/* ---- making ---- */

Object *dict_new(VM *vm) {
    Dict *d = object_new_container(vm, SHAPE_DICT, sizeof(Dict));
    if (!d) {
        return NULL;
    }
    d->table = NULL;
    d->len = 0;
    d->version = 0;
    return OBJ(d);
}

Object *dict_new_presized(VM *vm, size_t n) {
    Object *d = dict_new(vm);
    if (d && n && !rebuild(vm, DICT(d), n, false)) {
        decref(vm, d);
        return NULL;
    }
    return d;
}

bool dict_copy_entries(VM *vm, Dict *d, const Dict *from) {
    DictTable *old = from->table;
    DictTable *t = table_new(vm, from->len, old->hashed);
    if (!t) {
        return false;
    }
    if (from->len == old->entry_len && table_size(t) == table_size(old)) {
        memcpy(t, old, table_size(old));
    } else {
        for (size_t i = 0; i < old->entry_len; i++) {
            DictEntry *e = table_entry(old, i);
            if (e->key) {
                Hash hash = entry_hash(vm, old, i);
                entry_fill(t, t->entry_len, e->key, e->value, hash);
                index_insert(t, hash, t->entry_len++);
            }
        }
    }
    size_t stride = table_entry_size(t);
    char *entry = (char *)table_entry(t, 0), *end = entry + from->len * stride;
    for (; entry != end; entry += stride) {
        DictEntry *e = (DictEntry *)(void *)entry;
        incref(e->key);
        incref(e->value);
    }
    d->table = t;
    d->len = from->len;
    d->version = 0;
    return true;
}

Object *dict_copy(VM *vm, Object *self) {
    Dict *from = DICT(self);
    Dict *d = (Dict *)dict_new(vm);
    if (!d || !from->len) {
        return OBJ(d);
    }
    if (!dict_copy_entries(vm, d, from)) {
        decref(vm, d);
        return NULL;
    }
    if (gc_is_tracked(from)) {
        gc_track(vm, d);
    }
    return OBJ(d);
}

/* ---- looking up ---- */

Object *dict_get_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t i = find(vm, DICT(self), key, hash);
    return i >= 0 ? table_entry(DICT(self)->table, (size_t)i)->value : NULL;
}

Object *dict_get(VM *vm, Object *self, Object *key) {
    Hash hash = key_hash(vm, key);
    return UNLIKELY(hash == -1) ? NULL : dict_get_hashed(vm, self, key, hash);
}

Object *dict_get_str(VM *vm, Object *self, Object *key) {
    Dict *d = DICT(self);
    DictTable *t = d->table;
    if (!t || !d->len) {
        return NULL;
    }
    Hash hash = (Hash)str_hash(vm, key);
    if (LIKELY(!t->hashed)) {
        int64_t i = find_plain(t, key, hash);
        return i >= 0 ? table_entry(t, (size_t)i)->value : NULL;
    }
    Object *error = error_fetch(vm);
    int64_t i = find_any(vm, d, key, hash);
    if (i == FAILED) {
        error_clear(vm);
    }
    error_restore(vm, error);
    return i >= 0 ? table_entry(d->table, (size_t)i)->value : NULL;
}

Object *dict_get_cstr(VM *vm, Object *d, const char *key) {
    Object *name = str_intern_cstr(vm, key);
    if (!name) {
        error_clear(vm);
        return NULL;
    }
    Object *value = dict_get_str(vm, d, name);
    decref(vm, name);
    return value;
}

int dict_contains_hashed(VM *vm, Object *self, Object *key, Hash hash) {
    int64_t i = find(vm, DICT(self), key, hash);
    return i == FAILED ? -1 : i >= 0;
}

int dict_contains(VM *vm, Object *self, Object *key) {
    Hash hash = key_hash(vm, key);
    return hash == -1 ? -1 : dict_contains_hashed(vm, self, key, hash);
}

/* ---- storing ---- */

/* Adds a key known to be absent. Steals nothing. */
static int insert_new(VM *vm, Dict *d, Object *key, Hash hash, Object *value) {
    DictTable *t = d->table;
    bool hashed = !is_plain_key(key);
    if (!t || t->entry_len == table_entry_cap(t) || (hashed && !t->hashed)) {
        size_t cap = d->len < DICT_SMALL_MAX ? (size_t)d->len + 1 : (size_t)d->len * 2;
        if (t && t->entry_len < table_entry_cap(t)) {
            cap = table_entry_cap(t); /* only the kind of table changes */
        }
        if (!rebuild(vm, d, cap, hashed || (d->len && t->hashed))) {
            return -1;
        }
        t = d->table;
    }
    size_t i = t->entry_len++;
    if (!t->index_log2) {
        t->tags[i] = (uint8_t)hash;
    } else if (t->index_log2 <= 7) {
        index_insert_in(t, hash, i, 1);
    } else {
        index_insert(t, hash, i);
    }
    entry_fill(t, i, new_ref(key), new_ref(value), hash);
    d->len++;
    d->version = 0;
    track_for(vm, d, key, value);
    return 0;
}

static void replace_value(VM *vm, Dict *d, size_t i, Object *key, Object *value) {
    track_for(vm, d, key, value);
    incref(value);
    set_ref(vm, table_entry(d->table, i)->value, value);
}

static int set_hashed(VM *vm, Dict *d, Object *key, Hash hash, Object *value) {
    int64_t i = find(vm, d, key, hash);
    if (i >= 0) {
        replace_value(vm, d, (size_t)i, key, value);
        return 0;
    }
    return i == FAILED ? -1 : insert_new(vm, d, key, hash, value);
}

int dict_set(VM *vm, Object *self, Object *key, Object *value) {
    Hash hash = key_hash(vm, key);
    return UNLIKELY(hash == -1) ? -1 : set_hashed(vm, DICT(self), key, hash, value);
}

int dict_set_hashed(VM *vm, Object *self, Object *key, Hash hash, Object *value) {
    return set_hashed(vm, DICT(self), key, hash, value);
}

int dict_set_cstr(VM *vm, Object *d, const char *key, Object *value) {
    Object *name = str_intern_cstr(vm, key);
    if (!name) {
        return -1;
    }
    int result = dict_set(vm, d, name, value);
    decref(vm, name);
    return result;
}

int dict_set_default(VM *vm, Object *self, Object *key, Object *value, Object **result) {
    Dict *d = DICT(self);
    Hash hash = key_hash(vm, key);
    if (hash == -1) {
        return -1;
    }
    int64_t i = find(vm, d, key, hash);
    if (i == FAILED) {
        return -1;
    }
    if (i == ABSENT) {
        *result = value;
        return insert_new(vm, d, key, hash, value);
    }
    *result = table_entry(d->table, (size_t)i)->value;
    return 0;
}

/* ---- removing ---- */

/* Takes entry i out: its key and value become the caller's. */
static void take_entry(VM *vm, Dict *d, size_t i, Object **key, Object **value) {
    DictTable *t = d->table;
    DictEntry *e = table_entry(t, i);
    index_remove(t, entry_hash(vm, t, i), i);
    *key = e->key;
    *value = e->value;
    e->key = e->value = NULL;
    d->len--;
    d->version = 0;
}

Object *dict_pop(VM *vm, Object *self, Object *key) {
    Dict *d = DICT(self);
    Hash hash = key_hash(vm, key);
    if (hash == -1) {
        return NULL;
    }
    int64_t i = find(vm, d, key, hash);
    if (i < 0) {
        return NULL;
    }
    Object *old_key, *value;
    take_entry(vm, d, (size_t)i, &old_key, &value);
    decref(vm, old_key);
    return value;
}

int dict_discard(VM *vm, Object *self, Object *key) {
    Object *value = dict_pop(vm, self, key);
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    decref(vm, value);
    return 1;
}

int dict_delete(VM *vm, Object *self, Object *key) {
    int result = dict_discard(vm, self, key);
    if (result == 0) {
        raise_object(vm, EXC_KeyError, key);
        return -1;
    }
    return result < 0 ? -1 : 0;
}

bool dict_pop_last(VM *vm, Object *self, Object **key, Object **value) {
    Dict *d = DICT(self);
    if (!d->len) {
        return false;
    }
    size_t i = d->table->entry_len;
    while (!table_entry(d->table, --i)->key) {}
    take_entry(vm, d, i, key, value);
    d->table->entry_len = (uint32_t)i;
    return true;
}

static void table_release(VM *vm, DictTable *t) {
    size_t stride = table_entry_size(t);
    char *at = (char *)table_entry(t, 0), *end = at + t->entry_len * stride;
    for (; at != end; at += stride) {
        DictEntry *e = (DictEntry *)(void *)at;
        if (LIKELY(e->key != NULL)) {
            release_item(vm, e->key);
            release_item(vm, e->value);
        }
    }
    table_free(vm, t);
}

void dict_clear(VM *vm, Object *self) {
    Dict *d = DICT(self);
    DictTable *t = d->table;
    d->table = NULL;
    d->len = 0;
    d->version = 0;
    if (t) {
        table_release(vm, t);
    }
}

/* ---- walking ---- */

bool dict_next_hashed(Object *self, size_t *pos, Object **key, Object **value, Hash *hash) {
    DictTable *t = DICT(self)->table;
    if (!t) {
        return false;
    }
    size_t i = *pos, stride = table_entry_size(t);
    DictEntry *e = table_entry(t, i);
    for (; i < t->entry_len && !e->key; i++) {
        e = (DictEntry *)(void *)((char *)e + stride);
    }
    if (i >= t->entry_len) {
        *pos = i;
        return false;
    }
    *key = e->key;
    *value = e->value;
    if (hash) {
        *hash = t->hashed ? ((DictHashedEntry *)e)->hash : plain_hash(NULL, e->key);
    }
    *pos = i + 1;
    return true;
}

bool dict_next(Object *self, size_t *pos, Object **key, Object **value) {
    return dict_next_hashed(self, pos, key, value, NULL);
}

Object *dict_keys_list(VM *vm, Object *self) {
    Object *list = list_new(vm, DICT(self)->len);
    size_t pos = 0;
    Object *key, *value;
    while (list && dict_next(self, &pos, &key, &value)) {
        if (list_append(vm, list, key) < 0) {
            decref(vm, list);
            return NULL;
        }
    }
    return list;
}

#include "types/dict_order_impl.h"

/* ---- positions, for caches ---- */

uint32_t dict_keys_version(VM *vm, Object *self) {
    Dict *d = DICT(self);
    if (!d->version && vm->next_dict_version != UINT32_MAX) {
        d->version = ++vm->next_dict_version;
    }
    return d->version;
}

int64_t dict_position(VM *vm, Object *self, Object *key) {
    Dict *d = DICT(self);
    if (!d->table || d->table->hashed || !d->len) {
        return -1;
    }
    return find_plain(d->table, key, (Hash)str_hash(vm, key));
}

Object **dict_value_at(Object *self, size_t position) {
    return &table_entry(DICT(self)->table, position)->value;
}

/* ---- slots that know the table ---- */

void dict_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    DictTable *t = DICT(self)->table;
    DICT(self)->table = NULL;
    DICT(self)->len = 0;
    if (t) {
        table_release(vm, t);
    }
    object_free_container(vm, self, sizeof(Dict));
}

int dict_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    DictTable *t = DICT(self)->table;
    for (size_t i = 0; t && i < t->entry_len; i++) {
        DictEntry *e = table_entry(t, i);
        VISIT(e->key);
        VISIT(e->value);
    }
    return 0;
}

size_t dict_owned_size(VM *vm, const Object *self) {
    (void)vm;
    const DictTable *t = ((const Dict *)self)->table;
    return t ? table_size(t) : 0;
}
