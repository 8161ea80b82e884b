/* itertools: groupby and tee. */
#include "lib/itertools.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/sequence.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- groupby ----
 *
 * The groupby object takes the items one by one; the grouper given out last is the only one that
 * may take them from it, as long as their key is the one it was made for. */

typedef struct GroupBy {
    Object head;
    Object *it;
    Object *function;    /* of the key; None: the item itself */
    Object *target;      /* key of the group given out last, or NULL */
    Object *key, *value; /* the item taken last, or NULL */
    const void *grouper; /* the one given out last: only compared */
} GroupBy;
#define GROUPBY(o) ((GroupBy *)(o))

#define GROUPBY_FIELDS(X)                                                                          \
    X(it)                                                                                          \
    X(function)                                                                                    \
    X(target)                                                                                      \
    X(key)                                                                                         \
    X(value)
TYPE_MEMORY(groupby, GroupBy, GROUPBY_FIELDS)

typedef struct Grouper {
    Object head;
    Object *parent; /* GroupBy */
    Object *target; /* its key */
} Grouper;
#define GROUPER(o) ((Grouper *)(o))

#define GROUPER_FIELDS(X)                                                                          \
    X(parent)                                                                                      \
    X(target)
TYPE_MEMORY(grouper, Grouper, GROUPER_FIELDS)

static Object *groupby_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"iterable", "key", NULL};
    Object *iterable, *function = vm->none;
    if (!args_parse(vm, "groupby", names, "O|O", args, nargs, kwnames, &iterable, &function)) {
        return NULL;
    }
    Object *it = object_get_iter(vm, iterable);
    GroupBy *self = it ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, it);
        return NULL;
    }
    self->it = it;
    self->function = new_ref(function);
    gc_track(vm, self);
    return OBJ(self);
}

/* Takes the next item; false: there is none, or an error. */
static bool groupby_step(VM *vm, GroupBy *self) {
    Object *value = next_of(vm, self->it);
    if (!value) {
        return false;
    }
    Object *key = self->function == vm->none ? new_ref(value) : call1(vm, self->function, value);
    if (!key) {
        decref(vm, value);
        return false;
    }
    set_ref(vm, self->value, value);
    set_ref(vm, self->key, key);
    return true;
}

static Object *grouper_make(VM *vm, Type *cls, Object *parent, Object *target) {
    Grouper *g = object_alloc(vm, cls, sizeof *g);
    if (!g) {
        return NULL;
    }
    g->parent = new_ref(parent);
    g->target = new_ref(target);
    GROUPBY(parent)->grouper = g;
    gc_track(vm, g);
    return OBJ(g);
}

static Object *groupby_next(VM *vm, Object *o) {
    GroupBy *self = GROUPBY(o);
    self->grouper = NULL;
    for (;;) {
        if (self->key && !self->target) {
            break;
        }
        if (self->key) {
            int equal = sequence_items_equal(vm, self->target, self->key);
            if (equal < 0) {
                return NULL;
            }
            if (!equal) {
                break;
            }
        }
        if (!groupby_step(vm, self)) {
            return NULL;
        }
    }
    set_ref(vm, self->target, new_ref(self->key));
    Type *cls = lib_type(vm, LIB_GROUPER);
    Object *key = new_ref(self->key);
    return pack_steal(vm, 2, key, cls ? grouper_make(vm, cls, o, self->target) : NULL);
}

static Object *groupby_reduce(VM *vm, Object *o) {
    GroupBy *self = GROUPBY(o);
    Object *args = tuple_pack(vm, 2, self->it, self->function);
    if (self->key && self->target && self->value) {
        return pack_steal(vm, 3, new_ref(type_of(vm, o)), args,
                          tuple_pack(vm, 3, self->key, self->value, self->target));
    }
    return pack_steal(vm, 2, new_ref(type_of(vm, o)), args);
}

static Object *groupby_setstate(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", "", NULL};
    GroupBy *self = GROUPBY(o);
    Object *key, *value, *target;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a tuple");
    }
    if (!args_parse(vm, "__setstate__", names, "OOO", tuple_items(state), TUPLE_LEN(state), NULL,
                    &key, &value, &target)) {
        return NULL;
    }
    set_ref(vm, self->key, new_ref(key));
    set_ref(vm, self->value, new_ref(value));
    set_ref(vm, self->target, new_ref(target));
    return none_ref(vm);
}

static const MethodDef groupby_methods[] = {
    METHOD_NOARGS("__reduce__", groupby_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", groupby_setstate, "Set state information for unpickling."),
    {0},
};

const TypeSpec groupby_spec = {
    .name = "itertools.groupby",
    .doc = "groupby(iterable, key=None)\n--\n\n"
           "Pairs of a key and an iterator of the successive items that have it.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(GroupBy),
    .slots = {.dealloc = groupby_dealloc,
              .traverse = groupby_traverse,
              .new = groupby_new,
              .iter = self_ref,
              .iternext = groupby_next},
    .methods = groupby_methods,
};

static Object *grouper_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!args_no_keywords(vm, "_grouper", kwnames) || !args_count(vm, "_grouper", nargs, 2, 2)) {
        return NULL;
    }
    if (!is_of_spec(vm, args[0], &groupby_spec)) {
        return raise(vm, EXC_TypeError, "_grouper() argument 1 must be itertools.groupby, not %T",
                     args[0]);
    }
    return grouper_make(vm, cls, args[0], args[1]);
}

static Object *grouper_next(VM *vm, Object *o) {
    Grouper *self = GROUPER(o);
    GroupBy *parent = GROUPBY(self->parent);
    if (parent->grouper != self || (!parent->value && !groupby_step(vm, parent))) {
        return NULL;
    }
    if (sequence_items_equal(vm, self->target, parent->key) <= 0 || !parent->value) {
        return NULL;
    }
    Object *value = parent->value;
    parent->value = NULL;
    clear_ref(vm, parent->key);
    return value;
}

static Object *grouper_reduce(VM *vm, Object *o) {
    Grouper *self = GROUPER(o);
    if (GROUPBY(self->parent)->grouper == self) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                          tuple_pack(vm, 2, self->parent, self->target));
    }
    Object *iter = dict_get_str(vm, vm->builtins, ID(vm, iter));
    if (!iter) {
        return raise(vm, EXC_RuntimeError, "lost builtins.iter");
    }
    return pack_steal(vm, 2, new_ref(iter), tuple_pack(vm, 1, vm->empty_tuple));
}

static const MethodDef grouper_methods[] = {
    METHOD_NOARGS("__reduce__", grouper_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec grouper_spec = {
    .name = "itertools._grouper",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Grouper),
    .slots = {.dealloc = grouper_dealloc,
              .traverse = grouper_traverse,
              .new = grouper_new,
              .iter = self_ref,
              .iternext = grouper_next},
    .methods = grouper_methods,
};

/* ---- tee ----
 *
 * Items lie in a chain of blocks that are filled from the iterator as the first tee iterator goes
 * on; each tee iterator holds the block where it stands, each block the next one. */

enum { TEE_BLOCK_LEN = 57 };

typedef struct TeeData {
    Object head;
    Object *it;
    Object *next; /* TeeData or NULL */
    int len;
    bool running;
    Object *values[TEE_BLOCK_LEN];
} TeeData;
#define TEE_DATA(o) ((TeeData *)(o))

typedef struct Tee {
    Object head;
    Object *data;
    int index;
} Tee;
#define TEE(o) ((Tee *)(o))

static Object *tee_data_make(VM *vm, Type *cls, Object *it) {
    TeeData *data = object_alloc(vm, cls, sizeof *data);
    if (data) {
        data->it = new_ref(it);
        gc_track(vm, data);
    }
    return OBJ(data);
}

static int tee_data_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(TEE_DATA(o)->it);
    for (int i = 0; i < TEE_DATA(o)->len; i++) {
        VISIT(TEE_DATA(o)->values[i]);
    }
    VISIT(TEE_DATA(o)->next);
    return 0;
}

static void tee_data_clear(VM *vm, Object *o) {
    TeeData *self = TEE_DATA(o);
    clear_ref(vm, self->it);
    int len = self->len;
    self->len = 0;
    for (int i = 0; i < len; i++) {
        clear_ref(vm, self->values[i]);
    }
    clear_ref(vm, self->next);
}

static void tee_data_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    tee_data_clear(vm, o);
    object_free_container(vm, o, sizeof(TeeData));
}

/* Item i of the block: new reference; NULL at the end, or with an error. */
static Object *tee_data_get(VM *vm, TeeData *self, int i) {
    if (i < self->len) {
        return new_ref(self->values[i]);
    }
    if (self->running) {
        return raise(vm, EXC_RuntimeError, "cannot re-enter the tee iterator");
    }
    if (!self->it) { /* the collector has been here */
        return NULL;
    }
    self->running = true;
    Object *value = next_of(vm, self->it);
    self->running = false;
    if (value) {
        self->values[self->len++] = new_ref(value);
    }
    return value;
}

/* The block behind: borrowed. */
static Object *tee_data_next(VM *vm, TeeData *self) {
    if (!self->next && self->it) {
        self->next = tee_data_make(vm, type_of(vm, OBJ(self)), self->it);
    }
    return self->next;
}

static Object *tee_data_reduce(VM *vm, Object *o) {
    TeeData *self = TEE_DATA(o);
    Object *values = list_from(vm, self->values, (size_t)self->len);
    return pack_steal(vm, 2, new_ref(type_of(vm, o)),
                      pack_steal(vm, 3, new_ref(self->it ? self->it : vm->none), values,
                                 new_ref(self->next ? self->next : vm->none)));
}

static Object *tee_data_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!args_no_keywords(vm, "_tee_dataobject", kwnames) ||
        !args_count(vm, "_tee_dataobject", nargs, 3, 3)) {
        return NULL;
    }
    Object *values = args[1], *next = args[2];
    if (!is_list(vm, values)) {
        return raise(vm, EXC_TypeError, "argument 2 must be list, not %T", values);
    }
    bool full = LIST_LEN(values) == TEE_BLOCK_LEN;
    if (LIST_LEN(values) > TEE_BLOCK_LEN ||
        (next != vm->none && !(full && is_of_spec(vm, next, &tee_data_spec)))) {
        return raise(vm, EXC_ValueError, "Invalid arguments");
    }
    Object *data = tee_data_make(vm, cls, args[0]);
    for (size_t i = 0; data && i < LIST_LEN(values); i++) {
        TEE_DATA(data)->values[TEE_DATA(data)->len++] = new_ref(LIST_ITEM(values, i));
    }
    if (data && next != vm->none) {
        TEE_DATA(data)->next = new_ref(next);
    }
    return data;
}

static const MethodDef tee_data_methods[] = {
    METHOD_NOARGS("__reduce__", tee_data_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec tee_data_spec = {
    .name = "itertools._tee_dataobject",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(TeeData),
    .slots = {.dealloc = tee_data_dealloc,
              .traverse = tee_data_traverse,
              .clear = tee_data_clear,
              .new = tee_data_new},
    .methods = tee_data_methods,
};

#define TEE_FIELDS(X) X(data)
TYPE_MEMORY(tee, Tee, TEE_FIELDS)
TYPE_CLEAR(tee, Tee, TEE_FIELDS)

static Object *tee_make(VM *vm, Object *data, int index) {
    Type *cls = lib_type(vm, LIB_TEE);
    Tee *self = cls ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (self) {
        self->data = new_ref(data);
        self->index = index;
        gc_track(vm, self);
    }
    return OBJ(self);
}

static Object *tee_copy(VM *vm, Object *o) {
    return TEE(o)->data ? tee_make(vm, TEE(o)->data, TEE(o)->index)
                        : raise(vm, EXC_RuntimeError, "the tee iterator has been cleared");
}

/* A tee iterator over an iterable, or a copy of it if it is one. */
static Object *tee_from(VM *vm, Object *iterable) {
    Object *it = object_get_iter(vm, iterable);
    if (it && is_of_spec(vm, it, &tee_spec)) {
        Object *copy = tee_copy(vm, it);
        decref(vm, it);
        return copy;
    }
    Type *cls = it ? lib_type(vm, LIB_TEE_DATA) : NULL;
    Object *data = cls ? tee_data_make(vm, cls, it) : NULL;
    Object *result = data ? tee_make(vm, data, 0) : NULL;
    xdecref(vm, data);
    xdecref(vm, it);
    return result;
}

static Object *tee_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "_tee", kwnames) || !args_count(vm, "_tee", nargs, 1, 1)) {
        return NULL;
    }
    return tee_from(vm, args[0]);
}

static Object *tee_next(VM *vm, Object *o) {
    Tee *self = TEE(o);
    if (!self->data) {
        return NULL;
    }
    if (self->index >= TEE_BLOCK_LEN) {
        Object *next = tee_data_next(vm, TEE_DATA(self->data));
        if (!next) {
            return NULL;
        }
        set_ref(vm, self->data, new_ref(next));
        self->index = 0;
    }
    Object *data = new_ref(self->data);
    Object *value = tee_data_get(vm, TEE_DATA(data), self->index);
    self->index += value != NULL;
    decref(vm, data);
    return value;
}

static Object *tee_reduce(VM *vm, Object *o) {
    Tee *self = TEE(o);
    return pack_steal(vm, 3, new_ref(type_of(vm, o)), tuple_pack(vm, 1, vm->empty_tuple),
                      pack_steal(vm, 2, new_ref(self->data ? self->data : vm->none),
                                 int_from_i64(vm, self->index)));
}

static Object *tee_setstate(VM *vm, Object *o, Object *state) {
    static const char *const names[] = {"", "", NULL};
    Object *data;
    int index;
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a tuple");
    }
    if (!args_parse(vm, "__setstate__", names, "Oi", tuple_items(state), TUPLE_LEN(state), NULL,
                    &data, &index)) {
        return NULL;
    }
    if (!is_of_spec(vm, data, &tee_data_spec)) {
        return raise(vm, EXC_TypeError, "argument 1 must be itertools._tee_dataobject, not %T",
                     data);
    }
    if (index < 0 || index > TEE_BLOCK_LEN || index > TEE_DATA(data)->len) {
        return raise(vm, EXC_ValueError, "Index out of range");
    }
    set_ref(vm, TEE(o)->data, new_ref(data));
    TEE(o)->index = index;
    return none_ref(vm);
}

static const MethodDef tee_methods[] = {
    METHOD_NOARGS("__copy__", tee_copy, "Returns an independent iterator."),
    METHOD_NOARGS("__reduce__", tee_reduce, "Return state information for pickling."),
    METHOD_O("__setstate__", tee_setstate, "Set state information for unpickling."),
    {0},
};

const TypeSpec tee_spec = {
    .name = "itertools._tee",
    .doc = "Iterator wrapped to make it copyable.",
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Tee),
    .slots = {.dealloc = tee_dealloc,
              .traverse = tee_traverse,
              .clear = tee_clear,
              .new = tee_new,
              .iter = self_ref,
              .iternext = tee_next},
    .methods = tee_methods,
};

static Object *tee_function(VM *vm, Object *module, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    UNUSED(module);
    Object *iterable;
    int64_t n = 2;
    if (!args_count(vm, "tee", nargs, 1, 2) ||
        !args_parse(vm, "tee", names, "O|n", args, nargs, NULL, &iterable, &n)) {
        return NULL;
    }
    if (n < 0) {
        return raise(vm, EXC_ValueError, "n must be >= 0");
    }
    Object *result = tuple_new(vm, (size_t)n);
    if (!result || n == 0) {
        return result;
    }
    Object *it = object_get_iter(vm, iterable);
    Object *copy = it ? object_getattr_or_null(vm, it, ID(vm, __copy__)) : NULL;
    if (it && !copy && !error_occurred(vm)) {
        set_ref(vm, it, tee_from(vm, it));
        copy = it ? object_getattr(vm, it, ID(vm, __copy__)) : NULL;
    }
    if (copy) {
        TUPLE_ITEM(result, 0) = new_ref(it);
    }
    for (int64_t i = 1; copy && i < n; i++) {
        TUPLE_ITEM(result, i) = call0(vm, copy);
        if (!TUPLE_ITEM(result, i)) {
            clear_ref(vm, copy);
        }
    }
    xdecref(vm, it);
    if (!copy) {
        decref(vm, result);
        return NULL;
    }
    decref(vm, copy);
    gc_track(vm, result);
    return result;
}

const MethodDef tee_methods_of_module[] = {
    METHOD_FAST("tee", tee_function,
                "tee($module, iterable, n=2, /)\n--\n\n"
                "A tuple of n independent iterators over the same iterable."),
    {0},
};
