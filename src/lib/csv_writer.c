/* The module _csv: writers. */
#include "lib/csv.h"
#include "lib/exception_make.h"
#include "object/abstract.h"

typedef struct Writer {
    Object head;
    Object *write; /* the file's method */
    Object *dialect;
} Writer;
#define WRITER(o) ((Writer *)(o))
#define WRITER_FIELDS(X)                                                                           \
    X(dialect)                                                                                     \
    X(write)
TYPE_MEMORY(writer, Writer, WRITER_FIELDS)
TYPE_CLEAR(writer, Writer, WRITER_FIELDS)

static bool in_text(Object *text, uint32_t c) {
    for (size_t i = 0; i < STR_LEN(text); i++) {
        if (str_char(text, i) == c) {
            return true;
        }
    }
    return false;
}

/* Whether c cannot stand in a field as it is. */
static bool is_special(const Dialect *d, uint32_t c) {
    return c == d->delimiter || c == d->escapechar || c == d->quotechar ||
           in_text(d->lineterminator, c);
}

/* Whether c must have a character before it: which one, or CSV_NOT_SET. false: an error. */
static bool escape_of(VM *vm, const Dialect *d, uint32_t c, uint32_t *before) {
    *before = CSV_NOT_SET;
    if (d->quoting != QUOTE_NONE && c != d->escapechar && (c != d->quotechar || d->doublequote)) {
        *before = c == d->quotechar ? c : CSV_NOT_SET;
    } else if ((*before = d->escapechar) == CSV_NOT_SET) {
        csv_fail(vm, "need to escape, but no escapechar set");
        return false;
    }
    return true;
}

static bool needs_quotes(const Dialect *d, Object *text) {
    for (size_t i = 0; d->quoting != QUOTE_NONE && i < STR_LEN(text); i++) {
        uint32_t c = str_char(text, i);
        if (is_special(d, c) && c != d->escapechar && (c != d->quotechar || d->doublequote)) {
            return true;
        }
    }
    return false;
}

static bool add_text(VM *vm, StrBuilder *b, const Dialect *d, Object *text) {
    size_t from = 0;
    for (size_t i = 0; i < STR_LEN(text); i++) {
        uint32_t c = str_char(text, i), before = CSV_NOT_SET;
        if (is_special(d, c) && !escape_of(vm, d, c, &before)) {
            return false;
        }
        if (before != CSV_NOT_SET) {
            if (!str_builder_substring(b, text, from, i) || !str_builder_char(b, before)) {
                return false;
            }
            from = i;
        }
    }
    return str_builder_substring(b, text, from, STR_LEN(text));
}

/* Appends one field (text NULL: empty). */
static bool add_field(VM *vm, StrBuilder *b, const Dialect *d, Object *text, bool quoted,
                      size_t index) {
    quoted = quoted || (text && needs_quotes(d, text));
    return (!index || str_builder_char(b, d->delimiter)) &&
           (!quoted || str_builder_char(b, d->quotechar)) && (!text || add_text(vm, b, d, text)) &&
           (!quoted || str_builder_char(b, d->quotechar));
}

static bool is_number(VM *vm, Object *o) {
    const Slots *s = &type_of(vm, o)->slots;
    return s->nb_index || s->nb_int || s->nb_float || is_exact(o, SHAPE_COMPLEX);
}

/* The field of any object. */
static bool add_object(VM *vm, StrBuilder *b, const Dialect *d, Object *o, size_t index) {
    bool quoted = d->quoting == QUOTE_ALL || (d->quoting == QUOTE_NONNUMERIC && !is_number(vm, o));
    if (is_str(vm, o) || o == vm->none) {
        return add_field(vm, b, d, o == vm->none ? NULL : o, quoted, index);
    }
    Object *text = object_str(vm, o);
    bool ok = text && add_field(vm, b, d, text, quoted, index);
    xdecref(vm, text);
    return ok;
}

/* The line of a row without its end. */
static bool add_row(VM *vm, StrBuilder *b, const Dialect *d, Object *row) {
    Object *it = object_get_iter(vm, row);
    if (!it) {
        if (error_clear_if(vm, EXC_TypeError)) {
            csv_fail(vm, "iterable expected, not %T", row);
        }
        return false;
    }
    size_t n = 0;
    Object *field;
    bool ok = true;
    while (ok && (field = iter_next(vm, it))) {
        ok = add_object(vm, b, d, field, n++);
        decref(vm, field);
    }
    decref(vm, it);
    ok = ok && !error_occurred(vm);
    if (ok && n && !b->len) {
        if (d->quoting == QUOTE_NONE) {
            csv_fail(vm, "single empty field record must be quoted");
            return false;
        }
        ok = add_field(vm, b, d, NULL, true, 0);
    }
    return ok;
}

static Object *writer_writerow(VM *vm, Object *o, Object *row) {
    const Dialect *d = DIALECT(WRITER(o)->dialect);
    StrBuilder b;
    str_builder_init(&b, vm);
    Object *line = add_row(vm, &b, d, row) && str_builder_str(&b, d->lineterminator)
                       ? str_builder_finish(&b)
                       : NULL;
    str_builder_deinit(&b);
    Object *result = line ? call1(vm, WRITER(o)->write, line) : NULL;
    xdecref(vm, line);
    return result;
}

static Object *writer_writerows(VM *vm, Object *o, Object *rows) {
    Object *it = object_get_iter(vm, rows), *row;
    if (!it) {
        return NULL;
    }
    while ((row = iter_next(vm, it))) {
        Object *result = writer_writerow(vm, o, row);
        decref(vm, row);
        if (!result) {
            break;
        }
        decref(vm, result);
    }
    decref(vm, it);
    return error_occurred(vm) ? NULL : none_ref(vm);
}

Object *csv_writer(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    if (!args_count(vm, "", nargs, 1, 2)) {
        return NULL;
    }
    Object *dialect = csv_dialect(vm, args + 1, nargs - 1, kwnames);
    Object *name = dialect ? str_intern_cstr(vm, "write") : NULL;
    Object *write = name ? object_getattr_or_null(vm, args[0], name) : NULL;
    xdecref(vm, name);
    if (name && !error_occurred(vm) && !(write && object_is_callable(vm, write))) {
        raise(vm, EXC_TypeError, "argument 1 must have a \"write\" method");
    }
    Type *cls = error_occurred(vm) ? NULL : lib_type(vm, LIB_CSV_WRITER);
    Writer *w = cls ? object_alloc(vm, cls, sizeof *w) : NULL;
    if (!w) {
        xdecref(vm, write);
        xdecref(vm, dialect);
        return NULL;
    }
    w->write = write;
    w->dialect = dialect;
    gc_track(vm, w);
    return OBJ(w);
}

static const MethodDef writer_methods[] = {
    METHOD_O("writerow", writer_writerow, "Write the fields of an iterable as one line."),
    METHOD_O("writerows", writer_writerows, "Write each of several rows."),
    {0},
};

static const MemberDef writer_members[] = {
    {"dialect", MEMBER_OBJECT, offsetof(Writer, dialect), true, NULL},
    {0},
};

const TypeSpec csv_writer_spec = {
    .name = "_csv.writer",
    .doc = "Writes rows as lines.",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Writer),
    .slots = {.dealloc = writer_dealloc, .traverse = writer_traverse, .clear = writer_clear},
    .methods = writer_methods,
    .members = writer_members,
};
