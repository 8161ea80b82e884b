/* array.array: items of one machine type in a row. In array_type.c (items, the sequence) and
 * array_module.c (methods, the module).
 *
 * While memoryviews look at an array (`exports`), its length cannot change.
 */
#ifndef ADDER_LIB_ARRAY_H
#define ADDER_LIB_ARRAY_H

#include "object/runtime.h"

typedef struct Array Array;

typedef struct ArrayKind {
    char code;
    uint8_t size;
    Object *(*get)(VM *vm, const uint8_t *from);
    bool (*set)(VM *vm, Object *value, uint8_t *to); /* false: raised */
    const char *format;                              /* as memoryview knows it */
    int8_t machine_format;                           /* as pickles know it (little endian) */
} ArrayKind;

struct Array {
    Object head;
    uint8_t *data; /* raw, cap items; NULL when cap is 0 */
    int64_t len, cap;
    const ArrayKind *kind;
    uint32_t exports;
};
#define ARRAY(o) ((Array *)(o))

const ArrayKind *array_kind(uint32_t code);                               /* NULL: there is none */
bool array_is(VM *vm, const Object *o);                                   /* or a subclass */
Object *array_new(VM *vm, Type *cls, const ArrayKind *kind, int64_t len); /* items undefined */
/* New items are undefined. false: BufferError, MemoryError. */
bool array_resize(VM *vm, Array *a, int64_t len);
bool array_append(VM *vm, Array *a, Object *value);
bool array_extend(VM *vm, Array *a, Object *iterable);
bool array_add_bytes(VM *vm, Array *a, const void *data, size_t len);
Object *array_item(VM *vm, const Array *a, int64_t i);
/* Replaces [start, end) by the n items of b (NULL: none). */
bool array_set_slice(VM *vm, Array *a, int64_t start, int64_t end, const Array *b);

extern const MethodDef array_methods[];
extern const GetSetDef array_getset[];
extern const TypeSpec array_spec, array_iterator_spec;

#endif
