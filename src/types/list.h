/* list. */
#ifndef ADDER_TYPES_LIST_H
#define ADDER_TYPES_LIST_H

#include "object/alloc.h"

typedef struct List {
    Object head;
    Object **items; /* raw buffer of cap references, NULL when cap is 0 */
    uint32_t len, cap;
} List;
#define LIST(o) ((List *)(o))
#define LIST_LEN(o) (((List *)(o))->len)
#define LIST_ITEM(o, i) (((List *)(o))->items[i])

Object *list_new(VM *vm, size_t cap);                      /* empty, tracked */
Object *list_from(VM *vm, Object *const *items, size_t n); /* borrows the items */
Object *list_from_steal(VM *vm, Object **items,
                        size_t n); /* takes them over; released on failure */
Object *list_from_iterable(VM *vm, Object *iterable);
int list_append(VM *vm, Object *list, Object *item);       /* borrows */
int list_append_steal(VM *vm, Object *list, Object *item); /* takes the item even on failure */
int list_extend(VM *vm, Object *list, Object *iterable);
int list_insert(VM *vm, Object *list, int64_t i, Object *item);
Object *list_to_tuple(VM *vm, Object *list);
int list_sort(VM *vm, Object *list, Object *key, bool reverse);
int list_reverse(VM *vm, Object *list);
Object *list_slice(VM *vm, Object *list, size_t start, size_t end);

/* After object_fast_sequence: items and length of an exact or derived list or tuple. */
Object **fast_items(Object *sequence_vm_list_or_tuple, VM *vm);
size_t fast_len(Object *sequence, VM *vm);

typedef struct IndexIterator { /* list, tuple, str, bytes and sequence iterators */
    Object head;
    Object *sequence; /* NULL when exhausted */
    int64_t index;
} IndexIterator;

#endif
