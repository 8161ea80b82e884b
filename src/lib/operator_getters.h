/* itemgetter, attrgetter and methodcaller. */
#ifndef ADDER_LIB_OPERATOR_GETTERS_H
#define ADDER_LIB_OPERATOR_GETTERS_H

#include "lib/module_make.h"

extern const TypeSpec itemgetter_spec, attrgetter_spec, methodcaller_spec;

#endif
