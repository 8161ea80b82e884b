/* None, NotImplemented and Ellipsis, and their types. */
#include "object/alloc.h"
#include "object/error.h"
#include "object/warn.h"
#include "types/str.h"
#include "types/tuple.h"

static bool no_arguments(VM *vm, const char *type_name, size_t nargs, Object *kwnames) {
    if (nargs > 0 || (kwnames && TUPLE_LEN(kwnames) > 0)) {
        raise(vm, EXC_TypeError, "%s takes no arguments", type_name);
        return false;
    }
    return true;
}

/* The three die with their VM alone. */
static void singleton_dealloc(VM *vm, Object *self) {
    object_free_atomic(vm, self, sizeof(Object));
}

static Object *none_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    UNUSED(args);
    return no_arguments(vm, "NoneType", nargs, kwnames) ? none_ref(vm) : NULL;
}

static Object *none_repr(VM *vm, Object *self) {
    UNUSED(self);
    return str_intern_cstr(vm, "None");
}

static int none_bool(VM *vm, Object *self) {
    UNUSED(vm);
    UNUSED(self);
    return 0;
}

const TypeSpec none_spec = {
    .name = "NoneType",
    .shape = SHAPE_NONE,
    .size = sizeof(Object),
    .slots = {.dealloc = singleton_dealloc,
              .repr = none_repr,
              .new = none_new,
              .nb_bool = none_bool},
};

static Object *not_implemented_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                                   Object *kwnames) {
    UNUSED(cls);
    UNUSED(args);
    return no_arguments(vm, "NotImplementedType", nargs, kwnames) ? not_implemented_ref(vm) : NULL;
}

static Object *not_implemented_repr(VM *vm, Object *self) {
    UNUSED(self);
    return str_intern_cstr(vm, "NotImplemented");
}

static int not_implemented_bool(VM *vm, Object *self) {
    UNUSED(self);
    return warn(vm, EXC_DeprecationWarning,
                "NotImplemented should not be used in a boolean context") < 0
               ? -1
               : 1;
}

static const MethodDef not_implemented_methods[] = {
    METHOD_NOARGS("__reduce__", not_implemented_repr, NULL),
    {0},
};

const TypeSpec not_implemented_spec = {
    .name = "NotImplementedType",
    .shape = SHAPE_NOT_IMPLEMENTED,
    .size = sizeof(Object),
    .slots = {.dealloc = singleton_dealloc,
              .repr = not_implemented_repr,
              .new = not_implemented_new,
              .nb_bool = not_implemented_bool},
    .methods = not_implemented_methods,
};

static Object *ellipsis_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    UNUSED(args);
    return no_arguments(vm, "EllipsisType", nargs, kwnames) ? new_ref(vm->ellipsis) : NULL;
}

static Object *ellipsis_repr(VM *vm, Object *self) {
    UNUSED(self);
    return str_intern_cstr(vm, "Ellipsis");
}

static const MethodDef ellipsis_methods[] = {
    METHOD_NOARGS("__reduce__", ellipsis_repr, NULL),
    {0},
};

const TypeSpec ellipsis_spec = {
    .name = "ellipsis",
    .shape = SHAPE_ELLIPSIS,
    .size = sizeof(Object),
    .slots = {.dealloc = singleton_dealloc, .repr = ellipsis_repr, .new = ellipsis_new},
    .methods = ellipsis_methods,
};
