/* The module _pickle: what its files share. A Pickler writes objects as a program for a small stack
 * machine; an Unpickler runs it. The bytes are those that CPython writes.
 */
#ifndef ADDER_LIB_PICKLE_H
#define ADDER_LIB_PICKLE_H

#include "lib/exception_make.h"
#include "lib/module_make.h"
#include "types/str.h"

enum { PICKLE_DEFAULT = 4, PICKLE_HIGHEST = 5 };

enum PickleOp {
    OP_MARK_ = '(',
    OP_STOP = '.',
    OP_POP = '0',
    OP_POP_MARK = '1',
    OP_DUP = '2',
    OP_FLOAT = 'F',
    OP_INT = 'I',
    OP_BININT = 'J',
    OP_BININT1 = 'K',
    OP_LONG = 'L',
    OP_BININT2 = 'M',
    OP_NONE = 'N',
    OP_PERSID = 'P',
    OP_BINPERSID = 'Q',
    OP_REDUCE = 'R',
    OP_STRING = 'S',
    OP_BINSTRING = 'T',
    OP_SHORT_BINSTRING = 'U',
    OP_UNICODE = 'V',
    OP_BINUNICODE = 'X',
    OP_APPEND = 'a',
    OP_BUILD = 'b',
    OP_GLOBAL = 'c',
    OP_DICT = 'd',
    OP_APPENDS = 'e',
    OP_GET = 'g',
    OP_BINGET = 'h',
    OP_INST = 'i',
    OP_LONG_BINGET = 'j',
    OP_LIST = 'l',
    OP_OBJ = 'o',
    OP_PUT = 'p',
    OP_BINPUT = 'q',
    OP_LONG_BINPUT = 'r',
    OP_SETITEM = 's',
    OP_TUPLE = 't',
    OP_SETITEMS = 'u',
    OP_BINFLOAT = 'G',
    OP_BINBYTES = 'B',
    OP_SHORT_BINBYTES = 'C',
    OP_EMPTY_TUPLE = ')',
    OP_EMPTY_LIST = ']',
    OP_EMPTY_DICT = '}',
    OP_PROTO = 0x80,
    OP_NEWOBJ,
    OP_EXT1,
    OP_EXT2,
    OP_EXT4,
    OP_TUPLE1,
    OP_TUPLE2,
    OP_TUPLE3,
    OP_NEWTRUE,
    OP_NEWFALSE,
    OP_LONG1,
    OP_LONG4,
    OP_SHORT_BINUNICODE,
    OP_BINUNICODE8,
    OP_BINBYTES8,
    OP_EMPTY_SET,
    OP_ADDITEMS,
    OP_FROZENSET,
    OP_NEWOBJ_EX,
    OP_STACK_GLOBAL,
    OP_MEMOIZE,
    OP_FRAME,
    OP_BYTEARRAY8,
    OP_NEXT_BUFFER,
    OP_READONLY_BUFFER,
};

/* What has been written already: open addressing; holds a reference to each key. */
typedef struct MemoEntry {
    Object *key; /* NULL: free */
    uint32_t index;
} MemoEntry;

typedef struct Pickler {
    Object head;
    Object *write;         /* the file's method; NULL: all stays in `out` */
    Object *persistent_id; /* these may be NULL */
    Object *dispatch_table, *buffer_callback;
    Object *reducer_override, *copyreg; /* while dumping */
    MemoEntry *memo;                    /* raw buffer of memo_cap entries */
    uint32_t memo_len, memo_cap;        /* a power of two, or 0 */
    Buffer out;
    int64_t frame_start; /* in out; -1: there is no frame */
    int32_t protocol;
    int32_t bin; /* protocol > 0 */
    int32_t fast;
    bool fix_imports, framing, ready;
} Pickler;
#define PICKLER(o) ((Pickler *)(o))

/* pickle_pickler.c */
extern const TypeSpec pickler_spec;
/* A new one for a file, or for memory (file NULL); protocol: int, None or NULL. */
Object *pickler_make(VM *vm, Type *cls, Object *file, Object *protocol, bool fix_imports,
                     Object *buffer_callback);
/* pickle_dump.c. pickler_forget: empties the memo. */
void pickler_forget(VM *vm, Pickler *p);
/* Writes o as a whole pickle; into out if there is no file. */
bool pickler_dump(VM *vm, Pickler *p, Object *o);
bool pickle_save(VM *vm, Pickler *p, Object *o, bool is_persistent_id);
bool pickle_op(VM *vm, Pickler *p, int op);
bool pickle_write(VM *vm, Pickler *p, const void *data, size_t len);
bool pickle_memoize(VM *vm, Pickler *p, Object *o);
/* Whether o has been written; get: then writes how to get it, setting *ok to false on failure. */
bool pickle_is_known(const Pickler *p, const Object *o);
bool pickle_get(VM *vm, Pickler *p, Object *o);
bool pickle_batch_list(VM *vm, Pickler *p, Object *it);
bool pickle_batch_dict(VM *vm, Pickler *p, Object *it);

/* pickle_reduce.c: by global name (name NULL: its own); by what __reduce_ex__ gave. */
bool pickle_save_global(VM *vm, Pickler *p, Object *o, Object *name);
bool pickle_save_reduced(VM *vm, Pickler *p, Object *reduced, Object *o);
bool pickle_save_any(VM *vm, Pickler *p, Object *o);
/* callable(*args) for o; steals args (may be NULL after an error). */
bool pickle_save_call(VM *vm, Pickler *p, Object *callable, Object *args, Object *o);
/* An attribute of a module, imported if need be. */
Object *pickle_module_attribute(VM *vm, const char *module, const char *name);
/* o.name; NULL without an error: there is none. */
Object *pickle_lookup(VM *vm, Object *o, const char *name);
/* The attribute a.b.c of o; *parent (borrowed by nobody: a new reference), if not NULL, gets a.b.
 * NULL with AttributeError. */
Object *pickle_deep_attribute(VM *vm, Object *o, Object *path, Object **parent);

/* pickle_unpickler.c */
extern const TypeSpec unpickler_spec;
/* load(s)(source, ...): from a file, or from bytes. */
Object *unpickle(VM *vm, Object *const *args, size_t nargs, Object *kwnames, bool from_file);

#define pickling_fail(vm, ...) exception_raise(vm, (vm)->lib->pickling_error, __VA_ARGS__)
#define unpickling_fail(vm, ...) exception_raise(vm, (vm)->lib->unpickling_error, __VA_ARGS__)

#endif
