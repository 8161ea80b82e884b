/* The module _pickle: objects that are written by the name of a global, or by what their
 * __reduce_ex__ gives. */
#include "lib/pickle.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"
#include "vm/interp.h"

#include <string.h>

Object *pickle_lookup(VM *vm, Object *o, const char *name) {
    Object *text = str_intern_cstr(vm, name);
    Object *value = text ? object_getattr_or_null(vm, o, text) : NULL;
    xdecref(vm, text);
    return value;
}

Object *pickle_module_attribute(VM *vm, const char *module, const char *name) {
    Object *m = import_dotted(vm, module);
    Object *value = m ? object_getattr_utf8(vm, m, name) : NULL;
    xdecref(vm, m);
    return value;
}

bool pickle_save_call(VM *vm, Pickler *p, Object *callable, Object *args, Object *o) {
    Object *reduced = args ? tuple_pair(vm, callable, args) : NULL;
    bool ok = reduced && pickle_save_reduced(vm, p, reduced, o);
    xdecref(vm, reduced);
    xdecref(vm, args);
    return ok;
}

/* ------------------------------------------------------------------ globals */

Object *pickle_deep_attribute(VM *vm, Object *o, Object *path, Object **parent) {
    Object *dot = str_from_cstr(vm, "."), *name = dot ? str_intern_cstr(vm, "split") : NULL;
    Object *parts = name ? call_method1(vm, path, name, dot) : NULL;
    Object *at = parts ? new_ref(o) : NULL, *before = NULL;
    for (size_t i = 0; at && i < LIST_LEN(parts); i++) {
        Object *part = LIST_ITEM(parts, i), *next = NULL;
        if (str_equal_ascii(part, "<locals>")) {
            raise(vm, EXC_AttributeError, "Can't get local attribute %R on %R", path, o);
        } else if (!(next = object_getattr_or_null(vm, at, part)) && !error_occurred(vm)) {
            raise(vm, EXC_AttributeError, "Can't get attribute %R on %R", path, o);
        }
        xdecref(vm, before);
        before = at;
        at = next;
    }
    if (at && parent) {
        *parent = new_ref(before);
    }
    xdecref(vm, before);
    xdecref(vm, parts);
    xdecref(vm, name);
    xdecref(vm, dot);
    return at;
}

/* The name of the module that o is found in. */
static Object *module_of(VM *vm, Object *o, Object *path) {
    Object *name = pickle_lookup(vm, o, "__module__");
    if (name == vm->none) {
        clear_ref(vm, name);
    }
    if (name || error_occurred(vm)) {
        return name;
    }
    Object *modules = dict_copy(vm, vm->modules), *key, *module;
    size_t pos = 0;
    while (modules && !name && dict_next(modules, &pos, &key, &module)) {
        if (!is_str(vm, key) || module == vm->none || str_equal_ascii(key, "__main__")) {
            continue;
        }
        Object *found = pickle_deep_attribute(vm, module, path, NULL);
        if (found == o) {
            name = new_ref(key);
        }
        xdecref(vm, found);
        if (!found && !error_clear_if(vm, EXC_AttributeError)) {
            break;
        }
    }
    xdecref(vm, modules);
    return name || error_occurred(vm) ? name : str_intern_cstr(vm, "__main__");
}

static Object *import_by_name(VM *vm, Object *name) {
    Buffer buf;
    vm_buffer_init(vm, &buf);
    const char *text = is_str(vm, name) ? str_cstr(vm, name, &buf) : NULL;
    Object *module = text ? import_dotted(vm, text) : NULL;
    buffer_deinit(&buf);
    return module;
}

/* 1: written by its number in the registry of extensions; 0: it has none; -1: an error. */
static int save_extension(VM *vm, Pickler *p, Object *module, Object *name) {
    Object *registry = pickle_module_attribute(vm, "copyreg", "_extension_registry");
    Object *key = registry ? tuple_pair(vm, module, name) : NULL;
    Object *code = key && is_dict(vm, registry) ? dict_get(vm, registry, key) : NULL;
    int64_t number = code ? number_as_i64(vm, code, EXC_OverflowError) : 0;
    int saved = error_occurred(vm) ? -1 : code != NULL;
    if (saved > 0) {
        int bytes = number <= UINT8_MAX ? 1 : number <= UINT16_MAX ? 2 : 4;
        uint8_t data[5] = {(uint8_t)(bytes == 1 ? OP_EXT1 : bytes == 2 ? OP_EXT2 : OP_EXT4)};
        for (int i = 0; i < bytes; i++) {
            data[1 + i] = (uint8_t)(number >> 8 * i);
        }
        saved = pickle_write(vm, p, data, 1 + (size_t)bytes) ? 1 : -1;
    }
    xdecref(vm, key);
    xdecref(vm, registry);
    return saved;
}

/* The names that Python 2 had, if the pickle is for it. *module and *name are owned. */
static bool old_names(VM *vm, Object **module, Object **name) {
    Object *names = pickle_module_attribute(vm, "_compat_pickle", "REVERSE_NAME_MAPPING");
    Object *imports =
        names ? pickle_module_attribute(vm, "_compat_pickle", "REVERSE_IMPORT_MAPPING") : NULL;
    Object *key = imports ? tuple_pair(vm, *module, *name) : NULL;
    Object *pair = key ? dict_get(vm, names, key) : NULL;
    if (pair && is_tuple(vm, pair) && TUPLE_LEN(pair) == 2) {
        set_ref(vm, *module, new_ref(TUPLE_ITEM(pair, 0)));
        set_ref(vm, *name, new_ref(TUPLE_ITEM(pair, 1)));
    } else if (key && !error_occurred(vm)) {
        Object *other = dict_get(vm, imports, *module);
        if (other) {
            set_ref(vm, *module, new_ref(other));
        }
    }
    xdecref(vm, key);
    xdecref(vm, imports);
    xdecref(vm, names);
    return !error_occurred(vm);
}

static bool write_identifier(VM *vm, Pickler *p, Object *text, const char *kind) {
    Buffer buf;
    size_t len;
    vm_buffer_init(vm, &buf);
    const char *utf8 = str_utf8(vm, text, &buf, &len, false);
    if (utf8 && p->protocol < 3 && !str_is_ascii(text)) {
        utf8 = NULL;
    }
    if (!utf8 && (!error_occurred(vm) || error_clear_if(vm, EXC_UnicodeEncodeError))) {
        pickling_fail(vm, "can't pickle %s identifier '%S' using pickle protocol %i", kind, text,
                      (int)p->protocol);
    }
    bool ok = utf8 && pickle_write(vm, p, utf8, len) && pickle_op(vm, p, '\n');
    buffer_deinit(&buf);
    return ok;
}

/* Old protocols: an attribute of something else than a module is got by a call. */
static bool save_nested(VM *vm, Pickler *p, Object *parent, Object *name) {
    Buffer buf;
    size_t len;
    vm_buffer_init(vm, &buf);
    const char *text = str_utf8(vm, name, &buf, &len, true), *last = text;
    for (size_t i = 0; text && i < len; i++) {
        last = text[i] == '.' ? text + i + 1 : last;
    }
    Object *lastname = text ? str_from_utf8(vm, last, len - (size_t)(last - text)) : NULL;
    buffer_deinit(&buf);
    Object *getattr = lastname ? pickle_module_attribute(vm, "builtins", "getattr") : NULL;
    bool ok = getattr && pickle_save_call(vm, p, getattr, tuple_pair(vm, parent, lastname), NULL);
    xdecref(vm, getattr);
    xdecref(vm, lastname);
    return ok;
}

static bool write_global(VM *vm, Pickler *p, Object *module, Object *name) {
    Object *m = new_ref(module), *n = new_ref(name);
    bool ok = (!p->fix_imports || old_names(vm, &m, &n)) && pickle_op(vm, p, OP_GLOBAL) &&
              write_identifier(vm, p, m, "module") && write_identifier(vm, p, n, "global");
    decref(vm, n);
    decref(vm, m);
    return ok;
}

static bool save_found(VM *vm, Pickler *p, Object *o, Object *module_name, Object *module,
                       Object *parent, Object *name) {
    int saved = p->protocol >= 2 ? save_extension(vm, p, module_name, name) : 0;
    if (saved) {
        return saved > 0;
    }
    bool ok = p->protocol >= 4
                  ? pickle_save(vm, p, module_name, false) && pickle_save(vm, p, name, false) &&
                        pickle_op(vm, p, OP_STACK_GLOBAL)
              : parent != module ? save_nested(vm, p, parent, name)
                                 : write_global(vm, p, module_name, name);
    return ok && pickle_memoize(vm, p, o);
}

bool pickle_save_global(VM *vm, Pickler *p, Object *o, Object *given) {
    Object *name = given ? new_ref(given) : pickle_lookup(vm, o, "__qualname__");
    if (!name && !error_occurred(vm)) {
        name = object_getattr_utf8(vm, o, "__name__");
    }
    Object *module_name = name ? module_of(vm, o, name) : NULL, *parent = NULL, *found = NULL;
    Object *module = module_name ? import_by_name(vm, module_name) : NULL;
    if (module_name && !module && !error_matches(vm, EXC_MemoryError)) {
        error_clear(vm);
        pickling_fail(vm, "Can't pickle %R: import of module %R failed", o, module_name);
    }
    if (module) {
        found = pickle_deep_attribute(vm, module, name, &parent);
        if (!found && error_clear_if(vm, EXC_AttributeError)) {
            pickling_fail(vm, "Can't pickle %R: attribute lookup %S on %S failed", o, name,
                          module_name);
        } else if (found && found != o) {
            pickling_fail(vm, "Can't pickle %R: it's not the same object as %S.%S", o, module_name,
                          name);
        }
    }
    bool ok = found == o && found && save_found(vm, p, o, module_name, module, parent, name);
    xdecref(vm, found);
    xdecref(vm, parent);
    xdecref(vm, module);
    xdecref(vm, module_name);
    xdecref(vm, name);
    return ok;
}

/* ------------------------------------------------------------------ reduced objects */

/* C code's way to say copyreg.__newobj_ex__(cls, args, kwargs). */
static bool save_newobj_ex(VM *vm, Pickler *p, Object *args) {
    if (TUPLE_LEN(args) != 3) {
        pickling_fail(vm, "length of the NEWOBJ_EX argument tuple must be exactly 3, not %zu",
                      (size_t)TUPLE_LEN(args));
        return false;
    }
    Object *cls = TUPLE_ITEM(args, 0), *positional = TUPLE_ITEM(args, 1);
    Object *keywords = TUPLE_ITEM(args, 2);
    const char *wrong = !is_type(vm, cls) ? "first item from NEWOBJ_EX argument tuple must "
                                            "be a class, not %T"
                        : !is_tuple(vm, positional) ? "second item from NEWOBJ_EX argument tuple "
                                                      "must be a tuple, not %T"
                        : !is_dict(vm, keywords)    ? "third item from NEWOBJ_EX argument tuple "
                                                      "must be a dict, not %T"
                                                    : NULL;
    if (wrong) {
        pickling_fail(vm, wrong,
                      !is_type(vm, cls)           ? cls
                      : !is_tuple(vm, positional) ? positional
                                                  : keywords);
        return false;
    }
    if (p->protocol >= 4) {
        return pickle_save(vm, p, cls, false) && pickle_save(vm, p, positional, false) &&
               pickle_save(vm, p, keywords, false) && pickle_op(vm, p, OP_NEWOBJ_EX);
    }
    Object *partial = pickle_module_attribute(vm, "functools", "partial"), *call_ = NULL;
    Object *list = partial ? list_new(vm, 0) : NULL;
    Object *new_ = list ? object_getattr_utf8(vm, cls, "__new__") : NULL;
    if (new_ && list_append(vm, list, new_) == 0 && list_append(vm, list, cls) == 0 &&
        list_extend(vm, list, positional) == 0) {
        Object *all = list_to_tuple(vm, list);
        call_ = all ? call_ex(vm, partial, all, keywords) : NULL;
        xdecref(vm, all);
    }
    bool ok = call_ && pickle_save(vm, p, call_, false) &&
              pickle_save(vm, p, vm->empty_tuple, false) && pickle_op(vm, p, OP_REDUCE);
    xdecref(vm, call_);
    xdecref(vm, new_);
    xdecref(vm, list);
    xdecref(vm, partial);
    return ok;
}

static bool save_newobj(VM *vm, Pickler *p, Object *args, Object *o) {
    const char *wrong = NULL;
    if (TUPLE_LEN(args) < 1) {
        wrong = "__newobj__ arglist is empty";
    } else if (!is_type(vm, TUPLE_ITEM(args, 0))) {
        wrong = "args[0] from __newobj__ args is not a type";
    } else if (o) {
        Object *cls = object_getattr(vm, o, ID(vm, __class__));
        if (!cls) {
            return false;
        }
        wrong =
            cls == TUPLE_ITEM(args, 0) ? NULL : "args[0] from __newobj__ args has the wrong class";
        decref(vm, cls);
    }
    if (wrong) {
        pickling_fail(vm, "%s", wrong);
        return false;
    }
    Object *rest = tuple_slice(vm, args, 1, TUPLE_LEN(args));
    bool ok = rest && pickle_save(vm, p, TUPLE_ITEM(args, 0), false) &&
              pickle_save(vm, p, rest, false) && pickle_op(vm, p, OP_NEWOBJ);
    xdecref(vm, rest);
    return ok;
}

/* NULL: the tuple is well-formed. */
static const char *wrong_parts(VM *vm, Object *const *parts) {
    return !object_is_callable(vm, parts[0])
               ? "first item of the tuple returned by __reduce__ must be callable"
           : !is_tuple(vm, parts[1])
               ? "second item of the tuple returned by __reduce__ must be a tuple"
           : parts[3] && !object_is_iterator(vm, parts[3])
               ? "fourth element of the tuple returned by __reduce__ must be an iterator, not %T"
           : parts[4] && !object_is_iterator(vm, parts[4])
               ? "fifth element of the tuple returned by __reduce__ must be an iterator, not %T"
           : parts[5] && !object_is_callable(vm, parts[5])
               ? "sixth element of the tuple returned by __reduce__ must be a function, not %T"
               : NULL;
}

static bool save_state(VM *vm, Pickler *p, Object *o, Object *state, Object *setter) {
    if (!setter) {
        return pickle_save(vm, p, state, false) && pickle_op(vm, p, OP_BUILD);
    }
    return pickle_save(vm, p, setter, false) && pickle_save(vm, p, o, false) &&
           pickle_save(vm, p, state, false) && pickle_op(vm, p, OP_TUPLE2) &&
           pickle_op(vm, p, OP_REDUCE) && pickle_op(vm, p, OP_POP);
}

static bool save_construction(VM *vm, Pickler *p, Object *callable, Object *args, Object *o) {
    Object *name = p->protocol >= 2 ? pickle_lookup(vm, callable, "__name__") : NULL;
    if (error_occurred(vm)) {
        return false;
    }
    bool text = name && is_str(vm, name);
    bool ex = text && str_equal_ascii(name, "__newobj_ex__");
    bool plain = text && str_equal_ascii(name, "__newobj__");
    xdecref(vm, name);
    return ex      ? save_newobj_ex(vm, p, args)
           : plain ? save_newobj(vm, p, args, o)
                   : pickle_save(vm, p, callable, false) && pickle_save(vm, p, args, false) &&
                         pickle_op(vm, p, OP_REDUCE);
}

bool pickle_save_reduced(VM *vm, Pickler *p, Object *reduced, Object *o) {
    Object *parts[6] = {0}; /* callable, arguments, state, list items, dict items, state setter */
    size_t n = TUPLE_LEN(reduced);
    if (n < 2 || n > COUNT_OF(parts)) {
        pickling_fail(vm, "tuple returned by __reduce__ must contain 2 through 6 elements");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        parts[i] = i >= 2 && TUPLE_ITEM(reduced, i) == vm->none ? NULL : TUPLE_ITEM(reduced, i);
    }
    const char *wrong = wrong_parts(vm, parts);
    if (wrong) {
        Object *part = parts[3] && !object_is_iterator(vm, parts[3])   ? parts[3]
                       : parts[4] && !object_is_iterator(vm, parts[4]) ? parts[4]
                                                                       : parts[5];
        pickling_fail(vm, wrong, part);
        return false;
    }
    if (!save_construction(vm, p, parts[0], parts[1], o)) {
        return false;
    }
    if (o && pickle_is_known(p, o)) { /* written by its own arguments */
        return pickle_op(vm, p, OP_POP) && pickle_get(vm, p, o);
    }
    return (!o || pickle_memoize(vm, p, o)) && (!parts[3] || pickle_batch_list(vm, p, parts[3])) &&
           (!parts[4] || pickle_batch_dict(vm, p, parts[4])) &&
           (!parts[2] || save_state(vm, p, o, parts[2], parts[5]));
}

/* The function that the dispatch table has for o's type; NULL without an error: none. */
static Object *dispatched(VM *vm, Pickler *p, Object *o) {
    Object *cls = OBJ(type_of(vm, o));
    if (p->dispatch_table && !is_exact(p->dispatch_table, SHAPE_DICT)) {
        Object *f = object_getitem(vm, p->dispatch_table, cls);
        if (!f) {
            error_clear_if(vm, EXC_KeyError);
        }
        return f;
    }
    Object *table = p->dispatch_table;
    if (!table) {
        if (!p->copyreg) {
            p->copyreg = pickle_module_attribute(vm, "copyreg", "dispatch_table");
        }
        table = p->copyreg;
    }
    Object *f = table ? dict_get(vm, table, cls) : NULL;
    xincref(f);
    return f;
}

/* What stands for o; NULL with an error, or without one for a class written by its name. */
static Object *reduce(VM *vm, Pickler *p, Object *o) {
    Object *f = dispatched(vm, p, o), *result = NULL;
    if (f) {
        result = call1(vm, f, o);
    } else if (error_occurred(vm) || is_type(vm, o)) {
        return NULL;
    } else if ((f = pickle_lookup(vm, o, "__reduce_ex__"))) {
        Object *protocol = int_from_i64(vm, p->protocol);
        result = protocol ? call1(vm, f, protocol) : NULL;
        xdecref(vm, protocol);
    } else if (!error_occurred(vm) && (f = pickle_lookup(vm, o, "__reduce__"))) {
        result = call0(vm, f);
    } else if (!error_occurred(vm)) {
        pickling_fail(vm, "can't pickle '%T' object: %R", o, o);
    }
    xdecref(vm, f);
    return result;
}

bool pickle_save_any(VM *vm, Pickler *p, Object *o) {
    Object *reduced = NULL;
    if (p->reducer_override) {
        reduced = call1(vm, p->reducer_override, o);
        if (!reduced) {
            return false;
        }
        if (reduced == vm->not_implemented) {
            clear_ref(vm, reduced);
        }
    }
    if (!reduced && is_exact(o, SHAPE_TYPE)) {
        Object *single = o == OBJ(type_of(vm, vm->none))              ? vm->none
                         : o == OBJ(type_of(vm, vm->ellipsis))        ? vm->ellipsis
                         : o == OBJ(type_of(vm, vm->not_implemented)) ? vm->not_implemented
                                                                      : NULL;
        return single ? pickle_save_call(vm, p, OBJ(TYPE(vm, TYPE)), tuple_pack(vm, 1, single), o)
                      : pickle_save_global(vm, p, o, NULL);
    }
    if (!reduced && is_exact(o, SHAPE_FUNCTION)) {
        return pickle_save_global(vm, p, o, NULL);
    }
    reduced = reduced ? reduced : reduce(vm, p, o);
    if (!reduced) {
        return !error_occurred(vm) && pickle_save_global(vm, p, o, NULL);
    }
    bool ok = false;
    if (is_str(vm, reduced)) {
        ok = pickle_save_global(vm, p, o, reduced);
    } else if (!is_tuple(vm, reduced)) {
        pickling_fail(vm, "__reduce__ must return a string or tuple");
    } else {
        ok = pickle_save_reduced(vm, p, reduced, o);
    }
    decref(vm, reduced);
    return ok;
}
