/* SHA-3 and SHAKE (FIPS 202), BLAKE2 (RFC 7693). */
#include <string.h>

#include "lib/hash.h"

static uint64_t turn_left(uint64_t x, unsigned n) {
    return n ? x << n | x >> (64 - n) : x;
}

/* ---- SHA-3 ---- */

static void keccak(uint64_t a[25]) {
    static const uint64_t constants[24] = {
        0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000,
        0x000000000000808B, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
        0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800A, 0x800000008000000A,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    };
    for (int round = 0; round < 24; round++) {
        uint64_t columns[5], moved;
        HASH_UNROLL(5) for (int x = 0; x < 5; x++) { /* theta */
            columns[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        }
        HASH_UNROLL(5) for (int x = 0; x < 5; x++) {
            uint64_t d = columns[(x + 4) % 5] ^ turn_left(columns[(x + 1) % 5], 1);
            HASH_UNROLL(5) for (int y = 0; y < 25; y += 5) {
                a[x + y] ^= d;
            }
        }
        moved = a[1];
        HASH_UNROLL(24)
        for (unsigned t = 0, x = 1, y = 0, shift = 0; t < 24; t++) { /* rho and pi */
            unsigned next = (2 * x + 3 * y) % 5;
            x = y;
            y = next;
            shift += t + 1;
            uint64_t old = a[x + 5 * y];
            a[x + 5 * y] = turn_left(moved, shift % 64);
            moved = old;
        }
        for (int y = 0; y < 25; y += 5) { /* chi */
            uint64_t row[5];
            memcpy(row, a + y, sizeof row);
            HASH_UNROLL(5) for (int x = 0; x < 5; x++) {
                a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
        a[0] ^= constants[round]; /* iota */
    }
}

static void sponge_take(HashState *h, const uint8_t *block, uint32_t rate) {
    for (uint32_t i = 0; i < rate / 8; i++) {
        uint64_t lane;
        memcpy(&lane, block + 8 * i, 8);
        h->lanes[i] ^= lane;
    }
    keccak(h->lanes);
}

static void sponge_finish(HashState *h, uint8_t *out, size_t len, uint32_t rate, uint8_t suffix) {
    if (h->have == rate) {
        sponge_take(h, h->block, rate);
        h->have = 0;
    }
    memset(h->block + h->have, 0, rate - h->have);
    h->block[h->have] = suffix;
    h->block[rate - 1] |= 0x80;
    sponge_take(h, h->block, rate);
    for (size_t done = 0; done < len; done += rate) {
        if (done) {
            keccak(h->lanes);
        }
        memcpy(out + done, h->lanes, len - done < rate ? len - done : rate);
    }
}

#define SPONGE(id, text, digest, rate, suffix)                                                     \
    static void id##_take(HashState *h, const uint8_t *block) {                                    \
        sponge_take(h, block, rate);                                                               \
    }                                                                                              \
    static void id##_finish(HashState *h, uint8_t *out, size_t len) {                              \
        sponge_finish(h, out, len, rate, suffix);                                                  \
    }                                                                                              \
    const HashAlgorithm hash_##id = {text, digest, rate, NULL, id##_take, id##_finish};
SPONGE(sha3_224, "sha3_224", 28, 144, 0x06)
SPONGE(sha3_256, "sha3_256", 32, 136, 0x06)
SPONGE(sha3_384, "sha3_384", 48, 104, 0x06)
SPONGE(sha3_512, "sha3_512", 64, 72, 0x06)
SPONGE(shake_128, "shake_128", 0, 168, 0x1F)
SPONGE(shake_256, "shake_256", 0, 136, 0x1F)

/* ---- BLAKE2: one function body for both word sizes ---- */

static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};
/* Columns, then diagonals. */
static const uint8_t quarters[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14},
                                       {3, 7, 11, 15}, {0, 5, 10, 15}, {1, 6, 11, 12},
                                       {2, 7, 8, 13},  {3, 4, 9, 14}};
static const uint64_t wide_start[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                       0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                       0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
static const uint32_t narrow_start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

#define BLAKE2(id, Word, words, start, rounds, r1, r2, r3, r4)                                     \
    static Word id##_turn(Word x, int n) {                                                         \
        return x >> n | x << ((int)sizeof(Word) * 8 - n);                                          \
    }                                                                                              \
    static void id##_mix(HashState *h, const uint8_t *block, uint64_t count, bool last) {          \
        Word m[16], v[16];                                                                         \
        memcpy(m, block, sizeof m);                                                                \
        memcpy(v, h->words, 8 * sizeof(Word));                                                     \
        memcpy(v + 8, start, 8 * sizeof(Word));                                                    \
        v[12] ^= (Word)count;                                                                      \
        v[13] ^= sizeof(Word) == 4 ? (Word)(count >> 32) : 0;                                      \
        v[14] ^= last ? (Word) ~(Word)0 : 0;                                                       \
        v[15] ^= last && h->last_node ? (Word) ~(Word)0 : 0;                                       \
        for (int i = 0; i < (rounds); i++)                                                         \
            HASH_UNROLL(8) for (int j = 0; j < 8; j++) {                                           \
                const uint8_t *q = quarters[j], *s = sigma[i % 10] + 2 * j;                        \
                v[q[0]] += v[q[1]] + m[s[0]];                                                      \
                v[q[3]] = id##_turn(v[q[3]] ^ v[q[0]], r1);                                        \
                v[q[2]] += v[q[3]];                                                                \
                v[q[1]] = id##_turn(v[q[1]] ^ v[q[2]], r2);                                        \
                v[q[0]] += v[q[1]] + m[s[1]];                                                      \
                v[q[3]] = id##_turn(v[q[3]] ^ v[q[0]], r3);                                        \
                v[q[2]] += v[q[3]];                                                                \
                v[q[1]] = id##_turn(v[q[1]] ^ v[q[2]], r4);                                        \
            }                                                                                      \
        for (int i = 0; i < 8; i++) {                                                              \
            h->words[i] ^= v[i] ^ v[i + 8];                                                        \
        }                                                                                          \
    }                                                                                              \
    static void id##_take(HashState *h, const uint8_t *block) {                                    \
        id##_mix(h, block, h->size, false);                                                        \
    }                                                                                              \
    static void id##_finish(HashState *h, uint8_t *out, size_t len) {                              \
        memset(h->block + h->have, 0, 16 * sizeof(Word) - h->have);                                \
        id##_mix(h, h->block, h->size + h->have, true);                                            \
        memcpy(out, h->words, len);                                                                \
    }                                                                                              \
    const HashAlgorithm hash_##id = {#id,  8 * sizeof(Word), 16 * sizeof(Word),                    \
                                     NULL, id##_take,        id##_finish};
BLAKE2(blake2b, uint64_t, w64, wide_start, 12, 32, 24, 16, 63)
BLAKE2(blake2s, uint32_t, w32, narrow_start, 10, 16, 12, 8, 7)

void hash_blake2_begin(bool wide, HashState *h, const uint8_t *parameters) {
    memset(h, 0, sizeof *h);
    for (int i = 0; i < 8; i++) {
        if (wide) {
            memcpy(&h->w64[i], parameters + 8 * i, 8);
            h->w64[i] ^= wide_start[i];
        } else {
            memcpy(&h->w32[i], parameters + 4 * i, 4);
            h->w32[i] ^= narrow_start[i];
        }
    }
    h->digest_size = parameters[0];
}
