/* Exceptions' layouts. exceptions.def says which exception has which. */
#ifndef ADDER_TYPES_EXCEPTION_H
#define ADDER_TYPES_EXCEPTION_H

#include "object/runtime.h"

#define EXCEPTION_FIELDS                                                                           \
    Object head;                                                                                   \
    Object *dict;      /* Dict or NULL */                                                          \
    Object *args;      /* tuple */                                                                 \
    Object *traceback; /* Traceback or NULL */                                                     \
    Object *context;   /* exception or NULL */                                                     \
    Object *cause;     /* exception or NULL */                                                     \
    bool suppress_context;                                                                         \
    uint8_t reserve_depth; /* of a MemoryError in the reserve, see memory_error_take */

/* Behind these come references of the layout's own, without gaps, and then other fields. */
typedef struct Exception {
    EXCEPTION_FIELDS
} Exception;
typedef Exception BaseException;
typedef Exception KeyError;
typedef struct StopIteration {
    EXCEPTION_FIELDS
    Object *value;
} StopIteration;
typedef struct SystemExit {
    EXCEPTION_FIELDS
    Object *code;
} SystemExit;
typedef struct ImportError {
    EXCEPTION_FIELDS
    Object *msg, *name, *path;
} ImportError;
typedef ImportError ImportErrorChild;
typedef struct OsError {
    EXCEPTION_FIELDS
    Object *error_number, *strerror, *filename, *filename2;
    int64_t characters_written; /* -1: not set */
} OsError;
typedef OsError OsErrorChild;
typedef struct SyntaxError {
    EXCEPTION_FIELDS
    Object *msg, *filename, *lineno, *offset, *text, *end_lineno, *end_offset, *print_file_and_line;
} SyntaxError;
typedef SyntaxError SyntaxErrorChild;
typedef struct UnicodeError {
    EXCEPTION_FIELDS
    Object *encoding, *object, *reason;
    int64_t start, end;
} UnicodeError;
typedef UnicodeError UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError;
typedef struct NameError {
    EXCEPTION_FIELDS
    Object *name;
} NameError;
typedef NameError NameErrorChild;
typedef struct AttributeError {
    EXCEPTION_FIELDS
    Object *obj, *name;
} AttributeError;
typedef struct ExceptionGroup {
    EXCEPTION_FIELDS
    Object *msg, *exceptions; /* exceptions: tuple */
} ExceptionGroup;

/* Types made at run time; needs working str, dict, tuple and type_from_spec. */
bool exceptions_init(VM *vm);
void exceptions_deinit(VM *vm);
/* Creates an instance of EXC_x from arguments (borrowed). */
Object *exception_new(VM *vm, int exception, Object *const *args, size_t nargs);
/* A ready-made MemoryError (new reference). vm->memory_error is the head of a chain of spare ones,
 * linked by `context`; reserve_depth is the length of the chain from there. A MemoryError that dies
 * goes back. When the chain is empty, the one taken last is alive: it is raised once more. NULL
 * only before exceptions_init. */
Object *memory_error_take(VM *vm);
/* exc.__context__ = context unless that would make a cycle (which is cut). Steals context. */
void exception_set_context(VM *vm, Object *exc, Object *context);
/* except*: splits a group by class or tuple; *match and *rest are new references or NULL. -1 on
 * error. */
int exception_group_match(VM *vm, Object *exc, Object *type, Object **match, Object **rest);
/* The group of raised exceptions at the end of except*: CPython's _PyExc_PrepReraiseStar. New
 * reference: None or an exception. */
Object *exception_prep_reraise_star(VM *vm, Object *original, Object *list);

#endif
