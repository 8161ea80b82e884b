/* Large blocks: malloc with a header in front, in one circular list a kind, oldest first. */
#include "heap/os.h"
#include "heap/pool.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

STATIC_ASSERT(sizeof(LargeBlock) % 16 == 0, "the payload is aligned to 16");

enum {
    MALLOC_OVERHEAD = 8,      /* what malloc keeps in front of a block */
    MAP_AT_LEAST = 128 << 10, /* under a limit, blocks of so many bytes are mapped */
    MAP_STEPS = 16,           /* mappings have one of so many sizes between powers of two */
};

/* The size of the mapping for a block of so many bytes, header included. */
static size_t map_size(size_t total) {
    size_t step = ((size_t)1 << (63 - __builtin_clzll(total))) / MAP_STEPS;
    return (total + step - 1) & ~(step - 1);
}

static bool wants_map(const Heap *h, size_t total) {
    return h->limit && total >= MAP_AT_LEAST;
}

size_t large_real_size(const LargeBlock *block) {
    return block->mapped ? map_size(block->size + sizeof *block)
                         : malloc_usable_size((void *)(uintptr_t)block) + MALLOC_OVERHEAD;
}

static LargeBlock *list_head(const Heap *h, int i) {
    const LargeBlock *heads[LARGE_LIST_COUNT] = {
        &h->large[HEAP_CONTAINER], &h->large_middle, &h->large_young,
        &h->large_suspect,         &h->large_done,   &h->large[HEAP_ATOMIC],
        &h->large[HEAP_RAW],
    };
    return (LargeBlock *)heads[i];
}

LargeBlock *large_list(const Heap *h, int i, HeapKind *kind) {
    *kind = i < 5 ? HEAP_CONTAINER : i == 5 ? HEAP_ATOMIC : HEAP_RAW;
    return list_head(h, i);
}

void large_init(Heap *h) {
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        LargeBlock *head = list_head(h, i);
        head->next = head->prev = head;
    }
}

static void link_block(Heap *h, LargeBlock *block) {
    LargeBlock *head = &h->large[block->kind];
    block->next = head;
    block->prev = head->prev;
    head->prev->next = block;
    head->prev = block;
    h->large_count[block->kind]++;
    h->large_size[block->kind] += block->size;
    h->taken_size += block->size;
    h->large_held += large_real_size(block);
}

static void unlink_block(Heap *h, LargeBlock *block) {
    block->next->prev = block->prev;
    block->prev->next = block->next;
    h->large_count[block->kind]--;
    h->large_size[block->kind] -= block->size;
    h->taken_size -= block->size;
    h->large_held -= large_real_size(block);
}

static bool total_size(size_t size, size_t *total) {
    return !__builtin_add_overflow(size, sizeof(LargeBlock), total) && *total <= PTRDIFF_MAX;
}

/* ------------------------------------------------------------------ mappings */

static LargeBlock *take_spare(Heap *h, size_t size) {
    for (int i = 0; i < HEAP_SPARES; i++) {
        if (h->spares[i].at && h->spares[i].size == size) {
            LargeBlock *block = h->spares[i].at;
            h->spares[i].at = NULL;
            h->large_held -= size;
            return block;
        }
    }
    return NULL;
}

static void drop_spare(Heap *h, int i) {
    if (h->spares[i].at) {
        h->large_held -= h->spares[i].size;
        os_unreserve(h->spares[i].at, h->spares[i].size);
        h->spares[i].at = NULL;
    }
}

void large_drop_spares(Heap *h) {
    for (int i = 0; i < HEAP_SPARES; i++) {
        drop_spare(h, i);
    }
}

static void give_map(Heap *h, LargeBlock *block, size_t size) {
    if (!h->limit || size > h->limit / 4) {
        os_unreserve(block, size);
        return;
    }
    drop_spare(h, HEAP_SPARES - 1);
    memmove(&h->spares[1], &h->spares[0], (HEAP_SPARES - 1) * sizeof h->spares[0]);
    h->spares[0].at = block;
    h->spares[0].size = size;
    h->large_held += size;
}

/* ------------------------------------------------------------------ life */

static LargeBlock *get_block(Heap *h, size_t total, bool *mapped) {
    *mapped = wants_map(h, total);
    if (*mapped) {
        size_t size = map_size(total);
        LargeBlock *block = take_spare(h, size);
        if (block) {
            return block;
        }
        return heap_ensure(h, size, false) ? os_map(size) : NULL;
    }
    bool small = total <= h->margin / 8;
    return heap_ensure(h, total + MALLOC_OVERHEAD, small) ? malloc(total) : NULL;
}

static void put_block(Heap *h, LargeBlock *block) {
    if (block->mapped) {
        give_map(h, block, large_real_size(block));
    } else {
        free(block);
    }
}

void *large_alloc(Heap *h, HeapKind kind, size_t size) {
    size_t total;
    bool mapped;
    LargeBlock *block = total_size(size, &total) ? get_block(h, total, &mapped) : NULL;
    if (!block) {
        return NULL;
    }
    *block = (LargeBlock){.size = size, .kind = (unsigned char)kind & 15, .mapped = mapped};
    link_block(h, block);
    heap_note_peak(h);
    heap_note_growth(h);
    return block + 1;
}

/* From malloc to a mapping or back. */
static void *change_home(Heap *h, HeapKind kind, LargeBlock *block, size_t new_size) {
    char *moved = large_alloc(h, kind, new_size);
    if (moved) {
        LargeBlock *target = heap_large(moved);
        memcpy(moved, block + 1, block->size < new_size ? block->size : new_size);
        target->young = block->young;
        target->middle = block->middle;
        target->suspect = block->suspect;
        target->work = block->work;
        large_free(h, block + 1);
    }
    return moved;
}

void *large_realloc(Heap *h, HeapKind kind, void *p, size_t new_size) {
    LargeBlock *block = heap_large(p);
    size_t total, old_real = large_real_size(block);
    ASSERT(block->kind == kind);
    if (!total_size(new_size, &total)) {
        return NULL;
    }
    if (block->mapped != wants_map(h, total)) {
        return change_home(h, kind, block, new_size);
    }
    size_t new_real = block->mapped ? map_size(total) : total + MALLOC_OVERHEAD;
    if (new_real > old_real && !heap_ensure(h, new_real - old_real, false)) {
        return NULL;
    }
    unlink_block(h, block);
    LargeBlock *moved = block;
    if (!block->mapped) {
        moved = realloc(block, total);
    } else if (new_real != old_real) {
        moved = os_remap(block, old_real, new_real);
    }
    if (!moved) {
        link_block(h, block);
        return NULL;
    }
    moved->size = new_size;
    link_block(h, moved);
    heap_note_peak(h);
    heap_note_growth(h);
    return moved + 1;
}

void large_free(Heap *h, void *p) {
    LargeBlock *block = heap_large(p);
    unlink_block(h, block);
    put_block(h, block);
}

void large_free_all(Heap *h) {
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        LargeBlock *head = list_head(h, i);
        while (head->next && head->next != head) {
            large_free(h, head->next + 1);
        }
    }
    large_drop_spares(h);
}
