/* Walking over an iterator whose items mostly need nothing that programs could notice.
 *
 * A consumer (sum, list, set ...) says what it does with such items: its TakeFn. A generator can
 * hand them over one after the other without being left and entered again for each; every other
 * item comes back to the consumer as from any iterator, the generator standing at its yield.
 *
 * Ownership: an item that is taken is the TakeFn's, to keep or to release; one that is left stays
 * with the caller. A TakeFn runs no code of programs: no methods, no destructors.
 */
#ifndef ADDER_TYPES_FEED_H
#define ADDER_TYPES_FEED_H

#include "types/sequence.h"

/* The next item of the iterator that take leaves (new reference); NULL: at its end, or with the
 * error raised. Only generators ask take; from other iterators every item is given. */
static inline Object *feed_next(VM *vm, Object *it, TakeFn take, void *ctx) {
    return is_exact(it, SHAPE_GENERATOR) ? vm->generator_feed(vm, it, take, ctx)
                                         : walk_next(vm, it);
}

/* Whether o can be hashed, compared with its like, tested for truth and released without any code
 * running. */
bool is_quiet(const Object *o);

/* For TakeFns: releases what they have taken. */
static inline enum Taken taken(VM *vm, Object *item, bool ok) {
    decref(vm, item);
    return ok ? TAKE_DONE : TAKE_FAILED;
}

#endif
