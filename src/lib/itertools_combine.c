/* itertools: product, permutations, combinations, combinations_with_replacement.
 *
 * All four keep the items they choose from in tuples (pools), and the places of the present choice
 * in a buffer of indices. __setstate__ moves them, never out of range. */
#include <string.h>

#include "lib/itertools.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Choice {
    Object head;
    Object *pool;     /* tuple; product: tuple of tuples */
    Object *result;   /* the tuple given out last, or NULL */
    int64_t *indices; /* raw buffer of index_len; NULL if that is 0 */
    size_t index_len;
    size_t len;   /* items of a result: the first indices of each kind */
    bool started; /* a result has been given */
    bool stopped;
} Choice;
#define CHOICE(o) ((Choice *)(o))

static void choice_dealloc(VM *vm, Object *o) {
    Choice *self = CHOICE(o);
    gc_untrack(vm, o);
    clear_ref(vm, self->pool);
    clear_ref(vm, self->result);
    if (self->indices) {
        raw_free(vm, self->indices, self->index_len * sizeof *self->indices);
    }
    object_free_container(vm, o, sizeof(Choice));
}

static int choice_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(CHOICE(o)->pool);
    VISIT(CHOICE(o)->result);
    return 0;
}

static size_t choice_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return ((const Choice *)o)->index_len * sizeof(int64_t);
}

/* Steals pool, which may be NULL after an error. Indices are 0. */
static Choice *choice_make(VM *vm, Type *cls, Object *pool, size_t len, size_t index_len) {
    Choice *self = pool ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, pool);
        return NULL;
    }
    self->pool = pool;
    self->result = NULL;
    self->len = len;
    if (index_len) {
        if (index_len > SIZE_MAX / sizeof *self->indices / 2) {
            raise_memory_error(vm);
        } else {
            self->indices = raw_alloc(vm, index_len * sizeof *self->indices);
        }
        if (!self->indices) {
            decref(vm, self);
            return NULL;
        }
        memset(self->indices, 0, index_len * sizeof *self->indices);
        self->index_len = index_len;
    }
    gc_track(vm, self);
    return self;
}

/* Item i of the present choice, borrowed. */
static inline Object *choice_item(const Choice *self, Object **pool, size_t i, bool product) {
    int64_t index = self->indices[i];
    return product ? TUPLE_ITEM(pool[i], index) : pool[index];
}

static Object *choice_tuple(VM *vm, const Choice *self, bool product) {
    size_t len = self->len;
    Object *result = tuple_is_few(len) ? tuple_new_few(vm, len) : tuple_new(vm, len);
    if (!result || len == 0) {
        return result;
    }
    Object **items = tuple_items(result), **pool = tuple_items(self->pool);
    for (size_t i = 0; i < len; i++) {
        items[i] = new_ref(choice_item(self, pool, i, product));
    }
    gc_track(vm, result);
    return result;
}

/* The tuple of the items at the first `len` indices, of which those before `first` have not
 * changed: the one given out last, if nobody else has it any more. */
static Object *choice_result(VM *vm, Choice *self, int64_t first, bool product) {
    Object *result = self->result;
    if (!result || result->count > 1) {
        result = choice_tuple(vm, self, product);
        set_ref(vm, self->result, result);
        xincref(result);
        return result;
    }
    Object **items = tuple_items(result), **pool = tuple_items(self->pool);
    for (size_t i = (size_t)first; i < self->len; i++) { /* the pool has the old ones, too */
        set_ref(vm, items[i], new_ref(choice_item(self, pool, i, product)));
    }
    if (!gc_is_tracked(result)) { /* a collection may have found it full of atoms */
        gc_track(vm, result);
    }
    return new_ref(result);
}

/* The next choice. advance: moves the indices and tells the first one that has changed; -1: that
 * was all. */
static Object *choice_next(VM *vm, Choice *self, int64_t (*advance)(Choice *), bool product) {
    int64_t first = self->stopped ? -1 : self->started ? advance(self) : 0;
    if (first < 0) {
        self->stopped = true;
        return NULL;
    }
    self->started = true;
    return choice_result(vm, self, first, product);
}

static Object *indices_tuple(VM *vm, const int64_t *indices, size_t n) {
    Object *result = tuple_new(vm, n);
    for (size_t i = 0; result && i < n; i++) {
        TUPLE_ITEM(result, i) = int_from_i64(vm, indices[i]);
        if (!TUPLE_ITEM(result, i)) {
            clear_ref(vm, result);
        }
    }
    if (result && n) {
        gc_track(vm, result);
    }
    return result;
}

/* Reads n indices from a tuple, each brought into 0..max. */
static bool read_indices(VM *vm, Object *tuple, int64_t *indices, size_t n, int64_t max) {
    for (size_t i = 0; i < n; i++) {
        int64_t index = number_as_i64(vm, TUPLE_ITEM(tuple, i), EXC_OverflowError);
        if (error_occurred(vm)) {
            return false;
        }
        indices[i] = index < 0 ? 0 : index > max ? max : index;
    }
    return true;
}

#define CHOICE_SPEC(name_, doc_, methods_)                                                         \
    const TypeSpec name_##_spec = {                                                                \
        .name = "itertools." #name_,                                                               \
        .doc = doc_,                                                                               \
        .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,                     \
        .size = sizeof(Choice),                                                                    \
        .slots = {.dealloc = choice_dealloc,                                                       \
                  .traverse = choice_traverse,                                                     \
                  .owned_size = choice_owned_size,                                                 \
                  .new = name_##_new,                                                              \
                  .iter = self_ref,                                                                \
                  .iternext = name_##_next},                                                       \
        .methods = methods_,                                                                       \
    }

/* ---- product ---- */

static bool product_repeat(VM *vm, Object *const *args, size_t nargs, Object *kwnames,
                           int64_t *repeat) {
    static const char *const names[] = {"repeat", NULL};
    *repeat = 1;
    if (kwnames && !args_parse(vm, "product", names, "|n", args + nargs, 0, kwnames, repeat)) {
        return false;
    }
    if (*repeat < 0) {
        raise(vm, EXC_ValueError, "repeat argument cannot be negative");
        return false;
    }
    if (nargs && *repeat > UINT32_MAX / (int64_t)nargs) {
        raise(vm, EXC_OverflowError, "repeat argument too large");
        return false;
    }
    return true;
}

static Object *product_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    int64_t repeat;
    if (!product_repeat(vm, args, nargs, kwnames, &repeat)) {
        return NULL;
    }
    size_t once = repeat ? nargs : 0, n = once * (size_t)repeat;
    Object *pools = tuple_new(vm, n);
    bool empty = false;
    for (size_t i = 0; pools && i < n; i++) {
        Object *pool =
            i < once ? tuple_from_iterable(vm, args[i]) : new_ref(TUPLE_ITEM(pools, i - once));
        TUPLE_ITEM(pools, i) = pool;
        if (!pool) {
            clear_ref(vm, pools);
        } else {
            empty = empty || TUPLE_LEN(pool) == 0;
        }
    }
    if (pools && n) {
        gc_track(vm, pools);
    }
    Choice *self = choice_make(vm, cls, pools, n, n);
    if (self) {
        self->stopped = empty;
    }
    return OBJ(self);
}

static int64_t product_advance(Choice *self) {
    Object **pools = tuple_items(self->pool);
    for (size_t i = self->len; i-- > 0;) {
        if (++self->indices[i] < (int64_t)TUPLE_LEN(pools[i])) {
            return (int64_t)i;
        }
        self->indices[i] = 0;
    }
    return -1;
}

static Object *product_next(VM *vm, Object *o) {
    return choice_next(vm, CHOICE(o), product_advance, true);
}

static Object *product_reduce(VM *vm, Object *o) {
    Choice *self = CHOICE(o);
    if (self->stopped) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)), tuple_pack(vm, 1, vm->empty_tuple));
    }
    if (!self->started) {
        return tuple_pack(vm, 2, type_of(vm, o), self->pool);
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), new_ref(self->pool),
                      indices_tuple(vm, self->indices, self->len));
}

static Object *product_setstate(VM *vm, Object *o, Object *state) {
    Choice *self = CHOICE(o);
    if (!is_tuple(vm, state) || TUPLE_LEN(state) != self->len) {
        return raise(vm, EXC_ValueError, "invalid arguments");
    }
    clear_ref(vm, self->result); /* it no longer fits the indices */
    for (size_t i = 0; i < self->len; i++) {
        int64_t len = TUPLE_LEN(TUPLE_ITEM(self->pool, i));
        int64_t index = number_as_i64(vm, TUPLE_ITEM(state, i), EXC_OverflowError);
        if (error_occurred(vm)) {
            return NULL;
        }
        if (len == 0) {
            self->stopped = true;
            return none_ref(vm);
        }
        self->indices[i] = index < 0 ? 0 : index > len - 1 ? len - 1 : index;
    }
    self->started = true;
    return none_ref(vm);
}

static Object *product_sizeof(VM *vm, Object *o) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, o));
}

static const MethodDef product_methods[] = {
    METHOD_NOARGS("__reduce__", product_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", product_setstate, "Set state information for unpickling."),
    METHOD_NOARGS("__sizeof__", product_sizeof, "Returns size in memory, in bytes."),
    {0},
};

CHOICE_SPEC(product,
            "product(*iterables, repeat=1) --> product object\n\n"
            "All tuples of one item from each iterable, the last changing fastest.",
            product_methods);

/* ---- combinations, with and without replacement ---- */

static Choice *combinations_make(VM *vm, Type *cls, const char *name, Object *const *args,
                                 size_t nargs, Object *kwnames) {
    static const char *const names[] = {"iterable", "r", NULL};
    Object *iterable;
    int64_t r;
    if (!args_parse(vm, name, names, "On", args, nargs, kwnames, &iterable, &r)) {
        return NULL;
    }
    Object *pool = tuple_from_iterable(vm, iterable);
    if (pool && r < 0) {
        decref(vm, pool);
        raise(vm, EXC_ValueError, "r must be non-negative");
        return NULL;
    }
    return choice_make(vm, cls, pool, (size_t)r, (size_t)r);
}

static Object *combinations_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                                Object *kwnames) {
    Choice *self = combinations_make(vm, cls, "combinations", args, nargs, kwnames);
    if (self) {
        for (size_t i = 0; i < self->len; i++) {
            self->indices[i] = (int64_t)i;
        }
        self->stopped = self->len > TUPLE_LEN(self->pool);
    }
    return OBJ(self);
}

static int64_t combinations_advance(Choice *self) {
    size_t n = TUPLE_LEN(self->pool), i = self->len;
    while (i > 0 && self->indices[i - 1] == (int64_t)(i - 1 + n - self->len)) {
        i--;
    }
    int64_t first = (int64_t)i - 1;
    if (first >= 0) {
        for (self->indices[i - 1]++; i < self->len; i++) {
            self->indices[i] = self->indices[i - 1] + 1;
        }
    }
    return first;
}

static Object *combinations_next(VM *vm, Object *o) {
    return choice_next(vm, CHOICE(o), combinations_advance, false);
}

static Object *combinations_reduce(VM *vm, Object *o) {
    Choice *self = CHOICE(o);
    Object *pool = self->stopped && self->started ? vm->empty_tuple : self->pool;
    Object *args = pack_steal(vm, 2, new_ref(pool), int_from_i64(vm, (int64_t)self->len));
    if (self->stopped || !self->started) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)), args);
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), args,
                      indices_tuple(vm, self->indices, self->len));
}

static Object *set_choice_state(VM *vm, Object *o, Object *state, bool replacement) {
    Choice *self = CHOICE(o);
    if (!is_tuple(vm, state) || TUPLE_LEN(state) != self->len) {
        return raise(vm, EXC_ValueError, "invalid arguments");
    }
    clear_ref(vm, self->result); /* it no longer fits the indices */
    int64_t n = TUPLE_LEN(self->pool);
    for (size_t i = 0; i < self->len; i++) {
        int64_t index = number_as_i64(vm, TUPLE_ITEM(state, i), EXC_OverflowError);
        if (error_occurred(vm)) {
            return NULL;
        }
        int64_t max = replacement ? n - 1 : (int64_t)i + n - (int64_t)self->len;
        self->indices[i] = index > max ? max : index;
        if (self->indices[i] < 0) {
            self->indices[i] = 0;
        }
    }
    if (n == 0 && self->len > 0) {
        self->stopped = true;
    }
    self->started = true;
    return none_ref(vm);
}

static Object *combinations_setstate(VM *vm, Object *o, Object *state) {
    return set_choice_state(vm, o, state, false);
}

static const MethodDef combinations_methods[] = {
    METHOD_NOARGS("__reduce__", combinations_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", combinations_setstate, "Set state information for unpickling."),
    METHOD_NOARGS("__sizeof__", product_sizeof, "Returns size in memory, in bytes."),
    {0},
};

CHOICE_SPEC(combinations,
            "combinations(iterable, r)\n--\n\n"
            "All choices of r items, in the order of the iterable.",
            combinations_methods);

static Object *combinations_with_replacement_new(VM *vm, Type *cls, Object *const *args,
                                                 size_t nargs, Object *kwnames) {
    Choice *self =
        combinations_make(vm, cls, "combinations_with_replacement", args, nargs, kwnames);
    if (self) {
        self->stopped = self->len > 0 && TUPLE_LEN(self->pool) == 0;
    }
    return OBJ(self);
}

static int64_t replacement_advance(Choice *self) {
    int64_t last = (int64_t)TUPLE_LEN(self->pool) - 1;
    size_t i = self->len;
    while (i > 0 && self->indices[i - 1] == last) {
        i--;
    }
    int64_t first = (int64_t)i - 1;
    if (first >= 0) {
        int64_t index = self->indices[first] + 1;
        for (i--; i < self->len; i++) {
            self->indices[i] = index;
        }
    }
    return first;
}

static Object *combinations_with_replacement_next(VM *vm, Object *o) {
    return choice_next(vm, CHOICE(o), replacement_advance, false);
}

static Object *replacement_setstate(VM *vm, Object *o, Object *state) {
    return set_choice_state(vm, o, state, true);
}

static const MethodDef combinations_with_replacement_methods[] = {
    METHOD_NOARGS("__reduce__", combinations_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", replacement_setstate, "Set state information for unpickling."),
    METHOD_NOARGS("__sizeof__", product_sizeof, "Returns size in memory, in bytes."),
    {0},
};

CHOICE_SPEC(combinations_with_replacement,
            "combinations_with_replacement(iterable, r)\n--\n\n"
            "All choices of r items, each as often as one likes.",
            combinations_with_replacement_methods);

/* ---- permutations ----
 *
 * indices: a permutation of all n places, of which the first r are the result; behind them r
 * counters: how many more items place i will see. */

static Object *permutations_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"iterable", "r", NULL};
    Object *iterable, *length = vm->none;
    if (!args_parse(vm, "permutations", names, "O|O", args, nargs, kwnames, &iterable, &length)) {
        return NULL;
    }
    Object *pool = tuple_from_iterable(vm, iterable);
    if (!pool) {
        return NULL;
    }
    int64_t n = TUPLE_LEN(pool), r = n;
    if (length != vm->none) {
        if (!is_int(vm, length)) {
            decref(vm, pool);
            return raise(vm, EXC_TypeError, "Expected int as r");
        }
        r = number_as_i64(vm, length, EXC_OverflowError);
        if (r < 0) {
            decref(vm, pool);
            return error_occurred(vm) ? NULL : raise(vm, EXC_ValueError, "r must be non-negative");
        }
    }
    if (r > INT64_MAX / 16) {
        decref(vm, pool);
        return raise_memory_error(vm);
    }
    Choice *self = choice_make(vm, cls, pool, (size_t)r, (size_t)(n + r));
    if (!self) {
        return NULL;
    }
    for (int64_t i = 0; i < n; i++) {
        self->indices[i] = i;
    }
    for (int64_t i = 0; i < r; i++) {
        self->indices[n + i] = n - i;
    }
    self->stopped = r > n;
    return OBJ(self);
}

static int64_t permutations_advance(Choice *self) {
    int64_t n = TUPLE_LEN(self->pool), *indices = self->indices, *cycles = indices + n;
    for (int64_t i = (int64_t)self->len - 1; i >= 0; i--) {
        int64_t here = indices[i];
        if (--cycles[i] > 0) {
            indices[i] = indices[n - cycles[i]];
            indices[n - cycles[i]] = here;
            return i;
        }
        for (int64_t j = i; j < n - 1; j++) { /* this place has seen all: it begins again */
            indices[j] = indices[j + 1];
        }
        indices[n - 1] = here;
        cycles[i] = n - i;
    }
    return -1;
}

static Object *permutations_next(VM *vm, Object *o) {
    return choice_next(vm, CHOICE(o), permutations_advance, false);
}

static Object *permutations_reduce(VM *vm, Object *o) {
    Choice *self = CHOICE(o);
    size_t n = TUPLE_LEN(self->pool);
    Object *pool = self->stopped && self->started ? vm->empty_tuple : self->pool;
    Object *args = pack_steal(vm, 2, new_ref(pool), int_from_i64(vm, (int64_t)self->len));
    if (self->stopped || !self->started) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)), args);
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), args,
                      pack_steal(vm, 2, indices_tuple(vm, self->indices, n),
                                 indices_tuple(vm, self->indices + n, self->len)));
}

static Object *permutations_setstate(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", NULL};
    Choice *self = CHOICE(o);
    Object *indices, *cycles;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a tuple");
    }
    if (!args_parse(vm, "__setstate__", names, "OO", tuple_items(state), TUPLE_LEN(state), NULL,
                    &indices, &cycles)) {
        return NULL;
    }
    size_t n = TUPLE_LEN(self->pool);
    if (!is_tuple(vm, indices) || TUPLE_LEN(indices) != n || !is_tuple(vm, cycles) ||
        TUPLE_LEN(cycles) != self->len) {
        return raise(vm, EXC_ValueError, "invalid arguments");
    }
    clear_ref(vm, self->result); /* it no longer fits the indices */
    if (!read_indices(vm, indices, self->indices, n, (int64_t)n - 1) ||
        !read_indices(vm, cycles, self->indices + n, self->len, (int64_t)n)) {
        return NULL;
    }
    for (size_t i = 0; i < self->len; i++) {
        int64_t *cycle = &self->indices[n + i];
        *cycle = *cycle < 1 ? 1 : *cycle > (int64_t)(n - i) ? (int64_t)(n - i) : *cycle;
    }
    self->started = true;
    return none_ref(vm);
}

static const MethodDef permutations_methods[] = {
    METHOD_NOARGS("__reduce__", permutations_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", permutations_setstate, "Set state information for unpickling."),
    METHOD_NOARGS("__sizeof__", product_sizeof, "Returns size in memory, in bytes."),
    {0},
};

CHOICE_SPEC(permutations,
            "permutations(iterable, r=None)\n--\n\n"
            "All ordered choices of r items; without r, of all.",
            permutations_methods);
