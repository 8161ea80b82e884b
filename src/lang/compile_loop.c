/* Loops, and leaving them: for, while, break, continue, return. */
#include "lang/compiler.h"

/* --- One step of an iteration ----------------------------------------------------------------- */

bool compile_for_step(Compiler *c, AstExpr *target, uint32_t iterator, Label end) {
    uint16_t reg;
    int direct = compile_direct_target(c, target, &reg);
    TRY(direct >= 0);
    if (direct) {
        TRY(emit_jump(c, OP_CODE_FOR_ITER, 0, reg, iterator, 0, end));
        bound_add(c, reg);
        return true;
    }
    uint32_t t = reg_push(c);
    TRY(emit_jump(c, OP_CODE_FOR_ITER, 0, t, iterator, 0, end) &&
        compile_store(c, target, temp_operand(t)));
    reg_pop_to(c, t);
    return true;
}

bool compile_async_for_step(Compiler *c, AstExpr *target, uint32_t iterator, Label handler) {
    Unit *u = c->unit;
    uint32_t value = reg_push(c), awaitable = reg_push(c), outer = u->handler;
    u->handler = handler_new(c, handler, iterator + 1);
    TRY(emit(c, OP_CODE_GET_ANEXT, 0, awaitable, iterator, 0) &&
        compile_await_loop(c, awaitable, value));
    u->handler = outer;
    reg_pop_to(c, awaitable);
    TRY(compile_store(c, target, temp_operand(value)));
    reg_pop_to(c, value);
    return true;
}

bool compile_async_for_end(Compiler *c, uint32_t iterator, Label handler) {
    label_place(c, handler);
    uint32_t state = reg_push_many(c, 2);
    Location loc = c->unit->loc;
    c->unit->loc = (Location){0};
    TRY(emit(c, OP_CODE_PUSH_EXC, 0, state, 0, 0));
    c->unit->loc = loc;
    TRY(emit(c, OP_CODE_END_ASYNC_FOR, 0, state + 1, iterator, 0));
    reg_pop_to(c, state);
    return true;
}

/* --- for, while ------------------------------------------------------------------------------- */

static bool get_iterator(Compiler *c, AstStmt *s, bool is_async, uint32_t *iterator) {
    uint32_t top = c->unit->top;
    Operand o;
    if (is_async || s->For.iter->kind == EXPR_NAME) {
        TRY(compile_operand(c, s->For.iter, &o, NULL, NULL));
    } else {
        o = temp_operand(reg_push(c));
        TRY(compile_iterable(c, s->For.iter, o.reg));
    }
    reg_pop_to(c, top);
    *iterator = reg_push(c);
    return emit(c, is_async ? OP_CODE_GET_AITER : OP_CODE_GET_ITER, KILL_B_IF(o), *iterator, o.reg,
                0);
}

bool compile_for(Compiler *c, AstStmt *s) {
    bool is_async = s->kind == STMT_ASYNC_FOR;
    if (is_async && !c->unit->is_async_def) {
        return compile_error(c, &s->loc, "'async for' outside async function");
    }
    Block block;
    uint32_t iterator, top = c->unit->top;
    Label head = label_new(c), exhausted = label_new(c), end = label_new(c);
    TRY(block_push(c, &block, is_async ? BLOCK_ASYNC_FOR : BLOCK_FOR, top));
    block.head = head;
    block.end = end;
    TRY(get_iterator(c, s, is_async, &iterator));
    label_place_loop(c, head);
    TRY(is_async ? compile_async_for_step(c, s->For.target, iterator, exhausted)
                 : compile_for_step(c, s->For.target, iterator, exhausted));
    TRY(compile_body(c, &s->For.body));
    c->unit->loc = (Location){0};
    TRY(emit_jump(c, OP_CODE_JUMP_BACK, 0, 0, 0, 0, head));
    block_pop(c);
    SET_LOC(c, s);
    if (is_async) {
        TRY(compile_async_for_end(c, iterator, exhausted));
    } else {
        label_place(c, exhausted);
    }
    reg_pop_to(c, top);
    TRY(compile_body(c, &s->For.orelse));
    label_place(c, end);
    return true;
}

bool compile_while(Compiler *c, AstStmt *s) {
    Block block;
    Label head = label_new(c), body = label_new(c), otherwise = label_new(c), end = label_new(c);
    TRY(block_push(c, &block, BLOCK_WHILE, 0));
    block.head = head;
    block.end = end;
    int truth = fold_truth(c, s->While.test);
    TRY(truth != -2);
    if (truth == 1) {
        TRY(emit(c, OP_CODE_NOP, 0, 0, 0, 0));
    }
    label_place_loop(c, head);
    TRY(truth == 1 || compile_jump_if(c, s->While.test, otherwise, false));
    label_place_loop(c, body);
    TRY(compile_body(c, &s->While.body));
    if (truth < 0) { /* a step needs no jump but that of the test */
        SET_LOC(c, s);
        TRY(compile_jump_if(c, s->While.test, body, true));
    } else {
        c->unit->loc = (Location){0};
        TRY(emit_jump(c, OP_CODE_JUMP_BACK, 0, 0, 0, 0, head));
    }
    block_pop(c);
    label_place(c, otherwise);
    TRY(compile_body(c, &s->While.orelse));
    label_place(c, end);
    return true;
}

/* --- Leaving blocks --------------------------------------------------------------------------- */

/* A return, break or continue in the clause forgets the value that was to be returned. */
static bool run_finally(Compiler *c, const AstStmtList *body, uint32_t value) {
    Block block;
    if (value == NO_REG) {
        return compile_body(c, body);
    }
    TRY(block_push(c, &block, BLOCK_VALUE, value) && compile_body(c, body));
    block_pop(c);
    return true;
}

static bool unwind_block(Compiler *c, const Block *b, uint32_t value) {
    switch ((enum BlockKind)b->kind) {
    case BLOCK_WHILE:
    case BLOCK_TRY:
    case BLOCK_CLEANUP:
        return true;
    case BLOCK_FOR:
    case BLOCK_ASYNC_FOR:
    case BLOCK_VALUE:
        return emit_clear(c, b->reg);
    case BLOCK_FINALLY_TRY:
        return run_finally(c, b->finalbody, value);
    case BLOCK_FINALLY_END:
        return emit(c, OP_CODE_POP_EXC, 0, b->reg, 0, 0);
    case BLOCK_WITH:
    case BLOCK_ASYNC_WITH:
        c->unit->loc = b->loc;
        return compile_call_exit(c, b->reg, b->kind == BLOCK_ASYNC_WITH);
    case BLOCK_HANDLER:
        return emit(c, OP_CODE_POP_EXC, 0, b->reg, 0, 0) && (!b->name || name_unbind(c, b->name));
    case BLOCK_GROUP_HANDLER:
        return compile_error(c, &c->unit->loc,
                             "'break', 'continue' and 'return' cannot appear in an except* block");
    }
    return true;
}

bool compile_unwind(Compiler *c, const Block *until, uint32_t value, Unwound *saved) {
    Unit *u = c->unit;
    Location loc = u->loc;
    *saved = (Unwound){u->block, u->block_depth, u->handler};
    for (const Block *b = u->block; b != until; b = b->outer) {
        u->block = b->outer;
        u->block_depth--;
        u->handler = b->outer_handler;
        TRY(unwind_block(c, b, value));
        u->loc = loc;
    }
    return true;
}

void compile_unwound(Compiler *c, const Unwound *saved) {
    c->unit->block = saved->block;
    c->unit->block_depth = saved->depth;
    c->unit->handler = saved->handler;
}

bool unwind_is_trivial(const Compiler *c) {
    for (const Block *b = c->unit->block; b; b = b->outer) {
        if (b->kind == BLOCK_FINALLY_TRY || (b->kind == BLOCK_HANDLER && b->name)) {
            return false;
        }
    }
    return true;
}

static Block *innermost_loop(Compiler *c) {
    for (Block *b = c->unit->block; b; b = b->outer) {
        if (b->kind == BLOCK_WHILE || b->kind == BLOCK_FOR || b->kind == BLOCK_ASYNC_FOR) {
            return b;
        }
    }
    return NULL;
}

/* Outside a loop it is still an error first that an except* block is left. */
static bool outside_loop(Compiler *c, const AstStmt *s, const char *message) {
    for (const Block *b = c->unit->block; b; b = b->outer) {
        if (b->kind == BLOCK_GROUP_HANDLER) {
            return unwind_block(c, b, NO_REG);
        }
    }
    return compile_error(c, &s->loc, "%s", message);
}

bool compile_break(Compiler *c, AstStmt *s) {
    Block *loop = innermost_loop(c);
    if (!loop) {
        return outside_loop(c, s, "'break' outside loop");
    }
    Unwound saved;
    TRY(compile_unwind(c, loop->outer, NO_REG, &saved) && emit_goto(c, loop->end));
    compile_unwound(c, &saved);
    return true;
}

bool compile_continue(Compiler *c, AstStmt *s) {
    Block *loop = innermost_loop(c);
    if (!loop) {
        return outside_loop(c, s, "'continue' not properly in loop");
    }
    Unwound saved;
    TRY(compile_unwind(c, loop, NO_REG, &saved) &&
        emit_jump(c, OP_CODE_JUMP_BACK, 0, 0, 0, 0, loop->head));
    compile_unwound(c, &saved);
    return true;
}

/* return a if b else c: two returns. */
static bool return_if_exp(Compiler *c, AstStmt *s) {
    AstExpr *e = s->Return.value;
    AstStmt part = {.kind = STMT_RETURN, .loc = s->loc};
    Label orelse = label_new(c);
    TRY(lang_enter(&c->lang) && compile_jump_if(c, e->IfExp.test, orelse, false));
    part.Return.value = e->IfExp.body;
    TRY(compile_return(c, &part));
    label_place(c, orelse);
    part.Return.value = e->IfExp.orelse;
    TRY(compile_return(c, &part));
    lang_leave(&c->lang);
    return true;
}

bool compile_return(Compiler *c, AstStmt *s) {
    AstExpr *value = s->Return.value;
    const Scope *scope = c->unit->scope;
    uint32_t top = c->unit->top;
    if (!is_function_unit(c)) {
        return compile_error(c, &s->loc, "'return' outside function");
    }
    if (value && scope->generator && scope->coroutine) {
        return compile_error(c, &s->loc, "'return' with value in async generator");
    }
    if (value && value->kind == EXPR_IF_EXP && !c->unit->block) {
        return return_if_exp(c, s);
    }
    Unwound saved;
    if (!value || (value->kind == EXPR_CONSTANT && value->Constant.kind == CONSTANT_NONE)) {
        TRY(compile_unwind(c, NULL, NO_REG, &saved) && emit(c, OP_CODE_RETURN_NONE, 0, 0, 0, 0));
        compile_unwound(c, &saved);
        return true;
    }
    Operand o;
    bool constant = value->kind == EXPR_CONSTANT; /* is loaded when the blocks have been left */
    if (constant) {
        TRY(compile_unwind(c, NULL, NO_REG, &saved));
    }
    TRY(compile_operand(c, value, &o, NULL, NULL));
    if (!constant) {
        if (!o.temp && !unwind_is_trivial(c)) {
            Operand copy = temp_operand(reg_push(c));
            TRY(emit_move(c, copy.reg, o));
            o = copy;
        }
        TRY(compile_unwind(c, NULL, o.temp ? o.reg : NO_REG, &saved));
    }
    TRY(emit(c, OP_CODE_RETURN, 0, o.reg, 0, 0));
    compile_unwound(c, &saved);
    reg_pop_to(c, top);
    return true;
}
