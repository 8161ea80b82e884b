/* Decimal digits of floats: private to float*.c, complex.c.
 *
 * A FloatDigits holds digits without leading and trailing zeros; the value is 0.DIGITS * 10**point.
 * Zero has none and point 1. Values given are finite and not negative. Ownership: digits lie in the
 * struct itself or in `heap`; float_digits_deinit frees. After false there is nothing to free (no
 * memory).
 */
#ifndef ADDER_TYPES_FLOAT_TEXT_H
#define ADDER_TYPES_FLOAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "object/runtime.h"

typedef struct FloatDigits {
    char *digits;
    size_t len;
    int point;
    char *heap;
    char local[400];
} FloatDigits;

void float_digits_shortest(FloatDigits *d, double value);
bool float_digits_fixed(FloatDigits *d, double value, int decimals);    /* decimals >= 0 */
bool float_digits_significant(FloatDigits *d, double value, int count); /* count >= 1 */
void float_digits_deinit(FloatDigits *d);
/* The double nearest to digits of less than 400 places. */
double float_from_digits(const FloatDigits *d);

/* Reads a number (no blanks) at p; where it ends, or NULL. */
const char *float_read(const char *p, const char *end, double *value);

/* float.c, float_hex.c: methods. */
Object *float_round_method(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *float_hex_method(VM *vm, Object *self);
Object *float_fromhex_method(VM *vm, Object *cls, Object *text);
Object *float_as_integer_ratio(VM *vm, Object *self);

#endif
