/* What the files about types, slots and shapes share among themselves. */
#ifndef ADDER_OBJECT_TYPE_PRIVATE_H
#define ADDER_OBJECT_TYPE_PRIVATE_H

#include "object/shape.h"
#include "object/types.h"

static inline size_t size_align(size_t n) {
    return (n + 7) & ~(size_t)7;
}

/* shape.c */
bool shapes_init(VM *vm);
void shapes_deinit(VM *vm);
/* The shape with a fixed number of a built-in type. false: no memory, nothing raised. */
bool shape_new_static(VM *vm, Type *t, uint32_t number);
/* A new root, which becomes t's. NULL: no memory, nothing raised. */
Shape *shape_new_root(VM *vm, Type *t, unsigned inline_cap);
/* A root of t with just this inline_cap (not necessarily t's present root). */
Shape *shape_root_like(VM *vm, Type *t, unsigned inline_cap);
/* The shape of instances in dict mode whose other shapes have the same root as s. */
Shape *shape_of_dict_mode(VM *vm, Shape *s);

/* type.c */
bool type_var_sized(const Type *t);
bool subclasses_add(VM *vm, Type *base, Type *sub); /* false: MemoryError raised */
void subclasses_remove(VM *vm, Type *base, Type *sub);
/* Whoever remembers where instances keep an attribute must look again (see shape.h). */
static inline void attribute_epoch_bump(VM *vm) {
    vm->attribute_epoch++;
}

/* type_mro.c */
Object *mro_compute(VM *vm, Type *t); /* C3 over t->bases; a new tuple */
bool mro_update(VM *vm, Type *t);     /* asks the metaclass's mro() if it has one of its own */

/* type_bases.c */
/* The base that decides the layout; borrowed; NULL with TypeError. */
Type *bases_best(VM *vm, Object *bases);
bool layout_compatible(VM *vm, Type *old, Type *new_, const char *attribute);
int type_set_bases(VM *vm, Type *t, Object *bases);

/* slots.c */
/* Whatever is cached of any type's attributes may be wrong. */
void types_forget_versions(VM *vm);
void slots_inherit(Type *t, const Type *base); /* fills the empty ones */
bool type_is_new_wrapper(const Object *o);     /* a built-in type's __new__ */
Object *type_new_wrapper(VM *vm, Type *t);     /* makes it */
Hash slot_hash_not_implemented(VM *vm, Object *self);

/* type.c: slots of `type` */
Object *type_getattro(VM *vm, Object *self, Object *name);
int type_setattro(VM *vm, Object *self, Object *name, Object *value);

/* type_type.c */
/* dict gets the attributes of a class and of all above it (for __dir__). */
int class_merge_dicts(VM *vm, Object *dict, Object *cls);

/* instance.c */
extern const GetSetDef instance_getset_dict, instance_getset_weakref;

#endif
