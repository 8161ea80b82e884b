/* math: gamma and lgamma, by Lanczos' approximation.
 *
 * The coefficients are the published ones of C. Lanczos' rational form with N = 13 and the g below
 * (as in Boost's "lanczos13m53"); the error of the sum x + g - 0.5 is carried along, as it would be
 * multiplied by a power.
 */
#include <errno.h>
#include <math.h>

#include "lib/math_module.h"
#include "object/error.h"
#include "types/float.h"

static const double pi = 3.141592653589793238462643383279502884197;
static const double log_pi = 1.144729885849400174143427351353058711647;

enum { LANCZOS_N = 13 };
static const double lanczos_g = 6.024680040776729583740234375;
static const double lanczos_g_minus_half = 5.524680040776729583740234375;
static const double lanczos_numerator[LANCZOS_N] = {
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
};
static const double lanczos_denominator[LANCZOS_N] = {
    0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
    2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0,
};

/* gamma(1) .. gamma(23), exact. */
enum { EXACT_LEN = 23 };
static const double exact_gamma[EXACT_LEN] = {
    1.0,
    1.0,
    2.0,
    6.0,
    24.0,
    120.0,
    720.0,
    5040.0,
    40320.0,
    362880.0,
    3628800.0,
    39916800.0,
    479001600.0,
    6227020800.0,
    87178291200.0,
    1307674368000.0,
    20922789888000.0,
    355687428096000.0,
    6402373705728000.0,
    121645100408832000.0,
    2432902008176640000.0,
    51090942171709440000.0,
    1124000727777607680000.0,
};

/* sin(pi * x), exact at halves. x is finite. */
static double sin_pi(double x) {
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0:
        result = sin(pi * y);
        break;
    case 1:
        result = cos(pi * (y - 0.5));
        break;
    case 2: /* written so that the sign of zero is right */
        result = sin(pi * (1.0 - y));
        break;
    case 3:
        result = -cos(pi * (y - 1.5));
        break;
    default:
        result = sin(pi * (y - 2.0));
        break;
    }
    return copysign(1.0, x) * result;
}

/* x > 0. Large x: in powers of 1/x, to keep clear of overflow. */
static double lanczos_sum(double x) {
    double numerator = 0.0, denominator = 0.0;
    if (x < 5.0) {
        for (int i = LANCZOS_N - 1; i >= 0; i--) {
            numerator = numerator * x + lanczos_numerator[i];
            denominator = denominator * x + lanczos_denominator[i];
        }
    } else {
        for (int i = 0; i < LANCZOS_N; i++) {
            numerator = numerator / x + lanczos_numerator[i];
            denominator = denominator / x + lanczos_denominator[i];
        }
    }
    return numerator / denominator;
}

/* x finite, no integer up to 23, not tiny, |x| <= 200. */
static double gamma_general(double x) {
    double size = fabs(x), y = size + lanczos_g_minus_half, lost, result;
    if (size > lanczos_g_minus_half) {
        volatile double q = y - size;
        lost = q - lanczos_g_minus_half;
    } else {
        volatile double q = y - lanczos_g_minus_half;
        lost = q - size;
    }
    lost = lost * lanczos_g / y;
    /* The power alone would overflow for large x: half of it is applied twice. */
    bool halves = size >= 140.0;
    double power = halves ? pow(y, size / 2.0 - 0.25) : pow(y, size - 0.5);
    if (x < 0.0) {
        result = -pi / sin_pi(size) / size * exp(y) / lanczos_sum(size);
        result -= lost * result;
        result /= power;
        return halves ? result / power : result;
    }
    result = lanczos_sum(size) / exp(y);
    result += lost * result;
    result *= power;
    return halves ? result * power : result;
}

static double gamma_value(double x, int *error) {
    *error = 0;
    if (isnan(x) || (isinf(x) && x > 0)) {
        return x;
    }
    if (isinf(x) || x == 0.0 || (x == floor(x) && x < 0.0)) {
        *error = EDOM;
        return NAN;
    }
    if (x == floor(x) && x <= EXACT_LEN) {
        return exact_gamma[(int)x - 1];
    }
    double size = fabs(x), result;
    if (size < 1e-20) {
        result = 1.0 / x;
    } else if (size > 200.0) {
        result = x < 0.0 ? 0.0 / sin_pi(x) : HUGE_VAL;
    } else {
        result = gamma_general(x);
    }
    *error = isinf(result) ? ERANGE : 0;
    return result;
}

static double lgamma_value(double x, int *error) {
    *error = 0;
    if (!isfinite(x)) {
        return isnan(x) ? x : HUGE_VAL;
    }
    if (x == floor(x) && x <= 2.0) {
        *error = x <= 0.0 ? EDOM : 0;
        return 0.0;
    }
    double size = fabs(x);
    if (size < 1e-20) {
        return -log(size);
    }
    double result = log(lanczos_sum(size)) - lanczos_g;
    result += (size - 0.5) * (log(size + lanczos_g - 0.5) - 1.0);
    if (x < 0.0) {
        result = log_pi - log(fabs(sin_pi(size))) - log(size) - result;
    }
    *error = isinf(result) ? ERANGE : 0;
    return result;
}

static Object *outcome(VM *vm, double result, int error) {
    if (error) {
        return error == EDOM ? math_domain_error(vm) : math_range_error(vm);
    }
    return float_from_double(vm, result);
}

Object *math_gamma(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x = float_as_double(vm, arg);
    int error;
    if (x == -1.0 && error_occurred(vm)) {
        return NULL;
    }
    double result = gamma_value(x, &error);
    return outcome(vm, result, error);
}

Object *math_lgamma(VM *vm, Object *module, Object *arg) {
    UNUSED(module);
    double x = float_as_double(vm, arg);
    int error;
    if (x == -1.0 && error_occurred(vm)) {
        return NULL;
    }
    double result = lgamma_value(x, &error);
    return outcome(vm, result, error);
}
