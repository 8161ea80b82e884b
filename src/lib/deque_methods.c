/* The methods of deque. */
#include "lib/deque.h"
#include "object/abstract.h"
#include "object/reduce.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/sequence.h"
#include "types/str.h"
#include "types/tuple.h"

static Object *append(VM *vm, Object *o, Object *item) {
    return deque_append(vm, DEQUE(o), new_ref(item)) < 0 ? NULL : none_ref(vm);
}

static Object *append_left(VM *vm, Object *o, Object *item) {
    return deque_append_left(vm, DEQUE(o), new_ref(item)) < 0 ? NULL : none_ref(vm);
}

static Object *pop(VM *vm, Object *o) {
    return DEQUE(o)->len ? deque_take(vm, DEQUE(o))
                         : raise(vm, EXC_IndexError, "pop from an empty deque");
}

static Object *pop_left(VM *vm, Object *o) {
    return DEQUE(o)->len ? deque_take_left(vm, DEQUE(o))
                         : raise(vm, EXC_IndexError, "pop from an empty deque");
}

static Object *extend(VM *vm, Object *o, Object *iterable) {
    return deque_extend(vm, DEQUE(o), iterable) < 0 ? NULL : none_ref(vm);
}

static Object *extend_left(VM *vm, Object *o, Object *iterable) {
    if (iterable == o) {
        Object *list = list_from_iterable(vm, iterable);
        Object *result = list ? extend_left(vm, o, list) : NULL;
        xdecref(vm, list);
        return result;
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return NULL;
    }
    Object *item;
    while ((item = next_of(vm, it))) {
        if (deque_append_left(vm, DEQUE(o), item) < 0) {
            break;
        }
    }
    decref(vm, it);
    return iterator_ended(vm) ? none_ref(vm) : NULL;
}

static Object *clear(VM *vm, Object *o) {
    deque_clear_items(vm, DEQUE(o));
    return none_ref(vm);
}

static Object *rotate(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t n = 1;
    if (!args_count(vm, "rotate", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs) {
        Object *index = number_index(vm, args[0]);
        n = index ? number_as_i64(vm, index, EXC_OverflowError) : -1;
        xdecref(vm, index);
        if (error_occurred(vm)) {
            return NULL;
        }
    }
    deque_rotate(DEQUE(o), n);
    return none_ref(vm);
}

static Object *reverse(VM *vm, Object *o) {
    Deque *d = DEQUE(o);
    for (size_t i = 0, k = d->len; i + 1 < k; i++) {
        k--;
        Object *item = *deque_at(d, i);
        *deque_at(d, i) = *deque_at(d, k);
        *deque_at(d, k) = item;
    }
    return none_ref(vm);
}

/* ---- searching ---- */

int64_t deque_find(VM *vm, Deque *d, Object *o, size_t start, size_t stop) {
    uint32_t state = d->state;
    for (size_t i = start; i < stop && i < d->len; i++) {
        Object *item = new_ref(*deque_at(d, i));
        int equal = object_compare_bool(vm, item, o, CMP_EQ);
        decref(vm, item);
        if (equal < 0) {
            return -2;
        }
        if (equal) {
            return (int64_t)i;
        }
        if (d->state != state) {
            raise(vm, EXC_RuntimeError, "deque mutated during iteration");
            return -2;
        }
    }
    return -1;
}

static Object *count(VM *vm, Object *o, Object *value) {
    Deque *d = DEQUE(o);
    int64_t n = 0;
    uint32_t state = d->state;
    for (size_t i = 0; i < d->len; i++) {
        Object *item = new_ref(*deque_at(d, i));
        int equal = object_compare_bool(vm, item, value, CMP_EQ);
        decref(vm, item);
        if (equal < 0) {
            return NULL;
        }
        n += equal;
        if (d->state != state) {
            return raise(vm, EXC_RuntimeError, "deque mutated during iteration");
        }
    }
    return int_from_i64(vm, n);
}

static Object *index_(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Deque *d = DEQUE(o);
    int64_t start = 0, stop = INT64_MAX;
    if (!args_count(vm, "index", nargs, 1, 3) ||
        (nargs > 1 && !sequence_bound(vm, args[1], &start)) ||
        (nargs > 2 && !sequence_bound(vm, args[2], &stop))) {
        return NULL;
    }
    sequence_clip(d->len, &start, &stop);
    int64_t at = deque_find(vm, d, args[0], (size_t)start, (size_t)stop);
    if (at == -2) {
        return NULL;
    }
    return at < 0 ? raise(vm, EXC_ValueError, "%R is not in deque", args[0]) : int_from_i64(vm, at);
}

Object *deque_delete_at(VM *vm, Deque *d, size_t i) {
    deque_rotate(d, -(int64_t)i);
    Object *item = deque_take_left(vm, d);
    deque_rotate(d, (int64_t)i);
    return item;
}

static Object *remove_(VM *vm, Object *o, Object *value) {
    Deque *d = DEQUE(o);
    uint32_t len = d->len;
    for (size_t i = 0; i < len; i++) {
        Object *item = new_ref(*deque_at(d, i));
        int equal = object_compare_bool(vm, item, value, CMP_EQ);
        decref(vm, item);
        if (equal < 0) {
            return NULL;
        }
        if (d->len != len) {
            return raise(vm, EXC_IndexError, "deque mutated during iteration");
        }
        if (equal) {
            Object *old = deque_delete_at(vm, d, i);
            decref(vm, old);
            return none_ref(vm);
        }
    }
    return raise(vm, EXC_ValueError, "%R is not in deque", value);
}

static Object *insert(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    Deque *d = DEQUE(o);
    int64_t i;
    Object *item;
    if (!args_count(vm, "insert", nargs, 2, 2) ||
        !args_parse(vm, "insert", names, "nO", args, nargs, NULL, &i, &item)) {
        return NULL;
    }
    int64_t len = d->len;
    if (len == d->maxlen) {
        return raise(vm, EXC_IndexError, "deque already at its maximum size");
    }
    if (i >= len) {
        return append(vm, o, item);
    }
    if (i <= -len || i == 0) {
        return append_left(vm, o, item);
    }
    deque_rotate(d, -i);
    int result =
        i < 0 ? deque_append(vm, d, new_ref(item)) : deque_append_left(vm, d, new_ref(item));
    deque_rotate(d, i);
    return result < 0 ? NULL : none_ref(vm);
}

/* ---- copying ---- */

Object *deque_copy(VM *vm, Object *o) {
    Deque *d = DEQUE(o);
    Object *cls = OBJ(type_of(vm, o));
    Object *maxlen = d->maxlen < 0 ? NULL : int_from_i64(vm, d->maxlen);
    if (d->maxlen >= 0 && !maxlen) {
        return NULL;
    }
    Object *copy = maxlen ? call2(vm, cls, o, maxlen) : call1(vm, cls, o);
    xdecref(vm, maxlen);
    if (copy && !is_deque(vm, copy)) {
        raise(vm, EXC_TypeError, "%N() must return a deque, not %T", cls, copy);
        clear_ref(vm, copy);
    }
    return copy;
}

static Object *reduce(VM *vm, Object *o) {
    Deque *d = DEQUE(o);
    Object *state = object_getstate(vm, o);
    Object *it = state ? object_get_iter(vm, o) : NULL;
    if (!it) {
        xdecref(vm, state);
        return NULL;
    }
    Object *args = d->maxlen < 0
                       ? new_ref(vm->empty_tuple)
                       : pack_steal(vm, 2, new_ref(vm->empty_tuple), int_from_i64(vm, d->maxlen));
    return pack_steal(vm, 4, new_ref(type_of(vm, o)), args, state, it);
}

static Object *size_of(VM *vm, Object *o) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, o));
}

const MethodDef deque_methods[] = {
    METHOD_O("append", append, "Add an item at the right end."),
    METHOD_O("appendleft", append_left, "Add an item at the left end."),
    METHOD_NOARGS("clear", clear, "Remove all items."),
    METHOD_NOARGS("__copy__", deque_copy, "A deque with the same items."),
    METHOD_NOARGS("copy", deque_copy, "A deque with the same items."),
    METHOD_O("count", count, "How many items are equal to the value."),
    METHOD_O("extend", extend, "Add all items of an iterable at the right end."),
    METHOD_O("extendleft", extend_left,
             "Add all items of an iterable at the left end, one by one."),
    METHOD_FAST("index", index_,
                "D.index(value, [start, [stop]])\nThe first position of the value, or ValueError."),
    METHOD_FAST("insert", insert, "D.insert(index, item)\nPut an item before the index."),
    METHOD_NOARGS("pop", pop, "Take the item at the right end."),
    METHOD_NOARGS("popleft", pop_left, "Take the item at the left end."),
    METHOD_NOARGS("__reduce__", reduce, "Return state information for pickling."),
    METHOD_O("remove", remove_, "Remove the first item that is equal to the value."),
    METHOD_NOARGS("__reversed__", deque_reversed, "An iterator from right to left."),
    METHOD_NOARGS("reverse", reverse, "Reverse the order in place."),
    METHOD_FAST("rotate", rotate,
                "Move n items (default 1) from the right end to the left; n < 0: the other way."),
    METHOD_NOARGS("__sizeof__", size_of, "Size in memory, in bytes."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};
