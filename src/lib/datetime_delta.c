/* timedelta. */
#include <math.h>

#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int_impl.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ objects */

static inline Delta *alloc(VM *vm, Type *cls) {
    if (cls && cls != vm->lib->types[LIB_TIMEDELTA]) {
        return object_alloc(vm, cls, sizeof(Delta));
    }
    void *block = heap_alloc(&vm->heap, HEAP_ATOMIC, sizeof(Delta));
    return LIKELY(block) ? object_init_header(block, vm->lib->delta_shape)
                         : (void *)raise_memory_error(vm);
}

static void dealloc(VM *vm, Object *o) {
    if (LIKELY(!type_has(type_of(vm, o), TYPE_PYTHON))) {
        heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Delta));
    } else {
        object_free_atomic(vm, o, sizeof(Delta));
    }
}

Object *delta_make(VM *vm, Type *cls, int64_t days, int64_t seconds, int64_t micros) {
    if (UNLIKELY((uint64_t)micros >= SECOND_MICROS)) {
        int64_t carry = micros / SECOND_MICROS - (micros % SECOND_MICROS < 0);
        micros -= carry * SECOND_MICROS;
        seconds += carry;
    }
    if ((uint64_t)seconds >= DAY_SECONDS) {
        int64_t carry = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
        seconds -= carry * DAY_SECONDS;
        days += carry;
    }
    if (UNLIKELY(days < -MAX_DELTA_DAYS || days > MAX_DELTA_DAYS)) {
        return days < INT32_MIN || days > INT32_MAX
                   ? raise(vm, EXC_OverflowError, "Python int too large to convert to C int")
                   : raise(vm, EXC_OverflowError, "days=%d; must have magnitude <= %d", (int)days,
                           MAX_DELTA_DAYS);
    }
    Delta *d = alloc(vm, cls);
    if (d) {
        d->days = (int32_t)days;
        d->seconds = (int32_t)seconds;
        d->micros = (int32_t)micros;
        d->unused = 0;
    }
    return OBJ(d);
}

/* ------------------------------------------------------------------ as microseconds */

#define TOO_MANY ((i128)1 << 126)

static inline i128 micros_of(const Object *o) {
    return (i128)delta_seconds(o) * SECOND_MICROS + DELTA(o)->micros;
}

static Object *too_large(VM *vm) {
    return raise(vm, EXC_OverflowError, "Python int too large to convert to C int");
}

static Object *from_micros(VM *vm, Type *cls, i128 us) {
    if (LIKELY(us == (int64_t)us)) {
        int64_t v = (int64_t)us, days = v / DAY_MICROS - (v % DAY_MICROS < 0);
        v -= days * DAY_MICROS;
        return delta_make(vm, cls, days, v / SECOND_MICROS, v % SECOND_MICROS);
    }
    i128 days = us / DAY_MICROS - (us % DAY_MICROS < 0);
    if (days != (int32_t)days) {
        return too_large(vm);
    }
    int64_t rest = (int64_t)(us - days * DAY_MICROS);
    return delta_make(vm, cls, (int64_t)days, rest / SECOND_MICROS, rest % SECOND_MICROS);
}

/* An int; those of too many bits become TOO_MANY or its negative. */
static i128 i128_from_int(const Object *o) {
    IntView v;
    if (int_is_compact(o)) {
        return INT_VALUE(o);
    }
    int_view(&v, o);
    i128 result = TOO_MANY;
    if (v.len == 1) {
        result = v.limbs[0];
    } else if (v.len == 2 && v.limbs[1] < UINT64_C(1) << 62) {
        result = (i128)((unsigned __int128)v.limbs[1] << 64 | v.limbs[0]);
    }
    return v.negative ? -result : result;
}

static Object *int_from_i128(VM *vm, i128 value) {
    if (value == (int64_t)value) {
        return int_from_i64(vm, (int64_t)value);
    }
    unsigned __int128 size = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    mp_limb_t limbs[2] = {(mp_limb_t)size, (mp_limb_t)(size >> 64)};
    return int_from_limbs(vm, limbs, 2, value < 0);
}

/* false: more than TOO_MANY; b fits 90 bits. */
static bool multiply(i128 a, i128 b, i128 *product) {
    i128 size = a < 0 ? -a : a, other = b < 0 ? -b : b;
    if (other && size > (TOO_MANY - 1) / other) {
        return false;
    }
    *product = a * b;
    return true;
}

static i128 floor_divide(i128 a, i128 b) {
    i128 q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

/* To the nearest, halves to even. */
static i128 divide_near(i128 a, i128 b) {
    if (b < 0) {
        a = -a;
        b = -b;
    }
    i128 q = floor_divide(a, b), rest = a - q * b, other = b - rest;
    return rest > other || (rest == other && (q & 1)) ? q + 1 : q;
}

/* ------------------------------------------------------------------ making */

typedef struct Sum {
    i128 whole;
    double rest; /* of microseconds */
    bool failed, large;
} Sum;

static void add_part(VM *vm, Sum *sum, const char *name, Object *o, int64_t factor) {
    if (sum->failed || !o) {
        return;
    }
    i128 value, product;
    double fraction = 0.0;
    if (is_int(vm, o)) {
        value = i128_from_int(o);
    } else if (is_float(vm, o)) {
        double whole;
        fraction = modf(FLOAT_VALUE(o), &whole);
        if (!isfinite(whole)) {
            Object *none = int_from_double(vm, whole); /* raises */
            xdecref(vm, none);
            sum->failed = true;
            return;
        }
        value = fabs(whole) < 0x1p125 ? (i128)whole : whole < 0 ? -TOO_MANY : TOO_MANY;
    } else {
        raise(vm, EXC_TypeError, "unsupported type for timedelta %s component: %T", name, o);
        sum->failed = true;
        return;
    }
    if (!multiply(value, factor, &product) || !(product < TOO_MANY / 2 - sum->whole) ||
        !(product > -TOO_MANY / 2 - sum->whole)) {
        sum->large = true; /* an error, unless another part has a worse one */
        return;
    }
    sum->whole += product;
    if (fraction != 0.0) {
        double whole;
        sum->rest += modf((double)factor * fraction, &whole);
        sum->whole += (i128)whole;
    }
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"days",    "seconds", "microseconds", "milliseconds",
                                        "minutes", "hours",   "weeks",        NULL};
    Object *days = NULL, *seconds = NULL, *micros = NULL, *millis = NULL, *minutes = NULL,
           *hours = NULL, *weeks = NULL;
    if (!args_parse(vm, "__new__", names, "|OOOOOOO", args, nargs, kwnames, &days, &seconds,
                    &micros, &millis, &minutes, &hours, &weeks)) {
        return NULL;
    }
    Sum sum = {0};
    add_part(vm, &sum, "microseconds", micros, 1);
    add_part(vm, &sum, "milliseconds", millis, 1000);
    add_part(vm, &sum, "seconds", seconds, SECOND_MICROS);
    add_part(vm, &sum, "minutes", minutes, INT64_C(60) * SECOND_MICROS);
    add_part(vm, &sum, "hours", hours, INT64_C(3600) * SECOND_MICROS);
    add_part(vm, &sum, "days", days, DAY_MICROS);
    add_part(vm, &sum, "weeks", weeks, 7 * DAY_MICROS);
    if (sum.failed) {
        return NULL;
    }
    if (sum.large) {
        return too_large(vm);
    }
    if (sum.rest != 0.0) {
        double whole = round(sum.rest);
        if (fabs(whole - sum.rest) == 0.5) { /* halves make the sum even */
            int odd = (int)(sum.whole & 1);
            whole = 2.0 * round((sum.rest + odd) * 0.5) - odd;
        }
        sum.whole += (i128)whole;
    }
    return from_micros(vm, cls, sum.whole);
}

/* ------------------------------------------------------------------ operators */

static Object *add(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a) || !is_delta(vm, b)) {
        return not_implemented_ref(vm);
    }
    return delta_make(vm, NULL, (int64_t)DELTA(a)->days + DELTA(b)->days,
                      DELTA(a)->seconds + DELTA(b)->seconds, DELTA(a)->micros + DELTA(b)->micros);
}

static Object *subtract(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a) || !is_delta(vm, b)) {
        return not_implemented_ref(vm);
    }
    return delta_make(vm, NULL, (int64_t)DELTA(a)->days - DELTA(b)->days,
                      DELTA(a)->seconds - DELTA(b)->seconds, DELTA(a)->micros - DELTA(b)->micros);
}

Object *delta_minus(VM *vm, Object *o) {
    return delta_make(vm, NULL, -(int64_t)DELTA(o)->days, -DELTA(o)->seconds, -DELTA(o)->micros);
}
static Object *positive(VM *vm, Object *o) {
    return delta_make(vm, NULL, DELTA(o)->days, DELTA(o)->seconds, DELTA(o)->micros);
}
static Object *absolute(VM *vm, Object *o) {
    return DELTA(o)->days < 0 ? delta_minus(vm, o) : positive(vm, o);
}
static int truth(VM *vm, Object *o) {
    UNUSED(vm);
    return !delta_is_zero(o);
}

/* value as m * 2**e with m odd or zero; false: it has none. */
static bool split_float(VM *vm, double value, int64_t *m, int *e) {
    if (!isfinite(value)) {
        if (isnan(value)) {
            raise(vm, EXC_ValueError, "cannot convert NaN to integer ratio");
        } else {
            raise(vm, EXC_OverflowError, "cannot convert Infinity to integer ratio");
        }
        return false;
    }
    *m = (int64_t)ldexp(frexp(value, e), 53);
    *e -= 53;
    if (*m) {
        int zeros = __builtin_ctzll((uint64_t)*m);
        *m /= INT64_C(1) << zeros;
        *e += zeros;
    }
    return true;
}

/* us shifted left; false: more than TOO_MANY. */
static bool shift_left(i128 us, int n, i128 *result) {
    i128 size = us < 0 ? -us : us;
    if (us && (n >= 126 || size > (TOO_MANY - 1) >> n)) {
        return false;
    }
    *result = us ? us * ((i128)1 << n) : 0;
    return true;
}

static Object *times_float(VM *vm, i128 us, double value) {
    int64_t m;
    int e;
    i128 r;
    if (!split_float(vm, value, &m, &e)) {
        return NULL;
    }
    r = us * m; /* 68 + 53 bits */
    if (e >= 0 ? !shift_left(r, e, &r) : false) {
        return too_large(vm);
    }
    if (e < 0) {
        r = -e >= 126 ? 0 : divide_near(r, (i128)1 << -e);
    }
    return from_micros(vm, NULL, r);
}

static Object *over_float(VM *vm, i128 us, double value) {
    int64_t m;
    int e;
    i128 d, r = us;
    if (!split_float(vm, value, &m, &e)) {
        return NULL;
    }
    if (!m) {
        return raise(vm, EXC_ZeroDivisionError, "integer division or modulo by zero");
    }
    d = m;
    if (e < 0 && !shift_left(r, -e, &r)) {
        return too_large(vm);
    }
    if (e > 0 && !shift_left(d, e, &d)) {
        r = 0;
        d = 1;
    }
    return from_micros(vm, NULL, divide_near(r, d));
}

/* By what the as_integer_ratio of a float's subclass says. */
static Object *scale_by_ratio(VM *vm, i128 us, Object *value, bool divide) {
    Object *result = NULL, *pair = call_named(vm, value, "as_integer_ratio", NULL);
    if (!pair) {
        return NULL;
    }
    if (!is_tuple(vm, pair)) {
        raise(vm, EXC_TypeError,
              "unexpected return type from as_integer_ratio(): expected tuple, got '%T'", pair);
    } else if (TUPLE_LEN(pair) != 2) {
        raise(vm, EXC_ValueError, "as_integer_ratio() must return a 2-tuple");
    } else {
        Object *above = TUPLE_ITEM(pair, divide), *below = TUPLE_ITEM(pair, !divide);
        i128 product, d = is_int(vm, below) ? i128_from_int(below) : 0;
        if (!is_int(vm, above) || !is_int(vm, below)) {
            raise(vm, EXC_TypeError, "non-integer arguments in division");
        } else if (!d) {
            raise(vm, EXC_ZeroDivisionError, "integer division or modulo by zero");
        } else if (multiply(us, i128_from_int(above), &product) && d < TOO_MANY && d > -TOO_MANY) {
            result = from_micros(vm, NULL, divide_near(product, d));
        } else { /* as large as only the float's own ratio is */
            result = divide ? over_float(vm, us, FLOAT_VALUE(value))
                            : times_float(vm, us, FLOAT_VALUE(value));
        }
    }
    decref(vm, pair);
    return result;
}

static Object *scale(VM *vm, i128 us, Object *value, bool divide) {
    if (!is_exact(value, SHAPE_FLOAT)) {
        return scale_by_ratio(vm, us, value, divide);
    }
    return divide ? over_float(vm, us, FLOAT_VALUE(value))
                  : times_float(vm, us, FLOAT_VALUE(value));
}

static Object *multiply_slot(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a)) {
        Object *other = a;
        a = b;
        b = other;
    }
    if (is_int(vm, b)) {
        i128 product;
        if (!multiply(micros_of(a), i128_from_int(b), &product)) {
            return too_large(vm);
        }
        return from_micros(vm, NULL, product);
    }
    return is_float(vm, b) ? scale(vm, micros_of(a), b, false) : not_implemented_ref(vm);
}

static Object *no_divisor(VM *vm) {
    return raise(vm, EXC_ZeroDivisionError, "integer division or modulo by zero");
}

static Object *floor_divide_slot(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a)) {
        return not_implemented_ref(vm);
    }
    bool same = is_delta(vm, b);
    if (!same && !is_int(vm, b)) {
        return not_implemented_ref(vm);
    }
    i128 d = same ? micros_of(b) : i128_from_int(b);
    if (!d) {
        return no_divisor(vm);
    }
    i128 q = floor_divide(micros_of(a), d);
    return same ? int_from_i128(vm, q) : from_micros(vm, NULL, q);
}

/* Of two ints of any size, correctly rounded. */
static Object *ratio(VM *vm, i128 a, i128 b) {
    const i128 exact = (i128)1 << 53;
    if (b && a <= exact && a >= -exact && b <= exact && b >= -exact) {
        return float_from_double(vm, (double)a / (double)b);
    }
    Object *x = int_from_i128(vm, a), *y = x ? int_from_i128(vm, b) : NULL;
    Object *result = y ? int_truediv(vm, x, y) : NULL;
    xdecref(vm, x);
    xdecref(vm, y);
    return result;
}

static Object *true_divide(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a)) {
        return not_implemented_ref(vm);
    }
    i128 us = micros_of(a);
    if (is_delta(vm, b)) {
        return ratio(vm, us, micros_of(b));
    }
    if (is_float(vm, b)) {
        return scale(vm, us, b, true);
    }
    if (is_int(vm, b)) {
        i128 d = i128_from_int(b);
        return d ? from_micros(vm, NULL, divide_near(us, d)) : no_divisor(vm);
    }
    return not_implemented_ref(vm);
}

static Object *remainder_slot(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a) || !is_delta(vm, b)) {
        return not_implemented_ref(vm);
    }
    i128 us = micros_of(a), d = micros_of(b);
    return d ? from_micros(vm, NULL, us - floor_divide(us, d) * d)
             : raise(vm, EXC_ZeroDivisionError, "integer modulo by zero");
}

static Object *divmod_slot(VM *vm, Object *a, Object *b) {
    if (!is_delta(vm, a) || !is_delta(vm, b)) {
        return not_implemented_ref(vm);
    }
    i128 us = micros_of(a), d = micros_of(b);
    if (!d) {
        return no_divisor(vm);
    }
    i128 q = floor_divide(us, d);
    return pack_steal(vm, 2, int_from_i128(vm, q), from_micros(vm, NULL, us - q * d));
}

static Object *compare(VM *vm, Object *a, Object *b, int op) {
    if (!is_delta(vm, b)) {
        return not_implemented_ref(vm);
    }
    int64_t order = (int64_t)DELTA(a)->days - DELTA(b)->days;
    order = order ? order : DELTA(a)->seconds - DELTA(b)->seconds;
    order = order ? order : DELTA(a)->micros - DELTA(b)->micros;
    return compare_result(vm, order < 0 ? -1 : order > 0, op);
}

static Object *fields(VM *vm, Object *o) {
    return pack_steal(vm, 3, int_from_i64(vm, DELTA(o)->days), int_from_i64(vm, DELTA(o)->seconds),
                      int_from_i64(vm, DELTA(o)->micros));
}

Hash delta_hash(VM *vm, Object *o) {
    Object *t = fields(vm, o);
    Hash h = t ? object_hash(vm, t) : -1;
    xdecref(vm, t);
    return h;
}

/* ------------------------------------------------------------------ text and methods */

static Object *repr(VM *vm, Object *o) {
    const Delta *d = DELTA(o);
    char text[96];
    int n = 0;
    if (d->days) {
        n += snprintf(text + n, sizeof text - (size_t)n, ", days=%d", d->days);
    }
    if (d->seconds) {
        n += snprintf(text + n, sizeof text - (size_t)n, ", seconds=%d", d->seconds);
    }
    if (d->micros) {
        n += snprintf(text + n, sizeof text - (size_t)n, ", microseconds=%d", d->micros);
    }
    return str_format(vm, "%T(%s)", o, n ? text + 2 : "0");
}

static Object *str(VM *vm, Object *o) {
    const Delta *d = DELTA(o);
    char text[96];
    int n = 0;
    if (d->days) {
        n = snprintf(text, sizeof text, "%d day%s, ", d->days,
                     d->days == 1 || d->days == -1 ? "" : "s");
    }
    n += snprintf(text + n, sizeof text - (size_t)n, "%d:%02d:%02d", d->seconds / 3600,
                  d->seconds / 60 % 60, d->seconds % 60);
    if (d->micros) {
        n += snprintf(text + n, sizeof text - (size_t)n, ".%06d", d->micros);
    }
    return str_from_ascii(vm, text, (size_t)n);
}

static Object *total_seconds(VM *vm, Object *o) {
    return ratio(vm, micros_of(o), SECOND_MICROS);
}

double delta_total_seconds(VM *vm, Object *o) {
    Object *f = total_seconds(vm, o);
    double value = f ? FLOAT_VALUE(f) : -1.0;
    xdecref(vm, f);
    return value;
}

static Object *reduce(VM *vm, Object *o) {
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, o))), fields(vm, o));
}

static const MethodDef methods[] = {
    METHOD_NOARGS("total_seconds", total_seconds, "Total seconds in the duration."),
    METHOD_NOARGS("__reduce__", reduce, "__reduce__() -> (cls, state)"),
    {0},
};
static const MemberDef members[] = {
    {"days", MEMBER_I32, offsetof(Delta, days), true, "Number of days."},
    {"seconds", MEMBER_I32, offsetof(Delta, seconds), true,
     "Number of seconds (>= 0 and less than 1 day)."},
    {"microseconds", MEMBER_I32, offsetof(Delta, micros), true,
     "Number of microseconds (>= 0 and less than 1 second)."},
    {0},
};

const TypeSpec delta_spec = {
    .name = "datetime.timedelta",
    .doc = "Difference between two datetime values.\n\n"
           "timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, "
           "weeks=0)\n\n"
           "All arguments are optional and default to 0.\n"
           "Arguments may be integers or floats, and may be positive or negative.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Delta),
    .slots =
        {
            .dealloc = dealloc,
            .new = new_slot,
            .repr = repr,
            .str = str,
            .hash = delta_hash,
            .richcompare = compare,
            .nb_add = add,
            .nb_subtract = subtract,
            .nb_multiply = multiply_slot,
            .nb_remainder = remainder_slot,
            .nb_divmod = divmod_slot,
            .nb_negative = delta_minus,
            .nb_positive = positive,
            .nb_absolute = absolute,
            .nb_bool = truth,
            .nb_floor_divide = floor_divide_slot,
            .nb_true_divide = true_divide,
        },
    .methods = methods,
    .members = members,
};
