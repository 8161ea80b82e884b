#include "lang/ast.h"

#include <string.h>

enum { FIRST_CAPACITY = 64 };

void ast_names_init(AstNameTable *table, Arena *arena) {
    *table = (AstNameTable){.arena = arena};
}

static uint32_t hash_text(const char *text, size_t len) {
    uint32_t hash = 2166136261u ^ (uint32_t)len;
    while (len >= 4) {
        uint32_t word;
        memcpy(&word, text, 4);
        hash = (hash ^ word) * 0x9E3779B1u;
        hash ^= hash >> 15;
        text += 4;
        len -= 4;
    }
    while (len-- > 0) {
        hash = (hash ^ (unsigned char)*text++) * 16777619u;
    }
    return hash ^ hash >> 13;
}

static bool grow(AstNameTable *table) {
    uint32_t capacity = table->capacity ? table->capacity * 2 : FIRST_CAPACITY;
    AstStr **slots = arena_alloc_zeroed(table->arena, capacity * sizeof(*slots));
    uint32_t *hashes = arena_alloc(table->arena, capacity * sizeof(*hashes));
    if (!slots || !hashes) {
        return false;
    }
    for (uint32_t i = 0; i < table->capacity; i++) {
        if (!table->slots[i]) {
            continue;
        }
        uint32_t j = table->hashes[i] & (capacity - 1);
        while (slots[j]) {
            j = (j + 1) & (capacity - 1);
        }
        slots[j] = table->slots[i];
        hashes[j] = table->hashes[i];
    }
    table->slots = slots;
    table->hashes = hashes;
    table->capacity = capacity;
    return true;
}

AstName ast_names_intern(AstNameTable *table, const char *utf8, size_t len) {
    if (table->len * 3 >= table->capacity * 2 && !grow(table)) {
        return NULL;
    }
    uint32_t hash = hash_text(utf8, len);
    uint32_t i = hash & (table->capacity - 1);
    for (; table->slots[i]; i = (i + 1) & (table->capacity - 1)) {
        AstStr *name = table->slots[i];
        if (table->hashes[i] == hash && name->len == len && memcmp(name->utf8, utf8, len) == 0) {
            return name;
        }
    }
    AstStr *name = arena_alloc(table->arena, sizeof(*name));
    char *copy = arena_copy(table->arena, utf8, len);
    if (!name || !copy) {
        return NULL;
    }
    name->len = (uint32_t)len;
    name->utf8 = copy;
    table->slots[i] = name;
    table->hashes[i] = hash;
    table->len++;
    return name;
}
