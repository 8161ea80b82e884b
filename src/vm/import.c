/* import: modules of the table given at the start, and .py files and packages on sys.path.
 *
 * A plain importer in C with the outcome of CPython's: sys.modules, parents before children,
 * relative names, __path__, circular imports, error texts. It serves until a program asks for what
 * only importlib can do (importlib.h); from then on importlib's own code finds and loads.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "types/list.h"
#include "vm/compiled.h"
#include "vm/eval.h"
#include "vm/importlib.h"

/* --- helpers */

static int64_t rfind_dot(Object *name) {
    for (size_t i = STR_LEN(name); i-- > 0;) {
        if (str_char(name, i) == '.') {
            return (int64_t)i;
        }
    }
    return -1;
}

static int64_t find_dot(Object *name) {
    for (size_t i = 0; i < STR_LEN(name); i++) {
        if (str_char(name, i) == '.') {
            return (int64_t)i;
        }
    }
    return -1;
}

/* Raises ImportError or ModuleNotFoundError with its attributes; steals message (may be NULL). */
static Object *raise_import(VM *vm, int exception, Object *message, Object *name, Object *path) {
    if (!message) {
        return NULL;
    }
    raise_object(vm, exception, message);
    decref(vm, message);
    if (vm->error && exception_matches(vm, vm->error, OBJ(EXC(vm, ImportError)))) {
        ImportError *e = (ImportError *)vm->error;
        if (name) {
            set_ref(vm, e->name, new_ref(name));
        }
        if (path) {
            set_ref(vm, e->path, new_ref(path));
        }
    }
    return NULL;
}

static Object *raise_not_found(VM *vm, Object *name) {
    return raise_import(vm, EXC_ModuleNotFoundError, str_format(vm, "No module named %R", name),
                        name, NULL);
}

/* sys.modules[name]: new reference, NULL without an error if absent. */
static Object *loaded(VM *vm, Object *name) {
    Object *module = dict_get(vm, vm->modules, name);
    xincref(module);
    return module;
}

/* --- files */

/* FILE_OTHER: not for this importer but for importlib's: namespace packages, archives on the path.
 */
enum FileKind { FILE_NONE, FILE_MODULE, FILE_PACKAGE, FILE_OTHER };

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_directory(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* What directory has under the name tail; path receives the file. */
static enum FileKind look_in(const char *directory, const char *tail, Buffer *path) {
    const char *slash = directory[0] && directory[strlen(directory) - 1] == '/' ? "" : "/";
    buffer_clear(path);
    buffer_add_format(path, "%s%s%s", directory, slash, tail);
    const char *text = buffer_text(path);
    errno = 0;
    bool is_dir = text && is_directory(text);
    if (errno == ENOTDIR) { /* an archive? */
        return is_file(directory) ? FILE_OTHER : FILE_NONE;
    }
    if (is_dir) {
        buffer_add_text(path, "/__init__.py");
        text = buffer_text(path);
        if (text && is_file(text)) {
            return FILE_PACKAGE;
        }
    }
    buffer_clear(path);
    buffer_add_format(path, "%s%s%s.py", directory, slash, tail);
    text = buffer_text(path);
    if (text && is_file(text)) {
        return FILE_MODULE;
    }
    if (!is_dir) { /* a module without a source is importlib's, too */
        buffer_add_char(path, 'c');
        text = buffer_text(path);
        is_dir = text && is_file(text);
    }
    return is_dir && !path->failed ? FILE_OTHER : FILE_NONE;
}

/* Searches the entries of a path list. *file: the file (new reference). FILE_NONE also with an
 * error. */
static enum FileKind find_file(VM *vm, Object *path_list, Object *tail, Object **file) {
    Buffer directory, name, path;
    enum FileKind kind = FILE_NONE;
    bool other = false;
    char here[4096];
    *file = NULL;
    buffer_init(&directory);
    buffer_init(&name);
    buffer_init(&path);
    const char *tail_text = str_cstr(vm, tail, &name);
    Object *entries = tail_text ? list_from_iterable(vm, path_list) : NULL;
    for (size_t i = 0; entries && i < LIST_LEN(entries); i++) {
        Object *entry = LIST_ITEM(entries, i);
        if (!is_str(vm, entry)) {
            continue;
        }
        buffer_clear(&directory);
        const char *text = str_cstr(vm, entry, &directory);
        if (!text) {
            error_clear(vm);
            continue;
        }
        if (!text[0]) {
            text = getcwd(here, sizeof here) ? here : ".";
        }
        kind = look_in(text, tail_text, &path);
        other |= kind == FILE_OTHER;
        if (kind == FILE_MODULE || kind == FILE_PACKAGE) {
            break;
        }
        kind = FILE_NONE;
    }
    if (other && !vm->error) { /* the order of the entries matters: let importlib see */
        kind = FILE_OTHER;
    } else if (kind != FILE_NONE) {
        *file = str_from_utf8(vm, path.data, path.size);
        kind = *file ? kind : FILE_NONE;
    }
    xdecref(vm, entries);
    buffer_deinit(&directory);
    buffer_deinit(&name);
    buffer_deinit(&path);
    return kind;
}

/* --- making a module from a file */

static Object *directory_of(VM *vm, Object *file) {
    size_t n = STR_LEN(file);
    while (n > 0 && str_char(file, n - 1) != '/') {
        n--;
    }
    return str_substring(vm, file, 0, n > 1 ? n - 1 : n);
}

/* module.__spec__ and __loader__. */
static int set_spec(VM *vm, Object *module_dict, Object *name, Object *file, Object *search,
                    const char *origin) {
    Object *loader = NULL, *place = NULL, *spec = NULL;
    int failed = -1;
    place = file && !origin ? new_ref(file) : str_intern_cstr(vm, origin);
    if (place && !origin) {
        loader = importlib_loader(vm, name, file);
    }
    if (place && (origin || loader)) {
        spec = importlib_spec(vm, name, loader, place, search);
    }
    if (spec && (!loader || dict_set(vm, module_dict, ID(vm, __loader__), loader) == 0)) {
        failed = dict_set(vm, module_dict, ID(vm, __spec__), spec);
    }
    xdecref(vm, spec);
    xdecref(vm, loader);
    xdecref(vm, place);
    return failed;
}

static void spec_is_ready(VM *vm, Object *module) {
    Object *error = error_fetch(vm);
    Object *spec = object_getattr_or_null(vm, module, ID(vm, __spec__));
    Object *name = str_intern_cstr(vm, "_initializing");
    if (spec && spec != vm->none && name) {
        object_setattr(vm, spec, name, vm->false_);
    }
    error_clear(vm);
    xdecref(vm, name);
    xdecref(vm, spec);
    error_restore(vm, error);
}

/* __cached__ of a module's file. */
static int set_cached(VM *vm, Object *dict, Object *file) {
    Object *cached = compiled_name(vm, file);
    int failed = cached               ? dict_set_cstr(vm, dict, "__cached__", cached)
                 : error_occurred(vm) ? -1
                                      : 0;
    xdecref(vm, cached);
    return failed;
}

/* The attributes that every imported module has. search: list or NULL. */
static int set_attributes(VM *vm, Object *module, Object *name, Object *file, Object *search,
                          bool frozen) {
    Object *d = ((Module *)module)->dict, *package;
    int64_t dot = rfind_dot(name);
    int failed = -1;
    if (search) {
        package = new_ref(name);
    } else {
        package = str_substring(vm, name, 0, dot < 0 ? 0 : (size_t)dot);
    }
    if (package && dict_set(vm, d, ID(vm, __package__), package) == 0 &&
        set_spec(vm, d, name, file, search, frozen ? "frozen" : NULL) == 0 &&
        (!search || dict_set(vm, d, ID(vm, __path__), search) == 0) &&
        dict_set(vm, d, ID(vm, __file__), file) == 0 && (frozen || set_cached(vm, d, file) == 0)) {
        failed = dict_set(vm, d, ID(vm, __builtins__), vm->builtins);
    }
    xdecref(vm, package);
    return failed;
}

/* Runs the module's code (or its file's) with the module in sys.modules; what is there afterwards
 * (new reference). */
static Object *run_module(VM *vm, Object *module, Object *name, Object *file, Object *code) {
    Object *d = ((Module *)module)->dict;
    if (dict_set(vm, vm->modules, name, module) < 0) {
        return NULL;
    }
    code = code ? new_ref(code) : compiled_code(vm, file, file);
    Object *value = NULL;
    if (code) {
        value = interp_exec(vm, code, d, d);
        decref(vm, code);
    }
    spec_is_ready(vm, module);
    if (!value) {
        Object *error = error_fetch(vm);
        dict_discard(vm, vm->modules, name);
        error_restore(vm, error);
        return NULL;
    }
    decref(vm, value);
    Object *now = loaded(vm, name);
    if (!now && !vm->error) {
        raise_object(vm, EXC_KeyError, name);
    }
    return now;
}

/* code: of a frozen module, or NULL. */
static Object *load_file(VM *vm, Object *name, bool is_package, Object *file, Object *code) {
    Object *module = module_new(vm, name), *search = NULL, *result = NULL;
    if (!module) {
        return NULL;
    }
    if (is_package) {
        Object *directory = directory_of(vm, file);
        search = directory ? list_from(vm, &directory, 1) : NULL;
        xdecref(vm, directory);
        if (!search) {
            goto done;
        }
    }
    if (set_attributes(vm, module, name, file, search, code != NULL) == 0) {
        result = run_module(vm, module, name, file, code);
    }
done:
    xdecref(vm, search);
    decref(vm, module);
    return result;
}

/* A module of the table: new reference, NULL without an error if there is none. */
static Object *load_builtin(VM *vm, Object *name) {
    const BuiltinModule *m = vm->interp->modules;
    for (; m && m->name; m++) {
        if (!str_equal_ascii(name, m->name)) {
            continue;
        }
        Object *module = m->init(vm);
        if (!module) {
            return NULL;
        }
        Object *empty = vm->empty_str;
        Object *d = ((Module *)module)->dict;
        if (dict_set(vm, d, ID(vm, __package__), empty) < 0 ||
            set_spec(vm, d, name, NULL, NULL, "built-in") < 0 ||
            dict_set(vm, vm->modules, name, module) < 0) {
            decref(vm, module);
            return NULL;
        }
        spec_is_ready(vm, module);
        return module;
    }
    return NULL;
}

/* --- finding */

static Object *import_absolute(VM *vm, Object *name);

/* The parent package's __path__ (new reference): NULL with the error raised. */
static Object *path_of_parent(VM *vm, Object *parent, Object *parent_name, Object *name) {
    Object *path = object_getattr_or_null(vm, parent, ID(vm, __path__));
    if (!path && !vm->error) {
        raise_import(vm, EXC_ModuleNotFoundError,
                     str_format(vm, "No module named %R; %R is not a package", name, parent_name),
                     name, NULL);
    }
    return path;
}

/* A frozen module: new reference, NULL without an error if it is none. */
static Object *load_frozen(VM *vm, Object *name) {
    Object *file = NULL, *module = NULL;
    Object *code = importlib_frozen_code(vm, name, &file);
    if (code) {
        module = load_file(vm, name, false, file, code);
        decref(vm, code);
        decref(vm, file);
    }
    return module;
}

static bool is_machinery(Object *name) {
    return str_equal_ascii(name, "_frozen_importlib") ||
           str_equal_ascii(name, "_frozen_importlib_external");
}

static Object *find_and_load(VM *vm, Object *name) {
    int64_t dot = rfind_dot(name);
    Object *parent = NULL, *path = NULL, *tail = NULL, *file = NULL, *module = NULL;
    if (dot >= 0) {
        Object *parent_name = str_substring(vm, name, 0, (size_t)dot);
        parent = parent_name ? import_absolute(vm, parent_name) : NULL;
        module = parent ? loaded(vm, name) : NULL; /* the parent may have imported it */
        if (parent && !module && !vm->error) {
            path = path_of_parent(vm, parent, parent_name, name);
        }
        xdecref(vm, parent_name);
        if (module || !path) {
            goto done;
        }
    } else {
        module = load_builtin(vm, name);
        module = module || vm->error ? module : load_frozen(vm, name);
        if (module || vm->error) {
            goto done;
        }
        path = dict_get_str(vm, vm->sys, ID(vm, path));
        if (!path) {
            raise(vm, EXC_RuntimeError, "unable to get sys.path");
            goto done;
        }
        incref(path);
    }
    tail = str_substring(vm, name, (size_t)(dot + 1), STR_LEN(name));
    enum FileKind kind = tail ? find_file(vm, path, tail, &file) : FILE_NONE;
    if (kind == FILE_NONE || kind == FILE_OTHER) {
        if (kind == FILE_OTHER) {
            module = importlib_find_and_load(vm, name);
        } else if (!vm->error) {
            raise_not_found(vm, name);
        }
        goto done;
    }
    module = load_file(vm, name, kind == FILE_PACKAGE, file, NULL);
    if (module && parent) {
        Object *interned = str_intern(vm, tail);
        if (!interned || object_setattr(vm, parent, interned, module) < 0) {
            if (vm->error && !error_clear_if(vm, EXC_AttributeError)) {
                clear_ref(vm, module);
            }
        }
        xdecref(vm, interned);
    }
done:
    xdecref(vm, parent);
    xdecref(vm, path);
    xdecref(vm, tail);
    xdecref(vm, file);
    return module;
}

static Object *import_absolute(VM *vm, Object *name) {
    Object *module = loaded(vm, name);
    if (module == vm->none) {
        decref(vm, module);
        return raise_import(vm, EXC_ModuleNotFoundError,
                            str_format(vm, "import of %U halted; None in sys.modules", name), name,
                            NULL);
    }
    if (module || vm->error) {
        return module;
    }
    if (is_machinery(name)) {
        return importlib_install(vm) ? loaded(vm, name) : NULL;
    }
    return importlib_wanted(vm) ? importlib_find_and_load(vm, name) : find_and_load(vm, name);
}

/* --- relative names */

/* The package that `globals` belong to (new reference). */
static Object *package_of(VM *vm, Object *globals) {
    Object *package = dict_get_str(vm, globals, ID(vm, __package__));
    Object *spec = dict_get_str(vm, globals, ID(vm, __spec__));
    if (package && package != vm->none) {
        if (!is_str(vm, package)) {
            return raise(vm, EXC_TypeError, "package must be a string");
        }
        return new_ref(package);
    }
    if (spec && spec != vm->none) {
        package = object_getattr_utf8(vm, spec, "parent");
        if (package && !is_str(vm, package)) {
            raise(vm, EXC_TypeError, "__spec__.parent must be a string");
            clear_ref(vm, package);
        }
        return package;
    }
    Object *name = dict_get_str(vm, globals, ID(vm, __name__));
    if (!name) {
        return raise(vm, EXC_KeyError, "'__name__' not in globals");
    }
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "__name__ must be a string");
    }
    if (dict_get_str(vm, globals, ID(vm, __path__))) {
        return new_ref(name);
    }
    int64_t dot = rfind_dot(name);
    return str_substring(vm, name, 0, dot < 0 ? 0 : (size_t)dot);
}

static Object *resolve_name(VM *vm, Object *name, Object *globals, int level) {
    if (!globals) {
        return raise(vm, EXC_KeyError, "'__name__' not in globals");
    }
    if (!is_dict(vm, globals)) {
        return raise(vm, EXC_TypeError, "globals must be a dict");
    }
    Object *package = package_of(vm, globals);
    if (!package) {
        return NULL;
    }
    if (!STR_LEN(package)) {
        decref(vm, package);
        return raise(vm, EXC_ImportError, "attempted relative import with no known parent package");
    }
    size_t end = STR_LEN(package);
    while (--level > 0) {
        while (end > 0 && str_char(package, end - 1) != '.') {
            end--;
        }
        if (end == 0) {
            decref(vm, package);
            return raise(vm, EXC_ImportError, "attempted relative import beyond top-level package");
        }
        end--;
    }
    Object *base = str_substring(vm, package, 0, end);
    decref(vm, package);
    if (!base || !STR_LEN(name)) {
        return base;
    }
    Object *full = str_format(vm, "%U.%U", base, name);
    decref(vm, base);
    return full;
}

/* --- from ... import */

/* Imports submodules named in fromlist that are not attributes yet. */
static int handle_fromlist(VM *vm, Object *module, Object *fromlist, bool from_all) {
    Object *names = object_fast_sequence(vm, fromlist, "fromlist must be iterable");
    int failed = names ? 0 : -1;
    for (size_t i = 0; names && !failed && i < fast_len(names, vm); i++) {
        Object *name = new_ref(fast_items(names, vm)[i]);
        if (!is_str(vm, name)) {
            raise(vm, EXC_TypeError,
                  from_all ? "Item in __all__ must be str, not %T"
                           : "Item in ``from list'' must be str, not %T",
                  name);
            failed = -1;
        } else if (str_equal_ascii(name, "*")) {
            Object *all = from_all ? NULL : object_getattr_or_null(vm, module, ID(vm, __all__));
            if (all) {
                failed = handle_fromlist(vm, module, all, true);
                decref(vm, all);
            } else if (vm->error) {
                failed = -1;
            }
        } else {
            int has = object_hasattr(vm, module, name);
            if (has == 0) {
                Object *base = object_getattr(vm, module, ID(vm, __name__));
                Object *full = base ? str_format(vm, "%S.%U", base, name) : NULL;
                Object *sub = full ? import_absolute(vm, full) : NULL;
                if (!sub && full && error_matches(vm, EXC_ModuleNotFoundError)) {
                    Object *missing = ((ImportError *)vm->error)->name;
                    if (missing && is_str(vm, missing) && str_equal(missing, full)) {
                        error_clear(vm);
                    }
                }
                failed = vm->error ? -1 : 0;
                xdecref(vm, sub);
                xdecref(vm, full);
                xdecref(vm, base);
            } else if (has < 0) {
                failed = -1;
            }
        }
        decref(vm, name);
    }
    xdecref(vm, names);
    return failed;
}

/* Without fromlist: the package that `name` begins with. */
static Object *top_module(VM *vm, Object *name, Object *full, int level, Object *module) {
    int64_t dot = find_dot(name);
    if (dot < 0 || (level > 0 && !STR_LEN(name))) {
        return new_ref(module);
    }
    if (level == 0) {
        Object *front = str_substring(vm, name, 0, (size_t)dot);
        Object *top = front ? import_absolute(vm, front) : NULL;
        xdecref(vm, front);
        return top;
    }
    size_t cut = STR_LEN(name) - (size_t)dot;
    Object *front = str_substring(vm, full, 0, STR_LEN(full) - cut);
    Object *top = front ? loaded(vm, front) : NULL;
    if (front && !top && !vm->error) {
        raise(vm, EXC_KeyError, "%R not in sys.modules as expected", front);
    }
    xdecref(vm, front);
    return top;
}

Object *import_module(VM *vm, Object *name, Object *globals, Object *fromlist, int level) {
    Object *full, *result = NULL;
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "module name must be a string");
    }
    if (level < 0) {
        return raise(vm, EXC_ValueError, "level must be >= 0");
    }
    if (level > 0) {
        full = resolve_name(vm, name, globals, level);
        if (!full) {
            return NULL;
        }
    } else {
        if (!STR_LEN(name)) {
            return raise(vm, EXC_ValueError, "Empty module name");
        }
        full = new_ref(name);
    }
    Object *module = import_absolute(vm, full);
    if (!module) {
        decref(vm, full);
        return NULL;
    }
    int has_from = fromlist && fromlist != vm->none ? object_truth(vm, fromlist) : 0;
    if (has_from == 0) {
        result = top_module(vm, name, full, level, module);
    } else if (has_from > 0) {
        int is_package = object_hasattr(vm, module, ID(vm, __path__));
        if (is_package == 0 ||
            (is_package > 0 && handle_fromlist(vm, module, fromlist, false) == 0)) {
            result = new_ref(module);
        }
    }
    decref(vm, module);
    decref(vm, full);
    return result;
}

Object *import_dotted(VM *vm, const char *name) {
    Object *text = str_intern_cstr(vm, name);
    Object *module = text ? import_absolute(vm, text) : NULL;
    xdecref(vm, text);
    return module;
}

Object *import_add_module(VM *vm, Object *name) {
    Object *module = dict_get(vm, vm->modules, name);
    if (module || vm->error) {
        return module;
    }
    module = module_new(vm, name);
    if (!module) {
        return NULL;
    }
    int failed = dict_set(vm, vm->modules, name, module);
    decref(vm, module);
    return failed ? NULL : module;
}

static bool is_initializing(VM *vm, Object *module) {
    Object *spec = object_getattr_or_null(vm, module, ID(vm, __spec__));
    Object *value =
        spec && spec != vm->none ? object_getattr_utf8(vm, spec, "_initializing") : NULL;
    bool is = value && object_truth(vm, value) > 0;
    error_clear(vm);
    xdecref(vm, value);
    xdecref(vm, spec);
    return is;
}

static Object *raise_cannot_import(VM *vm, Object *module, Object *module_name, Object *name) {
    Object *file = object_getattr_or_null(vm, module, ID(vm, __file__));
    Object *message;
    error_clear(vm);
    if (!module_name) {
        message = str_format(
            vm, "cannot import name %R from '<unknown module name>' (unknown location)", name);
    } else if (!file || !is_str(vm, file)) {
        message =
            str_format(vm, "cannot import name %R from %R (unknown location)", name, module_name);
    } else {
        const char *format = is_initializing(vm, module)
                                 ? "cannot import name %R from partially initialized module %R "
                                   "(most likely due to a "
                                   "circular import) (%S)"
                                 : "cannot import name %R from %R (%S)";
        message = str_format(vm, format, name, module_name, file);
    }
    raise_import(vm, EXC_ImportError, message, module_name, file);
    xdecref(vm, file);
    return NULL;
}

Object *import_from(VM *vm, Object *module, Object *name) {
    Object *value = object_getattr_or_null(vm, module, name);
    if (value || vm->error) {
        return value;
    }
    Object *module_name = object_getattr_or_null(vm, module, ID(vm, __name__));
    error_clear(vm);
    if (module_name && !is_str(vm, module_name)) {
        clear_ref(vm, module_name);
    }
    if (module_name) { /* a submodule in a circular import */
        Object *full = str_format(vm, "%U.%U", module_name, name);
        value = full ? loaded(vm, full) : NULL;
        xdecref(vm, full);
    }
    if (!value && !vm->error) {
        raise_cannot_import(vm, module, module_name, name);
    }
    xdecref(vm, module_name);
    return value;
}

static int set_name(VM *vm, Object *locals, Object *name, Object *value) {
    return is_exact(locals, SHAPE_DICT) ? dict_set(vm, locals, name, value)
                                        : object_setitem(vm, locals, name, value);
}

int import_star(VM *vm, Object *module, Object *locals) {
    Object *all = object_getattr_or_null(vm, module, ID(vm, __all__));
    bool skip_private = !all;
    int failed = -1;
    if (!all) {
        if (vm->error) {
            return -1;
        }
        Object *dict = object_getattr_or_null(vm, module, ID(vm, __dict__));
        if (!dict) {
            if (!vm->error) {
                raise(vm, EXC_ImportError, "from-import-* object has no __dict__ and no __all__");
            }
            return -1;
        }
        Object *keys = call_method0(vm, dict, ID(vm, keys));
        all = keys ? list_from_iterable(vm, keys) : NULL;
        xdecref(vm, keys);
        decref(vm, dict);
    }
    Object *names = all ? object_fast_sequence(vm, all, NULL) : NULL;
    failed = names ? 0 : -1;
    for (size_t i = 0; names && !failed && i < fast_len(names, vm); i++) {
        Object *name = new_ref(fast_items(names, vm)[i]);
        if (!is_str(vm, name)) {
            Object *module_name = object_getattr_or_null(vm, module, ID(vm, __name__));
            raise(vm, EXC_TypeError,
                  skip_private ? "Key in %S.__dict__ must be str, not %T"
                               : "Item in %S.__all__ must be str, not %T",
                  module_name ? module_name : vm->none, name);
            xdecref(vm, module_name);
            failed = -1;
        } else if (!skip_private || !STR_LEN(name) || str_char(name, 0) != '_') {
            Object *value = object_getattr(vm, module, name);
            failed = value ? set_name(vm, locals, name, value) : -1;
            xdecref(vm, value);
        }
        decref(vm, name);
    }
    xdecref(vm, names);
    xdecref(vm, all);
    return failed;
}

/* --- the start */

/* Imports a module of the table that must be there; its dict (new reference). */
static Object *need_builtin(VM *vm, const char *name) {
    Object *text = str_intern_cstr(vm, name);
    Object *module = text ? load_builtin(vm, text) : NULL;
    xdecref(vm, text);
    if (!module) {
        return NULL;
    }
    Object *dict = new_ref(((Module *)module)->dict);
    decref(vm, module);
    return dict;
}

bool import_init(VM *vm) {
    vm->modules = dict_new(vm);
    importlib_init(vm);
    if (!vm->modules) {
        return false;
    }
    vm->builtins = need_builtin(vm, "builtins");
    vm->sys = vm->builtins ? need_builtin(vm, "sys") : NULL;
    if (!vm->sys) {
        return false;
    }
    vm->interp->import_function = dict_get_str(vm, vm->builtins, ID(vm, __import__));
    return true;
}
