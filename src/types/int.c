/* int and bool: objects, conversion to and from C numbers, comparison, hash, the types. */
#include "types/float.h"
#include "types/int_impl.h"
#include "types/str.h"
#include "types/tuple.h"

#include <math.h>

static size_t big_size(size_t limb_len) {
    return sizeof(BigInt) + limb_len * sizeof(mp_limb_t);
}

/* ---- making ints ---- */

static NOINLINE Object *small_int_new(VM *vm, int64_t value) {
    Int *o = object_new_atomic(vm, SHAPE_INT, sizeof(Int));
    if (!o) {
        return NULL;
    }
    o->value = value;
    vm->small_ints[value - SMALL_INT_MIN] = OBJ(o);
    return OBJ(o);
}

Object *int_from_i64(VM *vm, int64_t value) {
    if ((uint64_t)value - (uint64_t)(int64_t)SMALL_INT_MIN < SMALL_INT_COUNT) {
        Object *shared = vm->small_ints[value - SMALL_INT_MIN];
        return LIKELY(shared) ? new_ref(shared) : small_int_new(vm, value);
    }
    Int *o = object_new_atomic(vm, SHAPE_INT, sizeof(Int));
    if (UNLIKELY(!o)) {
        return NULL;
    }
    o->value = value;
    return OBJ(o);
}

Object *int_new_slow(VM *vm, int64_t value) {
    return int_from_i64(vm, value);
}

Object *int_new_own(VM *vm, int64_t value) {
    Int *o = object_new_atomic(vm, SHAPE_INT, sizeof(Int));
    if (!o) {
        return NULL;
    }
    o->value = value;
    return OBJ(o);
}

Object *int_from_u64(VM *vm, uint64_t value) {
    if (value <= INT64_MAX) {
        return int_from_i64(vm, (int64_t)value);
    }
    return int_from_u128(vm, value, false);
}

/* Fits int64: then it must be compact. */
static bool limbs_as_i64(const mp_limb_t *limbs, size_t len, bool negative, int64_t *value) {
    if (len > 1) {
        return false;
    }
    mp_limb_t m = len ? limbs[0] : 0;
    if (m > (mp_limb_t)INT64_MAX + negative) {
        return false;
    }
    *value = negative ? (int64_t)(0 - m) : (int64_t)m;
    return true;
}

static BigInt *big_new(VM *vm, size_t len) {
    if (len >= INT32_MAX) {
        return (BigInt *)raise_memory_error(vm);
    }
    BigInt *o = object_new_atomic(vm, SHAPE_INT, big_size(len));
    if (!o) {
        return NULL;
    }
    set_flag(OBJ(o), FLAG_BIG);
    o->sign = 1;
    o->len = (uint32_t)len;
    return o;
}

Object *int_from_limbs(VM *vm, const mp_limb_t *limbs, size_t len, bool negative) {
    int64_t value;
    len = (size_t)limbs_trim(limbs, (mp_size_t)len);
    if (limbs_as_i64(limbs, len, negative, &value)) {
        return int_from_i64(vm, value);
    }
    BigInt *o = big_new(vm, len);
    if (o) {
        o->sign = negative ? -1 : 1;
        memcpy(o->limbs, limbs, len * sizeof(mp_limb_t));
    }
    return OBJ(o);
}

Object *int_from_u128(VM *vm, unsigned __int128 magnitude, bool negative) {
    mp_limb_t limbs[2] = {(mp_limb_t)magnitude, (mp_limb_t)(magnitude >> 64)};
    return int_from_limbs(vm, limbs, 2, negative);
}

Object *int_from_double(VM *vm, double value) {
    if (value > -9223372036854775808.0 && value < 9223372036854775808.0) {
        return int_from_i64(vm, (int64_t)value);
    }
    if (isnan(value)) {
        return raise(vm, EXC_ValueError, "cannot convert float NaN to integer");
    }
    if (isinf(value)) {
        return raise(vm, EXC_OverflowError, "cannot convert float infinity to integer");
    }
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(value), &exponent), 53);
    size_t shift = (size_t)(exponent - 53);
    mp_limb_t limbs[1024 / 64 + 2] = {0};
    limbs[shift / 64] = mantissa << shift % 64;
    limbs[shift / 64 + 1] = shift % 64 ? mantissa >> (64 - shift % 64) : 0;
    return int_from_limbs(vm, limbs, shift / 64 + 2, value < 0);
}

Object *int_exact(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_INT)) {
        return new_ref(o);
    }
    if (int_is_compact(o)) {
        return int_from_i64(vm, INT_VALUE(o));
    }
    BigInt *big = (BigInt *)o;
    return int_from_limbs(vm, big->limbs, big->len, big->sign < 0);
}

/* ---- results and scratch ---- */

bool int_result_init(VM *vm, IntResult *r, size_t cap) {
    r->cap = cap;
    r->object = NULL;
    r->limbs = r->local;
    if (cap > INT_RESULT_LOCAL) {
        r->object = big_new(vm, cap);
        if (!r->object) {
            return false;
        }
        r->limbs = r->object->limbs;
    }
    return true;
}

void int_result_drop(VM *vm, IntResult *r) {
    if (r->object) {
        heap_free(&vm->heap, HEAP_ATOMIC, r->object, big_size(r->cap));
    }
}

Object *int_result_finish(VM *vm, IntResult *r, size_t len, bool negative) {
    len = (size_t)limbs_trim(r->limbs, (mp_size_t)len);
    if (len <= INT_RESULT_LOCAL || !r->object) {
        Object *o = int_from_limbs(vm, r->limbs, len, negative);
        int_result_drop(vm, r);
        return o;
    }
    BigInt *o = r->object;
    if (len != r->cap) {
        o = heap_realloc(&vm->heap, HEAP_ATOMIC, o, big_size(r->cap), big_size(len));
        if (!o) {
            int_result_drop(vm, r);
            return raise_memory_error(vm);
        }
    }
    o->len = (uint32_t)len;
    o->sign = negative ? -1 : 1;
    return OBJ(o);
}

bool int_scratch_init(VM *vm, IntScratch *s, size_t cap) {
    s->cap = 0;
    s->limbs = s->local;
    if (cap > INT_RESULT_LOCAL) {
        s->limbs = raw_alloc(vm, cap * sizeof(mp_limb_t));
        s->cap = s->limbs ? cap : 0;
    }
    return s->limbs != NULL;
}

void int_scratch_drop(VM *vm, IntScratch *s) {
    if (s->cap) {
        raw_free(vm, s->limbs, s->cap * sizeof(mp_limb_t));
    }
}

bool int_reserve(VM *vm, size_t limbs) {
    if (limbs < INT_LARGE_LIMBS) {
        return true;
    }
    if (!heap_account(&vm->heap, limbs * sizeof(mp_limb_t))) {
        raise_memory_error(vm);
        return false;
    }
    return true;
}

void int_unreserve(VM *vm, size_t limbs) {
    if (limbs >= INT_LARGE_LIMBS) {
        heap_unaccount(&vm->heap, limbs * sizeof(mp_limb_t));
    }
}

/* ---- reading ints ---- */

bool int_as_i64(const Object *o, int64_t *value) {
    if (!int_is_compact(o)) {
        return false;
    }
    *value = ((const Int *)o)->value;
    return true;
}

bool int_as_u64(const Object *o, uint64_t *value) {
    if (int_is_compact(o)) {
        *value = (uint64_t)((const Int *)o)->value;
        return ((const Int *)o)->value >= 0;
    }
    const BigInt *big = (const BigInt *)o;
    *value = big->limbs[0];
    return big->sign > 0 && big->len == 1;
}

int int_sign(const Object *o) {
    if (int_is_compact(o)) {
        int64_t value = ((const Int *)o)->value;
        return (value > 0) - (value < 0);
    }
    return ((const BigInt *)o)->sign;
}

size_t int_bit_length(const Object *o) {
    IntView v;
    int_view(&v, o);
    return limbs_bit_length(v.limbs, v.len);
}

/* 64 leading bits, the lowest of them sticky, so that converting them rounds once, ties to even. */
static uint64_t leading_bits(const BigInt *big, size_t bits) {
    size_t low = bits - 64; /* 2**63 is the smallest magnitude here */
    mp_limb_t top = big->limbs[low / 64] >> low % 64;
    if (low % 64) {
        top |= big->limbs[low / 64 + 1] << (64 - low % 64);
    }
    return low && mpn_scan1(big->limbs, 0) < low ? top | 1 : top;
}

double int_as_double(VM *vm, Object *o) {
    if (LIKELY(int_is_compact(o))) {
        return (double)INT_VALUE(o);
    }
    BigInt *big = (BigInt *)o;
    size_t bits = limbs_bit_length(big->limbs, big->len);
    double result = HUGE_VAL;
    if (bits <= 1024) {
        result = ldexp((double)leading_bits(big, bits), (int)(bits - 64));
    }
    if (isinf(result)) {
        raise(vm, EXC_OverflowError, "int too large to convert to float");
        return -1.0;
    }
    return big->sign < 0 ? -result : result;
}

double int_frexp(const Object *o, int64_t *exponent) {
    int e;
    double fraction;
    if (int_is_compact(o)) {
        fraction = frexp((double)((const Int *)o)->value, &e);
        *exponent = e;
        return fraction;
    }
    const BigInt *big = (const BigInt *)o;
    size_t bits = limbs_bit_length(big->limbs, big->len);
    fraction = frexp((double)leading_bits(big, bits), &e);
    *exponent = (int64_t)bits - 64 + e;
    return big->sign < 0 ? -fraction : fraction;
}

int int_cmp(const Object *a, const Object *b) {
    if (LIKELY(int_is_compact(a) && int_is_compact(b))) {
        int64_t x = ((const Int *)a)->value, y = ((const Int *)b)->value;
        return (x > y) - (x < y);
    }
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    if (x.negative != y.negative) {
        return x.negative ? -1 : 1;
    }
    int order = x.len != y.len ? (x.len < y.len ? -1 : 1) : mpn_cmp(x.limbs, y.limbs, x.len);
    return x.negative ? -order : order;
}

/* The value modulo the Mersenne prime 2**61 - 1, with the sign of the value; never -1. */
Hash int_hash(VM *vm, Object *o) {
    UNUSED(vm);
    const uint64_t prime = (UINT64_C(1) << 61) - 1;
    IntView v;
    int_view(&v, o);
    uint64_t m = v.len <= 1 ? (v.len ? v.limbs[0] % prime : 0) : mpn_mod_1(v.limbs, v.len, prime);
    Hash h = v.negative ? -(Hash)m : (Hash)m;
    return h == -1 ? -2 : h;
}

/* ---- slots ---- */

static size_t int_block_size(const Object *o) {
    return int_is_compact(o) ? sizeof(Int) : big_size(((const BigInt *)o)->len);
}

static void int_dealloc(VM *vm, Object *o) {
    if (LIKELY(o->meta == INT_META)) {
        uint64_t slot = (uint64_t)INT_VALUE(o) - (uint64_t)(int64_t)SMALL_INT_MIN;
        if (slot < SMALL_INT_COUNT && vm->small_ints[slot] == o) {
            vm->small_ints[slot] = NULL;
        }
        heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Int));
        return;
    }
    object_free_atomic(vm, o, int_block_size(o));
}

static Object *int_repr(VM *vm, Object *o) {
    return int_to_str(vm, o, 10, false, true);
}

static Object *compare_result(VM *vm, int order, int op) {
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

static Object *int_richcompare(VM *vm, Object *a, Object *b, int op) {
    if (!both_ints(vm, a, b)) {
        return not_implemented_ref(vm);
    }
    return compare_result(vm, a == b ? 0 : int_cmp(a, b), op);
}

static int int_bool(VM *vm, Object *o) {
    UNUSED(vm);
    return !int_is_compact(o) || INT_VALUE(o) != 0;
}

#define BINARY_SLOT(slot, function)                                                                \
    static Object *slot(VM *vm, Object *a, Object *b) {                                            \
        if (UNLIKELY(!both_ints(vm, a, b))) {                                                      \
            return not_implemented_ref(vm);                                                        \
        }                                                                                          \
        return function(vm, a, b);                                                                 \
    }
BINARY_SLOT(int_nb_add, int_add)
BINARY_SLOT(int_nb_subtract, int_sub)
BINARY_SLOT(int_nb_multiply, int_mul)
BINARY_SLOT(int_nb_floor_divide, int_floordiv)
BINARY_SLOT(int_nb_remainder, int_mod)
BINARY_SLOT(int_nb_divmod, int_divmod)
#undef BINARY_SLOT

static Object *int_absolute(VM *vm, Object *o) {
    return int_sign(o) < 0 ? int_neg(vm, o) : int_exact(vm, o);
}

static Object *int_float(VM *vm, Object *o) {
    double value = int_as_double(vm, o);
    if (value == -1.0 && error_occurred(vm)) {
        return NULL;
    }
    return float_from_double(vm, value);
}

/* ---- methods ---- */

static Object *int_self_with_any(VM *vm, Object *self) {
    return int_exact(vm, self);
}

static Object *int_as_integer_ratio(VM *vm, Object *self) {
    Object *pair[2] = {int_exact(vm, self), int_from_i64(vm, 1)};
    if (!pair[0] || !pair[1]) {
        xdecref(vm, pair[0]);
        xdecref(vm, pair[1]);
        return NULL;
    }
    return tuple_from_steal(vm, pair, 2);
}

static Object *int_getnewargs(VM *vm, Object *self) {
    Object *value = int_exact(vm, self);
    return value ? tuple_from_steal(vm, &value, 1) : NULL;
}

static Object *int_format_method(VM *vm, Object *self, Object *spec) {
    if (!is_str(vm, spec)) {
        return raise(vm, EXC_TypeError, "__format__() argument must be str, not %T", spec);
    }
    return format_int(vm, self, spec);
}

static Object *int_sizeof(VM *vm, Object *self) {
    return int_from_u64(vm, object_total_size(vm, self));
}

static Object *int_get_real(VM *vm, Object *self, void *closure) {
    UNUSED(closure);
    return int_exact(vm, self);
}

static Object *int_get_constant(VM *vm, Object *self, void *closure) {
    UNUSED(self);
    return int_from_i64(vm, closure != NULL);
}

static const MethodDef int_methods[] = {
    METHOD_NOARGS("conjugate", int_self_with_any,
                  "Returns self, the complex conjugate of any int."),
    METHOD_NOARGS("bit_length", int_bit_length_method,
                  "bit_length($self, /)\n--\n\nBits needed to write the value without its sign."),
    METHOD_NOARGS("bit_count", int_bit_count_method,
                  "bit_count($self, /)\n--\n\nNumber of ones in the absolute value in binary."),
    METHOD_KW("to_bytes", int_to_bytes_method,
              "to_bytes($self, /, length=1, byteorder='big', *, signed=False)\n--\n\n"
              "The value as that many bytes."),
    METHOD_CLASS_KW("from_bytes", int_from_bytes_method,
                    "from_bytes($type, /, bytes, byteorder='big', *, signed=False)\n--\n\n"
                    "The int whose bytes are given."),
    METHOD_NOARGS("as_integer_ratio", int_as_integer_ratio,
                  "as_integer_ratio($self, /)\n--\n\nThe pair (self, 1)."),
    METHOD_NOARGS("__trunc__", int_self_with_any, "An int is its own integral part."),
    METHOD_NOARGS("__floor__", int_self_with_any, "An int is its own floor."),
    METHOD_NOARGS("__ceil__", int_self_with_any, "An int is its own ceiling."),
    METHOD_FAST("__round__", int_round_method,
                "Rounds to 10**-ndigits, halves to even; self if ndigits is not negative."),
    METHOD_NOARGS("__getnewargs__", int_getnewargs, NULL),
    METHOD_O("__format__", int_format_method,
             "__format__($self, format_spec, /)\n--\n\nText as the specification says."),
    METHOD_NOARGS("__sizeof__", int_sizeof,
                  "__sizeof__($self, /)\n--\n\nBytes the object takes in memory."),
    {0},
};

static const GetSetDef int_getset[] = {
    {"real", int_get_real, NULL, "the real part", NULL},
    {"imag", int_get_constant, NULL, "the imaginary part, 0", NULL},
    {"numerator", int_get_real, NULL, "the numerator in lowest terms", NULL},
    {"denominator", int_get_constant, NULL, "the denominator in lowest terms, 1", (void *)1},
    {0},
};

const TypeSpec int_spec = {
    .name = "int",
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\n"
           "A whole number of any size, from a number (its fraction is dropped) or from text\n"
           "with digits of the given base; base 0 goes by the prefix of the text.",
    .shape = SHAPE_INT,
    .flags = TYPE_BASE | TYPE_SUB_INT | TYPE_SELF_MATCH,
    .size = sizeof(Int),
    .item_size = sizeof(mp_limb_t),
    .slots =
        {
            .dealloc = int_dealloc,
            .block_size = int_block_size,
            .repr = int_repr,
            .hash = int_hash,
            .richcompare = int_richcompare,
            .new = int_new,
            .nb_add = int_nb_add,
            .nb_subtract = int_nb_subtract,
            .nb_multiply = int_nb_multiply,
            .nb_remainder = int_nb_remainder,
            .nb_divmod = int_nb_divmod,
            .nb_power = int_nb_power,
            .nb_negative = int_neg,
            .nb_positive = int_exact,
            .nb_absolute = int_absolute,
            .nb_bool = int_bool,
            .nb_invert = int_nb_invert,
            .nb_lshift = int_nb_lshift,
            .nb_rshift = int_nb_rshift,
            .nb_and = int_nb_and,
            .nb_xor = int_nb_xor,
            .nb_or = int_nb_or,
            .nb_int = int_exact,
            .nb_float = int_float,
            .nb_index = int_exact,
            .nb_floor_divide = int_nb_floor_divide,
            .nb_true_divide = int_nb_true_divide,
        },
    .methods = int_methods,
    .getset = int_getset,
};

/* ---- bool ---- */

static Object *bool_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(cls);
    if (!args_no_keywords(vm, "bool", kwnames) || !args_count(vm, "bool", nargs, 0, 1)) {
        return NULL;
    }
    int truth = nargs ? object_truth(vm, args[0]) : 0;
    return truth < 0 ? NULL : bool_ref(vm, truth);
}

static bool is_bool(const Object *o) {
    return is_exact(o, SHAPE_BOOL);
}

static Object *bool_repr(VM *vm, Object *o) {
    return o == vm->true_ ? str_intern_cstr(vm, "True") : str_intern_cstr(vm, "False");
}

#define BOOL_SLOT(slot, operator, fallback)                                                        \
    static Object *slot(VM *vm, Object *a, Object *b) {                                            \
        if (is_bool(a) && is_bool(b)) {                                                            \
            return bool_ref(vm, (a == vm->true_) operator(b == vm->true_));                        \
        }                                                                                          \
        return fallback(vm, a, b);                                                                 \
    }
BOOL_SLOT(bool_and, &, int_nb_and)
BOOL_SLOT(bool_or, |, int_nb_or)
BOOL_SLOT(bool_xor, ^, int_nb_xor)
#undef BOOL_SLOT

const TypeSpec bool_spec = {
    .name = "bool",
    .doc = "bool(x) -> bool\n\nTrue if the argument counts as true, else False: the only two "
           "instances.",
    .shape = SHAPE_BOOL,
    .base = SHAPE_INT,
    .flags = TYPE_SUB_INT | TYPE_SELF_MATCH,
    .size = sizeof(Int),
    .item_size = sizeof(mp_limb_t),
    .slots =
        {
            .block_size = int_block_size,
            .dealloc = int_dealloc,
            .repr = bool_repr,
            .new = bool_new,
            .nb_and = bool_and,
            .nb_xor = bool_xor,
            .nb_or = bool_or,
        },
};
