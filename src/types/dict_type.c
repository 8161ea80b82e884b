/* The dict type: slots and methods. The table itself is in dict.c, the views are in dict_views.c.
 */
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/dict_views.h"
#include "types/function.h"
#include "types/generic_alias.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"

static Object *new (VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    (void)args;
    (void)nargs;
    (void)kwnames;
    Object *d = object_alloc(vm, cls, sizeof(Dict));
    if (d && cls != TYPE(vm, DICT)) {
        gc_track(vm, d);
    }
    return d;
}

static int update_common(VM *vm, Object *self, const char *name, Object *const *args, size_t nargs,
                         Object *kwnames) {
    if (!args_count(vm, name, nargs, 0, 1)) {
        return -1;
    }
    if (nargs == 1 && dict_update(vm, self, args[0]) < 0) {
        return -1;
    }
    for (size_t i = 0; kwnames && i < TUPLE_LEN(kwnames); i++) {
        if (dict_set(vm, self, TUPLE_ITEM(kwnames, i), args[nargs + i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static int init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return update_common(vm, self, "dict", args, nargs, kwnames);
}

static void clear_slot(VM *vm, Object *self) {
    dict_clear(vm, self);
}

static int64_t length(VM *vm, Object *self) {
    (void)vm;
    return DICT_LEN(self);
}

static Object *subscript(VM *vm, Object *self, Object *key) {
    Object *value = dict_get(vm, self, key);
    if (value) {
        return new_ref(value);
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    if (!is_exact(self, SHAPE_DICT)) {
        Object *result = call_special1(vm, self, ID(vm, __missing__), key);
        if (result || error_occurred(vm)) {
            return result;
        }
    }
    return raise_object(vm, EXC_KeyError, key);
}

static int ass_subscript(VM *vm, Object *self, Object *key, Object *value) {
    return value ? dict_set(vm, self, key, value) : dict_delete(vm, self, key);
}

static bool repr_item(VM *vm, StrBuilder *b, Object *o) {
    Object *text = object_repr(vm, o);
    bool ok = text && str_builder_str(b, text);
    xdecref(vm, text);
    return ok;
}

static bool repr_pairs(VM *vm, StrBuilder *b, Object *self) {
    size_t pos = 0;
    Object *key, *value;
    bool first = true, ok = str_builder_char(b, '{');
    while (ok && dict_next(self, &pos, &key, &value)) {
        incref(key);
        incref(value);
        ok = (first || str_builder_cstr(b, ", ")) && repr_item(vm, b, key) &&
             str_builder_cstr(b, ": ") && repr_item(vm, b, value);
        decref(vm, key);
        decref(vm, value);
        first = false;
    }
    return ok && str_builder_char(b, '}');
}

static Object *repr(VM *vm, Object *self) {
    int entered = repr_enter(vm, self);
    if (entered) {
        return entered < 0 ? NULL : str_from_cstr(vm, "{...}");
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *result = repr_pairs(vm, &b, self) ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    repr_leave(vm, self);
    return result;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_dict(vm, a) || !is_dict(vm, b)) {
        return not_implemented_ref(vm);
    }
    int result = dict_equal(vm, a, b);
    return result < 0 ? NULL : bool_ref(vm, result == (op == CMP_EQ));
}

static Object *or_slot(VM *vm, Object *a, Object *b) {
    if (!is_dict(vm, a) || !is_dict(vm, b)) {
        return not_implemented_ref(vm);
    }
    Object *result = dict_copy(vm, a);
    if (result && dict_update(vm, result, b) < 0) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static Object *inplace_or(VM *vm, Object *self, Object *other) {
    return dict_update(vm, self, other) < 0 ? NULL : new_ref(self);
}

static Object *iter(VM *vm, Object *self) {
    return dict_iterator_new(vm, self, SHAPE_DICT_KEY_ITERATOR);
}

/* ---- methods ---- */

static Object *get(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "get", nargs, 1, 2)) {
        return NULL;
    }
    Object *value = dict_get(vm, self, args[0]);
    if (!value && error_occurred(vm)) {
        return NULL;
    }
    return value ? new_ref(value) : nargs > 1 ? new_ref(args[1]) : none_ref(vm);
}

static Object *setdefault(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "setdefault", nargs, 1, 2)) {
        return NULL;
    }
    Object *result;
    if (dict_set_default(vm, self, args[0], nargs > 1 ? args[1] : vm->none, &result) < 0) {
        return NULL;
    }
    return new_ref(result);
}

static Object *pop(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "pop", nargs, 1, 2)) {
        return NULL;
    }
    Object *value = dict_pop(vm, self, args[0]);
    if (value || error_occurred(vm)) {
        return value;
    }
    return nargs > 1 ? new_ref(args[1]) : raise_object(vm, EXC_KeyError, args[0]);
}

static Object *popitem(VM *vm, Object *self) {
    Object *pair = tuple_new(vm, 2);
    if (!pair) {
        return NULL;
    }
    if (!dict_pop_last(vm, self, &TUPLE_ITEM(pair, 0), &TUPLE_ITEM(pair, 1))) {
        decref(vm, pair);
        Object *text = str_from_cstr(vm, "popitem(): dictionary is empty");
        if (text) {
            raise_object(vm, EXC_KeyError, text);
            decref(vm, text);
        }
        return NULL;
    }
    gc_track(vm, pair);
    return pair;
}

static Object *clear_method(VM *vm, Object *self) {
    dict_clear(vm, self);
    return none_ref(vm);
}

static Object *contains_method(VM *vm, Object *self, Object *key) {
    int result = dict_contains(vm, self, key);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *update(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return update_common(vm, self, "update", args, nargs, kwnames) < 0 ? NULL : none_ref(vm);
}

static Object *keys(VM *vm, Object *self) {
    return dict_view_new(vm, self, SHAPE_DICT_KEYS);
}
static Object *values(VM *vm, Object *self) {
    return dict_view_new(vm, self, SHAPE_DICT_VALUES);
}
static Object *items(VM *vm, Object *self) {
    return dict_view_new(vm, self, SHAPE_DICT_ITEMS);
}
static Object *reversed(VM *vm, Object *self) {
    return dict_iterator_new(vm, self, SHAPE_DICT_REVERSE_KEY_ITERATOR);
}

/* The keys of a dict or the elements of a set, whose hashes are known. */
static int fill_from_hashed(VM *vm, Object *d, Object *source, Object *value) {
    bool is_keys = is_exact(source, SHAPE_DICT);
    size_t pos = 0;
    Object *key, *unused;
    Hash hash;
    while (is_keys ? dict_next_hashed(source, &pos, &key, &unused, &hash)
                   : set_next_hashed(source, &pos, &key, &hash)) {
        incref(key);
        int result = dict_set_hashed(vm, d, key, hash, value);
        decref(vm, key);
        if (result < 0) {
            return -1;
        }
    }
    return 0;
}

static int fill_from_keys(VM *vm, Object *d, Object *iterable, Object *value) {
    if (is_exact(d, SHAPE_DICT) && DICT_LEN(d) == 0 &&
        (is_exact(iterable, SHAPE_DICT) || is_exact(iterable, SHAPE_SET) ||
         is_exact(iterable, SHAPE_FROZENSET))) {
        return fill_from_hashed(vm, d, iterable, value);
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    bool exact = is_exact(d, SHAPE_DICT);
    Object *key;
    while ((key = iter_next(vm, it))) {
        int result = exact ? dict_set(vm, d, key, value) : object_setitem(vm, d, key, value);
        decref(vm, key);
        if (result < 0) {
            break;
        }
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : 0;
}

static Object *fromkeys(VM *vm, Object *cls, Object *const *args, size_t nargs) {
    if (!args_count(vm, "fromkeys", nargs, 1, 2)) {
        return NULL;
    }
    Object *d = call0(vm, cls);
    if (d && fill_from_keys(vm, d, args[0], nargs > 1 ? args[1] : vm->none) < 0) {
        decref(vm, d);
        return NULL;
    }
    return d;
}

static const MethodDef methods[] = {
    METHOD_O("__contains__", contains_method,
             "__contains__($self, key, /)\n--\n\nTrue if the dictionary has the key, else False."),
    METHOD_O("__getitem__", subscript, "x.__getitem__(y) <==> x[y]"),
    METHOD_FAST("get", get,
                "get($self, key, default=None, /)\n--\n\nThe value of key, or default if absent."),
    METHOD_FAST("setdefault", setdefault,
                "setdefault($self, key, default=None, /)\n--\n\nInsert key with default if absent; "
                "return its value."),
    METHOD_FAST("pop", pop, "D.pop(k[,d]) -> v, remove the key and return its value."),
    METHOD_NOARGS("popitem", popitem,
                  "popitem($self, /)\n--\n\nRemove and return the pair inserted last."),
    METHOD_NOARGS("keys", keys, "D.keys() -> a view of D's keys"),
    METHOD_NOARGS("items", items, "D.items() -> a view of D's items"),
    METHOD_NOARGS("values", values, "D.values() -> a view of D's values"),
    METHOD_KW("update", update,
              "D.update([E, ]**F) -> None. Update D from mapping/iterable E and F."),
    METHOD_CLASS_FAST("fromkeys", fromkeys,
                      "fromkeys($type, iterable, value=None, /)\n--\n\nA new dictionary with keys "
                      "from iterable, all set to value."),
    METHOD_NOARGS("clear", clear_method, "D.clear() -> None. Remove all items."),
    METHOD_NOARGS("copy", dict_copy, "D.copy() -> a shallow copy of D"),
    METHOD_NOARGS("__reversed__", reversed,
                  "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the keys."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

const TypeSpec dict_spec = {
    .name = "dict",
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary from a mapping's (key, value) pairs\n"
           "dict(iterable) -> new dictionary from (key, value) pairs\n"
           "dict(**kwargs) -> new dictionary with name=value pairs",
    .shape = SHAPE_DICT,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_SUB_DICT | TYPE_MAPPING | TYPE_SELF_MATCH,
    .size = sizeof(Dict),
    .slots =
        {
            .dealloc = dict_dealloc,
            .traverse = dict_traverse,
            .clear = clear_slot,
            .owned_size = dict_owned_size,
            .repr = repr,
            .richcompare = richcompare,
            .iter = iter,
            .init = init,
            .new = new,
            .nb_or = or_slot,
            .nb_inplace_or = inplace_or,
            .mp_length = length,
            .mp_subscript = subscript,
            .mp_ass_subscript = ass_subscript,
            .sq_contains = dict_contains,
        },
    .methods = methods,
};
