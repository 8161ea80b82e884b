/* The embedding interface: include/adder.h over the rooms below. */
#include "adder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/api.h"
#include "base/buffer.h"
#include "gc/gc.h"
#include "lang/compile.h"
#include "lib/io.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/list.h"
#include "types/str.h"
#include "vm/importlib.h"
#include "watch/describe.h"
#include "watch/watch.h"

static const BuiltinModule modules[] = {
#define X(name, init) {#name, init},
#include "lib/modules.def"
#undef X
    {NULL, NULL},
};

const char *adder_version(void) {
    return ADDER_VERSION;
}

/* What this room keeps for a VM. */
typedef struct Api {
    char fault[512]; /* of adder_check */
} Api;

/* A number in PYTHONHASHSEED makes hashes the same in every run; 0: not given. */
static uint64_t seed_from_environment(void) {
    const char *text = getenv("PYTHONHASHSEED");
    char *end;
    uint64_t seed = text ? strtoull(text, &end, 10) : 0;
    return text && *text && !*end ? seed + 1 : 0;
}

AdderVM *adder_new(const AdderConfig *config) {
    VMConfig c = {.hash_seed = seed_from_environment()};
    if (config) {
        c.memory_limit = config->memory_limit;
        c.hash_seed = config->hash_seed ? config->hash_seed : c.hash_seed;
        c.fail_allocation = config->fail_allocation;
        c.argc = config->argc;
        c.argv = (char **)(uintptr_t)config->argv;
        c.executable = config->executable;
        c.no_site_paths = config->no_library_path;
        c.no_compiled = config->no_compiled;
        c.compiled_prefix = config->compiled_prefix;
    }
    Api *api = calloc(1, sizeof *api);
    VM *vm = api ? vm_new(&c, modules) : NULL;
    if (!vm) {
        free(api);
        return NULL;
    }
    vm->embedder = api;
    return vm;
}

static size_t end(AdderVM *vm, size_t (*end_vm)(VM *)) {
    if (!vm) {
        return 0;
    }
    Api *api = vm->embedder;
    size_t leaked = end_vm(vm);
    free(api);
    return leaked;
}

size_t adder_free(AdderVM *vm) {
    return end(vm, vm_free);
}

size_t adder_exit(AdderVM *vm) {
    return end(vm, vm_exit);
}

/* ---- running ---- */

/* The dict of __main__ (borrowed), or NULL with an error. */
static Object *main_namespace(VM *vm) {
    Object *module = import_add_module(vm, ID(vm, __main__));
    if (!module) {
        return NULL;
    }
    Object *dict = ((Module *)module)->dict;
    if (!dict_get_str(vm, dict, ID(vm, __builtins__))) {
        Object *builtins = dict_get_str(vm, vm->modules, ID(vm, builtins));
        Object *annotations = dict_new(vm);
        bool ok = annotations && dict_set(vm, dict, ID(vm, __annotations__), annotations) == 0 &&
                  (!builtins || dict_set(vm, dict, ID(vm, __builtins__), builtins) == 0);
        xdecref(vm, annotations);
        if (!ok) {
            return NULL;
        }
    }
    return dict;
}

/* Flushes both output streams; the status to end with. */
static int finish(VM *vm, int status) {
    return adder_flush(vm) ? status : 120;
}

/* Prints the set error; the exit status. */
static int report(VM *vm) {
    int status = 1;
    interp_print_error(vm, &status);
    return status;
}

static int run_code(VM *vm, Object *code, Object *globals) {
    Object *result = interp_exec(vm, code, globals, globals);
    if (!result) {
        return report(vm);
    }
    decref(vm, result);
    return 0;
}

static int run_source(VM *vm, const char *source, size_t len, const char *name, bool is_file) {
    CompileOptions options = {.mode = COMPILE_EXEC, .script = is_file ? name : NULL};
    Object *globals = main_namespace(vm);
    Object *filename = globals ? str_from_utf8(vm, name, strlen(name)) : NULL;
    int status;
    if (is_file && filename) {
        Object *loader = importlib_loader(vm, ID(vm, __main__), filename);
        dict_set(vm, globals, ID(vm, __file__), filename);
        dict_set_cstr(vm, globals, "__cached__", vm->none);
        if (loader) {
            dict_set(vm, globals, ID(vm, __loader__), loader);
            decref(vm, loader);
        }
    }
    Object *code = filename && !error_occurred(vm)
                       ? compile_source(vm, source, len, filename, &options)
                       : NULL;
    xdecref(vm, filename);
    if (code) {
        status = run_code(vm, code, globals);
        decref(vm, code);
    } else {
        status = report(vm);
    }
    return finish(vm, status);
}

int adder_run_source(AdderVM *vm, const char *source, size_t len, const char *name) {
    return run_source(vm, source, len, name, false);
}

int adder_run_string(AdderVM *vm, const char *source, const char *name) {
    return adder_run_source(vm, source, strlen(source), name);
}

static char *read_stream(FILE *file, size_t *len) {
    Buffer b;
    buffer_init(&b);
    char chunk[16384];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_add(&b, chunk, n);
    }
    buffer_add_char(&b, 0);
    if (b.failed || ferror(file)) {
        buffer_deinit(&b);
        return NULL;
    }
    *len = b.size - 1;
    return b.data;
}

char *api_read_file(AdderVM *vm, const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    char *text = file ? read_stream(file, len) : NULL;
    int error = errno;
    if (file) {
        fclose(file);
    }
    if (!text) {
        Buffer b;
        buffer_init(&b);
        buffer_add_format(&b, "adder: can't open file '%s': [Errno %d] %s\n", path, error,
                          strerror(error));
        Object *message = b.failed ? NULL : str_from_utf8(vm, b.data, b.size);
        Object *err = message ? dict_get_str(vm, vm->sys, ID(vm, stderr)) : NULL;
        if (err && err != vm->none) {
            io_write(vm, err, message);
        }
        error_clear(vm);
        xdecref(vm, message);
        buffer_deinit(&b);
    }
    return text;
}

/* The path with the working directory in front, as __file__ and tracebacks have it. From malloc;
 * NULL: no memory. */
static char *absolute_path(const char *path) {
    Buffer b;
    char cwd[4096];
    size_t size;
    buffer_init(&b);
    if (path[0] != '/' && getcwd(cwd, sizeof cwd)) {
        buffer_add_text(&b, cwd);
        buffer_add_char(&b, '/');
    }
    buffer_add_text(&b, path);
    buffer_add_char(&b, 0);
    char *text = buffer_take(&b, &size);
    buffer_deinit(&b);
    return text;
}

/* Whether the path is a folder, or a file that ends as zip archives do. */
static bool is_importable(const char *path) {
    struct stat st;
    char end[22];
    if (stat(path, &st) != 0 || S_ISDIR(st.st_mode)) {
        return S_ISDIR(st.st_mode);
    }
    FILE *file = S_ISREG(st.st_mode) ? fopen(path, "rb") : NULL;
    bool is = file && fseek(file, -(long)sizeof end, SEEK_END) == 0 &&
              fread(end, 1, sizeof end, file) == sizeof end && memcmp(end, "PK\5\6", 4) == 0;
    if (file) {
        fclose(file);
    }
    return is;
}

/* runpy._run_module_as_main(name, alter_argv) */
static int run_as_main(VM *vm, const char *name, bool alter_argv) {
    Object *runpy = main_namespace(vm) ? import_dotted(vm, "runpy") : NULL;
    Object *function = runpy ? object_getattr_utf8(vm, runpy, "_run_module_as_main") : NULL;
    Object *text = function ? str_from_utf8(vm, name, strlen(name)) : NULL;
    Object *result = text ? call2(vm, function, text, alter_argv ? vm->true_ : vm->false_) : NULL;
    int status = result ? 0 : report(vm);
    xdecref(vm, result);
    xdecref(vm, text);
    xdecref(vm, function);
    xdecref(vm, runpy);
    return finish(vm, status);
}

int adder_run_module(AdderVM *vm, const char *name) {
    return run_as_main(vm, name, true);
}

/* A folder or an archive: it is the first entry of sys.path, and its __main__ is run. */
static int run_importable(VM *vm, const char *path) {
    Object *entry = str_from_utf8(vm, path, strlen(path));
    Object *list = entry ? dict_get_str(vm, vm->sys, ID(vm, path)) : NULL;
    if (entry && list && is_list(vm, list) && LIST_LEN(list) > 0) {
        set_ref(vm, LIST_ITEM(list, 0), new_ref(entry));
    }
    xdecref(vm, entry);
    return error_occurred(vm) ? finish(vm, report(vm)) : run_as_main(vm, "__main__", false);
}

/* As CPython reads programs: a line ends for it at a NUL, too. */
static void cut_at_nuls(char *text, size_t *len) {
    char *to = memchr(text, 0, *len), *end = text + *len;
    for (const char *from = to; from && from < end;) {
        const char *newline = memchr(from, '\n', (size_t)(end - from));
        const char *stop = newline ? memchr(newline, 0, (size_t)(end - newline)) : NULL;
        size_t n = newline ? (size_t)((stop ? stop : end) - newline) : 0;
        memmove(to, newline ? newline : end, n);
        to += n;
        from = stop ? stop : end;
    }
    if (to) {
        *len = (size_t)(to - text);
    }
}

int adder_run_file(AdderVM *vm, const char *path) {
    size_t len;
    if (is_importable(path)) {
        return run_importable(vm, path);
    }
    char *name = absolute_path(path);
    char *text = name ? api_read_file(vm, path, &len) : NULL;
    if (text) {
        cut_at_nuls(text, &len);
    }
    int status = text ? run_source(vm, text, len, name, true) : finish(vm, 2);
    free(text);
    free(name);
    return status;
}

int adder_watch_file(AdderVM *vm, const char *path, const AdderWatch *options) {
    WatchOptions o = {
        .snapshot = {.max_objects = options->max_objects,
                     .only = options->only,
                     .ascii = options->ascii},
        .first_line = options->first_line,
        .last_line = options->last_line,
        .color = options->color,
        .interactive = options->interactive,
    };
    char *name = absolute_path(path);
    Watch *watch = name ? watch_start(vm, name, &o) : NULL;
    int status = adder_run_file(vm, path);
    if (watch) {
        watch_stop(watch);
    }
    free(name);
    return status;
}

/* ---- the prompt ---- */

AdderLine adder_interactive(AdderVM *vm, const char *source, size_t len, int *status) {
    bool incomplete = false;
    CompileOptions options = {
        .mode = COMPILE_SINGLE, .interactive = true, .incomplete = &incomplete};
    Object *globals = main_namespace(vm);
    Object *filename = globals ? str_from_cstr(vm, "<stdin>") : NULL;
    Object *code = filename ? compile_source(vm, source, len, filename, &options) : NULL;
    xdecref(vm, filename);
    if (!code && incomplete) {
        error_clear(vm);
        return ADDER_LINE_INCOMPLETE;
    }
    Object *result = code ? interp_exec(vm, code, globals, globals) : NULL;
    xdecref(vm, code);
    xdecref(vm, result);
    *status = 0;
    bool exits = !result && interp_print_error(vm, status);
    adder_flush(vm);
    return exits ? ADDER_LINE_EXIT : ADDER_LINE_DONE;
}

void adder_prompt(AdderVM *vm, bool second, char *text, size_t size) {
    Object *prompt = dict_get_str(vm, vm->sys, second ? ID(vm, ps2) : ID(vm, ps1));
    Object *shown = prompt ? object_str(vm, prompt) : NULL;
    Buffer b;
    buffer_init(&b);
    const char *utf8 = shown ? str_cstr(vm, shown, &b) : NULL;
    if (prompt && !utf8) {
        error_clear(vm);
    }
    snprintf(text, size, "%s", utf8 ? utf8 : second ? "... " : ">>> ");
    buffer_deinit(&b);
    xdecref(vm, shown);
}

bool adder_flush(AdderVM *vm) {
    Object *saved = error_fetch(vm);
    bool ok = true;
    Object *const names[] = {ID(vm, stdout), ID(vm, stderr)};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Object *stream = dict_get_str(vm, vm->sys, names[i]);
        if (!stream || stream == vm->none) {
            continue;
        }
        incref(stream);
        if (io_flush(vm, stream) < 0) {
            if (i == 0 && !error_matches(vm, EXC_ValueError)) {
                ok = false;
                error_unraisable(vm, stream);
            }
            error_clear(vm);
        }
        decref(vm, stream);
    }
    error_restore(vm, saved);
    return ok;
}

void adder_interrupt(AdderVM *vm) {
    vm->interrupted = 1;
    vm->pending |= PENDING_INTERRUPT;
}

bool adder_take_interrupt(AdderVM *vm) {
    bool was = vm->interrupted;
    vm->interrupted = 0;
    vm->pending &= ~(uint32_t)PENDING_INTERRUPT;
    return was;
}

bool adder_ended_by_interrupt(const AdderVM *vm) {
    return vm->interp->interrupted;
}

/* ---- memory ---- */

size_t adder_memory_held(const AdderVM *vm) {
    return heap_held(&vm->heap);
}

size_t adder_memory_live(const AdderVM *vm) {
    return heap_live_size(&vm->heap);
}

const char *adder_check(AdderVM *vm) {
    Object *culprit = NULL;
    const char *fault = heap_check(&vm->heap);
    if (!fault) {
        fault = gc_check(vm, true, &culprit);
    }
    if (!fault || !culprit) {
        return fault;
    }
    char *text = ((Api *)vm->embedder)->fault;
    Buffer b;
    Registry none;
    buffer_init(&b);
    registry_init(&none);
    describe_object(vm, &none, culprit, true, &b);
    buffer_add_format(&b, " with count %u", culprit->count);
    snprintf(text, sizeof(((Api *)0)->fault), "%s: %s", fault, b.failed ? "?" : buffer_text(&b));
    registry_deinit(&none);
    buffer_deinit(&b);
    return text;
}

void adder_fail_allocation(AdderVM *vm, uint64_t n) {
    heap_fail_after(&vm->heap, n);
}
