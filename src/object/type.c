/* Type objects: finding attributes along the mro, versions, names; type's getattro and setattro. */
#include "object/type.h"

#include <string.h>

#include "base/utf8.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/str.h"
#include "types/tuple.h"

bool type_var_sized(const Type *t) {
    return t->slots.block_size != NULL;
}

bool type_is_subtype(const Type *a, const Type *b) {
    if (a == b) {
        return true;
    }
    const Object *mro = a->mro;
    if (LIKELY(mro != NULL)) {
        for (uint32_t i = 0; i < TUPLE_LEN(mro); i++) {
            if (TUPLE_ITEM(mro, i) == (const Object *)b) {
                return true;
            }
        }
        return false;
    }
    for (a = a->base; a; a = a->base) { /* while under construction */
        if (a == b) {
            return true;
        }
    }
    return false;
}

const char *type_name(const Type *t, char *buffer, size_t size) {
    if (t->spec) {
        return t->spec->name;
    }
    size_t n = 0;
    for (size_t i = 0; t->name && i < STR_LEN(t->name) && n + UTF8_MAX_BYTES < size; i++) {
        n += utf8_encode(str_char(t->name, i), buffer + n);
    }
    buffer[n] = '\0';
    return buffer;
}

/* ---- subclasses: borrowed, in order of birth ---- */

bool subclasses_add(VM *vm, Type *base, Type *sub) {
    if (base->subclass_len == base->subclass_cap) {
        uint32_t cap = base->subclass_cap ? base->subclass_cap * 2 : 4;
        Type **grown = raw_realloc(vm, base->subclasses, base->subclass_cap * sizeof(Type *),
                                   cap * sizeof(Type *));
        if (!grown) {
            return false;
        }
        base->subclasses = grown;
        base->subclass_cap = cap;
    }
    base->subclasses[base->subclass_len++] = sub;
    return true;
}

void subclasses_remove(VM *vm, Type *base, Type *sub) {
    for (uint32_t i = base->subclass_len; i-- > 0;) {
        if (base->subclasses[i] == sub) {
            memmove(base->subclasses + i, base->subclasses + i + 1,
                    (--base->subclass_len - i) * sizeof(Type *));
            break;
        }
    }
    if (base->subclass_len == 0 && base->subclasses) {
        raw_free(vm, base->subclasses, base->subclass_cap * sizeof(Type *));
        base->subclasses = NULL;
        base->subclass_cap = 0;
    }
}

/* ---- versions and the method cache ----
 *
 * If a type has a version, all types of its mro have; so a type without one has no subclass with
 * one, and nothing is cached about any of them. An entry's name is compared by address and not
 * owned. That is safe because the keys of type dicts are interned: while the version stays, a name
 * found stays alive, and a name not found cannot come to life at an address whose entry says
 * something else: storing it in a dict would have changed the version. */

uint32_t type_version(VM *vm, Type *t) {
    if (t->version || !type_has(t, TYPE_READY) || type_has(t, TYPE_UNCACHED) || !t->mro) {
        return t->version;
    }
    for (uint32_t i = TUPLE_LEN(t->mro); i-- > 0;) {
        Type *base = (Type *)TUPLE_ITEM(t->mro, i);
        if (!base->version) {
            if (vm->next_type_version == UINT32_MAX) {
                return 0;
            }
            base->version = ++vm->next_type_version;
        }
    }
    return t->version;
}

void type_modified(VM *vm, Type *t) {
    if (!t->version) {
        return;
    }
    t->version = 0;
    for (uint32_t i = 0; i < t->subclass_len; i++) {
        type_modified(vm, t->subclasses[i]);
    }
    if (vm->type_modified_hook) {
        vm->type_modified_hook(vm, t);
    }
}

static inline MethodCacheEntry *cache_entry(VM *vm, uint32_t version, const Object *name) {
    uint32_t hash = version * 0x9E3779B1u ^ (uint32_t)((uintptr_t)name >> 3);
    return &vm->method_cache[hash & (METHOD_CACHE_LEN - 1)];
}

/* Comparing keys that are not str may run code: the mro is held. */
static Object *lookup_in_mro(VM *vm, Type *t, Object *name) {
    Object *mro = t->mro, *value = NULL;
    if (!mro) {
        return NULL;
    }
    incref(mro);
    for (uint32_t i = 0; i < TUPLE_LEN(mro) && !value; i++) {
        Object *dict = ((Type *)TUPLE_ITEM(mro, i))->dict;
        if (LIKELY(dict != NULL)) {
            value = dict_get_str(vm, dict, name);
        }
    }
    decref(vm, mro);
    return value;
}

/* For instances of subclasses of str. */
static NOINLINE Object *lookup_odd_name(VM *vm, Type *t, Object *name) {
    Object *exact = str_from_chars(vm, STR(name)->data, STR_LEN(name), str_width(name));
    if (!exact) {
        error_clear(vm);
        return NULL;
    }
    Object *value = lookup_in_mro(vm, t, exact);
    decref(vm, exact);
    return value;
}

Object *type_lookup(VM *vm, Type *t, Object *name) {
    if (LIKELY(t->version != 0)) {
        MethodCacheEntry *e = cache_entry(vm, t->version, name);
        if (LIKELY(e->name == name && e->version == t->version)) {
            return e->value;
        }
    }
    if (UNLIKELY(!is_exact(name, SHAPE_STR))) {
        return lookup_odd_name(vm, t, name);
    }
    uint32_t version = has_flag(name, FLAG_INTERNED) ? type_version(vm, t) : 0;
    Object *value = lookup_in_mro(vm, t, name);
    if (version && version == t->version) {
        *cache_entry(vm, version, name) = (MethodCacheEntry){version, name, value};
    }
    return value;
}

/* ---- type.__getattribute__ ---- */

/* The rule of object_generic_getattr, but attributes of the class and its bases take the place of
 * the instance's, and their __get__ is called. */
Object *type_getattro(VM *vm, Object *self, Object *name) {
    Type *t = (Type *)self, *meta = type_of(vm, self);
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
    }
    Object *result = NULL;
    Object *in_meta = type_lookup(vm, meta, name);
    TernaryFn meta_get = NULL;
    xincref(in_meta);
    if (in_meta) {
        const Slots *slots = &type_of(vm, in_meta)->slots;
        meta_get = slots->descr_get;
        if (meta_get && slots->descr_set) {
            result = meta_get(vm, in_meta, self, OBJ(meta));
            goto done;
        }
    }
    Object *attribute = type_lookup(vm, t, name);
    if (attribute) {
        TernaryFn get = type_of(vm, attribute)->slots.descr_get;
        incref(attribute);
        if (!get) {
            result = attribute;
            goto done;
        }
        result = get(vm, attribute, NULL, self);
        decref(vm, attribute);
        goto done;
    }
    if (meta_get) {
        result = meta_get(vm, in_meta, self, OBJ(meta));
    } else if (in_meta) {
        return in_meta;
    } else {
        raise(vm, EXC_AttributeError, "type object '%N' has no attribute '%U'", t, name);
    }
done:
    xdecref(vm, in_meta);
    return result;
}

/* ---- type.__setattr__ ---- */

static Object *intern_name(VM *vm, Object *name) {
    if (LIKELY(is_exact(name, SHAPE_STR))) {
        return str_intern(vm, name);
    }
    Object *exact = str_from_chars(vm, STR(name)->data, STR_LEN(name), str_width(name));
    Object *interned = exact ? str_intern(vm, exact) : NULL;
    xdecref(vm, exact);
    return interned;
}

/* In the class's own dict. The type counts as modified before the old value is released, and again
 * afterwards: releasing it may run code that looks things up. */
static int set_in_class(VM *vm, Type *t, Object *name, Object *value) {
    type_modified(vm, t);
    if (type_has(t, TYPE_SUB_TYPE)) { /* a metaclass: it decides for its classes' attributes */
        types_forget_versions(vm);
    }
    int result;
    if (value) {
        if (type_of(vm, value)->slots.descr_set) {
            attribute_epoch_bump(vm);
        }
        result = dict_set(vm, t->dict, name, value);
    } else {
        result = dict_discard(vm, t->dict, name);
        if (result == 0) {
            raise(vm, EXC_AttributeError, "type object '%N' has no attribute '%U'", t, name);
        }
        result = result > 0 ? 0 : -1;
    }
    type_modified(vm, t);
    return result;
}

static bool is_dunder(const Object *name) {
    uint32_t n = STR_LEN(name);
    return n > 4 && str_char(name, 0) == '_' && str_char(name, 1) == '_' &&
           str_char(name, n - 1) == '_' && str_char(name, n - 2) == '_';
}

int type_setattro(VM *vm, Object *self, Object *name, Object *value) {
    Type *t = (Type *)self;
    if (!is_str(vm, name)) {
        raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
        return -1;
    }
    if (type_has(t, TYPE_IMMUTABLE)) {
        raise(vm, EXC_TypeError, "cannot set %R attribute of immutable type '%N'", name, t);
        return -1;
    }
    Object *interned = intern_name(vm, name);
    if (!interned) {
        return -1;
    }
    int result;
    Object *descr = type_lookup(vm, type_of(vm, self), interned);
    int (*set)(VM *, Object *, Object *, Object *) =
        descr ? type_of(vm, descr)->slots.descr_set : NULL;
    if (set) {
        incref(descr);
        result = set(vm, descr, self, value);
        decref(vm, descr);
    } else {
        result = set_in_class(vm, t, interned, value);
    }
    if (result == 0 && is_dunder(interned)) {
        type_update_slot(vm, t, interned);
    }
    decref(vm, interned);
    return result;
}
