/* Making and freeing objects' blocks; tracking by the cycle collector.
 *
 * A type's dealloc does, in this order: (container) untrack; (if the type allows weak references)
 * weakrefs_drop; release every owned reference and buffer; object_free_* with the size of its own
 * struct. For instances of a subclass written in Python, instance_dealloc (instance.c) runs the
 * finalizer, clears the extension, and then calls the built-in base's dealloc; object_free_*
 * notices by the shape number that the block is larger.
 *
 * A built-in type's traverse visits what its own struct owns, never the object's type: for
 * instances of Python classes instance_traverse adds the class (and extension). Types made by
 * type_from_spec are counted by their instances too (TYPE_HEAP); gc_traverse visits them.
 *
 * Objects are born with count 1, not tracked. Constructors fill all fields first and call gc_track
 * last. Built-in `new` slots must allocate with object_new_container_for/atomic when cls may be a
 * subclass: object_alloc(vm, cls, size) does the right thing for exact types and subclasses alike.
 */
#ifndef ADDER_OBJECT_ALLOC_H
#define ADDER_OBJECT_ALLOC_H

#include "object/runtime.h"

/* Cold paths. */
Object *raise_memory_error(VM *vm);

static inline void *object_init_header(void *block, uint32_t shape) {
    Object *o = block;
    o->count = 1;
    o->meta = META(shape);
    return o;
}

/* An atomic object (no references inside) of exactly the built-in type `shape`; NULL: MemoryError
 * raised. The fields are not initialised. */
static inline void *object_new_atomic(VM *vm, uint32_t shape, size_t size) {
    void *block = heap_alloc(&vm->heap, HEAP_ATOMIC, size);
    if (UNLIKELY(!block)) {
        return raise_memory_error(vm);
    }
    return object_init_header(block, shape);
}

static inline void gc_note_allocation(VM *vm) {
    if (UNLIKELY(++vm->gc_count[0] > vm->gc_threshold[0]) && vm->gc_threshold[0] &&
        vm->gc_enabled) {
        vm->pending |= PENDING_COLLECT;
    }
}
static inline void gc_note_deallocation(VM *vm) {
    if (vm->gc_count[0] > 0) {
        vm->gc_count[0]--;
    }
}

/* A container object of exactly the built-in type `shape`, not tracked; NULL: MemoryError raised.
 * The fields are not initialised. */
static inline void *object_new_container(VM *vm, uint32_t shape, size_t size) {
    void *block = heap_alloc(&vm->heap, HEAP_CONTAINER, size);
    if (UNLIKELY(!block)) {
        return raise_memory_error(vm);
    }
    gc_note_allocation(vm);
    return object_init_header(block, shape);
}

/* An object of type cls, exact built-in or subclass, whose built-in part takes `size` bytes. For
 * built-in types all bytes behind the header are zero; a subclass's extension is zeroed and the
 * class gets its reference. Not tracked, save instances of Python classes on atomic types (int,
 * str, object ...), of which the base's constructor need not know that they can hold references. */
void *object_alloc(VM *vm, Type *cls, size_t size);

/* The same where cls is mostly the container type `shape` itself, whose fields are then not zeroed.
 */
static inline void *object_alloc_as(VM *vm, Type *cls, uint32_t shape, size_t size) {
    return LIKELY(cls == vm->shape_types[shape]) ? object_new_container(vm, shape, size)
                                                 : object_alloc(vm, cls, size);
}

void object_free_subclass(VM *vm, Object *o, size_t size);
static inline void object_free_atomic(VM *vm, void *p, size_t size) {
    if (UNLIKELY(shape_of(p) >= SHAPE_FIRST_DYNAMIC)) {
        object_free_subclass(vm, p, size);
        return;
    }
    heap_free(&vm->heap, HEAP_ATOMIC, p, size);
}
static inline void object_free_container(VM *vm, void *p, size_t size) {
    if (UNLIKELY(shape_of(p) >= SHAPE_FIRST_DYNAMIC)) {
        object_free_subclass(vm, p, size); /* types made at run time and Python subclasses */
        return;
    }
    gc_note_deallocation(vm);
    heap_free(&vm->heap, HEAP_CONTAINER, p, size);
}

/* Buffers without a header. raw_alloc(0) gives NULL without an error: do not ask for 0 bytes. */
static inline void *raw_alloc(VM *vm, size_t size) {
    void *block = heap_alloc(&vm->heap, HEAP_RAW, size);
    return LIKELY(block) ? block : (void *)raise_memory_error(vm);
}
static inline void raw_free(VM *vm, void *p, size_t size) {
    heap_free(&vm->heap, HEAP_RAW, p, size);
}
static inline void *raw_realloc(VM *vm, void *p, size_t old_size, size_t new_size) {
    void *block = heap_realloc_raw(&vm->heap, p, old_size, new_size);
    return LIKELY(block) ? block : (void *)raise_memory_error(vm);
}

/* Tracking: a tracked object is young (generation 0) from then on. No harm if it is young already;
 * an older or frozen one must not be given: it would change its generation. */
static inline void gc_track(VM *vm, void *p) {
    ASSERT(!has_flag(OBJ(p), FLAG_TRACKED) || heap_generation(&vm->heap, p) == 0);
    set_flag(OBJ(p), FLAG_TRACKED);
    heap_enter_young(&vm->heap, p);
}
static inline bool gc_is_tracked(const void *p) {
    return has_flag((const Object *)p, FLAG_TRACKED);
}
static inline void gc_untrack(VM *vm, void *p) {
    if (has_flag(OBJ(p), FLAG_TRACKED)) {
        clear_flag(OBJ(p), FLAG_TRACKED);
        heap_leave_generation(&vm->heap, p);
    }
}

/* At the beginning of a dealloc: runs the type's finalize slot once, with o alive meanwhile. false:
 * o was revived, dealloc must return at once and leave it alone. */
bool object_finalize_from_dealloc(VM *vm, Object *o);

static inline void weakrefs_drop(VM *vm, void *p) {
    if (UNLIKELY(has_flag(OBJ(p), FLAG_WEAKREFS))) {
        vm->weakrefs_clear(vm, OBJ(p));
    }
}

/* Bytes: the block with its extension; block and owned buffers (what sys.getsizeof reports). */
size_t object_block_size(VM *vm, const Object *o);
size_t object_total_size(VM *vm, const Object *o);

/* Visits in traverse slots. */
#define VISIT(p)                                                                                   \
    do {                                                                                           \
        if (p) {                                                                                   \
            int visit_result_ = visit(OBJ(p), ctx);                                                \
            if (visit_result_) {                                                                   \
                return visit_result_;                                                              \
            }                                                                                      \
        }                                                                                          \
    } while (0)

#endif
