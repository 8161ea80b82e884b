/* format() of int, float and complex. */
#include <limits.h>
#include <math.h>

#include "types/float.h"
#include "types/format_internal.h"
#include "types/int.h"

/* ------------------------------------------------------------------ layout */

/* The digits with separators, at least min_len characters long (filled up with zeros, which are
 * grouped too), last character first. */
static void group_reversed(Buffer *out, const char *digits, size_t len, int64_t min_len,
                           char separator, unsigned group) {
    int64_t left = (int64_t)len;
    for (bool first = true;; first = false) {
        if (!first && separator) {
            buffer_add_char(out, separator);
            min_len--;
        }
        int64_t want = left > min_len ? left : min_len;
        want = want < 1 ? 1 : want;
        int64_t n = separator && want > (int64_t)group ? (int64_t)group : want;
        for (int64_t i = 0; i < n; i++) {
            if (left == 0) {
                buffer_add_repeat(out, '0', (size_t)(n - i));
                break;
            }
            buffer_add_char(out, digits[--left]);
        }
        min_len -= n;
        if ((left <= 0 && min_len <= 0) || out->failed) {
            return;
        }
    }
}

static void reverse(char *p, size_t len) {
    for (size_t i = 0; i < len / 2; i++) {
        char c = p[i];
        p[i] = p[len - 1 - i];
        p[len - 1 - i] = c;
    }
}

static unsigned group_size(const FormatSpec *spec) {
    return spec->type < 128 && spec->type && strchr("boxX", (int)spec->type) ? 4 : 3;
}

Object *format_number_text(VM *vm, const FormatSpec *spec, const NumberText *number) {
    char sign = number->negative ? '-' : spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
    size_t fixed = (sign != 0) + number->prefix_len + number->rest_len;
    size_t digit_len = number->digit_len;
    const char *digits = number->digits;
    Object *result = NULL;
    Scratch grouped;
    scratch_init(&grouped, vm);
    bool zero_fill = spec->fill == '0' && spec->align == '=';
    if (digit_len && (spec->grouping || zero_fill)) {
        int64_t min_len = zero_fill ? spec->width - (int64_t)fixed : 0;
        group_reversed(&grouped.buffer, digits, digit_len, min_len, spec->grouping,
                       group_size(spec));
        if (grouped.buffer.failed) {
            raise_memory_error(vm);
            goto done;
        }
        digits = grouped.buffer.data;
        digit_len = grouped.buffer.size;
        reverse(grouped.buffer.data, digit_len);
    }
    size_t len = fixed + digit_len;
    size_t gap = spec->width > 0 && (size_t)spec->width > len ? (size_t)spec->width - len : 0;
    size_t left = spec->align == '>' ? gap : spec->align == '^' ? gap / 2 : 0;
    size_t inner = spec->align == '=' ? gap : 0;
    result = str_new(vm, len + gap, gap && spec->fill > 0x7F ? spec->fill : 0x7F);
    if (!result) {
        goto done;
    }
    unsigned width = str_width(result);
    void *to = str_data(result);
    size_t at = left;
    chars_fill(to, width, 0, spec->fill, left);
    if (sign) {
        chars_put(to, width, at++, (uint32_t)sign);
    }
#define PUT(text, n)                                                                               \
    chars_copy((uint8_t *)to + at * width, width, (text), 1, (n));                                 \
    at += (n)
    PUT(number->prefix, number->prefix_len);
    chars_fill(to, width, at, spec->fill, inner);
    at += inner;
    PUT(digits, digit_len);
    PUT(number->rest, number->rest_len);
#undef PUT
    chars_fill(to, width, at, spec->fill, gap - left - inner);
    result = str_share(vm, result);
done:
    scratch_deinit(&grouped);
    return result;
}

/* ------------------------------------------------------------------ int */

static Object *format_char(VM *vm, const FormatSpec *spec, Object *o) {
    if (spec->sign) {
        return raise(vm, EXC_ValueError, "Sign not allowed with integer format specifier 'c'");
    }
    if (spec->alternate) {
        return raise(vm, EXC_ValueError,
                     "Alternate form (#) not allowed with integer format specifier 'c'");
    }
    int64_t code;
    if (!int_as_i64(o, &code)) {
        return raise(vm, EXC_OverflowError, "Python int too large to convert to C long");
    }
    if (code < 0 || code > 0x10FFFF) {
        return raise(vm, EXC_OverflowError, "%%c arg not in range(0x110000)");
    }
    Object *c = str_from_char(vm, (uint32_t)code);
    if (!c) {
        return NULL;
    }
    FormatSpec padded = *spec;
    padded.align = spec->align == '=' ? '>' : spec->align;
    Object *result = format_padded(vm, &padded, c, 1);
    decref(vm, c);
    return result;
}

/* Digits of a compact int's absolute value; returns where they start in buf. */
static char *small_digits(uint64_t value, unsigned base, bool capital, char buf[64]) {
    const char *symbols = capital ? "0123456789ABCDEF" : "0123456789abcdef";
    char *p = buf + 64;
    do {
        *--p = symbols[value % base];
        value /= base;
    } while (value);
    return p;
}

static Object *format_big(VM *vm, const FormatSpec *spec, Object *o, int base, NumberText *number) {
    Object *text = int_to_str(vm, o, base, false, base == 10);
    if (!text) {
        return NULL;
    }
    const char *digits = str_data(text);
    size_t skip = number->negative;
    Scratch upper;
    scratch_init(&upper, vm);
    if (spec->type == 'X') {
        for (size_t i = 0; i < STR_LEN(text); i++) {
            char c = digits[i];
            buffer_add_char(&upper.buffer, c >= 'a' && c <= 'f' ? (char)(c - 32) : c);
        }
        digits = upper.buffer.data;
    }
    number->digits = digits + skip;
    number->digit_len = STR_LEN(text) - skip;
    Object *result =
        upper.buffer.failed ? raise_memory_error(vm) : format_number_text(vm, spec, number);
    scratch_deinit(&upper);
    decref(vm, text);
    return result;
}

static Object *format_integer(VM *vm, const FormatSpec *spec, Object *o) {
    if (spec->no_negative_zero) {
        return raise(vm, EXC_ValueError,
                     "Negative zero coercion (z) not allowed in integer format specifier");
    }
    if (spec->precision >= 0) {
        return raise(vm, EXC_ValueError, "Precision not allowed in integer format specifier");
    }
    if (spec->type == 'c') {
        return format_char(vm, spec, o);
    }
    int base = 10;
    NumberText number = {.prefix = "", .rest = ""};
    switch (spec->type) {
    case 'b':
        base = 2;
        number.prefix = "0b";
        break;
    case 'o':
        base = 8;
        number.prefix = "0o";
        break;
    case 'x':
    case 'X':
        base = 16;
        number.prefix = spec->type == 'x' ? "0x" : "0X";
        break;
    }
    number.prefix_len = spec->alternate && base != 10 ? 2 : 0;
    number.negative = int_sign(o) < 0;
    int64_t value;
    if (!int_as_i64(o, &value)) {
        return format_big(vm, spec, o, base, &number);
    }
    char buf[64];
    uint64_t absolute = value < 0 ? -(uint64_t)value : (uint64_t)value;
    number.digits = small_digits(absolute, (unsigned)base, spec->type == 'X', buf);
    number.digit_len = (size_t)(buf + 64 - number.digits);
    return format_number_text(vm, spec, &number);
}

static Object *format_double(VM *vm, const FormatSpec *spec, double value);

Object *format_int(VM *vm, Object *o, Object *spec_text) {
    if (STR_LEN(spec_text) == 0) {
        return object_str(vm, o);
    }
    FormatSpec spec;
    if (!format_spec_parse(vm, o, spec_text, 'd', '>', &spec)) {
        return NULL;
    }
    switch (spec.type) {
    case 'b':
    case 'c':
    case 'd':
    case 'o':
    case 'x':
    case 'X':
    case 'n':
        return format_integer(vm, &spec, o);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%': {
        double value = int_as_double(vm, o);
        if (value == -1.0 && error_occurred(vm)) {
            return NULL;
        }
        return format_double(vm, &spec, value);
    }
    default:
        return format_unknown_type(vm, o, spec.type);
    }
}

/* ------------------------------------------------------------------ float */

static bool is_zero_text(const char *text, size_t len) {
    for (size_t i = 0; i < len && text[i] != 'e' && text[i] != 'E'; i++) {
        if (text[i] != '0' && text[i] != '.') {
            return false;
        }
    }
    return true;
}

bool format_float_digits(VM *vm, double value, uint32_t type, int64_t precision, bool alternate,
                         bool add_dot_zero, bool no_negative_zero, Buffer *out, bool *negative) {
    bool percent = type == '%';
    if (precision > INT_MAX) {
        raise(vm, EXC_ValueError, "precision too big");
        return false;
    }
    if (type == 0) {
        type = 'r';
        add_dot_zero = true;
    }
    if (percent) {
        type = 'f';
        value *= 100;
    } else if (type == 'n') {
        type = 'g';
    }
    if (precision < 0) {
        precision = type == 'r' ? 0 : 6;
    } else if (type == 'r') {
        type = 'g';
    }
    size_t start = out->size;
    *negative = !isnan(value) && signbit(value);
    /* Finite values lose their sign here; the number's text never begins with '-'. */
    double absolute = *negative ? -value : value;
    if (!float_format_text(absolute, (char)type, (int)precision, alternate, add_dot_zero, out)) {
        raise_memory_error(vm);
        return false;
    }
    if (*negative && no_negative_zero && is_zero_text(out->data + start, out->size - start)) {
        *negative = false;
    }
    if (percent) {
        buffer_add_char(out, '%');
    }
    if (out->failed) {
        raise_memory_error(vm);
        return false;
    }
    return true;
}

void format_split_digits(const Buffer *text, size_t start, NumberText *number) {
    size_t i = start;
    while (i < text->size && text->data[i] >= '0' && text->data[i] <= '9') {
        i++;
    }
    number->digits = text->data + start;
    number->digit_len = i - start;
    number->rest = text->data + i;
    number->rest_len = text->size - i;
}

static Object *format_double(VM *vm, const FormatSpec *spec, double value) {
    Scratch text;
    scratch_init(&text, vm);
    NumberText number = {.prefix = ""};
    Object *result = NULL;
    if (format_float_digits(vm, value, spec->type, spec->precision, spec->alternate, false,
                            spec->no_negative_zero, &text.buffer, &number.negative)) {
        format_split_digits(&text.buffer, 0, &number);
        result = format_number_text(vm, spec, &number);
    }
    scratch_deinit(&text);
    return result;
}

static bool is_float_type(uint32_t type) {
    return type == 0 || (type < 128 && strchr("eEfFgGn", (int)type));
}

Object *format_float(VM *vm, Object *o, Object *spec_text) {
    if (STR_LEN(spec_text) == 0) {
        return object_str(vm, o);
    }
    FormatSpec spec;
    if (!format_spec_parse(vm, o, spec_text, 0, '>', &spec)) {
        return NULL;
    }
    if (!is_float_type(spec.type) && spec.type != '%') {
        return format_unknown_type(vm, o, spec.type);
    }
    return format_double(vm, &spec, FLOAT_VALUE(o));
}

/* ------------------------------------------------------------------ complex */

/* One half of a complex number, without padding. */
static Object *complex_half(VM *vm, const FormatSpec *spec, double value, bool is_imaginary) {
    FormatSpec half = *spec;
    half.width = -1;
    half.fill = 0;
    half.align = '<';
    if (is_imaginary) {
        half.sign = '+';
    }
    Scratch text;
    scratch_init(&text, vm);
    NumberText number = {.prefix = ""};
    Object *result = NULL;
    /* No ".0" is added to integral halves without a type. */
    uint32_t type = spec->type ? spec->type : 'r';
    if (format_float_digits(vm, value, type, spec->precision, spec->alternate, false,
                            spec->no_negative_zero, &text.buffer, &number.negative)) {
        format_split_digits(&text.buffer, 0, &number);
        result = format_number_text(vm, &half, &number);
    }
    scratch_deinit(&text);
    return result;
}

Object *format_complex(VM *vm, Object *o, Object *spec_text) {
    if (STR_LEN(spec_text) == 0) {
        return object_str(vm, o);
    }
    FormatSpec spec;
    if (!format_spec_parse(vm, o, spec_text, 0, '>', &spec)) {
        return NULL;
    }
    if (!is_float_type(spec.type)) {
        return format_unknown_type(vm, o, spec.type);
    }
    if (spec.fill == '0') {
        return raise(vm, EXC_ValueError, "Zero padding is not allowed in complex format specifier");
    }
    if (spec.align == '=') {
        return raise(vm, EXC_ValueError,
                     "'=' alignment flag is not allowed in complex format specifier");
    }
    const Complex *c = (const Complex *)o;
    bool skip_real = spec.type == 0 && c->real == 0.0 && !signbit(c->real);
    bool parens = spec.type == 0 && !skip_real;
    Object *result = NULL;
    Object *real = skip_real ? str_empty(vm) : complex_half(vm, &spec, c->real, false);
    FormatSpec imaginary_spec = spec;
    Object *imaginary = real ? complex_half(vm, &imaginary_spec, c->imag, !skip_real) : NULL;
    if (imaginary) {
        Object *text =
            str_format(vm, "%s%U%Uj%s", parens ? "(" : "", real, imaginary, parens ? ")" : "");
        if (text) {
            result = format_padded(vm, &spec, text, STR_LEN(text));
            decref(vm, text);
        }
    }
    xdecref(vm, real);
    xdecref(vm, imaginary);
    return result;
}
