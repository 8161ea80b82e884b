/* The VM handle: everything one virtual machine owns. Nothing is shared between VMs.
 *
 * Rooms above keep their own state behind the opaque pointers at the end; what is here is what the
 * object room itself needs and what the fast paths inline.
 */
#ifndef ADDER_OBJECT_RUNTIME_H
#define ADDER_OBJECT_RUNTIME_H

#include "base/assert.h"
#include "heap/heap.h"
#include "object/object.h"
#include "object/type.h"

enum ExceptionNumber {
#define X(name, base, layout) EXC_##name,
#include "object/exceptions.def"
#undef X
    EXC_ExceptionGroup,
    EXC_COUNT
};

enum IdNumber {
#define X(name) ID_##name,
#include "object/ids.def"
#undef X
    ID_COUNT
};

#define SMALL_INT_MIN (-5)
#define SMALL_INT_MAX 256
#define SMALL_INT_COUNT (SMALL_INT_MAX - SMALL_INT_MIN + 1)

/* Bits of vm->pending: what the evaluation loop must attend to at the next safe point. */
enum Pending {
    PENDING_COLLECT = 1 << 0,   /* a generation is over its threshold */
    PENDING_INTERRUPT = 1 << 1, /* Ctrl-C (set from a signal handler: `interrupted` below) */
    PENDING_CALLBACK = 1 << 2,  /* an embedder's or watcher's hook wants to run */
    PENDING_STRESS = 1 << 3,    /* collect at every safe point */
    PENDING_TRACE = 1 << 5,     /* stays set as long as a trace or profile function is */
    PENDING_PRESSURE = 1 << 4,  /* bytes are near the limit: try a full collection */
};

typedef struct Interp Interp;       /* vm/interp.h: frames, evaluation loop, import */
typedef struct Gc Gc;               /* gc/gc.h */
typedef struct WeakTable WeakTable; /* gc/weakref.h */
typedef struct Lib Lib;             /* lib/lib.h: what modules keep for each VM */
typedef struct Watch Watch;         /* watch/watch.h */

/* The table of shared identifier-like strings: open addressing, borrowed pointers. */
typedef struct InternTable {
    Object **slots;
    uint32_t cap; /* a power of two, or 0 */
    uint32_t len;
    uint32_t dead; /* tombstones */
} InternTable;

#define METHOD_CACHE_LEN 1024 /* a power of two */
typedef struct MethodCacheEntry {
    uint32_t version; /* Type.version; 0: empty */
    Object *name;     /* borrowed: compared by address only, interned */
    Object *value;    /* borrowed from the type's dict; NULL: known to be absent */
} MethodCacheEntry;

#define SHAPE_CACHE_LEN 1024 /* a power of two */
typedef struct ShapeCacheEntry {
    uint32_t shape; /* number; 0 with name NULL: empty */
    int32_t index;  /* of the attribute, or -1 */
    Object *name;   /* borrowed: compared by address only, interned */
} ShapeCacheEntry;

/* What a consumer does with an item of a generator: types/feed.h. */
enum Taken {
    TAKE_LEFT,  /* nothing: it comes back to the consumer */
    TAKE_DONE,  /* it has it; the next one */
    TAKE_FAILED /* it has released it and raised an error */
};
typedef enum Taken (*TakeFn)(VM *vm, void *ctx, Object *item);

/* Where a dict of globals that functions are made in has its values (types/function.c): valid as
 * long as it has that version of its keys. */
typedef struct GlobalsCache {
    uint32_t version; /* 0: empty */
    Object **builtins, **name;
} GlobalsCache;

struct AdderVM {
    Heap heap; /* first */

    /* Types by shape number. shape_types[n] == shapes[n]->type for n in use. */
    Type **shape_types;
    Shape **shapes;
    uint32_t shape_len, shape_cap;
    uint32_t shape_free; /* head of the list of free numbers, 0: none */
    uint32_t next_type_version;
    uint32_t next_dict_version;
    uint32_t attribute_epoch; /* changes when cached "instance attribute" facts may be wrong: see
                                 type.c */

    /* Singletons (owned). */
    Object *none, *true_, *false_, *not_implemented, *ellipsis;
    Object *empty_str, *empty_bytes, *empty_tuple;
    Object *small_ints[SMALL_INT_COUNT]; /* borrowed; NULL while nobody holds that number */
    Object *chars[256];                  /* borrowed; one-character strings U+0000..U+00FF */
    InternTable interned;
    Object *ids[ID_COUNT];       /* owned, interned */
    Type *exceptions[EXC_COUNT]; /* owned */
    /* Ready-made MemoryErrors, so that raising one allocates nothing (types/exception.h): the spare
     * ones (owned), and the last one taken while there is none left (borrowed). */
    Object *memory_error, *memory_error_lent;

    /* Raising. error: the exception being raised (owned, normalised instance with __traceback__),
     * or NULL. handled: the exception being handled (sys.exc_info), owned or NULL. */
    Object *error;
    Object *handled;

    /* Calls. */
    int recursion_depth, recursion_limit;
    /* The C stack (c_stack.h). */
    char *c_stack_limit, *c_stack_floor; /* lowest address to be used without asking, and at all */
    size_t c_stack_room;                 /* bytes from c_stack_limit to the high end */
    size_t c_stack_counted;              /* against the byte limit */

    Object **repr_stack; /* containers whose repr is being made (borrowed), raw buffer */
    uint32_t repr_len, repr_cap;

    /* Destruction without recursion. */
    int dealloc_depth;
    /* Chains of dead objects, linked as object.c says: pooled blocks and large ones. */
    Object *dealloc_deferred, *dealloc_deferred_large;

    /* Collector's counters and switches that the allocation path needs. */
    volatile uint32_t pending;
    int32_t gc_count[3];
    int32_t gc_threshold[3];
    bool gc_enabled;
    bool gc_collecting;
    bool finalizing;  /* the VM is ending */
    bool has_watcher; /* slow paths report events */
    volatile int interrupted;

    MethodCacheEntry *method_cache; /* METHOD_CACHE_LEN */
    ShapeCacheEntry *shape_cache;   /* SHAPE_CACHE_LEN */
    GlobalsCache globals_cache;
    uint64_t hash_secret[2];
    int32_t int_max_str_digits; /* 0: the default, -1: no limit; see int_max_str_digits() */

    /* Namespaces (owned). */
    Object *modules;  /* Dict: sys.modules */
    Object *builtins; /* Dict of the builtins module */
    Object *sys;      /* Dict of the sys module */
    Object *kept;     /* list or NULL: what modules keep alive for as long as the VM */

    /* Hooks: how lower rooms reach higher ones. NULL until the room has been initialised. */
    void (*weakrefs_clear)(VM *vm, Object *o); /* clears o's weak references, runs callbacks */
    Object *(*weakref_first)(VM *vm,
                             Object *o); /* o.__weakref__: new reference to one of them or None */
    Object *(*running_globals)(VM *vm);  /* borrowed dict of the running frame, or NULL */
    void (*type_modified_hook)(VM *vm, Type *t);
    CallFn function_call; /* runs a Function: set by vm/ */
    /* The generator's next item that take leaves: types/feed.h. Set by vm/. */
    Object *(*generator_feed)(VM *vm, Object *generator, TakeFn take, void *ctx);
    /* Shows an exception nobody can catch, when sys.unraisablehook cannot be called: set by vm/. */
    void (*print_unraisable)(VM *vm, Object *exc, Object *where);
    /* Puts the running frame into the set error's traceback: set by vm/. */
    void (*trace_running)(VM *vm);
    /* Codecs and error handlers of codecs that programs registered, by name (new reference; a codec
     * is a tuple, encoder and decoder first); NULL without an error: none. Set by the module
     * _codecs. */
    Object *(*find_codec)(VM *vm, const char *encoding);
    Object *(*find_error_handler)(VM *vm, const char *name);
    /* An attribute that a module does not have (new reference); NULL without an error: nobody has
     * it. Set by vm/. */
    Object *(*module_missing)(VM *vm, Object *module, Object *name);
    /* Writes a code object's instructions as they were compiled, without what the VM has put in
     * their place since. NULL: they still are so. Set by vm/. */
    void (*code_general)(VM *vm, const Object *code, void *instrs);
    /* The doc of a code object that may be incomplete (new reference); NULL without an error: none.
     * Set by vm/. */
    Object *(*code_doc)(VM *vm, Object *code);
    /* For super() without arguments: the class of the running method and its first argument, both
     * new references; false with the error raised ("super(): no arguments" ...). */
    bool (*super_context)(VM *vm, Type **cls, Object **self);
    /* Returns what the stacks do not use to the system. Set by vm/. */
    void (*trim_stacks)(VM *vm);

    Gc *gc;
    WeakTable *weakrefs;
    Interp *interp;
    Lib *lib;
    Watch *watch;
    void *embedder; /* api/ */
};

#define ID(vm, name) ((vm)->ids[ID_##name])
#define TYPE(vm, number) ((vm)->shape_types[SHAPE_##number])
#define EXC(vm, name) ((vm)->exceptions[EXC_##name])

static inline Type *type_of(VM *vm, const Object *o) {
    return vm->shape_types[o->meta >> 8];
}
/* The type's flag test without a call, e.g. is_kind(vm, o, TYPE_SUB_LIST). */
static inline bool is_kind(VM *vm, const Object *o, uint32_t type_flag) {
    return (type_of(vm, o)->flags & type_flag) != 0;
}
#define is_int(vm, o) (is_exact(o, SHAPE_INT) || is_kind(vm, o, TYPE_SUB_INT)) /* bool too */
#define is_str(vm, o) (is_exact(o, SHAPE_STR) || is_kind(vm, o, TYPE_SUB_STR))
#define is_bytes(vm, o) (is_exact(o, SHAPE_BYTES) || is_kind(vm, o, TYPE_SUB_BYTES))
#define is_tuple(vm, o) (is_exact(o, SHAPE_TUPLE) || is_kind(vm, o, TYPE_SUB_TUPLE))
#define is_list(vm, o) (is_exact(o, SHAPE_LIST) || is_kind(vm, o, TYPE_SUB_LIST))
#define is_dict(vm, o) (is_exact(o, SHAPE_DICT) || is_kind(vm, o, TYPE_SUB_DICT))
#define is_type(vm, o) is_kind(vm, o, TYPE_SUB_TYPE)
#define is_exception(vm, o) is_kind(vm, o, TYPE_SUB_EXCEPTION)

static inline Object *none_ref(VM *vm) {
    return new_ref(vm->none);
}
static inline Object *bool_ref(VM *vm, bool value) {
    return new_ref(value ? vm->true_ : vm->false_);
}
static inline Object *not_implemented_ref(VM *vm) {
    return new_ref(vm->not_implemented);
}

#endif
