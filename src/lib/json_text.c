/* _json: strings, read and written. */
#include <string.h>

#include "lib/json.h"
#include "object/abstract.h"
#include "types/int.h"
#include "types/tuple.h"
#include "vm/interp.h"

Object *json_error(VM *vm, const char *message, Object *text, int64_t position) {
    Object *module = import_dotted(vm, "json.decoder");
    Object *type = module ? object_getattr_utf8(vm, module, "JSONDecodeError") : NULL;
    Object *what = type ? str_from_cstr(vm, message) : NULL;
    Object *at = what ? int_from_i64(vm, position) : NULL;
    Object *error = at ? call3(vm, type, what, text, at) : NULL;
    if (error) {
        raise_instance(vm, error);
    }
    xdecref(vm, error);
    xdecref(vm, at);
    xdecref(vm, what);
    xdecref(vm, type);
    xdecref(vm, module);
    return NULL;
}

/* ------------------------------------------------------------------ reading */

/* The first place from i on with a quote, a backslash or (strict) a control character. */
static int64_t skip_plain(Object *text, int64_t i, bool strict) {
    int64_t n = STR_LEN(text);
    uint32_t lowest = strict ? 0x20 : 0;
    if (str_width(text) == 1) {
        const uint8_t *p = STR(text)->data;
        while (i < n && p[i] != '"' && p[i] != '\\' && p[i] >= lowest) {
            i++;
        }
        return i;
    }
    for (; i < n; i++) {
        uint32_t c = str_char(text, (size_t)i);
        if (c == '"' || c == '\\' || c < lowest) {
            break;
        }
    }
    return i;
}

/* The four hexadecimal digits at i, or -1. */
static int64_t hex4(Object *text, int64_t i) {
    int64_t value = 0;
    if (i + 4 >= (int64_t)STR_LEN(text)) { /* a quote must follow, too */
        return -1;
    }
    for (int k = 0; k < 4; k++) {
        uint32_t c = str_char(text, (size_t)(i + k));
        uint32_t low = c | 0x20;
        if (c >= '0' && c <= '9') {
            value = value << 4 | (c - '0');
        } else if (low >= 'a' && low <= 'f' && c < 0x80) {
            value = value << 4 | (low - 'a' + 10);
        } else {
            return -1;
        }
    }
    return value;
}

/* The character that the escape with its letter at *i means; *i: behind it. -1: error. */
static int64_t read_escape(VM *vm, Object *text, int64_t *i) {
    static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    uint32_t letter = str_char(text, (size_t)*i);
    int64_t at = *i + 1;
    if (letter != 'u') {
        const char *found = letter && letter < 0x80 ? strchr(letters, (int)letter) : NULL;
        *i = at;
        if (!found) {
            json_error(vm, "Invalid \\escape", text, at - 2);
            return -1;
        }
        return meant[found - letters];
    }
    int64_t c = hex4(text, at);
    if (c < 0) {
        json_error(vm, "Invalid \\uXXXX escape", text, at - 1);
        return -1;
    }
    at += 4;
    if (c >= 0xD800 && c < 0xDC00 && at + 6 < (int64_t)STR_LEN(text) &&
        str_char(text, (size_t)at) == '\\' && str_char(text, (size_t)at + 1) == 'u') {
        int64_t low = hex4(text, at + 2);
        if (low < 0) {
            json_error(vm, "Invalid \\uXXXX escape", text, at + 1);
            return -1;
        }
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
            at += 6;
        }
    }
    *i = at;
    return c;
}

Object *json_scan_string(VM *vm, Object *text, int64_t start, bool strict, int64_t *end) {
    int64_t n = STR_LEN(text), begin = start - 1, i = start;
    if (start < 0 || start > n) {
        return raise(vm, EXC_ValueError, "end is out of bounds");
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    for (;;) {
        int64_t stop = skip_plain(text, i, strict);
        uint32_t c = stop < n ? str_char(text, (size_t)stop) : 0;
        if (stop < n && c != '"' && c != '\\') {
            json_error(vm, "Invalid control character at", text, stop);
            break;
        }
        if (stop == n || (c == '\\' && stop + 1 == n)) {
            json_error(vm, "Unterminated string starting at", text, begin);
            break;
        }
        if (c == '"') {
            *end = stop + 1;
            if (b.len == 0) {
                str_builder_deinit(&b);
                return str_substring(vm, text, (size_t)i, (size_t)stop);
            }
            if (!str_builder_substring(&b, text, (size_t)i, (size_t)stop)) {
                break;
            }
            return str_builder_finish(&b);
        }
        if (!str_builder_substring(&b, text, (size_t)i, (size_t)stop)) {
            break;
        }
        i = stop + 1;
        int64_t meant = read_escape(vm, text, &i);
        if (meant < 0 || !str_builder_char(&b, (uint32_t)meant)) {
            break;
        }
    }
    str_builder_deinit(&b);
    return NULL;
}

static Object *scanstring(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "scanstring", nargs, 2, 3)) {
        return NULL;
    }
    int64_t start = number_as_i64(vm, args[1], EXC_OverflowError), end;
    if (start == -1 && error_occurred(vm)) {
        return NULL;
    }
    int strict = nargs > 2 ? object_truth(vm, args[2]) : 1;
    if (strict < 0) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "first argument must be a string, not %T", args[0]);
    }
    Object *s = json_scan_string(vm, args[0], start, strict, &end);
    return s ? pack_steal(vm, 2, s, int_from_i64(vm, end)) : NULL;
}

/* ------------------------------------------------------------------ writing */

static bool is_plain(uint32_t c, bool ascii_only) {
    return c >= ' ' && c != '"' && c != '\\' && (c < 0x7F || !ascii_only);
}

static bool write_unit(StrBuilder *b, uint32_t unit) {
    static const char digits[] = "0123456789abcdef";
    char text[6] = {'\\',
                    'u',
                    digits[unit >> 12 & 15],
                    digits[unit >> 8 & 15],
                    digits[unit >> 4 & 15],
                    digits[unit & 15]};
    return str_builder_ascii(b, text, sizeof text);
}

static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";

static bool write_escape(StrBuilder *b, uint32_t c) {
    const char *found = c && c < 0x80 ? strchr(special, (int)c) : NULL;
    if (found) {
        char text[2] = {'\\', letters[found - special]};
        return str_builder_ascii(b, text, 2);
    }
    if (c < 0x10000) {
        return write_unit(b, c);
    }
    c -= 0x10000;
    return write_unit(b, 0xD800 | (c >> 10 & 0x3FF)) && write_unit(b, 0xDC00 | (c & 0x3FF));
}

/* The first place from i on whose character needs an escape. */
static size_t skip_writable(Object *s, size_t i, bool ascii_only) {
    size_t n = STR_LEN(s);
    if (str_width(s) == 1) {
        const uint8_t *p = STR(s)->data;
        while (i < n && is_plain(p[i], ascii_only)) {
            i++;
        }
        return i;
    }
    while (i < n && is_plain(str_char(s, i), ascii_only)) {
        i++;
    }
    return i;
}

enum { SHORT_TEXT = 128, ESCAPE_MAX = 6 };

/* The same for short texts of narrow characters, all of it at once. */
static bool quote_short(StrBuilder *b, Object *s, bool ascii_only) {
    static const char hex[] = "0123456789abcdef";
    char text[SHORT_TEXT * ESCAPE_MAX + 2], *p = text;
    const uint8_t *from = STR(s)->data;
    *p++ = '"';
    for (size_t i = 0; i < STR_LEN(s); i++) {
        uint8_t c = from[i];
        if (LIKELY(is_plain(c, ascii_only))) {
            *p++ = (char)c;
            continue;
        }
        const char *found = c ? strchr(special, c) : NULL;
        *p++ = '\\';
        if (found) {
            *p++ = letters[found - special];
        } else {
            memcpy(p, "u00", 3);
            p[3] = hex[c >> 4];
            p[4] = hex[c & 15];
            p += ESCAPE_MAX - 1;
        }
    }
    *p++ = '"';
    return str_builder_ascii(b, text, (size_t)(p - text));
}

bool json_quote(StrBuilder *b, Object *s, bool ascii_only) {
    size_t i = 0, n = STR_LEN(s);
    if (n <= SHORT_TEXT && (str_is_ascii(s) || (ascii_only && str_width(s) == 1))) {
        return quote_short(b, s, ascii_only);
    }
    bool ok = str_builder_char(b, '"');
    while (ok && i < n) {
        size_t stop = skip_writable(s, i, ascii_only);
        if (ascii_only && stop > i && str_width(s) == 1) {
            ok = str_builder_ascii(b, (const char *)STR(s)->data + i, stop - i);
        } else {
            ok = str_builder_substring(b, s, i, stop);
        }
        if (ok && stop < n) {
            ok = write_escape(b, str_char(s, stop++));
        }
        i = stop;
    }
    return ok && str_builder_char(b, '"');
}

static Object *quoted(VM *vm, Object *s, bool ascii_only) {
    if (!is_str(vm, s)) {
        return raise(vm, EXC_TypeError, "first argument must be a string, not %T", s);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *result = json_quote(&b, s, ascii_only) ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

static Object *encode_basestring_ascii(VM *vm, Object *module, Object *s) {
    UNUSED(module);
    return quoted(vm, s, true);
}
static Object *encode_basestring(VM *vm, Object *module, Object *s) {
    UNUSED(module);
    return quoted(vm, s, false);
}

int json_quoting_kind(Object *encoder) {
    if (!is_exact(encoder, SHAPE_BUILTIN)) {
        return -1;
    }
    const MethodDef *def = ((Builtin *)(void *)encoder)->def;
    return def == &json_functions[0] ? 1 : def == &json_functions[1] ? 0 : -1;
}

const MethodDef json_functions[] = {
    METHOD_O("encode_basestring_ascii", encode_basestring_ascii,
             "encode_basestring_ascii(string) -> string\n\n"
             "The string in quotes, as JSON, in ASCII alone."),
    METHOD_O("encode_basestring", encode_basestring,
             "encode_basestring(string) -> string\n\nThe string in quotes, as JSON."),
    METHOD_FAST("scanstring", scanstring,
                "scanstring(string, end, strict=True) -> (string, end)\n\n"
                "The JSON string whose opening quote lies before end, and the place behind it."),
    {0},
};

Object *module_json(VM *vm) {
    Object *m = module_make(vm, "_json", "json speedups\n", json_functions);
    if (m &&
        (module_add(vm, m, "make_scanner", OBJ(type_from_spec(vm, &json_scanner_spec, NULL))) < 0 ||
         module_add(vm, m, "make_encoder", OBJ(type_from_spec(vm, &json_encoder_spec, NULL))) <
             0)) {
        clear_ref(vm, m);
    }
    return m;
}
