/* What time and datetime do alike. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/tuple.h"

int moment_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(MOMENT(o)->zone);
    return 0;
}

Object *moment_by_call(VM *vm, Object *cls, const int *fields, size_t n, Object *zone) {
    Object *args[8] = {NULL}, *result = NULL;
    bool complete = true;
    for (size_t i = 0; complete && i < n; i++) {
        complete = (args[i] = int_from_i64(vm, fields[i])) != NULL;
    }
    if (complete) {
        args[n] = new_ref(zone_or_none(vm, zone));
        result = call(vm, cls, args, n + 1, NULL);
    }
    for (size_t i = 0; i <= n; i++) {
        xdecref(vm, args[i]);
    }
    return result;
}

Object *moment_repr_end(VM *vm, Object *text, Object *o) {
    Object *zone = MOMENT(o)->zone, *result = NULL;
    const char *fold = has_fold(o) ? ", fold=1" : "";
    if (text && !zone) {
        result = str_format(vm, "%U%s)", text, fold);
    } else if (text && is_time(vm, o)) {
        result = str_format(vm, "%U, tzinfo=%R%s)", text, zone, fold);
    } else if (text) {
        result = str_format(vm, "%U%s, tzinfo=%R)", text, fold, zone);
    }
    xdecref(vm, text);
    return result;
}

/* ------------------------------------------------------------------ order, hash */

Object *moment_compare_offsets(VM *vm, Object *a, Object *b, int op, UnaryFn offset_of,
                               CompareOffsets compare) {
    Object *x = offset_of(vm, a), *y = x ? offset_of(vm, b) : NULL;
    Object *result = y ? compare(vm, a, b, x, y, op) : NULL;
    xdecref(vm, x);
    xdecref(vm, y);
    return result;
}

Hash moment_hash(VM *vm, uint64_t s, int64_t day, Object *offset) {
    Hash h = -1;
    if (!offset) {
        return -1;
    }
    if (offset == vm->none) {
        h = stamp_hash(s);
    } else {
        Object *since = delta_make(vm, NULL, day - DELTA(offset)->days,
                                   stamp_seconds(s) - DELTA(offset)->seconds,
                                   (int64_t)stamp_micro(s) - DELTA(offset)->micros);
        h = since ? delta_hash(vm, since) : -1;
        xdecref(vm, since);
    }
    decref(vm, offset);
    return h;
}

/* ------------------------------------------------------------------ pickling */

/* Year, month and day of datetimes alone: ten bytes, or the last six. */
enum { STATE_LEN = 10, STATE_DATE = 4 };

Object *moment_from_state(VM *vm, Type *cls, Object *const *args, size_t nargs, bool dated) {
    uint8_t copy[STATE_LEN];
    Object *zone = NULL;
    const uint8_t *s = dated ? state_bytes(vm, args[0], STATE_LEN, 2, copy, "datetime")
                             : state_bytes(vm, args[0], STATE_LEN - STATE_DATE, 0, copy, "time");
    if (!s) {
        return NULL;
    }
    if (nargs == 2 && !zone_from(vm, args[1], &zone)) {
        error_clear(vm);
        return raise(vm, EXC_TypeError, "bad tzinfo state arg");
    }
    return dated ? datetime_make(vm, cls, stamp_of_state(s, s + STATE_DATE), zone, s[2] >> 7)
                 : time_make(vm, cls, stamp_of_state(NULL, s), zone, s[0] >> 7);
}

static Object *reduce_by(VM *vm, Object *o, int protocol) {
    uint64_t s = STAMP(o);
    int year = stamp_year(s), micro = stamp_micro(s);
    size_t from = is_time(vm, o) ? STATE_DATE : 0;
    uint8_t state[STATE_LEN] = {(uint8_t)(year >> 8),     (uint8_t)year,
                                (uint8_t)stamp_month(s),  (uint8_t)stamp_day(s),
                                (uint8_t)stamp_hour(s),   (uint8_t)stamp_minute(s),
                                (uint8_t)stamp_second(s), (uint8_t)(micro >> 16),
                                (uint8_t)(micro >> 8),    (uint8_t)micro};
    if (protocol > 3 && has_fold(o)) {
        state[from ? from : 2] |= 0x80;
    }
    Object *bytes = bytes_from(vm, state + from, STATE_LEN - from), *zone = MOMENT(o)->zone;
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, o))),
                      zone ? pack_steal(vm, 2, bytes, new_ref(zone)) : pack_steal(vm, 1, bytes));
}

Object *moment_reduce(VM *vm, Object *o) {
    return reduce_by(vm, o, 2);
}

Object *moment_reduce_ex(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    int protocol;
    return args_parse(vm, "__reduce_ex__", names, "i", args, nargs, NULL, &protocol)
               ? reduce_by(vm, o, protocol)
               : NULL;
}

/* ------------------------------------------------------------------ fields */

static Object *get_field(VM *vm, Object *o, void *which) {
    uint64_t s = STAMP(o);
    int values[] = {stamp_hour(s), stamp_minute(s), stamp_second(s), stamp_micro(s), has_fold(o)};
    return int_from_i64(vm, values[(uintptr_t)which]);
}
static Object *get_zone(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return new_ref(zone_or_none(vm, MOMENT(o)->zone));
}
const GetSetDef moment_getset[] = {
    {"hour", get_field, NULL, NULL, (void *)0},
    {"minute", get_field, NULL, NULL, (void *)1},
    {"second", get_field, NULL, NULL, (void *)2},
    {"microsecond", get_field, NULL, NULL, (void *)3},
    {"tzinfo", get_zone, NULL, NULL, NULL},
    {"fold", get_field, NULL, NULL, (void *)4},
    {0},
};
