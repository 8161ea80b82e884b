/* str: the table of methods, and those that find, strip and pad. */
#include "types/bytes.h"
#include "types/int.h"
#include "types/str_runs.h"
#include "types/tuple.h"

/* ------------------------------------------------------------------ arguments */

bool slice_argument(VM *vm, Object *o, int64_t *value) {
    if (!o || o == vm->none) {
        return true;
    }
    if (!number_is_index(vm, o)) {
        raise(vm, EXC_TypeError,
              "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    int64_t i = number_as_i64(vm, o, -1);
    if (i == -1 && error_occurred(vm)) {
        return false;
    }
    *value = i;
    return true;
}

bool size_argument(VM *vm, Object *o, int64_t *value) {
    Object *number = number_index(vm, o);
    if (!number) {
        return false;
    }
    bool fits = int_as_i64(number, value);
    decref(vm, number);
    if (!fits) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
    }
    return fits;
}

bool args_count_old(VM *vm, const char *function, size_t nargs, size_t min, size_t max) {
    if (nargs >= min && nargs <= max) {
        return true;
    }
    size_t bound = nargs < min ? min : max;
    raise(vm, EXC_TypeError, "%s() takes %s %zu argument%s (%zu given)", function,
          min == max    ? "exactly"
          : nargs < min ? "at least"
                        : "at most",
          bound, bound == 1 ? "" : "s", nargs);
    return false;
}

bool find_arguments(VM *vm, const char *function, Object *const *args, size_t nargs, Object **sub,
                    int64_t *start, int64_t *end) {
    if (!args_count_old(vm, function, nargs, 1, 3)) {
        return false;
    }
    *sub = args[0];
    *start = 0;
    *end = INT64_MAX;
    return (nargs < 2 || slice_argument(vm, args[1], start)) &&
           (nargs < 3 || slice_argument(vm, args[2], end));
}

/* ------------------------------------------------------------------ finding */

static bool find_text(VM *vm, const char *function, Object *s, Object *const *args, size_t nargs,
                      int direction, int64_t *place) {
    Object *sub;
    int64_t start, end;
    if (!find_arguments(vm, function, args, nargs, &sub, &start, &end)) {
        return false;
    }
    if (!is_str(vm, sub)) {
        raise(vm, EXC_TypeError, "must be str, not %T", sub);
        return false;
    }
    *place = str_find(s, sub, start, end, direction);
    return true;
}

static Object *find(VM *vm, Object *s, Object *const *args, size_t nargs) {
    int64_t place;
    return find_text(vm, "find", s, args, nargs, 1, &place) ? int_from_i64(vm, place) : NULL;
}
static Object *rfind(VM *vm, Object *s, Object *const *args, size_t nargs) {
    int64_t place;
    return find_text(vm, "rfind", s, args, nargs, -1, &place) ? int_from_i64(vm, place) : NULL;
}

static Object *place_or_error(VM *vm, int64_t place) {
    return place < 0 ? raise(vm, EXC_ValueError, "substring not found") : int_from_i64(vm, place);
}
static Object *index_method(VM *vm, Object *s, Object *const *args, size_t nargs) {
    int64_t place;
    return find_text(vm, "index", s, args, nargs, 1, &place) ? place_or_error(vm, place) : NULL;
}
static Object *rindex_method(VM *vm, Object *s, Object *const *args, size_t nargs) {
    int64_t place;
    return find_text(vm, "rindex", s, args, nargs, -1, &place) ? place_or_error(vm, place) : NULL;
}

static Object *count(VM *vm, Object *s, Object *const *args, size_t nargs) {
    Object *sub;
    int64_t start, end;
    if (!find_arguments(vm, "count", args, nargs, &sub, &start, &end)) {
        return NULL;
    }
    if (!is_str(vm, sub)) {
        return raise(vm, EXC_TypeError, "must be str, not %T", sub);
    }
    clip_range(STR_LEN(s), &start, &end);
    if (end < start) {
        return int_from_i64(vm, 0);
    }
    if (STR_LEN(sub) == 0) {
        return int_from_i64(vm, end - start + 1);
    }
    size_t found = chars_count(str_at(s, (size_t)start), str_width(s), (size_t)(end - start),
                               str_data(sub), str_width(sub), STR_LEN(sub), SIZE_MAX);
    return int_from_i64(vm, (int64_t)found);
}

/* Whether sub lies at the start (or end) of s[start:end]. */
static bool tail_match(Object *s, Object *sub, int64_t start, int64_t end, bool at_end) {
    int64_t n = STR_LEN(sub);
    clip_range(STR_LEN(s), &start, &end);
    if (end - start < n) {
        return false;
    }
    if (n == 0) {
        return true;
    }
    unsigned width = str_width(s), sub_width = str_width(sub);
    if (sub_width > width) {
        return false;
    }
    const void *at = str_at(s, (size_t)(at_end ? end - n : start));
    if (width == sub_width) {
        return memcmp(at, str_data(sub), (size_t)n * width) == 0;
    }
    for (int64_t i = 0; i < n; i++) {
        if (chars_get(at, width, (size_t)i) != str_char(sub, (size_t)i)) {
            return false;
        }
    }
    return true;
}

static Object *match_side(VM *vm, const char *function, Object *s, Object *const *args,
                          size_t nargs, bool at_end) {
    Object *sub;
    int64_t start, end;
    if (!find_arguments(vm, function, args, nargs, &sub, &start, &end)) {
        return NULL;
    }
    if (is_str(vm, sub)) {
        return bool_ref(vm, tail_match(s, sub, start, end, at_end));
    }
    if (!is_tuple(vm, sub)) {
        return raise(vm, EXC_TypeError, "%s first arg must be str or a tuple of str, not %T",
                     function, sub);
    }
    for (size_t i = 0; i < TUPLE_LEN(sub); i++) {
        Object *item = TUPLE_ITEM(sub, i);
        if (!is_str(vm, item)) {
            return raise(vm, EXC_TypeError, "tuple for %s must only contain str, not %T", function,
                         item);
        }
        if (tail_match(s, item, start, end, at_end)) {
            return bool_ref(vm, true);
        }
    }
    return bool_ref(vm, false);
}
static Object *startswith(VM *vm, Object *s, Object *const *args, size_t nargs) {
    return match_side(vm, "startswith", s, args, nargs, false);
}
static Object *endswith(VM *vm, Object *s, Object *const *args, size_t nargs) {
    return match_side(vm, "endswith", s, args, nargs, true);
}

static Object *removeprefix(VM *vm, Object *s, Object *prefix) {
    if (!is_str(vm, prefix)) {
        return raise(vm, EXC_TypeError, "removeprefix() argument must be str, not %T", prefix);
    }
    bool found = tail_match(s, prefix, 0, INT64_MAX, false);
    return str_substring(vm, s, found ? STR_LEN(prefix) : 0, STR_LEN(s));
}
static Object *removesuffix(VM *vm, Object *s, Object *suffix) {
    if (!is_str(vm, suffix)) {
        return raise(vm, EXC_TypeError, "removesuffix() argument must be str, not %T", suffix);
    }
    bool found = tail_match(s, suffix, 0, INT64_MAX, true);
    return str_substring(vm, s, 0, STR_LEN(s) - (found ? STR_LEN(suffix) : 0));
}

/* ------------------------------------------------------------------ stripping, padding */

static Object *strip_sides(VM *vm, const char *function, Object *s, Object *const *args,
                           size_t nargs, enum StripSide sides) {
    if (!args_count(vm, function, nargs, 0, 1)) {
        return NULL;
    }
    Run run = run_of_str(s), chars = {0};
    bool given = nargs == 1 && args[0] != vm->none;
    if (given) {
        if (!is_str(vm, args[0])) {
            return raise(vm, EXC_TypeError, "%s arg must be None or str", function);
        }
        chars = run_of_str(args[0]);
    }
    size_t start, end;
    run_strip(&run, given ? &chars : NULL, sides, &start, &end);
    return str_substring(vm, s, start, end);
}
static Object *strip(VM *vm, Object *s, Object *const *args, size_t nargs) {
    return strip_sides(vm, "strip", s, args, nargs, STRIP_BOTH);
}
static Object *lstrip(VM *vm, Object *s, Object *const *args, size_t nargs) {
    return strip_sides(vm, "lstrip", s, args, nargs, STRIP_LEFT);
}
static Object *rstrip(VM *vm, Object *s, Object *const *args, size_t nargs) {
    return strip_sides(vm, "rstrip", s, args, nargs, STRIP_RIGHT);
}

/* s with so many `fill` on its sides. */
static Object *pad(VM *vm, Object *s, size_t left, size_t right, uint32_t fill) {
    if (left == 0 && right == 0) {
        return str_exact(vm, s);
    }
    uint32_t max = str_max_char(s) > fill ? str_max_char(s) : fill;
    size_t len = STR_LEN(s);
    Object *result = str_new(vm, left + len + right, max);
    if (!result) {
        return NULL;
    }
    unsigned width = width_of(max);
    uint8_t *to = str_data(result);
    chars_fill(to, width, 0, fill, left);
    chars_copy(to + left * width, width, str_data(s), str_width(s), len);
    chars_fill(to, width, left + len, fill, right);
    return str_share(vm, result);
}

/* Arguments (width[, fillchar]); *gap: how many are missing in s. */
static bool pad_arguments(VM *vm, const char *function, Object *s, Object *const *args,
                          size_t nargs, size_t *gap, uint32_t *fill) {
    if (!args_count(vm, function, nargs, 1, 2)) {
        return false;
    }
    int64_t width;
    if (!size_argument(vm, args[0], &width)) {
        return false;
    }
    *fill = ' ';
    if (nargs == 2) {
        if (!is_str(vm, args[1])) {
            raise(vm, EXC_TypeError, "The fill character must be a unicode character, not %T",
                  args[1]);
            return false;
        }
        if (STR_LEN(args[1]) != 1) {
            raise(vm, EXC_TypeError, "The fill character must be exactly one character long");
            return false;
        }
        *fill = str_char(args[1], 0);
    }
    int64_t len = STR_LEN(s);
    *gap = width > len ? (size_t)(width - len) : 0;
    return true;
}

static Object *center(VM *vm, Object *s, Object *const *args, size_t nargs) {
    size_t gap;
    uint32_t fill;
    if (!pad_arguments(vm, "center", s, args, nargs, &gap, &fill)) {
        return NULL;
    }
    size_t left = gap / 2 + (gap & (gap + STR_LEN(s)) & 1);
    return pad(vm, s, left, gap - left, fill);
}
static Object *ljust(VM *vm, Object *s, Object *const *args, size_t nargs) {
    size_t gap;
    uint32_t fill;
    return pad_arguments(vm, "ljust", s, args, nargs, &gap, &fill) ? pad(vm, s, 0, gap, fill)
                                                                   : NULL;
}
static Object *rjust(VM *vm, Object *s, Object *const *args, size_t nargs) {
    size_t gap;
    uint32_t fill;
    return pad_arguments(vm, "rjust", s, args, nargs, &gap, &fill) ? pad(vm, s, gap, 0, fill)
                                                                   : NULL;
}

static Object *zfill(VM *vm, Object *s, Object *width_object) {
    int64_t width;
    if (!size_argument(vm, width_object, &width)) {
        return NULL;
    }
    int64_t len = STR_LEN(s);
    if (width <= len) {
        return str_exact(vm, s);
    }
    size_t gap = (size_t)(width - len);
    uint32_t first = len ? str_char(s, 0) : 0;
    Object *result = pad(vm, s, gap, 0, '0');
    if (result && gap && (first == '+' || first == '-')) {
        unsigned w = str_width(result); /* the sign moves to the front */
        chars_put(str_data(result), w, 0, first);
        chars_put(str_data(result), w, gap, '0');
    }
    return result;
}

/* ------------------------------------------------------------------ the rest */

static Object *encode(VM *vm, Object *s, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"encoding", "errors", NULL};
    Object *encoding = NULL, *errors = NULL, *result = NULL;
    if (nargs == 0 && !kwnames && str_is_ascii(s)) {
        return bytes_from(vm, str_data(s), STR_LEN(s));
    }
    if ((nargs || kwnames) &&
        !args_parse(vm, "encode", names, "|UU", args, nargs, kwnames, &encoding, &errors)) {
        return NULL;
    }
    Buffer encoding_text, errors_text;
    vm_buffer_init(vm, &encoding_text);
    vm_buffer_init(vm, &errors_text);
    char small[2][STR_NAME_MAX];
    const char *e = encoding ? str_name(vm, encoding, small[0], &encoding_text) : "utf-8";
    const char *r = e && errors ? str_name(vm, errors, small[1], &errors_text) : "strict";
    if (e && r) {
        result = str_encode(vm, s, e, r);
    }
    buffer_deinit(&encoding_text);
    buffer_deinit(&errors_text);
    return result;
}

static Object *format_dunder(VM *vm, Object *s, Object *spec) {
    if (!is_str(vm, spec)) {
        return raise(vm, EXC_TypeError, "__format__() argument must be str, not %T", spec);
    }
    return format_str(vm, s, spec);
}

static Object *getnewargs(VM *vm, Object *s) {
    Object *copy = str_from_chars(vm, str_data(s), STR_LEN(s), str_width(s));
    Object *result = copy ? tuple_pack(vm, 1, copy) : NULL;
    xdecref(vm, copy);
    return result;
}

static Object *sizeof_method(VM *vm, Object *s) {
    return int_from_i64(vm, (int64_t)object_total_size(vm, s));
}

const MethodDef str_methods[] = {
    METHOD_KW("encode", encode, "The text as bytes of an encoding, utf-8 by default."),
    METHOD_FAST("replace", str_replace, "A copy with old replaced by new, at most count times."),
    METHOD_KW("split", str_split_method, "The words, or what lies between separators."),
    METHOD_KW("rsplit", str_rsplit_method, "Like split, counting from the end."),
    METHOD_O("join", str_join_method, "The strings of an iterable with this one between them."),
    METHOD_NOARGS("capitalize", str_capitalize, "First character in title case, rest lower."),
    METHOD_NOARGS("casefold", str_casefold, "A copy for comparing without regard to case."),
    METHOD_NOARGS("title", str_title, "Each word with a capital."),
    METHOD_FAST("center", center, "Padded on both sides to a width."),
    METHOD_FAST("count", count, "How often sub is found without overlapping."),
    METHOD_KW("expandtabs", str_expandtabs, "Tabs replaced by spaces."),
    METHOD_FAST("find", find, "The lowest index of sub, or -1."),
    METHOD_O("partition", str_partition, "What is before, the separator, what is after."),
    METHOD_FAST("index", index_method, "The lowest index of sub, or ValueError."),
    METHOD_FAST("ljust", ljust, "Padded on the right to a width."),
    METHOD_NOARGS("lower", str_lower, "A copy in lower case."),
    METHOD_FAST("lstrip", lstrip, "Without leading white space, or without leading chars."),
    METHOD_FAST("rfind", rfind, "The highest index of sub, or -1."),
    METHOD_FAST("rindex", rindex_method, "The highest index of sub, or ValueError."),
    METHOD_FAST("rjust", rjust, "Padded on the left to a width."),
    METHOD_FAST("rstrip", rstrip, "Without trailing white space, or without trailing chars."),
    METHOD_O("rpartition", str_rpartition, "Like partition, at the last separator."),
    METHOD_KW("splitlines", str_splitlines, "The lines."),
    METHOD_FAST("strip", strip, "Without white space, or without chars, on both sides."),
    METHOD_NOARGS("swapcase", str_swapcase, "Lower case to upper and upper to lower."),
    METHOD_O("translate", str_translate, "Every character replaced by what a table has for it."),
    METHOD_NOARGS("upper", str_upper, "A copy in upper case."),
    METHOD_FAST("startswith", startswith, "Whether it starts with a prefix, or one of a tuple."),
    METHOD_FAST("endswith", endswith, "Whether it ends with a suffix, or one of a tuple."),
    METHOD_O("removeprefix", removeprefix, "Without a prefix, if it is there."),
    METHOD_O("removesuffix", removesuffix, "Without a suffix, if it is there."),
    METHOD_NOARGS("isascii", str_isascii, "Whether all characters are ASCII."),
    METHOD_NOARGS("islower", str_islower, "Whether all cased characters are lower case."),
    METHOD_NOARGS("isupper", str_isupper, "Whether all cased characters are upper case."),
    METHOD_NOARGS("istitle", str_istitle, "Whether it is in title case."),
    METHOD_NOARGS("isspace", str_isspace, "Whether all characters are white space."),
    METHOD_NOARGS("isdecimal", str_isdecimal, "Whether all characters are decimal digits."),
    METHOD_NOARGS("isdigit", str_isdigit, "Whether all characters are digits."),
    METHOD_NOARGS("isnumeric", str_isnumeric, "Whether all characters are numeric."),
    METHOD_NOARGS("isalpha", str_isalpha, "Whether all characters are letters."),
    METHOD_NOARGS("isalnum", str_isalnum, "Whether all characters are letters or numbers."),
    METHOD_NOARGS("isidentifier", str_isidentifier, "Whether it could be a name."),
    METHOD_NOARGS("isprintable", str_isprintable, "Whether repr would escape nothing."),
    METHOD_O("zfill", zfill, "Padded with zeros after the sign."),
    METHOD_KW("format", str_format_method, "Replacement fields filled from the arguments."),
    METHOD_O("format_map", str_format_map, "Replacement fields filled from a mapping."),
    METHOD_O("__format__", format_dunder, "Formatted by a format specification."),
    METHOD_STATIC_FAST("maketrans", str_maketrans, "A table for translate."),
    METHOD_NOARGS("__getnewargs__", getnewargs, "For pickling."),
    METHOD_NOARGS("__sizeof__", sizeof_method, "Size in bytes."),
    {0},
};
