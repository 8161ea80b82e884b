/* Naturals (binary integers of limbs) with powers of ten, and bringing numbers to a context's
 * precision and range. */
#include "lib/decimal.h"

#include <string.h>

#include "types/bytes.h"
#include "types/int_impl.h"
#include "types/list.h"

const Settings decimal_max_settings = {.prec = DEC_MAX_PREC,
                                       .emax = DEC_MAX_EMAX,
                                       .emin = DEC_MIN_EMIN,
                                       .rounding = ROUND_HALF_EVEN,
                                       .capitals = 1};

#define E19 UINT64_C(10000000000000000000)
const uint64_t decimal_pow10[20] = {
    1,
    10,
    100,
    1000,
    10000,
    100000,
    1000000,
    10000000,
    100000000,
    1000000000,
    10000000000,
    100000000000,
    1000000000000,
    10000000000000,
    100000000000000,
    1000000000000000,
    10000000000000000,
    100000000000000000,
    1000000000000000000,
    E19,
};

enum { POW5_SMALL = 27, POW5_STEP = 28, DIGITS_LIMB = 19 };
static const uint64_t pow5_small[POW5_SMALL + 1] = {
    1,
    5,
    25,
    125,
    625,
    3125,
    15625,
    78125,
    390625,
    1953125,
    9765625,
    48828125,
    244140625,
    1220703125,
    6103515625,
    30517578125,
    152587890625,
    762939453125,
    3814697265625,
    19073486328125,
    95367431640625,
    476837158203125,
    2384185791015625,
    11920928955078125,
    59604644775390625,
    298023223876953125,
    1490116119384765625,
    7450580596923828125,
};

/* ------------------------------------------------------------------ memory */

struct WorkChunk {
    WorkChunk *next;
    size_t size;
    mp_limb_t limbs[];
};

/* Beyond this no result could be stored; GMP's own working memory is asked for beforehand. */
static const uint64_t limbs_max = UINT64_C(1) << 30;

mp_limb_t *work_limbs_slow(Work *w, size_t n) {
    if (w->failed) {
        return NULL;
    }
    size_t n_chunk = n < 512 ? 512 : n;
    size_t size = sizeof(WorkChunk) + n_chunk * sizeof(mp_limb_t);
    WorkChunk *chunk = n > limbs_max ? raise_memory_error(w->vm) : raw_alloc(w->vm, size);
    if (!chunk) {
        w->failed = true;
        return NULL;
    }
    chunk->next = w->chunks;
    chunk->size = size;
    w->chunks = chunk;
    if (n_chunk - n > (size_t)(w->end - w->next)) { /* go on with the larger rest */
        w->next = chunk->limbs + n;
        w->end = chunk->limbs + n_chunk;
    }
    return chunk->limbs;
}

void work_free_chunks(Work *w) {
    for (WorkChunk *chunk = w->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        raw_free(w->vm, chunk, chunk->size);
    }
    w->chunks = NULL;
}

static bool reserve(Work *w, mp_size_t limbs) {
    if (LIKELY(limbs < INT_LARGE_LIMBS) || int_reserve(w->vm, (size_t)limbs)) {
        return true;
    }
    w->failed = true;
    return false;
}
static void unreserve(Work *w, mp_size_t limbs) {
    if (limbs >= INT_LARGE_LIMBS) {
        int_unreserve(w->vm, (size_t)limbs);
    }
}

/* ------------------------------------------------------------------ naturals */

static const Nat nat_zero = {NULL, 0};

Nat nat_from_u64(Work *w, uint64_t v) {
    mp_limb_t *p = v ? work_limbs(w, 1) : NULL;
    if (!p) {
        return nat_zero;
    }
    *p = v;
    return (Nat){p, 1};
}

Nat nat_from_u128(Work *w, u128 v) {
    mp_limb_t *p = v ? work_limbs(w, 2) : NULL;
    if (!p) {
        return nat_zero;
    }
    p[0] = (uint64_t)v;
    p[1] = (uint64_t)(v >> 64);
    return (Nat){p, p[1] ? 2 : 1};
}

int nat_cmp(Nat a, Nat b) {
    return a.len != b.len ? (a.len < b.len ? -1 : 1) : a.len ? mpn_cmp(a.limbs, b.limbs, a.len) : 0;
}

Nat nat_add(Work *w, Nat a, Nat b) {
    if (a.len < b.len) {
        Nat t = a;
        a = b;
        b = t;
    }
    if (b.len == 0) {
        return a;
    }
    mp_limb_t *p = work_limbs(w, (size_t)a.len + 1);
    if (!p) {
        return nat_zero;
    }
    p[a.len] = mpn_add(p, a.limbs, a.len, b.limbs, b.len);
    return (Nat){p, a.len + (p[a.len] != 0)};
}

Nat nat_add_u64(Work *w, Nat a, uint64_t b) {
    return a.len ? nat_add(w, a, (Nat){&b, b != 0}) : nat_from_u64(w, b);
}

Nat nat_sub(Work *w, Nat a, Nat b) {
    if (b.len == 0) {
        return a;
    }
    mp_limb_t *p = work_limbs(w, (size_t)a.len);
    if (!p || a.len < b.len) { /* the latter after a failure */
        return nat_zero;
    }
    mpn_sub(p, a.limbs, a.len, b.limbs, b.len);
    return (Nat){p, limbs_trim(p, a.len)};
}

Nat nat_mul_u64(Work *w, Nat a, uint64_t b) {
    mp_limb_t *p = a.len && b ? work_limbs(w, (size_t)a.len + 1) : NULL;
    if (!p) {
        return nat_zero;
    }
    p[a.len] = mpn_mul_1(p, a.limbs, a.len, b);
    return (Nat){p, a.len + (p[a.len] != 0)};
}

Nat nat_mul(Work *w, Nat a, Nat b) {
    if (a.len < b.len) {
        Nat t = a;
        a = b;
        b = t;
    }
    if (b.len <= 1) {
        return nat_mul_u64(w, a, b.len ? b.limbs[0] : 0);
    }
    mp_size_t len = a.len + b.len;
    mp_limb_t *p = work_limbs(w, (size_t)len);
    if (!p || !reserve(w, len * 4)) {
        return nat_zero;
    }
    if (a.limbs == b.limbs && a.len == b.len) {
        mpn_sqr(p, a.limbs, a.len);
    } else {
        mpn_mul(p, a.limbs, a.len, b.limbs, b.len);
    }
    unreserve(w, len * 4);
    return (Nat){p, len - (p[len - 1] == 0)};
}

/* Quotient; *rest is the remainder. */
static Nat div_limb(Work *w, Nat a, mp_limb_t b, mp_limb_t *rest) {
    mp_limb_t *p = a.len ? work_limbs(w, (size_t)a.len) : NULL;
    *rest = 0;
    if (!p) {
        return nat_zero;
    }
    if (a.len <= 4) {
        *rest = divide_to(p, a.limbs, (int)a.len, b);
    } else {
        *rest = mpn_divrem_1(p, 0, a.limbs, a.len, b);
    }
    return (Nat){p, a.len - (p[a.len - 1] == 0)};
}

Nat nat_div_u64(Work *w, Nat a, uint64_t b) {
    mp_limb_t rest;
    return div_limb(w, a, b, &rest);
}

uint64_t nat_mod_u64(Nat a, uint64_t b) {
    return a.len == 0 ? 0 : a.len == 1 ? a.limbs[0] % b : mpn_mod_1(a.limbs, a.len, b);
}

Nat nat_divmod(Work *w, Nat a, Nat b, Nat *remainder) {
    if (a.len < b.len || b.len == 0) { /* the latter after a failure */
        if (remainder) {
            *remainder = a;
        }
        return nat_zero;
    }
    if (b.len == 1) {
        mp_limb_t rest;
        Nat q = div_limb(w, a, b.limbs[0], &rest);
        if (remainder) {
            *remainder = nat_from_u64(w, rest);
        }
        return q;
    }
    mp_size_t len = a.len - b.len + 1;
    mp_limb_t *q = work_limbs(w, (size_t)len), *r = work_limbs(w, (size_t)b.len + 1);
    if (!q || !r || !reserve(w, a.len * 5)) {
        if (remainder) {
            *remainder = nat_zero;
        }
        return nat_zero;
    }
    mpn_tdiv_qr(q, r, 0, a.limbs, a.len, b.limbs, b.len);
    unreserve(w, a.len * 5);
    if (remainder) {
        *remainder = (Nat){r, limbs_trim(r, b.len)};
    }
    return (Nat){q, len - (q[len - 1] == 0)};
}

Nat nat_shl(Work *w, Nat a, uint64_t bits) {
    if (a.len == 0 || bits == 0) {
        return a;
    }
    mp_size_t whole = (mp_size_t)(bits / 64);
    mp_limb_t *p = work_limbs(w, (size_t)a.len + (size_t)whole + 1);
    if (!p) {
        return nat_zero;
    }
    memset(p, 0, (size_t)whole * sizeof *p);
    p += whole;
    p[a.len] = 0;
    if (bits % 64) {
        p[a.len] = mpn_lshift(p, a.limbs, a.len, bits % 64);
    } else {
        mpn_copyi(p, a.limbs, a.len);
    }
    return (Nat){p - whole, whole + a.len + (p[a.len] != 0)};
}

Nat nat_shr(Work *w, Nat a, uint64_t bits) {
    if (bits >= nat_bits(a)) {
        return nat_zero;
    }
    mp_size_t whole = (mp_size_t)(bits / 64), len = a.len - whole;
    if (bits % 64 == 0) {
        return (Nat){a.limbs + whole, len};
    }
    mp_limb_t *p = work_limbs(w, (size_t)len);
    if (!p) {
        return nat_zero;
    }
    mpn_rshift(p, a.limbs + whole, len, bits % 64);
    return (Nat){p, len - (p[len - 1] == 0)};
}

uint64_t nat_bits(Nat a) {
    return limbs_bit_length(a.limbs, a.len);
}

Nat nat_sqrt(Work *w, Nat a, bool *exact) {
    mp_size_t len = (a.len + 1) / 2;
    mp_limb_t *p = a.len ? work_limbs(w, (size_t)len) : NULL;
    mp_limb_t *rest = a.len ? work_limbs(w, (size_t)a.len) : NULL;
    if (!p || !rest || !reserve(w, a.len * 4)) {
        if (exact) {
            *exact = true;
        }
        return nat_zero;
    }
    mp_size_t rest_len = mpn_sqrtrem(p, rest, a.limbs, a.len);
    unreserve(w, a.len * 4);
    if (exact) {
        *exact = rest_len == 0;
    }
    return (Nat){p, limbs_trim(p, len)};
}

/* ------------------------------------------------------------------ powers of ten */

/* lib->decimal_powers is a list of bytes, each a number and limbs: a copy of the limbs behind the
 * number (another may take their place), or zero. */
static Nat kept_power(Work *w, int64_t place, int64_t number) {
    Object *list = w->vm->lib->decimal_powers;
    const Object *kept = list ? LIST_ITEM(list, place) : NULL;
    if (!kept || !is_bytes(w->vm, kept)) {
        return nat_zero;
    }
    const mp_limb_t *words = (const mp_limb_t *)(const void *)BYTES(kept)->data;
    mp_size_t len = (mp_size_t)(BYTES(kept)->len / sizeof(mp_limb_t) - 1);
    mp_limb_t *p = words[0] == (mp_limb_t)number ? work_limbs(w, (size_t)len) : NULL;
    if (!p) {
        return nat_zero;
    }
    mpn_copyi(p, words + 1, len);
    return (Nat){p, len};
}

/* Does without if there is no memory. */
static void keep_power(Work *w, int64_t place, int64_t number, Nat p) {
    Object *list = w->vm->lib->decimal_powers;
    if (!list || w->failed) {
        return;
    }
    Object *bytes = bytes_new(w->vm, ((size_t)p.len + 1) * sizeof(mp_limb_t));
    if (!bytes) {
        error_clear(w->vm);
        return;
    }
    mp_limb_t *words = (mp_limb_t *)(void *)BYTES(bytes)->data;
    words[0] = (mp_limb_t)number;
    mpn_copyi(words + 1, p.limbs, p.len);
    set_ref(w->vm, LIST_ITEM(list, place), bytes);
}

static Nat pow5(Work *w, int64_t k);

/* 5**(28 * n), n > 1: from what is kept, the one before, or by squaring. */
static Nat pow5_step(Work *w, int64_t n) {
    enum { KEPT_MAX = 600 };
    Nat p = n < KEPT_MAX ? kept_power(w, n % POWER_CACHE_LEN, n) : nat_zero;
    if (p.len) {
        return p;
    }
    p = n < KEPT_MAX ? kept_power(w, (n - 1) % POWER_CACHE_LEN, n - 1) : nat_zero;
    if (p.len) {
        p = nat_mul(w, p, pow5(w, POW5_STEP));
    } else {
        Nat half = pow5(w, POW5_STEP * n / 2);
        p = nat_mul(w, half, half);
    }
    if (n < KEPT_MAX) {
        keep_power(w, n % POWER_CACHE_LEN, n, p);
    }
    return p;
}

static Nat pow5(Work *w, int64_t k) {
    if (k <= POW5_SMALL) {
        return (Nat){&pow5_small[k], 1};
    }
    if (k <= 2 * POW5_SMALL) {
        return nat_from_u128(w, (u128)pow5_small[POW5_SMALL] * pow5_small[k - POW5_SMALL]);
    }
    Nat p = pow5_step(w, k / POW5_STEP);
    return k % POW5_STEP ? nat_mul_u64(w, p, pow5_small[k % POW5_STEP]) : p;
}

Nat nat_pow10(Work *w, int64_t k) {
    return k < 20 ? (Nat){&decimal_pow10[k], 1} : nat_shl(w, pow5(w, k), (uint64_t)k);
}

/* The first 64 bits of 10**(28 * i). */
enum { TOPS_STEP = 28, TOPS_LEN = 41 };
static const uint64_t pow10_tops[TOPS_LEN] = {
    UINT64_C(0x8000000000000000), UINT64_C(0x813F3978F8940984), UINT64_C(0x82818F1281ED449F),
    UINT64_C(0x83C7088E1AAB65DB), UINT64_C(0x850FADC09923329E), UINT64_C(0x865B86925B9BC5C2),
    UINT64_C(0x87AA9AFF79042286), UINT64_C(0x88FCF317F22241E2), UINT64_C(0x8A5296FFE33CC92F),
    UINT64_C(0x8BAB8EEFB6409C1A), UINT64_C(0x8D07E33455637EB2), UINT64_C(0x8E679C2F5E44FF8F),
    UINT64_C(0x8FCAC257558EE4E6), UINT64_C(0x91315E37DB165AA9), UINT64_C(0x929B7871DE7F22B9),
    UINT64_C(0x940919BBD4620B6D), UINT64_C(0x957A4AE1EBF7F3D3), UINT64_C(0x96EF14C6454AA840),
    UINT64_C(0x9867806127ECE4F4), UINT64_C(0x99E396C13A3ACFF1), UINT64_C(0x9B63610BB9243E46),
    UINT64_C(0x9CE6E87CB0821C85), UINT64_C(0x9E6E366733F85561), UINT64_C(0x9FF95435986594C9),
    UINT64_C(0xA1884B69ADE24964), UINT64_C(0xA31B259CFA50498F), UINT64_C(0xA4B1EC80F47C84AD),
    UINT64_C(0xA64CA9DF3FD42CF6), UINT64_C(0xA7EB6799E8AEC999), UINT64_C(0xA98E2FABA12EA481),
    UINT64_C(0xAB350C27FEB90ACC), UINT64_C(0xACE0073BB807DA80), UINT64_C(0xAE8F2B2CE3D5DBE9),
    UINT64_C(0xB042825B38276899), UINT64_C(0xB1FA17404A30E5E8), UINT64_C(0xB3B5F46FCEDC9C88),
    UINT64_C(0xB5762497DBF17A9E), UINT64_C(0xB73AB28129DC51BB), UINT64_C(0xB903A90F561D25E2),
    UINT64_C(0xBAD11341265A26CB), UINT64_C(0xBCA2FC30CC19F090),
};

/* The first 64 bits of a product of two such. */
static uint64_t top_product(uint64_t a, uint64_t b) {
    u128 product = (u128)a * b;
    return (uint64_t)(product >> (product >> 127 ? 64 : 63));
}

/* The first 64 bits of 10**k, at most *error too small. */
static uint64_t pow10_top(int64_t k, uint64_t *error) {
    uint64_t top = UINT64_C(1) << 63;
    *error = 8;
    for (; k >= TOPS_STEP * TOPS_LEN; k -= TOPS_STEP * (TOPS_LEN - 1)) {
        top = top_product(top, pow10_tops[TOPS_LEN - 1]);
        *error += 4;
    }
    top = top_product(top, pow10_tops[k / TOPS_STEP]);
    k %= TOPS_STEP;
    if (k > DIGITS_LIMB) {
        top = top_product(top, E19);
        k -= DIGITS_LIMB;
    }
    uint64_t rest = decimal_pow10[k];
    return top_product(top, rest << __builtin_clzll(rest));
}

/* Whether a >= 10**k, which has as many bits. */
static bool reaches_pow10(Work *w, Nat a, int64_t k) {
    if (k < INT64_C(1) << 20) {
        uint64_t error, power = pow10_top(k, &error);
        int shift = __builtin_clzll(a.limbs[a.len - 1]);
        uint64_t top = a.limbs[a.len - 1] << shift;
        top |= shift ? a.limbs[a.len - 2] >> (64 - shift) : 0;
        if (top < power || top - power > error) {
            return top > power;
        }
    }
    return nat_cmp(a, nat_pow10(w, k)) >= 0;
}

int64_t nat_digits(Work *w, Nat a) {
    uint64_t bits = nat_bits(a);
    if (bits <= 128) {
        int64_t k = (int64_t)(bits * 1233 >> 12);
        return a.len == 0 ? 1 : k + (nat_as_u128(a) >= decimal_pow10_u128(k));
    }
    const u128 log10_2 = UINT64_C(0x4D104D427DE7FBCC); /* * 2**64 */
    int64_t low = (int64_t)((bits - 1) * log10_2 >> 64);
    if ((int64_t)((bits * log10_2 + bits) >> 64) == low) {
        return low + 1;
    }
    return low + 1 + reaches_pow10(w, a, low + 1);
}

Nat nat_scale(Work *w, Nat a, int64_t k) {
    if (k == 0 || a.len == 0) {
        return a;
    }
    if (k < 20) {
        return nat_mul_u64(w, a, decimal_pow10[k]);
    }
    if (k > (int64_t)limbs_max * 16) {
        if (!w->failed) {
            raise_memory_error(w->vm);
            w->failed = true;
        }
        return nat_zero;
    }
    return nat_shl(w, nat_mul(w, a, pow5(w, k)), (uint64_t)k);
}

static enum DecimalRest rest_of(bool none, int half_order) {
    return none              ? REST_NONE
           : half_order < 0  ? REST_BELOW_HALF
           : half_order == 0 ? REST_HALF
                             : REST_ABOVE_HALF;
}

/* By 2**k first, then by 5**k, which is shorter and odd: half of it lies between two integers. */
static Nat unscale_large(Work *w, Nat a, int64_t k, enum DecimalRest *rest) {
    uint64_t bit = (uint64_t)k - 1;
    bool half_bit = bit / 64 < (uint64_t)a.len && (a.limbs[bit / 64] >> bit % 64 & 1);
    uint64_t lowest = mpn_scan1(a.limbs, 0);
    Nat divisor = pow5(w, k), r, s = nat_shr(w, a, (uint64_t)k), q;
    int order; /* of twice the remainder of the division by 5**k, and 5**k - 1 */
    bool none;
    if (divisor.len == 1) {
        mp_limb_t rest1;
        q = div_limb(w, s, divisor.limbs[0], &rest1);
        mp_limb_t half = divisor.limbs[0] / 2;
        order = rest1 < half ? -1 : rest1 > half;
        none = rest1 == 0;
    } else {
        q = nat_divmod(w, s, divisor, &r);
        r = nat_add_u64(w, nat_shl(w, r, 1), 1);
        order = nat_cmp(r, divisor);
        none = r.len == 1 && r.limbs[0] == 1;
    }
    if (order == 0) {
        order = !half_bit ? -1 : lowest < bit;
    }
    *rest = rest_of(none && lowest > bit, order);
    return q;
}

Nat nat_unscale(Work *w, Nat a, int64_t k, enum DecimalRest *rest) {
    *rest = REST_NONE;
    if (k <= 0 || a.len == 0) {
        return a;
    }
    if (k < 20) {
        mp_limb_t d = decimal_pow10[k], r;
        Nat q = div_limb(w, a, d, &r);
        *rest = rest_from(r, d, REST_NONE);
        return q;
    }
    if (k < 38 && a.len <= 4) { /* in two steps */
        enum DecimalRest low, high;
        Nat q = nat_unscale(w, nat_unscale(w, a, 19, &low), k - 19, &high);
        *rest = high + (low != REST_NONE && (high == REST_NONE || high == REST_HALF));
        return q;
    }
    if ((uint64_t)k / 28 * 93 > nat_bits(a)) { /* 10**28 > 2**93 */
        *rest = REST_BELOW_HALF;
        return nat_zero;
    }
    return unscale_large(w, a, k, rest);
}

/* ------------------------------------------------------------------ text */

static char *put_u64(char *end, uint64_t v, size_t at_least) {
    char *p = end;
    while (v || (size_t)(end - p) < at_least) {
        *--p = (char)('0' + v % 10);
        v /= 10;
    }
    return p;
}

size_t nat_to_digits(Work *w, Nat a, char *text) {
    if (a.len <= 2) {
        char buffer[64], *end = buffer + sizeof buffer, *p;
        u128 v = nat_as_u128(a);
        if (v >> 64) {
            u128 high = v / E19;
            p = put_u64(end, (uint64_t)(v - high * E19), DIGITS_LIMB);
            uint64_t top = (uint64_t)(high / E19);
            p = put_u64(p, (uint64_t)(high - (u128)top * E19), top ? DIGITS_LIMB : 1);
            p = put_u64(p, top, 0);
        } else {
            p = put_u64(end, (uint64_t)v, 1);
        }
        memcpy(text, p, (size_t)(end - p));
        return (size_t)(end - p);
    }
    mp_limb_t *copy = work_limbs(w, (size_t)a.len + 1);
    if (!copy || !reserve(w, a.len * 6)) {
        text[0] = '0';
        return 1;
    }
    mpn_copyi(copy, a.limbs, a.len);
    size_t n = mpn_get_str((unsigned char *)text, 10, copy, a.len), zeros = 0;
    unreserve(w, a.len * 6);
    while (zeros + 1 < n && text[zeros] == 0) {
        zeros++;
    }
    for (size_t i = zeros; i < n; i++) {
        text[i - zeros] = (char)('0' + text[i]);
    }
    return n - zeros;
}

Nat nat_from_digits(Work *w, const char *text, size_t n) {
    while (n && *text == '0') {
        text++;
        n--;
    }
    if (n <= 2 * DIGITS_LIMB) {
        uint64_t parts[2] = {0, 0};
        size_t first = n > DIGITS_LIMB ? n - DIGITS_LIMB : 0;
        for (size_t i = 0; i < n; i++) {
            parts[i >= first] = parts[i >= first] * 10 + (uint64_t)(text[i] - '0');
        }
        return nat_from_u128(w, (u128)parts[0] * E19 + parts[1]);
    }
    if (n > limbs_max * 16) {
        raise_memory_error(w->vm);
        w->failed = true;
        return nat_zero;
    }
    mp_size_t cap = (mp_size_t)(n / DIGITS_LIMB + 2);
    mp_limb_t *p = work_limbs(w, (size_t)cap);
    mp_limb_t *values = work_limbs(w, n / sizeof(mp_limb_t) + 1);
    if (!p || !values || !reserve(w, cap * 6)) {
        return nat_zero;
    }
    unsigned char *bytes = (unsigned char *)values;
    for (size_t i = 0; i < n; i++) {
        bytes[i] = (unsigned char)(text[i] - '0');
    }
    mp_size_t len = mpn_set_str(p, bytes, n, 10);
    unreserve(w, cap * 6);
    return (Nat){p, limbs_trim(p, len)};
}

/* ------------------------------------------------------------------ rounding */

bool round_is_up(enum DecimalRounding rounding, enum DecimalRest rest, bool negative, Nat c) {
    if (rest == REST_NONE) {
        return false;
    }
    switch (rounding) {
    case ROUND_UP:
        return true;
    case ROUND_CEILING:
        return !negative;
    case ROUND_FLOOR:
        return negative;
    case ROUND_HALF_UP:
        return rest >= REST_HALF;
    case ROUND_HALF_DOWN:
        return rest > REST_HALF;
    case ROUND_HALF_EVEN:
        return rest > REST_HALF || (rest == REST_HALF && nat_odd(c));
    case ROUND_05UP:
        return nat_mod_u64(c, 5) == 0;
    default:
        return false;
    }
}

enum DecimalRest num_rescale(Work *w, Num *n, int64_t exp, enum DecimalRounding rounding) {
    enum DecimalRest rest = REST_NONE;
    if (exp <= n->exp) {
        n->c = nat_scale(w, n->c, n->exp - exp);
    } else {
        n->c = nat_unscale(w, n->c, exp - n->exp, &rest);
        if (round_is_up(rounding, rest, n->negative, n->c)) {
            n->c = nat_add_u64(w, n->c, 1);
        }
    }
    n->exp = exp;
    return rest;
}

void num_overflow(Work *w, Num *n, const Settings *s) {
    bool to_max = s->rounding == ROUND_DOWN || s->rounding == ROUND_05UP ||
                  s->rounding == (n->negative ? ROUND_CEILING : ROUND_FLOOR);
    w->status |= DEC_OVERFLOW | DEC_INEXACT | DEC_ROUNDED;
    if (!to_max) {
        num_infinity(n, n->negative);
    } else {
        num_set(n, n->negative,
                nat_sub(w, nat_scale(w, nat_from_u64(w, 1), s->prec), nat_from_u64(w, 1)),
                settings_etop(s));
    }
}

static void finalize_special(Work *w, Num *n, const Settings *s) {
    int64_t room = s->prec - s->clamp;
    n->exp = 0;
    if (num_is_nan(n) && n->c.len && nat_digits(w, n->c) > room) {
        Nat r = nat_zero;
        if (room > 0) {
            nat_divmod(w, n->c, nat_pow10(w, room), &r);
        }
        n->c = r;
    }
}

static void finalize_zero(Work *w, Num *n, const Settings *s) {
    int64_t top = s->clamp ? settings_etop(s) : s->emax, tiny = settings_etiny(s);
    if (n->exp < tiny || n->exp > top) {
        n->exp = n->exp < tiny ? tiny : top;
        w->status |= DEC_CLAMPED;
    }
}

/* With clamp the exponent is at most Etop: zeros take its place. */
static void clamp_exponent(Work *w, Num *n, const Settings *s) {
    if (s->clamp && n->exp > settings_etop(s)) {
        n->c = nat_scale(w, n->c, n->exp - settings_etop(s));
        n->exp = settings_etop(s);
        w->status |= DEC_CLAMPED;
    }
}

/* Cuts k digits off and rounds; below tells what was there behind the last one. */
static enum DecimalRest round_off(Work *w, Num *n, int64_t k, enum DecimalRest below,
                                  const Settings *s) {
    enum DecimalRest rest = below;
    if (k > 0) {
        n->c = nat_unscale(w, n->c, k, &rest);
        n->exp += k;
        rest += below != REST_NONE && (rest == REST_NONE || rest == REST_HALF);
    }
    if (rest != REST_NONE && round_is_up(s->rounding, rest, n->negative, n->c)) {
        n->c = nat_add_u64(w, n->c, 1);
    }
    return rest;
}

static void finalize_subnormal(Work *w, Num *n, enum DecimalRest below, const Settings *s) {
    int64_t tiny = settings_etiny(s);
    w->status |= DEC_SUBNORMAL;
    if (n->exp < tiny || below != REST_NONE) {
        enum DecimalRest rest = round_off(w, n, tiny - n->exp, below, s);
        w->status |= DEC_ROUNDED | (rest ? DEC_INEXACT | DEC_UNDERFLOW : 0) |
                     (n->c.len == 0 ? DEC_CLAMPED : 0);
    }
    clamp_exponent(w, n, s);
}

/* Whether c may be 10**k. */
static bool maybe_power(Nat c, int64_t k) {
    return c.len && (c.limbs[0] & ((UINT64_C(1) << (k < 63 ? k : 63)) - 1)) == 0;
}

void num_finalize_rest(Work *w, Num *n, enum DecimalRest below, const Settings *s) {
    if (n->kind != KIND_FINITE) {
        finalize_special(w, n, s);
        return;
    }
    if (n->c.len == 0) {
        finalize_zero(w, n, s);
        return;
    }
    int64_t digits = nat_digits(w, n->c);
    if (n->exp + digits - 1 < s->emin) {
        finalize_subnormal(w, n, below, s);
        return;
    }
    if (n->exp + digits - 1 > s->emax) {
        num_overflow(w, n, s);
        return;
    }
    if (digits > s->prec || below != REST_NONE) {
        enum DecimalRest rest = round_off(w, n, digits - s->prec, below, s);
        w->status |= rest ? DEC_ROUNDED | DEC_INEXACT : DEC_ROUNDED;
        if (maybe_power(n->c, s->prec) && nat_digits(w, n->c) > s->prec) { /* 999... + 1 */
            n->c = nat_pow10(w, s->prec - 1);
            n->exp++;
            if (n->exp + s->prec - 1 > s->emax) {
                num_overflow(w, n, s);
                return;
            }
        }
    }
    clamp_exponent(w, n, s);
}

void num_strip_zeros(Work *w, Num *n, int64_t max_exp) {
    if (n->c.len == 0 || n->exp >= max_exp) {
        return;
    }
    /* As many decimal zeros at most as binary ones; the number of them, bit by bit. */
    uint64_t zeros = mpn_scan1(n->c.limbs, 0), room = (uint64_t)max_exp - (uint64_t)n->exp;
    uint64_t most = zeros < room ? zeros : room;
    for (int bit = 63 - __builtin_clzll(most | 1); bit >= 0 && most; bit--) {
        uint64_t k = UINT64_C(1) << bit;
        enum DecimalRest rest;
        if (k > most) {
            continue;
        }
        Nat q = nat_unscale(w, n->c, (int64_t)k, &rest);
        if (rest == REST_NONE && !w->failed) {
            n->c = q;
            n->exp += (int64_t)k;
            most -= k;
        }
    }
}

void num_invalid(Work *w, Num *r, uint32_t status) {
    w->status |= status;
    *r = (Num){.kind = KIND_NAN};
}
