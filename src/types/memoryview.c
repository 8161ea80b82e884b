/* memoryview: a window on the bytes of another object, of one dimension.
 *
 * The view keeps the object alive but not the address of its bytes: that is asked for at every
 * access and its length checked, so that an owner which does not count its views can do no harm. A
 * bytearray counts them (`exports`) and refuses to change its length meanwhile. */
#include "base/hash.h"
#include "types/bytes_internal.h"
#include "types/float.h"
#include "types/int.h"
#include "types/iterators.h"
#include "types/list.h"
#include "types/range.h"
#include "types/tuple.h"

typedef struct MemoryView {
    Object head;
    Object *owner; /* NULL: released */
    int64_t start; /* of item 0, in the owner's bytes */
    int64_t len;   /* items */
    int64_t step;  /* bytes from one item to the next; may be negative */
    bool readonly;
    char format;  /* a letter of the struct module */
    bool at_sign; /* the format was given as "@x" */
    uint8_t item_size;
} MemoryView;
#define VIEW(o) ((MemoryView *)(o))

/* ------------------------------------------------------------------ items */

static size_t size_of_format(char format) {
    switch (format) {
    case 'c':
    case 'b':
    case 'B':
    case '?':
        return 1;
    case 'h':
    case 'H':
        return 2;
    case 'i':
    case 'I':
    case 'f':
        return 4;
    case 'l':
    case 'L':
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'd':
    case 'P':
        return 8;
    default:
        return 0;
    }
}

static bool is_byte_format(char format) {
    return format == 'B' || format == 'b' || format == 'c';
}

#define LOAD(Type, p)                                                                              \
    ({                                                                                             \
        Type value_;                                                                               \
        memcpy(&value_, (p), sizeof value_);                                                       \
        value_;                                                                                    \
    })

static Object *unpack(VM *vm, char format, const uint8_t *p) {
    switch (format) {
    case 'c':
        return bytes_from(vm, p, 1);
    case 'b':
        return int_from_i64(vm, (int8_t)*p);
    case 'B':
        return int_from_i64(vm, *p);
    case '?':
        return bool_ref(vm, *p != 0);
    case 'h':
        return int_from_i64(vm, LOAD(int16_t, p));
    case 'H':
        return int_from_i64(vm, LOAD(uint16_t, p));
    case 'i':
        return int_from_i64(vm, LOAD(int32_t, p));
    case 'I':
        return int_from_i64(vm, LOAD(uint32_t, p));
    case 'l':
    case 'q':
    case 'n':
        return int_from_i64(vm, LOAD(int64_t, p));
    case 'L':
    case 'Q':
    case 'N':
    case 'P':
        return int_from_u64(vm, LOAD(uint64_t, p));
    case 'f':
        return float_from_double(vm, LOAD(float, p));
    default:
        return float_from_double(vm, LOAD(double, p));
    }
}

static bool invalid(VM *vm, const char *what, char format) {
    raise(vm, what[0] == 't' ? EXC_TypeError : EXC_ValueError,
          "memoryview: invalid %s for format '%c'", what, format);
    return false;
}

static bool pack_int(VM *vm, char format, Object *o, uint8_t out[8]) {
    Object *number = number_index(vm, o);
    if (!number) {
        if (error_matches(vm, EXC_TypeError)) {
            error_clear(vm);
            return invalid(vm, "type", format);
        }
        return false;
    }
    size_t size = size_of_format(format);
    bool is_signed = format >= 'a' && format != '?';
    int64_t value = 0;
    uint64_t unsigned_value = 0;
    bool fits;
    if (is_signed) {
        int64_t high = size == 8 ? INT64_MAX : ((int64_t)1 << (8 * size - 1)) - 1;
        fits = int_as_i64(number, &value) && value <= high && value >= -high - 1;
        unsigned_value = (uint64_t)value;
    } else {
        fits =
            int_as_u64(number, &unsigned_value) && (size == 8 || unsigned_value >> (8 * size) == 0);
    }
    decref(vm, number);
    if (!fits) {
        return invalid(vm, "value", format);
    }
    memcpy(out, &unsigned_value, 8); /* little endian: the low bytes come first */
    return true;
}
STATIC_ASSERT(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "pack_int takes the low bytes");

static bool pack_float(VM *vm, char format, Object *o, uint8_t out[8]) {
    double value = float_as_double(vm, o);
    if (value == -1.0 && error_occurred(vm)) {
        if (error_matches(vm, EXC_TypeError)) {
            error_clear(vm);
            return invalid(vm, "type", format);
        }
        return false;
    }
    if (format == 'f') {
        float narrow = (float)value;
        memcpy(out, &narrow, sizeof narrow);
    } else {
        memcpy(out, &value, sizeof value);
    }
    return true;
}

/* The bytes of one item; false: raised. */
static bool pack(VM *vm, char format, Object *o, uint8_t out[8]) {
    int truth;
    switch (format) {
    case 'c':
        if (!is_bytes(vm, o)) {
            return invalid(vm, "type", format);
        }
        if (BYTES(o)->len != 1) {
            return invalid(vm, "value", format);
        }
        out[0] = BYTES(o)->data[0];
        return true;
    case '?':
        truth = object_truth(vm, o);
        out[0] = truth > 0;
        return truth >= 0;
    case 'f':
    case 'd':
        return pack_float(vm, format, o, out);
    default:
        return pack_int(vm, format, o, out);
    }
}

/* ------------------------------------------------------------------ the bytes */

static bool check_alive(VM *vm, const MemoryView *v) {
    if (!v->owner) {
        raise(vm, EXC_ValueError, "operation forbidden on released memoryview object");
        return false;
    }
    return true;
}

/* Where item 0 is now; NULL: released, or the owner has shrunk. */
static uint8_t *first_item(VM *vm, const MemoryView *v) {
    ByteView bytes;
    if (!check_alive(vm, v) || object_byte_view(vm, v->owner, &bytes) < 0) {
        return NULL;
    }
    int64_t last = v->start + (v->len > 0 ? (v->len - 1) * v->step : 0);
    int64_t low = last < v->start ? last : v->start, high = last < v->start ? v->start : last;
    if (v->len > 0 && (low < 0 || (uint64_t)high + v->item_size > bytes.len)) {
        raise(vm, EXC_BufferError, "memoryview: the underlying object has changed its size");
        return NULL;
    }
    static uint8_t nothing[8];
    return bytes.data ? bytes.data + v->start : nothing;
}

static bool is_contiguous(const MemoryView *v) {
    return v->step == v->item_size || v->len <= 1;
}

static void copy_items(const MemoryView *v, const uint8_t *first, uint8_t *to) {
    if (is_contiguous(v)) {
        memcpy(to, first, (size_t)v->len * v->item_size);
        return;
    }
    for (int64_t i = 0; i < v->len; i++) {
        memcpy(to + i * v->item_size, first + i * v->step, v->item_size);
    }
}

static void count_export(VM *vm, Object *owner, int change) {
    ByteView bytes = {0};
    if (is_bytearray(vm, owner)) {
        BYTEARRAY(owner)->exports += (uint32_t)change;
    } else if (shape_of(owner) >= SHAPE_FIRST_DYNAMIC && !is_bytes(vm, owner) &&
               object_byte_view(vm, owner, &bytes) == 0 && bytes.exports) {
        *bytes.exports += (uint32_t)change; /* types of modules; they never refuse a view */
    }
}

static void release(VM *vm, MemoryView *v) {
    Object *owner = v->owner;
    if (owner) {
        v->owner = NULL;
        count_export(vm, owner, -1);
        decref(vm, owner);
    }
}

/* A view of the same bytes as v, or, with v NULL, of all bytes of owner. */
static MemoryView *new_view(VM *vm, const MemoryView *v, Object *owner, ByteView bytes) {
    MemoryView *result = object_new_container(vm, SHAPE_MEMORYVIEW, sizeof(MemoryView));
    if (!result) {
        return NULL;
    }
    if (v) {
        memcpy((char *)result + sizeof(Object), (const char *)v + sizeof(Object),
               sizeof *v - sizeof(Object));
    } else {
        uint8_t item_size = bytes.item_size ? bytes.item_size : 1;
        result->start = 0;
        result->len = (int64_t)bytes.len / item_size;
        result->step = item_size;
        result->readonly = bytes.readonly;
        result->format = bytes.format ? bytes.format : 'B';
        result->at_sign = false;
        result->item_size = item_size;
        result->owner = owner;
    }
    incref(result->owner);
    count_export(vm, result->owner, 1);
    gc_track(vm, result);
    return result;
}

Object *memoryview_new(VM *vm, Object *o) {
    ByteView bytes = {0};
    if (is_exact(o, SHAPE_MEMORYVIEW)) {
        return check_alive(vm, VIEW(o)) ? OBJ(new_view(vm, VIEW(o), NULL, bytes)) : NULL;
    }
    if (!type_of(vm, o)->slots.buffer) {
        return raise(vm, EXC_TypeError, "memoryview: a bytes-like object is required, not '%T'", o);
    }
    if (object_byte_view(vm, o, &bytes) < 0) {
        return NULL;
    }
    return OBJ(new_view(vm, NULL, o, bytes));
}

Object *memoryview_tobytes(VM *vm, Object *o) {
    MemoryView *v = VIEW(o);
    const uint8_t *first = first_item(vm, v);
    Object *bytes = first ? bytes_new(vm, (size_t)v->len * v->item_size) : NULL;
    if (bytes && v->len) {
        copy_items(v, first, BYTES(bytes)->data);
    }
    return bytes;
}

/* ------------------------------------------------------------------ items by index */

static bool check_index(VM *vm, const MemoryView *v, Object *key, int64_t *i) {
    *i = number_as_i64(vm, key, EXC_IndexError);
    if (*i == -1 && error_occurred(vm)) {
        return false;
    }
    *i += *i < 0 ? v->len : 0;
    if (*i < 0 || *i >= v->len) {
        raise(vm, EXC_IndexError, "index out of bounds on dimension 1");
        return false;
    }
    return true;
}

static Object *item(VM *vm, Object *o, int64_t i) {
    MemoryView *v = VIEW(o);
    const uint8_t *first = first_item(vm, v);
    if (!first) {
        return NULL;
    }
    if (i < 0 || i >= v->len) {
        return raise(vm, EXC_IndexError, "index out of bounds on dimension 1");
    }
    return unpack(vm, v->format, first + i * v->step);
}

static Object *invalid_key(VM *vm, Object *key) {
    if (is_tuple(vm, key)) {
        size_t n = TUPLE_LEN(key);
        if (n == 0) {
            return raise(vm, EXC_NotImplementedError, "sub-views are not implemented");
        }
        if (n > 1) {
            return raise(vm, EXC_TypeError, "cannot index 1-dimension view with %zu-element tuple",
                         n);
        }
    }
    return raise(vm, EXC_TypeError, "memoryview: invalid slice key");
}

static Object *subscript(VM *vm, Object *o, Object *key) {
    MemoryView *v = VIEW(o);
    int64_t i, stop, step, count;
    if (!check_alive(vm, v)) {
        return NULL;
    }
    if (is_tuple(vm, key) && TUPLE_LEN(key) == 1 && number_is_index(vm, TUPLE_ITEM(key, 0))) {
        key = TUPLE_ITEM(key, 0);
    }
    if (is_exact(key, SHAPE_SLICE)) {
        if (!slice_indices(vm, key, v->len, &i, &stop, &step, &count) || !check_alive(vm, v)) {
            return NULL;
        }
        MemoryView *part = new_view(vm, v, NULL, (ByteView){0});
        if (part) {
            part->start += i * v->step;
            part->step = v->step * step;
            part->len = count > 0 ? count : 0;
        }
        return OBJ(part);
    }
    if (!number_is_index(vm, key)) {
        return invalid_key(vm, key);
    }
    return check_index(vm, v, key, &i) ? item(vm, o, i) : NULL;
}

/* dest[...] = the items of a bytes-like object of the same format and length. */
static int assign_items(VM *vm, MemoryView *dest, Object *value) {
    char format = 'B';
    if (is_exact(value, SHAPE_MEMORYVIEW)) {
        format = VIEW(value)->format;
    } else if (!type_of(vm, value)->slots.buffer) {
        raise(vm, EXC_TypeError, "a bytes-like object is required, not '%T'", value);
        return -1;
    }
    Object *bytes = bytes_from_object(vm, value); /* a copy, as the two may overlap */
    if (!bytes) {
        return -1;
    }
    int result = -1;
    uint8_t *first = first_item(vm, dest);
    if (first &&
        (format != dest->format || (int64_t)BYTES(bytes)->len != dest->len * dest->item_size)) {
        raise(vm, EXC_ValueError,
              "memoryview assignment: lvalue and rvalue have different structures");
    } else if (first) {
        for (int64_t i = 0; i < dest->len; i++) {
            memcpy(first + i * dest->step, BYTES(bytes)->data + i * dest->item_size,
                   dest->item_size);
        }
        result = 0;
    }
    decref(vm, bytes);
    return result;
}

static int assign_subscript(VM *vm, Object *o, Object *key, Object *value) {
    MemoryView *v = VIEW(o);
    int64_t i, stop, step, count;
    if (!check_alive(vm, v)) {
        return -1;
    }
    if (v->readonly) {
        raise(vm, EXC_TypeError, "cannot modify read-only memory");
        return -1;
    }
    if (!value) {
        raise(vm, EXC_TypeError, "cannot delete memory");
        return -1;
    }
    if (is_exact(key, SHAPE_SLICE)) {
        if (!slice_indices(vm, key, v->len, &i, &stop, &step, &count) || !check_alive(vm, v)) {
            return -1;
        }
        MemoryView part = *v;
        part.start += i * v->step;
        part.step = v->step * step;
        part.len = count > 0 ? count : 0;
        return assign_items(vm, &part, value);
    }
    if (!number_is_index(vm, key)) {
        invalid_key(vm, key);
        return -1;
    }
    uint8_t packed[8];
    if (!check_index(vm, v, key, &i) || !pack(vm, v->format, value, packed)) {
        return -1;
    }
    uint8_t *first = first_item(vm, v);
    if (!first) {
        return -1;
    }
    memcpy(first + i * v->step, packed, v->item_size);
    return 0;
}

static int64_t length(VM *vm, Object *o) {
    return check_alive(vm, VIEW(o)) ? VIEW(o)->len : -1;
}

/* ------------------------------------------------------------------ comparison, hash */

/* 1 equal, 0 not, -1 error. Formats may differ: then values are compared. */
static int items_equal(VM *vm, const MemoryView *a, const uint8_t *x, const MemoryView *b,
                       const uint8_t *y) {
    if (a->len != b->len) {
        return 0;
    }
    bool same = a->format == b->format && a->format != 'f' && a->format != 'd' && a->format != '?';
    for (int64_t i = 0; i < a->len; i++) {
        const uint8_t *p = x + i * a->step, *q = y + i * b->step;
        if (same) {
            if (memcmp(p, q, a->item_size) != 0) {
                return 0;
            }
            continue;
        }
        Object *v = unpack(vm, a->format, p), *w = v ? unpack(vm, b->format, q) : NULL;
        int equal = w ? object_compare_bool(vm, v, w, CMP_EQ) : -1;
        xdecref(vm, v);
        xdecref(vm, w);
        if (equal != 1) {
            return equal;
        }
    }
    return 1;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(a, SHAPE_MEMORYVIEW)) {
        return not_implemented_ref(vm);
    }
    MemoryView *v = VIEW(a);
    bool b_is_view = is_exact(b, SHAPE_MEMORYVIEW);
    if (!v->owner || (b_is_view && !VIEW(b)->owner)) {
        return bool_ref(vm, (a == b) == (op == CMP_EQ));
    }
    if (!type_of(vm, b)->slots.buffer) {
        return not_implemented_ref(vm);
    }
    MemoryView whole = {.step = 1, .format = 'B', .item_size = 1};
    const MemoryView *w = b_is_view ? VIEW(b) : &whole;
    const uint8_t *x = first_item(vm, v), *y = NULL;
    if (x && b_is_view) {
        y = first_item(vm, w);
    } else if (x) {
        ByteView bytes;
        if (object_byte_view(vm, b, &bytes) == 0) {
            y = bytes.data ? bytes.data : x;
            whole.len = (int64_t)bytes.len;
        }
    }
    if (!y) {
        error_clear(vm);
        return not_implemented_ref(vm);
    }
    int equal = items_equal(vm, v, x, w, y);
    return equal < 0 ? NULL : bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash hash(VM *vm, Object *o) {
    MemoryView *v = VIEW(o);
    if (!check_alive(vm, v)) {
        return -1;
    }
    if (!v->readonly) {
        raise(vm, EXC_ValueError, "cannot hash writable memoryview object");
        return -1;
    }
    if (!is_byte_format(v->format)) {
        raise(vm, EXC_ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
        return -1;
    }
    if (object_hash(vm, v->owner) == -1) {
        return -1;
    }
    Object *bytes = memoryview_tobytes(vm, o);
    Hash result = bytes ? object_hash(vm, bytes) : -1;
    xdecref(vm, bytes);
    return result;
}

/* ------------------------------------------------------------------ methods */

static Object *tobytes(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"order", NULL};
    Object *order = NULL;
    if (!args_parse(vm, "tobytes", names, "|O", args, nargs, kwnames, &order)) {
        return NULL;
    }
    if (order && order != vm->none) {
        if (!is_str(vm, order)) {
            return raise(vm, EXC_TypeError,
                         "tobytes() argument 'order' must be str or None, not %T", order);
        }
        if (!str_equal_ascii(order, "C") && !str_equal_ascii(order, "F") &&
            !str_equal_ascii(order, "A")) {
            return raise(vm, EXC_ValueError, "order must be 'C', 'F' or 'A'");
        }
    }
    return memoryview_tobytes(vm, o);
}

static Object *tolist(VM *vm, Object *o) {
    MemoryView *v = VIEW(o);
    const uint8_t *first = first_item(vm, v);
    Object *list = first ? list_new(vm, (size_t)v->len) : NULL;
    for (int64_t i = 0; list && i < v->len; i++) {
        Object *value = unpack(vm, v->format, first + i * v->step);
        if (!value || list_append_steal(vm, list, value) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

static Object *hex(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *bytes = memoryview_tobytes(vm, o);
    if (!bytes) {
        return NULL;
    }
    Object *result = bytes_hex_text(vm, bytes, args, nargs, kwnames);
    decref(vm, bytes);
    return result;
}

static Object *release_method(VM *vm, Object *o) {
    release(vm, VIEW(o));
    return none_ref(vm);
}
static Object *enter(VM *vm, Object *o) {
    return check_alive(vm, VIEW(o)) ? new_ref(o) : NULL;
}
static Object *leave(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return release_method(vm, o);
}

static Object *toreadonly(VM *vm, Object *o) {
    if (!check_alive(vm, VIEW(o))) {
        return NULL;
    }
    MemoryView *v = new_view(vm, VIEW(o), NULL, (ByteView){0});
    if (v) {
        v->readonly = true;
    }
    return OBJ(v);
}

/* The only dimension of a shape argument agrees with the length. */
static bool check_shape(VM *vm, Object *shape, int64_t len) {
    if (!is_list(vm, shape) && !is_tuple(vm, shape)) {
        raise(vm, EXC_TypeError, "shape must be a list or a tuple");
        return false;
    }
    size_t n = fast_len(shape, vm);
    int64_t product = 1, dimension;
    for (size_t i = 0; i < n; i++) {
        Object *o = fast_items(shape, vm)[i];
        if (!is_int(vm, o)) {
            raise(vm, EXC_TypeError, "memoryview.cast(): elements of shape must be integers");
            return false;
        }
        if (!int_as_i64(o, &dimension) || dimension <= 0 ||
            __builtin_mul_overflow(product, dimension, &product)) {
            raise(vm, EXC_ValueError, "memoryview.cast(): elements of shape must be integers > 0");
            return false;
        }
    }
    if (product != len) {
        raise(vm, EXC_TypeError, "memoryview: product(shape) * itemsize != buffer size");
        return false;
    }
    if (n != 1) {
        raise(vm, EXC_NotImplementedError, "memoryview: views have one dimension");
        return false;
    }
    return true;
}

static Object *cast(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"format", "shape", NULL};
    Object *format = NULL, *shape = NULL;
    MemoryView *v = VIEW(o);
    if (!args_parse(vm, "cast", names, "U|O", args, nargs, kwnames, &format, &shape) ||
        !check_alive(vm, v)) {
        return NULL;
    }
    if (!is_contiguous(v)) {
        return raise(vm, EXC_TypeError, "memoryview: casts are restricted to C-contiguous views");
    }
    size_t n = STR_LEN(format);
    bool at_sign = n == 2 && str_char(format, 0) == '@';
    uint32_t letter = n == 1 || at_sign ? str_char(format, n - 1) : 0;
    size_t size = letter < 128 ? size_of_format((char)letter) : 0;
    if (size == 0) {
        return raise(vm, EXC_ValueError,
                     "memoryview: destination format must be a native single character format "
                     "prefixed with an optional '@'");
    }
    if (!is_byte_format(v->format) && !is_byte_format((char)letter)) {
        return raise(vm, EXC_TypeError, "memoryview: cannot cast between two non-byte formats");
    }
    int64_t total = v->len * v->item_size;
    if (total % (int64_t)size) {
        return raise(vm, EXC_TypeError, "memoryview: length is not a multiple of itemsize");
    }
    if (shape && shape != vm->none && !check_shape(vm, shape, total / (int64_t)size)) {
        return NULL;
    }
    MemoryView *result = new_view(vm, v, NULL, (ByteView){0});
    if (result) {
        result->format = (char)letter;
        result->at_sign = at_sign;
        result->item_size = (uint8_t)size;
        result->step = (int64_t)size;
        result->len = total / (int64_t)size;
    }
    return OBJ(result);
}

/* ------------------------------------------------------------------ attributes */

enum Attribute {
    ATTR_OBJ,
    ATTR_NBYTES,
    ATTR_READONLY,
    ATTR_ITEMSIZE,
    ATTR_FORMAT,
    ATTR_NDIM,
    ATTR_SHAPE,
    ATTR_STRIDES,
    ATTR_SUBOFFSETS,
    ATTR_CONTIGUOUS
};

static Object *one_tuple(VM *vm, int64_t value) {
    Object *number = int_from_i64(vm, value);
    Object *tuple = number ? tuple_pack(vm, 1, number) : NULL;
    xdecref(vm, number);
    return tuple;
}

static Object *get_attribute(VM *vm, Object *o, void *closure) {
    const MemoryView *v = VIEW(o);
    if (!check_alive(vm, v)) {
        return NULL;
    }
    switch ((enum Attribute)(uintptr_t)closure) {
    case ATTR_OBJ:
        return new_ref(v->owner);
    case ATTR_NBYTES:
        return int_from_i64(vm, v->len * v->item_size);
    case ATTR_READONLY:
        return bool_ref(vm, v->readonly);
    case ATTR_ITEMSIZE:
        return int_from_i64(vm, v->item_size);
    case ATTR_FORMAT:
        return v->at_sign ? str_format(vm, "@%c", v->format)
                          : str_from_char(vm, (uint8_t)v->format);
    case ATTR_NDIM:
        return int_from_i64(vm, 1);
    case ATTR_SHAPE:
        return one_tuple(vm, v->len);
    case ATTR_STRIDES:
        return one_tuple(vm, v->step);
    case ATTR_SUBOFFSETS:
        return tuple_new(vm, 0);
    case ATTR_CONTIGUOUS:
        return bool_ref(vm, is_contiguous(v));
    }
    UNREACHABLE();
}

#define ATTRIBUTE(name, kind)                                                                      \
    { name, get_attribute, NULL, NULL, (void *)(uintptr_t)(kind) }
static const GetSetDef attributes[] = {
    ATTRIBUTE("obj", ATTR_OBJ),
    ATTRIBUTE("nbytes", ATTR_NBYTES),
    ATTRIBUTE("readonly", ATTR_READONLY),
    ATTRIBUTE("itemsize", ATTR_ITEMSIZE),
    ATTRIBUTE("format", ATTR_FORMAT),
    ATTRIBUTE("ndim", ATTR_NDIM),
    ATTRIBUTE("shape", ATTR_SHAPE),
    ATTRIBUTE("strides", ATTR_STRIDES),
    ATTRIBUTE("suboffsets", ATTR_SUBOFFSETS),
    ATTRIBUTE("c_contiguous", ATTR_CONTIGUOUS),
    ATTRIBUTE("f_contiguous", ATTR_CONTIGUOUS),
    ATTRIBUTE("contiguous", ATTR_CONTIGUOUS),
    {0},
};

static const MethodDef methods[] = {
    METHOD_NOARGS("release", release_method, "Gives the underlying bytes free."),
    METHOD_KW("tobytes", tobytes, "The bytes, copied."),
    METHOD_KW("hex", hex, "The bytes as hexadecimal digits."),
    METHOD_NOARGS("tolist", tolist, "The items as a list."),
    METHOD_KW("cast", cast, "A view of the same bytes with another format."),
    METHOD_NOARGS("toreadonly", toreadonly, "A view that cannot be written to."),
    METHOD_NOARGS("__enter__", enter, NULL),
    METHOD_FAST("__exit__", leave, NULL),
    {0},
};

/* ------------------------------------------------------------------ the type */

static void dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    release(vm, VIEW(o));
    object_free_container(vm, o, sizeof(MemoryView));
}

static int traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(VIEW(o)->owner);
    return 0;
}

static void clear(VM *vm, Object *o) {
    release(vm, VIEW(o));
}

static Object *repr(VM *vm, Object *o) {
    return str_format(vm, VIEW(o)->owner ? "<memory at %p>" : "<released memory at %p>", (void *)o);
}

static int buffer(VM *vm, Object *o, ByteView *view) {
    MemoryView *v = VIEW(o);
    uint8_t *first = first_item(vm, v);
    if (!first) {
        return -1;
    }
    if (!is_contiguous(v)) {
        raise(vm, EXC_BufferError, "memoryview: underlying buffer is not C-contiguous");
        return -1;
    }
    *view =
        (ByteView){.data = first, .len = (size_t)v->len * v->item_size, .readonly = v->readonly};
    return 0;
}

static Object *type_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"object", NULL};
    Object *o;
    UNUSED(cls);
    if (!args_parse(vm, "memoryview", names, "O", args, nargs, kwnames, &o)) {
        return NULL;
    }
    return memoryview_new(vm, o);
}

const TypeSpec memoryview_spec = {
    .name = "memoryview",
    .doc = "memoryview(object)\n\nA window on the bytes of an object.",
    .shape = SHAPE_MEMORYVIEW,
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_WEAKREFS | TYPE_SEQUENCE,
    .size = sizeof(MemoryView),
    .slots =
        {
            .dealloc = dealloc,
            .traverse = traverse,
            .clear = clear,
            .repr = repr,
            .hash = hash,
            .richcompare = richcompare,
            .iter = seq_iterator_new,
            .new = type_new,
            .sq_length = length,
            .sq_item = item,
            .mp_length = length,
            .mp_subscript = subscript,
            .mp_ass_subscript = assign_subscript,
            .buffer = buffer,
        },
    .methods = methods,
    .getset = attributes,
};
