/* The module _pickle: opcodes that call, and that change what has been made. */
#include "lib/pickle_load.h"
#include "object/abstract.h"
#include "object/shape.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "types/tuple.h"

/* Whether the stack holds at least n values above the last mark. */
static bool has(VM *vm, const Unpickler *u, uint32_t n) {
    uint32_t fence = u->mark_len ? (uint32_t)u->marks[u->mark_len - 1] : 0;
    if (u->stack_len < fence + n) {
        unpickling_fail(vm, u->mark_len ? "unexpected MARK found" : "unpickling stack underflow");
        return false;
    }
    return true;
}

/* The values from `at` on as a tuple or list; they leave the stack. */
static Object *take_values(VM *vm, Unpickler *u, uint32_t at, bool list) {
    size_t n = u->stack_len - at;
    u->stack_len = at;
    return list ? list_from_steal(vm, u->stack + at, n) : tuple_from_steal(vm, u->stack + at, n);
}

/* ---- calls ---- */

static bool call_op(VM *vm, Unpickler *u) {
    if (!has(vm, u, 2)) {
        return false;
    }
    Object *args = unpickle_pop(vm, u), *f = unpickle_pop(vm, u), *result = NULL;
    if (is_tuple(vm, args)) {
        result = call(vm, f, tuple_items(args), TUPLE_LEN(args), NULL);
    } else {
        raise(vm, EXC_TypeError, "argument list must be a tuple");
    }
    decref(vm, f);
    decref(vm, args);
    return unpickle_push(vm, u, result);
}

/* cls.__new__(cls, *args, **kwargs); kwargs may be NULL. */
static Object *make_new(VM *vm, Object *cls, Object *args, Object *kwargs) {
    if (!kwargs) {
        const Type *t = (Type *)(void *)cls;
        return t->slots.new
                   ? t->slots.new(vm, (Type *)(void *)cls, tuple_items(args), TUPLE_LEN(args), NULL)
                   : unpickling_fail(vm, "NEWOBJ class argument has NULL tp_new");
    }
    Object *new_ = object_getattr_utf8(vm, cls, "__new__");
    Object *all = new_ ? tuple_new(vm, TUPLE_LEN(args) + 1) : NULL;
    if (all) {
        TUPLE_ITEM(all, 0) = new_ref(cls);
        for (size_t i = 0; i < TUPLE_LEN(args); i++) {
            TUPLE_ITEM(all, i + 1) = new_ref(TUPLE_ITEM(args, i));
        }
        gc_track(vm, all);
    }
    Object *result = all ? call_ex(vm, new_, all, kwargs) : NULL;
    xdecref(vm, all);
    xdecref(vm, new_);
    return result;
}

static bool newobj_op(VM *vm, Unpickler *u, bool ex) {
    const char *name = ex ? "NEWOBJ_EX" : "NEWOBJ";
    if (!has(vm, u, ex ? 3 : 2)) {
        return false;
    }
    Object *kwargs = ex ? unpickle_pop(vm, u) : NULL;
    Object *args = unpickle_pop(vm, u), *cls = unpickle_pop(vm, u), *result = NULL;
    if (!is_type(vm, cls)) {
        unpickling_fail(vm, "%s class argument must be a type, not %T", name, cls);
    } else if (!is_tuple(vm, args)) {
        unpickling_fail(vm, "%s expected an arg tuple, got %T", name, args);
    } else {
        result = make_new(vm, cls, args, kwargs);
    }
    decref(vm, cls);
    decref(vm, args);
    xdecref(vm, kwargs);
    return unpickle_push(vm, u, result);
}

/* Old instances: takes cls and args (either NULL after an error). */
static bool instantiate(VM *vm, Unpickler *u, Object *cls, Object *args) {
    Object *result = NULL;
    if (cls && args) {
        bool plain = TUPLE_LEN(args) == 0 && is_type(vm, cls);
        Object *own = plain ? pickle_lookup(vm, cls, "__getinitargs__") : NULL;
        result = error_occurred(vm) ? NULL
                 : plain && !own    ? make_new(vm, cls, args, NULL)
                                    : call_ex(vm, cls, args, NULL);
        xdecref(vm, own);
    }
    xdecref(vm, args);
    xdecref(vm, cls);
    return unpickle_push(vm, u, result);
}

static bool obj_op(VM *vm, Unpickler *u) {
    uint32_t at;
    if (!unpickle_mark(vm, u, &at)) {
        return false;
    }
    if (u->stack_len == at) {
        return has(vm, u, UINT32_MAX / 2);
    }
    Object *args = take_values(vm, u, at + 1, false);
    return instantiate(vm, u, unpickle_pop(vm, u), args);
}

static Object *line_text(VM *vm, Unpickler *u) {
    size_t len;
    const char *line = unpickle_line(vm, u, &len);
    return line ? str_from_utf8(vm, line, len) : NULL;
}

/* The class whose two names the next lines are. */
static Object *class_of_lines(VM *vm, Unpickler *u) {
    Object *module = line_text(vm, u), *name = module ? line_text(vm, u) : NULL;
    Object *cls = name ? unpickle_find_class(vm, u, module, name) : NULL;
    xdecref(vm, name);
    xdecref(vm, module);
    return cls;
}

static bool inst_op(VM *vm, Unpickler *u) {
    uint32_t at;
    Object *cls = class_of_lines(vm, u);
    if (!cls || !unpickle_mark(vm, u, &at)) {
        xdecref(vm, cls);
        return false;
    }
    return instantiate(vm, u, cls, take_values(vm, u, at, false));
}

static bool stack_global_op(VM *vm, Unpickler *u) {
    uint32_t n = u->stack_len - (u->mark_len ? (uint32_t)u->marks[u->mark_len - 1] : 0);
    Object *name = n > 0 ? unpickle_pop(vm, u) : NULL, *module = n > 1 ? unpickle_pop(vm, u) : NULL;
    Object *cls = NULL;
    if (!module || !is_exact(name, SHAPE_STR) || !is_exact(module, SHAPE_STR)) {
        unpickling_fail(vm, "STACK_GLOBAL requires str");
    } else {
        cls = unpickle_find_class(vm, u, module, name);
    }
    xdecref(vm, module);
    xdecref(vm, name);
    return unpickle_push(vm, u, cls);
}

static bool extension_op(VM *vm, Unpickler *u, int bytes) {
    const uint8_t *data = unpickle_take(vm, u, (uint64_t)bytes);
    Object *found = NULL, *cls = NULL;
    int64_t code = 0;
    if (!data) {
        return false;
    }
    for (int i = 0; i < bytes; i++) {
        code |= (int64_t)data[i] << 8 * i;
    }
    if (code == 0 || code > INT32_MAX) {
        unpickling_fail(vm, "EXT specifies code <= 0");
        return false;
    }
    Object *names = pickle_module_attribute(vm, "copyreg", "_inverted_registry");
    Object *key = names ? int_from_i64(vm, code) : NULL;
    if (key && is_dict(vm, names) && !(found = dict_get(vm, names, key)) && !error_occurred(vm)) {
        raise(vm, EXC_ValueError, "unregistered extension code %lld", (long long)code);
    }
    if (found && is_tuple(vm, found) && TUPLE_LEN(found) == 2) {
        incref(found);
        cls = unpickle_find_class(vm, u, TUPLE_ITEM(found, 0), TUPLE_ITEM(found, 1));
        decref(vm, found);
    }
    xdecref(vm, key);
    xdecref(vm, names);
    return unpickle_push(vm, u, cls);
}

/* ---- changes ---- */

static bool call_named(VM *vm, Object *f, Object *arg) {
    Object *result = call1(vm, f, arg);
    xdecref(vm, result);
    return result != NULL;
}

/* Adds the values from `at` on to the container below them, by `many` at once or one by one. */
static bool add_values(VM *vm, Unpickler *u, uint32_t at, const char *many, const char *one) {
    Object *o = u->stack[at - 1];
    bool ok = true;
    if (u->stack_len == at) {
        return true;
    }
    Object *values = take_values(vm, u, at, true);
    Object *f = values && many ? pickle_lookup(vm, o, many) : NULL;
    if (!values || error_occurred(vm)) {
        ok = false;
    } else if (f) {
        ok = call_named(vm, f, values);
    } else if ((f = object_getattr_utf8(vm, o, one))) {
        for (size_t i = 0; ok && i < LIST_LEN(values); i++) {
            ok = call_named(vm, f, LIST_ITEM(values, i));
        }
    } else {
        ok = false;
    }
    xdecref(vm, f);
    xdecref(vm, values);
    return ok;
}

static bool append_op(VM *vm, Unpickler *u, uint32_t at) {
    Object *o = u->stack[at - 1];
    if (!is_exact(o, SHAPE_LIST)) {
        return add_values(vm, u, at, "extend", "append");
    }
    for (uint32_t i = at; i < u->stack_len; i++) {
        if (list_append(vm, o, u->stack[i]) < 0) {
            return false;
        }
    }
    while (u->stack_len > at) {
        decref(vm, u->stack[--u->stack_len]);
    }
    return true;
}

static bool additems_op(VM *vm, Unpickler *u, uint32_t at) {
    Object *o = u->stack[at - 1];
    if (!is_exact(o, SHAPE_SET)) {
        return add_values(vm, u, at, NULL, "add");
    }
    Object *values = take_values(vm, u, at, true);
    bool ok = values && set_update(vm, o, values) == 0;
    xdecref(vm, values);
    return ok;
}

static bool setitems_op(VM *vm, Unpickler *u, uint32_t at) {
    Object *o = u->stack[at - 1];
    bool ok = true;
    if ((u->stack_len - at) % 2) {
        unpickling_fail(vm, "odd number of items for SETITEMS");
        return false;
    }
    for (uint32_t i = at; ok && i < u->stack_len; i += 2) {
        ok = (is_exact(o, SHAPE_DICT) ? dict_set(vm, o, u->stack[i], u->stack[i + 1])
                                      : object_setitem(vm, o, u->stack[i], u->stack[i + 1])) == 0;
    }
    while (ok && u->stack_len > at) {
        decref(vm, u->stack[--u->stack_len]);
    }
    return ok;
}

/* Sets o.__dict__[key] without making the dict where it need not be there. */
static bool set_attribute(VM *vm, Object *o, Object **dict, Object *key, Object *value) {
    Type *t = type_of(vm, o);
    Object *name = is_exact(key, SHAPE_STR) ? str_intern(vm, key) : new_ref(key);
    bool ok = name != NULL;
    Object *descr = ok && is_exact(name, SHAPE_STR) ? type_lookup(vm, t, name) : NULL;
    if (ok && !*dict && type_has(t, TYPE_HAS_DICT) && is_exact(name, SHAPE_STR) &&
        !(descr && type_of(vm, descr)->slots.descr_set)) {
        ok = object_generic_setattr(vm, o, name, value) == 0;
    } else if (ok) {
        *dict = *dict ? *dict : pickle_lookup(vm, o, "__dict__");
        if (!*dict && !error_occurred(vm)) {
            raise(vm, EXC_AttributeError, "'%T' object has no attribute '__dict__'", o);
        }
        ok = *dict && object_setitem(vm, *dict, name, value) == 0;
    }
    xdecref(vm, name);
    return ok;
}

static bool set_slots(VM *vm, Object *o, Object *state) {
    size_t pos = 0;
    Object *key, *value;
    bool ok = true;
    if (!is_dict(vm, state)) {
        unpickling_fail(vm, "slot state is not a dictionary");
        return false;
    }
    while (ok && dict_next(state, &pos, &key, &value)) {
        incref(key);
        incref(value);
        ok = object_setattr(vm, o, key, value) == 0;
        decref(vm, value);
        decref(vm, key);
    }
    return ok;
}

static bool set_state(VM *vm, Object *o, Object *state) {
    Object *slots = NULL, *dict = NULL, *key, *value;
    size_t pos = 0;
    bool ok = true;
    if (is_tuple(vm, state) && TUPLE_LEN(state) == 2) {
        slots = TUPLE_ITEM(state, 1);
        state = TUPLE_ITEM(state, 0);
    }
    if (state != vm->none && !is_dict(vm, state)) {
        unpickling_fail(vm, "state is not a dictionary");
        return false;
    }
    while (ok && state != vm->none && dict_next(state, &pos, &key, &value)) {
        incref(key);
        incref(value);
        ok = set_attribute(vm, o, &dict, key, value);
        decref(vm, value);
        decref(vm, key);
    }
    xdecref(vm, dict);
    return ok && (!slots || set_slots(vm, o, slots));
}

static bool build_op(VM *vm, Unpickler *u) {
    if (!has(vm, u, 2)) {
        return false;
    }
    Object *state = unpickle_pop(vm, u), *o = new_ref(u->stack[u->stack_len - 1]);
    Object *f = pickle_lookup(vm, o, "__setstate__");
    bool ok = f ? call_named(vm, f, state) : !error_occurred(vm) && set_state(vm, o, state);
    xdecref(vm, f);
    decref(vm, o);
    decref(vm, state);
    return ok;
}

/* Opcodes that change what lies below the last mark. */
static bool marked_op(VM *vm, Unpickler *u, int op) {
    uint32_t at;
    if (!unpickle_mark(vm, u, &at)) {
        return false;
    }
    if (at == 0 || (u->mark_len && u->marks[u->mark_len - 1] >= at)) {
        return has(vm, u, UINT32_MAX / 2);
    }
    return op == OP_APPENDS    ? append_op(vm, u, at)
           : op == OP_ADDITEMS ? additems_op(vm, u, at)
                               : setitems_op(vm, u, at);
}

int unpickle_build_op(VM *vm, Unpickler *u, int op) {
    bool ok;
    switch (op) {
    case OP_REDUCE:
        ok = call_op(vm, u);
        break;
    case OP_NEWOBJ:
    case OP_NEWOBJ_EX:
        ok = newobj_op(vm, u, op == OP_NEWOBJ_EX);
        break;
    case OP_OBJ:
        ok = obj_op(vm, u);
        break;
    case OP_INST:
        ok = inst_op(vm, u);
        break;
    case OP_GLOBAL:
        ok = unpickle_push(vm, u, class_of_lines(vm, u));
        break;
    case OP_STACK_GLOBAL:
        ok = stack_global_op(vm, u);
        break;
    case OP_EXT1:
    case OP_EXT2:
    case OP_EXT4:
        ok = extension_op(vm, u, op == OP_EXT1 ? 1 : op == OP_EXT2 ? 2 : 4);
        break;
    case OP_APPEND:
        ok = has(vm, u, 2) && append_op(vm, u, u->stack_len - 1);
        break;
    case OP_SETITEM:
        ok = has(vm, u, 3) && setitems_op(vm, u, u->stack_len - 2);
        break;
    case OP_APPENDS:
    case OP_ADDITEMS:
    case OP_SETITEMS:
        ok = marked_op(vm, u, op);
        break;
    case OP_BUILD:
        ok = build_op(vm, u);
        break;
    default:
        return 0;
    }
    return ok ? 1 : -1;
}
