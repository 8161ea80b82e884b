/* Keys of dicts and sets that know their hash and compare without running code: exact str and exact
 * int in an int64. */
#ifndef ADDER_TYPES_PLAIN_KEY_H
#define ADDER_TYPES_PLAIN_KEY_H

#include "object/abstract.h"
#include "types/int.h"
#include "types/str.h"

static inline bool is_plain_key(const Object *key) {
    return is_exact(key, SHAPE_STR) || key->meta == INT_META;
}

#define HASH_MODULUS (((int64_t)1 << 61) - 1)

/* The hash of a plain key; the same value object_hash gives. */
static inline Hash plain_hash(VM *vm, Object *key) {
    if (is_exact(key, SHAPE_STR)) {
        return (Hash)str_hash(vm, key);
    }
    int64_t v = INT_VALUE(key);
    if (UNLIKELY(v <= -HASH_MODULUS || v >= HASH_MODULUS)) {
        v %= HASH_MODULUS;
    }
    return v == -1 ? -2 : v;
}

/* -1: an error is raised. */
static inline Hash key_hash(VM *vm, Object *key) {
    return LIKELY(is_plain_key(key)) ? plain_hash(vm, key) : object_hash(vm, key);
}

#endif
