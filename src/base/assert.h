/*
 * Assertions and the few compiler words used everywhere.
 *
 * ASSERT states an invariant; it is compiled only in debug builds (ADDER_DEBUG).
 * FATAL stops the process: for broken invariants that cannot be reported otherwise.
 */
#ifndef ADDER_BASE_ASSERT_H
#define ADDER_BASE_ASSERT_H

#include <stdio.h>
#include <stdlib.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define UNUSED(x) ((void)(x))
#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
#define NOINLINE __attribute__((noinline))
#define ALWAYS_INLINE inline __attribute__((always_inline))
#define UNREACHABLE() __builtin_unreachable()

#define FATAL(text)                                                                                \
    do {                                                                                           \
        fprintf(stderr, "adder: %s:%d: %s\n", __FILE__, __LINE__, (text));                         \
        abort();                                                                                   \
    } while (0)

#if defined(ADDER_DEBUG)
#define ASSERT(condition)                                                                          \
    do {                                                                                           \
        if (UNLIKELY(!(condition)))                                                                \
            FATAL("assertion failed: " #condition);                                                \
    } while (0)
#else
#define ASSERT(condition) ((void)0)
#endif

#define STATIC_ASSERT(condition, text) _Static_assert(condition, text)

#endif
