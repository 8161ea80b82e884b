/* Images of code objects: what is read is what was written; what is damaged is not read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adder.h"
#include "lang/code_file.h"
#include "lang/code_image.h"
#include "lang/compile.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/str.h"
#include "types/tuple.h"

static const char source[] =
    "'''doc'''\n"
    "import os.path as p\n"
    "x = (1.5, -0.0, 2j, b'bytes', 'a text', '\\u20ac \\ud800', 10**30, -10**30, None, ..., True)\n"
    "class C(object):\n"
    "    y: int = 3\n"
    "    def m(self, a, /, b=2, *c, d, **e):\n"
    "        'of m'\n"
    "        def inner(): return a, self, __class__\n"
    "        try:\n"
    "            return [i for i in c if i in {1, 'two', 3.0}]\n"
    "        except* ValueError as e:\n"
    "            with e: yield 70000, 'text with blanks'\n"
    "async def f(g=lambda: (1, (2, 3))): return await g\n";

typedef struct State {
    VM *vm;
    Object *code, *filename;
    Buffer image;
} State;

static int set_up(void **state) {
    static State s;
    AdderConfig config = {.hash_seed = 1, .no_library_path = true};
    s = (State){.vm = adder_new(&config)};
    assert_non_null(s.vm);
    CompileOptions options = {.mode = COMPILE_EXEC};
    s.filename = str_from_cstr(s.vm, "<first>");
    s.code = compile_source(s.vm, source, sizeof source - 1, s.filename, &options);
    assert_non_null(s.code);
    buffer_init(&s.image);
    assert_true(code_dump(s.vm, s.code, &s.image));
    *state = &s;
    return 0;
}

static int tear_down(void **state) {
    State *s = *state;
    buffer_deinit(&s->image);
    decref(s->vm, s->code);
    decref(s->vm, s->filename);
    assert_null(adder_check(s->vm));
    return adder_free(s->vm) == 0 ? 0 : -1;
}

static Object *load(State *s, const void *data, size_t len, Object *filename) {
    Object *bytes = bytes_from(s->vm, data, len);
    assert_non_null(bytes);
    Object *code = code_load(s->vm, bytes, filename);
    decref(s->vm, bytes);
    return code;
}

static Object *load_copy(State *s, const void *data, size_t len) {
    return load(s, data, len, NULL);
}

static void test_same(void **state) {
    State *s = *state;
    VM *vm = s->vm;
    const uint8_t *data = (const uint8_t *)s->image.data;
    assert_int_equal(code_image_size(data, s->image.size), s->image.size);
    Object *code = load_copy(s, data, s->image.size);
    assert_non_null(code);
    assert_null(CODE(code)->instrs); /* not read yet */
    assert_int_equal(object_compare_bool(vm, code, s->code, CMP_EQ), 1);
    Object *a = code_disassemble(vm, CODE(code)), *b = code_disassemble(vm, CODE(s->code));
    assert_true(a && b && str_equal(a, b));
    Buffer again;
    buffer_init(&again);
    assert_true(code_dump(vm, code, &again));
    assert_int_equal(again.size, s->image.size);
    buffer_deinit(&again);
    decref(vm, a);
    decref(vm, b);
    decref(vm, code);
}

static void test_file_name(void **state) {
    State *s = *state;
    Object *name = str_from_cstr(s->vm, "<second>");
    Object *code = load(s, s->image.data, s->image.size, name);
    assert_non_null(code);
    assert_ptr_equal(CODE(code)->filename, name);
    assert_true(code_complete(s->vm, CODE(code)));
    Object *consts = CODE(code)->consts;
    for (size_t i = 0; i < TUPLE_LEN(consts); i++) {
        Object *o = TUPLE_ITEM(consts, i);
        assert_true(!is_exact(o, SHAPE_CODE) || CODE(o)->filename == name);
    }
    decref(s->vm, code);
    decref(s->vm, name);
}

static void test_cut_short(void **state) {
    State *s = *state;
    for (size_t len = 0; len < s->image.size; len++) {
        assert_null(load_copy(s, s->image.data, len));
        assert_false(error_occurred(s->vm));
    }
}

static void test_flipped(void **state) {
    State *s = *state;
    uint8_t *data = (uint8_t *)s->image.data;
    for (size_t i = 0; i < s->image.size; i++) {
        for (unsigned bit = 0; bit < 8; bit += 3) {
            data[i] ^= (uint8_t)(1u << bit);
            assert_null(load_copy(s, data, s->image.size));
            assert_false(error_occurred(s->vm));
            data[i] ^= (uint8_t)(1u << bit);
        }
    }
}

/* Even with a checksum that fits, nothing is read from outside the image or made without end: what
 * comes out is some code object (never to be run) or nothing. */
static void test_forged(void **state) {
    State *s = *state;
    uint8_t *data = malloc(s->image.size);
    for (size_t i = IMAGE_CHECKSUM_SIZE; i < s->image.size; i++) {
        static const uint8_t values[] = {0x00, 0x01, 0x0D, 0x0F, 0x7F, 0xFF};
        for (size_t v = 0; v < sizeof values; v++) {
            memcpy(data, s->image.data, s->image.size);
            data[i] = values[v];
            size_t size = code_image_size(data, s->image.size);
            if (size) {
                uint64_t sum = image_checksum(data, size);
                memcpy(data, &sum, sizeof sum);
                Object *code = load_copy(s, data, s->image.size);
                if (code) {
                    code_complete_all(s->vm, CODE(code));
                }
                assert_false(error_occurred(s->vm));
                xdecref(s->vm, code);
            }
        }
    }
    free(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),      cmocka_unit_test(test_file_name),
        cmocka_unit_test(test_cut_short), cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_forged),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
