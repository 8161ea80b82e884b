/* itertools: starmap, and what leaves items out: compress, dropwhile, filterfalse, takewhile. */
#include "lib/itertools.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/tuple.h"

/* All of these but compress are a function and an iterator. */
typedef struct FunctionIterator {
    Object head;
    Object *function;
    Object *it;
    bool flag; /* dropwhile: has started; takewhile: has stopped */
} FunctionIterator;
#define FUNCTION_ITERATOR(o) ((FunctionIterator *)(o))

#define FUNCTION_ITERATOR_FIELDS(X)                                                                \
    X(it)                                                                                          \
    X(function)
TYPE_MEMORY(function_iterator, FunctionIterator, FUNCTION_ITERATOR_FIELDS)

static Object *function_iterator_new(VM *vm, Type *cls, const char *name, Object *const *args,
                                     size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, name, kwnames) || !args_count(vm, name, nargs, 2, 2)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, args[1]);
    FunctionIterator *self = it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        return NULL;
    }
    self->function = new_ref(args[0]);
    self->it = it;
    gc_track(vm, self);
    return OBJ(self);
}

#define NEW(name)                                                                                  \
    static Object *name##_new(VM *vm, Type *cls, Object *const *args, size_t nargs,                \
                              Object *kwnames) {                                                   \
        return function_iterator_new(vm, cls, #name, args, nargs, kwnames);                        \
    }
NEW(starmap)
NEW(dropwhile)
NEW(filterfalse)
NEW(takewhile)
#undef NEW

static Object *reduce_plain(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    return pack_steal(vm, 2, new_ref(type_of(vm, o)), tuple_pack(vm, 2, self->function, self->it));
}

static Object *reduce_with_flag(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), tuple_pack(vm, 2, self->function, self->it),
                      int_from_i64(vm, self->flag));
}

static Object *set_flag_state(VM *vm, Object *o, Object *state) {
    int flag = object_truth(vm, state);
    if (flag < 0) {
        return NULL;
    }
    FUNCTION_ITERATOR(o)->flag = flag;
    return none_ref(vm);
}

static const MethodDef plain_methods[] = {
    METHOD_NOARGS("__reduce__", reduce_plain, "Return state information for pickling."),
    {0},
};
static const MethodDef flag_methods[] = {
    METHOD_NOARGS("__reduce__", reduce_with_flag, "Return state information for pickling."),
    METHOD_O("__setstate__", set_flag_state, "Set state information for unpickling."),
    {0},
};

#define FUNCTION_ITERATOR_SPEC(name_, doc_, methods_)                                              \
    const TypeSpec name_##_spec = {                                                                \
        .name = "itertools." #name_,                                                               \
        .doc = doc_,                                                                               \
        .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,                     \
        .size = sizeof(FunctionIterator),                                                          \
        .slots = {.dealloc = function_iterator_dealloc,                                            \
                  .traverse = function_iterator_traverse,                                          \
                  .new = name_##_new,                                                              \
                  .iter = self_ref,                                                                \
                  .iternext = name_##_next},                                                       \
        .methods = methods_,                                                                       \
    }

/* ---- starmap ---- */

static Object *starmap_next(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    Object *args = next_of(vm, self->it);
    if (!args) {
        return NULL;
    }
    if (!is_exact(args, SHAPE_TUPLE)) {
        Object *tuple = tuple_from_iterable(vm, args);
        decref(vm, args);
        if (!tuple) {
            return NULL;
        }
        args = tuple;
    }
    Object *result = call(vm, self->function, tuple_items(args), TUPLE_LEN(args), NULL);
    decref(vm, args);
    return result;
}

FUNCTION_ITERATOR_SPEC(starmap,
                       "starmap(function, iterable, /)\n--\n\n"
                       "function(*item) for each item of the iterable.",
                       plain_methods);

/* ---- filterfalse, dropwhile, takewhile ---- */

static int predicate_holds(VM *vm, Object *function, Object *item) {
    Object *answer = call1(vm, function, item);
    if (!answer) {
        return -1;
    }
    int result = object_truth(vm, answer);
    decref(vm, answer);
    return result;
}

static Object *filterfalse_next(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    bool itself = self->function == vm->none || self->function == OBJ(TYPE(vm, BOOL));
    for (Object *item; (item = next_of(vm, self->it));) {
        int truth = itself ? object_truth(vm, item) : predicate_holds(vm, self->function, item);
        if (truth == 0) {
            return item;
        }
        decref(vm, item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static Object *dropwhile_next(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    for (Object *item; (item = next_of(vm, self->it));) {
        if (self->flag) {
            return item;
        }
        int truth = predicate_holds(vm, self->function, item);
        if (truth == 0) {
            self->flag = true;
            return item;
        }
        decref(vm, item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static Object *takewhile_next(VM *vm, Object *o) {
    FunctionIterator *self = FUNCTION_ITERATOR(o);
    Object *item = self->flag ? NULL : next_of(vm, self->it);
    if (!item) {
        return NULL;
    }
    int truth = predicate_holds(vm, self->function, item);
    if (truth > 0) {
        return item;
    }
    decref(vm, item);
    if (truth == 0) {
        self->flag = true;
    }
    return NULL;
}

FUNCTION_ITERATOR_SPEC(filterfalse,
                       "filterfalse(function, iterable, /)\n--\n\n"
                       "The items for which function(item) is false; None: items that are false.",
                       plain_methods);
FUNCTION_ITERATOR_SPEC(dropwhile,
                       "dropwhile(predicate, iterable, /)\n--\n\n"
                       "All items from the first for which the predicate is false.",
                       flag_methods);
FUNCTION_ITERATOR_SPEC(takewhile,
                       "takewhile(predicate, iterable, /)\n--\n\n"
                       "The items before the first for which the predicate is false.",
                       flag_methods);

/* ---- compress ---- */

typedef struct Compress {
    Object head;
    Object *data, *selectors; /* iterators */
} Compress;

#define COMPRESS_FIELDS(X)                                                                         \
    X(data)                                                                                        \
    X(selectors)
TYPE_MEMORY(compress, Compress, COMPRESS_FIELDS)

static Object *compress_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"data", "selectors", NULL};
    Object *data, *selectors;
    if (!args_parse(vm, "compress", names, "OO", args, nargs, kwnames, &data, &selectors)) {
        return NULL;
    }
    Object *data_it = object_get_iter(vm, data);
    Object *selectors_it = data_it ? object_get_iter(vm, selectors) : NULL;
    Compress *self = selectors_it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, data_it);
        xdecref(vm, selectors_it);
        return NULL;
    }
    self->data = data_it;
    self->selectors = selectors_it;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *compress_next(VM *vm, Object *o) {
    Compress *self = (Compress *)o;
    for (Object *item; (item = next_of(vm, self->data));) {
        Object *selector = next_of(vm, self->selectors);
        int truth = selector ? object_truth(vm, selector) : -1;
        xdecref(vm, selector);
        if (truth > 0) {
            return item;
        }
        decref(vm, item);
        if (truth < 0) {
            return NULL;
        }
    }
    return NULL;
}

static Object *compress_reduce(VM *vm, Object *o) {
    Compress *self = (Compress *)o;
    return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                      tuple_pack(vm, 2, self->data, self->selectors));
}

static const MethodDef compress_methods[] = {
    METHOD_NOARGS("__reduce__", compress_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec compress_spec = {
    .name = "itertools.compress",
    .doc = "compress(data, selectors)\n--\n\nThe items of data whose selector is true.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Compress),
    .slots = {.dealloc = compress_dealloc,
              .traverse = compress_traverse,
              .new = compress_new,
              .iter = self_ref,
              .iternext = compress_next},
    .methods = compress_methods,
};
