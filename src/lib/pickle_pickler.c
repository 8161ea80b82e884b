/* The module _pickle: the type Pickler. */
#include "lib/pickle.h"
#include "object/abstract.h"
#include "types/int.h"

static void pickler_clear(VM *vm, Object *o) {
    Pickler *p = PICKLER(o);
    clear_ref(vm, p->write);
    clear_ref(vm, p->persistent_id);
    clear_ref(vm, p->dispatch_table);
    clear_ref(vm, p->buffer_callback);
    clear_ref(vm, p->reducer_override);
    clear_ref(vm, p->copyreg);
    pickler_forget(vm, p);
}

static void pickler_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    pickler_clear(vm, o);
    if (PICKLER(o)->ready) {
        buffer_deinit(&PICKLER(o)->out);
    }
    object_free_container(vm, o, sizeof(Pickler));
}

static int pickler_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    const Pickler *p = PICKLER(o);
    UNUSED(vm);
    VISIT(p->write);
    VISIT(p->persistent_id);
    VISIT(p->dispatch_table);
    VISIT(p->buffer_callback);
    VISIT(p->reducer_override);
    VISIT(p->copyreg);
    for (uint32_t i = 0; i < p->memo_cap; i++) {
        VISIT(p->memo[i].key);
    }
    return 0;
}

static size_t pickler_owned(VM *vm, const Object *o) {
    const Pickler *p = PICKLER(o);
    UNUSED(vm);
    return p->memo_cap * sizeof(MemoEntry) + p->out.capacity;
}

static bool set_protocol(VM *vm, Pickler *p, Object *protocol, bool fix_imports) {
    int64_t number = PICKLE_DEFAULT;
    if (protocol && protocol != vm->none) {
        number = number_as_i64(vm, protocol, EXC_OverflowError);
        if (error_occurred(vm)) {
            return false;
        }
        number = number < 0 ? PICKLE_HIGHEST : number;
        if (number > PICKLE_HIGHEST) {
            raise(vm, EXC_ValueError, "pickle protocol must be <= %d", PICKLE_HIGHEST);
            return false;
        }
    }
    p->protocol = (int32_t)number;
    p->bin = number > 0;
    p->fix_imports = fix_imports && number < 3;
    return true;
}

static bool pickler_setup(VM *vm, Pickler *p, Object *file, Object *protocol, bool fix_imports,
                          Object *callback) {
    if (!set_protocol(vm, p, protocol, fix_imports)) {
        return false;
    }
    if (callback && callback != vm->none) {
        if (p->protocol < 5) {
            raise(vm, EXC_ValueError, "buffer_callback needs protocol >= 5");
            return false;
        }
        set_ref(vm, p->buffer_callback, new_ref(callback));
    }
    if (file) {
        Object *write = pickle_lookup(vm, file, "write");
        if (!write) {
            if (!error_occurred(vm)) {
                raise(vm, EXC_TypeError, "file must have a 'write' attribute");
            }
            return false;
        }
        set_ref(vm, p->write, write);
    }
    if (!p->ready) {
        vm_buffer_init(vm, &p->out);
        p->ready = true;
    }
    return true;
}

Object *pickler_make(VM *vm, Type *cls, Object *file, Object *protocol, bool fix_imports,
                     Object *callback) {
    Pickler *p = cls ? object_alloc(vm, cls, sizeof *p) : NULL;
    if (p && !pickler_setup(vm, p, file, protocol, fix_imports, callback)) {
        clear_ref(vm, p);
    }
    return OBJ(p);
}

static Object *pickler_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Pickler *p = object_alloc(vm, cls, sizeof *p);
    if (p) {
        gc_track(vm, p);
    }
    return OBJ(p);
}

static int pickler_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"file", "protocol", "fix_imports", "buffer_callback", NULL};
    Object *file, *protocol = NULL, *callback = NULL;
    bool fix_imports = true;
    if (!args_parse(vm, "Pickler", names, "O|OpO", args, nargs, kwnames, &file, &protocol,
                    &fix_imports, &callback)) {
        return -1;
    }
    return pickler_setup(vm, PICKLER(o), file, protocol, fix_imports, callback) ? 0 : -1;
}

static Object *pickler_dump_method(VM *vm, Object *o, Object *arg) {
    if (!PICKLER(o)->write) {
        return pickling_fail(vm, "Pickler.__init__() was not called by %T.__init__()", o);
    }
    return pickler_dump(vm, PICKLER(o), arg) ? none_ref(vm) : NULL;
}

static Object *pickler_clear_memo(VM *vm, Object *o) {
    pickler_forget(vm, PICKLER(o));
    return none_ref(vm);
}

static const MethodDef pickler_methods[] = {
    METHOD_O("dump", pickler_dump_method, "Write a pickled representation of the given object."),
    METHOD_NOARGS("clear_memo", pickler_clear_memo, "Clears the pickler's \"memo\"."),
    {0},
};

static const MemberDef pickler_members[] = {
    {"bin", MEMBER_I32, offsetof(Pickler, bin), false, NULL},
    {"fast", MEMBER_I32, offsetof(Pickler, fast), false, NULL},
    {"dispatch_table", MEMBER_OBJECT, offsetof(Pickler, dispatch_table), false, NULL},
    {0},
};

static Object *pickler_get_id(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    Object *f = PICKLER(o)->persistent_id;
    return f ? new_ref(f) : raise(vm, EXC_AttributeError, "persistent_id");
}
static int pickler_set_id(VM *vm, Object *o, Object *value, void *closure) {
    UNUSED(closure);
    if (!value || !object_is_callable(vm, value)) {
        raise(vm, EXC_TypeError,
              value ? "persistent_id must be a callable taking one argument"
                    : "attribute deletion is not supported");
        return -1;
    }
    set_ref(vm, PICKLER(o)->persistent_id, new_ref(value));
    return 0;
}

static const GetSetDef pickler_getset[] = {
    {"persistent_id", pickler_get_id, pickler_set_id, NULL, NULL},
    {0},
};

const TypeSpec pickler_spec = {
    .name = "_pickle.Pickler",
    .doc = "This takes a binary file for writing a pickle data stream.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Pickler),
    .slots = {.dealloc = pickler_dealloc,
              .traverse = pickler_traverse,
              .clear = pickler_clear,
              .owned_size = pickler_owned,
              .new = pickler_new,
              .init = pickler_init},
    .methods = pickler_methods,
    .members = pickler_members,
    .getset = pickler_getset,
};
