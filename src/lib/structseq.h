/* Tuples with named fields (sys.version_info, time.struct_time ...).
 *
 * A type is a constant TypeSpec made with STRUCTSEQ_SPEC whose getset table, made with
 * STRUCTSEQ_FIELD, lists the fields in order.
 *
 * A long one (os.stat_result, time.struct_time) has more fields behind the tuple's items, which are
 * seen as attributes alone: STRUCTSEQ_LONG_FIELD, STRUCTSEQ_LONG_MEMORY and STRUCTSEQ_LONG_SPEC.
 */
#ifndef ADDER_LIB_STRUCTSEQ_H
#define ADDER_LIB_STRUCTSEQ_H

#include "object/types.h"
#include "types/tuple.h"

Object *structseq_get(VM *vm, Object *self, void *index);
Object *structseq_repr(VM *vm, Object *self);
Object *structseq_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
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

Object *structseq_long_get(VM *vm, Object *self, void *index);
void structseq_long_dealloc(VM *vm, Object *self, size_t all);
int structseq_long_traverse(VM *vm, Object *self, size_t all, VisitFn visit, void *ctx);
/* A new instance with `all` fields, all NULL, the first `visible` of them items (fewer than
 * TUPLE_LONG); fill them, then gc_track. */
Object *structseq_long_alloc(VM *vm, Type *type, size_t visible, size_t all);
/* The call of the type: from a sequence of visible to all fields. */
Object *structseq_long_new(VM *vm, Type *cls, size_t visible, size_t all, Object *const *args,
                           size_t nargs, Object *kwnames);

#define STRUCTSEQ_LONG_FIELD(name, index, doc)                                                     \
    { name, structseq_long_get, NULL, doc, (void *)(uintptr_t)(index) }
/* The slots prefix_dealloc, prefix_traverse and prefix_block_size. */
#define STRUCTSEQ_LONG_MEMORY(prefix, all)                                                         \
    static void prefix##_dealloc(VM *vm, Object *self) {                                           \
        structseq_long_dealloc(vm, self, all);                                                     \
    }                                                                                              \
    static int prefix##_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {                 \
        return structseq_long_traverse(vm, self, all, visit, ctx);                                 \
    }                                                                                              \
    static size_t prefix##_block_size(const Object *self) {                                        \
        UNUSED(self);                                                                              \
        return sizeof(Tuple) + (all) * sizeof(Object *);                                           \
    }
#define STRUCTSEQ_LONG_SPEC(prefix, name_, fields, doc_)                                           \
    {                                                                                              \
        .name = name_, .doc = doc_, .base = SHAPE_TUPLE,                                           \
        .flags = TYPE_CONTAINER | TYPE_SUB_TUPLE | TYPE_PERMANENT, .size = sizeof(Tuple),          \
        .item_size = sizeof(Object *),                                                             \
        .slots = {.dealloc = prefix##_dealloc,                                                     \
                  .traverse = prefix##_traverse,                                                   \
                  .block_size = prefix##_block_size,                                               \
                  .repr = structseq_repr,                                                          \
                  .new = prefix##_new},                                                            \
        .getset = fields                                                                           \
    }

#endif
