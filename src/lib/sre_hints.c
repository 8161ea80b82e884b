/* Regular expressions: what can be known of a pattern before it meets a text.
 *
 * A *class* is a set of the characters below 256; nothing is said about others. Classes are known
 * for operations that match one character, and for what can follow or begin: the first characters
 * that any match from some place on can have. They are kept as bits in tables of 256 bytes, so that
 * asking is a load and a test.
 */
#include <string.h>

#include "lib/sre.h"
#include "object/alloc.h"
#include "types/unicode.h"

enum {
    CLASSES_MAX = 64,
    JOINS_MAX = 48, /* places where ways come together, met by one question */
    NESTING_MAX = 60,
};

typedef struct Class {
    uint64_t bits[4];
} Class;

typedef struct Hinter {
    const uint32_t *code;
    uint32_t *hints;
    int64_t steps; /* that may still be taken */
    uint32_t class_len, join_len;
    int depth;
    uint32_t joins[JOINS_MAX];
    Class classes[CLASSES_MAX];
} Hinter;

static void class_add(Class *to, const Class *from) {
    for (int i = 0; i < 4; i++) {
        to->bits[i] |= from->bits[i];
    }
}
static bool classes_meet(const Class *a, const Class *b) {
    uint64_t both = 0;
    for (int i = 0; i < 4; i++) {
        both |= a->bits[i] & b->bits[i];
    }
    return both != 0;
}
static void class_add_char(Class *to, uint32_t c) {
    if (c < 256) {
        to->bits[c / 64] |= UINT64_C(1) << c % 64;
    }
}

/* The class's hint; 0: there are too many. */
static uint32_t enter_class(Hinter *h, const Class *class) {
    uint32_t i = 0;
    while (i < h->class_len && memcmp(&h->classes[i], class, sizeof *class) != 0) {
        i++;
    }
    if (i == h->class_len) {
        if (i == CLASSES_MAX) {
            return 0;
        }
        h->classes[h->class_len++] = *class;
    }
    return i / 8 << 8 | 1u << i % 8;
}
static const Class *class_of_hint(const Hinter *h, uint32_t hint) {
    return &h->classes[(hint >> 8) * 8 + (uint32_t)__builtin_ctz(hint & 0xFF)];
}

/* Adds what the single-character operation at pc matches; false: that depends on the locale. */
static bool add_unit(const Hinter *h, uint32_t pc, Class *class) {
    const uint32_t *code = h->code;
    switch (code[pc]) {
    case SRE_LITERAL:
        class_add_char(class, code[pc + 1]);
        return true;
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
    case SRE_IN_LOC_IGNORE:
        return false;
    default:
        break;
    }
    if (h->hints[pc]) {
        class_add(class, class_of_hint(h, h->hints[pc]));
        return true;
    }
    for (uint32_t c = 0; c < 256; c++) {
        if (sre_unit(code, pc, c)) {
            class_add_char(class, c);
        }
    }
    return true;
}

/* Ways join at pc: whether this one is the first to come along. More than can be noted: false, and
 * the question is given up. */
static bool joins(Hinter *h, uint32_t pc, bool *given_up) {
    for (uint32_t i = 0; i < h->join_len; i++) {
        if (h->joins[i] == pc) {
            return false;
        }
    }
    if (h->join_len == JOINS_MAX) {
        *given_up = true;
        return false;
    }
    h->joins[h->join_len++] = pc;
    return true;
}

/* Adds what a match of the code from pc to its end can begin with; false: nothing is known, or it
 * may be empty. */
static bool add_first(Hinter *h, uint32_t pc, Class *class) {
    const uint32_t *code = h->code;
    bool given_up = false, known;
    if (h->depth >= NESTING_MAX) {
        return false;
    }
    for (; --h->steps > 0;) {
        uint32_t op = code[pc], at = pc + 1;
        switch (op) {
        case SRE_MARK:
        case SRE_AT:
            pc += 2;
            continue;
        case SRE_INFO:
        case SRE_ASSERT:
        case SRE_ASSERT_NOT:
            pc = at + code[at];
            continue;
        case SRE_JUMP:
            pc = at + code[at];
            if (!joins(h, pc, &given_up)) {
                return !given_up;
            }
            continue;
        case SRE_FAILURE:
            return true;
        case SRE_CATEGORY:
            for (uint32_t c = 0; c < 256; c++) {
                if (sre_category(code[at], c)) {
                    class_add_char(class, c);
                }
            }
            return true;
        case SRE_BRANCH:
            known = true;
            h->depth++;
            for (; known && code[at]; at += code[at]) {
                known = add_first(h, at + 1, class);
            }
            h->depth--;
            return known;
        case SRE_REPEAT_ONE:
        case SRE_MIN_REPEAT_ONE:
        case SRE_POSSESSIVE_REPEAT_ONE:
            if (!add_unit(h, at + 3, class)) {
                return false;
            }
            if (code[at + 1] > 0) {
                return true;
            }
            pc = at + code[at];
            continue;
        case SRE_REPEAT:
            h->depth++;
            known = add_first(h, at + 3, class);
            h->depth--;
            if (!known || code[at + 1] > 0) {
                return known;
            }
            pc = at + code[at] + 1;
            if (!joins(h, pc, &given_up)) {
                return !given_up;
            }
            continue;
        case SRE_MAX_UNTIL:
        case SRE_MIN_UNTIL: /* another round, or what is behind */
            if (!joins(h, at, &given_up)) {
                return !given_up;
            }
            h->depth++;
            known = add_first(h, h->hints[pc], class);
            h->depth--;
            if (!known) {
                return false;
            }
            pc = at;
            continue;
        case SRE_SUCCESS:
        case SRE_ATOMIC_GROUP:
        case SRE_POSSESSIVE_REPEAT:
        case SRE_GROUPREF:
        case SRE_GROUPREF_IGNORE:
        case SRE_GROUPREF_UNI_IGNORE:
        case SRE_GROUPREF_LOC_IGNORE:
        case SRE_GROUPREF_EXISTS:
            return false;
        default:
            return add_unit(h, pc, class);
        }
    }
    return false;
}

static uint32_t first_hint(Hinter *h, uint32_t pc) {
    Class class = {{0}};
    h->join_len = 0;
    return add_first(h, pc, &class) ? enter_class(h, &class) : 0;
}

static void hint_unit(Hinter *h, uint32_t pc) {
    Class class = {{0}};
    if (add_unit(h, pc, &class)) {
        h->hints[pc] = enter_class(h, &class);
    }
}

/* A run of one operation: its class, the class of what follows, and whether both have a character
 * in common (then the word of the least number has no hint). */
static void hint_run(Hinter *h, uint32_t args) {
    const uint32_t *code = h->code;
    uint32_t unit = args + 3, follows = first_hint(h, args + code[args]);
    Class class = {{0}};
    h->hints[args] = follows;
    if (follows && add_unit(h, unit, &class)) {
        h->hints[args + 1] = !classes_meet(&class, class_of_hint(h, follows));
    }
}

/* Visits the operations from `at` to `end`: once for the units and ways back of repeats, once for
 * what builds on them. */
static void walk(Hinter *h, uint32_t at, uint32_t end, bool units) {
    const uint32_t *code = h->code;
    while (at < end) {
        uint32_t op = code[at++], next;
        switch (op) {
        case SRE_FAILURE:
        case SRE_SUCCESS:
        case SRE_ANY:
        case SRE_ANY_ALL:
        case SRE_MAX_UNTIL:
        case SRE_MIN_UNTIL:
            break;
        case SRE_IN:
        case SRE_IN_IGNORE:
        case SRE_IN_UNI_IGNORE:
            if (units) {
                hint_unit(h, at - 1);
            }
            at += code[at];
            break;
        case SRE_IN_LOC_IGNORE:
        case SRE_INFO:
            at += code[at];
            break;
        case SRE_BRANCH:
            for (; code[at]; at = next) {
                next = at + code[at];
                if (!units) {
                    h->hints[at] = first_hint(h, at + 1);
                }
                walk(h, at + 1, next - 2, units);
            }
            at++;
            break;
        case SRE_REPEAT_ONE:
        case SRE_MIN_REPEAT_ONE:
        case SRE_POSSESSIVE_REPEAT_ONE:
            if (units) {
                walk(h, at + 3, at + code[at] - 1, units);
            } else {
                hint_run(h, at);
            }
            at += code[at];
            break;
        case SRE_REPEAT:
            next = at + code[at];
            if (units) {
                h->hints[next] = at + 3;
            } else {
                h->hints[at] = first_hint(h, at + 3);
                h->hints[at + 1] = first_hint(h, next + 1);
            }
            walk(h, at + 3, next, units);
            at = next;
            break;
        case SRE_POSSESSIVE_REPEAT:
            walk(h, at + 3, at + code[at], units);
            at += code[at];
            break;
        case SRE_ATOMIC_GROUP:
            walk(h, at + 1, at + code[at], units);
            at += code[at];
            break;
        case SRE_ASSERT:
        case SRE_ASSERT_NOT:
            walk(h, at + 2, at + code[at], units);
            at += code[at];
            break;
        case SRE_GROUPREF_EXISTS: /* a jump before the second branch goes by as an operation */
            at += 2;
            break;
        default: /* an operation and a word */
            at++;
        }
    }
}

bool sre_make_hints(VM *vm, Pattern *p) {
    Hinter h = {.code = p->code, .steps = 1000 + 20 * (int64_t)p->code_len};
    h.hints = raw_alloc(vm, p->code_len * sizeof *h.hints);
    if (!h.hints) {
        return false;
    }
    memset(h.hints, 0, p->code_len * sizeof *h.hints);
    walk(&h, 0, p->code_len, true);
    walk(&h, 0, p->code_len, false);
    uint32_t first = first_hint(&h, 0);
    size_t size = SRE_CLASSES_SIZE(h.class_len);
    uint8_t *classes = size ? raw_alloc(vm, size) : NULL;
    if (size && !classes) {
        raw_free(vm, h.hints, p->code_len * sizeof *h.hints);
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        classes[i] = 0;
    }
    for (uint32_t i = 0; i < h.class_len; i++) {
        for (uint32_t c = 0; c < 256; c++) {
            classes[i / 8 * 256 + c] |=
                (uint8_t)((h.classes[i].bits[c / 64] >> c % 64 & 1) << i % 8);
        }
    }
    p->classes = classes;
    p->class_len = h.class_len;
    p->first = first;
    p->hints = h.hints;
    return true;
}

void sre_free_hints(VM *vm, Pattern *p) {
    if (p->hints) {
        raw_free(vm, p->hints, p->code_len * sizeof *p->hints);
        p->hints = NULL;
    }
    if (p->classes) {
        raw_free(vm, p->classes, SRE_CLASSES_SIZE(p->class_len));
        p->classes = NULL;
    }
}
