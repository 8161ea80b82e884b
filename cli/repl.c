/* The prompt: line editing and history by libedit; a statement may go over several lines.
 *
 * libedit and the libraries it needs are loaded when a prompt is shown, not linked: a program run
 * from a file would carry their pages for nothing. */
#include "repl.h"

#include <dlfcn.h>
#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HISTORY_LEN 1000

#define EDIT_LIBRARY "libedit.so.2"

/* The functions of libedit that are used, under its names. */
typedef struct EditLibrary {
    void *handle;
    __typeof__(el_init) *el_init;
    __typeof__(el_end) *el_end;
    __typeof__(el_get) *el_get;
    __typeof__(el_set) *el_set;
    __typeof__(el_gets) *el_gets;
    __typeof__(el_source) *el_source;
    __typeof__(history) *history;
    __typeof__(history_init) *history_init;
    __typeof__(history_end) *history_end;
} EditLibrary;

/* Filled once, by load_library(): what libedit calls back is given nothing else to find it by. */
static EditLibrary lib;

typedef struct Repl {
    AdderVM *vm;
    EditLine *edit;
    History *history;
    char prompt[256];
    char *text; /* the statement so far */
    size_t len, cap;
} Repl;

static bool load_function(const char *name, void *function) {
    void *symbol = dlsym(lib.handle, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

/* Loads libedit; says what is missing if it cannot. */
static bool load_library(void) {
    lib.handle = dlopen(EDIT_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!lib.handle || !load_function("el_init", &lib.el_init) ||
        !load_function("el_end", &lib.el_end) || !load_function("el_get", &lib.el_get) ||
        !load_function("el_set", &lib.el_set) || !load_function("el_gets", &lib.el_gets) ||
        !load_function("el_source", &lib.el_source) || !load_function("history", &lib.history) ||
        !load_function("history_init", &lib.history_init) ||
        !load_function("history_end", &lib.history_end)) {
        fprintf(stderr, "adder: the prompt needs libedit: %s\n", dlerror());
        return false;
    }
    return true;
}

static char *show_prompt(EditLine *edit) {
    Repl *repl;
    lib.el_get(edit, EL_CLIENTDATA, &repl);
    return repl->prompt;
}

/* Where the history is kept: ~/.adder_history; NULL without a home. */
static const char *history_path(char *path, size_t size) {
    const char *home = getenv("HOME");
    return home && *home && (size_t)snprintf(path, size, "%s/.adder_history", home) < size ? path
                                                                                           : NULL;
}

static void history_command(Repl *repl, int command) {
    char path[4096];
    HistEvent event;
    const char *file = history_path(path, sizeof path);
    if (file) {
        lib.history(repl->history, &event, command, file);
    }
}

static bool init(Repl *repl, AdderVM *vm) {
    setlocale(LC_CTYPE, "");
    *repl = (Repl){.vm = vm};
    repl->edit = lib.el_init("adder", stdin, stdout, stderr);
    repl->history = lib.history_init();
    if (!repl->edit || !repl->history) {
        return false;
    }
    HistEvent event;
    lib.history(repl->history, &event, H_SETSIZE, HISTORY_LEN);
    lib.history(repl->history, &event, H_SETUNIQUE, 1);
    history_command(repl, H_LOAD);
    lib.el_set(repl->edit, EL_CLIENTDATA, repl);
    lib.el_set(repl->edit, EL_PROMPT, show_prompt);
    lib.el_set(repl->edit, EL_EDITOR, "emacs");
    lib.el_set(repl->edit, EL_HIST, lib.history, repl->history);
    lib.el_set(repl->edit, EL_SIGNAL, 0);
    lib.el_source(repl->edit, NULL);
    return true;
}

static void deinit(Repl *repl) {
    if (repl->history) {
        history_command(repl, H_SAVE);
        lib.history_end(repl->history);
    }
    if (repl->edit) {
        lib.el_end(repl->edit);
    }
    free(repl->text);
}

static bool add(Repl *repl, const char *line, size_t n) {
    if (repl->len + n > repl->cap) {
        size_t cap = (repl->len + n) * 2;
        char *text = realloc(repl->text, cap);
        if (!text) {
            return false;
        }
        repl->text = text;
        repl->cap = cap;
    }
    memcpy(repl->text + repl->len, line, n);
    repl->len += n;
    return true;
}

static bool is_blank(const char *line, int n) {
    for (int i = 0; i < n; i++) {
        if (!strchr(" \t\r\n\f", line[i])) {
            return false;
        }
    }
    return true;
}

/* Reads one line and runs the statement if it is complete. false: the end, with *status. */
static bool step(Repl *repl, int *status) {
    adder_prompt(repl->vm, repl->len > 0, repl->prompt, sizeof repl->prompt);
    int n = 0;
    errno = 0;
    const char *line = lib.el_gets(repl->edit, &n);
    if (!line || n <= 0) {
        if (errno == EINTR) { /* Ctrl-C at the prompt drops the statement */
            printf("\nKeyboardInterrupt\n");
            repl->len = 0;
            adder_take_interrupt(repl->vm);
            return true;
        }
        printf("\n");
        return false;
    }
    HistEvent event;
    if (!is_blank(line, n)) {
        lib.history(repl->history, &event, H_ENTER, line);
    } else if (!repl->len) {
        return true;
    }
    if (!add(repl, line, (size_t)n)) {
        fprintf(stderr, "MemoryError\n");
        repl->len = 0;
        return true;
    }
    AdderLine result = adder_interactive(repl->vm, repl->text, repl->len, status);
    if (result != ADDER_LINE_INCOMPLETE) {
        repl->len = 0;
    }
    return result != ADDER_LINE_EXIT;
}

int repl_run(AdderVM *vm) {
    Repl repl;
    int status = 0;
    if (!load_library()) {
        return 1;
    }
    if (!init(&repl, vm)) {
        deinit(&repl);
        fprintf(stderr, "adder: the terminal cannot be used\n");
        return 1;
    }
    printf("Adder %s (Python 3.11). Ctrl-D ends.\n", adder_version());
    while (step(&repl, &status)) {}
    deinit(&repl);
    return status;
}
