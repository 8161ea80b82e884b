/* The methods of datetime. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ class methods */

static Object *combine(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"date", "time", "tzinfo", NULL};
    Object *date, *time, *zone = NULL;
    if (!args_parse(vm, "combine", names, "OO|O", args, nargs, kwnames, &date, &time, &zone)) {
        return NULL;
    }
    if (!is_date(vm, date) || !is_time(vm, time)) {
        bool first = !is_date(vm, date);
        Object *wrong = first ? date : time;
        return raise(vm, EXC_TypeError, "combine() argument %d must be datetime.%s, not %s",
                     first ? 1 : 2, first ? "date" : "time",
                     wrong == vm->none ? "None" : TYPE_NAME(type_of(vm, wrong)));
    }
    if (!zone) {
        zone = MOMENT(time)->zone;
    } else if (!zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return datetime_make_of(vm, cls, (STAMP(date) & ~TIME_MASK) | STAMP(time), zone,
                            has_fold(time));
}

static Object *strptime_(VM *vm, Object *cls, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", "", NULL};
    Object *text, *format;
    if (!args_parse(vm, "strptime", names, "UU", args, nargs, NULL, &text, &format)) {
        return NULL;
    }
    Object *m = import_dotted(vm, "_strptime");
    Object *f = m ? object_getattr_utf8(vm, m, "_strptime_datetime") : NULL;
    Object *result = f ? call3(vm, f, cls, text, format) : NULL;
    xdecref(vm, f);
    xdecref(vm, m);
    return result;
}

/* ------------------------------------------------------------------ parts */

static Object *date_of(VM *vm, Object *o) {
    return date_make(vm, NULL, STAMP(o) & ~TIME_MASK);
}
static Object *time_of(VM *vm, Object *o) {
    return time_make(vm, NULL, STAMP(o) & TIME_MASK, NULL, has_fold(o));
}
static Object *timetz(VM *vm, Object *o) {
    return time_make(vm, NULL, STAMP(o) & TIME_MASK, MOMENT(o)->zone, has_fold(o));
}

static Object *dst(VM *vm, Object *o) {
    return zone_dst(vm, MOMENT(o)->zone, o);
}
static Object *tzname_(VM *vm, Object *o) {
    return zone_tzname(vm, MOMENT(o)->zone, o);
}

static Object *timetuple(VM *vm, Object *o) {
    Object *summer = dst(vm, o);
    if (!summer) {
        return NULL;
    }
    int flag = summer == vm->none ? -1 : !delta_is_zero(summer);
    decref(vm, summer);
    return struct_time_build(vm, STAMP(o), flag);
}

static Object *utctimetuple(VM *vm, Object *o) {
    uint64_t stamp = STAMP(o);
    Object *offset = moment_utcoffset(vm, o);
    if (!offset) {
        return NULL;
    }
    bool ok = offset == vm->none ||
              stamp_add(vm, &stamp, -(int64_t)DELTA(offset)->days, -(int64_t)DELTA(offset)->seconds,
                        -(int64_t)DELTA(offset)->micros);
    decref(vm, offset);
    return ok ? struct_time_build(vm, stamp, 0) : NULL;
}

static Object *replace(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"year",   "month",       "day",    "hour", "minute",
                                        "second", "microsecond", "tzinfo", "fold", NULL};
    uint64_t s = STAMP(o);
    int year = stamp_year(s), month = stamp_month(s), day = stamp_day(s), hour = stamp_hour(s),
        minute = stamp_minute(s), second = stamp_second(s), micro = stamp_micro(s),
        fold = has_fold(o);
    Object *zone = zone_or_none(vm, MOMENT(o)->zone);
    if (!args_parse(vm, "replace", names, "|iiiiiiiO$i", args, nargs, kwnames, &year, &month, &day,
                    &hour, &minute, &second, &micro, &zone, &fold)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_date(vm, year, month, day) || !check_time(vm, hour, minute, second, micro, fold) ||
        !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return datetime_make(vm, type_of(vm, o),
                         stamp_date(year, month, day) | stamp_time(hour, minute, second, micro),
                         zone, fold != 0);
}

/* ------------------------------------------------------------------ text */

static Object *isoformat(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"sep", "timespec", NULL};
    Object *separator = NULL, *timespec = NULL;
    char time[32], offset[32], date[24];
    uint64_t s = STAMP(o);
    if (!args_parse(vm, "isoformat", names, "|OO", args, nargs, kwnames, &separator, &timespec)) {
        return NULL;
    }
    if (separator && (!is_str(vm, separator) || STR_LEN(separator) != 1)) {
        return raise(vm, EXC_TypeError,
                     "isoformat() argument 1 must be a unicode character, not %s",
                     separator == vm->none ? "None" : TYPE_NAME(type_of(vm, separator)));
    }
    if (!check_text(vm, timespec, "isoformat", 2)) {
        return NULL;
    }
    if (!format_time(vm, time, s, timespec) ||
        !format_offset(vm, offset, ":", MOMENT(o)->zone, o)) {
        return NULL;
    }
    snprintf(date, sizeof date, "%04d-%02d-%02d", stamp_year(s), stamp_month(s), stamp_day(s));
    return separator ? str_format(vm, "%s%U%s%s", date, separator, time, offset)
                     : str_format(vm, "%sT%s%s", date, time, offset);
}

static Object *ctime_(VM *vm, Object *o) {
    return text_ctime(vm, STAMP(o));
}

const MethodDef datetime_methods[] = {
    METHOD_CLASS_KW("now", datetime_now,
                    "now($type, /, tz=None)\n--\n\n"
                    "Returns new datetime object representing current time local to tz.\n\n"
                    "  tz\n    Timezone object.\n\n"
                    "If no tz is specified, uses local timezone."),
    METHOD_CLASS_NOARGS("utcnow", datetime_utcnow,
                        "Return a new datetime representing UTC day and time."),
    METHOD_CLASS_KW("fromtimestamp", datetime_fromtimestamp,
                    "timestamp[, tz] -> tz's local time from POSIX timestamp."),
    METHOD_CLASS_O("utcfromtimestamp", datetime_utcfromtimestamp,
                   "Construct a naive UTC datetime from a POSIX timestamp."),
    METHOD_CLASS_FAST("strptime", strptime_,
                      "string, format -> new datetime parsed from a string (like "
                      "time.strptime())."),
    METHOD_CLASS_KW("combine", combine, "date, time -> datetime with same date and time fields"),
    METHOD_CLASS_O("fromisoformat", datetime_fromisoformat,
                   "string -> datetime from a string in most ISO 8601 formats"),
    METHOD_NOARGS("date", date_of, "Return date object with same year, month and day."),
    METHOD_NOARGS("time", time_of, "Return time object with same time but with tzinfo=None."),
    METHOD_NOARGS("timetz", timetz, "Return time object with same time and tzinfo."),
    METHOD_NOARGS("ctime", ctime_, "Return ctime() style string."),
    METHOD_NOARGS("timetuple", timetuple, "Return time tuple, compatible with time.localtime()."),
    METHOD_NOARGS("timestamp", datetime_timestamp, "Return POSIX timestamp as float."),
    METHOD_NOARGS("utctimetuple", utctimetuple,
                  "Return UTC time tuple, compatible with time.localtime()."),
    METHOD_KW("isoformat", isoformat,
              "[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].\n"
              "sep is used to separate the year from the time, and defaults to 'T'.\n"
              "The optional argument timespec specifies the number of additional terms\n"
              "of the time to include. Valid options are 'auto', 'hours', 'minutes',\n"
              "'seconds', 'milliseconds' and 'microseconds'.\n"),
    METHOD_NOARGS("utcoffset", moment_utcoffset, "Return self.tzinfo.utcoffset(self)."),
    METHOD_NOARGS("tzname", tzname_, "Return self.tzinfo.tzname(self)."),
    METHOD_NOARGS("dst", dst, "Return self.tzinfo.dst(self)."),
    METHOD_KW("replace", replace, "Return datetime with new specified fields."),
    METHOD_KW("astimezone", datetime_astimezone,
              "tz -> convert to local time in new timezone tz\n"),
    METHOD_FAST("__reduce_ex__", moment_reduce_ex, "__reduce_ex__(proto) -> (cls, state)"),
    METHOD_NOARGS("__reduce__", moment_reduce, "__reduce__() -> (cls, state)"),
    {0},
};
