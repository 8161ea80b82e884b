/*
 * What the files of heap/ share, and the collector's walk over pools.
 *
 * Pool descriptions lie in one array apart from the pools, so that looking for free blocks never
 * touches the memory of the blocks. A description's bitmap has one bit a block (not a granule),
 * 1 for taken: live or cached.
 *
 * Pools of a class with free blocks are in a circular list headed by heap->partial[class]. A pool
 * joins at the end: until its turn comes, more of its blocks are freed, and a refill finds many
 * of them side by side.
 */
#ifndef ADDER_HEAP_POOL_H
#define ADDER_HEAP_POOL_H

#include "heap/heap.h"

struct Pool {
    Pool *next; /* in the list of partial pools */
    Pool *prev;
    uint32_t reciprocal; /* of block_size, for pool_block_index */
    uint16_t block_size;
    uint16_t block_count;
    uint16_t taken;
    uint16_t hint; /* no word of the bitmap before has a free block */
    uint8_t kind;
    bool used; /* the rest is meaningless otherwise */
    bool listed;
    uint64_t bitmap[HEAP_POOL_GRANULES / 64];
};

struct HeapArena {
    uint64_t used;     /* one bit a pool */
    uint64_t resident; /* used, or free but not returned to the system */
};
STATIC_ASSERT(HEAP_ARENA_POOLS == 64, "an arena's pools fit in a word");

/* Bytes of side tables that an arena in use makes resident, at most, outside collections. */
enum {
    ARENA_TABLE_SIZE = HEAP_ARENA_POOLS * (int)sizeof(Pool) +
                       3 * (HEAP_ARENA_SIZE >> (HEAP_GRANULE_SHIFT + 3)) + (int)sizeof(HeapArena),
};

static inline size_t pool_index(const Heap *h, const Pool *pool) {
    return (size_t)(pool - h->pools);
}

static inline char *pool_base(const Heap *h, const Pool *pool) {
    return (char *)(h->base + (pool_index(h, pool) << HEAP_POOL_SHIFT));
}

/* Of a block in the region. */
static inline Pool *pool_of(const Heap *h, const void *p) {
    return &h->pools[((uintptr_t)p - h->base) >> HEAP_POOL_SHIFT];
}

/* Number of the block that the offset falls in; exact for all offsets below the pool's size. */
static inline uint32_t pool_block_index(const Pool *pool, uint32_t offset) {
    return (uint32_t)((uint64_t)offset * pool->reciprocal >> 32);
}

/* The block that owns the granule (it begins in it). */
static inline void *pool_block_at(const Pool *pool, char *base, uint32_t granule) {
    uint32_t last = (granule << HEAP_GRANULE_SHIFT) + (1 << HEAP_GRANULE_SHIFT) - 8;
    return base + pool_block_index(pool, last) * pool->block_size;
}

static inline unsigned pool_class(const Pool *pool) {
    return heap_class((HeapKind)pool->kind, pool->block_size);
}

/* arena.c */
bool arenas_init(Heap *h, size_t region_size);
void arenas_deinit(Heap *h);
/* A pool for blocks of the kind and size (rounded), all free and not listed; NULL on failure. */
Pool *arenas_take_pool(Heap *h, HeapKind kind, size_t size);
void arenas_give_pool(Heap *h, Pool *pool);
/* Returns the memory of all free pools to the system. */
void arenas_purge(Heap *h);
/* The same, and gives up the tables of unused arenas at the end. */
void arenas_trim(Heap *h);

/* pool.c */
uint32_t pool_cache_capacity(size_t block_size);
/* One block, by way of the cache unless in slow mode. */
void *pool_alloc(Heap *h, HeapKind kind, size_t size);
void pool_free(Heap *h, void *p);
void pool_free_cached(Heap *h, unsigned class_index, void *p);
void pool_flush(Heap *h, unsigned class_index, uint32_t keep);

/* large.c */
void *large_alloc(Heap *h, HeapKind kind, size_t size);
void *large_realloc(Heap *h, HeapKind kind, void *p, size_t new_size);
void large_free(Heap *h, void *p);
/* The lists of large blocks, containers' first. */
enum { LARGE_LIST_COUNT = 7 };
LargeBlock *large_list(const Heap *h, int i, HeapKind *kind);
void large_init(Heap *h);
void large_free_all(Heap *h);
/* Bytes that the block takes from the system. */
size_t large_real_size(const LargeBlock *block);
/* Returns the mappings kept for large blocks to come. */
void large_drop_spares(Heap *h);

/* heap.c: true if need more bytes may be held from the system. */
bool heap_room(Heap *h, size_t need, bool small);
static inline bool heap_ensure(Heap *h, size_t need, bool small) {
    return LIKELY(!h->limit) || heap_room(h, need, small);
}
void heap_note_peak(Heap *h);
void heap_grown(Heap *h);
static inline void heap_note_growth(Heap *h) {
    if (UNLIKELY(h->taken_size > h->growth_at)) {
        heap_grown(h);
    }
}

#endif
