/* Running code: the evaluation loop and what surrounds it.
 * Ownership: an Interp belongs to its VM (vm->interp). */
#ifndef ADDER_VM_INTERP_H
#define ADDER_VM_INTERP_H

#include "vm/frame.h"

/* A module that startup offers to import: the table ends with a NULL name. */
typedef struct BuiltinModule {
    const char *name;
    Object *(*init)(VM *vm); /* new reference */
} BuiltinModule;

struct Interp {
    Frame *frame;                      /* the running frame, or NULL */
    Object **stack_limit;              /* registers below may be used */
    Frame *frames_limit;               /* records below may be used */
    Object **stack, **stack_end;       /* reserved register space */
    Frame *frames, *frames_end;        /* reserved records */
    bool specialise;                   /* quicken instructions (off while watching) */
    uint32_t next_code_version;        /* for call caches; 0: none left */
    struct AttrEntry *attr_cache;      /* attr_cache.h */
    const BuiltinModule *modules;      /* what `import` finds first */
    Object *import_function;           /* borrowed: builtins.__import__ as it was at the start */
    int importlib;                     /* importlib.c: whether its sources are loaded */
    Object *context;                   /* owned or NULL: the current contextvars.Context */
    uint64_t context_epoch;            /* counts changes of `context` and of variables' values */
    Object *early_spec, *early_loader; /* owned or NULL: classes, importlib.h */
    char *library_folders[2];          /* compiled.c: of the library; malloc, NULL: not asked yet */
    bool dont_write_bytecode;          /* what sys.dont_write_bytecode begins with */
    Object *asyncgen_firstiter, *asyncgen_finalizer; /* owned or NULL */
    int coroutine_origin_depth;
    bool interrupted; /* the program has ended by KeyboardInterrupt */

    /* Tracing by programs: trace.h. */
    Object *trace, *profile; /* owned or NULL */
    int tracing;             /* how deep inside trace functions */
    Instr *patched;          /* where TRACE_SWITCH is, or NULL; and what was there */
    uint8_t patched_op;

    /* Watching. Set them before running code; interp_hooks_changed when code runs already. */
    void (*line_hook)(VM *vm, Frame *frame, int line,
                      void *ctx); /* before each new line, while set (watch) */
    void (*call_hook)(VM *vm, Frame *frame, bool enter,
                      void *ctx); /* on entering and leaving a frame, while set */
    void *hook_ctx;
    /* At a safe point after PENDING_CALLBACK; false: raises. May be NULL. */
    bool (*pending_hook)(VM *vm, void *ctx);
    void *pending_ctx;
    /* The stress build: safe points so far, the one to collect at next, collections so far. */
    uint64_t stress_points, stress_next, stress_collections;
    uint64_t instruction_budget; /* 0: none; counted at safe points */
};

bool interp_init(VM *vm);
void interp_deinit(VM *vm);

/* Runs a module/class/exec body. New reference. */
Object *interp_exec(VM *vm, Object *code, Object *globals, Object *locals);
/* Calls a Python function (Function's call slot). */
Object *function_call(VM *vm, Object *function, Object *const *args, size_t nargs, Object *kwnames);
/* For __build_class__: runs a function's code with `locals` as its namespace; returns its result
 * (the __class__ cell or None). */
Object *interp_run_class_body(VM *vm, Object *function, Object *locals);
/* Safe point work: collections, interrupts, hooks. false: an error was raised. */
bool interp_pending(VM *vm);

/* Generators from C: sends a value (NULL at the start = None). Result in *result: GEN_NEXT yielded
 * value, GEN_RETURN returned value (both new references), GEN_ERROR. */
enum GenResult { GEN_NEXT, GEN_RETURN, GEN_ERROR };
enum GenResult generator_send(VM *vm, Object *generator, Object *value, Object **result);

/* Whether o is a generator, coroutine or asynchronous generator. */
static inline bool is_generator(const Object *o) {
    return is_exact(o, SHAPE_GENERATOR) || is_exact(o, SHAPE_COROUTINE) ||
           is_exact(o, SHAPE_ASYNC_GENERATOR);
}

/* Frames as objects. */
FrameObject *frame_object(VM *vm, Frame *frame); /* new reference */
Object *frame_locals(VM *vm, Frame *frame);      /* locals(): new reference */
int frame_line(const Frame *frame);
/* The frame object's own line, now or when it ended; 0: none. */
int frame_object_line(const FrameObject *f);
Object *interp_globals(VM *vm); /* borrowed, of the running frame, or NULL */
Object *interp_builtins(VM *vm);

/* Tracebacks: adds the frame to vm->error's traceback. */
bool traceback_here(VM *vm, Frame *frame);
/* CPython's traceback.print_exception, to text: for uncaught exceptions and tests. */
Object *traceback_format(VM *vm, Object *exc);
/* sys.excepthook and the like: prints vm->error (and clears it) to sys.stderr; SystemExit: returns
 * its exit status in *status, true. */
bool interp_print_error(VM *vm, int *status);

/* Import (import.c). */
bool import_init(VM *vm);
Object *import_module(VM *vm, Object *name, Object *globals, Object *fromlist,
                      int level);                /* __import__ */
Object *import_dotted(VM *vm, const char *name); /* the leaf module, new reference */
Object *import_add_module(VM *vm, Object *name); /* sys.modules[name], made if absent; borrowed */
int import_star(VM *vm, Object *module, Object *locals);
Object *import_from(VM *vm, Object *module, Object *name);

/* Starting and ending a whole VM (startup.c, shutdown.c). */
typedef struct VMConfig {
    size_t memory_limit;      /* bytes, 0: none */
    uint64_t hash_seed;       /* 0: from the system */
    uint64_t fail_allocation; /* testing: the n-th allocation fails (heap_fail_after, right after
                                 heap_init) */
    int argc;
    char **argv; /* sys.argv (UTF-8) */
    const char *executable;
    bool no_site_paths;          /* do not add CPython's library to sys.path */
    bool no_compiled;            /* sys.dont_write_bytecode */
    const char *compiled_prefix; /* sys.pycache_prefix; NULL: from the environment */
    bool slow;                   /* unbuffered allocation: for watching and tests */
} VMConfig;
/* NULL: no memory. modules: see BuiltinModule; must outlive the VM. */
VM *vm_new(const VMConfig *config, const BuiltinModule *modules);
/* Ends it as CPython does: atexit, modules cleared, final collection. Returns the number of blocks
 * leaked. */
size_t vm_free(VM *vm);
/* The same for a process that is about to exit: if nothing would notice (no finalizer, no callback
 * of a weak reference, no file to flush), the objects are left where they are. */
size_t vm_exit(VM *vm);
/* Visits the roots: every reference held by the VM itself and by running frames; with a label for
 * reports. */
typedef int (*RootFn)(VM *vm, Object *referent, const char *kind, const char *name, void *ctx);
int vm_visit_roots(VM *vm, RootFn visit, void *ctx);

#endif
