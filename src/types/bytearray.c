/* bytearray: a growing run of bytes. Its buffer is raw memory beside the object; while memoryviews
 * look at it (`exports`), its length cannot change. */
#include "types/bytes_internal.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/range.h"
#include "types/tuple.h"

static const char *const out_of_range = "byte must be in range(0, 256)";

bool is_bytearray(VM *vm, const Object *o) {
    return is_exact(o, SHAPE_BYTEARRAY) ||
           (shape_of(o) >= SHAPE_FIRST_DYNAMIC && type_of(vm, o)->solid == TYPE(vm, BYTEARRAY));
}

static ByteArray *new_object(VM *vm) {
    ByteArray *b = object_new_atomic(vm, SHAPE_BYTEARRAY, sizeof(ByteArray));
    if (b) {
        memset((char *)b + sizeof(Object), 0, sizeof *b - sizeof(Object));
    }
    return b;
}

Object *bytearray_from(VM *vm, const void *data, size_t len) {
    ByteArray *b = new_object(vm);
    if (!b) {
        return NULL;
    }
    if (len) {
        b->data = raw_alloc(vm, len);
        if (!b->data) {
            decref(vm, b);
            return NULL;
        }
        b->len = b->cap = len;
        if (data) {
            memcpy(b->data, data, len);
        }
    }
    return OBJ(b);
}

static int set_cap(VM *vm, ByteArray *b, size_t cap) {
    if (cap == 0) {
        if (b->cap) {
            raw_free(vm, b->data, b->cap);
        }
        b->data = NULL;
    } else {
        uint8_t *data = b->cap ? raw_realloc(vm, b->data, b->cap, cap) : raw_alloc(vm, cap);
        if (!data) {
            return -1;
        }
        b->data = data;
    }
    b->cap = cap;
    return 0;
}

static int check_exports(VM *vm, const ByteArray *b) {
    if (b->exports) {
        raise(vm, EXC_BufferError, "Existing exports of data: object cannot be re-sized");
        return -1;
    }
    return 0;
}

int bytearray_resize(VM *vm, Object *o, size_t len) {
    ByteArray *b = BYTEARRAY(o);
    if (len == b->len) {
        return 0;
    }
    if (check_exports(vm, b) < 0) {
        return -1;
    }
    if (len > b->cap || len < b->cap / 2) {
        if (len > PTRDIFF_MAX / 2) {
            raise_memory_error(vm);
            return -1;
        }
        size_t cap = len;
        if (len > b->cap && b->cap) {
            cap = len + (len >> 3) + (len < 9 ? 3 : 6);
        }
        if (set_cap(vm, b, cap) < 0) {
            return -1;
        }
    }
    b->len = len;
    return 0;
}

static void dealloc(VM *vm, Object *o) {
    set_cap(vm, BYTEARRAY(o), 0);
    object_free_atomic(vm, o, sizeof(ByteArray));
}

static size_t owned_size(VM *vm, const Object *o) {
    UNUSED(vm);
    return BYTEARRAY(o)->cap;
}

/* ------------------------------------------------------------------ changing */

/* Puts n bytes in the place of [start, end). They must not lie in b's own buffer. */
static int set_range(VM *vm, Object *o, size_t start, size_t end, const uint8_t *data, size_t n) {
    ByteArray *b = BYTEARRAY(o);
    size_t old_len = b->len, tail = old_len - end, new_len = start + n + tail;
    if (new_len > old_len) {
        if (bytearray_resize(vm, o, new_len) < 0) {
            return -1;
        }
    } else if (new_len < old_len && check_exports(vm, b) < 0) {
        return -1;
    }
    if (tail && new_len != old_len) {
        memmove(b->data + start + n, b->data + end, tail);
    }
    if (n) {
        memcpy(b->data + start, data, n);
    }
    if (new_len < old_len && bytearray_resize(vm, o, new_len) < 0) {
        error_clear(vm); /* no smaller block was to be had: keep the larger one */
        b->len = new_len;
    }
    return 0;
}

/* A bytes or bytearray with the contents of `value`, apart from `self`. */
static Object *assigned_bytes(VM *vm, Object *self, Object *value) {
    const Slots *slots = &type_of(vm, value)->slots;
    if (value != self && (is_bytes(vm, value) || is_bytearray(vm, value))) {
        return new_ref(value);
    }
    if (is_str(vm, value) ||
        (!slots->buffer && (slots->nb_index || slots->nb_int || slots->nb_float))) {
        return raise(vm, EXC_TypeError,
                     "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    }
    if (slots->buffer) {
        return bytes_from_object(vm, value);
    }
    Object *args[] = {value};
    return bytes_from_arguments(vm, "bytearray", args, 1, NULL);
}

static int delete_steps(VM *vm, Object *o, int64_t start, int64_t step, int64_t count) {
    ByteArray *b = BYTEARRAY(o);
    if (count == 0) {
        return 0;
    }
    if (check_exports(vm, b) < 0) {
        return -1;
    }
    if (step < 0) {
        start += step * (count - 1);
        step = -step;
    }
    size_t to = (size_t)start, from = (size_t)start;
    for (int64_t i = 0; i < count; i++) {
        size_t next = i + 1 < count ? from + (size_t)step : b->len;
        memmove(b->data + to, b->data + from + 1, next - from - 1);
        to += next - from - 1;
        from = next;
    }
    return bytearray_resize(vm, o, to);
}

static int assign_slice(VM *vm, Object *o, Object *key, Object *value) {
    int64_t start, stop, step, count;
    Object *bytes = NULL;
    if (value) {
        bytes = assigned_bytes(vm, o, value);
        if (!bytes) {
            return -1;
        }
    }
    int result = -1;
    if (slice_unpack(vm, key, &start, &stop, &step)) {
        count = slice_adjust((int64_t)BYTEARRAY(o)->len, &start, &stop, step);
        size_t n = bytes ? self_len(vm, bytes) : 0;
        const uint8_t *data = bytes ? self_data(vm, bytes) : NULL;
        if (step == 1) {
            result = set_range(vm, o, (size_t)start, (size_t)(start + count), data, n);
        } else if (n == 0) {
            result = delete_steps(vm, o, start, step, count);
        } else if ((int64_t)n == count) {
            uint8_t *to = BYTEARRAY(o)->data + start;
            for (int64_t i = 0; i < count; i++, to += step) {
                *to = data[i];
            }
            result = 0;
        } else {
            raise(vm, EXC_ValueError,
                  "attempt to assign bytes of size %zd to extended slice of size %zd", n,
                  (size_t)count);
        }
    }
    xdecref(vm, bytes);
    return result;
}

static int assign_subscript(VM *vm, Object *o, Object *key, Object *value) {
    if (is_exact(key, SHAPE_SLICE)) {
        return assign_slice(vm, o, key, value);
    }
    if (!number_is_index(vm, key)) {
        raise(vm, EXC_TypeError, "bytearray indices must be integers or slices, not %T", key);
        return -1;
    }
    int64_t i = number_as_i64(vm, key, EXC_IndexError);
    if (i == -1 && error_occurred(vm)) {
        return -1;
    }
    uint8_t byte = 0;
    if (value && !byte_argument(vm, value, out_of_range, &byte)) {
        return -1;
    }
    ByteArray *b = BYTEARRAY(o);
    i += i < 0 ? (int64_t)b->len : 0;
    if (i < 0 || (uint64_t)i >= b->len) {
        raise(vm, EXC_IndexError, "bytearray index out of range");
        return -1;
    }
    if (!value) {
        return set_range(vm, o, (size_t)i, (size_t)i + 1, NULL, 0);
    }
    b->data[i] = byte;
    return 0;
}

/* Adds the bytes of a bytes-like object at the end. */
static int append_view(VM *vm, Object *o, Object *other) {
    ByteView view;
    if (object_byte_view(vm, other, &view) < 0) {
        return -1;
    }
    size_t old_len = BYTEARRAY(o)->len;
    if (bytearray_resize(vm, o, old_len + view.len) < 0) {
        return -1;
    }
    if (other == o) {
        view.data = BYTEARRAY(o)->data; /* it may have moved */
    }
    if (view.len) {
        memcpy(BYTEARRAY(o)->data + old_len, view.data, view.len);
    }
    return 0;
}

static Object *inplace_concat(VM *vm, Object *o, Object *other) {
    if (!type_of(vm, other)->slots.buffer) {
        return raise(vm, EXC_TypeError, "can't concat %T to %T", other, o);
    }
    if (other == o && BYTEARRAY(o)->len) { /* its own view is in the way, as in CPython */
        return raise(vm, EXC_BufferError, "Existing exports of data: object cannot be re-sized");
    }
    return append_view(vm, o, other) < 0 ? NULL : new_ref(o);
}

static Object *inplace_repeat(VM *vm, Object *o, int64_t times) {
    ByteArray *b = BYTEARRAY(o);
    size_t len = b->len, total;
    times = times < 0 ? 0 : times;
    if (__builtin_mul_overflow(len, (size_t)times, &total)) {
        return raise_memory_error(vm);
    }
    if (bytearray_resize(vm, o, total) < 0) {
        return NULL;
    }
    for (size_t done = len; done < total; done += len) {
        memcpy(b->data + done, b->data, len);
    }
    return new_ref(o);
}

/* ------------------------------------------------------------------ methods */

static Object *append(VM *vm, Object *o, Object *item) {
    uint8_t byte;
    if (!byte_argument(vm, item, out_of_range, &byte) ||
        bytearray_resize(vm, o, BYTEARRAY(o)->len + 1) < 0) {
        return NULL;
    }
    BYTEARRAY(o)->data[BYTEARRAY(o)->len - 1] = byte;
    return none_ref(vm);
}

static Object *extend(VM *vm, Object *o, Object *iterable) {
    if (type_of(vm, iterable)->slots.buffer) {
        return append_view(vm, o, iterable) < 0 ? NULL : none_ref(vm);
    }
    const Slots *slots = &type_of(vm, iterable)->slots;
    if (!slots->iter && !slots->sq_item && !slots->mp_subscript) {
        return raise(vm, EXC_TypeError, "can't extend bytearray with %T", iterable);
    }
    Buffer bytes;
    vm_buffer_init(vm, &bytes);
    Object *result = NULL;
    if (bytes_collect(vm, iterable, "bytearray", &bytes)) {
        size_t len = BYTEARRAY(o)->len;
        if (set_range(vm, o, len, len, (const uint8_t *)bytes.data, bytes.size) == 0) {
            result = none_ref(vm);
        }
    }
    buffer_deinit(&bytes);
    return result;
}

static Object *insert(VM *vm, Object *o, Object *const *args, size_t nargs) {
    uint8_t byte;
    if (!args_count(vm, "insert", nargs, 2, 2)) {
        return NULL;
    }
    int64_t i;
    if (!size_argument(vm, args[0], &i) || !byte_argument(vm, args[1], out_of_range, &byte)) {
        return NULL;
    }
    int64_t len = (int64_t)BYTEARRAY(o)->len;
    i = i < 0 ? i + len : i;
    i = i < 0 ? 0 : i > len ? len : i;
    return set_range(vm, o, (size_t)i, (size_t)i, &byte, 1) < 0 ? NULL : none_ref(vm);
}

static Object *pop(VM *vm, Object *o, Object *const *args, size_t nargs) {
    if (!args_count(vm, "pop", nargs, 0, 1)) {
        return NULL;
    }
    int64_t i = -1;
    if (nargs == 1 && !size_argument(vm, args[0], &i)) {
        return NULL;
    }
    ByteArray *b = BYTEARRAY(o);
    if (b->len == 0) {
        return raise(vm, EXC_IndexError, "pop from empty bytearray");
    }
    i += i < 0 ? (int64_t)b->len : 0;
    if (i < 0 || (uint64_t)i >= b->len) {
        return raise(vm, EXC_IndexError, "pop index out of range");
    }
    uint8_t byte = b->data[i];
    if (set_range(vm, o, (size_t)i, (size_t)i + 1, NULL, 0) < 0) {
        return NULL;
    }
    return int_from_i64(vm, byte);
}

static Object *remove_value(VM *vm, Object *o, Object *item) {
    uint8_t byte;
    if (!byte_argument(vm, item, out_of_range, &byte)) {
        return NULL;
    }
    int64_t at = chars_find_char(self_data(vm, o), 1, BYTEARRAY(o)->len, byte, 1);
    if (at < 0) {
        return raise(vm, EXC_ValueError, "value not found in bytearray");
    }
    return set_range(vm, o, (size_t)at, (size_t)at + 1, NULL, 0) < 0 ? NULL : none_ref(vm);
}

static Object *reverse(VM *vm, Object *o) {
    uint8_t *p = BYTEARRAY(o)->data;
    for (size_t i = 0, j = BYTEARRAY(o)->len; i + 1 < j; i++) {
        uint8_t byte = p[i];
        p[i] = p[--j];
        p[j] = byte;
    }
    return none_ref(vm);
}

static Object *clear(VM *vm, Object *o) {
    return bytearray_resize(vm, o, 0) < 0 ? NULL : none_ref(vm);
}

static Object *copy(VM *vm, Object *o) {
    return bytearray_from(vm, BYTEARRAY(o)->data, BYTEARRAY(o)->len);
}

static Object *alloc_size(VM *vm, Object *o) {
    return int_from_i64(vm, (int64_t)BYTEARRAY(o)->cap);
}

static Object *reduce_protocol(VM *vm, Object *o, int64_t protocol) {
    Object *contents = NULL, *args = NULL, *result = NULL, *encoding = NULL;
    Object *dict = object_getattr_or_null(vm, o, ID(vm, __dict__));
    if (!dict) {
        if (error_occurred(vm)) {
            return NULL;
        }
        dict = none_ref(vm);
    }
    const uint8_t *data = self_data(vm, o);
    size_t len = BYTEARRAY(o)->len;
    if (protocol >= 3) {
        contents = bytes_from(vm, data, len);
        args = contents ? tuple_pack(vm, 1, contents) : NULL;
    } else {
        contents = str_from_chars(vm, data, len, 1);
        encoding = contents ? str_from_cstr(vm, "latin-1") : NULL;
        args = encoding ? tuple_pack(vm, 2, contents, encoding) : NULL;
    }
    if (args) {
        result = tuple_pack(vm, 3, OBJ(type_of(vm, o)), args, dict);
    }
    xdecref(vm, contents);
    xdecref(vm, encoding);
    xdecref(vm, args);
    decref(vm, dict);
    return result;
}
static Object *reduce(VM *vm, Object *o) {
    return reduce_protocol(vm, o, 2);
}
static Object *reduce_ex(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t protocol = 0;
    if (!args_count(vm, "__reduce_ex__", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 1) {
        protocol = number_as_i64(vm, args[0], EXC_OverflowError);
        if (protocol == -1 && error_occurred(vm)) {
            return NULL;
        }
    }
    return reduce_protocol(vm, o, protocol);
}

/* ------------------------------------------------------------------ the type */

static Object *type_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *o = object_alloc(vm, cls, sizeof(ByteArray));
    if (o && type_has(cls, TYPE_CONTAINER)) {
        gc_track(vm, o);
    }
    return o;
}

static int init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    if (bytearray_resize(vm, o, 0) < 0) {
        return -1;
    }
    Object *bytes = bytes_from_arguments(vm, "bytearray", args, nargs, kwnames);
    if (!bytes) {
        return -1;
    }
    int result = set_range(vm, o, 0, BYTEARRAY(o)->len, BYTES(bytes)->data, BYTES(bytes)->len);
    decref(vm, bytes);
    return result;
}

static Object *repr(VM *vm, Object *o) {
    char prefix[256 + 2];
    const char *name = TYPE_NAME(type_of(vm, o));
    snprintf(prefix, sizeof prefix, "%s(", name);
    return bytes_repr_quoted(vm, self_data(vm, o), BYTEARRAY(o)->len, prefix, ")", true);
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    ByteView x, y;
    if (!type_of(vm, a)->slots.buffer || !type_of(vm, b)->slots.buffer) {
        return not_implemented_ref(vm);
    }
    if (object_byte_view(vm, a, &x) < 0 || object_byte_view(vm, b, &y) < 0) {
        error_clear(vm);
        return not_implemented_ref(vm);
    }
    size_t n = x.len < y.len ? x.len : y.len;
    int order = n ? memcmp(x.data, y.data, n) : 0;
    if (order == 0) {
        order = x.len < y.len ? -1 : x.len > y.len;
    }
    bool results[] = {[CMP_LT] = order<0, [CMP_LE] = order <= 0, [CMP_EQ] = order == 0,
                                       [CMP_NE] = order != 0, [CMP_GT] = order> 0,
                      [CMP_GE] = order >= 0};
    return bool_ref(vm, results[op]);
}

static Object *iter(VM *vm, Object *o) {
    return index_iterator_new(vm, SHAPE_BYTEARRAY_ITERATOR, o);
}

static int buffer(VM *vm, Object *o, ByteView *view) {
    *view = (ByteView){.data = (uint8_t *)(uintptr_t)self_data(vm, o), .len = BYTEARRAY(o)->len};
    return 0;
}

static int assign_item(VM *vm, Object *o, int64_t i, Object *value) {
    uint8_t byte = 0;
    if (i < 0 || (uint64_t)i >= BYTEARRAY(o)->len) {
        raise(vm, EXC_IndexError, "bytearray index out of range");
        return -1;
    }
    if (!value) {
        return set_range(vm, o, (size_t)i, (size_t)i + 1, NULL, 0);
    }
    if (!byte_argument(vm, value, out_of_range, &byte)) {
        return -1;
    }
    if ((uint64_t)i >= BYTEARRAY(o)->len) {
        raise(vm, EXC_IndexError, "bytearray index out of range");
        return -1;
    }
    BYTEARRAY(o)->data[i] = byte;
    return 0;
}

static const MethodDef methods[] = {
    SHARED_METHODS,
    METHOD_O("append", append, "Adds one byte at the end."),
    METHOD_NOARGS("clear", clear, "Removes all bytes."),
    METHOD_NOARGS("copy", copy, "A copy."),
    METHOD_O("extend", extend, "Adds the bytes of an iterable at the end."),
    METHOD_FAST("insert", insert, "Puts a byte before an index."),
    METHOD_FAST("pop", pop, "Takes out the byte at an index, the last one by default."),
    METHOD_O("remove", remove_value, "Takes out the first occurrence of a byte."),
    METHOD_NOARGS("reverse", reverse, "Reverses the order of the bytes in place."),
    METHOD_NOARGS("__alloc__", alloc_size, "How many bytes have been allocated."),
    METHOD_NOARGS("__reduce__", reduce, "For pickling."),
    METHOD_FAST("__reduce_ex__", reduce_ex, "For pickling."),
    {0},
};

const TypeSpec bytearray_spec = {
    .name = "bytearray",
    .doc = "bytearray(iterable_of_ints) -> bytearray\n"
           "bytearray(string, encoding[, errors]) -> bytearray\n"
           "bytearray(bytes_like) -> bytearray\n"
           "bytearray(count) -> bytearray\n\n"
           "A sequence of bytes that can be changed.",
    .shape = SHAPE_BYTEARRAY,
    .flags = TYPE_BASE | TYPE_SELF_MATCH | TYPE_IMMUTABLE,
    .size = sizeof(ByteArray),
    .slots =
        {
            .dealloc = dealloc,
            .owned_size = owned_size,
            .repr = repr,
            .str = repr,
            .richcompare = richcompare,
            .iter = iter,
            .init = init,
            .new = type_new,
            .nb_remainder = shared_remainder,
            .sq_length = shared_len,
            .sq_concat = shared_concat,
            .sq_repeat = shared_repeat,
            .sq_item = shared_item,
            .sq_ass_item = assign_item,
            .sq_contains = shared_contains,
            .sq_inplace_concat = inplace_concat,
            .sq_inplace_repeat = inplace_repeat,
            .mp_length = shared_len,
            .mp_subscript = shared_subscript,
            .mp_ass_subscript = assign_subscript,
            .buffer = buffer,
        },
    .methods = methods,
};
