/* Text files: characters over a binary File. */
#ifndef ADDER_LIB_IO_TEXT_H
#define ADDER_LIB_IO_TEXT_H

#include "lib/io_file.h"

typedef enum NewlineMode {
    NEWLINE_UNIVERSAL, /* newline=None: any ending is read as \n */
    NEWLINE_KEEP,      /* '': any ending ends a line and is kept */
    NEWLINE_LF,        /* '\n' */
    NEWLINE_CR,        /* '\r' */
    NEWLINE_CRLF,      /* '\r\n' */
} NewlineMode;

typedef struct TextFile {
    Object head;
    Object *file;     /* File; NULL once detached */
    Object *encoding; /* str, as given */
    Object *errors;   /* str */
    Object *mode;     /* str or NULL */
    Object *decoded;  /* str read ahead, or NULL */
    uint32_t decoded_pos;
    uint8_t tail[8]; /* bytes of an incomplete character at the end of what was decoded */
    uint8_t tail_len;
    uint8_t newline; /* NewlineMode */
    bool is_utf8, line_buffering, write_through, at_end;
} TextFile;

bool text_file_is(VM *vm, Object *o);
/* Borrows all; encoding and errors may be NULL: utf-8, strict. */
Object *text_file_new(VM *vm, Object *file, Object *encoding, Object *errors, NewlineMode newline);
int text_file_write(VM *vm, Object *self, Object *text);
int text_file_flush(VM *vm, Object *self);
Type *text_file_make_type(VM *vm);

#endif
