/* The entries of a traceback's text: where, the source line, and the marks below it. */
#include <stdio.h>
#include <stdlib.h>

#include "types/int.h"
#include "vm/traceback_text.h"

enum { RECURSIVE_CUTOFF = 3, LINE_INDENT = 4, DEFAULT_LIMIT = 1000 };

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

/* Line `number` of a file without its end, to be freed; NULL if it cannot be had. */
static char *read_line(VM *vm, Object *filename, int number) {
    Buffer path;
    char *line = NULL;
    size_t cap = 0;
    ssize_t len = -1;
    buffer_init(&path);
    const char *name = number > 0 && is_str(vm, filename) ? str_cstr(vm, filename, &path) : NULL;
    error_clear(vm);
    FILE *file = name && name[0] != '<' ? fopen(name, "rb") : NULL;
    if (file) {
        for (int i = 0; i < number; i++) {
            len = getline(&line, &cap, file);
            if (len < 0) {
                break;
            }
        }
        fclose(file);
    }
    buffer_deinit(&path);
    if (len < 0) {
        free(line);
        return NULL;
    }
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
        line[--len] = 0;
    }
    if (number == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0) {
        memmove(line, line + 3, (size_t)len - 2);
    }
    return line;
}

Object *source_line_text(VM *vm, Object *filename, int number) {
    char *line = read_line(vm, filename, number);
    if (!line) {
        return str_from_ascii(vm, "", 0);
    }
    size_t start = 0, end = strlen(line);
    while (is_blank(line[start])) {
        start++;
    }
    while (end > start && is_blank(line[end - 1])) {
        end--;
    }
    Object *text = str_from_utf8(vm, line + start, end - start);
    free(line);
    return text;
}

/* Characters in the first n bytes of UTF-8. */
static int64_t chars_in(const char *text, size_t n) {
    int64_t count = 0;
    for (size_t i = 0; i < n && text[i]; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

/* The marks below a source line. */
static bool add_marks(TextOut *out, const char *line, CodeLocation where) {
    size_t len = strlen(line), leading = 0;
    if (where.line <= 0 || where.end_line <= 0 || where.col < 0 || where.end_col < 0) {
        return true;
    }
    while (is_blank(line[leading])) {
        leading++;
    }
    int64_t start = chars_in(line, (size_t)where.col), end = chars_in(line, (size_t)where.end_col);
    int64_t left_end = -1, right_start = -1;
    if (where.line == where.end_line) {
        size_t left, right, from = (size_t)where.col;
        size_t to = (size_t)where.end_col < len ? (size_t)where.end_col : len;
        if (from < to && traceback_anchors(line + from, to - from, &left, &right)) {
            left_end = start + chars_in(line + from, left);
            right_start = start + chars_in(line + from, right);
        }
    } else {
        size_t i = len;
        while (i > 0 && is_blank(line[i - 1])) {
            i--;
        }
        end = chars_in(line, i);
    }
    bool special = left_end >= 0;
    if (end - start == chars_in(line, len) - (int64_t)leading && !special) {
        return true; /* marks under the whole line say nothing */
    }
    if (!text_margin(out) || !text_repeat(out, ' ', LINE_INDENT)) {
        return false;
    }
    for (int64_t i = (int64_t)leading; i < end; i++) {
        const char *mark = i < start                                        ? " "
                           : special && !(i >= left_end && i < right_start) ? "~"
                                                                            : "^";
        if (!text_add(out, mark)) {
            return false;
        }
    }
    return text_add(out, "\n");
}

static bool add_source(TextOut *out, const Code *code, int number, uint32_t pc) {
    char *line = read_line(out->vm, code->filename, number);
    if (!line) {
        return true;
    }
    size_t leading = 0;
    while (is_blank(line[leading])) {
        leading++;
    }
    Object *text = str_from_utf8(out->vm, line + leading, strlen(line + leading));
    bool ok = true;
    if (!text) {
        error_clear(out->vm);
    } else {
        ok = text_margin(out) && text_repeat(out, ' ', LINE_INDENT) && text_add_str(out, text) &&
             text_add(out, "\n") && add_marks(out, line, code_location(code, pc));
        decref(out->vm, text);
    }
    free(line);
    return ok;
}

static bool add_entry(TextOut *out, Traceback *tb) {
    const Code *code = traceback_code(tb);
    int line = traceback_line(tb);
    Object *head =
        str_format(out->vm, "  File \"%U\", line %d, in %U\n", code->filename, line, code->name);
    bool ok = head && text_margin(out) && text_add_str(out, head) &&
              add_source(out, code, line, tb->lasti < 0 ? 0 : (uint32_t)tb->lasti / 2);
    xdecref(out->vm, head);
    return ok;
}

static bool add_repeated(TextOut *out, long count) {
    char text[80];
    count -= RECURSIVE_CUTOFF;
    snprintf(text, sizeof text, "  [Previous line repeated %ld more time%s]\n", count,
             count > 1 ? "s" : "");
    return text_margin(out) && text_add(out, text);
}

static int64_t limit_of(VM *vm) {
    Object *o = vm->sys ? dict_get_cstr(vm, vm->sys, "tracebacklimit") : NULL;
    int64_t limit = DEFAULT_LIMIT;
    if (o && is_int(vm, o) && !int_as_i64(o, &limit)) {
        limit = DEFAULT_LIMIT;
    }
    return limit;
}

bool traceback_lines(TextOut *out, Object *traceback) {
    int64_t depth = 0, limit = limit_of(out->vm);
    Traceback *tb, *last = NULL;
    long count = 0;
    for (tb = (Traceback *)traceback; tb; tb = (Traceback *)tb->next) {
        depth++;
    }
    tb = (Traceback *)traceback;
    for (; tb && depth > limit; depth--) {
        tb = (Traceback *)tb->next;
    }
    for (; tb; tb = (Traceback *)tb->next) {
        const Code *code = traceback_code(tb), *before = last ? traceback_code(last) : NULL;
        if (!before || code->filename != before->filename ||
            traceback_line(tb) != traceback_line(last) || code->name != before->name) {
            if (count > RECURSIVE_CUTOFF && !add_repeated(out, count)) {
                return false;
            }
            last = tb;
            count = 0;
        }
        count++;
        if (count <= RECURSIVE_CUTOFF && !add_entry(out, tb)) {
            return false;
        }
    }
    return count <= RECURSIVE_CUTOFF || add_repeated(out, count);
}
