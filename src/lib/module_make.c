#include "lib/module_make.h"

#include <stdarg.h>
#include <string.h>

#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

Object *module_make(VM *vm, const char *name, const char *doc, const MethodDef *methods) {
    if (!lib_init(vm)) {
        return NULL;
    }
    Object *text = str_intern_cstr(vm, name);
    Object *m = text ? module_new(vm, text) : NULL;
    xdecref(vm, text);
    if (m && ((doc && module_add(vm, m, "__doc__", str_from_cstr(vm, doc)) < 0) ||
              (methods && module_add_methods(vm, m, methods) < 0))) {
        clear_ref(vm, m);
    }
    return m;
}

bool module_make_hidden_type(VM *vm, const TypeSpec *spec, enum LibType which) {
    Type **place = &vm->lib->types[which];
    if (!*place) {
        *place = lib_keep(vm, type_from_spec(vm, spec, NULL));
    }
    return *place != NULL;
}

static bool add_under_its_name(VM *vm, Object *module, const TypeSpec *spec, Object *type) {
    const char *dot = strrchr(spec->name, '.');
    return module_add(vm, module, dot ? dot + 1 : spec->name, type) == 0;
}

bool module_make_type(VM *vm, Object *module, const TypeSpec *spec, enum LibType which) {
    return module_make_hidden_type(vm, spec, which) &&
           add_under_its_name(vm, module, spec, new_ref(OBJ(vm->lib->types[which])));
}

bool module_add_type(VM *vm, Object *module, const TypeSpec *spec) {
    return add_under_its_name(vm, module, spec, OBJ(type_from_spec(vm, spec, NULL)));
}

bool module_add_ints(VM *vm, Object *module, const IntConstant *constants, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (module_add(vm, module, constants[i].name, int_new_own(vm, constants[i].value)) < 0) {
            return false;
        }
    }
    return true;
}

Type *lib_type(VM *vm, enum LibType which) {
    Type *t = vm->lib ? vm->lib->types[which] : NULL;
    if (UNLIKELY(!t)) {
        raise(vm, EXC_RuntimeError, "the module of this type has gone");
    }
    return t;
}

Object *pack_steal(VM *vm, size_t n, ...) {
    Object *values[8];
    bool complete = true;
    va_list list;
    ASSERT(n <= COUNT_OF(values));
    va_start(list, n);
    for (size_t i = 0; i < n; i++) {
        values[i] = va_arg(list, Object *);
        complete = complete && values[i];
    }
    va_end(list);
    if (complete) {
        return tuple_from_steal(vm, values, n);
    }
    for (size_t i = 0; i < n; i++) {
        xdecref(vm, values[i]);
    }
    return NULL;
}
