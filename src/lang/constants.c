/* Constants of a unit: made from the tree, merged by type and value. */
#include <string.h>

#include "base/hash.h"
#include "lang/compiler.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

static uint64_t constant_hash(VM *vm, const Object *o) {
    uint64_t kind = shape_of(o);
    switch (kind) {
    case SHAPE_INT:
        if (has_flag(o, FLAG_BIG)) {
            const BigInt *big = (const BigInt *)o;
            return hash_combine(kind, hash_bytes(big->limbs, big->len * sizeof(mp_limb_t), 0));
        }
        return hash_combine(kind, (uint64_t)INT_VALUE(o));
    case SHAPE_FLOAT:
        return hash_combine(kind, hash_bytes(&FLOAT_VALUE(o), sizeof(double), 0));
    case SHAPE_COMPLEX:
        return hash_combine(kind, hash_bytes(&((const Complex *)o)->real, 2 * sizeof(double), 0));
    case SHAPE_STR:
        return hash_combine(kind, str_hash(vm, (Object *)(uintptr_t)o));
    case SHAPE_BYTES:
        return hash_combine(kind, hash_bytes(BYTES(o)->data, BYTES(o)->len, 0));
    case SHAPE_TUPLE: {
        uint64_t h = kind;
        for (uint32_t i = 0; i < TUPLE_LEN(o); i++) {
            h = hash_combine(h, constant_hash(vm, TUPLE_ITEM(o, i)));
        }
        return h;
    }
    default:
        return hash_mix((uint64_t)(uintptr_t)o);
    }
}

static bool constant_equal(const Object *a, const Object *b) {
    if (a == b) {
        return true;
    }
    if (shape_of(a) != shape_of(b)) {
        return false;
    }
    switch (shape_of(a)) {
    case SHAPE_INT:
        return int_cmp(a, b) == 0;
    case SHAPE_FLOAT: /* by bits: 0.0 is not -0.0 */
        return memcmp(&FLOAT_VALUE(a), &FLOAT_VALUE(b), sizeof(double)) == 0;
    case SHAPE_COMPLEX:
        return memcmp(&((const Complex *)a)->real, &((const Complex *)b)->real,
                      2 * sizeof(double)) == 0;
    case SHAPE_STR:
        return str_equal(a, b);
    case SHAPE_BYTES:
        return BYTES(a)->len == BYTES(b)->len &&
               memcmp(BYTES(a)->data, BYTES(b)->data, BYTES(a)->len) == 0;
    case SHAPE_TUPLE:
        if (TUPLE_LEN(a) != TUPLE_LEN(b)) {
            return false;
        }
        for (uint32_t i = 0; i < TUPLE_LEN(a); i++) {
            if (!constant_equal(TUPLE_ITEM(a, i), TUPLE_ITEM(b, i))) {
                return false;
            }
        }
        return true;
    default:
        return false;
    }
}

static uint32_t *find_slot(VM *vm, const Unit *u, const Object *value) {
    uint32_t mask = u->const_slot_cap - 1;
    uint32_t i = (uint32_t)constant_hash(vm, value) & mask;
    while (u->const_slots[i] && !constant_equal(u->consts[u->const_slots[i] - 1], value)) {
        i = (i + 1) & mask;
    }
    return &u->const_slots[i];
}

static bool grow_consts(Compiler *c) {
    Unit *u = c->unit;
    uint32_t cap = u->const_cap ? u->const_cap * 2 : 8;
    Object **consts = code_alloc(c, cap * sizeof *consts);
    uint32_t *slots = code_alloc(c, 2 * cap * sizeof *slots);
    TRY(consts && slots);
    if (u->const_len) {
        memcpy(consts, u->consts, u->const_len * sizeof *consts);
    }
    memset(slots, 0, 2 * cap * sizeof *slots);
    u->consts = consts;
    u->const_cap = cap;
    u->const_slots = slots;
    u->const_slot_cap = 2 * cap;
    for (uint32_t i = 0; i < u->const_len; i++) {
        *find_slot(c->vm, u, u->consts[i]) = i + 1;
    }
    return true;
}

/* --- Sharing between units -------------------------------------------------------------------- */

static Object **shared_slot(Compiler *c, const Object *value) {
    uint32_t mask = c->shared_cap - 1;
    uint32_t i = (uint32_t)constant_hash(c->vm, value) & mask;
    while (c->shared[i] && !constant_equal(c->shared[i], value)) {
        i = (i + 1) & mask;
    }
    return &c->shared[i];
}

static bool grow_shared(Compiler *c) {
    Object **old = c->shared;
    uint32_t old_cap = c->shared_cap, cap = old_cap ? old_cap * 2 : 32;
    Object **slots = arena_alloc_zeroed(c->lang.arena, cap * sizeof *slots);
    TRY(slots);
    c->shared = slots;
    c->shared_cap = cap;
    for (uint32_t i = 0; i < old_cap; i++) {
        if (old[i]) {
            *shared_slot(c, old[i]) = old[i];
        }
    }
    return true;
}

Object *const_share(Compiler *c, Object *value) {
    uint32_t shape = shape_of(value);
    if (shape != SHAPE_INT && shape != SHAPE_FLOAT && shape != SHAPE_COMPLEX &&
        shape != SHAPE_STR && shape != SHAPE_BYTES && shape != SHAPE_TUPLE) {
        return value;
    }
    if (c->shared_len * 2 >= c->shared_cap && !grow_shared(c)) {
        return value;
    }
    Object **slot = shared_slot(c, value);
    if (*slot) {
        decref(c->vm, value);
        return new_ref(*slot);
    }
    *slot = new_ref(value);
    c->shared_len++;
    return value;
}

void const_release_shared(Compiler *c) {
    for (uint32_t i = 0; i < c->shared_cap; i++) {
        xdecref(c->vm, c->shared[i]);
    }
}

uint32_t const_add(Compiler *c, Object *value) {
    Unit *u = c->unit;
    if (!value) {
        return UINT32_MAX;
    }
    if (u->const_len == u->const_cap && !grow_consts(c)) {
        decref(c->vm, value);
        return UINT32_MAX;
    }
    uint32_t *slot = find_slot(c->vm, u, value);
    if (*slot) {
        decref(c->vm, value);
        return *slot - 1;
    }
    u->consts[u->const_len++] = const_share(c, value);
    *slot = u->const_len;
    return u->const_len - 1;
}

/* --- From the tree ---------------------------------------------------------------------------- */

/* A str constant; what looks like an identifier is shared. */
static Object *str_constant(VM *vm, const AstStr *text) {
    bool identifier = true;
    for (uint32_t i = 0; i < text->len && identifier; i++) {
        unsigned char ch = (unsigned char)text->utf8[i];
        identifier = ch == '_' || (ch >= '0' && ch <= '9') || (ch >= 'a' && ch <= 'z') ||
                     (ch >= 'A' && ch <= 'Z');
    }
    return identifier ? str_intern_utf8(vm, text->utf8, text->len)
                      : str_from_utf8(vm, text->utf8, text->len);
}

Object *compile_constant(VM *vm, const AstConstant *k) {
    switch ((AstConstantKind)k->kind) {
    case CONSTANT_NONE:
        return none_ref(vm);
    case CONSTANT_TRUE:
    case CONSTANT_FALSE:
        return bool_ref(vm, k->kind == CONSTANT_TRUE);
    case CONSTANT_ELLIPSIS:
        return new_ref(vm->ellipsis);
    case CONSTANT_INT:
        return int_from_i64(vm, k->small);
    case CONSTANT_BIG_INT:
        return int_from_text(vm, k->text->utf8, k->text->len, k->base);
    case CONSTANT_FLOAT:
        return float_from_double(vm, k->real);
    case CONSTANT_COMPLEX:
        return complex_from_doubles(vm, 0.0, k->real);
    case CONSTANT_STR:
        return str_constant(vm, k->text);
    case CONSTANT_BYTES:
        return bytes_from(vm, k->text->utf8, k->text->len);
    }
    return NULL;
}

Object *constant_object(Compiler *c, const AstConstant *k) {
    return compile_constant(c->vm, k);
}

Object *name_object(Compiler *c, AstName name) {
    return str_intern_utf8(c->vm, name->utf8, name->len);
}

static bool is_small(int64_t value) {
    return value >= SMALL_INT_MIN && value <= SMALL_INT_MAX;
}

bool load_object(Compiler *c, Object *value, uint32_t dst) {
    TRY(value);
    bool none = value == c->vm->none, truth = value == c->vm->true_;
    if (none || truth || value == c->vm->false_) {
        decref(c->vm, value);
        return none ? emit(c, OP_CODE_LOAD_NONE, 0, dst, 0, 0)
                    : emit(c, OP_CODE_LOAD_BOOL, 0, dst, truth, 0);
    }
    if (value->meta == INT_META && is_small(INT_VALUE(value))) {
        int32_t n = (int32_t)INT_VALUE(value);
        decref(c->vm, value);
        return emit_bx(c, OP_CODE_LOAD_INT, 0, dst, n);
    }
    if (c->unit->dead) {
        decref(c->vm, value);
        return true;
    }
    uint32_t k = const_add(c, value);
    TRY(k != UINT32_MAX);
    return emit_bx(c, OP_CODE_LOAD_CONST, 0, dst, (int32_t)k);
}

bool load_name_text(Compiler *c, AstName name, uint32_t dst) {
    return load_object(c, name_object(c, name), dst);
}

bool load_constant(Compiler *c, const AstConstant *k, uint32_t dst) {
    switch ((AstConstantKind)k->kind) {
    case CONSTANT_NONE:
        return emit(c, OP_CODE_LOAD_NONE, 0, dst, 0, 0);
    case CONSTANT_TRUE:
    case CONSTANT_FALSE:
        return emit(c, OP_CODE_LOAD_BOOL, 0, dst, k->kind == CONSTANT_TRUE, 0);
    case CONSTANT_INT:
        if (is_small(k->small)) {
            return emit_bx(c, OP_CODE_LOAD_INT, 0, dst, (int32_t)k->small);
        }
        break;
    default:
        break;
    }
    return load_object(c, constant_object(c, k), dst);
}

bool holds_small_int(const Object *value) {
    if (value->meta == INT_META) {
        return is_small(INT_VALUE(value));
    }
    if (is_exact(value, SHAPE_TUPLE)) {
        for (uint32_t i = 0; i < TUPLE_LEN(value); i++) {
            if (holds_small_int(TUPLE_ITEM(value, i))) {
                return true;
            }
        }
    }
    return false;
}
