/* Regular expressions: matching, by trying and going back.
 *
 * All that changes while matching (marks, the state of repeats) is noted on the stack, so that
 * going back restores it exactly. An assertion, an atomic group or a round of a possessive repeat
 * begins with a *barrier*; when its inside has matched, what could be tried inside is forgotten,
 * and only the notes about marks stay.
 */
#include <string.h>

#include "lib/sre.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/str.h"
#include "types/unicode.h"
#include "vm/interp.h"

/* Entries to be tried, with what they use:
 *   BRANCH          pc: distance word of the next alternative; at
 *   REPEAT_ONE      pc: what follows; at: where the run ends now; n: where it ends at the least;
 *                   x: hint of what follows
 *   MIN_REPEAT_ONE  pc: the operation's distance word; at; n: how many it has taken
 *   UNTIL_TAIL      pc: what follows the repeat; at; x: the repeat
 *   UNTIL_BODY      at; x: the repeat
 *   BARRIER         pc: the operation; at: where it began; x: outer barrier; y: the repeat outside;
 *                   n: rounds of a possessive repeat
 * and notes:
 *   MARK            pc: which; at: its value; x: lastmark; y: lastindex
 *   REPEAT          (the state of a repeat) pc: its distance word; n: rounds, -1 at first; at:
 *                   where the last optional round began; x: the repeat outside
 *   SET_REPEAT      x: the repeat that was the innermost
 *   COUNT           x: the repeat; n, at: its state */
enum EntryKind {
    ENTRY_BRANCH,
    ENTRY_REPEAT_ONE,
    ENTRY_MIN_REPEAT_ONE,
    ENTRY_UNTIL_TAIL,
    ENTRY_UNTIL_BODY,
    ENTRY_BARRIER,
    ENTRY_MARK,
    ENTRY_REPEAT,
    ENTRY_SET_REPEAT,
    ENTRY_COUNT,
};

#define TICKS_PER_CHECK 4096

static bool grow(Sre *s) {
    uint32_t cap = s->cap * 2;
    SreEntry *stack;
    if (s->cap >= UINT32_MAX / 2) {
        raise_memory_error(s->vm);
        return false;
    }
    if (s->stack == s->inline_stack) {
        stack = raw_alloc(s->vm, cap * sizeof *stack);
        if (stack) {
            memcpy(stack, s->inline_stack, sizeof s->inline_stack);
        }
    } else {
        stack = raw_realloc(s->vm, s->stack, s->cap * sizeof *stack, cap * sizeof *stack);
    }
    if (!stack) {
        return false;
    }
    s->stack = stack;
    s->cap = cap;
    return true;
}

/* false: no memory. Entries may move. */
static inline bool push(Sre *s, uint32_t kind, uint32_t pc, int64_t at, uint32_t x, uint32_t y,
                        int64_t n) {
    if (UNLIKELY(s->depth == s->cap) && !grow(s)) {
        return false;
    }
    s->stack[s->depth++] = (SreEntry){kind, pc, at, x, y, n};
    return true;
}

/* Interrupts and hooks; collections wait for the evaluation loop. */
static bool may_go_on(Sre *s) {
    VM *vm = s->vm;
    return !(vm->interrupted || vm->pending & (PENDING_INTERRUPT | PENDING_CALLBACK)) ||
           interp_pending(vm);
}

static void undo(Sre *s, const SreEntry *e) {
    switch (e->kind) {
    case ENTRY_MARK:
        s->marks[e->pc] = e->at;
        s->lastmark = (int32_t)e->x;
        s->lastindex = (int32_t)e->y;
        break;
    case ENTRY_REPEAT:
    case ENTRY_SET_REPEAT:
        s->repeat = e->x;
        break;
    case ENTRY_COUNT:
        s->stack[e->x].n = e->n;
        s->stack[e->x].at = e->at;
        break;
    default:
        break;
    }
}

static bool set_mark(Sre *s, uint32_t i, int64_t at) {
    if (s->depth &&
        !push(s, ENTRY_MARK, i, s->marks[i], (uint32_t)s->lastmark, (uint32_t)s->lastindex, 0)) {
        return false;
    }
    if (i & 1) {
        s->lastindex = (int32_t)(i / 2 + 1);
    }
    if ((int32_t)i > s->lastmark) {
        for (uint32_t j = (uint32_t)(s->lastmark + 1); j < i; j++) {
            s->marks[j] = -1;
        }
        s->lastmark = (int32_t)i;
    }
    s->marks[i] = at;
    return true;
}

static inline bool group_is_set(const Sre *s, uint32_t group) {
    return (int64_t)2 * group < s->lastmark && s->marks[2 * group] >= 0 &&
           s->marks[2 * group + 1] >= s->marks[2 * group];
}

/* Forgets what is above entry `base`, and base too, but for the notes about marks. */
static void keep_marks(Sre *s, uint32_t base) {
    uint32_t to = base;
    for (uint32_t i = base + 1; i < s->depth; i++) {
        if (s->stack[i].kind == ENTRY_MARK) {
            s->stack[to++] = s->stack[i];
        }
    }
    s->depth = to;
}

static bool enter_round(Sre *s, uint32_t op_at, int64_t at, int64_t rounds, uint32_t outer,
                        uint32_t repeat) {
    s->barrier = s->depth;
    return push(s, ENTRY_BARRIER, op_at, at, outer, repeat, rounds);
}

/* Begins an assertion, atomic group or possessive repeat. */
static int enter(Sre *s, uint32_t *pc, int64_t *at) {
    const uint32_t *code = s->pattern->code;
    uint32_t op_at = *pc, op = code[op_at];
    bool is_assertion = op == SRE_ASSERT || op == SRE_ASSERT_NOT;
    if (is_assertion && *at < (int64_t)code[op_at + 2]) {
        *pc = op_at + 1 + code[op_at + 1];
        return op == SRE_ASSERT_NOT;
    }
    if (op == SRE_POSSESSIVE_REPEAT && code[op_at + 3] == 0) {
        *pc = op_at + 1 + code[op_at + 1] + 1;
        return 1;
    }
    if (!enter_round(s, op_at, *at, 0, s->barrier, s->repeat)) {
        return -1;
    }
    *at -= is_assertion ? (int64_t)code[op_at + 2] : 0;
    *pc = op_at + (is_assertion ? 3 : op == SRE_ATOMIC_GROUP ? 2 : 4);
    return 1;
}

/* The inside of the innermost barrier has matched. 1: go on, 0: that means failure, -1: no memory.
 */
static int leave_succeeded(Sre *s, uint32_t *pc, int64_t *at) {
    const uint32_t *code = s->pattern->code;
    uint32_t base = s->barrier;
    SreEntry b = s->stack[base];
    uint32_t args = b.pc + 1;
    s->barrier = b.x;
    s->repeat = b.y;
    *pc = args + code[args];
    switch (code[b.pc]) {
    case SRE_ASSERT_NOT:
        while (s->depth > base) {
            s->depth--;
            if (s->stack[s->depth].kind == ENTRY_MARK) {
                undo(s, &s->stack[s->depth]);
            }
        }
        return 0;
    case SRE_ASSERT:
        *at = b.at;
        break;
    case SRE_POSSESSIVE_REPEAT: {
        int64_t min = code[args + 1], max = code[args + 2], rounds = b.n + 1;
        bool empty = *at == b.at && rounds > min;
        if (rounds < min || (!empty && (code[args + 2] == SRE_MAXREPEAT || rounds < max))) {
            keep_marks(s, base);
            *pc = args + 3;
            return enter_round(s, b.pc, *at, rounds, b.x, b.y) ? 1 : -1;
        }
        *pc += 1;
        break;
    }
    default:
        break;
    }
    keep_marks(s, base);
    return 1;
}

/* The inside of a barrier (already off the stack) cannot match. True: that is all right. */
static bool leave_failed(Sre *s, const SreEntry *b, uint32_t *pc, int64_t *at) {
    const uint32_t *code = s->pattern->code;
    uint32_t args = b->pc + 1;
    s->barrier = b->x;
    s->repeat = b->y;
    *pc = args + code[args];
    *at = b->at;
    switch (code[b->pc]) {
    case SRE_ASSERT_NOT:
        return true;
    case SRE_POSSESSIVE_REPEAT:
        *pc += 1;
        return b->n >= (int64_t)code[args + 1];
    default:
        return false;
    }
}

static inline bool class_has(const uint8_t *classes, uint32_t hint, uint8_t c) {
    return (classes[(hint & ~UINT32_C(0xFF)) + c] & hint) != 0;
}

#define CHAR uint8_t
#define NAME(x) x##_1
#include "lib/sre_engine_impl.h"
#define CHAR uint16_t
#define NAME(x) x##_2
#include "lib/sre_engine_impl.h"
#define CHAR uint32_t
#define NAME(x) x##_4
#include "lib/sre_engine_impl.h"

int sre_match(Sre *s) {
    switch (s->width) {
    case 1:
        return run_1(s, 0, s->start);
    case 2:
        return run_2(s, 0, s->start);
    default:
        return run_4(s, 0, s->start);
    }
}

int sre_search(Sre *s) {
    switch (s->width) {
    case 1:
        return search_1(s);
    case 2:
        return search_2(s);
    default:
        return search_4(s);
    }
}

bool sre_text(VM *vm, Object *string, SreText *text) {
    if (is_str(vm, string)) {
        *text = (SreText){STR(string)->data, STR_LEN(string), str_width(string), false};
        return true;
    }
    ByteView view;
    if (!type_of(vm, string)->slots.buffer) {
        raise(vm, EXC_TypeError, "expected string or bytes-like object, got '%T'", string);
        return false;
    }
    if (object_byte_view(vm, string, &view) < 0) {
        return false;
    }
    *text = (SreText){view.data, (int64_t)view.len, 1, true};
    return true;
}

static int64_t clip(int64_t i, int64_t len) {
    return i < 0 ? 0 : i > len ? len : i;
}

bool sre_init(Sre *s, VM *vm, Pattern *p, Object *string, int64_t pos, int64_t endpos) {
    SreText text;
    if (!sre_text(vm, string, &text)) {
        return false;
    }
    if (p->kind == SRE_OF_STR && text.is_bytes) {
        raise(vm, EXC_TypeError, "cannot use a string pattern on a bytes-like object");
        return false;
    }
    if (p->kind == SRE_OF_BYTES && !text.is_bytes) {
        raise(vm, EXC_TypeError, "cannot use a bytes pattern on a string-like object");
        return false;
    }
    if (UNLIKELY(!p->hints) && !sre_make_hints(vm, p)) {
        return false;
    }
    s->vm = vm;
    s->hints = p->hints;
    s->classes = p->classes;
    s->marks = s->inline_marks;
    if (p->groups > SRE_INLINE_MARKS / 2) {
        s->marks = raw_alloc(vm, (size_t)p->groups * 2 * sizeof *s->marks);
        if (!s->marks) {
            return false;
        }
    }
    s->pattern = p;
    s->string = new_ref(string);
    if (is_bytearray(vm, string)) {
        BYTEARRAY(string)->exports++; /* must keep its length and place meanwhile */
    }
    static const uint32_t nothing[1];
    s->text = text.data ? text.data : nothing;
    s->width = text.width;
    s->is_bytes = text.is_bytes;
    s->len = text.len;
    s->start = s->start_given = clip(pos, text.len);
    s->end = clip(endpos, text.len);
    s->at = 0;
    s->advance_at = -1;
    s->lastmark = s->lastindex = -1;
    s->match_all = false;
    s->ticks = 0;
    s->stack = s->inline_stack;
    s->cap = SRE_INLINE_ENTRIES;
    s->depth = 0;
    return true;
}

void sre_deinit(Sre *s) {
    if (s->stack != s->inline_stack) {
        raw_free(s->vm, s->stack, s->cap * sizeof *s->stack);
    }
    if (s->marks != s->inline_marks) {
        raw_free(s->vm, s->marks, (size_t)s->pattern->groups * 2 * sizeof *s->marks);
    }
    if (is_bytearray(s->vm, s->string)) {
        BYTEARRAY(s->string)->exports--;
    }
    decref(s->vm, s->string);
}

Object *sre_slice(VM *vm, bool is_bytes, Object *string, int64_t start, int64_t end) {
    if (!is_bytes) {
        if (is_exact(string, SHAPE_STR) && start == 0 && end == STR_LEN(string)) {
            return new_ref(string);
        }
        return str_substring(vm, string, (size_t)start, (size_t)end);
    }
    ByteView view;
    if (object_byte_view(vm, string, &view) < 0) {
        return NULL;
    }
    start = clip(start, (int64_t)view.len);
    end = clip(end, (int64_t)view.len);
    if (is_exact(string, SHAPE_BYTES) && start == 0 && end == (int64_t)view.len) {
        return new_ref(string);
    }
    return bytes_from(vm, start < end ? view.data + start : NULL,
                      start < end ? (size_t)(end - start) : 0);
}
