/* repr(str). */
#include "types/str_internal.h"

/* Characters that repr writes for c inside quotes. */
static unsigned repr_len(uint32_t c, uint32_t quote) {
    if (c == quote || c == '\\' || c == '\t' || c == '\n' || c == '\r') {
        return 2;
    }
    if (LIKELY(unicode_has(c, CHAR_PRINTABLE))) {
        return 1;
    }
    return c < 0x100 ? 4 : c < 0x10000 ? 6 : 10;
}

static size_t put_escape(void *to, unsigned width, size_t i, char kind, uint32_t c, int digits) {
    chars_put(to, width, i++, '\\');
    chars_put(to, width, i++, (uint32_t)kind);
    while (digits-- > 0) {
        chars_put(to, width, i++, (uint8_t) "0123456789abcdef"[c >> (4 * digits) & 15]);
    }
    return i;
}

static size_t put_repr(void *to, unsigned width, size_t i, uint32_t c, uint32_t quote) {
    switch (repr_len(c, quote)) {
    case 1:
        chars_put(to, width, i, c);
        return i + 1;
    case 2:
        c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        return put_escape(to, width, i, (char)c, 0, 0);
    case 4:
        return put_escape(to, width, i, 'x', c, 2);
    case 6:
        return put_escape(to, width, i, 'u', c, 4);
    default:
        return put_escape(to, width, i, 'U', c, 8);
    }
}

Object *str_repr(VM *vm, Object *s) {
    size_t n = STR_LEN(s), len = 2;
    unsigned width = str_width(s);
    const void *from = str_data(s);
    uint32_t quote = '\'', max = 0x7F;
    if (chars_find_char(from, width, n, '\'', 1) >= 0 &&
        chars_find_char(from, width, n, '"', 1) < 0) {
        quote = '"';
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t c = chars_get(from, width, i);
        unsigned k = repr_len(c, quote);
        len += k;
        if (k == 1) {
            max |= c;
        }
    }
    Object *result = str_new(vm, len, max);
    if (!result) {
        return NULL;
    }
    unsigned to_width = str_width(result);
    void *to = str_data(result);
    chars_put(to, to_width, 0, quote);
    size_t at = 1;
    if (len == n + 2) {
        chars_copy((uint8_t *)to + to_width, to_width, from, width, n);
        at += n;
    } else {
        for (size_t i = 0; i < n; i++) {
            at = put_repr(to, to_width, at, chars_get(from, width, i), quote);
        }
    }
    chars_put(to, to_width, at, quote);
    return result;
}
