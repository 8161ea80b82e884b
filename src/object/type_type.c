/* The type `type`. */
#include <string.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* ---- memory ---- */

static void type_dealloc(VM *vm, Object *self) {
    Type *t = (Type *)self;
    gc_untrack(vm, t);
    if (t->bases) {
        for (uint32_t i = 0; i < TUPLE_LEN(t->bases); i++) {
            subclasses_remove(vm, (Type *)TUPLE_ITEM(t->bases, i), t);
        }
    }
    weakrefs_drop(vm, t);
    clear_ref(vm, t->dict);
    clear_ref(vm, t->mro);
    clear_ref(vm, t->name);
    clear_ref(vm, t->qualname);
    clear_ref(vm, t->doc);
    clear_ref(vm, t->module);
    clear_ref(vm, t->slot_members);
    type_free_shapes(vm, t);
    if (t->subclasses) {
        raw_free(vm, t->subclasses, t->subclass_cap * sizeof(Type *));
        t->subclasses = NULL;
    }
    clear_ref(vm, t->bases);
    clear_ref(vm, t->base);
    object_free_container(vm, t, sizeof(Type));
}

static int traverse_shapes(const Shape *s, VisitFn visit, void *ctx) {
    for (; s; s = s->next_sibling) {
        VISIT(s->name);
        int result = traverse_shapes(s->first_child, visit, ctx);
        if (result) {
            return result;
        }
    }
    return 0;
}

static int type_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Type *t = (Type *)self;
    UNUSED(vm);
    VISIT(t->dict);
    VISIT(t->mro);
    VISIT(t->bases);
    VISIT(t->base);
    VISIT(t->name);
    VISIT(t->qualname);
    VISIT(t->doc);
    VISIT(t->module);
    VISIT(t->slot_members);
    return traverse_shapes(t->root_shape, visit, ctx);
}

/* base and bases stay: instances still need the layout. */
static void type_clear(VM *vm, Object *self) {
    Type *t = (Type *)self;
    type_modified(vm, t);
    if (t->dict) {
        dict_clear(vm, t->dict);
    }
    clear_ref(vm, t->mro);
}

static size_t shapes_size(const Shape *s) {
    size_t size = 0;
    for (; s; s = s->next_sibling) {
        size += sizeof(Shape) + shapes_size(s->first_child);
    }
    return size;
}

static size_t type_owned_size(VM *vm, const Object *self) {
    const Type *t = (const Type *)self;
    UNUSED(vm);
    return t->subclass_cap * sizeof(Type *) + shapes_size(t->root_shape);
}

/* ---- calling ---- */

Object *type_call(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Type *t = (Type *)cls;
    if (UNLIKELY(cls == OBJ(TYPE(vm, TYPE)))) { /* type(x) and type(name, bases, namespace) */
        if (nargs == 1 && (!kwnames || TUPLE_LEN(kwnames) == 0)) {
            return new_ref(OBJ(type_of(vm, args[0])));
        }
        if (nargs == 1) {
            return raise(vm, EXC_TypeError, "type() takes no keyword arguments");
        }
        if (nargs != 3) {
            return raise(vm, EXC_TypeError, "type() takes 1 or 3 arguments");
        }
    }
    if (!t->slots.new) {
        return raise(vm, EXC_TypeError, "cannot create '%N' instances", t);
    }
    Object *o = t->slots.new(vm, t, args, nargs, kwnames);
    return type_call_init(vm, t, o, args, nargs, kwnames);
}

Object *type_call_init(VM *vm, Type *t, Object *o, Object *const *args, size_t nargs,
                       Object *kwnames) {
    if (!o || (type_of(vm, o) != t && !type_is_subtype(type_of(vm, o), t))) {
        return o;
    }
    t = type_of(vm, o);
    if (t->slots.init && t->slots.init(vm, o, args, nargs, kwnames) < 0) {
        decref(vm, o);
        return NULL;
    }
    return o;
}

static bool check_argument(VM *vm, Object *o, uint32_t kind, int number, const char *wanted) {
    if (!is_kind(vm, o, kind)) {
        raise(vm, EXC_TypeError, "type.__new__() argument %d must be %s, not %T", number, wanted,
              o);
        return false;
    }
    return true;
}

static bool check_bases_are_types(VM *vm, Object *bases) {
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        Object *base = TUPLE_ITEM(bases, i);
        if (is_type(vm, base)) {
            continue;
        }
        int has = object_hasattr(vm, base, ID(vm, __mro_entries__));
        if (has > 0) {
            raise(vm, EXC_TypeError,
                  "type() doesn't support MRO entry resolution; "
                  "use types.new_class()");
        }
        if (has) {
            return false;
        }
    }
    return true;
}

static Object *type_new(VM *vm, Type *metatype, Object *const *args, size_t nargs,
                        Object *kwnames) {
    if (nargs != 3) {
        return raise(vm, EXC_TypeError, "type.__new__() takes exactly 3 arguments (%zu given)",
                     nargs);
    }
    if (!check_argument(vm, args[0], TYPE_SUB_STR, 1, "str") ||
        !check_argument(vm, args[1], TYPE_SUB_TUPLE, 2, "tuple") ||
        !check_argument(vm, args[2], TYPE_SUB_DICT, 3, "dict") ||
        !check_bases_are_types(vm, args[1])) {
        return NULL;
    }
    Type *winner = type_calculate_metaclass(vm, metatype, args[1]);
    if (!winner) {
        return NULL;
    }
    if (winner != metatype && winner->slots.new != type_new) {
        return winner->slots.new(vm, winner, args, nargs, kwnames);
    }
    return type_new_class(vm, winner, args[0], args[1], args[2], args + 3, kwnames);
}

static int type_init(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    UNUSED(args);
    if (nargs == 1 && kwnames && TUPLE_LEN(kwnames) > 0) {
        raise(vm, EXC_TypeError, "type.__init__() takes no keyword arguments");
        return -1;
    }
    if (nargs != 1 && nargs != 3) {
        raise(vm, EXC_TypeError, "type.__init__() takes 1 or 3 arguments");
        return -1;
    }
    return 0;
}

/* ---- names ---- */

/* A new reference, or NULL without an error if there is none. */
static Object *module_of(VM *vm, Type *t) {
    Object *module = NULL;
    if (type_has(t, TYPE_HEAP) && t->dict) {
        module = dict_get_str(vm, t->dict, ID(vm, __module__));
    }
    if (module || type_has(t, TYPE_PYTHON)) {
        xincref(module);
        return module;
    }
    const char *dot = strrchr(t->spec->name, '.');
    return dot ? str_from_utf8(vm, t->spec->name, (size_t)(dot - t->spec->name))
               : new_ref(ID(vm, builtins));
}

static Object *type_repr(VM *vm, Object *self) {
    Type *t = (Type *)self;
    Object *module = module_of(vm, t), *result;
    if (!module && error_occurred(vm)) {
        return NULL;
    }
    if (module && is_str(vm, module) && !str_equal_ascii(module, "builtins")) {
        result = str_format(vm, "<class '%U.%U'>", module, t->qualname);
    } else {
        result = str_format(
            vm, "<class '%U'>",
            type_has(t, TYPE_PYTHON) && !(module && is_str(vm, module)) ? t->name : t->qualname);
    }
    xdecref(vm, module);
    return result;
}

static Object *get_name(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(((Type *)self)->name);
}

static Object *get_qualname(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(((Type *)self)->qualname);
}

static bool may_assign(VM *vm, Type *t, Object *value, const char *attribute) {
    if (type_has(t, TYPE_IMMUTABLE)) {
        raise(vm, EXC_TypeError, "cannot set '%s' attribute of immutable type '%N'", attribute, t);
        return false;
    }
    if (!value) {
        raise(vm, EXC_TypeError, "cannot delete '%s' attribute of immutable type '%N'", attribute,
              t);
        return false;
    }
    return true;
}

static int set_name(VM *vm, Object *self, Object *value, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    if (!may_assign(vm, t, value, "__name__")) {
        return -1;
    }
    if (!is_str(vm, value)) {
        raise(vm, EXC_TypeError, "can only assign string to %N.__name__, not '%T'", t, value);
        return -1;
    }
    for (uint32_t i = 0; i < STR_LEN(value); i++) {
        if (str_char(value, i) == 0) {
            raise(vm, EXC_ValueError, "type name must not contain null characters");
            return -1;
        }
    }
    set_ref(vm, t->name, new_ref(value));
    return 0;
}

static int set_qualname(VM *vm, Object *self, Object *value, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    if (!may_assign(vm, t, value, "__qualname__")) {
        return -1;
    }
    if (!is_str(vm, value)) {
        raise(vm, EXC_TypeError, "can only assign string to %N.__qualname__, not '%T'", t, value);
        return -1;
    }
    set_ref(vm, t->qualname, new_ref(value));
    return 0;
}

static Object *get_module(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *module = module_of(vm, (Type *)self);
    if (!module && !error_occurred(vm)) {
        raise_object(vm, EXC_AttributeError, ID(vm, __module__));
    }
    return module;
}

/* dict[name] = value, and the caches hear of it. */
static int set_in_dict(VM *vm, Type *t, Object *name, Object *value) {
    type_modified(vm, t);
    int result = dict_set(vm, t->dict, name, value);
    type_modified(vm, t);
    return result;
}

static int set_module(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!may_assign(vm, (Type *)self, value, "__module__")) {
        return -1;
    }
    return set_in_dict(vm, (Type *)self, ID(vm, __module__), value);
}

/* ---- bases ---- */

static Object *get_bases(VM *vm, Object *self, void *closure) {
    UNUSED(vm);
    UNUSED(closure);
    return new_ref(((Type *)self)->bases);
}

static int set_bases(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!may_assign(vm, (Type *)self, value, "__bases__")) {
        return -1;
    }
    return type_set_bases(vm, (Type *)self, value);
}

static Object *type_mro(VM *vm, Object *self) {
    Object *mro = mro_compute(vm, (Type *)self);
    Object *list = mro ? list_from_iterable(vm, mro) : NULL;
    xdecref(vm, mro);
    return list;
}

/* A dead subclass that waits for its destructor is untracked. */
static Object *type_subclasses(VM *vm, Object *self) {
    const Type *t = (const Type *)self;
    Object *list = list_new(vm, 0);
    for (uint32_t i = 0; list && i < t->subclass_len; i++) {
        Type *sub = t->subclasses[i];
        if (type_has(sub, TYPE_HEAP) && !gc_is_tracked(sub)) {
            continue;
        }
        if (list_append(vm, list, OBJ(sub)) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

/* ---- what is in it ---- */

static Object *get_dict(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *dict = ((Type *)self)->dict;
    return dict ? mappingproxy_new(vm, dict) : none_ref(vm);
}

static Object *get_doc(VM *vm, Object *self, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    Object *doc = t->dict ? dict_get_str(vm, t->dict, ID(vm, __doc__)) : NULL;
    if (!doc) {
        return none_ref(vm);
    }
    TernaryFn get = type_of(vm, doc)->slots.descr_get;
    if (!get) {
        return new_ref(doc);
    }
    if (!type_has(t, TYPE_PYTHON)) { /* the descriptor type.__doc__ */
        return t->spec->doc ? str_from_cstr(vm, t->spec->doc) : none_ref(vm);
    }
    incref(doc);
    Object *result = get(vm, doc, NULL, self);
    decref(vm, doc);
    return result;
}

static int set_doc(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    if (!may_assign(vm, (Type *)self, value, "__doc__")) {
        return -1;
    }
    return set_in_dict(vm, (Type *)self, ID(vm, __doc__), value);
}

/* "name(arguments)\n--\n\n" at the beginning of a built-in type's text. */
static Object *get_text_signature(VM *vm, Object *self, void *closure) {
    const Type *t = (const Type *)self;
    UNUSED(closure);
    const char *doc = t->spec ? t->spec->doc : NULL;
    const char *name = t->spec ? strrchr(t->spec->name, '.') : NULL;
    name = name ? name + 1 : t->spec ? t->spec->name : "";
    size_t n = strlen(name);
    const char *end = doc ? strstr(doc, "\n--\n\n") : NULL;
    if (!end || strncmp(doc, name, n) != 0 || doc[n] != '(') {
        return none_ref(vm);
    }
    return str_from_utf8(vm, doc + n, (size_t)(end - doc) - n);
}

static Object *get_annotations(VM *vm, Object *self, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    if (!type_has(t, TYPE_PYTHON)) {
        return raise(vm, EXC_AttributeError, "type object '%N' has no attribute '__annotations__'",
                     t);
    }
    Object *found = dict_get_str(vm, t->dict, ID(vm, __annotations__));
    if (found) {
        TernaryFn get = type_of(vm, found)->slots.descr_get;
        incref(found);
        if (!get) {
            return found;
        }
        Object *result = get(vm, found, NULL, self);
        decref(vm, found);
        return result;
    }
    Object *made = dict_new(vm);
    if (made && set_in_dict(vm, t, ID(vm, __annotations__), made) < 0) {
        clear_ref(vm, made);
    }
    return made;
}

static int set_annotations(VM *vm, Object *self, Object *value, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    if (type_has(t, TYPE_IMMUTABLE)) {
        return may_assign(vm, t, value, "__annotations__") ? 0 : -1;
    }
    if (value) {
        return set_in_dict(vm, t, ID(vm, __annotations__), value);
    }
    type_modified(vm, t);
    int deleted = dict_discard(vm, t->dict, ID(vm, __annotations__));
    if (deleted == 0) {
        raise_object(vm, EXC_AttributeError, ID(vm, __annotations__));
    }
    return deleted > 0 ? 0 : -1;
}

static Object *get_abstract(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    Object *found = self == OBJ(TYPE(vm, TYPE))
                        ? NULL
                        : dict_get_str(vm, ((Type *)self)->dict, ID(vm, __abstractmethods__));
    return found ? new_ref(found)
                 : raise_object(vm, EXC_AttributeError, ID(vm, __abstractmethods__));
}

static int set_abstract(VM *vm, Object *self, Object *value, void *closure) {
    Type *t = (Type *)self;
    UNUSED(closure);
    int abstract = 0;
    if (value) {
        abstract = object_truth(vm, value);
        if (abstract < 0 || set_in_dict(vm, t, ID(vm, __abstractmethods__), value) < 0) {
            return -1;
        }
    } else {
        int deleted = dict_discard(vm, t->dict, ID(vm, __abstractmethods__));
        if (deleted == 0) {
            raise_object(vm, EXC_AttributeError, ID(vm, __abstractmethods__));
        }
        if (deleted <= 0) {
            return -1;
        }
        type_modified(vm, t);
    }
    t->flags = abstract ? t->flags | TYPE_ABSTRACT : t->flags & ~(uint32_t)TYPE_ABSTRACT;
    return 0;
}

/* ---- numbers ---- */

enum {
    FLAG_PY_SEQUENCE = 1 << 5,
    FLAG_PY_MAPPING = 1 << 6,
    FLAG_PY_NO_NEW = 1 << 7,
    FLAG_PY_IMMUTABLE = 1 << 8,
    FLAG_PY_HEAP = 1 << 9,
    FLAG_PY_BASE = 1 << 10,
    FLAG_PY_READY = 1 << 12,
    FLAG_PY_GC = 1 << 14,
    FLAG_PY_METHOD = 1 << 17,
    FLAG_PY_ABSTRACT = 1 << 20,
    FLAG_PY_SELF_MATCH = 1 << 22,
};

/* CPython's tp_flags, as far as they mean something here. */
static Object *get_flags(VM *vm, Object *self, void *closure) {
    static const struct {
        uint32_t ours, theirs;
    } pairs[] = {
        {TYPE_SEQUENCE, FLAG_PY_SEQUENCE},
        {TYPE_MAPPING, FLAG_PY_MAPPING},
        {TYPE_NO_NEW, FLAG_PY_NO_NEW},
        {TYPE_IMMUTABLE, FLAG_PY_IMMUTABLE},
        {TYPE_HEAP, FLAG_PY_HEAP},
        {TYPE_BASE, FLAG_PY_BASE},
        {TYPE_READY, FLAG_PY_READY},
        {TYPE_CONTAINER, FLAG_PY_GC},
        {TYPE_METHOD, FLAG_PY_METHOD},
        {TYPE_ABSTRACT, FLAG_PY_ABSTRACT},
        {TYPE_SELF_MATCH, FLAG_PY_SELF_MATCH},
    };
    UNUSED(closure);
    uint32_t flags = ((const Type *)self)->flags, result = flags & 0xFF000000u;
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        result |= flags & pairs[i].ours ? pairs[i].theirs : 0;
    }
    return int_from_i64(vm, result);
}

static Object *get_item_size(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, ((const Type *)self)->solid->spec->item_size);
}

static Object *get_dict_offset(VM *vm, Object *self, void *closure) {
    const Type *t = (const Type *)self;
    UNUSED(closure);
    return int_from_i64(vm, t->dict_offset ? t->dict_offset : t->ext_offset & ~TYPE_VAR);
}

/* No place in the object: -1 says that weak references are possible all the same. */
static Object *get_weakref_offset(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, type_has((const Type *)self, TYPE_WEAKREFS) ? -1 : 0);
}

/* ---- methods ---- */

static Object *type_prepare(VM *vm, Object *cls, Object *const *args, size_t nargs,
                            Object *kwnames) {
    UNUSED(cls);
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    return dict_new(vm);
}

static Object *type_instancecheck(VM *vm, Object *self, Object *o) {
    int result = object_is_instance_default(vm, o, self);
    return result < 0 ? NULL : bool_ref(vm, result);
}

static Object *type_subclasscheck(VM *vm, Object *self, Object *o) {
    int result = object_is_subclass_default(vm, o, self);
    return result < 0 ? NULL : bool_ref(vm, result);
}

/* Adds the attributes of a class and all above it to a dict. */
int class_merge_dicts(VM *vm, Object *dict, Object *cls) {
    Object *own = object_getattr_or_null(vm, cls, ID(vm, __dict__));
    if (own) {
        int result = dict_update(vm, dict, own);
        decref(vm, own);
        if (result < 0) {
            return -1;
        }
    } else if (error_occurred(vm)) {
        return -1;
    }
    Object *bases = object_getattr_or_null(vm, cls, ID(vm, __bases__));
    if (!bases) {
        return error_occurred(vm) ? -1 : 0;
    }
    Object *items = object_fast_sequence(vm, bases, NULL);
    decref(vm, bases);
    if (!items) {
        error_clear(vm);
        return 0;
    }
    int result = 0;
    for (size_t i = 0; result == 0 && i < fast_len(items, vm); i++) {
        Object *base = new_ref(fast_items(items, vm)[i]);
        result = class_merge_dicts(vm, dict, base);
        decref(vm, base);
    }
    decref(vm, items);
    return result;
}

static Object *type_dir(VM *vm, Object *self) {
    Object *dict = dict_new(vm), *result = NULL;
    if (dict && class_merge_dicts(vm, dict, self) == 0) {
        result = dict_keys_list(vm, dict);
    }
    xdecref(vm, dict);
    return result;
}

static Object *type_sizeof(VM *vm, Object *self) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, self));
}

static const MethodDef type_methods[] = {
    METHOD_NOARGS("mro", type_mro, "mro($self, /)\n--\n\nReturn a type's method resolution order."),
    METHOD_NOARGS("__subclasses__", type_subclasses,
                  "__subclasses__($self, /)\n--\n\nReturn a list of immediate subclasses."),
    METHOD_CLASS_KW("__prepare__", type_prepare,
                    "__prepare__() -> dict\nused to create the namespace for the class statement"),
    METHOD_O("__instancecheck__", type_instancecheck,
             "__instancecheck__($self, instance, /)\n--\n\nCheck if an object is an instance."),
    METHOD_O("__subclasscheck__", type_subclasscheck,
             "__subclasscheck__($self, subclass, /)\n--\n\nCheck if a class is a subclass."),
    METHOD_NOARGS("__dir__", type_dir,
                  "__dir__($self, /)\n--\n\nSpecialized __dir__ implementation for types."),
    METHOD_NOARGS("__sizeof__", type_sizeof,
                  "__sizeof__($self, /)\n--\n\nReturn memory consumption of the type object."),
    {0},
};

static const MemberDef type_members[] = {
    {"__basicsize__", MEMBER_U32, offsetof(Type, size), true, NULL},
    {"__base__", MEMBER_OBJECT_NONE, offsetof(Type, base), true, NULL},
    {"__mro__", MEMBER_OBJECT_NONE, offsetof(Type, mro), true, NULL},
    {0},
};

static const GetSetDef type_getset[] = {
    {"__itemsize__", get_item_size, NULL, NULL, NULL},
    {"__flags__", get_flags, NULL, NULL, NULL},
    {"__weakrefoffset__", get_weakref_offset, NULL, NULL, NULL},
    {"__dictoffset__", get_dict_offset, NULL, NULL, NULL},
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {"__bases__", get_bases, set_bases, NULL, NULL},
    {"__module__", get_module, set_module, NULL, NULL},
    {"__abstractmethods__", get_abstract, set_abstract, NULL, NULL},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
    {0},
};

const TypeSpec type_spec = {
    .name = "type",
    .doc = "type(object) -> the object's type\n"
           "type(name, bases, dict, **kwds) -> a new type",
    .shape = SHAPE_TYPE,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS,
    .size = sizeof(Type),
    .slots = {.dealloc = type_dealloc,
              .traverse = type_traverse,
              .clear = type_clear,
              .owned_size = type_owned_size,
              .repr = type_repr,
              .call = type_call,
              .getattro = type_getattro,
              .setattro = type_setattro,
              .init = type_init,
              .new = type_new,
              .nb_or = union_or},
    .methods = type_methods,
    .members = type_members,
    .getset = type_getset,
};
