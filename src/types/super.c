/* super: attributes of the classes that follow a given one in the mro of an object's class. */
#include "types/super.h"
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Super {
    Object head;
    Object *type;     /* look behind this class; NULL before __init__ */
    Object *obj;      /* bound to this, or NULL */
    Object *obj_type; /* in whose mro to look, or NULL */
} Super;

/* The class in whose mro super(type, obj) looks: new reference. */
static Object *check_object(VM *vm, Type *type, Object *obj) {
    if (is_type(vm, obj) && type_is_subtype((Type *)obj, type)) {
        return new_ref(obj);
    }
    Type *obj_type = type_of(vm, obj);
    if (type_is_subtype(obj_type, type)) {
        return new_ref(OBJ(obj_type));
    }
    /* A proxy may say that it is one. */
    Object *cls = object_getattr_or_null(vm, obj, ID(vm, __class__));
    if (cls && is_type(vm, cls) && cls != OBJ(obj_type) && type_is_subtype((Type *)cls, type)) {
        return cls;
    }
    if (!cls && error_occurred(vm)) {
        return NULL;
    }
    xdecref(vm, cls);
    return raise(vm, EXC_TypeError, "super(type, obj): obj must be an instance or subtype of type");
}

/* The first class behind `type` in the mro, as an index. */
static uint32_t index_behind(const Object *mro, const Object *type) {
    uint32_t i = 0;
    while (i < TUPLE_LEN(mro) && TUPLE_ITEM(mro, i) != type) {
        i++;
    }
    return i + 1;
}

/* Borrowed from a dict of the mro, with one reference more; NULL without an error: absent. */
static Object *find_behind(VM *vm, Type *start, const Object *type, Object *name) {
    Object *mro = start->mro, *found = NULL;
    if (!mro) {
        return NULL;
    }
    incref(mro); /* comparing odd keys may run code */
    for (uint32_t i = index_behind(mro, type); i < TUPLE_LEN(mro) && !found; i++) {
        Object *dict = ((Type *)TUPLE_ITEM(mro, i))->dict;
        found = dict ? dict_get_str(vm, dict, name) : NULL;
    }
    xincref(found);
    decref(vm, mro);
    return found;
}

static Object *super_getattro(VM *vm, Object *self, Object *name) {
    Super *s = (Super *)self;
    if (!s->obj_type || !is_str(vm, name) || str_equal(name, ID(vm, __class__))) {
        return object_generic_getattr(vm, self, name);
    }
    Object *start = new_ref(s->obj_type);
    Object *found = find_behind(vm, (Type *)start, s->type, name);
    if (found) {
        TernaryFn get = type_of(vm, found)->slots.descr_get;
        if (get) {
            Object *bound = get(vm, found, s->obj == start ? NULL : s->obj, start);
            decref(vm, found);
            found = bound;
        }
        decref(vm, start);
        return found;
    }
    decref(vm, start);
    return object_generic_getattr(vm, self, name);
}

Object *super_get_function(VM *vm, Object *self, Object *name, Object **object) {
    Super *s = (Super *)self;
    if (!s->obj || !s->obj_type || s->obj == s->obj_type || name == ID(vm, __class__)) {
        return NULL;
    }
    Object *found = find_behind(vm, (Type *)s->obj_type, s->type, name);
    if (!found || !is_exact(found, SHAPE_FUNCTION)) {
        xdecref(vm, found);
        return NULL;
    }
    *object = new_ref(s->obj);
    return found;
}

/* The class and the object of super() without arguments: new references. */
static bool find_context(VM *vm, Object **type, Object **obj) {
    Type *cls = NULL;
    if (!vm->super_context) {
        raise(vm, EXC_RuntimeError, "super(): no current frame");
        return false;
    }
    if (!vm->super_context(vm, &cls, obj)) {
        return false;
    }
    *type = OBJ(cls);
    return true;
}

/* super(type, obj), both stolen. */
static Object *bound_super(VM *vm, Object *type, Object *obj) {
    Object *obj_type = check_object(vm, (Type *)type, obj);
    Super *s = obj_type ? object_new_container(vm, SHAPE_SUPER, sizeof(Super)) : NULL;
    if (!s) {
        decref(vm, type);
        decref(vm, obj);
        xdecref(vm, obj_type);
        return NULL;
    }
    s->type = type;
    s->obj = obj;
    s->obj_type = obj_type;
    gc_track(vm, s);
    return OBJ(s);
}

Object *super_here(VM *vm) {
    Object *type, *obj;
    if (!find_context(vm, &type, &obj)) {
        return NULL;
    }
    return bound_super(vm, type, obj);
}

static int super_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Super *s = (Super *)self;
    if (!args_no_keywords(vm, "super", kwnames) || !args_count(vm, "super()", nargs, 0, 2)) {
        return -1;
    }
    Object *type = NULL, *obj = NULL, *obj_type = NULL;
    if (nargs == 0) {
        if (!find_context(vm, &type, &obj)) {
            return -1;
        }
    } else {
        if (!is_type(vm, args[0])) {
            raise(vm, EXC_TypeError, "super() argument 1 must be a type, not %T", args[0]);
            return -1;
        }
        type = new_ref(args[0]);
        obj = nargs > 1 && args[1] != vm->none ? new_ref(args[1]) : NULL;
    }
    if (obj && !(obj_type = check_object(vm, (Type *)type, obj))) {
        decref(vm, type);
        decref(vm, obj);
        return -1;
    }
    set_ref(vm, s->type, type);
    set_ref(vm, s->obj, obj);
    set_ref(vm, s->obj_type, obj_type);
    return 0;
}

/* An unbound super object in a class is bound on access. */
static Object *super_descr_get(VM *vm, Object *self, Object *instance, Object *owner) {
    Super *s = (Super *)self;
    UNUSED(owner);
    if (!instance || instance == vm->none || s->obj) {
        return new_ref(self);
    }
    if (!is_exact(self, SHAPE_SUPER)) {
        return call2(vm, OBJ(type_of(vm, self)), s->type ? s->type : vm->none, instance);
    }
    return bound_super(vm, new_ref(s->type), new_ref(instance));
}

static Object *super_repr(VM *vm, Object *self) {
    Super *s = (Super *)self;
    const char *name = s->type ? TYPE_NAME((Type *)s->type) : "NULL";
    if (s->obj_type) {
        return str_format(vm, "<super: <class '%s'>, <%N object>>", name, s->obj_type);
    }
    return str_format(vm, "<super: <class '%s'>, NULL>", name);
}

static void super_dealloc(VM *vm, Object *self) {
    Super *s = (Super *)self;
    gc_untrack(vm, self);
    clear_ref(vm, s->obj);
    clear_ref(vm, s->type);
    clear_ref(vm, s->obj_type);
    object_free_container(vm, self, sizeof(Super));
}

static int super_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Super *s = (Super *)self;
    UNUSED(vm);
    VISIT(s->obj);
    VISIT(s->type);
    VISIT(s->obj_type);
    return 0;
}

static const MemberDef super_members[] = {
    {"__thisclass__", MEMBER_OBJECT_NONE, offsetof(Super, type), true,
     "the class invoking super()"},
    {"__self__", MEMBER_OBJECT_NONE, offsetof(Super, obj), true,
     "the instance invoking super(); may be None"},
    {"__self_class__", MEMBER_OBJECT_NONE, offsetof(Super, obj_type), true,
     "the type of the instance invoking super(); may be None"},
    {0},
};

const TypeSpec super_spec = {
    .name = "super",
    .doc = "super() -> same as super(__class__, <first argument>)\n"
           "super(type) -> unbound super object\n"
           "super(type, obj) -> bound super object; requires isinstance(obj, type)\n"
           "super(type, type2) -> bound super object; requires issubclass(type2, type)\n"
           "Typical use to call a cooperative superclass method:\n"
           "class C(B):\n"
           "    def meth(self, arg):\n"
           "        super().meth(arg)\n"
           "This works for class methods too:\n"
           "class C(B):\n"
           "    @classmethod\n"
           "    def cmeth(cls, arg):\n"
           "        super().cmeth(arg)\n",
    .shape = SHAPE_SUPER,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(Super),
    .slots = {.dealloc = super_dealloc,
              .traverse = super_traverse,
              .repr = super_repr,
              .getattro = super_getattro,
              .descr_get = super_descr_get,
              .init = super_init,
              .new = type_generic_new},
    .members = super_members,
};
