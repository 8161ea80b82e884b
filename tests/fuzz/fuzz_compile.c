/* Fuzzer of everything that reads text or bytes of unknown origin: the compiler, marshal, the
 * formatting languages, literals, codecs. The first byte says which. Nothing of the input is run.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "lang/compile.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

enum {
    MEMORY_LIMIT = 64 << 20,
    RUNS_PER_CHECK = 100,
    RUNS_PER_VM = 1000, /* at its end leaks show */
};

static VM *vm;
static unsigned runs;

static void compile_text(const uint8_t *data, size_t size, enum CompileMode mode,
                         bool interactive) {
    bool incomplete = false;
    CompileOptions options = {.mode = mode, .interactive = interactive, .incomplete = &incomplete};
    Object *name = str_from_cstr(vm, "<fuzz>");
    Object *code = name ? compile_source(vm, (const char *)data, size, name, &options) : NULL;
    /* Its tables must be readable, too. */
    Object *lines = code ? object_getattr_utf8(vm, code, "co_lines") : NULL;
    Object *iterator = lines ? call0(vm, lines) : NULL;
    Object *list = iterator ? call1(vm, OBJ(TYPE(vm, LIST)), iterator) : NULL;
    xdecref(vm, list);
    xdecref(vm, iterator);
    xdecref(vm, lines);
    xdecref(vm, code);
    xdecref(vm, name);
}

static Object *import_function(const char *module_name, const char *name) {
    Object *module = import_dotted(vm, module_name);
    Object *function = module ? object_getattr_utf8(vm, module, name) : NULL;
    xdecref(vm, module);
    return function;
}

static void call_with(Object *function, Object *argument) {
    Object *result = function && argument ? call1(vm, function, argument) : NULL;
    xdecref(vm, result);
    xdecref(vm, argument);
    xdecref(vm, function);
}

/* The text of the input; NULL if it is none. */
static Object *text_of(const uint8_t *data, size_t size) {
    return str_decode(vm, data, size, "utf-8", "surrogateescape");
}

/* format(value, text), text % values, text.format(values): values of all kinds. */
static void format_with(const uint8_t *data, size_t size) {
    Object *spec = text_of(data, size);
    Object *values[] = {int_from_i64(vm, -1234567),       int_from_u64(vm, UINT64_MAX),
                        float_from_double(vm, 1234.5678), str_from_cstr(vm, "text"),
                        bytes_from(vm, "bytes", 5),       new_ref(vm->none)};
    size_t n = sizeof values / sizeof *values;
    for (size_t i = 0; spec && i < n; i++) {
        Object *text = object_format(vm, values[i], spec);
        xdecref(vm, text);
        error_clear(vm);
    }
    Object *tuple = tuple_from(vm, values, n);
    Object *done = spec && tuple ? number_binary(vm, spec, tuple, OP_MOD) : NULL;
    error_clear(vm);
    Object *format = spec ? object_getattr_utf8(vm, spec, "format") : NULL;
    Object *formatted = format ? call(vm, format, values, n, NULL) : NULL;
    error_clear(vm);
    Object *raw = bytes_from(vm, data, size);
    Object *raw_done = raw && tuple ? number_binary(vm, raw, tuple, OP_MOD) : NULL;
    xdecref(vm, raw_done);
    xdecref(vm, raw);
    xdecref(vm, formatted);
    xdecref(vm, format);
    xdecref(vm, done);
    xdecref(vm, tuple);
    for (size_t i = 0; i < n; i++) {
        xdecref(vm, values[i]);
    }
    xdecref(vm, spec);
}

static void decode(const uint8_t *data, size_t size) {
    static const char *const names[] = {
        "utf-8",  "utf-16",         "utf-32-be",          "ascii",     "utf-16-le",
        "utf-32", "unicode_escape", "raw_unicode_escape", "utf-8-sig", "utf-16-be"};
    static const char *const handlers[] = {"strict",          "ignore",        "replace",
                                           "surrogateescape", "surrogatepass", "backslashreplace"};
    if (size < 1) {
        return;
    }
    const char *name = names[data[0] % 10], *errors = handlers[data[0] / 10 % 6];
    Object *text = str_decode(vm, data + 1, size - 1, name, errors);
    Object *bytes = text ? str_encode(vm, text, name, errors) : NULL;
    xdecref(vm, bytes);
    xdecref(vm, text);
}

static void run_one(const uint8_t *data, size_t size) {
    unsigned kind = *data++ % 16;
    size--;
    switch (kind) {
    case 8:
        call_with(import_function("marshal", "loads"), bytes_from(vm, data, size));
        break;
    case 9:
        format_with(data, size);
        break;
    case 10:
        call_with(new_ref(OBJ(TYPE(vm, INT))), text_of(data, size));
        error_clear(vm);
        call_with(new_ref(OBJ(TYPE(vm, FLOAT))), text_of(data, size));
        error_clear(vm);
        call_with(new_ref(OBJ(TYPE(vm, COMPLEX))), text_of(data, size));
        break;
    case 11:
        decode(data, size);
        break;
    case 12:
        call_with(import_function("_struct", "calcsize"), text_of(data, size));
        error_clear(vm);
        call_with(import_function("_string", "formatter_parser"), text_of(data, size));
        error_clear(vm);
        call_with(import_function("binascii", "a2b_base64"), bytes_from(vm, data, size));
        error_clear(vm);
        call_with(import_function("binascii", "a2b_uu"), bytes_from(vm, data, size));
        break;
    case 13:
        compile_text(data, size, COMPILE_EVAL, false);
        break;
    case 14:
        compile_text(data, size, COMPILE_SINGLE, true);
        break;
    default:
        compile_text(data, size, COMPILE_EXEC, false);
        break;
    }
    error_clear(vm);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) {
        return 0;
    }
    vm = vm ? vm : fuzz_vm_new(MEMORY_LIMIT);
    run_one(data, size);
    if (++runs % RUNS_PER_CHECK == 0) {
        fuzz_vm_check(vm);
    }
    if (runs % RUNS_PER_VM == 0) {
        fuzz_vm_free(vm);
        vm = NULL;
    }
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    unsigned kind = size ? data[0] % 16 : 0;
    if (size < 2 || seed % 3 == 0 || (kind >= 8 && kind <= 12)) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    return 1 + fuzz_mutate(data + 1, size - 1, max_size - 1, seed / 3);
}
