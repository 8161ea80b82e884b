#include "lib/exception_make.h"

#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/str.h"
#include "types/tuple.h"

bool exception_make_from(VM *vm, Object **place, const char *module, const char *name,
                         Object *bases) {
    if (*place || !bases) {
        xdecref(vm, bases);
        return *place != NULL;
    }
    Object *name_text = str_intern_cstr(vm, name);
    Object *module_text = str_intern_cstr(vm, module);
    Object *dict = dict_new(vm);
    Object *cls = NULL;
    if (name_text && module_text && dict &&
        dict_set(vm, dict, ID(vm, __module__), module_text) == 0) {
        Object *args[] = {name_text, bases, dict};
        cls = call(vm, OBJ(TYPE(vm, TYPE)), args, 3, NULL);
    }
    xdecref(vm, dict);
    decref(vm, bases);
    xdecref(vm, module_text);
    xdecref(vm, name_text);
    *place = lib_keep(vm, cls);
    return *place != NULL;
}

bool exception_make(VM *vm, Object **place, const char *module, const char *name, Type *base) {
    return exception_make_from(vm, place, module, name, *place ? NULL : tuple_pack(vm, 1, base));
}

Object *exception_raise(VM *vm, Object *cls, const char *format, ...) {
    va_list list;
    va_start(list, format);
    Object *text = str_format_list(vm, format, list);
    va_end(list);
    Object *exc = text ? call1(vm, cls, text) : NULL;
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    xdecref(vm, text);
    return NULL;
}
