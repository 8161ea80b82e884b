/* datetime: making, operators, order, hash; the memory of times too. */
#include "lib/datetime.h"
#include "object/abstract.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ making */

Object *moment_alloc(VM *vm, Type *cls, uint32_t shape, uint64_t stamp, Object *zone, bool fold) {
    Moment *m;
    bool exact = !cls || !type_has(cls, TYPE_PYTHON);
    if (LIKELY(exact)) {
        void *block = heap_alloc(&vm->heap, HEAP_CONTAINER, sizeof(Moment));
        if (UNLIKELY(!block)) {
            return raise_memory_error(vm);
        }
        gc_note_allocation(vm);
        m = object_init_header(block, shape);
    } else if (!(m = object_alloc(vm, cls, sizeof(Moment)))) {
        return NULL;
    }
    m->stamp = stamp;
    m->zone = zone;
    m->head.meta |= fold ? FLAG_FOLD : 0;
    xincref(zone);
    if (zone || !exact) {
        gc_track(vm, m);
    }
    return OBJ(m);
}

void moment_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    clear_ref(vm, MOMENT(o)->zone);
    if (LIKELY(!type_has(type_of(vm, o), TYPE_PYTHON))) {
        gc_note_deallocation(vm);
        heap_free(&vm->heap, HEAP_CONTAINER, o, sizeof(Moment));
    } else {
        object_free_container(vm, o, sizeof(Moment));
    }
}

/* By a call of the class if that is a subclass. */
Object *datetime_make_of(VM *vm, Object *cls, uint64_t s, Object *zone, bool fold) {
    if (LIKELY(cls == OBJ(vm->lib->types[LIB_DATETIME]))) {
        return datetime_make(vm, NULL, s, zone, fold);
    }
    int values[7] = {stamp_year(s),   stamp_month(s),  stamp_day(s),  stamp_hour(s),
                     stamp_minute(s), stamp_second(s), stamp_micro(s)};
    Object *result = moment_by_call(vm, cls, values, COUNT_OF(values), zone);
    if (result && fold && is_datetime(vm, result)) {
        result->meta |= FLAG_FOLD;
    }
    return result;
}

Object *datetime_new_slot(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"year",   "month",       "day",    "hour", "minute",
                                        "second", "microsecond", "tzinfo", "fold", NULL};
    int year, month, day, hour = 0, minute = 0, second = 0, micro = 0, fold = 0;
    Object *zone = vm->none;
    if (nargs >= 1 && nargs <= 2 && !kwnames) {
        Object *o = moment_from_state(vm, cls, args, nargs, true);
        if (o || error_occurred(vm) || !check_index(vm, args[0])) {
            return o;
        }
    }
    if (!args_parse(vm, "", names, "iii|iiiiO$i", args, nargs, kwnames, &year, &month, &day, &hour,
                    &minute, &second, &micro, &zone, &fold)) {
        return fields_failed(vm, args, nargs, kwnames);
    }
    if (!check_date(vm, year, month, day) || !check_time(vm, hour, minute, second, micro, fold) ||
        !zone_from(vm, zone, &zone)) {
        return NULL;
    }
    return datetime_make(vm, cls,
                         stamp_date(year, month, day) | stamp_time(hour, minute, second, micro),
                         zone, fold != 0);
}

/* ------------------------------------------------------------------ operators */

Object *moment_utcoffset(VM *vm, Object *o) {
    return zone_utcoffset(vm, MOMENT(o)->zone, o);
}

Object *datetime_add_delta(VM *vm, Object *o, Object *delta, int sign) {
    uint64_t stamp = STAMP(o);
    const Delta *d = DELTA(delta);
    if (!stamp_add(vm, &stamp, (int64_t)d->days * sign, (int64_t)d->seconds * sign,
                   (int64_t)d->micros * sign)) {
        return NULL;
    }
    return datetime_make_of(vm, OBJ(type_of(vm, o)), stamp, MOMENT(o)->zone, false);
}

static Object *add(VM *vm, Object *a, Object *b) {
    if (is_datetime(vm, a)) {
        return is_delta(vm, b) ? datetime_add_delta(vm, a, b, 1) : not_implemented_ref(vm);
    }
    return is_delta(vm, a) ? datetime_add_delta(vm, b, a, 1) : not_implemented_ref(vm);
}

/* a - b in their own times, less the offsets' difference (NULL: none). */
static Object *difference(VM *vm, Object *a, Object *b, Object *x, Object *y) {
    uint64_t s = STAMP(a), t = STAMP(b);
    int64_t days = s >> MONTH_AT == t >> MONTH_AT ? stamp_day(s) - stamp_day(t)
                                                  : stamp_ordinal(s) - stamp_ordinal(t);
    int64_t seconds = stamp_seconds(s) - stamp_seconds(t);
    int64_t micros = stamp_micro(s) - stamp_micro(t);
    if (x) {
        days -= DELTA(x)->days - DELTA(y)->days;
        seconds -= DELTA(x)->seconds - DELTA(y)->seconds;
        micros -= DELTA(x)->micros - DELTA(y)->micros;
    }
    return delta_make(vm, NULL, days, seconds, micros);
}

Object *datetime_minus(VM *vm, Object *a, Object *b) {
    if (MOMENT(a)->zone == MOMENT(b)->zone) {
        return difference(vm, a, b, NULL, NULL);
    }
    Object *x = moment_utcoffset(vm, a), *y = x ? moment_utcoffset(vm, b) : NULL, *result = NULL;
    if (y && (x == vm->none) != (y == vm->none)) {
        raise(vm, EXC_TypeError, "can't subtract offset-naive and offset-aware datetimes");
    } else if (y) {
        result = difference(vm, a, b, x == vm->none ? NULL : x, y);
    }
    xdecref(vm, x);
    xdecref(vm, y);
    return result;
}

static Object *subtract(VM *vm, Object *a, Object *b) {
    if (!is_datetime(vm, a)) {
        return not_implemented_ref(vm);
    }
    if (is_datetime(vm, b)) {
        return datetime_minus(vm, a, b);
    }
    return is_delta(vm, b) ? datetime_add_delta(vm, a, b, -1) : not_implemented_ref(vm);
}

/* ------------------------------------------------------------------ order, hash */

/* Whether the offset of o depends on its fold (PEP 495): -1 error. */
static int is_ambiguous(VM *vm, Object *o, Object *offset) {
    Object *other = datetime_make(vm, NULL, STAMP(o), MOMENT(o)->zone, !has_fold(o));
    Object *flipped = other ? moment_utcoffset(vm, other) : NULL;
    xdecref(vm, other);
    if (!flipped) {
        return -1;
    }
    bool same = flipped == offset ||
                (flipped != vm->none && offset != vm->none && delta_equal(flipped, offset));
    decref(vm, flipped);
    return !same;
}

/* a == b of different zones at the same time: not if one is ambiguous. */
static Object *equal_zones(VM *vm, Object *a, Object *b, Object *x, Object *y, int op) {
    int ambiguous = is_ambiguous(vm, a, x);
    if (ambiguous == 0) {
        ambiguous = is_ambiguous(vm, b, y);
    }
    return ambiguous < 0 ? NULL : compare_result(vm, ambiguous, op);
}

static Object *compare_offsets(VM *vm, Object *a, Object *b, Object *x, Object *y, int op) {
    bool equality = op == CMP_EQ || op == CMP_NE;
    int order;
    if (x == y || (x != vm->none && y != vm->none && delta_equal(x, y))) {
        order = STAMP(a) < STAMP(b) ? -1 : STAMP(a) > STAMP(b);
    } else if (x != vm->none && y != vm->none) {
        Object *d = difference(vm, a, b, x, y);
        if (!d) {
            return NULL;
        }
        order = DELTA(d)->days < 0 ? -1 : !delta_is_zero(d);
        decref(vm, d);
    } else {
        return equality ? bool_ref(vm, op == CMP_NE)
                        : raise(vm, EXC_TypeError,
                                "can't compare offset-naive and offset-aware datetimes");
    }
    return equality && order == 0 ? equal_zones(vm, a, b, x, y, op) : compare_result(vm, order, op);
}

static Object *compare(VM *vm, Object *a, Object *b, int op) {
    if (!is_datetime(vm, b)) {
        if (!is_date(vm, b)) {
            return not_implemented_ref(vm);
        }
        return op == CMP_EQ || op == CMP_NE ? bool_ref(vm, op == CMP_NE)
                                            : raise_cannot_compare(vm, a, b);
    }
    if (MOMENT(a)->zone == MOMENT(b)->zone) {
        return compare_result(vm, STAMP(a) < STAMP(b) ? -1 : STAMP(a) > STAMP(b), op);
    }
    return moment_compare_offsets(vm, a, b, op, moment_utcoffset, compare_offsets);
}

/* Of the moment with fold 0, in UTC if it has an offset. */
static Hash hash(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    if (!MOMENT(o)->zone) {
        return stamp_hash(s);
    }
    Object *first = has_fold(o) ? datetime_make(vm, NULL, s, MOMENT(o)->zone, false) : new_ref(o);
    Object *offset = first ? moment_utcoffset(vm, first) : NULL;
    xdecref(vm, first);
    return moment_hash(vm, s, stamp_ordinal(s), offset);
}

/* ------------------------------------------------------------------ the type */

static Object *repr(VM *vm, Object *o) {
    uint64_t s = STAMP(o);
    char text[96];
    int n = snprintf(text, sizeof text, "%d, %d, %d, %d, %d", stamp_year(s), stamp_month(s),
                     stamp_day(s), stamp_hour(s), stamp_minute(s));
    if (stamp_micro(s)) {
        snprintf(text + n, sizeof text - (size_t)n, ", %d, %d", stamp_second(s), stamp_micro(s));
    } else if (stamp_second(s)) {
        snprintf(text + n, sizeof text - (size_t)n, ", %d", stamp_second(s));
    }
    return moment_repr_end(vm, str_format(vm, "%T(%s", o, text), o);
}

static Object *str(VM *vm, Object *o) {
    Object *blank = str_from_cstr(vm, " ");
    Object *result = blank ? call_named(vm, o, "isoformat", blank) : NULL;
    xdecref(vm, blank);
    return result;
}

const TypeSpec datetime_spec = {
    .name = "datetime.datetime",
    .doc = "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\n"
           "The year, month and day arguments are required. tzinfo may be None, or an\n"
           "instance of a tzinfo subclass. The remaining arguments may be ints.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Moment),
    .slots =
        {
            .dealloc = moment_dealloc,
            .traverse = moment_traverse,
            .new = datetime_new_slot,
            .repr = repr,
            .str = str,
            .hash = hash,
            .richcompare = compare,
            .nb_add = add,
            .nb_subtract = subtract,
        },
    .methods = datetime_methods,
    .getset = moment_getset,
};
