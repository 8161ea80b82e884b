/* The module _pickle: the machine that reads pickles. */
#include <stdlib.h>
#include <string.h>

#include "lib/pickle_load.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ input */

static const uint8_t *truncated(VM *vm) {
    unpickling_fail(vm, "pickle data was truncated");
    return NULL;
}

/* What the file's method gives becomes the input. */
static bool refill(VM *vm, Unpickler *u, Object *chunk) {
    if (chunk && !is_bytes(vm, chunk)) {
        raise(vm, EXC_ValueError, "read() returned non-bytes object (%T)", chunk);
        clear_ref(vm, chunk);
    }
    if (!chunk) {
        return false;
    }
    set_ref(vm, u->source, chunk);
    u->data = BYTES(chunk)->data;
    u->len = BYTES(chunk)->len;
    return true;
}

const uint8_t *unpickle_take(VM *vm, Unpickler *u, uint64_t n) {
    if (u->len < n) {
        if (!u->read) {
            return truncated(vm);
        }
        if (u->len) {
            unpickling_fail(vm, "pickle exhausted before end of frame");
            return NULL;
        }
        Object *size = int_from_u64(vm, n), *chunk = size ? call1(vm, u->read, size) : NULL;
        xdecref(vm, size);
        if (!refill(vm, u, chunk)) {
            return NULL;
        }
        if (u->len < n) {
            u->len = 0;
            return truncated(vm);
        }
    }
    const uint8_t *data = u->data;
    u->data += n;
    u->len -= n;
    return data;
}

const char *unpickle_line(VM *vm, Unpickler *u, size_t *len) {
    if (!u->len && u->readline && !refill(vm, u, call0(vm, u->readline))) {
        return NULL;
    }
    const uint8_t *start = u->data, *end = u->len ? memchr(start, '\n', u->len) : NULL;
    if (!end) {
        u->len = 0;
        return (const char *)truncated(vm);
    }
    *len = (size_t)(end - start);
    u->data += *len + 1;
    u->len -= *len + 1;
    return (const char *)start;
}

/* A number of `bytes` bytes. */
static bool take_number(VM *vm, Unpickler *u, int bytes, uint64_t *value) {
    const uint8_t *data = unpickle_take(vm, u, (uint64_t)bytes);
    *value = 0;
    for (int i = 0; data && i < bytes; i++) {
        *value |= (uint64_t)data[i] << 8 * i;
    }
    return data != NULL;
}

/* ------------------------------------------------------------------ stack and memo */

static bool grow(VM *vm, void **buffer, uint32_t *cap, uint64_t need, size_t item) {
    uint64_t new_cap = *cap ? *cap : 8;
    while (new_cap < need) {
        new_cap *= 2;
    }
    void *bigger = *buffer ? raw_realloc(vm, *buffer, *cap * item, new_cap * item)
                           : raw_alloc(vm, new_cap * item);
    if (!bigger) {
        return false;
    }
    *buffer = bigger;
    *cap = (uint32_t)new_cap;
    return true;
}

bool unpickle_push(VM *vm, Unpickler *u, Object *value) {
    if (!value || (u->stack_len == u->stack_cap && !grow(vm, (void **)&u->stack, &u->stack_cap,
                                                         u->stack_len + 1ull, sizeof *u->stack))) {
        xdecref(vm, value);
        return false;
    }
    u->stack[u->stack_len++] = value;
    return true;
}

static uint32_t fence(const Unpickler *u) {
    return u->mark_len ? (uint32_t)u->marks[u->mark_len - 1] : 0;
}

Object *unpickle_pop(VM *vm, Unpickler *u) {
    if (u->stack_len <= fence(u)) {
        return unpickling_fail(vm, u->mark_len ? "unexpected MARK found"
                                               : "unpickling stack underflow");
    }
    return u->stack[--u->stack_len];
}

/* Borrowed. */
static Object *top(VM *vm, Unpickler *u) {
    Object *o = unpickle_pop(vm, u);
    u->stack_len += o != NULL;
    return o;
}

bool unpickle_mark(VM *vm, Unpickler *u, uint32_t *at) {
    if (!u->mark_len) {
        unpickling_fail(vm, "could not find MARK");
        return false;
    }
    *at = (uint32_t)u->marks[--u->mark_len];
    return true;
}

static bool push_mark(VM *vm, Unpickler *u) {
    if (u->mark_len == u->mark_cap &&
        !grow(vm, (void **)&u->marks, &u->mark_cap, u->mark_len + 1ull, sizeof *u->marks)) {
        return false;
    }
    u->marks[u->mark_len++] = u->stack_len;
    return true;
}

void unpickle_clear_stack(VM *vm, Unpickler *u, uint32_t down_to) {
    while (u->stack_len > down_to) {
        decref(vm, u->stack[--u->stack_len]);
    }
}

static bool memo_put(VM *vm, Unpickler *u, uint64_t index) {
    Object *o = top(vm, u);
    if (!o) {
        return false;
    }
    if (index >= u->memo_cap) {
        uint32_t old = u->memo_cap;
        if (!grow(vm, (void **)&u->memo, &u->memo_cap, index + 1, sizeof *u->memo)) {
            return false;
        }
        memset(u->memo + old, 0, (u->memo_cap - old) * sizeof *u->memo);
    }
    u->memo_len += !u->memo[index];
    set_ref(vm, u->memo[index], new_ref(o));
    return true;
}

static bool memo_get(VM *vm, Unpickler *u, uint64_t index) {
    Object *o = index < u->memo_cap ? u->memo[index] : NULL;
    if (!o) {
        unpickling_fail(vm, "Memo value not found at index %llu", (unsigned long long)index);
        return false;
    }
    return unpickle_push(vm, u, new_ref(o));
}

/* ------------------------------------------------------------------ values */

static Object *value_of_line(VM *vm, Unpickler *u, int op) {
    size_t len;
    const char *line = unpickle_line(vm, u, &len);
    double number;
    if (!line) {
        return NULL;
    }
    if (op == OP_INT && len == 2 && line[0] == '0' && (line[1] == '0' || line[1] == '1')) {
        return bool_ref(vm, line[1] == '1');
    }
    if (op == OP_FLOAT) {
        if (float_parse_text(line, len, &number)) {
            return float_from_double(vm, number);
        }
        Object *text = str_decode(vm, line, len + 1, "latin1", NULL); /* with its end */
        if (text) {
            raise(vm, EXC_ValueError, "could not convert string to float: '%U'", text);
        }
        xdecref(vm, text);
        return NULL;
    }
    if (op == OP_UNICODE) {
        return str_decode(vm, line, len, "raw_unicode_escape", NULL);
    }
    Object *result =
        int_from_text(vm, line, op == OP_LONG && len && line[len - 1] == 'L' ? len - 1 : len,
                      op == OP_LONG ? 10 : 0);
    if (!result && op == OP_INT && error_clear_if(vm, EXC_ValueError)) {
        raise(vm, EXC_ValueError, "could not convert string to int");
    }
    return result;
}

/* A string of Python 2; steals bytes (may be NULL). */
static Object *old_string(VM *vm, Unpickler *u, Object *bytes) {
    if (!bytes || str_equal_ascii(u->encoding, "bytes")) {
        return bytes;
    }
    Buffer encoding, errors;
    vm_buffer_init(vm, &encoding);
    vm_buffer_init(vm, &errors);
    const char *e = str_cstr(vm, u->encoding, &encoding);
    const char *how = e ? str_cstr(vm, u->errors, &errors) : NULL;
    Object *text = how ? str_decode(vm, BYTES(bytes)->data, BYTES(bytes)->len, e, how) : NULL;
    buffer_deinit(&errors);
    buffer_deinit(&encoding);
    decref(vm, bytes);
    return text;
}

static Object *quoted_string(VM *vm, Unpickler *u) {
    size_t len;
    const char *line = unpickle_line(vm, u, &len);
    if (!line) {
        return NULL;
    }
    while (len && (line[len - 1] == '\r' || line[len - 1] == ' ')) {
        len--;
    }
    if (len < 2 || line[0] != line[len - 1] || (*line != '\'' && *line != '"')) {
        return unpickling_fail(vm, "the STRING opcode argument must be quoted");
    }
    Object *inner = bytes_from(vm, line + 1, len - 2);
    Object *decode = inner ? pickle_module_attribute(vm, "_codecs", "escape_decode") : NULL;
    Object *pair = decode ? call1(vm, decode, inner) : NULL;
    Object *bytes = pair ? sequence_getitem(vm, pair, 0) : NULL;
    xdecref(vm, pair);
    xdecref(vm, decode);
    xdecref(vm, inner);
    return old_string(vm, u, bytes);
}

/* Data behind its length of `bytes` bytes. */
static Object *counted_value(VM *vm, Unpickler *u, int op, int bytes) {
    uint64_t len;
    const uint8_t *data = take_number(vm, u, bytes, &len) ? unpickle_take(vm, u, len) : NULL;
    if (!data) {
        return NULL;
    }
    switch (op) {
    case OP_SHORT_BINUNICODE:
    case OP_BINUNICODE:
    case OP_BINUNICODE8:
        return str_from_utf8(vm, (const char *)data, len);
    case OP_BYTEARRAY8:
        return bytearray_from(vm, data, len);
    case OP_LONG1:
    case OP_LONG4:
        return int_from_bytes(vm, data, len, true, true);
    case OP_BINSTRING:
    case OP_SHORT_BINSTRING:
        return old_string(vm, u, bytes_from(vm, data, len));
    default:
        return bytes_from(vm, data, len);
    }
}

static Object *number_value(VM *vm, Unpickler *u, int op) {
    int bytes = op == OP_BINFLOAT ? 8 : op == OP_BININT ? 4 : op == OP_BININT2 ? 2 : 1;
    uint64_t bits;
    double number;
    if (!take_number(vm, u, bytes, &bits)) {
        return NULL;
    }
    if (op == OP_BINFLOAT) {
        bits = __builtin_bswap64(bits);
        memcpy(&number, &bits, sizeof number);
        return float_from_double(vm, number);
    }
    return int_from_i64(vm, op == OP_BININT ? (int32_t)bits : (int64_t)bits);
}

/* Values from the last mark on, as a tuple, list, dict or frozenset. */
static Object *marked_value(VM *vm, Unpickler *u, int op) {
    uint32_t at;
    if (!unpickle_mark(vm, u, &at)) {
        return NULL;
    }
    size_t n = u->stack_len - at;
    Object **items = u->stack + at, *result = NULL;
    if (op == OP_TUPLE || op == OP_LIST) {
        u->stack_len = at;
        return op == OP_LIST ? list_from_steal(vm, items, n) : tuple_from_steal(vm, items, n);
    }
    if (op == OP_DICT && n % 2) {
        return unpickling_fail(vm, "odd number of items for DICT");
    }
    if (op == OP_DICT) {
        result = dict_new(vm);
        for (size_t i = 0; result && i < n; i += 2) {
            if (dict_set(vm, result, u->stack[at + i], u->stack[at + i + 1]) < 0) {
                clear_ref(vm, result);
            }
        }
    } else {
        Object *values = tuple_from(vm, items, n);
        result = values ? frozenset_new(vm, values) : NULL;
        xdecref(vm, values);
    }
    unpickle_clear_stack(vm, u, at);
    return result;
}

static Object *small_tuple(VM *vm, Unpickler *u, uint32_t n) {
    if (u->stack_len < fence(u) + n) {
        return unpickling_fail(vm, u->mark_len ? "unexpected MARK found"
                                               : "unpickling stack underflow");
    }
    u->stack_len -= n;
    return tuple_from_steal(vm, u->stack + u->stack_len, n);
}

static Object *persistent(VM *vm, Unpickler *u, int op) {
    Object *id = NULL, *result = NULL;
    if (!u->persistent_load) {
        return unpickling_fail(vm, "A load persistent id instruction was encountered,\n"
                                   "but no persistent_load function was specified.");
    }
    if (op == OP_BINPERSID) {
        id = unpickle_pop(vm, u);
    } else {
        size_t len;
        const char *line = unpickle_line(vm, u, &len);
        id = line ? str_decode(vm, line, len, "ascii", "strict") : NULL;
        if (line && !id && error_clear_if(vm, EXC_UnicodeDecodeError)) {
            unpickling_fail(vm, "persistent IDs in protocol 0 must be ASCII strings");
        }
    }
    if (id) {
        result = call1(vm, u->persistent_load, id);
    }
    xdecref(vm, id);
    return result;
}

static Object *next_buffer(VM *vm, Unpickler *u) {
    if (!u->buffers) {
        return unpickling_fail(vm, "pickle stream refers to out-of-band data but no *buffers* "
                                   "argument was given");
    }
    Object *buffer = iter_next(vm, u->buffers);
    return buffer || error_occurred(vm) ? buffer
                                        : unpickling_fail(vm, "not enough out-of-band buffers");
}

/* The top of the stack, a buffer, as a read-only one. */
static bool readonly_buffer(VM *vm, Unpickler *u) {
    Object *o = top(vm, u);
    ByteView view;
    if (!o || object_byte_view(vm, o, &view) < 0) {
        return false;
    }
    if (view.readonly) {
        return true;
    }
    Object *memory = memoryview_new(vm, o);
    Object *method = memory ? object_getattr_utf8(vm, memory, "toreadonly") : NULL;
    Object *result = method ? call0(vm, method) : NULL;
    xdecref(vm, method);
    xdecref(vm, memory);
    if (result) {
        set_ref(vm, u->stack[u->stack_len - 1], result);
    }
    return result != NULL;
}

/* ------------------------------------------------------------------ classes */

/* The names that Python 3 gave to what Python 2 called otherwise. *module, *name are owned. */
static bool new_names(VM *vm, Object **module, Object **name) {
    Object *names = pickle_module_attribute(vm, "_compat_pickle", "NAME_MAPPING");
    Object *imports =
        names ? pickle_module_attribute(vm, "_compat_pickle", "IMPORT_MAPPING") : NULL;
    Object *key = imports ? tuple_pair(vm, *module, *name) : NULL;
    Object *pair = key ? dict_get(vm, names, key) : NULL, *other;
    if (pair && is_tuple(vm, pair) && TUPLE_LEN(pair) == 2) {
        set_ref(vm, *module, new_ref(TUPLE_ITEM(pair, 0)));
        set_ref(vm, *name, new_ref(TUPLE_ITEM(pair, 1)));
    } else if (key && !error_occurred(vm) && (other = dict_get(vm, imports, *module))) {
        set_ref(vm, *module, new_ref(other));
    }
    xdecref(vm, key);
    xdecref(vm, imports);
    xdecref(vm, names);
    return !error_occurred(vm);
}

Object *unpickle_class(VM *vm, Unpickler *u, Object *module_name, Object *class_name) {
    Object *module_text = new_ref(module_name), *name = new_ref(class_name), *result = NULL;
    Buffer buf;
    vm_buffer_init(vm, &buf);
    if (u->protocol >= 3 || !u->fix_imports || new_names(vm, &module_text, &name)) {
        const char *text = str_cstr(vm, module_text, &buf);
        Object *module = text ? import_dotted(vm, text) : NULL;
        if (module && u->protocol >= 4) {
            result = pickle_deep_attribute(vm, module, name, NULL);
        } else if (module && !(result = object_getattr_or_null(vm, module, name)) &&
                   !error_occurred(vm)) {
            raise(vm, EXC_AttributeError, "Can't get attribute %R on %R", name, module);
        }
        xdecref(vm, module);
    }
    buffer_deinit(&buf);
    decref(vm, name);
    decref(vm, module_text);
    return result;
}

Object *unpickle_find_class(VM *vm, Unpickler *u, Object *module, Object *name) {
    if (type_of(vm, OBJ(u))->spec == &unpickler_spec) {
        return unpickle_class(vm, u, module, name);
    }
    Object *method = object_getattr_utf8(vm, OBJ(u), "find_class");
    Object *result = method ? call2(vm, method, module, name) : NULL;
    xdecref(vm, method);
    return result;
}

/* ------------------------------------------------------------------ the machine */

static bool protocol_op(VM *vm, Unpickler *u) {
    uint64_t number;
    if (!take_number(vm, u, 1, &number)) {
        return false;
    }
    if (number > PICKLE_HIGHEST) {
        raise(vm, EXC_ValueError, "unsupported pickle protocol: %d", (int)number);
        return false;
    }
    u->protocol = (int32_t)number;
    return true;
}

/* All of the frame is to be there; it becomes the input of the next opcodes. */
static bool frame_op(VM *vm, Unpickler *u) {
    uint64_t len;
    const uint8_t *data = take_number(vm, u, 8, &len) ? unpickle_take(vm, u, len) : NULL;
    if (data) {
        u->data -= len;
        u->len += len;
    }
    return data != NULL;
}

static bool memo_op(VM *vm, Unpickler *u, int op) {
    uint64_t index;
    if (op == OP_GET || op == OP_PUT) {
        Object *number = value_of_line(vm, u, OP_LONG);
        int64_t value = number ? number_as_i64(vm, number, EXC_OverflowError) : 0;
        xdecref(vm, number);
        if (error_occurred(vm)) {
            return false;
        }
        if (op == OP_PUT && !top(vm, u)) {
            return false;
        }
        if (value < 0 && op == OP_PUT) {
            raise(vm, EXC_ValueError, "negative PUT argument");
            return false;
        }
        index = (uint64_t)value;
    } else if (!take_number(vm, u, op == OP_BINGET || op == OP_BINPUT ? 1 : 4, &index)) {
        return false;
    }
    return op == OP_GET || op == OP_BINGET || op == OP_LONG_BINGET ? memo_get(vm, u, index)
                                                                   : memo_put(vm, u, index);
}

static bool pop_op(VM *vm, Unpickler *u) {
    if (u->mark_len && u->marks[u->mark_len - 1] == u->stack_len) {
        u->mark_len--;
        return true;
    }
    Object *o = unpickle_pop(vm, u);
    xdecref(vm, o);
    return o != NULL;
}

static bool invalid_op(VM *vm, int op) {
    if (op >= 0x20 && op <= 0x7E && op != '\'' && op != '\\') {
        unpickling_fail(vm, "invalid load key, '%c'.", op);
    } else {
        unpickling_fail(vm, "invalid load key, '\\x%02x'.", (unsigned)op);
    }
    return false;
}

/* Opcodes that push a value. NULL without an error: it is another one. */
static Object *value_op(VM *vm, Unpickler *u, int op) {
    switch (op) {
    case OP_NONE:
        return none_ref(vm);
    case OP_NEWTRUE:
    case OP_NEWFALSE:
        return bool_ref(vm, op == OP_NEWTRUE);
    case OP_BININT:
    case OP_BININT1:
    case OP_BININT2:
    case OP_BINFLOAT:
        return number_value(vm, u, op);
    case OP_INT:
    case OP_LONG:
    case OP_FLOAT:
    case OP_UNICODE:
        return value_of_line(vm, u, op);
    case OP_STRING:
        return quoted_string(vm, u);
    case OP_LONG1:
    case OP_SHORT_BINUNICODE:
    case OP_SHORT_BINBYTES:
    case OP_SHORT_BINSTRING:
        return counted_value(vm, u, op, 1);
    case OP_LONG4:
    case OP_BINUNICODE:
    case OP_BINBYTES:
    case OP_BINSTRING:
        return counted_value(vm, u, op, 4);
    case OP_BINUNICODE8:
    case OP_BINBYTES8:
    case OP_BYTEARRAY8:
        return counted_value(vm, u, op, 8);
    case OP_EMPTY_TUPLE:
        return new_ref(vm->empty_tuple);
    case OP_EMPTY_LIST:
        return list_new(vm, 0);
    case OP_EMPTY_DICT:
        return dict_new(vm);
    case OP_EMPTY_SET:
        return set_new(vm, NULL);
    case OP_TUPLE1:
    case OP_TUPLE2:
    case OP_TUPLE3:
        return small_tuple(vm, u, (uint32_t)(op - OP_TUPLE1 + 1));
    case OP_TUPLE:
    case OP_LIST:
    case OP_DICT:
    case OP_FROZENSET:
        return marked_value(vm, u, op);
    case OP_PERSID:
    case OP_BINPERSID:
        return persistent(vm, u, op);
    case OP_NEXT_BUFFER:
        return next_buffer(vm, u);
    case OP_DUP: {
        Object *o = top(vm, u);
        xincref(o);
        return o;
    }
    default:
        return NULL;
    }
}

static bool do_op(VM *vm, Unpickler *u, int op) {
    Object *value = value_op(vm, u, op);
    if (value || error_occurred(vm)) {
        return unpickle_push(vm, u, value);
    }
    int built = unpickle_build_op(vm, u, op);
    if (built) {
        return built > 0;
    }
    switch (op) {
    case OP_MEMOIZE:
        return memo_put(vm, u, u->memo_len);
    case OP_GET:
    case OP_BINGET:
    case OP_LONG_BINGET:
    case OP_PUT:
    case OP_BINPUT:
    case OP_LONG_BINPUT:
        return memo_op(vm, u, op);
    case OP_MARK_:
        return push_mark(vm, u);
    case OP_POP:
        return pop_op(vm, u);
    case OP_POP_MARK: {
        uint32_t at;
        bool ok = unpickle_mark(vm, u, &at);
        unpickle_clear_stack(vm, u, ok ? at : u->stack_len);
        return ok;
    }
    case OP_PROTO:
        return protocol_op(vm, u);
    case OP_FRAME:
        return frame_op(vm, u);
    case OP_READONLY_BUFFER:
        return readonly_buffer(vm, u);
    default:
        return invalid_op(vm, op);
    }
}

static Object *run(VM *vm, Unpickler *u) {
    u->protocol = 0;
    for (;;) {
        const uint8_t *op = unpickle_take(vm, u, 1);
        if (!op) {
            if (exception_matches(vm, vm->error, vm->lib->unpickling_error)) {
                error_clear(vm);
                raise(vm, EXC_EOFError, "Ran out of input");
            }
            return NULL;
        }
        if (*op == OP_STOP) {
            return unpickle_pop(vm, u);
        }
        if (!do_op(vm, u, *op)) {
            return NULL;
        }
    }
}

Object *unpickle_run(VM *vm, Unpickler *u) {
    Object *own = u->persistent_load;
    if (u->running) {
        return raise(vm, EXC_RuntimeError, "the Unpickler is already loading");
    }
    u->running = true;
    xincref(own);
    if (type_of(vm, OBJ(u))->spec != &unpickler_spec) {
        Object *load = pickle_lookup(vm, OBJ(u), "persistent_load");
        if (load) {
            set_ref(vm, u->persistent_load, load);
        }
    }
    Object *result = error_occurred(vm) ? NULL : run(vm, u);
    unpickle_clear_stack(vm, u, 0);
    u->mark_len = 0;
    u->running = false;
    set_ref(vm, u->persistent_load, own);
    return result;
}
