/* date, and the tuple that isocalendar gives. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/bytes.h"
#include "types/float.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ shared with datetime */

Object *call_named(VM *vm, Object *o, const char *name, Object *arg) {
    Object *text = str_intern_cstr(vm, name);
    Object *result = !text ? NULL
                     : arg ? call_method1(vm, o, text, arg)
                           : call_method0(vm, o, text);
    xdecref(vm, text);
    return result;
}

static Object *call_time(VM *vm, const char *name, Object *arg) {
    Object *m = import_dotted(vm, "time");
    Object *result = m ? call_named(vm, m, name, arg) : NULL;
    xdecref(vm, m);
    return result;
}
Object *time_now(VM *vm) {
    return call_time(vm, "time", NULL);
}

Object *struct_time_build(VM *vm, uint64_t s, int dst) {
    int year = stamp_year(s), month = stamp_month(s), day = stamp_day(s);
    int values[9] = {year,
                     month,
                     day,
                     stamp_hour(s),
                     stamp_minute(s),
                     stamp_second(s),
                     stamp_weekday(s),
                     days_before_month(year, month) + day,
                     dst};
    Object *items[9];
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        if (!(items[i] = int_from_i64(vm, values[i]))) {
            while (i--) {
                decref(vm, items[i]);
            }
            return NULL;
        }
    }
    Object *t = tuple_from_steal(vm, items, COUNT_OF(items));
    Object *result = t ? call_time(vm, "struct_time", t) : NULL;
    xdecref(vm, t);
    return result;
}

bool timestamp_from(VM *vm, Object *o, int64_t *seconds, int *micros) {
    if (micros) {
        *micros = 0;
    }
    if (is_float(vm, o)) {
        double whole, value = FLOAT_VALUE(o), part = modf(value, &whole);
        if (isnan(value)) {
            raise(vm, EXC_ValueError, "Invalid value NaN (not a number)");
            return false;
        }
        if (!micros) {
            whole = floor(value);
        } else {
            part *= 1e6;
            double near = round(part);
            part = fabs(part - near) == 0.5 ? 2.0 * round(part / 2.0) : near;
            if (part >= 1e6) {
                part -= 1e6;
                whole += 1.0;
            } else if (part < 0.0) {
                part += 1e6;
                whole -= 1.0;
            }
            *micros = (int)part;
        }
        if (!(whole >= -0x1p63 && whole < 0x1p63)) {
            raise(vm, EXC_OverflowError, "timestamp out of range for platform time_t");
            return false;
        }
        *seconds = (int64_t)whole;
        return true;
    }
    Object *index = number_index(vm, o);
    bool fits = index && int_as_i64(index, seconds);
    if (index && !fits) {
        raise(vm, EXC_OverflowError, "timestamp out of range for platform time_t");
    }
    xdecref(vm, index);
    return fits;
}

const uint8_t *state_bytes(VM *vm, Object *state, size_t len, size_t month_at, uint8_t copy[10],
                           const char *what) {
    const uint8_t mask = 0x7F; /* the highest bit may be the fold */
    if (is_bytes(vm, state)) {
        const uint8_t *data = BYTES(state)->data;
        uint8_t first = BYTES(state)->len == len ? data[month_at] & mask : 0xFF;
        return first < (month_at ? 13 : 24) && (!month_at || first > 0) ? data : NULL;
    }
    if (!is_str(vm, state) || STR_LEN(state) != len) {
        return NULL;
    }
    uint32_t month = str_char(state, month_at) & ~(uint32_t)0x80;
    if (month_at ? month < 1 || month > 12 : month > 23) {
        return NULL;
    }
    for (size_t i = 0; i < len; i++) {
        uint32_t c = str_char(state, i);
        if (c > 0xFF) {
            raise(vm, EXC_ValueError,
                  "Failed to encode latin1 string when unpickling a %s object. "
                  "pickle.load(data, encoding='latin1') is assumed.",
                  what);
            return NULL;
        }
        copy[i] = (uint8_t)c;
    }
    return copy;
}

/* ------------------------------------------------------------------ objects */

Object *date_make(VM *vm, Type *cls, uint64_t stamp) {
    Date *d;
    if (cls && cls != vm->lib->types[LIB_DATE]) {
        d = object_alloc(vm, cls, sizeof(Date));
    } else {
        void *block = heap_alloc(&vm->heap, HEAP_ATOMIC, sizeof(Date));
        d = LIKELY(block) ? object_init_header(block, vm->lib->date_shape)
                          : (void *)raise_memory_error(vm);
    }
    if (d) {
        d->stamp = stamp;
    }
    return OBJ(d);
}

static void dealloc(VM *vm, Object *o) {
    if (LIKELY(!type_has(type_of(vm, o), TYPE_PYTHON))) {
        heap_free(&vm->heap, HEAP_ATOMIC, o, sizeof(Date));
    } else {
        object_free_atomic(vm, o, sizeof(Date));
    }
}

/* Calls cls(year, month, day). */
Object *date_make_of(VM *vm, Object *cls, uint64_t stamp) {
    if (cls == OBJ(vm->lib->types[LIB_DATE])) {
        return date_make(vm, NULL, stamp);
    }
    if (cls == OBJ(vm->lib->types[LIB_DATETIME])) {
        return datetime_make(vm, NULL, stamp, NULL, false);
    }
    Object *args[3] = {int_from_i64(vm, stamp_year(stamp)), NULL, NULL}, *result = NULL;
    if (args[0] && (args[1] = int_from_i64(vm, stamp_month(stamp))) &&
        (args[2] = int_from_i64(vm, stamp_day(stamp)))) {
        result = call(vm, cls, args, 3, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(args); i++) {
        xdecref(vm, args[i]);
    }
    return result;
}

/* The first of the fields that a program gives alone: its type is wrong before their number. */
bool check_index(VM *vm, Object *o) {
    Object *index = number_index(vm, o);
    xdecref(vm, index);
    return index != NULL;
}

static Object *new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"year", "month", "day", NULL};
    int year, month, day;
    if (nargs == 1 && !kwnames) {
        uint8_t copy[10];
        const uint8_t *s = state_bytes(vm, args[0], 4, 2, copy, "date");
        if (s && s[2] < 13) {
            return date_make(vm, cls, stamp_of_state(s, NULL));
        }
        if (error_occurred(vm) || !check_index(vm, args[0])) {
            return NULL;
        }
    }
    if (!args_parse(vm, "", names, "iii", args, nargs, kwnames, &year, &month, &day)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_date(vm, year, month, day)) {
        return NULL;
    }
    return date_make(vm, cls, stamp_date(year, month, day));
}

/* ------------------------------------------------------------------ constructors */

static Object *from_timestamp(VM *vm, Object *cls, Object *timestamp) {
    int64_t seconds;
    struct tm tm;
    if (!timestamp_from(vm, timestamp, &seconds, NULL)) {
        return NULL;
    }
    time_t t = (time_t)seconds;
    if (!localtime_r(&t, &tm)) {
        return raise_os_error(vm, errno ? errno : EINVAL, NULL);
    }
    if (!check_date(vm, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday)) {
        return NULL;
    }
    return date_make_of(vm, cls, stamp_date(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday));
}

static Object *today(VM *vm, Object *cls) {
    Object *now = time_now(vm);
    Object *result = now ? call_named(vm, cls, "fromtimestamp", now) : NULL;
    xdecref(vm, now);
    return result;
}

static Object *from_ordinal(VM *vm, Object *cls, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"", NULL};
    int n;
    if (!args_parse(vm, "fromordinal", names, "i", args, nargs, kwnames, &n)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (n < 1) {
        return raise(vm, EXC_ValueError, "ordinal must be >= 1");
    }
    if (n > MAX_ORDINAL) {
        int era = (n - 1) / 146097 * 400;
        uint64_t s = stamp_from_ordinal((n - 1) % 146097 + 1);
        return raise(vm, EXC_ValueError, "year %i is out of range", era + stamp_year(s));
    }
    return date_make_of(vm, cls, stamp_from_ordinal(n));
}

static Object *from_iso_calendar(VM *vm, Object *cls, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    static const char *const names[] = {"year", "week", "day", NULL};
    int year, week, day;
    uint64_t stamp;
    if (!args_parse(vm, "fromisocalendar", names, "iii", args, nargs, kwnames, &year, &week,
                    &day)) {
        if (error_clear_if(vm, EXC_OverflowError)) {
            raise(vm, EXC_ValueError, "ISO calendar component out of range");
        }
        return NULL;
    }
    switch (stamp_from_week(year, week, day, &stamp)) {
    case ISO_YEAR:
        return raise(vm, EXC_ValueError, "Year is out of range: %d", year);
    case ISO_WEEK:
        return raise(vm, EXC_ValueError, "Invalid week: %d", week);
    case ISO_DAY:
        return raise(vm, EXC_ValueError, "Invalid day: %d (range is [1, 7])", day);
    case ISO_RANGE:
        return raise(vm, EXC_ValueError, "year %i is out of range", year == 1 ? 0 : year + 1);
    default:
        return date_make_of(vm, cls, stamp);
    }
}

/* ------------------------------------------------------------------ operators */

static Object *add_delta(VM *vm, Object *date, int64_t days) {
    uint64_t stamp = STAMP(date);
    if (!stamp_add(vm, &stamp, days, 0, 0)) {
        return NULL;
    }
    return date_make_of(vm, OBJ(type_of(vm, date)), stamp);
}

static Object *add(VM *vm, Object *a, Object *b) {
    if (is_datetime(vm, a) || is_datetime(vm, b)) {
        return not_implemented_ref(vm);
    }
    if (is_date(vm, a)) {
        return is_delta(vm, b) ? add_delta(vm, a, DELTA(b)->days) : not_implemented_ref(vm);
    }
    return is_delta(vm, a) ? add_delta(vm, b, DELTA(a)->days) : not_implemented_ref(vm);
}

static Object *subtract(VM *vm, Object *a, Object *b) {
    if (is_datetime(vm, a) || is_datetime(vm, b) || !is_date(vm, a)) {
        return not_implemented_ref(vm);
    }
    if (is_date(vm, b)) {
        return delta_make(vm, NULL, stamp_ordinal(STAMP(a)) - stamp_ordinal(STAMP(b)), 0, 0);
    }
    return is_delta(vm, b) ? add_delta(vm, a, -(int64_t)DELTA(b)->days) : not_implemented_ref(vm);
}

static Object *compare(VM *vm, Object *a, Object *b, int op) {
    if (!is_date(vm, b)) {
        return not_implemented_ref(vm);
    }
    uint64_t x = STAMP(a) & ~TIME_MASK, y = STAMP(b) & ~TIME_MASK;
    return compare_result(vm, x < y ? -1 : x > y, op);
}

static Hash hash(VM *vm, Object *o) {
    UNUSED(vm);
    return stamp_hash(STAMP(o));
}

/* ------------------------------------------------------------------ methods */

static Object *repr(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    return str_format(vm, "%T(%d, %d, %d)", o, stamp_year(s), stamp_month(s), stamp_day(s));
}

static Object *isoformat(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    char text[32];
    int n =
        snprintf(text, sizeof text, "%04d-%02d-%02d", stamp_year(s), stamp_month(s), stamp_day(s));
    return str_from_ascii(vm, text, (size_t)n);
}

static Object *str(VM *vm, Object *o) {
    return call_named(vm, o, "isoformat", NULL);
}

static Object *ctime_(VM *vm, Object *o) {
    return text_ctime(vm, STAMP(o));
}

static Object *strftime_(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"format", NULL};
    Object *format;
    if (!args_parse(vm, "strftime", names, "O", args, nargs, kwnames, &format) ||
        !check_text(vm, format, "strftime", 1)) {
        return NULL;
    }
    Object *t = call_named(vm, o, "timetuple", NULL);
    Object *result = t ? wrap_strftime(vm, o, format, t, o) : NULL;
    xdecref(vm, t);
    return result;
}

Object *date_format(VM *vm, Object *o, Object *const *args, size_t nargs) {
    static const char *const names[] = {"", NULL};
    Object *spec;
    if (!args_parse(vm, "__format__", names, "U", args, nargs, NULL, &spec)) {
        return NULL;
    }
    return STR_LEN(spec) ? call_named(vm, o, "strftime", spec) : object_str(vm, o);
}

static Object *timetuple(VM *vm, Object *o) {
    return struct_time_build(vm, STAMP(o) & ~TIME_MASK, -1);
}
static Object *toordinal(VM *vm, Object *o) {
    return int_from_i64(vm, stamp_ordinal(STAMP(o)));
}
static Object *weekday(VM *vm, Object *o) {
    return int_from_i64(vm, stamp_weekday(STAMP(o)));
}
static Object *isoweekday(VM *vm, Object *o) {
    return int_from_i64(vm, stamp_weekday(STAMP(o)) + 1);
}

static Object *week_date_make(VM *vm, Type *cls, Object *year, Object *week, Object *day) {
    Object *o = year && week && day ? object_alloc(vm, cls, tuple_size(3)) : NULL;
    if (!o) {
        xdecref(vm, year);
        xdecref(vm, week);
        xdecref(vm, day);
        return NULL;
    }
    tuple_set_len(o, 3);
    TUPLE_ITEM(o, 0) = year;
    TUPLE_ITEM(o, 1) = week;
    TUPLE_ITEM(o, 2) = day;
    gc_track(vm, o);
    return o;
}

static Object *isocalendar(VM *vm, Object *o) {
    int year = stamp_year(STAMP(o)), ordinal = stamp_ordinal(STAMP(o));
    int start = ordinal_of_week1(year);
    if (ordinal < start) {
        start = ordinal_of_week1(--year);
    } else if (ordinal >= start + 52 * 7) {
        int next = ordinal_of_week1(year + 1);
        if (ordinal >= next) {
            start = next;
            year++;
        }
    }
    int days = ordinal - start;
    return week_date_make(vm, vm->lib->types[LIB_WEEK_DATE], int_from_i64(vm, year),
                          int_from_i64(vm, days / 7 + 1), int_from_i64(vm, days % 7 + 1));
}

static Object *replace(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"year", "month", "day", NULL};
    uint64_t s = STAMP(o);
    int year = stamp_year(s), month = stamp_month(s), day = stamp_day(s);
    if (!args_parse(vm, "replace", names, "|iii", args, nargs, kwnames, &year, &month, &day)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_date(vm, year, month, day)) {
        return NULL;
    }
    return date_make(vm, type_of(vm, o), stamp_date(year, month, day));
}

Object *date_reduce(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    uint8_t state[4] = {(uint8_t)(stamp_year(s) >> 8), (uint8_t)stamp_year(s),
                        (uint8_t)stamp_month(s), (uint8_t)stamp_day(s)};
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, o))),
                      pack_steal(vm, 1, bytes_from(vm, state, sizeof state)));
}

static Object *get_year(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, stamp_year(STAMP(o)));
}
static Object *get_month(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, stamp_month(STAMP(o)));
}
static Object *get_day(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, stamp_day(STAMP(o)));
}
static const GetSetDef getset[] = {
    {"year", get_year, NULL, NULL, NULL},
    {"month", get_month, NULL, NULL, NULL},
    {"day", get_day, NULL, NULL, NULL},
    {0},
};

static const MethodDef methods[] = {
    METHOD_CLASS_O("fromtimestamp", from_timestamp,
                   "fromtimestamp($type, timestamp, /)\n--\n\n"
                   "Create a date from a POSIX timestamp: its local day."),
    METHOD_CLASS_KW("fromordinal", from_ordinal,
                    "int -> date corresponding to a proleptic Gregorian ordinal."),
    METHOD_CLASS_O("fromisoformat", date_fromisoformat,
                   "str -> Construct a date from a string in ISO 8601 format."),
    METHOD_CLASS_KW("fromisocalendar", from_iso_calendar,
                    "int, int, int -> Construct a date from the ISO year, week number and "
                    "weekday."),
    METHOD_CLASS_NOARGS("today", today, "Current date or datetime."),
    METHOD_NOARGS("ctime", ctime_, "Return ctime() style string."),
    METHOD_KW("strftime", strftime_, "format -> strftime() style string."),
    METHOD_FAST("__format__", date_format, "Formats self with strftime."),
    METHOD_NOARGS("timetuple", timetuple, "Return time tuple, compatible with time.localtime()."),
    METHOD_NOARGS("isocalendar", isocalendar,
                  "Return a named tuple containing ISO year, week number, and weekday."),
    METHOD_NOARGS("isoformat", isoformat, "Return string in ISO 8601 format, YYYY-MM-DD."),
    METHOD_NOARGS("isoweekday", isoweekday,
                  "Return the day of the week represented by the date.\n"
                  "Monday == 1 ... Sunday == 7"),
    METHOD_NOARGS("toordinal", toordinal, "Return proleptic Gregorian ordinal."),
    METHOD_NOARGS("weekday", weekday,
                  "Return the day of the week represented by the date.\n"
                  "Monday == 0 ... Sunday == 6"),
    METHOD_KW("replace", replace, "Return date with new specified fields."),
    METHOD_NOARGS("__reduce__", date_reduce, "__reduce__() -> (cls, state)"),
    {0},
};

const TypeSpec date_spec = {
    .name = "datetime.date",
    .doc = "date(year, month, day) --> date object",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Date),
    .slots =
        {
            .dealloc = dealloc,
            .new = new_slot,
            .repr = repr,
            .str = str,
            .hash = hash,
            .richcompare = compare,
            .nb_add = add,
            .nb_subtract = subtract,
        },
    .methods = methods,
    .getset = getset,
};

/* ------------------------------------------------------------------ IsoCalendarDate */

static Object *week_date_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"year", "week", "weekday", NULL};
    Object *year, *week, *day;
    if (!args_parse(vm, "IsoCalendarDate", names, "OOO", args, nargs, kwnames, &year, &week,
                    &day)) {
        return NULL;
    }
    return week_date_make(vm, cls, new_ref(year), new_ref(week), new_ref(day));
}

static Object *week_date_repr(VM *vm, Object *o) {
    return str_format(vm, "%T(year=%S, week=%S, weekday=%S)", o, TUPLE_ITEM(o, 0), TUPLE_ITEM(o, 1),
                      TUPLE_ITEM(o, 2));
}

static Object *week_date_reduce(VM *vm, Object *o) {
    return pack_steal(
        vm, 2, new_ref(OBJ(TYPE(vm, TUPLE))),
        pack_steal(vm, 1, tuple_pack(vm, 3, TUPLE_ITEM(o, 0), TUPLE_ITEM(o, 1), TUPLE_ITEM(o, 2))));
}

static Object *week_date_get(VM *vm, Object *o, void *index) {
    UNUSED(vm);
    return new_ref(TUPLE_ITEM(o, (uintptr_t)index));
}
static const GetSetDef week_date_getset[] = {
    {"year", week_date_get, NULL, NULL, (void *)0},
    {"week", week_date_get, NULL, NULL, (void *)1},
    {"weekday", week_date_get, NULL, NULL, (void *)2},
    {0},
};
static const MethodDef week_date_methods[] = {
    METHOD_NOARGS("__reduce__", week_date_reduce, "__reduce__() -> (cls, state)"),
    {0},
};

const TypeSpec week_date_spec = {
    .name = "datetime.IsoCalendarDate",
    .doc = "The result of date.isocalendar() or datetime.isocalendar()\n\n"
           "This object may be accessed either as a tuple of\n"
           "  ((year, week, weekday))\n"
           "or via the object attributes as named in the above tuple.",
    .base = SHAPE_TUPLE,
    .flags = TYPE_CONTAINER | TYPE_SUB_TUPLE | TYPE_PERMANENT,
    .size = sizeof(Tuple),
    .item_size = sizeof(Object *),
    .slots = {.repr = week_date_repr, .new = week_date_new},
    .methods = week_date_methods,
    .getset = week_date_getset,
};
