/* list: subscripts and slices, read and assigned. */
#include "types/list_impl.h"
#include "types/range.h"

Object *list_slice(VM *vm, Object *list, size_t start, size_t end) {
    size_t n = end > start ? end - start : 0;
    return list_from(vm, n ? LIST(list)->items + start : NULL, n);
}

/* ---- reading ---- */

static Object *subscript_slice(VM *vm, Object *o, Object *key) {
    int64_t start, stop, step, count;
    if (!slice_unpack(vm, key, &start, &stop, &step)) {
        return NULL;
    }
    count = slice_adjust(LIST_LEN(o), &start, &stop, step);
    if (step == 1 || count <= 0) {
        return list_slice(vm, o, (size_t)start, (size_t)(start + (count > 0 ? count : 0)));
    }
    Object *list = list_new(vm, (size_t)count);
    if (list) {
        Object **to = LIST(list)->items, *const *from = LIST(o)->items + start;
        for (int64_t i = 0; i < count; i++) {
            Object *item = from[i * step];
            incref(item);
            to[i] = item;
        }
        LIST(list)->len = (uint32_t)count;
    }
    return list;
}

Object *list_subscript(VM *vm, Object *o, Object *key) {
    int64_t i;
    if (is_exact(key, SHAPE_SLICE)) {
        return subscript_slice(vm, o, key);
    }
    if (!sequence_index(vm, key, "list", &i)) {
        return NULL;
    }
    i = i < 0 ? i + LIST_LEN(o) : i;
    if ((uint64_t)i >= LIST_LEN(o)) {
        return raise(vm, EXC_IndexError, "list index out of range");
    }
    return new_ref(LIST_ITEM(o, i));
}

/* ---- plain slices ---- */

enum { REMOVED_LOCAL = 8 };

/* Replaces items [start, stop) by n others, whose references are added. Removed items are released
 * last, when the list is whole again. */
static int replace_items(VM *vm, List *list, size_t start, size_t stop, Object **items, size_t n) {
    size_t removed_len = stop - start, len = list->len, tail = len - stop;
    if (len - removed_len + n == 0) {
        list_clear_items(vm, OBJ(list));
        return 0;
    }
    Object *local[REMOVED_LOCAL], **removed = local;
    if (removed_len > REMOVED_LOCAL) {
        removed = raw_alloc(vm, removed_len * sizeof(Object *));
        if (!removed) {
            return -1;
        }
    }
    if (removed_len) {
        memcpy(removed, list->items + start, removed_len * sizeof(Object *));
    }
    int result = 0;
    if (n < removed_len) {
        memmove(list->items + start + n, list->items + stop, tail * sizeof(Object *));
        list_resize(vm, list, len - removed_len + n);
    } else if (n > removed_len) {
        if (!list_resize(vm, list, len - removed_len + n)) {
            removed_len = 0;
            n = 0;
            result = -1;
        } else {
            memmove(list->items + start + n, list->items + stop, tail * sizeof(Object *));
        }
    }
    copy_refs(list->items + start, items, n);
    for (size_t i = removed_len; i > 0; i--) {
        decref(vm, removed[i - 1]);
    }
    if (removed != local) {
        raw_free(vm, removed, (stop - start) * sizeof(Object *));
    }
    return result;
}

int list_assign_slice(VM *vm, Object *o, int64_t start, int64_t stop, Object *value) {
    Object *source = NULL, **items = NULL;
    size_t n = 0;
    if (value) {
        source = value == o ? list_slice(vm, o, 0, LIST_LEN(o))
                            : object_fast_sequence(vm, value, "can only assign an iterable");
        if (!source) {
            return -1;
        }
        n = fast_len(source, vm);
        items = fast_items(source, vm);
    }
    int64_t len = LIST_LEN(o);
    start = start < 0 ? 0 : start > len ? len : start;
    stop = stop < start ? start : stop > len ? len : stop;
    int result = replace_items(vm, LIST(o), (size_t)start, (size_t)stop, items, n);
    xdecref(vm, source);
    return result;
}

/* ---- slices with steps ---- */

static int delete_steps(VM *vm, List *list, int64_t start, int64_t step, int64_t count) {
    if (count <= 0) {
        return 0;
    }
    if (step < 0) {
        start += step * (count - 1);
        step = -step;
    }
    Object **garbage = raw_alloc(vm, (size_t)count * sizeof(Object *));
    if (!garbage) {
        return -1;
    }
    size_t len = list->len, to = (size_t)start, next = (size_t)start;
    int64_t removed = 0;
    for (size_t from = to; from < len; from++) {
        if (from == next && removed < count) {
            garbage[removed++] = list->items[from];
            next += (size_t)step;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    list_resize(vm, list, to);
    for (int64_t i = 0; i < count; i++) {
        decref(vm, garbage[i]);
    }
    raw_free(vm, garbage, (size_t)count * sizeof(Object *));
    return 0;
}

/* start, stop and step as the slice has them. */
static int assign_steps(VM *vm, Object *o, int64_t start, int64_t stop, int64_t step,
                        Object *value) {
    Object *source =
        value == o ? list_slice(vm, o, 0, LIST_LEN(o))
                   : object_fast_sequence(vm, value, "must assign iterable to extended slice");
    if (!source) {
        return -1;
    }
    int result = -1;
    /* Reading the iterable may have changed the list: the bounds are taken now. */
    int64_t count = slice_adjust(LIST_LEN(o), &start, &stop, step);
    if ((int64_t)fast_len(source, vm) != count) {
        raise(vm, EXC_ValueError,
              "attempt to assign sequence of size %zd to extended slice of size %zd",
              (ssize_t)fast_len(source, vm), (ssize_t)count);
        goto done;
    }
    result = 0;
    if (count == 0) {
        goto done;
    }
    Object **garbage = raw_alloc(vm, (size_t)count * sizeof(Object *));
    if (!garbage) {
        result = -1;
        goto done;
    }
    Object **items = fast_items(source, vm);
    for (int64_t i = 0; i < count; i++) {
        garbage[i] = LIST_ITEM(o, start + i * step);
        LIST_ITEM(o, start + i * step) = new_ref(items[i]);
    }
    for (int64_t i = 0; i < count; i++) {
        decref(vm, garbage[i]);
    }
    raw_free(vm, garbage, (size_t)count * sizeof(Object *));
done:
    decref(vm, source);
    return result;
}

int list_ass_subscript(VM *vm, Object *o, Object *key, Object *value) {
    if (is_exact(key, SHAPE_SLICE)) {
        int64_t start, stop, step, count;
        if (!slice_unpack(vm, key, &start, &stop, &step)) {
            return -1;
        }
        if (step != 1 && value) {
            return assign_steps(vm, o, start, stop, step, value);
        }
        count = slice_adjust(LIST_LEN(o), &start, &stop, step);
        return step == 1 ? list_assign_slice(vm, o, start, stop, value)
                         : delete_steps(vm, LIST(o), start, step, count);
    }
    int64_t i;
    if (!sequence_index(vm, key, "list", &i)) {
        return -1;
    }
    i = i < 0 ? i + LIST_LEN(o) : i;
    if ((uint64_t)i >= LIST_LEN(o)) {
        raise(vm, EXC_IndexError, "list assignment index out of range");
        return -1;
    }
    if (!value) {
        return list_assign_slice(vm, o, i, i + 1, NULL);
    }
    set_ref(vm, LIST_ITEM(o, i), new_ref(value));
    return 0;
}
