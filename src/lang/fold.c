/* Constant folding: expressions of constants are computed by the compiler, within CPython's limits
 * on the size of the result. What would raise is left for run time.
 */
#include "lang/compiler.h"
#include "object/abstract.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

enum { MAX_INT_BITS = 128, MAX_TUPLE_LEN = 256, MAX_STR_LEN = 4096 };

static const uint8_t binary_ops[] = {
    [OPERATOR_ADD] = OP_ADD,
    [OPERATOR_SUB] = OP_SUB,
    [OPERATOR_MULT] = OP_MUL,
    [OPERATOR_MAT_MULT] = OP_MATMUL,
    [OPERATOR_DIV] = OP_TRUEDIV,
    [OPERATOR_MOD] = OP_MOD,
    [OPERATOR_POW] = OP_POW,
    [OPERATOR_L_SHIFT] = OP_LSHIFT,
    [OPERATOR_R_SHIFT] = OP_RSHIFT,
    [OPERATOR_BIT_OR] = OP_OR,
    [OPERATOR_BIT_XOR] = OP_XOR,
    [OPERATOR_BIT_AND] = OP_AND,
    [OPERATOR_FLOOR_DIV] = OP_FLOORDIV,
};

/* An error of the computation itself only means that nothing is folded. */
static int fold_failed(Compiler *c) {
    if (error_matches(c->vm, EXC_MemoryError) || error_matches(c->vm, EXC_KeyboardInterrupt)) {
        return -1;
    }
    error_clear(c->vm);
    return 0;
}

static bool is_plain_int(const Object *o) {
    return is_exact(o, SHAPE_INT) || is_exact(o, SHAPE_BOOL);
}

static bool is_sequence(const Object *o) {
    return is_exact(o, SHAPE_STR) || is_exact(o, SHAPE_BYTES) || is_exact(o, SHAPE_TUPLE);
}

/* How many elements a tuple has, nested ones counted, up to the limit. */
static uint32_t nested_len(const Object *tuple) {
    uint32_t n = TUPLE_LEN(tuple);
    for (uint32_t i = 0; i < TUPLE_LEN(tuple) && n <= MAX_TUPLE_LEN; i++) {
        if (is_exact(TUPLE_ITEM(tuple, i), SHAPE_TUPLE)) {
            n += nested_len(TUPLE_ITEM(tuple, i));
        }
    }
    return n;
}

static bool repeat_is_small(const Object *sequence, const Object *times) {
    int64_t n;
    if (!int_as_i64(times, &n) || n < 0) {
        return false;
    }
    if (is_exact(sequence, SHAPE_TUPLE)) {
        return n == 0 || TUPLE_LEN(sequence) == 0 ||
               (n <= MAX_TUPLE_LEN / TUPLE_LEN(sequence) &&
                (uint64_t)n * nested_len(sequence) <= MAX_TUPLE_LEN);
    }
    uint32_t len = is_exact(sequence, SHAPE_STR) ? STR_LEN(sequence) : BYTES(sequence)->len;
    return len == 0 || n <= MAX_STR_LEN / len;
}

static bool result_is_small(const Object *a, const Object *b, enum BinaryOp op) {
    int64_t n;
    switch (op) {
    case OP_MUL:
        if (is_plain_int(a) && is_plain_int(b)) {
            return int_bit_length(a) + int_bit_length(b) <= MAX_INT_BITS;
        }
        if (is_plain_int(a) && is_sequence(b)) {
            return repeat_is_small(b, a);
        }
        return !(is_sequence(a) && is_plain_int(b)) || repeat_is_small(a, b);
    case OP_POW:
        if (!is_plain_int(a) || !is_plain_int(b) || int_sign(b) <= 0) {
            return true;
        }
        return int_as_i64(b, &n) && n <= MAX_INT_BITS &&
               int_bit_length(a) * (size_t)n <= MAX_INT_BITS;
    case OP_LSHIFT:
        if (!is_plain_int(a) || !is_plain_int(b) || int_sign(a) == 0 || int_sign(b) == 0) {
            return true;
        }
        return int_as_i64(b, &n) && n >= 0 && n <= MAX_INT_BITS &&
               int_bit_length(a) + (size_t)n <= MAX_INT_BITS;
    case OP_MOD:
        return !is_exact(a, SHAPE_STR) && !is_exact(a, SHAPE_BYTES);
    default:
        return true;
    }
}

/* Steals a and b. */
static int fold_binary(Compiler *c, Object *a, Object *b, AstOperator operator, Object ** value) {
    enum BinaryOp op = binary_ops[operator];
    int result = 0;
    if (result_is_small(a, b, op)) {
        *value = number_binary(c->vm, a, b, op);
        result = *value ? 1 : fold_failed(c);
    }
    decref(c->vm, a);
    decref(c->vm, b);
    return result;
}

/* Keeps a folded number in the tree, so that it is computed once. */
static void remember(AstExpr *e, const Object *value) {
    if (value->meta == INT_META) {
        e->kind = EXPR_CONSTANT;
        e->Constant = (AstConstant){.kind = CONSTANT_INT, .small = INT_VALUE(value)};
    } else if (value->meta == FLOAT_META) {
        e->kind = EXPR_CONSTANT;
        e->Constant = (AstConstant){.kind = CONSTANT_FLOAT, .real = FLOAT_VALUE(value)};
    }
}

/* The operations of a left-deep chain, given from the top down, are computed from its leftmost
 * operand up: *value, which becomes the result. */
static int fold_chain(Compiler *c, AstExpr *const *chain, uint32_t depth, Object **value) {
    Object *left = *value;
    for (; depth > 0; depth--) {
        AstExpr *node = chain[depth - 1];
        Object *right;
        int result = fold(c, node->BinOp.right, &right);
        if (result <= 0) {
            decref(c->vm, left);
            return result;
        }
        result = fold_binary(c, left, right, node->BinOp.op, &left);
        if (result <= 0) {
            return result;
        }
        remember(node, left);
    }
    *value = left;
    return 1;
}

static int fold_bin_op(Compiler *c, AstExpr *e, Object **value) {
    uint32_t depth = 0;
    AstExpr *leaf = e;
    for (; leaf->kind == EXPR_BIN_OP; leaf = leaf->BinOp.left) {
        depth++;
    }
    int result = fold(c, leaf, value);
    if (result <= 0) {
        return result;
    }
    AstExpr **chain = raw_alloc(c->vm, depth * sizeof *chain);
    if (!chain) {
        decref(c->vm, *value);
        return -1;
    }
    for (uint32_t i = 0; i < depth; i++, e = e->BinOp.left) {
        chain[i] = e;
    }
    result = fold_chain(c, chain, depth, value);
    raw_free(c->vm, chain, depth * sizeof *chain);
    return result;
}

static int fold_unary(Compiler *c, AstExpr *e, Object **value) {
    static const uint8_t ops[] = {[UNARY_INVERT] = OP_INVERT,
                                  [UNARY_NOT] = OP_NOT,
                                  [UNARY_PLUS] = OP_POS,
                                  [UNARY_MINUS] = OP_NEG};
    Object *operand;
    int result = fold(c, e->UnaryOp.operand, &operand);
    if (result <= 0) {
        return result;
    }
    if (e->UnaryOp.op == UNARY_NOT) {
        int truth = object_truth(c->vm, operand);
        *value = truth < 0 ? NULL : bool_ref(c->vm, !truth);
    } else {
        *value = number_unary(c->vm, operand, ops[e->UnaryOp.op]);
    }
    decref(c->vm, operand);
    if (!*value) {
        return fold_failed(c);
    }
    remember(e, *value);
    return 1;
}

static int fold_subscript(Compiler *c, AstExpr *e, Object **value) {
    if (e->Subscript.ctx != CONTEXT_LOAD || e->Subscript.slice->kind == EXPR_SLICE) {
        return 0;
    }
    Object *container, *key;
    int result = fold(c, e->Subscript.value, &container);
    if (result <= 0) {
        return result;
    }
    result = fold(c, e->Subscript.slice, &key);
    if (result > 0) {
        *value = object_getitem(c->vm, container, key);
        result = *value ? 1 : fold_failed(c);
        decref(c->vm, key);
    }
    decref(c->vm, container);
    return result;
}

int fold_elements(Compiler *c, const AstExprList *elts, Object **tuple) {
    for (uint32_t i = 0; i < elts->len; i++) {
        int kind = elts->items[i]->kind; /* a quick look before anything is made */
        if (kind != EXPR_CONSTANT && kind != EXPR_TUPLE && kind != EXPR_UNARY_OP &&
            kind != EXPR_BIN_OP && kind != EXPR_SUBSCRIPT) {
            return 0;
        }
    }
    Object **items = code_alloc(c, (elts->len + 1) * sizeof *items);
    int folded = items ? 1 : -1;
    uint32_t n = 0;
    while (n < elts->len && folded > 0) {
        folded = fold(c, elts->items[n], &items[n]);
        if (folded > 0) {
            items[n] = const_share(c, items[n]);
            n++;
        }
    }
    if (folded > 0) {
        *tuple = tuple_from_steal(c->vm, items, n);
        return *tuple ? 1 : -1;
    }
    while (n > 0) {
        decref(c->vm, items[--n]);
    }
    return folded;
}

int fold(Compiler *c, AstExpr *e, Object **value) {
    int result = 0;
    switch (e->kind) {
    case EXPR_CONSTANT:
        *value = constant_object(c, &e->Constant);
        return *value ? 1 : -1;
    case EXPR_NAME:
        if (e->Name.id == c->lang.known.debug && e->Name.ctx == CONTEXT_LOAD) {
            *value = bool_ref(c->vm, true);
            return 1;
        }
        return 0;
    case EXPR_UNARY_OP:
    case EXPR_BIN_OP:
    case EXPR_TUPLE:
    case EXPR_SUBSCRIPT:
        break;
    default:
        return 0;
    }
    if (!lang_enter(&c->lang)) {
        return -1;
    }
    switch (e->kind) {
    case EXPR_UNARY_OP:
        result = fold_unary(c, e, value);
        break;
    case EXPR_BIN_OP:
        result = fold_bin_op(c, e, value);
        break;
    case EXPR_TUPLE:
        result = e->Tuple.ctx == CONTEXT_LOAD ? fold_elements(c, &e->Tuple.elts, value) : 0;
        break;
    default:
        result = fold_subscript(c, e, value);
        break;
    }
    lang_leave(&c->lang);
    return result;
}

bool fold_immediate(Compiler *c, AstExpr *e, unsigned bits, int64_t *value) {
    if (e->kind == EXPR_UNARY_OP || e->kind == EXPR_BIN_OP) {
        Object *folded;
        int result = fold(c, e, &folded);
        if (result < 0) {
            error_clear(c->vm); /* the general path will meet it again */
        } else if (result > 0) {
            decref(c->vm, folded);
        }
    }
    if (e->kind != EXPR_CONSTANT || e->Constant.kind != CONSTANT_INT) {
        return false;
    }
    *value = e->Constant.small;
    return *value >> (bits - 1) == 0 || *value >> (bits - 1) == -1;
}

int fold_truth(Compiler *c, AstExpr *e) {
    if (e->kind == EXPR_CONSTANT) {
        switch ((AstConstantKind)e->Constant.kind) {
        case CONSTANT_NONE:
        case CONSTANT_FALSE:
            return 0;
        case CONSTANT_INT:
            return e->Constant.small != 0;
        default:
            break;
        }
    }
    Object *value;
    int result = fold(c, e, &value);
    if (result <= 0) {
        return result < 0 ? -2 : -1;
    }
    int truth = object_truth(c->vm, value);
    decref(c->vm, value);
    return truth < 0 ? -2 : truth;
}
