/* SyntaxWarning and DeprecationWarning: code that is legal and surely not meant. */
#include <stdarg.h>
#include <string.h>

#include "lang/compiler.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"

/* --- Issuing one ------------------------------------------------------------------------------ */

/* Through the module `warnings`, if the program has imported it. 1, 0: it has not, -1: error. */
static int warn_by_module(VM *vm, int category, Object *message, Object *filename, int32_t line) {
    Object *module = dict_get_cstr(vm, vm->modules, "warnings");
    Object *warn = module ? object_getattr_utf8(vm, module, "warn_explicit") : NULL;
    if (!warn) {
        error_clear(vm);
        return 0;
    }
    Object *number = int_from_i64(vm, line);
    Object *args[] = {message, OBJ(vm->exceptions[category]), filename, number};
    Object *result = number ? call(vm, warn, args, 4, NULL) : NULL;
    xdecref(vm, number);
    decref(vm, warn);
    if (!result) {
        return -1;
    }
    decref(vm, result);
    return 1;
}

/* What CPython's default filters let through, written to sys.stderr. */
static void warn_plainly(Lang *l, int category, Object *message, int32_t line) {
    VM *vm = l->vm;
    Object *stream = dict_get_cstr(vm, vm->sys, "stderr");
    if (category != EXC_SyntaxWarning || !stream || stream == vm->none) {
        return;
    }
    incref(stream);
    Object *source = source_line(l, line, true);
    bool show = source && source != vm->none;
    Object *text = NULL;
    if (source) {
        text =
            str_format(vm, show ? "%U:%d: SyntaxWarning: %U\n  %U\n" : "%U:%d: SyntaxWarning: %U\n",
                       l->filename, (int)line, message, source);
    }
    Object *result = text ? call_method1(vm, stream, ID(vm, write), text) : NULL;
    xdecref(vm, result);
    xdecref(vm, text);
    xdecref(vm, source);
    decref(vm, stream);
    if (error_occurred(vm) && !error_matches(vm, EXC_MemoryError)) {
        error_clear(vm);
    }
}

bool lang_warn(Lang *l, int category, const Location *loc, const char *text) {
    VM *vm = l->vm;
    Object *message = str_from_cstr(vm, text);
    TRY(message);
    int done = warn_by_module(vm, category, message, l->filename, loc->line);
    if (done == 0) {
        warn_plainly(l, category, message, loc->line);
    }
    decref(vm, message);
    if (done < 0 && error_matches(vm, category)) { /* a filter turns it into an error */
        error_clear(vm);
        return syntax_error(l, loc, "%s", text);
    }
    return !error_occurred(vm);
}

bool lang_warn_parser(Lang *l, const ParserWarning *warnings) {
    const char *seen = NULL;
    for (const ParserWarning *w = warnings; w; w = w->next) {
        int32_t col = w->col > 0 ? w->col - 1 : 0;
        const Location loc = {.line = w->line, .end_line = w->line, .col = col, .end_col = col};
        if (!w->deprecation) { /* about a number, which may have been read several times */
            if (seen && w->at <= seen) {
                continue;
            }
            seen = w->at;
        }
        TRY(lang_warn(l, w->deprecation ? EXC_DeprecationWarning : EXC_SyntaxWarning, &loc,
                      w->message));
    }
    return true;
}

static bool warn(Compiler *c, const char *format, ...) {
    char text[200];
    va_list list;
    if (c->unit->dead) {
        return true;
    }
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return lang_warn(&c->lang, EXC_SyntaxWarning, &c->unit->loc, text);
}

/* --- What is worth one ------------------------------------------------------------------------ */

/* Name of the type an expression certainly has, or NULL. */
static const char *type_of_expr(const AstExpr *e) {
    static const char *const constants[] = {
        [CONSTANT_NONE] = "NoneType",    [CONSTANT_TRUE] = "bool",       [CONSTANT_FALSE] = "bool",
        [CONSTANT_INT] = "int",          [CONSTANT_BIG_INT] = "int",     [CONSTANT_FLOAT] = "float",
        [CONSTANT_STR] = "str",          [CONSTANT_COMPLEX] = "complex", [CONSTANT_BYTES] = "bytes",
        [CONSTANT_ELLIPSIS] = "ellipsis"};
    switch (e->kind) {
    case EXPR_CONSTANT:
        return constants[e->Constant.kind];
    case EXPR_TUPLE:
        return "tuple";
    case EXPR_LIST:
    case EXPR_LIST_COMP:
        return "list";
    case EXPR_DICT:
    case EXPR_DICT_COMP:
        return "dict";
    case EXPR_SET:
    case EXPR_SET_COMP:
        return "set";
    case EXPR_GENERATOR_EXP:
        return "generator";
    case EXPR_LAMBDA:
        return "function";
    case EXPR_JOINED_STR:
    case EXPR_FORMATTED_VALUE:
        return "str";
    default:
        return NULL;
    }
}

bool warn_assert(Compiler *c, const AstExpr *test) {
    return test->kind != EXPR_TUPLE || test->Tuple.elts.len == 0 ||
           warn(c, "assertion is always true, perhaps remove parentheses?");
}

static bool is_constant(const AstExpr *e) {
    if (e->kind == EXPR_UNARY_OP && e->UnaryOp.op != UNARY_NOT) {
        return is_constant(e->UnaryOp.operand);
    }
    if (e->kind != EXPR_TUPLE) {
        return e->kind == EXPR_CONSTANT;
    }
    for (uint32_t i = 0; i < e->Tuple.elts.len; i++) {
        if (!is_constant(e->Tuple.elts.items[i])) {
            return false;
        }
    }
    return true;
}

static bool is_literal(const AstExpr *e) {
    if (e->kind != EXPR_CONSTANT) {
        return is_constant(e);
    }
    switch ((AstConstantKind)e->Constant.kind) {
    case CONSTANT_NONE:
    case CONSTANT_TRUE:
    case CONSTANT_FALSE:
    case CONSTANT_ELLIPSIS:
        return false;
    default:
        return true;
    }
}

bool warn_compare(Compiler *c, const AstExpr *e) {
    const AstExpr *left = e->Compare.left;
    for (uint32_t i = 0; i < e->Compare.len; i++) {
        const AstExpr *right = e->Compare.comparators[i];
        bool is = e->Compare.ops[i] == COMPARE_IS, is_not = e->Compare.ops[i] == COMPARE_IS_NOT;
        if ((is || is_not) && (is_literal(left) || is_literal(right))) {
            return warn(c, is ? "\"is\" with a literal. Did you mean \"==\"?"
                              : "\"is not\" with a literal. Did you mean \"!=\"?");
        }
        left = right;
    }
    return true;
}

bool warn_call(Compiler *c, const AstExpr *func) {
    const char *type = func->kind == EXPR_LAMBDA ? NULL : type_of_expr(func);
    return !type || warn(c, "'%s' object is not callable; perhaps you missed a comma?", type);
}

static bool has_no_items(const AstExpr *e) {
    switch (e->kind) {
    case EXPR_CONSTANT:
        return e->Constant.kind != CONSTANT_STR && e->Constant.kind != CONSTANT_BYTES;
    case EXPR_SET:
    case EXPR_SET_COMP:
    case EXPR_GENERATOR_EXP:
    case EXPR_LAMBDA:
        return true;
    default:
        return false;
    }
}

bool warn_subscript(Compiler *c, const AstExpr *value, const AstExpr *index) {
    const char *type = type_of_expr(value), *index_type = type_of_expr(index);
    if (!type) {
        return true;
    }
    if (has_no_items(value)) {
        return warn(c, "'%s' object is not subscriptable; perhaps you missed a comma?", type);
    }
    if (!index_type || strcmp(index_type, "int") == 0 || strcmp(index_type, "bool") == 0 ||
        strcmp(type, "dict") == 0 || strcmp(type, "bool") == 0) {
        return true;
    }
    return warn(c, "%s indices must be integers or slices, not %s; perhaps you missed a comma?",
                type, index_type);
}
