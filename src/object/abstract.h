/* Protocols: what can be done with any object, whatever its type (CPython's abstract.c, object.c).
 * Results are new references, NULL/-1 with the error set. */
#ifndef ADDER_OBJECT_ABSTRACT_H
#define ADDER_OBJECT_ABSTRACT_H

#include "object/runtime.h"

/* Attributes. Names are str objects, interned where it matters (C code uses ID(vm, x)). */
Object *object_getattr(VM *vm, Object *o, Object *name);
Object *object_getattr_or_null(VM *vm, Object *o,
                               Object *name); /* NULL, no error: no such attribute */
Object *object_getattr_utf8(VM *vm, Object *o, const char *name);
int object_setattr(VM *vm, Object *o, Object *name, Object *value); /* NULL deletes */
int object_hasattr(VM *vm, Object *o, Object *name);                /* 0, 1, -1 */
Object *object_generic_getattr(VM *vm, Object *o, Object *name);    /* object.__getattribute__ */
int object_generic_setattr(VM *vm, Object *o, Object *name, Object *value);
Object *object_generic_getattr_or_null(VM *vm, Object *o,
                                       Object *name); /* NULL, no error: absent */
/* For LOAD_METHOD: finds name; if it is a plain function-like method (TYPE_METHOD) gives it unbound
 * in *method (new reference) and returns 1: call it with o first. Else *method is the ordinary
 * value, returns 0. -1: error. */
int object_get_method(VM *vm, Object *o, Object *name, Object **method);

/* The __dict__ of instances of types with a dict_offset, for getset tables: makes it when missing.
 */
Object *object_get_dict(VM *vm, Object *o, void *closure);
int object_set_dict(VM *vm, Object *o, Object *value, void *closure);

Object *object_repr(VM *vm, Object *o);
Object *object_str(VM *vm, Object *o);
Object *object_ascii(VM *vm, Object *o);
Object *object_format(VM *vm, Object *o, Object *spec); /* spec: str or NULL */
Hash object_hash(VM *vm, Object *o);                    /* TypeError "unhashable type: 'list'" */
Hash object_hash_not_implemented(VM *vm, Object *o);    /* raises that TypeError */
int object_truth(VM *vm, Object *o);                    /* 0, 1, -1 */
Object *object_compare(VM *vm, Object *a, Object *b, int op);
/* The rest of it when a's method has been called and gave NotImplemented, and b's class is not
 * derived from a's. */
Object *object_compare_swapped(VM *vm, Object *a, Object *b, int op);
int object_compare_bool(VM *vm, Object *a, Object *b, int op); /* identity implies equality */
int object_is_instance(VM *vm, Object *o, Object *class_or_tuple);
int object_is_subclass(VM *vm, Object *c, Object *class_or_tuple);
/* Without the hooks: what type.__instancecheck__ and type.__subclasscheck__ do. */
int object_is_instance_default(VM *vm, Object *o, Object *cls);
int object_is_subclass_default(VM *vm, Object *derived, Object *cls);
Object *object_dir(VM *vm, Object *o);
int64_t object_len(VM *vm, Object *o);
int64_t object_length_hint(VM *vm, Object *o, int64_t default_);
bool object_is_callable(VM *vm, Object *o);

Object *object_get_iter(VM *vm, Object *o);
/* Next item; NULL without an error at the end (a StopIteration is swallowed). */
Object *iter_next(VM *vm, Object *it);
bool object_is_iterator(VM *vm, Object *o);

Object *object_getitem(VM *vm, Object *o, Object *key);
int object_setitem(VM *vm, Object *o, Object *key, Object *value);
int object_delitem(VM *vm, Object *o, Object *key);
int object_contains(VM *vm, Object *container, Object *o);
Object *sequence_getitem(VM *vm, Object *o, int64_t i);
/* A list/tuple made from any iterable (new). If it is exactly a list/tuple itself:
 * object_fast_sequence gives it with one reference more. items: fast_items(o), length fast_len(o).
 * message: TypeError's text if not iterable (or NULL). */
Object *object_fast_sequence(VM *vm, Object *o, const char *message);

enum BinaryOp {
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_MATMUL,
    OP_TRUEDIV,
    OP_FLOORDIV,
    OP_MOD,
    OP_POW,
    OP_LSHIFT,
    OP_RSHIFT,
    OP_AND,
    OP_OR,
    OP_XOR,
    OP_DIVMOD,
    BINARY_OP_COUNT
};
enum UnaryOp { OP_NEG, OP_POS, OP_INVERT, OP_NOT };
Object *number_binary(VM *vm, Object *a, Object *b, enum BinaryOp op);
Object *number_inplace(VM *vm, Object *a, Object *b, enum BinaryOp op);
/* The rest of both when the left operand's method (__add__, and __iadd__) has been called and gave
 * NotImplemented: what the right operand's class, which is not derived from the left one's, says.
 */
Object *number_binary_swapped(VM *vm, Object *a, Object *b, enum BinaryOp op, bool inplace);
/* When numbers' slots have all failed: what sequences say, else TypeError. */
Object *number_binary_failed(VM *vm, Object *a, Object *b, enum BinaryOp op);
Object *number_after_inplace(VM *vm, Object *a, Object *b, enum BinaryOp op);
Object *number_power(VM *vm, Object *a, Object *b, Object *modulus);
Object *number_unary(VM *vm, Object *a, enum UnaryOp op);
Object *number_absolute(VM *vm, Object *a);
Object *number_index(
    VM *vm,
    Object *o); /* an int (maybe subclass): "'x' object cannot be interpreted as an integer" */
Object *number_int(VM *vm, Object *o);   /* int(o) */
Object *number_float(VM *vm, Object *o); /* float(o) */
/* Checks that what o's __float__ gave is a float; a subclass is deprecated. */
bool number_check_float(VM *vm, Object *o, Object *result);
bool number_is_index(VM *vm, Object *o);
/* Index as int64. Out of range: error EXC_x raised, or clipped to INT64_MIN/MAX if exception is -1.
 * Error: -1 and error_occurred. */
int64_t number_as_i64(VM *vm, Object *o, int exception);

/* Bytes-like. -1: TypeError "a bytes-like object is required, not 'x'". */
int object_byte_view(VM *vm, Object *o, ByteView *view);

#endif
