/* When to take a picture: the hooks of the evaluation loop and of the heap. */
#include "watch/watch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "gc/gc.h"
#include "lib/io.h"
#include "object/error.h"
#include "types/dict.h"
#include "types/str.h"
#include "vm/interp.h"
#include "watch/draw.h"
#include "watch/stepper.h"

struct Watch {
    VM *vm;
    Registry registry;
    SnapshotOptions snapshot;
    DrawOptions draw;
    Stepper stepper;
    bool interactive;
    int first_line, last_line;
    unsigned step;
    /* The line that is running: its picture is taken when the next one begins. */
    Code *code; /* borrowed, compared only: whose line it is */
    int line;   /* 0: none yet */
    bool entered;
    char *source; /* the file's text */
    size_t source_len;
    const char *path;
};

/* ---- the source ---- */

static const char *find_line(const Watch *w, int line, size_t *len) {
    const char *p = w->source, *end = p + w->source_len;
    for (int i = 1; p && p < end; i++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t n = newline ? (size_t)(newline - p) : (size_t)(end - p);
        if (i == line) {
            *len = n && p[n - 1] == '\r' ? n - 1 : n;
            return p;
        }
        p = newline ? newline + 1 : end;
    }
    return NULL;
}

/* Only the program's own file is shown, not what it imports. */
static bool is_shown(const Watch *w, const Code *code) {
    return str_equal_ascii(code->filename, w->path) ||
           (STR_LEN(code->filename) && !str_is_ascii(code->filename));
}

/* ---- pictures ---- */

static int depth(const VM *vm) {
    return vm->interp->frame ? (int)(vm->interp->frame - vm->interp->frames) + 1 : 0;
}

/* What the program has printed so far comes before the picture. */
static void flush_program_output(VM *vm) {
    Object *out = vm->sys ? dict_get_str(vm, vm->sys, ID(vm, stdout)) : NULL;
    if (!out || out == vm->none) {
        return;
    }
    Object *error = error_fetch(vm);
    incref(out);
    if (io_flush(vm, out) < 0) {
        error_clear(vm);
    }
    decref(vm, out);
    error_restore(vm, error);
}

static void picture(Watch *w, int line, const char *note, bool is_call) {
    if (w->stepper.quit) {
        return;
    }
    if (w->first_line && (line < w->first_line || line > w->last_line)) {
        registry_forget_deaths(&w->registry);
        return;
    }
    Snapshot s;
    snapshot_take(&s, w->vm, &w->registry, ++w->step, &w->snapshot);
    DrawTitle title = {.step = w->step, .line = line, .note = note};
    title.source = find_line(w, line, &title.source_len);
    Buffer out;
    buffer_init(&out);
    draw_picture(&s, &title, &w->draw, &out);
    flush_program_output(w->vm);
    if (out.failed) {
        fputs("adder: not enough memory for the picture\n", stderr);
    } else if (w->interactive) {
        stepper_add(&w->stepper, out.data, out.size, depth(w->vm), is_call);
    } else {
        fwrite(out.data, 1, out.size, stdout);
        fflush(stdout);
    }
    buffer_deinit(&out);
    snapshot_deinit(&s);
    registry_forget_deaths(&w->registry);
}

/* ---- hooks ---- */

static void on_event(void *ctx, EventKind kind, void *what, size_t number) {
    (void)number;
    Watch *w = ctx;
    if (kind == EVENT_FREE) {
        registry_died(&w->registry, what, w->vm->gc_collecting ? w->vm->gc->number : 0);
    }
}

static void on_line(VM *vm, Frame *frame, int line, void *ctx) {
    (void)vm;
    Watch *w = ctx;
    if (!is_shown(w, frame->code)) {
        return;
    }
    if (w->line) {
        bool body = !(frame->code->flags & CO_OPTIMIZED); /* of a class */
        picture(w, w->line, !w->entered ? NULL : body ? "(class body)" : "(call)", w->entered);
    }
    w->line = line;
    w->code = frame->code;
    w->entered = false;
}

static void on_call(VM *vm, Frame *frame, bool enter, void *ctx) {
    (void)vm;
    Watch *w = ctx;
    if (!is_shown(w, frame->code)) {
        return;
    }
    if (enter) {
        w->entered = w->line != 0;
        return;
    }
    if (w->line && w->code == frame->code) {
        bool is_module = frame == vm->interp->frames;
        bool body = !(frame->code->flags & CO_OPTIMIZED);
        picture(w, w->line, is_module ? NULL : body ? "(end of class body)" : "(return)", false);
        w->line = is_module ? 0 : w->line;
    }
}

/* ---- running ---- */

static char *read_source(const char *path, size_t *len) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        return NULL;
    }
    Buffer b;
    buffer_init(&b);
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buffer_add(&b, chunk, n);
    }
    fclose(f);
    char *text = buffer_take(&b, len);
    buffer_deinit(&b);
    return text;
}

Watch *watch_start(VM *vm, const char *path, const WatchOptions *options) {
    Watch *w = malloc(sizeof *w);
    if (!w) {
        return NULL;
    }
    *w = (Watch){
        .vm = vm,
        .snapshot = options->snapshot,
        .draw = {.ascii = options->snapshot.ascii, .color = options->color},
        .interactive = options->interactive,
        .first_line = options->first_line,
        .last_line = options->last_line,
        .path = path,
    };
    registry_init(&w->registry);
    w->source = read_source(path, &w->source_len);
    if (w->interactive && !stepper_init(&w->stepper)) {
        w->interactive = false;
    }
    Interp *interp = vm->interp;
    vm->watch = w;
    vm->has_watcher = true;
    heap_watch(&vm->heap, on_event, w);
    interp->line_hook = on_line;
    interp->call_hook = on_call;
    interp->hook_ctx = w;
    interp->specialise = false;
    return w;
}

void watch_stop(Watch *w) {
    Interp *interp = w->vm->interp;
    interp->line_hook = NULL;
    interp->call_hook = NULL;
    interp->hook_ctx = NULL;
    heap_watch(&w->vm->heap, NULL, NULL);
    w->vm->has_watcher = false;
    w->vm->watch = NULL;
    if (w->interactive) {
        stepper_end(&w->stepper);
        stepper_deinit(&w->stepper);
    }
    registry_deinit(&w->registry);
    free(w->source);
    free(w);
}
