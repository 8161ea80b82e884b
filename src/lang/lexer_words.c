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

/* An operator that may be followed by =. */
static TokenType before_equal(const char *p, int *len, TokenType plain, TokenType equal) {
    if (p[1] != '=') {
        return plain;
    }
    *len = 2;
    return equal;
}

/* An operator that may be doubled, and either form followed by =. */
static TokenType maybe_doubled(const char *p, int *len, const TokenType types[4]) {
    if (p[1] != p[0]) {
        return before_equal(p, len, types[0], types[1]);
    }
    *len = p[2] == '=' ? 3 : 2;
    return types[*len];
}

/* The operators that begin with a comparison or an assignment. */
static TokenType relation(const char *p, int *len) {
    static const TokenType less[] = {TOKEN_LESS, TOKEN_LESS_EQUAL, TOKEN_LEFT_SHIFT,
                                     TOKEN_LEFT_SHIFT_EQUAL};
    static const TokenType greater[] = {TOKEN_GREATER, TOKEN_GREATER_EQUAL, TOKEN_RIGHT_SHIFT,
                                        TOKEN_RIGHT_SHIFT_EQUAL};
    switch (*p) {
    case '=':
        return before_equal(p, len, TOKEN_EQUAL, TOKEN_EQUAL_EQUAL);
    case '!':
        return before_equal(p, len, TOKEN_UNKNOWN, TOKEN_NOT_EQUAL);
    case '<':
        if (p[1] == '>') {
            *len = 2;
            return TOKEN_LESS_GREATER;
        }
        return maybe_doubled(p, len, less);
    case '>':
        return maybe_doubled(p, len, greater);
    default:
        return TOKEN_UNKNOWN;
    }
}

TokenType lexer_operator(const char *p, int *len) {
    static const TokenType star[] = {TOKEN_STAR, TOKEN_STAR_EQUAL, TOKEN_DOUBLE_STAR,
                                     TOKEN_DOUBLE_STAR_EQUAL};
    static const TokenType slash[] = {TOKEN_SLASH, TOKEN_SLASH_EQUAL, TOKEN_DOUBLE_SLASH,
                                      TOKEN_DOUBLE_SLASH_EQUAL};
    *len = 1;
    switch (*p) {
    case ':':
        return before_equal(p, len, TOKEN_COLON, TOKEN_COLON_EQUAL);
    case ',':
        return TOKEN_COMMA;
    case ';':
        return TOKEN_SEMICOLON;
    case '~':
        return TOKEN_TILDE;
    case '.':
        *len = p[1] == '.' && p[2] == '.' ? 3 : 1;
        return *len == 3 ? TOKEN_ELLIPSIS : TOKEN_DOT;
    case '+':
        return before_equal(p, len, TOKEN_PLUS, TOKEN_PLUS_EQUAL);
    case '-':
        if (p[1] == '>') {
            *len = 2;
            return TOKEN_ARROW;
        }
        return before_equal(p, len, TOKEN_MINUS, TOKEN_MINUS_EQUAL);
    case '*':
        return maybe_doubled(p, len, star);
    case '/':
        return maybe_doubled(p, len, slash);
    case '%':
        return before_equal(p, len, TOKEN_PERCENT, TOKEN_PERCENT_EQUAL);
    case '@':
        return before_equal(p, len, TOKEN_AT, TOKEN_AT_EQUAL);
    case '&':
        return before_equal(p, len, TOKEN_AMPERSAND, TOKEN_AMPERSAND_EQUAL);
    case '|':
        return before_equal(p, len, TOKEN_VERTICAL_BAR, TOKEN_VERTICAL_BAR_EQUAL);
    case '^':
        return before_equal(p, len, TOKEN_CIRCUMFLEX, TOKEN_CIRCUMFLEX_EQUAL);
    default:
        return relation(p, len);
    }
}
