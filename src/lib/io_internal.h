/* What the files of the module _io share.
 *
 * Words: a *raw* file is unbuffered (FileIO or anything with its methods); a *buffered* file holds
 * bytes read ahead of, or not yet written to, a raw one; a *text* file holds characters over a
 * buffered one. Each layer calls the one below by name, as a program would, save where the one
 * below is exactly a type of ours: then directly.
 *
 * All types begin with IoBase: attributes that programs set lie in `dict`.
 */
#ifndef ADDER_LIB_IO_INTERNAL_H
#define ADDER_LIB_IO_INTERNAL_H

#include "lib/io.h"
#include "lib/module_make.h"
#include "object/abstract.h"

#define IO_BUFFER_SIZE 8192

typedef struct IoBase {
    Object head;
    Object *dict;
} IoBase;

typedef struct FileIO {
    Object head;
    Object *dict;
    int fd; /* -1: closed */
    bool created, readable, writable, appending, close_fd, finalizing;
    int8_t seekable; /* -1: not known yet */
} FileIO;
#define FILE_IO(o) ((FileIO *)(o))

/* BufferedReader, BufferedWriter, BufferedRandom. The buffer holds either bytes read ahead, data
 * [pos, read_len), or bytes to be written, data [0, write_len); the other length is 0. */
typedef struct Buffered {
    Object head;
    Object *dict;
    Object *raw;   /* NULL: not initialised, or detached */
    uint8_t *data; /* raw memory of `size` bytes; NULL until it is needed */
    uint32_t size;
    uint32_t pos, read_len, write_len;
    bool readable, writable, ready, detached, finalizing;
    bool busy; /* the raw file is being called: the buffer must not be touched */
    bool fast; /* raw is exactly a FileIO */
} Buffered;
#define BUFFERED(o) ((Buffered *)(o))

/* How a text's lines end. */
typedef struct Newline {
    bool translate; /* when reading: all ends become \n */
    bool universal; /* when reading: \n, \r and \r\n all end a line */
    uint8_t kind;   /* of NewlineKind; when reading and not universal, the only end */
} Newline;
enum NewlineKind { NEWLINE_NONE, NEWLINE_EMPTY, NEWLINE_LF, NEWLINE_CR, NEWLINE_CRLF };
/* newline: str or None. false: TypeError, ValueError. quoted: how messages show the value. */
bool io_parse_newline(VM *vm, Object *newline, bool quoted, Newline *out);
/* The text with each \n replaced as kind says (CR or CRLF). */
Object *io_write_newlines(VM *vm, Object *text, enum NewlineKind kind);

/* Characters in one of three widths, as str has them. */
typedef struct Chars {
    const void *data;
    unsigned width;
} Chars;
/* Where the first line of [start, end) ends (behind its end), or -1. */
int64_t io_find_line_end(Chars text, int64_t start, int64_t end, Newline newline);

typedef struct NewlineDecoder {
    Object head;
    Object *decoder; /* or None; NULL: not initialised */
    Object *errors;
    bool translate, pending_cr;
    uint8_t seen; /* SEEN_x */
} NewlineDecoder;
enum { SEEN_CR = 1, SEEN_LF = 2, SEEN_CRLF = 4 };
/* Translates line ends in text (stolen, may be NULL) and notes which there are. */
Object *io_decode_newlines(VM *vm, Object *text, bool translate, bool final, bool *pending_cr,
                           uint8_t *seen);
Object *io_newlines_seen(VM *vm, uint8_t seen);

/* Types, made when first needed. Borrowed. */
Type *io_type(VM *vm, enum LibType which);
/* Whether o is exactly of one of these types. */
bool io_is_exact(VM *vm, const Object *o, enum LibType which);

/* Raise io.UnsupportedOperation; return NULL. */
Object *io_unsupported(VM *vm, const char *what);
/* An optional size: None or absent gives -1. false: TypeError ... */
bool io_size(VM *vm, const char *name, Object *const *args, size_t nargs, int64_t *size);
/* seek(pos, whence=0): their numbers, unchecked. false with an error. */
bool io_seek_arguments(VM *vm, Object *const *args, size_t nargs, int64_t *pos, int64_t *whence);
/* What o.readline(), which a subclass may define, gives: a str. New reference. */
Object *io_text_line(VM *vm, Object *o);
bool io_size_of(VM *vm, Object *o, int64_t *size);
/* Calls a method by name. */
Object *io_call(VM *vm, Object *o, const char *name);
Object *io_call1(VM *vm, Object *o, const char *name, Object *arg);
Object *io_getattr(VM *vm, Object *o, const char *name);
/* Truth of o.name: 1, 0, -1. */
int io_flag(VM *vm, Object *o, const char *name);
/* Memory that programs may write to. false: TypeError with `function`. */
bool io_writable_view(VM *vm, const char *function, Object *o, ByteView *view);
/* After an error while closing: raises `first` (stolen, may be NULL) with what is set as context.
 */
void io_chain_error(VM *vm, Object *first);
/* True if a system call that was interrupted may go on. */
bool io_after_interrupt(VM *vm);

/* Methods of the base type that derived types share. */
bool io_check_closed(VM *vm, Object *o);
Object *io_base_readline(VM *vm, Object *o, int64_t limit);
Object *io_base_self(VM *vm, Object *o);
Object *io_no_pickle(VM *vm, Object *o, Object *const *args, size_t nargs);
void io_base_finalize(VM *vm, Object *o);

/* FileIO for C: bytes read or written; -1: error, -2: it would block. */
int64_t io_file_read(VM *vm, FileIO *f, void *to, size_t len);
int64_t io_file_write(VM *vm, FileIO *f, const void *from, size_t len);
Object *io_file_new(VM *vm, int fd, const char *mode, bool close_fd, Object *name);

/* Buffered files for C. */
Object *io_buffered_new(VM *vm, enum LibType which, Object *raw, int64_t size);
bool io_buffered_is_ours(VM *vm, Object *o);
int io_buffered_write(VM *vm, Buffered *b, const void *data, size_t len);
int io_buffered_flush(VM *vm, Buffered *b);
/* At most n bytes with at most one read of the raw file; NULL without an error: none for now. */
Object *io_buffered_read1(VM *vm, Buffered *b, int64_t n);
bool io_buffered_prepare(VM *vm, Object *o);
bool io_file_is_closed(const Object *raw);

/* Text files for C. */
Object *io_text_new(VM *vm, Object *buffer, Object *encoding, Object *errors, Object *newline,
                    bool line_buffering, bool write_through);
bool io_text_is_ours(VM *vm, Object *o);
int io_text_write(VM *vm, Object *o, Object *text);
int io_text_flush(VM *vm, Object *o);
bool io_text_prepare(VM *vm, Object *o);

extern const TypeSpec io_base_spec, io_raw_base_spec, io_buffered_base_spec, io_text_base_spec,
    io_file_spec, io_bytes_spec, io_string_spec, io_reader_spec, io_writer_spec, io_random_spec,
    io_pair_spec, io_text_spec, io_newline_decoder_spec;

/* Flags of all types here. */
#define IO_TYPE_FLAGS (TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT)

#endif
