#include "watch/describe.h"

#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "object/shape.h"
#include "object/types.h"
#include "types/bytes.h"
#include "types/descr.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/range.h"
#include "types/set.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/frame.h"

#define ITEMS_SHOWN 6 /* numbers inside the brackets of a list */

static const char *ellipsis(bool ascii) {
    return ascii ? "..." : "…";
}

/* ---- values ---- */

static void add_char(uint32_t c, bool ascii, char quote, Buffer *out) {
    if (quote && (c == (uint32_t)quote || c == '\\')) {
        buffer_add_format(out, "\\%c", (char)c);
    } else if (c == '\n') {
        buffer_add_text(out, "\\n");
    } else if (c == '\t') {
        buffer_add_text(out, "\\t");
    } else if (c < 0x20 || c == 0x7F) {
        buffer_add_format(out, "\\x%02x", (unsigned)c);
    } else if (c < 0x7F) {
        buffer_add_char(out, (char)c);
    } else if (ascii || (c >= 0x80 && c < 0xA0) || (c >= 0xD800 && c < 0xE000)) {
        buffer_add_format(out,
                          c > 0xFFFF ? "\\U%08x"
                          : c > 0xFF ? "\\u%04x"
                                     : "\\x%02x",
                          (unsigned)c);
    } else {
        buffer_add_utf8(out, c);
    }
}

void describe_str(Object *s, bool quoted, bool ascii, Buffer *out) {
    size_t n = STR_LEN(s), shown = n > DESCRIBE_TEXT_MAX ? DESCRIBE_TEXT_MAX : n;
    if (quoted) {
        buffer_add_char(out, '\'');
    }
    for (size_t i = 0; i < shown; i++) {
        add_char(str_char(s, i), ascii, quoted ? '\'' : 0, out);
    }
    if (shown < n) {
        buffer_add_text(out, ellipsis(ascii));
    }
    if (quoted) {
        buffer_add_char(out, '\'');
    }
}

static void add_bytes(const uint8_t *data, size_t n, bool ascii, Buffer *out) {
    size_t shown = n > DESCRIBE_TEXT_MAX ? DESCRIBE_TEXT_MAX : n;
    buffer_add_text(out, "b'");
    for (size_t i = 0; i < shown; i++) {
        if (data[i] >= 0x7F) {
            buffer_add_format(out, "\\x%02x", data[i]);
        } else {
            add_char(data[i], ascii, '\'', out);
        }
    }
    buffer_add_text(out, shown < n ? ellipsis(ascii) : "");
    buffer_add_char(out, '\'');
}

static void add_int(Object *o, bool ascii, Buffer *out) {
    if (int_is_compact(o)) {
        buffer_add_format(out, "%lld", (long long)INT_VALUE(o));
        return;
    }
    BigInt *big = (BigInt *)o;
    if (big->len > 8) {
        buffer_add_format(out, "%s(%zu bits)", ellipsis(ascii), int_bit_length(o));
        return;
    }
    mp_limb_t limbs[8];
    unsigned char digits[8 * 20];
    mpn_copyi(limbs, big->limbs, big->len);
    size_t n = mpn_get_str(digits, 10, limbs, big->len), start = 0;
    while (start + 1 < n && digits[start] == 0) {
        start++;
    }
    if (big->sign < 0) {
        buffer_add_char(out, '-');
    }
    for (size_t i = start; i < n; i++) {
        buffer_add_char(out, (char)('0' + digits[i]));
    }
}

static void add_number(Registry *r, Object *o, bool ascii, Buffer *out) {
    uint32_t number = registry_find(r, o);
    if (number) {
        buffer_add_format(out, "#%u", number);
    } else {
        buffer_add_text(out, ascii ? "*" : "•");
    }
}

static void add_items(Registry *r, Object **items, size_t n, bool ascii, Buffer *out) {
    for (size_t i = 0; i < n && i < ITEMS_SHOWN; i++) {
        if (i) {
            buffer_add_text(out, ", ");
        }
        add_number(r, items[i], ascii, out);
    }
    if (n > ITEMS_SHOWN) {
        buffer_add_format(out, ", %s %zu items", ellipsis(ascii), n);
    }
}

static void add_name(const char *kind, Object *name, bool ascii, Buffer *out) {
    buffer_add_text(out, kind);
    if (name && is_exact(name, SHAPE_STR)) {
        buffer_add_char(out, ' ');
        describe_str(name, false, ascii, out);
    }
}

static void add_module(Object *o, bool ascii, Buffer *out) {
    size_t pos = 0;
    Object *key, *value, *name = NULL;
    Object *dict = ((Module *)o)->dict;
    while (dict && !name && dict_next(dict, &pos, &key, &value)) {
        if (is_exact(key, SHAPE_STR) && str_equal_ascii(key, "__name__")) {
            name = value;
        }
    }
    add_name("module", name, ascii, out);
}

void describe_type(VM *vm, Object *o, Buffer *out) {
    char name[256];
    buffer_add_text(out, type_of(vm, o)->name ? type_name(type_of(vm, o), name, sizeof name) : "?");
}

static void add_value(VM *vm, Registry *r, Object *o, bool ascii, Buffer *out) {
    switch (shape_of(o)) {
    case SHAPE_INT:
        buffer_add_char(out, ' ');
        add_int(o, ascii, out);
        break;
    case SHAPE_BOOL:
        buffer_add_text(out, INT_VALUE(o) ? " True" : " False");
        break;
    case SHAPE_FLOAT: {
        char text[FLOAT_TEXT_MAX];
        buffer_add_char(out, ' ');
        buffer_add(out, text, float_repr_text(FLOAT_VALUE(o), text));
        break;
    }
    case SHAPE_STR:
        buffer_add_char(out, ' ');
        describe_str(o, true, ascii, out);
        break;
    case SHAPE_BYTES:
        buffer_add_char(out, ' ');
        add_bytes(BYTES(o)->data, BYTES(o)->len, ascii, out);
        break;
    case SHAPE_TUPLE:
        buffer_add_text(out, " (");
        add_items(r, tuple_items(o), TUPLE_LEN(o), ascii, out);
        buffer_add_text(out, TUPLE_LEN(o) == 1 ? ",)" : ")");
        break;
    case SHAPE_LIST:
        buffer_add_text(out, " [");
        add_items(r, LIST(o)->items, LIST_LEN(o), ascii, out);
        buffer_add_char(out, ']');
        break;
    case SHAPE_DICT:
        buffer_add_format(out, " of %u", DICT_LEN(o));
        break;
    case SHAPE_SET:
    case SHAPE_FROZENSET:
        buffer_add_format(out, " of %u", SET_LEN(o));
        break;
    case SHAPE_CELL:
        buffer_add_char(out, ' ');
        if (((Cell *)o)->value) {
            add_number(r, ((Cell *)o)->value, ascii, out);
        } else {
            buffer_add_text(out, "empty");
        }
        break;
    default:
        (void)vm;
        break;
    }
}

void describe_object(VM *vm, Registry *r, Object *o, bool ascii, Buffer *out) {
    switch (shape_of(o)) {
    case SHAPE_NONE:
        buffer_add_text(out, "None");
        return;
    case SHAPE_FUNCTION:
        add_name("function", ((Function *)o)->qualname, ascii, out);
        return;
    case SHAPE_BUILTIN:
        buffer_add_format(out, "built-in %s", ((Builtin *)o)->def->name);
        return;
    case SHAPE_MODULE:
        add_module(o, ascii, out);
        return;
    default:
        break;
    }
    if (is_type(vm, o)) {
        add_name("class", ((Type *)o)->qualname ? ((Type *)o)->qualname : ((Type *)o)->name, ascii,
                 out);
        return;
    }
    describe_type(vm, o, out);
    add_value(vm, r, o, ascii, out);
}

void describe_key(VM *vm, Registry *r, Object *key, bool ascii, Buffer *out) {
    switch (shape_of(key)) {
    case SHAPE_STR:
        describe_str(key, true, ascii, out);
        break;
    case SHAPE_INT:
        add_int(key, ascii, out);
        break;
    case SHAPE_BOOL:
        buffer_add_text(out, INT_VALUE(key) ? "True" : "False");
        break;
    case SHAPE_NONE:
        buffer_add_text(out, "None");
        break;
    default:
        if (registry_find(r, key)) {
            add_number(r, key, ascii, out);
        } else {
            describe_type(vm, key, out);
        }
    }
}

/* ---- parts ---- */

typedef struct Parts {
    VM *vm;
    Registry *registry;
    PartFn fn;
    void *ctx;
    size_t len, max;
    bool ascii;
    Buffer label;
} Parts;

static void part(Parts *p, Object *o) {
    if (p->len++ < p->max) {
        const char *label = buffer_text(&p->label);
        p->fn(p->ctx, label ? label : "?", o);
    }
}

static void item_parts(Parts *p, Object **items, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (p->len < p->max) {
            buffer_clear(&p->label);
            buffer_add_format(&p->label, "[%zu]", i);
        }
        part(p, items[i]);
    }
}

static void dict_parts(Parts *p, Object *dict, bool attributes) {
    size_t pos = 0;
    Object *key, *value;
    while (dict_next(dict, &pos, &key, &value)) {
        if (p->len < p->max) {
            buffer_clear(&p->label);
            if (attributes && is_exact(key, SHAPE_STR)) {
                buffer_add_char(&p->label, '.');
                describe_str(key, false, p->ascii, &p->label);
            } else {
                buffer_add_char(&p->label, '[');
                describe_key(p->vm, p->registry, key, p->ascii, &p->label);
                buffer_add_char(&p->label, ']');
            }
        }
        part(p, value);
    }
}

static void set_parts(Parts *p, Object *set) {
    size_t pos = 0;
    Object *key;
    while (set_next(set, &pos, &key)) {
        buffer_clear(&p->label);
        buffer_add_text(&p->label, p->ascii ? "-" : "∋");
        part(p, key);
    }
}

static void named_part(Parts *p, const char *prefix, Object *name, Object *value) {
    if (!value) {
        return;
    }
    buffer_clear(&p->label);
    buffer_add_text(&p->label, prefix);
    if (name) {
        describe_str(name, false, p->ascii, &p->label);
    }
    part(p, value);
}

/* Fields of __slots__, base classes first. */
static void slot_parts(Parts *p, Object *o) {
    Object *mro = type_of(p->vm, o)->mro;
    for (size_t i = mro ? TUPLE_LEN(mro) : 0; i-- > 0;) {
        Type *t = (Type *)TUPLE_ITEM(mro, i);
        size_t pos = 0;
        Object *key, *value;
        while (t->slot_members && t->dict && dict_next(t->dict, &pos, &key, &value)) {
            if (is_exact(value, SHAPE_MEMBER_DESCRIPTOR) && !((MemberDescr *)value)->def) {
                named_part(p, ".", key,
                           *instance_slot_at(p->vm, o, ((MemberDescr *)value)->offset));
            }
        }
    }
}

static void instance_parts(Parts *p, Object *o) {
    slot_parts(p, o);
    unsigned n = instance_attr_len(p->vm, o);
    for (unsigned i = 0; i < n; i++) {
        Object *name;
        Object *value = instance_attr(p->vm, o, i, &name);
        named_part(p, ".", name, value);
    }
}

static void generator_parts(Parts *p, Object *o) {
    Generator *g = (Generator *)o;
    if (g->state == GEN_RUNNING || !g->code) {
        return;
    }
    Object *names = CODE(g->code)->locals;
    for (size_t i = 0; i < g->reg_len && i < TUPLE_LEN(names); i++) {
        named_part(p, "", TUPLE_ITEM(names, i), g->regs[i]);
    }
}

static void all_parts(Parts *p, Object *o) {
    Type *solid = type_of(p->vm, o)->solid;
    bool is_python = type_has(type_of(p->vm, o), TYPE_PYTHON);
    if (is_list(p->vm, o)) {
        item_parts(p, LIST(o)->items, LIST_LEN(o));
    } else if (is_tuple(p->vm, o)) {
        item_parts(p, tuple_items(o), TUPLE_LEN(o));
    } else if (is_dict(p->vm, o)) {
        dict_parts(p, o, false);
    } else if (solid && (solid == TYPE(p->vm, SET) || solid == TYPE(p->vm, FROZENSET))) {
        set_parts(p, o);
    } else if (is_exact(o, SHAPE_CELL)) {
        named_part(p, "contents", NULL, ((Cell *)o)->value);
    } else if (is_exact(o, SHAPE_METHOD)) {
        named_part(p, "self", NULL, ((Method *)o)->self);
        named_part(p, "function", NULL, ((Method *)o)->func);
    } else if (is_exact(o, SHAPE_FUNCTION)) {
        named_part(p, "closure", NULL, ((Function *)o)->closure);
        named_part(p, "defaults", NULL, ((Function *)o)->defaults);
    } else if (is_exact(o, SHAPE_GENERATOR) || is_exact(o, SHAPE_COROUTINE)) {
        generator_parts(p, o);
    }
    if (is_python && !is_type(p->vm, o)) {
        instance_parts(p, o);
    }
}

size_t describe_parts(VM *vm, Registry *r, Object *o, bool ascii, size_t max, PartFn fn,
                      void *ctx) {
    Parts p = {.vm = vm, .registry = r, .fn = fn, .ctx = ctx, .max = max, .ascii = ascii};
    buffer_init(&p.label);
    all_parts(&p, o);
    buffer_deinit(&p.label);
    return p.len;
}
