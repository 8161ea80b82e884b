#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

struct ArenaChunk {
    ArenaChunk *older;
    size_t size; /* with this header */
};

enum { FIRST_CHUNK_SIZE = 4096, LAST_CHUNK_SIZE = 256 * 1024 };

_Static_assert(sizeof(ArenaChunk) % 8 == 0, "what an arena hands out is aligned to 8 bytes");

void arena_init(Arena *arena, MemorySource source) {
    *arena = (Arena){.source = source};
}

void arena_deinit(Arena *arena) {
    arena_release_to(arena, (ArenaMark){NULL, NULL});
}

/* The size of the next chunk: doubling keeps their number small, whatever the size of the whole. */
static size_t next_chunk_size(const Arena *arena) {
    if (!arena->chunks) {
        return FIRST_CHUNK_SIZE;
    }
    size_t size = arena->total_size;
    return size < LAST_CHUNK_SIZE ? size : LAST_CHUNK_SIZE;
}

void *arena_alloc_slow(Arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size_t rounded = (size + 7) & ~(size_t)7;
    size_t needed = rounded + sizeof(ArenaChunk);
    size_t chunk_size = next_chunk_size(arena);
    bool large = needed > chunk_size / 4 && arena->chunks;
    if (large || needed > chunk_size) {
        chunk_size = needed;
    }
    ArenaChunk *chunk = arena->source.alloc(arena->source.ctx, chunk_size);
    if (!chunk) {
        return NULL;
    }
    chunk->size = chunk_size;
    arena->total_size += chunk_size;
    chunk->older = arena->chunks;
    arena->chunks = chunk;
    arena->next = (char *)(chunk + 1) + rounded;
    arena->limit = (char *)chunk + chunk_size;
    return chunk + 1;
}

void *arena_alloc_zeroed(Arena *arena, size_t size) {
    void *block = arena_alloc(arena, size);
    if (block) {
        memset(block, 0, size);
    }
    return block;
}

char *arena_copy(Arena *arena, const void *bytes, size_t size) {
    char *copy = arena_alloc(arena, size + 1);
    if (copy) {
        if (size) {
            memcpy(copy, bytes, size);
        }
        copy[size] = '\0';
    }
    return copy;
}

void arena_shrink(Arena *arena, void *block, size_t old_size, size_t new_size) {
    size_t old_rounded = (old_size + 7) & ~(size_t)7;
    if ((char *)block + old_rounded == arena->next) {
        arena->next = (char *)block + ((new_size + 7) & ~(size_t)7);
    }
}

ArenaMark arena_mark(const Arena *arena) {
    return (ArenaMark){arena->chunks, arena->next};
}

void arena_release_to(Arena *arena, ArenaMark mark) {
    while (arena->chunks != mark.chunk) {
        ArenaChunk *chunk = arena->chunks;
        arena->chunks = chunk->older;
        arena->total_size -= chunk->size;
        arena->source.free(arena->source.ctx, chunk, chunk->size);
    }
    arena->next = mark.next;
    arena->limit = mark.chunk ? (char *)mark.chunk + mark.chunk->size : NULL;
}

static void *malloc_source_alloc(void *ctx, size_t size) {
    (void)ctx;
    return malloc(size);
}

static void malloc_source_free(void *ctx, void *block, size_t size) {
    (void)ctx;
    (void)size;
    free(block);
}

MemorySource memory_source_malloc(void) {
    return (MemorySource){malloc_source_alloc, malloc_source_free, NULL};
}
