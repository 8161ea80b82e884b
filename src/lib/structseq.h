/* Tuples with named fields (sys.version_info, time.struct_time ...).
 *
 * A type is a constant TypeSpec made with STRUCTSEQ_SPEC whose getset table, made with
 * STRUCTSEQ_FIELD, lists the fields in order.
 */
#ifndef ADDER_LIB_STRUCTSEQ_H
#define ADDER_LIB_STRUCTSEQ_H

#include "object/types.h"
#include "types/tuple.h"

Object *structseq_get(VM *vm, Object *self, void *index);
Object *structseq_repr(VM *vm, Object *self);
Object *structseq_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
void structseq_dealloc(VM *vm, Object *self);
/* A new instance with n fields, all NULL; fill them, then gc_track. */
Object *structseq_new(VM *vm, Type *type, size_t n);
/* Makes the type and one instance from owned values (released on failure, also if one is NULL). */
Object *structseq_single(VM *vm, const TypeSpec *spec, Object **values, size_t n);

#define STRUCTSEQ_FIELD(name, index, doc)                                                          \
    { name, structseq_get, NULL, doc, (void *)(uintptr_t)(index) }
#define STRUCTSEQ_SPEC(name_, fields, doc_)                                                        \
    {                                                                                              \
        .name = name_, .doc = doc_, .base = SHAPE_TUPLE, .flags = TYPE_CONTAINER | TYPE_SUB_TUPLE, \
        .size = sizeof(Tuple), .item_size = sizeof(Object *),                                      \
        .slots = {.repr = structseq_repr, .new = structseq_new_slot}, .getset = fields             \
    }

#endif
