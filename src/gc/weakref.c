#include "gc/weakref.h"

#include <string.h>

#include "base/hash.h"
#include "object/call.h"
#include "object/error.h"

enum { FIRST_BITS = 4 };

static Object *first_or_none(VM *vm, Object *o) {
    for (WeakRef *r = weakrefs_first(vm, o); r; r = r->next) {
        if (weakref_is_alive(r)) {
            return new_ref(OBJ(r));
        }
    }
    return none_ref(vm);
}

bool weakrefs_init(VM *vm) {
    vm->weakrefs = heap_alloc(&vm->heap, HEAP_RAW, sizeof(WeakTable));
    if (!vm->weakrefs) {
        return false;
    }
    *vm->weakrefs = (WeakTable){NULL, 0, 0};
    vm->weakrefs_clear = weakrefs_clear;
    vm->weakref_first = first_or_none;
    return true;
}

static size_t table_size(const WeakTable *table) {
    return ((size_t)1 << table->bits) * sizeof *table->slots;
}

void weakrefs_deinit(VM *vm) {
    WeakTable *table = vm->weakrefs;
    if (!table) {
        return;
    }
    if (table->slots) {
        heap_free(&vm->heap, HEAP_RAW, table->slots, table_size(table));
    }
    heap_free(&vm->heap, HEAP_RAW, table, sizeof *table);
    vm->weakrefs = NULL;
    vm->weakrefs_clear = NULL;
    vm->weakref_first = NULL;
}

/* ------------------------------------------------------------------ table */

/* The slot of o's list, or the empty slot where it would go. */
static WeakRef **find_slot(const WeakTable *table, const Object *o) {
    size_t mask = ((size_t)1 << table->bits) - 1;
    size_t i = hash_address(o, table->bits);
    while (table->slots[i] && table->slots[i]->referent != o) {
        i = (i + 1) & mask;
    }
    return &table->slots[i];
}

static bool table_grow(VM *vm) {
    WeakTable *table = vm->weakrefs;
    WeakTable bigger = {NULL, table->slots ? table->bits + 1 : FIRST_BITS, table->len};
    bigger.slots = raw_alloc(vm, table_size(&bigger));
    if (!bigger.slots) {
        return false;
    }
    memset(bigger.slots, 0, table_size(&bigger));
    if (table->slots) {
        for (size_t i = 0; i < (size_t)1 << table->bits; i++) {
            if (table->slots[i]) {
                *find_slot(&bigger, table->slots[i]->referent) = table->slots[i];
            }
        }
        heap_free(&vm->heap, HEAP_RAW, table->slots, table_size(table));
    }
    *table = bigger;
    return true;
}

/* Empties a slot; later entries of the same run move up so that no search stops too early. */
static void table_remove(WeakTable *table, WeakRef **slot) {
    size_t mask = ((size_t)1 << table->bits) - 1;
    size_t hole = (size_t)(slot - table->slots);
    size_t i = hole;
    table->slots[hole] = NULL;
    table->len--;
    for (;;) {
        i = (i + 1) & mask;
        if (!table->slots[i]) {
            return;
        }
        size_t home = hash_address(table->slots[i]->referent, table->bits);
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            table->slots[hole] = table->slots[i];
            table->slots[i] = NULL;
            hole = i;
        }
    }
}

WeakRef *weakrefs_first(VM *vm, Object *o) {
    return has_flag(o, FLAG_WEAKREFS) ? *find_slot(vm->weakrefs, o) : NULL;
}

size_t weakrefs_count(VM *vm, Object *o) {
    size_t n = 0;
    for (WeakRef *r = weakrefs_first(vm, o); r; r = r->next) {
        n++;
    }
    return n;
}

/* ------------------------------------------------------------------ links */

/* A reference or proxy of the exact built-in type without callback is shared: at most one of each
 * is in a list, and they come first. */
static bool is_shared(const WeakRef *r, uint32_t shape) {
    return r && !r->callback && is_exact(&r->head, shape);
}

static bool is_shared_proxy(const WeakRef *r) {
    return is_shared(r, SHAPE_WEAKPROXY) || is_shared(r, SHAPE_WEAKCALLABLEPROXY);
}

static void link_after(WeakRef **first, WeakRef *before, WeakRef *r) {
    r->prev = before;
    r->next = before ? before->next : *first;
    if (r->next) {
        r->next->prev = r;
    }
    if (before) {
        before->next = r;
    } else {
        *first = r;
    }
}

int weakref_link(VM *vm, WeakRef *r, Object *o, Object *callback) {
    WeakTable *table = vm->weakrefs;
    r->referent = NULL;
    r->callback = NULL;
    r->next = r->prev = NULL;
    r->hash = -1;
    if (!has_flag(o, FLAG_WEAKREFS) &&
        (!table->slots || (size_t)(table->len + 1) * 3 > (size_t)2 << table->bits) &&
        !table_grow(vm)) {
        return -1;
    }
    WeakRef **first = find_slot(table, o);
    r->referent = o;
    if (callback) {
        r->callback = new_ref(callback);
    }
    WeakRef *before = NULL;
    if (is_shared(*first, SHAPE_WEAKREF) && !is_shared(r, SHAPE_WEAKREF)) {
        before = *first;
    }
    WeakRef *second = before ? before->next : *first;
    if (is_shared_proxy(second) && !is_shared(r, SHAPE_WEAKREF) && !is_shared_proxy(r)) {
        before = second;
    }
    link_after(first, before, r);
    if (!has_flag(o, FLAG_WEAKREFS)) {
        set_flag(o, FLAG_WEAKREFS);
        table->len++;
    }
    return 0;
}

void weakref_unlink(VM *vm, WeakRef *r) {
    Object *o = r->referent;
    if (!o) {
        return;
    }
    if (r->next) {
        r->next->prev = r->prev;
    }
    if (r->prev) {
        r->prev->next = r->next;
    } else {
        WeakRef **slot = find_slot(vm->weakrefs, o);
        if (r->next) {
            *slot = r->next;
        } else {
            table_remove(vm->weakrefs, slot);
            clear_flag(o, FLAG_WEAKREFS);
        }
    }
    r->referent = NULL;
    r->next = r->prev = NULL;
}

void weakref_clear(VM *vm, WeakRef *r) {
    weakref_unlink(vm, r);
    clear_ref(vm, r->callback);
}

/* ------------------------------------------------------------------ death of the referent */

void weakref_call_back(VM *vm, WeakRef *r, Object *callback) {
    Object *result = call1(vm, callback, OBJ(r));
    if (result) {
        decref(vm, result);
    } else {
        error_unraisable(vm, callback);
    }
}

void weakrefs_forget(VM *vm, Object *o) {
    WeakRef *r;
    while ((r = weakrefs_first(vm, o))) {
        weakref_clear(vm, r);
    }
}

void weakrefs_clear(VM *vm, Object *o) {
    /* All die before any callback runs. Those with a callback are kept alive and in order in a
     * chain through `next`, which a dead reference does not use otherwise. */
    WeakRef *chain = NULL, **end = &chain;
    WeakRef *r;
    while ((r = weakrefs_first(vm, o))) {
        weakref_unlink(vm, r);
        if (r->callback && weakref_is_alive(r)) {
            incref(r);
            *end = r;
            end = &r->next;
        }
    }
    if (!chain) {
        return;
    }
    Object *error = error_fetch(vm);
    while ((r = chain)) {
        chain = r->next;
        r->next = NULL;
        Object *callback = r->callback;
        r->callback = NULL;
        if (callback) {
            weakref_call_back(vm, r, callback);
            decref(vm, callback);
        }
        decref(vm, r);
    }
    error_restore(vm, error);
}

bool weakref_check(VM *vm, const Object *o) {
    if (is_exact(o, SHAPE_WEAKREF) || is_exact(o, SHAPE_WEAKPROXY) ||
        is_exact(o, SHAPE_WEAKCALLABLEPROXY)) {
        return true;
    }
    const Type *type = type_of(vm, o);
    return type->solid && type->solid == TYPE(vm, WEAKREF);
}

bool weakrefs_call_back(VM *vm, bool (*silent)(const Object *callback)) {
    const WeakTable *table = vm->weakrefs;
    for (size_t i = 0; table && table->slots && i < (size_t)1 << table->bits; i++) {
        for (const WeakRef *r = table->slots[i]; r; r = r->next) {
            if (r->callback && !silent(r->callback)) {
                return true;
            }
        }
    }
    return false;
}
