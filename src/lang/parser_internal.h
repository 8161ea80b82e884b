/*
 * parser_internal.h -- what the files of the parser share.
 *
 * The parser is hand-written recursive descent; each function parses one rule of the grammar. It
 * returns NULL (or false) when the tokens do not fit. Then either nothing more is set, and the
 * caller may try something else, or `failed` is set and everything returns.
 *
 * Two passes: the first one is fast and only tells that something is wrong, and at which token. The
 * second one, in `explain` mode, parses again and looks for well-known mistakes wherever nothing
 * fits, in the order in which CPython's grammar does, so that the message is the same.
 *
 * Words:
 *   hold     how many callers may want to go back to an earlier token. While it is 0 the tokens
 *            before the current one are dropped when their buffer is full: no going back.
 *   place    where a node starts.
 *   scratch  a stack of pointers on which lists grow before their length is known.
 */
#ifndef ADDER_LANG_PARSER_INTERNAL_H
#define ADDER_LANG_PARSER_INTERNAL_H

#include "base/assert.h"
#include "lang/lexer.h"
#include "lang/parser.h"

enum {
    FIRST_TOKEN_CAPACITY = 64,
    /* Of expressions in expressions; keeps the C stack below some 2 MB. */
    PARSER_MAX_DEPTH = 3000,
};

/* The rules whose results the second pass remembers, so that it takes linear time. */
typedef enum MemoRule {
    MEMO_EXPRESSION,
    MEMO_NAMED_EXPRESSION,
    MEMO_DISJUNCTION,
    MEMO_BITWISE_OR,
    MEMO_PRIMARY,
    MEMO_STAR_EXPRESSIONS,
    MEMO_STRINGS,
} MemoRule;

typedef struct MemoEntry {
    struct MemoEntry *next;
    void *node;
    uint32_t end;
    MemoRule rule;
} MemoEntry;

typedef struct Parser Parser;

/* What the parser of a text shares with those of the expressions in its f-strings. */
typedef struct ParserShared {
    Arena *arena;
    const ParserOptions *options;
    SyntaxErrorInfo *error;
    AstNameTable *names;
    const char *text_start, *text_end;
    ParserWarning **warnings_end;
    void **scratch;
    uint32_t scratch_len, scratch_capacity;
    int depth;
    bool failed;            /* the error is set */
    bool nested_quotes;     /* accept f-strings that hold their own quotes */
    bool saw_nested_quotes; /* there was one */
    Parser *free_parsers;
} ParserShared;

struct Parser {
    ParserShared *shared;
    Token *tokens;
    uint32_t pos, len, capacity;
    uint32_t dropped; /* number of tokens before tokens[0] */
    int hold;
    bool explain; /* the second pass */
    bool quiet;   /* but no explanations for now */
    bool final;   /* the error is the last word, whatever follows it */
    Token error_token;
    Token before;     /* the last one dropped that is not blank */
    Token furthest;   /* the last token of the first pass */
    MemoEntry **memo; /* one for each token, in the second pass */
    uint32_t memo_capacity;
    /* Of the parser of an expression in an f-string: the text between the braces, and where the
     * opening one is. */
    const char *fstring_start, *fstring_end;
    int32_t fstring_line, fstring_col;
    int32_t fstring_shift;          /* of columns in messages */
    const char *fstring_line_start; /* what column 0 would be */
    Parser *next_free;
    Lexer lexer;
};

typedef struct Place {
    int32_t line, col;
} Place;

/* --- Tokens (parser.c) ----------------------------------------------------------------------- */

/* Makes sure that the token `ahead` of the current one is there; error_token if it cannot be. */
Token *parser_fill(Parser *p, uint32_t ahead);

static inline Token *peek(Parser *p) {
    return LIKELY(p->pos < p->len) ? &p->tokens[p->pos] : parser_fill(p, 0);
}

static inline Token *peek_at(Parser *p, uint32_t ahead) {
    return LIKELY(p->pos + ahead < p->len) ? &p->tokens[p->pos + ahead] : parser_fill(p, ahead);
}

static inline bool at(Parser *p, TokenType type) {
    return peek(p)->type == type;
}

static inline void advance(Parser *p) {
    p->pos++;
}

static inline bool accept(Parser *p, TokenType type) {
    if (peek(p)->type != type) {
        return false;
    }
    p->pos++;
    return true;
}

static inline Place place_of(const Token *token) {
    return (Place){token->loc.line, token->loc.col};
}

static inline Place here(Parser *p) {
    return place_of(peek(p));
}

static inline bool failed(const Parser *p) {
    return p->shared->failed;
}

/* The last token taken that is not blank. */
const Token *parser_last_token(const Parser *p);

/* The location from start to the end of the last token taken. */
static inline Location location_from(const Parser *p, Place start) {
    const Token *last = p->pos > 0 ? &p->tokens[p->pos - 1] : &p->before;
    if (UNLIKELY(token_is_blank(last))) {
        last = parser_last_token(p);
    }
    return (Location){start.line, start.col, last->loc.end_line, last->loc.end_col};
}

/* Whether the token is the name `word`: a soft keyword. */
bool token_is_word(const Token *token, const char *word);

/* Whether an expression may begin with the token. A starred one is not meant. */
bool token_starts_expression(const Token *token);

/* --- Going back ------------------------------------------------------------------------------ */

/* Only while the tokens are held (always so in the second pass). */
typedef struct Mark {
    uint32_t pos;
    uint32_t scratch_len;
} Mark;

static inline Mark mark(const Parser *p) {
    return (Mark){p->pos, p->shared->scratch_len};
}

static inline void reset(Parser *p, Mark m) {
    p->pos = m.pos;
    p->shared->scratch_len = m.scratch_len;
}

/* In the second pass: whether the rule has been tried here; then goes behind its result. */
bool parser_recall(Parser *p, MemoRule rule, void **node);

/* Remembers what the rule gave at m; returns it. */
void *parser_remember(Parser *p, MemoRule rule, Mark m, void *node);

/* --- Errors (parser_error.c) ----------------------------------------------------------------- */

enum {
    NO_COL = -1,      /* the error has no end */
    CURRENT_COL = -2, /* the error ends where the lexer is */
};

/* All return NULL. The location is that of a node: bytes from 0. */
void *parser_raise(Parser *p, Location loc, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* At the last token read. */
void *parser_raise_here(Parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void *parser_raise_indentation(Parser *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void *parser_out_of_memory(Parser *p);
void *parser_too_deep(Parser *p);

static inline Location range_of(Location first, Location last) {
    return (Location){first.line, first.col, last.end_line, last.end_col};
}

/* A generic "invalid syntax", or what is known better. */
void parser_raise_generic(Parser *p);

/* After an error of the lexer in the expression of an f-string: makes it one of the f-string. */
void parser_place_lexer_error(Parser *p);

/* After an error of the parser: one of the lexer further on is more to the point. */
void parser_check_rest(Parser *p);

/* The noun for an expression in messages. */
const char *expr_noun(const AstExpr *expr);

typedef enum TargetKind {
    TARGET_ASSIGN,
    TARGET_FOR,
    TARGET_DELETE,
} TargetKind;

/* The first part of the expression that cannot be a target; NULL if it is one. */
AstExpr *invalid_target(AstExpr *expr, TargetKind kind);

/* Raises "cannot assign to ..." if the expression is not a target. Returns NULL. */
void *raise_invalid_target(Parser *p, AstExpr *expr, TargetKind kind);

/* Whether the expression is a target as the grammar wants it; then gives it the context. */
bool make_target(AstExpr *expr, AstContext context);

/* --- Building nodes (parser_build.c) --------------------------------------------------------- */

/* All return NULL when there is no memory; the error is then set. */
void *parser_alloc(Parser *p, size_t size);

static inline AstExpr *new_expr_at(Parser *p, AstExprKind kind, Location loc) {
    AstExpr *expr = parser_alloc(p, sizeof(AstExpr));
    if (LIKELY(expr != NULL)) {
        expr->kind = (uint8_t)kind;
        expr->loc = loc;
    }
    return expr;
}

/* A node from start to the last token taken. */
static inline AstExpr *new_expr(Parser *p, AstExprKind kind, Place start) {
    return new_expr_at(p, kind, location_from(p, start));
}

static inline AstStmt *new_stmt(Parser *p, AstStmtKind kind, Place start) {
    AstStmt *stmt = parser_alloc(p, sizeof(AstStmt));
    if (LIKELY(stmt != NULL)) {
        stmt->kind = (uint8_t)kind;
        stmt->loc = location_from(p, start);
    }
    return stmt;
}

static inline AstPattern *new_pattern(Parser *p, AstPatternKind kind, Place start) {
    AstPattern *pattern = parser_alloc(p, sizeof(AstPattern));
    if (LIKELY(pattern != NULL)) {
        pattern->kind = (uint8_t)kind;
        pattern->loc = location_from(p, start);
    }
    return pattern;
}

AstExpr *new_constant(Parser *p, AstConstantKind kind, Place start);
AstExpr *new_name(Parser *p, const Token *token, AstContext context);
AstExpr *new_starred(Parser *p, AstExpr *value, Place start);
AstExpr *new_tuple(Parser *p, AstExprList elts, Place start);

/* The identifier of a NAME token. */
AstName intern_token(Parser *p, const Token *token);
AstName intern(Parser *p, const char *utf8, size_t len);

bool scratch_push(Parser *p, const void *item);

/* Moves what lies above base to the arena. */
bool scratch_take(Parser *p, uint32_t base, uint32_t *len, void ***items);

#define TAKE_LIST(p, base, list) scratch_take((p), (base), &(list)->len, (void ***)&(list)->items)

static inline uint32_t scratch_base(const Parser *p) {
    return p->shared->scratch_len;
}
/* What lies on the scratch stack from base on; NULL if nothing ever lay on it. */
static inline void **scratch_at(Parser *p, uint32_t base) {
    return p->shared->scratch ? p->shared->scratch + base : NULL;
}

bool single_list(Parser *p, AstExpr *item, AstExprList *list);

/* --- Literals (parser_number.c, parser_string.c, fstring.c) ---------------------------------- */

AstExpr *parse_number(Parser *p);
AstExpr *parse_strings(Parser *p);

/* The pieces that a run of adjacent strings becomes. */
typedef struct StringBuilder {
    char *text; /* the literal text since the last piece */
    size_t len, capacity;
    uint32_t scratch_base; /* above it: Constant and FormattedValue */
    bool format;           /* one of the strings is an f-string */
    bool u_prefix;
    Location loc; /* of the whole run */
} StringBuilder;

/* Text of the token from..to is decoded (escapes) and added. */
bool string_append_literal(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                           const char *to);
bool string_append(Parser *p, StringBuilder *builder, const char *text, size_t len);

/* Warns once for each token about the escape \c. */
bool string_warn_escape(Parser *p, const Token *token, char c);

/* Ends the literal text: it becomes a piece. */
bool string_flush(Parser *p, StringBuilder *builder);
AstExpr *string_join(Parser *p, StringBuilder *builder);

/* Adds the f-string token, whose text is from..to. */
bool fstring_append(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                    const char *to);

/* --- Expressions (parser_expr.c, parser_atom.c, parser_call.c, parser_params.c) -------------- */

AstExpr *parse_star_expressions(Parser *p);
AstExpr *parse_star_expression(Parser *p);
AstExpr *parse_star_named_expression(Parser *p);
AstExpr *parse_named_expression(Parser *p);
AstExpr *parse_expressions(Parser *p);
AstExpr *parse_expression(Parser *p);
AstExpr *parse_expression_plain(Parser *p); /* no explanations inside */
AstExpr *parse_disjunction(Parser *p);
AstExpr *parse_bitwise_or(Parser *p);
AstExpr *parse_primary(Parser *p);
AstExpr *parse_atom(Parser *p);
AstExpr *parse_yield(Parser *p);

/* NAME := expression, or an expression that is not followed by := */
AstExpr *parse_walrus_or_expression(Parser *p);

/* yield_expr or star_expressions: what stands behind an =. */
AstExpr *parse_right_side(Parser *p);

/* What stands between the parentheses, which the caller has taken the first of. Does not take the
 * other. With `generator` a single generator expression is allowed: *args is then its node, whose
 * location is from `open` to the closing parenthesis, which is taken. */
typedef struct CallArguments {
    AstExprList args;
    AstKeywordList keywords;
    bool closed; /* the closing parenthesis has been taken */
} CallArguments;

bool parse_arguments(Parser *p, bool generator, Place open, CallArguments *arguments);

/* As many arguments as fit: the rule args. Only in the second pass. */
bool parse_args_prefix(Parser *p, CallArguments *arguments);

/* At `for` or `async`: one clause or more. */
bool parse_for_if_clauses(Parser *p, AstComprehensionList *generators);
bool at_comprehension(Parser *p);

/* star_targets: what stands between `for` and `in`. */
AstExpr *parse_star_targets(Parser *p);
AstExpr *parse_star_target(Parser *p);

/* Parameters up to, and not with, the ) of a def or the : of a lambda. */
AstArguments *parse_parameters(Parser *p, bool lambda);

/* --- Statements (parser_stmt.c, parser_compound.c, parser_def.c) ----------------------------- */

/* Pushes what it parses on the scratch stack. */
bool parse_statement(Parser *p);
bool parse_simple_statements(Parser *p);
bool parse_statements(Parser *p, AstStmtList *body);

/* The rule simple_stmt. */
AstStmt *parse_simple_statement(Parser *p);

/* Statements that begin with a keyword and have a block; decorators too. */
AstStmt *parse_compound_statement(Parser *p);
bool starts_compound_statement(const Token *token);

/* Pushed when it returns true. *is_match is false when the line is something else; then the parser
 * is where it was. */
AstStmt *parse_match(Parser *p, bool *is_match);

AstStmt *parse_import(Parser *p);

/* Takes the token; its lack is an error in both passes. */
bool parse_forced(Parser *p, TokenType type, const char *text);

/* The : and the block behind it. `what` is for "expected an indented block after %s on line %d". */
bool parse_colon_block(Parser *p, const char *what, int32_t line, AstStmtList *body);
bool parse_block(Parser *p, const char *what, int32_t line, AstStmtList *body);

AstStmt *parse_function(Parser *p, Place start, bool is_async, AstExprList decorators);
AstStmt *parse_class(Parser *p, Place start, AstExprList decorators);
AstStmt *parse_decorated(Parser *p);
AstStmt *parse_type_alias(Parser *p, bool *is_alias);

/* --- Patterns (parser_pattern.c) ------------------------------------------------------------- */

AstPattern *parse_patterns(Parser *p);

/* --- Explanations (parser_explain.c) --------------------------------------------------------- */

/* Each looks for the mistakes that one rule knows, when nothing fits where the parser is. They may
 * set the error; the parser stays where it is. Only in the second pass. */
void explain_expression(Parser *p);
void explain_legacy_expression(Parser *p);
void explain_named_expression(Parser *p);
void explain_group(Parser *p);
void explain_comprehension(Parser *p);
void explain_generator(Parser *p); /* behind a primary */
void explain_dict(Parser *p);
void explain_dict_comprehension(Parser *p);
void explain_arguments(Parser *p);
void explain_keyword(Parser *p);
void explain_assignment(Parser *p);
void explain_for_target(Parser *p);

static inline bool explaining(const Parser *p) {
    return UNLIKELY(p->explain) && !p->quiet;
}

/* Whether a rule that goes wrong half-way may still give what fits before that. */
static inline bool backtracking(const Parser *p) {
    return UNLIKELY(p->explain);
}

/* --- Passes (parser.c) ----------------------------------------------------------------------- */

/* The expression of a replacement field. */
typedef struct FieldText {
    const char *open, *end; /* the { and what ends the expression */
    int32_t line;           /* of the { */
    const char *line_start; /* what columns in that line count from */
    int32_t shift;          /* what columns in messages count from */
} FieldText;

AstExpr *parser_run_fstring(Parser *outer, const FieldText *field);

#endif
