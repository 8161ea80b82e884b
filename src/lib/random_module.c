/* The module _random: the Mersenne Twister MT19937 of Matsumoto and Nishimura. */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "lib/module_make.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/int.h"
#include "types/tuple.h"

#define STATE_LEN 624
#define STATE_MIDDLE 397

typedef struct Random {
    Object head;
    uint32_t next; /* words already used */
    uint32_t state[STATE_LEN];
} Random;
#define RANDOM(o) ((Random *)(o))

static uint32_t mix(uint32_t high, uint32_t low) {
    uint32_t y = (high & 0x80000000u) | (low & 0x7FFFFFFFu);
    return y >> 1 ^ (y & 1 ? 0x9908B0DFu : 0);
}

static uint32_t next_word(Random *r) {
    uint32_t *s = r->state;
    if (r->next >= STATE_LEN) {
        for (int i = 0; i < STATE_LEN; i++) {
            s[i] = s[(i + STATE_MIDDLE) % STATE_LEN] ^ mix(s[i], s[(i + 1) % STATE_LEN]);
        }
        r->next = 0;
    }
    uint32_t y = s[r->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

static void start_from_word(Random *r, uint32_t seed) {
    r->state[0] = seed;
    for (uint32_t i = 1; i < STATE_LEN; i++) {
        r->state[i] = 1812433253u * (r->state[i - 1] ^ r->state[i - 1] >> 30) + i;
    }
    r->next = STATE_LEN;
}

static void start_from_words(Random *r, const uint32_t *key, size_t len) {
    uint32_t *s = r->state;
    size_t i = 1, j = 0;
    start_from_word(r, 19650218u);
    for (size_t k = len > STATE_LEN ? len : STATE_LEN; k; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i >= STATE_LEN) {
            s[0] = s[STATE_LEN - 1];
            i = 1;
        }
        if (++j >= len) {
            j = 0;
        }
    }
    for (size_t k = STATE_LEN - 1; k; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i >= STATE_LEN) {
            s[0] = s[STATE_LEN - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000u;
}

static void start_by_chance(Random *r) {
    uint32_t key[STATE_LEN];
    if (getrandom(key, sizeof key, GRND_NONBLOCK) == (ssize_t)sizeof key) {
        start_from_words(r, key, STATE_LEN);
        return;
    }
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    uint32_t words[] = {(uint32_t)t.tv_nsec, (uint32_t)t.tv_sec, (uint32_t)(uintptr_t)r};
    start_from_words(r, words, COUNT_OF(words));
}

/* From the magnitude of an int. */
static bool start_from_int(VM *vm, Random *r, Object *number) {
    size_t bits = int_bit_length(number);
    size_t len = bits ? (bits - 1) / 32 + 1 : 1;
    uint32_t *words = raw_alloc(vm, len * sizeof *words);
    if (!words) {
        return false;
    }
    bool ok = int_to_bytes(vm, number, (uint8_t *)words, len * sizeof *words, true, false) == 0;
    if (ok) {
        start_from_words(r, words, len);
    }
    raw_free(vm, words, len * sizeof *words);
    return ok;
}

static bool seed(VM *vm, Random *r, Object *value) {
    Object *number;
    if (!value || value == vm->none) {
        start_by_chance(r);
        return true;
    }
    if (is_int(vm, value)) {
        number = number_absolute(vm, value);
        if (number && !is_int(vm, number)) {
            raise(vm, EXC_TypeError, "an integer is required");
            clear_ref(vm, number);
        }
    } else {
        Hash hash = object_hash(vm, value);
        number = hash == -1 ? NULL : int_from_u64(vm, (uint64_t)hash);
    }
    bool ok = number && start_from_int(vm, r, number);
    xdecref(vm, number);
    return ok;
}

static Object *random_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    if (!new_without_keywords(vm, cls, "Random", kwnames)) {
        return NULL;
    }
    if (nargs > 1) {
        return raise(vm, EXC_TypeError, "Random() requires 0 or 1 argument");
    }
    Random *r = object_alloc(vm, cls, sizeof *r);
    if (r && !seed(vm, r, nargs ? args[0] : NULL)) {
        decref(vm, r);
        return NULL;
    }
    return OBJ(r);
}

static int random_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(o);
    UNUSED(args);
    UNUSED(kwnames);
    if (nargs > 1) {
        raise(vm, EXC_TypeError, "Random() requires 0 or 1 argument");
        return -1;
    }
    return 0;
}

static void random_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Random));
}

static Object *random_seed(VM *vm, Object *o, Object *const *args, size_t nargs) {
    return args_count(vm, "seed", nargs, 0, 1) && seed(vm, RANDOM(o), nargs ? args[0] : NULL)
               ? none_ref(vm)
               : NULL;
}

static Object *random_random(VM *vm, Object *o) {
    uint32_t a = next_word(RANDOM(o)) >> 5, b = next_word(RANDOM(o)) >> 6;
    return float_from_double(vm, (a * 67108864.0 + b) * (1.0 / 9007199254740992.0));
}

static Object *random_getrandbits(VM *vm, Object *o, Object *bits) {
    int64_t k = number_as_i64(vm, bits, EXC_OverflowError);
    if (k == -1 && error_occurred(vm)) {
        return NULL;
    }
    if (k > INT32_MAX) {
        return raise(vm, EXC_OverflowError, "Python int too large to convert to C int");
    }
    if (k < 0) {
        return raise(vm, EXC_ValueError, "number of bits must be non-negative");
    }
    if (k <= 32) {
        return int_from_i64(vm, k ? next_word(RANDOM(o)) >> (32 - k) : 0);
    }
    if (k <= 64) {
        uint64_t low = next_word(RANDOM(o)), high = next_word(RANDOM(o));
        return int_from_u64(vm, high >> (64 - k) << 32 | low);
    }
    size_t len = (size_t)(k - 1) / 32 + 1;
    uint32_t *words = raw_alloc(vm, len * sizeof *words);
    if (!words) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++, k -= 32) {
        uint32_t word = next_word(RANDOM(o));
        words[i] = k < 32 ? word >> (32 - k) : word;
    }
    Object *result = int_from_bytes(vm, (const uint8_t *)words, len * sizeof *words, true, false);
    raw_free(vm, words, len * sizeof *words);
    return result;
}

static Object *random_getstate(VM *vm, Object *o) {
    const Random *r = RANDOM(o);
    Object *state = tuple_new(vm, STATE_LEN + 1);
    for (uint32_t i = 0; state && i <= STATE_LEN; i++) {
        TUPLE_ITEM(state, i) = int_from_u64(vm, i < STATE_LEN ? r->state[i] : r->next);
        if (!TUPLE_ITEM(state, i)) {
            decref(vm, state);
            return NULL;
        }
    }
    if (state) {
        gc_track(vm, state);
    }
    return state;
}

static Object *random_setstate(VM *vm, Object *o, Object *state) {
    uint32_t words[STATE_LEN + 1];
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state vector must be a tuple");
    }
    if (TUPLE_LEN(state) != STATE_LEN + 1) {
        return raise(vm, EXC_ValueError, "state vector is the wrong size");
    }
    for (uint32_t i = 0; i <= STATE_LEN; i++) {
        uint64_t word;
        Object *item = TUPLE_ITEM(state, i);
        if (!is_int(vm, item)) {
            return raise(vm, EXC_TypeError, "an integer is required");
        }
        if (!int_as_u64(item, &word)) {
            return raise(vm, EXC_OverflowError, "can't convert negative value to unsigned int");
        }
        words[i] = (uint32_t)word;
    }
    if (words[STATE_LEN] > STATE_LEN) {
        return raise(vm, EXC_ValueError, "invalid state");
    }
    memcpy(RANDOM(o)->state, words, sizeof RANDOM(o)->state);
    RANDOM(o)->next = words[STATE_LEN];
    return none_ref(vm);
}

static const MethodDef methods[] = {
    METHOD_NOARGS("random", random_random,
                  "random($self, /)\n--\n\nrandom() -> x in the interval [0, 1)."),
    METHOD_FAST("seed", random_seed, "seed($self, n=None, /)\n--\n\nStart from n."),
    METHOD_NOARGS("getstate", random_getstate, "getstate($self, /)\n--\n\nThe present state."),
    METHOD_O("setstate", random_setstate, "setstate($self, state, /)\n--\n\nTake up a state."),
    METHOD_O("getrandbits", random_getrandbits,
             "getrandbits($self, k, /)\n--\n\ngetrandbits(k) -> x.  Generates an int with k random "
             "bits."),
    {0},
};
static const TypeSpec random_spec = {
    .name = "_random.Random",
    .doc = "Random() -> create a random number generator with its own internal state.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Random),
    .slots = {.dealloc = random_dealloc, .new = random_new, .init = random_init},
    .methods = methods,
};

Object *module_random(VM *vm) {
    Object *m = module_make(vm, "_random", "Module implements the Mersenne Twister.", NULL);
    if (m && !module_add_type(vm, m, &random_spec)) {
        clear_ref(vm, m);
    }
    return m;
}
