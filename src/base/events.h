/*
 * Events: what lower rooms tell those who watch.
 *
 * An event is a kind, an address and a number. Whoever emits one tests the hook for NULL first;
 * fast paths emit none (while somebody watches, they are switched off). A listener must not
 * allocate from the heap it watches and must not change any count.
 *
 * A new event is one line in EVENT_LIST.
 */
#ifndef ADDER_BASE_EVENTS_H
#define ADDER_BASE_EVENTS_H

#include <stddef.h>

/*      name             what                  number */
#define EVENT_LIST(X)                                                                              \
    X(ALLOC)    /* the block             its size in bytes */                                      \
    X(FREE)     /* the block             its size in bytes */                                      \
    X(GC_START) /* NULL                  the generation */                                         \
    X(GC_TRASH) /* the object            0: it was found unreachable, and may yet be revived */    \
    X(GC_STOP)  /* NULL                  number of objects that were not revived */

typedef enum EventKind {
#define X(name) EVENT_##name,
    EVENT_LIST(X)
#undef X
        EVENT_COUNT
} EventKind;

typedef void (*EventHook)(void *context, EventKind kind, void *what, size_t number);

#endif
