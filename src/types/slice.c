/* slice. */
#include "types/range_impl.h"

#define SLICE(o) ((Slice *)(o))

Object *slice_new(VM *vm, Object *start, Object *stop, Object *step) {
    Slice *s = object_new_container(vm, SHAPE_SLICE, sizeof(Slice));
    if (!s) {
        return NULL;
    }
    s->start = new_ref(start);
    s->stop = new_ref(stop);
    s->step = new_ref(step);
    gc_track(vm, s);
    return OBJ(s);
}

/* A bound as int64, clipped; None leaves *value. */
static bool slice_value(VM *vm, Object *o, int64_t *value) {
    if (o == vm->none) {
        return true;
    }
    if (o->meta == INT_META) {
        *value = INT_VALUE(o);
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError,
              "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    *value = number_as_i64(vm, o, -1);
    return !(*value == -1 && error_occurred(vm));
}

static int64_t clip_bound(int64_t bound, int64_t length, bool backwards) {
    if (bound < 0) {
        bound += length;
        return bound < 0 ? -(int64_t)backwards : bound;
    }
    return bound >= length ? length - backwards : bound;
}

bool slice_unpack(VM *vm, Object *slice, int64_t *start, int64_t *stop, int64_t *step) {
    Slice *s = SLICE(slice);
    *step = 1;
    if (!slice_value(vm, s->step, step)) {
        return false;
    }
    if (*step == 0) {
        raise(vm, EXC_ValueError, "slice step cannot be zero");
        return false;
    }
    if (*step < -INT64_MAX) {
        *step = -INT64_MAX; /* so that it can be negated */
    }
    bool backwards = *step < 0;
    *start = backwards ? INT64_MAX : 0;
    *stop = backwards ? INT64_MIN : INT64_MAX;
    return slice_value(vm, s->start, start) && slice_value(vm, s->stop, stop);
}

int64_t slice_adjust(int64_t length, int64_t *start, int64_t *stop, int64_t step) {
    bool backwards = step < 0;
    *start = clip_bound(*start, length, backwards);
    *stop = clip_bound(*stop, length, backwards);
    int64_t distance = backwards ? *start - *stop : *stop - *start,
            stride = backwards ? -step : step;
    /* Most strides are 1, and a division is the dearest thing here. */
    return distance <= 0 ? 0 : stride == 1 ? distance : (distance - 1) / stride + 1;
}

bool slice_indices(VM *vm, Object *slice, int64_t length, int64_t *start, int64_t *stop,
                   int64_t *step, int64_t *count) {
    if (!slice_unpack(vm, slice, start, stop, step)) {
        return false;
    }
    *count = slice_adjust(length, start, stop, *step);
    return true;
}

/* ---- slice.indices: for lengths of any size ---- */

/* A bound as an int object, clipped to lower..upper (borrowed) after counting negative ones from
 * the end. */
static Object *long_bound(VM *vm, Object *o, Object *length, Object *lower, Object *upper,
                          Object *absent) {
    if (o == vm->none) {
        return new_ref(absent);
    }
    if (!number_is_index(vm, o)) {
        return raise(vm, EXC_TypeError,
                     "slice indices must be integers or None or have an __index__ method");
    }
    Object *value = number_index(vm, o);
    if (!value) {
        return NULL;
    }
    if (int_sign(value) < 0) {
        Object *sum = int_add(vm, value, length);
        decref(vm, value);
        value = sum;
        if (value && int_cmp(value, lower) < 0) {
            decref(vm, value);
            value = new_ref(lower);
        }
    } else if (int_cmp(value, upper) > 0) {
        decref(vm, value);
        value = new_ref(upper);
    }
    return value;
}

static Object *slice_step(VM *vm, Slice *s) {
    if (s->step == vm->none) {
        return int_from_i64(vm, 1);
    }
    if (!number_is_index(vm, s->step)) {
        return raise(vm, EXC_TypeError,
                     "slice indices must be integers or None or have an __index__ method");
    }
    Object *step = number_index(vm, s->step);
    if (step && int_sign(step) == 0) {
        raise(vm, EXC_ValueError, "slice step cannot be zero");
        clear_ref(vm, step);
    }
    return step;
}

Object *slice_indices_long(VM *vm, Object *self, Object *length_arg) {
    Slice *s = SLICE(self);
    Object *lower = NULL, *upper = NULL, *parts[3] = {NULL};
    Object *length = number_index(vm, length_arg);
    if (!length) {
        return NULL;
    }
    if (int_sign(length) < 0) {
        raise(vm, EXC_ValueError, "length should not be negative");
        goto fail;
    }
    parts[2] = slice_step(vm, s);
    if (!parts[2]) {
        goto fail;
    }
    bool backwards = int_sign(parts[2]) < 0;
    Int minus_one = {.head = {.count = 1, .meta = INT_META}, .value = -1};
    lower = int_from_i64(vm, backwards ? -1 : 0);
    upper = backwards ? int_add(vm, length, OBJ(&minus_one)) : new_ref(length);
    if (!lower || !upper) {
        goto fail;
    }
    parts[0] = long_bound(vm, s->start, length, lower, upper, backwards ? upper : lower);
    parts[1] =
        parts[0] ? long_bound(vm, s->stop, length, lower, upper, backwards ? lower : upper) : NULL;
    if (!parts[1]) {
        goto fail;
    }
    decref(vm, length);
    decref(vm, lower);
    decref(vm, upper);
    return tuple_from_steal(vm, parts, 3);

fail:
    decref(vm, length);
    xdecref(vm, lower);
    xdecref(vm, upper);
    xdecref(vm, parts[0]);
    xdecref(vm, parts[1]);
    xdecref(vm, parts[2]);
    return NULL;
}

/* ---- type ---- */

static Object *slice_type_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "slice", kwnames) || !args_count(vm, "slice", nargs, 1, 3)) {
        return NULL;
    }
    if (nargs == 1) {
        return slice_new(vm, vm->none, args[0], vm->none);
    }
    return slice_new(vm, args[0], args[1], nargs == 3 ? args[2] : vm->none);
}

static void slice_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, SLICE(o)->step);
    clear_ref(vm, SLICE(o)->start);
    clear_ref(vm, SLICE(o)->stop);
    object_free_container(vm, o, sizeof(Slice));
}

static int slice_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(SLICE(o)->start);
    VISIT(SLICE(o)->stop);
    VISIT(SLICE(o)->step);
    return 0;
}

static Object *slice_repr(VM *vm, Object *o) {
    Slice *s = SLICE(o);
    return str_format(vm, "slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static Object *slice_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_exact(a, SHAPE_SLICE) || !is_exact(b, SHAPE_SLICE)) {
        return not_implemented_ref(vm);
    }
    if (a == b) {
        return bool_ref(vm, op == CMP_EQ || op == CMP_LE || op == CMP_GE);
    }
    Slice *x = SLICE(a), *y = SLICE(b);
    Object *left = tuple_pack(vm, 3, x->start, x->stop, x->step);
    Object *right = tuple_pack(vm, 3, y->start, y->stop, y->step);
    Object *result = left && right ? object_compare(vm, left, right, op) : NULL;
    xdecref(vm, left);
    xdecref(vm, right);
    return result;
}

static Object *slice_reduce(VM *vm, Object *self) {
    Slice *s = SLICE(self);
    Object *args = tuple_pack(vm, 3, s->start, s->stop, s->step);
    Object *result = args ? tuple_pack(vm, 2, TYPE(vm, SLICE), args) : NULL;
    xdecref(vm, args);
    return result;
}

static const MethodDef slice_methods[] = {
    METHOD_O("indices", slice_indices_long,
             "S.indices(len) -> (start, stop, stride)\n\n"
             "The slice's bounds for a sequence of that length."),
    METHOD_NOARGS("__reduce__", slice_reduce, "How to make the slice again."),
    {0},
};

static const MemberDef slice_members[] = {
    {"start", MEMBER_OBJECT, offsetof(Slice, start), true, NULL},
    {"stop", MEMBER_OBJECT, offsetof(Slice, stop), true, NULL},
    {"step", MEMBER_OBJECT, offsetof(Slice, step), true, NULL},
    {0},
};

const TypeSpec slice_spec = {
    .name = "slice",
    .doc =
        "slice(stop)\nslice(start, stop[, step])\n\nWhich items of a sequence: a[start:stop:step].",
    .shape = SHAPE_SLICE,
    .flags = TYPE_CONTAINER,
    .size = sizeof(Slice),
    .slots =
        {
            .dealloc = slice_dealloc,
            .traverse = slice_traverse,
            .repr = slice_repr,
            .richcompare = slice_richcompare,
            .new = slice_type_new,
        },
    .methods = slice_methods,
    .members = slice_members,
};
