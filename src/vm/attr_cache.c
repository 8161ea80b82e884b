#include "vm/attr_cache.h"

#include "object/shape.h"
#include "object/types.h"
#include "types/descr.h"

/* Whether o keeps its attributes in slots that its shape describes. */
static bool has_shape(const Type *t, const Object *o) {
    return t->ext_offset && !(t->ext_offset & TYPE_VAR) && !t->dict_offset &&
           !has_flag(o, FLAG_DICT) && !t->slots.block_size;
}

static void put_slot(AttrEntry *out, const Type *t, const Shape *s, int i) {
    if (shape_overflows(s) && (i == 0 || i >= s->inline_cap)) {
        out->kind = ATTR_OVERFLOW;
        out->offset = t->ext_offset;
        out->index = shape_overflow_index(s, (unsigned)i);
    } else {
        out->kind = ATTR_SLOT;
        out->offset = (uint32_t)instance_offset(t, (unsigned)i);
    }
}

/* An entry of __slots__ at a fixed place. */
static bool put_member(VM *vm, AttrEntry *out, const Type *t, Object *attribute) {
    const MemberDescr *m = (MemberDescr *)attribute;
    if (!is_exact(attribute, SHAPE_MEMBER_DESCRIPTOR) || m->def || m->offset & TYPE_VAR ||
        !type_is_subtype(t, m->type)) {
        return false;
    }
    (void)vm;
    out->kind = ATTR_MEMBER;
    out->offset = m->offset;
    return true;
}

static void find_load(VM *vm, Object *o, Type *t, Object *name, AttrEntry *out) {
    Object *attribute = type_lookup(vm, t, name);
    const Slots *slots = attribute ? &type_of(vm, attribute)->slots : NULL;
    if (t->slots.getattro != object_generic_getattr) {
        return;
    }
    if (slots && slots->descr_set && slots->descr_get) {
        if (is_exact(attribute, SHAPE_PROPERTY)) {
            Object *getter = ((Property *)attribute)->getter;
            Code *code = getter && is_exact(getter, SHAPE_FUNCTION)
                             ? CODE(((Function *)getter)->code)
                             : NULL;
            if (code && code->arg_count == 1 && !code->kwonly_count &&
                !(code->flags & (CO_VARARGS | CO_VARKEYWORDS))) {
                out->kind = ATTR_PROPERTY;
                out->value = getter;
            }
        } else if (name == ID(vm, __class__) &&
                   attribute == type_lookup(vm, TYPE(vm, OBJECT), name)) {
            out->kind = ATTR_CLASS; /* all objects of the shape have this class */
            out->value = OBJ(t);
        } else {
            put_member(vm, out, t, attribute);
        }
        return;
    }
    if (has_shape(t, o)) {
        const Shape *s = vm->shapes[shape_of(o)];
        int i = shape_find(vm, s, name);
        if (i >= 0) {
            put_slot(out, t, s, i);
            return;
        }
    } else if (t->dict_offset || t->ext_offset) {
        return; /* its own attributes are elsewhere: nothing can be said of absent ones */
    }
    if (!attribute) {
        return;
    }
    if (is_kind(vm, attribute, TYPE_METHOD)) {
        out->kind = ATTR_METHOD;
        out->value = attribute;
    } else if (!slots->descr_get) {
        out->kind = ATTR_CLASS;
        out->value = attribute;
    } else if (is_exact(attribute, SHAPE_STATICMETHOD) || is_exact(attribute, SHAPE_CLASSMETHOD)) {
        out->kind = ATTR_BINDS;
        out->value = attribute;
    }
}

static void find_store(VM *vm, Object *o, Type *t, Object *name, AttrEntry *out) {
    Object *attribute = type_lookup(vm, t, name);
    if (t->slots.setattro != object_generic_setattr) {
        return;
    }
    if (attribute && type_of(vm, attribute)->slots.descr_set) {
        put_member(vm, out, t, attribute);
        return;
    }
    if (!has_shape(t, o)) {
        return;
    }
    const Shape *s = vm->shapes[shape_of(o)];
    int i = shape_find(vm, s, name);
    if (i >= 0) {
        put_slot(out, t, s, i);
        return;
    }
    /* A transition that has been taken before, into a free place inside the object. */
    for (const Shape *child = s->first_child; child; child = child->next_sibling) {
        if (child->name == name && s->attr_len < s->inline_cap &&
            child->inline_cap == s->inline_cap) {
            out->kind = ATTR_ADD;
            out->offset = (uint32_t)instance_offset(t, s->attr_len);
            out->index = child->number;
            return;
        }
    }
}

void attr_find(VM *vm, Object *o, Object *name, bool storing, AttrEntry *out) {
    Type *t = type_of(vm, o);
    out->name = name;
    out->key = shape_of(o) << 1 | storing;
    out->version = type_version(vm, t);
    out->kind = ATTR_SLOW;
    out->value = NULL;
    if (!out->version) {
        return;
    }
    if (storing) {
        find_store(vm, o, t, name, out);
    } else {
        find_load(vm, o, t, name, out);
    }
}

const AttrEntry *attr_refill(VM *vm, AttrEntry *e, Object *o, Object *name, bool storing) {
    attr_find(vm, o, name, storing, e);
    if (e->kind == ATTR_SLOW && storing) {
        e->key = UINT32_MAX; /* look again: the transition may be there next time */
    }
    return e;
}
