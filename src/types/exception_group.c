/* BaseExceptionGroup and ExceptionGroup: exceptions raised together; splitting them for except*. */
#include "types/exception_impl.h"

#include "types/generic_alias.h"
#include "types/int.h"
#include "types/set.h"

#define GROUP(o) ((ExceptionGroup *)(void *)(o))

static bool is_group(VM *vm, Object *o) {
    return type_is_subtype(type_of(vm, o), EXC(vm, BaseExceptionGroup));
}

/* ------------------------------------------------------------ making groups */

/* The class of a new group: chosen by what is in it, or checked against it. NULL: TypeError. */
static Type *choose_class(VM *vm, Type *cls, bool only_exceptions) {
    if (cls == EXC(vm, BaseExceptionGroup)) {
        return only_exceptions ? EXC(vm, ExceptionGroup) : cls;
    }
    if (!only_exceptions && cls == EXC(vm, ExceptionGroup)) {
        raise(vm, EXC_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
        return NULL;
    }
    if (!only_exceptions && type_is_subtype(cls, EXC(vm, Exception))) {
        raise(vm, EXC_TypeError, "Cannot nest BaseExceptions in '%N'", cls);
        return NULL;
    }
    return cls;
}

/* The exceptions as a tuple (new reference), checked; *only_exceptions: all derive from Exception.
 */
static Object *take_members(VM *vm, Object *sequence, bool *only_exceptions) {
    if (is_dict(vm, sequence) || !type_of(vm, sequence)->slots.sq_item) {
        return raise(vm, EXC_TypeError, "second argument (exceptions) must be a sequence");
    }
    Object *members = tuple_from_iterable(vm, sequence);
    if (!members) {
        return NULL;
    }
    if (TUPLE_LEN(members) == 0) {
        raise(vm, EXC_ValueError, "second argument (exceptions) must be a non-empty sequence");
        goto fail;
    }
    for (uint32_t i = 0; i < TUPLE_LEN(members); i++) {
        Object *e = TUPLE_ITEM(members, i);
        if (!is_exception(vm, e)) {
            raise(vm, EXC_ValueError, "Item %u of second argument (exceptions) is not an exception",
                  i);
            goto fail;
        }
        if (!type_is_subtype(type_of(vm, e), EXC(vm, Exception))) {
            *only_exceptions = false;
        }
    }
    return members;
fail:
    decref(vm, members);
    return NULL;
}

Object *exception_group_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    bool only_exceptions = true;
    UNUSED(kwnames); /* __init__ complains */
    if (nargs != 2) {
        return raise(vm, EXC_TypeError,
                     "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)", nargs);
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError,
                     "BaseExceptionGroup.__new__() argument 1 must be str, not %s",
                     args[0] == vm->none ? "None" : TYPE_NAME(type_of(vm, args[0])));
    }
    Object *members = take_members(vm, args[1], &only_exceptions), *self = NULL;
    if (!members) {
        return NULL;
    }
    cls = choose_class(vm, cls, only_exceptions);
    if (cls) {
        self = exception_alloc(vm, cls, sizeof(ExceptionGroup), args, nargs);
    }
    if (!self) {
        decref(vm, members);
        return NULL;
    }
    GROUP(self)->msg = new_ref(args[0]);
    GROUP(self)->exceptions = members;
    return self;
}

Object *exception_group_str(VM *vm, Object *self) {
    ExceptionGroup *group = GROUP(self);
    uint32_t n = group->exceptions ? TUPLE_LEN(group->exceptions) : 0;
    return str_format(vm, "%S (%u sub-exception%s)", group->msg ? group->msg : vm->none, n,
                      n > 1 ? "s" : "");
}

/* Calls BaseExceptionGroup(message, exceptions). */
static Object *make_group(VM *vm, Object *message, Object *exceptions) {
    Object *args[2] = {message, exceptions};
    return exception_new(vm, EXC_BaseExceptionGroup, args, 2);
}

static Object *group_derive(VM *vm, Object *self, Object *exceptions) {
    return make_group(vm, GROUP(self)->msg, exceptions);
}

/* Gives part the __notes__ of whole. */
static int copy_notes(VM *vm, Object *whole, Object *part) {
    Object *notes = object_getattr_or_null(vm, whole, ID(vm, __notes__));
    if (!notes) {
        return error_occurred(vm) ? -1 : 0;
    }
    int result = 0;
    if (!is_dict(vm, notes) && type_of(vm, notes)->slots.sq_item) {
        Object *copy = list_from_iterable(vm, notes);
        result = copy ? object_setattr(vm, part, ID(vm, __notes__), copy) : -1;
        xdecref(vm, copy);
    }
    decref(vm, notes);
    return result;
}

/* A group like whole with the exceptions of list; NULL without an error if the list is empty. */
static Object *make_part(VM *vm, Object *whole, Object *list) {
    if (LIST_LEN(list) == 0) {
        return NULL;
    }
    Object *derive = object_getattr_utf8(vm, whole, "derive");
    Object *part = derive ? call1(vm, derive, list) : NULL;
    xdecref(vm, derive);
    if (!part) {
        return NULL;
    }
    if (!is_group(vm, part)) {
        raise(vm, EXC_TypeError, "derive must return an instance of BaseExceptionGroup");
        decref(vm, part);
        return NULL;
    }
    exception_store(vm, EXCEPTION(part)->traceback, EXCEPTION(whole)->traceback);
    if (EXCEPTION(whole)->context) {
        exception_set_context(vm, part, new_ref(EXCEPTION(whole)->context));
    }
    EXCEPTION(part)->suppress_context = true; /* as whenever a cause is set, be it none */
    if (EXCEPTION(whole)->cause) {
        exception_store(vm, EXCEPTION(part)->cause, EXCEPTION(whole)->cause);
    }
    if (copy_notes(vm, whole, part) < 0) {
        decref(vm, part);
        return NULL;
    }
    return part;
}

/* ------------------------------------------------------------ splitting */

/* Which exceptions are wanted: those of a class or a tuple of classes, those for which a function
 * is true, or those whose address is in a set. */
typedef struct Matcher {
    enum { BY_TYPE, BY_FUNCTION, BY_ADDRESS } kind;
    Object *value; /* borrowed */
} Matcher;

static bool is_exception_class(VM *vm, Object *o) {
    return is_type(vm, o) && type_is_subtype((Type *)o, EXC(vm, BaseException));
}

static bool read_matcher(VM *vm, Object *value, Matcher *m) {
    m->value = value;
    m->kind = BY_TYPE;
    if (is_exact(value, SHAPE_FUNCTION)) {
        m->kind = BY_FUNCTION;
        return true;
    }
    bool ok = is_exception_class(vm, value);
    if (is_tuple(vm, value)) {
        ok = true;
        for (uint32_t i = 0; i < TUPLE_LEN(value); i++) {
            ok = ok && is_exception_class(vm, TUPLE_ITEM(value, i));
        }
    }
    if (!ok) {
        raise(vm, EXC_TypeError, "expected a function, exception type or tuple of exception types");
    }
    return ok;
}

/* 1 wanted, 0 not, -1 error. */
static int matches(VM *vm, const Matcher *m, Object *exc) {
    Object *answer;
    int result;
    switch (m->kind) {
    case BY_TYPE:
        return exception_matches(vm, exc, m->value);
    case BY_FUNCTION:
        answer = call1(vm, m->value, exc);
        result = answer ? object_truth(vm, answer) : -1;
        xdecref(vm, answer);
        return result;
    default:
        if (is_group(vm, exc)) {
            return 0;
        }
        answer = int_from_u64(vm, (uintptr_t)exc);
        result = answer ? set_contains(vm, m->value, answer) : -1;
        xdecref(vm, answer);
        return result;
    }
}

static int split(VM *vm, Object *exc, const Matcher *m, Object **match, Object **rest);

/* Splits the members of a group and adds the parts to the lists; rests may be NULL. */
static int split_members(VM *vm, Object *group, const Matcher *m, Object *found, Object *rests) {
    Object *members = new_ref(GROUP(group)->exceptions);
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(members); i++) {
        Object *match = NULL, *rest = NULL;
        result = split(vm, TUPLE_ITEM(members, i), m, &match, rests ? &rest : NULL);
        if (result == 0 && match) {
            result = list_append(vm, found, match);
        }
        if (result == 0 && rest) {
            result = list_append(vm, rests, rest);
        }
        xdecref(vm, match);
        xdecref(vm, rest);
    }
    decref(vm, members);
    return result;
}

/* *match: the part of exc that is wanted, *rest (unless rest is NULL): the other; new references or
 * NULL. */
static int split(VM *vm, Object *exc, const Matcher *m, Object **match, Object **rest) {
    int wanted = matches(vm, m, exc);
    *match = NULL;
    if (rest) {
        *rest = NULL;
    }
    if (wanted < 0) {
        return -1;
    }
    if (wanted || !is_group(vm, exc)) {
        Object **where = wanted ? match : rest;
        if (where) {
            *where = new_ref(exc);
        }
        return 0;
    }
    if (!recursion_enter(vm, " in exceptiongroup_split_recursive")) {
        return -1;
    }
    Object *found = list_new(vm, 0), *rests = rest ? list_new(vm, 0) : NULL;
    int result = -1;
    if (found && (rests || !rest) && split_members(vm, exc, m, found, rests) == 0) {
        *match = make_part(vm, exc, found);
        if (rest && !error_occurred(vm)) {
            *rest = make_part(vm, exc, rests);
        }
        result = error_occurred(vm) ? -1 : 0;
    }
    xdecref(vm, found);
    xdecref(vm, rests);
    recursion_leave(vm);
    if (result < 0) {
        clear_ref(vm, *match);
        if (rest) {
            clear_ref(vm, *rest);
        }
    }
    return result;
}

static Object *or_none(VM *vm, Object *o) {
    return o ? o : none_ref(vm);
}

static Object *group_split(VM *vm, Object *self, Object *value) {
    Object *items[2];
    Matcher m;
    if (!read_matcher(vm, value, &m) || split(vm, self, &m, &items[0], &items[1]) < 0) {
        return NULL;
    }
    items[0] = or_none(vm, items[0]);
    items[1] = or_none(vm, items[1]);
    return tuple_from_steal(vm, items, 2);
}

static Object *group_subgroup(VM *vm, Object *self, Object *value) {
    Object *match;
    Matcher m;
    if (!read_matcher(vm, value, &m) || split(vm, self, &m, &match, NULL) < 0) {
        return NULL;
    }
    return or_none(vm, match);
}

/* ------------------------------------------------------------ except* */

/* Takes the pair that the group's split method gave apart. */
static int take_pair(VM *vm, Object *exc, Object *pair, Object **match, Object **rest) {
    if (!is_tuple(vm, pair)) {
        raise(vm, EXC_TypeError, "%T.split must return a tuple, not %T", exc, pair);
        return -1;
    }
    if (TUPLE_LEN(pair) < 2) {
        raise(vm, EXC_TypeError, "%T.split must return a 2-tuple, got tuple of size %u", exc,
              TUPLE_LEN(pair));
        return -1;
    }
    if (TUPLE_ITEM(pair, 0) != vm->none) {
        *match = new_ref(TUPLE_ITEM(pair, 0));
    }
    if (TUPLE_ITEM(pair, 1) != vm->none) {
        *rest = new_ref(TUPLE_ITEM(pair, 1));
    }
    return 0;
}

int exception_group_match(VM *vm, Object *exc, Object *type, Object **match, Object **rest) {
    *match = *rest = NULL;
    if (exception_matches(vm, exc, type)) {
        if (is_group(vm, exc)) {
            *match = new_ref(exc);
            return 0;
        }
        Object *members = tuple_from(vm, &exc, 1);
        *match = members ? make_group(vm, vm->empty_str, members) : NULL;
        xdecref(vm, members);
        return *match ? 0 : -1;
    }
    if (!is_group(vm, exc)) {
        *rest = new_ref(exc);
        return 0;
    }
    Object *method = object_getattr_utf8(vm, exc, "split");
    Object *pair = method ? call1(vm, method, type) : NULL;
    int result = pair ? take_pair(vm, exc, pair, match, rest) : -1;
    xdecref(vm, method);
    xdecref(vm, pair);
    return result;
}

/* Adds the addresses of the exceptions in exc that are no groups to a set. */
static int collect_leaves(VM *vm, Object *exc, Object *set) {
    if (!is_group(vm, exc)) {
        Object *address = int_from_u64(vm, (uintptr_t)exc);
        int result = address ? set_add(vm, set, address) : -1;
        xdecref(vm, address);
        return result;
    }
    Object *members = GROUP(exc)->exceptions;
    int result = 0;
    if (!recursion_enter(vm, " in collect_exception_group_leaf_ids")) {
        return -1;
    }
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(members); i++) {
        result = collect_leaves(vm, TUPLE_ITEM(members, i), set);
    }
    recursion_leave(vm);
    return result;
}

/* The part of the group that is in the list's exceptions; NULL without an error if none is. */
static Object *project(VM *vm, Object *group, Object *list) {
    Object *set = set_new(vm, NULL), *match = NULL;
    if (!set) {
        return NULL;
    }
    int result = 0;
    for (uint32_t i = 0; result == 0 && i < LIST_LEN(list); i++) {
        result = collect_leaves(vm, LIST_ITEM(list, i), set);
    }
    if (result == 0) {
        Matcher m = {BY_ADDRESS, set};
        split(vm, group, &m, &match, NULL);
    }
    decref(vm, set);
    return match;
}

/* Parts of one group carry its traceback, context and cause: they were raised again, not anew. */
static bool is_part_of(Object *exc, Object *original) {
    Exception *a = EXCEPTION(exc), *b = EXCEPTION(original);
    return a->traceback == b->traceback && a->context == b->context && a->cause == b->cause;
}

/* Shares out the list's exceptions: parts of original, and new ones. */
static int sort_out(VM *vm, Object *original, Object *list, Object *parts, Object *fresh) {
    for (uint32_t i = 0; i < LIST_LEN(list); i++) {
        Object *e = LIST_ITEM(list, i);
        if (e != vm->none && list_append(vm, is_part_of(e, original) ? parts : fresh, e) < 0) {
            return -1;
        }
    }
    return 0;
}

Object *exception_prep_reraise_star(VM *vm, Object *original, Object *list) {
    if (LIST_LEN(list) == 0) {
        return none_ref(vm);
    }
    if (!is_group(vm, original)) {
        return new_ref(LIST_ITEM(list, 0)); /* was wrapped for the one clause that matched */
    }
    Object *parts = list_new(vm, 0), *fresh = list_new(vm, 0), *again = NULL, *result = NULL;
    if (!parts || !fresh || sort_out(vm, original, list, parts, fresh) < 0) {
        goto done;
    }
    again = project(vm, original, parts);
    if (!again && error_occurred(vm)) {
        goto done;
    }
    if (LIST_LEN(fresh) == 0) {
        result = or_none(vm, again);
        again = NULL;
    } else if (again && list_append(vm, fresh, again) < 0) {
        goto done;
    } else if (LIST_LEN(fresh) > 1) {
        result = make_group(vm, vm->empty_str, fresh);
    } else {
        result = new_ref(LIST_ITEM(fresh, 0));
    }
done:
    xdecref(vm, parts);
    xdecref(vm, fresh);
    xdecref(vm, again);
    return result;
}

/* ------------------------------------------------------------ tables */

const MemberDef exception_group_members[] = {
    {"message", MEMBER_OBJECT_NONE, offsetof(ExceptionGroup, msg), true, "exception message"},
    {"exceptions", MEMBER_OBJECT_NONE, offsetof(ExceptionGroup, exceptions), true,
     "nested exceptions"},
    {0},
};

const MethodDef exception_group_methods[] = {
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    METHOD_O("derive", group_derive, NULL),
    METHOD_O("split", group_split, NULL),
    METHOD_O("subgroup", group_subgroup, NULL),
    {0},
};
