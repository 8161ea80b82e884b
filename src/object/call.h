/* Calling. Arguments are borrowed, in an array; the last len(kwnames) of them belong to the names
 * in the tuple kwnames (NULL: none). nargs counts the positional ones only. */
#ifndef ADDER_OBJECT_CALL_H
#define ADDER_OBJECT_CALL_H

#include "object/runtime.h"

Object *call(VM *vm, Object *callable, Object *const *args, size_t nargs, Object *kwnames);
Object *call0(VM *vm, Object *callable);
Object *call1(VM *vm, Object *callable, Object *a);
Object *call2(VM *vm, Object *callable, Object *a, Object *b);
Object *call3(VM *vm, Object *callable, Object *a, Object *b, Object *c);
/* args: tuple; kwargs: Dict or NULL. */
Object *call_ex(VM *vm, Object *callable, Object *args, Object *kwargs);
/* Method by name; self is args[0]; nargs counts it. */
Object *call_method(VM *vm, Object *name, Object *const *args, size_t nargs, Object *kwnames);
Object *call_method0(VM *vm, Object *self, Object *name);
Object *call_method1(VM *vm, Object *self, Object *name, Object *a);
Object *call_method2(VM *vm, Object *self, Object *name, Object *a, Object *b);
/* Special method looked up on the type, not the instance (as CPython). NULL without an error: none.
 * lookup_special gives a bound callable (new reference). */
Object *lookup_special(VM *vm, Object *self, Object *name);
Object *call_special0(VM *vm, Object *self, Object *name);            /* NULL, no error: absent */
Object *call_special1(VM *vm, Object *self, Object *name, Object *a); /* NULL, no error: absent */

/* Arguments of C functions. names: parameter names, NULL at the end; "" = positional only. format:
 * a letter each: O object (Object **), i int (int *), n int64 (int64_t *), p truth (bool *), U str
 * object (Object **), S bytes..., d double (double *); '|' before the optional ones, '$' before the
 * keyword-only ones. Outputs not given stay as they were. Borrowed. false with TypeError raised,
 * CPython's texts. */
bool args_parse(VM *vm, const char *function, const char *const *names, const char *format,
                Object *const *args, size_t nargs, Object *kwnames, ...);
/* Only positional: checks min <= nargs <= max. "f expected at least 1 argument, got 0". */
bool args_count(VM *vm, const char *function, size_t nargs, size_t min, size_t max);
/* Raises "f() takes no keyword arguments" if kwnames has any. */
bool args_no_keywords(VM *vm, const char *function, Object *kwnames);

#endif
