#include "types/weakref.h"

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/function.h"
#include "types/generic_alias.h"
#include "types/str.h"

/* Dead, dying, or waiting for its destruction (then its count is not a count: object.c). */
static bool is_going(VM *vm, const Object *o) {
    if (o->count == 0) {
        return true;
    }
    return UNLIKELY(vm->dealloc_deferred || vm->dealloc_deferred_large) && !gc_is_tracked(o) &&
           type_has(type_of(vm, o), TYPE_CONTAINER);
}

Object *weakref_get(VM *vm, Object *r) {
    Object *o = WEAKREF(r)->referent;
    return o && !is_going(vm, o) ? o : NULL;
}

/* ------------------------------------------------------------------ making */

static uint32_t proxy_shape(VM *vm, Object *o) {
    return type_of(vm, o)->slots.call ? SHAPE_WEAKCALLABLEPROXY : SHAPE_WEAKPROXY;
}

/* The one of the exact type without callback, if there is one. */
static Object *find_shared(VM *vm, uint32_t shape, Object *o) {
    for (WeakRef *r = weakrefs_first(vm, o); r && !r->callback; r = r->next) {
        if (is_exact(OBJ(r), shape) && weakref_is_alive(r)) {
            return new_ref(OBJ(r));
        }
    }
    return NULL;
}

Object *weakref_new(VM *vm, Type *type, Object *o, Object *callback) {
    if (!type_has(type_of(vm, o), TYPE_WEAKREFS)) {
        return raise(vm, EXC_TypeError, "cannot create weak reference to '%T' object", o);
    }
    if (callback == vm->none) {
        callback = NULL;
    }
    if (!callback && !type_has(type, TYPE_HEAP)) {
        Object *shared = find_shared(vm, type->spec->shape, o);
        if (shared) {
            return shared;
        }
    }
    WeakRef *r = object_alloc(vm, type, sizeof(WeakRef));
    if (!r) {
        return NULL;
    }
    if (weakref_link(vm, r, o, callback) < 0) {
        decref(vm, r);
        return NULL;
    }
    if (!gc_is_tracked(r)) {
        gc_track(vm, r);
    }
    return OBJ(r);
}

Object *weakproxy_new(VM *vm, Object *o, Object *callback) {
    return weakref_new(vm, vm->shape_types[proxy_shape(vm, o)], o, callback);
}

/* ------------------------------------------------------------------ both kinds */

static void weakref_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakref_clear(vm, WEAKREF(self));
    object_free_container(vm, self, sizeof(WeakRef));
}

static int weakref_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(WEAKREF(self)->callback);
    return 0;
}

static void weakref_clear_slot(VM *vm, Object *self) {
    weakref_clear(vm, WEAKREF(self));
}

/* ------------------------------------------------------------------ ref */

static Object *ref_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(kwnames);
    if (!args_count(vm, "__new__", nargs, 1, 2)) {
        return NULL;
    }
    return weakref_new(vm, cls, args[0], nargs > 1 ? args[1] : NULL);
}

static int ref_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    UNUSED(args);
    return args_no_keywords(vm, "ref", kwnames) && args_count(vm, "__init__", nargs, 1, 2) ? 0 : -1;
}

static Object *ref_call(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    if (!args_no_keywords(vm, "weakref", kwnames) || !args_count(vm, "weakref", nargs, 0, 0)) {
        return NULL;
    }
    Object *o = weakref_get(vm, self);
    return new_ref(o ? o : vm->none);
}

static Hash ref_hash(VM *vm, Object *self) {
    WeakRef *r = WEAKREF(self);
    if (r->hash != -1) {
        return r->hash;
    }
    Object *o = weakref_get(vm, self);
    if (!o) {
        raise(vm, EXC_TypeError, "weak object has gone away");
        return -1;
    }
    incref(o);
    r->hash = object_hash(vm, o);
    decref(vm, o);
    return r->hash;
}

static Object *ref_compare(VM *vm, Object *self, Object *other, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !weakref_check(vm, self) || !weakref_check(vm, other)) {
        return not_implemented_ref(vm);
    }
    Object *a = weakref_get(vm, self), *b = weakref_get(vm, other);
    if (!a || !b) {
        return bool_ref(vm, (self == other) == (op == CMP_EQ));
    }
    if (a == b && type_of(vm, a)->slots.richcompare == TYPE(vm, OBJECT)->slots.richcompare) {
        return bool_ref(vm, op == CMP_EQ);
    }
    incref(a);
    incref(b);
    Object *result = object_compare(vm, a, b, op);
    decref(vm, a);
    decref(vm, b);
    return result;
}

static Object *ref_repr(VM *vm, Object *self) {
    Object *o = weakref_get(vm, self);
    if (!o) {
        return str_format(vm, "<weakref at %p; dead>", (void *)self);
    }
    incref(o);
    Object *result = NULL;
    Object *name = object_getattr_or_null(vm, o, ID(vm, __name__));
    if (name && is_str(vm, name)) {
        result =
            str_format(vm, "<weakref at %p; to '%T' at %p (%U)>", (void *)self, o, (void *)o, name);
    } else if (!error_occurred(vm)) {
        result = str_format(vm, "<weakref at %p; to '%T' at %p>", (void *)self, o, (void *)o);
    }
    xdecref(vm, name);
    decref(vm, o);
    return result;
}

static const MethodDef ref_methods[] = {
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {NULL, {NULL}, 0, NULL},
};

static const MemberDef ref_members[] = {
    {"__callback__", MEMBER_OBJECT_NONE, offsetof(WeakRef, callback), true, NULL},
    {NULL, 0, 0, false, NULL},
};

const TypeSpec weakref_spec = {
    .name = "weakref.ReferenceType",
    .shape = SHAPE_WEAKREF,
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(WeakRef),
    .slots = {.dealloc = weakref_dealloc,
              .traverse = weakref_traverse,
              .clear = weakref_clear_slot,
              .new = ref_new,
              .init = ref_init,
              .call = ref_call,
              .hash = ref_hash,
              .richcompare = ref_compare,
              .repr = ref_repr},
    .methods = ref_methods,
    .members = ref_members,
};

/* ------------------------------------------------------------------ proxies */

static bool is_proxy(const Object *o) {
    return is_exact(o, SHAPE_WEAKPROXY) || is_exact(o, SHAPE_WEAKCALLABLEPROXY);
}

/* What stands behind a proxy, or o itself; a new reference, so that it lives through the operation.
 * NULL with ReferenceError. */
static Object *unwrap(VM *vm, Object *o) {
    if (!is_proxy(o)) {
        return new_ref(o);
    }
    Object *referent = weakref_get(vm, o);
    if (!referent) {
        return raise(vm, EXC_ReferenceError, "weakly-referenced object no longer exists");
    }
    return new_ref(referent);
}

static Object *unary(VM *vm, Object *self, Object *(*operation)(VM *, Object *)) {
    Object *o = unwrap(vm, self);
    Object *result = o ? operation(vm, o) : NULL;
    xdecref(vm, o);
    return result;
}

static Object *binary(VM *vm, Object *a, Object *b, enum BinaryOp op,
                      Object *(*operation)(VM *, Object *, Object *, enum BinaryOp)) {
    Object *result = NULL;
    Object *left = unwrap(vm, a);
    Object *right = left ? unwrap(vm, b) : NULL;
    if (right) {
        result = operation(vm, left, right, op);
    }
    xdecref(vm, left);
    xdecref(vm, right);
    return result;
}

#define PROXY_UNARY(name, expression)                                                              \
    static Object *name##_of(VM *vm, Object *o) {                                                  \
        return expression;                                                                         \
    }                                                                                              \
    static Object *name(VM *vm, Object *self) {                                                    \
        return unary(vm, self, name##_of);                                                         \
    }

#define PROXY_BINARY(slot, op)                                                                     \
    static Object *proxy_##slot(VM *vm, Object *a, Object *b) {                                    \
        return binary(vm, a, b, op, number_binary);                                                \
    }                                                                                              \
    static Object *proxy_i##slot(VM *vm, Object *a, Object *b) {                                   \
        return binary(vm, a, b, op, number_inplace);                                               \
    }

PROXY_UNARY(proxy_str, object_str(vm, o))
PROXY_UNARY(proxy_iter, object_get_iter(vm, o))
PROXY_UNARY(proxy_negative, number_unary(vm, o, OP_NEG))
PROXY_UNARY(proxy_positive, number_unary(vm, o, OP_POS))
PROXY_UNARY(proxy_invert, number_unary(vm, o, OP_INVERT))
PROXY_UNARY(proxy_absolute, number_absolute(vm, o))
PROXY_UNARY(proxy_int, number_int(vm, o))
PROXY_UNARY(proxy_float, number_float(vm, o))
PROXY_UNARY(proxy_index, number_index(vm, o))
PROXY_UNARY(proxy_bytes, call_method0(vm, o, ID(vm, __bytes__)))
PROXY_UNARY(proxy_reversed, call_method0(vm, o, ID(vm, __reversed__)))

PROXY_BINARY(add, OP_ADD)
PROXY_BINARY(subtract, OP_SUB)
PROXY_BINARY(multiply, OP_MUL)
PROXY_BINARY(matrix_multiply, OP_MATMUL)
PROXY_BINARY(true_divide, OP_TRUEDIV)
PROXY_BINARY(floor_divide, OP_FLOORDIV)
PROXY_BINARY(remainder, OP_MOD)
PROXY_BINARY(lshift, OP_LSHIFT)
PROXY_BINARY(rshift, OP_RSHIFT)
PROXY_BINARY(and, OP_AND)
PROXY_BINARY(or, OP_OR)
PROXY_BINARY(xor, OP_XOR)

static Object *proxy_divmod(VM *vm, Object *a, Object *b) {
    return binary(vm, a, b, OP_DIVMOD, number_binary);
}

static Object *proxy_power(VM *vm, Object *a, Object *b, Object *modulus) {
    Object *left = unwrap(vm, a), *right = left ? unwrap(vm, b) : NULL;
    Object *third = right ? unwrap(vm, modulus) : NULL;
    Object *result = third ? number_power(vm, left, right, third) : NULL;
    xdecref(vm, left);
    xdecref(vm, right);
    xdecref(vm, third);
    return result;
}

static Object *proxy_ipower(VM *vm, Object *a, Object *b, Object *modulus) {
    UNUSED(modulus);
    return binary(vm, a, b, OP_POW, number_inplace);
}

static Object *proxy_repr(VM *vm, Object *self) {
    Object *o = weakref_get(vm, self);
    o = o ? o : vm->none;
    return str_format(vm, "<weakproxy at %p to %T at %p>", (void *)self, o, (void *)o);
}

static Object *proxy_compare(VM *vm, Object *a, Object *b, int op) {
    Object *left = unwrap(vm, a), *right = left ? unwrap(vm, b) : NULL;
    Object *result = right ? object_compare(vm, left, right, op) : NULL;
    xdecref(vm, left);
    xdecref(vm, right);
    return result;
}

static Object *proxy_getattr(VM *vm, Object *self, Object *name) {
    Object *o = unwrap(vm, self);
    Object *result = o ? object_getattr(vm, o, name) : NULL;
    xdecref(vm, o);
    return result;
}

static int proxy_setattr(VM *vm, Object *self, Object *name, Object *value) {
    Object *o = unwrap(vm, self);
    int result = o ? object_setattr(vm, o, name, value) : -1;
    xdecref(vm, o);
    return result;
}

static Object *proxy_next(VM *vm, Object *self) {
    Object *o = unwrap(vm, self);
    if (!o) {
        return NULL;
    }
    Object *result = NULL;
    if (object_is_iterator(vm, o)) {
        result = iter_next(vm, o);
    } else {
        raise(vm, EXC_TypeError, "Weakref proxy referenced a non-iterator '%T' object", o);
    }
    decref(vm, o);
    return result;
}

static int proxy_bool(VM *vm, Object *self) {
    Object *o = unwrap(vm, self);
    int result = o ? object_truth(vm, o) : -1;
    xdecref(vm, o);
    return result;
}

static int64_t proxy_len(VM *vm, Object *self) {
    Object *o = unwrap(vm, self);
    int64_t result = o ? object_len(vm, o) : -1;
    xdecref(vm, o);
    return result;
}

static int proxy_contains(VM *vm, Object *self, Object *value) {
    Object *o = unwrap(vm, self);
    int result = o ? object_contains(vm, o, value) : -1;
    xdecref(vm, o);
    return result;
}

static Object *proxy_getitem(VM *vm, Object *self, Object *key) {
    Object *o = unwrap(vm, self);
    Object *result = o ? object_getitem(vm, o, key) : NULL;
    xdecref(vm, o);
    return result;
}

static int proxy_setitem(VM *vm, Object *self, Object *key, Object *value) {
    Object *o = unwrap(vm, self);
    int result = -1;
    if (o) {
        result = value ? object_setitem(vm, o, key, value) : object_delitem(vm, o, key);
    }
    xdecref(vm, o);
    return result;
}

static Object *proxy_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    Object *o = unwrap(vm, self);
    Object *result = o ? call(vm, o, args, nargs, kwnames) : NULL;
    xdecref(vm, o);
    return result;
}

static const MethodDef proxy_methods[] = {
    METHOD_NOARGS("__bytes__", proxy_bytes, NULL),
    METHOD_NOARGS("__reversed__", proxy_reversed, NULL),
    {NULL, {NULL}, 0, NULL},
};

#define PROXY_SLOTS                                                                                \
    .dealloc = weakref_dealloc, .traverse = weakref_traverse, .clear = weakref_clear_slot,         \
    .repr = proxy_repr, .str = proxy_str, .hash = object_hash_not_implemented,                     \
    .getattro = proxy_getattr, .setattro = proxy_setattr, .richcompare = proxy_compare,            \
    .iter = proxy_iter, .iternext = proxy_next, .nb_add = proxy_add,                               \
    .nb_subtract = proxy_subtract, .nb_multiply = proxy_multiply, .nb_remainder = proxy_remainder, \
    .nb_divmod = proxy_divmod, .nb_power = proxy_power, .nb_negative = proxy_negative,             \
    .nb_positive = proxy_positive, .nb_absolute = proxy_absolute, .nb_bool = proxy_bool,           \
    .nb_invert = proxy_invert, .nb_lshift = proxy_lshift, .nb_rshift = proxy_rshift,               \
    .nb_and = proxy_and, .nb_xor = proxy_xor, .nb_or = proxy_or, .nb_int = proxy_int,              \
    .nb_float = proxy_float, .nb_index = proxy_index, .nb_floor_divide = proxy_floor_divide,       \
    .nb_true_divide = proxy_true_divide, .nb_matrix_multiply = proxy_matrix_multiply,              \
    .nb_inplace_add = proxy_iadd, .nb_inplace_subtract = proxy_isubtract,                          \
    .nb_inplace_multiply = proxy_imultiply, .nb_inplace_remainder = proxy_iremainder,              \
    .nb_inplace_power = proxy_ipower, .nb_inplace_lshift = proxy_ilshift,                          \
    .nb_inplace_rshift = proxy_irshift, .nb_inplace_and = proxy_iand,                              \
    .nb_inplace_xor = proxy_ixor, .nb_inplace_or = proxy_ior,                                      \
    .nb_inplace_floor_divide = proxy_ifloor_divide, .nb_inplace_true_divide = proxy_itrue_divide,  \
    .nb_inplace_matrix_multiply = proxy_imatrix_multiply, .sq_length = proxy_len,                  \
    .sq_contains = proxy_contains, .mp_length = proxy_len, .mp_subscript = proxy_getitem,          \
    .mp_ass_subscript = proxy_setitem

const TypeSpec weakproxy_spec = {
    .name = "weakref.ProxyType",
    .shape = SHAPE_WEAKPROXY,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(WeakRef),
    .slots = {PROXY_SLOTS},
    .methods = proxy_methods,
};

const TypeSpec weakcallableproxy_spec = {
    .name = "weakref.CallableProxyType",
    .shape = SHAPE_WEAKCALLABLEPROXY,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW,
    .size = sizeof(WeakRef),
    .slots = {PROXY_SLOTS, .call = proxy_call},
    .methods = proxy_methods,
};
