/* The end of a virtual machine. */
#include <stdlib.h>
#include <sys/mman.h>

#include "gc/gc.h"
#include "gc/weakref.h"
#include "object/types.h"
#include "types/list.h"
#include "vm/eval.h"
#include "vm/trace.h"

/* --- files */

typedef struct Files {
    VM *vm;
    Object **files; /* owned; NULL: they are only counted */
    size_t len, cap;
} Files;

/* Is it a file of the module io's own types? */
static bool is_file(VM *vm, const Object *o) {
    const Type *t = type_of(vm, o);
    return t->slots.finalize && !type_has(t, TYPE_PYTHON) && !is_generator(o);
}

static bool add_file(void *context, void *block, size_t size) {
    Files *f = context;
    UNUSED(size);
    if (is_file(f->vm, block) && !has_flag(block, FLAG_FINALIZED)) {
        if (f->files && f->len < f->cap) {
            f->files[f->len] = new_ref(OBJ(block));
        }
        f->len++;
    }
    return true;
}

/* Flushes open files: the order in which a dying group of objects is finalized is not that in which
 * data flows. */
static void flush_files(VM *vm) {
    Files f = {.vm = vm};
    heap_walk(&vm->heap, HEAP_CONTAINER, add_file, &f);
    f.cap = f.len;
    f.len = 0;
    f.files = malloc((f.cap + 1) * sizeof *f.files);
    if (!f.files) {
        return;
    }
    heap_walk(&vm->heap, HEAP_CONTAINER, add_file, &f);
    for (size_t i = 0; i < f.len; i++) {
        Object *closed = object_getattr_utf8(vm, f.files[i], "closed"), *done = NULL;
        if (closed == vm->false_) {
            done = call_method0(vm, f.files[i], ID(vm, flush));
        }
        xdecref(vm, done);
        xdecref(vm, closed);
        error_clear(vm);
    }
    for (size_t i = 0; i < f.len; i++) {
        decref(vm, f.files[i]);
    }
    free(f.files);
}

/* --- modules */

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
    flush_files(vm);
    vm->finalizing = true;
    forget_last(vm);
    Object *weak = remove_modules(vm);
    dict_clear(vm, vm->modules);
    vm->gc->code_ran = false;
    bool changed = gc_collect(vm, GC_GENERATIONS - 1) > 0 || vm->gc->code_ran;
    gc_forget_program(vm);
    changed = clear_survivors(vm, weak) || changed;
    xdecref(vm, weak);
    if (changed) { /* else it would see what the one before saw */
        gc_collect(vm, GC_GENERATIONS - 1);
    }
    interp_flush(vm);
}

/* --- the end */

/* sys and builtins are emptied, but stay: finalizers may still ask for them. */
static void release_namespaces(VM *vm) {
    if (vm->interp) {
        clear_ref(vm, vm->interp->asyncgen_firstiter);
        clear_ref(vm, vm->interp->asyncgen_finalizer);
    }
    clear_ref(vm, vm->modules);
    if (vm->sys) {
        clear_module_dict(vm, vm->sys);
    }
    if (vm->builtins) {
        clear_module_dict(vm, vm->builtins);
    }
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
    clear_ref(vm, vm->sys);
    clear_ref(vm, vm->builtins);
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

/* --- the end of a process */

enum { STREAM_OBJECTS = 9 };

/* What the end can do without: sys's own streams, which are flushed, and their inner files. */
typedef struct Streams {
    VM *vm;
    Object *objects[STREAM_OBJECTS]; /* borrowed: their owners are not touched */
    size_t len;
    bool others; /* something else has a finalizer */
} Streams;

static void add_stream(VM *vm, Streams *streams, Object *stream) {
    static const char *const inner[] = {"buffer", "raw"};
    incref(stream);
    for (size_t i = 0; stream && !type_has(type_of(vm, stream), TYPE_PYTHON); i++) {
        streams->objects[streams->len++] = stream;
        Object *file = i < COUNT_OF(inner) ? object_getattr_utf8(vm, stream, inner[i]) : NULL;
        error_clear(vm);
        decref(vm, stream);
        stream = file;
    }
    xdecref(vm, stream);
}

/* false: one of them is not what it was when the program began. */
static bool find_streams(VM *vm, Streams *streams) {
    static const char *const names[][2] = {
        {"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Object *stream = dict_get_cstr(vm, vm->sys, names[i][0]);
        if (!stream || stream != dict_get_cstr(vm, vm->sys, names[i][1])) {
            return false;
        }
        if (stream != vm->none) {
            add_stream(vm, streams, stream);
        }
    }
    return true;
}

/* Ended, never begun, or without anything that a `finally` or the like, or an iterator that it
 * delegates to, would do. */
static bool generator_is_silent(const Generator *g) {
    const Code *code = CODE(g->code);
    return g->state == GEN_FINISHED || g->state == GEN_CREATED ||
           (g->state == GEN_SUSPENDED && !code->handler_len && code->instrs[g->pc].c == NO_REG);
}

/* Abstract base classes remember their subclasses by weak references, whose callbacks only tidy up.
 */
static bool callback_is_silent(const Object *callback) {
    return is_exact(callback, SHAPE_BUILTIN) &&
           strcmp(((const Builtin *)callback)->def->name, "_destroy") == 0;
}

static bool look_for_finalizer(void *context, void *block, size_t size) {
    Streams *streams = context;
    Object *o = block;
    UNUSED(size);
    if (!type_of(streams->vm, o)->slots.finalize || has_flag(o, FLAG_FINALIZED) ||
        (is_exact(o, SHAPE_GENERATOR) && generator_is_silent(GENERATOR(o)))) {
        return true;
    }
    for (size_t i = 0; i < streams->len; i++) {
        if (streams->objects[i] == o) {
            return true;
        }
    }
    streams->others = true;
    return false;
}

/* Is there code that would run, or a file that would be flushed, if all objects died now? */
static bool end_is_noticed(VM *vm) {
    Streams streams = {.vm = vm};
    if (vm->heap.slow || !vm->modules || !vm->sys || !vm->builtins ||
        weakrefs_call_back(vm, callback_is_silent) ||
        (vm->gc->callbacks && LIST_LEN(vm->gc->callbacks)) || !find_streams(vm, &streams)) {
        return true;
    }
    heap_walk(&vm->heap, HEAP_CONTAINER, look_for_finalizer, &streams);
    return streams.others;
}

size_t vm_exit(VM *vm) {
    vm->recursion_depth = 0;
    error_clear(vm);
    clear_ref(vm, vm->handled);
    if (vm->modules && vm->sys) {
        run_exit_functions(vm);
        interp_flush(vm);
    }
    return end_is_noticed(vm) ? vm_free(vm) : 0;
}
