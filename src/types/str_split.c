/* str: taking apart and joining. */
#include "types/list.h"
#include "types/str_runs.h"
#include "types/tuple.h"

static Object *split_method(VM *vm, Object *s, const char *name, Object *const *args, size_t nargs,
                            Object *kwnames, bool from_right) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    Object *separator = vm->none;
    int64_t max = -1;
    if (nargs == 1 && !kwnames) {
        separator = args[0];
    } else if ((nargs || kwnames) &&
               !args_parse(vm, name, names, "|On", args, nargs, kwnames, &separator, &max)) {
        return NULL;
    }
    Run run = run_of_str(s);
    if (separator == vm->none) {
        return from_right ? run_rsplit_space(vm, &run, max) : run_split_space(vm, &run, max);
    }
    if (!is_str(vm, separator)) {
        return raise(vm, EXC_TypeError, "must be str or None, not %T", separator);
    }
    if (STR_LEN(separator) == 0) {
        return raise(vm, EXC_ValueError, "empty separator");
    }
    Run by = run_of_str(separator);
    return from_right ? run_rsplit(vm, &run, &by, max) : run_split(vm, &run, &by, max);
}

Object *str_split_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    return split_method(vm, s, "split", args, nargs, kwnames, false);
}
Object *str_rsplit_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    return split_method(vm, s, "rsplit", args, nargs, kwnames, true);
}

Object *str_splitlines(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"keepends", NULL};
    int keep_ends = 0;
    if ((nargs || kwnames) &&
        !args_parse(vm, "splitlines", names, "|i", args, nargs, kwnames, &keep_ends)) {
        return NULL;
    }
    Run run = run_of_str(s);
    return run_splitlines(vm, &run, keep_ends != 0);
}

/* (a, b, c) of new references, which are taken over; NULL if one is missing. */
static Object *triple(VM *vm, Object *a, Object *b, Object *c) {
    Object *items[] = {a, b, c};
    if (a && b && c) {
        return tuple_from_steal(vm, items, 3);
    }
    xdecref(vm, a);
    xdecref(vm, b);
    xdecref(vm, c);
    return NULL;
}

static Object *partition(VM *vm, Object *s, Object *separator, int direction) {
    if (!is_str(vm, separator)) {
        return raise(vm, EXC_TypeError, "must be str, not %T", separator);
    }
    size_t n = STR_LEN(separator), len = STR_LEN(s);
    if (n == 0) {
        return raise(vm, EXC_ValueError, "empty separator");
    }
    int64_t at = str_find(s, separator, 0, (int64_t)len, direction);
    if (at >= 0) {
        Object *before = str_substring(vm, s, 0, (size_t)at);
        Object *after = before ? str_substring(vm, s, (size_t)at + n, len) : NULL;
        return triple(vm, before, new_ref(separator), after);
    }
    Object *e1 = str_empty(vm), *e2 = str_empty(vm), *whole = str_exact(vm, s);
    return direction > 0 ? triple(vm, whole, e1, e2) : triple(vm, e1, e2, whole);
}

Object *str_partition(VM *vm, Object *s, Object *separator) {
    return partition(vm, s, separator, 1);
}
Object *str_rpartition(VM *vm, Object *s, Object *separator) {
    return partition(vm, s, separator, -1);
}

/* ------------------------------------------------------------------ join */

static Object *join_items(VM *vm, Object *separator, Object **items, size_t n) {
    size_t len = 0;
    uint32_t max = 0x7F;
    for (size_t i = 0; i < n; i++) {
        Object *s = items[i];
        if (!is_str(vm, s)) {
            return raise(vm, EXC_TypeError, "sequence item %zd: expected str instance, %T found", i,
                         s);
        }
        len += STR_LEN(s);
        uint32_t m = str_max_char(s);
        max = m > max ? m : max;
    }
    if (n == 0) {
        return str_empty(vm);
    }
    if (n == 1) {
        return is_exact(items[0], SHAPE_STR) ? new_ref(items[0]) : str_exact(vm, items[0]);
    }
    size_t gap = STR_LEN(separator);
    if (gap) {
        uint32_t m = str_max_char(separator);
        max = m > max ? m : max;
        len += gap * (n - 1);
    }
    Object *result = str_new(vm, len, max);
    if (!result || len == 0) {
        return result;
    }
    unsigned width = width_of(max), gap_width = str_width(separator);
    uint8_t *to = str_data(result);
    for (size_t i = 0; i < n; i++) {
        if (i && gap) {
            chars_copy(to, width, str_data(separator), gap_width, gap);
            to += gap * width;
        }
        size_t k = STR_LEN(items[i]);
        chars_copy(to, width, str_data(items[i]), str_width(items[i]), k);
        to += k * width;
    }
    return str_share(vm, result);
}

Object *str_join(VM *vm, Object *separator, Object *iterable) {
    Object *sequence = object_fast_sequence(vm, iterable, "can only join an iterable");
    if (!sequence) {
        return NULL;
    }
    Object *result = join_items(vm, separator, fast_items(sequence, vm), fast_len(sequence, vm));
    decref(vm, sequence);
    return result;
}

Object *str_join_method(VM *vm, Object *s, Object *iterable) {
    return str_join(vm, s, iterable);
}
