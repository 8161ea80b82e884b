/* Pushing and popping frames; binding arguments to parameters; calls from C. */
#include "heap/os.h"
#include "object/c_stack.h"
#include "object/deferred.h"
#include "types/list.h"
#include "vm/eval.h"

enum {
    STACK_CHUNK = 256 * 1024, /* bytes committed at a time */
    FRAMES_CHUNK = 64 * 1024,
};

/* --- room */

static bool raise_recursion(VM *vm) {
    raise(vm, EXC_RecursionError, "maximum recursion depth exceeded");
    return false;
}

bool frame_recursion_error(VM *vm) {
    return raise_recursion(vm);
}

static bool commit(VM *vm, void *from, size_t size) {
    if (!heap_account(&vm->heap, size)) {
        raise_memory_error(vm);
        return false;
    }
    if (!os_commit(from, size)) {
        heap_unaccount(&vm->heap, size);
        raise_memory_error(vm);
        return false;
    }
    return true;
}

static bool grow_stack(VM *vm, Object **needed) {
    Interp *interp = vm->interp;
    size_t chunk = STACK_CHUNK / sizeof(Object *);
    size_t n = (size_t)(needed - interp->stack_limit);
    n = (n + chunk - 1) / chunk * chunk;
    if ((size_t)(interp->stack_end - interp->stack_limit) < n) {
        return raise_recursion(vm);
    }
    if (!commit(vm, interp->stack_limit, n * sizeof(Object *))) {
        return false;
    }
    interp->stack_limit += n;
    return true;
}

size_t frames_committed(const Interp *interp) {
    size_t used = (size_t)((char *)interp->frames_limit - (char *)interp->frames);
    return (used + FRAMES_CHUNK - 1) / FRAMES_CHUNK * FRAMES_CHUNK;
}

static bool grow_frames(VM *vm) {
    Interp *interp = vm->interp;
    size_t have = frames_committed(interp);
    char *committed = (char *)interp->frames + have;
    if ((size_t)((char *)interp->frames_end - committed) < FRAMES_CHUNK) {
        return raise_recursion(vm);
    }
    if (!commit(vm, committed, FRAMES_CHUNK)) {
        return false;
    }
    size_t count = (have + FRAMES_CHUNK) / sizeof(Frame);
    while (interp->frames_limit < interp->frames + count) {
        Frame *f = interp->frames_limit++;
        f->prev = f == interp->frames ? NULL : f - 1;
    }
    return true;
}

/* How much of `have` committed bytes to keep, so that a call does not begin by taking it again. */
static size_t stack_keep(const void *base, const void *top, size_t have, size_t chunk) {
    size_t used = (size_t)((const char *)top - (const char *)base);
    size_t keep = (used + chunk - 1) / chunk * chunk + chunk;
    return keep < have ? keep : have;
}

static void release(VM *vm, void *base, size_t keep, size_t have) {
    os_release((char *)base + keep, have - keep);
    heap_unaccount(&vm->heap, have - keep);
}

void stack_trim(VM *vm) {
    Interp *interp = vm->interp;
    Frame *next = interp->frame ? interp->frame + 1 : interp->frames;
    size_t have = (size_t)((char *)interp->stack_limit - (char *)interp->stack);
    size_t keep = stack_keep(interp->stack, interp_top(interp), have, STACK_CHUNK);
    if (keep < have) {
        release(vm, interp->stack, keep, have);
        interp->stack_limit = interp->stack + keep / sizeof(Object *);
    }
    have = frames_committed(interp);
    keep = stack_keep(interp->frames, next, have, FRAMES_CHUNK);
    if (keep < have) {
        release(vm, interp->frames, keep, have);
        interp->frames_limit = interp->frames + keep / sizeof(Frame);
    }
    c_stack_trim(vm);
}

bool stack_reserve_slowly(VM *vm, Object **from, size_t n) {
    Interp *interp = vm->interp;
    Frame *next = interp->frame ? interp->frame + 1 : interp->frames;
    if (UNLIKELY((size_t)(interp->stack_end - from) < n)) {
        return raise_recursion(vm);
    }
    if (UNLIKELY(from + n > interp->stack_limit) && !grow_stack(vm, from + n)) {
        return false;
    }
    return LIKELY(next < interp->frames_limit) || grow_frames(vm);
}

/* --- argument errors, with CPython's words */

static Object *qualname_of(Function *fn) {
    return fn->qualname;
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'": the names of parameters from..to that are not bound.
 */
static Object *join_missing(VM *vm, Code *code, Object **regs, size_t from, size_t to,
                            size_t count) {
    StrBuilder b;
    size_t n = 0;
    str_builder_init(&b, vm);
    for (size_t i = from; i < to; i++) {
        if (regs[i]) {
            continue;
        }
        Object *text = str_repr(vm, TUPLE_ITEM(code->locals, i));
        bool ok = text != NULL;
        if (ok && n) {
            const char *join = count == 2 ? " and " : n == count - 1 ? ", and " : ", ";
            ok = str_builder_cstr(&b, join);
        }
        ok = ok && str_builder_str(&b, text);
        xdecref(vm, text);
        if (!ok) {
            str_builder_deinit(&b);
            return NULL;
        }
        n++;
    }
    return str_builder_finish(&b);
}

static NOINLINE bool raise_missing(VM *vm, Function *fn, Object **regs, size_t from, size_t to,
                                   size_t count, const char *kind) {
    Object *names = join_missing(vm, CODE(fn->code), regs, from, to, count);
    if (names) {
        raise(vm, EXC_TypeError, "%U() missing %zu required %s argument%s: %U", qualname_of(fn),
              count, kind, count == 1 ? "" : "s", names);
        decref(vm, names);
    }
    return false;
}

static NOINLINE bool raise_too_many(VM *vm, Function *fn, Object **regs, size_t given) {
    Code *code = CODE(fn->code);
    size_t defaults = fn->defaults ? TUPLE_LEN(fn->defaults) : 0;
    size_t kwonly_given = 0;
    char takes[64], kwonly[96] = "";
    for (size_t i = code->arg_count; i < (size_t)code->arg_count + code->kwonly_count; i++) {
        kwonly_given += regs[i] != NULL;
    }
    bool plural = defaults || code->arg_count != 1;
    if (defaults) {
        snprintf(takes, sizeof takes, "from %zu to %u", code->arg_count - defaults,
                 code->arg_count);
    } else {
        snprintf(takes, sizeof takes, "%u", code->arg_count);
    }
    if (kwonly_given) {
        snprintf(kwonly, sizeof kwonly, " positional argument%s (and %zu keyword-only argument%s)",
                 given != 1 ? "s" : "", kwonly_given, kwonly_given != 1 ? "s" : "");
    }
    raise(vm, EXC_TypeError, "%U() takes %s positional argument%s but %zu%s %s given",
          qualname_of(fn), takes, plural ? "s" : "", given, kwonly,
          given == 1 && !kwonly_given ? "was" : "were");
    return false;
}

static bool names_equal(VM *vm, Object *a, Object *b) {
    return a == b || (is_str(vm, b) && str_equal(a, b));
}

/* Keywords that name positional-only parameters: raises if there are any. */
static NOINLINE bool raise_positional_only(VM *vm, Function *fn, Object *kwnames) {
    Code *code = CODE(fn->code);
    StrBuilder b;
    bool any = false, ok = true;
    str_builder_init(&b, vm);
    for (size_t i = 0; ok && i < code->posonly_count; i++) {
        Object *name = TUPLE_ITEM(code->locals, i);
        for (size_t k = 0; ok && k < TUPLE_LEN(kwnames); k++) {
            if (names_equal(vm, name, TUPLE_ITEM(kwnames, k))) {
                ok = (!any || str_builder_cstr(&b, ", ")) && str_builder_str(&b, name);
                any = true;
            }
        }
    }
    Object *names = ok ? str_builder_finish(&b) : NULL;
    if (!ok) {
        str_builder_deinit(&b);
    }
    if (names && any) {
        raise(vm, EXC_TypeError,
              "%U() got some positional-only arguments passed as keyword arguments: '%U'",
              qualname_of(fn), names);
    }
    xdecref(vm, names);
    return vm->error != NULL;
}

/* --- binding */

/* The parameter that keyword `name` means, or -1. */
static int64_t find_parameter(VM *vm, Code *code, Object *name) {
    size_t total = (size_t)code->arg_count + code->kwonly_count;
    for (size_t i = code->posonly_count; i < total; i++) {
        if (TUPLE_ITEM(code->locals, i) == name) {
            return (int64_t)i;
        }
    }
    for (size_t i = code->posonly_count; i < total; i++) {
        if (names_equal(vm, TUPLE_ITEM(code->locals, i), name)) {
            return (int64_t)i;
        }
    }
    return -1;
}

/* Binds keyword arguments; takes each value out of `values` once it is bound. */
static NOINLINE bool bind_keywords(VM *vm, Function *fn, Object **regs, Object *kwnames,
                                   Object **values, Object *kwdict) {
    Code *code = CODE(fn->code);
    for (size_t k = 0; k < TUPLE_LEN(kwnames); k++) {
        Object *name = TUPLE_ITEM(kwnames, k);
        if (!is_str(vm, name)) {
            raise(vm, EXC_TypeError, "%U() keywords must be strings", qualname_of(fn));
            return false;
        }
        int64_t i = find_parameter(vm, code, name);
        if (i < 0 && kwdict) {
            if (dict_set(vm, kwdict, name, values[k]) < 0) {
                return false;
            }
            clear_ref(vm, values[k]);
        } else if (i < 0) {
            if (!code->posonly_count || !raise_positional_only(vm, fn, kwnames)) {
                raise(vm, EXC_TypeError, "%U() got an unexpected keyword argument '%S'",
                      qualname_of(fn), name);
            }
            return false;
        } else if (regs[i]) {
            raise(vm, EXC_TypeError, "%U() got multiple values for argument '%S'", qualname_of(fn),
                  name);
            return false;
        } else {
            regs[i] = values[k];
            values[k] = NULL;
        }
    }
    return true;
}

static NOINLINE bool bind_defaults(VM *vm, Function *fn, Object **regs, size_t nargs) {
    Code *code = CODE(fn->code);
    size_t count = code->arg_count;
    if (nargs < count) {
        size_t defaults = fn->defaults ? TUPLE_LEN(fn->defaults) : 0;
        if (defaults > count) {
            defaults = count;
        }
        size_t required = count - defaults, missing = 0;
        for (size_t i = nargs; i < required; i++) {
            missing += regs[i] == NULL;
        }
        if (missing) {
            return raise_missing(vm, fn, regs, 0, required, missing, "positional");
        }
        for (size_t i = nargs > required ? nargs : required; i < count; i++) {
            if (!regs[i]) {
                size_t skip = TUPLE_LEN(fn->defaults) - defaults;
                regs[i] = new_ref(TUPLE_ITEM(fn->defaults, skip + i - required));
            }
        }
    }
    size_t total = count + code->kwonly_count, missing = 0;
    for (size_t i = count; i < total; i++) {
        if (!regs[i] && fn->kwdefaults) {
            Object *value = dict_get(vm, fn->kwdefaults, TUPLE_ITEM(code->locals, i));
            if (!value && vm->error) {
                return false;
            }
            regs[i] = value;
            xincref(value);
        }
        missing += regs[i] == NULL;
    }
    return !missing || raise_missing(vm, fn, regs, count, total, missing, "keyword-only");
}

/* Releases regs[from:to]. They may lie behind the callee's frame, where a destructor's frames would
 * come to lie: whatever dies is destroyed when all of them are gone, the first one first. */
static NOINLINE void release_surplus(VM *vm, Object **regs, size_t from, size_t to) {
    object_defer_begin(vm);
    while (to > from) {
        to--;
        clear_ref(vm, regs[to]);
    }
    object_defer_end(vm);
}

/* The general case. All arguments lie at regs, owned; on failure the frame's registers hold what is
 * left of them. */
static NOINLINE bool bind_arguments(VM *vm, Function *fn, Object **regs, size_t nargs,
                                    Object *kwnames) {
    Code *code = CODE(fn->code);
    size_t count = code->arg_count, total = count + code->kwonly_count;
    size_t nkw = kwnames ? TUPLE_LEN(kwnames) : 0, given = nargs;
    Object *few[8], **values = few, *kwdict = NULL;
    bool ok = false, out_of_memory = false;

    if (nkw > COUNT_OF(few)) {
        values = raw_alloc(vm, nkw * sizeof(Object *));
        if (!values) {
            values = few;
            out_of_memory = true;
        }
    }
    if (out_of_memory) {
        release_surplus(vm, regs, nargs, nargs + nkw);
        nkw = 0;
    } else if (nkw) {
        memcpy(values, regs + nargs, nkw * sizeof(Object *));
        memset(regs + nargs, 0, nkw * sizeof(Object *));
    }
    if (code->flags & CO_VARARGS && !out_of_memory) {
        size_t extra = nargs > count ? nargs - count : 0;
        object_defer_begin(vm); /* if it fails: see release_surplus */
        Object *rest = tuple_from_steal(vm, regs + count, extra);
        memset(regs + count, 0, extra * sizeof(Object *));
        regs[total] = rest;
        object_defer_end(vm);
        out_of_memory = !rest;
    }
    if (!(code->flags & CO_VARARGS)) {
        release_surplus(vm, regs, count, nargs);
    }
    if (nargs > count) {
        nargs = count;
    }
    if (out_of_memory) {
        goto done;
    }
    if (code->flags & CO_VARKEYWORDS) {
        kwdict = dict_new(vm);
        if (!kwdict) {
            goto done;
        }
        regs[total + ((code->flags & CO_VARARGS) != 0)] = kwdict;
    }
    if (nkw && !bind_keywords(vm, fn, regs, kwnames, values, kwdict)) {
        goto done;
    }
    if (given > count && !(code->flags & CO_VARARGS)) {
        raise_too_many(vm, fn, regs, given);
        goto done;
    }
    ok = (nargs == count && !code->kwonly_count) || bind_defaults(vm, fn, regs, nargs);
done:
    for (size_t k = 0; k < nkw; k++) {
        clear_ref(vm, values[k]);
    }
    if (values != few) {
        raw_free(vm, values, TUPLE_LEN(kwnames) * sizeof(Object *));
    }
    return ok;
}

enum { KEYWORDS_LOCAL = 16 };

/* Which parameters the names mean, if each is found by its address and not given already. */
static bool locate_keywords(const Code *code, size_t nargs, Object *const *names, size_t n,
                            size_t *at) {
    size_t total = (size_t)code->arg_count + code->kwonly_count;
    Object **parameters = tuple_items(code->locals);
    size_t first = nargs > code->posonly_count ? nargs : code->posonly_count;
    for (size_t k = 0; k < n; k++) {
        size_t i = nargs + k; /* where they often are */
        if (i < first || i >= total || parameters[i] != names[k]) {
            i = first;
            while (i < total && parameters[i] != names[k]) {
                i++;
            }
        }
        if (i >= total) {
            return false;
        }
        at[k] = i;
    }
    return true;
}

/* Puts the values of the keywords, which lie behind the nargs positional ones, in their places. */
static NOINLINE bool place_keywords(const Code *code, Object **regs, size_t nargs,
                                    Object *kwnames) {
    size_t n = TUPLE_LEN(kwnames), at[KEYWORDS_LOCAL];
    Object *values[KEYWORDS_LOCAL];
    if (n > KEYWORDS_LOCAL || !locate_keywords(code, nargs, tuple_items(kwnames), n, at)) {
        return false;
    }
    unsigned moved = 0; /* those that do not lie where they belong */
    for (size_t k = 0; k < n; k++) {
        if (at[k] != nargs + k) {
            values[k] = regs[nargs + k];
            regs[nargs + k] = NULL;
            moved |= 1u << k;
        }
    }
    for (size_t k = 0; moved; k++, moved >>= 1) {
        if (moved & 1) {
            regs[at[k]] = values[k];
        }
    }
    return true;
}

/* Default values for plain positional parameters from nargs on; false: some have none. */
static bool fill_defaults(const Function *fn, const Code *code, Object **regs, size_t nargs) {
    size_t missing = code->arg_count - nargs;
    size_t defaults = missing && fn->defaults ? TUPLE_LEN(fn->defaults) : 0;
    if (missing > defaults) {
        return false;
    }
    for (size_t i = 0; i < missing; i++) {
        regs[nargs + i] = new_ref(TUPLE_ITEM(fn->defaults, defaults - missing + i));
    }
    return true;
}

/* Positional arguments alone, the surplus to *args; **kwargs remain empty. */
static bool bind_rest(VM *vm, const Code *code, Object **regs, size_t nargs) {
    size_t count = code->arg_count, extra = nargs - count;
    object_defer_begin(vm); /* if it fails: see release_surplus */
    Object *rest = tuple_from_steal(vm, regs + count, extra);
    for (size_t i = count; i < nargs; i++) {
        regs[i] = NULL;
    }
    object_defer_end(vm);
    regs[count] = rest;
    if (rest && code->flags & CO_VARKEYWORDS) {
        regs[count + 1] = dict_new(vm);
        return regs[count + 1] != NULL;
    }
    return rest != NULL;
}

/* Binds what lies at regs. */
static bool bind(VM *vm, Function *fn, Object **regs, size_t nargs, Object *kwnames) {
    Code *code = CODE(fn->code);
    if (!(code->flags & (CO_VARARGS | CO_VARKEYWORDS)) && nargs <= code->arg_count) {
        if (!kwnames && !code->kwonly_count && fill_defaults(fn, code, regs, nargs)) {
            return true;
        }
        if (kwnames && place_keywords(code, regs, nargs, kwnames)) {
            return nargs + TUPLE_LEN(kwnames) == (size_t)code->arg_count + code->kwonly_count ||
                   bind_defaults(vm, fn, regs, nargs);
        }
    }
    if (code->flags & CO_VARARGS && !kwnames && !code->kwonly_count && nargs >= code->arg_count) {
        return bind_rest(vm, code, regs, nargs);
    }
    return bind_arguments(vm, fn, regs, nargs, kwnames);
}

Frame *frame_push_function(VM *vm, Object *function, Object **regs, size_t nargs, Object *kwnames) {
    Function *fn = (Function *)function;
    Code *code = CODE(fn->code);
    size_t nkw = kwnames ? TUPLE_LEN(kwnames) : 0;
    size_t need = nargs + nkw > code->nregs ? nargs + nkw : code->nregs;
    if (UNLIKELY(vm->recursion_depth >= vm->recursion_limit)) {
        raise_recursion(vm);
        goto fail;
    }
    if (!code_complete(vm, code) || !stack_reserve(vm, regs, need)) {
        goto fail;
    }
    Frame *f = frame_begin(vm->interp, code, regs);
    f->function = function;
    f->globals = fn->globals;
    f->builtins = fn->builtins;
    f->kind = FRAME_ENTRY;
    vm->recursion_depth++;
    if ((!kwnames && code_takes_exactly(code, nargs)) || bind(vm, fn, regs, nargs, kwnames)) {
        return f;
    }
    frame_pop(vm, f);
    return NULL;
fail:
    for (size_t i = 0; i < nargs + nkw; i++) {
        clear_ref(vm, regs[i]);
    }
    decref(vm, function);
    return NULL;
}

/* The names of the keywords as a tuple, the values at regs. NULL with the error set. */
static Object *spread_keywords(VM *vm, Object *kwargs, Object **regs) {
    size_t n = DICT_LEN(kwargs), pos = 0;
    Object *key, *value, *kwnames = tuple_new(vm, n);
    if (!kwnames) {
        return NULL;
    }
    bool strings = true;
    for (size_t i = 0; i < n && dict_next(kwargs, &pos, &key, &value); i++) {
        TUPLE_ITEM(kwnames, i) = new_ref(key);
        regs[i] = new_ref(value);
        strings = strings && is_str(vm, key);
    }
    if (strings) {
        return kwnames;
    }
    raise(vm, EXC_TypeError, "keywords must be strings");
    for (size_t i = 0; i < n; i++) {
        clear_ref(vm, regs[i]);
    }
    decref(vm, kwnames);
    return NULL;
}

Frame *frame_push_keywords(VM *vm, Object *function, Object **regs, size_t nargs, Object *kwargs) {
    Function *fn = (Function *)function;
    const Code *code = CODE(fn->code);
    size_t n = DICT_LEN(kwargs), at[KEYWORDS_LOCAL], pos = 0;
    Object *keys[KEYWORDS_LOCAL] = {NULL}, *values[KEYWORDS_LOCAL];
    if (n <= KEYWORDS_LOCAL && !(code->flags & (CO_VARARGS | CO_VARKEYWORDS)) &&
        nargs <= code->arg_count && frame_fits(vm, code, regs)) {
        size_t found = 0;
        while (found < n && dict_next(kwargs, &pos, &keys[found], &values[found])) {
            found++;
        }
        if (locate_keywords(code, nargs, keys, found, at)) {
            for (size_t k = 0; k < found; k++) {
                regs[at[k]] = new_ref(values[k]);
            }
            Frame *f = frame_start(vm, fn, regs, FRAME_ENTRY, 0);
            if (nargs + found == (size_t)code->arg_count + code->kwonly_count ||
                bind_defaults(vm, fn, regs, nargs)) {
                return f;
            }
            frame_pop(vm, f);
            return NULL;
        }
    }
    Object *kwnames =
        stack_reserve(vm, regs, nargs + n) ? spread_keywords(vm, kwargs, regs + nargs) : NULL;
    if (!kwnames) {
        for (size_t i = 0; i < nargs; i++) {
            clear_ref(vm, regs[i]);
        }
        decref(vm, function);
        return NULL;
    }
    Frame *f = frame_push_function(vm, function, regs, nargs, kwnames);
    decref(vm, kwnames);
    return f;
}

/* --- frames without a function */

Object *builtins_of_globals(VM *vm, Object *globals) {
    Object *b = dict_get_str(vm, globals, ID(vm, __builtins__));
    if (b && is_exact(b, SHAPE_MODULE)) {
        b = ((Module *)b)->dict;
    }
    return b && is_exact(b, SHAPE_DICT) ? b : vm->builtins;
}

Frame *frame_push_code(VM *vm, Code *code, Object *globals, Object *builtins, Object *locals) {
    Object **regs = interp_top(vm->interp);
    if (UNLIKELY(vm->recursion_depth >= vm->recursion_limit)) {
        raise_recursion(vm);
        return NULL;
    }
    if (!code_complete(vm, code) || !stack_reserve(vm, regs, code->nregs)) {
        return NULL;
    }
    Frame *f = frame_begin(vm->interp, code, regs);
    f->function = NULL;
    f->globals = new_ref(globals);
    f->builtins = new_ref(builtins);
    f->locals = locals;
    xincref(locals);
    f->kind = FRAME_ENTRY;
    vm->recursion_depth++;
    return f;
}

/* --- popping */

void frame_release_temporaries(VM *vm, Frame *f, unsigned depth) {
    for (unsigned i = f->code->nregs; i-- > depth;) {
        clear_ref(vm, f->regs[i]);
    }
}

void frame_pop_contents(VM *vm, Frame *f) {
    for (unsigned i = 0; i < f->code->nlocals; i++) {
        clear_ref(vm, f->regs[i]);
    }
    clear_ref(vm, f->locals);
    if (f->function) {
        f->globals = f->builtins = NULL; /* they were borrowed from it */
        clear_ref(vm, f->function);
    } else {
        clear_ref(vm, f->globals);
        clear_ref(vm, f->builtins);
    }
}

void frame_pop(VM *vm, Frame *f) {
    Code *code = f->code;
    f->leaving = true;
    if (UNLIKELY(f->object != NULL)) {
        frame_detach(vm, f);
    } else {
        frame_pop_contents(vm, f);
    }
    clear_ref(vm, f->held);
    while (UNLIKELY(f->object != NULL)) { /* made by a destructor that looked at its callers */
        frame_detach(vm, f);
    }
    f->leaving = false;
    vm->interp->frame = f->prev;
    vm->recursion_depth--;
    decref(vm, code);
}

/* --- calls from C */

Object *function_call(VM *vm, Object *function, Object *const *args, size_t nargs,
                      Object *kwnames) {
    Object **regs = interp_top(vm->interp);
    const Code *code = CODE(((Function *)function)->code);
    if (!kwnames && code_takes_exactly(code, nargs) && frame_fits(vm, code, regs)) {
        for (size_t i = 0; i < nargs; i++) {
            regs[i] = new_ref(args[i]);
        }
        incref(function);
        return eval_run(vm, frame_start(vm, (Function *)function, regs, FRAME_ENTRY, 0), false);
    }
    size_t n = nargs + (kwnames ? TUPLE_LEN(kwnames) : 0);
    if (!stack_reserve(vm, regs, n)) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        regs[i] = new_ref(args[i]);
    }
    Frame *f = frame_push_function(vm, new_ref(function), regs, nargs, kwnames);
    return f ? eval_run(vm, f, false) : NULL;
}

Object *interp_exec(VM *vm, Object *code, Object *globals, Object *locals) {
    Frame *f = frame_push_code(vm, CODE(code), globals, builtins_of_globals(vm, globals), locals);
    return f ? eval_run(vm, f, false) : NULL;
}

Object *interp_run_class_body(VM *vm, Object *function, Object *locals) {
    Frame *f = frame_push_function(vm, new_ref(function), interp_top(vm->interp), 0, NULL);
    if (!f) {
        return NULL;
    }
    f->locals = new_ref(locals);
    return eval_run(vm, f, false);
}
