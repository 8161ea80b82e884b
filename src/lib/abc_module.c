/* The module _abc: abstract base classes.
 *
 * Each such class has an _abc_data object, its attribute _abc_impl: what has been registered as its
 * virtual subclasses, and what it has answered before. All three are sets of weak references,
 * which leave them when the class they refer to dies. Registering anything anywhere makes all
 * negative answers worthless: a counter tells. */
#include "gc/weakref.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/descr.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"
#include "types/weakref.h"

typedef struct AbcData {
    Object head;
    Object *registry, *cache, *negative; /* sets, or NULL while empty */
    uint64_t negative_version;           /* lib->abc_counter when `negative` was valid */
} AbcData;

#define ABC_DATA_FIELDS(X)                                                                         \
    X(registry)                                                                                    \
    X(cache)                                                                                       \
    X(negative)
TYPE_MEMORY(abc_data, AbcData, ABC_DATA_FIELDS)
TYPE_CLEAR(abc_data, AbcData, ABC_DATA_FIELDS)

static Object *abc_data_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    AbcData *data = object_alloc(vm, cls, sizeof *data);
    if (data) {
        data->negative_version = vm->lib ? vm->lib->abc_counter : 0;
        gc_track(vm, data);
    }
    return OBJ(data);
}

static const TypeSpec abc_data_spec = {
    .name = "_abc._abc_data",
    .doc = "What an abstract base class knows of its subclasses.",
    .flags = TYPE_CONTAINER | TYPE_PERMANENT,
    .size = sizeof(AbcData),
    .slots = {.dealloc = abc_data_dealloc,
              .traverse = abc_data_traverse,
              .clear = abc_data_clear,
              .new = abc_data_new},
};

/* New reference: self._abc_impl. */
static AbcData *get_data(VM *vm, Object *self) {
    Object *data = is_type(vm, self) ? type_lookup(vm, (Type *)self, ID(vm, _abc_impl)) : NULL;
    if (data && is_of_spec(vm, data, &abc_data_spec)) {
        return (AbcData *)new_ref(data);
    }
    data = object_getattr(vm, self, ID(vm, _abc_impl));
    if (data && !is_of_spec(vm, data, &abc_data_spec)) {
        decref(vm, data);
        raise(vm, EXC_TypeError, "_abc_impl is set to a wrong type");
        return NULL;
    }
    return (AbcData *)data;
}

/* ---- sets of weak references ---- */

/* Whether the set (or NULL) has a reference to o; -1: error. */
static int weak_set_has(VM *vm, Object *set, Object *o) {
    if (!set || SET_LEN(set) == 0) {
        return 0;
    }
    if (is_type(vm, o)) { /* the search itself needs no reference that o knows of */
        WeakRef search = {
            .head = {.count = 1, .meta = META(SHAPE_WEAKREF)}, .referent = o, .hash = -1};
        return set_contains(vm, set, OBJ(&search));
    }
    Object *ref = weakref_new(vm, TYPE(vm, WEAKREF), o, NULL);
    if (!ref) {
        return error_clear_if(vm, EXC_TypeError) ? 0 : -1;
    }
    int result = set_contains(vm, set, ref);
    decref(vm, ref);
    return result;
}

/* Callback of the references: self is a weak reference to the set. */
static Object *forget_dead(VM *vm, Object *self, Object *ref) {
    Object *set = weakref_get(vm, self);
    if (set) {
        incref(set);
        int result = set_discard(vm, set, ref);
        decref(vm, set);
        if (result < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static int weak_set_add(VM *vm, Object **set, Object *o) {
    static const MethodDef callback_def = METHOD_O("_destroy", forget_dead, NULL);
    if (!*set && !(*set = set_new(vm, NULL))) {
        return -1;
    }
    Object *to_set = weakref_new(vm, TYPE(vm, WEAKREF), *set, NULL);
    Object *callback = to_set ? builtin_new(vm, &callback_def, to_set, NULL) : NULL;
    Object *ref = callback ? weakref_new(vm, TYPE(vm, WEAKREF), o, callback) : NULL;
    int result = ref ? set_add(vm, *set, ref) : -1;
    xdecref(vm, ref);
    xdecref(vm, callback);
    xdecref(vm, to_set);
    return result;
}

/* ---- abstract methods ---- */

/* Adds those of the class itself. */
static int add_own(VM *vm, Object *self, Object *names) {
    Object *space = object_getattr(vm, self, ID(vm, __dict__));
    Object *items = space ? call_method0(vm, space, ID(vm, items)) : NULL;
    Object *list = items ? list_from_iterable(vm, items) : NULL;
    int result = list ? 0 : -1;
    for (size_t i = 0; list && result == 0 && i < LIST_LEN(list); i++) {
        Object *pair = LIST_ITEM(list, i);
        if (!is_tuple(vm, pair) || TUPLE_LEN(pair) != 2) {
            raise(vm, EXC_TypeError, "Iteration over items() returned item which is not a 2-tuple");
            result = -1;
            break;
        }
        result = callable_is_abstract(vm, TUPLE_ITEM(pair, 1));
        if (result > 0) {
            result = set_add(vm, names, TUPLE_ITEM(pair, 0));
        }
    }
    xdecref(vm, list);
    xdecref(vm, items);
    xdecref(vm, space);
    return result;
}

/* Adds those of a base that are still abstract in the class. */
static int add_inherited(VM *vm, Object *self, Object *base, Object *names) {
    Object *inherited = object_getattr_or_null(vm, base, ID(vm, __abstractmethods__));
    if (!inherited) {
        return error_occurred(vm) ? -1 : 0;
    }
    Object *it = object_get_iter(vm, inherited);
    decref(vm, inherited);
    int result = it ? 0 : -1;
    Object *name;
    while (result == 0 && (name = iter_next(vm, it))) {
        Object *value = is_str(vm, name) ? object_getattr_or_null(vm, self, name) : NULL;
        result = error_occurred(vm) ? -1 : callable_is_abstract(vm, value);
        if (result > 0) {
            result = set_add(vm, names, name);
        }
        xdecref(vm, value);
        decref(vm, name);
    }
    xdecref(vm, it);
    return result == 0 && error_occurred(vm) ? -1 : result;
}

static int compute_abstract_methods(VM *vm, Object *self) {
    Object *names = set_new(vm, NULL), *frozen = NULL;
    int result = names ? add_own(vm, self, names) : -1;
    Object *bases = result == 0 ? object_getattr(vm, self, ID(vm, __bases__)) : NULL;
    result = bases ? 0 : -1;
    if (result == 0 && !is_tuple(vm, bases)) {
        raise(vm, EXC_TypeError, "__bases__ is not tuple");
        result = -1;
    }
    for (size_t i = 0; result == 0 && i < TUPLE_LEN(bases); i++) {
        result = add_inherited(vm, self, TUPLE_ITEM(bases, i), names);
    }
    if (result == 0) {
        frozen = frozenset_new(vm, names);
        result = frozen ? object_setattr(vm, self, ID(vm, __abstractmethods__), frozen) : -1;
    }
    xdecref(vm, frozen);
    xdecref(vm, bases);
    xdecref(vm, names);
    return result;
}

/* ---- sequence and mapping patterns ---- */

enum { ABC_SEQUENCE = 1 << 5, ABC_MAPPING = 1 << 6 }; /* in __abc_tpflags__ */
#define COLLECTION_FLAGS (TYPE_SEQUENCE | TYPE_MAPPING)

/* The class's __abc_tpflags__ tells what pattern its instances match. */
static int take_collection_flags(VM *vm, Type *cls) {
    Object *name = str_intern_cstr(vm, "__abc_tpflags__");
    Object *flags = name ? dict_get_str(vm, cls->dict, name) : NULL;
    int64_t value;
    int result = name ? 0 : -1;
    if (flags && is_int(vm, flags) && int_as_i64(flags, &value)) {
        if ((value & ABC_SEQUENCE) && (value & ABC_MAPPING)) {
            raise(vm, EXC_TypeError,
                  "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
            result = -1;
        } else {
            cls->flags |= (value & ABC_SEQUENCE ? TYPE_SEQUENCE : 0) |
                          (value & ABC_MAPPING ? TYPE_MAPPING : 0);
            result = dict_delete(vm, cls->dict, name);
            type_modified(vm, cls);
        }
    }
    xdecref(vm, name);
    return result;
}

static void give_collection_flags(Type *cls, uint32_t flags) {
    if (type_has(cls, TYPE_IMMUTABLE) || (cls->flags & COLLECTION_FLAGS) == flags) {
        return;
    }
    cls->flags = (cls->flags & ~COLLECTION_FLAGS) | flags;
    for (uint32_t i = 0; i < cls->subclass_len; i++) {
        give_collection_flags(cls->subclasses[i], flags);
    }
}

/* ---- functions ---- */

static Object *abc_init(VM *vm, Object *module, Object *self) {
    UNUSED(module);
    if (compute_abstract_methods(vm, self) < 0) {
        return NULL;
    }
    Type *type = lib_type(vm, LIB_ABC_DATA);
    Object *data = type ? abc_data_new(vm, type, NULL, 0, NULL) : NULL;
    Object *name = data ? new_ref(ID(vm, _abc_impl)) : NULL;
    int result = name ? object_setattr(vm, self, name, data) : -1;
    if (result == 0 && is_type(vm, self)) {
        result = take_collection_flags(vm, (Type *)self);
    }
    xdecref(vm, name);
    xdecref(vm, data);
    return result < 0 ? NULL : none_ref(vm);
}

static Object *abc_register(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "_abc_register", nargs, 2, 2)) {
        return NULL;
    }
    Object *self = args[0], *subclass = args[1];
    if (!is_type(vm, subclass)) {
        return raise(vm, EXC_TypeError, "Can only register classes");
    }
    int result = object_is_subclass(vm, subclass, self);
    if (result) {
        return result < 0 ? NULL : new_ref(subclass);
    }
    result = object_is_subclass(vm, self, subclass);
    if (result) {
        return result < 0 ? NULL
                          : raise(vm, EXC_RuntimeError, "Refusing to create an inheritance cycle");
    }
    AbcData *data = get_data(vm, self);
    if (!data) {
        return NULL;
    }
    result = weak_set_add(vm, &data->registry, subclass);
    decref(vm, data);
    if (result < 0) {
        return NULL;
    }
    if (vm->lib) {
        vm->lib->abc_counter++;
    }
    if (is_type(vm, self) && (((Type *)self)->flags & COLLECTION_FLAGS)) {
        give_collection_flags((Type *)subclass, ((Type *)self)->flags & COLLECTION_FLAGS);
    }
    return new_ref(subclass);
}

static uint64_t counter(VM *vm) {
    return vm->lib ? vm->lib->abc_counter : 0;
}

/* What is remembered of the class: 1, 0; -1: nothing; -2: error. */
static int known_answer(VM *vm, AbcData *data, Object *cls) {
    int known = weak_set_has(vm, data->cache, cls);
    if (known) {
        return known < 0 ? -2 : 1;
    }
    if (data->negative_version == counter(vm)) {
        known = weak_set_has(vm, data->negative, cls);
        return known < 0 ? -2 : known ? 0 : -1;
    }
    return -1;
}

static Object *abc_instancecheck(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "_abc_instancecheck", nargs, 2, 2)) {
        return NULL;
    }
    Object *self = args[0], *instance = args[1], *result = NULL;
    Object *type = new_ref(OBJ(type_of(vm, instance)));
    AbcData *data = get_data(vm, self);
    Object *cls = data ? object_getattr(vm, instance, ID(vm, __class__)) : NULL;
    if (!cls) {
        goto done;
    }
    int known = cls == type ? known_answer(vm, data, cls) : weak_set_has(vm, data->cache, cls);
    if (cls != type) {
        known = known < 0 ? -2 : known ? 1 : -1;
    }
    if (known != -1) {
        result = known < 0 ? NULL : bool_ref(vm, known);
        goto done;
    }
    result = call_method1(vm, self, ID(vm, __subclasscheck__), cls);
    if (result && cls != type) {
        int truth = object_truth(vm, result);
        if (truth <= 0) {
            clear_ref(vm, result);
        }
        if (truth == 0) {
            result = call_method1(vm, self, ID(vm, __subclasscheck__), type);
        }
    }

done:
    xdecref(vm, cls);
    xdecref(vm, data);
    decref(vm, type);
    return result;
}

/* The class's own opinion: 1, 0, -1: none; -2: error. */
static int ask_hook(VM *vm, Object *self, Object *subclass) {
    Object *answer = call_method1(vm, self, ID(vm, __subclasshook__), subclass);
    int result = -2;
    if (answer == vm->true_ || answer == vm->false_) {
        result = answer == vm->true_;
    } else if (answer == vm->not_implemented) {
        result = -1;
    } else if (answer) {
        raise(vm, EXC_AssertionError,
              "__subclasshook__ must return either False, True, or NotImplemented");
    }
    xdecref(vm, answer);
    return result;
}

/* Whether it is a subclass of something registered: 1, 0, -1: error. */
static int ask_registry(VM *vm, AbcData *data, Object *subclass, bool *cacheable) {
    int result = weak_set_has(vm, data->registry, subclass);
    *cacheable = result == 0;
    if (result || !data->registry || SET_LEN(data->registry) == 0) {
        return result;
    }
    Object *copy = list_from_iterable(vm, data->registry); /* it may change meanwhile */
    result = copy ? 0 : -1;
    for (size_t i = 0; copy && result == 0 && i < LIST_LEN(copy); i++) {
        Object *cls = weakref_get(vm, LIST_ITEM(copy, i));
        if (cls) {
            incref(cls);
            result = object_is_subclass(vm, subclass, cls);
            decref(vm, cls);
        }
    }
    xdecref(vm, copy);
    return result;
}

static int ask_subclasses(VM *vm, Object *self, Object *subclass) {
    Object *name = str_intern_cstr(vm, "__subclasses__");
    Object *list = name ? call_method0(vm, self, name) : NULL;
    xdecref(vm, name);
    if (!list) {
        return -1;
    }
    int result = 0;
    if (!is_list(vm, list)) {
        raise(vm, EXC_TypeError, "__subclasses__() must return a list");
        result = -1;
    }
    for (size_t i = 0; result == 0 && i < LIST_LEN(list); i++) {
        Object *cls = new_ref(LIST_ITEM(list, i));
        result = object_is_subclass(vm, subclass, cls);
        decref(vm, cls);
    }
    decref(vm, list);
    return result;
}

/* 1, 0, -1: error. */
static int find_answer(VM *vm, AbcData *data, Object *self, Object *subclass, bool *cacheable) {
    int result = ask_hook(vm, self, subclass);
    *cacheable = true;
    if (result != -1) {
        return result < 0 ? -1 : result;
    }
    if (is_type(vm, self) && type_is_subtype((Type *)subclass, (Type *)self)) {
        return 1;
    }
    result = ask_registry(vm, data, subclass, cacheable);
    if (result) {
        return result;
    }
    *cacheable = true;
    return ask_subclasses(vm, self, subclass);
}

static Object *abc_subclasscheck(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "_abc_subclasscheck", nargs, 2, 2)) {
        return NULL;
    }
    Object *self = args[0], *subclass = args[1];
    if (!is_type(vm, subclass)) {
        return raise(vm, EXC_TypeError, "issubclass() arg 1 must be a class");
    }
    AbcData *data = get_data(vm, self);
    if (!data) {
        return NULL;
    }
    int result = known_answer(vm, data, subclass);
    if (result == -1) {
        if (data->negative_version < counter(vm)) {
            if (data->negative) {
                set_clear(vm, data->negative);
            }
            data->negative_version = counter(vm);
        }
        bool cacheable;
        result = find_answer(vm, data, self, subclass, &cacheable);
        if (result >= 0 && cacheable &&
            weak_set_add(vm, result ? &data->cache : &data->negative, subclass) < 0) {
            result = -1;
        }
    }
    decref(vm, data);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *get_cache_token(VM *vm, Object *module) {
    UNUSED(module);
    return int_from_u64(vm, counter(vm));
}

static Object *reset_registry(VM *vm, Object *module, Object *self) {
    UNUSED(module);
    AbcData *data = get_data(vm, self);
    if (!data) {
        return NULL;
    }
    if (data->registry) {
        set_clear(vm, data->registry);
    }
    decref(vm, data);
    return none_ref(vm);
}

static Object *reset_caches(VM *vm, Object *module, Object *self) {
    UNUSED(module);
    AbcData *data = get_data(vm, self);
    if (!data) {
        return NULL;
    }
    if (data->cache) {
        set_clear(vm, data->cache);
    }
    if (data->negative) {
        set_clear(vm, data->negative);
    }
    decref(vm, data);
    return none_ref(vm);
}

static Object *copy_of(VM *vm, Object *set) {
    return set_new(vm, set);
}

static Object *get_dump(VM *vm, Object *module, Object *self) {
    UNUSED(module);
    AbcData *data = get_data(vm, self);
    if (!data) {
        return NULL;
    }
    Object *result =
        pack_steal(vm, 4, copy_of(vm, data->registry), copy_of(vm, data->cache),
                   copy_of(vm, data->negative), int_from_u64(vm, data->negative_version));
    decref(vm, data);
    return result;
}

static const MethodDef methods[] = {
    METHOD_O("_abc_init", abc_init,
             "_abc_init($module, self, /)\n--\n\nMake a class abstract. For ABCMeta."),
    METHOD_FAST("_abc_register", abc_register,
                "_abc_register($module, self, subclass, /)\n--\n\n"
                "Make subclass a virtual subclass. For ABCMeta."),
    METHOD_FAST("_abc_instancecheck", abc_instancecheck,
                "_abc_instancecheck($module, self, instance, /)\n--\n\nisinstance. For ABCMeta."),
    METHOD_FAST("_abc_subclasscheck", abc_subclasscheck,
                "_abc_subclasscheck($module, self, subclass, /)\n--\n\nissubclass. For ABCMeta."),
    METHOD_NOARGS("get_cache_token", get_cache_token,
                  "get_cache_token($module, /)\n--\n\n"
                  "A number that changes when a virtual subclass is registered anywhere."),
    METHOD_O("_reset_registry", reset_registry,
             "_reset_registry($module, self, /)\n--\n\nForget all registered. For tests."),
    METHOD_O("_reset_caches", reset_caches,
             "_reset_caches($module, self, /)\n--\n\nForget all answers. For tests."),
    METHOD_O("_get_dump", get_dump,
             "_get_dump($module, self, /)\n--\n\nAll that a class knows. For tests."),
    {0},
};

Object *module_abc(VM *vm) {
    Object *m = module_make(vm, "_abc", "The machinery of abstract base classes.", methods);
    if (m && !module_make_hidden_type(vm, &abc_data_spec, LIB_ABC_DATA)) {
        clear_ref(vm, m);
    }
    return m;
}
