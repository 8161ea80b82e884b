/*
 * ast_dump FILE [exec|single|eval]... -- writes the syntax tree of files, or the error.
 *
 * One line for each file: the tree as ast.dump would write it, or the error's type, message, line,
 * offset, end line and end offset. With -q only errors; with -q1 "OK" for those without, and a NUL
 * behind each; with -t the time and memory instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lang/ast_dump.h"
#include "lang/parser.h"

static void write_out(void *ctx, const char *text, size_t len) {
    fwrite(text, 1, len, ctx);
}

static char *read_file(const char *path, size_t *len) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    size_t capacity = 1 << 16;
    char *bytes = malloc(capacity);
    *len = 0;
    size_t count;
    while ((count = fread(bytes + *len, 1, capacity - *len, file)) > 0) {
        *len += count;
        if (*len == capacity) {
            bytes = realloc(bytes, capacity *= 2);
        }
    }
    fclose(file);
    return bytes;
}

static void print_error(const SyntaxErrorInfo *error) {
    static const char *const names[] = {"None",        "SyntaxError", "IndentationError",
                                        "TabError",    "SyntaxError", "ValueError",
                                        "MemoryError", "MemoryError"};
    printf("%s: %s (%d, %d, %d, %d) %.*s%s\n", names[error->kind], error->message, (int)error->line,
           (int)error->col, (int)error->end_line, (int)error->end_col, (int)error->text_len,
           error->text ? error->text : "", error->incomplete_input ? " incomplete" : "");
}

int main(int argc, char **argv) {
    bool quiet = false;
    bool timing = false;
    bool separate = false;
    ParserOptions options = {.mode = PARSER_FILE, .max_int_digits = 4300};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-q") == 0) {
            quiet = true;
            continue;
        }
        if (strcmp(argv[i], "-q1") == 0) {
            quiet = separate = true;
            continue;
        }
        if (strcmp(argv[i], "-t") == 0) {
            quiet = timing = true;
            continue;
        }
        if (strcmp(argv[i], "single") == 0 || strcmp(argv[i], "eval") == 0 ||
            strcmp(argv[i], "exec") == 0) {
            options.mode = argv[i][0] == 's'   ? PARSER_SINGLE
                           : argv[i][1] == 'v' ? PARSER_EVAL
                                               : PARSER_FILE;
            continue;
        }
        size_t len;
        char *bytes = read_file(argv[i], &len);
        Arena arena;
        ParserResult result;
        arena_init(&arena, memory_source_malloc());
        clock_t start = clock();
        bool parsed = parser_parse(bytes, len, &options, &arena, &result);
        clock_t end = clock();
        if (!parsed) {
            print_error(&result.error);
        } else if (!quiet) {
            ast_dump(result.mod, write_out, stdout);
            putchar('\n');
        }
        if (separate) {
            fwrite(parsed ? "OK\0\n" : "\0\n", 1, parsed ? 4 : 2, stdout);
            fflush(stdout);
        }
        if (timing) {
            printf("%s: %zu bytes, %zu in arena, %.3f ms\n", argv[i], len, arena.total_size,
                   (double)(end - start) * 1000 / CLOCKS_PER_SEC);
        }
        arena_deinit(&arena);
        free(bytes);
    }
    return 0;
}
