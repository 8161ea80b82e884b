#include "base/hash.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

/* Words are folded by the two halves of a 128-bit product, which mixes 16 bytes in one multiply. */
static const uint64_t key_a = UINT64_C(0x8bb84b93962eacc9);
static const uint64_t key_b = UINT64_C(0x4b33a62ed433d4a3);
static const uint64_t key_c = UINT64_C(0x4d5a2da51de1aa47);

static inline uint64_t fold(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t load8(const unsigned char *p) {
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t load4(const unsigned char *p) {
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

uint64_t hash_bytes(const void *data, size_t size, uint64_t seed) {
    const unsigned char *p = data;
    size_t left = size;
    uint64_t a, b;
    seed ^= fold(seed ^ key_a, key_b);
    while (left > 16) {
        seed = fold(load8(p) ^ key_a, load8(p + 8) ^ seed);
        p += 16;
        left -= 16;
    }
    if (left >= 8) {
        a = load8(p);
        b = load8(p + left - 8);
    } else if (left >= 4) {
        a = load4(p);
        b = load4(p + left - 4);
    } else if (left > 0) {
        a = (uint64_t)p[0] << 16 | (uint64_t)p[left >> 1] << 8 | p[left - 1];
        b = 0;
    } else {
        a = b = 0;
    }
    return fold(key_c ^ size, fold(a ^ key_b, b ^ seed));
}

uint64_t hash_random_seed(void) {
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == (ssize_t)sizeof seed) {
        return seed;
    }
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return hash_mix((uint64_t)now.tv_nsec ^ (uint64_t)now.tv_sec << 32 ^ (uintptr_t)&seed);
}
