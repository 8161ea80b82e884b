#include <string.h>

#include "vm/quicken.h"
#include "vm/trace.h"

#include "object/slot_functions.h"
#include "object/types.h"
#include "types/descr.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "vm/attr_cache.h"

#define BECOME(name) (pc->op = OP_CODE_##name, true)

const uint8_t quick_words[256] = {
#define OP(name, words) [OP_CODE_##name] = words,
#include "lang/opcodes.def"
#define QUICK(name, general, words) OP(name, words)
#include "vm/quick.def"
#undef QUICK
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
    static const uint8_t floats[] = {
        [OP_ADD] = OP_CODE_ADD_FLOAT,
        [OP_SUB] = OP_CODE_SUB_FLOAT,
        [OP_MUL] = OP_CODE_MUL_FLOAT,
        [OP_TRUEDIV] = OP_CODE_TRUEDIV_FLOAT,
        [OP_XOR] = 0,
    };
    static const uint8_t mixed[] = {
        [OP_ADD] = OP_CODE_ADD_MIXED,
        [OP_SUB] = OP_CODE_SUB_MIXED,
        [OP_MUL] = OP_CODE_MUL_MIXED,
        [OP_TRUEDIV] = OP_CODE_TRUEDIV_MIXED,
        [OP_XOR] = 0,
    };
    const Object *b = frame->regs[pc->b], *c = frame->regs[pc->c];
    unsigned op = pc->op - OP_CODE_ADD, quick = 0;
    (void)vm;
    pc->flags += TRY_ONE;
    if (compact_int(b) && compact_int(c)) {
        quick = op == OP_TRUEDIV ? OP_CODE_TRUEDIV_INT : 0;
    } else if (exact_float(b) && exact_float(c)) {
        quick = floats[op];
    } else if ((exact_float(b) && compact_int(c)) || (compact_int(b) && exact_float(c))) {
        quick = mixed[op];
    }
    if (quick) {
        pc->op = (uint8_t)quick;
    }
    return quick != 0;
}

bool quicken_binary_i(VM *vm, Frame *frame, Instr *pc) {
    static const uint8_t floats[] = {
        [OP_ADD] = OP_CODE_ADD_I_FLOAT,  [OP_SUB] = OP_CODE_SUB_I_FLOAT,
        [OP_MUL] = OP_CODE_MUL_I_FLOAT,  [OP_TRUEDIV] = OP_CODE_TRUEDIV_I_FLOAT,
        [OP_POW] = OP_CODE_SQUARE_FLOAT, [OP_XOR] = 0,
    };
    const Object *b = frame->regs[pc->b];
    unsigned op = pc->op - OP_CODE_ADD_I, quick = 0;
    int64_t c = (int64_t)pc[1].word;
    (void)vm;
    pc->flags += TRY_ONE;
    if ((op == OP_POW && c != 2) || (op == OP_TRUEDIV && c == 0)) {
        return false;
    }
    if (compact_int(b)) {
        quick = op == OP_POW ? OP_CODE_SQUARE_INT : op == OP_TRUEDIV ? OP_CODE_TRUEDIV_I_INT : 0;
    } else if (exact_float(b)) {
        quick = floats[op];
    }
    if (quick) {
        pc->op = (uint8_t)quick;
    }
    return quick != 0;
}

bool quicken_jump_compare(VM *vm, Frame *frame, Instr *pc) {
    const Object *b = frame->regs[pc->b], *c = frame->regs[pc->c];
    (void)vm;
    pc->flags += TRY_ONE;
    if (exact_float(b) && exact_float(c)) {
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

void quicken_load_const(VM *vm, Frame *frame, Instr *pc) {
    uint64_t distance = (uintptr_t)FRAME_CONST(frame, pc->bx) - vm->heap.base;
    if (vm->interp->specialise && distance % 8 == 0 && distance / 8 <= UINT32_MAX) {
        pc->bx = (int32_t)(uint32_t)(distance / 8);
        pc->op = OP_CODE_LOAD_OBJECT;
    }
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
    if (!d || !is_exact(d, SHAPE_DICT) || !(d->meta & FLAG_TRACKED)) {
        return false;
    }
    int64_t position = dict_position(vm, d, name);
    uint32_t version = dict_keys_version(vm, d);
    if (position < 0 || !version) {
        return false;
    }
    pc[1].x = (int32_t)version;
    pc[2].word = (uint64_t)(uintptr_t)dict_value_at(d, (size_t)position);
    return true;
}

bool quicken_store_global(VM *vm, Frame *frame, Instr *pc) {
    pc->flags += TRY_ONE;
    return find_in_dict(vm, frame->globals, FRAME_NAME(frame, pc->a), pc) &&
           BECOME(STORE_GLOBAL_DICT);
}

bool quicken_store_name(VM *vm, Frame *frame, Instr *pc) {
    pc->flags += TRY_ONE;
    return find_in_dict(vm, frame->locals, FRAME_NAME(frame, pc->a), pc) && BECOME(STORE_NAME_DICT);
}

/* --- attributes */

static void cache_pointer(Instr *pc, const void *p) {
    pc[2].word = (uint64_t)(uintptr_t)p;
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

/* Whether classes of this metaclass are asked for attributes as type does it; a __getattr__ is only
 * for those they have not. */
static bool looks_up_as_type(VM *vm, Type *meta) {
    const Type *type = TYPE(vm, TYPE);
    Object *name = ID(vm, __getattribute__);
    return meta->slots.getattro == type->slots.getattro ||
           (meta->slots.getattro == slot_getattro &&
            type_lookup(vm, meta, name) == type_lookup(vm, TYPE(vm, TYPE), name));
}

/* What the class o or its bases have, as it lies there (borrowed), if nothing else has a say. */
static Object *type_attr(VM *vm, Object *o, Object *name, Instr *pc) {
    Type *t = (Type *)o, *meta = type_of(vm, o);
    if (!looks_up_as_type(vm, meta) || type_lookup(vm, meta, name)) {
        return NULL;
    }
    Object *v = type_lookup(vm, t, name);
    pc[1].x = (int32_t)shape_of(o);
    pc[1].y = type_version(vm, t);
    cache_pointer(pc, v);
    return pc[1].y ? v : NULL;
}

static bool quicken_type_attr(VM *vm, Object *o, Object *name, Instr *pc) {
    Object *v = type_attr(vm, o, name, pc);
    return v && (!type_of(vm, v)->slots.descr_get || is_exact(v, SHAPE_FUNCTION)) &&
           BECOME(LOAD_ATTR_TYPE);
}

static bool quicken_type_method(VM *vm, Object *o, Object *name, Instr *pc) {
    Object *v = type_attr(vm, o, name, pc);
    return v &&
           (!type_of(vm, v)->slots.descr_get || is_exact(v, SHAPE_FUNCTION) ||
            is_exact(v, SHAPE_STATICMETHOD) || is_exact(v, SHAPE_CLASSMETHOD)) &&
           BECOME(LOAD_METHOD_TYPE);
}

/* The instruction takes over what e says. */
static bool become_attr(Instr *pc, const AttrEntry *e, uint8_t op) {
    pc[1].x = (int32_t)(e->key >> 1);
    pc[1].y = e->version;
    cache_pointer(pc, e->value); /* or offset and index */
    pc->op = op;
    return true;
}

static bool become_table(Instr *pc, Object *name, uint8_t op) {
    pc[1].word = (uint64_t)(uintptr_t)name;
    pc[2].word = 0;
    pc[2].x = (int32_t)attr_name_hash(name);
    pc->op = op;
    return true;
}

/* No object has this in its header. */
#define NO_SHAPE UINT32_MAX

/* A slot of one more shape. false: no room, or not to be had this way. */
static bool become_slot(VM *vm, Instr *pc, const AttrEntry *e, uint8_t op) {
    uint32_t words = e->offset / sizeof(Object *), entry = (e->key >> 1) << 8 | words;
    if (words > 0xFF) {
        return false;
    }
    if (pc->op != op || (uint32_t)pc[2].x != vm->attribute_epoch) {
        pc[1].x = (int32_t)entry;
        pc[1].y = pc[2].y = NO_SHAPE;
        pc[2].x = (int32_t)vm->attribute_epoch;
        pc->op = op;
    } else if (pc[1].y == NO_SHAPE) {
        pc[1].y = entry;
    } else if (pc[2].y == NO_SHAPE) {
        pc[2].y = entry;
    } else {
        return false;
    }
    return true;
}

bool quicken_load_attr(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b], *name = FRAME_NAME(frame, pc->c);
    AttrEntry e;
    pc->flags += TRY_ONE;
    if (is_exact(o, SHAPE_MODULE)) {
        return quicken_module_attr(vm, o, name, pc) && BECOME(LOAD_ATTR_MODULE);
    }
    if (is_type(vm, o)) {
        return quicken_type_attr(vm, o, name, pc);
    }
    attr_find(vm, o, name, false, &e);
    if (pc->flags >= TRY_LIMIT) {
        return become_table(pc, name, OP_CODE_LOAD_ATTR_TABLE);
    }
    switch (e.kind) {
    case ATTR_SLOT:
        return become_slot(vm, pc, &e, OP_CODE_LOAD_ATTR_SLOT) ||
               become_table(pc, name, OP_CODE_LOAD_ATTR_TABLE);
    case ATTR_OVERFLOW:
        return become_attr(pc, &e, OP_CODE_LOAD_ATTR_OVERFLOW);
    case ATTR_MEMBER:
        return become_attr(pc, &e, OP_CODE_LOAD_ATTR_MEMBER);
    case ATTR_CLASS:
        return become_attr(pc, &e, OP_CODE_LOAD_ATTR_CLASS);
    case ATTR_PROPERTY:
        return become_attr(pc, &e, OP_CODE_LOAD_ATTR_PROPERTY);
    default:
        pc->op = OP_CODE_LOAD_ATTR;
        return false;
    }
}

bool quicken_load_method(VM *vm, Frame *frame, Instr *pc) {
    Object *o = frame->regs[pc->b], *name = FRAME_NAME(frame, pc->c);
    AttrEntry e;
    pc->flags += TRY_ONE;
    if (is_exact(o, SHAPE_MODULE)) {
        return quicken_module_attr(vm, o, name, pc) && BECOME(LOAD_METHOD_MODULE);
    }
    if (is_type(vm, o)) {
        return quicken_type_method(vm, o, name, pc);
    }
    if (pc->flags >= TRY_LIMIT) {
        return become_table(pc, name, OP_CODE_LOAD_METHOD_TABLE);
    }
    attr_find(vm, o, name, false, &e);
    return e.kind == ATTR_METHOD && become_attr(pc, &e, OP_CODE_LOAD_METHOD_SHAPE);
}

bool quicken_store_attr(VM *vm, Frame *frame, Instr *pc) {
    Object *name = FRAME_NAME(frame, pc->c);
    AttrEntry e;
    pc->flags += TRY_ONE;
    if (pc->flags >= TRY_LIMIT) {
        return become_table(pc, name, OP_CODE_STORE_ATTR_TABLE);
    }
    attr_find(vm, frame->regs[pc->a], name, true, &e);
    switch (e.kind) {
    case ATTR_SLOT:
        return become_slot(vm, pc, &e, OP_CODE_STORE_ATTR_SLOT) ||
               become_table(pc, name, OP_CODE_STORE_ATTR_TABLE);
    case ATTR_MEMBER:
        return become_attr(pc, &e, OP_CODE_STORE_ATTR_MEMBER);
    case ATTR_ADD:
        return become_attr(pc, &e, OP_CODE_STORE_ATTR_ADD);
    default:
        pc->op = OP_CODE_STORE_ATTR;
        return false;
    }
}

/* --- items, loops */

/* The form for a list whose item is wanted by the instruction behind only. */
static uint8_t list_item_form(const Frame *frame, const Instr *pc) {
    const Object *list = frame->regs[pc->b];
    const Instr *next = pc + 2;
    uint64_t i = (uint64_t)INT_VALUE(frame->regs[pc->c]);
    unsigned op = general_op(next->op);
    if (pc->a >= frame->code->nlocals && i < LIST_LEN(list)) {
        const Object *item = LIST_ITEM(list, i);
        bool wanted = next->b == pc->a && next->c != pc->a;
        if (op == OP_CODE_LOAD_SUBSCR && wanted && is_exact(item, SHAPE_LIST)) {
            return OP_CODE_LOAD_SUBSCR_ROW;
        }
        if (op == OP_CODE_LOAD_SUBSCR_I && next->b == pc->a && next->flags & KILL_B &&
            (is_exact(item, SHAPE_LIST) || is_exact(item, SHAPE_TUPLE))) {
            return OP_CODE_LOAD_SUBSCR_ROW_I;
        }
        if (op == OP_CODE_STORE_SUBSCR && next->a == pc->a && next->flags & KILL_A &&
            next->b != pc->a && next->c != pc->a && is_exact(item, SHAPE_LIST)) {
            return OP_CODE_STORE_SUBSCR_ROW;
        }
    }
    return OP_CODE_LOAD_SUBSCR_LIST;
}

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
    if (is_exact(b, SHAPE_LIST)) {
        pc->op = list_item_form(frame, pc);
        return true;
    }
    return (is_exact(b, SHAPE_STR) && BECOME(LOAD_SUBSCR_STR)) ||
           (is_exact(b, SHAPE_TUPLE) && BECOME(LOAD_SUBSCR_TUPLE)) ||
           ((is_exact(b, SHAPE_BYTES) || is_exact(b, SHAPE_BYTEARRAY)) &&
            BECOME(LOAD_SUBSCR_BYTES));
}

bool quicken_load_subscr_i(VM *vm, Frame *frame, Instr *pc) {
    const Object *b = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(b, SHAPE_LIST) && BECOME(LOAD_SUBSCR_I_LIST)) ||
           (is_exact(b, SHAPE_TUPLE) && BECOME(LOAD_SUBSCR_I_TUPLE)) ||
           (is_exact(b, SHAPE_STR) && BECOME(LOAD_SUBSCR_I_STR)) ||
           ((is_exact(b, SHAPE_BYTES) || is_exact(b, SHAPE_BYTEARRAY)) &&
            BECOME(LOAD_SUBSCR_I_SIMPLE));
}

bool quicken_store_subscr(VM *vm, Frame *frame, Instr *pc) {
    const Object *a = frame->regs[pc->a], *b = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(a, SHAPE_DICT) && BECOME(STORE_SUBSCR_DICT)) ||
           (is_exact(a, SHAPE_LIST) && compact_int(b) && BECOME(STORE_SUBSCR_LIST)) ||
           (is_exact(a, SHAPE_BYTEARRAY) && BECOME(STORE_SUBSCR_BYTEARRAY));
}

bool quicken_for_iter(VM *vm, Frame *frame, Instr *pc) {
    const Object *it = frame->regs[pc->b];
    (void)vm;
    pc->flags += TRY_ONE;
    return (is_exact(it, SHAPE_RANGE_ITERATOR) && BECOME(FOR_ITER_RANGE)) ||
           (is_exact(it, SHAPE_LIST_ITERATOR) && BECOME(FOR_ITER_LIST)) ||
           (is_exact(it, SHAPE_TUPLE_ITERATOR) && BECOME(FOR_ITER_TUPLE)) ||
           (is_exact(it, SHAPE_STR_ITERATOR) && BECOME(FOR_ITER_STR)) ||
           (is_exact(it, SHAPE_BYTES_ITERATOR) && BECOME(FOR_ITER_BYTES));
}

/* --- calls */

Object *class_python_init(VM *vm, Type *cls) {
    /* Their __new__ makes an instance of just the class it is given. */
    const uint32_t makes_exactly = TYPE_SUB_EXCEPTION | TYPE_SUB_DICT | TYPE_SUB_LIST |
                                   TYPE_SUB_TUPLE | TYPE_SUB_STR | TYPE_SUB_INT;
    Type *meta = type_of(vm, OBJ(cls));
    if (!type_has(cls, TYPE_PYTHON) || type_has(cls, TYPE_ABSTRACT) ||
        meta->slots.call != TYPE(vm, TYPE)->slots.call ||
        (cls->slots.new != TYPE(vm, OBJECT)->slots.new &&
         (cls->slots.new == slot_new || !type_has(cls, makes_exactly)))) {
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
            code->arg_count != n || !code->instrs || !code_version(vm, code)) {
            return false;
        }
        pc[1].y = code->version;
        return BECOME(CALL_PYTHON);
    }
    if (is_exact(callable, SHAPE_BUILTIN)) {
        return BECOME(CALL_BUILTIN);
    }
    if (is_exact(callable, SHAPE_METHOD_DESCRIPTOR) && frame->regs[pc->b + 1]) {
        const MethodDescr *method = (const MethodDescr *)callable;
        if (method->type == TYPE(vm, LIST) && pc->c == 1 && !strcmp(method->def->name, "append")) {
            pc[1].word = (uint64_t)(uintptr_t)callable;
            return BECOME(CALL_LIST_APPEND);
        }
        return BECOME(CALL_DESCR);
    }
    if (is_type(vm, callable) && !frame->regs[pc->b + 1] &&
        class_python_init(vm, (Type *)callable)) {
        pc[1].y = type_version(vm, (Type *)callable);
        return pc[1].y && BECOME(CALL_CLASS);
    }
    if (is_type(vm, callable) && !frame->regs[pc->b + 1] &&
        type_of(vm, callable) == TYPE(vm, TYPE) && callable != OBJ(TYPE(vm, TYPE)) &&
        callable != OBJ(TYPE(vm, SUPER)) && !type_has((Type *)callable, TYPE_PYTHON) &&
        ((Type *)callable)->slots.new) {
        pc[1].word = (uint64_t)(uintptr_t)callable;
        return BECOME(CALL_TYPE);
    }
    return false;
}

/* --- back to the general forms */

uint8_t general_op(unsigned op) {
    switch (op) {
#define QUICK(name, general, words)                                                                \
    case OP_CODE_##name:                                                                           \
        return OP_CODE_##general;
#include "vm/quick.def"
#undef QUICK
    default:
        return (uint8_t)op;
    }
}

/* Index of a constant by its address. */
static size_t const_index(const Code *code, const Object *o) {
    size_t i = 0;
    while (i + 1 < TUPLE_LEN(code->consts) && TUPLE_ITEM(code->consts, i) != o) {
        i++;
    }
    return i;
}

/* Words behind the first that hold caches, not operands. */
static bool has_cache(unsigned op) {
    return op == OP_CODE_CALL || quick_words[op] == 3;
}

void code_general(VM *vm, const Object *o, void *out) {
    const Code *code = (const Code *)o;
    Instr *to = out;
    trace_unpatch(vm);
    memcpy(to, code->instrs, code->instr_len * sizeof(Instr));
    for (uint32_t i = 0; i < code->instr_len;) {
        unsigned op = to[i].op, words = quick_words[op];
        if (op == OP_CODE_LOAD_OBJECT) {
            uintptr_t address = vm->heap.base + ((uint64_t)(uint32_t)to[i].bx << 3);
            to[i].bx = (int32_t)const_index(code, (const Object *)address);
        }
        to[i].op = general_op(op);
        if (to[i].op != OP_CODE_FORMAT_VALUE) {
            to[i].flags &= (uint8_t)~TRY_LIMIT;
        }
        for (unsigned w = 1; w < words && has_cache(to[i].op); w++) {
            to[i + w].word = 0;
        }
        i += words;
    }
}
