/* The tables of the lexer: kinds of bytes, keywords, operators. */
#include <string.h>

#include "lang/lexer_internal.h"

#define L (BYTE_NAME_START | BYTE_NAME_REST)
#define H (BYTE_NAME_START | BYTE_NAME_REST | BYTE_HEX_DIGIT)
#define D (BYTE_NAME_REST | BYTE_DIGIT | BYTE_HEX_DIGIT)
const uint8_t lexer_byte_class[256] = {
    ['0'] = D,           ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D,
    ['7'] = D,           ['8'] = D, ['9'] = D, ['_'] = L, ['a'] = H, ['b'] = H, ['c'] = H,
    ['d'] = H,           ['e'] = H, ['f'] = H, ['g'] = L, ['h'] = L, ['i'] = L, ['j'] = L,
    ['k'] = L,           ['l'] = L, ['m'] = L, ['n'] = L, ['o'] = L, ['p'] = L, ['q'] = L,
    ['r'] = L,           ['s'] = L, ['t'] = L, ['u'] = L, ['v'] = L, ['w'] = L, ['x'] = L,
    ['y'] = L,           ['z'] = L, ['A'] = H, ['B'] = H, ['C'] = H, ['D'] = H, ['E'] = H,
    ['F'] = H,           ['G'] = L, ['H'] = L, ['I'] = L, ['J'] = L, ['K'] = L, ['L'] = L,
    ['M'] = L,           ['N'] = L, ['O'] = L, ['P'] = L, ['Q'] = L, ['R'] = L, ['S'] = L,
    ['T'] = L,           ['U'] = L, ['V'] = L, ['W'] = L, ['X'] = L, ['Y'] = L, ['Z'] = L,
    [0x80 ... 0xFF] = L,
};
#undef L
#undef H
#undef D

/* --- Keywords ------------------------------------------------------------------------------- */

static TokenType keyword_if(const char *start, size_t len, const char *text, TokenType type) {
    return memcmp(start, text, len) == 0 ? type : TOKEN_NAME;
}

#define TRY_KEYWORD(text, type)                                                                    \
    if (memcmp(start, text, sizeof(text) - 1) == 0)                                                \
    return type

static TokenType keyword_of_2(const char *start) {
    TRY_KEYWORD("if", TOKEN_IF);
    TRY_KEYWORD("in", TOKEN_IN);
    TRY_KEYWORD("is", TOKEN_IS);
    TRY_KEYWORD("or", TOKEN_OR);
    TRY_KEYWORD("as", TOKEN_AS);
    return TOKEN_NAME;
}

static TokenType keyword_of_3(const char *start) {
    switch (start[0]) {
    case 'a':
        return keyword_if(start, 3, "and", TOKEN_AND);
    case 'd':
        TRY_KEYWORD("def", TOKEN_DEF);
        return keyword_if(start, 3, "del", TOKEN_DEL);
    case 'f':
        return keyword_if(start, 3, "for", TOKEN_FOR);
    case 'n':
        return keyword_if(start, 3, "not", TOKEN_NOT);
    case 't':
        return keyword_if(start, 3, "try", TOKEN_TRY);
    default:
        return TOKEN_NAME;
    }
}

static TokenType keyword_of_4(const char *start) {
    switch (start[0]) {
    case 'e':
        TRY_KEYWORD("else", TOKEN_ELSE);
        return keyword_if(start, 4, "elif", TOKEN_ELIF);
    case 'f':
        return keyword_if(start, 4, "from", TOKEN_FROM);
    case 'p':
        return keyword_if(start, 4, "pass", TOKEN_PASS);
    case 'w':
        return keyword_if(start, 4, "with", TOKEN_WITH);
    case 'N':
        return keyword_if(start, 4, "None", TOKEN_NONE);
    case 'T':
        return keyword_if(start, 4, "True", TOKEN_TRUE);
    default:
        return TOKEN_NAME;
    }
}

static TokenType keyword_of_5(const char *start) {
    switch (start[0]) {
    case 'a':
        TRY_KEYWORD("async", TOKEN_ASYNC);
        return keyword_if(start, 5, "await", TOKEN_AWAIT);
    case 'b':
        return keyword_if(start, 5, "break", TOKEN_BREAK);
    case 'c':
        return keyword_if(start, 5, "class", TOKEN_CLASS);
    case 'r':
        return keyword_if(start, 5, "raise", TOKEN_RAISE);
    case 'w':
        return keyword_if(start, 5, "while", TOKEN_WHILE);
    case 'y':
        return keyword_if(start, 5, "yield", TOKEN_YIELD);
    case 'F':
        return keyword_if(start, 5, "False", TOKEN_FALSE);
    default:
        return TOKEN_NAME;
    }
}

static TokenType keyword_of_6(const char *start) {
    switch (start[0]) {
    case 'a':
        return keyword_if(start, 6, "assert", TOKEN_ASSERT);
    case 'e':
        return keyword_if(start, 6, "except", TOKEN_EXCEPT);
    case 'g':
        return keyword_if(start, 6, "global", TOKEN_GLOBAL);
    case 'i':
        return keyword_if(start, 6, "import", TOKEN_IMPORT);
    case 'l':
        return keyword_if(start, 6, "lambda", TOKEN_LAMBDA);
    case 'r':
        return keyword_if(start, 6, "return", TOKEN_RETURN);
    default:
        return TOKEN_NAME;
    }
}

TokenType lexer_keyword(const char *start, size_t len) {
    switch (len) {
    case 2:
        return keyword_of_2(start);
    case 3:
        return keyword_of_3(start);
    case 4:
        return keyword_of_4(start);
    case 5:
        return keyword_of_5(start);
    case 6:
        return keyword_of_6(start);
    case 7:
        return keyword_if(start, 7, "finally", TOKEN_FINALLY);
    case 8:
        TRY_KEYWORD("continue", TOKEN_CONTINUE);
        return keyword_if(start, 8, "nonlocal", TOKEN_NONLOCAL);
    default:
        return TOKEN_NAME;
    }
}

/* --- Operators ------------------------------------------------------------------------------- */

TokenType lexer_operator(const char *p, int *len) {
#define IF_NEXT(n, c, type)                                                                        \
    if (p[(n)-1] == (c)) {                                                                         \
        *len = (n);                                                                                \
        return type;                                                                               \
    }
    *len = 1;
    switch (*p) {
    case ':':
        IF_NEXT(2, '=', TOKEN_COLON_EQUAL)
        return TOKEN_COLON;
    case ',':
        return TOKEN_COMMA;
    case ';':
        return TOKEN_SEMICOLON;
    case '~':
        return TOKEN_TILDE;
    case '.':
        if (p[1] == '.') {
            IF_NEXT(3, '.', TOKEN_ELLIPSIS)
        }
        return TOKEN_DOT;
    case '=':
        IF_NEXT(2, '=', TOKEN_EQUAL_EQUAL)
        return TOKEN_EQUAL;
    case '+':
        IF_NEXT(2, '=', TOKEN_PLUS_EQUAL)
        return TOKEN_PLUS;
    case '-':
        IF_NEXT(2, '=', TOKEN_MINUS_EQUAL)
        IF_NEXT(2, '>', TOKEN_ARROW)
        return TOKEN_MINUS;
    case '*':
        IF_NEXT(2, '=', TOKEN_STAR_EQUAL)
        if (p[1] == '*') {
            IF_NEXT(3, '=', TOKEN_DOUBLE_STAR_EQUAL)
            *len = 2;
            return TOKEN_DOUBLE_STAR;
        }
        return TOKEN_STAR;
    case '/':
        IF_NEXT(2, '=', TOKEN_SLASH_EQUAL)
        if (p[1] == '/') {
            IF_NEXT(3, '=', TOKEN_DOUBLE_SLASH_EQUAL)
            *len = 2;
            return TOKEN_DOUBLE_SLASH;
        }
        return TOKEN_SLASH;
    case '%':
        IF_NEXT(2, '=', TOKEN_PERCENT_EQUAL)
        return TOKEN_PERCENT;
    case '@':
        IF_NEXT(2, '=', TOKEN_AT_EQUAL)
        return TOKEN_AT;
    case '&':
        IF_NEXT(2, '=', TOKEN_AMPERSAND_EQUAL)
        return TOKEN_AMPERSAND;
    case '|':
        IF_NEXT(2, '=', TOKEN_VERTICAL_BAR_EQUAL)
        return TOKEN_VERTICAL_BAR;
    case '^':
        IF_NEXT(2, '=', TOKEN_CIRCUMFLEX_EQUAL)
        return TOKEN_CIRCUMFLEX;
    case '<':
        IF_NEXT(2, '=', TOKEN_LESS_EQUAL)
        IF_NEXT(2, '>', TOKEN_LESS_GREATER)
        if (p[1] == '<') {
            IF_NEXT(3, '=', TOKEN_LEFT_SHIFT_EQUAL)
            *len = 2;
            return TOKEN_LEFT_SHIFT;
        }
        return TOKEN_LESS;
    case '>':
        IF_NEXT(2, '=', TOKEN_GREATER_EQUAL)
        if (p[1] == '>') {
            IF_NEXT(3, '=', TOKEN_RIGHT_SHIFT_EQUAL)
            *len = 2;
            return TOKEN_RIGHT_SHIFT;
        }
        return TOKEN_GREATER;
    case '!':
        IF_NEXT(2, '=', TOKEN_NOT_EQUAL)
        return TOKEN_UNKNOWN;
    default:
        return TOKEN_UNKNOWN;
    }
#undef IF_NEXT
}
