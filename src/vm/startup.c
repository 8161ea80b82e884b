/* The beginning of a virtual machine. */
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
