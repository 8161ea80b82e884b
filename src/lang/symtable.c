/* Scopes, first step: the walk over the tree that notes bindings and uses. */
#include "lang/symtable.h"

#include <string.h>

#include "base/hash.h"
#include "object/error.h"

typedef struct Builder {
    Lang *l;
    Scope *current, *top;
    AstName class_name; /* for private names */
} Builder;

static bool visit_stmts(Builder *b, const AstStmtList *list);
static bool visit_expr(Builder *b, const AstExpr *e);

/* --- Tables ----------------------------------------------------------------------------------- */

static uint32_t pointer_slot(const void *p, uint32_t cap) {
    return (uint32_t)hash_mix((uint64_t)(uintptr_t)p) & (cap - 1);
}

Symbol *scope_find(const Scope *s, AstName name) {
    if (!s->slot_cap) {
        return NULL;
    }
    for (uint32_t i = pointer_slot(name, s->slot_cap); s->slots[i];
         i = (i + 1) & (s->slot_cap - 1)) {
        if (s->slots[i]->name == name) {
            return s->slots[i];
        }
    }
    return NULL;
}

static void scope_enter_slot(Scope *s, Symbol *symbol) {
    uint32_t i = pointer_slot(symbol->name, s->slot_cap);
    while (s->slots[i]) {
        i = (i + 1) & (s->slot_cap - 1);
    }
    s->slots[i] = symbol;
}

static bool scope_grow(Lang *l, Scope *s) {
    uint32_t cap = s->slot_cap ? s->slot_cap * 2 : 8;
    Symbol **slots = lang_alloc_zeroed(l, cap * sizeof *slots);
    TRY(slots);
    s->slots = slots;
    s->slot_cap = cap;
    for (Symbol *symbol = s->symbols; symbol; symbol = symbol->next) {
        if (symbol != s->class_cell) {
            scope_enter_slot(s, symbol);
        }
    }
    return true;
}

static void append_symbol(Scope *s, Symbol *symbol) {
    if (s->last) {
        s->last->next = symbol;
    } else {
        s->symbols = symbol;
    }
    s->last = symbol;
    s->symbol_len++;
}

Symbol *scope_add(Lang *l, Scope *s, AstName name) {
    Symbol *symbol = scope_find(s, name);
    if (symbol) {
        return symbol;
    }
    if (s->symbol_len * 3 >= s->slot_cap * 2 && !scope_grow(l, s)) {
        return NULL;
    }
    symbol = lang_alloc_zeroed(l, sizeof *symbol);
    if (!symbol) {
        return NULL;
    }
    symbol->name = name;
    scope_enter_slot(s, symbol);
    append_symbol(s, symbol);
    return symbol;
}

Symbol *scope_add_class_cell(Lang *l, Scope *s) {
    if (!s->class_cell) {
        Symbol *cell = lang_alloc_zeroed(l, sizeof *cell);
        if (!cell) {
            return NULL;
        }
        cell->name = l->known.class_;
        cell->place = PLACE_CELL;
        append_symbol(s, cell);
        s->class_cell = cell;
    }
    return s->class_cell;
}

Scope *symtable_scope_of(const Lang *l, const void *node) {
    for (uint32_t i = pointer_slot(node, l->scope_cap); l->scopes[i].node;
         i = (i + 1) & (l->scope_cap - 1)) {
        if (l->scopes[i].node == node) {
            return l->scopes[i].scope;
        }
    }
    return NULL;
}

static void register_slot(Lang *l, const void *node, Scope *scope) {
    uint32_t i = pointer_slot(node, l->scope_cap);
    while (l->scopes[i].node) {
        i = (i + 1) & (l->scope_cap - 1);
    }
    l->scopes[i].node = node;
    l->scopes[i].scope = scope;
}

static bool register_scope(Lang *l, const void *node, Scope *scope) {
    if ((l->scope_len + 1) * 3 >= l->scope_cap * 2) {
        struct ScopeSlot *old = l->scopes;
        uint32_t old_cap = l->scope_cap;
        uint32_t cap = old_cap ? old_cap * 2 : 16;
        struct ScopeSlot *slots = lang_alloc_zeroed(l, cap * sizeof *slots);
        TRY(slots);
        l->scopes = slots;
        l->scope_cap = cap;
        for (uint32_t i = 0; i < old_cap; i++) {
            if (old[i].node) {
                register_slot(l, old[i].node, old[i].scope);
            }
        }
    }
    l->scope_len++;
    register_slot(l, node, scope);
    return true;
}

/* --- Entering scopes and names ---------------------------------------------------------------- */

static bool enter_scope(Builder *b, const void *node, AstName name, enum ScopeKind kind,
                        const Location *loc) {
    Scope *s = lang_alloc_zeroed(b->l, sizeof *s);
    TRY(s);
    s->kind = (uint8_t)kind;
    s->name = name;
    s->loc = *loc;
    s->parent = b->current;
    if (s->parent) {
        s->nested = s->parent->nested || s->parent->kind == SCOPE_FUNCTION;
        if (kind != SCOPE_ANNOTATION) {
            if (s->parent->last_child) {
                s->parent->last_child->next = s;
            } else {
                s->parent->children = s;
            }
            s->parent->last_child = s;
        }
    }
    b->current = s;
    return kind == SCOPE_ANNOTATION || register_scope(b->l, node, s);
}

static void leave_scope(Builder *b) {
    b->current = b->current->parent;
}

static bool add_def_in(Builder *b, AstName name, unsigned flag, Scope *scope, const Location *loc) {
    AstName mangled = lang_mangle(b->l, b->class_name, name);
    TRY(mangled);
    Symbol *symbol = scope_add(b->l, scope, mangled);
    TRY(symbol);
    if ((flag & DEF_PARAM) && (symbol->flags & DEF_PARAM)) {
        return syntax_error(b->l, loc, "duplicate argument '%s' in function definition",
                            name->utf8);
    }
    if (scope->comp_iter_target) {
        if (symbol->flags & (DEF_GLOBAL | DEF_NONLOCAL)) {
            return syntax_error(
                b->l, loc,
                "comprehension inner loop cannot rebind assignment expression target '%s'",
                name->utf8);
        }
        flag |= DEF_COMP_ITER;
    }
    symbol->flags |= (uint16_t)flag;
    if ((flag & DEF_GLOBAL) && scope != b->top) { /* it is one for the module's code, too */
        symbol = scope_add(b->l, b->top, mangled);
        TRY(symbol);
        symbol->flags |= (uint16_t)flag;
    }
    return true;
}

static bool add_def(Builder *b, AstName name, unsigned flag, const Location *loc) {
    return add_def_in(b, name, flag, b->current, loc);
}

static bool find_symbol(Builder *b, AstName name, const Scope *scope, Symbol **symbol) {
    AstName mangled = lang_mangle(b->l, b->class_name, name);
    TRY(mangled);
    *symbol = scope_find(scope, mangled);
    return true;
}

static bool record_directive(Builder *b, AstName name, const Location *loc) {
    Directive *d = lang_alloc(b->l, sizeof *d);
    TRY(d);
    d->name = lang_mangle(b->l, b->class_name, name);
    TRY(d->name);
    d->loc = *loc;
    d->next = b->current->directives;
    b->current->directives = d;
    return true;
}

/* --- Expressions ------------------------------------------------------------------------------ */

static bool visit_exprs(Builder *b, const AstExprList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i]) {
            TRY(visit_expr(b, list->items[i]));
        }
    }
    return true;
}

static bool visit_optional(Builder *b, const AstExpr *e) {
    return !e || visit_expr(b, e);
}

static bool visit_keywords(Builder *b, const AstKeywordList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(visit_expr(b, list->items[i]->value));
    }
    return true;
}

static bool forbid_in_annotation(Builder *b, const char *what, const AstExpr *e) {
    if (b->current->kind != SCOPE_ANNOTATION) {
        return true;
    }
    return syntax_error(b->l, &e->loc, "'%s' can not be used within an annotation", what);
}

/* The target of := inside comprehensions belongs to the nearest function or module around them. */
static bool extend_walrus_scope(Builder *b, const AstExpr *target) {
    AstName name = target->Name.id;
    for (Scope *s = b->current; s; s = s->parent) {
        Symbol *symbol;
        TRY(find_symbol(b, name, s, &symbol));
        if (s->comprehension) {
            if (symbol && (symbol->flags & DEF_COMP_ITER)) {
                return syntax_error(
                    b->l, &target->loc,
                    "assignment expression cannot rebind comprehension iteration variable '%s'",
                    name->utf8);
            }
            continue;
        }
        if (s->kind == SCOPE_FUNCTION) {
            bool global = symbol && (symbol->flags & DEF_GLOBAL);
            return add_def(b, name, global ? DEF_GLOBAL : DEF_NONLOCAL, &target->loc) &&
                   record_directive(b, name, &target->loc) &&
                   add_def_in(b, name, DEF_LOCAL, s, &target->loc);
        }
        if (s->kind == SCOPE_MODULE) {
            return add_def(b, name, DEF_GLOBAL, &target->loc) &&
                   record_directive(b, name, &target->loc) &&
                   add_def_in(b, name, DEF_GLOBAL, s, &target->loc);
        }
        if (s->kind == SCOPE_CLASS) {
            return syntax_error(
                b->l, &target->loc,
                "assignment expression within a comprehension cannot be used in a class body");
        }
    }
    return true;
}

static bool visit_named_expr(Builder *b, const AstExpr *e) {
    const AstExpr *target = e->NamedExpr.target;
    if (b->current->comp_iter_depth > 0) {
        return syntax_error(
            b->l, &e->loc,
            "assignment expression cannot be used in a comprehension iterable expression");
    }
    if (b->current->comprehension) {
        TRY(extend_walrus_scope(b, target));
    }
    TRY(visit_expr(b, e->NamedExpr.value) && visit_expr(b, target));
    Symbol *symbol;
    TRY(find_symbol(b, target->Name.id, b->current, &symbol));
    if (symbol) {
        symbol->flags |= SYMBOL_WALRUS;
    }
    return true;
}

static bool visit_annotation(Builder *b, const AstExpr *annotation) {
    if (!(b->l->features & 0x1000000)) {
        return visit_expr(b, annotation);
    }
    /* It will only be text: its names are nobody's. */
    TRY(enter_scope(b, annotation, b->l->known.annotations, SCOPE_ANNOTATION, &annotation->loc));
    bool ok = visit_expr(b, annotation);
    leave_scope(b);
    return ok;
}

static bool visit_params(Builder *b, const AstArgList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(add_def(b, list->items[i]->arg, DEF_PARAM, &list->items[i]->loc));
    }
    b->current->param_len += list->len;
    return true;
}

static bool visit_arguments(Builder *b, const AstArguments *args) {
    TRY(visit_params(b, &args->posonlyargs) && visit_params(b, &args->args) &&
        visit_params(b, &args->kwonlyargs));
    if (args->vararg) {
        TRY(add_def(b, args->vararg->arg, DEF_PARAM, &args->vararg->loc));
        b->current->var_args = true;
        b->current->param_len++;
    }
    if (args->kwarg) {
        TRY(add_def(b, args->kwarg->arg, DEF_PARAM, &args->kwarg->loc));
        b->current->var_keywords = true;
        b->current->param_len++;
    }
    return true;
}

static bool visit_defaults(Builder *b, const AstArguments *args) {
    return visit_exprs(b, &args->defaults) && visit_exprs(b, &args->kw_defaults);
}

static bool visit_arg_annotations(Builder *b, const AstArgList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        if (list->items[i]->annotation) {
            TRY(visit_annotation(b, list->items[i]->annotation));
        }
    }
    return true;
}

static bool visit_annotations(Builder *b, const AstArguments *args, const AstExpr *returns) {
    TRY(visit_arg_annotations(b, &args->posonlyargs) && visit_arg_annotations(b, &args->args));
    if (args->vararg && args->vararg->annotation) {
        TRY(visit_annotation(b, args->vararg->annotation));
    }
    if (args->kwarg && args->kwarg->annotation) {
        TRY(visit_annotation(b, args->kwarg->annotation));
    }
    TRY(visit_arg_annotations(b, &args->kwonlyargs));
    return !returns || visit_annotation(b, returns);
}

static bool visit_lambda(Builder *b, const AstExpr *e) {
    TRY(visit_defaults(b, e->Lambda.args));
    TRY(enter_scope(b, e, b->l->known.lambda, SCOPE_FUNCTION, &e->loc));
    b->current->is_lambda = true;
    TRY(visit_arguments(b, e->Lambda.args) && visit_expr(b, e->Lambda.body));
    leave_scope(b);
    return true;
}

static bool visit_iterable(Builder *b, const AstExpr *iter) {
    b->current->comp_iter_depth++;
    TRY(visit_expr(b, iter));
    b->current->comp_iter_depth--;
    return true;
}

static bool visit_target(Builder *b, const AstComprehension *g) {
    b->current->comp_iter_target = true;
    TRY(visit_expr(b, g->target));
    b->current->comp_iter_target = false;
    return true;
}

static bool visit_comprehension(Builder *b, const AstExpr *e, AstName name,
                                enum ComprehensionKind kind, const AstComprehensionList *generators,
                                const AstExpr *elt, const AstExpr *value) {
    const AstComprehension *outermost = generators->items[0];
    TRY(visit_iterable(b, outermost->iter));
    TRY(enter_scope(b, e, name, SCOPE_FUNCTION, &e->loc));
    Scope *s = b->current;
    s->comprehension = (uint8_t)kind;
    s->coroutine = outermost->is_async;
    TRY(add_def(b, b->l->known.dot0, DEF_PARAM, &e->loc));
    s->param_len = 1;
    TRY(visit_target(b, outermost) && visit_exprs(b, &outermost->ifs));
    for (uint32_t i = 1; i < generators->len; i++) {
        const AstComprehension *g = generators->items[i];
        TRY(visit_target(b, g) && visit_iterable(b, g->iter) && visit_exprs(b, &g->ifs));
        s->coroutine |= g->is_async;
    }
    TRY(visit_optional(b, value) && visit_expr(b, elt));
    s->generator = kind == COMPREHENSION_GENERATOR;
    bool is_async = s->coroutine && !s->generator;
    leave_scope(b);
    b->current->coroutine |= is_async;
    return true;
}

static bool visit_any_comprehension(Builder *b, const AstExpr *e) {
    switch (e->kind) {
    case EXPR_LIST_COMP:
        return visit_comprehension(b, e, b->l->known.listcomp, COMPREHENSION_LIST,
                                   &e->ListComp.generators, e->ListComp.elt, NULL);
    case EXPR_SET_COMP:
        return visit_comprehension(b, e, b->l->known.setcomp, COMPREHENSION_SET,
                                   &e->SetComp.generators, e->SetComp.elt, NULL);
    case EXPR_DICT_COMP:
        return visit_comprehension(b, e, b->l->known.dictcomp, COMPREHENSION_DICT,
                                   &e->DictComp.generators, e->DictComp.key, e->DictComp.value);
    default:
        return visit_comprehension(b, e, b->l->known.genexpr, COMPREHENSION_GENERATOR,
                                   &e->GeneratorExp.generators, e->GeneratorExp.elt, NULL);
    }
}

static bool visit_yield(Builder *b, const AstExpr *e, const AstExpr *value) {
    static const char *const where[] = {
        [COMPREHENSION_LIST] = "list comprehension",
        [COMPREHENSION_SET] = "set comprehension",
        [COMPREHENSION_DICT] = "dict comprehension",
        [COMPREHENSION_GENERATOR] = "generator expression",
    };
    TRY(forbid_in_annotation(b, "yield expression", e) && visit_optional(b, value));
    b->current->generator = true;
    if (b->current->comprehension) {
        return syntax_error(b->l, &e->loc, "'yield' inside %s", where[b->current->comprehension]);
    }
    return true;
}

static bool visit_name(Builder *b, const AstExpr *e) {
    AstName id = e->Name.id;
    switch (e->Name.ctx) {
    case CONTEXT_LOAD:
        TRY(add_def(b, id, SYMBOL_USED, &e->loc));
        if (id == b->l->known.super_ && b->current->kind == SCOPE_FUNCTION) {
            return add_def(b, b->l->known.class_, SYMBOL_USED, &e->loc);
        }
        return true;
    case CONTEXT_STORE:
        return add_def(b, id, DEF_LOCAL, &e->loc);
    default:
        return add_def(b, id, DEF_LOCAL | SYMBOL_DELETED, &e->loc);
    }
}

static bool visit_expr_kind(Builder *b, const AstExpr *e) {
    switch ((AstExprKind)e->kind) {
    case EXPR_NAMED_EXPR:
        return forbid_in_annotation(b, "named expression", e) && visit_named_expr(b, e);
    case EXPR_BOOL_OP:
        return visit_exprs(b, &e->BoolOp.values);
    case EXPR_BIN_OP:
        for (; e->kind == EXPR_BIN_OP; e = e->BinOp.left) {
            TRY(visit_expr(b, e->BinOp.right));
        }
        return visit_expr(b, e);
    case EXPR_UNARY_OP:
        return visit_expr(b, e->UnaryOp.operand);
    case EXPR_LAMBDA:
        return visit_lambda(b, e);
    case EXPR_IF_EXP:
        return visit_expr(b, e->IfExp.test) && visit_expr(b, e->IfExp.body) &&
               visit_expr(b, e->IfExp.orelse);
    case EXPR_DICT:
        return visit_exprs(b, &e->Dict.keys) && visit_exprs(b, &e->Dict.values);
    case EXPR_SET:
        return visit_exprs(b, &e->Set.elts);
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_GENERATOR_EXP:
        return visit_any_comprehension(b, e);
    case EXPR_AWAIT:
        TRY(forbid_in_annotation(b, "await expression", e) && visit_expr(b, e->Await.value));
        b->current->coroutine = true;
        return true;
    case EXPR_YIELD:
        return visit_yield(b, e, e->Yield.value);
    case EXPR_YIELD_FROM:
        return visit_yield(b, e, e->YieldFrom.value);
    case EXPR_COMPARE:
        TRY(visit_expr(b, e->Compare.left));
        for (uint32_t i = 0; i < e->Compare.len; i++) {
            TRY(visit_expr(b, e->Compare.comparators[i]));
        }
        return true;
    case EXPR_CALL:
        return visit_expr(b, e->Call.func) && visit_exprs(b, &e->Call.args) &&
               visit_keywords(b, &e->Call.keywords);
    case EXPR_FORMATTED_VALUE:
        return visit_expr(b, e->FormattedValue.value) &&
               visit_optional(b, e->FormattedValue.format_spec);
    case EXPR_JOINED_STR:
        return visit_exprs(b, &e->JoinedStr.values);
    case EXPR_CONSTANT:
        return true;
    case EXPR_ATTRIBUTE:
        return visit_expr(b, e->Attribute.value);
    case EXPR_SUBSCRIPT:
        return visit_expr(b, e->Subscript.value) && visit_expr(b, e->Subscript.slice);
    case EXPR_STARRED:
        return visit_expr(b, e->Starred.value);
    case EXPR_NAME:
        return visit_name(b, e);
    case EXPR_LIST:
    case EXPR_TUPLE:
        return visit_exprs(b, &e->Tuple.elts);
    case EXPR_SLICE:
        return visit_optional(b, e->Slice.lower) && visit_optional(b, e->Slice.upper) &&
               visit_optional(b, e->Slice.step);
    }
    return true;
}

static bool visit_expr(Builder *b, const AstExpr *e) {
    if (e->kind == EXPR_NAME) {
        return visit_name(b, e);
    }
    TRY(lang_enter(b->l));
    TRY(visit_expr_kind(b, e));
    lang_leave(b->l);
    return true;
}

/* --- Patterns --------------------------------------------------------------------------------- */

static bool visit_pattern(Builder *b, const AstPattern *p);

static bool visit_patterns(Builder *b, const AstPatternList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(visit_pattern(b, list->items[i]));
    }
    return true;
}

static bool visit_pattern_kind(Builder *b, const AstPattern *p) {
    switch ((AstPatternKind)p->kind) {
    case PATTERN_MATCH_VALUE:
        return visit_expr(b, p->MatchValue.value);
    case PATTERN_MATCH_SINGLETON:
        return true;
    case PATTERN_MATCH_SEQUENCE:
    case PATTERN_MATCH_OR:
        return visit_patterns(b, &p->MatchSequence.patterns);
    case PATTERN_MATCH_MAPPING:
        TRY(visit_exprs(b, &p->MatchMapping.keys) && visit_patterns(b, &p->MatchMapping.patterns));
        return !p->MatchMapping.rest || add_def(b, p->MatchMapping.rest, DEF_LOCAL, &p->loc);
    case PATTERN_MATCH_CLASS:
        return visit_expr(b, p->MatchClass.cls) && visit_patterns(b, &p->MatchClass.patterns) &&
               visit_patterns(b, &p->MatchClass.kwd_patterns);
    case PATTERN_MATCH_STAR:
        return !p->MatchStar.name || add_def(b, p->MatchStar.name, DEF_LOCAL, &p->loc);
    case PATTERN_MATCH_AS:
        TRY(!p->MatchAs.pattern || visit_pattern(b, p->MatchAs.pattern));
        return !p->MatchAs.name || add_def(b, p->MatchAs.name, DEF_LOCAL, &p->loc);
    }
    return true;
}

static bool visit_pattern(Builder *b, const AstPattern *p) {
    TRY(lang_enter(b->l));
    TRY(visit_pattern_kind(b, p));
    lang_leave(b->l);
    return true;
}

/* --- Statements ------------------------------------------------------------------------------- */

/* Type parameters are plain names of the scope that holds the definition. */
static bool visit_type_params(Builder *b, const AstTypeParamList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        const AstTypeParam *p = list->items[i];
        TRY(add_def(b, p->name, DEF_LOCAL, &p->loc) && visit_optional(b, p->bound));
    }
    return true;
}

static bool visit_function(Builder *b, const AstStmt *s) {
    TRY(add_def(b, s->FunctionDef.name, DEF_LOCAL, &s->loc) &&
        visit_exprs(b, &s->FunctionDef.decorator_list) &&
        visit_type_params(b, &s->FunctionDef.type_params) &&
        visit_defaults(b, s->FunctionDef.args) &&
        visit_annotations(b, s->FunctionDef.args, s->FunctionDef.returns));
    TRY(enter_scope(b, s, s->FunctionDef.name, SCOPE_FUNCTION, &s->loc));
    if (s->kind == STMT_ASYNC_FUNCTION_DEF) {
        b->current->coroutine = true;
    }
    TRY(visit_arguments(b, s->FunctionDef.args) && visit_stmts(b, &s->FunctionDef.body));
    leave_scope(b);
    return true;
}

static bool visit_class(Builder *b, const AstStmt *s) {
    TRY(add_def(b, s->ClassDef.name, DEF_LOCAL, &s->loc) &&
        visit_exprs(b, &s->ClassDef.decorator_list) &&
        visit_type_params(b, &s->ClassDef.type_params) && visit_exprs(b, &s->ClassDef.bases) &&
        visit_keywords(b, &s->ClassDef.keywords));
    TRY(enter_scope(b, s, s->ClassDef.name, SCOPE_CLASS, &s->loc));
    AstName outer = b->class_name;
    b->class_name = s->ClassDef.name;
    TRY(visit_stmts(b, &s->ClassDef.body));
    b->class_name = outer;
    leave_scope(b);
    return true;
}

static bool visit_directive(Builder *b, const AstStmt *s, const char *word, unsigned flag) {
    for (uint32_t i = 0; i < s->Global.names.len; i++) {
        AstName name = s->Global.names.items[i];
        Symbol *symbol;
        TRY(find_symbol(b, name, b->current, &symbol));
        unsigned have = symbol ? symbol->flags : 0;
        const char *n = name->utf8;
        if (have & DEF_PARAM) {
            return syntax_error(b->l, &s->loc, "name '%s' is parameter and %s", n, word);
        }
        if (have & SYMBOL_USED) {
            return syntax_error(b->l, &s->loc, "name '%s' is used prior to %s declaration", n,
                                word);
        }
        if (have & DEF_ANNOT) {
            return syntax_error(b->l, &s->loc, "annotated name '%s' can't be %s", n, word);
        }
        if (have & DEF_LOCAL) {
            return syntax_error(b->l, &s->loc, "name '%s' is assigned to before %s declaration", n,
                                word);
        }
        TRY(add_def(b, name, flag, &s->loc) && record_directive(b, name, &s->loc));
    }
    return true;
}

static bool visit_ann_assign(Builder *b, const AstStmt *s) {
    const AstExpr *target = s->AnnAssign.target;
    if (target->kind == EXPR_NAME) {
        AstName name = target->Name.id;
        Symbol *symbol;
        TRY(find_symbol(b, name, b->current, &symbol));
        if (symbol && (symbol->flags & (DEF_GLOBAL | DEF_NONLOCAL)) &&
            b->current->kind != SCOPE_MODULE && s->AnnAssign.simple) {
            return syntax_error(b->l, &s->loc, "annotated name '%s' can't be %s", name->utf8,
                                symbol->flags & DEF_GLOBAL ? "global" : "nonlocal");
        }
        if (s->AnnAssign.simple) {
            TRY(add_def(b, name, DEF_ANNOT | DEF_LOCAL, &target->loc));
        } else if (s->AnnAssign.value) {
            TRY(add_def(b, name, DEF_LOCAL, &target->loc));
        }
    } else {
        TRY(visit_expr(b, target));
    }
    return visit_annotation(b, s->AnnAssign.annotation) && visit_optional(b, s->AnnAssign.value);
}

static bool visit_import_names(Builder *b, const AstAliasList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        const AstAlias *alias = list->items[i];
        AstName name = alias->asname;
        if (!name) {
            const char *dot = memchr(alias->name->utf8, '.', alias->name->len);
            name = alias->name;
            if (dot) {
                name = lang_intern(b->l, name->utf8, (size_t)(dot - name->utf8));
                TRY(name);
            }
        }
        if (name != b->l->known.star) {
            TRY(add_def(b, name, DEF_IMPORT, &alias->loc));
        } else if (b->current->kind != SCOPE_MODULE) {
            return syntax_error(b->l, &alias->loc, "import * only allowed at module level");
        }
    }
    return true;
}

static bool visit_with_items(Builder *b, const AstWithItemList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(visit_expr(b, list->items[i]->context_expr) &&
            visit_optional(b, list->items[i]->optional_vars));
    }
    return true;
}

static bool visit_handlers(Builder *b, const AstHandlerList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        const AstHandler *h = list->items[i];
        TRY(visit_optional(b, h->type));
        if (h->name) {
            TRY(add_def(b, h->name, DEF_LOCAL | SYMBOL_DELETED, &h->loc));
        }
        TRY(visit_stmts(b, &h->body));
    }
    return true;
}

static bool visit_if(Builder *b, const AstStmt *s) {
    for (;;) { /* chains of elif are deep */
        TRY(visit_expr(b, s->If.test) && visit_stmts(b, &s->If.body));
        if (s->If.orelse.len != 1 || s->If.orelse.items[0]->kind != STMT_IF) {
            return visit_stmts(b, &s->If.orelse);
        }
        s = s->If.orelse.items[0];
    }
}

static bool visit_match(Builder *b, const AstStmt *s) {
    TRY(visit_expr(b, s->Match.subject));
    for (uint32_t i = 0; i < s->Match.cases.len; i++) {
        const AstMatchCase *m = s->Match.cases.items[i];
        TRY(visit_pattern(b, m->pattern) && visit_optional(b, m->guard) &&
            visit_stmts(b, &m->body));
    }
    return true;
}

static bool visit_stmt_kind(Builder *b, const AstStmt *s) {
    switch ((AstStmtKind)s->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        return visit_function(b, s);
    case STMT_CLASS_DEF:
        return visit_class(b, s);
    case STMT_RETURN:
        return visit_optional(b, s->Return.value);
    case STMT_DELETE:
        return visit_exprs(b, &s->Delete.targets);
    case STMT_ASSIGN:
        return visit_expr(b, s->Assign.value) && visit_exprs(b, &s->Assign.targets);
    case STMT_AUG_ASSIGN:
        return visit_expr(b, s->AugAssign.target) && visit_expr(b, s->AugAssign.value);
    case STMT_ANN_ASSIGN:
        return visit_ann_assign(b, s);
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        return visit_expr(b, s->For.iter) && visit_expr(b, s->For.target) &&
               visit_stmts(b, &s->For.body) && visit_stmts(b, &s->For.orelse);
    case STMT_WHILE:
        return visit_expr(b, s->While.test) && visit_stmts(b, &s->While.body) &&
               visit_stmts(b, &s->While.orelse);
    case STMT_IF:
        return visit_if(b, s);
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        return visit_with_items(b, &s->With.items) && visit_stmts(b, &s->With.body);
    case STMT_MATCH:
        return visit_match(b, s);
    case STMT_RAISE:
        return visit_optional(b, s->Raise.exc) && visit_optional(b, s->Raise.cause);
    case STMT_TRY:
    case STMT_TRY_STAR:
        return visit_stmts(b, &s->Try.body) && visit_handlers(b, &s->Try.handlers) &&
               visit_stmts(b, &s->Try.orelse) && visit_stmts(b, &s->Try.finalbody);
    case STMT_ASSERT:
        return visit_expr(b, s->Assert.test) && visit_optional(b, s->Assert.msg);
    case STMT_IMPORT:
        return visit_import_names(b, &s->Import.names);
    case STMT_IMPORT_FROM:
        return visit_import_names(b, &s->ImportFrom.names);
    case STMT_GLOBAL:
        return visit_directive(b, s, "global", DEF_GLOBAL);
    case STMT_NONLOCAL:
        return visit_directive(b, s, "nonlocal", DEF_NONLOCAL);
    case STMT_EXPR:
        return visit_expr(b, s->Expr.value);
    case STMT_TYPE_ALIAS:
        return visit_expr(b, s->TypeAlias.name) &&
               visit_type_params(b, &s->TypeAlias.type_params) && visit_expr(b, s->TypeAlias.value);
    case STMT_PASS:
    case STMT_BREAK:
    case STMT_CONTINUE:
        return true;
    }
    return true;
}

static bool visit_stmts(Builder *b, const AstStmtList *list) {
    TRY(lang_enter(b->l));
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(visit_stmt_kind(b, list->items[i]));
    }
    lang_leave(b->l);
    return true;
}

bool symtable_build(Lang *l, const AstMod *mod, Scope **top) {
    Builder b = {.l = l};
    Location start = {.line = 1};
    l->depth = 0;
    TRY(enter_scope(&b, mod, l->known.module, SCOPE_MODULE, &start));
    *top = b.top = b.current;
    TRY(mod->kind == MOD_EXPRESSION ? visit_expr(&b, mod->expr) : visit_stmts(&b, &mod->body));
    return symtable_resolve(l, *top);
}
