/* str: making, sharing, comparing, joining two; the type. Methods are in str_*.c and format*.c. */
#include "types/str.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "types/int.h"
#include "types/list.h"
#include "types/range.h"
#include "types/str_internal.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ runs of characters */

static uint32_t bits_of_bytes(const uint8_t *p, size_t len) {
    uint64_t bits = 0;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, p + i, 8);
        bits |= word;
    }
    for (; i < len; i++) {
        bits |= p[i];
    }
    return bits & UINT64_C(0x8080808080808080) ? 0xFF : 0x7F;
}

uint32_t chars_max(const void *data, unsigned width, size_t len) {
    if (width == 1) {
        return bits_of_bytes(data, len);
    }
    uint32_t bits = 0;
    if (width == 2) {
        const uint16_t *p = data;
        for (size_t i = 0; i < len; i++) {
            bits |= p[i];
        }
    } else {
        const uint32_t *p = data;
        for (size_t i = 0; i < len; i++) {
            bits |= p[i];
        }
    }
    return bits < 0x80 ? 0x7F : bits < 0x100 ? 0xFF : bits < 0x10000 ? 0xFFFF : 0x10FFFF;
}

#define COPY_AS(To, From)                                                                          \
    do {                                                                                           \
        To *t = to;                                                                                \
        const From *f = from;                                                                      \
        for (size_t i = 0; i < len; i++) {                                                         \
            t[i] = (To)f[i];                                                                       \
        }                                                                                          \
    } while (0)

void chars_convert(void *to, unsigned to_width, const void *from, unsigned from_width, size_t len) {
    switch (to_width << 4 | from_width) {
    case 0x12:
        COPY_AS(uint8_t, uint16_t);
        break;
    case 0x14:
        COPY_AS(uint8_t, uint32_t);
        break;
    case 0x21:
        COPY_AS(uint16_t, uint8_t);
        break;
    case 0x24:
        COPY_AS(uint16_t, uint32_t);
        break;
    case 0x41:
        COPY_AS(uint32_t, uint8_t);
        break;
    case 0x42:
        COPY_AS(uint32_t, uint16_t);
        break;
    default:
        memcpy(to, from, len * to_width);
    }
}

void chars_fill(void *data, unsigned width, size_t i, uint32_t c, size_t len) {
    if (width == 1) {
        memset((uint8_t *)data + i, (int)c, len);
        return;
    }
    for (size_t end = i + len; i < end; i++) {
        chars_put(data, width, i, c);
    }
}

#define DECODE_AS(To)                                                                              \
    do {                                                                                           \
        To *t = to;                                                                                \
        while (p < end) {                                                                          \
            uint32_t c = *p++;                                                                     \
            if (c >= 0x80) {                                                                       \
                if (c < 0xE0) {                                                                    \
                    c = (c & 0x1F) << 6 | (p[0] & 0x3Fu);                                          \
                    p += 1;                                                                        \
                } else if (c < 0xF0) {                                                             \
                    c = (c & 0x0F) << 12 | (p[0] & 0x3Fu) << 6 | (p[1] & 0x3Fu);                   \
                    p += 2;                                                                        \
                } else {                                                                           \
                    c = (c & 0x07) << 18 | (p[0] & 0x3Fu) << 12 | (p[1] & 0x3Fu) << 6 |            \
                        (p[2] & 0x3Fu);                                                            \
                    p += 3;                                                                        \
                }                                                                                  \
            }                                                                                      \
            *t++ = (To)c;                                                                          \
        }                                                                                          \
    } while (0)

void chars_from_utf8(void *to, unsigned width, const uint8_t *p, size_t len) {
    const uint8_t *end = p + len;
    if (width == 1) {
        DECODE_AS(uint8_t);
    } else if (width == 2) {
        DECODE_AS(uint16_t);
    } else {
        DECODE_AS(uint32_t);
    }
}

/* ------------------------------------------------------------------ making */

Object *str_empty(VM *vm) {
    if (UNLIKELY(!vm->empty_str)) {
        Str *s = object_new_atomic(vm, SHAPE_STR, sizeof(Str));
        if (!s) {
            return NULL;
        }
        s->len = 0;
        s->hash = 0;
        set_flag(OBJ(s), FLAG_ASCII);
        vm->empty_str = OBJ(s);
    }
    return new_ref(vm->empty_str);
}

Object *str_new(VM *vm, size_t len, uint32_t max_char) {
    if (UNLIKELY(len == 0)) {
        return str_empty(vm);
    }
    if (UNLIKELY(len > STR_LEN_MAX)) {
        return raise_memory_error(vm);
    }
    Str *s = object_new_atomic(vm, SHAPE_STR, str_size(len, width_of(max_char)));
    if (UNLIKELY(!s)) {
        return NULL;
    }
    s->head.meta |= str_flags_for(max_char);
    s->len = (uint32_t)len;
    s->hash = 0;
    return OBJ(s);
}

Object *str_from_char(VM *vm, uint32_t c) {
    if (LIKELY(c < 256) && LIKELY(vm->chars[c] != NULL)) {
        return new_ref(vm->chars[c]);
    }
    if (LIKELY(c < 256)) {
        Str *s = object_new_atomic(vm, SHAPE_STR, sizeof(Str) + 1);
        if (UNLIKELY(!s)) {
            return NULL;
        }
        s->head.meta |= c < 0x80 ? FLAG_ASCII : 0;
        s->len = 1;
        s->hash = 0;
        s->data[0] = (uint8_t)c;
        vm->chars[c] = OBJ(s); /* borrowed: dealloc takes it out */
        return OBJ(s);
    }
    Object *s = str_new(vm, 1, c);
    if (LIKELY(s != NULL)) {
        chars_put(str_data(s), width_of(c), 0, c);
    }
    return s;
}

Object *str_share(VM *vm, Object *s) {
    if (UNLIKELY(!s) || STR_LEN(s) > 1) {
        return s;
    }
    Object *shared;
    if (STR_LEN(s) == 0) {
        shared = str_empty(vm);
    } else {
        uint32_t c = str_char(s, 0);
        if (c >= 256 || vm->chars[c] == s) {
            return s;
        }
        if (!vm->chars[c]) {
            vm->chars[c] = s;
            return s;
        }
        shared = new_ref(vm->chars[c]);
    }
    decref(vm, s);
    return shared;
}

/* A run whose class is known. */
static Object *from_run(VM *vm, const void *chars, size_t len, unsigned width, uint32_t max_char) {
    if (len == 1) {
        return str_from_char(vm, chars_get(chars, width, 0));
    }
    Object *s = str_new(vm, len, max_char);
    if (LIKELY(s != NULL) && len) {
        chars_copy(str_data(s), width_of(max_char), chars, width, len);
    }
    return s;
}

Object *str_from_chars(VM *vm, const void *chars, size_t len, unsigned width) {
    if (len <= 1) {
        return len ? str_from_char(vm, chars_get(chars, width, 0)) : str_empty(vm);
    }
    return from_run(vm, chars, len, width, chars_max(chars, width, len));
}

Object *str_from_ascii(VM *vm, const char *text, size_t len) {
    return from_run(vm, text, len, 1, 0x7F);
}

Object *str_from_utf8(VM *vm, const char *utf8, size_t len) {
    Utf8Summary summary;
    if (!utf8_validate(utf8, len, true, &summary)) {
        return str_decode(vm, utf8, len, "utf-8", "strict");
    }
    if (summary.max_code_point < 0x80) {
        return str_from_ascii(vm, utf8, len);
    }
    const char *p = utf8, *end = utf8 + len;
    uint32_t c;
    if (summary.code_points == 1) {
        utf8_decode(p, end, true, &c);
        return str_from_char(vm, c);
    }
    Object *s = str_new(vm, summary.code_points, summary.max_code_point);
    if (LIKELY(s != NULL)) {
        chars_from_utf8(str_data(s), str_width(s), (const uint8_t *)p, len);
    }
    return s;
}

Object *str_from_cstr(VM *vm, const char *utf8) {
    return str_from_utf8(vm, utf8, strlen(utf8));
}

Object *str_substring(VM *vm, Object *s, size_t start, size_t end) {
    if (start == 0 && end == STR_LEN(s) && is_exact(s, SHAPE_STR)) {
        return new_ref(s);
    }
    size_t len = end > start ? end - start : 0;
    unsigned width = str_width(s);
    if (str_is_ascii(s)) {
        return from_run(vm, str_at(s, start), len, 1, 0x7F);
    }
    return str_from_chars(vm, str_at(s, start), len, width);
}

Object *str_exact(VM *vm, Object *s) {
    return str_substring(vm, s, 0, STR_LEN(s));
}

/* ------------------------------------------------------------------ hash, comparison */

uint32_t str_hash_of(VM *vm, const void *data, size_t size) {
    uint64_t h = hash_bytes(data, size, vm->hash_secret[0]);
    uint32_t folded = (uint32_t)(h ^ h >> 32);
    return folded ? folded : 1;
}

uint32_t str_hash_slow(VM *vm, Object *s) {
    return STR(s)->hash = str_hash_of(vm, str_data(s), (size_t)STR_LEN(s) * str_width(s));
}

bool str_equal(const Object *a, const Object *b) {
    if (a == b) {
        return true;
    }
    const Str *x = (const Str *)a, *y = (const Str *)b;
    /* Equal texts have the same flags: the narrowest width, and ASCII is always noted. */
    if (x->len != y->len || ((a->meta ^ b->meta) & STR_TEXT_FLAGS)) {
        return false;
    }
    if (x->hash && y->hash && x->hash != y->hash) {
        return false;
    }
    if (a->meta & b->meta & FLAG_INTERNED) {
        return false;
    }
    return memcmp(x->data, y->data, (size_t)x->len * str_width(a)) == 0;
}

bool str_equal_ascii(const Object *a, const char *text) {
    size_t len = strlen(text);
    return str_is_ascii(a) && STR_LEN(a) == len && memcmp(str_data(a), text, len) == 0;
}

int str_compare(const Object *a, const Object *b) {
    size_t la = STR_LEN(a), lb = STR_LEN(b), n = la < lb ? la : lb;
    unsigned wa = str_width(a), wb = str_width(b);
    const void *x = str_data(a), *y = str_data(b);
    if (wa == 1 && wb == 1) {
        const uint8_t *p = x, *q = y;
        if (n == 0 || p[0] != q[0]) { /* most are told apart by their first characters */
            return n == 0 ? (la > lb) - (la < lb) : p[0] < q[0] ? -1 : 1;
        }
        int order = memcmp(x, y, n);
        if (order) {
            return order < 0 ? -1 : 1;
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            uint32_t c = chars_get(x, wa, i), d = chars_get(y, wb, i);
            if (c != d) {
                return c < d ? -1 : 1;
            }
        }
    }
    return la < lb ? -1 : la > lb;
}

static Object *str_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_str(vm, a) || !is_str(vm, b)) {
        return not_implemented_ref(vm);
    }
    if (op == CMP_EQ || op == CMP_NE) {
        return bool_ref(vm, str_equal(a, b) == (op == CMP_EQ));
    }
    int order = a == b ? 0 : str_compare(a, b);
    bool result = op == CMP_LT   ? order < 0
                  : op == CMP_LE ? order <= 0
                  : op == CMP_GT ? order > 0
                                 : order >= 0;
    return bool_ref(vm, result);
}

static Hash str_hash_method(VM *vm, Object *s) {
    return (Hash)str_hash(vm, s);
}

/* ------------------------------------------------------------------ joining two, growing */

Object *str_concat(VM *vm, Object *a, Object *b) {
    size_t la = STR_LEN(a), lb = STR_LEN(b);
    if (la == 0) {
        return str_exact(vm, b);
    }
    if (lb == 0) {
        return str_exact(vm, a);
    }
    uint32_t ma = str_max_char(a), mb = str_max_char(b), max = ma > mb ? ma : mb;
    Object *s = str_new(vm, la + lb, max);
    if (UNLIKELY(!s)) {
        return NULL;
    }
    unsigned width = width_of(max);
    uint8_t *to = str_data(s);
    chars_copy(to, width, str_data(a), str_width(a), la);
    chars_copy(to + la * width, width, str_data(b), str_width(b), lb);
    return s;
}

/* The block of s, seen by nobody else, at another length; the text behind the old one is undefined.
 * NULL with MemoryError: s is as it was. */
static Object *resize_block(VM *vm, Object *s, size_t new_len) {
    unsigned width = str_width(s);
    size_t old_size = str_size(STR_LEN(s), width), new_size = str_size(new_len, width);
    if (new_size > HEAP_SMALL_MAX || heap_round(old_size) != heap_round(new_size)) {
        Object *moved = heap_realloc(&vm->heap, HEAP_ATOMIC, s, old_size, new_size);
        if (UNLIKELY(!moved)) {
            return raise_memory_error(vm);
        }
        s = moved;
    }
    STR(s)->len = (uint32_t)new_len;
    STR(s)->hash = 0;
    return s;
}

Object *str_append(VM *vm, Object *s, Object *t) {
    size_t ls = STR_LEN(s), lt = STR_LEN(t);
    uint32_t wide = FLAG_WIDE1 | FLAG_WIDE2;
    /* Strings of one character may be in vm->chars. */
    if (s->count == 1 && ls > 1 && is_exact(s, SHAPE_STR) && !has_flag(s, FLAG_INTERNED) &&
        s != t && (t->meta & wide) <= (s->meta & wide) && ls + lt <= STR_LEN_MAX) {
        if (lt == 0) {
            return s;
        }
        Object *grown = resize_block(vm, s, ls + lt);
        if (UNLIKELY(!grown)) {
            decref(vm, s);
            return NULL;
        }
        chars_copy((void *)(uintptr_t)str_at(grown, ls), str_width(grown), str_data(t),
                   str_width(t), lt);
        if (!str_is_ascii(t)) {
            clear_flag(grown, FLAG_ASCII);
        }
        return grown;
    }
    Object *result = str_concat(vm, s, t);
    decref(vm, s);
    return result;
}

Object *str_join_array(VM *vm, Object *const *parts, size_t n) {
    size_t len = 0;
    uint32_t max = 0x7F;
    for (size_t i = 0; i < n; i++) {
        len += STR_LEN(parts[i]);
        uint32_t m = str_max_char(parts[i]);
        max = m > max ? m : max;
    }
    if (n == 1) {
        return str_exact(vm, parts[0]);
    }
    Object *s = str_new(vm, len, max);
    if (UNLIKELY(!s) || len == 0) {
        return s;
    }
    unsigned width = width_of(max);
    uint8_t *to = str_data(s);
    for (size_t i = 0; i < n; i++) {
        chars_copy(to, width, str_data(parts[i]), str_width(parts[i]), STR_LEN(parts[i]));
        to += (size_t)STR_LEN(parts[i]) * width;
    }
    return str_share(vm, s);
}

static Object *str_concat_slot(VM *vm, Object *a, Object *b) {
    if (!is_str(vm, b)) {
        return raise(vm, EXC_TypeError, "can only concatenate str (not \"%T\") to str", b);
    }
    return str_concat(vm, a, b);
}

static Object *str_repeat(VM *vm, Object *s, int64_t times) {
    size_t len = STR_LEN(s), total;
    if (times <= 0 || len == 0) {
        return str_empty(vm);
    }
    if (times == 1) {
        return str_exact(vm, s);
    }
    if (__builtin_mul_overflow(len, (size_t)times, &total) || total > PTRDIFF_MAX) {
        return raise(vm, EXC_OverflowError, "repeated string is too long");
    }
    Object *result = str_new(vm, total, str_max_char(s));
    if (UNLIKELY(!result)) {
        return NULL;
    }
    unsigned width = str_width(s);
    uint8_t *to = str_data(result);
    if (len == 1) {
        chars_fill(to, width, 0, str_char(s, 0), total);
        return result;
    }
    size_t done = len * width, size = total * width;
    memcpy(to, str_data(s), done);
    while (done < size) {
        size_t step = done <= size - done ? done : size - done;
        memcpy(to + done, to, step);
        done += step;
    }
    return result;
}

/* ------------------------------------------------------------------ UTF-8 */

static void *resize_buffer(void *context, void *p, size_t old_size, size_t new_size) {
    VM *vm = context;
    if (new_size == 0) {
        heap_free(&vm->heap, HEAP_RAW, p, old_size);
        return NULL;
    }
    return heap_realloc_raw(&vm->heap, p, old_size, new_size);
}

void vm_buffer_init(VM *vm, Buffer *b) {
    buffer_init_with(b, resize_buffer, vm);
}

const char *str_utf8(VM *vm, Object *s, Buffer *buf, size_t *len, bool allow_surrogates) {
    if (str_is_ascii(s)) {
        *len = STR_LEN(s);
        return str_data(s);
    }
    size_t n = STR_LEN(s);
    buffer_clear(buf);
    if (!buffer_reserve(buf, n * (str_width(s) == 1 ? 2 : 3))) {
        raise_memory_error(vm);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t c = str_char(s, i);
        if (unicode_is_surrogate(c) && !allow_surrogates) {
            xdecref(vm, str_encode(vm, s, "utf-8", "strict")); /* raises, with all details */
            return NULL;
        }
        buffer_add_utf8(buf, c);
    }
    if (buf->failed) {
        raise_memory_error(vm);
        return NULL;
    }
    *len = buf->size;
    return buf->data;
}

const char *str_cstr(VM *vm, Object *s, Buffer *buf) {
    size_t len;
    const char *text = str_utf8(vm, s, buf, &len, false);
    if (!text) {
        return NULL;
    }
    if (memchr(text, 0, len)) {
        raise(vm, EXC_ValueError, "embedded null character");
        return NULL;
    }
    if (str_is_ascii(s)) {
        buffer_clear(buf);
        buffer_add(buf, text, len);
    }
    text = buffer_text(buf);
    return text ? text : (const char *)raise_memory_error(vm);
}

const char *str_name(VM *vm, Object *s, char small[STR_NAME_MAX], Buffer *buf) {
    size_t len = STR_LEN(s);
    if (len >= STR_NAME_MAX || !str_is_ascii(s) || memchr(str_data(s), 0, len)) {
        return str_cstr(vm, s, buf);
    }
    copy_text(small, str_data(s), len);
    small[len] = '\0';
    return small;
}

/* ------------------------------------------------------------------ the type */

static size_t str_block_size(const Object *s) {
    return str_size(STR_LEN(s), str_width(s));
}

static void str_dealloc(VM *vm, Object *s) {
    if (has_flag(s, FLAG_INTERNED)) {
        str_unintern(vm, s);
    }
    if (STR_LEN(s) == 1 && str_width(s) == 1) {
        uint8_t c = STR(s)->data[0];
        if (vm->chars[c] == s) {
            vm->chars[c] = NULL;
        }
    }
    object_free_atomic(vm, s, str_block_size(s));
}

static Object *str_str(VM *vm, Object *s) {
    return str_exact(vm, s);
}

static int64_t str_len_slot(VM *vm, Object *s) {
    UNUSED(vm);
    return STR_LEN(s);
}

static Object *str_item(VM *vm, Object *s, int64_t i) {
    if (i < 0 || i >= (int64_t)STR_LEN(s)) {
        return raise(vm, EXC_IndexError, "string index out of range");
    }
    return str_from_char(vm, str_char(s, (size_t)i));
}

/* Every step-th byte; backwards in a row, eight at a time. */
static void copy_steps(uint8_t *to, const uint8_t *from, int64_t step, size_t count) {
    size_t i = 0;
    if (step == -1) {
        for (; i + 8 <= count; i += 8) {
            uint64_t word;
            memcpy(&word, from - i - 7, 8);
            word = __builtin_bswap64(word);
            memcpy(to + i, &word, 8);
        }
    }
    for (; i < count; i++) {
        to[i] = from[(int64_t)i * step];
    }
}

static Object *str_slice(VM *vm, Object *s, Object *slice) {
    int64_t start, stop, step, count;
    if (!slice_indices(vm, slice, STR_LEN(s), &start, &stop, &step, &count)) {
        return NULL;
    }
    if (count <= 0) {
        return str_empty(vm);
    }
    if (step == 1) {
        return str_substring(vm, s, (size_t)start, (size_t)(start + count));
    }
    unsigned width = str_width(s);
    uint32_t bits = 0;
    if (str_is_ascii(s) && count > 1) {
        Object *result = str_new(vm, (size_t)count, 0x7F);
        if (LIKELY(result != NULL)) {
            copy_steps(str_data(result), (const uint8_t *)str_data(s) + start, step, (size_t)count);
        }
        return result;
    }
    for (int64_t i = 0; i < count; i++) {
        bits |= str_char(s, (size_t)(start + i * step));
    }
    Object *result = str_new(vm, (size_t)count, bits);
    if (UNLIKELY(!result)) {
        return NULL;
    }
    unsigned to_width = str_width(result);
    const void *from = str_data(s);
    for (int64_t i = 0; i < count; i++) {
        chars_put(str_data(result), to_width, (size_t)i,
                  chars_get(from, width, (size_t)(start + i * step)));
    }
    return str_share(vm, result);
}

static Object *str_subscript(VM *vm, Object *s, Object *key) {
    if (LIKELY(key->meta == INT_META)) {
        int64_t at = INT_VALUE(key);
        return str_item(vm, s, at < 0 ? at + (int64_t)STR_LEN(s) : at);
    }
    if (is_exact(key, SHAPE_SLICE)) {
        return str_slice(vm, s, key);
    }
    if (!number_is_index(vm, key)) {
        return raise(vm, EXC_TypeError, "string indices must be integers, not '%T'", key);
    }
    int64_t i = number_as_i64(vm, key, EXC_IndexError);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    return str_item(vm, s, i < 0 ? i + (int64_t)STR_LEN(s) : i);
}

static int str_contains(VM *vm, Object *s, Object *sub) {
    if (!is_str(vm, sub)) {
        raise(vm, EXC_TypeError, "'in <string>' requires string as left operand, not %T", sub);
        return -1;
    }
    return str_find(s, sub, 0, STR_LEN(s), 1) >= 0;
}

static Object *str_remainder(VM *vm, Object *a, Object *b) {
    if (!is_str(vm, a)) {
        return not_implemented_ref(vm);
    }
    return str_mod_format(vm, a, b);
}

/* The text of str(object, encoding, errors): each may be NULL. */
static Object *str_new_text(VM *vm, Object *o, Object *encoding, Object *errors) {
    if (!o) {
        return str_empty(vm);
    }
    if (!encoding && !errors) {
        return object_str(vm, o);
    }
    if (is_str(vm, o)) {
        return raise(vm, EXC_TypeError, "decoding str is not supported");
    }
    ByteView view;
    if (object_byte_view(vm, o, &view) < 0) {
        if (error_matches(vm, EXC_TypeError)) {
            error_clear(vm);
            raise(vm, EXC_TypeError, "decoding to str: need a bytes-like object, %T found", o);
        }
        return NULL;
    }
    Object *result = NULL;
    Buffer encoding_text, errors_text;
    vm_buffer_init(vm, &encoding_text);
    vm_buffer_init(vm, &errors_text);
    char small[2][STR_NAME_MAX];
    const char *e = encoding ? str_name(vm, encoding, small[0], &encoding_text) : "utf-8";
    const char *r = e && errors ? str_name(vm, errors, small[1], &errors_text) : "strict";
    if (e && r) {
        result = str_decode(vm, view.data, view.len, e, r);
    }
    buffer_deinit(&encoding_text);
    buffer_deinit(&errors_text);
    return result;
}

static Object *str_type_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"object", "encoding", "errors", NULL};
    Object *o = NULL, *encoding = NULL, *errors = NULL;
    if (nargs == 1 && !kwnames) {
        o = args[0];
    } else if (!args_parse(vm, "str", names, "|OUU", args, nargs, kwnames, &o, &encoding,
                           &errors)) {
        return NULL;
    }
    Object *text = str_new_text(vm, o, encoding, errors);
    if (!text || cls == TYPE(vm, STR)) {
        return text;
    }
    size_t size = str_block_size(text);
    Object *s = object_alloc(vm, cls, size);
    if (s) {
        s->meta |= text->meta & STR_TEXT_FLAGS;
        memcpy((char *)s + sizeof(Object), (char *)text + sizeof(Object), size - sizeof(Object));
        if (type_has(cls, TYPE_CONTAINER)) {
            gc_track(vm, s);
        }
    }
    decref(vm, text);
    return s;
}

const TypeSpec str_spec = {
    .name = "str",
    .doc = "str(object='') -> str\n"
           "str(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "An immutable sequence of Unicode characters: what str() of the object gives, or\n"
           "the bytes decoded with an encoding (utf-8 by default).",
    .shape = SHAPE_STR,
    .flags = TYPE_BASE | TYPE_SUB_STR | TYPE_SELF_MATCH | TYPE_IMMUTABLE,
    .size = sizeof(Str),
    .item_size = 1,
    .slots =
        {
            .dealloc = str_dealloc,
            .block_size = str_block_size,
            .repr = str_repr,
            .str = str_str,
            .hash = str_hash_method,
            .richcompare = str_richcompare,
            .iter = str_iter,
            .new = str_type_new,
            .nb_remainder = str_remainder,
            .sq_length = str_len_slot,
            .sq_concat = str_concat_slot,
            .sq_repeat = str_repeat,
            .sq_item = str_item,
            .sq_contains = str_contains,
            .mp_length = str_len_slot,
            .mp_subscript = str_subscript,
        },
    .methods = str_methods,
};
