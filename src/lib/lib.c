#include "lib/lib.h"

#include "object/alloc.h"

bool lib_init(VM *vm) {
    vm->lib = raw_alloc(vm, sizeof(Lib));
    if (!vm->lib) {
        return false;
    }
    *vm->lib = (Lib){0};
    return true;
}

void lib_deinit(VM *vm) {
    Lib *lib = vm->lib;
    if (!lib) {
        return;
    }
    clear_ref(vm, lib->file);
    clear_ref(vm, lib->text_file);
    clear_ref(vm, lib->unsupported_operation);
    vm->lib = NULL;
    raw_free(vm, lib, sizeof(Lib));
}
