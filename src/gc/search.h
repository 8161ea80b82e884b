/* The search for the unreachable, in the steps that gc.h names; and walks over suspects. */
#ifndef ADDER_GC_SEARCH_H
#define ADDER_GC_SEARCH_H

#include "gc/gc.h"
#include "heap/pool.h"

/* Makes the tracked containers of generations 0..generation suspects and promotes them; their
 * number. */
int64_t search_select(VM *vm, int generation);
/* Leaves only the unreachable among the suspects suspect; their number. The first time in a
 * collection, what is reachable and cannot be part of a cycle is untracked and counted: tuples, and
 * in full collections dicts. */
int64_t search_run(VM *vm, bool first, bool full, int64_t *untracked);
/* Puts the suspects that are left, count of them, in their order, as far as it is known: for
 * search_each. */
void search_order(VM *vm, size_t count);
/* Ends the collection: no suspects are left, large containers go to the list of their generation.
 */
void search_finish(VM *vm, int generation);

/* Calls fn for every suspect in order. fn may run any code: suspects that die or cease to be
 * suspect before their turn are left out. */
typedef void (*SuspectFn)(VM *vm, Object *o, void *ctx);
void search_each(VM *vm, SuspectFn fn, void *ctx);

/* The container whose granule's bit in a word of a side bitmap is set. */
static inline Object *search_object(const Pool *pool, char *base, uint32_t word, uint32_t bit) {
    uint32_t granule = word * 64 + bit;
    if (LIKELY(pool->block_size % (1 << HEAP_GRANULE_SHIFT) == 0)) {
        return (Object *)(base + ((size_t)granule << HEAP_GRANULE_SHIFT));
    }
    return pool_block_at(pool, base, granule);
}

#endif
