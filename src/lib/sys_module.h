/* The module sys, in two files. */
#ifndef ADDER_LIB_SYS_MODULE_H
#define ADDER_LIB_SYS_MODULE_H

#include "object/runtime.h"

Object *module_sys(VM *vm);
extern const MethodDef
    sys_memory_methods[]; /* getrefcount getsizeof getallocatedblocks _debugmallocstats */

#endif
