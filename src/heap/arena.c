/* The region: address space, arenas, and pools taken from and given back to them. */
#include "base/bits.h"
#include "heap/os.h"
#include "heap/pool.h"

#include <string.h>

enum {
    COMMIT_FIRST = 64, /* arenas; doubled each time */
    /* Free pools kept resident: some, and a share of those in use. An arena's are returned only
       when it has enough of them to be worth a system call. Getting memory back costs some 15 ns
       for each object of 48 bytes, so a program that keeps making and dropping as much is left
       more: one pool for each it took again, after the first REGRETS_FREE. */
    SPARE_POOLS = 32,
    SPARE_SHARE = 16,
    SPARE_MOST = 2048,
    REGRETS_FREE = 2048,
    PURGE_AT_LEAST = 16,
};

static const size_t default_region = (size_t)64 << 30;
static const size_t smallest_region = (size_t)64 << 20;

/* The tables beside the region, in the order of their places. */
typedef struct Table {
    void *at;
    size_t per_arena; /* bytes, in units of 1/64 byte so that bit tables are exact */
} Table;

enum { TABLE_COUNT = 10 };

static void list_tables(const Heap *h, Table tables[TABLE_COUNT]) {
    size_t granule_bits = (HEAP_ARENA_SIZE >> HEAP_GRANULE_SHIFT) * 8;
    Table all[TABLE_COUNT] = {
        {h->young, granule_bits},
        {h->middle, granule_bits},
        {h->suspect, granule_bits},
        {h->work, (HEAP_ARENA_SIZE >> HEAP_GRANULE_SHIFT) * 64},
        {h->young_pools, HEAP_ARENA_POOLS * 8},
        {h->middle_pools, HEAP_ARENA_POOLS * 8},
        {h->suspect_pools, HEAP_ARENA_POOLS * 8},
        {h->pools, HEAP_ARENA_POOLS * sizeof(Pool) * 64},
        {h->arenas, sizeof(HeapArena) * 64},
        {h->open, 8},
    };
    memcpy(tables, all, sizeof all);
}

static size_t table_size(const Table *table, size_t arenas) {
    return (table->per_arena * arenas + 63) / 64;
}

static size_t round_page(size_t size) {
    size_t page = os_page_size();
    return (size + page - 1) & ~(page - 1);
}

static bool commit_to(Heap *h, size_t arenas) {
    if (arenas > h->arena_max) {
        arenas = h->arena_max;
    }
    Table tables[TABLE_COUNT];
    list_tables(h, tables);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if (!os_commit(tables[i].at, round_page(table_size(&tables[i], arenas)))) {
            return false;
        }
    }
    if (!os_commit((void *)h->base, arenas << HEAP_ARENA_SHIFT)) {
        return false;
    }
    h->arena_committed = arenas;
    return true;
}

static bool reserve(Heap *h, size_t region_size) {
    size_t arenas = region_size >> HEAP_ARENA_SHIFT;
    Table tables[TABLE_COUNT];
    list_tables(h, tables);
    size_t total = HEAP_ARENA_SIZE + region_size;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        total += round_page(table_size(&tables[i], arenas));
    }
    char *mapping = os_reserve(total);
    if (!mapping) {
        return false;
    }
    h->mapping = mapping;
    h->mapping_size = total;
    size_t shift = -(uintptr_t)mapping & (HEAP_ARENA_SIZE - 1);
    h->base = (uintptr_t)mapping + shift;
    h->region_size = region_size;
    h->arena_max = arenas;
    char *at = mapping + shift + region_size;
    void *places[TABLE_COUNT];
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        places[i] = at;
        at += round_page(table_size(&tables[i], arenas));
    }
    h->young = places[0];
    h->middle = places[1];
    h->suspect = places[2];
    h->work = places[3];
    h->young_pools = places[4];
    h->middle_pools = places[5];
    h->suspect_pools = places[6];
    h->pools = places[7];
    h->arenas = places[8];
    h->open = places[9];
    return true;
}

bool arenas_init(Heap *h, size_t region_size) {
    if (region_size == 0) {
        region_size = default_region;
    }
    region_size = (region_size + HEAP_ARENA_SIZE - 1) & ~(size_t)(HEAP_ARENA_SIZE - 1);
    while (!reserve(h, region_size)) {
        region_size /= 2;
        if (region_size < smallest_region) {
            return false;
        }
    }
    if (!commit_to(h, COMMIT_FIRST)) {
        arenas_deinit(h);
        return false;
    }
    return true;
}

void arenas_deinit(Heap *h) {
    if (h->mapping) {
        os_unreserve(h->mapping, h->mapping_size);
    }
    h->mapping = NULL;
    h->base = 0;
    h->region_size = 0;
    h->arena_high = h->arena_max = h->arena_committed = 0;
}

/* Lowest arena with a free pool, a new one if need be; arena_max when there is none. */
static size_t find_arena(Heap *h) {
    size_t words = (h->arena_high + 63) / 64;
    for (size_t w = h->arena_hint / 64; w < words; w++) {
        if (h->open[w]) {
            h->arena_hint = w * 64 + (size_t)__builtin_ctzll(h->open[w]);
            return h->arena_hint;
        }
    }
    if (h->arena_high == h->arena_max) {
        return h->arena_max;
    }
    if (h->arena_high == h->arena_committed && !commit_to(h, h->arena_committed * 2)) {
        return h->arena_max;
    }
    if (!heap_ensure(h, ARENA_TABLE_SIZE, true)) {
        return h->arena_max;
    }
    h->arena_hint = h->arena_high++;
    heap_bit_set(h->open, h->arena_hint);
    return h->arena_hint;
}

static void pool_setup(Pool *pool, HeapKind kind, size_t size) {
    pool->next = pool->prev = NULL;
    pool->reciprocal = (uint32_t)((((uint64_t)1 << 32) + size - 1) / size);
    pool->block_size = (uint16_t)size;
    pool->block_count = (uint16_t)(HEAP_POOL_SIZE / size);
    pool->taken = 0;
    pool->hint = 0;
    pool->kind = (uint8_t)kind;
    pool->used = true;
    pool->listed = false;
    memset(pool->bitmap, 0, sizeof pool->bitmap);
}

Pool *arenas_take_pool(Heap *h, HeapKind kind, size_t size) {
    size_t a = find_arena(h);
    if (a == h->arena_max) {
        return NULL;
    }
    HeapArena *arena = &h->arenas[a];
    if (!(arena->resident & ~arena->used)) {
        if (!heap_ensure(h, HEAP_POOL_SIZE, true)) {
            return NULL;
        }
        /* Making room may have given up arenas. */
        a = find_arena(h);
        if (a == h->arena_max) {
            return NULL;
        }
        arena = &h->arenas[a];
    }
    uint64_t ready = arena->resident & ~arena->used;
    size_t i = (size_t)__builtin_ctzll(ready ? ready : ~arena->used);
    uint64_t bit = (uint64_t)1 << i;
    if (ready) {
        h->pools_resident_free--;
    } else {
        arena->resident |= bit;
        h->pools_resident++;
        if (h->pools_purged) {
            h->pools_purged--;
            h->pools_regretted++;
        }
    }
    arena->used |= bit;
    h->pools_used++;
    if (arena->used == UINT64_MAX) {
        heap_bit_clear(h->open, a);
    }
    heap_note_peak(h);
    Pool *pool = &h->pools[a * HEAP_ARENA_POOLS + i];
    pool_setup(pool, kind, size);
    return pool;
}

/* Returns the free pools of an arena; if all of it is free, its side bitmaps as well. */
static void purge_arena(Heap *h, size_t a) {
    HeapArena *arena = &h->arenas[a];
    uint64_t rest = arena->resident & ~arena->used;
    char *base = (char *)(h->base + (a << HEAP_ARENA_SHIFT));
    size_t count = bits_count(rest);
    h->pools_resident_free -= count;
    h->pools_resident -= count;
    h->pools_purged += count;
    arena->resident &= arena->used;
    while (rest) {
        size_t from = (size_t)__builtin_ctzll(rest);
        uint64_t after = ~(rest >> from);
        size_t run = after ? (size_t)__builtin_ctzll(after) : 64;
        if (run > 64 - from) {
            run = 64 - from;
        }
        os_release(base + from * HEAP_POOL_SIZE, run * HEAP_POOL_SIZE);
        rest &= run == 64 ? 0 : ~((((uint64_t)1 << run) - 1) << from);
    }
    if (arena->used == 0) {
        size_t words = HEAP_ARENA_POOLS * HEAP_POOL_WORDS;
        os_release_inside(h->young + a * words, words * 8);
        os_release_inside(h->middle + a * words, words * 8);
        os_release_inside(h->suspect + a * words, words * 8);
    }
}

static size_t spare_pools(const Heap *h) {
    size_t more = h->pools_regretted > REGRETS_FREE ? h->pools_regretted - REGRETS_FREE : 0;
    return SPARE_POOLS + h->pools_used / SPARE_SHARE + (more > SPARE_MOST ? SPARE_MOST : more);
}

void arenas_give_pool(Heap *h, Pool *pool) {
    ASSERT(pool->used && pool->taken == 0 && !pool->listed);
    size_t index = pool_index(h, pool);
    size_t a = index / HEAP_ARENA_POOLS;
    HeapArena *arena = &h->arenas[a];
    pool->used = false;
    arena->used &= ~((uint64_t)1 << (index % HEAP_ARENA_POOLS));
    heap_bit_set(h->open, a);
    if (a < h->arena_hint) {
        h->arena_hint = a;
    }
    h->pools_used--;
    h->pools_resident_free++;
    if (h->pools_resident_free > spare_pools(h)) {
        uint32_t free_count = bits_count(arena->resident & ~arena->used);
        if (arena->used == 0 || free_count >= PURGE_AT_LEAST) {
            purge_arena(h, a);
        }
    }
}

void arenas_purge(Heap *h) {
    for (size_t a = 0; a < h->arena_high && h->pools_resident_free; a++) {
        if (h->arenas[a].resident & ~h->arenas[a].used) {
            purge_arena(h, a);
        }
    }
}

void arenas_trim(Heap *h) {
    arenas_purge(h);
    h->pools_purged = h->pools_regretted = 0;
    if (h->collecting) {
        return; /* the tables are in use */
    }
    size_t old = h->arena_high;
    while (h->arena_high > 0 && h->arenas[h->arena_high - 1].used == 0) {
        h->arena_high--;
        heap_bit_clear(h->open, h->arena_high);
    }
    if (h->arena_hint > h->arena_high) {
        h->arena_hint = h->arena_high;
    }
    size_t from = h->arena_high * HEAP_ARENA_POOLS;
    os_release_inside(h->pools + from, (old * HEAP_ARENA_POOLS - from) * sizeof(Pool));
    os_release_inside(h->work, old * HEAP_ARENA_POOLS * HEAP_POOL_GRANULES);
}
