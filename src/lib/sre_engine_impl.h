/* The matcher for one width of characters. The including file defines CHAR and NAME(x). */

/* Whether c may be of the class; what is not in classes may always. */
static inline bool NAME(may)(const Sre *s, uint32_t hint, uint32_t c) {
    return (sizeof(CHAR) > 1 && c > 0xFF) || class_has(s->classes, hint, (uint8_t)c);
}

/* Whether what the hint tells of may begin at `at`; 0: nothing is known of it. */
static inline bool NAME(may_begin)(const Sre *s, uint32_t hint, int64_t at) {
    return !hint || (at < s->end && NAME(may)(s, hint, ((const CHAR *)s->text)[at]));
}

/* Whether the single-character operation at pc matches c. */
static inline bool NAME(unit)(const Sre *s, uint32_t pc, uint32_t c) {
    uint32_t hint = s->hints[pc];
    return hint && (sizeof(CHAR) == 1 || c <= 0xFF) ? class_has(s->classes, hint, (uint8_t)c)
                                                    : sre_unit(s->pattern->code, pc, c);
}

/* The first c from i on, or end. */
static inline int64_t NAME(next)(const CHAR *text, int64_t i, int64_t end, uint32_t c) {
    if (sizeof(CHAR) == 1) {
        const CHAR *hit = c < 256 && i < end ? memchr(text + i, (int)c, (size_t)(end - i)) : NULL;
        return hit ? hit - text : end;
    }
    while (i < end && text[i] != c) {
        i++;
    }
    return i;
}

/* How often the operation at pc matches in a row from `at` on, at most max times. */
static int64_t NAME(count)(const Sre *s, uint32_t pc, int64_t at, uint32_t max) {
    const uint32_t *code = s->pattern->code;
    const CHAR *text = s->text;
    int64_t end = s->end, i = at;
    if (max != SRE_MAXREPEAT && end - at > (int64_t)max) {
        end = at + max;
    }
    switch (code[pc]) {
    case SRE_ANY_ALL:
        i = end > at ? end : at;
        break;
    case SRE_ANY:
        i = NAME(next)(text, i, end, '\n');
        break;
    case SRE_NOT_LITERAL:
        i = NAME(next)(text, i, end, code[pc + 1]);
        break;
    case SRE_LITERAL:
        while (i < end && text[i] == code[pc + 1]) {
            i++;
        }
        break;
    default:
        while (i < end && NAME(unit)(s, pc, text[i])) {
            i++;
        }
    }
    return i - at;
}

static bool NAME(word_edge)(const Sre *s, int64_t at, uint32_t category, bool wanted) {
    const CHAR *text = s->text;
    if (s->end <= 0) {
        return false;
    }
    bool before = at > 0 && sre_category(category, text[at - 1]);
    bool behind = at < s->end && sre_category(category, text[at]);
    return (before != behind) == wanted;
}

static bool NAME(place)(const Sre *s, uint32_t where, int64_t at) {
    const CHAR *text = s->text;
    switch (where) {
    case SRE_AT_BEGINNING:
    case SRE_AT_BEGINNING_STRING:
        return at == 0;
    case SRE_AT_BEGINNING_LINE:
        return at == 0 || text[at - 1] == '\n';
    case SRE_AT_END:
        return at == s->end || (s->end - at == 1 && text[at] == '\n');
    case SRE_AT_END_LINE:
        return at == s->end || (at < s->end && text[at] == '\n');
    case SRE_AT_END_STRING:
        return at == s->end;
    case SRE_AT_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_WORD, true);
    case SRE_AT_NON_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_WORD, false);
    case SRE_AT_LOC_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_LOC_WORD, true);
    case SRE_AT_LOC_NON_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_LOC_WORD, false);
    case SRE_AT_UNI_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_UNI_WORD, true);
    case SRE_AT_UNI_NON_BOUNDARY:
        return NAME(word_edge)(s, at, SRE_CATEGORY_UNI_WORD, false);
    default:
        return false;
    }
}

/* Whether the text of a group stands at `at` once more: its length, or -1. */
static int64_t NAME(group_again)(const Sre *s, uint32_t op, uint32_t group, int64_t at) {
    const CHAR *text = s->text;
    if (!group_is_set(s, group)) {
        return -1;
    }
    int64_t from = s->marks[2 * group], len = s->marks[2 * group + 1] - from;
    if (s->end - at < len) {
        return -1;
    }
    for (int64_t i = 0; i < len; i++) {
        uint32_t a = text[at + i], b = text[from + i];
        bool equal;
        switch (op) {
        case SRE_GROUPREF:
            equal = a == b;
            break;
        case SRE_GROUPREF_IGNORE:
            equal = sre_lower_ascii(a) == sre_lower_ascii(b);
            break;
        case SRE_GROUPREF_UNI_IGNORE:
            equal = unicode_to_lower(a) == unicode_to_lower(b);
            break;
        default:
            equal = sre_lower_locale(a) == sre_lower_locale(b);
        }
        if (!equal) {
            return -1;
        }
    }
    return len;
}

/* Takes the first alternative from pc (a distance) on that can match; 1: *out is its place, 0:
 * there is none, -1: no memory. What remains is pushed. */
static int NAME(branch)(Sre *s, uint32_t pc, int64_t at, uint32_t *out) {
    const uint32_t *code = s->pattern->code;
    while (code[pc] && !NAME(may_begin)(s, s->hints[pc], at)) {
        pc += code[pc];
    }
    if (!code[pc]) {
        return 0;
    }
    *out = pc + 1;
    pc += code[pc];
    while (code[pc] && !NAME(may_begin)(s, s->hints[pc], at)) {
        pc += code[pc];
    }
    return !code[pc] || push(s, ENTRY_BRANCH, pc, at, 0, 0, 0) ? 1 : -1;
}

/* A greedy run of single characters gives one back (or more, until what follows may fit). x of the
 * entry is the hint of that. */
static bool NAME(give_back)(Sre *s, SreEntry *e) {
    const uint32_t *code = s->pattern->code;
    const CHAR *text = s->text;
    int64_t at = e->at - 1;
    if (code[e->pc] == SRE_LITERAL) {
        uint32_t c = code[e->pc + 1];
        while (at >= e->n && (at >= s->end || text[at] != c)) {
            at--;
        }
    } else if (e->x) {
        while (at >= e->n && !NAME(may_begin)(s, e->x, at)) {
            at--;
        }
    }
    e->at = at;
    return at >= e->n;
}

/* A lazy run takes one more. e->pc: the distance word of MIN_REPEAT_ONE. */
static bool NAME(take_more)(Sre *s, SreEntry *e) {
    const uint32_t *code = s->pattern->code;
    const CHAR *text = s->text;
    uint32_t max = code[e->pc + 2], follows = s->hints[e->pc];
    do {
        if ((max != SRE_MAXREPEAT && e->n >= (int64_t)max) || e->at >= s->end ||
            !NAME(unit)(s, e->pc + 3, text[e->at])) {
            return false;
        }
        e->at++;
        e->n++;
    } while (!NAME(may_begin)(s, follows, e->at));
    return true;
}

/* Goes back to the last thing that can be tried: 1, 0: there is none, -1: an error. */
static int NAME(backtrack)(Sre *s, uint32_t *pc, int64_t *at) {
    const uint32_t *code = s->pattern->code;
    if (++s->ticks % TICKS_PER_CHECK == 0 && !may_go_on(s)) {
        return -1;
    }
    while (s->depth) {
        SreEntry *e = &s->stack[s->depth - 1];
        SreEntry *r;
        int found;
        switch (e->kind) {
        case ENTRY_BRANCH:
            *at = e->at;
            s->depth--;
            found = NAME(branch)(s, e->pc, e->at, pc);
            if (found) {
                return found;
            }
            break;
        case ENTRY_REPEAT_ONE:
            if (NAME(give_back)(s, e)) {
                *pc = e->pc;
                *at = e->at;
                s->depth -= e->at == e->n;
                return 1;
            }
            s->depth--;
            break;
        case ENTRY_MIN_REPEAT_ONE:
            if (NAME(take_more)(s, e)) {
                *pc = e->pc + code[e->pc];
                *at = e->at;
                return 1;
            }
            s->depth--;
            break;
        case ENTRY_UNTIL_TAIL: /* no more rounds: what comes behind the repeat */
            *pc = e->pc;
            *at = e->at;
            e->kind = ENTRY_SET_REPEAT;
            s->repeat = s->stack[e->x].x;
            return 1;
        case ENTRY_UNTIL_BODY: /* what comes behind failed: one round more */
            r = &s->stack[e->x];
            if ((code[r->pc + 2] != SRE_MAXREPEAT && r->n + 1 >= (int64_t)code[r->pc + 2]) ||
                r->at == e->at) {
                s->depth--;
                break;
            }
            *pc = r->pc + 3;
            *at = e->at;
            e->kind = ENTRY_COUNT;
            e->n = r->n++;
            e->at = r->at;
            r->at = *at;
            return 1;
        case ENTRY_BARRIER:
            s->depth--;
            if (leave_failed(s, e, pc, at)) {
                return 1;
            }
            break;
        default:
            undo(s, e);
            s->depth--;
        }
    }
    return 0;
}

/* The end of a round of a repeat: pc is UNTIL's place. 1: go on, 0: no match, -1: no memory. */
static int NAME(until)(Sre *s, uint32_t *pc, int64_t at) {
    const uint32_t *code = s->pattern->code;
    uint32_t rep = s->repeat;
    SreEntry r = s->stack[rep];
    int64_t count = r.n + 1;
    bool lazy = code[*pc] == SRE_MIN_UNTIL;
    bool enough = count >= (int64_t)code[r.pc + 1];
    bool may_repeat =
        (code[r.pc + 2] == SRE_MAXREPEAT || count < (int64_t)code[r.pc + 2]) && at != r.at;
    may_repeat = may_repeat && NAME(may_begin)(s, s->hints[r.pc], at);
    if (!enough || (!lazy && may_repeat)) {
        bool may_end = enough && NAME(may_begin)(s, s->hints[r.pc + 1], at);
        if ((may_end && !push(s, ENTRY_UNTIL_TAIL, *pc + 1, at, rep, 0, 0)) ||
            !push(s, ENTRY_COUNT, 0, r.at, rep, 0, r.n)) {
            return -1;
        }
        s->stack[rep].n = count;
        if (enough) {
            s->stack[rep].at = at;
        }
        *pc = r.pc + 3;
        return 1;
    }
    if ((lazy && !push(s, ENTRY_UNTIL_BODY, 0, at, rep, 0, 0)) ||
        !push(s, ENTRY_SET_REPEAT, 0, 0, rep, 0, 0)) {
        return -1;
    }
    s->repeat = r.x;
    *pc += 1;
    return 1;
}

/* REPEAT_ONE and its relatives: pc is the operation. 1: go on, 0: no match, -1: no memory. */
static int NAME(run_of_units)(Sre *s, uint32_t *pc, int64_t *at) {
    const uint32_t *code = s->pattern->code;
    uint32_t op = code[*pc], args = *pc + 1, tail = args + code[args];
    int64_t min = code[args + 1];
    if (s->end - *at < min) {
        return 0;
    }
    *pc = tail;
    if (op == SRE_MIN_REPEAT_ONE) {
        if (min && NAME(count)(s, args + 3, *at, (uint32_t)min) < min) {
            return 0;
        }
        *at += min;
        return !push(s, ENTRY_MIN_REPEAT_ONE, args, *at, 0, 0, min)
                   ? -1
                   : NAME(may_begin)(s, s->hints[args], *at);
    }
    int64_t n = NAME(count)(s, args + 3, *at, code[args + 2]);
    if (n < min) {
        return 0;
    }
    uint32_t follows = s->hints[args];
    SreEntry run = {
        .kind = ENTRY_REPEAT_ONE, .pc = tail, .at = *at + n, .x = follows, .n = *at + min};
    *at += n;
    if (op == SRE_POSSESSIVE_REPEAT_ONE || n == min) {
        return 1;
    }
    if (sizeof(CHAR) == 1 && s->hints[args + 1]) { /* no shorter run will do */
        return NAME(may_begin)(s, follows, *at);
    }
    if (follows) {
        run.at++; /* the whole run too is taken only if the rest may follow */
        if (!NAME(give_back)(s, &run)) {
            return 0;
        }
        *at = run.at;
        if (run.at == run.n) {
            return 1;
        }
    }
    return push(s, ENTRY_REPEAT_ONE, tail, run.at, follows, 0, run.n) ? 1 : -1;
}

/* Matches the code from pc on at the position `at`. */
static int NAME(run)(Sre *s, uint32_t pc, int64_t at) {
    const uint32_t *code = s->pattern->code;
    const CHAR *text = s->text;
    const int64_t end = s->end;
    int64_t n;
    int found;
    s->depth = 0;
    s->repeat = s->barrier = SRE_NONE;
    s->lastmark = s->lastindex = -1;
    for (;;) {
        switch (code[pc]) {
        case SRE_FAILURE:
            goto fail;
        case SRE_SUCCESS:
            if (s->barrier == SRE_NONE) {
                if ((s->match_all && at != end) || at == s->advance_at) {
                    goto fail;
                }
                s->at = at;
                return 1;
            }
            found = leave_succeeded(s, &pc, &at);
            if (found < 0) {
                return -1;
            }
            if (!found) {
                goto fail;
            }
            continue;
        case SRE_MARK:
            if (!set_mark(s, code[pc + 1], at)) {
                return -1;
            }
            pc += 2;
            continue;
        case SRE_LITERAL:
            if (at >= end || text[at] != code[pc + 1]) {
                goto fail;
            }
            at++;
            pc += 2;
            continue;
        case SRE_ANY:
        case SRE_ANY_ALL:
            if (at >= end || (code[pc] == SRE_ANY && text[at] == '\n')) {
                goto fail;
            }
            at++;
            pc++;
            continue;
        case SRE_NOT_LITERAL:
        case SRE_LITERAL_IGNORE:
        case SRE_NOT_LITERAL_IGNORE:
        case SRE_LITERAL_UNI_IGNORE:
        case SRE_NOT_LITERAL_UNI_IGNORE:
        case SRE_LITERAL_LOC_IGNORE:
        case SRE_NOT_LITERAL_LOC_IGNORE:
            if (at >= end || !sre_unit(code, pc, text[at])) {
                goto fail;
            }
            at++;
            pc += 2;
            continue;
        case SRE_IN:
        case SRE_IN_IGNORE:
        case SRE_IN_UNI_IGNORE:
        case SRE_IN_LOC_IGNORE:
            if (at >= end || !NAME(unit)(s, pc, text[at])) {
                goto fail;
            }
            at++;
            pc += 1 + code[pc + 1];
            continue;
        case SRE_CATEGORY:
            if (at >= end || !sre_category(code[pc + 1], text[at])) {
                goto fail;
            }
            at++;
            pc += 2;
            continue;
        case SRE_AT:
            if (!NAME(place)(s, code[pc + 1], at)) {
                goto fail;
            }
            pc += 2;
            continue;
        case SRE_JUMP:
        case SRE_INFO:
            pc += 1 + code[pc + 1];
            continue;
        case SRE_BRANCH:
            found = NAME(branch)(s, pc + 1, at, &pc);
            break;
        case SRE_REPEAT_ONE:
        case SRE_MIN_REPEAT_ONE:
        case SRE_POSSESSIVE_REPEAT_ONE:
            found = NAME(run_of_units)(s, &pc, &at);
            break;
        case SRE_REPEAT:
            if (!push(s, ENTRY_REPEAT, pc + 1, -1, s->repeat, 0, -1)) {
                return -1;
            }
            s->repeat = s->depth - 1;
            pc += 1 + code[pc + 1];
            continue;
        case SRE_MAX_UNTIL:
        case SRE_MIN_UNTIL:
            if (++s->ticks % TICKS_PER_CHECK == 0 && !may_go_on(s)) {
                return -1;
            }
            found = NAME(until)(s, &pc, at);
            break;
        case SRE_ASSERT:
        case SRE_ASSERT_NOT:
        case SRE_ATOMIC_GROUP:
        case SRE_POSSESSIVE_REPEAT:
            found = enter(s, &pc, &at);
            break;
        case SRE_GROUPREF:
        case SRE_GROUPREF_IGNORE:
        case SRE_GROUPREF_UNI_IGNORE:
        case SRE_GROUPREF_LOC_IGNORE:
            n = NAME(group_again)(s, code[pc], code[pc + 1], at);
            if (n < 0) {
                goto fail;
            }
            at += n;
            pc += 2;
            continue;
        case SRE_GROUPREF_EXISTS:
            pc += group_is_set(s, code[pc + 1]) ? 3 : 1 + code[pc + 2];
            continue;
        default: /* not in validated code */
            goto fail;
        }
        if (found > 0) {
            continue;
        }
        if (found < 0) {
            return -1;
        }
    fail:
        found = NAME(backtrack)(s, &pc, &at);
        if (found <= 0) {
            return found;
        }
    }
}

/* Where the prefix of n characters stands first, from `at` to `last`; -1: nowhere. */
static int64_t NAME(find_prefix)(const Sre *s, const uint32_t *prefix, uint32_t n, int64_t at,
                                 int64_t last) {
    const CHAR *text = s->text;
    CHAR first = (CHAR)prefix[0];
    if (first != prefix[0]) {
        return -1;
    }
    for (; at <= last; at++) {
        if (sizeof(CHAR) == 1) {
            const CHAR *hit = memchr(text + at, (int)first, (size_t)(last - at + 1));
            if (!hit) {
                return -1;
            }
            at = hit - text;
        } else if (text[at] != first) {
            continue;
        }
        uint32_t i = 1;
        while (i < n && text[at + i] == prefix[i]) {
            i++;
        }
        if (i == n) {
            return at;
        }
    }
    return -1;
}

static int NAME(search)(Sre *s) {
    const uint32_t *code = s->pattern->code;
    const CHAR *text = s->text;
    const uint32_t *prefix = NULL, *charset = NULL;
    uint32_t body = 0, prefix_len = 0, first = s->pattern->first;
    int64_t at = s->start, last = s->end;
    bool literal = false;
    if (code[0] == SRE_INFO) {
        body = 1 + code[1];
        last -= code[3];
        if (code[2] & SRE_INFO_PREFIX) {
            prefix = code + 7;
            prefix_len = code[5];
            literal = code[2] & SRE_INFO_LITERAL;
            last = s->end - prefix_len < last ? s->end - prefix_len : last;
        } else if (code[2] & SRE_INFO_CHARSET) {
            charset = code + 5;
            last = s->end - 1 < last ? s->end - 1 : last;
        }
    }
    if (first && last >= s->end) {
        last = s->end - 1;
    }
    bool anchored = code[body] == SRE_AT && (code[body + 1] == SRE_AT_BEGINNING ||
                                             code[body + 1] == SRE_AT_BEGINNING_STRING);
    if (anchored && last > 0) {
        last = 0;
    }
    for (; at <= last; at++) {
        if (prefix) {
            at = NAME(find_prefix)(s, prefix, prefix_len, at, last);
            if (at < 0) {
                return 0;
            }
        } else if (first) {
            while (at <= last && !NAME(may)(s, first, text[at])) {
                at++;
            }
            if (at > last) {
                return 0;
            }
        } else if (charset) {
            while (at <= last && !sre_charset(charset, text[at])) {
                at++;
            }
            if (at > last) {
                return 0;
            }
        }
        int found = 1;
        if (literal) {
            s->lastmark = s->lastindex = -1;
            s->at = at + prefix_len;
        } else {
            found = NAME(run)(s, body, at);
        }
        if (found) {
            s->start = at;
            return found;
        }
        if (++s->ticks % TICKS_PER_CHECK == 0 && !may_go_on(s)) {
            return -1;
        }
    }
    return 0;
}

#undef CHAR
#undef NAME
