/* Filling a dict from mappings and from pairs. */
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict_table.h"
#include "types/feed.h"
#include "types/list.h"
#include "types/tuple.h"

static int merge_dict(VM *vm, Dict *d, Object *other, int override) {
    Object *key, *value;
    Hash hash;
    size_t pos = 0;
    uint32_t len = DICT_LEN(other);
    DictTable *t = DICT(other)->table;
    if (!d->table && len) {
        if (!dict_copy_entries(vm, d, DICT(other))) {
            return -1;
        }
        if (gc_is_tracked(other) && !gc_is_tracked(d)) {
            gc_track(vm, d);
        }
        return 0;
    }
    while (DICT(other)->table == t && dict_next_hashed(other, &pos, &key, &value, &hash)) {
        incref(key);
        incref(value);
        int found = override == 1 ? 0 : dict_contains_hashed(vm, OBJ(d), key, hash);
        int result = found < 0 ? -1 : 0;
        if (found == 0) {
            result = dict_set_hashed(vm, OBJ(d), key, hash, value);
        } else if (found > 0 && override == 2) {
            raise_object(vm, EXC_KeyError, key);
            result = -1;
        }
        decref(vm, key);
        decref(vm, value);
        if (result < 0) {
            return -1;
        }
        if (DICT_LEN(other) != len) {
            raise(vm, EXC_RuntimeError, "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

static int merge_keys(VM *vm, Object *self, Object *mapping, Object *keys, int override) {
    Object *it = object_get_iter(vm, keys);
    if (!it) {
        return -1;
    }
    Object *key;
    while ((key = iter_next(vm, it))) {
        int result = 0;
        if (override != 1) {
            result = dict_contains(vm, self, key);
            if (result > 0 && override == 2) {
                raise_object(vm, EXC_KeyError, key);
                result = -1;
            }
        }
        if (result == 0) {
            Object *value = object_getitem(vm, mapping, key);
            result = value ? dict_set(vm, self, key, value) : -1;
            xdecref(vm, value);
        }
        decref(vm, key);
        if (result < 0) {
            decref(vm, it);
            return -1;
        }
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : 0;
}

int dict_merge(VM *vm, Object *self, Object *mapping, int override) {
    bool plain_walk =
        is_dict(vm, mapping) && type_of(vm, mapping)->slots.iter == TYPE(vm, DICT)->slots.iter;
    if (plain_walk) {
        return mapping == self ? 0 : merge_dict(vm, DICT(self), mapping, override);
    }
    Object *keys = call_method0(vm, mapping, ID(vm, keys));
    if (!keys) {
        return -1;
    }
    int result = merge_keys(vm, self, mapping, keys, override);
    decref(vm, keys);
    return result;
}

/* One element of dict([(k, v), ...]). */
static int update_pair(VM *vm, Object *self, Object *pair, size_t i) {
    Object *fast = object_fast_sequence(vm, pair, NULL);
    if (!fast) {
        if (error_matches(vm, EXC_TypeError)) {
            error_clear(vm);
            raise(vm, EXC_TypeError,
                  "cannot convert dictionary update sequence element #%zu to a sequence", i);
        }
        return -1;
    }
    size_t n = fast_len(fast, vm);
    int result = -1;
    if (n != 2) {
        raise(vm, EXC_ValueError,
              "dictionary update sequence element #%zu has length %zu; 2 is required", i, n);
    } else {
        Object *key = new_ref(fast_items(fast, vm)[0]);
        Object *value = new_ref(fast_items(fast, vm)[1]);
        result = dict_set(vm, self, key, value);
        decref(vm, key);
        decref(vm, value);
    }
    decref(vm, fast);
    return result;
}

typedef struct PairsTaken {
    Object *dict;
    size_t len;
} PairsTaken;

static enum Taken take_pair(VM *vm, void *ctx, Object *pair) {
    PairsTaken *pairs = ctx;
    if (!is_exact(pair, SHAPE_TUPLE) || TUPLE_LEN(pair) != 2 || !is_quiet(TUPLE_ITEM(pair, 0))) {
        return TAKE_LEFT;
    }
    pairs->len++;
    return taken(vm, pair,
                 dict_set(vm, pairs->dict, TUPLE_ITEM(pair, 0), TUPLE_ITEM(pair, 1)) == 0);
}

static int update_pairs(VM *vm, Object *self, Object *iterable) {
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    Object *pair;
    PairsTaken pairs = {self, 0};
    for (; (pair = feed_next(vm, it, take_pair, &pairs)); pairs.len++) {
        int result = update_pair(vm, self, pair, pairs.len);
        decref(vm, pair);
        if (result < 0) {
            break;
        }
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : 0;
}

int dict_update(VM *vm, Object *self, Object *other) {
    if (is_exact(other, SHAPE_DICT)) {
        return dict_merge(vm, self, other, 1);
    }
    int has_keys = object_hasattr(vm, other, ID(vm, keys));
    if (has_keys < 0) {
        return -1;
    }
    return has_keys ? dict_merge(vm, self, other, 1) : update_pairs(vm, self, other);
}
