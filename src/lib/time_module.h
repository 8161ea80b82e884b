/* The module time. */
#ifndef ADDER_LIB_TIME_MODULE_H
#define ADDER_LIB_TIME_MODULE_H

#include <time.h>

#include "object/runtime.h"

Object *module_time(VM *vm);

/* time_struct.c. struct_time_make adds the class to the module; false with an error. */
bool struct_time_make(VM *vm, Object *module);
Object *struct_time_from_tm(VM *vm, const struct tm *tm);
/* time_clock.c; false with an error. */
bool time_clock_init(VM *vm, Object *module);

#endif
