/* Instructions on local variables, cells and names in dicts. */
#include "vm/ops.h"

/* Raises NameError or UnboundLocalError with its `name`; always false. format has one %U. */
bool raise_name_error(VM *vm, int exception, const char *format, Object *name) {
    raise(vm, exception, format, name);
    if (vm->error && exception_matches(vm, vm->error, OBJ(EXC(vm, NameError)))) {
        NameError *e = (NameError *)vm->error;
        set_ref(vm, e->name, new_ref(name));
    }
    return false;
}

static bool raise_unbound(VM *vm, Frame *frame, unsigned reg) {
    Code *code = frame->code;
    Object *name = TUPLE_ITEM(code->locals, reg);
    if (code->nfree && reg >= (unsigned)(code->nlocals - code->nfree)) {
        return raise_name_error(
            vm, EXC_NameError,
            "cannot access free variable '%U' where it is not associated with a "
            "value in enclosing scope",
            name);
    }
    return raise_name_error(
        vm, EXC_UnboundLocalError,
        "cannot access local variable '%U' where it is not associated with a value", name);
}

static bool raise_undefined(VM *vm, Object *name) {
    return raise_name_error(vm, EXC_NameError, "name '%U' is not defined", name);
}

bool op_check_local(VM *vm, Frame *frame, Instr *pc) {
    return frame->regs[pc->a] || raise_unbound(vm, frame, pc->a);
}

bool op_delete_local(VM *vm, Frame *frame, Instr *pc) {
    if (!frame->regs[pc->a]) {
        return raise_unbound(vm, frame, pc->a);
    }
    kill_register(vm, frame->regs, pc->a);
    return true;
}

bool op_make_cell(VM *vm, Frame *frame, Instr *pc) {
    Object *value = frame->regs[pc->a];
    Object *cell = cell_new(vm, value);
    if (!cell) {
        return false;
    }
    frame->regs[pc->a] = cell;
    xdecref(vm, value);
    return true;
}

bool op_copy_free_vars(VM *vm, Frame *frame, Instr *pc) {
    Object *closure = frame->function ? ((Function *)frame->function)->closure : NULL;
    (void)vm;
    if (!closure || TUPLE_LEN(closure) < pc->b) {
        raise(vm, EXC_SystemError, "code object needs a closure");
        return false;
    }
    for (unsigned i = 0; i < pc->b; i++) {
        set_register(vm, frame->regs, pc->a + i, new_ref(TUPLE_ITEM(closure, i)));
    }
    return true;
}

bool op_load_deref(VM *vm, Frame *frame, Instr *pc) {
    Object *value = ((Cell *)frame->regs[pc->b])->value;
    if (!value) {
        return raise_unbound(vm, frame, pc->b);
    }
    set_register(vm, frame->regs, pc->a, new_ref(value));
    return true;
}

bool op_store_deref(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Cell *cell = (Cell *)R[pc->a];
    Object *value = R[pc->b];
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
    } else {
        incref(value);
    }
    set_ref(vm, cell->value, value);
    return true;
}

bool op_delete_deref(VM *vm, Frame *frame, Instr *pc) {
    Cell *cell = (Cell *)frame->regs[pc->a];
    if (!cell->value) {
        return raise_unbound(vm, frame, pc->a);
    }
    clear_ref(vm, cell->value);
    return true;
}

/* New reference, or NULL without an error if the mapping lacks the name. */
static Object *mapping_get(VM *vm, Object *mapping, Object *name) {
    if (is_exact(mapping, SHAPE_DICT)) {
        Object *value = dict_get_str(vm, mapping, name);
        xincref(value);
        return value;
    }
    Object *value = object_getitem(vm, mapping, name);
    if (!value && error_matches(vm, EXC_KeyError)) {
        error_clear(vm);
    }
    return value;
}

static bool need_locals(VM *vm, Frame *frame, const char *doing, Object *name) {
    if (!frame->locals) {
        raise(vm, EXC_SystemError, "no locals when %s %R", doing, name);
    }
    return frame->locals != NULL;
}

bool op_load_classderef(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->c);
    if (!need_locals(vm, frame, "loading", name)) {
        return false;
    }
    Object *value = mapping_get(vm, frame->locals, name);
    if (!value) {
        return !vm->error && op_load_deref(vm, frame, pc);
    }
    set_register(vm, frame->regs, pc->a, value);
    return true;
}

bool op_load_locals(VM *vm, Frame *frame, Instr *pc) {
    if (!frame->locals) {
        raise(vm, EXC_SystemError, "no locals");
        return false;
    }
    set_register(vm, frame->regs, pc->a, new_ref(frame->locals));
    return true;
}

/* From globals, then builtins: new reference or NULL with NameError. */
static Object *load_global(VM *vm, Frame *frame, Object *name) {
    Object *value = mapping_get(vm, frame->globals, name);
    if (!value && !vm->error) {
        value = mapping_get(vm, frame->builtins, name);
    }
    if (!value && !vm->error) {
        raise_undefined(vm, name);
    }
    return value;
}

bool op_load_global(VM *vm, Frame *frame, Instr *pc) {
    Object *value = load_global(vm, frame, FRAME_NAME(frame, pc->b));
    if (!value) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, value);
    return true;
}

bool op_load_name(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->b);
    Object *value = NULL;
    if (frame->locals != frame->globals) {
        if (!need_locals(vm, frame, "loading", name)) {
            return false;
        }
        value = mapping_get(vm, frame->locals, name);
        if (!value && vm->error) {
            return false;
        }
    }
    if (!value) {
        value = load_global(vm, frame, name);
    }
    if (!value) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, value);
    return true;
}

static bool store_in(VM *vm, Frame *frame, Instr *pc, Object *mapping, Object *name) {
    Object **R = frame->regs;
    int failed = is_exact(mapping, SHAPE_DICT) ? dict_set(vm, mapping, name, R[pc->b])
                                               : object_setitem(vm, mapping, name, R[pc->b]);
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    return !failed;
}

bool op_store_global(VM *vm, Frame *frame, Instr *pc) {
    return store_in(vm, frame, pc, frame->globals, FRAME_NAME(frame, pc->a));
}

bool op_store_name(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->a);
    if (!need_locals(vm, frame, "storing", name)) {
        if (pc->flags & KILL_B) {
            kill_register(vm, frame->regs, pc->b);
        }
        return false;
    }
    return store_in(vm, frame, pc, frame->locals, name);
}

static bool delete_from(VM *vm, Object *mapping, Object *name) {
    int failed = is_exact(mapping, SHAPE_DICT) ? dict_delete(vm, mapping, name)
                                               : object_delitem(vm, mapping, name);
    if (failed && error_matches(vm, EXC_KeyError)) {
        error_clear(vm);
        return raise_undefined(vm, name);
    }
    return !failed;
}

bool op_delete_global(VM *vm, Frame *frame, Instr *pc) {
    return delete_from(vm, frame->globals, FRAME_NAME(frame, pc->a));
}

bool op_delete_name(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->a);
    return need_locals(vm, frame, "deleting", name) && delete_from(vm, frame->locals, name);
}

bool op_setup_annotations(VM *vm, Frame *frame, Instr *pc) {
    Object *name = ID(vm, __annotations__);
    (void)pc;
    if (!need_locals(vm, frame, "setting up annotations, storing", name)) {
        return false;
    }
    Object *value = mapping_get(vm, frame->locals, name);
    if (!value) {
        Object *dict = vm->error ? NULL : dict_new(vm);
        if (!dict) {
            return false;
        }
        int failed = is_exact(frame->locals, SHAPE_DICT)
                         ? dict_set(vm, frame->locals, name, dict)
                         : object_setitem(vm, frame->locals, name, dict);
        decref(vm, dict);
        return !failed;
    }
    decref(vm, value);
    return true;
}
