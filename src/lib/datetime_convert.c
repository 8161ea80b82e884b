/* datetime and the clock: timestamps, local time, other zones. */
#include <errno.h>
#include <time.h>

#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/float.h"
#include "types/tuple.h"

/* Seconds are counted from the ordinal 0 here, as CPython does. */
enum { EPOCH_ORDINAL = 719163 };
#define EPOCH (INT64_C(719163) * DAY_SECONDS)

static int64_t seconds_of(uint64_t s) {
    return (int64_t)stamp_ordinal(s) * DAY_SECONDS + stamp_seconds(s);
}

static bool year_is_right(VM *vm, int year) {
    if (year < MIN_YEAR || year > MAX_YEAR) {
        raise(vm, EXC_ValueError, "year %i is out of range", year);
        return false;
    }
    return true;
}

static bool broken_down(VM *vm, int64_t timestamp, bool local, struct tm *tm) {
    time_t t = (time_t)timestamp;
    errno = 0;
    if (!(local ? localtime_r(&t, tm) : gmtime_r(&t, tm))) {
        raise_os_error(vm, errno ? errno : EINVAL, NULL);
        return false;
    }
    return true;
}

static uint64_t stamp_of_tm(const struct tm *tm) {
    return stamp_date(tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday) |
           stamp_time(tm->tm_hour, tm->tm_min, tm->tm_sec < 60 ? tm->tm_sec : 59, 0);
}

/* The local time at a moment of UTC; false with an error. */
static bool local_at(VM *vm, int64_t utc, int64_t *local) {
    struct tm tm;
    if (!broken_down(vm, utc - EPOCH, true, &tm) || !year_is_right(vm, tm.tm_year + 1900)) {
        return false;
    }
    *local = seconds_of(stamp_of_tm(&tm));
    return true;
}

/* The moment of UTC at which the local time is t: of two the earlier one, or the later one if fold
 * is set. Clocks move by less than a day. */
static bool utc_of_local(VM *vm, int64_t t, bool fold, int64_t *utc) {
    int64_t at, first, second, local, other;
    if (!local_at(vm, t, &at)) {
        return false;
    }
    int64_t a = at - t, b;
    first = t - a;
    if (!local_at(vm, first, &local)) {
        return false;
    }
    if (local == t) {
        int64_t far = first + (fold ? DAY_SECONDS : -DAY_SECONDS);
        if (!local_at(vm, far, &other)) {
            return false;
        }
        b = other - far;
        if (a == b) {
            *utc = first;
            return true;
        }
    } else {
        b = local - first;
    }
    second = t - b;
    if (!local_at(vm, second, &other)) {
        return false;
    }
    if (other == t) {
        *utc = second;
    } else if (local == t) {
        *utc = first;
    } else { /* no clock showed it */
        *utc = (first < second) == fold ? first : second;
    }
    return true;
}

/* ------------------------------------------------------------------ from timestamps */

Object *datetime_from_seconds(VM *vm, Object *cls, int64_t seconds, int micros, bool local,
                              Object *zone) {
    struct tm tm;
    if (!broken_down(vm, seconds, local, &tm)) {
        return NULL;
    }
    bool fold = false;
    int year = tm.tm_year + 1900;
    if (local && !zone) { /* has the clock been put back shortly before? */
        if (!year_is_right(vm, year)) {
            return NULL;
        }
        int64_t shown = seconds_of(stamp_of_tm(&tm)), before, again;
        if (!local_at(vm, EPOCH + seconds - DAY_SECONDS, &before)) {
            return NULL;
        }
        int64_t change = shown - before - DAY_SECONDS;
        if (change < 0) {
            if (!local_at(vm, EPOCH + seconds + change, &again)) {
                return NULL;
            }
            fold = again == shown;
        }
    }
    if (!year_is_right(vm, year)) {
        return NULL;
    }
    return datetime_make_of(vm, cls, stamp_of_tm(&tm) | (uint64_t)micros, zone, fold);
}

/* What a zone makes of a moment in UTC; takes it over. */
static Object *from_utc(VM *vm, Object *zone, Object *moment) {
    Object *result = moment && zone ? call_named(vm, zone, "fromutc", moment) : NULL;
    if (!zone) {
        return moment;
    }
    xdecref(vm, moment);
    return result;
}

static Object *now_as(VM *vm, Object *cls, bool local, Object *zone) {
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return datetime_from_seconds(vm, cls, ts.tv_sec, (int)(ts.tv_nsec / 1000), local, zone);
}

Object *datetime_now(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"tz", NULL};
    Object *zone = vm->none;
    if (!args_parse(vm, "now", names, "|O", args, nargs, kwnames, &zone) ||
        !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return from_utc(vm, zone, now_as(vm, cls, !zone, zone));
}

Object *datetime_utcnow(VM *vm, Object *cls) {
    return now_as(vm, cls, false, NULL);
}

Object *datetime_fromtimestamp(VM *vm, Object *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    static const char *const names[] = {"timestamp", "tz", NULL};
    Object *timestamp, *zone = vm->none;
    int64_t seconds;
    int micros;
    if (!args_parse(vm, "fromtimestamp", names, "O|O", args, nargs, kwnames, &timestamp, &zone) ||
        !zone_from(vm, zone, &zone) || !timestamp_from(vm, timestamp, &seconds, &micros)) {
        return NULL;
    }
    return from_utc(vm, zone, datetime_from_seconds(vm, cls, seconds, micros, !zone, zone));
}

Object *datetime_utcfromtimestamp(VM *vm, Object *cls, Object *timestamp) {
    int64_t seconds;
    int micros;
    return timestamp_from(vm, timestamp, &seconds, &micros)
               ? datetime_from_seconds(vm, cls, seconds, micros, false, NULL)
               : NULL;
}

Object *datetime_timestamp(VM *vm, Object *o) {
    if (MOMENT(o)->zone) {
        Object *since = datetime_minus(vm, o, vm->lib->datetime_epoch);
        double value = since ? delta_total_seconds(vm, since) : -1.0;
        xdecref(vm, since);
        return error_occurred(vm) ? NULL : float_from_double(vm, value);
    }
    int64_t utc;
    if (!utc_of_local(vm, seconds_of(STAMP(o)), has_fold(o), &utc)) {
        return NULL;
    }
    return float_from_double(vm, (double)(utc - EPOCH) + stamp_micro(STAMP(o)) / 1e6);
}

/* ------------------------------------------------------------------ to another zone */

/* A timezone with what the system says of that moment. */
static Object *system_zone(VM *vm, int64_t timestamp) {
    struct tm tm;
    if (!broken_down(vm, timestamp, true, &tm)) {
        return NULL;
    }
    Object *offset = delta_make(vm, NULL, 0, tm.tm_gmtoff, 0);
    Object *name = offset ? str_from_cstr(vm, tm.tm_zone) : NULL;
    Object *zone = name ? zone_make(vm, offset, name) : NULL;
    xdecref(vm, name);
    xdecref(vm, offset);
    return zone;
}

static Object *local_offset(VM *vm, Object *o) {
    int64_t utc;
    if (!utc_of_local(vm, seconds_of(STAMP(o)), has_fold(o), &utc)) {
        return NULL;
    }
    Object *zone = system_zone(vm, utc - EPOCH);
    Object *offset = zone ? new_ref(ZONE(zone)->offset) : NULL;
    xdecref(vm, zone);
    return offset;
}

Object *datetime_astimezone(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"tz", NULL};
    Object *zone = vm->none;
    if (!args_parse(vm, "astimezone", names, "|O", args, nargs, kwnames, &zone) ||
        !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    if (zone && MOMENT(o)->zone == zone) {
        return new_ref(o);
    }
    Object *offset = MOMENT(o)->zone ? moment_utcoffset(vm, o) : NULL;
    if (!MOMENT(o)->zone || offset == vm->none) {
        xdecref(vm, offset);
        offset = local_offset(vm, o);
    }
    Object *utc = offset ? datetime_add_delta(vm, o, offset, -1) : NULL;
    xdecref(vm, offset);
    if (!utc) {
        return NULL;
    }
    if (!is_datetime(vm, utc)) {
        raise(vm, EXC_TypeError, "%T is not a datetime", utc);
        decref(vm, utc);
        return NULL;
    }
    zone = zone ? new_ref(zone) : system_zone(vm, seconds_of(STAMP(utc)) - EPOCH);
    if (!zone) {
        decref(vm, utc);
        return NULL;
    }
    set_ref(vm, MOMENT(utc)->zone, new_ref(zone));
    if (!gc_is_tracked(utc)) {
        gc_track(vm, utc);
    }
    Object *result = from_utc(vm, zone, utc);
    decref(vm, zone);
    return result;
}
