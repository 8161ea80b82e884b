/* The families of MD5, SHA-1 and SHA-2 (RFC 1321, FIPS 180-4). */
#include "lib/hash.h"

#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

#include "base/assert.h"

void hash_begin(const HashAlgorithm *a, HashState *h) {
    memset(h, 0, sizeof *h);
    h->digest_size = a->digest_size;
    if (a->start) {
        memcpy(h->w64, a->start, a->block_size == 128 ? 64 : 32);
    }
}

void hash_add(const HashAlgorithm *a, HashState *h, const uint8_t *data, size_t len) {
    while (len) {
        if (h->have == a->block_size) {
            h->size += h->have;
            h->have = 0;
            a->take(h, h->block);
        }
        size_t n = a->block_size - h->have < len ? a->block_size - h->have : len;
        memcpy(h->block + h->have, data, n);
        h->have += (uint32_t)n;
        data += n;
        len -= n;
    }
}

static uint32_t turn32(uint32_t x, int n) {
    return x >> n | x << (32 - n);
}
static uint64_t turn64(uint64_t x, int n) {
    return x >> n | x << (64 - n);
}
static uint32_t read32(const uint8_t *p, bool swap) {
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return swap ? __builtin_bswap32(x) : x;
}

static uint64_t read64(const uint8_t *p, bool swap) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return swap ? __builtin_bswap64(x) : x;
}

/* A one, zeros, and the number of bits in the last `length` bytes. */
static void pad(const HashAlgorithm *a, HashState *h, uint32_t length, bool swap) {
    uint64_t bits = (h->size + h->have) * 8, high = (h->size + h->have) >> 61;
    if (h->have == a->block_size) {
        a->take(h, h->block);
        h->have = 0;
    }
    h->block[h->have++] = 0x80;
    if (h->have > a->block_size - length) {
        memset(h->block + h->have, 0, a->block_size - h->have);
        a->take(h, h->block);
        h->have = 0;
    }
    memset(h->block + h->have, 0, a->block_size - h->have);
    if (swap) {
        bits = __builtin_bswap64(bits);
        high = __builtin_bswap64(high);
    }
    if (length == 16) {
        memcpy(h->block + a->block_size - 16, &high, 8);
    }
    memcpy(h->block + a->block_size - 8, &bits, 8);
    a->take(h, h->block);
}

/* ---- MD5 ---- */

static void md5_take(HashState *h, const uint8_t *block) {
    static const uint32_t k[64] = {
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613,
        0xfd469501, 0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193,
        0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d,
        0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
        0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122,
        0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa,
        0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244,
        0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
        0xeb86d391,
    };
    static const uint8_t shifts[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = h->w32[0], b = h->w32[1], c = h->w32[2], d = h->w32[3];
#define MD5_ROUND(number, mixed, word)                                                             \
    HASH_UNROLL(16) for (int i = 0; i < 16; i++) {                                                 \
        uint32_t f =                                                                               \
            (mixed) + a + k[16 * (number) + i] + read32(block + 4 * ((word) % 16), false);         \
        a = d;                                                                                     \
        d = c;                                                                                     \
        c = b;                                                                                     \
        b += turn32(f, 32 - shifts[number][i % 4]);                                                \
    }
    MD5_ROUND(0, (b & c) | (~b & d), i)
    MD5_ROUND(1, (d & b) | (~d & c), 5 * i + 1)
    MD5_ROUND(2, b ^ c ^ d, 3 * i + 5)
    MD5_ROUND(3, c ^ (b | ~d), 7 * i)
#undef MD5_ROUND
    h->w32[0] += a;
    h->w32[1] += b;
    h->w32[2] += c;
    h->w32[3] += d;
}

static void md5_finish(HashState *h, uint8_t *out, size_t len) {
    pad(&hash_md5, h, 8, false);
    memcpy(out, h->w32, len);
}

/* ---- SHA-1 ---- */

static void sha1_take(HashState *h, const uint8_t *block) {
    static const uint32_t k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
    uint32_t w[80];
    for (int i = 0; i < 80; i++) {
        w[i] = i < 16 ? read32(block + 4 * i, true)
                      : turn32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 31);
    }
    uint32_t a = h->w32[0], b = h->w32[1], c = h->w32[2], d = h->w32[3], e = h->w32[4];
#define SHA1_ROUND(number, mixed)                                                                  \
    HASH_UNROLL(5) for (int i = 20 * (number); i < 20 * (number) + 20; i++) {                      \
        uint32_t f = (mixed) + turn32(a, 27) + e + k[number] + w[i];                               \
        e = d;                                                                                     \
        d = c;                                                                                     \
        c = turn32(b, 2);                                                                          \
        b = a;                                                                                     \
        a = f;                                                                                     \
    }
    SHA1_ROUND(0, (b & c) | (~b & d))
    SHA1_ROUND(1, b ^ c ^ d)
    SHA1_ROUND(2, (b & c) | (b & d) | (c & d))
    SHA1_ROUND(3, b ^ c ^ d)
#undef SHA1_ROUND
    h->w32[0] += a;
    h->w32[1] += b;
    h->w32[2] += c;
    h->w32[3] += d;
    h->w32[4] += e;
}

static void put32(const HashState *h, uint8_t *out, size_t len) {
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(h->w32[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static void sha1_finish(HashState *h, uint8_t *out, size_t len) {
    pad(&hash_sha1, h, 8, true);
    put32(h, out, len);
}

/* ---- SHA-2: 32-bit words use the upper halves of the constants of 64-bit ones ---- */

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

/* Word: of 32 or 64 bits. r: by how much words are turned and, third and sixth, shifted. */
#define SHA2_TAKE(name, Word, words, turn, rounds, read, constant, r1, r2, r3, r4, r5, r6, r7, r8, \
                  r9, r10, r11, r12)                                                               \
    static void name(HashState *h, const uint8_t *block) {                                         \
        Word w[rounds], a = h->words[0], b = h->words[1], c = h->words[2], d = h->words[3],        \
                        e = h->words[4], f = h->words[5], g = h->words[6], last = h->words[7];     \
        for (int i = 0; i < 16; i++) {                                                             \
            w[i] = read(block + (int)sizeof(Word) * i, true);                                      \
        }                                                                                          \
        for (int i = 16; i < (rounds); i++) {                                                      \
            Word x = w[i - 15], y = w[i - 2];                                                      \
            w[i] = w[i - 16] + (turn(x, r1) ^ turn(x, r2) ^ x >> (r3)) + w[i - 7] +                \
                   (turn(y, r4) ^ turn(y, r5) ^ y >> (r6));                                        \
        }                                                                                          \
        HASH_UNROLL(8) for (int i = 0; i < (rounds); i++) {                                        \
            Word t1 = last + (turn(e, r7) ^ turn(e, r8) ^ turn(e, r9)) + ((e & f) ^ (~e & g)) +    \
                      (constant) + w[i];                                                           \
            Word t2 =                                                                              \
                (turn(a, r10) ^ turn(a, r11) ^ turn(a, r12)) + ((a & b) ^ (a & c) ^ (b & c));      \
            last = g;                                                                              \
            g = f;                                                                                 \
            f = e;                                                                                 \
            e = d + t1;                                                                            \
            d = c;                                                                                 \
            c = b;                                                                                 \
            b = a;                                                                                 \
            a = t1 + t2;                                                                           \
        }                                                                                          \
        const Word sums[8] = {a, b, c, d, e, f, g, last};                                          \
        for (int i = 0; i < 8; i++) {                                                              \
            h->words[i] += sums[i];                                                                \
        }                                                                                          \
    }
SHA2_TAKE(sha256_take_plainly, uint32_t, w32, turn32, 64, read32,
          (uint32_t)(round_constants[i] >> 32), 7, 18, 3, 17, 19, 10, 6, 11, 25, 2, 13, 22)
SHA2_TAKE(sha512_take, uint64_t, w64, turn64, 80, read64, round_constants[i], 1, 8, 7, 19, 61, 6,
          14, 18, 41, 28, 34, 39)

#if defined(__x86_64__)
/* The processor's instructions for SHA-256, four rounds in two. State: ABEF and CDGH. */
__attribute__((target("sha,sse4.1"))) static void sha256_take_natively(HashState *h,
                                                                       const uint8_t *block) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)h->w32);
    __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(h->w32 + 4));
    __m128i badc = _mm_shuffle_epi32(low, 0xB1), hgfe = _mm_shuffle_epi32(high, 0x1B);
    __m128i abef = _mm_alignr_epi8(badc, hgfe, 8), cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
    __m128i abef_before = abef, cdgh_before = cdgh, w[4];
    for (int i = 0; i < 4; i++) {
        w[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
        w[i] = _mm_shuffle_epi8(w[i], swap);
    }
    HASH_UNROLL(16) for (int i = 0; i < 16; i++) {
        __m128i k = _mm_set_epi32(
            (int)(round_constants[4 * i + 3] >> 32), (int)(round_constants[4 * i + 2] >> 32),
            (int)(round_constants[4 * i + 1] >> 32), (int)(round_constants[4 * i] >> 32));
        __m128i sum = _mm_add_epi32(w[i % 4], k);
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
        if (i < 12) { /* the words of four rounds, 16 rounds ahead */
            __m128i newest = w[(i + 3) % 4];
            __m128i next = _mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(newest, w[(i + 2) % 4], 4));
            w[i % 4] = _mm_sha256msg2_epu32(next, newest);
        }
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)(void *)h->w32, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(h->w32 + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* Asked once: a fact about the processor, the same for all VMs. */
static bool has_sha(void) {
    enum { UNKNOWN, NO, YES };
    static uint8_t answer;
    uint8_t known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (UNLIKELY(known == UNKNOWN)) {
        unsigned a, b = 0, c, d, c1 = 0;
        bool has = __get_cpuid(1, &a, &b, &c1, &d) && c1 & bit_SSE4_1 &&
                   __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_SHA;
        known = has ? YES : NO;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known == YES;
}

static void sha256_take(HashState *h, const uint8_t *block) {
    (has_sha() ? sha256_take_natively : sha256_take_plainly)(h, block);
}
#else
#define sha256_take sha256_take_plainly
#endif

static void sha256_finish(HashState *h, uint8_t *out, size_t len) {
    pad(&hash_sha256, h, 8, true);
    put32(h, out, len);
}

static void sha512_finish(HashState *h, uint8_t *out, size_t len) {
    pad(&hash_sha512, h, 16, true);
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(h->w64[i / 8] >> (56 - 8 * (i % 8)));
    }
}

/* ---- the table ---- */

static const uint32_t md5_start[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
static const uint32_t sha1_start[8] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
static const uint32_t sha224_start[8] = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939,
                                         0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
static const uint32_t sha256_start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint64_t sha384_start[8] = {0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17,
                                         0x152fecd8f70e5939, 0x67332667ffc00b31, 0x8eb44a8768581511,
                                         0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4};
static const uint64_t sha512_start[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                         0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                         0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

const HashAlgorithm hash_md5 = {"md5", 16, 64, md5_start, md5_take, md5_finish};
const HashAlgorithm hash_sha1 = {"sha1", 20, 64, sha1_start, sha1_take, sha1_finish};
const HashAlgorithm hash_sha224 = {"sha224", 28, 64, sha224_start, sha256_take, sha256_finish};
const HashAlgorithm hash_sha256 = {"sha256", 32, 64, sha256_start, sha256_take, sha256_finish};
const HashAlgorithm hash_sha384 = {"sha384", 48, 128, sha384_start, sha512_take, sha512_finish};
const HashAlgorithm hash_sha512 = {"sha512", 64, 128, sha512_start, sha512_take, sha512_finish};

const HashAlgorithm *const hash_algorithms[HASH_KIND_COUNT] = {
    [HASH_MD5] = &hash_md5,
    [HASH_SHA1] = &hash_sha1,
    [HASH_SHA224] = &hash_sha224,
    [HASH_SHA256] = &hash_sha256,
    [HASH_SHA384] = &hash_sha384,
    [HASH_SHA512] = &hash_sha512,
    [HASH_SHA3_224] = &hash_sha3_224,
    [HASH_SHA3_256] = &hash_sha3_256,
    [HASH_SHA3_384] = &hash_sha3_384,
    [HASH_SHA3_512] = &hash_sha3_512,
    [HASH_SHAKE_128] = &hash_shake_128,
    [HASH_SHAKE_256] = &hash_shake_256,
    [HASH_BLAKE2B] = &hash_blake2b,
    [HASH_BLAKE2S] = &hash_blake2s,
};
