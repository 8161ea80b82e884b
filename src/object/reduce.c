#include "object/reduce.h"

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* The module copyreg, imported if need be. */
static Object *import_copyreg(VM *vm) {
    Object *name = ID(vm, copyreg), *module = NULL;
    if (vm->modules && (module = dict_get(vm, vm->modules, name)) != NULL) {
        incref(module);
    } else if (!error_occurred(vm)) {
        Object *import = vm->builtins ? dict_get_str(vm, vm->builtins, ID(vm, __import__)) : NULL;
        module =
            import ? call1(vm, import, name) : raise(vm, EXC_ImportError, "__import__ not found");
    }
    return module;
}

static Object *copyreg_get(VM *vm, Object *name) {
    Object *copyreg = import_copyreg(vm);
    Object *value = copyreg ? object_getattr(vm, copyreg, name) : NULL;
    xdecref(vm, copyreg);
    return value;
}

static Object *copyreg_attribute(VM *vm, const char *name) {
    Object *key = str_intern_cstr(vm, name);
    Object *value = key ? copyreg_get(vm, key) : NULL;
    xdecref(vm, key);
    return value;
}

/* ---- state ---- */

/* The names of all __slots__ of the class and its bases, by copyreg, which remembers them in the
 * class; None if there are none. */
static Object *slot_names(VM *vm, Type *t) {
    Object *names = t->dict ? dict_get_str(vm, t->dict, ID(vm, __slotnames__)) : NULL;
    xincref(names);
    if (!names && !t->slot_len) {
        return none_ref(vm);
    }
    if (!names) {
        Object *f = copyreg_attribute(vm, "_slotnames");
        names = f ? call1(vm, f, OBJ(t)) : NULL;
        xdecref(vm, f);
    }
    if (names && names != vm->none && !is_list(vm, names)) {
        raise(vm, EXC_TypeError, "%N.__slotnames__ should be a list or None, not %T", t, names);
        decref(vm, names);
        return NULL;
    }
    return names;
}

/* {name: value} of the slots that have a value. */
static Object *slot_values(VM *vm, Object *self, Object *names) {
    Object *dict = dict_new(vm);
    for (uint32_t i = 0; dict && i < LIST_LEN(names); i++) {
        Object *name = new_ref(LIST_ITEM(names, i));
        Object *value = object_getattr_or_null(vm, self, name);
        bool ok = value ? dict_set(vm, dict, name, value) == 0 : !error_occurred(vm);
        xdecref(vm, value);
        decref(vm, name);
        if (!ok) {
            clear_ref(vm, dict);
        }
    }
    return dict;
}

static Object *instance_state(VM *vm, Object *self) {
    const Type *t = type_of(vm, self);
    if (!type_has(t, TYPE_HAS_DICT)) {
        return none_ref(vm);
    }
    Object *dict = object_get_dict(vm, self, NULL);
    if (dict && is_exact(dict, SHAPE_DICT) && DICT_LEN(dict) == 0) {
        decref(vm, dict);
        return none_ref(vm);
    }
    return dict;
}

/* required: nobody else takes care of what is in the built-in part. */
static Object *default_state(VM *vm, Object *self, bool required) {
    Type *t = type_of(vm, self);
    if (required && t->solid != TYPE(vm, OBJECT)) {
        return raise(vm, EXC_TypeError, "cannot pickle '%N' object", t);
    }
    Object *state = instance_state(vm, self);
    Object *names = state ? slot_names(vm, t) : NULL;
    if (!names) {
        xdecref(vm, state);
        return NULL;
    }
    if (names != vm->none && LIST_LEN(names) > 0) {
        Object *values = slot_values(vm, self, names);
        if (!values) {
            clear_ref(vm, state);
        } else if (DICT_LEN(values) > 0) {
            Object *pair = tuple_pack(vm, 2, state, values);
            decref(vm, state);
            state = pair;
        }
        xdecref(vm, values);
    }
    decref(vm, names);
    return state;
}

Object *object_getstate(VM *vm, Object *self) {
    return default_state(vm, self, false);
}

static Object *get_state(VM *vm, Object *self, bool required) {
    Object *f = object_getattr(vm, self, ID(vm, __getstate__));
    if (!f) {
        return NULL;
    }
    Object *state;
    const Builtin *b = (const Builtin *)f;
    if (is_exact(f, SHAPE_BUILTIN) && b->self == self && b->def->fn.noargs == object_getstate) {
        state = default_state(vm, self, required);
    } else {
        state = call0(vm, f);
    }
    decref(vm, f);
    return state;
}

/* ---- arguments of __new__ ---- */

/* From __getnewargs_ex__: a pair. */
static bool split_new_args(VM *vm, Object *pair, Object **args, Object **kwargs) {
    if (!is_tuple(vm, pair)) {
        raise(vm, EXC_TypeError, "__getnewargs_ex__ should return a tuple, not '%T'", pair);
    } else if (TUPLE_LEN(pair) != 2) {
        raise(vm, EXC_ValueError, "__getnewargs_ex__ should return a tuple of length 2, not %u",
              TUPLE_LEN(pair));
    } else if (!is_tuple(vm, TUPLE_ITEM(pair, 0))) {
        raise(vm, EXC_TypeError,
              "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'",
              TUPLE_ITEM(pair, 0));
    } else if (!is_dict(vm, TUPLE_ITEM(pair, 1))) {
        raise(vm, EXC_TypeError,
              "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'",
              TUPLE_ITEM(pair, 1));
    } else {
        *args = new_ref(TUPLE_ITEM(pair, 0));
        *kwargs = new_ref(TUPLE_ITEM(pair, 1));
        return true;
    }
    return false;
}

/* *args NULL: the class has neither method. */
static bool get_new_args(VM *vm, Object *self, Object **args, Object **kwargs) {
    *args = *kwargs = NULL;
    Object *method = lookup_special(vm, self, ID(vm, __getnewargs_ex__));
    if (method) {
        Object *pair = call0(vm, method);
        decref(vm, method);
        bool ok = pair && split_new_args(vm, pair, args, kwargs);
        xdecref(vm, pair);
        return ok;
    }
    if (error_occurred(vm)) {
        return false;
    }
    method = lookup_special(vm, self, ID(vm, __getnewargs__));
    if (!method) {
        return !error_occurred(vm);
    }
    *args = call0(vm, method);
    decref(vm, method);
    if (*args && !is_tuple(vm, *args)) {
        raise(vm, EXC_TypeError, "__getnewargs__ should return a tuple, not '%T'", *args);
        clear_ref(vm, *args);
    }
    return *args != NULL;
}

/* copyreg's function and its arguments: __newobj__(cls, *args) or __newobj_ex__(cls, args, kwargs).
 */
static bool choose_constructor(VM *vm, Object *cls, Object *args, Object *kwargs, Object **function,
                               Object **arguments) {
    if (kwargs && DICT_LEN(kwargs) > 0) {
        *function = copyreg_attribute(vm, "__newobj_ex__");
        *arguments = tuple_pack(vm, 3, cls, args, kwargs);
        return *function && *arguments;
    }
    uint32_t n = args ? TUPLE_LEN(args) : 0;
    *function = copyreg_get(vm, ID(vm, __newobj__));
    *arguments = tuple_new(vm, n + 1);
    if (!*function || !*arguments) {
        return false;
    }
    TUPLE_ITEM(*arguments, 0) = new_ref(cls);
    for (uint32_t i = 0; i < n; i++) {
        TUPLE_ITEM(*arguments, i + 1) = new_ref(TUPLE_ITEM(args, i));
    }
    gc_track(vm, *arguments);
    return true;
}

/* ---- items ---- */

static bool get_item_iterators(VM *vm, Object *self, Object **list_items, Object **dict_items) {
    *list_items = *dict_items = NULL;
    if (is_list(vm, self)) {
        *list_items = object_get_iter(vm, self);
    } else {
        *list_items = none_ref(vm);
    }
    if (is_dict(vm, self)) {
        Object *items = call_method0(vm, self, ID(vm, items));
        *dict_items = items ? object_get_iter(vm, items) : NULL;
        xdecref(vm, items);
    } else {
        *dict_items = none_ref(vm);
    }
    return *list_items && *dict_items;
}

/* ---- the whole ---- */

static Object *reduce_new(VM *vm, Object *self) {
    Type *t = type_of(vm, self);
    Object *args, *kwargs, *function = NULL, *arguments = NULL, *state = NULL;
    Object *list_items = NULL, *dict_items = NULL, *result = NULL;
    if (!t->slots.new) {
        return raise(vm, EXC_TypeError, "cannot pickle '%N' object", t);
    }
    if (!get_new_args(vm, self, &args, &kwargs)) {
        return NULL;
    }
    bool required = !args && !is_list(vm, self) && !is_dict(vm, self);
    if (choose_constructor(vm, OBJ(t), args, kwargs, &function, &arguments) &&
        (state = get_state(vm, self, required)) != NULL &&
        get_item_iterators(vm, self, &list_items, &dict_items)) {
        result = tuple_pack(vm, 5, function, arguments, state, list_items, dict_items);
    }
    xdecref(vm, args);
    xdecref(vm, kwargs);
    xdecref(vm, function);
    xdecref(vm, arguments);
    xdecref(vm, state);
    xdecref(vm, list_items);
    xdecref(vm, dict_items);
    return result;
}

static Object *reduce_by_protocol(VM *vm, Object *self, int64_t protocol) {
    if (protocol >= 2) {
        return reduce_new(vm, self);
    }
    Object *f = copyreg_attribute(vm, "_reduce_ex");
    Object *number = f ? int_from_i64(vm, protocol) : NULL;
    Object *result = number ? call2(vm, f, self, number) : NULL;
    xdecref(vm, number);
    xdecref(vm, f);
    return result;
}

Object *object_reduce(VM *vm, Object *self) {
    return reduce_by_protocol(vm, self, 0);
}

/* A __reduce__ of the class's own goes first. */
Object *object_reduce_ex(VM *vm, Object *self, Object *protocol) {
    int64_t n = number_as_i64(vm, protocol, EXC_OverflowError);
    if (n == -1 && error_occurred(vm)) {
        return NULL;
    }
    Object *reduce = object_getattr_or_null(vm, self, ID(vm, __reduce__));
    if (!reduce) {
        return error_occurred(vm) ? NULL : reduce_by_protocol(vm, self, n);
    }
    Object *of_class = object_getattr(vm, OBJ(type_of(vm, self)), ID(vm, __reduce__));
    Object *result = NULL;
    if (of_class) {
        bool overridden = of_class != dict_get_str(vm, TYPE(vm, OBJECT)->dict, ID(vm, __reduce__));
        result = overridden ? call0(vm, reduce) : reduce_by_protocol(vm, self, n);
        decref(vm, of_class);
    }
    decref(vm, reduce);
    return result;
}
