/* The proleptic Gregorian calendar, and what all kinds of moments share. */
#include "lib/datetime.h"
#include "types/tuple.h"

static const uint8_t month_days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
static const uint16_t days_before[13] = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

static inline bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month) {
    return month == 2 && is_leap(year) ? 29 : month_days[month];
}

int days_before_month(int year, int month) {
    return days_before[month] + (month > 2 && is_leap(year));
}

int ordinal_from(int year, int month, int day) {
    int y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + days_before_month(year, month) + day;
}

/* By years that begin in March, whose months follow one rule. */
uint64_t stamp_from_ordinal(int ordinal) {
    unsigned n = (unsigned)ordinal + 305; /* days since 1 March of the year 0 */
    unsigned era = n / 146097, of_era = n % 146097;
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;
    unsigned day = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    return stamp_date((int)(era * 400 + year + (month <= 2)), (int)month, (int)day);
}

int ordinal_of_week1(int year) {
    int first = ordinal_from(year, 1, 1);
    int weekday = (first + 6) % 7;
    return first - weekday + (weekday > 3 ? 7 : 0);
}

enum IsoError stamp_from_week(int year, int week, int day, uint64_t *stamp) {
    if (year < MIN_YEAR || year > MAX_YEAR) {
        return ISO_YEAR;
    }
    if (week <= 0 || week >= 53) {
        int weekday = (ordinal_from(year, 1, 1) + 6) % 7; /* long: Thursday; Wednesday if leap */
        if (week != 53 || !(weekday == 3 || (weekday == 2 && is_leap(year)))) {
            return ISO_WEEK;
        }
    }
    if (day <= 0 || day >= 8) {
        return ISO_DAY;
    }
    int ordinal = ordinal_of_week1(year) + (week - 1) * 7 + day - 1;
    if (ordinal < 1 || ordinal > MAX_ORDINAL) {
        *stamp = 0;
        return ISO_RANGE;
    }
    *stamp = stamp_from_ordinal(ordinal);
    return ISO_RIGHT;
}

bool check_date(VM *vm, int year, int month, int day) {
    if (year < MIN_YEAR || year > MAX_YEAR) {
        raise(vm, EXC_ValueError, "year %i is out of range", year);
    } else if (month < 1 || month > 12) {
        raise(vm, EXC_ValueError, "month must be in 1..12");
    } else if (day < 1 || day > days_in_month(year, month)) {
        raise(vm, EXC_ValueError, "day is out of range for month");
    } else {
        return true;
    }
    return false;
}

bool check_time(VM *vm, int hour, int minute, int second, int micro, int fold) {
    const char *wrong = hour < 0 || hour > 23                 ? "hour must be in 0..23"
                        : minute < 0 || minute > 59           ? "minute must be in 0..59"
                        : second < 0 || second > 59           ? "second must be in 0..59"
                        : micro < 0 || micro >= SECOND_MICROS ? "microsecond must be in 0..999999"
                        : fold != 0 && fold != 1              ? "fold must be either 0 or 1"
                                                              : NULL;
    if (wrong) {
        raise(vm, EXC_ValueError, "%s", wrong);
    }
    return !wrong;
}

bool stamp_add(VM *vm, uint64_t *stamp, int64_t days, int64_t seconds, int64_t micros) {
    uint64_t s = *stamp;
    micros += stamp_micro(s);
    seconds += stamp_seconds(s);
    if (micros >= SECOND_MICROS) {
        micros -= SECOND_MICROS;
        seconds++;
    } else if (micros < 0) {
        micros += SECOND_MICROS;
        seconds--;
    }
    if (seconds >= DAY_SECONDS) {
        seconds -= DAY_SECONDS;
        days++;
    } else if (seconds < 0) {
        seconds += DAY_SECONDS;
        days--;
    }
    uint64_t time = stamp_of_day((unsigned)seconds, (unsigned)micros);
    int64_t day = stamp_day(s) + days;
    if (LIKELY(day >= 1 && day <= 28)) { /* the same month */
        *stamp = stamp_date(stamp_year(s), stamp_month(s), (int)day) | time;
        return true;
    }
    int64_t ordinal = stamp_ordinal(s) + days;
    if (ordinal < 1 || ordinal > MAX_ORDINAL) {
        raise(vm, EXC_OverflowError, "date value out of range");
        return false;
    }
    *stamp = stamp_from_ordinal((int)ordinal) | time;
    return true;
}

Object *fields_failed(VM *vm, Object *const *args, size_t nargs, Object *kwnames) {
    size_t len = nargs + (kwnames ? TUPLE_LEN(kwnames) : 0);
    int64_t value;
    for (size_t i = 0; error_matches(vm, EXC_OverflowError) && i < len; i++) {
        if (!is_int(vm, args[i])) {
            continue;
        }
        const char *wrong = !int_as_i64(args[i], &value)
                                ? "Python int too large to convert to C long"
                            : value > INT32_MAX ? "signed integer is greater than maximum"
                            : value < INT32_MIN ? "signed integer is less than minimum"
                                                : NULL;
        if (wrong) {
            error_clear(vm);
            return raise(vm, EXC_OverflowError, "%s", wrong);
        }
    }
    return NULL;
}

bool check_text(VM *vm, Object *o, const char *function, int position) {
    if (o && !is_str(vm, o)) {
        raise(vm, EXC_TypeError, "%s() argument %d must be str, not %s", function, position,
              o == vm->none ? "None" : TYPE_NAME(type_of(vm, o)));
        return false;
    }
    return true;
}

Hash stamp_hash(uint64_t stamp) {
    uint64_t h = (stamp ^ stamp >> 32) * UINT64_C(0x9E3779B97F4A7C15);
    Hash hash = (Hash)(h ^ h >> 29);
    return hash == -1 ? -2 : hash;
}

Object *compare_result(VM *vm, int order, int op) {
    static const uint8_t when[] = {
        [CMP_LT] = 1, [CMP_LE] = 3, [CMP_EQ] = 2, [CMP_NE] = 5, [CMP_GT] = 4, [CMP_GE] = 6};
    return bool_ref(vm, when[op] & (order < 0 ? 1 : order == 0 ? 2 : 4));
}

Object *raise_cannot_compare(VM *vm, Object *a, Object *b) {
    return raise(vm, EXC_TypeError, "can't compare %T to %T", a, b);
}
