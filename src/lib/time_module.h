/* The module time. */
#ifndef ADDER_LIB_TIME_MODULE_H
#define ADDER_LIB_TIME_MODULE_H

#include "object/runtime.h"

Object *module_time(VM *vm);

#endif
