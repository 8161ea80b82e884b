/* bytes and bytearray: finding, splitting, joining, replacing, and the operators. */
#include "types/bytes_internal.h"
#include "types/format_internal.h"
#include "types/int.h"
#include "types/list.h"
#include "types/range.h"
#include "types/str_internal.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ self and results */

Object *new_like(VM *vm, Object *self, size_t len, uint8_t **data) {
    Object *o = is_bytes(vm, self) ? bytes_new(vm, len) : bytearray_from(vm, NULL, len);
    if (o) {
        *data = (uint8_t *)(uintptr_t)self_data(vm, o);
    }
    return o;
}

Object *make_like(VM *vm, Object *self, const void *data, size_t len) {
    return is_bytes(vm, self) ? bytes_from(vm, data, len) : bytearray_from(vm, data, len);
}

Object *copy_like(VM *vm, Object *self) {
    return is_exact(self, SHAPE_BYTES)
               ? new_ref(self)
               : make_like(vm, self, self_data(vm, self), self_len(vm, self));
}

static const uint16_t ascii_flags[256] = {['\t' ... '\r'] = CHAR_SPACE, [' '] = CHAR_SPACE};
static bool is_ascii_line_break(uint32_t c) {
    return c == '\n' || c == '\r';
}

static Object *piece(VM *vm, const Run *run, size_t start, size_t end) {
    if (start == 0 && end == run->len) {
        return copy_like(vm, run->owner);
    }
    return make_like(vm, run->owner, (const uint8_t *)run->data + start, end - start);
}

Run self_run(VM *vm, Object *self) {
    return (Run){.owner = self,
                 .data = self_data(vm, self),
                 .len = self_len(vm, self),
                 .width = 1,
                 .piece = piece,
                 .flags = ascii_flags,
                 .is_line_break = is_ascii_line_break};
}

static bool run_argument(VM *vm, Object *o, Run *run) {
    ByteView view;
    if (object_byte_view(vm, o, &view) < 0) {
        return false;
    }
    *run = (Run){
        .owner = o, .data = view.data ? view.data : (uint8_t *)"", .len = view.len, .width = 1};
    return true;
}

/* ------------------------------------------------------------------ finding */

/* What is looked for: bytes, or one byte given as an int. *byte keeps it. */
static bool sub_argument(VM *vm, Object *o, uint8_t *byte, Run *sub) {
    if (type_of(vm, o)->slots.buffer) {
        return run_argument(vm, o, sub);
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError, "argument should be integer or bytes-like object, not '%T'", o);
        return false;
    }
    *sub = (Run){.data = byte, .len = 1, .width = 1};
    return byte_argument(vm, o, "byte must be in range(0, 256)", byte);
}

static bool find_place(VM *vm, const char *function, Object *self, Object *const *args,
                       size_t nargs, int direction, int64_t *place) {
    Object *o;
    int64_t start, end;
    uint8_t byte;
    Run sub;
    if (!find_arguments(vm, function, args, nargs, &o, &start, &end) ||
        !sub_argument(vm, o, &byte, &sub)) {
        return false;
    }
    clip_range((int64_t)self_len(vm, self), &start, &end);
    if (end < start) {
        *place = -1;
    } else if (sub.len == 0) {
        *place = direction > 0 ? start : end;
    } else {
        int64_t at = chars_find(self_data(vm, self) + start, 1, (size_t)(end - start), sub.data, 1,
                                sub.len, direction);
        *place = at < 0 ? -1 : start + at;
    }
    return true;
}

Object *shared_find(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t at;
    return find_place(vm, "find", self, args, nargs, 1, &at) ? int_from_i64(vm, at) : NULL;
}
Object *shared_rfind(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t at;
    return find_place(vm, "rfind", self, args, nargs, -1, &at) ? int_from_i64(vm, at) : NULL;
}
static Object *place_or_error(VM *vm, int64_t at) {
    return at < 0 ? raise(vm, EXC_ValueError, "subsection not found") : int_from_i64(vm, at);
}
Object *shared_index(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t at;
    return find_place(vm, "index", self, args, nargs, 1, &at) ? place_or_error(vm, at) : NULL;
}
Object *shared_rindex(VM *vm, Object *self, Object *const *args, size_t nargs) {
    int64_t at;
    return find_place(vm, "rindex", self, args, nargs, -1, &at) ? place_or_error(vm, at) : NULL;
}

Object *shared_count(VM *vm, Object *self, Object *const *args, size_t nargs) {
    Object *o;
    int64_t start, end;
    uint8_t byte;
    Run sub;
    if (!find_arguments(vm, "count", args, nargs, &o, &start, &end) ||
        !sub_argument(vm, o, &byte, &sub)) {
        return NULL;
    }
    clip_range((int64_t)self_len(vm, self), &start, &end);
    if (end < start) {
        return int_from_i64(vm, 0);
    }
    if (sub.len == 0) {
        return int_from_i64(vm, end - start + 1);
    }
    return int_from_i64(vm,
                        (int64_t)chars_count(self_data(vm, self) + start, 1, (size_t)(end - start),
                                             sub.data, 1, sub.len, SIZE_MAX));
}

int shared_contains(VM *vm, Object *self, Object *o) {
    uint8_t byte;
    Run sub;
    if (number_is_index(vm, o)) {
        sub = (Run){.data = &byte, .len = 1};
        if (!byte_argument(vm, o, "byte must be in range(0, 256)", &byte)) {
            return -1;
        }
    } else if (!run_argument(vm, o, &sub)) {
        return -1;
    }
    return sub.len == 0 ||
           chars_find(self_data(vm, self), 1, self_len(vm, self), sub.data, 1, sub.len, 1) >= 0;
}

/* Whether sub is at the start (end) of self[start:end]. */
static bool tail_match(VM *vm, Object *self, const Run *sub, int64_t start, int64_t end,
                       bool at_end) {
    clip_range((int64_t)self_len(vm, self), &start, &end);
    if (end - start < (int64_t)sub->len) {
        return false;
    }
    const uint8_t *at = self_data(vm, self) + (at_end ? end - (int64_t)sub->len : start);
    return memcmp(at, sub->data, sub->len) == 0;
}

static Object *match_side(VM *vm, const char *function, Object *self, Object *const *args,
                          size_t nargs, bool at_end) {
    Object *o;
    int64_t start, end;
    Run sub;
    if (!find_arguments(vm, function, args, nargs, &o, &start, &end)) {
        return NULL;
    }
    if (!is_tuple(vm, o)) {
        if (!type_of(vm, o)->slots.buffer) {
            return raise(vm, EXC_TypeError,
                         "%s first arg must be bytes or a tuple of bytes, not %T", function, o);
        }
        return run_argument(vm, o, &sub)
                   ? bool_ref(vm, tail_match(vm, self, &sub, start, end, at_end))
                   : NULL;
    }
    for (size_t i = 0; i < TUPLE_LEN(o); i++) {
        if (!run_argument(vm, TUPLE_ITEM(o, i), &sub)) {
            return NULL;
        }
        if (tail_match(vm, self, &sub, start, end, at_end)) {
            return bool_ref(vm, true);
        }
    }
    return bool_ref(vm, false);
}
Object *shared_startswith(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return match_side(vm, "startswith", self, args, nargs, false);
}
Object *shared_endswith(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return match_side(vm, "endswith", self, args, nargs, true);
}

Object *shared_removeprefix(VM *vm, Object *self, Object *prefix) {
    Run run = self_run(vm, self), sub;
    if (!run_argument(vm, prefix, &sub)) {
        return NULL;
    }
    bool found = tail_match(vm, self, &sub, 0, INT64_MAX, false);
    return piece(vm, &run, found ? sub.len : 0, run.len);
}
Object *shared_removesuffix(VM *vm, Object *self, Object *suffix) {
    Run run = self_run(vm, self), sub;
    if (!run_argument(vm, suffix, &sub)) {
        return NULL;
    }
    bool found = tail_match(vm, self, &sub, 0, INT64_MAX, true);
    return piece(vm, &run, 0, run.len - (found ? sub.len : 0));
}

/* ------------------------------------------------------------------ splitting */

static Object *split(VM *vm, Object *self, const char *name, Object *const *args, size_t nargs,
                     Object *kwnames, bool from_right) {
    static const char *const names[] = {"sep", "maxsplit", NULL};
    Object *separator = vm->none;
    int64_t max = -1;
    if ((nargs || kwnames) &&
        !args_parse(vm, name, names, "|On", args, nargs, kwnames, &separator, &max)) {
        return NULL;
    }
    Run run = self_run(vm, self), by;
    if (separator == vm->none) {
        return from_right ? run_rsplit_space(vm, &run, max) : run_split_space(vm, &run, max);
    }
    if (!run_argument(vm, separator, &by)) {
        return NULL;
    }
    if (by.len == 0) {
        return raise(vm, EXC_ValueError, "empty separator");
    }
    return from_right ? run_rsplit(vm, &run, &by, max) : run_split(vm, &run, &by, max);
}
Object *shared_split(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return split(vm, self, "split", args, nargs, kwnames, false);
}
Object *shared_rsplit(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    return split(vm, self, "rsplit", args, nargs, kwnames, true);
}

Object *shared_splitlines(VM *vm, Object *self, Object *const *args, size_t nargs,
                          Object *kwnames) {
    static const char *const names[] = {"keepends", NULL};
    int keep_ends = 0;
    if (!args_parse(vm, "splitlines", names, "|i", args, nargs, kwnames, &keep_ends)) {
        return NULL;
    }
    Run run = self_run(vm, self);
    return run_splitlines(vm, &run, keep_ends != 0);
}

static Object *partition(VM *vm, Object *self, Object *separator, int direction) {
    Run by;
    if (!run_argument(vm, separator, &by)) {
        return NULL;
    }
    if (by.len == 0) {
        return raise(vm, EXC_ValueError, "empty separator");
    }
    Run run = self_run(vm, self);
    int64_t at = chars_find(run.data, 1, run.len, by.data, 1, by.len, direction);
    Object *parts[3] = {NULL};
    if (at >= 0) {
        parts[0] = piece(vm, &run, 0, (size_t)at);
        parts[1] = is_bytes(vm, self) && is_bytes(vm, separator)
                       ? new_ref(separator)
                       : make_like(vm, self, by.data, by.len);
        parts[2] = piece(vm, &run, (size_t)at + by.len, run.len);
    } else {
        int whole = direction > 0 ? 0 : 2;
        for (int i = 0; i < 3; i++) {
            parts[i] = i == whole ? piece(vm, &run, 0, run.len) : make_like(vm, self, "", 0);
        }
    }
    if (parts[0] && parts[1] && parts[2]) {
        return tuple_from_steal(vm, parts, 3);
    }
    for (int i = 0; i < 3; i++) {
        xdecref(vm, parts[i]);
    }
    return NULL;
}
Object *shared_partition(VM *vm, Object *self, Object *separator) {
    return partition(vm, self, separator, 1);
}
Object *shared_rpartition(VM *vm, Object *self, Object *separator) {
    return partition(vm, self, separator, -1);
}

static Object *strip_sides(VM *vm, Object *self, const char *function, Object *const *args,
                           size_t nargs, enum StripSide sides) {
    if (!args_count(vm, function, nargs, 0, 1)) {
        return NULL;
    }
    Run run = self_run(vm, self), chars;
    bool given = nargs == 1 && args[0] != vm->none;
    if (given && !run_argument(vm, args[0], &chars)) {
        return NULL;
    }
    size_t start, end;
    run_strip(&run, given ? &chars : NULL, sides, &start, &end);
    return piece(vm, &run, start, end);
}
Object *shared_strip(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return strip_sides(vm, self, "strip", args, nargs, STRIP_BOTH);
}
Object *shared_lstrip(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return strip_sides(vm, self, "lstrip", args, nargs, STRIP_LEFT);
}
Object *shared_rstrip(VM *vm, Object *self, Object *const *args, size_t nargs) {
    return strip_sides(vm, self, "rstrip", args, nargs, STRIP_RIGHT);
}

/* ------------------------------------------------------------------ joining, replacing */

/* The same for nothing but bytes, joined by bytes. */
static Object *join_bytes(VM *vm, Object *self, Object **items, size_t n) {
    size_t gap = BYTES(self)->len, len = gap * (n - 1);
    for (size_t i = 0; i < n; i++) {
        len += BYTES(items[i])->len;
    }
    Object *result = bytes_new(vm, len);
    if (!result || !len) {
        return result;
    }
    uint8_t *p = BYTES(result)->data;
    for (size_t i = 0; i < n; i++) {
        if (i && gap) {
            memcpy(p, BYTES(self)->data, gap);
            p += gap;
        }
        copy_text(p, BYTES(items[i])->data, BYTES(items[i])->len);
        p += BYTES(items[i])->len;
    }
    return result;
}

static Object *join_items(VM *vm, Object *self, Object **items, size_t n) {
    size_t exact = 0;
    while (exact < n && is_exact(items[exact], SHAPE_BYTES)) {
        exact++;
    }
    if (n > 1 && exact == n && is_exact(self, SHAPE_BYTES)) {
        return join_bytes(vm, self, items, n);
    }
    size_t gap = self_len(vm, self), len = 0;
    ByteView view;
    for (size_t i = 0; i < n; i++) {
        bool good = type_of(vm, items[i])->slots.buffer != NULL;
        if (!good || object_byte_view(vm, items[i], &view) < 0) {
            error_clear(vm);
            return raise(vm, EXC_TypeError,
                         "sequence item %zd: expected a bytes-like object, %T found", i, items[i]);
        }
        len += view.len + (i ? gap : 0);
    }
    if (n == 1 && is_exact(items[0], SHAPE_BYTES) && is_bytes(vm, self)) {
        return new_ref(items[0]);
    }
    uint8_t *p;
    Object *result = new_like(vm, self, len, &p);
    for (size_t i = 0; result && i < n; i++) {
        if (i) {
            memcpy(p, self_data(vm, self), gap);
            p += gap;
        }
        if (object_byte_view(vm, items[i], &view) < 0) {
            clear_ref(vm, result);
        } else if (view.len) {
            memcpy(p, view.data, view.len);
            p += view.len;
        }
    }
    return result;
}

Object *shared_join(VM *vm, Object *self, Object *iterable) {
    Object *sequence = object_fast_sequence(vm, iterable, "can only join an iterable");
    if (!sequence) {
        return NULL;
    }
    Object *result = join_items(vm, self, fast_items(sequence, vm), fast_len(sequence, vm));
    decref(vm, sequence);
    return result;
}

static Object *insert_between(VM *vm, Object *self, const Run *by, size_t max) {
    size_t len = self_len(vm, self), count = len + 1 < max ? len + 1 : max;
    uint8_t *p;
    Object *result = new_like(vm, self, len + count * by->len, &p);
    const uint8_t *from = self_data(vm, self);
    for (size_t i = 0; result && i <= len; i++) {
        if (i < count) {
            memcpy(p, by->data, by->len);
            p += by->len;
        }
        if (i < len) {
            *p++ = from[i];
        }
    }
    return result;
}

enum { PLACES_KEPT = 128 }; /* so many places are found only once */

static Object *replace_found(VM *vm, Object *self, const Run *old, const Run *by, size_t count,
                             const size_t *places) {
    size_t len = self_len(vm, self);
    uint8_t *p;
    Object *result = new_like(vm, self, len - count * old->len + count * by->len, &p);
    if (!result) {
        return NULL;
    }
    const uint8_t *whole = self_data(vm, self), *from = whole;
    for (size_t i = 0; i < count; i++) {
        size_t at = i < PLACES_KEPT ? places[i] - (size_t)(from - whole)
                                    : (size_t)chars_find(from, 1, len, old->data, 1, old->len, 1);
        memcpy(p, from, at);
        memcpy(p + at, by->data, by->len);
        p += at + by->len;
        from += at + old->len;
        len -= at + old->len;
    }
    memcpy(p, from, len);
    return result;
}

Object *shared_replace(VM *vm, Object *self, Object *const *args, size_t nargs) {
    if (!args_count(vm, "replace", nargs, 2, 3)) {
        return NULL;
    }
    int64_t max = -1;
    if (nargs == 3 && !size_argument(vm, args[2], &max)) {
        return NULL;
    }
    Run old, by;
    if (!run_argument(vm, args[0], &old) || !run_argument(vm, args[1], &by)) {
        return NULL;
    }
    size_t limit = max < 0 ? SIZE_MAX : (size_t)max, len = self_len(vm, self);
    if (limit == 0 || old.len > len) {
        return copy_like(vm, self);
    }
    if (old.len == 0) {
        return insert_between(vm, self, &by, limit);
    }
    size_t places[PLACES_KEPT];
    size_t count = chars_find_all(self_data(vm, self), 1, len, old.data, 1, old.len, limit, places,
                                  PLACES_KEPT);
    return count ? replace_found(vm, self, &old, &by, count, places) : copy_like(vm, self);
}

Object *shared_translate(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"", "delete", NULL};
    Object *table_object = NULL, *delete_object = NULL;
    Run table = {0}, drop = {0};
    if (!args_parse(vm, "translate", names, "O|O", args, nargs, kwnames, &table_object,
                    &delete_object)) {
        return NULL;
    }
    if (table_object != vm->none) {
        if (!run_argument(vm, table_object, &table)) {
            return NULL;
        }
        if (table.len != 256) {
            return raise(vm, EXC_ValueError, "translation table must be 256 characters long");
        }
    }
    if (delete_object && !run_argument(vm, delete_object, &drop)) {
        return NULL;
    }
    bool dropped[256] = {false};
    for (size_t i = 0; i < drop.len; i++) {
        dropped[((const uint8_t *)drop.data)[i]] = true;
    }
    const uint8_t *from = self_data(vm, self);
    size_t len = self_len(vm, self), kept = 0;
    bool changed = false;
    for (size_t i = 0; i < len; i++) {
        kept += !dropped[from[i]];
        changed = changed || (table.data && ((const uint8_t *)table.data)[from[i]] != from[i]);
    }
    if (kept == len && !changed) {
        return copy_like(vm, self);
    }
    uint8_t *p;
    Object *result = new_like(vm, self, kept, &p);
    for (size_t i = 0; result && i < len; i++) {
        if (!dropped[from[i]]) {
            *p++ = table.data ? ((const uint8_t *)table.data)[from[i]] : from[i];
        }
    }
    return result;
}

Object *shared_maketrans(VM *vm, Object *unused, Object *const *args, size_t nargs) {
    UNUSED(unused);
    Run from, to;
    if (!args_count(vm, "maketrans", nargs, 2, 2) || !run_argument(vm, args[0], &from) ||
        !run_argument(vm, args[1], &to)) {
        return NULL;
    }
    if (from.len != to.len) {
        return raise(vm, EXC_ValueError, "maketrans arguments must have same length");
    }
    Object *table = bytes_new(vm, 256);
    if (!table) {
        return NULL;
    }
    for (int i = 0; i < 256; i++) {
        BYTES(table)->data[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < from.len; i++) {
        BYTES(table)->data[((const uint8_t *)from.data)[i]] = ((const uint8_t *)to.data)[i];
    }
    return table;
}

/* ------------------------------------------------------------------ operators */

int64_t shared_len(VM *vm, Object *self) {
    return (int64_t)self_len(vm, self);
}

Object *shared_concat(VM *vm, Object *a, Object *b) {
    ByteView x, y;
    bool good = type_of(vm, a)->slots.buffer && type_of(vm, b)->slots.buffer;
    if (!good || object_byte_view(vm, a, &x) < 0 || object_byte_view(vm, b, &y) < 0) {
        error_clear(vm);
        return raise(vm, EXC_TypeError, "can't concat %T to %T", b, a);
    }
    if (is_bytes(vm, a) && x.len == 0 && is_exact(b, SHAPE_BYTES)) {
        return new_ref(b);
    }
    if (y.len == 0 && is_exact(a, SHAPE_BYTES)) {
        return new_ref(a);
    }
    uint8_t *p;
    Object *result = new_like(vm, a, x.len + y.len, &p);
    if (result) {
        if (x.len) {
            memcpy(p, x.data, x.len);
        }
        if (y.len) {
            memcpy(p + x.len, y.data, y.len);
        }
    }
    return result;
}

Object *shared_repeat(VM *vm, Object *self, int64_t times) {
    size_t len = self_len(vm, self), total;
    if (times < 0) {
        times = 0;
    }
    if (__builtin_mul_overflow(len, (size_t)times, &total) || total > PTRDIFF_MAX) {
        return is_bytes(vm, self) ? raise(vm, EXC_OverflowError, "repeated bytes are too long")
                                  : raise_memory_error(vm);
    }
    if (total == len && is_exact(self, SHAPE_BYTES)) {
        return new_ref(self);
    }
    uint8_t *p;
    Object *result = new_like(vm, self, total, &p);
    if (!result || total == 0) {
        return result;
    }
    memcpy(p, self_data(vm, self), len);
    for (size_t done = len; done < total;) {
        size_t step = done <= total - done ? done : total - done;
        memcpy(p + done, p, step);
        done += step;
    }
    return result;
}

Object *shared_item(VM *vm, Object *self, int64_t i) {
    if (i < 0 || (size_t)i >= self_len(vm, self)) {
        return raise(vm, EXC_IndexError,
                     is_bytes(vm, self) ? "index out of range" : "bytearray index out of range");
    }
    return int_from_i64(vm, self_data(vm, self)[i]);
}

static Object *slice(VM *vm, Object *self, Object *key) {
    int64_t start, stop, step, count;
    if (!slice_unpack(vm, key, &start, &stop, &step)) {
        return NULL;
    }
    count = slice_adjust((int64_t)self_len(vm, self), &start, &stop, step);
    Run run = self_run(vm, self);
    if (count <= 0) {
        return make_like(vm, self, "", 0);
    }
    if (step == 1) {
        return piece(vm, &run, (size_t)start, (size_t)(start + count));
    }
    uint8_t *p;
    Object *result = new_like(vm, self, (size_t)count, &p);
    const uint8_t *from = run.data;
    for (int64_t i = 0; result && i < count; i++) {
        p[i] = from[start + i * step];
    }
    return result;
}

Object *shared_subscript(VM *vm, Object *self, Object *key) {
    if (is_exact(key, SHAPE_SLICE)) {
        return slice(vm, self, key);
    }
    if (!number_is_index(vm, key)) {
        return raise(vm, EXC_TypeError, "%s indices must be integers or slices, not %T",
                     is_bytes(vm, self) ? "byte" : "bytearray", key);
    }
    int64_t i = number_as_i64(vm, key, EXC_IndexError);
    if (i == -1 && error_occurred(vm)) {
        return NULL;
    }
    return shared_item(vm, self, i < 0 ? i + (int64_t)self_len(vm, self) : i);
}

Object *shared_remainder(VM *vm, Object *a, Object *b) {
    if (!is_bytes(vm, a) && !is_bytearray(vm, a)) {
        return not_implemented_ref(vm);
    }
    StrBuilder out;
    str_builder_init(&out, vm);
    Object *result = NULL, *copy = NULL;
    const uint8_t *data = self_data(vm, a);
    size_t len = self_len(vm, a);
    if (!is_bytes(vm, a)) { /* the arguments' methods may change it */
        copy = bytes_from(vm, data, len);
        data = copy ? BYTES(copy)->data : NULL;
    }
    if (data && percent_format(vm, data, len, 1, true, b, &out)) {
        result = make_like(vm, a, str_builder_data(&out), out.len);
    }
    str_builder_deinit(&out);
    xdecref(vm, copy);
    return result;
}

Object *shared_sizeof(VM *vm, Object *self) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, self));
}
