/* time.struct_time: a tuple of nine items; the zone and its distance from UTC lie behind them and
 * are seen as attributes alone. */
#include "lib/module_make.h"
#include "lib/structseq.h"
#include "lib/time_module.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/str.h"

enum { VISIBLE = 9, ALL = 11, BLOCK = sizeof(Tuple) + ALL * sizeof(Object *) };

static Object *field_get(VM *vm, Object *self, void *index) {
    Object *value = TUPLE(self)->items[(uintptr_t)index];
    return new_ref(value ? value : vm->none);
}
#define FIELD(name, index, doc)                                                                    \
    { name, field_get, NULL, doc, (void *)(uintptr_t)(index) }

static const GetSetDef fields[] = {
    FIELD("tm_year", 0, "year, for example, 1993"),
    FIELD("tm_mon", 1, "month of year, range [1, 12]"),
    FIELD("tm_mday", 2, "day of month, range [1, 31]"),
    FIELD("tm_hour", 3, "hours, range [0, 23]"),
    FIELD("tm_min", 4, "minutes, range [0, 59]"),
    FIELD("tm_sec", 5, "seconds, range [0, 61])"),
    FIELD("tm_wday", 6, "day of week, range [0, 6], Monday is 0"),
    FIELD("tm_yday", 7, "day of year, range [1, 366]"),
    FIELD("tm_isdst", 8, "1 if summer time is in effect, 0 if not, and -1 if unknown"),
    FIELD("tm_zone", 9, "abbreviation of timezone name"),
    FIELD("tm_gmtoff", 10, "offset from UTC in seconds"),
    {0},
};

static void struct_time_dealloc(VM *vm, Object *o) {
    gc_untrack(vm, o);
    for (size_t i = 0; i < ALL; i++) {
        clear_ref(vm, TUPLE(o)->items[i]);
    }
    object_free_container(vm, o, BLOCK);
}

static int struct_time_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    for (size_t i = 0; i < ALL; i++) {
        VISIT(TUPLE(o)->items[i]);
    }
    return 0;
}

static size_t struct_time_block_size(const Object *o) {
    UNUSED(o);
    return BLOCK;
}

static Object *struct_time_alloc(VM *vm, Type *cls) {
    Tuple *t = object_alloc(vm, cls, BLOCK);
    if (t) {
        t->len = VISIBLE;
    }
    return OBJ(t);
}

static Object *struct_time_new(VM *vm, Type *cls, Object *const *args, size_t nargs,
                               Object *kwnames) {
    static const char *const names[] = {"sequence", "dict", NULL};
    Object *sequence, *dict = NULL;
    if (!args_parse(vm, "time.struct_time", names, "O|O", args, nargs, kwnames, &sequence, &dict)) {
        return NULL;
    }
    Object *fast = object_fast_sequence(vm, sequence, "constructor requires a sequence");
    Object *tuple = fast ? tuple_from_iterable(vm, fast) : NULL;
    xdecref(vm, fast);
    if (!tuple) {
        return NULL;
    }
    size_t n = TUPLE_LEN(tuple);
    Object *result = NULL;
    if (n < VISIBLE || n > ALL) {
        raise(vm, EXC_TypeError,
              "time.struct_time() takes an at %s %d-sequence (%zu-sequence given)",
              n < VISIBLE ? "least" : "most", n < VISIBLE ? VISIBLE : ALL, n);
    } else if ((result = struct_time_alloc(vm, cls))) {
        for (size_t i = 0; i < n; i++) {
            TUPLE(result)->items[i] = new_ref(TUPLE_ITEM(tuple, i));
        }
        gc_track(vm, result);
    }
    decref(vm, tuple);
    return result;
}

static const TypeSpec struct_time_spec = {
    .name = "time.struct_time",
    .doc = "The time value as returned by gmtime(), localtime(), and strptime(), and accepted by "
           "asctime(), mktime() and strftime().",
    .base = SHAPE_TUPLE,
    .flags = TYPE_CONTAINER | TYPE_SUB_TUPLE | TYPE_PERMANENT,
    .size = sizeof(Tuple),
    .item_size = sizeof(Object *),
    .slots = {.dealloc = struct_time_dealloc,
              .traverse = struct_time_traverse,
              .block_size = struct_time_block_size,
              .repr = structseq_repr,
              .new = struct_time_new},
    .getset = fields,
};

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
    Object *t = type ? struct_time_alloc(vm, type) : NULL;
    if (!t) {
        return NULL;
    }
    Object **items = TUPLE(t)->items;
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
