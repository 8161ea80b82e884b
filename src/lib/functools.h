/* What functools_lru.c has for the module _functools. */
#ifndef ADDER_LIB_FUNCTOOLS_H
#define ADDER_LIB_FUNCTOOLS_H

#include "lib/module_make.h"

extern const TypeSpec lru_cache_spec, lru_link_spec;

#endif
