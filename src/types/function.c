/* function: everything about Python functions but running them, which is vm->function_call's work.
 */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"

#include "types/code.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/str.h"
#include "types/tuple.h"

#define FUNCTION(o) ((Function *)(void *)(o))

/* Where globals have __builtins__ and __name__: the last ones asked for are remembered. */
static const GlobalsCache *find_globals(VM *vm, Object *globals) {
    GlobalsCache *c = &vm->globals_cache;
    uint32_t version = is_exact(globals, SHAPE_DICT) ? dict_keys_version(vm, globals) : 0;
    if (version && version == c->version) {
        return c;
    }
    int64_t builtins = version ? dict_position(vm, globals, ID(vm, __builtins__)) : -1;
    int64_t name = version ? dict_position(vm, globals, ID(vm, __name__)) : -1;
    if (builtins < 0 || name < 0) {
        return NULL;
    }
    *c = (GlobalsCache){version, dict_value_at(globals, (size_t)builtins),
                        dict_value_at(globals, (size_t)name)};
    return c;
}

/* The dict of builtins that code sees whose globals have this as __builtins__. Borrowed. */
static Object *builtins_from(VM *vm, Object *builtins) {
    if (!builtins) {
        return vm->builtins;
    }
    if (is_exact(builtins, SHAPE_MODULE)) {
        return ((Module *)builtins)->dict;
    }
    return is_dict(vm, builtins) ? builtins : vm->builtins;
}

Object *function_new(VM *vm, Object *code, Object *globals) {
    const GlobalsCache *c = find_globals(vm, globals);
    Object *builtins =
        builtins_from(vm, c ? *c->builtins : dict_get_str(vm, globals, ID(vm, __builtins__)));
    Object *module = c ? *c->name : dict_get_str(vm, globals, ID(vm, __name__));
    Function *f = object_new_container(vm, SHAPE_FUNCTION, sizeof *f);
    if (!f) {
        return NULL;
    }
    f->code = new_ref(code);
    f->globals = new_ref(globals);
    f->builtins = new_ref(builtins);
    f->defaults = f->kwdefaults = f->closure = f->annotations = f->dict = NULL;
    f->name = new_ref(CODE(code)->name);
    f->qualname = new_ref(CODE(code)->qualname);
    f->doc = NULL;
    f->module = module;
    xincref(f->module);
    f->version = 0;
    gc_track(vm, f);
    return OBJ(f);
}

/* The collector's clear leaves what a call or a repr cannot do without (finalizers that come later
 * may still try): every cycle through code, globals, closure and names has something else to clear.
 */
static void function_clear(VM *vm, Object *self) {
    Function *f = FUNCTION(self);
    f->version = 0;
    clear_ref(vm, f->module);
    clear_ref(vm, f->defaults);
    clear_ref(vm, f->kwdefaults);
    clear_ref(vm, f->doc);
    clear_ref(vm, f->dict);
    clear_ref(vm, f->annotations);
}

static void function_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    Function *f = FUNCTION(self);
    xdecref(vm, f->globals);
    xdecref(vm, f->builtins);
    xdecref(vm, f->module);
    xdecref(vm, f->defaults);
    xdecref(vm, f->kwdefaults);
    xdecref(vm, f->doc);
    xdecref(vm, f->dict);
    xdecref(vm, f->closure);
    xdecref(vm, f->annotations);
    xdecref(vm, f->code);
    xdecref(vm, f->name);
    xdecref(vm, f->qualname);
    object_free_container(vm, self, sizeof(Function));
}

static int function_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Function *f = FUNCTION(self);
    UNUSED(vm);
    VISIT(f->code);
    VISIT(f->globals);
    VISIT(f->builtins);
    VISIT(f->module);
    VISIT(f->defaults);
    VISIT(f->kwdefaults);
    VISIT(f->doc);
    VISIT(f->name);
    VISIT(f->dict);
    VISIT(f->closure);
    VISIT(f->annotations);
    VISIT(f->qualname);
    return 0;
}

static Object *function_call_slot(VM *vm, Object *self, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    return vm->function_call(vm, self, args, nargs, kwnames);
}

static Object *function_repr(VM *vm, Object *self) {
    return str_format(vm, "<function %U at %p>", FUNCTION(self)->qualname, (void *)self);
}

static Object *function_get(VM *vm, Object *self, Object *instance, Object *owner) {
    UNUSED(owner);
    if (!instance || instance == vm->none) {
        return new_ref(self);
    }
    return method_new(vm, self, instance);
}

/* ------------------------------------------------------------ attributes */

static Object *get_code(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(FUNCTION(self)->code);
}

/* The doc is its code's until somebody asks: most are never read. */
static bool find_doc(VM *vm, Function *f) {
    if (!f->doc) {
        Object *doc = vm->code_doc(vm, f->code);
        if (!doc && error_occurred(vm)) {
            return false;
        }
        f->doc = doc ? doc : none_ref(vm);
    }
    return true;
}

static int set_code(VM *vm, Object *self, Object *value, void *closure) {
    Function *f = FUNCTION(self);
    UNUSED(closure);
    if (!value || !is_exact(value, SHAPE_CODE)) {
        raise(vm, EXC_TypeError, "__code__ must be set to a code object");
        return -1;
    }
    uint32_t have = f->closure ? TUPLE_LEN(f->closure) : 0, want = CODE(value)->nfree;
    if (have != want) {
        raise(vm, EXC_ValueError, "%U() requires a code object with %u free vars, not %u", f->name,
              have, want);
        return -1;
    }
    if (!find_doc(vm, f)) { /* it does not change */
        return -1;
    }
    f->version = 0;
    set_ref(vm, f->code, new_ref(value));
    return 0;
}

static Object *get_name(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(FUNCTION(self)->name);
}

static int set_name(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!value || !is_str(vm, value)) {
        raise(vm, EXC_TypeError, "__name__ must be set to a string object");
        return -1;
    }
    set_ref(vm, FUNCTION(self)->name, new_ref(value));
    return 0;
}

static Object *get_qualname(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(FUNCTION(self)->qualname);
}

static int set_qualname(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!value || !is_str(vm, value)) {
        raise(vm, EXC_TypeError, "__qualname__ must be set to a string object");
        return -1;
    }
    set_ref(vm, FUNCTION(self)->qualname, new_ref(value));
    return 0;
}

/* Stores a new reference to value; NULL and None empty the field. */
#define STORE(field, value)                                                                        \
    do {                                                                                           \
        Object *value_ = (value) && (value) != vm->none ? new_ref(value) : NULL;                   \
        set_ref(vm, field, value_);                                                                \
    } while (0)

static Object *get_defaults(VM *vm, Object *self, void *closure) {
    Object *defaults = FUNCTION(self)->defaults;
    UNUSED(closure);
    return defaults ? new_ref(defaults) : none_ref(vm);
}

static int set_defaults(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (value && value != vm->none && !is_tuple(vm, value)) {
        raise(vm, EXC_TypeError, "__defaults__ must be set to a tuple object");
        return -1;
    }
    FUNCTION(self)->version = 0;
    STORE(FUNCTION(self)->defaults, value);
    return 0;
}

static Object *get_kwdefaults(VM *vm, Object *self, void *closure) {
    Object *kwdefaults = FUNCTION(self)->kwdefaults;
    UNUSED(closure);
    return kwdefaults ? new_ref(kwdefaults) : none_ref(vm);
}

static int set_kwdefaults(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (value && value != vm->none && !is_dict(vm, value)) {
        raise(vm, EXC_TypeError, "__kwdefaults__ must be set to a dict object");
        return -1;
    }
    FUNCTION(self)->version = 0;
    STORE(FUNCTION(self)->kwdefaults, value);
    return 0;
}

static Object *get_annotations(VM *vm, Object *self, void *closure) {
    Function *f = FUNCTION(self);
    UNUSED(closure);
    if (!f->annotations) {
        f->annotations = dict_new(vm);
    }
    xincref(f->annotations);
    return f->annotations;
}

static int set_annotations(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (value && value != vm->none && !is_dict(vm, value)) {
        raise(vm, EXC_TypeError, "__annotations__ must be set to a dict object");
        return -1;
    }
    STORE(FUNCTION(self)->annotations, value);
    return 0;
}

static Object *get_doc(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return find_doc(vm, FUNCTION(self)) ? new_ref(FUNCTION(self)->doc) : NULL;
}

static int set_doc(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    set_ref(vm, FUNCTION(self)->doc, new_ref(value ? value : vm->none));
    return 0;
}

static const MemberDef members[] = {
    {"__closure__", MEMBER_OBJECT_NONE, offsetof(Function, closure), true, NULL},
    {"__globals__", MEMBER_OBJECT_NONE, offsetof(Function, globals), true, NULL},
    {"__module__", MEMBER_OBJECT_NONE, offsetof(Function, module), false, NULL},
    {"__builtins__", MEMBER_OBJECT_NONE, offsetof(Function, builtins), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__code__", get_code, set_code, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__defaults__", get_defaults, set_defaults, NULL, NULL},
    {"__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {0},
};

/* ------------------------------------------------------------ FunctionType(...) */

/* Checks the closure (NULL: none given) against the number of free variables. */
static bool check_closure(VM *vm, Object *code, Object *closure) {
    uint32_t want = CODE(code)->nfree, have = closure ? TUPLE_LEN(closure) : 0;
    if (have != want) {
        raise(vm, EXC_ValueError, "%U requires closure of length %u, not %u", CODE(code)->name,
              want, have);
        return false;
    }
    for (uint32_t i = 0; i < have; i++) {
        if (!is_exact(TUPLE_ITEM(closure, i), SHAPE_CELL)) {
            raise(vm, EXC_TypeError, "arg 5 (closure) expected cell, found %T",
                  TUPLE_ITEM(closure, i));
            return false;
        }
    }
    return true;
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"code", "globals", "name", "argdefs", "closure", NULL};
    Object *code = NULL, *globals = NULL, *name = vm->none, *defaults = vm->none,
           *closure = vm->none;
    UNUSED(cls);
    if (!args_parse(vm, "function", names, "OO|OOO", args, nargs, kwnames, &code, &globals, &name,
                    &defaults, &closure)) {
        return NULL;
    }
    if (!is_exact(code, SHAPE_CODE)) {
        return raise(vm, EXC_TypeError, "function() argument 'code' must be code, not %T", code);
    }
    if (!is_dict(vm, globals)) {
        return raise(vm, EXC_TypeError, "function() argument 'globals' must be dict, not %T",
                     globals);
    }
    if (name != vm->none && !is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "arg 3 (name) must be None or string");
    }
    if (defaults != vm->none && !is_tuple(vm, defaults)) {
        return raise(vm, EXC_TypeError, "arg 4 (defaults) must be None or tuple");
    }
    if (!is_tuple(vm, closure) && (CODE(code)->nfree || closure != vm->none)) {
        return raise(vm, EXC_TypeError,
                     CODE(code)->nfree && closure == vm->none
                         ? "arg 5 (closure) must be tuple"
                         : "arg 5 (closure) must be None or tuple");
    }
    closure = closure == vm->none ? NULL : closure;
    if (!check_closure(vm, code, closure)) {
        return NULL;
    }
    Object *self = function_new(vm, code, globals);
    if (self) {
        if (name != vm->none) {
            set_ref(vm, FUNCTION(self)->name, new_ref(name));
        }
        STORE(FUNCTION(self)->defaults, defaults);
        STORE(FUNCTION(self)->closure, closure);
    }
    return self;
}

const TypeSpec function_spec = {
    .name = "function",
    .shape = SHAPE_FUNCTION,
    .flags = TYPE_CONTAINER | TYPE_HAS_DICT | TYPE_WEAKREFS | TYPE_METHOD | TYPE_IMMUTABLE,
    .size = sizeof(Function),
    .dict_offset = offsetof(Function, dict),
    .slots = {.dealloc = function_dealloc,
              .traverse = function_traverse,
              .clear = function_clear,
              .new = new_slot,
              .repr = function_repr,
              .call = function_call_slot,
              .descr_get = function_get},
    .members = members,
    .getset = getset,
};
