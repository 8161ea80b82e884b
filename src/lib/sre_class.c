/* Regular expressions: categories, sets of characters and case. */
#include <ctype.h>

#include "lib/sre.h"
#include "types/unicode.h"

static bool is_ascii_space(uint32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static bool is_ascii_word(uint32_t c) {
    return c < 128 && (isalnum((int)c) || c == '_');
}
static bool is_locale_word(uint32_t c) {
    return c < 256 && (isalnum((int)c) || c == '_');
}
static bool is_unicode_word(uint32_t c) {
    return unicode_is_alnum(c) || c == '_';
}

bool sre_category(uint32_t category, uint32_t c) {
    switch (category) {
    case SRE_CATEGORY_DIGIT:
        return c >= '0' && c <= '9';
    case SRE_CATEGORY_NOT_DIGIT:
        return !(c >= '0' && c <= '9');
    case SRE_CATEGORY_SPACE:
        return is_ascii_space(c);
    case SRE_CATEGORY_NOT_SPACE:
        return !is_ascii_space(c);
    case SRE_CATEGORY_WORD:
        return is_ascii_word(c);
    case SRE_CATEGORY_NOT_WORD:
        return !is_ascii_word(c);
    case SRE_CATEGORY_LINEBREAK:
        return c == '\n';
    case SRE_CATEGORY_NOT_LINEBREAK:
        return c != '\n';
    case SRE_CATEGORY_LOC_WORD:
        return is_locale_word(c);
    case SRE_CATEGORY_LOC_NOT_WORD:
        return !is_locale_word(c);
    case SRE_CATEGORY_UNI_DIGIT:
        return unicode_has(c, CHAR_DECIMAL);
    case SRE_CATEGORY_UNI_NOT_DIGIT:
        return !unicode_has(c, CHAR_DECIMAL);
    case SRE_CATEGORY_UNI_SPACE:
        return unicode_is_space(c);
    case SRE_CATEGORY_UNI_NOT_SPACE:
        return !unicode_is_space(c);
    case SRE_CATEGORY_UNI_WORD:
        return is_unicode_word(c);
    case SRE_CATEGORY_UNI_NOT_WORD:
        return !is_unicode_word(c);
    case SRE_CATEGORY_UNI_LINEBREAK:
        return unicode_is_line_break(c);
    case SRE_CATEGORY_UNI_NOT_LINEBREAK:
        return !unicode_is_line_break(c);
    default:
        return false;
    }
}

#define WORDS_OF_256_BITS 8
#define WORDS_OF_256_BYTES 64

static bool has_bit(const uint32_t *bits, uint32_t i) {
    return (bits[i / 32] >> (i % 32) & 1) != 0;
}
static bool in_range(const uint32_t *range, uint32_t c) {
    return range[0] <= c && c <= range[1];
}

bool sre_charset(const uint32_t *set, uint32_t c) {
    bool found = true;
    for (;;) {
        switch (*set++) {
        case SRE_FAILURE:
            return !found;
        case SRE_LITERAL:
            if (c == set[0]) {
                return found;
            }
            set++;
            break;
        case SRE_CATEGORY:
            if (sre_category(set[0], c)) {
                return found;
            }
            set++;
            break;
        case SRE_CHARSET:
            if (c < 256 && has_bit(set, c)) {
                return found;
            }
            set += WORDS_OF_256_BITS;
            break;
        case SRE_RANGE:
            if (in_range(set, c)) {
                return found;
            }
            set += 2;
            break;
        case SRE_RANGE_UNI_IGNORE:
            if (in_range(set, c) || in_range(set, unicode_to_upper(c))) {
                return found;
            }
            set += 2;
            break;
        case SRE_NEGATE:
            found = !found;
            break;
        case SRE_BIGCHARSET: {
            uint32_t blocks = *set++;
            const uint8_t *block_of = (const uint8_t *)set;
            const uint32_t *bits = set + WORDS_OF_256_BYTES;
            if (c < 65536 &&
                has_bit(bits + block_of[c >> 8] * (size_t)WORDS_OF_256_BITS, c & 255)) {
                return found;
            }
            set = bits + blocks * (size_t)WORDS_OF_256_BITS;
            break;
        }
        default: /* not in validated code */
            return false;
        }
    }
}

uint32_t sre_lower_locale(uint32_t c) {
    return c < 256 ? (uint32_t)tolower((int)c) : c;
}
static uint32_t upper_locale(uint32_t c) {
    return c < 256 ? (uint32_t)toupper((int)c) : c;
}

bool sre_charset_locale(const uint32_t *set, uint32_t c) {
    uint32_t lower = sre_lower_locale(c), upper = upper_locale(c);
    return sre_charset(set, lower) || (upper != lower && sre_charset(set, upper));
}

bool sre_equal_locale(uint32_t pattern, uint32_t c) {
    return c == pattern || sre_lower_locale(c) == pattern || upper_locale(c) == pattern;
}

bool sre_unit(const uint32_t *code, uint32_t pc, uint32_t c) {
    switch (code[pc]) {
    case SRE_ANY:
        return c != '\n';
    case SRE_ANY_ALL:
        return true;
    case SRE_LITERAL:
        return c == code[pc + 1];
    case SRE_NOT_LITERAL:
        return c != code[pc + 1];
    case SRE_IN:
        return sre_charset(code + pc + 2, c);
    case SRE_LITERAL_IGNORE:
        return sre_lower_ascii(c) == code[pc + 1];
    case SRE_NOT_LITERAL_IGNORE:
        return sre_lower_ascii(c) != code[pc + 1];
    case SRE_IN_IGNORE:
        return sre_charset(code + pc + 2, sre_lower_ascii(c));
    case SRE_LITERAL_UNI_IGNORE:
        return unicode_to_lower(c) == code[pc + 1];
    case SRE_NOT_LITERAL_UNI_IGNORE:
        return unicode_to_lower(c) != code[pc + 1];
    case SRE_IN_UNI_IGNORE:
        return sre_charset(code + pc + 2, unicode_to_lower(c));
    case SRE_LITERAL_LOC_IGNORE:
        return sre_equal_locale(code[pc + 1], c);
    case SRE_NOT_LITERAL_LOC_IGNORE:
        return !sre_equal_locale(code[pc + 1], c);
    case SRE_IN_LOC_IGNORE:
        return sre_charset_locale(code + pc + 2, c);
    default:
        return false;
    }
}
