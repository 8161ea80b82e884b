/* Filling a type's slots: from its bases, from its special methods; wrappers of built-in slots. */
#include "object/slots.h"

#include "object/abstract.h"
#include "object/error.h"
#include "object/slot_functions.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- inheritance ---- */

void slots_inherit(Type *t, const Type *base) {
    Slots *s = &t->slots;
    const Slots *b = &base->slots;
    bool own_equality = s->hash || s->richcompare;
    Hash (*hash)(VM *, Object *) = own_equality ? s->hash : b->hash;
    __typeof__(s->richcompare) richcompare = own_equality ? s->richcompare : b->richcompare;
#define X(name, ...)                                                                               \
    if (!s->name) {                                                                                \
        s->name = b->name;                                                                         \
    }
    X(dealloc)
    X(traverse)
    X(clear)
    X(block_size)
    X(owned_size)
    TYPE_SLOTS(X)
#undef X
    /* Equality and hash go together: who defines one does not inherit the other. */
    s->richcompare = richcompare;
    s->hash = hash ? hash : object_hash_not_implemented;
}

/* ---- __new__ of built-in types ---- */

/* cls.__new__(subclass, ...): self is the type that the function was made for. */
static Object *call_new(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Type *t = (Type *)self;
    if (nargs < 1) {
        return raise(vm, EXC_TypeError, "%N.__new__(): not enough arguments", t);
    }
    if (!is_type(vm, args[0])) {
        return raise(vm, EXC_TypeError, "%N.__new__(X): X is not a type object (%T)", t, args[0]);
    }
    Type *cls = (Type *)args[0];
    if (!type_is_subtype(cls, t)) {
        return raise(vm, EXC_TypeError, "%N.__new__(%N): %N is not a subtype of %N", t, cls, cls,
                     t);
    }
    /* object.__new__(int) would make an object without the int in it. */
    Type *safe = cls;
    while (safe && safe->slots.new == slot_new) {
        safe = safe->base;
    }
    if (safe && safe->slots.new != t->slots.new) {
        return raise(vm, EXC_TypeError, "%N.__new__(%N) is not safe, use %N.__new__()", t, cls,
                     safe);
    }
    return t->slots.new(vm, cls, args + 1, nargs - 1, kwnames);
}

static const MethodDef new_def =
    METHOD_KW("__new__", call_new,
              "__new__($type, *args, **kwargs)\n--\n\n"
              "Create and return a new object.  See help(type) for accurate signature.");

Object *type_new_wrapper(VM *vm, Type *t) {
    return builtin_new(vm, &new_def, OBJ(t), NULL);
}

bool type_is_new_wrapper(const Object *o) {
    return is_exact(o, SHAPE_BUILTIN) && ((const Builtin *)o)->def == &new_def;
}

/* ---- wrappers of a built-in type's own slots ---- */

bool type_add_wrappers(VM *vm, Type *t) {
    for (size_t i = 0; i < slot_table_len; i++) {
        const SlotDef *def = &slot_table[i];
        void *function =
            *(void *const *)(const void *)((const char *)&t->spec->slots + def->offset);
        if (!function || !def->wrap || dict_get_str(vm, t->dict, vm->ids[def->id])) {
            continue;
        }
        if (function == (void *)object_hash_not_implemented) {
            if (dict_set(vm, t->dict, vm->ids[def->id], vm->none) < 0) {
                return false;
            }
            continue;
        }
        Object *wrapper = descr_new_wrapper(vm, t, def, function);
        int result = wrapper ? dict_set(vm, t->dict, vm->ids[def->id], wrapper) : -1;
        xdecref(vm, wrapper);
        if (result < 0) {
            return false;
        }
    }
    return true;
}

/* ---- from special methods to slots ---- */

/* The one slot filled in t among those that share the line's name, or NULL if there are several. */
static void **sole_slot(Type *t, const SlotDef *def) {
    void **found = NULL;
    for (size_t i = 0; i < slot_table_len; i++) {
        void **slot = slot_at(t, slot_table[i].offset);
        if (slot_table[i].id == def->id && *slot) {
            if (found && found != slot) {
                return NULL;
            }
            found = slot;
        }
    }
    return found;
}

/* Fills one slot, whose lines in the table start at `line`. The slot's C function goes in if all of
 * its names found in the class stand for it, else the function that calls Python. */
static void update_slot(VM *vm, Type *t, size_t line) {
    uint32_t offset = slot_table[line].offset;
    void **slot = slot_at(t, offset);
    void *specific = NULL, *generic = NULL;
    bool use_generic = false;
    for (; line < slot_table_len && slot_table[line].offset == offset; line++) {
        const SlotDef *def = &slot_table[line];
        Object *descr = type_lookup(vm, t, vm->ids[def->id]);
        if (!descr) {
            continue;
        }
        const WrapperDescr *w = (const WrapperDescr *)descr;
        if (is_exact(descr, SHAPE_WRAPPER_DESCRIPTOR) && w->def->id == def->id) {
            void **sole = sole_slot(t, def);
            if (!sole || sole == slot) {
                generic = def->generic;
            }
            if ((!specific || specific == w->function) && w->def->wrap == def->wrap &&
                type_is_subtype(t, w->type)) {
                specific = w->function;
            } else {
                use_generic = true; /* names disagree, or another signature, or another class */
            }
        } else if (offset == offsetof(Slots, new) && type_is_new_wrapper(descr)) {
            specific = (void *)t->slots.new;
        } else if (offset == offsetof(Slots, hash) && descr == vm->none) {
            specific = (void *)object_hash_not_implemented;
        } else {
            use_generic = true;
            generic = def->generic;
        }
    }
    void *found = specific && !use_generic ? specific : generic;
    bool gone = !found && *slot && offset == offsetof(Slots, iternext);
    *slot = gone ? (void *)slot_iternext_gone : found;
}

/* The first line of the slot that `line` belongs to. */
static size_t first_line(size_t line) {
    while (line > 0 && slot_table[line - 1].offset == slot_table[line].offset) {
        line--;
    }
    return line;
}

static void update_with_subclasses(VM *vm, Type *t, Object *name, size_t line) {
    update_slot(vm, t, line);
    for (uint32_t i = 0; i < t->subclass_len; i++) {
        Type *sub = t->subclasses[i];
        if (sub->dict && !dict_get_str(vm, sub->dict, name)) {
            update_with_subclasses(vm, sub, name, line);
        }
    }
}

void types_forget_versions(VM *vm) {
    for (uint32_t i = 0; i < vm->shape_len; i++) {
        if (vm->shape_types[i] && vm->shape_types[i]->version) {
            type_modified(vm, vm->shape_types[i]);
        }
    }
}

void type_update_slot(VM *vm, Type *t, Object *name) {
    for (size_t i = 0; i < slot_table_len; i++) {
        if (vm->ids[slot_table[i].id] != name) {
            continue;
        }
        uint32_t offset = slot_table[i].offset;
        update_with_subclasses(vm, t, name, first_line(i));
        if (!type_has(t, TYPE_READY)) {
            continue; /* it has no instances yet */
        }
        if (offset == offsetof(Slots, getattro) || offset == offsetof(Slots, setattro) ||
            offset == offsetof(Slots, descr_get) || offset == offsetof(Slots, descr_set)) {
            attribute_epoch_bump(vm);
        }
        if (offset == offsetof(Slots, descr_get) || offset == offsetof(Slots, descr_set)) {
            types_forget_versions(vm); /* objects have become descriptors, or are none any longer */
        }
    }
}

/* With a single base whose mro is the rest of t's, only the names in t's own dict make a
 * difference. */
static bool extends_base(const Type *t) {
    return TUPLE_LEN(t->bases) == 1 && !type_has(t, TYPE_UNCACHED);
}

bool type_fixup_slots(VM *vm, Type *t) {
    if (extends_base(t)) {
        t->slots = t->base->slots;
        size_t pos = 0;
        Object *name, *value;
        while (dict_next(t->dict, &pos, &name, &value)) {
            if (is_exact(name, SHAPE_STR) && STR_LEN(name) > 4 && str_char(name, 0) == '_') {
                type_update_slot(vm, t, name);
            }
        }
    } else {
        t->slots = (Slots){.new = t->base->slots.new,
                           .block_size = t->base->slots.block_size,
                           .owned_size = t->base->slots.owned_size};
        for (uint32_t i = 1; i < TUPLE_LEN(t->mro); i++) {
            slots_inherit(t, (Type *)TUPLE_ITEM(t->mro, i));
        }
        t->slots.block_size = t->base->slots.block_size;
        t->slots.owned_size = t->base->slots.owned_size;
        for (size_t i = 0; i < slot_table_len; i++) {
            if (first_line(i) == i) {
                update_slot(vm, t, i);
            }
        }
    }
    t->slots.dealloc = instance_dealloc;
    t->slots.traverse = instance_traverse;
    t->slots.clear = instance_clear;
    return true;
}
