/* itertools: count, cycle and repeat. */
#include "lib/itertools.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- count ---- */

/* Counts in an int64 as long as the start is an int and the step 1; then by adding objects. */
typedef struct Count {
    Object head;
    int64_t value;  /* the next one; INT64_MAX: see `number` */
    Object *number; /* NULL while it is `value` */
    Object *step;
} Count;
#define COUNT(o) ((Count *)(o))

#define COUNT_FIELDS(X)                                                                            \
    X(number)                                                                                      \
    X(step)
TYPE_MEMORY(count, Count, COUNT_FIELDS)

static bool is_number(VM *vm, Object *o) {
    const Slots *s = &type_of(vm, o)->slots;
    return s->nb_int || s->nb_float || s->nb_index ||
           type_is_subtype(type_of(vm, o), TYPE(vm, COMPLEX));
}

static bool is_one(VM *vm, Object *o) {
    int64_t value;
    return is_int(vm, o) && int_as_i64(o, &value) && value == 1;
}

static Object *count_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"start", "step", NULL};
    Object *start = NULL, *step = NULL;
    if (!args_parse(vm, "count", names, "|OO", args, nargs, kwnames, &start, &step)) {
        return NULL;
    }
    if ((start && !is_number(vm, start)) || (step && !is_number(vm, step))) {
        return raise(vm, EXC_TypeError, "a number is required");
    }
    Count *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->step = step ? new_ref(step) : int_from_i64(vm, 1);
    self->value = 0;
    if ((start &&
         !(is_int(vm, start) && int_as_i64(start, &self->value) && self->value != INT64_MAX)) ||
        !self->step || !is_one(vm, self->step)) {
        self->value = INT64_MAX;
        self->number = start ? new_ref(start) : int_from_i64(vm, 0);
        if (!self->step || !self->number) {
            decref(vm, self);
            return NULL;
        }
    }
    gc_track(vm, self);
    return OBJ(self);
}

static Object *count_next(VM *vm, Object *o) {
    Count *self = COUNT(o);
    if (self->value != INT64_MAX) {
        return int_from_i64(vm, self->value++);
    }
    Object *number = self->number ? new_ref(self->number) : int_from_i64(vm, INT64_MAX);
    Object *sum = number ? number_binary(vm, number, self->step, OP_ADD) : NULL;
    if (!sum) {
        xdecref(vm, number);
        return NULL;
    }
    set_ref(vm, self->number, sum);
    return number;
}

/* The next value, as an object. */
static Object *count_number(VM *vm, Count *self) {
    return self->number ? new_ref(self->number) : int_from_i64(vm, self->value);
}

static Object *count_repr(VM *vm, Object *o) {
    Count *self = COUNT(o);
    Object *number = count_number(vm, self);
    Object *result = NULL;
    if (number && (!self->number || is_one(vm, self->step))) {
        result = str_format(vm, "%U(%R)", type_of(vm, o)->name, number);
    } else if (number) {
        result = str_format(vm, "%U(%R, %R)", type_of(vm, o)->name, number, self->step);
    }
    xdecref(vm, number);
    return result;
}

static Object *count_reduce(VM *vm, Object *o) {
    Count *self = COUNT(o);
    if (self->value != INT64_MAX) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                          pack_steal(vm, 1, count_number(vm, self)));
    }
    return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                      pack_steal(vm, 2, count_number(vm, self), new_ref(self->step)));
}

static const MethodDef count_methods[] = {
    METHOD_NOARGS("__reduce__", count_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec count_spec = {
    .name = "itertools.count",
    .doc = "count(start=0, step=1)\n--\n\nstart, start + step, start + 2 * step, ...",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Count),
    .slots = {.dealloc = count_dealloc,
              .traverse = count_traverse,
              .new = count_new,
              .repr = count_repr,
              .iter = self_ref,
              .iternext = count_next},
    .methods = count_methods,
};

/* ---- cycle ---- */

typedef struct Cycle {
    Object head;
    Object *it;    /* NULL once it has ended */
    Object *saved; /* list */
    int64_t index; /* in saved */
    bool complete; /* saved has everything already: __setstate__ */
} Cycle;
#define CYCLE(o) ((Cycle *)(o))

#define CYCLE_FIELDS(X)                                                                            \
    X(it)                                                                                          \
    X(saved)
TYPE_MEMORY(cycle, Cycle, CYCLE_FIELDS)

static Object *cycle_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, "cycle", kwnames) || !args_count(vm, "cycle", nargs, 1, 1)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, args[0]);
    Object *saved = it ? list_new(vm, 0) : NULL;
    Cycle *self = saved ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        xdecref(vm, saved);
        return NULL;
    }
    self->it = it;
    self->saved = saved;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *cycle_next(VM *vm, Object *o) {
    Cycle *self = CYCLE(o);
    if (self->it) {
        Object *it = new_ref(self->it);
        Object *item = next_of(vm, it);
        decref(vm, it);
        if (item) {
            if (!self->complete && list_append(vm, self->saved, item) < 0) {
                clear_ref(vm, item);
            }
            return item;
        }
        if (!iterator_ended(vm)) {
            return NULL;
        }
        clear_ref(vm, self->it);
    }
    if (LIST_LEN(self->saved) == 0) {
        return NULL;
    }
    if (self->index >= (int64_t)LIST_LEN(self->saved)) { /* a program shortened the list */
        self->index = 0;
    }
    Object *item = new_ref(LIST_ITEM(self->saved, self->index));
    if (++self->index >= (int64_t)LIST_LEN(self->saved)) {
        self->index = 0;
    }
    return item;
}

static Object *cycle_reduce(VM *vm, Object *o) {
    Cycle *self = CYCLE(o);
    if (self->it) {
        return pack_steal(vm, 3, new_ref(type_of(vm, o)), tuple_pack(vm, 1, self->it),
                          tuple_pack(vm, 2, self->saved, self->complete ? vm->true_ : vm->false_));
    }
    Object *it = object_get_iter(vm, self->saved);
    if (it && self->index != 0) {
        Object *index = int_from_i64(vm, self->index);
        Object *done = index ? call_method1(vm, it, ID(vm, __setstate__), index) : NULL;
        xdecref(vm, index);
        if (!done) {
            clear_ref(vm, it);
        }
        xdecref(vm, done);
    }
    if (!it) {
        return NULL;
    }
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), pack_steal(vm, 1, it),
                      tuple_pack(vm, 2, self->saved, vm->true_));
}

static Object *cycle_setstate(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", NULL};
    Object *saved;
    int complete;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a tuple");
    }
    if (!args_parse(vm, "__setstate__", names, "Oi", tuple_items(state), TUPLE_LEN(state), NULL,
                    &saved, &complete)) {
        return NULL;
    }
    if (!is_list(vm, saved)) {
        return raise(vm, EXC_TypeError, "argument 1 must be list, not %T", saved);
    }
    set_ref(vm, CYCLE(o)->saved, new_ref(saved));
    CYCLE(o)->complete = complete != 0;
    CYCLE(o)->index = 0;
    return none_ref(vm);
}

static const MethodDef cycle_methods[] = {
    METHOD_NOARGS("__reduce__", cycle_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", cycle_setstate, "Set state information for unpickling."),
    {0},
};

const TypeSpec cycle_spec = {
    .name = "itertools.cycle",
    .doc = "cycle(iterable, /)\n--\n\nThe items of the iterable, again and again.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Cycle),
    .slots = {.dealloc = cycle_dealloc,
              .traverse = cycle_traverse,
              .new = cycle_new,
              .iter = self_ref,
              .iternext = cycle_next},
    .methods = cycle_methods,
};

/* ---- repeat ---- */

typedef struct Repeat {
    Object head;
    Object *element;
    int64_t left; /* -1: endless */
} Repeat;
#define REPEAT(o) ((Repeat *)(o))

#define REPEAT_FIELDS(X) X(element)
TYPE_MEMORY(repeat, Repeat, REPEAT_FIELDS)

static Object *repeat_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"object", "times", NULL};
    Object *element;
    int64_t times = -1;
    if (!args_parse(vm, "repeat", names, "O|n", args, nargs, kwnames, &element, &times)) {
        return NULL;
    }
    if (times < 0 && nargs + (kwnames ? TUPLE_LEN(kwnames) : 0) == 2) {
        times = 0;
    }
    Repeat *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->element = new_ref(element);
    self->left = times;
    gc_track(vm, self);
    return OBJ(self);
}

static Object *repeat_next(VM *vm, Object *o) {
    UNUSED(vm);
    Repeat *self = REPEAT(o);
    if (self->left == 0) {
        return NULL;
    }
    if (self->left > 0) {
        self->left--;
    }
    return new_ref(self->element);
}

static Object *repeat_repr(VM *vm, Object *o) {
    Repeat *self = REPEAT(o);
    if (self->left < 0) {
        return str_format(vm, "%U(%R)", type_of(vm, o)->name, self->element);
    }
    return str_format(vm, "%U(%R, %lld)", type_of(vm, o)->name, self->element,
                      (long long)self->left);
}

static Object *repeat_length_hint(VM *vm, Object *o) {
    if (REPEAT(o)->left < 0) {
        return raise(vm, EXC_TypeError, "len() of unsized object");
    }
    return int_from_i64(vm, REPEAT(o)->left);
}

static Object *repeat_reduce(VM *vm, Object *o) {
    Repeat *self = REPEAT(o);
    if (self->left < 0) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)), tuple_pack(vm, 1, self->element));
    }
    return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                      pack_steal(vm, 2, new_ref(self->element), int_from_i64(vm, self->left)));
}

static const MethodDef repeat_methods[] = {
    METHOD_NOARGS("__length_hint__", repeat_length_hint, "Items that are left."),
    METHOD_NOARGS("__reduce__", repeat_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec repeat_spec = {
    .name = "itertools.repeat",
    .doc = "repeat(object [,times])\nThe object, so many times, or endlessly.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Repeat),
    .slots = {.dealloc = repeat_dealloc,
              .traverse = repeat_traverse,
              .new = repeat_new,
              .repr = repeat_repr,
              .iter = self_ref,
              .iternext = repeat_next},
    .methods = repeat_methods,
};
