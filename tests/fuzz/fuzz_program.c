/* Fuzzer of whole programs: runs the input in a VM of its own, under limits of memory and of safe
 * points, and verifies heap and counts at its end. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adder.h"
#include "fuzz.h"
#include "lang/compile.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/str.h"
#include "vm/interp.h"

enum {
    MEMORY_LIMIT = 48 << 20,
    BUDGET = 60000,  /* safe points: calls and turns of loops */
    PATIENCE = 2000, /* interrupts that a program may catch before it is given up */
    RECURSION_LIMIT = 300,
};

static int64_t budget;
static jmp_buf given_up;

/* Raises an exception at each safe point once the budget is used up. */
static bool count_down(VM *vm, void *ctx) {
    (void)ctx;
    vm->pending |= PENDING_CALLBACK;
    if (budget-- > 0) {
        return true;
    }
    if (budget < -PATIENCE) {
        longjmp(given_up, 1); /* its memory is lost; this is rare */
    }
    raise_instance(vm, OBJ(EXC(vm, KeyboardInterrupt)));
    return false;
}

static void run(VM *vm, const uint8_t *data, size_t size) {
    CompileOptions options = {.mode = COMPILE_EXEC};
    Object *name = str_from_cstr(vm, "<fuzz>");
    Object *module = import_add_module(vm, ID(vm, __main__));
    Object *globals = module ? object_getattr_utf8(vm, module, "__dict__") : NULL;
    Object *code =
        globals && name ? compile_source(vm, (const char *)data, size, name, &options) : NULL;
    Object *builtins = dict_get_str(vm, vm->modules, ID(vm, builtins));
    if (code && builtins && dict_set(vm, globals, ID(vm, __builtins__), builtins) == 0) {
        Object *result = interp_exec(vm, code, globals, globals);
        xdecref(vm, result);
    }
    int status;
    if (error_occurred(vm)) {
        interp_print_error(vm, &status);
    }
    error_clear(vm);
    xdecref(vm, code);
    xdecref(vm, globals);
    xdecref(vm, name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    VM *vm = fuzz_vm_new(MEMORY_LIMIT);
    vm->recursion_limit = RECURSION_LIMIT;
    vm->interp->pending_hook = count_down;
    vm->pending |= PENDING_CALLBACK;
    budget = BUDGET;
    if (setjmp(given_up)) {
        return -1;
    }
    run(vm, data, size);
    budget = BUDGET;
    fuzz_vm_check(vm);
    fuzz_vm_free(vm);
    return 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc, (void)argv;
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return seed % 16 == 0 ? LLVMFuzzerMutate(data, size, max_size)
                          : fuzz_mutate(data, size, max_size, seed / 16);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed) {
    return fuzz_cross(a, a_size, b, b_size, out, max_size, seed);
}
