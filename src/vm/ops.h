/* The general forms of the instructions: what each does for any kind of operand. One function an
 * instruction, named after it; false: an error was raised (consumed operands have been released).
 * frame->pc must be pc. The jumps are taken by eval.c.
 */
#ifndef ADDER_VM_OPS_H
#define ADDER_VM_OPS_H

#include "vm/eval.h"

#define OPS_LIST(X)                                                                                \
    X(check_local)                                                                                 \
    X(delete_local)                                                                                \
    X(make_cell)                                                                                   \
    X(copy_free_vars)                                                                              \
    X(load_deref)                                                                                  \
    X(store_deref)                                                                                 \
    X(delete_deref)                                                                                \
    X(load_classderef)                                                                             \
    X(load_locals)                                                                                 \
    X(load_global)                                                                                 \
    X(store_global)                                                                                \
    X(delete_global)                                                                               \
    X(load_name)                                                                                   \
    X(store_name)                                                                                  \
    X(delete_name)                                                                                 \
    X(load_attr)                                                                                   \
    X(load_method)                                                                                 \
    X(store_attr)                                                                                  \
    X(delete_attr)                                                                                 \
    X(load_subscr)                                                                                 \
    X(load_subscr_i)                                                                               \
    X(store_subscr)                                                                                \
    X(delete_subscr)                                                                               \
    X(is)                                                                                          \
    X(in)                                                                                          \
    X(not )                                                                                        \
    X(get_iter)                                                                                    \
    X(build_tuple)                                                                                 \
    X(build_list)                                                                                  \
    X(build_set)                                                                                   \
    X(build_map)                                                                                   \
    X(build_string)                                                                                \
    X(build_slice)                                                                                 \
    X(list_append)                                                                                 \
    X(list_extend)                                                                                 \
    X(list_to_tuple)                                                                               \
    X(set_add)                                                                                     \
    X(set_update)                                                                                  \
    X(map_add)                                                                                     \
    X(dict_update)                                                                                 \
    X(dict_merge)                                                                                  \
    X(format_value)                                                                                \
    X(unpack_sequence)                                                                             \
    X(unpack_ex)                                                                                   \
    X(make_function)                                                                               \
    X(load_build_class)                                                                            \
    X(get_yield_from_iter)                                                                         \
    X(get_awaitable)                                                                               \
    X(get_aiter)                                                                                   \
    X(get_anext)                                                                                   \
    X(push_exc)                                                                                    \
    X(pop_exc)                                                                                     \
    X(check_exc_match)                                                                             \
    X(check_eg_match)                                                                              \
    X(prep_reraise_star)                                                                           \
    X(load_assertion_error)                                                                        \
    X(before_with)                                                                                 \
    X(before_async_with)                                                                           \
    X(with_except_start)                                                                           \
    X(get_len)                                                                                     \
    X(match_sequence)                                                                              \
    X(match_mapping)                                                                               \
    X(match_keys)                                                                                  \
    X(match_class)                                                                                 \
    X(import_name)                                                                                 \
    X(import_from)                                                                                 \
    X(import_star)                                                                                 \
    X(setup_annotations)                                                                           \
    X(print_expr)

#define X(name) bool op_##name(VM *vm, Frame *frame, Instr *pc);
OPS_LIST(X)
#undef X

/* Operators. */
bool op_binary(VM *vm, Frame *frame, Instr *pc, enum BinaryOp op);
bool op_binary_i(VM *vm, Frame *frame, Instr *pc, enum BinaryOp op);
bool op_compare(VM *vm, Frame *frame, Instr *pc, enum CompareOp op);
bool op_compare_i(VM *vm, Frame *frame, Instr *pc, enum CompareOp op);
bool op_unary(VM *vm, Frame *frame, Instr *pc, enum UnaryOp op);
/* The truth of a comparison: 0, 1, -1. */
int op_compare_truth(VM *vm, Frame *frame, Instr *pc, enum CompareOp op);
int op_compare_truth_i(VM *vm, Frame *frame, Instr *pc, enum CompareOp op);
int op_in_truth(VM *vm, Frame *frame, Instr *pc);

/* RAISE: returns true if the exception is to be raised again as it is (no traceback entry). */
bool op_raise(VM *vm, Frame *frame, Instr *pc);

void op_reraise(VM *vm, Frame *frame, Instr *pc);
/* END_ASYNC_FOR: false: the exception, no end of the loop, is the error again. */
bool op_end_async_for(VM *vm, Frame *frame, Instr *pc);

/* Calls of what is not a Python function: the result is in R[a]. */
bool op_call(VM *vm, Frame *frame, Instr *pc);
bool op_call_kw(VM *vm, Frame *frame, Instr *pc);
bool op_call_ex(VM *vm, Frame *frame, Instr *pc);
/* How messages name a callable: "module.f()". New reference. */
Object *callable_text(VM *vm, Object *callable);
/* A dict of what callable is given by **mapping. New reference, NULL with the error set. */
Object *dict_from_keywords(VM *vm, Object *callable, Object *mapping);
/* Prepares CALL_EX: R[b+2] a tuple, R[b+3] NULL or a dict. */
bool op_call_ex_prepare(VM *vm, Frame *frame, Instr *pc);

/* dst := v, v owned. */
static ALWAYS_INLINE void set_register(VM *vm, Object **R, unsigned i, Object *v) {
    Object *old = R[i];
    R[i] = v;
    if (old) {
        decref_object(vm, old);
    }
}
/* Consumes the temporary i. */
static ALWAYS_INLINE void kill_register(VM *vm, Object **R, unsigned i) {
    Object *old = R[i];
    R[i] = NULL;
    decref_object(vm, old);
}

#endif
