/* Libraries that the command loads when it first calls one of their functions.
 *
 * Most programs need neither large integers nor sines, and each library costs a process some 100 KB
 * and as many microseconds. So the functions that the command uses are defined here, under their
 * own names and seen by nobody else: each looks the true one up, once. CMakeLists.txt tells where
 * this is used; everywhere else (libadder's users, other builds) the libraries are linked. */
#include <complex.h>
#include <dlfcn.h>
#include <gmp.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#define UTF8PROC_STATIC /* for it, they come from here */
#include <utf8proc.h>

#define HIDDEN __attribute__((visibility("hidden"), used))

/* Never fails: without the library the command cannot go on. */
static void *find(const char *library, const char *name) {
    void *handle = dlopen(library, RTLD_LAZY | RTLD_LOCAL), *function;
    if (!handle || !(function = dlsym(handle, name))) {
        fprintf(stderr, "adder: a library is missing: %s\n", dlerror());
        exit(127);
    }
    return function; /* the handle stays open: the library is loaded until the end */
}

#define NAME_OF(name) #name
#define FORWARD(library, result, name, parameters, arguments)                                      \
    HIDDEN result name parameters {                                                                \
        static __typeof__(result(*) parameters) function;                                          \
        __typeof__(function) f = __atomic_load_n(&function, __ATOMIC_RELAXED);                     \
        if (__builtin_expect(!f, 0)) {                                                             \
            f = (__typeof__(function))find(library, NAME_OF(name));                                \
            __atomic_store_n(&function, f, __ATOMIC_RELAXED);                                      \
        }                                                                                          \
        return f arguments;                                                                        \
    }

/* ---- libm ---- */

#define OF_DOUBLE(name) FORWARD(LIBM, double, name, (double x), (x))
#define OF_DOUBLES(name) FORWARD(LIBM, double, name, (double x, double y), (x, y))
#define OF_COMPLEX(name) FORWARD(LIBM, double complex, name, (double complex x), (x))

OF_DOUBLE(acos)
OF_DOUBLE(acosh)
OF_DOUBLE(asin)
OF_DOUBLE(asinh)
OF_DOUBLE(atan)
OF_DOUBLE(atanh)
OF_DOUBLE(cbrt)
OF_DOUBLE(cos)
OF_DOUBLE(cosh)
OF_DOUBLE(erf)
OF_DOUBLE(erfc)
OF_DOUBLE(exp)
OF_DOUBLE(exp2)
OF_DOUBLE(expm1)
OF_DOUBLE(log)
OF_DOUBLE(log10)
OF_DOUBLE(log1p)
OF_DOUBLE(log2)
OF_DOUBLE(sin)
OF_DOUBLE(sinh)
OF_DOUBLE(tan)
OF_DOUBLE(tanh)
OF_DOUBLES(atan2)
OF_DOUBLES(fmax)
OF_DOUBLES(fmin)
OF_DOUBLES(fmod)
OF_DOUBLES(hypot)
OF_DOUBLES(nextafter)
OF_DOUBLES(pow)
OF_DOUBLES(remainder)
OF_COMPLEX(cacos)
OF_COMPLEX(cacosh)
OF_COMPLEX(casinh)
OF_COMPLEX(catanh)
OF_COMPLEX(ccosh)
OF_COMPLEX(cexp)
OF_COMPLEX(clog)
OF_COMPLEX(csinh)
OF_COMPLEX(csqrt)
OF_COMPLEX(ctanh)
void sincos(double x, double *sine, double *cosine); /* what compilers make of sin and cos */
FORWARD(LIBM, void, sincos, (double x, double *sine, double *cosine), (x, sine, cosine))

/* What takes a few instructions needs no library. */
enum { WHOLE_BITS = 52 }; /* doubles of 2 ** 52 and above are whole */

HIDDEN double sqrt(double x) {
    return __builtin_sqrt(x); /* -fno-math-errno: the instruction */
}
HIDDEN double fabs(double x) {
    return __builtin_fabs(x);
}
static bool is_whole(double x) {
    return !(__builtin_fabs(x) < (double)((int64_t)1 << WHOLE_BITS)); /* or not a number */
}
HIDDEN double floor(double x) {
    if (is_whole(x)) {
        return x;
    }
    double towards_zero = (double)(int64_t)x;
    return __builtin_copysign(towards_zero > x ? towards_zero - 1.0 : towards_zero, x);
}
HIDDEN double ceil(double x) {
    return -floor(-x);
}
HIDDEN double round(double x) { /* halves away from zero */
    if (is_whole(x)) {
        return x;
    }
    double towards_zero = (double)(int64_t)x, rest = __builtin_fabs(x - towards_zero);
    return __builtin_copysign(__builtin_fabs(towards_zero) + (rest >= 0.5 ? 1.0 : 0.0), x);
}

/* ---- GMP: its headers give the functions other names ---- */

#define OF_LIMBS(name)                                                                             \
    FORWARD(LIBGMP, void, name, (mp_ptr r, mp_srcptr a, mp_srcptr b, mp_size_t n), (r, a, b, n))
#define TO_CARRY(name)                                                                             \
    FORWARD(LIBGMP, mp_limb_t, name, (mp_ptr r, mp_srcptr a, mp_srcptr b, mp_size_t n),            \
            (r, a, b, n))
#define SHIFT(name)                                                                                \
    FORWARD(LIBGMP, mp_limb_t, name, (mp_ptr r, mp_srcptr a, mp_size_t n, unsigned bits),          \
            (r, a, n, bits))

TO_CARRY(mpn_add_n)
TO_CARRY(mpn_sub_n)
OF_LIMBS(mpn_and_n)
OF_LIMBS(mpn_ior_n)
OF_LIMBS(mpn_xor_n)
SHIFT(mpn_lshift)
SHIFT(mpn_rshift)
FORWARD(LIBGMP, void, mpn_com, (mp_ptr r, mp_srcptr a, mp_size_t n), (r, a, n))
FORWARD(LIBGMP, void, mpn_copyi, (mp_ptr r, mp_srcptr a, mp_size_t n), (r, a, n))
FORWARD(LIBGMP, void, mpn_sqr, (mp_ptr r, mp_srcptr a, mp_size_t n), (r, a, n))
FORWARD(LIBGMP, mp_limb_t, mpn_divrem_1,
        (mp_ptr q, mp_size_t fraction, mp_srcptr a, mp_size_t n, mp_limb_t d),
        (q, fraction, a, n, d))
FORWARD(LIBGMP, size_t, mpn_get_str, (unsigned char *text, int base, mp_ptr a, mp_size_t n),
        (text, base, a, n))
FORWARD(LIBGMP, mp_size_t, mpn_set_str, (mp_ptr r, const unsigned char *text, size_t len, int base),
        (r, text, len, base))
FORWARD(LIBGMP, mp_limb_t, mpn_mod_1, (mp_srcptr a, mp_size_t n, mp_limb_t d), (a, n, d))
FORWARD(LIBGMP, mp_limb_t, mpn_mul,
        (mp_ptr r, mp_srcptr a, mp_size_t a_len, mp_srcptr b, mp_size_t b_len),
        (r, a, a_len, b, b_len))
FORWARD(LIBGMP, mp_limb_t, mpn_mul_1, (mp_ptr r, mp_srcptr a, mp_size_t n, mp_limb_t b),
        (r, a, n, b))
FORWARD(LIBGMP, mp_bitcnt_t, mpn_popcount, (mp_srcptr a, mp_size_t n), (a, n))
FORWARD(LIBGMP, mp_bitcnt_t, mpn_scan1, (mp_srcptr a, mp_bitcnt_t from), (a, from))
FORWARD(LIBGMP, size_t, mpn_sizeinbase, (mp_srcptr a, mp_size_t n, int base), (a, n, base))
FORWARD(LIBGMP, mp_size_t, mpn_sqrtrem, (mp_ptr s, mp_ptr r, mp_srcptr a, mp_size_t n),
        (s, r, a, n))
FORWARD(LIBGMP, void, mpn_tdiv_qr,
        (mp_ptr q, mp_ptr r, mp_size_t zero, mp_srcptr a, mp_size_t a_len, mp_srcptr d,
         mp_size_t d_len),
        (q, r, zero, a, a_len, d, d_len))
FORWARD(LIBGMP, void, mpz_clear, (mpz_ptr a), (a))
FORWARD(LIBGMP, void, mpz_gcd, (mpz_ptr r, mpz_srcptr a, mpz_srcptr b), (r, a, b))
FORWARD(LIBGMP, void, mpz_init, (mpz_ptr a), (a))
FORWARD(LIBGMP, int, mpz_invert, (mpz_ptr r, mpz_srcptr a, mpz_srcptr b), (r, a, b))
FORWARD(LIBGMP, mp_srcptr, mpz_limbs_read, (mpz_srcptr a), (a))
FORWARD(LIBGMP, void, mpz_powm, (mpz_ptr r, mpz_srcptr a, mpz_srcptr b, mpz_srcptr m), (r, a, b, m))
FORWARD(LIBGMP, mpz_srcptr, mpz_roinit_n, (mpz_ptr r, mp_srcptr a, mp_size_t n), (r, a, n))
FORWARD(LIBGMP, void, mpz_sub, (mpz_ptr r, mpz_srcptr a, mpz_srcptr b), (r, a, b))

/* ---- utf8proc ---- */

FORWARD(LIBUTF8PROC, utf8proc_category_t, utf8proc_category, (utf8proc_int32_t c), (c))
FORWARD(LIBUTF8PROC, const char *, utf8proc_category_string, (utf8proc_int32_t c), (c))
FORWARD(LIBUTF8PROC, utf8proc_ssize_t, utf8proc_decompose,
        (const utf8proc_uint8_t *text, utf8proc_ssize_t len, utf8proc_int32_t *to,
         utf8proc_ssize_t to_len, utf8proc_option_t options),
        (text, len, to, to_len, options))
FORWARD(LIBUTF8PROC, utf8proc_ssize_t, utf8proc_decompose_char,
        (utf8proc_int32_t c, utf8proc_int32_t *to, utf8proc_ssize_t to_len,
         utf8proc_option_t options, int *last),
        (c, to, to_len, options, last))
FORWARD(LIBUTF8PROC, const utf8proc_property_t *, utf8proc_get_property, (utf8proc_int32_t c), (c))
FORWARD(LIBUTF8PROC, utf8proc_ssize_t, utf8proc_normalize_utf32,
        (utf8proc_int32_t * text, utf8proc_ssize_t len, utf8proc_option_t options),
        (text, len, options))
FORWARD(LIBUTF8PROC, utf8proc_int32_t, utf8proc_tolower, (utf8proc_int32_t c), (c))
FORWARD(LIBUTF8PROC, utf8proc_int32_t, utf8proc_totitle, (utf8proc_int32_t c), (c))
FORWARD(LIBUTF8PROC, utf8proc_int32_t, utf8proc_toupper, (utf8proc_int32_t c), (c))
