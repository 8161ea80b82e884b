#include "watch/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "object/alloc.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"
#include "watch/describe.h"

#define PARTS_SHOWN 24 /* of one object */

typedef struct Taking {
    Snapshot *s;
    VM *vm;
    Registry *r;
    const SnapshotOptions *options;
    uint32_t step;
    Object **queue; /* objects found, in order; s->objects[i] describes queue[i] */
    size_t queue_cap;
    size_t expanding; /* index of the object whose parts are being listed */
} Taking;

/* ---- memory ---- */

static bool grow(void *array, size_t *cap, size_t len, size_t item_size) {
    void **a = array;
    if (len < *cap) {
        return true;
    }
    size_t new_cap = *cap ? *cap * 2 : 8;
    void *p = realloc(*a, new_cap * item_size);
    if (!p) {
        return false;
    }
    *a = p;
    *cap = new_cap;
    return true;
}

static char *copy_text(const char *text) {
    size_t n = strlen(text) + 1;
    char *p = malloc(n);
    return p ? memcpy(p, text, n) : NULL;
}

static char *take_text(Buffer *b) {
    const char *text = buffer_text(b);
    return text ? copy_text(text) : NULL;
}

static void add_arrow(Snapshot *s, Arrow **arrows, size_t *len, size_t *cap, const char *label,
                      uint32_t target) {
    char *own = copy_text(label);
    if (!own || !grow(arrows, cap, *len, sizeof **arrows)) {
        free(own);
        s->failed = true;
        return;
    }
    (*arrows)[(*len)++] = (Arrow){own, target};
}

static void free_arrows(Arrow *arrows, size_t len) {
    for (size_t i = 0; i < len; i++) {
        free(arrows[i].label);
    }
    free(arrows);
}

void snapshot_deinit(Snapshot *s) {
    for (size_t i = 0; i < s->frame_len; i++) {
        free(s->frames[i].title);
        free_arrows(s->frames[i].names, s->frames[i].len);
    }
    for (size_t i = 0; i < s->object_len; i++) {
        free(s->objects[i].text);
        free_arrows(s->objects[i].parts, s->objects[i].len);
    }
    free(s->frames);
    free(s->objects);
}

/* ---- objects ---- */

static bool is_eternal(const VM *vm, const Object *o) {
    return o == vm->none || o == vm->true_ || o == vm->false_ || o == vm->ellipsis ||
           o == vm->not_implemented || o == vm->empty_str || o == vm->empty_tuple ||
           o == vm->empty_bytes;
}

/* Puts an object into the picture; its number, or 0 if there is no more room. */
static uint32_t show(Taking *t, Object *o) {
    Snapshot *s = t->s;
    KnownObject *known;
    uint32_t number = registry_find(t->r, o);
    if (number && registry_get(t->r, number)->shown_in == t->step) {
        return number;
    }
    if (t->options->max_objects && s->object_len >= t->options->max_objects) {
        s->left_out++;
        return 0;
    }
    bool is_new = number == 0;
    known = registry_add(t->r, o);
    if (!known || !grow(&t->queue, &t->queue_cap, s->object_len, sizeof *t->queue) ||
        !grow(&s->objects, &s->object_cap, s->object_len, sizeof *s->objects)) {
        s->failed = true;
        return 0;
    }
    t->queue[s->object_len] = o;
    s->objects[s->object_len++] = (ShownObject){
        .number = known->number,
        .count = o->count,
        .generation = gc_is_tracked(o) ? heap_generation(&t->vm->heap, o) : -1,
        .size = object_total_size(t->vm, o),
        .born = is_new,
        .eternal = is_eternal(t->vm, o),
        .counted = !is_new && known->count != o->count && !is_eternal(t->vm, o),
        .old_count = known->count,
    };
    known->shown_in = t->step;
    known->count = o->count;
    return known->number;
}

static void show_part(void *ctx, const char *label, Object *part) {
    Taking *t = ctx;
    uint32_t number = show(t, part);
    ShownObject *o = &t->s->objects[t->expanding]; /* show may have moved it */
    add_arrow(t->s, &o->parts, &o->len, &o->cap, label, number);
}

static void expand_all(Taking *t) {
    for (t->expanding = 0; t->expanding < t->s->object_len; t->expanding++) {
        Object *o = t->queue[t->expanding];
        size_t n = describe_parts(t->vm, t->r, o, t->options->ascii, PARTS_SHOWN, show_part, t);
        t->s->objects[t->expanding].part_count = n;
    }
}

/* The texts come last: they name items by numbers that are known only now. */
static void describe_all(Taking *t) {
    for (size_t i = 0; i < t->s->object_len; i++) {
        Buffer b;
        buffer_init(&b);
        describe_object(t->vm, t->r, t->queue[i], t->options->ascii, &b);
        t->s->objects[i].text = take_text(&b);
        buffer_deinit(&b);
        KnownObject *known = registry_get(t->r, t->s->objects[i].number);
        free(known->text);
        known->text = t->s->objects[i].text ? copy_text(t->s->objects[i].text) : NULL;
    }
}

static int by_number(const void *a, const void *b) {
    uint32_t x = ((const ShownObject *)a)->number, y = ((const ShownObject *)b)->number;
    return (x > y) - (x < y);
}

static ShownObject *find_shown(Snapshot *s, uint32_t number) {
    ShownObject key = {.number = number};
    return bsearch(&key, s->objects, s->object_len, sizeof key, by_number);
}

static void count_visible(Snapshot *s, const Arrow *arrows, size_t len) {
    for (size_t i = 0; i < len; i++) {
        ShownObject *o = arrows[i].target ? find_shown(s, arrows[i].target) : NULL;
        if (o) {
            o->visible++;
        }
    }
}

/* ---- frames ---- */

static bool is_wanted(const Taking *t, Object *name) {
    const char *only = t->options->only;
    if (!only) {
        return true;
    }
    size_t n = STR_LEN(name);
    for (const char *p = only; *p;) {
        size_t len = strcspn(p, ",");
        if (len == n && str_is_ascii(name) && memcmp(p, STR(name)->data, n) == 0) {
            return true;
        }
        p += len + (p[len] == ',');
    }
    return false;
}

static bool is_dunder(Object *name) {
    size_t n = STR_LEN(name);
    return n > 4 && str_char(name, 0) == '_' && str_char(name, 1) == '_' &&
           str_char(name, n - 1) == '_' && str_char(name, n - 2) == '_';
}

static void show_name(Taking *t, ShownFrame *f, Object *name, Object *value) {
    if (!value || !is_exact(name, SHAPE_STR) || is_dunder(name) || !is_wanted(t, name)) {
        return;
    }
    Buffer label;
    buffer_init(&label);
    describe_str(name, false, t->options->ascii, &label);
    uint32_t number = show(t, value);
    const char *text = buffer_text(&label);
    add_arrow(t->s, &f->names, &f->len, &f->cap, text ? text : "?", number);
    buffer_deinit(&label);
}

static void show_registers(Taking *t, ShownFrame *f, Frame *frame) {
    Object *names = frame->code->locals;
    for (size_t i = 0; i < TUPLE_LEN(names); i++) {
        Object *value = frame->regs[i];
        show_name(t, f, TUPLE_ITEM(names, i), value);
    }
}

static void show_namespace(Taking *t, ShownFrame *f, Object *dict) {
    size_t pos = 0;
    Object *key, *value;
    while (dict_next(dict, &pos, &key, &value)) {
        show_name(t, f, key, value);
    }
}

static void show_frame(Taking *t, Frame *frame) {
    Snapshot *s = t->s;
    if (!grow(&s->frames, &s->frame_cap, s->frame_len, sizeof *s->frames)) {
        s->failed = true;
        return;
    }
    Buffer title;
    buffer_init(&title);
    describe_str(frame->code->qualname, false, t->options->ascii, &title);
    ShownFrame f = {.title = take_text(&title), .line = frame_line(frame)};
    buffer_deinit(&title);
    if (frame->code->flags & CO_OPTIMIZED) {
        show_registers(t, &f, frame);
    } else if (frame->locals && is_dict(t->vm, frame->locals)) {
        show_namespace(t, &f, frame->locals);
    }
    s->frames[s->frame_len++] = f;
}

static void show_frames(Taking *t) {
    Interp *interp = t->vm->interp;
    if (!interp->frame) {
        return;
    }
    for (Frame *f = interp->frames; f <= interp->frame; f++) {
        show_frame(t, f);
    }
}

void snapshot_take(Snapshot *s, VM *vm, Registry *r, uint32_t step,
                   const SnapshotOptions *options) {
    *s = (Snapshot){0};
    Taking t = {.s = s, .vm = vm, .r = r, .options = options, .step = step};
    show_frames(&t);
    expand_all(&t);
    describe_all(&t);
    free(t.queue);
    if (s->object_len) {
        qsort(s->objects, s->object_len, sizeof *s->objects, by_number);
    }
    for (size_t i = 0; i < s->frame_len; i++) {
        count_visible(s, s->frames[i].names, s->frames[i].len);
    }
    for (size_t i = 0; i < s->object_len; i++) {
        count_visible(s, s->objects[i].parts, s->objects[i].len);
    }
    s->deaths = r->deaths;
    s->death_len = r->death_len;
    s->failed |= r->failed;
}
