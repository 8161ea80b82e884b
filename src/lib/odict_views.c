/* OrderedDict: views and iterators. They are those of dict but for their names, and for noticing
 * when the order was changed. */
#include "lib/odict.h"
#include "object/abstract.h"
#include "types/dict_views.h"
#include "types/tuple.h"

/* ---- iterators ---- */

typedef struct ODictIterator {
    Object head;
    Object *dict;
    Object *inner;    /* DictIterator; NULL when exhausted */
    uint32_t version; /* of the dict's keys when the iteration began */
} ODictIterator;
#define ODICT_ITERATOR(o) ((ODictIterator *)(o))

#define ODICT_ITERATOR_FIELDS(X)                                                                   \
    X(dict)                                                                                        \
    X(inner)
TYPE_MEMORY(odict_iterator, ODictIterator, ODICT_ITERATOR_FIELDS)

Object *odict_iterator_new(VM *vm, Object *dict, int which, bool reverse) {
    Type *type = lib_type(vm, LIB_ODICT_ITERATOR);
    ODictIterator *it = type ? object_alloc(vm, type, sizeof *it) : NULL;
    if (!it) {
        return NULL;
    }
    uint32_t first = reverse ? SHAPE_DICT_REVERSE_KEY_ITERATOR : SHAPE_DICT_KEY_ITERATOR;
    it->dict = new_ref(dict);
    it->version = dict_keys_version(vm, dict);
    it->inner = dict_iterator_new(vm, dict, first + (uint32_t)which);
    gc_track(vm, it);
    if (!it->inner) {
        clear_ref(vm, it);
    }
    return OBJ(it);
}

static Object *odict_iterator_next(VM *vm, Object *o) {
    ODictIterator *it = ODICT_ITERATOR(o);
    DictIterator *inner = (DictIterator *)it->inner;
    if (!inner) {
        return NULL;
    }
    bool at_end = !inner->dict || inner->left == 0;
    if (at_end || dict_keys_version(vm, it->dict) != it->version) {
        clear_ref(vm, it->inner);
        clear_ref(vm, it->dict);
        return at_end ? NULL : raise(vm, EXC_RuntimeError, "OrderedDict mutated during iteration");
    }
    return type_of(vm, OBJ(inner))->slots.iternext(vm, OBJ(inner));
}

static Object *odict_iterator_reduce(VM *vm, Object *o) {
    Object *inner = ODICT_ITERATOR(o)->inner;
    if (inner) {
        return call_method0(vm, inner, ID(vm, __reduce__));
    }
    Object *empty = tuple_new(vm, 0), *it = empty ? object_get_iter(vm, empty) : NULL;
    xdecref(vm, empty);
    Object *result = it ? call_method0(vm, it, ID(vm, __reduce__)) : NULL;
    xdecref(vm, it);
    return result;
}

static const MethodDef odict_iterator_methods[] = {
    METHOD_NOARGS("__reduce__", odict_iterator_reduce, "Return state information for pickling"),
    {0},
};

static const TypeSpec odict_iterator_spec = {
    .name = "odict_iterator",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(ODictIterator),
    .slots = {.dealloc = odict_iterator_dealloc,
              .traverse = odict_iterator_traverse,
              .iter = self_ref,
              .iternext = odict_iterator_next},
    .methods = odict_iterator_methods,
};

/* ---- views ---- */

Object *odict_view_new(VM *vm, Object *dict, int which) {
    Type *type = lib_type(vm, (enum LibType)(LIB_ODICT_KEYS + which));
    DictView *view = type ? object_alloc(vm, type, sizeof *view) : NULL;
    if (view) {
        view->dict = new_ref(dict);
        gc_track(vm, view);
    }
    return OBJ(view);
}

#define VIEW(kind, NAME, number)                                                                   \
    static Object *kind##_iter(VM *vm, Object *o) {                                                \
        return odict_iterator_new(vm, ((DictView *)o)->dict, number, false);                       \
    }                                                                                              \
    static Object *kind##_reversed(VM *vm, Object *o) {                                            \
        return odict_iterator_new(vm, ((DictView *)o)->dict, number, true);                        \
    }                                                                                              \
    static const MethodDef kind##_methods[] = {                                                    \
        METHOD_NOARGS("__reversed__", kind##_reversed, NULL),                                      \
        {0},                                                                                       \
    };                                                                                             \
    static const TypeSpec odict_##kind##_spec = {                                                  \
        .name = "odict_" #kind,                                                                    \
        .base = SHAPE_DICT_##NAME,                                                                 \
        .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,                   \
        .size = sizeof(DictView),                                                                  \
        .slots = {.iter = kind##_iter},                                                            \
        .methods = kind##_methods,                                                                 \
    };
VIEW(keys, KEYS, 0)
VIEW(values, VALUES, 1)
VIEW(items, ITEMS, 2)
#undef VIEW

bool odict_views_init(VM *vm) {
    return module_make_hidden_type(vm, &odict_keys_spec, LIB_ODICT_KEYS) &&
           module_make_hidden_type(vm, &odict_values_spec, LIB_ODICT_VALUES) &&
           module_make_hidden_type(vm, &odict_items_spec, LIB_ODICT_ITEMS) &&
           module_make_hidden_type(vm, &odict_iterator_spec, LIB_ODICT_ITERATOR);
}
