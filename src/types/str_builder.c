/* StrBuilder: text that grows. Its characters lie in a str under construction, so that finishing
 * copies nothing large: `data` is the Str, whose length is the capacity until then. Before that,
 * short text lies in the builder. */
#include "types/str_internal.h"

static inline Str *builder_block(const StrBuilder *b) {
    return b->data;
}
static inline uint8_t *builder_chars(StrBuilder *b) {
    return b->data ? builder_block(b)->data : b->small;
}

static void start_small(StrBuilder *b) {
    b->data = NULL;
    b->len = 0;
    b->cap = STR_BUILDER_SMALL;
    b->width = 1;
    b->ascii = true;
}

void str_builder_init(StrBuilder *b, VM *vm) {
    b->vm = vm;
    start_small(b);
}

static void free_block(StrBuilder *b) {
    if (b->data) {
        heap_free(&b->vm->heap, HEAP_ATOMIC, b->data, str_size(b->cap, b->width));
    }
}

void str_builder_deinit(StrBuilder *b) {
    free_block(b);
    start_small(b);
}

/* The block says at any time that it is a str of cap characters. */
static void describe_block(StrBuilder *b) {
    Str *s = builder_block(b);
    s->head.meta = META(SHAPE_STR) | (b->width == 1 ? 0 : b->width == 2 ? FLAG_WIDE1 : FLAG_WIDE2);
    s->len = (uint32_t)b->cap;
}

static bool set_cap(StrBuilder *b, size_t cap) {
    VM *vm = b->vm;
    size_t size = str_size(cap, b->width);
    Str *s = heap_realloc(&vm->heap, HEAP_ATOMIC, b->data, str_size(b->cap, b->width), size);
    if (!s) {
        raise_memory_error(vm);
        return false;
    }
    s->hash = 0;
    b->data = s;
    b->cap = cap;
    describe_block(b);
    return true;
}

/* The text to a block of its own, of that width. */
static bool move(StrBuilder *b, unsigned width, size_t cap) {
    Str *s = object_new_atomic(b->vm, SHAPE_STR, str_size(cap, width));
    if (!s) {
        return false;
    }
    s->hash = 0;
    chars_copy(s->data, width, builder_chars(b), b->width, b->len);
    free_block(b);
    b->data = s;
    b->cap = cap;
    b->width = width;
    describe_block(b);
    return true;
}

static bool reserve_slow(StrBuilder *b, size_t more, unsigned width) {
    size_t need = b->len + more, cap = b->cap;
    if (need > cap) {
        cap += cap / 2;
        cap = cap < need ? need : cap > STR_LEN_MAX && need <= STR_LEN_MAX ? STR_LEN_MAX : cap;
    }
    if (cap > STR_LEN_MAX) {
        raise_memory_error(b->vm);
        return false;
    }
    if (width > b->width || !b->data) {
        return move(b, width > b->width ? width : b->width, cap);
    }
    return set_cap(b, cap);
}

static inline bool reserve(StrBuilder *b, size_t more, uint32_t max_char) {
    unsigned width = width_of(max_char);
    if (UNLIKELY(more > b->cap - b->len || width > b->width) && !reserve_slow(b, more, width)) {
        return false;
    }
    b->ascii &= max_char < 0x80;
    return true;
}

bool str_builder_reserve(StrBuilder *b, size_t more, uint32_t max_char) {
    return reserve(b, more, max_char);
}

bool str_builder_char_slow(StrBuilder *b, uint32_t c) {
    if (UNLIKELY(!reserve(b, 1, c))) {
        return false;
    }
    chars_put(builder_chars(b), b->width, b->len++, c);
    return true;
}

bool str_builder_chars(StrBuilder *b, const void *chars, size_t len, unsigned width) {
    if (len == 0) {
        return true;
    }
    if (UNLIKELY(!reserve(b, len, chars_max(chars, width, len)))) {
        return false;
    }
    chars_copy(builder_chars(b) + b->len * b->width, b->width, chars, width, len);
    b->len += len;
    return true;
}

bool str_builder_repeat(StrBuilder *b, uint32_t c, size_t times) {
    if (times == 0) {
        return true;
    }
    if (UNLIKELY(times > STR_LEN_MAX)) {
        raise_memory_error(b->vm);
        return false;
    }
    if (UNLIKELY(!reserve(b, times, c))) {
        return false;
    }
    chars_fill(builder_chars(b), b->width, b->len, c, times);
    b->len += times;
    return true;
}

bool str_builder_ascii(StrBuilder *b, const char *text, size_t len) {
    if (len == 0) {
        return true;
    }
    if (UNLIKELY(!reserve(b, len, 0x7F))) {
        return false;
    }
    chars_copy(builder_chars(b) + b->len * b->width, b->width, text, 1, len);
    b->len += len;
    return true;
}

bool str_builder_cstr(StrBuilder *b, const char *text) {
    size_t len = strlen(text);
    if (chars_max(text, 1, len) < 0x80) {
        return str_builder_ascii(b, text, len);
    }
    Object *s = str_from_utf8(b->vm, text, len);
    bool ok = s && str_builder_str(b, s);
    xdecref(b->vm, s);
    return ok;
}

bool str_builder_str(StrBuilder *b, Object *s) {
    size_t len = STR_LEN(s);
    if (len == 0) {
        return true;
    }
    if (UNLIKELY(!reserve(b, len, str_max_char(s)))) {
        return false;
    }
    chars_copy(builder_chars(b) + b->len * b->width, b->width, str_data(s), str_width(s), len);
    b->len += len;
    return true;
}

bool str_builder_substring(StrBuilder *b, Object *s, size_t start, size_t end) {
    if (start == 0 && end == STR_LEN(s)) {
        return str_builder_str(b, s);
    }
    return end <= start || str_builder_chars(b, str_at(s, start), end - start, str_width(s));
}

Object *str_builder_finish(StrBuilder *b) {
    if (b->len <= 1) {
        Object *s = b->len ? str_from_char(b->vm, chars_get(builder_chars(b), b->width, 0))
                           : str_empty(b->vm);
        str_builder_deinit(b);
        return s;
    }
    if (!b->data) {
        Object *s = str_new(b->vm, b->len, b->ascii ? 0x7F : 0xFF);
        if (LIKELY(s != NULL)) {
            copy_text(str_data(s), b->small, b->len);
        }
        start_small(b);
        return s;
    }
    if (b->cap != b->len && !set_cap(b, b->len)) {
        str_builder_deinit(b);
        return NULL;
    }
    Object *s = b->data;
    if (b->ascii) {
        set_flag(s, FLAG_ASCII);
    }
    b->data = NULL;
    str_builder_deinit(b);
    return s;
}
