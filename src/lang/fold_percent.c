/* "%s is %r" % (a, b) becomes the f-string that does the same, as in CPython. */
#include <string.h>

#include "lang/compiler.h"

typedef struct Scan {
    Lang *lang;
    const Location *loc;
    const char *p, *end; /* of the format */
    AstExpr **parts;
    uint32_t part_len;
    const AstExprList *args;
    uint32_t arg_len; /* used so far */
} Scan;

static AstExpr *new_expr(Scan *s, AstExprKind kind, const Location *loc) {
    AstExpr *e = lang_alloc_zeroed(s->lang, sizeof *e);
    if (e) {
        e->kind = (uint8_t)kind;
        e->loc = *loc;
    }
    return e;
}

static AstExpr *new_text(Scan *s, const char *text, size_t len) {
    AstStr *str = lang_alloc(s->lang, sizeof *str);
    char *copy = str ? lang_alloc(s->lang, len + 1) : NULL;
    AstExpr *e = copy ? new_expr(s, EXPR_CONSTANT, s->loc) : NULL;
    if (e) {
        memcpy(copy, text, len);
        copy[len] = 0;
        *str = (AstStr){(uint32_t)len, copy};
        e->Constant = (AstConstant){.kind = CONSTANT_STR, .text = str};
    }
    return e;
}

/* Text up to the next conversion; %% is a percent sign in it. */
static bool scan_text(Scan *s) {
    char *buffer = lang_alloc(s->lang, (size_t)(s->end - s->p) + 1);
    size_t n = 0;
    TRY(buffer);
    while (s->p < s->end) {
        if (*s->p == '%') {
            if (s->p + 1 >= s->end || s->p[1] != '%') {
                break;
            }
            s->p++;
        }
        buffer[n++] = *s->p++;
    }
    if (n) {
        s->parts[s->part_len] = new_text(s, buffer, n);
        TRY(s->parts[s->part_len++]);
    }
    return true;
}

/* At most two digits; -1: none, -2: too many. */
static int scan_number(Scan *s) {
    int n = -1;
    for (int digits = 0; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
        if (++digits >= 3) {
            return -2;
        }
        n = (n < 0 ? 0 : n * 10) + (*s->p - '0');
    }
    return n;
}

/* One conversion behind its percent sign. 1, 0: it is none of the simple ones, -1. */
static int scan_conversion(Scan *s) {
    bool left = false;
    while (s->p < s->end && strchr("-+ #0", *s->p)) {
        left |= *s->p++ == '-';
    }
    int width = scan_number(s), precision = -1;
    if (s->p < s->end && *s->p == '.') {
        s->p++;
        precision = scan_number(s);
        precision = precision == -1 ? 0 : precision;
    }
    if (width == -2 || precision == -2 || s->p >= s->end || !strchr("sra", *s->p) ||
        s->arg_len >= s->args->len) {
        return 0;
    }
    AstExpr *arg = s->args->items[s->arg_len++];
    AstExpr *value = new_expr(s, EXPR_FORMATTED_VALUE, &arg->loc);
    if (!value || arg->kind == EXPR_STARRED) {
        return value ? 0 : -1;
    }
    value->FormattedValue.value = arg;
    value->FormattedValue.conversion = (AstConversion)*s->p++;
    char spec[16];
    int n = snprintf(spec, sizeof spec, "%s", !left && width > 0 ? ">" : "");
    if (width >= 0) {
        n += snprintf(spec + n, sizeof spec - (size_t)n, "%d", width);
    }
    if (precision >= 0) {
        n += snprintf(spec + n, sizeof spec - (size_t)n, ".%d", precision);
    }
    if (n > 0) {
        value->FormattedValue.format_spec = new_text(s, spec, (size_t)n);
        if (!value->FormattedValue.format_spec) {
            return -1;
        }
    }
    s->parts[s->part_len++] = value;
    return 1;
}

int fold_percent(Compiler *c, AstExpr *e) {
    const AstExpr *left = e->BinOp.left, *right = e->BinOp.right;
    if (e->BinOp.op != OPERATOR_MOD || left->kind != EXPR_CONSTANT ||
        left->Constant.kind != CONSTANT_STR || right->kind != EXPR_TUPLE) {
        return 0;
    }
    Object *constants;
    int folded = fold_elements(c, &right->Tuple.elts, &constants);
    if (folded != 0) { /* a constant tuple stays one */
        if (folded > 0) {
            decref(c->vm, constants);
        }
        return folded < 0 ? -1 : 0;
    }
    const AstStr *format = left->Constant.text;
    Scan s = {.lang = &c->lang,
              .loc = &e->loc,
              .p = format->utf8,
              .end = format->utf8 + format->len,
              .args = &right->Tuple.elts};
    s.parts = lang_alloc(&c->lang, (2 * s.args->len + 1) * sizeof *s.parts);
    if (!s.parts) {
        return -1;
    }
    for (;;) {
        if (!scan_text(&s)) {
            return -1;
        }
        if (s.p >= s.end) {
            break;
        }
        s.p++;
        int result = scan_conversion(&s);
        if (result <= 0) {
            return result;
        }
    }
    if (s.arg_len < s.args->len) {
        return 0;
    }
    e->kind = EXPR_JOINED_STR;
    e->JoinedStr.values = (AstExprList){s.part_len, s.parts};
    return 1;
}
