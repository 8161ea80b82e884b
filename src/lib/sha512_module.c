/* The module _sha512: the hash function SHA-512 (FIPS 180-4), which random needs for text seeds. */
#include <string.h>

#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/str.h"

#define BLOCK_SIZE 128
#define DIGEST_SIZE 64

typedef struct Sha512 {
    Object head;
    uint64_t state[8];
    uint64_t size; /* bytes so far */
    uint8_t block[BLOCK_SIZE];
} Sha512;
#define SHA512(o) ((Sha512 *)(o))

static const uint64_t round_constants[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

static uint64_t turn(uint64_t x, int n) {
    return x >> n | x << (64 - n);
}

static void digest_block(uint64_t state[8], const uint8_t *block) {
    uint64_t w[80], s[8];
    for (int i = 0; i < 16; i++) {
        memcpy(&w[i], block + 8 * i, 8);
        w[i] = __builtin_bswap64(w[i]);
    }
    for (int i = 16; i < 80; i++) {
        uint64_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 1) ^ turn(a, 8) ^ a >> 7) + w[i - 7] +
               (turn(b, 19) ^ turn(b, 61) ^ b >> 6);
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 80; i++) {
        uint64_t e = s[4], a = s[0];
        uint64_t t1 = s[7] + (turn(e, 14) ^ turn(e, 18) ^ turn(e, 41)) +
                      ((e & s[5]) ^ (~e & s[6])) + round_constants[i] + w[i];
        uint64_t t2 =
            (turn(a, 28) ^ turn(a, 34) ^ turn(a, 39)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++) {
        state[i] += s[i];
    }
}

static void add_bytes(Sha512 *h, const uint8_t *data, size_t len) {
    size_t have = h->size % BLOCK_SIZE;
    h->size += len;
    while (len) {
        size_t n = BLOCK_SIZE - have < len ? BLOCK_SIZE - have : len;
        memcpy(h->block + have, data, n);
        data += n;
        len -= n;
        have += n;
        if (have == BLOCK_SIZE) {
            digest_block(h->state, h->block);
            have = 0;
        }
    }
}

static void finish(const Sha512 *h, uint8_t out[DIGEST_SIZE]) {
    static const uint8_t padding[BLOCK_SIZE] = {0x80};
    Sha512 last = *h;
    size_t have = h->size % BLOCK_SIZE;
    add_bytes(&last, padding, (have < 112 ? 112 : 240) - have);
    uint8_t bits[16] = {0};
    uint64_t n = __builtin_bswap64(h->size << 3), high = __builtin_bswap64(h->size >> 61);
    memcpy(bits, &high, 8);
    memcpy(bits + 8, &n, 8);
    add_bytes(&last, bits, sizeof bits);
    for (int i = 0; i < 8; i++) {
        uint64_t word = __builtin_bswap64(last.state[i]);
        memcpy(out + 8 * i, &word, 8);
    }
}

static bool update(VM *vm, Object *o, Object *data) {
    ByteView view;
    if (is_str(vm, data)) {
        raise(vm, EXC_TypeError, "Strings must be encoded before hashing");
        return false;
    }
    if (!type_of(vm, data)->slots.buffer) {
        raise(vm, EXC_TypeError, "object supporting the buffer API required");
        return false;
    }
    if (object_byte_view(vm, data, &view) < 0) {
        return false;
    }
    add_bytes(SHA512(o), view.data, view.len);
    return true;
}

static Object *sha512_update(VM *vm, Object *o, Object *data) {
    return update(vm, o, data) ? none_ref(vm) : NULL;
}
static Object *sha512_digest(VM *vm, Object *o) {
    uint8_t out[DIGEST_SIZE];
    finish(SHA512(o), out);
    return bytes_from(vm, out, sizeof out);
}
static Object *sha512_hexdigest(VM *vm, Object *o) {
    uint8_t out[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE];
    finish(SHA512(o), out);
    for (size_t i = 0; i < sizeof out; i++) {
        text[2 * i] = "0123456789abcdef"[out[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[out[i] & 15];
    }
    return str_from_ascii(vm, text, sizeof text);
}
static Object *sha512_copy(VM *vm, Object *o) {
    Sha512 *h = object_alloc(vm, type_of(vm, o), sizeof *h);
    if (h) {
        memcpy((char *)h + sizeof(Object), (char *)o + sizeof(Object), sizeof *h - sizeof(Object));
    }
    return OBJ(h);
}
static Object *get_name(VM *vm, Object *o, void *closure) {
    UNUSED(o);
    UNUSED(closure);
    return str_from_cstr(vm, "sha512");
}
static Object *get_size(VM *vm, Object *o, void *size) {
    UNUSED(o);
    return int_from_i64(vm, (int64_t)(intptr_t)size);
}
static void sha512_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Sha512));
}

static const MethodDef type_methods[] = {
    METHOD_O("update", sha512_update, "update($self, obj, /)\n--\n\n"),
    METHOD_NOARGS("digest", sha512_digest, "digest($self, /)\n--\n\n"),
    METHOD_NOARGS("hexdigest", sha512_hexdigest, "hexdigest($self, /)\n--\n\n"),
    METHOD_NOARGS("copy", sha512_copy, "copy($self, /)\n--\n\n"),
    {0},
};
static const GetSetDef getset[] = {
    {"name", get_name, NULL, NULL, NULL},
    {"block_size", get_size, NULL, NULL, (void *)BLOCK_SIZE},
    {"digest_size", get_size, NULL, NULL, (void *)DIGEST_SIZE},
    {0},
};
static const TypeSpec sha512_spec = {
    .name = "_sha512.sha512",
    .flags = TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Sha512),
    .slots = {.dealloc = sha512_dealloc},
    .methods = type_methods,
    .getset = getset,
};

static Object *sha512(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"string", "usedforsecurity", NULL};
    static const uint64_t start[8] = {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    };
    Object *data = NULL;
    bool used = true;
    UNUSED(self);
    if (!args_parse(vm, "sha512", names, "|O$p", args, nargs, kwnames, &data, &used)) {
        return NULL;
    }
    Type *type = lib_type(vm, LIB_SHA512);
    Sha512 *h = type ? object_alloc(vm, type, sizeof *h) : NULL;
    if (h) {
        memcpy(h->state, start, sizeof start);
        h->size = 0;
        if (data && !update(vm, OBJ(h), data)) {
            decref(vm, h);
            return NULL;
        }
    }
    return OBJ(h);
}

static const MethodDef methods[] = {
    METHOD_KW("sha512", sha512, "sha512($module, /, string=b'', *, usedforsecurity=True)\n--\n\n"),
    {0},
};

Object *module_sha512(VM *vm) {
    Object *m = module_make(vm, "_sha512", NULL, methods);
    if (m && !module_make_hidden_type(vm, &sha512_spec, LIB_SHA512)) {
        clear_ref(vm, m);
    }
    return m;
}
