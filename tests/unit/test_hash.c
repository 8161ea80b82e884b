/* Hashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

static void test_same_bytes_same_hash(void **state) {
    (void)state;
    char a[100], b[101];
    for (size_t size = 0; size < sizeof a; size++) {
        memset(a, 'q', size);
        memset(b + 1, 'q', size); /* another alignment */
        assert_true(hash_bytes(a, size, 7) == hash_bytes(b + 1, size, 7));
        assert_true(hash_bytes(a, size, 7) != hash_bytes(a, size, 8));
    }
}

static void test_every_byte_counts(void **state) {
    (void)state;
    unsigned char bytes[70] = {0};
    for (size_t size = 1; size < sizeof bytes; size++) {
        uint64_t plain = hash_bytes(bytes, size, 1);
        assert_true(plain != hash_bytes(bytes, size - 1, 1));
        for (size_t i = 0; i < size; i++) {
            bytes[i] = 1;
            assert_true(hash_bytes(bytes, size, 1) != plain);
            bytes[i] = 0;
        }
    }
}

static void test_low_bits_spread(void **state) {
    (void)state;
    enum { SLOTS = 1024, KEYS = 4096 };
    int of_bytes[SLOTS] = {0}, of_addresses[SLOTS] = {0};
    int most = 0;
    for (uint32_t i = 0; i < KEYS; i++) {
        int n = ++of_bytes[hash_bytes(&i, sizeof i, 3) % SLOTS];
        int m = ++of_addresses[hash_address((void *)(uintptr_t)(0x7f0000000000 + i * 32), 10)];
        most = n > most ? n : most;
        most = m > most ? m : most;
    }
    assert_true(most < 20); /* 4 on average */
}

static void test_order_matters(void **state) {
    (void)state;
    assert_true(hash_combine(hash_combine(0, 1), 2) != hash_combine(hash_combine(0, 2), 1));
    assert_true(hash_mix(1) != hash_mix(2));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes_same_hash),
        cmocka_unit_test(test_every_byte_counts),
        cmocka_unit_test(test_low_bits_spread),
        cmocka_unit_test(test_order_matters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
