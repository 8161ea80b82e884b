/* Iterators of ranges: with int64, and with ints of any size. */
#include "types/range_impl.h"

/* ---- int64 ---- */

static Object *small_iterator(VM *vm, int64_t next, int64_t step, int64_t left) {
    RangeIterator *it = object_new_atomic(vm, SHAPE_RANGE_ITERATOR, sizeof(RangeIterator));
    if (it) {
        it->next = next;
        it->step = step;
        it->left = left;
    }
    return OBJ(it);
}

static void small_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(RangeIterator));
}

static Object *small_next(VM *vm, Object *o) {
    int64_t value;
    return range_iterator_step(o, &value) ? int_from_i64(vm, value) : NULL;
}

static Object *small_length_hint(VM *vm, Object *o) {
    return int_from_i64(vm, ((RangeIterator *)o)->left);
}

static Object *small_reduce(VM *vm, Object *o) {
    RangeIterator *it = (RangeIterator *)o;
    Object *start = int_from_i64(vm, it->next), *step = int_from_i64(vm, it->step);
    Object *left = int_from_i64(vm, it->left), *stop = NULL;
    if (start && step && left) {
        stop = range_item_at(vm, start, step, left);
    }
    xdecref(vm, left);
    return sequence_reduce_iterator(vm, "iter", range_from_ints(vm, start, stop, step), 0);
}

static Object *small_setstate(VM *vm, Object *o, Object *state) {
    RangeIterator *it = (RangeIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    index = index < 0 ? 0 : index > it->left ? it->left : index;
    it->next = (int64_t)((uint64_t)it->next + (uint64_t)index * (uint64_t)it->step);
    it->left -= index;
    return none_ref(vm);
}

static const MethodDef small_methods[] = {
    METHOD_NOARGS("__length_hint__", small_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", small_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", small_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec range_iterator_spec = {
    .name = "range_iterator",
    .shape = SHAPE_RANGE_ITERATOR,
    .flags = TYPE_NO_NEW,
    .size = sizeof(RangeIterator),
    .slots =
        {
            .dealloc = small_dealloc,
            .iter = iterator_self,
            .iternext = small_next,
        },
    .methods = small_methods,
};

/* ---- any size ---- */

typedef struct LongRangeIterator {
    Object head;
    Object *start, *step, *length, *index; /* ints, owned */
} LongRangeIterator;
#define LONG_RANGE_ITERATOR(o) ((LongRangeIterator *)(o))

/* Steals the ints (NULL: an error is set). */
static Object *long_iterator(VM *vm, Object *start, Object *step, Object *length) {
    Object *index = start && step && length ? int_from_i64(vm, 0) : NULL;
    LongRangeIterator *it = NULL;
    if (index) {
        it = range_object_new(vm, SHAPE_LONG_RANGE_ITERATOR, sizeof(LongRangeIterator));
    }
    if (!it) {
        xdecref(vm, start);
        xdecref(vm, step);
        xdecref(vm, length);
        xdecref(vm, index);
        return NULL;
    }
    it->start = start;
    it->step = step;
    it->length = length;
    it->index = index;
    return OBJ(it);
}

static void long_dealloc(VM *vm, Object *o) {
    LongRangeIterator *it = LONG_RANGE_ITERATOR(o);
    decref(vm, it->index);
    decref(vm, it->start);
    decref(vm, it->step);
    decref(vm, it->length);
    range_object_free(vm, o, sizeof(LongRangeIterator));
}

static int long_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(LONG_RANGE_ITERATOR(o)->start);
    VISIT(LONG_RANGE_ITERATOR(o)->step);
    VISIT(LONG_RANGE_ITERATOR(o)->length);
    VISIT(LONG_RANGE_ITERATOR(o)->index);
    return 0;
}

static Object *long_next(VM *vm, Object *o) {
    LongRangeIterator *it = LONG_RANGE_ITERATOR(o);
    if (int_cmp(it->index, it->length) >= 0) {
        return NULL;
    }
    Int one = {.head = {.count = 1, .meta = INT_META}, .value = 1};
    Object *next = int_add(vm, it->index, OBJ(&one));
    Object *item = next ? range_item_at(vm, it->start, it->step, it->index) : NULL;
    if (!item) {
        xdecref(vm, next);
        return NULL;
    }
    set_ref(vm, it->index, next);
    return item;
}

static Object *long_length_hint(VM *vm, Object *o) {
    return int_sub(vm, LONG_RANGE_ITERATOR(o)->length, LONG_RANGE_ITERATOR(o)->index);
}

static Object *long_reduce(VM *vm, Object *o) {
    LongRangeIterator *it = LONG_RANGE_ITERATOR(o);
    Object *stop = range_item_at(vm, it->start, it->step, it->length);
    if (!stop) {
        return NULL;
    }
    Object *range = range_from_ints(vm, new_ref(it->start), stop, new_ref(it->step));
    Object *result = sequence_reduce_iterator(vm, "iter", range, -1);
    Object *full =
        result ? tuple_pack(vm, 3, TUPLE_ITEM(result, 0), TUPLE_ITEM(result, 1), it->index) : NULL;
    xdecref(vm, result);
    return full;
}

static Object *long_setstate(VM *vm, Object *o, Object *state) {
    LongRangeIterator *it = LONG_RANGE_ITERATOR(o);
    if (!is_int(vm, state)) {
        return raise(vm, EXC_TypeError, "state must be an int, not %T", state);
    }
    Object *index;
    if (int_sign(state) < 0) {
        index = int_from_i64(vm, 0);
    } else {
        index = new_ref(int_cmp(state, it->length) > 0 ? it->length : state);
    }
    if (!index) {
        return NULL;
    }
    set_ref(vm, it->index, index);
    return none_ref(vm);
}

static const MethodDef long_methods[] = {
    METHOD_NOARGS("__length_hint__", long_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", long_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", long_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec long_range_iterator_spec = {
    .name = "longrange_iterator",
    .shape = SHAPE_LONG_RANGE_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(LongRangeIterator),
    .slots =
        {
            .dealloc = long_dealloc,
            .traverse = long_traverse,
            .iter = iterator_self,
            .iternext = long_next,
        },
    .methods = long_methods,
};

/* ---- of a range ---- */

Object *range_iter(VM *vm, Object *o) {
    Range *r = RANGE(o);
    int64_t start, stop, step, length;
    if (int_as_i64(r->start, &start) && int_as_i64(r->stop, &stop) && int_as_i64(r->step, &step) &&
        int_as_i64(r->length, &length)) {
        return small_iterator(vm, start, step, length);
    }
    return long_iterator(vm, new_ref(r->start), new_ref(r->step), new_ref(r->length));
}

/* From the last item down: start + (length - 1) * step, by -step. */
Object *range_reversed(VM *vm, Object *o) {
    Range *r = RANGE(o);
    Int one = {.head = {.count = 1, .meta = INT_META}, .value = 1};
    Object *last = int_sub(vm, r->length, OBJ(&one));
    if (!last) {
        return NULL;
    }
    Object *start = range_item_at(vm, r->start, r->step, last), *step = int_neg(vm, r->step);
    decref(vm, last);
    int64_t first, stride, length;
    if (start && step && int_as_i64(start, &first) && int_as_i64(step, &stride) &&
        int_as_i64(r->length, &length)) {
        decref(vm, start);
        decref(vm, step);
        return small_iterator(vm, first, stride, length);
    }
    return long_iterator(vm, start, step, new_ref(r->length));
}
