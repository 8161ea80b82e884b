/* Regular expressions: what a search has found. */
#include "lib/module_make.h"
#include "lib/sre.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

static size_t match_size(int32_t groups) {
    return sizeof(Match) + (size_t)groups * 2 * sizeof(int64_t);
}

Object *sre_make_match(VM *vm, Pattern *p, const Sre *s, int result) {
    if (result <= 0) {
        return result == 0 ? none_ref(vm) : NULL;
    }
    Type *type = lib_type(vm, LIB_SRE_MATCH);
    int32_t groups = p->groups + 1;
    Match *m = type ? object_alloc(vm, type, match_size(groups)) : NULL;
    if (!m) {
        return NULL;
    }
    m->string = new_ref(s->string);
    m->regs = NULL;
    m->pattern = new_ref(p);
    m->pos = s->start_given;
    m->endpos = s->end;
    m->lastindex = s->lastindex;
    m->groups = groups;
    m->marks[0] = s->start;
    m->marks[1] = s->at;
    for (int32_t i = 0; i < p->groups; i++) {
        bool set = 2 * i + 1 <= s->lastmark && s->marks[2 * i] >= 0 && s->marks[2 * i + 1] >= 0;
        m->marks[2 * i + 2] = set ? s->marks[2 * i] : -1;
        m->marks[2 * i + 3] = set ? s->marks[2 * i + 1] : -1;
    }
    gc_track(vm, m);
    return OBJ(m);
}

static void match_dealloc(VM *vm, Object *o) {
    Match *m = MATCH(o);
    size_t size = match_size(m->groups);
    gc_untrack(vm, o);
    xdecref(vm, m->regs);
    xdecref(vm, m->string);
    xdecref(vm, m->pattern);
    object_free_container(vm, o, size);
}

static int match_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const Match *m = MATCH(o);
    UNUSED(vm);
    VISIT(m->regs);
    VISIT(m->string);
    VISIT(m->pattern);
    return 0;
}

static size_t match_block_size(const Object *o) {
    return match_size(((const Match *)o)->groups);
}

/* ------------------------------------------------------------------ groups */

/* The text of group i; default_ (borrowed) if it did not take part. */
static Object *group_text(VM *vm, const Match *m, int64_t i, Object *default_) {
    int64_t start = m->marks[2 * i], end = m->marks[2 * i + 1];
    SreText text;
    if (start < 0) {
        return new_ref(default_);
    }
    if (!sre_text(vm, m->string, &text)) {
        return NULL;
    }
    start = start < text.len ? start : text.len;
    end = end < text.len ? end : text.len;
    return sre_slice(vm, text.is_bytes, m->string, start, end < start ? start : end);
}

/* The number of a group given by number or name; -1 with IndexError. */
static int64_t group_number(VM *vm, const Match *m, Object *group) {
    int64_t i = -1;
    if (group->meta == INT_META) {
        i = INT_VALUE(group);
    } else if (number_is_index(vm, group)) {
        i = number_as_i64(vm, group, -1);
        if (i == -1 && error_occurred(vm)) {
            return -1;
        }
    } else {
        Object *number = dict_get(vm, m->pattern->groupindex, group);
        if (number && is_int(vm, number) && !int_as_i64(number, &i)) {
            i = -1;
        }
    }
    if (UNLIKELY(i < 0 || i >= m->groups)) {
        if (!error_occurred(vm) || !error_matches(vm, EXC_IndexError)) {
            error_clear(vm);
            raise(vm, EXC_IndexError, "no such group");
        }
        return -1;
    }
    return i;
}

static Object *group_of(VM *vm, const Match *m, Object *group) {
    int64_t i = group_number(vm, m, group);
    return i < 0 ? NULL : group_text(vm, m, i, vm->none);
}

static Object *match_group(VM *vm, Object *o, Object *const *args, size_t nargs) {
    if (nargs == 0) {
        return group_text(vm, MATCH(o), 0, vm->none);
    }
    if (nargs == 1) {
        return group_of(vm, MATCH(o), args[0]);
    }
    Object *result = tuple_new(vm, nargs);
    for (size_t i = 0; result && i < nargs; i++) {
        TUPLE_ITEM(result, i) = group_of(vm, MATCH(o), args[i]);
        if (!TUPLE_ITEM(result, i)) {
            decref(vm, result);
            return NULL;
        }
    }
    if (result) {
        gc_track(vm, result);
    }
    return result;
}

static Object *match_subscript(VM *vm, Object *o, Object *key) {
    return group_of(vm, MATCH(o), key);
}

static const char *const default_names[] = {"default", NULL};

static Object *match_groups(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *default_ = vm->none;
    if ((nargs || kwnames) &&
        !args_parse(vm, "groups", default_names, "|O", args, nargs, kwnames, &default_)) {
        return NULL;
    }
    const Match *m = MATCH(o);
    Object *result = tuple_new(vm, (size_t)m->groups - 1);
    if (!result || m->groups == 1) {
        return result;
    }
    for (int32_t i = 1; i < m->groups; i++) {
        TUPLE_ITEM(result, i - 1) = group_text(vm, m, i, default_);
        if (!TUPLE_ITEM(result, i - 1)) {
            decref(vm, result);
            return NULL;
        }
    }
    gc_track(vm, result);
    return result;
}

static Object *match_groupdict(VM *vm, Object *o, Object *const *args, size_t nargs,
                               Object *kwnames) {
    Object *default_ = vm->none;
    if (!args_parse(vm, "groupdict", default_names, "|O", args, nargs, kwnames, &default_)) {
        return NULL;
    }
    const Match *m = MATCH(o);
    Object *result = dict_new(vm), *key, *number;
    size_t at = 0;
    while (result && dict_next(m->pattern->groupindex, &at, &key, &number)) {
        int64_t i = group_number(vm, m, key);
        Object *text = i < 0 ? NULL : group_text(vm, m, i, default_);
        int status = text ? dict_set(vm, result, key, text) : -1;
        xdecref(vm, text);
        if (status < 0) {
            clear_ref(vm, result);
        }
    }
    return result;
}

/* ------------------------------------------------------------------ positions */

static int64_t group_argument(VM *vm, const Match *m, const char *name, Object *const *args,
                              size_t nargs) {
    if (!args_count(vm, name, nargs, 0, 1)) {
        return -1;
    }
    return nargs ? group_number(vm, m, args[0]) : 0;
}

static Object *match_start(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t i = group_argument(vm, MATCH(o), "start", args, nargs);
    return i < 0 ? NULL : int_from_i64(vm, MATCH(o)->marks[2 * i]);
}

static Object *match_end(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t i = group_argument(vm, MATCH(o), "end", args, nargs);
    return i < 0 ? NULL : int_from_i64(vm, MATCH(o)->marks[2 * i + 1]);
}

static Object *span_of(VM *vm, const Match *m, int64_t i) {
    return pack_steal(vm, 2, int_from_i64(vm, m->marks[2 * i]),
                      int_from_i64(vm, m->marks[2 * i + 1]));
}

static Object *match_span(VM *vm, Object *o, Object *const *args, size_t nargs) {
    int64_t i = group_argument(vm, MATCH(o), "span", args, nargs);
    return i < 0 ? NULL : span_of(vm, MATCH(o), i);
}

static Object *get_regs(VM *vm, Object *o, void *closure) {
    Match *m = MATCH(o);
    UNUSED(closure);
    if (m->regs) {
        return new_ref(m->regs);
    }
    Object *regs = tuple_new(vm, (size_t)m->groups);
    for (int32_t i = 0; regs && i < m->groups; i++) {
        TUPLE_ITEM(regs, i) = span_of(vm, m, i);
        if (!TUPLE_ITEM(regs, i)) {
            decref(vm, regs);
            return NULL;
        }
    }
    if (regs) {
        gc_track(vm, regs);
        m->regs = new_ref(regs);
    }
    return regs;
}

static Object *get_lastindex(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return MATCH(o)->lastindex >= 0 ? int_from_i64(vm, MATCH(o)->lastindex) : none_ref(vm);
}

static Object *get_lastgroup(VM *vm, Object *o, void *closure) {
    const Match *m = MATCH(o);
    Object *names = m->pattern->indexgroup;
    UNUSED(closure);
    if (m->lastindex >= 0 && (uint32_t)m->lastindex < TUPLE_LEN(names)) {
        return new_ref(TUPLE_ITEM(names, m->lastindex));
    }
    return none_ref(vm);
}

/* ------------------------------------------------------------------ the rest */

static Object *match_expand(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"template", NULL};
    Object *template;
    if (!args_parse(vm, "expand", names, "O", args, nargs, kwnames, &template)) {
        return NULL;
    }
    Object *helper_args[] = {OBJ(MATCH(o)->pattern), o, template};
    return sre_call_helper(vm, "_expand", helper_args, 3);
}

static Object *match_copy(VM *vm, Object *o) {
    UNUSED(vm);
    return new_ref(o);
}

static Object *match_deepcopy(VM *vm, Object *o, Object *memo) {
    UNUSED(vm);
    UNUSED(memo);
    return new_ref(o);
}

static Object *match_class_getitem(VM *vm, Object *cls, Object *item) {
    return generic_alias_new(vm, cls, item);
}

static Object *match_repr(VM *vm, Object *o) {
    const Match *m = MATCH(o);
    Object *text = group_text(vm, m, 0, vm->none);
    Object *repr = text ? object_repr(vm, text) : NULL;
    Object *shown =
        repr ? str_substring(vm, repr, 0, STR_LEN(repr) < 50 ? STR_LEN(repr) : 50) : NULL;
    Object *result = shown ? str_format(vm, "<re.Match object; span=(%lld, %lld), match=%U>",
                                        (long long)m->marks[0], (long long)m->marks[1], shown)
                           : NULL;
    xdecref(vm, shown);
    xdecref(vm, repr);
    xdecref(vm, text);
    return result;
}

static const MethodDef methods[] = {
    METHOD_FAST("group", match_group,
                "group([group1, ...]) -> str or tuple.\n\n"
                "The text of one or several groups; of the whole match without arguments."),
    METHOD_FAST("start", match_start,
                "start($self, group=0, /)\n--\n\nWhere the text of the group begins."),
    METHOD_FAST("end", match_end,
                "end($self, group=0, /)\n--\n\nWhere the text of the group ends."),
    METHOD_FAST("span", match_span,
                "span($self, group=0, /)\n--\n\n(m.start(group), m.end(group))."),
    METHOD_KW("groups", match_groups,
              "groups($self, /, default=None)\n--\n\nThe texts of all groups."),
    METHOD_KW("groupdict", match_groupdict,
              "groupdict($self, /, default=None)\n--\n\nThe texts of the named groups by name."),
    METHOD_KW("expand", match_expand,
              "expand($self, /, template)\n--\n\nThe template with references to groups replaced."),
    METHOD_NOARGS("__copy__", match_copy, "__copy__($self, /)\n--\n\n"),
    METHOD_O("__deepcopy__", match_deepcopy, "__deepcopy__($self, memo, /)\n--\n\n"),
    METHOD_CLASS_O("__class_getitem__", match_class_getitem, "See PEP 585"),
    {0},
};
static const MemberDef members[] = {
    {"string", MEMBER_OBJECT, offsetof(Match, string), true, "The string that was searched."},
    {"re", MEMBER_OBJECT, offsetof(Match, pattern), true, "The regular expression object."},
    {"pos", MEMBER_I64, offsetof(Match, pos), true, "Where the search began."},
    {"endpos", MEMBER_I64, offsetof(Match, endpos), true, "Where the search ended at the latest."},
    {0},
};
static const GetSetDef getset[] = {
    {"lastindex", get_lastindex, NULL, "The number of the group that ended last.", NULL},
    {"lastgroup", get_lastgroup, NULL, "The name of the group that ended last.", NULL},
    {"regs", get_regs, NULL, NULL, NULL},
    {0},
};

const TypeSpec sre_match_spec = {
    .name = "re.Match",
    .doc = "The result of re.match() and re.search().\n"
           "Match objects always have a boolean value of True.",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Match),
    .item_size = 2 * sizeof(int64_t),
    .slots = {.dealloc = match_dealloc,
              .traverse = match_traverse,
              .block_size = match_block_size,
              .repr = match_repr,
              .mp_subscript = match_subscript},
    .methods = methods,
    .members = members,
    .getset = getset,
};
