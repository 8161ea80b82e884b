/* What the writer and the reader of images (lang/code_file.h) must agree on. */
#ifndef ADDER_LANG_CODE_IMAGE_H
#define ADDER_LANG_CODE_IMAGE_H

#include "lang/code_file.h"

enum {
    IMAGE_CHECKSUM_SIZE = 8,
    IMAGE_HEAD_SIZE = 20, /* checksum, size, entries, shared ones */
    IMAGE_DEPTH_MAX = 1000,
    /* In the flags of an instruction: its other words are zero, and left out. */
    PACKED_ALONE = 0x20,
};

/* The first byte of an entry. Behind it: */
enum EntryKind {
    ENTRY_NONE,
    ENTRY_FALSE,
    ENTRY_TRUE,
    ENTRY_ELLIPSIS,
    ENTRY_INT,     /* a signed number */
    ENTRY_BIG_INT, /* 1 if negative, a number of limbs, the limbs */
    ENTRY_FLOAT,   /* 8 bytes */
    ENTRY_COMPLEX, /* 16 bytes */
    ENTRY_ASCII,   /* a length, the characters */
    ENTRY_NAME,    /* the same, interned */
    ENTRY_UTF8,    /* a length in bytes, the text; surrogates too */
    ENTRY_UTF8_NAME,
    ENTRY_BYTES,     /* a length, the bytes */
    ENTRY_TUPLE,     /* a length, the numbers of the items' entries */
    ENTRY_FROZENSET, /* the same */
    ENTRY_CODE,      /* numbers and names; then what an incomplete one lacks */
};

uint64_t image_checksum(const uint8_t *image, size_t size);

#endif
