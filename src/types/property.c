/* property. */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/descr.h"
#include "types/str.h"

#define PROPERTY(o) ((Property *)(void *)(o))

static void property_clear(VM *vm, Object *self) {
    Property *p = PROPERTY(self);
    clear_ref(vm, p->getter);
    clear_ref(vm, p->setter);
    clear_ref(vm, p->deleter);
    clear_ref(vm, p->doc);
    clear_ref(vm, p->name);
}

static void property_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    property_clear(vm, self);
    object_free_container(vm, self, sizeof(Property));
}

static int property_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Property *p = PROPERTY(self);
    UNUSED(vm);
    VISIT(p->getter);
    VISIT(p->setter);
    VISIT(p->deleter);
    VISIT(p->doc);
    VISIT(p->name);
    return 0;
}

static Object *property_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *self = object_alloc(vm, cls, sizeof(Property));
    if (self) {
        gc_track(vm, self);
    }
    return self;
}

/* Stores a new reference to value; None and NULL are nothing. */
#define STORE(field, value)                                                                        \
    do {                                                                                           \
        Object *value_ = (value) && (value) != vm->none ? new_ref(value) : NULL;                   \
        set_ref(vm, field, value_);                                                                \
    } while (0)

/* Takes the doc text of the getter; subclasses keep it among their own attributes. */
static int take_getter_doc(VM *vm, Object *self, Object *getter) {
    Object *doc = object_getattr_or_null(vm, getter, ID(vm, __doc__));
    if (!doc) {
        return error_occurred(vm) ? -1 : 0;
    }
    int result = 0;
    if (is_exact(self, SHAPE_PROPERTY)) {
        set_ref(vm, PROPERTY(self)->doc, new_ref(doc));
    } else {
        result = object_setattr(vm, self, ID(vm, __doc__), doc);
    }
    PROPERTY(self)->doc_from_getter = true;
    decref(vm, doc);
    return result;
}

static int property_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"fget", "fset", "fdel", "doc", NULL};
    Object *getter = NULL, *setter = NULL, *deleter = NULL, *doc = NULL;
    Property *p = PROPERTY(self);
    if (!args_parse(vm, "property", names, "|OOOO", args, nargs, kwnames, &getter, &setter,
                    &deleter, &doc)) {
        return -1;
    }
    STORE(p->getter, getter);
    STORE(p->setter, setter);
    STORE(p->deleter, deleter);
    set_ref(vm, p->doc, doc ? new_ref(doc) : NULL);
    set_ref(vm, p->name, NULL);
    p->doc_from_getter = false;
    if ((!doc || doc == vm->none) && p->getter) {
        return take_getter_doc(vm, self, p->getter);
    }
    if (!is_exact(self, SHAPE_PROPERTY) && doc) {
        return object_setattr(vm, self, ID(vm, __doc__), doc);
    }
    return 0;
}

/* "property 'x' of 'C' object has no getter" */
static Object *raise_missing(VM *vm, Object *self, Object *o, const char *what) {
    Object *cls = object_getattr(vm, OBJ(type_of(vm, o)), ID(vm, __qualname__));
    if (cls && PROPERTY(self)->name) {
        raise(vm, EXC_AttributeError, "property %R of %R object has no %s", PROPERTY(self)->name,
              cls, what);
    } else if (cls) {
        raise(vm, EXC_AttributeError, "property of %R object has no %s", cls, what);
    }
    xdecref(vm, cls);
    return NULL;
}

static Object *property_get(VM *vm, Object *self, Object *instance, Object *owner) {
    Object *getter = PROPERTY(self)->getter;
    UNUSED(owner);
    if (!instance || instance == vm->none) {
        return new_ref(self);
    }
    if (!getter) {
        return raise_missing(vm, self, instance, "getter");
    }
    incref(getter);
    Object *value = call1(vm, getter, instance);
    decref(vm, getter);
    return value;
}

static int property_set(VM *vm, Object *self, Object *instance, Object *value) {
    Object *f = value ? PROPERTY(self)->setter : PROPERTY(self)->deleter;
    if (!f) {
        raise_missing(vm, self, instance, value ? "setter" : "deleter");
        return -1;
    }
    incref(f);
    Object *result = value ? call2(vm, f, instance, value) : call1(vm, f, instance);
    decref(vm, f);
    if (!result) {
        return -1;
    }
    decref(vm, result);
    return 0;
}

/* A property like self with one function replaced. */
static Object *copy_with(VM *vm, Object *self, Object *getter, Object *setter, Object *deleter) {
    Property *p = PROPERTY(self);
    bool has_getter = getter && getter != vm->none;
    Object *args[4];
    args[0] = has_getter ? getter : p->getter;
    args[1] = setter && setter != vm->none ? setter : p->setter;
    args[2] = deleter && deleter != vm->none ? deleter : p->deleter;
    args[3] = p->doc_from_getter && args[0] ? NULL : p->doc;
    for (int i = 0; i < 4; i++) {
        args[i] = new_ref(args[i] ? args[i] : vm->none);
    }
    Object *copy = call(vm, OBJ(type_of(vm, self)), args, 4, NULL);
    for (int i = 0; i < 4; i++) {
        decref(vm, args[i]);
    }
    if (copy && type_is_subtype(type_of(vm, copy), TYPE(vm, PROPERTY))) {
        xincref(p->name);
        set_ref(vm, PROPERTY(copy)->name, p->name);
    }
    return copy;
}

static Object *property_getter(VM *vm, Object *self, Object *f) {
    return copy_with(vm, self, f, NULL, NULL);
}

static Object *property_setter(VM *vm, Object *self, Object *f) {
    return copy_with(vm, self, NULL, f, NULL);
}

static Object *property_deleter(VM *vm, Object *self, Object *f) {
    return copy_with(vm, self, NULL, NULL, f);
}

static Object *property_set_name(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (nargs != 2) {
        return raise(vm, EXC_TypeError,
                     "__set_name__() takes 2 positional arguments but %zu were given", nargs);
    }
    set_ref(vm, PROPERTY(self)->name, new_ref(args[1]));
    return none_ref(vm);
}

/* Whether f.__isabstractmethod__ is true; f may be NULL. */
int callable_is_abstract(VM *vm, Object *f) {
    Object *flag = f ? object_getattr_or_null(vm, f, ID(vm, __isabstractmethod__)) : NULL;
    if (!flag) {
        return error_occurred(vm) ? -1 : 0;
    }
    int truth = object_truth(vm, flag);
    decref(vm, flag);
    return truth;
}

static Object *get_abstract(VM *vm, Object *self, void *closure) {
    Property *p = PROPERTY(self);
    int abstract = callable_is_abstract(vm, p->getter);
    UNUSED(closure);
    if (abstract == 0) {
        abstract = callable_is_abstract(vm, p->setter);
    }
    if (abstract == 0) {
        abstract = callable_is_abstract(vm, p->deleter);
    }
    return abstract < 0 ? NULL : bool_ref(vm, abstract);
}

static const MethodDef methods[] = {
    METHOD_O("getter", property_getter, "Descriptor to obtain a copy with another getter."),
    METHOD_O("setter", property_setter, "Descriptor to obtain a copy with another setter."),
    METHOD_O("deleter", property_deleter, "Descriptor to obtain a copy with another deleter."),
    METHOD_FAST("__set_name__", property_set_name, NULL),
    {0},
};

static const MemberDef members[] = {
    {"fget", MEMBER_OBJECT_NONE, offsetof(Property, getter), true, NULL},
    {"fset", MEMBER_OBJECT_NONE, offsetof(Property, setter), true, NULL},
    {"fdel", MEMBER_OBJECT_NONE, offsetof(Property, deleter), true, NULL},
    {"__doc__", MEMBER_OBJECT_NONE, offsetof(Property, doc), false, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__isabstractmethod__", get_abstract, NULL, NULL, NULL},
    {0},
};

const TypeSpec property_spec = {
    .name = "property",
    .shape = SHAPE_PROPERTY,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE,
    .size = sizeof(Property),
    .slots = {.dealloc = property_dealloc,
              .traverse = property_traverse,
              .clear = property_clear,
              .new = property_new,
              .init = property_init,
              .getattro = object_generic_getattr,
              .descr_get = property_get,
              .descr_set = property_set},
    .methods = methods,
    .members = members,
    .getset = getset,
};
