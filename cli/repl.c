/* The prompt: line editing and history by libedit; a statement may go over several lines. */
#include "repl.h"

#include <errno.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HISTORY_LEN 1000

typedef struct Repl {
    AdderVM *vm;
    EditLine *edit;
    History *history;
    char prompt[256];
    char *text; /* the statement so far */
    size_t len, cap;
} Repl;

static char *show_prompt(EditLine *edit) {
    Repl *repl;
    el_get(edit, EL_CLIENTDATA, &repl);
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
        history(repl->history, &event, command, file);
    }
}

static bool init(Repl *repl, AdderVM *vm) {
    setlocale(LC_CTYPE, "");
    *repl = (Repl){.vm = vm};
    repl->edit = el_init("adder", stdin, stdout, stderr);
    repl->history = history_init();
    if (!repl->edit || !repl->history) {
        return false;
    }
    HistEvent event;
    history(repl->history, &event, H_SETSIZE, HISTORY_LEN);
    history(repl->history, &event, H_SETUNIQUE, 1);
    history_command(repl, H_LOAD);
    el_set(repl->edit, EL_CLIENTDATA, repl);
    el_set(repl->edit, EL_PROMPT, show_prompt);
    el_set(repl->edit, EL_EDITOR, "emacs");
    el_set(repl->edit, EL_HIST, history, repl->history);
    el_set(repl->edit, EL_SIGNAL, 0);
    el_source(repl->edit, NULL);
    return true;
}

static void deinit(Repl *repl) {
    if (repl->history) {
        history_command(repl, H_SAVE);
        history_end(repl->history);
    }
    if (repl->edit) {
        el_end(repl->edit);
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
    const char *line = el_gets(repl->edit, &n);
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
        history(repl->history, &event, H_ENTER, line);
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
