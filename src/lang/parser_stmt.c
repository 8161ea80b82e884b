/* Statements: blocks, simple statements, imports. */
#include <string.h>

#include "lang/parser_internal.h"

/* --- Lists of statements --------------------------------------------------------------------- */

static bool starts_compound_keyword(TokenType type) {
    switch (type) {
    case TOKEN_DEF:
    case TOKEN_AT:
    case TOKEN_ASYNC:
    case TOKEN_IF:
    case TOKEN_CLASS:
    case TOKEN_WITH:
    case TOKEN_FOR:
    case TOKEN_TRY:
    case TOKEN_WHILE:
        return true;
    default:
        return false;
    }
}

bool starts_compound_statement(const Token *token) {
    return starts_compound_keyword(token->type);
}

bool parse_simple_statements(Parser *p) {
    do {
        AstStmt *stmt = parse_simple_statement(p);
        if (!stmt || !scratch_push(p, stmt)) {
            return false;
        }
        if (!accept(p, TOKEN_SEMICOLON)) {
            break;
        }
    } while (!at(p, TOKEN_NEWLINE));
    return accept(p, TOKEN_NEWLINE);
}

bool parse_statement(Parser *p) {
    const Token *token = peek(p);
    AstStmt *stmt;
    if (starts_compound_keyword(token->type)) {
        stmt = parse_compound_statement(p);
        return stmt && scratch_push(p, stmt);
    }
    if (token->type == TOKEN_NAME) {
        bool found = false;
        if (token_is_word(token, "match")) {
            stmt = parse_match(p, &found);
            if (found) {
                return stmt && scratch_push(p, stmt);
            }
        }
    }
    return !failed(p) && parse_simple_statements(p);
}

bool parse_statements(Parser *p, AstStmtList *body) {
    uint32_t base = scratch_base(p);
    while (!at(p, TOKEN_DEDENT) && !at(p, TOKEN_END)) {
        if (!parse_statement(p)) {
            return false;
        }
    }
    return TAKE_LIST(p, base, body);
}

bool parse_block(Parser *p, const char *what, int32_t line, AstStmtList *body) {
    if (!accept(p, TOKEN_NEWLINE)) {
        uint32_t base = scratch_base(p);
        return parse_simple_statements(p) && TAKE_LIST(p, base, body);
    }
    if (!accept(p, TOKEN_INDENT)) {
        if (explaining(p)) {
            parser_raise_indentation(p, "expected an indented block after %s on line %d", what,
                                     (int)line);
        }
        return false;
    }
    return parse_statements(p, body) && accept(p, TOKEN_DEDENT);
}

bool parse_colon_block(Parser *p, const char *what, int32_t line, AstStmtList *body) {
    if (!accept(p, TOKEN_COLON)) {
        if (explaining(p) && at(p, TOKEN_NEWLINE)) {
            parser_raise_here(p, "expected ':'");
        }
        return false;
    }
    return parse_block(p, what, line, body);
}

/* --- Assignments and expressions ------------------------------------------------------------- */

static bool augmented_operator(TokenType type, AstOperator *op) {
    switch (type) {
    case TOKEN_PLUS_EQUAL:
        *op = OPERATOR_ADD;
        return true;
    case TOKEN_MINUS_EQUAL:
        *op = OPERATOR_SUB;
        return true;
    case TOKEN_STAR_EQUAL:
        *op = OPERATOR_MULT;
        return true;
    case TOKEN_AT_EQUAL:
        *op = OPERATOR_MAT_MULT;
        return true;
    case TOKEN_SLASH_EQUAL:
        *op = OPERATOR_DIV;
        return true;
    case TOKEN_PERCENT_EQUAL:
        *op = OPERATOR_MOD;
        return true;
    case TOKEN_DOUBLE_STAR_EQUAL:
        *op = OPERATOR_POW;
        return true;
    case TOKEN_LEFT_SHIFT_EQUAL:
        *op = OPERATOR_L_SHIFT;
        return true;
    case TOKEN_RIGHT_SHIFT_EQUAL:
        *op = OPERATOR_R_SHIFT;
        return true;
    case TOKEN_AMPERSAND_EQUAL:
        *op = OPERATOR_BIT_AND;
        return true;
    case TOKEN_CIRCUMFLEX_EQUAL:
        *op = OPERATOR_BIT_XOR;
        return true;
    case TOKEN_VERTICAL_BAR_EQUAL:
        *op = OPERATOR_BIT_OR;
        return true;
    case TOKEN_DOUBLE_SLASH_EQUAL:
        *op = OPERATOR_FLOOR_DIV;
        return true;
    default:
        return false;
    }
}

static bool is_single_target(const AstExpr *expr) {
    return expr->kind == EXPR_NAME || expr->kind == EXPR_ATTRIBUTE || expr->kind == EXPR_SUBSCRIPT;
}

/* At the colon. */
static AstStmt *parse_annotated(Parser *p, AstExpr *target, bool parenthesized, Place start) {
    if (!is_single_target(target)) {
        return NULL;
    }
    advance(p);
    AstExpr *annotation = parse_expression(p);
    AstExpr *value = NULL;
    if (!annotation) {
        return NULL;
    }
    Mark m = mark(p);
    if (accept(p, TOKEN_EQUAL) && !(value = parse_right_side(p))) {
        if (failed(p) || !backtracking(p)) {
            return NULL;
        }
        reset(p, m);
    }
    make_target(target, CONTEXT_STORE);
    AstStmt *stmt = new_stmt(p, STMT_ANN_ASSIGN, start);
    if (stmt) {
        stmt->AnnAssign.target = target;
        stmt->AnnAssign.annotation = annotation;
        stmt->AnnAssign.value = value;
        stmt->AnnAssign.simple = target->kind == EXPR_NAME && !parenthesized;
    }
    return stmt;
}

/* At the operator. */
static AstStmt *parse_augmented(Parser *p, AstExpr *target, AstOperator op, Place start) {
    if (!is_single_target(target)) {
        return NULL;
    }
    advance(p);
    AstExpr *value = parse_right_side(p);
    if (!value) {
        return NULL;
    }
    make_target(target, CONTEXT_STORE);
    AstStmt *stmt = new_stmt(p, STMT_AUG_ASSIGN, start);
    if (stmt) {
        stmt->AugAssign.target = target;
        stmt->AugAssign.op = op;
        stmt->AugAssign.value = value;
    }
    return stmt;
}

/* At the first =. */
static AstStmt *parse_assign(Parser *p, AstExpr *target, Place start) {
    uint32_t base = scratch_base(p);
    while (accept(p, TOKEN_EQUAL)) {
        if (!make_target(target, CONTEXT_STORE) || !scratch_push(p, target)) {
            return NULL;
        }
        target = parse_right_side(p);
        if (!target) {
            return NULL;
        }
    }
    AstStmt *stmt = new_stmt(p, STMT_ASSIGN, start);
    if (!stmt || !TAKE_LIST(p, base, &stmt->Assign.targets)) {
        return NULL;
    }
    stmt->Assign.value = target;
    return stmt;
}

static AstStmt *parse_assignment_or_expression_plain(Parser *p) {
    Place start = here(p);
    bool parenthesized = at(p, TOKEN_LEFT_PAREN);
    AstExpr *expr = parse_right_side(p);
    if (!expr) {
        return NULL;
    }
    AstOperator op;
    TokenType type = peek(p)->type;
    if (type == TOKEN_EQUAL) {
        return parse_assign(p, expr, start);
    }
    if (type == TOKEN_COLON) {
        return parse_annotated(p, expr, parenthesized, start);
    }
    if (augmented_operator(type, &op)) {
        return parse_augmented(p, expr, op, start);
    }
    AstStmt *stmt = new_stmt(p, STMT_EXPR, start);
    if (stmt) {
        stmt->Expr.value = expr;
    }
    return stmt;
}

static AstStmt *parse_assignment_or_expression(Parser *p) {
    if (!explaining(p)) {
        return parse_assignment_or_expression_plain(p);
    }
    Mark m = mark(p);
    AstStmt *stmt = parse_assignment_or_expression_plain(p);
    if (failed(p) || (stmt && stmt->kind != STMT_EXPR)) {
        return stmt;
    }
    Mark behind = mark(p);
    reset(p, m);
    explain_assignment(p);
    reset(p, behind);
    return failed(p) ? NULL : stmt;
}

/* --- The other simple statements ------------------------------------------------------------- */

static AstStmt *parse_return(Parser *p, Place start) {
    advance(p);
    AstExpr *value = NULL;
    if (token_starts_expression(peek(p)) || at(p, TOKEN_STAR)) {
        value = parse_star_expressions(p);
        if (!value) {
            return NULL;
        }
    }
    AstStmt *stmt = new_stmt(p, STMT_RETURN, start);
    if (stmt) {
        stmt->Return.value = value;
    }
    return stmt;
}

static AstStmt *parse_raise(Parser *p, Place start) {
    advance(p);
    AstExpr *exc = NULL;
    AstExpr *cause = NULL;
    if (token_starts_expression(peek(p))) {
        exc = parse_expression(p);
        if (!exc || (accept(p, TOKEN_FROM) && !(cause = parse_expression(p)))) {
            return NULL;
        }
    }
    AstStmt *stmt = new_stmt(p, STMT_RAISE, start);
    if (stmt) {
        stmt->Raise.exc = exc;
        stmt->Raise.cause = cause;
    }
    return stmt;
}

static AstStmt *parse_names(Parser *p, AstStmtKind kind, Place start) {
    uint32_t base = scratch_base(p);
    do {
        advance(p); /* the keyword or a comma */
        const Token *token = peek(p);
        if (token->type != TOKEN_NAME) {
            return NULL;
        }
        AstName name = intern_token(p, token);
        advance(p);
        if (!name || !scratch_push(p, name)) {
            return NULL;
        }
    } while (at(p, TOKEN_COMMA));
    AstStmt *stmt = new_stmt(p, kind, start);
    return stmt && TAKE_LIST(p, base, &stmt->Global.names) ? stmt : NULL;
}

static bool parse_del_targets(Parser *p, AstExprList *targets) {
    uint32_t base = scratch_base(p);
    do {
        if (scratch_base(p) > base && !token_starts_expression(peek(p))) {
            break;
        }
        AstExpr *target = parse_primary(p);
        if (!target || !make_target(target, CONTEXT_DEL) || !scratch_push(p, target)) {
            return false;
        }
    } while (accept(p, TOKEN_COMMA));
    return TAKE_LIST(p, base, targets) && (at(p, TOKEN_SEMICOLON) || at(p, TOKEN_NEWLINE));
}

static AstStmt *parse_del(Parser *p, Place start) {
    AstExprList targets;
    advance(p);
    Mark m = mark(p);
    if (!parse_del_targets(p, &targets)) {
        if (explaining(p) && !failed(p)) {
            reset(p, m);
            AstExpr *expr = parse_star_expressions(p);
            if (expr) {
                raise_invalid_target(p, expr, TARGET_DELETE);
            }
        }
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, STMT_DELETE, start);
    if (stmt) {
        stmt->Delete.targets = targets;
    }
    return stmt;
}

static AstStmt *parse_assert(Parser *p, Place start) {
    advance(p);
    AstExpr *msg = NULL;
    AstExpr *test = parse_expression(p);
    if (!test || (accept(p, TOKEN_COMMA) && !(msg = parse_expression(p)))) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, STMT_ASSERT, start);
    if (stmt) {
        stmt->Assert.test = test;
        stmt->Assert.msg = msg;
    }
    return stmt;
}

static AstStmt *parse_word(Parser *p, AstStmtKind kind, Place start) {
    advance(p);
    return new_stmt(p, kind, start);
}

AstStmt *parse_simple_statement(Parser *p) {
    const Token *token = peek(p);
    Place start = place_of(token);
    switch (token->type) {
    case TOKEN_RETURN:
        return parse_return(p, start);
    case TOKEN_IMPORT:
    case TOKEN_FROM:
        return parse_import(p);
    case TOKEN_RAISE:
        return parse_raise(p, start);
    case TOKEN_PASS:
        return parse_word(p, STMT_PASS, start);
    case TOKEN_BREAK:
        return parse_word(p, STMT_BREAK, start);
    case TOKEN_CONTINUE:
        return parse_word(p, STMT_CONTINUE, start);
    case TOKEN_DEL:
        return parse_del(p, start);
    case TOKEN_ASSERT:
        return parse_assert(p, start);
    case TOKEN_GLOBAL:
        return parse_names(p, STMT_GLOBAL, start);
    case TOKEN_NONLOCAL:
        return parse_names(p, STMT_NONLOCAL, start);
    case TOKEN_NAME:
        if (token_is_word(token, "type")) {
            bool is_alias;
            AstStmt *alias = parse_type_alias(p, &is_alias);
            if (is_alias) {
                return alias;
            }
        }
        return parse_assignment_or_expression(p);
    default:
        return parse_assignment_or_expression(p);
    }
}
