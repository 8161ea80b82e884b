/* Large blocks: malloc with a header in front, in one circular list a kind, oldest first. */
#include "heap/pool.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

STATIC_ASSERT(sizeof(LargeBlock) % 16 == 0, "the payload is aligned to 16");

/* What malloc keeps in front of a block. */
enum { MALLOC_OVERHEAD = 8 };

static size_t real_size(LargeBlock *block) {
    return malloc_usable_size(block) + MALLOC_OVERHEAD;
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
    h->large_held += real_size(block);
}

static void unlink_block(Heap *h, LargeBlock *block) {
    block->next->prev = block->prev;
    block->prev->next = block->next;
    h->large_count[block->kind]--;
    h->large_size[block->kind] -= block->size;
    h->taken_size -= block->size;
    h->large_held -= real_size(block);
}

static bool total_size(size_t size, size_t *total) {
    return !__builtin_add_overflow(size, sizeof(LargeBlock), total) && *total <= PTRDIFF_MAX;
}

void *large_alloc(Heap *h, HeapKind kind, size_t size) {
    size_t total;
    if (!total_size(size, &total) ||
        !heap_ensure(h, total + MALLOC_OVERHEAD, size <= HEAP_SMALL_MAX)) {
        return NULL;
    }
    LargeBlock *block = malloc(total);
    if (!block) {
        return NULL;
    }
    *block = (LargeBlock){.size = size, .kind = (uint8_t)kind};
    link_block(h, block);
    heap_note_peak(h);
    heap_note_growth(h);
    return block + 1;
}

void *large_realloc(Heap *h, HeapKind kind, void *p, size_t new_size) {
    LargeBlock *block = heap_large(p);
    size_t total;
    ASSERT(block->kind == kind);
    if (!total_size(new_size, &total)) {
        return NULL;
    }
    /* Where growing has to copy, malloc holds both blocks for a moment; the limit does not
       count that. */
    if (new_size > block->size && !heap_ensure(h, new_size - block->size, false)) {
        return NULL;
    }
    unlink_block(h, block);
    LargeBlock *moved = realloc(block, total);
    if (!moved) {
        link_block(h, block);
        return NULL;
    }
    moved->size = new_size;
    moved->kind = (uint8_t)kind;
    link_block(h, moved);
    heap_note_peak(h);
    heap_note_growth(h);
    return moved + 1;
}

void large_free(Heap *h, void *p) {
    LargeBlock *block = heap_large(p);
    unlink_block(h, block);
    free(block);
}

void large_free_all(Heap *h) {
    for (int i = 0; i < LARGE_LIST_COUNT; i++) {
        LargeBlock *head = list_head(h, i);
        while (head->next && head->next != head) {
            large_free(h, head->next + 1);
        }
    }
}
