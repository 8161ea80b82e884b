#include "object/shape.h"

#include <string.h>

#include "object/type_private.h"
#include "types/str.h"

enum { SHAPE_NUMBER_MAX = 0xFFFFFF, SHAPE_CAP_START = 512 };

/* ---- numbers ----
 *
 * vm->shapes[n] of a free number holds the next free number; vm->shape_types[n] is NULL. */

bool shapes_init(VM *vm) {
    _Static_assert((int)SHAPE_FIRST_DYNAMIC < (int)SHAPE_CAP_START, "the built-in types fit");
    vm->shape_types = heap_alloc(&vm->heap, HEAP_RAW, SHAPE_CAP_START * sizeof(Type *));
    vm->shapes = heap_alloc(&vm->heap, HEAP_RAW, SHAPE_CAP_START * sizeof(Shape *));
    vm->shape_cache = heap_alloc(&vm->heap, HEAP_RAW, SHAPE_CACHE_LEN * sizeof(ShapeCacheEntry));
    vm->shape_cap = SHAPE_CAP_START;
    if (!vm->shape_types || !vm->shapes || !vm->shape_cache) {
        shapes_deinit(vm);
        return false;
    }
    memset(vm->shape_types, 0, SHAPE_CAP_START * sizeof(Type *));
    memset(vm->shapes, 0, SHAPE_CAP_START * sizeof(Shape *));
    memset(vm->shape_cache, 0, SHAPE_CACHE_LEN * sizeof(ShapeCacheEntry));
    vm->shape_len = SHAPE_FIRST_DYNAMIC;
    return true;
}

static void free_raw(VM *vm, void *p, size_t size) {
    if (p) {
        heap_free(&vm->heap, HEAP_RAW, p, size);
    }
}

void shapes_deinit(VM *vm) {
    free_raw(vm, vm->shape_types, vm->shape_cap * sizeof(Type *));
    free_raw(vm, vm->shapes, vm->shape_cap * sizeof(Shape *));
    free_raw(vm, vm->shape_cache, SHAPE_CACHE_LEN * sizeof(ShapeCacheEntry));
    vm->shape_types = NULL;
    vm->shapes = NULL;
    vm->shape_cache = NULL;
    vm->shape_len = vm->shape_cap = vm->shape_free = 0;
}

static bool grow_tables(VM *vm) {
    uint32_t cap = vm->shape_cap * 2;
    Type **types = heap_alloc(&vm->heap, HEAP_RAW, cap * sizeof(Type *));
    Shape **shapes = heap_alloc(&vm->heap, HEAP_RAW, cap * sizeof(Shape *));
    if (!types || !shapes) {
        free_raw(vm, types, cap * sizeof(Type *));
        free_raw(vm, shapes, cap * sizeof(Shape *));
        return false;
    }
    memcpy(types, vm->shape_types, vm->shape_len * sizeof(Type *));
    memcpy(shapes, vm->shapes, vm->shape_len * sizeof(Shape *));
    free_raw(vm, vm->shape_types, vm->shape_cap * sizeof(Type *));
    free_raw(vm, vm->shapes, vm->shape_cap * sizeof(Shape *));
    vm->shape_types = types;
    vm->shapes = shapes;
    vm->shape_cap = cap;
    return true;
}

/* 0: none left, or no memory. */
static uint32_t number_take(VM *vm) {
    uint32_t n = vm->shape_free;
    if (n) {
        vm->shape_free = (uint32_t)(uintptr_t)vm->shapes[n];
        return n;
    }
    if (vm->shape_len > SHAPE_NUMBER_MAX || (vm->shape_len == vm->shape_cap && !grow_tables(vm))) {
        return 0;
    }
    return vm->shape_len++;
}

static void number_give(VM *vm, uint32_t n) {
    vm->shape_types[n] = NULL;
    vm->shapes[n] = (Shape *)(uintptr_t)vm->shape_free;
    vm->shape_free = n;
}

/* ---- making and freeing ---- */

static Shape *shape_new_numbered(VM *vm, Type *t, uint32_t number) {
    Shape *s = heap_alloc(&vm->heap, HEAP_RAW, sizeof(Shape));
    if (s) {
        memset(s, 0, sizeof(*s));
        s->type = t;
        s->number = number;
        vm->shapes[number] = s;
        vm->shape_types[number] = t;
    }
    return s;
}

static Shape *shape_new(VM *vm, Type *t, unsigned inline_cap) {
    uint32_t number = number_take(vm);
    if (!number) {
        return NULL;
    }
    Shape *s = shape_new_numbered(vm, t, number);
    if (!s) {
        number_give(vm, number);
        return NULL;
    }
    s->inline_cap = (uint16_t)inline_cap;
    return s;
}

/* name: NULL for the dict mode's shape. */
static Shape *shape_new_child(VM *vm, Shape *parent, Object *name) {
    Shape *s = shape_new(vm, parent->type, parent->inline_cap);
    if (s) {
        s->attr_len = name ? parent->attr_len + 1 : 0;
        s->name = name;
        xincref(name);
        s->parent = parent;
        s->next_sibling = parent->first_child;
        parent->first_child = s;
        parent->type->shape_len++;
    }
    return s;
}

bool shape_new_static(VM *vm, Type *t, uint32_t number) {
    t->root_shape = shape_new_numbered(vm, t, number);
    return t->root_shape != NULL;
}

Shape *shape_new_root(VM *vm, Type *t, unsigned inline_cap) {
    if (inline_cap > SHAPE_INLINE_MAX) {
        inline_cap = SHAPE_INLINE_MAX;
    }
    Shape *s = shape_new(vm, t, inline_cap);
    if (s) {
        s->next_sibling = t->root_shape;
        t->root_shape = s;
        t->shape_len = 0;
        t->inline_want = 0;
        t->overflow_count = 0;
    }
    return s;
}

bool type_make_root_shape(VM *vm, Type *t, unsigned inline_cap) {
    if (!shape_new_root(vm, t, inline_cap)) {
        raise_memory_error(vm);
        return false;
    }
    return true;
}

Shape *shape_root_like(VM *vm, Type *t, unsigned inline_cap) {
    for (Shape *s = t->root_shape; s; s = s->next_sibling) {
        if (s->inline_cap == inline_cap) {
            return s;
        }
    }
    Shape *s = shape_new(vm, t, inline_cap);
    if (!s) {
        return (Shape *)(void *)raise_memory_error(vm);
    }
    s->next_sibling = t->root_shape->next_sibling;
    t->root_shape->next_sibling = s;
    return s;
}

Shape *shape_of_dict_mode(VM *vm, Shape *s) {
    while (s->parent) {
        s = s->parent;
    }
    for (Shape *child = s->first_child; child; child = child->next_sibling) {
        if (!child->name) {
            return child;
        }
    }
    Shape *made = shape_new_child(vm, s, NULL);
    return made ? made : (Shape *)(void *)raise_memory_error(vm);
}

/* Depth is at most SHAPE_ATTR_MAX. */
static void free_tree(VM *vm, Shape *s) {
    while (s) {
        Shape *next = s->next_sibling;
        free_tree(vm, s->first_child);
        if (s->number >= SHAPE_FIRST_DYNAMIC) {
            number_give(vm, s->number);
        } else {
            vm->shapes[s->number] = NULL;
        }
        Object *name = s->name;
        raw_free(vm, s, sizeof(Shape));
        xdecref(vm, name);
        s = next;
    }
}

void type_free_shapes(VM *vm, Type *t) {
    Shape *roots = t->root_shape;
    if (roots) {
        bool cached =
            roots->first_child || roots->next_sibling; /* shapes without attributes never are */
        t->root_shape = NULL;
        free_tree(vm, roots);
        if (cached) {
            memset(vm->shape_cache, 0, SHAPE_CACHE_LEN * sizeof(ShapeCacheEntry));
        }
        attribute_epoch_bump(vm);
    }
}

/* ---- finding ---- */

/* An entry stays true while its shape lives. That its name is borrowed does no harm: a shape's own
 * names live as long as the shape, so another string at the address of a dead one is not among
 * them. */
int shape_find(VM *vm, const Shape *s, Object *name) {
    if (s->attr_len == 0) {
        return -1;
    }
    size_t slot =
        (s->number * 0x9E3779B1u ^ (uint32_t)((uintptr_t)name >> 3)) & (SHAPE_CACHE_LEN - 1);
    ShapeCacheEntry *e = &vm->shape_cache[slot];
    if (LIKELY(e->name == name && e->shape == s->number)) {
        return e->index;
    }
    const Shape *at = s;
    while (at->name != name && at->parent) {
        at = at->parent;
    }
    *e = (ShapeCacheEntry){s->number, at->attr_len - 1, name};
    return e->index;
}

Shape *shape_add(VM *vm, Shape *s, Object *name) {
    Type *t = s->type;
    for (Shape *child = s->first_child; child; child = child->next_sibling) {
        if (child->name == name) {
            return child;
        }
    }
    if (s->attr_len >= SHAPE_ATTR_MAX || t->shape_len >= SHAPE_PER_TYPE_MAX || !t->ext_offset) {
        return NULL;
    }
    Shape *child = shape_new_child(vm, s, name);
    if (!child) {
        return vm->shape_len > SHAPE_NUMBER_MAX ? NULL : (Shape *)(void *)raise_memory_error(vm);
    }
    return child;
}
