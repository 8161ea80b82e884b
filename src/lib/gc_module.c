/* The module gc: what programs see of the collector. */
#include "gc/gc.h"

#include <stdio.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/float.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ collector's hooks */

static int set_and_release(VM *vm, Object *dict, const char *key, Object *value) {
    if (!value) {
        return -1;
    }
    int result = dict_set_cstr(vm, dict, key, value);
    decref(vm, value);
    return result;
}

static Object *make_info(VM *vm, int generation, int64_t collected, int64_t uncollectable) {
    Object *info = dict_new(vm);
    if (info && (set_and_release(vm, info, "generation", int_from_i64(vm, generation)) < 0 ||
                 set_and_release(vm, info, "collected", int_from_i64(vm, collected)) < 0 ||
                 set_and_release(vm, info, "uncollectable", int_from_i64(vm, uncollectable)) < 0)) {
        decref(vm, info);
        return NULL;
    }
    return info;
}

/* Calls everything in gc.callbacks; errors are reported and forgotten. */
static void notify(VM *vm, const char *phase, int generation, int64_t collected,
                   int64_t uncollectable) {
    Object *callbacks = vm->gc->callbacks;
    if (!callbacks || LIST_LEN(callbacks) == 0) {
        return;
    }
    Object *info = make_info(vm, generation, collected, uncollectable);
    Object *phase_str = info ? str_from_cstr(vm, phase) : NULL;
    if (!phase_str) {
        xdecref(vm, info);
        error_unraisable(vm, NULL);
        return;
    }
    incref(callbacks);
    for (uint32_t i = 0; i < LIST_LEN(callbacks); i++) {
        Object *callback = new_ref(LIST_ITEM(callbacks, i));
        Object *result = call2(vm, callback, phase_str, info);
        if (result) {
            decref(vm, result);
        } else {
            error_unraisable(vm, callback);
        }
        decref(vm, callback);
    }
    decref(vm, callbacks);
    decref(vm, phase_str);
    decref(vm, info);
}

static void print_to_stderr(VM *vm, const char *text) {
    Object *file = vm->sys ? dict_get_cstr(vm, vm->sys, "stderr") : NULL;
    Object *str = file ? str_from_cstr(vm, text) : NULL;
    Object *result = NULL;
    if (str) {
        incref(file);
        result = call_method1(vm, file, ID(vm, write), str);
        decref(vm, file);
        decref(vm, str);
    }
    if (result) {
        decref(vm, result);
    } else {
        error_clear(vm);
        fputs(text, stderr);
    }
}

static bool save_garbage(VM *vm, Object *o) {
    return vm->gc->garbage && list_append(vm, vm->gc->garbage, o) == 0;
}

/* ------------------------------------------------------------------ switches and collections */

static Object *gc_enable(VM *vm, Object *self) {
    UNUSED(self);
    vm->gc_enabled = true;
    gc_arm(vm);
    return none_ref(vm);
}

static Object *gc_disable(VM *vm, Object *self) {
    UNUSED(self);
    vm->gc_enabled = false;
    return none_ref(vm);
}

static Object *gc_isenabled(VM *vm, Object *self) {
    UNUSED(self);
    return bool_ref(vm, vm->gc_enabled);
}

static Object *gc_collect_method(VM *vm, Object *self, Object *const *args, size_t nargs,
                                 Object *kwnames) {
    static const char *const names[] = {"generation", NULL};
    int generation = GC_GENERATIONS - 1;
    UNUSED(self);
    if (!args_parse(vm, "collect", names, "|i", args, nargs, kwnames, &generation)) {
        return NULL;
    }
    if (generation < 0 || generation >= GC_GENERATIONS) {
        return raise(vm, EXC_ValueError, "invalid generation");
    }
    int64_t n = gc_collect(vm, generation);
    if (generation == GC_GENERATIONS - 1) {
        gc_give_back(vm);
    }
    return int_from_i64(vm, n);
}

/* via_long: the way of argument formats, whose messages differ. */
static bool as_c_int(VM *vm, Object *o, bool via_long, int32_t *out) {
    Object *index = number_index(vm, o);
    if (!index) {
        return false;
    }
    int64_t value;
    bool fits = int_as_i64(index, &value);
    decref(vm, index);
    if (!fits || (!via_long && (value > INT32_MAX || value < INT32_MIN))) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C %s",
              via_long ? "long" : "int");
        return false;
    }
    if (value > INT32_MAX || value < INT32_MIN) {
        raise(vm, EXC_OverflowError, "signed integer is %s",
              value > 0 ? "greater than maximum" : "less than minimum");
        return false;
    }
    *out = (int32_t)value;
    return true;
}

/* bytes=(t0, t1, t2): the second set of thresholds; 0 turns one off. */
static bool set_byte_thresholds(VM *vm, Object *bytes) {
    size_t limits[GC_GENERATIONS];
    if (!is_tuple(vm, bytes) || TUPLE_LEN(bytes) != GC_GENERATIONS) {
        raise(vm, EXC_TypeError, "bytes must be a tuple of three integers");
        return false;
    }
    for (uint32_t i = 0; i < GC_GENERATIONS; i++) {
        int64_t limit = number_as_i64(vm, TUPLE_ITEM(bytes, i), EXC_OverflowError);
        if (limit == -1 && error_occurred(vm)) {
            return false;
        }
        if (limit < 0) {
            raise(vm, EXC_ValueError, "threshold in bytes must not be negative");
            return false;
        }
        limits[i] = (size_t)limit;
    }
    for (int i = 0; i < GC_GENERATIONS; i++) {
        vm->gc->byte_threshold[i] = limits[i];
        vm->gc->byte_base[i] = vm->heap.taken_size;
    }
    gc_arm(vm);
    return true;
}

static Object *gc_set_threshold(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    UNUSED(self);
    Object *bytes = NULL;
    if (kwnames && TUPLE_LEN(kwnames) == 1 && str_equal_ascii(TUPLE_ITEM(kwnames, 0), "bytes")) {
        bytes = args[nargs];
    } else if (!args_no_keywords(vm, "set_threshold", kwnames)) {
        return NULL;
    }
    if (nargs == 0 || nargs > GC_GENERATIONS) {
        return raise(vm, EXC_TypeError, "set_threshold() takes at %s %d argument%s (%zu given)",
                     nargs ? "most" : "least", nargs ? 3 : 1, nargs ? "s" : "", nargs);
    }
    int32_t thresholds[GC_GENERATIONS];
    for (size_t i = 0; i < nargs; i++) {
        if (!as_c_int(vm, args[i], true, &thresholds[i])) {
            return NULL;
        }
    }
    if (bytes && !set_byte_thresholds(vm, bytes)) {
        return NULL;
    }
    for (size_t i = 0; i < nargs; i++) {
        vm->gc_threshold[i] = thresholds[i];
    }
    return none_ref(vm);
}

static Object *three_ints(VM *vm, int64_t first, int64_t second, int64_t third) {
    int64_t values[] = {first, second, third};
    Object *items[COUNT_OF(values)];
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        items[i] = int_from_i64(vm, values[i]);
        if (!items[i]) {
            while (i-- > 0) {
                decref(vm, items[i]);
            }
            return NULL;
        }
    }
    return tuple_from_steal(vm, items, COUNT_OF(values));
}

/* As functions without arguments say it. */
static bool no_positional(VM *vm, const char *name, size_t nargs) {
    if (nargs) {
        raise(vm, EXC_TypeError, "gc.%s() takes no arguments (%zu given)", name, nargs);
    }
    return nargs == 0;
}

static Object *gc_get_threshold(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    static const char *const names[] = {"bytes", NULL};
    bool bytes = false;
    UNUSED(self);
    if (!no_positional(vm, "get_threshold", nargs) ||
        !args_parse(vm, "get_threshold", names, "|$p", args, nargs, kwnames, &bytes)) {
        return NULL;
    }
    if (bytes) {
        const size_t *limits = vm->gc->byte_threshold;
        return three_ints(vm, (int64_t)limits[0], (int64_t)limits[1], (int64_t)limits[2]);
    }
    return three_ints(vm, vm->gc_threshold[0], vm->gc_threshold[1], vm->gc_threshold[2]);
}

static Object *gc_get_count(VM *vm, Object *self) {
    UNUSED(self);
    return three_ints(vm, vm->gc_count[0], vm->gc_count[1], vm->gc_count[2]);
}

static Object *gc_set_debug(VM *vm, Object *self, Object *flags) {
    int32_t debug;
    UNUSED(self);
    if (!as_c_int(vm, flags, false, &debug)) {
        return NULL;
    }
    vm->gc->debug = debug;
    return none_ref(vm);
}

static Object *gc_get_debug(VM *vm, Object *self) {
    UNUSED(self);
    return int_from_i64(vm, vm->gc->debug);
}

/* ------------------------------------------------------------------ statistics */

static Object *stats_dict(VM *vm, const GcStats *stats, bool detailed) {
    Object *d = dict_new(vm);
    if (!d) {
        return NULL;
    }
    if (set_and_release(vm, d, "collections", int_from_i64(vm, stats->collections)) < 0 ||
        set_and_release(vm, d, "collected", int_from_i64(vm, stats->collected)) < 0 ||
        set_and_release(vm, d, "uncollectable", int_from_i64(vm, stats->uncollectable)) < 0) {
        goto fail;
    }
    if (detailed &&
        (set_and_release(vm, d, "candidates", int_from_i64(vm, stats->candidates)) < 0 ||
         set_and_release(vm, d, "duration",
                         float_from_double(vm, (double)stats->duration_ns / 1e9)) < 0 ||
         set_and_release(vm, d, "longest", float_from_double(vm, (double)stats->longest_ns / 1e9)) <
             0)) {
        goto fail;
    }
    return d;
fail:
    decref(vm, d);
    return NULL;
}

static Object *gc_get_stats(VM *vm, Object *self, Object *const *args, size_t nargs,
                            Object *kwnames) {
    static const char *const names[] = {"detailed", NULL};
    bool detailed = false;
    UNUSED(self);
    if (!no_positional(vm, "get_stats", nargs) ||
        !args_parse(vm, "get_stats", names, "|$p", args, nargs, kwnames, &detailed)) {
        return NULL;
    }
    /* Taken down first: what is made below may count already. */
    GcStats stats[GC_GENERATIONS];
    for (int i = 0; i < GC_GENERATIONS; i++) {
        stats[i] = vm->gc->stats[i];
    }
    Object *list = list_new(vm, GC_GENERATIONS);
    for (int i = 0; list && i < GC_GENERATIONS; i++) {
        Object *d = stats_dict(vm, &stats[i], detailed);
        if (!d || list_append_steal(vm, list, d) < 0) {
            decref(vm, list);
            return NULL;
        }
    }
    return list;
}

/* ------------------------------------------------------------------ who refers to whom */

/* Objects found by a walk, borrowed; a list is made of them when the walk is over. */
typedef struct Found {
    VM *vm;
    Object **items; /* raw */
    size_t len, cap;
    bool failed;
    Object *const *wanted; /* get_referrers: the objects asked about */
    size_t wanted_len;
} Found;

static int find_add(Object *o, void *ctx) {
    Found *found = ctx;
    if (found->len == found->cap) {
        size_t cap = found->cap ? found->cap * 2 : 64;
        Object **items =
            raw_realloc(found->vm, found->items, found->cap * sizeof *items, cap * sizeof *items);
        if (!items) {
            found->failed = true;
            return 1;
        }
        found->items = items;
        found->cap = cap;
    }
    found->items[found->len++] = o;
    return 0;
}

static Object *found_to_list(VM *vm, Found *found) {
    Object *list = found->failed ? NULL : list_from(vm, found->items, found->len);
    if (found->items) {
        raw_free(vm, found->items, found->cap * sizeof *found->items);
    }
    return list;
}

static bool add_each(VM *vm, Object *o, void *ctx) {
    UNUSED(vm);
    return find_add(o, ctx) == 0;
}

static Object *gc_get_objects(VM *vm, Object *self, Object *const *args, size_t nargs,
                              Object *kwnames) {
    static const char *const names[] = {"generation", NULL};
    Object *which = vm->none;
    int64_t generation = -1;
    UNUSED(self);
    if (!args_parse(vm, "get_objects", names, "|O", args, nargs, kwnames, &which)) {
        return NULL;
    }
    if (which != vm->none) {
        if (!number_is_index(vm, which)) {
            return raise(vm, EXC_TypeError, "argument should be integer or None, not '%T'", which);
        }
        generation = number_as_i64(vm, which, EXC_OverflowError);
        if (generation == -1 && error_occurred(vm)) {
            return NULL;
        }
        if (generation >= GC_GENERATIONS) {
            return raise(vm, EXC_ValueError,
                         "generation parameter must be less than the number of available "
                         "generations (%d)",
                         GC_GENERATIONS);
        }
        if (generation < -1) {
            return raise(vm, EXC_ValueError, "generation parameter cannot be negative");
        }
    }
    Found found = {.vm = vm};
    for (int g = 0; g < GC_GENERATIONS && !found.failed; g++) {
        if (generation == -1 || generation == g) {
            gc_each(vm, g, add_each, &found);
        }
    }
    return found_to_list(vm, &found);
}

static int is_wanted(Object *o, void *ctx) {
    Found *found = ctx;
    for (size_t i = 0; i < found->wanted_len; i++) {
        if (found->wanted[i] == o) {
            return 1;
        }
    }
    return 0;
}

static bool add_referrer(VM *vm, Object *o, void *ctx) {
    return gc_traverse(vm, o, is_wanted, ctx) == 0 || find_add(o, ctx) == 0;
}

static Object *gc_get_referrers(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    Found found = {.vm = vm, .wanted = args, .wanted_len = nargs};
    UNUSED(self);
    if (!args_no_keywords(vm, "get_referrers", kwnames)) {
        return NULL;
    }
    for (int g = 0; g < GC_GENERATIONS && !found.failed; g++) {
        gc_each(vm, g, add_referrer, &found);
    }
    return found_to_list(vm, &found);
}

static bool has_str_keys_only(Object *dict) {
    size_t pos = 0;
    Object *key, *value;
    while (dict_next(dict, &pos, &key, &value)) {
        if (!is_exact(key, SHAPE_STR)) {
            return false;
        }
    }
    return true;
}

/* What a walk over one object's references leaves out: in CPython, tables of strings do not look at
 * their keys. */
typedef struct Referents {
    Found *found;
    Object *dict; /* or NULL */
    size_t pos;
    Object *key; /* the next one of dict */
} Referents;

static void next_key(Referents *r) {
    Object *value;
    if (!r->dict || !dict_next(r->dict, &r->pos, &r->key, &value)) {
        r->key = NULL;
    }
}

static int add_referent(Object *o, void *ctx) {
    Referents *r = ctx;
    if (o == r->key) {
        next_key(r);
        return 0;
    }
    return find_add(o, r->found);
}

/* Of a class what CPython's has, not the names of its attributes. */
static void add_type_referents(const Type *t, Found *found) {
    Object *held[] = {t->dict, t->mro, t->bases, OBJ(t->base)};
    for (size_t i = 0; i < COUNT_OF(held) && type_has(t, TYPE_HEAP | TYPE_PYTHON); i++) {
        if (held[i] && find_add(held[i], found) != 0) {
            return;
        }
    }
}

static void add_referents(VM *vm, Object *o, Found *found) {
    Referents r = {.found = found};
    if (is_type(vm, o)) {
        add_type_referents((const Type *)o, found);
        return;
    }
    if (is_dict(vm, o) && has_str_keys_only(o)) {
        r.dict = o;
        next_key(&r);
    }
    if (gc_is_container(vm, o)) {
        gc_traverse(vm, o, add_referent, &r);
    }
}

static Object *gc_get_referents(VM *vm, Object *self, Object *const *args, size_t nargs,
                                Object *kwnames) {
    Found found = {.vm = vm};
    UNUSED(self);
    if (!args_no_keywords(vm, "get_referents", kwnames)) {
        return NULL;
    }
    for (size_t i = 0; i < nargs && !found.failed; i++) {
        add_referents(vm, args[i], &found);
    }
    return found_to_list(vm, &found);
}

static Object *gc_is_tracked_method(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return bool_ref(vm, gc_is_tracked(o));
}

static Object *gc_is_finalized(VM *vm, Object *self, Object *o) {
    UNUSED(self);
    return bool_ref(vm, gc_is_container(vm, o) && has_flag(o, FLAG_FINALIZED));
}

static Object *gc_freeze_method(VM *vm, Object *self) {
    UNUSED(self);
    gc_freeze(vm);
    return none_ref(vm);
}

static Object *gc_unfreeze_method(VM *vm, Object *self) {
    UNUSED(self);
    gc_unfreeze(vm);
    return none_ref(vm);
}

static Object *gc_get_freeze_count(VM *vm, Object *self) {
    UNUSED(self);
    return int_from_i64(vm, gc_freeze_count(vm));
}

/* ------------------------------------------------------------------ the module */

static const MethodDef methods[] = {
    METHOD_NOARGS("enable", gc_enable,
                  "enable($module, /)\n--\n\nLet collections start by themselves."),
    METHOD_NOARGS("disable", gc_disable,
                  "disable($module, /)\n--\n\nLet no collection start by itself."),
    METHOD_NOARGS("isenabled", gc_isenabled,
                  "isenabled($module, /)\n--\n\nWhether collections start by themselves."),
    METHOD_KW("collect", gc_collect_method,
              "collect($module, /, generation=2)\n--\n\n"
              "Collect a generation and the younger ones; the number of unreachable objects."),
    METHOD_NOARGS("get_count", gc_get_count,
                  "get_count($module, /)\n--\n\nThe three counters that collections start by."),
    METHOD_KW("set_threshold", gc_set_threshold,
              "set_threshold(threshold0, [threshold1, threshold2], *, bytes=(0, 0, 0))\n\n"
              "Set the counts above which a generation is collected; the first 0: never.\n"
              "bytes: a collection starts also when the heap has grown by so much; 0: never."),
    METHOD_KW("get_threshold", gc_get_threshold,
              "get_threshold($module, /, *, bytes=False)\n--\n\n"
              "The counts (or bytes) above which a generation is collected."),
    METHOD_O("set_debug", gc_set_debug,
             "set_debug($module, flags, /)\n--\n\nSet what collections print and keep: DEBUG_x."),
    METHOD_NOARGS("get_debug", gc_get_debug, "get_debug($module, /)\n--\n\nThe debug flags."),
    METHOD_KW("get_objects", gc_get_objects,
              "get_objects($module, /, generation=None)\n--\n\n"
              "List of the tracked objects, of all generations or of one."),
    METHOD_KW("get_stats", gc_get_stats,
              "get_stats($module, /, *, detailed=False)\n--\n\n"
              "What collections have done, a dict for each generation.\n"
              "detailed: also the objects looked at, the seconds taken, and the longest stop."),
    METHOD_O("is_tracked", gc_is_tracked_method,
             "is_tracked($module, obj, /)\n--\n\nWhether the collector looks at the object."),
    METHOD_O("is_finalized", gc_is_finalized,
             "is_finalized($module, obj, /)\n--\n\nWhether the object's finalizer has run."),
    METHOD_KW("get_referrers", gc_get_referrers,
              "get_referrers(*objs) -> list\nTracked objects that refer to any of objs."),
    METHOD_KW("get_referents", gc_get_referents,
              "get_referents(*objs) -> list\nObjects that objs refer to."),
    METHOD_NOARGS("freeze", gc_freeze_method,
                  "freeze($module, /)\n--\n\nLeave all objects tracked now out of collections."),
    METHOD_NOARGS("unfreeze", gc_unfreeze_method,
                  "unfreeze($module, /)\n--\n\nPut frozen objects in the oldest generation."),
    METHOD_NOARGS("get_freeze_count", gc_get_freeze_count,
                  "get_freeze_count($module, /)\n--\n\nThe number of frozen objects."),
    {NULL, {NULL}, 0, NULL},
};

static const struct {
    const char *name;
    int value;
} constants[] = {
    {"DEBUG_STATS", GC_DEBUG_STATS},
    {"DEBUG_COLLECTABLE", GC_DEBUG_COLLECTABLE},
    {"DEBUG_UNCOLLECTABLE", GC_DEBUG_UNCOLLECTABLE},
    {"DEBUG_SAVEALL", GC_DEBUG_SAVEALL},
    {"DEBUG_LEAK", GC_DEBUG_COLLECTABLE | GC_DEBUG_UNCOLLECTABLE | GC_DEBUG_SAVEALL},
};

static bool make_lists(VM *vm) {
    Gc *gc = vm->gc;
    if (!gc->garbage) {
        gc->garbage = list_new(vm, 0);
    }
    if (!gc->callbacks) {
        gc->callbacks = list_new(vm, 0);
    }
    return gc->garbage && gc->callbacks;
}

Object *module_gc(VM *vm);

Object *module_gc(VM *vm) {
    Object *name = str_from_cstr(vm, "gc");
    Object *module = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (!module) {
        return NULL;
    }
    if (module_add(vm, module, "__doc__", str_from_cstr(vm, "The collector of reference cycles.")) <
            0 ||
        module_add_methods(vm, module, methods) < 0 || !make_lists(vm) ||
        module_add(vm, module, "garbage", new_ref(vm->gc->garbage)) < 0 ||
        module_add(vm, module, "callbacks", new_ref(vm->gc->callbacks)) < 0) {
        decref(vm, module);
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(constants); i++) {
        if (module_add(vm, module, constants[i].name, int_new_own(vm, constants[i].value)) < 0) {
            decref(vm, module);
            return NULL;
        }
    }
    vm->gc->notify = notify;
    vm->gc->print = print_to_stderr;
    vm->gc->save_garbage = save_garbage;
    return module;
}
