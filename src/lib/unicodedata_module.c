/* The module unicodedata: what Unicode 14.0 says of characters, and normal forms of text. Most is
 * utf8proc's; characters that only later versions know count as unassigned. */
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "lib/unicodedata_tables.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/unicode.h"

enum { DECOMPOSITION_MAX = 20 }; /* the longest full one is 18 */
enum { HANGUL_FIRST = 0xAC00, HANGUL_LAST = 0xD7A3, SQUARES_FIRST = 0x3300, SQUARES_END = 0x3358 };
enum { UNITS_FIRST = 0x3380, UNITS_END = 0x33E0 };

/* NULL: unassigned. */
static const utf8proc_property_t *properties(uint32_t c) {
    const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)c);
    return unicode_is_newer(c) || p->category == UTF8PROC_CATEGORY_CN ? NULL : p;
}

static bool char_arg(VM *vm, const char *function, const char *which, Object *o, uint32_t *c) {
    if (!is_str(vm, o) || STR_LEN(o) != 1) {
        raise(vm, EXC_TypeError, "%s() argument%s must be a unicode character, not %T", function,
              which, o);
        return false;
    }
    *c = str_char(o, 0);
    return true;
}

/* For functions of a character and perhaps a default. */
static bool char_args(VM *vm, const char *function, Object *const *args, size_t nargs,
                      uint32_t *c) {
    return args_count(vm, function, nargs, 1, 2) && char_arg(vm, function, " 1", args[0], c);
}

static Object *default_or(VM *vm, Object *const *args, size_t nargs, const char *message) {
    return nargs > 1 ? new_ref(args[1]) : raise(vm, EXC_ValueError, "%s", message);
}

/* ------------------------------------------------------------------ numbers and names */

static Object *decimal(VM *vm, Object *m, Object *const *args, size_t nargs) {
    uint32_t c;
    UNUSED(m);
    if (!char_args(vm, "decimal", args, nargs, &c)) {
        return NULL;
    }
    int value = unicode_decimal_value(c);
    return value >= 0 ? int_from_i64(vm, value) : default_or(vm, args, nargs, "not a decimal");
}

static bool number_of(uint32_t c, double *value) {
    int digit = unicode_decimal_value(c);
    if (digit >= 0) {
        *value = digit;
        return true;
    }
    size_t low = 0, high = COUNT_OF(number_runs);
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint32_t first = number_runs[middle] >> 11, len = number_runs[middle] & 0x7FF;
        if (c < first) {
            high = middle;
        } else if (c >= first + len) {
            low = middle + 1;
        } else {
            *value = number_values[number_first[middle]] + (c - first);
            return true;
        }
    }
    return false;
}

static Object *digit(VM *vm, Object *m, Object *const *args, size_t nargs) {
    uint32_t c;
    double value;
    UNUSED(m);
    if (!char_args(vm, "digit", args, nargs, &c)) {
        return NULL;
    }
    return unicode_has(c, CHAR_DIGIT) && number_of(c, &value)
               ? int_from_i64(vm, (int64_t)value)
               : default_or(vm, args, nargs, "not a digit");
}

static Object *numeric(VM *vm, Object *m, Object *const *args, size_t nargs) {
    uint32_t c;
    double value;
    UNUSED(m);
    if (!char_args(vm, "numeric", args, nargs, &c)) {
        return NULL;
    }
    return number_of(c, &value) ? float_from_double(vm, value)
                                : default_or(vm, args, nargs, "not a numeric character");
}

static Object *name_of(VM *vm, Object *m, Object *const *args, size_t nargs) {
    char name[UNICODE_NAME_MAX];
    uint32_t c;
    UNUSED(m);
    if (!char_args(vm, "name", args, nargs, &c)) {
        return NULL;
    }
    size_t len = unicode_name(c, name);
    return len ? str_from_ascii(vm, name, len) : default_or(vm, args, nargs, "no such name");
}

static Object *lookup(VM *vm, Object *m, Object *o) {
    uint32_t chars[UNICODE_SEQUENCE_MAX];
    ByteView view;
    Buffer buf;
    size_t len;
    UNUSED(m);
    Object *name = is_str(vm, o) ? new_ref(o)
                   : object_byte_view(vm, o, &view) == 0
                       ? str_from_utf8(vm, (char *)view.data, view.len)
                       : NULL;
    if (!name) {
        return NULL;
    }
    vm_buffer_init(vm, &buf);
    const char *text = str_utf8(vm, name, &buf, &len, false);
    Object *result = NULL;
    if (text && len > UNICODE_NAME_MAX) {
        raise(vm, EXC_KeyError, "name too long");
    } else if (text) {
        unsigned n = unicode_find_sequence(text, len, chars);
        result = n ? str_from_chars(vm, chars, n, 4)
                   : raise(vm, EXC_KeyError, "undefined character name '%U'", name);
    }
    buffer_deinit(&buf);
    decref(vm, name);
    return result;
}

/* ------------------------------------------------------------------ properties */

static Object *category(VM *vm, Object *m, Object *o) {
    uint32_t c;
    UNUSED(m);
    if (!char_arg(vm, "category", "", o, &c)) {
        return NULL;
    }
    return str_intern_cstr(vm,
                           properties(c) ? utf8proc_category_string((utf8proc_int32_t)c) : "Cn");
}

static Object *bidirectional(VM *vm, Object *m, Object *o) {
    static const char names[][4] = {"",    "L",  "LRE", "LRO", "R",   "AL",  "RLE", "RLO",
                                    "PDF", "EN", "ES",  "ET",  "AN",  "CS",  "NSM", "BN",
                                    "B",   "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
    uint32_t c;
    UNUSED(m);
    if (!char_arg(vm, "bidirectional", "", o, &c)) {
        return NULL;
    }
    const utf8proc_property_t *p = properties(c);
    return str_intern_cstr(vm, p ? names[p->bidi_class] : "");
}

static int combining_class(uint32_t c) {
    const utf8proc_property_t *p = properties(c);
    return p ? p->combining_class : 0;
}

static Object *combining(VM *vm, Object *m, Object *o) {
    uint32_t c;
    UNUSED(m);
    return char_arg(vm, "combining", "", o, &c) ? int_from_i64(vm, combining_class(c)) : NULL;
}

static Object *mirrored(VM *vm, Object *m, Object *o) {
    uint32_t c;
    UNUSED(m);
    if (!char_arg(vm, "mirrored", "", o, &c)) {
        return NULL;
    }
    const utf8proc_property_t *p = properties(c);
    return int_from_i64(vm, p ? p->bidi_mirrored : 0);
}

/* runs: first and last of each. */
static bool in_runs(const uint32_t *runs, size_t n, uint32_t c) {
    size_t low = 0, high = n / 2;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c < runs[2 * middle]) {
            high = middle;
        } else if (c > runs[2 * middle + 1]) {
            low = middle + 1;
        } else {
            return true;
        }
    }
    return false;
}
#define IN(runs, c) in_runs(runs, COUNT_OF(runs), c)

static Object *east_asian_width(VM *vm, Object *m, Object *o) {
    uint32_t c;
    UNUSED(m);
    if (!char_arg(vm, "east_asian_width", "", o, &c)) {
        return NULL;
    }
    const utf8proc_property_t *p = properties(c);
    const char *width = !p                                            ? "F" /* as CPython has it */
                        : IN(ambiguous_runs, c)                       ? "A"
                        : IN(narrow_runs, c)                          ? "Na"
                        : IN(wide_runs, c)                            ? "W"
                        : IN(half_runs, c)                            ? "H"
                        : p->decomp_type == UTF8PROC_DECOMP_TYPE_WIDE ? "F"
                        : p->decomp_type == UTF8PROC_DECOMP_TYPE_NARROW ? "H"
                        : p->charwidth == 2                             ? "W"
                                                                        : "N";
    return str_intern_cstr(vm, width);
}

/* ------------------------------------------------------------------ decomposition */

/* Full decomposition of one character, marks in no particular order; how many. */
static size_t decompose(uint32_t c, bool compatible, int32_t out[DECOMPOSITION_MAX]) {
    int last = 0;
    const utf8proc_property_t *p = c < 0xA0 || unicode_is_surrogate(c) ? NULL : properties(c);
    utf8proc_ssize_t n =
        p ? utf8proc_decompose_char((utf8proc_int32_t)c, out, DECOMPOSITION_MAX,
                                    UTF8PROC_DECOMPOSE | (compatible ? UTF8PROC_COMPAT : 0), &last)
          : 0;
    if (n < 1) {
        out[0] = (int32_t)c;
        return 1;
    }
    return (size_t)n;
}

/* Composes n characters in place; the new number. */
static size_t compose(int32_t *chars, size_t n) {
    return (size_t)utf8proc_normalize_utf32(chars, (utf8proc_ssize_t)n,
                                            UTF8PROC_COMPOSE | UTF8PROC_STABLE);
}

/* The decomposition as the character database has it, not repeated; 0: none. */
static size_t decompose_once(uint32_t c, bool compatible, int32_t out[DECOMPOSITION_MAX]) {
    for (size_t i = 0; i < COUNT_OF(decompositions); i++) {
        if (decompositions[i].c == c) {
            size_t n = 0;
            for (; n < 4 && decompositions[i].parts[n]; n++) {
                out[n] = (int32_t)decompositions[i].parts[n];
            }
            return n;
        }
    }
    size_t n = decompose(c, compatible, out);
    if (n == 1 && out[0] == (int32_t)c) {
        return 0;
    }
    if (compatible) { /* words in katakana; units, perhaps squared or cubed */
        if (c >= UNITS_FIRST && c < UNITS_END && (out[n - 1] == '2' || out[n - 1] == '3')) {
            out[n - 1] += 0xB2 - '2';
        }
        return c >= SQUARES_FIRST && c < SQUARES_END ? compose(out, n) : n;
    }
    if (n > 1) {
        int32_t last = out[n - 1];
        n = compose(out, n - 1);
        out[n++] = last;
    }
    return n;
}

static Object *decomposition(VM *vm, Object *m, Object *o) {
    static const char kinds[][10] = {
        "",    "font",     "noBreak", "initial", "medial", "final",  "isolated", "circle", "super",
        "sub", "vertical", "wide",    "narrow",  "small",  "square", "fraction", "compat"};
    uint32_t c;
    int32_t parts[DECOMPOSITION_MAX];
    char text[12 + 7 * DECOMPOSITION_MAX];
    size_t len = 0;
    UNUSED(m);
    if (!char_arg(vm, "decomposition", "", o, &c)) {
        return NULL;
    }
    const utf8proc_property_t *p =
        c >= HANGUL_FIRST && c <= HANGUL_LAST ? NULL : properties(c); /* those follow a rule */
    int kind = p && p->decomp_type > 0 ? p->decomp_type : 0;
    size_t n = p ? decompose_once(c, kind != 0, parts) : 0;
    if (n && kind) {
        len = (size_t)snprintf(text, sizeof text, "<%s>", kinds[kind]);
    }
    for (size_t i = 0; i < n; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%04X", len ? " " : "",
                                (unsigned)parts[i]);
    }
    return str_from_ascii(vm, text, len);
}

/* ------------------------------------------------------------------ normal forms */

/* Puts runs of marks in the order of their classes, keeping that of equals. */
static void sort_marks(int32_t *chars, size_t n) {
    for (size_t i = 1; i < n; i++) {
        int32_t c = chars[i];
        int class_ = combining_class((uint32_t)c);
        size_t j = i;
        for (; class_ && j && combining_class((uint32_t)chars[j - 1]) > class_; j--) {
            chars[j] = chars[j - 1];
        }
        chars[j] = c;
    }
}

/* form: NFC, NFD, NFKC or NFKD. */
static Object *normal_form(VM *vm, Object *form, Object *text) {
    bool composed = str_equal_ascii(form, "NFC") || str_equal_ascii(form, "NFKC");
    bool compatible = str_equal_ascii(form, "NFKC") || str_equal_ascii(form, "NFKD");
    if (!composed && !compatible && !str_equal_ascii(form, "NFD")) {
        return raise(vm, EXC_ValueError, "invalid normalization form");
    }
    if (str_is_ascii(text) || !STR_LEN(text)) {
        return new_ref(text);
    }
    Buffer out;
    int32_t parts[DECOMPOSITION_MAX];
    vm_buffer_init(vm, &out);
    for (size_t i = 0; i < STR_LEN(text); i++) {
        size_t n = decompose(str_char(text, i), compatible, parts);
        buffer_add(&out, parts, n * sizeof *parts);
    }
    Object *result = NULL;
    if (out.failed) {
        raise_memory_error(vm);
    } else {
        int32_t *chars = (int32_t *)(void *)out.data;
        size_t n = out.size / sizeof *chars;
        sort_marks(chars, n);
        result = str_from_chars(vm, chars, composed ? compose(chars, n) : n, 4);
    }
    buffer_deinit(&out);
    if (result && str_equal(result, text)) {
        set_ref(vm, result, new_ref(text));
    }
    return result;
}

static bool form_args(VM *vm, const char *function, Object *const *args, size_t nargs) {
    if (!args_count(vm, function, nargs, 2, 2)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        if (!is_str(vm, args[i])) {
            raise(vm, EXC_TypeError, "%s() argument %d must be str, not %T", function, i + 1,
                  args[i]);
            return false;
        }
    }
    return true;
}

static Object *normalize(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    return form_args(vm, "normalize", args, nargs) ? normal_form(vm, args[0], args[1]) : NULL;
}

static Object *is_normalized(VM *vm, Object *m, Object *const *args, size_t nargs) {
    UNUSED(m);
    Object *normal =
        form_args(vm, "is_normalized", args, nargs) ? normal_form(vm, args[0], args[1]) : NULL;
    Object *result = normal ? bool_ref(vm, normal == args[1]) : NULL;
    xdecref(vm, normal);
    return result;
}

static const MethodDef functions[] = {
    METHOD_FAST("decimal", decimal, "The decimal value of a character."),
    METHOD_FAST("digit", digit, "The digit value of a character."),
    METHOD_FAST("numeric", numeric, "The numeric value of a character, a float."),
    METHOD_FAST("name", name_of, "The name of a character."),
    METHOD_O("lookup", lookup, "The character of a name."),
    METHOD_O("category", category, "The general category of a character."),
    METHOD_O("bidirectional", bidirectional, "The bidirectional class of a character."),
    METHOD_O("combining", combining, "The canonical combining class of a character."),
    METHOD_O("mirrored", mirrored, "Whether a character is mirrored in bidirectional text."),
    METHOD_O("east_asian_width", east_asian_width, "The East Asian width of a character."),
    METHOD_O("decomposition", decomposition, "The decomposition mapping of a character."),
    METHOD_FAST("normalize", normalize, "The normal form of a text."),
    METHOD_FAST("is_normalized", is_normalized, "Whether a text is in normal form."),
    {0},
};

/* The database of version 3.2, which internationalised domain names are defined with: it has the
 * characters of 14.0 as well. */
static Object *old_database(VM *vm) {
    Object *m = module_make(vm, "unicodedata.ucd_3_2_0", NULL, functions);
    if (m && module_add(vm, m, "unidata_version", str_from_cstr(vm, "3.2.0")) < 0) {
        clear_ref(vm, m);
    }
    return m;
}

Object *module_unicodedata(VM *vm) {
    Object *m = module_make(vm, "unicodedata", "The Unicode character database.", functions);
    if (m && (module_add(vm, m, "unidata_version", str_from_cstr(vm, "14.0.0")) < 0 ||
              module_add(vm, m, "ucd_3_2_0", old_database(vm)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
