/* The heap: blocks, sizes, caches, large blocks, limit, failure injection, giving back, checker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "heap/heap.h"
#include "heap/pool.h"

#if defined(ADDER_ASAN)
enum { HAS_POOLS = 0 };
#else
enum { HAS_POOLS = 1 };
#endif

static uint64_t random_state;

static uint64_t next_random(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static size_t block_bytes(size_t size) {
    return size <= HEAP_SMALL_MAX ? heap_round(size) : size;
}

static void assert_sound(Heap *h) {
    const char *wrong = heap_check(h);
    if (wrong) {
        fail_msg("heap_check: %s", wrong);
    }
}

static int make_heap(void **state) {
    Heap *h = calloc(1, sizeof *h);
    random_state = UINT64_C(88172645463325252);
    *state = h;
    return h && heap_init(h, NULL) ? 0 : -1;
}

static int drop_heap(void **state) {
    Heap *h = *state;
    size_t leaked = heap_deinit(h);
    free(h);
    return leaked == 0 ? 0 : -1;
}

/* ------------------------------------------------------------------ blocks */

static void test_sizes_are_rounded(void **state) {
    (void)state;
    assert_int_equal(heap_round(1), 16);
    assert_int_equal(heap_round(16), 16);
    assert_int_equal(heap_round(17), 24);
    assert_int_equal(heap_round(512), 512);
}

static void test_blocks_of_every_size_are_apart(void **state) {
    Heap *h = *state;
    for (int kind = 0; kind < HEAP_KIND_COUNT; kind++) {
        for (size_t size = 1; size <= 1100; size += 7) {
            unsigned char *a = heap_alloc(h, (HeapKind)kind, size);
            unsigned char *b = heap_alloc(h, (HeapKind)kind, size);
            assert_non_null(a);
            assert_non_null(b);
            assert_int_equal((uintptr_t)a % 8, 0);
            memset(a, 1, size);
            memset(b, 2, size);
            assert_int_equal(a[size - 1], 1);
            assert_int_equal(b[0], 2);
            assert_int_equal(heap_in_region(h, a), HAS_POOLS && size <= HEAP_SMALL_MAX);
            heap_free(h, (HeapKind)kind, a, size);
            heap_free(h, (HeapKind)kind, b, size);
        }
    }
    assert_int_equal(heap_live_count(h), 0);
    assert_int_equal(heap_live_size(h), 0);
    assert_sound(h);
}

static void test_freed_block_is_reused(void **state) {
    Heap *h = *state;
    if (!HAS_POOLS) {
        return;
    }
    void *a = heap_alloc(h, HEAP_ATOMIC, 32);
    heap_free(h, HEAP_ATOMIC, a, 32);
    void *b = heap_alloc(h, HEAP_ATOMIC, 32);
    assert_ptr_equal(a, b);
    heap_free(h, HEAP_ATOMIC, b, 32);
}

static void test_blocks_come_in_address_order(void **state) {
    Heap *h = *state;
    enum { COUNT = 5000 };
    void *blocks[COUNT];
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = heap_alloc(h, HEAP_CONTAINER, 48);
    }
    size_t backwards = 0;
    for (int i = 1; i < COUNT; i++) {
        backwards += (uintptr_t)blocks[i] < (uintptr_t)blocks[i - 1];
    }
    if (HAS_POOLS) {
        assert_int_equal(backwards, 0);
    }
    for (int i = 0; i < COUNT; i++) {
        heap_free(h, HEAP_CONTAINER, blocks[i], 48);
    }
}

static void test_realloc_keeps_contents(void **state) {
    Heap *h = *state;
    static const size_t sizes[] = {16, 24, 20, 500, 512, 513, 5000, 100000, 600, 512, 30, 1};
    unsigned char *p = NULL;
    size_t size = 0;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *moved = heap_realloc_raw(h, p, size, sizes[i]);
        assert_non_null(moved);
        size_t kept = size < sizes[i] ? size : sizes[i];
        for (size_t k = 0; k < kept; k++) {
            assert_int_equal(moved[k], (unsigned char)(k * 7));
        }
        p = moved;
        size = sizes[i];
        for (size_t k = 0; k < size; k++) {
            p[k] = (unsigned char)(k * 7);
        }
    }
    assert_int_equal(heap_live_size(h), block_bytes(size));
    heap_free(h, HEAP_RAW, p, size);
    assert_sound(h);
}

static void test_impossible_sizes_fail(void **state) {
    Heap *h = *state;
    assert_null(heap_alloc(h, HEAP_RAW, SIZE_MAX));
    assert_null(heap_alloc(h, HEAP_RAW, SIZE_MAX / 2));
    void *p = heap_alloc(h, HEAP_RAW, 1000);
    assert_null(heap_realloc_raw(h, p, 1000, SIZE_MAX - 8));
    heap_free(h, HEAP_RAW, p, 1000);
    assert_sound(h);
}

typedef struct Live {
    unsigned char *p;
    size_t size;
    HeapKind kind;
    unsigned char fill;
} Live;

static void test_random_traffic(void **state) {
    Heap *h = *state;
    enum { COUNT = 3000, ROUNDS = 120000 };
    Live *live = calloc(COUNT, sizeof *live);
    size_t bytes = 0, count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        Live *one = &live[next_random() % COUNT];
        if (one->p) {
            assert_int_equal(one->p[0], one->fill);
            assert_int_equal(one->p[one->size - 1], one->fill);
            bytes -= block_bytes(one->size);
            count--;
            heap_free(h, one->kind, one->p, one->size);
            one->p = NULL;
        } else {
            one->size = 1 + next_random() % (next_random() % 20 ? 100 : 2000);
            one->kind = (HeapKind)(next_random() % HEAP_KIND_COUNT);
            one->fill = (unsigned char)next_random();
            one->p = heap_alloc(h, one->kind, one->size);
            assert_non_null(one->p);
            memset(one->p, one->fill, one->size);
            bytes += block_bytes(one->size);
            count++;
        }
        if (round % 10000 == 0) {
            assert_sound(h);
            assert_int_equal(heap_live_size(h), bytes);
            assert_int_equal(heap_live_count(h), count);
        }
        if (round == ROUNDS / 3) {
            heap_fail_after(h, UINT64_MAX); /* slow mode and back in the middle of it */
        } else if (round == ROUNDS / 2) {
            heap_fail_after(h, 0);
        }
    }
    for (int i = 0; i < COUNT; i++) {
        if (live[i].p) {
            heap_free(h, live[i].kind, live[i].p, live[i].size);
        }
    }
    free(live);
    assert_sound(h);
}

/* ------------------------------------------------------------------ collector's tables */

static void test_granules_lead_back_to_blocks(void **state) {
    Heap *h = *state;
    if (!HAS_POOLS) {
        return;
    }
    for (size_t size = 16; size <= HEAP_SMALL_MAX; size += 8) {
        void *blocks[700];
        for (size_t i = 0; i < COUNT_OF(blocks); i++) {
            blocks[i] = heap_alloc(h, HEAP_CONTAINER, size);
            heap_enter_young(h, blocks[i]);
        }
        for (size_t i = 0; i < COUNT_OF(blocks); i++) {
            Pool *pool = pool_of(h, blocks[i]);
            uint32_t granule = (uint32_t)(heap_granule(h, blocks[i]) % HEAP_POOL_GRANULES);
            assert_ptr_equal(pool_block_at(pool, pool_base(h, pool), granule), blocks[i]);
        }
        assert_sound(h);
        for (size_t i = 0; i < COUNT_OF(blocks); i++) {
            heap_leave_generation(h, blocks[i]);
            heap_free(h, HEAP_CONTAINER, blocks[i], size);
        }
    }
}

static void test_generations_of_small_and_large(void **state) {
    Heap *h = *state;
    size_t sizes[] = {32, 4000};
    for (int i = 0; i < 2; i++) {
        void *p = heap_alloc(h, HEAP_CONTAINER, sizes[i]);
        assert_int_equal(heap_generation(h, p), 3);
        heap_enter_young(h, p);
        assert_int_equal(heap_generation(h, p), 0);
        heap_set_middle(h, p);
        assert_int_equal(heap_generation(h, p), 2);
        heap_leave_generation(h, p);
        assert_int_equal(heap_generation(h, p), 3);
        heap_free(h, HEAP_CONTAINER, p, sizes[i]);
    }
    assert_sound(h);
}

/* ------------------------------------------------------------------ limit and failures */

static void test_limit_holds_and_handlers_have_a_margin(void **state) {
    Heap *h = *state;
    size_t limit = 8 << 20;
    void **chain = NULL;
    heap_set_limit(h, limit);
    for (;;) {
        void **p = heap_alloc(h, HEAP_ATOMIC, 64);
        if (!p) {
            break;
        }
        *p = chain;
        chain = p;
        assert_true(heap_held(h) <= limit);
    }
    assert_null(heap_alloc(h, HEAP_RAW, 1 << 20));
    for (int i = 0; i < 1000; i++) { /* the margin */
        void **p = heap_alloc(h, HEAP_ATOMIC, 64);
        assert_non_null(p);
        *p = chain;
        chain = p;
    }
    assert_true(heap_held(h) <= limit);
    assert_sound(h);
    while (chain) {
        void **next = *chain;
        heap_free(h, HEAP_ATOMIC, chain, 64);
        chain = next;
    }
    void *p = heap_alloc(h, HEAP_RAW, 4 << 20);
    assert_non_null(p);
    heap_free(h, HEAP_RAW, p, 4 << 20);
    assert_true(heap_account(h, 1 << 20));
    assert_false(heap_account(h, 16 << 20));
    heap_unaccount(h, 1 << 20);
    assert_sound(h);
}

static void note_pressure(void *context, size_t need) {
    (void)need;
    ++*(int *)context;
}

static void test_pressure_is_told_before_failing(void **state) {
    Heap *h = *state;
    int told = 0;
    h->on_pressure = note_pressure;
    h->pressure_context = &told;
    heap_set_limit(h, 4 << 20);
    assert_null(heap_alloc(h, HEAP_RAW, 5 << 20));
    assert_int_equal(told, 1);
}

static void test_nth_allocation_fails(void **state) {
    Heap *h = *state;
    size_t sizes[] = {16, 600};
    for (int i = 0; i < 2; i++) {
        heap_fail_after(h, 3);
        void *a = heap_alloc(h, HEAP_RAW, sizes[i]);
        void *b = heap_alloc(h, HEAP_RAW, sizes[i]);
        assert_non_null(a);
        assert_non_null(b);
        assert_null(heap_alloc(h, HEAP_RAW, sizes[i]));
        void *c = heap_alloc(h, HEAP_RAW, sizes[i]);
        assert_non_null(c);
        heap_free(h, HEAP_RAW, a, sizes[i]);
        heap_free(h, HEAP_RAW, b, sizes[i]);
        heap_free(h, HEAP_RAW, c, sizes[i]);
        heap_fail_after(h, 0);
    }
}

typedef struct Seen {
    int allocs, frees;
    void *last;
} Seen;

static void see(void *context, EventKind kind, void *what, size_t number) {
    Seen *seen = context;
    (void)number;
    seen->allocs += kind == EVENT_ALLOC;
    seen->frees += kind == EVENT_FREE;
    seen->last = what;
}

static void test_watching_sees_every_block(void **state) {
    Heap *h = *state;
    Seen seen = {0, 0, NULL};
    void *before = heap_alloc(h, HEAP_ATOMIC, 16);
    heap_watch(h, see, &seen);
    heap_free(h, HEAP_ATOMIC, before, 16);
    assert_int_equal(seen.frees, 1);
    void *a = heap_alloc(h, HEAP_ATOMIC, 16);
    assert_ptr_equal(seen.last, a);
    void *b = heap_alloc(h, HEAP_RAW, 700);
    b = heap_realloc_raw(h, b, 700, 900);
    assert_int_equal(seen.allocs, 3);
    assert_int_equal(seen.frees, 2);
    heap_free(h, HEAP_RAW, b, 900);
    heap_watch(h, NULL, NULL);
    heap_free(h, HEAP_ATOMIC, a, 16);
    assert_int_equal(seen.frees, 3);
}

static void note_growth(void *context) {
    ++*(int *)context;
}

static void test_growth_is_told_once(void **state) {
    Heap *h = *state;
    int told = 0;
    h->on_growth = note_growth;
    h->growth_context = &told;
    h->growth_at = h->taken_size + 100000;
    void *p = heap_alloc(h, HEAP_RAW, 50000);
    assert_int_equal(told, 0);
    void *q = heap_alloc(h, HEAP_RAW, 60000);
    void *r = heap_alloc(h, HEAP_RAW, 60000);
    assert_int_equal(told, 1);
    heap_free(h, HEAP_RAW, p, 50000);
    heap_free(h, HEAP_RAW, q, 60000);
    heap_free(h, HEAP_RAW, r, 60000);
}

/* ------------------------------------------------------------------ giving back, walking */

static void test_memory_is_given_back_as_it_is_freed(void **state) {
    Heap *h = *state;
    enum { COUNT = 200000 };
    void **blocks = calloc(COUNT, sizeof *blocks);
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = heap_alloc(h, HEAP_CONTAINER, 64);
    }
    size_t full = heap_held(h);
    assert_true(full >= COUNT * 64);
    for (int i = 0; i < COUNT; i++) {
        heap_free(h, HEAP_CONTAINER, blocks[i], 64);
    }
    assert_true(heap_held(h) < full * 15 / 100);
    assert_sound(h);
    heap_trim(h);
    assert_int_equal(heap_held(h), 0);
    assert_sound(h);
    free(blocks);
}

enum { THRASH_SIZE = 48, THRASH_COUNT = 100000 };

/* A program that keeps making and dropping as much: after some rounds its pools stay. */
static void test_dropping_and_making_again_does_not_thrash(void **state) {
    Heap *h = *state;
    void **blocks = malloc(THRASH_COUNT * sizeof *blocks);
    assert_non_null(blocks);
    if (!HAS_POOLS) {
        free(blocks);
        return;
    }
    size_t early = 0;
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < THRASH_COUNT; i++) {
            blocks[i] = heap_alloc(h, HEAP_RAW, THRASH_SIZE);
            assert_non_null(blocks[i]);
        }
        for (size_t i = 0; i < THRASH_COUNT; i++) {
            heap_free(h, HEAP_RAW, blocks[i], THRASH_SIZE);
        }
        if (round == 19) {
            early = h->pools_regretted;
        }
    }
    assert_int_equal(h->pools_regretted, early);
    heap_trim(h);
    assert_int_equal(heap_held(h), 0);
    assert_sound(h);
    free(blocks);
}

static void count_block(void *context, HeapKind kind, void *block, size_t size) {
    size_t *sums = context;
    assert_int_equal(kind, HEAP_ATOMIC);
    assert_non_null(block);
    sums[0]++;
    sums[1] += size;
}

/* One block in an arena keeps it, and can be named. */
static void test_what_pins_an_arena(void **state) {
    Heap *h = *state;
    if (!HAS_POOLS) {
        return;
    }
    void **blocks = malloc(THRASH_COUNT * sizeof *blocks);
    assert_non_null(blocks);
    for (size_t i = 0; i < THRASH_COUNT; i++) {
        blocks[i] = heap_alloc(h, HEAP_ATOMIC, THRASH_SIZE);
        assert_non_null(blocks[i]);
    }
    for (size_t i = 0; i < THRASH_COUNT; i++) {
        if (i != THRASH_COUNT / 2) {
            heap_free(h, HEAP_ATOMIC, blocks[i], THRASH_SIZE);
        }
    }
    heap_trim(h);
    size_t arena, pool, sums[2] = {0, 0};
    assert_true(heap_find_pool(h, blocks[THRASH_COUNT / 2], &arena, &pool));
    HeapArenaInfo info;
    heap_arena_info(h, arena, &info);
    assert_int_equal(info.pools_used, 1);
    assert_int_equal(info.pools_resident, 1);
    assert_int_equal(info.block_count, 1);
    assert_int_equal(info.block_size, THRASH_SIZE);
    heap_walk_arena(h, arena, count_block, sums);
    assert_int_equal(sums[0], 1);
    assert_int_equal(sums[1], THRASH_SIZE);
    heap_free(h, HEAP_ATOMIC, blocks[THRASH_COUNT / 2], THRASH_SIZE);
    heap_trim(h);
    assert_int_equal(heap_held(h), 0);
    free(blocks);
}

typedef struct Walk {
    size_t count, bytes;
    uintptr_t last;
} Walk;

static bool walk_one(void *context, void *block, size_t size) {
    Walk *walk = context;
    if (size <= HEAP_SMALL_MAX && HAS_POOLS) {
        assert_true((uintptr_t)block > walk->last);
        walk->last = (uintptr_t)block;
    }
    walk->count++;
    walk->bytes += size;
    return true;
}

static void test_walk_finds_live_blocks_in_order(void **state) {
    Heap *h = *state;
    enum { COUNT = 3000 };
    void *blocks[COUNT];
    Walk walk = {0, 0, 0};
    size_t expected = 0;
    for (int i = 0; i < COUNT; i++) {
        blocks[i] = heap_alloc(h, HEAP_ATOMIC, (size_t)i % 700 + 1);
    }
    for (int i = 0; i < COUNT; i += 2) {
        heap_free(h, HEAP_ATOMIC, blocks[i], (size_t)i % 700 + 1);
    }
    for (int i = 1; i < COUNT; i += 2) {
        expected += block_bytes((size_t)i % 700 + 1);
    }
    heap_walk(h, HEAP_ATOMIC, walk_one, &walk);
    assert_int_equal(walk.count, COUNT / 2);
    assert_int_equal(walk.bytes, expected);
    for (int i = 1; i < COUNT; i += 2) {
        heap_free(h, HEAP_ATOMIC, blocks[i], (size_t)i % 700 + 1);
    }
}

static void test_statistics_add_up(void **state) {
    Heap *h = *state;
    void *a = heap_alloc(h, HEAP_ATOMIC, 40);
    void *b = heap_alloc(h, HEAP_RAW, 3000);
    HeapStats stats;
    HeapClassStats class_stats;
    heap_stats(h, &stats);
    assert_int_equal(stats.live_count, 2);
    assert_int_equal(stats.live_size, 3040);
    if (HAS_POOLS) {
        assert_int_equal(stats.large_count, 1);
        assert_int_equal(stats.pools_used, 1);
        assert_true(heap_class_stats(h, heap_class(HEAP_ATOMIC, 40), &class_stats));
        assert_int_equal(class_stats.live_count, 1);
        assert_int_equal(class_stats.live_count + class_stats.cached_count + class_stats.free_count,
                         HEAP_POOL_SIZE / 40);
        size_t arena, i;
        HeapPoolInfo info;
        assert_true(heap_find_pool(h, a, &arena, &i));
        heap_pool_info(h, arena, i, &info);
        assert_true(info.used && info.resident);
        assert_int_equal(info.block_size, 40);
    }
    heap_free(h, HEAP_ATOMIC, a, 40);
    heap_free(h, HEAP_RAW, b, 3000);
}

static void test_leaks_are_counted(void **state) {
    (void)state;
    Heap *h = calloc(1, sizeof *h);
    assert_true(heap_init(h, NULL));
    assert_non_null(heap_alloc(h, HEAP_ATOMIC, 16));
    assert_non_null(heap_alloc(h, HEAP_RAW, 1000));
    assert_int_equal(heap_deinit(h), 2);
    free(h);
}

static void test_checker_sees_damage(void **state) {
    Heap *h = *state;
    if (!HAS_POOLS) {
        return;
    }
    void *p = heap_alloc(h, HEAP_CONTAINER, 32);
    void *q = heap_alloc(h, HEAP_ATOMIC, 32);
    assert_sound(h);
    pool_of(h, p)->taken++;
    assert_non_null(heap_check(h));
    pool_of(h, p)->taken--;
    h->taken[heap_class(HEAP_ATOMIC, 32)]++;
    assert_non_null(heap_check(h));
    h->taken[heap_class(HEAP_ATOMIC, 32)]--;
    heap_bit_set(h->young, heap_granule(h, q));
    assert_non_null(heap_check(h));
    heap_bit_clear(h->young, heap_granule(h, q));
    heap_bit_set(h->suspect, heap_granule(h, p) + 1);
    assert_non_null(heap_check(h));
    heap_bit_clear(h->suspect, heap_granule(h, p) + 1);
    if (!h->slow) { /* freed twice: in the cache twice */
        heap_free(h, HEAP_CONTAINER, p, 32);
        unsigned c = heap_class(HEAP_CONTAINER, 32);
        *++h->caches[c].top = p;
        assert_non_null(heap_check(h));
        h->caches[c].top--;
        p = heap_alloc(h, HEAP_CONTAINER, 32);
    }
    assert_sound(h);
    heap_free(h, HEAP_CONTAINER, p, 32);
    heap_free(h, HEAP_ATOMIC, q, 32);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_heap, drop_heap)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_sizes_are_rounded),
        TEST(test_blocks_of_every_size_are_apart),
        TEST(test_freed_block_is_reused),
        TEST(test_blocks_come_in_address_order),
        TEST(test_realloc_keeps_contents),
        TEST(test_impossible_sizes_fail),
        TEST(test_random_traffic),
        TEST(test_granules_lead_back_to_blocks),
        TEST(test_generations_of_small_and_large),
        TEST(test_limit_holds_and_handlers_have_a_margin),
        TEST(test_pressure_is_told_before_failing),
        TEST(test_nth_allocation_fails),
        TEST(test_watching_sees_every_block),
        TEST(test_growth_is_told_once),
        TEST(test_memory_is_given_back_as_it_is_freed),
        TEST(test_dropping_and_making_again_does_not_thrash),
        TEST(test_what_pins_an_arena),
        TEST(test_walk_finds_live_blocks_in_order),
        TEST(test_statistics_add_up),
        TEST(test_leaks_are_counted),
        TEST(test_checker_sees_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
