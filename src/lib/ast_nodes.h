/* The nodes of syntax trees, three ways: the classes of the module _ast, the compiler's structs
 * (lang/ast.h), and this table, which says how they correspond. With it ast_to_objects.c turns the
 * parser's tree into objects, and ast_from_objects.c objects into a tree that can be compiled.
 *
 * Words:
 *   sort   what a field may hold: the abstract class (expr, stmt ...) or product type (arg ...).
 */
#ifndef ADDER_LIB_AST_NODES_H
#define ADDER_LIB_AST_NODES_H

#include "lang/ast.h"
#include "lang/compile.h"
#include "lib/module_make.h"

typedef enum AstSort {
    SORT_EXPR, /* these four have alternatives, told apart by the class or the struct's kind */
    SORT_STMT,
    SORT_PATTERN,
    SORT_HANDLER,
    SORT_COMPREHENSION,
    SORT_ARGUMENTS,
    SORT_ARG,
    SORT_KEYWORD,
    SORT_ALIAS,
    SORT_WITH_ITEM,
    SORT_CASE,
    SORT_COUNT
} AstSort;

typedef enum AstFieldKind {
    FIELD_END,
    FIELD_NODE,
    FIELD_NODE_OPTIONAL,
    FIELD_NODES,
    FIELD_NODES_OR_NONE, /* items may be None */
    FIELD_NAME,
    FIELD_NAME_OPTIONAL,
    FIELD_NAMES,
    FIELD_ENUM,        /* of a table of singletons: `sort` is an AstEnum */
    FIELD_COMPARE_OPS, /* the ops and their length */
    FIELD_COMPARATORS,
    FIELD_CONSTANT,
    FIELD_CONSTANT_KIND, /* 'u' or None */
    FIELD_SINGLETON,     /* None, True or False */
    FIELD_BOOL,
    FIELD_INT,
    FIELD_NOTHING, /* type comments: None */
} AstFieldKind;

typedef enum AstEnum {
    ENUM_CONTEXT,
    ENUM_BOOL_OPERATOR,
    ENUM_OPERATOR,
    ENUM_UNARY_OPERATOR,
    ENUM_COMPARE_OPERATOR,
    ENUM_COUNT
} AstEnum;

typedef struct AstField {
    const char *name;
    uint8_t kind; /* AstFieldKind */
    uint8_t sort; /* AstSort or AstEnum */
    uint16_t offset;
} AstField;

enum { AST_FIELDS_MAX = 7 };
#define NO_LOCATION UINT16_MAX

typedef struct AstNodeType {
    const char *name;
    uint8_t sort, kind;
    uint16_t size, loc; /* of the struct; offset of its Location */
    AstField fields[AST_FIELDS_MAX + 1];
} AstNodeType;

/* The node types, those of one sort together and in the order of their kinds. */
extern const AstNodeType ast_node_types[];
extern const size_t ast_node_type_count;
/* Where the types of a sort begin. */
size_t ast_sort_start(AstSort sort);
extern const char *const ast_sort_names[SORT_COUNT];

typedef struct AstEnumType {
    const char *name; /* of the abstract class */
    uint8_t len;
    const char *members[13];
} AstEnumType;
extern const AstEnumType ast_enums[ENUM_COUNT];

/* Lists of the tree, whatever they hold. */
typedef struct AstAnyList {
    uint32_t len;
    void **items;
} AstAnyList;

/* The node classes of the module _ast (ast_module.c). */
typedef struct AstObject {
    Object head;
    Object *dict; /* attributes; or NULL */
} AstObject;
/* The module's dict (new reference). */
Object *ast_module_dict(VM *vm);
/* Whether o is an instance of ast.AST: 0, 1, -1. */
int ast_is_node(VM *vm, Object *o);
/* The shared instance of a class without fields; new reference. */
Object *ast_singleton(VM *vm, Object *module_dict, const char *name);

/* What ast.parse gives. ctx: unused. */
Object *ast_to_objects(VM *vm, const struct AstMod *mod, void *ctx);
/* The code of a tree of node objects. */
Object *ast_compile(VM *vm, Object *tree, Object *filename, const CompileOptions *options);
/* Whether the compiler can take the tree; false with the error that CPython gives. */
bool ast_validate(VM *vm, const AstMod *mod);

#endif
