/* Numbers in the evaluation loop.
 *
 * Numbers that die are used again: where the old value of the destination, or an operand that is
 * consumed, is a compact int or float with one reference, the result is written into it. A shared
 * small int then becomes another number's; objects whose identity was asked for carry a flag, so
 * that their header does not compare equal to the plain one.
 */
#ifndef ADDER_VM_NUMBERS_H
#define ADDER_VM_NUMBERS_H

#include "types/float.h"
#include "types/int.h"
#include "vm/eval.h"

/* What decref does at zero, with the commonest kinds first. */
void die(VM *vm, Object *o);
/* The same for a local of a frame that ends. */
void die_leaving(VM *vm, Frame *frame, Object *o);

static ALWAYS_INLINE bool is_small(int64_t v) {
    return (uint64_t)v - (uint64_t)(int64_t)SMALL_INT_MIN < SMALL_INT_COUNT;
}

/* Of its own, also where there is a shared one. */
static ALWAYS_INLINE Object *new_int(VM *vm, int64_t v) {
    Int *o = heap_alloc(&vm->heap, HEAP_ATOMIC, sizeof(Int));
    if (UNLIKELY(!o)) {
        return raise_memory_error(vm);
    }
    o->head.count = 1;
    o->head.meta = INT_META;
    o->value = v;
    return OBJ(o);
}

/* Where the shared int v is, if somebody holds it; NULL if v is not one of the small ones. */
static ALWAYS_INLINE Object **small_slot(VM *vm, int64_t v) {
    return is_small(v) ? &vm->small_ints[v - SMALL_INT_MIN] : NULL;
}

/* o is to become another number: it is no longer shared. */
static ALWAYS_INLINE void unshare_int(VM *vm, const Object *o) {
    Object **slot = small_slot(vm, INT_VALUE(o));
    if (slot && *slot == o) {
        *slot = NULL;
    }
}

static ALWAYS_INLINE Object *make_int(VM *vm, int64_t v) {
    Object **slot = small_slot(vm, v);
    if (slot && *slot) {
        return new_ref(*slot);
    }
    Object *o = new_int(vm, v);
    if (slot && LIKELY(o != NULL)) {
        *slot = o;
    }
    return o;
}

static ALWAYS_INLINE Object *make_float(VM *vm, double v) {
    Float *o = heap_alloc(&vm->heap, HEAP_ATOMIC, sizeof(Float));
    if (UNLIKELY(!o)) {
        return raise_memory_error(vm);
    }
    o->head.count = 1;
    o->head.meta = FLOAT_META;
    o->value = v;
    return OBJ(o);
}

static ALWAYS_INLINE void drop(VM *vm, Object *o) {
    if (count_ends(o)) {
        die(vm, o);
    }
}

/* Of what is a compact int, a float. */
static ALWAYS_INLINE void drop_int(VM *vm, Object *o) {
    if (count_ends(o)) {
        if (LIKELY(o->count == 0)) {
            unshare_int(vm, o);
            heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Int));
        } else {
            die(vm, o);
        }
    }
}

static ALWAYS_INLINE void drop_float(VM *vm, Object *o) {
    if (count_ends(o)) {
        if (LIKELY(o->count == 0)) {
            heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Float));
        } else {
            die(vm, o);
        }
    }
}

/* dst i := v, owned. */
static ALWAYS_INLINE void put(VM *vm, Object **R, unsigned i, Object *v) {
    Object *old = R[i];
    R[i] = v;
    if (old) {
        drop(vm, old);
    }
}

/* *dst := the int v. `mine`: an int with one reference, to be used again or released; or NULL. */
static ALWAYS_INLINE bool put_int(VM *vm, Object **dst, Object *mine, int64_t v) {
    Object *old = *dst, **slot = small_slot(vm, v);
    if (!mine && old && old->meta == INT_META && old->count == 1) {
        mine = old;
        old = NULL;
    }
    if (slot && *slot && *slot != mine) {
        *dst = new_ref(*slot);
        if (mine) {
            drop_int(vm, mine);
        }
    } else {
        if (mine) {
            unshare_int(vm, mine);
            INT_VALUE(mine) = v;
        } else {
            mine = new_int(vm, v);
            if (UNLIKELY(!mine)) {
                return false;
            }
        }
        if (slot) {
            *slot = mine;
        }
        *dst = mine;
    }
    if (old) {
        drop(vm, old);
    }
    return true;
}

/* dst := the int v, the operands (compact ints) consumed as the flags say. */
static ALWAYS_INLINE bool store_int(VM *vm, Object **R, const Instr *pc, int64_t v, bool has_c) {
    unsigned flags = pc->flags;
    Object *mine = NULL;
    if (flags & KILL_B) {
        Object *b = R[pc->b];
        R[pc->b] = NULL;
        if (b->count == 1) {
            mine = b;
        } else {
            drop_int(vm, b);
        }
    }
    if (has_c && flags & KILL_C) {
        Object *c = R[pc->c];
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
    return put_int(vm, &R[pc->a], mine, v);
}

static ALWAYS_INLINE bool store_float(VM *vm, Object **R, const Instr *pc, double v, bool has_c) {
    unsigned flags = pc->flags;
    Object **dst = &R[pc->a], *reuse = NULL;
    if (flags & KILL_B) {
        Object *b = R[pc->b];
        R[pc->b] = NULL;
        if (b->count == 1) {
            reuse = b;
        } else {
            drop_float(vm, b);
        }
    }
    if (has_c && flags & KILL_C) {
        Object *c = R[pc->c];
        R[pc->c] = NULL;
        if (!reuse && c->count == 1) {
            reuse = c;
        } else {
            drop_float(vm, c);
        }
    }
    Object *old = *dst;
    if (reuse) {
        FLOAT_VALUE(reuse) = v;
    } else if (old && old->meta == FLOAT_META && old->count == 1) {
        FLOAT_VALUE(old) = v;
        return true;
    } else {
        reuse = make_float(vm, v);
        if (UNLIKELY(!reuse)) {
            return false;
        }
    }
    *dst = reuse;
    if (old) {
        drop(vm, old);
    }
    return true;
}

/* *dst := the float v. */
static ALWAYS_INLINE bool put_float(VM *vm, Object **dst, double v) {
    Object *old = *dst;
    if (old && old->meta == FLOAT_META && old->count == 1) {
        FLOAT_VALUE(old) = v;
        return true;
    }
    Object *o = make_float(vm, v);
    if (UNLIKELY(!o)) {
        return false;
    }
    *dst = o;
    if (old) {
        drop(vm, old);
    }
    return true;
}

/* --- operands of binary operators at pc, compact ints or floats; see unboxed.h for those that are
 * not objects */

/* Consumes them as the flags say. */
static ALWAYS_INLINE void kill_ints(VM *vm, Object **R, const Instr *pc) {
    if (pc->flags & KILL_B) {
        Object *b = R[pc->b];
        R[pc->b] = NULL;
        drop_int(vm, b);
    }
    if (pc->flags & KILL_C) {
        Object *c = R[pc->c];
        R[pc->c] = NULL;
        drop_int(vm, c);
    }
}

static ALWAYS_INLINE void kill_floats(VM *vm, Object **R, const Instr *pc) {
    if (pc->flags & KILL_B) {
        Object *b = R[pc->b];
        R[pc->b] = NULL;
        drop_float(vm, b);
    }
    if (pc->flags & KILL_C) {
        Object *c = R[pc->c];
        R[pc->c] = NULL;
        drop_float(vm, c);
    }
}

/* The operand of the instruction behind pc that is not the result at pc, if it is consumed. */
static ALWAYS_INLINE void kill_other(VM *vm, Object **R, const Instr *pc) {
    const Instr *next = pc + 2;
    if (next->flags & KILL_B && next->b != pc->a) {
        Object *b = R[next->b];
        R[next->b] = NULL;
        drop(vm, b);
    } else if (next->flags & KILL_C && next->c != pc->a) {
        Object *c = R[next->c];
        R[next->c] = NULL;
        drop(vm, c);
    }
}

/* The operands of the instruction behind pc, of which one is the result at pc, `value`. false: the
 * other one is no compact int. */
static ALWAYS_INLINE bool with_other_int(Object **R, const Instr *pc, int64_t value, int64_t *x,
                                         int64_t *y) {
    const Instr *next = pc + 2;
    bool right = next->flags & KILL_C && next->c == pc->a;
    const Object *other = R[right ? next->b : next->c];
    *x = right ? INT_VALUE(other) : value;
    *y = right ? value : INT_VALUE(other);
    return other->meta == INT_META;
}

static ALWAYS_INLINE bool with_other_float(Object **R, const Instr *pc, double value, double *x,
                                           double *y) {
    const Instr *next = pc + 2;
    bool right = next->flags & KILL_C && next->c == pc->a;
    const Object *other = R[right ? next->b : next->c];
    *x = right ? FLOAT_VALUE(other) : value;
    *y = right ? value : FLOAT_VALUE(other);
    return other->meta == FLOAT_META;
}

/* The result of an int and a float, of which the int has been consumed already. */
static ALWAYS_INLINE bool store_mixed(VM *vm, Object **R, const Instr *pc, double v) {
    Object *reuse = NULL;
    if (pc->flags & KILL_B && R[pc->b] && pc->b != pc->a) {
        reuse = R[pc->b];
        R[pc->b] = NULL;
    } else if (pc->flags & KILL_C && R[pc->c] && pc->c != pc->a) {
        reuse = R[pc->c];
        R[pc->c] = NULL;
    }
    Object *old = R[pc->a];
    if (old && old->meta == FLOAT_META && old->count == 1) {
        FLOAT_VALUE(old) = v;
        if (reuse) {
            drop_float(vm, reuse);
        }
        return true;
    }
    if (reuse && reuse->count == 1) {
        FLOAT_VALUE(reuse) = v;
    } else {
        if (reuse) {
            drop_float(vm, reuse);
        }
        reuse = make_float(vm, v);
        if (UNLIKELY(!reuse)) {
            return false;
        }
    }
    R[pc->a] = reuse;
    if (old) {
        drop(vm, old);
    }
    return true;
}

/* The value of a compact int or a float, if a double holds it exactly. */
static ALWAYS_INLINE bool as_double(const Object *o, double *v) {
    if (o->meta == FLOAT_META) {
        *v = FLOAT_VALUE(o);
        return true;
    }
    if (o->meta != INT_META || INT_VALUE(o) > INT64_C(1) << 53 ||
        INT_VALUE(o) < -(INT64_C(1) << 53)) {
        return false;
    }
    *v = (double)INT_VALUE(o);
    return true;
}

static ALWAYS_INLINE bool floor_div(int64_t x, int64_t y, int64_t *v) {
    if (UNLIKELY(y == 0 || (y == -1 && x == INT64_MIN))) {
        return false;
    }
    if (LIKELY(((uint64_t)x | (uint64_t)y) <= UINT32_MAX)) { /* a division much quicker */
        *v = (uint32_t)x / (uint32_t)y;
        return true;
    }
    int64_t q = x / y;
    *v = q - (x % y != 0 && (x ^ y) < 0);
    return true;
}

static ALWAYS_INLINE bool floor_mod(int64_t x, int64_t y, int64_t *v) {
    if (UNLIKELY(y == 0 || y == -1)) {
        *v = 0;
        return y != 0;
    }
    if (LIKELY(((uint64_t)x | (uint64_t)y) <= UINT32_MAX)) {
        *v = (uint32_t)x % (uint32_t)y;
        return true;
    }
    int64_t r = x % y;
    *v = r + (r != 0 && (r ^ y) < 0 ? y : 0);
    return true;
}

static ALWAYS_INLINE bool shift_left(int64_t x, int64_t y, int64_t *v) {
    if ((uint64_t)y >= 63) {
        return false;
    }
    *v = (int64_t)((uint64_t)x << y);
    return *v >> y == x;
}

static ALWAYS_INLINE bool shift_right(int64_t x, int64_t y, int64_t *v) {
    if (y < 0) {
        return false;
    }
    *v = x >> (y > 63 ? 63 : y);
    return true;
}

#endif
