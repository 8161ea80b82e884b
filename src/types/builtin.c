/* builtin_function_or_method: C functions, of modules and bound to objects. */
#include <string.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/error.h"
#include "object/types.h"
#include "types/descr.h"
#include "types/dict.h"
#include "types/str.h"
#include "types/tuple.h"

#define BUILTIN(o) ((Builtin *)(void *)(o))

/* ------------------------------------------------------------ doc texts */

/* The length of "name(signature" in front of ")\n--\n\n", or 0. */
static size_t signature_len(const char *name, const char *doc) {
    static const char end[] = ")\n--\n\n";
    const char *dot = strrchr(name, '.');
    size_t n;
    name = dot ? dot + 1 : name;
    n = strlen(name);
    if (!doc || strncmp(doc, name, n) != 0 || doc[n] != '(') {
        return 0;
    }
    const char *found = strstr(doc, end), *blank = strstr(doc, "\n\n");
    return found && (!blank || blank >= found + 1) ? (size_t)(found - doc) : 0;
}

Object *doc_text(VM *vm, const char *name, const char *doc) {
    size_t n = signature_len(name, doc);
    if (!doc || !*doc) {
        return none_ref(vm);
    }
    return str_from_cstr(vm, n ? doc + n + strlen(")\n--\n\n") : doc);
}

Object *doc_signature(VM *vm, const char *name, const char *doc) {
    size_t n = signature_len(name, doc);
    if (!n) {
        return none_ref(vm);
    }
    const char *start = strchr(doc, '(');
    return str_from_utf8(vm, start, (size_t)(doc + n + 1 - start));
}

Object *reduce_to_getattr(VM *vm, Object *o, Object *name) {
    Object *getattr = vm->builtins ? dict_get_cstr(vm, vm->builtins, "getattr") : NULL;
    if (!getattr) {
        return raise(vm, EXC_AttributeError, "getattr");
    }
    Object *args = tuple_pack(vm, 2, o, name);
    Object *result = args ? tuple_pack(vm, 2, getattr, args) : NULL;
    xdecref(vm, args);
    return result;
}

/* ------------------------------------------------------------ calling C functions */

/* "list.append()", "math.sqrt()", "len()": how messages call a function. New reference. */
static Object *function_text(VM *vm, const MethodDef *def, Object *callable, Object *self) {
    Object *module = NULL, *qualname;
    if (callable && !is_exact(callable, SHAPE_BUILTIN)) {
        qualname = object_getattr(vm, callable, ID(vm, __qualname__));
    } else {
        qualname = builtin_qualname(vm, def, self);
        if (callable) {
            module = BUILTIN(callable)->module;
        } else if (self && is_exact(self, SHAPE_MODULE)) {
            module = dict_get_str(vm, ((Module *)self)->dict, ID(vm, __name__));
        }
    }
    if (!qualname) {
        return NULL;
    }
    bool prefixed = module && is_str(vm, module) && !str_equal_ascii(module, "builtins");
    Object *text =
        prefixed ? str_format(vm, "%U.%S()", module, qualname) : str_format(vm, "%S()", qualname);
    decref(vm, qualname);
    return text;
}

static NOINLINE Object *raise_about(VM *vm, const MethodDef *def, Object *callable, Object *self,
                                    const char *what, size_t nargs) {
    Object *text = function_text(vm, def, callable, self);
    if (text && nargs != SIZE_MAX) {
        raise(vm, EXC_TypeError, "%U %s (%zu given)", text, what, nargs);
    } else if (text) {
        raise(vm, EXC_TypeError, "%U %s", text, what);
    }
    xdecref(vm, text);
    return NULL;
}

Object *method_def_call_as(VM *vm, const MethodDef *def, Object *callable, Object *self,
                           Object *const *args, size_t nargs, Object *kwnames) {
    Object *real_self = def->kind & METH_STATIC ? NULL : self;
    int kind = def->kind & ~(METH_CLASS | METH_STATIC);
    if (kind == METH_KW) {
        return def->fn.kw(vm, real_self, args, nargs, kwnames);
    }
    if (UNLIKELY(kwnames && TUPLE_LEN(kwnames) > 0)) {
        return raise_about(vm, def, callable, self, "takes no keyword arguments", SIZE_MAX);
    }
    switch (kind) {
    case METH_FAST:
        return def->fn.fast(vm, real_self, args, nargs);
    case METH_O:
        if (UNLIKELY(nargs != 1)) {
            return raise_about(vm, def, callable, self, "takes exactly one argument", nargs);
        }
        return def->fn.o(vm, real_self, args[0]);
    default:
        if (UNLIKELY(nargs != 0)) {
            return raise_about(vm, def, callable, self, "takes no arguments", nargs);
        }
        return def->fn.noargs(vm, real_self);
    }
}

Object *method_def_call(VM *vm, const MethodDef *def, Object *self, Object *const *args,
                        size_t nargs, Object *kwnames) {
    return method_def_call_as(vm, def, NULL, self, args, nargs, kwnames);
}

/* ------------------------------------------------------------ the object */

Object *builtin_new(VM *vm, const MethodDef *def, Object *self, Object *module) {
    Builtin *b = object_new_container(vm, SHAPE_BUILTIN, sizeof *b);
    if (!b) {
        return NULL;
    }
    b->def = def;
    b->self = self;
    b->module = module;
    xincref(self);
    xincref(module);
    gc_track(vm, b);
    return OBJ(b);
}

static void builtin_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    clear_ref(vm, BUILTIN(self)->self);
    clear_ref(vm, BUILTIN(self)->module);
    object_free_container(vm, self, sizeof(Builtin));
}

static int builtin_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(BUILTIN(self)->self);
    VISIT(BUILTIN(self)->module);
    return 0;
}

static Object *builtin_call(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    Builtin *b = BUILTIN(self);
    return method_def_call_as(vm, b->def, self, b->self, args, nargs, kwnames);
}

/* A function of a module (or of nothing), not a method. */
static bool is_function(const Object *self) {
    return !self || is_exact(self, SHAPE_MODULE);
}

static Object *builtin_repr(VM *vm, Object *self) {
    Builtin *b = BUILTIN(self);
    if (is_function(b->self)) {
        return str_format(vm, "<built-in function %s>", b->def->name);
    }
    return str_format(vm, "<built-in method %s of %T object at %p>", b->def->name, b->self,
                      (void *)b->self);
}

static Object *builtin_richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(a, SHAPE_BUILTIN) ||
        !is_exact(b, SHAPE_BUILTIN)) {
        return not_implemented_ref(vm);
    }
    bool equal =
        BUILTIN(a)->self == BUILTIN(b)->self && BUILTIN(a)->def->fn.any == BUILTIN(b)->def->fn.any;
    return bool_ref(vm, equal == (op == CMP_EQ));
}

static Hash hash_pointer(const void *p) {
    uintptr_t n = (uintptr_t)p;
    return (Hash)(n >> 4 | n << 60);
}

static Hash builtin_hash(VM *vm, Object *self) {
    Hash hash = hash_pointer(BUILTIN(self)->self) ^ hash_pointer(BUILTIN(self)->def->fn.any);
    UNUSED(vm);
    return hash == -1 ? -2 : hash;
}

static Object *get_name(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return str_intern_cstr(vm, BUILTIN(self)->def->name);
}

Object *builtin_qualname(VM *vm, const MethodDef *def, Object *self) {
    if (is_function(self)) {
        return str_intern_cstr(vm, def->name);
    }
    Object *type = is_type(vm, self) ? self : OBJ(type_of(vm, self));
    Object *qualname = object_getattr(vm, type, ID(vm, __qualname__));
    Object *result = qualname ? str_format(vm, "%S.%s", qualname, def->name) : NULL;
    xdecref(vm, qualname);
    return result;
}

static Object *get_qualname(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return builtin_qualname(vm, BUILTIN(self)->def, BUILTIN(self)->self);
}

static Object *get_self(VM *vm, Object *self, void *closure) {
    Builtin *b = BUILTIN(self);
    UNUSED(closure);
    return b->self && !(b->def->kind & METH_STATIC) ? new_ref(b->self) : none_ref(vm);
}

static Object *get_doc(VM *vm, Object *self, void *closure) {
    const MethodDef *def = BUILTIN(self)->def;
    UNUSED(closure);
    return doc_text(vm, def->name, def->doc);
}

static Object *get_signature(VM *vm, Object *self, void *closure) {
    const MethodDef *def = BUILTIN(self)->def;
    UNUSED(closure);
    return doc_signature(vm, def->name, def->doc);
}

static Object *builtin_reduce(VM *vm, Object *self) {
    Object *name = get_name(vm, self, NULL);
    if (!name || is_function(BUILTIN(self)->self)) {
        return name;
    }
    Object *result = reduce_to_getattr(vm, BUILTIN(self)->self, name);
    decref(vm, name);
    return result;
}

static const MethodDef methods[] = {
    METHOD_NOARGS("__reduce__", builtin_reduce, NULL),
    {0},
};

static const MemberDef members[] = {
    {"__module__", MEMBER_OBJECT_NONE, offsetof(Builtin, module), false, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__doc__", get_doc, NULL, NULL, NULL},
    {"__name__", get_name, NULL, NULL, NULL},
    {"__qualname__", get_qualname, NULL, NULL, NULL},
    {"__self__", get_self, NULL, NULL, NULL},
    {"__text_signature__", get_signature, NULL, NULL, NULL},
    {0},
};

const TypeSpec builtin_spec = {
    .name = "builtin_function_or_method",
    .shape = SHAPE_BUILTIN,
    .flags = TYPE_CONTAINER | TYPE_WEAKREFS | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(Builtin),
    .slots = {.dealloc = builtin_dealloc,
              .traverse = builtin_traverse,
              .repr = builtin_repr,
              .hash = builtin_hash,
              .call = builtin_call,
              .getattro = object_generic_getattr,
              .richcompare = builtin_richcompare},
    .methods = methods,
    .members = members,
    .getset = getset,
};
