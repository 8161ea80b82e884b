/* functools.lru_cache: a function that remembers its results.
 *
 * A bounded cache is a dict of links, which are also in a ring in the order of their last use; the
 * wrapper is not in the ring itself but knows the oldest and the newest. Each link is owned by the
 * dict alone: whoever takes it out of the dict must take it out of the ring first. */
#include "lib/functools.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct LruLink {
    Object head;
    struct LruLink *older, *newer; /* borrowed */
    Hash hash;
    Object *key, *result;
} LruLink;
#define LRU_LINK(o) ((LruLink *)(o))

#define LRU_LINK_FIELDS(X)                                                                         \
    X(key)                                                                                         \
    X(result)
TYPE_MEMORY(lru_link, LruLink, LRU_LINK_FIELDS)

const TypeSpec lru_link_spec = {
    .name = "functools._lru_list_elem",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(LruLink),
    .slots = {.dealloc = lru_link_dealloc, .traverse = lru_link_traverse},
};

typedef struct LruCache {
    Object head;
    Object *function;
    Object *cache; /* dict: key -> result, or link if bounded */
    Object *info_type;
    Object *dict; /* attributes; or NULL */
    LruLink *oldest, *newest;
    int64_t max; /* -1: unbounded */
    int64_t hits, misses;
    bool typed;
} LruCache;
#define LRU_CACHE(o) ((LruCache *)(o))

#define LRU_CACHE_FIELDS(X)                                                                        \
    X(cache)                                                                                       \
    X(function)                                                                                    \
    X(info_type)                                                                                   \
    X(dict)
TYPE_MEMORY(lru_fields, LruCache, LRU_CACHE_FIELDS)

/* ---- the ring ---- */

static void unlink_(LruCache *self, LruLink *link) {
    *(link->older ? &link->older->newer : &self->oldest) = link->newer;
    *(link->newer ? &link->newer->older : &self->newest) = link->older;
    link->older = link->newer = NULL;
}

static void link_newest(LruCache *self, LruLink *link) {
    link->older = self->newest;
    link->newer = NULL;
    *(self->newest ? &self->newest->newer : &self->oldest) = link;
    self->newest = link;
}

/* Empties the cache. Does not look at the links: the collector may have cleared the dict already.
 */
static void lru_empty(VM *vm, LruCache *self) {
    self->oldest = self->newest = NULL;
    self->hits = self->misses = 0;
    if (self->cache) {
        dict_clear(vm, self->cache);
    }
}

/* ---- keys ---- */

/* What stands between positional and keyword arguments in a key: something no argument is. */
static Object *mark(VM *vm) {
    return OBJ(vm->lib->types[LIB_LRU_LINK]);
}

static Object *make_key(VM *vm, const LruCache *self, Object *const *args, size_t nargs,
                        Object *kwnames) {
    size_t nkw = kwnames ? TUPLE_LEN(kwnames) : 0;
    if (!self->typed && nkw == 0) {
        if (nargs == 1 && (is_exact(args[0], SHAPE_INT) || is_exact(args[0], SHAPE_STR))) {
            return new_ref(args[0]);
        }
        return tuple_from(vm, args, nargs);
    }
    if (!lib_type(vm, LIB_LRU_LINK)) {
        return NULL;
    }
    size_t len = nargs + (nkw ? 1 + 2 * nkw : 0) + (self->typed ? nargs + nkw : 0), n = 0;
    Object *key = tuple_new(vm, len);
    if (!key || len == 0) {
        return key;
    }
    for (size_t i = 0; i < nargs; i++) {
        TUPLE_ITEM(key, n++) = new_ref(args[i]);
    }
    if (nkw) {
        TUPLE_ITEM(key, n++) = new_ref(mark(vm));
    }
    for (size_t i = 0; i < nkw; i++) {
        TUPLE_ITEM(key, n++) = new_ref(TUPLE_ITEM(kwnames, i));
        TUPLE_ITEM(key, n++) = new_ref(args[nargs + i]);
    }
    for (size_t i = 0; self->typed && i < nargs + nkw; i++) {
        TUPLE_ITEM(key, n++) = OBJ(new_ref(type_of(vm, args[i])));
    }
    gc_track(vm, key);
    return key;
}

/* ---- calling ---- */

static Object *call_unbounded(VM *vm, LruCache *self, Object *const *args, size_t nargs,
                              Object *kwnames, Object *key, Hash hash) {
    Object *result = dict_get_hashed(vm, self->cache, key, hash);
    if (result) {
        self->hits++;
        return new_ref(result);
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    self->misses++;
    result = call(vm, self->function, args, nargs, kwnames);
    if (result && dict_set_hashed(vm, self->cache, key, hash, result) < 0) {
        clear_ref(vm, result);
    }
    return result;
}

static bool add_link(VM *vm, LruCache *self, Object *key, Hash hash, Object *result) {
    Type *cls = lib_type(vm, LIB_LRU_LINK);
    LruLink *link = cls ? object_alloc(vm, cls, sizeof *link) : NULL;
    if (!link) {
        return false;
    }
    link->hash = hash;
    link->key = new_ref(key);
    link->result = new_ref(result);
    gc_track(vm, link);
    bool ok = dict_set_hashed(vm, self->cache, key, hash, OBJ(link)) == 0;
    if (ok) {
        link_newest(self, link);
    }
    decref(vm, link);
    return ok;
}

/* Removes the one used longest ago. */
static bool drop_oldest(VM *vm, LruCache *self) {
    LruLink *link = new_ref(self->oldest);
    unlink_(self, link);
    Object *old = dict_pop(vm, self->cache, link->key);
    bool ok = old || !error_occurred(vm);
    xdecref(vm, old);
    decref(vm, link);
    return ok;
}

static Object *call_bounded(VM *vm, LruCache *self, Object *const *args, size_t nargs,
                            Object *kwnames, Object *key, Hash hash) {
    Object *found = dict_get_hashed(vm, self->cache, key, hash);
    if (found) {
        LruLink *link = LRU_LINK(found);
        Object *result = new_ref(link->result);
        unlink_(self, link);
        link_newest(self, link);
        self->hits++;
        return result;
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    self->misses++;
    Object *result = call(vm, self->function, args, nargs, kwnames);
    if (!result) {
        return NULL;
    }
    found = dict_get_hashed(vm, self->cache, key, hash);
    if (found) { /* the call itself has put it there */
        return result;
    }
    if (error_occurred(vm) ||
        (DICT_LEN(self->cache) >= self->max && self->oldest && !drop_oldest(vm, self)) ||
        !add_link(vm, self, key, hash, result)) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static Object *lru_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    LruCache *self = LRU_CACHE(o);
    if (!self->cache || !self->function) {
        return raise(vm, EXC_RuntimeError, "the cache has been cleared by the collector");
    }
    if (self->max == 0) {
        self->misses++;
        return call(vm, self->function, args, nargs, kwnames);
    }
    Object *key = make_key(vm, self, args, nargs, kwnames);
    Hash hash = key ? object_hash(vm, key) : -1;
    Object *result = NULL;
    if (hash != -1) {
        result = self->max < 0 ? call_unbounded(vm, self, args, nargs, kwnames, key, hash)
                               : call_bounded(vm, self, args, nargs, kwnames, key, hash);
    }
    xdecref(vm, key);
    return result;
}

/* ---- making and ending ---- */

static bool read_max(VM *vm, Object *o, int64_t *max) {
    if (o == vm->none) {
        *max = -1;
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "maxsize should be integer or None");
        return false;
    }
    *max = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        return false;
    }
    *max = *max < 0 ? 0 : *max;
    return true;
}

static Object *lru_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"user_function", "maxsize", "typed", "cache_info_type",
                                        NULL};
    Object *function, *maxsize, *info_type;
    bool typed;
    int64_t max;
    if (!args_parse(vm, "lru_cache", names, "OOpO", args, nargs, kwnames, &function, &maxsize,
                    &typed, &info_type)) {
        return NULL;
    }
    if (!object_is_callable(vm, function)) {
        return raise(vm, EXC_TypeError, "the first argument must be callable");
    }
    if (!read_max(vm, maxsize, &max)) {
        return NULL;
    }
    Object *cache = dict_new(vm);
    LruCache *self = cache ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, cache);
        return NULL;
    }
    self->function = new_ref(function);
    self->cache = cache;
    self->info_type = new_ref(info_type);
    self->max = max;
    self->typed = typed;
    gc_track(vm, self);
    return OBJ(self);
}

static void lru_clear(VM *vm, Object *o) {
    lru_empty(vm, LRU_CACHE(o));
    LruCache *self = LRU_CACHE(o);
    LRU_CACHE_FIELDS(RELEASE_FIELD_)
}

static void lru_dealloc(VM *vm, Object *o) {
    LRU_CACHE(o)->oldest = LRU_CACHE(o)->newest = NULL;
    lru_fields_dealloc(vm, o);
}

static Object *lru_get(VM *vm, Object *o, Object *instance, Object *owner) {
    UNUSED(owner);
    return !instance || instance == vm->none ? new_ref(o) : method_new(vm, o, instance);
}

static Object *cache_info(VM *vm, Object *o) {
    LruCache *self = LRU_CACHE(o);
    Object *max = self->max < 0 ? none_ref(vm) : int_from_i64(vm, self->max);
    Object *args = pack_steal(vm, 4, int_from_i64(vm, self->hits), int_from_i64(vm, self->misses),
                              max, int_from_i64(vm, DICT_LEN(self->cache)));
    Object *result = args ? call(vm, self->info_type, tuple_items(args), 4, NULL) : NULL;
    xdecref(vm, args);
    return result;
}

static Object *cache_clear(VM *vm, Object *o) {
    lru_empty(vm, LRU_CACHE(o));
    return none_ref(vm);
}

static Object *lru_reduce(VM *vm, Object *o) {
    return object_getattr(vm, o, ID(vm, __qualname__));
}

static Object *lru_deepcopy(VM *vm, Object *o, Object *memo) {
    UNUSED(vm);
    UNUSED(memo);
    return new_ref(o);
}

static const MethodDef lru_methods[] = {
    METHOD_NOARGS("cache_info", cache_info, "Hits, misses, the limit and the present size."),
    METHOD_NOARGS("cache_clear", cache_clear, "Forget all results."),
    METHOD_NOARGS("__reduce__", lru_reduce, NULL),
    METHOD_NOARGS("__copy__", self_ref, NULL),
    METHOD_O("__deepcopy__", lru_deepcopy, NULL),
    {0},
};

static const GetSetDef lru_getset[] = {
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {0},
};

const TypeSpec lru_cache_spec = {
    .name = "functools._lru_cache_wrapper",
    .doc = "A callable that remembers the results of user_function.",
    .flags =
        TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_METHOD | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(LruCache),
    .dict_offset = offsetof(LruCache, dict),
    .slots = {.dealloc = lru_dealloc,
              .traverse = lru_fields_traverse,
              .clear = lru_clear,
              .new = lru_new,
              .call = lru_call,
              .descr_get = lru_get},
    .methods = lru_methods,
    .getset = lru_getset,
};
