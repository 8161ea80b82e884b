/* VMs for the fuzzers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adder.h"
#include "fuzz.h"
#include "lib/lib.h"
#include "lib/modules.h"
#include "object/error.h"
#include "vm/interp.h"

/* All built-in modules but those that reach out of the process. */
static const BuiltinModule *harmless_modules(void) {
    static const BuiltinModule all[] = {
#define X(name, init) {#name, init},
#include "lib/modules.def"
#undef X
        {NULL, NULL},
    };
    static BuiltinModule kept[sizeof all / sizeof *all];
    size_t n = 0;
    for (const BuiltinModule *m = all; m->name; m++) {
        if (strcmp(m->name, "posix") != 0 && strcmp(m->name, "_signal") != 0) {
            kept[n++] = *m;
        }
    }
    kept[n] = (BuiltinModule){NULL, NULL};
    return kept;
}

static int refuse_file(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    raise(vm, EXC_PermissionError, "no files here");
    return -1;
}

VM *fuzz_vm_new(size_t memory_limit) {
    AdderConfig config = {.memory_limit = memory_limit, .hash_seed = 1, .no_library_path = true};
    VM *vm = adder_new(&config);
    if (!vm) {
        abort();
    }
    vm->interp->modules = harmless_modules();
    if (vm->lib && vm->lib->types[LIB_FILE_IO]) {
        vm->lib->types[LIB_FILE_IO]->slots.init = refuse_file;
    }
    return vm;
}

void fuzz_vm_check(VM *vm) {
    const char *fault = adder_check(vm);
    if (fault) {
        fprintf(stderr, "check failed: %s\n", fault);
        abort();
    }
}

void fuzz_vm_free(VM *vm) {
    size_t leaked = adder_free(vm);
    if (leaked) {
        fprintf(stderr, "%zu blocks leaked\n", leaked);
        abort();
    }
}
