/* Format strings taken apart: literal text, replacement fields, the names in them. */
#include "types/format_internal.h"

/* ------------------------------------------------------------------ fields */

/* The specification, from *at on up to the brace that closes the field. */
static bool parse_spec(VM *vm, Object *s, size_t *at, size_t end, FormatField *field) {
    int depth = 1;
    field->spec_start = *at;
    while (*at < end) {
        uint32_t c = str_char(s, (*at)++);
        if (c == '{') {
            field->spec_is_nested = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            field->spec_end = *at - 1;
            return true;
        }
    }
    raise(vm, EXC_ValueError, "unmatched '{' in format spec");
    return false;
}

/* "!r" and what may follow it; *done: the field has ended. */
static bool parse_conversion(VM *vm, Object *s, size_t *at, size_t end, FormatField *field,
                             bool *done) {
    if (*at >= end) {
        raise(vm, EXC_ValueError, "end of string while looking for conversion specifier");
        return false;
    }
    field->conversion = str_char(s, (*at)++);
    if (*at < end) {
        uint32_t c = str_char(s, (*at)++);
        *done = c == '}';
        if (c != '}' && c != ':') {
            raise(vm, EXC_ValueError, "expected ':' after conversion specifier");
            return false;
        }
    }
    return true;
}

/* The field behind an opening brace. */
static bool parse_field(VM *vm, Object *s, size_t *at, size_t end, FormatField *field) {
    uint32_t c = 0;
    field->name_start = *at;
    while (*at < end) {
        c = str_char(s, (*at)++);
        if (c == '{') {
            raise(vm, EXC_ValueError, "unexpected '{' in field name");
            return false;
        }
        if (c == '[') {
            while (*at < end && str_char(s, *at) != ']') {
                ++*at;
            }
        } else if (c == '}' || c == ':' || c == '!') {
            break;
        }
    }
    field->name_end = *at - 1;
    field->spec_start = field->spec_end = *at;
    bool done = c == '}';
    if (c == '!' && !parse_conversion(vm, s, at, end, field, &done)) {
        return false;
    }
    if (done) {
        return true;
    }
    if (c != '!' && c != ':') {
        raise(vm, EXC_ValueError, "expected '}' before end of string");
        return false;
    }
    return parse_spec(vm, s, at, end, field);
}

int format_next_field(VM *vm, Object *s, size_t *at, size_t end, FormatField *field) {
    if (*at >= end) {
        return 0;
    }
    *field = (FormatField){.literal_start = *at};
    uint32_t c = 0;
    bool brace = false;
    while (*at < end && !brace) {
        c = str_char(s, (*at)++);
        brace = c == '{' || c == '}';
    }
    field->literal_end = *at;
    if (!brace) {
        return 1;
    }
    bool at_end = *at >= end;
    if (!at_end && str_char(s, *at) == c) {
        ++*at; /* doubled: one of them is literal */
        return 1;
    }
    if (c == '}' || at_end) {
        raise(vm, EXC_ValueError, "Single '%c' encountered in format string", (int)c);
        return -1;
    }
    field->literal_end--;
    field->present = true;
    return parse_field(vm, s, at, end, field) ? 1 : -1;
}

/* ------------------------------------------------------------------ names */

/* The number that s[start:end] spells in full, -1 if it does not. false: too large. */
static bool read_index(VM *vm, Object *s, size_t start, size_t end, int64_t *index) {
    int64_t total = 0;
    *index = -1;
    for (size_t i = start; i < end; i++) {
        int digit = unicode_decimal_value(str_char(s, i));
        if (digit < 0) {
            return true;
        }
        if (__builtin_mul_overflow(total, 10, &total) ||
            __builtin_add_overflow(total, digit, &total)) {
            raise(vm, EXC_ValueError, "Too many decimal digits in format string");
            return false;
        }
    }
    *index = end > start ? total : -1;
    return true;
}

bool format_split_name(VM *vm, Object *s, size_t start, size_t end, FieldName *name) {
    size_t i = start;
    while (i < end && str_char(s, i) != '.' && str_char(s, i) != '[') {
        i++;
    }
    name->first_end = i;
    return read_index(vm, s, start, i, &name->index);
}

int format_next_step(VM *vm, Object *s, size_t *at, size_t end, FieldStep *step) {
    if (*at >= end) {
        return 0;
    }
    uint32_t c = str_char(s, (*at)++);
    step->start = *at;
    step->index = -1;
    step->is_attribute = c == '.';
    if (c == '.') {
        while (*at < end && str_char(s, *at) != '.' && str_char(s, *at) != '[') {
            ++*at;
        }
        step->end = *at;
    } else if (c == '[') {
        while (*at < end && str_char(s, *at) != ']') {
            ++*at;
        }
        if (*at >= end) {
            raise(vm, EXC_ValueError, "Missing ']' in format string");
            return -1;
        }
        step->end = (*at)++;
        if (!read_index(vm, s, step->start, step->end, &step->index)) {
            return -1;
        }
    } else {
        raise(vm, EXC_ValueError, "Only '.' or '[' may follow ']' in format field specifier");
        return -1;
    }
    if (step->start == step->end) {
        raise(vm, EXC_ValueError, "Empty attribute in format string");
        return -1;
    }
    return 1;
}
