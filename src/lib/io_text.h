/* TextIOWrapper: characters over a buffered file. In two files: io_text.c (making, writing, what it
 * tells) and io_text_read.c (reading and positions).
 *
 * Invariants: `decoded` holds characters read ahead, decoded_pos of them taken. While positions can
 * be told, `chunk` holds the bytes from which these characters (and what waits for its end) came.
 */
#ifndef ADDER_LIB_IO_TEXT_H
#define ADDER_LIB_IO_TEXT_H

#include "lib/io_internal.h"

/* How bytes become characters. */
enum TextCodec {
    TEXT_UTF8,
    TEXT_LATIN1,
    TEXT_ASCII,
    TEXT_UTF16, /* of one byte order */
    TEXT_UTF32,
    TEXT_BOM_FIRST, /* utf-8-sig, utf-16, utf-32 before the first bytes */
    TEXT_OTHER,     /* a codec in Python: `decoder` */
};

typedef struct TextFile {
    Object head;
    Object *dict;
    Object *buffer;   /* NULL: not initialised, or detached */
    Object *encoding; /* str, as given */
    Object *errors;   /* str */
    Object *decoder;  /* incremental decoder in Python, or NULL */
    Object *decoded;  /* str read ahead, or NULL */
    Object *chunk;    /* bytes, or NULL */
    uint8_t *pending; /* raw, pending_cap bytes: encoded, not yet given to the buffer */
    uint32_t decoded_pos;
    uint32_t pending_len, pending_cap;
    uint32_t chunk_size;
    const char *decode_name, *encode_name; /* static texts; NULL: the encoding's own */
    uint8_t codec;                         /* enum TextCodec */
    uint8_t tail[8];                       /* bytes of a character that is not complete yet */
    uint8_t tail_len;
    Newline newline;       /* reading */
    uint8_t write_newline; /* NEWLINE_CR, NEWLINE_CRLF or 0 */
    uint8_t seen;
    bool pending_cr;
    bool ready, detached, finalizing;
    bool readable, writable, seekable, telling;
    bool line_buffering, write_through, has_read1;
    bool fast;     /* buffer is exactly one of ours */
    bool bom_next; /* the next bytes written begin the file */
} TextFile;
#define TEXT_FILE(o) ((TextFile *)(o))

/* false: raised (not initialised, detached). */
bool text_check_ready(VM *vm, const TextFile *t);
bool text_check_open(VM *vm, TextFile *t);
int text_write_pending(VM *vm, TextFile *t);
void text_forget_read_ahead(VM *vm, TextFile *t);
/* Encodes with the file's codec: bytes. */
Object *text_encode(VM *vm, TextFile *t, Object *text);

Object *text_read(VM *vm, Object *o, Object *const *args, size_t nargs);
Object *text_readline(VM *vm, Object *o, Object *const *args, size_t nargs);
Object *text_next(VM *vm, Object *o);
Object *text_tell(VM *vm, Object *o);
Object *text_seek(VM *vm, Object *o, Object *const *args, size_t nargs);

#endif
