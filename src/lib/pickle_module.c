/* The module _pickle: its functions and errors. */
#include "lib/modules.h"
#include "lib/pickle.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/tuple.h"

static Object *dump(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"obj", "file", "protocol", "fix_imports", "buffer_callback",
                                        NULL};
    Object *o, *file, *protocol = NULL, *callback = NULL;
    bool fix_imports = true;
    UNUSED(m);
    if (!args_parse(vm, "dump", names, "OO|O$pO", args, nargs, kwnames, &o, &file, &protocol,
                    &fix_imports, &callback)) {
        return NULL;
    }
    Object *p = pickler_make(vm, lib_type(vm, LIB_PICKLER), file, protocol, fix_imports, callback);
    bool ok = p && pickler_dump(vm, PICKLER(p), o);
    xdecref(vm, p);
    return ok ? none_ref(vm) : NULL;
}

static Object *dumps(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"obj", "protocol", "fix_imports", "buffer_callback", NULL};
    Object *o, *protocol = NULL, *callback = NULL;
    bool fix_imports = true;
    UNUSED(m);
    if (!args_parse(vm, "dumps", names, "O|O$pO", args, nargs, kwnames, &o, &protocol, &fix_imports,
                    &callback)) {
        return NULL;
    }
    Object *p = pickler_make(vm, lib_type(vm, LIB_PICKLER), NULL, protocol, fix_imports, callback);
    Object *result = p && pickler_dump(vm, PICKLER(p), o)
                         ? bytes_from(vm, PICKLER(p)->out.data, PICKLER(p)->out.size)
                         : NULL;
    xdecref(vm, p);
    return result;
}

static Object *load(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    return unpickle(vm, args, nargs, kwnames, true);
}
static Object *loads(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    return unpickle(vm, args, nargs, kwnames, false);
}

static const MethodDef functions[] = {
    METHOD_KW("dump", dump, "Write a pickled representation of obj to the open file."),
    METHOD_KW("dumps", dumps, "Return the pickled representation of the object as bytes."),
    METHOD_KW("load", load, "Read and return an object from the pickle data in a file."),
    METHOD_KW("loads", loads, "Read and return an object from the given pickle data."),
    {0},
};

Object *module_pickle(VM *vm) {
    Object *m = module_make(vm, "_pickle",
                            "Optimized C implementation for the Python pickle module.", functions);
    if (!m) {
        return NULL;
    }
    Lib *lib = vm->lib;
    if (!exception_make(vm, &lib->pickle_error, "_pickle", "PickleError", EXC(vm, Exception)) ||
        !exception_make(vm, &lib->pickling_error, "_pickle", "PicklingError",
                        (Type *)lib->pickle_error) ||
        !exception_make(vm, &lib->unpickling_error, "_pickle", "UnpicklingError",
                        (Type *)lib->pickle_error) ||
        !module_make_type(vm, m, &pickler_spec, LIB_PICKLER) ||
        !module_make_type(vm, m, &unpickler_spec, LIB_UNPICKLER) ||
        module_add(vm, m, "PickleError", new_ref(lib->pickle_error)) < 0 ||
        module_add(vm, m, "PicklingError", new_ref(lib->pickling_error)) < 0 ||
        module_add(vm, m, "UnpicklingError", new_ref(lib->unpickling_error)) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
