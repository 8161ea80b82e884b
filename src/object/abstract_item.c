/* Items, membership and iteration. */
#include "object/abstract.h"
#include "object/c_stack.h"

#include "object/call.h"
#include "object/error.h"
#include "object/slot_functions.h"
#include "object/types.h"
#include "types/generic_alias.h"
#include "types/int.h"
#include "types/iterators.h"
#include "types/list.h"

/* ------------------------------------------------------------ iteration */

Object *object_get_iter(VM *vm, Object *o) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (slots->iter) {
        Object *it = slots->iter(vm, o);
        if (it && !object_is_iterator(vm, it)) {
            raise(vm, EXC_TypeError, "iter() returned non-iterator of type '%T'", it);
            decref(vm, it);
            return NULL;
        }
        return it;
    }
    if (slots->sq_item && !is_dict(vm, o)) {
        return seq_iterator_new(vm, o);
    }
    return raise(vm, EXC_TypeError, "'%T' object is not iterable", o);
}

Object *iter_next(VM *vm, Object *it) {
    if (UNLIKELY(!c_stack_enter(vm, ""))) { /* as they may nest */
        return NULL;
    }
    Object *item = type_of(vm, it)->slots.iternext(vm, it);
    if (!item && error_occurred(vm)) {
        error_clear_if(vm, EXC_StopIteration);
    }
    return item;
}

bool object_is_iterator(VM *vm, Object *o) {
    UnaryFn next = type_of(vm, o)->slots.iternext;
    return next && next != slot_iternext_gone;
}

Object *object_fast_sequence(VM *vm, Object *o, const char *message) {
    if (is_exact(o, SHAPE_LIST) || is_exact(o, SHAPE_TUPLE)) {
        return new_ref(o);
    }
    Object *it = object_get_iter(vm, o);
    if (!it) {
        if (message && error_matches(vm, EXC_TypeError)) {
            raise(vm, EXC_TypeError, "%s", message);
        }
        return NULL;
    }
    Object *list = list_from_iterable(vm, it);
    decref(vm, it);
    return list;
}

/* ------------------------------------------------------------ getting items */

/* i as sq_item wants it: negative ones count from the end. false: error. */
static bool adjust_index(VM *vm, Object *o, int64_t *i) {
    LenFn len = type_of(vm, o)->slots.sq_length;
    if (*i < 0 && len) {
        int64_t n = len(vm, o);
        if (n < 0) {
            return false;
        }
        *i += n;
    }
    return true;
}

Object *sequence_getitem(VM *vm, Object *o, int64_t i) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (slots->sq_item) {
        return adjust_index(vm, o, &i) ? slots->sq_item(vm, o, i) : NULL;
    }
    if (slots->mp_subscript) {
        return raise(vm, EXC_TypeError, "%T is not a sequence", o);
    }
    return raise(vm, EXC_TypeError, "'%T' object does not support indexing", o);
}

/* list[int]: what a type does when it is subscripted. */
static Object *type_getitem(VM *vm, Object *type, Object *key) {
    if (type == OBJ(TYPE(vm, TYPE))) {
        return generic_alias_new(vm, type, key);
    }
    Object *method = object_getattr_or_null(vm, type, ID(vm, __class_getitem__));
    if (!method && error_occurred(vm)) {
        return NULL;
    }
    if (!method || method == vm->none) {
        xdecref(vm, method);
        return raise(vm, EXC_TypeError, "type '%N' is not subscriptable", (Type *)type);
    }
    Object *result = call1(vm, method, key);
    decref(vm, method);
    return result;
}

/* The index for a sequence's slot; -1 and an error if key is none. */
static int64_t sequence_index(VM *vm, Object *key) {
    if (!number_is_index(vm, key)) {
        raise(vm, EXC_TypeError, "sequence index must be integer, not '%T'", key);
        return -1;
    }
    return number_as_i64(vm, key, EXC_IndexError);
}

Object *object_getitem(VM *vm, Object *o, Object *key) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (LIKELY(slots->mp_subscript != NULL)) {
        return slots->mp_subscript(vm, o, key);
    }
    if (slots->sq_item) {
        int64_t i = sequence_index(vm, key);
        return i == -1 && error_occurred(vm) ? NULL : sequence_getitem(vm, o, i);
    }
    if (is_type(vm, o)) {
        return type_getitem(vm, o, key);
    }
    return raise(vm, EXC_TypeError, "'%T' object is not subscriptable", o);
}

/* ------------------------------------------------------------ setting and deleting items */

/* value NULL: delete. */
static int store_item(VM *vm, Object *o, Object *key, Object *value) {
    const Slots *slots = &type_of(vm, o)->slots;
    if (LIKELY(slots->mp_ass_subscript != NULL)) {
        return slots->mp_ass_subscript(vm, o, key, value);
    }
    if (slots->sq_ass_item) {
        int64_t i = sequence_index(vm, key);
        if ((i == -1 && error_occurred(vm)) || !adjust_index(vm, o, &i)) {
            return -1;
        }
        return slots->sq_ass_item(vm, o, i, value);
    }
    raise(vm, EXC_TypeError, "'%T' object %s", o,
          value ? "does not support item assignment" : "doesn't support item deletion");
    return -1;
}

int object_setitem(VM *vm, Object *o, Object *key, Object *value) {
    return store_item(vm, o, key, value);
}

int object_delitem(VM *vm, Object *o, Object *key) {
    return store_item(vm, o, key, NULL);
}

/* ------------------------------------------------------------ membership */

static int search(VM *vm, Object *container, Object *o) {
    Object *it = object_get_iter(vm, container), *item;
    if (!it) {
        if (error_clear_if(vm, EXC_TypeError)) {
            raise(vm, EXC_TypeError, "argument of type '%T' is not iterable", container);
        }
        return -1;
    }
    int found = 0;
    while (found == 0 && (item = iter_next(vm, it))) {
        found = object_compare_bool(vm, item, o, CMP_EQ);
        decref(vm, item);
    }
    decref(vm, it);
    return found == 0 && error_occurred(vm) ? -1 : found;
}

int object_contains(VM *vm, Object *container, Object *o) {
    int (*f)(VM *, Object *, Object *) = type_of(vm, container)->slots.sq_contains;
    return f ? f(vm, container, o) : search(vm, container, o);
}
