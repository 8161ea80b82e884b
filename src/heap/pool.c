/* Blocks: from the pools' bitmaps to the caches and back. */
#include "heap/pool.h"

#include <string.h>

uint32_t pool_cache_capacity(size_t block_size) {
    if (block_size < 16) {
        return 0;
    }
    size_t fit = HEAP_POOL_SIZE / 2 / block_size;
    return fit < 16 ? 16 : fit > HEAP_CACHE_MAX ? HEAP_CACHE_MAX : (uint32_t)fit;
}

static void list_append(Heap *h, Pool *pool, unsigned c) {
    Pool *head = h->partial[c];
    if (head) {
        pool->next = head;
        pool->prev = head->prev;
        head->prev->next = pool;
        head->prev = pool;
    } else {
        pool->next = pool->prev = pool;
        h->partial[c] = pool;
    }
    pool->listed = true;
}

static void list_remove(Heap *h, Pool *pool, unsigned c) {
    if (pool->next == pool) {
        h->partial[c] = NULL;
    } else {
        pool->next->prev = pool->prev;
        pool->prev->next = pool->next;
        if (h->partial[c] == pool) {
            h->partial[c] = pool->next;
        }
    }
    pool->next = pool->prev = NULL;
    pool->listed = false;
}

/* Takes up to n free blocks of the pool in address order, to the places in front of *end, the first
 * at the last place; how many there were. */
static uint32_t take_blocks(Heap *h, Pool *pool, unsigned c, void **end, uint32_t n) {
    char *base = pool_base(h, pool);
    uint32_t size = pool->block_size;
    uint32_t got = 0;
    uint32_t words = (pool->block_count + 63u) / 64;
    uint32_t w = pool->hint;
    for (; w < words; w++) {
        uint64_t rest = ~pool->bitmap[w];
        if (w == words - 1 && pool->block_count % 64) {
            rest &= ((uint64_t)1 << pool->block_count % 64) - 1;
        }
        char *first = base + w * 64 * size;
        uint64_t free_before = rest;
        while (rest && got < n) {
            uint32_t bit = (uint32_t)__builtin_ctzll(rest);
            rest &= rest - 1;
            got++;
            end[-(ptrdiff_t)got] = first + bit * size;
        }
        pool->bitmap[w] |= free_before ^ rest;
        if (rest) {
            break;
        }
    }
    pool->hint = (uint16_t)w;
    pool->taken = (uint16_t)(pool->taken + got);
    h->taken[c] += got;
    h->taken_size += (size_t)got * size;
    if (pool->taken == pool->block_count) {
        list_remove(h, pool, c);
    }
    return got;
}

void *pool_alloc(Heap *h, HeapKind kind, size_t size) {
    unsigned c = heap_class(kind, size);
    uint32_t want = (uint32_t)(h->caches[c].end - h->slots[c]) / 2;
    void *blocks[HEAP_CACHE_MAX];
    uint32_t got = 0;
    if (want == 0) {
        want = 1;
    }
    if (!h->partial[c]) {
        Pool *pool = arenas_take_pool(h, kind, size);
        if (!pool) {
            return NULL;
        }
        list_append(h, pool, c);
    }
    /* The cache is a stack: the highest address goes to the bottom. */
    while (got < want && h->partial[c]) {
        got += take_blocks(h, h->partial[c], c, blocks + want - got, want - got);
    }
    ASSERT(heap_cached(h, c) == 0);
    memcpy(h->slots[c] + 1, blocks + want - got, (got - 1) * sizeof *blocks);
    h->caches[c].top = h->slots[c] + got - 1;
    heap_note_growth(h);
    return blocks[want - 1];
}

/* Frees blocks as long as they are of one pool; how many. */
static uint32_t free_blocks(Heap *h, void *const *blocks, uint32_t n) {
    Pool *pool = pool_of(h, blocks[0]);
    char *base = pool_base(h, pool);
    unsigned c = pool_class(pool);
    uint32_t least = pool->hint, done = 0;
    while (done < n && (size_t)((char *)blocks[done] - base) < HEAP_POOL_SIZE) {
        uint32_t i = pool_block_index(pool, (uint32_t)((char *)blocks[done++] - base));
        uint64_t bit = (uint64_t)1 << (i & 63);
#if defined(ADDER_DEBUG)
        if (!pool->used || !(pool->bitmap[i >> 6] & bit))
            FATAL("block freed twice");
#endif
        pool->bitmap[i >> 6] &= ~bit;
        least = i >> 6 < least ? i >> 6 : least;
    }
    pool->hint = (uint16_t)least;
    pool->taken = (uint16_t)(pool->taken - done);
    h->taken[c] -= done;
    h->taken_size -= (size_t)done * pool->block_size;
    if (!pool->listed) {
        list_append(h, pool, c);
    }
    if (pool->taken == 0) {
        list_remove(h, pool, c);
        arenas_give_pool(h, pool);
    }
    return done;
}

void pool_free(Heap *h, void *p) {
    free_blocks(h, &p, 1);
}

void pool_flush(Heap *h, unsigned c, uint32_t keep) {
    void **slots = h->slots[c] + 1;
    uint32_t count = heap_cached(h, c), n = count > keep ? count - keep : 0;
    /* The oldest go: they lie at the bottom. */
    for (uint32_t i = 0; i < n; i++) {
        __builtin_prefetch(pool_of(h, slots[i]));
    }
    for (uint32_t i = 0; i < n;) {
        i += free_blocks(h, slots + i, n - i);
    }
    memmove(slots, slots + n, (count - n) * sizeof *slots);
    h->caches[c].top -= n;
}

void pool_free_cached(Heap *h, unsigned c, void *p) {
    HeapCache *cache = &h->caches[c];
    pool_flush(h, c, (uint32_t)(cache->end - h->slots[c]) / 2);
    *++cache->top = p;
}
