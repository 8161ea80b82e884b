/* UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError. */
#include "types/exception_impl.h"

#include "types/bytes.h"
#include "types/int.h"

#define UNICODE_ERROR(o) ((UnicodeError *)(void *)(o))

/* ------------------------------------------------------------ arguments */

static bool check_count(VM *vm, size_t nargs, size_t wanted) {
    if (nargs == wanted) {
        return true;
    }
    raise(vm, EXC_TypeError, "function takes exactly %zu arguments (%zu given)", wanted, nargs);
    return false;
}

static bool check_is_str(VM *vm, Object *const *args, size_t i) {
    if (is_str(vm, args[i])) {
        return true;
    }
    Object *arg = args[i];
    raise(vm, EXC_TypeError, "argument %zu must be str, not %s", i + 1,
          arg == vm->none ? "None" : TYPE_NAME(type_of(vm, arg)));
    return false;
}

static bool read_position(VM *vm, Object *arg, int64_t *out) {
    Object *index = number_index(vm, arg);
    if (!index) {
        return false;
    }
    bool ok = int_as_i64(index, out);
    decref(vm, index);
    if (!ok) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
    }
    return ok;
}

/* The bytes that were decoded (new reference): bytes as they are, other buffers copied. */
static Object *take_bytes(VM *vm, Object *o) {
    ByteView view;
    if (is_bytes(vm, o)) {
        return new_ref(o);
    }
    return object_byte_view(vm, o, &view) < 0 ? NULL : bytes_from(vm, view.data, view.len);
}

/* Fills the fields from start, end and reason at args, and the two given. encoding may be NULL. */
static int fill(VM *vm, Object *self, Object *encoding, Object *object, Object *const *args) {
    UnicodeError *e = UNICODE_ERROR(self);
    int64_t start, end;
    if (!read_position(vm, args[0], &start) || !read_position(vm, args[1], &end)) {
        return -1;
    }
    e->start = start;
    e->end = end;
    exception_store(vm, e->encoding, encoding);
    exception_store(vm, e->object, object);
    exception_store(vm, e->reason, args[2]);
    return 0;
}

int unicode_decode_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames) {
    if (exception_init(vm, self, args, nargs, kwnames) < 0 || !check_count(vm, nargs, 5) ||
        !check_is_str(vm, args, 0) || !check_is_str(vm, args, 4)) {
        return -1;
    }
    Object *object = take_bytes(vm, args[1]);
    if (!object) {
        return -1;
    }
    int result = fill(vm, self, args[0], object, args + 2);
    decref(vm, object);
    return result;
}

int unicode_encode_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames) {
    if (exception_init(vm, self, args, nargs, kwnames) < 0 || !check_count(vm, nargs, 5) ||
        !check_is_str(vm, args, 0) || !check_is_str(vm, args, 1) || !check_is_str(vm, args, 4)) {
        return -1;
    }
    return fill(vm, self, args[0], args[1], args + 2);
}

int unicode_translate_error_init(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    if (exception_init(vm, self, args, nargs, kwnames) < 0 || !check_count(vm, nargs, 4) ||
        !check_is_str(vm, args, 0) || !check_is_str(vm, args, 3)) {
        return -1;
    }
    return fill(vm, self, NULL, args[0], args + 1);
}

/* ------------------------------------------------------------ text */

/* Whether the error is about one element of an object with len of them. */
static bool is_single(const UnicodeError *e, size_t len) {
    return e->start >= 0 && e->start < (int64_t)len && e->end == e->start + 1;
}

/* "in position 3: reason" or "in position 3-5: reason", behind the start of the sentence. */
static Object *finish_text(VM *vm, const UnicodeError *e, bool single, Object *start) {
    if (!start) {
        return NULL;
    }
    Object *reason = e->reason ? e->reason : vm->none;
    Object *s = single
                    ? str_format(vm, "%U in position %lld: %S", start, (long long)e->start, reason)
                    : str_format(vm, "%U in position %lld-%lld: %S", start, (long long)e->start,
                                 (long long)e->end - 1, reason);
    decref(vm, start);
    return s;
}

Object *unicode_decode_error_str(VM *vm, Object *self) {
    UnicodeError *e = UNICODE_ERROR(self);
    if (!e->object || !is_bytes(vm, e->object)) {
        return new_ref(vm->empty_str);
    }
    bool single = is_single(e, BYTES(e->object)->len);
    Object *encoding = e->encoding ? e->encoding : vm->none;
    Object *start = single ? str_format(vm, "'%S' codec can't decode byte 0x%02x", encoding,
                                        BYTES(e->object)->data[e->start])
                           : str_format(vm, "'%S' codec can't decode bytes", encoding);
    return finish_text(vm, e, single, start);
}

/* The character as an escape sequence. */
static void escape(uint32_t c, char text[16]) {
    const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    snprintf(text, 16, format, c);
}

Object *unicode_encode_error_str(VM *vm, Object *self) {
    UnicodeError *e = UNICODE_ERROR(self);
    char text[16];
    if (!e->object || !is_str(vm, e->object)) {
        return new_ref(vm->empty_str);
    }
    bool single = is_single(e, STR_LEN(e->object));
    Object *encoding = e->encoding ? e->encoding : vm->none, *start;
    if (single) {
        escape(str_char(e->object, (size_t)e->start), text);
        start = str_format(vm, "'%S' codec can't encode character '%s'", encoding, text);
    } else {
        start = str_format(vm, "'%S' codec can't encode characters", encoding);
    }
    return finish_text(vm, e, single, start);
}

Object *unicode_translate_error_str(VM *vm, Object *self) {
    UnicodeError *e = UNICODE_ERROR(self);
    char text[16];
    if (!e->object || !is_str(vm, e->object)) {
        return new_ref(vm->empty_str);
    }
    bool single = is_single(e, STR_LEN(e->object));
    Object *start;
    if (single) {
        escape(str_char(e->object, (size_t)e->start), text);
        start = str_format(vm, "can't translate character '%s'", text);
    } else {
        start = str_format(vm, "can't translate characters");
    }
    return finish_text(vm, e, single, start);
}

const MemberDef unicode_error_members[] = {
    {"encoding", MEMBER_OBJECT_NONE, offsetof(UnicodeError, encoding), false, "exception encoding"},
    {"object", MEMBER_OBJECT_NONE, offsetof(UnicodeError, object), false, "exception object"},
    {"start", MEMBER_I64, offsetof(UnicodeError, start), false, "exception start"},
    {"end", MEMBER_I64, offsetof(UnicodeError, end), false, "exception end"},
    {"reason", MEMBER_OBJECT_NONE, offsetof(UnicodeError, reason), false, "exception reason"},
    {0},
};
