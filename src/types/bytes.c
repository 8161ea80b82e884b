/* bytes: the object and its type. What it shares with bytearray is in bytes_*.c. */
#include "types/bytes.h"

#include "base/hash.h"
#include "types/bytes_internal.h"
#include "types/int.h"
#include "types/tuple.h"

static size_t block_size(const Object *o) {
    return sizeof(Bytes) + BYTES(o)->len;
}

static Object *empty_ref(VM *vm) {
    if (UNLIKELY(!vm->empty_bytes)) {
        Bytes *b = object_new_atomic(vm, SHAPE_BYTES, sizeof(Bytes));
        if (!b) {
            return NULL;
        }
        b->len = 0;
        b->hash = 0;
        vm->empty_bytes = OBJ(b);
    }
    return new_ref(vm->empty_bytes);
}

Object *bytes_new(VM *vm, size_t len) {
    if (len == 0) {
        return empty_ref(vm);
    }
    if (UNLIKELY(len > BYTES_LEN_MAX)) {
        return raise_memory_error(vm);
    }
    Bytes *b = object_new_atomic(vm, SHAPE_BYTES, sizeof(Bytes) + len);
    if (UNLIKELY(!b)) {
        return NULL;
    }
    b->len = (uint32_t)len;
    b->hash = 0;
    return OBJ(b);
}

Object *bytes_from(VM *vm, const void *data, size_t len) {
    Object *b = bytes_new(vm, len);
    if (LIKELY(b != NULL) && len) {
        memcpy(BYTES(b)->data, data, len);
    }
    return b;
}

static void dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, block_size(o));
}

static Hash hash(VM *vm, Object *o) {
    Bytes *b = BYTES(o);
    if (b->hash == 0) {
        uint64_t h = hash_bytes(b->data, b->len, vm->hash_secret[1]);
        uint32_t folded = (uint32_t)(h ^ h >> 32);
        b->hash = folded ? folded : 1;
    }
    return (Hash)b->hash;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_bytes(vm, a) || !is_bytes(vm, b)) {
        return not_implemented_ref(vm);
    }
    const Bytes *x = BYTES(a), *y = BYTES(b);
    if (op == CMP_EQ || op == CMP_NE) {
        bool equal = x == y || (x->len == y->len && memcmp(x->data, y->data, x->len) == 0);
        return bool_ref(vm, equal == (op == CMP_EQ));
    }
    int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);
    if (order == 0) {
        order = x->len < y->len ? -1 : x->len > y->len;
    }
    bool result = op == CMP_LT   ? order < 0
                  : op == CMP_LE ? order <= 0
                  : op == CMP_GT ? order > 0
                                 : order >= 0;
    return bool_ref(vm, result);
}

static Object *repr(VM *vm, Object *o) {
    return bytes_repr_text(vm, BYTES(o)->data, BYTES(o)->len, "", "");
}

static int buffer(VM *vm, Object *o, ByteView *view) {
    UNUSED(vm);
    *view = (ByteView){.data = BYTES(o)->data, .len = BYTES(o)->len, .readonly = true};
    return 0;
}

static Object *iter(VM *vm, Object *o) {
    return index_iterator_new(vm, SHAPE_BYTES_ITERATOR, o);
}

static Object *type_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *b = bytes_from_arguments(vm, "bytes", args, nargs, kwnames);
    if (!b || cls == TYPE(vm, BYTES)) {
        return b;
    }
    size_t size = block_size(b);
    Object *o = object_alloc(vm, cls, size);
    if (o) {
        memcpy((char *)o + sizeof(Object), (char *)b + sizeof(Object), size - sizeof(Object));
        if (type_has(cls, TYPE_CONTAINER)) {
            gc_track(vm, o);
        }
    }
    decref(vm, b);
    return o;
}

static Object *getnewargs(VM *vm, Object *o) {
    Object *copy = bytes_from(vm, BYTES(o)->data, BYTES(o)->len);
    Object *result = copy ? tuple_pack(vm, 1, copy) : NULL;
    xdecref(vm, copy);
    return result;
}

static Object *bytes_dunder(VM *vm, Object *o) {
    return copy_like(vm, o);
}

static const MethodDef methods[] = {
    SHARED_METHODS,
    METHOD_NOARGS("__bytes__", bytes_dunder, "Itself, as exactly bytes."),
    METHOD_NOARGS("__getnewargs__", getnewargs, "For pickling."),
    {0},
};

const TypeSpec bytes_spec = {
    .name = "bytes",
    .doc = "bytes(iterable_of_ints) -> bytes\n"
           "bytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_like) -> bytes\n"
           "bytes(count) -> bytes\n\n"
           "An immutable sequence of bytes.",
    .shape = SHAPE_BYTES,
    .flags = TYPE_BASE | TYPE_SUB_BYTES | TYPE_SELF_MATCH | TYPE_IMMUTABLE,
    .size = sizeof(Bytes),
    .item_size = 1,
    .slots =
        {
            .dealloc = dealloc,
            .block_size = block_size,
            .repr = repr,
            .str = repr,
            .hash = hash,
            .richcompare = richcompare,
            .iter = iter,
            .new = type_new,
            .nb_remainder = shared_remainder,
            .sq_length = shared_len,
            .sq_concat = shared_concat,
            .sq_repeat = shared_repeat,
            .sq_item = shared_item,
            .sq_contains = shared_contains,
            .mp_length = shared_len,
            .mp_subscript = shared_subscript,
            .buffer = buffer,
        },
    .methods = methods,
};
