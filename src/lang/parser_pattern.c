/* match statements and their patterns. */
#include "lang/parser_internal.h"

static AstPattern *parse_pattern(Parser *p);
static AstPattern *parse_or_pattern(Parser *p);

/* A NAME that captures: not _, and no attribute, call or keyword. */
static bool at_capture(Parser *p) {
    if (!at(p, TOKEN_NAME) || token_is_word(peek(p), "_")) {
        return false;
    }
    TokenType next = peek_at(p, 1)->type;
    return next != TOKEN_DOT && next != TOKEN_LEFT_PAREN && next != TOKEN_EQUAL;
}

static AstName take_name(Parser *p) {
    AstName name = intern_token(p, peek(p));
    advance(p);
    return name;
}

static AstPattern *new_as(Parser *p, AstPattern *pattern, AstName name, Place start) {
    AstPattern *node = new_pattern(p, PATTERN_MATCH_AS, start);
    if (node) {
        node->MatchAs.pattern = pattern;
        node->MatchAs.name = name;
    }
    return node;
}

/* --- Literals and names ---------------------------------------------------------------------- */

static bool is_complex(const AstExpr *expr) {
    return expr->Constant.kind == CONSTANT_COMPLEX;
}

/* A number, perhaps negative. */
static AstExpr *parse_signed_number(Parser *p) {
    Place start = here(p);
    bool negative = accept(p, TOKEN_MINUS);
    if (!at(p, TOKEN_NUMBER)) {
        return NULL;
    }
    AstExpr *number = parse_number(p);
    if (!number || !negative) {
        return number;
    }
    AstExpr *expr = new_expr(p, EXPR_UNARY_OP, start);
    if (expr) {
        expr->UnaryOp.op = UNARY_MINUS;
        expr->UnaryOp.operand = number;
    }
    return expr;
}

/* A number: real, or real + imaginary. */
static AstExpr *parse_number_literal(Parser *p) {
    Place start = here(p);
    AstExpr *real = parse_signed_number(p);
    if (!real || (!at(p, TOKEN_PLUS) && !at(p, TOKEN_MINUS))) {
        return real;
    }
    AstOperator op = at(p, TOKEN_PLUS) ? OPERATOR_ADD : OPERATOR_SUB;
    const AstExpr *number = real->kind == EXPR_UNARY_OP ? real->UnaryOp.operand : real;
    if (is_complex(number)) {
        return parser_raise(p, number->loc, "real number required in complex literal");
    }
    advance(p);
    if (!at(p, TOKEN_NUMBER)) {
        return NULL;
    }
    AstExpr *imaginary = parse_number(p);
    if (!imaginary) {
        return NULL;
    }
    if (!is_complex(imaginary)) {
        return parser_raise(p, imaginary->loc, "imaginary number required in complex literal");
    }
    AstExpr *expr = new_expr(p, EXPR_BIN_OP, start);
    if (expr) {
        expr->BinOp.left = real;
        expr->BinOp.op = op;
        expr->BinOp.right = imaginary;
    }
    return expr;
}

static bool at_singleton(Parser *p, AstConstantKind *kind) {
    switch (peek(p)->type) {
    case TOKEN_NONE:
        *kind = CONSTANT_NONE;
        return true;
    case TOKEN_TRUE:
        *kind = CONSTANT_TRUE;
        return true;
    case TOKEN_FALSE:
        *kind = CONSTANT_FALSE;
        return true;
    default:
        return false;
    }
}

/* a.b.c: a Name or Attributes. */
static AstExpr *parse_name_or_attr(Parser *p) {
    Place start = here(p);
    const Token *token = peek(p);
    if (token->type != TOKEN_NAME) {
        return NULL;
    }
    advance(p);
    AstExpr *expr = new_name(p, token, CONTEXT_LOAD);
    while (expr && accept(p, TOKEN_DOT)) {
        if (!at(p, TOKEN_NAME)) {
            return NULL;
        }
        AstName attr = take_name(p);
        AstExpr *node = attr ? new_expr(p, EXPR_ATTRIBUTE, start) : NULL;
        if (!node) {
            return NULL;
        }
        node->Attribute.value = expr;
        node->Attribute.attr = attr;
        node->Attribute.ctx = CONTEXT_LOAD;
        expr = node;
    }
    return expr;
}

static AstPattern *new_value(Parser *p, AstExpr *value, Place start) {
    AstPattern *node = value ? new_pattern(p, PATTERN_MATCH_VALUE, start) : NULL;
    if (node) {
        node->MatchValue.value = value;
    }
    return node;
}

/* --- Sequences ------------------------------------------------------------------------------- */

static AstPattern *parse_maybe_star(Parser *p) {
    Place start = here(p);
    if (!accept(p, TOKEN_STAR)) {
        return parse_pattern(p);
    }
    AstName name = NULL;
    if (at_capture(p)) {
        name = take_name(p);
    } else if (token_is_word(peek(p), "_")) {
        advance(p);
    } else {
        return NULL;
    }
    AstPattern *node = failed(p) ? NULL : new_pattern(p, PATTERN_MATCH_STAR, start);
    if (node) {
        node->MatchStar.name = name;
    }
    return node;
}

static bool at_patterns_end(Parser *p) {
    switch (peek(p)->type) {
    case TOKEN_RIGHT_PAREN:
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_COLON:
    case TOKEN_IF:
        return true;
    default:
        return false;
    }
}

/* Behind the first pattern: the others, and perhaps a last comma. */
static bool parse_more_patterns(Parser *p, AstPattern *first, AstPatternList *patterns) {
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return false;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (at_patterns_end(p)) {
            break;
        }
        AstPattern *pattern = parse_maybe_star(p);
        if (!pattern || !scratch_push(p, pattern)) {
            return false;
        }
    }
    return TAKE_LIST(p, base, patterns);
}

static AstPattern *new_sequence(Parser *p, AstPatternList patterns, Place start) {
    AstPattern *node = new_pattern(p, PATTERN_MATCH_SEQUENCE, start);
    if (node) {
        node->MatchSequence.patterns = patterns;
    }
    return node;
}

/* In parentheses: a group, or a sequence if there is a comma or a star. */
static AstPattern *parse_paren_pattern(Parser *p) {
    Place start = here(p);
    AstPatternList patterns = {0, NULL};
    advance(p);
    if (accept(p, TOKEN_RIGHT_PAREN)) {
        return new_sequence(p, patterns, start);
    }
    AstPattern *first = parse_maybe_star(p);
    if (!first) {
        return NULL;
    }
    if (!at(p, TOKEN_COMMA)) {
        return first->kind != PATTERN_MATCH_STAR && accept(p, TOKEN_RIGHT_PAREN) ? first : NULL;
    }
    if (!parse_more_patterns(p, first, &patterns) || !accept(p, TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    return new_sequence(p, patterns, start);
}

static AstPattern *parse_bracket_pattern(Parser *p) {
    Place start = here(p);
    AstPatternList patterns = {0, NULL};
    advance(p);
    if (!at(p, TOKEN_RIGHT_BRACKET)) {
        AstPattern *first = parse_maybe_star(p);
        if (!first || !parse_more_patterns(p, first, &patterns)) {
            return NULL;
        }
    }
    return accept(p, TOKEN_RIGHT_BRACKET) ? new_sequence(p, patterns, start) : NULL;
}

/* --- Mappings -------------------------------------------------------------------------------- */

static AstExpr *parse_mapping_key(Parser *p) {
    AstConstantKind kind;
    Place start = here(p);
    if (at_singleton(p, &kind)) {
        advance(p);
        return new_constant(p, kind, start);
    }
    switch (peek(p)->type) {
    case TOKEN_NUMBER:
    case TOKEN_MINUS:
        return parse_number_literal(p);
    case TOKEN_STRING:
        return parse_strings(p);
    default: {
        AstExpr *attr = parse_name_or_attr(p);
        return attr && attr->kind == EXPR_ATTRIBUTE ? attr : NULL;
    }
    }
}

/* Pushes key and pattern, or takes `**rest`. */
static bool parse_mapping_item(Parser *p, AstName *rest) {
    if (accept(p, TOKEN_DOUBLE_STAR)) {
        *rest = at_capture(p) ? take_name(p) : NULL;
        return *rest != NULL;
    }
    AstExpr *key = parse_mapping_key(p);
    if (!key || !accept(p, TOKEN_COLON)) {
        return false;
    }
    AstPattern *pattern = parse_pattern(p);
    return pattern && scratch_push(p, key) && scratch_push(p, pattern);
}

static AstPattern *new_mapping(Parser *p, uint32_t base, AstName rest, Place start) {
    uint32_t count = (scratch_base(p) - base) / 2;
    AstPattern *node = new_pattern(p, PATTERN_MATCH_MAPPING, start);
    AstExpr **keys = parser_alloc(p, count * sizeof(*keys));
    AstPattern **patterns = parser_alloc(p, count * sizeof(*patterns));
    if (!node || !keys || !patterns) {
        return NULL;
    }
    void **pairs = scratch_at(p, base);
    for (uint32_t i = 0; i < count; i++) {
        keys[i] = pairs[2 * i];
        patterns[i] = pairs[2 * i + 1];
    }
    p->shared->scratch_len = base;
    node->MatchMapping.keys = (AstExprList){count, keys};
    node->MatchMapping.patterns = (AstPatternList){count, patterns};
    node->MatchMapping.rest = rest;
    return node;
}

static AstPattern *parse_mapping_pattern(Parser *p) {
    Place start = here(p);
    uint32_t base = scratch_base(p);
    AstName rest = NULL;
    advance(p);
    while (!at(p, TOKEN_RIGHT_BRACE)) {
        if (rest || !parse_mapping_item(p, &rest)) {
            return NULL;
        }
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    return accept(p, TOKEN_RIGHT_BRACE) ? new_mapping(p, base, rest, start) : NULL;
}

/* --- Classes --------------------------------------------------------------------------------- */

/* Positional patterns and then keyword patterns lie on the scratch stack; the names of the latter
 * between them. */
static bool take_class_parts(Parser *p, uint32_t base, uint32_t positional, AstPattern *node) {
    uint32_t keywords = (scratch_base(p) - base - positional) / 2;
    void **items = scratch_at(p, base);
    AstPattern **patterns = parser_alloc(p, positional * sizeof(*patterns));
    AstName *names = parser_alloc(p, keywords * sizeof(*names));
    AstPattern **values = parser_alloc(p, keywords * sizeof(*values));
    if (!patterns || !names || !values) {
        return false;
    }
    for (uint32_t i = 0; i < positional; i++) {
        patterns[i] = items[i];
    }
    for (uint32_t i = 0; i < keywords; i++) {
        names[i] = items[positional + 2 * i];
        values[i] = items[positional + 2 * i + 1];
    }
    p->shared->scratch_len = base;
    node->MatchClass.patterns = (AstPatternList){positional, patterns};
    node->MatchClass.kwd_attrs = (AstNameList){keywords, names};
    node->MatchClass.kwd_patterns = (AstPatternList){keywords, values};
    return true;
}

/* At a positional pattern that follows a keyword pattern. */
static void explain_class_argument(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    AstPattern *first = parse_pattern(p);
    AstPattern *last = first;
    Mark m = mark(p);
    while (last && accept(p, TOKEN_COMMA)) {
        AstPattern *next = parse_pattern(p);
        if (!next || at(p, TOKEN_EQUAL)) {
            reset(p, m);
            break;
        }
        last = next;
        m = mark(p);
    }
    if (first && !failed(p)) {
        parser_raise(p, range_of(first->loc, last->loc),
                     "positional patterns follow keyword patterns");
    }
}

/* Behind the class, at the parenthesis. */
static AstPattern *parse_class_pattern(Parser *p, AstExpr *cls, Place start) {
    uint32_t base = scratch_base(p);
    uint32_t positional = 0;
    bool keyword = false;
    advance(p);
    while (!at(p, TOKEN_RIGHT_PAREN)) {
        if (at(p, TOKEN_NAME) && peek_at(p, 1)->type == TOKEN_EQUAL) {
            keyword = true;
            AstName name = take_name(p);
            advance(p);
            if (!name || !scratch_push(p, name)) {
                return NULL;
            }
        } else if (keyword) {
            explain_class_argument(p);
            return NULL;
        } else {
            positional++;
        }
        AstPattern *pattern = parse_pattern(p);
        if (!pattern || !scratch_push(p, pattern)) {
            return NULL;
        }
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    if (!accept(p, TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    AstPattern *node = new_pattern(p, PATTERN_MATCH_CLASS, start);
    if (!node || !take_class_parts(p, base, positional, node)) {
        return NULL;
    }
    node->MatchClass.cls = cls;
    return node;
}

/* --- Patterns -------------------------------------------------------------------------------- */

static AstPattern *parse_name_pattern(Parser *p) {
    Place start = here(p);
    if (at_capture(p)) {
        AstName name = take_name(p);
        return name ? new_as(p, NULL, name, start) : NULL;
    }
    TokenType next = peek_at(p, 1)->type;
    if (token_is_word(peek(p), "_") && next != TOKEN_DOT && next != TOKEN_LEFT_PAREN) {
        advance(p);
        return new_as(p, NULL, NULL, start);
    }
    AstExpr *expr = parse_name_or_attr(p);
    if (!expr) {
        return NULL;
    }
    if (at(p, TOKEN_LEFT_PAREN)) {
        return parse_class_pattern(p, expr, start);
    }
    return expr->kind == EXPR_ATTRIBUTE && !at(p, TOKEN_EQUAL) ? new_value(p, expr, start) : NULL;
}

static AstPattern *parse_closed_pattern(Parser *p) {
    AstConstantKind kind;
    Place start = here(p);
    if (at_singleton(p, &kind)) {
        advance(p);
        AstPattern *node = new_pattern(p, PATTERN_MATCH_SINGLETON, start);
        if (node) {
            node->MatchSingleton.value = kind;
        }
        return node;
    }
    switch (peek(p)->type) {
    case TOKEN_NUMBER:
    case TOKEN_MINUS:
        return new_value(p, parse_number_literal(p), start);
    case TOKEN_STRING:
        return new_value(p, parse_strings(p), start);
    case TOKEN_NAME:
        return parse_name_pattern(p);
    case TOKEN_LEFT_PAREN:
        return parse_paren_pattern(p);
    case TOKEN_LEFT_BRACKET:
        return parse_bracket_pattern(p);
    case TOKEN_LEFT_BRACE:
        return parse_mapping_pattern(p);
    default:
        return NULL;
    }
}

static AstPattern *parse_or_pattern(Parser *p) {
    Place start = here(p);
    AstPattern *first = parse_closed_pattern(p);
    if (!first || !at(p, TOKEN_VERTICAL_BAR)) {
        return first;
    }
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    while (accept(p, TOKEN_VERTICAL_BAR)) {
        AstPattern *pattern = parse_closed_pattern(p);
        if (!pattern || !scratch_push(p, pattern)) {
            return NULL;
        }
    }
    AstPattern *node = new_pattern(p, PATTERN_MATCH_OR, start);
    return node && TAKE_LIST(p, base, &node->MatchOr.patterns) ? node : NULL;
}

/* Behind `as`, where no name to capture stands. */
static void explain_as_target(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    if (token_is_word(peek(p), "_")) {
        parser_raise(p, peek(p)->loc, "cannot use '_' as a target");
        return;
    }
    if (at(p, TOKEN_NAME)) {
        return;
    }
    AstExpr *expr = parse_expression(p);
    if (expr) {
        parser_raise(p, expr->loc, "invalid pattern target");
    }
}

static AstPattern *parse_pattern(Parser *p) {
    ParserShared *shared = p->shared;
    if (shared->depth >= PARSER_MAX_DEPTH) {
        return parser_too_deep(p);
    }
    Place start = here(p);
    shared->depth++;
    AstPattern *pattern = parse_or_pattern(p);
    shared->depth--;
    if (!pattern || !accept(p, TOKEN_AS)) {
        return pattern;
    }
    if (!at_capture(p)) {
        explain_as_target(p);
        return NULL;
    }
    AstName name = take_name(p);
    return name ? new_as(p, pattern, name, start) : NULL;
}

AstPattern *parse_patterns(Parser *p) {
    Place start = here(p);
    AstPattern *first = parse_maybe_star(p);
    if (!first || !at(p, TOKEN_COMMA)) {
        return first && first->kind == PATTERN_MATCH_STAR ? NULL : first;
    }
    AstPatternList patterns;
    return parse_more_patterns(p, first, &patterns) ? new_sequence(p, patterns, start) : NULL;
}

/* --- The statement --------------------------------------------------------------------------- */

static AstMatchCase *parse_case(Parser *p) {
    int32_t line = here(p).line;
    advance(p);
    AstMatchCase *node = parser_alloc(p, sizeof(*node));
    if (!node) {
        return NULL;
    }
    node->pattern = parse_patterns(p);
    if (!node->pattern) {
        return NULL;
    }
    node->guard = NULL;
    if (accept(p, TOKEN_IF) && !(node->guard = parse_named_expression(p))) {
        return NULL;
    }
    return parse_colon_block(p, "'case' statement", line, &node->body) ? node : NULL;
}

static AstExpr *parse_subject(Parser *p) {
    Place start = here(p);
    AstExpr *first = parse_star_named_expression(p);
    if (!first || !at(p, TOKEN_COMMA)) {
        return first && first->kind == EXPR_STARRED ? NULL : first;
    }
    uint32_t base = scratch_base(p);
    if (!scratch_push(p, first)) {
        return NULL;
    }
    while (accept(p, TOKEN_COMMA)) {
        if (!token_starts_expression(peek(p)) && !at(p, TOKEN_STAR)) {
            break;
        }
        AstExpr *item = parse_star_named_expression(p);
        if (!item || !scratch_push(p, item)) {
            return NULL;
        }
    }
    AstExprList elts;
    return TAKE_LIST(p, base, &elts) ? new_tuple(p, elts, start) : NULL;
}

/* The subject and `: NEWLINE`; NULL if the line is something else, and then the parser is where it
 * was, at `match`. */
static AstExpr *try_match_header(Parser *p, int32_t line) {
    Mark m = mark(p);
    p->hold++;
    advance(p);
    AstExpr *subject = NULL;
    if (token_starts_expression(peek(p)) || at(p, TOKEN_STAR)) {
        subject = parse_subject(p);
    }
    if (subject && explaining(p) && at(p, TOKEN_NEWLINE)) {
        parser_raise_here(p, "expected ':'");
    }
    bool found = subject && accept(p, TOKEN_COLON) && accept(p, TOKEN_NEWLINE);
    if (found && !at(p, TOKEN_INDENT)) {
        if (explaining(p)) {
            parser_raise_indentation(
                p, "expected an indented block after 'match' statement on line %d", (int)line);
        }
        found = false;
    }
    if (!found) {
        reset(p, m);
    }
    p->hold--;
    return found ? subject : NULL;
}

AstStmt *parse_match(Parser *p, bool *is_match) {
    Place start = here(p);
    AstExpr *subject = try_match_header(p, start.line);
    *is_match = subject != NULL;
    if (!subject) {
        return NULL;
    }
    advance(p); /* the indentation */
    uint32_t base = scratch_base(p);
    while (token_is_word(peek(p), "case")) {
        AstMatchCase *match_case = parse_case(p);
        if (!match_case || !scratch_push(p, match_case)) {
            return NULL;
        }
    }
    AstMatchCaseList cases;
    if (scratch_base(p) == base || !TAKE_LIST(p, base, &cases) || !accept(p, TOKEN_DEDENT)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, STMT_MATCH, start);
    if (stmt) {
        stmt->Match.subject = subject;
        stmt->Match.cases = cases;
    }
    return stmt;
}
