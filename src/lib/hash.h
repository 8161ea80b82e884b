/* Hash functions (MD5, SHA-1, SHA-2, SHA-3, BLAKE2): what the files hash*.c share.
 *
 * Words: a state takes in whole blocks; the last block, even if full, waits until it is known
 * whether more follows. Pure functions, no objects.
 */
#ifndef ADDER_LIB_HASH_H
#define ADDER_LIB_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In front of a loop of a fixed count: written out n times, so that indexes become constants and
 * turning the variables round costs nothing. */
#define HASH_PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define HASH_UNROLL(n) HASH_PRAGMA(clang loop unroll_count(n))
#else
#define HASH_UNROLL(n) HASH_PRAGMA(GCC unroll n)
#endif

enum { HASH_BLOCK_MAX = 168, HASH_DIGEST_MAX = 64 };

typedef struct HashState {
    uint64_t size; /* bytes taken in so far, the waiting block not counted */
    uint32_t have; /* bytes in block */
    uint32_t digest_size;
    bool last_node; /* BLAKE2 */
    union {
        uint32_t w32[8];
        uint64_t w64[8];
        uint64_t lanes[25];
    };
    uint8_t block[HASH_BLOCK_MAX];
} HashState;

typedef struct HashAlgorithm {
    const char *name;
    uint32_t digest_size, block_size; /* digest_size 0: the caller says how many bytes */
    const void *start;                /* the first state, in words; NULL: zeros */
    void (*take)(HashState *h, const uint8_t *block);
    /* Pads, takes the last block and writes the digest; the state is used up. */
    void (*finish)(HashState *h, uint8_t *out, size_t len);
} HashAlgorithm;

enum HashKind {
    HASH_MD5,
    HASH_SHA1,
    HASH_SHA224,
    HASH_SHA256,
    HASH_SHA384,
    HASH_SHA512,
    HASH_SHA3_224,
    HASH_SHA3_256,
    HASH_SHA3_384,
    HASH_SHA3_512,
    HASH_SHAKE_128,
    HASH_SHAKE_256,
    HASH_BLAKE2B,
    HASH_BLAKE2S,
    HASH_KIND_COUNT
};

extern const HashAlgorithm hash_md5, hash_sha1, hash_sha224, hash_sha256, hash_sha384, hash_sha512;
extern const HashAlgorithm hash_sha3_224, hash_sha3_256, hash_sha3_384, hash_sha3_512,
    hash_shake_128, hash_shake_256;
extern const HashAlgorithm hash_blake2b, hash_blake2s;
extern const HashAlgorithm *const hash_algorithms[HASH_KIND_COUNT];

void hash_begin(const HashAlgorithm *a, HashState *h);
void hash_add(const HashAlgorithm *a, HashState *h, const uint8_t *data, size_t len);

/* BLAKE2: the parameter block (64 or 32 bytes) goes into the state. */
void hash_blake2_begin(bool wide, HashState *h, const uint8_t *parameters);

#endif
