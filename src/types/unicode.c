#include "types/unicode.h"

#include <utf8proc.h>

#include "base/assert.h"
#include "types/unicode_tables.h"

static bool in_ranges(const Range *ranges, size_t len, uint32_t c) {
    size_t low = 0, high = len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > ranges[middle].last) {
            low = middle + 1;
        } else if (c < ranges[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}
#define IN(ranges, c) in_ranges(ranges, COUNT_OF(ranges), c)

static unsigned category(uint32_t c) {
    return utf8proc_category((utf8proc_int32_t)c);
}

bool unicode_is_newer(uint32_t c) {
    return IN(newer_ranges, c);
}

static bool is_letter(unsigned cat) {
    return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO;
}

static bool is_space_slow(uint32_t c, unsigned cat) {
    if (cat == UTF8PROC_CATEGORY_ZS) {
        return true;
    }
    unsigned bidi = utf8proc_get_property((utf8proc_int32_t)c)->bidi_class;
    return bidi == UTF8PROC_BIDI_CLASS_WS || bidi == UTF8PROC_BIDI_CLASS_B ||
           bidi == UTF8PROC_BIDI_CLASS_S;
}

static bool is_printable_slow(unsigned cat) {
    switch (cat) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
        return false;
    default:
        return true;
    }
}

static bool is_id_start(uint32_t c, unsigned cat) {
    if (is_letter(cat) || cat == UTF8PROC_CATEGORY_NL) {
        return !IN(id_start_less, c);
    }
    return IN(id_start_more, c);
}

static bool is_id_continue(uint32_t c, unsigned cat) {
    switch (cat) {
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_PC:
        return !IN(id_continue_less, c);
    default:
        return is_letter(cat) ? !IN(id_continue_less, c) : IN(id_continue_more, c);
    }
}

bool unicode_has_slow(uint32_t c, unsigned flag) {
    if (unicode_is_newer(c)) {
        return false;
    }
    unsigned cat = category(c);
    switch (flag) {
    case CHAR_ALPHA:
        return is_letter(cat);
    case CHAR_LOWER:
        return cat == UTF8PROC_CATEGORY_LL || IN(other_lowercase, c);
    case CHAR_UPPER:
        return cat == UTF8PROC_CATEGORY_LU || IN(other_uppercase, c);
    case CHAR_TITLE:
        return cat == UTF8PROC_CATEGORY_LT;
    case CHAR_SPACE:
        return is_space_slow(c, cat);
    case CHAR_PRINTABLE:
        return is_printable_slow(cat);
    case CHAR_DECIMAL:
        return cat == UTF8PROC_CATEGORY_ND;
    case CHAR_DIGIT:
        return cat == UTF8PROC_CATEGORY_ND || IN(other_digit, c);
    case CHAR_NUMERIC:
        return cat == UTF8PROC_CATEGORY_ND || cat == UTF8PROC_CATEGORY_NL ||
               cat == UTF8PROC_CATEGORY_NO || IN(other_numeric, c);
    case CHAR_ID_START:
        return is_id_start(c, cat);
    case CHAR_ID_CONTINUE:
        return is_id_continue(c, cat);
    default:
        return false;
    }
}

bool unicode_is_case_ignorable(uint32_t c) {
    if (unicode_is_newer(c)) {
        return false;
    }
    switch (category(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return true;
    default:
        return IN(case_ignorable_more, c);
    }
}

bool unicode_is_line_break(uint32_t c) {
    return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

int unicode_decimal_value(uint32_t c) {
    if (c < 128) {
        return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
    }
    size_t low = 0, high = COUNT_OF(decimal_zeros);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c < decimal_zeros[middle]) {
            high = middle;
        } else if (c > decimal_zeros[middle] + 9) {
            low = middle + 1;
        } else {
            return (int)(c - decimal_zeros[middle]);
        }
    }
    return -1;
}

uint32_t unicode_to_lower(uint32_t c) {
    if (c < 128) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
}

uint32_t unicode_to_upper(uint32_t c) {
    if (c < 128) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
    return (uint32_t)utf8proc_toupper((utf8proc_int32_t)c);
}

uint32_t unicode_to_title(uint32_t c) {
    if (c < 128) {
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    }
    return (uint32_t)utf8proc_totitle((utf8proc_int32_t)c);
}

static unsigned full_mapping(const FullMapping *table, size_t len, uint32_t c,
                             uint32_t out[UNICODE_MAPPING_MAX]) {
    size_t low = 0, high = len;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c == table[middle].from) {
            unsigned n = 0;
            for (; n < 3 && table[middle].to[n]; n++) {
                out[n] = table[middle].to[n];
            }
            return n;
        }
        if (c < table[middle].from) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return 0;
}

unsigned unicode_full_lower(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]) {
    if (c == 0x130) { /* the only one: capital I with a dot above */
        out[0] = 'i';
        out[1] = 0x307;
        return 2;
    }
    out[0] = unicode_to_lower(c);
    return 1;
}

unsigned unicode_full_upper(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]) {
    unsigned n = c < 128 ? 0 : full_mapping(full_upper, COUNT_OF(full_upper), c, out);
    if (n == 0) {
        out[0] = unicode_to_upper(c);
        n = 1;
    }
    return n;
}

unsigned unicode_full_title(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]) {
    unsigned n = c < 128 ? 0 : full_mapping(full_title, COUNT_OF(full_title), c, out);
    if (n == 0) {
        out[0] = unicode_to_title(c);
        n = 1;
    }
    return n;
}

unsigned unicode_full_fold(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]) {
    if (c < 128) {
        out[0] = unicode_to_lower(c);
        return 1;
    }
    utf8proc_int32_t folded[UNICODE_MAPPING_MAX];
    int last_class = 0;
    utf8proc_ssize_t n =
        unicode_is_surrogate(c)
            ? 0
            : utf8proc_decompose_char((utf8proc_int32_t)c, folded, UNICODE_MAPPING_MAX,
                                      UTF8PROC_CASEFOLD, &last_class);
    if (n < 1 || n > UNICODE_MAPPING_MAX) {
        out[0] = c;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        out[i] = (uint32_t)folded[i];
    }
    return (unsigned)n;
}
