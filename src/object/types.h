/* Type objects: making them, looking attributes up in them (type.c, type_new.c, slots.c). */
#ifndef ADDER_OBJECT_TYPES_H
#define ADDER_OBJECT_TYPES_H

#include "object/alloc.h"

/* Makes all types of types.def in the VM (phase 1: structs and slots, before str/dict work; phase
 * 2: names, dicts, methods, mro). Part of VM start. */
bool types_init(VM *vm);
void types_deinit(VM *vm);

/* A type known only at run time (a module's type). base NULL: object or the spec's. New reference.
 */
Type *type_from_spec(VM *vm, const TypeSpec *spec, Type *base);
/* type(name, bases, namespace): metaclass calculation is done by the caller. kwnames/args go to
 * __init_subclass__. */
Object *type_new_class(VM *vm, Type *metatype, Object *name, Object *bases, Object *namespace_,
                       Object *const *kwargs, Object *kwnames);
/* The most derived metaclass, or NULL with "metaclass conflict...". */
Type *type_calculate_metaclass(VM *vm, Type *metatype, Object *bases);

/* Borrowed value found along the mro, or NULL without an error. Cached (method cache). */
Object *type_lookup(VM *vm, Type *t, Object *name);
uint32_t type_version(VM *vm, Type *t); /* gives one out if it has none; 0: exhausted */
void type_modified(VM *vm, Type *t);    /* forget what is cached about t and its subclasses */
bool type_is_subtype(const Type *a, const Type *b);
/* Borrowed UTF-8 of the name as error messages print it (without module), NUL-terminated in buffer.
 */
const char *type_name(const Type *t, char *buffer, size_t size);
#define TYPE_NAME(t) type_name(t, (char[256]){0}, 256)
/* cls(*args): runs new and init. */
Object *type_call(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames);
/* Its second half: __init__ of what t's __new__ gave (o, stolen; NULL: passed on). */
Object *type_call_init(VM *vm, Type *t, Object *o, Object *const *args, size_t nargs,
                       Object *kwnames);
Object *type_generic_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                         Object *kwnames); /* object_alloc + track */

/* Slot wrappers (slots.c): after the dict of a Python class changed under a dunder name. */
void type_update_slot(VM *vm, Type *t, Object *name);
bool type_fixup_slots(VM *vm, Type *t);
bool type_add_wrappers(VM *vm, Type *t); /* __add__ ... of built-in types from their slots */

#endif
