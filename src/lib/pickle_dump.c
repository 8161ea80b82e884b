/* The module _pickle: how values of built-in types are written. */
#include "lib/pickle.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/set.h"
#include "types/tuple.h"

#include <stdio.h>
#include <string.h>

enum { FRAME_HEADER = 9, FRAME_MIN = 4, FRAME_TARGET = 64 * 1024, BATCH = 1000 };

static void put_number(uint8_t *at, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++) {
        at[i] = (uint8_t)(value >> 8 * i);
    }
}

/* ------------------------------------------------------------------ memo */

static MemoEntry *memo_find(const Pickler *p, const Object *key) {
    uint32_t mask = p->memo_cap - 1;
    uint32_t i = (uint32_t)(((uintptr_t)key >> 4) * 0x9E3779B97F4A7C15ull >> 32) & mask;
    while (p->memo[i].key && p->memo[i].key != key) {
        i = (i + 1) & mask;
    }
    return &p->memo[i];
}

bool pickle_is_known(const Pickler *p, const Object *o) {
    return p->memo_len && memo_find(p, o)->key;
}

static bool memo_grow(VM *vm, Pickler *p) {
    uint32_t old_cap = p->memo_cap, cap = old_cap ? 2 * old_cap : 16;
    MemoEntry *old = p->memo, *memo = raw_alloc(vm, cap * sizeof *memo);
    if (!memo) {
        return false;
    }
    memset(memo, 0, cap * sizeof *memo);
    p->memo = memo;
    p->memo_cap = cap;
    for (uint32_t i = 0; i < old_cap; i++) {
        if (old[i].key) {
            *memo_find(p, old[i].key) = old[i];
        }
    }
    if (old) {
        raw_free(vm, old, old_cap * sizeof *old);
    }
    return true;
}

void pickler_forget(VM *vm, Pickler *p) {
    MemoEntry *old = p->memo;
    uint32_t cap = p->memo_cap;
    p->memo = NULL;
    p->memo_cap = p->memo_len = 0;
    for (uint32_t i = 0; i < cap; i++) {
        xdecref(vm, old[i].key);
    }
    if (old) {
        raw_free(vm, old, cap * sizeof *old);
    }
}

/* ------------------------------------------------------------------ output */

bool pickle_write(VM *vm, Pickler *p, const void *data, size_t len) {
    if (p->framing && p->frame_start < 0) {
        p->frame_start = (int64_t)p->out.size;
        buffer_extend(&p->out, FRAME_HEADER);
    }
    buffer_add(&p->out, data, len);
    if (p->out.failed) {
        raise_memory_error(vm);
    }
    return !p->out.failed;
}

bool pickle_op(VM *vm, Pickler *p, int op) {
    uint8_t byte = (uint8_t)op;
    return pickle_write(vm, p, &byte, 1);
}

/* An opcode and a number of `bytes` bytes. */
static bool write_op(VM *vm, Pickler *p, int op, uint64_t value, int bytes) {
    uint8_t data[9] = {(uint8_t)op};
    put_number(data + 1, value, bytes);
    return pickle_write(vm, p, data, 1 + (size_t)bytes);
}

static void close_frame(Pickler *p) {
    if (!p->framing || p->frame_start < 0) {
        return;
    }
    uint8_t *frame = (uint8_t *)p->out.data + p->frame_start;
    size_t len = p->out.size - (size_t)p->frame_start - FRAME_HEADER;
    if (len >= FRAME_MIN) {
        frame[0] = OP_FRAME;
        put_number(frame + 1, len, 8);
    } else {
        memmove(frame, frame + FRAME_HEADER, len);
        p->out.size -= FRAME_HEADER;
    }
    p->frame_start = -1;
}

static bool write_to_file(VM *vm, Pickler *p, Object *bytes) {
    Object *result = bytes ? call1(vm, p->write, bytes) : NULL;
    xdecref(vm, result);
    return result != NULL;
}

static bool flush(VM *vm, Pickler *p) {
    Object *bytes = bytes_from(vm, p->out.data, p->out.size);
    buffer_clear(&p->out);
    bool ok = write_to_file(vm, p, bytes);
    xdecref(vm, bytes);
    return ok;
}

/* Between objects: a frame that is large enough ends. */
static bool boundary(VM *vm, Pickler *p) {
    if (!p->framing || p->frame_start < 0 ||
        p->out.size - (size_t)p->frame_start - FRAME_HEADER < FRAME_TARGET) {
        return true;
    }
    close_frame(p);
    return !p->write || flush(vm, p);
}

/* A header and data; large data is in no frame and goes straight to the file (as o, if not NULL).
 */
static bool write_data(VM *vm, Pickler *p, int op, int size_bytes, const void *data, size_t len,
                       Object *o) {
    bool framing = p->framing, large = len >= FRAME_TARGET, ok;
    if (large) {
        close_frame(p);
        p->framing = false;
    }
    ok = write_op(vm, p, op, len, size_bytes);
    if (ok && large && p->write) {
        Object *bytes = o ? new_ref(o) : bytes_from(vm, data, len);
        ok = bytes && flush(vm, p) && write_to_file(vm, p, bytes);
        xdecref(vm, bytes);
    } else {
        ok = ok && pickle_write(vm, p, data, len);
    }
    p->framing = framing;
    return ok;
}

static bool write_text(VM *vm, Pickler *p, const char *text) {
    return pickle_write(vm, p, text, strlen(text));
}

/* How to get or put number `index` of the memo. */
static bool write_memo(VM *vm, Pickler *p, uint32_t index, int text_op, int short_op, int long_op) {
    char text[16];
    if (!p->bin) {
        snprintf(text, sizeof text, "%c%u\n", text_op, (unsigned)index);
        return write_text(vm, p, text);
    }
    return index < 256 ? write_op(vm, p, short_op, index, 1) : write_op(vm, p, long_op, index, 4);
}

bool pickle_get(VM *vm, Pickler *p, Object *o) {
    return write_memo(vm, p, memo_find(p, o)->index, OP_GET, OP_BINGET, OP_LONG_BINGET);
}

bool pickle_memoize(VM *vm, Pickler *p, Object *o) {
    if (p->fast) {
        return true;
    }
    if (3 * p->memo_len >= 2 * p->memo_cap && !memo_grow(vm, p)) {
        return false;
    }
    MemoEntry *e = memo_find(p, o);
    uint32_t index = p->memo_len;
    if (!e->key) {
        e->key = new_ref(o);
        p->memo_len++;
    }
    e->index = index;
    return p->protocol >= 4 ? pickle_op(vm, p, OP_MEMOIZE)
                            : write_memo(vm, p, index, OP_PUT, OP_BINPUT, OP_LONG_BINPUT);
}

/* ------------------------------------------------------------------ numbers and texts */

static bool save_bool(VM *vm, Pickler *p, bool value) {
    return p->protocol >= 2 ? pickle_op(vm, p, value ? OP_NEWTRUE : OP_NEWFALSE)
                            : write_text(vm, p, value ? "I01\n" : "I00\n");
}

static bool save_large_int(VM *vm, Pickler *p, Object *o) {
    if (p->protocol < 2) {
        Object *text = int_to_str(vm, o, 10, false, true);
        bool ok = text && pickle_op(vm, p, OP_LONG) &&
                  pickle_write(vm, p, STR(text)->data, STR_LEN(text)) && write_text(vm, p, "L\n");
        xdecref(vm, text);
        return ok;
    }
    size_t len = (int_bit_length(o) >> 3) + 1;
    uint8_t *bytes = raw_alloc(vm, len);
    bool ok = bytes && int_to_bytes(vm, o, bytes, len, true, true) == 0;
    size_t used = len;
    if (ok && int_sign(o) < 0 && len > 1 && bytes[len - 1] == 0xFF && bytes[len - 2] & 0x80) {
        used--;
    }
    ok = ok &&
         (used < 256 ? write_op(vm, p, OP_LONG1, used, 1) : write_op(vm, p, OP_LONG4, used, 4)) &&
         pickle_write(vm, p, bytes, used);
    if (bytes) {
        raw_free(vm, bytes, len);
    }
    return ok;
}

static bool save_int(VM *vm, Pickler *p, Object *o) {
    int64_t value;
    char text[24];
    if (!int_as_i64(o, &value) || value != (int32_t)value) {
        return save_large_int(vm, p, o);
    }
    if (!p->bin) {
        snprintf(text, sizeof text, "I%lld\n", (long long)value);
        return write_text(vm, p, text);
    }
    return value < 0 || value > UINT16_MAX ? write_op(vm, p, OP_BININT, (uint64_t)value, 4)
           : value > UINT8_MAX             ? write_op(vm, p, OP_BININT2, (uint64_t)value, 2)
                                           : write_op(vm, p, OP_BININT1, (uint64_t)value, 1);
}

static bool save_float(VM *vm, Pickler *p, Object *o) {
    double value = FLOAT_VALUE(o);
    uint64_t bits;
    if (p->bin) {
        memcpy(&bits, &value, sizeof bits);
        return write_op(vm, p, OP_BINFLOAT, __builtin_bswap64(bits), 8);
    }
    char text[FLOAT_TEXT_MAX + 2];
    size_t len = float_repr_text(value, text + 1);
    text[0] = OP_FLOAT;
    text[1 + len] = '\n';
    return pickle_write(vm, p, text, len + 2);
}

static bool save_bytes(VM *vm, Pickler *p, Object *o) {
    const uint8_t *data = BYTES(o)->data;
    size_t len = BYTES(o)->len;
    if (p->protocol >= 3) {
        return (len <= UINT8_MAX ? write_data(vm, p, OP_SHORT_BINBYTES, 1, data, len, o)
                                 : write_data(vm, p, OP_BINBYTES, 4, data, len, o)) &&
               pickle_memoize(vm, p, o);
    }
    if (!len) {
        return pickle_save_call(vm, p, OBJ(TYPE(vm, BYTES)), new_ref(vm->empty_tuple), o);
    }
    Object *encode = pickle_module_attribute(vm, "_codecs", "encode");
    Object *args =
        encode ? pack_steal(vm, 2, str_from_chars(vm, data, len, 1), str_intern_cstr(vm, "latin1"))
               : NULL;
    bool ok = args && pickle_save_call(vm, p, encode, args, o);
    xdecref(vm, encode);
    return ok;
}

static bool save_bytearray(VM *vm, Pickler *p, Object *o) {
    ByteArray *b = BYTEARRAY(o);
    if (p->protocol >= 5) {
        return write_data(vm, p, OP_BYTEARRAY8, 8, b->data, b->len, NULL) &&
               pickle_memoize(vm, p, o);
    }
    Object *args =
        b->len ? pack_steal(vm, 1, bytes_from(vm, b->data, b->len)) : new_ref(vm->empty_tuple);
    return pickle_save_call(vm, p, OBJ(TYPE(vm, BYTEARRAY)), args, o);
}

static bool save_text_escaped(VM *vm, Pickler *p, Object *o) {
    bool ok = pickle_op(vm, p, OP_UNICODE);
    for (size_t i = 0; ok && i < STR_LEN(o); i++) {
        uint32_t c = str_char(o, i);
        char text[16] = {(char)c, 0};
        size_t len = 1;
        if (c > 0xFFFF) {
            len = (size_t)snprintf(text, sizeof text, "\\U%08x", (unsigned)c);
        } else if (c > 0xFF || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1A) {
            len = (size_t)snprintf(text, sizeof text, "\\u%04x", (unsigned)c);
        }
        ok = pickle_write(vm, p, text, len);
    }
    return ok && pickle_op(vm, p, '\n') && pickle_memoize(vm, p, o);
}

static bool save_str(VM *vm, Pickler *p, Object *o) {
    if (!p->bin) {
        return save_text_escaped(vm, p, o);
    }
    Buffer buf;
    size_t len;
    vm_buffer_init(vm, &buf);
    const char *text = str_utf8(vm, o, &buf, &len, true);
    bool ok = text &&
              (len <= UINT8_MAX && p->protocol >= 4
                   ? write_data(vm, p, OP_SHORT_BINUNICODE, 1, text, len, NULL)
               : len <= UINT32_MAX ? write_data(vm, p, OP_BINUNICODE, 4, text, len, NULL)
                                   : write_data(vm, p, OP_BINUNICODE8, 8, text, len, NULL)) &&
              pickle_memoize(vm, p, o);
    buffer_deinit(&buf);
    return ok;
}

/* ------------------------------------------------------------------ containers */

/* What a container held while it was written may change meanwhile. */
static bool save_held(VM *vm, Pickler *p, Object *o) {
    incref(o);
    bool ok = pickle_save(vm, p, o, false);
    decref(vm, o);
    return ok;
}

static bool save_tuple(VM *vm, Pickler *p, Object *o) {
    size_t len = TUPLE_LEN(o);
    if (!len) {
        return p->protocol ? pickle_op(vm, p, OP_EMPTY_TUPLE) : write_text(vm, p, "(t");
    }
    bool counted = len <= 3 && p->protocol >= 2;
    if (!counted && !pickle_op(vm, p, OP_MARK_)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (!pickle_save(vm, p, TUPLE_ITEM(o, i), false)) {
            return false;
        }
    }
    if (!pickle_is_known(p, o)) {
        return pickle_op(vm, p, counted ? OP_TUPLE1 + (int)len - 1 : OP_TUPLE) &&
               pickle_memoize(vm, p, o);
    }
    /* It holds itself, and has been written on the way. */
    bool pop_mark = !counted && p->bin;
    size_t pops = counted ? len : pop_mark ? 1 : len + 1;
    for (size_t i = 0; i < pops; i++) {
        if (!pickle_op(vm, p, pop_mark ? OP_POP_MARK : OP_POP)) {
            return false;
        }
    }
    return pickle_get(vm, p, o);
}

static bool save_pair(VM *vm, Pickler *p, Object *pair) {
    if (!is_tuple(vm, pair) || TUPLE_LEN(pair) != 2) {
        raise(vm, EXC_TypeError, "dict items iterator must return 2-tuples");
        return false;
    }
    return pickle_save(vm, p, TUPLE_ITEM(pair, 0), false) &&
           pickle_save(vm, p, TUPLE_ITEM(pair, 1), false);
}

static bool save_item(VM *vm, Pickler *p, Object *item, bool pairs) {
    bool ok = pairs ? save_pair(vm, p, item) : pickle_save(vm, p, item, false);
    decref(vm, item);
    return ok;
}

/* Items of an iterator: one, or batches of many. */
static bool save_batches(VM *vm, Pickler *p, Object *it, int one, int many, bool pairs) {
    Object *item, *next;
    size_t n;
    do {
        n = 0;
        item = iter_next(vm, it);
        if (!item) {
            break;
        }
        next = p->protocol ? iter_next(vm, it) : NULL;
        if (error_occurred(vm)) {
            decref(vm, item);
            return false;
        }
        if (!next) {
            if (!save_item(vm, p, item, pairs) || !pickle_op(vm, p, one)) {
                return false;
            }
            n = p->protocol ? 0 : BATCH;
            continue;
        }
        bool ok = pickle_op(vm, p, OP_MARK_);
        ok = ok ? save_item(vm, p, item, pairs) : (decref(vm, item), false);
        for (n = 1; next; next = n < BATCH ? iter_next(vm, it) : NULL) {
            ok = ok ? save_item(vm, p, next, pairs) : (decref(vm, next), false);
            n++;
            if (!ok) {
                return false;
            }
        }
        if (error_occurred(vm) || !pickle_op(vm, p, many)) {
            return false;
        }
    } while (n == BATCH);
    return !error_occurred(vm);
}

bool pickle_batch_list(VM *vm, Pickler *p, Object *it) {
    return save_batches(vm, p, it, OP_APPEND, OP_APPENDS, false);
}
bool pickle_batch_dict(VM *vm, Pickler *p, Object *it) {
    return save_batches(vm, p, it, OP_SETITEM, OP_SETITEMS, true);
}

/* The beginning of a container that may hold itself. */
static bool start(VM *vm, Pickler *p, Object *o, int empty, int op) {
    return (p->bin ? pickle_op(vm, p, empty)
                   : pickle_op(vm, p, OP_MARK_) && pickle_op(vm, p, op)) &&
           pickle_memoize(vm, p, o);
}

static bool save_list(VM *vm, Pickler *p, Object *o) {
    if (!start(vm, p, o, OP_EMPTY_LIST, OP_LIST)) {
        return false;
    }
    if (!p->bin || LIST_LEN(o) == 1) {
        bool batch = p->bin;
        for (size_t i = 0; i < LIST_LEN(o) && (!batch || i == 0); i++) {
            if (!save_held(vm, p, LIST_ITEM(o, i)) || !pickle_op(vm, p, OP_APPEND)) {
                return false;
            }
        }
        return true;
    }
    for (size_t i = 0; i < LIST_LEN(o);) {
        if (!pickle_op(vm, p, OP_MARK_)) {
            return false;
        }
        for (size_t n = 0; n < BATCH && i < LIST_LEN(o); n++) {
            if (!save_held(vm, p, LIST_ITEM(o, i++))) {
                return false;
            }
        }
        if (!pickle_op(vm, p, OP_APPENDS)) {
            return false;
        }
    }
    return true;
}

static bool save_entry(VM *vm, Pickler *p, Object *key, Object *value) {
    incref(key);
    incref(value);
    bool ok = pickle_save(vm, p, key, false) && pickle_save(vm, p, value, false);
    decref(vm, value);
    decref(vm, key);
    return ok;
}

static bool save_dict(VM *vm, Pickler *p, Object *o) {
    size_t pos = 0, len = DICT_LEN(o), n = 0;
    Object *key, *value;
    if (!start(vm, p, o, OP_EMPTY_DICT, OP_DICT) || !len) {
        return !error_occurred(vm);
    }
    bool single = len == 1 || !p->bin;
    do {
        if (!single && !pickle_op(vm, p, OP_MARK_)) {
            return false;
        }
        for (n = 0; n < BATCH && dict_next(o, &pos, &key, &value); n++) {
            if (!save_entry(vm, p, key, value) || (single && !pickle_op(vm, p, OP_SETITEM))) {
                return false;
            }
            if (DICT_LEN(o) != len) {
                raise(vm, EXC_RuntimeError, "dictionary changed size during iteration");
                return false;
            }
        }
        if (!single && !pickle_op(vm, p, OP_SETITEMS)) {
            return false;
        }
    } while (n == BATCH);
    return true;
}

static bool save_set(VM *vm, Pickler *p, Object *o) {
    size_t pos = 0, len = set_len(o), n;
    Object *item;
    if (p->protocol < 4) {
        return pickle_save_call(vm, p, OBJ(type_of(vm, o)),
                                pack_steal(vm, 1, list_from_iterable(vm, o)), o);
    }
    if (!pickle_op(vm, p, OP_EMPTY_SET) || !pickle_memoize(vm, p, o)) {
        return false;
    }
    do {
        if (!len) {
            return true;
        }
        if (!pickle_op(vm, p, OP_MARK_)) {
            return false;
        }
        for (n = 0; n < BATCH && set_next(o, &pos, &item); n++) {
            if (!save_held(vm, p, item)) {
                return false;
            }
            if (set_len(o) != len) {
                raise(vm, EXC_RuntimeError, "set changed size during iteration");
                return false;
            }
        }
        if (!pickle_op(vm, p, OP_ADDITEMS)) {
            return false;
        }
    } while (n == BATCH);
    return true;
}

static bool save_frozenset(VM *vm, Pickler *p, Object *o) {
    size_t pos = 0;
    Object *item;
    if (p->protocol < 4) {
        return save_set(vm, p, o);
    }
    if (!pickle_op(vm, p, OP_MARK_)) {
        return false;
    }
    while (set_next(o, &pos, &item)) {
        if (!save_held(vm, p, item)) {
            return false;
        }
    }
    if (pickle_is_known(p, o)) {
        return pickle_op(vm, p, OP_POP_MARK) && pickle_get(vm, p, o);
    }
    return pickle_op(vm, p, OP_FROZENSET) && pickle_memoize(vm, p, o);
}

/* ------------------------------------------------------------------ any object */

/* 1: written as a persistent id; 0: it is none; -1: an error. */
static int save_persistent(VM *vm, Pickler *p, Object *o) {
    Object *id = call1(vm, p->persistent_id, o), *text = NULL;
    bool ok = id != NULL, none = id == vm->none;
    if (ok && !none && p->bin) {
        ok = pickle_save(vm, p, id, true) && pickle_op(vm, p, OP_BINPERSID);
    } else if (ok && !none) {
        text = object_str(vm, id);
        if (text && !str_is_ascii(text)) {
            pickling_fail(vm, "persistent IDs in protocol 0 must be ASCII strings");
        }
        ok = !error_occurred(vm) && pickle_op(vm, p, OP_PERSID) &&
             pickle_write(vm, p, STR(text)->data, STR_LEN(text)) && pickle_op(vm, p, '\n');
    }
    xdecref(vm, text);
    xdecref(vm, id);
    return !ok ? -1 : !none;
}

static bool save_value(VM *vm, Pickler *p, Object *o, bool is_persistent_id) {
    if (p->persistent_id && !is_persistent_id) {
        int saved = save_persistent(vm, p, o);
        if (saved) {
            return saved > 0;
        }
    }
    uint32_t shape = shape_of(o);
    switch (shape) {
    case SHAPE_NONE:
        return pickle_op(vm, p, OP_NONE);
    case SHAPE_BOOL:
        return save_bool(vm, p, o == vm->true_);
    case SHAPE_INT:
        return save_int(vm, p, o);
    case SHAPE_FLOAT:
        return save_float(vm, p, o);
    default:
        break;
    }
    if (pickle_is_known(p, o)) {
        return pickle_get(vm, p, o);
    }
    if (shape == SHAPE_STR) {
        return save_str(vm, p, o);
    }
    if (shape == SHAPE_BYTES) {
        return save_bytes(vm, p, o);
    }
    if (!recursion_enter(vm, " while pickling an object")) {
        return false;
    }
    bool ok = shape == SHAPE_DICT        ? save_dict(vm, p, o)
              : shape == SHAPE_LIST      ? save_list(vm, p, o)
              : shape == SHAPE_TUPLE     ? save_tuple(vm, p, o)
              : shape == SHAPE_SET       ? save_set(vm, p, o)
              : shape == SHAPE_FROZENSET ? save_frozenset(vm, p, o)
              : shape == SHAPE_BYTEARRAY ? save_bytearray(vm, p, o)
                                         : pickle_save_any(vm, p, o);
    recursion_leave(vm);
    return ok;
}

bool pickle_save(VM *vm, Pickler *p, Object *o, bool is_persistent_id) {
    return save_value(vm, p, o, is_persistent_id) && boundary(vm, p);
}

static bool set_from_attribute(VM *vm, Pickler *p, Object **place, const char *name) {
    Object *value = pickle_lookup(vm, OBJ(p), name);
    if (value) {
        set_ref(vm, *place, value);
    }
    return !error_occurred(vm);
}

bool pickler_dump(VM *vm, Pickler *p, Object *o) {
    Object *own_id = p->persistent_id;
    buffer_clear(&p->out);
    p->frame_start = -1;
    p->framing = false;
    bool ok = true;
    xincref(own_id);
    if (type_of(vm, OBJ(p))->spec != &pickler_spec) { /* of a class that may know better */
        ok = set_from_attribute(vm, p, &p->reducer_override, "reducer_override") &&
             set_from_attribute(vm, p, &p->persistent_id, "persistent_id") &&
             set_from_attribute(vm, p, &p->dispatch_table, "dispatch_table");
    }
    ok = ok && (p->protocol < 2 || write_op(vm, p, OP_PROTO, (uint64_t)p->protocol, 1));
    p->framing = p->protocol >= 4;
    ok = ok && pickle_save(vm, p, o, false) && pickle_op(vm, p, OP_STOP);
    if (ok) {
        close_frame(p);
    }
    p->framing = false;
    clear_ref(vm, p->reducer_override);
    clear_ref(vm, p->copyreg);
    set_ref(vm, p->persistent_id, own_id);
    return ok && (!p->write || flush(vm, p));
}
