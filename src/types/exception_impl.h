/* Private to exception*.c: what the kinds of exceptions share.
 *
 * Every layout begins with Exception and goes on with `refs` references (EXCEPTION_REFS of the
 * layout), which the functions here release and visit; further fields hold no references.
 */
#ifndef ADDER_TYPES_EXCEPTION_IMPL_H
#define ADDER_TYPES_EXCEPTION_IMPL_H

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

#define EXCEPTION(o) ((Exception *)(void *)(o))

/* A new instance with its args (borrowed), tracked. */
Object *exception_alloc(VM *vm, Type *cls, size_t size, Object *const *args, size_t nargs);
void exception_free(VM *vm, Object *self, size_t size, unsigned refs);
int exception_visit(Object *self, unsigned refs, VisitFn visit, void *ctx);
void exception_clear_refs(VM *vm, Object *self, unsigned refs);

/* BaseException's own slots. */
int exception_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *exception_str(VM *vm, Object *self);
/* Sets self.args; 0 or -1. */
int exception_set_args(VM *vm, Object *self, Object *const *args, size_t nargs);
/* (type, args) or (type, args, state): what __reduce__ gives. state may be NULL; all borrowed. */
Object *exception_reduced(VM *vm, Object *self, Object *args, Object *state);

/* Stores a new reference to value (may be NULL) in a field. */
#define exception_store(vm, field, value)                                                          \
    do {                                                                                           \
        Object *value_ = (value);                                                                  \
        xincref(value_);                                                                           \
        set_ref(vm, field, value_);                                                                \
    } while (0)

/* exception_kinds.c */
int stop_iteration_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
int system_exit_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
int import_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *import_error_str(VM *vm, Object *self);
int name_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
int attribute_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
int syntax_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *syntax_error_str(VM *vm, Object *self);
Object *key_error_str(VM *vm, Object *self);
extern const MemberDef stop_iteration_members[], system_exit_members[], import_error_members[],
    name_error_members[], attribute_error_members[], syntax_error_members[];
extern const MethodDef import_error_methods[];

/* exception_os.c */
Object *os_error_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
int os_error_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *os_error_str(VM *vm, Object *self);
extern const MemberDef os_error_members[];
extern const MethodDef os_error_methods[];
extern const GetSetDef os_error_getset[];

/* exception_unicode.c */
int unicode_decode_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames);
int unicode_encode_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames);
int unicode_translate_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames);
Object *unicode_decode_error_str(VM *vm, Object *self);
Object *unicode_encode_error_str(VM *vm, Object *self);
Object *unicode_translate_error_str(VM *vm, Object *self);
extern const MemberDef unicode_error_members[];

/* exception_group.c */
Object *exception_group_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
Object *exception_group_str(VM *vm, Object *self);
extern const MemberDef exception_group_members[];
extern const MethodDef exception_group_methods[];

#endif
