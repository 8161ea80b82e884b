/* What the fuzzers share: VMs that cannot do harm, and the changing of source text. */
#ifndef ADDER_TESTS_FUZZ_H
#define ADDER_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "object/runtime.h"

/* A VM under a limit of memory, without posix and without files. */
VM *fuzz_vm_new(size_t memory_limit);
/* Verifies the heap and all counts; ends the process with a message if they are wrong. */
void fuzz_vm_check(VM *vm);
/* Ends the VM; a leak ends the process. */
void fuzz_vm_free(VM *vm);

/* Changes Python source by lines, tokens and expressions, in place. Returns its new size. */
size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);
/* Mixes lines of two sources. */
size_t fuzz_cross(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out,
                  size_t max_size, unsigned seed);
/* libFuzzer's own changes of bytes. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
