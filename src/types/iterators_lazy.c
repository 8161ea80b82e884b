/* zip, map and filter. */
#include "types/iterators.h"
#include "types/sequence.h"

/* The iterators of args, as a tuple. */
static Object *iterators_of(VM *vm, Object *const *args, size_t n) {
    Object *tuple = tuple_new(vm, n);
    if (!tuple) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        TUPLE_ITEM(tuple, i) = object_get_iter(vm, args[i]);
        if (!TUPLE_ITEM(tuple, i)) {
            decref(vm, tuple);
            return NULL;
        }
    }
    if (n) {
        gc_track(vm, tuple);
    }
    return tuple;
}

/* After iternext gave NULL: true if the iterator merely ended. */
static bool iterator_ended(VM *vm) {
    return !error_occurred(vm) || error_clear_if(vm, EXC_StopIteration);
}

/* ---- zip ---- */

typedef struct Zip {
    Object head;
    Object *iterators; /* tuple */
    Object *result;    /* the tuple given out last; NULL at first */
    bool strict;
} Zip;
#define ZIP(o) ((Zip *)(o))

static bool zip_strict_argument(VM *vm, Object *const *args, size_t nargs, Object *kwnames,
                                bool *strict) {
    *strict = false;
    if (!kwnames || TUPLE_LEN(kwnames) == 0) {
        return true;
    }
    if (TUPLE_LEN(kwnames) > 1) {
        raise(vm, EXC_TypeError, "zip() takes at most 1 keyword argument (%zu given)",
              (size_t)TUPLE_LEN(kwnames));
        return false;
    }
    if (!str_equal_ascii(TUPLE_ITEM(kwnames, 0), "strict")) {
        raise(vm, EXC_TypeError, "'%U' is an invalid keyword argument for zip()",
              TUPLE_ITEM(kwnames, 0));
        return false;
    }
    int truth = object_truth(vm, args[nargs]);
    *strict = truth > 0;
    return truth >= 0;
}

static Object *zip_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool strict = false;
    if (!zip_strict_argument(vm, args, nargs, kwnames, &strict)) {
        return NULL;
    }
    Object *iterators = iterators_of(vm, args, nargs);
    Zip *z = iterators ? object_alloc_as(vm, cls, SHAPE_ZIP, sizeof(Zip)) : NULL;
    if (!z) {
        xdecref(vm, iterators);
        return NULL;
    }
    z->iterators = iterators;
    z->result = NULL;
    z->strict = strict;
    gc_track(vm, z);
    return OBJ(z);
}

static void zip_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, ZIP(o)->iterators);
    clear_ref(vm, ZIP(o)->result);
    object_free_container(vm, o, sizeof(Zip));
}

static int zip_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(ZIP(o)->iterators);
    VISIT(ZIP(o)->result);
    return 0;
}

static Object *raise_uneven(VM *vm, size_t i, const char *how) {
    const char *plural = i == 1 ? " " : "s 1-";
    return raise(vm, EXC_ValueError, "zip() argument %zu is %s than argument%s%zu", i + 1, how,
                 plural, i);
}

/* Iterator i ended and the zip is strict: they must all end now. */
static Object *zip_check_ends(VM *vm, Zip *z, size_t i) {
    if (!iterator_ended(vm)) {
        return NULL;
    }
    if (i > 0) {
        return raise_uneven(vm, i, "shorter");
    }
    size_t n = TUPLE_LEN(z->iterators);
    for (i = 1; i < n; i++) {
        Object *item = iterator_next(vm, TUPLE_ITEM(z->iterators, i));
        if (item) {
            decref(vm, item);
            return raise_uneven(vm, i, "longer");
        }
        if (!iterator_ended(vm)) {
            return NULL;
        }
    }
    return NULL;
}

/* Refills the tuple given out last, which nobody else holds any more. */
static Object *zip_refill(VM *vm, Zip *z, size_t n) {
    Object *result = new_ref(z->result);
    for (size_t i = 0; i < n; i++) {
        Object *item = iterator_next(vm, TUPLE_ITEM(z->iterators, i));
        if (!item) {
            decref(vm, result);
            return z->strict ? zip_check_ends(vm, z, i) : NULL;
        }
        set_ref(vm, TUPLE_ITEM(result, i), item);
    }
    if (!gc_is_tracked(result)) {
        gc_track(vm, result);
    }
    return result;
}

static Object *zip_tuple(VM *vm, Zip *z, size_t n) {
    Object *result = tuple_new(vm, n);
    if (!result) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        Object *item = iterator_next(vm, TUPLE_ITEM(z->iterators, i));
        if (!item) {
            decref(vm, result);
            return z->strict ? zip_check_ends(vm, z, i) : NULL;
        }
        TUPLE_ITEM(result, i) = item;
    }
    gc_track(vm, result);
    return result;
}

/* The same for two, the commonest number. */
static Object *zip_pair(VM *vm, Zip *z) {
    Object *first = iterator_next(vm, TUPLE_ITEM(z->iterators, 0));
    if (!first) {
        return z->strict ? zip_check_ends(vm, z, 0) : NULL;
    }
    Object *second = iterator_next(vm, TUPLE_ITEM(z->iterators, 1));
    if (!second) {
        decref(vm, first);
        return z->strict ? zip_check_ends(vm, z, 1) : NULL;
    }
    return tuple_pair_steal(vm, first, second);
}

static Object *zip_next(VM *vm, Object *o) {
    Zip *z = ZIP(o);
    size_t n = TUPLE_LEN(z->iterators);
    if (n == 0) {
        return NULL;
    }
    if (z->result && z->result->count == 1) {
        return zip_refill(vm, z, n);
    }
    Object *result = n == 2 ? zip_pair(vm, z) : zip_tuple(vm, z, n);
    if (result && !z->result) {
        z->result = new_ref(result);
    }
    return result;
}

static Object *zip_reduce(VM *vm, Object *o) {
    Zip *z = ZIP(o);
    if (z->strict) {
        return tuple_pack(vm, 3, type_of(vm, o), z->iterators, vm->true_);
    }
    return tuple_pack(vm, 2, type_of(vm, o), z->iterators);
}

static Object *zip_setstate(VM *vm, Object *o, Object *state) {
    int strict = object_truth(vm, state);
    if (strict < 0) {
        return NULL;
    }
    ZIP(o)->strict = strict;
    return none_ref(vm);
}

static const MethodDef zip_methods[] = {
    METHOD_NOARGS("__reduce__", zip_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", zip_setstate, "Whether all must end together."),
    {0},
};

const TypeSpec zip_spec = {
    .name = "zip",
    .doc = "zip(*iterables, strict=False) --> tuples of one item from each iterable\n\n"
           "Ends with the shortest; strict: ValueError if they are not equally long.",
    .shape = SHAPE_ZIP,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(Zip),
    .slots =
        {
            .dealloc = zip_dealloc,
            .traverse = zip_traverse,
            .iter = iterator_self,
            .iternext = zip_next,
            .new = zip_new,
        },
    .methods = zip_methods,
};

/* ---- map ---- */

typedef struct Map {
    Object head;
    Object *iterators; /* tuple */
    Object *function;
} Map;
#define MAP(o) ((Map *)(o))

static Object *map_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool own_init = cls->slots.init != TYPE(vm, MAP)->slots.init;
    if (!own_init && !args_no_keywords(vm, "map", kwnames)) {
        return NULL;
    }
    if (nargs < 2) {
        return raise(vm, EXC_TypeError, "map() must have at least two arguments.");
    }
    Object *iterators = iterators_of(vm, args + 1, nargs - 1);
    Map *m = iterators ? object_alloc_as(vm, cls, SHAPE_MAP, sizeof(Map)) : NULL;
    if (!m) {
        xdecref(vm, iterators);
        return NULL;
    }
    m->iterators = iterators;
    m->function = new_ref(args[0]);
    gc_track(vm, m);
    return OBJ(m);
}

static void map_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, MAP(o)->iterators);
    clear_ref(vm, MAP(o)->function);
    object_free_container(vm, o, sizeof(Map));
}

static int map_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(MAP(o)->iterators);
    VISIT(MAP(o)->function);
    return 0;
}

enum { MAP_ARGS_LOCAL = 6 };

static Object *map_next(VM *vm, Object *o) {
    Map *m = MAP(o);
    size_t n = TUPLE_LEN(m->iterators), filled = 0;
    Object *local[MAP_ARGS_LOCAL], **args = local, *result = NULL;
    if (n > MAP_ARGS_LOCAL && !(args = raw_alloc(vm, n * sizeof(Object *)))) {
        return NULL;
    }
    while (filled < n) {
        args[filled] = iterator_next(vm, TUPLE_ITEM(m->iterators, filled));
        if (!args[filled]) {
            break;
        }
        filled++;
    }
    if (filled == n) {
        result = call(vm, m->function, args, n, NULL);
    }
    for (size_t i = 0; i < filled; i++) {
        decref(vm, args[i]);
    }
    if (args != local) {
        raw_free(vm, args, n * sizeof(Object *));
    }
    return result;
}

static Object *map_reduce(VM *vm, Object *o) {
    Map *m = MAP(o);
    size_t n = TUPLE_LEN(m->iterators);
    Object *args = tuple_new(vm, n + 1);
    if (!args) {
        return NULL;
    }
    TUPLE_ITEM(args, 0) = new_ref(m->function);
    for (size_t i = 0; i < n; i++) {
        TUPLE_ITEM(args, i + 1) = new_ref(TUPLE_ITEM(m->iterators, i));
    }
    gc_track(vm, args);
    Object *result = tuple_pack(vm, 2, type_of(vm, o), args);
    decref(vm, args);
    return result;
}

static const MethodDef map_methods[] = {
    METHOD_NOARGS("__reduce__", map_reduce, "How to make the iterator again."),
    {0},
};

const TypeSpec map_spec = {
    .name = "map",
    .doc = "map(func, *iterables) --> map object\n\n"
           "The results of func for one item from each iterable, up to the end of the shortest.",
    .shape = SHAPE_MAP,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(Map),
    .slots =
        {
            .dealloc = map_dealloc,
            .traverse = map_traverse,
            .iter = iterator_self,
            .iternext = map_next,
            .new = map_new,
        },
    .methods = map_methods,
};

/* ---- filter ---- */

typedef struct Filter {
    Object head;
    Object *function;
    Object *iterator;
} Filter;
#define FILTER(o) ((Filter *)(o))

static Object *filter_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool own_init = cls->slots.init != TYPE(vm, FILTER)->slots.init;
    if ((!own_init && !args_no_keywords(vm, "filter", kwnames)) ||
        !args_count(vm, "filter", nargs, 2, 2)) {
        return NULL;
    }
    Object *iterator = object_get_iter(vm, args[1]);
    Filter *f = iterator ? object_alloc_as(vm, cls, SHAPE_FILTER, sizeof(Filter)) : NULL;
    if (!f) {
        xdecref(vm, iterator);
        return NULL;
    }
    f->function = new_ref(args[0]);
    f->iterator = iterator;
    gc_track(vm, f);
    return OBJ(f);
}

static void filter_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, FILTER(o)->function);
    clear_ref(vm, FILTER(o)->iterator);
    object_free_container(vm, o, sizeof(Filter));
}

static int filter_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(FILTER(o)->iterator);
    VISIT(FILTER(o)->function);
    return 0;
}

static Object *filter_next(VM *vm, Object *o) {
    Filter *f = FILTER(o);
    bool by_truth = f->function == vm->none || f->function == OBJ(TYPE(vm, BOOL));
    for (;;) {
        Object *item = iterator_next(vm, f->iterator);
        if (!item) {
            return NULL;
        }
        int truth;
        if (by_truth) {
            truth = object_truth(vm, item);
        } else {
            Object *answer = call1(vm, f->function, item);
            truth = answer ? object_truth(vm, answer) : -1;
            xdecref(vm, answer);
        }
        if (truth > 0) {
            return item;
        }
        decref(vm, item);
        if (truth < 0) {
            return NULL;
        }
    }
}

static Object *filter_reduce(VM *vm, Object *o) {
    Filter *f = FILTER(o);
    Object *args = tuple_pack(vm, 2, f->function, f->iterator);
    Object *result = args ? tuple_pack(vm, 2, type_of(vm, o), args) : NULL;
    xdecref(vm, args);
    return result;
}

static const MethodDef filter_methods[] = {
    METHOD_NOARGS("__reduce__", filter_reduce, "How to make the iterator again."),
    {0},
};

const TypeSpec filter_spec = {
    .name = "filter",
    .doc = "filter(function or None, iterable) --> filter object\n\n"
           "The items for which function gives a true result; None: the items that are true.",
    .shape = SHAPE_FILTER,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(Filter),
    .slots =
        {
            .dealloc = filter_dealloc,
            .traverse = filter_traverse,
            .iter = iterator_self,
            .iternext = filter_next,
            .new = filter_new,
        },
    .methods = filter_methods,
};
