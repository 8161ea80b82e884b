/* tuple and its iterator. */
#include "types/tuple.h"
#include "object/c_stack.h"

#include <stdarg.h>

#include "types/float.h"
#include "types/generic_alias.h"
#include "types/plain_key.h"
#include "types/range.h"
#include "types/release.h"
#include "types/sequence.h"

static size_t tuple_block_size(const Object *o) {
    return tuple_size(TUPLE_LEN(o));
}

/* ---- making tuples ---- */

static Object *tuple_alloc(VM *vm, size_t n) {
    if (n > SEQUENCE_LEN_MAX) {
        return raise_memory_error(vm);
    }
    Object *t = object_new_container(vm, SHAPE_TUPLE, tuple_size(n));
    if (t) {
        tuple_set_len(t, n);
    }
    return t;
}

Object *tuple_new(VM *vm, size_t n) {
    if (n == 0 && vm->empty_tuple) {
        return new_ref(vm->empty_tuple);
    }
    Object *t = tuple_alloc(vm, n);
    if (t) {
        memset(tuple_items(t), 0, n * sizeof(Object *));
    }
    return t;
}

Object *tuple_from(VM *vm, Object *const *items, size_t n) {
    if (n == 0) {
        return tuple_new(vm, 0);
    }
    Object *t = tuple_alloc(vm, n);
    if (t) {
        Object **to = tuple_items(t);
        for (size_t i = 0; i < n; i++) {
            to[i] = new_ref(items[i]);
        }
        gc_track(vm, t);
    }
    return t;
}

Object *tuple_from_steal(VM *vm, Object **items, size_t n) {
    if (n == 0) {
        return tuple_new(vm, 0);
    }
    Object *t = tuple_alloc(vm, n);
    if (!t) {
        for (size_t i = 0; i < n; i++) {
            decref(vm, items[i]);
        }
        return NULL;
    }
    memcpy(tuple_items(t), items, n * sizeof(Object *));
    gc_track(vm, t);
    return t;
}

Object *tuple_take(VM *vm, Object **window, size_t n) {
    if (UNLIKELY(!tuple_is_few(n))) {
        Object *t = tuple_from_steal(vm, window, n);
        memset(window, 0, n * sizeof(Object *));
        return t;
    }
    Object *t = tuple_new_few(vm, n);
    if (UNLIKELY(!t)) {
        for (size_t i = 0; i < n; i++) {
            clear_ref(vm, window[i]);
        }
        return NULL;
    }
    Object **to = pair_items(t);
    for (size_t i = 0; i < n; i++) {
        to[i] = window[i];
        window[i] = NULL;
    }
    gc_track(vm, t);
    return t;
}

Object *tuple_pack(VM *vm, size_t n, ...) {
    Object *t = tuple_alloc(vm, n);
    if (t) {
        Object **to = tuple_items(t);
        va_list list;
        va_start(list, n);
        for (size_t i = 0; i < n; i++) {
            to[i] = new_ref(va_arg(list, Object *));
        }
        va_end(list);
        gc_track(vm, t);
    }
    return t;
}

Object *tuple_pair(VM *vm, Object *a, Object *b) {
    Object *t = object_new_container(vm, SHAPE_TUPLE, tuple_size(2));
    if (t) {
        tuple_set_len(t, 2);
        pair_items(t)[0] = new_ref(a);
        pair_items(t)[1] = new_ref(b);
        gc_track(vm, t);
    }
    return t;
}

Object *tuple_from_iterable(VM *vm, Object *iterable) {
    if (is_exact(iterable, SHAPE_TUPLE)) {
        return new_ref(iterable);
    }
    if (is_exact(iterable, SHAPE_LIST)) {
        return tuple_from(vm, LIST(iterable)->items, LIST_LEN(iterable));
    }
    Object *list = list_from_iterable(vm, iterable);
    if (!list) {
        return NULL;
    }
    Object *result;
    if (list->count == 1 && tuple_is_few(LIST_LEN(list))) { /* nobody else has it: take the items */
        size_t n = LIST_LEN(list);
        LIST(list)->len = 0;
        result = tuple_take(vm, LIST(list)->items, n);
    } else {
        result = list_to_tuple(vm, list);
    }
    decref(vm, list);
    return result;
}

Object *tuple_slice(VM *vm, Object *t, size_t start, size_t end) {
    if (start == 0 && end == TUPLE_LEN(t) && is_exact(t, SHAPE_TUPLE)) {
        return new_ref(t);
    }
    return tuple_from(vm, tuple_items(t) + start, end > start ? end - start : 0);
}

static Object *tuple_type_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    bool exact = cls == TYPE(vm, TUPLE);
    bool own_init = cls->slots.init != TYPE(vm, TUPLE)->slots.init;
    if ((!own_init && !args_no_keywords(vm, "tuple", kwnames)) ||
        !args_count(vm, "tuple", nargs, 0, 1)) {
        return NULL;
    }
    Object *value = nargs ? tuple_from_iterable(vm, args[0]) : tuple_new(vm, 0);
    if (!value || exact) {
        return value;
    }
    size_t n = TUPLE_LEN(value);
    Object *t = object_alloc(vm, cls, tuple_size(n));
    if (t) {
        tuple_set_len(t, n);
        for (size_t i = 0; i < n; i++) {
            tuple_items(t)[i] = new_ref(TUPLE_ITEM(value, i));
        }
        gc_track(vm, t);
    }
    decref(vm, value);
    return t;
}

/* ---- memory ---- */

static void tuple_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    if (is_pair(o)) { /* the commonest */
        release_items_backwards(vm, pair_items(o), 2);
        gc_note_deallocation(vm);
        heap_free(&vm->heap, HEAP_CONTAINER, o, tuple_size(2));
        return;
    }
    release_items_backwards(vm, tuple_items(o), TUPLE_LEN(o));
    object_free_container(vm, o, tuple_size(TUPLE_LEN(o)));
}

static int tuple_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    Object **items = tuple_items(o);
    for (size_t i = TUPLE_LEN(o); i > 0; i--) {
        VISIT(items[i - 1]);
    }
    return 0;
}

/* ---- slots ---- */

static Object *tuple_repr_item(Object *o, size_t i) {
    return i < TUPLE_LEN(o) ? TUPLE_ITEM(o, i) : NULL;
}

static Object *tuple_repr(VM *vm, Object *o) {
    const char *close = TUPLE_LEN(o) == 1 ? ",)" : ")";
    return sequence_repr(vm, o, tuple_repr_item, "(", close, "(...)");
}

/* The lanes of xxHash64, one for each item's hash. */
static Hash tuple_hash(VM *vm, Object *o) {
    const uint64_t prime1 = UINT64_C(11400714785074694791), prime2 = UINT64_C(14029467366897019727);
    const uint64_t prime5 = UINT64_C(2870177450012600261);
    uint64_t sum = prime5;
    size_t n = TUPLE_LEN(o);
    if (UNLIKELY(!c_stack_enter(vm, ""))) {
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        Hash h = key_hash(vm, TUPLE_ITEM(o, i));
        if (h == -1) {
            return -1;
        }
        sum += (uint64_t)h * prime2;
        sum = (sum << 31 | sum >> 33) * prime1;
    }
    sum += n ^ (prime5 ^ UINT64_C(3527539));
    return (Hash)sum == -1 ? 1546275796 : (Hash)sum;
}

static Object *tuple_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_tuple(vm, a) || !is_tuple(vm, b)) {
        return not_implemented_ref(vm);
    }
    size_t a_len = TUPLE_LEN(a), b_len = TUPLE_LEN(b), i = 0;
    for (; i < a_len && i < b_len; i++) {
        int equal = sequence_items_equal(vm, TUPLE_ITEM(a, i), TUPLE_ITEM(b, i));
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            break;
        }
    }
    if (i >= a_len || i >= b_len) {
        return sequence_compare_len(vm, a_len, b_len, op);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_ref(vm, op == CMP_NE);
    }
    return object_compare(vm, TUPLE_ITEM(a, i), TUPLE_ITEM(b, i), op);
}

static int64_t tuple_length(VM *vm, Object *o) {
    UNUSED(vm);
    return TUPLE_LEN(o);
}

static Object *tuple_concat(VM *vm, Object *a, Object *b) {
    if (!is_tuple(vm, b)) {
        return raise(vm, EXC_TypeError, "can only concatenate tuple (not \"%T\") to tuple", b);
    }
    size_t a_len = TUPLE_LEN(a), b_len = TUPLE_LEN(b);
    if (a_len == 0 && is_exact(b, SHAPE_TUPLE)) {
        return new_ref(b);
    }
    if (b_len == 0 && is_exact(a, SHAPE_TUPLE)) {
        return new_ref(a);
    }
    if (a_len + b_len == 0) {
        return tuple_new(vm, 0);
    }
    Object *t = tuple_alloc(vm, a_len + b_len);
    if (!t) {
        return NULL;
    }
    Object **to = tuple_items(t), **a_items = tuple_items(a), **b_items = tuple_items(b);
    for (size_t i = 0; i < a_len; i++) {
        *to++ = new_ref(a_items[i]);
    }
    for (size_t i = 0; i < b_len; i++) {
        *to++ = new_ref(b_items[i]);
    }
    gc_track(vm, t);
    return t;
}

static Object *tuple_repeat(VM *vm, Object *o, int64_t times) {
    size_t len = TUPLE_LEN(o);
    if ((len == 0 || times == 1) && is_exact(o, SHAPE_TUPLE)) {
        return new_ref(o);
    }
    if (times <= 0 || len == 0) {
        return tuple_new(vm, 0);
    }
    if ((uint64_t)times > SEQUENCE_LEN_MAX / len) {
        return raise_memory_error(vm);
    }
    Object *t = tuple_alloc(vm, len * (size_t)times);
    if (!t) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        add_refs(TUPLE_ITEM(o, i), (uint64_t)times);
    }
    for (size_t i = 0; i < len * (size_t)times; i += len) {
        memcpy(tuple_items(t) + i, tuple_items(o), len * sizeof(Object *));
    }
    gc_track(vm, t);
    return t;
}

static Object *tuple_item(VM *vm, Object *o, int64_t i) {
    if ((uint64_t)i >= TUPLE_LEN(o)) {
        return raise(vm, EXC_IndexError, "tuple index out of range");
    }
    return new_ref(TUPLE_ITEM(o, i));
}

static int tuple_contains(VM *vm, Object *o, Object *value) {
    for (size_t i = 0; i < TUPLE_LEN(o); i++) {
        int equal = sequence_items_equal(vm, TUPLE_ITEM(o, i), value);
        if (equal != 0) {
            return equal;
        }
    }
    return 0;
}

static Object *tuple_subscript_slice(VM *vm, Object *o, Object *key) {
    int64_t start, stop, step, count;
    if (!slice_indices(vm, key, TUPLE_LEN(o), &start, &stop, &step, &count)) {
        return NULL;
    }
    if (step == 1) {
        return tuple_slice(vm, o, (size_t)start, (size_t)(start + count));
    }
    if (count <= 0) {
        return tuple_new(vm, 0);
    }
    Object *t = tuple_alloc(vm, (size_t)count);
    if (!t) {
        return NULL;
    }
    Object **to = tuple_items(t), **items = tuple_items(o);
    for (int64_t i = 0; i < count; i++) {
        to[i] = new_ref(items[start + i * step]);
    }
    gc_track(vm, t);
    return t;
}

static Object *tuple_subscript(VM *vm, Object *o, Object *key) {
    int64_t i;
    if (is_exact(key, SHAPE_SLICE)) {
        return tuple_subscript_slice(vm, o, key);
    }
    if (!sequence_index(vm, key, "tuple", &i)) {
        return NULL;
    }
    return tuple_item(vm, o, i < 0 ? i + TUPLE_LEN(o) : i);
}

static Object *tuple_iter(VM *vm, Object *o) {
    return sequence_iterator_new(vm, SHAPE_TUPLE_ITERATOR, o, 0);
}

/* ---- methods ---- */

static Object *tuple_index(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t start = 0, stop = INT64_MAX;
    if (!args_count(vm, "index", nargs, 1, 3) ||
        (nargs > 1 && !sequence_bound(vm, args[1], &start)) ||
        (nargs > 2 && !sequence_bound(vm, args[2], &stop))) {
        return NULL;
    }
    sequence_clip(TUPLE_LEN(self), &start, &stop);
    for (int64_t i = start; i < stop; i++) {
        int equal = sequence_items_equal(vm, TUPLE_ITEM(self, i), args[0]);
        if (equal != 0) {
            return equal > 0 ? int_from_i64(vm, i) : NULL;
        }
    }
    return raise(vm, EXC_ValueError, "tuple.index(x): x not in tuple");
}

static Object *tuple_count(VM *vm, Object *self, Object *value) {
    int64_t count = 0;
    for (size_t i = 0; i < TUPLE_LEN(self); i++) {
        int equal = sequence_items_equal(vm, TUPLE_ITEM(self, i), value);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return int_from_i64(vm, count);
}

static Object *tuple_getnewargs(VM *vm, Object *self) {
    Object *value = tuple_from(vm, tuple_items(self), TUPLE_LEN(self));
    return value ? tuple_from_steal(vm, &value, 1) : NULL;
}

static const MethodDef tuple_methods[] = {
    METHOD_NOARGS("__getnewargs__", tuple_getnewargs, NULL),
    METHOD_FAST("index", tuple_index,
                "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\n"
                "Where value is first found; ValueError if it is not."),
    METHOD_O("count", tuple_count, "count($self, value, /)\n--\n\nHow many items equal value."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "tuple[int, str] and the like."),
    {0},
};

const TypeSpec tuple_spec = {
    .name = "tuple",
    .doc = "tuple(iterable=(), /)\n--\n\nA sequence that cannot be changed, with the items given.",
    .shape = SHAPE_TUPLE,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_SUB_TUPLE | TYPE_SEQUENCE | TYPE_SELF_MATCH,
    .size = sizeof(Tuple),
    .item_size = sizeof(Object *),
    .slots =
        {
            .dealloc = tuple_dealloc,
            .traverse = tuple_traverse,
            .block_size = tuple_block_size,
            .repr = tuple_repr,
            .hash = tuple_hash,
            .richcompare = tuple_richcompare,
            .iter = tuple_iter,
            .new = tuple_type_new,
            .sq_length = tuple_length,
            .sq_concat = tuple_concat,
            .sq_repeat = tuple_repeat,
            .sq_item = tuple_item,
            .sq_contains = tuple_contains,
            .mp_length = tuple_length,
            .mp_subscript = tuple_subscript,
        },
    .methods = tuple_methods,
};

/* ---- iterator ---- */

static Object *tuple_iterator_next(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (UNLIKELY(!it->sequence)) {
        return NULL;
    }
    if (LIKELY(it->index < TUPLE_LEN(it->sequence))) {
        return new_ref(TUPLE_ITEM(it->sequence, it->index++));
    }
    clear_ref(vm, it->sequence);
    return NULL;
}

static Object *tuple_iterator_length_hint(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    return int_from_i64(vm, it->sequence ? TUPLE_LEN(it->sequence) - it->index : 0);
}

static Object *tuple_iterator_reduce(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (it->sequence) {
        return sequence_reduce_iterator(vm, "iter", new_ref(it->sequence), it->index);
    }
    return sequence_reduce_iterator(vm, "iter", tuple_new(vm, 0), -1);
}

static Object *tuple_iterator_setstate(VM *vm, Object *o, Object *state) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        int64_t len = TUPLE_LEN(it->sequence);
        it->index = index < 0 ? 0 : index > len ? len : index;
    }
    return none_ref(vm);
}

static const MethodDef tuple_iterator_methods[] = {
    METHOD_NOARGS("__length_hint__", tuple_iterator_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", tuple_iterator_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", tuple_iterator_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec tuple_iterator_spec = {
    .name = "tuple_iterator",
    .shape = SHAPE_TUPLE_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = sequence_iterator_dealloc,
            .traverse = sequence_iterator_traverse,
            .iter = iterator_self,
            .iternext = tuple_iterator_next,
        },
    .methods = tuple_iterator_methods,
};
