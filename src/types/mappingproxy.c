/* mappingproxy: a mapping seen through glass: what type.__dict__ gives. */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/generic_alias.h"
#include "types/str.h"

typedef struct MappingProxy {
    Object head;
    Object *mapping;
} MappingProxy;
#define MAPPING(o) (((MappingProxy *)(void *)(o))->mapping)

static Object *make(VM *vm, Type *cls, Object *mapping) {
    MappingProxy *p = object_alloc(vm, cls, sizeof *p);
    if (p) {
        p->mapping = new_ref(mapping);
        gc_track(vm, p);
    }
    return OBJ(p);
}

Object *mappingproxy_new(VM *vm, Object *mapping) {
    return make(vm, TYPE(vm, MAPPINGPROXY), mapping);
}

static Object *proxy_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"mapping", NULL};
    Object *mapping = NULL;
    if (!args_parse(vm, "mappingproxy", names, "O", args, nargs, kwnames, &mapping)) {
        return NULL;
    }
    if (!type_of(vm, mapping)->slots.mp_subscript || is_list(vm, mapping) ||
        is_tuple(vm, mapping)) {
        return raise(vm, EXC_TypeError, "mappingproxy() argument must be a mapping, not %T",
                     mapping);
    }
    return make(vm, cls, mapping);
}

static void proxy_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, MAPPING(self));
    object_free_container(vm, self, sizeof(MappingProxy));
}

static int proxy_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(MAPPING(self));
    return 0;
}

static int64_t proxy_len(VM *vm, Object *self) {
    return object_len(vm, MAPPING(self));
}

static Object *proxy_getitem(VM *vm, Object *self, Object *key) {
    return object_getitem(vm, MAPPING(self), key);
}

static int proxy_contains(VM *vm, Object *self, Object *key) {
    return object_contains(vm, MAPPING(self), key);
}

static Object *proxy_iter(VM *vm, Object *self) {
    return object_get_iter(vm, MAPPING(self));
}

static Object *proxy_str(VM *vm, Object *self) {
    return object_str(vm, MAPPING(self));
}

static Object *proxy_repr(VM *vm, Object *self) {
    return str_format(vm, "mappingproxy(%R)", MAPPING(self));
}

static Object *proxy_richcompare(VM *vm, Object *self, Object *other, int op) {
    return object_compare(vm, MAPPING(self), other, op);
}

static Object *unwrap(VM *vm, Object *o) {
    return type_is_subtype(type_of(vm, o), TYPE(vm, MAPPINGPROXY)) ? MAPPING(o) : o;
}

static Object *proxy_or(VM *vm, Object *a, Object *b) {
    return number_binary(vm, unwrap(vm, a), unwrap(vm, b), OP_OR);
}

static Object *proxy_inplace_or(VM *vm, Object *self, Object *other) {
    UNUSED(other);
    return raise(vm, EXC_TypeError, "'|=' is not supported by %T; use '|' instead", self);
}

static Object *proxy_get(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "get", nargs, 1, 2)) {
        return NULL;
    }
    return call_method2(vm, MAPPING(self), ID(vm, get), args[0], nargs > 1 ? args[1] : vm->none);
}

static Object *proxy_keys(VM *vm, Object *self) {
    return call_method0(vm, MAPPING(self), ID(vm, keys));
}

static Object *proxy_values(VM *vm, Object *self) {
    return call_method0(vm, MAPPING(self), ID(vm, values));
}

static Object *proxy_items(VM *vm, Object *self) {
    return call_method0(vm, MAPPING(self), ID(vm, items));
}

static Object *proxy_copy(VM *vm, Object *self) {
    return call_method0(vm, MAPPING(self), ID(vm, copy));
}

static Object *proxy_reversed(VM *vm, Object *self) {
    return call_method0(vm, MAPPING(self), ID(vm, __reversed__));
}

static const MethodDef methods[] = {
    METHOD_FAST("get", proxy_get, "The value for a key, or else the default."),
    METHOD_NOARGS("keys", proxy_keys, "A view of the keys."),
    METHOD_NOARGS("values", proxy_values, "A view of the values."),
    METHOD_NOARGS("items", proxy_items, "A view of the pairs of keys and values."),
    METHOD_NOARGS("copy", proxy_copy, "A shallow copy of the mapping."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    METHOD_NOARGS("__reversed__", proxy_reversed, "An iterator over the keys from the end."),
    {0},
};

const TypeSpec mappingproxy_spec = {
    .name = "mappingproxy",
    .shape = SHAPE_MAPPINGPROXY,
    .flags = TYPE_CONTAINER | TYPE_MAPPING | TYPE_IMMUTABLE,
    .size = sizeof(MappingProxy),
    .slots = {.dealloc = proxy_dealloc,
              .traverse = proxy_traverse,
              .new = proxy_new,
              .repr = proxy_repr,
              .str = proxy_str,
              .getattro = object_generic_getattr,
              .richcompare = proxy_richcompare,
              .iter = proxy_iter,
              .nb_or = proxy_or,
              .nb_inplace_or = proxy_inplace_or,
              .sq_contains = proxy_contains,
              .mp_length = proxy_len,
              .mp_subscript = proxy_getitem},
    .methods = methods,
};
