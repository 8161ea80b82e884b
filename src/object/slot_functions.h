/* The functions that the slot table refers to. */
#ifndef ADDER_OBJECT_SLOT_FUNCTIONS_H
#define ADDER_OBJECT_SLOT_FUNCTIONS_H

#include "object/slots.h"

/* Lines with the same offset are neighbours. */
extern const SlotDef slot_table[];
extern const size_t slot_table_len;

/* Slot functions (slot_call.c). */
#define SLOT_BINARY_LIST(X)                                                                        \
    X(add)                                                                                         \
    X(subtract)                                                                                    \
    X(multiply)                                                                                    \
    X(matrix_multiply)                                                                             \
    X(remainder)                                                                                   \
    X(divmod)                                                                                      \
    X(lshift)                                                                                      \
    X(rshift)                                                                                      \
    X(and)                                                                                         \
    X(xor)                                                                                         \
    X(or)                                                                                          \
    X(floor_divide)                                                                                \
    X(true_divide)                                                                                 \
    X(inplace_add)                                                                                 \
    X(inplace_subtract)                                                                            \
    X(inplace_multiply)                                                                            \
    X(inplace_matrix_multiply)                                                                     \
    X(inplace_remainder)                                                                           \
    X(inplace_lshift)                                                                              \
    X(inplace_rshift)                                                                              \
    X(inplace_and)                                                                                 \
    X(inplace_xor)                                                                                 \
    X(inplace_or)                                                                                  \
    X(inplace_floor_divide)                                                                        \
    X(inplace_true_divide)
#define X(name) Object *slot_nb_##name(VM *vm, Object *a, Object *b);
SLOT_BINARY_LIST(X)
#undef X
#define SLOT_UNARY_LIST(X)                                                                         \
    X(repr, __repr__)                                                                              \
    X(str, __str__)                                                                                \
    X(nb_negative, __neg__)                                                                        \
    X(nb_positive, __pos__)                                                                        \
    X(nb_absolute, __abs__)                                                                        \
    X(nb_invert, __invert__)                                                                       \
    X(nb_int, __int__)                                                                             \
    X(nb_float, __float__)                                                                         \
    X(nb_index, __index__)                                                                         \
    X(iternext, __next__)                                                                          \
    X(am_await, __await__)                                                                         \
    X(am_aiter, __aiter__)                                                                         \
    X(am_anext, __anext__)
#define X(name, dunder) Object *slot_##name(VM *vm, Object *self);
SLOT_UNARY_LIST(X)
#undef X
Object *slot_iter(VM *vm, Object *self);
Hash slot_hash(VM *vm, Object *self);
Object *slot_call(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *slot_getattro(VM *vm, Object *self, Object *name);
int slot_setattro(VM *vm, Object *self, Object *name, Object *value);
Object *slot_richcompare(VM *vm, Object *a, Object *b, int op);
Object *slot_descr_get(VM *vm, Object *self, Object *instance, Object *owner);
int slot_descr_set(VM *vm, Object *self, Object *instance, Object *value);
int slot_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);
Object *slot_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
void slot_finalize(VM *vm, Object *self);
Object *slot_nb_power(VM *vm, Object *a, Object *b, Object *modulus);
Object *slot_nb_inplace_power(VM *vm, Object *a, Object *b, Object *modulus);
int slot_nb_bool(VM *vm, Object *self);
int64_t slot_length(VM *vm, Object *self);
Object *slot_sq_item(VM *vm, Object *self, int64_t i);
int slot_sq_ass_item(VM *vm, Object *self, int64_t i, Object *value);
int slot_sq_contains(VM *vm, Object *self, Object *value);
Object *slot_mp_subscript(VM *vm, Object *self, Object *key);
int slot_mp_ass_subscript(VM *vm, Object *self, Object *key, Object *value);

/* What stands behind a binary operator in a Python class: methods, slot functions and the slots'
 * places. One line for each enum BinaryOp. */
typedef struct BinaryMethods {
    uint16_t name, swapped_name, inplace_name; /* ID_x; 0: none */
    uint16_t slot, inplace_slot;               /* offsets in Slots */
    void *function, *inplace_function;
} BinaryMethods;
extern const BinaryMethods slot_binary_methods[];
/* ID_x of the methods of enum CompareOp. */
extern const uint16_t slot_compare_names[];
/* The right operand's __radd__ (...) after the left one's method gave NotImplemented;
 * NotImplemented if it has none. */
Object *slot_call_swapped(VM *vm, Object *a, Object *b, int op);

/* Wrappers (slot_wrap.c). */
#define SLOT_WRAP_LIST(X)                                                                          \
    X(unary)                                                                                       \
    X(binary)                                                                                      \
    X(binary_left)                                                                                 \
    X(binary_right)                                                                                \
    X(power)                                                                                       \
    X(power_swapped)                                                                               \
    X(inquiry)                                                                                     \
    X(length)                                                                                      \
    X(index_argument)                                                                              \
    X(item)                                                                                        \
    X(set_item)                                                                                    \
    X(delete_item)                                                                                 \
    X(contains)                                                                                    \
    X(set_subscript)                                                                               \
    X(delete_subscript)                                                                            \
    X(setattr)                                                                                     \
    X(delattr)                                                                                     \
    X(hash)                                                                                        \
    X(call)                                                                                        \
    X(next)                                                                                        \
    X(descr_get)                                                                                   \
    X(descr_set)                                                                                   \
    X(descr_delete)                                                                                \
    X(init)                                                                                        \
    X(finalize)                                                                                    \
    X(lt)                                                                                          \
    X(le)                                                                                          \
    X(eq)                                                                                          \
    X(ne)                                                                                          \
    X(gt)                                                                                          \
    X(ge)
#define X(name)                                                                                    \
    Object *wrap_##name(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames,  \
                        void *function);
SLOT_WRAP_LIST(X)
#undef X

/* The iternext of a class whose __next__ was deleted: iterators of it may be running. TypeError. */
Object *slot_iternext_gone(VM *vm, Object *self);

#endif
