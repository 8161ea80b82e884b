#include "lang/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "lang/lexer_internal.h"

enum { TAB_SIZE = 8 };

bool lexer_is_name_start(unsigned char c) {
    return is_name_start((char)c);
}

bool lexer_is_name_char(unsigned char c) {
    return is_name_char((char)c);
}

void lexer_init(Lexer *lexer, const char *start, const char *end, SyntaxErrorInfo *error,
                Arena *arena, ParserWarning ***warnings) {
    lexer->cur = start;
    lexer->end = end;
    lexer->text_start = start;
    lexer->line_start = lexer->buffer_start = start;
    lexer->line = start < end ? 1 : 0; /* CPython counts lines when it reads them */
    lexer->state = LEXER_OK;
    lexer->at_line_start = true;
    lexer->imply_dedent = true;
    lexer->single = false;
    lexer->any_token = false;
    lexer->in_fstring = false;
    lexer->ended_in_token = false;
    lexer->soft_failure = false;
    lexer->nested_quotes = false;
    lexer->saw_nested_quotes = NULL;
    lexer->pending = 0;
    lexer->level = 0;
    lexer->indent_count = 0;
    lexer->indents[0] = 0;
    lexer->alt_indents[0] = 0;
    lexer->error = error;
    lexer->arena = arena;
    lexer->warnings = warnings;
}

/* --- Errors ---------------------------------------------------------------------------------- */

int32_t lexer_char_offset(const char *line_start, const char *end, int32_t byte_offset) {
    if (byte_offset <= 0) {
        return byte_offset;
    }
    if (byte_offset > end - line_start) {
        int32_t beyond = byte_offset - (int32_t)(end - line_start);
        return (int32_t)utf8_length(line_start, (size_t)(end - line_start)) + beyond;
    }
    return (int32_t)utf8_length(line_start, (size_t)byte_offset);
}

void lexer_error_line(SyntaxErrorInfo *error, const char *line_start, const char *end,
                      bool with_newline) {
    const char *line_end = memchr(line_start, '\n', (size_t)(end - line_start));
    line_end = line_end ? line_end + with_newline : end;
    error->text = line_start;
    error->text_len = (uint32_t)(line_end - line_start);
}

/* Sets an error in the current line; columns are offsets in characters that count from 1. */
static void set_error(Lexer *lexer, SyntaxErrorKind kind, int32_t col, int32_t end_col) {
    SyntaxErrorInfo *error = lexer->error;
    error->kind = kind;
    error->line = error->end_line = lexer->line;
    error->col = col;
    error->end_col = end_col;
    lexer_error_line(error, lexer->line_start, lexer->end, kind != SYNTAX_ERROR_SYNTAX);
    lexer->state = LEXER_FAILED;
}

bool lexer_fail_range(Lexer *lexer, int32_t col, int32_t end_col, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(lexer->error->message, sizeof(lexer->error->message), format, args);
    va_end(args);
    set_error(lexer, SYNTAX_ERROR_SYNTAX, col, end_col);
    return false;
}

bool lexer_fail(Lexer *lexer, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(lexer->error->message, sizeof(lexer->error->message), format, args);
    va_end(args);
    int32_t col = (int32_t)(lexer->cur - lexer->line_start);
    col = lexer_char_offset(lexer->line_start, lexer->end, col);
    set_error(lexer, SYNTAX_ERROR_SYNTAX, col, col);
    return false;
}

static bool fail_indentation(Lexer *lexer, SyntaxErrorKind kind, const char *message) {
    snprintf(lexer->error->message, sizeof(lexer->error->message), "%s", message);
    set_error(lexer, kind, 1, 0);
    lexer->soft_failure = true;
    return false;
}

static bool fail_dedent(Lexer *lexer) {
    fail_indentation(lexer, SYNTAX_ERROR_INDENTATION,
                     "unindent does not match any outer indentation level");
    SyntaxErrorInfo *error = lexer->error;
    error->col = lexer_char_offset(lexer->line_start, lexer->end, (int32_t)error->text_len);
    error->end_col = -1;
    return false;
}

void lexer_fail_unclosed(Lexer *lexer) {
    const LexerOpening *opening = &lexer->openings[lexer->level - 1];
    SyntaxErrorInfo *error = lexer->error;
    snprintf(error->message, sizeof(error->message), "'%c' was never closed", opening->bracket);
    const char *line_start = lexer->line_start;
    for (int32_t line = lexer->line; line > opening->line; line--) {
        line_start--;
        while (line_start > lexer->text_start && line_start[-1] != '\n') {
            line_start--;
        }
    }
    error->kind = SYNTAX_ERROR_SYNTAX;
    error->line = error->end_line = opening->line;
    error->col = lexer_char_offset(line_start, lexer->end, opening->col) + 1;
    error->end_col = 0;
    lexer_error_line(error, line_start, lexer->end, opening->line == lexer->line);
    lexer->state = LEXER_FAILED;
}

/* The text ends where it may not. */
static bool fail_at_end(Lexer *lexer) {
    lexer->ended_in_token = true;
    lexer->soft_failure = true;
    if (lexer->level > 0) {
        lexer_fail_unclosed(lexer);
        return false;
    }
    lexer_fail(lexer, "unexpected EOF while parsing");
    lexer->error->end_col = -1;
    lexer_error_line(lexer->error, lexer->line_start, lexer->end, true);
    return false;
}

bool lexer_warn(Lexer *lexer, const char *at, int32_t line, bool deprecation, const char *message) {
    ParserWarning *warning = arena_alloc(lexer->arena, sizeof(*warning));
    const char *copy = arena_copy(lexer->arena, message, strlen(message));
    if (!warning || !copy) {
        lexer->error->kind = SYNTAX_ERROR_OUT_OF_MEMORY;
        lexer->state = LEXER_FAILED;
        return false;
    }
    int32_t col = deprecation
                      ? 0
                      : lexer_char_offset(lexer->line_start, at, (int32_t)(at - lexer->line_start));
    *warning = (ParserWarning){copy, line, col, deprecation, at, NULL};
    **lexer->warnings = warning;
    *lexer->warnings = &warning->next;
    return true;
}

/* --- Tokens ---------------------------------------------------------------------------------- */

/* A token in the current line from start to the current place. */
static inline bool make_token(Lexer *lexer, Token *token, TokenType type, const char *start) {
    token->type = (uint8_t)type;
    token->flags = 0;
    token->level = (uint16_t)lexer->level;
    token->len = (uint32_t)(lexer->cur - start);
    token->start = start;
    int32_t col = (int32_t)(start - lexer->line_start);
    token->loc.line = token->loc.end_line = lexer->line;
    token->loc.col = col;
    token->loc.end_col = col + (int32_t)token->len;
    return true;
}

static bool make_placeless(Lexer *lexer, Token *token, TokenType type) {
    make_token(lexer, token, type, lexer->cur);
    token->loc.col = token->loc.end_col = -1;
    return true;
}

/* --- Indentation ----------------------------------------------------------------------------- */

/* Behind a line end. The end of the text belongs to its last line. */
static inline void next_line(Lexer *lexer) {
    if (lexer->cur < lexer->end) {
        lexer->line++;
        lexer->line_start = lexer->buffer_start = lexer->cur;
    }
}

/* The same inside a token or behind a backslash. */
static inline void next_joined_line(Lexer *lexer) {
    const char *buffer_start = lexer->buffer_start;
    next_line(lexer);
    lexer->buffer_start = buffer_start;
}

/* Behind a backslash: takes the end of the line. */
static bool continue_line(Lexer *lexer) {
    if (*lexer->cur != '\n') {
        int32_t col = (int32_t)(lexer->cur - lexer->buffer_start);
        col -= lexer->cur == lexer->end;
        lexer_fail(lexer, "unexpected character after line continuation character");
        lexer->error->col = lexer_char_offset(lexer->buffer_start, lexer->end, col) + 1;
        lexer->error->end_col = 0;
        lexer->soft_failure = true;
        lexer_error_line(lexer->error, lexer->line_start, lexer->end, true);
        return false;
    }
    lexer->cur++;
    if (lexer->cur == lexer->end) {
        return fail_at_end(lexer);
    }
    next_joined_line(lexer);
    return true;
}

static bool compare_indent(Lexer *lexer, int32_t col, int32_t alt_col) {
    static const char inconsistent[] = "inconsistent use of tabs and spaces in indentation";
    int top = lexer->indent_count;
    if (col == lexer->indents[top]) {
        if (alt_col != lexer->alt_indents[top]) {
            return fail_indentation(lexer, SYNTAX_ERROR_TAB, inconsistent);
        }
    } else if (col > lexer->indents[top]) {
        if (top + 1 >= LEXER_MAX_INDENT) {
            return fail_indentation(lexer, SYNTAX_ERROR_INDENTATION,
                                    "too many levels of indentation");
        }
        if (alt_col <= lexer->alt_indents[top]) {
            return fail_indentation(lexer, SYNTAX_ERROR_TAB, inconsistent);
        }
        lexer->pending++;
        lexer->indent_count = ++top;
        lexer->indents[top] = col;
        lexer->alt_indents[top] = alt_col;
    } else {
        while (top > 0 && col < lexer->indents[top]) {
            lexer->pending--;
            top--;
        }
        lexer->indent_count = top;
        if (col != lexer->indents[top]) {
            return fail_dedent(lexer);
        }
        if (alt_col != lexer->alt_indents[top]) {
            return fail_indentation(lexer, SYNTAX_ERROR_TAB, inconsistent);
        }
    }
    return true;
}

/* At the start of a line: *blank tells whether it is empty or only a comment. */
static bool read_indentation(Lexer *lexer, bool *blank) {
    int32_t col = 0;
    int32_t alt_col = 0;
    int32_t continued_col = 0;
    for (;; lexer->cur++) {
        char c = *lexer->cur;
        if (c == ' ') {
            col++;
            alt_col++;
        } else if (c == '\t') {
            col = (col / TAB_SIZE + 1) * TAB_SIZE;
            alt_col++;
        } else if (c == '\f') {
            col = alt_col = 0;
        } else if (c == '\\') {
            continued_col = continued_col ? continued_col : col;
            lexer->cur++;
            if (!continue_line(lexer)) {
                return false;
            }
            lexer->cur--; /* the loop steps over it */
        } else {
            break;
        }
    }
    *blank = *lexer->cur == '#' || *lexer->cur == '\n';
    if (*blank || lexer->level > 0) {
        return true;
    }
    return compare_indent(lexer, continued_col ? continued_col : col,
                          continued_col ? continued_col : alt_col);
}

/* --- Names ----------------------------------------------------------------------------------- */

/* Checks the characters of a name that is not all ASCII. */
static bool check_name(Lexer *lexer, const char *start) {
    const char *p = start;
    while (p < lexer->cur) {
        uint32_t c;
        size_t size = utf8_decode(p, lexer->cur, false, &c);
        if (p == start ? !lexer_unicode_is_name_start(c) : !lexer_unicode_is_name_char(c)) {
            lexer->cur = p + size;
            if (lexer_unicode_is_printable(c)) {
                return lexer_fail(lexer, "invalid character '%.*s' (U+%04X)", (int)size, p, c);
            }
            return lexer_fail(lexer, "invalid non-printable character U+%04X", c);
        }
        p += size;
    }
    return true;
}

static bool read_string(Lexer *lexer, Token *token, const char *start, uint8_t flags);

/* Whether start[0..len) is a string prefix; *flags tells which. */
static bool string_prefix(const char *start, size_t len, uint8_t *flags) {
    if (len > 2) {
        return false;
    }
    uint8_t found = 0;
    bool u = false;
    for (size_t i = 0; i < len; i++) {
        uint8_t flag;
        switch (start[i]) {
        case 'r':
        case 'R':
            flag = STRING_RAW;
            break;
        case 'b':
        case 'B':
            flag = STRING_BYTES;
            break;
        case 'f':
        case 'F':
            flag = STRING_FORMAT;
            break;
        case 'u':
            flag = STRING_U;
            u = true;
            break;
        case 'U':
            flag = 0;
            u = true;
            break;
        default:
            return false;
        }
        if (found & flag) {
            return false;
        }
        found |= flag;
    }
    if ((u && len > 1) || ((found & STRING_BYTES) && (found & STRING_FORMAT))) {
        return false;
    }
    *flags = found;
    return true;
}

static bool read_name(Lexer *lexer, Token *token, const char *start) {
    const char *p = start;
    unsigned char bits = 0;
    while (is_name_char(*p)) {
        bits |= (unsigned char)*p++;
    }
    lexer->cur = p;
    uint8_t flags;
    if ((*p == '"' || *p == '\'') && string_prefix(start, (size_t)(p - start), &flags)) {
        return read_string(lexer, token, start, flags);
    }
    if (bits & 0x80) {
        return check_name(lexer, start) && make_token(lexer, token, TOKEN_NAME, start);
    }
    return make_token(lexer, token, lexer_keyword(start, (size_t)(p - start)), start);
}

static bool read_number(Lexer *lexer, Token *token, const char *start) {
    return lexer_read_number(lexer) && make_token(lexer, token, TOKEN_NUMBER, start);
}

/* --- Strings --------------------------------------------------------------------------------- */

static bool fail_unterminated(Lexer *lexer, const char *start, bool triple, const char *end) {
    int32_t last_line = lexer->line;
    for (const char *p = start; p < end; p++) {
        last_line += *p == '\n' && p + 1 < lexer->end;
    }
    lexer->ended_in_token = triple;
    lexer->cur = start + 1;
    return lexer_fail(lexer,
                      triple ? "unterminated triple-quoted string literal (detected at line %d)"
                             : "unterminated string literal (detected at line %d)",
                      last_line);
}

const char *lexer_skip_plain_string(const char *p, const char *end, bool *triple,
                                    const char **stop) {
    char quote = *p;
    *triple = p[1] == quote && p[2] == quote && end - p >= 3;
    if (!*triple) {
        for (p++; p < end; p++) {
            if (*p == quote) {
                return p + 1;
            }
            if (*p == '\\') {
                p++;
            } else if (*p == '\n') {
                break;
            }
        }
        *stop = p < end ? p : end;
        return NULL;
    }
    for (p += 3; p < end; p++) {
        if (*p == quote && end - p >= 3 && p[1] == quote && p[2] == quote) {
            return p + 3;
        }
        if (*p == '\\') {
            p++;
        }
    }
    *stop = end;
    return NULL;
}

static bool read_string(Lexer *lexer, Token *token, const char *start, uint8_t flags) {
    bool triple;
    const char *stop = NULL;
    const char *quote = lexer->cur;
    const char *behind = lexer_skip_plain_string(quote, lexer->end, &triple, &stop);
    if ((flags & STRING_FORMAT) && lexer->nested_quotes) {
        bool nested = false;
        behind = lexer_fstring_end(quote, behind, lexer->end, flags & STRING_RAW, &nested);
        if (nested) {
            flags |= STRING_NESTED_QUOTES;
            *lexer->saw_nested_quotes = true;
        }
    }
    if (!behind) {
        return fail_unterminated(lexer, start, triple, stop ? stop : lexer->end);
    }
    token->type = TOKEN_STRING;
    token->flags = flags | (triple ? STRING_TRIPLE : 0);
    token->level = (uint16_t)lexer->level;
    token->len = (uint32_t)(behind - start);
    token->start = start;
    token->loc.line = lexer->line;
    token->loc.col = (int32_t)(start - lexer->line_start);
    const char *p = quote;
    while ((p = memchr(p, '\n', (size_t)(behind - p)))) {
        lexer->cur = ++p;
        next_joined_line(lexer);
    }
    lexer->cur = behind;
    token->loc.end_line = lexer->line;
    token->loc.end_col = (int32_t)(behind - lexer->line_start);
    return true;
}

/* --- Operators ------------------------------------------------------------------------------- */

static bool open_bracket(Lexer *lexer, Token *token, TokenType type, const char *start) {
    if (lexer->level >= LEXER_MAX_LEVEL) {
        return lexer_fail(lexer, "too many nested parentheses");
    }
    lexer->openings[lexer->level++] =
        (LexerOpening){lexer->line, (int32_t)(start - lexer->line_start), *start};
    return make_token(lexer, token, type, start);
}

static bool close_bracket(Lexer *lexer, Token *token, TokenType type, const char *start) {
    if (lexer->level == 0) {
        return lexer_fail(lexer, "unmatched '%c'", *start);
    }
    const LexerOpening *opening = &lexer->openings[--lexer->level];
    char wanted = opening->bracket == '(' ? ')' : opening->bracket == '[' ? ']' : '}';
    if (*start != wanted) {
        if (opening->line != lexer->line) {
            return lexer_fail(lexer,
                              "closing parenthesis '%c' does not match opening parenthesis '%c' "
                              "on line %d",
                              *start, opening->bracket, (int)opening->line);
        }
        return lexer_fail(lexer, "closing parenthesis '%c' does not match opening parenthesis '%c'",
                          *start, opening->bracket);
    }
    return make_token(lexer, token, type, start);
}

static bool read_operator(Lexer *lexer, Token *token, const char *start) {
    lexer->cur++;
    switch (*start) {
    case '(':
        return open_bracket(lexer, token, TOKEN_LEFT_PAREN, start);
    case '[':
        return open_bracket(lexer, token, TOKEN_LEFT_BRACKET, start);
    case '{':
        return open_bracket(lexer, token, TOKEN_LEFT_BRACE, start);
    case ')':
        return close_bracket(lexer, token, TOKEN_RIGHT_PAREN, start);
    case ']':
        return close_bracket(lexer, token, TOKEN_RIGHT_BRACKET, start);
    case '}':
        return close_bracket(lexer, token, TOKEN_RIGHT_BRACE, start);
    }
    if ((unsigned char)*start < ' ' || *start == 0x7F) {
        return lexer_fail(lexer, "invalid non-printable character U+%04X",
                          (unsigned)(unsigned char)*start);
    }
    char next[4] = {0}; /* what lies behind the end is not ours */
    size_t rest = (size_t)(lexer->end - start);
    memcpy(next, start, rest < 3 ? rest : 3);
    int len;
    TokenType type = lexer_operator(next, &len);
    lexer->cur = start + len;
    return make_token(lexer, token, type, start);
}

/* --- The whole ------------------------------------------------------------------------------- */

bool lexer_ends_blank(const Lexer *lexer) {
    const char *p = lexer->end;
    int newlines = 0;
    while (p > lexer->text_start && strchr(" \t\n\f", p[-1])) {
        newlines += *--p == '\n';
    }
    return newlines >= 2;
}

/* Whether an interactive block still waits for the empty line that ends it. */
static bool block_is_open(const Lexer *lexer) {
    return !lexer->imply_dedent && lexer->indent_count > 0 && !lexer_ends_blank(lexer);
}

static bool read_end(Lexer *lexer, Token *token) {
    if (lexer->in_fstring && lexer->level == 1) {
        /* The parenthesis that CPython puts behind the expression stands for the brace. */
        lexer->level = 0;
        make_token(lexer, token, TOKEN_RIGHT_PAREN, lexer->cur);
        token->len = 1;
        token->loc.end_col++;
        return true;
    }
    lexer->state = LEXER_AT_END;
    if (lexer->level > 0) {
        return fail_at_end(lexer);
    }
    if (lexer->single && lexer->any_token) {
        lexer->any_token = false;
        if (lexer->imply_dedent) {
            lexer->pending -= lexer->indent_count;
            lexer->indent_count = 0;
        }
        return make_placeless(lexer, token, TOKEN_NEWLINE);
    }
    return make_placeless(lexer, token, TOKEN_END);
}

static bool next_token(Lexer *lexer, Token *token) {
next_line:;
    bool blank = false;
    if (lexer->at_line_start) {
        lexer->at_line_start = false;
        if (lexer->cur == lexer->end && block_is_open(lexer)) {
            lexer->state = LEXER_AT_END;
            return fail_at_end(lexer);
        }
        if (!read_indentation(lexer, &blank)) {
            return false;
        }
    }
    if (lexer->pending) {
        bool dedent = lexer->pending < 0;
        lexer->pending += dedent ? 1 : -1;
        return make_placeless(lexer, token, dedent ? TOKEN_DEDENT : TOKEN_INDENT);
    }
again:
    while (*lexer->cur == ' ' || *lexer->cur == '\t' || *lexer->cur == '\f') {
        lexer->cur++;
    }
    const char *start = lexer->cur;
    unsigned char c = (unsigned char)*start;
    if (is_name_start((char)c)) {
        return read_name(lexer, token, start);
    }
    if (c == '#') {
        const char *newline = memchr(start, '\n', (size_t)(lexer->end - start));
        lexer->cur = newline ? newline : lexer->end;
        c = (unsigned char)*lexer->cur;
    }
    switch (c) {
    case '\n':
        lexer->cur++;
        lexer->at_line_start = true;
        if (blank || lexer->level > 0) {
            next_line(lexer);
            goto next_line;
        }
        make_token(lexer, token, TOKEN_NEWLINE, start);
        token->loc.end_col--;
        token->len--;
        next_line(lexer);
        return true;
    case '\\':
        lexer->cur++;
        if (!continue_line(lexer)) {
            return false;
        }
        goto again;
    case '\'':
    case '"':
        return read_string(lexer, token, start, 0);
    case '0' ... '9':
        return read_number(lexer, token, start);
    case '.':
        return is_digit(start[1]) ? read_number(lexer, token, start)
                                  : read_operator(lexer, token, start);
    case '\0':
        if (lexer->cur == lexer->end) {
            return read_end(lexer, token);
        }
        return read_operator(lexer, token, start);
    default:
        if (lexer->cur == lexer->end) {
            return read_end(lexer, token);
        }
        return read_operator(lexer, token, start);
    }
}

bool lexer_next(Lexer *lexer, Token *token) {
    if (lexer->state == LEXER_FAILED || !next_token(lexer, token)) {
        lexer->state = LEXER_FAILED;
        return false;
    }
    lexer->any_token |=
        token->type != TOKEN_END && !(token->type == TOKEN_NEWLINE && lexer->state == LEXER_AT_END);
    return true;
}
