/* Types: what a kind of object can do, as a table of slots.
 *
 * The slots mirror CPython's (tp_*, nb_*, sq_*, mp_*, am_*), with these differences: every slot
 * takes the VM first; the one way to call is CPython's "vectorcall" (arguments in an array, keyword
 * names in a tuple); iternext returns NULL with no error set, or with StopIteration, at the end;
 * `block_size` and `owned_size` tell sizes.
 *
 * Built-in types are described by constant TypeSpecs; each VM makes its own Type objects from them.
 * Classes written in Python are Types too (FLAG TYPE_HEAP).
 */
#ifndef ADDER_OBJECT_TYPE_H
#define ADDER_OBJECT_TYPE_H

#include "object/object.h"

typedef struct Shape Shape;
typedef int64_t Hash; /* -1 means an error has been raised, as in CPython */

/* Called by traverse for every reference an object owns. A non-zero result stops and is returned.
 */
typedef int (*VisitFn)(Object *referent, void *ctx);

typedef Object *(*UnaryFn)(VM *vm, Object *self);
typedef Object *(*BinaryFn)(VM *vm, Object *a, Object *b);
typedef Object *(*TernaryFn)(VM *vm, Object *a, Object *b, Object *c);
typedef int (*InquiryFn)(VM *vm, Object *self); /* 0, 1, or -1 with an error */
typedef int64_t (*LenFn)(VM *vm, Object *self); /* -1 with an error */
typedef Object *(*CallFn)(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames);

enum CompareOp { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE };

/* Buffer slot: a borrowed view of bytes; valid while the object lives and is not changed. */
typedef struct ByteView {
    uint8_t *data;
    size_t len;
    bool readonly;
    /* For memoryview; all 0 for plain bytes. */
    char format;       /* of the items, a letter of the struct module; 0: B */
    uint8_t item_size; /* 0: 1 */
    uint32_t *exports; /* counts the views, if the owner wants to know */
} ByteView;

/* X(slot name, C type). One list serves the struct and inheritance. */
#define TYPE_SLOTS(X)                                                                              \
    X(repr, UnaryFn)                                                                               \
    X(str, UnaryFn)                                                                                \
    X(hash, Hash (*)(VM *, Object *))                                                              \
    X(call, CallFn)                                                                                \
    X(getattro, BinaryFn)                                                                          \
    X(setattro, int (*)(VM *, Object *, Object *, Object *))   /* value NULL: delete */            \
    X(richcompare, Object *(*)(VM *, Object *, Object *, int)) /* may give NotImplemented */       \
    X(iter, UnaryFn)                                                                               \
    X(iternext, UnaryFn)    /* NULL without an error or with StopIteration: end */                 \
    X(descr_get, TernaryFn) /* (descriptor, instance or NULL, owner or NULL) */                    \
    X(descr_set, int (*)(VM *, Object *, Object *, Object *)) /* value NULL: delete */             \
    X(init, int (*)(VM *, Object *, Object *const *, size_t, Object *))                            \
    X(new, Object *(*)(VM *, Type *, Object *const *, size_t, Object *))                           \
    X(finalize, void (*)(VM *, Object *)) /* PEP 442; keeps the error indicator as it was */       \
    X(nb_add, BinaryFn)                                                                            \
    X(nb_subtract, BinaryFn)                                                                       \
    X(nb_multiply, BinaryFn)                                                                       \
    X(nb_remainder, BinaryFn)                                                                      \
    X(nb_divmod, BinaryFn)                                                                         \
    X(nb_power, TernaryFn) /* third is None when absent */                                         \
    X(nb_negative, UnaryFn)                                                                        \
    X(nb_positive, UnaryFn)                                                                        \
    X(nb_absolute, UnaryFn)                                                                        \
    X(nb_bool, InquiryFn)                                                                          \
    X(nb_invert, UnaryFn)                                                                          \
    X(nb_lshift, BinaryFn)                                                                         \
    X(nb_rshift, BinaryFn)                                                                         \
    X(nb_and, BinaryFn)                                                                            \
    X(nb_xor, BinaryFn)                                                                            \
    X(nb_or, BinaryFn)                                                                             \
    X(nb_int, UnaryFn)                                                                             \
    X(nb_float, UnaryFn)                                                                           \
    X(nb_index, UnaryFn)                                                                           \
    X(nb_floor_divide, BinaryFn)                                                                   \
    X(nb_true_divide, BinaryFn)                                                                    \
    X(nb_matrix_multiply, BinaryFn)                                                                \
    X(nb_inplace_add, BinaryFn)                                                                    \
    X(nb_inplace_subtract, BinaryFn)                                                               \
    X(nb_inplace_multiply, BinaryFn)                                                               \
    X(nb_inplace_remainder, BinaryFn)                                                              \
    X(nb_inplace_power, TernaryFn)                                                                 \
    X(nb_inplace_lshift, BinaryFn)                                                                 \
    X(nb_inplace_rshift, BinaryFn)                                                                 \
    X(nb_inplace_and, BinaryFn)                                                                    \
    X(nb_inplace_xor, BinaryFn)                                                                    \
    X(nb_inplace_or, BinaryFn)                                                                     \
    X(nb_inplace_floor_divide, BinaryFn)                                                           \
    X(nb_inplace_true_divide, BinaryFn)                                                            \
    X(nb_inplace_matrix_multiply, BinaryFn)                                                        \
    X(sq_length, LenFn)                                                                            \
    X(sq_concat, BinaryFn)                                                                         \
    X(sq_repeat, Object *(*)(VM *, Object *, int64_t))                                             \
    X(sq_item, Object *(*)(VM *, Object *, int64_t)) /* index already non-negative or as given */  \
    X(sq_ass_item, int (*)(VM *, Object *, int64_t, Object *)) /* value NULL: delete */            \
    X(sq_contains, int (*)(VM *, Object *, Object *))                                              \
    X(sq_inplace_concat, BinaryFn)                                                                 \
    X(sq_inplace_repeat, Object *(*)(VM *, Object *, int64_t))                                     \
    X(mp_length, LenFn)                                                                            \
    X(mp_subscript, BinaryFn)                                                                      \
    X(mp_ass_subscript, int (*)(VM *, Object *, Object *, Object *)) /* value NULL: delete */      \
    X(am_await, UnaryFn)                                                                           \
    X(am_aiter, UnaryFn)                                                                           \
    X(am_anext, UnaryFn)                                                                           \
    X(buffer, int (*)(VM *, Object *, ByteView *)) /* -1 with an error */

typedef struct Slots {
    /* Memory. dealloc: releases what the object owns and frees its block (see alloc.h for the exact
     * duties). traverse/clear: as tp_traverse/tp_clear; clear may be NULL for immutable kinds. */
    void (*dealloc)(VM *vm, Object *self);
    int (*traverse)(VM *vm, Object *self, VisitFn visit, void *ctx);
    void (*clear)(VM *vm, Object *self);
    /* Bytes of the block itself where it varies (NULL: TypeSpec.size); bytes of buffers owned
     * beside it (NULL: none). Both for the built-in part only: never counting a subclass's
     * extension. */
    size_t (*block_size)(const Object *self);
    size_t (*owned_size)(VM *vm, const Object *self);
#define X(name, ...) __typeof__(__VA_ARGS__) name;
    TYPE_SLOTS(X)
#undef X
} Slots;

enum MethodKind {
    METH_NOARGS,      /* Object *f(vm, self) */
    METH_O,           /* Object *f(vm, self, arg) */
    METH_FAST,        /* Object *f(vm, self, args, nargs) */
    METH_KW,          /* Object *f(vm, self, args, nargs, kwnames): a CallFn */
    METH_CLASS = 16,  /* or-ed: self is the class */
    METH_STATIC = 32, /* or-ed: self is NULL */
};
typedef Object *(*FastFn)(VM *vm, Object *self, Object *const *args, size_t nargs);

typedef struct MethodDef {
    const char *name;
    union {
        UnaryFn noargs;
        BinaryFn o;
        FastFn fast;
        CallFn kw;
        void *any;
    } fn;
    int kind;
    const char *doc; /* may be NULL; a leading "name(sig)\n--\n\n" gives __text_signature__ */
} MethodDef;
#define METHOD_NOARGS(name_, f, doc_)                                                              \
    { name_, {.noargs = f}, METH_NOARGS, doc_ }
#define METHOD_O(name_, f, doc_)                                                                   \
    { name_, {.o = f}, METH_O, doc_ }
#define METHOD_FAST(name_, f, doc_)                                                                \
    { name_, {.fast = f}, METH_FAST, doc_ }
#define METHOD_KW(name_, f, doc_)                                                                  \
    { name_, {.kw = f}, METH_KW, doc_ }
#define METHOD_CLASS_NOARGS(name_, f, doc_)                                                        \
    { name_, {.noargs = f}, METH_NOARGS | METH_CLASS, doc_ }
#define METHOD_CLASS_O(name_, f, doc_)                                                             \
    { name_, {.o = f}, METH_O | METH_CLASS, doc_ }
#define METHOD_CLASS_FAST(name_, f, doc_)                                                          \
    { name_, {.fast = f}, METH_FAST | METH_CLASS, doc_ }
#define METHOD_CLASS_KW(name_, f, doc_)                                                            \
    { name_, {.kw = f}, METH_KW | METH_CLASS, doc_ }
#define METHOD_STATIC_FAST(name_, f, doc_)                                                         \
    { name_, {.fast = f}, METH_FAST | METH_STATIC, doc_ }
#define METHOD_STATIC_KW(name_, f, doc_)                                                           \
    { name_, {.kw = f}, METH_KW | METH_STATIC, doc_ }

enum MemberKind {
    MEMBER_OBJECT,
    /* NULL reads as AttributeError */ MEMBER_OBJECT_NONE, /* NULL reads as None */
    MEMBER_I64,
    MEMBER_I32,
    MEMBER_U32,
    MEMBER_BOOL8,
    MEMBER_F64
};
typedef struct MemberDef {
    const char *name;
    int kind;
    size_t offset;
    bool readonly;
    const char *doc;
} MemberDef;

typedef struct GetSetDef {
    const char *name;
    Object *(*get)(VM *vm, Object *self, void *closure);
    int (*set)(VM *vm, Object *self, Object *value,
               void *closure); /* value NULL: delete; may be NULL */
    const char *doc;
    void *closure;
} GetSetDef;

enum TypeFlag {
    TYPE_CONTAINER = 1 << 0, /* may hold references: container pools, takes part in collection */
    TYPE_HEAP = 1 << 1, /* made at run time by class or type_from_spec; its instances count it */
    TYPE_BASE = 1 << 2, /* may be subclassed */
    TYPE_HAS_DICT = 1 << 3,    /* instances have attributes / a __dict__ (the extension word) */
    TYPE_WEAKREFS = 1 << 4,    /* instances can be weakly referenced */
    TYPE_ABSTRACT = 1 << 5,    /* has abstract methods: cannot be instantiated */
    TYPE_IMMUTABLE = 1 << 6,   /* attributes of the type cannot be set */
    TYPE_NO_NEW = 1 << 7,      /* "cannot create 'x' instances" */
    TYPE_METHOD = 1 << 8,      /* LOAD_METHOD may call it unbound with self first */
    TYPE_SEQUENCE = 1 << 9,    /* match: sequence pattern */
    TYPE_MAPPING = 1 << 10,    /* match: mapping pattern */
    TYPE_SELF_MATCH = 1 << 11, /* match: class pattern with one positional is the subject itself */
    TYPE_READY = 1 << 12,
    TYPE_PYTHON = 1 << 13, /* made by a class statement or type(): its slots may run Python code */
    TYPE_UNCACHED = 1 << 14,  /* its mro was made by Python code: never gets a version */
    TYPE_PERMANENT = 1 << 15, /* for type_from_spec: lives as long as the VM, so instances do not
                                 count it and the collector leaves it alone */
    TYPE_PLAIN = 1 << 16,     /* Python class on object, with attributes and without __slots__ */
    /* Fast subclass tests. */
    TYPE_SUB_INT = 1 << 24,
    TYPE_SUB_STR = 1 << 25,
    TYPE_SUB_BYTES = 1 << 26,
    TYPE_SUB_TUPLE = 1 << 27,
    TYPE_SUB_LIST = 1 << 28,
    TYPE_SUB_DICT = 1 << 29,
    TYPE_SUB_EXCEPTION = 1 << 30,
#define TYPE_SUB_TYPE 0x80000000u
};

/* Constant description of a built-in type. */
typedef struct TypeSpec {
    const char
        *name; /* "list", "collections.deque": what stands before the last dot is __module__ */
    const char *doc;
    uint32_t shape;       /* SHAPE_x; ignored by type_from_spec */
    uint32_t base;        /* SHAPE_x of the base; 0 (SHAPE_OBJECT) by default */
    uint32_t flags;       /* TYPE_CONTAINER | TYPE_BASE | ... */
    uint32_t size;        /* sizeof the struct (fixed part) */
    uint32_t item_size;   /* non-zero: the block varies (block_size must be given) */
    uint32_t dict_offset; /* instances keep attributes in an `Object *dict` field there; 0: none */
    Slots slots;
    const MethodDef *methods; /* each of the three ends with a NULL name; may be NULL */
    const MemberDef *members;
    const GetSetDef *getset;
} TypeSpec;

/* The type object. `size` is the whole fixed part of an instance: built-in struct, extension word,
 * __slots__; inline attributes come behind it (Shape.inline_cap tells how many). For variable-sized
 * bases (int, str, bytes, tuple) the extension word and __slots__ lie behind the items:
 * at align8(block_size(self)) + (offset - TYPE_VAR). See type_slot_address. */
struct Type {
    Object head;
    uint32_t flags;
    uint32_t version;     /* changes when the type or a base changes; 0: not given out yet */
    Object *name;         /* str */
    Object *qualname;     /* str */
    Type *base;           /* owned; NULL only for object */
    Object *bases;        /* tuple */
    Object *mro;          /* tuple; NULL while under construction */
    Object *dict;         /* Dict with the attributes */
    Object *doc;          /* str or NULL: built-in doc text is made on demand from spec */
    Object *module;       /* unused by heap types (kept in dict), NULL otherwise */
    const TypeSpec *spec; /* built-in types; NULL for Python classes */
    Type *solid;          /* borrowed: the nearest built-in type that decides the layout */
    uint32_t size;        /* see above */
    uint32_t
        dict_offset;     /* from the spec, inherited: subclasses written in Python keep attributes
                          * in that field too, and have neither extension word nor shapes; 0: none */
    uint32_t ext_offset; /* where the extension word is; 0: none. | TYPE_VAR: relative to the end */
    uint32_t extra_size; /* variable-sized: bytes of extension and __slots__ behind the items */
    uint32_t slot_len;   /* number of __slots__ references of this class and its bases */
    Object *slot_members;    /* tuple of __slots__ names (mangled) of this class alone, or NULL */
    Shape *root_shape;       /* the shape of a new instance; older roots follow by next_sibling */
    uint16_t inline_want;    /* most attributes that instances of the present root have had, if they
                                did not    fit inside; 0: nothing to learn */
    uint16_t shape_len;      /* shapes below the present root */
    uint32_t overflow_count; /* instances of the present root that did not fit */
    uint32_t subclass_len;   /* weak (borrowed) list of direct subclasses, raw buffer */
    uint32_t subclass_cap;
    Type **subclasses;
    Slots slots;
};
#define TYPE_VAR 0x80000000u

static inline bool type_has(const Type *t, uint32_t flag) {
    return (t->flags & flag) != 0;
}

#endif
