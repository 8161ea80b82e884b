/* Images to code objects. Nothing that an image says is believed without a look, but for the
 * instructions themselves, for which the checksum answers. */
#include <string.h>

#include "base/hash.h"
#include "lang/code_image.h"
#include "lang/compiler_id.h"
#include "lang/opcode_info.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"

const uint8_t code_magic[CODE_MAGIC_SIZE] = {COMPILER_ID & 0xFF, COMPILER_ID >> 8 & 0xFF, '\r',
                                             '\n'};

uint64_t image_checksum(const uint8_t *image, size_t size) {
    return hash_bytes(image + IMAGE_CHECKSUM_SIZE, size - IMAGE_CHECKSUM_SIZE, COMPILER_ID);
}

typedef struct Image {
    VM *vm;
    const uint8_t *data, *end;
    uint32_t count, shared_count;
    Object *store;    /* borrowed */
    Object *filename; /* of all code objects, or NULL; borrowed */
    size_t limit;     /* what is being read may refer to entries that begin before */
    int depth;
} Image;

/* A place in an image. */
typedef struct Cursor {
    const uint8_t *at, *end;
    bool bad; /* something did not fit */
} Cursor;

/* ---- numbers and bytes ---- */

static uint64_t get_long_number(Cursor *c) {
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (c->at == c->end) {
            break;
        }
        uint8_t byte = *c->at++;
        n |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return n;
        }
    }
    c->bad = true;
    return 0;
}

static inline uint64_t get_number(Cursor *c) {
    if (LIKELY(c->at < c->end && *c->at < 0x80)) {
        return *c->at++;
    }
    return get_long_number(c);
}

static int64_t get_signed(Cursor *c) {
    uint64_t n = get_number(c);
    return (int64_t)((n >> 1) ^ (0 - (n & 1)));
}

/* A number up to max. */
static uint32_t get_limited(Cursor *c, uint32_t max) {
    uint64_t n = get_number(c);
    if (n > max) {
        c->bad = true;
        return 0;
    }
    return (uint32_t)n;
}

static const uint8_t *get_bytes(Cursor *c, size_t n) {
    if (c->bad || n > (size_t)(c->end - c->at)) {
        c->bad = true;
        return NULL;
    }
    c->at += n;
    return c->at - n;
}

static uint32_t get_u32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* ---- entries: all functions return NULL without an error if the image is bad ---- */

static Object *entry_object(Image *image, uint64_t entry); /* new reference */

static Object *read_item(Image *image, Cursor *c) {
    uint64_t entry = get_number(c);
    return c->bad ? NULL : entry_object(image, entry);
}

/* A tuple of entries, not tracked yet; names: strs are wanted. */
static Object *read_tuple(Image *image, Cursor *c, bool names) {
    uint64_t n = get_number(c);
    if (c->bad || n > (size_t)(c->end - c->at)) {
        c->bad = true;
        return NULL;
    }
    Object *tuple = tuple_new(image->vm, n);
    for (size_t i = 0; tuple && i < n; i++) {
        Object *item = read_item(image, c);
        TUPLE_ITEM(tuple, i) = item;
        if (!item || (names && !is_exact(item, SHAPE_STR))) {
            decref(image->vm, tuple);
            return NULL;
        }
    }
    return tuple;
}

/* Of constants. */
static Object *read_constants(Image *image, Cursor *c) {
    Object *tuple = read_tuple(image, c, false);
    if (tuple) {
        code_track_tuple(image->vm, tuple);
    }
    return tuple;
}

static Object *read_text(Image *image, Cursor *c, enum EntryKind kind) {
    size_t len = get_limited(c, UINT32_MAX);
    const char *text = (const char *)get_bytes(c, len);
    if (!text) {
        return NULL;
    }
    switch (kind) {
    case ENTRY_ASCII:
        return len == 1 ? str_from_char(image->vm, (uint8_t)text[0])
                        : str_from_ascii(image->vm, text, len);
    case ENTRY_NAME:
    case ENTRY_UTF8_NAME:
        return str_intern_utf8(image->vm, text, len);
    case ENTRY_UTF8:
        return str_from_utf8(image->vm, text, len);
    default:
        return bytes_from(image->vm, text, len);
    }
}

static Object *read_big_int(Image *image, Cursor *c) {
    const uint8_t *sign = get_bytes(c, 1);
    size_t len = get_limited(c, UINT32_MAX), size = len * sizeof(mp_limb_t);
    const uint8_t *from = get_bytes(c, size);
    mp_limb_t *limbs = from && len ? raw_alloc(image->vm, size) : NULL;
    if (!limbs) {
        return NULL;
    }
    memcpy(limbs, from, size);
    Object *o = int_from_limbs(image->vm, limbs, len, *sign != 0);
    raw_free(image->vm, limbs, size);
    return o;
}

static bool read_doubles(Cursor *c, double *values, size_t n) {
    const uint8_t *from = get_bytes(c, n * sizeof *values);
    if (from) {
        memcpy(values, from, n * sizeof *values);
    }
    return from != NULL;
}

static Object *read_frozenset(Image *image, Cursor *c) {
    Object *tuple = read_tuple(image, c, false);
    Object *set = tuple ? frozenset_new(image->vm, tuple) : NULL;
    xdecref(image->vm, tuple);
    return set;
}

/* ---- code: what an incomplete one has ---- */

enum { CODE_BEGINNING = 12 }; /* numbers, before those of the rest */

static Object *read_str(Image *image, Cursor *c) {
    Object *o = read_item(image, c);
    if (o && !is_exact(o, SHAPE_STR)) {
        clear_ref(image->vm, o);
    }
    return o;
}

static bool read_code_numbers(Cursor *c, Code *code) {
    code->arg_count = (uint16_t)get_limited(c, UINT16_MAX);
    code->posonly_count = (uint16_t)get_limited(c, code->arg_count);
    code->kwonly_count = (uint16_t)get_limited(c, UINT16_MAX);
    code->nlocals = (uint16_t)get_limited(c, UINT16_MAX);
    code->nregs = (uint16_t)get_limited(c, UINT16_MAX);
    code->ncells = (uint16_t)get_limited(c, code->nlocals);
    code->nfree = (uint16_t)get_limited(c, code->nlocals);
    code->flags = get_limited(c, UINT32_MAX);
    code->first_line = (int32_t)get_signed(c);
    uint32_t parameters = (uint32_t)code->arg_count + code->kwonly_count +
                          !!(code->flags & CO_VARARGS) + !!(code->flags & CO_VARKEYWORDS);
    return !c->bad && code->nregs >= code->nlocals &&
           parameters + code->ncells + code->nfree <= code->nlocals;
}

static bool read_code_names(Image *image, Cursor *c, Code *code) {
    uint64_t filename;
    if (!(code->name = read_str(image, c)) || !(code->qualname = read_str(image, c))) {
        return false;
    }
    filename = get_number(c);
    code->filename = image->filename ? new_ref(image->filename) : entry_object(image, filename);
    return code->filename && is_exact(code->filename, SHAPE_STR);
}

static Object *read_code(Image *image, Cursor *c) {
    const uint8_t *from = c->at;
    Code *code = code_new(image->vm);
    if (code && (!read_code_numbers(c, code) || !read_code_names(image, c, code))) {
        clear_ref(image->vm, code);
    }
    if (code) {
        code->store = new_ref(image->store);
        code->store_at = (uint32_t)(from - image->data);
    }
    return OBJ(code);
}

/* ---- any entry ---- */

static Object *read_value(Image *image, Cursor *c, enum EntryKind kind) {
    VM *vm = image->vm;
    double parts[2];
    int64_t number;
    switch (kind) {
    case ENTRY_NONE:
        return none_ref(vm);
    case ENTRY_FALSE:
    case ENTRY_TRUE:
        return bool_ref(vm, kind == ENTRY_TRUE);
    case ENTRY_ELLIPSIS:
        return new_ref(vm->ellipsis);
    case ENTRY_INT:
        number = get_signed(c);
        return c->bad ? NULL : int_from_i64(vm, number);
    case ENTRY_BIG_INT:
        return read_big_int(image, c);
    case ENTRY_FLOAT:
        return read_doubles(c, parts, 1) ? float_from_double(vm, parts[0]) : NULL;
    case ENTRY_COMPLEX:
        return read_doubles(c, parts, 2) ? complex_from_doubles(vm, parts[0], parts[1]) : NULL;
    case ENTRY_ASCII:
    case ENTRY_NAME:
    case ENTRY_UTF8:
    case ENTRY_UTF8_NAME:
    case ENTRY_BYTES:
        return read_text(image, c, kind);
    case ENTRY_TUPLE:
        return read_constants(image, c);
    case ENTRY_FROZENSET:
        return read_frozenset(image, c);
    case ENTRY_CODE:
        return read_code(image, c);
    }
    return NULL;
}

/* The place of an entry in the store if it is a shared one, or NULL. */
static Object **shared_place(Image *image, uint32_t entry) {
    const uint8_t *numbers = image->data + IMAGE_HEAD_SIZE + 4 * (size_t)image->count;
    uint32_t low = 0, high = image->shared_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2, n = get_u32(numbers + 4 * (size_t)middle);
        if (n == entry) {
            return &TUPLE_ITEM(image->store, 1 + middle);
        }
        low = n < entry ? middle + 1 : low;
        high = n < entry ? high : middle;
    }
    return NULL;
}

static Object *entry_object(Image *image, uint64_t entry) {
    if (entry >= image->count) {
        return NULL;
    }
    size_t offset = get_u32(image->data + IMAGE_HEAD_SIZE + 4 * entry);
    size_t limit = image->limit;
    if (offset >= limit || image->depth > IMAGE_DEPTH_MAX) {
        return NULL;
    }
    Cursor c = {.at = image->data + offset + 1, .end = image->end};
    enum EntryKind kind = (enum EntryKind)c.at[-1];
    bool by_itself = kind <= ENTRY_ELLIPSIS || kind == ENTRY_NAME || kind == ENTRY_UTF8_NAME ||
                     kind == ENTRY_CODE;
    Object **shared = by_itself ? NULL : shared_place(image, (uint32_t)entry);
    if (shared && *shared != image->vm->none) {
        return new_ref(*shared);
    }
    image->depth++;
    image->limit = offset;
    Object *o = read_value(image, &c, kind);
    image->limit = limit;
    image->depth--;
    if (o && shared) {
        set_ref(image->vm, *shared, new_ref(o));
        if (gc_is_tracked(o) && !gc_is_tracked(image->store)) {
            gc_track(image->vm, image->store);
        }
    }
    return o;
}

/* ---- code: the rest ---- */

static bool read_code_objects(Image *image, Cursor *c, Code *code) {
    uint64_t doc = get_number(c);
    if (doc) {
        code->doc = entry_object(image, doc - 1);
        if (!code->doc || !is_exact(code->doc, SHAPE_STR)) {
            return false;
        }
    }
    return (code->consts = read_constants(image, c)) &&
           (code->names = read_tuple(image, c, true)) &&
           (code->locals = read_tuple(image, c, true)) &&
           (code->cells = read_tuple(image, c, true)) &&
           (code->freevars = read_tuple(image, c, true)) &&
           TUPLE_LEN(code->locals) == code->nlocals && TUPLE_LEN(code->freevars) == code->nfree;
}

static bool read_handlers(Image *image, Cursor *c, Code *code) {
    uint64_t n = get_number(c);
    if (c->bad || n > (size_t)(c->end - c->at) / 4) {
        return false;
    }
    if (n == 0) {
        return true;
    }
    code->handlers = raw_alloc(image->vm, n * sizeof *code->handlers);
    if (!code->handlers) {
        return false;
    }
    code->handler_len = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        ExceptionEntry *e = &code->handlers[i];
        e->start = get_limited(c, UINT32_MAX);
        e->end = get_limited(c, UINT32_MAX);
        e->handler = get_limited(c, UINT32_MAX);
        e->depth = get_limited(c, UINT32_MAX);
    }
    return !c->bad;
}

static bool read_line_table(Image *image, Cursor *c, Code *code) {
    uint32_t size = get_limited(c, UINT32_MAX);
    const uint8_t *from = get_bytes(c, size);
    code->line_table = from && size ? raw_alloc(image->vm, size) : NULL;
    if (!code->line_table) {
        return false;
    }
    memcpy(code->line_table, from, size);
    code->line_table_size = size;
    return true;
}

static bool unpack_instructions(Cursor *c, Instr *to, uint32_t len) {
    for (uint32_t pc = 0; pc < len;) {
        const uint8_t *from = get_bytes(c, sizeof *to);
        if (!from) {
            return false;
        }
        memcpy(&to[pc], from, sizeof *to);
        if (to[pc].op >= OPCODE_COUNT || opcode_words[to[pc].op] > len - pc) {
            return false;
        }
        unsigned more = opcode_words[to[pc].op] - 1u;
        if (to[pc].flags & PACKED_ALONE) {
            to[pc].flags &= (uint8_t)~PACKED_ALONE;
            memset(&to[pc + 1], 0, more * sizeof *to);
        } else if (more) {
            from = get_bytes(c, more * sizeof *to);
            if (!from) {
                return false;
            }
            memcpy(&to[pc + 1], from, more * sizeof *to);
        }
        pc += 1 + more;
    }
    return true;
}

static bool read_instructions(Image *image, Cursor *c, Code *code) {
    uint32_t len = get_limited(c, INT32_MAX / (uint32_t)sizeof(Instr));
    if (c->bad || len == 0 || len / 4 > (size_t)(c->end - c->at)) {
        return false;
    }
    code->instrs = raw_alloc(image->vm, len * sizeof(Instr));
    code->instr_len = code->instrs ? len : 0;
    return code->instrs && unpack_instructions(c, code->instrs, len);
}

static void free_rest(VM *vm, Code *rest) {
    Object *const objects[] = {rest->consts, rest->names,    rest->locals,
                               rest->cells,  rest->freevars, rest->doc};
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        xdecref(vm, objects[i]);
    }
    if (rest->handlers) {
        raw_free(vm, rest->handlers, rest->handler_len * sizeof *rest->handlers);
    }
    if (rest->line_table) {
        raw_free(vm, rest->line_table, rest->line_table_size);
    }
    if (rest->instrs) {
        raw_free(vm, rest->instrs, rest->instr_len * sizeof(Instr));
    }
}

static Image image_of(VM *vm, Object *store) {
    Object *bytes = TUPLE_ITEM(store, 0);
    const uint8_t *data = BYTES(bytes)->data;
    return (Image){.vm = vm,
                   .data = data,
                   .end = data + BYTES(bytes)->len,
                   .store = store,
                   .limit = BYTES(bytes)->len,
                   .count = get_u32(data + 12),
                   .shared_count = get_u32(data + 16)};
}

/* The image of an incomplete code object, at what it lacks. */
static Image image_of_rest(VM *vm, const Code *code, Cursor *c) {
    Image image = image_of(vm, code->store);
    *c = (Cursor){.at = image.data + code->store_at, .end = image.end};
    image.filename = code->filename;
    image.limit = code->store_at;
    for (int i = 0; i < CODE_BEGINNING; i++) {
        get_number(c);
    }
    return image;
}

/* false without an error: the image is bad. */
static bool read_rest(VM *vm, Code *code) {
    Object *store = code->store;
    Cursor c;
    Image image = image_of_rest(vm, code, &c);
    Code rest = *code;
    int32_t count = vm->gc_count[0]; /* what code objects hold does not count as new either */
    rest.handlers = NULL;
    rest.handler_len = 0;
    bool ok = read_code_objects(&image, &c, &rest) && read_handlers(&image, &c, &rest) &&
              read_line_table(&image, &c, &rest) && read_instructions(&image, &c, &rest);
    vm->gc_count[0] = count;
    if (!ok) {
        free_rest(vm, &rest);
        if (error_occurred(vm) && !error_matches(vm, EXC_MemoryError)) {
            error_clear(vm);
        }
        return false;
    }
    rest.head = code->head;
    *code = rest;
    decref(vm, store);
    return true;
}

bool code_read_rest(VM *vm, Code *code) {
    bool ok = read_rest(vm, code);
    if (!ok && !error_occurred(vm)) {
        raise(vm, EXC_SystemError, "bad compiled code of %U", code->qualname);
    }
    return ok;
}

Object *code_doc(VM *vm, Object *o) {
    Code *code = CODE(o);
    Object *doc = code->doc;
    Cursor c;
    if (code->instrs) {
        return doc ? new_ref(doc) : NULL;
    }
    Image image = image_of_rest(vm, code, &c);
    uint64_t entry = get_number(&c);
    doc = entry ? entry_object(&image, entry - 1) : NULL;
    if (doc && !is_exact(doc, SHAPE_STR)) {
        clear_ref(vm, doc);
    }
    return doc;
}

bool code_complete_all(VM *vm, Code *code) {
    if (!code->instrs && !read_rest(vm, code)) {
        return false;
    }
    for (size_t i = 0; i < TUPLE_LEN(code->consts); i++) {
        Object *inner = TUPLE_ITEM(code->consts, i);
        if (is_exact(inner, SHAPE_CODE) && !code_complete_all(vm, CODE(inner))) {
            return false;
        }
    }
    return true;
}

/* ---- the whole ---- */

size_t code_image_size(const uint8_t *data, size_t len) {
    if (len < IMAGE_HEAD_SIZE) {
        return 0;
    }
    size_t size = get_u32(data + IMAGE_CHECKSUM_SIZE), count = get_u32(data + 12),
           shared = get_u32(data + 16);
    return size <= len && count > 0 && IMAGE_HEAD_SIZE + 5 * count + 4 * shared <= size ? size : 0;
}

static Object *new_store(VM *vm, Object *image, size_t shared) {
    Object *store = tuple_new(vm, 1 + shared);
    if (store) {
        TUPLE_ITEM(store, 0) = new_ref(image);
        for (size_t i = 0; i < shared; i++) {
            TUPLE_ITEM(store, 1 + i) = none_ref(vm);
        }
    }
    return store;
}

Object *code_load(VM *vm, Object *bytes, Object *filename) {
    const uint8_t *data = BYTES(bytes)->data;
    size_t size = code_image_size(data, BYTES(bytes)->len);
    uint64_t sum;
    if (!size || size != BYTES(bytes)->len) {
        return NULL;
    }
    memcpy(&sum, data, sizeof sum);
    if (image_checksum(data, size) != sum) {
        return NULL;
    }
    int32_t count = vm->gc_count[0];
    Object *store = new_store(vm, bytes, get_u32(data + 16)), *code = NULL;
    if (store) {
        Image image = image_of(vm, store);
        image.filename = filename;
        code = entry_object(&image, image.count - 1);
        if (code && !is_exact(code, SHAPE_CODE)) {
            clear_ref(vm, code);
        }
        decref(vm, store);
    }
    vm->gc_count[0] = count;
    if (!code && error_occurred(vm) && !error_matches(vm, EXC_MemoryError)) {
        error_clear(vm);
    }
    return code;
}
