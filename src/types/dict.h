/* dict: insertion-ordered, compact (entries in order beside an index table), small tables without
 * an index.
 *
 * A key's hash is kept in the entry unless the table holds only str keys (whose hash is in the
 * str).
 */
#ifndef ADDER_TYPES_DICT_H
#define ADDER_TYPES_DICT_H

#include "object/alloc.h"

typedef struct DictTable DictTable; /* dict_table.h */

typedef struct Dict {
    Object head;
    DictTable *table; /* NULL while nothing was ever stored */
    uint32_t len;
    uint32_t version; /* dict_keys_version; 0: none given out since the keys last changed */
} Dict;
#define DICT(o) ((Dict *)(o))
#define DICT_LEN(o) (((Dict *)(o))->len)

Object *
dict_new(VM *vm); /* empty, not tracked (tracked lazily when something trackable is stored) */
Object *dict_new_presized(VM *vm, size_t n);
Object *dict_copy(VM *vm, Object *d);
/* Lookup: borrowed value, or NULL without an error if absent; NULL with an error if hashing or
 * comparing fails. */
Object *dict_get(VM *vm, Object *d, Object *key);
Object *dict_get_hashed(VM *vm, Object *d, Object *key, Hash hash);
/* For keys that are exact str: cannot fail, runs no Python code (other keys of d that are not str
 * are compared by ==, which may: then an error is cleared, as PyDict_GetItem would). Borrowed or
 * NULL. */
Object *dict_get_str(VM *vm, Object *d, Object *key);
Object *dict_get_cstr(VM *vm, Object *d, const char *key);
int dict_set(VM *vm, Object *d, Object *key, Object *value); /* borrows both */
int dict_set_cstr(VM *vm, Object *d, const char *key, Object *value);
int dict_set_default(VM *vm, Object *d, Object *key, Object *value,
                     Object **result);            /* borrowed result */
int dict_delete(VM *vm, Object *d, Object *key);  /* KeyError if absent */
int dict_discard(VM *vm, Object *d, Object *key); /* 1 deleted, 0 absent, -1 error */
Object *dict_pop(VM *vm, Object *d, Object *key); /* owned; NULL no error: absent */
int dict_contains(VM *vm, Object *d, Object *key);
int dict_contains_hashed(VM *vm, Object *d, Object *key, Hash hash);
void dict_clear(VM *vm, Object *d);
int dict_update(VM *vm, Object *d,
                Object *other); /* mapping or iterable of pairs: dict.update(other) */
int dict_merge(VM *vm, Object *d, Object *mapping,
               int override); /* override 2: KeyError on a duplicate key */
Object *dict_keys_list(VM *vm, Object *d);
/* With the key's hash known. */
int dict_set_hashed(VM *vm, Object *d, Object *key, Hash hash, Object *value);
/* Takes the last pair out (owned by the caller); false: empty. */
bool dict_pop_last(VM *vm, Object *d, Object **key, Object **value);
/* 1 equal, 0 not, -1 error. */
int dict_equal(VM *vm, Object *a, Object *b);
/* Whether nothing in it can be part of a cycle: the collector untracks such dicts. */
bool dict_holds_only_untracked(VM *vm, Object *d);
/* Slots, shared with dict_type.c. */
void dict_dealloc(VM *vm, Object *self);
int dict_traverse(VM *vm, Object *self, VisitFn visit, void *ctx);
size_t dict_owned_size(VM *vm, const Object *self);

/* Walk in order: *pos starts at 0; borrowed references. The dict must not change meanwhile (values
 * may be replaced). */
bool dict_next(Object *d, size_t *pos, Object **key, Object **value);
bool dict_next_hashed(Object *d, size_t *pos, Object **key, Object **value, Hash *hash);

/* For caches: a number that changes whenever keys are added or removed (values may change); 0: none
 * left. Position of a key among the entries (or -1), and the address of the value at a position:
 * valid while the version stays. */
uint32_t dict_keys_version(VM *vm, Object *d);
int64_t dict_position(VM *vm, Object *d, Object *str_key);
Object **dict_value_at(Object *d, size_t position);

#endif
