/* Putting destruction off. */
#ifndef ADDER_OBJECT_DEFERRED_H
#define ADDER_OBJECT_DEFERRED_H

#include "object/object.h"

/* Between these two calls containers whose count becomes zero are put aside: no destructor runs.
 * The second one destroys them, the last one to be put aside first. */
void object_defer_begin(VM *vm);
void object_defer_end(VM *vm);

#endif
