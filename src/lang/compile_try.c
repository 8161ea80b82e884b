/* try and with.
 *
 * A handler begins with PUSH_EXC into two temporaries: what was being handled before, and the
 * exception. While they are there, anything raised goes to a *cleanup*, which puts the former state
 * back and raises on. Every way out of a handler pops them.
 *
 * The body of a finally clause is compiled twice: for the normal way and for exceptions; and once
 * more for each return, break or continue that leaves it.
 */
#include "lang/compiler.h"

static void no_location(Compiler *c) {
    c->unit->loc = (Location){0};
}

/* The cleanup of a handler whose state lies at `state`. */
static bool cleanup(Compiler *c, Label label, uint32_t state) {
    uint32_t top = c->unit->top;
    label_place(c, label);
    c->unit->top = state + 2;
    uint32_t t = reg_push_many(c, 2);
    no_location(c);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, t, 0, 0) && emit(c, OP_CODE_RERAISE, KILL_A, t + 1, state, 0));
    c->unit->top = top;
    return true;
}

/* --- finally ---------------------------------------------------------------------------------- */

static bool try_except(Compiler *c, AstStmt *s);
static bool try_star(Compiler *c, AstStmt *s);

static bool finally_handler(Compiler *c, AstStmt *s, Label handler) {
    Unit *u = c->unit;
    Block block;
    uint32_t top = u->top;
    Label again = label_new(c);
    no_location(c);
    label_place(c, handler);
    uint32_t state = reg_push_many(c, 2);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, state, 0, 0) &&
        block_push(c, &block, BLOCK_FINALLY_END, state));
    u->handler = handler_new(c, again, state + 2);
    TRY(compile_body(c, &s->Try.finalbody));
    block_pop(c);
    no_location(c);
    TRY(emit(c, OP_CODE_RERAISE, KILL_A, state + 1, state, 0) && cleanup(c, again, state));
    reg_pop_to(c, top);
    return true;
}

static bool try_finally(Compiler *c, AstStmt *s) {
    Block block;
    Label handler = label_new(c), end = label_new(c);
    TRY(block_push(c, &block, BLOCK_FINALLY_TRY, 0));
    block.finalbody = &s->Try.finalbody;
    c->unit->handler = handler_new(c, handler, c->unit->top);
    if (s->Try.handlers.len) {
        TRY(s->kind == STMT_TRY ? try_except(c, s) : try_star(c, s));
    } else {
        TRY(compile_body(c, &s->Try.body));
    }
    block_pop(c);
    TRY(compile_body(c, &s->Try.finalbody));
    no_location(c);
    TRY(emit_goto(c, end) && finally_handler(c, s, handler));
    label_place(c, end);
    return true;
}

/* --- except ----------------------------------------------------------------------------------- */

/* What a handler ends with when its body was left by an exception: the name is unbound. */
static bool named_cleanup(Compiler *c, const AstHandler *h, Label label, uint32_t state,
                          uint32_t outer) {
    uint32_t top = c->unit->top, general = c->unit->handler;
    label_place(c, label);
    no_location(c);
    c->unit->top = state + 2;
    uint32_t t = reg_push_many(c, 2);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, t, 0, 0) && name_unbind(c, h->name));
    c->unit->handler = outer; /* the former state is back when this raises */
    TRY(emit(c, OP_CODE_RERAISE, KILL_A, t + 1, state, 0));
    c->unit->handler = general;
    c->unit->top = top;
    return true;
}

/* The body of a clause, the exception being in state + 1. outer: the handler around the statement.
 */
static bool handler_body(Compiler *c, AstHandler *h, uint32_t state, uint32_t outer, Label end) {
    Unit *u = c->unit;
    Block block;
    uint32_t general = u->handler;
    Label failed = NO_LABEL;
    if (h->name) {
        TRY(forbidden_name(c, h->name, CONTEXT_STORE, &h->loc) &&
            name_store(c, h->name, temp_operand(state + 1)));
    } else {
        TRY(emit_clear(c, state + 1));
    }
    TRY(block_push(c, &block, BLOCK_HANDLER, state));
    block.name = h->name;
    block.outer_handler = outer;
    if (h->name) {
        failed = label_new(c);
        u->handler = handler_new(c, failed, state + 2);
    }
    TRY(compile_body(c, &h->body));
    block_pop(c);
    no_location(c);
    TRY(emit(c, OP_CODE_POP_EXC, 0, state, 0, 0) && (!h->name || name_unbind(c, h->name)) &&
        emit_goto(c, end));
    u->handler = general;
    return !h->name || named_cleanup(c, h, failed, state, outer);
}

static bool except_clause(Compiler *c, AstHandler *h, uint32_t state, uint32_t outer, Label end) {
    Label next = label_new(c);
    uint32_t top = c->unit->top;
    c->unit->loc = h->loc;
    if (h->type) {
        Operand type;
        uint32_t match = reg_push(c);
        TRY(compile_operand(c, h->type, &type, NULL, NULL) &&
            emit(c, OP_CODE_CHECK_EXC_MATCH, KILL_C_IF(type), match, state + 1, type.reg) &&
            emit_jump(c, OP_CODE_JUMP_IF, KILL_A, match, 0, 0, next));
        reg_pop_to(c, top);
    }
    TRY(handler_body(c, h, state, outer, end));
    label_place(c, next);
    return true;
}

static bool try_body(Compiler *c, AstStmt *s, Label handler) {
    Block block;
    TRY(block_push(c, &block, BLOCK_TRY, 0));
    c->unit->handler = handler_new(c, handler, c->unit->top);
    TRY(compile_body(c, &s->Try.body));
    block_pop(c);
    return compile_body(c, &s->Try.orelse);
}

static bool try_except(Compiler *c, AstStmt *s) {
    Unit *u = c->unit;
    Block block;
    uint32_t top = u->top, outer = u->handler;
    Label handler = label_new(c), again = label_new(c), end = label_new(c);
    for (uint32_t i = 0; i + 1 < s->Try.handlers.len; i++) {
        if (!s->Try.handlers.items[i]->type) {
            return compile_error(c, &s->Try.handlers.items[i]->loc,
                                 "default 'except:' must be last");
        }
    }
    TRY(try_body(c, s, handler));
    no_location(c);
    TRY(emit_goto(c, end));
    label_place(c, handler);
    uint32_t state = reg_push_many(c, 2);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, state, 0, 0) && block_push(c, &block, BLOCK_CLEANUP, 0));
    u->handler = handler_new(c, again, state + 2);
    for (uint32_t i = 0; i < s->Try.handlers.len; i++) {
        TRY(except_clause(c, s->Try.handlers.items[i], state, outer, end));
    }
    block_pop(c);
    u->loc = s->Try.handlers.items[s->Try.handlers.len - 1]->loc;
    TRY(emit(c, OP_CODE_RERAISE, KILL_A, state + 1, state, 0));
    no_location(c);
    TRY(cleanup(c, again, state));
    label_place(c, end);
    reg_pop_to(c, top);
    return true;
}

/* `try:` itself does nothing, but is a line to stop at. */
bool compile_try(Compiler *c, AstStmt *s) {
    TRY(emit(c, OP_CODE_NOP, 0, 0, 0, 0));
    return s->Try.finalbody.len ? try_finally(c, s) : try_except(c, s);
}

/* --- except* ---------------------------------------------------------------------------------- */

/* Registers of except*: state, state + 1: as ever, the latter shrinks to what nobody has caught
 * yet. */
typedef struct StarRegs {
    uint32_t state;
    uint32_t original; /* the exception as it came */
    uint32_t raised;   /* list of what the clauses raised */
} StarRegs;

/* An exception in the body of a clause is collected. */
static bool star_failed(Compiler *c, const AstHandler *h, Label label, const StarRegs *r) {
    uint32_t top = c->unit->top;
    label_place(c, label);
    no_location(c);
    uint32_t t = reg_push_many(c, 2);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, t, 0, 0) && (!h->name || name_unbind(c, h->name)) &&
        emit(c, OP_CODE_LIST_APPEND, KILL_B, r->raised, t + 1, 0) &&
        emit(c, OP_CODE_POP_EXC, 0, t, 0, 0));
    reg_pop_to(c, top);
    return true;
}

static bool star_clause(Compiler *c, AstHandler *h, const StarRegs *r) {
    Unit *u = c->unit;
    Block block;
    uint32_t top = u->top, general = u->handler, match = reg_push(c);
    Operand type;
    Label none = label_new(c), failed = label_new(c), next = label_new(c);
    c->unit->loc = h->loc;
    TRY(compile_operand(c, h->type, &type, NULL, NULL) &&
        emit(c, OP_CODE_CHECK_EG_MATCH, KILL_C_IF(type), match, r->state + 1, type.reg) &&
        emit_jump(c, OP_CODE_JUMP_IF_NONE, SENSE, match, 0, 0, none));
    reg_pop_to(c, top);
    if (h->name) {
        TRY(forbidden_name(c, h->name, CONTEXT_STORE, &h->loc) &&
            name_store(c, h->name, temp_operand(match)));
    } else {
        TRY(emit_clear(c, match));
    }
    TRY(block_push(c, &block, BLOCK_HANDLER, r->state));
    block.name = h->name;
    u->handler = handler_new(c, failed, top);
    TRY(compile_body(c, &h->body));
    block_pop(c);
    no_location(c);
    TRY((!h->name || name_unbind(c, h->name)) && emit_goto(c, next));
    u->handler = general;
    TRY(star_failed(c, h, failed, r) && emit_goto(c, next));
    label_place(c, none);
    TRY(emit_clear(c, match));
    label_place(c, next);
    return true;
}

/* What nobody has caught and what the clauses raised goes on, if there is any. */
static bool star_end(Compiler *c, const StarRegs *r, uint32_t outer, Label end) {
    uint32_t top = c->unit->top, result = reg_push(c);
    Label reraise = label_new(c);
    no_location(c);
    TRY(emit(c, OP_CODE_LIST_APPEND, KILL_B, r->raised, r->state + 1, 0) &&
        emit(c, OP_CODE_PREP_RERAISE_STAR, KILL_B | KILL_C, result, r->original, r->raised) &&
        emit_jump(c, OP_CODE_JUMP_IF_NONE, 0, result, 0, 0, reraise) && emit_clear(c, result));
    c->unit->handler = outer;
    TRY(emit(c, OP_CODE_POP_EXC, 0, r->state, 0, 0) && emit_goto(c, end));
    label_place(c, reraise);
    TRY(emit(c, OP_CODE_RERAISE, KILL_A, result, r->state, 0));
    reg_pop_to(c, top);
    return true;
}

static bool try_star(Compiler *c, AstStmt *s) {
    Unit *u = c->unit;
    Block block;
    uint32_t top = u->top, outer = u->handler;
    Label handler = label_new(c), again = label_new(c), end = label_new(c);
    TRY(try_body(c, s, handler));
    no_location(c);
    TRY(emit_goto(c, end));
    label_place(c, handler);
    StarRegs r = {.state = reg_push_many(c, 2)};
    r.original = reg_push(c);
    r.raised = reg_push(c);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, r.state, 0, 0) &&
        block_push(c, &block, BLOCK_GROUP_HANDLER, 0));
    u->handler = handler_new(c, again, r.state + 2);
    TRY(emit_move(c, r.original, kept_operand(r.state + 1)) &&
        emit(c, OP_CODE_BUILD_LIST, 0, r.raised, 0, 0));
    for (uint32_t i = 0; i < s->Try.handlers.len; i++) {
        TRY(star_clause(c, s->Try.handlers.items[i], &r));
    }
    TRY(star_end(c, &r, outer, end));
    block_pop(c);
    TRY(cleanup(c, again, r.state));
    label_place(c, end);
    reg_pop_to(c, top);
    return true;
}

bool compile_try_star(Compiler *c, AstStmt *s) {
    TRY(emit(c, OP_CODE_NOP, 0, 0, 0, 0));
    return s->Try.finalbody.len ? try_finally(c, s) : try_star(c, s);
}

/* --- with ------------------------------------------------------------------------------------- */

bool compile_call_exit(Compiler *c, uint32_t reg, bool is_async) {
    uint32_t top = c->unit->top;
    /* A value to be returned may lie above reg: the call is made above it. */
    uint32_t base = top == reg + 1 ? reg : reg_push(c);
    reg_push(c);
    TRY(emit_move(c, base, temp_operand(reg)));
    for (int i = 0; i < 3; i++) {
        TRY(emit(c, OP_CODE_LOAD_NONE, 0, reg_push(c), 0, 0));
    }
    TRY(emit(c, OP_CODE_CALL, 0, base, base, 3));
    c->unit->top = base + 1;
    if (is_async) {
        uint32_t value = reg_push(c);
        TRY(compile_await(c, base, value, 2) && emit_clear(c, value));
    } else {
        TRY(emit_clear(c, base));
    }
    c->unit->top = top;
    return true;
}

/* The exception is given to __exit__, which may swallow it. */
static bool with_handler(Compiler *c, AstStmt *s, uint32_t exit, Label handler) {
    Unit *u = c->unit;
    bool is_async = s->kind == STMT_ASYNC_WITH;
    uint32_t top = u->top, outer = u->handler;
    Label again = label_new(c), swallowed = label_new(c);
    label_place(c, handler);
    uint32_t state = reg_push_many(c, 2), result = reg_push(c);
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, state, 0, 0));
    SET_LOC(c, s);
    u->handler = handler_new(c, again, state + 2);
    TRY(emit(c, OP_CODE_WITH_EXCEPT_START, 0, result, exit, state + 1));
    if (is_async) {
        uint32_t value = reg_push(c);
        TRY(compile_await(c, result, value, 2));
        result = value;
    }
    TRY(emit_jump(c, OP_CODE_JUMP_IF, KILL_A | SENSE, result, 0, 0, swallowed));
    u->handler = outer;
    Location loc = u->loc;
    no_location(c);
    TRY(emit(c, OP_CODE_RERAISE, KILL_A, state + 1, state, 0));
    TRY(cleanup(c, again, state));
    u->loc = loc;
    label_place(c, swallowed);
    TRY(emit(c, OP_CODE_POP_EXC, 0, state, 0, 0) && emit_clear(c, exit));
    reg_pop_to(c, top);
    return true;
}

static bool with_item(Compiler *c, AstStmt *s, uint32_t index) {
    Unit *u = c->unit;
    bool is_async = s->kind == STMT_ASYNC_WITH;
    const AstWithItem *item = s->With.items.items[index];
    Block block;
    Operand manager;
    Label handler = label_new(c), end = label_new(c);
    uint32_t exit = u->top;
    TRY(lang_enter(&c->lang));
    TRY(compile_operand(c, item->context_expr, &manager, NULL, NULL));
    reg_pop_to(c, exit);
    uint32_t entered = reg_push_many(c, 2) + 1;
    SET_LOC(c, s);
    TRY(emit(c, is_async ? OP_CODE_BEFORE_ASYNC_WITH : OP_CODE_BEFORE_WITH, KILL_B_IF(manager),
             exit, manager.reg, 0));
    if (is_async) {
        uint32_t value = reg_push(c);
        TRY(compile_await(c, entered, value, 1));
        entered = value;
    }
    TRY(block_push(c, &block, is_async ? BLOCK_ASYNC_WITH : BLOCK_WITH, exit));
    u->handler = handler_new(c, handler, exit + 1);
    TRY(item->optional_vars ? compile_store(c, item->optional_vars, temp_operand(entered))
                            : emit_clear(c, entered));
    reg_pop_to(c, exit + 1);
    TRY(index + 1 < s->With.items.len ? with_item(c, s, index + 1)
                                      : compile_body(c, &s->With.body));
    block_pop(c);
    SET_LOC(c, s);
    TRY(compile_call_exit(c, exit, is_async));
    no_location(c);
    TRY(emit_goto(c, end) && with_handler(c, s, exit, handler));
    label_place(c, end);
    reg_pop_to(c, exit);
    lang_leave(&c->lang);
    return true;
}

bool compile_with(Compiler *c, AstStmt *s) {
    if (s->kind == STMT_ASYNC_WITH && !c->unit->is_async_def) {
        return compile_error(c, &s->loc, "'async with' outside async function");
    }
    return with_item(c, s, 0);
}
