/* int: shifts, bitwise operations (as if in two's complement without end), bytes. */
#include "types/bytes.h"
#include "types/int_impl.h"
#include "types/str.h"

/* ---- shifts ---- */

static Object *shift_left_big(VM *vm, Object *a, uint64_t count) {
    IntView x;
    int_view(&x, a);
    uint64_t whole = count / 64;
    if (whole + (uint64_t)x.len + 1 >= INT32_MAX) {
        return raise_memory_error(vm);
    }
    size_t len = (size_t)x.len + whole + 1;
    IntResult r;
    if (!int_result_init(vm, &r, len)) {
        return NULL;
    }
    memset(r.limbs, 0, whole * sizeof(mp_limb_t));
    if (count % 64) {
        r.limbs[len - 1] = mpn_lshift(r.limbs + whole, x.limbs, x.len, count % 64);
    } else {
        mpn_copyi(r.limbs + whole, x.limbs, x.len);
        r.limbs[len - 1] = 0;
    }
    return int_result_finish(vm, &r, len, x.negative);
}

Object *int_lshift(VM *vm, Object *a, Object *b) {
    if (int_sign(b) < 0) {
        return raise(vm, EXC_ValueError, "negative shift count");
    }
    if (int_sign(a) == 0) {
        return int_from_i64(vm, 0);
    }
    if (!int_is_compact(b)) {
        return raise(vm, EXC_OverflowError, "too many digits in integer");
    }
    int64_t count = INT_VALUE(b);
    if (LIKELY(int_is_compact(a) && count < 63)) {
        int64_t value = INT_VALUE(a), shifted = (int64_t)((uint64_t)value << count);
        if (shifted >> count == value) {
            return int_from_i64(vm, shifted);
        }
    }
    return shift_left_big(vm, a, (uint64_t)count);
}

static Object *shift_right_big(VM *vm, Object *a, uint64_t count) {
    IntView x;
    int_view(&x, a);
    uint64_t whole = count / 64;
    if (whole >= (uint64_t)x.len) {
        return int_from_i64(vm, x.negative ? -1 : 0);
    }
    size_t len = (size_t)x.len - whole;
    bool cut = x.negative && mpn_scan1(x.limbs, 0) < count;
    IntResult r;
    if (!int_result_init(vm, &r, len + 1)) {
        return NULL;
    }
    if (count % 64) {
        mpn_rshift(r.limbs, x.limbs + whole, (mp_size_t)len, count % 64);
    } else {
        mpn_copyi(r.limbs, x.limbs + whole, (mp_size_t)len);
    }
    r.limbs[len] = cut ? mpn_add_1(r.limbs, r.limbs, (mp_size_t)len, 1) : 0;
    return int_result_finish(vm, &r, len + 1, x.negative);
}

Object *int_rshift(VM *vm, Object *a, Object *b) {
    if (int_sign(b) < 0) {
        return raise(vm, EXC_ValueError, "negative shift count");
    }
    if (!int_is_compact(b)) {
        return int_from_i64(vm, int_sign(a) < 0 ? -1 : 0);
    }
    int64_t count = INT_VALUE(b);
    if (LIKELY(int_is_compact(a))) {
        return int_from_i64(vm, INT_VALUE(a) >> (count < 63 ? count : 63));
    }
    return shift_right_big(vm, a, (uint64_t)count);
}

/* ---- and, or, xor, not ---- */

/* Writes v in two's complement, len limbs (len > v->len). */
static void twos_complement(mp_limb_t *out, mp_size_t len, const IntView *v) {
    mpn_copyi(out, v->limbs, v->len);
    memset(out + v->len, 0, (size_t)(len - v->len) * sizeof(mp_limb_t));
    if (v->negative) {
        mpn_neg(out, out, len);
    }
}

static NOINLINE Object *bitwise_big(VM *vm, Object *a, Object *b, char op) {
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    mp_size_t len = (x.len > y.len ? x.len : y.len) + 1;
    IntScratch other;
    IntResult r;
    if (!x.negative && !y.negative && len <= INT_RESULT_LOCAL) {
        const IntView *large = x.len < y.len ? &y : &x, *small = x.len < y.len ? &x : &y;
        for (mp_size_t i = 0; i < small->len; i++) {
            mp_limb_t u = small->limbs[i], v = large->limbs[i];
            r.local[i] = op == '&' ? u & v : op == '|' ? u | v : u ^ v;
        }
        mp_size_t done = small->len;
        if (op != '&') {
            for (; done < large->len; done++) {
                r.local[done] = large->limbs[done];
            }
        }
        return int_from_limbs(vm, r.local, (size_t)done, false);
    }
    if (!int_scratch_init(vm, &other, (size_t)len)) {
        return NULL;
    }
    if (!int_result_init(vm, &r, (size_t)len)) {
        int_scratch_drop(vm, &other);
        return NULL;
    }
    twos_complement(r.limbs, len, &x);
    twos_complement(other.limbs, len, &y);
    switch (op) {
    case '&':
        mpn_and_n(r.limbs, r.limbs, other.limbs, len);
        break;
    case '|':
        mpn_ior_n(r.limbs, r.limbs, other.limbs, len);
        break;
    default:
        mpn_xor_n(r.limbs, r.limbs, other.limbs, len);
        break;
    }
    bool negative = r.limbs[len - 1] >> 63;
    if (negative) {
        mpn_neg(r.limbs, r.limbs, len);
    }
    int_scratch_drop(vm, &other);
    return int_result_finish(vm, &r, (size_t)len, negative);
}

#define BITWISE(function, slot, operator, character)                                               \
    Object *function(VM *vm, Object *a, Object *b) {                                               \
        if (LIKELY(int_is_compact(a) && int_is_compact(b))) {                                      \
            return int_from_i64(vm, INT_VALUE(a) operator INT_VALUE(b));                           \
        }                                                                                          \
        return bitwise_big(vm, a, b, character);                                                   \
    }                                                                                              \
    Object *slot(VM *vm, Object *a, Object *b) {                                                   \
        return both_ints(vm, a, b) ? function(vm, a, b) : not_implemented_ref(vm);                 \
    }
BITWISE(int_and, int_nb_and, &, '&')
BITWISE(int_or, int_nb_or, |, '|')
BITWISE(int_xor, int_nb_xor, ^, '^')
#undef BITWISE

Object *int_nb_lshift(VM *vm, Object *a, Object *b) {
    return both_ints(vm, a, b) ? int_lshift(vm, a, b) : not_implemented_ref(vm);
}

Object *int_nb_rshift(VM *vm, Object *a, Object *b) {
    return both_ints(vm, a, b) ? int_rshift(vm, a, b) : not_implemented_ref(vm);
}

Object *int_nb_invert(VM *vm, Object *a) {
    if (LIKELY(int_is_compact(a))) {
        return int_from_i64(vm, ~INT_VALUE(a));
    }
    Int one = {.head = {.count = 1, .meta = INT_META}, .value = 1};
    Object *sum = int_add(vm, a, OBJ(&one));
    if (!sum) {
        return NULL;
    }
    Object *result = int_neg(vm, sum);
    decref(vm, sum);
    return result;
}

/* ---- counting bits ---- */

Object *int_bit_length_method(VM *vm, Object *self) {
    return int_from_u64(vm, int_bit_length(self));
}

Object *int_bit_count_method(VM *vm, Object *self) {
    IntView v;
    int_view(&v, self);
    return int_from_u64(vm, v.len ? mpn_popcount(v.limbs, v.len) : 0);
}

/* ---- bytes ---- */

Object *int_from_bytes(VM *vm, const uint8_t *bytes, size_t len, bool little, bool is_signed) {
    size_t limb_len = len / 8 + 1;
    IntResult r;
    if (!int_result_init(vm, &r, limb_len)) {
        return NULL;
    }
    bool negative = is_signed && len && (bytes[little ? len - 1 : 0] & 0x80);
    memset(r.limbs, negative ? 0xFF : 0, limb_len * sizeof(mp_limb_t));
    for (size_t i = 0; i < len; i++) {
        uint64_t byte = bytes[little ? i : len - 1 - i];
        unsigned shift = i % 8 * 8;
        r.limbs[i / 8] = (r.limbs[i / 8] & ~(UINT64_C(0xFF) << shift)) | byte << shift;
    }
    if (negative) {
        mpn_neg(r.limbs, r.limbs, (mp_size_t)limb_len);
    }
    return int_result_finish(vm, &r, limb_len, negative);
}

int int_to_bytes(VM *vm, Object *o, uint8_t *bytes, size_t len, bool little, bool is_signed) {
    IntView v;
    int_view(&v, o);
    if (v.negative && !is_signed) {
        raise(vm, EXC_OverflowError, "can't convert negative int to unsigned");
        return -1;
    }
    size_t bits = limbs_bit_length(v.limbs, v.len);
    if (is_signed && v.len) { /* room for the sign; -2**n needs none beyond its own bit */
        bool power = v.negative && mpn_scan1(v.limbs, 0) == bits - 1;
        bits += !power;
    }
    if (bits > len * 8) {
        raise(vm, EXC_OverflowError, "int too big to convert");
        return -1;
    }
    unsigned carry = 1; /* of the complement */
    for (size_t i = 0; i < len; i++) {
        unsigned byte = i / 8 < (size_t)v.len ? v.limbs[i / 8] >> i % 8 * 8 & 0xFF : 0;
        if (v.negative) {
            byte = (~byte & 0xFF) + carry;
            carry = byte >> 8;
        }
        bytes[little ? i : len - 1 - i] = (uint8_t)byte;
    }
    return 0;
}

static bool parse_byte_order(VM *vm, Object *order, bool *little) {
    *little = false;
    if (!order || str_equal_ascii(order, "big")) {
        return true;
    }
    if (str_equal_ascii(order, "little")) {
        *little = true;
        return true;
    }
    raise(vm, EXC_ValueError, "byteorder must be either 'little' or 'big'");
    return false;
}

Object *int_to_bytes_method(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"length", "byteorder", "signed", NULL};
    int64_t length = 1;
    Object *order = NULL;
    bool is_signed = false, little;
    if (!args_parse(vm, "to_bytes", names, "|nU$p", args, nargs, kwnames, &length, &order,
                    &is_signed) ||
        !parse_byte_order(vm, order, &little)) {
        return NULL;
    }
    if (length < 0) {
        return raise(vm, EXC_ValueError, "length argument must be non-negative");
    }
    Object *result = bytes_new(vm, (size_t)length);
    if (result && length &&
        int_to_bytes(vm, self, BYTES(result)->data, (size_t)length, little, is_signed) < 0) {
        clear_ref(vm, result);
    } else if (result && length == 0 && int_to_bytes(vm, self, NULL, 0, little, is_signed) < 0) {
        clear_ref(vm, result);
    }
    return result;
}

/* bytes(o) for anything but a str or an int. */
static Object *bytes_of(VM *vm, Object *o) {
    if (is_exact(o, SHAPE_BYTES)) {
        return new_ref(o);
    }
    Object *result = call_special0(vm, o, ID(vm, __bytes__));
    if (result || error_occurred(vm)) {
        if (result && !is_bytes(vm, result)) {
            raise(vm, EXC_TypeError, "__bytes__ returned non-bytes (type %T)", result);
            clear_ref(vm, result);
        }
        return result;
    }
    if (type_of(vm, o)->slots.buffer) {
        ByteView view;
        return object_byte_view(vm, o, &view) < 0 ? NULL : bytes_from(vm, view.data, view.len);
    }
    if (is_str(vm, o) || !(type_of(vm, o)->slots.iter || type_of(vm, o)->slots.sq_item)) {
        return raise(vm, EXC_TypeError, "cannot convert '%T' object to bytes", o);
    }
    return call1(vm, OBJ(TYPE(vm, BYTES)), o);
}

Object *int_from_bytes_method(VM *vm, Object *cls, Object *const *args, size_t nargs,
                              Object *kwnames) {
    static const char *const names[] = {"bytes", "byteorder", "signed", NULL};
    Object *source, *order = NULL;
    bool is_signed = false, little;
    if (!args_parse(vm, "from_bytes", names, "O|U$p", args, nargs, kwnames, &source, &order,
                    &is_signed) ||
        !parse_byte_order(vm, order, &little)) {
        return NULL;
    }
    Object *bytes = bytes_of(vm, source);
    if (!bytes) {
        return NULL;
    }
    Object *value = int_from_bytes(vm, BYTES(bytes)->data, BYTES(bytes)->len, little, is_signed);
    decref(vm, bytes);
    if (value && cls != OBJ(TYPE(vm, INT))) {
        Object *converted = call1(vm, cls, value);
        decref(vm, value);
        return converted;
    }
    return value;
}
