/* The modules _md5, _sha1, _sha256, _sha512, _sha3 and _blake2, which hashlib and random use. */
#include <string.h>

#include "base/buffer.h"
#include "lib/hash.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/str.h"

typedef struct HashObject {
    Object head;
    uint32_t kind; /* HashKind */
    HashState state;
} HashObject;
#define HASH(o) ((HashObject *)(o))
#define ALGORITHM(o) (hash_algorithms[HASH(o)->kind])

static bool view_of(VM *vm, Object *data, ByteView *view) {
    if (is_str(vm, data)) {
        raise(vm, EXC_TypeError, "Strings must be encoded before hashing");
        return false;
    }
    if (!type_of(vm, data)->slots.buffer) {
        raise(vm, EXC_TypeError, "object supporting the buffer API required");
        return false;
    }
    return object_byte_view(vm, data, view) == 0;
}

static Object *update(VM *vm, Object *o, Object *data) {
    ByteView view;
    if (!view_of(vm, data, &view)) {
        return NULL;
    }
    hash_add(ALGORITHM(o), &HASH(o)->state, view.data, view.len);
    return none_ref(vm);
}

/* The digest, of a length given by the caller for SHAKE; as bytes or in hexadecimal. */
static Object *digest(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames,
                      bool hexadecimal) {
    static const char *const names[] = {"length", NULL};
    int64_t len = HASH(o)->state.digest_size;
    if (ALGORITHM(o)->digest_size
            ? !args_parse(vm, "digest", names + 1, "", args, nargs, kwnames)
            : !args_parse(vm, "digest", names, "n", args, nargs, kwnames, &len)) {
        return NULL;
    }
    if (len < 0 || len > 1 << 29) {
        return raise(vm, EXC_ValueError,
                     len < 0 ? "value must be positive" : "length is too large");
    }
    Buffer out;
    buffer_init(&out);
    HashState last = HASH(o)->state;
    Object *result = NULL;
    if (!buffer_reserve(&out, 3 * (size_t)len + 1)) {
        raise_memory_error(vm);
    } else {
        uint8_t *bytes = (uint8_t *)out.data;
        char *text = out.data + len;
        ALGORITHM(o)->finish(&last, bytes, (size_t)len);
        for (int64_t i = 0; i < len; i++) {
            text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
            text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
        }
        result = hexadecimal ? str_from_ascii(vm, text, 2 * (size_t)len)
                             : bytes_from(vm, bytes, (size_t)len);
    }
    buffer_deinit(&out);
    return result;
}
static Object *hash_digest(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    return digest(vm, o, args, nargs, kwnames, false);
}
static Object *hash_hexdigest(VM *vm, Object *o, Object *const *args, size_t nargs,
                              Object *kwnames) {
    return digest(vm, o, args, nargs, kwnames, true);
}

static HashObject *new_hash(VM *vm, enum HashKind kind) {
    Type *type = lib_type(vm, LIB_HASH);
    HashObject *h = type ? object_alloc(vm, type, sizeof *h) : NULL;
    if (h) {
        h->kind = kind;
        hash_begin(hash_algorithms[kind], &h->state);
    }
    return h;
}

static Object *copy(VM *vm, Object *o) {
    HashObject *h = new_hash(vm, HASH(o)->kind);
    if (h) {
        h->state = HASH(o)->state;
    }
    return OBJ(h);
}
static Object *hash_repr(VM *vm, Object *o) {
    return str_format(vm, "<%s _hashlib.HASH object @ %p>", ALGORITHM(o)->name, (void *)o);
}
static Object *get_name(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return str_from_cstr(vm, ALGORITHM(o)->name);
}
static Object *get_block_size(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, ALGORITHM(o)->block_size);
}
static Object *get_digest_size(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, HASH(o)->state.digest_size);
}
static void hash_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(HashObject));
}

static const MethodDef type_methods[] = {
    METHOD_O("update", update, "update($self, obj, /)\n--\n\nTake in more bytes."),
    METHOD_KW("digest", hash_digest, "The digest of the bytes so far."),
    METHOD_KW("hexdigest", hash_hexdigest, "The digest in hexadecimal."),
    METHOD_NOARGS("copy", copy, "copy($self, /)\n--\n\nA copy of the object."),
    {0},
};
static const GetSetDef getset[] = {
    {"name", get_name, NULL, NULL, NULL},
    {"block_size", get_block_size, NULL, NULL, NULL},
    {"digest_size", get_digest_size, NULL, NULL, NULL},
    {0},
};
static const TypeSpec hash_spec = {
    .name = "_hashlib.HASH",
    .flags = TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(HashObject),
    .slots = {.dealloc = hash_dealloc, .repr = hash_repr},
    .methods = type_methods,
    .getset = getset,
};

/* ---- making them ---- */

static Object *make(VM *vm, enum HashKind kind, Object *const *args, size_t nargs,
                    Object *kwnames) {
    static const char *const names[] = {"string", "usedforsecurity", NULL};
    Object *data = NULL;
    bool used = true;
    if (!args_parse(vm, hash_algorithms[kind]->name, names, "|O$p", args, nargs, kwnames, &data,
                    &used)) {
        return NULL;
    }
    HashObject *h = new_hash(vm, kind);
    Object *done = h && data ? update(vm, OBJ(h), data) : NULL;
    if (h && data && !done) {
        decref(vm, h);
        return NULL;
    }
    xdecref(vm, done);
    return OBJ(h);
}

#define MAKER(function, kind)                                                                      \
    static Object *function(VM *vm, Object *self, Object *const *args, size_t nargs,               \
                            Object *kwnames) {                                                     \
        UNUSED(self);                                                                              \
        return make(vm, kind, args, nargs, kwnames);                                               \
    }
MAKER(md5, HASH_MD5)
MAKER(sha1, HASH_SHA1)
MAKER(sha224, HASH_SHA224)
MAKER(sha256, HASH_SHA256)
MAKER(sha384, HASH_SHA384)
MAKER(sha512, HASH_SHA512)
MAKER(sha3_224, HASH_SHA3_224)
MAKER(sha3_256, HASH_SHA3_256)
MAKER(sha3_384, HASH_SHA3_384)
MAKER(sha3_512, HASH_SHA3_512)
MAKER(shake_128, HASH_SHAKE_128)
MAKER(shake_256, HASH_SHAKE_256)
#undef MAKER

/* Bytes of at most max, for the parameter block. */
static bool parameter(VM *vm, Object *o, const char *name, size_t max, ByteView *view) {
    if (!o) {
        *view = (ByteView){.data = (uint8_t *)(uintptr_t) ""};
        return true;
    }
    if (object_byte_view(vm, o, view) < 0) {
        return false;
    }
    if (view->len > max) {
        raise(vm, EXC_ValueError, "maximum %s length is %zu bytes", name, max);
        return false;
    }
    return true;
}

static bool in_range(VM *vm, int64_t value, int64_t low, int64_t high, const char *message) {
    if (value < low || value > high) {
        raise(vm, EXC_ValueError, "%s", message);
        return false;
    }
    return true;
}

static Object *blake2(VM *vm, bool wide, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"",
                                        "digest_size",
                                        "key",
                                        "salt",
                                        "person",
                                        "fanout",
                                        "depth",
                                        "leaf_size",
                                        "node_offset",
                                        "node_depth",
                                        "inner_size",
                                        "last_node",
                                        "usedforsecurity",
                                        NULL};
    int64_t most = wide ? 64 : 32, size = most, fanout = 1, depth = 1, leaf = 0, offset = 0,
            node_depth = 0, inner = 0;
    Object *data = NULL, *key = NULL, *salt = NULL, *person = NULL;
    bool last_node = false, used = true;
    ByteView k, s, p;
    if (!args_parse(vm, wide ? "blake2b" : "blake2s", names, "|O$nOOOnnnnnnpp", args, nargs,
                    kwnames, &data, &size, &key, &salt, &person, &fanout, &depth, &leaf, &offset,
                    &node_depth, &inner, &last_node, &used) ||
        !in_range(vm, size, 1, most,
                  wide ? "digest_size must be between 1 and 64 bytes"
                       : "digest_size must be between 1 and 32 bytes") ||
        !in_range(vm, fanout, 0, 255, "fanout must be between 0 and 255") ||
        !in_range(vm, depth, 1, 255, "depth must be between 1 and 255") ||
        !in_range(vm, leaf, 0, UINT32_MAX, "leaf_size is too large") ||
        !in_range(vm, offset, 0, wide ? INT64_MAX : (1ll << 48) - 1, "node_offset is too large") ||
        !in_range(vm, node_depth, 0, 255, "node_depth must be between 0 and 255") ||
        !in_range(vm, inner, 0, most, "inner_size must be between 0 and is limited") ||
        !parameter(vm, salt, "salt", (size_t)most / 4, &s) ||
        !parameter(vm, person, "person", (size_t)most / 4, &p) ||
        !parameter(vm, key, "key", (size_t)most, &k)) {
        return NULL;
    }
    uint8_t block[64] = {(uint8_t)size, (uint8_t)k.len, (uint8_t)fanout, (uint8_t)depth};
    memcpy(block + 4, &leaf, 4);
    memcpy(block + 8, &offset, wide ? 8 : 6);
    block[wide ? 16 : 14] = (uint8_t)node_depth;
    block[wide ? 17 : 15] = (uint8_t)inner;
    memcpy(block + most / 2, s.data, s.len);
    memcpy(block + most / 4 * 3, p.data, p.len);
    HashObject *h = new_hash(vm, wide ? HASH_BLAKE2B : HASH_BLAKE2S);
    if (!h) {
        return NULL;
    }
    hash_blake2_begin(wide, &h->state, block);
    h->state.last_node = last_node;
    if (k.len) {
        uint8_t padded[128] = {0};
        memcpy(padded, k.data, k.len);
        hash_add(hash_algorithms[h->kind], &h->state, padded, wide ? 128 : 64);
    }
    Object *done = data ? update(vm, OBJ(h), data) : none_ref(vm);
    if (!done) {
        decref(vm, h);
        return NULL;
    }
    decref(vm, done);
    return OBJ(h);
}

static Object *blake2b(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    return blake2(vm, true, args, nargs, kwnames);
}
static Object *blake2s(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    return blake2(vm, false, args, nargs, kwnames);
}

#define DOC "A new hash object, with the bytes given."
static const MethodDef md5_methods[] = {METHOD_KW("md5", md5, DOC), {0}};
static const MethodDef sha1_methods[] = {METHOD_KW("sha1", sha1, DOC), {0}};
static const MethodDef sha256_methods[] = {
    METHOD_KW("sha224", sha224, DOC), METHOD_KW("sha256", sha256, DOC), {0}};
static const MethodDef sha512_methods[] = {
    METHOD_KW("sha384", sha384, DOC), METHOD_KW("sha512", sha512, DOC), {0}};
static const MethodDef sha3_methods[] = {METHOD_KW("sha3_224", sha3_224, DOC),
                                         METHOD_KW("sha3_256", sha3_256, DOC),
                                         METHOD_KW("sha3_384", sha3_384, DOC),
                                         METHOD_KW("sha3_512", sha3_512, DOC),
                                         METHOD_KW("shake_128", shake_128, DOC),
                                         METHOD_KW("shake_256", shake_256, DOC),
                                         {0}};
static const MethodDef blake2_methods[] = {
    METHOD_KW("blake2b", blake2b, DOC), METHOD_KW("blake2s", blake2s, DOC), {0}};

static Object *module(VM *vm, const char *name, const MethodDef *methods) {
    Object *m = module_make(vm, name, NULL, methods);
    if (m && !module_make_hidden_type(vm, &hash_spec, LIB_HASH)) {
        clear_ref(vm, m);
    }
    return m;
}
Object *module_md5(VM *vm) {
    return module(vm, "_md5", md5_methods);
}
Object *module_sha1(VM *vm) {
    return module(vm, "_sha1", sha1_methods);
}
Object *module_sha256(VM *vm) {
    return module(vm, "_sha256", sha256_methods);
}
Object *module_sha512(VM *vm) {
    return module(vm, "_sha512", sha512_methods);
}
Object *module_sha3(VM *vm) {
    return module(vm, "_sha3", sha3_methods);
}
Object *module_blake2(VM *vm) {
    return module(vm, "_blake2", blake2_methods);
}
