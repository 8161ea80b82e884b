/* The module _struct: values as bytes in a given layout. */
#include <string.h>

#include "lib/exception_make.h"
#include "lib/module_make.h"
#include "lib/struct_format.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Struct {
    Object head;
    Object *format;  /* str; NULL: not initialised */
    uint32_t in_use; /* calls that pack: the layout must stay */
    StructLayout layout;
} Struct;
#define STRUCT(o) ((Struct *)(o))

static Object *fail_count(VM *vm, const char *name, int64_t wanted, size_t given) {
    return exception_raise(vm, vm->lib->struct_error,
                           "%s expected %lld items for packing (got %zu)", name, (long long)wanted,
                           given);
}

/* ------------------------------------------------------------------ the operations */

static Object *do_pack(VM *vm, const StructLayout *l, Object *const *values, size_t n) {
    if ((int64_t)n != l->len) {
        return fail_count(vm, "pack", l->len, n);
    }
    if (l->size > (int64_t)BYTES_LEN_MAX) {
        return raise_memory_error(vm);
    }
    Object *bytes = bytes_new(vm, (size_t)l->size);
    if (bytes && !struct_layout_pack(vm, l, BYTES(bytes)->data, values)) {
        clear_ref(vm, bytes);
    }
    return bytes;
}

/* Brings a negative offset into the buffer. false: raised. */
static bool find_place(VM *vm, const StructLayout *l, bool packing, int64_t *offset, size_t len) {
    int64_t given = *offset;
    Object *error = vm->lib->struct_error;
    if (*offset < 0) {
        if (*offset + l->size > 0) {
            exception_raise(vm, error,
                            packing ? "no space to pack %lld bytes at offset %lld"
                                    : "not enough data to unpack %lld bytes at offset %lld",
                            (long long)l->size, (long long)given);
            return false;
        }
        if (*offset + (int64_t)len < 0) {
            exception_raise(vm, error, "offset %lld out of range for %zu-byte buffer",
                            (long long)given, len);
            return false;
        }
        *offset += (int64_t)len;
    }
    if (*offset > (int64_t)len || (int64_t)len - *offset < l->size) {
        exception_raise(vm, error,
                        "%s requires a buffer of at least %llu bytes for %s %lld bytes at offset "
                        "%lld (actual buffer size is %zu)",
                        packing ? "pack_into" : "unpack_from",
                        (unsigned long long)l->size + (unsigned long long)*offset,
                        packing ? "packing" : "unpacking", (long long)l->size, (long long)*offset,
                        len);
        return false;
    }
    return true;
}

static bool writable(VM *vm, Object *o, ByteView *view) {
    if (type_of(vm, o)->slots.buffer && object_byte_view(vm, o, view) == 0 && !view->readonly) {
        return true;
    }
    if (!error_occurred(vm)) {
        raise(vm, EXC_TypeError, "argument must be read-write bytes-like object, not %s",
              o == vm->none ? "None" : TYPE_NAME(type_of(vm, o)));
    }
    return false;
}

/* args: buffer, offset, values ... */
static Object *do_pack_into(VM *vm, const StructLayout *l, Object *const *args, size_t nargs) {
    ByteView view;
    if (nargs < 2) {
        return exception_raise(vm, vm->lib->struct_error, "pack_into expected %s argument",
                               nargs ? "offset" : "buffer");
    }
    if ((int64_t)(nargs - 2) != l->len) {
        return fail_count(vm, "pack_into", l->len, nargs - 2);
    }
    if (!writable(vm, args[0], &view)) {
        return NULL;
    }
    int64_t offset = number_as_i64(vm, args[1], EXC_IndexError);
    if ((offset == -1 && error_occurred(vm)) || !find_place(vm, l, true, &offset, view.len)) {
        return NULL;
    }
    /* Converting values may run Python code, which may move the buffer: pack apart first. */
    uint8_t *packed = raw_alloc(vm, (size_t)l->size + 1);
    if (!packed) {
        return NULL;
    }
    bool ok = struct_layout_pack(vm, l, packed, args + 2) && writable(vm, args[0], &view) &&
              find_place(vm, l, true, &offset, view.len);
    if (ok) {
        memcpy(view.data + offset, packed, (size_t)l->size);
    }
    raw_free(vm, packed, (size_t)l->size + 1);
    return ok ? none_ref(vm) : NULL;
}

static Object *do_unpack(VM *vm, const StructLayout *l, Object *buffer) {
    ByteView view;
    if (object_byte_view(vm, buffer, &view) < 0) {
        return NULL;
    }
    if ((int64_t)view.len != l->size) {
        return exception_raise(vm, vm->lib->struct_error, "unpack requires a buffer of %lld bytes",
                               (long long)l->size);
    }
    return struct_layout_unpack(vm, l, view.data);
}

static Object *do_unpack_from(VM *vm, const StructLayout *l, Object *const *args, size_t nargs,
                              Object *kwnames) {
    static const char *const names[] = {"buffer", "offset", NULL};
    Object *buffer;
    int64_t offset = 0;
    ByteView view;
    if (!args_parse(vm, "unpack_from", names, "O|n", args, nargs, kwnames, &buffer, &offset) ||
        object_byte_view(vm, buffer, &view) < 0 || !find_place(vm, l, false, &offset, view.len)) {
        return NULL;
    }
    return struct_layout_unpack(vm, l, view.data + offset);
}

/* ------------------------------------------------------------------ iterators */

typedef struct UnpackIterator {
    Object head;
    Object *owner; /* Struct; NULL: exhausted */
    Object *buffer;
    int64_t at;
} UnpackIterator;
#define ITERATOR(o) ((UnpackIterator *)(o))
#define ITERATOR_FIELDS(X)                                                                         \
    X(owner)                                                                                       \
    X(buffer)
TYPE_MEMORY(iterator, UnpackIterator, ITERATOR_FIELDS)

static Object *iterator_next(VM *vm, Object *o) {
    UnpackIterator *it = ITERATOR(o);
    ByteView view;
    if (!it->owner) {
        return NULL;
    }
    const StructLayout *l = &STRUCT(it->owner)->layout;
    if (object_byte_view(vm, it->buffer, &view) < 0) {
        return NULL;
    }
    if (it->at + l->size > (int64_t)view.len || l->size <= 0) {
        clear_ref(vm, it->buffer);
        clear_ref(vm, it->owner);
        return NULL;
    }
    Object *result = struct_layout_unpack(vm, l, view.data + it->at);
    it->at += l->size;
    return result;
}

static Object *iterator_length_hint(VM *vm, Object *o) {
    UnpackIterator *it = ITERATOR(o);
    ByteView view;
    if (!it->owner) {
        return int_from_i64(vm, 0);
    }
    int64_t size = STRUCT(it->owner)->layout.size;
    if (object_byte_view(vm, it->buffer, &view) < 0) {
        return NULL;
    }
    return int_from_i64(vm, size > 0 ? ((int64_t)view.len - it->at) / size : 0);
}

static const MethodDef iterator_methods[] = {
    METHOD_NOARGS("__length_hint__", iterator_length_hint, NULL),
    {0},
};
static const TypeSpec iterator_spec = {
    .name = "_struct.unpack_iterator",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(UnpackIterator),
    .slots = {.dealloc = iterator_dealloc,
              .traverse = iterator_traverse,
              .iter = self_ref,
              .iternext = iterator_next},
    .methods = iterator_methods,
};

static Object *iterate(VM *vm, Object *o, Object *buffer) {
    const StructLayout *l = &STRUCT(o)->layout;
    ByteView view;
    if (l->size == 0) {
        return exception_raise(vm, vm->lib->struct_error,
                               "cannot iteratively unpack with a struct of length 0");
    }
    if (object_byte_view(vm, buffer, &view) < 0) {
        return NULL;
    }
    if (view.len % (uint64_t)l->size) {
        return exception_raise(vm, vm->lib->struct_error,
                               "iterative unpacking requires a buffer of a multiple of %lld bytes",
                               (long long)l->size);
    }
    Type *type = lib_type(vm, LIB_STRUCT_ITERATOR);
    UnpackIterator *it = type ? object_alloc(vm, type, sizeof *it) : NULL;
    if (it) {
        it->owner = new_ref(o);
        it->buffer = new_ref(buffer);
        it->at = 0;
        gc_track(vm, it);
    }
    return OBJ(it);
}

/* ------------------------------------------------------------------ Struct */

static Object *struct_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Struct *s = object_alloc(vm, cls, sizeof *s);
    if (s) {
        s->layout.size = s->layout.len = -1;
        s->layout.codes = NULL;
        s->layout.n = s->layout.cap = 0;
        gc_track(vm, s);
    }
    return OBJ(s);
}

static int struct_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"format", NULL};
    Object *format;
    StructLayout layout;
    Struct *s = STRUCT(o);
    if (!args_parse(vm, "Struct", names, "O", args, nargs, kwnames, &format)) {
        return -1;
    }
    if (s->in_use) {
        raise(vm, EXC_RuntimeError, "Struct object is in use");
        return -1;
    }
    if (!struct_layout_init(vm, &layout, format)) {
        return -1;
    }
    Object *text = is_str(vm, format)
                       ? new_ref(format)
                       : str_from_chars(vm, BYTES(format)->data, BYTES(format)->len, 1);
    if (!text) {
        struct_layout_deinit(vm, &layout);
        return -1;
    }
    struct_layout_deinit(vm, &s->layout);
    s->layout = layout;
    if (layout.codes == layout.inline_codes) {
        s->layout.codes = s->layout.inline_codes;
    }
    set_ref(vm, s->format, text);
    return 0;
}

static void struct_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    weakrefs_drop(vm, o);
    clear_ref(vm, STRUCT(o)->format);
    struct_layout_deinit(vm, &STRUCT(o)->layout);
    object_free_container(vm, o, sizeof(Struct));
}
static int struct_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(STRUCT(o)->format);
    return 0;
}
static size_t struct_owned_size(VM *vm, const Object *o) {
    const StructLayout *l = &((const Struct *)o)->layout;
    UNUSED(vm);
    return l->codes && l->codes != l->inline_codes ? l->cap * sizeof *l->codes : 0;
}

static Object *struct_pack(VM *vm, Object *o, Object *const *args, size_t nargs) {
    STRUCT(o)->in_use++;
    Object *result = do_pack(vm, &STRUCT(o)->layout, args, nargs);
    STRUCT(o)->in_use--;
    return result;
}
static Object *struct_pack_into(VM *vm, Object *o, Object *const *args, size_t nargs) {
    STRUCT(o)->in_use++;
    Object *result = do_pack_into(vm, &STRUCT(o)->layout, args, nargs);
    STRUCT(o)->in_use--;
    return result;
}
static bool check_ready(VM *vm, Object *o) {
    if (!STRUCT(o)->format) {
        raise(vm, EXC_RuntimeError, "Struct object is not initialized");
    }
    return STRUCT(o)->format != NULL;
}
static Object *struct_unpack(VM *vm, Object *o, Object *buffer) {
    return check_ready(vm, o) ? do_unpack(vm, &STRUCT(o)->layout, buffer) : NULL;
}
static Object *struct_unpack_from(VM *vm, Object *o, Object *const *args, size_t nargs,
                                  Object *kwnames) {
    return check_ready(vm, o) ? do_unpack_from(vm, &STRUCT(o)->layout, args, nargs, kwnames) : NULL;
}
static Object *struct_iter_unpack(VM *vm, Object *o, Object *buffer) {
    return check_ready(vm, o) ? iterate(vm, o, buffer) : NULL;
}
static Object *get_format(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return STRUCT(o)->format
               ? new_ref(STRUCT(o)->format)
               : raise(vm, EXC_AttributeError, "'_struct.Struct' object has no attribute 'format'");
}
static Object *get_size(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, STRUCT(o)->layout.size);
}

static const MethodDef struct_methods[] = {
    METHOD_O("iter_unpack", struct_iter_unpack, "iter_unpack($self, buffer, /)\n--\n\n"),
    METHOD_FAST("pack", struct_pack, "S.pack(v1, v2, ...) -> bytes"),
    METHOD_FAST("pack_into", struct_pack_into, "S.pack_into(buffer, offset, v1, v2, ...)"),
    METHOD_O("unpack", struct_unpack, "unpack($self, buffer, /)\n--\n\n"),
    METHOD_KW("unpack_from", struct_unpack_from, "unpack_from($self, /, buffer, offset=0)\n--\n\n"),
    {0},
};
static const GetSetDef struct_getset[] = {
    {"format", get_format, NULL, "struct format string", NULL},
    {"size", get_size, NULL, "struct size in bytes", NULL},
    {0},
};
static const TypeSpec struct_spec = {
    .name = "_struct.Struct",
    .doc = "Struct(fmt) --> compiled struct object",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_WEAKREFS | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Struct),
    .slots = {.dealloc = struct_dealloc,
              .traverse = struct_traverse,
              .owned_size = struct_owned_size,
              .new = struct_new,
              .init = struct_init},
    .methods = struct_methods,
    .getset = struct_getset,
};

/* ------------------------------------------------------------------ the module's functions */

/* The Struct of a format, from the cache if it is there: new reference. */
static Object *cached_struct(VM *vm, Object *format) {
    enum { CACHE_MAX = 100 };
    Object *cache = vm->lib->struct_cache, *s = dict_get(vm, cache, format);
    if (s || error_occurred(vm)) {
        return s ? new_ref(s) : NULL;
    }
    Type *type = lib_type(vm, LIB_STRUCT);
    s = type ? call1(vm, OBJ(type), format) : NULL;
    if (s) {
        if (DICT_LEN(cache) >= CACHE_MAX) {
            dict_clear(vm, cache);
        }
        if (dict_set(vm, cache, format, s) < 0) {
            clear_ref(vm, s);
        }
    }
    return s;
}

static Object *calcsize(VM *vm, Object *self, Object *format) {
    UNUSED(self);
    Object *s = cached_struct(vm, format);
    Object *size = s ? int_from_i64(vm, STRUCT(s)->layout.size) : NULL;
    xdecref(vm, s);
    return size;
}

static Object *pack(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!nargs) {
        return raise(vm, EXC_TypeError, "missing format argument");
    }
    Object *s = cached_struct(vm, args[0]);
    Object *result = s ? do_pack(vm, &STRUCT(s)->layout, args + 1, nargs - 1) : NULL;
    xdecref(vm, s);
    return result;
}

static Object *pack_into(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!nargs) {
        return raise(vm, EXC_TypeError, "missing format argument");
    }
    Object *s = cached_struct(vm, args[0]);
    Object *result = s ? do_pack_into(vm, &STRUCT(s)->layout, args + 1, nargs - 1) : NULL;
    xdecref(vm, s);
    return result;
}

static Object *unpack(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    Object *s = args_count(vm, "unpack", nargs, 2, 2) ? cached_struct(vm, args[0]) : NULL;
    Object *result = s ? do_unpack(vm, &STRUCT(s)->layout, args[1]) : NULL;
    xdecref(vm, s);
    return result;
}

static Object *unpack_from(VM *vm, Object *self, Object *const *args, size_t nargs,
                           Object *kwnames) {
    UNUSED(self);
    if (!nargs) {
        return raise(vm, EXC_TypeError,
                     "unpack_from() takes at least 1 positional argument (0 given)");
    }
    Object *s = cached_struct(vm, args[0]);
    Object *result =
        s ? do_unpack_from(vm, &STRUCT(s)->layout, args + 1, nargs - 1, kwnames) : NULL;
    xdecref(vm, s);
    return result;
}

static Object *iter_unpack(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "iter_unpack", nargs, 2, 2)) {
        return NULL;
    }
    Object *s = cached_struct(vm, args[0]);
    Object *result = s ? iterate(vm, s, args[1]) : NULL;
    xdecref(vm, s);
    return result;
}

static Object *clearcache(VM *vm, Object *self) {
    UNUSED(self);
    dict_clear(vm, vm->lib->struct_cache);
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("_clearcache", clearcache, "_clearcache($module, /)\n--\n\n"),
    METHOD_O("calcsize", calcsize, "calcsize($module, format, /)\n--\n\n"),
    METHOD_FAST("iter_unpack", iter_unpack, "iter_unpack($module, format, buffer, /)\n--\n\n"),
    METHOD_FAST("pack", pack, "pack(format, v1, v2, ...) -> bytes"),
    METHOD_FAST("pack_into", pack_into, "pack_into(format, buffer, offset, v1, v2, ...)"),
    METHOD_FAST("unpack", unpack, "unpack($module, format, buffer, /)\n--\n\n"),
    METHOD_KW("unpack_from", unpack_from,
              "unpack_from($module, format, /, buffer, offset=0)\n--\n\n"),
    {0},
};

Object *module_struct(VM *vm) {
    Object *m = module_make(vm, "_struct",
                            "Functions to convert between Python values and C structs.", methods);
    if (m && !vm->lib->struct_cache && !(vm->lib->struct_cache = lib_keep(vm, dict_new(vm)))) {
        clear_ref(vm, m);
    }
    if (m && (!exception_make(vm, &vm->lib->struct_error, "struct", "error", EXC(vm, Exception)) ||
              module_add(vm, m, "error", new_ref(vm->lib->struct_error)) < 0 ||
              !module_make_type(vm, m, &struct_spec, LIB_STRUCT) ||
              !module_make_hidden_type(vm, &iterator_spec, LIB_STRUCT_ITERATOR))) {
        clear_ref(vm, m);
    }
    return m;
}
