/* The evaluation loop.
 *
 * `pc` stands at the instruction being executed; R are the frame's registers. Instructions whose
 * work can run other code (nearly all general ones) store pc in the frame first. General forms are
 * in ops*.c; here are the jumps, calls of Python functions, generators' comings and goings, and the
 * specialised forms (quick.def). A specialised form that meets other operands than it was made for
 * puts the general one back and runs that (DEOPT).
 */
#include <math.h>

#include "object/c_stack.h"
#include "object/shape.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/descr.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/range.h"
#include "types/super.h"
#include "vm/attr_cache.h"
#include "vm/eval_help.h"
#include "vm/generator.h"
#include "vm/numbers.h"
#include "vm/operation.h"
#include "vm/ops.h"
#include "vm/quicken.h"

#if defined(__GNUC__) && !defined(ADDER_SWITCH)
#define COMPUTED_GOTO 1
#else
#define COMPUTED_GOTO 0
#endif

/* Iterator's next item by the slot: NULL without an error at the end. */
static Object *next_item(VM *vm, Object *it) {
    Object *item = type_of(vm, it)->slots.iternext(vm, it);
    if (!item && vm->error && error_matches(vm, EXC_StopIteration)) {
        error_clear(vm);
    }
    return item;
}

/* object_truth, quick for the commonest objects. */
static ALWAYS_INLINE int truth_of(VM *vm, Object *o) {
    if (o->meta == INT_META) {
        return INT_VALUE(o) != 0;
    }
    if (o == vm->true_) {
        return 1;
    }
    if (o == vm->false_ || o == vm->none) {
        return 0;
    }
    switch (shape_of(o)) {
    case SHAPE_LIST:
        return LIST_LEN(o) != 0;
    case SHAPE_STR:
        return STR_LEN(o) != 0;
    case SHAPE_DICT:
        return DICT_LEN(o) != 0;
    default:
        return object_truth(vm, o);
    }
}

/* Can a register's old value be released without any code running? */
static ALWAYS_INLINE bool drops_quietly(const Object *o) {
    return !o || o->count > 1 || o->meta == INT_META || o->meta == FLOAT_META ||
           is_exact(o, SHAPE_STR);
}

/* The n items that the UNPACK_SEQUENCE at `unpack` is to give go on to names by the MOVEs behind
 * it: stores them there, as many as can be without any code running, and the rest in the
 * instruction's registers. How many MOVEs have been done. */
static ALWAYS_INLINE unsigned unpack_to_names(VM *vm, Object **R, const Instr *unpack,
                                              Object **items, unsigned n, bool watched) {
    const Instr *move = unpack + 1;
    unsigned i = 0, first = unpack->a;
    for (; i < n && LIKELY(!watched); i++, move++) {
        if (move->op != OP_CODE_MOVE || !(move->flags & KILL_B) || move->b != first + i) {
            break;
        }
        Object *old = R[move->a];
        if (UNLIKELY(!drops_quietly(old))) {
            break;
        }
        R[move->a] = new_ref(items[i]);
        if (old) {
            drop(vm, old);
        }
    }
    for (unsigned k = i; k < n; k++) {
        R[first + k] = new_ref(items[k]);
    }
    return i;
}

/* FOR_ITER at pc has got a tuple and what is behind it is to unpack it. */
static ALWAYS_INLINE bool unpacks_next(const Instr *pc, const Object *o) {
    const Instr *unpack = pc + 2;
    return unpack->op == OP_CODE_UNPACK_SEQUENCE && unpack->b == pc->a && unpack->flags & KILL_B &&
           is_exact(o, SHAPE_TUPLE) && TUPLE_LEN(o) == unpack->c;
}

/* Releases a call's operands in CPython's order: the callable, then self and the arguments. */
static ALWAYS_INLINE void drop_window(VM *vm, Object **window, size_t n) {
    Object *callable = window[0], *self = window[1];
    window[0] = NULL;
    drop(vm, callable);
    if (self) {
        window[1] = NULL;
        drop(vm, self);
    }
    for (size_t i = 2; i < 2 + n; i++) {
        Object *o = window[i];
        window[i] = NULL;
        drop(vm, o);
    }
}

/* Whether nobody wants the result of the call: the instruction behind clears it. */
static ALWAYS_INLINE bool is_discarded(const Instr *call) {
    return call[2].op == OP_CODE_CLEAR && call[2].a == call->a;
}

/* Of its own, so that the loop need not keep a frame pointer: it has use for the register. */
static NOINLINE bool enter_c_stack(VM *vm) {
    return c_stack_enter(vm, "");
}

/* --- the loop */

#define TARGET(name) op_##name:
#if COMPUTED_GOTO
#define DISPATCH() goto *table[pc->op]
#define WATCHED() (table != fast_table)
#else
#define DISPATCH() goto dispatch
#define WATCHED() (interp->line_hook || interp->call_hook)
#endif
#define NEXT(words)                                                                                \
    do {                                                                                           \
        pc += (words);                                                                             \
        DISPATCH();                                                                                \
    } while (0)
#define SAVE() (frame->pc = pc)
#define IMMEDIATE() ((int64_t)pc[1].word)
/* The frame below goes on: the one above has been popped. */
#define TO_CALLER()                                                                                \
    do {                                                                                           \
        frame = interp->frame;                                                                     \
        R = frame->regs;                                                                           \
        pc = frame->pc;                                                                            \
    } while (0)
/* An instruction that is all in its function. */
#define SIMPLE(name, function, words)                                                              \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        if (UNLIKELY(!op_##function(vm, frame, pc))) {                                             \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(words);                                                                               \
    }
#define QUICKEN(function)                                                                          \
    if (may_quicken(interp, pc) && quicken_##function(vm, frame, pc)) {                            \
        DISPATCH();                                                                                \
    }
/* The same with a specialised form. */
#define QUICKENED(name, function, words)                                                           \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        QUICKEN(function)                                                                          \
        if (UNLIKELY(!op_##function(vm, frame, pc))) {                                             \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(words);                                                                               \
    }
#define DEOPT(name)                                                                                \
    do {                                                                                           \
        pc->op = OP_CODE_##name;                                                                   \
        goto op_##name;                                                                            \
    } while (0)
/* If o's class has a method written in Python for the operation: in a frame of its own. */
#define BY_METHOD(o, operation)                                                                    \
    if (UNLIKELY(has_python_methods(vm, o))) {                                                     \
        callee = push_operation(vm, frame, pc, operation, o);                                      \
        if (LIKELY(callee != NULL)) {                                                              \
            goto enter;                                                                            \
        }                                                                                          \
    }
#define BY_METHOD_I(operation, i)                                                                  \
    if (UNLIKELY(has_python_methods(vm, R[pc->b]))) {                                              \
        callee = push_operation_i(vm, frame, pc, operation, i);                                    \
        if (LIKELY(callee != NULL)) {                                                              \
            goto enter;                                                                            \
        }                                                                                          \
    }
/* Jumps backwards are safe points: the tests of while loops stand behind them. */
#define JUMP_BY(words)                                                                             \
    do {                                                                                           \
        pc += (words);                                                                             \
        if (UNLIKELY(vm->pending)) {                                                               \
            goto pending;                                                                          \
        }                                                                                          \
        DISPATCH();                                                                                \
    } while (0)
#define JUMP_IF_SENSE(truth, otherwise, words)                                                     \
    do {                                                                                           \
        if ((truth) == ((pc->flags & SENSE) != 0)) {                                               \
            JUMP_BY(words);                                                                        \
        }                                                                                          \
        NEXT(otherwise);                                                                           \
    } while (0)
#define JUMP_X_IF(truth) JUMP_IF_SENSE(truth, 2, pc[1].x)
#define KILL(i)                                                                                    \
    do {                                                                                           \
        Object *dead_ = R[i];                                                                      \
        R[i] = NULL;                                                                               \
        drop(vm, dead_);                                                                           \
    } while (0)
/* The result v of the call at pc, or NULL. */
#define CALLED(v)                                                                                  \
    do {                                                                                           \
        if (UNLIKELY(!(v))) {                                                                      \
            goto error;                                                                            \
        }                                                                                          \
        if (is_discarded(pc) && LIKELY(!WATCHED())) {                                              \
            drop(vm, v);                                                                           \
            NEXT(3);                                                                               \
        }                                                                                          \
        put(vm, R, pc->a, v);                                                                      \
        NEXT(2);                                                                                   \
    } while (0)
#define SLOT_AT(o, offset) (*(Object **)(void *)((char *)(o) + (offset)))
/* dst a := v, which was found in o, the object in R[b]. */
#define LOADED_FROM_B(o, v)                                                                        \
    do {                                                                                           \
        SAVE();                                                                                    \
        incref(v);                                                                                 \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
            decref(vm, o);                                                                         \
        }                                                                                          \
        put(vm, R, pc->a, v);                                                                      \
        NEXT(3);                                                                                   \
    } while (0)
/* A field of the object in R[a] := R[b]. */
#define STORED_IN_A(field)                                                                         \
    do {                                                                                           \
        value = R[pc->b];                                                                          \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
        } else {                                                                                   \
            incref(value);                                                                         \
        }                                                                                          \
        Object *old_ = field;                                                                      \
        field = value;                                                                             \
        if (old_) {                                                                                \
            drop(vm, old_);                                                                        \
        }                                                                                          \
        if (pc->flags & KILL_A) {                                                                  \
            KILL(pc->a);                                                                           \
        }                                                                                          \
        NEXT(3);                                                                                   \
    } while (0)

/* It begins a page, so that changes elsewhere do not move its jumps against each other's places in
 * the processor's tables: the same float loop was seen to take 0.18 and 0.35 s in builds that
 * differed in what lay around it. */
__attribute__((aligned(4096))) Object *eval_run(VM *vm, Frame *frame, bool throwing) {
#if COMPUTED_GOTO
    static const void *const fast_table[256] = {
#define OP(name, words) [OP_CODE_##name] = &&op_##name,
#include "lang/opcodes.def"
#define QUICK(name, general, words) OP(name, words)
#include "vm/quick.def"
#undef QUICK
#undef OP
    };
    static const void *const hook_table[256] = {[0 ... 255] = &&hook};
    const void *const *table = fast_table;
#endif
    Interp *const interp = vm->interp;
    Instr *pc = frame->pc;
    Object **R = frame->regs;
    Object *value, *attr_name;
    int64_t number;
    double real;
    uint32_t attr_hash;
    unsigned operation;
    Frame *callee;
    Generator *generator;

    if (UNLIKELY(!enter_c_stack(vm))) {
        goto leave_by_error;
    }
#if COMPUTED_GOTO
    table = interp_is_hooked(interp) ? hook_table : fast_table;
#endif
    if (throwing) {
        goto error;
    }
    if (UNLIKELY(vm->pending)) {
        goto pending;
    }
    DISPATCH();

enter: /* callee is a new running frame */
    frame = callee;
    R = frame->regs;
    pc = frame->pc;
    if (UNLIKELY(vm->pending)) {
        goto pending;
    }
    DISPATCH();

pending:
    SAVE();
    if (UNLIKELY(!interp_pending(vm))) {
        goto error;
    }
#if COMPUTED_GOTO
    table = interp_is_hooked(interp) ? hook_table : fast_table;
#endif
    DISPATCH();

#if COMPUTED_GOTO
hook:
    if (!vm->error) { /* else a handler begins: its PUSH_EXC takes the error */
        switch (call_hooks(vm, frame, pc)) {
        case HOOK_GO:
            break;
        case HOOK_DONE:
            NEXT(quick_words[pc->op]);
        default:
            goto error;
        }
    }
    goto *fast_table[pc->op];
#else
dispatch:
    if (UNLIKELY(interp_is_hooked(interp) && !vm->error)) {
        switch (call_hooks(vm, frame, pc)) {
        case HOOK_GO:
            break;
        case HOOK_DONE:
            NEXT(quick_words[pc->op]);
        default:
            goto error;
        }
    }
    switch (pc->op) {
#define OP(name, words)                                                                            \
    case OP_CODE_##name:                                                                           \
        goto op_##name;
#include "lang/opcodes.def"
#define QUICK(name, general, words) OP(name, words)
#include "vm/quick.def"
#undef QUICK
#undef OP
    }
    UNREACHABLE();
#endif

    TARGET(TRACE_SWITCH) {
        trace_unpatch(vm);
#if COMPUTED_GOTO
        table = interp_is_hooked(interp) ? hook_table : fast_table;
#endif
        DISPATCH();
    }

    /* --- moving */

    TARGET(NOP) {
        NEXT(1);
    }
    TARGET(MOVE) {
        Object *v = R[pc->b];
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
        } else {
            incref(v);
        }
        Object *old = R[pc->a];
        R[pc->a] = v;
        if (old) {
            SAVE();
            drop(vm, old);
        }
        NEXT(1);
    }
    TARGET(LOAD_CONST) {
        Object *old = R[pc->a];
        R[pc->a] = new_ref(FRAME_CONST(frame, pc->bx));
        quicken_load_const(vm, frame, pc);
        if (old) {
            SAVE();
            drop(vm, old);
        }
        NEXT(1);
    }
    TARGET(LOAD_OBJECT) {
        Object *v = (Object *)(vm->heap.base + ((uint64_t)(uint32_t)pc->bx << 3));
        Object *old = R[pc->a];
        R[pc->a] = new_ref(v);
        if (old) {
            SAVE();
            drop(vm, old);
        }
        NEXT(1);
    }
    TARGET(LOAD_INT) {
        Object *old = R[pc->a];
        Object *v = make_int(vm, pc->bx);
        SAVE();
        if (UNLIKELY(!v)) {
            goto error;
        }
        R[pc->a] = v;
        if (old) {
            drop(vm, old);
        }
        NEXT(1);
    }
    TARGET(LOAD_NONE) {
        SAVE();
        put(vm, R, pc->a, none_ref(vm));
        NEXT(1);
    }
    TARGET(LOAD_BOOL) {
        SAVE();
        put(vm, R, pc->a, bool_ref(vm, pc->b != 0));
        NEXT(1);
    }
    TARGET(CLEAR) {
        SAVE();
        clear_ref(vm, R[pc->a]);
        NEXT(1);
    }
    TARGET(CHECK_LOCAL) {
        if (UNLIKELY(!R[pc->a])) {
            SAVE();
            op_check_local(vm, frame, pc);
            goto error;
        }
        NEXT(1);
    }
    SIMPLE(DELETE_LOCAL, delete_local, 1);
    SIMPLE(MAKE_CELL, make_cell, 1);
    SIMPLE(COPY_FREE_VARS, copy_free_vars, 1);

    TARGET(LOAD_DEREF) {
        Object *v = ((Cell *)R[pc->b])->value;
        SAVE();
        if (UNLIKELY(!v)) {
            op_load_deref(vm, frame, pc);
            goto error;
        }
        put(vm, R, pc->a, new_ref(v));
        NEXT(1);
    }
    SIMPLE(STORE_DEREF, store_deref, 1);
    SIMPLE(DELETE_DEREF, delete_deref, 1);
    SIMPLE(LOAD_CLASSDEREF, load_classderef, 1);
    SIMPLE(LOAD_LOCALS, load_locals, 1);

    /* --- names */

    QUICKENED(LOAD_GLOBAL, load_global, 3);
    QUICKENED(STORE_GLOBAL, store_global, 3);
    SIMPLE(DELETE_GLOBAL, delete_global, 1);
    QUICKENED(LOAD_NAME, load_name, 3);
    QUICKENED(STORE_NAME, store_name, 3);
    SIMPLE(DELETE_NAME, delete_name, 1);

#define CACHED_VALUE() (*(Object **)(uintptr_t)pc[2].word)
    TARGET(LOAD_GLOBAL_MODULE) {
        if (UNLIKELY(DICT(frame->globals)->version != (uint32_t)pc[1].x)) {
            DEOPT(LOAD_GLOBAL);
        }
        Object *old = R[pc->a];
        R[pc->a] = new_ref(CACHED_VALUE());
        if (old) {
            SAVE();
            drop(vm, old);
        }
        NEXT(3);
    }
    TARGET(LOAD_GLOBAL_BUILTIN) {
        if (UNLIKELY(DICT(frame->globals)->version != (uint32_t)pc[1].x ||
                     DICT(frame->builtins)->version != pc[1].y)) {
            DEOPT(LOAD_GLOBAL);
        }
        Object *old = R[pc->a];
        R[pc->a] = new_ref(CACHED_VALUE());
        if (old) {
            SAVE();
            drop(vm, old);
        }
        NEXT(3);
    }
    TARGET(LOAD_NAME_MODULE) {
        if (UNLIKELY(frame->locals != frame->globals ||
                     DICT(frame->globals)->version != (uint32_t)pc[1].x)) {
            DEOPT(LOAD_NAME);
        }
        SAVE();
        put(vm, R, pc->a, new_ref(CACHED_VALUE()));
        NEXT(3);
    }
    TARGET(LOAD_NAME_BUILTIN) {
        if (UNLIKELY(frame->locals != frame->globals ||
                     DICT(frame->globals)->version != (uint32_t)pc[1].x ||
                     DICT(frame->builtins)->version != pc[1].y)) {
            DEOPT(LOAD_NAME);
        }
        SAVE();
        put(vm, R, pc->a, new_ref(CACHED_VALUE()));
        NEXT(3);
    }
#define STORE_IN_DICT(general, dict)                                                               \
    Object *d = dict;                                                                              \
    if (UNLIKELY(!is_exact(d, SHAPE_DICT) || DICT(d)->version != (uint32_t)pc[1].x ||              \
                 !(d->meta & FLAG_TRACKED))) {                                                     \
        DEOPT(general);                                                                            \
    }                                                                                              \
    SAVE();                                                                                        \
    Object *v = R[pc->b], *old = CACHED_VALUE();                                                   \
    if (pc->flags & KILL_B) {                                                                      \
        R[pc->b] = NULL;                                                                           \
    } else {                                                                                       \
        incref(v);                                                                                 \
    }                                                                                              \
    CACHED_VALUE() = v;                                                                            \
    drop(vm, old);                                                                                 \
    NEXT(3);
    TARGET(STORE_GLOBAL_DICT) {
        STORE_IN_DICT(STORE_GLOBAL, frame->globals);
    }
    TARGET(STORE_NAME_DICT) {
        STORE_IN_DICT(STORE_NAME, frame->locals);
    }

#include "vm/eval_attributes_impl.h"
#include "vm/eval_items_impl.h"
#include "vm/eval_loops_impl.h"
#include "vm/eval_operators_impl.h"
    /* --- building */

    SIMPLE(BUILD_TUPLE, build_tuple, 1);
    SIMPLE(BUILD_LIST, build_list, 1);
    SIMPLE(BUILD_SET, build_set, 1);
    SIMPLE(BUILD_MAP, build_map, 1);
    SIMPLE(BUILD_STRING, build_string, 1);
    TARGET(BUILD_SLICE) {
        SAVE();
        if (is_simple_slice(vm, R, pc)) {
            if (UNLIKELY(!do_slice(vm, R, pc))) {
                goto error;
            }
            NEXT(3);
        }
        if (UNLIKELY(!op_build_slice(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }

    TARGET(LIST_APPEND) {
        List *list = LIST(R[pc->a]);
        if (LIKELY(list->len < list->cap)) {
            value = R[pc->b];
            if (pc->flags & KILL_B) {
                R[pc->b] = NULL;
            } else {
                incref(value);
            }
            list->items[list->len++] = value;
            NEXT(1);
        }
        SAVE();
        if (UNLIKELY(!op_list_append(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }
    SIMPLE(LIST_EXTEND, list_extend, 1);
    SIMPLE(LIST_TO_TUPLE, list_to_tuple, 1);
    SIMPLE(SET_ADD, set_add, 1);
    SIMPLE(SET_UPDATE, set_update, 1);
    SIMPLE(MAP_ADD, map_add, 1);
    SIMPLE(DICT_UPDATE, dict_update, 1);
    SIMPLE(DICT_MERGE, dict_merge, 1);
    SIMPLE(FORMAT_VALUE, format_value, 1);
    TARGET(UNPACK_SEQUENCE) {
        Object *b = R[pc->b];
        SAVE();
        Object **items = is_exact(b, SHAPE_TUPLE) && TUPLE_LEN(b) == pc->c ? tuple_items(b)
                         : is_exact(b, SHAPE_LIST) && LIST_LEN(b) == pc->c ? LIST(b)->items
                                                                           : NULL;
        if (LIKELY(items != NULL)) {
            if (pc->flags & KILL_B) { /* the window may lie over the operand */
                R[pc->b] = NULL;
                unsigned done = unpack_to_names(vm, R, pc, items, pc->c, WATCHED());
                decref(vm, b);
                NEXT(1 + done);
            }
            NEXT(1 + unpack_to_names(vm, R, pc, items, pc->c, WATCHED()));
        }
        if (UNLIKELY(!op_unpack_sequence(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }
    SIMPLE(UNPACK_EX, unpack_ex, 1);
    SIMPLE(MAKE_FUNCTION, make_function, 1);
    SIMPLE(LOAD_BUILD_CLASS, load_build_class, 1);

#include "vm/eval_calls_impl.h"
#include "vm/eval_generators_impl.h"
    /* --- exceptions */

    SIMPLE(PUSH_EXC, push_exc, 1);
    SIMPLE(POP_EXC, pop_exc, 1);
    SIMPLE(CHECK_EXC_MATCH, check_exc_match, 1);
    SIMPLE(CHECK_EG_MATCH, check_eg_match, 1);
    SIMPLE(PREP_RERAISE_STAR, prep_reraise_star, 1);

    TARGET(RAISE) {
        SAVE();
        if (op_raise(vm, frame, pc)) {
            goto unwind;
        }
        goto error;
    }
    TARGET(RERAISE) {
        SAVE();
        op_reraise(vm, frame, pc);
        goto unwind;
    }
    SIMPLE(LOAD_ASSERTION_ERROR, load_assertion_error, 1);
    TARGET(BEFORE_WITH) {
        SAVE();
        if (has_python_methods(vm, R[pc->b])) {
            callee = push_enter(vm, frame, pc);
            if (LIKELY(callee != NULL)) {
                goto enter;
            }
        }
        if (UNLIKELY(!op_before_with(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }
    SIMPLE(BEFORE_ASYNC_WITH, before_async_with, 1);
    SIMPLE(WITH_EXCEPT_START, with_except_start, 1);

    /* --- match, import, rest */

    SIMPLE(GET_LEN, get_len, 1);
    SIMPLE(MATCH_SEQUENCE, match_sequence, 1);
    SIMPLE(MATCH_MAPPING, match_mapping, 1);
    SIMPLE(MATCH_KEYS, match_keys, 1);
    SIMPLE(MATCH_CLASS, match_class, 1);

    TARGET(MATCH_CLASS_COUNT) {
        NEXT(1);
    }
    SIMPLE(IMPORT_NAME, import_name, 2);
    SIMPLE(IMPORT_FROM, import_from, 1);
    SIMPLE(IMPORT_STAR, import_star, 1);
    SIMPLE(SETUP_ANNOTATIONS, setup_annotations, 1);
    SIMPLE(PRINT_EXPR, print_expr, 1);

    TARGET(LOAD_SUPER_METHOD)
    TARGET(BUILD_CONST_KEY_MAP)
    TARGET(ASYNC_GEN_WRAP) {
        SAVE();
        raise(vm, EXC_SystemError, "unknown opcode");
        goto error;
    }

error: /* vm->error was raised by the instruction at pc */
    SAVE();
    ASSERT(vm->error);
    traceback_here(vm, frame);
    if (UNLIKELY(interp_is_traced(interp))) {
        trace_exception(vm, frame);
    }
unwind : {
    const ExceptionEntry *handler = find_handler(frame->code, (uint32_t)(pc - frame->code->instrs));
    if (handler) {
        frame_release_temporaries(vm, frame, handler->depth);
        pc = frame->code->instrs + handler->handler;
        DISPATCH();
    }
}
leave_by_error:
    frame_release_temporaries(vm, frame, frame->code->nlocals);
    leave_hook(vm, frame);
    {
        unsigned kind = frame->kind, dst = frame->result;
        if (frame->generator) {
            generator_end(vm, frame, true);
        } else {
            frame_pop(vm, frame);
        }
        if (kind >= FRAME_ENTRY) {
            return NULL;
        }
        TO_CALLER();
        if (kind == FRAME_OPERATION) {
            finish_operation(vm, frame, dst, NULL);
            if (dst == OPERATION_NEXT && error_matches(vm, EXC_StopIteration) &&
                LIKELY(!interp_is_traced(interp))) {
                error_clear(vm);
                goto loop_ends;
            }
        }
    }
    goto error;
}
