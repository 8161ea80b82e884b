/* The beginning and the end of a virtual machine. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "gc/gc.h"
#include "gc/weakref.h"
#include "object/c_stack.h"
#include "object/types.h"
#include "types/list.h"
#include "vm/eval.h"
#include "vm/trace.h"

enum {
    RECURSION_LIMIT = 1000,
};

/* --- the beginning */

static bool set_path(VM *vm, const VMConfig *config) {
    static const char *const library[] = {"/usr/lib/python3.11", "/usr/local/lib/python3.11"};
    char resolved[PATH_MAX];
    Object *list = list_new(vm, 0);
    const char *script = config->argc > 0 ? config->argv[0] : "";
    if (!list) {
        return false;
    }
    size_t n = 0;
    if (script[0] && script[0] != '-' && realpath(script, resolved)) {
        const char *slash = strrchr(resolved, '/');
        n = slash ? (size_t)(slash - resolved) : 0;
        n = n ? n : 1;
    } else if (strcmp(script, "-m") == 0 && getcwd(resolved, sizeof resolved)) {
        n = strlen(resolved);
    }
    Object *first = str_from_utf8(vm, resolved, n);
    bool ok = first && list_append_steal(vm, list, first) == 0;
    struct stat st;
    const char *paths = getenv("PYTHONPATH");
    while (ok && paths && *paths && !config->no_site_paths) {
        const char *colon = strchr(paths, ':');
        size_t len = colon ? (size_t)(colon - paths) : strlen(paths);
        Object *entry = str_from_utf8(vm, paths, len);
        ok = entry && list_append_steal(vm, list, entry) == 0;
        paths = colon ? colon + 1 : NULL;
    }
    for (size_t i = 0; ok && !config->no_site_paths && i < COUNT_OF(library); i++) {
        if (stat(library[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            Object *entry = str_from_cstr(vm, library[i]);
            ok = entry && dict_set_cstr(vm, vm->sys, "_stdlib_dir", entry) == 0;
            ok = entry && list_append_steal(vm, list, entry) == 0 && ok;
            break;
        }
    }
    ok = ok && dict_set(vm, vm->sys, ID(vm, path), list) == 0;
    decref(vm, list);
    return ok;
}

/* sys.warnoptions: what PYTHONWARNINGS has, separated by commas. */
static bool set_warnings(VM *vm, const VMConfig *config) {
    const char *options = config->no_site_paths ? NULL : getenv("PYTHONWARNINGS");
    Object *list = dict_get_str(vm, vm->sys, ID(vm, warnoptions));
    while (options && *options && list && is_exact(list, SHAPE_LIST)) {
        const char *comma = strchr(options, ',');
        size_t len = comma ? (size_t)(comma - options) : strlen(options);
        Object *option = len ? str_from_utf8(vm, options, len) : NULL;
        if (len && (!option || list_append_steal(vm, list, option) < 0)) {
            return false;
        }
        options = comma ? comma + 1 : NULL;
    }
    return true;
}

/* sys.pycache_prefix. */
static bool set_prefix(VM *vm, const VMConfig *config) {
    const char *text = config->compiled_prefix;
    if (!text && !config->no_site_paths) {
        text = getenv("PYTHONPYCACHEPREFIX");
    }
    Object *prefix = text && *text ? str_from_cstr(vm, text) : none_ref(vm);
    bool ok = prefix && dict_set_cstr(vm, vm->sys, "pycache_prefix", prefix) == 0;
    xdecref(vm, prefix);
    return ok;
}

static bool set_arguments(VM *vm, const VMConfig *config) {
    Object *argv = list_new(vm, 0);
    bool ok = argv != NULL;
    for (int i = 0; ok && i < config->argc; i++) {
        Object *arg = str_from_utf8(vm, config->argv[i], strlen(config->argv[i]));
        ok = arg && list_append_steal(vm, argv, arg) == 0;
    }
    if (ok && config->argc == 0) {
        ok = list_append(vm, argv, vm->empty_str) == 0;
    }
    ok = ok && dict_set_cstr(vm, vm->sys, "argv", argv) == 0;
    xdecref(vm, argv);
    if (ok && config->executable) {
        Object *executable = str_from_cstr(vm, config->executable);
        ok = executable && dict_set_cstr(vm, vm->sys, "executable", executable) == 0;
        xdecref(vm, executable);
    }
    return ok;
}

static bool start(VM *vm, const VMConfig *config, const BuiltinModule *modules) {
    vm->recursion_limit = RECURSION_LIMIT;
    uint64_t seed = config->hash_seed ? config->hash_seed : hash_random_seed();
    vm->hash_secret[0] = hash_mix(seed + 1);
    vm->hash_secret[1] = hash_mix(seed + 2);
    if (!c_stack_bind(vm) || !gc_init(vm) || !weakrefs_init(vm) || !types_init(vm) ||
        !exceptions_init(vm) || !interp_init(vm)) {
        return false;
    }
    vm->gc->visit_roots = interp_visit_roots;
    vm->interp->modules = modules;
    const char *no = config->no_site_paths ? NULL : getenv("PYTHONDONTWRITEBYTECODE");
    vm->interp->dont_write_bytecode = config->no_compiled || (no && *no);
    if (!import_init(vm) || !set_path(vm, config) || !set_arguments(vm, config) ||
        !set_warnings(vm, config) || !set_prefix(vm, config)) {
        return false;
    }
    gc_settle(vm);
    return true;
}

VM *vm_new(const VMConfig *config, const BuiltinModule *modules) {
    HeapConfig heap_config = {.limit = config->memory_limit};
    VM *vm = mmap(NULL, sizeof *vm, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (vm == MAP_FAILED) {
        return NULL;
    }
    if (!heap_init(&vm->heap, &heap_config)) {
        munmap(vm, sizeof *vm);
        return NULL;
    }
    if (!heap_account(&vm->heap, sizeof *vm)) {
        heap_deinit(&vm->heap);
        munmap(vm, sizeof *vm);
        return NULL;
    }
    if (config->fail_allocation) {
        heap_fail_after(&vm->heap, config->fail_allocation);
    }
#if defined(ADDER_STRESS)
    vm->pending |= PENDING_STRESS;
#endif
    if (!start(vm, config, modules)) {
        vm_free(vm);
        return NULL;
    }
    return vm;
}

/* --- the end: modules */

/* Names of a dying module's dict become None, private ones first, so that functions still to be
 * called find something. */
static void clear_module_dict(VM *vm, Object *dict) {
    for (int step = 0; step < 2; step++) {
        size_t pos = 0;
        Object *key, *value;
        while (dict_next(dict, &pos, &key, &value)) {
            if (value == vm->none || !is_str(vm, key) || !STR_LEN(key)) {
                continue;
            }
            bool is_private =
                str_char(key, 0) == '_' && (STR_LEN(key) < 2 || str_char(key, 1) != '_');
            if (step == 0 ? is_private
                          : str_char(key, 0) != '_' || !str_equal_ascii(key, "__builtins__")) {
                incref(key);
                if (dict_set(vm, dict, key, vm->none) < 0) {
                    error_clear(vm);
                }
                decref(vm, key);
            }
        }
    }
}

static Object *weak_reference_to(VM *vm, Object *o) {
    WeakRef *r = object_new_container(vm, SHAPE_WEAKREF, sizeof *r);
    if (r && weakref_link(vm, r, o, NULL) < 0) {
        decref(vm, r);
        r = NULL;
    }
    if (r) {
        gc_track(vm, r);
    }
    error_clear(vm);
    return OBJ(r);
}

/* Takes every module out of sys.modules; a list of weak references to them, or NULL. */
static Object *remove_modules(VM *vm) {
    Object *weak = list_new(vm, 0), *names = dict_keys_list(vm, vm->modules);
    error_clear(vm);
    for (size_t i = 0; names && i < LIST_LEN(names); i++) {
        Object *name = LIST_ITEM(names, i);
        Object *module = dict_get(vm, vm->modules, name);
        if (!module || !is_exact(module, SHAPE_MODULE)) {
            error_clear(vm);
            continue;
        }
        Object *reference = weak ? weak_reference_to(vm, module) : NULL;
        if (reference && list_append_steal(vm, weak, reference) < 0) {
            error_clear(vm);
        }
        if (dict_set(vm, vm->modules, name, vm->none) < 0) {
            error_clear(vm);
        }
    }
    xdecref(vm, names);
    return weak;
}

/* What of the modules something still holds: newest first, builtins and sys excepted. Was there
 * any? */
static bool clear_survivors(VM *vm, Object *weak) {
    bool any = false;
    for (size_t i = weak ? LIST_LEN(weak) : 0; i-- > 0;) {
        Object *module = WEAKREF(LIST_ITEM(weak, i))->referent;
        if (!module || !((Module *)module)->dict) {
            continue;
        }
        Object *dict = ((Module *)module)->dict;
        if (dict != vm->sys && dict != vm->builtins) {
            any = true;
            incref(module);
            clear_module_dict(vm, dict);
            decref(vm, module);
        }
    }
    return any;
}

static void run_exit_functions(VM *vm) {
    Object *module = dict_get_cstr(vm, vm->modules, "atexit");
    if (!module) {
        return;
    }
    incref(module);
    Object *run = object_getattr_utf8(vm, module, "_run_exitfuncs");
    Object *v = run ? call0(vm, run) : NULL;
    if (!v && run) {
        error_unraisable(vm, run);
    }
    error_clear(vm);
    xdecref(vm, v);
    xdecref(vm, run);
    decref(vm, module);
}

/* Attributes of sys and builtins that hold on to programs' objects. */
static void forget_last(VM *vm) {
    static const char *const names[] = {
        "path",       "argv",           "ps1",       "ps2",        "last_type",
        "last_value", "last_traceback", "meta_path", "path_hooks", "path_importer_cache"};
    Object *underscore = str_intern_cstr(vm, "_");
    if (underscore && dict_get_str(vm, vm->builtins, underscore)) {
        dict_set(vm, vm->builtins, underscore, vm->none);
    }
    xdecref(vm, underscore);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (dict_get_cstr(vm, vm->sys, names[i])) {
            dict_set_cstr(vm, vm->sys, names[i], vm->none);
        }
        error_clear(vm);
    }
}

static void end_modules(VM *vm) {
    if (!vm->modules || !vm->sys || !vm->builtins) {
        return;
    }
    run_exit_functions(vm);
    trace_set(vm, NULL);
    trace_set_profile(vm, NULL);
    interp_flush(vm);
    vm->finalizing = true;
    forget_last(vm);
    Object *weak = remove_modules(vm);
    dict_clear(vm, vm->modules);
    vm->gc->code_ran = false;
    bool changed = gc_collect(vm, GC_GENERATIONS - 1) > 0 || vm->gc->code_ran;
    changed = clear_survivors(vm, weak) || changed;
    xdecref(vm, weak);
    if (changed) { /* else it would see what the one before saw */
        gc_collect(vm, GC_GENERATIONS - 1);
    }
    interp_flush(vm);
}

/* --- the end */

static void release_namespaces(VM *vm) {
    Object *sys = vm->sys, *builtins = vm->builtins;
    if (vm->interp) {
        clear_ref(vm, vm->interp->asyncgen_firstiter);
        clear_ref(vm, vm->interp->asyncgen_finalizer);
    }
    clear_ref(vm, vm->modules);
    vm->sys = NULL;
    if (sys) {
        clear_module_dict(vm, sys);
        decref(vm, sys);
    }
    if (builtins) {
        clear_module_dict(vm, builtins);
    }
    vm->builtins = NULL;
    xdecref(vm, builtins);
    if (vm->gc) {
        clear_ref(vm, vm->gc->callbacks);
        clear_ref(vm, vm->gc->garbage);
    }
    vm->lib = NULL;
    clear_ref(vm, vm->kept);
    if (vm->interp) {
        clear_ref(vm, vm->interp->context);
        clear_ref(vm, vm->interp->early_spec);
        clear_ref(vm, vm->interp->early_loader);
    }
    error_clear(vm);
}

size_t vm_free(VM *vm) {
    vm->recursion_depth = 0;
    error_clear(vm);
    clear_ref(vm, vm->handled);
    end_modules(vm);
    release_namespaces(vm);
    if (vm->gc && vm->shape_types) {
        gc_end(vm);
    }
    error_clear(vm);
    clear_ref(vm, vm->handled);
    exceptions_deinit(vm);
    types_deinit(vm);
    interp_deinit(vm); /* until here finalizers may run code */
    str_intern_deinit(vm);
    weakrefs_deinit(vm);
    gc_deinit(vm);
    heap_unaccount(&vm->heap, sizeof *vm);
    size_t leaked = heap_deinit(&vm->heap);
    munmap(vm, sizeof *vm);
    return leaked;
}
