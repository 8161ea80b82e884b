#include <string.h>

#include "lang/parser_internal.h"
#include "lang/source.h"

typedef void *(*EntryRule)(Parser *p);

/* --- Tokens ---------------------------------------------------------------------------------- */

static bool grow_tokens(Parser *p) {
    const MemorySource *source = &p->shared->arena->source;
    uint32_t capacity = p->capacity ? p->capacity * 2 : FIRST_TOKEN_CAPACITY;
    Token *tokens = source->alloc(source->ctx, capacity * sizeof(Token));
    if (!tokens) {
        parser_out_of_memory(p);
        return false;
    }
    if (p->tokens) {
        memcpy(tokens, p->tokens, p->len * sizeof(Token));
        source->free(source->ctx, p->tokens, p->capacity * sizeof(Token));
    }
    p->tokens = tokens;
    p->capacity = capacity;
    return true;
}

/* Drops the tokens before the last one taken. */
static void drop_tokens(Parser *p) {
    uint32_t count = p->pos - 1;
    for (uint32_t i = count; i-- > 0;) {
        if (!token_is_blank(&p->tokens[i])) {
            p->before = p->tokens[i];
            break;
        }
    }
    memmove(p->tokens, p->tokens + count, (p->len - count) * sizeof(Token));
    p->len -= count;
    p->pos -= count;
    p->dropped += count;
}

static bool read_token(Parser *p) {
    if (p->len == p->capacity) {
        if (p->hold == 0 && p->pos > 1 && p->pos > p->capacity / 2) {
            drop_tokens(p);
        } else if (!grow_tokens(p)) {
            return false;
        }
    }
    if (!lexer_next(&p->lexer, &p->tokens[p->len])) {
        p->shared->failed = true;
        return false;
    }
    p->len++;
    return true;
}

Token *parser_fill(Parser *p, uint32_t ahead) {
    while (p->pos + ahead >= p->len) {
        if (p->shared->failed || !read_token(p)) {
            return &p->error_token;
        }
    }
    return &p->tokens[p->pos + ahead];
}

const Token *parser_last_token(const Parser *p) {
    for (uint32_t i = p->pos; i-- > 0;) {
        if (!token_is_blank(&p->tokens[i])) {
            return &p->tokens[i];
        }
    }
    return &p->before;
}

bool token_is_word(const Token *token, const char *word) {
    size_t len = strlen(word);
    return token->type == TOKEN_NAME && token->len == len && memcmp(token->start, word, len) == 0;
}

bool token_starts_expression(const Token *token) {
    switch (token->type) {
    case TOKEN_NAME:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_LEFT_PAREN:
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_BRACE:
    case TOKEN_ELLIPSIS:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_TILDE:
    case TOKEN_AWAIT:
    case TOKEN_FALSE:
    case TOKEN_LAMBDA:
    case TOKEN_NONE:
    case TOKEN_NOT:
    case TOKEN_TRUE:
        return true;
    default:
        return false;
    }
}

/* --- Remembering ----------------------------------------------------------------------------- */

/* The index of what lies at the position of the text: unlike pos it never changes. */
static bool grow_memo(Parser *p, uint32_t pos) {
    if (p->memo && pos < p->memo_capacity) {
        return true;
    }
    uint32_t capacity = p->capacity > pos + 1 ? p->capacity : (pos + 1) * 2;
    MemoEntry **memo = arena_alloc_zeroed(p->shared->arena, capacity * sizeof(*memo));
    if (!memo) {
        parser_out_of_memory(p);
        return false;
    }
    if (p->memo) {
        memcpy(memo, p->memo, p->memo_capacity * sizeof(*memo));
    }
    p->memo = memo;
    p->memo_capacity = capacity;
    return true;
}

bool parser_recall(Parser *p, MemoRule rule, void **node) {
    if (!p->memo || p->pos >= p->memo_capacity) {
        return false;
    }
    for (MemoEntry *entry = p->memo[p->pos]; entry; entry = entry->next) {
        if (entry->rule == rule) {
            *node = entry->node;
            p->pos = entry->end;
            return true;
        }
    }
    return false;
}

void *parser_remember(Parser *p, MemoRule rule, Mark m, void *node) {
    if (p->shared->failed) {
        return NULL;
    }
    if (!node) {
        reset(p, m);
    }
    MemoEntry *entry = parser_alloc(p, sizeof(*entry));
    if (!entry || !grow_memo(p, m.pos)) {
        return NULL;
    }
    *entry = (MemoEntry){p->memo[m.pos], node, p->pos, rule};
    p->memo[m.pos] = entry;
    return node;
}

/* --- Passes ---------------------------------------------------------------------------------- */

static void start_lexer(Parser *p) {
    ParserShared *shared = p->shared;
    Lexer *lexer = &p->lexer;
    if (!p->fstring_start) {
        lexer_init(lexer, shared->text_start, shared->text_end, shared->error, shared->arena,
                   &shared->warnings_end);
        lexer->single = shared->options->mode == PARSER_SINGLE;
        lexer->imply_dedent = !shared->options->interactive;
        lexer->nested_quotes = shared->nested_quotes;
        lexer->saw_nested_quotes = &shared->saw_nested_quotes;
        return;
    }
    lexer_init(lexer, p->fstring_start, p->fstring_end, shared->error, shared->arena,
               &shared->warnings_end);
    lexer->nested_quotes = shared->nested_quotes;
    lexer->saw_nested_quotes = &shared->saw_nested_quotes;
    lexer->at_line_start = false;
    lexer->in_fstring = true;
    lexer->line = p->fstring_line;
    lexer->line_start = p->fstring_line_start;
    lexer->level = 1;
    lexer->openings[0] = (LexerOpening){p->fstring_line, p->fstring_col, '('};
}

static void start_pass(Parser *p) {
    p->pos = p->len = p->dropped = 0;
    p->before = (Token){.type = TOKEN_ERROR};
    p->error_token = (Token){.type = TOKEN_ERROR};
    p->memo = NULL;
    p->memo_capacity = 0;
    start_lexer(p);
    if (p->fstring_start && p->capacity > 0) {
        /* The parenthesis that CPython puts before the expression stands for the brace. */
        Location loc = {p->fstring_line, p->fstring_col, p->fstring_line, p->fstring_col + 1};
        p->tokens[p->len++] = (Token){.type = TOKEN_LEFT_PAREN,
                                      .level = 1,
                                      .len = 1,
                                      .start = p->fstring_start - 1,
                                      .loc = loc};
    }
}

/* The second pass, with explanations or quiet. It begins with as many tokens as have been seen. */
static void *run_explaining(Parser *p, EntryRule rule, bool quiet) {
    ParserShared *shared = p->shared;
    uint32_t base = shared->scratch_len;
    int depth = shared->depth;
    uint32_t count = p->dropped + p->len;
    p->explain = true;
    p->quiet = quiet;
    p->hold = 1;
    start_pass(p);
    while (p->len < count && !shared->failed) {
        read_token(p);
    }
    void *node = shared->failed ? NULL : rule(p);
    shared->scratch_len = base;
    shared->depth = depth;
    return shared->failed ? NULL : node;
}

/* The first pass found the text wrong. */
static void *explain(Parser *p, EntryRule rule) {
    ParserShared *shared = p->shared;
    /* Some errors show only to a parser that goes back and tries all there is; CPython's does so
     * from the start. */
    void *node = run_explaining(p, rule, true);
    if (node || shared->failed) {
        return node;
    }
    p->furthest = p->tokens[p->len - 1];
    run_explaining(p, rule, false);
    if (!shared->failed) {
        parser_raise_generic(p);
    }
    return NULL;
}

static void *run(Parser *p, EntryRule rule) {
    ParserShared *shared = p->shared;
    uint32_t base = shared->scratch_len;
    int depth = shared->depth;
    p->explain = p->quiet = p->final = false;
    p->hold = 0;
    if (p->capacity == 0 && !grow_tokens(p)) {
        return NULL;
    }
    start_pass(p);
    void *node = rule(p);
    if (node && !shared->failed) {
        return node;
    }
    shared->scratch_len = base;
    shared->depth = depth;
    if (!p->fstring_start) {
        shared->error->at_end =
            p->lexer.ended_in_token || (!shared->failed && p->lexer.state == LEXER_AT_END);
        shared->error->incomplete_input =
            shared->error->at_end && (p->lexer.ended_in_token || !lexer_ends_blank(&p->lexer));
    }
    if (!shared->failed && (node = explain(p, rule))) {
        return node;
    }
    if (p->lexer.state == LEXER_FAILED) {
        parser_place_lexer_error(p);
    } else if (!p->final) {
        parser_check_rest(p);
    }
    return NULL;
}

/* --- Parsers of f-strings' expressions ------------------------------------------------------- */

static Parser *take_parser(Parser *outer) {
    ParserShared *shared = outer->shared;
    Parser *p = shared->free_parsers;
    if (p) {
        shared->free_parsers = p->next_free;
        return p;
    }
    const MemorySource *source = &shared->arena->source;
    p = source->alloc(source->ctx, sizeof(Parser));
    if (!p) {
        return parser_out_of_memory(outer);
    }
    p->shared = shared;
    p->tokens = NULL;
    p->capacity = 0;
    return p;
}

static void free_parser(Parser *p) {
    const MemorySource *source = &p->shared->arena->source;
    if (p->tokens) {
        source->free(source->ctx, p->tokens, p->capacity * sizeof(Token));
    }
    source->free(source->ctx, p, sizeof(Parser));
}

static void *fstring_rule(Parser *p) {
    return parse_star_expressions(p);
}

AstExpr *parser_run_fstring(Parser *outer, const FieldText *field) {
    Parser *p = take_parser(outer);
    if (!p) {
        return NULL;
    }
    p->fstring_start = field->open + 1;
    p->fstring_end = field->end;
    p->fstring_line = field->line;
    p->fstring_line_start = field->line_start;
    p->fstring_col = (int32_t)(field->open - field->line_start);
    p->fstring_shift = field->shift;
    AstExpr *expr = run(p, fstring_rule);
    p->next_free = p->shared->free_parsers;
    p->shared->free_parsers = p;
    return expr;
}

/* --- The entry ------------------------------------------------------------------------------- */

static AstMod *new_mod(Parser *p, AstModKind kind) {
    AstMod *mod = parser_alloc(p, sizeof(*mod));
    if (mod) {
        *mod = (AstMod){.kind = kind};
    }
    return mod;
}

static void *file_rule(Parser *p) {
    AstMod *mod = new_mod(p, MOD_MODULE);
    if (!mod || !parse_statements(p, &mod->body) || !accept(p, TOKEN_END)) {
        return NULL;
    }
    return mod;
}

static void *eval_rule(Parser *p) {
    AstMod *mod = new_mod(p, MOD_EXPRESSION);
    if (!mod) {
        return NULL;
    }
    mod->expr = parse_expressions(p);
    if (!mod->expr) {
        return NULL;
    }
    while (accept(p, TOKEN_NEWLINE)) {}
    return accept(p, TOKEN_END) ? mod : NULL;
}

/* Whether something but comments follows the statement of PARSER_SINGLE. */
static bool more_follows(const Parser *p) {
    const char *c = p->lexer.cur;
    for (;;) {
        while (*c == ' ' || *c == '\t' || *c == '\n' || *c == '\f') {
            c++;
        }
        if (*c != '#') {
            return *c != '\0';
        }
        while (*c != '\0' && *c != '\n') {
            c++;
        }
    }
}

static bool single_statement(Parser *p) {
    if (at(p, TOKEN_NEWLINE)) {
        Place start = here(p);
        advance(p);
        AstStmt *pass = new_stmt(p, STMT_PASS, start);
        return pass && scratch_push(p, pass);
    }
    if (at(p, TOKEN_END)) {
        return false;
    }
    bool compound = starts_compound_statement(peek(p));
    if (!compound && token_is_word(peek(p), "match")) {
        AstStmt *match = parse_match(p, &compound);
        if (compound && (!match || !scratch_push(p, match))) {
            return false;
        }
        return compound ? accept(p, TOKEN_NEWLINE) : parse_simple_statements(p);
    }
    if (!parse_statement(p)) {
        return false;
    }
    return !compound || accept(p, TOKEN_NEWLINE);
}

static void *single_rule(Parser *p) {
    AstMod *mod = new_mod(p, MOD_INTERACTIVE);
    uint32_t base = scratch_base(p);
    if (mod && p->shared->options->interactive && at(p, TOKEN_END)) {
        return mod; /* nothing but blank lines and comments */
    }
    if (!mod || !single_statement(p) || !TAKE_LIST(p, base, &mod->body)) {
        return NULL;
    }
    if (more_follows(p)) {
        p->final = true;
        return parser_raise_here(p, "multiple statements found while compiling a single statement");
    }
    return mod;
}

static void *parse_text(ParserShared *shared) {
    static const EntryRule rules[] = {
        [PARSER_FILE] = file_rule, [PARSER_SINGLE] = single_rule, [PARSER_EVAL] = eval_rule};
    const MemorySource *source = &shared->arena->source;
    Parser *p = source->alloc(source->ctx, sizeof(Parser));
    if (!p) {
        shared->error->kind = SYNTAX_ERROR_OUT_OF_MEMORY;
        return NULL;
    }
    p->shared = shared;
    p->tokens = NULL;
    p->capacity = 0;
    p->fstring_start = NULL;
    void *mod = run(p, rules[shared->options->mode]);
    free_parser(p);
    while (shared->free_parsers) {
        Parser *next = shared->free_parsers->next_free;
        free_parser(shared->free_parsers);
        shared->free_parsers = next;
    }
    if (shared->scratch) {
        source->free(source->ctx, shared->scratch, shared->scratch_capacity * sizeof(void *));
        shared->scratch = NULL;
        shared->scratch_capacity = shared->scratch_len = 0;
    }
    return mod;
}

bool parser_parse(const char *source, size_t len, const ParserOptions *options, Arena *arena,
                  ParserResult *result) {
    *result = (ParserResult){0};
    ast_names_init(&result->names, arena);
    SourceText text;
    if (!source_decode(source, len, options, arena, &text, &result->error)) {
        return false;
    }
    ParserShared shared = {
        .arena = arena,
        .options = options,
        .error = &result->error,
        .names = &result->names,
        .text_start = text.start,
        .text_end = text.end,
        .warnings_end = &result->warnings,
        .nested_quotes = true,
    };
    result->mod = parse_text(&shared);
    if (!result->mod && shared.saw_nested_quotes &&
        result->error.kind != SYNTAX_ERROR_OUT_OF_MEMORY) {
        /* Perhaps what looked like an f-string with nested quotes is one that is not closed. */
        result->error = (SyntaxErrorInfo){0};
        result->warnings = NULL;
        shared.warnings_end = &result->warnings;
        shared.nested_quotes = false;
        shared.failed = false;
        shared.depth = 0;
        result->mod = parse_text(&shared);
    }
    return result->mod != NULL;
}
