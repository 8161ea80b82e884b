/* What bytes and bytearray share: nearly all methods. They ask `self_run` for the bytes and
 * `make_like` for a result of the same kind. */
#ifndef ADDER_TYPES_BYTES_INTERNAL_H
#define ADDER_TYPES_BYTES_INTERNAL_H

#include "types/bytes.h"
#include "types/str_runs.h"

/* The bytes of self, a bytes or bytearray object. */
static inline const uint8_t *self_data(VM *vm, const Object *self) {
    static const uint8_t nothing[1];
    if (is_bytes(vm, self)) {
        return BYTES(self)->data;
    }
    return BYTEARRAY(self)->data ? BYTEARRAY(self)->data : nothing;
}
static inline size_t self_len(VM *vm, const Object *self) {
    return is_bytes(vm, self) ? BYTES(self)->len : BYTEARRAY(self)->len;
}
Run self_run(VM *vm, Object *self);
/* A bytes or bytearray with these bytes, as self is. */
Object *make_like(VM *vm, Object *self, const void *data, size_t len);
/* An uninitialised one; *data: where its bytes are. */
Object *new_like(VM *vm, Object *self, size_t len, uint8_t **data);
/* self itself if it is exactly bytes, else a copy. */
Object *copy_like(VM *vm, Object *self);

/* An int argument as a byte. false: TypeError, or ValueError with the text. */
bool byte_argument(VM *vm, Object *o, const char *out_of_range, uint8_t *byte);

/* bytes_make.c: what bytes(...) and bytearray(...) are made from. The arguments of the constructor
 * give bytes or, for a count, a new bytes of zeros. name: the type's, for messages. */
Object *bytes_from_arguments(VM *vm, const char *name, Object *const *args, size_t nargs,
                             Object *kwnames);
/* Appends the ints of an iterable; name as above. false: error. */
bool bytes_collect(VM *vm, Object *iterable, const char *name, Buffer *out);
Object *bytes_repr_quoted(VM *vm, const uint8_t *data, size_t len, const char *prefix,
                          const char *suffix, bool escape_single);
/* hex(sep, bytes_per_sep) of any bytes. */
Object *bytes_hex_text(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames);

Object *index_iterator_new(VM *vm, uint32_t shape, Object *sequence);

/* The shared methods (bytes_methods.c, bytes_case.c, bytes_fill.c). */
#define FOR_EACH_NOARGS(X)                                                                         \
    X(capitalize)                                                                                  \
    X(isalnum)                                                                                     \
    X(isalpha)                                                                                     \
    X(isascii)                                                                                     \
    X(isdigit)                                                                                     \
    X(islower)                                                                                     \
    X(isspace)                                                                                     \
    X(istitle)                                                                                     \
    X(isupper)                                                                                     \
    X(lower)                                                                                       \
    X(swapcase)                                                                                    \
    X(title)                                                                                       \
    X(upper)
#define FOR_EACH_FAST(X)                                                                           \
    X(center)                                                                                      \
    X(count)                                                                                       \
    X(endswith)                                                                                    \
    X(find)                                                                                        \
    X(index)                                                                                       \
    X(ljust)                                                                                       \
    X(lstrip)                                                                                      \
    X(replace)                                                                                     \
    X(rfind)                                                                                       \
    X(rindex)                                                                                      \
    X(rjust)                                                                                       \
    X(rstrip)                                                                                      \
    X(startswith)                                                                                  \
    X(strip)
#define FOR_EACH_O(X)                                                                              \
    X(join)                                                                                        \
    X(partition)                                                                                   \
    X(removeprefix)                                                                                \
    X(removesuffix)                                                                                \
    X(rpartition)                                                                                  \
    X(zfill)
#define FOR_EACH_KW(X)                                                                             \
    X(decode)                                                                                      \
    X(expandtabs)                                                                                  \
    X(hex)                                                                                         \
    X(rsplit)                                                                                      \
    X(split)                                                                                       \
    X(splitlines)                                                                                  \
    X(translate)
#define DECLARE(name) Object *shared_##name(VM *vm, Object *self);
FOR_EACH_NOARGS(DECLARE)
#undef DECLARE
#define DECLARE(name)                                                                              \
    Object *shared_##name(VM *vm, Object *self, Object *const *args, size_t nargs);
FOR_EACH_FAST(DECLARE)
#undef DECLARE
#define DECLARE(name) Object *shared_##name(VM *vm, Object *self, Object *arg);
FOR_EACH_O(DECLARE)
#undef DECLARE
#define DECLARE(name)                                                                              \
    Object *shared_##name(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
FOR_EACH_KW(DECLARE)
#undef DECLARE
Object *shared_maketrans(VM *vm, Object *unused, Object *const *args, size_t nargs);
Object *shared_fromhex(VM *vm, Object *cls, Object *text);
Object *shared_sizeof(VM *vm, Object *self);
int shared_contains(VM *vm, Object *self, Object *o);
Object *shared_repeat(VM *vm, Object *self, int64_t times);
Object *shared_concat(VM *vm, Object *a, Object *b);
Object *shared_remainder(VM *vm, Object *a, Object *b);
Object *shared_item(VM *vm, Object *self, int64_t i);
Object *shared_subscript(VM *vm, Object *self, Object *key);
int64_t shared_len(VM *vm, Object *self);

#define METHOD_NAMED_NOARGS(name) METHOD_NOARGS(#name, shared_##name, NULL),
#define METHOD_NAMED_FAST(name) METHOD_FAST(#name, shared_##name, NULL),
#define METHOD_NAMED_O(name) METHOD_O(#name, shared_##name, NULL),
#define METHOD_NAMED_KW(name) METHOD_KW(#name, shared_##name, NULL),
/* Their lines in a method table. */
#define SHARED_METHODS                                                                             \
    FOR_EACH_NOARGS(METHOD_NAMED_NOARGS)                                                           \
    FOR_EACH_FAST(METHOD_NAMED_FAST)                                                               \
    FOR_EACH_O(METHOD_NAMED_O)                                                                     \
    FOR_EACH_KW(METHOD_NAMED_KW)                                                                   \
    METHOD_STATIC_FAST("maketrans", shared_maketrans, NULL),                                       \
        METHOD_CLASS_O("fromhex", shared_fromhex, NULL),                                           \
        METHOD_NOARGS("__sizeof__", shared_sizeof, NULL)

#endif
