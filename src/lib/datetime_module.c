/* The module _datetime. */
#include "lib/datetime.h"
#include "lib/modules.h"
#include "object/shape.h"
#include "types/dict.h"

static bool make_type(VM *vm, Object *m, const TypeSpec *spec, enum LibType which,
                      enum LibType base, const char *name) {
    Type **place = &vm->lib->types[which];
    if (!*place) {
        *place = lib_keep(vm, type_from_spec(vm, spec, vm->lib->types[base]));
    }
    return *place && module_add(vm, m, name, new_ref(OBJ(*place))) == 0;
}

/* Takes the value over. */
static bool add_constant(VM *vm, enum LibType which, const char *name, Object *value) {
    bool ok = value && dict_set_cstr(vm, vm->lib->types[which]->dict, name, value) == 0;
    xdecref(vm, value);
    return ok;
}

static uint32_t shape_number(VM *vm, enum LibType which) {
    return vm->lib->types[which]->root_shape->number;
}

/* Types, and the numbers by which exact objects are known. */
static bool add_types(VM *vm, Object *m) {
    Lib *lib = vm->lib;
    if (!module_make_type(vm, m, &date_spec, LIB_DATE) ||
        !make_type(vm, m, &datetime_spec, LIB_DATETIME, LIB_DATE, "datetime") ||
        !module_make_type(vm, m, &time_spec, LIB_TIME) ||
        !module_make_type(vm, m, &delta_spec, LIB_TIMEDELTA) ||
        !module_make_type(vm, m, &tzinfo_spec, LIB_TZINFO) ||
        !make_type(vm, m, &timezone_spec, LIB_TIMEZONE, LIB_TZINFO, "timezone") ||
        !module_make_hidden_type(vm, &week_date_spec, LIB_WEEK_DATE)) {
        return false;
    }
    lib->date_shape = shape_number(vm, LIB_DATE);
    lib->datetime_shape = shape_number(vm, LIB_DATETIME);
    lib->time_shape = shape_number(vm, LIB_TIME);
    lib->delta_shape = shape_number(vm, LIB_TIMEDELTA);
    lib->timezone_shape = shape_number(vm, LIB_TIMEZONE);
    return true;
}

static bool add_zones(VM *vm) {
    Lib *lib = vm->lib;
    if (!lib->datetime_utc) {
        Object *zero = delta_make(vm, NULL, 0, 0, 0);
        Object *utc = zero ? zone_alloc(vm, lib->types[LIB_TIMEZONE], zero, NULL) : NULL;
        xdecref(vm, zero);
        if (!(lib->datetime_utc = lib_keep(vm, utc))) {
            return false;
        }
    }
    if (!lib->datetime_epoch) {
        Object *epoch = datetime_make(vm, NULL, stamp_date(1970, 1, 1), lib->datetime_utc, false);
        lib->datetime_epoch = lib_keep(vm, epoch);
    }
    return lib->datetime_epoch != NULL;
}

static Object *fixed_zone(VM *vm, int minutes) {
    Object *offset = delta_make(vm, NULL, 0, minutes * 60, 0);
    Object *zone = offset ? zone_make(vm, offset, NULL) : NULL;
    xdecref(vm, offset);
    return zone;
}

static bool add_class_constants(VM *vm) {
    uint64_t first = stamp_date(MIN_YEAR, 1, 1), last = stamp_date(MAX_YEAR, 12, 31);
    uint64_t late = stamp_time(23, 59, 59, SECOND_MICROS - 1);
    return add_constant(vm, LIB_TIMEDELTA, "resolution", delta_make(vm, NULL, 0, 0, 1)) &&
           add_constant(vm, LIB_TIMEDELTA, "min", delta_make(vm, NULL, -MAX_DELTA_DAYS, 0, 0)) &&
           add_constant(vm, LIB_TIMEDELTA, "max",
                        delta_make(vm, NULL, MAX_DELTA_DAYS, DAY_SECONDS - 1, SECOND_MICROS - 1)) &&
           add_constant(vm, LIB_DATE, "min", date_make(vm, NULL, first)) &&
           add_constant(vm, LIB_DATE, "max", date_make(vm, NULL, last)) &&
           add_constant(vm, LIB_DATE, "resolution", delta_make(vm, NULL, 1, 0, 0)) &&
           add_constant(vm, LIB_TIME, "min", time_make(vm, NULL, 0, NULL, false)) &&
           add_constant(vm, LIB_TIME, "max", time_make(vm, NULL, late, NULL, false)) &&
           add_constant(vm, LIB_TIME, "resolution", delta_make(vm, NULL, 0, 0, 1)) &&
           add_constant(vm, LIB_DATETIME, "min", datetime_make(vm, NULL, first, NULL, false)) &&
           add_constant(vm, LIB_DATETIME, "max",
                        datetime_make(vm, NULL, last | late, NULL, false)) &&
           add_constant(vm, LIB_DATETIME, "resolution", delta_make(vm, NULL, 0, 0, 1)) &&
           add_constant(vm, LIB_TIMEZONE, "utc", new_ref(vm->lib->datetime_utc)) &&
           add_constant(vm, LIB_TIMEZONE, "min", fixed_zone(vm, -(23 * 60 + 59))) &&
           add_constant(vm, LIB_TIMEZONE, "max", fixed_zone(vm, 23 * 60 + 59));
}

Object *module_datetime(VM *vm) {
    static const IntConstant years[] = {{"MINYEAR", MIN_YEAR}, {"MAXYEAR", MAX_YEAR}};
    Object *m = module_make(vm, "_datetime", "Fast implementation of the datetime type.", NULL);
    if (m && (!add_types(vm, m) || !add_zones(vm) || !add_class_constants(vm) ||
              !module_add_ints(vm, m, years, COUNT_OF(years)) ||
              module_add(vm, m, "UTC", new_ref(vm->lib->datetime_utc)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
