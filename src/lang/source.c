#include "lang/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/utf8.h"

typedef enum Encoding {
    ENCODING_UTF_8,
    ENCODING_LATIN_1,
    ENCODING_ASCII,
    ENCODING_UNKNOWN,
} Encoding;

static bool fail(SyntaxErrorInfo *error, SyntaxErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool fail(SyntaxErrorInfo *error, SyntaxErrorKind kind, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(error->message, sizeof(error->message), format, args);
    va_end(args);
    error->kind = kind;
    error->line = 0;
    error->col = -1;
    return false;
}

/* --- The coding line ------------------------------------------------------------------------- */

static bool is_encoding_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* The name behind "coding:" or "coding=" in a line, if the line is a comment that has it. */
static size_t find_encoding_name(const char *line, const char *end, const char **name) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\f')) {
        line++;
    }
    if (line == end || *line != '#') {
        return 0;
    }
    for (const char *p = line; end - p > 7; p++) {
        if (memcmp(p, "coding", 6) != 0 || (p[6] != ':' && p[6] != '=')) {
            continue;
        }
        const char *start = p + 7;
        while (start < end && (*start == ' ' || *start == '\t')) {
            start++;
        }
        const char *behind = start;
        while (behind < end && is_encoding_char(*behind)) {
            behind++;
        }
        if (behind > start) {
            *name = start;
            return (size_t)(behind - start);
        }
    }
    return 0;
}

/* Whether a first line leaves the second one the chance to be the coding line. */
static bool is_blank_line(const char *line, const char *end) {
    while (line < end && (*line == ' ' || *line == '\t' || *line == '\f')) {
        line++;
    }
    return line == end || *line == '#' || *line == '\n' || *line == '\r';
}

static const char *line_end(const char *p, const char *end) {
    while (p < end && *p != '\n' && *p != '\r') {
        p++;
    }
    return p;
}

static bool has_prefix(const char *name, const char *prefix) {
    size_t len = strlen(prefix);
    return strncmp(name, prefix, len) == 0 && (name[len] == '\0' || name[len] == '-');
}

/* Which one `name` (lower case, dashes) means. */
static Encoding encoding_from_name(const char *name) {
    static const char *const ascii[] = {"ascii", "us-ascii", "646", "ansi-x3.4-1968"};
    static const char *const latin[] = {"latin1",  "l1",    "8859",  "iso8859-1",
                                        "iso8859", "cp819", "latin", "iso-ir-100"};
    if (has_prefix(name, "utf-8") || strcmp(name, "utf8") == 0 || strcmp(name, "u8") == 0) {
        return ENCODING_UTF_8;
    }
    if (has_prefix(name, "latin-1") || has_prefix(name, "iso-8859-1") ||
        has_prefix(name, "iso-latin-1")) {
        return ENCODING_LATIN_1;
    }
    for (size_t i = 0; i < COUNT_OF(latin); i++) {
        if (strcmp(name, latin[i]) == 0) {
            return ENCODING_LATIN_1;
        }
    }
    for (size_t i = 0; i < COUNT_OF(ascii); i++) {
        if (strcmp(name, ascii[i]) == 0) {
            return ENCODING_ASCII;
        }
    }
    return ENCODING_UNKNOWN;
}

/* The name in the coding line, if there is one in the first two lines; its length. */
static size_t find_declaration(const char *start, const char *end, const char **name) {
    const char *first_end = line_end(start, end);
    size_t len = find_encoding_name(start, first_end, name);
    if (!len && is_blank_line(start, first_end) && first_end < end) {
        const char *second = first_end + 1;
        second += second < end && *first_end == '\r' && *second == '\n';
        len = find_encoding_name(second, line_end(second, end), name);
    }
    return len < SOURCE_ENCODING_MAX ? len : SOURCE_ENCODING_MAX;
}

/* In lower case, with dashes. */
static void normalize(const char *name, size_t len, char normalized[SOURCE_ENCODING_MAX + 1]) {
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        normalized[i] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
    }
    normalized[len] = '\0';
}

static bool find_encoding(const char *start, const char *end, bool bom, bool script,
                          Encoding *encoding, SyntaxErrorInfo *error) {
    const char *name = NULL;
    char normalized[SOURCE_ENCODING_MAX + 1];
    size_t used = find_declaration(start, end, &name);
    *encoding = ENCODING_UTF_8;
    if (!used) {
        return true;
    }
    normalize(name, used, normalized);
    *encoding = encoding_from_name(normalized);
    if (bom && !has_prefix(normalized, "utf-8")) {
        if (*encoding == ENCODING_LATIN_1) {
            return fail(error, SYNTAX_ERROR_SYNTAX, "encoding problem: iso-8859-1 with BOM");
        }
        return fail(error, SYNTAX_ERROR_SYNTAX, "encoding problem: %.*s with BOM", (int)used, name);
    }
    if (*encoding == ENCODING_UNKNOWN) {
        return fail(error, SYNTAX_ERROR_SYNTAX,
                    script ? "encoding problem: %.*s" : "unknown encoding: %.*s", (int)used, name);
    }
    return true;
}

bool source_foreign_encoding(const char *bytes, size_t len, char name[SOURCE_ENCODING_MAX + 1]) {
    const char *declared = NULL;
    bool bom = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    size_t used = bom ? 0 : find_declaration(bytes, bytes + len, &declared);
    if (used) {
        normalize(declared, used, name);
    }
    return used && encoding_from_name(name) == ENCODING_UNKNOWN;
}

/* --- Decoding -------------------------------------------------------------------------------- */

static bool fail_utf8(const char *start, const char *bad, const char *end,
                      const ParserOptions *options, SyntaxErrorInfo *error) {
    unsigned char byte = (unsigned char)*bad;
    if (options->filename) {
        int line = 1;
        for (const char *p = start; p < bad; p++) {
            line += *p == '\n';
        }
        return fail(error, SYNTAX_ERROR_SYNTAX,
                    "Non-UTF-8 code starting with '\\x%02x' in file %.100s on line %d, but no "
                    "encoding declared; see https://peps.python.org/pep-0263/ for details",
                    byte, options->filename, line);
    }
    const char *reason = "invalid continuation byte";
    if (byte < 0xC2 || byte > 0xF4) {
        reason = "invalid start byte";
    } else if (end - bad < (byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2)) {
        reason = "unexpected end of data";
    }
    return fail(error, SYNTAX_ERROR_UNICODE,
                "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: %s", byte,
                (size_t)(bad - start), reason);
}

static size_t count_high_bytes(const char *p, const char *end) {
    size_t count = 0;
    while (p < end) {
        count += (unsigned char)*p++ >= 0x80;
    }
    return count;
}

/* Copies start..end with line ends made LF. Returns the end of the copy. */
static char *copy_lines(const char *p, const char *end, bool latin_1, char *out) {
    if (!latin_1 && !memchr(p, '\r', (size_t)(end - p))) {
        memcpy(out, p, (size_t)(end - p));
        return out + (end - p);
    }
    while (p < end) {
        char c = *p++;
        if (c == '\r') {
            p += p < end && *p == '\n';
            *out++ = '\n';
        } else if (latin_1) {
            out += utf8_encode((unsigned char)c, out);
        } else {
            *out++ = c;
        }
    }
    return out;
}

bool source_decode(const char *bytes, size_t len, const ParserOptions *options, Arena *arena,
                   SourceText *text, SyntaxErrorInfo *error) {
    const char *start = bytes;
    const char *end = bytes + len;
    if (len > 0 && memchr(bytes, '\0', len)) {
        return fail(error, SYNTAX_ERROR_VALUE, "source code string cannot contain null bytes");
    }
    if (len > INT32_MAX / 4) {
        error->kind = SYNTAX_ERROR_OUT_OF_MEMORY;
        return false;
    }
    bool bom = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
    if (bom) {
        start += 3;
    }
    Encoding encoding = ENCODING_UTF_8;
    if (!options->source_is_text &&
        !find_encoding(start, end, bom, options->filename != NULL, &encoding, error)) {
        return false;
    }
    size_t high_bytes = 0;
    if (encoding == ENCODING_UTF_8) {
        Utf8Summary summary;
        if (!utf8_validate(start, (size_t)(end - start), false, &summary)) {
            return fail_utf8(start, start + summary.invalid_offset, end, options, error);
        }
    } else {
        high_bytes = count_high_bytes(start, end);
        if (encoding == ENCODING_ASCII && high_bytes) {
            const char *p = start;
            while ((unsigned char)*p < 0x80) {
                p++;
            }
            return fail(error, SYNTAX_ERROR_SYNTAX,
                        "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in "
                        "range(128)",
                        (unsigned char)*p, (size_t)(p - start));
        }
    }
    char *out = arena_alloc(arena, (size_t)(end - start) + high_bytes + 2);
    if (!out) {
        error->kind = SYNTAX_ERROR_OUT_OF_MEMORY;
        return false;
    }
    char *out_end = copy_lines(start, end, encoding == ENCODING_LATIN_1, out);
    if (options->mode == PARSER_FILE && out_end > out && out_end[-1] != '\n') {
        *out_end++ = '\n';
    }
    *out_end = '\0';
    text->start = out;
    text->end = out_end;
    return true;
}
