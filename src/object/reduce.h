/* object.__reduce_ex__, __reduce__ and __getstate__: how copy and pickle take objects apart. */
#ifndef ADDER_OBJECT_REDUCE_H
#define ADDER_OBJECT_REDUCE_H

#include "object/runtime.h"

Object *object_reduce_ex(VM *vm, Object *self, Object *protocol);
Object *object_reduce(VM *vm, Object *self);
Object *object_getstate(VM *vm, Object *self);

#endif
