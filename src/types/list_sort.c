/* list.sort.
 *
 * The items are taken out of the list first, so that comparisons may do to it what they like. Where
 * all keys are of one simple kind, their values are copied beside the items and compared directly.
 */
#include <math.h>

#include "types/float.h"
#include "types/list_impl.h"

enum {
    SORT_RUNS_MAX = 85, /* powers on the stack are strictly ascending */
    SORT_MIN_GALLOP = 7,
};

/* Between 32 and 64, so that len / min_run is a power of two or a little less. */
static size_t sort_min_run(size_t len) {
    size_t lost = 0;
    while (len >= 64) {
        lost |= len & 1;
        len >>= 1;
    }
    return len + lost;
}

/* Depth, in the perfectly balanced tree of merges over n elements, of the boundary between two
 * runs: n1 elements at `start` and the n2 behind them. It is the first binary place where the
 * middles of the runs, as fractions of n, differ. */
static int sort_power(size_t start, size_t n1, size_t n2, size_t n) {
    size_t a = 2 * start + n1, b = a + n1 + n2; /* twice the middles */
    for (int power = 1;; power++) {
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

/* ---- comparing ---- */

static int less_slow(VM *vm, Object *a, Object *b) {
    Object *result = object_compare(vm, a, b, CMP_LT);
    if (!result) {
        return -1;
    }
    int truth = result == vm->true_ ? 1 : result == vm->false_ ? 0 : object_truth(vm, result);
    decref(vm, result);
    return truth;
}

/* a < b for two items of exactly the same simple kind; false if they are not. */
static inline bool less_simple(const Object *a, const Object *b, int *less) {
    if (a->meta == INT_META && b->meta == INT_META) {
        *less = INT_VALUE(a) < INT_VALUE(b);
        return true;
    }
    if (is_exact(a, SHAPE_STR) && is_exact(b, SHAPE_STR)) {
        *less = str_compare(a, b) < 0;
        return true;
    }
    if (is_exact(a, SHAPE_FLOAT) && is_exact(b, SHAPE_FLOAT)) {
        *less = FLOAT_VALUE(a) < FLOAT_VALUE(b);
        return true;
    }
    return false;
}

static int less_tuples(VM *vm, Object *a, Object *b) {
    size_t a_len = TUPLE_LEN(a), b_len = TUPLE_LEN(b);
    for (size_t i = 0; i < a_len && i < b_len; i++) {
        Object *x = TUPLE_ITEM(a, i), *y = TUPLE_ITEM(b, i);
        int equal = is_exact(x, SHAPE_FLOAT) && is_exact(y, SHAPE_FLOAT)
                        ? x == y || FLOAT_VALUE(x) == FLOAT_VALUE(y)
                        : sequence_items_equal(vm, x, y);
        if (equal < 0) {
            return -1;
        }
        if (!equal) {
            int less;
            return less_simple(x, y, &less) ? less : less_slow(vm, x, y);
        }
    }
    return a_len < b_len;
}

static inline int less_items(VM *vm, Object *a, Object *b) {
    int less;
    if (less_simple(a, b, &less)) {
        return less;
    }
    if (is_exact(a, SHAPE_TUPLE) && is_exact(b, SHAPE_TUPLE)) {
        return less_tuples(vm, a, b);
    }
    return less_slow(vm, a, b);
}

/* ---- kinds of elements ---- */

typedef struct IntElement {
    int64_t key;
    Object *value;
} IntElement;
#define SORT(name) int_##name
#define ELEM IntElement
#define LESS(s, a, b) (UNUSED(s), (a).key < (b).key)
#include "types/list_sort_impl.h"

typedef struct FloatElement {
    double key;
    Object *value;
} FloatElement;
#define SORT(name) float_##name
#define ELEM FloatElement
#define LESS(s, a, b) (UNUSED(s), (a).key < (b).key)
#include "types/list_sort_impl.h"

/* prefix: what the key begins with as a number, in the keys' order. Where two are equal the keys
 * decide. */
typedef struct PrefixElement {
    uint64_t prefix;
    Object *key, *value;
} PrefixElement;
static inline int less_prefixed(VM *vm, const PrefixElement *a, const PrefixElement *b) {
    return a->prefix != b->prefix ? a->prefix < b->prefix : less_items(vm, a->key, b->key);
}
#define SORT(name) prefix_##name
#define ELEM PrefixElement
#define LESS(s, a, b) less_prefixed((s)->vm, &(a), &(b))
#include "types/list_sort_impl.h"

typedef struct KeyedElement {
    Object *key, *value;
} KeyedElement;
#define SORT(name) keyed_##name
#define ELEM KeyedElement
#define LESS(s, a, b) less_items((s)->vm, (a).key, (b).key)
#include "types/list_sort_impl.h"

typedef Object *PlainElement;
#define SORT(name) plain_##name
#define ELEM PlainElement
#define LESS(s, a, b) less_items((s)->vm, a, b)
#include "types/list_sort_impl.h"

/* ---- choosing ---- */

enum SortKind { SORT_INTS, SORT_FLOATS, SORT_STRS, SORT_TUPLES, SORT_ITEMS };

static bool all_of_shape(Object **keys, size_t n, uint32_t shape) {
    for (size_t i = 0; i < n; i++) {
        if (!is_exact(keys[i], shape)) {
            return false;
        }
    }
    return true;
}

static bool all_compact_ints(Object **keys, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (keys[i]->meta != INT_META) {
            return false;
        }
    }
    return true;
}

/* The kind of the first items of tuples; SORT_ITEMS if they are not all alike. */
static enum SortKind first_items_kind(Object **tuples, size_t n) {
    enum SortKind kind = SORT_ITEMS;
    for (size_t i = 0; i < n; i++) {
        if (TUPLE_LEN(tuples[i]) == 0) {
            return SORT_ITEMS;
        }
        Object *first = TUPLE_ITEM(tuples[i], 0);
        enum SortKind this_kind = first->meta == INT_META         ? SORT_INTS
                                  : is_exact(first, SHAPE_STR)    ? SORT_STRS
                                  : !is_exact(first, SHAPE_FLOAT) ? SORT_ITEMS
                                  : isnan(FLOAT_VALUE(first))     ? SORT_ITEMS
                                                                  : SORT_FLOATS;
        if (this_kind == SORT_ITEMS || (i > 0 && this_kind != kind)) {
            return SORT_ITEMS;
        }
        kind = this_kind;
    }
    return kind;
}

static enum SortKind sort_kind(Object **keys, size_t n) {
    if (all_compact_ints(keys, n)) {
        return SORT_INTS;
    }
    if (all_of_shape(keys, n, SHAPE_FLOAT)) {
        return SORT_FLOATS;
    }
    if (all_of_shape(keys, n, SHAPE_STR)) {
        return SORT_STRS;
    }
    if (all_of_shape(keys, n, SHAPE_TUPLE) && first_items_kind(keys, n) != SORT_ITEMS) {
        return SORT_TUPLES;
    }
    return SORT_ITEMS;
}

/* Three characters of 21 bits, whatever their width. */
static uint64_t str_prefix(const Object *s) {
    enum { BITS = 21, PLACES = 3 };
    uint64_t prefix = 0;
    for (unsigned i = 0; i < PLACES; i++) {
        prefix = prefix << BITS | (i < STR_LEN(s) ? str_char(s, i) : 0);
    }
    return prefix;
}

/* Eight characters of one byte. */
static uint64_t narrow_prefix(const Object *s) {
    uint64_t prefix = 0;
    for (unsigned i = 0; i < 8; i++) {
        prefix = prefix << 8 | (i < STR_LEN(s) ? ((const Str *)s)->data[i] : 0);
    }
    return prefix;
}

static uint64_t simple_prefix(const Object *o, bool narrow) {
    const uint64_t sign = UINT64_C(1) << 63;
    if (o->meta == INT_META) {
        return (uint64_t)INT_VALUE(o) ^ sign;
    }
    if (is_exact(o, SHAPE_STR)) {
        return narrow ? narrow_prefix(o) : str_prefix(o);
    }
    double value = FLOAT_VALUE(o) + 0.0; /* one zero */
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static Object *prefix_source(Object *key, bool tuples) {
    return tuples ? TUPLE_ITEM(key, 0) : key;
}

/* Sorts items by keys (which may be the items). The order of separate keys is left as it was. */
static bool sort_prefixed(VM *vm, Object **keys, Object **items, size_t n, bool tuples) {
    PrefixElement *elements = raw_alloc(vm, n * sizeof(PrefixElement));
    if (!elements) {
        return false;
    }
    bool narrow = true;
    for (size_t i = 0; i < n && narrow; i++) {
        Object *source = prefix_source(keys[i], tuples);
        narrow = !is_exact(source, SHAPE_STR) || str_width(source) == 1;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t prefix = simple_prefix(prefix_source(keys[i], tuples), narrow);
        elements[i] = (PrefixElement){prefix, keys[i], items[i]};
    }
    bool done = prefix_sort(vm, elements, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = elements[i].value;
    }
    raw_free(vm, elements, n * sizeof(PrefixElement));
    return done;
}

#define SORT_COPIED(name, Element, key_value)                                                      \
    static bool sort_##name(VM *vm, Object **keys, Object **items, size_t n) {                     \
        Element *elements = raw_alloc(vm, n * sizeof(Element));                                    \
        if (!elements) {                                                                           \
            return false;                                                                          \
        }                                                                                          \
        for (size_t i = 0; i < n; i++) {                                                           \
            elements[i] = (Element){key_value, items[i]};                                          \
        }                                                                                          \
        bool done = name##_sort(vm, elements, n);                                                  \
        for (size_t i = 0; i < n; i++) {                                                           \
            items[i] = elements[i].value;                                                          \
        }                                                                                          \
        raw_free(vm, elements, n * sizeof(Element));                                               \
        return done;                                                                               \
    }
SORT_COPIED(int, IntElement, INT_VALUE(keys[i]))
SORT_COPIED(float, FloatElement, FLOAT_VALUE(keys[i]))
SORT_COPIED(keyed, KeyedElement, keys[i])
#undef SORT_COPIED

static bool sort_items(VM *vm, Object **keys, Object **items, size_t n) {
    enum SortKind kind = sort_kind(keys, n);
    switch (kind) {
    case SORT_INTS:
        return sort_int(vm, keys, items, n);
    case SORT_FLOATS:
        return sort_float(vm, keys, items, n);
    case SORT_STRS:
    case SORT_TUPLES:
        return sort_prefixed(vm, keys, items, n, kind == SORT_TUPLES);
    default:
        return keys == items ? plain_sort(vm, items, n) : sort_keyed(vm, keys, items, n);
    }
}

/* The key of every item; NULL on failure, with nothing held. */
static Object **sort_keys(VM *vm, Object *function, Object **items, size_t n) {
    Object **keys = raw_alloc(vm, n * sizeof(Object *));
    if (!keys) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        keys[i] = call1(vm, function, items[i]);
        if (!keys[i]) {
            for (size_t made = 0; made < i; made++) {
                decref(vm, keys[made]);
            }
            raw_free(vm, keys, n * sizeof(Object *));
            return NULL;
        }
    }
    return keys;
}

static bool sort_detached(VM *vm, Object **items, size_t n, Object *key, bool reverse) {
    Object **keys = items;
    if (key != vm->none && n) {
        keys = sort_keys(vm, key, items, n);
        if (!keys) {
            return false;
        }
    }
    bool done = true;
    if (n > 1) {
        /* Equal items keep their order in a reversed sort too: it is a sort between two reversals.
         */
        if (reverse) {
            if (keys != items) {
                plain_reverse(keys, keys + n);
            }
            plain_reverse(items, items + n);
        }
        done = sort_items(vm, keys, items, n);
        if (reverse) {
            plain_reverse(items, items + n);
        }
    }
    if (keys != items) {
        for (size_t i = 0; i < n; i++) {
            decref(vm, keys[i]);
        }
        raw_free(vm, keys, n * sizeof(Object *));
    }
    return done;
}

int list_sort(VM *vm, Object *o, Object *key, bool reverse) {
    List *list = LIST(o), saved = *list;
    list->items = NULL;
    list->len = list->cap = 0;
    set_flag(o, FLAG_LIST_SORTING);
    bool done = sort_detached(vm, saved.items, saved.len, key ? key : vm->none, reverse);
    if (!has_flag(o, FLAG_LIST_SORTING) && done) {
        raise(vm, EXC_ValueError, "list modified during sort");
        done = false;
    }
    clear_flag(o, FLAG_LIST_SORTING);
    if (has_flag(&saved.head, FLAG_LIST_SORTING)) {
        set_flag(o, FLAG_LIST_SORTING); /* an outer sort of the same list is still running */
    }
    Object **added = list->items;
    size_t added_len = list->len, added_cap = list->cap;
    list->items = saved.items;
    list->len = saved.len;
    list->cap = saved.cap;
    if (added) {
        while (added_len > 0) {
            decref(vm, added[--added_len]);
        }
        raw_free(vm, added, added_cap * sizeof(Object *));
    }
    return done ? 0 : -1;
}

Object *list_sort_method(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"key", "reverse", NULL};
    Object *key = vm->none;
    int reverse = 0;
    if (nargs) {
        return raise(vm, EXC_TypeError, "sort() takes no positional arguments");
    }
    if (!args_parse(vm, "sort", names, "|$Oi", args, nargs, kwnames, &key, &reverse)) {
        return NULL;
    }
    return list_sort(vm, self, key, reverse != 0) < 0 ? NULL : none_ref(vm);
}
