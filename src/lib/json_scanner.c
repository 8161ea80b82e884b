/* _json.Scanner: from JSON text to objects. */
#include <string.h>

#include "lib/json.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"

typedef struct Scanner {
    Object head;
    bool strict;
    Object *object_hook, *object_pairs_hook; /* callables or None */
    Object *parse_float, *parse_int, *parse_constant;
} Scanner;
#define SCANNER(o) ((Scanner *)(o))

#define SCANNER_FIELDS(X)                                                                          \
    X(object_hook)                                                                                 \
    X(object_pairs_hook)                                                                           \
    X(parse_float)                                                                                 \
    X(parse_int)                                                                                   \
    X(parse_constant)
TYPE_MEMORY(scanner, Scanner, SCANNER_FIELDS)

enum { RECENT = 32 };

/* One run over a text. */
typedef struct Scan {
    VM *vm;
    Scanner *self;
    Object *text;
    int64_t len;
    unsigned width;
    Object *memo;           /* dict of the keys met, so that equal ones are one object; or NULL */
    Object *recent[RECENT]; /* keys of the memo by a rough hash of their characters, borrowed */
} Scan;

static Object *scan_value(Scan *s, int64_t i, int64_t *end);

static inline uint32_t char_at(const Scan *s, int64_t i) {
    return s->width == 1 ? STR(s->text)->data[i] : str_char(s->text, (size_t)i);
}
static inline bool has_char(const Scan *s, int64_t i, uint32_t c) {
    return i < s->len && char_at(s, i) == c;
}
static inline int64_t skip_blanks(const Scan *s, int64_t i) {
    while (i < s->len) {
        uint32_t c = char_at(s, i);
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
            break;
        }
        i++;
    }
    return i;
}
static bool has_word(const Scan *s, int64_t i, const char *word) {
    for (; *word; word++, i++) {
        if (!has_char(s, i, (uint8_t)*word)) {
            return false;
        }
    }
    return true;
}

static Object *stop_at(VM *vm, int64_t i) {
    Object *place = int_from_i64(vm, i);
    if (place) {
        raise_stop_iteration(vm, place);
        decref(vm, place);
    }
    return NULL;
}

/* ------------------------------------------------------------------ objects */

/* A key among the recent ones, if the text has it at i without escapes; NULL without an error if
 * not. *slot: where the key belongs. */
static Object *recent_key(Scan *s, int64_t i, int64_t *end, Object ***slot) {
    *slot = NULL;
    if (s->width != 1 || i + 1 >= s->len) {
        return NULL;
    }
    const uint8_t *p = STR(s->text)->data + i;
    const uint8_t *quote = memchr(p, '"', (size_t)(s->len - i < 64 ? s->len - i : 64));
    if (!quote || quote == p) {
        return NULL;
    }
    size_t n = (size_t)(quote - p);
    unsigned hash = (unsigned)(p[0] * 7 + p[n - 1] * 3 + p[n / 2] + n);
    *slot = &s->recent[hash % RECENT];
    Object *key = **slot;
    if (!key || STR_LEN(key) != n || str_width(key) != 1 || memcmp(STR(key)->data, p, n) != 0) {
        return NULL;
    }
    *end = i + (int64_t)n + 1;
    return new_ref(key);
}

static Object *scan_key(Scan *s, int64_t i, int64_t *end) {
    VM *vm = s->vm;
    Object **slot, *key = recent_key(s, i, end, &slot);
    if (key) {
        return key;
    }
    key = json_scan_string(vm, s->text, i, s->self->strict, end);
    if (!key || (!s->memo && !(s->memo = dict_new(vm)))) {
        xdecref(vm, key);
        return NULL;
    }
    Object *kept;
    int result = dict_set_default(vm, s->memo, key, key, &kept);
    if (result < 0) {
        decref(vm, key);
        return NULL;
    }
    incref(kept);
    decref(vm, key);
    /* A key with a backslash never looks like the text that it came from. */
    if (slot && *end - i - 1 == (int64_t)STR_LEN(kept) &&
        !memchr(STR(kept)->data, '\\', STR_LEN(kept) * str_width(kept))) {
        *slot = kept;
    }
    return kept;
}

/* Adds a pair to the dict or, for object_pairs_hook, to the list. Steals both. */
static bool add_pair(VM *vm, Object *into, Object *key, Object *value) {
    int result;
    if (is_exact(into, SHAPE_DICT)) {
        result = dict_set(vm, into, key, value);
        decref(vm, key);
        decref(vm, value);
        return result == 0;
    }
    Object *items[] = {key, value};
    Object *pair = tuple_from_steal(vm, items, 2);
    return pair && list_append_steal(vm, into, pair) == 0;
}

/* Key, colon and value at i, which are added to `into`; the place behind, or -1. */
static int64_t scan_pair(Scan *s, int64_t i, Object *into) {
    VM *vm = s->vm;
    if (!has_char(s, i, '"')) {
        json_error(vm, "Expecting property name enclosed in double quotes", s->text, i);
        return -1;
    }
    Object *key = scan_key(s, i + 1, &i);
    if (!key) {
        return -1;
    }
    i = skip_blanks(s, i);
    if (!has_char(s, i, ':')) {
        decref(vm, key);
        json_error(vm, "Expecting ':' delimiter", s->text, i);
        return -1;
    }
    Object *value = scan_value(s, skip_blanks(s, i + 1), &i);
    if (!value) {
        decref(vm, key);
        return -1;
    }
    return add_pair(vm, into, key, value) ? i : -1;
}

/* Behind the opening brace. */
static Object *scan_object(Scan *s, int64_t i, int64_t *end) {
    VM *vm = s->vm;
    bool in_pairs = s->self->object_pairs_hook != vm->none;
    Object *into = in_pairs ? list_new(vm, 0) : dict_new(vm);
    if (!into) {
        return NULL;
    }
    i = skip_blanks(s, i);
    if (!has_char(s, i, '}')) {
        for (;;) {
            i = scan_pair(s, i, into);
            if (i < 0) {
                decref(vm, into);
                return NULL;
            }
            i = skip_blanks(s, i);
            if (has_char(s, i, '}')) {
                break;
            }
            if (!has_char(s, i, ',')) {
                decref(vm, into);
                return json_error(vm, "Expecting ',' delimiter", s->text, i);
            }
            i = skip_blanks(s, i + 1);
        }
    }
    *end = i + 1;
    Object *hook = in_pairs ? s->self->object_pairs_hook : s->self->object_hook;
    if (hook != vm->none) {
        set_ref(vm, into, call1(vm, hook, into));
    }
    return into;
}

/* ------------------------------------------------------------------ arrays */

/* Behind the opening bracket. */
static Object *scan_array(Scan *s, int64_t i, int64_t *end) {
    VM *vm = s->vm;
    Object *list = list_new(vm, 0);
    if (!list) {
        return NULL;
    }
    i = skip_blanks(s, i);
    if (!has_char(s, i, ']')) {
        for (;;) {
            Object *value = scan_value(s, i, &i);
            if (!value || list_append_steal(vm, list, value) < 0) {
                decref(vm, list);
                return NULL;
            }
            i = skip_blanks(s, i);
            if (has_char(s, i, ']')) {
                break;
            }
            if (!has_char(s, i, ',')) {
                decref(vm, list);
                return json_error(vm, "Expecting ',' delimiter", s->text, i);
            }
            i = skip_blanks(s, i + 1);
        }
    }
    *end = i + 1;
    return list;
}

/* ------------------------------------------------------------------ numbers */

static inline bool is_digit_at(const Scan *s, int64_t i) {
    return i < s->len && char_at(s, i) - '0' < 10;
}
static int64_t skip_digits(const Scan *s, int64_t i) {
    while (is_digit_at(s, i)) {
        i++;
    }
    return i;
}

/* The number text[i:end], for which no function of the program's is to be called. */
static Object *plain_number(Scan *s, int64_t i, int64_t end, bool is_float) {
    enum { QUICK_DIGITS = 18 };
    VM *vm = s->vm;
    if (!is_float && end - i <= QUICK_DIGITS) {
        bool negative = char_at(s, i) == '-';
        int64_t value = 0;
        for (int64_t k = i + negative; k < end; k++) {
            value = value * 10 + (char_at(s, k) - '0');
        }
        return int_from_i64(vm, negative ? -value : value);
    }
    Object *copy = NULL;
    const char *text = (const char *)STR(s->text)->data + i;
    if (s->width != 1) {
        copy = str_substring(vm, s->text, (size_t)i, (size_t)end);
        if (!copy) {
            return NULL;
        }
        text = (const char *)STR(copy)->data;
    }
    Object *result = NULL;
    double value;
    if (!is_float) {
        result = int_from_text(vm, text, (size_t)(end - i), 10);
    } else if (float_parse_text(text, (size_t)(end - i), &value)) {
        result = float_from_double(vm, value);
    }
    xdecref(vm, copy);
    return result;
}

static Object *scan_number(Scan *s, int64_t start, int64_t *end) {
    VM *vm = s->vm;
    int64_t i = start + has_char(s, start, '-');
    bool is_float = false;
    if (!is_digit_at(s, i)) {
        return stop_at(vm, start);
    }
    i = char_at(s, i) == '0' ? i + 1 : skip_digits(s, i);
    if (has_char(s, i, '.') && is_digit_at(s, i + 1)) {
        is_float = true;
        i = skip_digits(s, i + 1);
    }
    if (has_char(s, i, 'e') || has_char(s, i, 'E')) {
        int64_t k = i + 1;
        k += has_char(s, k, '-') || has_char(s, k, '+');
        if (is_digit_at(s, k)) {
            is_float = true;
            i = skip_digits(s, k);
        }
    }
    *end = i;
    Object *parse = is_float ? s->self->parse_float : s->self->parse_int;
    if (parse == OBJ(is_float ? TYPE(vm, FLOAT) : TYPE(vm, INT))) {
        return plain_number(s, start, i, is_float);
    }
    Object *text = str_substring(vm, s->text, (size_t)start, (size_t)i);
    Object *result = text ? call1(vm, parse, text) : NULL;
    xdecref(vm, text);
    return result;
}

/* ------------------------------------------------------------------ values */

static Object *scan_constant(Scan *s, int64_t i, const char *name, int64_t *end) {
    Object *text = str_intern_cstr(s->vm, name);
    Object *result = text ? call1(s->vm, s->self->parse_constant, text) : NULL;
    xdecref(s->vm, text);
    *end = i + (int64_t)strlen(name);
    return result;
}

static Object *scan_nested(Scan *s, int64_t i, int64_t *end, bool is_object) {
    if (!recursion_enter(s->vm, is_object ? " while decoding a JSON object from a unicode string"
                                          : " while decoding a JSON array from a unicode string")) {
        return NULL;
    }
    Object *result = is_object ? scan_object(s, i, end) : scan_array(s, i, end);
    recursion_leave(s->vm);
    return result;
}

static Object *scan_value(Scan *s, int64_t i, int64_t *end) {
    VM *vm = s->vm;
    if (i < 0) {
        return raise(vm, EXC_ValueError, "idx cannot be negative");
    }
    if (i >= s->len) {
        return stop_at(vm, i);
    }
    switch (char_at(s, i)) {
    case '"':
        return json_scan_string(vm, s->text, i + 1, s->self->strict, end);
    case '{':
        return scan_nested(s, i + 1, end, true);
    case '[':
        return scan_nested(s, i + 1, end, false);
    case 'n':
        if (has_word(s, i, "null")) {
            *end = i + 4;
            return none_ref(vm);
        }
        break;
    case 't':
        if (has_word(s, i, "true")) {
            *end = i + 4;
            return bool_ref(vm, true);
        }
        break;
    case 'f':
        if (has_word(s, i, "false")) {
            *end = i + 5;
            return bool_ref(vm, false);
        }
        break;
    case 'N':
        if (has_word(s, i, "NaN")) {
            return scan_constant(s, i, "NaN", end);
        }
        break;
    case 'I':
        if (has_word(s, i, "Infinity")) {
            return scan_constant(s, i, "Infinity", end);
        }
        break;
    case '-':
        if (has_word(s, i, "-Infinity")) {
            return scan_constant(s, i, "-Infinity", end);
        }
        break;
    default:
        break;
    }
    return scan_number(s, i, end);
}

/* ------------------------------------------------------------------ the type */

static Object *scanner_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"context", NULL};
    Object *context;
    if (!args_parse(vm, "make_scanner", names, "O", args, nargs, kwnames, &context)) {
        return NULL;
    }
    Scanner *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    gc_track(vm, self);
    Object *strict = object_getattr_utf8(vm, context, "strict");
    int truth = strict ? object_truth(vm, strict) : -1;
    xdecref(vm, strict);
    self->strict = truth > 0;
    if (truth < 0 || !(self->object_hook = object_getattr_utf8(vm, context, "object_hook")) ||
        !(self->object_pairs_hook = object_getattr_utf8(vm, context, "object_pairs_hook")) ||
        !(self->parse_float = object_getattr_utf8(vm, context, "parse_float")) ||
        !(self->parse_int = object_getattr_utf8(vm, context, "parse_int")) ||
        !(self->parse_constant = object_getattr_utf8(vm, context, "parse_constant"))) {
        decref(vm, self);
        return NULL;
    }
    return OBJ(self);
}

static Object *scanner_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"string", "idx", NULL};
    Object *text;
    int64_t i, end;
    if (!args_parse(vm, "scan_once", names, "On", args, nargs, kwnames, &text, &i)) {
        return NULL;
    }
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "first argument must be a string, not %T", text);
    }
    Scan s = {
        .vm = vm, .self = SCANNER(o), .text = text, .len = STR_LEN(text), .width = str_width(text)};
    Object *value = scan_value(&s, i, &end);
    xdecref(vm, s.memo);
    return value ? pack_steal(vm, 2, value, int_from_i64(vm, end)) : NULL;
}

static const MemberDef scanner_members[] = {
    {"strict", MEMBER_BOOL8, offsetof(Scanner, strict), true, "strict"},
    {"object_hook", MEMBER_OBJECT, offsetof(Scanner, object_hook), true, "object_hook"},
    {"object_pairs_hook", MEMBER_OBJECT, offsetof(Scanner, object_pairs_hook), true, NULL},
    {"parse_float", MEMBER_OBJECT, offsetof(Scanner, parse_float), true, "parse_float"},
    {"parse_int", MEMBER_OBJECT, offsetof(Scanner, parse_int), true, "parse_int"},
    {"parse_constant", MEMBER_OBJECT, offsetof(Scanner, parse_constant), true, "parse_constant"},
    {0},
};

const TypeSpec json_scanner_spec = {
    .name = "_json.Scanner",
    .doc = "JSON scanner object",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE,
    .size = sizeof(Scanner),
    .slots = {.dealloc = scanner_dealloc,
              .traverse = scanner_traverse,
              .new = scanner_new,
              .call = scanner_call},
    .members = scanner_members,
};
