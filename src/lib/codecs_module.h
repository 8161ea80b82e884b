/* What the files of the module _codecs share. */
#ifndef ADDER_LIB_CODECS_MODULE_H
#define ADDER_LIB_CODECS_MODULE_H

#include "base/buffer.h"
#include "object/runtime.h"

/* What vm->find_codec and vm->find_error_handler are set to (lib.c). */
Object *codecs_find(VM *vm, const char *encoding);
Object *codecs_find_error_handler(VM *vm, const char *name);

/* (result, count); takes the result over, which may be NULL after an error. */
Object *codecs_pair(VM *vm, Object *result, size_t count);
/* A str or None as C text ("strict" for None and NULL). false: raised. */
bool codecs_errors_argument(VM *vm, const char *function, Object *o, Buffer *text,
                            const char **errors);

/* codecs_charmap.c */
Object *codecs_charmap_encode(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *codecs_charmap_decode(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *codecs_charmap_build(VM *vm, Object *self, Object *map);
Object *codecs_escape_encode(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *codecs_escape_decode(VM *vm, Object *self, Object *const *args, size_t nargs);

#endif
