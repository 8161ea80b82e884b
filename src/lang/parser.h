/*
 * parser.h -- from source text to a syntax tree.
 *
 * Everything of Python 3.11's grammar (and the `type` statement and type parameters of 3.12) is
 * accepted. Nothing here knows of objects: the tree lives in an arena, errors come back as a plain
 * struct. What belongs to scopes (duplicate arguments, `return` outside a function ...) is not
 * checked here.
 *
 * Ownership: the caller owns the arena; the tree, the names and the text in the error are in it.
 * On failure the arena holds rubbish and is to be released by the caller as well.
 */
#ifndef ADDER_LANG_PARSER_H
#define ADDER_LANG_PARSER_H

#include "lang/ast.h"

typedef enum SyntaxErrorKind {
    SYNTAX_ERROR_NONE,
    SYNTAX_ERROR_SYNTAX,        /* SyntaxError */
    SYNTAX_ERROR_INDENTATION,   /* IndentationError */
    SYNTAX_ERROR_TAB,           /* TabError */
    SYNTAX_ERROR_UNICODE,       /* SyntaxError: the source is not in its encoding */
    SYNTAX_ERROR_VALUE,         /* ValueError */
    SYNTAX_ERROR_OUT_OF_MEMORY, /* MemoryError */
    SYNTAX_ERROR_TOO_DEEP,      /* MemoryError: nested beyond the parser's limit */
} SyntaxErrorKind;

typedef struct SyntaxErrorInfo {
    SyntaxErrorKind kind;
    char message[256];
    /* The attributes lineno, offset, end_lineno, end_offset of the exception: lines and columns
     * count from 1, columns in characters; 0 and -1 are what CPython gives where it has none. When
     * line is 0 there is no place at all: offset is -1 and the ends are None. */
    int32_t line, col;
    int32_t end_line, end_col;
    /* The attribute text: UTF-8, in the arena, not NUL-terminated; NULL when there is none. */
    const char *text;
    uint32_t text_len;
    /* The source ends where more could make it right: an interactive prompt asks for more. */
    bool incomplete_input;
    bool at_end; /* the same, and also if it ends in an empty line */
} SyntaxErrorInfo;

/* Warnings are SyntaxWarnings and DeprecationWarnings (invalid escape sequences). */
typedef struct ParserWarning {
    const char *message;
    int32_t line, col; /* col: 0 where CPython has none */
    bool deprecation;
    const char *at; /* the place in the text */
    struct ParserWarning *next;
} ParserWarning;

typedef enum ParserMode {
    PARSER_FILE,   /* a module -> MOD_MODULE */
    PARSER_SINGLE, /* one interactive statement -> MOD_INTERACTIVE */
    PARSER_EVAL,   /* an expression -> MOD_EXPRESSION */
} ParserMode;

typedef struct ParserOptions {
    ParserMode mode;
    bool source_is_text;    /* the source was a str: an encoding line is ignored */
    bool interactive;       /* typed at a prompt: an open block needs an empty line to end */
    int32_t max_int_digits; /* of a decimal literal; 0 for no limit (the usual one is 4300) */
    const char *filename;   /* optional: for messages about bytes that are not UTF-8 */
} ParserOptions;

typedef struct ParserResult {
    AstMod *mod;             /* NULL on failure */
    AstNameTable names;      /* the identifiers of the tree */
    ParserWarning *warnings; /* in source order; NULL when there are none */
    SyntaxErrorInfo error;
} ParserResult;

/* Parses source[0..len) into arena. Returns whether it succeeded; result->error says why not. */
bool parser_parse(const char *source, size_t len, const ParserOptions *options, Arena *arena,
                  ParserResult *result);

#endif
