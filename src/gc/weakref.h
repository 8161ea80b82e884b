/*
 * Weak references: the table from objects to the weak references to them.
 *
 * Objects have no field for weak references. FLAG_WEAKREFS in the header says that the table has an
 * entry: the first of a doubly linked list, in CPython's order: the plain reference without
 * callback, the proxy without callback, then the others, newest first.
 *
 * Invariants: FLAG_WEAKREFS is set if and only if the table has an entry; an entry's list is not
 * empty; a dead reference (referent NULL) is in no list.
 *
 * A weak reference is tracked as soon as it is linked.
 *
 * Ownership: nobody owns the list; a weak reference unlinks itself when it dies. It owns its
 * callback.
 */
#ifndef ADDER_GC_WEAKREF_H
#define ADDER_GC_WEAKREF_H

#include "object/alloc.h"

typedef struct WeakRef { /* weakref.ref, proxy and their subclasses */
    Object head;
    Object *referent; /* borrowed; NULL: dead */
    Object *callback; /* or NULL */
    struct WeakRef *next, *prev;
    Hash hash; /* of the referent, once asked for; -1 */
} WeakRef;
#define WEAKREF(o) ((WeakRef *)(o))

struct WeakTable {
    WeakRef **slots; /* open addressing by address of the referent */
    uint32_t bits;   /* 1 << bits slots; 0: none yet */
    uint32_t len;
};

bool weakrefs_init(VM *vm);
void weakrefs_deinit(VM *vm);

/* Objects that wait for their destruction (object.c) use their count for something else, but are no
 * longer tracked; live weak references always are. */
static inline bool weakref_is_alive(const WeakRef *r) {
    return gc_is_tracked(r);
}

/* First in o's list (maybe one that is dying) or NULL; their number. */
WeakRef *weakrefs_first(VM *vm, Object *o);
size_t weakrefs_count(VM *vm, Object *o);

/* Makes r, whose type is set and whose other fields are undefined, refer to o. The callback
 * (borrowed) may be NULL. -1 with MemoryError; r is then dead and valid. The caller checks that o's
 * type allows weak references. */
int weakref_link(VM *vm, WeakRef *r, Object *o, Object *callback);
/* The reference dies without its callback being called; idempotent. Keeps the callback. */
void weakref_unlink(VM *vm, WeakRef *r);
/* The same, and releases the callback. */
void weakref_clear(VM *vm, WeakRef *r);

/* o is dying: clears all references to it, then calls the callbacks in the list's order. Keeps the
 * error indicator; errors of callbacks go to sys.unraisablehook. */
void weakrefs_clear(VM *vm, Object *o);
/* The same without calling anything. */
void weakrefs_forget(VM *vm, Object *o);
void weakref_call_back(VM *vm, WeakRef *r, Object *callback);
/* Has any of them a callback that is not `silent`? */
bool weakrefs_call_back(VM *vm, bool (*silent)(const Object *callback));

/* Is o a weak reference or proxy object? */
bool weakref_check(VM *vm, const Object *o);

#endif
