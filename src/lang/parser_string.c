/* String literals: prefixes, escapes, concatenation. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "lang/parser_internal.h"
#include "types/unicode.h"

/* --- The builder ----------------------------------------------------------------------------- */

/* The text never outgrows its first capacity, which is that of the tokens: what an escape stands
 * for is shorter than the escape. */
static bool init_builder(Parser *p, StringBuilder *builder, uint32_t count) {
    const Token *tokens = p->tokens + p->pos;
    size_t capacity = 1;
    for (uint32_t i = 0; i < count; i++) {
        capacity += tokens[i].len;
    }
    *builder = (StringBuilder){
        .capacity = capacity,
        .scratch_base = scratch_base(p),
        .u_prefix = tokens[0].flags & STRING_U,
        .loc = range_of(tokens[0].loc, tokens[count - 1].loc),
    };
    builder->text = parser_alloc(p, capacity);
    return builder->text != NULL;
}

bool string_append(Parser *p, StringBuilder *builder, const char *text, size_t len) {
    (void)p;
    ASSERT(builder->len + len < builder->capacity);
    memcpy(builder->text + builder->len, text, len);
    builder->len += len;
    return true;
}

/* The text so far as a constant; the builder goes on behind it. */
static AstExpr *take_text(Parser *p, StringBuilder *builder, AstConstantKind kind) {
    AstStr *text = parser_alloc(p, sizeof(*text));
    AstExpr *expr = text ? new_expr_at(p, EXPR_CONSTANT, builder->loc) : NULL;
    if (!expr) {
        return NULL;
    }
    builder->text[builder->len] = '\0';
    text->len = (uint32_t)builder->len;
    text->utf8 = builder->text;
    builder->text += builder->len + 1;
    builder->capacity -= builder->len + 1;
    builder->len = 0;
    expr->Constant.kind = (uint8_t)kind;
    expr->Constant.base = 10;
    expr->Constant.u_prefix = kind == CONSTANT_STR && builder->u_prefix;
    expr->Constant.text = text;
    return expr;
}

bool string_flush(Parser *p, StringBuilder *builder) {
    if (builder->len == 0) {
        return true;
    }
    AstExpr *constant = take_text(p, builder, CONSTANT_STR);
    return constant && scratch_push(p, constant);
}

AstExpr *string_join(Parser *p, StringBuilder *builder) {
    AstExprList values;
    if (!string_flush(p, builder) || !TAKE_LIST(p, builder->scratch_base, &values)) {
        return NULL;
    }
    AstExpr *expr = new_expr_at(p, EXPR_JOINED_STR, builder->loc);
    if (expr) {
        expr->JoinedStr.values = values;
    }
    return expr;
}

/* --- Escapes --------------------------------------------------------------------------------- */

bool string_warn_escape(Parser *p, const Token *token, char c) {
    char message[40];
    snprintf(message, sizeof(message), "invalid escape sequence '\\%c'", c);
    if (!lexer_warn(&p->lexer, token->start, token->loc.line, true, message)) {
        p->shared->failed = true;
        return false;
    }
    return true;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* An octal escape of up to three digits at *at. */
static uint32_t read_octal(const char **at, const char *end) {
    uint32_t value = 0;
    for (int i = 0; i < 3 && *at < end && **at >= '0' && **at <= '7'; i++) {
        value = value * 8 + (uint32_t)(*(*at)++ - '0');
    }
    return value;
}

/* The character of the one-letter escapes; -1 for other letters, -2 for the end of a line. */
static int simple_escape(char c) {
    switch (c) {
    case '\n':
        return -2;
    case '\\':
    case '\'':
    case '"':
        return c;
    case 'a':
        return '\a';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    default:
        return -1;
    }
}

/* How long the text is for CPython's decoder, for which other characters are `\UXXXXXXXX`. */
static size_t decoder_position(const char *from, const char *to) {
    size_t position = 0;
    for (const char *c = from; c < to; c++) {
        position += (unsigned char)*c < 0x80 ? 1 : ((unsigned char)*c & 0xC0) == 0x80 ? 0 : 10;
    }
    return position;
}

/* The escape from `escape` to `stop` of the text `from` is wrong. */
static bool fail_unicode(Parser *p, const char *from, const char *escape, const char *stop,
                         const char *reason) {
    size_t first = decoder_position(from, escape);
    size_t last = decoder_position(from, stop) - 1;
    if (first == last) {
        parser_raise_here(p,
                          "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in "
                          "position %zu: %s",
                          first, reason);
    } else {
        parser_raise_here(p,
                          "(unicode error) 'unicodeescape' codec can't decode bytes in position "
                          "%zu-%zu: %s",
                          first, last, reason);
    }
    return false;
}

/* Behind \N, at *at. */
static bool read_named(Parser *p, const char *from, const char **at, const char *end, uint32_t *c) {
    const char *escape = *at - 2;
    const char *name = *at + 1;
    if (*at == end || **at != '{') {
        return fail_unicode(p, from, escape, *at, "malformed \\N character escape");
    }
    const char *close = memchr(name, '}', (size_t)(end - name));
    if (!close || close == name) {
        return fail_unicode(p, from, escape, close ? close : end, "malformed \\N character escape");
    }
    *at = close + 1;
    if (!unicode_find_name(name, (size_t)(close - name), c)) {
        return fail_unicode(p, from, escape, *at, "unknown Unicode character name");
    }
    return true;
}

/* Behind \x, \u or \U, at *at: a number of hexadecimal digits. */
static bool read_hex(Parser *p, const char *from, const char **at, const char *end, int digits,
                     uint32_t *c) {
    const char *escape = *at - 2;
    *c = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        int value = *at < end ? hex_value(**at) : -1;
        if (value < 0) {
            return fail_unicode(p, from, escape, *at,
                                digits == 2   ? "truncated \\xXX escape"
                                : digits == 4 ? "truncated \\uXXXX escape"
                                              : "truncated \\UXXXXXXXX escape");
        }
        *c = *c << 4 | (uint32_t)value;
    }
    if (*c > UTF8_MAX_CODE_POINT) {
        return fail_unicode(p, from, escape, *at, "illegal Unicode character");
    }
    return true;
}

/* Behind the backslash at at[-1]: adds what the escape stands for and goes behind it. */
static bool append_escape(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                          const char **at, const char *end, bool *warned) {
    char bytes[UTF8_MAX_BYTES + 1] = {'\\'};
    if (*at == end) {
        return string_append(p, builder, "\\", 1);
    }
    char c = *(*at)++;
    uint32_t value;
    int simple = simple_escape(c);
    if (simple == -2) {
        return true;
    }
    if (simple >= 0) {
        value = (uint32_t)simple;
    } else if (c >= '0' && c <= '7') {
        (*at)--;
        value = read_octal(at, end);
    } else if (c == 'x' || c == 'u' || c == 'U') {
        if (!read_hex(p, from, at, end, c == 'x' ? 2 : c == 'u' ? 4 : 8, &value)) {
            return false;
        }
    } else if (c == 'N') {
        if (!read_named(p, from, at, end, &value)) {
            return false;
        }
    } else {
        (*at)--; /* no escape: both characters stay */
        if ((unsigned char)c < 0x80 && !*warned) {
            *warned = true;
            if (!string_warn_escape(p, token, c)) {
                return false;
            }
        }
        return string_append(p, builder, bytes, 1);
    }
    return string_append(p, builder, bytes, utf8_encode(value, bytes));
}

bool string_append_literal(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                           const char *to) {
    if (token->flags & STRING_RAW) {
        return string_append(p, builder, from, (size_t)(to - from));
    }
    bool warned = false;
    const char *at = from;
    while (at < to) {
        const char *backslash = memchr(at, '\\', (size_t)(to - at));
        const char *stop = backslash ? backslash : to;
        string_append(p, builder, at, (size_t)(stop - at));
        at = stop;
        if (backslash) {
            at++;
            if (!append_escape(p, builder, token, from, &at, to, &warned)) {
                return false;
            }
        }
    }
    return true;
}

/* --- Bytes ----------------------------------------------------------------------------------- */

static bool append_bytes_escape(Parser *p, StringBuilder *builder, const Token *token,
                                const char *from, const char **at, const char *end, bool *warned) {
    const char *escape = *at - 1;
    char c = *(*at)++;
    int simple = simple_escape(c);
    if (simple == -2) {
        return true;
    }
    char byte = (char)simple;
    if (simple >= 0) {
        return string_append(p, builder, &byte, 1);
    }
    if (c >= '0' && c <= '7') {
        (*at)--;
        byte = (char)read_octal(at, end);
        return string_append(p, builder, &byte, 1);
    }
    if (c == 'x') {
        int high = *at < end ? hex_value((*at)[0]) : -1;
        int low = *at + 1 < end ? hex_value((*at)[1]) : -1;
        if (high < 0 || low < 0) {
            parser_raise_here(p, "(value error) invalid \\x escape at position %zu",
                              (size_t)(escape - from));
            return false;
        }
        *at += 2;
        byte = (char)(high << 4 | low);
        return string_append(p, builder, &byte, 1);
    }
    if (!*warned) {
        *warned = true;
        if (!string_warn_escape(p, token, c)) {
            return false;
        }
    }
    return string_append(p, builder, escape, 2);
}

static bool append_bytes(Parser *p, StringBuilder *builder, const Token *token, const char *from,
                         const char *to) {
    if (!utf8_is_ascii(from, (size_t)(to - from))) {
        parser_raise_here(p, "bytes can only contain ASCII literal characters");
        return false;
    }
    if (token->flags & STRING_RAW) {
        return string_append(p, builder, from, (size_t)(to - from));
    }
    bool warned = false;
    const char *at = from;
    while (at < to) {
        const char *backslash = memchr(at, '\\', (size_t)(to - at));
        const char *stop = backslash ? backslash : to;
        string_append(p, builder, at, (size_t)(stop - at));
        at = stop;
        if (backslash) {
            at++;
            if (!append_bytes_escape(p, builder, token, from, &at, to, &warned)) {
                return false;
            }
        }
    }
    return true;
}

/* --- The whole ------------------------------------------------------------------------------- */

/* Adds one token. */
static bool append_token(Parser *p, StringBuilder *builder, const Token *token, bool bytes) {
    if (((token->flags & STRING_BYTES) != 0) != bytes) {
        parser_raise_here(p, "cannot mix bytes and nonbytes literals");
        return false;
    }
    const char *from = token->start;
    while (*from != '\'' && *from != '"') {
        from++;
    }
    int quotes = token->flags & STRING_TRIPLE ? 3 : 1;
    from += quotes;
    const char *to = token->start + token->len - quotes;
    if (bytes) {
        return append_bytes(p, builder, token, from, to);
    }
    if (token->flags & STRING_FORMAT) {
        builder->format = true;
        return fstring_append(p, builder, token, from, to);
    }
    return string_append_literal(p, builder, token, from, to);
}

static AstExpr *parse_strings_plain(Parser *p) {
    uint32_t count = 1;
    while (peek_at(p, count)->type == TOKEN_STRING) {
        count++;
    }
    StringBuilder builder;
    if (failed(p) || !init_builder(p, &builder, count)) {
        return NULL;
    }
    bool bytes = p->tokens[p->pos].flags & STRING_BYTES;
    for (uint32_t i = 0; i < count; i++) {
        if (!append_token(p, &builder, &p->tokens[p->pos + i], bytes)) {
            return NULL;
        }
    }
    p->pos += count;
    if (builder.format) {
        return string_join(p, &builder);
    }
    char *text = builder.text;
    size_t size = builder.len + 1;
    arena_shrink(p->shared->arena, text, builder.capacity, size);
    builder.capacity = size;
    return take_text(p, &builder, bytes ? CONSTANT_BYTES : CONSTANT_STR);
}

AstExpr *parse_strings(Parser *p) {
    if (!backtracking(p)) {
        return parse_strings_plain(p);
    }
    void *node;
    if (parser_recall(p, MEMO_STRINGS, &node)) {
        return node;
    }
    Mark m = mark(p);
    node = parse_strings_plain(p);
    return parser_remember(p, MEMO_STRINGS, m, node);
}
