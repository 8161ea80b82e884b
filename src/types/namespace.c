/* types.SimpleNamespace: an object with nothing but attributes. */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Namespace {
    Object head;
    Object *dict;
} Namespace;
#define DICT_OF(o) (((Namespace *)(void *)(o))->dict)

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Namespace *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->dict = dict_new(vm);
    if (!self->dict) {
        decref(vm, self);
        return NULL;
    }
    gc_track(vm, self);
    return OBJ(self);
}

Object *namespace_new(VM *vm, Object *dict) {
    Object *self = new_slot(vm, TYPE(vm, NAMESPACE), NULL, 0, NULL);
    if (self && dict && dict_update(vm, DICT_OF(self), dict) < 0) {
        decref(vm, self);
        return NULL;
    }
    return self;
}

static int init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    size_t n = kwnames ? TUPLE_LEN(kwnames) : 0;
    if (nargs > 0) {
        raise(vm, EXC_TypeError, "no positional arguments expected");
        return -1;
    }
    for (size_t i = 0; i < n; i++) {
        if (!DICT_OF(self)) {
            raise(vm, EXC_RuntimeError, "namespace was cleared by the collector");
            return -1;
        }
        if (dict_set(vm, DICT_OF(self), TUPLE_ITEM(kwnames, i), args[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

static void clear(VM *vm, Object *self) {
    clear_ref(vm, DICT_OF(self));
}

static void dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, DICT_OF(self));
    object_free_container(vm, self, sizeof(Namespace));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(DICT_OF(self));
    return 0;
}

static bool add_items(VM *vm, StrBuilder *b, Object *dict) {
    size_t pos = 0;
    Object *key, *value;
    const char *separator = "";
    while (dict_next(dict, &pos, &key, &value)) {
        if (!is_str(vm, key) || STR_LEN(key) == 0) {
            continue;
        }
        incref(key);
        incref(value);
        Object *item = str_format(vm, "%s%U=%R", separator, key, value);
        bool ok = item && str_builder_str(b, item);
        xdecref(vm, item);
        decref(vm, key);
        decref(vm, value);
        if (!ok) {
            return false;
        }
        separator = ", ";
    }
    return true;
}

static Object *repr(VM *vm, Object *self) {
    const char *name = is_exact(self, SHAPE_NAMESPACE) ? "namespace" : TYPE_NAME(type_of(vm, self));
    int inside = repr_enter(vm, self);
    if (inside != 0) {
        return inside < 0 ? NULL : str_format(vm, "%s(...)", name);
    }
    StrBuilder b;
    Object *dict = DICT_OF(self), *s = NULL; /* NULL when the collector has cleared it */
    xincref(dict);
    str_builder_init(&b, vm);
    if (str_builder_cstr(&b, name) && str_builder_char(&b, '(') &&
        (!dict || add_items(vm, &b, dict)) && str_builder_char(&b, ')')) {
        s = str_builder_finish(&b);
    } else {
        str_builder_deinit(&b);
    }
    xdecref(vm, dict);
    repr_leave(vm, self);
    return s;
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    Type *t = TYPE(vm, NAMESPACE);
    if (!type_is_subtype(type_of(vm, a), t) || !type_is_subtype(type_of(vm, b), t) || !DICT_OF(a) ||
        !DICT_OF(b)) {
        return not_implemented_ref(vm);
    }
    Object *x = new_ref(DICT_OF(a)), *y = new_ref(DICT_OF(b));
    Object *result = object_compare(vm, x, y, op);
    decref(vm, x);
    decref(vm, y);
    return result;
}

static Object *reduce(VM *vm, Object *self) {
    return tuple_pack(vm, 3, OBJ(type_of(vm, self)), vm->empty_tuple,
                      DICT_OF(self) ? DICT_OF(self) : vm->none);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("__reduce__", reduce, NULL),
    {0},
};

static const MemberDef members[] = {
    {"__dict__", MEMBER_OBJECT_NONE, offsetof(Namespace, dict), true, NULL},
    {0},
};

const TypeSpec namespace_spec = {
    .name = "types.SimpleNamespace",
    .shape = SHAPE_NAMESPACE,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_HAS_DICT | TYPE_IMMUTABLE,
    .size = sizeof(Namespace),
    .dict_offset = offsetof(Namespace, dict),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .clear = clear,
              .new = new_slot,
              .init = init,
              .repr = repr,
              .getattro = object_generic_getattr,
              .setattro = object_generic_setattr,
              .richcompare = richcompare},
    .methods = methods,
    .members = members,
};
