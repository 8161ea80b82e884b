/* What the passes of a compilation share. */
#include "lang/context.h"

#include <string.h>

#include "object/error.h"

bool lang_enter_slow(Lang *l) {
    raise(l->vm, EXC_RecursionError, "maximum recursion depth exceeded during compilation");
    return false;
}

void *lang_alloc(Lang *l, size_t size) {
    void *p = arena_alloc(l->arena, size);
    if (UNLIKELY(!p)) {
        raise_memory_error(l->vm);
    }
    return p;
}

void *lang_alloc_zeroed(Lang *l, size_t size) {
    void *p = lang_alloc(l, size);
    return p ? memset(p, 0, size) : NULL;
}

AstName lang_intern(Lang *l, const char *text, size_t len) {
    AstName name = ast_names_intern(l->names, text, len);
    if (UNLIKELY(!name)) {
        raise_memory_error(l->vm);
    }
    return name;
}

AstName lang_mangle_slow(Lang *l, AstName cls, AstName name) {
    const char *text = name->utf8;
    if ((text[name->len - 1] == '_' && text[name->len - 2] == '_') ||
        memchr(text, '.', name->len)) {
        return name;
    }
    const char *prefix = cls->utf8;
    size_t prefix_len = cls->len;
    while (prefix_len && *prefix == '_') {
        prefix++;
        prefix_len--;
    }
    if (prefix_len == 0) {
        return name;
    }
    ArenaMark mark = arena_mark(l->arena);
    char *buffer = lang_alloc(l, 1 + prefix_len + name->len);
    if (!buffer) {
        return NULL;
    }
    buffer[0] = '_';
    memcpy(buffer + 1, prefix, prefix_len);
    memcpy(buffer + 1 + prefix_len, text, name->len);
    uint32_t count = l->names->len;
    AstName mangled = lang_intern(l, buffer, 1 + prefix_len + name->len);
    if (l->names->len == count) {
        arena_release_to(l->arena, mark); /* it was there already */
    }
    return mangled;
}

/* --- __future__ ------------------------------------------------------------------------------ */

static const char *const known_features[] = {
    "nested_scopes",  "generators",       "division",       "absolute_import", "with_statement",
    "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop",
};

static bool future_feature(Lang *l, const AstStmt *stmt, const AstAlias *alias) {
    const Location start = {stmt->loc.line, stmt->loc.col, stmt->loc.line, -1};
    if (alias->name == l->known.annotations) {
        l->features |= 0x1000000; /* CO_FUTURE_ANNOTATIONS */
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(known_features); i++) {
        if (strcmp(alias->name->utf8, known_features[i]) == 0) {
            return true;
        }
    }
    if (strcmp(alias->name->utf8, "braces") == 0) {
        return syntax_error(l, &start, "not a chance");
    }
    return syntax_error(l, &start, "future feature %.100s is not defined", alias->name->utf8);
}

bool future_scan(Lang *l, const AstMod *mod) {
    if (mod->kind == MOD_EXPRESSION) {
        return true;
    }
    for (uint32_t i = 0; i < mod->body.len; i++) {
        const AstStmt *stmt = mod->body.items[i];
        bool is_doc = i == 0 && stmt->kind == STMT_EXPR &&
                      stmt->Expr.value->kind == EXPR_CONSTANT &&
                      stmt->Expr.value->Constant.kind == CONSTANT_STR;
        if (is_doc) {
            continue;
        }
        if (stmt->kind != STMT_IMPORT_FROM || stmt->ImportFrom.module != l->known.future ||
            stmt->ImportFrom.level != 0) {
            return true;
        }
        for (uint32_t j = 0; j < stmt->ImportFrom.names.len; j++) {
            TRY(future_feature(l, stmt, stmt->ImportFrom.names.items[j]));
        }
        l->future_line = stmt->loc.line;
    }
    return true;
}
