/* Part of eval_run (eval.c): the instructions for attributes. */

TARGET(LOAD_ATTR) {
    SAVE();
    QUICKEN(load_attr)
    attr_name = FRAME_NAME(frame, pc->c);
    attr_hash = attr_name_hash(attr_name);
    goto load_attr;
}
TARGET(LOAD_ATTR_TABLE) {
    attr_name = (Object *)(uintptr_t)pc[1].word;
    attr_hash = (uint32_t)pc[2].x;
}
load_attr : {
    Object *o = R[pc->b], *v;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, false);
    SAVE();
    switch (e->kind) {
    case ATTR_SLOT:
        v = SLOT_AT(o, e->offset);
        break;
    case ATTR_OVERFLOW:
        v = ((Object **)SLOT_AT(o, e->offset))[e->index];
        break;
    case ATTR_MEMBER:
        v = SLOT_AT(o, e->offset);
        if (UNLIKELY(!v)) {
            goto load_attr_slowly;
        }
        break;
    case ATTR_CLASS:
        v = e->value;
        break;
    case ATTR_PROPERTY:
        value = e->value;
        goto call_getter;
    default:
        goto load_attr_slowly;
    }
    LOADED_FROM_B(o, v);
}
load_attr_slowly : if (UNLIKELY(!op_load_attr(vm, frame, pc))) {
    goto error;
}
NEXT(3);
call_getter : callee = push_getter(vm, frame, pc, value);
if (UNLIKELY(!callee)) {
    goto error;
}
goto enter;
TARGET(LOAD_METHOD) {
    SAVE();
    QUICKEN(load_method)
    attr_name = FRAME_NAME(frame, pc->c);
    attr_hash = attr_name_hash(attr_name);
    goto load_method;
}
TARGET(LOAD_METHOD_TABLE) {
    attr_name = (Object *)(uintptr_t)pc[1].word;
    attr_hash = (uint32_t)pc[2].x;
}
load_method : {
    Object *o = R[pc->b], *v;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, false);
    SAVE();
    switch (e->kind) {
    case ATTR_METHOD:
        v = new_ref(e->value);
        if (pc->flags & KILL_B) {
            R[pc->b] = NULL;
        } else {
            incref(o);
        }
        R[pc->a] = v;
        R[pc->a + 1] = o;
        NEXT(3);
    case ATTR_SLOT:
        v = new_ref(SLOT_AT(o, e->offset));
        break;
    case ATTR_CLASS:
        v = new_ref(e->value);
        break;
    case ATTR_BINDS: {
        Object *pair[2] = {NULL, NULL};
        if (UNLIKELY(!load_wrapped(e->value, OBJ(type_of(vm, o)), pair))) {
            goto load_method_slowly;
        }
        if (pc->flags & KILL_B) {
            KILL(pc->b);
        }
        R[pc->a] = pair[0];
        R[pc->a + 1] = pair[1];
        NEXT(3);
    }
    default:
        goto load_method_slowly;
    }
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    R[pc->a] = v;
    NEXT(3);
}
load_method_slowly : if (UNLIKELY(!op_load_method(vm, frame, pc))) {
    goto error;
}
NEXT(3);
TARGET(STORE_ATTR) {
    SAVE();
    QUICKEN(store_attr)
    attr_name = FRAME_NAME(frame, pc->c);
    attr_hash = attr_name_hash(attr_name);
    goto store_attr;
}
TARGET(STORE_ATTR_TABLE) {
    attr_name = (Object *)(uintptr_t)pc[1].word;
    attr_hash = (uint32_t)pc[2].x;
}
store_attr : {
    Object *o = R[pc->a], **slot;
    const AttrEntry *e = attr_lookup(vm, o, attr_name, attr_hash, true);
    SAVE();
    switch (e->kind) {
    case ATTR_SLOT:
    case ATTR_MEMBER:
        slot = &SLOT_AT(o, e->offset);
        break;
    case ATTR_OVERFLOW:
        slot = (Object **)SLOT_AT(o, e->offset) + e->index;
        break;
    case ATTR_ADD:
        slot = &SLOT_AT(o, e->offset);
        set_shape(o, e->index);
        break;
    default:
        if (UNLIKELY(!op_store_attr(vm, frame, pc))) {
            goto error;
        }
        NEXT(3);
    }
    STORED_IN_A(*slot);
}
SIMPLE(DELETE_ATTR, delete_attr, 1);

/* A specialised form has met something else: it may take that up too, or become another form; with
 * its tries used up it asks the table from now on. */
#define OTHER_ATTR(general, function)                                                              \
    do {                                                                                           \
        SAVE();                                                                                    \
        if (may_quicken(interp, pc) && quicken_##function(vm, frame, pc)) {                        \
            DISPATCH();                                                                            \
        }                                                                                          \
        DEOPT(general);                                                                            \
    } while (0)
/* Calls found(offset) if the object's shape is one of the three. */
#define SLOT_OF_SHAPES(o, general, function, found)                                                \
    do {                                                                                           \
        uint32_t meta = o->meta;                                                                   \
        if (UNLIKELY(vm->attribute_epoch != (uint32_t)pc[2].x)) {                                  \
            OTHER_ATTR(general, function);                                                         \
        }                                                                                          \
        if (LIKELY((meta ^ (uint32_t)pc[1].x) <= 0xFF)) {                                          \
            found(((uint32_t)pc[1].x & 0xFF) * sizeof(Object *));                                  \
        }                                                                                          \
        if (LIKELY((meta ^ pc[1].y) <= 0xFF)) {                                                    \
            found((pc[1].y & 0xFF) * sizeof(Object *));                                            \
        }                                                                                          \
        if (LIKELY((meta ^ pc[2].y) <= 0xFF)) {                                                    \
            found((pc[2].y & 0xFF) * sizeof(Object *));                                            \
        }                                                                                          \
        OTHER_ATTR(general, function);                                                             \
    } while (0)
#define SHAPE_AND_VERSION(o, general, function)                                                    \
    if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || type_of(vm, o)->version != pc[1].y)) {        \
        OTHER_ATTR(general, function);                                                             \
    }
TARGET(LOAD_ATTR_SLOT) {
    Object *o = R[pc->b], *v;
#define LOAD_SLOT(offset)                                                                          \
    do {                                                                                           \
        v = SLOT_AT(o, offset);                                                                    \
        LOADED_FROM_B(o, v);                                                                       \
    } while (0)
    SLOT_OF_SHAPES(o, LOAD_ATTR, load_attr, LOAD_SLOT);
}
TARGET(LOAD_ATTR_OVERFLOW) {
    Object *o = R[pc->b];
    SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
    Object *v = ((Object **)SLOT_AT(o, (uint32_t)pc[2].x))[pc[2].y];
    LOADED_FROM_B(o, v);
}
TARGET(LOAD_ATTR_MEMBER) {
    Object *o = R[pc->b];
    SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
    Object *v = SLOT_AT(o, (uint32_t)pc[2].x);
    if (UNLIKELY(!v)) {
        SAVE();
        goto load_attr_slowly;
    }
    LOADED_FROM_B(o, v);
}
TARGET(LOAD_ATTR_CLASS) {
    Object *o = R[pc->b];
    SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
    Object *v = (Object *)(uintptr_t)pc[2].word;
    LOADED_FROM_B(o, v);
}
TARGET(LOAD_ATTR_PROPERTY) {
    Object *o = R[pc->b];
    SHAPE_AND_VERSION(o, LOAD_ATTR, load_attr)
    SAVE();
    value = (Object *)(uintptr_t)pc[2].word;
    goto call_getter;
}
TARGET(LOAD_ATTR_TYPE) {
    Object *o = R[pc->b];
    if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || ((Type *)o)->version != pc[1].y)) {
        DEOPT(LOAD_ATTR);
    }
    Object *v = (Object *)(uintptr_t)pc[2].word;
    LOADED_FROM_B(o, v);
}
TARGET(LOAD_ATTR_MODULE) {
    Object *o = R[pc->b];
    if (UNLIKELY(!is_exact(o, SHAPE_MODULE) ||
                 DICT(((Module *)o)->dict)->version != (uint32_t)pc[1].x)) {
        DEOPT(LOAD_ATTR);
    }
    Object *v = CACHED_VALUE();
    LOADED_FROM_B(o, v);
}
TARGET(LOAD_METHOD_SHAPE) {
    Object *o = R[pc->b];
    SHAPE_AND_VERSION(o, LOAD_METHOD, load_method)
    if (pc->flags & KILL_B) {
        R[pc->b] = NULL;
    } else {
        incref(o);
    }
    R[pc->a] = new_ref((Object *)(uintptr_t)pc[2].word);
    R[pc->a + 1] = o;
    NEXT(3);
}
TARGET(LOAD_METHOD_TYPE) {
    Object *o = R[pc->b];
    if (UNLIKELY(shape_of(o) != (uint32_t)pc[1].x || ((Type *)o)->version != pc[1].y)) {
        DEOPT(LOAD_METHOD);
    }
    SAVE();
    Object *pair[2] = {NULL, NULL};
    if (UNLIKELY(!load_wrapped((Object *)(uintptr_t)pc[2].word, o, pair))) {
        goto load_method_slowly;
    }
    if (pc->flags & KILL_B) {
        KILL(pc->b);
    }
    R[pc->a] = pair[0];
    R[pc->a + 1] = pair[1];
    NEXT(3);
}
TARGET(LOAD_METHOD_MODULE) {
    Object *o = R[pc->b];
    if (UNLIKELY(!is_exact(o, SHAPE_MODULE) ||
                 DICT(((Module *)o)->dict)->version != (uint32_t)pc[1].x)) {
        DEOPT(LOAD_METHOD);
    }
    Object *v = new_ref(CACHED_VALUE());
    if (pc->flags & KILL_B) {
        SAVE();
        KILL(pc->b);
    }
    R[pc->a] = v;
    NEXT(3);
}
TARGET(STORE_ATTR_SLOT) {
    Object *o = R[pc->a];
    SAVE();
#define STORE_SLOT(offset) STORED_IN_A(SLOT_AT(o, offset))
    SLOT_OF_SHAPES(o, STORE_ATTR, store_attr, STORE_SLOT);
}
TARGET(STORE_ATTR_MEMBER) {
    Object *o = R[pc->a];
    SHAPE_AND_VERSION(o, STORE_ATTR, store_attr)
    SAVE();
    STORED_IN_A(SLOT_AT(o, (uint32_t)pc[2].x));
}
TARGET(STORE_ATTR_ADD) {
    Object *o = R[pc->a];
    SHAPE_AND_VERSION(o, STORE_ATTR, store_attr)
    SAVE();
    set_shape(o, pc[2].y);
    STORED_IN_A(SLOT_AT(o, (uint32_t)pc[2].x));
}
