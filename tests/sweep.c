/* The allocation-failure sweep: runs a program again and again, each time with another allocation
 * failing, and checks that nothing crashes, leaks or is left inconsistent.
 *
 *     sweep FILE count               prints the allocations of the VM's start, and those of a run
 *     sweep FILE FIRST STEP LAST     fails allocations FIRST, FIRST + STEP, ... up to LAST
 *
 * Prints a line for each fault found; status 1 if there was one.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "adder.h"
#include "object/runtime.h"

static char *read_file(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    if (f && fseek(f, 0, SEEK_END) == 0) {
        *len = (size_t)ftell(f);
        rewind(f);
        text = malloc(*len + 1);
        if (text && fread(text, 1, *len, f) != *len) {
            free(text);
            text = NULL;
        }
    }
    if (f) {
        fclose(f);
    }
    return text;
}

/* One run; false after a fault, which has been printed. */
static bool run(const char *path, const char *text, size_t len, uint64_t n, uint64_t *start,
                uint64_t *allocations) {
    const char *argv[] = {path};
    AdderConfig config = {.fail_allocation = n, .argc = 1, .argv = argv, .hash_seed = 1};
    AdderVM *vm = adder_new(&config);
    if (!vm) {
        return true; /* not enough memory to start: a clean answer */
    }
    *start = vm->heap.slow_allocs;
    adder_run_source(vm, text, len, path);
    *allocations = vm->heap.slow_allocs;
    adder_fail_allocation(vm, 0);
    const char *fault = adder_check(vm);
    if (fault) {
        printf("%s: allocation %llu: %s\n", path, (unsigned long long)n, fault);
    }
    size_t leaked = adder_free(vm);
    if (leaked) {
        printf("%s: allocation %llu: %zu blocks leaked\n", path, (unsigned long long)n, leaked);
    }
    return !fault && !leaked;
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 5) {
        fputs("usage: sweep FILE count | FIRST STEP LAST\n", stderr);
        return 2;
    }
    size_t len;
    char *text = read_file(argv[1], &len);
    if (!text) {
        perror(argv[1]);
        return 2;
    }
    int report = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    stdout = fdopen(report, "w");
    uint64_t start = 0, allocations = 0;
    bool ok = true;
    if (argc == 3) {
        ok = run(argv[1], text, len, UINT64_MAX, &start, &allocations);
        printf("%llu %llu\n", (unsigned long long)start, (unsigned long long)allocations);
    } else {
        uint64_t step = strtoull(argv[3], NULL, 10), last = strtoull(argv[4], NULL, 10);
        for (uint64_t n = strtoull(argv[2], NULL, 10); n <= last; n += step) {
            fprintf(stdout, "at %llu\n",
                    (unsigned long long)n); /* the last one tells a crash's place */
            fflush(stdout);
            ok &= run(argv[1], text, len, n, &start, &allocations);
        }
    }
    fflush(stdout);
    free(text);
    return !ok;
}
