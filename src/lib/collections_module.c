/* The module _collections: defaultdict, fields of named tuples, counting; deque.c has the deque. */
#include "lib/deque.h"
#include "lib/modules.h"
#include "lib/odict.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/feed.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- defaultdict ---- */

typedef struct DefaultDict {
    Dict dict;
    Object *factory; /* or NULL */
} DefaultDict;
#define DEFAULT_DICT(o) ((DefaultDict *)(o))

#define DICT_SLOTS(vm) (TYPE(vm, DICT)->slots)

static const TypeSpec defaultdict_spec;

static Object *defaultdict_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *o = object_alloc(vm, cls, sizeof(DefaultDict));
    if (o) {
        gc_track(vm, o);
    }
    return o;
}

static int defaultdict_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *factory = NULL;
    if (nargs) {
        if (args[0] != vm->none && !object_is_callable(vm, args[0])) {
            raise(vm, EXC_TypeError, "first argument must be callable or None");
            return -1;
        }
        factory = new_ref(args[0]);
        args++;
        nargs--;
    }
    set_ref(vm, DEFAULT_DICT(o)->factory, factory);
    return DICT_SLOTS(vm).init(vm, o, args, nargs, kwnames);
}

static void defaultdict_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, DEFAULT_DICT(o)->factory);
    dict_clear(vm, o);
    object_free_container(vm, o, sizeof(DefaultDict));
}

static int defaultdict_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    VISIT(DEFAULT_DICT(o)->factory);
    return dict_traverse(vm, o, visit, ctx);
}

static void defaultdict_clear(VM *vm, Object *o) {
    clear_ref(vm, DEFAULT_DICT(o)->factory);
    dict_clear(vm, o);
}

static Object *factory_text(VM *vm, DefaultDict *self) {
    if (!self->factory) {
        return str_from_cstr(vm, "None");
    }
    int inside = repr_enter(vm, self->factory);
    if (inside) {
        return inside < 0 ? NULL : str_from_cstr(vm, "...");
    }
    Object *factory = new_ref(self->factory);
    Object *text = object_repr(vm, factory);
    repr_leave(vm, factory);
    decref(vm, factory);
    return text;
}

static Object *defaultdict_repr(VM *vm, Object *o) {
    Object *items = DICT_SLOTS(vm).repr(vm, o);
    Object *factory = items ? factory_text(vm, DEFAULT_DICT(o)) : NULL;
    Object *result =
        factory ? str_format(vm, "%U(%U, %U)", type_of(vm, o)->name, factory, items) : NULL;
    xdecref(vm, factory);
    xdecref(vm, items);
    return result;
}

/* Borrowed; NULL if there is none (None can be assigned, too). */
static Object *factory_of(VM *vm, Object *o) {
    Object *factory = DEFAULT_DICT(o)->factory;
    return factory == vm->none ? NULL : factory;
}

/* type(self)(self.default_factory, items) */
static Object *defaultdict_like(VM *vm, Object *self, Object *items) {
    Object *factory = new_ref(DEFAULT_DICT(self)->factory ? DEFAULT_DICT(self)->factory : vm->none);
    Object *result = call2(vm, OBJ(type_of(vm, self)), factory, items);
    decref(vm, factory);
    return result;
}

static Object *defaultdict_copy(VM *vm, Object *o) {
    return defaultdict_like(vm, o, o);
}

static Object *defaultdict_or(VM *vm, Object *a, Object *b) {
    bool left = is_of_spec(vm, a, &defaultdict_spec);
    Object *self = left ? a : b, *other = left ? b : a;
    if (!is_dict(vm, other)) {
        return not_implemented_ref(vm);
    }
    Object *result = defaultdict_like(vm, self, a);
    if (result && (!is_dict(vm, result) || dict_update(vm, result, b) < 0)) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *defaultdict_missing(VM *vm, Object *o, Object *key) {
    Object *factory = factory_of(vm, o);
    if (!factory) {
        return raise_object(vm, EXC_KeyError, key);
    }
    incref(factory);
    Object *value = call0(vm, factory);
    decref(vm, factory);
    if (value && object_setitem(vm, o, key, value) < 0) {
        clear_ref(vm, value);
    }
    return value;
}

static Object *defaultdict_reduce(VM *vm, Object *o) {
    Object *factory = factory_of(vm, o);
    Object *args = factory ? tuple_pack(vm, 1, factory) : new_ref(vm->empty_tuple);
    Object *items = args ? call_method0(vm, o, ID(vm, items)) : NULL;
    Object *it = items ? object_get_iter(vm, items) : NULL;
    xdecref(vm, items);
    return pack_steal(vm, 5, new_ref(type_of(vm, o)), args, none_ref(vm), none_ref(vm), it);
}

static const MethodDef defaultdict_methods[] = {
    METHOD_O("__missing__", defaultdict_missing,
             "__missing__(key)\nMakes, keeps and gives the value of a key that is not there."),
    METHOD_NOARGS("copy", defaultdict_copy, "A dictionary with the same items."),
    METHOD_NOARGS("__copy__", defaultdict_copy, "A dictionary with the same items."),
    METHOD_NOARGS("__reduce__", defaultdict_reduce, "Return state information for pickling."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

static const MemberDef defaultdict_members[] = {
    {"default_factory", MEMBER_OBJECT_NONE, offsetof(DefaultDict, factory), false,
     "What makes the values of keys that are not there."},
    {0},
};

static const TypeSpec defaultdict_spec = {
    .name = "collections.defaultdict",
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "A dict that calls default_factory for the value of a key that is not there.",
    .base = SHAPE_DICT,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(DefaultDict),
    .slots = {.dealloc = defaultdict_dealloc,
              .traverse = defaultdict_traverse,
              .clear = defaultdict_clear,
              .owned_size = dict_owned_size,
              .new = defaultdict_new,
              .init = defaultdict_init,
              .repr = defaultdict_repr,
              .nb_or = defaultdict_or},
    .methods = defaultdict_methods,
    .members = defaultdict_members,
};

/* ---- _tuplegetter: a field of a named tuple ---- */

typedef struct TupleGetter {
    Object head;
    int64_t index;
    Object *doc;
} TupleGetter;
#define TUPLE_GETTER(o) ((TupleGetter *)(o))

#define TUPLE_GETTER_FIELDS(X) X(doc)
TYPE_MEMORY(tuplegetter, TupleGetter, TUPLE_GETTER_FIELDS)
TYPE_CLEAR(tuplegetter, TupleGetter, TUPLE_GETTER_FIELDS)

static Object *tuplegetter_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    static const char *const names[] = {"", "", NULL};
    int64_t index;
    Object *doc;
    if (!args_no_keywords(vm, "_tuplegetter", kwnames) ||
        !args_count(vm, "_tuplegetter", nargs, 2, 2) ||
        !args_parse(vm, "_tuplegetter", names, "nO", args, nargs, NULL, &index, &doc)) {
        return NULL;
    }
    TupleGetter *self = object_alloc(vm, cls, sizeof *self);
    if (self) {
        self->index = index;
        self->doc = new_ref(doc);
        gc_track(vm, self);
    }
    return OBJ(self);
}

static Object *tuplegetter_get(VM *vm, Object *o, Object *instance, Object *owner) {
    UNUSED(owner);
    int64_t i = TUPLE_GETTER(o)->index;
    if (!instance) {
        return new_ref(o);
    }
    if (!is_tuple(vm, instance)) {
        if (instance == vm->none) {
            return new_ref(o);
        }
        return raise(
            vm, EXC_TypeError,
            "descriptor for index '%lld' for tuple subclasses doesn't apply to '%T' object",
            (long long)i, instance);
    }
    if (i < 0 || i >= (int64_t)TUPLE_LEN(instance)) {
        return raise(vm, EXC_IndexError, "tuple index out of range");
    }
    return new_ref(TUPLE_ITEM(instance, i));
}

static int tuplegetter_set(VM *vm, Object *o, Object *instance, Object *value) {
    UNUSED(o);
    UNUSED(instance);
    raise(vm, EXC_AttributeError, value ? "can't set attribute" : "can't delete attribute");
    return -1;
}

static Object *tuplegetter_repr(VM *vm, Object *o) {
    return str_format(vm, "%U(%lld, %R)", type_of(vm, o)->name, (long long)TUPLE_GETTER(o)->index,
                      TUPLE_GETTER(o)->doc ? TUPLE_GETTER(o)->doc : vm->none);
}

static Object *tuplegetter_reduce(VM *vm, Object *o) {
    Object *doc = TUPLE_GETTER(o)->doc;
    return pack_steal(
        vm, 2, new_ref(type_of(vm, o)),
        pack_steal(vm, 2, int_from_i64(vm, TUPLE_GETTER(o)->index), new_ref(doc ? doc : vm->none)));
}

static const MemberDef tuplegetter_members[] = {
    {"__doc__", MEMBER_OBJECT_NONE, offsetof(TupleGetter, doc), false, NULL},
    {0},
};
static const MethodDef tuplegetter_methods[] = {
    METHOD_NOARGS("__reduce__", tuplegetter_reduce, "Return state information for pickling."),
    {0},
};

static const TypeSpec tuplegetter_spec = {
    .name = "_collections._tuplegetter",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(TupleGetter),
    .slots = {.dealloc = tuplegetter_dealloc,
              .traverse = tuplegetter_traverse,
              .clear = tuplegetter_clear,
              .new = tuplegetter_new,
              .repr = tuplegetter_repr,
              .descr_get = tuplegetter_get,
              .descr_set = tuplegetter_set},
    .methods = tuplegetter_methods,
    .members = tuplegetter_members,
};

/* ---- _count_elements ---- */

/* Whether the mapping's get and item assignment are those of dict. */
static bool counts_directly(VM *vm, Object *mapping) {
    Type *t = type_of(vm, mapping);
    return is_dict(vm, mapping) &&
           type_lookup(vm, t, ID(vm, get)) == type_lookup(vm, TYPE(vm, DICT), ID(vm, get)) &&
           type_lookup(vm, t, ID(vm, __setitem__)) ==
               type_lookup(vm, TYPE(vm, DICT), ID(vm, __setitem__));
}

/* plain: 1, nothing done, where the old value is no plain number. */
static int count_directly(VM *vm, Object *mapping, Object *key, bool plain) {
    Hash hash = object_hash(vm, key);
    if (hash == -1) {
        return -1;
    }
    Object *old = dict_get_hashed(vm, mapping, key, hash);
    if (!old && error_occurred(vm)) {
        return -1;
    }
    Object *one = NULL, *sum = NULL;
    if (LIKELY(old && old->meta == INT_META && INT_VALUE(old) != INT64_MAX)) {
        sum = int_from_i64(vm, INT_VALUE(old) + 1);
    } else if (old && plain) {
        return 1;
    } else if (!(one = int_from_i64(vm, 1))) {
        return -1;
    } else if (old) {
        incref(old);
        sum = number_binary(vm, old, one, OP_ADD);
        decref(vm, old);
    } else {
        sum = new_ref(one);
    }
    int result = sum ? dict_set_hashed(vm, mapping, key, hash, sum) : -1;
    xdecref(vm, sum);
    xdecref(vm, one);
    return result;
}

static enum Taken take_counted(VM *vm, void *mapping, Object *key) {
    int status = is_quiet(key) ? count_directly(vm, mapping, key, true) : 1;
    return status > 0 ? TAKE_LEFT : taken(vm, key, status == 0);
}

static int count_by_methods(VM *vm, Object *mapping, Object *key) {
    Object *zero = int_from_i64(vm, 0), *one = int_from_i64(vm, 1), *sum = NULL;
    Object *old = zero && one ? call_method2(vm, mapping, ID(vm, get), key, zero) : NULL;
    if (old) {
        sum = number_binary(vm, old, one, OP_ADD);
    }
    int result = sum ? object_setitem(vm, mapping, key, sum) : -1;
    xdecref(vm, sum);
    xdecref(vm, old);
    xdecref(vm, one);
    xdecref(vm, zero);
    return result;
}

static Object *count_elements(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "_count_elements", nargs, 2, 2)) {
        return NULL;
    }
    bool directly = counts_directly(vm, args[0]);
    Object *it = object_get_iter(vm, args[1]);
    if (!it) {
        return NULL;
    }
    Object *key;
    int result = 0;
    bool feeds = directly && is_exact(it, SHAPE_GENERATOR);
    while (result == 0 &&
           (key = feeds ? vm->generator_feed(vm, it, take_counted, args[0]) : next_of(vm, it))) {
        result =
            directly ? count_directly(vm, args[0], key, false) : count_by_methods(vm, args[0], key);
        decref(vm, key);
    }
    decref(vm, it);
    return result == 0 && iterator_ended(vm) ? none_ref(vm) : NULL;
}

static const MethodDef methods[] = {
    METHOD_FAST("_count_elements", count_elements,
                "_count_elements($module, mapping, iterable, /)\n--\n\n"
                "Add one to mapping[item] for each item of the iterable."),
    {0},
};

Object *module_collections(VM *vm) {
    Object *m = module_make(vm, "_collections", "Containers for the module collections.", methods);
    if (!m || !module_make_type(vm, m, &deque_spec, LIB_DEQUE) ||
        !module_make_type(vm, m, &deque_iterator_spec, LIB_DEQUE_ITERATOR) ||
        !module_make_type(vm, m, &deque_reverse_iterator_spec, LIB_DEQUE_REVERSE_ITERATOR) ||
        !module_make_type(vm, m, &defaultdict_spec, LIB_DEFAULTDICT) ||
        !module_make_type(vm, m, &tuplegetter_spec, LIB_TUPLEGETTER) || !odict_init(vm, m)) {
        xdecref(vm, m);
        return NULL;
    }
    return m;
}
