#include "lib/lib.h"

#include <string.h>

#include "lib/codecs_module.h"
#include "lib/exception_make.h"
#include "types/bytes.h"
#include "types/list.h"
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
    if (!exception_make_from(vm, &lib->unsupported_operation, "io", "UnsupportedOperation",
                             tuple_pack(vm, 2, EXC(vm, OSError), EXC(vm, ValueError)))) {
        return false;
    }
    vm->lib = lib;
    vm->find_codec = codecs_find;
    vm->find_error_handler = codecs_find_error_handler;
    return true;
}
