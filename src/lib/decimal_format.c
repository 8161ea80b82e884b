/* format() of decimal numbers. */
#include <locale.h>
#include <string.h>

#include "lib/decimal.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/str_internal.h"

/* [[fill]align][sign][z][0][width][,][.precision][type] */
typedef struct Spec {
    uint32_t fill;
    char align; /* 'z': zeros behind the sign */
    char sign;
    char type; /* small: e f g % */
    bool capital, positive_zero;
    int64_t width, precision; /* precision -1: none */
    /* Grouping; dot NULL: none. Strs that the caller releases. */
    Object *dot, *separator;
    char grouping[16]; /* as localeconv() tells it */
} Spec;

/* ------------------------------------------------------------------ the specification */

static bool is_align(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Digits at *at; false: none, or too many. */
static bool read_number(Object *text, size_t *at, int64_t *value) {
    size_t start = *at;
    int64_t v = 0;
    for (; *at < STR_LEN(text); (*at)++) {
        uint32_t c = str_char(text, *at);
        if (c < '0' || c > '9') {
            break;
        }
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, c - '0', &v)) {
            return false;
        }
    }
    *value = v;
    return *at > start;
}

static bool set_grouping(VM *vm, Spec *spec, const char *dot, const char *separator,
                         const char *grouping) {
    spec->dot = str_from_cstr(vm, dot);
    spec->separator = spec->dot ? str_from_cstr(vm, separator) : NULL;
    strncpy(spec->grouping, grouping, sizeof spec->grouping - 1);
    return spec->separator != NULL;
}

static int read_type(VM *vm, Spec *spec, uint32_t c) {
    if (c == 'n' || c == 'N') {
        if (spec->dot) {
            return 0;
        }
        const struct lconv *l = localeconv();
        spec->type = 'g';
        spec->capital = c == 'N';
        return set_grouping(vm, spec, l->decimal_point, l->thousands_sep, l->grouping) ? 1 : -1;
    }
    if (c > 127 || !strchr("eEfFgG%", (int)c)) {
        return 0;
    }
    spec->capital = c >= 'A' && c <= 'Z';
    spec->type = (char)(spec->capital ? c + 32 : c);
    return 1;
}

/* 1; 0: not a specification; -1: an error. */
static int read_spec(VM *vm, Spec *spec, Object *text) {
    size_t len = STR_LEN(text), at = 0;
    bool aligned = false;
#define PEEK() (at < len ? str_char(text, at) : 0)
    if (len > 1 && is_align(str_char(text, 1))) {
        spec->fill = str_char(text, 0);
        spec->align = (char)str_char(text, 1);
        at = 2;
        aligned = true;
    } else if (is_align(PEEK())) {
        spec->align = (char)PEEK();
        at = 1;
        aligned = true;
    }
    if (PEEK() == '+' || PEEK() == '-' || PEEK() == ' ') {
        spec->sign = (char)str_char(text, at++);
    }
    if (PEEK() == 'z') {
        spec->positive_zero = true;
        at++;
    }
    if (PEEK() == '0') {
        if (aligned) {
            return 0;
        }
        spec->align = 'z';
        spec->fill = '0';
        at++;
    }
    if (PEEK() >= '0' && PEEK() <= '9' &&
        (PEEK() == '0' || !read_number(text, &at, &spec->width))) {
        return 0;
    }
    if (PEEK() == ',') {
        at++;
        if (!set_grouping(vm, spec, ".", ",", "\3\3")) {
            return -1;
        }
    }
    if (PEEK() == '.') {
        at++;
        if (!read_number(text, &at, &spec->precision)) {
            return 0;
        }
    }
    if (at < len) {
        int found = read_type(vm, spec, str_char(text, at++));
        if (found <= 0) {
            return found;
        }
    }
    return at == len;
#undef PEEK
}

/* An entry of the override dict; false with an error. */
static bool override_text(VM *vm, Object *dict, const char *name, Object **place) {
    Object *value = dict_get_cstr(vm, dict, name);
    if (!value) {
        return true;
    }
    if (!is_str(vm, value)) {
        raise(vm, EXC_TypeError, "bad argument type for built-in operation");
        return false;
    }
    incref(value);
    Object *old = *place;
    *place = value;
    xdecref(vm, old);
    return true;
}

static bool read_override(VM *vm, Spec *spec, Object *dict) {
    if (!is_dict(vm, dict)) {
        raise(vm, EXC_TypeError, "optional argument must be a dict");
        return false;
    }
    Object *grouping = NULL;
    bool ok = override_text(vm, dict, "decimal_point", &spec->dot) &&
              override_text(vm, dict, "thousands_sep", &spec->separator) &&
              override_text(vm, dict, "grouping", &grouping);
    bool valid = ok && spec->dot && STR_LEN(spec->dot) >= 1 && STR_LEN(spec->dot) <= 4 &&
                 (!spec->separator || STR_LEN(spec->separator) <= 4);
    if (grouping) {
        memset(spec->grouping, 0, sizeof spec->grouping);
        for (uint32_t i = 0; i < STR_LEN(grouping) && i < sizeof spec->grouping - 1; i++) {
            valid = valid && str_char(grouping, i) < 128;
            spec->grouping[i] = (char)str_char(grouping, i);
        }
        decref(vm, grouping);
    }
    if (ok && !valid) {
        raise(vm, EXC_ValueError, "invalid override dict");
    }
    return ok && valid;
}

/* ------------------------------------------------------------------ rounding */

/* To n digits exactly. */
static void round_to_digits(Work *w, Num *n, int64_t digits) {
    for (int i = 0; i < 2 && nat_digits(w, n->c) != digits; i++) { /* twice after 999 -> 1000 */
        num_rescale(w, n, n->exp + nat_digits(w, n->c) - digits, w->s->rounding);
    }
}

/* false: the specification asks for too much. *place: where the point goes, for e. */
static bool round_number(Work *w, Num *n, const Spec *spec, int64_t *place) {
    int64_t precision = spec->precision;
    if (precision > DEC_MAX_PREC) {
        return false;
    }
    if (spec->type == '%') {
        n->exp += 2;
    }
    if (precision >= 0) {
        if (spec->type == 'g') {
            precision = precision ? precision : 1;
            if (nat_digits(w, n->c) > precision) {
                round_to_digits(w, n, precision);
            }
        } else if (spec->type != 'e') {
            num_rescale(w, n, -precision, w->s->rounding);
        } else if (n->c.len) {
            round_to_digits(w, n, precision + 1);
        } else {
            *place = 1 - precision;
        }
    }
    if (spec->type != 'g' && spec->type != 'e' && n->exp > 0) {
        num_rescale(w, n, 0, ROUND_DOWN);
    }
    if (spec->positive_zero && n->c.len == 0) {
        n->negative = false;
    }
    return true;
}

/* ------------------------------------------------------------------ layout */

/* The text before padding: made from its end towards its beginning. */
typedef struct Text {
    uint32_t *start, *at;
} Text;

static void put(Text *t, uint32_t c) {
    *--t->at = c;
}
static void put_str(Text *t, Object *s) {
    for (size_t i = STR_LEN(s); i-- > 0;) {
        put(t, str_char(s, i));
    }
}
static void put_chars(Text *t, const char *text, size_t len) {
    while (len-- > 0) {
        put(t, (uint8_t)text[len]);
    }
}

/* The digits before the point with separators, and zeros up to the width. */
static void put_whole(Text *t, const Spec *spec, const char *digits, int64_t len, int64_t zeros,
                      int64_t room) {
    const char *group = spec->grouping;
    bool grouped = spec->dot && spec->separator;
    int64_t in_group = 0, n = len + zeros, left = n ? n : 1;
    const uint32_t *end = t->at;
    while (left > 0 || (spec->align == 'z' && end - t->at < room)) {
        if (grouped && *group > 0 && *group < 127 && in_group == *group) {
            put_str(t, spec->separator);
            in_group = 0;
            group += group[1] != 0;
        }
        if (left > 0 && n) {
            int64_t i = left - 1;
            put(t, i < len ? (uint8_t)digits[i] : '0');
        } else {
            put(t, '0');
        }
        left--;
        in_group++;
    }
}

static void put_exponent(Text *t, int64_t exp, bool capital) {
    uint64_t v = exp < 0 ? -(uint64_t)exp : (uint64_t)exp;
    do {
        put(t, '0' + (uint32_t)(v % 10));
        v /= 10;
    } while (v);
    put(t, exp < 0 ? '-' : '+');
    put(t, capital ? 'E' : 'e');
}

/* A finite number, without its sign. */
static void put_finite(Text *t, const Spec *spec, const Num *n, const char *digits, int64_t len,
                       int64_t place, bool has_sign) {
    int64_t left = n->exp + len;
    if (spec->type == 'f' || spec->type == '%' || (spec->type == 'g' && n->exp <= 0 && left > -6)) {
        place = left;
    }
    const uint32_t *end = t->at;
    if (spec->type == '%') {
        put(t, '%');
    }
    if (left != place || spec->type == 'e') {
        put_exponent(t, left - place, spec->capital);
    }
    int64_t whole = place < 0 ? 0 : place > len ? len : place;
    if (place < len) {
        put_chars(t, digits + whole, (size_t)(len - whole));
        for (int64_t i = place; i < 0; i++) {
            put(t, '0');
        }
        if (spec->dot) {
            put_str(t, spec->dot);
        } else {
            put(t, '.');
        }
    }
    put_whole(t, spec, digits, whole, place > len ? place - len : 0,
              spec->width - (end - t->at) - has_sign);
}

static Object *padded(VM *vm, const Spec *spec, const Text *t, const uint32_t *end, bool has_sign) {
    size_t len = (size_t)(end - t->at);
    size_t gap = spec->width > (int64_t)len ? (size_t)spec->width - len : 0;
    size_t before = spec->align == '<' ? 0 : spec->align == '^' ? gap / 2 : gap;
    size_t lead = spec->align == '=' || spec->align == 'z' ? has_sign : 0;
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *result = NULL;
    if (str_builder_chars(&b, t->at, lead, 4) && str_builder_repeat(&b, spec->fill, before) &&
        str_builder_chars(&b, t->at + lead, len - lead, 4) &&
        str_builder_repeat(&b, spec->fill, gap - before)) {
        result = str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return result;
}

static Object *exceeds(VM *vm) {
    return raise(vm, EXC_ValueError, "format specification exceeds internal limits of _decimal");
}

static Object *make_text(Work *w, Num *n, Spec *spec) {
    VM *vm = w->vm;
    int64_t place = 1;
    bool finite = n->kind == KIND_FINITE;
    if (spec->width > DEC_MAX_PREC || (finite && !round_number(w, n, spec, &place))) {
        return exceeds(vm);
    }
    if (!finite && spec->align == 'z') {
        spec->align = '>';
        spec->fill = ' ';
    }
    int64_t digits = nat_digits(w, n->c), zeros = n->exp < 0 ? -(n->exp + digits) : n->exp;
    zeros = !finite || spec->type == 'g' ? 8 : spec->type == 'e' ? spec->precision + 1 : zeros;
    int64_t whole = digits + (zeros > 0 ? zeros : 0);
    whole = spec->align == 'z' && spec->width > whole ? spec->width : whole;
    size_t cap = (size_t)whole * (spec->separator ? 1 + STR_LEN(spec->separator) : 1) + 64;
    char *text = (char *)work_limbs(w, (size_t)digits / 8 + 6);
    uint32_t *chars = (uint32_t *)(void *)work_limbs(w, cap / 2 + 1);
    if (!text || !chars) {
        return NULL;
    }
    size_t len = nat_to_digits(w, n->c, text);
    uint32_t *end = chars + cap;
    Text t = {chars, end};
    bool has_sign = n->negative || spec->sign == '+' || spec->sign == ' ';
    if (finite) {
        put_finite(&t, spec, n, text, (int64_t)len, place, has_sign);
    } else {
        const char *name = n->kind == KIND_INFINITE ? "Infinity"
                           : n->kind == KIND_NAN    ? "NaN"
                                                    : "sNaN";
        if (spec->type == '%') {
            put(&t, '%');
        }
        put_chars(&t, text, n->c.len ? len : 0);
        put_chars(&t, name, strlen(name));
    }
    if (has_sign) {
        put(&t, n->negative ? '-' : (uint8_t)spec->sign);
    }
    return w->failed ? NULL : padded(vm, spec, &t, end, has_sign);
}

Object *decimal_format(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "__format__", nargs, 1, 2)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "format arg must be str");
    }
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    if (!str_is_ascii(args[0])) { /* surrogates cannot be encoded */
        Buffer buffer;
        size_t len;
        vm_buffer_init(vm, &buffer);
        const char *utf8 = str_utf8(vm, args[0], &buffer, &len, false);
        buffer_deinit(&buffer);
        if (!utf8) {
            return NULL;
        }
    }
    Spec spec = {.fill = ' ',
                 .align = '>',
                 .sign = '-',
                 .type = 'g',
                 .capital = context->s.capitals,
                 .precision = -1};
    Object *result = NULL;
    int valid = read_spec(vm, &spec, args[0]);
    if (valid == 0) {
        raise(vm, EXC_ValueError, "invalid format string");
    } else if (valid > 0 && (nargs < 2 || read_override(vm, &spec, args[1]))) {
        Work w;
        work_init(&w, vm, context);
        Num n = decimal_num(self);
        result = make_text(&w, &n, &spec);
        work_end(&w);
    }
    xdecref(vm, spec.dot);
    xdecref(vm, spec.separator);
    return result;
}
