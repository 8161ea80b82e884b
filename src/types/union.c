/* types.UnionType: int | str. */
#include "types/alias_impl.h"

#include "types/list.h"
#include "types/set.h"

static bool is_union(const Object *o) {
    return is_exact(o, SHAPE_UNION);
}

/* What | between types accepts. */
static bool is_type_like(VM *vm, Object *o) {
    return o == vm->none || is_type(vm, o) || is_union(o) || is_exact(o, SHAPE_GENERIC_ALIAS) ||
           type_is_subtype(type_of(vm, o), TYPE(vm, GENERIC_ALIAS));
}

/* Appends o unless the same type is there; aliases are the same when they are equal. */
static int add_once(VM *vm, Object *list, Object *o) {
    for (uint32_t i = 0; i < LIST_LEN(list); i++) {
        Object *other = LIST_ITEM(list, i);
        int same = other == o;
        if (!same && is_exact(o, SHAPE_GENERIC_ALIAS) && is_exact(other, SHAPE_GENERIC_ALIAS)) {
            same = object_compare_bool(vm, other, o, CMP_EQ);
        }
        if (same != 0) {
            return same < 0 ? -1 : 0;
        }
    }
    return list_append(vm, list, o);
}

/* Adds a member, or the members of a union. */
static int add_members(VM *vm, Object *list, Object *o) {
    int result = 0;
    if (!is_union(o)) {
        return add_once(vm, list, o == vm->none ? OBJ(type_of(vm, o)) : o);
    }
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(ALIAS(o)->args); i++) {
        result = add_once(vm, list, TUPLE_ITEM(ALIAS(o)->args, i));
    }
    return result;
}

/* The union of a list's types; of a single one, this itself. */
static Object *make(VM *vm, Object *list) {
    if (LIST_LEN(list) == 1) {
        return new_ref(LIST_ITEM(list, 0));
    }
    Object *args = list_to_tuple(vm, list);
    Alias *self = args ? object_new_container(vm, SHAPE_UNION, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, args);
        return NULL;
    }
    self->origin = NULL;
    self->args = args;
    self->parameters = NULL;
    self->starred = false;
    gc_track(vm, self);
    return OBJ(self);
}

Object *union_or(VM *vm, Object *a, Object *b) {
    if (!is_type_like(vm, a) || !is_type_like(vm, b)) {
        return not_implemented_ref(vm);
    }
    Object *list = list_new(vm, 2), *result = NULL;
    if (list && add_members(vm, list, a) == 0 && add_members(vm, list, b) == 0) {
        result = make(vm, list);
    }
    xdecref(vm, list);
    return result;
}

static Object *repr(VM *vm, Object *self) {
    Object *args = ALIAS(self)->args;
    StrBuilder b;
    bool ok = true;
    str_builder_init(&b, vm);
    for (uint32_t i = 0; ok && i < TUPLE_LEN(args); i++) {
        ok = i == 0 || str_builder_cstr(&b, " | ");
        if (ok && TUPLE_ITEM(args, i) == OBJ(type_of(vm, vm->none))) {
            ok = str_builder_cstr(&b, "None");
        } else if (ok) {
            ok = alias_add_repr(vm, &b, TUPLE_ITEM(args, i));
        }
    }
    if (ok) {
        return str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return NULL;
}

/* Unions are equal when they have the same members in any order. */
static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_union(b)) {
        return not_implemented_ref(vm);
    }
    Object *x = frozenset_new(vm, ALIAS(a)->args), *result = NULL;
    Object *y = x ? frozenset_new(vm, ALIAS(b)->args) : NULL;
    if (y) {
        result = object_compare(vm, x, y, op);
    }
    xdecref(vm, x);
    xdecref(vm, y);
    return result;
}

static Hash hash(VM *vm, Object *self) {
    Object *set = frozenset_new(vm, ALIAS(self)->args);
    Hash h = set ? object_hash(vm, set) : -1;
    xdecref(vm, set);
    return h;
}

/* The type's own __module__, which instances of types made in C do not show otherwise. */
static Object *getattro(VM *vm, Object *self, Object *name) {
    if (str_equal(name, ID(vm, __module__))) {
        return object_getattr(vm, OBJ(type_of(vm, self)), name);
    }
    return object_generic_getattr(vm, self, name);
}

static Object *getitem(VM *vm, Object *self, Object *item) {
    Object *args = alias_substitute(vm, self, item);
    if (!args) {
        return NULL;
    }
    Object *result = TUPLE_LEN(args) > 0 ? new_ref(TUPLE_ITEM(args, 0)) : none_ref(vm);
    for (uint32_t i = 1; result && i < TUPLE_LEN(args); i++) {
        Object *wider = number_binary(vm, result, TUPLE_ITEM(args, i), OP_OR);
        set_ref(vm, result, wider);
    }
    decref(vm, args);
    return result;
}

Object *union_args(Object *o) {
    return ALIAS(o)->args;
}

static const MemberDef members[] = {
    {"__args__", MEMBER_OBJECT_NONE, offsetof(Alias, args), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__parameters__", alias_parameters, NULL, NULL, NULL},
    {0},
};

const TypeSpec union_spec = {
    .name = "types.UnionType",
    .shape = SHAPE_UNION,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(Alias),
    .slots = {.dealloc = alias_dealloc,
              .traverse = alias_traverse,
              .repr = repr,
              .hash = hash,
              .getattro = getattro,
              .richcompare = richcompare,
              .nb_or = union_or,
              .mp_subscript = getitem},
    .members = members,
    .getset = getset,
};
