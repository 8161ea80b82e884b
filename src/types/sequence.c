#include "types/feed.h"

int sequence_items_differ_slow(VM *vm, Object *a, Object *b) {
    incref(a);
    incref(b);
    int equal = object_compare_bool(vm, a, b, CMP_EQ);
    decref(vm, a);
    decref(vm, b);
    return equal < 0 ? -1 : !equal;
}

Object *sequence_compare_len(VM *vm, size_t a, size_t b, int op) {
    switch (op) {
    case CMP_LT:
        return bool_ref(vm, a < b);
    case CMP_LE:
        return bool_ref(vm, a <= b);
    case CMP_EQ:
        return bool_ref(vm, a == b);
    case CMP_NE:
        return bool_ref(vm, a != b);
    case CMP_GT:
        return bool_ref(vm, a > b);
    default:
        return bool_ref(vm, a >= b);
    }
}

bool sequence_bound(VM *vm, Object *o, int64_t *bound) {
    if (o->meta == INT_META) {
        *bound = INT_VALUE(o);
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "slice indices must be integers or have an __index__ method");
        return false;
    }
    *bound = number_as_i64(vm, o, -1);
    return !(*bound == -1 && error_occurred(vm));
}

void sequence_clip(int64_t len, int64_t *start, int64_t *stop) {
    if (*start < 0) {
        *start = *start + len < 0 ? 0 : *start + len;
    }
    if (*stop < 0) {
        *stop = *stop + len < 0 ? 0 : *stop + len;
    } else if (*stop > len) {
        *stop = len;
    }
}

bool sequence_index(VM *vm, Object *key, const char *kind, int64_t *index) {
    if (LIKELY(key->meta == INT_META)) {
        *index = INT_VALUE(key);
        return true;
    }
    if (!number_is_index(vm, key)) {
        raise(vm, EXC_TypeError, "%s indices must be integers or slices, not %T", kind, key);
        return false;
    }
    *index = number_as_i64(vm, key, EXC_IndexError);
    return !(*index == -1 && error_occurred(vm));
}

Object *sequence_repr(VM *vm, Object *sequence, SequenceItemFn item, const char *open,
                      const char *close, const char *inside) {
    int entered = repr_enter(vm, sequence);
    if (entered != 0) {
        return entered > 0 ? str_from_cstr(vm, inside) : NULL;
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    bool done = str_builder_cstr(&b, open);
    Object *o;
    for (size_t i = 0; done && (o = item(sequence, i)) != NULL; i++) {
        incref(o);
        Object *repr = object_repr(vm, o);
        decref(vm, o);
        done = repr && (i == 0 || str_builder_ascii(&b, ", ", 2)) && str_builder_str(&b, repr);
        xdecref(vm, repr);
    }
    repr_leave(vm, sequence);
    done = done && str_builder_cstr(&b, close);
    Object *result = done ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

Object *sequence_reduce_iterator(VM *vm, const char *name, Object *sequence, int64_t index) {
    if (!sequence) {
        return NULL;
    }
    Object *args = tuple_from_steal(vm, &sequence, 1);
    Object *function = args ? dict_get_cstr(vm, vm->builtins, name) : NULL;
    Object *number = NULL, *result = NULL;
    if (args && !function) {
        raise(vm, EXC_AttributeError, "%s", name);
    }
    if (function && index >= 0) {
        number = int_from_i64(vm, index);
        result = number ? tuple_pack(vm, 3, function, args, number) : NULL;
    } else if (function) {
        result = tuple_pack(vm, 2, function, args);
    }
    xdecref(vm, args);
    xdecref(vm, number);
    return result;
}

bool is_quiet(const Object *o) {
    switch (shape_of(o)) {
    case SHAPE_NONE:
    case SHAPE_INT:
    case SHAPE_BOOL:
    case SHAPE_FLOAT:
    case SHAPE_STR:
    case SHAPE_BYTES:
        return true;
    case SHAPE_TUPLE:
        for (size_t i = 0, n = TUPLE_LEN(o); i < n; i++) {
            const Object *item = TUPLE_ITEM(o, i);
            if (item->meta != INT_META && (is_exact(item, SHAPE_TUPLE) || !is_quiet(item))) {
                return false;
            }
        }
        return true;
    default:
        return false;
    }
}

Object *sequence_iterator_new(VM *vm, uint32_t shape, Object *sequence, int64_t index) {
    IndexIterator *it = object_new_container(vm, shape, sizeof(IndexIterator));
    if (!it) {
        return NULL;
    }
    it->sequence = new_ref(sequence);
    it->index = index;
    gc_track(vm, it);
    return OBJ(it);
}

void sequence_iterator_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, ((IndexIterator *)o)->sequence);
    object_free_container(vm, o, sizeof(IndexIterator));
}

int sequence_iterator_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(((IndexIterator *)o)->sequence);
    return 0;
}
