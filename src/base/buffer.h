/*
 * A growable run of bytes.
 *
 * Errors are sticky: once growing has failed, everything appended is dropped and `failed` stays
 * set, so that a caller may append many times and look once. The bytes are not NUL-terminated
 * unless buffer_text is called.
 *
 * Memory comes from `resize` (new_size 0 frees; NULL means failure), or from malloc if that is
 * NULL. The owner calls buffer_deinit, or takes the bytes with buffer_take.
 */
#ifndef ADDER_BASE_BUFFER_H
#define ADDER_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void *(*BufferResize)(void *context, void *p, size_t old_size, size_t new_size);

typedef struct Buffer {
    char *data;
    size_t size;
    size_t capacity;
    BufferResize resize;
    void *context;
    bool failed;
} Buffer;

void buffer_init(Buffer *b);
void buffer_init_with(Buffer *b, BufferResize resize, void *context);
void buffer_deinit(Buffer *b);
/* Forgets the contents and an earlier failure, keeps the memory. */
static inline void buffer_clear(Buffer *b) {
    b->size = 0;
    b->failed = false;
}

/* Makes room for more bytes after the present ones; false on failure. */
bool buffer_grow(Buffer *b, size_t more);
static inline bool buffer_reserve(Buffer *b, size_t more) {
    return !b->failed && (b->capacity - b->size >= more || buffer_grow(b, more));
}

static inline void buffer_add(Buffer *b, const void *data, size_t size) {
    if (size && buffer_reserve(b, size)) {
        memcpy(b->data + b->size, data, size);
        b->size += size;
    }
}

static inline void buffer_add_char(Buffer *b, char c) {
    if (buffer_reserve(b, 1)) {
        b->data[b->size++] = c;
    }
}

static inline void buffer_add_text(Buffer *b, const char *text) {
    buffer_add(b, text, strlen(text));
}

/* Appends size bytes to be filled in by the caller; NULL on failure. */
static inline char *buffer_extend(Buffer *b, size_t size) {
    if (!buffer_reserve(b, size)) {
        return NULL;
    }
    char *at = b->data + b->size;
    b->size += size;
    return at;
}

void buffer_add_repeat(Buffer *b, char c, size_t times);
/* One code point as UTF-8; surrogates too. */
void buffer_add_utf8(Buffer *b, uint32_t code);
__attribute__((format(printf, 2, 3))) void buffer_add_format(Buffer *b, const char *format, ...);
__attribute__((format(printf, 2, 0))) void buffer_add_format_list(Buffer *b, const char *format,
                                                                  va_list list);

/* NUL-terminated contents, valid until the next change; NULL after a failure. */
const char *buffer_text(Buffer *b);
/* Hands over the memory, cut to its size; the buffer is empty afterwards. NULL after a failure or
   when empty. */
char *buffer_take(Buffer *b, size_t *size);

#endif
