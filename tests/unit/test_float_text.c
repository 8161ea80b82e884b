/* Text of floats: shortest, to a precision, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "types/float.h"
#include "types/float_text.h"

static uint64_t random_state = 1;

static uint64_t random_bits(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Any finite double, with all exponents alike. */
static double random_double(void) {
    double x;
    do {
        uint64_t bits = random_bits();
        memcpy(&x, &bits, sizeof x);
    } while (!isfinite(x));
    return x;
}

static void assert_repr(double x, const char *expected) {
    char text[FLOAT_TEXT_MAX + 1] = "";
    text[float_repr_text(x, text)] = 0;
    assert_string_equal(text, expected);
}

static void assert_format(double x, char type, int precision, bool alternate,
                          const char *expected) {
    Buffer out;
    buffer_init(&out);
    assert_true(float_format_text(x, type, precision, alternate, false, &out));
    assert_string_equal(buffer_text(&out), expected);
    buffer_deinit(&out);
}

static void test_repr(void **state) {
    (void)state;
    assert_repr(0.0, "0.0");
    assert_repr(-0.0, "-0.0");
    assert_repr(0.1, "0.1");
    assert_repr(1e15, "1000000000000000.0");
    assert_repr(1e16, "1e+16");
    assert_repr(0.0001, "0.0001");
    assert_repr(0.00001, "1e-05");
    assert_repr(5e-324, "5e-324");
    assert_repr(1.7976931348623157e308, "1.7976931348623157e+308");
    assert_repr(9007199254740993.0, "9007199254740992.0");
    assert_repr(2.2250738585072014e-308, "2.2250738585072014e-308");
    assert_repr(HUGE_VAL, "inf");
    assert_repr(-HUGE_VAL, "-inf");
    assert_repr(NAN, "nan");
}

static void test_formats(void **state) {
    (void)state;
    assert_format(2.5, 'f', 0, false, "2");
    assert_format(3.5, 'f', 0, false, "4");
    assert_format(0.125, 'f', 2, false, "0.12");
    assert_format(2.675, 'f', 2, false, "2.67");
    assert_format(1e22, 'f', 1, false, "10000000000000000000000.0");
    assert_format(0.0, 'e', 3, false, "0.000e+00");
    assert_format(-12345.678, 'e', 2, false, "-1.23e+04");
    assert_format(-12345.678, 'E', 0, true, "-1.E+04");
    assert_format(100000.0, 'g', 5, false, "1e+05");
    assert_format(100000.0, 'g', 6, false, "100000");
    assert_format(0.0001, 'g', 6, true, "0.000100000");
    assert_format(NAN, 'F', 3, false, "NAN");
}

/* The shortest text reads back the same, and with one digit less it would not. */
static void test_shortest(void **state) {
    (void)state;
    for (int i = 0; i < 100000; i++) {
        double x = fabs(random_double()), back;
        char text[FLOAT_TEXT_MAX];
        size_t len = float_repr_text(x, text);
        assert_true(float_parse_text(text, len, &back));
        assert_true(back == x);
        FloatDigits shortest, shorter;
        float_digits_shortest(&shortest, x);
        if (shortest.len > 1 && shortest.len <= 17) {
            assert_true(float_digits_significant(&shorter, x, (int)shortest.len - 1));
            assert_true(float_from_digits(&shorter) != x);
            float_digits_deinit(&shorter);
        }
    }
}

/* Against the C library, whose rounding is exact. */
static void test_against_printf(void **state) {
    (void)state;
    for (int i = 0; i < 50000; i++) {
        double x = (double)(int64_t)random_bits() / (double)(1 + random_bits() % 1000000000000);
        int precision = (int)(random_bits() % 18);
        char expected[64];
        snprintf(expected, sizeof expected, "%.*f", precision, x);
        assert_format(x, 'f', precision, false, expected);
        snprintf(expected, sizeof expected, "%.*e", precision, x);
        assert_format(x, 'e', precision, false, expected);
        snprintf(expected, sizeof expected, "%.*g", precision, x);
        assert_format(x, 'g', precision, false, expected);
    }
}

static void test_reading(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {
        {" 1.5 ", 1.5},
        {"1_000.2_5", 1000.25},
        {".5", 0.5},
        {"5.", 5.0},
        {"-1e-5", -1e-5},
        {"1E+3", 1000.0},
        {"inf", HUGE_VAL},
        {"-Infinity", -HUGE_VAL},
        {"1e400", HUGE_VAL},
        {"1e-400", 0.0},
        {"0000000000000000000000001", 1.0},
        {"123456789012345678901234567890", 123456789012345678901234567890.0},
    };
    static const char *const bad[] = {
        "",   " ",    ".",    "e5",   "1e",  "1e+",   "1__0", "_1",
        "1_", "1_.5", "1._5", "0x10", "1 2", "infin", "--1",  "1.5.",
    };
    double value;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(float_parse_text(good[i].text, strlen(good[i].text), &value));
        assert_true(value == good[i].value);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_false(float_parse_text(bad[i], strlen(bad[i]), &value));
    }
    /* A tie that the digit in place 900 decides. */
    char text[1000] = "9007199254740993.";
    size_t len = strlen(text);
    memset(text + len, '0', 900);
    assert_true(float_parse_text(text, len + 900, &value) && value == 9007199254740992.0);
    text[len + 899] = '1';
    assert_true(float_parse_text(text, len + 900, &value) && value == 9007199254740994.0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repr),     cmocka_unit_test(test_formats),
        cmocka_unit_test(test_shortest), cmocka_unit_test(test_against_printf),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
