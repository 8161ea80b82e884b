#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/parser_internal.h"

/* --- Raising --------------------------------------------------------------------------------- */

void *parser_out_of_memory(Parser *p) {
    SyntaxErrorInfo *error = p->shared->error;
    error->kind = SYNTAX_ERROR_OUT_OF_MEMORY;
    error->message[0] = '\0';
    error->text = NULL;
    p->shared->failed = true;
    return NULL;
}

void *parser_too_deep(Parser *p) {
    parser_out_of_memory(p);
    p->shared->error->kind = SYNTAX_ERROR_TOO_DEEP;
    return NULL;
}

static const char *find_line(const Parser *p, int32_t line) {
    const char *start = p->shared->text_start;
    const char *end = p->shared->text_end;
    while (--line > 0) {
        const char *newline = memchr(start, '\n', (size_t)(end - start));
        if (!newline || newline + 1 == end) {
            break;
        }
        start = newline + 1;
    }
    return start;
}

/* The expression of an f-string as it is shown: in parentheses. Sets the error's text to the line
 * of it in which the error is. */
static void set_fstring_text(Parser *p, SyntaxErrorInfo *error) {
    size_t len = (size_t)(p->fstring_end - p->fstring_start);
    char *text = arena_alloc(p->shared->arena, len + 3);
    if (!text) {
        parser_out_of_memory(p);
        return;
    }
    text[0] = '(';
    memcpy(text + 1, p->fstring_start, len);
    text[len + 1] = ')';
    text[len + 2] = '\n';
    const char *line = text;
    const char *end = text + len + 3;
    for (int32_t i = error->line; i > p->fstring_line; i--) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline || newline + 1 >= end) {
            break;
        }
        line = newline + 1;
    }
    lexer_error_line(error, line, end, true);
}

static int32_t to_offset(const SyntaxErrorInfo *error, int32_t col) {
    if (col < 0 || !error->text) {
        return col < 0 ? 0 : col + 1;
    }
    if (col > (int32_t)error->text_len) {
        col = (int32_t)error->text_len; /* of an end in a later, longer line */
    }
    /* The characters that begin in the bytes up to the place. */
    return lexer_char_offset(error->text, error->text + error->text_len, col + 1);
}

/* Columns are bytes from 0. */
static void set_place(Parser *p, SyntaxErrorInfo *error, Location loc) {
    const Lexer *lexer = &p->lexer;
    int32_t current = (int32_t)(lexer->cur - lexer->line_start) - 1;
    if (loc.end_col == CURRENT_COL) {
        loc.end_line = lexer->line;
        loc.end_col = current;
    }
    error->line = loc.line;
    error->end_line = loc.end_line;
    if (p->fstring_start) {
        set_fstring_text(p, error);
        loc.col -= p->fstring_shift;
        loc.end_col -= loc.end_col < 0 ? 0 : p->fstring_shift;
        if (loc.col < 0 && loc.col != NO_COL) { /* CPython counts on into what is not shown */
            error->col = loc.col + 1;
            error->end_col = to_offset(error, loc.end_col);
            return;
        }
    } else {
        lexer_error_line(error, find_line(p, loc.line), p->shared->text_end,
                         loc.line >= lexer->line);
    }
    error->col = to_offset(error, loc.col);
    error->end_col = to_offset(error, loc.end_col);
}

static void raise_va(Parser *p, SyntaxErrorKind kind, Location loc, const char *format,
                     va_list args) {
    SyntaxErrorInfo *error = p->shared->error;
    if (p->shared->failed) {
        return;
    }
    p->shared->failed = true;
    error->kind = kind;
    size_t prefix = 0;
    if (p->fstring_start) {
        prefix = (size_t)snprintf(error->message, sizeof(error->message), "f-string: ");
    }
    vsnprintf(error->message + prefix, sizeof(error->message) - prefix, format, args);
    set_place(p, error, loc);
}

void *parser_raise(Parser *p, Location loc, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_va(p, SYNTAX_ERROR_SYNTAX, loc, format, args);
    va_end(args);
    return NULL;
}

static void raise_at_last(Parser *p, SyntaxErrorKind kind, const char *format, va_list args) {
    bool first = !p->shared->failed;
    const Token *token = p->len > 0 ? &p->tokens[p->len - 1] : &p->error_token;
    Location loc = token->loc;
    bool placeless = loc.col < 0;
    if (placeless) {
        loc.col = (int32_t)(p->lexer.cur - p->lexer.line_start) - 1;
        loc.end_col = NO_COL;
    }
    raise_va(p, kind, loc, format, args);
    if (first && placeless) {
        p->shared->error->end_col = -1;
    }
}

void *parser_raise_here(Parser *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_at_last(p, SYNTAX_ERROR_SYNTAX, format, args);
    va_end(args);
    return NULL;
}

void *parser_raise_indentation(Parser *p, const char *format, ...) {
    va_list args;
    va_start(args, format);
    raise_at_last(p, SYNTAX_ERROR_INDENTATION, format, args);
    va_end(args);
    return NULL;
}

void parser_raise_generic(Parser *p) {
    bool indent = p->furthest.type == TOKEN_INDENT;
    if (indent || p->furthest.type == TOKEN_DEDENT) {
        p->final = true;
        parser_raise_indentation(p, indent ? "unexpected indent" : "unexpected unindent");
    } else {
        parser_raise(p, p->furthest.loc, "invalid syntax");
    }
}

void parser_place_lexer_error(Parser *p) {
    if (!p->fstring_start) {
        return;
    }
    SyntaxErrorInfo *error = p->shared->error;
    if (error->line == p->fstring_line) {
        int32_t shift = lexer_char_offset(p->fstring_line_start, p->fstring_end, p->fstring_col);
        error->col -= shift;
        error->end_col -= error->end_col > 0 ? shift : 0;
    }
    set_fstring_text(p, error);
    /* From now on it is as if the outer parser had raised it. */
    p->lexer.state = LEXER_OK;
}

void parser_check_rest(Parser *p) {
    SyntaxErrorInfo *error = p->shared->error;
    Lexer *lexer = &p->lexer;
    if (error->kind != SYNTAX_ERROR_SYNTAX && error->kind != SYNTAX_ERROR_INDENTATION) {
        return;
    }
    SyntaxErrorInfo saved = *error;
    int32_t line = p->len > 0 ? p->tokens[p->len - 1].loc.line : 0;
    Token token;
    do {
        if (!lexer_next(lexer, &token)) {
            break;
        }
    } while (token.type != TOKEN_END);
    if (lexer->state == LEXER_FAILED) {
        if (!lexer->soft_failure) {
            parser_place_lexer_error(p);
            error->incomplete_input = saved.incomplete_input;
            error->at_end = saved.at_end;
            return;
        }
        if (lexer->level > 0 && line > lexer->openings[lexer->level - 1].line) {
            lexer_fail_unclosed(lexer);
            error->incomplete_input = saved.incomplete_input;
            error->at_end = saved.at_end;
            return;
        }
    }
    *error = saved;
}

/* --- Targets --------------------------------------------------------------------------------- */

const char *expr_noun(const AstExpr *expr) {
    static const char *const nouns[] = {
        [EXPR_BOOL_OP] = "expression",
        [EXPR_NAMED_EXPR] = "named expression",
        [EXPR_BIN_OP] = "expression",
        [EXPR_UNARY_OP] = "expression",
        [EXPR_LAMBDA] = "lambda",
        [EXPR_IF_EXP] = "conditional expression",
        [EXPR_DICT] = "dict literal",
        [EXPR_SET] = "set display",
        [EXPR_LIST_COMP] = "list comprehension",
        [EXPR_SET_COMP] = "set comprehension",
        [EXPR_DICT_COMP] = "dict comprehension",
        [EXPR_GENERATOR_EXP] = "generator expression",
        [EXPR_AWAIT] = "await expression",
        [EXPR_YIELD] = "yield expression",
        [EXPR_YIELD_FROM] = "yield expression",
        [EXPR_COMPARE] = "comparison",
        [EXPR_CALL] = "function call",
        [EXPR_FORMATTED_VALUE] = "f-string expression",
        [EXPR_JOINED_STR] = "f-string expression",
        [EXPR_CONSTANT] = "literal",
        [EXPR_ATTRIBUTE] = "attribute",
        [EXPR_SUBSCRIPT] = "subscript",
        [EXPR_STARRED] = "starred",
        [EXPR_NAME] = "name",
        [EXPR_LIST] = "list",
        [EXPR_TUPLE] = "tuple",
        [EXPR_SLICE] = "slice",
    };
    if (expr->kind == EXPR_CONSTANT) {
        switch (expr->Constant.kind) {
        case CONSTANT_NONE:
            return "None";
        case CONSTANT_TRUE:
            return "True";
        case CONSTANT_FALSE:
            return "False";
        case CONSTANT_ELLIPSIS:
            return "ellipsis";
        default:
            break;
        }
    }
    return nouns[expr->kind];
}

AstExpr *invalid_target(AstExpr *expr, TargetKind kind) {
    switch (expr->kind) {
    case EXPR_LIST:
    case EXPR_TUPLE:
        for (uint32_t i = 0; i < expr->Tuple.elts.len; i++) {
            AstExpr *invalid = invalid_target(expr->Tuple.elts.items[i], kind);
            if (invalid) {
                return invalid;
            }
        }
        return NULL;
    case EXPR_STARRED:
        return kind == TARGET_DELETE ? expr : invalid_target(expr->Starred.value, kind);
    case EXPR_COMPARE:
        /* The `a in b` of `for a in b` has been read as a comparison. */
        if (kind == TARGET_FOR) {
            return expr->Compare.ops[0] == COMPARE_IN ? invalid_target(expr->Compare.left, kind)
                                                      : NULL;
        }
        return expr;
    case EXPR_NAME:
    case EXPR_SUBSCRIPT:
    case EXPR_ATTRIBUTE:
        return NULL;
    default:
        return expr;
    }
}

void *raise_invalid_target(Parser *p, AstExpr *expr, TargetKind kind) {
    AstExpr *invalid = invalid_target(expr, kind);
    if (invalid) {
        parser_raise(p, invalid->loc,
                     kind == TARGET_DELETE ? "cannot delete %s" : "cannot assign to %s",
                     expr_noun(invalid));
    }
    return NULL;
}

static void set_context(AstExpr *expr, AstContext context) {
    switch (expr->kind) {
    case EXPR_NAME:
        expr->Name.ctx = context;
        break;
    case EXPR_ATTRIBUTE:
        expr->Attribute.ctx = context;
        break;
    case EXPR_SUBSCRIPT:
        expr->Subscript.ctx = context;
        break;
    case EXPR_STARRED:
        expr->Starred.ctx = context;
        set_context(expr->Starred.value, context);
        break;
    case EXPR_LIST:
    case EXPR_TUPLE:
        expr->Tuple.ctx = context;
        for (uint32_t i = 0; i < expr->Tuple.elts.len; i++) {
            set_context(expr->Tuple.elts.items[i], context);
        }
        break;
    default:
        break;
    }
}

bool make_target(AstExpr *expr, AstContext context) {
    if (invalid_target(expr, context == CONTEXT_DEL ? TARGET_DELETE : TARGET_ASSIGN)) {
        return false;
    }
    set_context(expr, context);
    return true;
}
