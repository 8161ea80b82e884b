#include "lib/array.h"

#include <string.h>

#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/range.h"
#include "types/str.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ kinds of items */

#define LOAD(Type, p)                                                                              \
    ({                                                                                             \
        Type value_;                                                                               \
        memcpy(&value_, (p), sizeof value_);                                                       \
        value_;                                                                                    \
    })

/* number as int64 with C's names in messages; name NULL: "Python int too large ..." alone. */
static bool as_signed(VM *vm, Object *o, const char *name, int64_t low, int64_t high,
                      int64_t *value) {
    Object *number = number_index(vm, o);
    if (!number) {
        return false;
    }
    bool fits = int_as_i64(number, value);
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C long");
        return false;
    }
    if (*value < low || *value > high) {
        raise(vm, EXC_OverflowError, "%s is %s", name,
              *value < low ? "less than minimum" : "greater than maximum");
        return false;
    }
    return true;
}

#define SIGNED(code, Type, name, low, high)                                                        \
    static Object *get_##code(VM *vm, const uint8_t *from) {                                       \
        return int_from_i64(vm, LOAD(Type, from));                                                 \
    }                                                                                              \
    static bool set_##code(VM *vm, Object *o, uint8_t *to) {                                       \
        int64_t value;                                                                             \
        if (!as_signed(vm, o, name, low, high, &value)) {                                          \
            return false;                                                                          \
        }                                                                                          \
        Type narrow = (Type)value;                                                                 \
        memcpy(to, &narrow, sizeof narrow);                                                        \
        return true;                                                                               \
    }
SIGNED(b, int8_t, "signed char", INT8_MIN, INT8_MAX)
SIGNED(B, uint8_t, "unsigned byte integer", 0, UINT8_MAX)
SIGNED(h, int16_t, "signed short integer", INT16_MIN, INT16_MAX)
SIGNED(H, uint16_t, "unsigned short", 0, UINT16_MAX)
SIGNED(i, int32_t, "signed integer", INT32_MIN, INT32_MAX)
SIGNED(l, int64_t, "", INT64_MIN, INT64_MAX)

static Object *get_I(VM *vm, const uint8_t *from) {
    return int_from_u64(vm, LOAD(uint32_t, from));
}
static Object *get_L(VM *vm, const uint8_t *from) {
    return int_from_u64(vm, LOAD(uint64_t, from));
}

static bool set_unsigned(VM *vm, Object *o, uint8_t *to, size_t size, const char *negative,
                         const char *too_large) {
    Object *number = number_index(vm, o);
    uint64_t value;
    if (!number) {
        return false;
    }
    bool fits = int_as_u64(number, &value), below = int_sign(number) < 0;
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_OverflowError, "%s", below ? negative : too_large);
        return false;
    }
    if (size == 4 && value > UINT32_MAX) {
        raise(vm, EXC_OverflowError, "unsigned int is greater than maximum");
        return false;
    }
    memcpy(to, &value, size); /* little endian */
    return true;
}
static bool set_I(VM *vm, Object *o, uint8_t *to) {
    return set_unsigned(vm, o, to, 4, "can't convert negative value to unsigned int",
                        "Python int too large to convert to C unsigned long");
}
static bool set_L(VM *vm, Object *o, uint8_t *to) {
    return set_unsigned(vm, o, to, 8, "can't convert negative value to unsigned int",
                        "Python int too large to convert to C unsigned long");
}
static bool set_Q(VM *vm, Object *o, uint8_t *to) {
    return set_unsigned(vm, o, to, 8, "can't convert negative int to unsigned",
                        "int too big to convert");
}
static bool set_q(VM *vm, Object *o, uint8_t *to) {
    Object *number = number_index(vm, o);
    int64_t value;
    if (!number) {
        return false;
    }
    bool fits = int_as_i64(number, &value);
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_OverflowError, "int too big to convert");
        return false;
    }
    memcpy(to, &value, sizeof value);
    return true;
}

static Object *get_f(VM *vm, const uint8_t *from) {
    return float_from_double(vm, LOAD(float, from));
}
static Object *get_d(VM *vm, const uint8_t *from) {
    return float_from_double(vm, LOAD(double, from));
}
static bool set_d(VM *vm, Object *o, uint8_t *to) {
    double value = float_as_double(vm, o);
    if (value == -1.0 && error_occurred(vm)) {
        return false;
    }
    memcpy(to, &value, sizeof value);
    return true;
}
static bool set_f(VM *vm, Object *o, uint8_t *to) {
    double value = float_as_double(vm, o);
    if (value == -1.0 && error_occurred(vm)) {
        return false;
    }
    float narrow = (float)value;
    memcpy(to, &narrow, sizeof narrow);
    return true;
}

static Object *get_u(VM *vm, const uint8_t *from) {
    uint32_t c = LOAD(uint32_t, from);
    if (c > 0x10FFFF) {
        return raise(vm, EXC_ValueError, "character U+%x is not in range [U+0000; U+10ffff]", c);
    }
    return str_from_char(vm, c);
}
static bool set_u(VM *vm, Object *o, uint8_t *to) {
    if (!is_str(vm, o) || STR_LEN(o) != 1) {
        raise(vm, EXC_TypeError, "array item must be unicode character");
        return false;
    }
    uint32_t c = str_char(o, 0);
    memcpy(to, &c, sizeof c);
    return true;
}

static const ArrayKind kinds[] = {
    {'b', 1, get_b, set_b, "b", 1},  {'B', 1, get_B, set_B, "B", 0},
    {'u', 4, get_u, set_u, "I", 20}, {'h', 2, get_h, set_h, "h", 4},
    {'H', 2, get_H, set_H, "H", 2},  {'i', 4, get_i, set_i, "i", 8},
    {'I', 4, get_I, set_I, "I", 6},  {'l', 8, get_l, set_l, "l", 12},
    {'L', 8, get_L, set_L, "L", 10}, {'q', 8, get_l, set_q, "q", 12},
    {'Q', 8, get_L, set_Q, "Q", 10}, {'f', 4, get_f, set_f, "f", 14},
    {'d', 8, get_d, set_d, "d", 16},
};

const ArrayKind *array_kind(uint32_t code) {
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if ((uint32_t)kinds[i].code == code) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------ memory */

bool array_is(VM *vm, const Object *o) {
    return is_of_spec(vm, o, &array_spec);
}

Object *array_new(VM *vm, Type *cls, const ArrayKind *kind, int64_t len) {
    Array *a = object_alloc(vm, cls, sizeof *a);
    if (!a) {
        return NULL;
    }
    a->data = NULL;
    a->len = a->cap = 0;
    a->kind = kind;
    a->exports = 0;
    if (len) {
        a->data = len < INT64_MAX / 16 ? raw_alloc(vm, (size_t)len * kind->size)
                                       : (uint8_t *)raise_memory_error(vm);
        if (!a->data) {
            decref(vm, a);
            return NULL;
        }
        a->len = a->cap = len;
    }
    return OBJ(a);
}

static void array_dealloc(VM *vm, Object *o) {
    Array *a = ARRAY(o);
    weakrefs_drop(vm, o);
    if (a->cap) {
        raw_free(vm, a->data, (size_t)a->cap * a->kind->size);
    }
    object_free_atomic(vm, o, sizeof *a);
}

static size_t array_owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return (size_t)((const Array *)o)->cap * ((const Array *)o)->kind->size;
}

bool array_resize(VM *vm, Array *a, int64_t len) {
    if (a->exports && len != a->len) {
        raise(vm, EXC_BufferError, "cannot resize an array that is exporting buffers");
        return false;
    }
    if (len <= a->cap && (len >= a->cap / 2 || len == a->len)) {
        a->len = len;
        return true;
    }
    size_t size = a->kind->size;
    if (len == 0) {
        raw_free(vm, a->data, (size_t)a->cap * size);
        a->data = NULL;
        a->len = a->cap = 0;
        return true;
    }
    if (len > INT64_MAX / 32) {
        raise_memory_error(vm);
        return false;
    }
    int64_t cap = len + (len >> 4) + (a->len < 8 ? 3 : 7);
    uint8_t *data = a->cap ? raw_realloc(vm, a->data, (size_t)a->cap * size, (size_t)cap * size)
                           : raw_alloc(vm, (size_t)cap * size);
    if (!data) {
        if (len <= a->cap) { /* no smaller block was to be had: keep the larger one */
            error_clear(vm);
            a->len = len;
            return true;
        }
        return false;
    }
    a->data = data;
    a->cap = cap;
    a->len = len;
    return true;
}

/* ------------------------------------------------------------------ items */

Object *array_item(VM *vm, const Array *a, int64_t i) {
    return a->kind->get(vm, a->data + i * a->kind->size);
}

bool array_append(VM *vm, Array *a, Object *value) {
    uint8_t item[8];
    if (!a->kind->set(vm, value, item) || !array_resize(vm, a, a->len + 1)) {
        return false;
    }
    memcpy(a->data + (a->len - 1) * a->kind->size, item, a->kind->size);
    return true;
}

bool array_add_bytes(VM *vm, Array *a, const void *data, size_t len) {
    int64_t old = a->len, n = (int64_t)(len / a->kind->size);
    if (!n) {
        return true;
    }
    /* data may be the array's own. */
    bool own = a->data && (const uint8_t *)data == a->data;
    if (!array_resize(vm, a, old + n)) {
        return false;
    }
    memmove(a->data + old * a->kind->size, own ? a->data : data, len);
    return true;
}

/* Each item by itself. */
static bool append_all(VM *vm, Array *a, Object *iterable) {
    Object *it = object_get_iter(vm, iterable), *item;
    while (it && (item = iter_next(vm, it))) {
        bool ok = array_append(vm, a, item);
        decref(vm, item);
        if (!ok) {
            break;
        }
    }
    xdecref(vm, it);
    return !error_occurred(vm);
}

bool array_extend(VM *vm, Array *a, Object *iterable) {
    if (array_is(vm, iterable)) {
        const Array *b = ARRAY(iterable);
        if (a->kind != b->kind) {
            raise(vm, EXC_TypeError, "can only extend with array of same kind");
            return false;
        }
        return array_add_bytes(vm, a, b->data, (size_t)b->len * b->kind->size);
    }
    return append_all(vm, a, iterable);
}

bool array_set_slice(VM *vm, Array *a, int64_t start, int64_t end, const Array *b) {
    int64_t n = b ? b->len : 0, old = a->len, size = a->kind->size;
    int64_t change = n - (end - start);
    uint8_t *held = NULL;
    if (b == a && n) { /* its own items: from a copy */
        held = raw_alloc(vm, (size_t)(n * size));
        if (!held) {
            return false;
        }
        memcpy(held, a->data, (size_t)(n * size));
    }
    bool ok = true;
    if (change > 0) {
        ok = array_resize(vm, a, old + change);
        if (ok) {
            memmove(a->data + (end + change) * size, a->data + end * size,
                    (size_t)((old - end) * size));
        }
    } else if (change < 0) {
        if (a->exports) {
            ok = array_resize(vm, a, old + change);
        } else {
            memmove(a->data + (end + change) * size, a->data + end * size,
                    (size_t)((old - end) * size));
            ok = array_resize(vm, a, old + change);
        }
    }
    if (ok && n) {
        memcpy(a->data + start * size, held ? held : b->data, (size_t)(n * size));
    }
    if (held) {
        raw_free(vm, held, (size_t)(n * size));
    }
    return ok;
}

/* ------------------------------------------------------------------ the sequence */

static int64_t array_len(VM *vm, Object *o) {
    UNUSED(vm);
    return ARRAY(o)->len;
}

static Object *item_at(VM *vm, Object *o, int64_t i) {
    if (i < 0 || i >= ARRAY(o)->len) {
        return raise(vm, EXC_IndexError, "array index out of range");
    }
    return array_item(vm, ARRAY(o), i);
}

static bool same_kind(VM *vm, const Array *a, Object *b, const char *what) {
    if (!array_is(vm, b)) {
        raise(vm, EXC_TypeError, what, b);
        return false;
    }
    if (ARRAY(b)->kind != a->kind) {
        raise(vm, EXC_TypeError, "bad argument type for built-in operation");
        return false;
    }
    return true;
}

static Object *array_concat(VM *vm, Object *o, Object *other) {
    const Array *a = ARRAY(o);
    if (!same_kind(vm, a, other, "can only append array (not \"%T\") to array")) {
        return NULL;
    }
    const Array *b = ARRAY(other);
    Type *type = lib_type(vm, LIB_ARRAY);
    Object *result = type ? array_new(vm, type, a->kind, a->len + b->len) : NULL;
    if (result) {
        size_t size = a->kind->size;
        if (a->len) {
            memcpy(ARRAY(result)->data, a->data, (size_t)a->len * size);
        }
        if (b->len) {
            memcpy(ARRAY(result)->data + (size_t)a->len * size, b->data, (size_t)b->len * size);
        }
    }
    return result;
}

static Object *array_inplace_concat(VM *vm, Object *o, Object *other) {
    if (!array_is(vm, other)) {
        return raise(vm, EXC_TypeError, "can only extend array with array (not \"%T\")", other);
    }
    return array_extend(vm, ARRAY(o), other) ? new_ref(o) : NULL;
}

static void fill_repeated(uint8_t *data, size_t block, int64_t times) {
    for (int64_t i = 1; i < times; i++) {
        memcpy(data + (size_t)i * block, data, block);
    }
}

static Object *array_repeat(VM *vm, Object *o, int64_t times) {
    const Array *a = ARRAY(o);
    int64_t len;
    times = times < 0 ? 0 : times;
    if (__builtin_mul_overflow(a->len, times, &len)) {
        return raise_memory_error(vm);
    }
    Type *type = lib_type(vm, LIB_ARRAY);
    Object *result = type ? array_new(vm, type, a->kind, len) : NULL;
    if (result && len) {
        size_t block = (size_t)a->len * a->kind->size;
        memcpy(ARRAY(result)->data, a->data, block);
        fill_repeated(ARRAY(result)->data, block, times);
    }
    return result;
}

static Object *array_inplace_repeat(VM *vm, Object *o, int64_t times) {
    Array *a = ARRAY(o);
    int64_t len;
    size_t block = (size_t)a->len * a->kind->size;
    times = times < 0 ? 0 : times;
    if (__builtin_mul_overflow(a->len, times, &len)) {
        return raise_memory_error(vm);
    }
    if (!array_resize(vm, a, len)) {
        return NULL;
    }
    if (len) {
        fill_repeated(a->data, block, times);
    }
    return new_ref(o);
}

static int array_contains(VM *vm, Object *o, Object *value) {
    int found = 0;
    for (int64_t i = 0; found == 0 && i < ARRAY(o)->len; i++) {
        Object *item = array_item(vm, ARRAY(o), i);
        found = item ? object_compare_bool(vm, item, value, CMP_EQ) : -1;
        xdecref(vm, item);
    }
    return found;
}

static bool index_of(VM *vm, Object *key, const Array *a, int64_t *i) {
    *i = number_as_i64(vm, key, EXC_IndexError);
    if (*i == -1 && error_occurred(vm)) {
        return false;
    }
    *i += *i < 0 ? a->len : 0;
    return true;
}

/* The number of items a slice names; -1: an error. */
static int64_t slice_of(VM *vm, const Array *a, Object *slice, int64_t *start, int64_t *step) {
    int64_t len, stop, n;
    do { /* the slice's numbers may be Python code that changes the array */
        len = a->len;
        if (!slice_indices(vm, slice, len, start, &stop, step, &n)) {
            return -1;
        }
    } while (len != a->len);
    return n;
}

static Object *array_subscript(VM *vm, Object *o, Object *key) {
    Array *a = ARRAY(o);
    int64_t start, step;
    if (number_is_index(vm, key)) {
        return index_of(vm, key, a, &start) ? item_at(vm, o, start) : NULL;
    }
    if (!is_exact(key, SHAPE_SLICE)) {
        return raise(vm, EXC_TypeError, "array indices must be integers");
    }
    int64_t n = slice_of(vm, a, key, &start, &step);
    if (n < 0) {
        return NULL;
    }
    Type *type = lib_type(vm, LIB_ARRAY);
    Object *result = type ? array_new(vm, type, a->kind, n) : NULL;
    size_t size = a->kind->size;
    for (int64_t i = 0; result && i < n; i++) {
        memcpy(ARRAY(result)->data + (size_t)i * size, a->data + (size_t)(start + i * step) * size,
               size);
    }
    return result;
}

static int delete_stepped(VM *vm, Array *a, int64_t start, int64_t step, int64_t n) {
    size_t size = a->kind->size;
    if (a->exports && n) {
        return array_resize(vm, a, a->len - n) ? 0 : -1;
    }
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    int64_t to = start;
    for (int64_t i = start, left = n; i < a->len; i++) {
        if (left && (i - start) % step == 0) {
            left--;
            continue;
        }
        memmove(a->data + (size_t)to++ * size, a->data + (size_t)i * size, size);
    }
    return array_resize(vm, a, a->len - n) ? 0 : -1;
}

static int assign_slice(VM *vm, Array *a, Object *key, Object *value) {
    int64_t start, step;
    size_t size = a->kind->size;
    if (value && !same_kind(vm, a, value, "can only assign array (not \"%T\") to array slice")) {
        return -1;
    }
    int64_t n = slice_of(vm, a, key, &start, &step);
    if (n < 0) {
        return -1;
    }
    if (step == 1) {
        return array_set_slice(vm, a, start, start + n, (Array *)value) ? 0 : -1;
    }
    if (!value) {
        return n ? delete_stepped(vm, a, start, step, n) : 0;
    }
    const Array *b = ARRAY(value);
    if (b->len != n) {
        raise(vm, EXC_ValueError,
              "attempt to assign array of size %lld to extended slice of size %lld",
              (long long)b->len, (long long)n);
        return -1;
    }
    uint8_t *held = n ? raw_alloc(vm, (size_t)n * size) : NULL;
    if (n && !held) {
        return -1;
    }
    if (n) {
        memcpy(held, b->data, (size_t)n * size);
    }
    for (int64_t i = 0; i < n; i++) {
        memcpy(a->data + (size_t)(start + i * step) * size, held + (size_t)i * size, size);
    }
    if (held) {
        raw_free(vm, held, (size_t)n * size);
    }
    return 0;
}

static int array_ass_subscript(VM *vm, Object *o, Object *key, Object *value) {
    Array *a = ARRAY(o);
    int64_t i;
    uint8_t item[8];
    if (is_exact(key, SHAPE_SLICE)) {
        return assign_slice(vm, a, key, value);
    }
    if (!number_is_index(vm, key)) {
        raise(vm, EXC_TypeError, "array indices must be integers");
        return -1;
    }
    if (!index_of(vm, key, a, &i)) {
        return -1;
    }
    bool inside = i >= 0 && i < a->len;
    if (inside && !value) {
        return array_set_slice(vm, a, i, i + 1, NULL) ? 0 : -1;
    }
    if (inside && !a->kind->set(vm, value, item)) {
        return -1;
    }
    if (i < 0 || i >= a->len) { /* converting the value may have run Python code */
        raise(vm, EXC_IndexError, "array assignment index out of range");
        return -1;
    }
    memcpy(a->data + i * a->kind->size, item, a->kind->size);
    return 0;
}

static Object *array_richcompare(VM *vm, Object *o, Object *other, int op) {
    if (!array_is(vm, o) || !array_is(vm, other)) {
        return not_implemented_ref(vm);
    }
    const Array *a = ARRAY(o), *b = ARRAY(other);
    if (a->len != b->len && (op == CMP_EQ || op == CMP_NE)) {
        return bool_ref(vm, op == CMP_NE);
    }
    for (int64_t i = 0; i < a->len && i < b->len; i++) {
        Object *x = array_item(vm, a, i), *y = x ? array_item(vm, b, i) : NULL;
        int equal = y ? object_compare_bool(vm, x, y, CMP_EQ) : -1;
        Object *result = NULL;
        if (equal == 0) {
            result = op == CMP_EQ   ? bool_ref(vm, false)
                     : op == CMP_NE ? bool_ref(vm, true)
                                    : object_compare(vm, x, y, op);
        }
        xdecref(vm, x);
        xdecref(vm, y);
        if (equal <= 0) {
            return result;
        }
    }
    int64_t n = a->len, m = b->len;
    bool answer = op == CMP_LT   ? n < m
                  : op == CMP_LE ? n <= m
                  : op == CMP_EQ ? n == m
                  : op == CMP_NE ? n != m
                  : op == CMP_GT ? n > m
                                 : n >= m;
    return bool_ref(vm, answer);
}

static int array_buffer(VM *vm, Object *o, ByteView *view) {
    static uint8_t nothing[8];
    Array *a = ARRAY(o);
    UNUSED(vm);
    *view = (ByteView){.data = a->data ? a->data : nothing,
                       .len = (size_t)a->len * a->kind->size,
                       .format = a->kind->format[0],
                       .item_size = a->kind->size,
                       .exports = &a->exports};
    return 0;
}

static Object *array_repr(VM *vm, Object *o) {
    const Array *a = ARRAY(o);
    char code[2] = {a->kind->code, 0};
    if (!a->len) {
        return str_format(vm, "%U('%s')", type_of(vm, o)->name, code);
    }
    Object *key = str_intern_cstr(vm, code[0] == 'u' ? "tounicode" : "tolist");
    Object *items = key ? call_method0(vm, o, key) : NULL;
    Object *result =
        items ? str_format(vm, "%U('%s', %R)", type_of(vm, o)->name, code, items) : NULL;
    xdecref(vm, items);
    xdecref(vm, key);
    return result;
}

/* ------------------------------------------------------------------ iterators */

typedef struct ArrayIterator {
    Object head;
    Object *array; /* NULL: at the end */
    int64_t i;
} ArrayIterator;
#define ITERATOR(o) ((ArrayIterator *)(o))
#define ITERATOR_FIELDS(X) X(array)
TYPE_MEMORY(iterator, ArrayIterator, ITERATOR_FIELDS)

static Object *array_iter(VM *vm, Object *o) {
    Type *type = lib_type(vm, LIB_ARRAY_ITERATOR);
    ArrayIterator *it = type ? object_alloc(vm, type, sizeof *it) : NULL;
    if (it) {
        it->array = new_ref(o);
        it->i = 0;
        gc_track(vm, it);
    }
    return OBJ(it);
}

static Object *iterator_next(VM *vm, Object *o) {
    ArrayIterator *it = ITERATOR(o);
    if (!it->array) {
        return NULL;
    }
    if (it->i < ARRAY(it->array)->len) {
        return array_item(vm, ARRAY(it->array), it->i++);
    }
    clear_ref(vm, it->array);
    return NULL;
}

static Object *iterator_reduce(VM *vm, Object *o) {
    ArrayIterator *it = ITERATOR(o);
    Object *iter = dict_get_cstr(vm, vm->builtins, "iter");
    if (!iter) {
        return raise(vm, EXC_RuntimeError, "lost iter()");
    }
    if (!it->array) {
        return pack_steal(vm, 2, new_ref(iter), pack_steal(vm, 1, tuple_new(vm, 0)));
    }
    return pack_steal(vm, 3, new_ref(iter), tuple_pack(vm, 1, it->array), int_from_i64(vm, it->i));
}

static Object *iterator_setstate(VM *vm, Object *o, Object *state) {
    int64_t i = number_as_i64(vm, state, EXC_OverflowError);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (ITERATOR(o)->array) {
        int64_t len = ARRAY(ITERATOR(o)->array)->len;
        ITERATOR(o)->i = i < 0 ? 0 : i > len ? len : i;
    }
    return none_ref(vm);
}

static const MethodDef iterator_methods[] = {
    METHOD_NOARGS("__reduce__", iterator_reduce, NULL),
    METHOD_O("__setstate__", iterator_setstate, NULL),
    {0},
};
const TypeSpec array_iterator_spec = {
    .name = "array.arrayiterator",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(ArrayIterator),
    .slots = {.dealloc = iterator_dealloc,
              .traverse = iterator_traverse,
              .iter = self_ref,
              .iternext = iterator_next},
    .methods = iterator_methods,
};

/* ------------------------------------------------------------------ making */

/* What the second argument gives. */
static bool fill(VM *vm, Array *a, Object *initial) {
    if (is_bytes(vm, initial) || is_bytearray(vm, initial)) {
        ByteView view;
        if (object_byte_view(vm, initial, &view) < 0) {
            return false;
        }
        if (view.len % a->kind->size) {
            raise(vm, EXC_ValueError, "bytes length not a multiple of item size");
            return false;
        }
        return array_add_bytes(vm, a, view.data, view.len);
    }
    if (is_str(vm, initial) && a->kind->code == 'u') {
        if (!array_resize(vm, a, STR_LEN(initial))) {
            return false;
        }
        for (uint32_t i = 0; i < STR_LEN(initial); i++) {
            uint32_t c = str_char(initial, i);
            memcpy(a->data + 4 * (size_t)i, &c, sizeof c);
        }
        return true;
    }
    if (array_is(vm, initial) && ARRAY(initial)->kind == a->kind) {
        return array_extend(vm, a, initial);
    }
    return append_all(vm, a, initial);
}

static Object *array_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    if (!new_without_keywords(vm, cls, "array.array", kwnames)) {
        return NULL;
    }
    if (nargs < 1 || nargs > 2) {
        return raise(vm, EXC_TypeError, "array() takes at %s %d argument%s (%zu given)",
                     nargs ? "most" : "least", nargs ? 2 : 1, nargs ? "s" : "", nargs);
    }
    if (!is_str(vm, args[0]) || STR_LEN(args[0]) != 1) {
        return raise(vm, EXC_TypeError, "array() argument 1 must be a unicode character, not %T",
                     args[0]);
    }
    const ArrayKind *kind = array_kind(str_char(args[0], 0));
    Object *initial = nargs > 1 ? args[1] : NULL;
    if (initial && (!kind || kind->code != 'u')) {
        char code[2] = {kind ? kind->code : (char)str_char(args[0], 0), 0};
        if (is_str(vm, initial)) {
            return raise(vm, EXC_TypeError,
                         "cannot use a str to initialize an array with typecode '%s'", code);
        }
        if (array_is(vm, initial) && ARRAY(initial)->kind->code == 'u') {
            return raise(vm, EXC_TypeError,
                         "cannot use a unicode array to initialize an array with typecode '%s'",
                         code);
        }
    }
    if (!kind) {
        return raise(vm, EXC_ValueError,
                     "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    }
    Object *o = array_new(vm, cls, kind, 0);
    if (o && initial && !fill(vm, ARRAY(o), initial)) {
        decref(vm, o);
        return NULL;
    }
    return o;
}

const TypeSpec array_spec = {
    .name = "array.array",
    .doc = "array(typecode [, initializer]) -> array\n\n"
           "An array of basic values, compactly stored.",
    .flags = TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT | TYPE_SEQUENCE,
    .size = sizeof(Array),
    .slots = {.dealloc = array_dealloc,
              .owned_size = array_owned_size,
              .repr = array_repr,
              .hash = object_hash_not_implemented,
              .new = array_new_slot,
              .richcompare = array_richcompare,
              .iter = array_iter,
              .sq_length = array_len,
              .sq_concat = array_concat,
              .sq_repeat = array_repeat,
              .sq_item = item_at,
              .sq_contains = array_contains,
              .sq_inplace_concat = array_inplace_concat,
              .sq_inplace_repeat = array_inplace_repeat,
              .mp_length = array_len,
              .mp_subscript = array_subscript,
              .mp_ass_subscript = array_ass_subscript,
              .buffer = array_buffer},
    .methods = array_methods,
    .getset = array_getset,
};
