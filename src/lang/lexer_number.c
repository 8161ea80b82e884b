/* Numbers. */
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "lang/lexer_internal.h"

/* The keywords that may stand right behind a number, for now. */
static bool keyword_follows(const char *p) {
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strncmp(p, words[i], strlen(words[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Behind a number: no name may begin. */
static bool end_number(Lexer *lexer, const char *kind) {
    if (!is_name_start(*lexer->cur)) {
        return true;
    }
    if (keyword_follows(lexer->cur)) {
        char message[40];
        snprintf(message, sizeof(message), "invalid %s literal", kind);
        return lexer_warn(lexer, lexer->cur, lexer->line, false, message);
    }
    return lexer_fail(lexer, "invalid %s literal", kind);
}

/* Digits with single underscores between them, from a digit on. */
static bool read_digits(Lexer *lexer) {
    for (;;) {
        while (is_digit(*lexer->cur)) {
            lexer->cur++;
        }
        if (*lexer->cur != '_') {
            return true;
        }
        lexer->cur++;
        if (!is_digit(*lexer->cur)) {
            return lexer_fail(lexer, "invalid decimal literal");
        }
    }
}

static bool is_digit_of(char c, int base) {
    return base == 16 ? is_hex_digit(c) : c >= '0' && c < '0' + base;
}

static bool read_radix(Lexer *lexer, int base, const char *kind) {
    lexer->cur += 2;
    do {
        if (*lexer->cur == '_') {
            lexer->cur++;
        }
        if (!is_digit_of(*lexer->cur, base)) {
            if (base != 16 && is_digit(*lexer->cur)) {
                lexer->cur++;
                return lexer_fail(lexer, "invalid digit '%c' in %s literal", lexer->cur[-1], kind);
            }
            return lexer_fail(lexer, "invalid %s literal", kind);
        }
        while (is_digit_of(*lexer->cur, base)) {
            lexer->cur++;
        }
    } while (*lexer->cur == '_');
    if (base != 16 && is_digit(*lexer->cur)) {
        lexer->cur++;
        return lexer_fail(lexer, "invalid digit '%c' in %s literal", lexer->cur[-1], kind);
    }
    return end_number(lexer, kind);
}

/* At what may be an exponent. *found is false if it is none. */
static bool read_exponent(Lexer *lexer, bool *found) {
    *found = false;
    char c = *lexer->cur;
    if (c != 'e' && c != 'E') {
        return true;
    }
    const char *e = lexer->cur++;
    if (*lexer->cur == '+' || *lexer->cur == '-') {
        lexer->cur++;
        if (!is_digit(*lexer->cur)) {
            return lexer_fail(lexer, "invalid decimal literal");
        }
    } else if (!is_digit(*lexer->cur)) {
        lexer->cur = e;
        return end_number(lexer, "decimal");
    }
    *found = true;
    return read_digits(lexer);
}

static bool fail_leading_zeros(Lexer *lexer, const char *start, const char *zeros_end) {
    /* These are bytes, not characters, in CPython as well. */
    int32_t col = (int32_t)(start - lexer->line_start) + 1;
    int32_t end_col = (int32_t)(zeros_end - lexer->line_start) + 1;
    return lexer_fail_range(lexer, col, end_col,
                            "leading zeros in decimal integer literals are not permitted; "
                            "use an 0o prefix for octal integers");
}

/* The zeros of a number that begins with 0; *zeros_end is behind them. */
static bool read_zeros(Lexer *lexer, const char **zeros_end) {
    for (;;) {
        if (*lexer->cur == '_') {
            lexer->cur++;
            if (!is_digit(*lexer->cur)) {
                return lexer_fail(lexer, "invalid decimal literal");
            }
        }
        if (*lexer->cur != '0') {
            *zeros_end = lexer->cur;
            return true;
        }
        lexer->cur++;
    }
}

bool lexer_read_number(Lexer *lexer) {
    const char *start = lexer->cur;
    bool bad_zeros = false;
    const char *zeros_end = NULL;
    if (*start == '0') {
        const char *kind = NULL;
        int base = 0;
        switch (start[1]) {
        case 'x':
        case 'X':
            base = 16;
            kind = "hexadecimal";
            break;
        case 'o':
        case 'O':
            base = 8;
            kind = "octal";
            break;
        case 'b':
        case 'B':
            base = 2;
            kind = "binary";
            break;
        }
        if (base) {
            return read_radix(lexer, base, kind);
        }
        if (!read_zeros(lexer, &zeros_end)) {
            return false;
        }
        bad_zeros = is_digit(*lexer->cur);
    }
    if (is_digit(*lexer->cur) && !read_digits(lexer)) {
        return false;
    }
    bool whole = true;
    if (*lexer->cur == '.') {
        whole = false;
        lexer->cur++;
        if (is_digit(*lexer->cur) && !read_digits(lexer)) {
            return false;
        }
    }
    bool exponent;
    if (!read_exponent(lexer, &exponent)) {
        return false;
    }
    if (*lexer->cur == 'j' || *lexer->cur == 'J') {
        lexer->cur++;
        return end_number(lexer, "imaginary");
    }
    if (bad_zeros && whole && !exponent) {
        return fail_leading_zeros(lexer, start, zeros_end);
    }
    return end_number(lexer, "decimal");
}
