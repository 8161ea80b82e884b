/* The module builtins, in several files. */
#ifndef ADDER_LIB_BUILTINS_H
#define ADDER_LIB_BUILTINS_H

#include "object/runtime.h"

Object *module_builtins(VM *vm);
extern const MethodDef builtins_iter_methods[];  /* all any iter max min next sorted sum */
extern const MethodDef builtins_async_methods[]; /* aiter anext */
extern const MethodDef builtins_class_methods[]; /* __build_class__ */
bool builtins_add_exit(VM *vm, Object *module);  /* exit quit */

#endif
