#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parser_internal.h"

static int digit_value(char c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* The digits of the token without underscores and prefix; NUL-terminated. */
static AstStr *copy_digits(Parser *p, const char *start, size_t len) {
    AstStr *copy = parser_alloc(p, sizeof(*copy));
    char *text = parser_alloc(p, len + 1);
    if (!copy || !text) {
        return NULL;
    }
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        if (start[i] != '_') {
            text[count++] = start[i];
        }
    }
    text[count] = '\0';
    copy->len = (uint32_t)count;
    copy->utf8 = text;
    return copy;
}

static AstExpr *parse_int(Parser *p, const Token *token, int base) {
    const char *digits = token->start + (base == 10 ? 0 : 2);
    const char *end = token->start + token->len;
    Place start = place_of(token);
    uint64_t value = 0;
    bool big = false;
    for (const char *c = digits; c < end && !big; c++) {
        if (*c != '_') {
            big = __builtin_mul_overflow(value, (uint64_t)base, &value) ||
                  __builtin_add_overflow(value, (uint64_t)digit_value(*c), &value);
        }
    }
    big = big || value > INT64_MAX;
    AstStr *text = NULL;
    if (big) {
        text = copy_digits(p, digits, (size_t)(end - digits));
        if (!text) {
            return NULL;
        }
        int32_t limit = p->shared->options->max_int_digits;
        if (base == 10 && limit > 0 && text->len > (uint32_t)limit) {
            Location loc = {token->loc.line, NO_COL, token->loc.line, NO_COL};
            return parser_raise(p, loc,
                                "Exceeds the limit (%d digits) for integer string conversion: "
                                "value has %u digits; use sys.set_int_max_str_digits() to increase "
                                "the limit - Consider hexadecimal for huge integer literals to "
                                "avoid decimal conversion limits.",
                                (int)limit, (unsigned)text->len);
        }
    }
    advance(p);
    AstExpr *expr = new_constant(p, big ? CONSTANT_BIG_INT : CONSTANT_INT, start);
    if (expr) {
        expr->Constant.base = (uint8_t)base;
        if (big) {
            expr->Constant.text = text;
        } else {
            expr->Constant.small = (int64_t)value;
        }
    }
    return expr;
}

/* strtod follows the locale of the process, Python's numbers do not. */
static double parse_double(char *text) {
    char *end;
    double value = strtod(text, &end);
    if (*end == '.') {
        char *point = end;
        const char *local = localeconv()->decimal_point;
        if (local[0] != '\0' && local[1] == '\0') {
            *point = local[0];
            value = strtod(text, &end);
        }
    }
    return value;
}

static AstExpr *parse_real(Parser *p, const Token *token) {
    char small[64];
    char *text = small;
    bool imaginary = (token->start[token->len - 1] | 0x20) == 'j';
    size_t len = token->len - imaginary;
    Place start = place_of(token);
    if (len < sizeof(small)) {
        size_t count = 0;
        for (size_t i = 0; i < len; i++) {
            if (token->start[i] != '_') {
                small[count++] = token->start[i];
            }
        }
        small[count] = '\0';
    } else {
        AstStr *copy = copy_digits(p, token->start, len);
        if (!copy) {
            return NULL;
        }
        text = (char *)copy->utf8;
    }
    double value = parse_double(text);
    advance(p);
    AstExpr *expr = new_constant(p, imaginary ? CONSTANT_COMPLEX : CONSTANT_FLOAT, start);
    if (expr) {
        expr->Constant.real = value;
    }
    return expr;
}

AstExpr *parse_number(Parser *p) {
    const Token *token = peek(p);
    const char *text = token->start;
    if (text[0] == '0' && token->len > 1) {
        switch (text[1] | 0x20) {
        case 'x':
            return parse_int(p, token, 16);
        case 'o':
            return parse_int(p, token, 8);
        case 'b':
            return parse_int(p, token, 2);
        }
    }
    for (uint32_t i = 0; i < token->len; i++) {
        if (text[i] == '.' || (text[i] | 0x20) == 'e' || (text[i] | 0x20) == 'j') {
            return parse_real(p, token);
        }
    }
    return parse_int(p, token, 10);
}
