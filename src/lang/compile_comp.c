/* Comprehensions and generator expressions: small functions of one argument, the first iterable. */
#include "lang/compiler.h"

typedef struct Comprehension {
    uint8_t kind; /* ComprehensionKind */
    const AstComprehensionList *generators;
    AstExpr *elt, *value; /* value: of a dict */
    uint32_t result;      /* register of the list, set or dict */
} Comprehension;

static Comprehension comprehension_of(const AstExpr *e) {
    switch (e->kind) {
    case EXPR_LIST_COMP:
        return (Comprehension){COMPREHENSION_LIST, &e->ListComp.generators, e->ListComp.elt, NULL,
                               0};
    case EXPR_SET_COMP:
        return (Comprehension){COMPREHENSION_SET, &e->SetComp.generators, e->SetComp.elt, NULL, 0};
    case EXPR_DICT_COMP:
        return (Comprehension){COMPREHENSION_DICT, &e->DictComp.generators, e->DictComp.key,
                               e->DictComp.value, 0};
    default:
        return (Comprehension){COMPREHENSION_GENERATOR, &e->GeneratorExp.generators,
                               e->GeneratorExp.elt, NULL, 0};
    }
}

/* What is done with each element. */
static bool element(Compiler *c, Comprehension *comp) {
    Operand o, v;
    uint32_t top = c->unit->top;
    TRY(compile_operand(c, comp->elt, &o, comp->value, NULL));
    switch (comp->kind) {
    case COMPREHENSION_LIST:
        TRY(emit(c, OP_CODE_LIST_APPEND, KILL_B_IF(o), comp->result, o.reg, 0));
        break;
    case COMPREHENSION_SET:
        TRY(emit(c, OP_CODE_SET_ADD, KILL_B_IF(o), comp->result, o.reg, 0));
        break;
    case COMPREHENSION_DICT:
        TRY(compile_operand(c, comp->value, &v, NULL, NULL) &&
            emit(c, OP_CODE_MAP_ADD, KILL_B_IF(o) | KILL_C_IF(v), comp->result, o.reg, v.reg));
        break;
    default: {
        uint32_t sent = reg_push(c);
        TRY(emit(c, OP_CODE_YIELD, KILL_B_IF(o), sent, o.reg, NO_REG) && emit_clear(c, sent));
        break;
    }
    }
    reg_pop_to(c, top);
    return true;
}

static bool generator(Compiler *c, Comprehension *comp, uint32_t index);

/* The conditions of generator `index`, then the next generator or the element. */
static bool inner_part(Compiler *c, Comprehension *comp, uint32_t index, Label next) {
    const AstComprehension *g = comp->generators->items[index];
    for (uint32_t i = 0; i < g->ifs.len; i++) {
        TRY(compile_jump_if(c, g->ifs.items[i], next, false));
    }
    return index + 1 < comp->generators->len ? generator(c, comp, index + 1) : element(c, comp);
}

/* `for y in [f(x)]` only gives y a value. */
static bool is_single(const AstExpr *iter) {
    return (iter->kind == EXPR_LIST || iter->kind == EXPR_TUPLE) && iter->List.elts.len == 1 &&
           iter->List.elts.items[0]->kind != EXPR_STARRED;
}

static bool single_value(Compiler *c, Comprehension *comp, uint32_t index) {
    const AstComprehension *g = comp->generators->items[index];
    Operand value;
    uint32_t top = c->unit->top;
    Label next = label_new(c);
    TRY(compile_operand(c, g->iter->List.elts.items[0], &value, NULL, NULL) &&
        compile_store(c, g->target, value));
    reg_pop_to(c, top);
    TRY(inner_part(c, comp, index, next));
    label_place(c, next);
    return true;
}

static bool generator(Compiler *c, Comprehension *comp, uint32_t index) {
    const AstComprehension *g = comp->generators->items[index];
    TRY(lang_enter(&c->lang));
    if (index > 0 && !g->is_async && is_single(g->iter)) {
        lang_leave(&c->lang);
        return single_value(c, comp, index);
    }
    uint32_t top = c->unit->top, iterator = reg_push(c);
    if (index == 0) {
        TRY(emit_move(c, iterator, kept_operand(0)));
    } else {
        TRY(compile_iterable(c, g->iter, iterator) &&
            emit(c, g->is_async ? OP_CODE_GET_AITER : OP_CODE_GET_ITER, KILL_B, iterator, iterator,
                 0));
    }
    Label start = label_new(c), next = label_new(c), end = label_new(c);
    label_place_loop(c, start);
    TRY(g->is_async ? compile_async_for_step(c, g->target, iterator, end)
                    : compile_for_step(c, g->target, iterator, end));
    TRY(inner_part(c, comp, index, next));
    label_place(c, next);
    TRY(emit_jump(c, OP_CODE_JUMP_BACK, 0, 0, 0, 0, start));
    if (g->is_async) {
        TRY(compile_async_for_end(c, iterator, end));
    } else {
        label_place(c, end);
    }
    reg_pop_to(c, top);
    lang_leave(&c->lang);
    return true;
}

static Object *comprehension_code(Compiler *c, AstExpr *e, Scope *scope, Comprehension *comp) {
    static const uint8_t builders[] = {[COMPREHENSION_LIST] = OP_CODE_BUILD_LIST,
                                       [COMPREHENSION_SET] = OP_CODE_BUILD_SET,
                                       [COMPREHENSION_DICT] = OP_CODE_BUILD_MAP,
                                       [COMPREHENSION_GENERATOR] = 0};
    if (!unit_enter(c, scope, scope->name, e->loc.line)) {
        return NULL;
    }
    c->unit->arg_count = 1;
    SET_LOC(c, e);
    bool ok = unit_prologue(c);
    if (comp->kind != COMPREHENSION_GENERATOR) {
        comp->result = reg_push(c);
        ok = ok && emit(c, builders[comp->kind], 0, comp->result, 0, 0);
    }
    ok = ok && generator(c, comp, 0);
    if (comp->kind != COMPREHENSION_GENERATOR) {
        ok = ok && emit(c, OP_CODE_RETURN, 0, comp->result, 0, 0);
    }
    return ok ? unit_finish(c) : NULL;
}

bool compile_comprehension(Compiler *c, AstExpr *e, uint32_t dst) {
    Scope *scope = symtable_scope_of(&c->lang, e);
    Comprehension comp = comprehension_of(e);
    const AstComprehension *outermost = comp.generators->items[0];
    bool is_async = scope->coroutine && comp.kind != COMPREHENSION_GENERATOR;
    if (is_async && !c->unit->is_async_def && !c->unit->scope->comprehension) {
        return compile_error(c, &e->loc,
                             "asynchronous comprehension outside of an asynchronous function");
    }
    uint32_t top = c->unit->top;
    uint32_t work = is_async && is_temp(c, dst) ? dst : is_async ? reg_push(c) : dst;
    uint32_t saved = is_async ? c->unit->top : operands_begin(c, dst);
    uint32_t base = c->unit->top, extras = reg_push_many(c, 4);
    TRY(compile_make_function(c, comprehension_code(c, e, scope, &comp), scope, extras, base));
    c->unit->top = base;
    reg_push_many(c, 2);
    uint32_t iterator = reg_push(c);
    TRY(compile_iterable(c, outermost->iter, iterator) &&
        emit(c, outermost->is_async ? OP_CODE_GET_AITER : OP_CODE_GET_ITER, KILL_B, iterator,
             iterator, 0));
    TRY(emit(c, OP_CODE_CALL, 0, is_async ? base : dst, base, 1));
    operands_end(c, saved);
    if (is_async) {
        c->unit->top = base + 1;
        TRY(compile_await(c, base, work, 0) && emit_move(c, dst, temp_operand(work)));
    }
    reg_pop_to(c, top);
    return true;
}
