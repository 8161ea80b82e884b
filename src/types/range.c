/* range. */
#include "types/range_impl.h"

/* ---- lengths ---- */

static Object *small(VM *vm, int64_t value) {
    return int_from_i64(vm, value);
}

/* a OP b, releasing a; a NULL passes. */
static Object *then(VM *vm, Object *(*op)(VM *, Object *, Object *), Object *a, Object *b) {
    if (!a) {
        return NULL;
    }
    Object *result = op(vm, a, b);
    decref(vm, a);
    return result;
}

/* (high - low - 1) // |step| + 1, or 0. */
static Object *range_length(VM *vm, Object *start, Object *stop, Object *step) {
    int64_t a, b, s;
    if (int_as_i64(start, &a) && int_as_i64(stop, &b) && int_as_i64(step, &s)) {
        uint64_t span = s > 0 ? (uint64_t)b - (uint64_t)a : (uint64_t)a - (uint64_t)b;
        uint64_t stride = s > 0 ? (uint64_t)s : 0 - (uint64_t)s;
        if (s > 0 ? a >= b : a <= b) {
            return small(vm, 0);
        }
        return int_from_u64(vm, (span - 1) / stride + 1); /* 2**64 - 1 at most */
    }
    bool forwards = int_sign(step) > 0;
    Object *low = forwards ? start : stop, *high = forwards ? stop : start;
    if (int_cmp(low, high) >= 0) {
        return small(vm, 0);
    }
    Int one = {.head = {.count = 1, .meta = INT_META}, .value = 1};
    Object *stride = forwards ? new_ref(step) : int_neg(vm, step);
    Object *length = NULL;
    if (stride) {
        length = then(vm, int_sub, int_sub(vm, high, low), OBJ(&one));
        length = then(vm, int_floordiv, length, stride);
        length = then(vm, int_add, length, OBJ(&one));
        decref(vm, stride);
    }
    return length;
}

/* ---- making ranges ---- */

Object *range_from_ints(VM *vm, Object *start, Object *stop, Object *step) {
    Object *length = start && stop && step ? range_length(vm, start, stop, step) : NULL;
    Range *r = length ? range_object_new(vm, SHAPE_RANGE, sizeof(Range)) : NULL;
    if (!r) {
        xdecref(vm, length);
        xdecref(vm, start);
        xdecref(vm, stop);
        xdecref(vm, step);
        return NULL;
    }
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = length;
    return OBJ(r);
}

static Object *exact_index(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_INT)) {
        return new_ref(o);
    }
    Object *index = number_index(vm, o);
    if (index && !is_exact(index, SHAPE_INT)) {
        Object *exact = type_of(vm, index)->slots.nb_positive(vm, index);
        decref(vm, index);
        return exact;
    }
    return index;
}

static Object *range_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "range", kwnames) || !args_count(vm, "range", nargs, 1, 3)) {
        return NULL;
    }
    if (nargs == 1) {
        Object *stop = exact_index(vm, args[0]);
        return stop ? range_from_ints(vm, small(vm, 0), stop, small(vm, 1)) : NULL;
    }
    Object *start = exact_index(vm, args[0]);
    Object *stop = start ? exact_index(vm, args[1]) : NULL;
    Object *step = !stop ? NULL : nargs == 3 ? exact_index(vm, args[2]) : small(vm, 1);
    if (step && int_sign(step) == 0) {
        raise(vm, EXC_ValueError, "range() arg 3 must not be zero");
        clear_ref(vm, step);
    }
    return range_from_ints(vm, start, stop, step);
}

static void range_dealloc(VM *vm, Object *o) {
    Range *r = RANGE(o);
    decref(vm, r->start);
    decref(vm, r->stop);
    decref(vm, r->step);
    decref(vm, r->length);
    range_object_free(vm, o, sizeof(Range));
}

static int range_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(RANGE(o)->start);
    VISIT(RANGE(o)->stop);
    VISIT(RANGE(o)->step);
    VISIT(RANGE(o)->length);
    return 0;
}

/* ---- slots ---- */

static Object *range_repr(VM *vm, Object *o) {
    Range *r = RANGE(o);
    int64_t step;
    if (int_as_i64(r->step, &step) && step == 1) {
        return str_format(vm, "range(%R, %R)", r->start, r->stop);
    }
    return str_format(vm, "range(%R, %R, %R)", r->start, r->stop, r->step);
}

static int64_t range_len(VM *vm, Object *o) {
    int64_t length;
    if (!int_as_i64(RANGE(o)->length, &length)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
        return -1;
    }
    return length;
}

static int range_bool(VM *vm, Object *o) {
    UNUSED(vm);
    return int_sign(RANGE(o)->length) != 0;
}

static bool is_one(Object *o) {
    int64_t value;
    return int_as_i64(o, &value) && value == 1;
}

/* Ranges are equal as sequences: what is not needed to tell the items does not count. */
static bool ranges_equal(Range *a, Range *b) {
    if (int_cmp(a->length, b->length) != 0) {
        return false;
    }
    if (int_sign(a->length) == 0) {
        return true;
    }
    if (int_cmp(a->start, b->start) != 0) {
        return false;
    }
    return is_one(a->length) || int_cmp(a->step, b->step) == 0;
}

static Object *range_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_exact(b, SHAPE_RANGE) || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_ref(vm);
    }
    bool equal = a == b || ranges_equal(RANGE(a), RANGE(b));
    return bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash range_hash(VM *vm, Object *o) {
    Range *r = RANGE(o);
    bool empty = int_sign(r->length) == 0;
    Object *key = tuple_pack(vm, 3, r->length, empty ? vm->none : r->start,
                             empty || is_one(r->length) ? vm->none : r->step);
    if (!key) {
        return -1;
    }
    Hash h = object_hash(vm, key);
    decref(vm, key);
    return h;
}

Object *range_item_at(VM *vm, Object *start, Object *step, Object *i) {
    int64_t a, s, n, product, sum;
    if (int_as_i64(start, &a) && int_as_i64(step, &s) && int_as_i64(i, &n) &&
        !__builtin_mul_overflow(s, n, &product) && !__builtin_add_overflow(a, product, &sum)) {
        return int_from_i64(vm, sum);
    }
    return then(vm, int_add, int_mul(vm, step, i), start);
}

static Object *raise_range_index(VM *vm) {
    return raise(vm, EXC_IndexError, "range object index out of range");
}

/* i counts from the end if it is negative. */
static Object *item_at_index(VM *vm, Object *o, Object *i) {
    Range *r = RANGE(o);
    Object *index = int_sign(i) < 0 ? int_add(vm, i, r->length) : new_ref(i);
    if (!index) {
        return NULL;
    }
    Object *result = NULL;
    if (int_sign(index) < 0 || int_cmp(index, r->length) >= 0) {
        raise_range_index(vm);
    } else {
        result = range_item_at(vm, r->start, r->step, index);
    }
    decref(vm, index);
    return result;
}

static Object *range_item(VM *vm, Object *o, int64_t i) {
    Int index = {.head = {.count = 1, .meta = INT_META}, .value = i};
    return i < 0 ? raise_range_index(vm) : item_at_index(vm, o, OBJ(&index));
}

static Object *range_slice(VM *vm, Object *o, Object *slice) {
    Range *r = RANGE(o);
    Object *bounds = slice_indices_long(vm, slice, r->length);
    if (!bounds) {
        return NULL;
    }
    Object *start = range_item_at(vm, r->start, r->step, TUPLE_ITEM(bounds, 0));
    Object *stop = range_item_at(vm, r->start, r->step, TUPLE_ITEM(bounds, 1));
    Object *step = int_mul(vm, r->step, TUPLE_ITEM(bounds, 2));
    decref(vm, bounds);
    return range_from_ints(vm, start, stop, step);
}

static Object *range_subscript(VM *vm, Object *o, Object *key) {
    if (is_exact(key, SHAPE_SLICE)) {
        return range_slice(vm, o, key);
    }
    if (!number_is_index(vm, key)) {
        return raise(vm, EXC_TypeError, "range indices must be integers or slices, not %T", key);
    }
    Object *index = number_index(vm, key);
    Object *result = index ? item_at_index(vm, o, index) : NULL;
    xdecref(vm, index);
    return result;
}

/* Whether an exact int or bool lies in the range; *index (if wanted) is its place, owned. 1, 0, -1.
 */
static int find_int(VM *vm, Range *r, Object *value, Object **index) {
    bool forwards = int_sign(r->step) > 0;
    if (forwards ? int_cmp(value, r->start) < 0 || int_cmp(value, r->stop) >= 0
                 : int_cmp(value, r->start) > 0 || int_cmp(value, r->stop) <= 0) {
        return 0;
    }
    Object *distance = int_sub(vm, value, r->start);
    Object *rest = distance ? int_mod(vm, distance, r->step) : NULL;
    int found = rest ? int_sign(rest) == 0 : -1;
    if (found > 0 && index) {
        *index = int_floordiv(vm, distance, r->step);
        found = *index ? 1 : -1;
    }
    xdecref(vm, distance);
    xdecref(vm, rest);
    return found;
}

static bool is_plain_int(const Object *o) {
    return is_exact(o, SHAPE_INT) || is_exact(o, SHAPE_BOOL);
}

/* Compares one item after the other. Stops at the first equal one, or counts them all. -1: error.
 */
static int64_t search_slowly(VM *vm, Object *o, Object *value, bool count_all, int64_t *first) {
    Object *it = range_iter(vm, o);
    if (!it) {
        return -1;
    }
    int64_t found = 0, i = 0;
    Object *item;
    while ((item = type_of(vm, it)->slots.iternext(vm, it)) != NULL) {
        int equal = object_compare_bool(vm, item, value, CMP_EQ);
        decref(vm, item);
        if (equal < 0) {
            break;
        }
        if (equal && found++ == 0 && first) {
            *first = i;
        }
        if (equal && !count_all) {
            break;
        }
        i++;
    }
    decref(vm, it);
    return error_occurred(vm) ? -1 : found;
}

static int range_contains(VM *vm, Object *o, Object *value) {
    if (is_plain_int(value)) {
        return find_int(vm, RANGE(o), value, NULL);
    }
    return (int)search_slowly(vm, o, value, false, NULL);
}

/* ---- methods ---- */

static Object *range_count(VM *vm, Object *self, Object *value) {
    int64_t count = is_plain_int(value) ? find_int(vm, RANGE(self), value, NULL)
                                        : search_slowly(vm, self, value, true, NULL);
    return count < 0 ? NULL : int_from_i64(vm, count);
}

static Object *range_index(VM *vm, Object *self, Object *value) {
    if (is_plain_int(value)) {
        Object *index = NULL;
        int found = find_int(vm, RANGE(self), value, &index);
        if (found == 0) {
            return raise(vm, EXC_ValueError, "%R is not in range", value);
        }
        return found < 0 ? NULL : index;
    }
    int64_t first = 0, found = search_slowly(vm, self, value, false, &first);
    if (found == 0) {
        return raise(vm, EXC_ValueError, "sequence.index(x): x not in sequence");
    }
    return found < 0 ? NULL : int_from_i64(vm, first);
}

static Object *range_reduce(VM *vm, Object *self) {
    Range *r = RANGE(self);
    Object *args = tuple_pack(vm, 3, r->start, r->stop, r->step);
    Object *result = args ? tuple_pack(vm, 2, TYPE(vm, RANGE), args) : NULL;
    xdecref(vm, args);
    return result;
}

static const MethodDef range_methods[] = {
    METHOD_NOARGS("__reversed__", range_reversed, "An iterator from the last item to the first."),
    METHOD_NOARGS("__reduce__", range_reduce, NULL),
    METHOD_O("count", range_count, "How many items equal the value."),
    METHOD_O("index", range_index, "Where the value is; ValueError if it is not."),
    {0},
};

static const MemberDef range_members[] = {
    {"start", MEMBER_OBJECT, offsetof(Range, start), true, NULL},
    {"stop", MEMBER_OBJECT, offsetof(Range, stop), true, NULL},
    {"step", MEMBER_OBJECT, offsetof(Range, step), true, NULL},
    {0},
};

const TypeSpec range_spec = {
    .name = "range",
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n"
           "The ints from start up to stop, which is left out, by step.",
    .shape = SHAPE_RANGE,
    .flags = TYPE_CONTAINER | TYPE_SEQUENCE,
    .size = sizeof(Range),
    .slots =
        {
            .dealloc = range_dealloc,
            .traverse = range_traverse,
            .repr = range_repr,
            .hash = range_hash,
            .richcompare = range_richcompare,
            .iter = range_iter,
            .new = range_new,
            .nb_bool = range_bool,
            .sq_length = range_len,
            .sq_item = range_item,
            .sq_contains = range_contains,
            .mp_length = range_len,
            .mp_subscript = range_subscript,
        },
    .methods = range_methods,
    .members = range_members,
};
