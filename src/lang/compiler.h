/* The compiler's own header: what its files (compile*.c, emit.c, assemble.c) share.
 *
 * A *unit* is one code object in the making: a module, a function, a class body. Instructions are
 * collected as `Ins` records in the order in which they will lie; assemble.c lays them out.
 *
 * Registers. A unit's named registers come first: parameters, other locals, cells, free variables.
 * Above them temporaries live as a stack: `unit->top` is the first free one. An expression leaves
 * its value where it is told to (dst), or says where it lies (Operand): a local variable is an
 * operand as it stands, unless what is evaluated between could rebind it.
 *
 * Dead code. After a jump or return `unit->dead` is set and nothing is emitted until a label is
 * placed that somebody jumps to.
 *
 * Bound locals. `unit->bound` is the set of locals that certainly have a value here; each label
 * gathers the intersection over the jumps to it. A read of any other local is preceded by
 * CHECK_LOCAL.
 *
 * Ownership: all of it lies in the compilation's arenas, but for the constants and names of a unit,
 * which are references of the unit until the code object takes them over.
 */
#ifndef ADDER_LANG_COMPILER_H
#define ADDER_LANG_COMPILER_H

#include "lang/code.h"
#include "lang/compile.h"
#include "lang/opcode_info.h"
#include "lang/symtable.h"

typedef uint32_t Label;

typedef struct Ins {
    uint8_t op, flags;
    uint16_t a, b, c;
    int32_t x;        /* Bx of the first word, or the second word */
    Label label;      /* of a jump; NO_LABEL */
    uint32_t handler; /* index of the handler in force, or NO_HANDLER */
    Location loc;     /* line 0: none */
} Ins;

#define NO_LABEL UINT32_MAX
#define NO_HANDLER UINT32_MAX

typedef struct LabelInfo {
    uint32_t at;     /* index of the instruction behind it; UINT32_MAX: not placed */
    uint32_t refs;   /* jumps to it */
    uint64_t *bound; /* intersection over the jumps; NULL: no jump yet, or no locals */
} LabelInfo;

typedef struct Handler {
    Label label;
    uint32_t depth;
} Handler;

/* Statements that a return, break or continue has to leave in order. */
enum BlockKind {
    BLOCK_WHILE,
    BLOCK_FOR,           /* reg: the iterator */
    BLOCK_ASYNC_FOR,     /* reg: the iterator */
    BLOCK_TRY,           /* nothing to do */
    BLOCK_FINALLY_TRY,   /* finalbody is to be run */
    BLOCK_FINALLY_END,   /* reg: saved exception state */
    BLOCK_WITH,          /* reg: __exit__ */
    BLOCK_ASYNC_WITH,    /* reg: __aexit__ */
    BLOCK_HANDLER,       /* reg: saved exception state; name is to be unbound, if not NULL */
    BLOCK_GROUP_HANDLER, /* except*: may not be left */
    BLOCK_VALUE,         /* reg: what is to be returned when a finally clause has run */
    BLOCK_CLEANUP,       /* counts as nesting only */
};

typedef struct Block {
    uint8_t kind;
    struct Block *outer;
    uint32_t outer_handler;
    uint32_t reg;
    Label head, end; /* loops: where continue and break go */
    const AstStmtList *finalbody;
    AstName name;
    Location loc;
} Block;

#define BLOCK_NESTING_MAX 20

typedef struct Unit {
    struct Unit *outer;
    Scope *scope;
    AstName class_name; /* for private names */
    AstName name;
    Object *qualname; /* owned */
    Object *doc;      /* owned or NULL */
    ArenaMark mark;   /* of the code arena, when the unit began */

    Ins *ins;
    uint32_t ins_len, ins_cap;
    LabelInfo *labels;
    uint32_t label_len, label_cap;
    Handler *handlers;
    uint32_t handler_len, handler_cap;

    Object **consts;       /* owned references */
    uint32_t *const_slots; /* open addressing: index + 1 */
    uint32_t const_len, const_cap, const_slot_cap;
    AstName *names;
    uint32_t *name_slots; /* likewise */
    uint32_t name_len, name_cap, name_slot_cap;

    Symbol **locals;  /* by register */
    uint32_t nlocals; /* named registers */
    uint32_t nfast;   /* of them: parameters and other locals */
    uint32_t nfree;
    uint32_t top, top_max;

    uint64_t *bound, *deletable;
    uint32_t bound_words;

    Block *block;
    uint32_t block_depth;
    uint32_t handler;
    Location loc;
    bool dead;

    bool is_async_def;
    int32_t first_line;
    uint32_t flags;
    uint32_t arg_count, posonly_count, kwonly_count;
} Unit;

typedef struct Compiler {
    Lang lang; /* first */
    VM *vm;
    Arena *code_arena;
    Unit *unit;
    Object **shared; /* owned: the constants of all units so far; open addressing */
    uint32_t shared_len, shared_cap;
    bool interactive;
    bool failed;    /* no memory: MemoryError is to be raised */
    bool too_large; /* more registers, names or constants than operands can tell */
} Compiler;

typedef struct Operand {
    uint16_t reg;
    bool temp; /* the newest use consumes it */
} Operand;

#define KILL_A_IF(o) ((o).temp ? KILL_A : 0u)
#define KILL_B_IF(o) ((o).temp ? KILL_B : 0u)
#define KILL_C_IF(o) ((o).temp ? KILL_C : 0u)

static inline Operand temp_operand(uint32_t reg) {
    return (Operand){(uint16_t)reg, true};
}
static inline Operand kept_operand(uint32_t reg) {
    return (Operand){(uint16_t)reg, false};
}

/* --- emit.c: instructions, labels, registers -------------------------------------------------- */

void *code_alloc(Compiler *c, size_t size); /* of the unit; NULL sets failed */
bool emit(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc);
bool emit_bx(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, int32_t bx);
bool emit_x(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc,
            int32_t x);
/* With an immediate of up to IMMEDIATE_BITS in the second word. */
bool emit_immediate(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b,
                    int64_t immediate);
bool emit_jump(Compiler *c, enum Opcode op, unsigned flags, uint32_t a, uint32_t b, uint32_t cc,
               Label label);
static inline bool emit_goto(Compiler *c, Label label) {
    return emit_jump(c, OP_CODE_JUMP, 0, 0, 0, 0, label);
}
static inline bool emit_move(Compiler *c, uint32_t dst, Operand o) {
    return dst == o.reg || emit(c, OP_CODE_MOVE, KILL_B_IF(o), dst, o.reg, 0);
}
static inline bool emit_clear(Compiler *c, uint32_t reg) {
    return emit(c, OP_CODE_CLEAR, 0, reg, 0, 0);
}
Label label_new(Compiler *c);
void label_place(Compiler *c, Label label);
void label_place_loop(Compiler *c, Label label); /* jumps to it come later, too */
bool label_used(const Compiler *c, Label label);
uint32_t reg_push(Compiler *c);
uint32_t reg_push_many(Compiler *c, uint32_t n);
static inline void reg_pop_to(Compiler *c, uint32_t top) {
    c->unit->top = top;
}
static inline bool is_temp(const Compiler *c, uint32_t reg) {
    return reg >= c->unit->nlocals;
}
/* While the operands of an operation are evaluated, dst itself is free for them if it is the newest
 * temporary. operands_begin gives what operands_end needs. */
static inline uint32_t operands_begin(Compiler *c, uint32_t dst) {
    uint32_t top = c->unit->top;
    if (dst + 1 == top && is_temp(c, dst)) {
        c->unit->top = dst;
    }
    return top;
}
static inline void operands_end(Compiler *c, uint32_t saved) {
    c->unit->top = saved;
}
/* A handler for what is emitted while unit->handler is its index: jumps to label, temporaries from
 * depth on are gone. */
uint32_t handler_new(Compiler *c, Label label, uint32_t depth);
Label handler_label(Compiler *c, uint32_t handler);
bool block_push(Compiler *c, Block *b, enum BlockKind kind, uint32_t reg);
void block_pop(Compiler *c);

bool bound_test(const Compiler *c, uint32_t reg);
void bound_add(Compiler *c, uint32_t reg);
void bound_remove(Compiler *c, uint32_t reg);

/* --- constants.c ------------------------------------------------------------------------------ */

/* Index of a constant in the unit, merged with an equal one. Steals value (NULL: the error is
 * passed on). UINT32_MAX on failure. */
uint32_t const_add(Compiler *c, Object *value);
/* Equal constants of one source are one object, whichever function they stand in. Steals value,
 * gives it or its equal. Without memory nothing is shared. */
Object *const_share(Compiler *c, Object *value);
/* Releases the constants kept to be shared between units. */
void const_release_shared(Compiler *c);
/* dst := value, without a constant where an instruction can carry it. Steals value. */
bool load_object(Compiler *c, Object *value, uint32_t dst);
bool load_name_text(Compiler *c, AstName name, uint32_t dst); /* the str, interned */
Object *name_object(Compiler *c, AstName name);               /* new reference */
Object *constant_object(Compiler *c, const AstConstant *k);   /* new reference */
bool load_constant(Compiler *c, const AstConstant *k, uint32_t dst);

/* fold.c: the value of an expression made of constants: 1 and *value (new), 0 if it is none, -1. */
int fold(Compiler *c, AstExpr *e, Object **value);
/* If e is a constant int that fits an immediate operand of so many bits. */
bool fold_immediate(Compiler *c, AstExpr *e, unsigned bits, int64_t *value);
/* A tuple of constants if all elements are. Result as fold. */
int fold_elements(Compiler *c, const AstExprList *elts, Object **tuple);
/* Turns text % (a, b) into an f-string where that is the same. 1: done, 0: not, -1: error. */
int fold_percent(Compiler *c, AstExpr *e);
/* Whether a constant holds an int that must not be kept alive by module-level code. */
bool holds_small_int(const Object *value);
/* Truth of a constant condition: 1, 0, or -1: it is not constant. -2: error. */
int fold_truth(Compiler *c, AstExpr *e);

/* --- names.c ---------------------------------------------------------------------------------- */

uint32_t name_index(Compiler *c, AstName name); /* N[i]; the name as it is, not mangled */
/* If the name is a plain local of this function: its register. -1: no memory. */
int name_is_fast(Compiler *c, AstName name, uint16_t *reg, Symbol **symbol);
bool name_load(Compiler *c, AstName name, uint32_t dst);
bool name_store(Compiler *c, AstName name, Operand value);
bool name_delete(Compiler *c, AstName name);
bool name_unbind(Compiler *c, AstName name); /* name = None; del name */
/* Registers of locals whose address the closure takes: the cell of a name. */
uint32_t name_cell(Compiler *c, AstName name);

/* --- compile_*.c ------------------------------------------------------------------------------ */

bool compile_expr(Compiler *c, AstExpr *e, uint32_t dst);
/* Where the value of e lies. `later`: what is evaluated before it is used (NULL: nothing). */
bool compile_operand(Compiler *c, AstExpr *e, Operand *o, const AstExpr *later,
                     const AstExpr *later2);
/* dst := left op right, where left has been evaluated. */
bool compile_binary(Compiler *c, AstOperator operator, unsigned flags, uint32_t dst, Operand left,
                    AstExpr *right);
/* Moves the present location to the name of an attribute in a chain of several lines. */
void loc_of_attribute(Compiler *c, const AstExpr *e);
uint32_t attribute_index(Compiler *c, AstName attr);    /* mangles */
bool compile_temp(Compiler *c, AstExpr *e, Operand *o); /* always a new temporary */
bool compile_discard(Compiler *c, AstExpr *e);
bool compile_jump_if(Compiler *c, AstExpr *e, Label target, bool sense);
bool compile_bool_op(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_compare(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_if_exp(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_iterable(Compiler *c, AstExpr *e, uint32_t dst); /* what `for` runs over */
bool compile_display(Compiler *c, AstExpr *e, uint32_t dst);  /* tuple, list, set */
bool compile_elements(Compiler *c, const AstExprList *elts, enum Opcode build, uint32_t dst);
bool compile_tuple_of(Compiler *c, const AstExprList *elts, uint32_t dst);
/* Element by element into the temporary `work`, behind `given` values that lie there already. */
bool compile_long_display(Compiler *c, const AstExprList *elts, enum Opcode build, uint32_t given,
                          uint32_t work);
bool compile_dict(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_call(Compiler *c, AstExpr *e, uint32_t dst);
/* Arguments of a call whose callable lies at base, self (or nothing) at base + 1, and `given`
 * positional ones already behind; emits the call. func: for method positions, may be NULL. */
bool compile_call_rest(Compiler *c, uint32_t dst, uint32_t base, uint32_t given,
                       const AstExprList *args, const AstKeywordList *keywords);
bool compile_comprehension(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_lambda(Compiler *c, AstExpr *e, uint32_t dst);
bool compile_await_loop(Compiler *c, uint32_t iterator, uint32_t value);
bool compile_await(Compiler *c, uint32_t reg, uint32_t value, int what);
bool compile_store(Compiler *c, AstExpr *target, Operand value);
/* The register of a target that is a plain local and may be written to directly. 1, 0, -1. */
int compile_direct_target(Compiler *c, const AstExpr *target, uint16_t *reg);
bool compile_delete(Compiler *c, AstExpr *target);
bool compile_assign(Compiler *c, AstStmt *s);
bool compile_aug_assign(Compiler *c, AstStmt *s);
bool compile_ann_assign(Compiler *c, AstStmt *s);
bool compile_annotation(Compiler *c, AstExpr *annotation, uint32_t dst);
bool compile_body(Compiler *c, const AstStmtList *body);
bool compile_stmt(Compiler *c, AstStmt *s);
/* Of a module or class: the doc goes to __doc__, annotations have a dict. */
bool compile_toplevel_body(Compiler *c, const AstStmtList *body);
bool compile_function_def(Compiler *c, AstStmt *s);
bool compile_class_def(Compiler *c, AstStmt *s);
bool compile_type_alias(Compiler *c, AstStmt *s);
bool compile_type_params(Compiler *c, const AstTypeParamList *params);
/* One step of a loop: the next item goes to target, or, at the end, on at `end`. */
bool compile_for_step(Compiler *c, AstExpr *target, uint32_t iterator, Label end);
/* The same for asynchronous iterators; the handler for StopAsyncIteration goes to `handler`. */
bool compile_async_for_step(Compiler *c, AstExpr *target, uint32_t iterator, Label handler);
bool compile_async_for_end(Compiler *c, uint32_t iterator, Label handler);
bool compile_try(Compiler *c, AstStmt *s);
bool compile_try_star(Compiler *c, AstStmt *s);
bool compile_with(Compiler *c, AstStmt *s);
/* exit(None, None, None) for the __exit__ in the newest register but `above`; its result is
 * dropped. */
bool compile_call_exit(Compiler *c, uint32_t reg, bool is_async);
bool compile_return(Compiler *c, AstStmt *s);
bool compile_break(Compiler *c, AstStmt *s);
bool compile_continue(Compiler *c, AstStmt *s);
bool compile_for(Compiler *c, AstStmt *s);
bool compile_while(Compiler *c, AstStmt *s);
bool compile_import(Compiler *c, AstStmt *s);
bool compile_import_from(Compiler *c, AstStmt *s);
bool compile_match(Compiler *c, AstStmt *s);
/* Leaves the blocks from the innermost to `until` (not included; NULL: all), with a value in the
 * temporary `value` that is to be returned (or NO_REG). What is emitted then
 * runs outside of them, until compile_unwound puts the compiler back into them. */
typedef struct Unwound {
    Block *block;
    uint32_t depth, handler;
} Unwound;
bool compile_unwind(Compiler *c, const Block *until, uint32_t value, Unwound *saved);
void compile_unwound(Compiler *c, const Unwound *saved);
/* Whether leaving them runs code that could rebind a local. */
bool unwind_is_trivial(const Compiler *c);
bool forbidden_name(Compiler *c, AstName name, AstContext ctx, const Location *loc);
bool compile_error(Compiler *c, const Location *loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool is_function_unit(const Compiler *c);
/* Whether e is a str constant that stands as the doc of body. */
const AstConstant *body_doc(const AstStmtList *body);

/* --- units (unit.c) --------------------------------------------------------------------------- */

bool unit_enter(Compiler *c, Scope *scope, AstName name, int32_t first_line);
void unit_leave(Compiler *c); /* forgets it and releases what it owns */
/* The free variables of a scope in the order of their registers. NULL: no memory. */
Symbol **scope_free_symbols(Compiler *c, const Scope *scope, uint32_t *len);
/* Begins the code: COPY_FREE_VARS, MAKE_CELL, RETURN_GENERATOR. */
bool unit_prologue(Compiler *c);
/* Ends the unit: the code object (new reference), or NULL. Leaves the unit in either case. */
Object *unit_finish(Compiler *c);
/* dst := the function of `code` (stolen). Four temporaries from extras on are consumed; the first
 * three hold defaults, keyword defaults and annotations, or nothing. */
bool compile_make_function(Compiler *c, Object *code, const Scope *scope, uint32_t extras,
                           uint32_t dst);

/* assemble.c */
Object *assemble(Compiler *c);
/* peephole.c: jumps to jumps, empty instructions. */
bool peephole(Compiler *c);

/* warn.c: warnings about what is written; false when one has become an error. */
bool warn_assert(Compiler *c, const AstExpr *test);
bool warn_compare(Compiler *c, const AstExpr *e);
bool warn_call(Compiler *c, const AstExpr *func);
bool warn_subscript(Compiler *c, const AstExpr *value, const AstExpr *index);

/* unparse.c: source text of an expression, as str (new reference). */
Object *unparse_expr(VM *vm, const AstExpr *e);

/* Runs `body`, an expression, with the location of node, and restores it afterwards. */
#define SET_LOC(c, node) ((c)->unit->loc = (node)->loc)

#endif
