/* import and from ... import. */
#include <string.h>

#include "lang/parser_internal.h"

/* a.b.c as one name. */
static AstName parse_dotted_name(Parser *p) {
    const Token *token = peek(p);
    if (token->type != TOKEN_NAME) {
        return NULL;
    }
    AstName name = intern_token(p, token);
    advance(p);
    while (name && at(p, TOKEN_DOT)) {
        advance(p);
        token = peek(p);
        if (token->type != TOKEN_NAME) {
            return NULL;
        }
        AstName part = intern_token(p, token);
        if (!part) {
            return NULL;
        }
        char *joined = parser_alloc(p, name->len + part->len + 1);
        if (!joined) {
            return NULL;
        }
        memcpy(joined, name->utf8, name->len);
        joined[name->len] = '.';
        memcpy(joined + name->len + 1, part->utf8, part->len);
        name = intern(p, joined, name->len + part->len + 1);
        advance(p);
    }
    return name;
}

static bool push_alias(Parser *p, AstName name, AstName asname, Place start) {
    AstAlias *alias = parser_alloc(p, sizeof(*alias));
    if (!alias) {
        return false;
    }
    alias->name = name;
    alias->asname = asname;
    alias->loc = location_from(p, start);
    return scratch_push(p, alias);
}

/* Behind the name: perhaps `as` another one. Pushes the alias. */
static bool parse_as(Parser *p, AstName name, Place start) {
    AstName asname = NULL;
    if (!name) {
        return false;
    }
    if (accept(p, TOKEN_AS)) {
        const Token *token = peek(p);
        asname = token->type == TOKEN_NAME ? intern_token(p, token) : NULL;
        if (!asname) {
            return false;
        }
        advance(p);
    }
    return push_alias(p, name, asname, start);
}

static AstStmt *parse_import_name(Parser *p, Place start) {
    uint32_t base = scratch_base(p);
    do {
        advance(p); /* the keyword or a comma */
        Place name_start = here(p);
        AstName name = parse_dotted_name(p);
        if (!parse_as(p, name, name_start)) {
            return NULL;
        }
    } while (at(p, TOKEN_COMMA));
    AstStmt *stmt = new_stmt(p, STMT_IMPORT, start);
    return stmt && TAKE_LIST(p, base, &stmt->Import.names) ? stmt : NULL;
}

static bool parse_from_alias(Parser *p) {
    Place start = here(p);
    const Token *token = peek(p);
    if (token->type != TOKEN_NAME) {
        return false;
    }
    AstName name = intern_token(p, token);
    advance(p);
    return parse_as(p, name, start);
}

static bool parse_from_targets(Parser *p) {
    Place start = here(p);
    if (accept(p, TOKEN_STAR)) {
        AstName all = intern(p, "*", 1);
        return all && push_alias(p, all, NULL, start);
    }
    bool parenthesized = accept(p, TOKEN_LEFT_PAREN);
    for (;;) {
        if (!parse_from_alias(p)) {
            return false;
        }
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
        if (parenthesized && at(p, TOKEN_RIGHT_PAREN)) {
            break;
        }
        if (!parenthesized && at(p, TOKEN_NEWLINE)) {
            if (explaining(p)) {
                parser_raise_here(p, "trailing comma not allowed without surrounding parentheses");
            }
            return false;
        }
    }
    return !parenthesized || accept(p, TOKEN_RIGHT_PAREN);
}

static AstStmt *parse_import_from(Parser *p, Place start) {
    advance(p);
    int32_t level = 0;
    while (at(p, TOKEN_DOT) || at(p, TOKEN_ELLIPSIS)) {
        level += at(p, TOKEN_DOT) ? 1 : 3;
        advance(p);
    }
    AstName module = NULL;
    if (level == 0 || !at(p, TOKEN_IMPORT)) {
        module = parse_dotted_name(p);
        if (!module) {
            return NULL;
        }
    }
    uint32_t base = scratch_base(p);
    if (!accept(p, TOKEN_IMPORT) || !parse_from_targets(p)) {
        return NULL;
    }
    AstStmt *stmt = new_stmt(p, STMT_IMPORT_FROM, start);
    if (!stmt || !TAKE_LIST(p, base, &stmt->ImportFrom.names)) {
        return NULL;
    }
    stmt->ImportFrom.module = module;
    stmt->ImportFrom.level = level;
    return stmt;
}

AstStmt *parse_import(Parser *p) {
    Place start = here(p);
    return at(p, TOKEN_FROM) ? parse_import_from(p, start) : parse_import_name(p, start);
}
