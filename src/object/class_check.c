/* isinstance and issubclass. */
#include "object/abstract.h"

#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/generic_alias.h"
#include "types/tuple.h"

/* c.__bases__ as a tuple (new reference); NULL without an error: c is no class. */
static Object *abstract_bases(VM *vm, Object *c) {
    Object *bases = object_getattr_or_null(vm, c, ID(vm, __bases__));
    if (bases && !is_tuple(vm, bases)) {
        decref(vm, bases);
        return NULL;
    }
    return bases;
}

/* Whether derived is cls or has it above itself, going by __bases__. */
static int abstract_is_subclass(VM *vm, Object *derived, Object *cls) {
    int result = 0;
    if (derived == cls) {
        return 1;
    }
    Object *bases = abstract_bases(vm, derived);
    if (!bases) {
        return error_occurred(vm) ? -1 : 0;
    }
    if (!recursion_enter(vm, " in __issubclass__")) {
        decref(vm, bases);
        return -1;
    }
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(bases); i++) {
        result = abstract_is_subclass(vm, TUPLE_ITEM(bases, i), cls);
    }
    recursion_leave(vm);
    decref(vm, bases);
    return result;
}

/* Raises TypeError(message) unless c has bases like a class. */
static bool check_class(VM *vm, Object *c, const char *message) {
    Object *bases = abstract_bases(vm, c);
    if (bases) {
        decref(vm, bases);
        return true;
    }
    if (!error_occurred(vm)) {
        raise(vm, EXC_TypeError, "%s", message);
    }
    return false;
}

/* Whether finding o.__class__ runs no code and gives its type. */
static bool class_is_type(VM *vm, Object *o) {
    const Type *t = type_of(vm, o);
    return t->slots.getattro == object_generic_getattr &&
           type_lookup(vm, (Type *)t, ID(vm, __class__)) ==
               type_lookup(vm, TYPE(vm, OBJECT), ID(vm, __class__));
}

int object_is_instance_default(VM *vm, Object *o, Object *cls) {
    int result = 0;
    if (is_type(vm, cls)) {
        if (type_is_subtype(type_of(vm, o), (Type *)cls)) {
            return 1;
        }
        if (class_is_type(vm, o)) {
            return 0;
        }
        Object *c = object_getattr_or_null(vm, o, ID(vm, __class__));
        if (!c) {
            return error_occurred(vm) ? -1 : 0;
        }
        if (c != OBJ(type_of(vm, o)) && is_type(vm, c)) {
            result = type_is_subtype((Type *)c, (Type *)cls);
        }
        decref(vm, c);
        return result;
    }
    if (!check_class(vm, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union")) {
        return -1;
    }
    Object *c = object_getattr_or_null(vm, o, ID(vm, __class__));
    if (!c) {
        return error_occurred(vm) ? -1 : 0;
    }
    result = abstract_is_subclass(vm, c, cls);
    decref(vm, c);
    return result;
}

int object_is_subclass_default(VM *vm, Object *derived, Object *cls) {
    if (is_type(vm, cls) && is_type(vm, derived)) {
        return type_is_subtype((Type *)derived, (Type *)cls);
    }
    if (!check_class(vm, derived, "issubclass() arg 1 must be a class") ||
        !check_class(vm, cls,
                     "issubclass() arg 2 must be a class, a tuple of classes, or a union")) {
        return -1;
    }
    return abstract_is_subclass(vm, derived, cls);
}

typedef int (*ClassCheck)(VM *, Object *, Object *);

static int check_tuple(VM *vm, Object *o, Object *tuple, ClassCheck check, const char *where) {
    int result = 0;
    if (!recursion_enter(vm, where)) {
        return -1;
    }
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(tuple); i++) {
        result = check(vm, o, TUPLE_ITEM(tuple, i));
    }
    recursion_leave(vm);
    return result;
}

/* Asks cls's hook; 2: it has none. */
static int call_hook(VM *vm, Object *o, Object *cls, Object *name, const char *where) {
    if (!recursion_enter(vm, where)) {
        return -1;
    }
    Object *answer = call_special1(vm, cls, name, o);
    recursion_leave(vm);
    if (!answer) {
        return error_occurred(vm) ? -1 : 2;
    }
    int truth = object_truth(vm, answer);
    decref(vm, answer);
    return truth;
}

int object_is_instance(VM *vm, Object *o, Object *class_or_tuple) {
    if (OBJ(type_of(vm, o)) == class_or_tuple) {
        return 1;
    }
    if (is_exact(class_or_tuple, SHAPE_TYPE)) {
        return object_is_instance_default(vm, o, class_or_tuple);
    }
    if (is_exact(class_or_tuple, SHAPE_UNION)) {
        class_or_tuple = union_args(class_or_tuple);
    }
    if (is_tuple(vm, class_or_tuple)) {
        return check_tuple(vm, o, class_or_tuple, object_is_instance, " in __instancecheck__");
    }
    int result =
        call_hook(vm, o, class_or_tuple, ID(vm, __instancecheck__), " in __instancecheck__");
    return result == 2 ? object_is_instance_default(vm, o, class_or_tuple) : result;
}

int object_is_subclass(VM *vm, Object *c, Object *class_or_tuple) {
    if (is_exact(class_or_tuple, SHAPE_TYPE)) {
        return c == class_or_tuple ? 1 : object_is_subclass_default(vm, c, class_or_tuple);
    }
    if (is_exact(class_or_tuple, SHAPE_UNION)) {
        class_or_tuple = union_args(class_or_tuple);
    }
    if (is_tuple(vm, class_or_tuple)) {
        return check_tuple(vm, c, class_or_tuple, object_is_subclass, " in __subclasscheck__");
    }
    int result =
        call_hook(vm, c, class_or_tuple, ID(vm, __subclasscheck__), " in __subclasscheck__");
    return result == 2 ? object_is_subclass_default(vm, c, class_or_tuple) : result;
}
