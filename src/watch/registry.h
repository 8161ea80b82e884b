/* The numbers of the objects that have been shown. An object keeps its number until its block is
 * freed; a later object at the same address gets a new one. */
#ifndef ADDER_WATCH_REGISTRY_H
#define ADDER_WATCH_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct KnownObject {
    const void *address; /* NULL: it has died */
    uint32_t number;     /* from 1, in order of first appearance */
    uint32_t count;      /* references when last shown */
    uint32_t shown_in;   /* step in which it was last shown */
    char *text;          /* as last shown (owned) */
} KnownObject;

typedef struct Death {
    uint32_t number;
    char *text;         /* owned */
    int64_t collection; /* 0: by count; else the collection's number */
} Death;

typedef struct Registry {
    KnownObject *objects; /* by number - 1 */
    size_t len, cap;
    uint32_t *slots; /* open addressing by address: number, 0 empty, UINT32_MAX deleted */
    size_t slot_cap, slot_used;
    Death *deaths; /* since registry_forget_deaths, in order */
    size_t death_len, death_cap;
    bool failed; /* out of memory: pictures are incomplete */
} Registry;

void registry_init(Registry *r);
void registry_deinit(Registry *r);
/* The object's number, or 0. */
uint32_t registry_find(const Registry *r, const void *address);
/* The object's entry, made if it is new. NULL: no memory. */
KnownObject *registry_add(Registry *r, const void *address);
KnownObject *registry_get(Registry *r, uint32_t number);
/* A block is freed: if it is a known object, it has died. */
void registry_died(Registry *r, const void *address, int64_t collection);
void registry_forget_deaths(Registry *r);

#endif
