#include "object/object.h"

#include <string.h>

#include "heap/pool.h"
#include "object/alloc.h"
#include "object/deferred.h"
#include "object/shape.h"
#include "object/type_private.h"

/* As many destructors as this may be nested; further objects wait in a chain. */
enum { DEALLOC_DEPTH_MAX = 50 };

/* ---- destruction ----
 *
 * The chain of objects that wait for their destructor needs no memory: a dead object's count holds
 * the link. For a pooled block 32 bits are enough (granule of the next one + 1); a large block has
 * the upper half of an address in its header's working count. Hence two chains. */

static void defer(VM *vm, Object *o) {
    Heap *heap = &vm->heap;
    gc_untrack(vm, o);
    if (heap_in_region(heap, o)) {
        Object *next = vm->dealloc_deferred;
        o->count = next ? (uint32_t)heap_granule(heap, next) + 1 : 0;
        vm->dealloc_deferred = o;
    } else {
        uint64_t next = (uint64_t)(uintptr_t)vm->dealloc_deferred_large;
        o->count = (uint32_t)next;
        heap_large(o)->work = (uint32_t)(next >> 32);
        vm->dealloc_deferred_large = o;
    }
}

static Object *pooled_block(Heap *heap, uint32_t granule) {
    uintptr_t address = heap->base + ((uintptr_t)granule << HEAP_GRANULE_SHIFT);
    Pool *pool = pool_of(heap, (void *)address);
    char *base = pool_base(heap, pool);
    uint32_t in_pool = (uint32_t)((char *)address - base) >> HEAP_GRANULE_SHIFT;
    return pool_block_at(pool, base, in_pool);
}

static Object *take_deferred(VM *vm) {
    Object *o = vm->dealloc_deferred;
    if (o) {
        vm->dealloc_deferred = o->count ? pooled_block(&vm->heap, o->count - 1) : NULL;
    } else if ((o = vm->dealloc_deferred_large) != NULL) {
        uint64_t next = (uint64_t)heap_large(o)->work << 32 | o->count;
        vm->dealloc_deferred_large = (Object *)(uintptr_t)next;
        heap_large(o)->work = 0;
    }
    if (o) {
        o->count = 0;
    }
    return o;
}

static NOINLINE void destroy_deferred(VM *vm) {
    Object *o;
    vm->dealloc_depth += 2; /* this function and the destructor, as CPython counts */
    while ((o = take_deferred(vm)) != NULL) {
        type_of(vm, o)->slots.dealloc(vm, o);
    }
    vm->dealloc_depth -= 2;
}

void object_release(VM *vm, Object *o) {
    if (UNLIKELY(o->count != 0)) {
        if (o->count >= COUNT_SATURATED - 1) {
            o->count = COUNT_SATURATED;
        }
        return;
    }
    const Type *t = type_of(vm, o);
    if (!(t->flags & TYPE_CONTAINER)) {
        t->slots.dealloc(vm, o);
        return;
    }
    if (UNLIKELY(vm->dealloc_depth >= DEALLOC_DEPTH_MAX)) {
        defer(vm, o);
        return;
    }
    vm->dealloc_depth++;
    t->slots.dealloc(vm, o);
    vm->dealloc_depth--;
    if (UNLIKELY(vm->dealloc_depth == 0) &&
        UNLIKELY(vm->dealloc_deferred || vm->dealloc_deferred_large)) {
        destroy_deferred(vm);
    }
}

void object_defer_begin(VM *vm) {
    vm->dealloc_depth += DEALLOC_DEPTH_MAX;
}

void object_defer_end(VM *vm) {
    vm->dealloc_depth -= DEALLOC_DEPTH_MAX;
    if (vm->dealloc_depth == 0 && (vm->dealloc_deferred || vm->dealloc_deferred_large)) {
        destroy_deferred(vm);
    }
}

bool object_finalize_from_dealloc(VM *vm, Object *o) {
    const Type *t = type_of(vm, o);
    bool container = type_has(t, TYPE_CONTAINER);
    if (!t->slots.finalize || (container && has_flag(o, FLAG_FINALIZED))) {
        return true;
    }
    ASSERT(o->count == 0);
    o->count = 1;
    if (container && !gc_is_tracked(o)) {
        gc_track(vm, o);
    }
    t->slots.finalize(vm, o);
    if (container) {
        set_flag(o, FLAG_FINALIZED);
    }
    if (--o->count != 0) {
        return false;
    }
    gc_untrack(vm, o);
    return true;
}

/* ---- blocks ---- */

static inline size_t align8(size_t n) {
    return (n + 7) & ~(size_t)7;
}

/* Bytes of an instance's block, whose built-in part takes `size`. */
static inline size_t whole_size(const Type *t, const Shape *s, size_t size) {
    if (!type_has(t, TYPE_PYTHON)) {
        return size;
    }
    if (t->slots.block_size) {
        return align8(size) + t->extra_size;
    }
    return instance_size(t, s);
}

static inline HeapKind kind_of(const Type *t) {
    return type_has(t, TYPE_CONTAINER) ? HEAP_CONTAINER : HEAP_ATOMIC;
}

/* Some instances have had more attributes than fit inside. If they are a good part of those alive
 * (which the class's count tells), there will be room in those to come. */
static NOINLINE void widen(VM *vm, Type *cls) {
    if (cls->overflow_count * 8u >= cls->head.count) {
        (void)shape_new_root(vm, cls, cls->inline_want); /* on failure the old root does, too */
    }
    cls->inline_want = 0;
}

void *object_alloc(VM *vm, Type *cls, size_t size) {
    if (UNLIKELY(cls->inline_want > cls->root_shape->inline_cap)) {
        widen(vm, cls);
    }
    const Shape *s = cls->root_shape;
    size = whole_size(cls, s, size);
    Object *o = heap_alloc(&vm->heap, kind_of(cls), size);
    if (UNLIKELY(!o)) {
        return raise_memory_error(vm);
    }
    object_init_header(o, s->number);
    if (size <= 64) {
        uint64_t *word = (uint64_t *)(void *)o, *end = word + (align8(size) >> 3);
        while (++word < end) {
            *word = 0;
        }
    } else {
        memset(o + 1, 0, size - sizeof(Object));
    }
    if (type_has(cls, TYPE_HEAP)) {
        incref(cls);
    }
    if (type_has(cls, TYPE_CONTAINER)) {
        gc_note_allocation(vm);
        if (type_has(cls, TYPE_PYTHON) && !type_has(cls->solid, TYPE_CONTAINER)) {
            gc_track(vm, o);
        }
    }
    return o;
}

void object_free_subclass(VM *vm, Object *o, size_t size) {
    Type *t = type_of(vm, o);
    size = whole_size(t, vm->shapes[shape_of(o)], size);
    if (type_has(t, TYPE_CONTAINER)) {
        gc_note_deallocation(vm);
    }
    heap_free(&vm->heap, kind_of(t), o, size);
    if (type_has(t, TYPE_HEAP)) {
        decref(vm, t);
    }
}

/* ---- sizes ---- */

size_t object_block_size(VM *vm, const Object *o) {
    const Type *t = type_of(vm, o);
    size_t size = t->slots.block_size ? t->slots.block_size(o) : t->solid->size;
    return whole_size(t, vm->shapes[shape_of(o)], size);
}

size_t object_total_size(VM *vm, const Object *o) {
    const Type *t = type_of(vm, o);
    size_t size = object_block_size(vm, o);
    if (t->slots.owned_size) {
        size += t->slots.owned_size(vm, o);
    }
    if (type_has(t, TYPE_PYTHON) && !has_flag(o, FLAG_DICT)) {
        size += shape_overflow_cap(vm->shapes[shape_of(o)]) * sizeof(Object *);
    }
    return size;
}
