/* The module _datetime: what its files share.
 *
 * A *stamp* is a moment as one number whose order is that of time: year, month, day, hour, minute,
 * second and microsecond, the year in the highest bits. Dates have no time in it, times no date.
 * A *delta* is a duration of whole days, seconds (0 to 86399) and microseconds (0 to 999999).
 * An *ordinal* counts days; 1 January of the year 1 is 1. A *zone* is a tzinfo, NULL for None.
 *
 * Invariants: all fields of objects are in range; pickles may tell others, of which as many bits
 * are kept as the fields have: nothing may break on them. A datetime begins as a date does. A fold
 * of 1 is a flag of the header. Exact times and datetimes are tracked only if they have a zone.
 */
#ifndef ADDER_LIB_DATETIME_H
#define ADDER_LIB_DATETIME_H

#include "lib/module_make.h"
#include "types/int.h"
#include "types/str.h"

typedef __int128 i128;

enum { MIN_YEAR = 1, MAX_YEAR = 9999, MAX_ORDINAL = 3652059, MAX_DELTA_DAYS = 999999999 };
enum { DAY_SECONDS = 86400, SECOND_MICROS = 1000000 };
#define DAY_MICROS INT64_C(86400000000)

typedef struct Delta { /* timedelta */
    Object head;
    int32_t days, seconds, micros;
    uint32_t unused;
} Delta;
#define DELTA(o) ((Delta *)(o))

typedef struct Date { /* date; the beginning of a Moment */
    Object head;
    uint64_t stamp;
} Date;
#define STAMP(o) (((Date *)(o))->stamp)

typedef struct Moment { /* time, datetime */
    Object head;
    uint64_t stamp;
    Object *zone;
} Moment;
#define MOMENT(o) ((Moment *)(o))
#define FLAG_FOLD (1u << 5)

typedef struct Zone { /* timezone */
    Object head;
    Object *offset; /* timedelta */
    Object *name;   /* str or NULL */
} Zone;
#define ZONE(o) ((Zone *)(o))

/* ---- stamps ---- */

enum { YEAR_AT = 46, MONTH_AT = 42, DAY_AT = 37, HOUR_AT = 32, MINUTE_AT = 26, SECOND_AT = 20 };
#define TIME_MASK ((UINT64_C(1) << DAY_AT) - 1)
static inline int stamp_year(uint64_t s) {
    return (int)(s >> YEAR_AT);
}
static inline int stamp_month(uint64_t s) {
    return (int)(s >> MONTH_AT & 15);
}
static inline int stamp_day(uint64_t s) {
    return (int)(s >> DAY_AT & 31);
}
static inline int stamp_hour(uint64_t s) {
    return (int)(s >> HOUR_AT & 31);
}
static inline int stamp_minute(uint64_t s) {
    return (int)(s >> MINUTE_AT & 63);
}
static inline int stamp_second(uint64_t s) {
    return (int)(s >> SECOND_AT & 63);
}
static inline int stamp_micro(uint64_t s) {
    return (int)(s & 0xFFFFF);
}
static inline int stamp_seconds(uint64_t s) { /* of the day */
    return stamp_hour(s) * 3600 + stamp_minute(s) * 60 + stamp_second(s);
}
/* What a pickle tells: every field gets its bits, whatever they are. */
static inline uint64_t stamp_of_state(const uint8_t *date, const uint8_t *time) {
    uint64_t s = 0;
    if (date) {
        s = (uint64_t)((date[0] & 0x3F) << 8 | date[1]) << YEAR_AT |
            (uint64_t)(date[2] & 0xF) << MONTH_AT | (uint64_t)(date[3] & 0x1F) << DAY_AT;
    }
    if (time) {
        s |= (uint64_t)(time[0] & 0x1F) << HOUR_AT | (uint64_t)(time[1] & 0x3F) << MINUTE_AT |
             (uint64_t)(time[2] & 0x3F) << SECOND_AT |
             ((uint64_t)(time[3] & 0xF) << 16 | (uint64_t)time[4] << 8 | time[5]);
    }
    return s;
}
static inline uint64_t stamp_date(int year, int month, int day) {
    return (uint64_t)year << YEAR_AT | (uint64_t)month << MONTH_AT | (uint64_t)day << DAY_AT;
}
static inline uint64_t stamp_time(int hour, int minute, int second, int micro) {
    return (uint64_t)hour << HOUR_AT | (uint64_t)minute << MINUTE_AT |
           (uint64_t)second << SECOND_AT | (uint64_t)micro;
}
static inline uint64_t stamp_of_day(unsigned seconds, unsigned micro) {
    unsigned minutes = seconds / 60;
    return stamp_time((int)(minutes / 60), (int)(minutes % 60), (int)(seconds % 60), (int)micro);
}

/* ---- datetime_calendar.c ---- */

int days_in_month(int year, int month);
int days_before_month(int year, int month);
int ordinal_from(int year, int month, int day);
uint64_t stamp_from_ordinal(int ordinal); /* 1 and above */
static inline int stamp_ordinal(uint64_t s) {
    return ordinal_from(stamp_year(s), stamp_month(s), stamp_day(s));
}
static inline int stamp_weekday(uint64_t s) { /* 0: Monday; any year */
    return (stamp_ordinal(s) + 6 + 7 * 366) % 7;
}
int ordinal_of_week1(int year); /* the Monday that the ISO year begins with */
/* 0, or what is wrong: ISO_YEAR, ISO_WEEK, ISO_DAY, ISO_RANGE. */
enum IsoError { ISO_RIGHT, ISO_YEAR, ISO_WEEK, ISO_DAY, ISO_RANGE };
enum IsoError stamp_from_week(int year, int week, int day, uint64_t *stamp);
/* Checks of numbers that programs give; false: ValueError. */
bool check_date(VM *vm, int year, int month, int day);
bool check_time(VM *vm, int hour, int minute, int second, int micro, int fold);
/* The stamp later by the days, seconds and microseconds of a delta, or by their negatives; false:
 * OverflowError. */
bool stamp_add(VM *vm, uint64_t *stamp, int64_t days, int64_t seconds, int64_t micros);
Hash stamp_hash(uint64_t stamp);
/* After args_parse failed on fields: tells an int that is too large as CPython does; NULL. */
Object *fields_failed(VM *vm, Object *const *args, size_t nargs, Object *kwnames);
/* Checks a str argument of a method; false: TypeError. o may be NULL. */
bool check_text(VM *vm, Object *o, const char *function, int position);
Object *compare_result(VM *vm, int order, int op);
Object *raise_cannot_compare(VM *vm, Object *a, Object *b);

/* ---- datetime_delta.c ---- */

extern const TypeSpec delta_spec;
static inline bool is_delta(VM *vm, const Object *o) {
    return is_exact(o, vm->lib->delta_shape) || is_of_spec(vm, o, &delta_spec);
}
/* Takes any sums of few fields; OverflowError if there are too many days. cls NULL: exact. */
Object *delta_make(VM *vm, Type *cls, int64_t days, int64_t seconds, int64_t micros);
static inline int64_t delta_seconds(const Object *o) { /* without the microseconds */
    return (int64_t)DELTA(o)->days * DAY_SECONDS + DELTA(o)->seconds;
}
static inline bool delta_equal(const Object *a, const Object *b) {
    return DELTA(a)->days == DELTA(b)->days && DELTA(a)->seconds == DELTA(b)->seconds &&
           DELTA(a)->micros == DELTA(b)->micros;
}
static inline bool delta_is_zero(const Object *o) {
    return (DELTA(o)->days | DELTA(o)->seconds | DELTA(o)->micros) == 0;
}
double delta_total_seconds(VM *vm, Object *o); /* -1.0 and an error */
Hash delta_hash(VM *vm, Object *o);
Object *delta_minus(VM *vm, Object *o);

/* ---- datetime_date.c ---- */

extern const TypeSpec date_spec, week_date_spec;
/* What a pickle tells: its bytes, or the same as str; NULL: it is not of that kind, or an error. */
const uint8_t *state_bytes(VM *vm, Object *state, size_t len, size_t month_at, uint8_t copy[10],
                           const char *what);
bool check_index(VM *vm, Object *o);
Object *date_make(VM *vm, Type *cls, uint64_t stamp);
/* By a call of the class if that is a subclass. */
Object *date_make_of(VM *vm, Object *cls, uint64_t stamp);
Object *date_reduce(VM *vm, Object *o);
/* __format__ of dates and times: strftime, or str() for an empty text. */
Object *date_format(VM *vm, Object *o, Object *const *args, size_t nargs);
/* timestamps: whole seconds and microseconds (NULL: rounded down). */
bool timestamp_from(VM *vm, Object *o, int64_t *seconds, int *micros);
Object *time_now(VM *vm);                                             /* time.time() */
Object *call_named(VM *vm, Object *o, const char *name, Object *arg); /* arg may be NULL */
Object *struct_time_build(VM *vm, uint64_t stamp, int dst);

/* ---- datetime_time.c, datetime_datetime.c, datetime_methods.c, datetime_convert.c ---- */

extern const TypeSpec time_spec, datetime_spec;
extern const MethodDef datetime_methods[];
static inline bool is_datetime(VM *vm, const Object *o) {
    return is_exact(o, vm->lib->datetime_shape) || is_of_spec(vm, o, &datetime_spec);
}
static inline bool is_date(VM *vm, const Object *o) { /* or a datetime */
    return is_exact(o, vm->lib->date_shape) || is_of_spec(vm, o, &date_spec) || is_datetime(vm, o);
}
static inline bool is_time(VM *vm, const Object *o) {
    return is_exact(o, vm->lib->time_shape) || is_of_spec(vm, o, &time_spec);
}
static inline bool has_fold(const Object *o) {
    return has_flag(o, FLAG_FOLD);
}
Object *moment_alloc(VM *vm, Type *cls, uint32_t shape, uint64_t stamp, Object *zone, bool fold);
void moment_dealloc(VM *vm, Object *o);
static inline Object *time_make(VM *vm, Type *cls, uint64_t stamp, Object *zone, bool fold) {
    return moment_alloc(vm, cls, vm->lib->time_shape, stamp, zone, fold);
}
static inline Object *datetime_make(VM *vm, Type *cls, uint64_t stamp, Object *zone, bool fold) {
    return moment_alloc(vm, cls, vm->lib->datetime_shape, stamp, zone, fold);
}
Object *time_make_of(VM *vm, Object *cls, uint64_t stamp, Object *zone, bool fold);
Object *datetime_make_of(VM *vm, Object *cls, uint64_t stamp, Object *zone, bool fold);
Object *datetime_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames);
/* The offset of a time or datetime; None if it has no zone. */
Object *moment_utcoffset(VM *vm, Object *o);
Object *datetime_add_delta(VM *vm, Object *o, Object *delta, int sign);
Object *datetime_minus(VM *vm, Object *a, Object *b); /* two datetimes */
Object *datetime_from_seconds(VM *vm, Object *cls, int64_t seconds, int micros, bool local,
                              Object *zone);
Object *datetime_astimezone(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames);
Object *datetime_timestamp(VM *vm, Object *o);
Object *datetime_now(VM *vm, Object *cls, Object *const *args, size_t nargs, Object *kwnames);
Object *datetime_utcnow(VM *vm, Object *cls);
Object *datetime_fromtimestamp(VM *vm, Object *cls, Object *const *args, size_t nargs,
                               Object *kwnames);
Object *datetime_utcfromtimestamp(VM *vm, Object *cls, Object *timestamp);

/* ---- datetime_moment.c: times and datetimes ---- */

extern const GetSetDef moment_getset[];
static inline Object *zone_or_none(VM *vm, Object *zone) { /* borrowed */
    return zone ? zone : vm->none;
}
int moment_traverse(VM *vm, Object *o, VisitFn visit, void *ctx);
/* What a subclass makes of n fields, at most 7, and the zone. */
Object *moment_by_call(VM *vm, Object *cls, const int *fields, size_t n, Object *zone);
/* The fold and the zone before the closing parenthesis of a repr, for times the zone first; takes
 * text over. */
Object *moment_repr_end(VM *vm, Object *text, Object *o);
/* a op b of different zones; compare gets their offsets, which may be None. */
typedef Object *(*CompareOffsets)(VM *vm, Object *a, Object *b, Object *x, Object *y, int op);
Object *moment_compare_offsets(VM *vm, Object *a, Object *b, int op, UnaryFn offset_of,
                               CompareOffsets compare);
/* Of the stamp on that day in UTC, or as it is if offset is None. Takes offset over; NULL: -1. */
Hash moment_hash(VM *vm, uint64_t stamp, int64_t day, Object *offset);
/* From pickles' arguments; NULL without an error: they are others. */
Object *moment_from_state(VM *vm, Type *cls, Object *const *args, size_t nargs, bool dated);
Object *moment_reduce(VM *vm, Object *o);
Object *moment_reduce_ex(VM *vm, Object *o, Object *const *args, size_t nargs);

/* ---- datetime_zone.c ---- */

extern const TypeSpec tzinfo_spec, timezone_spec;
/* The zone an argument tells: NULL in *zone for None; false: TypeError. Borrowed. */
bool zone_from(VM *vm, Object *o, Object **zone);
/* None or a delta in range: what the zone's method says. zone may be NULL, moment None. */
Object *zone_utcoffset(VM *vm, Object *zone, Object *moment);
Object *zone_dst(VM *vm, Object *zone, Object *moment);
Object *zone_tzname(VM *vm, Object *zone, Object *moment); /* str or None */
Object *zone_make(VM *vm, Object *offset, Object *name);   /* UTC itself for zero */
Object *zone_alloc(VM *vm, Type *cls, Object *offset, Object *name);

/* ---- datetime_text.c, datetime_parse.c ---- */

/* sign, hours, minutes and what else there is of an offset; 0 with an empty text for None. */
bool format_offset(VM *vm, char text[32], const char *separator, Object *zone, Object *moment);
/* "12:30:01.5" as timespec says; false: ValueError. */
bool format_time(VM *vm, char text[32], uint64_t stamp, Object *timespec);
Object *wrap_strftime(VM *vm, Object *o, Object *format, Object *timetuple, Object *zone_argument);
Object *text_ctime(VM *vm, uint64_t stamp);
Object *date_fromisoformat(VM *vm, Object *cls, Object *text);
Object *time_fromisoformat(VM *vm, Object *cls, Object *text);
Object *datetime_fromisoformat(VM *vm, Object *cls, Object *text);

#endif
