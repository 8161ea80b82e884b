/* Private to generic_alias.c and union.c: list[int], int | str and their type parameters. */
#ifndef ADDER_TYPES_ALIAS_IMPL_H
#define ADDER_TYPES_ALIAS_IMPL_H

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/generic_alias.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Alias { /* types.GenericAlias and types.UnionType */
    Object head;
    Object *origin;     /* NULL in a union */
    Object *args;       /* tuple */
    Object *parameters; /* tuple, or NULL: not looked for yet */
    bool starred;       /* *tuple[int] */
} Alias;
#define ALIAS(o) ((Alias *)(void *)(o))

void alias_dealloc(VM *vm, Object *self);
int alias_traverse(VM *vm, Object *self, VisitFn visit, void *ctx);
/* The type parameters in self's arguments: a tuple (new reference). */
Object *alias_parameters(VM *vm, Object *self, void *closure);
/* self's arguments with its type parameters replaced by item's (new tuple). */
Object *alias_substitute(VM *vm, Object *self, Object *item);
/* Writes one argument as it stands in a repr. */
bool alias_add_repr(VM *vm, StrBuilder *b, Object *o);

#endif
