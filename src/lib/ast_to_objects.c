/* From the parser's tree to objects of the module ast. */
#include "lib/ast_nodes.h"
#include "object/abstract.h"
#include "object/c_stack.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"

enum { TYPES_MAX = 80 };

typedef struct Maker {
    VM *vm;
    Object *module;             /* dict of _ast */
    Object *classes[TYPES_MAX]; /* borrowed from it; NULL: not asked for yet */
    int depth, depth_max;
} Maker;

static Object *make_node(Maker *m, AstSort sort, const void *node);

static Object *make_list(Maker *m, AstSort sort, const AstAnyList *list) {
    Object *result = list_new(m->vm, list->len);
    for (uint32_t i = 0; result && i < list->len; i++) {
        Object *item = list->items[i] ? make_node(m, sort, list->items[i]) : none_ref(m->vm);
        if (!item || list_append_steal(m->vm, result, item) < 0) {
            clear_ref(m->vm, result);
        }
    }
    return result;
}

static Object *make_name(VM *vm, const AstStr *name) {
    return name ? str_intern_utf8(vm, name->utf8, name->len) : none_ref(vm);
}

static Object *make_names(VM *vm, const AstNameList *names) {
    Object *result = list_new(vm, names->len);
    for (uint32_t i = 0; result && i < names->len; i++) {
        Object *name = make_name(vm, names->items[i]);
        if (!name || list_append_steal(vm, result, name) < 0) {
            clear_ref(vm, result);
        }
    }
    return result;
}

static Object *make_member(Maker *m, AstEnum which, uint32_t value) {
    return ast_singleton(m->vm, m->module, ast_enums[which].members[value]);
}

static Object *make_compare_ops(Maker *m, const AstExpr *e) {
    Object *result = list_new(m->vm, e->Compare.len);
    for (uint32_t i = 0; result && i < e->Compare.len; i++) {
        Object *op = make_member(m, ENUM_COMPARE_OPERATOR, e->Compare.ops[i]);
        if (!op || list_append_steal(m->vm, result, op) < 0) {
            clear_ref(m->vm, result);
        }
    }
    return result;
}

static Object *make_kind(VM *vm, const AstConstant *constant) {
    return constant->kind == CONSTANT_STR && constant->u_prefix ? str_intern_cstr(vm, "u")
                                                                : none_ref(vm);
}

static Object *make_singleton(VM *vm, AstConstantKind kind) {
    return kind == CONSTANT_NONE ? none_ref(vm) : bool_ref(vm, kind == CONSTANT_TRUE);
}

static Object *make_field(Maker *m, const AstField *field, const void *node) {
    const void *place = (const char *)node + field->offset;
    const AstExpr *e = node;
    VM *vm = m->vm;
    switch ((AstFieldKind)field->kind) {
    case FIELD_NODE:
    case FIELD_NODE_OPTIONAL: {
        const void *child = *(const void *const *)place;
        return child ? make_node(m, field->sort, child) : none_ref(vm);
    }
    case FIELD_NODES:
    case FIELD_NODES_OR_NONE:
        return make_list(m, field->sort, place);
    case FIELD_NAME:
    case FIELD_NAME_OPTIONAL:
        return make_name(vm, *(const AstName *)place);
    case FIELD_NAMES:
        return make_names(vm, place);
    case FIELD_ENUM:
        return make_member(m, field->sort, *(const uint32_t *)place);
    case FIELD_COMPARE_OPS:
        return make_compare_ops(m, e);
    case FIELD_COMPARATORS: {
        const AstAnyList list = {e->Compare.len, (void **)e->Compare.comparators};
        return make_list(m, SORT_EXPR, &list);
    }
    case FIELD_CONSTANT:
        return compile_constant(vm, place);
    case FIELD_CONSTANT_KIND:
        return make_kind(vm, place);
    case FIELD_SINGLETON:
        return make_singleton(vm, *(const AstConstantKind *)place);
    case FIELD_BOOL:
        return int_from_i64(vm, *(const bool *)place);
    case FIELD_INT:
        return int_from_i64(vm, *(const int32_t *)place);
    case FIELD_NOTHING:
    case FIELD_END:
        break;
    }
    return none_ref(vm);
}

/* dict[name] = value; steals value, which may be NULL. */
static bool put(VM *vm, Object *dict, const char *name, Object *value) {
    bool ok = value && dict_set_cstr(vm, dict, name, value) == 0;
    xdecref(vm, value);
    return ok;
}

static bool put_location(VM *vm, Object *dict, const Location *loc) {
    return put(vm, dict, "lineno", int_from_i64(vm, loc->line)) &&
           put(vm, dict, "col_offset", int_from_i64(vm, loc->col)) &&
           put(vm, dict, "end_lineno", int_from_i64(vm, loc->end_line)) &&
           put(vm, dict, "end_col_offset", int_from_i64(vm, loc->end_col));
}

/* A node of a class without its attributes. */
static Object *bare_node(VM *vm, Object *module, const char *name, Object **cls) {
    if (!*cls) {
        *cls = dict_get_cstr(vm, module, name);
    }
    if (!*cls || !is_type(vm, *cls)) {
        return error_occurred(vm) ? NULL : raise(vm, EXC_AttributeError, "_ast.%s is gone", name);
    }
    Object *node = call0(vm, *cls);
    if (node && !((AstObject *)node)->dict) {
        ((AstObject *)node)->dict = dict_new_presized(vm, 8);
        if (!((AstObject *)node)->dict) {
            clear_ref(vm, node);
        }
    }
    return node;
}

static const AstNodeType *type_of_node(AstSort sort, const void *node) {
    size_t kind = sort <= SORT_PATTERN ? *(const uint8_t *)node : 0;
    return &ast_node_types[ast_sort_start(sort) + kind];
}

static bool enter(Maker *m) {
    if (++m->depth > m->depth_max) {
        raise(m->vm, EXC_RecursionError,
              "maximum recursion depth exceeded during ast construction");
        return false;
    }
    return c_stack_enter(m->vm, " during ast construction");
}

/* What 3.11's module ast has no class for. */
static bool is_newer(AstSort sort, const void *node) {
    const AstStmt *s = node;
    if (sort != SORT_STMT) {
        return false;
    }
    switch ((AstStmtKind)s->kind) {
    case STMT_TYPE_ALIAS:
        return true;
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        return s->FunctionDef.type_params.len > 0;
    case STMT_CLASS_DEF:
        return s->ClassDef.type_params.len > 0;
    default:
        return false;
    }
}

static Object *make_node(Maker *m, AstSort sort, const void *node) {
    VM *vm = m->vm;
    if (is_newer(sort, node)) {
        return raise(vm, EXC_SyntaxError, "invalid syntax");
    }
    const AstNodeType *type = type_of_node(sort, node);
    if (!enter(m)) {
        return NULL;
    }
    Object *result = bare_node(vm, m->module, type->name, &m->classes[type - ast_node_types]);
    bool ok = result != NULL;
    for (const AstField *f = type->fields; ok && f->kind != FIELD_END; f++) {
        ok = put(vm, ((AstObject *)result)->dict, f->name, make_field(m, f, node));
    }
    if (ok && type->loc != NO_LOCATION) {
        ok = put_location(vm, ((AstObject *)result)->dict,
                          (const Location *)(const void *)((const char *)node + type->loc));
    }
    m->depth--;
    if (!ok) {
        clear_ref(vm, result);
    }
    return result;
}

Object *ast_to_objects(VM *vm, const AstMod *mod, void *ctx) {
    static const char *const names[] = {"Module", "Interactive", "Expression"};
    Maker m = {.vm = vm, .depth_max = recursion_depth_max(vm)};
    Object *cls = NULL;
    UNUSED(ctx);
    ASSERT(ast_node_type_count <= TYPES_MAX);
    m.module = ast_module_dict(vm);
    Object *result = m.module ? bare_node(vm, m.module, names[mod->kind], &cls) : NULL;
    if (result) {
        Object *dict = ((AstObject *)result)->dict;
        const AstAnyList *body = (const AstAnyList *)(const void *)&mod->body;
        bool ok = put(vm, dict, "body",
                      mod->kind == MOD_EXPRESSION ? make_node(&m, SORT_EXPR, mod->expr)
                                                  : make_list(&m, SORT_STMT, body));
        if (!ok || (mod->kind == MOD_MODULE && !put(vm, dict, "type_ignores", list_new(vm, 0)))) {
            clear_ref(vm, result);
        }
    }
    xdecref(vm, m.module);
    return result;
}
