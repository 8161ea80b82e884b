/* The format specification mini-language: parsing it, and formatting str. */
#include "types/format_internal.h"

/* ------------------------------------------------------------------ scratch */

static void *resize_scratch(void *context, void *p, size_t old_size, size_t new_size) {
    Scratch *s = context;
    Heap *heap = &s->vm->heap;
    if (p != s->first) {
        if (new_size == 0) {
            heap_free(heap, HEAP_RAW, p, old_size);
            return NULL;
        }
        return heap_realloc_raw(heap, p, old_size, new_size);
    }
    if (new_size == 0) {
        return NULL;
    }
    void *moved = heap_alloc(heap, HEAP_RAW, new_size);
    if (moved) {
        memcpy(moved, s->first, old_size < new_size ? old_size : new_size);
    }
    return moved;
}

void scratch_init(Scratch *s, VM *vm) {
    s->vm = vm;
    buffer_init_with(&s->buffer, resize_scratch, s);
    s->buffer.data = s->first;
    s->buffer.capacity = sizeof s->first;
}

/* ------------------------------------------------------------------ parsing */

static bool is_alignment(uint32_t c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Decimal digits from *at on; *value stays if there are none. false: too many. */
static bool parse_digits(VM *vm, Object *text, size_t *at, int64_t *value) {
    size_t i = *at, len = STR_LEN(text);
    int64_t total = 0;
    for (; i < len; i++) {
        int digit = unicode_decimal_value(str_char(text, i));
        if (digit < 0) {
            break;
        }
        if (__builtin_mul_overflow(total, 10, &total) ||
            __builtin_add_overflow(total, digit, &total)) {
            raise(vm, EXC_ValueError, "Too many decimal digits in format string");
            return false;
        }
    }
    if (i > *at) {
        *value = total;
    }
    *at = i;
    return true;
}

static bool check_grouping(VM *vm, FormatSpec *spec) {
    uint32_t type = spec->type;
    if (!spec->grouping || type == 0 || (type < 128 && strchr("defgEG%F", (int)type))) {
        return true;
    }
    if (spec->grouping == '_' && type < 128 && strchr("boxX", (int)type)) {
        return true;
    }
    if (type > 32 && type < 128) {
        raise(vm, EXC_ValueError, "Cannot specify '%c' with '%c'.", spec->grouping, (int)type);
    } else {
        raise(vm, EXC_ValueError, "Cannot specify '%c' with '\\x%x'.", spec->grouping, type);
    }
    return false;
}

static bool parse_grouping(VM *vm, Object *text, size_t *at, FormatSpec *spec) {
    size_t len = STR_LEN(text);
    bool comma = false, underscore = false;
    if (*at < len && str_char(text, *at) == ',') {
        comma = true;
        ++*at;
    }
    if (*at < len && str_char(text, *at) == '_') {
        underscore = true;
        ++*at;
    }
    if ((comma && underscore) || (underscore && *at < len && str_char(text, *at) == ',')) {
        raise(vm, EXC_ValueError, "Cannot specify both ',' and '_'.");
        return false;
    }
    spec->grouping = comma ? ',' : underscore ? '_' : 0;
    return true;
}

bool format_spec_parse(VM *vm, Object *o, Object *text, uint32_t default_type, char default_align,
                       FormatSpec *spec) {
    size_t at = 0, len = STR_LEN(text);
    bool fill_given = false, align_given = false;
    *spec = (FormatSpec){
        .fill = ' ', .align = default_align, .width = -1, .precision = -1, .type = default_type};
#define PEEK(c) (at < len && str_char(text, at) == (c))
    if (len >= 2 && is_alignment(str_char(text, 1))) {
        spec->fill = str_char(text, 0);
        spec->align = (char)str_char(text, 1);
        fill_given = align_given = true;
        at = 2;
    } else if (len >= 1 && is_alignment(str_char(text, 0))) {
        spec->align = (char)str_char(text, 0);
        align_given = true;
        at = 1;
    }
    if (PEEK('+') || PEEK('-') || PEEK(' ')) {
        spec->sign = (char)str_char(text, at++);
    }
    if (PEEK('z')) {
        spec->no_negative_zero = true;
        at++;
    }
    if (PEEK('#')) {
        spec->alternate = true;
        at++;
    }
    if (!fill_given && PEEK('0')) {
        spec->fill = '0';
        if (!align_given && default_align == '>') {
            spec->align = '=';
        }
        at++;
    }
    if (!parse_digits(vm, text, &at, &spec->width) || !parse_grouping(vm, text, &at, spec)) {
        return false;
    }
    if (PEEK('.')) {
        at++;
        if (!parse_digits(vm, text, &at, &spec->precision)) {
            return false;
        }
        if (spec->precision < 0) {
            raise(vm, EXC_ValueError, "Format specifier missing precision");
            return false;
        }
    }
#undef PEEK
    if (len - at > 1) {
        raise(vm, EXC_ValueError, "Invalid format specifier '%U' for object of type '%T'", text, o);
        return false;
    }
    if (len - at == 1) {
        spec->type = str_char(text, at);
    }
    return check_grouping(vm, spec);
}

Object *format_unknown_type(VM *vm, Object *o, uint32_t type) {
    if (type > 32 && type < 128) {
        return raise(vm, EXC_ValueError, "Unknown format code '%c' for object of type '%T'",
                     (int)type, o);
    }
    return raise(vm, EXC_ValueError, "Unknown format code '\\x%x' for object of type '%T'", type,
                 o);
}

/* ------------------------------------------------------------------ str */

Object *format_padded(VM *vm, const FormatSpec *spec, Object *s, size_t len) {
    size_t gap = spec->width > 0 && (size_t)spec->width > len ? (size_t)spec->width - len : 0;
    if (gap == 0) {
        return str_substring(vm, s, 0, len);
    }
    size_t left = spec->align == '<' ? 0 : spec->align == '^' ? gap / 2 : gap;
    unsigned from_width = str_width(s);
    uint32_t max = str_max_char(s);
    if (len < STR_LEN(s)) {
        max = chars_max(str_data(s), from_width, len);
    }
    max = spec->fill > max ? spec->fill : max;
    Object *result = str_new(vm, gap + len, max);
    if (!result) {
        return NULL;
    }
    unsigned width = width_of(max);
    uint8_t *to = str_data(result);
    chars_fill(to, width, 0, spec->fill, left);
    chars_copy(to + left * width, width, str_data(s), from_width, len);
    chars_fill(to, width, left + len, spec->fill, gap - left);
    return str_share(vm, result);
}

static const char *forbidden_for_str(const FormatSpec *spec) {
    if (spec->sign) {
        return spec->sign == ' ' ? "Space not allowed in string format specifier"
                                 : "Sign not allowed in string format specifier";
    }
    if (spec->no_negative_zero) {
        return "Negative zero coercion (z) not allowed in string format specifier";
    }
    if (spec->alternate) {
        return "Alternate form (#) not allowed in string format specifier";
    }
    if (spec->align == '=') {
        return "'=' alignment not allowed in string format specifier";
    }
    return NULL;
}

Object *format_str(VM *vm, Object *s, Object *spec_text) {
    if (STR_LEN(spec_text) == 0) {
        return object_str(vm, s);
    }
    FormatSpec spec;
    if (!format_spec_parse(vm, s, spec_text, 's', '<', &spec)) {
        return NULL;
    }
    if (spec.type != 's') {
        return format_unknown_type(vm, s, spec.type);
    }
    const char *problem = forbidden_for_str(&spec);
    if (problem) {
        return raise(vm, EXC_ValueError, "%s", problem);
    }
    size_t len = STR_LEN(s);
    if (spec.precision >= 0 && (size_t)spec.precision < len) {
        len = (size_t)spec.precision;
    }
    return format_padded(vm, &spec, s, len);
}
