/* Frame objects: what programs see of a frame, while it runs, while it is suspended in a generator,
 * and after it has ended. */
#include "types/int.h"
#include "vm/eval.h"
#include "vm/generator.h"

/* Where a frame's contents are at the moment. */
typedef struct FrameView {
    Code *code;
    Object *function, *globals, *builtins, **locals, **regs;
    uint32_t pc;
} FrameView;

static FrameView view(FrameObject *o) {
    if (o->frame) {
        Frame *f = o->frame;
        return (FrameView){f->code,    f->function, f->globals, f->builtins,
                           &f->locals, f->regs,     frame_pc(f)};
    }
    if (o->generator) {
        Generator *g = o->generator;
        return (FrameView){CODE(g->code), g->function, g->globals, g->builtins,
                           &g->locals,    g->regs,     g->pc};
    }
    return (FrameView){CODE(o->code), o->function, o->globals, o->builtins,
                       &o->locals,    o->regs,     o->pc};
}

/* --- making and ending */

static FrameObject *frame_object_new(VM *vm, const Code *code) {
    size_t size = sizeof(FrameObject) + code->nlocals * sizeof(Object *);
    FrameObject *o = object_new_container(vm, SHAPE_FRAME, size);
    if (o) {
        memset((char *)o + sizeof(Object), 0, size - sizeof(Object));
        o->reg_len = code->nlocals;
        o->trace_lines = true;
    }
    return o;
}

FrameObject *frame_object(VM *vm, Frame *f) {
    if (!f->object) {
        FrameObject *o = frame_object_new(vm, f->code);
        if (!o) {
            return NULL;
        }
        o->frame = f;
        f->object = o;
    }
    return new_ref(f->object);
}

FrameObject *frame_object_for(VM *vm, const Code *code, Generator *g) {
    FrameObject *o = frame_object_new(vm, code);
    if (o) {
        o->generator = g;
    }
    return o;
}

void frame_detach(VM *vm, Frame *f) {
    FrameObject *o = f->object;
    f->object = NULL;
    if (o->head.count == 1) { /* nobody else has it */
        o->frame = NULL;
        decref(vm, o);
        frame_pop_contents(vm, f);
        return;
    }
    Object *back = NULL;
    Frame *caller = frame_visible(f->prev);
    if (!f->generator && caller) {
        Object *error = error_fetch(vm);
        back = OBJ(frame_object(vm, caller));
        error_restore(vm, error);
    }
    o->pc = frame_pc(f);
    o->code = new_ref(OBJ(f->code));
    o->function = f->function;
    o->globals = f->globals;
    o->builtins = f->builtins;
    o->locals = f->locals;
    o->back = back;
    memcpy(o->regs, f->regs, o->reg_len * sizeof(Object *));
    memset(f->regs, 0, o->reg_len * sizeof(Object *));
    f->function = f->globals = f->builtins = f->locals = NULL;
    o->frame = NULL;
    if (!gc_is_tracked(o)) {
        gc_track(vm, o);
    }
    decref(vm, o);
}

static bool is_finished(const FrameObject *o) {
    return !o->frame && !o->generator;
}

static void frame_object_clear(VM *vm, Object *self) {
    FrameObject *o = FRAME_OBJECT(self);
    clear_ref(vm, o->trace);
    if (is_finished(o)) {
        for (uint32_t i = 0; i < o->reg_len; i++) {
            clear_ref(vm, o->regs[i]);
        }
    }
}

static void frame_object_dealloc(VM *vm, Object *self) {
    FrameObject *o = FRAME_OBJECT(self);
    gc_untrack(vm, o);
    frame_object_clear(vm, self);
    if (!o->function) {
        clear_ref(vm, o->globals);
        clear_ref(vm, o->builtins);
    }
    clear_ref(vm, o->function);
    clear_ref(vm, o->locals);
    clear_ref(vm, o->back);
    clear_ref(vm, o->code);
    object_free_container(vm, o, sizeof(FrameObject) + o->reg_len * sizeof(Object *));
}

static int frame_object_traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    FrameObject *o = FRAME_OBJECT(self);
    (void)vm;
    VISIT(o->trace);
    if (!is_finished(o)) {
        return 0;
    }
    VISIT(o->back);
    VISIT(o->code);
    VISIT(o->function);
    if (!o->function) {
        VISIT(o->globals);
        VISIT(o->builtins);
    }
    VISIT(o->locals);
    for (uint32_t i = 0; i < o->reg_len; i++) {
        VISIT(o->regs[i]);
    }
    return 0;
}

static size_t frame_object_size(const Object *self) {
    return sizeof(FrameObject) + ((const FrameObject *)self)->reg_len * sizeof(Object *);
}

/* --- lines and locals */

int frame_line(const Frame *f) {
    return code_line(f->code, frame_pc(f));
}

int frame_object_line(const FrameObject *o) {
    FrameView v = view((FrameObject *)o);
    if (o->line_now) {
        return o->line_now;
    }
    return code_line(v.code, v.pc);
}

static bool is_cell_variable(const Code *code, Object *name) {
    for (uint32_t i = 0; i < TUPLE_LEN(code->cells); i++) {
        if (TUPLE_ITEM(code->cells, i) == name) {
            return true;
        }
    }
    return false;
}

static int set_or_delete(VM *vm, Object *mapping, Object *name, Object *value) {
    if (is_exact(mapping, SHAPE_DICT)) {
        return value ? dict_set(vm, mapping, name, value)
                     : (dict_discard(vm, mapping, name) < 0 ? -1 : 0);
    }
    if (value) {
        return object_setitem(vm, mapping, name, value);
    }
    int failed = object_delitem(vm, mapping, name);
    if (failed && error_matches(vm, EXC_KeyError)) {
        error_clear(vm);
        failed = 0;
    }
    return failed;
}

/* Brings the mapping of locals() up to date with the registers: new reference. */
static Object *update_locals(VM *vm, FrameView v) {
    Code *code = v.code;
    bool optimized = code->flags & CO_OPTIMIZED;
    if (!*v.locals) {
        *v.locals = dict_new(vm);
        if (!*v.locals) {
            return NULL;
        }
    }
    Object *locals = new_ref(*v.locals);
    for (unsigned i = 0; i < code->nlocals; i++) {
        Object *name = TUPLE_ITEM(code->locals, i), *value = v.regs[i];
        bool is_free = i >= (unsigned)(code->nlocals - code->nfree);
        if (is_free && !optimized) {
            continue;
        }
        if (value && is_exact(value, SHAPE_CELL) && (is_free || is_cell_variable(code, name))) {
            value = ((Cell *)value)->value;
        }
        xincref(value);
        int failed = set_or_delete(vm, locals, name, value);
        xdecref(vm, value);
        if (failed) {
            decref(vm, locals);
            return NULL;
        }
    }
    return locals;
}

Object *frame_locals(VM *vm, Frame *f) {
    return update_locals(
        vm, (FrameView){f->code, f->function, f->globals, f->builtins, &f->locals, f->regs, 0});
}

Object *interp_globals(VM *vm) {
    Frame *f = vm->interp ? frame_visible(vm->interp->frame) : NULL;
    return f ? f->globals : NULL;
}

Object *interp_builtins(VM *vm) {
    Frame *f = vm->interp ? frame_visible(vm->interp->frame) : NULL;
    return f ? f->builtins : vm->builtins;
}

/* --- the type */

static Object *get_back(VM *vm, Object *self, void *closure) {
    FrameObject *o = FRAME_OBJECT(self);
    (void)closure;
    Frame *caller = o->frame ? frame_visible(o->frame->prev) : NULL;
    if (caller) {
        return OBJ(frame_object(vm, caller));
    }
    return new_ref(o->back ? o->back : vm->none);
}

static Object *get_code(VM *vm, Object *self, void *closure) {
    (void)vm, (void)closure;
    return new_ref(OBJ(view(FRAME_OBJECT(self)).code));
}

static Object *get_globals(VM *vm, Object *self, void *closure) {
    (void)closure;
    Object *d = view(FRAME_OBJECT(self)).globals;
    return new_ref(d ? d : vm->none);
}

static Object *get_builtins(VM *vm, Object *self, void *closure) {
    (void)closure;
    Object *d = view(FRAME_OBJECT(self)).builtins;
    return new_ref(d ? d : vm->none);
}

static Object *get_locals(VM *vm, Object *self, void *closure) {
    (void)closure;
    return update_locals(vm, view(FRAME_OBJECT(self)));
}

static Object *get_lineno(VM *vm, Object *self, void *closure) {
    int line = frame_object_line(FRAME_OBJECT(self));
    (void)closure;
    return line > 0 ? int_from_i64(vm, line) : none_ref(vm);
}

static int set_lineno(VM *vm, Object *self, Object *value, void *closure) {
    (void)self, (void)value, (void)closure;
    raise(vm, EXC_ValueError, "f_lineno can only be set by a trace function");
    return -1;
}

static Object *get_lasti(VM *vm, Object *self, void *closure) {
    (void)closure;
    return int_from_i64(vm, 2 * (int64_t)view(FRAME_OBJECT(self)).pc);
}

static Object *get_trace(VM *vm, Object *self, void *closure) {
    Object *trace = FRAME_OBJECT(self)->trace;
    (void)closure;
    return new_ref(trace ? trace : vm->none);
}

static int set_trace(VM *vm, Object *self, Object *value, void *closure) {
    FrameObject *o = FRAME_OBJECT(self);
    (void)closure;
    if (value == vm->none) {
        value = NULL;
    }
    xincref(value);
    set_ref(vm, o->trace, value);
    return 0;
}

static const GetSetDef frame_getset[] = {
    {"f_back", get_back, NULL, NULL, NULL},
    {"f_code", get_code, NULL, NULL, NULL},
    {"f_globals", get_globals, NULL, NULL, NULL},
    {"f_builtins", get_builtins, NULL, NULL, NULL},
    {"f_locals", get_locals, NULL, NULL, NULL},
    {"f_lineno", get_lineno, set_lineno, NULL, NULL},
    {"f_lasti", get_lasti, NULL, NULL, NULL},
    {"f_trace", get_trace, set_trace, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const MemberDef frame_members[] = {
    {"f_trace_lines", MEMBER_BOOL8, offsetof(FrameObject, trace_lines), false, NULL},
    {"f_trace_opcodes", MEMBER_BOOL8, offsetof(FrameObject, trace_opcodes), false, NULL},
    {NULL, 0, 0, false, NULL},
};

static Object *frame_clear_method(VM *vm, Object *self) {
    FrameObject *o = FRAME_OBJECT(self);
    if (o->frame) {
        return raise(vm, EXC_RuntimeError, "cannot clear an executing frame");
    }
    if (o->generator) {
        Object *v = generator_close(vm, OBJ(o->generator));
        if (!v) {
            error_unraisable(vm, OBJ(o->generator));
        }
        xdecref(vm, v);
    } else {
        frame_object_clear(vm, self);
    }
    return none_ref(vm);
}

static const MethodDef frame_methods[] = {
    METHOD_NOARGS("clear", frame_clear_method,
                  "F.clear(): clear most references held by the frame"),
    {NULL, {NULL}, 0, NULL},
};

static Object *frame_repr(VM *vm, Object *self) {
    FrameObject *o = FRAME_OBJECT(self);
    Code *code = view(o).code;
    return str_format(vm, "<frame at %p, file %R, line %d, code %S>", (void *)o, code->filename,
                      frame_object_line(o), code->name);
}

const TypeSpec frame_spec = {
    .name = "frame",
    .shape = SHAPE_FRAME,
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE,
    .size = sizeof(FrameObject),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = frame_object_dealloc,
              .traverse = frame_object_traverse,
              .clear = frame_object_clear,
              .block_size = frame_object_size,
              .repr = frame_repr},
    .methods = frame_methods,
    .members = frame_members,
    .getset = frame_getset,
};
