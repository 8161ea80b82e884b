/* time. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ shared with datetime */

int moment_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(MOMENT(o)->zone);
    return 0;
}

/* The fold and the zone before the closing parenthesis of a repr, for times the zone first; takes
 * text over. */
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

/* ------------------------------------------------------------------ making */

static Object *zone_or_none(VM *vm, Object *zone) {
    return zone ? zone : vm->none;
}

/* By a call of the class if that is a subclass. */
Object *time_make_of(VM *vm, Object *cls, uint64_t stamp, Object *zone, bool fold) {
    if (cls == OBJ(vm->lib->types[LIB_TIME])) {
        return time_make(vm, NULL, stamp, zone, fold);
    }
    int values[4] = {stamp_hour(stamp), stamp_minute(stamp), stamp_second(stamp),
                     stamp_micro(stamp)};
    Object *args[5] = {NULL}, *result = NULL;
    bool complete = true;
    for (size_t i = 0; complete && i < COUNT_OF(values); i++) {
        complete = (args[i] = int_from_i64(vm, values[i])) != NULL;
    }
    if (complete) {
        args[4] = new_ref(zone_or_none(vm, zone));
        result = call(vm, cls, args, 5, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(args); i++) {
        xdecref(vm, args[i]);
    }
    if (result && fold && is_time(vm, result)) {
        result->meta |= FLAG_FOLD;
    }
    return result;
}

/* From pickles' arguments; NULL without an error: they are others. */
static Object *from_state(VM *vm, Type *cls, Object *const *args, size_t nargs) {
    uint8_t copy[10];
    const uint8_t *s = state_bytes(vm, args[0], 6, 0, copy, "time");
    Object *zone = NULL;
    if (!s) {
        return NULL;
    }
    if (nargs == 2 && !zone_from(vm, args[1], &zone)) {
        error_clear(vm);
        return raise(vm, EXC_TypeError, "bad tzinfo state arg");
    }
    return time_make(vm, cls, stamp_of_state(NULL, s), zone, s[0] >> 7);
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"hour",   "minute", "second", "microsecond",
                                        "tzinfo", "fold",   NULL};
    int hour = 0, minute = 0, second = 0, micro = 0, fold = 0;
    Object *zone = vm->none;
    if (nargs >= 1 && nargs <= 2 && !kwnames) {
        Object *o = from_state(vm, cls, args, nargs);
        if (o || error_occurred(vm)) {
            return o;
        }
    }
    if (!args_parse(vm, "", names, "|iiiiO$i", args, nargs, kwnames, &hour, &minute, &second,
                    &micro, &zone, &fold)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_time(vm, hour, minute, second, micro, fold) || !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return time_make(vm, cls, stamp_time(hour, minute, second, micro), zone, fold != 0);
}

static Object *replace(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"hour",   "minute", "second", "microsecond",
                                        "tzinfo", "fold",   NULL};
    uint64_t s = STAMP(o);
    int hour = stamp_hour(s), minute = stamp_minute(s), second = stamp_second(s),
        micro = stamp_micro(s), fold = has_fold(o);
    Object *zone = zone_or_none(vm, MOMENT(o)->zone);
    if (!args_parse(vm, "replace", names, "|iiiiO$i", args, nargs, kwnames, &hour, &minute, &second,
                    &micro, &zone, &fold)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_time(vm, hour, minute, second, micro, fold) || !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return time_make(vm, type_of(vm, o), stamp_time(hour, minute, second, micro), zone, fold != 0);
}

/* ------------------------------------------------------------------ text */

static Object *repr(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    int hour = stamp_hour(s), minute = stamp_minute(s), second = stamp_second(s),
        micro = stamp_micro(s);
    Object *text = micro    ? str_format(vm, "%T(%d, %d, %d, %d", o, hour, minute, second, micro)
                   : second ? str_format(vm, "%T(%d, %d, %d", o, hour, minute, second)
                            : str_format(vm, "%T(%d, %d", o, hour, minute);
    return moment_repr_end(vm, text, o);
}

static Object *isoformat(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"timespec", NULL};
    Object *timespec = NULL;
    char text[32], offset[32];
    if (!args_parse(vm, "isoformat", names, "|O", args, nargs, kwnames, &timespec) ||
        !check_text(vm, timespec, "isoformat", 1) || !format_time(vm, text, STAMP(o), timespec) ||
        !format_offset(vm, offset, ":", MOMENT(o)->zone, vm->none)) {
        return NULL;
    }
    return str_format(vm, "%s%s", text, offset);
}

static Object *str(VM *vm, Object *o) {
    return call_named(vm, o, "isoformat", NULL);
}

static Object *strftime_(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"format", NULL};
    Object *format;
    uint64_t s = STAMP(o);
    int values[9] = {1900, 1, 1, stamp_hour(s), stamp_minute(s), stamp_second(s), 0, 1, -1};
    if (!args_parse(vm, "strftime", names, "O", args, nargs, kwnames, &format) ||
        !check_text(vm, format, "strftime", 1)) {
        return NULL;
    }
    Object *items[9] = {NULL};
    bool complete = true;
    for (size_t i = 0; complete && i < COUNT_OF(values); i++) {
        complete = (items[i] = int_from_i64(vm, values[i])) != NULL;
    }
    Object *t = complete ? tuple_from(vm, items, COUNT_OF(items)) : NULL;
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        xdecref(vm, items[i]);
    }
    Object *result = t ? wrap_strftime(vm, o, format, t, vm->none) : NULL;
    xdecref(vm, t);
    return result;
}

static Object *format_(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    Object *spec;
    if (!args_parse(vm, "__format__", names, "U", args, nargs, NULL, &spec)) {
        return NULL;
    }
    return STR_LEN(spec) ? call_named(vm, o, "strftime", spec) : object_str(vm, o);
}

/* ------------------------------------------------------------------ offsets, order, hash */

static Object *utcoffset(VM *vm, Object *o) {
    return zone_utcoffset(vm, MOMENT(o)->zone, vm->none);
}
static Object *dst(VM *vm, Object *o) {
    return zone_dst(vm, MOMENT(o)->zone, vm->none);
}
static Object *tzname_(VM *vm, Object *o) {
    return zone_tzname(vm, MOMENT(o)->zone, vm->none);
}

static Object *compare_offsets(VM *vm, Object *a, Object *b, Object *x, Object *y, int op) {
    uint64_t s = STAMP(a), t = STAMP(b);
    if (x == y || (x != vm->none && y != vm->none && delta_equal(x, y))) {
        return compare_result(vm, s < t ? -1 : s > t, op);
    }
    if (x != vm->none && y != vm->none) {
        int64_t order = stamp_seconds(s) - delta_seconds(x) - stamp_seconds(t) + delta_seconds(y);
        order = order ? order : stamp_micro(s) - stamp_micro(t);
        return compare_result(vm, order < 0 ? -1 : order > 0, op);
    }
    return op == CMP_EQ || op == CMP_NE
               ? bool_ref(vm, op == CMP_NE)
               : raise(vm, EXC_TypeError, "can't compare offset-naive and offset-aware times");
}

static Object *compare(VM *vm, Object *a, Object *b, int op) {
    if (!is_time(vm, b)) {
        return not_implemented_ref(vm);
    }
    if (MOMENT(a)->zone == MOMENT(b)->zone) {
        uint64_t s = STAMP(a), t = STAMP(b);
        return compare_result(vm, s < t ? -1 : s > t, op);
    }
    Object *x = utcoffset(vm, a), *y = x ? utcoffset(vm, b) : NULL;
    Object *result = y ? compare_offsets(vm, a, b, x, y, op) : NULL;
    xdecref(vm, x);
    xdecref(vm, y);
    return result;
}

static Hash hash(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    Object *offset = utcoffset(vm, o);
    if (!offset) {
        return -1;
    }
    Hash h = -1;
    if (offset == vm->none) {
        h = stamp_hash(s);
    } else {
        Object *since = delta_make(vm, NULL, -(int64_t)DELTA(offset)->days,
                                   stamp_seconds(s) - DELTA(offset)->seconds,
                                   (int64_t)stamp_micro(s) - DELTA(offset)->micros);
        h = since ? delta_hash(vm, since) : -1;
        xdecref(vm, since);
    }
    decref(vm, offset);
    return h;
}

/* ------------------------------------------------------------------ pickling */

static Object *reduce_by(VM *vm, Object *o, int protocol) {
    uint64_t s = STAMP(o);
    int micro = stamp_micro(s);
    bool fold = protocol > 3 && has_fold(o);
    uint8_t state[6] = {(uint8_t)(stamp_hour(s) | fold << 7),
                        (uint8_t)stamp_minute(s),
                        (uint8_t)stamp_second(s),
                        (uint8_t)(micro >> 16),
                        (uint8_t)(micro >> 8),
                        (uint8_t)micro};
    Object *bytes = bytes_from(vm, state, sizeof state), *zone = MOMENT(o)->zone;
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, o))),
                      zone ? pack_steal(vm, 2, bytes, new_ref(zone)) : pack_steal(vm, 1, bytes));
}

static Object *reduce(VM *vm, Object *o) {
    return reduce_by(vm, o, 2);
}

static Object *reduce_ex(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    int protocol;
    return args_parse(vm, "__reduce_ex__", names, "i", args, nargs, NULL, &protocol)
               ? reduce_by(vm, o, protocol)
               : NULL;
}

/* ------------------------------------------------------------------ the type */

static Object *get_field(VM *vm, Object *o, void *which) {
    uint64_t s = STAMP(o);
    int values[] = {stamp_hour(s), stamp_minute(s), stamp_second(s), stamp_micro(s), has_fold(o)};
    return int_from_i64(vm, values[(uintptr_t)which]);
}
static Object *get_zone(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return new_ref(zone_or_none(vm, MOMENT(o)->zone));
}
static const GetSetDef getset[] = {
    {"hour", get_field, NULL, NULL, (void *)0},
    {"minute", get_field, NULL, NULL, (void *)1},
    {"second", get_field, NULL, NULL, (void *)2},
    {"microsecond", get_field, NULL, NULL, (void *)3},
    {"tzinfo", get_zone, NULL, NULL, NULL},
    {"fold", get_field, NULL, NULL, (void *)4},
    {0},
};

static const MethodDef methods[] = {
    METHOD_KW("isoformat", isoformat,
              "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\n"
              "The optional argument timespec specifies the number of additional terms\n"
              "of the time to include. Valid options are 'auto', 'hours', 'minutes',\n"
              "'seconds', 'milliseconds' and 'microseconds'.\n"),
    METHOD_KW("strftime", strftime_, "format -> strftime() style string."),
    METHOD_FAST("__format__", format_, "Formats self with strftime."),
    METHOD_NOARGS("utcoffset", utcoffset, "Return self.tzinfo.utcoffset(self)."),
    METHOD_NOARGS("tzname", tzname_, "Return self.tzinfo.tzname(self)."),
    METHOD_NOARGS("dst", dst, "Return self.tzinfo.dst(self)."),
    METHOD_KW("replace", replace, "Return time with new specified fields."),
    METHOD_CLASS_O("fromisoformat", time_fromisoformat,
                   "string -> time from a string in ISO 8601 "
                   "format"),
    METHOD_FAST("__reduce_ex__", reduce_ex, "__reduce_ex__(proto) -> (cls, state)"),
    METHOD_NOARGS("__reduce__", reduce, "__reduce__() -> (cls, state)"),
    {0},
};

const TypeSpec time_spec = {
    .name = "datetime.time",
    .doc = "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\n"
           "All arguments are optional. tzinfo may be None, or an instance of\n"
           "a tzinfo subclass. The remaining arguments may be ints.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Moment),
    .slots =
        {
            .dealloc = moment_dealloc,
            .traverse = moment_traverse,
            .new = new_slot,
            .repr = repr,
            .str = str,
            .hash = hash,
            .richcompare = compare,
        },
    .methods = methods,
    .getset = getset,
};
