/*
 * The same work with Adder's counted objects and by hand with malloc and free; and allocators
 * alone.
 *
 *     objects counted|malloc|heap|heap-call [ROUNDS]
 *
 * counted, malloc  trees, lists, records, strings: the same blocks with the same contents. Counted
 * ones have a header, a count and a type, and whoever lets go of the last reference frees them; by
 * hand the owner is known in advance and calls free. heap, heap-call  allocators alone, as for
 * `malloc` beside them: Adder's heap inlined, and behind a call.
 *
 * Prints lines `NAME NANOSECONDS`, of one block's life or of one operation: the best of ROUNDS, in
 * processor time. `malloc` is the C library's, or that of the library in LD_PRELOAD.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adder.h"
#include "object/types.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

enum {
    TREE_DEPTH = 16,
    LIST_LEN = 100000,
    RECORD_COUNT = 50000,
    STRING_SLOTS = 10000,
    STRING_COUNT = 500000,
};

static int rounds = 5;
static uint64_t sink; /* so that nothing is optimised away */

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint64_t random_state = UINT64_C(88172645463325252);

static uint32_t next_random(uint32_t below) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 32) * below >> 32);
}

static void *need(void *p) {
    if (!p) {
        abort();
    }
    return p;
}

typedef struct Work {
    const char *name;
    void (*run)(void *context);
    double count; /* of what the time is given for */
} Work;

static void measure(const Work *work, void *context) {
    double best = 0;
    for (int i = 0; i < rounds; i++) {
        double start = now();
        work->run(context);
        double time = now() - start;
        best = i == 0 || time < best ? time : best;
    }
    printf("%s %.3f\n", work->name, best / work->count);
    fflush(stdout);
}

/* ------------------------------------------------------------------ counted */

static Object *counted_tree(VM *vm, int depth) {
    Object *t = need(tuple_new(vm, 2));
    for (int i = 0; i < 2; i++) {
        TUPLE_ITEM(t, i) = depth ? counted_tree(vm, depth - 1) : new_ref(vm->none);
    }
    gc_track(vm, t);
    return OBJ(t);
}

static uint64_t counted_tree_size(VM *vm, Object *o) {
    return o == vm->none ? 0
                         : 1 + counted_tree_size(vm, TUPLE_ITEM(o, 0)) +
                               counted_tree_size(vm, TUPLE_ITEM(o, 1));
}

static void counted_trees(void *context) {
    VM *vm = context;
    for (int i = 0; i < 4; i++) {
        Object *tree = counted_tree(vm, TREE_DEPTH);
        sink += counted_tree_size(vm, tree);
        decref(vm, tree);
    }
}

static void counted_lists(void *context) {
    VM *vm = context;
    for (int round = 0; round < 5; round++) {
        Object *list = need(list_new(vm, 0));
        for (int64_t i = 0; i < LIST_LEN; i++) {
            Object *number = need(int_from_i64(vm, i + 1000));
            if (list_append_steal(vm, list, number) != 0) {
                abort();
            }
        }
        for (size_t i = 0; i < LIST_LEN; i++) {
            int64_t value;
            int_as_i64(LIST_ITEM(list, i), &value);
            sink += (uint64_t)value;
        }
        decref(vm, list);
    }
}

static void counted_records(void *context) {
    VM *vm = context;
    Object *table = need(list_new(vm, 0));
    for (int i = 0; i < RECORD_COUNT; i++) {
        char name[16];
        memcpy(name, "record 000000", 13);
        for (int at = 12, n = i; n; n /= 10) {
            name[at--] = (char)('0' + n % 10);
        }
        Object *record = need(tuple_new(vm, 3));
        tuple_items(record)[0] = need(str_from_ascii(vm, name, 13));
        tuple_items(record)[1] = need(int_from_i64(vm, i * 10 + 1000));
        tuple_items(record)[2] = need(float_from_double(vm, i * 0.5));
        gc_track(vm, record);
        if (list_append_steal(vm, table, OBJ(record)) != 0) {
            abort();
        }
    }
    for (size_t i = 0; i < RECORD_COUNT; i++) {
        int64_t value;
        int_as_i64(TUPLE_ITEM(LIST_ITEM(table, i), 1), &value);
        sink += (uint64_t)value;
    }
    decref(vm, table);
}

static void counted_strings(void *context) {
    VM *vm = context;
    Object **slots = need(calloc(STRING_SLOTS, sizeof *slots));
    char text[32];
    memset(text, 'x', sizeof text);
    for (uint32_t i = 0; i < STRING_COUNT; i++) {
        uint32_t at = next_random(STRING_SLOTS);
        Object *old = slots[at];
        slots[at] = need(str_from_ascii(vm, text, 8 + i % 17));
        xdecref(vm, old);
    }
    for (uint32_t i = 0; i < STRING_SLOTS; i++) {
        xdecref(vm, slots[i]);
    }
    free(slots);
}

static void run_counted(void) {
    static const Work works[] = {
        {"trees", counted_trees, 4.0 * ((2 << TREE_DEPTH) - 1)},
        {"lists", counted_lists, 5.0 * LIST_LEN},
        {"records", counted_records, 4.0 * RECORD_COUNT},
        {"strings", counted_strings, STRING_COUNT},
    };
    AdderConfig config = {.hash_seed = 1, .no_library_path = true};
    AdderVM *vm = need(adder_new(&config));
    for (size_t i = 0; i < COUNT_OF(works); i++) {
        measure(&works[i], vm);
    }
    adder_free(vm);
}

/* ------------------------------------------------------------------ by hand */

typedef struct Tree {
    struct Tree *items[2];
} Tree;

static Tree *hand_tree(int depth) {
    Tree *t = need(malloc(sizeof *t));
    for (int i = 0; i < 2; i++) {
        t->items[i] = depth ? hand_tree(depth - 1) : NULL;
    }
    return t;
}

static uint64_t hand_tree_size(const Tree *t) {
    return t ? 1 + hand_tree_size(t->items[0]) + hand_tree_size(t->items[1]) : 0;
}

static void hand_tree_free(Tree *t) {
    if (t) {
        hand_tree_free(t->items[0]);
        hand_tree_free(t->items[1]);
        free(t);
    }
}

static void hand_trees(void *context) {
    UNUSED(context);
    for (int i = 0; i < 4; i++) {
        Tree *tree = hand_tree(TREE_DEPTH);
        sink += hand_tree_size(tree);
        hand_tree_free(tree);
    }
}

static void hand_push(void ***items, size_t *len, size_t *cap, void *item) {
    if (*len == *cap) {
        *cap = *cap ? *cap + *cap / 2 : 8;
        *items = need(realloc(*items, *cap * sizeof **items));
    }
    (*items)[(*len)++] = item;
}

static void hand_lists(void *context) {
    UNUSED(context);
    for (int round = 0; round < 5; round++) {
        void **items = NULL;
        size_t len = 0, cap = 0;
        for (int64_t i = 0; i < LIST_LEN; i++) {
            int64_t *number = need(malloc(sizeof *number));
            *number = i + 1000;
            hand_push(&items, &len, &cap, number);
        }
        for (size_t i = 0; i < len; i++) {
            sink += (uint64_t) * (int64_t *)items[i];
        }
        for (size_t i = 0; i < len; i++) {
            free(items[i]);
        }
        free(items);
    }
}

typedef struct Record {
    char *name;
    int64_t *key;
    double *score;
} Record;

static void hand_records(void *context) {
    void **table = NULL;
    size_t len = 0, cap = 0;
    UNUSED(context);
    for (int i = 0; i < RECORD_COUNT; i++) {
        char name[16];
        memcpy(name, "record 000000", 14);
        for (int at = 12, n = i; n; n /= 10) {
            name[at--] = (char)('0' + n % 10);
        }
        Record *record = need(malloc(sizeof *record));
        record->name = memcpy(need(malloc(14)), name, 14);
        record->key = need(malloc(sizeof *record->key));
        *record->key = i * 10 + 1000;
        record->score = need(malloc(sizeof *record->score));
        *record->score = i * 0.5;
        hand_push(&table, &len, &cap, record);
    }
    for (size_t i = 0; i < len; i++) {
        sink += (uint64_t) * ((Record *)table[i])->key;
    }
    for (size_t i = 0; i < len; i++) {
        Record *record = table[i];
        free(record->name);
        free(record->key);
        free(record->score);
        free(record);
    }
    free(table);
}

static void hand_strings(void *context) {
    char **slots = need(calloc(STRING_SLOTS, sizeof *slots));
    char text[32];
    UNUSED(context);
    memset(text, 'x', sizeof text);
    for (uint32_t i = 0; i < STRING_COUNT; i++) {
        uint32_t at = next_random(STRING_SLOTS);
        char *old = slots[at];
        size_t len = 8 + i % 17;
        slots[at] = memcpy(need(malloc(len + 1)), text, len);
        slots[at][len] = 0;
        free(old);
    }
    for (uint32_t i = 0; i < STRING_SLOTS; i++) {
        free(slots[i]);
    }
    free(slots);
}

static void run_hand(void) {
    static const Work works[] = {
        {"trees", hand_trees, 4.0 * ((2 << TREE_DEPTH) - 1)},
        {"lists", hand_lists, 5.0 * LIST_LEN},
        {"records", hand_records, 4.0 * RECORD_COUNT},
        {"strings", hand_strings, STRING_COUNT},
    };
    for (size_t i = 0; i < COUNT_OF(works); i++) {
        measure(&works[i], NULL);
    }
}

/* ------------------------------------------------------------------ allocators */

/* The same operations for each allocator; ALLOC and FREE are expanded in place. Sizes are 16 to
 * 128. */
enum {
    PAIRS = 5000000,
    CHURN = 2000000,
    SMALL_LIVE = 2000,
    LARGE_LIVE = 200000,
    FRAGMENTS = 400000
};

typedef struct Block {
    void *at;
    size_t size;
} Block;

static size_t size_of_turn(uint32_t i) {
    return 16 + (i * 2654435761u >> 28) * 8;
}

#define ALLOCATOR_WORKS(prefix, ALLOC, FREE)                                                       \
    static void prefix##_pair(void *context) {                                                     \
        UNUSED(context);                                                                           \
        for (uint32_t i = 0; i < PAIRS; i++) {                                                     \
            void *volatile p = ALLOC((size_t)48);                                                  \
            FREE(p, (size_t)48);                                                                   \
        }                                                                                          \
    }                                                                                              \
    static void prefix##_churn(void *context, uint32_t live) {                                     \
        UNUSED(context);                                                                           \
        Block *blocks = need(calloc(live, sizeof *blocks));                                        \
        for (uint32_t i = 0; i < live; i++) {                                                      \
            blocks[i] = (Block){ALLOC(size_of_turn(i)), size_of_turn(i)};                          \
        }                                                                                          \
        for (uint32_t i = 0; i < CHURN; i++) {                                                     \
            Block *b = &blocks[next_random(live)];                                                 \
            FREE(b->at, b->size);                                                                  \
            b->size = size_of_turn(i);                                                             \
            b->at = ALLOC(b->size);                                                                \
            *(char *)b->at = 1;                                                                    \
        }                                                                                          \
        for (uint32_t i = 0; i < live; i++) {                                                      \
            FREE(blocks[i].at, blocks[i].size);                                                    \
        }                                                                                          \
        free(blocks);                                                                              \
    }                                                                                              \
    static void prefix##_churn_small(void *context) {                                              \
        prefix##_churn(context, SMALL_LIVE);                                                       \
    }                                                                                              \
    static void prefix##_churn_large(void *context) {                                              \
        prefix##_churn(context, LARGE_LIVE);                                                       \
    }                                                                                              \
    /* Half of the blocks are freed in random order, and then as many made: these are timed. */    \
    static double prefix##_fragmented(void) {                                                      \
        void **blocks = need(malloc(FRAGMENTS * sizeof *blocks));                                  \
        for (uint32_t i = 0; i < FRAGMENTS; i++) {                                                 \
            blocks[i] = ALLOC((size_t)48);                                                         \
        }                                                                                          \
        for (uint32_t i = FRAGMENTS - 1; i > 0; i--) {                                             \
            uint32_t j = next_random(i + 1);                                                       \
            void *swap = blocks[i];                                                                \
            blocks[i] = blocks[j];                                                                 \
            blocks[j] = swap;                                                                      \
        }                                                                                          \
        for (uint32_t i = 0; i < FRAGMENTS / 2; i++) {                                             \
            FREE(blocks[i], (size_t)48);                                                           \
        }                                                                                          \
        double start = now();                                                                      \
        for (uint32_t i = 0; i < FRAGMENTS / 2; i++) {                                             \
            blocks[i] = ALLOC((size_t)48);                                                         \
            *(char *)blocks[i] = 1;                                                                \
        }                                                                                          \
        double time = now() - start;                                                               \
        for (uint32_t i = 0; i < FRAGMENTS; i++) {                                                 \
            FREE(blocks[i], (size_t)48);                                                           \
        }                                                                                          \
        free(blocks);                                                                              \
        return time;                                                                               \
    }                                                                                              \
    static void prefix##_run(void) {                                                               \
        static const Work works[] = {{"pair", prefix##_pair, PAIRS},                               \
                                     {"churn-2k", prefix##_churn_small, CHURN},                    \
                                     {"churn-200k", prefix##_churn_large, CHURN}};                 \
        for (size_t i = 0; i < COUNT_OF(works); i++) {                                             \
            measure(&works[i], NULL);                                                              \
        }                                                                                          \
        double best = 0;                                                                           \
        for (int i = 0; i < rounds; i++) {                                                         \
            double time = prefix##_fragmented();                                                   \
            best = i == 0 || time < best ? time : best;                                            \
        }                                                                                          \
        printf("fragmented %.3f\n", best / (FRAGMENTS / 2.0));                                     \
    }

static Heap *heap;

static NOINLINE void *call_alloc(size_t size) {
    return heap_alloc(heap, HEAP_RAW, size);
}
static NOINLINE void call_free(void *p, size_t size) {
    heap_free(heap, HEAP_RAW, p, size);
}

#define MALLOC(size) malloc(size)
#define MALLOC_FREE(p, size) free(p)
#define INLINE_ALLOC(size) heap_alloc(heap, HEAP_RAW, size)
#define INLINE_FREE(p, size) heap_free(heap, HEAP_RAW, p, size)
ALLOCATOR_WORKS(libc, MALLOC, MALLOC_FREE)
ALLOCATOR_WORKS(inlined, INLINE_ALLOC, INLINE_FREE)
ALLOCATOR_WORKS(called, call_alloc, call_free)

static void run_heap(bool inlined) {
    heap = need(calloc(1, sizeof *heap));
    if (!heap_init(heap, NULL)) {
        abort();
    }
    if (inlined) {
        inlined_run();
    } else {
        called_run();
    }
    heap_deinit(heap);
    free(heap);
}

int main(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    rounds = argc > 2 ? atoi(argv[2]) : rounds;
    if (strcmp(what, "counted") == 0) {
        run_counted();
    } else if (strcmp(what, "malloc") == 0) {
        run_hand();
        libc_run();
    } else if (strcmp(what, "heap") == 0 || strcmp(what, "heap-call") == 0) {
        run_heap(strcmp(what, "heap") == 0);
    } else {
        fprintf(stderr, "usage: objects counted|malloc|heap|heap-call [ROUNDS]\n");
        return 2;
    }
    return sink == 1;
}
