#include "object/warn.h"

#include <stdarg.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/str.h"

/* warnings.warn; NULL without an error if there is no such module. */
static Object *find_function(VM *vm) {
    Object *module = dict_get_cstr(vm, vm->modules, "warnings");
    if (module) {
        incref(module);
    } else {
        Object *import = dict_get_cstr(vm, vm->builtins, "__import__");
        Object *name = import ? str_intern_cstr(vm, "warnings") : NULL;
        module = name ? call1(vm, import, name) : NULL;
        xdecref(vm, name);
    }
    Object *function = module ? object_getattr_utf8(vm, module, "warn") : NULL;
    xdecref(vm, module);
    if (!function &&
        (error_matches(vm, EXC_ImportError) || error_matches(vm, EXC_AttributeError))) {
        error_clear(vm);
    }
    return function;
}

int warn(VM *vm, int category, const char *format, ...) {
    va_list list;
    va_start(list, format);
    Object *text = str_format_list(vm, format, list);
    va_end(list);
    Object *function = text ? find_function(vm) : NULL;
    if (function) {
        Object *result = call2(vm, function, text, OBJ(vm->exceptions[category]));
        xdecref(vm, result);
        decref(vm, function);
    }
    xdecref(vm, text);
    return error_occurred(vm) ? -1 : 0;
}
