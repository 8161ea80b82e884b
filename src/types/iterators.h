/* Iterators that belong to no single type. */
#ifndef ADDER_TYPES_ITERATORS_H
#define ADDER_TYPES_ITERATORS_H

#include "types/list.h"

Object *seq_iterator_new(VM *vm, Object *sequence); /* __getitem__ protocol */
Object *callable_iterator_new(VM *vm, Object *callable, Object *sentinel); /* iter(f, sentinel) */

#endif
