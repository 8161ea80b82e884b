/* The method resolution order: C3, or what the metaclass's mro() says. */
#include <string.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/type_private.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* The lists to merge: the mros of the bases and then the bases themselves. */
typedef struct Merge {
    Object **lists;  /* borrowed tuples */
    uint32_t *heads; /* how many items of each are already merged */
    uint32_t n;
} Merge;

static bool in_a_tail(const Merge *m, const Object *candidate) {
    for (uint32_t i = 0; i < m->n; i++) {
        for (uint32_t j = m->heads[i] + 1; j < TUPLE_LEN(m->lists[i]); j++) {
            if (TUPLE_ITEM(m->lists[i], j) == candidate) {
                return true;
            }
        }
    }
    return false;
}

static Object *merge_head(const Merge *m, uint32_t i) {
    return m->heads[i] < TUPLE_LEN(m->lists[i]) ? TUPLE_ITEM(m->lists[i], m->heads[i]) : NULL;
}

/* "... for bases X, Y": the classes at the heads of what is left, each once. */
static void raise_inconsistent(VM *vm, const Merge *m) {
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = str_builder_cstr(&b, "Cannot create a consistent method resolution\n"
                                   "order (MRO) for bases");
    bool first = true;
    for (uint32_t i = 0; ok && i < m->n; i++) {
        Object *head = merge_head(m, i);
        bool seen = head == NULL;
        for (uint32_t j = 0; j < i && !seen; j++) {
            seen = merge_head(m, j) == head;
        }
        if (!seen) {
            ok = str_builder_cstr(&b, first ? " " : ", ") &&
                 str_builder_cstr(&b, TYPE_NAME((Type *)head));
            first = false;
        }
    }
    Object *text = ok ? str_builder_finish(&b) : NULL;
    if (text) {
        raise(vm, EXC_TypeError, "%U", text);
        decref(vm, text);
    }
    str_builder_deinit(&b);
}

/* Appends the merged classes to list. */
static bool merge(VM *vm, Merge *m, Object *list) {
    for (;;) {
        Object *next = NULL;
        bool all_empty = true;
        for (uint32_t i = 0; i < m->n && !next; i++) {
            Object *candidate = merge_head(m, i);
            if (candidate) {
                all_empty = false;
                next = in_a_tail(m, candidate) ? NULL : candidate;
            }
        }
        if (all_empty) {
            return true;
        }
        if (!next) {
            raise_inconsistent(vm, m);
            return false;
        }
        if (list_append(vm, list, next) < 0) {
            return false;
        }
        for (uint32_t i = 0; i < m->n; i++) {
            m->heads[i] += merge_head(m, i) == next;
        }
    }
}

static bool check_duplicates(VM *vm, Object *bases) {
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        for (uint32_t j = i + 1; j < TUPLE_LEN(bases); j++) {
            if (TUPLE_ITEM(bases, i) == TUPLE_ITEM(bases, j)) {
                raise(vm, EXC_TypeError, "duplicate base class %N", TUPLE_ITEM(bases, i));
                return false;
            }
        }
    }
    return true;
}

static Object *merge_bases(VM *vm, Type *t) {
    uint32_t n = TUPLE_LEN(t->bases) + 1;
    size_t size = n * (sizeof(Object *) + sizeof(uint32_t));
    char *memory = raw_alloc(vm, size);
    if (!memory) {
        return NULL;
    }
    memset(memory, 0, size);
    Merge m = {(Object **)(void *)memory, (uint32_t *)(void *)(memory + n * sizeof(Object *)), n};
    for (uint32_t i = 0; i + 1 < n; i++) {
        m.lists[i] = ((Type *)TUPLE_ITEM(t->bases, i))->mro;
    }
    m.lists[n - 1] = t->bases;
    Object *result = NULL;
    Object *list = list_new(vm, 0);
    if (list && list_append(vm, list, OBJ(t)) == 0 && merge(vm, &m, list)) {
        result = list_to_tuple(vm, list);
    }
    xdecref(vm, list);
    raw_free(vm, memory, size);
    return result;
}

Object *mro_compute(VM *vm, Type *t) {
    Object *bases = t->bases;
    for (uint32_t i = 0; i < TUPLE_LEN(bases); i++) {
        Type *base = (Type *)TUPLE_ITEM(bases, i);
        if (!base->mro) {
            return raise(vm, EXC_TypeError, "Cannot extend an incomplete type '%N'", base);
        }
    }
    if (TUPLE_LEN(bases) > 1) {
        return check_duplicates(vm, bases) ? merge_bases(vm, t) : NULL;
    }
    Object *above = TUPLE_LEN(bases) ? ((Type *)TUPLE_ITEM(bases, 0))->mro : NULL;
    uint32_t n = above ? TUPLE_LEN(above) : 0;
    Object *mro = tuple_new(vm, n + 1);
    if (!mro) {
        return NULL;
    }
    TUPLE_ITEM(mro, 0) = new_ref(OBJ(t));
    for (uint32_t i = 0; i < n; i++) {
        TUPLE_ITEM(mro, i + 1) = new_ref(TUPLE_ITEM(above, i));
    }
    gc_track(vm, mro);
    return mro;
}

/* Classes, and such that the layout of t is theirs plus something. */
static bool check_custom(VM *vm, Type *t, Object *mro) {
    for (uint32_t i = 0; i < TUPLE_LEN(mro); i++) {
        Object *item = TUPLE_ITEM(mro, i);
        if (!is_type(vm, item)) {
            raise(vm, EXC_TypeError, "mro() returned a non-class ('%T')", item);
            return false;
        }
        if (!type_is_subtype(t->solid, ((Type *)item)->solid)) {
            raise(vm, EXC_TypeError, "mro() returned base with unsuitable layout ('%N')", item);
            return false;
        }
    }
    return true;
}

static Object *mro_from_metaclass(VM *vm, Type *t) {
    Object *method = lookup_special(vm, OBJ(t), ID(vm, mro));
    if (!method) {
        return error_occurred(vm) ? NULL : raise_object(vm, EXC_AttributeError, ID(vm, mro));
    }
    Object *result = call0(vm, method);
    decref(vm, method);
    if (!result) {
        return NULL;
    }
    Object *mro = tuple_from_iterable(vm, result);
    decref(vm, result);
    if (mro && !check_custom(vm, t, mro)) {
        decref(vm, mro);
        return NULL;
    }
    return mro;
}

bool mro_update(VM *vm, Type *t) {
    Type *meta = type_of(vm, OBJ(t));
    bool custom = meta != TYPE(vm, TYPE) && type_lookup(vm, meta, ID(vm, mro)) !=
                                                type_lookup(vm, TYPE(vm, TYPE), ID(vm, mro));
    Object *mro = custom ? mro_from_metaclass(vm, t) : mro_compute(vm, t);
    if (!mro) {
        return false;
    }
    bool uncached = custom;
    for (uint32_t i = 0; i < TUPLE_LEN(t->bases); i++) {
        uncached |= type_has((Type *)TUPLE_ITEM(t->bases, i), TYPE_UNCACHED);
    }
    type_modified(vm, t);
    t->flags = uncached ? t->flags | TYPE_UNCACHED : t->flags & ~TYPE_UNCACHED;
    set_ref(vm, t->mro, mro);
    type_modified(vm, t);
    return true;
}
