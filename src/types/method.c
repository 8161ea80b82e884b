/* method: a callable together with the object that becomes its first argument. */
#include <string.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/descr.h"
#include "types/str.h"
#include "types/tuple.h"

#define METHOD(o) ((Method *)(void *)(o))

Object *method_new(VM *vm, Object *func, Object *self) {
    Method *m = object_new_container(vm, SHAPE_METHOD, sizeof *m);
    if (m) {
        m->func = new_ref(func);
        m->self = new_ref(self);
        gc_track(vm, m);
    }
    return OBJ(m);
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "method", kwnames) || !args_count(vm, "method", nargs, 2, 2)) {
        return NULL;
    }
    if (!object_is_callable(vm, args[0])) {
        return raise(vm, EXC_TypeError, "first argument must be callable");
    }
    if (args[1] == vm->none) {
        return raise(vm, EXC_TypeError, "instance must not be None");
    }
    return method_new(vm, args[0], args[1]);
}

static void dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    clear_ref(vm, METHOD(self)->func);
    clear_ref(vm, METHOD(self)->self);
    object_free_container(vm, self, sizeof(Method));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(METHOD(self)->func);
    VISIT(METHOD(self)->self);
    return 0;
}

static Object *call_slot(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Object *small[8], *func = METHOD(self)->func;
    size_t n = nargs + (kwnames ? TUPLE_LEN(kwnames) : 0) + 1;
    Object **all = n <= COUNT_OF(small) ? small : raw_alloc(vm, n * sizeof(Object *));
    if (!all) {
        return NULL;
    }
    all[0] = METHOD(self)->self;
    if (n > 1) {
        memcpy(all + 1, args, (n - 1) * sizeof(Object *));
    }
    Object *result = call(vm, func, all, nargs + 1, kwnames);
    if (all != small) {
        raw_free(vm, all, n * sizeof(Object *));
    }
    return result;
}

static Object *repr(VM *vm, Object *self) {
    Object *func = METHOD(self)->func;
    Object *name = object_getattr_or_null(vm, func, ID(vm, __qualname__));
    if (!name && !error_occurred(vm)) {
        name = object_getattr_or_null(vm, func, ID(vm, __name__));
    }
    if (error_occurred(vm)) {
        return NULL;
    }
    Object *s = name && is_str(vm, name)
                    ? str_format(vm, "<bound method %U of %R>", name, METHOD(self)->self)
                    : str_format(vm, "<bound method ? of %R>", METHOD(self)->self);
    xdecref(vm, name);
    return s;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(a, SHAPE_METHOD) ||
        !is_exact(b, SHAPE_METHOD)) {
        return not_implemented_ref(vm);
    }
    int equal = object_compare_bool(vm, METHOD(a)->func, METHOD(b)->func, CMP_EQ);
    if (equal < 0) {
        return NULL;
    }
    equal = equal && METHOD(a)->self == METHOD(b)->self;
    return bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash hash(VM *vm, Object *self) {
    uintptr_t p = (uintptr_t)METHOD(self)->self;
    Hash h = object_hash(vm, METHOD(self)->func);
    if (h == -1) {
        return -1;
    }
    h ^= (Hash)(p >> 4 | p << 60);
    return h == -1 ? -2 : h;
}

/* Attributes of the method type itself come before those of the function. */
static Object *getattro(VM *vm, Object *self, Object *name) {
    Object *descr = is_exact(name, SHAPE_STR) ? type_lookup(vm, TYPE(vm, METHOD), name) : NULL;
    if (!descr) {
        return object_getattr(vm, METHOD(self)->func, name);
    }
    return object_generic_getattr(vm, self, name);
}

static Object *get_doc(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return object_getattr(vm, METHOD(self)->func, ID(vm, __doc__));
}

static Object *reduce(VM *vm, Object *self) {
    Object *name = object_getattr(vm, METHOD(self)->func, ID(vm, __name__));
    Object *result = name ? reduce_to_getattr(vm, METHOD(self)->self, name) : NULL;
    xdecref(vm, name);
    return result;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("__reduce__", reduce, NULL),
    {0},
};

static const MemberDef members[] = {
    {"__func__", MEMBER_OBJECT_NONE, offsetof(Method, func), true, NULL},
    {"__self__", MEMBER_OBJECT_NONE, offsetof(Method, self), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__doc__", get_doc, NULL, NULL, NULL},
    {0},
};

const TypeSpec method_spec = {
    .name = "method",
    .shape = SHAPE_METHOD,
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_IMMUTABLE,
    .size = sizeof(Method),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .new = new_slot,
              .repr = repr,
              .hash = hash,
              .call = call_slot,
              .getattro = getattro,
              .setattro = object_generic_setattr,
              .richcompare = richcompare},
    .methods = methods,
    .members = members,
    .getset = getset,
};
