/*
 * arena.h -- memory that is released all at once.
 *
 * An arena hands out memory from a chain of chunks and never takes a piece back; arena_deinit
 * releases the chunks. The chunks come from a MemorySource, so that the owner can account for them.
 *
 * Invariants: everything handed out is aligned to 8 bytes; a failed allocation leaves the arena
 * as it was, usable and releasable.
 * Ownership: the arena owns its chunks; what lies in them may only point into the same arena or to
 * things that outlive it.
 */
#ifndef ADDER_BASE_ARENA_H
#define ADDER_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MemorySource {
    void *(*alloc)(void *ctx, size_t size); /* NULL when there is no memory */
    void (*free)(void *ctx, void *block, size_t size);
    void *ctx;
} MemorySource;

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    MemorySource source;
    ArenaChunk *chunks; /* newest first */
    char *next;         /* the free rest of the newest chunk */
    char *limit;
    size_t total_size; /* bytes obtained from the source */
} Arena;

/* A mark is a moment in the life of an arena; see arena_release_to. */
typedef struct ArenaMark {
    ArenaChunk *chunk;
    char *next;
} ArenaMark;

void arena_init(Arena *arena, MemorySource source);
void arena_deinit(Arena *arena);

void *arena_alloc_slow(Arena *arena, size_t size);

/* Memory for size bytes, not cleared; NULL when there is no memory. */
static inline void *arena_alloc(Arena *arena, size_t size) {
    size_t rounded = (size + 7) & ~(size_t)7;
    if (rounded >= size && rounded <= (size_t)(arena->limit - arena->next)) {
        void *block = arena->next;
        arena->next += rounded;
        return block;
    }
    return arena_alloc_slow(arena, size);
}

/* The same, filled with zero. */
void *arena_alloc_zeroed(Arena *arena, size_t size);

/* Copies size bytes and adds a NUL behind them. */
char *arena_copy(Arena *arena, const void *bytes, size_t size);

/* Gives back the tail of a block of old_size when it is the newest; otherwise does nothing. */
void arena_shrink(Arena *arena, void *block, size_t old_size, size_t new_size);

/* Gives back everything handed out since the mark was taken. */
ArenaMark arena_mark(const Arena *arena);
void arena_release_to(Arena *arena, ArenaMark mark);

/* The source that uses malloc and free. */
MemorySource memory_source_malloc(void);

#endif
