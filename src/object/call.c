/* Calling, and special methods. */
#include "object/call.h"

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/tuple.h"

Object *call(VM *vm, Object *callable, Object *const *args, size_t nargs, Object *kwnames) {
    CallFn f = type_of(vm, callable)->slots.call;
    if (UNLIKELY(!f)) {
        return raise(vm, EXC_TypeError, "'%T' object is not callable", callable);
    }
    if (is_exact(callable, SHAPE_FUNCTION) || is_exact(callable, SHAPE_METHOD)) {
        return f(vm, callable, args, nargs, kwnames); /* the frame counts */
    }
    if (!recursion_enter(vm, " while calling a Python object")) {
        return NULL;
    }
    Object *result = f(vm, callable, args, nargs, kwnames);
    recursion_leave(vm);
    ASSERT((result == NULL) == error_occurred(vm));
    return result;
}

Object *call0(VM *vm, Object *callable) {
    return call(vm, callable, NULL, 0, NULL);
}

Object *call1(VM *vm, Object *callable, Object *a) {
    return call(vm, callable, &a, 1, NULL);
}

Object *call2(VM *vm, Object *callable, Object *a, Object *b) {
    Object *args[2] = {a, b};
    return call(vm, callable, args, 2, NULL);
}

Object *call3(VM *vm, Object *callable, Object *a, Object *b, Object *c) {
    Object *args[3] = {a, b, c};
    return call(vm, callable, args, 3, NULL);
}

/* ------------------------------------------------------------ f(*args, **kwargs) */

/* Appends the values of kwargs to args (each with a reference) and gives the tuple of their names.
 */
static Object *unpack_keywords(VM *vm, Object *kwargs, Object **args) {
    size_t n = DICT_LEN(kwargs), pos = 0, i = 0;
    Object *kwnames = tuple_new(vm, n), *key, *value;
    if (!kwnames) {
        return NULL;
    }
    bool strings = true;
    while (i < n && dict_next(kwargs, &pos, &key, &value)) {
        strings = strings && is_str(vm, key);
        TUPLE_ITEM(kwnames, i) = new_ref(key);
        args[i++] = new_ref(value);
    }
    if (strings) {
        return kwnames;
    }
    while (i > 0) {
        decref(vm, args[--i]);
    }
    decref(vm, kwnames);
    return raise(vm, EXC_TypeError, "keywords must be strings");
}

static Object *call_with_dict(VM *vm, Object *callable, Object *args, Object *kwargs) {
    Object *small[16];
    size_t nargs = TUPLE_LEN(args), nkw = DICT_LEN(kwargs), n = nargs + nkw;
    Object **all = n <= COUNT_OF(small) ? small : raw_alloc(vm, n * sizeof(Object *));
    Object *result = NULL;
    if (!all) {
        return NULL;
    }
    for (size_t i = 0; i < nargs; i++) {
        all[i] = TUPLE_ITEM(args, i);
    }
    Object *kwnames = unpack_keywords(vm, kwargs, all + nargs);
    if (kwnames) {
        result = call(vm, callable, all, nargs, kwnames);
        for (size_t i = nargs; i < n; i++) {
            decref(vm, all[i]);
        }
        decref(vm, kwnames);
    }
    if (all != small) {
        raw_free(vm, all, n * sizeof(Object *));
    }
    return result;
}

Object *call_ex(VM *vm, Object *callable, Object *args, Object *kwargs) {
    if (kwargs && DICT_LEN(kwargs) > 0) {
        return call_with_dict(vm, callable, args, kwargs);
    }
    return call(vm, callable, tuple_items(args), TUPLE_LEN(args), NULL);
}

/* ------------------------------------------------------------ methods by name */

Object *call_method(VM *vm, Object *name, Object *const *args, size_t nargs, Object *kwnames) {
    Object *method;
    int unbound = object_get_method(vm, args[0], name, &method);
    if (unbound < 0) {
        return NULL;
    }
    Object *result = unbound ? call(vm, method, args, nargs, kwnames)
                             : call(vm, method, args + 1, nargs - 1, kwnames);
    decref(vm, method);
    return result;
}

Object *call_method0(VM *vm, Object *self, Object *name) {
    return call_method(vm, name, &self, 1, NULL);
}

Object *call_method1(VM *vm, Object *self, Object *name, Object *a) {
    Object *args[2] = {self, a};
    return call_method(vm, name, args, 2, NULL);
}

Object *call_method2(VM *vm, Object *self, Object *name, Object *a, Object *b) {
    Object *args[3] = {self, a, b};
    return call_method(vm, name, args, 3, NULL);
}

/* ------------------------------------------------------------ special methods */

Object *lookup_special(VM *vm, Object *self, Object *name) {
    Type *type = type_of(vm, self);
    Object *attr = type_lookup(vm, type, name);
    if (!attr) {
        return NULL;
    }
    TernaryFn get = type_of(vm, attr)->slots.descr_get;
    incref(attr);
    if (!get) {
        return attr;
    }
    Object *bound = get(vm, attr, self, OBJ(type));
    decref(vm, attr);
    return bound;
}

static Object *call_special(VM *vm, Object *const *args, size_t nargs, Object *name) {
    Object *attr = type_lookup(vm, type_of(vm, args[0]), name);
    if (!attr) {
        return NULL;
    }
    Object *method, *result;
    if (type_has(type_of(vm, attr), TYPE_METHOD)) {
        method = new_ref(attr);
        result = call(vm, method, args, nargs, NULL);
    } else {
        method = lookup_special(vm, args[0], name);
        if (!method) {
            return NULL;
        }
        result = call(vm, method, args + 1, nargs - 1, NULL);
    }
    decref(vm, method);
    return result;
}

Object *call_special0(VM *vm, Object *self, Object *name) {
    return call_special(vm, &self, 1, name);
}

Object *call_special1(VM *vm, Object *self, Object *name, Object *a) {
    Object *args[2] = {self, a};
    return call_special(vm, args, 2, name);
}
