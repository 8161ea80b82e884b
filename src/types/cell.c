/* cell: a variable shared between a function and the functions inside it. */
#include "object/abstract.h"
#include "object/alloc.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/function.h"

#define CELL(o) ((Cell *)(void *)(o))

Object *cell_new(VM *vm, Object *value) {
    Cell *c = object_new_container(vm, SHAPE_CELL, sizeof *c);
    if (c) {
        c->value = value;
        xincref(value);
        gc_track(vm, c);
    }
    return OBJ(c);
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "cell", kwnames) || !args_count(vm, "cell", nargs, 0, 1)) {
        return NULL;
    }
    return cell_new(vm, nargs > 0 ? args[0] : NULL);
}

static void clear(VM *vm, Object *self) {
    clear_ref(vm, CELL(self)->value);
}

static void dealloc(VM *vm, Object *self) {
    gc_untrack(vm, self);
    clear_ref(vm, CELL(self)->value);
    object_free_container(vm, self, sizeof(Cell));
}

static int traverse(VM *vm, Object *self, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(CELL(self)->value);
    return 0;
}

static Object *repr(VM *vm, Object *self) {
    Object *value = CELL(self)->value;
    return value
               ? str_format(vm, "<cell at %p: %T object at %p>", (void *)self, value, (void *)value)
               : str_format(vm, "<cell at %p: empty>", (void *)self);
}

/* Cells compare by their contents; an empty one is less than any other. */
static Object *richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!is_exact(a, SHAPE_CELL) || !is_exact(b, SHAPE_CELL)) {
        return not_implemented_ref(vm);
    }
    Object *x = CELL(a)->value, *y = CELL(b)->value;
    if (x && y) {
        incref(x);
        incref(y);
        Object *result = object_compare(vm, x, y, op);
        decref(vm, x);
        decref(vm, y);
        return result;
    }
    int left = x != NULL, right = y != NULL;
    bool results[] = {[CMP_LT] = left<right, [CMP_LE] = left <= right, [CMP_EQ] = left == right,
                                      [CMP_NE] = left != right, [CMP_GT] = left>
                          right,
                      [CMP_GE] = left >= right};
    return bool_ref(vm, results[op]);
}

static Object *get_contents(VM *vm, Object *self, void *closure) {
    Object *value = CELL(self)->value;
    UNUSED(closure);
    return value ? new_ref(value) : raise(vm, EXC_ValueError, "Cell is empty");
}

static int set_contents(VM *vm, Object *self, Object *value, void *closure) {
    UNUSED(closure);
    xincref(value);
    set_ref(vm, CELL(self)->value, value);
    return 0;
}

static const GetSetDef getset[] = {
    {"cell_contents", get_contents, set_contents, NULL, NULL},
    {0},
};

const TypeSpec cell_spec = {
    .name = "cell",
    .shape = SHAPE_CELL,
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE,
    .size = sizeof(Cell),
    .slots = {.dealloc = dealloc,
              .traverse = traverse,
              .clear = clear,
              .new = new_slot,
              .repr = repr,
              .getattro = object_generic_getattr,
              .richcompare = richcompare},
    .getset = getset,
};
