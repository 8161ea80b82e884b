/* The text of an exception as the interpreter prints it: chained exceptions, groups, SyntaxError's
 * source line, notes, suggestions. */
#include "vm/traceback_text.h"
#include "types/int.h"
#include "types/list.h"

enum { MAX_GROUP_WIDTH = 15, MAX_GROUP_DEPTH = 10 };

#define HEADER "Traceback (most recent call last):\n"
#define GROUP_HEADER "Exception Group Traceback (most recent call last):\n"
#define CAUSE "The above exception was the direct cause of the following exception:\n"
#define CONTEXT "During handling of the above exception, another exception occurred:\n"

bool text_add(TextOut *out, const char *text) {
    return str_builder_cstr(&out->text, text);
}

bool text_add_str(TextOut *out, Object *text) {
    return str_builder_str(&out->text, text);
}

bool text_repeat(TextOut *out, char c, int64_t times) {
    while (times-- > 0) {
        if (!str_builder_char(&out->text, (uint32_t)c)) {
            return false;
        }
    }
    return true;
}

bool text_margin(TextOut *out) {
    return text_repeat(out, ' ', 2 * out->depth) && (!out->depth || text_add(out, "| "));
}

static bool add_line(TextOut *out, const char *text) {
    return text_margin(out) && text_add(out, text);
}

/* --- SyntaxError: file, line, source, caret */

static bool add_source_text(TextOut *out, int64_t offset, int64_t end_offset, Object *source) {
    Buffer buffer;
    size_t len;
    int64_t marks = end_offset > 0 && end_offset > offset ? end_offset - offset : 1;
    buffer_init(&buffer);
    const char *text = str_utf8(out->vm, source, &buffer, &len, true);
    bool ok = text != NULL;
    if (!ok) {
        error_clear(out->vm);
        buffer_deinit(&buffer);
        return true;
    }
    const char *end = text + len;
    offset--;
    while (text < end && (*text == ' ' || *text == '\t' || *text == '\f')) {
        text++;
        offset--;
    }
    if (end > text && end[-1] == '\n') {
        end--;
    }
    if (offset > end - text) {
        offset = end - text;
    }
    if (marks > 1 && marks > end - text - offset) { /* not beyond the text */
        marks = end - text > offset ? end - text - offset : 1;
    }
    for (;;) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        if (!newline || newline - text >= offset) {
            break;
        }
        offset -= newline + 1 - text;
        text = newline + 1;
    }
    Object *line = str_from_utf8(out->vm, text, (size_t)(end - text));
    buffer_deinit(&buffer);
    ok = line && add_line(out, "    ") && text_add_str(out, line) && text_add(out, "\n");
    xdecref(out->vm, line);
    if (ok && offset >= 0) {
        ok = add_line(out, "    ") && text_repeat(out, ' ', offset) &&
             text_repeat(out, '^', marks) && text_add(out, "\n");
    }
    return ok;
}

static int64_t number_or(VM *vm, Object *o, int64_t otherwise) {
    int64_t value;
    return o && o != vm->none && is_int(vm, o) && int_as_i64(o, &value) ? value : otherwise;
}

/* *message (new reference or NULL): what stands in for str(exception). */
static bool add_syntax_error(TextOut *out, Object *exc, Object **message) {
    VM *vm = out->vm;
    SyntaxError *e = (SyntaxError *)exc;
    *message = NULL;
    if (!is_kind(vm, exc, TYPE_SUB_EXCEPTION) ||
        !exception_matches(vm, exc, OBJ(EXC(vm, SyntaxError))) || !e->lineno ||
        !is_int(vm, e->lineno)) {
        return true;
    }
    int64_t line = number_or(vm, e->lineno, 0);
    int64_t offset = number_or(vm, e->offset, -1), end_offset = number_or(vm, e->end_offset, -1);
    int64_t end_line = number_or(vm, e->end_lineno, line);
    bool named = e->filename && e->filename != vm->none;
    Object *where = named
                        ? str_format(vm, "  File \"%S\", line %lld\n", e->filename, (long long)line)
                        : str_format(vm, "  File \"<string>\", line %lld\n", (long long)line);
    bool ok = where && text_margin(out) && text_add_str(out, where);
    xdecref(vm, where);
    if (ok && e->text && is_str(vm, e->text)) {
        if (end_line > line) {
            end_offset = (int64_t)STR_LEN(e->text);
        }
        ok = add_source_text(out, offset, end_offset, e->text);
    }
    if (ok) {
        *message = new_ref(e->msg ? e->msg : vm->none);
    }
    return ok;
}

/* --- the last line, notes */

static bool add_class_name(TextOut *out, Type *t) {
    VM *vm = out->vm;
    Object *module = object_getattr_or_null(vm, OBJ(t), ID(vm, __module__));
    error_clear(vm);
    bool ok = text_margin(out);
    if (!module || !is_str(vm, module)) {
        ok = ok && text_add(out, "<unknown>.");
    } else if (!str_equal_ascii(module, "builtins") && !str_equal_ascii(module, "__main__")) {
        ok = ok && text_add_str(out, module) && text_add(out, ".");
    }
    xdecref(vm, module);
    return ok && text_add_str(out, t->qualname ? t->qualname : t->name);
}

static bool add_message(TextOut *out, Type *t, Object *value) {
    VM *vm = out->vm;
    if (!add_class_name(out, t)) {
        return false;
    }
    if (value == vm->none) {
        return true;
    }
    Object *text = object_str(vm, value);
    if (!text) {
        error_clear(vm);
        return text_add(out, ": <exception str() failed>");
    }
    bool ok = !STR_LEN(text) || (text_add(out, ": ") && text_add_str(out, text));
    decref(vm, text);
    return ok;
}

static bool add_suggestion(TextOut *out, Object *exc) {
    Object *name = suggest_name(out->vm, exc);
    bool ok = !name || (text_add(out, ". Did you mean: '") && text_add_str(out, name) &&
                        text_add(out, "'?"));
    xdecref(out->vm, name);
    return ok;
}

static bool add_lines_of(TextOut *out, Object *text) {
    size_t n = STR_LEN(text), start = 0;
    while (start < n) {
        size_t end = start;
        while (end < n && str_char(text, end) != '\n') {
            end++;
        }
        if (!text_margin(out) || !str_builder_substring(&out->text, text, start, end) ||
            !text_add(out, "\n")) {
            return false;
        }
        start = end + 1;
    }
    return true;
}

static bool add_note(TextOut *out, Object *note) {
    Object *text = object_str(out->vm, note);
    if (!text) {
        error_clear(out->vm);
        return add_line(out, "<note str() failed>\n");
    }
    bool ok = STR_LEN(text) ? add_lines_of(out, text) : add_line(out, "\n");
    decref(out->vm, text);
    return ok;
}

static bool add_notes(TextOut *out, Object *exc) {
    VM *vm = out->vm;
    Object *notes = object_getattr_or_null(vm, exc, ID(vm, __notes__));
    error_clear(vm);
    if (!notes) {
        return true;
    }
    bool ok = true;
    if (is_list(vm, notes) || is_tuple(vm, notes)) {
        for (size_t i = 0; ok && i < fast_len(notes, vm); i++) {
            Object *note = new_ref(fast_items(notes, vm)[i]);
            ok = add_note(out, note);
            decref(vm, note);
        }
    } else {
        Object *text = object_repr(vm, notes);
        if (text) {
            ok = text_margin(out) && text_add_str(out, text) && text_add(out, "\n");
            decref(vm, text);
        } else {
            error_clear(vm);
            ok = add_line(out, "<__notes__ repr() failed>\n");
        }
    }
    decref(vm, notes);
    return ok;
}

/* --- one exception, groups, chains */

static bool is_group(VM *vm, Object *exc) {
    return exception_matches(vm, exc, OBJ(EXC(vm, BaseExceptionGroup)));
}

static bool add_header(TextOut *out, Object *exc) {
    Object *traceback = ((Exception *)exc)->traceback;
    bool ok;
    if (!traceback) {
        return true;
    }
    if (!is_group(out->vm, exc)) {
        ok = add_line(out, HEADER);
    } else if (out->depth == 1) {
        ok = text_add(out, "  + ") && text_add(out, GROUP_HEADER);
    } else {
        ok = add_line(out, GROUP_HEADER);
    }
    return ok && traceback_lines(out, traceback);
}

static bool add_exception(TextOut *out, Object *exc) {
    Object *message;
    bool ok = add_header(out, exc) && add_syntax_error(out, exc, &message);
    if (!ok) {
        return false;
    }
    ok = add_message(out, type_of(out->vm, exc), message ? message : exc) &&
         add_suggestion(out, exc) && text_add(out, "\n") && add_notes(out, exc);
    xdecref(out->vm, message);
    return ok;
}

static bool add_chain(TextOut *out, Object *exc);

static bool add_member(TextOut *out, Object *excs, size_t i, size_t n) {
    char line[80];
    bool last = i == n - 1, truncated = i >= MAX_GROUP_WIDTH;
    if (last) {
        out->need_close = true;
    }
    if (truncated) {
        snprintf(line, sizeof line, "%s+---------------- ... ----------------\n",
                 i == 0 ? "+-" : "  ");
    } else {
        snprintf(line, sizeof line, "%s+---------------- %zu ----------------\n",
                 i == 0 ? "+-" : "  ", i + 1);
    }
    if (!text_repeat(out, ' ', 2 * out->depth) || !text_add(out, line)) {
        return false;
    }
    out->depth++;
    bool ok;
    if (truncated) {
        size_t left = TUPLE_LEN(excs) - MAX_GROUP_WIDTH;
        snprintf(line, sizeof line, "and %zu more exception%s\n", left, left > 1 ? "s" : "");
        ok = add_line(out, line);
    } else {
        ok = add_chain(out, TUPLE_ITEM(excs, i));
    }
    if (ok && last && out->need_close) {
        ok = text_repeat(out, ' ', 2 * out->depth) &&
             text_add(out, "+------------------------------------\n");
        out->need_close = false;
    }
    out->depth--;
    return ok;
}

static bool add_group(TextOut *out, Object *exc) {
    if (out->depth > MAX_GROUP_DEPTH) {
        char line[64];
        snprintf(line, sizeof line, "... (max_group_depth is %d)\n", MAX_GROUP_DEPTH);
        return add_line(out, line);
    }
    bool outermost = out->depth == 0;
    if (outermost) {
        out->depth = 1;
    }
    Object *excs = ((ExceptionGroup *)exc)->exceptions;
    bool ok = add_exception(out, exc);
    size_t n = excs ? TUPLE_LEN(excs) : 0;
    if (n > MAX_GROUP_WIDTH) {
        n = MAX_GROUP_WIDTH + 1;
    }
    out->need_close = false;
    for (size_t i = 0; ok && i < n; i++) {
        ok = add_member(out, excs, i, n);
    }
    if (outermost) {
        out->depth = 0;
    }
    return ok;
}

/* Marks exc as shown: 1; 0: it was shown already; -1: no memory. */
static int note_seen(TextOut *out, Object *exc) {
    for (size_t i = 0; i < out->seen_len; i++) {
        if (out->seen[i] == exc) {
            return 0;
        }
    }
    if (out->seen_len == out->seen_cap) {
        size_t cap = out->seen_cap ? 2 * out->seen_cap : 8;
        Object **seen = raw_realloc(out->vm, out->seen, out->seen_cap * sizeof(Object *),
                                    cap * sizeof(Object *));
        if (!seen) {
            return -1;
        }
        out->seen = seen;
        out->seen_cap = cap;
    }
    out->seen[out->seen_len++] = exc;
    return 1;
}

static bool was_seen(const TextOut *out, const Object *exc) {
    for (size_t i = 0; i < out->seen_len; i++) {
        if (out->seen[i] == exc) {
            return true;
        }
    }
    return false;
}

static bool add_chained(TextOut *out, Object *exc, const char *message) {
    bool need_close = out->need_close;
    bool ok = add_chain(out, exc);
    out->need_close = need_close;
    return ok && add_line(out, "\n") && add_line(out, message) && add_line(out, "\n");
}

static bool add_chain(TextOut *out, Object *exc) {
    VM *vm = out->vm;
    Exception *e = (Exception *)exc;
    bool ok = note_seen(out, exc) >= 0;
    if (!ok || !recursion_enter(vm, " in print_exception_recursive")) {
        return false;
    }
    if (e->cause) {
        ok = was_seen(out, e->cause) || add_chained(out, e->cause, CAUSE);
    } else if (e->context && !e->suppress_context) {
        ok = was_seen(out, e->context) || add_chained(out, e->context, CONTEXT);
    }
    ok = ok && (is_group(vm, exc) ? add_group(out, exc) : add_exception(out, exc));
    recursion_leave(vm);
    return ok;
}

Object *traceback_format(VM *vm, Object *exc) {
    TextOut out = {.vm = vm};
    Object *error = error_fetch(vm);
    str_builder_init(&out.text, vm);
    bool ok = add_chain(&out, exc);
    if (out.seen) {
        raw_free(vm, out.seen, out.seen_cap * sizeof(Object *));
    }
    if (!ok) {
        str_builder_deinit(&out.text);
        xdecref(vm, error);
        return NULL;
    }
    Object *text = str_builder_finish(&out.text);
    if (text) {
        error_restore(vm, error);
    } else {
        xdecref(vm, error);
    }
    return text;
}
