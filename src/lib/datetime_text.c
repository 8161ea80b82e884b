/* Dates and times as text. */
#include <string.h>

#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/tuple.h"
#include "vm/interp.h"

bool format_offset(VM *vm, char text[32], const char *separator, Object *zone, Object *moment) {
    Object *offset = zone_utcoffset(vm, zone, moment);
    text[0] = '\0';
    if (!offset) {
        return false;
    }
    if (offset != vm->none) {
        int64_t seconds = delta_seconds(offset);
        int micros = DELTA(offset)->micros;
        bool negative = seconds < 0;
        if (negative) {
            seconds = -seconds - (micros != 0);
            micros = micros ? SECOND_MICROS - micros : 0;
        }
        int all = (int)seconds;
        int n = snprintf(text, 32, "%c%02d%s%02d", negative ? '-' : '+', all / 3600, separator,
                         all / 60 % 60);
        if (all % 60 || micros) {
            n += snprintf(text + n, (size_t)(32 - n), "%s%02d", separator, all % 60);
        }
        if (micros) {
            snprintf(text + n, (size_t)(32 - n), ".%06d", micros);
        }
    }
    decref(vm, offset);
    return true;
}

bool format_time(VM *vm, char text[32], uint64_t s, Object *timespec) {
    static const char *const specs[] = {"hours",        "minutes",      "seconds",
                                        "milliseconds", "microseconds", "auto"};
    size_t spec = COUNT_OF(specs) - 1;
    if (timespec) {
        for (spec = 0; spec < COUNT_OF(specs) && !str_equal_ascii(timespec, specs[spec]); spec++) {}
    }
    if (spec == 5) {
        spec = stamp_micro(s) ? 4 : 2;
    }
    int n = snprintf(text, 32, "%02d:%02d:%02d", stamp_hour(s), stamp_minute(s), stamp_second(s));
    switch (spec) {
    case 0:
        text[2] = '\0';
        break;
    case 1:
        text[5] = '\0';
        break;
    case 2:
        break;
    case 3:
        snprintf(text + n, (size_t)(32 - n), ".%03d", stamp_micro(s) / 1000);
        break;
    case 4:
        snprintf(text + n, (size_t)(32 - n), ".%06d", stamp_micro(s));
        break;
    default:
        raise(vm, EXC_ValueError, "Unknown timespec value");
        return false;
    }
    return true;
}

Object *text_ctime(VM *vm, uint64_t s) {
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    int month = stamp_month(s);
    int n = snprintf(text, sizeof text, "%s %s %2d %02d:%02d:%02d %04d", days[stamp_weekday(s)],
                     months[month ? month - 1 : 0], stamp_day(s), stamp_hour(s), stamp_minute(s),
                     stamp_second(s), stamp_year(s));
    return str_from_ascii(vm, text, (size_t)n);
}

/* ------------------------------------------------------------------ strftime */

/* The zone of anything a format may be applied to. */
static Object *zone_of(VM *vm, Object *o) {
    return is_datetime(vm, o) || is_time(vm, o) ? MOMENT(o)->zone : NULL;
}

/* What the replace method of a str's subclass makes of a name. */
static Object *replace_percent(VM *vm, Object *name) {
    Object *replace = object_getattr_utf8(vm, name, "replace");
    Object *one = replace ? str_from_cstr(vm, "%") : NULL;
    Object *two = one ? str_from_cstr(vm, "%%") : NULL;
    Object *result = two ? call2(vm, replace, one, two) : NULL;
    if (result && !is_str(vm, result)) {
        raise(vm, EXC_TypeError, "tzname.replace() did not return a string");
        clear_ref(vm, result);
    }
    xdecref(vm, two);
    xdecref(vm, one);
    xdecref(vm, replace);
    return result;
}

/* The name of the zone, its % doubled as strftime will read it. */
static bool add_zone_name(VM *vm, StrBuilder *b, Object *o, Object *argument) {
    Object *name = zone_tzname(vm, zone_of(vm, o), argument);
    if (name && name != vm->none && !is_exact(name, SHAPE_STR)) {
        Object *own = replace_percent(vm, name);
        decref(vm, name);
        bool ok = own && str_builder_str(b, own);
        xdecref(vm, own);
        return ok;
    }
    bool ok = name != NULL;
    for (size_t i = 0; ok && name != vm->none && i < STR_LEN(name); i++) {
        uint32_t c = str_char(name, i);
        ok = str_builder_char(b, c) && (c != '%' || str_builder_char(b, c));
    }
    xdecref(vm, name);
    return ok;
}

static bool add_field(VM *vm, StrBuilder *b, uint32_t letter, Object *o, Object *argument) {
    char text[32];
    switch (letter) {
    case 'z':
        return format_offset(vm, text, "", zone_of(vm, o), argument) && str_builder_cstr(b, text);
    case 'Z':
        return add_zone_name(vm, b, o, argument);
    case 'f':
        snprintf(text, sizeof text, "%06d",
                 is_datetime(vm, o) || is_time(vm, o) ? stamp_micro(STAMP(o)) : 0);
        return str_builder_cstr(b, text);
    default:
        return str_builder_char(b, '%') && str_builder_char(b, letter);
    }
}

Object *wrap_strftime(VM *vm, Object *o, Object *format, Object *timetuple, Object *argument) {
    StrBuilder b;
    bool ok = true;
    size_t len = STR_LEN(format);
    str_builder_init(&b, vm);
    for (size_t i = 0; ok && i < len; i++) {
        uint32_t c = str_char(format, i);
        ok = c == '%' && i + 1 < len ? add_field(vm, &b, str_char(format, ++i), o, argument)
                                     : str_builder_char(&b, c);
    }
    Object *text = ok ? str_builder_finish(&b) : NULL, *result = NULL;
    str_builder_deinit(&b);
    Object *m = text ? import_dotted(vm, "time") : NULL;
    Object *f = m ? object_getattr_utf8(vm, m, "strftime") : NULL;
    if (f) {
        result = call2(vm, f, text, timetuple);
    }
    xdecref(vm, f);
    xdecref(vm, m);
    xdecref(vm, text);
    return result;
}
