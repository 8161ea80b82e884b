/* The type Decimal: its methods. */
#include "lib/decimal.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"

/* ------------------------------------------------------------------ methods with a context */

/* f(self, context=None) */
static Object *with_context(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames, NumFn *f) {
    static const char *const names[] = {"context", NULL};
    Object *where = vm->none;
    DecimalContext *context;
    if (!args_parse(vm, "", names, "|O", args, nargs, kwnames, &where) ||
        !(context = decimal_context_of(vm, where))) {
        return NULL;
    }
    return decimal_apply1(vm, context, self, f);
}

/* f(self, other, context=None) */
static Object *with_other(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,
                          NumFn *f) {
    static const char *const names[] = {"other", "context", NULL};
    Object *other, *where = vm->none;
    DecimalContext *context;
    if (!args_parse(vm, "", names, "O|O", args, nargs, kwnames, &other, &where) ||
        !(context = decimal_context_of(vm, where))) {
        return NULL;
    }
    return decimal_apply2(vm, context, self, other, f);
}

#define UNARY_METHODS(X)                                                                           \
    X(exp, num_exp)                                                                                \
    X(ln, num_ln)                                                                                  \
    X(log10, num_log10)                                                                            \
    X(next_minus, num_next_minus)                                                                  \
    X(next_plus, num_next_plus)                                                                    \
    X(normalize, num_normalize)                                                                    \
    X(sqrt, num_sqrt)                                                                              \
    X(logb, num_logb)                                                                              \
    X(logical_invert, num_logical_invert)
#define BINARY_METHODS(X)                                                                          \
    X(compare, num_compare)                                                                        \
    X(compare_signal, num_compare_signal)                                                          \
    X(max, num_max)                                                                                \
    X(max_mag, num_max_mag)                                                                        \
    X(min, num_min)                                                                                \
    X(min_mag, num_min_mag)                                                                        \
    X(next_toward, num_next_toward)                                                                \
    X(remainder_near, num_remainder_near)                                                          \
    X(compare_total, num_compare_total)                                                            \
    X(compare_total_mag, num_compare_total_mag)                                                    \
    X(copy_sign, num_copy_sign)                                                                    \
    X(logical_and, num_logical_and)                                                                \
    X(logical_or, num_logical_or)                                                                  \
    X(logical_xor, num_logical_xor)                                                                \
    X(rotate, num_rotate)                                                                          \
    X(scaleb, num_scaleb)                                                                          \
    X(shift, num_shift)

#define DEFINE_UNARY(name, f)                                                                      \
    static Object *dec_##name(VM *vm, Object *self, Object *const *args, size_t nargs,             \
                              Object *kwnames) {                                                   \
        return with_context(vm, self, args, nargs, kwnames, f);                                    \
    }
#define DEFINE_BINARY(name, f)                                                                     \
    static Object *dec_##name(VM *vm, Object *self, Object *const *args, size_t nargs,             \
                              Object *kwnames) {                                                   \
        return with_other(vm, self, args, nargs, kwnames, f);                                      \
    }
UNARY_METHODS(DEFINE_UNARY)
BINARY_METHODS(DEFINE_BINARY)

/* The context of a call with the rounding asked for put in: restored by its caller. */
static bool with_rounding(VM *vm, Object *rounding, Object *where, DecimalContext **context,
                          uint8_t *before) {
    if (!(*context = decimal_context_of(vm, where))) {
        return false;
    }
    *before = (*context)->s.rounding;
    return rounding == vm->none || decimal_rounding_from(vm, rounding, before);
}

/* Applies f with another rounding than the context's. */
static Object *apply_rounding(VM *vm, DecimalContext *context, uint8_t rounding, Object *a,
                              Object *b, NumFn *f) {
    Work w;
    Num x, y, r;
    Settings s = context->s;
    s.rounding = rounding;
    work_init(&w, vm, context);
    w.s = &s;
    if (!num_from_argument(&w, &x, a) || !num_from_argument(&w, &y, b)) {
        work_end(&w);
        return NULL;
    }
    f(&w, &r, &x, &y);
    return work_result(&w, NULL, &r);
}

static Object *quantize(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"exp", "rounding", "context", NULL};
    Object *exp, *rounding = vm->none, *where = vm->none;
    DecimalContext *context;
    uint8_t chosen;
    if (!args_parse(vm, "", names, "O|OO", args, nargs, kwnames, &exp, &rounding, &where) ||
        !with_rounding(vm, rounding, where, &context, &chosen)) {
        return NULL;
    }
    bool done = false;
    Object *result = NULL;
    if (decimal_is_exact(vm, exp) && decimal_num(exp).kind == KIND_FINITE) {
        result = decimal_quantize_short(vm, context, chosen, self, DECIMAL(exp)->exp, &done);
    }
    return done ? result : apply_rounding(vm, context, chosen, self, exp, num_quantize);
}

static Object *to_integral(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,
                           NumFn *f) {
    static const char *const names[] = {"rounding", "context", NULL};
    Object *rounding = vm->none, *where = vm->none;
    DecimalContext *context;
    uint8_t chosen;
    if (!args_parse(vm, "", names, "|OO", args, nargs, kwnames, &rounding, &where) ||
        !with_rounding(vm, rounding, where, &context, &chosen)) {
        return NULL;
    }
    return apply_rounding(vm, context, chosen, self, self, f);
}
static Object *to_integral_value(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    return to_integral(vm, self, args, nargs, kwnames, num_to_integral);
}
static Object *to_integral_exact(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    return to_integral(vm, self, args, nargs, kwnames, num_to_integral_exact);
}

static Object *fma_(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"other", "third", "context", NULL};
    Object *other, *third, *where = vm->none;
    DecimalContext *context;
    if (!args_parse(vm, "", names, "OO|O", args, nargs, kwnames, &other, &third, &where) ||
        !(context = decimal_context_of(vm, where))) {
        return NULL;
    }
    Work w;
    Num a = decimal_num(self), b, c, r;
    work_init(&w, vm, context);
    if (!num_from_argument(&w, &b, other) || !num_from_argument(&w, &c, third)) {
        work_end(&w);
        return NULL;
    }
    num_fma(&w, &r, &a, &b, &c);
    return work_result(&w, NULL, &r);
}

static Object *same_quantum(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"other", "context", NULL};
    Object *other, *where = vm->none;
    DecimalContext *context;
    if (!args_parse(vm, "", names, "O|O", args, nargs, kwnames, &other, &where) ||
        !(context = decimal_context_of(vm, where))) {
        return NULL;
    }
    Work w;
    Num a = decimal_num(self), b;
    work_init(&w, vm, context);
    bool valid = num_from_argument(&w, &b, other), same = valid && num_same_quantum(&a, &b);
    work_end(&w);
    return valid ? bool_ref(vm, same) : NULL;
}

static Object *ask_context(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,
                           int question) {
    static const char *const names[] = {"context", NULL};
    Object *where = vm->none;
    DecimalContext *context;
    if (!args_parse(vm, "", names, "|O", args, nargs, kwnames, &where) ||
        !(context = decimal_context_of(vm, where))) {
        return NULL;
    }
    Work w;
    Num n = decimal_num(self);
    Object *result = NULL;
    work_init(&w, vm, context);
    switch (question) {
    case 'n':
        result = bool_ref(vm, num_is_normal(&w, &n));
        break;
    case 's':
        result = bool_ref(vm, num_is_subnormal(&w, &n));
        break;
    case 'c':
        result = str_from_cstr(vm, num_class(&w, &n));
        break;
    default:
        result = num_to_text(&w, &n, TEXT_ENGINEERING | (context->s.capitals ? TEXT_CAPITALS : 0));
        break;
    }
    work_end(&w);
    return result;
}
static Object *is_normal(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return ask_context(vm, self, args, nargs, kwnames, 'n');
}
static Object *is_subnormal(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    return ask_context(vm, self, args, nargs, kwnames, 's');
}
static Object *number_class(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    return ask_context(vm, self, args, nargs, kwnames, 'c');
}
static Object *to_eng_string(VM *vm, Object *self, Object *const *args, size_t nargs,
                             Object *kwnames) {
    return ask_context(vm, self, args, nargs, kwnames, 'e');
}

/* ------------------------------------------------------------------ methods without */

static Object *is_canonical(VM *vm, Object *self) {
    UNUSED(self);
    return bool_ref(vm, true);
}
static Object *is_finite(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).kind == KIND_FINITE);
}
static Object *is_infinite(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).kind == KIND_INFINITE);
}
static Object *is_nan(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).kind >= KIND_NAN);
}
static Object *is_qnan(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).kind == KIND_NAN);
}
static Object *is_snan(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).kind == KIND_SIGNALING);
}
static Object *is_signed(VM *vm, Object *self) {
    return bool_ref(vm, decimal_num(self).negative);
}
static Object *is_zero(VM *vm, Object *self) {
    Num n = decimal_num(self);
    return bool_ref(vm, num_is_zero(&n));
}
static Object *radix(VM *vm, Object *self) {
    UNUSED(self);
    return decimal_from_small(vm, 10, 0, false);
}
static Object *copy_abs(VM *vm, Object *self) {
    Num n = decimal_num(self);
    n.negative = false;
    return decimal_from_num(vm, NULL, &n);
}
static Object *copy_negate(VM *vm, Object *self) {
    Num n = decimal_num(self);
    n.negative = !n.negative;
    return decimal_from_num(vm, NULL, &n);
}

static Object *adjusted(VM *vm, Object *self) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    Work w;
    Num n = decimal_num(self);
    work_init(&w, vm, context);
    int64_t value = n.kind == KIND_FINITE ? num_adjusted(&w, &n) : 0;
    work_end(&w);
    return w.failed ? NULL : int_from_i64(vm, value);
}

static Object *deepcopy(VM *vm, Object *self, Object *memo) {
    UNUSED(memo);
    return self_ref(vm, self);
}

static Object *text_of(VM *vm, Object *self, int flags) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    Work w;
    Num n = decimal_num(self);
    work_init(&w, vm, context);
    Object *text = num_to_text(&w, &n, flags | (context->s.capitals ? TEXT_CAPITALS : 0));
    work_end(&w);
    return text;
}
static Object *decimal_str(VM *vm, Object *self) {
    return text_of(vm, self, 0);
}
static Object *decimal_repr(VM *vm, Object *self) {
    return text_of(vm, self, TEXT_REPR);
}

static Object *reduce(VM *vm, Object *self) {
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, self))),
                      pack_steal(vm, 1, decimal_str(vm, self)));
}

static Object *to_int(VM *vm, Object *self, enum DecimalRounding rounding) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    Work w;
    Num n = decimal_num(self);
    work_init(&w, vm, context);
    return num_to_int(&w, &n, rounding);
}
static Object *ceil_(VM *vm, Object *self) {
    return to_int(vm, self, ROUND_CEILING);
}
static Object *floor_(VM *vm, Object *self) {
    return to_int(vm, self, ROUND_FLOOR);
}

static Object *round_(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t n;
    if (!args_count(vm, "__round__", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 0) {
        return to_int(vm, self, ROUND_HALF_EVEN);
    }
    if (!is_int(vm, args[0])) {
        return raise(vm, EXC_TypeError, "optional arg must be an integer");
    }
    if (!int_as_i64(args[0], &n)) {
        return raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
    }
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    bool done;
    Object *result = decimal_quantize_short(vm, context, context->s.rounding, self,
                                            n == INT64_MIN ? INT64_MAX : -n, &done);
    if (done) {
        return result;
    }
    Work w;
    Num x = decimal_num(self), unit, r;
    work_init(&w, vm, context);
    num_set(&unit, false, nat_from_u64(&w, 1), n == INT64_MIN ? INT64_MAX : -n);
    num_quantize(&w, &r, &x, &unit);
    return work_result(&w, NULL, &r);
}

static Object *to_complex(VM *vm, Object *self) {
    Object *value = decimal_float(vm, self);
    if (!value) {
        return NULL;
    }
    Object *result = complex_from_doubles(vm, FLOAT_VALUE(value), 0.0);
    decref(vm, value);
    return result;
}

static Object *size_of(VM *vm, Object *self) {
    return int_from_u64(vm, object_block_size(vm, self));
}

#define UNARY_ENTRY(name, f)                                                                       \
    METHOD_KW(#name, dec_##name, "" #name "($self, /, context=None)\n--\n\n"),
#define BINARY_ENTRY(name, f)                                                                      \
    METHOD_KW(#name, dec_##name, "" #name "($self, /, other, context=None)\n--\n\n"),

const MethodDef decimal_methods[] = {
    UNARY_METHODS(UNARY_ENTRY) BINARY_METHODS(BINARY_ENTRY) METHOD_KW(
        "quantize", quantize, "quantize($self, /, exp, rounding=None, context=None)\n--\n\n"),
    METHOD_KW("to_integral", to_integral_value,
              "to_integral($self, /, rounding=None, context=None)\n--\n\n"),
    METHOD_KW("to_integral_value", to_integral_value,
              "to_integral_value($self, /, rounding=None, context=None)\n--\n\n"),
    METHOD_KW("to_integral_exact", to_integral_exact,
              "to_integral_exact($self, /, rounding=None, context=None)\n--\n\n"),
    METHOD_KW("fma", fma_, "fma($self, /, other, third, context=None)\n--\n\n"),
    METHOD_KW("same_quantum", same_quantum, "same_quantum($self, /, other, context=None)\n--\n\n"),
    METHOD_KW("is_normal", is_normal, "is_normal($self, /, context=None)\n--\n\n"),
    METHOD_KW("is_subnormal", is_subnormal, "is_subnormal($self, /, context=None)\n--\n\n"),
    METHOD_KW("number_class", number_class, "number_class($self, /, context=None)\n--\n\n"),
    METHOD_KW("to_eng_string", to_eng_string, "to_eng_string($self, /, context=None)\n--\n\n"),
    METHOD_NOARGS("is_canonical", is_canonical, "is_canonical($self, /)\n--\n\n"),
    METHOD_NOARGS("is_finite", is_finite, "is_finite($self, /)\n--\n\n"),
    METHOD_NOARGS("is_infinite", is_infinite, "is_infinite($self, /)\n--\n\n"),
    METHOD_NOARGS("is_nan", is_nan, "is_nan($self, /)\n--\n\n"),
    METHOD_NOARGS("is_qnan", is_qnan, "is_qnan($self, /)\n--\n\n"),
    METHOD_NOARGS("is_snan", is_snan, "is_snan($self, /)\n--\n\n"),
    METHOD_NOARGS("is_signed", is_signed, "is_signed($self, /)\n--\n\n"),
    METHOD_NOARGS("is_zero", is_zero, "is_zero($self, /)\n--\n\n"),
    METHOD_NOARGS("adjusted", adjusted, "adjusted($self, /)\n--\n\n"),
    METHOD_NOARGS("canonical", self_ref, "canonical($self, /)\n--\n\n"),
    METHOD_NOARGS("conjugate", self_ref, "conjugate($self, /)\n--\n\n"),
    METHOD_NOARGS("radix", radix, "radix($self, /)\n--\n\n"),
    METHOD_NOARGS("copy_abs", copy_abs, "copy_abs($self, /)\n--\n\n"),
    METHOD_NOARGS("copy_negate", copy_negate, "copy_negate($self, /)\n--\n\n"),
    METHOD_CLASS_O("from_float", decimal_from_float, "from_float($type, f, /)\n--\n\n"),
    METHOD_NOARGS("as_tuple", decimal_as_tuple, "as_tuple($self, /)\n--\n\n"),
    METHOD_NOARGS("as_integer_ratio", decimal_as_ratio, "as_integer_ratio($self, /)\n--\n\n"),
    METHOD_NOARGS("__copy__", self_ref, NULL),
    METHOD_O("__deepcopy__", deepcopy, NULL),
    METHOD_FAST("__format__", decimal_format, NULL),
    METHOD_NOARGS("__reduce__", reduce, NULL),
    METHOD_FAST("__round__", round_, NULL),
    METHOD_NOARGS("__ceil__", ceil_, NULL),
    METHOD_NOARGS("__floor__", floor_, NULL),
    METHOD_NOARGS("__trunc__", decimal_int, NULL),
    METHOD_NOARGS("__complex__", to_complex, NULL),
    METHOD_NOARGS("__sizeof__", size_of, NULL),
    {0},
};

/* ------------------------------------------------------------------ slots */

static Object *real(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return self_ref(vm, self);
}
static Object *imag(VM *vm, Object *self, void *closure) {
    UNUSED(self);
    UNUSED(closure);
    return decimal_from_small(vm, 0, 0, false);
}
static const GetSetDef getset[] = {
    {"real", real, NULL, NULL, NULL},
    {"imag", imag, NULL, NULL, NULL},
    {0},
};

static Object *negative(VM *vm, Object *self) {
    return decimal_signed(vm, self, -1, num_minus);
}
static Object *positive(VM *vm, Object *self) {
    return decimal_signed(vm, self, 1, num_plus);
}
static Object *absolute(VM *vm, Object *self) {
    return decimal_signed(vm, self, 0, num_abs);
}
static int truth(VM *vm, Object *self) {
    UNUSED(vm);
    Num n = decimal_num(self);
    return !num_is_zero(&n);
}

const TypeSpec decimal_spec = {
    .name = "decimal.Decimal",
    .doc = "Decimal(value='0', context=None)\n--\n\n"
           "A decimal number: from an int, a str, a float, (sign, digits, exponent) or a Decimal,\n"
           "exactly. The context tells whether InvalidOperation is trapped.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Decimal),
    .item_size = sizeof(mp_limb_t),
    .slots =
        {
            .dealloc = decimal_dealloc,
            .block_size = decimal_block_size,
            .new = decimal_new_slot,
            .repr = decimal_repr,
            .str = decimal_str,
            .hash = decimal_hash,
            .richcompare = decimal_compare,
            .nb_add = decimal_nb_add,
            .nb_subtract = decimal_nb_subtract,
            .nb_multiply = decimal_nb_multiply,
            .nb_remainder = decimal_nb_remainder,
            .nb_divmod = decimal_nb_divmod,
            .nb_power = decimal_nb_power,
            .nb_negative = negative,
            .nb_positive = positive,
            .nb_absolute = absolute,
            .nb_bool = truth,
            .nb_int = decimal_int,
            .nb_float = decimal_float,
            .nb_floor_divide = decimal_nb_divide_int,
            .nb_true_divide = decimal_nb_divide,
        },
    .methods = decimal_methods,
    .getset = getset,
};
