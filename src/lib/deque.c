#include "lib/deque.h"

#include <string.h>

#include "object/abstract.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

enum { DEQUE_CAP_MIN = 4 };
#define DEQUE_LEN_MAX (1u << 31)

/* ---- the ring ---- */

/* A power of two; at least the length. */
static bool set_cap(VM *vm, Deque *d, uint32_t cap) {
    Object **items = raw_alloc(vm, cap * sizeof(Object *));
    if (!items) {
        return false;
    }
    for (uint32_t i = 0; i < d->len; i++) {
        items[i] = *deque_at(d, i);
    }
    if (d->items) {
        raw_free(vm, d->items, d->cap * sizeof(Object *));
    }
    d->items = items;
    d->cap = cap;
    d->start = 0;
    return true;
}

static bool make_room(VM *vm, Deque *d) {
    if (LIKELY(d->len < d->cap)) {
        return true;
    }
    if (d->len >= DEQUE_LEN_MAX) {
        raise_memory_error(vm);
        return false;
    }
    return set_cap(vm, d, d->cap ? d->cap * 2 : DEQUE_CAP_MIN);
}

/* After items were taken: gives back what is mostly unused. */
static void shrink(VM *vm, Deque *d) {
    if (UNLIKELY(d->cap > DEQUE_CAP_MIN * 4 && d->len < d->cap / 8)) {
        Object *error = error_fetch(vm);
        if (!set_cap(vm, d, d->cap / 4)) {
            error_clear(vm);
        }
        error_restore(vm, error);
    }
}

int deque_append(VM *vm, Deque *d, Object *item) {
    if (d->maxlen == 0) {
        decref(vm, item);
        return 0;
    }
    if (d->len == d->maxlen) {
        Object *old = *deque_at(d, 0);
        d->start++;
        *deque_at(d, d->len - 1) = item;
        d->state++;
        decref(vm, old);
        return 0;
    }
    if (!make_room(vm, d)) {
        decref(vm, item);
        return -1;
    }
    d->len++;
    *deque_at(d, d->len - 1) = item;
    d->state++;
    return 0;
}

int deque_append_left(VM *vm, Deque *d, Object *item) {
    if (d->maxlen == 0) {
        decref(vm, item);
        return 0;
    }
    if (d->len == d->maxlen) {
        Object *old = *deque_at(d, d->len - 1);
        d->start--;
        *deque_at(d, 0) = item;
        d->state++;
        decref(vm, old);
        return 0;
    }
    if (!make_room(vm, d)) {
        decref(vm, item);
        return -1;
    }
    d->start--;
    d->len++;
    *deque_at(d, 0) = item;
    d->state++;
    return 0;
}

Object *deque_take(VM *vm, Deque *d) {
    Object *item = *deque_at(d, d->len - 1);
    d->len--;
    d->state++;
    shrink(vm, d);
    return item;
}

Object *deque_take_left(VM *vm, Deque *d) {
    Object *item = *deque_at(d, 0);
    d->start++;
    d->len--;
    d->state++;
    shrink(vm, d);
    return item;
}

void deque_clear_items(VM *vm, Deque *d) {
    Object **items = d->items;
    uint32_t len = d->len, cap = d->cap, start = d->start;
    if (!items) {
        return;
    }
    d->items = NULL;
    d->len = d->cap = d->start = 0;
    d->state++;
    for (uint32_t i = 0; i < len; i++) {
        decref(vm, items[(start + i) & (cap - 1)]);
    }
    raw_free(vm, items, cap * sizeof(Object *));
}

/* Steps to the right; negative: to the left. */
void deque_rotate(Deque *d, int64_t n) {
    int64_t len = d->len;
    if (len <= 1) {
        return;
    }
    n %= len;
    if (n > len / 2) {
        n -= len;
    } else if (n < -len / 2) {
        n += len;
    }
    if (n) {
        d->state++;
    }
    for (; n > 0; n--) {
        Object *item = *deque_at(d, (size_t)len - 1);
        d->start--;
        *deque_at(d, 0) = item;
    }
    for (; n < 0; n++) {
        Object *item = *deque_at(d, 0);
        d->start++;
        *deque_at(d, (size_t)len - 1) = item;
    }
}

int deque_extend(VM *vm, Deque *d, Object *iterable) {
    if (iterable == OBJ(d)) {
        Object *list = list_from_iterable(vm, iterable);
        int result = list ? deque_extend(vm, d, list) : -1;
        xdecref(vm, list);
        return result;
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    Object *item;
    while ((item = next_of(vm, it))) {
        if (deque_append(vm, d, item) < 0) {
            break;
        }
    }
    decref(vm, it);
    return iterator_ended(vm) ? 0 : -1;
}

/* ---- making and ending ---- */

static Object *deque_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Deque *d = object_alloc(vm, cls, sizeof *d);
    if (d) {
        d->maxlen = -1;
        gc_track(vm, d);
    }
    return OBJ(d);
}

static int deque_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"iterable", "maxlen", NULL};
    Object *iterable = NULL, *maxlen = vm->none;
    int64_t max = -1;
    if (!args_parse(vm, "deque", names, "|OO", args, nargs, kwnames, &iterable, &maxlen)) {
        return -1;
    }
    if (maxlen != vm->none) {
        if (!is_int(vm, maxlen)) {
            raise(vm, EXC_TypeError, "an integer is required");
            return -1;
        }
        if (!int_as_i64(maxlen, &max)) {
            raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
            return -1;
        }
        if (max < 0) {
            raise(vm, EXC_ValueError, "maxlen must be non-negative");
            return -1;
        }
    }
    DEQUE(o)->maxlen = max;
    deque_clear_items(vm, DEQUE(o));
    return iterable ? deque_extend(vm, DEQUE(o), iterable) : 0;
}

static void deque_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    deque_clear_items(vm, DEQUE(o));
    object_free_container(vm, o, sizeof(Deque));
}

static int deque_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    for (uint32_t i = 0; i < DEQUE(o)->len; i++) {
        VISIT(*deque_at(DEQUE(o), i));
    }
    return 0;
}

static void deque_clear_slot(VM *vm, Object *o) {
    deque_clear_items(vm, DEQUE(o));
}

static size_t deque_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return ((const Deque *)o)->cap * sizeof(Object *);
}

/* ---- slots ---- */

static Object *deque_repr(VM *vm, Object *o) {
    int inside = repr_enter(vm, o);
    if (inside) {
        return inside < 0 ? NULL : str_from_cstr(vm, "[...]");
    }
    Object *list = list_from_iterable(vm, o), *result = NULL;
    Object *name = type_of(vm, o)->name;
    if (list && DEQUE(o)->maxlen >= 0) {
        result = str_format(vm, "%U(%R, maxlen=%lld)", name, list, (long long)DEQUE(o)->maxlen);
    } else if (list) {
        result = str_format(vm, "%U(%R)", name, list);
    }
    xdecref(vm, list);
    repr_leave(vm, o);
    return result;
}

/* The first items that differ: 1, with references to both; 0: one has ended; -1: error. */
static int first_difference(VM *vm, Object *a, Object *b, Object **x, Object **y) {
    Object *it_a = deque_iter(vm, a), *it_b = it_a ? deque_iter(vm, b) : NULL;
    int result = it_b ? 0 : -1;
    *x = *y = NULL;
    while (result == 0) {
        *x = next_of(vm, it_a);
        *y = *x || iterator_ended(vm) ? next_of(vm, it_b) : NULL;
        if (error_occurred(vm)) {
            result = -1;
        } else if (!*x || !*y) {
            break;
        } else {
            int equal = object_compare_bool(vm, *x, *y, CMP_EQ);
            result = equal < 0 ? -1 : !equal;
        }
        if (result <= 0) {
            clear_ref(vm, *x);
            clear_ref(vm, *y);
        }
    }
    if (result == 0) { /* one of them has ended */
        clear_ref(vm, *x);
        clear_ref(vm, *y);
    }
    xdecref(vm, it_a);
    xdecref(vm, it_b);
    return result;
}

/* What a comparison of numbers a and b gives. */
static bool holds(size_t a, size_t b, int op) {
    switch (op) {
    case CMP_LT:
        return a < b;
    case CMP_LE:
        return a <= b;
    case CMP_EQ:
        return a == b;
    case CMP_NE:
        return a != b;
    case CMP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

static Object *deque_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_deque(vm, a) || !is_deque(vm, b)) {
        return not_implemented_ref(vm);
    }
    size_t len_a = DEQUE(a)->len, len_b = DEQUE(b)->len;
    if (a == b || ((op == CMP_EQ || op == CMP_NE) && len_a != len_b)) {
        return bool_ref(vm, holds(len_a, len_b, op));
    }
    Object *x, *y, *result = NULL;
    int differ = first_difference(vm, a, b, &x, &y);
    if (differ < 0) {
        return NULL;
    }
    if (differ == 0) {
        return bool_ref(vm, holds(DEQUE(a)->len, DEQUE(b)->len, op));
    }
    if (op == CMP_EQ || op == CMP_NE) {
        result = bool_ref(vm, op == CMP_NE);
    } else {
        int truth = object_compare_bool(vm, x, y, op);
        result = truth < 0 ? NULL : bool_ref(vm, truth);
    }
    decref(vm, x);
    decref(vm, y);
    return result;
}

static int64_t deque_len(VM *vm, Object *o) {
    UNUSED(vm);
    return DEQUE(o)->len;
}

static int deque_bool(VM *vm, Object *o) {
    UNUSED(vm);
    return DEQUE(o)->len != 0;
}

static bool index_valid(VM *vm, Deque *d, int64_t i) {
    if (i >= 0 && i < (int64_t)d->len) {
        return true;
    }
    raise(vm, EXC_IndexError, "deque index out of range");
    return false;
}

static Object *deque_item(VM *vm, Object *o, int64_t i) {
    return index_valid(vm, DEQUE(o), i) ? new_ref(*deque_at(DEQUE(o), (size_t)i)) : NULL;
}

static int deque_set_item(VM *vm, Object *o, int64_t i, Object *value) {
    Deque *d = DEQUE(o);
    if (!index_valid(vm, d, i)) {
        return -1;
    }
    if (value) {
        set_ref(vm, *deque_at(d, (size_t)i), new_ref(value));
        return 0;
    }
    Object *old = deque_delete_at(vm, d, (size_t)i);
    decref(vm, old);
    return 0;
}

static int deque_contains(VM *vm, Object *o, Object *item) {
    int64_t at = deque_find(vm, DEQUE(o), item, 0, SIZE_MAX);
    return at == -2 ? -1 : at >= 0;
}

static Object *deque_inplace_concat(VM *vm, Object *a, Object *b) {
    return deque_extend(vm, DEQUE(a), b) < 0 ? NULL : new_ref(a);
}

static Object *deque_concat(VM *vm, Object *a, Object *b) {
    if (!is_deque(vm, b)) {
        return raise(vm, EXC_TypeError, "can only concatenate deque (not \"%T\") to deque", b);
    }
    Object *copy = deque_copy(vm, a);
    if (copy && deque_extend(vm, DEQUE(copy), b) < 0) {
        clear_ref(vm, copy);
    }
    return copy;
}

static Object *deque_inplace_repeat(VM *vm, Object *o, int64_t n) {
    Deque *d = DEQUE(o);
    int64_t len = d->len;
    if (len == 0 || n == 1) {
        return new_ref(o);
    }
    if (n <= 0) {
        deque_clear_items(vm, d);
        return new_ref(o);
    }
    if (d->maxlen >= 0 && n > d->maxlen / len + 2) {
        n = d->maxlen / len + 2; /* the last ones stay, in the same order */
    }
    if (n > DEQUE_LEN_MAX / len) {
        return raise_memory_error(vm);
    }
    Object *list = list_from_iterable(vm, o);
    for (int64_t i = 1; list && i < n; i++) {
        if (deque_extend(vm, d, list) < 0) {
            clear_ref(vm, list);
        }
    }
    if (!list) {
        return NULL;
    }
    decref(vm, list);
    return new_ref(o);
}

static Object *deque_repeat(VM *vm, Object *o, int64_t n) {
    Object *copy = deque_copy(vm, o);
    Object *result = copy ? deque_inplace_repeat(vm, copy, n) : NULL;
    xdecref(vm, copy);
    return result;
}

static Object *get_maxlen(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return DEQUE(o)->maxlen < 0 ? none_ref(vm) : int_from_i64(vm, DEQUE(o)->maxlen);
}

static const GetSetDef deque_getset[] = {
    {"maxlen", get_maxlen, NULL, "maximum size of a deque or None if unbounded", NULL},
    {0},
};

const TypeSpec deque_spec = {
    .name = "collections.deque",
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\n"
           "A list that is quick at both ends.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_SEQUENCE | TYPE_IMMUTABLE |
             TYPE_PERMANENT,
    .size = sizeof(Deque),
    .slots = {.dealloc = deque_dealloc,
              .traverse = deque_traverse,
              .clear = deque_clear_slot,
              .owned_size = deque_owned_size,
              .new = deque_new,
              .init = deque_init,
              .repr = deque_repr,
              .hash = object_hash_not_implemented,
              .richcompare = deque_richcompare,
              .iter = deque_iter,
              .nb_bool = deque_bool,
              .sq_length = deque_len,
              .sq_concat = deque_concat,
              .sq_repeat = deque_repeat,
              .sq_item = deque_item,
              .sq_ass_item = deque_set_item,
              .sq_contains = deque_contains,
              .sq_inplace_concat = deque_inplace_concat,
              .sq_inplace_repeat = deque_inplace_repeat},
    .methods = deque_methods,
    .getset = deque_getset,
};

/* ---- iterators ---- */

typedef struct DequeIterator {
    Object head;
    Object *deque;
    uint32_t index; /* of the next item, counted in the direction of the walk */
    uint32_t left;
    uint32_t state;
} DequeIterator;
#define DEQUE_ITERATOR(o) ((DequeIterator *)(o))

#define DEQUE_ITERATOR_FIELDS(X) X(deque)
TYPE_MEMORY(deque_iterator, DequeIterator, DEQUE_ITERATOR_FIELDS)

static Object *iterator_make(VM *vm, Type *cls, Object *deque) {
    DequeIterator *it = cls ? object_alloc(vm, cls, sizeof *it) : NULL;
    if (it) {
        it->deque = new_ref(deque);
        it->left = DEQUE(deque)->len;
        it->state = DEQUE(deque)->state;
        gc_track(vm, it);
    }
    return OBJ(it);
}

Object *deque_iter(VM *vm, Object *o) {
    return iterator_make(vm, lib_type(vm, LIB_DEQUE_ITERATOR), o);
}

Object *deque_reversed(VM *vm, Object *o) {
    return iterator_make(vm, lib_type(vm, LIB_DEQUE_REVERSE_ITERATOR), o);
}

/* Index of the next item from the left; false: at the end, or with an error. */
static bool iterator_step(VM *vm, DequeIterator *it, uint32_t *index) {
    if (DEQUE(it->deque)->state != it->state) {
        it->left = 0;
        raise(vm, EXC_RuntimeError, "deque mutated during iteration");
        return false;
    }
    if (it->left == 0) {
        return false;
    }
    it->left--;
    *index = it->index++;
    return true;
}

static Object *iterator_next(VM *vm, Object *o) {
    DequeIterator *it = DEQUE_ITERATOR(o);
    uint32_t i;
    return iterator_step(vm, it, &i) ? new_ref(*deque_at(DEQUE(it->deque), i)) : NULL;
}

static Object *reverse_iterator_next(VM *vm, Object *o) {
    DequeIterator *it = DEQUE_ITERATOR(o);
    Deque *d = DEQUE(it->deque);
    uint32_t i;
    return iterator_step(vm, it, &i) ? new_ref(*deque_at(d, d->len - 1 - i)) : NULL;
}

static Object *iterator_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "", NULL};
    Object *deque;
    int64_t skip = 0;
    if (!args_parse(vm, cls->spec ? strrchr(cls->spec->name, '.') + 1 : "_deque_iterator", names,
                    "O|n", args, nargs, kwnames, &deque, &skip)) {
        return NULL;
    }
    if (!is_deque(vm, deque)) {
        return raise(vm, EXC_TypeError, "argument 1 must be collections.deque, not %T", deque);
    }
    Object *o = iterator_make(vm, cls, deque);
    while (o && skip-- > 0) {
        Object *item = next_of(vm, o);
        if (!item) {
            if (!iterator_ended(vm)) {
                clear_ref(vm, o);
            }
            break;
        }
        decref(vm, item);
    }
    return o;
}

static Object *iterator_length_hint(VM *vm, Object *o) {
    return int_from_i64(vm, DEQUE_ITERATOR(o)->left);
}

static Object *iterator_reduce(VM *vm, Object *o) {
    DequeIterator *it = DEQUE_ITERATOR(o);
    int64_t done = (int64_t)DEQUE(it->deque)->len - it->left;
    return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                      pack_steal(vm, 2, new_ref(it->deque), int_from_i64(vm, done)));
}

static const MethodDef iterator_methods[] = {
    METHOD_NOARGS("__length_hint__", iterator_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", iterator_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec deque_iterator_spec = {
    .name = "_collections._deque_iterator",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(DequeIterator),
    .slots = {.dealloc = deque_iterator_dealloc,
              .traverse = deque_iterator_traverse,
              .new = iterator_new,
              .iter = self_ref,
              .iternext = iterator_next},
    .methods = iterator_methods,
};

const TypeSpec deque_reverse_iterator_spec = {
    .name = "_collections._deque_reverse_iterator",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(DequeIterator),
    .slots = {.dealloc = deque_iterator_dealloc,
              .traverse = deque_iterator_traverse,
              .new = iterator_new,
              .iter = self_ref,
              .iternext = reverse_iterator_next},
    .methods = iterator_methods,
};
