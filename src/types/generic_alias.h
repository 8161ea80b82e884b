/* list[int] and int | str. */
#ifndef ADDER_TYPES_GENERIC_ALIAS_H
#define ADDER_TYPES_GENERIC_ALIAS_H

#include "object/runtime.h"

Object *generic_alias_new(VM *vm, Object *origin,
                          Object *args);        /* args: tuple or one object; borrows */
Object *union_or(VM *vm, Object *a, Object *b); /* nb_or of type: NotImplemented if not type-like */
/* The tuple of a types.UnionType's members. Borrowed. */
Object *union_args(Object *o);

#endif
