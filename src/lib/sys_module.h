/* The module sys, in four files. */
#ifndef ADDER_LIB_SYS_MODULE_H
#define ADDER_LIB_SYS_MODULE_H

#include "object/runtime.h"

Object *module_sys(VM *vm);
extern const MethodDef
    sys_memory_methods[]; /* getrefcount getsizeof getallocatedblocks _debugmallocstats */
extern const MethodDef sys_hook_methods[]; /* settrace and what else does not do much */
extern const MethodDef
    sys_async_methods[]; /* hooks of asynchronous generators, coroutine origins */
Object *sys_thread_info(VM *vm);

#endif
