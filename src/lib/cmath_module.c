/* The module cmath: functions of complex numbers.
 *
 * The formulas are CPython's own (Kahan's), so that the last digits agree; for arguments that are
 * not finite the C library's functions give the values of C99's annex G. */
#include <complex.h>
#include <errno.h>
#include <float.h>
#include <math.h>

#include "lib/math_module.h"
#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"
#include "types/tuple.h"

typedef struct Z {
    double x, y; /* real and imaginary part */
} Z;
/* Sets *error to EDOM or ERANGE where the function has no value. */
typedef Z (*ComplexFunction)(Z z, int *error);

static const double large = DBL_MAX / 4.0;
static const double ln2 = 0.6931471805599453094;
static const double ln10 = 2.3025850929940456840;

static Z times_i(Z z) {
    return (Z){-z.y, z.x};
}
static Z times_minus_i(Z z) {
    return (Z){z.y, -z.x};
}
static Z from_c(double complex c) {
    return (Z){creal(c), cimag(c)};
}
static double complex to_c(Z z) {
    return __builtin_complex(z.x, z.y); /* CMPLX, which clang does not get from glibc */
}
static bool is_finite(Z z) {
    return isfinite(z.x) && isfinite(z.y);
}
static void check_overflow(Z z, int *error) {
    if (isinf(z.x) || isinf(z.y)) {
        *error = ERANGE;
    }
}

/* ---- roots and logarithms ---- */

static Z z_sqrt(Z z, int *error) {
    UNUSED(error);
    if (!is_finite(z)) {
        return from_c(csqrt(to_c(z)));
    }
    if (z.x == 0.0 && z.y == 0.0) {
        return (Z){0.0, z.y};
    }
    double ax = fabs(z.x), ay = fabs(z.y), s;
    if (ax < DBL_MIN && ay < DBL_MIN) { /* both subnormal: scaled up */
        s = ldexp(sqrt(ldexp(ax, 53) + hypot(ldexp(ax, 53), ldexp(ay, 53))), -27);
    } else {
        ax /= 8.0;
        s = 2.0 * sqrt(ax + hypot(ax, ay / 8.0));
    }
    double d = ay / (2.0 * s);
    return z.x >= 0.0 ? (Z){s, copysign(d, z.y)} : (Z){d, copysign(s, z.y)};
}

static Z z_log(Z z, int *error) {
    if (!is_finite(z)) {
        return from_c(clog(to_c(z)));
    }
    double ax = fabs(z.x), ay = fabs(z.y);
    Z r = {0.0, atan2(z.y, z.x)};
    if (ax > large || ay > large) {
        r.x = log(hypot(ax / 2.0, ay / 2.0)) + ln2;
    } else if (ax < DBL_MIN && ay < DBL_MIN) {
        if (ax > 0.0 || ay > 0.0) {
            r.x = log(hypot(ldexp(ax, DBL_MANT_DIG), ldexp(ay, DBL_MANT_DIG))) - DBL_MANT_DIG * ln2;
        } else {
            r.x = -HUGE_VAL;
            *error = EDOM;
        }
    } else {
        double h = hypot(ax, ay);
        if (0.71 <= h && h <= 1.73) {
            double more = fmax(ax, ay), less = fmin(ax, ay);
            r.x = log1p((more - 1) * (more + 1) + less * less) / 2.0;
        } else {
            r.x = log(h);
        }
    }
    return r;
}

static Z z_log10(Z z, int *error) {
    Z r = z_log(z, error);
    return (Z){r.x / ln10, r.y / ln10};
}

static Z z_exp(Z z, int *error) {
    Z r;
    if (!is_finite(z)) {
        if (isinf(z.y) && (isfinite(z.x) || (isinf(z.x) && z.x > 0))) {
            *error = EDOM;
        }
        if (isfinite(z.y) && isinf(z.x)) { /* an infinity turned, or zero */
            double size = z.x > 0 ? HUGE_VAL : 0.0;
            return z.y == 0.0 ? (Z){size, z.y}
                              : (Z){copysign(size, cos(z.y)), copysign(size, sin(z.y))};
        }
        return isinf(z.x) && z.x < 0 ? (Z){0.0, 0.0} : from_c(cexp(to_c(z)));
    }
    if (z.x > log(large)) {
        double l = exp(z.x - 1.0);
        r = (Z){l * cos(z.y) * M_E, l * sin(z.y) * M_E};
    } else {
        double l = exp(z.x);
        r = (Z){l * cos(z.y), l * sin(z.y)};
    }
    check_overflow(r, error);
    return r;
}

/* ---- hyperbolic functions; the circular ones are theirs, turned ---- */

static Z z_cosh(Z z, int *error) {
    Z r;
    if (!is_finite(z)) {
        if (isinf(z.y) && !isnan(z.x)) {
            *error = EDOM;
        }
        return from_c(ccosh(to_c(z)));
    }
    if (fabs(z.x) > log(large)) {
        double less = z.x - copysign(1.0, z.x);
        r = (Z){cos(z.y) * cosh(less) * M_E, sin(z.y) * sinh(less) * M_E};
    } else {
        r = (Z){cos(z.y) * cosh(z.x), sin(z.y) * sinh(z.x)};
    }
    check_overflow(r, error);
    return r;
}

static Z z_sinh(Z z, int *error) {
    Z r;
    if (!is_finite(z)) {
        if (isinf(z.y) && !isnan(z.x)) {
            *error = EDOM;
        }
        return from_c(csinh(to_c(z)));
    }
    if (fabs(z.x) > log(large)) {
        double less = z.x - copysign(1.0, z.x);
        r = (Z){cos(z.y) * sinh(less) * M_E, sin(z.y) * cosh(less) * M_E};
    } else {
        r = (Z){cos(z.y) * sinh(z.x), sin(z.y) * cosh(z.x)};
    }
    check_overflow(r, error);
    return r;
}

static Z z_tanh(Z z, int *error) {
    if (!is_finite(z)) {
        if (isinf(z.y) && isfinite(z.x)) {
            *error = EDOM;
        }
        return isinf(z.x) && isinf(z.y) ? (Z){copysign(1.0, z.x), 0.0} : from_c(ctanh(to_c(z)));
    }
    if (fabs(z.x) > log(large)) {
        return (Z){copysign(1.0, z.x), 4.0 * sin(z.y) * cos(z.y) * exp(-2.0 * fabs(z.x))};
    }
    double tx = tanh(z.x), ty = tan(z.y), cx = 1.0 / cosh(z.x), both = tx * ty;
    double below = 1.0 + both * both;
    return (Z){tx * (1.0 + ty * ty) / below, ((ty / below) * cx) * cx};
}

static Z z_cos(Z z, int *error) {
    return z_cosh(times_i(z), error);
}
static Z z_sin(Z z, int *error) {
    return times_minus_i(z_sinh(times_i(z), error));
}
static Z z_tan(Z z, int *error) {
    return times_minus_i(z_tanh(times_i(z), error));
}

/* ---- their inverses ---- */

static double log_of_large(Z z) {
    return log(hypot(z.x / 2.0, z.y / 2.0)) + ln2 * 2.0;
}
static bool is_large(Z z) {
    return fabs(z.x) > large || fabs(z.y) > large;
}

static Z z_acos(Z z, int *error) {
    if (!is_finite(z)) {
        return from_c(cacos(to_c(z)));
    }
    if (is_large(z)) {
        double size = log_of_large(z);
        return (Z){atan2(fabs(z.y), z.x), z.x < 0.0 ? -copysign(size, z.y) : copysign(size, -z.y)};
    }
    Z a = z_sqrt((Z){1.0 - z.x, -z.y}, error), b = z_sqrt((Z){1.0 + z.x, z.y}, error);
    return (Z){2.0 * atan2(a.x, b.x), asinh(b.x * a.y - b.y * a.x)};
}

static Z z_acosh(Z z, int *error) {
    if (!is_finite(z)) {
        return from_c(cacosh(to_c(z)));
    }
    if (is_large(z)) {
        return (Z){log_of_large(z), atan2(z.y, z.x)};
    }
    Z a = z_sqrt((Z){z.x - 1.0, z.y}, error), b = z_sqrt((Z){z.x + 1.0, z.y}, error);
    return (Z){asinh(a.x * b.x + a.y * b.y), 2.0 * atan2(a.y, b.x)};
}

static Z z_asinh(Z z, int *error) {
    if (!is_finite(z)) {
        return from_c(casinh(to_c(z)));
    }
    if (is_large(z)) {
        double size = log_of_large(z);
        return (Z){signbit(z.y) ? copysign(size, z.x) : -copysign(size, -z.x),
                   atan2(z.y, fabs(z.x))};
    }
    Z a = z_sqrt((Z){1.0 + z.y, -z.x}, error), b = z_sqrt((Z){1.0 - z.y, z.x}, error);
    return (Z){asinh(a.x * b.y - b.x * a.y), atan2(z.y, a.x * b.x - a.y * b.y)};
}

static Z z_atanh(Z z, int *error) {
    if (!is_finite(z)) {
        return from_c(catanh(to_c(z)));
    }
    if (z.x < 0.0 || (z.x == 0.0 && signbit(z.x))) {
        Z r = z_atanh((Z){-z.x, -z.y}, error);
        return (Z){-r.x, -r.y};
    }
    double ay = fabs(z.y);
    if (z.x > sqrt(large) || ay > sqrt(large)) {
        double h = hypot(z.x / 2.0, z.y / 2.0);
        return (Z){z.x / 4.0 / h / h, -copysign(M_PI / 2.0, -z.y)};
    }
    if (z.x == 1.0 && ay < sqrt(DBL_MIN)) {
        if (ay == 0.0) {
            *error = EDOM;
            return (Z){HUGE_VAL, z.y};
        }
        return (Z){-log(sqrt(ay) / sqrt(hypot(ay, 2.0))), copysign(atan2(2.0, -ay) / 2.0, z.y)};
    }
    return (Z){log1p(4.0 * z.x / ((1 - z.x) * (1 - z.x) + ay * ay)) / 4.0,
               -atan2(-2.0 * z.y, (1 - z.x) * (1 + z.x) - ay * ay) / 2.0};
}

static Z z_asin(Z z, int *error) {
    return times_minus_i(z_asinh(times_i(z), error));
}
static Z z_atan(Z z, int *error) {
    return times_minus_i(z_atanh(times_i(z), error));
}

/* ---- the functions of the module ---- */

static Object *math_error(VM *vm, int error) {
    return error == EDOM ? math_domain_error(vm) : math_range_error(vm);
}

static Object *function_of_one(VM *vm, Object *arg, ComplexFunction function) {
    Z z;
    if (!complex_parts(vm, arg, &z.x, &z.y)) {
        return NULL;
    }
    int error = 0;
    Z r = function(z, &error);
    return error ? math_error(vm, error) : complex_from_doubles(vm, r.x, r.y);
}

#define FUNCTIONS(X)                                                                               \
    X(acos, "Arc cosine.")                                                                         \
    X(acosh, "Inverse hyperbolic cosine.")                                                         \
    X(asin, "Arc sine.")                                                                           \
    X(asinh, "Inverse hyperbolic sine.")                                                           \
    X(atan, "Arc tangent.")                                                                        \
    X(atanh, "Inverse hyperbolic tangent.")                                                        \
    X(cos, "Cosine.")                                                                              \
    X(cosh, "Hyperbolic cosine.")                                                                  \
    X(exp, "e to the power z.")                                                                    \
    X(log10, "Logarithm to the base 10.")                                                          \
    X(sin, "Sine.")                                                                                \
    X(sinh, "Hyperbolic sine.")                                                                    \
    X(sqrt, "Square root.")                                                                        \
    X(tan, "Tangent.")                                                                             \
    X(tanh, "Hyperbolic tangent.")
#define X(name, doc)                                                                               \
    static Object *cmath_##name(VM *vm, Object *self, Object *arg) {                               \
        UNUSED(self);                                                                              \
        return function_of_one(vm, arg, z_##name);                                                 \
    }
FUNCTIONS(X)
#undef X

static Object *cmath_log(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    Z z, base;
    if (!args_count(vm, "log", nargs, 1, 2) || !complex_parts(vm, args[0], &z.x, &z.y) ||
        (nargs > 1 && !complex_parts(vm, args[1], &base.x, &base.y))) {
        return NULL;
    }
    int error = 0;
    Z r = z_log(z, &error);
    if (nargs > 1) { /* the error of either logarithm is forgotten in the division */
        Z b = z_log(base, &error);
        error = 0;
        if (b.x == 0.0 && b.y == 0.0) {
            return math_domain_error(vm);
        }
        if (fabs(b.x) >= fabs(b.y)) { /* Smith's quotient, as complex numbers are divided */
            double ratio = b.y / b.x, below = b.x + b.y * ratio;
            r = (Z){(r.x + r.y * ratio) / below, (r.y - r.x * ratio) / below};
        } else if (fabs(b.y) >= fabs(b.x)) {
            double ratio = b.x / b.y, below = b.x * ratio + b.y;
            r = (Z){(r.x * ratio + r.y) / below, (r.y * ratio - r.x) / below};
        } else {
            r = (Z){NAN, NAN};
        }
    }
    return error ? math_error(vm, error) : complex_from_doubles(vm, r.x, r.y);
}

static Object *cmath_phase(VM *vm, Object *self, Object *arg) {
    UNUSED(self);
    Z z;
    return complex_parts(vm, arg, &z.x, &z.y) ? float_from_double(vm, atan2(z.y, z.x)) : NULL;
}

static Object *cmath_polar(VM *vm, Object *self, Object *arg) {
    UNUSED(self);
    Z z;
    if (!complex_parts(vm, arg, &z.x, &z.y)) {
        return NULL;
    }
    double size = hypot(z.x, z.y);
    if (isinf(size) && is_finite(z)) {
        return math_range_error(vm);
    }
    return pack_steal(vm, 2, float_from_double(vm, size), float_from_double(vm, atan2(z.y, z.x)));
}

static Object *cmath_rect(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "rect", nargs, 2, 2)) {
        return NULL;
    }
    double r = float_as_double(vm, args[0]);
    double phi = error_occurred(vm) ? 0.0 : float_as_double(vm, args[1]);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (r != 0.0 && !isnan(r) && isinf(phi)) {
        return math_domain_error(vm);
    }
    if (phi == 0.0) {
        return complex_from_doubles(vm, r, isnan(r) ? 0.0 : copysign(phi, signbit(r) ? -phi : phi));
    }
    if (!isfinite(phi)) {
        return r == 0.0   ? complex_from_doubles(vm, 0.0, 0.0)
               : isinf(r) ? complex_from_doubles(vm, HUGE_VAL, NAN)
                          : complex_from_doubles(vm, NAN, NAN);
    }
    if (isinf(r)) {
        double x = copysign(HUGE_VAL, cos(phi)), y = copysign(HUGE_VAL, sin(phi));
        return r > 0 ? complex_from_doubles(vm, x, y) : complex_from_doubles(vm, -x, -y);
    }
    return complex_from_doubles(vm, r * cos(phi), r * sin(phi));
}

#define TEST(name, truth)                                                                          \
    static Object *cmath_##name(VM *vm, Object *self, Object *arg) {                               \
        UNUSED(self);                                                                              \
        Z z;                                                                                       \
        return complex_parts(vm, arg, &z.x, &z.y) ? bool_ref(vm, truth) : NULL;                    \
    }
TEST(isfinite, is_finite(z))
TEST(isinf, isinf(z.x) || isinf(z.y))
TEST(isnan, isnan(z.x) || isnan(z.y))
#undef TEST

static Object *cmath_isclose(VM *vm, Object *self, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    UNUSED(self);
    Object *first, *second;
    double relative = 1e-09, absolute = 0.0;
    Z a, b;
    if (!args_parse(vm, "isclose", names, "OO|$dd", args, nargs, kwnames, &first, &second,
                    &relative, &absolute) ||
        !complex_parts(vm, first, &a.x, &a.y) || !complex_parts(vm, second, &b.x, &b.y)) {
        return NULL;
    }
    if (relative < 0.0 || absolute < 0.0) {
        return raise(vm, EXC_ValueError, "tolerances must be non-negative");
    }
    if (a.x == b.x && a.y == b.y) {
        return bool_ref(vm, true);
    }
    if (isinf(a.x) || isinf(a.y) || isinf(b.x) || isinf(b.y)) {
        return bool_ref(vm, false);
    }
    double apart = hypot(a.x - b.x, a.y - b.y);
    return bool_ref(vm, apart <= relative * hypot(b.x, b.y) ||
                            apart <= relative * hypot(a.x, a.y) || apart <= absolute);
}

static const MethodDef methods[] = {
#define X(name, doc) METHOD_O(#name, cmath_##name, #name "($module, z, /)\n--\n\n" doc),
    FUNCTIONS(X)
#undef X
        METHOD_KW("isclose", cmath_isclose,
                  "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\n"
                  "Whether the numbers are as close as the tolerances say."),
    METHOD_O("isfinite", cmath_isfinite,
             "isfinite($module, z, /)\n--\n\nWhether both parts are finite."),
    METHOD_O("isinf", cmath_isinf, "isinf($module, z, /)\n--\n\nWhether a part is infinite."),
    METHOD_O("isnan", cmath_isnan, "isnan($module, z, /)\n--\n\nWhether a part is not a number."),
    METHOD_FAST("log", cmath_log, "log(z[, base]) -> the logarithm of z to the given base."),
    METHOD_O("phase", cmath_phase, "phase($module, z, /)\n--\n\nThe angle of z."),
    METHOD_O("polar", cmath_polar, "polar($module, z, /)\n--\n\nThe size and the angle of z."),
    METHOD_FAST("rect", cmath_rect, "rect($module, r, phi, /)\n--\n\nFrom a size and an angle."),
    {0},
};

Object *module_cmath(VM *vm) {
    Object *m = module_make(vm, "cmath", "Mathematical functions of complex numbers.", methods);
    if (m && (module_add(vm, m, "e", float_from_double(vm, M_E)) < 0 ||
              module_add(vm, m, "pi", float_from_double(vm, M_PI)) < 0 ||
              module_add(vm, m, "tau", float_from_double(vm, 2 * M_PI)) < 0 ||
              module_add(vm, m, "inf", float_from_double(vm, HUGE_VAL)) < 0 ||
              module_add(vm, m, "infj", complex_from_doubles(vm, 0.0, HUGE_VAL)) < 0 ||
              module_add(vm, m, "nan", float_from_double(vm, NAN)) < 0 ||
              module_add(vm, m, "nanj", complex_from_doubles(vm, 0.0, NAN)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
