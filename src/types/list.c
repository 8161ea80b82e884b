/* list: the type, growth, methods. */
#include "types/list.h"

#include "types/dict_views.h"
#include "types/generic_alias.h"
#include "types/list_impl.h"
#include "types/release.h"
#include "types/set.h"
#include "types/str.h"

/* ---- size ---- */

/* Some room to spare, an eighth, so that appending takes constant time on the average. */
static size_t list_growth(size_t len, size_t old_len) {
    size_t cap = (len + (len >> 3) + 6) & ~(size_t)3;
    if (len > old_len && len - old_len > cap - len) { /* a big step: no more steps are expected */
        cap = (len + 3) & ~(size_t)3;
    }
    return len == 0 ? 0 : cap;
}

static bool list_set_cap(VM *vm, List *list, size_t cap) {
    Object **items = NULL;
    if (cap == 0) {
        raw_free(vm, list->items, list->cap * sizeof(Object *));
    } else {
        items = heap_realloc_raw(&vm->heap, list->items, list->cap * sizeof(Object *),
                                 cap * sizeof(Object *));
        if (!items) {
            return false;
        }
    }
    list->items = items;
    list->cap = (uint32_t)cap;
    clear_flag(OBJ(list), FLAG_LIST_SORTING);
    return true;
}

bool list_resize(VM *vm, List *list, size_t len) {
    if (list->cap >= len && len >= list->cap >> 1) {
        list->len = (uint32_t)len;
        return true;
    }
    if (len > SEQUENCE_LEN_MAX) {
        raise_memory_error(vm);
        return false;
    }
    size_t cap = list_growth(len, list->len);
    if (cap > SEQUENCE_LEN_MAX) {
        cap = SEQUENCE_LEN_MAX;
    }
    if (!list_set_cap(vm, list, cap) && len > list->cap) {
        raise_memory_error(vm);
        return false;
    }
    list->len = (uint32_t)len;
    return true;
}

/* ---- making lists ---- */

Object *list_new(VM *vm, size_t cap) {
    if (cap > SEQUENCE_LEN_MAX) {
        return raise_memory_error(vm);
    }
    List *list = object_new_container(vm, SHAPE_LIST, sizeof(List));
    if (!list) {
        return NULL;
    }
    list->items = NULL;
    list->len = list->cap = 0;
    if (cap) {
        list->items = raw_alloc(vm, cap * sizeof(Object *));
        if (!list->items) {
            object_free_container(vm, list, sizeof(List));
            return NULL;
        }
        list->cap = (uint32_t)cap;
    }
    gc_track(vm, list);
    return OBJ(list);
}

Object *list_from(VM *vm, Object *const *items, size_t n) {
    Object *list = list_new(vm, n);
    if (list) {
        copy_refs(LIST(list)->items, items, n);
        LIST(list)->len = (uint32_t)n;
    }
    return list;
}

Object *list_from_steal(VM *vm, Object **items, size_t n) {
    Object *list = list_new(vm, n);
    if (!list) {
        for (size_t i = 0; i < n; i++) {
            decref(vm, items[i]);
        }
        return NULL;
    }
    if (n) {
        memcpy(LIST(list)->items, items, n * sizeof(Object *));
    }
    LIST(list)->len = (uint32_t)n;
    return list;
}

Object *list_from_iterable(VM *vm, Object *iterable) {
    if (is_exact(iterable, SHAPE_LIST)) {
        return list_from(vm, LIST(iterable)->items, LIST_LEN(iterable));
    }
    if (is_exact(iterable, SHAPE_TUPLE)) {
        return list_from(vm, tuple_items(iterable), TUPLE_LEN(iterable));
    }
    Object *list = list_new(vm, 0);
    if (list && list_extend(vm, list, iterable) < 0) {
        clear_ref(vm, list);
    }
    return list;
}

Object *list_to_tuple(VM *vm, Object *list) {
    return tuple_from(vm, LIST(list)->items, LIST_LEN(list));
}

Object **fast_items(Object *sequence, VM *vm) {
    return is_list(vm, sequence) ? LIST(sequence)->items : tuple_items(sequence);
}

size_t fast_len(Object *sequence, VM *vm) {
    return is_list(vm, sequence) ? LIST_LEN(sequence) : TUPLE_LEN(sequence);
}

/* ---- adding items ---- */

/* To an empty list: the room that list_growth would give. */
static bool append_first(VM *vm, List *list, Object *item) {
    enum { FIRST_CAP = 4 };
    Object **items = raw_alloc(vm, FIRST_CAP * sizeof(Object *));
    if (items) {
        items[0] = item;
        list->items = items;
        list->cap = FIRST_CAP;
        list->len = 1;
        clear_flag(OBJ(list), FLAG_LIST_SORTING);
    }
    return items;
}

static NOINLINE int append_slow(VM *vm, List *list, Object *item) {
    size_t len = list->len;
    if (list->cap == 0 ? append_first(vm, list, item) : list_resize(vm, list, len + 1)) {
        list->items[len] = item;
        return 0;
    }
    decref(vm, item);
    return -1;
}

int list_append_steal(VM *vm, Object *o, Object *item) {
    List *list = LIST(o);
    if (LIKELY(list->len < list->cap)) {
        list->items[list->len++] = item;
        return 0;
    }
    return append_slow(vm, list, item);
}

int list_append(VM *vm, Object *o, Object *item) {
    return list_append_steal(vm, o, new_ref(item));
}

int list_insert(VM *vm, Object *o, int64_t i, Object *item) {
    List *list = LIST(o);
    int64_t len = list->len;
    if (i < 0) {
        i = i + len < 0 ? 0 : i + len;
    } else if (i > len) {
        i = len;
    }
    if (!list_resize(vm, list, (size_t)len + 1)) {
        return -1;
    }
    memmove(list->items + i + 1, list->items + i, (size_t)(len - i) * sizeof(Object *));
    list->items[i] = new_ref(item);
    return 0;
}

/* Of a list or tuple (maybe the list itself). */
static int extend_from_sequence(VM *vm, List *list, Object *sequence) {
    size_t len = list->len, n = fast_len(sequence, vm);
    if (n == 0) {
        return 0;
    }
    if (list->cap == 0) { /* a new list: exactly as much as needed */
        if (!list_set_cap(vm, list, n)) {
            raise_memory_error(vm);
            return -1;
        }
        list->len = (uint32_t)n;
    } else if (!list_resize(vm, list, len + n)) {
        return -1;
    }
    copy_refs(list->items + len, fast_items(sequence, vm), n);
    return 0;
}

static bool extend_make_room(VM *vm, List *list, int64_t hint) {
    size_t len = list->len;
    if (hint <= 0 || len + (uint64_t)hint > SEQUENCE_LEN_MAX) {
        return true; /* perhaps the hint lied */
    }
    if (list->cap == 0) {
        if (!list_set_cap(vm, list, (size_t)hint)) {
            raise_memory_error(vm);
            return false;
        }
        return true;
    }
    if (!list_resize(vm, list, len + (size_t)hint)) {
        return false;
    }
    list->len = (uint32_t)len;
    return true;
}

/* Of a range of int64, as far as the room reaches. */
static bool fill_from_range(VM *vm, List *list, Object *it) {
    int64_t value;
    while (list->len < list->cap && range_iterator_step(it, &value)) {
        uint64_t small = (uint64_t)value - (uint64_t)(int64_t)SMALL_INT_MIN;
        Int *plain =
            small < SMALL_INT_COUNT ? NULL : heap_alloc(&vm->heap, HEAP_ATOMIC, sizeof *plain);
        Object *item = OBJ(plain);
        if (LIKELY(plain != NULL)) {
            plain->head.count = 1;
            plain->head.meta = INT_META;
            plain->value = value;
        } else if (!(item = int_from_i64(vm, value))) {
            return false;
        }
        list->items[list->len++] = item;
    }
    return true;
}

/* The keys, values or elements of what has its own order and runs no code; how many there are. */
static size_t plain_len(const Object *o) {
    if (is_exact(o, SHAPE_DICT)) {
        return DICT_LEN(o);
    }
    if (is_exact(o, SHAPE_DICT_KEYS) || is_exact(o, SHAPE_DICT_VALUES)) {
        Object *dict = ((const DictView *)o)->dict;
        return is_exact(dict, SHAPE_DICT) ? DICT_LEN(dict) : 0;
    }
    if (is_exact(o, SHAPE_SET) || is_exact(o, SHAPE_FROZENSET)) {
        return SET_LEN(o);
    }
    return is_exact(o, SHAPE_STR) && str_width(o) == 1 ? STR_LEN(o) : 0;
}

static bool fill_plain(VM *vm, List *list, Object *o) {
    Object *key, *value;
    size_t pos = 0;
    if (is_exact(o, SHAPE_SET) || is_exact(o, SHAPE_FROZENSET)) {
        while (set_next(o, &pos, &key)) {
            list->items[list->len++] = new_ref(key);
        }
        return true;
    }
    if (is_exact(o, SHAPE_STR)) {
        const uint8_t *p = STR(o)->data;
        for (size_t n = STR_LEN(o); pos < n; pos++) {
            Object *c = vm->chars[p[pos]];
            c = c ? new_ref(c) : str_from_char(vm, p[pos]);
            if (!c) {
                return false;
            }
            list->items[list->len++] = c;
        }
        return true;
    }
    bool values = is_exact(o, SHAPE_DICT_VALUES);
    o = is_exact(o, SHAPE_DICT) ? o : ((DictView *)o)->dict;
    while (dict_next(o, &pos, &key, &value)) {
        list->items[list->len++] = new_ref(values ? value : key);
    }
    return true;
}

static enum Taken take_appended(VM *vm, void *list, Object *item) {
    return list_append_steal(vm, list, item) < 0 ? TAKE_FAILED : TAKE_DONE;
}

int list_extend(VM *vm, Object *o, Object *iterable) {
    enum { HINT = 8 };
    List *list = LIST(o);
    if (is_exact(iterable, SHAPE_LIST) || is_exact(iterable, SHAPE_TUPLE) || iterable == o) {
        return extend_from_sequence(vm, list, iterable);
    }
    size_t plain = plain_len(iterable);
    if (plain) {
        if (!extend_make_room(vm, list, (int64_t)plain)) {
            return -1;
        }
        if (list->cap - list->len < plain) {
            raise_memory_error(vm);
            return -1;
        }
        return fill_plain(vm, list, iterable) ? 0 : -1;
    }
    Object *it = object_get_iter(vm, iterable);
    if (!it) {
        return -1;
    }
    int64_t hint = object_length_hint(vm, iterable, HINT);
    if ((hint < 0 && error_occurred(vm)) || !extend_make_room(vm, list, hint)) {
        goto fail;
    }
    if (is_exact(it, SHAPE_RANGE_ITERATOR) && !fill_from_range(vm, list, it)) {
        goto fail;
    }
    UnaryFn next = type_of(vm, it)->slots.iternext;
    for (;;) {
        Object *item = is_exact(it, SHAPE_GENERATOR) ? vm->generator_feed(vm, it, take_appended, o)
                                                     : next(vm, it);
        if (!item) {
            if (error_occurred(vm) && !error_clear_if(vm, EXC_StopIteration)) {
                goto fail;
            }
            break;
        }
        if (list_append_steal(vm, o, item) < 0) {
            goto fail;
        }
    }
    list_resize(vm, list, list->len); /* gives back what the hint promised too much */
    decref(vm, it);
    return 0;

fail:
    decref(vm, it);
    return -1;
}

int list_reverse(VM *vm, Object *o) {
    UNUSED(vm);
    Object **low = LIST(o)->items, **high = low + LIST_LEN(o);
    while (high - low > 1) {
        Object *t = *low;
        *low++ = *--high;
        *high = t;
    }
    return 0;
}

/* ---- memory ---- */

void list_clear_items(VM *vm, Object *o) {
    List *list = LIST(o);
    Object **items = list->items;
    size_t len = list->len, cap = list->cap;
    if (items) {
        list->items = NULL;
        list->len = list->cap = 0;
        release_items_backwards(vm, items, len);
        raw_free(vm, items, cap * sizeof(Object *));
    }
}

static void list_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    List *list = LIST(o);
    if (list->items) {
        release_items_backwards(vm, list->items, list->len);
        raw_free(vm, list->items, list->cap * sizeof(Object *));
    }
    object_free_container(vm, o, sizeof(List));
}

static int list_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    for (size_t i = LIST_LEN(o); i > 0; i--) {
        VISIT(LIST_ITEM(o, i - 1));
    }
    return 0;
}

static size_t list_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return ((const List *)o)->cap * sizeof(Object *);
}

/* ---- slots ---- */

static Object *list_type_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    return cls == TYPE(vm, LIST) ? list_new(vm, 0)
                                 : type_generic_new(vm, cls, args, nargs, kwnames);
}

static int list_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    bool own_new = type_of(vm, self)->slots.new != TYPE(vm, LIST)->slots.new;
    if ((!own_new && !args_no_keywords(vm, "list", kwnames)) ||
        !args_count(vm, "list", nargs, 0, 1)) {
        return -1;
    }
    list_clear_items(vm, self);
    return nargs ? list_extend(vm, self, args[0]) : 0;
}

static Object *list_repr_item(Object *o, size_t i) {
    return i < LIST_LEN(o) ? LIST_ITEM(o, i) : NULL;
}

static Object *list_repr(VM *vm, Object *o) {
    return sequence_repr(vm, o, list_repr_item, "[", "]", "[...]");
}

static Object *list_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_list(vm, a) || !is_list(vm, b)) {
        return not_implemented_ref(vm);
    }
    if (LIST_LEN(a) != LIST_LEN(b) && (op == CMP_EQ || op == CMP_NE)) {
        return bool_ref(vm, op == CMP_NE);
    }
    size_t i = 0;
    for (; i < LIST_LEN(a) && i < LIST_LEN(b); i++) {
        int equal = sequence_items_equal(vm, LIST_ITEM(a, i), LIST_ITEM(b, i));
        if (equal < 0) {
            return NULL;
        }
        if (!equal) {
            break;
        }
    }
    if (i >= LIST_LEN(a) || i >= LIST_LEN(b)) {
        return sequence_compare_len(vm, LIST_LEN(a), LIST_LEN(b), op);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_ref(vm, op == CMP_NE);
    }
    Object *x = new_ref(LIST_ITEM(a, i)), *y = new_ref(LIST_ITEM(b, i));
    Object *result = object_compare(vm, x, y, op);
    decref(vm, x);
    decref(vm, y);
    return result;
}

static int64_t list_length(VM *vm, Object *o) {
    UNUSED(vm);
    return LIST_LEN(o);
}

static Object *list_concat(VM *vm, Object *a, Object *b) {
    if (!is_list(vm, b)) {
        return raise(vm, EXC_TypeError, "can only concatenate list (not \"%T\") to list", b);
    }
    size_t a_len = LIST_LEN(a), b_len = LIST_LEN(b);
    Object *list = list_new(vm, a_len + b_len);
    if (list) {
        copy_refs(LIST(list)->items, LIST(a)->items, a_len);
        copy_refs(LIST(list)->items + a_len, LIST(b)->items, b_len);
        LIST(list)->len = (uint32_t)(a_len + b_len);
    }
    return list;
}

/* Fills the places from `from` to the end with copies of the first `from` items. */
static void fill_repeated(Object **items, size_t from, size_t len) {
    if (from == 1) {
        Object *item = items[0];
        for (size_t i = 1; i < len; i++) {
            items[i] = item;
        }
        return;
    }
    for (size_t done = from; done < len; done += from) {
        memcpy(items + done, items, from * sizeof(Object *));
    }
}

static Object *list_repeat(VM *vm, Object *o, int64_t times) {
    size_t len = LIST_LEN(o);
    if (times <= 0 || len == 0) {
        return list_new(vm, 0);
    }
    if ((uint64_t)times > SEQUENCE_LEN_MAX / len) {
        return raise_memory_error(vm);
    }
    Object *list = list_new(vm, len * (size_t)times);
    if (!list) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        add_refs(LIST_ITEM(o, i), (uint64_t)times);
        LIST_ITEM(list, i) = LIST_ITEM(o, i);
    }
    fill_repeated(LIST(list)->items, len, len * (size_t)times);
    LIST(list)->len = (uint32_t)(len * (size_t)times);
    return list;
}

static Object *list_inplace_repeat(VM *vm, Object *o, int64_t times) {
    size_t len = LIST_LEN(o);
    if (len == 0 || times == 1) {
        return new_ref(o);
    }
    if (times <= 0) {
        list_clear_items(vm, o);
        return new_ref(o);
    }
    if ((uint64_t)times > SEQUENCE_LEN_MAX / len) {
        return raise_memory_error(vm);
    }
    if (!list_resize(vm, LIST(o), len * (size_t)times)) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        add_refs(LIST_ITEM(o, i), (uint64_t)times - 1);
    }
    fill_repeated(LIST(o)->items, len, len * (size_t)times);
    return new_ref(o);
}

static Object *list_inplace_concat(VM *vm, Object *o, Object *other) {
    return list_extend(vm, o, other) < 0 ? NULL : new_ref(o);
}

static Object *list_item(VM *vm, Object *o, int64_t i) {
    if ((uint64_t)i >= LIST_LEN(o)) {
        return raise(vm, EXC_IndexError, "list index out of range");
    }
    return new_ref(LIST_ITEM(o, i));
}

static int list_ass_item(VM *vm, Object *o, int64_t i, Object *value) {
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

static int list_contains(VM *vm, Object *o, Object *value) {
    for (size_t i = 0; i < LIST_LEN(o); i++) {
        int equal = sequence_items_equal(vm, LIST_ITEM(o, i), value);
        if (equal != 0) {
            return equal;
        }
    }
    return 0;
}

/* ---- methods ---- */

static Object *list_append_method(VM *vm, Object *self, Object *item) {
    return list_append(vm, self, item) < 0 ? NULL : none_ref(vm);
}

/* An index argument of a method; -1 with an error if it does not fit. */
static int64_t position(VM *vm, Object *o) {
    int64_t value = -1;
    if (LIKELY(o->meta == INT_META)) {
        return INT_VALUE(o);
    }
    Object *index = number_index(vm, o);
    if (index && !int_as_i64(index, &value)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
        value = -1;
    }
    xdecref(vm, index);
    return value;
}

static Object *list_insert_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "insert", nargs, 2, 2)) {
        return NULL;
    }
    int64_t i = position(vm, args[0]);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    return list_insert(vm, self, i, args[1]) < 0 ? NULL : none_ref(vm);
}

static Object *list_extend_method(VM *vm, Object *self, Object *iterable) {
    return list_extend(vm, self, iterable) < 0 ? NULL : none_ref(vm);
}

static Object *list_pop(VM *vm, Object *self, Object *const *args, size_t nargs) {
    List *list = LIST(self);
    int64_t i = -1;
    if (!args_count(vm, "pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs) {
        i = position(vm, args[0]);
        if (i == -1 && error_occurred(vm)) {
            return NULL;
        }
    }
    if (list->len == 0) {
        return raise(vm, EXC_IndexError, "pop from empty list");
    }
    i = i < 0 ? i + list->len : i;
    if ((uint64_t)i >= list->len) {
        return raise(vm, EXC_IndexError, "pop index out of range");
    }
    Object *item = list->items[i];
    size_t behind = (size_t)(list->len - i - 1);
    if (behind) {
        memmove(list->items + i, list->items + i + 1, behind * sizeof(Object *));
    }
    list_resize(vm, list, list->len - 1);
    return item;
}

static Object *list_clear_method(VM *vm, Object *self) {
    list_clear_items(vm, self);
    return none_ref(vm);
}

static Object *list_copy(VM *vm, Object *self) {
    return list_from(vm, LIST(self)->items, LIST_LEN(self));
}

static Object *list_reverse_method(VM *vm, Object *self) {
    list_reverse(vm, self);
    return none_ref(vm);
}

static Object *list_index(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t start = 0, stop = INT64_MAX;
    if (!args_count(vm, "index", nargs, 1, 3) ||
        (nargs > 1 && !sequence_bound(vm, args[1], &start)) ||
        (nargs > 2 && !sequence_bound(vm, args[2], &stop))) {
        return NULL;
    }
    int64_t len = LIST_LEN(self);
    sequence_clip(len, &start, &stop);
    for (int64_t i = start; i < stop && i < LIST_LEN(self); i++) {
        int equal = sequence_items_equal(vm, LIST_ITEM(self, i), args[0]);
        if (equal != 0) {
            return equal > 0 ? int_from_i64(vm, i) : NULL;
        }
    }
    return raise(vm, EXC_ValueError, "%R is not in list", args[0]);
}

static Object *list_count(VM *vm, Object *self, Object *value) {
    int64_t count = 0;
    for (size_t i = 0; i < LIST_LEN(self); i++) {
        int equal = sequence_items_equal(vm, LIST_ITEM(self, i), value);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return int_from_i64(vm, count);
}

static Object *list_remove(VM *vm, Object *self, Object *value) {
    for (size_t i = 0; i < LIST_LEN(self); i++) {
        int equal = sequence_items_equal(vm, LIST_ITEM(self, i), value);
        if (equal < 0) {
            return NULL;
        }
        if (equal) {
            int failed = list_assign_slice(vm, self, (int64_t)i, (int64_t)i + 1, NULL);
            return failed ? NULL : none_ref(vm);
        }
    }
    return raise(vm, EXC_ValueError, "list.remove(x): x not in list");
}

static Object *list_sizeof(VM *vm, Object *self) {
    return int_from_u64(vm, object_total_size(vm, self));
}

static const MethodDef list_methods[] = {
    METHOD_NOARGS("__reversed__", list_reversed_method,
                  "__reversed__($self, /)\n--\n\nAn iterator from the last item to the first."),
    METHOD_NOARGS("__sizeof__", list_sizeof,
                  "__sizeof__($self, /)\n--\n\nBytes the list takes in memory."),
    METHOD_NOARGS("clear", list_clear_method, "clear($self, /)\n--\n\nRemoves all items."),
    METHOD_NOARGS("copy", list_copy, "copy($self, /)\n--\n\nA new list with the same items."),
    METHOD_O("append", list_append_method,
             "append($self, object, /)\n--\n\nAdds an item at the end."),
    METHOD_FAST("insert", list_insert_method,
                "insert($self, index, object, /)\n--\n\nPuts an item before the one at index."),
    METHOD_O("extend", list_extend_method,
             "extend($self, iterable, /)\n--\n\nAdds all items of the iterable at the end."),
    METHOD_FAST("pop", list_pop,
                "pop($self, index=-1, /)\n--\n\nRemoves the item at index and returns it."),
    METHOD_O("remove", list_remove,
             "remove($self, value, /)\n--\n\nRemoves the first item equal to value."),
    METHOD_FAST("index", list_index,
                "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\n"
                "Where value is first found; ValueError if it is not."),
    METHOD_O("count", list_count, "count($self, value, /)\n--\n\nHow many items equal value."),
    METHOD_NOARGS("reverse", list_reverse_method,
                  "reverse($self, /)\n--\n\nPuts the items in the opposite order."),
    METHOD_KW("sort", list_sort_method,
              "sort($self, /, *, key=None, reverse=False)\n--\n\n"
              "Puts the items in ascending order; equal ones keep theirs."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "list[int] and the like."),
    {0},
};

const TypeSpec list_spec = {
    .name = "list",
    .doc = "list(iterable=(), /)\n--\n\nA sequence that can be changed, with the items given.",
    .shape = SHAPE_LIST,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_SUB_LIST | TYPE_SEQUENCE | TYPE_SELF_MATCH,
    .size = sizeof(List),
    .slots =
        {
            .dealloc = list_dealloc,
            .traverse = list_traverse,
            .clear = list_clear_items,
            .owned_size = list_owned_size,
            .repr = list_repr,
            .richcompare = list_richcompare,
            .iter = list_iter,
            .init = list_init,
            .new = list_type_new,
            .sq_length = list_length,
            .sq_concat = list_concat,
            .sq_repeat = list_repeat,
            .sq_item = list_item,
            .sq_ass_item = list_ass_item,
            .sq_contains = list_contains,
            .sq_inplace_concat = list_inplace_concat,
            .sq_inplace_repeat = list_inplace_repeat,
            .mp_length = list_length,
            .mp_subscript = list_subscript,
            .mp_ass_subscript = list_ass_subscript,
        },
    .methods = list_methods,
};
