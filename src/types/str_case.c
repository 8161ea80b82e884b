/* str: case mappings and the is... methods. */
#include "types/str_internal.h"

/* ------------------------------------------------------------------ mappings */

/* Whether the capital sigma at i ends a word: then its lower case is U+03C2. */
static bool is_final_sigma(const void *data, unsigned width, size_t len, size_t i) {
    size_t j = i;
    while (j > 0 && unicode_is_case_ignorable(chars_get(data, width, j - 1))) {
        j--;
    }
    if (j == 0 || !unicode_is_cased(chars_get(data, width, j - 1))) {
        return false;
    }
    j = i + 1;
    while (j < len && unicode_is_case_ignorable(chars_get(data, width, j))) {
        j++;
    }
    return j == len || !unicode_is_cased(chars_get(data, width, j));
}

static unsigned lower_at(Object *s, size_t i, uint32_t *out) {
    uint32_t c = str_char(s, i);
    if (c == 0x3A3) {
        out[0] = is_final_sigma(str_data(s), str_width(s), STR_LEN(s), i) ? 0x3C2 : 0x3C3;
        return 1;
    }
    return unicode_full_lower(c, out);
}

enum CaseMap { MAP_LOWER, MAP_UPPER, MAP_FOLD, MAP_SWAP, MAP_TITLE, MAP_CAPITALIZE };

/* The characters that take the place of character i. *cased: whether the one before was cased. */
static unsigned map_at(Object *s, size_t i, enum CaseMap map, bool *cased,
                       uint32_t out[UNICODE_MAPPING_MAX]) {
    uint32_t c = str_char(s, i);
    unsigned n;
    switch (map) {
    case MAP_LOWER:
        return lower_at(s, i, out);
    case MAP_UPPER:
        return unicode_full_upper(c, out);
    case MAP_FOLD:
        return unicode_full_fold(c, out);
    case MAP_SWAP:
        if (unicode_has(c, CHAR_UPPER)) {
            return lower_at(s, i, out);
        }
        if (unicode_has(c, CHAR_LOWER)) {
            return unicode_full_upper(c, out);
        }
        out[0] = c;
        return 1;
    case MAP_TITLE:
        n = *cased ? lower_at(s, i, out) : unicode_full_title(c, out);
        *cased = unicode_is_cased(c);
        return n;
    default:
        return i == 0 ? unicode_full_title(c, out) : lower_at(s, i, out);
    }
}

static Object *map_slow(VM *vm, Object *s, enum CaseMap map) {
    StrBuilder b;
    str_builder_init(&b, vm);
    bool cased = false;
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t out[UNICODE_MAPPING_MAX];
        unsigned n = map_at(s, i, map, &cased, out);
        for (unsigned k = 0; k < n; k++) {
            if (!str_builder_char(&b, out[k])) {
                str_builder_deinit(&b);
                return NULL;
            }
        }
    }
    return str_builder_finish(&b);
}

/* The same for short texts whose characters are mapped one to one, which nearly all are; NULL
 * without an error for others. */
static Object *map_one_to_one(VM *vm, Object *s, enum CaseMap map) {
    enum { SHORT = 128 };
    uint32_t chars[SHORT];
    size_t len = STR_LEN(s);
    bool cased = false;
    if (len > SHORT) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        uint32_t out[UNICODE_MAPPING_MAX], c = str_char(s, i);
        if (c < 0x80 && map <= MAP_FOLD) {
            bool letter = map == MAP_UPPER ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
            chars[i] = letter ? c ^ 32 : c;
        } else if (map_at(s, i, map, &cased, out) == 1) {
            chars[i] = out[0];
        } else {
            return NULL;
        }
    }
    return str_from_chars(vm, chars, len, 4);
}

static inline uint8_t ascii_lower(uint8_t c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}
static inline uint8_t ascii_upper(uint8_t c) {
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}
static inline bool ascii_is_letter(uint8_t c) {
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}

static void map_ascii(const uint8_t *from, uint8_t *to, size_t len, enum CaseMap map) {
    bool cased = false;
    switch (map) {
    case MAP_LOWER:
    case MAP_FOLD:
        for (size_t i = 0; i < len; i++) {
            to[i] = ascii_lower(from[i]);
        }
        break;
    case MAP_UPPER:
        for (size_t i = 0; i < len; i++) {
            to[i] = ascii_upper(from[i]);
        }
        break;
    case MAP_SWAP:
        for (size_t i = 0; i < len; i++) {
            to[i] = ascii_is_letter(from[i]) ? from[i] ^ 32 : from[i];
        }
        break;
    case MAP_TITLE:
        for (size_t i = 0; i < len; i++) {
            to[i] = cased ? ascii_lower(from[i]) : ascii_upper(from[i]);
            cased = ascii_is_letter(from[i]);
        }
        break;
    case MAP_CAPITALIZE:
        to[0] = ascii_upper(from[0]);
        for (size_t i = 1; i < len; i++) {
            to[i] = ascii_lower(from[i]);
        }
        break;
    }
}

static Object *map_case(VM *vm, Object *s, enum CaseMap map) {
    if (STR_LEN(s) == 0) {
        return str_empty(vm);
    }
    if (!str_is_ascii(s)) {
        Object *mapped = map_one_to_one(vm, s, map);
        return mapped || error_occurred(vm) ? mapped : map_slow(vm, s, map);
    }
    if (STR_LEN(s) == 1) {
        uint8_t c;
        map_ascii(str_data(s), &c, 1, map);
        return str_from_char(vm, c);
    }
    Object *result = str_new(vm, STR_LEN(s), 0x7F);
    if (result) {
        map_ascii(str_data(s), str_data(result), STR_LEN(s), map);
    }
    return result;
}

Object *str_lower(VM *vm, Object *s) {
    return map_case(vm, s, MAP_LOWER);
}
Object *str_upper(VM *vm, Object *s) {
    return map_case(vm, s, MAP_UPPER);
}
Object *str_casefold(VM *vm, Object *s) {
    return map_case(vm, s, MAP_FOLD);
}
Object *str_swapcase(VM *vm, Object *s) {
    return map_case(vm, s, MAP_SWAP);
}
Object *str_title(VM *vm, Object *s) {
    return map_case(vm, s, MAP_TITLE);
}
Object *str_capitalize(VM *vm, Object *s) {
    return map_case(vm, s, MAP_CAPITALIZE);
}

/* ------------------------------------------------------------------ questions */

static bool all_have(Object *s, unsigned flag) {
    for (size_t i = 0; i < STR_LEN(s); i++) {
        if (!unicode_has(str_char(s, i), flag)) {
            return false;
        }
    }
    return true;
}
static Object *all_and_some(VM *vm, Object *s, unsigned flag) {
    return bool_ref(vm, STR_LEN(s) > 0 && all_have(s, flag));
}

Object *str_isalpha(VM *vm, Object *s) {
    return all_and_some(vm, s, CHAR_ALPHA);
}
Object *str_isdecimal(VM *vm, Object *s) {
    return all_and_some(vm, s, CHAR_DECIMAL);
}
Object *str_isdigit(VM *vm, Object *s) {
    return all_and_some(vm, s, CHAR_DIGIT);
}
Object *str_isnumeric(VM *vm, Object *s) {
    return all_and_some(vm, s, CHAR_NUMERIC);
}
Object *str_isspace(VM *vm, Object *s) {
    return all_and_some(vm, s, CHAR_SPACE);
}
Object *str_isprintable(VM *vm, Object *s) {
    return bool_ref(vm, all_have(s, CHAR_PRINTABLE));
}
Object *str_isascii(VM *vm, Object *s) {
    return bool_ref(vm, str_is_ascii(s));
}
Object *str_isidentifier(VM *vm, Object *s) {
    return bool_ref(vm, str_is_identifier(vm, s));
}

Object *str_isalnum(VM *vm, Object *s) {
    for (size_t i = 0; i < STR_LEN(s); i++) {
        if (!unicode_is_alnum(str_char(s, i))) {
            return bool_ref(vm, false);
        }
    }
    return bool_ref(vm, STR_LEN(s) > 0);
}

/* Some cased character, and none of the two other cases. */
static Object *is_all_of_case(VM *vm, Object *s, unsigned wanted, unsigned other) {
    bool found = false;
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t c = str_char(s, i);
        if (unicode_has(c, other) || unicode_has(c, CHAR_TITLE)) {
            return bool_ref(vm, false);
        }
        found = found || unicode_has(c, wanted);
    }
    return bool_ref(vm, found);
}
Object *str_islower(VM *vm, Object *s) {
    return is_all_of_case(vm, s, CHAR_LOWER, CHAR_UPPER);
}
Object *str_isupper(VM *vm, Object *s) {
    return is_all_of_case(vm, s, CHAR_UPPER, CHAR_LOWER);
}

Object *str_istitle(VM *vm, Object *s) {
    bool found = false, cased = false;
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t c = str_char(s, i);
        bool capital = unicode_has(c, CHAR_UPPER) || unicode_has(c, CHAR_TITLE);
        if (capital ? cased : unicode_has(c, CHAR_LOWER) && !cased) {
            return bool_ref(vm, false);
        }
        cased = capital || unicode_has(c, CHAR_LOWER);
        found = found || cased;
    }
    return bool_ref(vm, found);
}
