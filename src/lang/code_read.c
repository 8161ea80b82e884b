/* Images to code objects. Nothing that an image says is believed without a look, but for the
 * instructions themselves, for which the checksum answers. */
#include <string.h>

#include "base/hash.h"
#include "lang/code_image.h"
#include "lang/compiler_id.h"
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
    const uint8_t *data, *end, *offsets;
    Object **made;    /* of each entry: owned, or NULL */
    Object *filename; /* borrowed, may be NULL */
    uint32_t count;
    int depth;
} Image;

/* A place in an image. */
typedef struct Cursor {
    const uint8_t *at, *end;
    bool bad; /* something did not fit */
} Cursor;

/* ---- numbers and bytes ---- */

static uint64_t get_number(Cursor *c) {
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

static Object *entry_object(Image *image, uint32_t entry); /* borrowed */

static Object *read_item(Image *image, Cursor *c) {
    uint64_t entry = get_number(c);
    if (c->bad || entry >= image->count) {
        c->bad = true;
        return NULL;
    }
    Object *o = image->made[entry];
    return o ? o : entry_object(image, (uint32_t)entry);
}

/* A tuple of entries; names: interned strs are wanted. */
static Object *read_tuple(Image *image, Cursor *c, bool names) {
    uint64_t n = get_number(c);
    if (c->bad || n > (size_t)(c->end - c->at)) {
        c->bad = true;
        return NULL;
    }
    Object *tuple = tuple_new(image->vm, n);
    for (size_t i = 0; tuple && i < n; i++) {
        Object *item = read_item(image, c);
        if (!item || (names && !is_exact(item, SHAPE_STR))) {
            decref(image->vm, tuple);
            return NULL;
        }
        TUPLE_ITEM(tuple, i) = new_ref(item);
    }
    if (tuple && n) {
        gc_track(image->vm, tuple);
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

/* ---- code ---- */

static Object *read_str(Image *image, Cursor *c) {
    Object *o = read_item(image, c);
    return o && is_exact(o, SHAPE_STR) ? new_ref(o) : NULL;
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

static bool read_code_objects(Image *image, Cursor *c, Code *code) {
    if (!(code->name = read_str(image, c)) || !(code->qualname = read_str(image, c)) ||
        !(code->filename = read_str(image, c))) {
        return false;
    }
    if (image->filename) {
        set_ref(image->vm, code->filename, new_ref(image->filename));
    }
    uint64_t doc = get_number(c);
    if (doc) {
        Object *o = doc <= image->count ? entry_object(image, (uint32_t)doc - 1) : NULL;
        if (!o || !is_exact(o, SHAPE_STR)) {
            return false;
        }
        code->doc = new_ref(o);
    }
    return (code->consts = read_tuple(image, c, false)) &&
           (code->names = read_tuple(image, c, true)) &&
           (code->locals = read_tuple(image, c, true)) &&
           (code->cells = read_tuple(image, c, true)) &&
           (code->freevars = read_tuple(image, c, true)) &&
           TUPLE_LEN(code->locals) == code->nlocals && TUPLE_LEN(code->freevars) == code->nfree;
}

static void *copy_run(Image *image, const uint8_t *from, size_t size) {
    void *to = from && size ? raw_alloc(image->vm, size) : NULL;
    return to ? memcpy(to, from, size) : NULL;
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

static bool read_buffers(Image *image, Cursor *c, Code *code) {
    if (!read_handlers(image, c, code)) {
        return false;
    }
    uint32_t size = get_limited(c, UINT32_MAX);
    code->line_table = copy_run(image, get_bytes(c, size), size);
    if (!code->line_table) {
        return false;
    }
    code->line_table_size = size;
    uint32_t len = get_limited(c, INT32_MAX / (uint32_t)sizeof(Instr));
    code->instrs = copy_run(image, get_bytes(c, len * sizeof(Instr)), len * sizeof(Instr));
    code->instr_len = code->instrs ? len : 0;
    return code->instrs != NULL;
}

static Object *read_code(Image *image, Cursor *c) {
    Code *code = code_new(image->vm);
    if (code && (!read_code_numbers(c, code) || !read_code_objects(image, c, code) ||
                 !read_buffers(image, c, code))) {
        decref(image->vm, code);
        return NULL;
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
        return read_tuple(image, c, false);
    case ENTRY_FROZENSET:
        return read_frozenset(image, c);
    case ENTRY_CODE:
        return read_code(image, c);
    }
    return NULL;
}

static Object *entry_object(Image *image, uint32_t entry) {
    if (image->made[entry]) {
        return image->made[entry];
    }
    uint32_t offset = get_u32(image->offsets + 4 * (size_t)entry);
    const uint8_t *at = image->data + offset;
    /* The depth also ends what refers to itself. */
    if (offset >= (size_t)(image->end - image->data) || image->depth >= IMAGE_DEPTH_MAX + 1) {
        return NULL;
    }
    Cursor c = {.at = at + 1, .end = image->end};
    image->depth++;
    Object *o = read_value(image, &c, (enum EntryKind) * at);
    image->depth--;
    if (o && image->made[entry]) { /* of a bad image: made by what it is made of */
        decref(image->vm, o);
        return NULL;
    }
    image->made[entry] = o;
    return o;
}

/* ---- the whole ---- */

size_t code_image_size(const uint8_t *data, size_t len) {
    if (len < IMAGE_HEAD_SIZE) {
        return 0;
    }
    size_t size = get_u32(data + IMAGE_CHECKSUM_SIZE), count = get_u32(data + 12);
    return size <= len && count > 0 && IMAGE_HEAD_SIZE + 5 * count <= size ? size : 0;
}

Object *code_load(VM *vm, const uint8_t *data, size_t len, Object *filename) {
    size_t size = code_image_size(data, len);
    uint64_t sum;
    if (!size) {
        return NULL;
    }
    memcpy(&sum, data, sizeof sum);
    if (image_checksum(data, size) != sum) {
        return NULL;
    }
    Image image = {.vm = vm,
                   .data = data,
                   .end = data + size,
                   .offsets = data + IMAGE_HEAD_SIZE,
                   .filename = filename,
                   .count = get_u32(data + 12)};
    size_t made_size = image.count * sizeof *image.made;
    image.made = raw_alloc(vm, made_size);
    if (!image.made) {
        return NULL;
    }
    memset(image.made, 0, made_size);
    Object *code = entry_object(&image, image.count - 1);
    code = code && is_exact(code, SHAPE_CODE) ? new_ref(code) : NULL;
    for (uint32_t i = 0; i < image.count; i++) {
        xdecref(vm, image.made[i]);
    }
    raw_free(vm, image.made, made_size);
    if (!code && error_occurred(vm) && !error_matches(vm, EXC_MemoryError)) {
        error_clear(vm);
    }
    return code;
}
