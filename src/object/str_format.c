/* Formatted text for messages: printf's words for C values and a few of our own for objects. */
#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "object/types.h"
#include "types/str.h"

/* One conversion: "%08lx" is flags "08", size 'l', kind 'x'. */
typedef struct Conversion {
    char flags[16]; /* flags, width and precision as given */
    int precision;  /* -1: none */
    char size;      /* 0, 'l', 'q' for "ll", 'z' */
    char kind;
} Conversion;

/* Reads a conversion behind the '%'; returns where it ends. */
static const char *read_conversion(const char *p, Conversion *c) {
    size_t n = 0;
    c->precision = -1;
    c->size = 0;
    while (strchr("0123456789.-+# ", *p) && *p) {
        if (*p == '.') {
            c->precision = atoi(p + 1);
        }
        if (n + 1 < sizeof c->flags) {
            c->flags[n++] = *p;
        }
        p++;
    }
    c->flags[n] = '\0';
    while (*p == 'l' || *p == 'z') {
        c->size = *p == 'z' ? 'z' : c->size == 'l' ? 'q' : 'l';
        p++;
    }
    c->kind = *p;
    return *p ? p + 1 : p;
}

static bool add_text(StrBuilder *b, const char *text, int max_len) {
    size_t len = max_len >= 0 ? strnlen(text, (size_t)max_len) : strlen(text);
    size_t i = 0;
    while (i < len && (unsigned char)text[i] < 0x80) {
        i++;
    }
    if (i == len) {
        return str_builder_ascii(b, text, len);
    }
    while (max_len >= 0 && len > 0 && (text[len] & 0xC0) == 0x80) {
        len--; /* not in the middle of a character */
    }
    Object *s = str_from_utf8(b->vm, text, len);
    bool ok = s && str_builder_str(b, s);
    xdecref(b->vm, s);
    return ok;
}

static bool add_number(StrBuilder *b, const Conversion *c, va_list *list) {
    char format[32], text[128];
    bool is_signed = c->kind == 'd' || c->kind == 'i';
    int n;
    if (c->kind == 'p') {
        n = snprintf(text, sizeof text, "%p", va_arg(*list, void *));
    } else if (c->kind == 'c') {
        return str_builder_char(b, (uint32_t)va_arg(*list, int));
    } else {
        unsigned long long value;
        if (c->size == 0) {
            value = is_signed ? (unsigned long long)(long long)va_arg(*list, int)
                              : va_arg(*list, unsigned);
        } else { /* long, long long and size_t are the same size */
            value = va_arg(*list, unsigned long long);
        }
        snprintf(format, sizeof format, "%%%sll%c", c->flags, c->kind);
        n = snprintf(text, sizeof text, format, value);
    }
    return n >= 0 && str_builder_ascii(b, text, strlen(text));
}
_Static_assert(sizeof(long) == 8 && sizeof(size_t) == 8, "64-bit words");

static bool add_owned(StrBuilder *b, Object *s, int max_len) {
    if (!s) {
        return false;
    }
    bool ok = max_len >= 0 && STR_LEN(s) > (uint32_t)max_len
                  ? str_builder_substring(b, s, 0, (size_t)max_len)
                  : str_builder_str(b, s);
    decref(b->vm, s);
    return ok;
}

static bool add_conversion(StrBuilder *b, const Conversion *c, va_list *list) {
    VM *vm = b->vm;
    char name[256];
    switch (c->kind) {
    case '%':
        return str_builder_char(b, '%');
    case 's':
        return add_text(b, va_arg(*list, const char *), c->precision);
    case 'S':
        return add_owned(b, object_str(vm, va_arg(*list, Object *)), c->precision);
    case 'R':
        return add_owned(b, object_repr(vm, va_arg(*list, Object *)), c->precision);
    case 'A':
        return add_owned(b, object_ascii(vm, va_arg(*list, Object *)), c->precision);
    case 'U':
        return add_owned(b, new_ref(va_arg(*list, Object *)), c->precision);
    case 'T':
        return add_text(b, type_name(type_of(vm, va_arg(*list, Object *)), name, sizeof name), -1);
    case 'N':
        return add_text(b, type_name(va_arg(*list, Type *), name, sizeof name), -1);
    default:
        return add_number(b, c, list);
    }
}

Object *str_format_list(VM *vm, const char *format, va_list list) {
    va_list copy;
    StrBuilder b;
    bool ok = true;
    va_copy(copy, list);
    str_builder_init(&b, vm);
    while (ok && *format) {
        size_t n = strcspn(format, "%");
        if (n > 0) {
            ok = add_text(&b, format, (int)n);
            format += n;
        } else {
            Conversion c;
            format = read_conversion(format + 1, &c);
            ok = add_conversion(&b, &c, &copy);
        }
    }
    va_end(copy);
    if (ok) {
        return str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return NULL;
}

Object *str_format(VM *vm, const char *format, ...) {
    va_list list;
    va_start(list, format);
    Object *s = str_format_list(vm, format, list);
    va_end(list);
    return s;
}
