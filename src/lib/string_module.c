/* The module _string: what string.Formatter is built on. */
#include "lib/modules.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/format_internal.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"

/* A tuple of n new references, taken over; NULL if one is missing. */
static Object *pack_steal(VM *vm, Object **items, size_t n) {
    bool complete = true;
    for (size_t i = 0; i < n; i++) {
        complete = complete && items[i];
    }
    if (complete) {
        return tuple_from_steal(vm, items, n);
    }
    for (size_t i = 0; i < n; i++) {
        xdecref(vm, items[i]);
    }
    return NULL;
}

/* An iterator over the list, which is released. */
static Object *iterate(VM *vm, Object *list) {
    Object *it = object_get_iter(vm, list);
    decref(vm, list);
    return it;
}

static Object *field_tuple(VM *vm, Object *s, const FormatField *f) {
    Object *items[4] = {str_substring(vm, s, f->literal_start, f->literal_end), NULL, NULL, NULL};
    if (f->present) {
        items[1] = str_substring(vm, s, f->name_start, f->name_end);
        items[2] = str_substring(vm, s, f->spec_start, f->spec_end);
        items[3] = f->conversion ? str_from_char(vm, f->conversion) : none_ref(vm);
    } else {
        for (int i = 1; i < 4; i++) {
            items[i] = none_ref(vm);
        }
    }
    return pack_steal(vm, items, 4);
}

static Object *formatter_parser(VM *vm, Object *self, Object *s) {
    UNUSED(self);
    if (!is_str(vm, s)) {
        return raise(vm, EXC_TypeError, "expected str, got %T", s);
    }
    Object *list = list_new(vm, 0);
    FormatField field;
    size_t at = 0;
    int more = 1;
    while (list && (more = format_next_field(vm, s, &at, STR_LEN(s), &field)) > 0) {
        Object *item = field_tuple(vm, s, &field);
        if (!item || list_append_steal(vm, list, item) < 0) {
            clear_ref(vm, list);
        }
    }
    if (list && more < 0) {
        clear_ref(vm, list);
    }
    return list ? iterate(vm, list) : NULL;
}

static Object *formatter_field_name_split(VM *vm, Object *self, Object *s) {
    UNUSED(self);
    if (!is_str(vm, s)) {
        return raise(vm, EXC_TypeError, "expected str, got %T", s);
    }
    FieldName name;
    if (!format_split_name(vm, s, 0, STR_LEN(s), &name)) {
        return NULL;
    }
    Object *list = list_new(vm, 0);
    size_t at = name.first_end;
    FieldStep step;
    int more = 1;
    while (list && (more = format_next_step(vm, s, &at, STR_LEN(s), &step)) > 0) {
        Object *items[2] = {bool_ref(vm, step.is_attribute),
                            step.index >= 0 ? int_from_i64(vm, step.index)
                                            : str_substring(vm, s, step.start, step.end)};
        Object *item = pack_steal(vm, items, 2);
        if (!item || list_append_steal(vm, list, item) < 0) {
            clear_ref(vm, list);
        }
    }
    if (list && more < 0) {
        clear_ref(vm, list);
    }
    Object *parts[2] = {NULL, list ? iterate(vm, list) : NULL};
    if (parts[1]) {
        parts[0] = name.index >= 0 ? int_from_i64(vm, name.index)
                                   : str_substring(vm, s, 0, name.first_end);
    }
    return pack_steal(vm, parts, 2);
}

static const MethodDef methods[] = {
    METHOD_O("formatter_parser", formatter_parser, "The fields of a format string."),
    METHOD_O("formatter_field_name_split", formatter_field_name_split,
             "The name of a field, taken apart."),
    {0},
};

Object *module_string(VM *vm) {
    Object *name = str_intern_cstr(vm, "_string");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (m && module_add_methods(vm, m, methods) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
