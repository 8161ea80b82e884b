/* What Unicode says about single characters, as CPython 3.11 sees it (version 14.0).
 *
 * Category, simple case mappings and case folding come from utf8proc; unicode_tables.h holds what
 * it does not tell. Characters that were assigned after 14.0 count as unassigned. Pure functions.
 */
#ifndef ADDER_TYPES_UNICODE_H
#define ADDER_TYPES_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum CharFlag {
    CHAR_ALPHA = 1 << 0,
    CHAR_LOWER = 1 << 1,
    CHAR_UPPER = 1 << 2,
    CHAR_SPACE = 1 << 3,
    CHAR_PRINTABLE = 1 << 4,
    CHAR_DECIMAL = 1 << 5,
    CHAR_DIGIT = 1 << 6,
    CHAR_NUMERIC = 1 << 7,
    CHAR_ID_START = 1 << 8,
    CHAR_ID_CONTINUE = 1 << 9,
    CHAR_TITLE = 1 << 10,
};

extern const uint16_t unicode_latin1_flags[256];
bool unicode_has_slow(uint32_t c, unsigned flag);

/* Whether c has one of the properties: flag is exactly one CHAR_x. */
static inline bool unicode_has(uint32_t c, unsigned flag) {
    return c < 256 ? (unicode_latin1_flags[c] & flag) != 0 : unicode_has_slow(c, flag);
}
static inline bool unicode_is_space(uint32_t c) {
    return unicode_has(c, CHAR_SPACE);
}
static inline bool unicode_is_alnum(uint32_t c) {
    return unicode_has(c, CHAR_ALPHA) || unicode_has(c, CHAR_DECIMAL) ||
           unicode_has(c, CHAR_DIGIT) || unicode_has(c, CHAR_NUMERIC);
}
static inline bool unicode_is_cased(uint32_t c) {
    return unicode_has(c, CHAR_LOWER) || unicode_has(c, CHAR_UPPER) || unicode_has(c, CHAR_TITLE);
}
bool unicode_is_case_ignorable(uint32_t c);
/* What str.splitlines ends a line at. */
bool unicode_is_line_break(uint32_t c);
static inline bool unicode_is_surrogate(uint32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

/* 0..9, or -1 if c is not a decimal digit. */
int unicode_decimal_value(uint32_t c);

uint32_t unicode_to_lower(uint32_t c);
uint32_t unicode_to_upper(uint32_t c);
uint32_t unicode_to_title(uint32_t c);

/* Full mappings: write 1 to UNICODE_MAPPING_MAX code points and return how many. */
#define UNICODE_MAPPING_MAX 4
typedef unsigned (*UnicodeMapping)(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
unsigned unicode_full_lower(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
unsigned unicode_full_upper(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
unsigned unicode_full_title(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
unsigned unicode_full_fold(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);

/* The character of this name or alias (UTF-8; capitals or not). false: there is none. */
bool unicode_find_name(const char *name, size_t len, uint32_t *c);
/* The same for names of sequences too: how many characters, or 0. */
#define UNICODE_SEQUENCE_MAX 18
unsigned unicode_find_sequence(const char *name, size_t len, uint32_t out[UNICODE_SEQUENCE_MAX]);
/* The name's length, not NUL-terminated; 0: it has none. */
#define UNICODE_NAME_MAX 256
size_t unicode_name(uint32_t c, char out[UNICODE_NAME_MAX]);
/* Whether Unicode knows the character only since a version later than 14.0. */
bool unicode_is_newer(uint32_t c);

#endif
