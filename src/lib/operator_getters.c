#include "lib/operator_getters.h"

#include "object/abstract.h"
#include "types/dict.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* itemgetter: keys; attrgetter: names, each a str or, with dots in it, a tuple of the parts. */
typedef struct Getter {
    Object head;
    Object *keys; /* tuple */
} Getter;
#define GETTER(o) ((Getter *)(o))

#define GETTER_FIELDS(X) X(keys)
TYPE_MEMORY(getter, Getter, GETTER_FIELDS)

/* Steals keys, which may be NULL after an error. */
static Object *getter_make(VM *vm, Type *cls, Object *keys) {
    Getter *self = keys ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, keys);
        return NULL;
    }
    self->keys = keys;
    gc_track(vm, self);
    return OBJ(self);
}

/* What get gives for each key; a tuple if there are several. */
typedef Object *(*GetFn)(VM *vm, Object *o, Object *key);
static Object *getter_results(VM *vm, Getter *self, const char *name, GetFn get,
                              Object *const *args, size_t nargs, Object *kwnames) {
    if (!args_no_keywords(vm, name, kwnames) || !args_count(vm, name, nargs, 1, 1)) {
        return NULL;
    }
    size_t n = TUPLE_LEN(self->keys);
    if (n == 1) {
        return get(vm, args[0], TUPLE_ITEM(self->keys, 0));
    }
    Object *result = tuple_new(vm, n);
    for (size_t i = 0; result && i < n; i++) {
        TUPLE_ITEM(result, i) = get(vm, args[0], TUPLE_ITEM(self->keys, i));
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

/* "name(repr, repr)" of a tuple. */
static Object *call_text(VM *vm, Object *o, Object *tuple) {
    int inside = repr_enter(vm, o);
    if (inside) {
        return inside < 0 ? NULL : str_format(vm, "%T(...)", o);
    }
    Object *result = TUPLE_LEN(tuple) == 1 ? str_format(vm, "%T(%R)", o, TUPLE_ITEM(tuple, 0))
                                           : str_format(vm, "%T%R", o, tuple);
    repr_leave(vm, o);
    return result;
}

/* ---- itemgetter ---- */

static Object *itemgetter_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    if (!args_no_keywords(vm, "itemgetter", kwnames) ||
        !args_count(vm, "itemgetter", nargs, 1, nargs ? nargs : 1)) {
        return NULL;
    }
    return getter_make(vm, cls, tuple_from(vm, args, nargs));
}

static Object *itemgetter_call(VM *vm, Object *o, Object *const *args, size_t nargs,
                               Object *kwnames) {
    return getter_results(vm, GETTER(o), "itemgetter", object_getitem, args, nargs, kwnames);
}

static Object *itemgetter_repr(VM *vm, Object *o) {
    return call_text(vm, o, GETTER(o)->keys);
}

static Object *itemgetter_reduce(VM *vm, Object *o) {
    return tuple_pack(vm, 2, type_of(vm, o), GETTER(o)->keys);
}

static const MethodDef itemgetter_methods[] = {
    METHOD_NOARGS("__reduce__", itemgetter_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec itemgetter_spec = {
    .name = "operator.itemgetter",
    .doc = "itemgetter(item, ...) --> itemgetter object\n\n"
           "f = itemgetter(2): f(r) is r[2]; with several items, f(r) is a tuple.",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Getter),
    .slots = {.dealloc = getter_dealloc,
              .traverse = getter_traverse,
              .new = itemgetter_new,
              .call = itemgetter_call,
              .repr = itemgetter_repr},
    .methods = itemgetter_methods,
};

/* ---- attrgetter ---- */

/* The name interned; or a tuple of the parts between its dots. */
static Object *name_parts(VM *vm, Object *name) {
    size_t len = STR_LEN(name), dots = 0, start = 0, n = 0;
    for (size_t i = 0; i < len; i++) {
        dots += str_char(name, i) == '.';
    }
    if (!dots) {
        return is_exact(name, SHAPE_STR) ? str_intern(vm, name) : new_ref(name);
    }
    Object *parts = tuple_new(vm, dots + 1);
    for (size_t i = 0; parts && i <= len; i++) {
        if (i == len || str_char(name, i) == '.') {
            Object *part = str_substring(vm, name, start, i);
            TUPLE_ITEM(parts, n) = part ? str_intern(vm, part) : NULL;
            xdecref(vm, part);
            if (!TUPLE_ITEM(parts, n++)) {
                clear_ref(vm, parts);
            }
            start = i + 1;
        }
    }
    if (parts) {
        gc_track(vm, parts);
    }
    return parts;
}

static Object *attrgetter_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    if (!args_no_keywords(vm, "attrgetter", kwnames) ||
        !args_count(vm, "attrgetter", nargs, 1, nargs ? nargs : 1)) {
        return NULL;
    }
    for (size_t i = 0; i < nargs; i++) {
        if (!is_str(vm, args[i])) {
            return raise(vm, EXC_TypeError, "attribute name must be a string");
        }
    }
    Object *keys = tuple_new(vm, nargs);
    for (size_t i = 0; keys && i < nargs; i++) {
        TUPLE_ITEM(keys, i) = name_parts(vm, args[i]);
        if (!TUPLE_ITEM(keys, i)) {
            clear_ref(vm, keys);
        }
    }
    if (keys) {
        gc_track(vm, keys);
    }
    return getter_make(vm, cls, keys);
}

static Object *get_attribute(VM *vm, Object *o, Object *key) {
    if (!is_exact(key, SHAPE_TUPLE)) {
        return object_getattr(vm, o, key);
    }
    incref(o);
    for (size_t i = 0; o && i < TUPLE_LEN(key); i++) {
        Object *next = object_getattr(vm, o, TUPLE_ITEM(key, i));
        decref(vm, o);
        o = next;
    }
    return o;
}

static Object *attrgetter_call(VM *vm, Object *o, Object *const *args, size_t nargs,
                               Object *kwnames) {
    return getter_results(vm, GETTER(o), "attrgetter", get_attribute, args, nargs, kwnames);
}

/* The names as they were given. */
static Object *attrgetter_names(VM *vm, Getter *self) {
    size_t n = TUPLE_LEN(self->keys);
    Object *names = tuple_new(vm, n), *dot = names ? str_from_cstr(vm, ".") : NULL;
    for (size_t i = 0; dot && names && i < n; i++) {
        Object *key = TUPLE_ITEM(self->keys, i);
        TUPLE_ITEM(names, i) = is_exact(key, SHAPE_TUPLE) ? str_join(vm, dot, key) : new_ref(key);
        if (!TUPLE_ITEM(names, i)) {
            clear_ref(vm, names);
        }
    }
    if (!dot) {
        clear_ref(vm, names);
    }
    xdecref(vm, dot);
    if (names) {
        gc_track(vm, names);
    }
    return names;
}

static Object *attrgetter_repr(VM *vm, Object *o) {
    Object *names = attrgetter_names(vm, GETTER(o));
    Object *result = names ? call_text(vm, o, names) : NULL;
    xdecref(vm, names);
    return result;
}

static Object *attrgetter_reduce(VM *vm, Object *o) {
    return pack_steal(vm, 2, new_ref(type_of(vm, o)), attrgetter_names(vm, GETTER(o)));
}

static const MethodDef attrgetter_methods[] = {
    METHOD_NOARGS("__reduce__", attrgetter_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec attrgetter_spec = {
    .name = "operator.attrgetter",
    .doc = "attrgetter(attr, ...) --> attrgetter object\n\n"
           "f = attrgetter('a.b'): f(r) is r.a.b; with several names, f(r) is a tuple.",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Getter),
    .slots = {.dealloc = getter_dealloc,
              .traverse = getter_traverse,
              .new = attrgetter_new,
              .call = attrgetter_call,
              .repr = attrgetter_repr},
    .methods = attrgetter_methods,
};

/* ---- methodcaller ---- */

typedef struct MethodCaller {
    Object head;
    Object *name;
    Object *args;    /* tuple: positional, then the values of the keyword arguments */
    Object *kwnames; /* tuple or NULL */
} MethodCaller;
#define METHOD_CALLER(o) ((MethodCaller *)(o))

#define METHOD_CALLER_FIELDS(X)                                                                    \
    X(name)                                                                                        \
    X(args)                                                                                        \
    X(kwnames)
TYPE_MEMORY(methodcaller, MethodCaller, METHOD_CALLER_FIELDS)

static size_t keyword_len(const MethodCaller *self) {
    return self->kwnames ? TUPLE_LEN(self->kwnames) : 0;
}

static Object *methodcaller_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                                Object *kwnames) {
    if (nargs < 1) {
        return raise(vm, EXC_TypeError,
                     "methodcaller needs at least one argument, the method name");
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "method name must be a string");
    }
    MethodCaller *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    size_t n = nargs - 1 + (kwnames ? TUPLE_LEN(kwnames) : 0);
    self->name = is_exact(args[0], SHAPE_STR) ? str_intern(vm, args[0]) : new_ref(args[0]);
    self->args = tuple_from(vm, args + 1, n);
    self->kwnames = kwnames ? new_ref(kwnames) : NULL;
    gc_track(vm, self);
    if (!self->name || !self->args) {
        decref(vm, self);
        return NULL;
    }
    return OBJ(self);
}

static Object *methodcaller_call(VM *vm, Object *o, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    MethodCaller *self = METHOD_CALLER(o);
    if (!args_no_keywords(vm, "methodcaller", kwnames) ||
        !args_count(vm, "methodcaller", nargs, 1, 1)) {
        return NULL;
    }
    Object *method = object_getattr(vm, args[0], self->name);
    Object *result = method ? call(vm, method, tuple_items(self->args),
                                   TUPLE_LEN(self->args) - keyword_len(self), self->kwnames)
                            : NULL;
    xdecref(vm, method);
    return result;
}

static bool add_steal(VM *vm, StrBuilder *b, Object *text) {
    bool ok = text && str_builder_str(b, text);
    xdecref(vm, text);
    return ok;
}

static Object *methodcaller_repr(VM *vm, Object *o) {
    MethodCaller *self = METHOD_CALLER(o);
    int inside = repr_enter(vm, o);
    if (inside) {
        return inside < 0 ? NULL : str_format(vm, "%T(...)", o);
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    size_t n = TUPLE_LEN(self->args), positional = n - keyword_len(self);
    bool ok = add_steal(vm, &b, str_format(vm, "%T(%R", o, self->name));
    for (size_t i = 0; ok && i < n; i++) {
        Object *value = TUPLE_ITEM(self->args, i);
        ok = add_steal(
            vm, &b,
            i < positional
                ? str_format(vm, ", %R", value)
                : str_format(vm, ", %U=%R", TUPLE_ITEM(self->kwnames, i - positional), value));
    }
    Object *result = ok && str_builder_char(&b, ')') ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    repr_leave(vm, o);
    return result;
}

/* With keywords: functools.partial(methodcaller, name, **keywords) applied to the rest. */
static Object *methodcaller_reduce(VM *vm, Object *o) {
    MethodCaller *self = METHOD_CALLER(o);
    size_t nkw = keyword_len(self), n = TUPLE_LEN(self->args) - nkw;
    Object *args = tuple_new(vm, nkw ? n : n + 1);
    if (!args) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        TUPLE_ITEM(args, nkw ? i : i + 1) = new_ref(TUPLE_ITEM(self->args, i));
    }
    if (!nkw) {
        TUPLE_ITEM(args, 0) = new_ref(self->name);
    }
    if (TUPLE_LEN(args)) {
        gc_track(vm, args);
    }
    if (!nkw) {
        return pack_steal(vm, 2, new_ref(type_of(vm, o)), args);
    }
    Object *functools = import_dotted(vm, "functools");
    Object *partial = functools ? object_getattr_utf8(vm, functools, "partial") : NULL;
    xdecref(vm, functools);
    Object *maker = NULL;
    Object **room = partial ? raw_alloc(vm, (2 + nkw) * sizeof(Object *)) : NULL;
    if (room) {
        room[0] = OBJ(type_of(vm, o));
        room[1] = self->name;
        for (size_t i = 0; i < nkw; i++) {
            room[2 + i] = TUPLE_ITEM(self->args, n + i);
        }
        maker = call(vm, partial, room, 2, self->kwnames);
        raw_free(vm, room, (2 + nkw) * sizeof(Object *));
    }
    xdecref(vm, partial);
    return pack_steal(vm, 2, maker, args);
}

static const MethodDef methodcaller_methods[] = {
    METHOD_NOARGS("__reduce__", methodcaller_reduce, "Return state information for pickling."),
    {0},
};

const TypeSpec methodcaller_spec = {
    .name = "operator.methodcaller",
    .doc = "methodcaller(name, ...) --> methodcaller object\n\n"
           "f = methodcaller('name', 1): f(r) is r.name(1).",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(MethodCaller),
    .slots = {.dealloc = methodcaller_dealloc,
              .traverse = methodcaller_traverse,
              .new = methodcaller_new,
              .call = methodcaller_call,
              .repr = methodcaller_repr},
    .methods = methodcaller_methods,
};
