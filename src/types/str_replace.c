/* str: replace, translate, expandtabs. */
#include "types/dict.h"
#include "types/int.h"
#include "types/str_internal.h"

/* ------------------------------------------------------------------ replace */

/* `by` before every character and at the end, at most max times. */
static Object *insert_between(VM *vm, Object *s, Object *by, size_t max) {
    StrBuilder b;
    str_builder_init(&b, vm);
    size_t len = STR_LEN(s);
    for (size_t i = 0; i <= len; i++) {
        if (i == max) {
            if (!str_builder_substring(&b, s, i, len)) {
                goto fail;
            }
            break;
        }
        if (!str_builder_str(&b, by) || (i < len && !str_builder_char(&b, str_char(s, i)))) {
            goto fail;
        }
    }
    return str_builder_finish(&b);
fail:
    str_builder_deinit(&b);
    return NULL;
}

/* The class of the text that remains when `old` may be gone from s. */
static uint32_t max_after_replacing(Object *s, Object *old, Object *by) {
    uint32_t of_s = str_max_char(s), of_by = str_max_char(by);
    /* Where the needle is of a lower class than the text, its widest characters stay. */
    if (of_s > of_by && of_s > 0x7F && str_max_char(old) >= of_s) {
        return 0;
    }
    return of_s > of_by ? of_s : of_by;
}

enum { PLACES_KEPT = 128 }; /* so many places are found only once */

static Object *replace_found(VM *vm, Object *s, Object *old, Object *by, size_t count,
                             const size_t *places) {
    size_t len = STR_LEN(s), n = STR_LEN(old), k = STR_LEN(by);
    uint32_t max = max_after_replacing(s, old, by);
    uint32_t temporary = max ? max : str_max_char(s);
    size_t new_len = len + count * k - count * n;
    Object *result = str_new(vm, new_len, temporary);
    if (!result || new_len == 0) {
        return result;
    }
    unsigned width = str_width(s), to_width = width_of(temporary);
    uint8_t *to = str_data(result);
    size_t start = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = i < PLACES_KEPT ? places[i] - start
                                    : (size_t)chars_find(str_at(s, start), width, len - start,
                                                         str_data(old), str_width(old), n, 1);
        chars_copy(to, to_width, str_at(s, start), width, at);
        to += at * to_width;
        chars_copy(to, to_width, str_data(by), str_width(by), k);
        to += k * to_width;
        start += at + n;
    }
    chars_copy(to, to_width, str_at(s, start), width, len - start);
    if (!max) {
        Object *narrow = str_from_chars(vm, str_data(result), new_len, to_width);
        decref(vm, result);
        return narrow;
    }
    return str_share(vm, result);
}

/* One byte by another, of the same class. */
static Object *replace_byte(VM *vm, Object *s, uint8_t old, uint8_t by, size_t limit) {
    size_t len = STR_LEN(s);
    const uint8_t *from = str_data(s), *first = memchr(from, old, len);
    if (!first) {
        return str_exact(vm, s);
    }
    Object *result = str_new(vm, len, str_max_char(s));
    if (!result) {
        return NULL;
    }
    uint8_t *to = str_data(result);
    size_t at = (size_t)(first - from);
    memcpy(to, from, len);
    if (limit >= len) {
        for (size_t i = at; i < len; i++) {
            to[i] = from[i] == old ? by : from[i];
        }
    } else {
        for (size_t i = at; i < len && limit > 0; i++) {
            if (from[i] == old) {
                to[i] = by;
                limit--;
            }
        }
    }
    return str_share(vm, result);
}

static Object *replace(VM *vm, Object *s, Object *old, Object *by, int64_t max) {
    size_t len = STR_LEN(s), n = STR_LEN(old), limit = max < 0 ? SIZE_MAX : (size_t)max;
    if (limit == 0 || n > len || str_equal(old, by)) {
        return str_exact(vm, s);
    }
    if (n == 0) {
        return insert_between(vm, s, by, limit);
    }
    if (n == 1 && STR_LEN(by) == 1 && str_is_ascii(s) && str_is_ascii(old) && str_is_ascii(by)) {
        return replace_byte(vm, s, STR(old)->data[0], STR(by)->data[0], limit);
    }
    size_t places[PLACES_KEPT];
    size_t count = chars_find_all(str_data(s), str_width(s), len, str_data(old), str_width(old), n,
                                  limit, places, PLACES_KEPT);
    return count ? replace_found(vm, s, old, by, count, places) : str_exact(vm, s);
}

Object *str_replace(VM *vm, Object *s, Object *const *args, size_t nargs) {
    if (!args_count(vm, "replace", nargs, 2, 3)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!is_str(vm, args[i])) {
            return raise(vm, EXC_TypeError, "replace() argument %d must be str, not %T", i + 1,
                         args[i]);
        }
    }
    int64_t max = -1;
    if (nargs == 3 && !size_argument(vm, args[2], &max)) {
        return NULL;
    }
    return replace(vm, s, args[0], args[1], max);
}

/* ------------------------------------------------------------------ translate */

/* table[c]: an int, a str or None; NULL without an error: leave c as it is. */
static Object *look_up(VM *vm, Object *table, uint32_t c) {
    Object *key = int_from_i64(vm, c);
    if (!key) {
        return NULL;
    }
    Object *value;
    if (is_exact(table, SHAPE_DICT)) {
        value = dict_get(vm, table, key);
        xincref(value);
    } else {
        value = object_getitem(vm, table, key);
    }
    decref(vm, key);
    if (!value && error_occurred(vm) && error_matches(vm, EXC_LookupError)) {
        error_clear(vm);
    }
    return value;
}

static bool translate_char(VM *vm, StrBuilder *b, Object *table, uint32_t c) {
    Object *value = look_up(vm, table, c);
    if (!value) {
        return !error_occurred(vm) && str_builder_char(b, c);
    }
    bool ok = true;
    if (is_str(vm, value)) {
        ok = str_builder_str(b, value);
    } else if (is_int(vm, value)) {
        int64_t code;
        if (!int_as_i64(value, &code) || code < 0 || code > 0x10FFFF) {
            raise(vm, EXC_ValueError, "character mapping must be in range(0x110000)");
            ok = false;
        } else {
            ok = str_builder_char(b, (uint32_t)code);
        }
    } else if (value != vm->none) {
        raise(vm, EXC_TypeError, "character mapping must return integer, None or str");
        ok = false;
    }
    decref(vm, value);
    return ok;
}

/* What a plain dict makes of characters below 256, as far as it has been asked. */
enum { KNOWN_NOT = 0xFFFF, KNOWN_DROPPED = 0x100, KNOWN_OTHERWISE };

static uint16_t simple_translation(VM *vm, Object *dict, uint8_t c) {
    Object *value = look_up(vm, dict, c);
    uint16_t result = KNOWN_OTHERWISE;
    if (!value) {
        result = error_occurred(vm) ? KNOWN_OTHERWISE : c;
    } else if (value == vm->none) {
        result = KNOWN_DROPPED;
    } else if (value->meta == INT_META && INT_VALUE(value) >= 0 && INT_VALUE(value) < 256) {
        result = (uint16_t)INT_VALUE(value);
    } else if (is_exact(value, SHAPE_STR) && STR_LEN(value) == 1 && str_width(value) == 1) {
        result = STR(value)->data[0];
    }
    xdecref(vm, value);
    return result;
}

/* Narrow text by a plain dict, which is asked once for each kind of character. */
static Object *translate_narrow(VM *vm, Object *s, Object *dict) {
    const uint8_t *from = str_data(s);
    size_t len = STR_LEN(s);
    uint16_t known[256];
    StrBuilder b;
    memset(known, 0xFF, sizeof known);
    str_builder_init(&b, vm);
    if (!str_builder_reserve(&b, len, 0x7F)) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        uint8_t c = from[i];
        uint16_t k = known[c];
        if (UNLIKELY(k == KNOWN_NOT)) {
            k = known[c] = simple_translation(vm, dict, c);
            if (error_occurred(vm)) {
                goto fail;
            }
        }
        if (k < 256                ? !str_builder_char(&b, k)
            : k == KNOWN_OTHERWISE ? !translate_char(vm, &b, dict, c)
                                   : false) {
            goto fail;
        }
    }
    return str_builder_finish(&b);
fail:
    str_builder_deinit(&b);
    return NULL;
}

Object *str_translate(VM *vm, Object *s, Object *table) {
    StrBuilder b;
    if (is_exact(table, SHAPE_DICT) && str_width(s) == 1) {
        return translate_narrow(vm, s, table);
    }
    str_builder_init(&b, vm);
    for (size_t i = 0; i < STR_LEN(s); i++) {
        if (!translate_char(vm, &b, table, str_char(s, i))) {
            str_builder_deinit(&b);
            return NULL;
        }
    }
    return str_builder_finish(&b);
}

static int set_code(VM *vm, Object *dict, uint32_t c, Object *value) {
    Object *key = int_from_i64(vm, c);
    int result = key ? dict_set(vm, dict, key, value) : -1;
    xdecref(vm, key);
    return result;
}

static bool map_from_dict(VM *vm, Object *dict, Object *from) {
    size_t pos = 0;
    Object *key, *value;
    while (dict_next(from, &pos, &key, &value)) {
        int result;
        if (is_str(vm, key)) {
            if (STR_LEN(key) != 1) {
                raise(vm, EXC_ValueError, "string keys in translate table must be of length 1");
                return false;
            }
            result = set_code(vm, dict, str_char(key, 0), value);
        } else if (is_int(vm, key)) {
            result = dict_set(vm, dict, key, value);
        } else {
            raise(vm, EXC_TypeError, "keys in translate table must be strings or integers");
            return false;
        }
        if (result < 0) {
            return false;
        }
    }
    return true;
}

static bool map_from_strings(VM *vm, Object *dict, Object *const *args, size_t nargs) {
    if (!is_str(vm, args[0])) {
        raise(vm, EXC_TypeError,
              "first maketrans argument must be a string if there is a second argument");
        return false;
    }
    if (STR_LEN(args[0]) != STR_LEN(args[1])) {
        raise(vm, EXC_ValueError, "the first two maketrans arguments must have equal length");
        return false;
    }
    for (size_t i = 0; i < STR_LEN(args[0]); i++) {
        Object *value = int_from_i64(vm, str_char(args[1], i));
        int result = value ? set_code(vm, dict, str_char(args[0], i), value) : -1;
        xdecref(vm, value);
        if (result < 0) {
            return false;
        }
    }
    for (size_t i = 0; nargs > 2 && i < STR_LEN(args[2]); i++) {
        if (set_code(vm, dict, str_char(args[2], i), vm->none) < 0) {
            return false;
        }
    }
    return true;
}

Object *str_maketrans(VM *vm, Object *unused, Object *const *args, size_t nargs) {
    UNUSED(unused);
    if (!args_count(vm, "maketrans", nargs, 1, 3)) {
        return NULL;
    }
    for (size_t i = 1; i < nargs; i++) {
        if (!is_str(vm, args[i])) {
            return raise(vm, EXC_TypeError, "maketrans() argument %zu must be str, not %T", i + 1,
                         args[i]);
        }
    }
    if (nargs == 1 && !is_exact(args[0], SHAPE_DICT)) {
        return raise(vm, EXC_TypeError,
                     "if you give only one argument to maketrans it must be a dict");
    }
    Object *dict = dict_new(vm);
    if (!dict) {
        return NULL;
    }
    bool ok =
        nargs == 1 ? map_from_dict(vm, dict, args[0]) : map_from_strings(vm, dict, args, nargs);
    if (!ok) {
        decref(vm, dict);
        return NULL;
    }
    return dict;
}

/* ------------------------------------------------------------------ expandtabs */

Object *str_expandtabs(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"tabsize", NULL};
    int tab_size = 8;
    if (!args_parse(vm, "expandtabs", names, "|i", args, nargs, kwnames, &tab_size)) {
        return NULL;
    }
    if (chars_find_char(str_data(s), str_width(s), STR_LEN(s), '\t', 1) < 0) {
        return str_exact(vm, s);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    size_t column = 0;
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint32_t c = str_char(s, i);
        bool ok;
        if (c == '\t') {
            size_t gap = tab_size > 0 ? (size_t)tab_size - column % (size_t)tab_size : 0;
            column += gap;
            ok = str_builder_repeat(&b, ' ', gap);
        } else {
            column = c == '\n' || c == '\r' ? 0 : column + 1;
            ok = str_builder_char(&b, c);
        }
        if (!ok) {
            str_builder_deinit(&b);
            return NULL;
        }
    }
    return str_builder_finish(&b);
}
