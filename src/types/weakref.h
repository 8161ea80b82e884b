/* weakref.ref and weakref.proxy. The links between objects and weak references are in gc/weakref.h.
 */
#ifndef ADDER_TYPES_WEAKREF_H
#define ADDER_TYPES_WEAKREF_H

#include "gc/weakref.h"

/* A weak reference of the type to o, an existing one if it can be shared. callback: borrowed, NULL
 * or None for none. NULL with TypeError if o's type does not allow weak references. */
Object *weakref_new(VM *vm, Type *type, Object *o, Object *callback);
Object *weakproxy_new(VM *vm, Object *o, Object *callback);
/* What a weak reference or proxy refers to: borrowed, NULL if it is dead. */
Object *weakref_get(VM *vm, Object *r);

#endif
