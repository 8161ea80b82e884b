/* Functions, classes, decorators, type parameters. */
#include "lang/parser_internal.h"

/* --- Type parameters ------------------------------------------------------------------------- */

static AstTypeParam *parse_type_param(Parser *p) {
    Place start = here(p);
    AstTypeParamKind kind = TYPE_PARAM_TYPE_VAR;
    if (accept(p, TOKEN_STAR)) {
        kind = TYPE_PARAM_TYPE_VAR_TUPLE;
    } else if (accept(p, TOKEN_DOUBLE_STAR)) {
        kind = TYPE_PARAM_PARAM_SPEC;
    }
    const Token *token = peek(p);
    AstName name = token->type == TOKEN_NAME ? intern_token(p, token) : NULL;
    if (!name) {
        return NULL;
    }
    advance(p);
    AstExpr *bound = NULL;
    if (kind == TYPE_PARAM_TYPE_VAR && accept(p, TOKEN_COLON)) {
        bound = parse_expression(p);
        if (!bound) {
            return NULL;
        }
    }
    AstTypeParam *param = parser_alloc(p, sizeof(*param));
    if (param) {
        param->kind = kind;
        param->name = name;
        param->bound = bound;
        param->loc = location_from(p, start);
    }
    return param;
}

/* In brackets behind the name of a function, class or type alias, if there are any. */
static bool parse_type_params(Parser *p, AstTypeParamList *params) {
    *params = (AstTypeParamList){0, NULL};
    if (!accept(p, TOKEN_LEFT_BRACKET)) {
        return true;
    }
    uint32_t base = scratch_base(p);
    do {
        if (scratch_base(p) > base && at(p, TOKEN_RIGHT_BRACKET)) {
            break;
        }
        AstTypeParam *param = parse_type_param(p);
        if (!param || !scratch_push(p, param)) {
            return false;
        }
    } while (accept(p, TOKEN_COMMA));
    return TAKE_LIST(p, base, params) && accept(p, TOKEN_RIGHT_BRACKET);
}

/* Looks at the text: reading one more token would change where an error is reported. */
static bool alias_follows(const Token *name) {
    const char *c = name->start + name->len;
    while (*c == ' ' || *c == '\t') {
        c++;
    }
    return *c == '[' || (*c == '=' && c[1] != '=');
}

AstStmt *parse_type_alias(Parser *p, bool *is_alias) {
    const Token *next = peek_at(p, 1);
    *is_alias = next->type == TOKEN_NAME && alias_follows(next);
    if (!*is_alias) {
        return NULL;
    }
    Place start = here(p);
    advance(p);
    const Token *token = peek(p);
    advance(p);
    AstExpr *name = new_name(p, token, CONTEXT_STORE);
    AstTypeParamList params;
    if (!name || !parse_type_params(p, &params) || !accept(p, TOKEN_EQUAL)) {
        return NULL;
    }
    AstExpr *value = parse_expression(p);
    AstStmt *stmt = value ? new_stmt(p, STMT_TYPE_ALIAS, start) : NULL;
    if (stmt) {
        stmt->TypeAlias.name = name;
        stmt->TypeAlias.type_params = params;
        stmt->TypeAlias.value = value;
    }
    return stmt;
}

/* --- Functions and classes ------------------------------------------------------------------- */

/* At `def`; start is that of `async` if there is one. */
AstStmt *parse_function(Parser *p, Place start, bool is_async, AstExprList decorators) {
    int32_t line = here(p).line;
    advance(p);
    const Token *token = peek(p);
    AstName name = token->type == TOKEN_NAME ? intern_token(p, token) : NULL;
    if (!name) {
        return NULL;
    }
    advance(p);
    AstTypeParamList type_params;
    Location bracket = peek(p)->loc;
    if (!parse_type_params(p, &type_params)) {
        return failed(p) ? NULL : parser_raise(p, bracket, "expected '('");
    }
    if (!parse_forced(p, TOKEN_LEFT_PAREN, "(")) {
        return NULL;
    }
    AstArguments *args = parse_parameters(p, false);
    if (!args || !accept(p, TOKEN_RIGHT_PAREN)) {
        return NULL;
    }
    AstExpr *returns = NULL;
    Mark m = mark(p);
    if (accept(p, TOKEN_ARROW) && !(returns = parse_expression(p))) {
        if (failed(p) || !backtracking(p)) {
            return NULL;
        }
        reset(p, m);
    }
    AstStmtList body;
    if (!parse_forced(p, TOKEN_COLON, ":") || !parse_block(p, "function definition", line, &body)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, is_async ? STMT_ASYNC_FUNCTION_DEF : STMT_FUNCTION_DEF, start);
    if (stmt) {
        stmt->FunctionDef.name = name;
        stmt->FunctionDef.args = args;
        stmt->FunctionDef.body = body;
        stmt->FunctionDef.decorator_list = decorators;
        stmt->FunctionDef.returns = returns;
        stmt->FunctionDef.type_params = type_params;
    }
    return stmt;
}

AstStmt *parse_class(Parser *p, Place start, AstExprList decorators) {
    int32_t line = start.line;
    advance(p);
    const Token *token = peek(p);
    AstName name = token->type == TOKEN_NAME ? intern_token(p, token) : NULL;
    if (!name) {
        return NULL;
    }
    advance(p);
    AstTypeParamList type_params;
    CallArguments arguments = {0};
    if (!parse_type_params(p, &type_params)) {
        return NULL;
    }
    Place open = here(p);
    if (accept(p, TOKEN_LEFT_PAREN) &&
        (!parse_arguments(p, false, open, &arguments) || !accept(p, TOKEN_RIGHT_PAREN))) {
        return NULL;
    }
    AstStmtList body;
    if (!parse_colon_block(p, "class definition", line, &body)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, STMT_CLASS_DEF, start);
    if (stmt) {
        stmt->ClassDef.name = name;
        stmt->ClassDef.bases = arguments.args;
        stmt->ClassDef.keywords = arguments.keywords;
        stmt->ClassDef.body = body;
        stmt->ClassDef.decorator_list = decorators;
        stmt->ClassDef.type_params = type_params;
    }
    return stmt;
}

AstStmt *parse_decorated(Parser *p) {
    uint32_t base = scratch_base(p);
    while (accept(p, TOKEN_AT)) {
        AstExpr *decorator = parse_named_expression(p);
        if (!decorator || !accept(p, TOKEN_NEWLINE) || !scratch_push(p, decorator)) {
            return NULL;
        }
    }
    AstExprList decorators;
    if (!TAKE_LIST(p, base, &decorators)) {
        return NULL;
    }
    Place start = here(p);
    switch (peek(p)->type) {
    case TOKEN_DEF:
        return parse_function(p, start, false, decorators);
    case TOKEN_CLASS:
        return parse_class(p, start, decorators);
    case TOKEN_ASYNC:
        advance(p);
        return at(p, TOKEN_DEF) ? parse_function(p, start, true, decorators) : NULL;
    default:
        return NULL;
    }
}
