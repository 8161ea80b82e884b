/* Changes of Python source: by lines, by tokens, by bracketed expressions.
 *
 * A change works on a copy: the text is cut into head, middle and tail, and a new middle is put in.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static const char *const words[] = {
    "None",
    "True",
    "False",
    "0",
    "1",
    "-1",
    "2**63",
    "2**64-1",
    "-2**63",
    "1.5",
    "float('nan')",
    "1j",
    "''",
    "'a'",
    "'\\u20ac'",
    "b'a'",
    "[]",
    "{}",
    "()",
    "set()",
    "[1, 2, 3]",
    "{'a': 1}",
    "{1, 2}",
    "range(3)",
    "...",
    "object()",
    "int",
    "str",
    "list",
    "dict",
    "tuple",
    "set",
    "type",
    "object",
    "Exception",
    "lambda: 0",
    "lambda *a, **k: a",
    "(yield)",
    "await x",
    "x := 1",
    "*x",
    "**x",
    "not",
    "and",
    "or",
    "in",
    "is",
    "is not",
    "not in",
    "if",
    "else",
    "for",
    "while",
    "break",
    "continue",
    "return",
    "yield",
    "yield from",
    "pass",
    "del",
    "global x",
    "nonlocal x",
    "raise",
    "try",
    "except",
    "finally",
    "with",
    "as",
    "class",
    "def",
    "async",
    "await",
    "import",
    "from",
    "match",
    "case",
    "_",
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "@",
    "&",
    "|",
    "^",
    "<<",
    ">>",
    "==",
    "!=",
    "<",
    "<=",
    "=",
    "+=",
    ":=",
    "->",
    ":",
    ",",
    ".",
    ";",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "f'{x}'",
    "f'{x!r:>{y}}'",
    "x",
    "y",
    "self",
    "cls",
    "super()",
    "super().__init__()",
    "__class__",
    "__dict__",
    "__slots__",
    "__init__",
    "__new__",
    "__del__",
    "__eq__",
    "__hash__",
    "__getattr__",
    "__getattribute__",
    "__set_name__",
    "__get__",
    "__set__",
    "__iter__",
    "__next__",
    "__enter__",
    "__exit__",
    "__call__",
    "__mro__",
    "__bases__",
    "__name__",
    "__index__",
    "__len__",
    "__contains__",
    "__getitem__",
    "__setitem__",
    "__repr__",
    "append",
    "pop",
    "clear",
    "update",
    "sort",
    "insert",
    "extend",
    "keys()",
    "items()",
    "copy()",
    "join",
    "split",
    "format",
    "send(None)",
    "throw(KeyError)",
    "close()",
    "gc.collect()",
    "len",
    "iter",
    "next",
    "sorted",
    "map",
    "zip",
    "filter",
    "isinstance",
    "getattr",
    "setattr",
    "delattr",
    "hasattr",
    "vars()",
    "locals()",
    "globals()",
    "dir()",
    "eval('x')",
    "exec('x = 1')",
    "print",
    "repr",
    "hash",
    "id",
    "sum",
    "min",
    "max",
    "any",
    "all",
    "enumerate",
    "reversed",
    "memoryview",
    "bytearray",
    "bytes",
    "frozenset",
    "slice",
    "property",
    "classmethod",
    "staticmethod",
    "complex",
    "divmod",
    "pow",
    "weakref.ref",
    "x.f_locals",
    "e.__traceback__",
    "__import__('gc')",
    "__import__('sys')",
    "sys._getframe()",
};

static const char *const lines[] = {
    "pass",
    "x = y",
    "del x",
    "x = []",
    "x.append(x)",
    "import gc; gc.collect()",
    "x = x.__class__",
    "raise",
    "return x",
    "yield x",
    "break",
    "continue",
    "for x in y:\n    pass",
    "while x:\n    x = 0",
    "try:\n    x\nexcept Exception as e:\n    x = e",
    "with x as y:\n    pass",
    "class C(x):\n    pass",
    "def f(*a, **k):\n    return a",
    "async def f():\n    return x",
    "if x:\n    y = x",
    "x, *y = x",
    "[x for x in y if x]",
    "{x: y for x in y}",
    "(x for x in y)",
    "global x",
    "x.clear()",
    "x = iter(x)",
    "next(x)",
    "x.__del__ = lambda self: x.clear()",
    "x += 1",
    "x *= 2",
    "x[:] = y",
    "del x[:]",
    "x[0] = x",
    "match x:\n    case [a, *b]:\n        y = a\n    case {'a': a, **b}:\n        y = b\n    case "
    "_:\n        pass",
    "try:\n    raise x\nfinally:\n    y = 1",
    "try:\n    x\nexcept* ValueError:\n    pass",
    "assert x, y",
    "class C:\n    def __eq__(self, o):\n        x.clear()\n        return True\n    __hash__ = "
    "lambda self: 1",
    "def f():\n    x = yield from y\n    return x",
    "f = lambda x=x: (yield x)",
    "exec('y = x')",
    "x = f'{x!r}{y=}'",
    "class C:\n    __slots__ = 'a', 'b'",
    "class M(type):\n    def __call__(cls):\n        return x",
    "x.__class__ = y",
};
#define COUNT(table) (sizeof(table) / sizeof *(table))

typedef struct Text {
    uint8_t *data;
    size_t size, max;
    unsigned state; /* of the random numbers */
} Text;

static unsigned random_below(Text *t, size_t n) {
    t->state = t->state * 1103515245u + 12345u;
    return n ? (unsigned)((t->state >> 8) % n) : 0;
}

/* Puts `with` in place of data[from:to]; nothing if that is too long. */
static void replace(Text *t, size_t from, size_t to, const void *with, size_t len) {
    if (from > to || to > t->size || t->size - (to - from) + len > t->max) {
        return;
    }
    uint8_t *copy = malloc(len + 1);
    if (!copy) {
        return;
    }
    memcpy(copy, with, len); /* it may lie in the text */
    memmove(t->data + from + len, t->data + to, t->size - to);
    memcpy(t->data + from, copy, len);
    t->size = t->size - (to - from) + len;
    free(copy);
}

/* ------------------------------------------------------------------ lines */

/* The line around a random place. */
static void pick_line(Text *t, size_t *from, size_t *to) {
    size_t at = random_below(t, t->size);
    for (*from = at; *from > 0 && t->data[*from - 1] != '\n'; --*from) {}
    for (*to = at; *to < t->size && t->data[*to] != '\n'; ++*to) {}
    *to += *to < t->size;
}

static size_t indent_of(const Text *t, size_t from) {
    size_t n = 0;
    while (from + n < t->size && t->data[from + n] == ' ') {
        n++;
    }
    return n;
}

/* Extends a line to its block: what follows with a deeper indentation. */
static size_t block_end(const Text *t, size_t from, size_t to) {
    size_t indent = indent_of(t, from);
    while (to < t->size && (indent_of(t, to) > indent || t->data[to] == '\n')) {
        while (to < t->size && t->data[to++] != '\n') {}
    }
    return to;
}

/* Puts lines (text, with an indentation of `has`) before the line at `place`, indented as that one
 * is. */
static void insert_lines(Text *t, size_t place, const uint8_t *text, size_t len, size_t has) {
    size_t wants = indent_of(t, place), out = 0, lines_max = 1;
    for (size_t i = 0; i < len; i++) {
        lines_max += text[i] == '\n';
    }
    uint8_t *made = malloc(len + lines_max * (wants + 1) + 1);
    if (!made) {
        return;
    }
    for (size_t i = 0; i < len;) {
        for (size_t n = 0; n < has && i < len && text[i] == ' '; n++) {
            i++;
        }
        memset(made + out, ' ', wants);
        out += wants;
        while (i < len && (made[out++] = text[i++]) != '\n') {}
    }
    if (out && made[out - 1] != '\n') {
        made[out++] = '\n';
    }
    replace(t, place, place, made, out);
    free(made);
}

static void change_lines(Text *t) {
    size_t from, to, from2, to2;
    pick_line(t, &from, &to);
    pick_line(t, &from2, &to2);
    if (random_below(t, 2)) {
        to = block_end(t, from, to);
    }
    switch (random_below(t, 4)) {
    case 0:
        replace(t, from, to, "", 0);
        break;
    case 1: { /* a copy elsewhere */
        insert_lines(t, from2, t->data + from, to - from, indent_of(t, from));
        break;
    }
    case 2: { /* one of ours */
        const char *line = lines[random_below(t, COUNT(lines))];
        insert_lines(t, from2, (const uint8_t *)line, strlen(line), 0);
        break;
    }
    default: /* another one in its place */
        to2 = block_end(t, from2, to2);
        replace(t, from, to, t->data + from2, to2 - from2);
        break;
    }
}

/* ------------------------------------------------------------------ tokens and expressions */

static bool is_word(uint8_t c) {
    return isalnum(c) || c == '_' || c >= 0x80;
}

/* The token around a random place. */
static void pick_token(Text *t, size_t *from, size_t *to) {
    size_t at = random_below(t, t->size);
    while (at < t->size && isspace(t->data[at])) {
        at++;
    }
    *from = at;
    *to = at < t->size ? at + 1 : at;
    if (at < t->size && is_word(t->data[at])) {
        while (*from > 0 && is_word(t->data[*from - 1])) {
            --*from;
        }
        while (*to < t->size && is_word(t->data[*to])) {
            ++*to;
        }
    } else if (at < t->size && (t->data[at] == '\'' || t->data[at] == '"')) {
        while (*to < t->size && t->data[*to] != t->data[at] && t->data[*to] != '\n') {
            ++*to;
        }
        *to += *to < t->size;
    }
}

/* The nearest bracketed expression behind a random place, brackets included. false: there is none.
 */
static bool pick_brackets(Text *t, size_t *from, size_t *to) {
    size_t at = random_below(t, t->size);
    while (at < t->size && !strchr("([{", t->data[at] ? t->data[at] : 'x')) {
        at++;
    }
    *from = at;
    int depth = 0;
    for (; at < t->size; at++) {
        uint8_t c = t->data[at];
        depth += c == '(' || c == '[' || c == '{';
        depth -= c == ')' || c == ']' || c == '}';
        if (depth == 0) {
            *to = at + 1;
            return true;
        }
    }
    return false;
}

static void change_tokens(Text *t) {
    size_t from, to, from2, to2;
    const char *word = words[random_below(t, COUNT(words))];
    pick_token(t, &from, &to);
    switch (random_below(t, 6)) {
    case 0:
        replace(t, from, to, "", 0);
        break;
    case 1:
    case 2:
        replace(t, from, to, word, strlen(word));
        break;
    case 3:
        replace(t, to, to, word, strlen(word));
        break;
    default:
        pick_token(t, &from2, &to2);
        replace(t, from, to, t->data + from2, to2 - from2);
        break;
    }
}

static void change_brackets(Text *t) {
    size_t from, to, from2, to2;
    const char *word = words[random_below(t, COUNT(words))];
    if (!pick_brackets(t, &from, &to)) {
        change_tokens(t);
        return;
    }
    switch (random_below(t, 4)) {
    case 0: /* empty them */
        replace(t, from + 1, to - 1, word, random_below(t, 2) ? strlen(word) : 0);
        break;
    case 1: /* other brackets' contents */
        if (pick_brackets(t, &from2, &to2)) {
            replace(t, from, to, t->data + from2, to2 - from2);
        }
        break;
    case 2: /* one argument more */
        if (to - from > 2) {
            replace(t, to - 1, to - 1, ", ", 2);
            replace(t, to + 1, to + 1, word, strlen(word));
        }
        break;
    default: /* twice */
        replace(t, to, to, t->data + from, to - from);
        break;
    }
}

size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    Text t = {data, size, max_size, seed * 2654435761u + 1};
    unsigned times = 1 + random_below(&t, 4);
    for (unsigned i = 0; i < times; i++) {
        unsigned kind = random_below(&t, 10);
        if (kind < 4) {
            change_lines(&t);
        } else if (kind < 8) {
            change_tokens(&t);
        } else {
            change_brackets(&t);
        }
    }
    return t.size;
}

size_t fuzz_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                  size_t max_size, unsigned seed) {
    if (a_size > max_size) {
        a_size = max_size;
    }
    memcpy(out, a, a_size);
    Text t = {out, a_size, max_size, seed * 2654435761u + 1};
    Text other = {(uint8_t *)(uintptr_t)b, b_size, b_size, seed};
    size_t from, to, place, end;
    for (int i = 0; i < 3; i++) {
        pick_line(&other, &from, &to);
        to = block_end(&other, from, to);
        pick_line(&t, &place, &end);
        insert_lines(&t, place, b + from, to - from, indent_of(&other, from));
    }
    return t.size;
}
