/* The byte limit through the library: programs meet MemoryError, go on, and the VM holds no more
 * than it may; several VMs have limits of their own, also on other threads' stacks. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "adder.h"

enum { LIMIT = 24 << 20 };

static const char *const fills[] = {
    "x = []\nwhile True: x.append([len(x)])\n",
    "x = {}\nwhile True: x[len(x)] = str(len(x))\n",
    "x = 'ab'\nwhile True: x += x\n",
    "x = 3\nwhile True: x *= x\n",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return [n, f(n + 1)]\nf(0)\n",
    "class C: pass\nx = []\nwhile True:\n    c = C(); c.me = c; x.append(c)\n",
    "x = []\nwhile True: x.append((lambda a=len(x): (yield a))())\n",
    "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(6000): x = [x]\ntry: "
    "repr(x)\nexcept RecursionError: pass\n"
    "while True: x = [x]\n",
};

/* Each fill twice; status 0 if each ended in MemoryError and ordinary work succeeds afterwards. */
static void run_fills(AdderVM *vm) {
    for (size_t i = 0; i < sizeof fills / sizeof *fills; i++) {
        char program[1024];
        snprintf(program, sizeof program,
                 "source = '''%s'''\n"
                 "for _ in range(2):\n"
                 "    try:\n"
                 "        exec(source, {})\n"
                 "    except MemoryError:\n"
                 "        continue\n"
                 "    raise SystemExit(3)\n"
                 "assert sum([n * 2 for n in range(50000)]) == 2499950000\n",
                 fills[i]);
        assert_int_equal(adder_run_string(vm, program, "<fill>"), 0);
        assert_true(adder_memory_held(vm) <= LIMIT);
        const char *wrong = adder_check(vm);
        if (wrong) {
            fail_msg("after fill %zu: %s", i, wrong);
        }
    }
}

static AdderVM *limited(void) {
    AdderConfig config = {.hash_seed = 1, .no_library_path = true, .memory_limit = LIMIT};
    AdderVM *vm = adder_new(&config);
    assert_non_null(vm);
    return vm;
}

static void test_fills(void **state) {
    (void)state;
    AdderVM *vm = limited();
    run_fills(vm);
    assert_int_equal(adder_free(vm), 0);
}

static void *deep_elsewhere(void *context) {
    static const char program[] = "def f(n): return 0 if n == 0 else 1 + max(map(f, [n - 1]))\n"
                                  "assert f(100) == 100\n"
                                  "import gc\n"
                                  "gc.collect()\n"
                                  "x = []\n"
                                  "for _ in range(100000): x = [x]\n"
                                  "try: repr(x)\n"
                                  "except RecursionError: pass\n"
                                  "else: raise SystemExit(3)\n";
    return adder_run_string(context, program, "<thread>") == 0 ? context : NULL;
}

/* A VM made on one thread runs on others, whose stacks are elsewhere. */
static void test_moves_between_threads(void **state) {
    (void)state;
    AdderVM *vm = limited();
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        void *result;
        assert_int_equal(pthread_create(&thread, NULL, deep_elsewhere, vm), 0);
        pthread_join(thread, &result);
        assert_ptr_equal(result, vm);
        assert_ptr_equal(deep_elsewhere(vm), vm);
    }
    assert_null(adder_check(vm));
    assert_int_equal(adder_free(vm), 0);
}

static void test_too_small_a_limit(void **state) {
    (void)state;
    for (size_t limit = 1; limit < (4u << 20); limit += 100003) {
        AdderConfig config = {.no_library_path = true, .memory_limit = limit};
        AdderVM *vm = adder_new(&config);
        if (vm) {
            assert_int_equal(adder_run_string(vm, "x = 1 + 1\n", "<small>"), 0);
            assert_int_equal(adder_free(vm), 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fills),
        cmocka_unit_test(test_moves_between_threads),
        cmocka_unit_test(test_too_small_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
