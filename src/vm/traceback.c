/* Traceback objects: the chain of frames that an exception has passed. */
#include "types/int.h"
#include "vm/eval.h"

bool traceback_here(VM *vm, Frame *frame) {
    Object *exc = error_fetch(vm);
    FrameObject *o = frame_object(vm, frame);
    Traceback *tb = o ? object_new_container(vm, SHAPE_TRACEBACK, sizeof *tb) : NULL;
    if (!tb) { /* the exception matters more than this entry */
        xdecref(vm, o);
        error_restore(vm, exc);
        return false;
    }
    Exception *e = (Exception *)exc;
    tb->next = e->traceback;
    tb->frame = OBJ(o);
    tb->lasti = (int32_t)(2 * frame_pc(frame));
    tb->line = TRACEBACK_LINE_UNASKED;
    gc_track(vm, tb);
    e->traceback = OBJ(tb);
    error_restore(vm, exc);
    return true;
}

const Code *traceback_code(const Traceback *tb) {
    const FrameObject *f = FRAME_OBJECT(tb->frame);
    return f->frame ? f->frame->code : f->generator ? CODE(f->generator->code) : CODE(f->code);
}

int traceback_line(Traceback *tb) {
    if (tb->line == TRACEBACK_LINE_UNASKED && tb->frame) {
        const Code *code = traceback_code(tb);
        tb->line = tb->lasti < 0 ? code->first_line : code_line(code, (uint32_t)tb->lasti / 2);
    }
    return tb->line;
}

static void traceback_dealloc(VM *vm, Object *self) {
    Traceback *tb = (Traceback *)self;
    gc_untrack(vm, self);
    clear_ref(vm, tb->next);
    clear_ref(vm, tb->frame);
    object_free_container(vm, self, sizeof(Traceback));
}

static int traceback_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    Traceback *tb = (Traceback *)self;
    (void)vm;
    VISIT(tb->next);
    VISIT(tb->frame);
    return 0;
}

static void traceback_clear(VM *vm, Object *self) {
    Traceback *tb = (Traceback *)self;
    clear_ref(vm, tb->next);
    clear_ref(vm, tb->frame);
}

static Object *traceback_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"tb_next", "tb_frame", "tb_lasti", "tb_lineno", NULL};
    Object *next, *frame;
    int lasti, line;
    (void)cls;
    if (!args_parse(vm, "TracebackType", names, "OOii", args, nargs, kwnames, &next, &frame, &lasti,
                    &line)) {
        return NULL;
    }
    if (next != vm->none && !is_exact(next, SHAPE_TRACEBACK)) {
        return raise(vm, EXC_TypeError, "expected traceback object or None, got '%T'", next);
    }
    if (!is_exact(frame, SHAPE_FRAME)) {
        return raise(vm, EXC_TypeError, "TracebackType() argument 'tb_frame' must be frame, not %T",
                     frame);
    }
    Traceback *tb = object_new_container(vm, SHAPE_TRACEBACK, sizeof *tb);
    if (tb) {
        tb->next = next == vm->none ? NULL : new_ref(next);
        tb->frame = new_ref(frame);
        tb->lasti = lasti;
        tb->line = line;
        gc_track(vm, tb);
    }
    return OBJ(tb);
}

static Object *get_next(VM *vm, Object *self, void *closure) {
    Object *next = ((Traceback *)self)->next;
    (void)closure;
    return new_ref(next ? next : vm->none);
}

static int set_next(VM *vm, Object *self, Object *value, void *closure) {
    (void)closure;
    if (!value) {
        raise(vm, EXC_TypeError, "can't delete tb_next attribute");
        return -1;
    }
    if (value != vm->none && !is_exact(value, SHAPE_TRACEBACK)) {
        raise(vm, EXC_TypeError, "expected traceback object, got '%T'", value);
        return -1;
    }
    Object *next = value == vm->none ? NULL : value;
    for (Object *tb = next; tb; tb = ((Traceback *)tb)->next) {
        if (tb == self) {
            raise(vm, EXC_ValueError, "traceback loop detected");
            return -1;
        }
    }
    xincref(next);
    set_ref(vm, ((Traceback *)self)->next, next);
    return 0;
}

static Object *get_frame(VM *vm, Object *self, void *closure) {
    Object *frame = ((Traceback *)self)->frame;
    (void)closure;
    return new_ref(frame ? frame : vm->none);
}

static Object *get_lasti(VM *vm, Object *self, void *closure) {
    (void)closure;
    return int_from_i64(vm, ((Traceback *)self)->lasti);
}

static Object *get_line(VM *vm, Object *self, void *closure) {
    (void)closure;
    return int_from_i64(vm, traceback_line((Traceback *)self));
}

static const GetSetDef traceback_getset[] = {
    {"tb_next", get_next, set_next, NULL, NULL},
    {"tb_frame", get_frame, NULL, NULL, NULL},
    {"tb_lasti", get_lasti, NULL, NULL, NULL},
    {"tb_lineno", get_line, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const TypeSpec traceback_spec = {
    .name = "traceback",
    .doc = "Create a new traceback object.",
    .shape = SHAPE_TRACEBACK,
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE,
    .size = sizeof(Traceback),
    .slots = {.dealloc = traceback_dealloc,
              .traverse = traceback_traverse,
              .clear = traceback_clear,
              .new = traceback_new},
    .getset = traceback_getset,
};
