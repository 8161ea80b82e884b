/* Descriptors of built-in types: what stands in a type's dict for its C methods, attributes and
 * fields.
 *
 * Every descriptor begins with the type that defines it (owned) and a pointer to a constant
 * definition whose first field is the name; see also WrapperDescr in object/slots.h, which has the
 * same beginning.
 */
#ifndef ADDER_TYPES_DESCR_H
#define ADDER_TYPES_DESCR_H

#include "object/slots.h"
#include "types/function.h"

typedef struct Descr { /* the common beginning */
    Object head;
    Type *type;
    const char *const *name; /* the definition: its first field */
} Descr;

typedef struct MethodDescr { /* method_descriptor and classmethod_descriptor */
    Object head;
    Type *type;
    const MethodDef *def;
} MethodDescr;

typedef struct GetSetDescr {
    Object head;
    Type *type;
    const GetSetDef *def;
} GetSetDescr;

typedef struct MemberDescr {
    Object head;
    Type *type;
    const MemberDef *def; /* NULL: an entry of __slots__, which is described by the rest */
    Object *name;
    uint32_t offset; /* maybe TYPE_VAR */
} MemberDescr;

typedef struct Property {
    Object head;
    Object *getter, *setter, *deleter; /* callables or NULL */
    Object *doc, *name;                /* or NULL */
    bool doc_from_getter;
} Property;

/* Calls def as method_def_call; callable (builtin or descriptor, or NULL) gives the name in
 * messages. */
Object *method_def_call_as(VM *vm, const MethodDef *def, Object *callable, Object *self,
                           Object *const *args, size_t nargs, Object *kwnames);
/* The C function's __qualname__ (new reference): of a MethodDef bound to self. */
Object *builtin_qualname(VM *vm, const MethodDef *def, Object *self);

/* A doc text may begin with "name(signature)\n--\n\n": the text behind that, and "(signature)"; new
 * references, None where there is nothing. */
Object *doc_text(VM *vm, const char *name, const char *doc);
Object *doc_signature(VM *vm, const char *name, const char *doc);

/* Whether f.__isabstractmethod__ is true; f may be NULL. -1: error. */
int callable_is_abstract(VM *vm, Object *f);

/* (getattr, (o, name)): what __reduce__ of attributes gives. Borrows. */
Object *reduce_to_getattr(VM *vm, Object *o, Object *name);

/* What a classmethod or staticmethod wraps: borrowed, NULL until its __init__. */
Object *wrapped_callable(Object *method);

#endif
