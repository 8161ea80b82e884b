/* The module _ast: the classes of syntax tree nodes. What the parser makes becomes objects of them
 * in ast_to_objects.c, and they become code in ast_from_objects.c. */
#include <string.h>

#include "lib/ast_nodes.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ---- AST ---- */

#define AST_FIELDS(X) X(dict)
TYPE_MEMORY(ast, AstObject, AST_FIELDS)
TYPE_CLEAR(ast, AstObject, AST_FIELDS)

/* New reference to the class's _fields, as a tuple or list; NULL without an error: none. */
static Object *fields_of(VM *vm, Object *o) {
    Object *name = str_intern_cstr(vm, "_fields");
    Object *fields = name ? object_getattr_or_null(vm, OBJ(type_of(vm, o)), name) : NULL;
    xdecref(vm, name);
    Object *fast = fields ? tuple_from_iterable(vm, fields) : NULL;
    xdecref(vm, fields);
    return fast;
}

static bool set_keyword(VM *vm, Object *o, Object *fields, size_t nargs, Object *name,
                        Object *value) {
    for (size_t i = 0; fields && i < nargs; i++) {
        if (is_str(vm, TUPLE_ITEM(fields, i)) && str_equal(TUPLE_ITEM(fields, i), name)) {
            raise(vm, EXC_TypeError, "%U got multiple values for argument '%U'",
                  type_of(vm, o)->name, name);
            return false;
        }
    }
    return object_setattr(vm, o, name, value) == 0;
}

static int ast_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    Object *fields = fields_of(vm, o);
    if (!fields && error_occurred(vm)) {
        return -1;
    }
    size_t n = fields ? TUPLE_LEN(fields) : 0;
    bool ok = nargs <= n;
    if (!ok) {
        raise(vm, EXC_TypeError, "%U constructor takes at most %zu positional argument%s",
              type_of(vm, o)->name, n, n == 1 ? "" : "s");
    }
    for (size_t i = 0; ok && i < nargs; i++) {
        ok = object_setattr(vm, o, TUPLE_ITEM(fields, i), args[i]) == 0;
    }
    for (size_t i = 0; ok && kwnames && i < TUPLE_LEN(kwnames); i++) {
        ok = set_keyword(vm, o, fields, nargs, TUPLE_ITEM(kwnames, i), args[nargs + i]);
    }
    xdecref(vm, fields);
    return ok ? 0 : -1;
}

static Object *ast_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    Object *o = object_alloc(vm, cls, sizeof(AstObject));
    if (o) {
        gc_track(vm, o);
    }
    return o;
}

static Object *ast_reduce(VM *vm, Object *o) {
    Object *dict = object_get_dict(vm, o, NULL);
    return dict ? pack_steal(vm, 3, new_ref(type_of(vm, o)), new_ref(vm->empty_tuple), dict) : NULL;
}

static const MethodDef ast_methods[] = {
    METHOD_NOARGS("__reduce__", ast_reduce, NULL),
    {0},
};

static const GetSetDef ast_getset[] = {
    {"__dict__", object_get_dict, object_set_dict, NULL, NULL},
    {0},
};

static const TypeSpec ast_spec = {
    .name = "ast.AST",
    .flags = TYPE_CONTAINER | TYPE_BASE,
    .size = sizeof(AstObject),
    .dict_offset = offsetof(AstObject, dict),
    .slots = {.dealloc = ast_dealloc,
              .traverse = ast_traverse,
              .clear = ast_clear,
              .new = ast_new,
              .init = ast_init},
    .methods = ast_methods,
    .getset = ast_getset,
};

/* ---- the nodes ---- */

/* Fields and attributes are separated by blanks; a question mark: None where not given. */
static const struct Node {
    const char *name, *base, *fields, *attributes;
} nodes[] = {
    {"operator", "AST", "", ""},
    {"Add", "operator", "", ""},
    {"boolop", "AST", "", ""},
    {"And", "boolop", "", ""},
    {"stmt", "AST", "", "lineno col_offset end_lineno? end_col_offset?"},
    {"AnnAssign", "stmt", "target annotation value? simple", ""},
    {"Assert", "stmt", "test msg?", ""},
    {"Assign", "stmt", "targets value type_comment?", ""},
    {"AsyncFor", "stmt", "target iter body orelse type_comment?", ""},
    {"AsyncFunctionDef", "stmt", "name args body decorator_list returns? type_comment?", ""},
    {"AsyncWith", "stmt", "items body type_comment?", ""},
    {"expr", "AST", "", "lineno col_offset end_lineno? end_col_offset?"},
    {"Attribute", "expr", "value attr ctx", ""},
    {"AugAssign", "stmt", "target op value", ""},
    {"Await", "expr", "value", ""},
    {"BinOp", "expr", "left op right", ""},
    {"BitAnd", "operator", "", ""},
    {"BitOr", "operator", "", ""},
    {"BitXor", "operator", "", ""},
    {"BoolOp", "expr", "op values", ""},
    {"Break", "stmt", "", ""},
    {"Call", "expr", "func args keywords", ""},
    {"ClassDef", "stmt", "name bases keywords body decorator_list", ""},
    {"Compare", "expr", "left ops comparators", ""},
    {"Constant", "expr", "value kind?", ""},
    {"Continue", "stmt", "", ""},
    {"expr_context", "AST", "", ""},
    {"Del", "expr_context", "", ""},
    {"Delete", "stmt", "targets", ""},
    {"Dict", "expr", "keys values", ""},
    {"DictComp", "expr", "key value generators", ""},
    {"Div", "operator", "", ""},
    {"cmpop", "AST", "", ""},
    {"Eq", "cmpop", "", ""},
    {"excepthandler", "AST", "", "lineno col_offset end_lineno? end_col_offset?"},
    {"ExceptHandler", "excepthandler", "type? name? body", ""},
    {"Expr", "stmt", "value", ""},
    {"mod", "AST", "", ""},
    {"Expression", "mod", "body", ""},
    {"FloorDiv", "operator", "", ""},
    {"For", "stmt", "target iter body orelse type_comment?", ""},
    {"FormattedValue", "expr", "value conversion format_spec?", ""},
    {"FunctionDef", "stmt", "name args body decorator_list returns? type_comment?", ""},
    {"FunctionType", "mod", "argtypes returns", ""},
    {"GeneratorExp", "expr", "elt generators", ""},
    {"Global", "stmt", "names", ""},
    {"Gt", "cmpop", "", ""},
    {"GtE", "cmpop", "", ""},
    {"If", "stmt", "test body orelse", ""},
    {"IfExp", "expr", "test body orelse", ""},
    {"Import", "stmt", "names", ""},
    {"ImportFrom", "stmt", "module? names level?", ""},
    {"In", "cmpop", "", ""},
    {"Interactive", "mod", "body", ""},
    {"unaryop", "AST", "", ""},
    {"Invert", "unaryop", "", ""},
    {"Is", "cmpop", "", ""},
    {"IsNot", "cmpop", "", ""},
    {"JoinedStr", "expr", "values", ""},
    {"LShift", "operator", "", ""},
    {"Lambda", "expr", "args body", ""},
    {"List", "expr", "elts ctx", ""},
    {"ListComp", "expr", "elt generators", ""},
    {"Load", "expr_context", "", ""},
    {"Lt", "cmpop", "", ""},
    {"LtE", "cmpop", "", ""},
    {"MatMult", "operator", "", ""},
    {"Match", "stmt", "subject cases", ""},
    {"pattern", "AST", "", "lineno col_offset end_lineno end_col_offset"},
    {"MatchAs", "pattern", "pattern? name?", ""},
    {"MatchClass", "pattern", "cls patterns kwd_attrs kwd_patterns", ""},
    {"MatchMapping", "pattern", "keys patterns rest?", ""},
    {"MatchOr", "pattern", "patterns", ""},
    {"MatchSequence", "pattern", "patterns", ""},
    {"MatchSingleton", "pattern", "value", ""},
    {"MatchStar", "pattern", "name?", ""},
    {"MatchValue", "pattern", "value", ""},
    {"Mod", "operator", "", ""},
    {"Module", "mod", "body type_ignores", ""},
    {"Mult", "operator", "", ""},
    {"Name", "expr", "id ctx", ""},
    {"NamedExpr", "expr", "target value", ""},
    {"Nonlocal", "stmt", "names", ""},
    {"Not", "unaryop", "", ""},
    {"NotEq", "cmpop", "", ""},
    {"NotIn", "cmpop", "", ""},
    {"Or", "boolop", "", ""},
    {"Pass", "stmt", "", ""},
    {"Pow", "operator", "", ""},
    {"RShift", "operator", "", ""},
    {"Raise", "stmt", "exc? cause?", ""},
    {"Return", "stmt", "value?", ""},
    {"Set", "expr", "elts", ""},
    {"SetComp", "expr", "elt generators", ""},
    {"Slice", "expr", "lower? upper? step?", ""},
    {"Starred", "expr", "value ctx", ""},
    {"Store", "expr_context", "", ""},
    {"Sub", "operator", "", ""},
    {"Subscript", "expr", "value slice ctx", ""},
    {"Try", "stmt", "body handlers orelse finalbody", ""},
    {"TryStar", "stmt", "body handlers orelse finalbody", ""},
    {"Tuple", "expr", "elts ctx", ""},
    {"type_ignore", "AST", "", ""},
    {"TypeIgnore", "type_ignore", "lineno tag", ""},
    {"UAdd", "unaryop", "", ""},
    {"USub", "unaryop", "", ""},
    {"UnaryOp", "expr", "op operand", ""},
    {"While", "stmt", "test body orelse", ""},
    {"With", "stmt", "items body type_comment?", ""},
    {"Yield", "expr", "value?", ""},
    {"YieldFrom", "expr", "value", ""},
    {"alias", "AST", "name asname?", "lineno col_offset end_lineno? end_col_offset?"},
    {"arg", "AST", "arg annotation? type_comment?",
     "lineno col_offset end_lineno? end_col_offset?"},
    {"arguments", "AST", "posonlyargs args vararg? kwonlyargs kw_defaults kwarg? defaults", ""},
    {"comprehension", "AST", "target iter ifs is_async", ""},
    {"keyword", "AST", "arg? value", "lineno col_offset end_lineno? end_col_offset?"},
    {"match_case", "AST", "pattern guard? body", ""},
    {"withitem", "AST", "context_expr optional_vars?", ""},
};

/* The names in a text, as a tuple; those with a question mark are put in dict with None. */
static Object *names_of(VM *vm, const char *text, Object *dict) {
    Object *names[16];
    size_t n = 0;
    bool ok = true;
    while (ok && *text) {
        size_t len = strcspn(text, " ?");
        ASSERT(n < COUNT_OF(names));
        Object *name = str_intern_utf8(vm, text, len);
        ok = name != NULL;
        if (ok) {
            names[n++] = name;
            ok = text[len] != '?' || dict_set(vm, dict, name, vm->none) == 0;
        }
        text += len;
        text += strspn(text, "? ");
    }
    if (!ok) {
        while (n > 0) {
            decref(vm, names[--n]);
        }
        return NULL;
    }
    return tuple_from_steal(vm, names, n);
}

/* dict[key] = value; steals value. */
static bool put(VM *vm, Object *dict, const char *key, Object *value) {
    bool ok = value && dict_set_cstr(vm, dict, key, value) == 0;
    xdecref(vm, value);
    return ok;
}

/* What the class of a node starts with. */
static Object *node_dict(VM *vm, const struct Node *node) {
    Object *dict = dict_new(vm);
    if (!dict) {
        return NULL;
    }
    Object *fields = names_of(vm, node->fields, dict);
    bool ok =
        fields && put(vm, dict, "_fields", new_ref(fields)) &&
        put(vm, dict, "__match_args__", new_ref(fields)) &&
        put(vm, dict, "__module__", str_intern_cstr(vm, "ast")) &&
        (!*node->attributes || put(vm, dict, "_attributes", names_of(vm, node->attributes, dict)));
    xdecref(vm, fields);
    if (!ok) {
        clear_ref(vm, dict);
    }
    return dict;
}

static Object *make_node(VM *vm, Object *module, const struct Node *node) {
    Object *base = dict_get_cstr(vm, ((Module *)module)->dict, node->base);
    Object *name = base ? str_intern_cstr(vm, node->name) : NULL;
    Object *bases = name ? tuple_pack(vm, 1, base) : NULL;
    Object *dict = bases ? node_dict(vm, node) : NULL;
    Object *result = dict ? call3(vm, OBJ(TYPE(vm, TYPE)), name, bases, dict) : NULL;
    xdecref(vm, dict);
    xdecref(vm, bases);
    xdecref(vm, name);
    return result;
}

static bool init_base(VM *vm, Object *module) {
    static const char *const empty[] = {"_fields", "_attributes", "__match_args__"};
    Type *base = type_from_spec(vm, &ast_spec, NULL);
    if (module_add(vm, module, "AST", OBJ(base)) < 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT_OF(empty); i++) {
        if (dict_set_cstr(vm, base->dict, empty[i], vm->empty_tuple) < 0) {
            return false;
        }
    }
    return true;
}

/* ---- for the files beside ---- */

Object *ast_module_dict(VM *vm) {
    Object *module = import_dotted(vm, "_ast");
    if (module && !is_exact(module, SHAPE_MODULE)) {
        decref(vm, module);
        return raise(vm, EXC_ImportError, "_ast is no module");
    }
    Object *dict = module ? new_ref(((Module *)module)->dict) : NULL;
    xdecref(vm, module);
    return dict;
}

int ast_is_node(VM *vm, Object *o) {
    return type_of(vm, o)->solid->spec == &ast_spec;
}

/* The instances lie in a dict in the module's, under a name no program writes. */
#define SINGLETONS "<singletons>"

Object *ast_singleton(VM *vm, Object *module_dict, const char *name) {
    Object *all = dict_get_cstr(vm, module_dict, SINGLETONS);
    Object *one = all ? dict_get_cstr(vm, all, name) : NULL;
    if (one || error_occurred(vm)) {
        xincref(one);
        return one;
    }
    Object *cls = dict_get_cstr(vm, module_dict, name);
    if (!cls) {
        return raise(vm, EXC_AttributeError, "_ast.%s is gone", name);
    }
    one = call0(vm, cls);
    if (one && all && dict_set_cstr(vm, all, name, one) < 0) {
        clear_ref(vm, one);
    }
    return one;
}

Object *module_ast(VM *vm) {
    static const IntConstant flags[] = {
        {"PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000},
        {"PyCF_ONLY_AST", 0x400},
        {"PyCF_TYPE_COMMENTS", 0x1000},
    };
    Object *m = module_make(vm, "_ast", "The nodes of syntax trees.", NULL);
    if (!m || !init_base(vm, m) || !module_add_ints(vm, m, flags, COUNT_OF(flags))) {
        goto fail;
    }
    for (size_t i = 0; i < COUNT_OF(nodes); i++) {
        if (module_add(vm, m, nodes[i].name, make_node(vm, m, &nodes[i])) < 0) {
            goto fail;
        }
    }
    if (module_add(vm, m, SINGLETONS, dict_new(vm)) < 0) {
        goto fail;
    }
    return m;

fail:
    xdecref(vm, m);
    return NULL;
}
