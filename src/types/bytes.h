/* bytes, bytearray, memoryview. */
#ifndef ADDER_TYPES_BYTES_H
#define ADDER_TYPES_BYTES_H

#include "object/runtime.h"

typedef struct Bytes {
    Object head;
    uint32_t len;
    uint32_t hash; /* 0: not computed */
    uint8_t data[];
} Bytes;

typedef struct ByteArray {
    Object head;
    uint8_t *data; /* raw buffer of cap bytes, NULL when cap is 0 */
    uint64_t len, cap;
    uint32_t exports; /* memoryviews on it: it must not be resized */
} ByteArray;

#define BYTES(o) ((Bytes *)(o))
#define BYTES_LEN_MAX (UINT32_MAX - 1)
#define BYTEARRAY(o) ((ByteArray *)(o))
bool is_bytearray(VM *vm, const Object *o); /* or a subclass */
Object *bytes_from(VM *vm, const void *data, size_t len);
Object *bytes_new(VM *vm, size_t len); /* contents to be filled in */
Object *bytearray_from(VM *vm, const void *data, size_t len);
/* Changes the length; new bytes are undefined. -1: BufferError while it is exported, or
 * MemoryError. */
int bytearray_resize(VM *vm, Object *bytearray, size_t len);
/* The bytes of anything bytes-like, or of an iterable of ints, as bytes: what bytes(o) gives. */
Object *bytes_from_object(VM *vm, Object *o);
/* The sum of what an iterator over bytes or a bytearray has left, which it passes by. */
int64_t bytes_iterator_sum(VM *vm, Object *it);
Object *memoryview_new(VM *vm, Object *o);
Object *memoryview_tobytes(VM *vm, Object *memoryview);
Object *bytes_repr_text(VM *vm, const uint8_t *data, size_t len, const char *prefix,
                        const char *suffix);

#endif
