/* Decimal numbers: what the files of the module _decimal share.
 *
 * A *natural* (Nat) is a binary integer of limbs. A *number* (Num) is a coefficient with a power of
 * ten, a sign and a kind: what Decimal objects hold, and what is computed with. The *settings* are
 * what a context says about results: precision, range of exponents, rounding. *Status* is a set of
 * signals (and the conditions that InvalidOperation stands for).
 *
 * A Work is one operation: its status, and the memory of all its intermediate naturals, which goes
 * at its end (work_end). When memory fails, `failed` stays set with MemoryError raised and every
 * natural is zero from then on, so that a computation looks once at its end.
 *
 * Invariants: the highest limb of a natural is not zero; zero has none. Exponents of objects lie
 * within MIN_ETINY..MAX_EMAX. Infinities have the coefficient zero; that of a NaN is its payload.
 */
#ifndef ADDER_LIB_DECIMAL_H
#define ADDER_LIB_DECIMAL_H

#include <gmp.h>

#include "lib/module_make.h"
#include "vm/interp.h"

typedef unsigned __int128 u128;

#define DEC_MAX_PREC INT64_C(999999999999999999)
#define DEC_MAX_EMAX DEC_MAX_PREC
#define DEC_MIN_EMIN (-DEC_MAX_PREC)
#define DEC_MIN_ETINY INT64_C(-1999999999999999997)

/* X(name, its bases): the signals in the order of a context's dicts, then the conditions. */
enum DecimalStatus {
    DEC_INVALID = 1 << 0,
    DEC_FLOAT = 1 << 1,
    DEC_DIVISION_BY_ZERO = 1 << 2,
    DEC_OVERFLOW = 1 << 3,
    DEC_UNDERFLOW = 1 << 4,
    DEC_SUBNORMAL = 1 << 5,
    DEC_INEXACT = 1 << 6,
    DEC_ROUNDED = 1 << 7,
    DEC_CLAMPED = 1 << 8,
    DEC_CONVERSION_SYNTAX = 1 << 9,
    DEC_DIVISION_IMPOSSIBLE = 1 << 10,
    DEC_DIVISION_UNDEFINED = 1 << 11,
    DEC_INVALID_CONTEXT = 1 << 12,
};
enum { DEC_SIGNAL_COUNT = 9, DEC_STATUS_COUNT = 13 };
#define DEC_ANY_INVALID (DEC_INVALID | 0xFu << 9)
#define DEC_ERRORS (DEC_ANY_INVALID | DEC_DIVISION_BY_ZERO)

enum DecimalRounding {
    ROUND_UP,
    ROUND_DOWN,
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_05UP,
    ROUNDING_COUNT
};

enum DecimalKind { KIND_FINITE, KIND_INFINITE, KIND_NAN, KIND_SIGNALING };

/* A Decimal object: 24 bytes up to 2**64 - 1; the kind, the sign and whether there are limbs are
 * flags of the header. */
typedef struct Decimal {
    Object head;
    int64_t exp;
    uint64_t small;    /* the coefficient; with FLAG_BIG: how many limbs there are */
    mp_limb_t limbs[]; /* with FLAG_BIG */
} Decimal;
#define DECIMAL(o) ((Decimal *)(o))
#define DEC_NEGATIVE (1u << 5)
#define DEC_KIND_SHIFT 6
#define DEC_SPECIAL (3u << DEC_KIND_SHIFT)

typedef struct Settings {
    int64_t prec, emax, emin;
    uint8_t rounding, clamp, capitals;
} Settings;

typedef struct DecimalContext {
    Object head;
    Settings s;
    uint32_t traps, status;
    Object *traps_dict, *flags_dict; /* NULL until a program asks */
} DecimalContext;
#define DEC_CONTEXT(o) ((DecimalContext *)(o))

typedef struct Nat {
    const mp_limb_t *limbs;
    mp_size_t len;
} Nat;

typedef struct Num {
    Nat c;
    int64_t exp;
    bool negative;
    uint8_t kind;
} Num;

enum { WORK_LOCAL = 64, POWER_CACHE_LEN = 16 };

typedef struct WorkChunk WorkChunk;
typedef struct Work {
    VM *vm;
    DecimalContext *context; /* borrowed: takes the status, has the traps */
    const Settings *s;
    uint32_t status;
    bool failed;
    mp_limb_t *next, *end;
    WorkChunk *chunks;
    mp_limb_t local[WORK_LOCAL];
} Work;

/* ---- decimal_number.c: naturals, rounding ---- */

extern const uint64_t decimal_pow10[20];
extern const Settings decimal_max_settings;
static inline u128 decimal_pow10_u128(int64_t k) { /* k <= 38 */
    return k < 20 ? decimal_pow10[k] : (u128)decimal_pow10[19] * decimal_pow10[k - 19];
}

static inline void work_init(Work *w, VM *vm, DecimalContext *context) {
    w->vm = vm;
    w->context = context;
    w->s = &context->s;
    w->status = 0;
    w->failed = false;
    w->next = w->local;
    w->end = w->local + WORK_LOCAL;
    w->chunks = NULL;
}
void work_free_chunks(Work *w);
static inline void work_end(Work *w) {
    if (w->chunks) {
        work_free_chunks(w);
    }
}
mp_limb_t *work_limbs_slow(Work *w, size_t n);
static inline mp_limb_t *work_limbs(Work *w, size_t n) {
    mp_limb_t *p = w->next;
    if (UNLIKELY((size_t)(w->end - p) < n)) {
        return work_limbs_slow(w, n);
    }
    w->next = p + n;
    return p;
}

/* (high, low) / d, high < d. */
static inline uint64_t divide_limbs(uint64_t high, uint64_t low, uint64_t d, uint64_t *rest) {
#ifdef __x86_64__
    uint64_t q;
    __asm__("divq %4" : "=a"(q), "=d"(*rest) : "0"(low), "1"(high), "r"(d) : "cc");
    return q;
#else
    u128 n = (u128)high << 64 | low;
    *rest = (uint64_t)(n % d);
    return (uint64_t)(n / d);
#endif
}

/* q = n / d, len limbs; the remainder. q may be n. */
static inline uint64_t divide_to(uint64_t *q, const uint64_t *n, int len, uint64_t d) {
    uint64_t rest = 0;
    while (len-- > 0) {
        q[len] = divide_limbs(rest, n[len], d, &rest);
    }
    return rest;
}
static inline uint64_t divide_in_place(uint64_t *n, int len, uint64_t d) {
    return divide_to(n, n, len, d);
}

Nat nat_from_u64(Work *w, uint64_t v);
Nat nat_from_u128(Work *w, u128 v);
static inline u128 nat_as_u128(Nat a) { /* at most two limbs */
    return a.len == 0 ? 0 : a.len == 1 ? a.limbs[0] : (u128)a.limbs[1] << 64 | a.limbs[0];
}
static inline bool nat_odd(Nat a) {
    return a.len && (a.limbs[0] & 1);
}
int nat_cmp(Nat a, Nat b);
Nat nat_add(Work *w, Nat a, Nat b);
Nat nat_add_u64(Work *w, Nat a, uint64_t b);
Nat nat_sub(Work *w, Nat a, Nat b); /* a >= b */
Nat nat_mul(Work *w, Nat a, Nat b);
Nat nat_mul_u64(Work *w, Nat a, uint64_t b);
Nat nat_divmod(Work *w, Nat a, Nat b, Nat *remainder); /* remainder may be NULL */
Nat nat_div_u64(Work *w, Nat a, uint64_t b);
uint64_t nat_mod_u64(Nat a, uint64_t b);
Nat nat_shl(Work *w, Nat a, uint64_t bits);
Nat nat_shr(Work *w, Nat a, uint64_t bits);
uint64_t nat_bits(Nat a);
Nat nat_sqrt(Work *w, Nat a, bool *exact); /* exact may be NULL */
Nat nat_pow10(Work *w, int64_t k);
/* How many decimal digits; 1 for zero. */
int64_t nat_digits(Work *w, Nat a);
/* a * 10**k; a / 10**k rounded down, and what that cut off: */
enum DecimalRest { REST_NONE, REST_BELOW_HALF, REST_HALF, REST_ABOVE_HALF };
Nat nat_scale(Work *w, Nat a, int64_t k);
/* rest as a part of d; below: what was cut off before. */
static inline enum DecimalRest rest_from(uint64_t rest, uint64_t d, enum DecimalRest below) {
    if (rest == 0) {
        return below == REST_NONE ? REST_NONE : REST_BELOW_HALF;
    }
    uint64_t other = d - rest;
    return rest < other   ? REST_BELOW_HALF
           : rest > other ? REST_ABOVE_HALF
           : below        ? REST_ABOVE_HALF
                          : REST_HALF;
}
Nat nat_unscale(Work *w, Nat a, int64_t k, enum DecimalRest *rest);
/* As text: at most nat_digits(a) + 1 bytes; returns how many. */
size_t nat_to_digits(Work *w, Nat a, char *text);
/* From n decimal digits '0'..'9'. */
Nat nat_from_digits(Work *w, const char *text, size_t n);

bool round_is_up(enum DecimalRounding rounding, enum DecimalRest rest, bool negative, Nat c);
/* Brings a number to the exponent, rounding if that is higher. Sets no status. */
enum DecimalRest num_rescale(Work *w, Num *n, int64_t exp, enum DecimalRounding rounding);
/* Makes it a result: the precision, the exponents' range. below: there is more behind the last
 * digit; then there are at least as many digits as the precision. */
void num_finalize_rest(Work *w, Num *n, enum DecimalRest below, const Settings *s);
static inline void num_finalize(Work *w, Num *n, const Settings *s) {
    num_finalize_rest(w, n, REST_NONE, s);
}
void num_overflow(Work *w, Num *n, const Settings *s);
static inline bool num_is_zero(const Num *n) {
    return n->kind == KIND_FINITE && n->c.len == 0;
}
static inline bool num_is_nan(const Num *n) {
    return n->kind >= KIND_NAN;
}
static inline int64_t num_adjusted(Work *w, const Num *n) {
    return n->exp + nat_digits(w, n->c) - 1;
}
void num_strip_zeros(Work *w, Num *n, int64_t max_exp);
void num_invalid(Work *w, Num *r, uint32_t status);
static inline void num_set(Num *r, bool negative, Nat c, int64_t exp) {
    *r = (Num){.c = c, .exp = exp, .negative = negative, .kind = KIND_FINITE};
}
static inline void num_infinity(Num *r, bool negative) {
    *r = (Num){.negative = negative, .kind = KIND_INFINITE};
}

static inline int64_t settings_etiny(const Settings *s) {
    return s->emin - s->prec + 1;
}
static inline int64_t settings_etop(const Settings *s) {
    return s->emax - s->prec + 1;
}

/* ---- decimal_arith.c, decimal_math.c, decimal_functions.c: operations ---- */

/* All take finished operands and make finished results. Unary ones ignore b. */
typedef void NumFn(Work *w, Num *r, const Num *a, const Num *b);

/* If one is a NaN: the result is it, true. */
bool num_check_nans(Work *w, Num *r, const Num *a, const Num *b);
bool num_check_nan(Work *w, Num *r, const Num *a);
/* Numeric order of numbers that are not NaNs: -1, 0, 1. */
int num_cmp(Work *w, const Num *a, const Num *b);
int num_cmp_total(Work *w, const Num *a, const Num *b);

NumFn num_add, num_subtract, num_multiply, num_divide, num_divide_int, num_remainder,
    num_remainder_near, num_compare, num_compare_signal, num_quantize, num_plus, num_minus, num_abs,
    num_sqrt;
NumFn num_exp, num_ln, num_log10, num_power;
NumFn num_next_minus, num_next_plus, num_next_toward, num_normalize, num_to_integral,
    num_to_integral_exact, num_max, num_max_mag, num_min, num_min_mag, num_logb, num_scaleb,
    num_shift, num_rotate, num_logical_and, num_logical_or, num_logical_xor, num_logical_invert,
    num_compare_total, num_compare_total_mag, num_copy_sign, num_copy_abs, num_copy_negate,
    num_copy;
void num_divmod(Work *w, Num *q, Num *r, const Num *a, const Num *b);
void num_fma(Work *w, Num *r, const Num *a, const Num *b, const Num *c);
bool num_same_quantum(const Num *a, const Num *b);
bool num_is_integer(Work *w, const Num *n);
const char *num_class(Work *w, const Num *n);
bool num_is_normal(Work *w, const Num *n);
bool num_is_subnormal(Work *w, const Num *n);

/* ---- decimal_text.c, decimal_format.c ---- */

/* false: not a number (CONVERSION_SYNTAX is set). Exact, exponents saturate. */
bool num_from_text(Work *w, Num *n, const char *text, size_t len);
enum { TEXT_ENGINEERING = 1, TEXT_CAPITALS = 2, TEXT_REPR = 4 };
Object *num_to_text(Work *w, const Num *n, int flags);
Object *decimal_format(VM *vm, Object *self, Object *const *args, size_t nargs);

/* ---- decimal_new.c: objects ---- */

static inline bool decimal_is_exact(VM *vm, const Object *o) {
    return is_exact(o, vm->lib->decimal_shape);
}
bool decimal_is(VM *vm, const Object *o); /* or a subclass */
static inline Num decimal_num(const Object *o) {
    const Decimal *d = (const Decimal *)o;
    return (Num){.c = has_flag(o, FLAG_BIG) ? (Nat){d->limbs, (mp_size_t)d->small}
                                            : (Nat){&d->small, d->small != 0},
                 .exp = d->exp,
                 .negative = (o->meta & DEC_NEGATIVE) != 0,
                 .kind = (o->meta >> DEC_KIND_SHIFT) & 3};
}
/* An object of the number; cls NULL: Decimal itself. */
Object *decimal_from_num(VM *vm, Type *cls, const Num *n);
Object *decimal_from_small(VM *vm, uint64_t c, int64_t exp, bool negative);
/* Ends the work: the object, unless a trapped signal has been raised. */
Object *work_result(Work *w, Type *cls, const Num *n);
/* Ends the work of something that gives no number: false if a signal has been raised. */
bool work_finish(Work *w);
/* An operand of an operation: Decimal or int. 1; 0: another type; -1: an error. */
int num_from_operand(Work *w, Num *n, Object *o);
/* The same; another type: TypeError. */
bool num_from_argument(Work *w, Num *n, Object *o);
/* Whatever Decimal() takes; false with an error or another type's TypeError. exact: not rounded to
 * the context but checked against the limits; text may have blanks and underscores. */
bool num_from_object(Work *w, Num *n, Object *o, bool exact);
bool num_from_double(Work *w, Num *n, double value);
Num num_from_int(Work *w, const Object *o);
Object *decimal_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
Object *decimal_from_float(VM *vm, Object *cls, Object *value);
Object *num_to_int(Work *w, const Num *n, enum DecimalRounding rounding); /* ends the work */
Object *decimal_int(VM *vm, Object *o);
Object *decimal_float(VM *vm, Object *o);
Hash decimal_hash(VM *vm, Object *o);
Object *decimal_compare(VM *vm, Object *a, Object *b, int op);
Object *decimal_as_tuple(VM *vm, Object *o);
Object *decimal_as_ratio(VM *vm, Object *o);
void decimal_dealloc(VM *vm, Object *o);
size_t decimal_block_size(const Object *o);

/* ---- decimal_fast.c: the operators ---- */

Object *decimal_nb_add(VM *vm, Object *a, Object *b);
Object *decimal_nb_subtract(VM *vm, Object *a, Object *b);
Object *decimal_nb_multiply(VM *vm, Object *a, Object *b);
Object *decimal_nb_divide(VM *vm, Object *a, Object *b);
Object *decimal_nb_divide_int(VM *vm, Object *a, Object *b);
Object *decimal_nb_remainder(VM *vm, Object *a, Object *b);
Object *decimal_nb_divmod(VM *vm, Object *a, Object *b);
Object *decimal_nb_power(VM *vm, Object *a, Object *b, Object *modulus);
/* a.quantize() to an exponent, if it is one of the simple cases: then *done is true. */
Object *decimal_quantize_short(VM *vm, DecimalContext *context, enum DecimalRounding rounding,
                               Object *a, int64_t exp, bool *done);
/* The order of short numbers of one sign; false: not such. */
bool decimal_cmp_short(VM *vm, const Object *a, const Object *b, int *order);
/* sign 1: +a, -1: -a, 0: abs(a); f does the same. */
Object *decimal_signed(VM *vm, Object *a, int sign, NumFn *f);
/* For methods: the operation on arguments with a context. */
Object *decimal_apply1(VM *vm, DecimalContext *context, Object *a, NumFn *f);
Object *decimal_apply2(VM *vm, DecimalContext *context, Object *a, Object *b, NumFn *f);
Object *decimal_divmod(VM *vm, DecimalContext *context, Object *a, Object *b);
Object *decimal_power_modulo(VM *vm, DecimalContext *context, Object *a, Object *b, Object *m);

/* ---- decimal_context.c ---- */

/* The current context; borrowed. NULL with an error. */
DecimalContext *decimal_context_slow(VM *vm);
static inline DecimalContext *decimal_context(VM *vm) {
    Lib *lib = vm->lib;
    return LIKELY(lib && lib->decimal_context &&
                  lib->decimal_context_epoch == vm->interp->context_epoch)
               ? DEC_CONTEXT(lib->decimal_context)
               : decimal_context_slow(vm);
}
/* The context an argument tells: None is the current one. NULL: TypeError. Borrowed. */
DecimalContext *decimal_context_of(VM *vm, Object *o);
/* Enters a status; false: a trapped signal has been raised. */
bool decimal_signal(VM *vm, DecimalContext *context, uint32_t status);
bool decimal_rounding_from(VM *vm, Object *o, uint8_t *rounding);
extern const char *const decimal_rounding_names[ROUNDING_COUNT];
extern const char *const decimal_status_names[DEC_STATUS_COUNT];
Object *decimal_getcontext(VM *vm, Object *module);
Object *decimal_setcontext(VM *vm, Object *module, Object *o);
Object *decimal_localcontext(VM *vm, Object *module, Object *const *args, size_t nargs,
                             Object *kwnames);
DecimalContext *decimal_context_new(VM *vm, Type *cls);
bool decimal_context_is(VM *vm, const Object *o);
Object *decimal_context_copy(VM *vm, Object *o);
Object *decimal_context_reduce(VM *vm, Object *o);
Object *decimal_clear_flags(VM *vm, Object *o);
Object *decimal_clear_traps(VM *vm, Object *o);

/* decimal_type.c, decimal_context_methods.c */
extern const TypeSpec decimal_spec, decimal_context_spec, decimal_signals_spec,
    decimal_manager_spec;
extern const MethodDef decimal_context_methods[];
extern const MethodDef decimal_methods[];

#endif
