/* The names of characters, and characters by their names: for \N{...} and the module unicodedata.
 *
 * The names are compressed with a grammar (tools/unicode_names.py): a symbol is a letter or stands
 * for two symbols. Any name can be written out alone; a text is looked up by a hash of one byte.
 */
#include "types/unicode_names.h"

#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "types/unicode.h"

#define CJK "CJK UNIFIED IDEOGRAPH-"
#define HANGUL "HANGUL SYLLABLE "
enum { HANGUL_FIRST = 0xAC00, LEADS = 19, VOWELS = 21, TAILS = 28 };

static const char leads[LEADS][4] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                     "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
static const char vowels[VOWELS][4] = {"A",   "AE", "YA", "YAE", "EO", "E",  "YEO",
                                       "YE",  "O",  "WA", "WAE", "OE", "YO", "U",
                                       "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char tails[TAILS][4] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                     "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                     "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

/* ---- names in the table ---- */

/* The run that holds the c-th character, or the c-th name if by_name. */
static size_t find_run(uint32_t c, bool by_name) {
    size_t low = 0, high = sizeof name_runs / sizeof *name_runs;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if ((by_name ? name_runs[middle].name : name_runs[middle].first) <= c) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t char_of_name(uint32_t name) {
    size_t run = find_run(name, true);
    return name_runs[run].first + (name - name_runs[run].name);
}

static unsigned next_symbol(const uint8_t **at) {
    unsigned s = *(*at)++;
    return s < NAME_SINGLE ? s : NAME_SINGLE + ((s - NAME_SINGLE) << 8) + *(*at)++;
}

static const uint8_t *name_start(uint32_t name) {
    const uint8_t *at = name_data + name_blocks[name / NAME_BLOCK];
    for (uint32_t skip = name % NAME_BLOCK; skip;) {
        skip -= next_symbol(&at) == 0;
    }
    return at;
}

/* Writes a name out; returns its length. */
static size_t write_name(uint32_t name, char out[UNICODE_NAME_MAX]) {
    enum { DEPTH = 64 };
    unsigned stack[DEPTH], s;
    const uint8_t *at = name_start(name);
    size_t len = 0;
    while ((s = next_symbol(&at)) != 0) {
        size_t depth = 0;
        stack[depth++] = s;
        while (depth) {
            const uint16_t *meaning = name_symbols + 2 * stack[--depth];
            if (meaning[1]) {
                ASSERT(depth + 2 <= DEPTH);
                stack[depth++] = meaning[1];
                stack[depth++] = meaning[0];
            } else if (meaning[0] == '$') {
                len += (size_t)snprintf(out + len, 8, "%04X", (unsigned)char_of_name(name));
            } else {
                out[len++] = (char)meaning[0];
            }
        }
    }
    return len;
}

/* The first byte of 32-bit FNV-1a; as in tools/unicode_names.py. */
static uint8_t name_hash(const char *name, size_t len) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++) {
        h = (h ^ (uint8_t)name[i]) * 16777619u;
    }
    return (uint8_t)(h >> 24);
}

/* The number of a name, or -1. Writes out one name in 256. */
static int find_in_table(const char *name, size_t len) {
    const uint8_t *end = name_hashes + NAME_COUNT, hash = name_hash(name, len);
    for (const uint8_t *at = name_hashes; (at = memchr(at, hash, (size_t)(end - at))); at++) {
        char other[UNICODE_NAME_MAX];
        uint32_t number = (uint32_t)(at - name_hashes);
        if (write_name(number, other) == len && memcmp(name, other, len) == 0) {
            return (int)number;
        }
    }
    return -1;
}

/* ---- names by number ---- */

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
    const char *end = name + len;
    int lead = take_jamo(&name, end, leads, LEADS);
    int vowel = take_jamo(&name, end, vowels, VOWELS);
    int tail = take_jamo(&name, end, tails, TAILS);
    if (lead < 0 || vowel < 0 || tail < 0 || name != end) {
        return false;
    }
    *c = HANGUL_FIRST + (uint32_t)((lead * VOWELS + vowel) * TAILS + tail);
    return true;
}

/* ---- both ---- */

unsigned unicode_find_sequence(const char *name, size_t len, uint32_t out[UNICODE_SEQUENCE_MAX]) {
    char upper[UNICODE_NAME_MAX];
    if (len >= UNICODE_NAME_MAX) {
        return 0;
    }
    if (has_prefix(name, len, CJK, sizeof CJK - 1)) {
        return find_ideograph(name + sizeof CJK - 1, len - (sizeof CJK - 1), out);
    }
    if (has_prefix(name, len, HANGUL, sizeof HANGUL - 1)) {
        return find_hangul(name + sizeof HANGUL - 1, len - (sizeof HANGUL - 1), out);
    }
    for (size_t i = 0; i < len; i++) {
        upper[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') : name[i];
    }
    int found = find_in_table(upper, len);
    if (found < NAME_CHARS) {
        *out = found < 0 ? 0 : char_of_name((uint32_t)found);
        return found >= 0;
    }
    unsigned first = name_more[found - NAME_CHARS], end = name_more[found - NAME_CHARS + 1];
    memcpy(out, name_more_chars + first, (end - first) * sizeof *out);
    return end - first;
}

bool unicode_find_name(const char *name, size_t len, uint32_t *c) {
    uint32_t found[UNICODE_SEQUENCE_MAX];
    bool one = unicode_find_sequence(name, len, found) == 1;
    *c = one ? found[0] : *c;
    return one;
}

size_t unicode_name(uint32_t c, char out[UNICODE_NAME_MAX]) {
    uint32_t i = c - HANGUL_FIRST;
    if (i < LEADS * VOWELS * TAILS) {
        return (size_t)snprintf(out, UNICODE_NAME_MAX, HANGUL "%s%s%s", leads[i / (VOWELS * TAILS)],
                                vowels[i / TAILS % VOWELS], tails[i % TAILS]);
    }
    if (is_ideograph(c)) {
        return (size_t)snprintf(out, UNICODE_NAME_MAX, CJK "%X", (unsigned)c);
    }
    size_t run = find_run(c, false);
    uint32_t name = name_runs[run].name + (c - name_runs[run].first);
    bool named = c >= name_runs[run].first && name < name_runs[run + 1].name;
    return named ? write_name(name, out) : 0;
}
