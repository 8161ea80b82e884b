/* Formats of the module struct: parsing them, packing and unpacking by them. */
#ifndef ADDER_LIB_STRUCT_FORMAT_H
#define ADDER_LIB_STRUCT_FORMAT_H

#include "object/runtime.h"

/* `repeat` items of one kind from `offset` on; for s and p one item of `size` bytes. */
typedef struct StructCode {
    int64_t offset, size, repeat;
    char kind;   /* the letter */
    bool native; /* handled as the machine does: some messages differ */
    bool big;    /* big-endian */
} StructCode;

#define STRUCT_INLINE_CODES 8

typedef struct StructLayout {
    int64_t size; /* bytes; -1: not initialised */
    int64_t len;  /* values */
    StructCode *codes;
    uint32_t n, cap;
    StructCode inline_codes[STRUCT_INLINE_CODES];
} StructLayout;

/* format: str or bytes. false with an error, nothing to release then. */
bool struct_layout_init(VM *vm, StructLayout *layout, Object *format);
void struct_layout_deinit(VM *vm, StructLayout *layout);
/* Packs layout->len values into layout->size bytes. */
bool struct_layout_pack(VM *vm, const StructLayout *layout, uint8_t *to, Object *const *values);
/* A tuple of the values. */
Object *struct_layout_unpack(VM *vm, const StructLayout *layout, const uint8_t *from);

#endif
