/* What the files of the lexer share. */
#ifndef ADDER_LANG_LEXER_INTERNAL_H
#define ADDER_LANG_LEXER_INTERNAL_H

#include "lang/lexer.h"

/* What a byte may be part of; whatever is not ASCII may be part of names. */
enum { BYTE_NAME_START = 1, BYTE_NAME_REST = 2, BYTE_DIGIT = 4, BYTE_HEX_DIGIT = 8 };

extern const uint8_t lexer_byte_class[256];

static inline bool is_name_start(char c) {
    return lexer_byte_class[(unsigned char)c] & BYTE_NAME_START;
}

static inline bool is_name_char(char c) {
    return lexer_byte_class[(unsigned char)c] & BYTE_NAME_REST;
}

static inline bool is_digit(char c) {
    return lexer_byte_class[(unsigned char)c] & BYTE_DIGIT;
}

static inline bool is_hex_digit(char c) {
    return lexer_byte_class[(unsigned char)c] & BYTE_HEX_DIGIT;
}

/* The keyword these bytes are, or NAME. */
TokenType lexer_keyword(const char *start, size_t len);

/* The operator at p, of which four bytes can be read, and its length; UNKNOWN of 1 for any other
 * character. */
TokenType lexer_operator(const char *p, int *len);

/* Reads the number at the current place and goes behind it. */
bool lexer_read_number(Lexer *lexer);

/* Both return false. lexer_fail reports the column of the current place. */
bool lexer_fail(Lexer *lexer, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool lexer_fail_range(Lexer *lexer, int32_t col, int32_t end_col, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Behind the string whose first quote is at p; NULL if it is not closed, and then *stop is where
 * that was seen. */
const char *lexer_skip_plain_string(const char *p, const char *end, bool *triple,
                                    const char **stop);

/* The end of the f-string whose first quote is at p: `behind` is the end if its expressions do not
 * hold the quote. *nested tells whether they do. */
const char *lexer_fstring_end(const char *quote, const char *behind, const char *end, bool raw,
                              bool *nested);

bool lexer_unicode_is_name_start(uint32_t c);
bool lexer_unicode_is_name_char(uint32_t c);
bool lexer_unicode_is_printable(uint32_t c);

#endif
