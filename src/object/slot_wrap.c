/* Wrappers: from a Python call like int.__add__(a, b) to the slot. */
#include "object/abstract.h"
#include "object/error.h"
#include "object/slot_functions.h"
#include "object/types.h"
#include "types/int.h"

#define WRAPPER(name)                                                                              \
    Object *wrap_##name(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,  \
                        void *function)
#define NO_KEYWORDS() UNUSED(kwnames)

static bool want(VM *vm, size_t nargs, size_t n) {
    if (nargs != n) {
        raise(vm, EXC_TypeError, "expected %zu argument%s, got %zu", n, n == 1 ? "" : "s", nargs);
        return false;
    }
    return true;
}

/* CPython names no function in these. */
static bool want_range(VM *vm, size_t nargs, size_t min, size_t max) {
    if (nargs < min || nargs > max) {
        size_t n = nargs < min ? min : max;
        raise(vm, EXC_TypeError, " expected %s%zu argument%s, got %zu",
              min == max    ? ""
              : nargs < min ? "at least "
                            : "at most ",
              n, n == 1 ? "" : "s", nargs);
        return false;
    }
    return true;
}

static Object *none_or_error(VM *vm, int result) {
    return result < 0 ? NULL : none_ref(vm);
}

static Object *bool_or_error(VM *vm, int result) {
    return result < 0 ? NULL : bool_ref(vm, result != 0);
}

WRAPPER(unary) {
    UNUSED(args);
    NO_KEYWORDS();
    return want(vm, nargs, 0) ? ((UnaryFn)function)(vm, self) : NULL;
}

WRAPPER(binary) {
    NO_KEYWORDS();
    return want(vm, nargs, 1) ? ((BinaryFn)function)(vm, self, args[0]) : NULL;
}

/* The same call under another address: slots.c tells nb_add's __add__ from sq_concat's by it. */
WRAPPER(binary_left) {
    NO_KEYWORDS();
    if (nargs != 1) {
        want(vm, nargs, 1);
        return NULL;
    }
    return ((BinaryFn)function)(vm, self, args[0]);
}

WRAPPER(binary_right) {
    NO_KEYWORDS();
    return want(vm, nargs, 1) ? ((BinaryFn)function)(vm, args[0], self) : NULL;
}

WRAPPER(power) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 1, 2)) {
        return NULL;
    }
    return ((TernaryFn)function)(vm, self, args[0], nargs > 1 ? args[1] : vm->none);
}

WRAPPER(power_swapped) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 1, 2)) {
        return NULL;
    }
    return ((TernaryFn)function)(vm, args[0], self, nargs > 1 ? args[1] : vm->none);
}

WRAPPER(inquiry) {
    UNUSED(args);
    NO_KEYWORDS();
    return want(vm, nargs, 0) ? bool_or_error(vm, ((InquiryFn)function)(vm, self)) : NULL;
}

WRAPPER(length) {
    UNUSED(args);
    NO_KEYWORDS();
    if (!want(vm, nargs, 0)) {
        return NULL;
    }
    int64_t n = ((LenFn)function)(vm, self);
    return n < 0 ? NULL : int_from_i64(vm, n);
}

typedef Object *(*IndexFn)(VM *, Object *, int64_t);
typedef int (*IndexSetFn)(VM *, Object *, int64_t, Object *);
typedef int (*SetFn)(VM *, Object *, Object *, Object *);

WRAPPER(index_argument) {
    NO_KEYWORDS();
    if (!want(vm, nargs, 1)) {
        return NULL;
    }
    int64_t i = number_as_i64(vm, args[0], EXC_OverflowError);
    return i == -1 && error_occurred(vm) ? NULL : ((IndexFn)function)(vm, self, i);
}

/* An index, counted from the end if negative. -1 and an error. */
static int64_t get_index(VM *vm, Object *self, Object *index) {
    int64_t i = number_as_i64(vm, index, EXC_OverflowError);
    LenFn length = type_of(vm, self)->slots.sq_length;
    if (i >= 0 || error_occurred(vm) || !length) {
        return i;
    }
    int64_t n = length(vm, self);
    return n < 0 ? -1 : i + n;
}

WRAPPER(item) {
    NO_KEYWORDS();
    if (!want(vm, nargs, 1)) {
        return NULL;
    }
    int64_t i = get_index(vm, self, args[0]);
    return i == -1 && error_occurred(vm) ? NULL : ((IndexFn)function)(vm, self, i);
}

WRAPPER(set_item) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 2, 2)) {
        return NULL;
    }
    int64_t i = get_index(vm, self, args[0]);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    return none_or_error(vm, ((IndexSetFn)function)(vm, self, i, args[1]));
}

WRAPPER(delete_item) {
    NO_KEYWORDS();
    if (!want(vm, nargs, 1)) {
        return NULL;
    }
    int64_t i = get_index(vm, self, args[0]);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    return none_or_error(vm, ((IndexSetFn)function)(vm, self, i, NULL));
}

WRAPPER(contains) {
    NO_KEYWORDS();
    typedef int (*ContainsFn)(VM *, Object *, Object *);
    return want(vm, nargs, 1) ? bool_or_error(vm, ((ContainsFn)function)(vm, self, args[0])) : NULL;
}

WRAPPER(set_subscript) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 2, 2)) {
        return NULL;
    }
    return none_or_error(vm, ((SetFn)function)(vm, self, args[0], args[1]));
}

WRAPPER(delete_subscript) {
    NO_KEYWORDS();
    return want(vm, nargs, 1) ? none_or_error(vm, ((SetFn)function)(vm, self, args[0], NULL))
                              : NULL;
}

/* object.__setattr__ must not get around the __setattr__ of a built-in type: refuses it if some
 * other C function stands between the type of self and the one called. */
static bool may_set(VM *vm, Object *self, void *function, const char *what) {
    const Type *t = type_of(vm, self);
    while (t && (void *)t->slots.setattro == (void *)slot_setattro) {
        t = t->base;
    }
    if (t && (void *)t->slots.setattro != function) {
        raise(vm, EXC_TypeError, "can't apply this %s to %N object", what, t);
        return false;
    }
    return true;
}

WRAPPER(setattr) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 2, 2) || !may_set(vm, self, function, "__setattr__")) {
        return NULL;
    }
    return none_or_error(vm, ((SetFn)function)(vm, self, args[0], args[1]));
}

WRAPPER(delattr) {
    NO_KEYWORDS();
    if (!want(vm, nargs, 1) || !may_set(vm, self, function, "__delattr__")) {
        return NULL;
    }
    return none_or_error(vm, ((SetFn)function)(vm, self, args[0], NULL));
}

WRAPPER(hash) {
    UNUSED(args);
    NO_KEYWORDS();
    if (!want(vm, nargs, 0)) {
        return NULL;
    }
    typedef Hash (*HashFn)(VM *, Object *);
    Hash h = ((HashFn)function)(vm, self);
    return h == -1 && error_occurred(vm) ? NULL : int_from_i64(vm, h);
}

WRAPPER(call) {
    return ((CallFn)function)(vm, self, args, nargs, kwnames);
}

WRAPPER(next) {
    UNUSED(args);
    NO_KEYWORDS();
    if (!want(vm, nargs, 0)) {
        return NULL;
    }
    Object *item = ((UnaryFn)function)(vm, self);
    if (!item && !error_occurred(vm)) {
        return raise_stop_iteration(vm, vm->none);
    }
    return item;
}

WRAPPER(descr_get) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 1, 2)) {
        return NULL;
    }
    Object *instance = args[0] == vm->none ? NULL : args[0];
    Object *owner = nargs < 2 || args[1] == vm->none ? NULL : args[1];
    if (!instance && !owner) {
        return raise(vm, EXC_TypeError, "__get__(None, None) is invalid");
    }
    return ((TernaryFn)function)(vm, self, instance, owner);
}

WRAPPER(descr_set) {
    NO_KEYWORDS();
    if (!want_range(vm, nargs, 2, 2)) {
        return NULL;
    }
    return none_or_error(vm, ((SetFn)function)(vm, self, args[0], args[1]));
}

WRAPPER(descr_delete) {
    NO_KEYWORDS();
    return want(vm, nargs, 1) ? none_or_error(vm, ((SetFn)function)(vm, self, args[0], NULL))
                              : NULL;
}

WRAPPER(init) {
    typedef int (*InitFn)(VM *, Object *, Object *const *, size_t, Object *);
    return none_or_error(vm, ((InitFn)function)(vm, self, args, nargs, kwnames));
}

WRAPPER(finalize) {
    UNUSED(args);
    NO_KEYWORDS();
    if (!want(vm, nargs, 0)) {
        return NULL;
    }
    ((void (*)(VM *, Object *))function)(vm, self);
    return none_ref(vm);
}

typedef Object *(*CompareFn)(VM *, Object *, Object *, int);
#define COMPARE_WRAPPER(name, op)                                                                  \
    WRAPPER(name) {                                                                                \
        NO_KEYWORDS();                                                                             \
        return want(vm, nargs, 1) ? ((CompareFn)function)(vm, self, args[0], op) : NULL;           \
    }
COMPARE_WRAPPER(lt, CMP_LT)
COMPARE_WRAPPER(le, CMP_LE)
COMPARE_WRAPPER(eq, CMP_EQ)
COMPARE_WRAPPER(ne, CMP_NE)
COMPARE_WRAPPER(gt, CMP_GT)
COMPARE_WRAPPER(ge, CMP_GE)
