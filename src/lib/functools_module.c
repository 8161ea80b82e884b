/* The module _functools: partial, cmp_to_key, reduce; functools_lru.c has the cache. */
#include "lib/functools.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- partial ---- */

typedef struct Partial {
    Object head;
    Object *function;
    Object *args;     /* tuple */
    Object *keywords; /* dict */
    Object *dict;     /* attributes; or NULL */
} Partial;
#define PARTIAL(o) ((Partial *)(o))

#define PARTIAL_FIELDS(X)                                                                          \
    X(function)                                                                                    \
    X(args)                                                                                        \
    X(keywords)                                                                                    \
    X(dict)
TYPE_MEMORY(partial, Partial, PARTIAL_FIELDS)
TYPE_CLEAR(partial, Partial, PARTIAL_FIELDS)

static Object *partial_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames);

/* A tuple of the items of `first` (a tuple) and n more. */
static Object *joined(VM *vm, Object *first, Object *const *more, size_t n) {
    size_t m = TUPLE_LEN(first);
    Object *result = tuple_new(vm, m + n);
    if (!result || m + n == 0) {
        return result;
    }
    for (size_t i = 0; i < m; i++) {
        TUPLE_ITEM(result, i) = new_ref(TUPLE_ITEM(first, i));
    }
    for (size_t i = 0; i < n; i++) {
        TUPLE_ITEM(result, m + i) = new_ref(more[i]);
    }
    gc_track(vm, result);
    return result;
}

/* A copy of the dict (or an empty one) with keyword arguments added. */
static Object *with_keywords(VM *vm, Object *dict, Object *const *values, Object *kwnames) {
    Object *result = dict ? dict_copy(vm, dict) : dict_new(vm);
    for (size_t i = 0; result && kwnames && i < TUPLE_LEN(kwnames); i++) {
        if (dict_set(vm, result, TUPLE_ITEM(kwnames, i), values[i]) < 0) {
            clear_ref(vm, result);
        }
    }
    return result;
}

static Object *partial_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (nargs < 1) {
        return raise(vm, EXC_TypeError, "type 'partial' takes at least one argument");
    }
    Object *function = args[0], *inner_args = vm->empty_tuple, *inner_keywords = NULL;
    if (!object_is_callable(vm, function)) {
        return raise(vm, EXC_TypeError, "the first argument must be callable");
    }
    if (type_of(vm, function)->slots.call == partial_call && !PARTIAL(function)->dict) {
        Partial *inner = PARTIAL(function); /* a partial of a partial is one */
        function = inner->function;
        inner_args = inner->args;
        inner_keywords = inner->keywords;
    }
    Partial *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->function = new_ref(function);
    self->args = joined(vm, inner_args, args + 1, nargs - 1);
    self->keywords = self->args ? with_keywords(vm, inner_keywords, args + nargs, kwnames) : NULL;
    gc_track(vm, self);
    if (!self->keywords) {
        decref(vm, self);
        return NULL;
    }
    return OBJ(self);
}

/* With keywords of its own. */
static Object *call_with_keywords(VM *vm, Object *function, Object *own_args, Object *keywords,
                                  Object *const *args, size_t nargs, Object *kwnames) {
    Object *all = joined(vm, own_args, args, nargs);
    Object *merged = all ? with_keywords(vm, keywords, args + nargs, kwnames) : NULL;
    Object *result = merged ? call_ex(vm, function, all, merged) : NULL;
    xdecref(vm, merged);
    xdecref(vm, all);
    return result;
}

static Object *call_without_keywords(VM *vm, Object *function, Object *own_args,
                                     Object *const *args, size_t nargs, Object *kwnames) {
    Object *small[16];
    size_t own = TUPLE_LEN(own_args), n = nargs + (kwnames ? TUPLE_LEN(kwnames) : 0);
    if (own == 0) {
        return call(vm, function, args, nargs, kwnames);
    }
    Object **all = own + n <= COUNT_OF(small) ? small : raw_alloc(vm, (own + n) * sizeof(Object *));
    if (!all) {
        return NULL;
    }
    for (size_t i = 0; i < own; i++) {
        all[i] = TUPLE_ITEM(own_args, i);
    }
    for (size_t i = 0; i < n; i++) {
        all[own + i] = args[i];
    }
    Object *result = call(vm, function, all, own + nargs, kwnames);
    if (all != small) {
        raw_free(vm, all, (own + n) * sizeof(Object *));
    }
    return result;
}

static Object *partial_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Partial *self = PARTIAL(o);
    if (!self->keywords) {
        return raise(vm, EXC_RuntimeError, "the partial object has been cleared");
    }
    Object *function = new_ref(self->function), *own_args = new_ref(self->args);
    Object *keywords = new_ref(self->keywords);
    Object *result =
        DICT_LEN(keywords)
            ? call_with_keywords(vm, function, own_args, keywords, args, nargs, kwnames)
            : call_without_keywords(vm, function, own_args, args, nargs, kwnames);
    decref(vm, keywords);
    decref(vm, own_args);
    decref(vm, function);
    return result;
}

static bool add_steal(VM *vm, StrBuilder *b, Object *text) {
    bool ok = text && str_builder_str(b, text);
    xdecref(vm, text);
    return ok;
}

static Object *partial_text(VM *vm, Partial *self) {
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = add_steal(vm, &b, str_format(vm, "%T(%R", OBJ(self), self->function));
    Object *args = new_ref(self->args), *keywords = new_ref(self->keywords);
    for (size_t i = 0; ok && i < TUPLE_LEN(args); i++) {
        ok = add_steal(vm, &b, str_format(vm, ", %R", TUPLE_ITEM(args, i)));
    }
    size_t pos = 0;
    Object *key, *value;
    while (ok && dict_next(keywords, &pos, &key, &value)) {
        incref(key);
        incref(value);
        ok = add_steal(vm, &b, str_format(vm, ", %S=%R", key, value));
        decref(vm, key);
        decref(vm, value);
    }
    decref(vm, keywords);
    decref(vm, args);
    Object *result = ok && str_builder_char(&b, ')') ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

static Object *partial_repr(VM *vm, Object *o) {
    int inside = repr_enter(vm, o);
    if (inside) {
        return inside < 0 ? NULL : str_from_cstr(vm, "...");
    }
    Object *result = PARTIAL(o)->keywords ? partial_text(vm, PARTIAL(o)) : str_from_cstr(vm, "...");
    repr_leave(vm, o);
    return result;
}

static Object *partial_reduce(VM *vm, Object *o) {
    Partial *self = PARTIAL(o);
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), tuple_pack(vm, 1, self->function),
                      tuple_pack(vm, 4, self->function, self->args, self->keywords,
                                 self->dict ? self->dict : vm->none));
}

static Object *partial_setstate(VM *vm, Object *o, Object *state) {
    Partial *self = PARTIAL(o);
    if (!is_tuple(vm, state) || TUPLE_LEN(state) != 4 ||
        !object_is_callable(vm, TUPLE_ITEM(state, 0)) || !is_tuple(vm, TUPLE_ITEM(state, 1)) ||
        !(TUPLE_ITEM(state, 2) == vm->none || is_dict(vm, TUPLE_ITEM(state, 2))) ||
        !(TUPLE_ITEM(state, 3) == vm->none || is_dict(vm, TUPLE_ITEM(state, 3)))) {
        return raise(vm, EXC_TypeError, "invalid partial state");
    }
    Object *args = TUPLE_ITEM(state, 1), *keywords = TUPLE_ITEM(state, 2);
    Object *dict = TUPLE_ITEM(state, 3);
    args = is_exact(args, SHAPE_TUPLE) ? new_ref(args) : tuple_from_iterable(vm, args);
    if (!args) {
        return NULL;
    }
    if (keywords == vm->none) {
        keywords = dict_new(vm);
    } else {
        keywords = is_exact(keywords, SHAPE_DICT) ? new_ref(keywords) : dict_copy(vm, keywords);
    }
    if (!keywords) {
        decref(vm, args);
        return NULL;
    }
    dict = dict == vm->none ? NULL : new_ref(dict);
    set_ref(vm, self->function, new_ref(TUPLE_ITEM(state, 0)));
    set_ref(vm, self->args, args);
    set_ref(vm, self->keywords, keywords);
    set_ref(vm, self->dict, dict);
    return none_ref(vm);
}

static const MethodDef partial_methods[] = {
    METHOD_NOARGS("__reduce__", partial_reduce, NULL),
    METHOD_O("__setstate__", partial_setstate, NULL),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

static const MemberDef partial_members[] = {
    {"func", MEMBER_OBJECT, offsetof(Partial, function), true, "The function."},
    {"args", MEMBER_OBJECT, offsetof(Partial, args), true, "Its first arguments."},
    {"keywords", MEMBER_OBJECT, offsetof(Partial, keywords), true, "Its keyword arguments."},
    {0},
};

static const GetSetDef partial_getset[] = {
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {0},
};

static const TypeSpec partial_spec = {
    .name = "functools.partial",
    .doc = "partial(func, *args, **keywords)\nA function with some of its arguments given.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Partial),
    .dict_offset = offsetof(Partial, dict),
    .slots = {.dealloc = partial_dealloc,
              .traverse = partial_traverse,
              .clear = partial_clear,
              .new = partial_new,
              .call = partial_call,
              .repr = partial_repr},
    .methods = partial_methods,
    .members = partial_members,
    .getset = partial_getset,
};

/* ---- cmp_to_key ---- */

typedef struct CompareKey {
    Object head;
    Object *compare;
    Object *object; /* NULL: what cmp_to_key gave, to be called */
} CompareKey;
#define COMPARE_KEY(o) ((CompareKey *)(o))

#define COMPARE_KEY_FIELDS(X)                                                                      \
    X(compare)                                                                                     \
    X(object)
TYPE_MEMORY(compare_key, CompareKey, COMPARE_KEY_FIELDS)
TYPE_CLEAR(compare_key, CompareKey, COMPARE_KEY_FIELDS)

static Object *compare_key_make(VM *vm, Type *cls, Object *compare, Object *object) {
    CompareKey *self = cls ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (self) {
        self->compare = new_ref(compare);
        self->object = object;
        xincref(object);
        gc_track(vm, self);
    }
    return OBJ(self);
}

static Object *compare_key_call(VM *vm, Object *o, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"obj", NULL};
    Object *object;
    if (!args_parse(vm, "K", names, "O", args, nargs, kwnames, &object)) {
        return NULL;
    }
    return compare_key_make(vm, type_of(vm, o), COMPARE_KEY(o)->compare, object);
}

static Object *compare_key_compare(VM *vm, Object *a, Object *b, int op) {
    if (type_of(vm, a) != type_of(vm, b)) {
        return raise(vm, EXC_TypeError, "other argument must be K instance");
    }
    CompareKey *x = COMPARE_KEY(a), *y = COMPARE_KEY(b);
    if (!x->object || !y->object) {
        return raise(vm, EXC_AttributeError, "object");
    }
    Object *answer = call2(vm, x->compare, x->object, y->object);
    Object *zero = answer ? int_from_i64(vm, 0) : NULL;
    Object *result = zero ? object_compare(vm, answer, zero, op) : NULL;
    xdecref(vm, zero);
    xdecref(vm, answer);
    return result;
}

static const MemberDef compare_key_members[] = {
    {"obj", MEMBER_OBJECT_NONE, offsetof(CompareKey, object), false, "What is compared."},
    {0},
};

static const TypeSpec compare_key_spec = {
    .name = "functools.KeyWrapper",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(CompareKey),
    .slots = {.dealloc = compare_key_dealloc,
              .traverse = compare_key_traverse,
              .clear = compare_key_clear,
              .call = compare_key_call,
              .hash = object_hash_not_implemented,
              .richcompare = compare_key_compare},
    .members = compare_key_members,
};

static Object *cmp_to_key(VM *vm, Object *module, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"mycmp", NULL};
    UNUSED(module);
    Object *compare;
    if (!args_parse(vm, "cmp_to_key", names, "O", args, nargs, kwnames, &compare)) {
        return NULL;
    }
    return compare_key_make(vm, lib_type(vm, LIB_COMPARE_KEY), compare, NULL);
}

/* ---- reduce ---- */

static Object *reduce(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "reduce", nargs, 2, 3)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, args[1]);
    if (!it) {
        if (error_clear_if(vm, EXC_TypeError)) {
            raise(vm, EXC_TypeError, "reduce() arg 2 must support iteration");
        }
        return NULL;
    }
    Object *result = nargs > 2 ? new_ref(args[2]) : NULL, *item;
    while ((item = next_of(vm, it))) {
        Object *sum = result ? call2(vm, args[0], result, item) : new_ref(item);
        decref(vm, item);
        set_ref(vm, result, sum);
        if (!sum) {
            decref(vm, it);
            return NULL;
        }
    }
    decref(vm, it);
    if (!iterator_ended(vm)) {
        xdecref(vm, result);
        return NULL;
    }
    return result ? result
                  : raise(vm, EXC_TypeError, "reduce() of empty iterable with no initial value");
}

static const MethodDef methods[] = {
    METHOD_KW("cmp_to_key", cmp_to_key,
              "cmp_to_key($module, /, mycmp)\n--\n\nA key function for sort from a comparison."),
    METHOD_FAST("reduce", reduce,
                "reduce(function, iterable[, initial]) -> value\n\n"
                "function(function(function(initial, a), b), c) for the items a, b, c."),
    {0},
};

Object *module_functools(VM *vm) {
    Object *m = module_make(vm, "_functools", "Tools for functions.", methods);
    if (!m || !module_make_type(vm, m, &partial_spec, LIB_PARTIAL) ||
        !module_make_hidden_type(vm, &compare_key_spec, LIB_COMPARE_KEY) ||
        !module_make_type(vm, m, &lru_cache_spec, LIB_LRU_CACHE) ||
        !module_make_hidden_type(vm, &lru_link_spec, LIB_LRU_LINK)) {
        xdecref(vm, m);
        return NULL;
    }
    return m;
}
