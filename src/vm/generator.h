/* What generators, coroutines and asynchronous generators share, inside the vm room. */
#ifndef ADDER_VM_GENERATOR_H
#define ADDER_VM_GENERATOR_H

#include "vm/eval.h"

const char *generator_kind(const Object *g); /* "generator", "coroutine", "async generator" */
Object *generator_next(VM *vm, Object *self);
Object *generator_send_method(VM *vm, Object *self, Object *value);
/* throw() that passes GeneratorExit on to the delegate instead of closing it. */
Object *generator_throw_keep(VM *vm, Object *self, Object *const *args, size_t nargs);
Object *generator_stop(VM *vm, Object *g, Object *value);
bool generator_take_stop_value(VM *vm, Object **value);
void generator_finalize(VM *vm, Object *self);
void generator_dealloc(VM *vm, Object *self);
int generator_traverse(VM *vm, Object *self, VisitFn visit, void *ctx);
size_t generator_size(const Object *self);
Object *generator_repr(VM *vm, Object *self);
/* What `await o` iterates: new reference, NULL with TypeError. */
Object *awaitable_iter(VM *vm, Object *o);
Object *coroutine_origin(VM *vm); /* cr_origin: tuple of (file, line, function) */
/* A frame object for a generator that is not running. */
FrameObject *frame_object_for(VM *vm, const Code *code, Generator *g);

extern const GetSetDef coroutine_getset[], async_generator_getset[];

#endif
