/* The module _bisect: places in sorted lists. */
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

typedef struct Search {
    Object *sequence, *item, *key; /* key: None for none */
    int64_t low, high;
    bool right; /* behind equal items */
} Search;

/* Whether x, the item itself or its key, belongs before the one at i: 1, 0, -1. */
static int belongs_before(VM *vm, const Search *s, Object *x, int64_t i) {
    Object *other;
    if (is_exact(s->sequence, SHAPE_LIST) && i < (int64_t)LIST_LEN(s->sequence)) {
        other = LIST_ITEM(s->sequence, i);
        if (other->meta == INT_META && x->meta == INT_META && s->key == vm->none) {
            return s->right ? INT_VALUE(x) < INT_VALUE(other) : INT_VALUE(other) >= INT_VALUE(x);
        }
        incref(other);
    } else {
        other = sequence_getitem(vm, s->sequence, i);
    }
    if (other && s->key != vm->none) {
        set_ref(vm, other, call1(vm, s->key, other));
    }
    if (!other) {
        return -1;
    }
    int result = s->right ? object_compare_bool(vm, x, other, CMP_LT)
                          : object_compare_bool(vm, other, x, CMP_LT);
    decref(vm, other);
    return result < 0 || s->right ? result : !result;
}

/* The place, or -1. */
static int64_t search(VM *vm, Search *s, Object *x) {
    int64_t low = s->low, high = s->high;
    if (low < 0) {
        raise(vm, EXC_ValueError, "lo must be non-negative");
        return -1;
    }
    if (high == -1) {
        high = object_len(vm, s->sequence);
        if (high < 0) {
            return -1;
        }
    }
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        int result = belongs_before(vm, s, x, middle);
        if (result < 0) {
            return -1;
        }
        if (result) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

static bool search_arguments(VM *vm, Search *s, const char *name, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"a", "x", "lo", "hi", "key", NULL};
    Object *high = vm->none;
    s->low = 0;
    s->high = -1;
    s->key = vm->none;
    if (!args_parse(vm, name, names, "OO|nO$O", args, nargs, kwnames, &s->sequence, &s->item,
                    &s->low, &high, &s->key)) {
        return false;
    }
    if (high != vm->none && !number_is_index(vm, high)) {
        raise(vm, EXC_TypeError, "argument should be integer or None, not '%T'", high);
    } else if (high != vm->none) {
        s->high = number_as_i64(vm, high, EXC_OverflowError);
    }
    return !error_occurred(vm);
}

static Object *bisect(VM *vm, const char *name, Object *const *args, size_t nargs, Object *kwnames,
                      bool right) {
    Search s = {.right = right};
    if (!search_arguments(vm, &s, name, args, nargs, kwnames)) {
        return NULL;
    }
    int64_t place = search(vm, &s, s.item);
    return place < 0 ? NULL : int_from_i64(vm, place);
}

static Object *insort(VM *vm, const char *name, Object *const *args, size_t nargs, Object *kwnames,
                      bool right) {
    Search s = {.right = right};
    if (!search_arguments(vm, &s, name, args, nargs, kwnames)) {
        return NULL;
    }
    Object *x = s.key == vm->none ? new_ref(s.item) : call1(vm, s.key, s.item);
    int64_t place = x ? search(vm, &s, x) : -1;
    xdecref(vm, x);
    if (place < 0) {
        return NULL;
    }
    if (is_exact(s.sequence, SHAPE_LIST)) {
        return list_insert(vm, s.sequence, place, s.item) < 0 ? NULL : none_ref(vm);
    }
    Object *index = int_from_i64(vm, place), *insert = str_intern_cstr(vm, "insert");
    Object *done = index && insert ? call_method2(vm, s.sequence, insert, index, s.item) : NULL;
    xdecref(vm, insert);
    xdecref(vm, index);
    if (!done) {
        return NULL;
    }
    decref(vm, done);
    return none_ref(vm);
}

#define FUNCTION(name, function, right)                                                            \
    static Object *name(VM *vm, Object *module, Object *const *args, size_t nargs,                 \
                        Object *kwnames) {                                                         \
        UNUSED(module);                                                                            \
        return function(vm, #name, args, nargs, kwnames, right);                                   \
    }
FUNCTION(bisect_left, bisect, false)
FUNCTION(bisect_right, bisect, true)
FUNCTION(insort_left, insort, false)
FUNCTION(insort_right, insort, true)
#undef FUNCTION

#define SIGNATURE(name) name "($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\n"
static const MethodDef methods[] = {
    METHOD_KW("bisect_left", bisect_left,
              SIGNATURE("bisect_left") "Where x belongs in a sorted list, before equal items."),
    METHOD_KW("bisect_right", bisect_right,
              SIGNATURE("bisect_right") "Where x belongs in a sorted list, behind equal items."),
    METHOD_KW("insort_left", insort_left,
              SIGNATURE("insort_left") "Put x in a sorted list, before equal items."),
    METHOD_KW("insort_right", insort_right,
              SIGNATURE("insort_right") "Put x in a sorted list, behind equal items."),
    {0},
};

Object *module_bisect(VM *vm) {
    return module_make(vm, "_bisect", "Places in sorted lists.", methods);
}
