/* Objects as short text, read straight from their structs: no code of theirs runs. */
#ifndef ADDER_WATCH_DESCRIBE_H
#define ADDER_WATCH_DESCRIBE_H

#include "base/buffer.h"
#include "object/runtime.h"
#include "watch/registry.h"

#define DESCRIBE_TEXT_MAX 40 /* characters of a str or digits of an int shown */

/* "int 100", "str 'spam'", "list [#1, #2]", "Point": type and value. Items are named by their
 * number in the registry, "•" if they have none. ascii: 7-bit characters only. */
void describe_object(VM *vm, Registry *r, Object *o, bool ascii, Buffer *out);
/* The name of an object's type, qualified for classes. */
void describe_type(VM *vm, Object *o, Buffer *out);
/* A str's text, quoted if asked for, cut at DESCRIBE_TEXT_MAX. */
void describe_str(Object *s, bool quoted, bool ascii, Buffer *out);
/* A dict's key or the like: "'a'", "1", or the type's name. */
void describe_key(VM *vm, Registry *r, Object *key, bool ascii, Buffer *out);

/* Calls fn for each part of a container worth drawing: an item, an entry, an attribute. label is
 * text such as "[0]", "['a']", ".x". Returns the number of parts; only the first `max` are passed
 * on. */
typedef void (*PartFn)(void *ctx, const char *label, Object *part);
size_t describe_parts(VM *vm, Registry *r, Object *o, bool ascii, size_t max, PartFn fn, void *ctx);

#endif
