/* What the modules keep for each VM: types made at run time that C code must find again.
 * The struct lies in a bytes object in vm->kept, as do the types: they live as long as the VM. */
#ifndef ADDER_LIB_LIB_H
#define ADDER_LIB_LIB_H

#include "object/runtime.h"

struct Lib {
    Type *file;                    /* binary files: io_file.c */
    Type *text_file;               /* text files: io_text.c */
    Object *unsupported_operation; /* io.UnsupportedOperation */
};

/* Makes vm->lib if it is not there yet; false with an error. */
bool lib_init(VM *vm);
/* Adds an object (stolen; may be NULL after an error) to what is kept; returns it borrowed, or NULL. */
void *lib_keep(VM *vm, void *object);

#endif
