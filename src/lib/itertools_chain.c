/* itertools: accumulate, chain, islice, pairwise and zip_longest. */
#include "lib/itertools.h"
#include "object/abstract.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

#define ITERATOR_SPEC(name_, Struct, doc_, methods_)                                               \
    const TypeSpec name_##_spec = {                                                                \
        .name = "itertools." #name_,                                                               \
        .doc = doc_,                                                                               \
        .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,                     \
        .size = sizeof(Struct),                                                                    \
        .slots = {.dealloc = name_##_dealloc,                                                      \
                  .traverse = name_##_traverse,                                                    \
                  .new = name_##_new,                                                              \
                  .iter = self_ref,                                                                \
                  .iternext = name_##_next},                                                       \
        .methods = methods_,                                                                       \
    }

/* ---- chain ---- */

typedef struct Chain {
    Object head;
    Object *source; /* iterator of the iterables; NULL at the end */
    Object *active; /* iterator of the present iterable, or NULL */
} Chain;
#define CHAIN(o) ((Chain *)(o))

#define CHAIN_FIELDS(X)                                                                            \
    X(active)                                                                                      \
    X(source)
TYPE_MEMORY(chain, Chain, CHAIN_FIELDS)

/* Steals source, which may be NULL after an error. */
static Object *chain_over(VM *vm, Type *cls, Object *source) {
    Chain *self = source ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, source);
        return NULL;
    }
    self->source = source;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *chain_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, "chain", kwnames)) {
        return NULL;
    }
    Object *iterables = tuple_from(vm, args, nargs);
    Object *source = iterables ? object_get_iter(vm, iterables) : NULL;
    xdecref(vm, iterables);
    return chain_over(vm, cls, source);
}

static Object *chain_from_iterable(VM *vm, Object *cls, Object *iterable) {
    return chain_over(vm, (Type *)cls, object_get_iter(vm, iterable));
}

/* Makes the next iterable's iterator active; false: there is none, or an error. */
static bool chain_advance(VM *vm, Chain *self) {
    Object *source = new_ref(self->source);
    Object *iterable = next_of(vm, source);
    decref(vm, source);
    Object *active = iterable ? object_get_iter(vm, iterable) : NULL;
    xdecref(vm, iterable);
    if (!active) {
        clear_ref(vm, self->source);
        return false;
    }
    set_ref(vm, self->active, active);
    return true;
}

static Object *chain_next(VM *vm, Object *o) {
    Chain *self = CHAIN(o);
    while (self->source) {
        if (!self->active && !chain_advance(vm, self)) {
            return NULL;
        }
        Object *active = new_ref(self->active);
        Object *item = next_of(vm, active);
        decref(vm, active);
        if (item || !iterator_ended(vm)) {
            return item;
        }
        clear_ref(vm, self->active);
    }
    return NULL;
}

static Object *chain_reduce(VM *vm, Object *o) {
    Chain *self = CHAIN(o);
    if (!self->source) {
        return tuple_pack(vm, 2, type_of(vm, o), vm->empty_tuple);
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), new_ref(vm->empty_tuple),
                      self->active ? tuple_pack(vm, 2, self->source, self->active)
                                   : tuple_pack(vm, 1, self->source));
}

static Object *chain_setstate(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", NULL};
    Object *source, *active = NULL;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a tuple");
    }
    if (!args_parse(vm, "__setstate__", names, "O|O", tuple_items(state), TUPLE_LEN(state), NULL,
                    &source, &active)) {
        return NULL;
    }
    if (!object_is_iterator(vm, source) || (active && !object_is_iterator(vm, active))) {
        return raise(vm, EXC_TypeError, "Arguments must be iterators.");
    }
    set_ref(vm, CHAIN(o)->source, new_ref(source));
    xincref(active);
    set_ref(vm, CHAIN(o)->active, active);
    return none_ref(vm);
}

static const MethodDef chain_methods[] = {
    METHOD_CLASS_O("from_iterable", chain_from_iterable,
                   "from_iterable($type, iterable, /)\n--\n\n"
                   "chain(*iterable), but the iterables are taken one by one."),
    METHOD_NOARGS("__reduce__", chain_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", chain_setstate, "Set state information for unpickling."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

ITERATOR_SPEC(chain, Chain,
              "chain(*iterables) --> chain object\n\nThe items of the first iterable, then of the "
              "next, until all are exhausted.",
              chain_methods);

/* ---- islice ---- */

typedef struct Islice {
    Object head;
    Object *it;                   /* NULL at the end */
    int64_t next, stop, step, at; /* stop -1: none; at: items taken so far */
} Islice;
#define ISLICE(o) ((Islice *)(o))

#define ISLICE_FIELDS(X) X(it)
TYPE_MEMORY(islice, Islice, ISLICE_FIELDS)

/* An optional index; -1, with nothing raised, for what is none. */
static int64_t islice_index(VM *vm, Object *o, int64_t default_) {
    if (o == vm->none) {
        return default_;
    }
    int64_t i = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        error_clear(vm);
        return -1;
    }
    return i;
}

static Object *islice_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, "islice", kwnames) ||
        !args_count(vm, "islice", nargs, 2, 4)) {
        return NULL;
    }
    Object *stop_arg = args[nargs == 2 ? 1 : 2];
    int64_t start = nargs == 2 ? 0 : islice_index(vm, args[1], 0);
    int64_t stop = islice_index(vm, stop_arg, INT64_MAX);
    if (stop == -1) {
        return raise(vm, EXC_ValueError,
                     "Stop argument for islice() must be None or an integer: "
                     "0 <= x <= sys.maxsize.");
    }
    if (start < 0 || stop < 0) {
        return raise(vm, EXC_ValueError,
                     "Indices for islice() must be None or an integer: "
                     "0 <= x <= sys.maxsize.");
    }
    int64_t step = nargs < 4 ? 1 : islice_index(vm, args[3], 1);
    if (step < 1) {
        return raise(vm, EXC_ValueError, "Step for islice() must be a positive integer or None.");
    }
    Object *it = object_get_iter(vm, args[0]);
    Islice *self = it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        return NULL;
    }
    self->it = it;
    self->next = start;
    self->stop = stop_arg == vm->none ? -1 : stop;
    self->step = step;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *islice_next(VM *vm, Object *o) {
    Islice *self = ISLICE(o);
    if (!self->it) {
        return NULL;
    }
    Object *it = new_ref(self->it), *item = NULL;
    while (self->at < self->next) {
        item = next_of(vm, it);
        if (!item) {
            goto end;
        }
        clear_ref(vm, item);
        self->at++;
    }
    if (self->stop != -1 && self->at >= self->stop) {
        goto end;
    }
    item = next_of(vm, it);
    if (!item) {
        goto end;
    }
    self->at++;
    if (__builtin_add_overflow(self->next, self->step, &self->next) ||
        (self->stop != -1 && self->next > self->stop)) {
        self->next = self->stop == -1 ? INT64_MAX : self->stop;
    }
    decref(vm, it);
    return item;

end:
    clear_ref(vm, self->it);
    decref(vm, it);
    return NULL;
}

static Object *islice_reduce(VM *vm, Object *o) {
    Islice *self = ISLICE(o);
    if (!self->it) {
        Object *it = object_get_iter(vm, vm->empty_tuple);
        return pack_steal(vm, 3, new_ref(type_of(vm, o)),
                          pack_steal(vm, 2, it, int_from_i64(vm, 0)), int_from_i64(vm, 0));
    }
    Object *stop = self->stop == -1 ? none_ref(vm) : int_from_i64(vm, self->stop);
    Object *args = pack_steal(vm, 4, new_ref(self->it), int_from_i64(vm, self->next), stop,
                              int_from_i64(vm, self->step));
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), args, int_from_i64(vm, self->at));
}

static Object *islice_setstate(VM *vm, Object *o, Object *state) {
    int64_t at = number_as_i64(vm, state, EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    ISLICE(o)->at = at;
    return none_ref(vm);
}

static const MethodDef islice_methods[] = {
    METHOD_NOARGS("__reduce__", islice_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", islice_setstate, "Set state information for unpickling."),
    {0},
};

ITERATOR_SPEC(islice, Islice,
              "islice(iterable, stop) --> islice object\n"
              "islice(iterable, start, stop[, step]) --> islice object\n\n"
              "The items that a slice of a sequence would have, as an iterator.",
              islice_methods);

/* ---- pairwise ---- */

typedef struct Pairwise {
    Object head;
    Object *it;  /* NULL at the end */
    Object *old; /* NULL before the first */
} Pairwise;
#define PAIRWISE(o) ((Pairwise *)(o))

#define PAIRWISE_FIELDS(X)                                                                         \
    X(it)                                                                                          \
    X(old)
TYPE_MEMORY(pairwise, Pairwise, PAIRWISE_FIELDS)

static Object *pairwise_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, "pairwise", kwnames) ||
        !args_count(vm, "pairwise", nargs, 1, 1)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, args[0]);
    Pairwise *self = it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        return NULL;
    }
    self->it = it;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *pairwise_next(VM *vm, Object *o) {
    Pairwise *self = PAIRWISE(o);
    if (!self->it) {
        return NULL;
    }
    Object *it = new_ref(self->it), *result = NULL;
    if (!self->old) {
        Object *first = next_of(vm, it);
        set_ref(vm, self->old, first);
        if (!first || !self->it) { /* the end; or that call used it up */
            clear_ref(vm, self->it);
            clear_ref(vm, self->old);
            decref(vm, it);
            return NULL;
        }
    }
    Object *old = new_ref(self->old);
    Object *item = next_of(vm, it);
    if (!item) {
        clear_ref(vm, self->it);
        clear_ref(vm, self->old);
        decref(vm, old);
    } else {
        result = tuple_pair_steal(vm, old, new_ref(item));
        set_ref(vm, self->old, item);
    }
    decref(vm, it);
    return result;
}

ITERATOR_SPEC(pairwise, Pairwise,
              "pairwise(iterable, /)\n--\n\nPairs of neighbours: s -> (s0, s1), (s1, s2), ...",
              NULL);

/* ---- accumulate ---- */

typedef struct Accumulate {
    Object head;
    Object *total; /* NULL before the first */
    Object *it;
    Object *function; /* NULL: addition */
    Object *initial;  /* or NULL */
} Accumulate;
#define ACCUMULATE(o) ((Accumulate *)(o))

#define ACCUMULATE_FIELDS(X)                                                                       \
    X(function)                                                                                    \
    X(total)                                                                                       \
    X(it)                                                                                          \
    X(initial)
TYPE_MEMORY(accumulate, Accumulate, ACCUMULATE_FIELDS)

static Object *accumulate_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    static const char *const names[] = {"iterable", "func", "initial", NULL};
    Object *iterable, *function = vm->none, *initial = vm->none;
    if (!args_parse(vm, "accumulate", names, "O|O$O", args, nargs, kwnames, &iterable, &function,
                    &initial)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, iterable);
    Accumulate *self = it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        return NULL;
    }
    self->it = it;
    self->function = function == vm->none ? NULL : new_ref(function);
    self->initial = initial == vm->none ? NULL : new_ref(initial);
    gc_track(vm, self);
    return OBJ(self);
}

static Object *accumulate_next(VM *vm, Object *o) {
    Accumulate *self = ACCUMULATE(o);
    if (self->initial) {
        Object *initial = self->initial;
        self->initial = NULL;
        set_ref(vm, self->total, initial);
        return new_ref(initial);
    }
    Object *item = next_of(vm, self->it);
    if (!item) {
        return NULL;
    }
    if (!self->total) {
        self->total = item;
        return new_ref(item);
    }
    Object *total = new_ref(self->total);
    int64_t plain;
    Object *sum = !self->function && total->meta == INT_META && item->meta == INT_META &&
                          !__builtin_add_overflow(INT_VALUE(total), INT_VALUE(item), &plain)
                      ? int_from_i64(vm, plain)
                  : self->function ? call2(vm, self->function, total, item)
                                   : number_binary(vm, total, item, OP_ADD);
    decref(vm, total);
    decref(vm, item);
    if (!sum) {
        return NULL;
    }
    set_ref(vm, self->total, new_ref(sum));
    return sum;
}

/* chain((first,), it) */
static Object *chain_after(VM *vm, Object *first, Object *it) {
    Type *chain = lib_type(vm, LIB_CHAIN);
    Object *one = chain ? tuple_pack(vm, 1, first) : NULL;
    Object *result = one ? call2(vm, OBJ(chain), one, it) : NULL;
    xdecref(vm, one);
    return result;
}

static Object *accumulate_reduce(VM *vm, Object *o) {
    Accumulate *self = ACCUMULATE(o);
    Object *function = self->function ? self->function : vm->none;
    Object *cls = OBJ(type_of(vm, o));
    if (self->initial) {
        return pack_steal(
            vm, 3, new_ref(cls),
            pack_steal(vm, 2, chain_after(vm, self->initial, self->it), new_ref(function)),
            none_ref(vm));
    }
    if (self->total == vm->none) { /* which __setstate__ would take for "before the first" */
        Object *chain = chain_after(vm, vm->none, self->it);
        Object *again = chain ? call2(vm, cls, chain, function) : NULL;
        xdecref(vm, chain);
        Type *islice = again ? lib_type(vm, LIB_ISLICE) : NULL;
        if (!islice) {
            xdecref(vm, again);
            return NULL;
        }
        return pack_steal(vm, 2, OBJ(new_ref(islice)),
                          pack_steal(vm, 3, again, int_from_i64(vm, 1), none_ref(vm)));
    }
    return pack_steal(vm, 3, new_ref(cls), tuple_pack(vm, 2, self->it, function),
                      new_ref(self->total ? self->total : vm->none));
}

static Object *accumulate_setstate(VM *vm, Object *o, Object *state) {
    Object *total = state == vm->none ? NULL : new_ref(state);
    set_ref(vm, ACCUMULATE(o)->total, total);
    return none_ref(vm);
}

static const MethodDef accumulate_methods[] = {
    METHOD_NOARGS("__reduce__", accumulate_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", accumulate_setstate, "Set state information for unpickling."),
    {0},
};

ITERATOR_SPEC(accumulate, Accumulate,
              "accumulate(iterable, func=None, *, initial=None)\n--\n\n"
              "Running sums, or results of another function of two arguments.",
              accumulate_methods);

/* ---- zip_longest ---- */

typedef struct ZipLongest {
    Object head;
    Object *iterators; /* tuple; None in the place of one that has ended */
    Object *fill;
    size_t active; /* iterators that have not ended */
} ZipLongest;
#define ZIP_LONGEST(o) ((ZipLongest *)(o))

#define ZIP_LONGEST_FIELDS(X)                                                                      \
    X(iterators)                                                                                   \
    X(fill)
TYPE_MEMORY(zip_longest, ZipLongest, ZIP_LONGEST_FIELDS)

static Object *zip_longest_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    Object *fill = vm->none;
    for (size_t i = 0; kwnames && i < TUPLE_LEN(kwnames); i++) {
        if (TUPLE_LEN(kwnames) > 1 || !str_equal_ascii(TUPLE_ITEM(kwnames, i), "fillvalue")) {
            return raise(vm, EXC_TypeError, "zip_longest() got an unexpected keyword argument");
        }
        fill = args[nargs];
    }
    Object *iterators = tuple_new(vm, nargs);
    for (size_t i = 0; iterators && i < nargs; i++) {
        TUPLE_ITEM(iterators, i) = object_get_iter(vm, args[i]);
        if (!TUPLE_ITEM(iterators, i)) {
            clear_ref(vm, iterators);
        }
    }
    ZipLongest *self = iterators ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, iterators);
        return NULL;
    }
    if (nargs) {
        gc_track(vm, iterators);
    }
    self->iterators = iterators;
    self->fill = new_ref(fill);
    self->active = nargs;
    gc_track(vm, self);
    return OBJ(self);
}

/* Item i of the next tuple; NULL: no iterator is left (self->active is 0), or an error. */
static Object *zip_longest_item(VM *vm, ZipLongest *self, size_t i) {
    Object *it = TUPLE_ITEM(self->iterators, i);
    if (it == vm->none) {
        return new_ref(self->fill);
    }
    incref(it);
    Object *item = next_of(vm, it);
    decref(vm, it);
    if (item) {
        return item;
    }
    if (!iterator_ended(vm)) {
        self->active = 0;
        return NULL;
    }
    if (TUPLE_ITEM(self->iterators, i) != vm->none) {
        self->active -= self->active > 0;
        set_ref(vm, TUPLE_ITEM(self->iterators, i), none_ref(vm));
    }
    return self->active ? new_ref(self->fill) : NULL;
}

static Object *zip_longest_next(VM *vm, Object *o) {
    ZipLongest *self = ZIP_LONGEST(o);
    size_t n = TUPLE_LEN(self->iterators);
    if (n == 0 || self->active == 0) {
        return NULL;
    }
    if (n == 2) {
        Object *first = zip_longest_item(vm, self, 0);
        Object *second = first ? zip_longest_item(vm, self, 1) : NULL;
        if (!second) {
            xdecref(vm, first);
            return NULL;
        }
        return tuple_pair_steal(vm, first, second);
    }
    Object *result = tuple_new(vm, n);
    for (size_t i = 0; result && i < n; i++) {
        TUPLE_ITEM(result, i) = zip_longest_item(vm, self, i);
        if (!TUPLE_ITEM(result, i)) {
            decref(vm, result);
            return NULL;
        }
    }
    if (result) {
        gc_track(vm, result);
    }
    return result;
}

static Object *zip_longest_reduce(VM *vm, Object *o) {
    ZipLongest *self = ZIP_LONGEST(o);
    size_t n = TUPLE_LEN(self->iterators);
    Object *args = tuple_new(vm, n);
    if (!args) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        Object *it = TUPLE_ITEM(self->iterators, i);
        TUPLE_ITEM(args, i) = new_ref(it == vm->none ? vm->empty_tuple : it);
    }
    if (n) {
        gc_track(vm, args);
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), args, new_ref(self->fill));
}

static Object *zip_longest_setstate(VM *vm, Object *o, Object *state) {
    set_ref(vm, ZIP_LONGEST(o)->fill, new_ref(state));
    return none_ref(vm);
}

static const MethodDef zip_longest_methods[] = {
    METHOD_NOARGS("__reduce__", zip_longest_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", zip_longest_setstate, "Set state information for unpickling."),
    {0},
};

ITERATOR_SPEC(zip_longest, ZipLongest,
              "zip_longest(iter1 [,iter2 [...]], [fillvalue=None]) --> zip_longest object\n\n"
              "As zip, up to the end of the longest, with fillvalue for what is missing.",
              zip_longest_methods);
