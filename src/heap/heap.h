/*
 * The heap of one virtual machine: where are the bytes?
 *
 * Words
 *   block   what one allocation gives
 *   pool    16 KiB of blocks of one kind and one size; its description lies apart from it
 *   arena   1 MiB, 64 pools
 *   region  the contiguous range of addresses reserved for the arenas of one heap
 *   large   a block above HEAP_SMALL_MAX bytes, with a header in front; from malloc or, the
 *           largest under a limit, in pages of its own, so that what is freed is known to be gone
 *   cache   per kind and size, addresses of free blocks ready to be handed out
 *   granule 16 bytes of the region, the unit of the collector's side tables
 *
 * Kinds
 *   HEAP_CONTAINER  objects that can hold references
 *   HEAP_ATOMIC     objects that cannot
 *   HEAP_RAW        buffers without an object header
 *
 * Sizes are rounded up to a multiple of 8, at least 16. Blocks are aligned to 8 bytes only (large
 * ones to 16). Frees are sized: kind and size must be those of the allocation.
 *
 * Invariants
 *   - each block is exactly one of live, free, cached; its pool counts cached blocks as used
 *   - no two blocks share a granule's bit: a block has at least 16 bytes
 *   - the collector's bits of a block that is not a live container are all 0
 *   - in slow mode (watching, failure injection, debug, ASAN) all caches are empty and full, so the
 *     inline paths fall through to the slow ones without a test of their own
 *
 * Generations are two bits a block: young and middle. (1,0) is generation 0, (0,1) generation 1,
 * (1,1) generation 2; (0,0) is in none: not tracked, or frozen (the object's own flag tells).
 *
 * Ownership: the Heap is embedded in the VM. It is about 200 KiB of which mostly untouched slots:
 * get it from calloc or mmap. One thread at a time.
 */
#ifndef ADDER_HEAP_HEAP_H
#define ADDER_HEAP_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/assert.h"
#include "base/events.h"

typedef struct Heap Heap;
typedef struct Pool Pool;
typedef struct HeapArena HeapArena;

typedef enum HeapKind { HEAP_CONTAINER, HEAP_ATOMIC, HEAP_RAW, HEAP_KIND_COUNT } HeapKind;

enum {
    HEAP_GRANULE_SHIFT = 4,
    HEAP_POOL_SHIFT = 14,
    HEAP_POOL_SIZE = 1 << HEAP_POOL_SHIFT,
    HEAP_POOL_GRANULES = 1 << (HEAP_POOL_SHIFT - HEAP_GRANULE_SHIFT),
    HEAP_POOL_WORDS = HEAP_POOL_GRANULES / 64, /* words of a side bitmap that cover one pool */
    HEAP_ARENA_SHIFT = 20,
    HEAP_ARENA_SIZE = 1 << HEAP_ARENA_SHIFT,
    HEAP_ARENA_POOLS = HEAP_ARENA_SIZE / HEAP_POOL_SIZE,
    HEAP_SMALL_MAX = 512,
    HEAP_SIZE_CLASSES = HEAP_SMALL_MAX / 8 + 1, /* index is size / 8 */
    HEAP_CLASS_COUNT = HEAP_KIND_COUNT * HEAP_SIZE_CLASSES,
    HEAP_CACHE_MAX = 64,
    HEAP_RECENT = 2048, /* a power of two */
    HEAP_SPARES = 2,
};

/* In front of every large block; the payload follows it, aligned to 16. */
typedef struct LargeBlock {
    struct LargeBlock *next;
    struct LargeBlock *prev;
    size_t size; /* as asked for */
    uint8_t kind : 4;
    uint8_t mapped : 4;             /* its memory is from mmap */
    uint8_t young, middle, suspect; /* the collector's bits, 0 or 1 */
    uint32_t work;                  /* the collector's working count */
} LargeBlock;

/* A stack in Heap.slots. Below its lowest entry lies a NULL. */
typedef struct HeapCache {
    void **top; /* the entry that is handed out next, or the NULL */
    void **end; /* top of a full cache; in slow mode, of an empty one */
} HeapCache;

typedef struct HeapConfig {
    size_t region_size; /* 0: as much as can be reserved, up to 64 GiB */
    size_t limit;       /* bytes held from the system; 0: none */
} HeapConfig;

struct Heap {
    uintptr_t base;     /* of the region */
    size_t region_size; /* 0 when there are no pools (ASAN) */

    /* The collector's side tables: one bit (or word) a granule of the region. */
    uint64_t *young;
    uint64_t *middle;
    uint64_t *suspect;       /* 1: the container is under test in the collection that is running */
    uint8_t *work;           /* working counts modulo 256; meaningful for suspects only */
    uint32_t recent_pos;     /* of the next entry of recent */
    uint64_t *young_pools;   /* one bit a pool: it may hold generation 0 */
    uint64_t *middle_pools;  /* one bit a pool: it may hold generation 1 */
    uint64_t *suspect_pools; /* one bit a pool: the running collection looks at it */

    Pool *pools;            /* description of each pool of the region */
    HeapArena *arenas;      /* description of each arena of the region */
    uint64_t *open;         /* one bit an arena: it has free pools */
    size_t arena_high;      /* arenas from here on are unused and hold no memory */
    size_t arena_committed; /* side tables are usable for arenas below */
    size_t arena_max;
    size_t arena_hint; /* no arena below is open */
    void *mapping;     /* the reservation: region and tables */
    size_t mapping_size;

    Pool *partial[HEAP_CLASS_COUNT]; /* pools of the class with free blocks */
    size_t taken[HEAP_CLASS_COUNT];  /* blocks taken from pools: live and cached */
    /* Heads of circular lists. Large containers lie in one of five: those that entered generation
       0, generation 1, those under test (the collector puts some aside in large_done), and the
       rest in large[HEAP_CONTAINER]. */
    LargeBlock large[HEAP_KIND_COUNT];
    LargeBlock large_young, large_middle, large_suspect, large_done;
    size_t large_count[HEAP_KIND_COUNT];
    size_t large_size[HEAP_KIND_COUNT]; /* as asked for */
    /* Mappings of freed large blocks, kept to be used again: getting fresh pages costs more than
       filling them. Part of large_held. */
    struct {
        void *at; /* NULL: none */
        size_t size;
    } spares[HEAP_SPARES];

    size_t taken_size; /* bytes of blocks taken from pools and of large ones: live and cached */
    /* on_growth is called, outside any change of the heap, when taken_size is found above
       growth_at (SIZE_MAX: never), which is then reset. It may not allocate. */
    size_t growth_at;
    void (*on_growth)(void *context);
    void *growth_context;

    size_t pools_used;
    size_t pools_resident_free; /* free pools whose memory has not been returned */
    size_t pools_resident;
    size_t pools_purged;    /* returned to the system and not taken again since */
    size_t pools_regretted; /* returned, and then taken again, since the last heap_trim */
    size_t large_held;      /* bytes malloc uses for large blocks, headers included */
    size_t outside;         /* bytes the VM reported by heap_account */
    size_t held_peak;
    size_t limit;       /* 0: none */
    size_t margin;      /* the last bytes below the limit, for handlers of MemoryError */
    size_t pressure_at; /* on_pressure is called when more than this is held */
    size_t failed_at;   /* held when an allocation failed at the limit last; 0: not yet, or less
                           has been held since */
    uint32_t failures;  /* since failed_at was set */
    bool margin_open;
    bool in_pressure;
    bool slow;
    bool watched;
    bool collecting; /* set by the collector: there may be suspects */

    /* Failure injection: 0 is off; else the allocation that brings it to 0 fails. */
    uint64_t fail_countdown;
    uint64_t slow_allocs; /* allocations seen by the slow path; in slow mode, all */

    EventHook event; /* set with heap_watch */
    void *event_context;
    /* Called when the limit comes near, and before an allocation fails at it. It may free, but
       not allocate. */
    void (*on_pressure)(void *context, size_t need);
    void *pressure_context;

    HeapCache caches[HEAP_CLASS_COUNT];
    void *slots[HEAP_CLASS_COUNT][1 + HEAP_CACHE_MAX];
    /* Granules of the containers that entered generation 0 last, in a ring: the order in which the
       collector finalizes them. An entry may be out of date. */
    uint32_t recent[HEAP_RECENT];
};

/* Life. init leaves *h ready or returns false with nothing held. deinit returns every byte to the
   system and the number of blocks that were still live. h must be zeroed before init. */
bool heap_init(Heap *h, const HeapConfig *config);
size_t heap_deinit(Heap *h);

/* The slow paths; use the inline functions below. */
void *heap_alloc_slow(Heap *h, HeapKind kind, size_t size);
void heap_free_slow(Heap *h, HeapKind kind, void *p, size_t size);

/* Changes the size of a block, moving it if needed; NULL (and the block untouched) on failure.
   p may be NULL with old_size 0. A container must not be tracked meanwhile. */
void *heap_realloc(Heap *h, HeapKind kind, void *p, size_t old_size, size_t new_size);

/* Returns what can be returned to the system: cached blocks to pools, free pools, malloc's top. */
void heap_trim(Heap *h);
/* Empties the caches into the pools' bitmaps. */
void heap_flush(Heap *h);

/* Limit on the bytes held from the system; 0 takes it away. The last part of it (the margin) is
   given out only after an allocation has failed, in small blocks, so that handlers can run. */
void heap_set_limit(Heap *h, size_t limit);
bool heap_near_limit(const Heap *h);
/* Memory that the VM has from elsewhere (its own struct, stacks, buffers of libraries): counts
   against the limit. heap_account returns false, and counts nothing, if it would pass it. */
bool heap_account(Heap *h, size_t size);
void heap_unaccount(Heap *h, size_t size);

/* The n-th allocation from now fails; 0 turns it off. Slow mode while on. */
void heap_fail_after(Heap *h, uint64_t n);
/* Sends EVENT_ALLOC and EVENT_FREE to hook; NULL turns it off. Slow mode while on. */
void heap_watch(Heap *h, EventHook hook, void *context);

/* Sums. */
size_t heap_live_size(const Heap *h);  /* bytes in live blocks, as rounded; exact */
size_t heap_live_count(const Heap *h); /* live blocks; exact */
size_t heap_held(const Heap *h);       /* bytes held from the system */

typedef struct HeapStats {
    size_t live_size, live_count;     /* all kinds and sizes */
    size_t cached_size, cached_count; /* in the caches */
    size_t free_size;                 /* free blocks and tails of used pools */
    size_t large_size, large_count;
    size_t arenas_used, arenas_high; /* with a used pool; ever used */
    size_t pools_used, pools_resident_free;
    size_t held, held_peak, table_size, limit;
} HeapStats;
void heap_stats(const Heap *h, HeapStats *out);

typedef struct HeapClassStats {
    HeapKind kind;
    size_t size; /* of a block */
    size_t pool_count, live_count, cached_count, free_count;
} HeapClassStats;
/* Fills out for the class index (0 .. HEAP_CLASS_COUNT - 1); false if it has no pools. */
bool heap_class_stats(const Heap *h, size_t index, HeapClassStats *out);

typedef struct HeapPoolInfo {
    uintptr_t address;
    HeapKind kind;
    bool used, resident;
    uint32_t block_size, block_count, taken_count; /* taken: live and cached */
} HeapPoolInfo;
/* The map: pool i of arena a (below arenas_high). */
void heap_pool_info(const Heap *h, size_t arena, size_t i, HeapPoolInfo *out);
/* The pool a block lies in; false for large blocks. */
bool heap_find_pool(const Heap *h, const void *p, size_t *arena, size_t *i);

/* What keeps an arena from being returned: its pools in use, the blocks in them and their bytes
 * (heap_flush first: cached blocks count as well). */
typedef struct HeapArenaInfo {
    size_t pools_used, pools_resident, block_count, block_size;
} HeapArenaInfo;
void heap_arena_info(const Heap *h, size_t arena, HeapArenaInfo *out);
/* Calls fn for every block of the arena in address order; the caches must have been flushed. */
typedef void (*HeapArenaFn)(void *context, HeapKind kind, void *block, size_t size);
void heap_walk_arena(Heap *h, size_t arena, HeapArenaFn fn, void *context);

/* Calls fn for every live block of the kind: those in pools in address order, then large ones,
   oldest first. fn must not allocate or free; it returns false to stop. */
typedef bool (*HeapWalkFn)(void *context, void *block, size_t size);
void heap_walk(Heap *h, HeapKind kind, HeapWalkFn fn, void *context);

/* NULL if all invariants hold, else a description of the first violation (a string constant). */
const char *heap_check(Heap *h);

/* ------------------------------------------------------------------ inline */

static inline size_t heap_round(size_t size) {
    return size <= 16 ? 16 : (size + 7) & ~(size_t)7;
}

static inline unsigned heap_class(HeapKind kind, size_t size) {
    /* heap_round(size) / 8, in a form that compilers turn into no branch. */
    unsigned words = (unsigned)((size + 7) >> 3);
    words += words < 2;
    words += words < 2;
    return (unsigned)kind * HEAP_SIZE_CLASSES + words;
}

/* Number of blocks in the cache of a class. */
static inline uint32_t heap_cached(const Heap *h, unsigned c) {
    return (uint32_t)(h->caches[c].top - h->slots[c]);
}

/* NULL on failure. The block's bytes are undefined. */
static ALWAYS_INLINE void *heap_alloc(Heap *h, HeapKind kind, size_t size) {
    if (LIKELY(size <= HEAP_SMALL_MAX)) {
        HeapCache *cache = &h->caches[heap_class(kind, size)];
        void **top = cache->top, *block = *top;
        if (LIKELY(block != NULL)) {
            cache->top = top - 1;
            return block;
        }
    }
    return heap_alloc_slow(h, kind, size);
}

static ALWAYS_INLINE void heap_free(Heap *h, HeapKind kind, void *p, size_t size) {
    if (LIKELY(size <= HEAP_SMALL_MAX)) {
        HeapCache *cache = &h->caches[heap_class(kind, size)];
        void **top = cache->top;
        if (LIKELY(top != cache->end)) {
            top[1] = p;
            cache->top = top + 1;
            return;
        }
    }
    heap_free_slow(h, kind, p, size);
}

static inline void *heap_realloc_raw(Heap *h, void *p, size_t old_size, size_t new_size) {
    if (old_size <= HEAP_SMALL_MAX && p && heap_round(old_size) == heap_round(new_size)) {
        return p;
    }
    return heap_realloc(h, HEAP_RAW, p, old_size, new_size);
}

static inline bool heap_in_region(const Heap *h, const void *p) {
    return (uintptr_t)p - h->base < h->region_size;
}

/* The header of a block that is not in the region. */
static inline LargeBlock *heap_large(const void *p) {
    return (LargeBlock *)(uintptr_t)p - 1;
}

/* Of a block in the region. */
static inline size_t heap_granule(const Heap *h, const void *p) {
    return ((uintptr_t)p - h->base) >> HEAP_GRANULE_SHIFT;
}

static inline bool heap_bit_get(const uint64_t *bits, size_t i) {
    return bits[i >> 6] >> (i & 63) & 1;
}

static inline void heap_bit_set(uint64_t *bits, size_t i) {
    bits[i >> 6] |= (uint64_t)1 << (i & 63);
}

static inline void heap_bit_clear(uint64_t *bits, size_t i) {
    bits[i >> 6] &= ~((uint64_t)1 << (i & 63));
}

/* Collector's bits of a container block, pooled or large. */
#define HEAP_BIT_ACCESSORS(name)                                                                   \
    static inline bool heap_is_##name(const Heap *h, const void *p) {                              \
        if (LIKELY(heap_in_region(h, p)))                                                          \
            return heap_bit_get(h->name, heap_granule(h, p));                                      \
        return heap_large(p)->name;                                                                \
    }                                                                                              \
    static inline void heap_set_##name(Heap *h, void *p) {                                         \
        if (LIKELY(heap_in_region(h, p)))                                                          \
            heap_bit_set(h->name, heap_granule(h, p));                                             \
        else                                                                                       \
            heap_large(p)->name = 1;                                                               \
    }                                                                                              \
    static inline void heap_clear_##name(Heap *h, void *p) {                                       \
        if (LIKELY(heap_in_region(h, p)))                                                          \
            heap_bit_clear(h->name, heap_granule(h, p));                                           \
        else                                                                                       \
            heap_large(p)->name = 0;                                                               \
    }
HEAP_BIT_ACCESSORS(young)
HEAP_BIT_ACCESSORS(middle)
HEAP_BIT_ACCESSORS(suspect)
#undef HEAP_BIT_ACCESSORS

/* Puts a large block at the end of another list of its kind. */
static inline void heap_large_move(LargeBlock *block, LargeBlock *head) {
    block->next->prev = block->prev;
    block->prev->next = block->next;
    block->next = head;
    block->prev = head->prev;
    head->prev->next = block;
    head->prev = block;
}

/* A container starts to be tracked: it enters generation 0. */
static inline void heap_enter_young(Heap *h, void *p) {
    if (LIKELY(heap_in_region(h, p))) {
        size_t g = heap_granule(h, p);
        heap_bit_set(h->young, g);
        heap_bit_set(h->young_pools, g >> (HEAP_POOL_SHIFT - HEAP_GRANULE_SHIFT));
        h->recent[h->recent_pos++ & (HEAP_RECENT - 1)] = (uint32_t)g;
    } else {
        heap_large(p)->young = 1;
        heap_large_move(heap_large(p), &h->large_young);
    }
}

/* A container is no longer tracked (also before it is freed): it leaves its generation. */
static inline void heap_leave_generation(Heap *h, void *p) {
    if (LIKELY(heap_in_region(h, p))) {
        size_t g = heap_granule(h, p);
        heap_bit_clear(h->young, g);
        heap_bit_clear(h->middle, g);
    } else {
        heap_large(p)->young = 0;
        heap_large(p)->middle = 0;
    }
    if (UNLIKELY(h->collecting)) {
        heap_clear_suspect(h, p);
    }
}

/* 0, 1, 2, or 3 for none. */
static inline int heap_generation(const Heap *h, const void *p) {
    static const uint8_t names[4] = {3, 0, 1, 2};
    return names[(int)heap_is_young(h, p) | (int)heap_is_middle(h, p) << 1];
}

#endif
