#include "types/str_runs.h"

#include "types/list.h"

static Object *str_piece(VM *vm, const Run *run, size_t start, size_t end) {
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
static inline size_t skip(const Run *run, size_t i, bool space) {
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

/* Appends a piece; false with the list released. */
static bool add_piece(VM *vm, Object *list, const Run *run, size_t start, size_t end) {
    Object *piece = run->piece(vm, run, start, end);
    if (LIKELY(piece != NULL) && list_append_steal(vm, list, piece) == 0) {
        return true;
    }
    decref(vm, list);
    return false;
}

static Object *reversed(VM *vm, Object *list) {
    if (list_reverse(vm, list) < 0) {
        decref(vm, list);
        return NULL;
    }
    return list;
}

Object *run_split_space(VM *vm, const Run *run, int64_t max) {
    Object *list = list_new(vm, 0);
    size_t i = 0, n = run->len;
    while (list) {
        i = skip(run, i, true);
        if (i == n) {
            break;
        }
        size_t start = i;
        if (max-- == 0) {
            return add_piece(vm, list, run, start, n) ? list : NULL;
        }
        i = skip(run, i, false);
        if (!add_piece(vm, list, run, start, i)) {
            return NULL;
        }
    }
    return list;
}

Object *run_rsplit_space(VM *vm, const Run *run, int64_t max) {
    Object *list = list_new(vm, 0);
    size_t i = run->len;
    while (list) {
        while (i > 0 && is_space_at(run, i - 1)) {
            i--;
        }
        if (i == 0) {
            break;
        }
        size_t end = i;
        if (max-- == 0) {
            return add_piece(vm, list, run, 0, end) ? reversed(vm, list) : NULL;
        }
        while (i > 0 && !is_space_at(run, i - 1)) {
            i--;
        }
        if (!add_piece(vm, list, run, i, end)) {
            return NULL;
        }
    }
    return list ? reversed(vm, list) : NULL;
}

Object *run_split(VM *vm, const Run *run, const Run *separator, int64_t max) {
    Object *list = list_new(vm, 0);
    size_t start = 0;
    while (list && max-- != 0) {
        int64_t at =
            chars_find(chars_at(run->data, run->width, start), run->width, run->len - start,
                       separator->data, separator->width, separator->len, 1);
        if (at < 0) {
            break;
        }
        if (!add_piece(vm, list, run, start, start + (size_t)at)) {
            return NULL;
        }
        start += (size_t)at + separator->len;
    }
    return list && add_piece(vm, list, run, start, run->len) ? list : NULL;
}

Object *run_rsplit(VM *vm, const Run *run, const Run *separator, int64_t max) {
    Object *list = list_new(vm, 0);
    size_t end = run->len;
    while (list && max-- != 0) {
        int64_t at = chars_find(run->data, run->width, end, separator->data, separator->width,
                                separator->len, -1);
        if (at < 0) {
            break;
        }
        if (!add_piece(vm, list, run, (size_t)at + separator->len, end)) {
            return NULL;
        }
        end = (size_t)at;
    }
    return list && add_piece(vm, list, run, 0, end) ? reversed(vm, list) : NULL;
}

Object *run_splitlines(VM *vm, const Run *run, bool keep_ends) {
    Object *list = list_new(vm, 0);
    size_t i = 0, n = run->len;
    while (list && i < n) {
        size_t start = i;
        while (i < n && !run->is_line_break(run_get(run, i))) {
            i++;
        }
        size_t end = i;
        if (i < n) {
            i += run_get(run, i) == '\r' && i + 1 < n && run_get(run, i + 1) == '\n' ? 2 : 1;
            end = keep_ends ? i : end;
        }
        if (!add_piece(vm, list, run, start, end)) {
            return NULL;
        }
    }
    return list;
}

void run_strip(const Run *run, const Run *chars, enum StripSide sides, size_t *start, size_t *end) {
    size_t from = 0, to = run->len;
#define DROPPED(c)                                                                                 \
    (chars ? chars_find_char(chars->data, chars->width, chars->len, (c), 1) >= 0 : is_space(run, c))
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
