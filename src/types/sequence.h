/* What list, tuple, range and the iterators have in common: private to their files. */
#ifndef ADDER_TYPES_SEQUENCE_H
#define ADDER_TYPES_SEQUENCE_H

#include <string.h>

#include "object/abstract.h"
#include "object/alloc.h"
#include "object/c_stack.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/plain_compare.h"
#include "types/range.h"
#include "types/str.h"
#include "types/tuple.h"

#define SEQUENCE_LEN_MAX ((uint64_t)INT32_MAX * 2) /* lengths are 32-bit words */

/* a == b where identity implies equality: 1, 0, -1. Holds both while Python code may run. */
int sequence_items_differ_slow(VM *vm, Object *a, Object *b);
static inline int sequence_items_equal(VM *vm, Object *a, Object *b) {
    int plain = plain_items_equal(a, b);
    if (LIKELY(plain >= 0)) {
        return plain;
    }
    int differ = sequence_items_differ_slow(vm, a, b);
    return differ < 0 ? -1 : !differ;
}

/* The result of comparing by length, when no item differs. */
Object *sequence_compare_len(VM *vm, size_t a, size_t b, int op);

/* An optional bound of index(x, start, stop): clipped to int64. */
bool sequence_bound(VM *vm, Object *o, int64_t *bound);
/* Negative bounds count from the end; both are brought into 0..len. */
void sequence_clip(int64_t len, int64_t *start, int64_t *stop);

/* An integer key as index; false: error raised (TypeError "<kind> indices must be ..."). */
bool sequence_index(VM *vm, Object *key, const char *kind, int64_t *index);

/* n references more. */
static inline void add_refs(Object *o, uint64_t n) {
    uint64_t count = o->count + n;
    o->count = count < COUNT_SATURATED ? (uint32_t)count : COUNT_SATURATED;
}

/* Fills n places with the items, each with a reference more. */
static inline void copy_refs(Object **to, Object *const *from, size_t n) {
    for (size_t i = 0; i < n; i++) {
        Object *item = from[i];
        incref(item);
        to[i] = item;
    }
}

/* "<open>repr, repr<close>" of items that may change meanwhile: item(ctx, i) borrows or gives NULL
 * at the end. */
typedef Object *(*SequenceItemFn)(Object *sequence, size_t i);
Object *sequence_repr(VM *vm, Object *sequence, SequenceItemFn item, const char *open,
                      const char *close, const char *inside);

/* iter slot of iterators. */
static inline Object *iterator_self(VM *vm, Object *o) {
    UNUSED(vm);
    return new_ref(o);
}

/* iternext of any iterator, without the indirect call for the commonest one. Iterators over
 * iterators may nest deeper than the C stack. */
static inline Object *iterator_next(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_LIST_ITERATOR)) {
        IndexIterator *it = (IndexIterator *)o;
        if (LIKELY(it->sequence && it->index < LIST_LEN(it->sequence))) {
            return new_ref(LIST_ITEM(it->sequence, it->index++));
        }
    }
    if (UNLIKELY(!c_stack_enter(vm, ""))) {
        return NULL;
    }
    return type_of(vm, o)->slots.iternext(vm, o);
}

/* The same for ranges that fit: the next number; false at the end. */
static inline bool range_iterator_step(Object *o, int64_t *value) {
    RangeIterator *it = (RangeIterator *)o;
    if (UNLIKELY(it->left <= 0)) {
        return false;
    }
    *value = it->next;
    it->left--;
    it->next = (int64_t)((uint64_t)*value + (uint64_t)it->step); /* may pass the end, unused */
    return true;
}

/* iter_next, quick for the commonest iterators. */
static inline Object *walk_next(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_LIST_ITERATOR)) {
        IndexIterator *it = (IndexIterator *)o;
        if (LIKELY(it->sequence && it->index < LIST_LEN(it->sequence))) {
            return new_ref(LIST_ITEM(it->sequence, it->index++));
        }
    }
    return iter_next(vm, o);
}

/* __reduce__ of iterators: (iter, (sequence,), index), with the builtin `name` in the first place;
 * index < 0: left out. Steals sequence, which may be NULL after an error. */
Object *sequence_reduce_iterator(VM *vm, const char *name, Object *sequence, int64_t index);

/* IndexIterator over a sequence, of a built-in type. */
Object *sequence_iterator_new(VM *vm, uint32_t shape, Object *sequence, int64_t index);
void sequence_iterator_dealloc(VM *vm, Object *o);
int sequence_iterator_traverse(VM *vm, Object *o, VisitFn visit, void *ctx);

#endif
