/* Making types from their specs; the types every VM starts with.
 *
 * Start: first all the structs of types.def, with slots and shapes (types_init_structs), so that
 * objects can be made; then their names, dicts and mros (type_ready), which are objects themselves.
 */
#include <string.h>

#include "object/abstract.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

#define X(number, spec) extern const TypeSpec spec##_spec;
#include "object/types.def"
#undef X

static const TypeSpec *const builtin_specs[] = {
#define X(number, spec) &spec##_spec,
#include "object/types.def"
#undef X
};

static const char *const id_texts[] = {
#define X(name) #name,
#include "object/ids.def"
#undef X
};

#define SUB_FLAGS                                                                                  \
    (TYPE_SUB_INT | TYPE_SUB_STR | TYPE_SUB_BYTES | TYPE_SUB_TUPLE | TYPE_SUB_LIST |               \
     TYPE_SUB_DICT | TYPE_SUB_EXCEPTION | TYPE_SUB_TYPE)

/* ---- structs ---- */

static uint32_t sub_flag(uint32_t shape) {
    switch (shape) {
    case SHAPE_INT:
        return TYPE_SUB_INT;
    case SHAPE_STR:
        return TYPE_SUB_STR;
    case SHAPE_BYTES:
        return TYPE_SUB_BYTES;
    case SHAPE_TUPLE:
        return TYPE_SUB_TUPLE;
    case SHAPE_LIST:
        return TYPE_SUB_LIST;
    case SHAPE_DICT:
        return TYPE_SUB_DICT;
    case SHAPE_TYPE:
        return TYPE_SUB_TYPE;
    default:
        return 0;
    }
}

static uint32_t find_dict_offset(const TypeSpec *spec) {
    for (const MemberDef *m = spec->members; m && m->name; m++) {
        if (strcmp(m->name, "__dict__") == 0) {
            return (uint32_t)m->offset;
        }
    }
    return spec->dict_offset;
}

/* Everything that needs no other object. base: NULL only for object. */
static void init_struct(Type *t, const TypeSpec *spec, Type *base) {
    t->spec = spec;
    t->solid = t;
    t->flags |= spec->flags;
    t->size = spec->size;
    t->dict_offset = find_dict_offset(spec);
    t->slots = spec->slots;
    if (base) {
        t->base = new_ref(base);
        t->flags |= base->flags &
                    (SUB_FLAGS | TYPE_CONTAINER | TYPE_HAS_DICT | TYPE_WEAKREFS | TYPE_SELF_MATCH);
        if (!(t->flags & (TYPE_SEQUENCE | TYPE_MAPPING))) {
            t->flags |= base->flags & (TYPE_SEQUENCE | TYPE_MAPPING);
        }
        t->size = t->size ? t->size : base->size;
        t->dict_offset = t->dict_offset ? t->dict_offset : base->dict_offset;
        slots_inherit(t, base);
    }
    if (t->dict_offset) {
        t->flags |= TYPE_HAS_DICT;
    }
    if (type_has(t, TYPE_NO_NEW)) {
        t->slots.new = NULL;
    }
}

static bool init_builtin(VM *vm, uint32_t number) {
    const TypeSpec *spec = builtin_specs[number];
    Type *t = heap_alloc(&vm->heap, HEAP_CONTAINER, sizeof(Type));
    if (!t) {
        return false;
    }
    memset(t, 0, sizeof(*t));
    object_init_header(t, SHAPE_TYPE);
    t->flags = TYPE_IMMUTABLE | sub_flag(number);
    if (number != SHAPE_OBJECT && spec->base == SHAPE_OBJECT && !spec->slots.new) {
        t->flags |= TYPE_NO_NEW;
    }
    init_struct(t, spec, number == SHAPE_OBJECT ? NULL : vm->shape_types[spec->base]);
    vm->shape_types[number] = t;
    return shape_new_static(vm, t, number);
}

static bool init_structs(VM *vm) {
    if (!shapes_init(vm)) {
        return false;
    }
    vm->method_cache = heap_alloc(&vm->heap, HEAP_RAW, METHOD_CACHE_LEN * sizeof(MethodCacheEntry));
    if (!vm->method_cache) {
        return false;
    }
    memset(vm->method_cache, 0, METHOD_CACHE_LEN * sizeof(MethodCacheEntry));
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC; i++) {
        if (!init_builtin(vm, i)) {
            return false;
        }
    }
    return true;
}

/* ---- objects that types need ---- */

static bool init_singletons(VM *vm) {
    vm->none = object_new_atomic(vm, SHAPE_NONE, sizeof(Object));
    vm->not_implemented = object_new_atomic(vm, SHAPE_NOT_IMPLEMENTED, sizeof(Object));
    vm->ellipsis = object_new_atomic(vm, SHAPE_ELLIPSIS, sizeof(Object));
    vm->false_ = object_new_atomic(vm, SHAPE_BOOL, sizeof(Int));
    vm->true_ = object_new_atomic(vm, SHAPE_BOOL, sizeof(Int));
    if (!vm->none || !vm->not_implemented || !vm->ellipsis || !vm->false_ || !vm->true_) {
        return false;
    }
    INT_VALUE(vm->false_) = 0;
    INT_VALUE(vm->true_) = 1;
    for (int i = 0; i < ID_COUNT; i++) {
        vm->ids[i] = str_intern_cstr(vm, id_texts[i]);
        if (!vm->ids[i]) {
            return false;
        }
    }
    return true;
}

/* ---- dicts ---- */

/* dict[name] = value; steals value (NULL: an error is set). */
static bool put(VM *vm, Type *t, const char *name, Object *value) {
    Object *key = value ? str_intern_cstr(vm, name) : NULL;
    bool ok = key && dict_set(vm, t->dict, key, value) == 0;
    xdecref(vm, key);
    xdecref(vm, value);
    return ok;
}

static Object *make_method(VM *vm, Type *t, const MethodDef *def) {
    if (!(def->kind & METH_STATIC)) {
        return descr_new_method(vm, t, def);
    }
    Object *function = builtin_new(vm, def, OBJ(t), NULL);
    Object *method = function ? staticmethod_new(vm, function) : NULL;
    xdecref(vm, function);
    return method;
}

static Object *make_member(VM *vm, Type *t, const MemberDef *def) {
    if (strcmp(def->name, "__dict__") == 0 && !def->readonly) {
        return descr_new_getset(vm, t, &instance_getset_dict);
    }
    return descr_new_member(vm, t, def);
}

/* The text without a leading "name(arguments)\n--\n\n". */
static const char *doc_body(const char *name, const char *doc) {
    size_t n = strlen(name);
    if (strncmp(doc, name, n) == 0 && doc[n] == '(') {
        const char *end = strstr(doc, "\n--\n\n");
        if (end) {
            return end + 5;
        }
    }
    return doc;
}

static bool fill_dict(VM *vm, Type *t) {
    const TypeSpec *spec = t->spec;
    const char *dot = strrchr(spec->name, '.');
    const char *short_name = dot ? dot + 1 : spec->name;
    t->name = str_intern_cstr(vm, short_name);
    t->qualname = t->name;
    xincref(t->name);
    t->dict = dict_new(vm);
    if (!t->name || !t->dict) {
        return false;
    }
    if (spec->slots.new && !type_has(t, TYPE_NO_NEW) &&
        !put(vm, t, "__new__", type_new_wrapper(vm, t))) {
        return false;
    }
    for (const MethodDef *m = spec->methods; m && m->name; m++) {
        if (!put(vm, t, m->name, make_method(vm, t, m))) {
            return false;
        }
    }
    if (!type_add_wrappers(vm, t)) {
        return false;
    }
    for (const MemberDef *m = spec->members; m && m->name; m++) {
        if (!put(vm, t, m->name, make_member(vm, t, m))) {
            return false;
        }
    }
    for (const GetSetDef *g = spec->getset; g && g->name; g++) {
        if (!put(vm, t, g->name, descr_new_getset(vm, t, g))) {
            return false;
        }
    }
    if (spec->slots.richcompare && !spec->slots.hash &&
        !dict_get_str(vm, t->dict, ID(vm, __hash__)) &&
        dict_set(vm, t->dict, ID(vm, __hash__), vm->none) < 0) {
        return false;
    }
    if (dot && t->root_shape->number >= SHAPE_FIRST_DYNAMIC &&
        !put(vm, t, "__module__", str_intern_utf8(vm, spec->name, (size_t)(dot - spec->name)))) {
        return false;
    }
    Object *doc = spec->doc ? str_from_cstr(vm, doc_body(short_name, spec->doc)) : none_ref(vm);
    return dict_get_str(vm, t->dict, ID(vm, __doc__)) ? (xdecref(vm, doc), true)
                                                      : put(vm, t, "__doc__", doc);
}

static bool type_ready(VM *vm, Type *t) {
    if (!fill_dict(vm, t)) {
        return false;
    }
    t->bases = t->base ? tuple_pack(vm, 1, t->base) : tuple_new(vm, 0);
    if (!t->bases || !(t->mro = mro_compute(vm, t))) {
        return false;
    }
    if (t->base && !subclasses_add(vm, t->base, t)) {
        return false;
    }
    t->flags |= TYPE_READY;
    return true;
}

/* ---- the interface ---- */

bool types_init(VM *vm) {
    if (!init_structs(vm) || !init_singletons(vm)) {
        return false;
    }
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC; i++) {
        if (!type_ready(vm, vm->shape_types[i])) {
            return false;
        }
    }
    return true;
}

/* The built-in exceptions are made here, too, being many and alike. */
static bool is_permanent(const TypeSpec *spec) {
    const uint32_t exception = TYPE_SUB_EXCEPTION | TYPE_IMMUTABLE;
    return (spec->flags & TYPE_PERMANENT) || (spec->flags & exception) == exception;
}

Type *type_from_spec(VM *vm, const TypeSpec *spec, Type *base) {
    Type *t = object_alloc(vm, TYPE(vm, TYPE), sizeof(Type));
    if (!t) {
        return NULL;
    }
    t->flags = is_permanent(spec) ? 0 : TYPE_HEAP;
    init_struct(t, spec, base ? base : vm->shape_types[spec->base]);
    if (!type_make_root_shape(vm, t, 0) || !type_ready(vm, t)) {
        decref(vm, t);
        return NULL;
    }
    if (type_has(t, TYPE_HEAP)) {
        gc_track(vm, t);
    }
    return t;
}

/* ---- the end ---- */

/* Types that their instances do not count, but which they need when they die. */
static bool is_uncounted(const Type *t) {
    return t && t->spec && (t->spec->flags & TYPE_PERMANENT);
}

/* Breaks the cycles of the types made at run time that still exist; they die unless someone holds
 * them: the uncounted ones last, as other types' dicts may have their instances. */
static void clear_dynamic_types(VM *vm) {
    uint32_t len = vm->shape_len;
    for (uint32_t i = SHAPE_FIRST_DYNAMIC; i < len; i++) {
        if (is_uncounted(vm->shape_types[i])) {
            incref(vm->shape_types[i]);
        }
    }
    for (uint32_t i = SHAPE_FIRST_DYNAMIC; i < vm->shape_len; i++) {
        Type *t = vm->shape_types[i];
        if (t) {
            incref(t);
            clear_ref(vm, t->dict);
            clear_ref(vm, t->mro);
            decref(vm, t);
        }
    }
    for (uint32_t i = SHAPE_FIRST_DYNAMIC; i < len; i++) {
        if (is_uncounted(vm->shape_types[i])) {
            decref(vm, vm->shape_types[i]);
        }
    }
}

static void release_singletons(VM *vm) {
    for (int i = 0; i < ID_COUNT; i++) {
        clear_ref(vm, vm->ids[i]);
    }
    clear_ref(vm, vm->empty_str);
    clear_ref(vm, vm->empty_bytes);
    clear_ref(vm, vm->empty_tuple);
    clear_ref(vm, vm->true_);
    clear_ref(vm, vm->false_);
    clear_ref(vm, vm->not_implemented);
    clear_ref(vm, vm->ellipsis);
    clear_ref(vm, vm->none);
}

void types_deinit(VM *vm) {
    if (!vm->shape_types) {
        return;
    }
    clear_dynamic_types(vm);
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC && vm->shape_types[i]; i++) {
        clear_ref(vm, vm->shape_types[i]->dict);
    }
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC && vm->shape_types[i]; i++) {
        Type *t = vm->shape_types[i];
        clear_ref(vm, t->mro);
        clear_ref(vm, t->bases);
        clear_ref(vm, t->name);
        clear_ref(vm, t->qualname);
        clear_ref(vm, t->doc);
        clear_ref(vm, t->module);
    }
    release_singletons(vm);
    for (uint32_t i = 0; i < SHAPE_FIRST_DYNAMIC && vm->shape_types[i]; i++) {
        Type *t = vm->shape_types[i];
        if (t->subclasses) {
            raw_free(vm, t->subclasses, t->subclass_cap * sizeof(Type *));
        }
        type_free_shapes(vm, t);
        heap_free(&vm->heap, HEAP_CONTAINER, t, sizeof(Type));
    }
    if (vm->method_cache) {
        raw_free(vm, vm->method_cache, METHOD_CACHE_LEN * sizeof(MethodCacheEntry));
        vm->method_cache = NULL;
    }
    shapes_deinit(vm);
}
