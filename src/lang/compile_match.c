/* match.
 *
 * A pattern looks at a register, the subject, which it leaves alone. Names are bound only when the
 * whole pattern has matched: until then captured values lie in temporaries. Whatever fails jumps to
 * the pattern's `fail` label, where all temporaries used so far are cleared.
 */
#include <string.h>

#include "lang/compiler.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Capture {
    AstName name;
    uint32_t reg;
    struct Capture *next;
} Capture;

typedef struct Matcher {
    Label fail;
    uint32_t base, high; /* temporaries that may be in use at a jump to fail: [base, high) */
    Capture *captures, *last;
    bool allow_irrefutable;
} Matcher;

static bool pattern(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject);

/* --- Helpers ---------------------------------------------------------------------------------- */

/* A jump to fail; notes which temporaries may be in use. */
static bool fail_jump(Compiler *c, Matcher *m, enum Opcode op, unsigned flags, uint32_t a,
                      uint32_t b, uint32_t cc) {
    if (c->unit->top > m->high) {
        m->high = c->unit->top;
    }
    return emit_jump(c, op, flags, a, b, cc, m->fail);
}

static bool fail_place(Compiler *c, const Matcher *m) {
    label_place(c, m->fail);
    for (uint32_t r = m->base; r < m->high; r++) {
        TRY(emit_clear(c, r));
    }
    return true;
}

/* Notes that register reg, which belongs to the pattern from now on, goes to the name. */
static bool add_capture(Compiler *c, Matcher *m, AstName name, uint32_t reg, const Location *loc) {
    TRY(forbidden_name(c, name, CONTEXT_STORE, loc));
    for (const Capture *k = m->captures; k; k = k->next) {
        if (k->name == name) {
            return compile_error(c, loc, "multiple assignments to name '%s' in pattern",
                                 name->utf8);
        }
    }
    Capture *k = code_alloc(c, sizeof *k);
    TRY(k);
    *k = (Capture){name, reg, NULL};
    if (m->last) {
        m->last->next = k;
    } else {
        m->captures = k;
    }
    m->last = k;
    return true;
}

static bool capture_copy(Compiler *c, Matcher *m, AstName name, uint32_t subject,
                         const Location *loc) {
    uint32_t t = reg_push(c);
    return emit_move(c, t, kept_operand(subject)) && add_capture(c, m, name, t, loc);
}

static bool is_wildcard(const AstPattern *p) {
    return p->kind == PATTERN_MATCH_AS && !p->MatchAs.pattern && !p->MatchAs.name;
}

static bool is_star_wildcard(const AstPattern *p) {
    return p->kind == PATTERN_MATCH_STAR && !p->MatchStar.name;
}

/* A pattern inside another: `item` is a temporary of its own, which it uses up. */
static bool sub_pattern(Compiler *c, Matcher *m, const AstPattern *p, uint32_t item) {
    c->unit->loc = p->loc;
    if (is_wildcard(p) || is_star_wildcard(p)) {
        return emit_clear(c, item);
    }
    if (p->kind == PATTERN_MATCH_STAR) {
        return add_capture(c, m, p->MatchStar.name, item, &p->loc);
    }
    if (p->kind == PATTERN_MATCH_AS && !p->MatchAs.pattern) {
        return add_capture(c, m, p->MatchAs.name, item, &p->loc);
    }
    bool allow = m->allow_irrefutable;
    m->allow_irrefutable = true;
    TRY(pattern(c, m, p, item));
    m->allow_irrefutable = allow;
    return emit_clear(c, item);
}

static bool sub_patterns(Compiler *c, Matcher *m, const AstPatternList *list, uint32_t first) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(sub_pattern(c, m, list->items[i], first + i));
    }
    return true;
}

/* --- Values ----------------------------------------------------------------------------------- */

static bool match_value(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    AstExpr *value = p->MatchValue.value;
    int64_t immediate;
    Operand o;
    Object *folded;
    if (value->kind != EXPR_ATTRIBUTE) {
        int constant = fold(c, value, &folded);
        TRY(constant >= 0);
        if (constant == 0) {
            return compile_error(c, &p->loc,
                                 "patterns may only match literals and attribute lookups");
        }
        if (constant > 0) {
            decref(c->vm, folded);
        }
    }
    if (fold_immediate(c, value, JUMP_IMMEDIATE_BITS, &immediate)) {
        return fail_jump(c, m, OP_CODE_JUMP_EQ_I, 0, 0, subject, (uint32_t)immediate);
    }
    return compile_operand(c, value, &o, NULL, NULL) &&
           fail_jump(c, m, OP_CODE_JUMP_EQ, KILL_C_IF(o), 0, subject, o.reg);
}

static bool match_singleton(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    if (p->MatchSingleton.value == CONSTANT_NONE) {
        return fail_jump(c, m, OP_CODE_JUMP_IF_NONE, 0, subject, 0, 0);
    }
    uint32_t t = reg_push(c);
    return emit(c, OP_CODE_LOAD_BOOL, 0, t, p->MatchSingleton.value == CONSTANT_TRUE, 0) &&
           fail_jump(c, m, OP_CODE_JUMP_IS, KILL_C, 0, subject, t);
}

/* --- Sequences -------------------------------------------------------------------------------- */

/* Goes to fail unless len(subject) is (op) n. */
static bool check_len(Compiler *c, Matcher *m, enum Opcode op, uint32_t subject, uint32_t n) {
    uint32_t top = c->unit->top, t = reg_push(c);
    TRY(emit(c, OP_CODE_GET_LEN, 0, t, subject, 0));
    TRY(fail_jump(c, m, op + (OP_CODE_JUMP_LT_I - OP_CODE_JUMP_LT), KILL_B, 0, t, n));
    reg_pop_to(c, top);
    return true;
}

/* [a, *_, b]: the items are fetched one by one. */
static bool match_by_index(Compiler *c, Matcher *m, const AstPatternList *list, uint32_t star,
                           uint32_t subject) {
    for (uint32_t i = 0; i < list->len; i++) {
        const AstPattern *p = list->items[i];
        if (i == star || is_wildcard(p)) {
            continue;
        }
        uint32_t item = reg_push(c);
        c->unit->loc = p->loc;
        if (i < star) {
            TRY(emit(c, OP_CODE_LOAD_SUBSCR_I, 0, item, subject, i));
        } else {
            TRY(emit(c, OP_CODE_GET_LEN, 0, item, subject, 0) &&
                emit_immediate(c, OP_CODE_SUB_I, KILL_B, item, item, list->len - i) &&
                emit(c, OP_CODE_LOAD_SUBSCR, KILL_C, item, subject, item));
        }
        TRY(sub_pattern(c, m, p, item));
    }
    return true;
}

static bool match_by_unpacking(Compiler *c, Matcher *m, const AstPatternList *list, uint32_t star,
                               uint32_t subject, const Location *loc) {
    uint32_t n = list->len;
    if (star < n && (star > 255 || n - star - 1 > 255)) {
        return compile_error(c, loc, "too many expressions in star-unpacking sequence pattern");
    }
    uint32_t first = reg_push_many(c, n);
    TRY(star < n ? emit(c, OP_CODE_UNPACK_EX, 0, first, subject, star | (n - star - 1) << 8)
                 : emit(c, OP_CODE_UNPACK_SEQUENCE, 0, n ? first : 0, subject, n));
    return sub_patterns(c, m, list, first);
}

static bool match_sequence(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    const AstPatternList *list = &p->MatchSequence.patterns;
    uint32_t n = list->len, star = n;
    bool only_wildcards = true, star_wildcard = false;
    for (uint32_t i = 0; i < n; i++) {
        const AstPattern *item = list->items[i];
        if (item->kind == PATTERN_MATCH_STAR) {
            if (star < n) {
                return compile_error(c, &p->loc, "multiple starred names in sequence pattern");
            }
            star = i;
            star_wildcard = is_star_wildcard(item);
            only_wildcards &= star_wildcard;
        } else {
            only_wildcards &= is_wildcard(item);
        }
    }
    uint32_t top = c->unit->top, t = reg_push(c);
    TRY(emit(c, OP_CODE_MATCH_SEQUENCE, 0, t, subject, 0) &&
        fail_jump(c, m, OP_CODE_JUMP_IF, KILL_A, t, 0, 0));
    reg_pop_to(c, top);
    if (star == n) {
        TRY(check_len(c, m, OP_CODE_JUMP_EQ, subject, n));
    } else if (n > 1) {
        TRY(check_len(c, m, OP_CODE_JUMP_GE, subject, n - 1));
    }
    if (only_wildcards) {
        return true;
    }
    return star_wildcard ? match_by_index(c, m, list, star, subject)
                         : match_by_unpacking(c, m, list, star, subject, &p->loc);
}

/* --- Mappings --------------------------------------------------------------------------------- */

/* Two constant keys that are equal are an error. */
static bool check_keys(Compiler *c, const AstPattern *p) {
    const AstExprList *keys = &p->MatchMapping.keys;
    for (uint32_t i = 0; i < keys->len; i++) {
        AstExpr *key = keys->items[i];
        Object *a, *b;
        if (key->kind == EXPR_ATTRIBUTE) {
            continue;
        }
        int constant = fold(c, key, &a);
        TRY(constant >= 0);
        if (constant == 0) {
            return compile_error(
                c, &p->loc, "mapping pattern keys may only match literals and attribute lookups");
        }
        for (uint32_t j = 0; j < i && constant > 0; j++) {
            if (keys->items[j]->kind == EXPR_ATTRIBUTE || fold(c, keys->items[j], &b) <= 0) {
                continue;
            }
            constant = object_compare_bool(c->vm, a, b, CMP_EQ) ? -1 : 1;
            decref(c->vm, b);
        }
        if (constant < 0 && !error_occurred(c->vm)) {
            Object *repr = object_repr(c->vm, a);
            Object *text =
                repr ? str_format(c->vm, "mapping pattern checks duplicate key (%U)", repr) : NULL;
            Buffer buffer;
            buffer_init(&buffer);
            const char *message = text ? str_cstr(c->vm, text, &buffer) : NULL;
            if (message) {
                compile_error(c, &p->loc, "%s", message);
            }
            buffer_deinit(&buffer);
            xdecref(c->vm, repr);
            xdecref(c->vm, text);
        }
        decref(c->vm, a);
        TRY(constant > 0);
    }
    return true;
}

/* rest = dict(subject) without the keys of the tuple. */
static bool match_rest(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject,
                       uint32_t keys) {
    uint32_t n = p->MatchMapping.keys.len, rest = reg_push(c), top = c->unit->top;
    TRY(emit(c, OP_CODE_BUILD_MAP, 0, rest, 0, 0) &&
        emit(c, OP_CODE_DICT_UPDATE, 0, rest, subject, 0));
    if (n) {
        uint32_t first = reg_push_many(c, n);
        TRY(emit(c, OP_CODE_UNPACK_SEQUENCE, KILL_B, first, keys, n));
        for (uint32_t i = 0; i < n; i++) {
            TRY(emit(c, OP_CODE_DELETE_SUBSCR, KILL_B, rest, first + i, 0));
        }
        reg_pop_to(c, top);
    }
    return add_capture(c, m, p->MatchMapping.rest, rest, &p->loc);
}

static bool match_mapping(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    const AstExprList *keys = &p->MatchMapping.keys;
    uint32_t n = keys->len, top = c->unit->top, t = reg_push(c), tuple = 0;
    TRY(emit(c, OP_CODE_MATCH_MAPPING, 0, t, subject, 0) &&
        fail_jump(c, m, OP_CODE_JUMP_IF, KILL_A, t, 0, 0));
    reg_pop_to(c, top);
    if (n == 0 && !p->MatchMapping.rest) {
        return true;
    }
    if (n) {
        TRY(check_len(c, m, OP_CODE_JUMP_GE, subject, n) && check_keys(c, p));
        tuple = reg_push(c);
        TRY(compile_elements(c, keys, OP_CODE_BUILD_TUPLE, tuple));
        bool keep = p->MatchMapping.rest != NULL;
        uint32_t values = reg_push(c);
        TRY(emit(c, OP_CODE_MATCH_KEYS, keep ? 0 : KILL_C, values, subject, tuple) &&
            fail_jump(c, m, OP_CODE_JUMP_IF_NONE, SENSE, values, 0, 0));
        uint32_t first = reg_push_many(c, n);
        TRY(emit(c, OP_CODE_UNPACK_SEQUENCE, KILL_B, first, values, n) &&
            sub_patterns(c, m, &p->MatchMapping.patterns, first));
    }
    c->unit->loc = p->loc;
    return !p->MatchMapping.rest || match_rest(c, m, p, subject, tuple);
}

/* --- Classes ---------------------------------------------------------------------------------- */

static bool check_attributes(Compiler *c, const AstPattern *p) {
    const AstNameList *names = &p->MatchClass.kwd_attrs;
    for (uint32_t i = 0; i < names->len; i++) {
        const Location *loc = &p->MatchClass.kwd_patterns.items[i]->loc;
        TRY(forbidden_name(c, names->items[i], CONTEXT_STORE, loc));
        for (uint32_t j = i + 1; j < names->len; j++) {
            if (names->items[i] == names->items[j]) {
                return compile_error(c, &p->MatchClass.kwd_patterns.items[j]->loc,
                                     "attribute name repeated in class pattern: %s",
                                     names->items[j]->utf8);
            }
        }
    }
    return true;
}

static Object *attribute_names(Compiler *c, const AstNameList *names) {
    Object *tuple = NULL;
    Object **items = code_alloc(c, (names->len + 1) * sizeof *items);
    uint32_t n = 0;
    while (items && n < names->len && (items[n] = name_object(c, names->items[n]))) {
        n++;
    }
    if (items && n == names->len) {
        return tuple_from_steal(c->vm, items, n);
    }
    while (n > 0) {
        decref(c->vm, items[--n]);
    }
    return tuple;
}

static bool match_class(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    const AstPatternList *positional = &p->MatchClass.patterns,
                         *named = &p->MatchClass.kwd_patterns;
    uint32_t n = positional->len + named->len;
    TRY(check_attributes(c, p));
    uint32_t result = reg_push(c), cls = reg_push(c), names = reg_push(c);
    TRY(compile_expr(c, p->MatchClass.cls, cls) &&
        load_object(c, attribute_names(c, &p->MatchClass.kwd_attrs), names) &&
        emit_move(c, result, kept_operand(subject)) &&
        emit(c, OP_CODE_MATCH_CLASS_COUNT, 0, positional->len, 0, 0) &&
        emit(c, OP_CODE_MATCH_CLASS, KILL_B | KILL_C, result, cls, names));
    reg_pop_to(c, cls);
    TRY(fail_jump(c, m, OP_CODE_JUMP_IF_NONE, SENSE, result, 0, 0));
    uint32_t first = reg_push_many(c, n);
    return emit(c, OP_CODE_UNPACK_SEQUENCE, KILL_B, n ? first : 0, result, n) &&
           sub_patterns(c, m, positional, first) &&
           sub_patterns(c, m, named, first + positional->len);
}

/* --- as, or ----------------------------------------------------------------------------------- */

static bool match_as(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    AstName name = p->MatchAs.name;
    if (p->MatchAs.pattern) {
        uint32_t t = reg_push(c);
        return emit_move(c, t, kept_operand(subject)) &&
               pattern(c, m, p->MatchAs.pattern, subject) && add_capture(c, m, name, t, &p->loc);
    }
    if (!m->allow_irrefutable) {
        return name ? compile_error(c, &p->loc,
                                    "name capture '%s' makes remaining patterns unreachable",
                                    name->utf8)
                    : compile_error(c, &p->loc, "wildcard makes remaining patterns unreachable");
    }
    return name ? capture_copy(c, m, name, subject, &p->loc) : emit(c, OP_CODE_NOP, 0, 0, 0, 0);
}

static uint32_t count_captures(const Matcher *m) {
    uint32_t n = 0;
    for (const Capture *k = m->captures; k; k = k->next) {
        n++;
    }
    return n;
}

/* Moves what an alternative has captured to where the first one's captures are kept. */
static bool unify_captures(Compiler *c, const Matcher *first, const Matcher *m, uint32_t kept,
                           const Location *loc) {
    bool same = count_captures(first) == count_captures(m);
    for (const Capture *k = m->captures; k && same; k = k->next) {
        uint32_t i = 0;
        const Capture *f = first->captures;
        for (; f && f->name != k->name; f = f->next) {
            i++;
        }
        same = f != NULL;
        TRY(!same || emit_move(c, kept + i, temp_operand(k->reg)));
    }
    return same || compile_error(c, loc, "alternative patterns bind different names");
}

static bool match_or(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    const AstPatternList *list = &p->MatchOr.patterns;
    Label done = label_new(c);
    Matcher first = {0};
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->len; i++) {
        uint32_t top = c->unit->top;
        Matcher alternative = {.fail = label_new(c),
                               .base = top,
                               .high = top,
                               .allow_irrefutable = i + 1 == list->len && m->allow_irrefutable};
        c->unit->loc = list->items[i]->loc;
        TRY(pattern(c, &alternative, list->items[i], subject));
        if (i == 0) {
            first = alternative;
            kept = reg_push_many(c, count_captures(&first));
        }
        TRY(unify_captures(c, &first, &alternative, kept, &list->items[i]->loc) &&
            emit_goto(c, done) && fail_place(c, &alternative));
        if (i > 0) {
            reg_pop_to(c, top);
        }
    }
    TRY(fail_jump(c, m, OP_CODE_JUMP, 0, 0, 0, 0));
    label_place(c, done);
    uint32_t reg = kept;
    for (const Capture *k = first.captures; k; k = k->next) {
        TRY(add_capture(c, m, k->name, reg++, &p->loc));
    }
    return true;
}

static bool pattern(Compiler *c, Matcher *m, const AstPattern *p, uint32_t subject) {
    bool ok = false;
    TRY(lang_enter(&c->lang));
    c->unit->loc = p->loc;
    switch ((AstPatternKind)p->kind) {
    case PATTERN_MATCH_VALUE:
        ok = match_value(c, m, p, subject);
        break;
    case PATTERN_MATCH_SINGLETON:
        ok = match_singleton(c, m, p, subject);
        break;
    case PATTERN_MATCH_SEQUENCE:
        ok = match_sequence(c, m, p, subject);
        break;
    case PATTERN_MATCH_MAPPING:
        ok = match_mapping(c, m, p, subject);
        break;
    case PATTERN_MATCH_CLASS:
        ok = match_class(c, m, p, subject);
        break;
    case PATTERN_MATCH_STAR:
        ok = true; /* only inside sequences, which deal with it */
        break;
    case PATTERN_MATCH_AS:
        ok = match_as(c, m, p, subject);
        break;
    case PATTERN_MATCH_OR:
        ok = match_or(c, m, p, subject);
        break;
    }
    lang_leave(&c->lang);
    return ok;
}

/* --- The statement ---------------------------------------------------------------------------- */

static bool match_case(Compiler *c, const AstMatchCase *k, uint32_t subject, bool last, Label end) {
    uint32_t top = c->unit->top;
    Matcher m = {
        .fail = label_new(c), .base = top, .high = top, .allow_irrefutable = last || k->guard};
    TRY(pattern(c, &m, k->pattern, subject));
    for (const Capture *capture = m.captures; capture; capture = capture->next) {
        TRY(name_store(c, capture->name, temp_operand(capture->reg)));
    }
    reg_pop_to(c, top);
    if (k->guard) {
        TRY(compile_jump_if(c, k->guard, m.fail, false));
    }
    c->unit->loc = (Location){0};
    TRY(emit_clear(c, subject) && compile_body(c, &k->body));
    c->unit->loc = (Location){0};
    return emit_goto(c, end) && fail_place(c, &m);
}

bool compile_match(Compiler *c, AstStmt *s) {
    uint32_t top = c->unit->top, n = s->Match.cases.len;
    Label end = label_new(c);
    Operand subject;
    TRY(compile_temp(c, s->Match.subject, &subject));
    for (uint32_t i = 0; i < n; i++) {
        TRY(match_case(c, s->Match.cases.items[i], subject.reg, i + 1 == n, end));
    }
    c->unit->loc = (Location){0};
    TRY(emit_clear(c, subject.reg));
    label_place(c, end);
    reg_pop_to(c, top);
    return true;
}
