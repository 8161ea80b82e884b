/* Instructions that build containers, texts and functions, and take them apart. */
#include "types/function.h"
#include "types/list.h"
#include "types/range.h"
#include "types/set.h"
#include "vm/ops.h"

static bool store(VM *vm, Frame *frame, Instr *pc, Object *v) {
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

static void release_window(VM *vm, Object **window, size_t n) {
    for (size_t i = 0; i < n; i++) {
        clear_ref(vm, window[i]);
    }
}

static void consume_b(VM *vm, Frame *frame, Instr *pc) {
    if (pc->flags & KILL_B) {
        kill_register(vm, frame->regs, pc->b);
    }
}

bool op_build_tuple(VM *vm, Frame *frame, Instr *pc) {
    return store(vm, frame, pc, tuple_take(vm, frame->regs + pc->b, pc->c));
}

bool op_build_list(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *list = list_from_steal(vm, window, pc->c);
    memset(window, 0, pc->c * sizeof(Object *));
    return store(vm, frame, pc, list);
}

bool op_build_set(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *set = set_new(vm, NULL);
    bool ok = set != NULL;
    for (unsigned i = 0; i < pc->c; i++) {
        if (ok) {
            ok = set_add(vm, set, window[i]) == 0;
        }
        clear_ref(vm, window[i]);
    }
    if (!ok) {
        xdecref(vm, set);
        return false;
    }
    return store(vm, frame, pc, set);
}

bool op_build_map(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *dict = pc->c ? dict_new_presized(vm, pc->c) : dict_new(vm);
    bool ok = dict != NULL;
    for (unsigned i = 0; ok && i < pc->c; i++) {
        ok = dict_set(vm, dict, window[2 * i], window[2 * i + 1]) == 0;
    }
    release_window(vm, window, 2u * pc->c);
    if (!ok) {
        xdecref(vm, dict);
        return false;
    }
    return store(vm, frame, pc, dict);
}

bool op_build_string(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *text = str_join_array(vm, window, pc->c);
    release_window(vm, window, pc->c);
    return store(vm, frame, pc, text);
}

bool op_build_slice(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *slice = slice_new(vm, window[0], window[1], pc->c == 3 ? window[2] : vm->none);
    release_window(vm, window, pc->c);
    return store(vm, frame, pc, slice);
}

bool op_list_append(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    if (pc->flags & KILL_B) {
        Object *item = R[pc->b];
        R[pc->b] = NULL;
        return list_append_steal(vm, R[pc->a], item) == 0;
    }
    return list_append(vm, R[pc->a], R[pc->b]) == 0;
}

bool op_list_extend(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *iterable = R[pc->b];
    bool ok = list_extend(vm, R[pc->a], iterable) == 0;
    if (!ok && error_matches(vm, EXC_TypeError)) {
        Type *t = type_of(vm, iterable);
        if (!t->slots.iter && !t->slots.sq_item && !t->slots.mp_subscript) {
            error_clear(vm);
            raise(vm, EXC_TypeError, "Value after * must be an iterable, not %T", iterable);
        }
    }
    consume_b(vm, frame, pc);
    return ok;
}

bool op_list_to_tuple(VM *vm, Frame *frame, Instr *pc) {
    Object *tuple = list_to_tuple(vm, frame->regs[pc->b]);
    consume_b(vm, frame, pc);
    return store(vm, frame, pc, tuple);
}

bool op_set_add(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = set_add(vm, R[pc->a], R[pc->b]) == 0;
    consume_b(vm, frame, pc);
    return ok;
}

bool op_set_update(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = set_update(vm, R[pc->a], R[pc->b]) == 0;
    consume_b(vm, frame, pc);
    return ok;
}

bool op_map_add(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = dict_set(vm, R[pc->a], R[pc->b], R[pc->c]) == 0;
    consume_b(vm, frame, pc);
    if (pc->flags & KILL_C) {
        kill_register(vm, R, pc->c);
    }
    return ok;
}

bool op_dict_update(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = dict_merge(vm, R[pc->a], R[pc->b], 1) == 0;
    if (!ok && error_matches(vm, EXC_AttributeError)) {
        error_clear(vm);
        raise(vm, EXC_TypeError, "'%T' object is not a mapping", R[pc->b]);
    }
    consume_b(vm, frame, pc);
    return ok;
}

/* CPython's _PyObject_FunctionStr: "module.f()" or str(callable). New reference. */
Object *callable_text(VM *vm, Object *callable) {
    Object *qualname = object_getattr_or_null(vm, callable, ID(vm, __qualname__));
    if (!qualname) {
        error_clear(vm);
        return object_str(vm, callable);
    }
    Object *module = object_getattr_or_null(vm, callable, ID(vm, __module__));
    Object *text = NULL;
    if (!module) {
        error_clear(vm);
    }
    if (module && module != vm->none && is_str(vm, module) &&
        !str_equal_ascii(module, "builtins")) {
        text = str_format(vm, "%S.%S()", module, qualname);
    } else {
        text = str_format(vm, "%S()", qualname);
    }
    xdecref(vm, module);
    decref(vm, qualname);
    return text;
}

static void raise_merge_error(VM *vm, Object *callable, Object *mapping) {
    if (error_matches(vm, EXC_AttributeError)) {
        error_clear(vm);
        Object *text = callable_text(vm, callable);
        if (text) {
            raise(vm, EXC_TypeError, "%U argument after ** must be a mapping, not %T", text,
                  mapping);
            decref(vm, text);
        }
    } else if (error_matches(vm, EXC_KeyError)) {
        Object *args = ((Exception *)vm->error)->args;
        if (!args || TUPLE_LEN(args) != 1) {
            return;
        }
        Object *key = new_ref(TUPLE_ITEM(args, 0));
        error_clear(vm);
        Object *text = callable_text(vm, callable);
        if (text && is_str(vm, key)) {
            raise(vm, EXC_TypeError, "%U got multiple values for keyword argument '%S'", text, key);
        } else if (text) {
            raise(vm, EXC_TypeError, "keywords must be strings");
        }
        xdecref(vm, text);
        decref(vm, key);
    }
}

Object *dict_from_keywords(VM *vm, Object *callable, Object *mapping) {
    Object *dict = dict_new(vm);
    if (dict && dict_merge(vm, dict, mapping, 2) < 0) {
        raise_merge_error(vm, callable, mapping);
        decref(vm, dict);
        return NULL;
    }
    return dict;
}

bool op_dict_merge(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = dict_merge(vm, R[pc->a], R[pc->b], 2) == 0;
    if (!ok) {
        raise_merge_error(vm, R[pc->c], R[pc->b]);
    }
    consume_b(vm, frame, pc);
    return ok;
}

static Object *convert(VM *vm, Object *value, unsigned conversion) {
    switch (conversion) {
    case 1:
        return object_str(vm, value);
    case 2:
        return object_repr(vm, value);
    case 3:
        return object_ascii(vm, value);
    default:
        return new_ref(value);
    }
}

bool op_format_value(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *spec = pc->c == NO_REG ? NULL : R[pc->c];
    Object *value = convert(vm, R[pc->b], pc->flags >> FORMAT_CONVERSION_SHIFT);
    if (value && (spec || !is_exact(value, SHAPE_STR))) {
        Object *text = object_format(vm, value, spec);
        decref(vm, value);
        value = text;
    }
    consume_b(vm, frame, pc);
    if (pc->flags & KILL_C && spec) {
        kill_register(vm, R, pc->c);
    }
    return store(vm, frame, pc, value);
}

/* --- unpacking */

static bool raise_not_iterable(VM *vm, Object *o) {
    Type *t = type_of(vm, o);
    if (error_matches(vm, EXC_TypeError) && !t->slots.iter && !t->slots.sq_item &&
        !t->slots.mp_subscript) {
        error_clear(vm);
        raise(vm, EXC_TypeError, "cannot unpack non-iterable %T object", o);
    }
    return false;
}

/* The first `before` items of iterable to R, then, with a star, the list and the `after` last ones.
 */
static bool unpack_iterable(VM *vm, Object *iterable, Object **R, size_t before, int64_t after) {
    Object *it = object_get_iter(vm, iterable);
    size_t i;
    if (!it) {
        return raise_not_iterable(vm, iterable);
    }
    for (i = 0; i < before; i++) {
        R[i] = iter_next(vm, it);
        if (!R[i]) {
            if (!vm->error) {
                raise(vm, EXC_ValueError,
                      after < 0 ? "not enough values to unpack (expected %zu, got %zu)"
                                : "not enough values to unpack (expected at least %zu, got %zu)",
                      before + (after < 0 ? 0 : (size_t)after), i);
            }
            goto fail;
        }
    }
    if (after < 0) {
        Object *extra = iter_next(vm, it);
        if (extra) {
            decref(vm, extra);
            raise(vm, EXC_ValueError, "too many values to unpack (expected %zu)", before);
        }
        if (extra || vm->error) {
            goto fail;
        }
        decref(vm, it);
        return true;
    }
    Object *list = list_from_iterable(vm, it);
    if (!list) {
        goto fail;
    }
    R[i++] = list;
    size_t len = LIST_LEN(list);
    if (len < (size_t)after) {
        raise(vm, EXC_ValueError, "not enough values to unpack (expected at least %zu, got %zu)",
              before + (size_t)after, before + len);
        goto fail;
    }
    for (size_t j = len - (size_t)after; j < len; j++) {
        R[i++] = LIST_ITEM(list, j);
    }
    LIST(list)->len = (uint32_t)(len - (size_t)after);
    decref(vm, it);
    return true;
fail:
    decref(vm, it);
    release_window(vm, R, i);
    return false;
}

static void raise_wrong_len(VM *vm, size_t expected, size_t len) {
    if (len < expected) {
        raise(vm, EXC_ValueError, "not enough values to unpack (expected %zu, got %zu)", expected,
              len);
    } else {
        raise(vm, EXC_ValueError, "too many values to unpack (expected %zu)", expected);
    }
}

bool op_unpack_sequence(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *sequence = R[pc->b];
    bool kill = pc->flags & KILL_B;
    Object **out = R + pc->a;
    size_t n = pc->c;
    bool ok;
    if (kill) { /* the window may lie over the operand */
        R[pc->b] = NULL;
    } else {
        incref(sequence);
    }
    if (is_exact(sequence, SHAPE_TUPLE) || is_exact(sequence, SHAPE_LIST)) {
        bool tuple = is_exact(sequence, SHAPE_TUPLE);
        size_t len = tuple ? TUPLE_LEN(sequence) : LIST_LEN(sequence);
        Object **items = tuple ? tuple_items(sequence) : LIST(sequence)->items;
        ok = len == n;
        if (!ok) {
            raise_wrong_len(vm, n, len);
        }
        for (size_t i = 0; ok && i < n; i++) {
            out[i] = new_ref(items[i]);
        }
    } else {
        ok = unpack_iterable(vm, sequence, out, n, -1);
    }
    decref(vm, sequence);
    return ok;
}

bool op_unpack_ex(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *sequence = R[pc->b];
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
    } else {
        incref(sequence);
    }
    bool ok = unpack_iterable(vm, sequence, R + pc->a, pc->c & 0xFF, pc->c >> 8);
    decref(vm, sequence);
    return ok;
}

/* --- functions */

bool op_make_function(VM *vm, Frame *frame, Instr *pc) {
    Object **window = frame->regs + pc->b;
    Object *f = function_new(vm, FRAME_CONST(frame, pc->c), frame->globals);
    if (!f) {
        release_window(vm, window, 4);
        return false;
    }
    Function *function = (Function *)f;
    function->defaults = window[0];
    function->kwdefaults = window[1];
    function->annotations = window[2];
    function->closure = window[3];
    window[0] = window[1] = window[2] = window[3] = NULL;
    return store(vm, frame, pc, f);
}

bool op_load_build_class(VM *vm, Frame *frame, Instr *pc) {
    Object *f = dict_get_str(vm, frame->builtins, ID(vm, __build_class__));
    if (!f) {
        raise(vm, EXC_NameError, "__build_class__ not found");
        return false;
    }
    return store(vm, frame, pc, new_ref(f));
}
