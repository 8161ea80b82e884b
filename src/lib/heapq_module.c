/* The module _heapq: a list as a heap. The list may change while items are compared: every step
 * looks at its length again. */
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/str.h"

/* Whether a comes before b: 1, 0, -1. max: the greatest item is first. */
static int before(VM *vm, Object *a, Object *b, bool max) {
    Object *less = max ? b : a, *greater = max ? a : b;
    int result = plain_compare(less, greater, CMP_LT);
    if (result < 0) {
        incref(a);
        incref(b);
        result = object_compare_bool(vm, less, greater, CMP_LT);
        decref(vm, a);
        decref(vm, b);
    }
    return result;
}

/* Compares two items of the list, whose length must stay. */
static int item_before(VM *vm, Object *heap, size_t i, size_t k, bool max) {
    size_t len = LIST_LEN(heap);
    int result = before(vm, LIST_ITEM(heap, i), LIST_ITEM(heap, k), max);
    if (result >= 0 && LIST_LEN(heap) != len) {
        raise(vm, EXC_RuntimeError, "list changed size during iteration");
        return -1;
    }
    return result;
}

static void swap(Object *heap, size_t i, size_t k) {
    Object *item = LIST_ITEM(heap, i);
    LIST_ITEM(heap, i) = LIST_ITEM(heap, k);
    LIST_ITEM(heap, k) = item;
}

/* Moves the item at `at` towards the root until its parent comes before it; not above `start`. */
static int sift_down(VM *vm, Object *heap, size_t start, size_t at, bool max) {
    while (at > start) {
        size_t parent = (at - 1) / 2;
        int result = item_before(vm, heap, at, parent, max);
        if (result <= 0) {
            return result;
        }
        swap(heap, at, parent);
        at = parent;
    }
    return 0;
}

/* Moves the item at `at` to a leaf, the better child going up each time, and from there to its
 * place. */
static int sift_up(VM *vm, Object *heap, size_t at, bool max) {
    size_t start = at, len = LIST_LEN(heap);
    while (2 * at + 1 < len) {
        size_t child = 2 * at + 1;
        if (child + 1 < len) {
            int result = item_before(vm, heap, child, child + 1, max);
            if (result < 0) {
                return -1;
            }
            child += !result;
        }
        swap(heap, at, child);
        at = child;
    }
    return sift_down(vm, heap, start, at, max);
}

/* which: " 1" where there are more arguments. */
static bool check_heap(VM *vm, const char *function, const char *which, Object *heap) {
    if (is_list(vm, heap)) {
        return true;
    }
    raise(vm, EXC_TypeError, "%s() argument%s must be list, not %T", function, which, heap);
    return false;
}

static Object *pop(VM *vm, Object *heap, bool max) {
    size_t len = LIST_LEN(heap);
    if (len == 0) {
        return raise(vm, EXC_IndexError, "index out of range");
    }
    Object *last = LIST_ITEM(heap, len - 1);
    LIST(heap)->len--;
    if (len == 1) {
        return last;
    }
    Object *result = LIST_ITEM(heap, 0);
    LIST_ITEM(heap, 0) = last;
    if (sift_up(vm, heap, 0, max) < 0) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

/* The root, with item (borrowed) in its place. */
static Object *replace(VM *vm, Object *heap, Object *item, bool max) {
    if (LIST_LEN(heap) == 0) {
        return raise(vm, EXC_IndexError, "index out of range");
    }
    Object *result = LIST_ITEM(heap, 0);
    LIST_ITEM(heap, 0) = new_ref(item);
    if (sift_up(vm, heap, 0, max) < 0) {
        decref(vm, result);
        return NULL;
    }
    return result;
}

static Object *make_heap(VM *vm, Object *heap, bool max) {
    for (size_t i = LIST_LEN(heap) / 2; i-- > 0;) {
        if (i < LIST_LEN(heap) && sift_up(vm, heap, i, max) < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

#define ONE(name, result)                                                                          \
    static Object *name(VM *vm, Object *module, Object *heap) {                                    \
        UNUSED(module);                                                                            \
        return check_heap(vm, #name, "", heap) ? result : NULL;                                    \
    }
ONE(heapify, make_heap(vm, heap, false))
ONE(heappop, pop(vm, heap, false))
ONE(_heapify_max, make_heap(vm, heap, true))
ONE(_heappop_max, pop(vm, heap, true))
#undef ONE

static Object *heappush(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "heappush", nargs, 2, 2) || !check_heap(vm, "heappush", " 1", args[0]) ||
        list_append(vm, args[0], args[1]) < 0 ||
        sift_down(vm, args[0], 0, LIST_LEN(args[0]) - 1, false) < 0) {
        return NULL;
    }
    return none_ref(vm);
}

static Object *heapreplace(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return args_count(vm, "heapreplace", nargs, 2, 2) &&
                   check_heap(vm, "heapreplace", " 1", args[0])
               ? replace(vm, args[0], args[1], false)
               : NULL;
}

static Object *_heapreplace_max(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return args_count(vm, "_heapreplace_max", nargs, 2, 2) &&
                   check_heap(vm, "_heapreplace_max", " 1", args[0])
               ? replace(vm, args[0], args[1], true)
               : NULL;
}

static Object *heappushpop(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "heappushpop", nargs, 2, 2) ||
        !check_heap(vm, "heappushpop", " 1", args[0])) {
        return NULL;
    }
    if (LIST_LEN(args[0]) == 0) {
        return new_ref(args[1]);
    }
    int smaller = before(vm, LIST_ITEM(args[0], 0), args[1], false);
    if (smaller <= 0) {
        return smaller < 0 ? NULL : new_ref(args[1]);
    }
    return replace(vm, args[0], args[1], false);
}

static const MethodDef methods[] = {
    METHOD_FAST("heappush", heappush,
                "heappush($module, heap, item, /)\n--\n\nPut an item in a heap."),
    METHOD_O("heappop", heappop,
             "heappop($module, heap, /)\n--\n\nTake the smallest item out of a heap."),
    METHOD_O("heapify", heapify, "heapify($module, heap, /)\n--\n\nMake a list a heap."),
    METHOD_FAST("heapreplace", heapreplace,
                "heapreplace($module, heap, item, /)\n--\n\n"
                "Take the smallest item out, then put one in."),
    METHOD_FAST("heappushpop", heappushpop,
                "heappushpop($module, heap, item, /)\n--\n\n"
                "Put an item in, then take the smallest out."),
    METHOD_O("_heapify_max", _heapify_max, "As heapify, with the greatest item first."),
    METHOD_O("_heappop_max", _heappop_max, "As heappop, with the greatest item first."),
    METHOD_FAST("_heapreplace_max", _heapreplace_max,
                "As heapreplace, with the greatest item first."),
    {0},
};

Object *module_heapq(VM *vm) {
    return module_make(vm, "_heapq", "A list as a heap.", methods);
}
