/* Code objects to images. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "lang/code_image.h"
#include "lang/opcode_info.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Slot {
    const Object *object; /* NULL: free */
    uint32_t entry;
    bool shared; /* see code_file.h */
} Slot;

typedef struct Writer {
    VM *vm;
    Buffer entries, offsets, scratch;
    Slot *slots; /* which entry an object has */
    uint32_t slot_bits, count, shared_count;
    int depth;
} Writer;

/* ---- which entry an object has ---- */

static Slot *find_slot(const Writer *w, const Object *o) {
    size_t mask = ((size_t)1 << w->slot_bits) - 1, i = hash_address(o, w->slot_bits);
    while (w->slots[i].object && w->slots[i].object != o) {
        i = (i + 1) & mask;
    }
    return &w->slots[i];
}

static bool grow_slots(Writer *w) {
    Slot *old = w->slots;
    size_t old_cap = old ? (size_t)1 << w->slot_bits : 0;
    uint32_t bits = old ? w->slot_bits + 1 : 6;
    Slot *slots = raw_alloc(w->vm, sizeof *slots << bits);
    if (!slots) {
        return false;
    }
    memset(slots, 0, sizeof *slots << bits);
    w->slots = slots;
    w->slot_bits = bits;
    for (size_t i = 0; i < old_cap; i++) {
        if (old[i].object) {
            *find_slot(w, old[i].object) = old[i];
        }
    }
    if (old) {
        raw_free(w->vm, old, old_cap * sizeof *old);
    }
    return true;
}

/* ---- numbers and bytes ---- */

static void put_number(Buffer *b, uint64_t n) {
    for (; n >= 0x80; n >>= 7) {
        buffer_add_char(b, (char)(n | 0x80));
    }
    buffer_add_char(b, (char)n);
}

static void put_signed(Buffer *b, int64_t n) {
    put_number(b, ((uint64_t)n << 1) ^ (n < 0 ? UINT64_MAX : 0));
}

static void put_fixed(Buffer *b, uint64_t n, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) {
        buffer_add_char(b, (char)(n >> 8 * i));
    }
}

static void put_run(Buffer *b, const void *data, size_t len) {
    put_number(b, len);
    buffer_add(b, data, len);
}

static bool begin(Writer *w, enum EntryKind kind) {
    put_fixed(&w->offsets, w->entries.size, 4);
    buffer_add_char(&w->entries, (char)kind);
    return true;
}

/* ---- entries ---- */

static bool write_object(Writer *w, Object *o, uint32_t *entry);

static bool write_int(Writer *w, const Object *o) {
    if (int_is_compact(o)) {
        begin(w, ENTRY_INT);
        put_signed(&w->entries, INT_VALUE(o));
        return true;
    }
    const BigInt *big = (const BigInt *)o;
    begin(w, ENTRY_BIG_INT);
    buffer_add_char(&w->entries, big->sign < 0);
    put_number(&w->entries, big->len);
    buffer_add(&w->entries, big->limbs, big->len * sizeof big->limbs[0]);
    return true;
}

static bool write_str(Writer *w, Object *o) {
    bool interned = has_flag(o, FLAG_INTERNED), ascii = str_is_ascii(o);
    size_t len;
    buffer_clear(&w->scratch);
    const char *text = str_utf8(w->vm, o, &w->scratch, &len, true);
    if (!text) {
        return false;
    }
    begin(w, ascii ? (interned ? ENTRY_NAME : ENTRY_ASCII)
                   : (interned ? ENTRY_UTF8_NAME : ENTRY_UTF8));
    put_run(&w->entries, text, len);
    return true;
}

static void put_double(Buffer *b, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_fixed(b, bits, 8);
}

/* The numbers of the items' entries, to be put behind the entry's beginning. */
static bool write_items(Writer *w, Object *const *items, size_t n, Buffer *numbers) {
    put_number(numbers, n);
    for (size_t i = 0; i < n; i++) {
        uint32_t entry;
        if (!write_object(w, items[i], &entry)) {
            return false;
        }
        put_number(numbers, entry);
    }
    return true;
}

static bool write_tuple_items(Writer *w, Object *tuple, Buffer *numbers) {
    size_t n = TUPLE_LEN(tuple);
    return write_items(w, n ? &TUPLE_ITEM(tuple, 0) : NULL, n, numbers);
}

static bool write_set_items(Writer *w, Object *set, Buffer *numbers) {
    size_t pos = 0;
    Object *key;
    put_number(numbers, set_len(set));
    while (set_next(set, &pos, &key)) {
        uint32_t entry;
        if (!write_object(w, key, &entry)) {
            return false;
        }
        put_number(numbers, entry);
    }
    return true;
}

static bool write_collection(Writer *w, Object *o) {
    Buffer numbers;
    vm_buffer_init(w->vm, &numbers);
    bool tuple = is_exact(o, SHAPE_TUPLE);
    bool ok = tuple ? write_tuple_items(w, o, &numbers) : write_set_items(w, o, &numbers);
    if (ok) {
        begin(w, tuple ? ENTRY_TUPLE : ENTRY_FROZENSET);
        buffer_add(&w->entries, numbers.data, numbers.size);
        w->entries.failed |= numbers.failed;
    }
    buffer_deinit(&numbers);
    return ok;
}

static bool put_code_objects(Writer *w, const Code *code, Buffer *b) {
    Object *const texts[] = {code->name, code->qualname, code->filename};
    uint32_t entry;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (!write_object(w, texts[i], &entry)) {
            return false;
        }
        put_number(b, entry);
    }
    entry = UINT32_MAX;
    if (code->doc && !write_object(w, code->doc, &entry)) {
        return false;
    }
    put_number(b, entry + 1u); /* 0: none */
    return write_tuple_items(w, code->consts, b) && write_tuple_items(w, code->names, b) &&
           write_tuple_items(w, code->locals, b) && write_tuple_items(w, code->cells, b) &&
           write_tuple_items(w, code->freevars, b);
}

static bool is_zero(const Instr *words, unsigned n) {
    uint64_t all = 0;
    for (unsigned i = 0; i < n; i++) {
        all |= words[i].word;
    }
    return all == 0;
}

static void pack_instructions(Buffer *b, const Instr *at, uint32_t len) {
    for (uint32_t pc = 0; pc < len;) {
        unsigned words = opcode_words[at[pc].op];
        Instr first = at[pc];
        bool alone = words > 1 && is_zero(at + pc + 1, words - 1);
        first.flags |= alone ? PACKED_ALONE : 0;
        buffer_add(b, &first, sizeof first);
        buffer_add(b, at + pc + 1, alone ? 0 : (words - 1) * sizeof first);
        pc += words;
    }
}

static void put_instructions(Writer *w, const Code *code, Buffer *b) {
    size_t size = code->instr_len * sizeof(Instr);
    Instr *copy = w->vm->code_general ? raw_alloc(w->vm, size) : NULL;
    if (copy) {
        w->vm->code_general(w->vm, OBJ(code), copy);
        pack_instructions(b, copy, code->instr_len);
        raw_free(w->vm, copy, size);
    } else if (!w->vm->code_general) {
        pack_instructions(b, code->instrs, code->instr_len);
    } else {
        b->failed = true;
    }
}

static bool write_code(Writer *w, Code *code) {
    if (!code_complete(w->vm, code)) {
        return false;
    }
    const uint32_t numbers[] = {code->arg_count, code->posonly_count, code->kwonly_count,
                                code->nlocals,   code->nregs,         code->ncells,
                                code->nfree,     code->flags};
    Buffer b;
    vm_buffer_init(w->vm, &b);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        put_number(&b, numbers[i]);
    }
    put_signed(&b, code->first_line);
    bool ok = put_code_objects(w, code, &b);
    if (ok) {
        put_number(&b, code->handler_len);
        for (uint32_t i = 0; i < code->handler_len; i++) {
            const ExceptionEntry *e = &code->handlers[i];
            put_number(&b, e->start);
            put_number(&b, e->end);
            put_number(&b, e->handler);
            put_number(&b, e->depth);
        }
        put_run(&b, code->line_table, code->line_table_size);
        put_number(&b, code->instr_len);
        put_instructions(w, code, &b);
        begin(w, ENTRY_CODE);
        buffer_add(&w->entries, b.data, b.size);
        w->entries.failed |= b.failed;
    }
    buffer_deinit(&b);
    return ok;
}

static bool write_value(Writer *w, Object *o) {
    VM *vm = w->vm;
    if (o == vm->none || o == vm->true_ || o == vm->false_ || o == vm->ellipsis) {
        return begin(w, o == vm->none     ? ENTRY_NONE
                        : o == vm->true_  ? ENTRY_TRUE
                        : o == vm->false_ ? ENTRY_FALSE
                                          : ENTRY_ELLIPSIS);
    }
    switch (shape_of(o)) {
    case SHAPE_INT:
        return write_int(w, o);
    case SHAPE_FLOAT:
        begin(w, ENTRY_FLOAT);
        put_double(&w->entries, FLOAT_VALUE(o));
        return true;
    case SHAPE_COMPLEX:
        begin(w, ENTRY_COMPLEX);
        put_double(&w->entries, ((const Complex *)o)->real);
        put_double(&w->entries, ((const Complex *)o)->imag);
        return true;
    case SHAPE_STR:
        return write_str(w, o);
    case SHAPE_BYTES:
        begin(w, ENTRY_BYTES);
        put_run(&w->entries, BYTES(o)->data, BYTES(o)->len);
        return true;
    case SHAPE_TUPLE:
    case SHAPE_FROZENSET:
        return write_collection(w, o);
    case SHAPE_CODE:
        return write_code(w, CODE(o));
    default:
        raise(vm, EXC_ValueError, "unmarshallable object");
        return false;
    }
}

/* Is it of interest that an object is one, and not made anew for each who refers to it? */
static bool is_shareable(VM *vm, const Object *o) {
    switch (shape_of(o)) {
    case SHAPE_INT:
        return !int_is_compact(o) || INT_VALUE(o) < SMALL_INT_MIN || INT_VALUE(o) > SMALL_INT_MAX;
    case SHAPE_STR:
        return !has_flag(o, FLAG_INTERNED) && STR_LEN(o) > 1;
    case SHAPE_TUPLE:
        return o != vm->empty_tuple;
    case SHAPE_FLOAT:
    case SHAPE_COMPLEX:
    case SHAPE_BYTES:
    case SHAPE_FROZENSET:
        return true;
    default:
        return false;
    }
}

static bool write_object(Writer *w, Object *o, uint32_t *entry) {
    if (w->count * 2 >= ((uint32_t)1 << w->slot_bits) && !grow_slots(w)) {
        return false;
    }
    Slot *slot = find_slot(w, o);
    if (slot->object) {
        if (!slot->shared && is_shareable(w->vm, o)) {
            slot->shared = true;
            w->shared_count++;
        }
        *entry = slot->entry;
        return true;
    }
    if (w->depth >= IMAGE_DEPTH_MAX) {
        raise(w->vm, EXC_ValueError, "object too deeply nested to marshal");
        return false;
    }
    w->depth++;
    bool ok = write_value(w, o);
    w->depth--;
    if (ok) {
        slot = find_slot(w, o); /* the table may have grown */
        *slot = (Slot){o, w->count, false};
        *entry = w->count++;
    }
    return ok;
}

/* ---- the whole ---- */

static int compare_numbers(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void put_shared(Writer *w, Buffer *out) {
    size_t from = out->size;
    for (size_t i = 0; i < (size_t)1 << w->slot_bits; i++) {
        if (w->slots[i].shared) {
            buffer_add(out, &w->slots[i].entry, sizeof w->slots[i].entry);
        }
    }
    if (!out->failed && w->shared_count) {
        qsort(out->data + from, w->shared_count, sizeof(uint32_t), compare_numbers);
    }
}

static bool put_image(Writer *w, Buffer *out) {
    size_t start = out->size, tables = 4 * ((size_t)w->count + w->shared_count),
           size = IMAGE_HEAD_SIZE + tables + w->entries.size;
    if (w->entries.failed || w->offsets.failed || size > UINT32_MAX) {
        return false;
    }
    put_fixed(out, 0, IMAGE_CHECKSUM_SIZE);
    put_fixed(out, size, 4);
    put_fixed(out, w->count, 4);
    put_fixed(out, w->shared_count, 4);
    for (uint32_t i = 0; i < w->count; i++) {
        uint32_t offset;
        memcpy(&offset, w->offsets.data + 4 * (size_t)i, 4);
        put_fixed(out, IMAGE_HEAD_SIZE + tables + offset, 4);
    }
    put_shared(w, out);
    buffer_add(out, w->entries.data, w->entries.size);
    if (out->failed) {
        return false;
    }
    uint64_t sum = image_checksum((uint8_t *)out->data + start, size);
    memcpy(out->data + start, &sum, sizeof sum);
    return true;
}

bool code_dump(VM *vm, Object *code, Buffer *out) {
    Writer w = {.vm = vm};
    uint32_t entry;
    vm_buffer_init(vm, &w.entries);
    vm_buffer_init(vm, &w.offsets);
    vm_buffer_init(vm, &w.scratch);
    bool ok = grow_slots(&w) && write_object(&w, code, &entry);
    if (ok && !put_image(&w, out)) {
        raise_memory_error(vm);
        ok = false;
    }
    if (w.slots) {
        raw_free(vm, w.slots, sizeof *w.slots << w.slot_bits);
    }
    buffer_deinit(&w.scratch);
    buffer_deinit(&w.offsets);
    buffer_deinit(&w.entries);
    return ok;
}
