/* From objects of the module ast to a tree for the compiler. What is missing or of the wrong kind
 * is found here; what makes no sense, by ast_validate.c. */
#include <string.h>

#include "lib/ast_nodes.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

typedef struct Reader {
    VM *vm;
    Arena *arena;
    AstNameTable *names;
    Object *module; /* dict of _ast */
    Object *tree;
    enum CompileMode mode;
} Reader;

static bool read_node(Reader *r, AstSort sort, Object *o, void **node);

static void *get_memory(Reader *r, size_t size) {
    void *memory = arena_alloc_zeroed(r->arena, size ? size : 1);
    if (!memory) {
        raise_memory_error(r->vm);
    }
    return memory;
}

/* The attribute (new reference); NULL without an error: it is absent, or None. */
static Object *attribute(VM *vm, Object *o, const char *name, bool none_is_absent) {
    Object *text = str_intern_cstr(vm, name);
    Object *value = text ? object_getattr_or_null(vm, o, text) : NULL;
    xdecref(vm, text);
    if (value == vm->none && none_is_absent) {
        clear_ref(vm, value);
    }
    return value;
}

static bool is_instance_of(Reader *r, Object *o, const char *name) {
    Object *cls = dict_get_cstr(r->vm, r->module, name);
    return cls && object_is_instance(r->vm, o, cls) > 0;
}

/* ---- single values ---- */

static const AstStr *copy_text(Reader *r, const char *text, size_t len) {
    AstStr *copy = get_memory(r, sizeof *copy);
    char *bytes = copy ? get_memory(r, len + 1) : NULL;
    if (!bytes) {
        return NULL;
    }
    memcpy(bytes, text, len);
    *copy = (AstStr){(uint32_t)len, bytes};
    return copy;
}

static bool read_name(Reader *r, Object *o, AstName *name) {
    Buffer buffer;
    size_t len;
    if (!is_exact(o, SHAPE_STR)) {
        raise(r->vm, EXC_TypeError, "AST identifier must be of type str");
        return false;
    }
    buffer_init(&buffer);
    const char *text = str_utf8(r->vm, o, &buffer, &len, true);
    *name = text ? ast_names_intern(r->names, text, len) : NULL;
    if (text && !*name) {
        raise_memory_error(r->vm);
    }
    buffer_deinit(&buffer);
    return *name != NULL;
}

static bool read_int(Reader *r, Object *o, int32_t *number) {
    if (!is_int(r->vm, o)) {
        raise(r->vm, EXC_ValueError, "invalid integer value: %R", o);
        return false;
    }
    int64_t value = number_as_i64(r->vm, o, EXC_OverflowError);
    if (!error_occurred(r->vm) && (value < INT32_MIN || value > INT32_MAX)) {
        raise(r->vm, EXC_OverflowError, "Python int too large to convert to C int");
    }
    *number = (int32_t)value;
    return !error_occurred(r->vm);
}

static bool read_enum(Reader *r, AstEnum which, Object *o, uint32_t *value) {
    const AstEnumType *type = &ast_enums[which];
    for (uint32_t i = 0; i < type->len; i++) {
        if (is_instance_of(r, o, type->members[i])) {
            *value = i;
            return true;
        }
    }
    if (!error_occurred(r->vm)) {
        raise(r->vm, EXC_TypeError, "expected some sort of %s, but got %R", type->name, o);
    }
    return false;
}

static bool read_big_int(Reader *r, Object *o, AstConstant *k) {
    Object *format = str_from_cstr(r->vm, "x");
    Object *text = format ? object_format(r->vm, o, format) : NULL;
    Buffer buffer;
    size_t len;
    buffer_init(&buffer);
    const char *digits = text ? str_utf8(r->vm, text, &buffer, &len, false) : NULL;
    k->kind = CONSTANT_BIG_INT;
    k->base = 16;
    k->text = digits ? copy_text(r, digits, len) : NULL;
    buffer_deinit(&buffer);
    xdecref(r->vm, text);
    xdecref(r->vm, format);
    return k->text != NULL;
}

static bool read_number(Reader *r, Object *o, AstConstant *k) {
    if (is_exact(o, SHAPE_FLOAT)) {
        k->kind = CONSTANT_FLOAT;
        k->real = FLOAT_VALUE(o);
        return true;
    }
    if (is_exact(o, SHAPE_COMPLEX) && ((Complex *)o)->real == 0) {
        k->kind = CONSTANT_COMPLEX;
        k->real = ((Complex *)o)->imag;
        return true;
    }
    if (!is_exact(o, SHAPE_INT)) {
        raise(r->vm, EXC_TypeError, "got an invalid type in Constant: %s",
              type_of(r->vm, o)->spec ? type_of(r->vm, o)->spec->name : "?");
        return false;
    }
    k->kind = CONSTANT_INT;
    return int_as_i64(o, &k->small) || read_big_int(r, o, k);
}

/* A constant that needs no node of its own. */
static bool read_plain_constant(Reader *r, Object *o, AstConstant *k) {
    VM *vm = r->vm;
    if (o == vm->none || o == vm->true_ || o == vm->false_ || o == vm->ellipsis) {
        k->kind = o == vm->none     ? CONSTANT_NONE
                  : o == vm->true_  ? CONSTANT_TRUE
                  : o == vm->false_ ? CONSTANT_FALSE
                                    : CONSTANT_ELLIPSIS;
        return true;
    }
    if (is_exact(o, SHAPE_STR)) {
        Buffer buffer;
        size_t len;
        buffer_init(&buffer);
        const char *text = str_utf8(vm, o, &buffer, &len, true);
        k->kind = CONSTANT_STR;
        k->text = text ? copy_text(r, text, len) : NULL;
        buffer_deinit(&buffer);
        return k->text != NULL;
    }
    if (is_exact(o, SHAPE_BYTES)) {
        k->kind = CONSTANT_BYTES;
        k->text = copy_text(r, (const char *)BYTES(o)->data, BYTES(o)->len);
        return k->text != NULL;
    }
    return read_number(r, o, k);
}

static bool read_constant_into(Reader *r, Object *o, AstExpr *e);

static AstExpr *constant_node(Reader *r, Object *o, const AstExpr *like) {
    AstExpr *e = get_memory(r, sizeof *e);
    if (e) {
        e->loc = like->loc;
        e->kind = EXPR_CONSTANT;
    }
    return e && read_constant_into(r, o, e) ? e : NULL;
}

/* A tuple becomes a display of constants, a complex number the sum of its parts: they are folded to
 * what they were. */
static bool read_constant_into(Reader *r, Object *o, AstExpr *e) {
    VM *vm = r->vm;
    if (is_exact(o, SHAPE_TUPLE)) {
        AstExpr **items = get_memory(r, TUPLE_LEN(o) * sizeof *items);
        for (uint32_t i = 0; items && i < TUPLE_LEN(o); i++) {
            if (!(items[i] = constant_node(r, TUPLE_ITEM(o, i), e))) {
                return false;
            }
        }
        e->kind = EXPR_TUPLE;
        e->Tuple.elts = (AstExprList){TUPLE_LEN(o), items};
        e->Tuple.ctx = CONTEXT_LOAD;
        return items != NULL;
    }
    if (is_exact(o, SHAPE_COMPLEX) && ((Complex *)o)->real != 0) {
        Object *real = float_from_double(vm, ((Complex *)o)->real);
        AstExpr *left = real ? constant_node(r, real, e) : NULL;
        AstExpr *right = left ? get_memory(r, sizeof *right) : NULL;
        xdecref(vm, real);
        if (!right) {
            return false;
        }
        right->kind = EXPR_CONSTANT;
        right->loc = e->loc;
        right->Constant = (AstConstant){.kind = CONSTANT_COMPLEX, .real = ((Complex *)o)->imag};
        e->kind = EXPR_BIN_OP;
        e->BinOp.left = left;
        e->BinOp.op = OPERATOR_ADD;
        e->BinOp.right = right;
        return true;
    }
    return read_plain_constant(r, o, &e->Constant);
}

static bool read_singleton(Reader *r, Object *o, AstConstantKind *kind) {
    VM *vm = r->vm;
    if (o != vm->none && o != vm->true_ && o != vm->false_) {
        raise(vm, EXC_ValueError, "MatchSingleton can only contain True, False and None");
        return false;
    }
    *kind = o == vm->none ? CONSTANT_NONE : o == vm->true_ ? CONSTANT_TRUE : CONSTANT_FALSE;
    return true;
}

/* ---- lists ---- */

/* The list in a field: new reference, or NULL with an error. */
static Object *list_of(Reader *r, const AstNodeType *type, const AstField *field, Object *o) {
    if (!is_list(r->vm, o)) {
        return raise(r->vm, EXC_TypeError, "%s field \"%s\" must be a list, not a %T", type->name,
                     field->name, o);
    }
    return new_ref(o);
}

static bool changed(Reader *r, const AstNodeType *type, const AstField *field, Object *list,
                    uint32_t len) {
    if (LIST_LEN(list) != len) {
        raise(r->vm, EXC_RuntimeError, "%s field \"%s\" changed size during iteration", type->name,
              field->name);
    }
    return LIST_LEN(list) != len;
}

static bool read_list(Reader *r, const AstNodeType *type, const AstField *field, Object *list,
                      AstAnyList *result) {
    uint32_t len = (uint32_t)LIST_LEN(list);
    void **items = get_memory(r, len * sizeof *items);
    for (uint32_t i = 0; items && i < len; i++) {
        Object *item = new_ref(LIST_ITEM(list, i));
        bool ok;
        if (field->kind == FIELD_NAMES) {
            ok = read_name(r, item, (AstName *)(void *)&items[i]);
        } else {
            ok = read_node(r, field->sort, item, &items[i]);
        }
        decref(r->vm, item);
        if (!ok || changed(r, type, field, list, len)) {
            return false;
        }
    }
    *result = (AstAnyList){len, items};
    return items != NULL;
}

static bool read_compare_ops(Reader *r, Object *list, AstExpr *e) {
    uint32_t len = (uint32_t)LIST_LEN(list), value;
    e->Compare.ops = get_memory(r, len);
    e->Compare.len = len;
    for (uint32_t i = 0; e->Compare.ops && i < len; i++) {
        if (i >= LIST_LEN(list) ||
            !read_enum(r, ENUM_COMPARE_OPERATOR, LIST_ITEM(list, i), &value)) {
            return false;
        }
        e->Compare.ops[i] = (uint8_t)value;
    }
    return e->Compare.ops != NULL;
}

static bool read_comparators(Reader *r, const AstNodeType *type, const AstField *field,
                             Object *list, AstExpr *e) {
    AstAnyList result;
    if (!read_list(r, type, field, list, &result)) {
        return false;
    }
    if (!result.len) {
        raise(r->vm, EXC_ValueError, "Compare with no comparators");
        return false;
    }
    if (result.len != e->Compare.len) {
        raise(r->vm, EXC_ValueError, "Compare has a different number of comparators and operands");
        return false;
    }
    e->Compare.comparators = (AstExpr **)result.items;
    return true;
}

/* ---- fields ---- */

static bool read_list_field(Reader *r, const AstNodeType *type, const AstField *field, Object *o,
                            void *node) {
    void *place = (char *)node + field->offset;
    Object *list = list_of(r, type, field, o);
    bool ok = list != NULL;
    if (ok && field->kind == FIELD_COMPARE_OPS) {
        ok = read_compare_ops(r, list, node);
    } else if (ok && field->kind == FIELD_COMPARATORS) {
        ok = read_comparators(r, type, field, list, node);
    } else if (ok) {
        ok = read_list(r, type, field, list, place);
    }
    xdecref(r->vm, list);
    return ok;
}

static bool read_value(Reader *r, const AstNodeType *type, const AstField *field, Object *o,
                       void *node) {
    void *place = (char *)node + field->offset;
    int32_t number;
    switch ((AstFieldKind)field->kind) {
    case FIELD_NODE:
    case FIELD_NODE_OPTIONAL:
        if (!read_node(r, field->sort, o, place)) {
            return false;
        }
        if (!*(void **)place && field->kind == FIELD_NODE) {
            raise(r->vm, EXC_ValueError, "field '%s' is required for %s", field->name, type->name);
            return false;
        }
        return true;
    case FIELD_NAME:
        if (o == r->vm->none) {
            raise(r->vm, EXC_ValueError, "field '%s' is required for %s", field->name, type->name);
            return false;
        }
        return read_name(r, o, place);
    case FIELD_NAME_OPTIONAL:
        return read_name(r, o, place);
    case FIELD_ENUM:
        return read_enum(r, field->sort, o, place);
    case FIELD_CONSTANT:
        return read_constant_into(r, o, node);
    case FIELD_CONSTANT_KIND:
        if (o != r->vm->none && !is_str(r->vm, o)) {
            raise(r->vm, EXC_TypeError, "AST string must be of type str");
            return false;
        }
        return true;
    case FIELD_SINGLETON:
        return read_singleton(r, o, place);
    case FIELD_BOOL:
        *(bool *)place = read_int(r, o, &number) && number != 0;
        return !error_occurred(r->vm);
    case FIELD_INT:
        return read_int(r, o, place);
    case FIELD_NOTHING:
    case FIELD_END:
        return true;
    default:
        return read_list_field(r, type, field, o, node);
    }
}

static bool is_optional(const AstField *field) {
    return field->kind == FIELD_NODE_OPTIONAL || field->kind == FIELD_NAME_OPTIONAL ||
           field->kind == FIELD_NOTHING || field->kind == FIELD_CONSTANT_KIND ||
           (field->kind == FIELD_INT && field->sort);
}

static bool read_field(Reader *r, const AstNodeType *type, const AstField *field, Object *o,
                       void *node) {
    Object *value = attribute(r->vm, o, field->name, is_optional(field));
    if (!value) {
        if (!error_occurred(r->vm) && !is_optional(field)) {
            raise(r->vm, EXC_TypeError, "required field \"%s\" missing from %s", field->name,
                  type->name);
        }
        return !error_occurred(r->vm);
    }
    bool ok = read_value(r, type, field, value, node);
    decref(r->vm, value);
    return ok;
}

/* One number of a position; absent: *number stays, if it may. */
static bool read_position(Reader *r, AstSort sort, Object *o, const char *name, bool optional,
                          int32_t *number) {
    Object *value = attribute(r->vm, o, name, optional);
    if (!value) {
        if (!error_occurred(r->vm) && !optional) {
            raise(r->vm, EXC_TypeError, "required field \"%s\" missing from %s", name,
                  ast_sort_names[sort]);
        }
        return !error_occurred(r->vm);
    }
    bool ok = read_int(r, value, number);
    decref(r->vm, value);
    return ok;
}

static bool read_location(Reader *r, AstSort sort, Object *o, Location *loc) {
    bool ends = sort != SORT_PATTERN;
    if (!read_position(r, sort, o, "lineno", false, &loc->line) ||
        !read_position(r, sort, o, "col_offset", false, &loc->col)) {
        return false;
    }
    loc->end_line = loc->line;
    loc->end_col = loc->col;
    return read_position(r, sort, o, "end_lineno", ends, &loc->end_line) &&
           read_position(r, sort, o, "end_col_offset", ends, &loc->end_col);
}

/* ---- nodes ---- */

static const AstNodeType *find_type(Reader *r, AstSort sort, Object *o) {
    size_t start = ast_sort_start(sort);
    size_t end = sort >= SORT_HANDLER ? start + 1 : ast_sort_start(sort + 1);
    if (sort > SORT_HANDLER) { /* whatever has the fields will do */
        return &ast_node_types[start];
    }
    for (size_t i = start; i < end; i++) {
        if (OBJ(type_of(r->vm, o)) == dict_get_cstr(r->vm, r->module, ast_node_types[i].name)) {
            return &ast_node_types[i];
        }
    }
    for (size_t i = start; i < end && !error_occurred(r->vm); i++) {
        if (is_instance_of(r, o, ast_node_types[i].name)) {
            return &ast_node_types[i];
        }
    }
    if (!error_occurred(r->vm)) {
        raise(r->vm, EXC_TypeError, "expected some sort of %s, but got %R", ast_sort_names[sort],
              o);
    }
    return NULL;
}

static bool read_fields(Reader *r, const AstNodeType *type, Object *o, void *node) {
    for (const AstField *f = type->fields; f->kind != FIELD_END; f++) {
        if (!read_field(r, type, f, o, node)) {
            return false;
        }
    }
    return true;
}

static Location *location_of(const AstNodeType *type, void *node) {
    return (Location *)(void *)((char *)node + type->loc);
}

/* None is no node: *node becomes NULL. */
static bool read_node(Reader *r, AstSort sort, Object *o, void **node) {
    bool located_first = sort <= SORT_HANDLER; /* as CPython reads them */
    char where[48];
    Location loc;
    *node = NULL;
    if (o == r->vm->none && sort <= SORT_HANDLER) {
        return true;
    }
    if (located_first && !read_location(r, sort, o, &loc)) {
        return false;
    }
    const AstNodeType *type = find_type(r, sort, o);
    void *memory = type ? get_memory(r, type->size) : NULL;
    if (!memory) {
        return false;
    }
    if (sort <= SORT_PATTERN) {
        *(uint8_t *)memory = type->kind;
    }
    if (located_first) {
        *location_of(type, memory) = loc;
    }
    snprintf(where, sizeof where, " while traversing '%s' node", ast_sort_names[sort]);
    if (!recursion_enter(r->vm, where)) {
        return false;
    }
    bool ok =
        read_fields(r, type, o, memory) && (located_first || type->loc == NO_LOCATION ||
                                            read_location(r, sort, o, location_of(type, memory)));
    recursion_leave(r->vm);
    *node = memory;
    return ok;
}

/* ---- the whole ---- */

static AstMod *read_module(Reader *r) {
    static const AstNodeType types[] = {
        {"Module",
         0,
         0,
         0,
         NO_LOCATION,
         {{"body", FIELD_NODES, SORT_STMT, offsetof(AstMod, body)}}},
        {"Interactive",
         0,
         0,
         0,
         NO_LOCATION,
         {{"body", FIELD_NODES, SORT_STMT, offsetof(AstMod, body)}}},
        {"Expression",
         0,
         0,
         0,
         NO_LOCATION,
         {{"body", FIELD_NODE, SORT_EXPR, offsetof(AstMod, expr)}}},
    };
    static const uint8_t kinds[] = {[COMPILE_EXEC] = MOD_MODULE,
                                    [COMPILE_SINGLE] = MOD_INTERACTIVE,
                                    [COMPILE_EVAL] = MOD_EXPRESSION};
    uint8_t kind = kinds[r->mode];
    if (!is_instance_of(r, r->tree, types[kind].name)) {
        if (!error_occurred(r->vm)) {
            raise(r->vm, EXC_TypeError, "expected %s node, got %T", types[kind].name, r->tree);
        }
        return NULL;
    }
    AstMod *mod = get_memory(r, sizeof *mod);
    if (!mod) {
        return NULL;
    }
    mod->kind = kind;
    if (!read_fields(r, &types[kind], r->tree, mod)) {
        return NULL;
    }
    Object *ignores = kind == MOD_MODULE ? attribute(r->vm, r->tree, "type_ignores", false) : NULL;
    if (kind == MOD_MODULE && !ignores && !error_occurred(r->vm)) {
        raise(r->vm, EXC_TypeError, "required field \"type_ignores\" missing from Module");
    }
    xdecref(r->vm, ignores);
    return error_occurred(r->vm) ? NULL : mod;
}

static const AstMod *make_tree(VM *vm, Arena *arena, AstNameTable *names, void *ctx) {
    Reader *r = ctx;
    r->arena = arena;
    r->names = names;
    r->module = ast_module_dict(vm);
    AstMod *mod = r->module ? read_module(r) : NULL;
    clear_ref(vm, r->module);
    return mod && ast_validate(vm, mod) ? mod : NULL;
}

Object *ast_compile(VM *vm, Object *tree, Object *filename, const CompileOptions *options) {
    Reader r = {.vm = vm, .tree = tree, .mode = options->mode};
    return compile_tree(vm, filename, options, make_tree, &r);
}
