/* Text, hash, truth, length and comparison of any object. */
#include "object/abstract.h"

#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/int.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/str.h"

/* ------------------------------------------------------------ text */

static Object *check_str(VM *vm, Object *s, const char *method) {
    if (s && !is_str(vm, s)) {
        raise(vm, EXC_TypeError, "%s returned non-string (type %T)", method, s);
        decref(vm, s);
        return NULL;
    }
    return s;
}

Object *object_repr(VM *vm, Object *o) {
    UnaryFn f = type_of(vm, o)->slots.repr;
    if (UNLIKELY(!f)) {
        return str_format(vm, "<%T object at %p>", o, (void *)o);
    }
    if (!recursion_enter(vm, " while getting the repr of an object")) {
        return NULL;
    }
    Object *s = f(vm, o);
    recursion_leave(vm);
    return check_str(vm, s, "__repr__");
}

Object *object_str(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_STR)) {
        return new_ref(o);
    }
    UnaryFn f = type_of(vm, o)->slots.str;
    if (!f) {
        return object_repr(vm, o);
    }
    if (!recursion_enter(vm, " while getting the str of an object")) {
        return NULL;
    }
    Object *s = f(vm, o);
    recursion_leave(vm);
    return check_str(vm, s, "__str__");
}

static bool add_escaped(StrBuilder *b, uint32_t c) {
    char text[16];
    if (c < 0x80) {
        return str_builder_char(b, c);
    }
    const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    int n = snprintf(text, sizeof text, format, c);
    return str_builder_ascii(b, text, (size_t)n);
}

Object *object_ascii(VM *vm, Object *o) {
    Object *repr = object_repr(vm, o);
    if (!repr || str_is_ascii(repr)) {
        return repr;
    }
    StrBuilder b;
    bool ok = true;
    str_builder_init(&b, vm);
    for (size_t i = 0; ok && i < STR_LEN(repr); i++) {
        ok = add_escaped(&b, str_char(repr, i));
    }
    decref(vm, repr);
    if (ok) {
        return str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return NULL;
}

Object *object_format(VM *vm, Object *o, Object *spec) {
    if (!spec) {
        spec = vm->empty_str;
    }
    if (is_str(vm, spec) && STR_LEN(spec) == 0) {
        if (is_exact(o, SHAPE_STR)) {
            return new_ref(o);
        }
        if (is_exact(o, SHAPE_INT)) {
            return object_str(vm, o);
        }
    }
    if (is_exact(spec, SHAPE_STR)) {
        switch (shape_of(o)) {
        case SHAPE_INT:
            return format_int(vm, o, spec);
        case SHAPE_FLOAT:
            return format_float(vm, o, spec);
        case SHAPE_STR:
            return format_str(vm, o, spec);
        default:
            break;
        }
    }
    Object *s = call_special1(vm, o, ID(vm, __format__), spec);
    if (!s) {
        return error_occurred(vm)
                   ? NULL
                   : raise(vm, EXC_TypeError, "Type %T doesn't define __format__", o);
    }
    if (!is_str(vm, s)) {
        raise(vm, EXC_TypeError, "__format__ must return a str, not %T", s);
        decref(vm, s);
        return NULL;
    }
    return s;
}

/* ------------------------------------------------------------ hash, truth, length */

Hash object_hash_not_implemented(VM *vm, Object *o) {
    raise(vm, EXC_TypeError, "unhashable type: '%T'", o);
    return -1;
}

Hash object_hash(VM *vm, Object *o) {
    Hash (*f)(VM *, Object *) = type_of(vm, o)->slots.hash;
    return LIKELY(f != NULL) ? f(vm, o) : object_hash_not_implemented(vm, o);
}

int object_truth(VM *vm, Object *o) {
    if (o == vm->true_) {
        return 1;
    }
    if (o == vm->false_ || o == vm->none) {
        return 0;
    }
    const Slots *slots = &type_of(vm, o)->slots;
    if (slots->nb_bool) {
        return slots->nb_bool(vm, o);
    }
    LenFn len = slots->mp_length ? slots->mp_length : slots->sq_length;
    if (len) {
        int64_t n = len(vm, o);
        return n > 0 ? 1 : (int)n;
    }
    return 1;
}

int64_t object_len(VM *vm, Object *o) {
    const Slots *slots = &type_of(vm, o)->slots;
    LenFn len = slots->sq_length ? slots->sq_length : slots->mp_length;
    if (len) {
        return len(vm, o);
    }
    raise(vm, EXC_TypeError, "object of type '%T' has no len()", o);
    return -1;
}

/* What __length_hint__ says; default_ if o has none or it does not know; -1: error. */
static int64_t call_length_hint(VM *vm, Object *o, int64_t default_) {
    Object *result = call_special0(vm, o, ID(vm, __length_hint__));
    int64_t hint = -1;
    if (!result) {
        if (error_occurred(vm) && !error_clear_if(vm, EXC_TypeError)) {
            return -1;
        }
        return default_;
    }
    if (result == vm->not_implemented) {
        hint = default_;
    } else if (!is_int(vm, result)) {
        raise(vm, EXC_TypeError, "__length_hint__ must be an integer, not %T", result);
    } else if (!int_as_i64(result, &hint)) {
        hint = -1;
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
    } else if (hint < 0) {
        hint = -1;
        raise(vm, EXC_ValueError, "__length_hint__() should return >= 0");
    }
    decref(vm, result);
    return hint;
}

int64_t object_length_hint(VM *vm, Object *o, int64_t default_) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (slots->sq_length || slots->mp_length) {
        int64_t n = object_len(vm, o);
        if (n >= 0) {
            return n;
        }
        if (!error_clear_if(vm, EXC_TypeError)) {
            return -1;
        }
    }
    return call_length_hint(vm, o, default_);
}

bool object_is_callable(VM *vm, Object *o) {
    return type_of(vm, o)->slots.call != NULL;
}

/* ------------------------------------------------------------ comparison */

typedef Object *(*CompareFn)(VM *, Object *, Object *, int);

static const int swapped_op[] = {[CMP_LT] = CMP_GT, [CMP_LE] = CMP_GE, [CMP_EQ] = CMP_EQ,
                                 [CMP_NE] = CMP_NE, [CMP_GT] = CMP_LT, [CMP_GE] = CMP_LE};
static const char *const compare_sign[] = {[CMP_LT] = "<",  [CMP_LE] = "<=", [CMP_EQ] = "==",
                                           [CMP_NE] = "!=", [CMP_GT] = ">",  [CMP_GE] = ">="};

/* The right operand's answer, unless it has been asked, and what is said if nobody answers. */
static Object *compare_rest(VM *vm, Object *a, Object *b, int op, bool tried_right) {
    CompareFn right = type_of(vm, b)->slots.richcompare;
    if (right && !tried_right) {
        Object *result = right(vm, b, a, swapped_op[op]);
        if (result != vm->not_implemented) {
            return result;
        }
        decref(vm, result);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_ref(vm, (a == b) == (op == CMP_EQ));
    }
    return raise(vm, EXC_TypeError, "'%s' not supported between instances of '%T' and '%T'",
                 compare_sign[op], a, b);
}

static Object *compare(VM *vm, Object *a, Object *b, int op) {
    Type *type_a = type_of(vm, a), *type_b = type_of(vm, b);
    CompareFn left = type_a->slots.richcompare, right = type_b->slots.richcompare;
    Object *result;
    bool tried_right = false;
    if (type_a != type_b && right && type_is_subtype(type_b, type_a)) {
        tried_right = true;
        result = right(vm, b, a, swapped_op[op]);
        if (result != vm->not_implemented) {
            return result;
        }
        decref(vm, result);
    }
    if (left) {
        result = left(vm, a, b, op);
        if (result != vm->not_implemented) {
            return result;
        }
        decref(vm, result);
    }
    return compare_rest(vm, a, b, op, tried_right);
}

Object *object_compare_swapped(VM *vm, Object *a, Object *b, int op) {
    if (!recursion_enter(vm, " in comparison")) {
        return NULL;
    }
    Object *result = compare_rest(vm, a, b, op, false);
    recursion_leave(vm);
    return result;
}

Object *object_compare(VM *vm, Object *a, Object *b, int op) {
    int plain = plain_compare(a, b, op);
    if (plain >= 0) {
        return bool_ref(vm, plain);
    }
    if (!recursion_enter(vm, " in comparison")) {
        return NULL;
    }
    Object *result = compare(vm, a, b, op);
    recursion_leave(vm);
    return result;
}

int object_compare_bool(VM *vm, Object *a, Object *b, int op) {
    if (a == b && (op == CMP_EQ || op == CMP_NE)) {
        return op == CMP_EQ;
    }
    int plain = plain_compare(a, b, op);
    if (plain >= 0) {
        return plain;
    }
    Object *result = object_compare(vm, a, b, op);
    if (!result) {
        return -1;
    }
    int truth = result == vm->true_ ? 1 : result == vm->false_ ? 0 : object_truth(vm, result);
    decref(vm, result);
    return truth;
}

/* ------------------------------------------------------------ rest */

Object *object_dir(VM *vm, Object *o) {
    Object *names = call_special0(vm, o, ID(vm, __dir__));
    if (!names) {
        return error_occurred(vm) ? NULL
                                  : raise(vm, EXC_TypeError, "object does not provide __dir__");
    }
    Object *list = list_from_iterable(vm, names);
    decref(vm, names);
    if (list && list_sort(vm, list, NULL, false) < 0) {
        decref(vm, list);
        return NULL;
    }
    return list;
}

int object_byte_view(VM *vm, Object *o, ByteView *view) {
    int (*f)(VM *, Object *, ByteView *) = type_of(vm, o)->slots.buffer;
    if (f) {
        return f(vm, o, view);
    }
    raise(vm, EXC_TypeError, "a bytes-like object is required, not '%T'", o);
    return -1;
}
