/* Special methods and slots: one line of the table that links "__add__" with Slots.nb_add.
 *
 * The table is in slots.c; types/descr.c needs its lines to show a slot of a built-in type as a wrapper
 * descriptor ("<slot wrapper '__add__' of 'int' objects>") and to call it.
 */
#ifndef ADDER_OBJECT_SLOTDEF_H
#define ADDER_OBJECT_SLOTDEF_H

#include "object/type.h"

/* Calls the slot `function` the way Python calls the method: checks args and converts the result. */
typedef Object *(*SlotWrapperFn)(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames, void *function);

typedef struct SlotDef {
    const char *name; /* "__add__" */
    size_t offset;    /* of the slot in Slots */
    void *function;   /* what a Python class gets in the slot: calls the method */
    SlotWrapperFn wrapper;
    const char *doc;
    bool keywords; /* the wrapper takes keyword arguments: __init__, __call__ */
} SlotDef;

#endif
