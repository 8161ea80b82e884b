/* The methods of decimal contexts: every operation with the context given as self. */
#include "lib/decimal.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ operations */

static bool exactly(VM *vm, size_t nargs, size_t n) {
    if (nargs != n) {
        raise(vm, EXC_TypeError, "function takes exactly %zu arguments (%zu given)", n, nargs);
        return false;
    }
    return true;
}

static Object *two(VM *vm, Object *self, Object *const *args, size_t nargs, NumFn *f) {
    return exactly(vm, nargs, 2) ? decimal_apply2(vm, DEC_CONTEXT(self), args[0], args[1], f)
                                 : NULL;
}

static void finish_only(Work *w, Num *r, const Num *a, const Num *b) {
    UNUSED(b);
    Num n = *a;
    num_finalize(w, &n, w->s);
    *r = n;
}

#define UNARY_METHODS(X)                                                                           \
    X(abs, num_abs)                                                                                \
    X(exp, num_exp)                                                                                \
    X(ln, num_ln)                                                                                  \
    X(log10, num_log10)                                                                            \
    X(minus, num_minus)                                                                            \
    X(next_minus, num_next_minus)                                                                  \
    X(next_plus, num_next_plus)                                                                    \
    X(normalize, num_normalize)                                                                    \
    X(plus, num_plus)                                                                              \
    X(to_integral, num_to_integral)                                                                \
    X(to_integral_exact, num_to_integral_exact)                                                    \
    X(to_integral_value, num_to_integral)                                                          \
    X(sqrt, num_sqrt)                                                                              \
    X(_apply, finish_only)                                                                         \
    X(copy_abs, num_copy_abs)                                                                      \
    X(copy_decimal, num_copy)                                                                      \
    X(copy_negate, num_copy_negate)                                                                \
    X(logb, num_logb)                                                                              \
    X(logical_invert, num_logical_invert)
#define BINARY_METHODS(X)                                                                          \
    X(add, num_add)                                                                                \
    X(compare, num_compare)                                                                        \
    X(compare_signal, num_compare_signal)                                                          \
    X(divide, num_divide)                                                                          \
    X(divide_int, num_divide_int)                                                                  \
    X(max, num_max)                                                                                \
    X(max_mag, num_max_mag)                                                                        \
    X(min, num_min)                                                                                \
    X(min_mag, num_min_mag)                                                                        \
    X(multiply, num_multiply)                                                                      \
    X(next_toward, num_next_toward)                                                                \
    X(quantize, num_quantize)                                                                      \
    X(remainder, num_remainder)                                                                    \
    X(remainder_near, num_remainder_near)                                                          \
    X(subtract, num_subtract)                                                                      \
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
    static Object *ctx_##name(VM *vm, Object *self, Object *a) {                                   \
        return decimal_apply1(vm, DEC_CONTEXT(self), a, f);                                        \
    }
#define DEFINE_BINARY(name, f)                                                                     \
    static Object *ctx_##name(VM *vm, Object *self, Object *const *args, size_t nargs) {           \
        return two(vm, self, args, nargs, f);                                                      \
    }
UNARY_METHODS(DEFINE_UNARY)
BINARY_METHODS(DEFINE_BINARY)

static Object *ctx_fma(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!exactly(vm, nargs, 3)) {
        return NULL;
    }
    Work w;
    Num x, y, z, r;
    work_init(&w, vm, DEC_CONTEXT(self));
    if (!num_from_argument(&w, &x, args[0]) || !num_from_argument(&w, &y, args[1]) ||
        !num_from_argument(&w, &z, args[2])) {
        work_end(&w);
        return NULL;
    }
    num_fma(&w, &r, &x, &y, &z);
    return work_result(&w, NULL, &r);
}

static Object *ctx_power(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"a", "b", "modulo", NULL};
    Object *a, *b, *modulo = vm->none;
    if (!args_parse(vm, "", names, "OO|O", args, nargs, kwnames, &a, &b, &modulo)) {
        return NULL;
    }
    return modulo == vm->none ? decimal_apply2(vm, DEC_CONTEXT(self), a, b, num_power)
                              : decimal_power_modulo(vm, DEC_CONTEXT(self), a, b, modulo);
}

static Object *ctx_divmod(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return exactly(vm, nargs, 2) ? decimal_divmod(vm, DEC_CONTEXT(self), args[0], args[1]) : NULL;
}

/* ------------------------------------------------------------------ questions */

enum Question {
    ASK_FINITE,
    ASK_INFINITE,
    ASK_NAN,
    ASK_QNAN,
    ASK_SNAN,
    ASK_SIGNED,
    ASK_ZERO,
    ASK_NORMAL,
    ASK_SUBNORMAL,
    ASK_CLASS,
    ASK_SCIENTIFIC,
    ASK_ENGINEERING
};

static Object *ask(VM *vm, Object *self, Object *o, enum Question question) {
    Work w;
    Num n;
    Object *result = NULL;
    const DecimalContext *context = DEC_CONTEXT(self);
    work_init(&w, vm, DEC_CONTEXT(self));
    if (!num_from_argument(&w, &n, o)) {
        work_end(&w);
        return NULL;
    }
    bool truth = false;
    int flags = context->s.capitals ? TEXT_CAPITALS : 0;
    switch (question) {
    case ASK_FINITE:
        truth = n.kind == KIND_FINITE;
        break;
    case ASK_INFINITE:
        truth = n.kind == KIND_INFINITE;
        break;
    case ASK_NAN:
        truth = num_is_nan(&n);
        break;
    case ASK_QNAN:
        truth = n.kind == KIND_NAN;
        break;
    case ASK_SNAN:
        truth = n.kind == KIND_SIGNALING;
        break;
    case ASK_SIGNED:
        truth = n.negative;
        break;
    case ASK_ZERO:
        truth = num_is_zero(&n);
        break;
    case ASK_NORMAL:
        truth = num_is_normal(&w, &n);
        break;
    case ASK_SUBNORMAL:
        truth = num_is_subnormal(&w, &n);
        break;
    case ASK_CLASS:
        result = str_from_cstr(vm, num_class(&w, &n));
        break;
    default:
        result = num_to_text(&w, &n, flags | (question == ASK_ENGINEERING ? TEXT_ENGINEERING : 0));
        break;
    }
    work_end(&w);
    return question < ASK_CLASS ? bool_ref(vm, truth) : result;
}

#define QUESTIONS(X)                                                                               \
    X(is_finite, ASK_FINITE)                                                                       \
    X(is_infinite, ASK_INFINITE)                                                                   \
    X(is_nan, ASK_NAN)                                                                             \
    X(is_normal, ASK_NORMAL)                                                                       \
    X(is_qnan, ASK_QNAN)                                                                           \
    X(is_signed, ASK_SIGNED)                                                                       \
    X(is_snan, ASK_SNAN)                                                                           \
    X(is_subnormal, ASK_SUBNORMAL)                                                                 \
    X(is_zero, ASK_ZERO)                                                                           \
    X(number_class, ASK_CLASS)                                                                     \
    X(to_sci_string, ASK_SCIENTIFIC)                                                               \
    X(to_eng_string, ASK_ENGINEERING)
#define DEFINE_QUESTION(name, question)                                                            \
    static Object *ctx_##name(VM *vm, Object *self, Object *o) {                                   \
        return ask(vm, self, o, question);                                                         \
    }
QUESTIONS(DEFINE_QUESTION)

static bool must_be_decimal(VM *vm, Object *o) {
    if (!decimal_is(vm, o)) {
        raise(vm, EXC_TypeError, "argument must be a Decimal");
        return false;
    }
    return true;
}
static Object *ctx_is_canonical(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return must_be_decimal(vm, o) ? bool_ref(vm, true) : NULL;
}
static Object *ctx_canonical(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return must_be_decimal(vm, o) ? new_ref(o) : NULL;
}

static Object *ctx_same_quantum(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Work w;
    Num x, y;
    if (!exactly(vm, nargs, 2)) {
        return NULL;
    }
    work_init(&w, vm, DEC_CONTEXT(self));
    bool valid = num_from_argument(&w, &x, args[0]) && num_from_argument(&w, &y, args[1]);
    bool same = valid && num_same_quantum(&x, &y);
    work_end(&w);
    return valid ? bool_ref(vm, same) : NULL;
}

static Object *ctx_etiny(VM *vm, Object *self) {
    return int_from_i64(vm, settings_etiny(&DEC_CONTEXT(self)->s));
}
static Object *ctx_etop(VM *vm, Object *self) {
    return int_from_i64(vm, settings_etop(&DEC_CONTEXT(self)->s));
}
static Object *ctx_radix(VM *vm, Object *self) {
    UNUSED(self);
    return decimal_from_small(vm, 10, 0, false);
}

/* ------------------------------------------------------------------ making numbers */

static Object *create(VM *vm, Object *self, Object *value) {
    Work w;
    Num n = {.kind = KIND_FINITE};
    work_init(&w, vm, DEC_CONTEXT(self));
    if (value && !num_from_object(&w, &n, value, false)) {
        work_end(&w);
        return NULL;
    }
    return work_result(&w, NULL, &n);
}

static Object *create_decimal(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return args_count(vm, "create_decimal", nargs, 0, 1) ? create(vm, self, nargs ? args[0] : NULL)
                                                         : NULL;
}

static Object *create_decimal_from_float(VM *vm, Object *self, Object *value) {
    if (!is_float(vm, value)) {
        return is_int(vm, value) ? create(vm, self, value)
                                 : raise(vm, EXC_TypeError, "argument must be int or float");
    }
    Work w;
    Num n;
    work_init(&w, vm, DEC_CONTEXT(self));
    num_from_double(&w, &n, FLOAT_VALUE(value));
    num_finalize(&w, &n, w.s);
    return work_result(&w, NULL, &n);
}

/* ------------------------------------------------------------------ the table */

#define UNARY_ENTRY(name, f) METHOD_O(#name, ctx_##name, "" #name "($self, x, /)\n--\n\n"),
#define BINARY_ENTRY(name, f) METHOD_FAST(#name, ctx_##name, "" #name "($self, x, y, /)\n--\n\n"),

const MethodDef decimal_context_methods[] = {
    UNARY_METHODS(UNARY_ENTRY) QUESTIONS(UNARY_ENTRY) BINARY_METHODS(BINARY_ENTRY)
        METHOD_FAST("divmod", ctx_divmod, "divmod($self, x, y, /)\n--\n\n"),
    METHOD_KW("power", ctx_power, "power($self, /, a, b, modulo=None)\n--\n\n"),
    METHOD_FAST("fma", ctx_fma, "fma($self, x, y, z, /)\n--\n\n"),
    METHOD_FAST("same_quantum", ctx_same_quantum, "same_quantum($self, x, y, /)\n--\n\n"),
    METHOD_O("is_canonical", ctx_is_canonical, "is_canonical($self, x, /)\n--\n\n"),
    METHOD_O("canonical", ctx_canonical, "canonical($self, x, /)\n--\n\n"),
    METHOD_NOARGS("Etiny", ctx_etiny, "Etiny($self, /)\n--\n\n"),
    METHOD_NOARGS("Etop", ctx_etop, "Etop($self, /)\n--\n\n"),
    METHOD_NOARGS("radix", ctx_radix, "radix($self, /)\n--\n\n"),
    METHOD_NOARGS("clear_flags", decimal_clear_flags, "clear_flags($self, /)\n--\n\n"),
    METHOD_NOARGS("clear_traps", decimal_clear_traps, "clear_traps($self, /)\n--\n\n"),
    METHOD_NOARGS("copy", decimal_context_copy, "copy($self, /)\n--\n\n"),
    METHOD_NOARGS("__copy__", decimal_context_copy, NULL),
    METHOD_NOARGS("__reduce__", decimal_context_reduce, NULL),
    METHOD_FAST("create_decimal", create_decimal, "create_decimal($self, num=\"0\", /)\n--\n\n"),
    METHOD_O("create_decimal_from_float", create_decimal_from_float,
             "create_decimal_from_float($self, f, /)\n--\n\n"),
    {0},
};
