/* What the modules keep for each VM: types made at run time that C code must find again. */
#ifndef ADDER_LIB_LIB_H
#define ADDER_LIB_LIB_H

#include "object/runtime.h"

struct Lib {
    Type *file;                    /* owned; binary files: io_file.c */
    Type *text_file;               /* owned; text files: io_text.c */
    Object *unsupported_operation; /* owned; io.UnsupportedOperation */
};

bool lib_init(VM *vm);
void lib_deinit(VM *vm);

#endif
