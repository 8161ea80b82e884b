/* The module array: methods of array.array, the module. */
#include <string.h>

#include "lib/array.h"
#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ items */

static Object *append(VM *vm, Object *o, Object *value) {
    return array_append(vm, ARRAY(o), value) ? none_ref(vm) : NULL;
}
static Object *extend(VM *vm, Object *o, Object *iterable) {
    return array_extend(vm, ARRAY(o), iterable) ? none_ref(vm) : NULL;
}

static Object *insert(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Array *a = ARRAY(o);
    uint8_t item[8];
    size_t size = a->kind->size;
    if (!args_count(vm, "insert", nargs, 2, 2)) {
        return NULL;
    }
    int64_t i = number_as_i64(vm, args[0], EXC_OverflowError);
    if ((i == -1 && error_occurred(vm)) || !a->kind->set(vm, args[1], item) ||
        !array_resize(vm, a, a->len + 1)) {
        return NULL;
    }
    int64_t old = a->len - 1;
    i = i < 0 ? i + old : i;
    i = i < 0 ? 0 : i > old ? old : i;
    memmove(a->data + (size_t)(i + 1) * size, a->data + (size_t)i * size, (size_t)(old - i) * size);
    memcpy(a->data + (size_t)i * size, item, size);
    return none_ref(vm);
}

static Object *pop(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Array *a = ARRAY(o);
    int64_t i = -1;
    if (!args_count(vm, "pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs && (i = number_as_i64(vm, args[0], EXC_OverflowError)) == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (!a->len) {
        return raise(vm, EXC_IndexError, "pop from empty array");
    }
    i += i < 0 ? a->len : 0;
    if (i < 0 || i >= a->len) {
        return raise(vm, EXC_IndexError, "pop index out of range");
    }
    Object *item = array_item(vm, a, i);
    if (item && !array_set_slice(vm, a, i, i + 1, NULL)) {
        clear_ref(vm, item);
    }
    return item;
}

/* The first place of value in [start, stop); -1: nowhere, -2: an error. */
static int64_t find(VM *vm, const Array *a, Object *value, int64_t start, int64_t stop) {
    for (int64_t i = start; i < stop && i < a->len; i++) {
        Object *item = array_item(vm, a, i);
        int equal = item ? object_compare_bool(vm, item, value, CMP_EQ) : -1;
        xdecref(vm, item);
        if (equal) {
            return equal < 0 ? -2 : i;
        }
    }
    return -1;
}

static bool bound(VM *vm, const Array *a, Object *o, int64_t *out) {
    *out = number_as_i64(vm, o, -1);
    if (*out == -1 && error_occurred(vm)) {
        return false;
    }
    if (*out < 0) {
        *out += a->len;
        *out = *out < 0 ? 0 : *out;
    }
    return true;
}

static Object *index_(VM *vm, Object *o, Object *const *args, size_t nargs) {
    const Array *a = ARRAY(o);
    int64_t start = 0, stop = INT64_MAX;
    if (!args_count(vm, "index", nargs, 1, 3) || (nargs > 1 && !bound(vm, a, args[1], &start)) ||
        (nargs > 2 && !bound(vm, a, args[2], &stop))) {
        return NULL;
    }
    int64_t i = find(vm, a, args[0], start, stop);
    return i >= 0    ? int_from_i64(vm, i)
           : i == -2 ? NULL
                     : raise(vm, EXC_ValueError, "array.index(x): x not in array");
}

static Object *count(VM *vm, Object *o, Object *value) {
    int64_t n = 0, i = -1;
    while ((i = find(vm, ARRAY(o), value, i + 1, INT64_MAX)) >= 0) {
        n++;
    }
    return i == -2 ? NULL : int_from_i64(vm, n);
}

static Object *remove_(VM *vm, Object *o, Object *value) {
    int64_t i = find(vm, ARRAY(o), value, 0, INT64_MAX);
    if (i == -1) {
        return raise(vm, EXC_ValueError, "array.remove(x): x not in array");
    }
    return i >= 0 && array_set_slice(vm, ARRAY(o), i, i + 1, NULL) ? none_ref(vm) : NULL;
}

static Object *reverse(VM *vm, Object *o) {
    Array *a = ARRAY(o);
    size_t size = a->kind->size;
    uint8_t held[8];
    for (int64_t i = 0, j = a->len - 1; i < j; i++, j--) {
        memcpy(held, a->data + (size_t)i * size, size);
        memcpy(a->data + (size_t)i * size, a->data + (size_t)j * size, size);
        memcpy(a->data + (size_t)j * size, held, size);
    }
    return none_ref(vm);
}

static void swap_bytes(uint8_t *data, int64_t n, size_t size) {
    for (int64_t i = 0; i < n; i++, data += size) {
        for (size_t j = 0; j < size / 2; j++) {
            uint8_t byte = data[j];
            data[j] = data[size - 1 - j];
            data[size - 1 - j] = byte;
        }
    }
}
static Object *byteswap(VM *vm, Object *o) {
    swap_bytes(ARRAY(o)->data, ARRAY(o)->len, ARRAY(o)->kind->size);
    return none_ref(vm);
}

/* ------------------------------------------------------------------ conversions */

static Object *tolist(VM *vm, Object *o) {
    const Array *a = ARRAY(o);
    Object *list = list_new(vm, (size_t)a->len);
    for (int64_t i = 0; list && i < a->len; i++) {
        Object *item = array_item(vm, a, i);
        if (!item || list_append_steal(vm, list, item) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

static Object *fromlist(VM *vm, Object *o, Object *list) {
    Array *a = ARRAY(o);
    int64_t old = a->len;
    if (!is_list(vm, list)) {
        return raise(vm, EXC_TypeError, "arg must be list");
    }
    uint32_t n = LIST_LEN(list);
    for (uint32_t i = 0; i < n; i++) {
        Object *item = i < LIST_LEN(list) ? new_ref(LIST_ITEM(list, i)) : NULL;
        bool ok = item && array_append(vm, a, item);
        xdecref(vm, item);
        if (ok && LIST_LEN(list) != n) {
            raise(vm, EXC_RuntimeError, "list changed size during iteration");
            ok = false;
        }
        if (!ok) {
            Object *error = error_fetch(vm);
            if (!array_resize(vm, a, old)) {
                error_clear(vm);
            }
            error_restore(vm, error);
            return NULL;
        }
    }
    return none_ref(vm);
}

static Object *tobytes(VM *vm, Object *o) {
    return bytes_from(vm, ARRAY(o)->data, (size_t)ARRAY(o)->len * ARRAY(o)->kind->size);
}

static Object *frombytes(VM *vm, Object *o, Object *data) {
    ByteView view;
    Array *a = ARRAY(o);
    if (object_byte_view(vm, data, &view) < 0) {
        return NULL;
    }
    if (view.len % a->kind->size) {
        return raise(vm, EXC_ValueError, "bytes length not a multiple of item size");
    }
    return array_add_bytes(vm, a, view.data, view.len) ? none_ref(vm) : NULL;
}

static Object *tounicode(VM *vm, Object *o) {
    const Array *a = ARRAY(o);
    if (a->kind->code != 'u') {
        return raise(vm, EXC_ValueError, "tounicode() may only be called on unicode type arrays");
    }
    for (int64_t i = 0; i < a->len; i++) {
        uint32_t c;
        memcpy(&c, a->data + 4 * i, sizeof c);
        if (c > 0x10FFFF) {
            return raise(vm, EXC_ValueError, "character U+%x is not in range [U+0000; U+10ffff]",
                         c);
        }
    }
    return a->len ? str_from_chars(vm, a->data, (size_t)a->len, 4) : new_ref(vm->empty_str);
}

static Object *fromunicode(VM *vm, Object *o, Object *text) {
    Array *a = ARRAY(o);
    if (!is_str(vm, text)) {
        return raise(vm, EXC_TypeError, "fromunicode() argument must be str, not %T", text);
    }
    if (a->kind->code != 'u') {
        return raise(vm, EXC_ValueError, "fromunicode() may only be called on unicode type arrays");
    }
    int64_t old = a->len;
    if (!array_resize(vm, a, old + STR_LEN(text))) {
        return NULL;
    }
    for (uint32_t i = 0; i < STR_LEN(text); i++) {
        uint32_t c = str_char(text, i);
        memcpy(a->data + 4 * (old + i), &c, sizeof c);
    }
    return none_ref(vm);
}

static Object *fromfile(VM *vm, Object *o, Object *const *args, size_t nargs) {
    Array *a = ARRAY(o);
    if (!args_count(vm, "fromfile", nargs, 2, 2)) {
        return NULL;
    }
    int64_t n = number_as_i64(vm, args[1], EXC_OverflowError), size;
    if (n == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (n < 0) {
        return raise(vm, EXC_ValueError, "negative count");
    }
    if (__builtin_mul_overflow(n, (int64_t)a->kind->size, &size)) {
        return raise_memory_error(vm);
    }
    Object *wanted = int_from_i64(vm, size);
    Object *bytes = wanted ? call_method1(vm, args[0], ID(vm, read), wanted) : NULL;
    xdecref(vm, wanted);
    if (!bytes) {
        return NULL;
    }
    if (!is_bytes(vm, bytes)) {
        decref(vm, bytes);
        return raise(vm, EXC_TypeError, "read() didn't return bytes");
    }
    bool short_ = (int64_t)BYTES(bytes)->len != size;
    Object *result = frombytes(vm, o, bytes);
    decref(vm, bytes);
    if (result && short_) {
        decref(vm, result);
        return raise(vm, EXC_EOFError, "read() didn't return enough bytes");
    }
    return result;
}

static Object *tofile(VM *vm, Object *o, Object *file) {
    enum { BLOCK = 64 * 1024 };
    size_t total = (size_t)ARRAY(o)->len * ARRAY(o)->kind->size;
    for (size_t at = 0; at < total; at += BLOCK) {
        size_t n = total - at < BLOCK ? total - at : BLOCK;
        Object *bytes = (size_t)ARRAY(o)->len * ARRAY(o)->kind->size >= at + n
                            ? bytes_from(vm, ARRAY(o)->data + at, n)
                            : raise(vm, EXC_RuntimeError, "array changed size while written");
        Object *result = bytes ? call_method1(vm, file, ID(vm, write), bytes) : NULL;
        xdecref(vm, bytes);
        if (!result) {
            return NULL;
        }
        decref(vm, result);
    }
    return none_ref(vm);
}

static Object *buffer_info(VM *vm, Object *o) {
    return pack_steal(vm, 2, int_from_u64(vm, (uintptr_t)ARRAY(o)->data),
                      int_from_i64(vm, ARRAY(o)->len));
}

/* ------------------------------------------------------------------ copies */

static Object *copy(VM *vm, Object *o) {
    const Array *a = ARRAY(o);
    Type *type = lib_type(vm, LIB_ARRAY);
    Object *result = type ? array_new(vm, type, a->kind, a->len) : NULL;
    if (result && a->len) {
        memcpy(ARRAY(result)->data, a->data, (size_t)a->len * a->kind->size);
    }
    return result;
}
static Object *deepcopy(VM *vm, Object *o, Object *memo) {
    UNUSED(memo);
    return copy(vm, o);
}

static Object *code_text(VM *vm, const Array *a) {
    return str_from_char(vm, (uint32_t)(uint8_t)a->kind->code);
}

static Object *reduce_ex(VM *vm, Object *o, Object *protocol) {
    const Array *a = ARRAY(o);
    int64_t number = number_as_i64(vm, protocol, EXC_OverflowError);
    if (number == -1 && error_occurred(vm)) {
        return NULL;
    }
    Object *key = ID(vm, __dict__);
    Object *dict = object_getattr_or_null(vm, o, key);
    if (!dict) {
        if (error_occurred(vm)) {
            return NULL;
        }
        dict = none_ref(vm);
    }
    if (number < 3) {
        return pack_steal(vm, 3, new_ref(type_of(vm, o)),
                          pack_steal(vm, 2, code_text(vm, a), tolist(vm, o)), dict);
    }
    Object *module = import_dotted(vm, "array");
    Object *function = module ? object_getattr_utf8(vm, module, "_array_reconstructor") : NULL;
    xdecref(vm, module);
    return pack_steal(vm, 3, function,
                      pack_steal(vm, 4, new_ref(type_of(vm, o)), code_text(vm, a),
                                 int_from_i64(vm, a->kind->machine_format), tobytes(vm, o)),
                      dict);
}

/* _array_reconstructor(arraytype, typecode, mformat_code, items): what pickles call. */
static Object *reconstruct(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "_array_reconstructor", nargs, 4, 4)) {
        return NULL;
    }
    Type *base = lib_type(vm, LIB_ARRAY);
    if (!base) {
        return NULL;
    }
    if (!is_type(vm, args[0])) {
        return raise(vm, EXC_TypeError, "first argument must be a type object, not %T", args[0]);
    }
    if (!type_is_subtype((Type *)args[0], base)) {
        return raise(vm, EXC_TypeError, "%N is not a subtype of %N", args[0], base);
    }
    if (!is_str(vm, args[1]) || STR_LEN(args[1]) != 1 || !array_kind(str_char(args[1], 0))) {
        return raise(vm, EXC_ValueError, "second argument must be a valid type code");
    }
    int64_t format = number_as_i64(vm, args[2], EXC_OverflowError);
    if (format == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (!is_bytes(vm, args[3])) {
        return raise(vm, EXC_TypeError, "fourth argument should be bytes, not %T", args[3]);
    }
    if (format < 0 || format > 21) {
        return raise(vm, EXC_ValueError, "third argument must be a valid machine format code.");
    }
    const ArrayKind *kind = array_kind(str_char(args[1], 0));
    bool swapped = kind->size > 1 && format == kind->machine_format + 1;
    if (!swapped && format != kind->machine_format) {
        return raise(vm, EXC_ValueError, "machine format does not fit the type code");
    }
    Object *o = array_new(vm, (Type *)args[0], kind, 0);
    Object *filled = o ? frombytes(vm, o, args[3]) : NULL;
    if (!filled) {
        xdecref(vm, o);
        return NULL;
    }
    decref(vm, filled);
    if (swapped) {
        swap_bytes(ARRAY(o)->data, ARRAY(o)->len, kind->size);
    }
    return o;
}

static Object *get_typecode(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return code_text(vm, ARRAY(o));
}
static Object *get_itemsize(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, ARRAY(o)->kind->size);
}

const MethodDef array_methods[] = {
    METHOD_O("append", append, "append($self, v, /)\n--\n\n"),
    METHOD_NOARGS("buffer_info", buffer_info, "buffer_info($self, /)\n--\n\n"),
    METHOD_NOARGS("byteswap", byteswap, "byteswap($self, /)\n--\n\n"),
    METHOD_NOARGS("__copy__", copy, "__copy__($self, /)\n--\n\n"),
    METHOD_O("count", count, "count($self, v, /)\n--\n\n"),
    METHOD_O("__deepcopy__", deepcopy, "__deepcopy__($self, unused, /)\n--\n\n"),
    METHOD_O("extend", extend, "extend($self, bb, /)\n--\n\n"),
    METHOD_FAST("fromfile", fromfile, "fromfile($self, f, n, /)\n--\n\n"),
    METHOD_O("fromlist", fromlist, "fromlist($self, list, /)\n--\n\n"),
    METHOD_O("frombytes", frombytes, "frombytes($self, buffer, /)\n--\n\n"),
    METHOD_O("fromunicode", fromunicode, "fromunicode($self, ustr, /)\n--\n\n"),
    METHOD_FAST("index", index_, "index($self, v, start=0, stop=sys.maxsize, /)\n--\n\n"),
    METHOD_FAST("insert", insert, "insert($self, i, v, /)\n--\n\n"),
    METHOD_FAST("pop", pop, "pop($self, i=-1, /)\n--\n\n"),
    METHOD_O("__reduce_ex__", reduce_ex, "__reduce_ex__($self, value, /)\n--\n\n"),
    METHOD_O("remove", remove_, "remove($self, v, /)\n--\n\n"),
    METHOD_NOARGS("reverse", reverse, "reverse($self, /)\n--\n\n"),
    METHOD_O("tofile", tofile, "tofile($self, f, /)\n--\n\n"),
    METHOD_NOARGS("tolist", tolist, "tolist($self, /)\n--\n\n"),
    METHOD_NOARGS("tobytes", tobytes, "tobytes($self, /)\n--\n\n"),
    METHOD_NOARGS("tounicode", tounicode, "tounicode($self, /)\n--\n\n"),
    {0},
};
const GetSetDef array_getset[] = {
    {"typecode", get_typecode, NULL, "the typecode character used to create the array", NULL},
    {"itemsize", get_itemsize, NULL, "the size, in bytes, of one array item", NULL},
    {0},
};

static const MethodDef module_methods[] = {
    METHOD_FAST("_array_reconstructor", reconstruct,
                "_array_reconstructor($module, arraytype, typecode, mformat_code, items,\n"
                "                     /)\n--\n\n"),
    {0},
};

Object *module_array(VM *vm) {
    Object *m =
        module_make(vm, "array", "Arrays of basic values, compactly stored.", module_methods);
    if (m && (!module_make_type(vm, m, &array_spec, LIB_ARRAY) ||
              !module_make_hidden_type(vm, &array_iterator_spec, LIB_ARRAY_ITERATOR) ||
              module_add(vm, m, "ArrayType", OBJ(new_ref(vm->lib->types[LIB_ARRAY]))) < 0 ||
              module_add(vm, m, "typecodes", str_from_cstr(vm, "bBuhHiIlLqQfd")) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
