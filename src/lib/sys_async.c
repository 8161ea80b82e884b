/* sys: hooks of asynchronous generators, and how much coroutines remember of their origin. */
#include "lib/module_make.h"
#include "lib/structseq.h"
#include "lib/sys_module.h"
#include "object/abstract.h"
#include "types/int.h"
#include "vm/interp.h"

static const GetSetDef hook_fields[] = {
    STRUCTSEQ_FIELD("firstiter", 0, NULL),
    STRUCTSEQ_FIELD("finalizer", 1, NULL),
    {0},
};
static const TypeSpec hooks_spec = STRUCTSEQ_SPEC("asyncgen_hooks", hook_fields, NULL);

static Object *get_asyncgen_hooks(VM *vm, Object *self) {
    UNUSED(self);
    const Interp *interp = vm->interp;
    Object *first = interp->asyncgen_firstiter, *final = interp->asyncgen_finalizer;
    if (!lib_init(vm) || !module_make_hidden_type(vm, &hooks_spec, LIB_ASYNCGEN_HOOKS)) {
        return NULL;
    }
    Object *hooks = structseq_new(vm, vm->lib->types[LIB_ASYNCGEN_HOOKS], 2);
    if (hooks) {
        TUPLE_ITEM(hooks, 0) = new_ref(first ? first : vm->none);
        TUPLE_ITEM(hooks, 1) = new_ref(final ? final : vm->none);
        gc_track(vm, hooks);
    }
    return hooks;
}

static bool check_hook(VM *vm, Object *hook, const char *name) {
    if (hook && hook != vm->none && !object_is_callable(vm, hook)) {
        raise(vm, EXC_TypeError, "callable %s expected, got %T", name, hook);
        return false;
    }
    return true;
}
static void set_hook(VM *vm, Object **place, Object *hook) {
    if (hook == vm->none) {
        clear_ref(vm, *place);
    } else if (hook) {
        set_ref(vm, *place, new_ref(hook));
    }
}

static Object *set_asyncgen_hooks(VM *vm, Object *self, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    static const char *const names[] = {"firstiter", "finalizer", NULL};
    UNUSED(self);
    Object *first = NULL, *final = NULL;
    if (!args_parse(vm, "set_asyncgen_hooks", names, "|OO", args, nargs, kwnames, &first, &final) ||
        !check_hook(vm, final, "finalizer") || !check_hook(vm, first, "firstiter")) {
        return NULL;
    }
    set_hook(vm, &vm->interp->asyncgen_finalizer, final);
    set_hook(vm, &vm->interp->asyncgen_firstiter, first);
    return none_ref(vm);
}

static Object *get_origin_depth(VM *vm, Object *self) {
    UNUSED(self);
    return int_from_i64(vm, vm->interp->coroutine_origin_depth);
}

static Object *set_origin_depth(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"depth", NULL};
    UNUSED(self);
    int depth;
    if (!args_parse(vm, "set_coroutine_origin_tracking_depth", names, "i", args, nargs, kwnames,
                    &depth)) {
        return NULL;
    }
    if (depth < 0) {
        return raise(vm, EXC_ValueError, "depth must be >= 0");
    }
    vm->interp->coroutine_origin_depth = depth;
    return none_ref(vm);
}

const MethodDef sys_async_methods[] = {
    METHOD_NOARGS("get_asyncgen_hooks", get_asyncgen_hooks,
                  "Return the installed asynchronous generators hooks."),
    METHOD_KW("set_asyncgen_hooks", set_asyncgen_hooks,
              "Set a finalizer for async generators objects."),
    METHOD_NOARGS("get_coroutine_origin_tracking_depth", get_origin_depth,
                  "Check status of origin tracking for coroutine objects in this thread."),
    METHOD_KW("set_coroutine_origin_tracking_depth", set_origin_depth,
              "Enable or disable origin tracking for coroutine objects in this thread."),
    {0},
};
