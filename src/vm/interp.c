/* The interpreter's state, safe points, uncaught errors, and the references that frames and the VM
 * hold. */
#include "vm/interp.h"

#include <stdlib.h>

#include "gc/gc.h"
#include "heap/os.h"
#include "lang/code.h"
#include "types/int.h"
#include "vm/attr_cache.h"
#include "vm/generator.h"
#include "vm/quicken.h"

enum { INTERP_STACK_SIZE = 256 << 20, INTERP_FRAMES_SIZE = 256 << 20 };

/* --- hooks for the rooms below */

static Object *running_globals(VM *vm) {
    return interp_globals(vm);
}

/* Whether the first argument is used by inner functions. */
static bool first_is_cell(const Code *code) {
    for (size_t i = 0; i < TUPLE_LEN(code->cells); i++) {
        if (TUPLE_ITEM(code->cells, i) == TUPLE_ITEM(code->locals, 0)) {
            return true;
        }
    }
    return false;
}

/* The class of the running method and its first argument, for super(). */
static bool super_context(VM *vm, Type **cls, Object **self) {
    Frame *f = vm->interp->frame;
    if (!f) {
        raise(vm, EXC_RuntimeError, "super(): no current frame");
        return false;
    }
    const Code *code = f->code;
    if (code->arg_count == 0) {
        raise(vm, EXC_RuntimeError, "super(): no arguments");
        return false;
    }
    Object *first = f->regs[0];
    if (first && is_exact(first, SHAPE_CELL) && first_is_cell(code)) {
        first = ((Cell *)first)->value;
    }
    if (!first) {
        raise(vm, EXC_RuntimeError, "super(): arg[0] deleted");
        return false;
    }
    for (unsigned i = code->nlocals - code->nfree; i < code->nlocals; i++) {
        if (TUPLE_ITEM(code->locals, i) != ID(vm, __class__)) {
            continue;
        }
        Object *cell = f->regs[i];
        Object *value = cell && is_exact(cell, SHAPE_CELL) ? ((Cell *)cell)->value : NULL;
        if (!cell || !is_exact(cell, SHAPE_CELL)) {
            raise(vm, EXC_RuntimeError, "super(): bad __class__ cell");
            return false;
        }
        if (!value) {
            raise(vm, EXC_RuntimeError, "super(): empty __class__ cell");
            return false;
        }
        if (!is_type(vm, value)) {
            raise(vm, EXC_RuntimeError, "super(): __class__ is not a type (%T)", value);
            return false;
        }
        *cls = (Type *)new_ref(value);
        *self = new_ref(first);
        return true;
    }
    raise(vm, EXC_RuntimeError, "super(): __class__ cell not found");
    return false;
}

/* An error that came up in no frame of its own is shown in the running one. */
static void trace_running(VM *vm) {
    Frame *frame = vm->interp ? frame_visible(vm->interp->frame) : NULL;
    if (frame) {
        traceback_here(vm, frame);
    }
}

static void print_unraisable(VM *vm, Object *exc, Object *where) {
    Object *text = traceback_format(vm, exc);
    Object *head = NULL;
    if (text && where) {
        head = str_format(vm, "Exception ignored in: %R\n%U", where, text);
        error_clear(vm);
    }
    if (head || text) {
        interp_write_stderr(vm, head ? head : text);
    }
    error_clear(vm);
    xdecref(vm, head);
    xdecref(vm, text);
}

/* --- life */

bool interp_init(VM *vm) {
    Interp *interp = raw_alloc(vm, sizeof *interp);
    if (!interp) {
        return false;
    }
    memset(interp, 0, sizeof *interp);
    vm->interp = interp;
    interp->specialise = true;
    interp->next_code_version = 1;
    interp->attr_cache = raw_alloc(vm, ATTR_CACHE_LEN * sizeof(AttrEntry));
    if (!interp->attr_cache) {
        return false;
    }
    memset(interp->attr_cache, 0, ATTR_CACHE_LEN * sizeof(AttrEntry));
    interp->stack = os_reserve(INTERP_STACK_SIZE);
    interp->frames = os_reserve(INTERP_FRAMES_SIZE);
    if (!interp->stack || !interp->frames) {
        return false;
    }
    interp->stack_limit = interp->stack;
    interp->stack_end = interp->stack + INTERP_STACK_SIZE / sizeof(Object *);
    interp->frames_limit = interp->frames;
    interp->frames_end = interp->frames + INTERP_FRAMES_SIZE / sizeof(Frame);
    vm->function_call = function_call;
    vm->generator_feed = generator_feed;
    vm->code_general = code_general;
    vm->code_doc = code_doc;
    TYPE(vm, FUNCTION)->slots.call = function_call;
    vm->running_globals = running_globals;
    vm->super_context = super_context;
    vm->print_unraisable = print_unraisable;
    vm->trace_running = trace_running;
    vm->trim_stacks = stack_trim;
    return stack_reserve(vm, interp->stack, 1);
}

void interp_deinit(VM *vm) {
    Interp *interp = vm->interp;
    if (!interp) {
        return;
    }
    if (interp->stack) {
        heap_unaccount(&vm->heap, (size_t)((char *)interp->stack_limit - (char *)interp->stack));
        os_unreserve(interp->stack, INTERP_STACK_SIZE);
    }
    if (interp->frames) {
        heap_unaccount(&vm->heap, frames_committed(interp));
        os_unreserve(interp->frames, INTERP_FRAMES_SIZE);
    }
    if (interp->attr_cache) {
        raw_free(vm, interp->attr_cache, ATTR_CACHE_LEN * sizeof(AttrEntry));
    }
    for (size_t i = 0; i < COUNT_OF(interp->library_folders); i++) {
        free(interp->library_folders[i]);
    }
    vm->interp = NULL;
    raw_free(vm, interp, sizeof *interp);
}

/* --- safe points */

/* The stress build: a full collection at every safe point at first, then at ever fewer (one more
 * in between after every STRESS_EACH), so that long programs end. The checker, which costs as much
 * as a dozen collections, follows each of the first STRESS_CHECKED, then every STRESS_CHECK-th. */
#define STRESS_EACH 128
#define STRESS_CHECKED 128
#define STRESS_CHECK 16

static void stress(VM *vm) {
    Interp *interp = vm->interp;
    if (++interp->stress_points < interp->stress_next) {
        return;
    }
    uint64_t done = ++interp->stress_collections;
    interp->stress_next = interp->stress_points + 1 + done / STRESS_EACH;
    gc_collect(vm, GC_GENERATIONS - 1);
    Object *culprit = NULL;
    bool check = done <= STRESS_CHECKED || done % STRESS_CHECK == 0;
    const char *fault = check ? gc_check(vm, false, &culprit) : NULL;
    if (fault) {
        FATAL(fault);
    }
}

bool interp_pending(VM *vm) {
    Interp *interp = vm->interp;
    uint32_t pending = vm->pending;
    if (pending & PENDING_INTERRUPT || vm->interrupted) {
        __atomic_and_fetch(&vm->pending, ~(uint32_t)PENDING_INTERRUPT, __ATOMIC_RELAXED);
        if (vm->interrupted) {
            vm->interrupted = 0;
            raise_instance(vm, OBJ(EXC(vm, KeyboardInterrupt)));
            return false;
        }
    }
    if (pending & PENDING_PRESSURE) {
        __atomic_and_fetch(&vm->pending, ~(uint32_t)PENDING_PRESSURE, __ATOMIC_RELAXED);
        gc_relieve(vm);
    }
    if (pending & PENDING_COLLECT) {
        __atomic_and_fetch(&vm->pending, ~(uint32_t)PENDING_COLLECT, __ATOMIC_RELAXED);
        gc_collect_pending(vm);
    }
    if (pending & PENDING_STRESS) {
        stress(vm);
    }
    if (pending & PENDING_CALLBACK) {
        __atomic_and_fetch(&vm->pending, ~(uint32_t)PENDING_CALLBACK, __ATOMIC_RELAXED);
        if (interp->pending_hook && !interp->pending_hook(vm, interp->pending_ctx)) {
            return false;
        }
    }
    return true;
}

/* --- uncaught errors */

void interp_write_stderr(VM *vm, Object *text) {
    Object *error = error_fetch(vm);
    Object *stream = vm->sys ? dict_get_str(vm, vm->sys, ID(vm, stderr)) : NULL;
    if (stream && stream != vm->none) {
        incref(stream);
        Object *v = call_method1(vm, stream, ID(vm, write), text);
        Object *flushed = v ? call_method0(vm, stream, ID(vm, flush)) : NULL;
        xdecref(vm, flushed);
        xdecref(vm, v);
        decref(vm, stream);
        error_clear(vm);
    } else if (!stream) {
        Buffer buffer;
        size_t len;
        buffer_init(&buffer);
        const char *utf8 = str_utf8(vm, text, &buffer, &len, true);
        if (utf8) {
            fwrite(utf8, 1, len, stderr);
        }
        error_clear(vm);
        buffer_deinit(&buffer);
    }
    error_restore(vm, error);
}

void interp_flush(VM *vm) {
    Object *const names[] = {ID(vm, stderr), ID(vm, stdout)};
    Object *error = error_fetch(vm);
    for (size_t i = 0; vm->sys && i < COUNT_OF(names); i++) {
        Object *stream = dict_get_str(vm, vm->sys, names[i]);
        if (!stream || stream == vm->none) {
            continue;
        }
        incref(stream);
        Object *v = call_method0(vm, stream, ID(vm, flush));
        error_clear(vm);
        xdecref(vm, v);
        decref(vm, stream);
    }
    error_restore(vm, error);
}

static void print_exception(VM *vm, Object *exc) {
    Object *text = traceback_format(vm, exc);
    if (text) {
        interp_write_stderr(vm, text);
        decref(vm, text);
    }
    error_clear(vm);
}

static void print_message(VM *vm, const char *message) {
    Object *text = str_from_cstr(vm, message);
    if (text) {
        interp_write_stderr(vm, text);
        decref(vm, text);
    }
    error_clear(vm);
}

/* What SystemExit's code means for the process. */
static int exit_status(VM *vm, Object *exc) {
    Object *code = ((SystemExit *)exc)->code;
    int64_t status;
    if (!code || code == vm->none) {
        return 0;
    }
    if (is_int(vm, code)) {
        return int_as_i64(code, &status) ? (int)status : -1;
    }
    Object *text = str_format(vm, "%S\n", code);
    if (text) {
        interp_write_stderr(vm, text);
        decref(vm, text);
    }
    error_clear(vm);
    return 1;
}

static void call_excepthook(VM *vm, Object *exc) {
    Object *hook = vm->sys ? dict_get_str(vm, vm->sys, ID(vm, excepthook)) : NULL;
    if (!hook) {
        if (vm->sys) {
            print_message(vm, "sys.excepthook is missing\n");
        }
        print_exception(vm, exc);
        return;
    }
    Object *traceback = ((Exception *)exc)->traceback;
    traceback = new_ref(traceback ? traceback : vm->none);
    incref(hook);
    Object *v = call3(vm, hook, OBJ(type_of(vm, exc)), exc, traceback);
    if (!v) {
        Object *second = error_fetch(vm);
        print_message(vm, "Error in sys.excepthook:\n");
        print_exception(vm, second);
        print_message(vm, "\nOriginal exception was:\n");
        print_exception(vm, exc);
        xdecref(vm, second);
    }
    xdecref(vm, v);
    decref(vm, hook);
    decref(vm, traceback);
}

static void remember_last(VM *vm, Object *exc) {
    Object *traceback = ((Exception *)exc)->traceback;
    if (!vm->sys || dict_set_cstr(vm, vm->sys, "last_type", OBJ(type_of(vm, exc))) < 0 ||
        dict_set_cstr(vm, vm->sys, "last_value", exc) < 0 ||
        dict_set_cstr(vm, vm->sys, "last_traceback", traceback ? traceback : vm->none) < 0) {
        error_clear(vm);
    }
}

bool interp_print_error(VM *vm, int *status) {
    Object *exc = error_fetch(vm);
    bool exits = false;
    *status = 1;
    if (!exc) {
        return false;
    }
    interp_flush(vm);
    if (exception_matches(vm, exc, OBJ(EXC(vm, SystemExit)))) {
        *status = exit_status(vm, exc);
        exits = true;
    } else {
        remember_last(vm, exc);
        call_excepthook(vm, exc);
        if (exception_matches(vm, exc, OBJ(EXC(vm, KeyboardInterrupt)))) {
            *status = 130;
            vm->interp->interrupted = true;
        }
        if (error_matches(vm, EXC_SystemExit)) {
            Object *second = error_fetch(vm);
            *status = exit_status(vm, second);
            decref(vm, second);
            exits = true;
        }
    }
    error_clear(vm);
    decref(vm, exc);
    return exits;
}

/* --- roots */

#define ROOT(p, kind, name)                                                                        \
    do {                                                                                           \
        if (p) {                                                                                   \
            int result_ = visit(vm, OBJ(p), kind, name, ctx);                                      \
            if (result_) {                                                                         \
                return result_;                                                                    \
            }                                                                                      \
        }                                                                                          \
    } while (0)

/* The name of a register, in buffer (empty for temporaries). */
static const char *register_name(const Code *code, size_t i, char *buffer, size_t size) {
    buffer[0] = 0;
    if (i < code->nlocals) {
        Object *name = TUPLE_ITEM(code->locals, i);
        size_t n = STR_LEN(name) < size - 1 ? STR_LEN(name) : size - 1;
        for (size_t k = 0; k < n; k++) {
            uint32_t c = str_char(name, k);
            buffer[k] = c < 0x80 ? (char)c : '?';
        }
        buffer[n] = 0;
    }
    return buffer;
}

static int visit_frame(VM *vm, Frame *f, RootFn visit, void *ctx) {
    char name[64];
    bool last = f == vm->interp->frame;
    const Generator *g = f->generator; /* its own traverse leaves out the registers */
    Object **next = last ? frame_top(f) : (f + 1)->generator ? (f + 1)->top : (f + 1)->regs;
    size_t n = g ? f->code->nregs : (size_t)(next - f->regs);
    for (size_t i = 0; i < n; i++) {
        if (f->regs[i]) {
            const char *text = register_name(f->code, i, name, sizeof name);
            ROOT(f->regs[i], text[0] ? "local" : "temporary", text);
        }
    }
    for (Object **operand = g ? f->top : next; operand < next; operand++) {
        ROOT(*operand, "temporary", "");
    }
    if (!g) {
        ROOT(f->code, "frame", "code");
        ROOT(f->function, "frame", "function");
    }
    if (!f->function && !g) {
        ROOT(f->globals, "frame", "globals");
        ROOT(f->builtins, "frame", "builtins");
    }
    ROOT(f->locals, "frame", "locals");
    ROOT(f->object, "frame", "frame object");
    ROOT(f->held, "frame", "held");
    return 0;
}

static int visit_types(VM *vm, RootFn visit, void *ctx) {
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC && vm->shape_types; i++) {
        ROOT(vm->shape_types[i], "type", "");
    }
    for (int i = 0; i < EXC_COUNT; i++) {
        ROOT(vm->exceptions[i], "exception", "");
    }
    for (int i = 0; i < ID_COUNT; i++) {
        ROOT(vm->ids[i], "name", "");
    }
    return 0;
}

int vm_visit_roots(VM *vm, RootFn visit, void *ctx) {
    Interp *interp = vm->interp;
    int result = visit_types(vm, visit, ctx);
    if (result) {
        return result;
    }
    ROOT(vm->none, "singleton", "None");
    ROOT(vm->true_, "singleton", "True");
    ROOT(vm->false_, "singleton", "False");
    ROOT(vm->not_implemented, "singleton", "NotImplemented");
    ROOT(vm->ellipsis, "singleton", "Ellipsis");
    ROOT(vm->empty_str, "singleton", "''");
    ROOT(vm->empty_bytes, "singleton", "b''");
    ROOT(vm->empty_tuple, "singleton", "()");
    ROOT(vm->memory_error, "vm", "MemoryError");
    ROOT(vm->error, "vm", "exception being raised");
    ROOT(vm->handled, "vm", "exception being handled");
    ROOT(vm->modules, "vm", "sys.modules");
    ROOT(vm->builtins, "vm", "builtins");
    ROOT(vm->sys, "vm", "sys");
    ROOT(vm->kept, "vm", "kept");
    if (!interp) {
        return 0;
    }
    ROOT(interp->asyncgen_firstiter, "vm", "asyncgen hook");
    ROOT(interp->asyncgen_finalizer, "vm", "asyncgen hook");
    ROOT(interp->trace, "vm", "trace function");
    ROOT(interp->profile, "vm", "profile function");
    ROOT(interp->context, "vm", "context");
    ROOT(interp->early_spec, "vm", "ModuleSpec");
    ROOT(interp->early_loader, "vm", "SourceFileLoader");
    for (Frame *f = interp->frame; f; f = f->prev) {
        result = visit_frame(vm, f, visit, ctx);
        if (result) {
            return result;
        }
    }
    return 0;
}

typedef struct PlainVisit {
    VisitFn visit;
    void *ctx;
} PlainVisit;

static int visit_plainly(VM *vm, Object *o, const char *kind, const char *name, void *ctx) {
    const PlainVisit *p = ctx;
    (void)vm, (void)kind, (void)name;
    return p->visit(o, p->ctx);
}

int interp_visit_roots(VM *vm, VisitFn visit, void *ctx) {
    PlainVisit p = {visit, ctx};
    return vm_visit_roots(vm, visit_plainly, &p);
}
