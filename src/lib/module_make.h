/* What the files of modules share: making modules and types, the memory of types that consist of
 * references, and taking the next item of an iterator.
 */
#ifndef ADDER_LIB_MODULE_MAKE_H
#define ADDER_LIB_MODULE_MAKE_H

#include "lib/lib.h"
#include "object/c_stack.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/function.h"
#include "types/list.h"

/* A module with these functions; methods may be NULL. New reference. */
Object *module_make(VM *vm, const char *name, const char *doc, const MethodDef *methods);
/* Adds a new type of the spec (or of lib->types[which] if it has been made before) under the name
 * without its module; hidden types are only made. false with an error. */
bool module_make_type(VM *vm, Object *module, const TypeSpec *spec, enum LibType which);
bool module_make_hidden_type(VM *vm, const TypeSpec *spec, enum LibType which);
/* The same for types that C code need not find again. */
bool module_add_type(VM *vm, Object *module, const TypeSpec *spec);
typedef struct IntConstant {
    const char *name;
    int64_t value;
} IntConstant;
bool module_add_ints(VM *vm, Object *module, const IntConstant *constants, size_t n);

/* Borrowed; NULL with an error if the module is no longer (or not yet) there. */
Type *lib_type(VM *vm, enum LibType which);

/* Whether o is an instance of the type made from spec, or of a subclass. */
static inline bool is_of_spec(VM *vm, const Object *o, const TypeSpec *spec) {
    return type_of(vm, o)->solid->spec == spec;
}

/* For `new` slots: keywords are only for subclasses with an __init__ of their own. */
static inline bool new_without_keywords(VM *vm, const Type *cls, const char *name,
                                        Object *kwnames) {
    return !kwnames || cls->slots.init != cls->solid->slots.init ||
           args_no_keywords(vm, name, kwnames);
}

/* Next item; NULL at the end, with StopIteration or nothing raised, or with an error. */
static inline Object *next_of(VM *vm, Object *it) {
    if (is_exact(it, SHAPE_LIST_ITERATOR)) {
        IndexIterator *i = (IndexIterator *)it;
        if (LIKELY(i->sequence && i->index < LIST_LEN(i->sequence))) {
            return new_ref(LIST_ITEM(i->sequence, i->index++));
        }
    }
    if (UNLIKELY(!c_stack_enter(vm, ""))) { /* as they may nest */
        return NULL;
    }
    UnaryFn next = type_of(vm, it)->slots.iternext;
    return LIKELY(next != NULL) ? next(vm, it)
                                : raise(vm, EXC_TypeError, "'%T' object is not an iterator", it);
}
/* After next_of gave NULL: true if the iterator merely ended; nothing is raised then. */
static inline bool iterator_ended(VM *vm) {
    return !error_occurred(vm) || error_clear_if(vm, EXC_StopIteration);
}

static inline Object *self_ref(VM *vm, Object *self) {
    UNUSED(vm);
    return new_ref(self);
}

/* A tuple of n values that takes them over; NULL, all released, if one of them is NULL. */
Object *pack_steal(VM *vm, size_t n, ...);

/* TYPE_MEMORY(prefix, Struct, FIELDS): defines prefix_dealloc and prefix_traverse of a type that
 * owns the references FIELDS(X) lists, e.g. #define CHAIN_FIELDS(X) X(source) X(active).
 * TYPE_CLEAR: prefix_clear. */
#define VISIT_FIELD_(field) VISIT(self->field);
#define RELEASE_FIELD_(field) clear_ref(vm, self->field);
#define TYPE_MEMORY(prefix, Struct, FIELDS)                                                        \
    static void prefix##_dealloc(VM *vm, Object *o) {                                              \
        Struct *self = (Struct *)o;                                                                \
        gc_untrack(vm, o);                                                                         \
        weakrefs_drop(vm, o);                                                                      \
        FIELDS(RELEASE_FIELD_)                                                                     \
        object_free_container(vm, o, sizeof(Struct));                                              \
    }                                                                                              \
    static int prefix##_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {                    \
        const Struct *self = (const Struct *)o;                                                    \
        UNUSED(vm);                                                                                \
        FIELDS(VISIT_FIELD_)                                                                       \
        return 0;                                                                                  \
    }
#define TYPE_CLEAR(prefix, Struct, FIELDS)                                                         \
    static void prefix##_clear(VM *vm, Object *o) {                                                \
        Struct *self = (Struct *)o;                                                                \
        FIELDS(RELEASE_FIELD_)                                                                     \
    }

#endif
