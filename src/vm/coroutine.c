/* Coroutines, the iterators that await makes of them, and the warning about those never awaited. */
#include "types/function.h"
#include "types/int.h"
#include "vm/generator.h"

/* --- coroutine */

typedef struct CoroutineWrapper { /* what coroutine.__await__() gives */
    Object head;
    Object *coroutine;
} CoroutineWrapper;
#define WRAPPED(o) (((CoroutineWrapper *)(o))->coroutine)

static Object *coroutine_await(VM *vm, Object *self) {
    CoroutineWrapper *w = object_new_container(vm, SHAPE_COROUTINE_WRAPPER, sizeof *w);
    if (!w) {
        return NULL;
    }
    w->coroutine = new_ref(self);
    gc_track(vm, w);
    return OBJ(w);
}

static const MethodDef coroutine_methods[] = {
    METHOD_O("send", generator_send_method,
             "send(arg) -> send 'arg' into coroutine,\n"
             "return next iterated value or raise StopIteration."),
    METHOD_FAST("throw", generator_throw, "throw(value)\nthrow(type[,value[,traceback]])"),
    METHOD_NOARGS("close", generator_close, "close() -> raise GeneratorExit inside coroutine."),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec coroutine_spec = {
    .name = "coroutine",
    .shape = SHAPE_COROUTINE,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_WEAKREFS,
    .size = sizeof(Generator),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = generator_dealloc,
              .traverse = generator_traverse,
              .block_size = generator_size,
              .finalize = generator_finalize,
              .repr = generator_repr,
              .am_await = coroutine_await},
    .methods = coroutine_methods,
    .getset = coroutine_getset,
};

/* --- its wrapper */

static void wrapper_dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, WRAPPED(self));
    object_free_container(vm, self, sizeof(CoroutineWrapper));
}

static int wrapper_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    (void)vm;
    VISIT(WRAPPED(self));
    return 0;
}

static Object *wrapper_iter(VM *vm, Object *self) {
    (void)vm;
    return new_ref(self);
}

static Object *wrapper_next(VM *vm, Object *self) {
    return generator_next(vm, WRAPPED(self));
}

static Object *wrapper_send(VM *vm, Object *self, Object *value) {
    return generator_send_method(vm, WRAPPED(self), value);
}

static Object *wrapper_throw(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return generator_throw(vm, WRAPPED(self), args, nargs);
}

static Object *wrapper_close(VM *vm, Object *self) {
    return generator_close(vm, WRAPPED(self));
}

static const MethodDef wrapper_methods[] = {
    METHOD_O("send", wrapper_send,
             "send(arg) -> send 'arg' into coroutine,\n"
             "return next iterated value or raise StopIteration."),
    METHOD_FAST("throw", wrapper_throw, "throw(value)\nthrow(type[,value[,traceback]])"),
    METHOD_NOARGS("close", wrapper_close, "close() -> raise GeneratorExit inside coroutine."),
    {NULL, {NULL}, 0, NULL},
};

const TypeSpec coroutine_wrapper_spec = {
    .name = "coroutine_wrapper",
    .doc = "A wrapper object implementing __await__ for coroutines.",
    .shape = SHAPE_COROUTINE_WRAPPER,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(CoroutineWrapper),
    .slots = {.dealloc = wrapper_dealloc,
              .traverse = wrapper_traverse,
              .iter = wrapper_iter,
              .iternext = wrapper_next},
    .methods = wrapper_methods,
};

/* --- where it was made, and the warning */

Object *coroutine_origin(VM *vm) {
    Interp *interp = vm->interp;
    size_t n = 0, i = 0;
    for (Frame *f = interp->frame->prev; f && n < (size_t)interp->coroutine_origin_depth;
         f = f->prev) {
        n++;
    }
    Object *origin = tuple_new(vm, n);
    if (!origin) {
        return NULL;
    }
    for (Frame *f = interp->frame->prev; i < n; f = f->prev, i++) {
        Object *line = int_from_i64(vm, frame_line(f));
        Object *item = line ? tuple_pack(vm, 3, f->code->filename, line, f->code->name) : NULL;
        xdecref(vm, line);
        if (!item) {
            decref(vm, origin);
            return NULL;
        }
        TUPLE_ITEM(origin, i) = item;
    }
    if (n) {
        gc_track(vm, origin);
    }
    return origin;
}

/* What warnings._warn_unawaited_coroutine does where the origin is not known: it would name the
 * coroutine as the source of the warning, which CPython 3.11's warnings.warn in Python mistakes for
 * a file to write to. */
static Object *warn_without_source(VM *vm, Object *module, Object *coroutine) {
    Object *warn = object_getattr_utf8(vm, module, "warn");
    Object *text =
        warn ? str_format(vm, "coroutine '%S' was never awaited", GENERATOR(coroutine)->qualname)
             : NULL;
    Object *v = text ? call2(vm, warn, text, OBJ(EXC(vm, RuntimeWarning))) : NULL;
    xdecref(vm, text);
    xdecref(vm, warn);
    return v;
}

/* warnings._warn_unawaited_coroutine, if a program has imported it. false: not there. */
static bool warn_by_module(VM *vm, Object *coroutine) {
    Object *module = vm->modules ? dict_get_cstr(vm, vm->modules, "warnings") : NULL;
    if (!module) {
        return false;
    }
    incref(module);
    Object *warn = object_getattr_utf8(vm, module, "_warn_unawaited_coroutine");
    bool there = warn != NULL, own = there && is_exact(warn, SHAPE_FUNCTION);
    bool by_name = own && !GENERATOR(coroutine)->origin_or_hooks &&
                   str_equal_ascii(((Function *)warn)->name, "_warn_unawaited_coroutine");
    Object *v = !there    ? NULL
                : by_name ? warn_without_source(vm, module, coroutine)
                          : call1(vm, warn, coroutine);
    if (!v && there) {
        error_unraisable(vm, coroutine);
    }
    error_clear(vm);
    xdecref(vm, v);
    xdecref(vm, warn);
    decref(vm, module);
    return there;
}

void coroutine_warn_unawaited(VM *vm, Generator *g) {
    if (warn_by_module(vm, OBJ(g))) {
        return;
    }
    Frame *f = frame_visible(vm->interp->frame);
    Object *filename = f ? new_ref(f->code->filename) : str_from_cstr(vm, "sys");
    int line = f ? frame_line(f) : 1;
    Object *text = filename
                       ? str_format(vm, "%U:%d: RuntimeWarning: coroutine '%S' was never awaited\n",
                                    filename, line, g->qualname)
                       : NULL;
    Object *source = text ? source_line_text(vm, filename, line) : NULL;
    Object *all = source ? str_format(vm,
                                      "%U%sRuntimeWarning: Enable tracemalloc to get the object "
                                      "allocation traceback\n",
                                      text, "")
                         : NULL;
    if (source && STR_LEN(source)) {
        set_ref(vm, all,
                str_format(vm,
                           "%U  %U\nRuntimeWarning: Enable tracemalloc to get the object "
                           "allocation traceback\n",
                           text, source));
    }
    if (all) {
        interp_write_stderr(vm, all);
    }
    error_clear(vm);
    xdecref(vm, all);
    xdecref(vm, source);
    xdecref(vm, text);
    xdecref(vm, filename);
}
