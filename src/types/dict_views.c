#include "types/dict_views.h"

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict_table.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/release.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- iterators ---- */

Object *dict_iterator_new(VM *vm, Object *dict, uint32_t shape) {
    DictIterator *it = object_new_container(vm, shape, sizeof(DictIterator));
    if (!it) {
        return NULL;
    }
    it->dict = new_ref(dict);
    it->pair = NULL;
    it->len = it->left = DICT_LEN(dict);
    bool reverse = shape >= SHAPE_DICT_REVERSE_KEY_ITERATOR;
    it->position = reverse && DICT(dict)->table ? DICT(dict)->table->entry_len : 0;
    gc_track(vm, it);
    return OBJ(it);
}

static NOINLINE int size_changed(VM *vm, DictIterator *it) {
    it->len = UINT32_MAX; /* every later step fails too */
    raise(vm, EXC_RuntimeError, "dictionary changed size during iteration");
    return -1;
}

static NOINLINE int keys_changed(VM *vm) {
    raise(vm, EXC_RuntimeError, "dictionary keys changed during iteration");
    return -1;
}

/* A step from pos that is not simply to the next entry: over deleted ones, or to the end. */
static NOINLINE int step_over(VM *vm, DictIterator *it, size_t pos, Object **key, Object **value) {
    if (!dict_next(it->dict, &pos, key, value)) {
        clear_ref(vm, it->dict);
        return 0;
    }
    if (it->left == 0) {
        return keys_changed(vm);
    }
    it->left--;
    it->position = (uint32_t)pos;
    return 1;
}

static ALWAYS_INLINE int step(VM *vm, DictIterator *it, Object **key, Object **value) {
    if (UNLIKELY(!it->dict)) {
        return 0;
    }
    if (UNLIKELY(it->len != DICT_LEN(it->dict))) {
        return size_changed(vm, it);
    }
    size_t pos = it->position;
    const DictTable *t = DICT(it->dict)->table;
    const DictEntry *e = t && pos < t->entry_len ? table_entry(t, pos) : NULL;
    if (UNLIKELY(!e || !e->key || it->left == 0)) {
        return step_over(vm, it, pos, key, value);
    }
    *key = e->key;
    *value = e->value;
    it->left--;
    it->position = (uint32_t)(pos + 1);
    return 1;
}

static int reverse_step(VM *vm, DictIterator *it, Object **key, Object **value) {
    if (!it->dict) {
        return 0;
    }
    if (it->len != DICT_LEN(it->dict)) {
        return size_changed(vm, it);
    }
    DictTable *t = DICT(it->dict)->table;
    size_t i = it->position;
    if (t && i > t->entry_len) {
        i = t->entry_len;
    }
    while (t && i > 0) {
        DictEntry *e = table_entry(t, --i);
        if (e->key) {
            *key = e->key;
            *value = e->value;
            it->position = (uint32_t)i;
            if (it->left == 0) {
                return keys_changed(vm);
            }
            it->left--;
            return 1;
        }
    }
    clear_ref(vm, it->dict);
    return 0;
}

/* (key, value): in the tuple given out last if nobody else holds it any more. */
static ALWAYS_INLINE Object *pair_of(VM *vm, DictIterator *it, Object *key, Object *value) {
    Object *pair = it->pair;
    if (pair && pair->count == 1) {
        incref(pair);
        Object **items = pair_items(pair), *old_key = items[0], *old_value = items[1];
        items[0] = new_ref(key);
        items[1] = new_ref(value);
        release_item(vm, old_key);
        release_item(vm, old_value);
        if (!gc_is_tracked(pair)) { /* a collection may have found it full of atoms */
            gc_track(vm, pair);
        }
        return pair;
    }
    Object *result = tuple_pair_steal(vm, new_ref(key), new_ref(value));
    if (result && !pair) {
        it->pair = new_ref(result);
    }
    return result;
}

static ALWAYS_INLINE Object *next_of(VM *vm, Object *self, uint32_t what, bool reverse) {
    Object *key, *value;
    DictIterator *it = (DictIterator *)self;
    int found = reverse ? reverse_step(vm, it, &key, &value) : step(vm, it, &key, &value);
    if (found <= 0) {
        return NULL;
    }
    switch (what) {
    case SHAPE_DICT_KEYS:
        return new_ref(key);
    case SHAPE_DICT_VALUES:
        return new_ref(value);
    default:
        return pair_of(vm, it, key, value);
    }
}

static Object *next_key(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_KEYS, false);
}
static Object *next_value(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_VALUES, false);
}
static Object *next_item(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_ITEMS, false);
}
static Object *previous_key(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_KEYS, true);
}
static Object *previous_value(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_VALUES, true);
}
static Object *previous_item(VM *vm, Object *self) {
    return next_of(vm, self, SHAPE_DICT_ITEMS, true);
}

static void iterator_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    xdecref(vm, ((DictIterator *)self)->dict);
    xdecref(vm, ((DictIterator *)self)->pair);
    object_free_container(vm, self, sizeof(DictIterator));
}

static int iterator_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(((DictIterator *)self)->dict);
    VISIT(((DictIterator *)self)->pair);
    return 0;
}

static Object *iter_self(VM *vm, Object *self) {
    (void)vm;
    return new_ref(self);
}

static Object *length_hint(VM *vm, Object *self) {
    DictIterator *it = (DictIterator *)self;
    return int_from_i64(vm, it->dict && it->len == DICT_LEN(it->dict) ? it->left : 0);
}

/* (iter, (list of what is left,)) */
static Object *iterator_reduce(VM *vm, Object *self) {
    DictIterator *it = (DictIterator *)self;
    DictIterator saved = *it;
    xincref(saved.dict);
    Object *list = list_from_iterable(vm, self);
    xdecref(vm, it->dict);
    it->dict = saved.dict;
    it->position = saved.position;
    it->len = saved.len;
    it->left = saved.left;
    Object *function = list ? dict_get_cstr(vm, vm->builtins, "iter") : NULL;
    Object *args = function ? tuple_from_steal(vm, &list, 1) : NULL;
    Object *result = args ? tuple_pack(vm, 2, function, args) : NULL;
    xdecref(vm, args);
    return result;
}

static const MethodDef iterator_methods[] = {
    METHOD_NOARGS("__length_hint__", length_hint,
                  "Private method returning an estimate of len(list(it))."),
    METHOD_NOARGS("__reduce__", iterator_reduce, "Return state information for pickling."),
    {0},
};

#define ITERATOR_SPEC(variable, number, name_, next_)                                              \
    const TypeSpec variable = {                                                                    \
        .name = name_,                                                                             \
        .shape = number,                                                                           \
        .flags = TYPE_CONTAINER | TYPE_NO_NEW,                                                     \
        .size = sizeof(DictIterator),                                                              \
        .slots = {.dealloc = iterator_dealloc,                                                     \
                  .traverse = iterator_traverse,                                                   \
                  .iter = iter_self,                                                               \
                  .iternext = next_},                                                              \
        .methods = iterator_methods,                                                               \
    }
ITERATOR_SPEC(dict_key_iterator_spec, SHAPE_DICT_KEY_ITERATOR, "dict_keyiterator", next_key);
ITERATOR_SPEC(dict_value_iterator_spec, SHAPE_DICT_VALUE_ITERATOR, "dict_valueiterator",
              next_value);
ITERATOR_SPEC(dict_item_iterator_spec, SHAPE_DICT_ITEM_ITERATOR, "dict_itemiterator", next_item);
ITERATOR_SPEC(dict_reverse_key_iterator_spec, SHAPE_DICT_REVERSE_KEY_ITERATOR,
              "dict_reversekeyiterator", previous_key);
ITERATOR_SPEC(dict_reverse_value_iterator_spec, SHAPE_DICT_REVERSE_VALUE_ITERATOR,
              "dict_reversevalueiterator", previous_value);
ITERATOR_SPEC(dict_reverse_item_iterator_spec, SHAPE_DICT_REVERSE_ITEM_ITERATOR,
              "dict_reverseitemiterator", previous_item);

/* ---- views ---- */

static Object *viewed(Object *self) {
    return ((DictView *)self)->dict;
}

Object *dict_view_new(VM *vm, Object *dict, uint32_t shape) {
    DictView *view = object_new_container(vm, shape, sizeof(DictView));
    if (!view) {
        return NULL;
    }
    view->dict = new_ref(dict);
    gc_track(vm, view);
    return OBJ(view);
}

static void view_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    decref(vm, viewed(self));
    object_free_container(vm, self, sizeof(DictView));
}

static int view_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(viewed(self));
    return 0;
}

static int64_t view_length(VM *vm, Object *self) {
    (void)vm;
    return DICT_LEN(viewed(self));
}

static Object *view_repr(VM *vm, Object *self) {
    int entered = repr_enter(vm, self);
    if (entered) {
        return entered < 0 ? NULL : str_from_cstr(vm, "...");
    }
    Object *list = list_from_iterable(vm, self);
    Object *result = list ? str_format(vm, "%T(%R)", self, list) : NULL;
    xdecref(vm, list);
    repr_leave(vm, self);
    return result;
}

static Object *view_iter(VM *vm, Object *self) {
    return dict_iterator_new(vm, viewed(self),
                             shape_of(self) - SHAPE_DICT_KEYS + SHAPE_DICT_KEY_ITERATOR);
}
static Object *view_reversed(VM *vm, Object *self) {
    return dict_iterator_new(vm, viewed(self),
                             shape_of(self) - SHAPE_DICT_KEYS + SHAPE_DICT_REVERSE_KEY_ITERATOR);
}

static Object *view_mapping(VM *vm, Object *self, void *closure) {
    (void)closure;
    return mappingproxy_new(vm, viewed(self));
}

static int keys_contains(VM *vm, Object *self, Object *key) {
    return dict_contains(vm, viewed(self), key);
}

static int items_contains(VM *vm, Object *self, Object *item) {
    if (!is_tuple(vm, item) || TUPLE_LEN(item) != 2) {
        return 0;
    }
    Object *value = dict_get(vm, viewed(self), TUPLE_ITEM(item, 0));
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    incref(value);
    int result = object_compare_bool(vm, value, TUPLE_ITEM(item, 1), CMP_EQ);
    decref(vm, value);
    return result;
}

/* Whether every element of a is in b: 1, 0, -1. */
static int all_contained(VM *vm, Object *a, Object *b) {
    Object *it = object_get_iter(vm, a);
    if (!it) {
        return -1;
    }
    int result = 1;
    Object *o;
    while (result == 1 && (o = iter_next(vm, it))) {
        result = object_contains(vm, b, o);
        decref(vm, o);
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : result;
}

static Object *view_richcompare(VM *vm, Object *self, Object *other, int op);

/* Of a dict or of what is derived from it. */
static bool is_set_view(VM *vm, const Object *o) {
    return type_of(vm, o)->slots.richcompare == view_richcompare;
}

static Object *view_richcompare(VM *vm, Object *self, Object *other, int op) {
    if (!is_set_view(vm, self) || (!is_any_set(vm, other) && !is_set_view(vm, other))) {
        return not_implemented_ref(vm);
    }
    int64_t a = object_len(vm, self), b = object_len(vm, other);
    if (a < 0 || b < 0) {
        return NULL;
    }
    int result = 0;
    switch (op) {
    case CMP_NE:
    case CMP_EQ:
        result = a == b ? all_contained(vm, self, other) : 0;
        if (op == CMP_NE && result >= 0) {
            result = !result;
        }
        break;
    case CMP_LT:
        result = a < b ? all_contained(vm, self, other) : 0;
        break;
    case CMP_LE:
        result = a <= b ? all_contained(vm, self, other) : 0;
        break;
    case CMP_GT:
        result = a > b ? all_contained(vm, other, self) : 0;
        break;
    default:
        result = a >= b ? all_contained(vm, other, self) : 0;
        break;
    }
    return result < 0 ? NULL : bool_ref(vm, result);
}

/* Set operations give a new set; the left operand may be any iterable when the view is on the
 * right. */
static Object *set_operation(VM *vm, Object *a, Object *b, const char *method) {
    Object *set = set_new(vm, a);
    Object *name = set ? str_intern_cstr(vm, method) : NULL;
    Object *done = name ? call_method1(vm, set, name, b) : NULL;
    xdecref(vm, name);
    if (!done) {
        xdecref(vm, set);
        return NULL;
    }
    decref(vm, done);
    return set;
}

static Object *view_subtract(VM *vm, Object *a, Object *b) {
    return set_operation(vm, a, b, "difference_update");
}
static Object *view_or(VM *vm, Object *a, Object *b) {
    return set_operation(vm, a, b, "update");
}
static Object *view_xor(VM *vm, Object *a, Object *b) {
    return set_operation(vm, a, b, "symmetric_difference_update");
}

/* Keeps what of b is in a, so that a lookup in the view decides. */
static Object *view_and(VM *vm, Object *a, Object *b) {
    if (!is_set_view(vm, a)) {
        Object *t = a;
        a = b;
        b = t;
    }
    Object *set = set_new(vm, NULL);
    Object *it = set ? object_get_iter(vm, b) : NULL;
    Object *o;
    while (it && (o = iter_next(vm, it))) {
        int found = object_contains(vm, a, o);
        if (found > 0) {
            found = set_add(vm, set, o);
        }
        decref(vm, o);
        if (found < 0) {
            break;
        }
    }
    xdecref(vm, it);
    if (error_occurred(vm)) {
        xdecref(vm, set);
        return NULL;
    }
    return set;
}

static Object *view_isdisjoint(VM *vm, Object *self, Object *other) {
    Object *it = object_get_iter(vm, other);
    if (!it) {
        return NULL;
    }
    int found = 0;
    Object *o;
    while (found == 0 && (o = iter_next(vm, it))) {
        found = object_contains(vm, self, o);
        decref(vm, o);
    }
    decref(vm, it);
    return error_occurred(vm) ? NULL : bool_ref(vm, !found);
}

static const MethodDef set_view_methods[] = {
    METHOD_O("isdisjoint", view_isdisjoint,
             "True if the view and the given iterable share nothing."),
    METHOD_NOARGS("__reversed__", view_reversed, "Return a reverse iterator over the view."),
    {0},
};
static const MethodDef value_view_methods[] = {
    METHOD_NOARGS("__reversed__", view_reversed, "Return a reverse iterator over the view."),
    {0},
};
static const GetSetDef view_getset[] = {
    {"mapping", view_mapping, NULL, "dictionary that this view refers to", NULL},
    {0},
};

#define SET_VIEW_SPEC(variable, number, name_, contains)                                           \
    const TypeSpec variable = {                                                                    \
        .name = name_,                                                                             \
        .shape = number,                                                                           \
        .flags = TYPE_CONTAINER | TYPE_NO_NEW,                                                     \
        .size = sizeof(DictView),                                                                  \
        .slots = {.dealloc = view_dealloc,                                                         \
                  .traverse = view_traverse,                                                       \
                  .repr = view_repr,                                                               \
                  .richcompare = view_richcompare,                                                 \
                  .iter = view_iter,                                                               \
                  .nb_subtract = view_subtract,                                                    \
                  .nb_and = view_and,                                                              \
                  .nb_xor = view_xor,                                                              \
                  .nb_or = view_or,                                                                \
                  .sq_length = view_length,                                                        \
                  .sq_contains = contains},                                                        \
        .methods = set_view_methods,                                                               \
        .getset = view_getset,                                                                     \
    }
SET_VIEW_SPEC(dict_keys_spec, SHAPE_DICT_KEYS, "dict_keys", keys_contains);
SET_VIEW_SPEC(dict_items_spec, SHAPE_DICT_ITEMS, "dict_items", items_contains);

const TypeSpec dict_values_spec = {
    .name = "dict_values",
    .shape = SHAPE_DICT_VALUES,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(DictView),
    .slots = {.dealloc = view_dealloc,
              .traverse = view_traverse,
              .repr = view_repr,
              .iter = view_iter,
              .sq_length = view_length},
    .methods = value_view_methods,
    .getset = view_getset,
};
