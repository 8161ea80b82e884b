/* Statements with blocks, functions and classes aside. */
#include "lang/parser_internal.h"

/* The colon that nothing else can stand for: its lack is an error at once. */
bool parse_forced(Parser *p, TokenType type, const char *text) {
    if (accept(p, type)) {
        return true;
    }
    if (!failed(p)) {
        parser_raise(p, peek(p)->loc, "expected '%s'", text);
    }
    return false;
}

/* A keyword, a colon and a block. */
static bool parse_word_block(Parser *p, const char *what, AstStmtList *body) {
    int32_t line = here(p).line;
    advance(p);
    return parse_forced(p, TOKEN_COLON, ":") && parse_block(p, what, line, body);
}

static bool parse_else(Parser *p, AstStmtList *body) {
    *body = (AstStmtList){0, NULL};
    return !at(p, TOKEN_ELSE) || parse_word_block(p, "'else' statement", body);
}

/* --- if and while ---------------------------------------------------------------------------- */

static AstStmt *parse_test_block(Parser *p, AstStmtKind kind, const char *what) {
    Place start = here(p);
    advance(p);
    AstStmtList body;
    AstExpr *test = parse_named_expression(p);
    if (!test || !parse_colon_block(p, what, start.line, &body)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, kind, start);
    if (stmt) {
        stmt->If.test = test;
        stmt->If.body = body;
        stmt->If.orelse = (AstStmtList){0, NULL};
    }
    return stmt;
}

/* An elif is an If in the orelse of the one before; all of them end where the last one does. */
static AstStmt *parse_if(Parser *p) {
    AstStmt *first = parse_test_block(p, STMT_IF, "'if' statement");
    AstStmt *last = first;
    while (last && at(p, TOKEN_ELIF)) {
        AstStmt *next = parse_test_block(p, STMT_IF, "'elif' statement");
        AstStmt **items = next ? parser_alloc(p, sizeof(*items)) : NULL;
        if (!items) {
            return NULL;
        }
        items[0] = next;
        last->If.orelse = (AstStmtList){1, items};
        last = next;
    }
    if (!last || !parse_else(p, &last->If.orelse)) {
        return NULL;
    }
    Location end = location_from(p, (Place){0, 0});
    for (AstStmt *stmt = first;; stmt = stmt->If.orelse.items[0]) {
        stmt->loc.end_line = end.end_line;
        stmt->loc.end_col = end.end_col;
        if (stmt == last) {
            return first;
        }
    }
}

static AstStmt *parse_while(Parser *p) {
    AstStmt *stmt = parse_test_block(p, STMT_WHILE, "'while' statement");
    if (!stmt || !parse_else(p, &stmt->While.orelse)) {
        return NULL;
    }
    stmt->loc = location_from(p, (Place){stmt->loc.line, stmt->loc.col});
    return stmt;
}

/* --- for ------------------------------------------------------------------------------------- */

static AstStmt *parse_for(Parser *p, Place start, bool is_async) {
    Mark m = mark(p);
    int32_t line = here(p).line;
    advance(p);
    AstExpr *target = parse_star_targets(p);
    if (!target || !accept(p, TOKEN_IN)) {
        if (explaining(p) && !failed(p)) {
            reset(p, m);
            explain_for_target(p);
        }
        return NULL;
    }
    AstStmtList body, orelse;
    AstExpr *iter = parse_star_expressions(p);
    if (!iter || !parse_colon_block(p, "'for' statement", line, &body) || !parse_else(p, &orelse)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, is_async ? STMT_ASYNC_FOR : STMT_FOR, start);
    if (stmt) {
        stmt->For.target = target;
        stmt->For.iter = iter;
        stmt->For.body = body;
        stmt->For.orelse = orelse;
    }
    return stmt;
}

/* --- with ------------------------------------------------------------------------------------ */

static bool at_item_end(Parser *p) {
    return at(p, TOKEN_COMMA) || at(p, TOKEN_RIGHT_PAREN) || at(p, TOKEN_COLON);
}

static AstWithItem *parse_with_item(Parser *p) {
    AstExpr *context = parse_expression(p);
    AstExpr *vars = NULL;
    if (!context) {
        return NULL;
    }
    if (accept(p, TOKEN_AS)) {
        Mark m = mark(p);
        vars = parse_star_target(p);
        if (!vars || !at_item_end(p)) {
            if (explaining(p) && !failed(p)) {
                if (vars && at(p, TOKEN_NEWLINE)) {
                    return parser_raise_here(p, "expected ':'");
                }
                reset(p, m);
                AstExpr *expr = parse_expression(p);
                if (expr && at_item_end(p)) {
                    raise_invalid_target(p, expr, TARGET_ASSIGN);
                }
            }
            return NULL;
        }
    }
    AstWithItem *item = parser_alloc(p, sizeof(*item));
    if (item) {
        item->context_expr = context;
        item->optional_vars = vars;
    }
    return item;
}

/* Pushes the items. A comma may stand behind the last one in parentheses. */
static bool parse_with_items(Parser *p, bool parenthesized) {
    do {
        if (parenthesized && at(p, TOKEN_RIGHT_PAREN)) {
            break;
        }
        AstWithItem *item = parse_with_item(p);
        if (!item || !scratch_push(p, item)) {
            return false;
        }
    } while (accept(p, TOKEN_COMMA));
    return true;
}

/* Items in parentheses, if that is what the parenthesis means: up to the colon. */
static bool try_parenthesized_items(Parser *p) {
    Mark m = mark(p);
    uint32_t base = scratch_base(p);
    p->hold++;
    advance(p);
    bool found =
        parse_with_items(p, true) && scratch_base(p) > base && accept(p, TOKEN_RIGHT_PAREN);
    if (found && explaining(p) && at(p, TOKEN_NEWLINE)) {
        parser_raise_here(p, "expected ':'");
    }
    found = found && at(p, TOKEN_COLON);
    if (!found) {
        reset(p, m);
    }
    p->hold--;
    return found;
}

static AstStmt *parse_with(Parser *p, Place start, bool is_async) {
    int32_t line = here(p).line;
    uint32_t base = scratch_base(p);
    advance(p);
    bool found = at(p, TOKEN_LEFT_PAREN) && try_parenthesized_items(p);
    if (failed(p) || (!found && !parse_with_items(p, false))) {
        return NULL;
    }
    AstWithItemList items;
    AstStmtList body;
    if (!TAKE_LIST(p, base, &items) || !parse_colon_block(p, "'with' statement", line, &body)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, is_async ? STMT_ASYNC_WITH : STMT_WITH, start);
    if (stmt) {
        stmt->With.items = items;
        stmt->With.body = body;
    }
    return stmt;
}

/* --- try ------------------------------------------------------------------------------------- */

/* Behind `except` or `except *`, where its header does not fit. */
static void explain_except(Parser *p, Mark m, bool star) {
    if (!explaining(p) || failed(p)) {
        return;
    }
    reset(p, m);
    if (star && (at(p, TOKEN_NEWLINE) || at(p, TOKEN_COLON))) {
        parser_raise_here(p, "expected one or more exception types");
        return;
    }
    if (!at(p, TOKEN_NEWLINE)) {
        AstExpr *type = parse_expression(p);
        if (!type) {
            return;
        }
        bool several = accept(p, TOKEN_COMMA);
        if (several && !parse_expressions(p)) {
            return;
        }
        if (accept(p, TOKEN_AS) && !accept(p, TOKEN_NAME)) {
            return;
        }
        if (several) {
            if (at(p, TOKEN_COLON)) {
                Location loc = {type->loc.line, type->loc.col, 0, CURRENT_COL};
                parser_raise(p, loc, "multiple exception types must be parenthesized");
            }
            return;
        }
    }
    if (at(p, TOKEN_NEWLINE)) {
        parser_raise_here(p, "expected ':'");
    }
}

/* What stands between `except` and the colon. */
static bool parse_except_header(Parser *p, bool star, AstHandler *handler) {
    handler->type = NULL;
    handler->name = NULL;
    if (!star && at(p, TOKEN_COLON)) {
        return true;
    }
    handler->type = parse_expression(p);
    if (handler->type && accept(p, TOKEN_AS)) {
        const Token *token = peek(p);
        if (token->type != TOKEN_NAME) {
            return false;
        }
        handler->name = intern_token(p, token);
        advance(p);
    }
    return handler->type && !failed(p) && at(p, TOKEN_COLON);
}

/* At `except`. *star tells whether it is an except*, and must stay the same from the second one
 * on. */
static AstHandler *parse_handler(Parser *p, bool first, bool *star) {
    const Token *token = peek(p);
    Place start = place_of(token);
    Location word = token->loc;
    advance(p);
    Location end = peek(p)->loc;
    bool is_star = accept(p, TOKEN_STAR);
    Mark m = mark(p);
    AstHandler *handler = parser_alloc(p, sizeof(*handler));
    if (!handler) {
        return NULL;
    }
    if (!parse_except_header(p, is_star, handler)) {
        explain_except(p, m, is_star);
        return NULL;
    }
    if (!first && is_star != *star) {
        if (explaining(p)) {
            parser_raise(p, is_star ? range_of(word, end) : word,
                         "cannot have both 'except' and 'except*' on the same 'try'");
        }
        return NULL;
    }
    *star = is_star;
    advance(p);
    const char *what = is_star ? "'except*' statement" : "'except' statement";
    if (!parse_block(p, what, start.line, &handler->body)) {
        return NULL;
    }
    handler->loc = location_from(p, start);
    return handler;
}

static bool parse_handlers(Parser *p, AstHandlerList *handlers, bool *star) {
    uint32_t base = scratch_base(p);
    while (at(p, TOKEN_EXCEPT)) {
        AstHandler *handler = parse_handler(p, scratch_base(p) == base, star);
        if (!handler || !scratch_push(p, handler)) {
            return false;
        }
    }
    return TAKE_LIST(p, base, handlers);
}

static AstStmt *parse_try(Parser *p) {
    Place start = here(p);
    AstStmtList body;
    AstStmtList orelse = {0, NULL};
    AstStmtList finalbody = {0, NULL};
    AstHandlerList handlers;
    bool star = false;
    if (!parse_word_block(p, "'try' statement", &body)) {
        bool no_block = p->pos > 0 && p->tokens[p->pos - 1].type == TOKEN_COLON;
        if (explaining(p) && !failed(p) && no_block && at(p, TOKEN_EXCEPT)) {
            parse_handler(p, true, &star); /* perhaps there is more to it */
        }
        return NULL;
    }
    if (!at(p, TOKEN_EXCEPT) && !at(p, TOKEN_FINALLY)) {
        if (explaining(p)) {
            parser_raise_here(p, "expected 'except' or 'finally' block");
        }
        return NULL;
    }
    if (!parse_handlers(p, &handlers, &star) || (handlers.len > 0 && !parse_else(p, &orelse)) ||
        (at(p, TOKEN_FINALLY) && !parse_word_block(p, "'finally' statement", &finalbody))) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, star ? STMT_TRY_STAR : STMT_TRY, start);
    if (stmt) {
        stmt->Try.body = body;
        stmt->Try.handlers = handlers;
        stmt->Try.orelse = orelse;
        stmt->Try.finalbody = finalbody;
    }
    return stmt;
}

/* --- All ------------------------------------------------------------------------------------- */

static AstStmt *parse_async(Parser *p) {
    Place start = here(p);
    advance(p);
    switch (peek(p)->type) {
    case TOKEN_DEF:
        return parse_function(p, start, true, (AstExprList){0, NULL});
    case TOKEN_FOR:
        return parse_for(p, start, true);
    case TOKEN_WITH:
        return parse_with(p, start, true);
    default:
        return NULL;
    }
}

AstStmt *parse_compound_statement(Parser *p) {
    const Token *token = peek(p);
    Place start = place_of(token);
    switch (token->type) {
    case TOKEN_DEF:
        return parse_function(p, start, false, (AstExprList){0, NULL});
    case TOKEN_IF:
        return parse_if(p);
    case TOKEN_CLASS:
        return parse_class(p, start, (AstExprList){0, NULL});
    case TOKEN_FOR:
        return parse_for(p, start, false);
    case TOKEN_WHILE:
        return parse_while(p);
    case TOKEN_TRY:
        return parse_try(p);
    case TOKEN_WITH:
        return parse_with(p, start, false);
    case TOKEN_AT:
        return parse_decorated(p);
    case TOKEN_ASYNC:
        return parse_async(p);
    default:
        return NULL;
    }
}
