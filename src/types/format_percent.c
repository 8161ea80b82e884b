/* The % operator of str, bytes and bytearray. For bytes the format, its pieces and the result are
 * runs of characters below 256, one for each byte. */
#include <limits.h>

#include "types/bytes.h"
#include "types/float.h"
#include "types/format_internal.h"
#include "types/int.h"
#include "types/tuple.h"

typedef struct Percent {
    VM *vm;
    const void *format;
    size_t len, at;
    unsigned width;
    bool from_bytes;
    bool ascii; /* all of the format */
    StrBuilder *out;
    Object *args;    /* borrowed; or, after a key, `value` */
    Object *mapping; /* args, if keys can be looked up in it; borrowed */
    Object *value;   /* owned: found by the last key; NULL if none */
    int64_t next;    /* index of the next argument */
    int64_t arg_len; /* -1: args is the only argument */
} Percent;

/* "%[(key)][flags][width][.precision][length]type" */
typedef struct Conversion {
    bool left, plus, blank, alternate, zero;
    int64_t width;     /* -1: none */
    int64_t precision; /* -1: none */
    uint32_t type;
} Conversion;

/* ------------------------------------------------------------------ arguments */

static Object *next_argument(Percent *p) {
    if (p->arg_len < 0 && p->next == 0) {
        p->next = 1;
        return p->value ? p->value : p->args;
    }
    if (p->next < p->arg_len) {
        return TUPLE_ITEM(p->args, p->next++);
    }
    return raise(p->vm, EXC_TypeError, "not enough arguments for format string");
}

static bool all_used(const Percent *p) {
    return p->mapping || (p->arg_len < 0 ? p->next > 0 : p->next >= p->arg_len);
}

/* "(key)": the value becomes the only argument. *at is behind the opening parenthesis. */
static bool parse_key(Percent *p) {
    VM *vm = p->vm;
    if (!p->mapping) {
        raise(vm, EXC_TypeError, "format requires a mapping");
        return false;
    }
    size_t start = p->at;
    int depth = 1;
    while (depth > 0 && p->at < p->len) {
        uint32_t c = chars_get(p->format, p->width, p->at++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (depth > 0) {
        raise(vm, EXC_ValueError, "incomplete format key");
        return false;
    }
    size_t len = p->at - 1 - start;
    const void *text = chars_at(p->format, p->width, start);
    Object *key =
        p->from_bytes ? bytes_from(vm, text, len) : str_from_chars(vm, text, len, p->width);
    Object *value = key ? object_getitem(vm, p->mapping, key) : NULL;
    xdecref(vm, key);
    if (!value) {
        return false;
    }
    set_ref(vm, p->value, value);
    p->arg_len = -1;
    p->next = 0;
    return true;
}

/* ------------------------------------------------------------------ parsing */

static uint32_t peek(const Percent *p) {
    return p->at < p->len ? chars_get(p->format, p->width, p->at) : UINT32_MAX;
}

static void parse_flags(Percent *p, Conversion *c) {
    for (;; p->at++) {
        switch (peek(p)) {
        case '-':
            c->left = true;
            break;
        case '+':
            c->plus = true;
            break;
        case ' ':
            c->blank = true;
            break;
        case '#':
            c->alternate = true;
            break;
        case '0':
            c->zero = true;
            break;
        default:
            return;
        }
    }
}

/* "*" or digits; *value stays if there are none. */
static bool parse_number(Percent *p, int64_t max, const char *too_big, int64_t *value) {
    VM *vm = p->vm;
    if (peek(p) == '*') {
        p->at++;
        Object *o = next_argument(p);
        if (!o) {
            return false;
        }
        if (!is_int(vm, o)) {
            raise(vm, EXC_TypeError, "* wants int");
            return false;
        }
        if (!int_as_i64(o, value) || *value > max || *value < -max) {
            raise(vm, EXC_OverflowError, "Python int too large to convert to C %s",
                  max == INT_MAX ? "int" : "ssize_t");
            return false;
        }
        return true;
    }
    int64_t total = 0;
    bool some = false;
    for (uint32_t c = peek(p); c >= '0' && c <= '9'; c = peek(p)) {
        int digit = (int)(c - '0');
        if (total > (max - digit) / 10) {
            raise(vm, EXC_ValueError, "%s", too_big);
            return false;
        }
        total = total * 10 + digit;
        some = true;
        p->at++;
    }
    if (some) {
        *value = total;
    }
    return true;
}

/* What is behind a '%'. */
static bool parse_conversion(Percent *p, Conversion *c) {
    *c = (Conversion){.width = -1, .precision = -1, .type = peek(p)};
    if (c->type == 's' || c->type == 'd') { /* nothing in between, as most have it */
        p->at++;
        return true;
    }
    if (peek(p) == '(') {
        p->at++;
        if (!parse_key(p)) {
            return false;
        }
    }
    parse_flags(p, c);
    int64_t width = -1;
    if (!parse_number(p, PTRDIFF_MAX, "width too big", &width)) {
        return false;
    }
    if (width < -1 ||
        (width == -1 && p->at > 0 && chars_get(p->format, p->width, p->at - 1) == '*')) {
        c->left = true;
        width = -width;
    }
    c->width = width;
    if (peek(p) == '.') {
        p->at++;
        c->precision = 0;
        if (!parse_number(p, INT_MAX, p->from_bytes ? "prec too big" : "precision too big",
                          &c->precision)) {
            return false;
        }
        if (c->precision < 0) {
            c->precision = 0;
        }
    }
    uint32_t length = peek(p);
    if (length == 'h' || length == 'l' || length == 'L') {
        p->at++;
    }
    if (p->at >= p->len) {
        raise(p->vm, EXC_ValueError, "incomplete format");
        return false;
    }
    c->type = chars_get(p->format, p->width, p->at++);
    return true;
}

/* ------------------------------------------------------------------ writing */

static bool write_text(Percent *p, const Conversion *c, const void *text, size_t len,
                       unsigned width) {
    if (c->precision >= 0 && (size_t)c->precision < len) {
        len = (size_t)c->precision;
    }
    size_t gap = c->width > 0 && (size_t)c->width > len ? (size_t)c->width - len : 0;
    return (c->left || str_builder_repeat(p->out, ' ', gap)) &&
           str_builder_chars(p->out, text, len, width) &&
           (!c->left || str_builder_repeat(p->out, ' ', gap));
}

enum { SHORT_NUMBER = 48 }; /* put together in one place */

/* zeros: how many stand before the digits because of a precision. */
static bool write_number(Percent *p, const Conversion *c, bool negative, const char *prefix,
                         size_t zeros, const char *digits, size_t digit_len) {
    StrBuilder *out = p->out;
    const char *sign = negative ? "-" : c->plus ? "+" : c->blank ? " " : "";
    size_t sign_len = strlen(sign), prefix_len = strlen(prefix);
    size_t len = sign_len + prefix_len + zeros + digit_len;
    size_t gap = c->width > 0 && (size_t)c->width > len ? (size_t)c->width - len : 0;
    size_t before = c->left || c->zero ? 0 : gap;
    size_t inner = c->zero && !c->left ? gap : 0;
    char text[SHORT_NUMBER];
    if (len + gap <= sizeof text) {
        memset(text, ' ', before);
        char *to = text + before;
        memcpy(to, sign, sign_len);
        to += sign_len;
        memcpy(to, prefix, prefix_len);
        to += prefix_len;
        memset(to, '0', inner + zeros);
        to += inner + zeros;
        memcpy(to, digits, digit_len);
        memset(to + digit_len, ' ', c->left ? gap : 0);
        return str_builder_ascii(out, text, len + gap);
    }
    return str_builder_repeat(out, ' ', before) && str_builder_ascii(out, sign, sign_len) &&
           str_builder_ascii(out, prefix, prefix_len) &&
           str_builder_repeat(out, '0', inner + zeros) &&
           str_builder_ascii(out, digits, digit_len) &&
           (!c->left || str_builder_repeat(out, ' ', gap));
}

/* %s of a str. */
static bool write_str(Percent *p, const Conversion *c, Object *s) {
    return c->width <= 0 && c->precision < 0
               ? str_builder_str(p->out, s)
               : write_text(p, c, str_data(s), STR_LEN(s), str_width(s));
}

static bool write_object_text(Percent *p, const Conversion *c, Object *s) {
    bool ok = s && write_str(p, c, s);
    xdecref(p->vm, s);
    return ok;
}

/* %s of bytes: a bytes-like object. */
static bool write_bytes(Percent *p, const Conversion *c, Object *o) {
    VM *vm = p->vm;
    ByteView view;
    Object *made = NULL;
    if (!is_bytes(vm, o) && !is_bytearray(vm, o)) {
        made = call_special0(vm, o, ID(vm, __bytes__));
        if (made && !is_bytes(vm, made)) {
            raise(vm, EXC_TypeError, "__bytes__ returned non-bytes (type %T)", made);
            decref(vm, made);
            return false;
        }
        if (!made && (error_occurred(vm) || !type_of(vm, o)->slots.buffer)) {
            if (!error_occurred(vm)) {
                raise(vm, EXC_TypeError,
                      "%%b requires a bytes-like object, or an object that implements __bytes__, "
                      "not '%T'",
                      o);
            }
            return false;
        }
    }
    bool ok = object_byte_view(vm, made ? made : o, &view) == 0 &&
              write_text(p, c, view.data, view.len, 1);
    xdecref(vm, made);
    return ok;
}

static bool write_char_of_str(Percent *p, Conversion *c, Object *o) {
    VM *vm = p->vm;
    c->precision = -1;
    if (is_str(vm, o)) {
        if (STR_LEN(o) != 1) {
            raise(vm, EXC_TypeError, "%%c requires int or char");
            return false;
        }
        return write_text(p, c, str_data(o), 1, str_width(o));
    }
    Object *number = number_index(vm, o);
    if (!number) {
        if (error_matches(vm, EXC_TypeError)) {
            error_clear(vm);
            raise(vm, EXC_TypeError, "%%c requires int or char");
        }
        return false;
    }
    int64_t code;
    bool fits = int_as_i64(number, &code) && code >= 0 && code <= 0x10FFFF;
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_OverflowError, "%%c arg not in range(0x110000)");
        return false;
    }
    uint32_t character = (uint32_t)code;
    return write_text(p, c, &character, 1, 4);
}

static bool write_char_of_bytes(Percent *p, Conversion *c, Object *o) {
    VM *vm = p->vm;
    c->precision = -1;
    if (is_bytes(vm, o) || is_bytearray(vm, o)) {
        ByteView view;
        if (object_byte_view(vm, o, &view) < 0) {
            return false;
        }
        if (view.len == 1) {
            return write_text(p, c, view.data, 1, 1);
        }
    } else if (number_is_index(vm, o)) {
        Object *number = number_index(vm, o);
        int64_t code;
        bool fits = number && int_as_i64(number, &code) && code >= 0 && code <= 255;
        xdecref(vm, number);
        if (fits) {
            uint8_t byte = (uint8_t)code;
            return write_text(p, c, &byte, 1, 1);
        }
        if (number) {
            raise(vm, EXC_OverflowError, "%%c arg not in range(256)");
        }
        return false;
    }
    raise(vm, EXC_TypeError, "%%c requires an integer in range(256) or a single byte");
    return false;
}

/* ------------------------------------------------------------------ numbers */

/* The int that a conversion of integers writes; NULL with TypeError. */
static Object *integer_argument(VM *vm, Object *o, uint32_t type) {
    if (is_int(vm, o)) {
        return new_ref(o);
    }
    bool strict = type == 'x' || type == 'X' || type == 'o';
    const Slots *slots = &type_of(vm, o)->slots;
    Object *number = NULL;
    if (slots->nb_index || slots->nb_int || slots->nb_float) {
        number = strict ? number_index(vm, o) : number_int(vm, o);
        if (!number && !error_matches(vm, EXC_TypeError)) {
            return NULL;
        }
    }
    if (!number) {
        error_clear(vm);
        raise(vm, EXC_TypeError, "%%%c format: %s is required, not %T", (int)type,
              strict ? "an integer" : "a real number", o);
    }
    return number;
}

static bool write_digits(Percent *p, const Conversion *c, bool negative, const char *digits,
                         size_t len) {
    const char *prefix = "";
    if (c->alternate) {
        prefix = c->type == 'x' ? "0x" : c->type == 'X' ? "0X" : c->type == 'o' ? "0o" : "";
    }
    size_t zeros = c->precision > (int64_t)len ? (size_t)c->precision - len : 0;
    return write_number(p, c, negative, prefix, zeros, digits, len);
}

/* A compact int: no text object in between. */
static bool write_small(Percent *p, const Conversion *c, int64_t value) {
    const char *names = c->type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    unsigned shift = c->type == 'o' ? 3 : c->type == 'x' || c->type == 'X' ? 4 : 0;
    char digits[24], *end = digits + sizeof digits, *start = end;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--start = shift ? names[rest & ((1u << shift) - 1)] : (char)('0' + rest % 10);
        rest = shift ? rest >> shift : rest / 10;
    } while (rest);
    return write_digits(p, c, value < 0, start, (size_t)(end - start));
}

static bool write_integer(Percent *p, const Conversion *c, Object *o) {
    VM *vm = p->vm;
    if (o->meta == INT_META) {
        return write_small(p, c, INT_VALUE(o));
    }
    Object *number = integer_argument(vm, o, c->type);
    if (!number) {
        return false;
    }
    int base = c->type == 'o' ? 8 : c->type == 'x' || c->type == 'X' ? 16 : 10;
    Object *text = int_to_str(vm, number, base, false, base == 10);
    decref(vm, number);
    if (!text) {
        return false;
    }
    size_t len = STR_LEN(text);
    const char *digits = str_data(text);
    bool negative = digits[0] == '-', ok;
    Scratch upper;
    scratch_init(&upper, vm);
    if (c->type == 'X') {
        for (size_t i = 0; i < len; i++) {
            buffer_add_char(&upper.buffer, digits[i] >= 'a' && digits[i] <= 'f'
                                               ? (char)(digits[i] - 32)
                                               : digits[i]);
        }
        digits = upper.buffer.data;
    }
    if (upper.buffer.failed) {
        raise_memory_error(vm);
        ok = false;
    } else {
        ok = write_digits(p, c, negative, digits + negative, len - negative);
    }
    scratch_deinit(&upper);
    decref(vm, text);
    return ok;
}

static bool write_float(Percent *p, const Conversion *c, Object *o) {
    VM *vm = p->vm;
    double value = float_as_double(vm, o);
    if (value == -1.0 && error_occurred(vm)) {
        if (p->from_bytes) {
            error_clear(vm);
            raise(vm, EXC_TypeError, "float argument required, not %T", o);
        }
        return false;
    }
    Scratch text;
    bool negative;
    scratch_init(&text, vm);
    bool ok = format_float_digits(vm, value, c->type, c->precision < 0 ? 6 : c->precision,
                                  c->alternate, false, false, &text.buffer, &negative) &&
              write_number(p, c, negative, "", 0, text.buffer.data, text.buffer.size);
    scratch_deinit(&text);
    return ok;
}

/* ------------------------------------------------------------------ all together */

static bool write_conversion(Percent *p, Conversion *c) {
    VM *vm = p->vm;
    Object *o = next_argument(p);
    if (!o) {
        return false;
    }
    switch (c->type) {
    case 'b':
        if (p->from_bytes) {
            return write_bytes(p, c, o);
        }
        break;
    case 's':
        return p->from_bytes            ? write_bytes(p, c, o)
               : is_exact(o, SHAPE_STR) ? write_str(p, c, o)
                                        : write_object_text(p, c, object_str(vm, o));
    case 'r':
        if (!p->from_bytes) {
            return write_object_text(p, c, object_repr(vm, o));
        }
        return write_object_text(p, c, object_ascii(vm, o));
    case 'a':
        return write_object_text(p, c, object_ascii(vm, o));
    case 'c':
        return p->from_bytes ? write_char_of_bytes(p, c, o) : write_char_of_str(p, c, o);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
        return write_integer(p, c, o);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
        return write_float(p, c, o);
    }
    raise(vm, EXC_ValueError, "unsupported format character '%c' (0x%x) at index %zd",
          c->type >= 31 && c->type <= 126 ? (int)c->type : '?', c->type, p->at - 1);
    return false;
}

static bool run(Percent *p) {
    while (p->at < p->len) {
        const void *rest = chars_at(p->format, p->width, p->at);
        int64_t found = chars_find_char(rest, p->width, p->len - p->at, '%', 1);
        size_t literal = found < 0 ? p->len - p->at : (size_t)found;
        if (!(p->ascii ? str_builder_ascii(p->out, rest, literal)
                       : str_builder_chars(p->out, rest, literal, p->width))) {
            return false;
        }
        p->at += literal;
        if (found < 0) {
            break;
        }
        p->at++;
        if (peek(p) == '%') {
            p->at++;
            if (!str_builder_char(p->out, '%')) {
                return false;
            }
            continue;
        }
        Conversion c;
        if (!parse_conversion(p, &c) || !write_conversion(p, &c)) {
            return false;
        }
    }
    if (!all_used(p)) {
        raise(p->vm, EXC_TypeError, "not all arguments converted during %s formatting",
              p->from_bytes ? "bytes" : "string");
        return false;
    }
    return true;
}

bool percent_format(VM *vm, const void *format, size_t len, unsigned width, bool from_bytes,
                    Object *args, StrBuilder *out) {
    Percent p = {.vm = vm,
                 .format = format,
                 .len = len,
                 .width = width,
                 .from_bytes = from_bytes,
                 .ascii = width == 1 && chars_max(format, 1, len) < 0x80,
                 .out = out,
                 .args = args,
                 .arg_len = -1};
    if (is_tuple(vm, args)) {
        p.arg_len = TUPLE_LEN(args);
    } else if (type_of(vm, args)->slots.mp_subscript) {
        bool is_text =
            is_str(vm, args) || (from_bytes && (is_bytes(vm, args) || is_bytearray(vm, args)));
        p.mapping = is_text ? NULL : args;
    }
    bool ok = run(&p);
    xdecref(vm, p.value);
    return ok;
}

Object *str_mod_format(VM *vm, Object *format, Object *args) {
    StrBuilder out;
    str_builder_init(&out, vm);
    if (!percent_format(vm, str_data(format), STR_LEN(format), str_width(format), false, args,
                        &out)) {
        str_builder_deinit(&out);
        return NULL;
    }
    return str_builder_finish(&out);
}
