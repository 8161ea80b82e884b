/* _json.Encoder: from objects to JSON text. */
#include <math.h>
#include <string.h>

#include "lib/json.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/tuple.h"

typedef struct Encoder {
    Object head;
    Object *markers;  /* dict of the containers being written, by id, or None */
    Object *default_; /* called for objects of other kinds */
    Object *encoder;  /* quotes strings */
    Object *indent, *key_separator, *item_separator;
    bool sort_keys, skipkeys;
    bool allow_nan;
    int8_t quoting; /* json_quoting_kind(encoder) */
} Encoder;
#define ENCODER(o) ((Encoder *)(o))

#define ENCODER_FIELDS(X)                                                                          \
    X(markers)                                                                                     \
    X(default_)                                                                                    \
    X(encoder)                                                                                     \
    X(indent)                                                                                      \
    X(key_separator)                                                                               \
    X(item_separator)
TYPE_MEMORY(encoder, Encoder, ENCODER_FIELDS)

static bool write_value(VM *vm, Encoder *self, StrBuilder *b, Object *o);

/* ------------------------------------------------------------------ plain values */

static bool write_string(VM *vm, Encoder *self, StrBuilder *b, Object *s) {
    if (self->quoting >= 0) {
        return json_quote(b, s, self->quoting == 1);
    }
    Object *text = call1(vm, self->encoder, s);
    if (text && !is_str(vm, text)) {
        raise(vm, EXC_TypeError, "encoder() must return a string, not %T", text);
        clear_ref(vm, text);
    }
    bool ok = text && str_builder_str(b, text);
    xdecref(vm, text);
    return ok;
}

static bool write_int(VM *vm, StrBuilder *b, Object *o) {
    if (int_is_compact(o)) {
        char text[24], *p = text + sizeof text;
        int64_t v = INT_VALUE(o);
        uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        do {
            *--p = (char)('0' + rest % 10);
        } while (rest /= 10);
        if (v < 0) {
            *--p = '-';
        }
        return str_builder_ascii(b, p, (size_t)(text + sizeof text - p));
    }
    Object *text = int_to_str(vm, o, 10, false, true);
    bool ok = text && str_builder_str(b, text);
    xdecref(vm, text);
    return ok;
}

static bool write_float(VM *vm, Encoder *self, StrBuilder *b, Object *o) {
    double v = FLOAT_VALUE(o);
    if (!isfinite(v)) {
        if (!self->allow_nan) {
            raise(vm, EXC_ValueError, "Out of range float values are not JSON compliant");
            return false;
        }
        return str_builder_cstr(b, isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity");
    }
    char text[FLOAT_TEXT_MAX];
    size_t len = float_repr_text(v, text);
    return str_builder_ascii(b, text, len);
}

/* "null", "true", "false", or NULL for anything else. */
static const char *constant_text(VM *vm, const Object *o) {
    return o == vm->none ? "null" : o == vm->true_ ? "true" : o == vm->false_ ? "false" : NULL;
}

/* ------------------------------------------------------------------ containers */

/* Notes that o is being written: *ident is to be given to leave. false: an error. */
static bool enter(VM *vm, Encoder *self, Object *o, Object **ident) {
    *ident = NULL;
    if (self->markers == vm->none) {
        return true;
    }
    *ident = int_from_u64(vm, (uint64_t)(uintptr_t)o);
    int found = *ident ? dict_contains(vm, self->markers, *ident) : -1;
    if (found == 0) {
        found = dict_set(vm, self->markers, *ident, o);
    } else if (found > 0) {
        raise(vm, EXC_ValueError, "Circular reference detected");
        found = -1;
    }
    if (found < 0) {
        xdecref(vm, *ident);
    }
    return found == 0;
}
static bool leave(VM *vm, Encoder *self, Object *ident, bool ok) {
    if (ident) {
        ok = ok && dict_delete(vm, self->markers, ident) == 0;
        decref(vm, ident);
    }
    return ok;
}

static bool write_items(VM *vm, Encoder *self, StrBuilder *b, Object *sequence) {
    for (size_t i = 0; i < fast_len(sequence, vm); i++) {
        Object *o = new_ref(fast_items(sequence, vm)[i]);
        bool ok =
            (i == 0 || str_builder_str(b, self->item_separator)) && write_value(vm, self, b, o);
        decref(vm, o);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool write_list(VM *vm, Encoder *self, StrBuilder *b, Object *o) {
    Object *sequence = is_list(vm, o) || is_tuple(vm, o)
                           ? new_ref(o)
                           : object_fast_sequence(vm, o, "_iterencode_list needs a sequence");
    if (!sequence) {
        return false;
    }
    bool ok;
    Object *ident;
    if (fast_len(sequence, vm) == 0) {
        ok = str_builder_ascii(b, "[]", 2);
    } else {
        ok = enter(vm, self, o, &ident);
        if (ok) {
            ok = str_builder_char(b, '[') && write_items(vm, self, b, sequence) &&
                 str_builder_char(b, ']');
            ok = leave(vm, self, ident, ok);
        }
    }
    decref(vm, sequence);
    return ok;
}

/* One pair, with the comma before it; *first becomes false. Keys that cannot be are passed over or
 * an error. */
static bool write_pair(VM *vm, Encoder *self, StrBuilder *b, Object *key, Object *value,
                       bool *first) {
    const char *constant = constant_text(vm, key);
    bool is_text = is_str(vm, key), is_number = !is_text && is_int(vm, key);
    bool is_real = !is_text && is_float(vm, key);
    if (!is_text && !is_number && !is_real && !constant) {
        if (self->skipkeys) {
            return true;
        }
        raise(vm, EXC_TypeError, "keys must be str, int, float, bool or None, not %T", key);
        return false;
    }
    if (is_real && !isfinite(FLOAT_VALUE(key)) && !self->allow_nan) {
        raise(vm, EXC_ValueError, "Out of range float values are not JSON compliant");
        return false;
    }
    if (!*first && !str_builder_str(b, self->item_separator)) {
        return false;
    }
    *first = false;
    bool ok;
    if (is_text) {
        ok = write_string(vm, self, b, key);
    } else {
        StrBuilder text;
        str_builder_init(&text, vm);
        ok = constant    ? str_builder_cstr(&text, constant)
             : is_number ? write_int(vm, &text, key)
                         : write_float(vm, self, &text, key);
        Object *s = ok ? str_builder_finish(&text) : NULL;
        str_builder_deinit(&text);
        ok = s && write_string(vm, self, b, s);
        xdecref(vm, s);
    }
    return ok && str_builder_str(b, self->key_separator) && write_value(vm, self, b, value);
}

/* Of a plain dict in its own order: from a copy, as writing may run code that changes it. */
static bool write_dict_pairs(VM *vm, Encoder *self, StrBuilder *b, Object *dict) {
    Object *copy = dict_copy(vm, dict), *key, *value;
    size_t pos = 0;
    bool ok = copy != NULL, first = true;
    while (ok && dict_next(copy, &pos, &key, &value)) {
        ok = write_pair(vm, self, b, key, value, &first);
    }
    xdecref(vm, copy);
    return ok;
}

/* The pairs that items() gives, sorted if that is wanted. */
static bool write_item_pairs(VM *vm, Encoder *self, StrBuilder *b, Object *mapping) {
    Object *view = call_method0(vm, mapping, ID(vm, items));
    Object *items = view ? list_from_iterable(vm, view) : NULL;
    xdecref(vm, view);
    bool ok = items && (!self->sort_keys || list_sort(vm, items, NULL, false) == 0), first = true;
    for (size_t i = 0; ok && i < LIST_LEN(items); i++) {
        Object *item = new_ref(LIST_ITEM(items, i));
        if (!is_tuple(vm, item) || TUPLE_LEN(item) != 2) {
            raise(vm, EXC_ValueError, "items must return 2-tuples");
            ok = false;
        } else {
            ok = write_pair(vm, self, b, TUPLE_ITEM(item, 0), TUPLE_ITEM(item, 1), &first);
        }
        decref(vm, item);
    }
    xdecref(vm, items);
    return ok;
}

static bool write_dict(VM *vm, Encoder *self, StrBuilder *b, Object *o) {
    Object *ident;
    if (DICT_LEN(o) == 0) {
        return str_builder_ascii(b, "{}", 2);
    }
    if (!enter(vm, self, o, &ident)) {
        return false;
    }
    bool ok = str_builder_char(b, '{') &&
              (is_exact(o, SHAPE_DICT) && !self->sort_keys ? write_dict_pairs(vm, self, b, o)
                                                           : write_item_pairs(vm, self, b, o)) &&
              str_builder_char(b, '}');
    return leave(vm, self, ident, ok);
}

/* An object of another kind: what default() makes of it. */
static bool write_other(VM *vm, Encoder *self, StrBuilder *b, Object *o) {
    Object *ident;
    if (!enter(vm, self, o, &ident)) {
        return false;
    }
    Object *replacement = call1(vm, self->default_, o);
    bool ok = replacement && recursion_enter(vm, " while encoding a JSON object");
    if (ok) {
        ok = write_value(vm, self, b, replacement);
        recursion_leave(vm);
    }
    xdecref(vm, replacement);
    return leave(vm, self, ident, ok);
}

static bool write_value(VM *vm, Encoder *self, StrBuilder *b, Object *o) {
    if (is_str(vm, o)) {
        return write_string(vm, self, b, o);
    }
    const char *constant = constant_text(vm, o);
    if (constant) {
        return str_builder_ascii(b, constant, strlen(constant));
    }
    if (is_int(vm, o)) {
        return write_int(vm, b, o);
    }
    if (is_float(vm, o)) {
        return write_float(vm, self, b, o);
    }
    bool is_sequence = is_list(vm, o) || is_tuple(vm, o);
    if (!is_sequence && !is_dict(vm, o)) {
        return write_other(vm, self, b, o);
    }
    if (!recursion_enter(vm, " while encoding a JSON object")) {
        return false;
    }
    bool ok = is_sequence ? write_list(vm, self, b, o) : write_dict(vm, self, b, o);
    recursion_leave(vm);
    return ok;
}

/* ------------------------------------------------------------------ the type */

static Object *encoder_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {
        "markers",        "default",   "encoder",  "indent",    "key_separator",
        "item_separator", "sort_keys", "skipkeys", "allow_nan", NULL};
    Object *markers, *default_, *quote, *indent, *key_separator, *item_separator;
    bool sort_keys, skipkeys, allow_nan;
    if (!args_parse(vm, "make_encoder", names, "OOOOUUppp", args, nargs, kwnames, &markers,
                    &default_, &quote, &indent, &key_separator, &item_separator, &sort_keys,
                    &skipkeys, &allow_nan)) {
        return NULL;
    }
    if (markers != vm->none && !is_dict(vm, markers)) {
        return raise(vm, EXC_TypeError, "make_encoder() argument 1 must be dict or None, not %T",
                     markers);
    }
    Encoder *self = object_alloc(vm, cls, sizeof *self);
    if (!self) {
        return NULL;
    }
    self->markers = new_ref(markers);
    self->default_ = new_ref(default_);
    self->encoder = new_ref(quote);
    self->indent = new_ref(indent);
    self->key_separator = new_ref(key_separator);
    self->item_separator = new_ref(item_separator);
    self->sort_keys = sort_keys;
    self->skipkeys = skipkeys;
    self->allow_nan = allow_nan;
    self->quoting = (int8_t)json_quoting_kind(quote);
    gc_track(vm, self);
    return OBJ(self);
}

static Object *encoder_call(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"obj", "_current_indent_level", NULL};
    Object *value;
    int64_t level;
    if (!args_parse(vm, "_iterencode", names, "On", args, nargs, kwnames, &value, &level)) {
        return NULL;
    }
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *text = write_value(vm, ENCODER(o), &b, value) ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return text ? list_from_steal(vm, &text, 1) : NULL;
}

static const MemberDef encoder_members[] = {
    {"markers", MEMBER_OBJECT, offsetof(Encoder, markers), true, "markers"},
    {"default", MEMBER_OBJECT, offsetof(Encoder, default_), true, "default"},
    {"encoder", MEMBER_OBJECT, offsetof(Encoder, encoder), true, "encoder"},
    {"indent", MEMBER_OBJECT, offsetof(Encoder, indent), true, "indent"},
    {"key_separator", MEMBER_OBJECT, offsetof(Encoder, key_separator), true, "key_separator"},
    {"item_separator", MEMBER_OBJECT, offsetof(Encoder, item_separator), true, "item_separator"},
    {"sort_keys", MEMBER_BOOL8, offsetof(Encoder, sort_keys), true, "sort_keys"},
    {"skipkeys", MEMBER_BOOL8, offsetof(Encoder, skipkeys), true, "skipkeys"},
    {0},
};

const TypeSpec json_encoder_spec = {
    .name = "_json.Encoder",
    .doc = "_iterencode(obj, _current_indent_level) -> iterable",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE,
    .size = sizeof(Encoder),
    .slots = {.dealloc = encoder_dealloc,
              .traverse = encoder_traverse,
              .new = encoder_new,
              .call = encoder_call},
    .members = encoder_members,
};
