/* float: the type and its arithmetic. */
#include <errno.h>
#include <math.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/exception.h"
#include "types/float.h"
#include "types/float_text.h"
#include "types/int.h"
#include "types/number_text.h"
#include "types/str.h"
#include "types/tuple.h"

Object *float_from_double(VM *vm, double value) {
    Float *o = object_new_atomic(vm, SHAPE_FLOAT, sizeof(Float));
    if (UNLIKELY(!o)) {
        return NULL;
    }
    o->value = value;
    return OBJ(o);
}

bool is_float(VM *vm, const Object *o) {
    return is_exact(o, SHAPE_FLOAT) ||
           (shape_of(o) >= SHAPE_FIRST_DYNAMIC && type_is_subtype(type_of(vm, o), TYPE(vm, FLOAT)));
}

/* The double of an object with __float__ or __index__. 1: found, 0: has neither, -1: error. */
static int float_by_slots(VM *vm, Object *o, double *value) {
    Type *type = type_of(vm, o);
    if (type->slots.nb_float) {
        Object *result = type->slots.nb_float(vm, o);
        if (!result) {
            return -1;
        }
        if (!number_check_float(vm, o, result)) {
            decref(vm, result);
            return -1;
        }
        *value = FLOAT_VALUE(result);
        decref(vm, result);
        return 1;
    }
    if (type->slots.nb_index) {
        Object *index = number_index(vm, o);
        if (!index) {
            return -1;
        }
        *value = int_as_double(vm, index);
        decref(vm, index);
        return *value == -1.0 && error_occurred(vm) ? -1 : 1;
    }
    return 0;
}

double float_as_double(VM *vm, Object *o) {
    double value = -1.0;
    if (LIKELY(is_exact(o, SHAPE_FLOAT))) {
        return FLOAT_VALUE(o);
    }
    if (is_exact(o, SHAPE_INT)) {
        return int_as_double(vm, o);
    }
    if (is_float(vm, o)) {
        return FLOAT_VALUE(o);
    }
    int found = float_by_slots(vm, o, &value);
    if (found == 0) {
        raise(vm, EXC_TypeError, "must be real number, not %T", o);
    }
    return found > 0 ? value : -1.0;
}

/* ---- constructor ---- */

static bool double_from_text(VM *vm, Object *o, double *value) {
    NumberText t;
    int is_text = number_text_init(vm, &t, o);
    if (is_text <= 0) {
        if (is_text == 0) {
            raise(vm, EXC_TypeError, "float() argument must be a string or a real number, not '%T'",
                  o);
        }
        return false;
    }
    bool valid = float_parse_text(t.text, t.len, value);
    number_text_deinit(vm, &t);
    if (!valid) {
        Object *repr = is_str(vm, o) || is_bytes(vm, o) || is_exact(o, SHAPE_BYTEARRAY)
                           ? object_repr(vm, o)
                           : number_text_repr(vm, o, SIZE_MAX);
        if (repr) {
            raise(vm, EXC_ValueError, "could not convert string to float: %U", repr);
            decref(vm, repr);
        }
    }
    return valid;
}

static Object *float_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    double value = 0.0;
    if (LIKELY(nargs == 1 && !kwnames && cls == TYPE(vm, FLOAT)) && args[0]->meta == INT_META) {
        return float_from_double(vm, (double)INT_VALUE(args[0]));
    }
    bool own_init = cls->slots.init != TYPE(vm, FLOAT)->slots.init;
    if ((!own_init && !args_no_keywords(vm, "float", kwnames)) ||
        !args_count(vm, "float", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 1) {
        Object *x = args[0];
        if (is_exact(x, SHAPE_FLOAT) && cls == TYPE(vm, FLOAT)) {
            return new_ref(x);
        }
        int found = float_by_slots(vm, x, &value);
        if (found < 0 || (found == 0 && !double_from_text(vm, x, &value))) {
            return NULL;
        }
    }
    if (cls == TYPE(vm, FLOAT)) {
        return float_from_double(vm, value);
    }
    Float *o = object_alloc(vm, cls, sizeof(Float));
    if (o) {
        o->value = value;
        if (type_has(cls, TYPE_CONTAINER)) {
            gc_track(vm, o);
        }
    }
    return OBJ(o);
}

static void float_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Float));
}

static Object *float_repr(VM *vm, Object *o) {
    char text[FLOAT_TEXT_MAX];
    size_t len = float_repr_text(FLOAT_VALUE(o), text);
    return str_from_ascii(vm, text, len);
}

/* ---- hash and comparison ---- */

/* The value modulo 2**61 - 1, so that equal numbers of all types have one hash. */
Hash float_hash_double(VM *vm, Object *o, double value) {
    UNUSED(vm);
    const unsigned bits = 61;
    const uint64_t prime = (UINT64_C(1) << bits) - 1;
    if (!isfinite(value)) {
        if (isinf(value)) {
            return value > 0 ? 314159 : -314159;
        }
        uintptr_t address = (uintptr_t)o; /* a NaN equals nothing: any spread will do */
        Hash h = (Hash)(address >> 4 | address << 60);
        return h == -1 ? -2 : h;
    }
    int exponent;
    double m = frexp(fabs(value), &exponent);
    uint64_t x = 0;
    while (m != 0.0) {
        x = ((x << 28) & prime) | x >> (bits - 28);
        m *= 268435456.0; /* 2**28 */
        exponent -= 28;
        uint64_t y = (uint64_t)m;
        m -= (double)y;
        x += y;
        if (x >= prime) {
            x -= prime;
        }
    }
    exponent = exponent >= 0 ? exponent % (int)bits : (int)bits - 1 - (-1 - exponent) % (int)bits;
    x = ((x << exponent) & prime) | x >> (bits - (unsigned)exponent);
    Hash h = value < 0 ? -(Hash)x : (Hash)x;
    return h == -1 ? -2 : h;
}

static Hash float_hash(VM *vm, Object *o) {
    return float_hash_double(vm, o, FLOAT_VALUE(o));
}

static int compare_doubles(double a, double b, int op) {
    switch (op) {
    case CMP_LT:
        return a < b;
    case CMP_LE:
        return a <= b;
    case CMP_EQ:
        return a == b;
    case CMP_NE:
        return a != b;
    case CMP_GT:
        return a > b;
    default:
        return a >= b;
    }
}

/* Sign of value - integer, exactly; value is not NaN. */
static int compare_with_int(double value, const Object *integer) {
    int64_t small;
    if (int_as_i64(integer, &small)) {
        if (value >= 9223372036854775808.0) {
            return 1;
        }
        if (value < -9223372036854775808.0) {
            return -1;
        }
        int64_t whole = (int64_t)value;
        if (whole != small) {
            return whole < small ? -1 : 1;
        }
        double rest = value - (double)whole;
        return (rest > 0) - (rest < 0);
    }
    const BigInt *big = (const BigInt *)integer;
    int sign = big->sign;
    if (isinf(value) || (value < 0) != (sign < 0)) {
        return value < 0 ? -1 : 1;
    }
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    size_t bits = int_bit_length(integer);
    if (exponent <= 0 || (size_t)exponent != bits) {
        return exponent > 0 && (size_t)exponent > bits ? sign : -sign;
    }
    /* As long as each other: compare limb by limb from above; there are 17 limbs at most. */
    size_t shift = bits - 53;
    uint64_t mantissa = (uint64_t)ldexp(fraction, 53);
    mp_limb_t limbs[1024 / 64 + 2] = {0};
    limbs[shift / 64] = mantissa << shift % 64;
    if (shift % 64) {
        limbs[shift / 64 + 1] = mantissa >> (64 - shift % 64);
    }
    return sign * mpn_cmp(limbs, big->limbs, big->len);
}

static Object *float_richcompare(VM *vm, Object *a, Object *b, int op) {
    double x = FLOAT_VALUE(a);
    if (LIKELY(is_exact(b, SHAPE_FLOAT)) || is_float(vm, b)) {
        return bool_ref(vm, compare_doubles(x, FLOAT_VALUE(b), op));
    }
    if (!is_int(vm, b)) {
        return not_implemented_ref(vm);
    }
    if (isnan(x)) {
        return bool_ref(vm, op == CMP_NE);
    }
    return bool_ref(vm, compare_doubles(compare_with_int(x, b), 0, op));
}

/* ---- arithmetic ---- */

/* The operands as doubles. 1: both are numbers, 0: NotImplemented, -1: error. */
static inline int operand(VM *vm, Object *o, double *value) {
    if (LIKELY(is_exact(o, SHAPE_FLOAT))) {
        *value = FLOAT_VALUE(o);
        return 1;
    }
    if (is_int(vm, o)) {
        *value = int_as_double(vm, o);
        return *value == -1.0 && error_occurred(vm) ? -1 : 1;
    }
    if (is_float(vm, o)) {
        *value = FLOAT_VALUE(o);
        return 1;
    }
    return 0;
}

#define OPERANDS(a, b, x, y)                                                                       \
    double x, y;                                                                                   \
    do {                                                                                           \
        int found_ = operand(vm, a, &x);                                                           \
        if (found_ > 0) {                                                                          \
            found_ = operand(vm, b, &y);                                                           \
        }                                                                                          \
        if (UNLIKELY(found_ <= 0)) {                                                               \
            return found_ < 0 ? NULL : not_implemented_ref(vm);                                    \
        }                                                                                          \
    } while (0)

static Object *float_add(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return float_from_double(vm, x + y);
}

static Object *float_subtract(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return float_from_double(vm, x - y);
}

static Object *float_multiply(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return float_from_double(vm, x * y);
}

static Object *float_true_divide(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    if (y == 0.0) {
        return raise(vm, EXC_ZeroDivisionError, "float division by zero");
    }
    return float_from_double(vm, x / y);
}

/* The remainder has the sign of y, zero too. */
static double modulo(double x, double y) {
    double r = fmod(x, y);
    if (r == 0.0) {
        return copysign(0.0, y);
    }
    return (y < 0) != (r < 0) ? r + y : r;
}

static void floor_divmod(double x, double y, double *quotient, double *remainder) {
    double r = fmod(x, y);
    double q = (x - r) / y; /* nearly whole */
    if (r != 0.0) {
        if ((y < 0) != (r < 0)) {
            r += y;
            q -= 1.0;
        }
    } else {
        r = copysign(0.0, y);
    }
    if (q != 0.0) {
        double whole = floor(q);
        *quotient = q - whole > 0.5 ? whole + 1.0 : whole;
    } else {
        *quotient = copysign(0.0, x / y);
    }
    *remainder = r;
}

static Object *float_remainder(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    if (y == 0.0) {
        return raise(vm, EXC_ZeroDivisionError, "float modulo");
    }
    return float_from_double(vm, modulo(x, y));
}

static Object *float_floor_divide(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    if (y == 0.0) {
        return raise(vm, EXC_ZeroDivisionError, "float floor division by zero");
    }
    double quotient, remainder;
    floor_divmod(x, y, &quotient, &remainder);
    return float_from_double(vm, quotient);
}

static Object *float_divmod(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    if (y == 0.0) {
        return raise(vm, EXC_ZeroDivisionError, "float divmod()");
    }
    double quotient, remainder;
    floor_divmod(x, y, &quotient, &remainder);
    Object *pair[2] = {float_from_double(vm, quotient), float_from_double(vm, remainder)};
    if (!pair[0] || !pair[1]) {
        xdecref(vm, pair[0]);
        xdecref(vm, pair[1]);
        return NULL;
    }
    return tuple_from_steal(vm, pair, 2);
}

static Object *raise_range_error(VM *vm) {
    Object *args[2] = {int_from_i64(vm, ERANGE),
                       str_from_cstr(vm, "Numerical result out of range")};
    Object *exc = args[0] && args[1] ? exception_new(vm, EXC_OverflowError, args, 2) : NULL;
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    xdecref(vm, args[0]);
    xdecref(vm, args[1]);
    return NULL;
}

static Object *complex_power(VM *vm, double x, double y) {
    Object *base = complex_from_doubles(vm, x, 0.0), *exponent = complex_from_doubles(vm, y, 0.0);
    Object *result = base && exponent ? number_binary(vm, base, exponent, OP_POW) : NULL;
    xdecref(vm, base);
    xdecref(vm, exponent);
    return result;
}

static Object *float_power(VM *vm, Object *a, Object *b, Object *modulus) {
    if (modulus != vm->none) {
        return raise(vm, EXC_TypeError,
                     "pow() 3rd argument not allowed unless all arguments are integers");
    }
    OPERANDS(a, b, x, y);
    if (x == 0.0 && y < 0.0 && isfinite(y)) {
        return raise(vm, EXC_ZeroDivisionError, "0.0 cannot be raised to a negative power");
    }
    if (x < 0.0 && isfinite(x) && isfinite(y) && y != floor(y)) {
        return complex_power(vm, x, y);
    }
    double result = pow(x, y);
    if (isinf(result) && isfinite(x) && isfinite(y)) {
        return raise_range_error(vm);
    }
    return float_from_double(vm, result);
}

static Object *float_negative(VM *vm, Object *o) {
    return float_from_double(vm, -FLOAT_VALUE(o));
}

static Object *float_positive(VM *vm, Object *o) {
    return is_exact(o, SHAPE_FLOAT) ? new_ref(o) : float_from_double(vm, FLOAT_VALUE(o));
}

static Object *float_absolute(VM *vm, Object *o) {
    return float_from_double(vm, fabs(FLOAT_VALUE(o)));
}

static int float_bool(VM *vm, Object *o) {
    UNUSED(vm);
    return FLOAT_VALUE(o) != 0.0;
}

static Object *float_int(VM *vm, Object *o) {
    return int_from_double(vm, FLOAT_VALUE(o));
}

/* ---- methods ---- */

static Object *float_floor(VM *vm, Object *o) {
    return int_from_double(vm, floor(FLOAT_VALUE(o)));
}

static Object *float_ceil(VM *vm, Object *o) {
    return int_from_double(vm, ceil(FLOAT_VALUE(o)));
}

static Object *float_is_integer(VM *vm, Object *o) {
    double x = FLOAT_VALUE(o);
    return bool_ref(vm, isfinite(x) && floor(x) == x);
}

static Object *float_getnewargs(VM *vm, Object *o) {
    Object *value = float_from_double(vm, FLOAT_VALUE(o));
    return value ? tuple_from_steal(vm, &value, 1) : NULL;
}

static Object *float_getformat(VM *vm, Object *cls, Object *kind) {
    UNUSED(cls);
    if (!is_str(vm, kind)) {
        return raise(vm, EXC_TypeError, "__getformat__() argument must be str, not %T", kind);
    }
    if (!str_equal_ascii(kind, "double") && !str_equal_ascii(kind, "float")) {
        return raise(vm, EXC_ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
    }
    uint16_t probe = 1;
    return str_from_cstr(vm, *(uint8_t *)&probe ? "IEEE, little-endian" : "IEEE, big-endian");
}

static Object *float_format_method(VM *vm, Object *self, Object *spec) {
    if (!is_str(vm, spec)) {
        return raise(vm, EXC_TypeError, "__format__() argument must be str, not %T", spec);
    }
    return format_float(vm, self, spec);
}

static Object *float_get_real(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return float_positive(vm, self);
}

static Object *float_get_imag(VM *vm, Object *self, void *closure) {
    UNUSED(self);
    UNUSED(closure);
    return float_from_double(vm, 0.0);
}

static const MethodDef float_methods[] = {
    METHOD_NOARGS("conjugate", float_positive,
                  "conjugate($self, /)\n--\n\nself, the complex conjugate of any float."),
    METHOD_NOARGS("__trunc__", float_int, "__trunc__($self, /)\n--\n\nThe integral part."),
    METHOD_NOARGS("__floor__", float_floor, "__floor__($self, /)\n--\n\nThe floor as an int."),
    METHOD_NOARGS("__ceil__", float_ceil, "__ceil__($self, /)\n--\n\nThe ceiling as an int."),
    METHOD_FAST("__round__", float_round_method,
                "__round__($self, ndigits=None, /)\n--\n\n"
                "Rounded to an int, or to ndigits decimals; halves go to the even neighbour."),
    METHOD_NOARGS("as_integer_ratio", float_as_integer_ratio,
                  "as_integer_ratio($self, /)\n--\n\nThe value as a pair of ints in lowest terms."),
    METHOD_CLASS_O("fromhex", float_fromhex_method,
                   "fromhex($type, string, /)\n--\n\nThe float written in hexadecimal."),
    METHOD_NOARGS("hex", float_hex_method, "hex($self, /)\n--\n\nThe value in hexadecimal."),
    METHOD_NOARGS("is_integer", float_is_integer,
                  "is_integer($self, /)\n--\n\nWhether the value is whole."),
    METHOD_NOARGS("__getnewargs__", float_getnewargs, NULL),
    METHOD_CLASS_O("__getformat__", float_getformat, NULL),
    METHOD_O("__format__", float_format_method,
             "__format__($self, format_spec, /)\n--\n\nText as the specification says."),
    {0},
};

static const GetSetDef float_getset[] = {
    {"real", float_get_real, NULL, "the real part", NULL},
    {"imag", float_get_imag, NULL, "the imaginary part, 0.0", NULL},
    {0},
};

const TypeSpec float_spec = {
    .name = "float",
    .doc = "float(x=0, /)\n--\n\nA number with a fraction, from a number or from text.",
    .shape = SHAPE_FLOAT,
    .flags = TYPE_BASE | TYPE_SELF_MATCH,
    .size = sizeof(Float),
    .slots =
        {
            .dealloc = float_dealloc,
            .repr = float_repr,
            .hash = float_hash,
            .richcompare = float_richcompare,
            .new = float_new,
            .nb_add = float_add,
            .nb_subtract = float_subtract,
            .nb_multiply = float_multiply,
            .nb_remainder = float_remainder,
            .nb_divmod = float_divmod,
            .nb_power = float_power,
            .nb_negative = float_negative,
            .nb_positive = float_positive,
            .nb_absolute = float_absolute,
            .nb_bool = float_bool,
            .nb_int = float_int,
            .nb_float = float_positive,
            .nb_floor_divide = float_floor_divide,
            .nb_true_divide = float_true_divide,
        },
    .methods = float_methods,
    .getset = float_getset,
};
