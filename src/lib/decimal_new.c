/* Decimal objects: making them from whatever Decimal() takes, and what other types want of them. */
#include "lib/decimal.h"

#include <math.h>
#include <string.h>

#include "object/abstract.h"
#include "types/float.h"
#include "types/int_impl.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

#include "types/number_text.h"

/* ------------------------------------------------------------------ objects */

size_t decimal_block_size(const Object *o) {
    return sizeof(Decimal) + (has_flag(o, FLAG_BIG) ? DECIMAL(o)->small * sizeof(mp_limb_t) : 0);
}

bool decimal_is(VM *vm, const Object *o) {
    return decimal_is_exact(vm, o) || is_of_spec(vm, o, &decimal_spec);
}

static inline Decimal *alloc_exact(VM *vm, size_t size) {
    void *block = heap_alloc(&vm->heap, HEAP_ATOMIC, size);
    return LIKELY(block) ? object_init_header(block, vm->lib->decimal_shape)
                         : (void *)raise_memory_error(vm);
}

Object *decimal_from_small(VM *vm, uint64_t c, int64_t exp, bool negative) {
    Decimal *d = alloc_exact(vm, sizeof(Decimal));
    if (d) {
        d->exp = exp;
        d->small = c;
        d->head.meta |= negative ? DEC_NEGATIVE : 0;
    }
    return OBJ(d);
}

Object *decimal_from_num(VM *vm, Type *cls, const Num *n) {
    size_t len = (size_t)n->c.len;
    size_t size = sizeof(Decimal) + (len > 1 ? len * sizeof(mp_limb_t) : 0);
    Decimal *d = cls && cls != vm->lib->types[LIB_DECIMAL] ? object_alloc(vm, cls, size)
                                                           : alloc_exact(vm, size);
    if (!d) {
        return NULL;
    }
    d->exp = n->exp;
    d->head.meta |= (n->negative ? DEC_NEGATIVE : 0) | (uint32_t)n->kind << DEC_KIND_SHIFT |
                    (len > 1 ? FLAG_BIG : 0);
    d->small = len > 1 ? len : len ? n->c.limbs[0] : 0;
    if (len > 8) {
        memcpy(d->limbs, n->c.limbs, len * sizeof(mp_limb_t));
    } else if (len > 1) {
        for (size_t i = 0; i < len; i++) {
            d->limbs[i] = n->c.limbs[i];
        }
    }
    return OBJ(d);
}

void decimal_dealloc(VM *vm, Object *o) {
    size_t size = decimal_block_size(o);
    if (LIKELY(!type_has(type_of(vm, o), TYPE_PYTHON))) {
        heap_free(&vm->heap, HEAP_ATOMIC, o, size);
    } else {
        object_free_atomic(vm, o, size);
    }
}

Object *work_result(Work *w, Type *cls, const Num *n) {
    Object *o = w->failed ? NULL : decimal_from_num(w->vm, cls, n);
    work_end(w);
    if (o && w->status && !decimal_signal(w->vm, w->context, w->status)) {
        clear_ref(w->vm, o);
    }
    return o;
}

bool work_finish(Work *w) {
    work_end(w);
    return !w->failed && (!w->status || decimal_signal(w->vm, w->context, w->status));
}

/* ------------------------------------------------------------------ operands */

Num num_from_int(Work *w, const Object *o) {
    IntView v;
    int_view(&v, o);
    Num n = {.c = {v.limbs, v.len}, .negative = v.negative, .kind = KIND_FINITE};
    if (int_is_compact(o)) {
        n.c = nat_from_u64(w, v.small);
    }
    return n;
}

int num_from_operand(Work *w, Num *n, Object *o) {
    if (decimal_is_exact(w->vm, o)) {
        *n = decimal_num(o);
    } else if (is_int(w->vm, o)) {
        *n = num_from_int(w, o);
    } else if (decimal_is(w->vm, o)) {
        *n = decimal_num(o);
    } else {
        return 0;
    }
    return w->failed ? -1 : 1;
}

static bool not_supported(Work *w, Object *o) {
    raise(w->vm, EXC_TypeError, "conversion from %T to Decimal is not supported", o);
    return false;
}

bool num_from_argument(Work *w, Num *n, Object *o) {
    int found = num_from_operand(w, n, o);
    return found > 0 || (found == 0 && not_supported(w, o));
}

bool num_from_double(Work *w, Num *n, double value) {
    if (!isfinite(value)) {
        *n = (Num){.negative = isinf(value) && value < 0,
                   .kind = isinf(value) ? KIND_INFINITE : KIND_NAN};
        return true;
    }
    int exponent;
    double m = frexp(fabs(value), &exponent);
    uint64_t c = (uint64_t)ldexp(m, 53);
    exponent -= 53;
    if (c) {
        int zeros = __builtin_ctzll(c);
        c >>= zeros;
        exponent += zeros;
    } else {
        exponent = 0;
    }
    Nat coefficient = nat_from_u64(w, c);
    if (exponent >= 0) {
        num_set(n, signbit(value) != 0, nat_shl(w, coefficient, (uint64_t)exponent), 0);
    } else { /* c / 2**k == c * 5**k / 10**k */
        Nat p = nat_pow10(w, -exponent);
        num_set(n, signbit(value) != 0, nat_mul(w, coefficient, nat_shr(w, p, (uint64_t)-exponent)),
                exponent);
    }
    return !w->failed;
}

static bool is_blank(char c) {
    return number_is_blank(c) || (c >= '\x1c' && c <= '\x1f');
}

/* lenient: blanks around it and underscores anywhere. */
static bool from_str(Work *w, Num *n, Object *o, bool lenient) {
    NumberText t;
    if (number_text_init(w->vm, &t, o) < 0) {
        return false;
    }
    const char *text = t.text;
    size_t len = t.len;
    if (lenient) {
        while (len && is_blank(text[len - 1])) {
            len--;
        }
        while (len && is_blank(*text)) {
            text++;
            len--;
        }
        if (len && memchr(text, '_', len)) {
            char *copy = (char *)work_limbs(w, len / 8 + 1);
            size_t kept = 0;
            for (size_t i = 0; copy && i < len; i++) {
                if (text[i] != '_') {
                    copy[kept++] = text[i];
                }
            }
            text = copy ? copy : text;
            len = kept;
        }
    }
    num_from_text(w, n, text, len);
    number_text_deinit(w->vm, &t);
    return !w->failed;
}

/* ---- (sign, digits, exponent) ---- */

static bool bad_tuple(Work *w, const char *message) {
    raise(w->vm, EXC_ValueError, "%s", message);
    return false;
}

static bool sign_of_tuple(Work *w, Num *n, Object *sign) {
    int64_t value = -1;
    if (!is_int(w->vm, sign) || !int_as_i64(sign, &value) || value < 0 || value > 1) {
        return bad_tuple(w, "sign must be an integer with the value 0 or 1");
    }
    n->negative = value == 1;
    return true;
}

static bool exponent_of_tuple(Work *w, Num *n, Object *exponent) {
    if (is_str(w->vm, exponent)) {
        if (str_equal_ascii(exponent, "F")) {
            n->kind = KIND_INFINITE;
        } else if (str_equal_ascii(exponent, "n")) {
            n->kind = KIND_NAN;
        } else if (str_equal_ascii(exponent, "N")) {
            n->kind = KIND_SIGNALING;
        } else {
            return bad_tuple(w, "string argument in the third position must be 'F', 'n' or 'N'");
        }
        return true;
    }
    if (!is_int(w->vm, exponent)) {
        return bad_tuple(w, "exponent must be an integer");
    }
    if (!int_as_i64(exponent, &n->exp)) {
        raise(w->vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
        return false;
    }
    const int64_t far = INT64_C(4000000000000000000); /* leaves room to count digits */
    n->exp = n->exp > far ? far : n->exp < -far ? -far : n->exp;
    return true;
}

static bool digits_of_tuple(Work *w, Num *n, Object *digits) {
    VM *vm = w->vm;
    if (!is_tuple(vm, digits) && !is_list(vm, digits)) {
        return bad_tuple(w, "coefficient must be a tuple of digits");
    }
    size_t len = fast_len(digits, vm);
    Object **items = fast_items(digits, vm);
    char *text = (char *)work_limbs(w, len / 8 + 1);
    for (size_t i = 0; text && i < len; i++) {
        int64_t v;
        if (!is_int(vm, items[i]) || !int_as_i64(items[i], &v) || v < 0 || v > 9) {
            return bad_tuple(w, "coefficient must be a tuple of digits");
        }
        text[i] = (char)('0' + v);
    }
    if (n->kind != KIND_INFINITE && text) {
        n->c = nat_from_digits(w, text, len);
    }
    return !w->failed;
}

static bool from_tuple(Work *w, Num *n, Object *o) {
    *n = (Num){.kind = KIND_FINITE};
    if (fast_len(o, w->vm) != 3) {
        return bad_tuple(w, "argument must be a sequence of length 3");
    }
    Object **items = fast_items(o, w->vm);
    return sign_of_tuple(w, n, items[0]) && exponent_of_tuple(w, n, items[2]) &&
           digits_of_tuple(w, n, items[1]);
}

/* ---- anything ---- */

/* Checks an exact value against the limits of all contexts. */
static void check_limits(Work *w, Num *n) {
    uint32_t status = w->status;
    if (n->c.len <= 2 && n->exp > -DEC_MAX_PREC && n->exp < DEC_MAX_EMAX - 40) {
        return;
    }
    w->status = 0;
    num_finalize(w, n, &decimal_max_settings);
    if (w->status & (DEC_INEXACT | DEC_ROUNDED | DEC_CLAMPED)) {
        num_invalid(w, n, 0);
        status |= DEC_INVALID;
    }
    w->status = status;
}

/* Rounds to the context; the payload of a NaN must fit. */
static void fit_context(Work *w, Num *n) {
    if (num_is_nan(n) && n->c.len && nat_digits(w, n->c) > w->s->prec - w->s->clamp) {
        num_invalid(w, n, DEC_CONVERSION_SYNTAX);
    } else {
        num_finalize(w, n, w->s);
    }
}

bool num_from_object(Work *w, Num *n, Object *o, bool exact) {
    VM *vm = w->vm;
    if (is_str(vm, o)) {
        if (!from_str(w, n, o, exact)) {
            return false;
        }
    } else if (is_int(vm, o)) {
        *n = num_from_int(w, o);
    } else if (decimal_is(vm, o)) {
        *n = decimal_num(o);
    } else if (is_tuple(vm, o) || is_list(vm, o)) {
        if (!from_tuple(w, n, o)) {
            return false;
        }
    } else if (is_float(vm, o)) {
        if (!decimal_signal(vm, w->context, DEC_FLOAT) || !num_from_double(w, n, FLOAT_VALUE(o))) {
            return false;
        }
    } else {
        return not_supported(w, o);
    }
    if (exact) {
        check_limits(w, n);
    } else {
        fit_context(w, n);
    }
    return !w->failed;
}

Object *decimal_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"value", "context", NULL};
    Object *value = NULL, *where = vm->none;
    if (!args_parse(vm, "", names, "|OO", args, nargs, kwnames, &value, &where)) {
        return NULL;
    }
    DecimalContext *context = decimal_context_of(vm, where);
    if (!context) {
        return NULL;
    }
    if (value && cls == vm->lib->types[LIB_DECIMAL] && decimal_is_exact(vm, value)) {
        return new_ref(value);
    }
    Work w;
    Num n = {.kind = KIND_FINITE};
    work_init(&w, vm, context);
    if (value && !num_from_object(&w, &n, value, true)) {
        work_end(&w);
        return NULL;
    }
    w.status &= DEC_ERRORS;
    return work_result(&w, cls, &n);
}

Object *decimal_from_float(VM *vm, Object *cls, Object *value) {
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    Work w;
    Num n;
    work_init(&w, vm, context);
    if (is_int(vm, value)) {
        n = num_from_int(&w, value);
    } else if (is_float(vm, value)) {
        num_from_double(&w, &n, FLOAT_VALUE(value));
    } else {
        return raise(vm, EXC_TypeError, "argument must be int or float");
    }
    Object *result = work_result(&w, NULL, &n);
    if (result && cls != OBJ(vm->lib->types[LIB_DECIMAL])) {
        Object *own = call1(vm, cls, result);
        decref(vm, result);
        result = own;
    }
    return result;
}

/* ------------------------------------------------------------------ as other numbers */

Object *num_to_int(Work *w, const Num *n, enum DecimalRounding rounding) {
    Object *result = NULL;
    if (num_is_nan(n)) {
        raise(w->vm, EXC_ValueError, "cannot convert NaN to integer");
    } else if (n->kind == KIND_INFINITE) {
        raise(w->vm, EXC_OverflowError, "cannot convert Infinity to integer");
    } else {
        Num whole = *n;
        num_rescale(w, &whole, 0, rounding);
        if (!w->failed) {
            result = int_from_limbs(w->vm, whole.c.limbs, (size_t)whole.c.len, whole.negative);
        }
    }
    work_end(w);
    return result;
}

Object *decimal_int(VM *vm, Object *o) {
    DecimalContext *context = decimal_context(vm);
    Work w;
    if (!context) {
        return NULL;
    }
    work_init(&w, vm, context);
    Num n = decimal_num(o);
    return num_to_int(&w, &n, ROUND_DOWN);
}

Object *decimal_float(VM *vm, Object *o) {
    Num n = decimal_num(o);
    if (n.kind == KIND_SIGNALING) {
        return raise(vm, EXC_ValueError, "cannot convert signaling NaN to float");
    }
    if (n.kind == KIND_NAN) {
        return float_from_double(vm, n.negative ? -NAN : NAN);
    }
    if (n.kind == KIND_FINITE && n.c.len <= 1 && n.exp >= -19 && n.exp <= 19 &&
        (n.c.len == 0 || n.c.limbs[0] <= UINT64_C(1) << 53)) {
        double v = n.c.len ? (double)n.c.limbs[0] : 0.0; /* all exact up to the one division */
        v = n.exp < 0 ? v / (double)decimal_pow10[-n.exp] : v * (double)decimal_pow10[n.exp];
        return float_from_double(vm, n.negative ? -v : v);
    }
    DecimalContext *context = decimal_context(vm);
    Work w;
    if (!context) {
        return NULL;
    }
    work_init(&w, vm, context);
    Object *text = num_to_text(&w, &n, TEXT_CAPITALS);
    work_end(&w);
    double value = 0.0;
    if (!text) {
        return NULL;
    }
    float_parse_text((const char *)STR(text)->data, STR_LEN(text), &value);
    decref(vm, text);
    return float_from_double(vm, value);
}

static uint64_t mul_mod(uint64_t a, uint64_t b, uint64_t prime) {
    return (uint64_t)((u128)a * b % prime);
}

Hash decimal_hash(VM *vm, Object *o) {
    const uint64_t prime = (UINT64_C(1) << 61) - 1;
    const uint64_t tenth = UINT64_C(2075258708292324556); /* its product with 10 is 1 */
    Num n = decimal_num(o);
    if (n.kind == KIND_SIGNALING) {
        raise(vm, EXC_TypeError, "Cannot hash a signaling NaN value");
        return -1;
    }
    if (n.kind != KIND_FINITE) {
        return float_hash_double(vm, o,
                                 n.kind == KIND_NAN ? NAN
                                 : n.negative       ? -INFINITY
                                                    : INFINITY);
    }
    uint64_t h = nat_mod_u64(n.c, prime);
    uint64_t base = n.exp < 0 ? tenth : 10;
    for (uint64_t e = n.exp < 0 ? -(uint64_t)n.exp : (uint64_t)n.exp; e && h; e >>= 1) {
        if (e & 1) {
            h = mul_mod(h, base, prime);
        }
        base = mul_mod(base, base, prime);
    }
    Hash result = n.negative ? -(Hash)h : (Hash)h;
    return result == -1 ? -2 : result;
}

Object *decimal_as_tuple(VM *vm, Object *o) {
    Work w;
    Num n = decimal_num(o);
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    work_init(&w, vm, context);
    bool empty = num_is_nan(&n) && n.c.len == 0;
    size_t cap = (size_t)nat_digits(&w, n.c) + 40, len = 0;
    char *text = (char *)work_limbs(&w, cap / 8 + 1);
    if (text && !empty) {
        len = nat_to_digits(&w, n.c, text);
    }
    Object *digits = w.failed ? NULL : tuple_new(vm, len);
    for (size_t i = 0; digits && i < len; i++) {
        Object *digit = int_from_i64(vm, text[i] - '0');
        if (!digit) { /* the rest of the items is NULL */
            clear_ref(vm, digits);
            break;
        }
        TUPLE_ITEM(digits, i) = digit;
    }
    work_end(&w);
    if (!digits) {
        return NULL;
    }
    if (len) {
        gc_track(vm, digits);
    }
    static const char *const kinds[] = {"", "F", "n", "N"};
    Object *exponent =
        n.kind == KIND_FINITE ? int_from_i64(vm, n.exp) : str_from_cstr(vm, kinds[n.kind]);
    Object *sign = exponent ? int_from_i64(vm, n.negative) : NULL;
    Object *result = sign ? call3(vm, vm->lib->decimal_tuple, sign, digits, exponent) : NULL;
    xdecref(vm, sign);
    xdecref(vm, exponent);
    decref(vm, digits);
    return result;
}

Object *decimal_as_ratio(VM *vm, Object *o) {
    Num n = decimal_num(o);
    if (n.kind != KIND_FINITE) {
        return num_is_nan(&n)
                   ? raise(vm, EXC_ValueError, "cannot convert NaN to integer ratio")
                   : raise(vm, EXC_OverflowError, "cannot convert Infinity to integer ratio");
    }
    DecimalContext *context = decimal_context(vm);
    Work w;
    if (!context) {
        return NULL;
    }
    work_init(&w, vm, context);
    if (n.c.len == 0) {
        n.exp = 0;
    }
    if (n.exp < 0) {
        num_strip_zeros(&w, &n, 0);
    }
    Nat below = nat_from_u64(&w, 1);
    if (n.exp < 0) {
        below = nat_pow10(&w, -n.exp);
    } else {
        n.c = nat_scale(&w, n.c, n.exp);
    }
    Object *a = w.failed ? NULL : int_from_limbs(vm, n.c.limbs, (size_t)n.c.len, n.negative);
    Object *b = a ? int_from_limbs(vm, below.limbs, (size_t)below.len, false) : NULL;
    work_end(&w);
    Object *divisor = b ? int_gcd(vm, a, b) : NULL;
    Object *result =
        divisor ? pack_steal(vm, 2, int_floordiv(vm, a, divisor), int_floordiv(vm, b, divisor))
                : NULL;
    xdecref(vm, divisor);
    xdecref(vm, b);
    xdecref(vm, a);
    return result;
}

/* ------------------------------------------------------------------ comparison */

/* The numerator in *n, and self multiplied by the denominator. 1; 0: not a Rational; -1: error. */
static int rational_operands(Work *w, Num *self, Num *n, Object *o) {
    VM *vm = w->vm;
    int is = object_is_instance(vm, o, vm->lib->decimal_rational);
    if (is <= 0) {
        return is;
    }
    Object *a = object_getattr_utf8(vm, o, "numerator");
    Object *b = a ? object_getattr_utf8(vm, o, "denominator") : NULL;
    int result = -1;
    if (b && is_int(vm, a) && is_int(vm, b)) {
        Num over = num_from_int(w, a), below = num_from_int(w, b);
        *n = over;
        n->c = nat_mul_u64(w, over.c, 1); /* a copy: the int may go */
        if (self->kind == KIND_FINITE) {
            self->c = nat_mul(w, self->c, below.c);
        }
        result = w->failed ? -1 : 1;
    } else if (b) {
        raise(vm, EXC_TypeError, "numerator and denominator must be integers");
    }
    xdecref(vm, a);
    xdecref(vm, b);
    return result;
}

/* The other side of a comparison as a number. 1; 0: not comparable; -1: error. */
static int compare_operand(Work *w, Num *self, Num *n, Object *o, int op) {
    VM *vm = w->vm;
    bool equality = op == CMP_EQ || op == CMP_NE;
    int found = num_from_operand(w, n, o);
    if (found != 0) {
        return found;
    }
    double value;
    if (is_float(vm, o)) {
        value = FLOAT_VALUE(o);
    } else if (equality && type_is_subtype(type_of(vm, o), TYPE(vm, COMPLEX))) {
        const Complex *c = (const Complex *)o;
        if (c->imag != 0.0) {
            return 0;
        }
        value = c->real;
    } else {
        return rational_operands(w, self, n, o);
    }
    if (equality) {
        w->context->status |= DEC_FLOAT;
    } else if (!decimal_signal(vm, w->context, DEC_FLOAT)) {
        return -1;
    }
    return num_from_double(w, n, value) ? 1 : -1;
}

static Object *order_result(VM *vm, int order, int op) {
    switch (op) {
    case CMP_LT:
        return bool_ref(vm, order < 0);
    case CMP_LE:
        return bool_ref(vm, order <= 0);
    case CMP_EQ:
        return bool_ref(vm, order == 0);
    case CMP_NE:
        return bool_ref(vm, order != 0);
    case CMP_GT:
        return bool_ref(vm, order > 0);
    default:
        return bool_ref(vm, order >= 0);
    }
}

static Object *compare_with(VM *vm, DecimalContext *context, Object *a, Object *b, int op) {
    Work w;
    Num x = decimal_num(a), y;
    work_init(&w, vm, context);
    int found = compare_operand(&w, &x, &y, b, op);
    if (found <= 0) {
        work_end(&w);
        return found < 0 ? NULL : not_implemented_ref(vm);
    }
    if (num_is_nan(&x) || num_is_nan(&y)) {
        if (x.kind == KIND_SIGNALING || y.kind == KIND_SIGNALING ||
            (op != CMP_EQ && op != CMP_NE)) {
            w.status |= DEC_INVALID;
        }
        return work_finish(&w) ? bool_ref(vm, op == CMP_NE) : NULL;
    }
    int order = num_cmp(&w, &x, &y);
    return work_finish(&w) ? order_result(vm, order, op) : NULL;
}

Object *decimal_compare(VM *vm, Object *a, Object *b, int op) {
    int order;
    if (vm->lib && decimal_cmp_short(vm, a, b, &order)) {
        return order_result(vm, order, op);
    }
    DecimalContext *context = decimal_context(vm);
    if (!context) {
        return NULL;
    }
    incref(context); /* a Rational may be Python code */
    Object *result = compare_with(vm, context, a, b, op);
    decref(vm, context);
    return result;
}
