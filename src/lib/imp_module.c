/* The module _imp: as much of it as importlib needs. */
#include <string.h>

#include "lang/code_file.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/compiled.h"
#include "vm/importlib.h"

/* ---- _imp ---- */

static const BuiltinModule *find_builtin(VM *vm, Object *name) {
    for (const BuiltinModule *m = vm->interp->modules; m && m->name; m++) {
        if (is_str(vm, name) && str_equal_ascii(name, m->name)) {
            return m;
        }
    }
    return NULL;
}

static Object *is_builtin(VM *vm, Object *module, Object *name) {
    UNUSED(module);
    return int_from_i64(vm, find_builtin(vm, name) ? 1 : 0);
}

/* spec.name: the module that is there already, or a new one. */
static Object *create_builtin(VM *vm, Object *module, Object *spec) {
    UNUSED(module);
    Object *name = object_getattr(vm, spec, ID(vm, name));
    Object *result = name ? dict_get(vm, vm->modules, name) : NULL;
    if (result) {
        incref(result);
    } else if (name && !error_occurred(vm)) {
        const BuiltinModule *m = find_builtin(vm, name);
        result = m ? m->init(vm) : none_ref(vm);
    }
    xdecref(vm, name);
    return result;
}

static Object *exec_builtin(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    UNUSED(o);
    return int_from_i64(vm, 0);
}

static Object *is_frozen(VM *vm, Object *module, Object *name) {
    UNUSED(module);
    return bool_ref(vm, importlib_is_frozen(vm, name));
}

static Object *is_frozen_package(VM *vm, Object *module, Object *name) {
    UNUSED(module);
    return importlib_is_frozen(vm, name)
               ? bool_ref(vm, false)
               : raise(vm, EXC_ImportError, "No such frozen object named %R", name);
}

/* find_frozen(name, *, withdata=False): (data, is package, name), or None. */
static Object *find_frozen(VM *vm, Object *module, Object *const *args, size_t nargs,
                           Object *kwnames) {
    static const char *const names[] = {"", "withdata", NULL};
    Object *name;
    bool with_data = false;
    UNUSED(module);
    if (!args_parse(vm, "find_frozen", names, "U|$p", args, nargs, kwnames, &name, &with_data)) {
        return NULL;
    }
    return importlib_is_frozen(vm, name) ? tuple_pack(vm, 3, vm->none, vm->false_, name)
                                         : none_ref(vm);
}

static Object *get_frozen(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "get_frozen_object", nargs, 1, 2)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "get_frozen_object() argument 1 must be str, not %T",
                     args[0]);
    }
    Object *code = importlib_frozen_code(vm, args[0], NULL);
    if (!code && !error_occurred(vm)) {
        raise(vm, EXC_ImportError, "No such frozen object named %R", args[0]);
    }
    return code;
}

static Object *override_frozen(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    UNUSED(o);
    return none_ref(vm);
}

static Object *extension_suffixes(VM *vm, Object *module) {
    UNUSED(module);
    return list_new(vm, 0);
}

static Object *nothing(VM *vm, Object *module) {
    UNUSED(module);
    return none_ref(vm);
}

static Object *lock_held(VM *vm, Object *module) {
    UNUSED(module);
    return bool_ref(vm, false);
}

static Object *fix_co_filename(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    UNUSED(args);
    return args_count(vm, "_fix_co_filename", nargs, 2, 2) ? none_ref(vm) : NULL;
}

/* The code of a source file, from a compiled file if there is one. */
static Object *compiled_code_of(VM *vm, Object *module, Object *file) {
    UNUSED(module);
    return is_str(vm, file) ? compiled_code(vm, file, file)
                            : raise(vm, EXC_TypeError, "_compiled_code() argument must be str");
}

/* source_hash(key, source): what hash-based compiled files hold. */
static Object *source_hash(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    ByteView view;
    if (!args_count(vm, "source_hash", nargs, 2, 2) || object_byte_view(vm, args[1], &view) < 0) {
        return NULL;
    }
    uint64_t hash = compiled_source_hash(view.data, view.len);
    return bytes_from(vm, &hash, sizeof hash);
}

static const MethodDef imp_methods[] = {
    METHOD_NOARGS("acquire_lock", nothing, "There is one thread: nothing to be done."),
    METHOD_NOARGS("release_lock", nothing, "There is one thread: nothing to be done."),
    METHOD_NOARGS("lock_held", lock_held, "Whether somebody imports: no."),
    METHOD_O("is_builtin", is_builtin, "1 if there is a built-in module of this name."),
    METHOD_O("create_builtin", create_builtin, "Make the built-in module of a spec."),
    METHOD_O("exec_builtin", exec_builtin, "Nothing is left to be done."),
    METHOD_O("is_frozen", is_frozen, "Whether CPython has this module in its executable."),
    METHOD_O("is_frozen_package", is_frozen_package, "False: none of them is a package."),
    METHOD_KW("find_frozen", find_frozen, "What is known of a frozen module, or None."),
    METHOD_FAST("get_frozen_object", get_frozen, "The code of a frozen module."),
    METHOD_O("_override_frozen_modules_for_tests", override_frozen, "Does nothing."),
    METHOD_O("_override_multi_interp_extensions_check", override_frozen, "Does nothing."),
    METHOD_NOARGS("extension_suffixes", extension_suffixes, "No extension modules."),
    METHOD_FAST("_fix_co_filename", fix_co_filename, "Nothing to be done."),
    METHOD_O("_compiled_code", compiled_code_of, "The code of a source file."),
    METHOD_FAST("source_hash", source_hash, "What hash-based compiled files know a source by."),
    {0},
};

Object *module_imp(VM *vm) {
    Object *m = module_make(vm, "_imp", "What importlib asks the system for.", imp_methods);
    if (m &&
        (module_add(vm, m, "check_hash_based_pycs", str_from_cstr(vm, "default")) < 0 ||
         module_add(vm, m, "_magic_number", bytes_from(vm, code_magic, CODE_MAGIC_SIZE)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
