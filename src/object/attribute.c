/* Attributes: the general rule, with data descriptors before the instance's own attributes before
 * everything else in the class.
 *
 * An instance keeps its attributes in one of two ways: built-in types (and classes derived from
 * them) with a dict_offset have a field for a Dict; others with TYPE_HAS_DICT go by shapes
 * (shape.h).
 */
#include "object/abstract.h"

#include "object/error.h"
#include "object/shape.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/str.h"

static Object **dict_field(const Type *t, Object *o) {
    return (Object **)(void *)((char *)o + t->dict_offset);
}

/* Checks a name and gives the interned str equal to it (new reference). */
static Object *intern_name(VM *vm, Object *name) {
    if (LIKELY(is_exact(name, SHAPE_STR))) {
        return has_flag(name, FLAG_INTERNED) ? new_ref(name) : str_intern(vm, name);
    }
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
    }
    Object *exact = str_from_chars(vm, STR(name)->data, STR_LEN(name), str_width(name));
    Object *interned = exact ? str_intern(vm, exact) : NULL;
    xdecref(vm, exact);
    return interned;
}

/* The instance's own attribute: new reference, or NULL without an error. */
static Object *own_get(VM *vm, Type *t, Object *o, Object *name) {
    if (t->dict_offset) {
        Object *dict = *dict_field(t, o);
        Object *value = dict ? dict_get_str(vm, dict, name) : NULL;
        xincref(value);
        return value;
    }
    return type_has(t, TYPE_HAS_DICT) ? instance_get(vm, o, name) : NULL;
}

/* 0 done, 1 absent (only when deleting), 2 the instance takes no attributes, -1 error. */
static int own_set(VM *vm, Type *t, Object *o, Object *name, Object *value) {
    if (t->dict_offset) {
        Object **field = dict_field(t, o);
        if (!*field && value) {
            Object *made = dict_new(vm);
            if (!made) {
                return -1;
            }
            *field = made;
        }
        if (value) {
            return dict_set(vm, *field, name, value);
        }
        int deleted = *field ? dict_discard(vm, *field, name) : 0;
        return deleted < 0 ? -1 : !deleted;
    }
    return type_has(t, TYPE_HAS_DICT) ? instance_set(vm, o, name, value) : 2;
}

static Object *raise_missing(VM *vm, Object *o, Object *name) {
    return raise(vm, EXC_AttributeError, "'%T' object has no attribute '%U'", o, name);
}

/* The general rule, for an interned name. NULL without an error: there is no such attribute. Errors
 * of descriptors are left as they are. */
static Object *find_attribute(VM *vm, Object *o, Object *name) {
    Type *t = type_of(vm, o);
    Object *descr = type_lookup(vm, t, name), *value;
    TernaryFn get = NULL;
    if (descr) {
        const Slots *slots = &type_of(vm, descr)->slots;
        incref(descr);
        get = slots->descr_get;
        if (get && slots->descr_set) {
            value = get(vm, descr, o, OBJ(t));
            decref(vm, descr);
            return value;
        }
    }
    value = own_get(vm, t, o, name);
    if (!value && type_has(t, TYPE_SUB_TYPE) && !error_occurred(vm)) {
        value = dict_get_str(vm, ((Type *)o)->dict, name); /* as object.__getattribute__ sees it */
        xincref(value);
    }
    if (value || !descr) {
        xdecref(vm, descr);
        return value;
    }
    if (!get) {
        return descr;
    }
    value = get(vm, descr, o, OBJ(t));
    decref(vm, descr);
    return value;
}

Object *object_generic_getattr_or_null(VM *vm, Object *o, Object *name) {
    Object *interned = intern_name(vm, name);
    if (!interned) {
        return NULL;
    }
    Object *value = find_attribute(vm, o, interned);
    if (!value) {
        error_clear_if(vm, EXC_AttributeError);
    }
    decref(vm, interned);
    return value;
}

/* An AttributeError learns what was looked for and where, for suggestions. */
static void note_attribute(VM *vm, Object *o, Object *name) {
    if (!error_matches(vm, EXC_AttributeError)) {
        return;
    }
    AttributeError *e = (AttributeError *)vm->error;
    if (!e->name && !e->obj) {
        e->name = new_ref(name);
        e->obj = new_ref(o);
    }
}

Object *object_generic_getattr(VM *vm, Object *o, Object *name) {
    Object *interned = intern_name(vm, name);
    if (!interned) {
        return NULL;
    }
    Object *value = find_attribute(vm, o, interned);
    if (!value && !error_occurred(vm)) {
        raise_missing(vm, o, interned);
        note_attribute(vm, o, interned);
    }
    decref(vm, interned);
    return value;
}

int object_generic_setattr(VM *vm, Object *o, Object *name, Object *value) {
    Type *t = type_of(vm, o);
    Object *interned = intern_name(vm, name);
    if (!interned) {
        return -1;
    }
    Object *descr = type_lookup(vm, t, interned);
    int result;
    int (*set)(VM *, Object *, Object *, Object *) = NULL;
    if (descr) {
        incref(descr);
        set = type_of(vm, descr)->slots.descr_set;
    }
    if (set) {
        result = set(vm, descr, o, value);
    } else {
        result = own_set(vm, t, o, interned, value);
        if (result == 2 && descr) {
            raise(vm, EXC_AttributeError, "'%T' object attribute '%U' is read-only", o, interned);
        } else if (result > 0) {
            raise_missing(vm, o, interned);
        }
    }
    xdecref(vm, descr);
    decref(vm, interned);
    return result == 0 ? 0 : -1;
}

/* ------------------------------------------------------------ through the type's slots */

Object *object_getattr(VM *vm, Object *o, Object *name) {
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
    }
    Object *value = type_of(vm, o)->slots.getattro(vm, o, name);
    if (!value) {
        note_attribute(vm, o, name);
    }
    return value;
}

Object *object_getattr_or_null(VM *vm, Object *o, Object *name) {
    BinaryFn f = type_of(vm, o)->slots.getattro;
    if (f == object_generic_getattr) {
        return object_generic_getattr_or_null(vm, o, name);
    }
    if (f == TYPE(vm, TYPE)->slots.getattro && is_exact(name, SHAPE_STR) &&
        !type_lookup(vm, (Type *)o, name) && !type_lookup(vm, type_of(vm, o), name)) {
        return NULL; /* no need to make the error first */
    }
    Object *value = object_getattr(vm, o, name);
    if (!value) {
        error_clear_if(vm, EXC_AttributeError);
    }
    return value;
}

Object *object_getattr_utf8(VM *vm, Object *o, const char *name) {
    Object *s = str_intern_cstr(vm, name);
    if (!s) {
        return NULL;
    }
    Object *value = object_getattr(vm, o, s);
    decref(vm, s);
    return value;
}

int object_hasattr(VM *vm, Object *o, Object *name) {
    Object *value = object_getattr_or_null(vm, o, name);
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    decref(vm, value);
    return 1;
}

int object_setattr(VM *vm, Object *o, Object *name, Object *value) {
    if (!is_str(vm, name)) {
        raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", name);
        return -1;
    }
    int (*f)(VM *, Object *, Object *, Object *) = type_of(vm, o)->slots.setattro;
    if (LIKELY(f != NULL)) {
        return f(vm, o, name, value);
    }
    raise(vm, EXC_TypeError, "'%T' object has only read-only attributes (%s .%U)", o,
          value ? "assign to" : "del", name);
    return -1;
}

/* ------------------------------------------------------------ methods */

/* The value of attribute name of o, whose class attribute is descr (owned) or NULL. */
static int get_plain(VM *vm, Object *o, Object *name, Object *descr, Object **method) {
    Type *t = type_of(vm, o);
    TernaryFn get = descr ? type_of(vm, descr)->slots.descr_get : NULL;
    bool is_data = get && type_of(vm, descr)->slots.descr_set;
    *method = is_data ? NULL : own_get(vm, t, o, name);
    if (*method) {
        xdecref(vm, descr);
    } else if (get) {
        *method = get(vm, descr, o, OBJ(t));
        decref(vm, descr);
        if (!*method) {
            note_attribute(vm, o, name);
        }
    } else if (descr) {
        *method = descr;
    } else {
        raise_missing(vm, o, name);
        note_attribute(vm, o, name);
    }
    return *method ? 0 : -1;
}

int object_get_method(VM *vm, Object *o, Object *name, Object **method) {
    Type *t = type_of(vm, o);
    if (t->slots.getattro != object_generic_getattr || !is_exact(name, SHAPE_STR)) {
        *method = object_getattr(vm, o, name);
        return *method ? 0 : -1;
    }
    Object *interned = intern_name(vm, name);
    if (!interned) {
        *method = NULL;
        return -1;
    }
    Object *descr = type_lookup(vm, t, interned);
    int result;
    xincref(descr);
    if (!descr || !type_has(type_of(vm, descr), TYPE_METHOD)) {
        result = get_plain(vm, o, interned, descr, method);
    } else if ((*method = own_get(vm, t, o, interned))) {
        decref(vm, descr);
        result = 0;
    } else {
        *method = descr;
        result = 1;
    }
    decref(vm, interned);
    return result;
}

/* ------------------------------------------------------------ __dict__ */

Object *object_get_dict(VM *vm, Object *o, void *closure) {
    Type *t = type_of(vm, o);
    UNUSED(closure);
    if (!t->dict_offset) {
        return instance_dict(vm, o);
    }
    Object **field = dict_field(t, o);
    if (!*field) {
        *field = dict_new(vm);
    }
    xincref(*field);
    return *field;
}

int object_set_dict(VM *vm, Object *o, Object *value, void *closure) {
    Type *t = type_of(vm, o);
    UNUSED(closure);
    if (!value) {
        raise(vm, EXC_TypeError, "cannot delete __dict__");
        return -1;
    }
    if (!is_dict(vm, value)) {
        raise(vm, EXC_TypeError, "__dict__ must be set to a dictionary, not a '%T'", value);
        return -1;
    }
    if (!t->dict_offset) {
        return instance_set_dict(vm, o, value);
    }
    Object **field = dict_field(t, o);
    set_ref(vm, *field, new_ref(value));
    return 0;
}
