/* What the files of str share: character runs, allocation, arguments of methods, the method
 * functions. */
#ifndef ADDER_TYPES_STR_INTERNAL_H
#define ADDER_TYPES_STR_INTERNAL_H

#include <string.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/str.h"
#include "types/unicode.h"

/* Character runs: an address, a length in characters and a width of 1, 2 or 4 bytes. */

static inline uint32_t chars_get(const void *data, unsigned width, size_t i) {
    switch (width) {
    case 1:
        return ((const uint8_t *)data)[i];
    case 2:
        return ((const uint16_t *)data)[i];
    default:
        return ((const uint32_t *)data)[i];
    }
}
static inline void chars_put(void *data, unsigned width, size_t i, uint32_t c) {
    switch (width) {
    case 1:
        ((uint8_t *)data)[i] = (uint8_t)c;
        break;
    case 2:
        ((uint16_t *)data)[i] = (uint16_t)c;
        break;
    default:
        ((uint32_t *)data)[i] = c;
    }
}
static inline const void *chars_at(const void *data, unsigned width, size_t i) {
    return (const uint8_t *)data + i * width;
}
static inline unsigned width_of(uint32_t max_char) {
    return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4;
}
/* An upper bound of the same class for the characters of a run: 0x7F, 0xFF, 0xFFFF or 0x10FFFF. */
uint32_t chars_max(const void *data, unsigned width, size_t len);
/* memcpy, without a call for short texts. */
static inline void copy_text(void *to, const void *from, size_t size) {
    uint8_t *t = to;
    const uint8_t *f = from;
    uint64_t a, b;
    if (size > 16) {
        memcpy(to, from, size);
    } else if (size >= 8) {
        memcpy(&a, f, 8);
        memcpy(&b, f + size - 8, 8);
        memcpy(t, &a, 8);
        memcpy(t + size - 8, &b, 8);
    } else if (size >= 4) {
        uint32_t c, d;
        memcpy(&c, f, 4);
        memcpy(&d, f + size - 4, 4);
        memcpy(t, &c, 4);
        memcpy(t + size - 4, &d, 4);
    } else if (size > 0) {
        uint8_t first = f[0], middle = f[size >> 1], last = f[size - 1];
        t[0] = first;
        t[size >> 1] = middle;
        t[size - 1] = last;
    }
}
/* Copies a run, changing its width; narrowing cuts. */
void chars_convert(void *to, unsigned to_width, const void *from, unsigned from_width, size_t len);
static inline void chars_copy(void *to, unsigned to_width, const void *from, unsigned from_width,
                              size_t len) {
    if (LIKELY(to_width == from_width)) {
        copy_text(to, from, len * to_width);
    } else {
        chars_convert(to, to_width, from, from_width, len);
    }
}
/* The characters of valid UTF-8 of len bytes; surrogates may be among them. */
void chars_from_utf8(void *to, unsigned width, const uint8_t *utf8, size_t len);
/* Stores c len times from place i on. */
void chars_fill(void *data, unsigned width, size_t i, uint32_t c, size_t len);

/* Searching (str_search.c). The place of the first (direction 1) or last (-1) needle, or -1.
 * The needle must not be empty. Linear time, no memory. */
int64_t chars_find(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                   unsigned needle_width, size_t needle_len, int direction);
int64_t chars_find_char(const void *hay, unsigned width, size_t len, uint32_t c, int direction);
/* How often the needle is found without overlapping, at most max times; the first of the places are
 * stored in places[0..place_len). */
size_t chars_find_all(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                      unsigned needle_width, size_t needle_len, size_t max, size_t *places,
                      size_t place_len);
size_t chars_count(const void *hay, unsigned hay_width, size_t hay_len, const void *needle,
                   unsigned needle_width, size_t needle_len, size_t max);

static inline void *str_data(const Object *s) {
    return (void *)((Str *)(uintptr_t)s)->data;
}
static inline const void *str_at(const Object *s, size_t i) {
    return (const uint8_t *)((const Str *)s)->data + i * str_width(s);
}
static inline size_t str_size(size_t len, unsigned width) {
    return sizeof(Str) + len * width;
}
/* The bound of the class that the flags tell. */
static inline uint32_t str_max_char(const Object *s) {
    switch (str_width(s)) {
    case 1:
        return str_is_ascii(s) ? 0x7F : 0xFF;
    case 2:
        return 0xFFFF;
    default:
        return 0x10FFFF;
    }
}

static inline uint32_t str_flags_for(uint32_t max_char) {
    return max_char < 0x80      ? FLAG_ASCII
           : max_char < 0x100   ? 0
           : max_char < 0x10000 ? FLAG_WIDE1
                                : FLAG_WIDE2;
}

Object *str_empty(VM *vm); /* new reference; NULL only while it cannot be made */
/* Swaps a fresh str for the shared one if it is empty or one of the shared characters. Steals s. */
Object *str_share(VM *vm, Object *s);
/* s itself, or for an instance of a subclass an exact copy. */
Object *str_exact(VM *vm, Object *s);

/* Arguments start and end of find and its like. false: error raised. NULL and None keep the value.
 */
bool slice_argument(VM *vm, Object *o, int64_t *value);
static inline void clip_range(int64_t len, int64_t *start, int64_t *end) {
    if (*end > len) {
        *end = len;
    } else if (*end < 0) {
        *end = *end + len < 0 ? 0 : *end + len;
    }
    if (*start < 0) {
        *start = *start + len < 0 ? 0 : *start + len;
    }
}
/* An int argument; out of range: OverflowError. */
bool size_argument(VM *vm, Object *o, int64_t *value);
/* "f() takes at least 1 argument (0 given)" and its like, CPython's older wording. */
bool args_count_old(VM *vm, const char *function, size_t nargs, size_t min, size_t max);
/* (sub, start, end) of find, count, startswith ... */
bool find_arguments(VM *vm, const char *function, Object *const *args, size_t nargs, Object **sub,
                    int64_t *start, int64_t *end);

Object *str_iter(VM *vm, Object *s);  /* str_iterator.c */
extern const MethodDef str_methods[]; /* str_methods.c */

/* str_case.c */
Object *str_capitalize(VM *vm, Object *s);
Object *str_casefold(VM *vm, Object *s);
Object *str_lower(VM *vm, Object *s);
Object *str_upper(VM *vm, Object *s);
Object *str_swapcase(VM *vm, Object *s);
Object *str_title(VM *vm, Object *s);
Object *str_isalnum(VM *vm, Object *s);
Object *str_isalpha(VM *vm, Object *s);
Object *str_isascii(VM *vm, Object *s);
Object *str_isdecimal(VM *vm, Object *s);
Object *str_isdigit(VM *vm, Object *s);
Object *str_isidentifier(VM *vm, Object *s);
Object *str_islower(VM *vm, Object *s);
Object *str_isnumeric(VM *vm, Object *s);
Object *str_isprintable(VM *vm, Object *s);
Object *str_isspace(VM *vm, Object *s);
Object *str_istitle(VM *vm, Object *s);
Object *str_isupper(VM *vm, Object *s);

/* str_split.c */
Object *str_split_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames);
Object *str_rsplit_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames);
Object *str_splitlines(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames);
Object *str_partition(VM *vm, Object *s, Object *separator);
Object *str_rpartition(VM *vm, Object *s, Object *separator);
Object *str_join_method(VM *vm, Object *s, Object *iterable);

/* str_replace.c */
Object *str_replace(VM *vm, Object *s, Object *const *args, size_t nargs);
Object *str_translate(VM *vm, Object *s, Object *table);
Object *str_maketrans(VM *vm, Object *unused, Object *const *args, size_t nargs);
Object *str_expandtabs(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames);

/* format_method.c */
Object *str_format_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames);
Object *str_format_map(VM *vm, Object *s, Object *mapping);

/* Room for `more` characters up to max_char. */
bool str_builder_reserve(StrBuilder *b, size_t more, uint32_t max_char);
/* The characters written so far, each of b->width bytes. */
static inline const void *str_builder_data(const StrBuilder *b) {
    return b->data ? ((const Str *)b->data)->data : b->small;
}

/* The hash of a str whose characters are these bytes. */
uint32_t str_hash_of(VM *vm, const void *data, size_t size);

#endif
