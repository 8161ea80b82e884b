/* Descriptors of built-in types: methods, class methods, computed attributes, fields and slots. */
#include "types/descr.h"

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/shape.h"
#include "object/types.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

#define DESCR(o) ((Descr *)(void *)(o))
#define METHOD_DESCR(o) ((MethodDescr *)(void *)(o))
#define GETSET_DESCR(o) ((GetSetDescr *)(void *)(o))
#define MEMBER_DESCR(o) ((MemberDescr *)(void *)(o))
#define WRAPPER_DESCR(o) ((WrapperDescr *)(void *)(o))

/* ------------------------------------------------------------ what all have in common */

static void *descr_alloc(VM *vm, uint32_t shape, size_t size, Type *t, const void *def) {
    Descr *d = object_new_container(vm, shape, size);
    if (d) {
        d->type = t ? new_ref(t) : NULL;
        d->name = def;
    }
    return d;
}

Object *descr_new_method(VM *vm, Type *t, const MethodDef *def) {
    if (def->kind & METH_STATIC) {
        Object *f = builtin_new(vm, def, OBJ(t), NULL);
        Object *descr = f ? staticmethod_new(vm, f) : NULL;
        xdecref(vm, f);
        return descr;
    }
    uint32_t shape =
        def->kind & METH_CLASS ? SHAPE_CLASSMETHOD_DESCRIPTOR : SHAPE_METHOD_DESCRIPTOR;
    Object *d = descr_alloc(vm, shape, sizeof(MethodDescr), t, def);
    if (d) {
        gc_track(vm, d);
    }
    return d;
}

Object *descr_new_getset(VM *vm, Type *t, const GetSetDef *def) {
    Object *d = descr_alloc(vm, SHAPE_GETSET_DESCRIPTOR, sizeof(GetSetDescr), t, def);
    if (d) {
        gc_track(vm, d);
    }
    return d;
}

Object *descr_new_member(VM *vm, Type *t, const MemberDef *def) {
    MemberDescr *d = descr_alloc(vm, SHAPE_MEMBER_DESCRIPTOR, sizeof *d, t, def);
    if (d) {
        d->name = NULL;
        d->offset = (uint32_t)def->offset;
        gc_track(vm, d);
    }
    return OBJ(d);
}

Object *descr_new_slot(VM *vm, Type *t, Object *name, uint32_t offset) {
    MemberDescr *d = descr_alloc(vm, SHAPE_MEMBER_DESCRIPTOR, sizeof *d, t, NULL);
    if (d) {
        d->name = new_ref(name);
        d->offset = offset;
        gc_track(vm, d);
    }
    return OBJ(d);
}

Object *descr_new_wrapper(VM *vm, Type *t, const struct SlotDef *def, void *function) {
    WrapperDescr *d = descr_alloc(vm, SHAPE_WRAPPER_DESCRIPTOR, sizeof *d, t, def);
    if (d) {
        d->function = function;
        gc_track(vm, d);
    }
    return OBJ(d);
}

static int descr_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(DESCR(self)->type);
    if (is_exact(self, SHAPE_MEMBER_DESCRIPTOR)) {
        VISIT(MEMBER_DESCR(self)->name);
    }
    return 0;
}

static void descr_dealloc(VM *vm, Object *self) {
    size_t size = sizeof(MethodDescr);
    gc_untrack(vm, self);
    clear_ref(vm, DESCR(self)->type);
    if (is_exact(self, SHAPE_MEMBER_DESCRIPTOR)) {
        clear_ref(vm, MEMBER_DESCR(self)->name);
        size = sizeof(MemberDescr);
    } else if (is_exact(self, SHAPE_WRAPPER_DESCRIPTOR)) {
        size = sizeof(WrapperDescr);
    }
    object_free_container(vm, self, size);
}
_Static_assert(sizeof(MethodDescr) == sizeof(GetSetDescr), "one size");

/* The name (new reference). */
static Object *descr_name(VM *vm, Object *self) {
    if (is_exact(self, SHAPE_MEMBER_DESCRIPTOR) && MEMBER_DESCR(self)->name) {
        return new_ref(MEMBER_DESCR(self)->name);
    }
    return str_intern_cstr(vm, *DESCR(self)->name);
}

static Object *descr_repr(VM *vm, Object *self) {
    Object *name = descr_name(vm, self);
    if (!name) {
        return NULL;
    }
    const char *kind = "method";
    switch (shape_of(self)) {
    case SHAPE_GETSET_DESCRIPTOR:
        kind = "attribute";
        break;
    case SHAPE_MEMBER_DESCRIPTOR:
        kind = "member";
        break;
    case SHAPE_WRAPPER_DESCRIPTOR:
        kind = "slot wrapper";
        break;
    }
    Object *s = str_format(vm, "<%s '%U' of '%N' objects>", kind, name, DESCR(self)->type);
    decref(vm, name);
    return s;
}

/* Raises TypeError or AttributeError about self: format has %U for its name, %N for its type's
 * name, in this order, and then what `extra` fits. */
static Object *raise_about(VM *vm, Object *self, int exception, const char *format,
                           const void *extra) {
    Object *name = descr_name(vm, self);
    if (name) {
        raise(vm, exception, format, name, DESCR(self)->type, extra);
        decref(vm, name);
    }
    return NULL;
}

/* Whether o is an instance of the type the descriptor belongs to; else TypeError. */
static bool check_instance(VM *vm, Object *self, Object *o) {
    if (LIKELY(type_is_subtype(type_of(vm, o), DESCR(self)->type))) {
        return true;
    }
    raise_about(vm, self, EXC_TypeError,
                "descriptor '%U' for '%N' objects doesn't apply to a '%T' object", o);
    return false;
}

static Object *get_objclass(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return OBJ(new_ref(DESCR(self)->type));
}

static Object *get_name(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return descr_name(vm, self);
}

static Object *get_qualname(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *name = descr_name(vm, self), *result = NULL;
    Object *type_qualname =
        name ? object_getattr(vm, OBJ(DESCR(self)->type), ID(vm, __qualname__)) : NULL;
    if (type_qualname) {
        result = str_format(vm, "%S.%U", type_qualname, name);
    }
    xdecref(vm, name);
    xdecref(vm, type_qualname);
    return result;
}

/* The doc text in the definition, or NULL. */
static const char *definition_doc(Object *self) {
    switch (shape_of(self)) {
    case SHAPE_GETSET_DESCRIPTOR:
        return GETSET_DESCR(self)->def->doc;
    case SHAPE_MEMBER_DESCRIPTOR:
        return MEMBER_DESCR(self)->def ? MEMBER_DESCR(self)->def->doc : NULL;
    case SHAPE_WRAPPER_DESCRIPTOR:
        return WRAPPER_DESCR(self)->def->doc;
    default:
        return METHOD_DESCR(self)->def->doc;
    }
}

static Object *get_doc(VM *vm, Object *self, void *closure) {
    const char *doc = definition_doc(self);
    UNUSED(closure);
    return doc ? doc_text(vm, *DESCR(self)->name, doc) : none_ref(vm);
}

static Object *get_signature(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return doc_signature(vm, *DESCR(self)->name, definition_doc(self));
}

static Object *descr_reduce(VM *vm, Object *self) {
    Object *name = descr_name(vm, self);
    Object *result = name ? reduce_to_getattr(vm, OBJ(DESCR(self)->type), name) : NULL;
    xdecref(vm, name);
    return result;
}

static const MethodDef reduce_methods[] = {
    METHOD_NOARGS("__reduce__", descr_reduce, NULL),
    {0},
};

#define COMMON_GETSET                                                                              \
    {"__objclass__", get_objclass, NULL, NULL, NULL}, {"__name__", get_name, NULL, NULL, NULL},    \
        {"__qualname__", get_qualname, NULL, NULL, NULL}, {                                        \
        "__doc__", get_doc, NULL, NULL, NULL                                                       \
    }
static const GetSetDef data_getset[] = {COMMON_GETSET, {0}};
static const GetSetDef function_getset[] = {
    COMMON_GETSET, {"__text_signature__", get_signature, NULL, NULL, NULL}, {0}};

/* ------------------------------------------------------------ methods */

static Object *method_get(VM *vm, Object *self, Object *instance, Object *owner) {
    UNUSED(owner);
    if (!instance) {
        return new_ref(self);
    }
    if (!check_instance(vm, self, instance)) {
        return NULL;
    }
    return builtin_new(vm, METHOD_DESCR(self)->def, instance, NULL);
}

static Object *method_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    if (UNLIKELY(nargs < 1)) {
        Object *qualname = get_qualname(vm, self, NULL);
        if (qualname) {
            raise(vm, EXC_TypeError, "unbound method %U() needs an argument", qualname);
            decref(vm, qualname);
        }
        return NULL;
    }
    if (!check_instance(vm, self, args[0])) {
        return NULL;
    }
    return method_def_call_as(vm, METHOD_DESCR(self)->def, self, args[0], args + 1, nargs - 1,
                              kwnames);
}

/* Whether cls is a subclass of the type the descriptor belongs to. */
static bool check_subclass(VM *vm, Object *self, Object *cls) {
    if (!is_type(vm, cls)) {
        raise_about(vm, self, EXC_TypeError,
                    "descriptor '%U' for type '%N' needs a type, not a '%T' as arg 2", cls);
        return false;
    }
    if (!type_is_subtype((Type *)cls, DESCR(self)->type)) {
        raise_about(vm, self, EXC_TypeError,
                    "descriptor '%U' requires a subtype of '%N' but received '%N'", cls);
        return false;
    }
    return true;
}

static Object *classmethod_get(VM *vm, Object *self, Object *instance, Object *owner) {
    if (!owner) {
        if (!instance) {
            return raise_about(vm, self, EXC_TypeError,
                               "descriptor '%U' for type '%N' needs either an object or a type",
                               NULL);
        }
        owner = OBJ(type_of(vm, instance));
    }
    if (!check_subclass(vm, self, owner)) {
        return NULL;
    }
    return builtin_new(vm, METHOD_DESCR(self)->def, owner, NULL);
}

static Object *classmethod_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    if (nargs < 1) {
        return raise_about(vm, self, EXC_TypeError,
                           "descriptor '%U' of '%N' object needs an argument", NULL);
    }
    if (!check_subclass(vm, self, args[0])) {
        return NULL;
    }
    return method_def_call_as(vm, METHOD_DESCR(self)->def, self, args[0], args + 1, nargs - 1,
                              kwnames);
}

/* ------------------------------------------------------------ computed attributes */

static Object *getset_get(VM *vm, Object *self, Object *instance, Object *owner) {
    const GetSetDef *def = GETSET_DESCR(self)->def;
    UNUSED(owner);
    if (!instance) {
        return new_ref(self);
    }
    if (!check_instance(vm, self, instance)) {
        return NULL;
    }
    if (!def->get) {
        return raise_about(vm, self, EXC_AttributeError,
                           "attribute '%U' of '%N' objects is not readable", NULL);
    }
    return def->get(vm, instance, def->closure);
}

static int getset_set(VM *vm, Object *self, Object *instance, Object *value) {
    const GetSetDef *def = GETSET_DESCR(self)->def;
    if (!check_instance(vm, self, instance)) {
        return -1;
    }
    if (!def->set) {
        raise_about(vm, self, EXC_AttributeError, "attribute '%U' of '%N' objects is not writable",
                    NULL);
        return -1;
    }
    return def->set(vm, instance, value, def->closure);
}

/* ------------------------------------------------------------ fields and __slots__ */

static Object *member_missing(VM *vm, Object *self, Object *instance) {
    Object *name = descr_name(vm, self);
    if (name) {
        raise(vm, EXC_AttributeError, "'%T' object has no attribute '%U'", instance, name);
        decref(vm, name);
    }
    return NULL;
}

static Object *member_read(VM *vm, Object *self, Object *instance) {
    const MemberDescr *m = MEMBER_DESCR(self);
    const char *address = (const char *)instance + m->offset;
    Object *value;
    switch (m->def ? m->def->kind : MEMBER_OBJECT) {
    case MEMBER_OBJECT:
        value = *instance_slot_at(vm, instance, m->offset);
        return value ? new_ref(value) : member_missing(vm, self, instance);
    case MEMBER_OBJECT_NONE:
        value = *(Object *const *)(const void *)address;
        return value ? new_ref(value) : none_ref(vm);
    case MEMBER_I64:
        return int_from_i64(vm, *(const int64_t *)(const void *)address);
    case MEMBER_I32:
        return int_from_i64(vm, *(const int32_t *)(const void *)address);
    case MEMBER_U32:
        return int_from_i64(vm, *(const uint32_t *)(const void *)address);
    case MEMBER_BOOL8:
        return bool_ref(vm, *(const bool *)address);
    default:
        return float_from_double(vm, *(const double *)(const void *)address);
    }
}

static Object *member_get(VM *vm, Object *self, Object *instance, Object *owner) {
    UNUSED(owner);
    if (!instance) {
        return new_ref(self);
    }
    return check_instance(vm, self, instance) ? member_read(vm, self, instance) : NULL;
}

static int member_write_number(VM *vm, int kind, char *address, Object *value) {
    if (kind == MEMBER_BOOL8) {
        if (!is_exact(value, SHAPE_BOOL)) {
            raise(vm, EXC_TypeError, "attribute value type must be bool");
            return -1;
        }
        *(bool *)address = value == vm->true_;
        return 0;
    }
    if (kind == MEMBER_F64) {
        double d = float_as_double(vm, value);
        if (d == -1.0 && error_occurred(vm)) {
            return -1;
        }
        *(double *)(void *)address = d;
        return 0;
    }
    int64_t n = number_as_i64(vm, value, EXC_OverflowError);
    if (n == -1 && error_occurred(vm)) {
        return -1;
    }
    if (kind == MEMBER_I64) {
        *(int64_t *)(void *)address = n;
    } else {
        *(uint32_t *)(void *)address = (uint32_t)n;
    }
    return 0;
}

static int member_set(VM *vm, Object *self, Object *instance, Object *value) {
    const MemberDescr *m = MEMBER_DESCR(self);
    int kind = m->def ? m->def->kind : MEMBER_OBJECT;
    if (!check_instance(vm, self, instance)) {
        return -1;
    }
    if (m->def && m->def->readonly) {
        raise(vm, EXC_AttributeError, "readonly attribute");
        return -1;
    }
    if (kind == MEMBER_OBJECT || kind == MEMBER_OBJECT_NONE) {
        Object **field = instance_slot_at(vm, instance, m->offset);
        if (!value && !*field && kind == MEMBER_OBJECT) {
            Object *name = descr_name(vm, self);
            if (name) {
                raise(vm, EXC_AttributeError, "%U", name);
                decref(vm, name);
            }
            return -1;
        }
        xincref(value);
        set_ref(vm, *field, value);
        return 0;
    }
    if (!value) {
        raise(vm, EXC_TypeError, "can't delete numeric/char attribute");
        return -1;
    }
    return member_write_number(vm, kind, (char *)instance + m->offset, value);
}

/* ------------------------------------------------------------ slots seen from Python */

typedef struct MethodWrapper { /* (5).__add__ */
    Object head;
    Object *descr; /* a WrapperDescr */
    Object *self;
} MethodWrapper;
#define WRAPPER(o) ((MethodWrapper *)(void *)(o))

static Object *wrap(VM *vm, Object *descr, Object *self, Object *const *args, size_t nargs,
                    Object *kwnames) {
    const WrapperDescr *w = WRAPPER_DESCR(descr);
    if (kwnames && TUPLE_LEN(kwnames) > 0 && !w->def->keywords) {
        return raise(vm, EXC_TypeError, "wrapper %s() takes no keyword arguments", w->def->name);
    }
    return w->def->wrap(vm, self, args, nargs, kwnames, w->function);
}

static Object *wrapper_descr_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    if (nargs < 1) {
        return raise_about(vm, self, EXC_TypeError,
                           "descriptor '%U' of '%N' object needs an argument", NULL);
    }
    if (!type_is_subtype(type_of(vm, args[0]), DESCR(self)->type)) {
        return raise_about(vm, self, EXC_TypeError,
                           "descriptor '%U' requires a '%N' object but received a '%T'", args[0]);
    }
    return wrap(vm, self, args[0], args + 1, nargs - 1, kwnames);
}

static Object *wrapper_descr_get(VM *vm, Object *self, Object *instance, Object *owner) {
    UNUSED(owner);
    if (!instance) {
        return new_ref(self);
    }
    if (!check_instance(vm, self, instance)) {
        return NULL;
    }
    MethodWrapper *w = object_new_container(vm, SHAPE_METHOD_WRAPPER, sizeof *w);
    if (w) {
        w->descr = new_ref(self);
        w->self = new_ref(instance);
        gc_track(vm, w);
    }
    return OBJ(w);
}

static void wrapper_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, WRAPPER(self)->descr);
    clear_ref(vm, WRAPPER(self)->self);
    object_free_container(vm, self, sizeof(MethodWrapper));
}

static int wrapper_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(WRAPPER(self)->descr);
    VISIT(WRAPPER(self)->self);
    return 0;
}

static Object *wrapper_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    return wrap(vm, WRAPPER(self)->descr, WRAPPER(self)->self, args, nargs, kwnames);
}

static Object *wrapper_repr(VM *vm, Object *self) {
    Object *o = WRAPPER(self)->self;
    return str_format(vm, "<method-wrapper '%s' of %T object at %p>",
                      *DESCR(WRAPPER(self)->descr)->name, o, (void *)o);
}

static Object *wrapper_richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(b, SHAPE_METHOD_WRAPPER)) {
        return not_implemented_ref(vm);
    }
    bool equal = WRAPPER(a)->descr == WRAPPER(b)->descr && WRAPPER(a)->self == WRAPPER(b)->self;
    return bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash wrapper_hash(VM *vm, Object *self) {
    uintptr_t a = (uintptr_t)WRAPPER(self)->self, b = (uintptr_t)WRAPPER(self)->descr;
    Hash hash = (Hash)((a >> 4 | a << 60) ^ (b >> 4 | b << 60));
    UNUSED(vm);
    return hash == -1 ? -2 : hash;
}

/* Attributes of a method-wrapper that its descriptor has. */
#define FROM_DESCR(getter)                                                                         \
    static Object *wrapper_##getter(VM *vm, Object *self, void *closure) {                         \
        return getter(vm, WRAPPER(self)->descr, closure);                                          \
    }
FROM_DESCR(get_objclass)
FROM_DESCR(get_name)
FROM_DESCR(get_qualname)
FROM_DESCR(get_doc)
FROM_DESCR(get_signature)

static Object *wrapper_reduce(VM *vm, Object *self) {
    Object *name = descr_name(vm, WRAPPER(self)->descr);
    Object *result = name ? reduce_to_getattr(vm, WRAPPER(self)->self, name) : NULL;
    xdecref(vm, name);
    return result;
}

static const MethodDef wrapper_methods[] = {
    METHOD_NOARGS("__reduce__", wrapper_reduce, NULL),
    {0},
};

static const MemberDef wrapper_members[] = {
    {"__self__", MEMBER_OBJECT_NONE, offsetof(MethodWrapper, self), true, NULL},
    {0},
};

static const GetSetDef wrapper_getset[] = {
    {"__objclass__", wrapper_get_objclass, NULL, NULL, NULL},
    {"__name__", wrapper_get_name, NULL, NULL, NULL},
    {"__qualname__", wrapper_get_qualname, NULL, NULL, NULL},
    {"__doc__", wrapper_get_doc, NULL, NULL, NULL},
    {"__text_signature__", wrapper_get_signature, NULL, NULL, NULL},
    {0},
};

/* ------------------------------------------------------------ the types */

#define DESCR_FLAGS (TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE)
#define DESCR_SLOTS                                                                                \
    .dealloc = descr_dealloc, .traverse = descr_traverse, .repr = descr_repr,                      \
    .getattro = object_generic_getattr

const TypeSpec method_descriptor_spec = {
    .name = "method_descriptor",
    .shape = SHAPE_METHOD_DESCRIPTOR,
    .flags = DESCR_FLAGS | TYPE_METHOD,
    .size = sizeof(MethodDescr),
    .slots = {DESCR_SLOTS, .call = method_call, .descr_get = method_get},
    .methods = reduce_methods,
    .getset = function_getset,
};

const TypeSpec classmethod_descriptor_spec = {
    .name = "classmethod_descriptor",
    .shape = SHAPE_CLASSMETHOD_DESCRIPTOR,
    .flags = DESCR_FLAGS,
    .size = sizeof(MethodDescr),
    .slots = {DESCR_SLOTS, .call = classmethod_call, .descr_get = classmethod_get},
    .getset = function_getset,
};

const TypeSpec getset_descriptor_spec = {
    .name = "getset_descriptor",
    .shape = SHAPE_GETSET_DESCRIPTOR,
    .flags = DESCR_FLAGS,
    .size = sizeof(GetSetDescr),
    .slots = {DESCR_SLOTS, .descr_get = getset_get, .descr_set = getset_set},
    .getset = data_getset,
};

const TypeSpec member_descriptor_spec = {
    .name = "member_descriptor",
    .shape = SHAPE_MEMBER_DESCRIPTOR,
    .flags = DESCR_FLAGS,
    .size = sizeof(MemberDescr),
    .slots = {DESCR_SLOTS, .descr_get = member_get, .descr_set = member_set},
    .methods = reduce_methods,
    .getset = data_getset,
};

const TypeSpec wrapper_descriptor_spec = {
    .name = "wrapper_descriptor",
    .shape = SHAPE_WRAPPER_DESCRIPTOR,
    .flags = DESCR_FLAGS | TYPE_METHOD,
    .size = sizeof(WrapperDescr),
    .slots = {DESCR_SLOTS, .call = wrapper_descr_call, .descr_get = wrapper_descr_get},
    .methods = reduce_methods,
    .getset = function_getset,
};

const TypeSpec method_wrapper_spec = {
    .name = "method-wrapper",
    .shape = SHAPE_METHOD_WRAPPER,
    .flags = DESCR_FLAGS,
    .size = sizeof(MethodWrapper),
    .slots = {.dealloc = wrapper_dealloc,
              .traverse = wrapper_traverse,
              .repr = wrapper_repr,
              .hash = wrapper_hash,
              .call = wrapper_call,
              .getattro = object_generic_getattr,
              .richcompare = wrapper_richcompare},
    .methods = wrapper_methods,
    .members = wrapper_members,
    .getset = wrapper_getset,
};
