/* Private to list*.c.
 *
 * While a list is being sorted it is empty and FLAG_LIST_SORTING is set; whatever gives it a buffer
 * clears the flag, and so the sort notices that the list was changed.
 */
#ifndef ADDER_TYPES_LIST_IMPL_H
#define ADDER_TYPES_LIST_IMPL_H

#include "types/sequence.h"

enum { FLAG_LIST_SORTING = 1 << 4 };

/* Makes room for len items and sets the length; new places are not initialised. false: MemoryError
 * raised (never when shrinking). */
bool list_resize(VM *vm, List *list, size_t len);
void list_clear_items(VM *vm, Object *o);
/* list[start:stop] = value (any iterable; NULL deletes). */
int list_assign_slice(VM *vm, Object *list, int64_t start, int64_t stop, Object *value);

/* Slots in list_slice.c, list_iterator.c, list_sort.c. */
Object *list_subscript(VM *vm, Object *o, Object *key);
int list_ass_subscript(VM *vm, Object *o, Object *key, Object *value);
Object *list_iter(VM *vm, Object *o);
Object *list_reversed_method(VM *vm, Object *self);
Object *list_sort_method(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);

#endif
