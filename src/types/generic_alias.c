/* list[int]: a class with arguments that only type checkers look at. */
#include "types/alias_impl.h"

#include "types/dict.h"
#include "types/list.h"

/* ------------------------------------------------------------ shared with unions */

void alias_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    weakrefs_drop(vm, self);
    clear_ref(vm, ALIAS(self)->origin);
    clear_ref(vm, ALIAS(self)->args);
    clear_ref(vm, ALIAS(self)->parameters);
    object_free_container(vm, self, sizeof(Alias));
}

int alias_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(ALIAS(self)->origin);
    VISIT(ALIAS(self)->args);
    VISIT(ALIAS(self)->parameters);
    return 0;
}

/* An attribute by name: new reference, or NULL without an error if there is none. */
static Object *find(VM *vm, Object *o, const char *name) {
    Object *s = str_intern_cstr(vm, name);
    Object *value = s ? object_getattr_or_null(vm, o, s) : NULL;
    xdecref(vm, s);
    return value;
}

/* Whether o is an alias: it has __origin__ and __args__. -1: error. */
static int is_alias_like(VM *vm, Object *o) {
    int result = object_hasattr(vm, o, ID(vm, __origin__));
    if (result > 0) {
        Object *args = find(vm, o, "__args__");
        result = args ? 1 : error_occurred(vm) ? -1 : 0;
        xdecref(vm, args);
    }
    return result;
}

/* The name of a class as it stands in a repr; NULL without an error if o is none. */
static Object *class_text(VM *vm, Object *o) {
    Object *qualname = object_getattr_or_null(vm, o, ID(vm, __qualname__)), *s = NULL;
    if (!qualname) {
        return NULL;
    }
    Object *module = object_getattr_or_null(vm, o, ID(vm, __module__));
    if (module && module != vm->none) {
        s = is_str(vm, module) && str_equal_ascii(module, "builtins")
                ? object_str(vm, qualname)
                : str_format(vm, "%S.%S", module, qualname);
    }
    xdecref(vm, module);
    decref(vm, qualname);
    return s;
}

bool alias_add_repr(VM *vm, StrBuilder *b, Object *o) {
    if (o == vm->ellipsis) {
        return str_builder_cstr(b, "...");
    }
    int is_alias = is_alias_like(vm, o);
    if (is_alias < 0) {
        return false;
    }
    Object *s = is_alias ? NULL : class_text(vm, o);
    if (!s && !error_occurred(vm)) {
        s = object_repr(vm, o);
    }
    bool ok = s && str_builder_str(b, s);
    xdecref(vm, s);
    return ok;
}

/* ------------------------------------------------------------ type parameters */

static int64_t index_of(Object *tuple, Object *o) {
    for (uint32_t i = 0; i < TUPLE_LEN(tuple); i++) {
        if (TUPLE_ITEM(tuple, i) == o) {
            return i;
        }
    }
    return -1;
}

static int add_once(VM *vm, Object *list, Object *o) {
    for (uint32_t i = 0; i < LIST_LEN(list); i++) {
        if (LIST_ITEM(list, i) == o) {
            return 0;
        }
    }
    return list_append(vm, list, o);
}

/* Adds the type parameters in one argument to a list. */
static int collect(VM *vm, Object *list, Object *arg) {
    if (is_type(vm, arg)) {
        return 0;
    }
    Object *subst = object_getattr_or_null(vm, arg, ID(vm, __typing_subst__));
    if (subst) {
        decref(vm, subst);
        return add_once(vm, list, arg);
    }
    Object *inner =
        error_occurred(vm) ? NULL : object_getattr_or_null(vm, arg, ID(vm, __parameters__));
    int result = error_occurred(vm) ? -1 : 0;
    if (inner && is_tuple(vm, inner)) {
        for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(inner); i++) {
            result = add_once(vm, list, TUPLE_ITEM(inner, i));
        }
    }
    xdecref(vm, inner);
    return result;
}

static Object *make_parameters(VM *vm, Object *args) {
    Object *list = list_new(vm, 0), *tuple = NULL;
    int result = list ? 0 : -1;
    for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(args); i++) {
        result = collect(vm, list, TUPLE_ITEM(args, i));
    }
    if (result == 0) {
        tuple = list_to_tuple(vm, list);
    }
    xdecref(vm, list);
    return tuple;
}

Object *alias_parameters(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    if (!ALIAS(self)->parameters) {
        Object *parameters = make_parameters(vm, ALIAS(self)->args);
        if (!parameters) {
            return NULL;
        }
        set_ref(vm, ALIAS(self)->parameters, parameters);
    }
    return new_ref(ALIAS(self)->parameters);
}

/* Whether an attribute of o is there and true. -1: error. */
static int has_true(VM *vm, Object *o, const char *name) {
    Object *value = is_type(vm, o) ? NULL : find(vm, o, name);
    if (!value) {
        return error_occurred(vm) ? -1 : 0;
    }
    int truth = object_truth(vm, value);
    decref(vm, value);
    return truth;
}

/* Appends the arguments of the unpacked tuple that o stands for (1), or nothing (0). */
static int append_unpacked(VM *vm, Object *list, Object *o) {
    if (is_type(vm, o)) {
        return 0;
    }
    Object *inner = find(vm, o, "__typing_unpacked_tuple_args__");
    if (!inner) {
        return error_occurred(vm) ? -1 : 0;
    }
    uint32_t n = is_tuple(vm, inner) ? TUPLE_LEN(inner) : 0;
    int result = 0;
    if (inner != vm->none && (n == 0 || TUPLE_ITEM(inner, n - 1) != vm->ellipsis)) {
        result = list_extend(vm, list, inner) < 0 ? -1 : 1;
    }
    decref(vm, inner);
    return result;
}

/* The arguments in a subscript: a tuple, unpacked tuples in it replaced by what they hold. */
static Object *unpack_item(VM *vm, Object *item) {
    Object *list = list_new(vm, 0), *tuple = NULL;
    size_t n = is_tuple(vm, item) ? TUPLE_LEN(item) : 1;
    int result = list ? 0 : -1;
    for (size_t i = 0; result >= 0 && i < n; i++) {
        Object *o = is_tuple(vm, item) ? TUPLE_ITEM(item, i) : item;
        result = append_unpacked(vm, list, o);
        if (result == 0) {
            result = list_append(vm, list, o);
        }
    }
    if (result >= 0) {
        tuple = list_to_tuple(vm, list);
    }
    xdecref(vm, list);
    return tuple;
}

/* Lets parameters with a __typing_prepare_subst__ rearrange the arguments (stolen). */
static Object *prepare(VM *vm, Object *self, Object *parameters, Object *items) {
    for (uint32_t i = 0; items && i < TUPLE_LEN(parameters); i++) {
        Object *hook = find(vm, TUPLE_ITEM(parameters, i), "__typing_prepare_subst__");
        if (hook && hook != vm->none) {
            Object *next = call2(vm, hook, self, items);
            if (next && !is_tuple(vm, next)) {
                Object *single = tuple_from(vm, &next, 1);
                decref(vm, next);
                next = single;
            }
            set_ref(vm, items, next);
        } else if (error_occurred(vm)) {
            clear_ref(vm, items);
        }
        xdecref(vm, hook);
    }
    return items;
}

/* The value for the parameter at i: several ones for a parameter that stands for many. */
static int append_value(VM *vm, Object *list, Object *parameter, Object *value) {
    if (type_of(vm, parameter)->slots.iter && is_tuple(vm, value)) {
        return list_extend(vm, list, value);
    }
    return list_append(vm, list, value);
}

/* An argument that may itself have type parameters, with those replaced. */
static Object *substitute_inside(VM *vm, Object *arg, Object *parameters, Object *items) {
    Object *inner = object_getattr_or_null(vm, arg, ID(vm, __parameters__));
    if (!inner && error_occurred(vm)) {
        return NULL;
    }
    if (!inner || !is_tuple(vm, inner) || TUPLE_LEN(inner) == 0) {
        xdecref(vm, inner);
        return new_ref(arg);
    }
    Object *list = list_new(vm, 0), *tuple = NULL, *result = NULL;
    int ok = list ? 0 : -1;
    for (uint32_t i = 0; ok == 0 && i < TUPLE_LEN(inner); i++) {
        Object *parameter = TUPLE_ITEM(inner, i);
        int64_t at = index_of(parameters, parameter);
        ok = at < 0 ? list_append(vm, list, parameter)
                    : append_value(vm, list, parameter, TUPLE_ITEM(items, (size_t)at));
    }
    tuple = ok == 0 ? list_to_tuple(vm, list) : NULL;
    result = tuple ? object_getitem(vm, arg, tuple) : NULL;
    xdecref(vm, list);
    xdecref(vm, tuple);
    decref(vm, inner);
    return result;
}

/* Appends what arg becomes. */
static int substitute_one(VM *vm, Object *list, Object *arg, Object *parameters, Object *items) {
    if (is_type(vm, arg)) {
        return list_append(vm, list, arg);
    }
    int unpack = has_true(vm, arg, "__typing_is_unpacked_typevartuple__");
    Object *subst = unpack < 0 ? NULL : object_getattr_or_null(vm, arg, ID(vm, __typing_subst__));
    if (error_occurred(vm)) {
        return -1;
    }
    Object *value;
    int64_t at = subst ? index_of(parameters, arg) : -1;
    if (at >= 0) {
        value = call1(vm, subst, TUPLE_ITEM(items, (size_t)at));
    } else {
        value = substitute_inside(vm, arg, parameters, items);
    }
    xdecref(vm, subst);
    if (!value) {
        return -1;
    }
    int result =
        unpack && is_tuple(vm, value) ? list_extend(vm, list, value) : list_append(vm, list, value);
    decref(vm, value);
    return result;
}

Object *alias_substitute(VM *vm, Object *self, Object *item) {
    Object *parameters = alias_parameters(vm, self, NULL), *items, *list = NULL, *tuple = NULL;
    if (!parameters) {
        return NULL;
    }
    uint32_t want = TUPLE_LEN(parameters);
    if (want == 0) {
        decref(vm, parameters);
        return raise(vm, EXC_TypeError, "%R is not a generic class", self);
    }
    items = prepare(vm, self, parameters, unpack_item(vm, item));
    if (items && TUPLE_LEN(items) != want) {
        raise(vm, EXC_TypeError, "Too %s arguments for %R; actual %u, expected %u",
              TUPLE_LEN(items) > want ? "many" : "few", self, TUPLE_LEN(items), want);
    } else if (items && (list = list_new(vm, 0))) {
        Object *args = ALIAS(self)->args;
        int result = 0;
        for (uint32_t i = 0; result == 0 && i < TUPLE_LEN(args); i++) {
            result = substitute_one(vm, list, TUPLE_ITEM(args, i), parameters, items);
        }
        tuple = result == 0 ? list_to_tuple(vm, list) : NULL;
    }
    xdecref(vm, list);
    xdecref(vm, items);
    decref(vm, parameters);
    return tuple;
}

/* ------------------------------------------------------------ GenericAlias */

static Object *make(VM *vm, Type *cls, Object *origin, Object *args, bool starred) {
    Object *tuple = is_tuple(vm, args) ? new_ref(args) : tuple_from(vm, &args, 1);
    Alias *self = tuple ? object_alloc(vm, cls, sizeof *self) : NULL;
    if (!self) {
        xdecref(vm, tuple);
        return NULL;
    }
    self->origin = new_ref(origin);
    self->args = tuple;
    self->parameters = NULL;
    self->starred = starred;
    gc_track(vm, self);
    return OBJ(self);
}

Object *generic_alias_new(VM *vm, Object *origin, Object *args) {
    return make(vm, TYPE(vm, GENERIC_ALIAS), origin, args, false);
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!args_no_keywords(vm, "GenericAlias", kwnames) ||
        !args_count(vm, "GenericAlias", nargs, 2, 2)) {
        return NULL;
    }
    return make(vm, cls, args[0], args[1], false);
}

static Object *repr(VM *vm, Object *self) {
    Object *args = ALIAS(self)->args;
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = (!ALIAS(self)->starred || str_builder_char(&b, '*')) &&
              alias_add_repr(vm, &b, ALIAS(self)->origin) && str_builder_char(&b, '[');
    for (uint32_t i = 0; ok && i < TUPLE_LEN(args); i++) {
        ok = (i == 0 || str_builder_cstr(&b, ", ")) && alias_add_repr(vm, &b, TUPLE_ITEM(args, i));
    }
    if (ok && TUPLE_LEN(args) == 0) {
        ok = str_builder_cstr(&b, "()");
    }
    if (ok && str_builder_char(&b, ']')) {
        return str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return NULL;
}

static Object *call_slot(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    Object *o = call(vm, ALIAS(self)->origin, args, nargs, kwnames);
    Object *name = o ? str_intern_cstr(vm, "__orig_class__") : NULL;
    if (name && object_setattr(vm, o, name, self) < 0) {
        if (!error_clear_if(vm, EXC_AttributeError)) {
            error_clear_if(vm, EXC_TypeError);
        }
    }
    xdecref(vm, name);
    if (o && error_occurred(vm)) {
        clear_ref(vm, o);
    }
    return o;
}

static Hash hash(VM *vm, Object *self) {
    Hash a = object_hash(vm, ALIAS(self)->origin);
    Hash b = a == -1 ? -1 : object_hash(vm, ALIAS(self)->args);
    if (b == -1) {
        return -1;
    }
    return (a ^ b) == -1 ? -2 : (a ^ b);
}

static bool is_generic_alias(VM *vm, Object *o) {
    return is_exact(o, SHAPE_GENERIC_ALIAS) ||
           type_is_subtype(type_of(vm, o), TYPE(vm, GENERIC_ALIAS));
}

static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if ((op != CMP_EQ && op != CMP_NE) || !is_generic_alias(vm, a) || !is_generic_alias(vm, b)) {
        return not_implemented_ref(vm);
    }
    int equal = ALIAS(a)->starred == ALIAS(b)->starred;
    if (equal > 0) {
        equal = object_compare_bool(vm, ALIAS(a)->origin, ALIAS(b)->origin, CMP_EQ);
    }
    if (equal > 0) {
        equal = object_compare_bool(vm, ALIAS(a)->args, ALIAS(b)->args, CMP_EQ);
    }
    return equal < 0 ? NULL : bool_ref(vm, equal == (op == CMP_EQ));
}

/* Attributes of the alias itself; all others are those of the class. */
static const char *const own_names[] = {
    "__class__",       "__origin__",     "__args__",
    "__unpacked__",    "__parameters__", "__typing_unpacked_tuple_args__",
    "__mro_entries__", "__reduce_ex__",  "__reduce__",
    "__copy__",        "__deepcopy__",
};

static Object *getattro(VM *vm, Object *self, Object *name) {
    for (size_t i = 0; i < COUNT_OF(own_names); i++) {
        if (str_equal_ascii(name, own_names[i])) {
            return object_generic_getattr(vm, self, name);
        }
    }
    return object_getattr(vm, ALIAS(self)->origin, name);
}

static Object *getitem(VM *vm, Object *self, Object *item) {
    Object *args = alias_substitute(vm, self, item);
    if (!args) {
        return NULL;
    }
    Object *alias =
        make(vm, TYPE(vm, GENERIC_ALIAS), ALIAS(self)->origin, args, ALIAS(self)->starred);
    decref(vm, args);
    return alias;
}

/* Iterating gives the alias once, starred: *tuple[int] in a subscript. */
static Object *iter(VM *vm, Object *self) {
    Object *starred =
        make(vm, TYPE(vm, GENERIC_ALIAS), ALIAS(self)->origin, ALIAS(self)->args, true);
    Object *tuple = starred ? tuple_from_steal(vm, &starred, 1) : NULL;
    Object *it = tuple ? object_get_iter(vm, tuple) : NULL;
    xdecref(vm, tuple);
    return it;
}

static Object *mro_entries(VM *vm, Object *self, Object *bases) {
    UNUSED(bases);
    return tuple_from(vm, &ALIAS(self)->origin, 1);
}

static Object *instancecheck(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    UNUSED(o);
    return raise(vm, EXC_TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}

static Object *subclasscheck(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    UNUSED(o);
    return raise(vm, EXC_TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}

/* (GenericAlias, (origin, args)); of a starred one: (next, (iter of the plain one,)). */
static Object *reduce(VM *vm, Object *self) {
    Object *plain, *it, *args, *result;
    if (!ALIAS(self)->starred) {
        args = tuple_pack(vm, 2, ALIAS(self)->origin, ALIAS(self)->args);
        result = args ? tuple_pack(vm, 2, OBJ(TYPE(vm, GENERIC_ALIAS)), args) : NULL;
        xdecref(vm, args);
        return result;
    }
    Object *next = vm->builtins ? dict_get_cstr(vm, vm->builtins, "next") : NULL;
    plain = generic_alias_new(vm, ALIAS(self)->origin, ALIAS(self)->args);
    it = plain ? object_get_iter(vm, plain) : NULL;
    args = it ? tuple_pack(vm, 1, it) : NULL;
    result = args && next ? tuple_pack(vm, 2, next, args) : NULL;
    if (args && !next) {
        raise(vm, EXC_AttributeError, "next");
    }
    xdecref(vm, plain);
    xdecref(vm, it);
    xdecref(vm, args);
    return result;
}

static Object *dir_method(VM *vm, Object *self) {
    Object *list = object_dir(vm, ALIAS(self)->origin);
    for (size_t i = 0; list && i < COUNT_OF(own_names); i++) {
        Object *name = str_intern_cstr(vm, own_names[i]);
        bool present = false;
        for (uint32_t k = 0; name && k < LIST_LEN(list) && !present; k++) {
            present = is_str(vm, LIST_ITEM(list, k)) && str_equal(LIST_ITEM(list, k), name);
        }
        if (!name || (!present && list_append(vm, list, name) < 0)) {
            clear_ref(vm, list);
        }
        xdecref(vm, name);
    }
    return list;
}

static Object *get_unpacked_args(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    bool is_tuple_alias = ALIAS(self)->origin == OBJ(TYPE(vm, TUPLE));
    return ALIAS(self)->starred && is_tuple_alias ? new_ref(ALIAS(self)->args) : none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_O("__mro_entries__", mro_entries, NULL),
    METHOD_O("__instancecheck__", instancecheck, NULL),
    METHOD_O("__subclasscheck__", subclasscheck, NULL),
    METHOD_NOARGS("__reduce__", reduce, NULL),
    METHOD_NOARGS("__dir__", dir_method, NULL),
    {0},
};

static const MemberDef members[] = {
    {"__origin__", MEMBER_OBJECT_NONE, offsetof(Alias, origin), true, NULL},
    {"__args__", MEMBER_OBJECT_NONE, offsetof(Alias, args), true, NULL},
    {"__unpacked__", MEMBER_BOOL8, offsetof(Alias, starred), true, NULL},
    {0},
};

static const GetSetDef getset[] = {
    {"__parameters__", alias_parameters, NULL, NULL, NULL},
    {"__typing_unpacked_tuple_args__", get_unpacked_args, NULL, NULL, NULL},
    {0},
};

const TypeSpec generic_alias_spec = {
    .name = "types.GenericAlias",
    .shape = SHAPE_GENERIC_ALIAS,
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE,
    .size = sizeof(Alias),
    .slots = {.dealloc = alias_dealloc,
              .traverse = alias_traverse,
              .new = new_slot,
              .repr = repr,
              .hash = hash,
              .call = call_slot,
              .getattro = getattro,
              .richcompare = richcompare,
              .iter = iter,
              .nb_or = union_or,
              .mp_subscript = getitem},
    .methods = methods,
    .members = members,
    .getset = getset,
};
