/* The module _contextvars: variables whose values belong to a context. There is one thread, hence
 * one current context (interp->context), made when first asked for.
 *
 * A context's values are a dict that copies share until one of them changes. */
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

typedef struct Context {
    Object head;
    Object *values;   /* dict, shared with copies while its count is above 1 */
    Object *previous; /* the current context that run() will put back; NULL unless entered */
    bool entered;
} Context;

typedef struct ContextVar {
    Object head;
    Object *name, *default_; /* default_: or NULL */
} ContextVar;

typedef struct Token {
    Object head;
    Object *context, *variable, *old_value; /* old_value: NULL if there was none */
    bool used;
} Token;

#define CONTEXT(o) ((Context *)(o))
#define VARIABLE(o) ((ContextVar *)(o))
#define TOKEN(o) ((Token *)(o))

#define CONTEXT_FIELDS(X)                                                                          \
    X(values)                                                                                      \
    X(previous)
#define VARIABLE_FIELDS(X)                                                                         \
    X(name)                                                                                        \
    X(default_)
#define TOKEN_FIELDS(X)                                                                            \
    X(context)                                                                                     \
    X(variable)                                                                                    \
    X(old_value)
TYPE_MEMORY(context, Context, CONTEXT_FIELDS)
TYPE_CLEAR(context, Context, CONTEXT_FIELDS)
TYPE_MEMORY(variable, ContextVar, VARIABLE_FIELDS)
TYPE_CLEAR(variable, ContextVar, VARIABLE_FIELDS)
TYPE_MEMORY(token, Token, TOKEN_FIELDS)
TYPE_CLEAR(token, Token, TOKEN_FIELDS)

static const TypeSpec variable_spec;

/* ---- contexts ---- */

static Object *make_context(VM *vm, Type *cls, Object *values) {
    Context *c = cls && values ? object_alloc(vm, cls, sizeof *c) : NULL;
    if (!c) {
        xdecref(vm, values);
        return NULL;
    }
    c->values = values;
    gc_track(vm, c);
    return OBJ(c);
}

/* Borrowed. */
static Context *current_context(VM *vm) {
    Interp *interp = vm->interp;
    if (!interp->context) {
        Type *cls = lib_type(vm, LIB_CONTEXT);
        interp->context = make_context(vm, cls, cls ? dict_new(vm) : NULL);
    }
    return CONTEXT(interp->context);
}

/* Makes the context's dict its own. */
static bool unshare(VM *vm, Context *c) {
    if (c->values->count == 1) {
        return true;
    }
    Object *own = dict_copy(vm, c->values);
    if (own) {
        set_ref(vm, c->values, own);
    }
    return own != NULL;
}

static Object *context_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    if (nargs || kwnames) {
        return raise(vm, EXC_TypeError, "Context() does not accept any arguments");
    }
    return make_context(vm, cls, dict_new(vm));
}

static Object *context_copy(VM *vm, Object *o) {
    return make_context(vm, type_of(vm, o), new_ref(CONTEXT(o)->values));
}

static bool check_key(VM *vm, Object *key) {
    if (!is_of_spec(vm, key, &variable_spec)) {
        raise(vm, EXC_TypeError, "a ContextVar key was expected, got %R", key);
        return false;
    }
    return true;
}

static Object *context_get(VM *vm, Object *o, Object *const *args, size_t nargs) {
    if (!args_count(vm, "get", nargs, 1, 2) || !check_key(vm, args[0])) {
        return NULL;
    }
    Object *value = dict_get(vm, CONTEXT(o)->values, args[0]);
    if (!value && error_occurred(vm)) {
        return NULL;
    }
    return new_ref(value ? value : nargs > 1 ? args[1] : vm->none);
}

static Object *context_subscript(VM *vm, Object *o, Object *key) {
    if (!check_key(vm, key)) {
        return NULL;
    }
    Object *value = dict_get(vm, CONTEXT(o)->values, key);
    if (!value && !error_occurred(vm)) {
        return raise_object(vm, EXC_KeyError, key);
    }
    xincref(value);
    return value;
}

static int context_contains(VM *vm, Object *o, Object *key) {
    return check_key(vm, key) ? dict_contains(vm, CONTEXT(o)->values, key) : -1;
}

static int64_t context_len(VM *vm, Object *o) {
    return object_len(vm, CONTEXT(o)->values);
}

static Object *view(VM *vm, Object *o, const char *name) {
    Object *text = str_intern_cstr(vm, name);
    Object *result = text ? call_method0(vm, CONTEXT(o)->values, text) : NULL;
    xdecref(vm, text);
    return result;
}

/* An iterator over what the context holds now. */
static Object *iterate(VM *vm, Object *o, const char *name) {
    Object *items = view(vm, o, name);
    Object *tuple = items ? tuple_from_iterable(vm, items) : NULL;
    Object *it = tuple ? object_get_iter(vm, tuple) : NULL;
    xdecref(vm, tuple);
    xdecref(vm, items);
    return it;
}

static Object *context_iter(VM *vm, Object *o) {
    return iterate(vm, o, "keys");
}
static Object *context_keys(VM *vm, Object *o) {
    return iterate(vm, o, "keys");
}
static Object *context_values(VM *vm, Object *o) {
    return iterate(vm, o, "values");
}
static Object *context_items(VM *vm, Object *o) {
    return iterate(vm, o, "items");
}

static Object *context_compare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || type_of(vm, a) != type_of(vm, b)) {
        return not_implemented_ref(vm);
    }
    return object_compare(vm, CONTEXT(a)->values, CONTEXT(b)->values, op);
}

static Object *context_run(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Context *c = CONTEXT(o);
    Interp *interp = vm->interp;
    if (nargs < 1) {
        return raise(vm, EXC_TypeError, "run() missing 1 required positional argument");
    }
    if (c->entered) {
        return raise(vm, EXC_RuntimeError, "cannot enter context: %R is already entered", o);
    }
    c->previous = interp->context; /* moves */
    interp->context = new_ref(o);
    interp->context_epoch++;
    c->entered = true;
    Object *result = call(vm, args[0], args + 1, nargs - 1, kwnames);
    Object *previous = c->previous;
    c->entered = false;
    c->previous = NULL;
    interp->context = previous;
    interp->context_epoch++;
    decref(vm, o);
    return result;
}

static const MethodDef context_methods[] = {
    METHOD_NOARGS("copy", context_copy, "Return a shallow copy of the context object."),
    METHOD_FAST("get", context_get, "Return the value for `key` if `key` has the value in it."),
    METHOD_NOARGS("items", context_items, "Return all variables and their values."),
    METHOD_NOARGS("keys", context_keys, "Return a list of all variables."),
    METHOD_NOARGS("values", context_values, "Return a list of all variables' values."),
    METHOD_KW("run", context_run, "Execute a callable in this context."),
    {0},
};

static const TypeSpec context_spec = {
    .name = "_contextvars.Context",
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Context),
    .slots = {.dealloc = context_dealloc,
              .traverse = context_traverse,
              .clear = context_clear,
              .new = context_new,
              .hash = object_hash_not_implemented,
              .richcompare = context_compare,
              .iter = context_iter,
              .mp_length = context_len,
              .mp_subscript = context_subscript,
              .sq_contains = context_contains},
    .methods = context_methods,
};

/* ---- tokens ---- */

static Object *token_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    return raise(vm, EXC_RuntimeError, "Tokens can only be created by ContextVars");
}

static Object *token_repr(VM *vm, Object *o) {
    return str_format(vm, "<Token%s var=%R at %p>", TOKEN(o)->used ? " used" : "",
                      TOKEN(o)->variable, (void *)o);
}

static Object *token_var(VM *vm, Object *o, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(TOKEN(o)->variable);
}

static Object *missing(VM *vm) {
    return vm->lib ? vm->lib->token_missing : NULL;
}

static Object *token_old_value(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    Object *value = TOKEN(o)->old_value ? TOKEN(o)->old_value : missing(vm);
    return new_ref(value ? value : vm->none);
}

static const MethodDef token_methods[] = {
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

static const GetSetDef token_getset[] = {
    {"var", token_var, NULL, NULL, NULL},
    {"old_value", token_old_value, NULL, NULL, NULL},
    {0},
};

static const TypeSpec token_spec = {
    .name = "_contextvars.Token",
    .flags = TYPE_CONTAINER | TYPE_PERMANENT,
    .size = sizeof(Token),
    .slots = {.dealloc = token_dealloc,
              .traverse = token_traverse,
              .clear = token_clear,
              .new = token_new,
              .hash = object_hash_not_implemented,
              .repr = token_repr},
    .methods = token_methods,
    .getset = token_getset,
};

static void missing_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Object));
}

static Object *missing_repr(VM *vm, Object *o) {
    UNUSED(o);
    return str_from_cstr(vm, "<Token.MISSING>");
}

static const TypeSpec missing_spec = {
    .name = "Token.MISSING",
    .flags = TYPE_NO_NEW | TYPE_PERMANENT,
    .size = sizeof(Object),
    .slots = {.dealloc = missing_dealloc, .repr = missing_repr},
};

/* ---- variables ---- */

static Object *variable_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "default", NULL};
    Object *name, *default_ = NULL;
    if (!args_parse(vm, "ContextVar", names, "O|$O", args, nargs, kwnames, &name, &default_)) {
        return NULL;
    }
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "context variable name must be a str");
    }
    ContextVar *v = object_alloc(vm, cls, sizeof *v);
    if (v) {
        v->name = new_ref(name);
        v->default_ = default_ ? new_ref(default_) : NULL;
        gc_track(vm, v);
    }
    return OBJ(v);
}

static Object *variable_repr(VM *vm, Object *o) {
    ContextVar *v = VARIABLE(o);
    if (v->default_) {
        return str_format(vm, "<ContextVar name=%R default=%R at %p>", v->name, v->default_,
                          (void *)o);
    }
    return str_format(vm, "<ContextVar name=%R at %p>", v->name, (void *)o);
}

static Object *variable_get(VM *vm, Object *o, Object *const *args, size_t nargs) {
    if (!args_count(vm, "get", nargs, 0, 1)) {
        return NULL;
    }
    Interp *interp = vm->interp;
    Object *value = interp->context ? dict_get(vm, CONTEXT(interp->context)->values, o) : NULL;
    if (!value) {
        value = error_occurred(vm) ? NULL : nargs ? args[0] : VARIABLE(o)->default_;
        if (!value && !error_occurred(vm)) {
            return raise_object(vm, EXC_LookupError, o);
        }
    }
    xincref(value);
    return value;
}

static Object *variable_set(VM *vm, Object *o, Object *value) {
    Context *c = current_context(vm);
    Object *old = c ? dict_get(vm, c->values, o) : NULL;
    Type *cls = c && !error_occurred(vm) ? lib_type(vm, LIB_CONTEXT_TOKEN) : NULL;
    Token *token = cls ? object_alloc(vm, cls, sizeof *token) : NULL;
    if (!token) {
        return NULL;
    }
    token->context = new_ref(OBJ(c));
    token->variable = new_ref(o);
    token->old_value = old ? new_ref(old) : NULL;
    gc_track(vm, token);
    vm->interp->context_epoch++;
    if (!unshare(vm, c) || dict_set(vm, c->values, o, value) < 0) {
        decref(vm, token);
        return NULL;
    }
    return OBJ(token);
}

static Object *variable_reset(VM *vm, Object *o, Object *arg) {
    if (!is_of_spec(vm, arg, &token_spec)) {
        return raise(vm, EXC_TypeError, "expected an instance of Token, got %R", arg);
    }
    Token *token = TOKEN(arg);
    if (token->used) {
        return raise(vm, EXC_RuntimeError, "%R has already been used once", arg);
    }
    if (token->variable != o) {
        return raise(vm, EXC_ValueError, "%R was created by a different ContextVar", arg);
    }
    Context *c = current_context(vm);
    if (!c) {
        return NULL;
    }
    if (token->context != OBJ(c)) {
        return raise(vm, EXC_ValueError, "%R was created in a different Context", arg);
    }
    token->used = true;
    vm->interp->context_epoch++;
    int failed = !unshare(vm, c)    ? -1
                 : token->old_value ? dict_set(vm, c->values, o, token->old_value)
                                    : dict_delete(vm, c->values, o);
    return failed < 0 ? NULL : none_ref(vm);
}

static const MethodDef variable_methods[] = {
    METHOD_FAST("get", variable_get,
                "Return a value for the context variable for the current context."),
    METHOD_O("set", variable_set,
             "Call to set a new value for the context variable in the current context."),
    METHOD_O("reset", variable_reset, "Reset the context variable."),
    METHOD_CLASS_O("__class_getitem__", generic_alias_new, "See PEP 585"),
    {0},
};

static const MemberDef variable_members[] = {
    {"name", MEMBER_OBJECT, offsetof(ContextVar, name), true, NULL},
    {0},
};

static const TypeSpec variable_spec = {
    .name = "_contextvars.ContextVar",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(ContextVar),
    .slots = {.dealloc = variable_dealloc,
              .traverse = variable_traverse,
              .clear = variable_clear,
              .new = variable_new,
              .repr = variable_repr},
    .methods = variable_methods,
    .members = variable_members,
};

/* ---- the module ---- */

static Object *copy_context(VM *vm, Object *module) {
    UNUSED(module);
    Context *c = current_context(vm);
    return c ? context_copy(vm, OBJ(c)) : NULL;
}

static const MethodDef functions[] = {
    METHOD_NOARGS("copy_context", copy_context, "A copy of the current context."),
    {0},
};

/* Token.MISSING, kept for as long as the VM. */
static bool init_missing(VM *vm) {
    if (!vm->lib->token_missing) {
        Type *cls = type_from_spec(vm, &missing_spec, NULL);
        Object *o = cls ? object_alloc(vm, cls, sizeof(Object)) : NULL;
        if (!lib_keep(vm, cls)) {
            xdecref(vm, o);
            return false;
        }
        vm->lib->token_missing = lib_keep(vm, o);
    }
    Type *token = lib_type(vm, LIB_CONTEXT_TOKEN);
    return token && vm->lib->token_missing &&
           dict_set_cstr(vm, token->dict, "MISSING", vm->lib->token_missing) == 0;
}

Object *module_contextvars(VM *vm) {
    Object *m = module_make(vm, "_contextvars", "Context Variables", functions);
    if (m && (!module_make_type(vm, m, &context_spec, LIB_CONTEXT) ||
              !module_make_type(vm, m, &variable_spec, LIB_CONTEXT_VAR) ||
              !module_make_type(vm, m, &token_spec, LIB_CONTEXT_TOKEN) || !init_missing(vm))) {
        clear_ref(vm, m);
    }
    return m;
}
