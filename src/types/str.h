/* str: characters of 1, 2 or 4 bytes, whichever the widest needs (PEP 393), inside the object.
 *
 * Not NUL-terminated. The width is in the header's flags: none = 1 byte (U+0000..U+00FF),
 * FLAG_WIDE1 = 2 bytes, FLAG_WIDE2 = 4 bytes; always the narrowest possible. FLAG_ASCII: all below
 * U+0080 (then the data is UTF-8 as it stands). FLAG_INTERNED: entered in vm->interned, which holds
 * it borrowed. Subclasses share the layout. One-character strings up to U+00FF and the empty string
 * are shared.
 */
#ifndef ADDER_TYPES_STR_H
#define ADDER_TYPES_STR_H

#include "base/buffer.h"
#include "object/runtime.h"

typedef struct Str {
    Object head;
    uint32_t len;  /* characters */
    uint32_t hash; /* 0: not computed yet */
    uint8_t data[];
} Str;
#define STR_LEN_MAX UINT32_MAX
#define STR(o) ((Str *)(o))
#define STR_LEN(o) (((Str *)(o))->len)

/* Bytes a character: 1, 2, 4. */
static inline unsigned str_width(const Object *s) {
    return 1u << ((s->meta & (FLAG_WIDE1 | FLAG_WIDE2)) >> 4);
}
/* All flags that say of what kind the characters are. */
#define STR_TEXT_FLAGS (FLAG_WIDE1 | FLAG_WIDE2 | FLAG_ASCII)
static inline bool str_is_ascii(const Object *s) {
    return has_flag(s, FLAG_ASCII);
}
static inline uint32_t str_char(const Object *s, size_t i) {
    const uint8_t *d = ((const Str *)s)->data;
    switch (str_width(s)) {
    case 1:
        return d[i];
    case 2:
        return ((const uint16_t *)(const void *)d)[i];
    default:
        return ((const uint32_t *)(const void *)d)[i];
    }
}

/* All NULL with the error set on failure. UTF-8 input may hold WTF-8 surrogates if `lossless`. */
Object *str_from_utf8(VM *vm, const char *utf8,
                      size_t len); /* UnicodeDecodeError if invalid; surrogates (WTF-8) accepted */
Object *str_from_cstr(VM *vm, const char *utf8);
Object *str_from_ascii(VM *vm, const char *text, size_t len);
Object *str_from_chars(VM *vm, const void *chars, size_t len, unsigned width); /* narrows */
Object *str_from_char(VM *vm, uint32_t c);
/* A fresh str of len characters with the given widest character, contents to be filled in. */
Object *str_new(VM *vm, size_t len, uint32_t max_char);
/* Shares: returns (new reference) the one interned str equal to s; for exact str. *_intern_cstr
 * from C text. */
Object *str_intern(VM *vm, Object *s);
Object *str_intern_utf8(VM *vm, const char *utf8, size_t len);
Object *str_intern_cstr(VM *vm, const char *text);
/* Removes a dying interned string from the table (str dealloc). */
void str_unintern(VM *vm, Object *s);
void str_intern_deinit(VM *vm);
/* Code constants that look like identifiers are interned by the compiler: true if all of
 * [A-Za-z0-9_]. */
bool str_is_identifier_like(const Object *s);
bool str_is_identifier(VM *vm, Object *s);

/* A Buffer whose memory is the VM's. */
void vm_buffer_init(VM *vm, Buffer *b);
/* UTF-8 view: for ASCII strings borrowed from s; else written into buf (init by caller, Buffer of
 * the VM). NULL on error (UnicodeEncodeError for surrogates unless allow_surrogates). Not
 * NUL-terminated. */
const char *str_utf8(VM *vm, Object *s, Buffer *buf, size_t *len, bool allow_surrogates);
/* A NUL-terminated copy in buf; NULL with ValueError if it has embedded NULs. */
const char *str_cstr(VM *vm, Object *s, Buffer *buf);
/* The same for names, which are nearly always short: those are copied to `small`. */
#define STR_NAME_MAX 32
const char *str_name(VM *vm, Object *s, char small[STR_NAME_MAX], Buffer *buf);

/* An exact str of which nothing else is noted: when it dies, its block is all there is to free,
 * and its place among the shared characters. */
static inline bool str_is_plain(const Object *o) {
    return (o->meta & ~(uint32_t)STR_TEXT_FLAGS) == META(SHAPE_STR);
}
static inline void str_free_plain(VM *vm, Object *s) {
    size_t len = STR_LEN(s);
    if (len == 1 && str_width(s) == 1 && vm->chars[STR(s)->data[0]] == s) {
        vm->chars[STR(s)->data[0]] = NULL;
    }
    heap_free(&vm->heap, HEAP_ATOMIC, s, sizeof(Str) + len * str_width(s));
}

bool str_equal(const Object *a, const Object *b);
/* The same of two exact strs, where most are told apart without a call. */
static inline bool str_equal_quick(const Object *a, const Object *b) {
    if (a == b) {
        return true;
    }
    if (STR_LEN(a) != STR_LEN(b)) {
        return false;
    }
    if (STR_LEN(a) == 1 && !((a->meta | b->meta) & (FLAG_WIDE1 | FLAG_WIDE2))) {
        return STR(a)->data[0] == STR(b)->data[0];
    }
    return str_equal(a, b);
}
bool str_equal_ascii(const Object *a, const char *text);
int str_compare(const Object *a, const Object *b); /* <0, 0, >0 by code points */
uint32_t str_hash_slow(VM *vm, Object *s);
/* The 32-bit hash kept in the object, never 0. */
static inline uint32_t str_hash(VM *vm, Object *s) {
    uint32_t h = ((Str *)s)->hash;
    return LIKELY(h) ? h : str_hash_slow(vm, s);
}
Object *str_concat(VM *vm, Object *a, Object *b);
/* s += t: steals s (may grow it in place when nobody else holds it); NULL on error with s released.
 */
Object *str_append(VM *vm, Object *s, Object *t);
Object *str_substring(VM *vm, Object *s, size_t start, size_t end);
Object *str_join(VM *vm, Object *separator, Object *iterable);
/* Joins n str objects without separator: f-strings. */
Object *str_join_array(VM *vm, Object *const *parts, size_t n);
Object *str_repr(VM *vm, Object *s);
int64_t str_find(Object *s, Object *sub, int64_t start, int64_t end,
                 int direction);                              /* -1: absent */
Object *str_mod_format(VM *vm, Object *format, Object *args); /* the % operator */
Object *str_encode(VM *vm, Object *s, const char *encoding, const char *errors); /* bytes */
Object *str_decode(VM *vm, const void *bytes, size_t len, const char *encoding, const char *errors);

/* Growing text: a str under construction. All false/NULL on error; deinit in any case unless
 * finished. Short text of narrow characters waits in the builder itself. */
#define STR_BUILDER_SMALL 88
typedef struct StrBuilder {
    VM *vm;
    void *data;      /* a Str, or NULL: the text is in `small` */
    size_t len, cap; /* characters */
    unsigned width;
    bool ascii;
    uint8_t small[STR_BUILDER_SMALL];
} StrBuilder;
void str_builder_init(StrBuilder *b, VM *vm);
void str_builder_deinit(StrBuilder *b);
bool str_builder_char_slow(StrBuilder *b, uint32_t c);
static inline bool str_builder_char(StrBuilder *b, uint32_t c) {
    if (LIKELY(b->len < b->cap && c < 0x80 && b->width == 1)) {
        (b->data ? STR(b->data)->data : b->small)[b->len++] = (uint8_t)c;
        return true;
    }
    return str_builder_char_slow(b, c);
}
bool str_builder_ascii(StrBuilder *b, const char *text, size_t len);
bool str_builder_cstr(StrBuilder *b, const char *text);
bool str_builder_str(StrBuilder *b, Object *s);
bool str_builder_chars(StrBuilder *b, const void *chars, size_t len, unsigned width);
bool str_builder_repeat(StrBuilder *b, uint32_t c, size_t times);
bool str_builder_substring(StrBuilder *b, Object *s, size_t start, size_t end);
Object *str_builder_finish(StrBuilder *b); /* new str; the builder is empty again */

/* format(value, spec) for built-in kinds (format.c). spec: str object. */
Object *format_int(VM *vm, Object *o, Object *spec);
Object *format_float(VM *vm, Object *o, Object *spec);
Object *format_complex(VM *vm, Object *o, Object *spec);
Object *format_str(VM *vm, Object *o, Object *spec);

#endif
