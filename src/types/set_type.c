/* The types set and frozenset: slots and methods. The table itself is in set.c. */
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/reduce.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set_table.h"
#include "types/str.h"
#include "types/tuple.h"

/* The shape a binary operation's result has: that of the left operand, or of its built-in base. */
static uint32_t result_shape(VM *vm, Object *self) {
    if (is_exact(self, SHAPE_SET) || is_exact(self, SHAPE_FROZENSET)) {
        return shape_of(self);
    }
    return type_of(vm, self)->solid == TYPE(vm, FROZENSET) ? SHAPE_FROZENSET : SHAPE_SET;
}

static Object *empty(VM *vm, uint32_t shape) {
    return shape == SHAPE_SET ? set_new(vm, NULL) : frozenset_new(vm, NULL);
}

/* other if it is a set already, else a new set of its elements. New reference. */
static Object *as_set(VM *vm, Object *other) {
    return is_any_set(vm, other) ? new_ref(other) : set_new(vm, other);
}

/* ---- making ---- */

static Object *new_common(VM *vm, Type *cls) {
    Set *s = object_alloc(vm, cls, cls->solid->size);
    if (s) {
        if (cls->solid->size == FROZENSET_SIZE) {
            s->hash = -1;
        }
        gc_track(vm, s);
    }
    return OBJ(s);
}

static Object *set_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    (void)args;
    (void)nargs;
    (void)kwnames;
    return new_common(vm, cls);
}

static int set_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    if (!args_no_keywords(vm, "set", kwnames) || !args_count(vm, "set", nargs, 0, 1)) {
        return -1;
    }
    if (SET_LEN(self)) {
        set_clear(vm, self);
    }
    return nargs ? set_update(vm, self, args[0]) : 0;
}

static Object *frozenset_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    bool exact = cls == TYPE(vm, FROZENSET);
    bool own_init = cls->slots.init != TYPE(vm, FROZENSET)->slots.init;
    if (!own_init && !args_no_keywords(vm, "frozenset", kwnames)) {
        return NULL;
    }
    if (!args_count(vm, "frozenset", nargs, 0, 1)) {
        return NULL;
    }
    if (exact && nargs && is_exact(args[0], SHAPE_FROZENSET)) {
        return new_ref(args[0]);
    }
    Object *s = new_common(vm, cls);
    if (s && nargs && set_update(vm, s, args[0]) < 0) {
        decref(vm, s);
        return NULL;
    }
    return s;
}

static void clear_slot(VM *vm, Object *self) {
    set_clear(vm, self);
}

/* ---- text, hash, comparison ---- */

static Object *repr(VM *vm, Object *self) {
    int entered = repr_enter(vm, self);
    if (entered) {
        return entered < 0 ? NULL : str_format(vm, "%T(...)", self);
    }
    Object *result = NULL, *list = NULL, *inner = NULL;
    if (!SET_LEN(self)) {
        result = str_format(vm, "%T()", self);
    } else if ((list = list_from_iterable(vm, self)) && (inner = object_repr(vm, list))) {
        Object *body = str_substring(vm, inner, 1, STR_LEN(inner) - 1);
        if (body) {
            result = is_exact(self, SHAPE_SET) ? str_format(vm, "{%U}", body)
                                               : str_format(vm, "%T({%U})", self, body);
            decref(vm, body);
        }
    }
    xdecref(vm, inner);
    xdecref(vm, list);
    repr_leave(vm, self);
    return result;
}

/* Independent of order, and spread well over nested sets: the mixing is R. Hettinger's, so that the
 * numbers are those CPython gives. */
static Hash frozenset_hash(VM *vm, Object *self) {
    (void)vm;
    Set *s = SET(self);
    if (s->hash != -1) {
        return s->hash;
    }
    uint64_t h = 0;
    size_t pos = 0;
    Object *key;
    Hash key_hash;
    while (set_walk(SET(self), &pos, &key, &key_hash)) {
        uint64_t k = (uint64_t)key_hash;
        h ^= ((k ^ 89869747u) ^ (k << 16)) * 3644798167u;
    }
    h ^= ((uint64_t)s->len + 1) * 1927868237u;
    h ^= (h >> 11) ^ (h >> 25);
    h = h * 69069u + 907133923u;
    s->hash = (Hash)h == -1 ? 590923713 : (Hash)h;
    return s->hash;
}

static bool hashes_differ(Object *a, Object *b) {
    return is_exact(a, SHAPE_FROZENSET) && is_exact(b, SHAPE_FROZENSET) && SET(a)->hash != -1 &&
           SET(b)->hash != -1 && SET(a)->hash != SET(b)->hash;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_any_set(vm, b)) {
        return not_implemented_ref(vm);
    }
    int result;
    switch (op) {
    case CMP_EQ:
    case CMP_NE:
        result = SET_LEN(a) == SET_LEN(b) && !hashes_differ(a, b) ? set_is_subset(vm, a, b) : 0;
        if (result >= 0 && op == CMP_NE) {
            result = !result;
        }
        break;
    case CMP_LE:
        result = set_is_subset(vm, a, b);
        break;
    case CMP_GE:
        result = set_is_subset(vm, b, a);
        break;
    case CMP_LT:
        result = SET_LEN(a) < SET_LEN(b) ? set_is_subset(vm, a, b) : 0;
        break;
    default:
        result = SET_LEN(a) > SET_LEN(b) ? set_is_subset(vm, b, a) : 0;
        break;
    }
    return result < 0 ? NULL : bool_ref(vm, result);
}

/* ---- membership ---- */

/* For a set that is looked for in a set, a frozenset with its elements takes its place: set_in_set.
 */
static Object *frozen_key(VM *vm, Object *key) {
    if (!error_matches(vm, EXC_TypeError) || !is_any_set(vm, key) ||
        result_shape(vm, key) != SHAPE_SET) {
        return NULL;
    }
    error_clear(vm);
    return set_copy(vm, key, SHAPE_FROZENSET);
}

static int contains(VM *vm, Object *self, Object *key) {
    int result = set_contains(vm, self, key);
    if (result < 0) {
        Object *frozen = frozen_key(vm, key);
        if (frozen) {
            result = set_contains(vm, self, frozen);
            decref(vm, frozen);
        }
    }
    return result;
}

static Object *contains_method(VM *vm, Object *self, Object *key) {
    int result = contains(vm, self, key);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *add_method(VM *vm, Object *self, Object *key) {
    return set_add(vm, self, key) < 0 ? NULL : none_ref(vm);
}

static int discard_key(VM *vm, Object *self, Object *key) {
    int result = set_discard(vm, self, key);
    if (result < 0) {
        Object *frozen = frozen_key(vm, key);
        if (frozen) {
            result = set_discard(vm, self, frozen);
            decref(vm, frozen);
        }
    }
    return result;
}

static Object *discard_method(VM *vm, Object *self, Object *key) {
    return discard_key(vm, self, key) < 0 ? NULL : none_ref(vm);
}

static Object *remove_method(VM *vm, Object *self, Object *key) {
    int result = discard_key(vm, self, key);
    if (result == 0) {
        return raise_object(vm, EXC_KeyError, key);
    }
    return result < 0 ? NULL : none_ref(vm);
}

static Object *pop_method(VM *vm, Object *self) {
    Object *key = set_pop(vm, self);
    if (!key) {
        Object *text = str_from_cstr(vm, "pop from an empty set");
        if (text) {
            raise_object(vm, EXC_KeyError, text);
            decref(vm, text);
        }
    }
    return key;
}

static Object *clear_method(VM *vm, Object *self) {
    set_clear(vm, self);
    return none_ref(vm);
}

static Object *copy_method(VM *vm, Object *self) {
    if (is_exact(self, SHAPE_FROZENSET)) {
        return new_ref(self);
    }
    return set_copy(vm, self, result_shape(vm, self));
}

static Object *copy_plain(VM *vm, Object *self) {
    return set_copy(vm, self, result_shape(vm, self));
}

/* ---- algebra: each *_update changes self in place and gives 0 or -1 ---- */

static Object *intersection(VM *vm, Object *self, Object *other) {
    if (self == other) {
        return copy_plain(vm, self);
    }
    Object *result = empty(vm, result_shape(vm, self));
    if (!result) {
        return NULL;
    }
    Object *it = NULL;
    int status = 0;
    if (is_any_set(vm, other)) {
        Object *small = other, *large = self;
        if (SET_LEN(other) > SET_LEN(self)) {
            small = self;
            large = other;
        }
        status = set_filter(vm, result, small, large, true);
    } else if (!(it = object_get_iter(vm, other))) {
        status = -1;
    } else {
        Object *key;
        while (status >= 0 && (key = iter_next(vm, it))) {
            Hash hash = object_hash(vm, key);
            status = hash == -1 ? -1 : set_contains_hashed(vm, self, key, hash);
            if (status > 0) {
                status = set_add_hashed(vm, result, key, hash);
            }
            decref(vm, key);
        }
        decref(vm, it);
    }
    if (status < 0 || error_occurred(vm)) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static int difference_update(VM *vm, Object *self, Object *other) {
    if (self == other) {
        set_clear(vm, self);
        return 0;
    }
    if (is_any_set(vm, other)) {
        size_t pos = 0;
        Object *key;
        Hash hash;
        while (set_walk(SET(other), &pos, &key, &hash)) {
            incref(key);
            int result = set_discard_hashed(vm, self, key, hash);
            decref(vm, key);
            if (result < 0) {
                return -1;
            }
        }
        return set_tidy(vm, SET(self));
    }
    Object *it = object_get_iter(vm, other);
    if (!it) {
        return -1;
    }
    Object *key;
    while ((key = iter_next(vm, it))) {
        int result = set_discard(vm, self, key);
        decref(vm, key);
        if (result < 0) {
            break;
        }
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : set_tidy(vm, SET(self));
}

/* The elements of self that are not in other: a set, or a dict whose keys are meant. */
static int filter_by_dict(VM *vm, Object *result, Object *self, Object *other) {
    size_t pos = 0;
    Object *key;
    Hash hash;
    int status = 0;
    while (status >= 0 && set_walk(SET(self), &pos, &key, &hash)) {
        incref(key);
        status = dict_contains_hashed(vm, other, key, hash);
        if (status == 0) {
            status = set_add_hashed(vm, result, key, hash);
        }
        decref(vm, key);
    }
    return status < 0 ? -1 : 0;
}

static Object *difference_of_set(VM *vm, Object *self, Object *other) {
    Object *result = empty(vm, result_shape(vm, self));
    if (result && (is_exact(other, SHAPE_DICT) ? filter_by_dict(vm, result, self, other)
                                               : set_filter(vm, result, self, other, false)) < 0) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static Object *difference(VM *vm, Object *self, Object *other) {
    bool is_set = is_any_set(vm, other);
    bool hashed = (is_set && self != other) || is_exact(other, SHAPE_DICT);
    if (hashed && SET_LEN(self) >> 2 <= (is_set ? SET_LEN(other) : DICT_LEN(other))) {
        return difference_of_set(vm, self, other);
    }
    Object *result = copy_plain(vm, self);
    if (result && difference_update(vm, result, other) < 0) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static int toggle(VM *vm, Object *self, Object *key, Hash hash) {
    int removed = set_discard_hashed(vm, self, key, hash);
    return removed == 0 ? set_add_hashed(vm, self, key, hash) : removed < 0 ? -1 : 0;
}

static int symmetric_difference_update(VM *vm, Object *self, Object *other) {
    if (self == other) {
        set_clear(vm, self);
        return 0;
    }
    Object *set = as_set(vm, other);
    if (!set) {
        return -1;
    }
    size_t pos = 0;
    Object *key;
    Hash hash;
    int result = 0;
    while (result == 0 && set_walk(SET(set), &pos, &key, &hash)) {
        incref(key);
        result = toggle(vm, self, key, hash);
        decref(vm, key);
    }
    decref(vm, set);
    return result;
}

static Object *symmetric_difference(VM *vm, Object *self, Object *other) {
    Object *result = empty(vm, result_shape(vm, self));
    if (result &&
        (set_update(vm, result, other) < 0 || symmetric_difference_update(vm, result, self) < 0)) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

/* self := result of an operation: takes the table over. */
static void become(VM *vm, Object *self, Object *result) {
    Set *a = SET(self), *b = SET(result);
    SetTable *table = a->table;
    uint32_t len = a->len;
    a->table = b->table;
    a->len = b->len;
    b->table = table;
    b->len = len;
    a->finger = 0;
    decref(vm, result);
}

/* ---- methods with any number of iterables ---- */

static Object *union_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Object *result = copy_plain(vm, self);
    for (size_t i = 0; result && i < nargs; i++) {
        if (args[i] != self && set_update(vm, result, args[i]) < 0) {
            decref(vm, result);
            return NULL;
        }
    }
    return result;
}

static Object *intersection_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Object *result = nargs ? new_ref(self) : copy_plain(vm, self);
    for (size_t i = 0; result && i < nargs; i++) {
        Object *next = intersection(vm, result, args[i]);
        decref(vm, result);
        result = next;
    }
    return result;
}

static Object *difference_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (nargs == 0) {
        return copy_plain(vm, self);
    }
    Object *result = difference(vm, self, args[0]);
    for (size_t i = 1; result && i < nargs; i++) {
        if (difference_update(vm, result, args[i]) < 0) {
            decref(vm, result);
            return NULL;
        }
    }
    return result;
}

static Object *update_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        if (set_update(vm, self, args[i]) < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *intersection_update_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Object *result = intersection_method(vm, self, args, nargs);
    if (!result) {
        return NULL;
    }
    become(vm, self, result);
    return none_ref(vm);
}

static Object *difference_update_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        if (difference_update(vm, self, args[i]) < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *symmetric_difference_update_method(VM *vm, Object *self, Object *other) {
    return symmetric_difference_update(vm, self, other) < 0 ? NULL : none_ref(vm);
}

static Object *issubset_method(VM *vm, Object *self, Object *other) {
    Object *set = as_set(vm, other);
    if (!set) {
        return NULL;
    }
    int result = set_is_subset(vm, self, set);
    decref(vm, set);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *issuperset_method(VM *vm, Object *self, Object *other) {
    if (is_any_set(vm, other)) {
        int result = set_is_subset(vm, other, self);
        return result < 0 ? NULL : bool_ref(vm, result);
    }
    Object *it = object_get_iter(vm, other);
    if (!it) {
        return NULL;
    }
    int result = 1;
    Object *key;
    while (result == 1 && (key = iter_next(vm, it))) {
        result = set_contains(vm, self, key);
        decref(vm, key);
    }
    decref(vm, it);
    return result < 0 || error_occurred(vm) ? NULL : bool_ref(vm, result);
}

/* Whether an element of the smaller of two sets is in the other: 1, 0, -1. */
static int sets_meet(VM *vm, Object *a, Object *b) {
    size_t pos = 0;
    Object *key;
    Hash hash;
    if (a == b) {
        return SET_LEN(a) != 0;
    }
    Object *small = SET_LEN(b) > SET_LEN(a) ? a : b, *large = small == a ? b : a;
    int found = 0;
    while (found == 0 && set_walk(SET(small), &pos, &key, &hash)) {
        found = set_has(vm, large, key, hash);
    }
    return found;
}

static Object *isdisjoint_method(VM *vm, Object *self, Object *other) {
    if (is_exact(other, SHAPE_SET) || is_exact(other, SHAPE_FROZENSET)) {
        int meet = sets_meet(vm, self, other);
        return meet < 0 ? NULL : bool_ref(vm, !meet);
    }
    Object *it = object_get_iter(vm, other);
    if (!it) {
        return NULL;
    }
    int found = 0;
    Object *key;
    while (found == 0 && (key = iter_next(vm, it))) {
        found = set_contains(vm, self, key);
        decref(vm, key);
    }
    decref(vm, it);
    return found < 0 || error_occurred(vm) ? NULL : bool_ref(vm, !found);
}

/* ---- operators ---- */

#define BOTH_SETS(a, b)                                                                            \
    if (!is_any_set(vm, a) || !is_any_set(vm, b)) {                                                \
        return not_implemented_ref(vm);                                                            \
    }

static Object *or_slot(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return union_method(vm, a, &b, 1);
}
static Object *and_slot(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return intersection(vm, a, b);
}
static Object *subtract_slot(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return difference(vm, a, b);
}
static Object *xor_slot(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return symmetric_difference(vm, a, b);
}
static Object *inplace_or(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return set_update(vm, a, b) < 0 ? NULL : new_ref(a);
}
static Object *inplace_and(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    Object *result = intersection(vm, a, b);
    if (!result) {
        return NULL;
    }
    become(vm, a, result);
    return new_ref(a);
}
static Object *inplace_subtract(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return difference_update(vm, a, b) < 0 ? NULL : new_ref(a);
}
static Object *inplace_xor(VM *vm, Object *a, Object *b) {
    BOTH_SETS(a, b)
    return symmetric_difference_update(vm, a, b) < 0 ? NULL : new_ref(a);
}

static int64_t length(VM *vm, Object *self) {
    (void)vm;
    return SET_LEN(self);
}

static Object *reduce_method(VM *vm, Object *self) {
    Object *list = list_from_iterable(vm, self);
    Object *args = list ? tuple_from_steal(vm, &list, 1) : NULL;
    Object *state = args ? object_getstate(vm, self) : NULL;
    Object *result = state ? tuple_pack(vm, 3, type_of(vm, self), args, state) : NULL;
    xdecref(vm, state);
    xdecref(vm, args);
    return result;
}

/* ---- iterator ---- */

typedef struct SetIterator {
    Object head;
    Object *set; /* NULL when exhausted */
    uint32_t len;
    uint32_t left;
    size_t position;
} SetIterator;

static Object *iter(VM *vm, Object *self) {
    SetIterator *it = object_new_container(vm, SHAPE_SET_ITERATOR, sizeof(SetIterator));
    if (!it) {
        return NULL;
    }
    it->set = new_ref(self);
    it->len = it->left = SET_LEN(self);
    it->position = 0;
    gc_track(vm, it);
    return OBJ(it);
}

static Object *iterator_next(VM *vm, Object *self) {
    SetIterator *it = (SetIterator *)self;
    Object *key;
    if (!it->set) {
        return NULL;
    }
    if (it->len != SET_LEN(it->set)) {
        it->len = UINT32_MAX; /* every later step fails too */
        return raise(vm, EXC_RuntimeError, "Set changed size during iteration");
    }
    if (set_next(it->set, &it->position, &key)) {
        it->left--;
        return new_ref(key);
    }
    clear_ref(vm, it->set);
    return NULL;
}

static void iterator_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    xdecref(vm, ((SetIterator *)self)->set);
    object_free_container(vm, self, sizeof(SetIterator));
}

static int iterator_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(((SetIterator *)self)->set);
    return 0;
}

static Object *iter_self(VM *vm, Object *self) {
    (void)vm;
    return new_ref(self);
}

static Object *length_hint(VM *vm, Object *self) {
    SetIterator *it = (SetIterator *)self;
    return int_from_i64(vm, it->set && it->len == SET_LEN(it->set) ? it->left : 0);
}

/* (iter, (list of what is left,)); the iterator stays where it is. */
static Object *iterator_reduce(VM *vm, Object *self) {
    SetIterator *it = (SetIterator *)self;
    SetIterator saved = *it;
    xincref(saved.set);
    Object *list = list_from_iterable(vm, self);
    xdecref(vm, it->set);
    it->set = saved.set;
    it->len = saved.len;
    it->left = saved.left;
    it->position = saved.position;
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

const TypeSpec set_iterator_spec = {
    .name = "set_iterator",
    .shape = SHAPE_SET_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(SetIterator),
    .slots = {.dealloc = iterator_dealloc,
              .traverse = iterator_traverse,
              .iter = iter_self,
              .iternext = iterator_next},
    .methods = iterator_methods,
};

/* ---- the types ---- */

#define SHARED_METHODS                                                                             \
    METHOD_O("__contains__", contains_method, "x.__contains__(y) <==> y in x."),                   \
        METHOD_NOARGS("copy", copy_method, "Return a shallow copy of a set."),                     \
        METHOD_FAST("union", union_method, "Return the union of sets as a new set."),              \
        METHOD_FAST("intersection", intersection_method,                                           \
                    "Return the intersection of sets as a new set."),                              \
        METHOD_FAST("difference", difference_method,                                               \
                    "Return the difference of sets as a new set."),                                \
        METHOD_O("symmetric_difference", symmetric_difference,                                     \
                 "Return the symmetric difference of two sets as a new set."),                     \
        METHOD_O("issubset", issubset_method, "Report whether another set contains this set."),    \
        METHOD_O("issuperset", issuperset_method,                                                  \
                 "Report whether this set contains another set."),                                 \
        METHOD_O("isdisjoint", isdisjoint_method,                                                  \
                 "Return True if two sets have a null intersection."),                             \
        METHOD_NOARGS("__reduce__", reduce_method, "Return state information for pickling."),      \
        METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585")

static const MethodDef set_methods[] = {
    SHARED_METHODS,
    METHOD_O("add", add_method, "Add an element to a set."),
    METHOD_O("discard", discard_method, "Remove an element from a set if it is a member."),
    METHOD_O("remove", remove_method, "Remove an element from a set; it must be a member."),
    METHOD_NOARGS("pop", pop_method, "Remove and return an arbitrary set element."),
    METHOD_NOARGS("clear", clear_method, "Remove all elements from this set."),
    METHOD_FAST("update", update_method, "Update a set with the union of itself and others."),
    METHOD_FAST("intersection_update", intersection_update_method,
                "Update a set with the intersection of itself and another."),
    METHOD_FAST("difference_update", difference_update_method,
                "Remove all elements of another set from this set."),
    METHOD_O("symmetric_difference_update", symmetric_difference_update_method,
             "Update a set with the symmetric difference of itself and another."),
    {0},
};

static const MethodDef frozenset_methods[] = {SHARED_METHODS, {0}};

#define SHARED_SLOTS                                                                               \
    .dealloc = set_dealloc, .traverse = set_traverse, .clear = clear_slot,                         \
    .owned_size = set_owned_size, .repr = repr, .richcompare = richcompare, .iter = iter,          \
    .nb_subtract = subtract_slot, .nb_and = and_slot, .nb_xor = xor_slot, .nb_or = or_slot,        \
    .sq_length = length, .sq_contains = contains

const TypeSpec set_spec = {
    .name = "set",
    .doc = "set() -> new empty set object\nset(iterable) -> new set object",
    .shape = SHAPE_SET,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_SELF_MATCH,
    .size = SET_SIZE,
    .slots = {SHARED_SLOTS, .init = set_init, .new = set_new_slot, .nb_inplace_or = inplace_or,
              .nb_inplace_and = inplace_and, .nb_inplace_subtract = inplace_subtract,
              .nb_inplace_xor = inplace_xor},
    .methods = set_methods,
};

const TypeSpec frozenset_spec = {
    .name = "frozenset",
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object",
    .shape = SHAPE_FROZENSET,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_SELF_MATCH,
    .size = FROZENSET_SIZE,
    .slots = {SHARED_SLOTS, .hash = frozenset_hash, .new = frozenset_new_slot},
    .methods = frozenset_methods,
};
