/* classmethod and staticmethod: a callable that binds to the class, or not at all.
 *
 * They show the wrapped callable's __name__, __doc__ ... as attributes of their own; of functions
 * and classes these are copied the first time somebody looks at the object's attributes, so that
 * most of them need no dict.
 */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/descr.h"
#include "types/dict.h"
#include "types/str.h"

typedef struct Wrapper {
    Object head;
    Object *callable; /* NULL until __init__ */
    Object *dict;     /* or NULL */
    bool copied;      /* attributes of the callable */
} Wrapper;
#define WRAPPER(o) ((Wrapper *)(void *)(o))

Object *wrapped_callable(Object *method) {
    return WRAPPER(method)->callable;
}

static void wrapper_clear(VM *vm, Object *self) {
    clear_ref(vm, WRAPPER(self)->callable);
    clear_ref(vm, WRAPPER(self)->dict);
}

static void wrapper_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    wrapper_clear(vm, self);
    object_free_container(vm, self, sizeof(Wrapper));
}

static int wrapper_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(WRAPPER(self)->callable);
    VISIT(WRAPPER(self)->dict);
    return 0;
}

/* ------------------------------------------------------------ the callable's attributes */

enum { COPIED_COUNT = 5 };

static void copied_names(VM *vm, Object *names[COPIED_COUNT]) {
    names[0] = ID(vm, __module__);
    names[1] = ID(vm, __name__);
    names[2] = ID(vm, __qualname__);
    names[3] = ID(vm, __doc__);
    names[4] = ID(vm, __annotations__);
}

/* Copies the attributes of the callable unless that has been done. 0 or -1. */
static int copy_attributes(VM *vm, Object *self) {
    Object *names[COPIED_COUNT], *callable = WRAPPER(self)->callable;
    int result = 0;
    if (WRAPPER(self)->copied || !callable) {
        return 0;
    }
    WRAPPER(self)->copied = true;
    incref(callable);
    copied_names(vm, names);
    for (int i = 0; result == 0 && i < COPIED_COUNT; i++) {
        Object *value = object_getattr_or_null(vm, callable, names[i]);
        if (value) {
            result = object_generic_setattr(vm, self, names[i], value);
            decref(vm, value);
        } else if (error_occurred(vm)) {
            result = -1;
        }
    }
    decref(vm, callable);
    return result;
}

/* Nobody can see when these are copied: no code of the program runs for them. */
static bool has_plain_attributes(const Object *callable) {
    return is_exact(callable, SHAPE_FUNCTION) || is_exact(callable, SHAPE_TYPE) ||
           is_exact(callable, SHAPE_BUILTIN);
}

/* ------------------------------------------------------------ making */

static Object *wrapper_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *self = object_alloc(vm, cls, sizeof(Wrapper));
    if (self) {
        gc_track(vm, self);
    }
    return self;
}

static int wrapper_init(VM *vm, Object *self, const char *name, Object *const *args, size_t nargs,
                        Object *kwnames) {
    if (!args_no_keywords(vm, name, kwnames) || !args_count(vm, name, nargs, 1, 1)) {
        return -1;
    }
    WRAPPER(self)->copied = false;
    set_ref(vm, WRAPPER(self)->callable, new_ref(args[0]));
    return has_plain_attributes(args[0]) ? 0 : copy_attributes(vm, self);
}

static int classmethod_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    return wrapper_init(vm, self, "classmethod", args, nargs, kwnames);
}

static int staticmethod_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                             Object *kwnames) {
    return wrapper_init(vm, self, "staticmethod", args, nargs, kwnames);
}

static Object *wrapper_make(VM *vm, uint32_t shape, Object *callable) {
    Wrapper *w = object_new_container(vm, shape, sizeof *w);
    if (w) {
        w->callable = new_ref(callable);
        w->dict = NULL;
        w->copied = false;
        gc_track(vm, w);
    }
    return OBJ(w);
}

Object *classmethod_new(VM *vm, Object *callable) {
    return wrapper_make(vm, SHAPE_CLASSMETHOD, callable);
}

Object *staticmethod_new(VM *vm, Object *callable) {
    return wrapper_make(vm, SHAPE_STATICMETHOD, callable);
}

/* ------------------------------------------------------------ attributes */

static Object *wrapper_getattro(VM *vm, Object *self, Object *name) {
    Object *names[COPIED_COUNT];
    copied_names(vm, names);
    for (int i = 0; i < COPIED_COUNT; i++) {
        if (is_str(vm, name) && str_equal(name, names[i]) && copy_attributes(vm, self) < 0) {
            return NULL;
        }
    }
    return object_generic_getattr(vm, self, name);
}

static int wrapper_setattro(VM *vm, Object *self, Object *name, Object *value) {
    return copy_attributes(vm, self) < 0 ? -1 : object_generic_setattr(vm, self, name, value);
}

static Object *get_dict(VM *vm, Object *self, void *closure) {
    return copy_attributes(vm, self) < 0 ? NULL : object_get_dict(vm, self, closure);
}

static int set_dict(VM *vm, Object *self, Object *value, void *closure) {
    return copy_attributes(vm, self) < 0 ? -1 : object_set_dict(vm, self, value, closure);
}

static Object *get_abstract(VM *vm, Object *self, void *closure) {
    int abstract = callable_is_abstract(vm, WRAPPER(self)->callable);
    UNUSED(closure);
    return abstract < 0 ? NULL : bool_ref(vm, abstract);
}

/* ------------------------------------------------------------ binding */

static Object *raise_uninitialized(VM *vm, const char *what) {
    return raise(vm, EXC_RuntimeError, "uninitialized %s object", what);
}

static Object *classmethod_get(VM *vm, Object *self, Object *instance, Object *owner) {
    Object *callable = WRAPPER(self)->callable;
    if (!callable) {
        return raise_uninitialized(vm, "classmethod");
    }
    if (!owner) {
        owner = OBJ(type_of(vm, instance));
    }
    TernaryFn get = type_of(vm, callable)->slots.descr_get;
    return get ? get(vm, callable, owner, owner) : method_new(vm, callable, owner);
}

static Object *staticmethod_get(VM *vm, Object *self, Object *instance, Object *owner) {
    Object *callable = WRAPPER(self)->callable;
    UNUSED(instance);
    UNUSED(owner);
    return callable ? new_ref(callable) : raise_uninitialized(vm, "staticmethod");
}

static Object *staticmethod_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    Object *callable = WRAPPER(self)->callable;
    if (!callable) {
        return raise_uninitialized(vm, "staticmethod");
    }
    incref(callable);
    Object *result = call(vm, callable, args, nargs, kwnames);
    decref(vm, callable);
    return result;
}

static Object *classmethod_repr(VM *vm, Object *self) {
    Object *callable = WRAPPER(self)->callable;
    return str_format(vm, "<classmethod(%R)>", callable ? callable : vm->none);
}

static Object *staticmethod_repr(VM *vm, Object *self) {
    Object *callable = WRAPPER(self)->callable;
    return str_format(vm, "<staticmethod(%R)>", callable ? callable : vm->none);
}

/* ------------------------------------------------------------ the types */

static const MemberDef members[] = {
    {"__func__", MEMBER_OBJECT_NONE, offsetof(Wrapper, callable), true, NULL},
    {"__wrapped__", MEMBER_OBJECT_NONE, offsetof(Wrapper, callable), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__isabstractmethod__", get_abstract, NULL, NULL, NULL},
    {"__dict__", get_dict, set_dict, NULL, NULL},
    {0},
};

#define WRAPPER_SLOTS                                                                              \
    .dealloc = wrapper_dealloc, .traverse = wrapper_traverse, .clear = wrapper_clear,              \
    .new = wrapper_new, .getattro = wrapper_getattro, .setattro = wrapper_setattro

const TypeSpec classmethod_spec = {
    .name = "classmethod",
    .shape = SHAPE_CLASSMETHOD,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_HAS_DICT | TYPE_IMMUTABLE,
    .size = sizeof(Wrapper),
    .dict_offset = offsetof(Wrapper, dict),
    .slots = {WRAPPER_SLOTS, .init = classmethod_init, .repr = classmethod_repr,
              .descr_get = classmethod_get},
    .members = members,
    .getset = getset,
};

const TypeSpec staticmethod_spec = {
    .name = "staticmethod",
    .shape = SHAPE_STATICMETHOD,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_HAS_DICT | TYPE_IMMUTABLE,
    .size = sizeof(Wrapper),
    .dict_offset = offsetof(Wrapper, dict),
    .slots = {WRAPPER_SLOTS, .init = staticmethod_init, .repr = staticmethod_repr,
              .call = staticmethod_call, .descr_get = staticmethod_get},
    .members = members,
    .getset = getset,
};
