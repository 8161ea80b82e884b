/* int: 16 bytes for everything that fits an int64; larger values keep their limbs (GMP mpn) inside.
 *
 * Invariant: a value that fits int64 is always compact. Values SMALL_INT_MIN..MAX are shared
 * through vm->small_ints. bool and subclasses have the same layout.
 */
#ifndef ADDER_TYPES_INT_H
#define ADDER_TYPES_INT_H

#include <gmp.h>

#include "object/runtime.h"

typedef struct Int {
    Object head;
    int64_t value; /* without FLAG_BIG */
} Int;

typedef struct BigInt {
    Object head;  /* FLAG_BIG set */
    int32_t sign; /* 1 or -1 */
    uint32_t len; /* limbs; the highest is not zero */
    mp_limb_t limbs[];
} BigInt;

#define INT_META META(SHAPE_INT) /* o->meta == INT_META: an exact compact int */
#define INT_VALUE(o) (((Int *)(o))->value)

Object *int_new_slow(VM *vm, int64_t value); /* out of line, any value */
/* The int `value`: shared if small. */
Object *int_from_i64(VM *vm, int64_t value);
/* An int of its own, even if its value is small: for numbers that modules keep, so that the counts
 * of the shared ones are the program's alone. */
Object *int_new_own(VM *vm, int64_t value);
Object *int_from_u64(VM *vm, uint64_t value);
Object *int_from_double(VM *vm, double value); /* truncates; OverflowError/ValueError for inf/nan */
/* Digits in base 2..36 or 0 (by prefix), as int(str, base): underscores, sign, blanks. NULL:
 * ValueError. */
Object *int_from_text(VM *vm, const char *text, size_t len, int base);
/* Limbs, least significant first; normalises. */
Object *int_from_limbs(VM *vm, const mp_limb_t *limbs, size_t len, bool negative);
static inline bool int_is_compact(const Object *o) { /* o: any int object */
    return !has_flag(o, FLAG_BIG);
}
/* o must be an int (or subclass). false: does not fit (no error raised). */
bool int_as_i64(const Object *o, int64_t *value);
bool int_as_u64(const Object *o, uint64_t *value);
double int_as_double(VM *vm, Object *o); /* -1.0 and OverflowError if too large */
/* As frexp: a fraction of magnitude 0.5 to 1, and the power of two; for ints of any size. */
double int_frexp(const Object *o, int64_t *exponent);
int int_sign(const Object *o);
Object *int_to_str(VM *vm, Object *o, int base, bool prefix, bool check_limit);
Hash int_hash(VM *vm, Object *o);
Object *int_from_bytes(VM *vm, const uint8_t *bytes, size_t len, bool little, bool is_signed);
int int_to_bytes(VM *vm, Object *o, uint8_t *bytes, size_t len, bool little, bool is_signed);
size_t int_bit_length(const Object *o);
/* Arithmetic on two ints of any size, exact results (the nb_ slots check types first). */
Object *int_add(VM *vm, Object *a, Object *b);
Object *int_sub(VM *vm, Object *a, Object *b);
Object *int_mul(VM *vm, Object *a, Object *b);
Object *int_floordiv(VM *vm, Object *a, Object *b);
Object *int_mod(VM *vm, Object *a, Object *b);
Object *int_lshift(VM *vm, Object *a, Object *b);
Object *int_rshift(VM *vm, Object *a, Object *b);
Object *int_and(VM *vm, Object *a, Object *b);
Object *int_or(VM *vm, Object *a, Object *b);
Object *int_xor(VM *vm, Object *a, Object *b);
Object *int_divmod(VM *vm, Object *a, Object *b);  /* tuple */
Object *int_truediv(VM *vm, Object *a, Object *b); /* float, correctly rounded */
Object *int_power(VM *vm, Object *a, Object *b);   /* float for a negative exponent */
Object *int_neg(VM *vm, Object *a);
int int_cmp(const Object *a, const Object *b);
Object *int_gcd(VM *vm, Object *a, Object *b);
Object *int_isqrt(VM *vm, Object *a); /* a >= 0 */
/* Limit on digits in conversions to and from text; 0: none. set: 0, or -1 with ValueError. */
int int_max_str_digits(VM *vm);
int int_set_max_str_digits(VM *vm, int digits);

#endif
