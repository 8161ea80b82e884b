/* Private to int*.c: the limbs of any int, and results under construction.
 *
 * A *view* shows an int of either form as sign and limbs; it is valid while the int lives and the
 * view itself stays where it is. A *result* is a place for limbs: small ones are computed on the C
 * stack, large ones directly in the object that will hold them.
 *
 * Ownership: int_result_finish gives the object away; int_result_drop releases it instead.
 */
#ifndef ADDER_TYPES_INT_IMPL_H
#define ADDER_TYPES_INT_IMPL_H

#include <string.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/int.h"

typedef struct IntView {
    const mp_limb_t *limbs;
    mp_size_t len; /* 0 for zero; the highest limb is not zero */
    bool negative;
    mp_limb_t small;
} IntView;

static inline uint64_t int_magnitude(int64_t value) {
    return value < 0 ? -(uint64_t)value : (uint64_t)value;
}

static inline void int_view(IntView *v, const Object *o) {
    if (int_is_compact(o)) {
        int64_t value = ((const Int *)o)->value;
        v->small = int_magnitude(value);
        v->limbs = &v->small;
        v->len = value != 0;
        v->negative = value < 0;
    } else {
        const BigInt *big = (const BigInt *)o;
        v->limbs = big->limbs;
        v->len = big->len;
        v->negative = big->sign < 0;
    }
}

enum {
    INT_RESULT_LOCAL = 40,     /* limbs kept on the C stack */
    INT_LARGE_LIMBS = 1 << 14, /* from here on GMP's own working memory is reserved first */
};

typedef struct IntResult {
    mp_limb_t *limbs;
    BigInt *object; /* NULL: the limbs are local */
    size_t cap;
    mp_limb_t local[INT_RESULT_LOCAL];
} IntResult;

/* Room for cap limbs; false: MemoryError raised. */
bool int_result_init(VM *vm, IntResult *r, size_t cap);
/* The int with the first len limbs (leading zeros allowed). */
Object *int_result_finish(VM *vm, IntResult *r, size_t len, bool negative);
void int_result_drop(VM *vm, IntResult *r);

/* Limbs for intermediate values. */
typedef struct IntScratch {
    mp_limb_t *limbs;
    size_t cap; /* 0: local */
    mp_limb_t local[INT_RESULT_LOCAL];
} IntScratch;
bool int_scratch_init(VM *vm, IntScratch *s, size_t cap);
void int_scratch_drop(VM *vm, IntScratch *s);

/* GMP stops the process when its working memory cannot be had, so large operations reserve an
 * estimate against the VM's limit beforehand. false: MemoryError raised. */
bool int_reserve(VM *vm, size_t limbs);
void int_unreserve(VM *vm, size_t limbs);

Object *int_from_u128(VM *vm, unsigned __int128 magnitude, bool negative);
/* An exact int with the value of o (an int or subclass). */
Object *int_exact(VM *vm, Object *o);
static inline bool both_ints(VM *vm, const Object *a, const Object *b) {
    return is_int(vm, a) && is_int(vm, b);
}

static inline mp_size_t limbs_trim(const mp_limb_t *limbs, mp_size_t len) {
    while (len > 0 && limbs[len - 1] == 0) {
        len--;
    }
    return len;
}
static inline size_t limbs_bit_length(const mp_limb_t *limbs, mp_size_t len) {
    return len ? (size_t)len * 64 - (size_t)__builtin_clzll(limbs[len - 1]) : 0;
}

/* (high, low) modulo d; high < d. */
static inline mp_limb_t limbs_mod(mp_limb_t high, mp_limb_t low, mp_limb_t d) {
#if defined(__x86_64__) && defined(__GNUC__)
    mp_limb_t quotient, rest;
    __asm__("divq %4" : "=a"(quotient), "=d"(rest) : "0"(low), "1"(high), "r"(d) : "cc");
    return rest;
#else
    return (mp_limb_t)(((unsigned __int128)high << 64 | low) % d);
#endif
}

/* Quotient rounded down and remainder with the sign of b; either pointer may be NULL. b is not
 * zero. */
bool int_floor_divmod(VM *vm, Object *a, Object *b, Object **quotient, Object **remainder);

/* int_text.c: the value of a str or bytes-like object, as int(o, base). */
Object *int_from_text_object(VM *vm, Object *o, int base);

/* Slots and methods that live in other files than the type. */
Object *int_nb_power(VM *vm, Object *a, Object *b, Object *modulus);
Object *int_nb_true_divide(VM *vm, Object *a, Object *b);
Object *int_nb_lshift(VM *vm, Object *a, Object *b);
Object *int_nb_rshift(VM *vm, Object *a, Object *b);
Object *int_nb_and(VM *vm, Object *a, Object *b);
Object *int_nb_or(VM *vm, Object *a, Object *b);
Object *int_nb_xor(VM *vm, Object *a, Object *b);
Object *int_nb_invert(VM *vm, Object *a);
Object *int_bit_length_method(VM *vm, Object *self);
Object *int_bit_count_method(VM *vm, Object *self);
Object *int_to_bytes_method(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames);
Object *int_from_bytes_method(VM *vm, Object *cls, Object *const *args, size_t nargs,
                              Object *kwnames);
Object *int_round_method(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *int_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);

#endif
