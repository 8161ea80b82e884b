/*
 * Where an f-string ends when its expressions hold strings with the same quotes (PEP 701).
 *
 * An f-string that CPython 3.11 accepts ends at the first such quote; walking through its
 * replacement fields finds the same end. So only a different end means that quotes are nested.
 */
#include <string.h>

#include "lang/lexer_internal.h"

enum { MAX_DEPTH = 50 };

typedef struct Quotes {
    char quote;
    bool triple;
    bool raw;
} Quotes;

static bool at_close(const char *p, const char *end, Quotes quotes) {
    if (!quotes.triple) {
        return *p == quotes.quote;
    }
    return end - p >= 3 && p[0] == quotes.quote && p[1] == quotes.quote && p[2] == quotes.quote;
}

/* Behind the backslash at p and what it escapes. */
static const char *skip_escape(const char *p, const char *end) {
    if (p + 1 < end && p[1] == 'N' && p + 2 < end && p[2] == '{') {
        const char *close = memchr(p, '}', (size_t)(end - p));
        return close ? close + 1 : end;
    }
    if (p + 1 < end && (p[1] == '{' || p[1] == '}')) {
        return p + 1;
    }
    return p + 2;
}

static const char *skip_field(const char *p, const char *end, Quotes quotes, int depth);

/* Behind the } of a format specification that begins at p. */
static const char *skip_format_spec(const char *p, const char *end, Quotes quotes, int depth) {
    while (p && p < end) {
        if (at_close(p, end, quotes) || (*p == '\n' && !quotes.triple)) {
            return NULL;
        }
        if (*p == '}') {
            return p + 1;
        }
        if (*p == '{') {
            p = skip_field(p + 1, end, quotes, depth + 1);
        } else if (*p == '\\' && !quotes.raw) {
            p = skip_escape(p, end);
        } else {
            p++;
        }
    }
    return NULL;
}

/* Behind the } of a replacement field whose expression begins at p. */
static const char *skip_field(const char *p, const char *end, Quotes quotes, int depth) {
    if (depth > MAX_DEPTH) {
        return NULL;
    }
    int level = 0;
    const char *word = p; /* the start of the name in front of p */
    while (p < end) {
        char c = *p;
        if (c == '\'' || c == '"') {
            p = lexer_skip_string(word, end, depth + 1);
            if (!p) {
                return NULL;
            }
            word = p;
            continue;
        }
        switch (c) {
        case '(':
        case '[':
        case '{':
            level++;
            break;
        case ')':
        case ']':
            level--;
            break;
        case '}':
            if (level-- == 0) {
                return p + 1;
            }
            break;
        case ':':
            if (level == 0) {
                return skip_format_spec(p + 1, end, quotes, depth);
            }
            break;
        case '\n':
            if (!quotes.triple) {
                return NULL;
            }
            break;
        case '#':
        case '\\':
            return NULL;
        }
        p++;
        if (!lexer_is_name_char((unsigned char)c)) {
            word = p;
        }
    }
    return NULL;
}

/* Behind the closing quotes of an f-string whose text begins at p. */
static const char *skip_fstring(const char *p, const char *end, Quotes quotes, int depth) {
    while (p && p < end) {
        if (at_close(p, end, quotes)) {
            return p + (quotes.triple ? 3 : 1);
        }
        if (*p == '\n' && !quotes.triple) {
            return NULL;
        }
        if (*p == '{') {
            p = p + 1 < end && p[1] == '{' ? p + 2 : skip_field(p + 1, end, quotes, depth);
        } else if (*p == '\\') {
            p = quotes.raw ? p + 2 : skip_escape(p, end);
        } else {
            p++;
        }
    }
    return NULL;
}

const char *lexer_skip_string(const char *p, const char *end, int depth) {
    bool format = false;
    bool raw = false;
    while (p < end && *p != '\'' && *p != '"') {
        format |= *p == 'f' || *p == 'F';
        raw |= *p == 'r' || *p == 'R';
        p++;
    }
    bool triple;
    const char *stop;
    const char *behind = lexer_skip_plain_string(p, end, &triple, &stop);
    if (!format || depth > MAX_DEPTH) {
        return behind;
    }
    Quotes quotes = {*p, triple, raw};
    const char *nested = skip_fstring(p + (triple ? 3 : 1), end, quotes, depth + 1);
    return nested ? nested : behind;
}

const char *lexer_fstring_end(const char *quote, const char *behind, const char *end, bool raw,
                              bool *nested) {
    bool triple = end - quote >= 3 && quote[1] == quote[0] && quote[2] == quote[0];
    Quotes quotes = {*quote, triple, raw};
    const char *found = skip_fstring(quote + (triple ? 3 : 1), end, quotes, 0);
    if (!found || found == behind) {
        return behind;
    }
    *nested = true;
    return found;
}
