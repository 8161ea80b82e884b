/* The order of a dict's pairs: for OrderedDict. Dicts keep it anyway; here it is changed. */
#ifndef ADDER_TYPES_DICT_ORDER_H
#define ADDER_TYPES_DICT_ORDER_H

#include "types/dict.h"

/* Moves the pair of a key behind all others, or before them: 1, 0 the key is absent, -1 error. In
 * constant time on the average. */
int dict_move(VM *vm, Object *d, Object *key, bool last);
/* Takes the first pair out (owned by the caller); false: empty. Quick also when many pairs before
 * it were deleted. */
bool dict_pop_first(VM *vm, Object *d, Object **key, Object **value);

#endif
