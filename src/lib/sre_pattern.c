/* Regular expressions: compiled patterns and what can be done with them. */
#include <string.h>

#include "base/hash.h"
#include "lib/module_make.h"
#include "lib/sre.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/iterators.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ memory */

static void pattern_dealloc(VM *vm, Object *o) {
    Pattern *p = PATTERN(o);
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    xdecref(vm, p->pattern);
    xdecref(vm, p->groupindex);
    xdecref(vm, p->indexgroup);
    sre_free_hints(vm, p);
    if (p->code) {
        raw_free(vm, p->code, p->code_len * sizeof *p->code);
    }
    object_free_container(vm, o, sizeof *p);
}

static int pattern_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const Pattern *p = PATTERN(o);
    UNUSED(vm);
    VISIT(p->pattern);
    VISIT(p->groupindex);
    VISIT(p->indexgroup);
    return 0;
}

static size_t pattern_owned_size(VM *vm, const Object *o) {
    const Pattern *p = (const Pattern *)o;
    UNUSED(vm);
    return p->code_len * sizeof *p->code +
           (p->hints ? p->code_len * sizeof *p->hints + SRE_CLASSES_SIZE(p->class_len) : 0);
}

/* ------------------------------------------------------------------ searching */

Object *sre_call_helper(VM *vm, const char *name, Object *const *args, size_t nargs) {
    Object *re = import_dotted(vm, "re");
    Object *function = re ? object_getattr_utf8(vm, re, name) : NULL;
    Object *result = function ? call(vm, function, args, nargs, NULL) : NULL;
    xdecref(vm, function);
    xdecref(vm, re);
    return result;
}

static const char *const string_names[] = {"string", "pos", "endpos", NULL};

/* Begins a search from the arguments of match, search ... */
static bool begin(VM *vm, Sre *s, Pattern *p, const char *name, Object *const *args, size_t nargs,
                  Object *kwnames) {
    Object *string;
    int64_t pos = 0, endpos = INT64_MAX;
    if (LIKELY(nargs == 1 && !kwnames)) {
        return sre_init(s, vm, p, args[0], pos, endpos);
    }
    return args_parse(vm, name, string_names, "O|nn", args, nargs, kwnames, &string, &pos,
                      &endpos) &&
           sre_init(s, vm, p, string, pos, endpos);
}

static Object *pattern_match(VM *vm, Object *o, Object *const *args, size_t nargs,
                             Object *kwnames) {
    Sre s;
    if (!begin(vm, &s, PATTERN(o), "match", args, nargs, kwnames)) {
        return NULL;
    }
    Object *result = sre_make_match(vm, PATTERN(o), &s, sre_match(&s));
    sre_deinit(&s);
    return result;
}

static Object *pattern_fullmatch(VM *vm, Object *o, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    Sre s;
    if (!begin(vm, &s, PATTERN(o), "fullmatch", args, nargs, kwnames)) {
        return NULL;
    }
    s.match_all = true;
    Object *result = sre_make_match(vm, PATTERN(o), &s, sre_match(&s));
    sre_deinit(&s);
    return result;
}

static Object *pattern_search(VM *vm, Object *o, Object *const *args, size_t nargs,
                              Object *kwnames) {
    Sre s;
    if (!begin(vm, &s, PATTERN(o), "search", args, nargs, kwnames)) {
        return NULL;
    }
    Object *result = sre_make_match(vm, PATTERN(o), &s, sre_search(&s));
    sre_deinit(&s);
    return result;
}

/* Where the group of the match just found lies; false: it did not take part. */
static bool group_bounds(const Sre *s, int32_t group, int64_t *start, int64_t *end) {
    int32_t i = (group - 1) * 2;
    *start = *end = 0;
    if (group == 0) {
        *start = s->start;
        *end = s->at;
    } else if (i >= s->lastmark || s->marks[i] < 0 || s->marks[i + 1] < 0) {
        return false;
    } else {
        *start = s->marks[i];
        *end = s->marks[i + 1] < *start ? *start : s->marks[i + 1];
    }
    return true;
}

/* The text of a group of the match just found; if it did not take part, None or nothing. */
static Object *found_group(VM *vm, const Sre *s, int32_t group, bool or_empty) {
    int64_t start, end;
    if (!group_bounds(s, group, &start, &end) && !or_empty) {
        return none_ref(vm);
    }
    return sre_slice(vm, s->is_bytes, s->string, start, end);
}

/* What findall gives for one match. */
static Object *found_item(VM *vm, const Sre *s, int32_t groups) {
    if (groups <= 1) {
        return found_group(vm, s, groups, true);
    }
    Object *tuple = tuple_new(vm, (size_t)groups);
    for (int32_t i = 0; tuple && i < groups; i++) {
        TUPLE_ITEM(tuple, i) = found_group(vm, s, i + 1, true);
        if (!TUPLE_ITEM(tuple, i)) {
            decref(vm, tuple);
            return NULL;
        }
    }
    if (tuple) {
        gc_track(vm, tuple);
    }
    return tuple;
}

static Object *pattern_findall(VM *vm, Object *o, Object *const *args, size_t nargs,
                               Object *kwnames) {
    Sre s;
    if (!begin(vm, &s, PATTERN(o), "findall", args, nargs, kwnames)) {
        return NULL;
    }
    Object *list = list_new(vm, 0);
    int found = list ? 1 : -1;
    while (found > 0 && s.start <= s.end && (found = sre_search(&s)) > 0) {
        Object *item = found_item(vm, &s, PATTERN(o)->groups);
        if (!item || list_append_steal(vm, list, item) < 0) {
            found = -1;
        }
        sre_advance(&s);
    }
    if (found < 0) {
        xdecref(vm, list);
        list = NULL;
    }
    sre_deinit(&s);
    return list;
}

static Object *pattern_split(VM *vm, Object *o, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"string", "maxsplit", NULL};
    Object *string;
    int64_t maxsplit = 0, n = 0, last;
    Sre s;
    if (!args_parse(vm, "split", names, "O|n", args, nargs, kwnames, &string, &maxsplit) ||
        !sre_init(&s, vm, PATTERN(o), string, 0, INT64_MAX)) {
        return NULL;
    }
    Object *list = list_new(vm, 0), *item;
    last = s.start;
    for (; list && (!maxsplit || n < maxsplit); n++) {
        int found = sre_search(&s);
        if (found == 0) {
            break;
        }
        item = found < 0 ? NULL : sre_slice(vm, s.is_bytes, s.string, last, s.start);
        if (!item || list_append_steal(vm, list, item) < 0) {
            goto fail;
        }
        for (int32_t i = 1; i <= PATTERN(o)->groups; i++) {
            item = found_group(vm, &s, i, false);
            if (!item || list_append_steal(vm, list, item) < 0) {
                goto fail;
            }
        }
        last = s.at;
        sre_advance(&s);
    }
    item = list ? sre_slice(vm, s.is_bytes, s.string, last, s.end) : NULL;
    if (!item || list_append_steal(vm, list, item) < 0) {
        goto fail;
    }
    sre_deinit(&s);
    return list;
fail:
    xdecref(vm, list);
    sre_deinit(&s);
    return NULL;
}

/* ------------------------------------------------------------------ sub */

/* How matches are replaced. */
typedef enum ReplKind {
    REPL_LITERAL,  /* by a str or bytes as it is */
    REPL_TEMPLATE, /* by what a parsed template says: (((place, group), ...), (str or None, ...)) */
    REPL_FUNCTION,
} ReplKind;

static bool has_backslash(const SreText *text) {
    for (int64_t i = 0; i < text->len; i++) {
        if (text->width == 1   ? ((const uint8_t *)text->data)[i] == '\\'
            : text->width == 2 ? ((const uint16_t *)text->data)[i] == '\\'
                               : ((const uint32_t *)text->data)[i] == '\\') {
            return true;
        }
    }
    return false;
}

/* Are they what re's parser makes of a template for str? */
static bool is_template(const Pattern *p, Object *groups, Object *literals) {
    int64_t place, group, last = -1;
    for (uint32_t i = 0; i < TUPLE_LEN(groups); i++) {
        Object *pair = TUPLE_ITEM(groups, i);
        if (!is_exact(pair, SHAPE_TUPLE) || TUPLE_LEN(pair) != 2 ||
            TUPLE_ITEM(pair, 0)->meta != INT_META || TUPLE_ITEM(pair, 1)->meta != INT_META) {
            return false;
        }
        place = INT_VALUE(TUPLE_ITEM(pair, 0));
        group = INT_VALUE(TUPLE_ITEM(pair, 1));
        if (place <= last || place >= TUPLE_LEN(literals) || group < 0 || group > p->groups) {
            return false;
        }
        last = place;
    }
    for (uint32_t i = 0, g = 0; i < TUPLE_LEN(literals); i++) {
        if (g < TUPLE_LEN(groups) && INT_VALUE(TUPLE_ITEM(TUPLE_ITEM(groups, g), 0)) == i) {
            g++;
        } else if (!is_exact(TUPLE_ITEM(literals, i), SHAPE_STR)) {
            return false;
        }
    }
    return true;
}

/* A parsed template in tuples of our own; NULL without an error: it is not of the usual form. */
static Object *own_template(VM *vm, const Pattern *p, Object *template) {
    if (!is_exact(template, SHAPE_TUPLE) || TUPLE_LEN(template) != 2) {
        return NULL;
    }
    Object *own = pack_steal(vm, 2, tuple_from_iterable(vm, TUPLE_ITEM(template, 0)),
                             tuple_from_iterable(vm, TUPLE_ITEM(template, 1)));
    if (own && !is_template(p, TUPLE_ITEM(own, 0), TUPLE_ITEM(own, 1))) {
        clear_ref(vm, own);
    }
    return own;
}

/* What replaces matches. New reference. */
static Object *replacement(VM *vm, Object *pattern, Object *repl, Object *string, ReplKind *kind) {
    *kind = REPL_FUNCTION;
    if (object_is_callable(vm, repl)) {
        return new_ref(repl);
    }
    if (is_str(vm, repl) || type_of(vm, repl)->slots.buffer) {
        SreText text;
        if (!sre_text(vm, repl, &text)) {
            return NULL;
        }
        if (!has_backslash(&text)) {
            *kind = REPL_LITERAL;
            return new_ref(repl);
        }
    }
    Object *args[] = {pattern, repl};
    if (is_exact(repl, SHAPE_STR) && is_exact(string, SHAPE_STR)) {
        Object *swapped[] = {repl, pattern};
        Object *template = sre_call_helper(vm, "_compile_repl", swapped, 2);
        Object *own = template ? own_template(vm, PATTERN(pattern), template) : NULL;
        xdecref(vm, template);
        if (own || error_occurred(vm)) {
            *kind = REPL_TEMPLATE;
            return own;
        }
    }
    Object *filter = sre_call_helper(vm, "_subx", args, 2);
    *kind = filter && object_is_callable(vm, filter) ? REPL_FUNCTION : REPL_LITERAL;
    return filter;
}

static bool append_slice(VM *vm, Object *list, const Sre *s, int64_t start, int64_t end) {
    if (start >= end) {
        return true;
    }
    Object *part = sre_slice(vm, s->is_bytes, s->string, start, end);
    return part && list_append_steal(vm, list, part) == 0;
}

/* Writes what the template makes of the match. */
static bool write_template(StrBuilder *b, const Sre *s, Object *template) {
    Object *groups = TUPLE_ITEM(template, 0), *literals = TUPLE_ITEM(template, 1);
    uint32_t g = 0;
    for (uint32_t i = 0; i < TUPLE_LEN(literals); i++) {
        Object *pair = g < TUPLE_LEN(groups) ? TUPLE_ITEM(groups, g) : NULL;
        if (pair && INT_VALUE(TUPLE_ITEM(pair, 0)) == i) {
            int64_t start, end;
            g++;
            if (group_bounds(s, (int32_t)INT_VALUE(TUPLE_ITEM(pair, 1)), &start, &end) &&
                !str_builder_substring(b, s->string, (size_t)start, (size_t)end)) {
                return false;
            }
        } else if (!str_builder_str(b, TUPLE_ITEM(literals, i))) {
            return false;
        }
    }
    return true;
}

/* The whole result where no function is called: str, with a literal or a template. */
static Object *sub_text(VM *vm, Sre *s, Object *filter, ReplKind kind, int64_t count, int64_t *n) {
    StrBuilder b;
    int64_t copied = 0;
    int found = 0;
    str_builder_init(&b, vm);
    for (; !count || *n < count; ++*n) {
        found = sre_search(s);
        if (found <= 0) {
            break;
        }
        if (!str_builder_substring(&b, s->string, (size_t)copied, (size_t)s->start) ||
            !(kind == REPL_LITERAL ? str_builder_str(&b, filter) : write_template(&b, s, filter))) {
            found = -1;
            break;
        }
        copied = s->at;
        sre_advance(s);
    }
    Object *result = NULL;
    if (found >= 0 && *n == 0) {
        result = new_ref(s->string);
    } else if (found >= 0 && str_builder_substring(&b, s->string, (size_t)copied, (size_t)s->end)) {
        result = str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return result;
}

/* All the parts of the result in a list; *n: how many replacements. */
static Object *sub_parts(VM *vm, Sre *s, Object *filter, bool is_function, int64_t count,
                         int64_t *n) {
    Object *list = list_new(vm, 0);
    int64_t copied = 0;
    for (; list && (!count || *n < count); ++*n) {
        int found = sre_search(s);
        if (found == 0) {
            break;
        }
        if (found < 0 || !append_slice(vm, list, s, copied, s->start)) {
            goto fail;
        }
        Object *item;
        if (is_function) {
            Object *m = sre_make_match(vm, s->pattern, s, 1);
            item = m ? call1(vm, filter, m) : NULL;
            xdecref(vm, m);
        } else {
            item = new_ref(filter);
        }
        if (!item) {
            goto fail;
        }
        if (item == vm->none) {
            decref(vm, item);
        } else if (list_append_steal(vm, list, item) < 0) {
            goto fail;
        }
        copied = s->at;
        sre_advance(s);
    }
    if (list && append_slice(vm, list, s, copied, s->end)) {
        return list;
    }
fail:
    xdecref(vm, list);
    return NULL;
}

static Object *join_parts(VM *vm, const Sre *s, Object *list) {
    Object *joiner = sre_slice(vm, s->is_bytes, s->string, 0, 0);
    if (!joiner || LIST_LEN(list) == 0) {
        return joiner;
    }
    Object *result =
        s->is_bytes ? call_method1(vm, joiner, ID(vm, join), list) : str_join(vm, joiner, list);
    decref(vm, joiner);
    return result;
}

static Object *substitute(VM *vm, Object *o, Object *repl, Object *string, int64_t count,
                          bool with_number) {
    ReplKind kind;
    int64_t n = 0;
    Sre s;
    Object *filter = replacement(vm, o, repl, string, &kind);
    if (!filter) {
        return NULL;
    }
    if (!sre_init(&s, vm, PATTERN(o), string, 0, INT64_MAX)) {
        decref(vm, filter);
        return NULL;
    }
    Object *result;
    if (kind != REPL_FUNCTION && is_exact(string, SHAPE_STR) &&
        (kind == REPL_TEMPLATE || is_exact(filter, SHAPE_STR))) {
        result = sub_text(vm, &s, filter, kind, count, &n);
    } else {
        Object *list = sub_parts(vm, &s, filter, kind == REPL_FUNCTION, count, &n);
        result = list ? join_parts(vm, &s, list) : NULL;
        xdecref(vm, list);
    }
    sre_deinit(&s);
    decref(vm, filter);
    return result && with_number ? pack_steal(vm, 2, result, int_from_i64(vm, n)) : result;
}

static const char *const sub_names[] = {"repl", "string", "count", NULL};

static Object *pattern_sub(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *repl, *string;
    int64_t count = 0;
    if (!args_parse(vm, "sub", sub_names, "OO|n", args, nargs, kwnames, &repl, &string, &count)) {
        return NULL;
    }
    return substitute(vm, o, repl, string, count, false);
}

static Object *pattern_subn(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *repl, *string;
    int64_t count = 0;
    if (!args_parse(vm, "subn", sub_names, "OO|n", args, nargs, kwnames, &repl, &string, &count)) {
        return NULL;
    }
    return substitute(vm, o, repl, string, count, true);
}

/* ------------------------------------------------------------------ scanners */

/* Goes from match to match. */
typedef struct Scanner {
    Object head;
    Object *pattern, *string;
    int64_t pos, start, end; /* start -1: at the end */
    int64_t advance_at;
    bool executing;
} Scanner;
#define SCANNER(o) ((Scanner *)(o))
#define SCANNER_FIELDS(X)                                                                          \
    X(string)                                                                                      \
    X(pattern)
TYPE_MEMORY(scanner, Scanner, SCANNER_FIELDS)

static Object *make_scanner(VM *vm, Object *o, const char *name, Object *const *args, size_t nargs,
                            Object *kwnames) {
    Sre s;
    if (!begin(vm, &s, PATTERN(o), name, args, nargs, kwnames)) {
        return NULL;
    }
    Type *type = lib_type(vm, LIB_SRE_SCANNER);
    Scanner *scanner = type ? object_alloc(vm, type, sizeof *scanner) : NULL;
    if (scanner) {
        scanner->pattern = new_ref(o);
        scanner->string = new_ref(s.string);
        scanner->pos = scanner->start = s.start;
        scanner->end = s.end;
        scanner->advance_at = -1;
        scanner->executing = false;
        gc_track(vm, scanner);
    }
    sre_deinit(&s);
    return OBJ(scanner);
}

static Object *pattern_scanner(VM *vm, Object *o, Object *const *args, size_t nargs,
                               Object *kwnames) {
    return make_scanner(vm, o, "scanner", args, nargs, kwnames);
}

static Object *scan(VM *vm, Object *o, int (*search)(Sre *)) {
    Scanner *self = SCANNER(o);
    Pattern *p = PATTERN(self->pattern);
    Sre s;
    if (self->executing) {
        return raise(vm, EXC_ValueError, "regular expression scanner already executing");
    }
    if (self->start < 0) {
        return none_ref(vm);
    }
    if (!sre_init(&s, vm, p, self->string, self->start, self->end)) {
        return NULL;
    }
    s.start_given = self->pos;
    s.advance_at = self->advance_at;
    self->executing = true;
    int found = search(&s);
    self->executing = false;
    Object *m = sre_make_match(vm, p, &s, found);
    if (found == 0) {
        self->start = -1;
    } else if (found > 0) {
        sre_advance(&s);
        self->start = s.start;
        self->advance_at = s.advance_at;
    }
    sre_deinit(&s);
    return m;
}

static Object *scanner_match(VM *vm, Object *o) {
    return scan(vm, o, sre_match);
}
static Object *scanner_search(VM *vm, Object *o) {
    return scan(vm, o, sre_search);
}

static const MethodDef scanner_methods[] = {
    METHOD_NOARGS("match", scanner_match, "match($self, /)\n--\n\n"),
    METHOD_NOARGS("search", scanner_search, "search($self, /)\n--\n\n"),
    {0},
};
static const MemberDef scanner_members[] = {
    {"pattern", MEMBER_OBJECT, offsetof(Scanner, pattern), true, NULL},
    {0},
};
const TypeSpec sre_scanner_spec = {
    .name = "_sre.SRE_Scanner",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Scanner),
    .slots = {.dealloc = scanner_dealloc, .traverse = scanner_traverse},
    .methods = scanner_methods,
    .members = scanner_members,
};

static Object *pattern_finditer(VM *vm, Object *o, Object *const *args, size_t nargs,
                                Object *kwnames) {
    Object *scanner = make_scanner(vm, o, "finditer", args, nargs, kwnames);
    Object *search = scanner ? object_getattr_utf8(vm, scanner, "search") : NULL;
    Object *it = search ? callable_iterator_new(vm, search, vm->none) : NULL;
    xdecref(vm, search);
    xdecref(vm, scanner);
    return it;
}

/* ------------------------------------------------------------------ the rest */

static Object *pattern_repr(VM *vm, Object *o) {
    static const char *const names[] = {
        "re.TEMPLATE", "re.IGNORECASE", "re.LOCALE", "re.MULTILINE", "re.DOTALL",
        "re.UNICODE",  "re.VERBOSE",    "re.DEBUG",  "re.ASCII",
    };
    const Pattern *p = PATTERN(o);
    uint32_t flags = (uint32_t)p->flags;
    if (p->kind == SRE_OF_STR &&
        (flags & (SRE_FLAG_LOCALE | SRE_FLAG_UNICODE | SRE_FLAG_ASCII)) == SRE_FLAG_UNICODE) {
        flags &= ~(uint32_t)SRE_FLAG_UNICODE;
    }
    Object *repr = object_repr(vm, p->pattern);
    if (!repr) {
        return NULL;
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = str_builder_cstr(&b, "re.compile(") &&
              str_builder_substring(&b, repr, 0, STR_LEN(repr) < 200 ? STR_LEN(repr) : 200);
    decref(vm, repr);
    const char *before = ", ";
    for (size_t i = 0; ok && i < COUNT_OF(names); i++) {
        if (flags & 1u << i) {
            ok = str_builder_cstr(&b, before) && str_builder_cstr(&b, names[i]);
            before = "|";
            flags &= ~(1u << i);
        }
    }
    if (ok && flags) {
        char text[24];
        snprintf(text, sizeof text, "%s0x%x", before, flags);
        ok = str_builder_cstr(&b, text);
    }
    Object *result = ok && str_builder_cstr(&b, ")") ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

static Hash pattern_hash(VM *vm, Object *o) {
    const Pattern *p = PATTERN(o);
    Hash hash = object_hash(vm, p->pattern);
    if (hash == -1) {
        return -1;
    }
    uint64_t of_code = 0;
    for (uint32_t i = 0; i < p->code_len; i++) {
        of_code = of_code * UINT64_C(1000003) ^ p->code[i];
    }
    hash = (Hash)((uint64_t)hash ^ of_code ^ (uint64_t)p->flags ^ p->code_len);
    return hash == -1 ? -2 : hash;
}

static Object *pattern_richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || type_of(vm, a) != type_of(vm, b)) {
        return not_implemented_ref(vm);
    }
    const Pattern *p = PATTERN(a), *q = PATTERN(b);
    int equal = 1;
    if (p != q) {
        equal = p->flags == q->flags && p->kind == q->kind && p->code_len == q->code_len &&
                memcmp(p->code, q->code, p->code_len * sizeof *p->code) == 0;
        if (equal) {
            equal = object_compare_bool(vm, p->pattern, q->pattern, CMP_EQ);
        }
    }
    return equal < 0 ? NULL : bool_ref(vm, equal == (op == CMP_EQ));
}

static Object *pattern_copy(VM *vm, Object *o) {
    UNUSED(vm);
    return new_ref(o);
}
static Object *pattern_deepcopy(VM *vm, Object *o, Object *memo) {
    UNUSED(vm);
    UNUSED(memo);
    return new_ref(o);
}
static Object *pattern_class_getitem(VM *vm, Object *cls, Object *item) {
    return generic_alias_new(vm, cls, item);
}
static Object *get_groupindex(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return mappingproxy_new(vm, PATTERN(o)->groupindex);
}

#define SEARCH_DOC(name, text) name "($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\n" text
static const MethodDef methods[] = {
    METHOD_KW("match", pattern_match, SEARCH_DOC("match", "Match at the start of the string.")),
    METHOD_KW("fullmatch", pattern_fullmatch,
              SEARCH_DOC("fullmatch", "Match against all of the string.")),
    METHOD_KW("search", pattern_search,
              SEARCH_DOC("search", "Look for the first match in the string.")),
    METHOD_KW("findall", pattern_findall,
              SEARCH_DOC("findall", "A list of all matches that do not overlap.")),
    METHOD_KW("finditer", pattern_finditer,
              SEARCH_DOC("finditer", "An iterator over all matches that do not overlap.")),
    METHOD_KW("scanner", pattern_scanner, SEARCH_DOC("scanner", "")),
    METHOD_KW("sub", pattern_sub,
              "sub($self, /, repl, string, count=0)\n--\n\n"
              "The string with the leftmost matches replaced by repl."),
    METHOD_KW("subn", pattern_subn,
              "subn($self, /, repl, string, count=0)\n--\n\n"
              "(new string, number of replacements made)."),
    METHOD_KW("split", pattern_split,
              "split($self, /, string, maxsplit=0)\n--\n\nSplit the string at the matches."),
    METHOD_NOARGS("__copy__", pattern_copy, "__copy__($self, /)\n--\n\n"),
    METHOD_O("__deepcopy__", pattern_deepcopy, "__deepcopy__($self, memo, /)\n--\n\n"),
    METHOD_CLASS_O("__class_getitem__", pattern_class_getitem, "See PEP 585"),
    {0},
};
static const MemberDef members[] = {
    {"pattern", MEMBER_OBJECT, offsetof(Pattern, pattern), true,
     "The text from which this object was compiled."},
    {"flags", MEMBER_I32, offsetof(Pattern, flags), true, "The flags of the regular expression."},
    {"groups", MEMBER_I32, offsetof(Pattern, groups), true, "How many groups it has."},
    {0},
};
static const GetSetDef getset[] = {
    {"groupindex", get_groupindex, NULL, "The numbers of the named groups.", NULL},
    {0},
};

const TypeSpec sre_pattern_spec = {
    .name = "re.Pattern",
    .doc = "Compiled regular expression object.",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_WEAKREFS | TYPE_PERMANENT,
    .size = sizeof(Pattern),
    .slots = {.dealloc = pattern_dealloc,
              .traverse = pattern_traverse,
              .owned_size = pattern_owned_size,
              .repr = pattern_repr,
              .hash = pattern_hash,
              .richcompare = pattern_richcompare},
    .methods = methods,
    .members = members,
    .getset = getset,
};
