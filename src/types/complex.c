/* complex: two doubles. */
#include <math.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "object/warn.h"
#include "types/float.h"
#include "types/float_text.h"
#include "types/int.h"
#include "types/number_text.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Pair {
    double real, imag;
} Pair;

#define COMPLEX(o) ((Complex *)(o))

static Pair pair_of(const Object *o) {
    return (Pair){((const Complex *)o)->real, ((const Complex *)o)->imag};
}

static bool is_complex(VM *vm, const Object *o) {
    return is_exact(o, SHAPE_COMPLEX) || (shape_of(o) >= SHAPE_FIRST_DYNAMIC &&
                                          type_is_subtype(type_of(vm, o), TYPE(vm, COMPLEX)));
}

Object *complex_from_doubles(VM *vm, double real, double imag) {
    Complex *o = object_new_atomic(vm, SHAPE_COMPLEX, sizeof(Complex));
    if (!o) {
        return NULL;
    }
    o->real = real;
    o->imag = imag;
    return OBJ(o);
}

static Object *from_pair(VM *vm, Pair p) {
    return complex_from_doubles(vm, p.real, p.imag);
}

static void complex_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Complex));
}

/* ---- text ---- */

static Object *complex_repr(VM *vm, Object *o) {
    Pair v = pair_of(o);
    char real[FLOAT_TEXT_MAX + 1] = "", imag[FLOAT_TEXT_MAX + 1] = "";
    Buffer out;
    buffer_init(&out);
    bool both = v.real != 0.0 || signbit(v.real), done = true;
    if (both) {
        done = float_format_text(v.real, 'r', 0, false, false, &out);
        if (done) {
            memcpy(real, out.data, out.size);
            buffer_clear(&out);
        }
    }
    if (done && (done = float_format_text(v.imag, 'r', 0, false, false, &out))) {
        memcpy(imag, out.data, out.size);
    }
    buffer_deinit(&out);
    if (!done) {
        return raise_memory_error(vm);
    }
    if (!both) {
        return str_format(vm, "%sj", imag);
    }
    return str_format(vm, "(%s%s%sj)", real, imag[0] == '-' ? "" : "+", imag);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_imaginary_unit(const char *p, const char *end) {
    return p < end && (*p == 'j' || *p == 'J');
}

/* x, yj, x+yj, x+j, +j, j. Where it ends, or NULL. */
static const char *read_complex(const char *p, const char *end, Pair *value) {
    double x, y;
    const char *after = float_read(p, end, &x);
    *value = (Pair){0.0, 0.0};
    if (!after) { /* a lone j */
        bool minus = p < end && *p == '-';
        p += p < end && (*p == '+' || *p == '-');
        value->imag = minus ? -1.0 : 1.0;
        return is_imaginary_unit(p, end) ? p + 1 : NULL;
    }
    if (is_imaginary_unit(after, end)) {
        value->imag = x;
        return after + 1;
    }
    value->real = x;
    p = after;
    if (p == end || (*p != '+' && *p != '-')) {
        return p;
    }
    after = float_read(p, end, &y);
    if (!after) {
        y = *p == '-' ? -1.0 : 1.0;
        after = p + 1;
    }
    value->imag = y;
    return is_imaginary_unit(after, end) ? after + 1 : NULL;
}

static const char *skip_blanks(const char *p, const char *end) {
    while (p < end && number_is_blank(*p)) {
        p++;
    }
    return p;
}

static bool parse_complex(const char *p, const char *end, Pair *value) {
    p = skip_blanks(p, end);
    bool bracket = p < end && *p == '(';
    if (bracket) {
        p = skip_blanks(p + 1, end);
    }
    p = read_complex(p, end, value);
    if (!p) {
        return false;
    }
    p = skip_blanks(p, end);
    if (bracket) {
        if (p == end || *p != ')') {
            return false;
        }
        p = skip_blanks(p + 1, end);
    }
    return p == end;
}

/* ---- constructor ---- */

static Object *complex_make(VM *vm, Type *cls, Pair value) {
    if (cls == TYPE(vm, COMPLEX)) {
        return from_pair(vm, value);
    }
    Complex *o = object_alloc(vm, cls, sizeof(Complex));
    if (o) {
        o->real = value.real;
        o->imag = value.imag;
        if (type_has(cls, TYPE_CONTAINER)) {
            gc_track(vm, o);
        }
    }
    return OBJ(o);
}

/* Whether an underscore stands elsewhere than between digits: that has a message of its own. */
static bool underscore_misplaced(const char *text, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '_' &&
            (i == 0 || i + 1 == len || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))) {
            return true;
        }
    }
    return false;
}

static Object *complex_from_text(VM *vm, Type *cls, Object *text) {
    NumberText t;
    Pair value;
    if (number_text_init(vm, &t, text) < 0) {
        return NULL;
    }
    bool valid = parse_complex(t.text, t.text + t.len, &value);
    bool misplaced = !valid && underscore_misplaced(t.text, t.len);
    number_text_deinit(vm, &t);
    if (misplaced) {
        return raise(vm, EXC_ValueError, "could not convert string to complex: %R", text);
    }
    if (!valid) {
        return raise(vm, EXC_ValueError, "complex() arg is a malformed string");
    }
    return complex_make(vm, cls, value);
}

static bool has_number_slot(VM *vm, Object *o) {
    const Slots *slots = &type_of(vm, o)->slots;
    return slots->nb_float || slots->nb_index;
}

/* The number that o (not text) stands for, as real and imaginary part; *complex: whether it was a
 * complex. */
static bool argument_value(VM *vm, Object *o, bool use_method, Pair *value, bool *was_complex,
                           const char *message) {
    Object *special = NULL;
    if (use_method && !is_exact(o, SHAPE_COMPLEX)) {
        special = call_special0(vm, o, ID(vm, __complex__));
        if (!special && error_occurred(vm)) {
            return false;
        }
        if (special && !is_complex(vm, special)) {
            raise(vm, EXC_TypeError, "__complex__ returned non-complex (type %T)", special);
            decref(vm, special);
            return false;
        }
        if (special && !is_exact(special, SHAPE_COMPLEX) &&
            warn(vm, EXC_DeprecationWarning,
                 "__complex__ returned non-complex (type %T).  The ability to return an instance "
                 "of a strict subclass of complex is deprecated, and may be removed in a future "
                 "version of Python.",
                 special) < 0) {
            decref(vm, special);
            return false;
        }
    }
    Object *number = special ? special : o;
    bool done = true;
    *was_complex = is_complex(vm, number);
    if (*was_complex) {
        *value = pair_of(number);
    } else if (!has_number_slot(vm, number)) {
        raise(vm, EXC_TypeError, message, number);
        done = false;
    } else {
        *value = (Pair){float_as_double(vm, number), 0.0};
        done = !(value->real == -1.0 && error_occurred(vm));
    }
    xdecref(vm, special);
    return done;
}

bool complex_parts(VM *vm, Object *o, double *real, double *imag) {
    Pair value = {0.0, 0.0};
    bool was_complex;
    if (!argument_value(vm, o, true, &value, &was_complex, "must be real number, not %T")) {
        return false;
    }
    *real = value.real;
    *imag = value.imag;
    return true;
}

static Object *complex_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"real", "imag", NULL};
    Object *real = NULL, *imag = NULL;
    if (!args_parse(vm, "complex", names, "|OO", args, nargs, kwnames, &real, &imag)) {
        return NULL;
    }
    if (real && !imag && is_exact(real, SHAPE_COMPLEX) && cls == TYPE(vm, COMPLEX)) {
        return new_ref(real);
    }
    if (real && is_str(vm, real)) {
        if (imag) {
            return raise(vm, EXC_TypeError, "complex() can't take second arg if first is a string");
        }
        return complex_from_text(vm, cls, real);
    }
    if (imag && is_str(vm, imag)) {
        return raise(vm, EXC_TypeError, "complex() second arg can't be a string");
    }
    Pair x = {0.0, 0.0}, y = {0.0, 0.0};
    bool x_complex = false, y_complex = false;
    if (real &&
        !argument_value(vm, real, true, &x, &x_complex,
                        "complex() first argument must be a string or a number, not '%T'")) {
        return NULL;
    }
    if (imag && !argument_value(vm, imag, false, &y, &y_complex,
                                "complex() second argument must be a number, not '%T'")) {
        return NULL;
    }
    /* real + imag * 1j, without touching signs of zeros that need not be touched */
    Pair value = {x.real, y.real};
    if (y_complex) {
        value.real -= y.imag;
    }
    if (x_complex) {
        value.imag += x.imag;
    }
    return complex_make(vm, cls, value);
}

/* ---- arithmetic ---- */

static int operand(VM *vm, Object *o, Pair *value) {
    if (is_complex(vm, o)) {
        *value = pair_of(o);
        return 1;
    }
    if (is_float(vm, o)) {
        *value = (Pair){FLOAT_VALUE(o), 0.0};
        return 1;
    }
    if (is_int(vm, o)) {
        *value = (Pair){int_as_double(vm, o), 0.0};
        return value->real == -1.0 && error_occurred(vm) ? -1 : 1;
    }
    return 0;
}

#define OPERANDS(a, b, x, y)                                                                       \
    Pair x, y;                                                                                     \
    do {                                                                                           \
        int found_ = operand(vm, a, &x);                                                           \
        if (found_ > 0) {                                                                          \
            found_ = operand(vm, b, &y);                                                           \
        }                                                                                          \
        if (found_ <= 0) {                                                                         \
            return found_ < 0 ? NULL : not_implemented_ref(vm);                                    \
        }                                                                                          \
    } while (0)

static Pair product(Pair a, Pair b) {
    return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

/* Smith's division, which avoids overflow in between. false: b is zero. */
static bool quotient(Pair a, Pair b, Pair *result) {
    if (fabs(b.real) >= fabs(b.imag)) {
        if (b.real == 0.0) {
            *result = (Pair){0.0, 0.0};
            return false;
        }
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        *result = (Pair){(a.real + a.imag * ratio) / denominator,
                         (a.imag - a.real * ratio) / denominator};
    } else if (fabs(b.imag) >= fabs(b.real)) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        *result = (Pair){(a.real * ratio + a.imag) / denominator,
                         (a.imag * ratio - a.real) / denominator};
    } else { /* a NaN */
        *result = (Pair){NAN, NAN};
    }
    return true;
}

static Object *complex_add(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return complex_from_doubles(vm, x.real + y.real, x.imag + y.imag);
}

static Object *complex_subtract(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return complex_from_doubles(vm, x.real - y.real, x.imag - y.imag);
}

static Object *complex_multiply(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    return from_pair(vm, product(x, y));
}

static Object *complex_true_divide(VM *vm, Object *a, Object *b) {
    OPERANDS(a, b, x, y);
    Pair result;
    if (!quotient(x, y, &result)) {
        return raise(vm, EXC_ZeroDivisionError, "complex division by zero");
    }
    return from_pair(vm, result);
}

static bool power_whole(Pair x, long n, Pair *result) {
    Pair value = {1.0, 0.0}, square = x;
    for (unsigned long left = n < 0 ? (unsigned long)-n : (unsigned long)n; left;) {
        if (left & 1) {
            value = product(value, square);
        }
        left >>= 1;
        if (left) {
            square = product(square, square);
        }
    }
    if (n > 0) {
        *result = value;
        return true;
    }
    return quotient((Pair){1.0, 0.0}, value, result);
}

static bool power_general(Pair a, Pair b, Pair *result) {
    if (b.real == 0.0 && b.imag == 0.0) {
        *result = (Pair){1.0, 0.0};
        return true;
    }
    if (a.real == 0.0 && a.imag == 0.0) {
        *result = (Pair){0.0, 0.0};
        return b.imag == 0.0 && b.real >= 0.0;
    }
    double size = hypot(a.real, a.imag), angle = atan2(a.imag, a.real);
    double length = pow(size, b.real), phase = angle * b.real;
    if (b.imag != 0.0) {
        length /= exp(angle * b.imag);
        phase += b.imag * log(size);
    }
    *result = (Pair){length * cos(phase), length * sin(phase)};
    return !isinf(phase); /* which has no direction */
}

static Object *complex_power(VM *vm, Object *a, Object *b, Object *modulus) {
    OPERANDS(a, b, x, y);
    if (modulus != vm->none) {
        return raise(vm, EXC_ValueError, "complex modulo");
    }
    Pair result;
    bool defined;
    if (y.imag == 0.0 && y.real == floor(y.real) && fabs(y.real) <= 100.0) {
        defined = power_whole(x, (long)y.real, &result);
    } else {
        defined = power_general(x, y, &result);
    }
    if (!defined) {
        return raise(vm, EXC_ZeroDivisionError, "0.0 to a negative or complex power");
    }
    if (isinf(result.real) || isinf(result.imag)) {
        return raise(vm, EXC_OverflowError, "complex exponentiation");
    }
    return from_pair(vm, result);
}

static Object *complex_negative(VM *vm, Object *o) {
    Pair v = pair_of(o);
    return complex_from_doubles(vm, -v.real, -v.imag);
}

static Object *complex_positive(VM *vm, Object *o) {
    return is_exact(o, SHAPE_COMPLEX) ? new_ref(o) : from_pair(vm, pair_of(o));
}

static Object *complex_absolute(VM *vm, Object *o) {
    Pair v = pair_of(o);
    double result = hypot(v.real, v.imag);
    if (isinf(result) && isfinite(v.real) && isfinite(v.imag)) {
        return raise(vm, EXC_OverflowError, "absolute value too large");
    }
    return float_from_double(vm, result);
}

static int complex_bool(VM *vm, Object *o) {
    UNUSED(vm);
    Pair v = pair_of(o);
    return v.real != 0.0 || v.imag != 0.0;
}

/* ---- hash and comparison ---- */

static Hash complex_hash(VM *vm, Object *o) {
    Pair v = pair_of(o);
    uint64_t real = (uint64_t)float_hash_double(vm, o, v.real);
    uint64_t imag = (uint64_t)float_hash_double(vm, o, v.imag);
    Hash h = (Hash)(real + 1000003 * imag);
    return h == -1 ? -2 : h;
}

static Object *complex_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (op != CMP_EQ && op != CMP_NE) {
        return not_implemented_ref(vm);
    }
    Pair x = pair_of(a);
    bool equal;
    if (is_complex(vm, b)) {
        Pair y = pair_of(b);
        equal = x.real == y.real && x.imag == y.imag;
    } else if (is_float(vm, b)) {
        equal = x.real == FLOAT_VALUE(b) && x.imag == 0.0;
    } else if (!is_int(vm, b)) {
        return not_implemented_ref(vm);
    } else if (x.imag != 0.0) {
        equal = false;
    } else {
        Float real = {.head = {.count = 1, .meta = FLOAT_META}, .value = x.real};
        Object *result = TYPE(vm, FLOAT)->slots.richcompare(vm, OBJ(&real), b, CMP_EQ);
        if (!result) {
            return NULL;
        }
        equal = result == vm->true_;
        decref(vm, result);
    }
    return bool_ref(vm, equal == (op == CMP_EQ));
}

/* ---- methods ---- */

static Object *complex_conjugate(VM *vm, Object *o) {
    Pair v = pair_of(o);
    return complex_from_doubles(vm, v.real, -v.imag);
}

static Object *complex_getnewargs(VM *vm, Object *o) {
    Pair v = pair_of(o);
    Object *parts[2] = {float_from_double(vm, v.real), float_from_double(vm, v.imag)};
    if (!parts[0] || !parts[1]) {
        xdecref(vm, parts[0]);
        xdecref(vm, parts[1]);
        return NULL;
    }
    return tuple_from_steal(vm, parts, 2);
}

static Object *complex_format_method(VM *vm, Object *self, Object *spec) {
    if (!is_str(vm, spec)) {
        return raise(vm, EXC_TypeError, "__format__() argument must be str, not %T", spec);
    }
    return format_complex(vm, self, spec);
}

static const MethodDef complex_methods[] = {
    METHOD_NOARGS("conjugate", complex_conjugate,
                  "conjugate($self, /)\n--\n\nThe value with the imaginary part negated."),
    METHOD_NOARGS("__complex__", complex_positive,
                  "__complex__($self, /)\n--\n\nThe value as an exact complex."),
    METHOD_NOARGS("__getnewargs__", complex_getnewargs, NULL),
    METHOD_O("__format__", complex_format_method,
             "__format__($self, format_spec, /)\n--\n\nText as the specification says."),
    {0},
};

static const MemberDef complex_members[] = {
    {"real", MEMBER_F64, offsetof(Complex, real), true, "the real part of a complex number"},
    {"imag", MEMBER_F64, offsetof(Complex, imag), true, "the imaginary part of a complex number"},
    {0},
};

const TypeSpec complex_spec = {
    .name = "complex",
    .doc = "complex(real=0, imag=0)\n--\n\nreal + imag*1j, or the complex number a text tells.",
    .shape = SHAPE_COMPLEX,
    .flags = TYPE_BASE,
    .size = sizeof(Complex),
    .slots =
        {
            .dealloc = complex_dealloc,
            .repr = complex_repr,
            .hash = complex_hash,
            .richcompare = complex_richcompare,
            .new = complex_new,
            .nb_add = complex_add,
            .nb_subtract = complex_subtract,
            .nb_multiply = complex_multiply,
            .nb_power = complex_power,
            .nb_negative = complex_negative,
            .nb_positive = complex_positive,
            .nb_absolute = complex_absolute,
            .nb_bool = complex_bool,
            .nb_true_divide = complex_true_divide,
        },
    .methods = complex_methods,
    .members = complex_members,
};
