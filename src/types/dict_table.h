/* The inside of a dict: for dict*.c only.
 *
 * A table is one raw block: DictTable, then (above DICT_SMALL_MAX entries) the index, then the
 * entries in insertion order. A deleted entry keeps its place with key NULL until the table is
 * rebuilt.
 *
 * Two kinds of entry. *Plain* tables hold only keys that know their hash without running code
 * (exact str, exact int in an int64): 16 bytes an entry. *Hashed* tables keep the hash: 24 bytes.
 *
 * Small tables have no index: the low byte of each entry's hash is in `tags`, searched eight at a
 * time.
 */
#ifndef ADDER_TYPES_DICT_TABLE_H
#define ADDER_TYPES_DICT_TABLE_H

#include "types/dict.h"

#define DICT_SMALL_MAX 8

struct DictTable {
    uint32_t entry_len; /* entries in use, deleted ones included */
    uint8_t index_log2; /* log2 of the index's length; 0: a small table */
    uint8_t small_cap;  /* small table: entries it has room for */
    uint8_t hashed;     /* entries are DictHashedEntry */
    uint8_t moves;      /* how often the entries were moved within the table, modulo 256 */
    uint8_t tags[DICT_SMALL_MAX]; /* of a table with an index: dict_order's hint */
};

typedef struct DictEntry {
    Object *key, *value;
} DictEntry;
typedef struct DictHashedEntry {
    Object *key, *value;
    Hash hash;
} DictHashedEntry;

enum { INDEX_EMPTY = -1, INDEX_DELETED = -2 };

static inline size_t table_entry_cap(const DictTable *t) {
    return t->index_log2 ? ((size_t)2 << t->index_log2) / 3 : t->small_cap;
}
/* Bytes of one index slot: entry numbers of tables up to 2^7 slots fit an int8, and so on. */
static inline unsigned index_width(unsigned log2) {
    return log2 <= 7 ? 1 : log2 <= 15 ? 2 : 4;
}
static inline size_t table_index_size(const DictTable *t) {
    return t->index_log2 ? (size_t)index_width(t->index_log2) << t->index_log2 : 0;
}
static inline size_t table_entry_size(const DictTable *t) {
    return t->hashed ? sizeof(DictHashedEntry) : sizeof(DictEntry);
}
static inline size_t table_size(const DictTable *t) {
    return sizeof(DictTable) + table_index_size(t) + table_entry_cap(t) * table_entry_size(t);
}
static inline void *table_index(const DictTable *t) {
    return (char *)t + sizeof(DictTable);
}
static inline DictEntry *table_entry(const DictTable *t, size_t i) {
    char *entries = (char *)t + sizeof(DictTable) + table_index_size(t);
    return (DictEntry *)(void *)(entries + i * table_entry_size(t));
}

/* Makes d, which has no table, hold what `from` holds, which is not empty; tracks nothing. */
bool dict_copy_entries(VM *vm, Dict *d, const Dict *from);

#endif
