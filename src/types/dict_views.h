/* Views of a dict (keys, values, items) and its iterators. */
#ifndef ADDER_TYPES_DICT_VIEWS_H
#define ADDER_TYPES_DICT_VIEWS_H

#include "types/dict.h"

typedef struct DictView {
    Object head;
    Object *dict;
} DictView;

typedef struct DictIterator {
    Object head;
    Object *dict;      /* NULL when exhausted */
    Object *pair;      /* of items: the tuple given out last; NULL at first */
    uint32_t position; /* next entry; of a reverse iterator: entries still to look at */
    uint32_t len;      /* of the dict when the iteration began; UINT32_MAX: a change was reported */
    uint32_t left;
} DictIterator;

/* shape: SHAPE_DICT_KEYS, _VALUES or _ITEMS. Borrows the dict. */
Object *dict_view_new(VM *vm, Object *dict, uint32_t shape);
/* shape: SHAPE_DICT_KEY_ITERATOR ... SHAPE_DICT_REVERSE_ITEM_ITERATOR. Borrows the dict. */
Object *dict_iterator_new(VM *vm, Object *dict, uint32_t shape);

#endif
