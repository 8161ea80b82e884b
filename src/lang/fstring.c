/*
 * F-strings: literal text and replacement fields.
 *
 * The expression of a field is found by looking for its end; then a parser of its own parses it, as
 * if it stood in parentheses.
 */
#include <string.h>

#include "lang/parser_internal.h"

enum { MAX_FIELD_DEPTH = 2 };

/* Where the walk through the text is. */
typedef struct FString {
    const Token *token;
    const char *at, *end;
    /* Lines are counted up to here. */
    const char *counted;
    const char *line_start; /* column 0 of the line */
    int32_t line;
} FString;

static bool fail(Parser *p, const char *message) {
    parser_raise_here(p, "%s", message);
    return false;
}

static void count_lines(FString *f, const char *to) {
    const char *newline;
    while (f->counted < to && (newline = memchr(f->counted, '\n', (size_t)(to - f->counted)))) {
        f->line++;
        f->line_start = f->counted = newline + 1;
    }
    f->counted = to;
}

/* --- Literal text ---------------------------------------------------------------------------- */

/* Behind the backslash at at[-1], or behind the whole of \N{...}. */
static bool skip_escape(Parser *p, FString *f, const char **at) {
    const char *c = *at;
    if (*c == 'N') {
        c++;
        if (c < f->end && *c++ == '{') {
            while (c < f->end && *c++ != '}') {}
        }
        *at = c;
        return true;
    }
    if (*c == '{') {
        return string_warn_escape(p, f->token, '{'); /* it begins a field nevertheless */
    }
    *at = c + (*c != '}');
    return true;
}

/* Adds text up to a brace or the end. *again is set when a doubled brace has been made one. */
static bool append_text(Parser *p, StringBuilder *builder, FString *f, int depth, bool *again) {
    const char *start = f->at;
    const char *at = start;
    bool raw = f->token->flags & STRING_RAW;
    const char *stop = f->end;
    *again = false;
    while (at < f->end) {
        char c = *at++;
        if (c == '\\' && !raw && at < f->end) {
            if (!skip_escape(p, f, &at)) {
                return false;
            }
            continue;
        }
        if (c != '{' && c != '}') {
            continue;
        }
        if (depth == 0 && at < f->end && *at == c) {
            stop = at++;
            *again = true;
        } else if (depth == 0 && c == '}') {
            return fail(p, "f-string: single '}' is not allowed");
        } else {
            stop = --at;
        }
        break;
    }
    f->at = at;
    return string_append_literal(p, builder, f->token, start, stop);
}

/* --- Fields ---------------------------------------------------------------------------------- */

typedef struct Brackets {
    char open[LEXER_MAX_LEVEL];
    int count;
} Brackets;

static bool close_bracket(Parser *p, Brackets *brackets, char c) {
    if (brackets->count == 0) {
        parser_raise_here(p, "f-string: unmatched '%c'", c);
        return false;
    }
    char open = brackets->open[--brackets->count];
    if (c != (open == '(' ? ')' : open == '[' ? ']' : '}')) {
        parser_raise_here(
            p, "f-string: closing parenthesis '%c' does not match opening parenthesis '%c'", c,
            open);
        return false;
    }
    return true;
}

/* Behind the string at *at, whose prefix begins at `word`. */
static bool skip_string(Parser *p, const FString *f, const char *word, const char **at) {
    if (f->token->flags & STRING_NESTED_QUOTES) {
        const char *behind = lexer_skip_string(word, f->end, 0);
        if (behind) {
            *at = behind;
            return true;
        }
    }
    const char *c = *at;
    char quote = *c;
    bool triple = f->end - c > 2 && c[1] == quote && c[2] == quote;
    for (c += triple ? 3 : 1; c < f->end; c++) {
        if (*c == '\\') {
            return fail(p, "f-string expression part cannot include a backslash");
        }
        if (*c == quote && (!triple || (f->end - c > 2 && c[1] == quote && c[2] == quote))) {
            *at = c + (triple ? 3 : 1);
            return true;
        }
    }
    *at = c;
    return fail(p, "f-string: unterminated string");
}

/* Whether the operator at `at` is one of two characters that ends in =. */
static bool is_long_operator(const FString *f, const char *at) {
    return at + 1 < f->end && at[1] == '=' && strchr("!=<>", *at);
}

/* Moves f->at from the start of the expression to what ends it: ! : } = or the end. */
static bool find_expression_end(Parser *p, FString *f) {
    Brackets brackets;
    brackets.count = 0;
    const char *word = f->at;
    const char *at = f->at;
    while (at < f->end) {
        char c = *at;
        switch (c) {
        case '\\':
            return fail(p, "f-string expression part cannot include a backslash");
        case '#':
            return fail(p, "f-string expression part cannot include '#'");
        case '\'':
        case '"':
            if (!skip_string(p, f, word, &at)) {
                return false;
            }
            word = at;
            continue;
        case '(':
        case '[':
        case '{':
            if (brackets.count >= LEXER_MAX_LEVEL) {
                return fail(p, "f-string: too many nested parenthesis");
            }
            brackets.open[brackets.count++] = c;
            break;
        case '!':
        case ':':
        case '}':
        case '=':
        case '<':
        case '>':
            if (brackets.count == 0) {
                if (c != ':' && c != '}' && is_long_operator(f, at)) {
                    at++;
                } else if (c != '<' && c != '>') {
                    goto done;
                }
                break;
            }
            if (c == '}' && !close_bracket(p, &brackets, c)) {
                return false;
            }
            break;
        case ')':
        case ']':
            if (!close_bracket(p, &brackets, c)) {
                return false;
            }
            break;
        }
        at++;
        if (!lexer_is_name_char((unsigned char)c)) {
            word = at;
        }
    }
done:
    f->at = at;
    if (brackets.count > 0) {
        parser_raise_here(p, "f-string: unmatched '%c'", brackets.open[brackets.count - 1]);
        return false;
    }
    return at < f->end || fail(p, "f-string: expecting '}'");
}

static bool is_blank(const char *from, const char *to) {
    while (from < to && (*from == ' ' || *from == '\t' || *from == '\n' || *from == '\f')) {
        from++;
    }
    return from == to;
}

/* From where CPython counts columns in messages about the field: the brace, or if a line ends right
 * behind it the start of the token or of the line. */
static int32_t message_shift(const FString *f, const char *open) {
    const char *c = open + 1;
    while (*c == ' ' || *c == '\t' || *c == '\f') {
        c++;
    }
    if (*c != '\n') {
        return (int32_t)(open - f->line_start);
    }
    return f->line == f->token->loc.line ? f->token->loc.col : 0;
}

/* The expression between the { at open and f->at. */
static AstExpr *parse_field_expression(Parser *p, FString *f, const char *open) {
    char c = *f->at;
    if (is_blank(open + 1, f->at)) {
        if (c == '!' || c == ':' || c == '=') {
            return parser_raise_here(p, "f-string: expression required before '%c'", c);
        }
        return parser_raise_here(p, "f-string: empty expression not allowed");
    }
    count_lines(f, open);
    FieldText field = {open, f->at, f->line, f->line_start, message_shift(f, open)};
    if (p->shared->depth >= PARSER_MAX_DEPTH) {
        return parser_too_deep(p);
    }
    p->shared->depth += 4; /* a parser of its own */
    AstExpr *expr = parser_run_fstring(p, &field);
    p->shared->depth -= 4;
    return expr;
}

/* At what may be `!r`. */
static bool read_conversion(Parser *p, FString *f, AstConversion *conversion) {
    if (*f->at != '!') {
        return true;
    }
    f->at++;
    if (f->at == f->end) {
        return fail(p, "f-string: expecting '}'");
    }
    char c = *f->at++;
    if (c != 's' && c != 'r' && c != 'a') {
        return fail(p, "f-string: invalid conversion character: expected 's', 'r', or 'a'");
    }
    *conversion = (AstConversion)c;
    return f->at < f->end || fail(p, "f-string: expecting '}'");
}

/* At what may be =: adds the text of the expression from start on. */
static bool read_debug_text(Parser *p, StringBuilder *builder, FString *f, const char *start,
                            bool *found) {
    *found = *f->at == '=';
    if (!*found) {
        return true;
    }
    f->at++;
    while (f->at < f->end && strchr(" \t\n\r\f\v", *f->at)) {
        f->at++;
    }
    return string_append(p, builder, start, (size_t)(f->at - start)) &&
           (f->at < f->end || fail(p, "f-string: expecting '}'"));
}

static bool append_pieces(Parser *p, StringBuilder *builder, FString *f, int depth);

/* At what may be a colon. */
static bool read_format_spec(Parser *p, StringBuilder *builder, FString *f, int depth,
                             AstExpr **spec) {
    *spec = NULL;
    if (*f->at != ':') {
        return true;
    }
    f->at++;
    if (f->at == f->end) {
        return fail(p, "f-string: expecting '}'");
    }
    StringBuilder inner = *builder; /* which is empty: its memory is lent */
    inner.scratch_base = scratch_base(p);
    inner.u_prefix = false;
    inner.loc = f->token->loc;
    if (!append_pieces(p, &inner, f, depth + 1)) {
        return false;
    }
    *spec = string_join(p, &inner);
    builder->text = inner.text;
    builder->capacity = inner.capacity;
    return *spec != NULL;
}

/* At a brace. */
static bool append_field(Parser *p, StringBuilder *builder, FString *f, int depth) {
    if (depth >= MAX_FIELD_DEPTH) {
        return fail(p, "f-string: expressions nested too deeply");
    }
    const char *open = f->at++;
    if (!find_expression_end(p, f)) {
        return false;
    }
    bool debug;
    AstConversion conversion = CONVERSION_NONE;
    AstExpr *spec;
    AstExpr *value = parse_field_expression(p, f, open);
    if (!value || !read_debug_text(p, builder, f, open + 1, &debug) ||
        !read_conversion(p, f, &conversion) || !string_flush(p, builder) ||
        !read_format_spec(p, builder, f, depth, &spec)) {
        return false;
    }
    if (f->at >= f->end || *f->at != '}') {
        return fail(p, "f-string: expecting '}'");
    }
    f->at++;
    if (debug && !spec && conversion == CONVERSION_NONE) {
        conversion = CONVERSION_REPR;
    }
    AstExpr *expr = new_expr_at(p, EXPR_FORMATTED_VALUE, builder->loc);
    if (!expr) {
        return false;
    }
    expr->FormattedValue.value = value;
    expr->FormattedValue.conversion = conversion;
    expr->FormattedValue.format_spec = spec;
    return scratch_push(p, expr);
}

/* Up to the end, or at depth > 0 up to a closing brace. */
static bool append_pieces(Parser *p, StringBuilder *builder, FString *f, int depth) {
    for (;;) {
        bool again;
        if (!append_text(p, builder, f, depth, &again)) {
            return false;
        }
        if (again) {
            continue;
        }
        if (f->at >= f->end || *f->at == '}') {
            break;
        }
        if (!append_field(p, builder, f, depth)) {
            return false;
        }
    }
    return depth == 0 || f->at < f->end || fail(p, "f-string: expecting '}'");
}

bool fstring_append(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                    const char *to) {
    FString f = {
        .token = token,
        .at = from,
        .end = to,
        .counted = token->start,
        .line_start = token->start - token->loc.col,
        .line = token->loc.line,
    };
    return append_pieces(p, builder, &f, 0);
}
