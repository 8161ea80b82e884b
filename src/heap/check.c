/* The checker: every block exactly one of live, free, cached; tables agree with counts. */
#include "base/bits.h"
#include "heap/pool.h"

#include <malloc.h>
#include <string.h>

#define REQUIRE(condition, text)                                                                   \
    do {                                                                                           \
        if (!(condition))                                                                          \
            return text;                                                                           \
    } while (0)

typedef struct Sums {
    size_t taken[HEAP_CLASS_COUNT];
    size_t listed[HEAP_CLASS_COUNT];
    size_t used, resident;
} Sums;

/* Bits of blocks that are not taken, or not of containers, must be 0. */
static const char *check_pool_bits(const Heap *h, const Pool *pool) {
    const uint64_t *tables[3] = {h->young, h->middle, h->suspect};
    size_t index = pool_index(h, pool);
    size_t first = index * HEAP_POOL_GRANULES;
    for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
        uint64_t young = h->young[first / 64 + w], middle = h->middle[first / 64 + w];
        REQUIRE(!(young & ~middle) || heap_bit_get(h->young_pools, index),
                "generation 0 in a pool without a summary bit");
        REQUIRE(!(middle & ~young) || heap_bit_get(h->middle_pools, index),
                "generation 1 in a pool without a summary bit");
    }
    for (int t = 0; t < 3; t++) {
        for (uint32_t w = 0; w < HEAP_POOL_WORDS; w++) {
            uint64_t rest = tables[t][first / 64 + w];
            REQUIRE(!rest || (pool->used && pool->kind == HEAP_CONTAINER),
                    "collector's bit outside the pools of containers");
            REQUIRE(!rest || t != 2 || heap_bit_get(h->suspect_pools, index),
                    "suspects in a pool without a summary bit");
            for (; rest; rest &= rest - 1) {
                uint32_t granule = w * 64 + (uint32_t)__builtin_ctzll(rest);
                uint32_t end = (granule + 1) << HEAP_GRANULE_SHIFT;
                uint32_t i = pool_block_index(pool, end - 8);
                REQUIRE(i < pool->block_count && i * pool->block_size >= end - 16,
                        "collector's bit where no block begins");
                REQUIRE(pool->bitmap[i >> 6] >> (i & 63) & 1, "collector's bit on a free block");
            }
        }
    }
    return NULL;
}

static const char *check_pool(const Heap *h, const Pool *pool, Sums *sums) {
    uint32_t taken = 0;
    REQUIRE(pool->kind < HEAP_KIND_COUNT, "pool of no kind");
    REQUIRE(pool->block_size >= 16 && pool->block_size <= HEAP_SMALL_MAX &&
                pool->block_size % 8 == 0,
            "pool of an impossible block size");
    REQUIRE(pool->block_count == HEAP_POOL_SIZE / pool->block_size, "pool's block count");
    for (uint32_t w = 0; w < COUNT_OF(pool->bitmap); w++) {
        uint64_t word = pool->bitmap[w];
        taken += bits_count(word);
        for (uint64_t rest = word; rest; rest &= rest - 1) {
            REQUIRE(w * 64 + (uint32_t)__builtin_ctzll(rest) < pool->block_count,
                    "bit behind the last block");
        }
        uint32_t blocks = w * 64 < pool->block_count ? pool->block_count - w * 64 : 0;
        uint64_t full = blocks >= 64 ? UINT64_MAX : ((uint64_t)1 << blocks) - 1;
        REQUIRE(w >= pool->hint || word == full, "free block before the hint");
    }
    REQUIRE(taken == pool->taken, "pool's bitmap and count differ");
    REQUIRE(taken > 0, "empty pool not given back");
    REQUIRE(pool->listed == (taken < pool->block_count), "pool in the wrong list");
    unsigned c = pool_class(pool);
    sums->taken[c] += taken;
    sums->listed[c] += pool->listed;
    (void)h;
    return NULL;
}

static const char *check_arenas(const Heap *h, Sums *sums) {
    const char *wrong;
    for (size_t a = 0; a < h->arena_high; a++) {
        const HeapArena *arena = &h->arenas[a];
        REQUIRE(!(arena->used & ~arena->resident), "used pool without memory");
        REQUIRE(heap_bit_get(h->open, a) == (arena->used != UINT64_MAX), "arena's open bit");
        REQUIRE(arena->used == UINT64_MAX || a >= h->arena_hint, "open arena below the hint");
        sums->used += bits_count(arena->used);
        sums->resident += bits_count(arena->resident);
        for (size_t i = 0; i < HEAP_ARENA_POOLS; i++) {
            const Pool *pool = &h->pools[a * HEAP_ARENA_POOLS + i];
            REQUIRE(pool->used == (arena->used >> i & 1), "pool's and arena's use differ");
            if (pool->used && (wrong = check_pool(h, pool, sums))) {
                return wrong;
            }
            if ((wrong = check_pool_bits(h, pool))) {
                return wrong;
            }
        }
    }
    REQUIRE(sums->used == h->pools_used, "count of used pools");
    REQUIRE(sums->resident == h->pools_resident, "count of resident pools");
    REQUIRE(sums->resident - sums->used == h->pools_resident_free, "count of free pools");
    return NULL;
}

static const char *check_list(const Heap *h, unsigned c, size_t expected) {
    const Pool *head = h->partial[c];
    size_t n = 0;
    if (head) {
        const Pool *pool = head;
        do {
            REQUIRE(pool->used && pool->listed && pool_class(pool) == c, "strange pool in a list");
            REQUIRE(pool->next->prev == pool, "list of pools is broken");
            REQUIRE(++n <= expected, "too many pools in a list");
            pool = pool->next;
        } while (pool != head);
    }
    REQUIRE(n == expected, "partial pool missing in its list");
    return NULL;
}

/* Every cached block is a taken block of its class, has no collector's bit, and is cached once:
   its bit is cleared while we go through the cache and restored afterwards. */
static const char *check_cache(Heap *h, unsigned c) {
    const char *wrong = NULL;
    uint32_t done = 0, count = heap_cached(h, c);
    void *const *cached = h->slots[c] + 1;
    REQUIRE(h->slots[c][0] == NULL, "no NULL below a cache");
    REQUIRE(h->caches[c].top <= h->caches[c].end, "cache above its capacity");
    for (; done < count && !wrong; done++) {
        void *p = cached[done];
        if (!heap_in_region(h, p) || !pool_of(h, p)->used || pool_class(pool_of(h, p)) != c) {
            wrong = "cached block of another class";
            break;
        }
        Pool *pool = pool_of(h, p);
        uint32_t offset = (uint32_t)((char *)p - pool_base(h, pool));
        uint32_t i = pool_block_index(pool, offset);
        if (i * pool->block_size != offset) {
            wrong = "cached address is not that of a block";
        } else if (!(pool->bitmap[i >> 6] >> (i & 63) & 1)) {
            wrong = "cached block is free, or cached twice";
        } else if (heap_is_young(h, p) || heap_is_middle(h, p) || heap_is_suspect(h, p)) {
            wrong = "cached block has a collector's bit";
        }
        if (wrong) {
            break;
        }
        pool->bitmap[i >> 6] &= ~((uint64_t)1 << (i & 63));
    }
    while (done-- > 0) {
        Pool *pool = pool_of(h, cached[done]);
        uint32_t i = pool_block_index(pool, (uint32_t)((char *)cached[done] - pool_base(h, pool)));
        pool->bitmap[i >> 6] |= (uint64_t)1 << (i & 63);
    }
    return wrong;
}

static const char *check_large(const Heap *h) {
    size_t held = 0;
    size_t count[HEAP_KIND_COUNT] = {0}, size[HEAP_KIND_COUNT] = {0};
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        HeapKind kind;
        const LargeBlock *head = large_list(h, i, &kind);
        for (LargeBlock *block = head->next; block != head; block = block->next) {
            REQUIRE(block->next->prev == block && block->prev->next == block,
                    "list of large blocks is broken");
            REQUIRE(block->kind == kind, "large block in another kind's list");
            REQUIRE(kind == HEAP_CONTAINER || !(block->young | block->middle | block->suspect),
                    "collector's bit on a large block that is no container");
            bool tested = head == &h->large_suspect || head == &h->large_done;
            REQUIRE(!block->suspect || tested, "large suspect in another list");
            REQUIRE(!block->young || block->middle || head == &h->large_young || tested,
                    "large block of generation 0 in another list");
            REQUIRE(!block->middle || block->young || head == &h->large_middle || tested,
                    "large block of generation 1 in another list");
            count[kind]++;
            size[kind] += block->size;
            held += large_real_size(block);
        }
    }
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        REQUIRE(count[kind] == h->large_count[kind], "count of large blocks");
        REQUIRE(size[kind] == h->large_size[kind], "size of large blocks");
    }
    for (int i = 0; i < HEAP_SPARES; i++) {
        held += h->spares[i].at ? h->spares[i].size : 0;
    }
    REQUIRE(held == h->large_held, "bytes held for large blocks");
    return NULL;
}

const char *heap_check(Heap *h) {
    Sums sums;
    memset(&sums, 0, sizeof sums);
    const char *wrong;
    if ((wrong = check_arenas(h, &sums)) || (wrong = check_large(h))) {
        return wrong;
    }
    size_t taken_size = 0;
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        taken_size += h->large_size[kind];
    }
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        taken_size += h->taken[c] * (c % HEAP_SIZE_CLASSES * 8);
        REQUIRE(sums.taken[c] == h->taken[c], "count of taken blocks");
        REQUIRE(heap_cached(h, c) <= h->taken[c], "more cached blocks than taken ones");
        if ((wrong = check_list(h, c, sums.listed[c])) || (wrong = check_cache(h, c))) {
            return wrong;
        }
    }
    REQUIRE(taken_size == h->taken_size, "bytes in taken blocks");
    return NULL;
}
