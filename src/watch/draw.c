#include "watch/draw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STACK_WIDTH_MIN 20
#define TEXT_WIDTH_MAX 44
#define CHANGES_PER_LINE 4
#define CHANGES_SHOWN 24

/* ---- marks and colours ---- */

typedef struct Marks {
    const char *dash, *head, *cross, *becomes, *bar, *plus, *more;
} Marks;

static const Marks unicode_marks = {"─", "▶", "✗", "→", "│", "+", "…"};
static const Marks ascii_marks = {"-", ">", "x", "->", "|", "+", "..."};

#define RESET "\033[0m"
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"

/* An object's colour is the same at both ends of its arrows. */
static const char *const palette[] = {"\033[36m", "\033[35m", "\033[34m", "\033[32m", "\033[33m",
                                      "\033[96m", "\033[95m", "\033[94m", "\033[92m", "\033[93m"};

/* ---- columns of lines ---- */

typedef struct Line {
    Buffer text;
    size_t width; /* characters on the screen, escape sequences left out */
} Line;

typedef struct Column {
    Line *lines;
    size_t len, cap;
    bool failed;
    const Marks *marks;
    bool color;
} Column;

static Line *add_line(Column *c) {
    if (c->len == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 32;
        Line *lines = realloc(c->lines, cap * sizeof *lines);
        if (!lines) {
            c->failed = true;
            return NULL;
        }
        c->lines = lines;
        c->cap = cap;
    }
    Line *line = &c->lines[c->len++];
    buffer_init(&line->text);
    line->width = 0;
    return line;
}

static void column_deinit(Column *c) {
    for (size_t i = 0; i < c->len; i++) {
        buffer_deinit(&c->lines[i].text);
    }
    free(c->lines);
}

static size_t text_width(const char *text) {
    size_t n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return n;
}

static void put(Line *line, const char *text) {
    if (line) {
        buffer_add_text(&line->text, text);
        line->width += text_width(text);
    }
}

static void put_style(const Column *c, Line *line, const char *style) {
    if (line && c->color) {
        buffer_add_text(&line->text, style);
    }
}

static void put_number(const Column *c, Line *line, uint32_t number) {
    char text[16];
    snprintf(text, sizeof text, "#%u", number);
    put_style(c, line, palette[number % (sizeof palette / sizeof *palette)]);
    put(line, text);
    put_style(c, line, RESET);
}

static void pad_to(Line *line, size_t width) {
    while (line && line->width < width) {
        put(line, " ");
    }
}

/* A name and the arrow to what it names; the arrow's shaft fills up to `width`. */
static void put_arrow(const Column *c, Line *line, const Arrow *a, size_t indent, size_t width) {
    pad_to(line, indent);
    put(line, a->label);
    put(line, " ");
    put_style(c, line, DIM);
    while (line && line->width < width) {
        put(line, c->marks->dash);
    }
    put(line, c->marks->dash);
    put(line, c->marks->head);
    put_style(c, line, RESET);
    put(line, " ");
    if (a->target) {
        put_number(c, line, a->target);
    } else {
        put(line, c->marks->more);
    }
}

static size_t widest_label(const Arrow *arrows, size_t n) {
    size_t widest = 0;
    for (size_t i = 0; i < n; i++) {
        size_t w = text_width(arrows[i].label);
        widest = w > widest ? w : widest;
    }
    return widest;
}

/* ---- the stack ---- */

static void draw_stack(Column *c, const Snapshot *s) {
    size_t widest = 0;
    for (size_t i = 0; i < s->frame_len; i++) {
        size_t w = widest_label(s->frames[i].names, s->frames[i].len);
        widest = w > widest ? w : widest;
    }
    for (size_t i = 0; i < s->frame_len; i++) {
        const ShownFrame *f = &s->frames[i];
        Line *line = add_line(c);
        put_style(c, line, BOLD);
        put(line, f->title ? f->title : "?");
        put_style(c, line, RESET);
        for (size_t j = 0; j < f->len; j++) {
            put_arrow(c, add_line(c), &f->names[j], 2, widest + 8);
        }
    }
}

/* ---- the heap ---- */

static size_t text_column(const Snapshot *s) {
    size_t widest = 12;
    for (size_t i = 0; i < s->object_len; i++) {
        size_t w = s->objects[i].text ? text_width(s->objects[i].text) : 0;
        widest = w > widest && w <= TEXT_WIDTH_MAX ? w : widest;
    }
    return widest;
}

static void put_generation(Line *line, int generation) {
    static const char *const names[] = {"gen 0", "gen 1", "gen 2", "frozen"};
    put(line, generation < 0 ? "" : names[generation]);
}

static void put_references(const Column *c, Line *line, const ShownObject *o) {
    char text[64];
    if (o->eternal) {
        put(line, "always there");
        return;
    }
    int n = snprintf(text, sizeof text, "%u %s", o->count, o->count == 1 ? "ref" : "refs");
    if (o->count > o->visible && n > 0) {
        snprintf(text + n, sizeof text - (size_t)n, " (%u drawn)", o->visible);
    }
    put_style(c, line, o->counted ? YELLOW : "");
    put(line, text);
    put_style(c, line, o->counted ? RESET : "");
}

static void draw_object(Column *c, const ShownObject *o, size_t text_width_) {
    char size[32];
    Line *line = add_line(c);
    put_number(c, line, o->number);
    pad_to(line, 5);
    put_style(c, line, o->born ? GREEN : "");
    put(line, o->text ? o->text : "?");
    put_style(c, line, o->born ? RESET : "");
    pad_to(line, 5 + text_width_ + 2);
    put_generation(line, o->generation);
    pad_to(line, 5 + text_width_ + 9);
    put_references(c, line, o);
    pad_to(line, 5 + text_width_ + 27);
    snprintf(size, sizeof size, "%6zu B", o->size);
    put(line, size);
    size_t widest = widest_label(o->parts, o->len);
    for (size_t i = 0; i < o->len; i++) {
        put_arrow(c, add_line(c), &o->parts[i], 7, widest + 9);
    }
    if (o->part_count > o->len) {
        char text[64];
        snprintf(text, sizeof text, "%s %zu more", c->marks->more, o->part_count - o->len);
        line = add_line(c);
        pad_to(line, 7);
        put(line, text);
    }
}

static void put_cause(Line *line, const Death *d) {
    char text[64];
    if (d->collection) {
        snprintf(text, sizeof text, "collection %lld", (long long)d->collection);
    } else {
        snprintf(text, sizeof text, "count 0");
    }
    put(line, text);
}

static void draw_death(Column *c, const Death *d, size_t text_width_) {
    Line *line = add_line(c);
    put_style(c, line, RED);
    char number[16];
    snprintf(number, sizeof number, "#%u", d->number);
    put(line, number);
    pad_to(line, 5);
    put(line, d->text ? d->text : "?");
    pad_to(line, 5 + text_width_ + 2);
    put(line, c->marks->cross);
    put(line, " died: ");
    put_cause(line, d);
    put_style(c, line, RESET);
}

/* The dead stand once more in their old place, which is that of their number. */
static void draw_heap(Column *c, const Snapshot *s) {
    size_t width = text_column(s), dead_drawn = 0;
    bool *drawn = calloc(s->death_len + 1, sizeof *drawn);
    for (size_t i = 0; i <= s->object_len; i++) {
        uint32_t limit = i < s->object_len ? s->objects[i].number : UINT32_MAX;
        for (;;) { /* deaths come in order of time: take the smallest number below the limit */
            size_t best = s->death_len;
            for (size_t j = 0; drawn && j < s->death_len; j++) {
                if (!drawn[j] && s->deaths[j].number < limit &&
                    (best == s->death_len || s->deaths[j].number < s->deaths[best].number)) {
                    best = j;
                }
            }
            if (best == s->death_len || dead_drawn >= 16) {
                break;
            }
            drawn[best] = true;
            dead_drawn++;
            draw_death(c, &s->deaths[best], width);
        }
        if (i < s->object_len) {
            draw_object(c, &s->objects[i], width);
        }
    }
    free(drawn);
    if (s->left_out) {
        char text[64];
        snprintf(text, sizeof text, "%s %zu more objects, not drawn", c->marks->more, s->left_out);
        put(add_line(c), text);
    }
}

/* ---- what the line did ---- */

typedef struct Changes {
    Column *column;
    Line *line;
    size_t len, hidden;
} Changes;

static Line *next_change(Changes *c) {
    if (c->len >= CHANGES_SHOWN) {
        c->hidden++;
        return NULL;
    }
    if (c->len++ % CHANGES_PER_LINE == 0) {
        c->line = add_line(c->column);
        put(c->line, "  ");
    } else {
        put(c->line, "   ");
    }
    return c->line;
}

static void draw_changes(Column *column, const Snapshot *s) {
    Changes c = {.column = column};
    char text[96];
    for (size_t i = 0; i < s->object_len; i++) {
        const ShownObject *o = &s->objects[i];
        if (o->born) {
            Line *line = next_change(&c);
            put_style(column, line, GREEN);
            snprintf(text, sizeof text, "%s #%u", column->marks->plus, o->number);
            put(line, text);
            put_style(column, line, RESET);
        }
    }
    for (size_t i = 0; i < s->object_len; i++) {
        const ShownObject *o = &s->objects[i];
        if (o->counted) {
            Line *line = next_change(&c);
            put_style(column, line, YELLOW);
            snprintf(text, sizeof text, "#%u: %u %s %u refs", o->number, o->old_count,
                     column->marks->becomes, o->count);
            put(line, text);
            put_style(column, line, RESET);
        }
    }
    for (size_t i = 0; i < s->death_len; i++) {
        Line *line = next_change(&c);
        put_style(column, line, RED);
        snprintf(text, sizeof text, "%s #%u (", column->marks->cross, s->deaths[i].number);
        put(line, text);
        if (line) {
            put_cause(line, &s->deaths[i]);
        }
        put(line, ")");
        put_style(column, line, RESET);
    }
    if (c.hidden) {
        snprintf(text, sizeof text, "  %s and %zu more changes", column->marks->more, c.hidden);
        put(add_line(column), text);
    }
}

/* ---- the whole ---- */

static void write_line(const Line *line, Buffer *out) {
    size_t n = line->text.size;
    while (n && line->text.data[n - 1] == ' ') {
        n--;
    }
    buffer_add(out, line->text.data, n);
}

static void write_columns(const Column *left, const Column *right, size_t left_width, Buffer *out) {
    size_t n = left->len > right->len ? left->len : right->len;
    for (size_t i = 0; i < n; i++) {
        size_t used = 2;
        buffer_add_text(out, "  ");
        if (i < left->len) {
            buffer_add(out, left->lines[i].text.data, left->lines[i].text.size);
            used += left->lines[i].width;
        }
        if (i < right->len) {
            buffer_add_repeat(out, ' ', left_width > used ? left_width - used : 1);
            write_line(&right->lines[i], out);
        }
        buffer_add_char(out, '\n');
    }
}

static void write_title(const DrawTitle *t, const DrawOptions *options, const Marks *marks,
                        Buffer *out) {
    const char *bold = options->color ? BOLD : "", *reset = options->color ? RESET : "";
    if (t->line) {
        buffer_add_format(out, "%s%4d %s ", bold, t->line, marks->bar);
    } else {
        buffer_add_format(out, "%s     %s ", bold, marks->bar);
    }
    if (t->source) {
        buffer_add(out, t->source, t->source_len);
    }
    buffer_add_text(out, reset);
    if (t->note) {
        buffer_add_format(out, "   %s%s%s", options->color ? DIM : "", t->note, reset);
    }
    buffer_add_text(out, "\n\n");
}

void draw_picture(const Snapshot *s, const DrawTitle *title, const DrawOptions *options,
                  Buffer *out) {
    const Marks *marks = options->ascii ? &ascii_marks : &unicode_marks;
    Column left = {.marks = marks, .color = options->color};
    Column right = left, below = left;
    draw_stack(&left, s);
    draw_heap(&right, s);
    draw_changes(&below, s);
    size_t width = STACK_WIDTH_MIN;
    for (size_t i = 0; i < left.len; i++) {
        width = left.lines[i].width > width ? left.lines[i].width : width;
    }
    width += 6;
    write_title(title, options, marks, out);
    buffer_add_text(out, options->color ? "  " DIM "Stack" : "  Stack");
    buffer_add_repeat(out, ' ', width - 7);
    buffer_add_text(out, options->color ? "Heap" RESET "\n" : "Heap\n");
    write_columns(&left, &right, width, out);
    if (below.len) {
        buffer_add_char(out, '\n');
    }
    for (size_t i = 0; i < below.len; i++) {
        write_line(&below.lines[i], out);
        buffer_add_char(out, '\n');
    }
    if (s->failed || left.failed || right.failed || below.failed) {
        buffer_add_text(out, "  (not enough memory: the picture is incomplete)\n");
    }
    buffer_add_char(out, '\n');
    column_deinit(&left);
    column_deinit(&right);
    column_deinit(&below);
}
