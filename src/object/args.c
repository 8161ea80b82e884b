/* Arguments of C functions: counting, matching with parameters, converting. */
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "object/abstract.h"
#include "object/call.h"
#include "object/error.h"
#include "object/types.h"
#include "types/float.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

#define PLURAL(n) ((n) == 1 ? "" : "s")

bool args_count(VM *vm, const char *function, size_t nargs, size_t min, size_t max) {
    if (LIKELY(nargs >= min && nargs <= max)) {
        return true;
    }
    const char *bound = min == max ? "" : nargs < min ? "at least " : "at most ";
    size_t limit = nargs < min ? min : max;
    raise(vm, EXC_TypeError, "%s expected %s%zu argument%s, got %zu", function, bound, limit,
          PLURAL(limit), nargs);
    return false;
}

bool args_no_keywords(VM *vm, const char *function, Object *kwnames) {
    if (LIKELY(!kwnames || TUPLE_LEN(kwnames) == 0)) {
        return true;
    }
    raise(vm, EXC_TypeError, "%s() takes no keyword arguments", function);
    return false;
}

/* What a format string and a list of names say about a function's parameters. */
typedef struct Signature {
    const char *function;
    const char *const *names;
    char letters[32];
    size_t len;           /* parameters */
    size_t required;      /* those before '|' (all, if there is none) */
    size_t positional;    /* those before '$' */
    size_t only_position; /* those named "" */
} Signature;

static void signature_read(Signature *s, const char *function, const char *const *names,
                           const char *format) {
    bool optional = false, keyword_only = false;
    memset(s, 0, sizeof *s);
    s->function = function;
    s->names = names;
    for (; *format; format++) {
        if (*format == '|') {
            optional = true;
        } else if (*format == '$') {
            keyword_only = true;
        } else {
            ASSERT(s->len < sizeof s->letters && names[s->len]);
            s->letters[s->len++] = *format;
            s->required += !optional;
            s->positional += !keyword_only;
        }
    }
    while (s->only_position < s->len && !*names[s->only_position]) {
        s->only_position++;
    }
    ASSERT(!names[s->len]);
}

/* For "%s%s": the function, or nameless as CPython's older ones. */
#define FUNCTION(s) *(s)->function ? (s)->function : "function", *(s)->function ? "()" : ""

static bool raise_count(VM *vm, const Signature *s, const char *bound, size_t n, const char *kind,
                        size_t given) {
    raise(vm, EXC_TypeError, "%s%s takes %s %zu %sargument%s (%zu given)", FUNCTION(s), bound, n,
          kind, PLURAL(n), given);
    return false;
}

static bool check_counts(VM *vm, const Signature *s, size_t nargs, size_t nkw) {
    size_t min = s->required < s->only_position ? s->required : s->only_position;
    if (nargs + nkw > s->len) {
        return raise_count(vm, s, "at most", s->len, nargs == 0 ? "keyword " : "", nargs + nkw);
    }
    if (nargs > s->positional) {
        if (s->positional == 0) {
            raise(vm, EXC_TypeError, "%s() takes no positional arguments", s->function);
            return false;
        }
        return raise_count(vm, s, min < s->positional ? "at most" : "exactly", s->positional,
                           "positional ", nargs);
    }
    if (nargs < min) {
        return raise_count(vm, s, min < s->positional ? "at least" : "exactly", min, "positional ",
                           nargs);
    }
    return true;
}

/* Index of the parameter called name, or -1. */
static int find_parameter(const Signature *s, Object *name) {
    for (size_t i = s->only_position; i < s->len; i++) {
        if (str_equal_ascii(name, s->names[i])) {
            return (int)i;
        }
    }
    return -1;
}

/* Puts every argument at its parameter's index in out (NULL: not given). */
static bool match_arguments(VM *vm, const Signature *s, Object *const *args, size_t nargs,
                            Object *kwnames, Object **out) {
    size_t nkw = kwnames ? TUPLE_LEN(kwnames) : 0;
    int unknown = -1, twice = -1;
    for (size_t i = 0; i < nargs; i++) {
        out[i] = args[i];
    }
    for (size_t k = 0; k < nkw; k++) {
        int i = find_parameter(s, TUPLE_ITEM(kwnames, k));
        if (i < 0) {
            unknown = unknown < 0 ? (int)k : unknown;
        } else if ((size_t)i < nargs) {
            twice = twice < 0 ? i : twice;
        } else {
            out[i] = args[nargs + k];
        }
    }
    for (size_t i = nargs; i < s->required; i++) {
        if (!out[i]) {
            raise(vm, EXC_TypeError, "%s%s missing required argument '%s' (pos %zu)", FUNCTION(s),
                  s->names[i], i + 1);
            return false;
        }
    }
    if (twice >= 0) {
        raise(vm, EXC_TypeError, "argument for %s() given by name ('%s') and position (%d)",
              s->function, s->names[twice], twice + 1);
        return false;
    }
    if (unknown >= 0) {
        raise(vm, EXC_TypeError, "'%S' is an invalid keyword argument for %s%s",
              TUPLE_ITEM(kwnames, unknown), *s->function ? s->function : "this function",
              *s->function ? "()" : "");
        return false;
    }
    return true;
}

static bool raise_wrong_type(VM *vm, const Signature *s, size_t i, const char *wanted,
                             Object *arg) {
    if (*s->names[i]) {
        raise(vm, EXC_TypeError, "%s() argument '%s' must be %s, not %s", s->function, s->names[i],
              wanted, arg == vm->none ? "None" : TYPE_NAME(type_of(vm, arg)));
    } else {
        raise(vm, EXC_TypeError, "%s() argument %zu must be %s, not %s", s->function, i + 1, wanted,
              arg == vm->none ? "None" : TYPE_NAME(type_of(vm, arg)));
    }
    return false;
}

static bool convert_int(VM *vm, Object *arg, bool wide, int64_t *value) {
    Object *index = number_index(vm, arg);
    if (!index) {
        return false;
    }
    bool fits = int_as_i64(index, value) && (wide || (*value >= INT_MIN && *value <= INT_MAX));
    decref(vm, index);
    if (!fits) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C %s",
              wide ? "ssize_t" : "int");
    }
    return fits;
}

/* Converts arg (never NULL) for parameter i and stores it. */
static bool convert(VM *vm, const Signature *s, size_t i, Object *arg, void *out) {
    int64_t number;
    switch (s->letters[i]) {
    case 'O':
        *(Object **)out = arg;
        return true;
    case 'U':
        if (!is_str(vm, arg)) {
            return raise_wrong_type(vm, s, i, "str", arg);
        }
        *(Object **)out = arg;
        return true;
    case 'S':
        if (!is_bytes(vm, arg)) {
            return raise_wrong_type(vm, s, i, "bytes", arg);
        }
        *(Object **)out = arg;
        return true;
    case 'i':
        if (!convert_int(vm, arg, false, &number)) {
            return false;
        }
        *(int *)out = (int)number;
        return true;
    case 'n':
        if (!convert_int(vm, arg, true, &number)) {
            return false;
        }
        *(int64_t *)out = number;
        return true;
    case 'p': {
        int truth = object_truth(vm, arg);
        *(bool *)out = truth > 0;
        return truth >= 0;
    }
    case 'd': {
        double d = float_as_double(vm, arg);
        if (d == -1.0 && error_occurred(vm)) {
            return false;
        }
        *(double *)out = d;
        return true;
    }
    default:
        FATAL("args_parse: unknown letter");
    }
}

/* Converts what needs no code to run. */
static inline bool convert_quick(VM *vm, char letter, Object *arg, void *out) {
    switch (letter) {
    case 'O':
        *(Object **)out = arg;
        return true;
    case 'U':
        *(Object **)out = arg;
        return is_str(vm, arg);
    case 'S':
        *(Object **)out = arg;
        return is_bytes(vm, arg);
    case 'i':
        if (arg->meta != INT_META || INT_VALUE(arg) < INT_MIN || INT_VALUE(arg) > INT_MAX) {
            return false;
        }
        *(int *)out = (int)INT_VALUE(arg);
        return true;
    case 'n':
        *(int64_t *)out = INT_VALUE(arg);
        return arg->meta == INT_META;
    case 'p':
        *(bool *)out = arg == vm->true_;
        return arg == vm->true_ || arg == vm->false_;
    case 'd':
        *(double *)out = FLOAT_VALUE(arg);
        return arg->meta == FLOAT_META;
    default:
        return false;
    }
}

/* Positional arguments of the expected types, as most calls have. false: anything else, nothing has
 * been raised. */
static bool parse_quick(VM *vm, const char *format, Object *const *args, size_t nargs,
                        va_list list) {
    bool optional = false;
    size_t i = 0;
    for (; *format && *format != '$'; format++) {
        if (*format == '|') {
            optional = true;
        } else if (i == nargs) {
            return optional;
        } else if (!convert_quick(vm, *format, args[i++], va_arg(list, void *))) {
            return false;
        }
    }
    return i == nargs && (!*format || optional || format[1] == '|');
}

bool args_parse(VM *vm, const char *function, const char *const *names, const char *format,
                Object *const *args, size_t nargs, Object *kwnames, ...) {
    Signature s;
    if (!kwnames || TUPLE_LEN(kwnames) == 0) {
        va_list quick;
        va_start(quick, kwnames);
        bool done = parse_quick(vm, format, args, nargs, quick);
        va_end(quick);
        if (LIKELY(done)) {
            return true;
        }
    }
    Object *matched[sizeof s.letters] = {NULL};
    signature_read(&s, function, names, format);
    if (!check_counts(vm, &s, nargs, kwnames ? TUPLE_LEN(kwnames) : 0) ||
        !match_arguments(vm, &s, args, nargs, kwnames, matched)) {
        return false;
    }
    va_list list;
    va_start(list, kwnames);
    bool ok = true;
    for (size_t i = 0; ok && i < s.len; i++) {
        void *out = va_arg(list, void *);
        ok = !matched[i] || convert(vm, &s, i, matched[i], out);
    }
    va_end(list);
    return ok;
}
