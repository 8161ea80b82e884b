/* The module _warnings: warn() and warn_explicit(), the filters that there are at the start and
 * what has been shown. The module warnings (in Python) takes all of it over; what a program has put
 * into that counts. */
#include <string.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/eval.h"

/* One warning on its way. Borrowed, except text, message, category, number and key. */
typedef struct Warning {
    VM *vm;
    Object *state;                     /* dict of _warnings */
    Object *text, *message, *category; /* message: the instance */
    Object *filename, *number;         /* number: the line */
    int line;
    Object *module, *registry, *source; /* registry: a dict or NULL */
    Object *key;
} Warning;

/* ---- what the module warnings has ---- */

/* warnings.NAME if that module is loaded, else _warnings.OWN: new reference; NULL without an error:
 * neither. */
static Object *current(VM *vm, Object *state, const char *name, const char *own) {
    Object *module = dict_get_cstr(vm, vm->modules, "warnings");
    Object *value = NULL;
    if (module && is_exact(module, SHAPE_MODULE)) {
        value = dict_get_cstr(vm, ((Module *)module)->dict, name);
    }
    value = value || !own ? value : dict_get_cstr(vm, state, own);
    return value ? new_ref(value) : NULL;
}

/* ---- registries: what has been shown ---- */

/* Whether the key is in the registry, which is emptied when the filters have changed since; else,
 * if `enter`, it is afterwards. -1: raised. */
static int already_warned(Warning *w, Object *registry, Object *key, bool enter) {
    VM *vm = w->vm;
    Object *version = dict_get_cstr(vm, w->state, "_filters_version");
    Object *seen = key ? dict_get_cstr(vm, registry, "version") : NULL;
    if (!key || !version || error_occurred(vm)) {
        return -1;
    }
    if (!seen || !is_int(vm, seen) || int_cmp(seen, version) != 0) {
        dict_clear(vm, registry);
        if (dict_set_cstr(vm, registry, "version", version) < 0) {
            return -1;
        }
    } else {
        Object *already = dict_get(vm, registry, key);
        int truth = already ? object_truth(vm, already) : 0;
        if (truth || error_occurred(vm)) {
            return error_occurred(vm) ? -1 : truth;
        }
    }
    return enter ? dict_set(vm, registry, key, vm->true_) : 0;
}

static int once(Warning *w, Object *registry, bool any_line) {
    VM *vm = w->vm;
    Object *zero = int_from_i64(vm, 0);
    Object *key = zero ? tuple_pack(vm, any_line ? 3 : 2, w->text, w->category, zero) : NULL;
    int seen = already_warned(w, registry, key, true);
    xdecref(vm, key);
    xdecref(vm, zero);
    return seen;
}

/* ---- filters ---- */

/* Does one pattern of a filter fit? None does always, a str if it is equal, anything else has a
 * method match. */
static int fits(VM *vm, Object *pattern, Object *text) {
    if (pattern == vm->none) {
        return 1;
    }
    if (is_exact(pattern, SHAPE_STR)) {
        return object_compare_bool(vm, pattern, text, CMP_EQ);
    }
    Object *match = object_getattr_utf8(vm, pattern, "match");
    Object *found = match ? call1(vm, match, text) : NULL;
    int truth = found ? object_truth(vm, found) : -1;
    xdecref(vm, found);
    xdecref(vm, match);
    return truth;
}

static int filter_fits(Warning *w, Object *filter) {
    VM *vm = w->vm;
    int64_t line;
    int fit = fits(vm, TUPLE_ITEM(filter, 1), w->text);
    fit = fit > 0 ? fits(vm, TUPLE_ITEM(filter, 3), w->module) : fit;
    fit = fit > 0 ? object_is_subclass(vm, w->category, TUPLE_ITEM(filter, 2)) : fit;
    if (fit <= 0) {
        return fit;
    }
    line = number_as_i64(vm, TUPLE_ITEM(filter, 4), EXC_OverflowError);
    if (error_occurred(vm)) {
        return -1;
    }
    return line == 0 || line == w->line;
}

/* The action of the first filter that fits (new reference), the filter in *filter, owned. */
static Object *find_action(Warning *w, Object **filter) {
    VM *vm = w->vm;
    Object *filters = current(vm, w->state, "filters", "filters"), *action = NULL;
    if (!filters || !is_list(vm, filters)) {
        raise(vm, EXC_ValueError, "_warnings.filters must be a list");
    }
    for (size_t i = 0; !error_occurred(vm) && !action && i < LIST_LEN(filters); i++) {
        Object *item = new_ref(LIST_ITEM(filters, i));
        if (!is_exact(item, SHAPE_TUPLE) || TUPLE_LEN(item) != 5) {
            raise(vm, EXC_ValueError, "_warnings.filters item %d isn't a 5-tuple", (int)i);
        } else if (!is_str(vm, TUPLE_ITEM(item, 0))) {
            raise(vm, EXC_TypeError, "action must be a string, not '%T'", TUPLE_ITEM(item, 0));
        } else if (filter_fits(w, item) > 0) {
            action = new_ref(TUPLE_ITEM(item, 0));
            *filter = new_ref(item);
        }
        decref(vm, item);
    }
    xdecref(vm, filters);
    if (action || error_occurred(vm)) {
        return action;
    }
    action = current(vm, w->state, "defaultaction", "_defaultaction");
    if (!action || !is_str(vm, action)) {
        raise(vm, EXC_TypeError, "_warnings.defaultaction must be a string, not '%T'",
              action ? action : vm->none);
        clear_ref(vm, action);
    }
    return action;
}

/* ---- showing ---- */

/* As the module warnings would, were it still there. */
static bool show_plainly(Warning *w) {
    VM *vm = w->vm;
    Object *text =
        str_format(vm, "%U:%d: %N: %S\n", w->filename, w->line, (Type *)w->category, w->message);
    if (text) {
        interp_write_stderr(vm, text);
    }
    xdecref(vm, text);
    return text != NULL;
}

static bool show(Warning *w) {
    VM *vm = w->vm;
    if (vm->finalizing) {
        return show_plainly(w);
    }
    Object *module = import_dotted(vm, "warnings");
    Object *function = module ? object_getattr_utf8(vm, module, "_showwarnmsg") : NULL;
    Object *class = function ? object_getattr_utf8(vm, module, "WarningMessage") : NULL;
    Object *args[] = {w->message,
                      w->category,
                      w->filename,
                      w->number,
                      vm->none,
                      vm->none,
                      w->source ? w->source : vm->none};
    Object *object = class ? call(vm, class, args, COUNT_OF(args), NULL) : NULL;
    Object *result = object ? call1(vm, function, object) : NULL;
    bool ok = result != NULL;
    xdecref(vm, result);
    xdecref(vm, object);
    xdecref(vm, class);
    xdecref(vm, function);
    xdecref(vm, module);
    return ok;
}

/* Does what the action says: 1: it is to be shown. */
static int act(Warning *w, Object *action, Object *filter) {
    VM *vm = w->vm;
    if (str_equal_ascii(action, "error")) {
        raise_instance(vm, w->message);
        return -1;
    }
    if (str_equal_ascii(action, "ignore")) {
        return 0;
    }
    if (str_equal_ascii(action, "always")) {
        return 1;
    }
    if (w->registry && dict_set(vm, w->registry, w->key, vm->true_) < 0) {
        return -1;
    }
    int seen = 0;
    if (str_equal_ascii(action, "once")) {
        Object *registry = w->registry ? new_ref(w->registry)
                                       : current(vm, w->state, "onceregistry", "_onceregistry");
        if (registry && is_dict(vm, registry)) {
            seen = once(w, registry, false);
        }
        xdecref(vm, registry);
    } else if (str_equal_ascii(action, "module")) {
        seen = w->registry ? once(w, w->registry, true) : 0;
    } else if (!str_equal_ascii(action, "default")) {
        raise(vm, EXC_RuntimeError, "Unrecognized action (%R) in warnings.filters:\n %R", action,
              filter ? filter : vm->none);
        return -1;
    }
    return seen < 0 ? -1 : !seen;
}

/* ---- the whole ---- */

/* Fills in text, message (the instance), category, number, key. */
static bool prepare(Warning *w, Object *message, Object *category) {
    VM *vm = w->vm;
    int is_warning = object_is_instance(vm, message, OBJ(vm->exceptions[EXC_Warning]));
    if (is_warning < 0) {
        return false;
    }
    if (is_warning) {
        w->text = object_str(vm, message);
        w->message = new_ref(message);
        w->category = new_ref(OBJ(type_of(vm, message)));
    } else {
        w->text = new_ref(message);
        w->category = new_ref(category);
        w->message = call1(vm, category, message);
    }
    w->number = int_from_i64(vm, w->line);
    if (w->text && w->message && w->number) {
        w->key = tuple_pack(vm, 3, w->text, w->category, w->number);
    }
    return w->key != NULL;
}

/* NULL, or None. */
static Object *issue(Warning *w, Object *message, Object *category) {
    VM *vm = w->vm;
    Object *action = NULL, *filter = NULL;
    bool ok = prepare(w, message, category);
    int seen = ok && w->registry ? already_warned(w, w->registry, w->key, false) : 0;
    if (ok && seen == 0) {
        action = find_action(w, &filter);
        int wanted = action ? act(w, action, filter) : -1;
        ok = wanted == 0 || (wanted > 0 && show(w));
    }
    Object *const owned[] = {action, filter, w->key, w->text, w->category, w->number, w->message};
    for (size_t i = 0; i < COUNT_OF(owned); i++) {
        xdecref(vm, owned[i]);
    }
    return ok && seen >= 0 ? none_ref(vm) : NULL;
}

/* The category of a warning (new reference). */
static Object *check_category(VM *vm, Object *message, Object *category) {
    int is_warning = object_is_instance(vm, message, OBJ(vm->exceptions[EXC_Warning]));
    if (is_warning < 0) {
        return NULL;
    }
    if (is_warning) {
        return new_ref(OBJ(type_of(vm, message)));
    }
    if (!category || category == vm->none) {
        return new_ref(OBJ(vm->exceptions[EXC_UserWarning]));
    }
    int fine = is_type(vm, category)
                   ? object_is_subclass(vm, category, OBJ(vm->exceptions[EXC_Warning]))
                   : 0;
    if (fine == 0) {
        raise(vm, EXC_TypeError, "category must be a Warning subclass, not '%T'", category);
    }
    return fine > 0 ? new_ref(category) : NULL;
}

/* ---- where warn() was called ---- */

static Frame *next_frame(const Frame *f) {
    return frame_visible(f->prev);
}

/* Of the machinery of imports. */
static bool is_internal(VM *vm, const Frame *f) {
    static const char *const parts[] = {"importlib", "_bootstrap"};
    bool internal = f != NULL;
    for (size_t i = 0; internal && i < COUNT_OF(parts); i++) {
        Object *part = str_intern_cstr(vm, parts[i]);
        internal = part && str_find(f->code->filename, part, 0, INT64_MAX, 1) >= 0;
        xdecref(vm, part);
    }
    return internal;
}

static Frame *find_frame(VM *vm, int level) {
    Frame *f = frame_visible(vm->interp->frame);
    bool hide = level > 0 && f && !is_internal(vm, f);
    while (--level > 0 && f) {
        do {
            f = next_frame(f);
        } while (hide && f && is_internal(vm, f));
    }
    return f;
}

/* globals["__warningregistry__"], made if absent (borrowed). */
static Object *registry_of(VM *vm, Object *globals) {
    Object *registry = dict_get_cstr(vm, globals, "__warningregistry__");
    if (!registry && !error_occurred(vm)) {
        registry = dict_new(vm);
        bool ok = registry && dict_set_cstr(vm, globals, "__warningregistry__", registry) == 0;
        xdecref(vm, registry);
        registry = ok ? registry : NULL;
    }
    return registry;
}

static Object *warn_here(VM *vm, Object *module, Object *const *args, size_t nargs,
                         Object *kwnames) {
    static const char *const names[] = {"message", "category", "stacklevel", "source", NULL};
    Object *message, *category = NULL, *source = NULL, *sys_name = NULL;
    int level = 1;
    if (!args_parse(vm, "warn", names, "O|OiO", args, nargs, kwnames, &message, &category, &level,
                    &source)) {
        return NULL;
    }
    category = check_category(vm, message, category);
    if (!category) {
        return NULL;
    }
    Frame *f = find_frame(vm, level);
    Object *globals = f ? f->globals : vm->sys;
    Warning w = {.vm = vm,
                 .state = ((Module *)module)->dict,
                 .line = f ? frame_line(f) : 1,
                 .source = source == vm->none ? NULL : source};
    w.filename = f ? new_ref(f->code->filename) : (sys_name = str_intern_cstr(vm, "sys"));
    w.registry = w.filename && is_exact(globals, SHAPE_DICT) ? registry_of(vm, globals) : NULL;
    w.module = dict_get_str(vm, globals, ID(vm, __name__));
    w.module = w.module && (w.module == vm->none || is_str(vm, w.module))
                   ? new_ref(w.module)
                   : str_from_cstr(vm, "<string>");
    xincref(w.registry);
    Object *result = NULL;
    if (w.registry && !is_dict(vm, w.registry)) {
        raise(vm, EXC_TypeError, "'registry' must be a dict or None");
    } else if (w.filename && w.module && !error_occurred(vm)) {
        result = issue(&w, message, category);
    }
    xdecref(vm, w.registry);
    xdecref(vm, w.module);
    xdecref(vm, w.filename);
    decref(vm, category);
    return result;
}

/* ---- warn_explicit ---- */

/* The module's name, of a file's (new reference). */
static Object *module_of_file(VM *vm, Object *filename) {
    size_t len = STR_LEN(filename);
    if (len == 0) {
        return str_from_cstr(vm, "<unknown>");
    }
    bool is_source = len >= 3 && str_char(filename, len - 3) == '.' &&
                     str_char(filename, len - 2) == 'p' && str_char(filename, len - 1) == 'y';
    return is_source ? str_substring(vm, filename, 0, len - 3) : new_ref(filename);
}

/* Lets the module's loader give its lines, for what is shown later. */
static bool remember_lines(VM *vm, Object *filename, Object *globals) {
    Object *linecache = import_dotted(vm, "linecache");
    Object *get = linecache ? object_getattr_utf8(vm, linecache, "getlines") : NULL;
    Object *lines = get ? call2(vm, get, filename, globals) : NULL;
    bool ok = lines != NULL;
    xdecref(vm, lines);
    xdecref(vm, get);
    xdecref(vm, linecache);
    return ok;
}

static Object *warn_explicit(VM *vm, Object *module, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"message",        "category", "filename",
                                        "lineno",         "module",   "registry",
                                        "module_globals", "source",   NULL};
    Object *message, *category, *globals = NULL;
    Warning w = {.vm = vm, .state = ((Module *)module)->dict};
    if (!args_parse(vm, "warn_explicit", names, "OOUi|OOOO", args, nargs, kwnames, &message,
                    &category, &w.filename, &w.line, &w.module, &w.registry, &globals, &w.source)) {
        return NULL;
    }
    if (globals && globals != vm->none) {
        if (!is_dict(vm, globals)) {
            return raise(vm, EXC_TypeError, "module_globals must be a dict, not '%T'", globals);
        }
        if (!remember_lines(vm, w.filename, globals)) {
            return NULL;
        }
    }
    w.registry = w.registry == vm->none ? NULL : w.registry;
    w.source = w.source == vm->none ? NULL : w.source;
    if (w.registry && !is_dict(vm, w.registry)) {
        return raise(vm, EXC_TypeError, "'registry' must be a dict or None");
    }
    w.module =
        w.module && w.module != vm->none ? new_ref(w.module) : module_of_file(vm, w.filename);
    Object *result = w.module ? issue(&w, message, category) : NULL;
    xdecref(vm, w.module);
    return result;
}

/* ---- the module ---- */

static Object *filters_mutated(VM *vm, Object *module) {
    Object *state = ((Module *)module)->dict;
    Object *version = dict_get_cstr(vm, state, "_filters_version");
    Object *next = int_from_i64(vm, (version ? INT_VALUE(version) : 0) + 1);
    int failed = next ? dict_set_cstr(vm, state, "_filters_version", next) : -1;
    xdecref(vm, next);
    return failed ? NULL : none_ref(vm);
}

/* The filters of CPython's release builds. */
static Object *first_filters(VM *vm) {
    static const int ignored[] = {EXC_DeprecationWarning, EXC_PendingDeprecationWarning,
                                  EXC_ImportWarning, EXC_ResourceWarning};
    Object *list = list_new(vm, 0), *ignore = str_intern_cstr(vm, "ignore"),
           *shown = str_intern_cstr(vm, "default"), *zero = int_from_i64(vm, 0);
    bool ok = list && ignore && shown && zero;
    for (size_t i = 0; ok && i <= COUNT_OF(ignored); i++) {
        Object *category = OBJ(vm->exceptions[ignored[i ? i - 1 : 0]]);
        Object *filter = tuple_pack(vm, 5, i ? ignore : shown, vm->none, category,
                                    i ? vm->none : ID(vm, __main__), zero);
        ok = filter && list_append_steal(vm, list, filter) == 0;
    }
    xdecref(vm, zero);
    xdecref(vm, shown);
    xdecref(vm, ignore);
    if (!ok) {
        xdecref(vm, list);
    }
    return ok ? list : NULL;
}

static const MethodDef methods[] = {
    METHOD_KW("warn", warn_here, "Issue a warning, or maybe ignore it or raise an exception."),
    METHOD_KW("warn_explicit", warn_explicit,
              "Issue a warning, or maybe ignore it or raise an exception."),
    METHOD_NOARGS("_filters_mutated", filters_mutated, "The filters have changed."),
    {0},
};

Object *module_warnings(VM *vm) {
    Object *m = module_make(
        vm, "_warnings", "Filters of warnings, for programs that do not import warnings.", methods);
    if (m && (module_add(vm, m, "filters", first_filters(vm)) < 0 ||
              module_add(vm, m, "_onceregistry", dict_new(vm)) < 0 ||
              module_add(vm, m, "_defaultaction", str_intern_cstr(vm, "default")) < 0 ||
              module_add(vm, m, "_filters_version", int_new_own(vm, 0)) < 0)) {
        clear_ref(vm, m);
    }
    return m;
}
