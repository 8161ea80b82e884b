/* Instructions of import statements and of the interactive prompt. */
#include "types/int.h"
#include "vm/ops.h"

/* Through builtins.__import__ if a program has put something else there. */
static Object *import_by_function(VM *vm, Frame *frame, Object *name, Object *fromlist, int level) {
    Object *function = dict_get_str(vm, frame->builtins, ID(vm, __import__));
    if (!function) {
        return raise(vm, EXC_ImportError, "__import__ not found");
    }
    if (function == vm->interp->import_function) {
        return import_module(vm, name, frame->globals, fromlist, level);
    }
    Object *number = int_from_i64(vm, level);
    if (!number) {
        return NULL;
    }
    incref(function);
    Object *args[5] = {name, frame->globals, frame->locals ? frame->locals : vm->none, fromlist,
                       number};
    Object *module = call(vm, function, args, 5, NULL);
    decref(vm, function);
    decref(vm, number);
    return module;
}

bool op_import_name(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *v = import_by_function(vm, frame, FRAME_NAME(frame, pc->c), R[pc->b], pc[1].x);
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    if (!v) {
        return false;
    }
    set_register(vm, R, pc->a, v);
    return true;
}

bool op_import_from(VM *vm, Frame *frame, Instr *pc) {
    Object *v = import_from(vm, frame->regs[pc->b], FRAME_NAME(frame, pc->c));
    if (!v) {
        return false;
    }
    set_register(vm, frame->regs, pc->a, v);
    return true;
}

bool op_import_star(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    bool ok = false;
    if (!frame->locals) {
        raise(vm, EXC_SystemError, "no locals found during 'import *'");
    } else {
        ok = import_star(vm, R[pc->b], frame->locals) == 0;
    }
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    return ok;
}

bool op_print_expr(VM *vm, Frame *frame, Instr *pc) {
    Object **R = frame->regs;
    Object *hook = dict_get_str(vm, vm->sys, ID(vm, displayhook));
    Object *v = NULL;
    if (!hook) {
        raise(vm, EXC_RuntimeError, "lost sys.displayhook");
    } else {
        incref(hook);
        v = call1(vm, hook, R[pc->b]);
        decref(vm, hook);
    }
    if (pc->flags & KILL_B) {
        kill_register(vm, R, pc->b);
    }
    xdecref(vm, v);
    return v != NULL;
}
