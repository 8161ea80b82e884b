/* Expressions by precedence, from the lists with commas down to the operands of operators. */
#include "lang/parser_internal.h"

/* --- Lists with commas ----------------------------------------------------------------------- */

typedef AstExpr *(*ItemRule)(Parser *p);

/* One item, or several with commas, which become a tuple. */
static AstExpr *parse_tuple_of(Parser *p, ItemRule rule, bool starred) {
    Place start = here(p);
    AstExpr *first = rule(p);
    if (!first || !at(p, TOKEN_COMMA)) {
        return first;
    }
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    while (accept(p, TOKEN_COMMA)) {
        const Token *token = peek(p);
        if (!token_starts_expression(token) && !(starred && token->type == TOKEN_STAR)) {
            break;
        }
        Mark m = mark(p);
        AstExpr *item = rule(p);
        if (!item && backtracking(p) && !failed(p)) {
            reset(p, m); /* the comma was the last one */
            break;
        }
        if (!item || !scratch_push(p, item)) {
            return NULL;
        }
    }
    AstExprList elts;
    return TAKE_LIST(p, base, &elts) ? new_tuple(p, elts, start) : NULL;
}

AstExpr *parse_star_expressions(Parser *p) {
    if (!backtracking(p)) {
        return parse_tuple_of(p, parse_star_expression, true);
    }
    void *node;
    if (parser_recall(p, MEMO_STAR_EXPRESSIONS, &node)) {
        return node;
    }
    Mark m = mark(p);
    node = parse_tuple_of(p, parse_star_expression, true);
    return parser_remember(p, MEMO_STAR_EXPRESSIONS, m, node);
}

AstExpr *parse_expressions(Parser *p) {
    return parse_tuple_of(p, parse_expression, false);
}

static AstExpr *parse_starred_bitwise_or(Parser *p) {
    Place start = here(p);
    advance(p);
    AstExpr *value = parse_bitwise_or(p);
    return value ? new_starred(p, value, start) : NULL;
}

AstExpr *parse_star_expression(Parser *p) {
    return at(p, TOKEN_STAR) ? parse_starred_bitwise_or(p) : parse_expression(p);
}

AstExpr *parse_star_named_expression(Parser *p) {
    return at(p, TOKEN_STAR) ? parse_starred_bitwise_or(p) : parse_named_expression(p);
}

AstExpr *parse_right_side(Parser *p) {
    return at(p, TOKEN_YIELD) ? parse_yield(p) : parse_star_expressions(p);
}

AstExpr *parse_yield(Parser *p) {
    Place start = here(p);
    advance(p);
    if (accept(p, TOKEN_FROM)) {
        AstExpr *value = parse_expression(p);
        AstExpr *yield = value ? new_expr(p, EXPR_YIELD_FROM, start) : NULL;
        if (yield) {
            yield->YieldFrom.value = value;
        }
        return yield;
    }
    AstExpr *value = NULL;
    if (token_starts_expression(peek(p)) || at(p, TOKEN_STAR)) {
        value = parse_star_expressions(p);
        if (!value) {
            return NULL;
        }
    }
    AstExpr *yield = new_expr(p, EXPR_YIELD, start);
    if (yield) {
        yield->Yield.value = value;
    }
    return yield;
}

/* --- Named and conditional expressions ------------------------------------------------------- */

static AstExpr *parse_walrus(Parser *p) {
    Place start = here(p);
    AstExpr *target = new_name(p, peek(p), CONTEXT_STORE);
    if (!target) {
        return NULL;
    }
    advance(p);
    advance(p);
    AstExpr *value = parse_expression(p);
    AstExpr *expr = value ? new_expr(p, EXPR_NAMED_EXPR, start) : NULL;
    if (expr) {
        expr->NamedExpr.target = target;
        expr->NamedExpr.value = value;
    }
    return expr;
}

static bool at_walrus(Parser *p) {
    return at(p, TOKEN_NAME) && peek_at(p, 1)->type == TOKEN_COLON_EQUAL;
}

AstExpr *parse_walrus_or_expression(Parser *p) {
    if (at_walrus(p)) {
        return parse_walrus(p);
    }
    AstExpr *expr = parse_expression(p);
    return expr && at(p, TOKEN_COLON_EQUAL) ? NULL : expr;
}

AstExpr *parse_named_expression(Parser *p) {
    if (!backtracking(p)) {
        return parse_walrus_or_expression(p);
    }
    void *node = NULL;
    if (parser_recall(p, MEMO_NAMED_EXPRESSION, &node)) {
        return node;
    }
    Mark m = mark(p);
    if (at_walrus(p)) {
        node = parse_walrus(p);
    } else {
        explain_named_expression(p);
        node = failed(p) ? NULL : parse_walrus_or_expression(p);
    }
    return parser_remember(p, MEMO_NAMED_EXPRESSION, m, node);
}

static AstExpr *parse_lambda(Parser *p) {
    Place start = here(p);
    advance(p);
    AstArguments *args = parse_parameters(p, true);
    if (!args || !accept(p, TOKEN_COLON)) {
        return NULL;
    }
    AstExpr *body = parse_expression(p);
    AstExpr *lambda = body ? new_expr(p, EXPR_LAMBDA, start) : NULL;
    if (lambda) {
        lambda->Lambda.args = args;
        lambda->Lambda.body = body;
    }
    return lambda;
}

/* Behind the body, at `if`. */
static AstExpr *parse_if_else(Parser *p, AstExpr *body, Place start) {
    Mark m = mark(p);
    advance(p);
    AstExpr *test = parse_disjunction(p);
    AstExpr *orelse = test && accept(p, TOKEN_ELSE) ? parse_expression(p) : NULL;
    if (!orelse) {
        if (failed(p) || !backtracking(p)) {
            return NULL;
        }
        reset(p, m);
        return body;
    }
    AstExpr *expr = new_expr(p, EXPR_IF_EXP, start);
    if (expr) {
        expr->IfExp.test = test;
        expr->IfExp.body = body;
        expr->IfExp.orelse = orelse;
    }
    return expr;
}

AstExpr *parse_expression_plain(Parser *p) {
    if (at(p, TOKEN_LAMBDA)) {
        return parse_lambda(p);
    }
    Place start = here(p);
    AstExpr *expr = parse_disjunction(p);
    return expr && at(p, TOKEN_IF) ? parse_if_else(p, expr, start) : expr;
}

/* The second pass. */
static AstExpr *parse_expression_explaining(Parser *p) {
    void *node = NULL;
    if (parser_recall(p, MEMO_EXPRESSION, &node)) {
        return node;
    }
    Mark m = mark(p);
    explain_expression(p);
    explain_legacy_expression(p);
    if (!failed(p)) {
        node = parse_expression_plain(p);
    }
    return parser_remember(p, MEMO_EXPRESSION, m, node);
}

AstExpr *parse_expression(Parser *p) {
    ParserShared *shared = p->shared;
    if (UNLIKELY(shared->depth >= PARSER_MAX_DEPTH)) {
        return parser_too_deep(p);
    }
    shared->depth++;
    AstExpr *expr = backtracking(p) ? parse_expression_explaining(p) : parse_expression_plain(p);
    shared->depth--;
    return expr;
}

/* --- or, and, not ---------------------------------------------------------------------------- */

static AstExpr *parse_inversion(Parser *p);
static AstExpr *parse_conjunction(Parser *p);

/* Behind the first operand, at the operator. */
static AstExpr *parse_bool_op(Parser *p, AstExpr *first, Place start, AstBoolOperator op) {
    TokenType type = op == BOOL_OR ? TOKEN_OR : TOKEN_AND;
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    Mark m = mark(p);
    while (accept(p, type)) {
        AstExpr *operand = op == BOOL_OR ? parse_conjunction(p) : parse_inversion(p);
        if (!operand) {
            if (failed(p) || !backtracking(p)) {
                return NULL;
            }
            reset(p, m);
            break;
        }
        if (!scratch_push(p, operand)) {
            return NULL;
        }
        m = mark(p);
    }
    if (scratch_base(p) == base + 1) {
        p->shared->scratch_len = base;
        return first;
    }
    AstExprList values;
    AstExpr *expr = TAKE_LIST(p, base, &values) ? new_expr(p, EXPR_BOOL_OP, start) : NULL;
    if (expr) {
        expr->BoolOp.op = op;
        expr->BoolOp.values = values;
    }
    return expr;
}

static AstExpr *parse_disjunction_plain(Parser *p) {
    Place start = here(p);
    AstExpr *first = parse_conjunction(p);
    return first && at(p, TOKEN_OR) ? parse_bool_op(p, first, start, BOOL_OR) : first;
}

AstExpr *parse_disjunction(Parser *p) {
    if (!backtracking(p)) {
        return parse_disjunction_plain(p);
    }
    void *node;
    if (parser_recall(p, MEMO_DISJUNCTION, &node)) {
        return node;
    }
    Mark m = mark(p);
    node = parse_disjunction_plain(p);
    return parser_remember(p, MEMO_DISJUNCTION, m, node);
}

static AstExpr *parse_conjunction(Parser *p) {
    Place start = here(p);
    AstExpr *first = parse_inversion(p);
    return first && at(p, TOKEN_AND) ? parse_bool_op(p, first, start, BOOL_AND) : first;
}

static AstExpr *new_unary(Parser *p, AstUnaryOperator op, AstExpr *operand, Place start) {
    AstExpr *expr = operand ? new_expr(p, EXPR_UNARY_OP, start) : NULL;
    if (expr) {
        expr->UnaryOp.op = op;
        expr->UnaryOp.operand = operand;
    }
    return expr;
}

/* The operator of a comparison where the parser is, which is taken; false if there is none. */
static bool accept_comparison(Parser *p, AstCompareOperator *op) {
    switch (peek(p)->type) {
    case TOKEN_EQUAL_EQUAL:
        *op = COMPARE_EQ;
        break;
    case TOKEN_NOT_EQUAL:
        *op = COMPARE_NOT_EQ;
        break;
    case TOKEN_LESS:
        *op = COMPARE_LT;
        break;
    case TOKEN_LESS_EQUAL:
        *op = COMPARE_LT_E;
        break;
    case TOKEN_GREATER:
        *op = COMPARE_GT;
        break;
    case TOKEN_GREATER_EQUAL:
        *op = COMPARE_GT_E;
        break;
    case TOKEN_IN:
        *op = COMPARE_IN;
        break;
    case TOKEN_NOT:
        if (peek_at(p, 1)->type != TOKEN_IN) {
            return false;
        }
        advance(p);
        *op = COMPARE_NOT_IN;
        break;
    case TOKEN_IS:
        *op = COMPARE_IS;
        if (peek_at(p, 1)->type == TOKEN_NOT) {
            advance(p);
            *op = COMPARE_IS_NOT;
        }
        break;
    default:
        return false;
    }
    advance(p);
    return true;
}

static AstExpr *new_compare(Parser *p, AstExpr *left, uint32_t base, uint32_t count, Place start) {
    AstExpr *expr = new_expr(p, EXPR_COMPARE, start);
    uint8_t *ops = parser_alloc(p, count);
    AstExpr **comparators = parser_alloc(p, count * sizeof(*comparators));
    if (!expr || !ops || !comparators) {
        return NULL;
    }
    void **pairs = scratch_at(p, base);
    for (uint32_t i = 0; i < count; i++) {
        ops[i] = (uint8_t)(uintptr_t)pairs[2 * i];
        comparators[i] = pairs[2 * i + 1];
    }
    p->shared->scratch_len = base;
    expr->Compare.left = left;
    expr->Compare.len = count;
    expr->Compare.ops = ops;
    expr->Compare.comparators = comparators;
    return expr;
}

static AstExpr *parse_comparison(Parser *p) {
    Place start = here(p);
    AstExpr *left = parse_bitwise_or(p);
    if (!left) {
        return NULL;
    }
    uint32_t base = scratch_base(p);
    uint32_t count = 0;
    AstCompareOperator op;
    Mark m = mark(p);
    while (accept_comparison(p, &op)) {
        AstExpr *right = parse_bitwise_or(p);
        if (!right) {
            if (failed(p) || !backtracking(p)) {
                return NULL;
            }
            reset(p, m);
            break;
        }
        if (!scratch_push(p, (void *)(uintptr_t)op) || !scratch_push(p, right)) {
            return NULL;
        }
        count++;
        m = mark(p);
    }
    return count ? new_compare(p, left, base, count, start) : left;
}

static AstExpr *parse_inversion(Parser *p) {
    if (!at(p, TOKEN_NOT)) {
        return parse_comparison(p);
    }
    ParserShared *shared = p->shared;
    if (shared->depth >= PARSER_MAX_DEPTH) {
        return parser_too_deep(p);
    }
    Place start = here(p);
    advance(p);
    shared->depth++;
    AstExpr *operand = parse_inversion(p);
    shared->depth--;
    return new_unary(p, UNARY_NOT, operand, start);
}

/* --- Arithmetic ------------------------------------------------------------------------------ */

typedef struct BinaryOperator {
    uint8_t precedence; /* 0 for other tokens */
    uint8_t op;         /* AstOperator */
} BinaryOperator;

static const BinaryOperator binary_operators[TOKEN_TYPE_COUNT] = {
    [TOKEN_VERTICAL_BAR] = {1, OPERATOR_BIT_OR}, [TOKEN_CIRCUMFLEX] = {2, OPERATOR_BIT_XOR},
    [TOKEN_AMPERSAND] = {3, OPERATOR_BIT_AND},   [TOKEN_LEFT_SHIFT] = {4, OPERATOR_L_SHIFT},
    [TOKEN_RIGHT_SHIFT] = {4, OPERATOR_R_SHIFT}, [TOKEN_PLUS] = {5, OPERATOR_ADD},
    [TOKEN_MINUS] = {5, OPERATOR_SUB},           [TOKEN_STAR] = {6, OPERATOR_MULT},
    [TOKEN_SLASH] = {6, OPERATOR_DIV},           [TOKEN_DOUBLE_SLASH] = {6, OPERATOR_FLOOR_DIV},
    [TOKEN_PERCENT] = {6, OPERATOR_MOD},         [TOKEN_AT] = {6, OPERATOR_MAT_MULT},
};

static AstExpr *parse_factor(Parser *p);

static AstExpr *new_binary(Parser *p, AstExpr *left, AstOperator op, AstExpr *right, Place start) {
    AstExpr *expr = new_expr(p, EXPR_BIN_OP, start);
    if (expr) {
        expr->BinOp.left = left;
        expr->BinOp.op = op;
        expr->BinOp.right = right;
    }
    return expr;
}

/* Operators of at least the precedence, by climbing. */
static AstExpr *parse_binary(Parser *p, int precedence) {
    Place start = here(p);
    AstExpr *left = parse_factor(p);
    while (left) {
        BinaryOperator found = binary_operators[peek(p)->type];
        if (found.precedence < precedence || found.precedence == 0) {
            break;
        }
        Mark m = mark(p);
        advance(p);
        AstExpr *right = parse_binary(p, found.precedence + 1);
        if (!right) {
            if (failed(p) || !backtracking(p)) {
                return NULL;
            }
            reset(p, m);
            break;
        }
        left = new_binary(p, left, found.op, right, start);
    }
    return left;
}

AstExpr *parse_bitwise_or(Parser *p) {
    if (!backtracking(p)) {
        return parse_binary(p, 1);
    }
    void *node;
    if (parser_recall(p, MEMO_BITWISE_OR, &node)) {
        return node;
    }
    Mark m = mark(p);
    node = parse_binary(p, 1);
    return parser_remember(p, MEMO_BITWISE_OR, m, node);
}

/* A primary, perhaps awaited, perhaps to the power of something. */
static AstExpr *parse_power(Parser *p) {
    Place start = here(p);
    AstExpr *base;
    if (accept(p, TOKEN_AWAIT)) {
        AstExpr *value = parse_primary(p);
        base = value ? new_expr(p, EXPR_AWAIT, start) : NULL;
        if (base) {
            base->Await.value = value;
        }
    } else {
        base = parse_primary(p);
    }
    if (!base || !at(p, TOKEN_DOUBLE_STAR)) {
        return base;
    }
    ParserShared *shared = p->shared;
    if (shared->depth >= PARSER_MAX_DEPTH) {
        return parser_too_deep(p);
    }
    Mark m = mark(p);
    advance(p);
    shared->depth++;
    AstExpr *exponent = parse_factor(p);
    shared->depth--;
    if (!exponent) {
        if (failed(p) || !backtracking(p)) {
            return NULL;
        }
        reset(p, m);
        return base;
    }
    return new_binary(p, base, OPERATOR_POW, exponent, start);
}

static AstExpr *parse_factor(Parser *p) {
    AstUnaryOperator op;
    switch (peek(p)->type) {
    case TOKEN_PLUS:
        op = UNARY_PLUS;
        break;
    case TOKEN_MINUS:
        op = UNARY_MINUS;
        break;
    case TOKEN_TILDE:
        op = UNARY_INVERT;
        break;
    default:
        return parse_power(p);
    }
    ParserShared *shared = p->shared;
    if (shared->depth >= PARSER_MAX_DEPTH) {
        return parser_too_deep(p);
    }
    Place start = here(p);
    advance(p);
    shared->depth++;
    AstExpr *operand = parse_factor(p);
    shared->depth--;
    return new_unary(p, op, operand, start);
}
