#include <string.h>

#include <utf8proc.h>

#include "base/utf8.h"
#include "lang/parser_internal.h"

void *parser_alloc(Parser *p, size_t size) {
    void *block = arena_alloc(p->shared->arena, size);
    return LIKELY(block != NULL) ? block : parser_out_of_memory(p);
}

AstExpr *new_constant(Parser *p, AstConstantKind kind, Place start) {
    AstExpr *expr = new_expr(p, EXPR_CONSTANT, start);
    if (expr) {
        expr->Constant.kind = (uint8_t)kind;
        expr->Constant.base = 10;
        expr->Constant.u_prefix = false;
        expr->Constant.small = 0;
    }
    return expr;
}

AstExpr *new_name(Parser *p, const Token *token, AstContext context) {
    Location loc = token->loc;
    AstName id = intern_token(p, token);
    AstExpr *expr = id ? new_expr_at(p, EXPR_NAME, loc) : NULL;
    if (expr) {
        expr->Name.id = id;
        expr->Name.ctx = context;
    }
    return expr;
}

AstExpr *new_starred(Parser *p, AstExpr *value, Place start) {
    AstExpr *expr = new_expr(p, EXPR_STARRED, start);
    if (expr) {
        expr->Starred.value = value;
        expr->Starred.ctx = CONTEXT_LOAD;
    }
    return expr;
}

AstExpr *new_tuple(Parser *p, AstExprList elts, Place start) {
    AstExpr *expr = new_expr(p, EXPR_TUPLE, start);
    if (expr) {
        expr->Tuple.elts = elts;
        expr->Tuple.ctx = CONTEXT_LOAD;
    }
    return expr;
}

AstName intern(Parser *p, const char *utf8, size_t len) {
    AstName name = ast_names_intern(p->shared->names, utf8, len);
    return LIKELY(name != NULL) ? name : parser_out_of_memory(p);
}

/* Interns the name in its compatibility form: NFKC. */
static AstName intern_normalized(Parser *p, const char *utf8, size_t len) {
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)utf8;
    utf8proc_ssize_t count =
        utf8proc_decompose(bytes, (utf8proc_ssize_t)len, NULL, 0,
                           UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE);
    if (count < 0) {
        return parser_raise_here(p, "invalid identifier");
    }
    ArenaMark before = arena_mark(p->shared->arena);
    utf8proc_int32_t *points = parser_alloc(p, (size_t)(count + 1) * sizeof(*points));
    char *text = parser_alloc(p, (size_t)count * UTF8_MAX_BYTES + 1);
    if (!points || !text) {
        return NULL;
    }
    utf8proc_decompose(bytes, (utf8proc_ssize_t)len, points, count,
                       UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE);
    count = utf8proc_normalize_utf32(points, count, options);
    size_t size = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        size += utf8_encode((uint32_t)points[i], text + size);
    }
    char small[64];
    if (size <= sizeof(small)) {
        memcpy(small, text, size);
        arena_release_to(p->shared->arena, before);
        return intern(p, small, size);
    }
    return intern(p, text, size);
}

AstName intern_token(Parser *p, const Token *token) {
    if (UNLIKELY(!utf8_is_ascii(token->start, token->len))) {
        return intern_normalized(p, token->start, token->len);
    }
    return intern(p, token->start, token->len);
}

bool scratch_push(Parser *p, const void *item) {
    ParserShared *shared = p->shared;
    if (UNLIKELY(shared->scratch_len == shared->scratch_capacity)) {
        const MemorySource *source = &shared->arena->source;
        uint32_t capacity = shared->scratch_capacity ? shared->scratch_capacity * 2 : 128;
        void **scratch = source->alloc(source->ctx, capacity * sizeof(void *));
        if (!scratch) {
            parser_out_of_memory(p);
            return false;
        }
        if (shared->scratch) {
            memcpy(scratch, shared->scratch, shared->scratch_len * sizeof(void *));
            source->free(source->ctx, shared->scratch, shared->scratch_capacity * sizeof(void *));
        }
        shared->scratch = scratch;
        shared->scratch_capacity = capacity;
    }
    shared->scratch[shared->scratch_len++] = (void *)item;
    return true;
}

bool scratch_take(Parser *p, uint32_t base, uint32_t *len, void ***items) {
    ParserShared *shared = p->shared;
    uint32_t count = shared->scratch_len - base;
    *len = count;
    *items = NULL;
    if (count == 0) {
        return true;
    }
    *items = parser_alloc(p, count * sizeof(void *));
    if (!*items) {
        return false;
    }
    memcpy(*items, shared->scratch + base, count * sizeof(void *));
    shared->scratch_len = base;
    return true;
}

bool single_list(Parser *p, AstExpr *item, AstExprList *list) {
    list->items = parser_alloc(p, sizeof(*list->items));
    if (!list->items) {
        return false;
    }
    list->items[0] = item;
    list->len = 1;
    return true;
}
