/* module: a namespace with a name. */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/list.h"
#include "types/str.h"

#define MODULE(o) ((Module *)(void *)(o))

/* ------------------------------------------------------------ making */

/* Stores what every module has. 0 or -1. */
static int fill(VM *vm, Object *dict, Object *name, Object *doc) {
    if (dict_set(vm, dict, ID(vm, __name__), name) < 0 ||
        dict_set(vm, dict, ID(vm, __doc__), doc) < 0 ||
        dict_set(vm, dict, ID(vm, __package__), vm->none) < 0 ||
        dict_set(vm, dict, ID(vm, __loader__), vm->none) < 0 ||
        dict_set(vm, dict, ID(vm, __spec__), vm->none) < 0) {
        return -1;
    }
    return 0;
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Module *m = object_alloc(vm, cls, sizeof *m);
    if (!m) {
        return NULL;
    }
    m->dict = dict_new(vm);
    if (!m->dict) {
        decref(vm, m);
        return NULL;
    }
    gc_track(vm, m);
    return OBJ(m);
}

static int init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"name", "doc", NULL};
    Object *name = NULL, *doc = vm->none;
    if (!args_parse(vm, "module", names, "U|O", args, nargs, kwnames, &name, &doc)) {
        return -1;
    }
    if (!MODULE(self)->dict) {
        MODULE(self)->dict = dict_new(vm);
    }
    return MODULE(self)->dict ? fill(vm, MODULE(self)->dict, name, doc) : -1;
}

Object *module_new(VM *vm, Object *name) {
    Object *self = new_slot(vm, TYPE(vm, MODULE), NULL, 0, NULL);
    if (self && fill(vm, MODULE(self)->dict, name, vm->none) < 0) {
        decref(vm, self);
        return NULL;
    }
    return self;
}

int module_add(VM *vm, Object *module, const char *name, Object *value) {
    int result = value ? dict_set_cstr(vm, MODULE(module)->dict, name, value) : -1;
    xdecref(vm, value);
    return result;
}

int module_add_methods(VM *vm, Object *module, const MethodDef *defs) {
    Object *name = dict_get_str(vm, MODULE(module)->dict, ID(vm, __name__));
    for (; defs->name; defs++) {
        if (module_add(vm, module, defs->name, builtin_new(vm, defs, module, name)) < 0) {
            return -1;
        }
    }
    return 0;
}

static void clear(VM *vm, Object *self) {
    clear_ref(vm, MODULE(self)->dict);
}

static void dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    clear_ref(vm, MODULE(self)->dict);
    object_free_container(vm, self, sizeof(Module));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(MODULE(self)->dict);
    return 0;
}

/* ------------------------------------------------------------ attributes */

/* The entry if it is a str (borrowed), or NULL. */
static Object *get_text(VM *vm, Object *self, Object *key) {
    Object *dict = MODULE(self)->dict;
    Object *value = dict ? dict_get_str(vm, dict, key) : NULL;
    return value && is_str(vm, value) ? value : NULL;
}

/* Whether the module is still being imported, going by its __spec__. */
static bool is_initializing(VM *vm, Object *self) {
    Object *spec =
        MODULE(self)->dict ? dict_get_str(vm, MODULE(self)->dict, ID(vm, __spec__)) : NULL;
    if (!spec || spec == vm->none) {
        return false;
    }
    incref(spec);
    Object *flag = object_getattr_utf8(vm, spec, "_initializing");
    int truth = flag ? object_truth(vm, flag) : 0;
    error_clear(vm);
    xdecref(vm, flag);
    decref(vm, spec);
    return truth > 0;
}

/* Whether self.name is a module that is still being imported. */
static bool is_initializing_submodule(VM *vm, Object *module_name, Object *name) {
    Object *full = str_format(vm, "%U.%U", module_name, name);
    Object *module = full ? dict_get(vm, vm->modules, full) : NULL;
    bool is = false;
    error_clear(vm);
    xdecref(vm, full);
    if (module && is_exact(module, SHAPE_MODULE)) {
        incref(module);
        is = is_initializing(vm, module);
        decref(vm, module);
    }
    return is;
}

static Object *raise_missing(VM *vm, Object *self, Object *name) {
    Object *module_name = get_text(vm, self, ID(vm, __name__));
    if (!module_name) {
        return raise(vm, EXC_AttributeError, "module has no attribute '%U'", name);
    }
    incref(module_name);
    if (is_initializing(vm, self)) {
        raise(vm, EXC_AttributeError,
              "partially initialized module '%U' has no attribute '%U' (most likely due to a "
              "circular import)",
              module_name, name);
    } else if (is_initializing_submodule(vm, module_name, name)) {
        raise(vm, EXC_AttributeError,
              "cannot access submodule '%U' of module '%U' (most likely due to a circular import)",
              name, module_name);
    } else {
        raise(vm, EXC_AttributeError, "module '%U' has no attribute '%U'", module_name, name);
    }
    decref(vm, module_name);
    return NULL;
}

static Object *getattro(VM *vm, Object *self, Object *name) {
    Object *value = object_generic_getattr_or_null(vm, self, name);
    if (value || error_occurred(vm)) {
        return value;
    }
    Object *dict = MODULE(self)->dict;
    Object *hook = dict ? dict_get_str(vm, dict, ID(vm, __getattr__)) : NULL;
    if (!hook) {
        value = vm->module_missing ? vm->module_missing(vm, self, name) : NULL;
        return value || error_occurred(vm) ? value : raise_missing(vm, self, name);
    }
    incref(hook);
    value = call1(vm, hook, name);
    decref(vm, hook);
    return value;
}

static Object *module_dir(VM *vm, Object *self) {
    Object *dict = object_getattr(vm, self, ID(vm, __dict__));
    if (!dict) {
        return NULL;
    }
    Object *result = NULL;
    if (!is_dict(vm, dict)) {
        raise(vm, EXC_TypeError, "%T.__dict__ is not a dictionary", self);
    } else {
        Object *hook = dict_get_str(vm, dict, ID(vm, __dir__));
        if (hook) {
            incref(hook);
            result = call0(vm, hook);
            decref(vm, hook);
        } else {
            result = dict_keys_list(vm, dict);
        }
    }
    decref(vm, dict);
    return result;
}

/* The module's place by its spec: "from 'file'", "(built-in)", or its loader. */
static Object *repr_by_spec(VM *vm, Object *spec, Object *file) {
    Object *name = object_getattr_utf8(vm, spec, "name");
    Object *origin = name ? object_getattr_utf8(vm, spec, "origin") : NULL;
    Object *loader = NULL, *s = NULL, *place = NULL;
    if (origin && origin == vm->none) {
        loader = object_getattr_utf8(vm, spec, "loader");
        if (loader) {
            s = loader == vm->none ? str_format(vm, "<module %R>", name)
                                   : str_format(vm, "<module %R (%R)>", name, loader);
        }
    } else if (origin) {
        bool text = is_str(vm, origin), same = file && text && str_equal(origin, file);
        bool none =
            text && (str_equal_ascii(origin, "built-in") || str_equal_ascii(origin, "frozen"));
        place = same || none ? bool_ref(vm, same) : object_getattr_utf8(vm, spec, "has_location");
        int truth = place ? object_truth(vm, place) : -1;
        if (truth >= 0) {
            s = str_format(vm, truth ? "<module %R from %R>" : "<module %R (%S)>", name, origin);
        }
    }
    xdecref(vm, place);
    xdecref(vm, loader);
    xdecref(vm, origin);
    xdecref(vm, name);
    return s;
}

static Object *repr(VM *vm, Object *self) {
    Object *dict = MODULE(self)->dict;
    Object *name = get_text(vm, self, ID(vm, __name__));
    Object *file = get_text(vm, self, ID(vm, __file__));
    Object *spec = dict ? dict_get_str(vm, dict, ID(vm, __spec__)) : NULL;
    Object *loader = dict ? dict_get_str(vm, dict, ID(vm, __loader__)) : NULL;
    Object *s;
    xincref(file);
    if (spec && spec != vm->none) {
        incref(spec);
        s = repr_by_spec(vm, spec, file);
        decref(vm, spec);
        xdecref(vm, file);
        return s;
    }
    name = name ? new_ref(name) : str_from_cstr(vm, "?");
    loader = loader && loader != vm->none ? new_ref(loader) : NULL;
    if (!name) {
        s = NULL;
    } else if (file) {
        s = str_format(vm, "<module %R from %R>", name, file);
    } else if (loader) {
        s = str_format(vm, "<module %R (%R)>", name, loader);
    } else {
        s = str_format(vm, "<module %R>", name);
    }
    xdecref(vm, name);
    xdecref(vm, file);
    xdecref(vm, loader);
    return s;
}

static Object *get_annotations(VM *vm, Object *self, void *closure) {
    Object *dict = MODULE(self)->dict;
    UNUSED(closure);
    if (!dict) {
        return raise(vm, EXC_AttributeError, "__annotations__");
    }
    Object *annotations = dict_get_str(vm, dict, ID(vm, __annotations__));
    if (annotations) {
        return new_ref(annotations);
    }
    annotations = dict_new(vm);
    if (annotations && dict_set(vm, dict, ID(vm, __annotations__), annotations) < 0) {
        decref(vm, annotations);
        return NULL;
    }
    return annotations;
}

static int set_annotations(VM *vm, Object *self, Object *value, void *closure) {
    Object *dict = MODULE(self)->dict;
    UNUSED(closure);
    if (value && dict) {
        return dict_set(vm, dict, ID(vm, __annotations__), value);
    }
    int deleted = dict ? dict_discard(vm, dict, ID(vm, __annotations__)) : 0;
    if (deleted == 0) {
        raise(vm, EXC_AttributeError, "__annotations__");
    }
    return deleted > 0 ? 0 : -1;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("__dir__", module_dir, NULL),
    {0},
};

static const MemberDef members[] = {
    {"__dict__", MEMBER_OBJECT_NONE, offsetof(Module, dict), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {0},
};

const TypeSpec module_spec = {
    .name = "module",
    .shape = SHAPE_MODULE,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_HAS_DICT | TYPE_WEAKREFS | TYPE_IMMUTABLE,
    .size = sizeof(Module),
    .dict_offset = offsetof(Module, dict),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .clear = clear,
              .new = new_slot,
              .init = init,
              .repr = repr,
              .getattro = getattro,
              .setattro = object_generic_setattr},
    .methods = methods,
    .members = members,
    .getset = getset,
};
