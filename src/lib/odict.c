#include "lib/odict.h"

#include "object/abstract.h"
#include "types/dict_order.h"
#include "types/generic_alias.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct ODict {
    Dict dict;
    Object *attributes; /* __dict__, or NULL */
} ODict;
#define ODICT(o) ((ODict *)(o))

static const TypeSpec odict_spec;

static bool is_odict(VM *vm, const Object *o) {
    Type *type = vm->lib->types[LIB_ODICT];
    return type_of(vm, o) == type || type_is_subtype(type_of(vm, o), type);
}
/* Not of a class of the program's, whose methods would have to be called. */
static bool is_exact_odict(VM *vm, const Object *o) {
    return type_of(vm, o) == vm->lib->types[LIB_ODICT];
}

/* ---- memory ---- */

static Object *odict_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *o = object_alloc(vm, cls, sizeof(ODict));
    if (o) {
        gc_track(vm, o);
    }
    return o;
}

static void odict_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, ODICT(o)->attributes);
    dict_clear(vm, o);
    object_free_container(vm, o, sizeof(ODict));
}

static int odict_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    VISIT(ODICT(o)->attributes);
    return dict_traverse(vm, o, visit, ctx);
}

static void odict_clear_slot(VM *vm, Object *o) {
    clear_ref(vm, ODICT(o)->attributes);
    dict_clear(vm, o);
}

/* ---- filling: by item assignment, as MutableMapping.update does ---- */

static bool add_pair(VM *vm, Object *self, Object *pair) {
    Object *it = object_get_iter(vm, pair), *key = NULL, *value = NULL, *more = NULL;
    bool ok = false;
    if (!it) {
        return false;
    }
    key = iter_next(vm, it);
    value = key ? iter_next(vm, it) : NULL;
    if (!value) {
        if (!error_occurred(vm)) {
            raise(vm, EXC_ValueError,
                  key ? "need more than 1 value to unpack" : "need more than 0 values to unpack");
        }
    } else if ((more = iter_next(vm, it)) != NULL) {
        raise(vm, EXC_ValueError, "too many values to unpack (expected 2)");
    } else if (!error_occurred(vm)) {
        ok = object_setitem(vm, self, key, value) == 0;
    }
    xdecref(vm, more);
    xdecref(vm, value);
    xdecref(vm, key);
    decref(vm, it);
    return ok;
}

static bool add_pairs(VM *vm, Object *self, Object *pairs) {
    Object *it = object_get_iter(vm, pairs), *pair;
    bool ok = it != NULL;
    while (ok && (pair = iter_next(vm, it)) != NULL) {
        ok = add_pair(vm, self, pair);
        decref(vm, pair);
    }
    xdecref(vm, it);
    return ok && !error_occurred(vm);
}

static bool add_by_keys(VM *vm, Object *self, Object *mapping, Object *keys) {
    Object *it = object_get_iter(vm, keys), *key;
    bool ok = it != NULL;
    while (ok && (key = iter_next(vm, it)) != NULL) {
        Object *value = object_getitem(vm, mapping, key);
        ok = value && object_setitem(vm, self, key, value) == 0;
        xdecref(vm, value);
        decref(vm, key);
    }
    xdecref(vm, it);
    return ok && !error_occurred(vm);
}

/* Of a dict, whose pairs are taken first. */
static bool add_dict(VM *vm, Object *self, Object *dict) {
    Object *copy = dict_copy(vm, dict), *key, *value;
    size_t pos = 0;
    bool ok = copy != NULL;
    while (ok && dict_next(copy, &pos, &key, &value)) {
        ok = object_setitem(vm, self, key, value) == 0;
    }
    xdecref(vm, copy);
    return ok;
}

static bool add_from(VM *vm, Object *self, Object *other) {
    if (is_exact(other, SHAPE_DICT)) {
        return add_dict(vm, self, other);
    }
    Object *method = object_getattr_or_null(vm, other, ID(vm, keys));
    if (method) {
        Object *keys = call0(vm, method);
        decref(vm, method);
        bool ok = keys && add_by_keys(vm, self, other, keys);
        xdecref(vm, keys);
        return ok;
    }
    method = error_occurred(vm) ? NULL : object_getattr_or_null(vm, other, ID(vm, items));
    if (method) {
        Object *items = call0(vm, method);
        decref(vm, method);
        bool ok = items && add_pairs(vm, self, items);
        xdecref(vm, items);
        return ok;
    }
    return !error_occurred(vm) && add_pairs(vm, self, other);
}

static bool add_arguments(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    if (nargs && !add_from(vm, self, args[0])) {
        return false;
    }
    for (size_t i = 0; kwnames && i < TUPLE_LEN(kwnames); i++) {
        if (object_setitem(vm, self, TUPLE_ITEM(kwnames, i), args[nargs + i]) < 0) {
            return false;
        }
    }
    return true;
}

static int odict_init_slot(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    if (nargs > 1) {
        raise(vm, EXC_TypeError, "expected at most 1 arguments, got %zu", nargs);
        return -1;
    }
    return add_arguments(vm, self, args, nargs, kwnames) ? 0 : -1;
}

static Object *update(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    if (nargs > 1) {
        return raise(vm, EXC_TypeError, "update() takes at most 1 positional argument (%zu given)",
                     nargs);
    }
    return add_arguments(vm, self, args, nargs, kwnames) ? none_ref(vm) : NULL;
}

static Object *fromkeys(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"iterable", "value", NULL};
    Object *iterable, *value = vm->none, *key;
    if (!args_parse(vm, "fromkeys", names, "O|O", args, nargs, kwnames, &iterable, &value)) {
        return NULL;
    }
    Object *d = call0(vm, cls), *it = d ? object_get_iter(vm, iterable) : NULL;
    bool ok = it != NULL;
    while (ok && (key = iter_next(vm, it)) != NULL) {
        ok = object_setitem(vm, d, key, value) == 0;
        decref(vm, key);
    }
    xdecref(vm, it);
    if (!ok || error_occurred(vm)) {
        xdecref(vm, d);
        return NULL;
    }
    return d;
}

/* ---- taking out, changing the order ---- */

static Object *pop(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    Object *key, *fallback = NULL;
    if (!args_parse(vm, "pop", names, "O|O", args, nargs, kwnames, &key, &fallback)) {
        return NULL;
    }
    Object *value = dict_pop(vm, self, key);
    if (value || error_occurred(vm)) {
        return value;
    }
    return fallback ? new_ref(fallback) : raise_object(vm, EXC_KeyError, key);
}

static bool last_argument(VM *vm, const char *name, const char *const *names, const char *format,
                          Object *const *args, size_t nargs, Object *kwnames, Object **key,
                          bool *last) {
    *last = true;
    return key ? args_parse(vm, name, names, format, args, nargs, kwnames, key, last)
               : args_parse(vm, name, names, format, args, nargs, kwnames, last);
}

static Object *popitem(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"last", NULL};
    bool last;
    Object *key, *value;
    if (!last_argument(vm, "popitem", names, "|p", args, nargs, kwnames, NULL, &last)) {
        return NULL;
    }
    if (DICT_LEN(self) == 0) {
        Object *text = str_from_cstr(vm, "dictionary is empty");
        if (text) {
            raise_object(vm, EXC_KeyError, text);
            decref(vm, text);
        }
        return NULL;
    }
    if (last) {
        dict_pop_last(vm, self, &key, &value);
    } else {
        dict_pop_first(vm, self, &key, &value);
    }
    return tuple_pair_steal(vm, key, value);
}

static Object *move_to_end(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    static const char *const names[] = {"key", "last", NULL};
    bool last;
    Object *key;
    if (!last_argument(vm, "move_to_end", names, "O|p", args, nargs, kwnames, &key, &last)) {
        return NULL;
    }
    int result = dict_move(vm, self, key, last);
    return result > 0 ? none_ref(vm) : result < 0 ? NULL : raise_object(vm, EXC_KeyError, key);
}

static Object *setdefault(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    Object *key, *value = vm->none;
    if (!args_parse(vm, "setdefault", names, "O|O", args, nargs, kwnames, &key, &value)) {
        return NULL;
    }
    if (is_exact_odict(vm, self)) {
        Object *result;
        return dict_set_default(vm, self, key, value, &result) < 0 ? NULL : new_ref(result);
    }
    int found = object_contains(vm, self, key);
    if (found) {
        return found < 0 ? NULL : object_getitem(vm, self, key);
    }
    return object_setitem(vm, self, key, value) < 0 ? NULL : new_ref(value);
}

/* ---- copies ---- */

static Object *copy(VM *vm, Object *self) {
    Object *result = call0(vm, OBJ(type_of(vm, self))), *key, *value;
    if (!result || is_exact_odict(vm, self)) {
        size_t pos = 0;
        bool ok = true;
        while (result && ok && dict_next(self, &pos, &key, &value)) {
            ok = dict_set(vm, result, key, value) == 0;
        }
        if (!ok) {
            clear_ref(vm, result);
        }
        return result;
    }
    Object *keys = dict_keys_list(vm, self);
    bool ok = keys != NULL;
    for (size_t i = 0; ok && i < LIST_LEN(keys); i++) {
        value = object_getitem(vm, self, LIST_ITEM(keys, i));
        ok = value && object_setitem(vm, result, LIST_ITEM(keys, i), value) == 0;
        xdecref(vm, value);
    }
    xdecref(vm, keys);
    if (!ok) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *reduce(VM *vm, Object *self) {
    Object *state = object_getattr_utf8(vm, self, "__getstate__");
    set_ref(vm, state, state ? call0(vm, state) : NULL);
    Object *items = state ? call_method0(vm, self, ID(vm, items)) : NULL;
    Object *it = items ? object_get_iter(vm, items) : NULL;
    xdecref(vm, items);
    return pack_steal(vm, 5, new_ref(type_of(vm, self)), tuple_new(vm, 0), state, none_ref(vm), it);
}

static Object *or_slot(VM *vm, Object *a, Object *b) {
    bool left = is_odict(vm, a);
    if (!is_dict(vm, left ? b : a)) {
        return not_implemented_ref(vm);
    }
    Object *result = call1(vm, OBJ(type_of(vm, left ? a : b)), a);
    if (result && !add_from(vm, result, b)) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *inplace_or(VM *vm, Object *self, Object *other) {
    return add_from(vm, self, other) ? new_ref(self) : NULL;
}

/* ---- text, comparison ---- */

static Object *pairs_of(VM *vm, Object *self) {
    if (!is_exact_odict(vm, self)) {
        Object *items = call_method0(vm, self, ID(vm, items));
        Object *list = items ? list_from_iterable(vm, items) : NULL;
        xdecref(vm, items);
        return list;
    }
    Object *list = list_new(vm, DICT_LEN(self)), *key, *value;
    size_t pos = 0;
    while (list && dict_next(self, &pos, &key, &value)) {
        Object *pair = tuple_pair(vm, key, value);
        if (!pair || list_append_steal(vm, list, pair) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

static Object *repr(VM *vm, Object *self) {
    if (DICT_LEN(self) == 0) {
        return str_format(vm, "%U()", type_of(vm, self)->name);
    }
    int entered = repr_enter(vm, self);
    if (entered) {
        return entered < 0 ? NULL : str_from_cstr(vm, "...");
    }
    Object *pairs = pairs_of(vm, self);
    Object *result = pairs ? str_format(vm, "%U(%R)", type_of(vm, self)->name, pairs) : NULL;
    xdecref(vm, pairs);
    repr_leave(vm, self);
    return result;
}

/* Whether the keys come in the same order: 1, 0, -1. */
static int same_order(VM *vm, Object *a, Object *b) {
    Object *keys_a = dict_keys_list(vm, a), *keys_b = keys_a ? dict_keys_list(vm, b) : NULL;
    int result = keys_b ? object_compare_bool(vm, keys_a, keys_b, CMP_EQ) : -1;
    xdecref(vm, keys_a);
    xdecref(vm, keys_b);
    return result;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_odict(vm, a) || !is_dict(vm, b)) {
        return not_implemented_ref(vm);
    }
    int equal = dict_equal(vm, a, b);
    if (equal > 0 && is_odict(vm, b)) {
        equal = same_order(vm, a, b);
    }
    return equal < 0 ? NULL : bool_ref(vm, equal == (op == CMP_EQ));
}

/* ---- the type ---- */

static Object *iter(VM *vm, Object *self) {
    return odict_iterator_new(vm, self, 0, false);
}
static Object *reversed(VM *vm, Object *self) {
    return odict_iterator_new(vm, self, 0, true);
}
static Object *keys(VM *vm, Object *self) {
    return odict_view_new(vm, self, 0);
}
static Object *values(VM *vm, Object *self) {
    return odict_view_new(vm, self, 1);
}
static Object *items(VM *vm, Object *self) {
    return odict_view_new(vm, self, 2);
}
static Object *clear(VM *vm, Object *self) {
    dict_clear(vm, self);
    return none_ref(vm);
}

static const MethodDef odict_methods[] = {
    METHOD_CLASS_KW("fromkeys", fromkeys,
                    "fromkeys($type, /, iterable, value=None)\n--\n\n"
                    "A new ordered dictionary with keys from iterable, all set to value."),
    METHOD_KW("setdefault", setdefault,
              "setdefault($self, /, key, default=None)\n--\n\n"
              "Insert key with default if absent; return its value."),
    METHOD_KW("pop", pop, "od.pop(key[,default]) -> v, remove the key and return its value."),
    METHOD_KW("popitem", popitem,
              "popitem($self, /, last=True)\n--\n\n"
              "Remove and return a pair: the last one, or the first one if last is false."),
    METHOD_KW("move_to_end", move_to_end,
              "move_to_end($self, /, key, last=True)\n--\n\n"
              "Move a key to the end, or to the beginning if last is false."),
    METHOD_KW("update", update, "D.update([E, ]**F) -> None. Update D from E and F."),
    METHOD_NOARGS("clear", clear, "od.clear() -> None. Remove all items."),
    METHOD_NOARGS("copy", copy, "od.copy() -> a shallow copy of od"),
    METHOD_NOARGS("keys", keys, NULL),
    METHOD_NOARGS("values", values, NULL),
    METHOD_NOARGS("items", items, NULL),
    METHOD_NOARGS("__reversed__", reversed, "od.__reversed__() <==> reversed(od)"),
    METHOD_NOARGS("__reduce__", reduce, "Return state information for pickling"),
    {0},
};

static const GetSetDef odict_getset[] = {
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {0},
};

static const TypeSpec odict_spec = {
    .name = "collections.OrderedDict",
    .doc = "Dictionary that remembers insertion order",
    .base = SHAPE_DICT,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(ODict),
    .dict_offset = offsetof(ODict, attributes),
    .slots = {.dealloc = odict_dealloc,
              .traverse = odict_traverse,
              .clear = odict_clear_slot,
              .owned_size = dict_owned_size,
              .new = odict_new,
              .init = odict_init_slot,
              .repr = repr,
              .richcompare = richcompare,
              .hash = object_hash_not_implemented,
              .iter = iter,
              .nb_or = or_slot,
              .nb_inplace_or = inplace_or},
    .methods = odict_methods,
    .getset = odict_getset,
};

bool odict_init(VM *vm, Object *module) {
    return odict_views_init(vm) && module_make_type(vm, module, &odict_spec, LIB_ODICT);
}
