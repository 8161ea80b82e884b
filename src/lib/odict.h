/* collections.OrderedDict: a dict whose order can be changed, and counts in comparisons. */
#ifndef ADDER_LIB_ODICT_H
#define ADDER_LIB_ODICT_H

#include "lib/module_make.h"

/* Adds the type to the module _collections. */
bool odict_init(VM *vm, Object *module);

/* odict_views.c: the hidden types of the views and of the iterator. */
bool odict_views_init(VM *vm);
/* which: 0 keys, 1 values, 2 items. */
Object *odict_view_new(VM *vm, Object *dict, int which);
Object *odict_iterator_new(VM *vm, Object *dict, int which, bool reverse);

#endif
