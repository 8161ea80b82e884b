/* super: what the evaluation loop does without a call of the type or a bound method. */
#ifndef ADDER_TYPES_SUPER_H
#define ADDER_TYPES_SUPER_H

#include "object/alloc.h"

/* super() in the running frame: new reference, NULL with RuntimeError or TypeError. */
Object *super_here(VM *vm);
/* The plain function that the attribute `name` (an interned str) of a bound super object is, and
 * the object to call it with: new references. NULL without an error: something else, get the
 * attribute. */
Object *super_get_function(VM *vm, Object *self, Object *name, Object **object);

#endif
