/* Slot functions: from a slot of a Python class to the method written in Python. */
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/slot_functions.h"
#include "object/type_private.h"
#include "types/int.h"
#include "types/iterators.h"
#include "types/str.h"

/* ---- calling ---- */

/* The special method `name` of self, from its class: new reference, NULL without an error if there
 * is none. *unbound: call it with self before the other arguments. */
static Object *find_method(VM *vm, Object *self, Object *name, bool *unbound) {
    Type *t = type_of(vm, self);
    Object *method = type_lookup(vm, t, name);
    *unbound = false;
    if (!method) {
        return NULL;
    }
    incref(method);
    const Type *kind = type_of(vm, method);
    if (type_has(kind, TYPE_METHOD)) {
        *unbound = true;
        return method;
    }
    TernaryFn get = kind->slots.descr_get;
    if (!get) {
        return method;
    }
    Object *bound = get(vm, method, self, OBJ(t));
    decref(vm, method);
    return bound;
}

/* Calls it (steals method). args[0] is self; n counts it. */
static Object *call_found(VM *vm, Object *method, bool unbound, Object *const *args, size_t n) {
    Object *result =
        unbound ? call(vm, method, args, n, NULL) : call(vm, method, args + 1, n - 1, NULL);
    decref(vm, method);
    return result;
}

/* Calls the special method of args[0]; AttributeError(name) if it has none. */
static Object *call_dunder(VM *vm, Object *name, Object *const *args, size_t n) {
    bool unbound;
    Object *method = find_method(vm, args[0], name, &unbound);
    if (!method) {
        return error_occurred(vm) ? NULL : raise_object(vm, EXC_AttributeError, name);
    }
    return call_found(vm, method, unbound, args, n);
}

/* The same; NotImplemented if it has none. */
static Object *call_maybe(VM *vm, Object *name, Object *self, Object *other) {
    bool unbound;
    Object *method = find_method(vm, self, name, &unbound);
    if (!method) {
        return error_occurred(vm) ? NULL : not_implemented_ref(vm);
    }
    return call_found(vm, method, unbound, (Object *[]){self, other}, 2);
}

static Object *call_one(VM *vm, Object *name, Object *self) {
    return call_dunder(vm, name, &self, 1);
}

/* 0 or -1; drops the result. */
static int call_for_effect(VM *vm, Object *name, Object *const *args, size_t n) {
    Object *result = call_dunder(vm, name, args, n);
    if (!result) {
        return -1;
    }
    decref(vm, result);
    return 0;
}

/* ---- operators of one and two ---- */

#define X(slot, dunder)                                                                            \
    Object *slot_##slot(VM *vm, Object *self) {                                                    \
        return call_one(vm, ID(vm, dunder), self);                                                 \
    }
SLOT_UNARY_LIST(X)
#undef X

/* Whether b's class gives the method another meaning than a's. -1: error. */
static int is_overloaded(VM *vm, Object *a, Object *b, Object *name) {
    Object *of_b = object_getattr_or_null(vm, OBJ(type_of(vm, b)), name);
    if (!of_b) {
        return error_occurred(vm) ? -1 : 0;
    }
    Object *of_a = object_getattr_or_null(vm, OBJ(type_of(vm, a)), name);
    int result = 1;
    if (of_a) {
        result = object_compare_bool(vm, of_a, of_b, CMP_NE);
        decref(vm, of_a);
    } else if (error_occurred(vm)) {
        result = -1;
    }
    decref(vm, of_b);
    return result;
}

/* mine, other: whether the slots of a and b hold the slot function that calls us. */
static Object *binary(VM *vm, Object *a, Object *b, bool mine, bool other, Object *name,
                      Object *swapped_name) {
    Type *type_a = type_of(vm, a), *type_b = type_of(vm, b);
    bool try_b = other && type_a != type_b;
    Object *result;
    if (mine) {
        if (try_b && type_is_subtype(type_b, type_a)) {
            int overloaded = is_overloaded(vm, a, b, swapped_name);
            if (overloaded < 0) {
                return NULL;
            }
            if (overloaded) {
                result = call_maybe(vm, swapped_name, b, a);
                if (result != vm->not_implemented) {
                    return result;
                }
                decref(vm, result);
                try_b = false;
            }
        }
        result = call_maybe(vm, name, a, b);
        if (result != vm->not_implemented || type_of(vm, b) == type_of(vm, a)) {
            return result;
        }
        decref(vm, result);
    }
    return try_b ? call_maybe(vm, swapped_name, b, a) : not_implemented_ref(vm);
}

#define BINARY(slot, name, swapped_name)                                                           \
    Object *slot_##slot(VM *vm, Object *a, Object *b) {                                            \
        return binary(vm, a, b, type_of(vm, a)->slots.slot == slot_##slot,                         \
                      type_of(vm, b)->slots.slot == slot_##slot, ID(vm, name),                     \
                      ID(vm, swapped_name));                                                       \
    }
BINARY(nb_add, __add__, __radd__)
BINARY(nb_subtract, __sub__, __rsub__)
BINARY(nb_multiply, __mul__, __rmul__)
BINARY(nb_matrix_multiply, __matmul__, __rmatmul__)
BINARY(nb_remainder, __mod__, __rmod__)
BINARY(nb_divmod, __divmod__, __rdivmod__)
BINARY(nb_lshift, __lshift__, __rlshift__)
BINARY(nb_rshift, __rshift__, __rrshift__)
BINARY(nb_and, __and__, __rand__)
BINARY(nb_xor, __xor__, __rxor__)
BINARY(nb_or, __or__, __ror__)
BINARY(nb_floor_divide, __floordiv__, __rfloordiv__)
BINARY(nb_true_divide, __truediv__, __rtruediv__)

#define INPLACE(slot, name)                                                                        \
    Object *slot_##slot(VM *vm, Object *a, Object *b) {                                            \
        return call_dunder(vm, ID(vm, name), (Object *[]){a, b}, 2);                               \
    }
INPLACE(nb_inplace_add, __iadd__)
INPLACE(nb_inplace_subtract, __isub__)
INPLACE(nb_inplace_multiply, __imul__)
INPLACE(nb_inplace_matrix_multiply, __imatmul__)
INPLACE(nb_inplace_remainder, __imod__)
INPLACE(nb_inplace_lshift, __ilshift__)
INPLACE(nb_inplace_rshift, __irshift__)
INPLACE(nb_inplace_and, __iand__)
INPLACE(nb_inplace_xor, __ixor__)
INPLACE(nb_inplace_or, __ior__)
INPLACE(nb_inplace_floor_divide, __ifloordiv__)
INPLACE(nb_inplace_true_divide, __itruediv__)

#define METHODS(slot_, name)                                                                       \
    {                                                                                              \
        ID___##name##__, ID___r##name##__, ID___i##name##__, offsetof(Slots, nb_##slot_),          \
            offsetof(Slots, nb_inplace_##slot_), (void *)slot_nb_##slot_,                          \
            (void *)slot_nb_inplace_##slot_                                                        \
    }
const BinaryMethods slot_binary_methods[BINARY_OP_COUNT] = {
    [OP_ADD] = METHODS(add, add),
    [OP_SUB] = METHODS(subtract, sub),
    [OP_MUL] = METHODS(multiply, mul),
    [OP_MATMUL] = METHODS(matrix_multiply, matmul),
    [OP_TRUEDIV] = METHODS(true_divide, truediv),
    [OP_FLOORDIV] = METHODS(floor_divide, floordiv),
    [OP_MOD] = METHODS(remainder, mod),
    [OP_POW] = METHODS(power, pow),
    [OP_LSHIFT] = METHODS(lshift, lshift),
    [OP_RSHIFT] = METHODS(rshift, rshift),
    [OP_AND] = METHODS(and, and),
    [OP_OR] = METHODS(or, or),
    [OP_XOR] = METHODS(xor, xor),
    [OP_DIVMOD] = {ID___divmod__, ID___rdivmod__, 0, offsetof(Slots, nb_divmod), 0,
                   (void *)slot_nb_divmod, NULL},
};

Object *slot_call_swapped(VM *vm, Object *a, Object *b, int op) {
    return call_maybe(vm, vm->ids[slot_binary_methods[op].swapped_name], b, a);
}

Object *slot_nb_power(VM *vm, Object *a, Object *b, Object *modulus) {
    bool mine = type_of(vm, a)->slots.nb_power == slot_nb_power;
    if (modulus == vm->none) {
        return binary(vm, a, b, mine, type_of(vm, b)->slots.nb_power == slot_nb_power,
                      ID(vm, __pow__), ID(vm, __rpow__));
    }
    /* With three operands there is no __rpow__. */
    return mine ? call_dunder(vm, ID(vm, __pow__), (Object *[]){a, b, modulus}, 3)
                : not_implemented_ref(vm);
}

Object *slot_nb_inplace_power(VM *vm, Object *a, Object *b, Object *modulus) {
    UNUSED(modulus);
    return call_dunder(vm, ID(vm, __ipow__), (Object *[]){a, b}, 2);
}

/* ---- comparison, hash, truth, length ---- */

const uint16_t slot_compare_names[] = {ID___lt__, ID___le__, ID___eq__,
                                       ID___ne__, ID___gt__, ID___ge__};

Object *slot_richcompare(VM *vm, Object *a, Object *b, int op) {
    bool unbound;
    Object *method = find_method(vm, a, vm->ids[slot_compare_names[op]], &unbound);
    if (!method) {
        error_clear(vm); /* an error while looking it up counts as absent here */
        return not_implemented_ref(vm);
    }
    return call_found(vm, method, unbound, (Object *[]){a, b}, 2);
}

Hash slot_hash(VM *vm, Object *self) {
    bool unbound;
    Object *method = find_method(vm, self, ID(vm, __hash__), &unbound);
    if (!method || method == vm->none) {
        xdecref(vm, method);
        return error_occurred(vm) ? -1 : object_hash_not_implemented(vm, self);
    }
    Object *result = call_found(vm, method, unbound, &self, 1);
    if (!result) {
        return -1;
    }
    Hash h = -1;
    if (!is_int(vm, result)) {
        raise(vm, EXC_TypeError, "__hash__ method should return an integer");
    } else {
        int64_t value;
        h = int_as_i64(result, &value) ? value : int_hash(vm, result);
        h = h == -1 ? -2 : h;
    }
    decref(vm, result);
    return h;
}

int slot_nb_bool(VM *vm, Object *self) {
    bool unbound, by_length = false;
    Object *method = find_method(vm, self, ID(vm, __bool__), &unbound);
    if (!method) {
        if (error_occurred(vm)) {
            return -1;
        }
        method = find_method(vm, self, ID(vm, __len__), &unbound);
        by_length = true;
        if (!method) {
            return error_occurred(vm) ? -1 : 1;
        }
    }
    Object *result = call_found(vm, method, unbound, &self, 1);
    if (!result) {
        return -1;
    }
    int truth = -1;
    if (by_length || is_exact(result, SHAPE_BOOL)) {
        truth = object_truth(vm, result);
    } else {
        raise(vm, EXC_TypeError, "__bool__ should return bool, returned %T", result);
    }
    decref(vm, result);
    return truth;
}

int64_t slot_length(VM *vm, Object *self) {
    Object *result = call_one(vm, ID(vm, __len__), self);
    if (!result) {
        return -1;
    }
    Object *index = number_index(vm, result);
    decref(vm, result);
    if (!index) {
        return -1;
    }
    int64_t n = -1;
    if (int_sign(index) < 0) {
        raise(vm, EXC_ValueError, "__len__() should return >= 0");
    } else {
        n = number_as_i64(vm, index, EXC_OverflowError);
    }
    decref(vm, index);
    return n;
}

/* ---- attributes ---- */

/* __getattribute__ and, where that raises AttributeError, __getattr__. */
Object *slot_getattro(VM *vm, Object *self, Object *name) {
    Type *t = type_of(vm, self);
    Object *fallback = type_lookup(vm, t, ID(vm, __getattr__));
    Object *first = type_lookup(vm, t, ID(vm, __getattribute__));
    Object *args[] = {self, name};
    if (!fallback) {
        return call_dunder(vm, ID(vm, __getattribute__), args, 2);
    }
    incref(fallback);
    Object *value;
    if (first && is_exact(first, SHAPE_WRAPPER_DESCRIPTOR) &&
        ((const WrapperDescr *)first)->function == (void *)object_generic_getattr) {
        value = object_generic_getattr_or_null(vm, self, name);
    } else {
        value = call_dunder(vm, ID(vm, __getattribute__), args, 2);
        if (!value) {
            error_clear_if(vm, EXC_AttributeError);
        }
    }
    decref(vm, fallback);
    if (value || error_occurred(vm)) {
        return value;
    }
    return call_dunder(vm, ID(vm, __getattr__), args, 2);
}

int slot_setattro(VM *vm, Object *self, Object *name, Object *value) {
    Object *args[] = {self, name, value};
    return value ? call_for_effect(vm, ID(vm, __setattr__), args, 3)
                 : call_for_effect(vm, ID(vm, __delattr__), args, 2);
}

Object *slot_descr_get(VM *vm, Object *self, Object *instance, Object *owner) {
    Object *method = type_lookup(vm, type_of(vm, self), ID(vm, __get__));
    if (!method) {
        return new_ref(self);
    }
    /* As it lies in the class: binding it would need a __get__ again. */
    Object *args[] = {self, instance ? instance : vm->none, owner ? owner : vm->none};
    incref(method);
    Object *result = call(vm, method, args, 3, NULL);
    decref(vm, method);
    return result;
}

int slot_descr_set(VM *vm, Object *self, Object *instance, Object *value) {
    Object *args[] = {self, instance, value};
    return value ? call_for_effect(vm, ID(vm, __set__), args, 3)
                 : call_for_effect(vm, ID(vm, __delete__), args, 2);
}

/* ---- calls, birth and death ---- */

/* f(self, *args, **kwargs). args[-1] may not be written: it is not ours. */
static Object *call_with_self(VM *vm, Object *f, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames) {
    enum { SMALL = 8 };
    size_t n = nargs + (kwnames ? fast_len(kwnames, vm) : 0) + 1;
    Object *small[SMALL], **all = small;
    if (n > SMALL) {
        all = raw_alloc(vm, n * sizeof(Object *));
        if (!all) {
            return NULL;
        }
    }
    all[0] = self;
    for (size_t i = 1; i < n; i++) {
        all[i] = args[i - 1];
    }
    Object *result = call(vm, f, all, nargs + 1, kwnames);
    if (all != small) {
        raw_free(vm, all, n * sizeof(Object *));
    }
    return result;
}

static Object *call_dunder_with(VM *vm, Object *name, Object *self, Object *const *args,
                                size_t nargs, Object *kwnames) {
    bool unbound;
    Object *method = find_method(vm, self, name, &unbound);
    if (!method) {
        return error_occurred(vm) ? NULL : raise_object(vm, EXC_AttributeError, name);
    }
    Object *result = unbound ? call_with_self(vm, method, self, args, nargs, kwnames)
                             : call(vm, method, args, nargs, kwnames);
    decref(vm, method);
    return result;
}

Object *slot_call(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return call_dunder_with(vm, ID(vm, __call__), self, args, nargs, kwnames);
}

int slot_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Object *result = call_dunder_with(vm, ID(vm, __init__), self, args, nargs, kwnames);
    if (!result) {
        return -1;
    }
    bool ok = result == vm->none;
    if (!ok) {
        raise(vm, EXC_TypeError, "__init__() should return None, not '%T'", result);
    }
    decref(vm, result);
    return ok ? 0 : -1;
}

Object *slot_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *f = object_getattr(vm, OBJ(cls), ID(vm, __new__));
    if (!f) {
        return NULL;
    }
    Object *result = call_with_self(vm, f, OBJ(cls), args, nargs, kwnames);
    decref(vm, f);
    return result;
}

/* __del__: the error indicator is kept, errors of its own cannot be raised. */
void slot_finalize(VM *vm, Object *self) {
    Object *error = error_fetch(vm);
    bool unbound;
    Object *method = find_method(vm, self, ID(vm, __del__), &unbound);
    if (method) {
        incref(method);
        Object *result = call_found(vm, method, unbound, &self, 1);
        if (result) {
            decref(vm, result);
        } else {
            error_unraisable(vm, method);
        }
        decref(vm, method);
    } else if (error_occurred(vm)) {
        error_unraisable(vm, self);
    }
    error_restore(vm, error);
}

/* ---- iteration and items ---- */

Object *slot_iter(VM *vm, Object *self) {
    bool unbound;
    Object *method = find_method(vm, self, ID(vm, __iter__), &unbound);
    if (method && method != vm->none) {
        return call_found(vm, method, unbound, &self, 1);
    }
    bool disabled = method != NULL;
    xdecref(vm, method);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (!disabled && type_lookup(vm, type_of(vm, self), ID(vm, __getitem__))) {
        return seq_iterator_new(vm, self);
    }
    return raise(vm, EXC_TypeError, "'%T' object is not iterable", self);
}

static Object *index_arguments(VM *vm, int64_t i, Object **args, Object *self, Object *value) {
    args[0] = self;
    args[1] = int_from_i64(vm, i);
    args[2] = value;
    return args[1];
}

Object *slot_sq_item(VM *vm, Object *self, int64_t i) {
    Object *args[3];
    if (!index_arguments(vm, i, args, self, NULL)) {
        return NULL;
    }
    Object *result = call_dunder(vm, ID(vm, __getitem__), args, 2);
    decref(vm, args[1]);
    return result;
}

int slot_sq_ass_item(VM *vm, Object *self, int64_t i, Object *value) {
    Object *args[3];
    if (!index_arguments(vm, i, args, self, value)) {
        return -1;
    }
    int result = slot_mp_ass_subscript(vm, self, args[1], value);
    decref(vm, args[1]);
    return result;
}

/* Whether an equal item comes up in the iteration. */
static int search_by_iteration(VM *vm, Object *self, Object *value) {
    Object *iterator = object_get_iter(vm, self), *item;
    if (!iterator) {
        return -1;
    }
    int found = 0;
    while (found == 0 && (item = iter_next(vm, iterator)) != NULL) {
        found = object_compare_bool(vm, item, value, CMP_EQ);
        decref(vm, item);
    }
    decref(vm, iterator);
    return found == 0 && error_occurred(vm) ? -1 : found;
}

int slot_sq_contains(VM *vm, Object *self, Object *value) {
    bool unbound;
    Object *method = find_method(vm, self, ID(vm, __contains__), &unbound);
    if (!method) {
        return error_occurred(vm) ? -1 : search_by_iteration(vm, self, value);
    }
    if (method == vm->none) {
        decref(vm, method);
        raise(vm, EXC_TypeError, "'%T' object is not a container", self);
        return -1;
    }
    Object *result = call_found(vm, method, unbound, (Object *[]){self, value}, 2);
    if (!result) {
        return -1;
    }
    int truth = object_truth(vm, result);
    decref(vm, result);
    return truth;
}

Object *slot_mp_subscript(VM *vm, Object *self, Object *key) {
    return call_dunder(vm, ID(vm, __getitem__), (Object *[]){self, key}, 2);
}

int slot_mp_ass_subscript(VM *vm, Object *self, Object *key, Object *value) {
    Object *args[] = {self, key, value};
    return value ? call_for_effect(vm, ID(vm, __setitem__), args, 3)
                 : call_for_effect(vm, ID(vm, __delitem__), args, 2);
}

Object *slot_iternext_gone(VM *vm, Object *self) {
    return raise(vm, EXC_TypeError, "'%T' object is not iterable", self);
}
