/* time.struct_time: a tuple of nine items; the zone and its distance from UTC lie behind them and
 * are seen as attributes alone. */
#include "lib/module_make.h"
#include "lib/structseq.h"
#include "lib/time_module.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"

enum { VISIBLE = 9, ALL = 11 };

static const GetSetDef fields[] = {
    STRUCTSEQ_LONG_FIELD("tm_year", 0, "year, for example, 1993"),
    STRUCTSEQ_LONG_FIELD("tm_mon", 1, "month of year, range [1, 12]"),
    STRUCTSEQ_LONG_FIELD("tm_mday", 2, "day of month, range [1, 31]"),
    STRUCTSEQ_LONG_FIELD("tm_hour", 3, "hours, range [0, 23]"),
    STRUCTSEQ_LONG_FIELD("tm_min", 4, "minutes, range [0, 59]"),
    STRUCTSEQ_LONG_FIELD("tm_sec", 5, "seconds, range [0, 61])"),
    STRUCTSEQ_LONG_FIELD("tm_wday", 6, "day of week, range [0, 6], Monday is 0"),
    STRUCTSEQ_LONG_FIELD("tm_yday", 7, "day of year, range [1, 366]"),
    STRUCTSEQ_LONG_FIELD("tm_isdst", 8,
                         "1 if summer time is in effect, 0 if not, and -1 if unknown"),
    STRUCTSEQ_LONG_FIELD("tm_zone", 9, "abbreviation of timezone name"),
    STRUCTSEQ_LONG_FIELD("tm_gmtoff", 10, "offset from UTC in seconds"),
    {0},
};

STRUCTSEQ_LONG_MEMORY(struct_time, ALL)

static Object *struct_time_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    return structseq_long_new(vm, cls, VISIBLE, ALL, args, nargs, kwnames);
}

static const TypeSpec struct_time_spec = STRUCTSEQ_LONG_SPEC(
    struct_time, "time.struct_time", fields,
    "The time value as returned by gmtime(), localtime(), and strptime(), and accepted by "
    "asctime(), mktime() and strftime().");

bool struct_time_make(VM *vm, Object *module) {
    if (!lib_init(vm) || !module_make_type(vm, module, &struct_time_spec, LIB_STRUCT_TIME)) {
        return false;
    }
    static const IntConstant sizes[] = {
        {"n_fields", ALL}, {"n_sequence_fields", VISIBLE}, {"n_unnamed_fields", 0}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Object *value = int_from_i64(vm, sizes[i].value);
        Object *dict = vm->lib->types[LIB_STRUCT_TIME]->dict;
        bool done = value && dict_set_cstr(vm, dict, sizes[i].name, value) == 0;
        xdecref(vm, value);
        if (!done) {
            return false;
        }
    }
    return module_add(vm, module, "_STRUCT_TM_ITEMS", int_from_i64(vm, ALL)) == 0;
}

Object *struct_time_from_tm(VM *vm, const struct tm *tm) {
    int values[VISIBLE] = {tm->tm_year + 1900,    tm->tm_mon + 1,  tm->tm_mday,
                           tm->tm_hour,           tm->tm_min,      tm->tm_sec,
                           (tm->tm_wday + 6) % 7, tm->tm_yday + 1, tm->tm_isdst};
    Type *type = lib_type(vm, LIB_STRUCT_TIME);
    Object *t = type ? structseq_long_alloc(vm, type, VISIBLE, ALL) : NULL;
    if (!t) {
        return NULL;
    }
    Object **items = tuple_items(t);
    bool done = true;
    for (size_t i = 0; i < VISIBLE; i++) {
        items[i] = int_from_i64(vm, values[i]);
        done = done && items[i];
    }
    items[9] = str_from_cstr(vm, tm->tm_zone ? tm->tm_zone : "");
    items[10] = int_from_i64(vm, tm->tm_gmtoff);
    if (!done || !items[9] || !items[10]) {
        decref(vm, t);
        return NULL;
    }
    gc_track(vm, t);
    return t;
}
