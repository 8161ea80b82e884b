/* The header every object has, and its reference count.
 *
 * Words: an *object* is a block of the heap that begins with `Object`. Its *count* is the number of
 * references to it; at zero it is destroyed at once. Its *shape number* names its type and, for
 * instances of classes, the layout of its attributes (see shape.h). *Flags* are eight bits of
 * state.
 *
 * Invariants: the count is exact for every reference a program can see. It saturates: once it has
 * reached COUNT_SATURATED the object lives as long as the VM.
 */
#ifndef ADDER_OBJECT_OBJECT_H
#define ADDER_OBJECT_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/assert.h"

typedef struct AdderVM VM;
typedef struct Type Type;

typedef struct Object {
    uint32_t count;
    uint32_t meta; /* shape number << 8 | flags */
} Object;

/* Shape numbers of the built-in types; SHAPE_FIRST_DYNAMIC and above are given out at run time. */
enum {
#define X(number, spec) SHAPE_##number,
#include "object/types.def"
#undef X
    SHAPE_FIRST_DYNAMIC
};

enum ObjectFlag {
    FLAG_TRACKED = 1 << 0,       /* the cycle collector looks at it */
    FLAG_FINALIZED = 1 << 1,     /* its finalizer has run */
    FLAG_WEAKREFS = 1 << 2,      /* weak references to it exist (gc/weakref.h holds them) */
    FLAG_DICT = 1 << 3,          /* instance: the extension word points at a Dict (shape.h) */
    FLAG_IDENTITY_SEEN = 1 << 3, /* int, float, str of one character: id() was asked for */
    /* The rest belongs to the type. */
    FLAG_BIG = 1 << 4,      /* int: limbs instead of an int64 */
    FLAG_WIDE1 = 1 << 4,    /* str: characters above U+00FF, 2 bytes each */
    FLAG_WIDE2 = 1 << 5,    /* str: characters above U+FFFF, 4 bytes each */
    FLAG_ASCII = 1 << 6,    /* str: all characters below U+0080, 1 byte each */
    FLAG_INTERNED = 1 << 7, /* str: entered in the table of shared strings (borrowed there) */
};

#define META(shape) ((uint32_t)(shape) << 8)
#define COUNT_SATURATED 0xC0000000u

static inline uint32_t shape_of(const Object *o) {
    return o->meta >> 8;
}
static inline bool is_exact(const Object *o, uint32_t shape) {
    return o->meta >> 8 == shape;
}
static inline bool has_flag(const Object *o, uint32_t flag) {
    return (o->meta & flag) != 0;
}
static inline void set_flag(Object *o, uint32_t flag) {
    o->meta |= flag;
}
static inline void clear_flag(Object *o, uint32_t flag) {
    o->meta &= ~flag;
}
static inline void set_shape(Object *o, uint32_t shape) {
    o->meta = (o->meta & 0xFF) | shape << 8;
}

/* Destroys o, whose count has just become zero, or restores a saturated count. */
void object_release(VM *vm, Object *o);

#define OBJ(p) ((Object *)(p))

/* incref(p), xincref(p): one reference more; decref(vm, p), xdecref(vm, p): one less, and destroys
 * at zero. The x forms accept NULL. They take a pointer to any object struct. */
static inline void incref_object(Object *o) {
    o->count++;
}
/* One reference less; true: object_release has to be called (it was the last, or the count is
 * saturated). By the flags of the subtraction itself where the compiler would compare again. */
static ALWAYS_INLINE bool count_ends(Object *o) {
#if defined(__x86_64__) && defined(__GCC_ASM_FLAG_OUTPUTS__)
    bool ends;
    __asm__("subl $1, %0" : "+m"(o->count), "=@ccle"(ends));
    return UNLIKELY(ends);
#else
    return UNLIKELY((int32_t)--o->count <= 0);
#endif
}
static inline void decref_object(VM *vm, Object *o) {
    if (count_ends(o)) {
        object_release(vm, o);
    }
}
#define incref(p) incref_object(OBJ(p))
#define decref(vm, p) decref_object(vm, OBJ(p))
static inline void xincref_object(Object *o) {
    if (o) {
        incref_object(o);
    }
}
static inline void xdecref_object(VM *vm, Object *o) {
    if (o) {
        decref_object(vm, o);
    }
}
#define xincref(p) xincref_object(OBJ(p))
#define xdecref(vm, p) xdecref_object(vm, OBJ(p))

static inline Object *new_ref_object(Object *o) {
    o->count++;
    return o;
}
/* The same pointer with one reference more. */
#define new_ref(p) ((__typeof__(p))new_ref_object(OBJ(p)))

/* Empties a field: the field is NULL before the old value is released. */
#define clear_ref(vm, field)                                                                       \
    do {                                                                                           \
        Object *old_ = OBJ(field);                                                                 \
        if (old_) {                                                                                \
            (field) = NULL;                                                                        \
            decref_object(vm, old_);                                                               \
        }                                                                                          \
    } while (0)

/* Stores an owned reference (steals value) in a field and then releases the old one. All writes of
 * a reference into an object that others can already see go through here (a write barrier's place).
 */
#define set_ref(vm, field, value)                                                                  \
    do {                                                                                           \
        Object *old_ = OBJ(field);                                                                 \
        (field) = (value);                                                                         \
        if (old_) {                                                                                \
            decref_object(vm, old_);                                                               \
        }                                                                                          \
    } while (0)

#endif
