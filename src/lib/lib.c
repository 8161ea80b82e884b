#include "lib/lib.h"

#include <string.h>

#include "lib/codecs_module.h"
#include "object/call.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

void *lib_keep(VM *vm, void *object) {
    if (!object) {
        return NULL;
    }
    if (!vm->kept && !(vm->kept = list_new(vm, 0))) {
        decref(vm, object);
        return NULL;
    }
    return list_append_steal(vm, vm->kept, object) < 0 ? NULL : object;
}

/* class UnsupportedOperation(OSError, ValueError) */
static Object *make_unsupported_operation(VM *vm) {
    Object *name = str_from_cstr(vm, "UnsupportedOperation");
    Object *module = str_from_cstr(vm, "io");
    Object *bases = tuple_pack(vm, 2, EXC(vm, OSError), EXC(vm, ValueError));
    Object *dict = dict_new(vm);
    Object *result = NULL;
    if (name && module && bases && dict && dict_set(vm, dict, ID(vm, __module__), module) == 0) {
        Object *args[] = {name, bases, dict};
        result = call(vm, OBJ(TYPE(vm, TYPE)), args, 3, NULL);
    }
    xdecref(vm, dict);
    xdecref(vm, bases);
    xdecref(vm, module);
    xdecref(vm, name);
    return result;
}

bool lib_init(VM *vm) {
    if (vm->lib) {
        return true;
    }
    Object *room = lib_keep(vm, bytes_new(vm, sizeof(Lib)));
    if (!room) {
        return false;
    }
    Lib *lib = (Lib *)(void *)BYTES(room)->data;
    memset(lib, 0, sizeof *lib);
    if (!(lib->unsupported_operation = lib_keep(vm, make_unsupported_operation(vm)))) {
        return false;
    }
    vm->lib = lib;
    vm->find_codec = codecs_find;
    vm->find_error_handler = codecs_find_error_handler;
    return true;
}
