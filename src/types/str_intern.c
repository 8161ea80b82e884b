/* The table of interned strings: open addressing with linear probing. It holds its strings
 * borrowed: a string that dies takes itself out and leaves a tombstone, until the table is built
 * anew. */
#include "base/hash.h"
#include "types/str_internal.h"

#define TOMBSTONE ((Object *)1)
enum { FIRST_CAP = 1024 };

static inline bool is_live(const Object *slot) {
    return (uintptr_t)slot > 1;
}

/* Builds the table anew for `len` strings and some more. */
static bool rebuild(VM *vm, InternTable *t) {
    uint32_t cap = FIRST_CAP;
    while (cap / 2 <= t->len) {
        cap *= 2;
    }
    Object **slots = raw_alloc(vm, cap * sizeof *slots);
    if (!slots) {
        return false;
    }
    memset(slots, 0, cap * sizeof *slots);
    for (uint32_t i = 0; i < t->cap; i++) {
        Object *s = t->slots[i];
        if (is_live(s)) {
            uint32_t at = STR(s)->hash & (cap - 1);
            while (slots[at]) {
                at = (at + 1) & (cap - 1);
            }
            slots[at] = s;
        }
    }
    if (t->cap) {
        raw_free(vm, t->slots, t->cap * sizeof *slots);
    }
    t->slots = slots;
    t->cap = cap;
    t->dead = 0;
    return true;
}

/* Enters s, which is not in the table. Its own reference is not counted. */
static bool enter(VM *vm, Object *s) {
    InternTable *t = &vm->interned;
    if ((uint64_t)(t->len + t->dead + 1) * 4 > (uint64_t)t->cap * 3 && !rebuild(vm, t)) {
        return false;
    }
    uint32_t mask = t->cap - 1, at = str_hash(vm, s) & mask;
    while (is_live(t->slots[at])) {
        at = (at + 1) & mask;
    }
    t->dead -= t->slots[at] == TOMBSTONE;
    t->slots[at] = s;
    t->len++;
    set_flag(s, FLAG_INTERNED);
    return true;
}

static Object *find(VM *vm, Object *s) {
    InternTable *t = &vm->interned;
    if (t->cap == 0) {
        return NULL;
    }
    uint32_t mask = t->cap - 1;
    for (uint32_t at = str_hash(vm, s) & mask; t->slots[at]; at = (at + 1) & mask) {
        if (t->slots[at] != TOMBSTONE && str_equal(t->slots[at], s)) {
            return t->slots[at];
        }
    }
    return NULL;
}

Object *str_intern(VM *vm, Object *s) {
    if (has_flag(s, FLAG_INTERNED) || !is_exact(s, SHAPE_STR)) {
        return new_ref(s);
    }
    Object *known = find(vm, s);
    if (known) {
        return new_ref(known);
    }
    return enter(vm, s) ? new_ref(s) : NULL;
}

static bool is_ascii(const char *text, size_t len) {
    uint64_t bits = 0, word;
    size_t i = 0;
    for (; i + sizeof word <= len; i += sizeof word) {
        memcpy(&word, text + i, sizeof word);
        bits |= word;
    }
    for (; i < len; i++) {
        bits |= (unsigned char)text[i];
    }
    return !(bits & UINT64_C(0x8080808080808080));
}

/* Nearly all names are there already: they are found without a str being made of the text. */
static Object *find_ascii(VM *vm, const char *text, size_t len, uint32_t hash) {
    InternTable *t = &vm->interned;
    uint32_t mask = t->cap - 1;
    for (uint32_t at = hash & mask; t->cap && t->slots[at]; at = (at + 1) & mask) {
        Object *s = t->slots[at];
        if (s != TOMBSTONE && STR(s)->hash == hash && STR_LEN(s) == len && str_is_ascii(s) &&
            memcmp(STR(s)->data, text, len) == 0) {
            return s;
        }
    }
    return NULL;
}

Object *str_intern_utf8(VM *vm, const char *utf8, size_t len) {
    bool ascii = len > 1 && len < STR_LEN_MAX && is_ascii(utf8, len);
    uint32_t hash = ascii ? str_hash_of(vm, utf8, len) : 0;
    Object *shared = ascii ? find_ascii(vm, utf8, len, hash) : NULL;
    if (shared) {
        return new_ref(shared);
    }
    Object *s = ascii ? str_from_ascii(vm, utf8, len) : str_from_utf8(vm, utf8, len);
    if (!s) {
        return NULL;
    }
    if (ascii) {
        STR(s)->hash = hash;
        shared = enter(vm, s) ? new_ref(s) : NULL;
    } else {
        shared = str_intern(vm, s);
    }
    decref(vm, s);
    return shared;
}

Object *str_intern_cstr(VM *vm, const char *text) {
    return str_intern_utf8(vm, text, strlen(text));
}

void str_unintern(VM *vm, Object *s) {
    InternTable *t = &vm->interned;
    clear_flag(s, FLAG_INTERNED);
    if (t->cap == 0) {
        return; /* the table went first: the VM is ending */
    }
    uint32_t mask = t->cap - 1, at = STR(s)->hash & mask;
    while (t->slots[at] != s) {
        ASSERT(t->slots[at]);
        at = (at + 1) & mask;
    }
    t->len--;
    if (t->slots[(at + 1) & mask]) {
        t->slots[at] = TOMBSTONE;
        t->dead++;
        return;
    }
    /* The chain ends here: no tombstone needed, and none before it either. */
    t->slots[at] = NULL;
    for (at = (at - 1) & mask; t->slots[at] == TOMBSTONE; at = (at - 1) & mask) {
        t->slots[at] = NULL;
        t->dead--;
    }
}

void str_intern_deinit(VM *vm) {
    InternTable *t = &vm->interned;
    for (uint32_t i = 0; i < t->cap; i++) {
        if (is_live(t->slots[i])) {
            clear_flag(t->slots[i], FLAG_INTERNED);
        }
    }
    if (t->cap) {
        raw_free(vm, t->slots, t->cap * sizeof *t->slots);
    }
    *t = (InternTable){0};
}

bool str_is_identifier_like(const Object *s) {
    if (!str_is_ascii(s)) {
        return false;
    }
    const uint8_t *p = ((const Str *)s)->data;
    for (size_t i = 0; i < STR_LEN(s); i++) {
        if (!(unicode_latin1_flags[p[i]] & CHAR_ID_CONTINUE)) {
            return false;
        }
    }
    return true;
}

bool str_is_identifier(VM *vm, Object *s) {
    UNUSED(vm);
    size_t len = STR_LEN(s);
    if (len == 0) {
        return false;
    }
    uint32_t first = str_char(s, 0);
    if (first != '_' && !unicode_has(first, CHAR_ID_START)) {
        return false;
    }
    for (size_t i = 1; i < len; i++) {
        if (!unicode_has(str_char(s, i), CHAR_ID_CONTINUE)) {
            return false;
        }
    }
    return true;
}
