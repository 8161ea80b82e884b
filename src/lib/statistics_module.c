/* The module _statistics: the normal distribution's quantiles. */
#include <math.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "types/float.h"

/* Wichura, "Algorithm AS241: The Percentage Points of the Normal Distribution", Applied Statistics
 * 37 (3), 1988: quotients of polynomials around the middle, farther out, and at the ends. */
static const double numerators[3][8] = {
    {2.50908092873012266727e+3, 3.34305755835881281050e+4, 6.72657709270087008530e+4,
     4.59219539315498714570e+4, 1.37316937655094611250e+4, 1.97159095030655144270e+3,
     1.33141667891784377450e+2, 3.38713287279636660800e+0},
    {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
     1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
     4.63033784615654529590e+0, 1.42343711074968357734e+0},
    {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
     2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e+0,
     5.46378491116411436990e+0, 6.65790464350110377720e+0},
};
static const double denominators[3][8] = {
    {5.22649527885285456100e+3, 2.87290857357219426740e+4, 3.93078958000927106100e+4,
     2.12137943015865958670e+4, 5.39419602142475110770e+3, 6.87187007492057908300e+2,
     4.23133307016009112520e+1, 1.0},
    {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
     2.05319162663775882187e+0, 1.0},
    {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
     7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
     5.99832206555887937690e-1, 1.0},
};

static double polynomial(const double *c, double r) {
    double value = c[0];
    for (int i = 1; i < 8; i++) {
        value = value * r + c[i];
    }
    return value;
}

static Object *inverse(VM *vm, Object *m, Object *const *args, size_t nargs) {
    double p = 0, mu = 0, sigma = 0;
    UNUSED(m);
    if (!args_count(vm, "_normal_dist_inv_cdf", nargs, 3, 3)) {
        return NULL;
    }
    p = float_as_double(vm, args[0]);
    mu = error_occurred(vm) ? 0 : float_as_double(vm, args[1]);
    sigma = error_occurred(vm) ? 0 : float_as_double(vm, args[2]);
    if (error_occurred(vm)) {
        return NULL;
    }
    double q = p - 0.5, x;
    if (fabs(q) <= 0.425) {
        double r = 0.180625 - q * q;
        x = polynomial(numerators[0], r) * q / polynomial(denominators[0], r);
        return float_from_double(vm, mu + x * sigma);
    }
    double r = sqrt(-log(q <= 0.0 ? p : 1.0 - p));
    int which = r <= 5.0 ? 1 : 2;
    r -= which == 1 ? 1.6 : 5.0;
    x = polynomial(numerators[which], r) / polynomial(denominators[which], r);
    return float_from_double(vm, mu + (q < 0.0 ? -x : x) * sigma);
}

static const MethodDef functions[] = {
    METHOD_FAST("_normal_dist_inv_cdf", inverse, "A quantile of a normal distribution."),
    {0},
};

Object *module_statistics(VM *vm) {
    return module_make(vm, "_statistics", "Accelerators for the statistics module.", functions);
}
