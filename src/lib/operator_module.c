/* The module _operator: operators as functions; operator_getters.c has the getters. */
#include "lib/modules.h"
#include "lib/operator_getters.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/str.h"

#define BINARY(name, expression)                                                                   \
    static Object *name##_(VM *vm, Object *module, Object *const *args, size_t nargs) {            \
        UNUSED(module);                                                                            \
        if (!args_count(vm, #name, nargs, 2, 2)) {                                                 \
            return NULL;                                                                           \
        }                                                                                          \
        Object *a = args[0], *b = args[1];                                                         \
        return expression;                                                                         \
    }
#define UNARY(name, expression)                                                                    \
    static Object *name##_(VM *vm, Object *module, Object *a) {                                    \
        UNUSED(module);                                                                            \
        return expression;                                                                         \
    }

static Object *truth_or_error(VM *vm, int truth) {
    return truth < 0 ? NULL : bool_ref(vm, truth);
}

/* ---- comparing and truth ---- */

BINARY(lt, object_compare(vm, a, b, CMP_LT))
BINARY(le, object_compare(vm, a, b, CMP_LE))
BINARY(eq, object_compare(vm, a, b, CMP_EQ))
BINARY(ne, object_compare(vm, a, b, CMP_NE))
BINARY(gt, object_compare(vm, a, b, CMP_GT))
BINARY(ge, object_compare(vm, a, b, CMP_GE))
BINARY(is_, bool_ref(vm, a == b))
BINARY(is_not, bool_ref(vm, a != b))
UNARY(truth, truth_or_error(vm, object_truth(vm, a)))

static Object *not__(VM *vm, Object *module, Object *a) {
    UNUSED(module);
    int truth = object_truth(vm, a);
    return truth < 0 ? NULL : bool_ref(vm, !truth);
}

/* ---- numbers ---- */

BINARY(add, number_binary(vm, a, b, OP_ADD))
BINARY(sub, number_binary(vm, a, b, OP_SUB))
BINARY(mul, number_binary(vm, a, b, OP_MUL))
BINARY(matmul, number_binary(vm, a, b, OP_MATMUL))
BINARY(truediv, number_binary(vm, a, b, OP_TRUEDIV))
BINARY(floordiv, number_binary(vm, a, b, OP_FLOORDIV))
BINARY(mod, number_binary(vm, a, b, OP_MOD))
BINARY(pow, number_power(vm, a, b, vm->none))
BINARY(lshift, number_binary(vm, a, b, OP_LSHIFT))
BINARY(rshift, number_binary(vm, a, b, OP_RSHIFT))
BINARY(and_, number_binary(vm, a, b, OP_AND))
BINARY(or_, number_binary(vm, a, b, OP_OR))
BINARY(xor, number_binary(vm, a, b, OP_XOR))
BINARY(iadd, number_inplace(vm, a, b, OP_ADD))
BINARY(isub, number_inplace(vm, a, b, OP_SUB))
BINARY(imul, number_inplace(vm, a, b, OP_MUL))
BINARY(imatmul, number_inplace(vm, a, b, OP_MATMUL))
BINARY(itruediv, number_inplace(vm, a, b, OP_TRUEDIV))
BINARY(ifloordiv, number_inplace(vm, a, b, OP_FLOORDIV))
BINARY(imod, number_inplace(vm, a, b, OP_MOD))
BINARY(ipow, number_inplace(vm, a, b, OP_POW))
BINARY(ilshift, number_inplace(vm, a, b, OP_LSHIFT))
BINARY(irshift, number_inplace(vm, a, b, OP_RSHIFT))
BINARY(iand, number_inplace(vm, a, b, OP_AND))
BINARY(ior, number_inplace(vm, a, b, OP_OR))
BINARY(ixor, number_inplace(vm, a, b, OP_XOR))
UNARY(neg, number_unary(vm, a, OP_NEG))
UNARY(pos, number_unary(vm, a, OP_POS))
UNARY(invert, number_unary(vm, a, OP_INVERT))
UNARY(abs, number_absolute(vm, a))

/* An exact int, whatever __index__ gives. */
static Object *index_(VM *vm, Object *module, Object *a) {
    UNUSED(module);
    Object *index = number_index(vm, a);
    if (index && !is_exact(index, SHAPE_INT)) {
        const BigInt *big = (const BigInt *)index;
        Object *exact = int_is_compact(index)
                            ? int_from_i64(vm, INT_VALUE(index))
                            : int_from_limbs(vm, big->limbs, big->len, big->sign < 0);
        decref(vm, index);
        return exact;
    }
    return index;
}

/* ---- sequences and mappings ---- */

static bool is_sequence(VM *vm, Object *o) {
    return type_of(vm, o)->slots.sq_item && !is_dict(vm, o);
}

static Object *concatenated(VM *vm, Object *a, Object *b, bool in_place) {
    const Slots *slots = &type_of(vm, a)->slots;
    if (in_place && slots->sq_inplace_concat) {
        return slots->sq_inplace_concat(vm, a, b);
    }
    if (slots->sq_concat) {
        return slots->sq_concat(vm, a, b);
    }
    if (!is_sequence(vm, a) || !is_sequence(vm, b)) {
        return raise(vm, EXC_TypeError, "'%T' object can't be concatenated", a);
    }
    return in_place ? number_inplace(vm, a, b, OP_ADD) : number_binary(vm, a, b, OP_ADD);
}

BINARY(concat, concatenated(vm, a, b, false))
BINARY(iconcat, concatenated(vm, a, b, true))
BINARY(contains, truth_or_error(vm, object_contains(vm, a, b)))
BINARY(getitem, object_getitem(vm, a, b))
BINARY(delitem, object_delitem(vm, a, b) < 0 ? NULL : none_ref(vm))

static Object *setitem_(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return args_count(vm, "setitem", nargs, 3, 3) &&
                   object_setitem(vm, args[0], args[1], args[2]) == 0
               ? none_ref(vm)
               : NULL;
}

/* How many items are equal to o; if first: the place of the first, or ValueError. */
static Object *search(VM *vm, Object *sequence, Object *o, bool first) {
    Object *it = object_get_iter(vm, sequence);
    if (!it) {
        if (error_clear_if(vm, EXC_TypeError)) {
            raise(vm, EXC_TypeError, "argument of type '%T' is not iterable", sequence);
        }
        return NULL;
    }
    int64_t count = 0, place = 0;
    int equal = 0;
    for (Object *item; (item = next_of(vm, it)); place++) {
        equal = object_compare_bool(vm, item, o, CMP_EQ);
        decref(vm, item);
        count += equal > 0;
        if (equal < 0 || (equal && first)) {
            break;
        }
    }
    decref(vm, it);
    if (equal < 0 || (!(first && count) && !iterator_ended(vm))) {
        return NULL;
    }
    if (first && !count) {
        return raise(vm, EXC_ValueError, "sequence.index(x): x not in sequence");
    }
    return int_from_i64(vm, first ? place : count);
}

BINARY(countOf, search(vm, a, b, false))
BINARY(indexOf, search(vm, a, b, true))

static Object *length_hint(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    int64_t default_ = 0;
    if (!args_count(vm, "length_hint", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs > 1) {
        if (!is_int(vm, args[1])) {
            return raise(vm, EXC_TypeError, "'%T' object cannot be interpreted as an integer",
                         args[1]);
        }
        default_ = number_as_i64(vm, args[1], EXC_OverflowError);
        if (error_occurred(vm)) {
            return NULL;
        }
    }
    int64_t hint = object_length_hint(vm, args[0], default_);
    return hint < 0 && error_occurred(vm) ? NULL : int_from_i64(vm, hint);
}

static Object *call_(VM *vm, Object *module, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(module);
    if (nargs < 1) {
        return raise(vm, EXC_TypeError, "call expected at least 1 argument, got 0");
    }
    return call(vm, args[0], args + 1, nargs - 1, kwnames);
}

/* ---- _compare_digest ---- */

/* The time does not depend on where the bytes differ. */
static bool same_bytes(const uint8_t *a, size_t len_a, const uint8_t *b, size_t len_b) {
    volatile uint8_t difference = len_a != len_b;
    if (difference) {
        a = b;
    }
    for (size_t i = 0; i < len_b; i++) {
        difference |= a[i] ^ b[i];
    }
    return !difference;
}

static Object *compare_digest(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "_compare_digest", nargs, 2, 2)) {
        return NULL;
    }
    Object *a = args[0], *b = args[1];
    if (is_str(vm, a) && is_str(vm, b)) {
        if (!str_is_ascii(a) || !str_is_ascii(b)) {
            return raise(vm, EXC_TypeError,
                         "comparing strings with non-ASCII characters is not supported");
        }
        return bool_ref(vm, same_bytes(STR(a)->data, STR_LEN(a), STR(b)->data, STR_LEN(b)));
    }
    if (!type_of(vm, a)->slots.buffer && !type_of(vm, b)->slots.buffer) {
        return raise(vm, EXC_TypeError,
                     "unsupported operand types(s) or combination of types: "
                     "'%T' and '%T'",
                     a, b);
    }
    ByteView x, y;
    if (object_byte_view(vm, a, &x) < 0 || object_byte_view(vm, b, &y) < 0) {
        return NULL;
    }
    return bool_ref(vm, same_bytes(x.data, x.len, y.data, y.len));
}

/* ---- the module ---- */

#define B(name, text) METHOD_FAST(#name, name##_, #name "($module, a, b, /)\n--\n\n" text)
#define U(name, text) METHOD_O(#name, name##_, #name "($module, a, /)\n--\n\n" text)
static const MethodDef methods[] = {
    B(lt, "Same as a < b."),
    B(le, "Same as a <= b."),
    B(eq, "Same as a == b."),
    B(ne, "Same as a != b."),
    B(gt, "Same as a > b."),
    B(ge, "Same as a >= b."),
    B(is_, "Same as a is b."),
    B(is_not, "Same as a is not b."),
    U(truth, "Whether a is true."),
    U(not_, "Same as not a."),
    B(add, "Same as a + b."),
    B(sub, "Same as a - b."),
    B(mul, "Same as a * b."),
    B(matmul, "Same as a @ b."),
    B(truediv, "Same as a / b."),
    B(floordiv, "Same as a // b."),
    B(mod, "Same as a % b."),
    B(pow, "Same as a ** b."),
    B(lshift, "Same as a << b."),
    B(rshift, "Same as a >> b."),
    B(and_, "Same as a & b."),
    B(or_, "Same as a | b."),
    B(xor, "Same as a ^ b."),
    B(iadd, "Same as a += b."),
    B(isub, "Same as a -= b."),
    B(imul, "Same as a *= b."),
    B(imatmul, "Same as a @= b."),
    B(itruediv, "Same as a /= b."),
    B(ifloordiv, "Same as a //= b."),
    B(imod, "Same as a %= b."),
    B(ipow, "Same as a **= b."),
    B(ilshift, "Same as a <<= b."),
    B(irshift, "Same as a >>= b."),
    B(iand, "Same as a &= b."),
    B(ior, "Same as a |= b."),
    B(ixor, "Same as a ^= b."),
    U(neg, "Same as -a."),
    U(pos, "Same as +a."),
    U(invert, "Same as ~a."),
    METHOD_O("inv", invert_, "inv($module, a, /)\n--\n\nSame as ~a."),
    U(abs, "Same as abs(a)."),
    U(index, "Same as a.__index__()."),
    B(concat, "Same as a + b, for sequences."),
    B(iconcat, "Same as a += b, for sequences."),
    B(contains, "Same as b in a (the other way round)."),
    B(getitem, "Same as a[b]."),
    METHOD_FAST("setitem", setitem_, "setitem($module, a, b, c, /)\n--\n\nSame as a[b] = c."),
    B(delitem, "Same as del a[b]."),
    B(countOf, "How many items of a are equal to b."),
    B(indexOf, "The place of the first item of a that is equal to b."),
    METHOD_FAST("length_hint", length_hint,
                "length_hint($module, obj, default=0, /)\n--\n\n"
                "About how many items an iterable has."),
    METHOD_KW("call", call_,
              "call($module, obj, /, *args, **kwargs)\n--\n\nSame as obj(*args, **kwargs)."),
    METHOD_FAST("_compare_digest", compare_digest,
                "_compare_digest($module, a, b, /)\n--\n\n"
                "Whether a == b, taking the same time wherever they differ."),
    {0},
};

Object *module_operator(VM *vm) {
    Object *m = module_make(vm, "_operator", "Operators as functions.", methods);
    if (!m || !module_add_type(vm, m, &itemgetter_spec) ||
        !module_add_type(vm, m, &attrgetter_spec) || !module_add_type(vm, m, &methodcaller_spec)) {
        xdecref(vm, m);
        return NULL;
    }
    return m;
}
