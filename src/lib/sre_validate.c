/* Regular expressions: whether code is well formed, so that the engine need not look.
 *
 * A run of code is described by its bounds: every operation, its arguments and what it contains
 * lie inside; jumps go to where the structure says.
 */
#include "lib/sre.h"

typedef struct Validator {
    const uint32_t *code;
    int64_t groups;
    int depth;
} Validator;

#define NESTING_MAX 2000 /* the validator recurses; the compiler in Python gives up long before */

static bool run_is_valid(Validator *v, uint32_t at, uint32_t end);

static bool charset_is_valid(const Validator *v, uint32_t at, uint32_t end) {
    const uint32_t *code = v->code;
    while (at < end) {
        uint32_t op = code[at++];
        uint32_t room = end - at;
        switch (op) {
        case SRE_FAILURE:
            return at == end;
        case SRE_NEGATE:
            break;
        case SRE_LITERAL:
            if (room < 1) {
                return false;
            }
            at++;
            break;
        case SRE_RANGE:
        case SRE_RANGE_UNI_IGNORE:
            if (room < 2) {
                return false;
            }
            at += 2;
            break;
        case SRE_CATEGORY:
            if (room < 1 || code[at] >= SRE_CATEGORY_COUNT) {
                return false;
            }
            at++;
            break;
        case SRE_CHARSET:
            if (room < 8) {
                return false;
            }
            at += 8;
            break;
        case SRE_BIGCHARSET: {
            if (room < 65 || code[at] > 256 || room - 65 < code[at] * 8) {
                return false;
            }
            uint32_t blocks = code[at];
            const uint8_t *block_of = (const uint8_t *)(code + at + 1);
            for (int i = 0; i < 256; i++) {
                if (block_of[i] >= blocks) {
                    return false;
                }
            }
            at += 65 + blocks * 8;
            break;
        }
        default:
            return false;
        }
    }
    return false;
}

/* Where the jump whose distance is in code[at] goes, if inside; 0: it is not. */
static uint32_t target(const Validator *v, uint32_t at, uint32_t end) {
    if (at >= end || v->code[at] > end - at || v->code[at] == 0) {
        return 0;
    }
    return at + v->code[at];
}

static bool is_unit(uint32_t op) {
    switch (op) {
    case SRE_ANY:
    case SRE_ANY_ALL:
    case SRE_LITERAL:
    case SRE_NOT_LITERAL:
    case SRE_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE:
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_IN_LOC_IGNORE:
        return true;
    default:
        return false;
    }
}

static bool info_is_valid(const Validator *v, uint32_t at, uint32_t end) {
    uint32_t next = target(v, at, end);
    if (!next || next - at < 4) {
        return false;
    }
    uint32_t flags = v->code[at + 1], more = at + 4;
    if (flags & ~(uint32_t)(SRE_INFO_PREFIX | SRE_INFO_LITERAL | SRE_INFO_CHARSET) ||
        (flags & SRE_INFO_PREFIX && flags & SRE_INFO_CHARSET) ||
        (flags & SRE_INFO_LITERAL && !(flags & SRE_INFO_PREFIX))) {
        return false;
    }
    if (flags & SRE_INFO_PREFIX) {
        if (next - more < 2) {
            return false;
        }
        uint64_t len = v->code[more];
        return len > 0 && v->code[more + 1] <= len && next - more == 2 + 2 * len;
    }
    return flags & SRE_INFO_CHARSET ? charset_is_valid(v, more, next) : next == more;
}

/* The alternatives; *out: behind them. at: the first one's distance. */
static bool branch_is_valid(Validator *v, uint32_t at, uint32_t end, uint32_t *out) {
    uint32_t common = 0;
    while (at < end && v->code[at]) {
        uint32_t next = target(v, at, end);
        if (!next || next - at < 3 || v->code[next - 2] != SRE_JUMP ||
            !run_is_valid(v, at + 1, next - 2)) {
            return false;
        }
        uint32_t behind = target(v, next - 1, end);
        if (!behind || (common && behind != common)) {
            return false;
        }
        common = behind;
        at = next;
    }
    *out = at + 1;
    return at < end && common == at + 1;
}

static bool repeat_is_valid(Validator *v, uint32_t op, uint32_t at, uint32_t end, uint32_t *out) {
    uint32_t next = target(v, at, end);
    const uint32_t *code = v->code;
    if (!next || next - at < 3 || code[at + 1] > code[at + 2]) {
        return false;
    }
    switch (op) {
    case SRE_REPEAT_ONE:
    case SRE_MIN_REPEAT_ONE:
    case SRE_POSSESSIVE_REPEAT_ONE:
        *out = next;
        return next - at > 4 && is_unit(code[at + 3]) && code[next - 1] == SRE_SUCCESS &&
               run_is_valid(v, at + 3, next - 1);
    default: {
        if (next >= end || !run_is_valid(v, at + 3, next)) {
            return false;
        }
        uint32_t until = code[next];
        *out = next + 1;
        return op == SRE_POSSESSIVE_REPEAT ? until == SRE_SUCCESS
                                           : until == SRE_MAX_UNTIL || until == SRE_MIN_UNTIL;
    }
    }
}

/* (?(group)yes|no). at: the group. */
static bool conditional_is_valid(Validator *v, uint32_t at, uint32_t end, uint32_t *out) {
    const uint32_t *code = v->code;
    if (end - at < 2 || code[at] >= v->groups || code[at + 1] < 2 || code[at + 1] > end - at) {
        return false;
    }
    uint32_t no = at + code[at + 1];
    /* A jump before the second branch leads behind it; without one, there is no second branch. */
    if (no >= at + 4 && code[no - 2] == SRE_JUMP) {
        uint32_t behind = target(v, no - 1, end);
        if (behind && behind >= no && run_is_valid(v, at + 2, no - 2) &&
            run_is_valid(v, no, behind)) {
            *out = behind;
            return true;
        }
    }
    *out = no;
    return run_is_valid(v, at + 2, no);
}

/* One operation; *out: the next one. at: behind the operation's word. */
static bool operation_is_valid(Validator *v, uint32_t op, uint32_t at, uint32_t end,
                               uint32_t *out) {
    const uint32_t *code = v->code;
    uint32_t next = 0;
    *out = at + 1;
    switch (op) {
    case SRE_FAILURE:
    case SRE_SUCCESS:
    case SRE_ANY:
    case SRE_ANY_ALL:
        *out = at;
        return true;
    case SRE_MARK:
        return at < end && code[at] < 2 * v->groups;
    case SRE_LITERAL:
    case SRE_NOT_LITERAL:
    case SRE_LITERAL_IGNORE:
    case SRE_NOT_LITERAL_IGNORE:
    case SRE_LITERAL_UNI_IGNORE:
    case SRE_NOT_LITERAL_UNI_IGNORE:
    case SRE_LITERAL_LOC_IGNORE:
    case SRE_NOT_LITERAL_LOC_IGNORE:
        return at < end;
    case SRE_AT:
        return at < end && code[at] < SRE_AT_COUNT;
    case SRE_CATEGORY:
        return at < end && code[at] < SRE_CATEGORY_COUNT;
    case SRE_GROUPREF:
    case SRE_GROUPREF_IGNORE:
    case SRE_GROUPREF_UNI_IGNORE:
    case SRE_GROUPREF_LOC_IGNORE:
        return at < end && code[at] < v->groups;
    case SRE_IN:
    case SRE_IN_IGNORE:
    case SRE_IN_UNI_IGNORE:
    case SRE_IN_LOC_IGNORE:
        *out = next = target(v, at, end);
        return next && charset_is_valid(v, at + 1, next);
    case SRE_INFO:
        *out = target(v, at, end);
        return info_is_valid(v, at, end);
    case SRE_BRANCH:
        return branch_is_valid(v, at, end, out);
    case SRE_REPEAT:
    case SRE_POSSESSIVE_REPEAT:
    case SRE_REPEAT_ONE:
    case SRE_MIN_REPEAT_ONE:
    case SRE_POSSESSIVE_REPEAT_ONE:
        return repeat_is_valid(v, op, at, end, out);
    case SRE_ATOMIC_GROUP:
        *out = next = target(v, at, end);
        return next && next - at >= 2 && code[next - 1] == SRE_SUCCESS &&
               run_is_valid(v, at + 1, next - 1);
    case SRE_ASSERT:
    case SRE_ASSERT_NOT:
        *out = next = target(v, at, end);
        return next && next - at >= 3 && code[at + 1] <= INT32_MAX &&
               code[next - 1] == SRE_SUCCESS && run_is_valid(v, at + 2, next - 1);
    case SRE_GROUPREF_EXISTS:
        return conditional_is_valid(v, at, end, out);
    default:
        return false;
    }
}

static bool run_is_valid(Validator *v, uint32_t at, uint32_t end) {
    if (at > end || v->depth >= NESTING_MAX) {
        return false;
    }
    v->depth++;
    bool valid = true;
    while (valid && at < end) {
        uint32_t op = v->code[at], next = at;
        valid = op != SRE_SUCCESS && operation_is_valid(v, op, at + 1, end, &next) && next > at &&
                next <= end;
        at = next;
    }
    v->depth--;
    return valid;
}

bool sre_code_is_valid(const uint32_t *code, uint32_t len, int64_t groups) {
    Validator v = {.code = code, .groups = groups};
    return groups >= 0 && groups <= SRE_MAXGROUPS && len >= 1 && code[len - 1] == SRE_SUCCESS &&
           run_is_valid(&v, 0, len - 1);
}
