/* Sets made of two sets, and inclusion. */
#include "object/abstract.h"
#include "types/set_table.h"

static inline int64_t easy_find(const SetTable *t, const Object *key, Hash hash) {
    const SetEntry *entries = table_entry(t, 0);
    switch (slot_width(t)) {
    case 1:
        return easy_slot(t, entries, key, hash, 1);
    case 2:
        return easy_slot(t, entries, key, hash, 2);
    default:
        return easy_slot(t, entries, key, hash, 4);
    }
}

/* easy_slot, with the commonest ends in place. */
static ALWAYS_INLINE int64_t view_find(View v, const Object *key, Hash hash) {
    if (UNLIKELY(!v.table)) {
        return 0;
    }
    size_t slot = (size_t)hash & v.mask;
    int64_t i = slot_at(v.table, slot, v.width);
    if (i == SLOT_EMPTY) {
        return (int64_t)slot;
    }
    return v.entries[i].key == key ? KNOWN : easy_find(v.table, key, hash);
}

/* One step of set_filter, where it cannot be easy. */
static NOINLINE int filter_slowly(VM *vm, Set *result, Object *key, Hash hash, Set *other,
                                  bool wanted) {
    incref(key);
    int status = set_has(vm, OBJ(other), key, hash);
    if (status >= 0) {
        status = (status != 0) == wanted ? set_add_hashed(vm, OBJ(result), key, hash) : 0;
    }
    decref(vm, key);
    return status;
}

static ALWAYS_INLINE int filter_in(VM *vm, Set *result, Set *from, Set *other, bool wanted,
                                   unsigned width) {
    View to = view_of(result), in = view_of(other);
    for (size_t slot = 0;; slot++) {
        const SetTable *t = from->table;
        int64_t i = t && slot_width(t) == width ? next_in(t, &slot, width) : -1;
        if (i < 0) {
            return 0;
        }
        const SetEntry *e = table_entry(t, (size_t)i);
        Object *key = e->key;
        Hash hash = e->hash;
        if (UNLIKELY(!key)) {
            continue;
        }
        int64_t found = LIKELY(is_plain_key(key)) ? view_find(in, key, hash) : HARD, vacant = HARD;
        if (found != HARD) {
            if ((found == KNOWN) != wanted) {
                continue;
            }
            vacant = view_find(to, key, hash); /* not there: all keys are from the same set */
        }
        int status;
        if (LIKELY(vacant >= 0)) {
            status = view_put(vm, &to, result, key, hash, (size_t)vacant);
        } else {
            status = filter_slowly(vm, result, key, hash, other, wanted);
            to = view_of(result);
            in = view_of(other);
        }
        if (UNLIKELY(status < 0)) {
            return -1;
        }
    }
}

int set_filter(VM *vm, Object *result, Object *from, Object *other, bool wanted) {
    Set *set = SET(from);
    switch (set->table ? slot_width(set->table) : 0) {
    case 0:
        return 0;
    case 1:
        return filter_in(vm, SET(result), set, SET(other), wanted, 1);
    case 2:
        return filter_in(vm, SET(result), set, SET(other), wanted, 2);
    default:
        return filter_in(vm, SET(result), set, SET(other), wanted, 4);
    }
}

int set_is_subset(VM *vm, Object *a, Object *b) {
    const SetTable *t = SET(a)->table;
    if (!SET_LEN(a) || SET_LEN(a) > SET_LEN(b)) {
        return !SET_LEN(a);
    }
    /* Plain keys in any order: nobody sees the comparisons. */
    const SetEntry *e = table_entry(t, 0), *end = e + t->entry_len;
    for (; e < end; e++) {
        if (LIKELY(e->key != NULL)) {
            int64_t found = is_plain_key(e->key) ? easy_find(SET(b)->table, e->key, e->hash) : HARD;
            if (found >= 0) {
                return 0;
            }
            if (found == HARD) {
                break;
            }
        }
    }
    if (e == end) {
        return 1;
    }
    size_t pos = 0;
    Object *key;
    Hash hash;
    while (set_walk(SET(a), &pos, &key, &hash)) {
        int found = set_has(vm, b, key, hash);
        if (found <= 0) {
            return found;
        }
    }
    return 1;
}
