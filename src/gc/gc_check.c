/* The checker: every count recomputed from all references. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "gc/search.h"
#include "gc/weakref.h"

typedef struct Entry {
    Object *object;
    uint32_t found; /* references to it */
    bool container;
} Entry;

typedef struct Check {
    VM *vm;
    Entry *entries; /* open addressing by address */
    unsigned bits;
    size_t weak_flags;
    bool exact;
    Object *holder;
    const char *wrong;
    Object *culprit;
} Check;

static bool fail(Check *check, const char *text, Object *culprit) {
    if (!check->wrong) {
        check->wrong = text;
        check->culprit = culprit;
    }
    return false;
}

static Entry *find(const Check *check, const Object *o) {
    size_t mask = ((size_t)1 << check->bits) - 1;
    size_t i = hash_address(o, check->bits);
    while (check->entries[i].object && check->entries[i].object != o) {
        i = (i + 1) & mask;
    }
    return &check->entries[i];
}

static bool enter(void *context, void *block, size_t size) {
    Check *check = context;
    UNUSED(size);
    find(check, block)->object = block;
    return true;
}

static bool enter_container(void *context, void *block, size_t size) {
    enter(context, block, size);
    find(context, block)->container = true;
    return true;
}

static int visit_reference(Object *o, void *ctx) {
    Check *check = ctx;
    Entry *entry = find(check, o);
    if (!entry->object) {
        fail(check, "reference to something that is not a live object", check->holder);
        return 1;
    }
    entry->found++;
    return 0;
}

static int visit_tracked(Object *o, void *ctx) {
    UNUSED(ctx);
    return gc_is_tracked(o);
}

static bool check_container(Check *check, Object *o) {
    VM *vm = check->vm;
    Heap *h = &vm->heap;
    if (shape_of(o) >= vm->shape_len || !type_of(vm, o)) {
        return fail(check, "object of no type", o);
    }
    if (!gc_is_tracked(o) && heap_generation(h, o) != GC_FROZEN) {
        return fail(check, "object in a generation, but not tracked", o);
    }
    if (!vm->gc_collecting && heap_is_suspect(h, o)) {
        return fail(check, "suspect outside a collection", o);
    }
    if (o->count == 0 && !check->exact) {
        return true; /* it is being destroyed: some of its fields may be gone */
    }
    check->holder = o;
    if (gc_traverse(vm, o, visit_reference, check) != 0) {
        return fail(check, "traverse stopped without being asked to", o);
    }
    if (check->exact && !gc_is_tracked(o) &&
        (is_exact(o, SHAPE_TUPLE) || is_exact(o, SHAPE_DICT)) &&
        gc_traverse(vm, o, visit_tracked, check) != 0) {
        return fail(check, "untracked tuple or dict holds something tracked", o);
    }
    return true;
}

static bool check_weakrefs(Check *check, Object *o) {
    if (!has_flag(o, FLAG_WEAKREFS)) {
        return true;
    }
    check->weak_flags++;
    WeakRef *first = weakrefs_first(check->vm, o);
    if (!first) {
        return fail(check, "flag of weak references set, but there are none", o);
    }
    WeakRef *previous = NULL;
    for (WeakRef *r = first; r; previous = r, r = r->next) {
        if (!find(check, &r->head)->object) {
            return fail(check, "dead object in a list of weak references", o);
        }
        if (r->referent != o || r->prev != previous) {
            return fail(check, "list of weak references is broken", o);
        }
    }
    return true;
}

static bool check_counts(Check *check, const Entry *entry) {
    Object *o = entry->object;
    if (o->count >= COUNT_SATURATED) {
        return true;
    }
    if (o->count < entry->found) {
        return fail(check, "count is lower than the references found", o);
    }
    if (check->exact && entry->container && o->count != entry->found) {
        return fail(check, "count is higher than the references found", o);
    }
    return true;
}

static void check_all(Check *check) {
    VM *vm = check->vm;
    size_t slots = (size_t)1 << check->bits;
    for (size_t i = 0; i < slots; i++) {
        Entry *entry = &check->entries[i];
        if (entry->object && ((entry->container && !check_container(check, entry->object)) ||
                              !check_weakrefs(check, entry->object))) {
            return;
        }
    }
    check->holder = NULL;
    if (gc_visit_roots(vm, visit_reference, check) != 0 ||
        (vm->gc->visit_roots && vm->gc->visit_roots(vm, visit_reference, check) != 0)) {
        return;
    }
    if (vm->weakrefs && check->weak_flags != vm->weakrefs->len) {
        fail(check, "table of weak references has entries without objects", NULL);
        return;
    }
    for (size_t i = 0; i < slots; i++) {
        if (check->entries[i].object && !check_counts(check, &check->entries[i])) {
            return;
        }
    }
}

const char *gc_check(VM *vm, bool exact, Object **culprit) {
    if (culprit) {
        *culprit = NULL;
    }
    const char *wrong = heap_check(&vm->heap);
    if (wrong) {
        return wrong;
    }
    Check check = {.vm = vm, .exact = exact && vm->gc->visit_roots};
    check.bits = 6;
    while ((size_t)1 << check.bits < heap_live_count(&vm->heap) * 2) {
        check.bits++;
    }
    check.entries = calloc((size_t)1 << check.bits, sizeof *check.entries);
    if (!check.entries) {
        return NULL; /* cannot tell */
    }
    heap_walk(&vm->heap, HEAP_CONTAINER, enter_container, &check);
    heap_walk(&vm->heap, HEAP_ATOMIC, enter, &check);
    check_all(&check);
    free(check.entries);
    if (culprit) {
        *culprit = check.culprit;
    }
    return check.wrong;
}
