#include "types/number_text.h"

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/str.h"
#include "types/unicode.h"

static int translate(VM *vm, NumberText *t, Object *s) {
    size_t len = STR_LEN(s);
    char *out = raw_alloc(vm, len);
    if (!out) {
        return -1;
    }
    for (size_t i = 0; i < len; i++) {
        uint32_t c = str_char(s, i);
        int digit;
        if (c < 0x80) {
            out[i] = (char)c;
        } else if ((digit = unicode_decimal_value(c)) >= 0) {
            out[i] = (char)('0' + digit);
        } else {
            out[i] = unicode_is_space(c) ? ' ' : '?';
        }
    }
    t->text = t->owned = out;
    t->len = len;
    return 1;
}

int number_text_init(VM *vm, NumberText *t, Object *o) {
    t->owned = NULL;
    if (is_str(vm, o)) {
        if (!str_is_ascii(o) && STR_LEN(o) != 0) {
            return translate(vm, t, o);
        }
        t->text = (const char *)STR(o)->data;
        t->len = STR_LEN(o);
        return 1;
    }
    if (!type_of(vm, o)->slots.buffer) {
        return 0;
    }
    ByteView view;
    if (object_byte_view(vm, o, &view) < 0) {
        return -1;
    }
    t->text = (const char *)view.data;
    t->len = view.len;
    return 1;
}

void number_text_deinit(VM *vm, NumberText *t) {
    if (t->owned) {
        raw_free(vm, t->owned, t->len);
    }
}

Object *number_text_repr(VM *vm, Object *o, size_t max) {
    Object *repr;
    if (is_str(vm, o) || is_bytes(vm, o)) {
        repr = object_repr(vm, o);
    } else {
        ByteView view;
        if (object_byte_view(vm, o, &view) < 0) {
            return NULL;
        }
        repr = bytes_repr_text(vm, view.data, view.len, "", "");
    }
    if (repr && STR_LEN(repr) > max) {
        Object *cut = str_substring(vm, repr, 0, max);
        decref(vm, repr);
        return cut;
    }
    return repr;
}
