/* Raising. The error being raised is vm->error: always an instance, owned. Functions that fail
 * return NULL/-1/false with it set. */
#ifndef ADDER_OBJECT_ERROR_H
#define ADDER_OBJECT_ERROR_H

#include <stdarg.h>

#include "object/alloc.h"

/* Raises a built-in exception (number EXC_x) with a formatted message; always returns NULL.
 * Format: %s C string (UTF-8), %.Ns, %c, %d %i %u %ld %lu %lld %llu %zd %zu %x %p as printf; and
 * %S str() of an object, %R repr(), %A ascii(), %U a str object, %T the name of an object's type,
 * %N the name of a Type. Also chains vm->handled as __context__. */
Object *raise(VM *vm, int exception, const char *format, ...);
/* Raises EXC_x with one argument object (not formatted), e.g. KeyError(key). Borrowed. */
Object *raise_object(VM *vm, int exception, Object *arg);
/* Raises an exception instance, or class with no arguments. Borrowed. Sets __context__. */
Object *raise_instance(VM *vm, Object *exc);
Object *raise_memory_error(VM *vm);
/* OSError (or its subclass by errno) with strerror text and, if not NULL, a file name object. */
Object *raise_os_error(VM *vm, int error_number, Object *filename);
/* StopIteration(value). */
Object *raise_stop_iteration(VM *vm, Object *value);

static inline bool error_occurred(VM *vm) {
    return vm->error != NULL;
}
/* Takes the error out (owned, NULL if none); puts one back (steals; replaces). */
Object *error_fetch(VM *vm);
void error_restore(VM *vm, Object *exc);
void error_clear(VM *vm);
/* Whether the error set / an exception is an instance of built-in EXC_x. */
bool error_matches(VM *vm, int exception);
bool exception_matches(VM *vm, Object *exc,
                       Object *class_or_tuple); /* no __instancecheck__, as CPython */
/* Reports the set error through sys.unraisablehook and clears it. where: object in "Exception
 * ignored in". */
void error_unraisable(VM *vm, Object *where);
/* Replaces a set StopIteration by nothing (true) – for calls of __next__. */
bool error_clear_if(VM *vm, int exception);

/* Recursion: enter before calling into Python or into a recursive C walk ("while ..." text as
 * CPython, e.g. " while calling a Python object", " in comparison", " while getting the repr of an
 * object"). */
bool recursion_enter(VM *vm, const char *where);
static inline void recursion_leave(VM *vm) {
    vm->recursion_depth--;
}
/* repr of containers: 0 entered, 1 already inside (print "..."), -1 error. */
int repr_enter(VM *vm, Object *o);
void repr_leave(VM *vm, Object *o);

/* As printf-like raise, but gives a str object. */
Object *str_format(VM *vm, const char *format, ...);
Object *str_format_list(VM *vm, const char *format, va_list list);

#endif
