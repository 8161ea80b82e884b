/* Which part of a source segment failed: the operator of a binary operation, the brackets of a
 * subscript. Found by parsing the segment by itself. */
#include "base/arena.h"
#include "lang/parser.h"
#include "vm/traceback_text.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

static bool operator_anchors(const char *text, const AstExpr *left, const AstExpr *right,
                             size_t *left_end, size_t *right_start) {
    for (int32_t i = left->loc.end_col; i < right->loc.col; i++) {
        if (is_blank(text[i])) {
            continue;
        }
        *left_end = (size_t)i;
        *right_start = (size_t)i + 1;
        if (i + 1 < right->loc.col && !is_blank(text[i + 1])) {
            ++*right_start; /* an operator of two characters */
        }
        return true;
    }
    return false;
}

static bool expr_anchors(const char *text, const AstExpr *e, size_t *left_end,
                         size_t *right_start) {
    switch (e->kind) {
    case EXPR_BIN_OP:
        return operator_anchors(text, e->BinOp.left, e->BinOp.right, left_end, right_start);
    case EXPR_SUBSCRIPT:
        *left_end = (size_t)e->Subscript.value->loc.end_col;
        *right_start = (size_t)e->Subscript.slice->loc.end_col + 1;
        return true;
    default:
        return false;
    }
}

bool traceback_anchors(const char *segment, size_t len, size_t *left_end, size_t *right_start) {
    Arena arena;
    ParserOptions options = {.mode = PARSER_FILE, .source_is_text = true};
    ParserResult result;
    bool found = false;
    memset(&result, 0, sizeof result);
    arena_init(&arena, memory_source_malloc());
    if (parser_parse(segment, len, &options, &arena, &result) && result.mod->body.len == 1) {
        const AstStmt *s = result.mod->body.items[0];
        found = s->kind == STMT_EXPR && s->loc.line == s->loc.end_line &&
                expr_anchors(segment, s->Expr.value, left_end, right_start);
    }
    arena_deinit(&arena);
    return found && *left_end <= len && *right_start <= len;
}
