/* Exceptions: what all of them share, and the table that makes their types. */
#include "types/exception_impl.h"

#include "gc/gc.h"

#include <string.h>

enum { MEMORY_ERROR_RESERVE = 4 };

/* ------------------------------------------------------------ memory */

/* The references behind the common part. */
static Object **own_refs(Object *self) {
    return (Object **)(void *)(EXCEPTION(self) + 1);
}

Object *exception_alloc(VM *vm, Type *cls, size_t size, Object *const *args, size_t nargs) {
    Exception *self = object_alloc(vm, cls, size);
    if (!self) {
        return NULL;
    }
    self->args = tuple_from(vm, args, nargs);
    if (!self->args) {
        decref(vm, self);
        return NULL;
    }
    gc_track(vm, self);
    return OBJ(self);
}

void exception_clear_refs(VM *vm, Object *self, unsigned refs) {
    Exception *e = EXCEPTION(self);
    clear_ref(vm, e->dict);
    clear_ref(vm, e->args);
    clear_ref(vm, e->traceback);
    clear_ref(vm, e->cause);
    clear_ref(vm, e->context);
    for (unsigned i = 0; i < refs; i++) {
        clear_ref(vm, own_refs(self)[i]);
    }
}

int exception_visit(Object *self, unsigned refs, VisitFn visit, void *ctx) {
    Exception *e = EXCEPTION(self);
    VISIT(e->dict);
    VISIT(e->args);
    VISIT(e->traceback);
    VISIT(e->cause);
    VISIT(e->context);
    for (unsigned i = 0; i < refs; i++) {
        VISIT(own_refs(self)[i]);
    }
    return 0;
}

/* Puts a MemoryError without references at the head of the reserve. */
static void reserve_add(VM *vm, Exception *e) {
    Exception *head = EXCEPTION(vm->memory_error);
    e->args = new_ref(vm->empty_tuple);
    e->context = OBJ(head);
    e->suppress_context = false;
    e->reserve_depth = (uint8_t)(head ? head->reserve_depth + 1 : 1);
    vm->memory_error = OBJ(e);
    vm->memory_error_lent = NULL;
}

/* A dying MemoryError goes back to the reserve if there is room. */
static bool reserve_keep(VM *vm, Object *self) {
    Exception *head = EXCEPTION(vm->memory_error);
    if (self == vm->memory_error_lent) {
        vm->memory_error_lent = NULL;
    }
    if (type_of(vm, self) != EXC(vm, MemoryError)) {
        return false;
    }
    gc_after_failure(vm);
    if (head && head->reserve_depth >= MEMORY_ERROR_RESERVE) {
        return false;
    }
    self->count = 1;
    clear_flag(self, FLAG_FINALIZED);
    reserve_add(vm, EXCEPTION(self));
    return true;
}

Object *memory_error_take(VM *vm) {
    Exception *e = EXCEPTION(vm->memory_error);
    if (!e) {
        xincref(vm->memory_error_lent);
        return vm->memory_error_lent;
    }
    vm->memory_error = e->context;
    e->context = NULL;
    e->reserve_depth = 0;
    gc_track(vm, e);
    if (!vm->memory_error) {
        vm->memory_error_lent = OBJ(e);
    }
    return OBJ(e);
}

void exception_free(VM *vm, Object *self, size_t size, unsigned refs) {
    gc_untrack(vm, self);
    exception_clear_refs(vm, self, refs);
    if (!reserve_keep(vm, self)) {
        object_free_container(vm, self, size);
    }
}

/* ------------------------------------------------------------ BaseException */

/* Borrowed; empty after the collector has cleared self. */
static Object *args_of(VM *vm, Object *self) {
    Object *args = EXCEPTION(self)->args;
    return args ? args : vm->empty_tuple;
}

int exception_set_args(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Exception *e = EXCEPTION(self);
    if (e->args && TUPLE_LEN(e->args) == nargs &&
        (nargs == 0 || memcmp(tuple_items(e->args), args, nargs * sizeof *args) == 0)) {
        return 0; /* as set by __new__ */
    }
    Object *tuple = tuple_from(vm, args, nargs);
    if (!tuple) {
        return -1;
    }
    set_ref(vm, e->args, tuple);
    return 0;
}

int exception_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    if (kwnames && !args_no_keywords(vm, TYPE_NAME(type_of(vm, self)), kwnames)) {
        return -1;
    }
    return exception_set_args(vm, self, args, nargs);
}

Object *exception_str(VM *vm, Object *self) {
    Object *args = args_of(vm, self);
    if (TUPLE_LEN(args) == 0) {
        return new_ref(vm->empty_str);
    }
    Object *arg = new_ref(TUPLE_LEN(args) > 1 ? args : TUPLE_ITEM(args, 0));
    Object *s = object_str(vm, arg);
    decref(vm, arg);
    return s;
}

static Object *exception_repr(VM *vm, Object *self) {
    Object *args = new_ref(args_of(vm, self));
    const char *name = TYPE_NAME(type_of(vm, self)), *dot = strrchr(name, '.');
    Object *s = TUPLE_LEN(args) == 1
                    ? str_format(vm, "%s(%R)", dot ? dot + 1 : name, TUPLE_ITEM(args, 0))
                    : str_format(vm, "%s%R", dot ? dot + 1 : name, args);
    decref(vm, args);
    return s;
}

void exception_set_context(VM *vm, Object *exc, Object *context) {
    if (exc == context) {
        decref(vm, context);
        return;
    }
    /* exc may hang below context already: cut it off there. A chain that others closed to a ring
     * without exc is left alone (slow goes half as fast and is met in it). */
    Exception *e = EXCEPTION(context), *slow = e;
    bool step = false;
    while (e && e->context) {
        if (e->context == exc) {
            clear_ref(vm, e->context);
            break;
        }
        e = EXCEPTION(e->context);
        if (e == slow) {
            break;
        }
        if (step) {
            slow = EXCEPTION(slow->context);
        }
        step = !step;
    }
    set_ref(vm, EXCEPTION(exc)->context, context);
}

Object *exception_reduced(VM *vm, Object *self, Object *args, Object *state) {
    Object *cls = OBJ(type_of(vm, self));
    return state ? tuple_pack(vm, 3, cls, args, state) : tuple_pack(vm, 2, cls, args);
}

static Object *exception_reduce(VM *vm, Object *self) {
    return exception_reduced(vm, self, args_of(vm, self), EXCEPTION(self)->dict);
}

static Object *exception_setstate(VM *vm, Object *self, Object *state) {
    size_t pos = 0;
    Object *key, *value;
    if (state == vm->none) {
        return none_ref(vm);
    }
    if (!is_dict(vm, state)) {
        return raise(vm, EXC_TypeError, "state is not a dictionary");
    }
    while (dict_next(state, &pos, &key, &value)) {
        incref(key);
        incref(value);
        int result = object_setattr(vm, self, key, value);
        decref(vm, key);
        decref(vm, value);
        if (result < 0) {
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *exception_add_note(VM *vm, Object *self, Object *note) {
    if (!is_str(vm, note)) {
        return raise(vm, EXC_TypeError, "note must be a str, not '%T'", note);
    }
    Object *notes = object_getattr_or_null(vm, self, ID(vm, __notes__));
    if (!notes) {
        notes = error_occurred(vm) ? NULL : list_new(vm, 1);
        if (!notes || object_setattr(vm, self, ID(vm, __notes__), notes) < 0) {
            xdecref(vm, notes);
            return NULL;
        }
    }
    int result = -1;
    if (is_list(vm, notes)) {
        result = list_append(vm, notes, note);
    } else {
        raise(vm, EXC_TypeError, "Cannot add note: __notes__ is not a list");
    }
    decref(vm, notes);
    return result < 0 ? NULL : none_ref(vm);
}

static int raise_not_deletable(VM *vm, const char *name) {
    raise(vm, EXC_TypeError, "%s may not be deleted", name);
    return -1;
}

static Object *get_args(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return new_ref(args_of(vm, self));
}

static int set_args(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!value) {
        return raise_not_deletable(vm, "args");
    }
    Object *tuple = tuple_from_iterable(vm, value);
    if (!tuple) {
        return -1;
    }
    set_ref(vm, EXCEPTION(self)->args, tuple);
    return 0;
}

static Object *get_traceback(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *traceback = EXCEPTION(self)->traceback;
    return traceback ? new_ref(traceback) : none_ref(vm);
}

static int set_traceback(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!value) {
        return raise_not_deletable(vm, "__traceback__");
    }
    if (value != vm->none && !is_exact(value, SHAPE_TRACEBACK)) {
        raise(vm, EXC_TypeError, "__traceback__ must be a traceback or None");
        return -1;
    }
    exception_store(vm, EXCEPTION(self)->traceback, value == vm->none ? NULL : value);
    return 0;
}

static Object *exception_with_traceback(VM *vm, Object *self, Object *traceback) {
    return set_traceback(vm, self, traceback, NULL) < 0 ? NULL : new_ref(self);
}

/* Checks a new __context__ or __cause__ and replaces None by NULL. */
static bool check_chained(VM *vm, Object **value, const char *attribute, const char *what) {
    if (!*value) {
        raise_not_deletable(vm, attribute);
        return false;
    }
    if (*value == vm->none) {
        *value = NULL;
        return true;
    }
    if (!is_exception(vm, *value)) {
        raise(vm, EXC_TypeError, "exception %s must be None or derive from BaseException", what);
        return false;
    }
    return true;
}

static Object *get_context(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *context = EXCEPTION(self)->context;
    return context ? new_ref(context) : none_ref(vm);
}

static int set_context(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!check_chained(vm, &value, "__context__", "context")) {
        return -1;
    }
    exception_store(vm, EXCEPTION(self)->context, value);
    return 0;
}

static Object *get_cause(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *cause = EXCEPTION(self)->cause;
    return cause ? new_ref(cause) : none_ref(vm);
}

static int set_cause(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!check_chained(vm, &value, "__cause__", "cause")) {
        return -1;
    }
    EXCEPTION(self)->suppress_context = true;
    exception_store(vm, EXCEPTION(self)->cause, value);
    return 0;
}

static const MethodDef base_methods[] = {
    METHOD_NOARGS("__reduce__", exception_reduce, NULL),
    METHOD_O("__setstate__", exception_setstate, NULL),
    METHOD_O("with_traceback", exception_with_traceback,
             "Sets self.__traceback__ and returns self."),
    METHOD_O("add_note", exception_add_note, "Adds a note, shown below the message."),
    {0},
};

static const MemberDef base_members[] = {
    {"__suppress_context__", MEMBER_BOOL8, offsetof(Exception, suppress_context), false, NULL},
    {0},
};

static const GetSetDef base_getset[] = {
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {"args", get_args, set_args, NULL, NULL},
    {"__traceback__", get_traceback, set_traceback, NULL, NULL},
    {"__context__", get_context, set_context, "exception context", NULL},
    {"__cause__", get_cause, set_cause, "exception cause", NULL},
    {0},
};

/* ------------------------------------------------------------ the types */

/* Slots for a layout with n references of its own. */
#define LAYOUT(name, n)                                                                            \
    _Static_assert(sizeof(name) >= sizeof(Exception) + (n) * sizeof(Object *), "references");      \
    static void name##_dealloc(VM *vm, Object *self) {                                             \
        exception_free(vm, self, sizeof(name), n);                                                 \
    }                                                                                              \
    static int name##_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {                   \
        UNUSED(vm);                                                                                \
        return exception_visit(self, n, visit, ctx);                                               \
    }                                                                                              \
    static void name##_clear(VM *vm, Object *self) {                                               \
        exception_clear_refs(vm, self, n);                                                         \
    }

LAYOUT(Exception, 0)
LAYOUT(StopIteration, 1)
LAYOUT(SystemExit, 1)
LAYOUT(ImportError, 3)
LAYOUT(OsError, 4)
LAYOUT(SyntaxError, 8)
LAYOUT(UnicodeError, 3)
LAYOUT(NameError, 1)
LAYOUT(AttributeError, 2)
LAYOUT(ExceptionGroup, 2)

/* The layout is that of the nearest type of the table. */
static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(kwnames);
    return exception_alloc(vm, cls, cls->solid->spec->size, args, nargs);
}

#define LAYOUT_SLOTS(name)                                                                         \
    .dealloc = name##_dealloc, .traverse = name##_traverse, .clear = name##_clear

/* What each kind of exceptions.def puts in its TypeSpec. */
#define KIND_BaseException                                                                         \
    .slots = {LAYOUT_SLOTS(Exception),                                                             \
              .new = new_slot,                                                                     \
              .init = exception_init,                                                              \
              .repr = exception_repr,                                                              \
              .str = exception_str,                                                                \
              .getattro = object_generic_getattr,                                                  \
              .setattro = object_generic_setattr},                                                 \
    .methods = base_methods, .members = base_members, .getset = base_getset
#define KIND_Exception .slots = {LAYOUT_SLOTS(Exception), .new = new_slot, .init = exception_init}
#define KIND_KeyError                                                                              \
    .slots = {LAYOUT_SLOTS(Exception), .init = exception_init, .str = key_error_str}
#define KIND_StopIteration                                                                         \
    .slots = {LAYOUT_SLOTS(StopIteration), .init = stop_iteration_init},                           \
    .members = stop_iteration_members
#define KIND_SystemExit                                                                            \
    .slots = {LAYOUT_SLOTS(SystemExit), .init = system_exit_init}, .members = system_exit_members
#define KIND_ImportError                                                                           \
    .slots = {LAYOUT_SLOTS(ImportError), .init = import_error_init, .str = import_error_str},      \
    .members = import_error_members, .methods = import_error_methods
#define KIND_ImportErrorChild .slots = {LAYOUT_SLOTS(ImportError), .init = import_error_init}
#define KIND_OsError                                                                               \
    .slots = {LAYOUT_SLOTS(OsError), .new = os_error_new, .init = os_error_init,                   \
              .str = os_error_str},                                                                \
    .members = os_error_members, .methods = os_error_methods, .getset = os_error_getset
#define KIND_OsErrorChild .slots = {LAYOUT_SLOTS(OsError), .init = os_error_init}
#define KIND_SyntaxError                                                                           \
    .slots = {LAYOUT_SLOTS(SyntaxError), .init = syntax_error_init, .str = syntax_error_str},      \
    .members = syntax_error_members
#define KIND_SyntaxErrorChild .slots = {LAYOUT_SLOTS(SyntaxError), .init = syntax_error_init}
#define KIND_UNICODE(kind)                                                                         \
    .slots = {LAYOUT_SLOTS(UnicodeError), .new = new_slot, .init = unicode_##kind##_error_init,    \
              .str = unicode_##kind##_error_str},                                                  \
    .members = unicode_error_members
#define KIND_UnicodeDecodeError KIND_UNICODE(decode)
#define KIND_UnicodeEncodeError KIND_UNICODE(encode)
#define KIND_UnicodeTranslateError KIND_UNICODE(translate)
#define KIND_NameError                                                                             \
    .slots = {LAYOUT_SLOTS(NameError), .init = name_error_init, .str = exception_str},             \
    .members = name_error_members
#define KIND_NameErrorChild .slots = {LAYOUT_SLOTS(NameError), .init = name_error_init}
#define KIND_AttributeError                                                                        \
    .slots = {LAYOUT_SLOTS(AttributeError), .init = attribute_error_init, .str = exception_str},   \
    .members = attribute_error_members
#define KIND_ExceptionGroup                                                                        \
    .slots = {LAYOUT_SLOTS(ExceptionGroup), .new = exception_group_new, .init = exception_init,    \
              .str = exception_group_str},                                                         \
    .members = exception_group_members, .methods = exception_group_methods

#define EXCEPTION_FLAGS                                                                            \
    (TYPE_CONTAINER | TYPE_BASE | TYPE_HAS_DICT | TYPE_IMMUTABLE | TYPE_SUB_EXCEPTION)

static const TypeSpec specs[] = {
#define X(name_, base, kind)                                                                       \
    [EXC_##name_] = {.name = #name_,                                                               \
                     .flags = EXCEPTION_FLAGS,                                                     \
                     .size = sizeof(kind),                                                         \
                     .dict_offset = offsetof(Exception, dict),                                     \
                     KIND_##kind},
#include "object/exceptions.def"
#undef X
};

enum { EXC_object = -1 };
static const int8_t bases[] = {
#define X(name, base, kind) [EXC_##name] = EXC_##base,
#include "object/exceptions.def"
#undef X
};

/* class ExceptionGroup(BaseExceptionGroup, Exception) */
static Type *make_exception_group(VM *vm) {
    Object *name = str_intern_cstr(vm, "ExceptionGroup");
    Object *pair = tuple_pack(vm, 2, OBJ(EXC(vm, BaseExceptionGroup)), OBJ(EXC(vm, Exception)));
    Object *dict = dict_new(vm);
    Object *type = NULL;
    if (name && pair && dict && dict_set(vm, dict, ID(vm, __module__), ID(vm, builtins)) == 0) {
        type = type_new_class(vm, TYPE(vm, TYPE), name, pair, dict, NULL, NULL);
    }
    xdecref(vm, name);
    xdecref(vm, pair);
    xdecref(vm, dict);
    return (Type *)type;
}

/* The shared empty objects that every exception may need: made here unless they exist. */
static bool make_empty(VM *vm) {
    Object *s = str_from_ascii(vm, "", 0);
    if (!vm->empty_tuple) {
        vm->empty_tuple = tuple_new(vm, 0);
    }
    xdecref(vm, s);
    return s && vm->empty_tuple;
}

bool exceptions_init(VM *vm) {
    if (!make_empty(vm)) {
        return false;
    }
    for (int i = 0; i < (int)COUNT_OF(specs); i++) {
        Type *base = bases[i] >= 0 ? vm->exceptions[bases[i]] : NULL;
        vm->exceptions[i] = type_from_spec(vm, &specs[i], base);
        if (!vm->exceptions[i]) {
            return false;
        }
    }
    for (int i = 0; i < MEMORY_ERROR_RESERVE; i++) {
        Object *e = new_slot(vm, EXC(vm, MemoryError), NULL, 0, NULL);
        if (!e) {
            return false;
        }
        gc_untrack(vm, e);
        exception_clear_refs(vm, e, 0);
        reserve_add(vm, EXCEPTION(e));
    }
    EXC(vm, ExceptionGroup) = make_exception_group(vm);
    return EXC(vm, ExceptionGroup) != NULL;
}

void exceptions_deinit(VM *vm) {
    Type *memory_error = EXC(vm, MemoryError);
    EXC(vm, MemoryError) = NULL; /* so that the dead do not come back */
    clear_ref(vm, vm->memory_error);
    xdecref(vm, memory_error);
    for (int i = EXC_COUNT; i-- > 0;) {
        clear_ref(vm, vm->exceptions[i]);
    }
    if (vm->repr_stack) {
        raw_free(vm, vm->repr_stack, vm->repr_cap * sizeof(Object *));
        vm->repr_stack = NULL;
    }
}

Object *exception_new(VM *vm, int exception, Object *const *args, size_t nargs) {
    Type *cls = vm->exceptions[exception];
    Object *self = cls->slots.new(vm, cls, args, nargs, NULL);
    if (self && type_of(vm, self)->slots.init(vm, self, args, nargs, NULL) < 0) {
        decref(vm, self);
        return NULL;
    }
    return self;
}
