/* The arguments of calls and classes. */
#include "lang/parser_internal.h"

/* On the scratch stack keywords are told from positional arguments by their lowest bit. */
static bool push_keyword(Parser *p, AstName name, AstExpr *value, Place start) {
    AstKeyword *keyword = parser_alloc(p, sizeof(*keyword));
    if (!keyword) {
        return false;
    }
    keyword->arg = name;
    keyword->value = value;
    keyword->loc = location_from(p, start);
    return scratch_push(p, (char *)keyword + 1);
}

static bool is_keyword(const void *item) {
    return (uintptr_t)item & 1;
}

static bool split(Parser *p, uint32_t base, CallArguments *arguments) {
    void **items = scratch_at(p, base);
    uint32_t count = scratch_base(p) - base;
    uint32_t keyword_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        keyword_count += is_keyword(items[i]);
    }
    AstExpr **args = NULL;
    AstKeyword **keywords = NULL;
    if (keyword_count < count) {
        args = parser_alloc(p, (count - keyword_count) * sizeof(*args));
    }
    if (keyword_count > 0) {
        keywords = parser_alloc(p, keyword_count * sizeof(*keywords));
    }
    if (failed(p)) {
        return false;
    }
    arguments->args = (AstExprList){0, args};
    arguments->keywords = (AstKeywordList){0, keywords};
    for (uint32_t i = 0; i < count; i++) {
        if (is_keyword(items[i])) {
            keywords[arguments->keywords.len++] = (AstKeyword *)((char *)items[i] - 1);
        } else {
            args[arguments->args.len++] = items[i];
        }
    }
    p->shared->scratch_len = base;
    return true;
}

typedef struct ArgumentState {
    bool keyword; /* one has been seen: no positional ones from here on */
    bool mapping; /* a **mapping has been seen: only keywords and further mappings */
} ArgumentState;

/* name=value */
static bool parse_keyword(Parser *p, ArgumentState *state) {
    Place start = here(p);
    AstName name = intern_token(p, peek(p));
    advance(p);
    advance(p);
    AstExpr *value = name ? parse_expression(p) : NULL;
    state->keyword = true;
    return value && push_keyword(p, name, value, start);
}

static bool parse_starred_argument(Parser *p, ArgumentState *state) {
    Place start = here(p);
    bool mapping = at(p, TOKEN_DOUBLE_STAR);
    if (!mapping && state->mapping) {
        return false;
    }
    advance(p);
    AstExpr *value = parse_expression(p);
    if (!value) {
        return false;
    }
    if (mapping) {
        state->keyword = state->mapping = true;
        return push_keyword(p, NULL, value, start);
    }
    AstExpr *starred = new_starred(p, value, start);
    return starred && scratch_push(p, starred);
}

/* In the second pass: where an argument does not fit. */
static void explain_argument(Parser *p, Mark m) {
    if (explaining(p) && !failed(p)) {
        reset(p, m);
        explain_keyword(p);
        reset(p, m);
    }
}

static bool parse_argument(Parser *p, ArgumentState *state) {
    Mark m = mark(p);
    TokenType type = peek(p)->type;
    bool taken;
    if (type == TOKEN_STAR || type == TOKEN_DOUBLE_STAR) {
        taken = parse_starred_argument(p, state);
    } else if (type == TOKEN_NAME && peek_at(p, 1)->type == TOKEN_EQUAL) {
        explain_argument(p, m);
        taken = !failed(p) && parse_keyword(p, state);
    } else {
        AstExpr *value = state->keyword ? NULL : parse_walrus_or_expression(p);
        taken = value && !at(p, TOKEN_EQUAL) && scratch_push(p, value);
    }
    if (!taken) {
        explain_argument(p, m);
    }
    return taken;
}

/* The only argument is a generator expression without parentheses of its own. */
static bool parse_bare_generator(Parser *p, uint32_t base, Place open, CallArguments *arguments) {
    AstExpr *elt = p->shared->scratch[base];
    AstComprehensionList generators;
    if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RIGHT_PAREN)) {
        return false;
    }
    AstExpr *expr = new_expr(p, EXPR_GENERATOR_EXP, open);
    if (!expr) {
        return false;
    }
    expr->GeneratorExp.elt = elt;
    expr->GeneratorExp.generators = generators;
    p->shared->scratch_len = base;
    arguments->closed = true;
    return single_list(p, expr, &arguments->args);
}

static bool parse_argument_list(Parser *p, bool generator, Place open, CallArguments *arguments) {
    uint32_t base = scratch_base(p);
    ArgumentState state = {false, false};
    for (bool first = true; !at(p, TOKEN_RIGHT_PAREN); first = false) {
        Mark m = mark(p);
        if (!first && !accept(p, TOKEN_COMMA)) {
            break;
        }
        if (at(p, TOKEN_RIGHT_PAREN)) {
            break;
        }
        if (!parse_argument(p, &state)) {
            if (failed(p) || !backtracking(p)) {
                return false;
            }
            reset(p, m); /* the list ends before the comma */
            break;
        }
        bool starred =
            !state.keyword && ((AstExpr *)p->shared->scratch[base])->kind == EXPR_STARRED;
        if (first && generator && !state.keyword && !starred && at_comprehension(p)) {
            return parse_bare_generator(p, base, open, arguments);
        }
    }
    if (!split(p, base, arguments)) {
        return false;
    }
    return at(p, TOKEN_RIGHT_PAREN);
}

bool parse_arguments(Parser *p, bool generator, Place open, CallArguments *arguments) {
    *arguments = (CallArguments){0};
    if (at(p, TOKEN_RIGHT_PAREN)) {
        return true;
    }
    Mark m = mark(p);
    if (parse_argument_list(p, generator, open, arguments)) {
        return true;
    }
    if (explaining(p) && !failed(p)) {
        reset(p, m);
        explain_arguments(p);
    }
    return false;
}

bool parse_args_prefix(Parser *p, CallArguments *arguments) {
    *arguments = (CallArguments){0};
    uint32_t base = scratch_base(p);
    ArgumentState state = {false, false};
    Mark m = mark(p);
    do {
        if (!parse_argument(p, &state)) {
            reset(p, m);
            break;
        }
        m = mark(p);
    } while (accept(p, TOKEN_COMMA));
    return !failed(p) && scratch_base(p) > base && split(p, base, arguments);
}
