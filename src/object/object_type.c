/* The type `object`. */
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/reduce.h"
#include "object/slot_functions.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

static void base_dealloc(VM *vm, Object *self) {
    object_free_atomic(vm, self, sizeof(Object));
}

/* ---- birth ---- */

static bool has_arguments(size_t nargs, const Object *kwnames) {
    return nargs > 0 || (kwnames && TUPLE_LEN(kwnames) > 0);
}

static int base_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
static Object *base_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);

/* Surplus arguments are an error, unless the other of __new__ and __init__ is overridden and may
 * have used them. */
static int base_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    const Type *t = type_of(vm, self);
    UNUSED(args);
    if (!has_arguments(nargs, kwnames)) {
        return 0;
    }
    if (t->slots.init != base_init) {
        raise(vm, EXC_TypeError,
              "object.__init__() takes exactly one argument (the instance to initialize)");
        return -1;
    }
    if (t->slots.new == base_new) {
        raise(vm, EXC_TypeError,
              "%N.__init__() takes exactly one argument (the instance to initialize)", t);
        return -1;
    }
    return 0;
}

/* "Can't instantiate abstract class C with abstract methods f, g" */
static Object *raise_abstract(VM *vm, Type *cls) {
    Object *methods = object_getattr(vm, OBJ(cls), ID(vm, __abstractmethods__));
    Object *names = methods ? list_from_iterable(vm, methods) : NULL;
    Object *comma = NULL, *joined = NULL;
    xdecref(vm, methods);
    if (names && list_sort(vm, names, NULL, false) == 0 &&
        (comma = str_from_cstr(vm, ", ")) != NULL &&
        (joined = str_join(vm, comma, names)) != NULL) {
        raise(vm, EXC_TypeError, "Can't instantiate abstract class %N with abstract method%s %U",
              cls, LIST_LEN(names) > 1 ? "s" : "", joined);
    }
    xdecref(vm, joined);
    xdecref(vm, comma);
    xdecref(vm, names);
    return NULL;
}

static Object *base_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    if (has_arguments(nargs, kwnames)) {
        if (cls->slots.new != base_new) {
            return raise(vm, EXC_TypeError,
                         "object.__new__() takes exactly one argument (the type to instantiate)");
        }
        if (cls->slots.init == base_init) {
            return raise(vm, EXC_TypeError, "%N() takes no arguments", cls);
        }
    }
    if (UNLIKELY(type_has(cls, TYPE_ABSTRACT))) {
        return raise_abstract(vm, cls);
    }
    return object_alloc(vm, cls, sizeof(Object));
}

Object *type_generic_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *o = object_alloc(vm, cls, cls->solid->size);
    if (o && type_has(cls, TYPE_CONTAINER)) {
        gc_track(vm, o);
    }
    return o;
}

/* ---- text, hash, comparison ---- */

static Object *base_repr(VM *vm, Object *self) {
    Type *t = type_of(vm, self);
    Object *module = object_getattr_or_null(vm, OBJ(t), ID(vm, __module__));
    Object *qualname = object_getattr(vm, OBJ(t), ID(vm, __qualname__));
    Object *result = NULL;
    if (!qualname) {
        goto done;
    }
    if (module && is_str(vm, module) && !str_equal_ascii(module, "builtins")) {
        result = str_format(vm, "<%U.%U object at %p>", module, qualname, (void *)self);
    } else {
        result = str_format(vm, "<%s object at %p>", TYPE_NAME(t), (void *)self);
    }
done:
    xdecref(vm, module);
    xdecref(vm, qualname);
    return result;
}

static Object *base_str(VM *vm, Object *self) {
    UnaryFn f = type_of(vm, self)->slots.repr;
    return f ? f(vm, self) : base_repr(vm, self);
}

/* Blocks lie at multiples of 8: the low bits would be wasted. */
static Hash base_hash(VM *vm, Object *self) {
    uint64_t address = (uint64_t)(uintptr_t)self;
    UNUSED(vm);
    return (Hash)(address >> 4 | address << 60);
}

static Object *base_compare(VM *vm, Object *self, Object *other, int op) {
    if (op == CMP_EQ && self == other) {
        return bool_ref(vm, true);
    }
    if (op == CMP_NE) {
        Object *equal = type_of(vm, self)->slots.richcompare(vm, self, other, CMP_EQ);
        if (!equal || equal == vm->not_implemented) {
            return equal;
        }
        int truth = object_truth(vm, equal);
        decref(vm, equal);
        return truth < 0 ? NULL : bool_ref(vm, !truth);
    }
    return not_implemented_ref(vm);
}

/* ---- __class__ ---- */

static Object *get_class(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return new_ref(OBJ(type_of(vm, self)));
}

static int set_class(VM *vm, Object *self, Object *value, void *closure) {
    Type *old = type_of(vm, self);
    UNUSED(closure);
    if (!value) {
        raise(vm, EXC_TypeError, "can't delete __class__ attribute");
        return -1;
    }
    if (!is_type(vm, value)) {
        raise(vm, EXC_TypeError, "__class__ must be set to a class, not '%T' object", value);
        return -1;
    }
    Type *cls = (Type *)value;
    const Type *module = TYPE(vm, MODULE);
    bool modules = type_is_subtype(cls, module) && type_is_subtype(old, module);
    if (!modules && (type_has(cls, TYPE_IMMUTABLE) || type_has(old, TYPE_IMMUTABLE))) {
        raise(vm, EXC_TypeError,
              "__class__ assignment only supported for mutable types or "
              "ModuleType subclasses");
        return -1;
    }
    if (!layout_compatible(vm, old, cls, "__class__")) {
        return -1;
    }
    return instance_set_class(vm, self, cls) ? 0 : -1;
}

/* ---- methods ---- */

static Object *base_format(VM *vm, Object *self, Object *spec) {
    if (!is_str(vm, spec)) {
        return raise(vm, EXC_TypeError, "__format__() argument must be str, not %T", spec);
    }
    if (STR_LEN(spec) > 0) {
        return raise(vm, EXC_TypeError, "unsupported format string passed to %T.__format__", self);
    }
    return object_str(vm, self);
}

static Object *base_sizeof(VM *vm, Object *self) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, self));
}

/* The instance's dict, as a dict of our own. */
static Object *copy_instance_dict(VM *vm, Object *self) {
    Object *own = object_getattr_or_null(vm, self, ID(vm, __dict__));
    if (!own) {
        return error_occurred(vm) ? NULL : dict_new(vm);
    }
    Object *copy = is_dict(vm, own) ? dict_copy(vm, own) : dict_new(vm);
    decref(vm, own);
    return copy;
}

static Object *base_dir(VM *vm, Object *self) {
    Object *dict = copy_instance_dict(vm, self), *result = NULL;
    if (!dict) {
        return NULL;
    }
    Object *cls = object_getattr_or_null(vm, self, ID(vm, __class__));
    bool ok = cls ? class_merge_dicts(vm, dict, cls) == 0 : !error_occurred(vm);
    if (ok) {
        result = dict_keys_list(vm, dict);
    }
    xdecref(vm, cls);
    decref(vm, dict);
    return result;
}

static Object *base_init_subclass(VM *vm, Object *cls, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    UNUSED(args);
    if (kwnames && TUPLE_LEN(kwnames) > 0) {
        return raise(vm, EXC_TypeError, "%U.__init_subclass__() takes no keyword arguments",
                     ((Type *)cls)->qualname);
    }
    if (nargs > 0) {
        return raise(vm, EXC_TypeError, "%U.__init_subclass__() takes no arguments (%zu given)",
                     ((Type *)cls)->qualname, nargs);
    }
    return none_ref(vm);
}

static Object *base_subclasshook(VM *vm, Object *cls, Object *const *args, size_t nargs) {
    UNUSED(cls);
    UNUSED(args);
    UNUSED(nargs);
    return not_implemented_ref(vm);
}

static const MethodDef object_methods[] = {
    METHOD_O("__reduce_ex__", object_reduce_ex,
             "__reduce_ex__($self, protocol, /)\n--\n\nHelper for pickle."),
    METHOD_NOARGS("__reduce__", object_reduce, "__reduce__($self, /)\n--\n\nHelper for pickle."),
    METHOD_NOARGS("__getstate__", object_getstate,
                  "__getstate__($self, /)\n--\n\nHelper for pickle."),
    METHOD_CLASS_FAST("__subclasshook__", base_subclasshook,
                      "Abstract classes can override this to customize issubclass().\n\n"
                      "This is invoked early on by abc.ABCMeta.__subclasscheck__().\n"
                      "It should return True, False or NotImplemented.  If it returns\n"
                      "NotImplemented, the normal algorithm is used.  Otherwise, it\n"
                      "overrides the normal algorithm (and the outcome is cached).\n"),
    METHOD_CLASS_KW("__init_subclass__", base_init_subclass,
                    "This method is called when a class is subclassed.\n\n"
                    "The default implementation does nothing. It may be\n"
                    "overridden to extend subclasses.\n"),
    METHOD_O("__format__", base_format,
             "__format__($self, format_spec, /)\n--\n\nDefault object formatter."),
    METHOD_NOARGS("__sizeof__", base_sizeof,
                  "__sizeof__($self, /)\n--\n\nSize of object in memory, in bytes."),
    METHOD_NOARGS("__dir__", base_dir, "__dir__($self, /)\n--\n\nDefault dir() implementation."),
    {0},
};

static const GetSetDef object_getset[] = {
    {"__class__", get_class, set_class, "the object's class", NULL},
    {0},
};

const TypeSpec object_spec = {
    .name = "object",
    .doc = "object()\n--\n\n"
           "The base class of the class hierarchy.\n\n"
           "When called, it accepts no arguments and returns a new featureless\n"
           "instance that has no instance attributes and cannot be given any.\n",
    .shape = SHAPE_OBJECT,
    .flags = TYPE_BASE,
    .size = sizeof(Object),
    .slots = {.dealloc = base_dealloc,
              .repr = base_repr,
              .str = base_str,
              .hash = base_hash,
              .getattro = object_generic_getattr,
              .setattro = object_generic_setattr,
              .richcompare = base_compare,
              .init = base_init,
              .new = base_new},
    .methods = object_methods,
    .getset = object_getset,
};
