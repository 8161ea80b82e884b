/* Slots and special methods: which dunder name stands for which slot of a type.
 *
 * For a built-in type the slot is the C function and the dunder method a *wrapper descriptor*
 * around it (int.__add__). For a Python class the method is Python code and the slot a *slot
 * function* that looks it up and calls it. The table in slot_table.c serves both directions.
 * Several names may share a slot (__add__ and __radd__), and a name may fill several slots
 * (__len__).
 */
#ifndef ADDER_OBJECT_SLOTS_H
#define ADDER_OBJECT_SLOTS_H

#include "object/runtime.h"

/* Calls a built-in type's slot `function` for self with arguments from Python (self not among
 * them); checks their number. */
typedef Object *(*WrapFn)(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,
                          void *function);

typedef struct SlotDef {
    const char *name;
    uint32_t id;     /* ID_x of the name */
    uint32_t offset; /* in Slots */
    void *generic;   /* the slot function that calls Python code; NULL: never put in a class */
    WrapFn wrap;     /* NULL: no wrapper descriptor is made */
    bool keywords;   /* wrap takes keyword arguments; otherwise the wrapper descriptor's call slot
                        raises "wrapper __x__() takes no keyword arguments" */
    const char *doc; /* "__add__($self, value, /)\n--\n\nReturn self+value." */
} SlotDef;

/* The object made by descr_new_wrapper (types/descr.c), of type SHAPE_WRAPPER_DESCRIPTOR. */
typedef struct WrapperDescr {
    Object head;
    Type *type; /* owned; where it was defined: __objclass__ */
    const SlotDef *def;
    void *function;
} WrapperDescr;

/* The address of a slot by its offset. */
static inline void **slot_at(Type *t, uint32_t offset) {
    return (void **)(void *)((char *)&t->slots + offset);
}

#endif
