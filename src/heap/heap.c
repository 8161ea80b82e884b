/* Life of a heap, the slow paths of allocation, the limit, watching and failure injection. */
#include "heap/heap.h"

#include <malloc.h>
#include <string.h>

#include "heap/pool.h"

enum {
    MARGIN_SHARE = 16,
    MARGIN_LEAST = 64 << 10,
    MARGIN_MOST = 1 << 20,
    TRIM_AT_LEAST = 1 << 20, /* bytes no longer used outside the heap, under a limit */
    FRESH_BYTE = 0xCD,       /* debug: what new and freed blocks are filled with */
    FREED_BYTE = 0xDD,
};

#if defined(ADDER_ASAN)
static const bool use_pools = false;
#else
static const bool use_pools = true;
#endif

#if defined(ADDER_DEBUG) || defined(ADDER_ASAN)
static const bool always_slow = true;
#else
static const bool always_slow = false;
#endif

static void reset_caches(Heap *h) {
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        h->caches[c].top = h->caches[c].end = h->slots[c];
    }
}

static void set_slow(Heap *h) {
    h->slow = always_slow || h->watched || h->fail_countdown != 0;
    if (h->slow) {
        heap_flush(h);
    }
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        uint32_t capacity = h->slow ? 0 : pool_cache_capacity(c % HEAP_SIZE_CLASSES * 8);
        h->caches[c].end = h->slots[c] + capacity;
    }
}

bool heap_init(Heap *h, const HeapConfig *config) {
    large_init(h);
    h->growth_at = SIZE_MAX;
    if (use_pools && !arenas_init(h, config ? config->region_size : 0)) {
        return false;
    }
    reset_caches(h);
    set_slow(h);
    heap_set_limit(h, config ? config->limit : 0);
    return true;
}

size_t heap_deinit(Heap *h) {
    size_t live = heap_live_count(h);
    large_free_all(h);
    arenas_deinit(h);
    reset_caches(h);
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        h->partial[c] = NULL;
        h->taken[c] = 0;
    }
    h->taken_size = 0;
    return live;
}

/* ------------------------------------------------------------------ limit */

size_t heap_held(const Heap *h) {
    return h->pools_resident * HEAP_POOL_SIZE + h->arena_high * ARENA_TABLE_SIZE + h->large_held +
           h->outside;
}

void heap_note_peak(Heap *h) {
    size_t held = heap_held(h);
    if (held > h->held_peak) {
        h->held_peak = held;
    }
}

void heap_grown(Heap *h) {
    h->growth_at = SIZE_MAX;
    if (h->on_growth) {
        h->on_growth(h->growth_context);
    }
}

static void reset_pressure(Heap *h) {
    size_t near = h->limit - h->limit / 8;
    size_t next = heap_held(h) + h->limit / 32;
    h->pressure_at = next > near ? next : near;
}

void heap_set_limit(Heap *h, size_t limit) {
    size_t margin = limit / MARGIN_SHARE;
    h->limit = limit;
    h->margin = margin < MARGIN_LEAST ? MARGIN_LEAST : margin > MARGIN_MOST ? MARGIN_MOST : margin;
    if (h->margin > limit / 2) {
        h->margin = limit / 2;
    }
    h->margin_open = false;
    reset_pressure(h);
}

static bool fits(const Heap *h, size_t need, bool small) {
    size_t most = h->limit - (small && h->margin_open ? 0 : h->margin);
    size_t held = heap_held(h);
    return held <= most && need <= most - held;
}

bool heap_near_limit(const Heap *h) {
    return h->limit && heap_held(h) > h->limit - h->limit / 8;
}

static void press(Heap *h, size_t need) {
    if (!h->on_pressure || h->in_pressure) {
        return;
    }
    h->in_pressure = true;
    h->on_pressure(h->pressure_context, need);
    h->in_pressure = false;
}

/* Some containers ask again with every element. What is tried at the limit was tried with as much
 * held, so that it need not be each time. */
static bool failed_just_now(Heap *h) {
    size_t held = heap_held(h);
    if (held < h->failed_at && held + h->limit / 32 >= h->failed_at && ++h->failures % 64) {
        return true;
    }
    h->failed_at = held + 1;
    h->failures = 0;
    return false;
}

bool heap_room(Heap *h, size_t need, bool small) {
    if (fits(h, need, small)) {
        size_t after = heap_held(h) + need;
        if (h->margin_open && after < h->limit - 2 * h->margin) {
            h->margin_open = false;
        }
        bool again_fits = need < h->limit / 8 || after + need <= h->limit - h->margin;
        if (after > h->pressure_at || !again_fits) {
            press(h, need);
            reset_pressure(h);
        }
        if (fits(h, need, small)) {
            return true;
        }
    }
    large_drop_spares(h);
    arenas_purge(h);
    if (fits(h, need, small)) {
        return true;
    }
    if (small || !failed_just_now(h)) {
        press(h, need);
        heap_flush(h);
        arenas_purge(h);
        if (fits(h, need, small)) {
            return true;
        }
    }
    if (small) {
        h->margin_open = true;
    }
    return false;
}

bool heap_account(Heap *h, size_t size) {
    /* Steps of the stacks may come out of the margin: handlers and finalizers run on them. */
    if (!heap_ensure(h, size, size <= h->margin / 8)) {
        return false;
    }
    h->outside += size;
    heap_note_peak(h);
    return true;
}

void heap_unaccount(Heap *h, size_t size) {
    ASSERT(h->outside >= size);
    h->outside -= size;
#if defined(__GLIBC__)
    if (h->limit && size >= TRIM_AT_LEAST) {
        malloc_trim(0); /* what is no longer counted must be gone */
    }
#endif
}

/* ------------------------------------------------------------------ slow paths */

static bool injected_failure(Heap *h) {
    if (!h->slow) {
        return false;
    }
    h->slow_allocs++;
    return h->fail_countdown && --h->fail_countdown == 0;
}

void *heap_alloc_slow(Heap *h, HeapKind kind, size_t size) {
    if (injected_failure(h)) {
        return NULL;
    }
    void *p;
    if (size <= HEAP_SMALL_MAX && use_pools) {
        p = pool_alloc(h, kind, heap_round(size));
    } else {
        p = large_alloc(h, kind, size <= HEAP_SMALL_MAX ? heap_round(size) : size);
    }
    if (!p || !h->slow) {
        return p;
    }
#if defined(ADDER_DEBUG)
    memset(p, FRESH_BYTE, size <= HEAP_SMALL_MAX ? heap_round(size) : size);
#endif
    if (h->event) {
        h->event(h->event_context, EVENT_ALLOC, p, size);
    }
    return p;
}

void heap_free_slow(Heap *h, HeapKind kind, void *p, size_t size) {
    if (h->slow && h->event) {
        h->event(h->event_context, EVENT_FREE, p, size);
    }
    if (size > HEAP_SMALL_MAX || !use_pools) {
        ASSERT(heap_large(p)->kind == kind);
        large_free(h, p);
        return;
    }
#if defined(ADDER_DEBUG)
    ASSERT(heap_in_region(h, p));
    if (pool_class(pool_of(h, p)) != heap_class(kind, size))
        FATAL("block freed with another kind or size than it was allocated with");
    memset(p, FREED_BYTE, heap_round(size));
#endif
    if (h->slow) {
        pool_free(h, p);
    } else {
        pool_free_cached(h, heap_class(kind, size), p);
    }
}

void *heap_realloc(Heap *h, HeapKind kind, void *p, size_t old_size, size_t new_size) {
    if (!p) {
        return heap_alloc(h, kind, new_size);
    }
    bool old_small = old_size <= HEAP_SMALL_MAX, new_small = new_size <= HEAP_SMALL_MAX;
    if (old_small && new_small && heap_round(old_size) == heap_round(new_size)) {
        return p;
    }
    if (!old_small && !new_small) {
        if (injected_failure(h)) {
            return NULL;
        }
        void *moved = large_realloc(h, kind, p, new_size);
        if (moved && h->slow && h->event) {
            h->event(h->event_context, EVENT_FREE, p, old_size);
            h->event(h->event_context, EVENT_ALLOC, moved, new_size);
        }
        return moved;
    }
    void *moved = heap_alloc(h, kind, new_size);
    if (!moved) {
        return NULL;
    }
    memcpy(moved, p, old_size < new_size ? old_size : new_size);
    heap_free(h, kind, p, old_size);
    return moved;
}

/* ------------------------------------------------------------------ switches */

void heap_flush(Heap *h) {
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        if (heap_cached(h, c)) {
            pool_flush(h, c, 0);
        }
    }
}

void heap_trim(Heap *h) {
    if (use_pools) {
        heap_flush(h);
        arenas_trim(h);
    }
    large_drop_spares(h);
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    reset_pressure(h);
}

void heap_fail_after(Heap *h, uint64_t n) {
    h->fail_countdown = n;
    set_slow(h);
}

void heap_watch(Heap *h, EventHook hook, void *context) {
    h->event = hook;
    h->event_context = context;
    h->watched = hook != NULL;
    set_slow(h);
}
