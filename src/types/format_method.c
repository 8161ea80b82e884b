/* str.format and str.format_map. */
#include "types/format_internal.h"
#include "types/int.h"
#include "types/tuple.h"

enum Numbering { NUMBERING_UNKNOWN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL };
enum { MAX_NESTING = 2 };

typedef struct FormatCall {
    VM *vm;
    Object *const *args; /* NULL for format_map */
    size_t nargs;
    Object *kwnames; /* tuple or NULL; their values follow the positional ones */
    Object *mapping; /* format_map's */
    enum Numbering numbering;
    int64_t next_index;
} FormatCall;

static bool build(FormatCall *call, Object *s, size_t start, size_t end, int nesting,
                  StrBuilder *out);

/* ------------------------------------------------------------------ the value of a field */

static Object *named_argument(FormatCall *call, Object *key) {
    VM *vm = call->vm;
    if (call->mapping) {
        return object_getitem(vm, call->mapping, key);
    }
    size_t n = call->kwnames ? TUPLE_LEN(call->kwnames) : 0;
    for (size_t i = 0; i < n; i++) {
        if (str_equal(TUPLE_ITEM(call->kwnames, i), key)) {
            return new_ref(call->args[call->nargs + i]);
        }
    }
    return raise_object(vm, EXC_KeyError, key);
}

static bool check_numbering(FormatCall *call, bool is_empty) {
    if (call->numbering == NUMBERING_UNKNOWN) {
        call->numbering = is_empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    }
    if (call->numbering == NUMBERING_MANUAL && is_empty) {
        raise(call->vm, EXC_ValueError,
              "cannot switch from manual field specification to automatic field numbering");
        return false;
    }
    if (call->numbering == NUMBERING_AUTOMATIC && !is_empty) {
        raise(call->vm, EXC_ValueError,
              "cannot switch from automatic field numbering to manual field specification");
        return false;
    }
    return true;
}

static Object *first_value(FormatCall *call, Object *s, size_t start, const FieldName *name) {
    VM *vm = call->vm;
    bool is_empty = name->first_end == start;
    int64_t index = name->index;
    if (is_empty || index >= 0) {
        if (!check_numbering(call, is_empty)) {
            return NULL;
        }
        index = is_empty ? call->next_index++ : index;
        if (!call->args) {
            return raise(vm, EXC_ValueError, "Format string contains positional fields");
        }
        if ((uint64_t)index >= call->nargs) {
            return raise(vm, EXC_IndexError,
                         "Replacement index %zd out of range for positional args tuple", index);
        }
        return new_ref(call->args[index]);
    }
    Object *key = str_substring(vm, s, start, name->first_end);
    Object *value = key ? named_argument(call, key) : NULL;
    xdecref(vm, key);
    return value;
}

/* o.attribute or o[item]. */
static Object *step_value(VM *vm, Object *o, Object *s, const FieldStep *step) {
    Object *name = step->index >= 0 ? int_from_i64(vm, step->index)
                                    : str_substring(vm, s, step->start, step->end);
    if (!name) {
        return NULL;
    }
    Object *value = step->is_attribute ? object_getattr(vm, o, name) : object_getitem(vm, o, name);
    decref(vm, name);
    return value;
}

static Object *field_value(FormatCall *call, Object *s, const FormatField *field) {
    VM *vm = call->vm;
    FieldName name;
    if (!format_split_name(vm, s, field->name_start, field->name_end, &name)) {
        return NULL;
    }
    Object *value = first_value(call, s, field->name_start, &name);
    size_t at = name.first_end;
    while (value) {
        FieldStep step;
        int more = format_next_step(vm, s, &at, field->name_end, &step);
        if (more == 0) {
            break;
        }
        Object *next = more > 0 ? step_value(vm, value, s, &step) : NULL;
        decref(vm, value);
        value = next;
    }
    return value;
}

/* ------------------------------------------------------------------ writing */

/* Steals o. */
static Object *convert(VM *vm, Object *o, uint32_t conversion) {
    Object *result;
    switch (conversion) {
    case 0:
        return o;
    case 'r':
        result = object_repr(vm, o);
        break;
    case 's':
        result = object_str(vm, o);
        break;
    case 'a':
        result = object_ascii(vm, o);
        break;
    default:
        if (conversion > 32 && conversion < 127) {
            result = raise(vm, EXC_ValueError, "Unknown conversion specifier %c", (int)conversion);
        } else {
            result = raise(vm, EXC_ValueError, "Unknown conversion specifier \\x%x", conversion);
        }
    }
    decref(vm, o);
    return result;
}

static Object *field_spec(FormatCall *call, Object *s, const FormatField *field, int nesting) {
    if (!field->spec_is_nested) {
        return str_substring(call->vm, s, field->spec_start, field->spec_end);
    }
    StrBuilder spec;
    str_builder_init(&spec, call->vm);
    if (!build(call, s, field->spec_start, field->spec_end, nesting - 1, &spec)) {
        str_builder_deinit(&spec);
        return NULL;
    }
    return str_builder_finish(&spec);
}

static bool write_field(FormatCall *call, Object *s, const FormatField *field, int nesting,
                        StrBuilder *out) {
    VM *vm = call->vm;
    Object *value = field_value(call, s, field);
    if (value && field->conversion) {
        value = convert(vm, value, field->conversion);
    }
    if (!value) {
        return false;
    }
    Object *spec = field_spec(call, s, field, nesting);
    Object *text = spec ? object_format(vm, value, spec) : NULL;
    bool ok = text && str_builder_str(out, text);
    xdecref(vm, text);
    xdecref(vm, spec);
    decref(vm, value);
    return ok;
}

static bool build(FormatCall *call, Object *s, size_t start, size_t end, int nesting,
                  StrBuilder *out) {
    if (nesting <= 0) {
        raise(call->vm, EXC_ValueError, "Max string recursion exceeded");
        return false;
    }
    FormatField field;
    int more;
    while ((more = format_next_field(call->vm, s, &start, end, &field)) > 0) {
        if (!str_builder_substring(out, s, field.literal_start, field.literal_end)) {
            return false;
        }
        if (field.present && !write_field(call, s, &field, nesting, out)) {
            return false;
        }
    }
    return more == 0;
}

static Object *format_all(FormatCall *call, Object *s) {
    StrBuilder out;
    str_builder_init(&out, call->vm);
    if (!build(call, s, 0, STR_LEN(s), MAX_NESTING, &out)) {
        str_builder_deinit(&out);
        return NULL;
    }
    return str_builder_finish(&out);
}

Object *str_format_method(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    static Object *const none[1];
    FormatCall call = {.vm = vm, .args = args ? args : none, .nargs = nargs, .kwnames = kwnames};
    return format_all(&call, s);
}

Object *str_format_map(VM *vm, Object *s, Object *mapping) {
    FormatCall call = {.vm = vm, .mapping = mapping};
    return format_all(&call, s);
}
