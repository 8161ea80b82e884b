/* tzinfo and timezone, and what times and datetimes ask of their zones. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/tuple.h"

static inline bool is_timezone(VM *vm, const Object *o) {
    return is_exact(o, vm->lib->timezone_shape);
}
static inline bool is_zone(VM *vm, const Object *o) {
    return is_timezone(vm, o) || is_of_spec(vm, o, &tzinfo_spec);
}

bool zone_from(VM *vm, Object *o, Object **zone) {
    if (o == vm->none) {
        *zone = NULL;
    } else if (is_zone(vm, o)) {
        *zone = o;
    } else {
        raise(vm, EXC_TypeError,
              "tzinfo argument must be None or of a tzinfo subclass, not type '%T'", o);
        return false;
    }
    return true;
}

static bool below_a_day(const Object *delta) {
    const Delta *d = DELTA(delta);
    return d->days == 0 || (d->days == -1 && (d->seconds || d->micros));
}

/* ------------------------------------------------------------------ asking */

static Object *ask_delta(VM *vm, Object *zone, const char *name, Object *moment) {
    Object *offset = call_named(vm, zone, name, moment);
    if (!offset || offset == vm->none) {
        return offset;
    }
    if (!is_delta(vm, offset)) {
        raise(vm, EXC_TypeError, "tzinfo.%s() must return None or timedelta, not '%T'", name,
              offset);
    } else if (!below_a_day(offset)) {
        raise(vm, EXC_ValueError,
              "offset must be a timedelta strictly between "
              "-timedelta(hours=24) and timedelta(hours=24).");
    } else {
        return offset;
    }
    decref(vm, offset);
    return NULL;
}

Object *zone_utcoffset(VM *vm, Object *zone, Object *moment) {
    if (!zone) {
        return none_ref(vm);
    }
    return is_timezone(vm, zone) ? new_ref(ZONE(zone)->offset)
                                 : ask_delta(vm, zone, "utcoffset", moment);
}

Object *zone_dst(VM *vm, Object *zone, Object *moment) {
    return !zone || is_timezone(vm, zone) ? none_ref(vm) : ask_delta(vm, zone, "dst", moment);
}

static Object *zone_text(VM *vm, Object *o);

Object *zone_tzname(VM *vm, Object *zone, Object *moment) {
    if (!zone) {
        return none_ref(vm);
    }
    if (is_timezone(vm, zone)) {
        return zone_text(vm, zone);
    }
    Object *name = call_named(vm, zone, "tzname", moment);
    if (name && name != vm->none && !is_str(vm, name)) {
        raise(vm, EXC_TypeError, "tzinfo.tzname() must return None or a string, not '%T'", name);
        clear_ref(vm, name);
    }
    return name;
}

/* ------------------------------------------------------------------ tzinfo */

static Object *tzinfo_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    return object_alloc(vm, cls, sizeof(Object));
}

static void tzinfo_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(Object));
}

static Object *must_implement(VM *vm, const char *name) {
    return raise(vm, EXC_NotImplementedError, "a tzinfo subclass must implement %s()", name);
}
static Object *tzinfo_tzname(VM *vm, Object *o, Object *moment) {
    UNUSED(o);
    UNUSED(moment);
    return must_implement(vm, "tzname");
}
static Object *tzinfo_utcoffset(VM *vm, Object *o, Object *moment) {
    UNUSED(o);
    UNUSED(moment);
    return must_implement(vm, "utcoffset");
}
static Object *tzinfo_dst(VM *vm, Object *o, Object *moment) {
    UNUSED(o);
    UNUSED(moment);
    return must_implement(vm, "dst");
}

/* The standard offset is utcoffset() - dst(); whether there is daylight saving is asked at that
 * time. */
static Object *from_standard(VM *vm, Object *moment, Object *offset, Object *dst) {
    Object *standard = delta_make(vm, NULL, (int64_t)DELTA(offset)->days - DELTA(dst)->days,
                                  DELTA(offset)->seconds - DELTA(dst)->seconds,
                                  DELTA(offset)->micros - DELTA(dst)->micros);
    Object *result = standard ? datetime_add_delta(vm, moment, standard, 1) : NULL;
    xdecref(vm, standard);
    if (!result || !is_datetime(vm, result)) {
        return result;
    }
    Object *then = zone_dst(vm, MOMENT(result)->zone, result);
    if (then && then == vm->none) {
        raise(vm, EXC_ValueError, "fromutc: tz.dst() gave inconsistent results; cannot convert");
        clear_ref(vm, then);
    }
    Object *moved = !then                 ? NULL
                    : delta_is_zero(then) ? new_ref(result)
                                          : datetime_add_delta(vm, result, then, 1);
    xdecref(vm, then);
    decref(vm, result);
    return moved;
}

static bool check_fromutc(VM *vm, Object *zone, Object *moment) {
    if (!is_datetime(vm, moment)) {
        raise(vm, EXC_TypeError, "fromutc: argument must be a datetime");
    } else if (MOMENT(moment)->zone != zone) {
        raise(vm, EXC_ValueError, "fromutc: dt.tzinfo is not self");
    } else {
        return true;
    }
    return false;
}

static Object *tzinfo_fromutc(VM *vm, Object *o, Object *moment) {
    if (!check_fromutc(vm, o, moment)) {
        return NULL;
    }
    Object *offset = moment_utcoffset(vm, moment), *dst = NULL, *result = NULL;
    if (offset == vm->none) {
        raise(vm, EXC_ValueError, "fromutc: non-None utcoffset() result required");
    } else if (offset && (dst = zone_dst(vm, MOMENT(moment)->zone, moment))) {
        if (dst == vm->none) {
            raise(vm, EXC_ValueError, "fromutc: non-None dst() result required");
        } else {
            result = from_standard(vm, moment, offset, dst);
        }
    }
    xdecref(vm, dst);
    xdecref(vm, offset);
    return result;
}

static Object *tzinfo_reduce(VM *vm, Object *o) {
    Object *name = str_intern_cstr(vm, "__getinitargs__");
    Object *method = name ? object_getattr_or_null(vm, o, name) : NULL;
    Object *args = NULL, *state = NULL;
    xdecref(vm, name);
    if (method) {
        args = call0(vm, method);
        decref(vm, method);
    } else if (!error_occurred(vm)) {
        args = new_ref(vm->empty_tuple);
    }
    if (args && !(state = call_method0(vm, o, ID(vm, __getstate__)))) {
        clear_ref(vm, args);
    }
    return args ? pack_steal(vm, 3, new_ref(OBJ(type_of(vm, o))), args, state) : NULL;
}

static const MethodDef tzinfo_methods[] = {
    METHOD_O("tzname", tzinfo_tzname, "datetime -> string name of time zone."),
    METHOD_O("utcoffset", tzinfo_utcoffset,
             "datetime -> timedelta showing offset from UTC, negative values indicating West of "
             "UTC"),
    METHOD_O("dst", tzinfo_dst, "datetime -> DST offset as timedelta positive east of UTC."),
    METHOD_O("fromutc", tzinfo_fromutc, "datetime in UTC -> datetime in local time."),
    METHOD_NOARGS("__reduce__", tzinfo_reduce, "-> (cls, state)"),
    {0},
};

const TypeSpec tzinfo_spec = {
    .name = "datetime.tzinfo",
    .doc = "Abstract base class for time zone info objects.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Object),
    .slots = {.dealloc = tzinfo_dealloc, .new = tzinfo_new},
    .methods = tzinfo_methods,
};

/* ------------------------------------------------------------------ timezone */

Object *zone_alloc(VM *vm, Type *cls, Object *offset, Object *name) {
    Zone *z = object_alloc(vm, cls, sizeof(Zone));
    if (z) {
        z->offset = new_ref(offset);
        z->name = name;
        xincref(name);
        gc_track(vm, z);
    }
    return OBJ(z);
}

Object *zone_make(VM *vm, Object *offset, Object *name) {
    if (!name && delta_is_zero(offset)) {
        return new_ref(vm->lib->datetime_utc);
    }
    if (!below_a_day(offset)) {
        return raise(vm, EXC_ValueError,
                     "offset must be a timedelta strictly between -timedelta(hours=24) and "
                     "timedelta(hours=24), not %R.",
                     offset);
    }
    return zone_alloc(vm, vm->lib->types[LIB_TIMEZONE], offset, name);
}

#define ZONE_FIELDS(X)                                                                             \
    X(offset)                                                                                      \
    X(name)
TYPE_MEMORY(zone, Zone, ZONE_FIELDS)

static Object *zone_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"offset", "name", NULL};
    Object *offset, *name = NULL;
    UNUSED(cls);
    if (!args_parse(vm, "timezone", names, "O|O", args, nargs, kwnames, &offset, &name)) {
        return NULL;
    }
    if (!is_delta(vm, offset)) {
        return raise(vm, EXC_TypeError, "timezone() argument 1 must be datetime.timedelta, not %s",
                     offset == vm->none ? "None" : TYPE_NAME(type_of(vm, offset)));
    }
    if (name && !is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "timezone() argument 2 must be str, not %s",
                     name == vm->none ? "None" : TYPE_NAME(type_of(vm, name)));
    }
    return zone_make(vm, offset, name);
}

static Object *zone_compare(VM *vm, Object *a, Object *b, int op) {
    if (!is_timezone(vm, b) || (op != CMP_EQ && op != CMP_NE)) {
        return not_implemented_ref(vm);
    }
    return bool_ref(vm, delta_equal(ZONE(a)->offset, ZONE(b)->offset) == (op == CMP_EQ));
}

static Hash zone_hash(VM *vm, Object *o) {
    return delta_hash(vm, ZONE(o)->offset);
}

static Object *zone_repr(VM *vm, Object *o) {
    if (o == vm->lib->datetime_utc) {
        return str_from_cstr(vm, "datetime.timezone.utc");
    }
    return ZONE(o)->name ? str_format(vm, "%T(%R, %R)", o, ZONE(o)->offset, ZONE(o)->name)
                         : str_format(vm, "%T(%R)", o, ZONE(o)->offset);
}

static Object *zone_text(VM *vm, Object *o) {
    char text[32];
    if (ZONE(o)->name) {
        return new_ref(ZONE(o)->name);
    }
    if (delta_is_zero(ZONE(o)->offset)) {
        return str_from_cstr(vm, "UTC");
    }
    return format_offset(vm, text, ":", o, vm->none) ? str_format(vm, "UTC%s", text) : NULL;
}

static bool check_moment(VM *vm, Object *moment, const char *name) {
    if (moment == vm->none || is_datetime(vm, moment)) {
        return true;
    }
    raise(vm, EXC_TypeError, "%s(dt) argument must be a datetime instance or None, not %T", name,
          moment);
    return false;
}

static Object *zone_method_tzname(VM *vm, Object *o, Object *moment) {
    return check_moment(vm, moment, "tzname") ? zone_text(vm, o) : NULL;
}
static Object *zone_method_utcoffset(VM *vm, Object *o, Object *moment) {
    return check_moment(vm, moment, "utcoffset") ? new_ref(ZONE(o)->offset) : NULL;
}
static Object *zone_method_dst(VM *vm, Object *o, Object *moment) {
    UNUSED(o);
    return check_moment(vm, moment, "dst") ? none_ref(vm) : NULL;
}
static Object *zone_fromutc(VM *vm, Object *o, Object *moment) {
    return check_fromutc(vm, o, moment) ? datetime_add_delta(vm, moment, ZONE(o)->offset, 1) : NULL;
}
static Object *zone_getinitargs(VM *vm, Object *o) {
    Object *name = ZONE(o)->name;
    return name ? tuple_pack(vm, 2, ZONE(o)->offset, name) : tuple_pack(vm, 1, ZONE(o)->offset);
}

static const MethodDef zone_methods[] = {
    METHOD_O("tzname", zone_method_tzname,
             "If name is specified when timezone is created, returns the name.  Otherwise returns "
             "offset as 'UTC(+|-)HH:MM'."),
    METHOD_O("utcoffset", zone_method_utcoffset, "Return fixed offset."),
    METHOD_O("dst", zone_method_dst, "Return None."),
    METHOD_O("fromutc", zone_fromutc, "datetime in UTC -> datetime in local time."),
    METHOD_NOARGS("__getinitargs__", zone_getinitargs, "pickle support"),
    {0},
};

const TypeSpec timezone_spec = {
    .name = "datetime.timezone",
    .doc = "Fixed offset from UTC implementation of tzinfo.",
    .flags = TYPE_CONTAINER | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Zone),
    .slots =
        {
            .dealloc = zone_dealloc,
            .traverse = zone_traverse,
            .new = zone_new,
            .repr = zone_repr,
            .str = zone_text,
            .hash = zone_hash,
            .richcompare = zone_compare,
        },
    .methods = zone_methods,
};
