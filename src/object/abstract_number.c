/* Numbers: operators with reflection, conversion to int, float and index. */
#include <string.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/slot_functions.h"
#include "object/types.h"
#include "object/warn.h"
#include "types/float.h"
#include "types/int.h"
#include "types/int_impl.h"
#include "types/str.h"
#include "types/unicode.h"

/* ------------------------------------------------------------ binary operators */

typedef struct OpInfo {
    size_t slot, inplace_slot; /* offsets in Slots; inplace_slot 0: none */
    const char *sign, *inplace_sign;
} OpInfo;

#define OP_INFO(slot, sign)                                                                        \
    { offsetof(Slots, nb_##slot), offsetof(Slots, nb_inplace_##slot), sign, sign "=" }

static const OpInfo op_info[BINARY_OP_COUNT] = {
    [OP_ADD] = OP_INFO(add, "+"),
    [OP_SUB] = OP_INFO(subtract, "-"),
    [OP_MUL] = OP_INFO(multiply, "*"),
    [OP_MATMUL] = OP_INFO(matrix_multiply, "@"),
    [OP_TRUEDIV] = OP_INFO(true_divide, "/"),
    [OP_FLOORDIV] = OP_INFO(floor_divide, "//"),
    [OP_MOD] = OP_INFO(remainder, "%"),
    [OP_POW] = {offsetof(Slots, nb_power), offsetof(Slots, nb_inplace_power), "** or pow()", "**="},
    [OP_LSHIFT] = OP_INFO(lshift, "<<"),
    [OP_RSHIFT] = OP_INFO(rshift, ">>"),
    [OP_AND] = OP_INFO(and, "&"),
    [OP_OR] = OP_INFO(or, "|"),
    [OP_XOR] = OP_INFO(xor, "^"),
    [OP_DIVMOD] = {offsetof(Slots, nb_divmod), 0, "divmod()", "divmod()"},
};

static void *slot_of(VM *vm, Object *o, size_t offset) {
    return *(void **)(void *)((char *)&type_of(vm, o)->slots + offset);
}

/* One try: a slot of nb_power takes a third operand, all others two. */
static Object *call_slot(VM *vm, void *slot, Object *a, Object *b, enum BinaryOp op) {
    if (op == OP_POW) {
        return ((TernaryFn)slot)(vm, a, b, vm->none);
    }
    return ((BinaryFn)slot)(vm, a, b);
}

/* The result of the operands' nb slots: the right one's first if its type is derived from the left
 * one's and has a slot of its own. NotImplemented if none does it. */
static Object *binary_try(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    void *left = slot_of(vm, a, op_info[op].slot);
    void *right = NULL;
    Type *type_a = type_of(vm, a), *type_b = type_of(vm, b);
    Object *result;
    if (type_a != type_b) {
        right = slot_of(vm, b, op_info[op].slot);
        if (right == left) {
            right = NULL;
        }
    }
    if (left) {
        if (right && type_is_subtype(type_b, type_a)) {
            result = call_slot(vm, right, a, b, op);
            if (result != vm->not_implemented) {
                return result;
            }
            decref(vm, result);
            right = NULL;
        }
        result = call_slot(vm, left, a, b, op);
        if (result != vm->not_implemented) {
            return result;
        }
        decref(vm, result);
    }
    if (right) {
        return call_slot(vm, right, a, b, op);
    }
    return not_implemented_ref(vm);
}

static Object *raise_operands(VM *vm, Object *a, Object *b, const char *sign) {
    return raise(vm, EXC_TypeError, "unsupported operand type(s) for %s: '%T' and '%T'", sign, a,
                 b);
}

static Object *raise_binary(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    if (op == OP_RSHIFT && is_exact(a, SHAPE_BUILTIN)) {
        Object *name = object_getattr_or_null(vm, a, ID(vm, __name__));
        bool is_print = name && is_str(vm, name) && str_equal_ascii(name, "print");
        xdecref(vm, name);
        error_clear(vm);
        if (is_print) {
            return raise(vm, EXC_TypeError,
                         "unsupported operand type(s) for >>: '%T' and '%T'. Did you mean "
                         "\"print(<message>, file=<output_stream>)\"?",
                         a, b);
        }
    }
    return raise_operands(vm, a, b, op_info[op].sign);
}

/* sequence * count, or its in-place form. */
static Object *repeat(VM *vm, Object *(*slot)(VM *, Object *, int64_t), Object *sequence,
                      Object *count) {
    if (!number_is_index(vm, count)) {
        return raise(vm, EXC_TypeError, "can't multiply sequence by non-int of type '%T'", count);
    }
    int64_t n = number_as_i64(vm, count, EXC_OverflowError);
    if (n == -1 && error_occurred(vm)) {
        return NULL;
    }
    return slot(vm, sequence, n);
}

/* What sequences do for + and *, when numbers' slots did not; inplace: += and *=. */
static Object *sequence_try(VM *vm, Object *a, Object *b, enum BinaryOp op, bool inplace) {
    const Slots *left = &type_of(vm, a)->slots, *right = &type_of(vm, b)->slots;
    if (op == OP_ADD) {
        BinaryFn concat =
            inplace && left->sq_inplace_concat ? left->sq_inplace_concat : left->sq_concat;
        if (concat) {
            return concat(vm, a, b);
        }
    } else if (op == OP_MUL) {
        if (inplace && left->sq_inplace_repeat) {
            return repeat(vm, left->sq_inplace_repeat, a, b);
        }
        if (left->sq_repeat) {
            return repeat(vm, left->sq_repeat, a, b);
        }
        if (right->sq_repeat) {
            return repeat(vm, right->sq_repeat, b, a);
        }
    }
    return not_implemented_ref(vm);
}

/* The sequences' turn if result, what numbers' slots gave, is NotImplemented. */
static Object *or_sequence(VM *vm, Object *result, Object *a, Object *b, enum BinaryOp op,
                           bool inplace) {
    if (LIKELY(result != vm->not_implemented)) {
        return result;
    }
    decref(vm, result);
    result = sequence_try(vm, a, b, op, inplace);
    if (result == vm->not_implemented) {
        decref(vm, result);
        return inplace ? raise_operands(vm, a, b, op_info[op].inplace_sign)
                       : raise_binary(vm, a, b, op);
    }
    return result;
}

Object *number_binary(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    return or_sequence(vm, binary_try(vm, a, b, op), a, b, op, false);
}

Object *number_after_inplace(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    return or_sequence(vm, binary_try(vm, a, b, op), a, b, op, true);
}

Object *number_binary_failed(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    return or_sequence(vm, not_implemented_ref(vm), a, b, op, false);
}

Object *number_inplace(VM *vm, Object *a, Object *b, enum BinaryOp op) {
    size_t offset = op_info[op].inplace_slot;
    void *slot = offset ? slot_of(vm, a, offset) : NULL;
    if (slot) {
        Object *result = call_slot(vm, slot, a, b, op);
        if (result != vm->not_implemented) {
            return result;
        }
        decref(vm, result);
    }
    return number_after_inplace(vm, a, b, op);
}

Object *number_binary_swapped(VM *vm, Object *a, Object *b, enum BinaryOp op, bool inplace) {
    void *right = slot_of(vm, b, op_info[op].slot);
    Object *result;
    if (type_of(vm, a) == type_of(vm, b) || !right) {
        result = not_implemented_ref(vm);
    } else if (right == slot_of(vm, a, op_info[op].slot)) {
        result = slot_call_swapped(vm, a, b, op);
    } else {
        result = call_slot(vm, right, a, b, op);
    }
    return or_sequence(vm, result, a, b, op, inplace);
}

/* Calls slot unless it has been tried; true if that settled the result. */
static bool power_try(VM *vm, TernaryFn slot, Object *a, Object *b, Object *modulus,
                      Object **result) {
    if (!slot) {
        return false;
    }
    *result = slot(vm, a, b, modulus);
    if (*result != vm->not_implemented) {
        return true;
    }
    decref(vm, *result);
    return false;
}

Object *number_power(VM *vm, Object *a, Object *b, Object *modulus) {
    if (modulus == vm->none) {
        return number_binary(vm, a, b, OP_POW);
    }
    Type *type_a = type_of(vm, a), *type_b = type_of(vm, b);
    TernaryFn left = type_a->slots.nb_power;
    TernaryFn right = type_b != type_a ? type_b->slots.nb_power : NULL;
    TernaryFn third = type_of(vm, modulus)->slots.nb_power;
    Object *result;
    right = right == left ? NULL : right;
    third = third == left || third == right ? NULL : third;
    if (left && right && type_is_subtype(type_b, type_a)) {
        if (power_try(vm, right, a, b, modulus, &result)) {
            return result;
        }
        right = NULL;
    }
    if (power_try(vm, left, a, b, modulus, &result) ||
        power_try(vm, right, a, b, modulus, &result) ||
        power_try(vm, third, a, b, modulus, &result)) {
        return result;
    }
    return raise(vm, EXC_TypeError, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'",
                 a, b, modulus);
}

/* ------------------------------------------------------------ unary operators */

Object *number_unary(VM *vm, Object *a, enum UnaryOp op) {
    static const char signs[] = {[OP_NEG] = '-', [OP_POS] = '+', [OP_INVERT] = '~'};
    const Slots *slots = &type_of(vm, a)->slots;
    UnaryFn f = NULL;
    switch (op) {
    case OP_NEG:
        f = slots->nb_negative;
        break;
    case OP_POS:
        f = slots->nb_positive;
        break;
    case OP_INVERT:
        f = slots->nb_invert;
        break;
    case OP_NOT: {
        int truth = object_truth(vm, a);
        return truth < 0 ? NULL : bool_ref(vm, !truth);
    }
    }
    if (f) {
        return f(vm, a);
    }
    return raise(vm, EXC_TypeError, "bad operand type for unary %c: '%T'", signs[op], a);
}

Object *number_absolute(VM *vm, Object *a) {
    UnaryFn f = type_of(vm, a)->slots.nb_absolute;
    if (f) {
        return f(vm, a);
    }
    return raise(vm, EXC_TypeError, "bad operand type for abs(): '%T'", a);
}

/* ------------------------------------------------------------ conversions */

/* Checks that the result (stolen, may be NULL) of o's method is an int. */
static Object *check_int(VM *vm, Object *result, const char *method) {
    if (!result || is_exact(result, SHAPE_INT)) {
        return result;
    }
    if (!is_int(vm, result)) {
        raise(vm, EXC_TypeError, "%s returned non-int (type %T)", method, result);
    } else if (warn(vm, EXC_DeprecationWarning,
                    "%s returned non-int (type %T).  The ability to return an instance of a strict "
                    "subclass of int is deprecated, and may be removed in a future version of "
                    "Python.",
                    method, result) == 0) {
        return result;
    }
    decref(vm, result);
    return NULL;
}

/* An exact int with the value of o (stolen, may be NULL). */
static Object *make_exact(VM *vm, Object *o) {
    if (!o || is_exact(o, SHAPE_INT)) {
        return o;
    }
    Object *exact = int_exact(vm, o);
    decref(vm, o);
    return exact;
}

bool number_check_float(VM *vm, Object *o, Object *result) {
    if (is_exact(result, SHAPE_FLOAT)) {
        return true;
    }
    if (!is_float(vm, result)) {
        raise(vm, EXC_TypeError, "%T.__float__ returned non-float (type %T)", o, result);
        return false;
    }
    return warn(vm, EXC_DeprecationWarning,
                "%T.__float__ returned non-float (type %T).  The ability to return an instance of "
                "a strict subclass of float is deprecated, and may be removed in a future version "
                "of Python.",
                o, result) == 0;
}

bool number_is_index(VM *vm, Object *o) {
    return type_of(vm, o)->slots.nb_index != NULL;
}

Object *number_index(VM *vm, Object *o) {
    if (LIKELY(is_int(vm, o))) {
        return new_ref(o);
    }
    UnaryFn f = type_of(vm, o)->slots.nb_index;
    if (!f) {
        return raise(vm, EXC_TypeError, "'%T' object cannot be interpreted as an integer", o);
    }
    return check_int(vm, f(vm, o), "__index__");
}

int64_t number_as_i64(VM *vm, Object *o, int exception) {
    int64_t value;
    if (LIKELY(is_exact(o, SHAPE_INT) && int_is_compact(o))) {
        return INT_VALUE(o);
    }
    Object *index = number_index(vm, o);
    if (!index) {
        return -1;
    }
    if (!int_as_i64(index, &value)) {
        if (exception < 0) {
            value = int_sign(index) < 0 ? INT64_MIN : INT64_MAX;
        } else {
            raise(vm, exception, "cannot fit '%T' into an index-sized integer", o);
            value = -1;
        }
    }
    decref(vm, index);
    return value;
}

/* int(o) by way of __trunc__; NULL without an error if o has none. */
static Object *truncate(VM *vm, Object *o) {
    if (!type_lookup(vm, type_of(vm, o), ID(vm, __trunc__)) ||
        warn(vm, EXC_DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.") <
            0) {
        return NULL;
    }
    Object *result = call_special0(vm, o, ID(vm, __trunc__));
    if (!result || is_int(vm, result)) {
        return make_exact(vm, result);
    }
    if (!number_is_index(vm, result)) {
        raise(vm, EXC_TypeError, "__trunc__ returned non-Integral (type %T)", result);
        decref(vm, result);
        return NULL;
    }
    Object *index = number_index(vm, result);
    decref(vm, result);
    return make_exact(vm, index);
}

Object *number_int(VM *vm, Object *o) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (is_exact(o, SHAPE_INT)) {
        return new_ref(o);
    }
    if (slots->nb_int) {
        return make_exact(vm, check_int(vm, slots->nb_int(vm, o), "__int__"));
    }
    if (slots->nb_index) {
        return make_exact(vm, number_index(vm, o));
    }
    Object *result = truncate(vm, o);
    if (result || error_occurred(vm)) {
        return result;
    }
    if (is_str(vm, o) || slots->buffer) {
        return int_from_text_object(vm, o, 10);
    }
    return raise(vm, EXC_TypeError,
                 "int() argument must be a string, a bytes-like object or a real number, not '%T'",
                 o);
}

/* The text of a str for float_parse_text: decimal digits and blanks of any script as ASCII. */
static void add_float_text(Buffer *text, Object *s) {
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t c = str_char(s, i);
        if (c >= 0x80) {
            int digit = unicode_decimal_value(c);
            c = digit >= 0 ? (uint32_t)('0' + digit) : unicode_is_space(c) ? ' ' : '?';
        }
        buffer_add_char(text, (char)c);
    }
}

static Object *float_from_text(VM *vm, Object *o) {
    Buffer text;
    ByteView view;
    double value;
    buffer_init(&text);
    if (is_str(vm, o)) {
        add_float_text(&text, o);
    } else {
        if (object_byte_view(vm, o, &view) < 0) {
            return NULL;
        }
        buffer_add(&text, view.data, view.len);
    }
    bool ok = !text.failed && float_parse_text(text.data ? text.data : "", text.size, &value);
    bool failed = text.failed;
    buffer_deinit(&text);
    if (ok) {
        return float_from_double(vm, value);
    }
    return failed ? raise_memory_error(vm)
                  : raise(vm, EXC_ValueError, "could not convert string to float: %R", o);
}

Object *number_float(VM *vm, Object *o) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (is_exact(o, SHAPE_FLOAT)) {
        return new_ref(o);
    }
    if (slots->nb_float) {
        Object *result = slots->nb_float(vm, o);
        if (!result || is_exact(result, SHAPE_FLOAT)) {
            return result;
        }
        Object *exact = NULL;
        if (number_check_float(vm, o, result)) {
            exact = float_from_double(vm, FLOAT_VALUE(result));
        }
        decref(vm, result);
        return exact;
    }
    if (slots->nb_index) {
        Object *index = number_index(vm, o);
        double value = index ? int_as_double(vm, index) : -1.0;
        xdecref(vm, index);
        return value == -1.0 && error_occurred(vm) ? NULL : float_from_double(vm, value);
    }
    if (is_float(vm, o)) {
        return float_from_double(vm, FLOAT_VALUE(o));
    }
    if (is_str(vm, o) || slots->buffer) {
        return float_from_text(vm, o);
    }
    return raise(vm, EXC_TypeError, "float() argument must be a string or a real number, not '%T'",
                 o);
}
