#include <string.h>

#include "object/error.h"
#include "object/type_private.h"
#include "types/dict.h"
#include "types/str.h"

/* ---- addresses ---- */

static inline char *behind_items(VM *vm, Object *o) {
    return (char *)o + size_align(type_of(vm, o)->slots.block_size(o));
}

Object **instance_slot_at(VM *vm, Object *o, uint32_t offset) {
    char *start = offset & TYPE_VAR ? behind_items(vm, o) : (char *)o;
    return (Object **)(void *)(start + (offset & ~TYPE_VAR));
}

Object ***instance_ext(VM *vm, Type *t, Object *o) {
    return (Object ***)(void *)instance_slot_at(vm, o, t->ext_offset);
}

/* The place of the Dict of an instance that uses_dict. */
static inline Object **dict_place(VM *vm, Type *t, Object *o) {
    return instance_slot_at(vm, o, t->dict_offset ? t->dict_offset : t->ext_offset);
}

static ALWAYS_INLINE Object **slot_at(VM *vm, const Shape *s, Object *o, unsigned i) {
    if (i > 0 && LIKELY(i < s->inline_cap)) {
        return (Object **)(void *)((char *)o + instance_offset(s->type, i));
    }
    Object ***ext = instance_ext(vm, s->type, o);
    return shape_overflows(s) ? *ext + shape_overflow_index(s, i) : (Object **)ext;
}

Object **instance_slot(VM *vm, const Shape *s, Object *o, unsigned i) {
    return slot_at(vm, s, o, i);
}

static inline Shape *shape_at(VM *vm, const Object *o) {
    return vm->shapes[shape_of(o)];
}

static inline const Shape *shape_root(const Shape *s) {
    while (s->parent) {
        s = s->parent;
    }
    return s;
}

static inline bool uses_dict(const Type *t, const Object *o) {
    return t->dict_offset || has_flag(o, FLAG_DICT);
}

static inline bool has_attributes(const Type *t) {
    return t->dict_offset || t->ext_offset;
}

/* ---- names ---- */

static inline bool is_shared_name(const Object *name) {
    return is_exact(name, SHAPE_STR) && has_flag(name, FLAG_INTERNED);
}

/* The shared str equal to name (a str or a subclass's instance). New reference. */
static Object *share_name(VM *vm, Object *name) {
    if (is_exact(name, SHAPE_STR)) {
        return str_intern(vm, name);
    }
    Object *exact = str_from_chars(vm, STR(name)->data, STR_LEN(name), str_width(name));
    if (!exact) {
        return NULL;
    }
    Object *shared = str_intern(vm, exact);
    decref(vm, exact);
    return shared;
}

/* shape_find for any str; allocates nothing. */
static int find_name(VM *vm, const Shape *s, Object *name) {
    if (LIKELY(is_shared_name(name))) {
        return shape_find(vm, s, name);
    }
    for (; s->name; s = s->parent) {
        if (str_equal(s->name, name)) {
            return s->attr_len - 1;
        }
    }
    return -1;
}

/* A lookup that never raises. Borrowed. */
static Object *dict_find(VM *vm, Object *dict, Object *name) {
    if (LIKELY(is_exact(name, SHAPE_STR))) {
        return dict_get_str(vm, dict, name);
    }
    Object *value = dict_get(vm, dict, name);
    if (!value && error_occurred(vm)) {
        error_clear(vm);
    }
    return value;
}

/* ---- dict mode ---- */

/* Fills d with the attributes of an instance that is not in dict mode. */
static bool copy_attributes(VM *vm, Object *o, Object *d) {
    Object *names[SHAPE_ATTR_MAX];
    Shape *s = shape_at(vm, o);
    unsigned n = s->attr_len;
    for (Shape *at = s; at->name; at = at->parent) {
        names[at->attr_len - 1] = at->name;
    }
    for (unsigned i = 0; i < n; i++) {
        if (dict_set(vm, d, names[i], *instance_slot(vm, s, o, i)) < 0) {
            return false;
        }
    }
    return true;
}

/* Leaves the shape: from now on the attributes are those in dict (stolen; may be NULL). The old
 * ones are released last. `shape`: from shape_of_dict_mode. */
static void enter_dict_mode(VM *vm, Object *o, Shape *shape, Object *dict) {
    Object *values[SHAPE_ATTR_MAX];
    Shape *s = shape_at(vm, o);
    unsigned n = s->attr_len;
    for (unsigned i = 0; i < n; i++) {
        Object **slot = instance_slot(vm, s, o, i);
        values[i] = *slot;
        *slot = NULL;
    }
    Object ***ext = instance_ext(vm, s->type, o);
    size_t overflow = shape_overflow_cap(s) * sizeof(Object *);
    if (overflow) {
        raw_free(vm, *ext, overflow);
    }
    *ext = (Object **)(void *)dict;
    set_shape(o, shape->number);
    set_flag(o, FLAG_DICT);
    for (unsigned i = 0; i < n; i++) {
        xdecref(vm, values[i]);
    }
}

static bool switch_to_dict(VM *vm, Object *o) {
    Shape *s = shape_at(vm, o);
    Shape *shape = shape_of_dict_mode(vm, s);
    Object *d = shape ? dict_new_presized(vm, s->attr_len) : NULL;
    if (!d) {
        return false;
    }
    if (!copy_attributes(vm, o, d)) {
        decref(vm, d);
        return false;
    }
    enter_dict_mode(vm, o, shape, d);
    return true;
}

static int set_in_dict(VM *vm, Type *t, Object *o, Object *name, Object *value) {
    Object **place = dict_place(vm, t, o);
    if (!value && !*place) {
        return 1;
    }
    if (!*place) {
        Object *made = dict_new(vm);
        if (!made) {
            return -1;
        }
        *place = made;
    }
    Object *d = new_ref(*place); /* storing may run code that replaces it */
    int result;
    if (value) {
        result = dict_set(vm, d, name, value);
    } else {
        result = dict_discard(vm, d, name);
        result = result < 0 ? -1 : !result;
    }
    decref(vm, d);
    return result;
}

/* ---- attributes ---- */

Object *instance_get(VM *vm, Object *o, Object *name) {
    Type *t = type_of(vm, o);
    if (!has_attributes(t)) {
        return NULL;
    }
    if (uses_dict(t, o)) {
        Object *d = *dict_place(vm, t, o);
        if (!d) {
            return NULL;
        }
        incref(d); /* comparing keys may run code that replaces it */
        Object *value = dict_find(vm, d, name);
        xincref(value);
        decref(vm, d);
        return value;
    }
    Shape *s = shape_at(vm, o);
    int i = find_name(vm, s, name);
    if (i < 0) {
        return NULL;
    }
    Object *value = *instance_slot(vm, s, o, (unsigned)i);
    xincref(value);
    return value;
}

/* Sees to it that the overflow buffer fits another shape with the same root. Attribute 0 moves with
 * it. */
static bool resize_overflow(VM *vm, Object *o, const Shape *from, const Shape *to) {
    size_t old_size = shape_overflow_cap(from) * sizeof(Object *);
    size_t new_size = shape_overflow_cap(to) * sizeof(Object *);
    if (old_size == new_size) {
        return true;
    }
    Object ***ext = instance_ext(vm, from->type, o);
    Object **buffer = *ext;
    if (new_size == 0) {
        *(Object **)ext = buffer[0];
        raw_free(vm, buffer, old_size);
    } else if (old_size == 0) {
        Object **made = raw_alloc(vm, new_size);
        if (!made) {
            return false;
        }
        made[0] = *(Object **)ext;
        *ext = made;
    } else if ((buffer = raw_realloc(vm, buffer, old_size, new_size))) {
        *ext = buffer;
    }
    return buffer != NULL || new_size == 0 || old_size == 0;
}

/* An attribute has gone into the overflow buffer: the class learns from it. One instance with more
 * attributes than a class should have is no example. */
static void note_overflow(const Shape *s) {
    Type *t = s->type;
    const Shape *root = t->root_shape;
    if (s->inline_cap != root->inline_cap || type_var_sized(t)) {
        return;
    }
    if (s->attr_len == s->inline_cap + 1) {
        t->overflow_count++;
    }
    if (s->attr_len > SHAPE_INLINE_MAX) {
        if (s->attr_len == SHAPE_INLINE_MAX + 1 && s->inline_cap < SHAPE_INLINE_MAX) {
            t->overflow_count--;
            t->inline_want = 0;
        }
    } else if (s->attr_len > t->inline_want) {
        t->inline_want = s->attr_len;
    }
}

static int add_attribute(VM *vm, Object *o, Object *name, Object *value) {
    Shape *s = shape_at(vm, o);
    Shape *wider = shape_add(vm, s, name);
    if (!wider) {
        if (error_occurred(vm) || !switch_to_dict(vm, o)) {
            return -1;
        }
        return set_in_dict(vm, s->type, o, name, value);
    }
    if (!resize_overflow(vm, o, s, wider)) {
        return -1;
    }
    *instance_slot(vm, wider, o, s->attr_len) = new_ref(value);
    set_shape(o, wider->number);
    if (wider->attr_len > wider->inline_cap) {
        note_overflow(wider);
    }
    return 0;
}

/* The shape without attribute i; NULL with no error: use dict mode. */
static Shape *shape_without(VM *vm, Shape *s, unsigned i) {
    Object *names[SHAPE_ATTR_MAX];
    unsigned n = s->attr_len;
    for (; s->attr_len > i; s = s->parent) {
        names[s->attr_len - 1] = s->name;
    }
    for (unsigned at = i + 1; s && at < n; at++) {
        s = shape_add(vm, s, names[at]);
    }
    return s;
}

/* In the middle, too: the attributes behind it move up. */
static int delete_attribute(VM *vm, Object *o, Object *name, unsigned i) {
    Shape *s = shape_at(vm, o), *left = shape_without(vm, s, i);
    unsigned last = s->attr_len - 1U;
    if (!left) {
        if (error_occurred(vm) || !switch_to_dict(vm, o)) {
            return -1;
        }
        return set_in_dict(vm, s->type, o, name, NULL);
    }
    Object *old = *instance_slot(vm, s, o, i);
    for (unsigned at = i; at < last; at++) {
        *instance_slot(vm, s, o, at) = *instance_slot(vm, s, o, at + 1);
    }
    *instance_slot(vm, s, o, last) = NULL;
    if (!resize_overflow(vm, o, s, left)) {
        for (unsigned at = last; at > i; at--) {
            *instance_slot(vm, s, o, at) = *instance_slot(vm, s, o, at - 1);
        }
        *instance_slot(vm, s, o, i) = old;
        return -1;
    }
    set_shape(o, left->number);
    xdecref(vm, old);
    return 0;
}

int instance_set(VM *vm, Object *o, Object *name, Object *value) {
    Type *t = type_of(vm, o);
    if (!has_attributes(t)) {
        return 1;
    }
    if (uses_dict(t, o)) {
        return set_in_dict(vm, t, o, name, value);
    }
    Shape *s = shape_at(vm, o);
    int i = find_name(vm, s, name);
    if (!value) {
        return i < 0 ? 1 : delete_attribute(vm, o, name, (unsigned)i);
    }
    if (i >= 0) {
        set_ref(vm, *instance_slot(vm, s, o, (unsigned)i), new_ref(value));
        return 0;
    }
    if (LIKELY(is_shared_name(name))) {
        return add_attribute(vm, o, name, value);
    }
    Object *shared = share_name(vm, name);
    if (!shared) {
        return -1;
    }
    int result = add_attribute(vm, o, shared, value);
    decref(vm, shared);
    return result;
}

Object *instance_dict(VM *vm, Object *o) {
    Type *t = type_of(vm, o);
    if (!has_attributes(t)) {
        return raise(vm, EXC_AttributeError, "'%T' object has no attribute '__dict__'", o);
    }
    if (!uses_dict(t, o) && !switch_to_dict(vm, o)) {
        return NULL;
    }
    Object **place = dict_place(vm, t, o);
    if (!*place) {
        *place = dict_new(vm);
    }
    xincref(*place);
    return *place;
}

int instance_set_dict(VM *vm, Object *o, Object *dict) {
    Type *t = type_of(vm, o);
    if (!has_attributes(t)) {
        raise(vm, EXC_AttributeError, "'%T' object has no attribute '__dict__'", o);
        return -1;
    }
    if (uses_dict(t, o)) {
        xincref(dict);
        set_ref(vm, *dict_place(vm, t, o), dict);
        return 0;
    }
    Shape *shape = shape_of_dict_mode(vm, shape_at(vm, o));
    if (!shape) {
        return -1;
    }
    xincref(dict);
    enter_dict_mode(vm, o, shape, dict);
    return 0;
}

unsigned instance_attr_len(VM *vm, Object *o) {
    Type *t = type_of(vm, o);
    if (!has_attributes(t)) {
        return 0;
    }
    if (uses_dict(t, o)) {
        Object *d = *dict_place(vm, t, o);
        return d ? DICT_LEN(d) : 0;
    }
    return shape_at(vm, o)->attr_len;
}

Object *instance_attr(VM *vm, Object *o, unsigned i, Object **name) {
    Type *t = type_of(vm, o);
    if (uses_dict(t, o)) {
        size_t pos = 0;
        Object *value = NULL;
        do {
            if (!dict_next(*dict_place(vm, t, o), &pos, name, &value)) {
                return NULL;
            }
        } while (i-- > 0);
        return value;
    }
    Shape *s = shape_at(vm, o), *at = s;
    while (at->attr_len > i + 1) {
        at = at->parent;
    }
    *name = at->name;
    return *instance_slot(vm, s, o, i);
}

/* ---- another class ---- */

/* The shape of cls with the same names and inline_cap as s. NULL without an error: none, use dict
 * mode. */
static Shape *shape_translate(VM *vm, Shape *s, Type *cls) {
    Object *names[SHAPE_ATTR_MAX];
    Shape *result = shape_root_like(vm, cls, s->inline_cap);
    for (Shape *at = s; at->name; at = at->parent) {
        names[at->attr_len - 1] = at->name;
    }
    for (unsigned i = 0; i < s->attr_len && result; i++) {
        result = shape_add(vm, result, names[i]);
    }
    return result;
}

bool instance_set_class(VM *vm, Object *o, Type *cls) {
    Type *old = type_of(vm, o);
    Shape *s = shape_at(vm, o), *shape;
    if (!type_has(cls, TYPE_PYTHON)) {
        shape = cls->root_shape;
    } else if (has_flag(o, FLAG_DICT)) {
        shape = shape_root_like(vm, cls, s->inline_cap);
        shape = shape ? shape_of_dict_mode(vm, shape) : NULL;
    } else {
        shape = shape_translate(vm, s, cls);
        if (!shape && !error_occurred(vm)) {
            return switch_to_dict(vm, o) && instance_set_class(vm, o, cls);
        }
    }
    if (!shape) {
        return false;
    }
    if (type_has(cls, TYPE_HEAP)) {
        incref(cls);
    }
    set_shape(o, shape->number);
    if (type_has(old, TYPE_HEAP)) {
        decref(vm, old);
    }
    return true;
}

/* ---- slots of Python classes ---- */

/* The words that t adds to its base: [*start, *end), relative to instance_slot_at(0 or TYPE_VAR).
 */
static void own_range(const Type *t, size_t *start, size_t *end) {
    const Type *base = t->base;
    if (t->slots.block_size) {
        *start = type_has(base, TYPE_PYTHON) ? base->extra_size : 0;
        *end = t->extra_size;
    } else {
        *start = size_align(base->size);
        *end = t->size;
    }
}

static inline char *own_start(VM *vm, const Type *t, Object *o) {
    return t->slots.block_size ? behind_items(vm, o) : (char *)o;
}

/* Releases __slots__, those of the most derived class first. */
static void clear_slots(VM *vm, Type *t, Object *o) {
    char *base = own_start(vm, t, o);
    size_t ext = t->ext_offset ? t->ext_offset & ~TYPE_VAR : SIZE_MAX;
    for (; type_has(t, TYPE_PYTHON); t = t->base) {
        size_t at, end;
        for (own_range(t, &at, &end); at < end; at += sizeof(Object *)) {
            if (at != ext) {
                Object **slot = (Object **)(void *)(base + at);
                clear_ref(vm, *slot);
            }
        }
    }
}

static int traverse_slots(VM *vm, Type *t, Object *o, VisitFn visit, void *ctx) {
    char *base = own_start(vm, t, o);
    size_t ext = t->ext_offset ? t->ext_offset & ~TYPE_VAR : SIZE_MAX;
    for (; type_has(t, TYPE_PYTHON); t = t->base) {
        size_t at, end;
        for (own_range(t, &at, &end); at < end; at += sizeof(Object *)) {
            if (at != ext) {
                VISIT(*(Object **)(void *)(base + at));
            }
        }
    }
    return 0;
}

static void free_overflow(VM *vm, Object *o, const Shape *s) {
    size_t size = shape_overflow_cap(s) * sizeof(Object *);
    if (size) {
        Object ***ext = instance_ext(vm, s->type, o);
        Object **buffer = *ext;
        *ext = NULL;
        raw_free(vm, buffer, size);
    }
}

/* Releases the attributes of an instance nobody can reach any more. */
static void drop_attributes(VM *vm, Type *t, Object *o) {
    if (has_flag(o, FLAG_DICT)) {
        Object **place = dict_place(vm, t, o);
        clear_ref(vm, *place);
        return;
    }
    Shape *s = shape_at(vm, o);
    unsigned n = s->attr_len;
    for (unsigned i = 0; i < n; i++) {
        Object **slot = instance_slot(vm, s, o, i);
        clear_ref(vm, *slot);
    }
    free_overflow(vm, o, s);
    set_shape(o, shape_root(s)->number);
}

/* All of dealloc for the commonest kind of instance; nothing can go wrong or be revived. */
static inline void dealloc_plain(VM *vm, Type *t, const Shape *s, Object *o) {
    gc_untrack(vm, o);
    Object **slots = (Object **)(void *)((char *)o + t->ext_offset); /* no __slots__ between */
    unsigned n = s->attr_len;
    for (unsigned i = 0; i < n; i++) {
        clear_ref(vm, slots[i]);
    }
    gc_note_deallocation(vm);
    heap_free(&vm->heap, HEAP_CONTAINER, o, instance_size(t, s));
    decref(vm, t);
}

void instance_dealloc(VM *vm, Object *o) {
    Type *t = type_of(vm, o);
    if (LIKELY(type_has(t, TYPE_PLAIN) && !t->slots.finalize &&
               !(o->meta & (FLAG_WEAKREFS | FLAG_DICT)))) {
        const Shape *s = shape_at(vm, o);
        if (LIKELY(s->attr_len <= s->inline_cap)) {
            dealloc_plain(vm, t, s, o);
            return;
        }
    }
    gc_untrack(vm, o);
    if (t->slots.finalize) {
        if (!object_finalize_from_dealloc(vm, o)) {
            return;
        }
        t = type_of(vm, o);
    }
    if (UNLIKELY(has_flag(o, FLAG_WEAKREFS)) && !type_has(t->solid, TYPE_WEAKREFS)) {
        weakrefs_drop(vm, o);
    }
    if (t->slot_len) {
        clear_slots(vm, t, o);
    }
    if (t->ext_offset) {
        drop_attributes(vm, t, o);
    }
    t->solid->slots.dealloc(vm, o);
}

int instance_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    Type *t = type_of(vm, o);
    if (t->slot_len) {
        int result = traverse_slots(vm, t, o, visit, ctx);
        if (result) {
            return result;
        }
    }
    if (t->ext_offset) {
        if (has_flag(o, FLAG_DICT)) {
            VISIT(*dict_place(vm, t, o));
        } else {
            const Shape *s = shape_at(vm, o);
            unsigned n = s->attr_len;
            for (unsigned i = 0; i < n; i++) {
                VISIT(*slot_at(vm, s, o, i));
            }
        }
    }
    VISIT(t);
    if (t->solid->slots.traverse) {
        return t->solid->slots.traverse(vm, o, visit, ctx);
    }
    return 0;
}

/* clear_attributes of the commonest kind of instance. */
static inline void clear_plain(VM *vm, const Type *t, const Shape *s, Object *o) {
    Object *values[SHAPE_INLINE_MAX];
    Object **slots = (Object **)(void *)((char *)o + t->ext_offset);
    unsigned n = s->attr_len;
    for (unsigned i = 0; i < n; i++) {
        values[i] = slots[i];
        slots[i] = NULL;
    }
    set_shape(o, shape_root(s)->number);
    for (unsigned i = 0; i < n; i++) {
        xdecref(vm, values[i]);
    }
}

/* The instance stays usable: its attributes are absent afterwards, never NULL in a shape. */
static void clear_attributes(VM *vm, Type *t, Object *o) {
    if (has_flag(o, FLAG_DICT)) {
        Object **place = dict_place(vm, t, o);
        clear_ref(vm, *place);
        return;
    }
    Object *values[SHAPE_ATTR_MAX];
    Shape *s = shape_at(vm, o);
    unsigned n = s->attr_len;
    for (unsigned i = 0; i < n; i++) {
        Object **slot = instance_slot(vm, s, o, i);
        values[i] = *slot;
        *slot = NULL;
    }
    free_overflow(vm, o, s);
    set_shape(o, shape_root(s)->number);
    for (unsigned i = 0; i < n; i++) {
        xdecref(vm, values[i]);
    }
}

void instance_clear(VM *vm, Object *o) {
    Type *t = type_of(vm, o);
    const Shape *s = shape_at(vm, o);
    if (LIKELY(type_has(t, TYPE_PLAIN) && !has_flag(o, FLAG_DICT) && !shape_overflows(s))) {
        clear_plain(vm, t, s, o);
        return;
    }
    if (t->slot_len) {
        clear_slots(vm, t, o);
    }
    if (t->ext_offset) {
        clear_attributes(vm, t, o);
    }
    if (t->solid->slots.clear) {
        t->solid->slots.clear(vm, o);
    }
}

/* ---- __dict__ and __weakref__ ---- */

/* The descriptor of a built-in base that has its own idea of __dict__ (types, modules); borrowed,
 * or NULL. */
static Object *builtin_dict_descriptor(VM *vm, Object *o) {
    const Type *t = type_of(vm, o);
    bool has_own = type_has(t, TYPE_SUB_TYPE) || t->dict_offset;
    for (const MemberDef *m = t->solid->spec->members; has_own && m && m->name; m++) {
        has_own =
            m->readonly || strcmp(m->name, "__dict__") != 0; /* else it is instance_getset_dict */
    }
    return has_own ? type_lookup(vm, t->solid, ID(vm, __dict__)) : NULL;
}

static Object *get_dict(VM *vm, Object *self, void *closure) {
    Object *descr = builtin_dict_descriptor(vm, self);
    TernaryFn get = descr ? type_of(vm, descr)->slots.descr_get : NULL;
    UNUSED(closure);
    return get ? get(vm, descr, self, OBJ(type_of(vm, self))) : instance_dict(vm, self);
}

static int set_dict(VM *vm, Object *self, Object *value, void *closure) {
    Object *descr = builtin_dict_descriptor(vm, self);
    UNUSED(closure);
    if (descr && type_of(vm, descr)->slots.descr_set) {
        return type_of(vm, descr)->slots.descr_set(vm, descr, self, value);
    }
    if (value && !is_dict(vm, value)) {
        raise(vm, EXC_TypeError, "__dict__ must be set to a dictionary, not a '%T'", value);
        return -1;
    }
    if (!value && type_of(vm, self)->dict_offset) {
        raise(vm, EXC_TypeError, "cannot delete __dict__");
        return -1;
    }
    return instance_set_dict(vm, self, value);
}

static Object *get_weakref(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    if (has_flag(self, FLAG_WEAKREFS) && vm->weakref_first) {
        return vm->weakref_first(vm, self);
    }
    return none_ref(vm);
}

const GetSetDef instance_getset_dict = {"__dict__", get_dict, set_dict,
                                        "dictionary for instance variables (if defined)", NULL};
const GetSetDef instance_getset_weakref = {
    "__weakref__", get_weakref, NULL, "list of weak references to the object (if defined)", NULL};
