/*
 * The cycle collector: who is unreachable?
 *
 * Words
 *   tracked     a container the collector looks at (FLAG_TRACKED); its generation is in the heap's
 *               side bitmaps (heap.h)
 *   suspects    the tracked containers of the generations being collected (bitmap `suspect`);
 *               at the end of the search only the unreachable ones are left in it
 *   work        a suspect's working count: references from suspects less its count, modulo 256
 *
 * The search is trial deletion in three steps:
 *   1. select    suspects are the tracked containers of generations 0..g; they are promoted at once
 *   2. subtract  every reference from a suspect to a suspect adds one to the target's work, and the
 *                suspect's own count is taken off; work != 0 means: held from outside
 *   3. rescue    what is held from outside, and all that can be reached from it, ceases to be
 *                suspect; a sweep over the suspects in address order, which puts off what lies
 * ahead Counts of 256 and more can hide behind a work of 0; what is left of them is counted again
 * exactly. A full collection first rescues what the VM's own references lead to (as CPython 3.14
 * does), which needs no subtracting: most of what lives.
 *
 * Then, in CPython 3.11's order: weak references to the unreachable are cleared, callbacks of weak
 * references outside called, finalizers run, the search repeated on what is left (revived objects
 * and all they reach live on), weak references made by finalizers cleared, and the rest cleared by
 * the types' clear slots. Objects die of their counts, never by the collector's hand.
 *
 * Invariants
 *   - outside a collection no suspect bit is set
 *   - suspects hold no extra reference while finalizers and callbacks run: counts stay as programs
 *     expect them; an object that dies meanwhile leaves the bitmap in heap_leave_generation
 *   - nothing is allocated while searching, save small tables without which the collection rescues
 * more
 *
 * Order of objects: those that were tracked last (as far as the heap's ring of recent ones reaches)
 * come in that order, behind all others. The others come by address within a pool and pools by
 * address, which for objects of one size made one after the other is the order of creation.
 */
#ifndef ADDER_GC_GC_H
#define ADDER_GC_GC_H

#include "object/alloc.h"

enum { GC_GENERATIONS = 3, GC_FROZEN = 3 };

enum GcDebug {
    GC_DEBUG_STATS = 1 << 0,
    GC_DEBUG_COLLECTABLE = 1 << 1,
    GC_DEBUG_UNCOLLECTABLE = 1 << 2,
    GC_DEBUG_SAVEALL = 1 << 5,
};

typedef struct GcStats { /* of one generation, over all its collections */
    int64_t collections, collected, uncollectable;
    int64_t candidates; /* suspects looked at */
    int64_t duration_ns, longest_ns;
} GcStats;

struct Gc {
    GcStats stats[GC_GENERATIONS];
    int64_t long_lived_total;   /* survivors of the last full collection */
    int64_t long_lived_pending; /* survivors of generation 1 since then */
    int64_t number;             /* of the collection running, or the last one */
    int debug;                  /* GC_DEBUG_* */
    bool code_ran;              /* the last collection called finalizers or callbacks */
    bool special; /* among those searched last were weak references, objects with weak references to
                     them, or types with finalizers; false: the unreachable die silently */

    /* A second set of thresholds: bytes by which the heap has grown since the generation was last
     * collected; 0: off. For the oldest, at least a quarter of what was there. */
    size_t byte_threshold[GC_GENERATIONS];
    size_t byte_base[GC_GENERATIONS]; /* bytes in the heap when the generation was last collected */

    /* Hooks of lib/gc_module.c; NULL while the module is not there. */
    void (*notify)(VM *vm, const char *phase, int generation, int64_t collected,
                   int64_t uncollectable);
    void (*print)(VM *vm, const char *text);
    bool (*save_garbage)(VM *vm, Object *o);
    Object *garbage, *callbacks; /* lists, owned; NULL while the module is not there */

    /* Hook of vm/: visits every reference held by the VM and its frames (for gc_check). */
    int (*visit_roots)(VM *vm, VisitFn visit, void *ctx);

    /* Relief that freed next to nothing is not tried each time a MemoryError dies. */
    uint32_t fruitless, skipped;

    Object **stack;  /* of the search, STACK_LEN; NULL until first needed */
    Object **recent; /* suspects known to be the youngest, in order; HEAP_RECENT; else as stack */
    size_t recent_len;
    size_t span_start, span_end; /* arenas with suspects, at the beginning of the collection */
};

bool gc_init(VM *vm);
void gc_deinit(VM *vm);

/* Collects generations 0..generation; the number of unreachable objects found. 0 if a collection is
 * already running. Keeps the error indicator. Runs callbacks, finalizers: any Python code. */
int64_t gc_collect(VM *vm, int generation);
/* At a safe point, after PENDING_COLLECT: chooses the oldest generation over its threshold, as
 * CPython does, and collects it. */
void gc_collect_pending(VM *vm);
/* After byte thresholds were changed or the collector was enabled. */
void gc_arm(VM *vm);
/* Returns to the system what can be returned without moving anything. */
void gc_give_back(VM *vm);
/* A program has dealt with a MemoryError: what was in its way may be garbage now. */
void gc_after_failure(VM *vm);
/* After PENDING_PRESSURE: full collection, and memory back to the system. */
void gc_relieve(VM *vm);

/* All that has been made so far is old, without a collection: what the VM begins with lives as long
 * as the VM. */
void gc_settle(VM *vm);
/* Freezing: all tracked containers leave the generations until gc_unfreeze puts them in the oldest.
 */
void gc_freeze(VM *vm);
void gc_unfreeze(VM *vm);
int64_t gc_freeze_count(VM *vm);
/* The VM ends: programs are told nothing more of collections, and nothing is kept for them. */
void gc_forget_program(VM *vm);
/* The VM's last collection: takes the frozen too. Their finalizers are not called. */
void gc_end(VM *vm);

/* Calls fn for every tracked container of the generation (-1: of 0, 1 and 2), except suspects. fn
 * must neither make nor destroy containers; it returns false to stop. */
typedef bool (*GcEachFn)(VM *vm, Object *o, void *ctx);
void gc_each(VM *vm, int generation, GcEachFn fn, void *ctx);

/* Calls the type's traverse slot (0 if it has none), and visits the class of an instance of a type
 * made by type_from_spec: for Python classes instance_traverse does. */
static inline int gc_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    Type *type = type_of(vm, o);
    int result = type->slots.traverse ? type->slots.traverse(vm, o, visit, ctx) : 0;
    if (result == 0 && (type->flags & (TYPE_HEAP | TYPE_PYTHON)) == TYPE_HEAP) {
        result = visit(OBJ(type), ctx);
    }
    return result;
}
/* Untracks an exact tuple or dict if nothing it holds could be part of a cycle. */
void gc_maybe_untrack(VM *vm, Object *o);
static inline bool gc_is_container(VM *vm, const Object *o) {
    return type_has(type_of(vm, o), TYPE_CONTAINER);
}

/* The generation of a tracked container: 0, 1, 2, GC_FROZEN; -1 if it is not tracked. */
static inline int gc_generation(VM *vm, const Object *o) {
    return gc_is_tracked(o) ? heap_generation(&vm->heap, o) : -1;
}

/* References the collector itself holds. */
int gc_visit_roots(VM *vm, VisitFn visit, void *ctx);

/* Verifies what the notes on invariants say. exact: no C code on the stack holds references of its
 * own, so every container's count must equal the references found; else it must not be lower. NULL
 * if all is well, else a description; *culprit (may be NULL) is the object it is about. Allocates
 * outside the heap; runs no Python code. */
const char *gc_check(VM *vm, bool exact, Object **culprit);

#endif
