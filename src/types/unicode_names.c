/* Characters by their names, for \N{...}.
 *
 * The table holds 43 bits of a hash of each name instead of the name: a text that is no name passes
 * for one in a few billion.
 */
#include "types/unicode_names.h"

#include <string.h>

#include "types/unicode.h"

enum { CODE_BITS = 21, MAX_NAME_LEN = 256 };

static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* FNV-1a of the name in capitals, as tools/unicode_names.py has it. */
static uint64_t hash_of(const char *name, size_t len) {
    uint64_t h = 0xCBF29CE484222325;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (uint8_t)upper(name[i])) * 0x100000001B3;
    }
    return h;
}

static bool has_prefix(const char *name, size_t len, const char *prefix, size_t prefix_len) {
    return len >= prefix_len && memcmp(name, prefix, prefix_len) == 0;
}

static bool is_ideograph(uint32_t c) {
    static const uint32_t ranges[][2] = {
        {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0x20000, 0x2A6DF}, {0x2A700, 0x2B738},
        {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}, {0x30000, 0x3134A},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (c >= ranges[i][0] && c <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

/* Four or five hexadecimal digits. */
static bool find_ideograph(const char *digits, size_t len, uint32_t *c) {
    if (len != 4 && len != 5) {
        return false;
    }
    *c = 0;
    for (size_t i = 0; i < len; i++) {
        static const char all[] = "0123456789ABCDEF";
        const char *digit = memchr(all, digits[i], 16);
        if (!digit) {
            return false;
        }
        *c = *c << 4 | (uint32_t)(digit - all);
    }
    return is_ideograph(*c);
}

/* The longest of the n texts that the rest of the name begins with: its number, or -1. */
static int take_jamo(const char **at, const char *end, const char (*jamo)[4], int n) {
    int best = -1;
    size_t best_len = 0;
    for (int i = 0; i < n; i++) {
        size_t len = strlen(jamo[i]);
        if ((best < 0 || len > best_len) && has_prefix(*at, (size_t)(end - *at), jamo[i], len)) {
            best = i;
            best_len = len;
        }
    }
    *at += best_len;
    return best;
}

static bool find_hangul(const char *name, size_t len, uint32_t *c) {
    enum { FIRST = 0xAC00, LEADS = 19, VOWELS = 21, TAILS = 28 };
    static const char leads[LEADS][4] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                         "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
    static const char vowels[VOWELS][4] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                           "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                           "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
    static const char tails[TAILS][4] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                         "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                         "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};
    const char *end = name + len;
    int lead = take_jamo(&name, end, leads, LEADS);
    int vowel = take_jamo(&name, end, vowels, VOWELS);
    int tail = take_jamo(&name, end, tails, TAILS);
    if (lead < 0 || vowel < 0 || tail < 0 || name != end) {
        return false;
    }
    *c = FIRST + (uint32_t)((lead * VOWELS + vowel) * TAILS + tail);
    return true;
}

bool unicode_find_name(const char *name, size_t len, uint32_t *c) {
    static const char ideograph[] = "CJK UNIFIED IDEOGRAPH-", hangul[] = "HANGUL SYLLABLE ";
    if (has_prefix(name, len, ideograph, sizeof ideograph - 1)) {
        return find_ideograph(name + sizeof ideograph - 1, len - (sizeof ideograph - 1), c);
    }
    if (has_prefix(name, len, hangul, sizeof hangul - 1)) {
        return find_hangul(name + sizeof hangul - 1, len - (sizeof hangul - 1), c);
    }
    if (len > MAX_NAME_LEN) {
        return false;
    }
    uint64_t hash = hash_of(name, len) >> CODE_BITS;
    size_t low = 0, high = sizeof unicode_names / sizeof *unicode_names;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (unicode_names[middle] >> CODE_BITS < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == sizeof unicode_names / sizeof *unicode_names ||
        unicode_names[low] >> CODE_BITS != hash) {
        return false;
    }
    *c = unicode_names[low] & ((1u << CODE_BITS) - 1);
    return true;
}
