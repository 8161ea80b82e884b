#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

static void *resize_with_malloc(void *context, void *p, size_t old_size, size_t new_size) {
    (void)context;
    (void)old_size;
    if (new_size == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, new_size);
}

void buffer_init(Buffer *b) {
    buffer_init_with(b, NULL, NULL);
}

void buffer_init_with(Buffer *b, BufferResize resize, void *context) {
    *b = (Buffer){.resize = resize ? resize : resize_with_malloc, .context = context};
}

void buffer_deinit(Buffer *b) {
    if (b->data) {
        b->resize(b->context, b->data, b->capacity, 0);
    }
    b->data = NULL;
    b->size = b->capacity = 0;
}

bool buffer_grow(Buffer *b, size_t more) {
    if (b->failed) {
        return false;
    }
    size_t need;
    if (__builtin_add_overflow(b->size, more, &need) || need > PTRDIFF_MAX) {
        b->failed = true;
        return false;
    }
    if (need <= b->capacity) {
        return true;
    }
    size_t capacity = b->capacity + b->capacity / 2;
    if (capacity < need) {
        capacity = need;
    }
    if (capacity < 64) {
        capacity = 64;
    }
    char *data = b->resize(b->context, b->data, b->capacity, capacity);
    if (!data) {
        b->failed = true;
        return false;
    }
    b->data = data;
    b->capacity = capacity;
    return true;
}

void buffer_add_repeat(Buffer *b, char c, size_t times) {
    char *at = times ? buffer_extend(b, times) : NULL;
    if (at) {
        memset(at, c, times);
    }
}

void buffer_add_utf8(Buffer *b, uint32_t code) {
    if (code < 0x80) {
        buffer_add_char(b, (char)code);
        return;
    }
    char bytes[4];
    size_t n;
    if (code < 0x800) {
        bytes[0] = (char)(0xC0 | code >> 6);
        n = 2;
    } else if (code < 0x10000) {
        bytes[0] = (char)(0xE0 | code >> 12);
        n = 3;
    } else {
        bytes[0] = (char)(0xF0 | code >> 18);
        n = 4;
    }
    for (size_t i = 1; i < n; i++) {
        bytes[i] = (char)(0x80 | (code >> (6 * (n - 1 - i)) & 0x3F));
    }
    buffer_add(b, bytes, n);
}

void buffer_add_format_list(Buffer *b, const char *format, va_list list) {
    va_list again;
    va_copy(again, list);
    char small[128];
    int size = vsnprintf(small, sizeof small, format, list);
    if (size < 0) {
        b->failed = true;
    } else if ((size_t)size < sizeof small) {
        buffer_add(b, small, (size_t)size);
    } else if (buffer_reserve(b, (size_t)size + 1)) {
        vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
        b->size += (size_t)size;
    }
    va_end(again);
}

void buffer_add_format(Buffer *b, const char *format, ...) {
    va_list list;
    va_start(list, format);
    buffer_add_format_list(b, format, list);
    va_end(list);
}

const char *buffer_text(Buffer *b) {
    if (!buffer_reserve(b, 1)) {
        return NULL;
    }
    b->data[b->size] = '\0';
    return b->data;
}

char *buffer_take(Buffer *b, size_t *size) {
    char *data = NULL;
    if (size) {
        *size = 0;
    }
    if (!b->failed && b->size) {
        data = b->data;
        if (b->size < b->capacity) {
            char *cut = b->resize(b->context, data, b->capacity, b->size);
            if (!cut) {
                buffer_deinit(b);
                return NULL;
            }
            data = cut;
        }
        if (size) {
            *size = b->size;
        }
        b->data = NULL;
    }
    buffer_deinit(b);
    b->failed = false;
    return data;
}
