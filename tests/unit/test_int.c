/* int: laws of arithmetic on operands of all sizes, both forms, text, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adder.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/int.h"
#include "types/str.h"

static uint64_t random_state;

static uint64_t random_bits(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static int make_vm(void **state) {
    random_state = 88172645463325252u;
    AdderConfig config = {0};
    *state = adder_new(&config);
    return *state ? 0 : -1;
}

static int drop_vm(void **state) {
    assert_int_equal(adder_free(*state), 0);
    return 0;
}

static Object *random_int(VM *vm) {
    static const int64_t edges[] = {0, 1, -1, 256, 257, -5, -6, INT64_MAX, INT64_MIN, INT32_MAX};
    mp_limb_t limbs[8];
    switch (random_bits() % 4) {
    case 0:
        return int_from_i64(vm, edges[random_bits() % COUNT_OF(edges)]);
    case 1:
        return int_from_i64(vm, (int64_t)random_bits() >> random_bits() % 64);
    default:
        for (size_t i = 0; i < COUNT_OF(limbs); i++) {
            uint64_t kind = random_bits() % 4;
            limbs[i] = kind == 0 ? 0 : kind == 1 ? UINT64_MAX : random_bits();
        }
        return int_from_limbs(vm, limbs, 1 + random_bits() % COUNT_OF(limbs), random_bits() & 1);
    }
}

/* a == b; takes both over. The form must be the same too. */
static void assert_same(VM *vm, Object *a, Object *b) {
    assert_non_null(a);
    assert_non_null(b);
    assert_int_equal(int_cmp(a, b), 0);
    assert_int_equal(int_is_compact(a), int_is_compact(b));
    assert_true(int_hash(vm, a) == int_hash(vm, b));
    decref(vm, a);
    decref(vm, b);
}

/* op(a, b), taking a over. */
static Object *then(VM *vm, Object *(*op)(VM *, Object *, Object *), Object *a, Object *b) {
    Object *result = op(vm, a, b);
    decref(vm, a);
    return result;
}

static void test_laws(void **state) {
    VM *vm = *state;
    for (int i = 0; i < 20000; i++) {
        Object *a = random_int(vm), *b = random_int(vm), *c = random_int(vm);
        assert_same(vm, then(vm, int_sub, int_add(vm, a, b), b), new_ref(a));
        Object *ac = int_mul(vm, a, c), *bc = int_mul(vm, b, c);
        assert_same(vm, then(vm, int_mul, int_add(vm, a, b), c), int_add(vm, ac, bc));
        decref(vm, ac);
        decref(vm, bc);
        Object *both = int_and(vm, a, b);
        assert_same(vm, then(vm, int_add, int_or(vm, a, b), both), int_add(vm, a, b));
        assert_same(vm, then(vm, int_sub, int_or(vm, a, b), both), int_xor(vm, a, b));
        decref(vm, both);
        if (int_sign(b) != 0) {
            Object *q = int_floordiv(vm, a, b), *r = int_mod(vm, a, b);
            assert_same(vm, then(vm, int_add, int_mul(vm, q, b), r), new_ref(a));
            assert_true(int_sign(r) == 0 || int_sign(r) == int_sign(b));
            decref(vm, q);
            decref(vm, r);
        }
        decref(vm, a);
        decref(vm, b);
        decref(vm, c);
    }
}

static void test_shifts(void **state) {
    VM *vm = *state;
    for (int i = 0; i < 5000; i++) {
        Object *a = random_int(vm), *count = int_from_i64(vm, (int64_t)(random_bits() % 300));
        Object *two = int_from_i64(vm, 2), *power = int_power(vm, two, count);
        assert_same(vm, int_lshift(vm, a, count), int_mul(vm, a, power));
        assert_same(vm, int_rshift(vm, a, count), int_floordiv(vm, a, power));
        decref(vm, a);
        decref(vm, count);
        decref(vm, two);
        decref(vm, power);
    }
}

static void test_text(void **state) {
    VM *vm = *state;
    for (int i = 0; i < 5000; i++) {
        Object *a = random_int(vm);
        int base = 2 + (int)(random_bits() % 35);
        Object *text = int_to_str(vm, a, base, false, false);
        assert_non_null(text);
        const char *chars = (const char *)STR(text)->data;
        assert_same(vm, int_from_text(vm, chars, STR_LEN(text), base), a);
        decref(vm, text);
    }
}

static void test_bytes(void **state) {
    VM *vm = *state;
    uint8_t bytes[80];
    for (int i = 0; i < 5000; i++) {
        Object *a = random_int(vm);
        bool little = random_bits() & 1;
        size_t len = int_bit_length(a) / 8 + 1;
        assert_int_equal(int_to_bytes(vm, a, bytes, len, little, true), 0);
        assert_same(vm, int_from_bytes(vm, bytes, len, little, true), a);
    }
}

static void test_small_are_shared(void **state) {
    VM *vm = *state;
    Object *a = int_from_i64(vm, 200), *b = int_from_i64(vm, 100);
    Object *sum = int_add(vm, b, b);
    assert_ptr_equal(a, sum);
    decref(vm, sum);
    decref(vm, a);
    decref(vm, b);
    a = int_from_i64(vm, 257);
    b = int_from_i64(vm, 257);
    assert_ptr_not_equal(a, b);
    decref(vm, a);
    decref(vm, b);
}

static void test_limit_of_digits(void **state) {
    VM *vm = *state;
    char digits[4301];
    memset(digits, '9', sizeof digits);
    Object *a = int_from_text(vm, digits, 4300, 10);
    assert_non_null(a);
    Object *text = int_to_str(vm, a, 10, false, true);
    assert_non_null(text);
    assert_int_equal(STR_LEN(text), 4300);
    decref(vm, text);
    Object *one = int_from_i64(vm, 1), *more = int_add(vm, a, one);
    assert_null(int_to_str(vm, more, 10, false, true));
    assert_true(error_matches(vm, EXC_ValueError));
    error_clear(vm);
    assert_null(int_from_text(vm, digits, 4301, 10));
    assert_true(error_matches(vm, EXC_ValueError));
    error_clear(vm);
    decref(vm, a);
    decref(vm, one);
    decref(vm, more);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_vm, drop_vm)
    const struct CMUnitTest tests[] = {
        TEST(test_laws),  TEST(test_shifts),           TEST(test_text),
        TEST(test_bytes), TEST(test_small_are_shared), TEST(test_limit_of_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
