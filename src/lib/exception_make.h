/* Exception classes that modules make: struct.error, binascii.Error ... */
#ifndef ADDER_LIB_EXCEPTION_MAKE_H
#define ADDER_LIB_EXCEPTION_MAKE_H

#include "lib/lib.h"

/* *place is the class `module`.`name` of the base, made if it is NULL. false with an error. */
bool exception_make(VM *vm, Object **place, const char *module, const char *name, Type *base);
/* The same with several bases: a tuple, stolen; NULL: an error has been raised. */
bool exception_make_from(VM *vm, Object **place, const char *module, const char *name,
                         Object *bases);
/* Raises an instance with a formatted text (as str_format); returns NULL. */
Object *exception_raise(VM *vm, Object *cls, const char *format, ...);

#endif
