/* Files: the module _io, and what other modules need of it. */
#ifndef ADDER_LIB_IO_H
#define ADDER_LIB_IO_H

#include "object/runtime.h"

/* open(file, mode, buffering, encoding, errors, newline, closefd, opener): the built-in function.
 */
Object *io_open(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
/* A text stream on a standard descriptor (0, 1, 2), for sys.stdin, stdout, stderr. New reference.
 */
Object *io_standard_stream(VM *vm, int fd);
/* file.write(text), directly where the file is one of ours; -1 with an error. */
int io_write(VM *vm, Object *file, Object *text);
/* file.flush() likewise. */
int io_flush(VM *vm, Object *file);
Object *module_io(VM *vm);

#endif
