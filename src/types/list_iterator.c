/* list: iterators forwards and backwards. */
#include "types/list_impl.h"

Object *list_iter(VM *vm, Object *o) {
    return sequence_iterator_new(vm, SHAPE_LIST_ITERATOR, o, 0);
}

Object *list_reversed_method(VM *vm, Object *self) {
    return sequence_iterator_new(vm, SHAPE_LIST_REVERSE_ITERATOR, self,
                                 (int64_t)LIST_LEN(self) - 1);
}

static Object *reduce_exhausted(VM *vm) {
    return sequence_reduce_iterator(vm, "iter", list_new(vm, 0), -1);
}

/* ---- forwards ---- */

static Object *list_iterator_next(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (UNLIKELY(!it->sequence)) {
        return NULL;
    }
    if (LIKELY(it->index < LIST_LEN(it->sequence))) {
        return new_ref(LIST_ITEM(it->sequence, it->index++));
    }
    clear_ref(vm, it->sequence);
    return NULL;
}

static Object *list_iterator_length_hint(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t left = it->sequence ? (int64_t)LIST_LEN(it->sequence) - it->index : 0;
    return int_from_i64(vm, left < 0 ? 0 : left);
}

static Object *list_iterator_reduce(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return reduce_exhausted(vm);
    }
    return sequence_reduce_iterator(vm, "iter", new_ref(it->sequence), it->index);
}

static Object *list_iterator_setstate(VM *vm, Object *o, Object *state) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        int64_t len = LIST_LEN(it->sequence);
        it->index = index < 0 ? 0 : index > len ? len : index;
    }
    return none_ref(vm);
}

static const MethodDef list_iterator_methods[] = {
    METHOD_NOARGS("__length_hint__", list_iterator_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", list_iterator_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", list_iterator_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec list_iterator_spec = {
    .name = "list_iterator",
    .shape = SHAPE_LIST_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = sequence_iterator_dealloc,
            .traverse = sequence_iterator_traverse,
            .iter = iterator_self,
            .iternext = list_iterator_next,
        },
    .methods = list_iterator_methods,
};

/* ---- backwards ---- */

static Object *reverse_next(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return NULL;
    }
    if (it->index >= 0 && it->index < LIST_LEN(it->sequence)) {
        return new_ref(LIST_ITEM(it->sequence, it->index--));
    }
    it->index = -1;
    clear_ref(vm, it->sequence);
    return NULL;
}

static Object *reverse_length_hint(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t left = it->index + 1;
    return int_from_i64(vm, !it->sequence || left > LIST_LEN(it->sequence) ? 0 : left);
}

static Object *reverse_reduce(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return reduce_exhausted(vm);
    }
    Object *args = tuple_pack(vm, 1, it->sequence), *index = int_from_i64(vm, it->index);
    Object *result = NULL;
    if (args && index) {
        result = tuple_pack(vm, 3, TYPE(vm, REVERSED), args, index);
    }
    xdecref(vm, args);
    xdecref(vm, index);
    return result;
}

static Object *reverse_setstate(VM *vm, Object *o, Object *state) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        int64_t last = (int64_t)LIST_LEN(it->sequence) - 1;
        it->index = index < -1 ? -1 : index > last ? last : index;
    }
    return none_ref(vm);
}

static const MethodDef reverse_methods[] = {
    METHOD_NOARGS("__length_hint__", reverse_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", reverse_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", reverse_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec list_reverse_iterator_spec = {
    .name = "list_reverseiterator",
    .shape = SHAPE_LIST_REVERSE_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = sequence_iterator_dealloc,
            .traverse = sequence_iterator_traverse,
            .iter = iterator_self,
            .iternext = reverse_next,
        },
    .methods = reverse_methods,
};
