/* Warnings of the runtime itself: by the module `warnings`, which is imported for the first one. */
#ifndef ADDER_OBJECT_WARN_H
#define ADDER_OBJECT_WARN_H

#include "object/runtime.h"

/* category: EXC_x; format as for raise. 0, or -1 with an error: a filter may turn a warning into
 * one. Without the module nothing happens. */
int warn(VM *vm, int category, const char *format, ...);

#endif
