/* Where attributes are: for objects of which shape, by which name.
 *
 * Instructions remember one shape each (quicken.c). A site that meets several goes to this table,
 * which is shared by all sites: direct-mapped by shape number and name. An entry holds as long as
 * the class keeps its version; the shape tells the rest. Names are compared by address: as long as
 * the entry holds, the class or the shape keeps the name it found alive.
 */
#ifndef ADDER_VM_ATTR_CACHE_H
#define ADDER_VM_ATTR_CACHE_H

#include "vm/eval.h"

enum AttrKind {
    ATTR_SLOW,     /* none of the following: the general way */
    ATTR_SLOT,     /* in the object, at offset */
    ATTR_OVERFLOW, /* behind the extension word at offset, at index */
    ATTR_MEMBER,   /* an entry of __slots__, at offset; may be NULL */
    ATTR_CLASS,    /* value, of the class, no descriptor */
    ATTR_METHOD,   /* value, of the class, to be called with the object first */
    ATTR_BINDS,    /* value, of the class: a classmethod or staticmethod */
    ATTR_PROPERTY, /* value is the getter, a Function of one argument */
    ATTR_ADD,      /* storing: a new attribute at offset; the object gets shape number index */
};

typedef struct AttrEntry {
    Object *name;     /* borrowed */
    uint32_t key;     /* shape number << 1 | 1 when storing */
    uint32_t version; /* of the class */
    union {
        struct {
            uint32_t offset, index;
        };
        Object *value; /* borrowed */
    };
    uint8_t kind;
} AttrEntry;

enum { ATTR_CACHE_LEN = 1024 }; /* a power of two */

/* Finds out about an attribute: *out.kind is ATTR_SLOW if it cannot be cached. Runs no Python code.
 */
void attr_find(VM *vm, Object *o, Object *name, bool storing, AttrEntry *out);
const AttrEntry *attr_refill(VM *vm, AttrEntry *e, Object *o, Object *name, bool storing);

/* A name's part of the place in the table. */
static inline uint32_t attr_name_hash(const Object *name) {
    return (uint32_t)((uintptr_t)name >> 3);
}

static ALWAYS_INLINE const AttrEntry *attr_lookup(VM *vm, Object *o, Object *name, uint32_t hash,
                                                  bool storing) {
    uint32_t key = shape_of(o) << 1 | storing;
    AttrEntry *e = &vm->interp->attr_cache[(hash ^ key * 37) & (ATTR_CACHE_LEN - 1)];
    if (LIKELY(e->name == name && e->key == key && e->version == type_of(vm, o)->version)) {
        return e;
    }
    return attr_refill(vm, e, o, name, storing);
}

#endif
