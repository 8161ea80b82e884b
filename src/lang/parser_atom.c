/* Primaries and atoms: what the operands of operators are made of. */
#include "lang/parser_internal.h"

/* --- Primaries ------------------------------------------------------------------------------- */

static AstExpr *parse_attribute(Parser *p, AstExpr *value, Place start) {
    advance(p);
    const Token *token = peek(p);
    if (token->type != TOKEN_NAME) {
        return NULL;
    }
    AstName name = intern_token(p, token);
    advance(p);
    AstExpr *expr = name ? new_expr(p, EXPR_ATTRIBUTE, start) : NULL;
    if (expr) {
        expr->Attribute.value = value;
        expr->Attribute.attr = name;
        expr->Attribute.ctx = CONTEXT_LOAD;
    }
    return expr;
}

static AstExpr *parse_call(Parser *p, AstExpr *func, Place start) {
    Place open = here(p);
    CallArguments arguments;
    advance(p);
    if (!parse_arguments(p, true, open, &arguments)) {
        return NULL;
    }
    if (!arguments.closed && !accept(p, TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    AstExpr *expr = new_expr(p, EXPR_CALL, start);
    if (expr) {
        expr->Call.func = func;
        expr->Call.args = arguments.args;
        expr->Call.keywords = arguments.keywords;
    }
    return expr;
}

/* Where an optional part of a slice may end. */
static bool at_slice_end(Parser *p) {
    TokenType type = peek(p)->type;
    return type == TOKEN_COLON || type == TOKEN_COMMA || type == TOKEN_RIGHT_BRACKET;
}

static AstExpr *parse_slice(Parser *p) {
    Place start = here(p);
    AstExpr *parts[3] = {NULL, NULL, NULL};
    if (!at(p, TOKEN_COLON)) {
        bool walrus = at(p, TOKEN_NAME) && peek_at(p, 1)->type == TOKEN_COLON_EQUAL;
        parts[0] = parse_named_expression(p);
        if (!parts[0] || walrus || !at(p, TOKEN_COLON)) {
            return parts[0];
        }
    }
    for (int i = 1; i < 3 && accept(p, TOKEN_COLON); i++) {
        if (!at_slice_end(p)) {
            parts[i] = parse_expression(p);
            if (!parts[i]) {
                return NULL;
            }
        }
    }
    AstExpr *expr = new_expr(p, EXPR_SLICE, start);
    if (expr) {
        expr->Slice.lower = parts[0];
        expr->Slice.upper = parts[1];
        expr->Slice.step = parts[2];
    }
    return expr;
}

static AstExpr *parse_slice_or_starred(Parser *p) {
    if (!at(p, TOKEN_STAR)) {
        return parse_slice(p);
    }
    Place start = here(p);
    advance(p);
    AstExpr *value = parse_expression(p);
    return value ? new_starred(p, value, start) : NULL;
}

/* What stands between brackets behind a primary. */
static AstExpr *parse_slices(Parser *p) {
    Place start = here(p);
    bool starred = at(p, TOKEN_STAR);
    AstExpr *first = parse_slice_or_starred(p);
    if (!first || (!starred && !at(p, TOKEN_COMMA))) {
        return first;
    }
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (at(p, TOKEN_RIGHT_BRACKET)) {
            break;
        }
        AstExpr *item = parse_slice_or_starred(p);
        if (!item || !scratch_push(p, item)) {
            return NULL;
        }
    }
    AstExprList elts;
    return TAKE_LIST(p, base, &elts) ? new_tuple(p, elts, start) : NULL;
}

static AstExpr *parse_subscript(Parser *p, AstExpr *value, Place start) {
    advance(p);
    AstExpr *slice = parse_slices(p);
    if (!slice || !accept(p, TOKEN_RIGHT_BRACKET)) {
        return NULL;
    }
    AstExpr *expr = new_expr(p, EXPR_SUBSCRIPT, start);
    if (expr) {
        expr->Subscript.value = value;
        expr->Subscript.slice = slice;
        expr->Subscript.ctx = CONTEXT_LOAD;
    }
    return expr;
}

static AstExpr *parse_primary_plain(Parser *p) {
    Place start = here(p);
    AstExpr *expr = parse_atom(p);
    while (expr) {
        Mark m = mark(p);
        AstExpr *next;
        explain_generator(p);
        if (failed(p)) {
            return NULL;
        }
        switch (peek(p)->type) {
        case TOKEN_DOT:
            next = parse_attribute(p, expr, start);
            break;
        case TOKEN_LEFT_PAREN:
            next = parse_call(p, expr, start);
            break;
        case TOKEN_LEFT_BRACKET:
            next = parse_subscript(p, expr, start);
            break;
        default:
            return expr;
        }
        if (!next && backtracking(p) && !failed(p)) {
            reset(p, m);
            return expr;
        }
        expr = next;
    }
    return NULL;
}

AstExpr *parse_primary(Parser *p) {
    if (!backtracking(p)) {
        return parse_primary_plain(p);
    }
    void *node;
    if (parser_recall(p, MEMO_PRIMARY, &node)) {
        return node;
    }
    Mark m = mark(p);
    node = parse_primary_plain(p);
    return parser_remember(p, MEMO_PRIMARY, m, node);
}

/* --- Comprehensions -------------------------------------------------------------------------- */

bool at_comprehension(Parser *p) {
    return at(p, TOKEN_FOR) || (at(p, TOKEN_ASYNC) && peek_at(p, 1)->type == TOKEN_FOR);
}

static AstComprehension *parse_for_if_clause(Parser *p) {
    Mark m = mark(p);
    bool is_async = accept(p, TOKEN_ASYNC);
    advance(p);
    AstExpr *target = parse_star_targets(p);
    if (!target || !accept(p, TOKEN_IN)) {
        if (explaining(p) && !failed(p)) {
            reset(p, m);
            explain_for_target(p);
        }
        return NULL;
    }
    AstExpr *iter = parse_disjunction(p);
    if (!iter) {
        return NULL;
    }
    uint32_t base = scratch_base(p);
    while (accept(p, TOKEN_IF)) {
        AstExpr *test = parse_disjunction(p);
        if (!test || !scratch_push(p, test)) {
            return NULL;
        }
    }
    AstComprehension *clause = parser_alloc(p, sizeof(*clause));
    if (!clause || !TAKE_LIST(p, base, &clause->ifs)) {
        return NULL;
    }
    clause->target = target;
    clause->iter = iter;
    clause->is_async = is_async;
    return clause;
}

bool parse_for_if_clauses(Parser *p, AstComprehensionList *generators) {
    uint32_t base = scratch_base(p);
    do {
        AstComprehension *clause = parse_for_if_clause(p);
        if (!clause || !scratch_push(p, clause)) {
            return false;
        }
    } while (at_comprehension(p));
    return TAKE_LIST(p, base, generators);
}

/* Behind the element, at `for`. Takes the closing bracket. */
static AstExpr *parse_comprehension(Parser *p, AstExprKind kind, AstExpr *elt, TokenType close,
                                    Place start) {
    AstComprehensionList generators;
    if (elt->kind == EXPR_STARRED || !parse_for_if_clauses(p, &generators) || !accept(p, close)) {
        return NULL;
    }
    AstExpr *expr = new_expr(p, kind, start);
    if (expr) {
        expr->ListComp.elt = elt;
        expr->ListComp.generators = generators;
    }
    return expr;
}

/* --- Displays -------------------------------------------------------------------------------- */

/* Behind the first item: the rest of a list of star_named_expressions, up to the bracket. */
static bool parse_more_items(Parser *p, AstExpr *first, TokenType close, AstExprList *items) {
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return false;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (at(p, close)) {
            break;
        }
        AstExpr *item = parse_star_named_expression(p);
        if (!item || !scratch_push(p, item)) {
            return false;
        }
    }
    return TAKE_LIST(p, base, items) && accept(p, close);
}

static AstExpr *parse_paren_plain(Parser *p, Place start) {
    advance(p);
    if (accept(p, TOKEN_RIGHT_PAREN)) {
        return new_tuple(p, (AstExprList){0, NULL}, start);
    }
    if (at(p, TOKEN_YIELD)) {
        AstExpr *expr = parse_yield(p);
        return expr && accept(p, TOKEN_RIGHT_PAREN) ? expr : NULL;
    }
    AstExpr *first = parse_star_named_expression(p);
    if (!first) {
        return NULL;
    }
    if (at(p, TOKEN_COMMA)) {
        AstExprList elts;
        return parse_more_items(p, first, TOKEN_RIGHT_PAREN, &elts) ? new_tuple(p, elts, start)
                                                                    : NULL;
    }
    if (at_comprehension(p)) {
        return parse_comprehension(p, EXPR_GENERATOR_EXP, first, TOKEN_RIGHT_PAREN, start);
    }
    return first->kind != EXPR_STARRED && accept(p, TOKEN_RIGHT_PAREN) ? first : NULL;
}

static AstExpr *parse_list_plain(Parser *p, Place start) {
    AstExprList elts = {0, NULL};
    advance(p);
    if (!accept(p, TOKEN_RIGHT_BRACKET)) {
        AstExpr *first = parse_star_named_expression(p);
        if (!first) {
            return NULL;
        }
        if (at_comprehension(p)) {
            return parse_comprehension(p, EXPR_LIST_COMP, first, TOKEN_RIGHT_BRACKET, start);
        }
        if (!parse_more_items(p, first, TOKEN_RIGHT_BRACKET, &elts)) {
            return NULL;
        }
    }
    AstExpr *expr = new_expr(p, EXPR_LIST, start);
    if (expr) {
        expr->List.elts = elts;
        expr->List.ctx = CONTEXT_LOAD;
    }
    return expr;
}

static AstExpr *new_dict(Parser *p, uint32_t base, Place start) {
    uint32_t count = (scratch_base(p) - base) / 2;
    AstExpr *expr = new_expr(p, EXPR_DICT, start);
    AstExpr **keys = parser_alloc(p, count * sizeof(*keys));
    AstExpr **values = parser_alloc(p, count * sizeof(*values));
    if (!expr || !keys || !values) {
        return NULL;
    }
    void **pairs = scratch_at(p, base);
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = pairs[2 * i];
        values[i] = pairs[2 * i + 1];
    }
    p->shared->scratch_len = base;
    expr->Dict.keys = (AstExprList){count, keys};
    expr->Dict.values = (AstExprList){count, values};
    return expr;
}

static AstExpr *parse_dict_comprehension(Parser *p, AstExpr *key, AstExpr *value, Place start) {
    AstComprehensionList generators;
    if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RIGHT_BRACE)) {
        return NULL;
    }
    AstExpr *expr = new_expr(p, EXPR_DICT_COMP, start);
    if (expr) {
        expr->DictComp.key = key;
        expr->DictComp.value = value;
        expr->DictComp.generators = generators;
    }
    return expr;
}

/* A pair, or **value, whose key is NULL. */
static bool parse_pair(Parser *p, AstExpr **key, AstExpr **value) {
    *key = NULL;
    if (accept(p, TOKEN_DOUBLE_STAR)) {
        *value = parse_bitwise_or(p);
        return *value != NULL;
    }
    *key = parse_expression(p);
    if (!*key || !accept(p, TOKEN_COLON)) {
        return false;
    }
    *value = parse_expression(p);
    return *value != NULL;
}

/* Behind the first pair. */
static AstExpr *parse_more_pairs(Parser *p, AstExpr *key, AstExpr *value, Place start) {
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, key) || !scratch_push(p, value)) {
        return NULL;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (at(p, TOKEN_RIGHT_BRACE)) {
            break;
        }
        if (!parse_pair(p, &key, &value) || !scratch_push(p, key) || !scratch_push(p, value)) {
            return NULL;
        }
    }
    return accept(p, TOKEN_RIGHT_BRACE) ? new_dict(p, base, start) : NULL;
}

static AstExpr *parse_set(Parser *p, AstExpr *first, Place start) {
    AstExprList elts;
    if (!parse_more_items(p, first, TOKEN_RIGHT_BRACE, &elts)) {
        return NULL;
    }
    AstExpr *expr = new_expr(p, EXPR_SET, start);
    if (expr) {
        expr->Set.elts = elts;
    }
    return expr;
}

static AstExpr *parse_brace_plain(Parser *p, Place start) {
    advance(p);
    if (accept(p, TOKEN_RIGHT_BRACE)) {
        return new_dict(p, scratch_base(p), start);
    }
    AstExpr *key, *value;
    if (at(p, TOKEN_DOUBLE_STAR)) {
        return parse_pair(p, &key, &value) ? parse_more_pairs(p, key, value, start) : NULL;
    }
    bool walrus = at(p, TOKEN_NAME) && peek_at(p, 1)->type == TOKEN_COLON_EQUAL;
    bool starred = at(p, TOKEN_STAR);
    key = parse_star_named_expression(p);
    if (!key) {
        return NULL;
    }
    if (!walrus && !starred && accept(p, TOKEN_COLON)) {
        value = parse_expression(p);
        if (!value) {
            return NULL;
        }
        return at_comprehension(p) ? parse_dict_comprehension(p, key, value, start)
                                   : parse_more_pairs(p, key, value, start);
    }
    if (at_comprehension(p)) {
        return parse_comprehension(p, EXPR_SET_COMP, key, TOKEN_RIGHT_BRACE, start);
    }
    return parse_set(p, key, start);
}

/* In the second pass: tries the rule and, where it does not fit, looks why. */
static AstExpr *parse_bracket(Parser *p, AstExpr *(*rule)(Parser *p, Place start)) {
    Place start = here(p);
    if (!backtracking(p)) {
        return rule(p, start);
    }
    Mark m = mark(p);
    TokenType type = peek(p)->type;
    AstExpr *expr = rule(p, start);
    if (expr || failed(p)) {
        return expr;
    }
    reset(p, m);
    switch (type) {
    case TOKEN_LEFT_PAREN:
        explain_group(p);
        break;
    case TOKEN_LEFT_BRACE:
        explain_dict(p);
        explain_dict_comprehension(p);
        break;
    default:
        break;
    }
    explain_comprehension(p);
    return NULL;
}

/* --- Atoms ----------------------------------------------------------------------------------- */

static AstExpr *take_constant(Parser *p, AstConstantKind kind) {
    Place start = here(p);
    advance(p);
    return new_constant(p, kind, start);
}

AstExpr *parse_atom(Parser *p) {
    Token *token = peek(p);
    switch (token->type) {
    case TOKEN_NAME:
        advance(p);
        return new_name(p, token, CONTEXT_LOAD);
    case TOKEN_NUMBER:
        return parse_number(p);
    case TOKEN_STRING:
        return parse_strings(p);
    case TOKEN_LEFT_PAREN:
        return parse_bracket(p, parse_paren_plain);
    case TOKEN_LEFT_BRACKET:
        return parse_bracket(p, parse_list_plain);
    case TOKEN_LEFT_BRACE:
        return parse_bracket(p, parse_brace_plain);
    case TOKEN_NONE:
        return take_constant(p, CONSTANT_NONE);
    case TOKEN_TRUE:
        return take_constant(p, CONSTANT_TRUE);
    case TOKEN_FALSE:
        return take_constant(p, CONSTANT_FALSE);
    case TOKEN_ELLIPSIS:
        return take_constant(p, CONSTANT_ELLIPSIS);
    default:
        return NULL;
    }
}

/* --- Targets --------------------------------------------------------------------------------- */

AstExpr *parse_star_target(Parser *p) {
    Place start = here(p);
    if (accept(p, TOKEN_STAR)) {
        if (at(p, TOKEN_STAR)) {
            return NULL;
        }
        AstExpr *value = parse_star_target(p);
        AstExpr *starred = value ? new_starred(p, value, start) : NULL;
        if (starred) {
            starred->Starred.ctx = CONTEXT_STORE;
        }
        return starred;
    }
    AstExpr *target = parse_primary(p);
    return target && make_target(target, CONTEXT_STORE) ? target : NULL;
}

AstExpr *parse_star_targets(Parser *p) {
    Place start = here(p);
    AstExpr *first = parse_star_target(p);
    if (!first || !at(p, TOKEN_COMMA)) {
        return first;
    }
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (!token_starts_expression(peek(p)) && !at(p, TOKEN_STAR)) {
            break;
        }
        AstExpr *item = parse_star_target(p);
        if (!item || !scratch_push(p, item)) {
            return NULL;
        }
    }
    AstExprList elts;
    AstExpr *tuple = TAKE_LIST(p, base, &elts) ? new_tuple(p, elts, start) : NULL;
    if (tuple) {
        tuple->Tuple.ctx = CONTEXT_STORE;
    }
    return tuple;
}
