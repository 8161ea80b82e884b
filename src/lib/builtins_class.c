/* __build_class__: what a class statement calls. */
#include "lib/builtins.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* Bases with what their __mro_entries__ gives in place of those that are no types (PEP 560). New
 * tuple; *changed tells whether any was replaced. */
static Object *resolve_bases(VM *vm, Object *const *bases, size_t n, bool *changed) {
    Object *original = tuple_from(vm, bases, n);
    Object *list = original ? list_new(vm, n) : NULL;
    *changed = false;
    if (!list) {
        goto fail;
    }
    for (size_t i = 0; i < n; i++) {
        Object *method = NULL;
        if (!is_type(vm, bases[i])) {
            method = object_getattr_or_null(vm, bases[i], ID(vm, __mro_entries__));
            if (!method && error_occurred(vm)) {
                goto fail;
            }
        }
        if (!method) {
            if (list_append(vm, list, bases[i]) < 0) {
                goto fail;
            }
            continue;
        }
        *changed = true;
        Object *entries = call1(vm, method, original);
        decref(vm, method);
        if (!entries) {
            goto fail;
        }
        if (!is_tuple(vm, entries)) {
            decref(vm, entries);
            raise(vm, EXC_TypeError, "__mro_entries__ must return a tuple");
            goto fail;
        }
        int result = list_extend(vm, list, entries);
        decref(vm, entries);
        if (result < 0) {
            goto fail;
        }
    }
    if (*changed) {
        Object *resolved = list_to_tuple(vm, list);
        decref(vm, list);
        decref(vm, original);
        return resolved;
    }
    decref(vm, list);
    return original;
fail:
    xdecref(vm, list);
    xdecref(vm, original);
    return NULL;
}

typedef struct ClassKeywords {
    Object *metaclass; /* borrowed, NULL if not given */
    Object *names;     /* tuple of the other keywords (owned), NULL if none */
    Object **values;   /* borrowed values, in a raw buffer */
    size_t cap;
} ClassKeywords;

static void keywords_deinit(VM *vm, ClassKeywords *k) {
    xdecref(vm, k->names);
    if (k->values) {
        raw_free(vm, k->values, k->cap * sizeof(Object *));
    }
}

static bool keywords_init(VM *vm, ClassKeywords *k, Object *const *values, Object *kwnames) {
    *k = (ClassKeywords){0};
    size_t n = kwnames ? TUPLE_LEN(kwnames) : 0;
    if (!n) {
        return true;
    }
    size_t others = 0;
    k->cap = n;
    k->values = raw_alloc(vm, n * sizeof(Object *));
    Object *list = k->values ? list_new(vm, n) : NULL;
    for (size_t i = 0; list && i < n; i++) {
        Object *name = TUPLE_ITEM(kwnames, i);
        if (str_equal(name, ID(vm, metaclass))) {
            k->metaclass = values[i];
        } else if (list_append(vm, list, name) < 0) {
            clear_ref(vm, list);
        } else {
            k->values[others++] = values[i];
        }
    }
    if (list && others) {
        k->names = list_to_tuple(vm, list);
    }
    bool ok = list && (!others || k->names);
    xdecref(vm, list);
    if (!ok) {
        keywords_deinit(vm, k);
    }
    return ok;
}

/* Calls f(a, b, **keywords) or f(a, b, c, **keywords). */
static Object *call_with_keywords(VM *vm, Object *f, Object *const *args, size_t nargs,
                                  const ClassKeywords *k) {
    size_t n = k->names ? TUPLE_LEN(k->names) : 0;
    Object **all = raw_alloc(vm, (nargs + n + 1) * sizeof(Object *));
    if (!all) {
        return NULL;
    }
    for (size_t i = 0; i < nargs; i++) {
        all[i] = args[i];
    }
    for (size_t i = 0; i < n; i++) {
        all[nargs + i] = k->values[i];
    }
    Object *result = call(vm, f, all, nargs, k->names);
    raw_free(vm, all, (nargs + n + 1) * sizeof(Object *));
    return result;
}

/* The metaclass to use (new reference). */
static Object *choose_metaclass(VM *vm, Object *given, Object *bases) {
    Object *meta = given;
    if (!meta) {
        meta = TUPLE_LEN(bases) ? OBJ(type_of(vm, TUPLE_ITEM(bases, 0))) : OBJ(TYPE(vm, TYPE));
    }
    if (is_type(vm, meta)) {
        meta = OBJ(type_calculate_metaclass(vm, (Type *)meta, bases));
    }
    return meta ? new_ref(meta) : NULL;
}

static Object *prepare_namespace(VM *vm, Object *meta, Object *name, Object *bases,
                                 const ClassKeywords *k) {
    Object *prepare = object_getattr_or_null(vm, meta, ID(vm, __prepare__));
    if (!prepare) {
        return error_occurred(vm) ? NULL : dict_new(vm);
    }
    Object *args[2] = {name, bases};
    Object *ns = call_with_keywords(vm, prepare, args, 2, k);
    decref(vm, prepare);
    if (ns && !type_of(vm, ns)->slots.mp_subscript) {
        if (is_type(vm, meta)) {
            raise(vm, EXC_TypeError, "%N.__prepare__() must return a mapping, not %T", meta, ns);
        } else {
            raise(vm, EXC_TypeError, "<metaclass>.__prepare__() must return a mapping, not %T", ns);
        }
        decref(vm, ns);
        return NULL;
    }
    return ns;
}

/* The __class__ cell must hold the new class by now. */
static bool check_cell(VM *vm, Object *cell, Object *cls, Object *name) {
    if (!is_type(vm, cls) || !is_exact(cell, SHAPE_CELL)) {
        return true;
    }
    Object *held = ((Cell *)cell)->value;
    if (held == cls) {
        return true;
    }
    if (!held) {
        raise(vm, EXC_RuntimeError,
              "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?",
              name, cls);
    } else {
        raise(vm, EXC_TypeError, "__class__ set to %R defining %R as %R", held, name, cls);
    }
    return false;
}

static Object *make_class(VM *vm, Object *function, Object *name, Object *bases, Object *original,
                          const ClassKeywords *k) {
    Object *meta = choose_metaclass(vm, k->metaclass, bases);
    Object *ns = meta ? prepare_namespace(vm, meta, name, bases, k) : NULL;
    Object *cell = ns ? interp_run_class_body(vm, function, ns) : NULL;
    Object *cls = NULL;
    if (cell && (!original || object_setitem(vm, ns, ID(vm, __orig_bases__), original) == 0)) {
        Object *args[3] = {name, bases, ns};
        cls = call_with_keywords(vm, meta, args, 3, k);
    }
    if (cls && !check_cell(vm, cell, cls, name)) {
        clear_ref(vm, cls);
    }
    xdecref(vm, cell);
    xdecref(vm, ns);
    xdecref(vm, meta);
    return cls;
}

static Object *build_class(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    (void)self;
    if (nargs < 2) {
        return raise(vm, EXC_TypeError, "__build_class__: not enough arguments");
    }
    if (!is_exact(args[0], SHAPE_FUNCTION)) {
        return raise(vm, EXC_TypeError, "__build_class__: func must be a function");
    }
    if (!is_str(vm, args[1])) {
        return raise(vm, EXC_TypeError, "__build_class__: name is not a string");
    }
    ClassKeywords keywords;
    if (!keywords_init(vm, &keywords, args + nargs, kwnames)) {
        return NULL;
    }
    bool changed;
    Object *cls = NULL, *original = NULL;
    Object *bases = resolve_bases(vm, args + 2, nargs - 2, &changed);
    if (bases && (!changed || (original = tuple_from(vm, args + 2, nargs - 2)))) {
        cls = make_class(vm, args[0], args[1], bases, original, &keywords);
    }
    xdecref(vm, original);
    xdecref(vm, bases);
    keywords_deinit(vm, &keywords);
    return cls;
}

const MethodDef builtins_class_methods[] = {
    METHOD_KW("__build_class__", build_class,
              "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class"),
    {0},
};
