/* Layouts: which base decides, which types may replace one another (__bases__, __class__). */
#include "object/abstract.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/list.h"
#include "types/tuple.h"

/* The nearest type above t (or t itself) that adds fields which cannot lie elsewhere: a built-in
 * struct or __slots__. The extension word does not count: each class has its own idea of where it
 * is. */
static Type *layout_of(Type *t) {
    for (; t->base; t = t->base) {
        bool adds = type_has(t, TYPE_PYTHON)
                        ? t->slot_len != t->base->slot_len
                        : t->size != t->base->size || t->spec->slots.block_size;
        if (adds) {
            break;
        }
    }
    return t;
}

Type *bases_best(VM *vm, Object *bases) {
    Type *best = NULL, *winner = NULL;
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        if (!is_type(vm, TUPLE_ITEM(bases, i))) {
            raise(vm, EXC_TypeError, "bases must be types");
            return NULL;
        }
        Type *t = (Type *)TUPLE_ITEM(bases, i);
        if (!type_has(t, TYPE_BASE)) {
            raise(vm, EXC_TypeError, "type '%N' is not an acceptable base type", t);
            return NULL;
        }
        Type *candidate = layout_of(t);
        if (!winner || (candidate != winner && type_is_subtype(candidate, winner))) {
            winner = candidate;
            best = t;
        } else if (!type_is_subtype(winner, candidate)) {
            raise(vm, EXC_TypeError, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    return best;
}

/* Whether t's instances look like those of its base. */
static bool adds_nothing(const Type *t) {
    const Type *base = t->base;
    return base && t->size == base->size && t->extra_size == base->extra_size &&
           t->ext_offset == base->ext_offset && t->dict_offset == base->dict_offset &&
           type_has(t, TYPE_WEAKREFS) == type_has(base, TYPE_WEAKREFS) &&
           type_has(t, TYPE_CONTAINER) == type_has(base, TYPE_CONTAINER);
}

static bool same_names(VM *vm, Object *a, Object *b) {
    if (!a || !b) {
        return (a ? TUPLE_LEN(a) : b ? TUPLE_LEN(b) : 0) == 0;
    }
    return object_compare_bool(vm, a, b, CMP_EQ) == 1;
}

/* Whether two classes with the same base add the same to it. */
static bool add_the_same(VM *vm, const Type *a, const Type *b) {
    return type_has(a, TYPE_PYTHON) && type_has(b, TYPE_PYTHON) && a->base == b->base &&
           a->size == b->size && a->extra_size == b->extra_size && a->ext_offset == b->ext_offset &&
           type_has(a, TYPE_WEAKREFS) == type_has(b, TYPE_WEAKREFS) &&
           same_names(vm, a->slot_members, b->slot_members);
}

bool layout_compatible(VM *vm, Type *old, Type *new_, const char *attribute) {
    if (type_has(old, TYPE_CONTAINER) != type_has(new_, TYPE_CONTAINER)) {
        raise(vm, EXC_TypeError, "%s assignment: '%N' deallocator differs from '%N'", attribute,
              new_, old);
        return false;
    }
    Type *a = new_, *b = old;
    while (adds_nothing(a)) {
        a = a->base;
    }
    while (adds_nothing(b)) {
        b = b->base;
    }
    if (a == b || add_the_same(vm, a, b)) {
        return true;
    }
    if (!error_occurred(vm)) {
        raise(vm, EXC_TypeError, "%s assignment: '%N' object layout differs from '%N'", attribute,
              new_, old);
    }
    return false;
}

/* ---- __bases__ ---- */

static bool chain_has(const Type *t, const Type *wanted) {
    for (; t; t = t->base) {
        if (t == wanted) {
            return true;
        }
    }
    return false;
}

static bool check_bases(VM *vm, Type *t, Object *bases) {
    if (!is_tuple(vm, bases)) {
        raise(vm, EXC_TypeError, "can only assign tuple to %N.__bases__, not %T", t, bases);
        return false;
    }
    if (TUPLE_LEN(bases) == 0) {
        raise(vm, EXC_TypeError, "can only assign non-empty tuple to %N.__bases__, not ()", t);
        return false;
    }
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        if (!is_type(vm, TUPLE_ITEM(bases, i))) {
            raise(vm, EXC_TypeError, "%N.__bases__ must be tuple of classes, not '%T'", t,
                  TUPLE_ITEM(bases, i));
            return false;
        }
        Type *base = (Type *)TUPLE_ITEM(bases, i);
        if (type_is_subtype(base, t) || chain_has(base, t)) {
            raise(vm, EXC_TypeError, "a __bases__ item causes an inheritance cycle");
            return false;
        }
    }
    return true;
}

/* New mros for t and all below; appends each class and its old mro to `undo`. */
static bool update_mros(VM *vm, Type *t, Object *undo) {
    Object *old = t->mro ? t->mro : vm->none;
    if (list_append(vm, undo, OBJ(t)) < 0 || list_append(vm, undo, old) < 0 || !mro_update(vm, t)) {
        return false;
    }
    for (uint32_t i = 0; i < t->subclass_len; i++) {
        if (!update_mros(vm, t->subclasses[i], undo)) {
            return false;
        }
    }
    return true;
}

static void restore_mros(VM *vm, Object *undo) {
    for (uint32_t i = 0; i + 1 < LIST_LEN(undo); i += 2) {
        Type *t = (Type *)LIST_ITEM(undo, i);
        Object *mro = LIST_ITEM(undo, i + 1);
        type_modified(vm, t);
        set_ref(vm, t->mro, mro == vm->none ? NULL : new_ref(mro));
        type_modified(vm, t);
    }
}

static void update_slots_below(VM *vm, Type *t) {
    type_fixup_slots(vm, t);
    for (uint32_t i = 0; i < t->subclass_len; i++) {
        update_slots_below(vm, t->subclasses[i]);
    }
}

/* The lists of subclasses follow the change of t's bases. */
static bool move_subclass(VM *vm, Type *t, Object *old_bases, Object *new_bases) {
    for (uint32_t i = 0; i < TUPLE_LEN(old_bases); i++) {
        subclasses_remove(vm, (Type *)TUPLE_ITEM(old_bases, i), t);
    }
    for (uint32_t i = 0; i < TUPLE_LEN(new_bases); i++) {
        if (!subclasses_add(vm, (Type *)TUPLE_ITEM(new_bases, i), t)) {
            return false;
        }
    }
    return true;
}

int type_set_bases(VM *vm, Type *t, Object *bases) {
    if (!check_bases(vm, t, bases)) {
        return -1;
    }
    Type *base = bases_best(vm, bases);
    if (!base || !layout_compatible(vm, t->base, base, "__bases__")) {
        return -1;
    }
    Object *undo = list_new(vm, 0);
    if (!undo) {
        return -1;
    }
    int result = -1;
    Object *old_bases = t->bases;
    Type *old_base = t->base;
    t->bases = new_ref(bases);
    t->base = new_ref(base);
    attribute_epoch_bump(vm);
    if (update_mros(vm, t, undo)) {
        result = 0;
        if (t->bases == bases) { /* a metaclass's mro() may have assigned others meanwhile */
            result = move_subclass(vm, t, old_bases, bases) ? 0 : -1;
            t->solid = t->base->solid;
            update_slots_below(vm, t);
        }
    } else if (t->bases == bases) {
        restore_mros(vm, undo);
        t->bases = old_bases;
        t->base = old_base;
        old_bases = bases;
        old_base = base;
    }
    decref(vm, old_bases);
    decref(vm, old_base);
    decref(vm, undo);
    return result;
}
