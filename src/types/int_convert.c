/* int: the constructor and rounding. */
#include "types/float.h"
#include "types/int_impl.h"
#include "types/str.h"

static Object *int_from_based_text(VM *vm, Object *o, Object *base_object) {
    int64_t base = number_as_i64(vm, base_object, -1);
    if (base == -1 && error_occurred(vm)) {
        return NULL;
    }
    if ((base != 0 && base < 2) || base > 36) {
        return raise(vm, EXC_ValueError, "int() base must be >= 2 and <= 36, or 0");
    }
    if (!is_str(vm, o) && !is_bytes(vm, o) &&
        !type_is_subtype(type_of(vm, o), TYPE(vm, BYTEARRAY))) {
        return raise(vm, EXC_TypeError, "int() can't convert non-string with explicit base");
    }
    return int_from_text_object(vm, o, (int)base);
}

/* An instance of a subclass with the value; steals the value. */
static Object *int_new_subclass(VM *vm, Type *cls, Object *value) {
    size_t size = sizeof(Int);
    if (!int_is_compact(value)) {
        size = sizeof(BigInt) + ((BigInt *)value)->len * sizeof(mp_limb_t);
    }
    Object *o = object_alloc(vm, cls, size);
    if (o) {
        if (!int_is_compact(value)) {
            set_flag(o, FLAG_BIG);
        }
        memcpy((char *)o + sizeof(Object), (char *)value + sizeof(Object), size - sizeof(Object));
        if (type_has(cls, TYPE_CONTAINER)) {
            gc_track(vm, o);
        }
    }
    decref(vm, value);
    return o;
}

Object *int_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *value = NULL, *x = NULL, *base = NULL;
    if (LIKELY(nargs == 1 && !kwnames)) {
        x = args[0];
    } else {
        static const char *const names[] = {"", "base", NULL};
        if (!args_parse(vm, "int", names, "|OO", args, nargs, kwnames, &x, &base)) {
            return NULL;
        }
    }
    if (!x) {
        if (base) {
            return raise(vm, EXC_TypeError, "int() missing string argument");
        }
        value = int_from_i64(vm, 0);
    } else {
        value = base ? int_from_based_text(vm, x, base) : number_int(vm, x);
    }
    if (!value || cls == TYPE(vm, INT)) {
        return value;
    }
    return int_new_subclass(vm, cls, value);
}

/* ---- rounding ---- */

/* self rounded to a multiple of `unit` (positive), ties to the even multiple. */
static Object *round_to_multiple(VM *vm, Object *self, Object *unit) {
    Object *quotient = NULL, *rest = NULL, *twice = NULL, *result = NULL;
    if (!int_floor_divmod(vm, self, unit, &quotient, &rest)) {
        return NULL;
    }
    twice = int_add(vm, rest, rest);
    if (twice) {
        int order = int_cmp(twice, unit);
        bool odd = int_is_compact(quotient) ? (INT_VALUE(quotient) & 1)
                                            : (((BigInt *)quotient)->limbs[0] & 1);
        result = int_sub(vm, self, rest);
        if (result && (order > 0 || (order == 0 && odd))) {
            Object *up = int_add(vm, result, unit);
            decref(vm, result);
            result = up;
        }
    }
    decref(vm, quotient);
    decref(vm, rest);
    xdecref(vm, twice);
    return result;
}

Object *int_round_method(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "__round__", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 0 || args[0] == vm->none) {
        return int_exact(vm, self);
    }
    Object *digits = number_index(vm, args[0]);
    if (!digits) {
        return NULL;
    }
    if (int_sign(digits) >= 0) {
        decref(vm, digits);
        return int_exact(vm, self);
    }
    /* 10**n with more digits than self and to spare: the result is 0. */
    int64_t n;
    bool beyond = !int_as_i64(digits, &n) || 0 - (uint64_t)n > int_bit_length(self) / 3 + 2;
    decref(vm, digits);
    if (beyond) {
        return int_from_i64(vm, 0);
    }
    Object *ten = int_from_i64(vm, 10), *count = int_from_i64(vm, -n), *unit = NULL;
    if (ten && count) {
        unit = int_power(vm, ten, count);
    }
    Object *result = unit ? round_to_multiple(vm, self, unit) : NULL;
    xdecref(vm, ten);
    xdecref(vm, count);
    xdecref(vm, unit);
    return result;
}
