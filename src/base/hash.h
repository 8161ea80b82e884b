/*
 * Hashing of bytes and words.
 *
 * Values are the same on every machine of the same byte order for the same seed; they are no
 * cryptographic secret, but a random seed keeps an outsider from choosing colliding strings.
 */
#ifndef ADDER_BASE_HASH_H
#define ADDER_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *data, size_t size, uint64_t seed);

/* Spreads every bit of x over the whole result (one to one). */
static inline uint64_t hash_mix(uint64_t x) {
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    x *= UINT64_C(0xd6e8feb86659fd93);
    x ^= x >> 32;
    return x;
}

/* Folds one more value into a running hash; order matters. */
static inline uint64_t hash_combine(uint64_t running, uint64_t value) {
    return hash_mix(running ^ (value + UINT64_C(0x9e3779b97f4a7c15) + (running << 6)));
}

/* A cheap slot number for an address in a table of 1 << bits slots. */
static inline size_t hash_address(const void *p, unsigned bits) {
    return (size_t)(((uint64_t)(uintptr_t)p * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - bits));
}

/* A seed from the system's source of randomness. */
uint64_t hash_random_seed(void);

#endif
