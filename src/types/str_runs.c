#include "types/str_runs.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "types/list.h"
#include "types/str_internal.h"

static Object *str_piece(VM *vm, const Run *run, size_t start, size_t end) {
    size_t len = end - start;
    if (LIKELY(str_is_ascii(run->owner)) && len > 1 && len < run->len) {
        Str *s = object_new_atomic(vm, SHAPE_STR, sizeof(Str) + len);
        if (LIKELY(s != NULL)) {
            s->head.meta |= FLAG_ASCII;
            s->len = (uint32_t)len;
            s->hash = 0;
            copy_text(s->data, (const uint8_t *)run->data + start, len);
        }
        return OBJ(s);
    }
    if (len == 1 && run->width == 1) {
        return str_from_char(vm, ((const uint8_t *)run->data)[start]);
    }
    return str_substring(vm, run->owner, start, end);
}

Run run_of_str(Object *s) {
    return (Run){.owner = s,
                 .data = str_data(s),
                 .len = STR_LEN(s),
                 .width = str_width(s),
                 .piece = str_piece,
                 .flags = unicode_latin1_flags,
                 .is_line_break = unicode_is_line_break};
}

static inline uint32_t run_get(const Run *run, size_t i) {
    return chars_get(run->data, run->width, i);
}
static inline bool is_space(const Run *run, uint32_t c) {
    return c < 256 ? (run->flags[c] & CHAR_SPACE) != 0 : unicode_is_space(c);
}
static inline bool is_space_at(const Run *run, size_t i) {
    return is_space(run, run_get(run, i));
}

/* The first place from i on that is space (or is not). */
static ALWAYS_INLINE size_t skip(const Run *run, size_t i, bool space) {
    size_t n = run->len;
    if (run->width == 1) {
        const uint8_t *p = run->data;
        const uint16_t *flags = run->flags;
        while (i < n && ((flags[p[i]] & CHAR_SPACE) != 0) == space) {
            i++;
        }
        return i;
    }
    while (i < n && is_space_at(run, i) == space) {
        i++;
    }
    return i;
}
static inline size_t skip_space(const Run *run, size_t i) {
    return skip(run, i, true);
}
static inline size_t skip_word(const Run *run, size_t i) {
    return skip(run, i, false);
}

/* The list under construction: the first pieces wait here, so that short lists are made once, of
 * the right size. */
enum { FIRST_PIECES = 12 };
typedef struct Pieces {
    VM *vm;
    const Run *run;
    Object *list; /* NULL while the pieces fit below */
    size_t n;
    Object *first[FIRST_PIECES];
} Pieces;

static void pieces_init(Pieces *p, VM *vm, const Run *run) {
    p->vm = vm;
    p->run = run;
    p->list = NULL;
    p->n = 0;
}

static void pieces_release(Pieces *p) {
    for (size_t i = 0; i < p->n; i++) {
        decref(p->vm, p->first[i]);
    }
    p->n = 0;
    clear_ref(p->vm, p->list);
}

/* Appends a piece; false with everything released. */
static bool add_piece(Pieces *p, size_t start, size_t end) {
    Object *piece = LIKELY(p->run->piece == str_piece) ? str_piece(p->vm, p->run, start, end)
                                                       : p->run->piece(p->vm, p->run, start, end);
    if (UNLIKELY(!piece)) {
        pieces_release(p);
        return false;
    }
    if (LIKELY(!p->list)) {
        if (LIKELY(p->n < FIRST_PIECES)) {
            p->first[p->n++] = piece;
            return true;
        }
        size_t n = p->n;
        p->n = 0;
        p->list = list_from_steal(p->vm, p->first, n);
    }
    if (LIKELY(p->list != NULL)) {
        if (LIKELY(list_append_steal(p->vm, p->list, piece) == 0)) {
            return true;
        }
        clear_ref(p->vm, p->list);
        return false;
    }
    decref(p->vm, piece);
    return false;
}

static Object *finish(Pieces *p) {
    return p->list ? p->list : list_from_steal(p->vm, p->first, p->n);
}

static Object *finish_reversed(Pieces *p) {
    Object *list = finish(p);
    if (list && list_reverse(p->vm, list) < 0) {
        clear_ref(p->vm, list);
    }
    return list;
}

Object *run_split_space(VM *vm, const Run *run, int64_t max) {
    Pieces p;
    pieces_init(&p, vm, run);
    size_t i = 0, n = run->len;
    while ((i = skip_space(run, i)) < n) {
        size_t start = i;
        i = max-- == 0 ? n : skip_word(run, i);
        if (!add_piece(&p, start, i)) {
            return NULL;
        }
    }
    return finish(&p);
}

Object *run_rsplit_space(VM *vm, const Run *run, int64_t max) {
    Pieces p;
    pieces_init(&p, vm, run);
    size_t i = run->len;
    for (;;) {
        while (i > 0 && is_space_at(run, i - 1)) {
            i--;
        }
        if (i == 0) {
            return finish_reversed(&p);
        }
        size_t end = i;
        if (max-- == 0) {
            return add_piece(&p, 0, end) ? finish_reversed(&p) : NULL;
        }
        while (i > 0 && !is_space_at(run, i - 1)) {
            i--;
        }
        if (!add_piece(&p, i, end)) {
            return NULL;
        }
    }
}

/* Where the separator next begins, from start on, or -1. */
static inline int64_t find_separator(const Run *run, const Run *separator, size_t start) {
    if (run->width == 1 && separator->width == 1 && separator->len == 1) {
        const uint8_t *data = run->data, *found;
        found = memchr(data + start, *(const uint8_t *)separator->data, run->len - start);
        return found ? found - data : -1;
    }
    int64_t at = chars_find(chars_at(run->data, run->width, start), run->width, run->len - start,
                            separator->data, separator->width, separator->len, 1);
    return at < 0 ? -1 : at + (int64_t)start;
}

/* By one byte, sixteen places at a time where there are so many. */
static Object *split_by_byte(Pieces *p, uint8_t c) {
    const uint8_t *data = p->run->data;
    size_t start = 0, i = 0, n = p->run->len;
#if defined(__SSE2__)
    const __m128i separator = _mm_set1_epi8((char)c);
    for (; i + 16 <= n; i += 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(data + i));
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(block, separator));
        for (; hits; hits &= hits - 1) {
            size_t at = i + (unsigned)__builtin_ctz(hits);
            if (UNLIKELY(!add_piece(p, start, at))) {
                return NULL;
            }
            start = at + 1;
        }
    }
#endif
    for (; i < n; i++) {
        if (data[i] == c) {
            if (UNLIKELY(!add_piece(p, start, i))) {
                return NULL;
            }
            start = i + 1;
        }
    }
    return add_piece(p, start, n) ? finish(p) : NULL;
}

Object *run_split(VM *vm, const Run *run, const Run *separator, int64_t max) {
    Pieces p;
    pieces_init(&p, vm, run);
    size_t start = 0;
    if (max < 0 && run->width == 1 && separator->width == 1 && separator->len == 1) {
        return split_by_byte(&p, *(const uint8_t *)separator->data);
    }
    while (max-- != 0) {
        int64_t at = find_separator(run, separator, start);
        if (at < 0) {
            break;
        }
        if (!add_piece(&p, start, (size_t)at)) {
            return NULL;
        }
        start = (size_t)at + separator->len;
    }
    return add_piece(&p, start, run->len) ? finish(&p) : NULL;
}

Object *run_rsplit(VM *vm, const Run *run, const Run *separator, int64_t max) {
    Pieces p;
    pieces_init(&p, vm, run);
    size_t end = run->len;
    while (max-- != 0) {
        int64_t at = chars_find(run->data, run->width, end, separator->data, separator->width,
                                separator->len, -1);
        if (at < 0) {
            break;
        }
        if (!add_piece(&p, (size_t)at + separator->len, end)) {
            return NULL;
        }
        end = (size_t)at;
    }
    return add_piece(&p, 0, end) ? finish_reversed(&p) : NULL;
}

/* The end of the line that goes on at i. Most characters can be told by their size. */
static size_t skip_line(const Run *run, size_t i) {
    enum { LAST_LOW = 0x1E, NEXT_LINE = 0x85 };
    size_t n = run->len;
    if (run->width == 1) {
        const uint8_t *p = run->data;
        while (i < n && ((p[i] > LAST_LOW && p[i] != NEXT_LINE) || !run->is_line_break(p[i]))) {
            i++;
        }
        return i;
    }
    while (i < n && !run->is_line_break(run_get(run, i))) {
        i++;
    }
    return i;
}

Object *run_splitlines(VM *vm, const Run *run, bool keep_ends) {
    Pieces p;
    pieces_init(&p, vm, run);
    size_t i = 0, n = run->len;
    while (i < n) {
        size_t start = i;
        i = skip_line(run, i);
        size_t end = i;
        if (i < n) {
            i += run_get(run, i) == '\r' && i + 1 < n && run_get(run, i + 1) == '\n' ? 2 : 1;
            end = keep_ends ? i : end;
        }
        if (!add_piece(&p, start, end)) {
            return NULL;
        }
    }
    return finish(&p);
}

static bool is_among(const Run *chars, uint32_t c) {
    enum { FEW = 12 };
    if (chars->width == 1 && chars->len <= FEW) {
        const uint8_t *p = chars->data;
        for (size_t i = 0; i < chars->len; i++) {
            if (p[i] == c) {
                return true;
            }
        }
        return false;
    }
    return chars_find_char(chars->data, chars->width, chars->len, c, 1) >= 0;
}

void run_strip(const Run *run, const Run *chars, enum StripSide sides, size_t *start, size_t *end) {
    size_t from = 0, to = run->len;
#define DROPPED(c) (chars ? is_among(chars, c) : is_space(run, c))
    if (sides & STRIP_LEFT) {
        while (from < to && DROPPED(run_get(run, from))) {
            from++;
        }
    }
    if (sides & STRIP_RIGHT) {
        while (to > from && DROPPED(run_get(run, to - 1))) {
            to--;
        }
    }
#undef DROPPED
    *start = from;
    *end = to;
}
