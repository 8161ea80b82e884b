#include "watch/registry.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define DELETED UINT32_MAX

void registry_init(Registry *r) {
    *r = (Registry){0};
}

void registry_deinit(Registry *r) {
    registry_forget_deaths(r);
    for (size_t i = 0; i < r->len; i++) {
        free(r->objects[i].text);
    }
    free(r->objects);
    free(r->slots);
    free(r->deaths);
}

static size_t slot_start(const Registry *r, const void *address) {
    return (size_t)hash_mix((uint64_t)(uintptr_t)address) & (r->slot_cap - 1);
}

/* The slot that names address, or SIZE_MAX. */
static size_t find_slot(const Registry *r, const void *address) {
    if (!r->slot_cap) {
        return SIZE_MAX;
    }
    for (size_t i = slot_start(r, address);; i = (i + 1) & (r->slot_cap - 1)) {
        uint32_t number = r->slots[i];
        if (number == 0) {
            return SIZE_MAX;
        }
        if (number != DELETED && r->objects[number - 1].address == address) {
            return i;
        }
    }
}

uint32_t registry_find(const Registry *r, const void *address) {
    size_t slot = find_slot(r, address);
    return slot == SIZE_MAX ? 0 : r->slots[slot];
}

KnownObject *registry_get(Registry *r, uint32_t number) {
    return &r->objects[number - 1];
}

static void insert_slot(Registry *r, const void *address, uint32_t number) {
    size_t i = slot_start(r, address);
    while (r->slots[i] != 0) {
        i = (i + 1) & (r->slot_cap - 1);
    }
    r->slots[i] = number;
    r->slot_used++;
}

static bool grow_slots(Registry *r) {
    size_t cap = r->slot_cap ? r->slot_cap * 2 : 256;
    uint32_t *slots = calloc(cap, sizeof *slots);
    if (!slots) {
        return false;
    }
    free(r->slots);
    r->slots = slots;
    r->slot_cap = cap;
    r->slot_used = 0;
    for (size_t i = 0; i < r->len; i++) {
        if (r->objects[i].address) {
            insert_slot(r, r->objects[i].address, r->objects[i].number);
        }
    }
    return true;
}

KnownObject *registry_add(Registry *r, const void *address) {
    uint32_t known = registry_find(r, address);
    if (known) {
        return registry_get(r, known);
    }
    if ((r->slot_used + 1) * 2 > r->slot_cap && !grow_slots(r)) {
        r->failed = true;
        return NULL;
    }
    if (r->len == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 128;
        KnownObject *objects = realloc(r->objects, cap * sizeof *objects);
        if (!objects) {
            r->failed = true;
            return NULL;
        }
        r->objects = objects;
        r->cap = cap;
    }
    KnownObject *o = &r->objects[r->len++];
    *o = (KnownObject){.address = address, .number = (uint32_t)r->len};
    insert_slot(r, address, o->number);
    return o;
}

void registry_died(Registry *r, const void *address, int64_t collection) {
    size_t slot = find_slot(r, address);
    if (slot == SIZE_MAX) {
        return;
    }
    KnownObject *o = registry_get(r, r->slots[slot]);
    r->slots[slot] = DELETED;
    o->address = NULL;
    if (r->death_len == r->death_cap) {
        size_t cap = r->death_cap ? r->death_cap * 2 : 16;
        Death *deaths = realloc(r->deaths, cap * sizeof *deaths);
        if (!deaths) {
            r->failed = true;
            return;
        }
        r->deaths = deaths;
        r->death_cap = cap;
    }
    r->deaths[r->death_len++] = (Death){o->number, o->text, collection};
    o->text = NULL;
}

void registry_forget_deaths(Registry *r) {
    for (size_t i = 0; i < r->death_len; i++) {
        free(r->deaths[i].text);
    }
    r->death_len = 0;
}
