/* The builtins exit and quit: they say how to leave, and leave when called. */
#include "lib/builtins.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/function.h"

typedef struct Quitter {
    Object head;
    const char *name;
} Quitter;

static void quitter_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Quitter));
}

static Object *quitter_repr(VM *vm, Object *o) {
    return str_format(vm, "Use %s() or Ctrl-D (i.e. EOF) to exit", ((Quitter *)o)->name);
}

/* A prompt reads no further. */
static void close_stdin(VM *vm) {
    Object *file = dict_get_cstr(vm, vm->sys, "stdin");
    Object *close = file ? object_getattr_utf8(vm, file, "close") : NULL;
    Object *result = close ? call0(vm, close) : NULL;
    xdecref(vm, result);
    xdecref(vm, close);
    error_clear(vm);
}

static Object *quitter_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"code", NULL};
    Object *code = vm->none;
    if (!args_parse(vm, "__call__", names, "|O", args, nargs, kwnames, &code)) {
        return NULL;
    }
    UNUSED(o);
    close_stdin(vm);
    Object *exc = exception_new(vm, EXC_SystemExit, &code, 1);
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return NULL;
}

static const TypeSpec quitter_spec = {
    .name = "_sitebuiltins.Quitter",
    .flags = TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Quitter),
    .slots = {.dealloc = quitter_dealloc, .repr = quitter_repr, .call = quitter_call},
};

bool builtins_add_exit(VM *vm, Object *module) {
    static const char *const names[] = {"exit", "quit"};
    Type *type = type_from_spec(vm, &quitter_spec, NULL);
    bool ok = type != NULL;
    for (size_t i = 0; ok && i < COUNT_OF(names); i++) {
        Quitter *quitter = object_alloc(vm, type, sizeof *quitter);
        if (quitter) {
            quitter->name = names[i];
        }
        ok = module_add(vm, module, names[i], OBJ(quitter)) == 0;
    }
    xdecref(vm, type);
    return ok;
}
