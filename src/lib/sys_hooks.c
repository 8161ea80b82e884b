/* sys: what programs can hook into. */
#include "lib/structseq.h"
#include "lib/sys_module.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/function.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/trace.h"

#define SWITCH_INTERVAL 0.005

static Object *settrace(VM *vm, Object *self, Object *hook) {
    UNUSED(self);
    trace_set(vm, hook);
    return none_ref(vm);
}

static Object *gettrace(VM *vm, Object *self) {
    UNUSED(self);
    return new_ref(vm->interp->trace ? vm->interp->trace : vm->none);
}

static Object *setprofile(VM *vm, Object *self, Object *hook) {
    UNUSED(self);
    trace_set_profile(vm, hook);
    return none_ref(vm);
}

static Object *getprofile(VM *vm, Object *self) {
    UNUSED(self);
    return new_ref(vm->interp->profile ? vm->interp->profile : vm->none);
}

/* call_tracing(func, args): func(*args) traced, though a trace function calls it. */
static Object *call_tracing(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "call_tracing", nargs, 2, 2)) {
        return NULL;
    }
    if (!is_tuple(vm, args[1])) {
        return raise(vm, EXC_TypeError, "call_tracing() argument 2 must be tuple, not %T", args[1]);
    }
    int tracing = vm->interp->tracing;
    vm->interp->tracing = 0;
    Object *result = call(vm, args[0], tuple_items(args[1]), TUPLE_LEN(args[1]), NULL);
    vm->interp->tracing = tracing;
    return result;
}

static Object *getswitchinterval(VM *vm, Object *self) {
    UNUSED(self);
    return float_from_double(vm, SWITCH_INTERVAL);
}

static Object *setswitchinterval(VM *vm, Object *self, Object *interval) {
    UNUSED(self);
    double seconds = float_as_double(vm, interval);
    if (seconds == -1.0 && error_occurred(vm)) {
        return NULL;
    }
    return seconds > 0.0 ? none_ref(vm)
                         : raise(vm, EXC_ValueError, "switch interval must be strictly positive");
}

static Object *clear_type_cache(VM *vm, Object *self) {
    UNUSED(self);
    return none_ref(vm);
}

/* pdb.set_trace(*args, **kwargs) */
static Object *breakpointhook(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames) {
    UNUSED(self);
    Object *import = dict_get_cstr(vm, vm->builtins, "__import__");
    Object *name = import ? str_intern_cstr(vm, "pdb") : NULL;
    Object *module = name ? call1(vm, import, name) : NULL;
    Object *function = module ? object_getattr_utf8(vm, module, "set_trace") : NULL;
    Object *result = function ? call(vm, function, args, nargs, kwnames) : NULL;
    xdecref(vm, function);
    xdecref(vm, module);
    xdecref(vm, name);
    return result;
}

const MethodDef sys_hook_methods[] = {
    METHOD_O("settrace", settrace,
             "settrace(function)\n\nSet the global debug tracing function.  It will be called on "
             "each\nfunction call.  See the debugger chapter in the library manual."),
    METHOD_NOARGS("gettrace", gettrace,
                  "Return the global debug tracing function set with sys.settrace."),
    METHOD_O("setprofile", setprofile,
             "setprofile(function)\n\nSet the profiling function.  It will be called on each "
             "function call\nand return.  See the profiler chapter in the library manual."),
    METHOD_NOARGS("getprofile", getprofile,
                  "Return the profiling function set with sys.setprofile."),
    METHOD_FAST("call_tracing", call_tracing, "Call func(*args), while tracing is enabled."),
    METHOD_NOARGS("getswitchinterval", getswitchinterval,
                  "The thread switch interval, of no consequence: there is one thread."),
    METHOD_O("setswitchinterval", setswitchinterval,
             "Checks the thread switch interval; there is one thread."),
    METHOD_NOARGS("_clear_type_cache", clear_type_cache, "Does nothing."),
    METHOD_KW("breakpointhook", breakpointhook, "What breakpoint() calls."),
    {0},
};

static const GetSetDef thread_fields[] = {
    STRUCTSEQ_FIELD("name", 0, "name of the thread implementation"),
    STRUCTSEQ_FIELD("lock", 1, "name of the lock implementation"),
    STRUCTSEQ_FIELD("version", 2, "name and version of the thread library"),
    {0},
};
static const TypeSpec thread_info_spec = STRUCTSEQ_SPEC("sys.thread_info", thread_fields, NULL);

Object *sys_thread_info(VM *vm) {
    Object *values[] = {str_from_cstr(vm, "pthread-stubs"), none_ref(vm), none_ref(vm)};
    return structseq_single(vm, &thread_info_spec, values, COUNT_OF(values));
}
