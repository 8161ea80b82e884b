/* Instructions of the match statement. */
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "vm/ops.h"

static bool store(VM *vm, Frame *frame, Instr *pc, Object *v) {
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

bool op_get_len(VM *vm, Frame *frame, Instr *pc) {
    int64_t n = object_len(vm, frame->regs[pc->b]);
    return store(vm, frame, pc, n < 0 ? NULL : int_from_i64(vm, n));
}

bool op_match_sequence(VM *vm, Frame *frame, Instr *pc) {
    bool is = is_kind(vm, frame->regs[pc->b], TYPE_SEQUENCE);
    return store(vm, frame, pc, bool_ref(vm, is));
}

bool op_match_mapping(VM *vm, Frame *frame, Instr *pc) {
    bool is = is_kind(vm, frame->regs[pc->b], TYPE_MAPPING);
    return store(vm, frame, pc, bool_ref(vm, is));
}

/* map.get(key, missing) for each key. New tuple; NULL without an error: a key is absent. */
static Object *match_keys(VM *vm, Object *map, Object *keys) {
    size_t n = TUPLE_LEN(keys);
    Object *values = NULL, *seen = NULL, *get = NULL, *missing = NULL;
    if (n == 0) {
        return tuple_from(vm, NULL, 0);
    }
    get = object_getattr(vm, map, ID(vm, get));
    seen = set_new(vm, NULL);
    missing = list_new(vm, 0); /* any object of our own */
    values = list_new(vm, n);
    if (!get || !seen || !missing || !values) {
        goto fail;
    }
    for (size_t i = 0; i < n; i++) {
        Object *key = TUPLE_ITEM(keys, i);
        int known = set_contains(vm, seen, key);
        if (known > 0) {
            raise(vm, EXC_ValueError, "mapping pattern checks duplicate key (%R)", key);
        }
        if (known || set_add(vm, seen, key) < 0) {
            goto fail;
        }
        Object *value = call2(vm, get, key, missing);
        if (!value) {
            goto fail;
        }
        if (value == missing) {
            decref(vm, value);
            goto fail;
        }
        if (list_append_steal(vm, values, value) < 0) {
            goto fail;
        }
    }
    Object *tuple = list_to_tuple(vm, values);
    decref(vm, get);
    decref(vm, seen);
    decref(vm, missing);
    decref(vm, values);
    return tuple;
fail:
    xdecref(vm, get);
    xdecref(vm, seen);
    xdecref(vm, missing);
    xdecref(vm, values);
    return NULL;
}

bool op_match_keys(VM *vm, Frame *frame, Instr *pc) {
    Object *values = match_keys(vm, frame->regs[pc->b], frame->regs[pc->c]);
    if (pc->flags & KILL_C) {
        kill_register(vm, frame->regs, pc->c);
    }
    if (!values && vm->error) {
        return false;
    }
    return store(vm, frame, pc, values ? values : none_ref(vm));
}

/* Appends attribute `name` of subject to the list. 1; 0: no such attribute; -1: error. */
static int match_attribute(VM *vm, Object *subject, Type *type, Object *name, Object *seen,
                           Object *attributes) {
    int known = set_contains(vm, seen, name);
    if (known > 0) {
        raise(vm, EXC_TypeError, "%N() got multiple sub-patterns for attribute %R", type, name);
    }
    if (known || set_add(vm, seen, name) < 0) {
        return -1;
    }
    Object *value = object_getattr_or_null(vm, subject, name);
    if (!value) {
        return vm->error ? -1 : 0;
    }
    return list_append_steal(vm, attributes, value) < 0 ? -1 : 1;
}

static int match_positional(VM *vm, Object *subject, Type *type, size_t count, Object *seen,
                            Object *attributes) {
    Object *match_args = object_getattr_or_null(vm, OBJ(type), ID(vm, __match_args__));
    int result = 1;
    if (!match_args && vm->error) {
        return -1;
    }
    if (match_args && !is_exact(match_args, SHAPE_TUPLE)) {
        raise(vm, EXC_TypeError, "%N.__match_args__ must be a tuple (got %T)", type, match_args);
        decref(vm, match_args);
        return -1;
    }
    bool self = !match_args && type_has(type, TYPE_SELF_MATCH);
    size_t allowed = self ? 1 : match_args ? TUPLE_LEN(match_args) : 0;
    if (allowed < count) {
        raise(vm, EXC_TypeError, "%N() accepts %zu positional sub-pattern%s (%zu given)", type,
              allowed, allowed == 1 ? "" : "s", count);
        result = -1;
    } else if (self) {
        result = list_append(vm, attributes, subject) < 0 ? -1 : 1;
    } else {
        for (size_t i = 0; result > 0 && i < count; i++) {
            Object *name = TUPLE_ITEM(match_args, i);
            if (!is_exact(name, SHAPE_STR)) {
                raise(vm, EXC_TypeError, "__match_args__ elements must be strings (got %T)", name);
                result = -1;
            } else {
                result = match_attribute(vm, subject, type, name, seen, attributes);
            }
        }
    }
    xdecref(vm, match_args);
    return result;
}

/* New tuple; NULL without an error: no match. */
static Object *match_class(VM *vm, Object *subject, Object *class, size_t count, Object *names) {
    Object *seen = NULL, *attributes = NULL, *tuple = NULL;
    if (!is_type(vm, class)) {
        return raise(vm, EXC_TypeError, "called match pattern must be a type");
    }
    int result = object_is_instance(vm, subject, class);
    if (result <= 0) {
        return NULL;
    }
    seen = set_new(vm, NULL);
    attributes = list_new(vm, 0);
    if (!seen || !attributes) {
        goto done;
    }
    if (count) {
        result = match_positional(vm, subject, (Type *)class, count, seen, attributes);
    }
    for (size_t i = 0; result > 0 && i < TUPLE_LEN(names); i++) {
        result =
            match_attribute(vm, subject, (Type *)class, TUPLE_ITEM(names, i), seen, attributes);
    }
    if (result > 0) {
        tuple = list_to_tuple(vm, attributes);
    }
done:
    xdecref(vm, seen);
    xdecref(vm, attributes);
    return tuple;
}

bool op_match_class(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    size_t count = pc[-1].a; /* MATCH_CLASS_COUNT */
    Object *v = match_class(vm, R[pc->a], R[pc->b], count, R[pc->c]);
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    if (!v && vm->error) {
        return false;
    }
    return store(vm, frame, pc, v ? v : none_ref(vm));
}
