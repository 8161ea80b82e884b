/* The parameters of functions and lambdas. */
#include "lang/parser_internal.h"

/* What has been read so far. On the scratch stack lie pairs of AstArg and default, in order. */
typedef struct Parameters {
    bool lambda;
    TokenType close; /* ) or : */
    uint32_t base;
    uint32_t positional_only; /* the number of pairs before the slash */
    uint32_t positional;      /* the number of pairs before the star */
    bool slash, star, with_default;
    AstArg *vararg, *kwarg;
} Parameters;

static uint32_t count_pairs(const Parser *p, const Parameters *params) {
    return (scratch_base(p) - params->base) / 2;
}

/* Raises in the second pass; fails in both. */
#define EXPLAIN(p, loc, ...)                                                                       \
    (explaining(p) ? (parser_raise((p), (loc), __VA_ARGS__), false) : false)

/* A name with perhaps an annotation. */
static AstArg *parse_arg(Parser *p, bool annotated, bool star_annotation) {
    const Token *token = peek(p);
    if (token->type != TOKEN_NAME) {
        return NULL;
    }
    Place start = place_of(token);
    AstName name = intern_token(p, token);
    advance(p);
    AstExpr *annotation = NULL;
    if (annotated && accept(p, TOKEN_COLON)) {
        annotation = star_annotation ? parse_star_expression(p) : parse_expression(p);
        if (!annotation) {
            return NULL;
        }
    }
    AstArg *arg = name ? parser_alloc(p, sizeof(*arg)) : NULL;
    if (arg) {
        arg->arg = name;
        arg->annotation = annotation;
        arg->loc = location_from(p, start);
    }
    return arg;
}

static bool at_close_or_comma(Parser *p, const Parameters *params) {
    return at(p, params->close) || at(p, TOKEN_COMMA);
}

/* Behind a parameter: its default. */
static bool parse_default(Parser *p, AstExpr **value) {
    *value = NULL;
    Location equal = peek(p)->loc;
    if (!accept(p, TOKEN_EQUAL)) {
        return true;
    }
    if (at(p, TOKEN_RIGHT_PAREN) || at(p, TOKEN_COMMA)) {
        return EXPLAIN(p, equal, "expected default value expression");
    }
    *value = parse_expression(p);
    return *value != NULL;
}

static bool parse_plain(Parser *p, Parameters *params) {
    AstArg *arg = parse_arg(p, !params->lambda, false);
    AstExpr *value;
    if (!arg || !parse_default(p, &value)) {
        return false;
    }
    if (!params->star) {
        if (!value && params->with_default) {
            if (!at_close_or_comma(p, params)) {
                return false;
            }
            return EXPLAIN(p, arg->loc, "non-default argument follows default argument");
        }
        params->with_default = value != NULL;
    }
    return scratch_push(p, arg) && scratch_push(p, value);
}

static bool parse_slash(Parser *p, Parameters *params) {
    Location loc = peek(p)->loc;
    advance(p);
    if (params->star) {
        return EXPLAIN(p, loc, "/ must be ahead of *");
    }
    if (params->slash) {
        return EXPLAIN(p, loc, "/ may appear only once");
    }
    if (count_pairs(p, params) == 0) {
        return explaining(p) && at(p, TOKEN_COMMA) &&
               EXPLAIN(p, loc, "at least one argument must precede /");
    }
    if (at(p, TOKEN_STAR)) {
        return EXPLAIN(p, peek(p)->loc, "expected comma between / and *");
    }
    params->slash = true;
    params->positional_only = count_pairs(p, params);
    return true;
}

/* Behind `* ,` there must be a name. */
static bool check_bare_star(Parser *p, const Parameters *params, Location star) {
    TokenType next = peek(p)->type;
    if (next == TOKEN_COMMA) {
        next = peek_at(p, 1)->type;
        if (next != params->close && next != TOKEN_DOUBLE_STAR) {
            return true;
        }
    } else if (next != params->close) {
        return false;
    }
    if (explaining(p)) {
        if (params->lambda) {
            parser_raise_here(p, "named arguments must follow bare *");
        } else {
            parser_raise(p, star, "named arguments must follow bare *");
        }
    }
    return false;
}

static bool parse_star(Parser *p, Parameters *params) {
    Location loc = peek(p)->loc;
    advance(p);
    if (params->star) {
        return EXPLAIN(p, loc, "* argument may appear only once");
    }
    params->star = true;
    params->positional = count_pairs(p, params);
    if (!at(p, TOKEN_NAME)) {
        return check_bare_star(p, params, loc);
    }
    params->vararg = parse_arg(p, !params->lambda, true);
    if (params->vararg && at(p, TOKEN_EQUAL)) {
        return EXPLAIN(p, peek(p)->loc, "var-positional argument cannot have default value");
    }
    return params->vararg != NULL;
}

static bool parse_double_star(Parser *p, Parameters *params) {
    advance(p);
    params->kwarg = parse_arg(p, !params->lambda, false);
    if (!params->kwarg) {
        return false;
    }
    if (at(p, TOKEN_EQUAL)) {
        return EXPLAIN(p, peek(p)->loc, "var-keyword argument cannot have default value");
    }
    if (!accept(p, TOKEN_COMMA)) {
        return at(p, params->close);
    }
    switch (peek(p)->type) {
    case TOKEN_NAME: {
        AstArg *arg = explaining(p) ? parse_arg(p, !params->lambda, false) : NULL;
        return arg && EXPLAIN(p, arg->loc, "arguments cannot follow var-keyword argument");
    }
    case TOKEN_STAR:
    case TOKEN_DOUBLE_STAR:
    case TOKEN_SLASH:
        return EXPLAIN(p, peek(p)->loc, "arguments cannot follow var-keyword argument");
    default:
        return at(p, params->close);
    }
}

/* At a parenthesis: Python 2 had tuples as parameters. */
static bool explain_parenthesis(Parser *p, const Parameters *params) {
    if (!explaining(p) || params->with_default || params->star) {
        return false;
    }
    Location open = peek(p)->loc;
    advance(p);
    bool any = false;
    while (at(p, TOKEN_NAME) && parse_arg(p, !params->lambda, false)) {
        any = true;
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    Location close = peek(p)->loc;
    if (any && accept(p, TOKEN_RIGHT_PAREN)) {
        parser_raise(p, range_of(open, close),
                     params->lambda ? "Lambda expression parameters cannot be parenthesized"
                                    : "Function parameters cannot be parenthesized");
    }
    return false;
}

static bool parse_parameter(Parser *p, Parameters *params) {
    switch (peek(p)->type) {
    case TOKEN_NAME:
        return parse_plain(p, params);
    case TOKEN_SLASH:
        return parse_slash(p, params);
    case TOKEN_STAR:
        return parse_star(p, params);
    case TOKEN_DOUBLE_STAR:
        return parse_double_star(p, params);
    case TOKEN_LEFT_PAREN:
        return explain_parenthesis(p, params);
    default:
        return false;
    }
}

/* The parameters of pairs[from..to). */
static bool take_args(Parser *p, const Parameters *params, uint32_t from, uint32_t to,
                      AstArgList *list) {
    *list = (AstArgList){to - from, NULL};
    if (from == to) {
        return true;
    }
    list->items = parser_alloc(p, (to - from) * sizeof(*list->items));
    if (!list->items) {
        return false;
    }
    void **pairs = scratch_at(p, params->base);
    for (uint32_t i = from; i < to; i++) {
        list->items[i - from] = pairs[2 * i];
    }
    return true;
}

/* The defaults of pairs[from..to): all of them, or only those there are. */
static bool take_defaults(Parser *p, const Parameters *params, uint32_t from, uint32_t to, bool all,
                          AstExprList *list) {
    *list = (AstExprList){0, NULL};
    if (from == to) {
        return true;
    }
    list->items = parser_alloc(p, (to - from) * sizeof(*list->items));
    if (!list->items) {
        return false;
    }
    void **pairs = scratch_at(p, params->base);
    for (uint32_t i = from; i < to; i++) {
        if (all || pairs[2 * i + 1]) {
            list->items[list->len++] = pairs[2 * i + 1];
        }
    }
    return true;
}

static AstArguments *finish(Parser *p, Parameters *params) {
    uint32_t count = count_pairs(p, params);
    uint32_t positional = params->star ? params->positional : count;
    AstArguments *args = parser_alloc(p, sizeof(*args));
    if (!args || !take_args(p, params, 0, params->positional_only, &args->posonlyargs) ||
        !take_args(p, params, params->positional_only, positional, &args->args) ||
        !take_args(p, params, positional, count, &args->kwonlyargs) ||
        !take_defaults(p, params, 0, positional, false, &args->defaults) ||
        !take_defaults(p, params, positional, count, true, &args->kw_defaults)) {
        return NULL;
    }
    args->vararg = params->vararg;
    args->kwarg = params->kwarg;
    p->shared->scratch_len = params->base;
    return args;
}

AstArguments *parse_parameters(Parser *p, bool lambda) {
    Parameters params = {
        .lambda = lambda,
        .close = lambda ? TOKEN_COLON : TOKEN_RIGHT_PAREN,
        .base = scratch_base(p),
    };
    while (!at(p, params.close)) {
        if (!parse_parameter(p, &params)) {
            return NULL;
        }
        if (params.kwarg) {
            break;
        }
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    return at(p, params.close) ? finish(p, &params) : NULL;
}
