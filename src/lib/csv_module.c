/* The module _csv: dialects and the functions of the module. */
#include "lib/csv.h"
#include "lib/exception_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"

static void dialect_dealloc(VM *vm, Object *o) {
    clear_ref(vm, DIALECT(o)->lineterminator);
    object_free_atomic(vm, o, sizeof(Dialect));
}

/* ---- making a dialect ---- */

enum {
    DELIMITER,
    DOUBLEQUOTE,
    ESCAPECHAR,
    LINETERMINATOR,
    QUOTECHAR,
    QUOTING,
    SKIP,
    STRICT,
    OPTIONS
};
static const char *const option_names[] = {
    "dialect",   "delimiter", "doublequote",      "escapechar", "lineterminator",
    "quotechar", "quoting",   "skipinitialspace", "strict",     NULL};

static bool set_char(VM *vm, const char *name, uint32_t *c, Object *o, bool or_none) {
    if (!o) {
        return true;
    }
    if (or_none && o == vm->none) {
        *c = CSV_NOT_SET;
        return true;
    }
    if (!is_str(vm, o)) {
        raise(vm, EXC_TypeError, "\"%s\" must be string%s, not %T", name, or_none ? " or None" : "",
              o);
    } else if (STR_LEN(o) != 1) {
        raise(vm, EXC_TypeError, "\"%s\" must be a 1-character string", name);
    } else {
        *c = str_char(o, 0);
        return true;
    }
    return false;
}

static bool set_bool(VM *vm, bool *value, Object *o) {
    int truth = o ? object_truth(vm, o) : *value;
    *value = truth > 0;
    return truth >= 0;
}

static bool set_quoting(VM *vm, Dialect *d, Object *o) {
    int64_t value = QUOTE_MINIMAL;
    if (o && !is_exact(o, SHAPE_INT)) {
        raise(vm, EXC_TypeError, "\"quoting\" must be an integer");
        return false;
    }
    if (o && (!int_as_i64(o, &value) || value != (int32_t)value)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C int");
        return false;
    }
    d->quoting = (int32_t)value;
    return true;
}

static bool set_terminator(VM *vm, Dialect *d, Object *o) {
    if (o && o != vm->none && !is_str(vm, o)) {
        raise(vm, EXC_TypeError, "\"lineterminator\" must be a string");
        return false;
    }
    d->lineterminator = !o ? str_from_ascii(vm, "\r\n", 2) : o == vm->none ? NULL : new_ref(o);
    return o || d->lineterminator;
}

static bool set_all(VM *vm, Dialect *d, Object *const *options) {
    d->delimiter = ',';
    d->quotechar = '"';
    d->escapechar = CSV_NOT_SET;
    d->doublequote = true;
    if (!set_char(vm, "delimiter", &d->delimiter, options[DELIMITER], false) ||
        !set_bool(vm, &d->doublequote, options[DOUBLEQUOTE]) ||
        !set_char(vm, "escapechar", &d->escapechar, options[ESCAPECHAR], true) ||
        !set_terminator(vm, d, options[LINETERMINATOR]) ||
        !set_char(vm, "quotechar", &d->quotechar, options[QUOTECHAR], true) ||
        !set_quoting(vm, d, options[QUOTING]) ||
        !set_bool(vm, &d->skipinitialspace, options[SKIP]) ||
        !set_bool(vm, &d->strict, options[STRICT])) {
        return false;
    }
    const char *message = NULL;
    if (d->quoting < QUOTE_MINIMAL || d->quoting > QUOTE_NONE) {
        message = "bad \"quoting\" value";
    } else if (options[QUOTECHAR] == vm->none && !options[QUOTING]) {
        d->quoting = QUOTE_NONE;
    }
    if (!message && d->quoting != QUOTE_NONE && d->quotechar == CSV_NOT_SET) {
        message = "quotechar must be set if quoting enabled";
    } else if (!message && !d->lineterminator) {
        message = "lineterminator must be set";
    }
    if (message) {
        raise(vm, EXC_TypeError, "%s", message);
    }
    return !message;
}

/* The registered dialect; NULL with an error. */
static Object *registered(VM *vm, Object *name) {
    Object *d = dict_get(vm, vm->lib->csv_dialects, name);
    if (!d && !error_occurred(vm)) {
        csv_fail(vm, "unknown dialect");
    }
    xincref(d);
    return d;
}

/* What is not given comes from the dialect's attributes; all are new references then. */
static bool complete(VM *vm, Object *dialect, Object **options) {
    for (int i = 0; i < OPTIONS; i++) {
        if (options[i]) {
            incref(options[i]);
        } else if (dialect) {
            options[i] = object_getattr_utf8(vm, dialect, option_names[i + 1]);
            if (!options[i]) {
                error_clear(vm);
            }
        }
    }
    return true;
}

static const TypeSpec dialect_spec;

static Object *dialect_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    Object *dialect = NULL, *options[OPTIONS] = {0};
    if (!args_parse(vm, "", option_names, "|OOOOOOOOO", args, nargs, kwnames, &dialect, &options[0],
                    &options[1], &options[2], &options[3], &options[4], &options[5], &options[6],
                    &options[7])) {
        return NULL;
    }
    if (dialect) {
        dialect = is_str(vm, dialect) ? registered(vm, dialect) : new_ref(dialect);
        bool changed = false;
        for (int i = 0; i < OPTIONS; i++) {
            changed = changed || options[i];
        }
        if (!dialect || (is_of_spec(vm, dialect, &dialect_spec) && !changed)) {
            return dialect;
        }
    }
    complete(vm, dialect, options);
    Dialect *d = object_alloc(vm, cls, sizeof *d);
    if (d && !set_all(vm, d, options)) {
        clear_ref(vm, d);
    }
    for (int i = 0; i < OPTIONS; i++) {
        xdecref(vm, options[i]);
    }
    xdecref(vm, dialect);
    return OBJ(d);
}

static Object *dialect_char(VM *vm, Object *o, void *offset) {
    uint32_t c = *(uint32_t *)(void *)((char *)o + (uintptr_t)offset);
    return c == CSV_NOT_SET ? none_ref(vm) : str_from_char(vm, c);
}
static Object *dialect_terminator(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return new_ref(DIALECT(o)->lineterminator ? DIALECT(o)->lineterminator : vm->none);
}
static Object *dialect_quoting(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return int_from_i64(vm, DIALECT(o)->quoting);
}

static const GetSetDef dialect_getset[] = {
    {"delimiter", dialect_char, NULL, NULL, (void *)offsetof(Dialect, delimiter)},
    {"escapechar", dialect_char, NULL, NULL, (void *)offsetof(Dialect, escapechar)},
    {"lineterminator", dialect_terminator, NULL, NULL, NULL},
    {"quotechar", dialect_char, NULL, NULL, (void *)offsetof(Dialect, quotechar)},
    {"quoting", dialect_quoting, NULL, NULL, NULL},
    {0},
};

static const MemberDef dialect_members[] = {
    {"skipinitialspace", MEMBER_BOOL8, offsetof(Dialect, skipinitialspace), true, NULL},
    {"doublequote", MEMBER_BOOL8, offsetof(Dialect, doublequote), true, NULL},
    {"strict", MEMBER_BOOL8, offsetof(Dialect, strict), true, NULL},
    {0},
};

static const TypeSpec dialect_spec = {
    .name = "_csv.Dialect",
    .doc = "How tables are written.",
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Dialect),
    .slots = {.dealloc = dialect_dealloc, .new = dialect_new},
    .members = dialect_members,
    .getset = dialect_getset,
};

Object *csv_dialect(VM *vm, Object *const *args, size_t nargs, Object *kwnames) {
    Type *cls = lib_type(vm, LIB_CSV_DIALECT);
    return cls ? call(vm, OBJ(cls), args, nargs, kwnames) : NULL;
}

/* ---- the module ---- */

static Object *list_dialects(VM *vm, Object *m) {
    UNUSED(m);
    return dict_keys_list(vm, vm->lib->csv_dialects);
}

static Object *register_dialect(VM *vm, Object *m, Object *const *args, size_t nargs,
                                Object *kwnames) {
    UNUSED(m);
    if (!args_count(vm, "", nargs, 1, 2)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "dialect name must be a string");
    }
    Object *dialect = csv_dialect(vm, args + 1, nargs - 1, kwnames);
    bool ok = dialect && dict_set(vm, vm->lib->csv_dialects, args[0], dialect) == 0;
    xdecref(vm, dialect);
    return ok ? none_ref(vm) : NULL;
}

static Object *unregister_dialect(VM *vm, Object *m, Object *name) {
    UNUSED(m);
    int found = dict_discard(vm, vm->lib->csv_dialects, name);
    return found > 0 ? none_ref(vm) : found < 0 ? NULL : csv_fail(vm, "unknown dialect");
}

static Object *get_dialect(VM *vm, Object *m, Object *name) {
    UNUSED(m);
    return registered(vm, name);
}

static Object *field_size_limit(VM *vm, Object *m, Object *const *args, size_t nargs) {
    int64_t old = vm->lib->csv_field_limit;
    UNUSED(m);
    if (!args_count(vm, "field_size_limit", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs) {
        if (!is_exact(args[0], SHAPE_INT)) {
            return raise(vm, EXC_TypeError, "limit must be an integer");
        }
        if (!int_as_i64(args[0], &vm->lib->csv_field_limit)) {
            return raise(vm, EXC_OverflowError, "Python int too large to convert to C long");
        }
    }
    return int_from_i64(vm, old);
}

static const MethodDef functions[] = {
    METHOD_KW("reader", csv_reader, "An iterator over the rows of a table."),
    METHOD_KW("writer", csv_writer, "Writes rows to a file."),
    METHOD_NOARGS("list_dialects", list_dialects, "The names of the dialects."),
    METHOD_KW("register_dialect", register_dialect, "Give a dialect a name."),
    METHOD_O("unregister_dialect", unregister_dialect, "Forget the name of a dialect."),
    METHOD_O("get_dialect", get_dialect, "The dialect of a name."),
    METHOD_FAST("field_size_limit", field_size_limit, "The longest field; sets a new one."),
    {0},
};

static bool make_state(VM *vm) {
    Lib *lib = vm->lib;
    if (!lib->csv_dialects) {
        lib->csv_dialects = lib_keep(vm, dict_new(vm));
        lib->csv_field_limit = 128 * 1024;
    }
    return lib->csv_dialects &&
           exception_make(vm, &lib->csv_error, "_csv", "Error", EXC(vm, Exception));
}

Object *module_csv(VM *vm) {
    static const IntConstant constants[] = {{"QUOTE_MINIMAL", QUOTE_MINIMAL},
                                            {"QUOTE_ALL", QUOTE_ALL},
                                            {"QUOTE_NONNUMERIC", QUOTE_NONNUMERIC},
                                            {"QUOTE_NONE", QUOTE_NONE}};
    Object *m = module_make(vm, "_csv", "Reading and writing of tables as text.", functions);
    if (m && (!make_state(vm) || !module_make_type(vm, m, &dialect_spec, LIB_CSV_DIALECT) ||
              !module_make_hidden_type(vm, &csv_reader_spec, LIB_CSV_READER) ||
              !module_make_hidden_type(vm, &csv_writer_spec, LIB_CSV_WRITER) ||
              module_add(vm, m, "Reader", OBJ(new_ref(vm->lib->types[LIB_CSV_READER]))) < 0 ||
              module_add(vm, m, "Writer", OBJ(new_ref(vm->lib->types[LIB_CSV_WRITER]))) < 0 ||
              module_add(vm, m, "Error", new_ref(vm->lib->csv_error)) < 0 ||
              module_add(vm, m, "_dialects", new_ref(vm->lib->csv_dialects)) < 0 ||
              module_add(vm, m, "__version__", str_from_cstr(vm, "1.0")) < 0 ||
              !module_add_ints(vm, m, constants, COUNT_OF(constants)))) {
        clear_ref(vm, m);
    }
    return m;
}
