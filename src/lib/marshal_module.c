/* The module marshal: values as bytes, for plain types and code objects.
 *
 * The format is CPython's: a letter for the type, then little-endian numbers and contents. Written
 * are only the forms that every version of it has; read are also those with short strings and with
 * references to objects that came before (FLAG_SHARED in the letter, TYPE_REF). A code object is
 * Adder's own image (lang/code_file.h) behind the letter. */
#include <string.h>

#include "lang/code_file.h"
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/codec.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"

enum {
    MARSHAL_DEPTH_MAX = 2000,
    MARSHAL_VERSION = 4,
    DIGIT_BITS = 15,
    FLAG_SHARED = 0x80,
};

/* ---- writing ---- */

typedef struct Writer {
    VM *vm;
    Buffer out;
    int depth;
} Writer;

static void write_number(Writer *w, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        buffer_add_char(&w->out, (char)(value >> 8 * i));
    }
}

static void write_double(Writer *w, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    write_number(w, bits, 8);
}

static void write_int(Writer *w, Object *o) {
    mp_limb_t single;
    const mp_limb_t *limbs = &single;
    size_t len = 1;
    bool negative = int_sign(o) < 0;
    if (int_is_compact(o)) {
        int64_t value = INT_VALUE(o);
        if (value >= INT32_MIN && value <= INT32_MAX) {
            buffer_add_char(&w->out, 'i');
            write_number(w, (uint64_t)value, 4);
            return;
        }
        single = negative ? 0 - (uint64_t)value : (uint64_t)value;
    } else {
        limbs = ((BigInt *)o)->limbs;
        len = ((BigInt *)o)->len;
    }
    size_t digits = (mpn_sizeinbase(limbs, (mp_size_t)len, 2) + DIGIT_BITS - 1) / DIGIT_BITS;
    buffer_add_char(&w->out, 'l');
    write_number(w, negative ? 0 - (uint64_t)digits : digits, 4);
    for (size_t i = 0; i < digits; i++) {
        size_t bit = i * DIGIT_BITS, limb = bit / 64, shift = bit % 64;
        uint64_t digit = limbs[limb] >> shift;
        if (shift > 64 - DIGIT_BITS && limb + 1 < len) {
            digit |= limbs[limb + 1] << (64 - shift);
        }
        write_number(w, digit & 0x7FFF, 2);
    }
}

static bool write_bytes(Writer *w, char letter, const void *data, size_t len) {
    buffer_add_char(&w->out, letter);
    write_number(w, len, 4);
    buffer_add(&w->out, data, len);
    return true;
}

static bool write_str(Writer *w, Object *o) {
    Object *bytes = str_encode(w->vm, o, "utf-8", "surrogatepass");
    if (!bytes) {
        return false;
    }
    write_bytes(w, 'u', BYTES(bytes)->data, BYTES(bytes)->len);
    decref(w->vm, bytes);
    return true;
}

static bool write_object(Writer *w, Object *o);

static bool write_items(Writer *w, char letter, Object *sequence) {
    Object *items = tuple_from_iterable(w->vm, sequence);
    if (!items) {
        return false;
    }
    buffer_add_char(&w->out, letter);
    write_number(w, TUPLE_LEN(items), 4);
    bool ok = true;
    for (size_t i = 0; ok && i < TUPLE_LEN(items); i++) {
        ok = write_object(w, TUPLE_ITEM(items, i));
    }
    decref(w->vm, items);
    return ok;
}

static bool write_dict(Writer *w, Object *dict) {
    size_t pos = 0;
    Object *key, *value;
    buffer_add_char(&w->out, '{');
    while (dict_next(dict, &pos, &key, &value)) {
        if (!write_object(w, key) || !write_object(w, value)) {
            return false;
        }
    }
    buffer_add_char(&w->out, '0');
    return true;
}

static bool write_other(Writer *w, Object *o) {
    VM *vm = w->vm;
    ByteView view;
    double real, imaginary;
    if (is_exact(o, SHAPE_COMPLEX)) {
        Object *a = object_getattr_utf8(vm, o, "real");
        Object *b = a ? object_getattr_utf8(vm, o, "imag") : NULL;
        real = b ? FLOAT_VALUE(a) : 0;
        imaginary = b ? FLOAT_VALUE(b) : 0;
        buffer_add_char(&w->out, 'y');
        write_double(w, real);
        write_double(w, imaginary);
        bool ok = b != NULL;
        xdecref(vm, a);
        xdecref(vm, b);
        return ok;
    }
    if (type_of(vm, o)->slots.buffer) {
        return object_byte_view(vm, o, &view) == 0 && write_bytes(w, 's', view.data, view.len);
    }
    raise(vm, EXC_ValueError, "unmarshallable object");
    return false;
}

static bool write_value(Writer *w, Object *o) {
    VM *vm = w->vm;
    char letter = o == vm->none                                 ? 'N'
                  : o == vm->true_                              ? 'T'
                  : o == vm->false_                             ? 'F'
                  : o == vm->ellipsis                           ? '.'
                  : o == OBJ(vm->exceptions[EXC_StopIteration]) ? 'S'
                                                                : 0;
    if (letter) {
        buffer_add_char(&w->out, letter);
        return true;
    }
    switch (shape_of(o)) {
    case SHAPE_INT:
        write_int(w, o);
        return true;
    case SHAPE_FLOAT:
        buffer_add_char(&w->out, 'g');
        write_double(w, FLOAT_VALUE(o));
        return true;
    case SHAPE_STR:
        return write_str(w, o);
    case SHAPE_BYTES:
        return write_bytes(w, 's', BYTES(o)->data, BYTES(o)->len);
    case SHAPE_TUPLE:
        return write_items(w, '(', o);
    case SHAPE_LIST:
        return write_items(w, '[', o);
    case SHAPE_SET:
        return write_items(w, '<', o);
    case SHAPE_FROZENSET:
        return write_items(w, '>', o);
    case SHAPE_DICT:
        return write_dict(w, o);
    case SHAPE_CODE:
        buffer_add_char(&w->out, 'c');
        return code_dump(vm, o, &w->out);
    default:
        return write_other(w, o);
    }
}

static bool write_object(Writer *w, Object *o) {
    if (w->depth >= MARSHAL_DEPTH_MAX) {
        raise(w->vm, EXC_ValueError, "object too deeply nested to marshal");
        return false;
    }
    w->depth++;
    bool ok = write_value(w, o);
    w->depth--;
    return ok;
}

static Object *dumps_object(VM *vm, Object *o) {
    Writer w = {.vm = vm};
    vm_buffer_init(vm, &w.out);
    Object *result = NULL;
    if (write_object(&w, o)) {
        result = w.out.failed ? raise_memory_error(vm) : bytes_from(vm, w.out.data, w.out.size);
    }
    buffer_deinit(&w.out);
    return result;
}

/* ---- reading ---- */

typedef struct Reader {
    VM *vm;
    const uint8_t *data;
    size_t len, at;
    Object *shared; /* list of what references may mean */
    int depth;
} Reader;

static Object *read_object(Reader *r); /* NULL without an error: the end mark of a dict */

static const uint8_t *read_bytes(Reader *r, size_t n) {
    if (n > r->len - r->at) {
        raise(r->vm, EXC_EOFError, "marshal data too short");
        return NULL;
    }
    r->at += n;
    return r->data + r->at - n;
}

static bool read_number(Reader *r, size_t bytes, uint64_t *value) {
    const uint8_t *p = read_bytes(r, bytes);
    *value = 0;
    for (size_t i = 0; p && i < bytes; i++) {
        *value |= (uint64_t)p[i] << 8 * i;
    }
    return p != NULL;
}

static Object *bad_data(Reader *r, const char *what) {
    return raise(r->vm, EXC_ValueError, "bad marshal data (%s)", what);
}

static bool read_len(Reader *r, size_t bytes, const char *what, size_t *len) {
    uint64_t n;
    if (!read_number(r, bytes, &n)) {
        return false;
    }
    if (n > INT32_MAX) {
        bad_data(r, what);
        return false;
    }
    *len = (size_t)n;
    return true;
}

static bool read_double(Reader *r, double *value) {
    uint64_t bits;
    bool ok = read_number(r, 8, &bits);
    memcpy(value, &bits, sizeof bits);
    return ok;
}

static Object *read_long(Reader *r) {
    uint64_t number;
    if (!read_number(r, 4, &number)) {
        return NULL;
    }
    int64_t n = (int32_t)number;
    size_t digits = (size_t)(n < 0 ? -n : n);
    if (n == INT32_MIN) {
        return bad_data(r, "long size out of range");
    }
    const uint8_t *p = read_bytes(r, digits * 2);
    if (!p || digits == 0) {
        return p ? int_from_i64(r->vm, 0) : NULL;
    }
    size_t len = (digits * DIGIT_BITS + 63) / 64;
    mp_limb_t *limbs = raw_alloc(r->vm, len * sizeof *limbs);
    if (!limbs) {
        return NULL;
    }
    memset(limbs, 0, len * sizeof *limbs);
    bool ok = true;
    for (size_t i = 0; i < digits; i++) {
        uint64_t digit = (uint64_t)p[2 * i] | (uint64_t)p[2 * i + 1] << 8;
        size_t bit = i * DIGIT_BITS, limb = bit / 64, shift = bit % 64;
        ok = ok && digit < 1u << DIGIT_BITS;
        limbs[limb] |= digit << shift;
        if (shift > 64 - DIGIT_BITS && limb + 1 < len) {
            limbs[limb + 1] |= digit >> (64 - shift);
        }
    }
    Object *result = !ok ? bad_data(r, "digit out of range in long")
                     : (p[2 * digits - 1] | p[2 * digits - 2]) == 0
                         ? bad_data(r, "unnormalized long data")
                         : int_from_limbs(r->vm, limbs, len, n < 0);
    raw_free(r->vm, limbs, len * sizeof *limbs);
    return result;
}

static Object *read_text(Reader *r, char letter) {
    size_t len;
    bool is_short = letter == 'z' || letter == 'Z';
    if (!read_len(r, is_short ? 1 : 4, "string size out of range", &len)) {
        return NULL;
    }
    const uint8_t *p = read_bytes(r, len);
    if (!p) {
        return NULL;
    }
    Object *s = letter == 'u' || letter == 't' ? str_decode(r->vm, p, len, "utf-8", "surrogatepass")
                                               : str_decode(r->vm, p, len, "latin-1", NULL);
    if (s && (letter == 'A' || letter == 'Z' || letter == 't')) {
        set_ref(r->vm, s, str_intern(r->vm, s));
    }
    return s;
}

/* An item of a container: NULL always with an error. */
static Object *read_item(Reader *r, const char *container) {
    Object *item = read_object(r);
    if (!item && !error_occurred(r->vm)) {
        raise(r->vm, EXC_TypeError, "NULL object in marshal data for %s", container);
    }
    return item;
}

static Object *read_list(Reader *r, size_t n, const char *container, Object *list) {
    for (size_t i = 0; list && i < n; i++) {
        Object *item = read_item(r, container);
        if (!item || list_append_steal(r->vm, list, item) < 0) {
            clear_ref(r->vm, list);
        }
    }
    return list;
}

static Object *read_sequence(Reader *r, char letter) {
    static const char *const what[] = {"tuple size out of range", "list size out of range",
                                       "set size out of range"};
    size_t n;
    int kind = letter == '[' ? 1 : letter == '<' || letter == '>' ? 2 : 0;
    if (!read_len(r, letter == ')' ? 1 : 4, what[kind], &n)) {
        return NULL;
    }
    const char *container = kind == 0 ? "tuple" : kind == 1 ? "list" : "set";
    Object *list = read_list(r, n, container, list_new(r->vm, 0));
    if (!list || letter == '[') {
        return list;
    }
    Object *result = kind == 0       ? list_to_tuple(r->vm, list)
                     : letter == '<' ? set_new(r->vm, list)
                                     : frozenset_new(r->vm, list);
    decref(r->vm, list);
    return result;
}

static Object *read_dict(Reader *r) {
    Object *dict = dict_new(r->vm), *key;
    while (dict && (key = read_object(r))) {
        Object *value = read_object(r);
        if (!value || dict_set(r->vm, dict, key, value) < 0) {
            xdecref(r->vm, value);
            decref(r->vm, key);
            break;
        }
        decref(r->vm, value);
        decref(r->vm, key);
    }
    if (error_occurred(r->vm)) {
        clear_ref(r->vm, dict);
    }
    return dict;
}

static Object *read_complex(Reader *r) {
    double parts[2];
    if (!read_double(r, &parts[0]) || !read_double(r, &parts[1])) {
        return NULL;
    }
    Object *args = pack_steal(r->vm, 2, float_from_double(r->vm, parts[0]),
                              float_from_double(r->vm, parts[1]));
    Object *result =
        args ? call(r->vm, OBJ(TYPE(r->vm, COMPLEX)), tuple_items(args), 2, NULL) : NULL;
    xdecref(r->vm, args);
    return result;
}

static Object *read_reference(Reader *r) {
    uint64_t i;
    if (!read_number(r, 4, &i)) {
        return NULL;
    }
    Object *o = i < LIST_LEN(r->shared) ? LIST_ITEM(r->shared, i) : NULL;
    return o && o != r->vm->none ? new_ref(o) : bad_data(r, "invalid reference");
}

static Object *read_code(Reader *r) {
    VM *vm = r->vm;
    size_t size = code_image_size(r->data + r->at, r->len - r->at);
    if (!size) {
        return raise(vm, EXC_EOFError, "marshal data too short");
    }
    Object *image = bytes_from(vm, r->data + r->at, size);
    Object *code = image ? code_load(vm, image, NULL) : NULL;
    if (code && !code_complete_all(vm, CODE(code))) {
        clear_ref(vm, code);
    }
    xdecref(vm, image);
    if (!code) {
        return error_occurred(vm) ? NULL : bad_data(r, "code");
    }
    r->at += size;
    return code;
}

static Object *read_value(Reader *r, char letter) {
    VM *vm = r->vm;
    uint64_t number;
    double value;
    size_t len;
    const uint8_t *p;
    switch (letter) {
    case 'N':
        return none_ref(vm);
    case 'T':
        return bool_ref(vm, true);
    case 'F':
        return bool_ref(vm, false);
    case 'S':
        return OBJ(new_ref(EXC(vm, StopIteration)));
    case '.':
        return new_ref(vm->ellipsis);
    case 'i':
        return read_number(r, 4, &number) ? int_from_i64(vm, (int32_t)number) : NULL;
    case 'l':
        return read_long(r);
    case 'g':
        return read_double(r, &value) ? float_from_double(vm, value) : NULL;
    case 'y':
        return read_complex(r);
    case 's':
        return read_len(r, 4, "bytes object size out of range", &len) && (p = read_bytes(r, len))
                   ? bytes_from(vm, p, len)
                   : NULL;
    case 'u':
    case 't':
    case 'a':
    case 'A':
    case 'z':
    case 'Z':
        return read_text(r, letter);
    case '(':
    case ')':
    case '[':
    case '<':
    case '>':
        return read_sequence(r, letter);
    case '{':
        return read_dict(r);
    case 'c':
        return read_code(r);
    case 'r':
        return read_reference(r);
    default:
        return bad_data(r, "unknown type code");
    }
}

static Object *read_object(Reader *r) {
    VM *vm = r->vm;
    if (r->at >= r->len) {
        return raise(vm, EXC_EOFError, "EOF read where object expected");
    }
    if (r->depth >= MARSHAL_DEPTH_MAX) {
        return raise(vm, EXC_ValueError, "recursion limit exceeded");
    }
    uint8_t letter = r->data[r->at++];
    bool shared = (letter & FLAG_SHARED) && letter != ('r' | FLAG_SHARED);
    letter &= 0x7F;
    if (letter == '0') {
        return NULL;
    }
    size_t place = LIST_LEN(r->shared);
    if (shared && list_append(vm, r->shared, vm->none) < 0) {
        return NULL;
    }
    r->depth++;
    Object *o = read_value(r, (char)letter);
    r->depth--;
    if (o && shared) {
        set_ref(vm, LIST_ITEM(r->shared, place), new_ref(o));
    }
    return o;
}

static Object *loads_bytes(VM *vm, const uint8_t *data, size_t len) {
    Reader r = {.vm = vm, .data = data, .len = len, .shared = list_new(vm, 0)};
    if (!r.shared) {
        return NULL;
    }
    Object *result = read_item(&r, "object");
    decref(vm, r.shared);
    return result;
}

/* ---- the module ---- */

static Object *dumps(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    return args_count(vm, "dumps", nargs, 1, 2) ? dumps_object(vm, args[0]) : NULL;
}

static Object *dump(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    if (!args_count(vm, "dump", nargs, 2, 3)) {
        return NULL;
    }
    Object *bytes = dumps_object(vm, args[0]);
    Object *result = bytes ? call_method1(vm, args[1], ID(vm, write), bytes) : NULL;
    xdecref(vm, bytes);
    return result;
}

static Object *loads(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    ByteView view;
    return object_byte_view(vm, o, &view) < 0 ? NULL : loads_bytes(vm, view.data, view.len);
}

static Object *load(VM *vm, Object *module, Object *file) {
    UNUSED(module);
    Object *data = call_method0(vm, file, ID(vm, read));
    Object *result = data ? loads(vm, NULL, data) : NULL;
    xdecref(vm, data);
    return result;
}

static const MethodDef methods[] = {
    METHOD_FAST("dump", dump, "Write a value to a file."),
    METHOD_FAST("dumps", dumps, "A value as bytes."),
    METHOD_O("load", load, "The value in a file, which is read to its end."),
    METHOD_O("loads", loads, "The value in bytes."),
    {0},
};

Object *module_marshal(VM *vm) {
    Object *m = module_make(vm, "marshal", "Values as bytes, for plain types and code.", methods);
    if (m && module_add(vm, m, "version", int_new_own(vm, MARSHAL_VERSION)) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
