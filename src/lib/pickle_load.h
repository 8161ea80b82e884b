/* Inside the module _pickle: the machine that reads pickles. */
#ifndef ADDER_LIB_PICKLE_LOAD_H
#define ADDER_LIB_PICKLE_LOAD_H

#include "lib/pickle.h"

typedef struct Unpickler {
    Object head;
    Object *read, *readline;   /* the file's methods; NULL: all is in `source` */
    Object *source;            /* bytes-like, of which the input is a part; or NULL */
    Object *persistent_load;   /* these may be NULL */
    Object *buffers;           /* iterator */
    Object *encoding, *errors; /* str: of Python 2's strings */
    const uint8_t *data;       /* input that has been read and not used yet */
    size_t len;
    Object **stack, **memo; /* raw buffers; the memo has NULLs */
    size_t *marks;          /* raw buffer */
    uint32_t stack_len, stack_cap, mark_len, mark_cap, memo_cap, memo_len;
    int32_t protocol;
    bool fix_imports, running;
} Unpickler;
#define UNPICKLER(o) ((Unpickler *)(o))

/* n bytes of the input, valid until the next are taken; NULL with an error. */
const uint8_t *unpickle_take(VM *vm, Unpickler *u, uint64_t n);
/* A line without its end; NULL with an error. */
const char *unpickle_line(VM *vm, Unpickler *u, size_t *len);
/* Takes the value over, which may be NULL after an error. */
bool unpickle_push(VM *vm, Unpickler *u, Object *value);
Object *unpickle_pop(VM *vm, Unpickler *u); /* owned */
/* Takes the last mark away: where it was. */
bool unpickle_mark(VM *vm, Unpickler *u, uint32_t *at);
/* What find_class gives: that of a subclass, or our own. */
Object *unpickle_find_class(VM *vm, Unpickler *u, Object *module, Object *name);

Object *unpickle_class(VM *vm, Unpickler *u, Object *module, Object *name);
void unpickle_clear_stack(VM *vm, Unpickler *u, uint32_t down_to);
/* Reads one object. */
Object *unpickle_run(VM *vm, Unpickler *u);

/* Opcodes that make or change objects (pickle_build.c): 1 done, 0 not one of them, -1 error. */
int unpickle_build_op(VM *vm, Unpickler *u, int op);

#endif
