/* The module _weakref: the C half of weakref. */
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/weakref.h"

static Object *getweakrefcount(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return int_from_i64(vm, (int64_t)weakrefs_count(vm, o));
}

static Object *getweakrefs(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    Object *list = list_new(vm, weakrefs_count(vm, o));
    for (WeakRef *r = weakrefs_first(vm, o); list && r; r = r->next) {
        if (weakref_is_alive(r) && list_append(vm, list, OBJ(r)) < 0) {
            decref(vm, list);
            return NULL;
        }
    }
    return list;
}

static Object *proxy(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "proxy", nargs, 1, 2)) {
        return NULL;
    }
    return weakproxy_new(vm, args[0], nargs > 1 ? args[1] : NULL);
}

static Object *remove_dead_weakref(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "_remove_dead_weakref", nargs, 2, 2)) {
        return NULL;
    }
    if (!is_dict(vm, args[0])) {
        return raise(vm, EXC_TypeError, "_remove_dead_weakref() argument 1 must be dict, not %T",
                     args[0]);
    }
    Object *value = dict_get(vm, args[0], args[1]);
    if (!value) {
        return error_occurred(vm) ? NULL : none_ref(vm);
    }
    if (!weakref_check(vm, value)) {
        return raise(vm, EXC_TypeError, "not a weakref");
    }
    if (!weakref_get(vm, value) && dict_discard(vm, args[0], args[1]) < 0) {
        return NULL;
    }
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_O("getweakrefcount", getweakrefcount,
             "getweakrefcount($module, object, /)\n--\n\nThe number of weak references to object."),
    METHOD_O("getweakrefs", getweakrefs,
             "getweakrefs(object) -> list\nThe weak references to object."),
    METHOD_FAST("proxy", proxy,
                "proxy(object[, callback]) -> a proxy that refers to object weakly.\n"
                "callback, if given, is called with the proxy when object dies."),
    METHOD_FAST("_remove_dead_weakref", remove_dead_weakref,
                "_remove_dead_weakref($module, dct, key, /)\n--\n\n"
                "Delete dct[key] if it is a dead weak reference."),
    {NULL, {NULL}, 0, NULL},
};

Object *module_weakref(VM *vm);

Object *module_weakref(VM *vm) {
    static const struct {
        const char *name;
        uint32_t shape;
    } types[] = {
        {"ref", SHAPE_WEAKREF},
        {"ReferenceType", SHAPE_WEAKREF},
        {"ProxyType", SHAPE_WEAKPROXY},
        {"CallableProxyType", SHAPE_WEAKCALLABLEPROXY},
    };
    Object *name = str_intern_cstr(vm, "_weakref");
    Object *module = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (!module) {
        return NULL;
    }
    if (module_add(vm, module, "__doc__", str_from_cstr(vm, "Weak references.")) < 0 ||
        module_add_methods(vm, module, methods) < 0) {
        decref(vm, module);
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        Object *type = OBJ(vm->shape_types[types[i].shape]);
        if (module_add(vm, module, types[i].name, new_ref(type)) < 0) {
            decref(vm, module);
            return NULL;
        }
    }
    return module;
}
