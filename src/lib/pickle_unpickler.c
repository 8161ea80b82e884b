/* The module _pickle: the type Unpickler. */
#include "lib/pickle_load.h"
#include "object/abstract.h"
#include "types/bytes.h"

static void unpickler_clear(VM *vm, Object *o) {
    Unpickler *u = UNPICKLER(o);
    u->len = 0;
    clear_ref(vm, u->read);
    clear_ref(vm, u->readline);
    clear_ref(vm, u->source);
    clear_ref(vm, u->persistent_load);
    clear_ref(vm, u->buffers);
    unpickle_clear_stack(vm, u, 0);
    for (uint32_t i = 0; i < u->memo_cap; i++) {
        clear_ref(vm, u->memo[i]);
    }
}

static void unpickler_dealloc(VM *vm, Object *o) {
    Unpickler *u = UNPICKLER(o);
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    unpickler_clear(vm, o);
    clear_ref(vm, u->encoding);
    clear_ref(vm, u->errors);
    if (u->stack) {
        raw_free(vm, u->stack, u->stack_cap * sizeof *u->stack);
    }
    if (u->memo) {
        raw_free(vm, u->memo, u->memo_cap * sizeof *u->memo);
    }
    if (u->marks) {
        raw_free(vm, u->marks, u->mark_cap * sizeof *u->marks);
    }
    object_free_container(vm, o, sizeof *u);
}

static int unpickler_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const Unpickler *u = UNPICKLER(o);
    UNUSED(vm);
    VISIT(u->read);
    VISIT(u->readline);
    VISIT(u->source);
    VISIT(u->persistent_load);
    VISIT(u->buffers);
    VISIT(u->encoding);
    VISIT(u->errors);
    for (uint32_t i = 0; i < u->stack_len; i++) {
        VISIT(u->stack[i]);
    }
    for (uint32_t i = 0; i < u->memo_cap; i++) {
        VISIT(u->memo[i]);
    }
    return 0;
}

static size_t unpickler_owned(VM *vm, const Object *o) {
    const Unpickler *u = UNPICKLER(o);
    UNUSED(vm);
    return (u->stack_cap + u->memo_cap) * sizeof(Object *) + u->mark_cap * sizeof *u->marks;
}

/* Arguments of Unpickler, load and loads. */
static bool unpickler_setup(VM *vm, Unpickler *u, Object *const *args, size_t nargs,
                            Object *kwnames, const char *function, bool from_file) {
    static const char *const file_names[] = {"file",   "fix_imports", "encoding",
                                             "errors", "buffers",     NULL};
    static const char *const data_names[] = {"",       "fix_imports", "encoding",
                                             "errors", "buffers",     NULL};
    Object *source, *encoding = NULL, *errors = NULL, *buffers = NULL;
    u->fix_imports = true;
    if (!args_parse(vm, function, from_file ? file_names : data_names, "O|$pUUO", args, nargs,
                    kwnames, &source, &u->fix_imports, &encoding, &errors, &buffers)) {
        return false;
    }
    encoding = encoding ? new_ref(encoding) : str_intern_cstr(vm, "ASCII");
    set_ref(vm, u->encoding, encoding);
    errors = errors ? new_ref(errors) : str_intern_cstr(vm, "strict");
    set_ref(vm, u->errors, errors);
    if (buffers && buffers != vm->none) {
        Object *it = object_get_iter(vm, buffers);
        set_ref(vm, u->buffers, it);
    }
    if (error_occurred(vm)) {
        return false;
    }
    if (from_file) {
        Object *read = pickle_lookup(vm, source, "read");
        Object *readline = read ? pickle_lookup(vm, source, "readline") : NULL;
        set_ref(vm, u->read, read);
        set_ref(vm, u->readline, readline);
        if (!readline && !error_occurred(vm)) {
            raise(vm, EXC_TypeError, "file must have 'read' and 'readline' attributes");
        }
        return readline != NULL;
    }
    ByteView view;
    if (object_byte_view(vm, source, &view) < 0) {
        return false;
    }
    u->source = is_bytes(vm, source) ? new_ref(source) : bytes_from(vm, view.data, view.len);
    u->data = u->source ? BYTES(u->source)->data : NULL;
    u->len = u->source ? BYTES(u->source)->len : 0;
    return u->source != NULL;
}

Object *unpickle(VM *vm, Object *const *args, size_t nargs, Object *kwnames, bool from_file) {
    Type *cls = lib_type(vm, LIB_UNPICKLER);
    Unpickler *u = cls ? object_alloc(vm, cls, sizeof *u) : NULL;
    Object *result =
        u && unpickler_setup(vm, u, args, nargs, kwnames, from_file ? "load" : "loads", from_file)
            ? unpickle_run(vm, u)
            : NULL;
    xdecref(vm, u);
    return result;
}

static Object *unpickler_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Unpickler *u = object_alloc(vm, cls, sizeof *u);
    if (u) {
        gc_track(vm, u);
    }
    return OBJ(u);
}

static int unpickler_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    return unpickler_setup(vm, UNPICKLER(o), args, nargs, kwnames, "Unpickler", true) ? 0 : -1;
}

static Object *unpickler_load(VM *vm, Object *o) {
    if (!UNPICKLER(o)->read) {
        return unpickling_fail(vm, "Unpickler.__init__() was not called by %T.__init__()", o);
    }
    return unpickle_run(vm, UNPICKLER(o));
}

static Object *unpickler_find_class(VM *vm, Object *o, Object *const *args, size_t nargs) {
    if (!args_count(vm, "find_class", nargs, 2, 2)) {
        return NULL;
    }
    for (int i = 0; i < 2; i++) {
        if (!is_str(vm, args[i])) {
            return raise(vm, EXC_TypeError, "attribute name must be string, not '%T'", args[i]);
        }
    }
    return unpickle_class(vm, UNPICKLER(o), args[0], args[1]);
}

static const MethodDef unpickler_methods[] = {
    METHOD_NOARGS("load", unpickler_load, "Load a pickle."),
    METHOD_FAST("find_class", unpickler_find_class, "Return an object from a specified module."),
    {0},
};

static Object *unpickler_get_load(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    Object *f = UNPICKLER(o)->persistent_load;
    return f ? new_ref(f) : raise(vm, EXC_AttributeError, "persistent_load");
}
static int unpickler_set_load(VM *vm, Object *o, Object *value, void *closure) {
    UNUSED(closure);
    if (!value || !object_is_callable(vm, value)) {
        raise(vm, EXC_TypeError,
              value ? "persistent_load must be a callable taking one argument"
                    : "attribute deletion is not supported");
        return -1;
    }
    set_ref(vm, UNPICKLER(o)->persistent_load, new_ref(value));
    return 0;
}

static const GetSetDef unpickler_getset[] = {
    {"persistent_load", unpickler_get_load, unpickler_set_load, NULL, NULL},
    {0},
};

const TypeSpec unpickler_spec = {
    .name = "_pickle.Unpickler",
    .doc = "This takes a binary file for reading a pickle data stream.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Unpickler),
    .slots = {.dealloc = unpickler_dealloc,
              .traverse = unpickler_traverse,
              .clear = unpickler_clear,
              .owned_size = unpickler_owned,
              .new = unpickler_new,
              .init = unpickler_init},
    .methods = unpickler_methods,
    .getset = unpickler_getset,
};
