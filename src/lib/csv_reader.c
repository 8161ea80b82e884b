/* The module _csv: readers. A state machine takes a character at a time; runs of characters that
 * mean nothing special are taken at once. */
#include "lib/csv.h"
#include "lib/exception_make.h"
#include "object/abstract.h"
#include "types/list.h"

#define END_OF_LINE (UINT32_MAX - 1)

enum State {
    START_RECORD,
    START_FIELD,
    ESCAPED_CHAR,
    IN_FIELD,
    IN_QUOTED_FIELD,
    ESCAPE_IN_QUOTED_FIELD,
    QUOTE_IN_QUOTED_FIELD,
    EAT_LINE_END,
    AFTER_ESCAPED_LINE_END
};

typedef struct Reader {
    Object head;
    Object *lines; /* iterator */
    Object *dialect;
    Object *fields; /* list: of the present row; NULL between rows */
    StrBuilder field;
    int64_t line_num;
    uint8_t state;
    bool numeric; /* the present field is to be a number */
} Reader;
#define READER(o) ((Reader *)(o))

static void reader_dealloc(VM *vm, Object *o) {
    Reader *r = READER(o);
    gc_untrack(vm, o);
    str_builder_deinit(&r->field);
    clear_ref(vm, r->dialect);
    clear_ref(vm, r->lines);
    clear_ref(vm, r->fields);
    object_free_container(vm, o, sizeof *r);
}

static int reader_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(READER(o)->dialect);
    VISIT(READER(o)->lines);
    VISIT(READER(o)->fields);
    return 0;
}

static void reader_clear(VM *vm, Object *o) {
    clear_ref(vm, READER(o)->dialect);
    clear_ref(vm, READER(o)->lines);
    clear_ref(vm, READER(o)->fields);
}

static bool start_row(VM *vm, Reader *r) {
    Object *fields = list_new(vm, 0);
    if (!fields) {
        return false;
    }
    set_ref(vm, r->fields, fields);
    str_builder_deinit(&r->field);
    str_builder_init(&r->field, vm);
    r->state = START_RECORD;
    r->numeric = false;
    return true;
}

static bool save_field(VM *vm, Reader *r) {
    Object *field = str_builder_finish(&r->field);
    if (field && r->numeric) {
        r->numeric = false;
        Object *number = number_float(vm, field);
        decref(vm, field);
        field = number;
    }
    return field && list_append_steal(vm, r->fields, field) == 0;
}

static bool check_length(VM *vm, Reader *r, size_t more) {
    if ((int64_t)(r->field.len + more) > vm->lib->csv_field_limit) {
        csv_fail(vm, "field larger than field limit (%lld)", (long long)vm->lib->csv_field_limit);
        return false;
    }
    return true;
}

static bool add_char(VM *vm, Reader *r, uint32_t c) {
    return check_length(vm, r, 1) && str_builder_char(&r->field, c);
}

static bool is_end(uint32_t c) {
    return c == '\n' || c == '\r' || c == END_OF_LINE;
}

/* A field ends with the line. */
static bool end_row(VM *vm, Reader *r, uint32_t c) {
    r->state = c == END_OF_LINE ? START_RECORD : EAT_LINE_END;
    return save_field(vm, r);
}

static bool at_start(VM *vm, Reader *r, const Dialect *d, uint32_t c) {
    if (is_end(c)) {
        return end_row(vm, r, c);
    }
    if (c == d->quotechar && d->quoting != QUOTE_NONE) {
        r->state = IN_QUOTED_FIELD;
    } else if (c == d->escapechar) {
        r->state = ESCAPED_CHAR;
    } else if (c == ' ' && d->skipinitialspace) {
        return true;
    } else if (c == d->delimiter) {
        return save_field(vm, r);
    } else {
        r->numeric = r->numeric || d->quoting == QUOTE_NONNUMERIC;
        r->state = IN_FIELD;
        return add_char(vm, r, c);
    }
    return true;
}

static bool in_field(VM *vm, Reader *r, const Dialect *d, uint32_t c) {
    if (is_end(c)) {
        return end_row(vm, r, c);
    }
    if (c == d->escapechar) {
        r->state = ESCAPED_CHAR;
    } else if (c == d->delimiter) {
        r->state = START_FIELD;
        return save_field(vm, r);
    } else {
        r->state = r->state == AFTER_ESCAPED_LINE_END ? AFTER_ESCAPED_LINE_END : IN_FIELD;
        return add_char(vm, r, c);
    }
    return true;
}

static bool in_quotes(VM *vm, Reader *r, const Dialect *d, uint32_t c) {
    if (c == END_OF_LINE) {
        return true;
    }
    if (c == d->escapechar) {
        r->state = ESCAPE_IN_QUOTED_FIELD;
    } else if (c == d->quotechar && d->quoting != QUOTE_NONE) {
        r->state = d->doublequote ? QUOTE_IN_QUOTED_FIELD : IN_FIELD;
    } else {
        return add_char(vm, r, c);
    }
    return true;
}

static bool after_quote(VM *vm, Reader *r, const Dialect *d, uint32_t c) {
    if (d->quoting != QUOTE_NONE && c == d->quotechar) {
        r->state = IN_QUOTED_FIELD;
        return add_char(vm, r, c);
    }
    if (c == d->delimiter) {
        r->state = START_FIELD;
        return save_field(vm, r);
    }
    if (is_end(c)) {
        return end_row(vm, r, c);
    }
    if (!d->strict) {
        r->state = IN_FIELD;
        return add_char(vm, r, c);
    }
    csv_fail(vm, "'%c' expected after '%c'", (int)d->delimiter, (int)d->quotechar);
    return false;
}

static bool take(VM *vm, Reader *r, const Dialect *d, uint32_t c) {
    switch (r->state) {
    case START_RECORD:
        if (is_end(c)) {
            r->state = c == END_OF_LINE ? START_RECORD : EAT_LINE_END;
            return true;
        }
        r->state = START_FIELD;
        return at_start(vm, r, d, c);
    case START_FIELD:
        return at_start(vm, r, d, c);
    case ESCAPED_CHAR:
        r->state = c == '\n' || c == '\r' ? AFTER_ESCAPED_LINE_END : IN_FIELD;
        return add_char(vm, r, c == END_OF_LINE ? '\n' : c);
    case AFTER_ESCAPED_LINE_END:
        return c == END_OF_LINE || in_field(vm, r, d, c);
    case IN_FIELD:
        return in_field(vm, r, d, c);
    case IN_QUOTED_FIELD:
        return in_quotes(vm, r, d, c);
    case ESCAPE_IN_QUOTED_FIELD:
        r->state = IN_QUOTED_FIELD;
        return add_char(vm, r, c == END_OF_LINE ? '\n' : c);
    case QUOTE_IN_QUOTED_FIELD:
        return after_quote(vm, r, d, c);
    default: /* EAT_LINE_END */
        if (c == END_OF_LINE) {
            r->state = START_RECORD;
        } else if (!is_end(c)) {
            csv_fail(vm, "new-line character seen in unquoted field - do you need to open the file "
                         "in universal-newline mode?");
            return false;
        }
        return true;
    }
}

/* Characters from i on that are just part of a field. */
static size_t plain_run(const Reader *r, const Dialect *d, Object *line, size_t i) {
    size_t start = i;
    bool quoted = r->state == IN_QUOTED_FIELD;
    if (!quoted && r->state != IN_FIELD) {
        return 0;
    }
    for (; i < STR_LEN(line); i++) {
        uint32_t c = str_char(line, i);
        if (c == d->escapechar ||
            (quoted ? c == d->quotechar : c == d->delimiter || c == '\n' || c == '\r')) {
            break;
        }
    }
    return i - start;
}

static bool take_line(VM *vm, Reader *r, Object *line) {
    const Dialect *d = DIALECT(r->dialect);
    for (size_t i = 0; i < STR_LEN(line);) {
        size_t run = plain_run(r, d, line, i);
        if (run) {
            if (!check_length(vm, r, run) || !str_builder_substring(&r->field, line, i, i + run)) {
                return false;
            }
            i += run;
        } else if (!take(vm, r, d, str_char(line, i++))) {
            return false;
        }
    }
    return take(vm, r, d, END_OF_LINE);
}

/* The lines have come to an end within a row: false if that was the end, or an error. */
static bool last_row(VM *vm, Reader *r) {
    if (error_occurred(vm) || (!r->field.len && r->state != IN_QUOTED_FIELD)) {
        return false;
    }
    if (DIALECT(r->dialect)->strict) {
        csv_fail(vm, "unexpected end of data");
        return false;
    }
    return save_field(vm, r);
}

static Object *reader_next(VM *vm, Object *o) {
    Reader *r = READER(o);
    if (!r->lines || !start_row(vm, r)) {
        return NULL;
    }
    do {
        Object *line = iter_next(vm, r->lines);
        if (!line) {
            if (!last_row(vm, r)) {
                return NULL;
            }
            break;
        }
        bool ok = is_str(vm, line);
        if (!ok) {
            csv_fail(vm,
                     "iterator should return strings, not %T (the file should be opened in text "
                     "mode)",
                     line);
        } else if (!r->fields) {
            csv_fail(vm, "iterator has already advanced the reader");
            ok = false;
        }
        ok = ok && (++r->line_num, take_line(vm, r, line));
        decref(vm, line);
        if (!ok) {
            return NULL;
        }
    } while (r->state != START_RECORD);
    Object *fields = r->fields;
    r->fields = NULL;
    return fields;
}

Object *csv_reader(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(m);
    if (!args_count(vm, "", nargs, 1, 2)) {
        return NULL;
    }
    Object *lines = object_get_iter(vm, args[0]);
    Object *dialect = lines ? csv_dialect(vm, args + 1, nargs - 1, kwnames) : NULL;
    Type *cls = dialect ? lib_type(vm, LIB_CSV_READER) : NULL;
    Reader *r = cls ? object_alloc(vm, cls, sizeof *r) : NULL;
    if (!r) {
        xdecref(vm, dialect);
        xdecref(vm, lines);
        return NULL;
    }
    r->lines = lines;
    r->dialect = dialect;
    str_builder_init(&r->field, vm);
    gc_track(vm, r);
    return OBJ(r);
}

static const MemberDef reader_members[] = {
    {"dialect", MEMBER_OBJECT, offsetof(Reader, dialect), true, NULL},
    {"line_num", MEMBER_I64, offsetof(Reader, line_num), true, NULL},
    {0},
};

const TypeSpec csv_reader_spec = {
    .name = "_csv.reader",
    .doc = "An iterator over the rows of a table.",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Reader),
    .slots = {.dealloc = reader_dealloc,
              .traverse = reader_traverse,
              .clear = reader_clear,
              .iter = self_ref,
              .iternext = reader_next},
    .members = reader_members,
};
