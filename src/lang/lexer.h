/*
 * lexer.h -- from text to tokens.
 *
 * Tokens are made one at a time into memory of the caller; nothing is allocated. They point into
 * the text.
 *
 * Words:
 *   level  the number of parentheses open; inside them line ends and indentation mean nothing.
 *
 * Invariants: the text ends with a NUL at `end`; NULs before it have been refused by the source.
 */
#ifndef ADDER_LANG_LEXER_H
#define ADDER_LANG_LEXER_H

#include "lang/parser.h"

typedef enum TokenType {
#define TOKEN(name, text) TOKEN_##name,
#define KEYWORD(name, text) TOKEN_##name,
#include "lang/tokens.def"
#undef TOKEN
#undef KEYWORD
    TOKEN_TYPE_COUNT,
} TokenType;

enum { LEXER_MAX_LEVEL = 200, LEXER_MAX_INDENT = 100 };

/* Bits of Token.flags for strings: what the prefix says. */
enum {
    STRING_RAW = 1,
    STRING_BYTES = 2,
    STRING_FORMAT = 4,
    STRING_U = 8, /* a lower-case u, the only one that Constant.kind tells */
    STRING_TRIPLE = 16,
    STRING_NESTED_QUOTES = 32, /* an f-string whose expressions hold its own quote (PEP 701) */
};

typedef struct Token {
    uint8_t type;   /* TokenType */
    uint8_t flags;  /* STRING_* */
    uint16_t level; /* behind the token */
    uint32_t len;
    const char *start;
    Location loc; /* columns are -1 for tokens that have no place: END, INDENT, DEDENT */
} Token;

static inline bool token_is_blank(const Token *token) {
    return token->type <= TOKEN_DEDENT;
}

static inline bool token_is_keyword(const Token *token) {
    return token->type >= TOKEN_AND;
}

typedef struct LexerOpening {
    int32_t line, col;
    char bracket;
} LexerOpening;

/* How far lexing has come, beside the tokens. */
typedef enum LexerState {
    LEXER_OK,
    LEXER_AT_END, /* the end of the text has been read */
    LEXER_FAILED, /* the error is set */
} LexerState;

typedef struct Lexer {
    const char *cur;
    const char *end;
    const char *text_start;
    const char *line_start;   /* where the column is 0 */
    const char *buffer_start; /* of the line, or of the first of those joined by a token */
    int32_t line;
    LexerState state;
    bool at_line_start;
    bool imply_dedent;   /* the end of the text closes open blocks */
    bool single;         /* the end of the text is a NEWLINE first */
    bool any_token;      /* since the last such NEWLINE */
    bool in_fstring;     /* the text is an expression in an f-string: wrapped in parentheses */
    bool ended_in_token; /* the end of the text is inside a string or behind a backslash */
    bool soft_failure;   /* the error yields to one of the parser that came before */
    bool nested_quotes;  /* f-strings may hold their own quotes in expressions */
    bool *saw_nested_quotes;
    int pending; /* INDENTs (> 0) or DEDENTs (< 0) to come */
    int level;
    int indent_count;
    SyntaxErrorInfo *error;
    Arena *arena;
    ParserWarning ***warnings;             /* where the next one is linked */
    int32_t indents[LEXER_MAX_INDENT];     /* columns with tabs to multiples of 8 */
    int32_t alt_indents[LEXER_MAX_INDENT]; /* columns with tabs of 1 */
    LexerOpening openings[LEXER_MAX_LEVEL];
} Lexer;

void lexer_init(Lexer *lexer, const char *start, const char *end, SyntaxErrorInfo *error,
                Arena *arena, ParserWarning ***warnings);

/* Makes the next token. Returns false when there is an error, which is then set. */
bool lexer_next(Lexer *lexer, Token *token);

/* Whether the text ends with an empty line: the sign at a prompt that a block is complete. */
bool lexer_ends_blank(const Lexer *lexer);

/* Sets the error "'(' was never closed" for the innermost open parenthesis. */
void lexer_fail_unclosed(Lexer *lexer);

/* Adds a warning. Returns false when there is no memory (the error is set). */
bool lexer_warn(Lexer *lexer, const char *at, int32_t line, bool deprecation, const char *message);

/* Behind the string literal at p (its prefix included), nested f-strings and all; NULL if it does
 * not end before `end`. Used where an f-string's expressions hold the quotes of the string. */
const char *lexer_skip_string(const char *p, const char *end, int depth);

/* The number of characters of the line from which the error's column is counted. */
int32_t lexer_char_offset(const char *line_start, const char *end, int32_t byte_offset);

/* Sets the text of the error to the line at line_start. */
void lexer_error_line(SyntaxErrorInfo *error, const char *line_start, const char *end,
                      bool with_newline);

/* Whether the bytes begin an identifier: letters, underscore and whatever is not ASCII. */
bool lexer_is_name_start(unsigned char c);
bool lexer_is_name_char(unsigned char c);

#endif
