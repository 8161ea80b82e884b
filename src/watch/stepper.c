#include "watch/stepper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buffer.h"

#define OUTPUT_LINES 6 /* of the program's output below a picture */

/* ---- the terminal ---- */

static void key_mode(Stepper *s, bool on) {
    if (on == s->raw) {
        return;
    }
    if (on) {
        struct termios t = s->saved;
        t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        t.c_cc[VMIN] = 1;
        t.c_cc[VTIME] = 0;
        tcsetattr(STDIN_FILENO, TCSANOW, &t);
    } else {
        tcsetattr(STDIN_FILENO, TCSANOW, &s->saved);
    }
    s->raw = on;
}

bool stepper_init(Stepper *s) {
    *s = (Stepper){.tty = -1, .output = -1};
    if (tcgetattr(STDIN_FILENO, &s->saved) < 0) {
        return false;
    }
    s->texts = tmpfile();
    FILE *output = tmpfile();
    s->tty = dup(STDOUT_FILENO);
    s->output = output ? dup(fileno(output)) : -1;
    if (output) {
        fclose(output);
    }
    if (!s->texts || s->tty < 0 || s->output < 0 || dup2(s->output, STDOUT_FILENO) < 0) {
        stepper_deinit(s);
        return false;
    }
    return true;
}

static void write_all(int fd, const char *text, size_t n) {
    while (n) {
        ssize_t done = write(fd, text, n);
        if (done <= 0) {
            return;
        }
        text += done;
        n -= (size_t)done;
    }
}

static void copy_output(Stepper *s) {
    char chunk[4096];
    ssize_t n;
    off_t at = 0;
    while ((n = pread(s->output, chunk, sizeof chunk, at)) > 0) {
        write_all(s->tty, chunk, (size_t)n);
        at += n;
    }
}

void stepper_deinit(Stepper *s) {
    key_mode(s, false);
    if (s->tty >= 0) {
        if (s->len) {
            write_all(s->tty, "\033[H\033[2J", 7);
        }
        if (s->output >= 0) {
            copy_output(s);
        }
        dup2(s->tty, STDOUT_FILENO);
        close(s->tty);
    }
    if (s->output >= 0) {
        close(s->output);
    }
    if (s->texts) {
        fclose(s->texts);
    }
    free(s->steps);
    *s = (Stepper){.tty = -1, .output = -1};
}

/* ---- drawing ---- */

/* The last lines of the program's output. */
static void add_output(Stepper *s, Buffer *out) {
    char tail[2048];
    off_t end = lseek(s->output, 0, SEEK_END);
    off_t from = end > (off_t)sizeof tail ? end - (off_t)sizeof tail : 0;
    ssize_t n = pread(s->output, tail, (size_t)(end - from), from);
    if (n <= 0) {
        return;
    }
    ssize_t start = n;
    for (int lines = 0; start > 0; start--) {
        if (tail[start - 1] == '\n' && start != n && ++lines == OUTPUT_LINES) {
            break;
        }
    }
    buffer_add_text(out, "\033[2m  Output\033[0m\n");
    buffer_add(out, tail + start, (size_t)(n - start));
    if (tail[n - 1] != '\n') {
        buffer_add_char(out, '\n');
    }
}

/* At most as many lines as the window has: what does not fit is cut, and said to be. */
static size_t fitting(const char *text, size_t n, int rows, bool *cut) {
    size_t i = 0;
    *cut = false;
    while (i < n) {
        const char *end = memchr(text + i, '\n', n - i);
        if (!end) {
            return n;
        }
        if (rows-- <= 0) {
            *cut = true;
            return i;
        }
        i = (size_t)(end - text) + 1;
    }
    return n;
}

static void show(Stepper *s, bool ended) {
    const StepRecord *step = &s->steps[s->at];
    Buffer b;
    buffer_init(&b);
    buffer_add_text(&b, "\033[H\033[2J");
    char *text = malloc(step->size + 1);
    size_t n = 0;
    if (text && fseek(s->texts, step->offset, SEEK_SET) == 0) {
        n = fread(text, 1, step->size, s->texts);
    }
    struct winsize window = {.ws_row = 24};
    ioctl(s->tty, TIOCGWINSZ, &window);
    bool cut;
    n = fitting(text, n, window.ws_row > OUTPUT_LINES + 6 ? window.ws_row - OUTPUT_LINES - 4 : 8,
                &cut);
    buffer_add(&b, text, n);
    free(text);
    if (cut) {
        buffer_add_text(&b, "  … (the window is too small for the rest)\n");
    }
    add_output(s, &b);
    buffer_add_format(&b,
                      "\n\033[7m step %zu%s \033[0m  n: next  b: back  c: next call  e: end  "
                      "q: quit ",
                      s->at + 1, ended && s->at + 1 == s->len ? " (end)" : "");
    if (!b.failed) {
        write_all(s->tty, b.data, b.size);
    }
    buffer_deinit(&b);
}

/* ---- keys ---- */

enum Key { KEY_NEXT, KEY_BACK, KEY_CALL, KEY_END, KEY_QUIT, KEY_FIRST, KEY_OTHER };

static enum Key read_key(void) {
    char c;
    if (read(STDIN_FILENO, &c, 1) != 1) {
        return KEY_QUIT;
    }
    if (c == '\033') { /* arrow keys: ESC [ A..D */
        char seq[2];
        if (read(STDIN_FILENO, seq, 2) != 2) {
            return KEY_OTHER;
        }
        return seq[1] == 'C' || seq[1] == 'B'   ? KEY_NEXT
               : seq[1] == 'D' || seq[1] == 'A' ? KEY_BACK
               : seq[1] == 'F'                  ? KEY_END
               : seq[1] == 'H'                  ? KEY_FIRST
                                                : KEY_OTHER;
    }
    switch (c) {
    case 'n':
    case ' ':
    case '\n':
    case '\r':
    case 'l':
    case 'j':
        return KEY_NEXT;
    case 'b':
    case 'p':
    case 'h':
    case 'k':
        return KEY_BACK;
    case 'c':
        return KEY_CALL;
    case 'e':
    case 'G':
        return KEY_END;
    case 'g':
        return KEY_FIRST;
    case 'q':
    case 4:
        return KEY_QUIT;
    default:
        return KEY_OTHER;
    }
}

/* Moves to the next recorded call; false if there is none yet. */
static bool find_call(Stepper *s) {
    for (size_t i = s->at + 1; i < s->len; i++) {
        if (s->steps[i].is_call) {
            s->at = i;
            return true;
        }
    }
    return false;
}

/* Handles keys while the user looks at recorded steps; returns when the program is to go on (or, at
 * its end, when the user quits). */
static void look(Stepper *s, bool ended) {
    key_mode(s, true);
    for (;;) {
        show(s, ended);
        switch (read_key()) {
        case KEY_NEXT:
            if (s->at + 1 < s->len) {
                s->at++;
            } else if (!ended) {
                key_mode(s, false);
                return;
            }
            break;
        case KEY_BACK:
            s->at -= s->at > 0;
            break;
        case KEY_FIRST:
            s->at = 0;
            break;
        case KEY_CALL:
            if (!find_call(s)) {
                s->at = s->len - 1;
                if (!ended) {
                    s->to_call = true;
                    key_mode(s, false);
                    return;
                }
            }
            break;
        case KEY_END:
            s->at = s->len - 1;
            if (!ended) {
                s->to_end = true;
                key_mode(s, false);
                return;
            }
            break;
        case KEY_QUIT:
            s->quit = true;
            key_mode(s, false);
            return;
        default:
            break;
        }
    }
}

void stepper_add(Stepper *s, const char *text, size_t size, int depth, bool is_call) {
    if (s->len == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        StepRecord *steps = realloc(s->steps, cap * sizeof *steps);
        if (!steps) {
            return;
        }
        s->steps = steps;
        s->cap = cap;
    }
    if (fseek(s->texts, 0, SEEK_END) < 0) {
        return;
    }
    long offset = ftell(s->texts);
    if (fwrite(text, 1, size, s->texts) != size) {
        return;
    }
    s->steps[s->len] = (StepRecord){offset, size, depth, is_call};
    s->at = s->len++;
    if (s->quit || s->to_end || (s->to_call && !is_call)) {
        return;
    }
    s->to_call = false;
    look(s, false);
}

void stepper_end(Stepper *s) {
    if (s->len && !s->quit) {
        s->at = s->len - 1;
        look(s, true);
    }
}
