/* fromisoformat. */
#include <string.h>

#include "lib/datetime.h"

enum { TEXT_MAX = 512 }; /* longer texts are taken as wrong */

/* What a text tells. has_zone: an offset. */
typedef struct Parsed {
    int year, month, day;
    int time[4]; /* hour, minute, second, microsecond */
    bool has_zone;
    int offset, offset_micro;
} Parsed;

static Object *invalid(VM *vm, Object *text) {
    return raise(vm, EXC_ValueError, "Invalid isoformat string: %R", text);
}

/* The characters; one that is not ASCII becomes as many bytes as it has in UTF-8, the first of
 * which tells how many: it is only right as separator. The rest of a text that is too long can only
 * be digits of a fraction, or wrong. As in CPython, a NUL ends the text. */
static bool read_text(VM *vm, Object *o, char text[TEXT_MAX + 1], size_t *len) {
    if (!is_str(vm, o)) {
        raise(vm, EXC_TypeError, "fromisoformat: argument must be str");
        return false;
    }
    size_t n = 0;
    if (STR_LEN(o) > TEXT_MAX / 4) {
        for (size_t i = 0; i < STR_LEN(o); i++) {
            n += str_char(o, i) < 0x80 ? 1 : 4;
        }
    }
    if (n > TEXT_MAX) {
        invalid(vm, o);
        return false;
    }
    n = 0;
    for (size_t i = 0; i < STR_LEN(o); i++) {
        uint32_t c = str_char(o, i);
        int bytes = c < 0x80 ? 0 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        text[n++] = (char)(bytes ? 0x80 + bytes : (int)c);
        for (; bytes > 1; bytes--) {
            text[n++] = '?';
        }
    }
    *len = n;
    text[n] = '\0';
    return true;
}

static inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static const char *parse_digits(const char *p, int *value, size_t n) {
    *value = 0;
    for (; n; n--, p++) {
        if (!is_digit(*p)) {
            return NULL;
        }
        *value = *value * 10 + *p - '0';
    }
    return p;
}

static bool parse_week(const char *p, const char *end, bool dashes, Parsed *d) {
    int week, day = 1;
    uint64_t stamp = 0;
    if (!(p = parse_digits(p, &week, 2))) {
        return false;
    }
    if (p < end) {
        if (dashes && *p++ != '-') {
            return false;
        }
        if (!(p = parse_digits(p, &day, 1))) {
            return false;
        }
    }
    enum IsoError error = stamp_from_week(d->year, week, day, &stamp);
    if (error == ISO_RANGE) {
        d->year = d->year == 1 ? 0 : d->year + 1;
        d->month = d->day = 1;
    } else {
        d->year = stamp_year(stamp);
        d->month = stamp_month(stamp);
        d->day = stamp_day(stamp);
    }
    return error == ISO_RIGHT || error == ISO_RANGE;
}

static bool parse_date(const char *p, size_t len, Parsed *d) {
    const char *end = p + len;
    if (!(p = parse_digits(p, &d->year, 4))) {
        return false;
    }
    bool dashes = *p == '-';
    p += dashes;
    if (*p == 'W') {
        return parse_week(p + 1, end, dashes, d);
    }
    /* As in CPython, something may follow. */
    return (p = parse_digits(p, &d->month, 2)) && (!dashes || *p++ == '-') &&
           parse_digits(p, &d->day, 2);
}

/* Up to end; -1: wrong, 1: there is something behind it, 0: that was all. */
static int parse_clock(const char *p, const char *end, int values[4]) {
    static const int scale[] = {100000, 10000, 1000, 100, 10, 1};
    bool colons = true;
    memset(values, 0, 4 * sizeof(int));
    for (size_t i = 0; i < 3; i++) {
        if (!(p = parse_digits(p, &values[i], 2))) {
            return -1;
        }
        char c = *p++;
        if (i == 0) {
            colons = c == ':';
        }
        if (p >= end) {
            return c != '\0';
        }
        if (colons && c == ':') {
            continue;
        }
        if (c == '.' || c == ',') {
            break;
        }
        if (colons) {
            return -1;
        }
        p--;
    }
    size_t n = (size_t)(end - p);
    n = n < 6 ? n : 6;
    if (!(p = parse_digits(p, &values[3], n))) {
        return -1;
    }
    values[3] *= n ? scale[n - 1] : 1;
    while (is_digit(*p)) {
        p++;
    }
    return *p != '\0';
}

static bool parse_time(const char *p, size_t len, Parsed *d) {
    const char *end = p + len, *zone = p;
    int offset[4];
    while (zone < end && *zone != '+' && *zone != '-' && *zone != 'Z') {
        zone++;
    }
    int found = parse_clock(p, zone, d->time);
    if (found < 0 || zone == end) {
        return found == 0;
    }
    d->has_zone = true;
    if (*zone == 'Z') {
        return zone[1] == '\0';
    }
    int sign = *zone == '-' ? -1 : 1;
    if (parse_clock(zone + 1, end, offset) != 0) {
        return false;
    }
    d->offset = sign * (offset[0] * 3600 + offset[1] * 60 + offset[2]);
    d->offset_micro = sign * offset[3];
    return true;
}

/* Where the date ends: formats with weeks need a look at what follows. */
static size_t date_len(const char *s, size_t len) {
    if (len == 7) {
        return 7;
    }
    if (s[4] == '-') {
        if (s[5] != 'W') {
            return 10;
        }
        if (len > 8 && s[8] == '-') {
            return len == 9 ? 0 : len > 10 && is_digit(s[10]) ? 8 : 10;
        }
        return 8;
    }
    if (s[4] == 'W') {
        size_t i = 7;
        while (i < len && is_digit(s[i])) {
            i++;
        }
        return i < 9 ? i : i % 2 == 0 ? 7 : 8;
    }
    return 8;
}

/* The zone (NULL: none); false with an error. */
static bool zone_of(VM *vm, const Parsed *d, Object **zone) {
    *zone = NULL;
    if (!d->has_zone) {
        return true;
    }
    if (d->offset == 0) {
        *zone = new_ref(vm->lib->datetime_utc);
        return true;
    }
    Object *offset = delta_make(vm, NULL, 0, d->offset, d->offset_micro);
    *zone = offset ? zone_make(vm, offset, NULL) : NULL;
    xdecref(vm, offset);
    return *zone != NULL;
}

static bool check_clock(VM *vm, const Parsed *d) {
    return check_time(vm, d->time[0], d->time[1], d->time[2], d->time[3], 0);
}
static uint64_t clock_stamp(const Parsed *d) {
    return stamp_time(d->time[0], d->time[1], d->time[2], d->time[3]);
}

Object *date_fromisoformat(VM *vm, Object *cls, Object *o) {
    char text[TEXT_MAX + 1];
    size_t len;
    Parsed d = {0};
    if (!read_text(vm, o, text, &len)) {
        return NULL;
    }
    if ((len != 7 && len != 8 && len != 10) || !parse_date(text, len, &d)) {
        return invalid(vm, o);
    }
    return check_date(vm, d.year, d.month, d.day)
               ? date_make_of(vm, cls, stamp_date(d.year, d.month, d.day))
               : NULL;
}

Object *time_fromisoformat(VM *vm, Object *cls, Object *o) {
    char text[TEXT_MAX + 1];
    size_t len;
    Parsed d = {0};
    Object *zone;
    if (!read_text(vm, o, text, &len)) {
        return NULL;
    }
    size_t skip = text[0] == 'T';
    if (!parse_time(text + skip, len - skip, &d)) {
        return invalid(vm, o);
    }
    if (!zone_of(vm, &d, &zone)) {
        return NULL;
    }
    Object *result =
        check_clock(vm, &d) ? time_make_of(vm, cls, clock_stamp(&d), zone, false) : NULL;
    xdecref(vm, zone);
    return result;
}

Object *datetime_fromisoformat(VM *vm, Object *cls, Object *o) {
    char text[TEXT_MAX + 1];
    size_t len;
    Parsed d = {0};
    Object *zone;
    if (!read_text(vm, o, text, &len)) {
        return NULL;
    }
    size_t at = len < 7 ? 0 : date_len(text, len);
    size_t skip = text[at] & 0x80 ? (size_t)(text[at] & 7) : 1; /* the separator */
    if (!at || at > len || !parse_date(text, at, &d) ||
        (len > at && !parse_time(text + at + skip, len - at - skip, &d))) {
        return invalid(vm, o);
    }
    if (!zone_of(vm, &d, &zone)) {
        return NULL;
    }
    Object *result = NULL;
    if (check_date(vm, d.year, d.month, d.day) && check_clock(vm, &d)) {
        result = datetime_make_of(vm, cls, stamp_date(d.year, d.month, d.day) | clock_stamp(&d),
                                  zone, false);
    }
    xdecref(vm, zone);
    return result;
}
