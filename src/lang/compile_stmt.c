/* Statements: bodies, the dispatcher, and the simple kinds. */
#include <string.h>

#include "lang/compiler.h"
#include "types/tuple.h"

/* --- if, assert, raise ------------------------------------------------------------------------ */

static bool stmt_if(Compiler *c, AstStmt *s) {
    Label end = label_new(c);
    for (;;) { /* chains of elif are deep */
        Label next = label_new(c);
        const AstStmtList *orelse = &s->If.orelse;
        SET_LOC(c, s);
        TRY(compile_jump_if(c, s->If.test, next, false) && compile_body(c, &s->If.body));
        if (orelse->len) {
            c->unit->loc = (Location){0};
            TRY(emit_goto(c, end));
        }
        label_place(c, next);
        if (orelse->len != 1 || orelse->items[0]->kind != STMT_IF) {
            TRY(compile_body(c, orelse));
            label_place(c, end);
            return true;
        }
        s = orelse->items[0];
    }
}

static bool stmt_assert(Compiler *c, AstStmt *s) {
    Label end = label_new(c);
    uint32_t top = c->unit->top;
    TRY(warn_assert(c, s->Assert.test) && compile_jump_if(c, s->Assert.test, end, true));
    uint32_t error = reg_push_many(c, 2);
    TRY(emit(c, OP_CODE_LOAD_ASSERTION_ERROR, 0, error, 0, 0));
    if (s->Assert.msg) {
        TRY(compile_expr(c, s->Assert.msg, reg_push(c)) &&
            emit(c, OP_CODE_CALL, 0, error, error, 1));
    }
    TRY(emit(c, OP_CODE_RAISE, KILL_A, error, 0, 1));
    label_place(c, end);
    reg_pop_to(c, top);
    return true;
}

static bool stmt_raise(Compiler *c, AstStmt *s) {
    uint32_t top = c->unit->top;
    Operand exc, cause = {0, false};
    if (!s->Raise.exc) {
        return emit(c, OP_CODE_RAISE, 0, 0, 0, 0);
    }
    TRY(compile_operand(c, s->Raise.exc, &exc, s->Raise.cause, NULL));
    if (s->Raise.cause) {
        TRY(compile_operand(c, s->Raise.cause, &cause, NULL, NULL));
    }
    TRY(emit(c, OP_CODE_RAISE, KILL_A_IF(exc) | KILL_B_IF(cause), exc.reg, cause.reg,
             s->Raise.cause ? 2 : 1));
    reg_pop_to(c, top);
    return true;
}

/* --- import ----------------------------------------------------------------------------------- */

static bool import_name(Compiler *c, AstName name, int32_t level, uint32_t reg) {
    return emit_x(c, OP_CODE_IMPORT_NAME, KILL_B, reg, reg, name_index(c, name), level);
}

/* import a.b.c as m: m is the innermost module. */
static bool import_as(Compiler *c, const AstAlias *alias, uint32_t reg) {
    const char *p = alias->name->utf8, *end = p + alias->name->len;
    const char *dot = memchr(p, '.', (size_t)(end - p));
    while (dot) {
        p = dot + 1;
        dot = memchr(p, '.', (size_t)(end - p));
        AstName part = lang_intern(&c->lang, p, (size_t)((dot ? dot : end) - p));
        uint32_t t = reg_push(c);
        TRY(part && emit(c, OP_CODE_IMPORT_FROM, 0, t, reg, name_index(c, part)) &&
            emit_move(c, reg, temp_operand(t)));
        reg_pop_to(c, t);
    }
    return name_store(c, alias->asname, temp_operand(reg));
}

bool compile_import(Compiler *c, AstStmt *s) {
    for (uint32_t i = 0; i < s->Import.names.len; i++) {
        const AstAlias *alias = s->Import.names.items[i];
        uint32_t t = reg_push(c);
        TRY(emit(c, OP_CODE_LOAD_NONE, 0, t, 0, 0) && import_name(c, alias->name, 0, t));
        if (alias->asname) {
            TRY(forbidden_name(c, alias->asname, CONTEXT_STORE, &s->loc) && import_as(c, alias, t));
        } else {
            const char *dot = memchr(alias->name->utf8, '.', alias->name->len);
            AstName first = alias->name;
            if (dot) {
                first = lang_intern(&c->lang, first->utf8, (size_t)(dot - first->utf8));
                TRY(first);
            }
            TRY(forbidden_name(c, first, CONTEXT_STORE, &s->loc) &&
                name_store(c, first, temp_operand(t)));
        }
        reg_pop_to(c, t);
    }
    return true;
}

static Object *import_list(Compiler *c, const AstAliasList *names) {
    Object **items = code_alloc(c, (names->len + 1) * sizeof *items);
    if (!items) {
        return NULL;
    }
    for (uint32_t i = 0; i < names->len; i++) {
        items[i] = name_object(c, names->items[i]->name);
        if (!items[i]) {
            while (i > 0) {
                decref(c->vm, items[--i]);
            }
            return NULL;
        }
    }
    return tuple_from_steal(c->vm, items, names->len);
}

bool compile_import_from(Compiler *c, AstStmt *s) {
    const AstAliasList *names = &s->ImportFrom.names;
    if (s->ImportFrom.module == c->lang.known.future && s->ImportFrom.level == 0 &&
        s->loc.line > c->lang.future_line) {
        return compile_error(c, &s->loc,
                             "from __future__ imports must occur at the beginning of the file");
    }
    uint32_t module = reg_push(c);
    AstName name = s->ImportFrom.module;
    if (!name) {
        name = lang_intern(&c->lang, "", 0);
        TRY(name);
    }
    TRY(load_object(c, import_list(c, names), module) &&
        import_name(c, name, s->ImportFrom.level, module));
    if (names->len == 1 && names->items[0]->name == c->lang.known.star) {
        TRY(emit(c, OP_CODE_IMPORT_STAR, KILL_B, 0, module, 0));
        reg_pop_to(c, module);
        return true;
    }
    for (uint32_t i = 0; i < names->len; i++) {
        const AstAlias *alias = names->items[i];
        AstName as = alias->asname ? alias->asname : alias->name;
        uint32_t t = reg_push(c);
        TRY(forbidden_name(c, as, CONTEXT_STORE, &s->loc) &&
            emit(c, OP_CODE_IMPORT_FROM, 0, t, module, name_index(c, alias->name)) &&
            name_store(c, as, temp_operand(t)));
        reg_pop_to(c, t);
    }
    TRY(emit_clear(c, module));
    reg_pop_to(c, module);
    return true;
}

/* --- Expressions as statements ---------------------------------------------------------------- */

static bool stmt_expr(Compiler *c, AstStmt *s) {
    Unit *u = c->unit;
    uint32_t before = u->ins_len;
    if (c->interactive && !u->outer) {
        Operand o;
        uint32_t top = u->top;
        TRY(compile_operand(c, s->Expr.value, &o, NULL, NULL) &&
            emit(c, OP_CODE_PRINT_EXPR, KILL_B_IF(o), 0, o.reg, 0));
        reg_pop_to(c, top);
        return true;
    }
    TRY(compile_discard(c, s->Expr.value));
    /* A line that does nothing is still a line to stop at. */
    return u->ins_len != before || emit(c, OP_CODE_NOP, 0, 0, 0, 0);
}

/* --- The dispatcher --------------------------------------------------------------------------- */

static bool stmt_kind(Compiler *c, AstStmt *s) {
    switch ((AstStmtKind)s->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        return compile_function_def(c, s);
    case STMT_CLASS_DEF:
        return compile_class_def(c, s);
    case STMT_RETURN:
        return compile_return(c, s);
    case STMT_DELETE:
        for (uint32_t i = 0; i < s->Delete.targets.len; i++) {
            TRY(compile_delete(c, s->Delete.targets.items[i]));
        }
        return true;
    case STMT_ASSIGN:
        return compile_assign(c, s);
    case STMT_AUG_ASSIGN:
        return compile_aug_assign(c, s);
    case STMT_ANN_ASSIGN:
        return compile_ann_assign(c, s);
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        return compile_for(c, s);
    case STMT_WHILE:
        return compile_while(c, s);
    case STMT_IF:
        return stmt_if(c, s);
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        return compile_with(c, s);
    case STMT_MATCH:
        return compile_match(c, s);
    case STMT_RAISE:
        return stmt_raise(c, s);
    case STMT_TRY:
        return compile_try(c, s);
    case STMT_TRY_STAR:
        return compile_try_star(c, s);
    case STMT_ASSERT:
        return stmt_assert(c, s);
    case STMT_IMPORT:
        return compile_import(c, s);
    case STMT_IMPORT_FROM:
        return compile_import_from(c, s);
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        return true;
    case STMT_EXPR:
        return stmt_expr(c, s);
    case STMT_PASS:
        return emit(c, OP_CODE_NOP, 0, 0, 0, 0);
    case STMT_BREAK:
        return compile_break(c, s);
    case STMT_CONTINUE:
        return compile_continue(c, s);
    case STMT_TYPE_ALIAS:
        return compile_type_alias(c, s);
    }
    return true;
}

bool compile_stmt(Compiler *c, AstStmt *s) {
    TRY(lang_enter(&c->lang));
    SET_LOC(c, s);
    TRY(stmt_kind(c, s));
    lang_leave(&c->lang);
    return !c->failed;
}

bool compile_body(Compiler *c, const AstStmtList *body) {
    for (uint32_t i = 0; i < body->len; i++) {
        TRY(compile_stmt(c, body->items[i]));
    }
    return true;
}

/* --- Modules and classes ---------------------------------------------------------------------- */

static bool has_annotations(const AstStmtList *body);

static bool handlers_have_annotations(const AstHandlerList *handlers) {
    for (uint32_t i = 0; i < handlers->len; i++) {
        if (has_annotations(&handlers->items[i]->body)) {
            return true;
        }
    }
    return false;
}

static bool cases_have_annotations(const AstMatchCaseList *cases) {
    for (uint32_t i = 0; i < cases->len; i++) {
        if (has_annotations(&cases->items[i]->body)) {
            return true;
        }
    }
    return false;
}

static bool stmt_has_annotations(const AstStmt *s) {
    switch (s->kind) {
    case STMT_ANN_ASSIGN:
        return true;
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        return has_annotations(&s->For.body) || has_annotations(&s->For.orelse);
    case STMT_IF:
        while (s->If.orelse.len == 1 && s->If.orelse.items[0]->kind == STMT_IF) {
            if (has_annotations(&s->If.body)) {
                return true;
            }
            s = s->If.orelse.items[0];
        }
        return has_annotations(&s->If.body) || has_annotations(&s->If.orelse);
    case STMT_WHILE:
        return has_annotations(&s->While.body) || has_annotations(&s->While.orelse);
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        return has_annotations(&s->With.body);
    case STMT_TRY:
    case STMT_TRY_STAR:
        return has_annotations(&s->Try.body) || handlers_have_annotations(&s->Try.handlers) ||
               has_annotations(&s->Try.orelse) || has_annotations(&s->Try.finalbody);
    case STMT_MATCH:
        return cases_have_annotations(&s->Match.cases);
    default:
        return false;
    }
}

static bool has_annotations(const AstStmtList *body) {
    for (uint32_t i = 0; i < body->len; i++) {
        if (stmt_has_annotations(body->items[i])) {
            return true;
        }
    }
    return false;
}

bool compile_toplevel_body(Compiler *c, const AstStmtList *body) {
    AstStmtList rest = *body;
    const AstConstant *doc = c->interactive && !c->unit->outer ? NULL : body_doc(body);
    if (has_annotations(body)) {
        TRY(emit(c, OP_CODE_SETUP_ANNOTATIONS, 0, 0, 0, 0));
    }
    if (doc) {
        uint32_t t = reg_push(c);
        SET_LOC(c, body->items[0]->Expr.value);
        TRY(load_constant(c, doc, t) && name_store(c, c->lang.known.doc, temp_operand(t)));
        reg_pop_to(c, t);
        rest.items++;
        rest.len--;
    }
    return compile_body(c, &rest);
}
