/* The module math. */
#include "lib/math_module.h"

#include <errno.h>
#include <limits.h>
#include <math.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

Object *math_domain_error(VM *vm) {
    return raise(vm, EXC_ValueError, "math domain error");
}

Object *math_range_error(VM *vm) {
    return raise(vm, EXC_OverflowError, "math range error");
}

static bool argument(VM *vm, Object *o, double *x) {
    *x = float_as_double(vm, o);
    return !(*x == -1.0 && error_occurred(vm));
}

/* ---- functions of the C library ---- */

/* A NaN that did not come from one is a domain error; an infinity from a finite number an overflow,
 * or a pole (which counts as domain error) where the function cannot overflow. */
static Object *function_of_one(VM *vm, Object *arg, double (*function)(double), bool can_overflow) {
    double x;
    if (!argument(vm, arg, &x)) {
        return NULL;
    }
    double result = function(x);
    if (isnan(result) && !isnan(x)) {
        return math_domain_error(vm);
    }
    if (isinf(result) && isfinite(x)) {
        return can_overflow ? math_range_error(vm) : math_domain_error(vm);
    }
    return float_from_double(vm, result);
}

#define FUNCTION(name, can_overflow)                                                               \
    static Object *math_##name(VM *vm, Object *module, Object *arg) {                              \
        UNUSED(module);                                                                            \
        return function_of_one(vm, arg, name, can_overflow);                                       \
    }
FUNCTION(acos, false)
FUNCTION(acosh, false)
FUNCTION(asin, false)
FUNCTION(asinh, false)
FUNCTION(atan, false)
FUNCTION(atanh, false)
FUNCTION(cbrt, false)
FUNCTION(cos, false)
FUNCTION(cosh, true)
FUNCTION(erf, false)
FUNCTION(erfc, false)
FUNCTION(exp, true)
FUNCTION(exp2, true)
FUNCTION(expm1, true)
FUNCTION(fabs, false)
FUNCTION(log1p, false)
FUNCTION(sin, false)
FUNCTION(sinh, true)
FUNCTION(sqrt, false)
FUNCTION(tan, false)
FUNCTION(tanh, false)
#undef FUNCTION

static Object *function_of_two(VM *vm, const char *name, Object *const *args, size_t nargs,
                               double (*function)(double, double)) {
    double x, y;
    if (!args_count(vm, name, nargs, 2, 2) || !argument(vm, args[0], &x) ||
        !argument(vm, args[1], &y)) {
        return NULL;
    }
    double result = function(x, y);
    if (isnan(result) && !isnan(x) && !isnan(y)) {
        return math_domain_error(vm);
    }
    if (isinf(result) && isfinite(x) && isfinite(y)) {
        return math_range_error(vm);
    }
    return float_from_double(vm, result);
}

static double pow_with_poles(double x, double y) {
    return x == 0.0 && y < 0.0 && isfinite(y) ? (double)NAN : pow(x, y);
}

/* nextafter gives infinity next to the largest number: no overflow. */
static Object *math_nextafter(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    double x, y;
    if (!args_count(vm, "nextafter", nargs, 2, 2) || !argument(vm, args[0], &x) ||
        !argument(vm, args[1], &y)) {
        return NULL;
    }
    return float_from_double(vm, nextafter(x, y));
}

#define FUNCTION(name, function)                                                                   \
    static Object *math_##name(VM *vm, Object *module, Object *const *args, size_t nargs) {        \
        UNUSED(module);                                                                            \
        return function_of_two(vm, #name, args, nargs, function);                                  \
    }
FUNCTION(atan2, atan2)
FUNCTION(copysign, copysign)
FUNCTION(fmod, fmod)
FUNCTION(pow, pow_with_poles)
FUNCTION(remainder, remainder)
#undef FUNCTION

/* ---- logarithms ---- */

/* function(x) for x > 0; an int too large for a double goes by its exponent. */
static Object *logarithm(VM *vm, Object *arg, double (*function)(double)) {
    double x;
    if (is_int(vm, arg)) {
        if (int_sign(arg) <= 0) {
            return math_domain_error(vm);
        }
        int64_t exponent;
        double fraction = int_frexp(arg, &exponent);
        if (exponent > 1024) {
            return float_from_double(vm, function(fraction) + function(2.0) * (double)exponent);
        }
    }
    if (!argument(vm, arg, &x)) {
        return NULL;
    }
    if (x <= 0.0) {
        return math_domain_error(vm);
    }
    return float_from_double(vm, function(x));
}

static Object *math_log(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (nargs < 1 || nargs > 2) {
        return raise(vm, EXC_TypeError, "math.log requires 1 to 2 arguments");
    }
    Object *x = logarithm(vm, args[0], log);
    if (!x || nargs == 1) {
        return x;
    }
    Object *base = logarithm(vm, args[1], log);
    Object *result = base ? number_binary(vm, x, base, OP_TRUEDIV) : NULL;
    decref(vm, x);
    xdecref(vm, base);
    return result;
}

static Object *math_log2(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    return logarithm(vm, arg, log2);
}

static Object *math_log10(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    return logarithm(vm, arg, log10);
}

/* ---- whole numbers ---- */

static Object *to_whole(VM *vm, Object *arg, Object *name, double (*function)(double)) {
    if (is_exact(arg, SHAPE_FLOAT)) {
        return int_from_double(vm, function(FLOAT_VALUE(arg)));
    }
    Object *result = call_special0(vm, arg, name);
    if (result || error_occurred(vm)) {
        return result;
    }
    double x;
    return argument(vm, arg, &x) ? int_from_double(vm, function(x)) : NULL;
}

static Object *math_floor(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    return to_whole(vm, arg, ID(vm, __floor__), floor);
}

static Object *math_ceil(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    return to_whole(vm, arg, ID(vm, __ceil__), ceil);
}

static Object *math_trunc(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    if (is_exact(arg, SHAPE_FLOAT)) {
        return int_from_double(vm, FLOAT_VALUE(arg));
    }
    Object *result = call_special0(vm, arg, ID(vm, __trunc__));
    if (!result && !error_occurred(vm)) {
        raise(vm, EXC_TypeError, "type %T doesn't define __trunc__ method", arg);
    }
    return result;
}

/* ---- parts of a float ---- */

/* (a, b) of two new references; steals; NULL passes. */
static Object *pair(VM *vm, Object *a, Object *b) {
    Object *items[2] = {a, b};
    if (!a || !b) {
        xdecref(vm, a);
        xdecref(vm, b);
        return NULL;
    }
    return tuple_from_steal(vm, items, 2);
}

static Object *math_frexp(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    int exponent = 0;
    if (!argument(vm, arg, &x)) {
        return NULL;
    }
    if (isfinite(x) && x != 0.0) {
        x = frexp(x, &exponent);
    }
    return pair(vm, float_from_double(vm, x), int_from_i64(vm, exponent));
}

static Object *math_modf(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x, whole;
    if (!argument(vm, arg, &x)) {
        return NULL;
    }
    double rest = modf(x, &whole);
    return pair(vm, float_from_double(vm, rest), float_from_double(vm, whole));
}

static Object *math_ldexp(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    double x;
    if (!args_count(vm, "ldexp", nargs, 2, 2) || !argument(vm, args[0], &x)) {
        return NULL;
    }
    if (!is_int(vm, args[1])) {
        return raise(vm, EXC_TypeError, "Expected an int as second argument to ldexp.");
    }
    if (x == 0.0 || !isfinite(x)) {
        return float_from_double(vm, x);
    }
    int64_t exponent;
    if (!int_as_i64(args[1], &exponent)) {
        exponent = int_sign(args[1]) < 0 ? INT64_MIN : INT64_MAX;
    }
    if (exponent < INT_MIN) {
        return float_from_double(vm, copysign(0.0, x));
    }
    double result = exponent > INT_MAX ? HUGE_VAL : ldexp(x, (int)exponent);
    return isinf(result) ? math_range_error(vm) : float_from_double(vm, result);
}

static Object *math_ulp(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    if (!argument(vm, arg, &x)) {
        return NULL;
    }
    x = fabs(x);
    if (!isfinite(x)) {
        return float_from_double(vm, x);
    }
    double next = nextafter(x, HUGE_VAL);
    return float_from_double(vm, isinf(next) ? x - nextafter(x, -HUGE_VAL) : next - x);
}

/* ---- the rest ---- */

static Object *math_degrees(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    return argument(vm, arg, &x) ? float_from_double(vm, x * (180.0 / M_PI)) : NULL;
}

static Object *math_radians(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    return argument(vm, arg, &x) ? float_from_double(vm, x * (M_PI / 180.0)) : NULL;
}

static Object *math_isfinite(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    return argument(vm, arg, &x) ? bool_ref(vm, isfinite(x)) : NULL;
}

static Object *math_isinf(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    return argument(vm, arg, &x) ? bool_ref(vm, isinf(x)) : NULL;
}

static Object *math_isnan(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x;
    return argument(vm, arg, &x) ? bool_ref(vm, isnan(x)) : NULL;
}

static Object *math_isclose(VM *vm, Object *module, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"a", "b", "rel_tol", "abs_tol", NULL};
    UNUSED(module);
    double a, b, relative = 1e-9, absolute = 0.0;
    if (!args_parse(vm, "isclose", names, "dd|$dd", args, nargs, kwnames, &a, &b, &relative,
                    &absolute)) {
        return NULL;
    }
    if (relative < 0.0 || absolute < 0.0) {
        return raise(vm, EXC_ValueError, "tolerances must be non-negative");
    }
    if (a == b) {
        return bool_ref(vm, true);
    }
    if (isinf(a) || isinf(b)) {
        return bool_ref(vm, false);
    }
    double difference = fabs(b - a);
    return bool_ref(vm, difference <= fabs(relative * b) || difference <= fabs(relative * a) ||
                            difference <= absolute);
}

/* ---- the module ---- */

static const MethodDef methods[] = {
    METHOD_O("acos", math_acos, "acos($module, x, /)\n--\n\nArc cosine, in radians."),
    METHOD_O("acosh", math_acosh, "acosh($module, x, /)\n--\n\nInverse hyperbolic cosine."),
    METHOD_O("asin", math_asin, "asin($module, x, /)\n--\n\nArc sine, in radians."),
    METHOD_O("asinh", math_asinh, "asinh($module, x, /)\n--\n\nInverse hyperbolic sine."),
    METHOD_O("atan", math_atan, "atan($module, x, /)\n--\n\nArc tangent, in radians."),
    METHOD_FAST("atan2", math_atan2,
                "atan2($module, y, x, /)\n--\n\nAngle of the point (x, y), in radians."),
    METHOD_O("atanh", math_atanh, "atanh($module, x, /)\n--\n\nInverse hyperbolic tangent."),
    METHOD_O("cbrt", math_cbrt, "cbrt($module, x, /)\n--\n\nCube root."),
    METHOD_O("ceil", math_ceil, "ceil($module, x, /)\n--\n\nThe smallest int not below x."),
    METHOD_FAST("comb", math_comb,
                "comb($module, n, k, /)\n--\n\nWays to choose k of n things, order aside."),
    METHOD_FAST("copysign", math_copysign,
                "copysign($module, x, y, /)\n--\n\nThe size of x with the sign of y."),
    METHOD_O("cos", math_cos, "cos($module, x, /)\n--\n\nCosine of x in radians."),
    METHOD_O("cosh", math_cosh, "cosh($module, x, /)\n--\n\nHyperbolic cosine."),
    METHOD_O("degrees", math_degrees, "degrees($module, x, /)\n--\n\nRadians as degrees."),
    METHOD_FAST("dist", math_dist,
                "dist($module, p, q, /)\n--\n\nEuclidean distance of two points."),
    METHOD_O("erf", math_erf, "erf($module, x, /)\n--\n\nError function."),
    METHOD_O("erfc", math_erfc, "erfc($module, x, /)\n--\n\nComplementary error function."),
    METHOD_O("exp", math_exp, "exp($module, x, /)\n--\n\ne to the power x."),
    METHOD_O("exp2", math_exp2, "exp2($module, x, /)\n--\n\n2 to the power x."),
    METHOD_O("expm1", math_expm1, "expm1($module, x, /)\n--\n\nexp(x) - 1, exact for small x."),
    METHOD_O("fabs", math_fabs, "fabs($module, x, /)\n--\n\nAbsolute value as a float."),
    METHOD_O("factorial", math_factorial, "factorial($module, n, /)\n--\n\n1 * 2 * ... * n."),
    METHOD_O("floor", math_floor, "floor($module, x, /)\n--\n\nThe largest int not above x."),
    METHOD_FAST("fmod", math_fmod, "fmod($module, x, y, /)\n--\n\nRemainder with the sign of x."),
    METHOD_O("frexp", math_frexp, "frexp($module, x, /)\n--\n\n(m, e) with x == m * 2**e."),
    METHOD_O("fsum", math_fsum, "fsum($module, seq, /)\n--\n\nSum of floats, rounded once."),
    METHOD_O("gamma", math_gamma, "gamma($module, x, /)\n--\n\nGamma function."),
    METHOD_FAST("gcd", math_gcd, "gcd($module, *integers)\n--\n\nGreatest common divisor."),
    METHOD_FAST("hypot", math_hypot,
                "hypot(*coordinates) -> value\n\nLength of the vector with these coordinates."),
    METHOD_KW("isclose", math_isclose,
              "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\n"
              "Whether two numbers are nearly equal."),
    METHOD_O("isfinite", math_isfinite,
             "isfinite($module, x, /)\n--\n\nWhether x is neither infinite nor a NaN."),
    METHOD_O("isinf", math_isinf, "isinf($module, x, /)\n--\n\nWhether x is infinite."),
    METHOD_O("isnan", math_isnan, "isnan($module, x, /)\n--\n\nWhether x is a NaN."),
    METHOD_O("isqrt", math_isqrt, "isqrt($module, n, /)\n--\n\nFloor of the square root."),
    METHOD_FAST("lcm", math_lcm, "lcm($module, *integers)\n--\n\nLeast common multiple."),
    METHOD_FAST("ldexp", math_ldexp, "ldexp($module, x, i, /)\n--\n\nx * 2**i."),
    METHOD_O("lgamma", math_lgamma,
             "lgamma($module, x, /)\n--\n\nNatural logarithm of the size of gamma(x)."),
    METHOD_FAST("log", math_log,
                "log(x, [base=math.e])\nLogarithm of x to the base, e if none is given."),
    METHOD_O("log10", math_log10, "log10($module, x, /)\n--\n\nLogarithm to the base 10."),
    METHOD_O("log1p", math_log1p, "log1p($module, x, /)\n--\n\nlog(1 + x), exact for small x."),
    METHOD_O("log2", math_log2, "log2($module, x, /)\n--\n\nLogarithm to the base 2."),
    METHOD_O("modf", math_modf, "modf($module, x, /)\n--\n\nThe fraction and the whole of x."),
    METHOD_FAST("nextafter", math_nextafter,
                "nextafter($module, x, y, /)\n--\n\nThe float next to x towards y."),
    METHOD_FAST("perm", math_perm,
                "perm($module, n, k=None, /)\n--\n\nWays to choose k of n things in order."),
    METHOD_FAST("pow", math_pow, "pow($module, x, y, /)\n--\n\nx to the power y, as floats."),
    METHOD_KW("prod", math_prod,
              "prod($module, iterable, /, *, start=1)\n--\n\nProduct of the items and start."),
    METHOD_O("radians", math_radians, "radians($module, x, /)\n--\n\nDegrees as radians."),
    METHOD_FAST("remainder", math_remainder,
                "remainder($module, x, y, /)\n--\n\nx minus the multiple of y closest to it."),
    METHOD_O("sin", math_sin, "sin($module, x, /)\n--\n\nSine of x in radians."),
    METHOD_O("sinh", math_sinh, "sinh($module, x, /)\n--\n\nHyperbolic sine."),
    METHOD_O("sqrt", math_sqrt, "sqrt($module, x, /)\n--\n\nSquare root."),
    METHOD_O("tan", math_tan, "tan($module, x, /)\n--\n\nTangent of x in radians."),
    METHOD_O("tanh", math_tanh, "tanh($module, x, /)\n--\n\nHyperbolic tangent."),
    METHOD_O("trunc", math_trunc, "trunc($module, x, /)\n--\n\nThe integral part, as an int."),
    METHOD_O("ulp", math_ulp, "ulp($module, x, /)\n--\n\nValue of the last bit of x."),
    {0},
};

static const struct {
    const char *name;
    double value;
} constants[] = {
    {"e", M_E}, {"inf", HUGE_VAL}, {"nan", NAN}, {"pi", M_PI}, {"tau", 2 * M_PI},
};

Object *module_math(VM *vm) {
    Object *name = str_intern_cstr(vm, "math");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (!m || module_add_methods(vm, m, methods) < 0 ||
        module_add(vm, m, "__doc__",
                   str_from_cstr(vm, "Mathematical functions of floats and of ints.")) < 0) {
        goto fail;
    }
    for (size_t i = 0; i < COUNT_OF(constants); i++) {
        if (module_add(vm, m, constants[i].name, float_from_double(vm, constants[i].value)) < 0) {
            goto fail;
        }
    }
    return m;

fail:
    xdecref(vm, m);
    return NULL;
}
