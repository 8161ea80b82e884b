/* When to collect, and what happens to what the search has found. */
#include "gc/gc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gc/search.h"
#include "gc/weakref.h"
#include "object/error.h"
#include "object/types.h"

/* At the end of the VM: finalizers may revive objects, and make new ones. */
enum { MAX_LAST_COLLECTIONS = 10 };

static void on_pressure(void *context, size_t need) {
    VM *vm = context;
    UNUSED(need);
    vm->pending |= PENDING_PRESSURE;
}

static void on_growth(void *context) {
    VM *vm = context;
    vm->pending |= PENDING_COLLECT;
}

bool gc_init(VM *vm) {
    static const int32_t thresholds[GC_GENERATIONS] = {700, 10, 10};
    vm->gc = heap_alloc(&vm->heap, HEAP_RAW, sizeof(Gc));
    if (!vm->gc) {
        return false;
    }
    memset(vm->gc, 0, sizeof(Gc));
    memcpy(vm->gc_threshold, thresholds, sizeof thresholds);
    vm->gc_enabled = true;
    vm->heap.on_pressure = on_pressure;
    vm->heap.pressure_context = vm;
    vm->heap.on_growth = on_growth;
    vm->heap.growth_context = vm;
    return true;
}

void gc_deinit(VM *vm) {
    Gc *gc = vm->gc;
    if (!gc) {
        return;
    }
    clear_ref(vm, gc->callbacks);
    clear_ref(vm, gc->garbage);
    free(gc->stack);
    free(gc->recent);
    vm->heap.on_pressure = NULL;
    vm->heap.on_growth = NULL;
    vm->heap.growth_at = SIZE_MAX;
    vm->gc = NULL;
    heap_free(&vm->heap, HEAP_RAW, gc, sizeof *gc);
}

int gc_visit_roots(VM *vm, VisitFn visit, void *ctx) {
    if (vm->gc) {
        VISIT(vm->gc->garbage);
        VISIT(vm->gc->callbacks);
    }
    return 0;
}

/* ------------------------------------------------------------------ what was found unreachable */

typedef struct Trash {
    Gc *gc;
    int64_t count;           /* unreachable */
    int64_t callbacks_freed; /* weak references that died in their callbacks */
    bool code_ran;           /* finalizers or callbacks, so that something may have been revived */
    bool finalizers;         /* some are to be run */
    WeakRef *calls; /* dead weak references whose callbacks are to be called, through next */
    WeakRef **calls_end;
} Trash;

static void emit(VM *vm, EventKind kind, void *what, int64_t number) {
    if (vm->heap.event) {
        vm->heap.event(vm->heap.event_context, kind, what, (size_t)number);
    }
}

static void print_collectable(VM *vm, Object *o, void *ctx) {
    Gc *gc = ctx;
    char text[320];
    if (gc->print) {
        snprintf(text, sizeof text, "gc: collectable <%s %p>\n", TYPE_NAME(type_of(vm, o)),
                 (void *)o);
        gc->print(vm, text);
    }
}

/* Weak references die: those in the trash, and those to it. Callbacks of the ones outside wait. */
static void clear_weakrefs(VM *vm, Object *o, void *ctx) {
    Trash *trash = ctx;
    emit(vm, EVENT_GC_TRASH, o, 0);
    if (UNLIKELY(weakref_check(vm, o))) {
        weakref_unlink(vm, WEAKREF(o));
    }
    if (type_of(vm, o)->slots.finalize && !has_flag(o, FLAG_FINALIZED)) {
        trash->finalizers = true;
    }
    WeakRef *r;
    while ((r = weakrefs_first(vm, o))) {
        weakref_unlink(vm, r);
        if (r->callback && weakref_is_alive(r) && !heap_is_suspect(&vm->heap, r)) {
            incref(r);
            *trash->calls_end = r;
            trash->calls_end = &r->next;
        }
    }
}

static void call_callbacks(VM *vm, Trash *trash) {
    WeakRef *r;
    while ((r = trash->calls)) {
        trash->calls = r->next;
        r->next = NULL;
        if (r->callback) {
            trash->code_ran = true;
            Object *callback = new_ref(r->callback);
            weakref_call_back(vm, r, callback);
            decref(vm, callback);
        }
        trash->callbacks_freed += r->head.count == 1;
        decref(vm, r);
    }
}

static void finalize(VM *vm, Object *o, void *ctx) {
    Trash *trash = ctx;
    void (*finalizer)(VM *, Object *) = type_of(vm, o)->slots.finalize;
    if (finalizer && !has_flag(o, FLAG_FINALIZED)) {
        set_flag(o, FLAG_FINALIZED);
        trash->code_ran = true;
        incref(o);
        finalizer(vm, o);
        decref(vm, o);
    }
}

/* Those that finalizers have made; calling back now would show cleared objects to programs. */
static void forget_weakrefs(VM *vm, Object *o, void *ctx) {
    UNUSED(ctx);
    if (UNLIKELY(has_flag(o, FLAG_WEAKREFS))) {
        WeakRef *r;
        while ((r = weakrefs_first(vm, o))) {
            weakref_unlink(vm, r);
        }
    }
}

static void clear_object(VM *vm, Object *o, void *ctx) {
    Trash *trash = ctx;
    heap_clear_suspect(&vm->heap, o);
    if ((trash->gc->debug & GC_DEBUG_SAVEALL) && trash->gc->save_garbage) {
        if (!trash->gc->save_garbage(vm, o)) {
            error_clear(vm);
        }
        return;
    }
    void (*clear)(VM *, Object *) = type_of(vm, o)->slots.clear;
    if (clear) {
        incref(o);
        clear(vm, o);
        decref(vm, o);
    }
}

/* Number of objects that were not revived, plus weak references gone in their callbacks. */
static int64_t dispose(VM *vm, int64_t count) {
    Trash trash = {.gc = vm->gc, .count = count};
    trash.calls_end = &trash.calls;
    search_order(vm, (size_t)count);
    if (vm->gc->debug & GC_DEBUG_COLLECTABLE) {
        search_each(vm, print_collectable, vm->gc);
    }
    if (vm->gc->special || vm->heap.event) {
        search_each(vm, clear_weakrefs, &trash);
    }
    call_callbacks(vm, &trash);
    if (trash.finalizers) {
        search_each(vm, finalize, &trash);
    }
    vm->gc->code_ran = trash.code_ran;
    if (trash.code_ran) {
        trash.count = search_run(vm, false, false, NULL);
        search_each(vm, forget_weakrefs, NULL);
    }
    search_each(vm, clear_object, &trash);
    return trash.count + trash.callbacks_freed;
}

/* ------------------------------------------------------------------ one collection */

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t count_generation(VM *vm, int generation);

static void print_start(VM *vm, int generation) {
    Gc *gc = vm->gc;
    char text[320];
    if ((gc->debug & GC_DEBUG_STATS) && gc->print) {
        snprintf(text, sizeof text, "gc: collecting generation %d...\n", generation);
        gc->print(vm, text);
        snprintf(text, sizeof text,
                 "gc: objects in each generation: %lld %lld %lld\n"
                 "gc: objects in permanent generation: %lld\n",
                 (long long)count_generation(vm, 0), (long long)count_generation(vm, 1),
                 (long long)count_generation(vm, 2), (long long)gc_freeze_count(vm));
        gc->print(vm, text);
    }
}

static void print_stop(VM *vm, int64_t unreachable, int64_t duration) {
    Gc *gc = vm->gc;
    char text[160];
    if ((gc->debug & GC_DEBUG_STATS) && gc->print) {
        snprintf(text, sizeof text, "gc: done, %lld unreachable, 0 uncollectable, %.4fs elapsed\n",
                 (long long)unreachable, (double)duration / 1e9);
        gc->print(vm, text);
    }
}

static void update_counters(VM *vm, int generation) {
    if (generation + 1 < GC_GENERATIONS) {
        vm->gc_count[generation + 1]++;
    }
    for (int i = 0; i <= generation; i++) {
        vm->gc_count[i] = 0;
    }
}

static int64_t collect(VM *vm, int generation) {
    Gc *gc = vm->gc;
    GcStats *stats = &gc->stats[generation];
    int64_t start = now_ns();
    print_start(vm, generation);
    gc->number++;
    emit(vm, EVENT_GC_START, NULL, generation);
    update_counters(vm, generation);

    int64_t untracked;
    int64_t candidates = search_select(vm, generation);
    int64_t unreachable = search_run(vm, true, generation == 2, &untracked);
    int64_t survivors = candidates - unreachable - untracked;
    if (generation == 1) {
        gc->long_lived_pending += survivors;
    } else if (generation == 2) {
        gc->long_lived_pending = 0;
        gc->long_lived_total = survivors;
    }
    if (unreachable) {
        unreachable = dispose(vm, unreachable);
    }
    search_finish(vm, generation);
    for (int i = 0; i <= generation; i++) {
        gc->byte_base[i] = vm->heap.taken_size;
    }
    gc_arm(vm);

    int64_t duration = now_ns() - start;
    stats->collections++;
    stats->collected += unreachable;
    stats->candidates += candidates;
    stats->duration_ns += duration;
    if (duration > stats->longest_ns) {
        stats->longest_ns = duration;
    }
    emit(vm, EVENT_GC_STOP, NULL, unreachable);
    print_stop(vm, unreachable, duration);
    return unreachable;
}

void gc_forget_program(VM *vm) {
    vm->gc->debug = 0;
    vm->gc->notify = NULL;
    clear_ref(vm, vm->gc->callbacks);
    clear_ref(vm, vm->gc->garbage);
}

int64_t gc_collect(VM *vm, int generation) {
    Gc *gc = vm->gc;
    if (vm->gc_collecting) {
        return 0;
    }
    vm->gc_collecting = true;
    Object *error = error_fetch(vm);
    if (gc->notify) {
        gc->notify(vm, "start", generation, 0, 0);
    }
    int64_t n = collect(vm, generation);
    if (gc->notify) {
        gc->notify(vm, "stop", generation, n, 0);
    }
    error_restore(vm, error);
    vm->gc_collecting = false;
    return n;
}

/* ------------------------------------------------------------------ policy */

/* Full collections look at everything, so they wait until what is new is a quarter of what is old:
 * their whole cost stays linear in the number of objects made. */
static bool full_is_worth_it(const Gc *gc) {
    return gc->long_lived_pending >= gc->long_lived_total / 4;
}

/* The size of the heap at which a generation is due; SIZE_MAX: none. */
static size_t due_size(const Gc *gc, int generation) {
    size_t grow = gc->byte_threshold[generation];
    size_t base = gc->byte_base[generation];
    if (grow == 0) {
        return SIZE_MAX;
    }
    if (generation == GC_GENERATIONS - 1 && grow < base / 4) {
        grow = base / 4;
    }
    return base + grow;
}

void gc_arm(VM *vm) {
    size_t least = SIZE_MAX;
    for (int g = 0; g < GC_GENERATIONS; g++) {
        size_t due = due_size(vm->gc, g);
        least = due < least ? due : least;
    }
    vm->heap.growth_at = least;
}

static bool is_due(VM *vm, int generation) {
    if (vm->heap.taken_size > due_size(vm->gc, generation)) {
        return true;
    }
    return vm->gc_count[generation] > vm->gc_threshold[generation] &&
           (generation < GC_GENERATIONS - 1 || full_is_worth_it(vm->gc));
}

void gc_collect_pending(VM *vm) {
    vm->pending &= ~(uint32_t)PENDING_COLLECT;
    if (!vm->gc_enabled || vm->gc_collecting || vm->gc_threshold[0] == 0) {
        return;
    }
    for (int g = GC_GENERATIONS - 1; g >= 0; g--) {
        if (is_due(vm, g)) {
            gc_collect(vm, g);
            return;
        }
    }
    gc_arm(vm);
}

void gc_relieve(VM *vm) {
    vm->pending &= ~(uint32_t)PENDING_PRESSURE;
    size_t before = vm->heap.taken_size;
    gc_collect(vm, GC_GENERATIONS - 1);
    size_t after = vm->heap.taken_size;
    bool freed = after < before && before - after >= vm->heap.limit / 32;
    vm->gc->fruitless = freed ? 0 : vm->gc->fruitless + 1;
    if (heap_near_limit(&vm->heap)) {
        gc_give_back(vm);
    }
}

void gc_give_back(VM *vm) {
    if (vm->trim_stacks) {
        vm->trim_stacks(vm);
    }
    heap_trim(&vm->heap);
}

void gc_after_failure(VM *vm) {
    Gc *gc = vm->gc;
    if (heap_near_limit(&vm->heap) && (gc->fruitless < 4 || ++gc->skipped % 64 == 0)) {
        vm->pending |= PENDING_PRESSURE;
    }
}

/* ------------------------------------------------------------------ generations as a whole */

/* Bits of a generation's members, given the two bitmaps' words; -1: any. */
static inline uint64_t members(uint64_t young, uint64_t middle, int generation) {
    switch (generation) {
    case 0:
        return young & ~middle;
    case 1:
        return middle & ~young;
    case 2:
        return young & middle;
    default:
        return young | middle;
    }
}

static bool each_large(VM *vm, int generation, GcEachFn fn, void *ctx) {
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        HeapKind kind;
        LargeBlock *head = large_list(&vm->heap, i, &kind);
        for (LargeBlock *block = head->next; kind == HEAP_CONTAINER && block != head;
             block = block->next) {
            if (!block->suspect && members(block->young, block->middle, generation) & 1 &&
                !fn(vm, (Object *)(block + 1), ctx)) {
                return false;
            }
        }
    }
    return true;
}

void gc_each(VM *vm, int generation, GcEachFn fn, void *ctx) {
    Heap *h = &vm->heap;
    if (!each_large(vm, generation, fn, ctx)) {
        return;
    }
    for (size_t index = 0; index < h->arena_high * HEAP_ARENA_POOLS; index++) {
        const Pool *pool = &h->pools[index];
        if (!pool->used || pool->kind != HEAP_CONTAINER) {
            continue;
        }
        char *base = pool_base(h, pool);
        for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
            size_t i = index * HEAP_POOL_WORDS + w;
            uint64_t rest = members(h->young[i], h->middle[i], generation) & ~h->suspect[i];
            for (; rest; rest &= rest - 1) {
                Object *o = search_object(pool, base, w, (uint32_t)__builtin_ctzll(rest));
                if (!fn(vm, o, ctx)) {
                    return;
                }
            }
        }
    }
}

static bool count_one(VM *vm, Object *o, void *ctx) {
    UNUSED(vm);
    UNUSED(o);
    ++*(int64_t *)ctx;
    return true;
}

static int64_t count_generation(VM *vm, int generation) {
    int64_t n = 0;
    gc_each(vm, generation, count_one, &n);
    return n;
}

static bool age_one(VM *vm, Object *o, void *ctx) {
    UNUSED(ctx);
    heap_set_young(&vm->heap, o);
    heap_set_middle(&vm->heap, o);
    return true;
}

void gc_settle(VM *vm) {
    gc_each(vm, -1, age_one, NULL);
    for (int i = 0; i < GC_GENERATIONS; i++) {
        vm->gc_count[i] = 0;
        vm->gc->byte_base[i] = vm->heap.taken_size;
    }
    vm->pending &= ~(uint32_t)PENDING_COLLECT;
    gc_arm(vm);
}

static bool freeze_one(VM *vm, Object *o, void *ctx) {
    UNUSED(ctx);
    heap_clear_young(&vm->heap, o);
    heap_clear_middle(&vm->heap, o);
    return true;
}

void gc_freeze(VM *vm) {
    gc_each(vm, -1, freeze_one, NULL);
    for (int i = 0; i < GC_GENERATIONS; i++) {
        vm->gc_count[i] = 0;
    }
}

typedef struct Frozen {
    VM *vm;
    bool release;
    int64_t count;
} Frozen;

static bool visit_frozen(void *context, void *block, size_t size) {
    Frozen *frozen = context;
    Heap *h = &frozen->vm->heap;
    UNUSED(size);
    if (gc_is_tracked(block) && heap_generation(h, block) == GC_FROZEN) {
        frozen->count++;
        if (frozen->release) {
            heap_set_young(h, block);
            heap_set_middle(h, block);
        }
    }
    return true;
}

void gc_unfreeze(VM *vm) {
    Frozen frozen = {vm, true, 0};
    heap_walk(&vm->heap, HEAP_CONTAINER, visit_frozen, &frozen);
}

/* Nobody but the end of the VM collects what is frozen; finalizers are not run any more. */
static bool silence(void *context, void *block, size_t size) {
    VM *vm = context;
    UNUSED(size);
    if (gc_is_tracked(block) && heap_generation(&vm->heap, block) == GC_FROZEN &&
        type_of(vm, block)->slots.finalize) {
        set_flag((Object *)block, FLAG_FINALIZED);
    }
    return true;
}

void gc_end(VM *vm) {
    heap_walk(&vm->heap, HEAP_CONTAINER, silence, vm);
    gc_unfreeze(vm);
    for (int i = 0; i < MAX_LAST_COLLECTIONS; i++) {
        vm->gc->code_ran = false;
        gc_collect(vm, GC_GENERATIONS - 1);
        if (!vm->gc->code_ran) {
            return;
        }
    }
}

int64_t gc_freeze_count(VM *vm) {
    Frozen frozen = {vm, false, 0};
    heap_walk(&vm->heap, HEAP_CONTAINER, visit_frozen, &frozen);
    return frozen.count;
}
