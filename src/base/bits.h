/* Bits of words. */
#ifndef ADDER_BASE_BITS_H
#define ADDER_BASE_BITS_H

#include <stdint.h>

/* How many are 1. Compilers make a call into a library of __builtin_popcountll where the processor
 * need not have the instruction. (Warren, Hacker's Delight, 5-1) */
static inline uint32_t bits_count(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(x * UINT64_C(0x0101010101010101) >> 56);
}

#endif
