/* The module math: functions in several files. */
#ifndef ADDER_LIB_MATH_MODULE_H
#define ADDER_LIB_MATH_MODULE_H

#include "object/runtime.h"

Object *module_math(VM *vm);

/* For C functions of math: errno-like outcomes as exceptions. */
Object *math_domain_error(VM *vm);
Object *math_range_error(VM *vm);

/* math_int.c */
Object *math_factorial(VM *vm, Object *module, Object *n);
Object *math_comb(VM *vm, Object *module, Object *const *args, size_t nargs);
Object *math_perm(VM *vm, Object *module, Object *const *args, size_t nargs);
Object *math_gcd(VM *vm, Object *module, Object *const *args, size_t nargs);
Object *math_lcm(VM *vm, Object *module, Object *const *args, size_t nargs);
Object *math_isqrt(VM *vm, Object *module, Object *n);

/* math_sum.c */
Object *math_fsum(VM *vm, Object *module, Object *iterable);
Object *math_prod(VM *vm, Object *module, Object *const *args, size_t nargs, Object *kwnames);
Object *math_dist(VM *vm, Object *module, Object *const *args, size_t nargs);
Object *math_hypot(VM *vm, Object *module, Object *const *args, size_t nargs);

/* math_gamma.c */
Object *math_gamma(VM *vm, Object *module, Object *x);
Object *math_lgamma(VM *vm, Object *module, Object *x);

#endif
