/* Shapes: the layout that instances of a class share.
 *
 * An instance is [built-in part][extension word][__slots__][inline attributes]. (Only subclasses
 * that add __slots__ to a class without them have these behind the extension word.) A *shape* says
 * which attribute names it has and in which order. As long as there are at most inline_cap of them,
 * attribute 0 lies in the extension word itself and the others in the inline slots, so that two
 * attributes take 16 bytes. With more, the extension word points at the *overflow buffer*, which
 * holds attribute 0 and those from inline_cap on. Setting a new attribute moves the instance to a
 * child shape (a *transition*), found by name. With FLAG_DICT the extension word points at a Dict
 * instead (owned), which holds all attributes (inline slots are empty): the instance is in *dict
 * mode*. That happens when __dict__ is asked for, or when a class makes too many shapes.
 *
 * A class learns how many attributes its instances get: new instances start from type->root_shape,
 * whose inline_cap is 2 at first (so that the smallest instances take 24 bytes) and grows to the
 * largest number seen, at most SHAPE_INLINE_MAX, when a good part of the instances did not fit.
 */
#ifndef ADDER_OBJECT_SHAPE_H
#define ADDER_OBJECT_SHAPE_H

#include "object/alloc.h"

#define SHAPE_INLINE_MAX 30
#define SHAPE_ATTR_MAX 128     /* more attributes: dict mode */
#define SHAPE_PER_TYPE_MAX 512 /* more shapes of one class: dict mode */

struct Shape {
    Type *type;      /* borrowed: a type frees its shapes */
    uint32_t number; /* the shape number in instances' headers */
    uint16_t attr_len;
    uint16_t inline_cap; /* attributes that fit, the extension word's included; 0: no such word */
    Object *name;        /* the attribute added last, interned, owned; NULL in a root */
    Shape *parent;       /* NULL in a root */
    Shape *first_child, *next_sibling;
};

/* Does the extension word point at an overflow buffer? */
static inline bool shape_overflows(const Shape *s) {
    return s->attr_len > s->inline_cap;
}
/* Index of attribute i (0, or inline_cap and above) in the overflow buffer. */
static inline unsigned shape_overflow_index(const Shape *s, unsigned i) {
    return i == 0 ? 0 : i - s->inline_cap + 1u;
}
/* Entries of the overflow buffer; 0: there is none. */
static inline size_t shape_overflow_cap(const Shape *s) {
    if (!shape_overflows(s)) {
        return 0;
    }
    size_t n = s->attr_len - s->inline_cap + 1u, cap = 4;
    while (cap < n) {
        cap *= 2;
    }
    return cap;
}

/* Index of a name (interned str, compared by address) in a shape, or -1. Cached. */
int shape_find(VM *vm, const Shape *s, Object *name);
/* The shape with one more attribute; NULL with no error: use dict mode; NULL with error: memory. */
Shape *shape_add(VM *vm, Shape *s, Object *name);
bool type_make_root_shape(VM *vm, Type *t, unsigned inline_cap);
void type_free_shapes(VM *vm, Type *t);

/* Addresses. For types with TYPE_HAS_DICT. */
Object ***instance_ext(VM *vm, Type *t, Object *o); /* the extension word: Object** or Dict* */
/* Offset of attribute i, which lies inside the object, if the type is not variable-sized. */
static inline size_t instance_offset(const Type *t, unsigned i) {
    return i == 0 ? t->ext_offset : t->size + (i - 1) * sizeof(Object *);
}
/* Bytes of an instance of shape s, if the type is not variable-sized. */
static inline size_t instance_size(const Type *t, const Shape *s) {
    return t->size + (s->inline_cap > 1 ? s->inline_cap - 1u : 0u) * sizeof(Object *);
}
/* Address of attribute i. Instance must not be in dict mode. */
Object **instance_slot(VM *vm, const Shape *s, Object *o, unsigned i);

/* Attributes of the instance alone (not its class). get: NEW reference or NULL without an error.
 * set: steals nothing; value NULL deletes (-1 with AttributeError left to the caller: returns 1 if
 * absent). */
Object *instance_get(VM *vm, Object *o, Object *name);
int instance_set(VM *vm, Object *o, Object *name, Object *value);
/* The instance's __dict__ (new reference): moves it to dict mode. */
Object *instance_dict(VM *vm, Object *o);
int instance_set_dict(VM *vm, Object *o, Object *dict);
/* o.__class__ = cls for two types of compatible layout. */
bool instance_set_class(VM *vm, Object *o, Type *cls);
/* Number of attributes; name and value (borrowed) of attribute i, for walks that must change
 * nothing. */
unsigned instance_attr_len(VM *vm, Object *o);
Object *instance_attr(VM *vm, Object *o, unsigned i, Object **name);

/* Built-in types with a `Object *dict` field (NULL or a Dict; Type.dict_offset: function,
 * exception, module...) and their subclasses keep attributes there alone; they have no shapes but
 * the root, no extension word. So a shape alone says what attributes an instance has only if the
 * type has no dict_offset and the instance no FLAG_DICT. (Instances in dict mode have a shape
 * number of their own, which no instance outside it has.)
 *
 * Shape numbers of a dead class are given out again: vm->attribute_epoch changes when that happens.
 * It also changes when a class gets a data descriptor, another __getattribute__, __setattr__ or
 * other bases: whoever remembers "shape s has attribute a in slot i" compares shape and epoch. */

/* Slots of classes made in Python. */
void instance_dealloc(VM *vm, Object *o);
int instance_traverse(VM *vm, Object *o, VisitFn visit, void *ctx);
void instance_clear(VM *vm, Object *o);
/* Address of a __slots__ reference at `offset` (TYPE_VAR: behind the items). */
Object **instance_slot_at(VM *vm, Object *o, uint32_t offset);

#endif
