/* Sums, the map, and walking over live blocks. */
#include "base/bits.h"
#include "heap/pool.h"

static size_t class_size(unsigned c) {
    return c % HEAP_SIZE_CLASSES * 8;
}

size_t heap_live_size(const Heap *h) {
    size_t size = 0;
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        size += (h->taken[c] - heap_cached(h, c)) * class_size(c);
    }
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        size += h->large_size[kind];
    }
    return size;
}

size_t heap_live_count(const Heap *h) {
    size_t count = 0;
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        count += h->taken[c] - heap_cached(h, c);
    }
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        count += h->large_count[kind];
    }
    return count;
}

void heap_stats(const Heap *h, HeapStats *out) {
    *out = (HeapStats){0};
    size_t taken_size = 0;
    for (unsigned c = 0; c < HEAP_CLASS_COUNT; c++) {
        out->cached_count += heap_cached(h, c);
        out->cached_size += heap_cached(h, c) * class_size(c);
        taken_size += h->taken[c] * class_size(c);
    }
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        out->large_count += h->large_count[kind];
        out->large_size += h->large_size[kind];
    }
    out->live_size = heap_live_size(h);
    out->live_count = heap_live_count(h);
    out->free_size = h->pools_used * HEAP_POOL_SIZE - taken_size;
    for (size_t a = 0; a < h->arena_high; a++) {
        out->arenas_used += h->arenas[a].used != 0;
    }
    out->arenas_high = h->arena_high;
    out->pools_used = h->pools_used;
    out->pools_resident_free = h->pools_resident_free;
    out->held = heap_held(h);
    out->held_peak = h->held_peak;
    out->table_size = h->arena_high * ARENA_TABLE_SIZE;
    out->limit = h->limit;
}

bool heap_class_stats(const Heap *h, size_t index, HeapClassStats *out) {
    *out = (HeapClassStats){.kind = (HeapKind)(index / HEAP_SIZE_CLASSES),
                            .size = class_size((unsigned)index)};
    size_t blocks = 0;
    for (size_t i = 0; i < h->arena_high * HEAP_ARENA_POOLS; i++) {
        const Pool *pool = &h->pools[i];
        if (pool->used && pool_class(pool) == index) {
            out->pool_count++;
            blocks += pool->block_count;
        }
    }
    if (out->pool_count == 0) {
        return false;
    }
    out->cached_count = heap_cached(h, (unsigned)index);
    out->live_count = h->taken[index] - out->cached_count;
    out->free_count = blocks - h->taken[index];
    return true;
}

void heap_pool_info(const Heap *h, size_t arena, size_t i, HeapPoolInfo *out) {
    const Pool *pool = &h->pools[arena * HEAP_ARENA_POOLS + i];
    *out = (HeapPoolInfo){
        .address = (uintptr_t)pool_base(h, pool),
        .used = pool->used,
        .resident = h->arenas[arena].resident >> i & 1,
    };
    if (pool->used) {
        out->kind = (HeapKind)pool->kind;
        out->block_size = pool->block_size;
        out->block_count = pool->block_count;
        out->taken_count = pool->taken;
    }
}

bool heap_find_pool(const Heap *h, const void *p, size_t *arena, size_t *i) {
    if (!heap_in_region(h, p)) {
        return false;
    }
    size_t index = ((uintptr_t)p - h->base) >> HEAP_POOL_SHIFT;
    *arena = index / HEAP_ARENA_POOLS;
    *i = index % HEAP_ARENA_POOLS;
    return true;
}

void heap_arena_info(const Heap *h, size_t arena, HeapArenaInfo *out) {
    *out = (HeapArenaInfo){.pools_used = bits_count(h->arenas[arena].used),
                           .pools_resident = bits_count(h->arenas[arena].resident)};
    for (uint64_t used = h->arenas[arena].used; used; used &= used - 1) {
        const Pool *pool = &h->pools[arena * HEAP_ARENA_POOLS + (size_t)__builtin_ctzll(used)];
        out->block_count += pool->taken;
        out->block_size += (size_t)pool->taken * pool->block_size;
    }
}

void heap_walk_arena(Heap *h, size_t arena, HeapArenaFn fn, void *context) {
    for (uint64_t used = h->arenas[arena].used; used; used &= used - 1) {
        const Pool *pool = &h->pools[arena * HEAP_ARENA_POOLS + (size_t)__builtin_ctzll(used)];
        for (uint32_t i = 0; i < pool->block_count; i++) {
            if (pool->bitmap[i / 64] >> (i % 64) & 1) {
                char *block = pool_base(h, pool) + (size_t)i * pool->block_size;
                fn(context, (HeapKind)pool->kind, block, pool->block_size);
            }
        }
    }
}

static bool walk_pool(Heap *h, const Pool *pool, HeapWalkFn fn, void *context) {
    char *base = pool_base(h, pool);
    for (uint32_t w = 0; w * 64 < pool->block_count; w++) {
        for (uint64_t rest = pool->bitmap[w]; rest; rest &= rest - 1) {
            uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(rest);
            if (!fn(context, base + i * pool->block_size, pool->block_size)) {
                return false;
            }
        }
    }
    return true;
}

void heap_walk(Heap *h, HeapKind kind, HeapWalkFn fn, void *context) {
    heap_flush(h);
    for (size_t i = 0; i < h->arena_high * HEAP_ARENA_POOLS; i++) {
        const Pool *pool = &h->pools[i];
        if (pool->used && pool->kind == kind && !walk_pool(h, pool, fn, context)) {
            return;
        }
    }
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        HeapKind list_kind;
        LargeBlock *head = large_list(h, i, &list_kind);
        if (list_kind != kind) {
            continue;
        }
        for (LargeBlock *block = head->next; block != head; block = block->next) {
            if (!fn(context, block + 1, block->size)) {
                return;
            }
        }
    }
}
