#include "lib/structseq.h"

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/str.h"

Object *structseq_get(VM *vm, Object *self, void *index) {
    size_t i = (size_t)(uintptr_t)index;
    return i < TUPLE_LEN(self) ? new_ref(TUPLE_ITEM(self, i)) : none_ref(vm);
}

Object *structseq_repr(VM *vm, Object *self) {
    const TypeSpec *spec = type_of(vm, self)->spec;
    StrBuilder b;
    str_builder_init(&b, vm);
    bool ok = str_builder_cstr(&b, spec->name) && str_builder_char(&b, '(');
    for (size_t i = 0; ok && i < TUPLE_LEN(self); i++) {
        Object *text = object_repr(vm, TUPLE_ITEM(self, i));
        ok = text && (i == 0 || str_builder_cstr(&b, ", ")) &&
             str_builder_cstr(&b, spec->getset[i].name) && str_builder_char(&b, '=') &&
             str_builder_str(&b, text);
        xdecref(vm, text);
    }
    Object *result = ok && str_builder_char(&b, ')') ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

Object *structseq_new(VM *vm, Type *type, size_t n) {
    return structseq_long_alloc(vm, type, n, n);
}

static size_t field_len(const TypeSpec *spec) {
    size_t n = 0;
    while (spec->getset[n].name) {
        n++;
    }
    return n;
}

/* The tuple of the sequence that the type was called with. */
static Object *fields_of(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"sequence", "dict", NULL};
    Object *sequence, *dict = NULL;
    if (!args_parse(vm, cls->spec->name, names, "O|O", args, nargs, kwnames, &sequence, &dict)) {
        return NULL;
    }
    Object *fast = object_fast_sequence(vm, sequence, "constructor requires a sequence");
    Object *tuple = fast ? tuple_from_iterable(vm, fast) : NULL;
    xdecref(vm, fast);
    return tuple;
}

Object *structseq_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *tuple = fields_of(vm, cls, args, nargs, kwnames);
    size_t n = field_len(cls->spec);
    Object *result = NULL;
    if (!tuple) {
        return NULL;
    }
    if (TUPLE_LEN(tuple) != n) {
        raise(vm, EXC_TypeError, "%s() takes a %zu-sequence (%zu-sequence given)", cls->spec->name,
              n, (size_t)TUPLE_LEN(tuple));
    } else if ((result = structseq_new(vm, cls, n))) {
        for (size_t i = 0; i < n; i++) {
            TUPLE_ITEM(result, i) = new_ref(TUPLE_ITEM(tuple, i));
        }
        gc_track(vm, result);
    }
    decref(vm, tuple);
    return result;
}

Object *structseq_single(VM *vm, const TypeSpec *spec, Object **values, size_t n) {
    Type *type = type_from_spec(vm, spec, NULL);
    Object *result = type ? structseq_new(vm, type, n) : NULL;
    bool complete = result != NULL;
    for (size_t i = 0; i < n; i++) {
        complete = complete && values[i];
        if (result) {
            TUPLE_ITEM(result, i) = values[i];
        } else {
            xdecref(vm, values[i]);
        }
    }
    xdecref(vm, type);
    if (!complete) {
        xdecref(vm, result);
        return NULL;
    }
    gc_track(vm, result);
    return result;
}

/* ---- with fields behind the items */

Object *structseq_long_get(VM *vm, Object *self, void *index) {
    Object *value = tuple_items(self)[(uintptr_t)index];
    return new_ref(value ? value : vm->none);
}

void structseq_long_dealloc(VM *vm, Object *self, size_t all) {
    gc_untrack(vm, self);
    for (size_t i = 0; i < all; i++) {
        clear_ref(vm, tuple_items(self)[i]);
    }
    object_free_container(vm, self, sizeof(Tuple) + all * sizeof(Object *));
}

int structseq_long_traverse(VM *vm, Object *self, size_t all, VisitFn visit, void *ctx) {
    UNUSED(vm);
    for (size_t i = 0; i < all; i++) {
        VISIT(tuple_items(self)[i]);
    }
    return 0;
}

Object *structseq_long_alloc(VM *vm, Type *type, size_t visible, size_t all) {
    ASSERT(visible == all || visible < TUPLE_LONG);
    Object *t = object_alloc(vm, type, tuple_size(visible) + (all - visible) * sizeof(Object *));
    if (t) {
        tuple_set_len(t, visible);
    }
    return t;
}

Object *structseq_long_new(VM *vm, Type *cls, size_t visible, size_t all, Object *const *args,
                           size_t nargs, Object *kwnames) {
    Object *tuple = fields_of(vm, cls, args, nargs, kwnames);
    if (!tuple) {
        return NULL;
    }
    size_t n = TUPLE_LEN(tuple);
    Object *result = NULL;
    if (n < visible || n > all) {
        raise(vm, EXC_TypeError, "%s() takes an at %s %zu-sequence (%zu-sequence given)",
              cls->spec->name, n < visible ? "least" : "most", n < visible ? visible : all, n);
    } else if ((result = structseq_long_alloc(vm, cls, visible, all))) {
        for (size_t i = 0; i < n; i++) {
            tuple_items(result)[i] = new_ref(TUPLE_ITEM(tuple, i));
        }
        gc_track(vm, result);
    }
    decref(vm, tuple);
    return result;
}
