/* time. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ making */

/* By a call of the class if that is a subclass. */
Object *time_make_of(VM *vm, Object *cls, uint64_t stamp, Object *zone, bool fold) {
    if (cls == OBJ(vm->lib->types[LIB_TIME])) {
        return time_make(vm, NULL, stamp, zone, fold);
    }
    int values[4] = {stamp_hour(stamp), stamp_minute(stamp), stamp_second(stamp),
                     stamp_micro(stamp)};
    Object *result = moment_by_call(vm, cls, values, COUNT_OF(values), zone);
    if (result && fold && is_time(vm, result)) {
        result->meta |= FLAG_FOLD;
    }
    return result;
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"hour",   "minute", "second", "microsecond",
                                        "tzinfo", "fold",   NULL};
    int hour = 0, minute = 0, second = 0, micro = 0, fold = 0;
    Object *zone = vm->none;
    if (nargs >= 1 && nargs <= 2 && !kwnames) {
        Object *o = moment_from_state(vm, cls, args, nargs, false);
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
    return moment_compare_offsets(vm, a, b, op, utcoffset, compare_offsets);
}

static Hash hash(VM *vm, Object *o) {
    return moment_hash(vm, STAMP(o), 0, utcoffset(vm, o));
}

/* ------------------------------------------------------------------ the type */

static const MethodDef methods[] = {
    METHOD_KW("isoformat", isoformat,
              "Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n\n"
              "The optional argument timespec specifies the number of additional terms\n"
              "of the time to include. Valid options are 'auto', 'hours', 'minutes',\n"
              "'seconds', 'milliseconds' and 'microseconds'.\n"),
    METHOD_KW("strftime", strftime_, "format -> strftime() style string."),
    METHOD_FAST("__format__", date_format, "Formats self with strftime."),
    METHOD_NOARGS("utcoffset", utcoffset, "Return self.tzinfo.utcoffset(self)."),
    METHOD_NOARGS("tzname", tzname_, "Return self.tzinfo.tzname(self)."),
    METHOD_NOARGS("dst", dst, "Return self.tzinfo.dst(self)."),
    METHOD_KW("replace", replace, "Return time with new specified fields."),
    METHOD_CLASS_O("fromisoformat", time_fromisoformat,
                   "string -> time from a string in ISO 8601 "
                   "format"),
    METHOD_FAST("__reduce_ex__", moment_reduce_ex, "__reduce_ex__(proto) -> (cls, state)"),
    METHOD_NOARGS("__reduce__", moment_reduce, "__reduce__() -> (cls, state)"),
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
    .getset = moment_getset,
};
