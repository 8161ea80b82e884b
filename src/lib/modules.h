/* The functions that make the built-in modules, as modules.def lists them. */
#ifndef ADDER_LIB_MODULES_H
#define ADDER_LIB_MODULES_H

#include "object/runtime.h"

#define X(name, init) Object *init(VM *vm);
#include "lib/modules.def"
#undef X

#endif
