/* bytes and bytearray: ASCII case, padding, text. */
#include "types/bytes_internal.h"

/* ------------------------------------------------------------------ case */

static inline bool is_upper(uint8_t c) {
    return c >= 'A' && c <= 'Z';
}
static inline bool is_lower(uint8_t c) {
    return c >= 'a' && c <= 'z';
}
static inline bool is_letter(uint8_t c) {
    return is_upper(c & 0xDF) && c < 0x80;
}
static inline bool is_digit(uint8_t c) {
    return c >= '0' && c <= '9';
}
static inline uint8_t to_lower(uint8_t c) {
    return is_upper(c) ? c | 32 : c;
}
static inline uint8_t to_upper(uint8_t c) {
    return is_lower(c) ? c & 0xDF : c;
}

enum CaseMap { MAP_LOWER, MAP_UPPER, MAP_SWAP, MAP_TITLE, MAP_CAPITALIZE };

static Object *map_case(VM *vm, Object *self, enum CaseMap map) {
    size_t len = self_len(vm, self);
    uint8_t *to;
    Object *result = new_like(vm, self, len, &to);
    const uint8_t *from = self_data(vm, self);
    bool in_word = false;
    for (size_t i = 0; result && i < len; i++) {
        uint8_t c = from[i];
        switch (map) {
        case MAP_LOWER:
            to[i] = to_lower(c);
            break;
        case MAP_UPPER:
            to[i] = to_upper(c);
            break;
        case MAP_SWAP:
            to[i] = is_letter(c) ? c ^ 32 : c;
            break;
        case MAP_TITLE:
            to[i] = in_word ? to_lower(c) : to_upper(c);
            in_word = is_letter(c);
            break;
        case MAP_CAPITALIZE:
            to[i] = i ? to_lower(c) : to_upper(c);
            break;
        }
    }
    return result;
}
Object *shared_lower(VM *vm, Object *self) {
    return map_case(vm, self, MAP_LOWER);
}
Object *shared_upper(VM *vm, Object *self) {
    return map_case(vm, self, MAP_UPPER);
}
Object *shared_swapcase(VM *vm, Object *self) {
    return map_case(vm, self, MAP_SWAP);
}
Object *shared_title(VM *vm, Object *self) {
    return map_case(vm, self, MAP_TITLE);
}
Object *shared_capitalize(VM *vm, Object *self) {
    return map_case(vm, self, MAP_CAPITALIZE);
}

/* ------------------------------------------------------------------ questions */

#define ALL(condition)                                                                             \
    do {                                                                                           \
        const uint8_t *p = self_data(vm, self);                                                    \
        size_t len = self_len(vm, self);                                                           \
        for (size_t i = 0; i < len; i++) {                                                         \
            uint8_t c = p[i];                                                                      \
            if (!(condition)) {                                                                    \
                return bool_ref(vm, false);                                                        \
            }                                                                                      \
        }                                                                                          \
        return bool_ref(vm, len > 0);                                                              \
    } while (0)

Object *shared_isalnum(VM *vm, Object *self) {
    ALL(is_letter(c) || is_digit(c));
}
Object *shared_isalpha(VM *vm, Object *self) {
    ALL(is_letter(c));
}
Object *shared_isdigit(VM *vm, Object *self) {
    ALL(is_digit(c));
}
Object *shared_isspace(VM *vm, Object *self) {
    ALL(c == ' ' || (c >= '\t' && c <= '\r'));
}

Object *shared_isascii(VM *vm, Object *self) {
    return bool_ref(vm, chars_max(self_data(vm, self), 1, self_len(vm, self)) < 0x80);
}

static Object *is_of_case(VM *vm, Object *self, bool upper) {
    const uint8_t *p = self_data(vm, self);
    bool found = false;
    for (size_t i = 0; i < self_len(vm, self); i++) {
        if (upper ? is_lower(p[i]) : is_upper(p[i])) {
            return bool_ref(vm, false);
        }
        found = found || is_letter(p[i]);
    }
    return bool_ref(vm, found);
}
Object *shared_islower(VM *vm, Object *self) {
    return is_of_case(vm, self, false);
}
Object *shared_isupper(VM *vm, Object *self) {
    return is_of_case(vm, self, true);
}

Object *shared_istitle(VM *vm, Object *self) {
    const uint8_t *p = self_data(vm, self);
    bool found = false, in_word = false;
    for (size_t i = 0; i < self_len(vm, self); i++) {
        if (is_upper(p[i]) ? in_word : is_lower(p[i]) && !in_word) {
            return bool_ref(vm, false);
        }
        in_word = is_letter(p[i]);
        found = found || in_word;
    }
    return bool_ref(vm, found);
}

/* ------------------------------------------------------------------ padding */

static Object *pad(VM *vm, Object *self, size_t left, size_t right, uint8_t fill) {
    if (left == 0 && right == 0) {
        return copy_like(vm, self);
    }
    size_t len = self_len(vm, self);
    uint8_t *p;
    Object *result = new_like(vm, self, left + len + right, &p);
    if (result) {
        memset(p, fill, left);
        memcpy(p + left, self_data(vm, self), len);
        memset(p + left + len, fill, right);
    }
    return result;
}

static bool pad_arguments(VM *vm, const char *function, Object *self, Object *const *args,
                          size_t nargs, size_t *gap, uint8_t *fill) {
    if (!args_count(vm, function, nargs, 1, 2)) {
        return false;
    }
    int64_t width;
    if (!size_argument(vm, args[0], &width)) {
        return false;
    }
    *fill = ' ';
    if (nargs == 2) {
        bool good = is_bytes(vm, args[1]) || is_bytearray(vm, args[1]);
        if (!good || self_len(vm, args[1]) != 1) {
            raise(vm, EXC_TypeError, "%s() argument 2 must be a byte string of length 1, not %T",
                  function, args[1]);
            return false;
        }
        *fill = self_data(vm, args[1])[0];
    }
    int64_t len = (int64_t)self_len(vm, self);
    *gap = width > len ? (size_t)(width - len) : 0;
    return true;
}

Object *shared_center(VM *vm, Object *self, Object *const *args, size_t nargs) {
    size_t gap;
    uint8_t fill;
    if (!pad_arguments(vm, "center", self, args, nargs, &gap, &fill)) {
        return NULL;
    }
    size_t left = gap / 2 + (gap & (gap + self_len(vm, self)) & 1);
    return pad(vm, self, left, gap - left, fill);
}
Object *shared_ljust(VM *vm, Object *self, Object *const *args, size_t nargs) {
    size_t gap;
    uint8_t fill;
    return pad_arguments(vm, "ljust", self, args, nargs, &gap, &fill) ? pad(vm, self, 0, gap, fill)
                                                                      : NULL;
}
Object *shared_rjust(VM *vm, Object *self, Object *const *args, size_t nargs) {
    size_t gap;
    uint8_t fill;
    return pad_arguments(vm, "rjust", self, args, nargs, &gap, &fill) ? pad(vm, self, gap, 0, fill)
                                                                      : NULL;
}

Object *shared_zfill(VM *vm, Object *self, Object *width_object) {
    int64_t width;
    if (!size_argument(vm, width_object, &width)) {
        return NULL;
    }
    size_t len = self_len(vm, self);
    size_t gap = width > (int64_t)len ? (size_t)(width - (int64_t)len) : 0;
    Object *result = pad(vm, self, gap, 0, '0');
    if (result && gap && len) {
        uint8_t *p = (uint8_t *)(uintptr_t)self_data(vm, result);
        if (p[gap] == '+' || p[gap] == '-') {
            p[0] = p[gap];
            p[gap] = '0';
        }
    }
    return result;
}

Object *shared_expandtabs(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"tabsize", NULL};
    int tab_size = 8;
    if (!args_parse(vm, "expandtabs", names, "|i", args, nargs, kwnames, &tab_size)) {
        return NULL;
    }
    Buffer out;
    vm_buffer_init(vm, &out);
    const uint8_t *p = self_data(vm, self);
    size_t column = 0;
    for (size_t i = 0; i < self_len(vm, self); i++) {
        if (p[i] == '\t') {
            size_t gap = tab_size > 0 ? (size_t)tab_size - column % (size_t)tab_size : 0;
            column += gap;
            buffer_add_repeat(&out, ' ', gap);
        } else {
            column = p[i] == '\n' || p[i] == '\r' ? 0 : column + 1;
            buffer_add_char(&out, (char)p[i]);
        }
    }
    Object *result = out.failed ? raise_memory_error(vm) : make_like(vm, self, out.data, out.size);
    buffer_deinit(&out);
    return result;
}

/* ------------------------------------------------------------------ text */

Object *shared_decode(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"encoding", "errors", NULL};
    Object *encoding = NULL, *errors = NULL, *result = NULL;
    if ((nargs || kwnames) &&
        !args_parse(vm, "decode", names, "|UU", args, nargs, kwnames, &encoding, &errors)) {
        return NULL;
    }
    size_t len = self_len(vm, self);
    if (!encoding && chars_max(self_data(vm, self), 1, len) < 0x80) {
        return len ? str_from_ascii(vm, (const char *)self_data(vm, self), len) : str_empty(vm);
    }
    Buffer encoding_text, errors_text;
    vm_buffer_init(vm, &encoding_text);
    vm_buffer_init(vm, &errors_text);
    char small[2][STR_NAME_MAX];
    const char *e = encoding ? str_name(vm, encoding, small[0], &encoding_text) : "utf-8";
    const char *r = e && errors ? str_name(vm, errors, small[1], &errors_text) : "strict";
    if (e && r) {
        result = str_decode(vm, self_data(vm, self), len, e, r);
    }
    buffer_deinit(&encoding_text);
    buffer_deinit(&errors_text);
    return result;
}

Object *shared_hex(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return bytes_hex_text(vm, self, args, nargs, kwnames);
}
