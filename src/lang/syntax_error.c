/* Raising SyntaxError with its attributes: filename, lineno, offset, text, end_lineno, end_offset.
 */
#include <stdarg.h>
#include <string.h>

#include "lang/context.h"
#include "object/error.h"
#include "types/exception.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

/* Files that are no files, <string> and the like, have no text to show. */
static bool is_pseudo_file(const Object *filename) {
    uint32_t len = STR_LEN(filename);
    return len >= 2 && str_char(filename, 0) == '<' && str_char(filename, len - 1) == '>';
}

Object *source_line(Lang *l, int32_t line, bool stripped) {
    const char *p = l->source, *end = p ? p + l->source_len : NULL;
    if (!p || is_pseudo_file(l->filename) || line < 1) {
        return none_ref(l->vm);
    }
    for (int32_t i = 1; i < line; i++) {
        p = memchr(p, '\n', (size_t)(end - p));
        if (!p) {
            return none_ref(l->vm);
        }
        p++;
    }
    const char *stop = memchr(p, '\n', (size_t)(end - p));
    stop = stop ? stop + 1 : end;
    while (stripped && p < stop && strchr(" \t\f", *p)) {
        p++;
    }
    while (stripped && p < stop && strchr(" \t\f\r\n", stop[-1])) {
        stop--;
    }
    Object *text = str_from_utf8(l->vm, p, (size_t)(stop - p));
    if (!text && error_matches(l->vm, EXC_UnicodeDecodeError)) {
        error_clear(l->vm);
        return none_ref(l->vm);
    }
    return text;
}

enum { NO_PLACE = INT32_MIN }; /* None in the exception; the parser itself says -1 */

/* Raises `exception` with (message, (filename, line, offset, text, end_line, end_offset)). Steals
 * text. */
static bool raise_located(Lang *l, int exception, const char *message, const int32_t position[4],
                          Object *text) {
    VM *vm = l->vm;
    Object *details[6] = {new_ref(l->filename)};
    Object *args[2] = {str_from_cstr(vm, message)};
    static const uint8_t place[4] = {1, 2, 4, 5};
    bool ok = args[0] && text;
    details[3] = text;
    for (int i = 0; i < 4 && ok; i++) {
        details[place[i]] = position[i] == NO_PLACE ? none_ref(vm) : int_from_i64(vm, position[i]);
        ok = details[place[i]] != NULL;
    }
    if (ok) {
        args[1] = tuple_from(vm, details, 6);
    }
    if (args[1]) {
        Object *exc = exception_new(vm, exception, args, 2);
        if (exc) {
            raise_instance(vm, exc);
            decref(vm, exc);
        }
    }
    for (int i = 0; i < 6; i++) {
        xdecref(vm, details[i]);
    }
    xdecref(vm, args[0]);
    xdecref(vm, args[1]);
    return false;
}

bool syntax_error(Lang *l, const Location *loc, const char *format, ...) {
    char message[512];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    const int32_t position[4] = {loc->line, loc->col < 0 ? NO_PLACE : loc->col + 1, loc->end_line,
                                 loc->end_col < 0 ? NO_PLACE : loc->end_col + 1};
    return raise_located(l, EXC_SyntaxError, message, position, source_line(l, loc->line, false));
}

bool syntax_error_raise_info(Lang *l, const SyntaxErrorInfo *info) {
    VM *vm = l->vm;
    int exception = EXC_SyntaxError;
    switch (info->kind) {
    case SYNTAX_ERROR_OUT_OF_MEMORY:
        raise_memory_error(vm);
        return false;
    case SYNTAX_ERROR_TOO_DEEP:
        raise(vm, EXC_MemoryError, "%s", info->message);
        return false;
    case SYNTAX_ERROR_VALUE:
        raise(vm, EXC_ValueError, "%s", info->message);
        return false;
    case SYNTAX_ERROR_INDENTATION:
        exception = EXC_IndentationError;
        break;
    case SYNTAX_ERROR_TAB:
        exception = EXC_TabError;
        break;
    default:
        break;
    }
    if (l->script && info->line == 0) {
        raise(vm, exception, "%s", info->message);
        return false;
    }
    Object *text = none_ref(vm);
    if (info->text) {
        decref(vm, text);
        text = str_from_utf8(vm, info->text, info->text_len);
        if (!text && error_matches(vm, EXC_UnicodeDecodeError)) {
            error_clear(vm);
            text = none_ref(vm);
        }
    }
    bool placed = info->line != 0;
    const int32_t position[4] = {info->line, info->col, placed ? info->end_line : NO_PLACE,
                                 placed ? info->end_col : NO_PLACE};
    return raise_located(l, exception, info->message, position, text);
}
