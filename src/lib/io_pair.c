/* BufferedRWPair: a reader and a writer that go together. */
#include "lib/io_internal.h"
#include "types/str.h"

typedef struct Pair {
    Object head;
    Object *dict;
    Object *reader, *writer; /* NULL: not initialised */
} Pair;
#define PAIR(o) ((Pair *)(o))

static int pair_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "", "", NULL};
    Object *reader, *writer;
    int64_t size = IO_BUFFER_SIZE;
    if (!args_no_keywords(vm, "BufferedRWPair", kwnames) ||
        !args_parse(vm, "BufferedRWPair", names, "OO|n", args, nargs, NULL, &reader, &writer,
                    &size)) {
        return -1;
    }
    Object *able = io_call(vm, reader, "_checkReadable");
    xdecref(vm, able);
    able = able ? io_call(vm, writer, "_checkWritable") : NULL;
    if (!able) {
        return -1;
    }
    decref(vm, able);
    Object *r = io_buffered_new(vm, LIB_BUFFERED_READER, reader, size);
    Object *w = r ? io_buffered_new(vm, LIB_BUFFERED_WRITER, writer, size) : NULL;
    if (!w) {
        xdecref(vm, r);
        return -1;
    }
    set_ref(vm, PAIR(o)->reader, r);
    set_ref(vm, PAIR(o)->writer, w);
    return 0;
}

/* Calls a method of one half. */
static Object *forward(VM *vm, Object *half, const char *name, Object *const *args, size_t nargs) {
    if (!half) {
        return raise(vm, EXC_ValueError, "I/O operation on uninitialized object");
    }
    Object *method = io_getattr(vm, half, name);
    Object *result = method ? call(vm, method, args, nargs, NULL) : NULL;
    xdecref(vm, method);
    return result;
}

#define FORWARD(name, half)                                                                        \
    static Object *pair_##name(VM *vm, Object *o, Object *const *args, size_t nargs) {             \
        return forward(vm, PAIR(o)->half, #name, args, nargs);                                     \
    }
FORWARD(read, reader)
FORWARD(peek, reader)
FORWARD(read1, reader)
FORWARD(readinto, reader)
FORWARD(readinto1, reader)
FORWARD(readable, reader)
FORWARD(write, writer)
FORWARD(flush, writer)
FORWARD(writable, writer)

static Object *pair_close(VM *vm, Object *o) {
    Object *result = forward(vm, PAIR(o)->writer, "close", NULL, 0);
    Object *error = result ? NULL : error_fetch(vm);
    xdecref(vm, result);
    result = forward(vm, PAIR(o)->reader, "close", NULL, 0);
    io_chain_error(vm, error);
    if (error_occurred(vm)) {
        clear_ref(vm, result);
    }
    return result;
}

static Object *pair_isatty(VM *vm, Object *o) {
    Object *result = forward(vm, PAIR(o)->writer, "isatty", NULL, 0);
    if (result != vm->false_) {
        return result;
    }
    decref(vm, result);
    return forward(vm, PAIR(o)->reader, "isatty", NULL, 0);
}

static Object *get_closed(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return PAIR(o)->writer ? io_getattr(vm, PAIR(o)->writer, "closed")
                           : raise(vm, EXC_RuntimeError,
                                   "the BufferedRWPair object is being garbage-collected");
}

static void pair_dealloc(VM *vm, Object *o) {
    if (PAIR(o)->writer && !object_finalize_from_dealloc(vm, o)) {
        return;
    }
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, PAIR(o)->reader);
    clear_ref(vm, PAIR(o)->writer);
    clear_ref(vm, PAIR(o)->dict);
    object_free_container(vm, o, sizeof(Pair));
}
static int pair_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(PAIR(o)->reader);
    VISIT(PAIR(o)->writer);
    VISIT(PAIR(o)->dict);
    return 0;
}
static void pair_clear(VM *vm, Object *o) {
    clear_ref(vm, PAIR(o)->reader);
    clear_ref(vm, PAIR(o)->writer);
    clear_ref(vm, PAIR(o)->dict);
}
static void pair_finalize(VM *vm, Object *o) {
    if (PAIR(o)->writer) {
        io_base_finalize(vm, o);
    }
}

static const MethodDef methods[] = {
    METHOD_FAST("read", pair_read, NULL),           METHOD_FAST("peek", pair_peek, NULL),
    METHOD_FAST("read1", pair_read1, NULL),         METHOD_FAST("readinto", pair_readinto, NULL),
    METHOD_FAST("readinto1", pair_readinto1, NULL), METHOD_FAST("write", pair_write, NULL),
    METHOD_FAST("flush", pair_flush, NULL),         METHOD_FAST("readable", pair_readable, NULL),
    METHOD_FAST("writable", pair_writable, NULL),   METHOD_NOARGS("close", pair_close, NULL),
    METHOD_NOARGS("isatty", pair_isatty, NULL),     {0},
};
static const GetSetDef getset[] = {{"closed", get_closed, NULL, NULL, NULL}, {0}};
const TypeSpec io_pair_spec = {
    .name = "_io.BufferedRWPair",
    .doc = "BufferedRWPair(reader, writer, buffer_size=8192, /)\n--\n\n"
           "A buffered reader and a buffered writer together.",
    .flags = IO_TYPE_FLAGS,
    .size = sizeof(Pair),
    .slots = {.dealloc = pair_dealloc,
              .traverse = pair_traverse,
              .clear = pair_clear,
              .new = type_generic_new,
              .init = pair_init,
              .finalize = pair_finalize},
    .methods = methods,
    .getset = getset,
};
