#include "vm/quicken.h"

#include "object/shape.h"
#include "object/types.h"
#include "types/float.h"
#include "types/int.h"

#define BECOME(name) (pc->op = OP_CODE_##name, true)

const uint8_t quick_words[256] = {
#define OP(name, words) [OP_CODE_##name] = words,
#include "lang/opcodes.def"
#include "vm/quick.def"
#undef OP
};

static inline bool compact_int(const Object *o) {
    return o->meta == INT_META;
}
static inline bool exact_float(const Object *o) {
    return o->meta == FLOAT_META;
}

/* --- operators */

bool quicken_binary(VM *vm, Frame *frame, Instr *pc) {
    static const uint8_t ints[] = {
        [OP_ADD] = OP_CODE_ADD_INT,     [OP_SUB] = OP_CODE_SUB_INT,
        [OP_MUL] = OP_CODE_MUL_INT,     [OP_FLOORDIV] = OP_CODE_FLOORDIV_INT,
        [OP_MOD] = OP_CODE_MOD_INT,     [OP_LSHIFT] = OP_CODE_LSHIFT_INT,
        [OP_RSHIFT] = OP_CODE_RSHIFT_INT, [OP_AND] = OP_CODE_AND_INT,
        [OP_OR] = OP_CODE_OR_INT,       [OP_XOR] = OP_CODE_XOR_INT,
    };
    static const uint8_t floats[] = {
        [OP_ADD] = OP_CODE_ADD_FLOAT,
        [OP_SUB] = OP_CODE_SUB_FLOAT,
        [OP_MUL] = OP_CODE_MUL_FLOAT,
        [OP_TRUEDIV] = OP_CODE_TRUEDIV_FLOAT,
        [OP_XOR] = 0,
    };
    const Object *b = frame->regs[pc->b], *c = frame->regs[pc->c];
    unsigned op = pc->op - OP_CODE_ADD, quick = 0;
    (void)vm;
    pc->flags += TRY_ONE;
    if (compact_int(b) && compact_int(c)) {
        quick = ints[op];
    } else if (exact_float(b) && exact_float(c)) {
        quick = floats[op];
    }
    if (quick) {
        pc->op = (uint8_t)quick;
    }
    return quick != 0;
}

bool quicken_binary_i(VM *vm, Frame *frame, Instr *pc) {
    static const uint8_t ints[] = {
        [OP_ADD] = OP_CODE_ADD_I_INT,       [OP_SUB] = OP_CODE_SUB_I_INT,
        [OP_MUL] = OP_CODE_MUL_I_INT,       [OP_FLOORDIV] = OP_CODE_FLOORDIV_I_INT,
        [OP_MOD] = OP_CODE_MOD_I_INT,       [OP_LSHIFT] = OP_CODE_LSHIFT_I_INT,
        [OP_RSHIFT] = OP_CODE_RSHIFT_I_INT, [OP_AND] = OP_CODE_AND_I_INT,
        [OP_XOR] = 0,
    };
    static const uint8_t floats[] = {
        [OP_ADD] = OP_CODE_ADD_I_FLOAT,
        [OP_SUB] = OP_CODE_SUB_I_FLOAT,
        [OP_MUL] = OP_CODE_MUL_I_FLOAT,
        [OP_TRUEDIV] = OP_CODE_TRUEDIV_I_FLOAT,
        [OP_XOR] = 0,
    };
    const Object *b = frame->regs[pc->b];
    unsigned op = pc->op - OP_CODE_ADD_I, quick = 0;
    int16_t c = (int16_t)pc->c;
    (void)vm;
    pc->flags += TRY_ONE;
    if (compact_int(b)) {
        bool positive = c > 0;
        bool needs_positive = op == OP_FLOORDIV || op == OP_MOD;
        bool shift = op == OP_LSHIFT || op == OP_RSHIFT;
        if ((!needs_positive || positive) && (!shift || (c >= 0 && c < 63))) {
            quick = ints[op];
        }
    } else if (exact_float(b) && (op != OP_TRUEDIV || c != 0)) {
        quick = floats[op];
    }
    if (quick) {
        pc->op = (uint8_t)quick;
    }
    return quick != 0;
}

bool quicken_compare(VM *vm, Frame *frame, Instr *pc) {
    (void)vm;
    pc->flags += TRY_ONE;
    if (!compact_int(frame->regs[pc->b]) || !compact_int(frame->regs[pc->c])) {
        return false;
    }
    pc->op = (uint8_t)(pc->op - OP_CODE_LT + OP_CODE_LT_INT);
    return true;
}

bool quicken_jump_compare(VM *vm, Frame *frame, Instr *pc) {
    const Object *b = frame->regs[pc->b], *c = frame->regs[pc->c];
    (void)vm;
    pc->flags += TRY_ONE;
    if (compact_int(b) && compact_int(c)) {
        pc->op = (uint8_t)(pc->op - OP_CODE_JUMP_LT + OP_CODE_JUMP_LT_INT);
    } else if (exact_float(b) && exact_float(c)) {
        pc->op = (uint8_t)(pc->op - OP_CODE_JUMP_LT + OP_CODE_JUMP_LT_FLOAT);
    } else if (is_exact(b, SHAPE_STR) && is_exact(c, SHAPE_STR) && pc->op == OP_CODE_JUMP_EQ) {
        return BECOME(JUMP_EQ_STR);
    } else if (is_exact(b, SHAPE_STR) && is_exact(c, SHAPE_STR) && pc->op == OP_CODE_JUMP_NE) {
        return BECOME(JUMP_NE_STR);
    } else {
        return false;
    }
    return true;
}

bool quicken_jump_compare_i(VM *vm, Frame *frame, Instr *pc) {
    (void)vm;
    pc->flags += TRY_ONE;
    if (!compact_int(frame->regs[pc->b])) {
        return false;
    }
    pc->op = (uint8_t)(pc->op - OP_CODE_JUMP_LT_I + OP_CODE_JUMP_LT_I_INT);
    return true;
}

/* --- names */

/* Where a name is: in globals (1), in builtins (2), nowhere to be cached (0). Fills the caches. */
static int find_global(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->b), *d = frame->globals;
    if (!is_exact(d, SHAPE_DICT)) {
        return 0;
    }
    uint32_t version = dict_keys_version(vm, d);
    int64_t position = dict_position(vm, d, name);
    int where = 1;
    if (!version) {
        return 0;
    }
    pc[1].x = (int32_t)version;
    pc[1].y = 0;
    if (position < 0) {
        d = frame->builtins;
        if (dict_get_str(vm, frame->globals, name) || !is_exact(d, SHAPE_DICT)) {
            return 0;
        }
        version = dict_keys_version(vm, d);
        position = dict_position(vm, d, name);
        if (!version || position < 0) {
            return 0;
        }
        pc[1].y = version;
        where = 2;
    }
    pc[2].word = (uint64_t)(uintptr_t)dict_value_at(d, (size_t)position);
    return where;
}

bool quicken_load_global(VM *vm, Frame *frame, Instr *pc) {
    int where = find_global(vm, frame, pc);
    pc->flags += TRY_ONE;
    if (where) {
        pc->op = where == 1 ? OP_CODE_LOAD_GLOBAL_MODULE : OP_CODE_LOAD_GLOBAL_BUILTIN;
    }
    return where != 0;
}

bool quicken_load_name(VM *vm, Frame *frame, Instr *pc) {
    pc->flags += TRY_ONE;
    if (frame->locals != frame->globals) {
        return false;
    }
    int where = find_global(vm, frame, pc);
    if (where) {
        pc->op = where == 1 ? OP_CODE_LOAD_NAME_MODULE : OP_CODE_LOAD_NAME_BUILTIN;
    }
    return where != 0;
}

static bool find_in_dict(VM *vm, Object *d, Object *name, Instr *pc) {
    if (!d || !is_exact(d, SHAPE_DICT)) {
        return false;
    }
    int64_t position = dict_position(vm, d, name);
    uint32_t version = dict_keys_version(vm, d);
    if (position < 0 || !version || position > INT32_MAX) {
        return false;
    }
    pc[1].x = (int32_t)version;
    pc[1].y = (uint32_t)position;
    return true;
}

bool quicken_store_global(VM *vm, Frame *frame, Instr *pc) {
    pc->flags += TRY_ONE;
    return find_in_dict(vm, frame->globals, FRAME_NAME(frame, pc->a), pc) &&
           BECOME(STORE_GLOBAL_DICT);
}

bool quicken_store_name(VM *vm, Frame *frame, Instr *pc) {
    pc->flags += TRY_ONE;
    return find_in_dict(vm, frame->locals, FRAME_NAME(frame, pc->a), pc) &&
           BECOME(STORE_NAME_DICT);
}

/* --- attributes */

static void cache_shape(Instr *pc, const Object *o, uint32_t y) {
    pc[1].x = (int32_t)shape_of(o);
    pc[1].y = y;
}

static void cache_pointer(Instr *pc, const void *p) {
    pc[2].word = (uint64_t)(uintptr_t)p;
}

/* Whether o keeps its attributes in slots that its shape describes. */
static bool has_shape(const Type *t, const Object *o) {
    return t->ext_offset && !t->dict_offset && !has_flag(o, FLAG_DICT);
}

static bool is_data_descriptor(VM *vm, Object *attribute) {
    return type_of(vm, attribute)->slots.descr_set != NULL;
}

/* Index of an attribute that lies inside the object, or -1. *overflow: it lies behind. */
static int slot_index(VM *vm, const Type *t, Object *o, Object *name, bool *overflow) {
    const Shape *s = vm->shapes[shape_of(o)];
    int i = shape_find(vm, s, name);
    *overflow = i >= s->inline_cap;
    return t->slots.block_size || t->ext_offset & TYPE_VAR ? -1 : i;
}

static bool quicken_module_attr(VM *vm, Object *o, Object *name, Instr *pc) {
    Object *d = ((Module *)o)->dict;
    if (type_lookup(vm, type_of(vm, o), name) || !d || !is_exact(d, SHAPE_DICT)) {
        return false;
    }
    uint32_t version = dict_keys_version(vm, d);
    int64_t position = dict_position(vm, d, name);
    if (!version || position < 0) {
        return false;
    }
    pc[1].x = (int32_t)version;
    cache_pointer(pc, dict_value_at(d, (size_t)position));
    return true;
}

static bool quicken_type_attr(VM *vm, Object *o, Object *name, Instr *pc) {
    Type *t = (Type *)o;
    if (type_of(vm, o)->slots.getattro != TYPE(vm, TYPE)->slots.getattro ||
        type_lookup(vm, type_of(vm, o), name)) {
        return false;
    }
    Object *v = type_lookup(vm, t, name);
    uint32_t version = type_version(vm, t);
    if (!v || !version || (type_of(vm, v)->slots.descr_get && !is_exact(v, SHAPE_FUNCTION))) {
        return false;
    }
    cache_shape(pc, o, version);
    cache_pointer(pc, v);
    return BECOME(LOAD_ATTR_TYPE);
}

bool quicken_load_attr(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b], *name = FRAME_NAME(frame, pc->c);
    Type *t = type_of(vm, o);
    bool overflow;
    pc->flags += TRY_ONE;
    if (is_exact(o, SHAPE_MODULE)) {
        return quicken_module_attr(vm, o, name, pc) && BECOME(LOAD_ATTR_MODULE);
    }
    if (type_has(t, TYPE_SUB_TYPE)) {
        return quicken_type_attr(vm, o, name, pc);
    }
    if (t->slots.getattro != object_generic_getattr) {
        return false;
    }
    Object *attribute = type_lookup(vm, t, name);
    if (!has_shape(t, o) || (attribute && is_data_descriptor(vm, attribute))) {
        return false;
    }
    int i = slot_index(vm, t, o, name, &overflow);
    if (i >= 0) {
        const Shape *s = vm->shapes[shape_of(o)];
        cache_shape(pc, o, vm->attribute_epoch);
        if (overflow) {
            pc[2].x = (int32_t)t->ext_offset;
            pc[2].y = (uint32_t)(i - s->inline_cap);
            return BECOME(LOAD_ATTR_OVERFLOW);
        }
        pc[2].x = (int32_t)(t->size + (size_t)i * sizeof(Object *));
        return BECOME(LOAD_ATTR_SLOT);
    }
    uint32_t version = type_version(vm, t);
    if (attribute && version && !type_of(vm, attribute)->slots.descr_get &&
        shape_find(vm, vm->shapes[shape_of(o)], name) < 0) {
        cache_shape(pc, o, version);
        cache_pointer(pc, attribute);
        return BECOME(LOAD_ATTR_CLASS);
    }
    return false;
}

bool quicken_load_method(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b], *name = FRAME_NAME(frame, pc->c);
    Type *t = type_of(vm, o);
    pc->flags += TRY_ONE;
    if (is_exact(o, SHAPE_MODULE)) {
        return quicken_module_attr(vm, o, name, pc) && BECOME(LOAD_METHOD_MODULE);
    }
    if (t->slots.getattro != object_generic_getattr || t->dict_offset ||
        has_flag(o, FLAG_DICT)) {
        return false;
    }
    Object *attribute = type_lookup(vm, t, name);
    uint32_t version = type_version(vm, t);
    if (!attribute || !version || !is_kind(vm, attribute, TYPE_METHOD) ||
        (t->ext_offset && shape_find(vm, vm->shapes[shape_of(o)], name) >= 0)) {
        return false;
    }
    cache_shape(pc, o, version);
    cache_pointer(pc, attribute);
    return BECOME(LOAD_METHOD_SHAPE);
}

bool quicken_store_attr(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->a], *name = FRAME_NAME(frame, pc->c);
    Type *t = type_of(vm, o);
    bool overflow;
    pc->flags += TRY_ONE;
    if (t->slots.setattro != object_generic_setattr || !has_shape(t, o)) {
        return false;
    }
    Object *attribute = type_lookup(vm, t, name);
    if (attribute && is_data_descriptor(vm, attribute)) {
        return false;
    }
    int i = slot_index(vm, t, o, name, &overflow);
    if (i < 0 || overflow) {
        return false;
    }
    cache_shape(pc, o, vm->attribute_epoch);
    pc[2].x = (int32_t)(t->size + (size_t)i * sizeof(Object *));
    return BECOME(STORE_ATTR_SLOT);
}

void quicken_store_attr_added(VM *vm, Instr *pc, Object *o, uint32_t before, Object *name) {
    Type *t = type_of(vm, o);
    uint32_t now = shape_of(o);
    if (now == before || vm->shapes[now]->parent != vm->shapes[before] ||
        t->slots.setattro != object_generic_setattr || !has_shape(t, o)) {
        return;
    }
    const Shape *s = vm->shapes[now];
    Object *attribute = type_lookup(vm, t, name);
    bool overflow;
    int i = slot_index(vm, t, o, name, &overflow);
    if (i < 0 || overflow || s->name != name || s->inline_cap != s->parent->inline_cap ||
        (attribute && is_data_descriptor(vm, attribute))) {
        return;
    }
    pc[1].x = (int32_t)before;
    pc[1].y = vm->attribute_epoch;
    pc[2].x = (int32_t)(t->size + (size_t)i * sizeof(Object *));
    pc[2].y = now;
    pc->op = OP_CODE_STORE_ATTR_ADD;
}

/* --- items, loops */

bool quicken_load_subscr(VM *vm, Frame *frame, Instr *pc) {
    const Object *b = frame->regs[pc->b], *c = frame->regs[pc->c];
    (void)vm;
    pc->flags += TRY_ONE;
    if (is_exact(b, SHAPE_DICT)) {
        return BECOME(LOAD_SUBSCR_DICT);
    }
    if (!compact_int(c)) {
        return false;
    }
    return (is_exact(b, SHAPE_LIST) && BECOME(LOAD_SUBSCR_LIST)) ||
           (is_exact(b, SHAPE_TUPLE) && BECOME(LOAD_SUBSCR_TUPLE));
}

bool quicken_load_subscr_i(VM *vm, Frame *frame, Instr *pc) {
    const Object *b = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(b, SHAPE_LIST) && BECOME(LOAD_SUBSCR_I_LIST)) ||
           (is_exact(b, SHAPE_TUPLE) && BECOME(LOAD_SUBSCR_I_TUPLE));
}

bool quicken_store_subscr(VM *vm, Frame *frame, Instr *pc) {
    const Object *a = frame->regs[pc->a], *b = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(a, SHAPE_DICT) && BECOME(STORE_SUBSCR_DICT)) ||
           (is_exact(a, SHAPE_LIST) && compact_int(b) && BECOME(STORE_SUBSCR_LIST));
}

bool quicken_for_iter(VM *vm, Frame *frame, Instr *pc) {
    const Object *it = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(it, SHAPE_RANGE_ITERATOR) && BECOME(FOR_ITER_RANGE)) ||
           (is_exact(it, SHAPE_LIST_ITERATOR) && BECOME(FOR_ITER_LIST)) ||
           (is_exact(it, SHAPE_TUPLE_ITERATOR) && BECOME(FOR_ITER_TUPLE));
}

/* --- calls */

Object *class_python_init(VM *vm, Type *cls) {
    Type *meta = type_of(vm, OBJ(cls));
    if (!type_has(cls, TYPE_PYTHON) || type_has(cls, TYPE_ABSTRACT) ||
        meta->slots.call != TYPE(vm, TYPE)->slots.call ||
        cls->slots.new != TYPE(vm, OBJECT)->slots.new) {
        return NULL;
    }
    Object *init = type_lookup(vm, cls, ID(vm, __init__));
    return init && is_exact(init, SHAPE_FUNCTION) ? init : NULL;
}

static uint32_t code_version(VM *vm, Code *code) {
    Interp *interp = vm->interp;
    if (!code->version && interp->next_code_version) {
        code->version = interp->next_code_version++;
    }
    return code->version;
}

bool quicken_call(VM *vm, Frame *frame, Instr *pc) {
    Object *callable = frame->regs[pc->b];
    size_t n = pc->c + (frame->regs[pc->b + 1] != NULL);
    pc->flags += TRY_ONE;
    if (is_exact(callable, SHAPE_FUNCTION)) {
        Code *code = CODE(((Function *)callable)->code);
        if (code->flags & (CO_VARARGS | CO_VARKEYWORDS) || code->kwonly_count ||
            code->arg_count != n || !code_version(vm, code)) {
            return false;
        }
        pc[1].y = code->version;
        return BECOME(CALL_PYTHON);
    }
    if (is_exact(callable, SHAPE_BUILTIN)) {
        return BECOME(CALL_BUILTIN);
    }
    if (is_type(vm, callable) && !frame->regs[pc->b + 1] &&
        class_python_init(vm, (Type *)callable)) {
        pc[1].y = type_version(vm, (Type *)callable);
        return pc[1].y && BECOME(CALL_CLASS);
    }
    return false;
}
