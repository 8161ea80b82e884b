/*
 * ast.h -- the syntax tree: what the parser makes and the compiler reads.
 *
 * The nodes and their fields are those of Python's abstract grammar (the `ast` module), so that
 * `ast.dump` of CPython and ast_dump of this one can be compared. A node is a struct with a kind, a
 * location and a union whose member is named after the node: `stmt->FunctionDef.body`.
 *
 * Words:
 *   identifier  an AstStr interned in the arena: equal names are equal pointers; NFKC-normalised.
 *   location    lines count from 1; columns are UTF-8 byte offsets and count from 0, as in
 *               CPython's nodes. The end is exclusive.
 *   optional    a pointer field that may be NULL; all others are never NULL.
 *
 * Ownership: nodes, lists and texts all live in the Arena given to the parser and die with it.
 */
#ifndef ADDER_LANG_AST_H
#define ADDER_LANG_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct AstStr {
    uint32_t len;     /* bytes */
    const char *utf8; /* NUL-terminated behind len; may hold lone surrogates (WTF-8) and NULs */
} AstStr;

typedef const AstStr *AstName; /* an identifier */

typedef struct Location {
    int32_t line, col;
    int32_t end_line, end_col;
} Location;

typedef struct AstExpr AstExpr;
typedef struct AstStmt AstStmt;
typedef struct AstPattern AstPattern;
typedef struct AstArg AstArg;
typedef struct AstArguments AstArguments;
typedef struct AstKeyword AstKeyword;
typedef struct AstAlias AstAlias;
typedef struct AstWithItem AstWithItem;
typedef struct AstHandler AstHandler;
typedef struct AstMatchCase AstMatchCase;
typedef struct AstComprehension AstComprehension;
typedef struct AstTypeParam AstTypeParam;

typedef struct AstExprList {
    uint32_t len;
    AstExpr **items;
} AstExprList;
typedef struct AstStmtList {
    uint32_t len;
    AstStmt **items;
} AstStmtList;
typedef struct AstPatternList {
    uint32_t len;
    AstPattern **items;
} AstPatternList;
typedef struct AstNameList {
    uint32_t len;
    AstName *items;
} AstNameList;
typedef struct AstArgList {
    uint32_t len;
    AstArg **items;
} AstArgList;
typedef struct AstKeywordList {
    uint32_t len;
    AstKeyword **items;
} AstKeywordList;
typedef struct AstAliasList {
    uint32_t len;
    AstAlias **items;
} AstAliasList;
typedef struct AstWithItemList {
    uint32_t len;
    AstWithItem **items;
} AstWithItemList;
typedef struct AstHandlerList {
    uint32_t len;
    AstHandler **items;
} AstHandlerList;
typedef struct AstMatchCaseList {
    uint32_t len;
    AstMatchCase **items;
} AstMatchCaseList;
typedef struct AstComprehensionList {
    uint32_t len;
    AstComprehension **items;
} AstComprehensionList;
typedef struct AstTypeParamList {
    uint32_t len;
    AstTypeParam **items;
} AstTypeParamList;

/* --- Constants ------------------------------------------------------------------------------- */

typedef enum AstConstantKind {
    CONSTANT_NONE,
    CONSTANT_TRUE,
    CONSTANT_FALSE,
    CONSTANT_ELLIPSIS,
    CONSTANT_INT,     /* small */
    CONSTANT_BIG_INT, /* text: digits of the base, no prefix, no underscores; beyond int64 */
    CONSTANT_FLOAT,   /* real */
    CONSTANT_COMPLEX, /* real is the imaginary part; the real part is 0.0 */
    CONSTANT_STR,     /* text, UTF-8 (WTF-8) */
    CONSTANT_BYTES,   /* text, raw bytes */
} AstConstantKind;

typedef struct AstConstant {
    uint8_t kind;  /* AstConstantKind */
    uint8_t base;  /* BIG_INT: 2, 8, 10 or 16 */
    bool u_prefix; /* STR: written u'...' (the `kind` field of ast.Constant) */
    union {
        int64_t small;
        double real;
        const AstStr *text;
    };
} AstConstant;

/* --- Modules --------------------------------------------------------------------------------- */

typedef enum AstModKind {
    MOD_MODULE,      /* body */
    MOD_INTERACTIVE, /* body */
    MOD_EXPRESSION,  /* expr */
} AstModKind;

typedef struct AstMod {
    AstModKind kind;
    AstStmtList body;
    AstExpr *expr;
} AstMod;

/* --- Expressions ----------------------------------------------------------------------------- */

typedef enum AstExprKind {
    EXPR_BOOL_OP,
    EXPR_NAMED_EXPR,
    EXPR_BIN_OP,
    EXPR_UNARY_OP,
    EXPR_LAMBDA,
    EXPR_IF_EXP,
    EXPR_DICT,
    EXPR_SET,
    EXPR_LIST_COMP,
    EXPR_SET_COMP,
    EXPR_DICT_COMP,
    EXPR_GENERATOR_EXP,
    EXPR_AWAIT,
    EXPR_YIELD,
    EXPR_YIELD_FROM,
    EXPR_COMPARE,
    EXPR_CALL,
    EXPR_FORMATTED_VALUE,
    EXPR_JOINED_STR,
    EXPR_CONSTANT,
    EXPR_ATTRIBUTE,
    EXPR_SUBSCRIPT,
    EXPR_STARRED,
    EXPR_NAME,
    EXPR_LIST,
    EXPR_TUPLE,
    EXPR_SLICE,
} AstExprKind;

typedef enum AstContext {
    CONTEXT_LOAD,
    CONTEXT_STORE,
    CONTEXT_DEL,
} AstContext;

typedef enum AstBoolOperator {
    BOOL_AND,
    BOOL_OR,
} AstBoolOperator;

typedef enum AstOperator {
    OPERATOR_ADD,
    OPERATOR_SUB,
    OPERATOR_MULT,
    OPERATOR_MAT_MULT,
    OPERATOR_DIV,
    OPERATOR_MOD,
    OPERATOR_POW,
    OPERATOR_L_SHIFT,
    OPERATOR_R_SHIFT,
    OPERATOR_BIT_OR,
    OPERATOR_BIT_XOR,
    OPERATOR_BIT_AND,
    OPERATOR_FLOOR_DIV,
} AstOperator;

typedef enum AstUnaryOperator {
    UNARY_INVERT,
    UNARY_NOT,
    UNARY_PLUS,
    UNARY_MINUS,
} AstUnaryOperator;

typedef enum AstCompareOperator {
    COMPARE_EQ,
    COMPARE_NOT_EQ,
    COMPARE_LT,
    COMPARE_LT_E,
    COMPARE_GT,
    COMPARE_GT_E,
    COMPARE_IS,
    COMPARE_IS_NOT,
    COMPARE_IN,
    COMPARE_NOT_IN,
} AstCompareOperator;

typedef enum AstConversion {
    CONVERSION_NONE = -1,
    CONVERSION_STR = 's',
    CONVERSION_REPR = 'r',
    CONVERSION_ASCII = 'a',
} AstConversion;

struct AstExpr {
    uint8_t kind; /* AstExprKind */
    Location loc;
    union {
        struct {
            AstBoolOperator op;
            AstExprList values; /* two or more: `a and b and c` is one node */
        } BoolOp;
        struct {
            AstExpr *target; /* a Name */
            AstExpr *value;
        } NamedExpr;
        struct {
            AstExpr *left;
            AstOperator op;
            AstExpr *right;
        } BinOp; /* left-deep: a chain of 10,000 additions is 10,000 levels; walk it in a loop */
        struct {
            AstUnaryOperator op;
            AstExpr *operand;
        } UnaryOp;
        struct {
            AstArguments *args;
            AstExpr *body;
        } Lambda;
        struct {
            AstExpr *test;
            AstExpr *body;
            AstExpr *orelse;
        } IfExp;
        struct {
            AstExprList keys; /* an item is NULL for `**value` */
            AstExprList values;
        } Dict;
        struct {
            AstExprList elts;
        } Set;
        struct {
            AstExpr *elt;
            AstComprehensionList generators;
        } ListComp, SetComp, GeneratorExp;
        struct {
            AstExpr *key;
            AstExpr *value;
            AstComprehensionList generators;
        } DictComp;
        struct {
            AstExpr *value;
        } Await, YieldFrom;
        struct {
            AstExpr *value; /* optional */
        } Yield;
        struct {
            AstExpr *left;
            uint32_t len; /* of ops and comparators */
            uint8_t *ops; /* AstCompareOperator */
            AstExpr **comparators;
        } Compare;
        struct {
            AstExpr *func;
            AstExprList args;
            AstKeywordList keywords;
        } Call;
        struct {
            AstExpr *value;
            AstConversion conversion;
            AstExpr *format_spec; /* optional; a JoinedStr */
        } FormattedValue;
        struct {
            AstExprList values; /* Constant (str) and FormattedValue */
        } JoinedStr;
        AstConstant Constant;
        struct {
            AstExpr *value;
            AstName attr;
            AstContext ctx;
        } Attribute;
        struct {
            AstExpr *value;
            AstExpr *slice;
            AstContext ctx;
        } Subscript;
        struct {
            AstExpr *value;
            AstContext ctx;
        } Starred;
        struct {
            AstName id;
            AstContext ctx;
        } Name;
        struct {
            AstExprList elts;
            AstContext ctx;
        } List, Tuple;
        struct {
            AstExpr *lower; /* optional, all three */
            AstExpr *upper;
            AstExpr *step;
        } Slice;
    };
};

/* --- The parts of expressions ---------------------------------------------------------------- */

struct AstComprehension {
    AstExpr *target;
    AstExpr *iter;
    AstExprList ifs;
    bool is_async;
};

struct AstArg {
    AstName arg;
    AstExpr *annotation; /* optional */
    Location loc;
};

struct AstArguments {
    AstArgList posonlyargs;
    AstArgList args;
    AstArg *vararg; /* optional */
    AstArgList kwonlyargs;
    AstExprList kw_defaults; /* one for each of kwonlyargs; an item is NULL where there is none */
    AstArg *kwarg;           /* optional */
    AstExprList defaults;    /* of the last parameters of posonlyargs + args */
};

struct AstKeyword {
    AstName arg; /* optional: NULL for `**value` */
    AstExpr *value;
    Location loc;
};

/* --- Statements ------------------------------------------------------------------------------ */

typedef enum AstStmtKind {
    STMT_FUNCTION_DEF,
    STMT_ASYNC_FUNCTION_DEF,
    STMT_CLASS_DEF,
    STMT_RETURN,
    STMT_DELETE,
    STMT_ASSIGN,
    STMT_AUG_ASSIGN,
    STMT_ANN_ASSIGN,
    STMT_FOR,
    STMT_ASYNC_FOR,
    STMT_WHILE,
    STMT_IF,
    STMT_WITH,
    STMT_ASYNC_WITH,
    STMT_MATCH,
    STMT_RAISE,
    STMT_TRY,
    STMT_TRY_STAR,
    STMT_ASSERT,
    STMT_IMPORT,
    STMT_IMPORT_FROM,
    STMT_GLOBAL,
    STMT_NONLOCAL,
    STMT_EXPR,
    STMT_PASS,
    STMT_BREAK,
    STMT_CONTINUE,
    STMT_TYPE_ALIAS,
} AstStmtKind;

struct AstStmt {
    uint8_t kind; /* AstStmtKind */
    Location loc;
    union {
        struct {
            AstName name;
            AstArguments *args;
            AstStmtList body;
            AstExprList decorator_list;
            AstExpr *returns; /* optional */
            AstTypeParamList type_params;
        } FunctionDef; /* and AsyncFunctionDef */
        struct {
            AstName name;
            AstExprList bases;
            AstKeywordList keywords;
            AstStmtList body;
            AstExprList decorator_list;
            AstTypeParamList type_params;
        } ClassDef;
        struct {
            AstExpr *value; /* optional */
        } Return;
        struct {
            AstExprList targets;
        } Delete;
        struct {
            AstExprList targets;
            AstExpr *value;
        } Assign;
        struct {
            AstExpr *target;
            AstOperator op;
            AstExpr *value;
        } AugAssign;
        struct {
            AstExpr *target;
            AstExpr *annotation;
            AstExpr *value; /* optional */
            bool simple;    /* the target is a name without parentheses */
        } AnnAssign;
        struct {
            AstExpr *target;
            AstExpr *iter;
            AstStmtList body;
            AstStmtList orelse;
        } For; /* and AsyncFor */
        struct {
            AstExpr *test;
            AstStmtList body;
            AstStmtList orelse; /* an `elif` is a single If here */
        } While, If;            /* thousands of elifs are as many levels; walk them in a loop */
        struct {
            AstWithItemList items;
            AstStmtList body;
        } With; /* and AsyncWith */
        struct {
            AstExpr *subject;
            AstMatchCaseList cases;
        } Match;
        struct {
            AstExpr *exc;   /* optional */
            AstExpr *cause; /* optional */
        } Raise;
        struct {
            AstStmtList body;
            AstHandlerList handlers;
            AstStmtList orelse;
            AstStmtList finalbody;
        } Try; /* and TryStar */
        struct {
            AstExpr *test;
            AstExpr *msg; /* optional */
        } Assert;
        struct {
            AstAliasList names;
        } Import;
        struct {
            AstName module; /* optional; dotted: `a.b` is one name */
            AstAliasList names;
            int32_t level; /* number of leading dots */
        } ImportFrom;
        struct {
            AstNameList names;
        } Global; /* and Nonlocal */
        struct {
            AstExpr *value;
        } Expr;
        struct {
            AstExpr *name; /* a Name */
            AstTypeParamList type_params;
            AstExpr *value;
        } TypeAlias;
    };
};

struct AstAlias {
    AstName name;   /* dotted: `a.b` is one name; or `*` */
    AstName asname; /* optional */
    Location loc;
};

struct AstWithItem {
    AstExpr *context_expr;
    AstExpr *optional_vars; /* optional */
};

struct AstHandler { /* ExceptHandler */
    AstExpr *type;  /* optional */
    AstName name;   /* optional */
    AstStmtList body;
    Location loc;
};

typedef enum AstTypeParamKind {
    TYPE_PARAM_TYPE_VAR,
    TYPE_PARAM_PARAM_SPEC,
    TYPE_PARAM_TYPE_VAR_TUPLE,
} AstTypeParamKind;

struct AstTypeParam {
    AstTypeParamKind kind;
    AstName name;
    AstExpr *bound; /* optional; TypeVar only */
    Location loc;
};

/* --- Patterns -------------------------------------------------------------------------------- */

struct AstMatchCase {
    AstPattern *pattern;
    AstExpr *guard; /* optional */
    AstStmtList body;
};

typedef enum AstPatternKind {
    PATTERN_MATCH_VALUE,
    PATTERN_MATCH_SINGLETON,
    PATTERN_MATCH_SEQUENCE,
    PATTERN_MATCH_MAPPING,
    PATTERN_MATCH_CLASS,
    PATTERN_MATCH_STAR,
    PATTERN_MATCH_AS,
    PATTERN_MATCH_OR,
} AstPatternKind;

struct AstPattern {
    uint8_t kind; /* AstPatternKind */
    Location loc;
    union {
        struct {
            AstExpr *value;
        } MatchValue;
        struct {
            AstConstantKind value; /* NONE, TRUE or FALSE */
        } MatchSingleton;
        struct {
            AstPatternList patterns;
        } MatchSequence, MatchOr;
        struct {
            AstExprList keys;
            AstPatternList patterns;
            AstName rest; /* optional */
        } MatchMapping;
        struct {
            AstExpr *cls;
            AstPatternList patterns;
            AstNameList kwd_attrs;
            AstPatternList kwd_patterns;
        } MatchClass;
        struct {
            AstName name; /* optional: NULL for `*_` */
        } MatchStar;
        struct {
            AstPattern *pattern; /* optional: NULL for a capture or `_` */
            AstName name;        /* optional: NULL for `_` */
        } MatchAs;
    };
};

/* --- The interning table of names ------------------------------------------------------------ */

/* Identifiers of one parse. The compiler may go on using it for names it makes itself. */
typedef struct AstNameTable {
    Arena *arena;
    AstStr **slots; /* open addressing; capacity is a power of two */
    uint32_t *hashes;
    uint32_t capacity;
    uint32_t len;
} AstNameTable;

void ast_names_init(AstNameTable *table, Arena *arena);

/* The interned string with these bytes; NULL when there is no memory. */
AstName ast_names_intern(AstNameTable *table, const char *utf8, size_t len);

#endif
