/* float: a double, 16 bytes. Text is the shortest that reads back the same. */
#ifndef ADDER_TYPES_FLOAT_H
#define ADDER_TYPES_FLOAT_H

#include "base/buffer.h"
#include "object/runtime.h"

typedef struct Float {
    Object head;
    double value;
} Float;
#define FLOAT_META META(SHAPE_FLOAT)
#define FLOAT_VALUE(o) (((Float *)(o))->value)

Object *float_from_double(VM *vm, double value);
bool is_float(VM *vm, const Object *o); /* float or a subclass */
/* float(o) as a double (int, float, __float__, __index__); -1.0 and error_occurred on failure. */
double float_as_double(VM *vm, Object *o);
/* repr text into buf; returns its length. */
#define FLOAT_TEXT_MAX 32
size_t float_repr_text(double value, char buf[FLOAT_TEXT_MAX]);
/* Text as C-like "%.*e/f/g" with Python's rules; type one of 'e','f','g','r' (+ upper case); flags:
 * alternate '#', always sign... Appends to out; false: no memory. */
bool float_format_text(double value, char type, int precision, bool alternate, bool add_dot_zero,
                       Buffer *out);
/* Reads a whole decimal text like float(str) does (blanks, underscores, inf, nan); false: not a
 * number. No error raised. */
bool float_parse_text(const char *text, size_t len, double *value);
Hash float_hash_double(VM *vm, Object *o, double value);

typedef struct Complex {
    Object head;
    double real, imag;
} Complex;
Object *complex_from_doubles(VM *vm, double real, double imag);
/* complex(o) of a number; false with an error. */
bool complex_parts(VM *vm, Object *o, double *real, double *imag);

#endif
