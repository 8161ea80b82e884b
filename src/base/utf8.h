/*
 * utf8.h -- UTF-8, one code point at a time and whole texts.
 *
 * Words:
 *   surrogates  whether the code points D800..DFFF are allowed. Python's strings may hold them;
 *               where they are allowed each one is three bytes, pairs are not joined.
 */
#ifndef ADDER_BASE_UTF8_H
#define ADDER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_MAX_CODE_POINT = 0x10FFFF, UTF8_MAX_BYTES = 4 };

/* Decodes the code point at p < end. Returns its number of bytes, 0 if they are not valid. */
size_t utf8_decode(const char *p, const char *end, bool surrogates, uint32_t *code_point);

/* Writes a code point (a surrogate too) and returns its number of bytes. */
size_t utf8_encode(uint32_t code_point, char out[UTF8_MAX_BYTES]);

/* The number of bytes utf8_encode writes. */
static inline size_t utf8_encoded_size(uint32_t code_point) {
    return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* What one pass over a text finds out. */
typedef struct Utf8Summary {
    size_t code_points;
    uint32_t max_code_point; /* an upper bound of the same class: 0x7F, 0xFF, 0xFFFF or 0x10FFFF */
    size_t invalid_offset;   /* only when the text is not valid: where */
} Utf8Summary;

/* Returns whether text[0..len) is valid. When it is not, the summary is of what precedes. */
bool utf8_validate(const char *text, size_t len, bool surrogates, Utf8Summary *summary);

/* The number of code points of a valid text. */
size_t utf8_length(const char *text, size_t len);

/* Whether all bytes are below 0x80. */
bool utf8_is_ascii(const char *text, size_t len);

#endif
