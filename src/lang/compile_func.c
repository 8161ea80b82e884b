/* Functions, lambdas, classes: code within code. */
#include "lang/compiler.h"
#include "types/str.h"

/* --- Making the function object --------------------------------------------------------------- */

/* The cells the function's code needs, as a tuple in dst. */
static bool closure(Compiler *c, const Scope *scope, uint32_t dst) {
    uint32_t n, top = c->unit->top;
    Symbol **free_symbols = scope_free_symbols(c, scope, &n);
    TRY(free_symbols);
    if (n == 0) {
        return true;
    }
    c->unit->top = dst;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t cell = name_cell(c, free_symbols[i]->name);
        TRY(emit_move(c, reg_push(c), kept_operand(cell)));
    }
    c->unit->top = top;
    return emit(c, OP_CODE_BUILD_TUPLE, 0, dst, dst, n);
}

bool compile_make_function(Compiler *c, Object *code, const Scope *scope, uint32_t extras,
                           uint32_t dst) {
    TRY(code);
    uint32_t k = const_add(c, code);
    TRY(k != UINT32_MAX && closure(c, scope, extras + 3));
    c->too_large |= k > UINT16_MAX;
    return emit(c, OP_CODE_MAKE_FUNCTION, 0, dst, extras, k);
}

/* --- Defaults and annotations ----------------------------------------------------------------- */

static bool keyword_defaults(Compiler *c, const AstArguments *args, uint32_t dst) {
    uint32_t top = c->unit->top, n = 0;
    for (uint32_t i = 0; i < args->kwonlyargs.len; i++) {
        AstExpr *value = args->kw_defaults.items[i];
        if (!value) {
            continue;
        }
        AstName name = lang_mangle(&c->lang, c->unit->class_name, args->kwonlyargs.items[i]->arg);
        TRY(name && load_name_text(c, name, reg_push(c)) && compile_expr(c, value, reg_push(c)));
        n++;
    }
    reg_pop_to(c, top);
    return n == 0 || emit(c, OP_CODE_BUILD_MAP, 0, dst, top, n);
}

bool compile_annotation(Compiler *c, AstExpr *annotation, uint32_t dst) {
    if (c->lang.features & CO_FUTURE_ANNOTATIONS) {
        Location saved = c->unit->loc;
        SET_LOC(c, annotation);
        TRY(load_object(c, unparse_expr(c->vm, annotation), dst));
        c->unit->loc = saved;
        return true;
    }
    if (annotation->kind == EXPR_STARRED) { /* *args: *Ts */
        uint32_t top = c->unit->top, sequence = reg_push(c), item = reg_push(c);
        TRY(compile_expr(c, annotation->Starred.value, sequence) &&
            emit(c, OP_CODE_UNPACK_SEQUENCE, KILL_B, item, sequence, 1));
        reg_pop_to(c, top);
        return emit_move(c, dst, temp_operand(item));
    }
    return compile_expr(c, annotation, dst);
}

static bool one_annotation(Compiler *c, AstName name, AstExpr *annotation, uint32_t *n) {
    if (!annotation) {
        return true;
    }
    AstName mangled = lang_mangle(&c->lang, c->unit->class_name, name);
    ++*n;
    return mangled && load_name_text(c, mangled, reg_push(c)) &&
           compile_annotation(c, annotation, reg_push(c));
}

static bool list_annotations(Compiler *c, const AstArgList *list, uint32_t *n) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(one_annotation(c, list->items[i]->arg, list->items[i]->annotation, n));
    }
    return true;
}

static bool annotations(Compiler *c, const AstArguments *args, AstExpr *returns, uint32_t dst) {
    uint32_t top = c->unit->top, n = 0;
    TRY(list_annotations(c, &args->args, &n) && list_annotations(c, &args->posonlyargs, &n));
    if (args->vararg) {
        TRY(one_annotation(c, args->vararg->arg, args->vararg->annotation, &n));
    }
    TRY(list_annotations(c, &args->kwonlyargs, &n));
    if (args->kwarg) {
        TRY(one_annotation(c, args->kwarg->arg, args->kwarg->annotation, &n));
    }
    TRY(one_annotation(c, c->lang.known.return_, returns, &n));
    reg_pop_to(c, top);
    return n == 0 || emit(c, OP_CODE_BUILD_MAP, 0, dst, top, n);
}

static bool check_arg_names(Compiler *c, const AstArgList *list) {
    for (uint32_t i = 0; i < list->len; i++) {
        TRY(forbidden_name(c, list->items[i]->arg, CONTEXT_STORE, &c->unit->loc));
    }
    return true;
}

static bool check_parameters(Compiler *c, const AstArguments *args) {
    TRY(check_arg_names(c, &args->posonlyargs) && check_arg_names(c, &args->args) &&
        check_arg_names(c, &args->kwonlyargs));
    TRY(!args->vararg || forbidden_name(c, args->vararg->arg, CONTEXT_STORE, &c->unit->loc));
    return !args->kwarg || forbidden_name(c, args->kwarg->arg, CONTEXT_STORE, &c->unit->loc);
}

static bool defaults(Compiler *c, const AstArguments *args, uint32_t extras) {
    TRY(check_parameters(c, args));
    if (args->defaults.len) {
        TRY(compile_tuple_of(c, &args->defaults, extras));
    }
    return keyword_defaults(c, args, extras + 1);
}

static void set_counts(Unit *u, const AstArguments *args) {
    u->posonly_count = args->posonlyargs.len;
    u->arg_count = args->posonlyargs.len + args->args.len;
    u->kwonly_count = args->kwonlyargs.len;
}

/* --- def, lambda ------------------------------------------------------------------------------ */

const AstConstant *body_doc(const AstStmtList *body) {
    if (body->len == 0 || body->items[0]->kind != STMT_EXPR) {
        return NULL;
    }
    const AstExpr *e = body->items[0]->Expr.value;
    return e->kind == EXPR_CONSTANT && e->Constant.kind == CONSTANT_STR ? &e->Constant : NULL;
}

static Object *function_code(Compiler *c, AstStmt *s, Scope *scope, int32_t first_line) {
    AstStmtList body = s->FunctionDef.body;
    const AstConstant *doc = body_doc(&body);
    if (!unit_enter(c, scope, s->FunctionDef.name, first_line)) {
        return NULL;
    }
    c->unit->is_async_def = s->kind == STMT_ASYNC_FUNCTION_DEF;
    set_counts(c->unit, s->FunctionDef.args);
    if (doc) {
        c->unit->doc = constant_object(c, doc);
        if (!c->unit->doc) {
            return NULL;
        }
        body.items++;
        body.len--;
    }
    return unit_prologue(c) && compile_body(c, &body) ? unit_finish(c) : NULL;
}

/* The decorators lie one above the other, each two registers: the callable and no self. */
static bool push_decorators(Compiler *c, const AstExprList *decorators) {
    for (uint32_t i = 0; i < decorators->len; i++) {
        TRY(compile_expr(c, decorators->items[i], reg_push(c)));
        reg_push(c);
    }
    return true;
}

/* Applies them to what lies in the newest register; the result comes to lie in `base`. */
static bool apply_decorators(Compiler *c, const AstExprList *decorators, uint32_t base) {
    Location saved = c->unit->loc;
    for (uint32_t i = decorators->len; i-- > 0;) {
        SET_LOC(c, decorators->items[i]);
        TRY(emit(c, OP_CODE_CALL, 0, base + 2 * i, base + 2 * i, 1));
    }
    c->unit->loc = saved;
    return true;
}

static int32_t definition_line(const AstStmt *s, const AstExprList *decorators) {
    return decorators->len ? decorators->items[0]->loc.line : s->loc.line;
}

bool compile_function_def(Compiler *c, AstStmt *s) {
    const AstExprList *decorators = &s->FunctionDef.decorator_list;
    Scope *scope = symtable_scope_of(&c->lang, s);
    uint32_t top = c->unit->top;
    TRY(forbidden_name(c, s->FunctionDef.name, CONTEXT_STORE, &s->loc) &&
        push_decorators(c, decorators) && compile_type_params(c, &s->FunctionDef.type_params));
    uint32_t function = c->unit->top, extras = reg_push_many(c, 4);
    TRY(defaults(c, s->FunctionDef.args, extras) &&
        annotations(c, s->FunctionDef.args, s->FunctionDef.returns, extras + 2));
    Location saved = c->unit->loc;
    uint16_t reg;
    Symbol *symbol;
    int fast = name_is_fast(c, s->FunctionDef.name, &reg, &symbol);
    TRY(fast >= 0);
    Object *code = function_code(c, s, scope, definition_line(s, decorators));
    TRY(code);
    c->unit->loc = saved;
    bool direct = fast && decorators->len == 0;
    TRY(compile_make_function(c, code, scope, extras, direct ? reg : function));
    if (direct) {
        bound_add(c, reg);
    } else {
        TRY(apply_decorators(c, decorators, top) &&
            name_store(c, s->FunctionDef.name, temp_operand(top)));
    }
    reg_pop_to(c, top);
    return true;
}

static Object *lambda_code(Compiler *c, AstExpr *e, Scope *scope) {
    if (!unit_enter(c, scope, c->lang.known.lambda, e->loc.line)) {
        return NULL;
    }
    set_counts(c->unit, e->Lambda.args);
    Operand value;
    bool ok = unit_prologue(c) && compile_operand(c, e->Lambda.body, &value, NULL, NULL);
    if (!ok) {
        return NULL;
    }
    SET_LOC(c, e->Lambda.body);
    return emit(c, OP_CODE_RETURN, 0, value.reg, 0, 0) ? unit_finish(c) : NULL;
}

bool compile_lambda(Compiler *c, AstExpr *e, uint32_t dst) {
    Scope *scope = symtable_scope_of(&c->lang, e);
    uint32_t saved = operands_begin(c, dst), extras = reg_push_many(c, 4);
    TRY(defaults(c, e->Lambda.args, extras) &&
        compile_make_function(c, lambda_code(c, e, scope), scope, extras, dst));
    operands_end(c, saved);
    return true;
}

/* --- class ------------------------------------------------------------------------------------ */

/* name := value of the str constant, in a class body. */
static bool store_text(Compiler *c, AstName name, Object *text) {
    uint32_t t = reg_push(c);
    TRY(load_object(c, text, t) && name_store(c, name, temp_operand(t)));
    reg_pop_to(c, t);
    return true;
}

static bool class_head(Compiler *c) {
    uint32_t t = reg_push(c);
    TRY(name_load(c, c->lang.known.name_, t) &&
        name_store(c, c->lang.known.module_, temp_operand(t)));
    reg_pop_to(c, t);
    return store_text(c, c->lang.known.qualname, new_ref(c->unit->qualname));
}

/* The body gives __build_class__ the cell that __class__ goes into, if its methods want it. */
static bool class_tail(Compiler *c) {
    c->unit->loc = (Location){0};
    if (!c->unit->scope->needs_class_cell) {
        return true;
    }
    uint32_t cell = name_cell(c, c->lang.known.class_), t = reg_push(c);
    return emit_move(c, t, kept_operand(cell)) &&
           name_store(c, c->lang.known.classcell, kept_operand(t)) &&
           emit(c, OP_CODE_RETURN, 0, t, 0, 0);
}

static Object *class_code(Compiler *c, AstStmt *s, Scope *scope, int32_t first_line) {
    if (!unit_enter(c, scope, s->ClassDef.name, first_line)) {
        return NULL;
    }
    bool ok = unit_prologue(c) && class_head(c) && compile_toplevel_body(c, &s->ClassDef.body) &&
              class_tail(c);
    return ok ? unit_finish(c) : NULL;
}

bool compile_class_def(Compiler *c, AstStmt *s) {
    const AstExprList *decorators = &s->ClassDef.decorator_list;
    Scope *scope = symtable_scope_of(&c->lang, s);
    uint32_t top = c->unit->top;
    TRY(push_decorators(c, decorators) && compile_type_params(c, &s->ClassDef.type_params));
    TRY(forbidden_name(c, s->ClassDef.name, CONTEXT_STORE, &s->loc));
    uint32_t base = reg_push_many(c, 2), function = reg_push(c);
    TRY(emit(c, OP_CODE_LOAD_BUILD_CLASS, 0, base, 0, 0));
    Object *code = class_code(c, s, scope, definition_line(s, decorators));
    TRY(code);
    c->unit->top = function;
    uint32_t extras = reg_push_many(c, 4);
    TRY(compile_make_function(c, code, scope, extras, function));
    c->unit->top = function + 1;
    TRY(load_name_text(c, s->ClassDef.name, reg_push(c)) &&
        compile_call_rest(c, base, base, 2, &s->ClassDef.bases, &s->ClassDef.keywords) &&
        apply_decorators(c, decorators, top) && name_store(c, s->ClassDef.name, temp_operand(top)));
    reg_pop_to(c, top);
    return true;
}

/* --- Type parameters and aliases -------------------------------------------------------------- */

/* name = typing.<factory>("name"): a plain name of the scope around. */
static bool type_param(Compiler *c, const AstTypeParam *p) {
    AstName factory = p->kind == TYPE_PARAM_PARAM_SPEC       ? c->lang.known.ParamSpec
                      : p->kind == TYPE_PARAM_TYPE_VAR_TUPLE ? c->lang.known.TypeVarTuple
                                                             : c->lang.known.TypeVar;
    uint32_t base = reg_push_many(c, 2), t = reg_push(c);
    TRY(emit(c, OP_CODE_LOAD_NONE, 0, t, 0, 0) &&
        emit_x(c, OP_CODE_IMPORT_NAME, KILL_B, t, t, name_index(c, c->lang.known.typing), 0) &&
        emit(c, OP_CODE_LOAD_ATTR, KILL_B, base, t, name_index(c, factory)) &&
        load_name_text(c, p->name, t));
    TRY(emit(c, OP_CODE_CALL, 0, base, base, 1) && name_store(c, p->name, temp_operand(base)));
    reg_pop_to(c, base);
    return true;
}

bool compile_type_params(Compiler *c, const AstTypeParamList *params) {
    Location saved = c->unit->loc;
    for (uint32_t i = 0; i < params->len; i++) {
        SET_LOC(c, params->items[i]);
        TRY(type_param(c, params->items[i]));
    }
    c->unit->loc = saved;
    return true;
}

bool compile_type_alias(Compiler *c, AstStmt *s) {
    Operand value;
    uint32_t top = c->unit->top;
    TRY(compile_type_params(c, &s->TypeAlias.type_params) &&
        compile_temp(c, s->TypeAlias.value, &value) &&
        name_store(c, s->TypeAlias.name->Name.id, value));
    reg_pop_to(c, top);
    return true;
}
