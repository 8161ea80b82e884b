/* type.__new__: classes made at run time. */
#include <string.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/function.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

#define INHERITED_FLAGS                                                                            \
    (TYPE_SUB_INT | TYPE_SUB_STR | TYPE_SUB_BYTES | TYPE_SUB_TUPLE | TYPE_SUB_LIST |               \
     TYPE_SUB_DICT | TYPE_SUB_EXCEPTION | TYPE_SUB_TYPE | TYPE_HAS_DICT | TYPE_WEAKREFS |          \
     TYPE_SEQUENCE | TYPE_MAPPING | TYPE_SELF_MATCH)

enum { INLINE_CAP_START = 2 };

Type *type_calculate_metaclass(VM *vm, Type *metatype, Object *bases) {
    Type *winner = metatype;
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        Type *candidate = type_of(vm, TUPLE_ITEM(bases, i));
        if (type_is_subtype(winner, candidate)) {
            continue;
        }
        if (!type_is_subtype(candidate, winner)) {
            raise(vm, EXC_TypeError,
                  "metaclass conflict: the metaclass of a derived class must be a (non-strict) "
                  "subclass of the metaclasses of all its bases");
            return NULL;
        }
        winner = candidate;
    }
    return winner;
}

/* A class under construction. */
typedef struct Plan {
    Type *base;    /* borrowed */
    Object *bases; /* tuple, owned */
    Object *dict;  /* owned */
    Object *slots; /* tuple of mangled names without __dict__ and __weakref__, owned; or NULL */
    bool may_add_dict, may_add_weak;
    bool add_dict, add_weak;
} Plan;

/* ---- __slots__ ---- */

/* CPython's tp_itemsize: what keeps a subclass from having slots and weak references. */
static bool has_items(const Type *t) {
    return (t->flags & (TYPE_SUB_INT | TYPE_SUB_BYTES | TYPE_SUB_TUPLE | TYPE_SUB_TYPE)) != 0;
}

/* Private names get the class's name in front: "__x" -> "_C__x". New reference. */
static Object *mangle(VM *vm, Object *class_name, Object *name) {
    uint32_t n = STR_LEN(name), skip = 0;
    bool private = n > 2 && str_char(name, 0) == '_' && str_char(name, 1) == '_' &&
                   !(str_char(name, n - 1) == '_' && str_char(name, n - 2) == '_');
    while (skip < STR_LEN(class_name) && str_char(class_name, skip) == '_') {
        skip++;
    }
    if (!private || skip == STR_LEN(class_name)) {
        return str_intern(vm, name);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *mangled = NULL, *interned = NULL;
    if (str_builder_char(&b, '_') &&
        str_builder_substring(&b, class_name, skip, STR_LEN(class_name)) &&
        str_builder_str(&b, name)) {
        mangled = str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    if (mangled) {
        interned = str_intern(vm, mangled);
        decref(vm, mangled);
    }
    return interned;
}

static bool check_slot_name(VM *vm, Object *name) {
    if (!is_exact(name, SHAPE_STR) && !is_str(vm, name)) {
        raise(vm, EXC_TypeError, "__slots__ items must be strings, not '%T'", name);
        return false;
    }
    if (!str_is_identifier(vm, name)) {
        raise(vm, EXC_TypeError, "__slots__ must be identifiers");
        return false;
    }
    return true;
}

/* "__dict__" and "__weakref__" among the slots. 1: it was one of them, 0: another name, -1: error.
 */
static int take_special_slot(VM *vm, Plan *plan, Object *name) {
    if (str_equal(name, ID(vm, __dict__))) {
        if (!plan->may_add_dict || plan->add_dict) {
            raise(vm, EXC_TypeError, "__dict__ slot disallowed: we already got one");
            return -1;
        }
        plan->add_dict = true;
        return 1;
    }
    if (str_equal(name, ID(vm, __weakref__))) {
        if (!plan->may_add_weak || plan->add_weak) {
            raise(vm, EXC_TypeError,
                  "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
            return -1;
        }
        plan->add_weak = true;
        return 1;
    }
    return 0;
}

/* The compiler puts these into a namespace; they do not become class variables. */
static bool is_compilers_name(VM *vm, Object *name) {
    return str_equal(name, ID(vm, __qualname__)) || str_equal(name, ID(vm, __classcell__));
}

static bool add_slot(VM *vm, Plan *plan, Object *class_name, Object *name, Object *list) {
    Object *mangled = mangle(vm, class_name, name);
    if (!mangled) {
        return false;
    }
    bool ok = list_append(vm, list, mangled) == 0;
    if (ok && !is_compilers_name(vm, mangled)) {
        int taken = dict_contains(vm, plan->dict, mangled);
        if (taken > 0) {
            raise(vm, EXC_ValueError, "%R in __slots__ conflicts with class variable", name);
        }
        ok = taken == 0;
    }
    decref(vm, mangled);
    return ok;
}

/* names: the tuple made of __slots__. Leaves the sorted, mangled names in plan->slots. */
static bool collect_slots(VM *vm, Plan *plan, Object *class_name, Object *names) {
    if (TUPLE_LEN(names) > 0 && has_items(plan->base)) {
        raise(vm, EXC_TypeError, "nonempty __slots__ not supported for subtype of '%N'",
              plan->base);
        return false;
    }
    for (uint32_t i = 0; i < TUPLE_LEN(names); i++) {
        if (!check_slot_name(vm, TUPLE_ITEM(names, i)) ||
            take_special_slot(vm, plan, TUPLE_ITEM(names, i)) < 0) {
            return false;
        }
    }
    Object *list = list_new(vm, 0);
    bool ok = list != NULL;
    for (uint32_t i = 0; ok && i < TUPLE_LEN(names); i++) {
        Object *name = TUPLE_ITEM(names, i);
        if (!str_equal(name, ID(vm, __dict__)) && !str_equal(name, ID(vm, __weakref__))) {
            ok = add_slot(vm, plan, class_name, name, list);
        }
    }
    if (ok && list_sort(vm, list, NULL, false) == 0) {
        plan->slots = list_to_tuple(vm, list);
    }
    if (plan->slots && gc_is_tracked(plan->slots)) {
        gc_untrack(vm, plan->slots); /* nobody sees it, and it is no part of the class's garbage */
    }
    xdecref(vm, list);
    return plan->slots != NULL;
}

/* The other bases may have what the class does not ask for itself. */
static void inherit_from_other_bases(VM *vm, Plan *plan) {
    UNUSED(vm);
    for (uint32_t i = 0; i < TUPLE_LEN(plan->bases); i++) {
        const Type *base = (const Type *)TUPLE_ITEM(plan->bases, i);
        if (base != plan->base) {
            plan->add_dict |= plan->may_add_dict && type_has(base, TYPE_HAS_DICT);
            plan->add_weak |= plan->may_add_weak && type_has(base, TYPE_WEAKREFS);
        }
    }
}

static bool plan_slots(VM *vm, Plan *plan, Object *class_name) {
    const Type *base = plan->base;
    plan->may_add_dict = !type_has(base, TYPE_HAS_DICT) && !type_has(base, TYPE_SUB_TYPE);
    plan->may_add_weak = !type_has(base, TYPE_WEAKREFS) && !has_items(base);
    Object *slots = dict_get(vm, plan->dict, ID(vm, __slots__));
    if (!slots) {
        plan->add_dict = plan->may_add_dict;
        plan->add_weak = plan->may_add_weak;
        return !error_occurred(vm);
    }
    Object *names;
    if (is_str(vm, slots)) {
        names = tuple_pack(vm, 1, slots);
    } else {
        incref(slots);
        names = tuple_from_iterable(vm, slots);
        decref(vm, slots);
    }
    if (!names) {
        return false;
    }
    bool ok = collect_slots(vm, plan, class_name, names);
    decref(vm, names);
    inherit_from_other_bases(vm, plan);
    return ok;
}

/* ---- the struct ---- */

static void lay_out(Type *t, const Plan *plan) {
    const Type *base = plan->base;
    uint32_t slot_count = plan->slots ? TUPLE_LEN(plan->slots) : 0;
    bool var = type_var_sized(base);
    uint32_t end = var ? (type_has(base, TYPE_PYTHON) ? base->extra_size : 0)
                       : (uint32_t)size_align(base->size);
    end += slot_count * (uint32_t)sizeof(Object *);
    t->ext_offset = base->ext_offset;
    t->dict_offset = base->dict_offset;
    if (plan->add_dict) {
        t->ext_offset = var ? end | TYPE_VAR : end;
        end += (uint32_t)sizeof(Object *);
    }
    t->size = var ? base->size : end;
    t->extra_size = var ? end : 0;
    t->slot_len = base->slot_len + slot_count;
    t->flags = TYPE_HEAP | TYPE_BASE | TYPE_PYTHON | TYPE_CONTAINER |
               (base->flags & INHERITED_FLAGS) | (plan->add_dict ? TYPE_HAS_DICT : 0) |
               (plan->add_weak ? TYPE_WEAKREFS : 0);
    t->solid = base->solid;
    if (t->slot_len == 0 && t->ext_offset && !base->solid->base) {
        t->flags |= TYPE_PLAIN;
    }
    t->slots.block_size = base->slots.block_size;
}

/* Inline attributes for the first instances: as many as those of the base have had. */
static unsigned first_inline_cap(const Type *t) {
    if (!t->ext_offset || type_var_sized(t)) {
        return t->ext_offset ? 1 : 0;
    }
    unsigned cap = INLINE_CAP_START;
    if (t->base->root_shape->inline_cap > cap) {
        cap = t->base->root_shape->inline_cap;
    }
    return t->base->inline_want > cap ? t->base->inline_want : cap;
}

static bool check_name(VM *vm, Object *name) {
    Buffer buffer;
    buffer_init(&buffer);
    size_t len;
    bool ok = str_utf8(vm, name, &buffer, &len, false) != NULL;
    buffer_deinit(&buffer);
    for (uint32_t i = 0; ok && i < STR_LEN(name); i++) {
        if (str_char(name, i) == 0) {
            raise(vm, EXC_ValueError, "type name must not contain null characters");
            ok = false;
        }
    }
    return ok;
}

/* The class with its fields, still unknown to its bases. Takes over the plan's references. */
static Type *make_struct(VM *vm, Type *metatype, Object *name, Plan *plan) {
    Type *t = object_alloc(vm, metatype, sizeof(Type));
    if (!t) {
        return NULL;
    }
    lay_out(t, plan);
    t->name = new_ref(name);
    t->qualname = new_ref(name);
    t->base = new_ref(plan->base);
    t->bases = plan->bases;
    t->dict = plan->dict;
    t->slot_members = plan->slots;
    plan->bases = plan->dict = plan->slots = NULL;
    gc_track(vm, t);
    if (!type_make_root_shape(vm, t, first_inline_cap(t))) {
        decref(vm, t);
        return NULL;
    }
    return t;
}

/* ---- the dict ---- */

/* A copy with all keys interned, as type.c's cache wants them. */
static Object *copy_namespace(VM *vm, Object *namespace_) {
    size_t pos = 0;
    Object *key, *value;
    bool clean = true;
    while (dict_next(namespace_, &pos, &key, &value)) {
        clean &= !is_exact(key, SHAPE_STR) || has_flag(key, FLAG_INTERNED);
    }
    if (clean) {
        return dict_copy(vm, namespace_);
    }
    Object *items = dict_copy(vm, namespace_); /* interning changes nothing, but be safe */
    Object *copy = items ? dict_new_presized(vm, DICT_LEN(items)) : NULL;
    pos = 0;
    while (copy && dict_next(items, &pos, &key, &value)) {
        Object *name = is_exact(key, SHAPE_STR) ? str_intern(vm, key) : new_ref(key);
        if (!name || dict_set(vm, copy, name, value) < 0) {
            clear_ref(vm, copy);
        }
        xdecref(vm, name);
    }
    xdecref(vm, items);
    return copy;
}

static bool set_module(VM *vm, Type *t) {
    if (dict_get_str(vm, t->dict, ID(vm, __module__)) || !vm->running_globals) {
        return true;
    }
    Object *globals = vm->running_globals(vm);
    Object *module = globals ? dict_get_str(vm, globals, ID(vm, __name__)) : NULL;
    return !module || dict_set(vm, t->dict, ID(vm, __module__), module) == 0;
}

static bool set_qualname(VM *vm, Type *t) {
    Object *qualname = dict_get_str(vm, t->dict, ID(vm, __qualname__));
    if (!qualname) {
        return true;
    }
    if (!is_str(vm, qualname)) {
        raise(vm, EXC_TypeError, "type __qualname__ must be a str, not %T", qualname);
        return false;
    }
    set_ref(vm, t->qualname, new_ref(qualname));
    return dict_discard(vm, t->dict, ID(vm, __qualname__)) >= 0;
}

/* A plain function under this name becomes a static or class method. */
static bool wrap_function(VM *vm, Type *t, Object *name, Object *(*wrap)(VM *, Object *)) {
    Object *function = dict_get_str(vm, t->dict, name);
    if (!function || !is_exact(function, SHAPE_FUNCTION)) {
        return true;
    }
    Object *wrapped = wrap(vm, function);
    bool ok = wrapped && dict_set(vm, t->dict, name, wrapped) == 0;
    xdecref(vm, wrapped);
    return ok;
}

/* dict.setdefault(name, value); steals value. */
static bool put_default(VM *vm, Type *t, Object *name, Object *value) {
    bool ok = value != NULL;
    if (ok && !dict_get_str(vm, t->dict, name)) {
        ok = dict_set(vm, t->dict, name, value) == 0;
    }
    xdecref(vm, value);
    return ok;
}

static bool add_descriptors(VM *vm, Type *t, bool add_dict, bool add_weak) {
    bool var = type_var_sized(t);
    size_t slot_count = t->slot_members ? TUPLE_LEN(t->slot_members) : 0;
    uint32_t offset = var ? (type_has(t->base, TYPE_PYTHON) ? t->base->extra_size : 0) | TYPE_VAR
                          : (uint32_t)size_align(t->base->size);
    for (uint32_t i = 0; i < slot_count; i++) {
        Object *name = TUPLE_ITEM(t->slot_members, i);
        Object *member = descr_new_slot(vm, t, name, offset);
        if (!put_default(vm, t, name, member)) {
            return false;
        }
        offset += (uint32_t)sizeof(Object *);
    }
    if (add_dict &&
        !put_default(vm, t, ID(vm, __dict__), descr_new_getset(vm, t, &instance_getset_dict))) {
        return false;
    }
    return !add_weak || put_default(vm, t, ID(vm, __weakref__),
                                    descr_new_getset(vm, t, &instance_getset_weakref));
}

/* The cell that the methods' __class__ refers to. */
static bool set_class_cell(VM *vm, Type *t) {
    Object *cell = dict_get_str(vm, t->dict, ID(vm, __classcell__));
    if (!cell) {
        return true;
    }
    if (!is_exact(cell, SHAPE_CELL)) {
        raise(vm, EXC_TypeError, "__classcell__ must be a nonlocal cell, not %R",
              type_of(vm, cell));
        return false;
    }
    set_ref(vm, ((Cell *)cell)->value, new_ref(OBJ(t)));
    return dict_discard(vm, t->dict, ID(vm, __classcell__)) >= 0;
}

static bool fill_dict(VM *vm, Type *t, bool add_dict, bool add_weak) {
    return set_module(vm, t) && set_qualname(vm, t) &&
           wrap_function(vm, t, ID(vm, __new__), staticmethod_new) &&
           wrap_function(vm, t, ID(vm, __init_subclass__), classmethod_new) &&
           wrap_function(vm, t, ID(vm, __class_getitem__), classmethod_new) &&
           set_class_cell(vm, t) && add_descriptors(vm, t, add_dict, add_weak);
}

/* ---- into service ---- */

static bool link_to_bases(VM *vm, Type *t) {
    for (uint32_t i = 0; i < TUPLE_LEN(t->bases); i++) {
        if (!subclasses_add(vm, (Type *)TUPLE_ITEM(t->bases, i), t)) {
            return false;
        }
    }
    return true;
}

static bool make_ready(VM *vm, Type *t) {
    if (!put_default(vm, t, ID(vm, __doc__), none_ref(vm)) || !mro_update(vm, t)) {
        return false;
    }
    for (uint32_t i = 1; i < TUPLE_LEN(t->mro); i++) {
        if (!(t->flags & (TYPE_SEQUENCE | TYPE_MAPPING))) {
            const Type *base = (const Type *)TUPLE_ITEM(t->mro, i);
            t->flags |= base->flags & (TYPE_SEQUENCE | TYPE_MAPPING);
        }
    }
    /* Who defines equality anew has no hash unless it says so. */
    if (dict_get_str(vm, t->dict, ID(vm, __eq__)) &&
        !put_default(vm, t, ID(vm, __hash__), none_ref(vm))) {
        return false;
    }
    if (!type_fixup_slots(vm, t) || !link_to_bases(vm, t)) {
        return false;
    }
    t->flags |= TYPE_READY;
    return true;
}

/* RuntimeError instead of the error set, which becomes its cause. */
static void raise_set_name_error(VM *vm, Type *t, Object *name, Object *value) {
    Object *cause = error_fetch(vm);
    raise(vm, EXC_RuntimeError, "Error calling __set_name__ on '%T' instance %R in '%N'", value,
          name, t);
    if (vm->error && is_exception(vm, vm->error) && vm->error != cause) {
        Exception *e = (Exception *)vm->error;
        set_ref(vm, e->cause, new_ref(cause));
        set_ref(vm, e->context, new_ref(cause));
        e->suppress_context = true;
    }
    decref(vm, cause);
}

static bool wants_name(VM *vm, Object *value) {
    return type_lookup(vm, type_of(vm, value), ID(vm, __set_name__)) != NULL;
}

static bool call_set_names(VM *vm, Type *t) {
    size_t pos = 0;
    Object *name, *value;
    bool any = false;
    while (!any && dict_next(t->dict, &pos, &name, &value)) {
        any = wants_name(vm, value);
    }
    if (!any) {
        return true;
    }
    Object *copy = dict_copy(vm, t->dict);
    bool ok = copy != NULL;
    pos = 0;
    while (ok && dict_next(copy, &pos, &name, &value)) {
        Object *method = lookup_special(vm, value, ID(vm, __set_name__));
        if (!method) {
            ok = !error_occurred(vm);
            continue;
        }
        Object *result = call2(vm, method, OBJ(t), name);
        decref(vm, method);
        if (!result) {
            raise_set_name_error(vm, t, name, value);
            ok = false;
        }
        xdecref(vm, result);
    }
    xdecref(vm, copy);
    return ok;
}

/* super(t, t).__init_subclass__(**kwargs) */
static bool call_init_subclass(VM *vm, Type *t, Object *const *kwargs, Object *kwnames) {
    Object *method = NULL, *mro = new_ref(t->mro);
    uint32_t i = 0;
    while (i < TUPLE_LEN(mro) && TUPLE_ITEM(mro, i) != OBJ(t)) {
        i++;
    }
    if (i++ == TUPLE_LEN(mro)) { /* a metaclass's mro() can do that */
        decref(vm, mro);
        raise(vm, EXC_TypeError, "super(type, obj): obj must be an instance or subtype of type");
        return false;
    }
    while (i < TUPLE_LEN(mro) && !method) {
        Type *base = (Type *)TUPLE_ITEM(mro, i++);
        method = base->dict ? dict_get_str(vm, base->dict, ID(vm, __init_subclass__)) : NULL;
    }
    bool trivial = i == TUPLE_LEN(mro) && (!kwnames || TUPLE_LEN(kwnames) == 0);
    if (!method || (trivial && is_exact(method, SHAPE_CLASSMETHOD_DESCRIPTOR))) {
        decref(vm, mro);
        return true; /* object's, which does nothing */
    }
    TernaryFn get = type_of(vm, method)->slots.descr_get;
    Object *bound = get ? get(vm, method, NULL, OBJ(t)) : new_ref(method);
    decref(vm, mro);
    Object *result = bound ? call(vm, bound, kwargs, 0, kwnames) : NULL;
    xdecref(vm, bound);
    xdecref(vm, result);
    return result != NULL;
}

/* ---- the whole ---- */

static void plan_deinit(VM *vm, Plan *plan) {
    xdecref(vm, plan->bases);
    xdecref(vm, plan->dict);
    xdecref(vm, plan->slots);
}

static bool plan_init(VM *vm, Plan *plan, Object *name, Object *bases, Object *namespace_) {
    *plan = (Plan){0};
    if (TUPLE_LEN(bases) == 0) {
        plan->bases = tuple_pack(vm, 1, TYPE(vm, OBJECT));
    } else {
        plan->bases = new_ref(bases);
    }
    if (!plan->bases || !(plan->base = bases_best(vm, plan->bases)) ||
        !(plan->dict = copy_namespace(vm, namespace_))) {
        return false;
    }
    return plan_slots(vm, plan, name) && check_name(vm, name);
}

Object *type_new_class(VM *vm, Type *metatype, Object *name, Object *bases, Object *namespace_,
                       Object *const *kwargs, Object *kwnames) {
    Plan plan;
    Type *t = NULL;
    if (plan_init(vm, &plan, name, bases, namespace_)) {
        t = make_struct(vm, metatype, name, &plan);
    }
    plan_deinit(vm, &plan);
    if (!t) {
        return NULL;
    }
    if (!fill_dict(vm, t, plan.add_dict, plan.add_weak) || !make_ready(vm, t) ||
        !call_set_names(vm, t) || !call_init_subclass(vm, t, kwargs, kwnames)) {
        decref(vm, t);
        return NULL;
    }
    return OBJ(t);
}
