/*
 * What well-known mistakes look like. Each function is one of CPython's invalid_ rules: it tries to
 * parse the mistake and, where it succeeds, raises the error that names it.
 */
#include <string.h>

#include "lang/parser_internal.h"

static bool at_else_or_colon(Parser *p) {
    return at(p, TOKEN_ELSE) || at(p, TOKEN_COLON);
}

static bool at_equal_or_walrus(Parser *p) {
    return at(p, TOKEN_EQUAL) || at(p, TOKEN_COLON_EQUAL);
}

static bool is_legacy_name(const AstExpr *expr) {
    static const char *const names[] = {"print", "exec"};
    return expr->kind == EXPR_NAME && (strcmp(expr->Name.id->utf8, names[0]) == 0 ||
                                       strcmp(expr->Name.id->utf8, names[1]) == 0);
}

/* The place where a generator expression ends. */
static Location generators_end(const AstComprehensionList *generators) {
    const AstComprehension *last = generators->items[generators->len - 1];
    return last->ifs.len > 0 ? last->ifs.items[last->ifs.len - 1]->loc : last->iter->loc;
}

static bool parse_clauses(Parser *p, AstComprehensionList *generators) {
    return at_comprehension(p) && parse_for_if_clauses(p, generators);
}

/* --- Expressions ----------------------------------------------------------------------------- */

/* Whether the name is match, case or _, or only the beginning of one: CPython compares no more. */
static bool begins_soft_keyword(const Token *token) {
    static const char *const words[] = {"_", "case", "match"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strncmp(words[i], token->start, token->len) == 0) {
            return true;
        }
    }
    return false;
}

/* Two expressions side by side. */
static void explain_missing_comma(Parser *p) {
    const Token *token = peek(p);
    if (token->type == TOKEN_NAME &&
        (begins_soft_keyword(token) || peek_at(p, 1)->type == TOKEN_STRING)) {
        return;
    }
    AstExpr *first = parse_disjunction(p);
    if (!first || !token_starts_expression(peek(p))) {
        return;
    }
    bool quiet = p->quiet;
    p->quiet = true;
    AstExpr *second = parse_expression_plain(p);
    p->quiet = quiet;
    if (second && !is_legacy_name(first) && p->tokens[p->pos - 1].level > 0) {
        parser_raise(p, range_of(first->loc, second->loc),
                     "invalid syntax. Perhaps you forgot a comma?");
    }
}

static void explain_missing_else(Parser *p) {
    AstExpr *body = parse_disjunction(p);
    if (!body || !accept(p, TOKEN_IF)) {
        return;
    }
    AstExpr *test = parse_disjunction(p);
    if (test && !at_else_or_colon(p) && !failed(p)) {
        parser_raise(p, range_of(body->loc, test->loc), "expected 'else' after 'if' expression");
    }
}

void explain_expression(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    explain_missing_comma(p);
    reset(p, m);
    if (!failed(p)) {
        explain_missing_else(p);
        reset(p, m);
    }
}

void explain_legacy_expression(Parser *p) {
    if (!explaining(p) || failed(p) || !at(p, TOKEN_NAME)) {
        return;
    }
    Mark m = mark(p);
    AstExpr *name = new_name(p, peek(p), CONTEXT_LOAD);
    advance(p);
    if (name && !at(p, TOKEN_LEFT_PAREN)) {
        AstExpr *expr = parse_star_expressions(p);
        if (expr && is_legacy_name(name)) {
            const char *text = name->Name.id->utf8;
            parser_raise(p, range_of(name->loc, expr->loc),
                         "Missing parentheses in call to '%s'. Did you mean %s(...)?", text, text);
        }
    }
    reset(p, m);
}

/* Whether what stands here may not be called a target that is compared by mistake. */
static bool at_plain_display(Parser *p) {
    Mark m = mark(p);
    bool found;
    switch (peek(p)->type) {
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NONE:
        return true;
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_PAREN: {
        bool group = at(p, TOKEN_LEFT_PAREN);
        AstExpr *expr = parse_atom(p);
        found = expr && (group ? expr->kind == EXPR_TUPLE || expr->kind == EXPR_GENERATOR_EXP
                               : expr->kind == EXPR_LIST);
        break;
    }
    default:
        return false;
    }
    reset(p, m);
    return found;
}

static void explain_single_equal(Parser *p) {
    Mark m = mark(p);
    Location name = peek(p)->loc;
    AstExpr *right;
    if (accept(p, TOKEN_NAME) && accept(p, TOKEN_EQUAL) && (right = parse_bitwise_or(p)) &&
        !at_equal_or_walrus(p)) {
        parser_raise(p, range_of(name, right->loc),
                     "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        return;
    }
    reset(p, m);
    if (failed(p) || at_plain_display(p) || failed(p)) {
        return;
    }
    AstExpr *left = parse_bitwise_or(p);
    if (left && accept(p, TOKEN_EQUAL) && parse_bitwise_or(p) && !at_equal_or_walrus(p)) {
        parser_raise(p, left->loc, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                     expr_noun(left));
    }
}

void explain_named_expression(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    AstExpr *target = parse_expression(p);
    if (target && accept(p, TOKEN_COLON_EQUAL) && parse_expression(p)) {
        parser_raise(p, target->loc, "cannot use assignment expressions with %s",
                     expr_noun(target));
    }
    reset(p, m);
    if (!failed(p)) {
        explain_single_equal(p);
        reset(p, m);
    }
}

/* --- Brackets -------------------------------------------------------------------------------- */

/* The rule starred_expression. */
static AstExpr *parse_starred(Parser *p) {
    Place start = here(p);
    if (!accept(p, TOKEN_STAR)) {
        return NULL;
    }
    AstExpr *value = parse_expression(p);
    return value ? new_starred(p, value, start) : NULL;
}

void explain_group(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    advance(p);
    Location loc = peek(p)->loc;
    if (at(p, TOKEN_STAR)) {
        AstExpr *starred = parse_starred(p);
        if (starred && at(p, TOKEN_RIGHT_PAREN)) {
            parser_raise(p, starred->loc, "cannot use starred expression here");
        }
    } else if (accept(p, TOKEN_DOUBLE_STAR)) {
        if (parse_expression(p) && at(p, TOKEN_RIGHT_PAREN)) {
            parser_raise(p, loc, "cannot use double starred expression here");
        }
    }
    reset(p, m);
}

/* Behind the bracket: a tuple without parentheses is the element. */
static void explain_bare_tuple(Parser *p) {
    static const char message[] = "did you forget parentheses around the comprehension target?";
    AstComprehensionList generators;
    AstExpr *first = parse_star_named_expression(p);
    Location comma = peek(p)->loc;
    if (!first || !accept(p, TOKEN_COMMA)) {
        return;
    }
    AstExpr *last = NULL;
    while (token_starts_expression(peek(p)) || at(p, TOKEN_STAR)) {
        last = parse_star_named_expression(p);
        if (!last || !accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    if (!failed(p) && parse_clauses(p, &generators)) {
        parser_raise(p, range_of(first->loc, last ? last->loc : comma), "%s", message);
    }
}

void explain_comprehension(Parser *p) {
    if (!explaining(p) || failed(p)) {
        return;
    }
    Mark m = mark(p);
    bool paren = at(p, TOKEN_LEFT_PAREN);
    AstComprehensionList generators;
    advance(p);
    if (at(p, TOKEN_STAR)) {
        AstExpr *starred = parse_starred(p);
        if (starred && parse_clauses(p, &generators)) {
            parser_raise(p, starred->loc, "iterable unpacking cannot be used in comprehension");
        }
        reset(p, m);
        advance(p);
    }
    if (!paren && !failed(p)) {
        explain_bare_tuple(p);
    }
    reset(p, m);
}

void explain_generator(Parser *p) {
    TokenType type = explaining(p) ? peek(p)->type : TOKEN_END;
    if (type != TOKEN_LEFT_PAREN && type != TOKEN_LEFT_BRACKET && type != TOKEN_LEFT_BRACE) {
        return;
    }
    if (type == TOKEN_LEFT_PAREN) {
        Mark m = mark(p);
        AstComprehensionList generators;
        advance(p);
        if (parse_walrus_or_expression(p) && parse_clauses(p, &generators) &&
            at(p, TOKEN_RIGHT_PAREN)) {
            reset(p, m);
            return;
        }
        reset(p, m);
    }
    explain_comprehension(p);
}

/* At what should be the value of a pair, behind the colon. */
static void explain_value(Parser *p, Location colon) {
    if (at(p, TOKEN_STAR)) {
        Location star = peek(p)->loc;
        advance(p);
        if (parse_bitwise_or(p)) {
            Location loc = {star.line, star.col, 0, CURRENT_COL};
            parser_raise(p, loc, "cannot use a starred expression in a dictionary value");
        }
    } else if (at(p, TOKEN_RIGHT_BRACE) || at(p, TOKEN_COMMA)) {
        parser_raise(p, colon, "expression expected after dictionary key and ':'");
    }
}

/* A pair that is none, after at least one that is. */
static void explain_pair(Parser *p) {
    AstExpr *key = parse_expression(p);
    if (!key) {
        return;
    }
    Location colon = peek(p)->loc;
    if (accept(p, TOKEN_COLON)) {
        explain_value(p, colon);
        return;
    }
    Location loc = {key->loc.line, key->loc.end_col - 1, key->loc.end_line, NO_COL};
    parser_raise(p, loc, "':' expected after dictionary key");
}

/* The rule double_starred_kvpair. */
static bool skip_pair(Parser *p) {
    if (accept(p, TOKEN_DOUBLE_STAR)) {
        return parse_bitwise_or(p) != NULL;
    }
    return parse_expression(p) && accept(p, TOKEN_COLON) && parse_expression(p);
}

void explain_dict(Parser *p) {
    if (!backtracking(p) || failed(p)) { /* CPython does not keep quiet here */
        return;
    }
    Mark m = mark(p);
    advance(p);
    Mark pair = mark(p);
    bool any = false;
    while (skip_pair(p)) {
        any = true;
        if (!accept(p, TOKEN_COMMA)) {
            any = false; /* what follows is not the place of a pair */
            break;
        }
        pair = mark(p);
    }
    if (any && !failed(p)) {
        reset(p, pair);
        explain_pair(p);
    }
    reset(p, m);
    advance(p);
    if (!failed(p) && parse_expression(p)) {
        Location colon = peek(p)->loc;
        if (accept(p, TOKEN_COLON)) {
            explain_value(p, colon);
        }
    }
    reset(p, m);
}

void explain_dict_comprehension(Parser *p) {
    if (!explaining(p) || failed(p)) {
        return;
    }
    Mark m = mark(p);
    advance(p);
    Location star = peek(p)->loc;
    AstComprehensionList generators;
    if (accept(p, TOKEN_DOUBLE_STAR) && parse_bitwise_or(p) && parse_clauses(p, &generators) &&
        at(p, TOKEN_RIGHT_BRACE)) {
        parser_raise(p, star, "dict unpacking cannot be used in dict comprehension");
    }
    reset(p, m);
}

/* --- Arguments ------------------------------------------------------------------------------- */

/* name=expression for ... */
static bool explain_keyword_generator(Parser *p) {
    Mark m = mark(p);
    AstComprehensionList generators;
    Location name = peek(p)->loc;
    if (accept(p, TOKEN_NAME) && at(p, TOKEN_EQUAL)) {
        Location equal = peek(p)->loc;
        advance(p);
        if (parse_expression(p) && parse_clauses(p, &generators)) {
            parser_raise(p, range_of(name, equal),
                         "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
        }
    }
    reset(p, m);
    return failed(p);
}

void explain_keyword(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    Location loc = peek(p)->loc;
    TokenType type = peek(p)->type;
    bool constant = type == TOKEN_TRUE || type == TOKEN_FALSE || type == TOKEN_NONE;
    bool equal = (constant || type == TOKEN_NAME) && peek_at(p, 1)->type == TOKEN_EQUAL;
    if (equal && constant) {
        parser_raise(p, range_of(loc, peek_at(p, 1)->loc), "cannot assign to %s",
                     type == TOKEN_TRUE    ? "True"
                     : type == TOKEN_FALSE ? "False"
                                           : "None");
        return;
    }
    if (explain_keyword_generator(p) || equal) {
        return;
    }
    AstExpr *expr = parse_expression(p);
    if (expr && at(p, TOKEN_EQUAL)) {
        parser_raise(p, range_of(expr->loc, peek(p)->loc),
                     "expression cannot contain assignment, perhaps you meant \"==\"?");
    }
    reset(p, m);
}

static bool explain_generator_argument(Parser *p) {
    Mark m = mark(p);
    AstComprehensionList generators;
    CallArguments more;
    AstExpr *elt = parse_expression(p);
    if (elt && parse_clauses(p, &generators) && accept(p, TOKEN_COMMA)) {
        parse_args_prefix(p, &more); /* there may be an error in it, which goes first */
        parser_raise(p, range_of(elt->loc, generators_end(&generators)),
                     "Generator expression must be parenthesized");
    }
    reset(p, m);
    return failed(p);
}

static void explain_positional(Parser *p, const CallArguments *before) {
    bool mapping = false;
    for (uint32_t i = 0; i < before->keywords.len; i++) {
        mapping |= before->keywords.items[i]->arg == NULL;
    }
    parser_raise_here(p, mapping ? "positional argument follows keyword argument unpacking"
                                 : "positional argument follows keyword argument");
}

void explain_arguments(Parser *p) {
    if (!explaining(p) || failed(p)) {
        return;
    }
    Mark m = mark(p);
    Place start = here(p);
    CallArguments args, more;
    AstComprehensionList generators;
    bool some = parse_args_prefix(p, &args);
    Location loc = location_from(p, start);
    Mark behind = mark(p);
    if (failed(p)) {
        return;
    }
    if (some && accept(p, TOKEN_COMMA) && at(p, TOKEN_STAR)) {
        parser_raise(p, loc, "iterable argument unpacking follows keyword argument unpacking");
        return;
    }
    reset(p, m);
    if (explain_generator_argument(p) || explain_keyword_generator(p) || !some) {
        return;
    }
    reset(p, behind);
    if (parse_clauses(p, &generators) && args.args.len > 1) {
        parser_raise(p,
                     range_of(args.args.items[args.args.len - 1]->loc, generators_end(&generators)),
                     "Generator expression must be parenthesized");
        return;
    }
    reset(p, behind);
    if (failed(p) || !accept(p, TOKEN_COMMA)) {
        return;
    }
    Mark after_comma = mark(p);
    AstExpr *elt = parse_expression(p);
    if (elt && parse_clauses(p, &generators)) {
        parser_raise(p, range_of(elt->loc, generators_end(&generators)),
                     "Generator expression must be parenthesized");
        return;
    }
    reset(p, after_comma);
    if (!failed(p) && parse_args_prefix(p, &more)) {
        explain_positional(p, &args);
    }
}

/* --- Statements ------------------------------------------------------------------------------ */

/* A list or tuple, perhaps in parentheses. */
static AstExpr *parse_annotated_display(Parser *p) {
    if (!at(p, TOKEN_LEFT_BRACKET) && !at(p, TOKEN_LEFT_PAREN)) {
        return NULL;
    }
    AstExpr *expr = parse_atom(p);
    return expr && (expr->kind == EXPR_LIST || expr->kind == EXPR_TUPLE) ? expr : NULL;
}

static void explain_annotation(Parser *p) {
    Mark m = mark(p);
    AstExpr *target = parse_annotated_display(p);
    if (target && accept(p, TOKEN_COLON) && parse_expression(p)) {
        parser_raise(p, target->loc, "only single target (not %s) can be annotated",
                     expr_noun(target));
        return;
    }
    reset(p, m);
    target = failed(p) ? NULL : parse_star_named_expression(p);
    if (target && accept(p, TOKEN_COMMA)) {
        while ((token_starts_expression(peek(p)) || at(p, TOKEN_STAR)) &&
               parse_star_named_expression(p)) {
            accept(p, TOKEN_COMMA);
        }
        if (!failed(p) && accept(p, TOKEN_COLON) && parse_expression(p)) {
            parser_raise(p, target->loc, "only single target (not tuple) can be annotated");
            return;
        }
    }
    reset(p, m);
    target = failed(p) ? NULL : parse_expression(p);
    if (target && accept(p, TOKEN_COLON) && parse_expression(p)) {
        parser_raise(p, target->loc, "illegal target for annotation");
    }
    reset(p, m);
}

/* (star_targets '=')* */
static void skip_targets(Parser *p) {
    Mark m = mark(p);
    while (parse_star_targets(p) && accept(p, TOKEN_EQUAL)) {
        m = mark(p);
    }
    reset(p, m);
}

static bool accept_augmented(Parser *p) {
    TokenType type = peek(p)->type;
    if (type < TOKEN_PLUS_EQUAL || type > TOKEN_DOUBLE_SLASH_EQUAL) {
        return false;
    }
    advance(p);
    return true;
}

void explain_assignment(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    explain_annotation(p);
    if (failed(p)) {
        return;
    }
    skip_targets(p);
    Mark right = mark(p);
    AstExpr *expr = failed(p) ? NULL : parse_star_expressions(p);
    if (expr && at(p, TOKEN_EQUAL)) {
        raise_invalid_target(p, expr, TARGET_ASSIGN);
    }
    reset(p, right);
    if (!failed(p) && at(p, TOKEN_YIELD)) {
        expr = parse_yield(p);
        if (expr && at(p, TOKEN_EQUAL)) {
            parser_raise(p, expr->loc, "assignment to yield expression not possible");
        }
    }
    reset(p, m);
    expr = failed(p) ? NULL : parse_star_expressions(p);
    if (expr && accept_augmented(p) && parse_right_side(p)) {
        parser_raise(p, expr->loc, "'%s' is an illegal expression for augmented assignment",
                     expr_noun(expr));
    }
    reset(p, m);
}

void explain_for_target(Parser *p) {
    if (!explaining(p)) {
        return;
    }
    Mark m = mark(p);
    accept(p, TOKEN_ASYNC);
    advance(p);
    AstExpr *expr = parse_star_expressions(p);
    if (expr) {
        raise_invalid_target(p, expr, TARGET_FOR);
    }
    reset(p, m);
}
