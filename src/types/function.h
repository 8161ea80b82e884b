/* Callables: Python functions, C functions, bound methods; cells; modules. */
#ifndef ADDER_TYPES_FUNCTION_H
#define ADDER_TYPES_FUNCTION_H

#include "object/runtime.h"

/* Python function. vm/call.c runs it. All references owned; may be NULL where said. */
typedef struct Function {
    Object head;
    Object *code;       /* Code */
    Object *globals;    /* Dict */
    Object *builtins;   /* Dict */
    Object *defaults;   /* tuple or NULL */
    Object *kwdefaults; /* Dict or NULL */
    Object *closure;    /* tuple of cells or NULL */
    Object *name, *qualname;
    Object *doc;         /* or NULL: the code's */
    Object *module;      /* or NULL */
    Object *annotations; /* Dict or NULL */
    Object *dict;        /* Dict or NULL */
    uint32_t version;    /* changes with code/defaults/kwdefaults: for call caches */
} Function;
Object *function_new(VM *vm, Object *code, Object *globals);

/* C function, bound to self (module or object) or not. */
typedef struct Builtin {
    Object head;
    const MethodDef *def;
    Object *self;   /* or NULL */
    Object *module; /* str or NULL */
} Builtin;
Object *builtin_new(VM *vm, const MethodDef *def, Object *self, Object *module);
/* Calls def with self and arguments, checking their number and keywords as its kind wants. name:
 * for messages. */
Object *method_def_call(VM *vm, const MethodDef *def, Object *self, Object *const *args,
                        size_t nargs, Object *kwnames);

typedef struct Method { /* bound method */
    Object head;
    Object *func, *self;
} Method;
Object *method_new(VM *vm, Object *func, Object *self);

typedef struct Cell {
    Object head;
    Object *value; /* NULL: empty */
} Cell;
Object *cell_new(VM *vm, Object *value); /* borrows; value may be NULL */

typedef struct Module {
    Object head;
    Object *dict;
} Module;
Object *module_new(VM *vm,
                   Object *name); /* sets __name__, __doc__, __package__, __loader__, __spec__ */
int module_add(VM *vm, Object *module, const char *name,
               Object *value); /* STEALS value; -1 also if value is NULL */
int module_add_methods(VM *vm, Object *module, const MethodDef *defs);

/* Descriptors (types/descr.c). */
Object *descr_new_method(VM *vm, Type *t, const MethodDef *def);
Object *descr_new_getset(VM *vm, Type *t, const GetSetDef *def);
Object *descr_new_member(VM *vm, Type *t, const MemberDef *def);
/* A member descriptor for __slots__ entry `name` at offset (maybe TYPE_VAR). */
Object *descr_new_slot(VM *vm, Type *t, Object *name, uint32_t offset);
/* Wrapper descriptor: a slot of a built-in type seen from Python ("<slot wrapper '__add__' ...>").
 */
struct SlotDef;
Object *descr_new_wrapper(VM *vm, Type *t, const struct SlotDef *def, void *function);
Object *classmethod_new(VM *vm, Object *callable);
Object *staticmethod_new(VM *vm, Object *callable);
Object *mappingproxy_new(VM *vm, Object *mapping);
Object *namespace_new(VM *vm,
                      Object *dict); /* types.SimpleNamespace; dict may be NULL; steals nothing */

#endif
