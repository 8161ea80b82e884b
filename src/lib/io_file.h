/* Binary files: a descriptor with one buffer, which holds either bytes read ahead or bytes not yet
 * written. Position bookkeeping: the descriptor's offset is behind the read-ahead and before the
 * unwritten bytes.
 */
#ifndef ADDER_LIB_IO_FILE_H
#define ADDER_LIB_IO_FILE_H

#include "object/type.h"

#define FILE_BUFFER_SIZE 8192

typedef struct File {
    Object head;
    int fd; /* -1: closed */
    bool readable, writable, appending, close_fd, seekable, raw;
    bool broken;        /* a write failed while ending: do not try again */
    Object *name;       /* str, bytes or int; may be NULL */
    uint8_t *buf;       /* raw buffer of FILE_BUFFER_SIZE, made when first needed */
    uint32_t read_pos;  /* bytes of the read-ahead already taken ... */
    uint32_t read_len;  /* ... of so many */
    uint32_t write_len; /* bytes waiting to be written */
} File;

/* A file on a descriptor, which it owns if close_fd. New reference. Borrows name. */
Object *file_new(VM *vm, int fd, const char *mode, bool close_fd, Object *name);
bool file_is(VM *vm, Object *o);
/* Each -1 (or NULL) with an error: ValueError if closed, OSError, UnsupportedOperation. */
int file_check(VM *vm, File *f, bool reading, bool writing);
int file_flush(VM *vm, File *f);
int file_write(VM *vm, File *f, const void *data, size_t len);
int file_close(VM *vm, File *f);
bool file_ensure_buffer(VM *vm, File *f);
/* Fills the empty read-ahead: number of bytes, 0 at the end. */
int64_t file_fill(VM *vm, File *f);
Object *file_read(VM *vm, File *f, int64_t n); /* bytes; n < 0: all */
int64_t file_seek(VM *vm, File *f, int64_t offset, int whence);
int64_t file_tell(VM *vm, File *f);
Object *io_unsupported(VM *vm, const char *what);
Type *file_make_type(VM *vm);

#endif
