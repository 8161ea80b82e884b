/* The iterator of str. */
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str_internal.h"
#include "types/tuple.h"

Object *str_iter(VM *vm, Object *s) {
    IndexIterator *it = object_new_container(vm, SHAPE_STR_ITERATOR, sizeof(IndexIterator));
    if (!it) {
        return NULL;
    }
    it->sequence = new_ref(s);
    it->index = 0;
    gc_track(vm, it);
    return OBJ(it);
}

static Object *next(VM *vm, Object *self) {
    IndexIterator *it = (IndexIterator *)self;
    Object *s = it->sequence;
    if (!s) {
        return NULL;
    }
    if (it->index < (int64_t)STR_LEN(s)) {
        Object *c = str_from_char(vm, str_char(s, (size_t)it->index));
        it->index += c != NULL;
        return c;
    }
    it->sequence = NULL;
    decref(vm, s);
    return NULL;
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
    int64_t left = it->sequence ? (int64_t)STR_LEN(it->sequence) - it->index : 0;
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
        empty = str_empty(vm);
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
        int64_t len = STR_LEN(it->sequence);
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

const TypeSpec str_iterator_spec = {
    .name = "str_iterator",
    .shape = SHAPE_STR_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = dealloc,
            .traverse = traverse,
            .iter = self_ref,
            .iternext = next,
        },
    .methods = methods,
};
