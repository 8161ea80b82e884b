/* Built-in functions that walk over iterables. */
#include "lib/builtins.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/feed.h"
#include "types/float.h"
#include "types/int.h"
#include "types/iterators.h"
#include "types/list.h"
#include "types/sequence.h"
#include "types/str.h"
#include "types/tuple.h"

static inline int truth_of(VM *vm, Object *o) {
    return o->meta == INT_META ? INT_VALUE(o) != 0 : object_truth(vm, o);
}

/* Walking over an iterable: lists and tuples need no iterator. */
typedef struct Walk {
    Object *sequence; /* exact list or tuple, or NULL */
    Object *it;       /* or NULL */
    size_t index;
} Walk;

static bool walk_begin(VM *vm, Walk *w, Object *iterable) {
    bool plain = is_exact(iterable, SHAPE_LIST) || is_exact(iterable, SHAPE_TUPLE);
    *w = (Walk){.sequence = plain ? new_ref(iterable) : NULL};
    return plain || (w->it = object_get_iter(vm, iterable));
}

/* Of lists and tuples: the next item, borrowed and not yet passed; NULL: none. */
static inline Object *walk_peek(const Walk *w) {
    const Object *s = w->sequence;
    if (is_exact(s, SHAPE_LIST)) {
        return w->index < LIST_LEN(s) ? LIST_ITEM(s, w->index) : NULL;
    }
    return w->index < TUPLE_LEN(s) ? TUPLE_ITEM(s, w->index) : NULL;
}

static inline Object *walk_item(VM *vm, Walk *w, TakeFn take, void *ctx) {
    if (!w->sequence) {
        return feed_next(vm, w->it, take, ctx);
    }
    Object *item = walk_peek(w);
    w->index++;
    xincref(item);
    return item;
}

static void walk_end(VM *vm, Walk *w) {
    xdecref(vm, w->sequence);
    xdecref(vm, w->it);
}

static enum Taken take_none(VM *vm, void *ctx, Object *o) {
    UNUSED(vm), UNUSED(ctx), UNUSED(o);
    return TAKE_LEFT;
}

/* Looks for an element whose truth is not that of *wanted: leaves the first one that has it. */
static enum Taken take_unwanted(VM *vm, void *wanted, Object *o) {
    return is_quiet(o) && truth_of(vm, o) != *(int *)wanted ? taken(vm, o, true) : TAKE_LEFT;
}

/* Whether some element's truth is `wanted`: 1, 0, -1. */
static int any_is(VM *vm, Object *iterable, int wanted) {
    Walk w;
    if (!walk_begin(vm, &w, iterable)) {
        return -1;
    }
    int found = 0;
    Object *o;
    while (found == 0 && (o = walk_item(vm, &w, take_unwanted, &wanted))) {
        int truth = truth_of(vm, o);
        decref(vm, o);
        found = truth < 0 ? -1 : truth == wanted;
    }
    walk_end(vm, &w);
    return found < 0 || error_occurred(vm) ? -1 : found;
}

static Object *all(VM *vm, Object *self, Object *iterable) {
    (void)self;
    int found = any_is(vm, iterable, 0);
    return found < 0 ? NULL : bool_ref(vm, !found);
}
static Object *any(VM *vm, Object *self, Object *iterable) {
    (void)self;
    int found = any_is(vm, iterable, 1);
    return found < 0 ? NULL : bool_ref(vm, found);
}

static Object *iter(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "iter", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1) {
        return object_get_iter(vm, args[0]);
    }
    if (!object_is_callable(vm, args[0])) {
        return raise(vm, EXC_TypeError, "iter(v, w): v must be callable");
    }
    return callable_iterator_new(vm, args[0], args[1]);
}

static Object *next(VM *vm, Object *self, Object *const *args, size_t nargs) {
    (void)self;
    if (!args_count(vm, "next", nargs, 1, 2)) {
        return NULL;
    }
    if (!object_is_iterator(vm, args[0])) {
        return raise(vm, EXC_TypeError, "'%T' object is not an iterator", args[0]);
    }
    Object *value = type_of(vm, args[0])->slots.iternext(vm, args[0]);
    if (value) {
        return value;
    }
    if (nargs == 2) {
        if (error_occurred(vm) && !error_clear_if(vm, EXC_StopIteration)) {
            return NULL;
        }
        return new_ref(args[1]);
    }
    if (!error_occurred(vm)) {
        raise_instance(vm, OBJ(EXC(vm, StopIteration)));
    }
    return NULL;
}

/* ---- min and max ---- */

/* Whether a beats b: 1, 0, -1. */
static inline int beats(VM *vm, Object *a, Object *b, int op) {
    if (a->meta == INT_META && b->meta == INT_META) {
        return op == CMP_LT ? INT_VALUE(a) < INT_VALUE(b) : INT_VALUE(a) > INT_VALUE(b);
    }
    if (a->meta == FLOAT_META && b->meta == FLOAT_META) {
        return op == CMP_LT ? FLOAT_VALUE(a) < FLOAT_VALUE(b) : FLOAT_VALUE(a) > FLOAT_VALUE(b);
    }
    return object_compare_bool(vm, a, b, op);
}

typedef struct BestTaken {
    Object *best;
    int op;
} BestTaken;

static enum Taken take_worse(VM *vm, void *ctx, Object *o) {
    BestTaken *b = ctx;
    if (!b->best || !is_quiet(o) || !is_quiet(b->best)) {
        return TAKE_LEFT;
    }
    int better = beats(vm, o, b->best, b->op);
    if (better > 0) {
        decref(vm, b->best);
        b->best = o;
        return TAKE_DONE;
    }
    return taken(vm, o, better == 0);
}

/* The best item, NULL if there is none or an error is raised. From it, or of the n args. */
static Object *best_item(VM *vm, int op, Walk *w, Object *const *args, size_t n) {
    BestTaken b = {NULL, op};
    Object *o;
    for (size_t i = 0; (o = w       ? walk_item(vm, w, take_worse, &b)
                            : i < n ? new_ref(args[i])
                                    : NULL);
         i++) {
        int better = b.best ? beats(vm, o, b.best, op) : 1;
        if (better > 0) {
            set_ref(vm, b.best, o);
            continue;
        }
        decref(vm, o);
        if (better < 0) {
            break;
        }
    }
    if (b.best && error_occurred(vm)) {
        clear_ref(vm, b.best);
    }
    return b.best;
}

/* Replaces *best (and *best_key) by the candidate if it beats it. Steals o and its key. */
static int keep_better(VM *vm, Object *o, Object *key, Object **best, Object **best_key, int op) {
    int better = 1;
    if (*best) {
        better = beats(vm, key, *best_key, op);
        if (better > 0) {
            decref(vm, *best);
            decref(vm, *best_key);
        }
    }
    if (better > 0) {
        *best = o;
        *best_key = key;
        return 0;
    }
    decref(vm, o);
    decref(vm, key);
    return better;
}

static Object *best_by_key(VM *vm, int op, Walk *w, Object *const *args, size_t n,
                           Object *key_function) {
    Object *best = NULL, *best_key = NULL, *o;
    int status = 0;
    for (size_t i = 0; status == 0; i++) {
        if (!(o = w ? walk_item(vm, w, take_none, NULL) : i < n ? new_ref(args[i]) : NULL)) {
            break;
        }
        Object *key = call1(vm, key_function, o);
        if (!key) {
            decref(vm, o);
            break;
        }
        status = keep_better(vm, o, key, &best, &best_key, op);
    }
    xdecref(vm, best_key);
    if (best && error_occurred(vm)) {
        clear_ref(vm, best);
    }
    return best;
}

static Object *extreme(VM *vm, const char *name, int op, Object *const *args, size_t nargs,
                       Object *kwnames) {
    static const char *const names[] = {"key", "default", NULL};
    Object *key_function = vm->none, *default_ = NULL;
    if (nargs == 0) {
        return raise(vm, EXC_TypeError, "%s expected at least 1 argument, got 0", name);
    }
    if (kwnames && TUPLE_LEN(kwnames) &&
        !args_parse(vm, name, names, "|$OO", args + nargs, 0, kwnames, &key_function, &default_)) {
        return NULL;
    }
    if (nargs > 1 && default_) {
        return raise(vm, EXC_TypeError,
                     "Cannot specify a default for %s() with multiple positional arguments", name);
    }
    Object *best;
    Walk walk = {0}, *w = nargs == 1 ? &walk : NULL;
    if (w && !walk_begin(vm, w, args[0])) {
        return NULL;
    }
    if (key_function == vm->none) {
        best = best_item(vm, op, w, args, nargs);
    } else {
        best = best_by_key(vm, op, w, args, nargs, key_function);
    }
    walk_end(vm, &walk);
    if (!best && error_occurred(vm)) {
        return NULL;
    }
    if (!best) {
        return default_ ? new_ref(default_)
                        : raise(vm, EXC_ValueError, "%s() arg is an empty sequence", name);
    }
    return best;
}

static Object *min(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    return extreme(vm, "min", CMP_LT, args, nargs, kwnames);
}
static Object *max(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    return extreme(vm, "max", CMP_GT, args, nargs, kwnames);
}

/* ---- sum ---- */

/* Adds what a range still has to give, as long as the total fits. */
static void sum_range(Object *it, int64_t *total) {
    RangeIterator *range = (RangeIterator *)it;
    int64_t sum;
    while (range->left > 0 && !__builtin_add_overflow(*total, range->next, &sum)) {
        int64_t number;
        range_iterator_step(it, &number);
        *total = sum;
    }
}

/* Adds a compact int or a bool; false: it is neither, or the sum would not be compact. */
static inline bool add_small(VM *vm, const Object *o, int64_t *total) {
    if (o->meta == INT_META) {
        int64_t sum;
        if (__builtin_add_overflow(*total, INT_VALUE(o), &sum)) {
            return false;
        }
        *total = sum;
        return true;
    }
    if ((o != vm->true_ && o != vm->false_) || *total == INT64_MAX) {
        return false;
    }
    *total += o == vm->true_;
    return true;
}

static enum Taken take_int(VM *vm, void *ctx, Object *o) {
    return add_small(vm, o, ctx) ? taken(vm, o, true) : TAKE_LEFT;
}

static enum Taken take_float(VM *vm, void *ctx, Object *o) {
    double *total = ctx;
    if (o->meta == FLOAT_META) {
        *total += FLOAT_VALUE(o);
    } else if (o->meta == INT_META) {
        *total += (double)INT_VALUE(o);
    } else {
        return TAKE_LEFT;
    }
    return taken(vm, o, true);
}

/* Adds up as long as total and items are exact small ints; stops at the first other item, which is
 * left in *item (owned) with the total so far. NULL with *item NULL: done or error. */
static Object *sum_ints(VM *vm, Walk *w, Object *start, Object **item) {
    int64_t total = INT_VALUE(start);
    const Object *it = w->it;
    if (it && is_exact(it, SHAPE_RANGE_ITERATOR)) {
        sum_range(w->it, &total);
    } else if (it &&
               (is_exact(it, SHAPE_BYTES_ITERATOR) || is_exact(it, SHAPE_BYTEARRAY_ITERATOR)) &&
               total >= 0 && total <= INT64_MAX / 2) {
        total += bytes_iterator_sum(vm, w->it);
    }
    for (Object *o; w->sequence && (o = walk_peek(w)) && add_small(vm, o, &total); w->index++) {}
    while ((*item = walk_item(vm, w, take_int, &total)) &&
           take_int(vm, &total, *item) == TAKE_DONE) {}
    return error_occurred(vm) ? NULL : int_from_i64(vm, total);
}

static Object *sum_floats(VM *vm, Walk *w, Object *start, Object **item) {
    double total = FLOAT_VALUE(start);
    for (Object *o; w->sequence && (o = walk_peek(w)) && o->meta == FLOAT_META; w->index++) {
        total += FLOAT_VALUE(o);
    }
    while ((*item = walk_item(vm, w, take_float, &total)) &&
           take_float(vm, &total, *item) == TAKE_DONE) {}
    return error_occurred(vm) ? NULL : float_from_double(vm, total);
}

static Object *sum_rest(VM *vm, Walk *w, Object *total) {
    while (total) {
        Object *item = NULL, *next;
        if (total->meta == INT_META) {
            next = sum_ints(vm, w, total, &item);
        } else if (total->meta == FLOAT_META) {
            next = sum_floats(vm, w, total, &item);
        } else {
            next = new_ref(total);
            item = walk_item(vm, w, take_none, NULL);
        }
        decref(vm, total);
        total = next;
        if (!item || !total) {
            xdecref(vm, item);
            break;
        }
        next = number_binary(vm, total, item, OP_ADD);
        decref(vm, item);
        decref(vm, total);
        total = next;
    }
    if (total && error_occurred(vm)) {
        decref(vm, total);
        return NULL;
    }
    return total;
}

/* What has a quicker way to be joined is no start. */
static bool check_start(VM *vm, Object *start) {
    if (is_str(vm, start)) {
        raise(vm, EXC_TypeError, "sum() can't sum strings [use ''.join(seq) instead]");
    } else if (is_bytes(vm, start)) {
        raise(vm, EXC_TypeError, "sum() can't sum bytes [use b''.join(seq) instead]");
    } else if (is_bytearray(vm, start)) {
        raise(vm, EXC_TypeError, "sum() can't sum bytearray [use b''.join(seq) instead]");
    }
    return !error_occurred(vm);
}

static Object *sum(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"", "start", NULL};
    Object *iterable, *start = NULL;
    if (nargs == 1 && !kwnames) {
        iterable = args[0];
    } else if (!args_parse(vm, "sum", names, "O|O", args, nargs, kwnames, &iterable, &start)) {
        return NULL;
    }
    Walk w;
    if (!walk_begin(vm, &w, iterable)) {
        return NULL;
    }
    Object *result = start && !check_start(vm, start)
                         ? NULL
                         : sum_rest(vm, &w, start ? new_ref(start) : int_from_i64(vm, 0));
    walk_end(vm, &w);
    return result;
}

static Object *sorted(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self;
    static const char *const names[] = {"", "key", "reverse", NULL};
    Object *iterable, *key = vm->none;
    int reverse = 0;
    if (!args_count(vm, "sorted", nargs, 1, 1) || /* wrong keywords are those of list.sort() */
        !args_parse(vm, "sort", names, "O|$Oi", args, nargs, kwnames, &iterable, &key, &reverse)) {
        return NULL;
    }
    Object *list = list_from_iterable(vm, iterable);
    if (list && list_sort(vm, list, key == vm->none ? NULL : key, reverse) < 0) {
        decref(vm, list);
        return NULL;
    }
    return list;
}

const MethodDef builtins_iter_methods[] = {
    METHOD_O("all", all,
             "all($module, iterable, /)\n--\n\nReturn True if bool(x) is True for all values x in "
             "the iterable."),
    METHOD_O("any", any,
             "any($module, iterable, /)\n--\n\nReturn True if bool(x) is True for any x in the "
             "iterable."),
    METHOD_FAST("iter", iter, "Get an iterator from an object."),
    METHOD_FAST("next", next, "Return the next item from the iterator."),
    METHOD_KW("min", min, "Return the smallest item."),
    METHOD_KW("max", max, "Return the biggest item."),
    METHOD_KW("sum", sum,
              "sum($module, iterable, /, start=0)\n--\n\nReturn the sum of a 'start' value plus an "
              "iterable of numbers"),
    METHOD_KW("sorted", sorted,
              "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\nReturn a new list "
              "containing all items from the iterable in ascending order."),
    {0},
};
