/* Iterators of sequences and callables; reversed and enumerate. */
#include "types/iterators.h"

#include "types/generic_alias.h"
#include "types/release.h"
#include "types/sequence.h"

/* ---- iter(sequence): by __getitem__, until IndexError ---- */

Object *seq_iterator_new(VM *vm, Object *sequence) {
    return sequence_iterator_new(vm, SHAPE_SEQ_ITERATOR, sequence, 0);
}

static Object *seq_next(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return NULL;
    }
    if (it->index == INT64_MAX) {
        return raise(vm, EXC_OverflowError, "iter index too large");
    }
    Object *item = sequence_getitem(vm, it->sequence, it->index);
    if (item) {
        it->index++;
        return item;
    }
    if (error_clear_if(vm, EXC_IndexError) || error_clear_if(vm, EXC_StopIteration)) {
        clear_ref(vm, it->sequence);
    }
    return NULL;
}

static Object *seq_length_hint(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return int_from_i64(vm, 0);
    }
    const Slots *slots = &type_of(vm, it->sequence)->slots;
    if (!slots->sq_length && !slots->mp_length) {
        return not_implemented_ref(vm);
    }
    int64_t len = object_len(vm, it->sequence);
    if (len < 0) {
        return NULL;
    }
    return int_from_i64(vm, len > it->index ? len - it->index : 0);
}

static Object *seq_reduce(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (it->sequence) {
        return sequence_reduce_iterator(vm, "iter", new_ref(it->sequence), it->index);
    }
    return sequence_reduce_iterator(vm, "iter", tuple_new(vm, 0), -1);
}

static Object *seq_setstate(VM *vm, Object *o, Object *state) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        it->index = index < 0 ? 0 : index;
    }
    return none_ref(vm);
}

static const MethodDef seq_methods[] = {
    METHOD_NOARGS("__length_hint__", seq_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", seq_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", seq_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec seq_iterator_spec = {
    .name = "iterator",
    .shape = SHAPE_SEQ_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = sequence_iterator_dealloc,
            .traverse = sequence_iterator_traverse,
            .iter = iterator_self,
            .iternext = seq_next,
        },
    .methods = seq_methods,
};

/* ---- iter(callable, sentinel) ---- */

typedef struct CallableIterator {
    Object head;
    Object *callable; /* NULL when exhausted, with sentinel */
    Object *sentinel;
} CallableIterator;
#define CALLABLE_ITERATOR(o) ((CallableIterator *)(o))

Object *callable_iterator_new(VM *vm, Object *callable, Object *sentinel) {
    CallableIterator *it =
        object_new_container(vm, SHAPE_CALLABLE_ITERATOR, sizeof(CallableIterator));
    if (!it) {
        return NULL;
    }
    it->callable = new_ref(callable);
    it->sentinel = new_ref(sentinel);
    gc_track(vm, it);
    return OBJ(it);
}

static void callable_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, CALLABLE_ITERATOR(o)->callable);
    clear_ref(vm, CALLABLE_ITERATOR(o)->sentinel);
    object_free_container(vm, o, sizeof(CallableIterator));
}

static int callable_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(CALLABLE_ITERATOR(o)->callable);
    VISIT(CALLABLE_ITERATOR(o)->sentinel);
    return 0;
}

static void callable_exhaust(VM *vm, CallableIterator *it) {
    clear_ref(vm, it->callable);
    clear_ref(vm, it->sentinel);
}

static Object *callable_next(VM *vm, Object *o) {
    CallableIterator *it = CALLABLE_ITERATOR(o);
    if (!it->callable) {
        return NULL;
    }
    Object *value = call0(vm, it->callable);
    if (!value) {
        if (error_clear_if(vm, EXC_StopIteration)) {
            callable_exhaust(vm, it);
        }
        return NULL;
    }
    if (it->sentinel) { /* the call may have exhausted the iterator */
        Object *sentinel = new_ref(it->sentinel);
        int equal = object_compare_bool(vm, sentinel, value, CMP_EQ);
        decref(vm, sentinel);
        if (equal == 0) {
            return value;
        }
        if (equal > 0) {
            callable_exhaust(vm, it);
        }
    }
    decref(vm, value);
    return NULL;
}

static Object *callable_reduce(VM *vm, Object *o) {
    CallableIterator *it = CALLABLE_ITERATOR(o);
    if (!it->callable || !it->sentinel) {
        return sequence_reduce_iterator(vm, "iter", tuple_new(vm, 0), -1);
    }
    Object *function = dict_get_cstr(vm, vm->builtins, "iter");
    if (!function) {
        return raise(vm, EXC_AttributeError, "iter");
    }
    Object *args = tuple_pack(vm, 2, it->callable, it->sentinel);
    Object *result = args ? tuple_pack(vm, 2, function, args) : NULL;
    xdecref(vm, args);
    return result;
}

static const MethodDef callable_methods[] = {
    METHOD_NOARGS("__reduce__", callable_reduce, "How to make the iterator again."),
    {0},
};

const TypeSpec callable_iterator_spec = {
    .name = "callable_iterator",
    .shape = SHAPE_CALLABLE_ITERATOR,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(CallableIterator),
    .slots =
        {
            .dealloc = callable_dealloc,
            .traverse = callable_traverse,
            .iter = iterator_self,
            .iternext = callable_next,
        },
    .methods = callable_methods,
};

/* ---- reversed ---- */

static Object *raise_not_reversible(VM *vm, Object *o) {
    return raise(vm, EXC_TypeError, "'%T' object is not reversible", o);
}

static Object *reversed_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool own_init = cls->slots.init != TYPE(vm, REVERSED)->slots.init;
    if ((!own_init && !args_no_keywords(vm, "reversed", kwnames)) ||
        !args_count(vm, "reversed", nargs, 1, 1)) {
        return NULL;
    }
    Object *sequence = args[0];
    Object *method = lookup_special(vm, sequence, ID(vm, __reversed__));
    if (method) {
        Object *result =
            method == vm->none ? raise_not_reversible(vm, sequence) : call0(vm, method);
        decref(vm, method);
        return result;
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    if (!type_of(vm, sequence)->slots.sq_item || is_dict(vm, sequence)) {
        return raise_not_reversible(vm, sequence);
    }
    int64_t len = object_len(vm, sequence);
    if (len < 0) {
        return NULL;
    }
    IndexIterator *it = object_alloc(vm, cls, sizeof(IndexIterator));
    if (it) {
        it->sequence = new_ref(sequence);
        it->index = len - 1;
        gc_track(vm, it);
    }
    return OBJ(it);
}

static Object *reversed_next(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (it->sequence && it->index >= 0) {
        Object *item = sequence_getitem(vm, it->sequence, it->index);
        if (item) {
            it->index--;
            return item;
        }
        if (!error_clear_if(vm, EXC_IndexError)) {
            error_clear_if(vm, EXC_StopIteration);
        }
    }
    it->index = -1;
    clear_ref(vm, it->sequence);
    return NULL;
}

static Object *reversed_length_hint(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    if (!it->sequence) {
        return int_from_i64(vm, 0);
    }
    int64_t len = object_len(vm, it->sequence);
    if (len < 0) {
        return NULL;
    }
    return int_from_i64(vm, len < it->index + 1 ? 0 : it->index + 1);
}

static Object *reversed_reduce(VM *vm, Object *o) {
    IndexIterator *it = (IndexIterator *)o;
    Object *args = it->sequence ? tuple_pack(vm, 1, it->sequence) : NULL;
    if (!it->sequence) {
        Object *empty = tuple_new(vm, 0);
        args = empty ? tuple_from_steal(vm, &empty, 1) : NULL;
    }
    Object *index = args && it->sequence ? int_from_i64(vm, it->index) : NULL, *result = NULL;
    if (index) {
        result = tuple_pack(vm, 3, type_of(vm, o), args, index);
    } else if (args && !it->sequence) {
        result = tuple_pack(vm, 2, type_of(vm, o), args);
    }
    xdecref(vm, args);
    xdecref(vm, index);
    return result;
}

static Object *reversed_setstate(VM *vm, Object *o, Object *state) {
    IndexIterator *it = (IndexIterator *)o;
    int64_t index = number_as_i64(vm, state, EXC_OverflowError);
    if (index == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (it->sequence) {
        int64_t len = object_len(vm, it->sequence);
        if (len < 0) {
            return NULL;
        }
        it->index = index < -1 ? -1 : index > len - 1 ? len - 1 : index;
    }
    return none_ref(vm);
}

static const MethodDef reversed_methods[] = {
    METHOD_NOARGS("__length_hint__", reversed_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", reversed_reduce, "How to make the iterator again."),
    METHOD_O("__setstate__", reversed_setstate, "Moves the iterator to a position."),
    {0},
};

const TypeSpec reversed_spec = {
    .name = "reversed",
    .doc = "reversed(sequence, /)\n--\n\nAn iterator from the last item to the first.",
    .shape = SHAPE_REVERSED,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(IndexIterator),
    .slots =
        {
            .dealloc = sequence_iterator_dealloc,
            .traverse = sequence_iterator_traverse,
            .iter = iterator_self,
            .iternext = reversed_next,
            .new = reversed_new,
        },
    .methods = reversed_methods,
};

/* ---- enumerate ---- */

typedef struct Enumerate {
    Object head;
    Object *iterator;
    Object *big_index; /* once the number no longer fits int64; else NULL */
    int64_t index;
    Object *pair; /* given out again when nobody else holds it; made on first use */
} Enumerate;
#define ENUMERATE(o) ((Enumerate *)(o))

static Object *enumerate_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"iterable", "start", NULL};
    Object *iterable, *start = NULL;
    if (nargs == 0 && (!kwnames || TUPLE_LEN(kwnames) == 0)) {
        return raise(vm, EXC_TypeError, "enumerate() missing required argument 'iterable'");
    }
    if (LIKELY(nargs == 1 && !kwnames)) {
        iterable = args[0];
    } else if (!args_parse(vm, "enumerate", names, "O|O", args, nargs, kwnames, &iterable,
                           &start)) {
        return NULL;
    }
    Object *big_index = NULL;
    int64_t index = 0;
    if (start) {
        big_index = number_index(vm, start);
        if (!big_index) {
            return NULL;
        }
        if (int_as_i64(big_index, &index)) {
            clear_ref(vm, big_index);
        }
    }
    Object *iterator = object_get_iter(vm, iterable);
    Enumerate *e = iterator ? object_alloc_as(vm, cls, SHAPE_ENUMERATE, sizeof(Enumerate)) : NULL;
    if (!e) {
        xdecref(vm, iterator);
        xdecref(vm, big_index);
        return NULL;
    }
    e->iterator = iterator;
    e->big_index = big_index;
    e->index = index;
    e->pair = NULL;
    gc_track(vm, e);
    return OBJ(e);
}

static void enumerate_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, ENUMERATE(o)->iterator);
    clear_ref(vm, ENUMERATE(o)->pair);
    clear_ref(vm, ENUMERATE(o)->big_index);
    object_free_container(vm, o, sizeof(Enumerate));
}

static int enumerate_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(ENUMERATE(o)->iterator);
    VISIT(ENUMERATE(o)->pair);
    VISIT(ENUMERATE(o)->big_index);
    return 0;
}

/* The next number; new. */
static Object *enumerate_number(VM *vm, Enumerate *e) {
    if (LIKELY(!e->big_index && e->index != INT64_MAX)) {
        return int_from_i64(vm, e->index++);
    }
    if (!e->big_index && !(e->big_index = int_from_i64(vm, e->index))) {
        return NULL;
    }
    Int one = {.head = {.count = 1, .meta = INT_META}, .value = 1};
    Object *number = e->big_index, *next = int_add(vm, number, OBJ(&one));
    if (!next) {
        return NULL;
    }
    e->big_index = next;
    return number;
}

static Object *enumerate_next(VM *vm, Object *o) {
    Enumerate *e = ENUMERATE(o);
    Object *item = iterator_next(vm, e->iterator);
    if (!item) {
        return NULL;
    }
    Object *number = enumerate_number(vm, e);
    if (!number) {
        decref(vm, item);
        return NULL;
    }
    Object *pair = e->pair; /* only now: the iterator may have called us */
    if (pair && pair->count == 1) {
        incref(pair);
        Object *old_number = TUPLE_ITEM(pair, 0), *old_item = TUPLE_ITEM(pair, 1);
        TUPLE_ITEM(pair, 0) = number;
        TUPLE_ITEM(pair, 1) = item;
        release_item(vm, old_number);
        decref(vm, old_item);
        if (!gc_is_tracked(pair)) { /* a collection may have found it full of atoms */
            gc_track(vm, pair);
        }
        return pair;
    }
    Object *result = tuple_pair_steal(vm, number, item);
    if (result && !pair) {
        e->pair = new_ref(result);
    }
    return result;
}

static Object *enumerate_reduce(VM *vm, Object *o) {
    Enumerate *e = ENUMERATE(o);
    Object *index = e->big_index ? new_ref(e->big_index) : int_from_i64(vm, e->index);
    Object *args = index ? tuple_pack(vm, 2, e->iterator, index) : NULL;
    Object *result = args ? tuple_pack(vm, 2, type_of(vm, o), args) : NULL;
    xdecref(vm, args);
    xdecref(vm, index);
    return result;
}

static const MethodDef enumerate_methods[] = {
    METHOD_NOARGS("__reduce__", enumerate_reduce, "How to make the iterator again."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "enumerate[int] and the like."),
    {0},
};

const TypeSpec enumerate_spec = {
    .name = "enumerate",
    .doc = "enumerate(iterable, start=0)\n--\n\nThe pairs (number, item), counting from start.",
    .shape = SHAPE_ENUMERATE,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(Enumerate),
    .slots =
        {
            .dealloc = enumerate_dealloc,
            .traverse = enumerate_traverse,
            .iter = iterator_self,
            .iternext = enumerate_next,
            .new = enumerate_new,
        },
    .methods = enumerate_methods,
};
