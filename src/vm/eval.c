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

    /* --- attributes */

    TARGET(LOAD_ATTR) {
        SAVE();
        QUICKEN(load_attr)
        attr_name = FRAME_NAME(frame, pc->c);
        attr_hash = attr_name_hash(attr_name);
        goto load_attr;
    }
    TARGET(LOAD_ATTR_TABLE) {
        attr_name = (Object *)(uintptr_t)pc[1].word;
        attr_hash = (uint32_t)pc[2].x;
    }
load_attr : {
    Object *o = R[pc->b], *v;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, false);
    SAVE();
    switch (e->kind) {
    case ATTR_SLOT:
        v = SLOT_AT(o, e->offset);
        break;
    case ATTR_OVERFLOW:
        v = ((Object **)SLOT_AT(o, e->offset))[e->index];
        break;
    case ATTR_MEMBER:
        v = SLOT_AT(o, e->offset);
        if (UNLIKELY(!v)) {
            goto load_attr_slowly;
        }
        break;
    case ATTR_CLASS:
        v = e->value;
        break;
    case ATTR_PROPERTY:
        value = e->value;
        goto call_getter;
    default:
        goto load_attr_slowly;
    }
    LOADED_FROM_B(o, v);
}
load_attr_slowly:
    if (UNLIKELY(!op_load_attr(vm, frame, pc))) {
        goto error;
    }
    NEXT(3);
call_getter:
    callee = push_getter(vm, frame, pc, value);
    if (UNLIKELY(!callee)) {
        goto error;
    }
    goto enter;
    TARGET(LOAD_METHOD) {
        SAVE();
        QUICKEN(load_method)
        attr_name = FRAME_NAME(frame, pc->c);
        attr_hash = attr_name_hash(attr_name);
        goto load_method;
    }
    TARGET(LOAD_METHOD_TABLE) {
        attr_name = (Object *)(uintptr_t)pc[1].word;
        attr_hash = (uint32_t)pc[2].x;
    }
load_method : {
    Object *o = R[pc->b], *v;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, false);
    SAVE();
    switch (e->kind) {
    case ATTR_METHOD:
        v = new_ref(e->value);
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
        } else {
            incref(o);
        }
        R[pc->a] = v;
        R[pc->a + 1] = o;
        NEXT(3);
    case ATTR_SLOT:
        v = new_ref(SLOT_AT(o, e->offset));
        break;
    case ATTR_CLASS:
        v = new_ref(e->value);
        break;
    case ATTR_BINDS: {
        Object *pair[2] = {NULL, NULL};
        if (UNLIKELY(!load_wrapped(e->value, OBJ(type_of(vm, o)), pair))) {
            goto load_method_slowly;
        }
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        R[pc->a] = pair[0];
        R[pc->a + 1] = pair[1];
        NEXT(3);
    }
    default:
        goto load_method_slowly;
    }
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    R[pc->a] = v;
    NEXT(3);
}
load_method_slowly:
    if (UNLIKELY(!op_load_method(vm, frame, pc))) {
        goto error;
    }
    NEXT(3);
    TARGET(STORE_ATTR) {
        SAVE();
        QUICKEN(store_attr)
        attr_name = FRAME_NAME(frame, pc->c);
        attr_hash = attr_name_hash(attr_name);
        goto store_attr;
    }
    TARGET(STORE_ATTR_TABLE) {
        attr_name = (Object *)(uintptr_t)pc[1].word;
        attr_hash = (uint32_t)pc[2].x;
    }
store_attr : {
    Object *o = R[pc->a], **slot;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, true);
    SAVE();
    switch (e->kind) {
    case ATTR_SLOT:
    case ATTR_MEMBER:
        slot = &SLOT_AT(o, e->offset);
        break;
    case ATTR_OVERFLOW:
        slot = (Object **)SLOT_AT(o, e->offset) + e->index;
        break;
    case ATTR_ADD:
        slot = &SLOT_AT(o, e->offset);
        set_shape(o, e->index);
        break;
    default:
        if (UNLIKELY(!op_store_attr(vm, frame, pc))) {
            goto error;
        }
        NEXT(3);
    }
    STORED_IN_A(*slot);
}
    SIMPLE(DELETE_ATTR, delete_attr, 1);

/* A specialised form has met something else: it may take that up too, or become another form; with
 * its tries used up it asks the table from now on. */
#define OTHER_ATTR(general, function)                                                              \
    do {                                                                                           \
        SAVE();                                                                                    \
        if (may_quicken(interp, pc) && quicken_##function(vm, frame, pc)) {                        \
            DISPATCH();                                                                            \
        }                                                                                          \
        DEOPT(general);                                                                            \
    } while (0)
/* Calls found(offset) if the object's shape is one of the three. */
#define SLOT_OF_SHAPES(o, general, function, found)                                                \
    do {                                                                                           \
        uint32_t meta = o->meta;                                                                   \
        if (UNLIKELY(vm->attribute_epoch != (uint32_t)pc[2].x)) {                                  \
            OTHER_ATTR(general, function);                                                         \
        }                                                                                          \
        if (LIKELY((meta ^ (uint32_t)pc[1].x) <= 0xFF)) {                                          \
            found(((uint32_t)pc[1].x & 0xFF) * sizeof(Object *));                                  \
        }                                                                                          \
        if (LIKELY((meta ^ pc[1].y) <= 0xFF)) {                                                    \
            found((pc[1].y & 0xFF) * sizeof(Object *));                                            \
        }                                                                                          \
        if (LIKELY((meta ^ pc[2].y) <= 0xFF)) {                                                    \
            found((pc[2].y & 0xFF) * sizeof(Object *));                                            \
        }                                                                                          \
        OTHER_ATTR(general, function);                                                             \
    } while (0)
#define SHAPE_AND_VERSION(o, general, function)                                                    \
    if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || type_of(vm, o)->version != pc[1].y)) {        \
        OTHER_ATTR(general, function);                                                             \
    }
    TARGET(LOAD_ATTR_SLOT) {
        Object *o = R[pc->b], *v;
#define LOAD_SLOT(offset)                                                                          \
    do {                                                                                           \
        v = SLOT_AT(o, offset);                                                                    \
        LOADED_FROM_B(o, v);                                                                       \
    } while (0)
        SLOT_OF_SHAPES(o, LOAD_ATTR, load_attr, LOAD_SLOT);
    }
    TARGET(LOAD_ATTR_OVERFLOW) {
        Object *o = R[pc->b];
        SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
        Object *v = ((Object **)SLOT_AT(o, (uint32_t)pc[2].x))[pc[2].y];
        LOADED_FROM_B(o, v);
    }
    TARGET(LOAD_ATTR_MEMBER) {
        Object *o = R[pc->b];
        SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
        Object *v = SLOT_AT(o, (uint32_t)pc[2].x);
        if (UNLIKELY(!v)) {
            SAVE();
            goto load_attr_slowly;
        }
        LOADED_FROM_B(o, v);
    }
    TARGET(LOAD_ATTR_CLASS) {
        Object *o = R[pc->b];
        SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
        Object *v = (Object *)(uintptr_t)pc[2].word;
        LOADED_FROM_B(o, v);
    }
    TARGET(LOAD_ATTR_PROPERTY) {
        Object *o = R[pc->b];
        SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
        SAVE();
        value = (Object *)(uintptr_t)pc[2].word;
        goto call_getter;
    }
    TARGET(LOAD_ATTR_TYPE) {
        Object *o = R[pc->b];
        if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || ((Type *)o)->version != pc[1].y)) {
            DEOPT(LOAD_ATTR);
        }
        Object *v = (Object *)(uintptr_t)pc[2].word;
        LOADED_FROM_B(o, v);
    }
    TARGET(LOAD_ATTR_MODULE) {
        Object *o = R[pc->b];
        if (UNLIKELY(!is_exact(o, SHAPE_MODULE) ||
                     DICT(((Module *)o)->dict)->version != (uint32_t)pc[1].x)) {
            DEOPT(LOAD_ATTR);
        }
        Object *v = CACHED_VALUE();
        LOADED_FROM_B(o, v);
    }
    TARGET(LOAD_METHOD_SHAPE) {
        Object *o = R[pc->b];
        SHAPE_AND_VERSION(o, LOAD_METHOD, load_method)
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
        } else {
            incref(o);
        }
        R[pc->a] = new_ref((Object *)(uintptr_t)pc[2].word);
        R[pc->a + 1] = o;
        NEXT(3);
    }
    TARGET(LOAD_METHOD_TYPE) {
        Object *o = R[pc->b];
        if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || ((Type *)o)->version != pc[1].y)) {
            DEOPT(LOAD_METHOD);
        }
        SAVE();
        Object *pair[2] = {NULL, NULL};
        if (UNLIKELY(!load_wrapped((Object *)(uintptr_t)pc[2].word, o, pair))) {
            goto load_method_slowly;
        }
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        R[pc->a] = pair[0];
        R[pc->a + 1] = pair[1];
        NEXT(3);
    }
    TARGET(LOAD_METHOD_MODULE) {
        Object *o = R[pc->b];
        if (UNLIKELY(!is_exact(o, SHAPE_MODULE) ||
                     DICT(((Module *)o)->dict)->version != (uint32_t)pc[1].x)) {
            DEOPT(LOAD_METHOD);
        }
        Object *v = new_ref(CACHED_VALUE());
        if (pc->flags & KILL_B) {
            SAVE();
            KILL(pc->b);
        }
        R[pc->a] = v;
        NEXT(3);
    }
    TARGET(STORE_ATTR_SLOT) {
        Object *o = R[pc->a];
        SAVE();
#define STORE_SLOT(offset) STORED_IN_A(SLOT_AT(o, offset))
        SLOT_OF_SHAPES(o, STORE_ATTR, store_attr, STORE_SLOT);
    }
    TARGET(STORE_ATTR_MEMBER) {
        Object *o = R[pc->a];
        SHAPE_AND_VERSION(o, STORE_ATTR, store_attr)
        SAVE();
        STORED_IN_A(SLOT_AT(o, (uint32_t)pc[2].x));
    }
    TARGET(STORE_ATTR_ADD) {
        Object *o = R[pc->a];
        SHAPE_AND_VERSION(o, STORE_ATTR, store_attr)
        SAVE();
        set_shape(o, pc[2].y);
        STORED_IN_A(SLOT_AT(o, (uint32_t)pc[2].x));
    }

    /* --- items */

    TARGET(LOAD_SUBSCR) {
        SAVE();
        QUICKEN(load_subscr)
        BY_METHOD(R[pc->b], OPERATION_ITEM)
        if (UNLIKELY(!op_load_subscr(vm, frame, pc))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(LOAD_SUBSCR_I) {
        SAVE();
        QUICKEN(load_subscr_i)
        BY_METHOD_I(OPERATION_ITEM, (int16_t)pc->c)
        if (UNLIKELY(!op_load_subscr_i(vm, frame, pc))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(STORE_SUBSCR) {
        SAVE();
        QUICKEN(store_subscr)
        BY_METHOD(R[pc->a], OPERATION_SET_ITEM)
        if (UNLIKELY(!op_store_subscr(vm, frame, pc))) {
            goto error;
        }
        NEXT(2);
    }
    SIMPLE(DELETE_SUBSCR, delete_subscr, 1);

#define LOAD_ITEM(SHAPE, items, len)                                                               \
    Object *b = R[pc->b], *c = R[pc->c];                                                           \
    if (UNLIKELY(!is_exact(b, SHAPE) || c->meta != INT_META)) {                                    \
        DEOPT(LOAD_SUBSCR);                                                                        \
    }                                                                                              \
    int64_t i = INT_VALUE(c);                                                                      \
    if (i < 0) {                                                                                   \
        i += len;                                                                                  \
    }                                                                                              \
    SAVE();                                                                                        \
    if (UNLIKELY((uint64_t)i >= len)) {                                                            \
        if (!op_load_subscr(vm, frame, pc)) {                                                      \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    Object *v = new_ref(items[i]);                                                                 \
    if (pc->flags & KILL_B) {                                                                      \
        KILL(pc->b);                                                                               \
    }                                                                                              \
    if (pc->flags & KILL_C) {                                                                      \
        R[pc->c] = NULL;                                                                           \
        drop_int(vm, c);                                                                           \
    }                                                                                              \
    put(vm, R, pc->a, v);                                                                          \
    NEXT(2);
    TARGET(LOAD_SUBSCR_LIST) {
        LOAD_ITEM(SHAPE_LIST, LIST(b)->items, LIST_LEN(b));
    }
/* The item of a list which the instruction behind wants an item of, or stores in: `row`, borrowed.
 * Whatever is not as expected is left to the plain form. */
#define ROW_OF_LIST()                                                                              \
    Object *b = R[pc->b], *c = R[pc->c], *row;                                                     \
    const Instr *next = pc + 2;                                                                    \
    if (UNLIKELY(!is_exact(b, SHAPE_LIST) || c->meta != INT_META ||                                \
                 (uint64_t)INT_VALUE(c) >= LIST_LEN(b) ||                                          \
                 (pc->flags & KILL_B && b->count == 1)) ||                                         \
        UNLIKELY(WATCHED())) {                                                                     \
        goto op_LOAD_SUBSCR_LIST;                                                                  \
    }                                                                                              \
    row = LIST_ITEM(b, INT_VALUE(c))
#define ROW_DONE()                                                                                 \
    do {                                                                                           \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
            drop(vm, b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            R[pc->c] = NULL;                                                                       \
            drop_int(vm, c);                                                                       \
        }                                                                                          \
    } while (0)
#define ROW_INDEX(i, o)                                                                            \
    int64_t i = INT_VALUE(o);                                                                      \
    if (i < 0) {                                                                                   \
        i += LIST_LEN(row);                                                                        \
    }                                                                                              \
    if (UNLIKELY((uint64_t)i >= LIST_LEN(row))) {                                                  \
        goto op_LOAD_SUBSCR_LIST;                                                                  \
    }
    TARGET(LOAD_SUBSCR_ROW) {
        ROW_OF_LIST();
        Object *column = R[next->c];
        if (UNLIKELY(!is_exact(row, SHAPE_LIST) || column->meta != INT_META)) {
            goto op_LOAD_SUBSCR_LIST;
        }
        ROW_INDEX(i, column)
        Object *v = new_ref(LIST_ITEM(row, i));
        SAVE();
        ROW_DONE();
        if (!(next->flags & KILL_B)) {
            R[next->b] = new_ref(row);
        }
        if (next->flags & KILL_C) {
            R[next->c] = NULL;
            drop_int(vm, column);
        }
        put(vm, R, next->a, v);
        NEXT(4);
    }
    TARGET(LOAD_SUBSCR_ROW_I) {
        ROW_OF_LIST();
        int64_t i = (int16_t)next->c;
        Object *v;
        if (is_exact(row, SHAPE_LIST) && (uint64_t)i < LIST_LEN(row)) {
            v = LIST_ITEM(row, i);
        } else if (is_exact(row, SHAPE_TUPLE) && (uint64_t)i < TUPLE_LEN(row)) {
            v = TUPLE_ITEM(row, i);
        } else {
            goto op_LOAD_SUBSCR_LIST;
        }
        SAVE();
        incref(v);
        ROW_DONE();
        put(vm, R, next->a, v);
        NEXT(4);
    }
    TARGET(STORE_SUBSCR_ROW) {
        ROW_OF_LIST();
        Object *column = R[next->b];
        if (UNLIKELY(!is_exact(row, SHAPE_LIST) || column->meta != INT_META)) {
            goto op_LOAD_SUBSCR_LIST;
        }
        ROW_INDEX(i, column)
        SAVE();
        ROW_DONE();
        Object *v = R[next->c];
        if (next->flags & KILL_C) {
            R[next->c] = NULL;
        } else {
            incref(v);
        }
        Object *old = LIST_ITEM(row, i);
        LIST_ITEM(row, i) = v;
        if (next->flags & KILL_B) {
            R[next->b] = NULL;
            drop_int(vm, column);
        }
        drop(vm, old);
        NEXT(4);
    }
    TARGET(LOAD_SUBSCR_TUPLE) {
        LOAD_ITEM(SHAPE_TUPLE, tuple_items(b), TUPLE_LEN(b));
    }
    TARGET(LOAD_SUBSCR_DICT) {
        Object *b = R[pc->b], *c = R[pc->c];
        if (UNLIKELY(!is_exact(b, SHAPE_DICT))) {
            DEOPT(LOAD_SUBSCR);
        }
        SAVE();
        value = dict_get(vm, b, c);
        if (UNLIKELY(!value)) {
            if (!vm->error) {
                op_load_subscr(vm, frame, pc); /* raises KeyError */
            } else {
                if (pc->flags & KILL_B) {
                    KILL(pc->b);
                }
                if (pc->flags & KILL_C) {
                    KILL(pc->c);
                }
            }
            goto error;
        }
        incref(value);
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (pc->flags & KILL_C) {
            KILL(pc->c);
        }
        put(vm, R, pc->a, value);
        NEXT(2);
    }
    TARGET(LOAD_SUBSCR_STR) {
        Object *b = R[pc->b], *c = R[pc->c];
        if (UNLIKELY(!is_exact(b, SHAPE_STR) || c->meta != INT_META)) {
            DEOPT(LOAD_SUBSCR);
        }
        int64_t i = INT_VALUE(c);
        if (i < 0) {
            i += STR_LEN(b);
        }
        SAVE();
        if (UNLIKELY((uint64_t)i >= STR_LEN(b))) {
            if (!op_load_subscr(vm, frame, pc)) {
                goto error;
            }
            NEXT(2);
        }
        uint32_t character = str_char(b, (size_t)i);
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
            drop_int(vm, c);
        }
        if (UNLIKELY(!put_char(vm, &R[pc->a], character))) {
            goto error;
        }
        NEXT(2);
    }
#define LOAD_ITEM_I(SHAPE, items, len)                                                             \
    Object *b = R[pc->b];                                                                          \
    if (UNLIKELY(!is_exact(b, SHAPE))) {                                                           \
        DEOPT(LOAD_SUBSCR_I);                                                                      \
    }                                                                                              \
    int64_t i = (int16_t)pc->c;                                                                    \
    if (i < 0) {                                                                                   \
        i += len;                                                                                  \
    }                                                                                              \
    SAVE();                                                                                        \
    if (UNLIKELY((uint64_t)i >= len)) {                                                            \
        if (!op_load_subscr_i(vm, frame, pc)) {                                                    \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    Object *v = new_ref(items[i]);                                                                 \
    if (pc->flags & KILL_B) {                                                                      \
        KILL(pc->b);                                                                               \
    }                                                                                              \
    put(vm, R, pc->a, v);                                                                          \
    NEXT(2);
    TARGET(LOAD_SUBSCR_I_LIST) {
        LOAD_ITEM_I(SHAPE_LIST, LIST(b)->items, LIST_LEN(b));
    }
    TARGET(LOAD_SUBSCR_I_TUPLE) {
        LOAD_ITEM_I(SHAPE_TUPLE, tuple_items(b), TUPLE_LEN(b));
    }
    TARGET(LOAD_SUBSCR_I_STR) {
        Object *b = R[pc->b];
        if (UNLIKELY(!is_exact(b, SHAPE_STR))) {
            DEOPT(LOAD_SUBSCR_I);
        }
        int64_t i = (int16_t)pc->c;
        if (i < 0) {
            i += STR_LEN(b);
        }
        SAVE();
        if (UNLIKELY((uint64_t)i >= STR_LEN(b))) {
            if (!op_load_subscr_i(vm, frame, pc)) {
                goto error;
            }
            NEXT(2);
        }
        uint32_t character = str_char(b, (size_t)i);
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (UNLIKELY(!put_char(vm, &R[pc->a], character))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(LOAD_SUBSCR_BYTES) { /* or a bytearray's */
        Object *b = R[pc->b], *c = R[pc->c];
        const uint8_t *data;
        uint64_t len;
        if (is_exact(b, SHAPE_BYTES)) {
            data = BYTES(b)->data;
            len = BYTES(b)->len;
        } else if (LIKELY(is_exact(b, SHAPE_BYTEARRAY))) {
            data = BYTEARRAY(b)->data;
            len = BYTEARRAY(b)->len;
        } else {
            DEOPT(LOAD_SUBSCR);
        }
        SAVE();
        if (UNLIKELY(c->meta != INT_META || (uint64_t)INT_VALUE(c) >= len)) {
            if (!op_load_subscr(vm, frame, pc)) {
                goto error;
            }
            NEXT(2);
        }
        Object *v = make_int(vm, data[INT_VALUE(c)]);
        if (UNLIKELY(!v)) {
            goto error;
        }
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
            drop_int(vm, c);
        }
        put(vm, R, pc->a, v);
        NEXT(2);
    }
    TARGET(STORE_SUBSCR_BYTEARRAY) {
        Object *a = R[pc->a], *b = R[pc->b], *c = R[pc->c];
        if (UNLIKELY(!is_exact(a, SHAPE_BYTEARRAY))) {
            DEOPT(STORE_SUBSCR);
        }
        SAVE();
        if (UNLIKELY(b->meta != INT_META || (uint64_t)INT_VALUE(b) >= BYTEARRAY(a)->len ||
                     c->meta != INT_META || (uint64_t)INT_VALUE(c) > 0xFF)) {
            if (!op_store_subscr(vm, frame, pc)) {
                goto error;
            }
            NEXT(2);
        }
        BYTEARRAY(a)->data[INT_VALUE(b)] = (uint8_t)INT_VALUE(c);
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
            drop_int(vm, c);
        }
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
            drop_int(vm, b);
        }
        NEXT(2);
    }
    TARGET(LOAD_SUBSCR_I_SIMPLE) {
        Object *v = simple_item(vm, R[pc->b], (int16_t)pc->c);
        if (UNLIKELY(!v)) {
            if (vm->error) {
                goto error;
            }
            DEOPT(LOAD_SUBSCR_I);
        }
        SAVE();
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        put(vm, R, pc->a, v);
        NEXT(2);
    }
    TARGET(STORE_SUBSCR_LIST) {
        Object *a = R[pc->a], *b = R[pc->b];
        if (UNLIKELY(!is_exact(a, SHAPE_LIST) || b->meta != INT_META)) {
            DEOPT(STORE_SUBSCR);
        }
        int64_t i = INT_VALUE(b);
        if (i < 0) {
            i += LIST_LEN(a);
        }
        SAVE();
        if (UNLIKELY((uint64_t)i >= LIST_LEN(a))) {
            if (!op_store_subscr(vm, frame, pc)) {
                goto error;
            }
            NEXT(2);
        }
        value = R[pc->c];
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
        } else {
            incref(value);
        }
        Object *old = LIST_ITEM(a, i);
        LIST_ITEM(a, i) = value;
        drop(vm, old);
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
            drop_int(vm, b);
        }
        NEXT(2);
    }
    TARGET(STORE_SUBSCR_DICT) {
        Object *a = R[pc->a];
        if (UNLIKELY(!is_exact(a, SHAPE_DICT))) {
            DEOPT(STORE_SUBSCR);
        }
        SAVE();
        int failed = dict_set(vm, a, R[pc->b], R[pc->c]);
        if (pc->flags & KILL_C) {
            KILL(pc->c);
        }
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (UNLIKELY(failed)) {
            goto error;
        }
        NEXT(2);
    }

    /* --- operators */

/* The general forms, which become specialised ones. */
#define BINARY_ANY(name)                                                                           \
    do {                                                                                           \
        QUICKEN(binary)                                                                            \
        BY_METHOD(R[pc->b], OPERATION_BINARY | OP_##name)                                          \
        if (UNLIKELY(!op_binary(vm, frame, pc, OP_##name))) {                                      \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    } while (0)
#define BINARY_I_ANY(name)                                                                         \
    do {                                                                                           \
        QUICKEN(binary_i)                                                                          \
        BY_METHOD_I(OPERATION_BINARY | OP_##name, IMMEDIATE())                                     \
        if (UNLIKELY(!op_binary_i(vm, frame, pc, OP_##name))) {                                    \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    } while (0)
/* Those that have none for two compact ints: they do them themselves. test: computes v from x and
 * y; false: not here. */
#define BINARY_INT(name, test)                                                                     \
    TARGET(name) {                                                                                 \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META) && LIKELY(!WATCHED())) {            \
            int64_t x = INT_VALUE(b), y = INT_VALUE(c), v;                                         \
            if (LIKELY(test)) {                                                                    \
                if (pc->flags & FEEDS) {                                                           \
                    number = v;                                                                    \
                    goto use_int;                                                                  \
                }                                                                                  \
                if (UNLIKELY(!store_int(vm, R, pc, v, true))) {                                    \
                    goto error;                                                                    \
                }                                                                                  \
                NEXT(2);                                                                           \
            }                                                                                      \
        }                                                                                          \
        BINARY_ANY(name);                                                                          \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        Object *b = R[pc->b];                                                                      \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META) && LIKELY(!WATCHED())) {                                   \
            int64_t x = INT_VALUE(b), y = IMMEDIATE(), v;                                          \
            if (LIKELY(test)) {                                                                    \
                if (pc->flags & FEEDS) {                                                           \
                    number = v;                                                                    \
                    goto use_int;                                                                  \
                }                                                                                  \
                if (UNLIKELY(!store_int(vm, R, pc, v, false))) {                                   \
                    goto error;                                                                    \
                }                                                                                  \
                NEXT(2);                                                                           \
            }                                                                                      \
        }                                                                                          \
        BINARY_I_ANY(name);                                                                        \
    }
    BINARY_INT(ADD, !__builtin_add_overflow(x, y, &v));

    BINARY_INT(SUB, !__builtin_sub_overflow(x, y, &v));

    BINARY_INT(MUL, !__builtin_mul_overflow(x, y, &v));

    BINARY_INT(FLOORDIV, floor_div(x, y, &v));

    BINARY_INT(MOD, floor_mod(x, y, &v));

    BINARY_INT(AND, (v = x & y, true));

    BINARY_INT(OR, (v = x | y, true));

    BINARY_INT(XOR, (v = x ^ y, true));

    BINARY_INT(LSHIFT, shift_left(x, y, &v));

    BINARY_INT(RSHIFT, shift_right(x, y, &v));

#include "vm/unboxed.h"

#define BINARY(name)                                                                               \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        BINARY_ANY(name);                                                                          \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        SAVE();                                                                                    \
        BINARY_I_ANY(name);                                                                        \
    }
    BINARY(MATMUL);
    BINARY(TRUEDIV);
    BINARY(POW);

#define BINARY_FLOAT(name, test, expression)                                                       \
    TARGET(name##_FLOAT) {                                                                         \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(b->meta != FLOAT_META || c->meta != FLOAT_META)) {                            \
            DEOPT(name);                                                                           \
        }                                                                                          \
        double x = FLOAT_VALUE(b), y = FLOAT_VALUE(c);                                             \
        SAVE();                                                                                    \
        if (UNLIKELY(!(test))) {                                                                   \
            op_binary(vm, frame, pc, OP_##name); /* raises */                                      \
            goto error;                                                                            \
        }                                                                                          \
        if (pc->flags & FEEDS && LIKELY(!WATCHED())) {                                             \
            real = expression;                                                                     \
            goto use_float;                                                                        \
        }                                                                                          \
        if (UNLIKELY(!store_float(vm, R, pc, expression, true))) {                                 \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(name##_I_FLOAT) {                                                                       \
        Object *b = R[pc->b];                                                                      \
        if (UNLIKELY(b->meta != FLOAT_META)) {                                                     \
            DEOPT(name##_I);                                                                       \
        }                                                                                          \
        double x = FLOAT_VALUE(b), y = (double)IMMEDIATE();                                        \
        SAVE();                                                                                    \
        if (pc->flags & FEEDS && LIKELY(!WATCHED())) {                                             \
            real = expression;                                                                     \
            goto use_float;                                                                        \
        }                                                                                          \
        if (UNLIKELY(!store_float(vm, R, pc, expression, false))) {                                \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }
    BINARY_FLOAT(ADD, true, x + y);

    BINARY_FLOAT(SUB, true, x - y);

    BINARY_FLOAT(MUL, true, x * y);

    BINARY_FLOAT(TRUEDIV, y != 0.0, x / y);

/* An int and a float: ints that a double holds exactly. */
#define BINARY_MIXED(name, test, expression)                                                       \
    TARGET(name##_MIXED) {                                                                         \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        double x, y;                                                                               \
        if (UNLIKELY(!as_double(b, &x) || !as_double(c, &y) || b->meta == c->meta)) {              \
            DEOPT(name);                                                                           \
        }                                                                                          \
        SAVE();                                                                                    \
        if (UNLIKELY(!(test))) {                                                                   \
            op_binary(vm, frame, pc, OP_##name); /* raises */                                      \
            goto error;                                                                            \
        }                                                                                          \
        double v = expression;                                                                     \
        if (b->meta == INT_META && pc->flags & KILL_B) {                                           \
            R[pc->b] = NULL;                                                                       \
            drop_int(vm, b);                                                                       \
        }                                                                                          \
        if (c->meta == INT_META && pc->flags & KILL_C) {                                           \
            R[pc->c] = NULL;                                                                       \
            drop_int(vm, c);                                                                       \
        }                                                                                          \
        if (UNLIKELY(!store_mixed(vm, R, pc, v))) {                                                \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }
    BINARY_MIXED(ADD, true, x + y);

    BINARY_MIXED(SUB, true, x - y);

    BINARY_MIXED(MUL, true, x * y);

    BINARY_MIXED(TRUEDIV, y != 0.0, x / y);

    TARGET(TRUEDIV_INT) {
        Object *b = R[pc->b], *c = R[pc->c];
        double x, y;
        if (UNLIKELY(b->meta != INT_META || c->meta != INT_META || !as_double(b, &x) ||
                     !as_double(c, &y) || y == 0.0)) {
            DEOPT(TRUEDIV);
        }
        SAVE();
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
            drop_int(vm, b);
        }
        if (pc->flags & KILL_C) {
            R[pc->c] = NULL;
            drop_int(vm, c);
        }
        value = make_float(vm, x / y);
        if (UNLIKELY(!value)) {
            goto error;
        }
        put(vm, R, pc->a, value);
        NEXT(2);
    }
    TARGET(TRUEDIV_I_INT) {
        Object *b = R[pc->b];
        double x;
        if (UNLIKELY(b->meta != INT_META || !as_double(b, &x))) {
            DEOPT(TRUEDIV_I);
        }
        SAVE();
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
            drop_int(vm, b);
        }
        value = make_float(vm, x / (double)IMMEDIATE());
        if (UNLIKELY(!value)) {
            goto error;
        }
        put(vm, R, pc->a, value);
        NEXT(2);
    }
    TARGET(SQUARE_INT) { /* POW_I with 2 */
        Object *b = R[pc->b];
        int64_t v;
        if (UNLIKELY(b->meta != INT_META ||
                     __builtin_mul_overflow(INT_VALUE(b), INT_VALUE(b), &v))) {
            DEOPT(POW_I);
        }
        SAVE();
        if (UNLIKELY(!store_int(vm, R, pc, v, false))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(SQUARE_FLOAT) {
        Object *b = R[pc->b];
        if (UNLIKELY(b->meta != FLOAT_META)) {
            DEOPT(POW_I);
        }
        SAVE();
        double v = pow(FLOAT_VALUE(b), 2.0); /* the library's last bit, as CPython's */
        if (UNLIKELY(isinf(v) && !isinf(FLOAT_VALUE(b)))) {
            DEOPT(POW_I); /* OverflowError */
        }
        if (pc->flags & FEEDS && LIKELY(!WATCHED())) {
            real = v;
            goto use_float;
        }
        if (UNLIKELY(!store_float(vm, R, pc, v, false))) {
            goto error;
        }
        NEXT(2);
    }

    SIMPLE(IS, is, 1);
    TARGET(IN) {
        SAVE();
        BY_METHOD(R[pc->c], OPERATION_IN)
        if (UNLIKELY(!op_in(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }

#define UNARY(name)                                                                                \
    TARGET(name) {                                                                                 \
        SAVE();                                                                                    \
        if (UNLIKELY(!op_unary(vm, frame, pc, OP_##name))) {                                       \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(1);                                                                                   \
    }
    TARGET(NEG) {
        Object *b = R[pc->b];
        SAVE();
        bool done;
        if (b->meta == INT_META && INT_VALUE(b) != INT64_MIN) {
            done = store_int(vm, R, pc, -INT_VALUE(b), false);
        } else if (b->meta == FLOAT_META) {
            done = store_float(vm, R, pc, -FLOAT_VALUE(b), false);
        } else {
            done = op_unary(vm, frame, pc, OP_NEG);
        }
        if (UNLIKELY(!done)) {
            goto error;
        }
        NEXT(1);
    }
    UNARY(POS);
    TARGET(INVERT) {
        Object *b = R[pc->b];
        SAVE();
        if (UNLIKELY(!(b->meta == INT_META ? store_int(vm, R, pc, ~INT_VALUE(b), false)
                                           : op_unary(vm, frame, pc, OP_INVERT)))) {
            goto error;
        }
        NEXT(1);
    }
    SIMPLE(NOT, not, 1);

    /* --- comparisons */

#define COMPARE(name, operator)                                                                    \
    TARGET(name) {                                                                                 \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        bool truth;                                                                                \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META)) {                                  \
            truth = INT_VALUE(b) operator INT_VALUE(c);                                            \
        } else if (b->meta == FLOAT_META && c->meta == FLOAT_META) {                               \
            truth = FLOAT_VALUE(b) operator FLOAT_VALUE(c);                                        \
        } else {                                                                                   \
            BY_METHOD(b, OPERATION_COMPARE | CMP_##name)                                           \
            if (UNLIKELY(!op_compare(vm, frame, pc, CMP_##name))) {                                \
                goto error;                                                                        \
            }                                                                                      \
            NEXT(2);                                                                               \
        }                                                                                          \
        if (pc->flags & KILL_B) {                                                                  \
            KILL(pc->b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            KILL(pc->c);                                                                           \
        }                                                                                          \
        put(vm, R, pc->a, bool_ref(vm, truth));                                                    \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(name##_I) {                                                                             \
        Object *b = R[pc->b];                                                                      \
        SAVE();                                                                                    \
        if (LIKELY(b->meta == INT_META)) {                                                         \
            bool truth = INT_VALUE(b) operator IMMEDIATE();                                        \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            put(vm, R, pc->a, bool_ref(vm, truth));                                                \
            NEXT(2);                                                                               \
        }                                                                                          \
        BY_METHOD_I(OPERATION_COMPARE | CMP_##name, IMMEDIATE())                                   \
        if (UNLIKELY(!op_compare_i(vm, frame, pc, CMP_##name))) {                                  \
            goto error;                                                                            \
        }                                                                                          \
        NEXT(2);                                                                                   \
    }                                                                                              \
    TARGET(JUMP_##name) {                                                                          \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (LIKELY(b->meta == INT_META && c->meta == INT_META)) {                                  \
            bool truth = INT_VALUE(b) operator INT_VALUE(c);                                       \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            if (pc->flags & KILL_C) {                                                              \
                R[pc->c] = NULL;                                                                   \
                drop_int(vm, c);                                                                   \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        SAVE();                                                                                    \
        QUICKEN(jump_compare)                                                                      \
        BY_METHOD(R[pc->b], OPERATION_JUMP_COMPARE | CMP_##name)                                   \
        int truth = op_compare_truth(vm, frame, pc, CMP_##name);                                   \
        if (UNLIKELY(truth < 0)) {                                                                 \
            goto error;                                                                            \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }                                                                                              \
    TARGET(JUMP_##name##_I) {                                                                      \
        Object *b = R[pc->b];                                                                      \
        if (LIKELY(b->meta == INT_META)) {                                                         \
            bool truth = INT_VALUE(b) operator(int32_t) pc[1].y;                                   \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_int(vm, b);                                                                   \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        if (b->meta == FLOAT_META) {                                                               \
            bool truth = FLOAT_VALUE(b) operator(int32_t) pc[1].y;                                 \
            if (pc->flags & KILL_B) {                                                              \
                R[pc->b] = NULL;                                                                   \
                drop_float(vm, b);                                                                 \
            }                                                                                      \
            JUMP_X_IF(truth);                                                                      \
        }                                                                                          \
        SAVE();                                                                                    \
        BY_METHOD_I(OPERATION_JUMP_COMPARE | CMP_##name, (int32_t)pc[1].y)                         \
        int truth = op_compare_truth_i(vm, frame, pc, CMP_##name);                                 \
        if (UNLIKELY(truth < 0)) {                                                                 \
            goto error;                                                                            \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }                                                                                              \
    TARGET(JUMP_##name##_FLOAT) {                                                                  \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(b->meta != FLOAT_META || c->meta != FLOAT_META)) {                            \
            DEOPT(JUMP_##name);                                                                    \
        }                                                                                          \
        bool truth = FLOAT_VALUE(b) operator FLOAT_VALUE(c);                                       \
        if (pc->flags & KILL_B) {                                                                  \
            R[pc->b] = NULL;                                                                       \
            drop_float(vm, b);                                                                     \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            R[pc->c] = NULL;                                                                       \
            drop_float(vm, c);                                                                     \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }
    COMPARE(LT, <);
    COMPARE(LE, <=);
    COMPARE(EQ, ==);
    COMPARE(NE, !=);
    COMPARE(GT, >);
    COMPARE(GE, >=);

#define JUMP_COMPARE_STR(name, equal)                                                              \
    TARGET(JUMP_##name##_STR) {                                                                    \
        Object *b = R[pc->b], *c = R[pc->c];                                                       \
        if (UNLIKELY(!is_exact(b, SHAPE_STR) || !is_exact(c, SHAPE_STR))) {                        \
            DEOPT(JUMP_##name);                                                                    \
        }                                                                                          \
        bool truth = str_equal_quick(b, c) == (equal);                                             \
        if (pc->flags & KILL_B) {                                                                  \
            KILL(pc->b);                                                                           \
        }                                                                                          \
        if (pc->flags & KILL_C) {                                                                  \
            KILL(pc->c);                                                                           \
        }                                                                                          \
        JUMP_X_IF(truth);                                                                          \
    }
    JUMP_COMPARE_STR(EQ, true);
    JUMP_COMPARE_STR(NE, false);

    TARGET(JUMP_IS) {
        Object *b = R[pc->b], *c = R[pc->c];
        SAVE();
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        if (pc->flags & KILL_C) {
            KILL(pc->c);
        }
        JUMP_X_IF(b == c);
    }
    TARGET(JUMP_IN) {
        SAVE();
        BY_METHOD(R[pc->c], OPERATION_JUMP_IN)
        int truth = op_in_truth(vm, frame, pc);
        if (UNLIKELY(truth < 0)) {
            goto error;
        }
        JUMP_X_IF(truth);
    }

    /* --- jumps */

    TARGET(JUMP) {
        pc += pc->bx;
        DISPATCH();
    }
    TARGET(JUMP_BACK) {
        pc += pc->bx;
        if (UNLIKELY(vm->pending)) {
            goto pending;
        }
        if (pc->op == OP_CODE_FOR_ITER_RANGE && LIKELY(!WATCHED())) {
            goto op_FOR_ITER_RANGE;
        }
        DISPATCH();
    }
    TARGET(JUMP_IF) {
        SAVE();
        if (shape_of(R[pc->a]) >= SHAPE_FIRST_DYNAMIC) {
            BY_METHOD(R[pc->a], OPERATION_TRUTH)
        }
        int truth = truth_of(vm, R[pc->a]);
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        if (UNLIKELY(truth < 0)) {
            goto error;
        }
        JUMP_IF_SENSE(truth, 1, pc->bx);
    }
    TARGET(JUMP_IF_OR_POP) {
        SAVE();
        int truth = truth_of(vm, R[pc->a]);
        if (UNLIKELY(truth < 0)) {
            KILL(pc->a);
            goto error;
        }
        if (truth == ((pc->flags & SENSE) != 0)) {
            pc += pc->bx;
        } else {
            KILL(pc->a);
            pc += 1;
        }
        DISPATCH();
    }
    TARGET(JUMP_IF_NONE) {
        bool is_none = R[pc->a] == vm->none;
        SAVE();
        if (pc->flags & KILL_A) {
            KILL(pc->a);
        }
        JUMP_IF_SENSE(is_none, 1, pc->bx);
    }

    /* --- loops */

    TARGET(GET_ITER) {
        SAVE();
        BY_METHOD(R[pc->b], OPERATION_ITER)
        if (UNLIKELY(!op_get_iter(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }

    TARGET(FOR_ITER) {
        Object *it = R[pc->b];
        SAVE();
        QUICKEN(for_iter)
        if (is_exact(it, SHAPE_GENERATOR) && GENERATOR(it)->state < GEN_RUNNING) {
            generator = GENERATOR(it);
            value = none_ref(vm);
            goto resume;
        }
        BY_METHOD(it, OPERATION_NEXT)
        value = next_item(vm, it);
        if (UNLIKELY(!value)) {
            if (vm->error) {
                goto error;
            }
            goto loop_ends;
        }
        if (unpacks_next(pc, value) && LIKELY(!WATCHED())) {
            unsigned done =
                unpack_to_names(vm, R, pc + 2, tuple_items(value), TUPLE_LEN(value), false);
            decref(vm, value);
            NEXT(3 + done);
        }
        put(vm, R, pc->a, value);
        NEXT(2);
    }
loop_ends:
    KILL(pc->b);
    pc += pc[1].x;
    DISPATCH();
    TARGET(FOR_ITER_RANGE) {
        RangeIterator *it = (RangeIterator *)R[pc->b];
        if (UNLIKELY(!is_exact(OBJ(it), SHAPE_RANGE_ITERATOR))) {
            DEOPT(FOR_ITER);
        }
        SAVE();
        if (UNLIKELY(it->left <= 0)) {
            goto loop_ends;
        }
        int64_t v = it->next;
        if (UNLIKELY(!put_int(vm, &R[pc->a], NULL, v))) {
            goto error;
        }
        it->left--;
        it->next = (int64_t)((uint64_t)v + (uint64_t)it->step);
        NEXT(2);
    }
#define FOR_ITER_INDEX(SHAPE, items, len)                                                          \
    IndexIterator *it = (IndexIterator *)R[pc->b];                                                 \
    if (UNLIKELY(!is_exact(OBJ(it), SHAPE))) {                                                     \
        DEOPT(FOR_ITER);                                                                           \
    }                                                                                              \
    SAVE();                                                                                        \
    Object *s = it->sequence;                                                                      \
    if (UNLIKELY(!s || (uint64_t)it->index >= len)) {                                              \
        clear_ref(vm, it->sequence);                                                               \
        goto loop_ends;                                                                            \
    }                                                                                              \
    Object *item = items[it->index++];                                                             \
    if (unpacks_next(pc, item) && LIKELY(!WATCHED())) {                                            \
        NEXT(3 + unpack_to_names(vm, R, pc + 2, tuple_items(item), TUPLE_LEN(item), false));       \
    }                                                                                              \
    put(vm, R, pc->a, new_ref(item));                                                              \
    NEXT(2);
    TARGET(FOR_ITER_LIST) {
        FOR_ITER_INDEX(SHAPE_LIST_ITERATOR, LIST(s)->items, LIST_LEN(s));
    }
    TARGET(FOR_ITER_TUPLE) {
        FOR_ITER_INDEX(SHAPE_TUPLE_ITERATOR, tuple_items(s), TUPLE_LEN(s));
    }
    TARGET(FOR_ITER_STR) {
        IndexIterator *it = (IndexIterator *)R[pc->b];
        if (UNLIKELY(!is_exact(OBJ(it), SHAPE_STR_ITERATOR))) {
            DEOPT(FOR_ITER);
        }
        SAVE();
        Object *s = it->sequence;
        if (UNLIKELY(!s || (uint64_t)it->index >= STR_LEN(s))) {
            clear_ref(vm, it->sequence);
            goto loop_ends;
        }
        if (UNLIKELY(!put_char(vm, &R[pc->a], str_char(s, (size_t)it->index)))) {
            goto error;
        }
        it->index++;
        NEXT(2);
    }
    TARGET(FOR_ITER_BYTES) {
        IndexIterator *it = (IndexIterator *)R[pc->b];
        if (UNLIKELY(!is_exact(OBJ(it), SHAPE_BYTES_ITERATOR))) {
            DEOPT(FOR_ITER);
        }
        SAVE();
        Object *s = it->sequence;
        if (UNLIKELY(!s || (uint64_t)it->index >= BYTES(s)->len)) {
            clear_ref(vm, it->sequence);
            goto loop_ends;
        }
        value = make_int(vm, BYTES(s)->data[it->index]);
        if (UNLIKELY(!value)) {
            goto error;
        }
        it->index++;
        put(vm, R, pc->a, value);
        NEXT(2);
    }

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

    /* --- calls */

    TARGET(CALL) {
        Object **window = R + pc->b;
        SAVE();
        if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
            unpack_method(vm, window);
        }
        QUICKEN(call)
        size_t self = window[1] != NULL;
        Object *callable = window[0];
        if (is_exact(callable, SHAPE_FUNCTION)) {
            Object **args = arguments_place(vm, frame, window + 2 - self, pc->c + self);
            if (UNLIKELY(!args)) {
                goto error;
            }
            window[0] = NULL;
            callee = frame_push_function(vm, callable, args, pc->c + self, NULL);
            if (UNLIKELY(!callee)) {
                goto error;
            }
            callee->kind = FRAME_CALLED;
            callee->result = pc->a;
            goto enter;
        }
        if (is_type(vm, callable) && !self) {
            if (callable == OBJ(TYPE(vm, TYPE)) && pc->c == 1) {
                value = new_ref(OBJ(type_of(vm, window[2])));
                KILL(pc->b);
                KILL(pc->b + 2);
                put(vm, R, pc->a, value);
                NEXT(2);
            }
            if (callable == OBJ(TYPE(vm, SUPER)) && pc->c == 0) {
                value = super_here(vm);
                KILL(pc->b);
                if (UNLIKELY(!value)) {
                    goto error;
                }
                put(vm, R, pc->a, value);
                NEXT(2);
            }
            Object *init = class_python_init(vm, (Type *)callable);
            if (init) {
                callee = push_init(vm, window, pc->c, NULL, init);
                if (UNLIKELY(!callee)) {
                    goto error;
                }
                callee->result = pc->a;
                goto enter;
            }
        }
        if (!self && has_python_methods(vm, callable)) {
            callee = push_call_object(vm, window, pc->c, NULL);
            if (callee) {
                callee->result = pc->a;
                goto enter;
            }
            if (UNLIKELY(vm->error != NULL)) {
                goto error;
            }
        }
        if (UNLIKELY(!op_call(vm, frame, pc))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(CALL_PYTHON) {
        Object **window = R + pc->b;
        Function *fn = (Function *)window[0];
        if (UNLIKELY(!is_exact(OBJ(fn), SHAPE_FUNCTION) || CODE(fn->code)->version != pc[1].y)) {
            DEOPT(CALL);
        }
        const Code *code = CODE(fn->code);
        size_t self = window[1] != NULL;
        Object **args = window + 2 - self, **regs = frame->generator ? frame->top : args;
        if (UNLIKELY(code->arg_count != pc->c + self || !frame_fits(vm, code, regs))) {
            DEOPT(CALL);
        }
        SAVE();
        window[0] = NULL;
        if (regs != args) {
            move_refs(regs, args, code->arg_count);
        }
        frame = frame_start(vm, fn, regs, FRAME_CALLED, pc->a);
        R = regs;
        pc = code->instrs;
        if (UNLIKELY(vm->pending)) {
            goto pending;
        }
        DISPATCH();
    }
    TARGET(CALL_BUILTIN) {
        Object **window = R + pc->b;
        Object *callable = window[0];
        if (UNLIKELY(!is_exact(callable, SHAPE_BUILTIN))) {
            DEOPT(CALL);
        }
        SAVE();
        const MethodDef *def = ((Builtin *)callable)->def;
        Object *self = ((Builtin *)callable)->self, *v;
        if (LIKELY(!window[1]) && def->kind == METH_O && pc->c == 1) {
            v = def->fn.o(vm, self, window[2]);
        } else if (LIKELY(!window[1]) && def->kind == METH_FAST) {
            v = def->fn.fast(vm, self, window + 2, pc->c);
        } else {
            size_t bound = window[1] != NULL;
            v = method_def_call_as(vm, def, callable, self, window + 2 - bound, pc->c + bound,
                                   NULL);
        }
        drop_window(vm, window, pc->c);
        CALLED(v);
    }
    TARGET(CALL_DESCR) {
        Object **window = R + pc->b;
        MethodDescr *callable = (MethodDescr *)window[0];
        Object *self = window[1];
        if (UNLIKELY(!is_exact(OBJ(callable), SHAPE_METHOD_DESCRIPTOR) || !self ||
                     (type_of(vm, self) != callable->type &&
                      !type_is_subtype(type_of(vm, self), callable->type)))) {
            DEOPT(CALL);
        }
        SAVE();
        size_t n = pc->c;
        const MethodDef *def = callable->def;
        Object *v;
        switch (def->kind | (int)(n << 8)) {
        case METH_NOARGS:
            v = def->fn.noargs(vm, self);
            break;
        case METH_O | 1 << 8:
            v = def->fn.o(vm, self, window[2]);
            break;
        default:
            v = LIKELY(def->kind == METH_FAST)
                    ? def->fn.fast(vm, self, window + 2, n)
                    : method_def_call_as(vm, def, OBJ(callable), self, window + 2, n, NULL);
        }
        drop_window(vm, window, n);
        CALLED(v);
    }
    TARGET(CALL_LIST_APPEND) {
        Object **window = R + pc->b;
        Object *list = window[1];
        if (UNLIKELY(window[0] != (Object *)(uintptr_t)pc[1].word || !list ||
                     !is_exact(list, SHAPE_LIST))) {
            DEOPT(CALL);
        }
        SAVE();
        Object *item = window[2], *v = NULL;
        window[2] = NULL;
        if (LIKELY(LIST_LEN(list) < LIST(list)->cap)) {
            LIST_ITEM(list, LIST(list)->len++) = item;
            v = none_ref(vm);
        } else if (LIKELY(list_append_steal(vm, list, item) == 0)) {
            v = none_ref(vm);
        }
        drop_window(vm, window, 0);
        CALLED(v);
    }
    TARGET(CALL_TYPE) {
        Object **window = R + pc->b;
        if (UNLIKELY(window[0] != (Object *)(uintptr_t)pc[1].word || window[1])) {
            DEOPT(CALL);
        }
        SAVE();
        Object *v = call_builtin_type(vm, (Type *)window[0], window + 2, pc->c);
        drop_window(vm, window, pc->c);
        CALLED(v);
    }
    TARGET(CALL_CLASS) {
        Object **window = R + pc->b;
        Type *cls = (Type *)window[0];
        if (UNLIKELY(!is_type(vm, OBJ(cls)) || window[1] || cls->version != pc[1].y)) {
            DEOPT(CALL);
        }
        SAVE();
        callee = push_init(vm, window, pc->c, NULL, type_lookup(vm, cls, ID(vm, __init__)));
        if (UNLIKELY(!callee)) {
            goto error;
        }
        callee->result = pc->a;
        goto enter;
    }
    TARGET(CALL_KW) {
        Object **window = R + pc->b;
        SAVE();
        if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
            unpack_method(vm, window);
        }
        size_t self = window[1] != NULL;
        Object *callable = window[0], *kwnames = FRAME_CONST(frame, pc[1].x);
        size_t n = pc->c - TUPLE_LEN(kwnames);
        if (is_exact(callable, SHAPE_FUNCTION)) {
            Object **args = arguments_place(vm, frame, window + 2 - self, pc->c + self);
            if (UNLIKELY(!args)) {
                goto error;
            }
            window[0] = NULL;
            callee = frame_push_function(vm, callable, args, n + self, kwnames);
            if (UNLIKELY(!callee)) {
                goto error;
            }
            callee->kind = FRAME_CALLED;
            callee->result = pc->a;
            goto enter;
        }
        if (is_type(vm, callable) && !self) {
            Object *init = class_python_init(vm, (Type *)callable);
            if (init) {
                callee = push_init(vm, window, n, kwnames, init);
                if (UNLIKELY(!callee)) {
                    goto error;
                }
                callee->result = pc->a;
                goto enter;
            }
        }
        if (!self && has_python_methods(vm, callable)) {
            callee = push_call_object(vm, window, n, kwnames);
            if (callee) {
                callee->result = pc->a;
                goto enter;
            }
            if (UNLIKELY(vm->error != NULL)) {
                goto error;
            }
        }
        if (UNLIKELY(!op_call_kw(vm, frame, pc))) {
            goto error;
        }
        NEXT(2);
    }
    TARGET(CALL_EX) {
        Object **window = R + pc->b;
        SAVE();
        if (is_exact(window[0], SHAPE_METHOD) && !window[1]) {
            unpack_method(vm, window);
        }
        if (UNLIKELY(!op_call_ex_prepare(vm, frame, pc))) {
            goto error;
        }
        if (is_exact(window[0], SHAPE_FUNCTION)) {
            callee = push_call_ex(vm, window);
            if (UNLIKELY(!callee)) {
                goto error;
            }
            callee->kind = FRAME_CALLED_EX;
            callee->result = pc->a;
            goto enter;
        }
        if (UNLIKELY(!op_call_ex(vm, frame, pc))) {
            goto error;
        }
        NEXT(1);
    }
    TARGET(RETURN) {
        value = R[pc->a];
        R[pc->a] = NULL;
        SAVE();
        goto leave;
    }
    TARGET(RETURN_NONE) {
        value = none_ref(vm);
        SAVE();
        goto leave;
    }
leave : /* the frame returns value */
{
    unsigned kind = frame->kind, dst = frame->result;
    if (UNLIKELY(frame->generator != NULL)) {
        goto leave_generator;
    }
    Object *held = frame->held, *function = frame->function;
    frame->held = NULL;
    if (LIKELY(!frame->object && !frame->locals && function)) { /* else it owns its globals */
        Code *code = frame->code;
        unsigned n = code->nlocals;
        for (unsigned i = 0; i < n; i++) {
            Object *o = R[i];
            if (o) {
                R[i] = NULL;
                if (count_ends(o)) {
                    die_leaving(vm, frame, o);
                }
            }
        }
        if (UNLIKELY(frame->object != NULL)) {
            frame_pop(vm, frame);
        } else {
            vm->recursion_depth--;
            interp->frame = frame->prev;
            decref(vm, function);
            decref(vm, code);
        }
    } else {
        frame_pop(vm, frame);
    }
    if (kind == FRAME_ENTRY) {
        return value;
    }
    TO_CALLER();
    switch (kind) {
    case FRAME_CALLED:
        if (is_discarded(pc) && LIKELY(!WATCHED())) {
            drop(vm, value);
            NEXT(3);
        }
        put(vm, R, dst, value);
        NEXT(2);
    case FRAME_OPERATION:
        operation = dst;
        goto operation_done;
    case FRAME_CALLED_OBJECT:
        for (unsigned i = 0; i < 2u + pc->c; i++) {
            clear_ref(vm, R[pc->b + i]);
        }
        put(vm, R, dst, value);
        NEXT(2);
    case FRAME_INIT:
        if (UNLIKELY(value != vm->none)) {
            raise(vm, EXC_TypeError, "__init__() should return None, not '%T'", value);
            decref(vm, value);
            decref(vm, held);
            goto error;
        }
        value->count--;
        clear_ref(vm, R[pc->b]);
        put(vm, R, dst, held);
        NEXT(2);
    case FRAME_GETTER:
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        } else {
            decref(vm, held);
        }
        put(vm, R, dst, value);
        NEXT(3);
    default: /* FRAME_CALLED_EX */
        clear_ref(vm, R[pc->b + 2]);
        clear_ref(vm, R[pc->b + 3]);
        put(vm, R, dst, value);
        NEXT(1);
    }
}
leave_generator:
    if (frame->kind >= FRAME_ENTRY) {
        generator_end(vm, frame, false);
        return value;
    }
    generator_end(vm, frame, false);
    TO_CALLER();
    if (UNLIKELY(interp_is_traced(interp)) && !trace_stop_iteration(vm, frame, value)) {
        decref(vm, value);
        goto error;
    }
    if (pc->op != OP_CODE_SEND) {
        decref(vm, value);
        goto loop_ends;
    }
    goto send_finished;
operation_done: /* its method has returned value to this frame */
    value = finish_operation(vm, frame, operation, value);
    if (UNLIKELY(!value)) {
        goto error;
    }
    switch (operation & OPERATION_KIND) {
    case OPERATION_SET_ITEM:
        decref(vm, value);
        NEXT(2);
    case OPERATION_ITER:
        put(vm, R, pc->a, value);
        NEXT(1);
    case OPERATION_ENTER:
        put(vm, R, pc->a + 1u, value);
        NEXT(1);
    case OPERATION_IN:
    case OPERATION_JUMP_IN:
    case OPERATION_JUMP_COMPARE:
    case OPERATION_TRUTH: {
        int truth = truth_of(vm, value);
        drop(vm, value);
        if (UNLIKELY(truth < 0)) {
            goto error;
        }
        if (operation == OPERATION_IN) {
            put(vm, R, pc->a, bool_ref(vm, truth == ((pc->flags & SENSE) != 0)));
            NEXT(1);
        }
        if (operation == OPERATION_TRUTH) {
            JUMP_IF_SENSE(truth, 1, pc->bx);
        }
        JUMP_X_IF(truth);
    }
    default:
        put(vm, R, pc->a, value);
        NEXT(2);
    }

    /* --- generators */

    TARGET(RETURN_GENERATOR) {
        SAVE();
        unsigned dst = frame->result, kind = frame->kind;
        Object *held = frame->held;
        value = generator_from_frame(vm, frame);
        if (UNLIKELY(!value)) {
            goto error;
        }
        if (kind == FRAME_ENTRY) {
            return value;
        }
        TO_CALLER();
        if (kind == FRAME_INIT) { /* an __init__ that is a generator: let CALL complain */
            raise(vm, EXC_TypeError, "__init__() should return None, not '%T'", value);
            decref(vm, value);
            decref(vm, held);
            goto error;
        }
        if (kind == FRAME_OPERATION) {
            operation = dst;
            goto operation_done;
        }
        if (kind == FRAME_CALLED_EX) {
            clear_ref(vm, R[pc->b + 2]);
            clear_ref(vm, R[pc->b + 3]);
        } else if (kind == FRAME_CALLED_OBJECT) {
            for (unsigned i = 0; i < 2u + pc->c; i++) {
                clear_ref(vm, R[pc->b + i]);
            }
        } else if (kind == FRAME_GETTER) {
            xdecref(vm, held);
            if (pc->flags & KILL_B) {
                KILL(pc->b);
            }
        }
        put(vm, R, dst, value);
        NEXT(quick_words[pc->op]);
    }
    TARGET(YIELD) {
        SAVE();
        value = R[pc->b];
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
        } else {
            incref(value);
        }
        if (frame->code->flags & CO_ASYNC_GENERATOR && !yield_delegates(pc)) {
            value = async_generator_wrap(vm, value);
            if (UNLIKELY(!value)) {
                goto error;
            }
        }
        unsigned kind;
    yield_value:
        kind = frame->kind;
        if (kind == FRAME_FED && LIKELY(!interp_is_hooked(interp) && frame->inherits)) {
            const Feed *feed = frame->feed;
            enum Taken taken = feed->take(vm, feed->ctx, value);
            if (LIKELY(taken == TAKE_DONE)) {
                if (pc[1].op == OP_CODE_CLEAR && pc[1].a == pc->a && !R[pc->a]) {
                    NEXT(2); /* nobody wants what is sent */
                }
                put(vm, R, pc->a, none_ref(vm));
                NEXT(1);
            }
            if (UNLIKELY(taken == TAKE_FAILED)) {
                value = NULL;
            }
        }
        generator_suspend(vm, frame);
        if (kind != FRAME_RESUMED) {
            return value;
        }
        TO_CALLER();
        if (pc->op == OP_CODE_SEND && pc[2].op == OP_CODE_YIELD && pc[2].c == pc->b &&
            LIKELY(!WATCHED())) { /* it passes the value on */
            pc += 2;
            SAVE();
            goto yield_value;
        }
        put(vm, R, pc->a, value);
        NEXT(2);
    }
    SIMPLE(GET_YIELD_FROM_ITER, get_yield_from_iter, 1);
    SIMPLE(GET_AWAITABLE, get_awaitable, 1);

    TARGET(SEND) {
        Object *it = R[pc->b];
        SAVE();
        if ((is_exact(it, SHAPE_GENERATOR) || is_exact(it, SHAPE_COROUTINE)) &&
            (GENERATOR(it)->state == GEN_SUSPENDED ||
             (GENERATOR(it)->state == GEN_CREATED && R[pc->a] == vm->none))) {
            value = R[pc->a];
            R[pc->a] = NULL;
            generator = GENERATOR(it);
            goto resume;
        }
        switch (send_value(vm, R, pc, &value)) {
        case GEN_NEXT:
            put(vm, R, pc->a, value);
            NEXT(2);
        case GEN_RETURN:
            goto send_finished;
        default:
            goto error;
        }
    }
resume:
    callee = generator_resume(vm, generator, value);
    if (UNLIKELY(!callee)) {
        goto error;
    }
    callee->kind = FRAME_RESUMED;
    if (callee->pc[-1].op == OP_CODE_YIELD && yield_delegates(callee->pc - 1) && !WATCHED()) {
        callee = generator_resume_delegates(vm, callee);
    }
    goto enter;
send_finished:
    put(vm, R, pc->a, value);
    KILL(pc->b);
    pc += pc[1].x;
    DISPATCH();
    SIMPLE(GET_AITER, get_aiter, 1);
    SIMPLE(GET_ANEXT, get_anext, 1);

    TARGET(END_ASYNC_FOR) {
        SAVE();
        if (!op_end_async_for(vm, frame, pc)) {
            goto unwind;
        }
        NEXT(1);
    }

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
