/* The iterators of bytes and bytearray. */
#include "types/bytes_internal.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"

Object *index_iterator_new(VM *vm, uint32_t shape, Object *sequence) {
    IndexIterator *it = object_new_container(vm, shape, sizeof(IndexIterator));
    if (!it) {
        return NULL;
    }
    it->sequence = new_ref(sequence);
    it->index = 0;
    gc_track(vm, it);
    return OBJ(it);
}

static Object *next(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    Object *sequence = it->sequence;
    if (!sequence) {
        return NULL;
    }
    if (it->index < (int64_t)self_len(vm, sequence)) {
        Object *byte = int_from_i64(vm, self_data(vm, sequence)[it->index]);
        it->index += byte != NULL;
        return byte;
    }
    it->sequence = NULL;
    decref(vm, sequence);
    return NULL;
}

int64_t bytes_iterator_sum(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    int64_t sum = 0;
    if (it->sequence) {
        int64_t len = (int64_t)self_len(vm, it->sequence), i = it->index;
        const uint8_t *data = self_data(vm, it->sequence);
        for (; i < len; i++) {
            sum += data[i];
        }
        it->index = i;
    }
    return sum;
}

static void dealloc(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    gc_untrack(vm, it);
    clear_ref(vm, it->sequence);
    object_free_container(vm, it, sizeof *it);
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(((IndexIterator *)self)->sequence);
    return 0;
}

static Object *self_ref(VM *vm, Object *self) {
    UNUSED(vm);
    return new_ref(self);
}

static Object *length_hint(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    int64_t left = it->sequence ? (int64_t)self_len(vm, it->sequence) - it->index : 0;
    return int_from_i64(vm, left < 0 ? 0 : left);
}

static Object *reduce(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    Object *iter = dict_get_cstr(vm, vm->builtins, "iter");
    if (!iter) {
        return error_occurred(vm) ? NULL : raise(vm, EXC_AttributeError, "iter");
    }
    Object *args = NULL, *index = NULL, *result = NULL, *empty = NULL;
    if (!it->sequence) {
        empty = tuple_new(vm, 0);
        args = empty ? tuple_pack(vm, 1, empty) : NULL;
        result = args ? tuple_pack(vm, 2, iter, args) : NULL;
    } else {
        args = tuple_pack(vm, 1, it->sequence);
        index = args ? int_from_i64(vm, it->index) : NULL;
        result = index ? tuple_pack(vm, 3, iter, args, index) : NULL;
    }
    xdecref(vm, empty);
    xdecref(vm, args);
    xdecref(vm, index);
    return result;
}

static Object *set_state(VM *vm, Object *self, Object *state) {
    IndexIterator *it = (IndexIterator *)self;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        int64_t len = (int64_t)self_len(vm, it->sequence);
        it->index = index < 0 ? 0 : index > len ? len : index;
    }
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("__length_hint__", length_hint, "How many items are left."),
    METHOD_NOARGS("__reduce__", reduce, "For pickling."),
    METHOD_O("__setstate__", set_state, "For unpickling."),
    {0},
};

#define ITERATOR_SPEC(type_name, shape_number)                                                     \
    {                                                                                              \
        .name = type_name, .shape = shape_number,                                                  \
        .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_NO_NEW, .size = sizeof(IndexIterator),     \
        .slots =                                                                                   \
            {                                                                                      \
                .dealloc = dealloc,                                                                \
                .traverse = traverse,                                                              \
                .iter = self_ref,                                                                  \
                .iternext = next,                                                                  \
            },                                                                                     \
        .methods = methods,                                                                        \
    }

const TypeSpec bytes_iterator_spec = ITERATOR_SPEC("bytes_iterator", SHAPE_BYTES_ITERATOR);
const TypeSpec bytearray_iterator_spec =
    ITERATOR_SPEC("bytearray_iterator", SHAPE_BYTEARRAY_ITERATOR);
