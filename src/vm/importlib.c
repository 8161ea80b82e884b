/* importlib: its sources, found beside the library, and the stand-ins until they are loaded. */
#include "vm/importlib.h"

#include <string.h>
#include <sys/stat.h>

#include "lang/compile.h"
#include "types/list.h"
#include "vm/compiled.h"
#include "vm/eval.h"

enum State { STATE_ABSENT, STATE_INSTALLING, STATE_READY };

static const char bootstrap_name[] = "_frozen_importlib";
static const char external_name[] = "_frozen_importlib_external";

/* The modules that CPython 3.11 keeps frozen, those of the machinery itself excepted. */
static const char *const frozen_names[] = {
    "abc",  "codecs", "io",        "_collections_abc", "_sitebuiltins",  "genericpath",
    "os",   "ntpath", "site",      "posixpath",        "importlib.util", "importlib.machinery",
    "stat", "runpy",  "zipimport",
};

/* ---- frozen modules ---- */

bool importlib_is_frozen(VM *vm, Object *name) {
    for (size_t i = 0; i < COUNT_OF(frozen_names); i++) {
        if (is_str(vm, name) && str_equal_ascii(name, frozen_names[i])) {
            return true;
        }
    }
    return false;
}

/* The library's file `relative` (with slashes, without ".py"): new reference, NULL without an error
 * if there is none. */
static Object *library_file(VM *vm, const char *relative) {
    Object *folder = dict_get_cstr(vm, vm->sys, "_stdlib_dir");
    if (!folder || !is_str(vm, folder)) {
        return NULL;
    }
    Object *file = str_format(vm, "%U/%s.py", folder, relative);
    struct stat st;
    Buffer buffer;
    buffer_init(&buffer);
    const char *path = file ? str_cstr(vm, file, &buffer) : NULL;
    if (file && (!path || stat(path, &st) != 0 || !S_ISREG(st.st_mode))) {
        if (!error_occurred(vm) || error_clear_if(vm, EXC_ValueError)) {
            clear_ref(vm, file);
        }
    }
    buffer_deinit(&buffer);
    return file;
}

static Object *compile_frozen(VM *vm, Object *file, const char *name) {
    Object *shown = str_format(vm, "<frozen %s>", name);
    Object *code = shown ? compiled_code(vm, file, shown) : NULL;
    xdecref(vm, shown);
    return code;
}

Object *importlib_frozen_code(VM *vm, Object *name, Object **file) {
    char relative[64];
    for (size_t i = 0; i < COUNT_OF(frozen_names); i++) {
        if (!str_equal_ascii(name, frozen_names[i])) {
            continue;
        }
        strcpy(relative, frozen_names[i]);
        for (char *dot = relative; (dot = strchr(dot, '.'));) {
            *dot = '/';
        }
        Object *path = library_file(vm, relative);
        Object *code = path ? compile_frozen(vm, path, frozen_names[i]) : NULL;
        if (code && file) {
            *file = new_ref(path);
        }
        xdecref(vm, path);
        return code;
    }
    return NULL;
}

/* ---- early specs and loaders ---- */

static bool set(VM *vm, Object *o, const char *name, Object *value) {
    Object *text = str_intern_cstr(vm, name);
    bool ok = text && object_setattr(vm, o, text, value) == 0;
    xdecref(vm, text);
    return ok;
}

static Object *machinery_get(VM *vm, const char *module_name, const char *name) {
    Object *module = dict_get_cstr(vm, vm->modules, module_name);
    if (!module) {
        return raise(vm, EXC_ImportError, "%s is not loaded", module_name);
    }
    return object_getattr_utf8(vm, module, name);
}

static bool becomes(VM *vm, Object *o, const char *module_name, const char *class_name) {
    Object *cls = machinery_get(vm, module_name, class_name);
    bool ok = cls && object_setattr(vm, o, ID(vm, __class__), cls) == 0;
    xdecref(vm, cls);
    return ok;
}

static bool loader_grows_up(VM *vm, Object *loader) {
    return becomes(vm, loader, external_name, "SourceFileLoader");
}

/* What a spec holds to which the C importer gives no value. */
static bool fill_spec(VM *vm, Object *spec, Object *loader, bool is_file) {
    Object *empty = list_new(vm, 0);
    bool ok = empty && set(vm, spec, "loader_state", vm->none) &&
              set(vm, spec, "_uninitialized_submodules", empty) &&
              set(vm, spec, "_set_fileattr", is_file ? vm->true_ : vm->false_) &&
              set(vm, spec, "_cached", vm->none) && (!loader || set(vm, spec, "loader", loader));
    xdecref(vm, empty);
    return ok;
}

/* loader_state of a frozen module. */
static bool add_frozen_state(VM *vm, Object *spec) {
    Object *name = object_getattr(vm, spec, ID(vm, name));
    Object *module = name ? dict_get(vm, vm->modules, name) : NULL;
    Object *file = module ? object_getattr_or_null(vm, module, ID(vm, __file__)) : NULL;
    Object *dict = error_occurred(vm) ? NULL : dict_new(vm), *state = NULL;
    if (dict && dict_set_cstr(vm, dict, "filename", file ? file : vm->none) == 0 &&
        dict_set_cstr(vm, dict, "origname", name) == 0) {
        state = namespace_new(vm, dict);
    }
    bool ok = state && set(vm, spec, "loader_state", state);
    xdecref(vm, state);
    xdecref(vm, dict);
    xdecref(vm, file);
    xdecref(vm, name);
    return ok;
}

static bool spec_grows_up(VM *vm, Object *spec) {
    Object *loader = NULL, *origin;
    if (!becomes(vm, spec, bootstrap_name, "ModuleSpec")) {
        return false;
    }
    origin = object_getattr_utf8(vm, spec, "origin");
    bool built_in = origin && is_str(vm, origin) && str_equal_ascii(origin, "built-in");
    bool frozen = origin && is_str(vm, origin) && str_equal_ascii(origin, "frozen");
    xdecref(vm, origin);
    if (built_in || frozen) {
        loader = machinery_get(vm, bootstrap_name, built_in ? "BuiltinImporter" : "FrozenImporter");
        if (!loader) {
            return false;
        }
    }
    bool ok = fill_spec(vm, spec, loader, !loader) && (!frozen || add_frozen_state(vm, spec));
    xdecref(vm, loader);
    return ok;
}

static bool grows_up(VM *vm, Object *o) {
    const Interp *interp = vm->interp;
    if (type_of(vm, o) == (Type *)interp->early_spec) {
        return spec_grows_up(vm, o);
    }
    return type_of(vm, o) != (Type *)interp->early_loader || loader_grows_up(vm, o);
}

static Object *early_getattro(VM *vm, Object *o, Object *name) {
    Object *value = object_generic_getattr_or_null(vm, o, name);
    if (value || error_occurred(vm)) {
        return value;
    }
    if (!is_str(vm, name) || vm->interp->importlib == STATE_INSTALLING || vm->finalizing) {
        return raise(vm, EXC_AttributeError, "'%T' object has no attribute '%S'", o, name);
    }
    incref(o);
    value = importlib_install(vm) && grows_up(vm, o) ? object_getattr(vm, o, name) : NULL;
    decref(vm, o);
    return value;
}

static Object *early_repr(VM *vm, Object *o) {
    Object *text = NULL;
    incref(o);
    if (importlib_install(vm) && grows_up(vm, o)) {
        text = object_repr(vm, o);
    }
    decref(vm, o);
    return text;
}

static Object *early_compare(VM *vm, Object *o, Object *other, int op) {
    Object *result = NULL;
    incref(o);
    if (importlib_install(vm) && grows_up(vm, o)) {
        result = type_of(vm, o)->slots.richcompare(vm, o, other, op);
    }
    decref(vm, o);
    return result;
}

static Object *early_class(VM *vm, const char *name, const char *module) {
    Object *dict = dict_new(vm), *module_name = NULL, *text = NULL;
    Object *cls = NULL;
    if (dict && (module_name = str_intern_cstr(vm, module)) &&
        dict_set(vm, dict, ID(vm, __module__), module_name) == 0 &&
        (text = str_intern_cstr(vm, name))) {
        cls = call3(vm, OBJ(TYPE(vm, TYPE)), text, vm->empty_tuple, dict);
    }
    if (cls) {
        Type *t = (Type *)cls;
        t->slots.getattro = early_getattro;
        t->slots.repr = early_repr;
        t->slots.richcompare = early_compare;
    }
    xdecref(vm, text);
    xdecref(vm, module_name);
    xdecref(vm, dict);
    return cls;
}

Object *importlib_loader(VM *vm, Object *name, Object *path) {
    Interp *interp = vm->interp;
    if (interp->importlib == STATE_READY) {
        Object *cls = machinery_get(vm, external_name, "SourceFileLoader");
        Object *loader = cls ? call2(vm, cls, name, path) : NULL;
        xdecref(vm, cls);
        return loader;
    }
    if (!interp->early_loader) {
        interp->early_loader = early_class(vm, "SourceFileLoader", external_name);
    }
    Object *loader = interp->early_loader ? call0(vm, interp->early_loader) : NULL;
    if (loader && (!set(vm, loader, "name", name) || !set(vm, loader, "path", path))) {
        clear_ref(vm, loader);
    }
    return loader;
}

Object *importlib_spec(VM *vm, Object *name, Object *loader, Object *origin, Object *search) {
    Interp *interp = vm->interp;
    if (!interp->early_spec) {
        interp->early_spec = early_class(vm, "ModuleSpec", bootstrap_name);
    }
    Object *spec = interp->early_spec ? call0(vm, interp->early_spec) : NULL;
    if (spec && (object_setattr(vm, spec, ID(vm, name), name) < 0 ||
                 (loader && !set(vm, spec, "loader", loader)) ||
                 !set(vm, spec, "origin", origin ? origin : vm->none) ||
                 !set(vm, spec, "submodule_search_locations", search ? search : vm->none) ||
                 !set(vm, spec, "_initializing", vm->true_) ||
                 (interp->importlib == STATE_READY && !grows_up(vm, spec)))) {
        clear_ref(vm, spec);
    }
    return spec;
}

/* ---- the machinery ---- */

/* Runs a source of the library as the module `name`. */
static bool load_source(VM *vm, const char *name, const char *relative) {
    Object *text = str_intern_cstr(vm, name), *code = NULL, *value = NULL;
    Object *file = text ? library_file(vm, relative) : NULL;
    const char *slash = strrchr(relative, '/');
    char shown[64];
    if (text && !file && !error_occurred(vm)) {
        raise(vm, EXC_ModuleNotFoundError, "No module named %R", text);
    }
    if (file) {
        snprintf(shown, sizeof shown, "importlib.%s", slash ? slash + 1 : relative);
        code = compile_frozen(vm, file, shown);
    }
    Object *module = code ? import_add_module(vm, text) : NULL;
    if (module) {
        Object *dict = ((Module *)module)->dict;
        incref(module);
        dict_set(vm, dict, ID(vm, __package__), vm->empty_str);
        dict_set(vm, dict, ID(vm, __builtins__), vm->builtins);
        value = vm->error ? NULL : interp_exec(vm, code, dict, dict);
        decref(vm, module);
    }
    bool ok = value != NULL;
    xdecref(vm, value);
    xdecref(vm, code);
    xdecref(vm, file);
    xdecref(vm, text);
    return ok;
}

static bool module_grows_up(VM *vm, Object *name, Object *module) {
    Object *dict = ((Module *)module)->dict;
    Object *spec = dict ? dict_get_str(vm, dict, ID(vm, __spec__)) : NULL;
    Object *loader = dict ? dict_get_str(vm, dict, ID(vm, __loader__)) : NULL;
    if (loader && !grows_up(vm, loader)) {
        return false;
    }
    if (spec && spec != vm->none) {
        if (!grows_up(vm, spec)) {
            return false;
        }
        if (loader == vm->none) {
            loader = object_getattr_utf8(vm, spec, "loader");
            bool ok = loader && dict_set(vm, dict, ID(vm, __loader__), loader) == 0;
            xdecref(vm, loader);
            return ok;
        }
    } else if (loader == vm->none && str_equal(name, ID(vm, __main__))) {
        loader = machinery_get(vm, bootstrap_name, "BuiltinImporter");
        bool ok = loader && dict_set(vm, dict, ID(vm, __loader__), loader) == 0;
        xdecref(vm, loader);
        return ok;
    }
    return true;
}

static bool modules_grow_up(VM *vm) {
    Object *names = dict_keys_list(vm, vm->modules);
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < LIST_LEN(names); i++) {
        Object *module = dict_get(vm, vm->modules, LIST_ITEM(names, i));
        if (module && is_exact(module, SHAPE_MODULE)) {
            incref(module);
            ok = module_grows_up(vm, LIST_ITEM(names, i), module);
            decref(vm, module);
        }
    }
    xdecref(vm, names);
    return ok;
}

/* What importlib's sources take from CPython's core: the magic number of compiled files, which C
 * reads and writes for the loader that nearly all modules have; archives on the path. */
static bool adapt(VM *vm) {
    static const char text[] =
        "def get_code(self, fullname):\n"
        "    if type(self) is SourceFileLoader:\n"
        "        return _imp._compiled_code(self.get_filename(fullname))\n"
        "    return SourceLoader.get_code(self, fullname)\n"
        "SourceFileLoader.get_code = get_code\n"
        "del get_code\n"
        "MAGIC_NUMBER = _imp._magic_number\n"
        "_RAW_MAGIC_NUMBER = int.from_bytes(MAGIC_NUMBER, 'little')\n"
        "def zipimporter(path):\n"
        "    'Of archives, if the path is one.'\n"
        "    if not _path_isfile(path) and (not path or _path_isdir(path)):\n"
        "        raise ImportError(f'not a Zip file: {path!r}', path=path)\n"
        "    import zipimport\n"
        "    return zipimport.zipimporter(path)\n"
        "import sys\n"
        "sys.path_hooks.append(zipimporter)\n"
        "del zipimporter\n";
    CompileOptions options = {.mode = COMPILE_EXEC};
    Object *module = dict_get_cstr(vm, vm->modules, external_name);
    Object *shown = str_from_cstr(vm, "<frozen importlib._bootstrap_external>");
    Object *code =
        module && shown ? compile_source(vm, text, sizeof text - 1, shown, &options) : NULL;
    Object *dict = module ? ((Module *)module)->dict : NULL;
    Object *value = code ? interp_exec(vm, code, dict, dict) : NULL;
    bool ok = value != NULL;
    xdecref(vm, value);
    xdecref(vm, code);
    xdecref(vm, shown);
    return ok;
}

/* _frozen_importlib.name(*args), for its effect. */
static bool run(VM *vm, const char *name, Object *const *args, size_t nargs) {
    Object *f = machinery_get(vm, bootstrap_name, name);
    Object *value = f ? call(vm, f, args, nargs, NULL) : NULL;
    bool ok = value != NULL;
    xdecref(vm, value);
    xdecref(vm, f);
    return ok;
}

static const char *const lists[] = {"meta_path", "path_hooks", "path_importer_cache"};

static bool add_lists(VM *vm) {
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        Object *value = i < 2 ? list_new(vm, 0) : dict_new(vm);
        bool ok = value && dict_set_cstr(vm, vm->sys, lists[i], value) == 0;
        xdecref(vm, value);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static bool install(VM *vm) {
    Object *sys = dict_get_str(vm, vm->modules, ID(vm, sys));
    Object *imp = sys ? import_dotted(vm, "_imp") : NULL;
    if (!imp) {
        return false;
    }
    Object *args[] = {sys, imp};
    bool ok = add_lists(vm) && load_source(vm, bootstrap_name, "importlib/_bootstrap") &&
              load_source(vm, external_name, "importlib/_bootstrap_external") &&
              modules_grow_up(vm) && run(vm, "_install", args, 2) && adapt(vm) &&
              run(vm, "_install_external_importers", NULL, 0);
    decref(vm, imp);
    return ok;
}

bool importlib_install(VM *vm) {
    Interp *interp = vm->interp;
    Object *kept[COUNT_OF(lists)] = {0};
    if (interp->importlib != STATE_ABSENT) {
        return true;
    }
    interp->importlib = STATE_INSTALLING;
    for (size_t i = 0; i < COUNT_OF(lists); i++) { /* what the program has put there */
        Object *value = dict_get_cstr(vm, vm->sys, lists[i]);
        kept[i] = value ? new_ref(value) : NULL;
    }
    bool ok = install(vm);
    interp->importlib = ok ? STATE_READY : STATE_ABSENT;
    Object *error = error_fetch(vm);
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        Object *name = str_intern_cstr(vm, lists[i]);
        if (name && kept[i]) {
            dict_set(vm, vm->sys, name, kept[i]);
        } else if (name && !ok) {
            dict_discard(vm, vm->sys, name);
        }
        error_clear(vm);
        xdecref(vm, name);
        xdecref(vm, kept[i]);
    }
    error_restore(vm, error);
    return ok;
}

bool importlib_wanted(VM *vm) {
    int state = vm->interp->importlib;
    if (state != STATE_ABSENT) {
        return state == STATE_READY;
    }
    return vm->sys && (dict_get_str(vm, vm->sys, ID(vm, meta_path)) ||
                       dict_get_cstr(vm, vm->sys, "path_hooks"));
}

Object *importlib_find_and_load(VM *vm, Object *name) {
    if (!importlib_install(vm)) {
        return NULL;
    }
    Object *find = machinery_get(vm, bootstrap_name, "_find_and_load");
    Object *module = NULL;
    if (find) {
        Object *import = dict_get_str(vm, vm->builtins, ID(vm, __import__));
        Object *args[] = {name, import ? import : vm->none};
        module = call(vm, find, args, 2, NULL);
        decref(vm, find);
    }
    if (!module) {
        importlib_trim(vm);
    }
    return module;
}

/* ---- tracebacks ---- */

static bool is_of_machinery(const Code *code) {
    return code && code->filename &&
           (str_equal_ascii(code->filename, "<frozen importlib._bootstrap>") ||
            str_equal_ascii(code->filename, "<frozen importlib._bootstrap_external>"));
}

void importlib_trim(VM *vm) {
    if (!vm->error || vm->interp->importlib == STATE_ABSENT) {
        return;
    }
    Exception *error = (Exception *)vm->error;
    bool always = exception_matches(vm, vm->error, OBJ(EXC(vm, ImportError))), inside = false;
    Object **link = &error->traceback, **outer = NULL, *next;
    for (Object *o = error->traceback; o; o = next) {
        Traceback *tb = (Traceback *)o;
        const Code *code = traceback_code(tb);
        bool was_inside = inside;
        next = tb->next;
        inside = is_of_machinery(code);
        outer = inside && !was_inside ? link : outer;
        if (inside && (always || str_equal_ascii(code->name, "_call_with_frames_removed"))) {
            Object *chunk = *outer;
            *outer = next ? new_ref(next) : NULL;
            decref(vm, chunk);
            link = outer;
        } else {
            link = &tb->next;
        }
    }
}

/* sys.meta_path and the like, which are there from when somebody asks for them. */
static Object *missing_attribute(VM *vm, Object *module, Object *name) {
    if (((Module *)module)->dict != vm->sys || vm->interp->importlib != STATE_ABSENT ||
        vm->finalizing) {
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (str_equal_ascii(name, lists[i])) {
            if (!importlib_install(vm)) {
                return NULL;
            }
            Object *value = dict_get_str(vm, vm->sys, name);
            return value ? new_ref(value) : NULL;
        }
    }
    return NULL;
}

void importlib_init(VM *vm) {
    vm->module_missing = missing_attribute;
}
