/* Growable buffers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"

static void test_appending(void **state) {
    (void)state;
    Buffer b;
    buffer_init(&b);
    buffer_add_text(&b, "ab");
    buffer_add_char(&b, 'c');
    buffer_add_repeat(&b, '-', 3);
    buffer_add_format(&b, "%d/%s", 42, "x");
    assert_string_equal(buffer_text(&b), "abc---42/x");
    assert_int_equal(b.size, 10);
    buffer_clear(&b);
    assert_string_equal(buffer_text(&b), "");
    buffer_deinit(&b);
}

static void test_long_formats(void **state) {
    (void)state;
    Buffer b;
    buffer_init(&b);
    for (int i = 0; i < 100; i++) {
        buffer_add_format(&b, "%0300d", i);
    }
    assert_int_equal(b.size, 30000);
    assert_memory_equal(b.data + 29998, "99", 2);
    buffer_deinit(&b);
}

static void test_utf8(void **state) {
    (void)state;
    Buffer b;
    buffer_init(&b);
    buffer_add_utf8(&b, 'A');
    buffer_add_utf8(&b, 0xE9);
    buffer_add_utf8(&b, 0x20AC);
    buffer_add_utf8(&b, 0x1F40D);
    assert_string_equal(buffer_text(&b), "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x90\x8D");
    buffer_deinit(&b);
}

static void test_taking(void **state) {
    (void)state;
    Buffer b;
    size_t size;
    buffer_init(&b);
    assert_null(buffer_take(&b, &size));
    buffer_add_text(&b, "hello");
    char *data = buffer_take(&b, &size);
    assert_int_equal(size, 5);
    assert_memory_equal(data, "hello", 5);
    assert_int_equal(b.size, 0);
    free(data);
    buffer_deinit(&b);
}

typedef struct Source {
    size_t held;
    int left; /* allocations that still succeed */
} Source;

static void *resize(void *context, void *p, size_t old_size, size_t new_size) {
    Source *source = context;
    if (new_size == 0) {
        source->held -= old_size;
        free(p);
        return NULL;
    }
    if (source->left-- <= 0) {
        return NULL;
    }
    source->held += new_size - old_size;
    return realloc(p, new_size);
}

static void test_failures_stick(void **state) {
    (void)state;
    Buffer b;
    Source source = {0, 1};
    buffer_init_with(&b, resize, &source);
    buffer_add_repeat(&b, 'x', 60);
    assert_false(b.failed);
    buffer_add_repeat(&b, 'y', 1000);
    assert_true(b.failed);
    buffer_add_char(&b, 'z');
    assert_int_equal(b.size, 60);
    assert_null(buffer_text(&b));
    assert_null(buffer_take(&b, NULL));
    assert_int_equal(source.held, 0);
}

static void test_impossible_sizes_fail(void **state) {
    (void)state;
    Buffer b;
    buffer_init(&b);
    buffer_add_char(&b, 'x');
    assert_false(buffer_reserve(&b, SIZE_MAX));
    assert_true(b.failed);
    buffer_deinit(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appending),      cmocka_unit_test(test_long_formats),
        cmocka_unit_test(test_utf8),           cmocka_unit_test(test_taking),
        cmocka_unit_test(test_failures_stick), cmocka_unit_test(test_impossible_sizes_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
