/* "Did you mean: 'x'?": the candidate with the smallest edit distance, as CPython weighs it. */
#include "types/list.h"
#include "vm/traceback_text.h"

enum { MAX_CANDIDATES = 750, MAX_LEN = 40, MOVE_COST = 2, CASE_COST = 1 };

static size_t substitution_cost(char a, char b) {
    if ((a & 31) != (b & 31)) {
        return MOVE_COST;
    }
    if (a == b) {
        return 0;
    }
    a = 'A' <= a && a <= 'Z' ? (char)(a + 32) : a;
    b = 'A' <= b && b <= 'Z' ? (char)(b + 32) : b;
    return a == b ? CASE_COST : MOVE_COST;
}

/* Edit distance, or more than max. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t max) {
    size_t row[MAX_LEN], result = 0;
    while (a_len && b_len && a[0] == b[0]) {
        a++, a_len--, b++, b_len--;
    }
    while (a_len && b_len && a[a_len - 1] == b[b_len - 1]) {
        a_len--, b_len--;
    }
    if (!a_len || !b_len) {
        return (a_len + b_len) * MOVE_COST;
    }
    if (a_len > MAX_LEN || b_len > MAX_LEN) {
        return max + 1;
    }
    if (b_len < a_len) {
        const char *t = a;
        a = b, b = t;
        size_t n = a_len;
        a_len = b_len, b_len = n;
    }
    if ((b_len - a_len) * MOVE_COST > max) {
        return max + 1;
    }
    for (size_t i = 0; i < a_len; i++) {
        row[i] = (i + 1) * MOVE_COST;
    }
    for (size_t j = 0; j < b_len; j++) {
        size_t diagonal = result = j * MOVE_COST, smallest = SIZE_MAX;
        for (size_t i = 0; i < a_len; i++) {
            size_t substitute = diagonal + substitution_cost(b[j], a[i]);
            diagonal = row[i];
            size_t move = (result < diagonal ? result : diagonal) + MOVE_COST;
            result = move < substitute ? move : substitute;
            row[i] = result;
            smallest = result < smallest ? result : smallest;
        }
        if (smallest > max) {
            return max + 1;
        }
    }
    return result;
}

/* The best of a list of names: borrowed, or NULL. */
static Object *best_of(VM *vm, Object *names, Object *name) {
    Buffer name_buffer, item_buffer;
    size_t name_len, item_len, best_distance = SIZE_MAX;
    Object *best = NULL;
    if (LIST_LEN(names) >= MAX_CANDIDATES) {
        return NULL;
    }
    buffer_init(&name_buffer);
    buffer_init(&item_buffer);
    const char *name_text = str_utf8(vm, name, &name_buffer, &name_len, false);
    for (size_t i = 0; name_text && i < LIST_LEN(names); i++) {
        Object *item = LIST_ITEM(names, i);
        if (!is_str(vm, item) || str_equal(item, name)) {
            continue;
        }
        buffer_clear(&item_buffer);
        const char *text = str_utf8(vm, item, &item_buffer, &item_len, false);
        if (!text) {
            break;
        }
        size_t max = (name_len + item_len + 3) * MOVE_COST / 6;
        if (max > best_distance - 1) {
            max = best_distance - 1;
        }
        size_t d = distance(name_text, name_len, text, item_len, max);
        if (d <= max && d < best_distance) {
            best = item;
            best_distance = d;
        }
    }
    buffer_deinit(&name_buffer);
    buffer_deinit(&item_buffer);
    return best;
}

/* The same for an owned list, which is released; NULL too if list is. */
static Object *best_of_owned(VM *vm, Object *names, Object *name) {
    Object *best = names ? best_of(vm, names, name) : NULL;
    xincref(best);
    xdecref(vm, names);
    error_clear(vm);
    return best;
}

static Object *local_names(VM *vm, const Code *code) {
    Object *names = list_new(vm, code->nlocals);
    size_t n = (size_t)code->nlocals - code->ncells - code->nfree;
    for (size_t i = 0; names && i < n; i++) {
        if (list_append(vm, names, TUPLE_ITEM(code->locals, i)) < 0) {
            clear_ref(vm, names);
        }
    }
    return names;
}

static Object *suggest_for_name_error(VM *vm, Object *exc) {
    Object *name = ((NameError *)exc)->name;
    const Traceback *tb = (Traceback *)((Exception *)exc)->traceback;
    if (!name || !is_exact(name, SHAPE_STR) || !tb) {
        return NULL;
    }
    while (tb->next) {
        tb = (Traceback *)tb->next;
    }
    FrameObject *f = FRAME_OBJECT(tb->frame);
    const Code *code = f->frame       ? f->frame->code
                       : f->generator ? CODE(f->generator->code)
                                      : CODE(f->code);
    Object *globals = f->frame       ? f->frame->globals
                      : f->generator ? f->generator->globals
                                     : f->globals;
    Object *builtins = f->frame       ? f->frame->builtins
                       : f->generator ? f->generator->builtins
                                      : f->builtins;
    Object *best = best_of_owned(vm, local_names(vm, code), name);
    if (!best && globals) {
        best = best_of_owned(vm, dict_keys_list(vm, globals), name);
    }
    if (!best && builtins) {
        best = best_of_owned(vm, dict_keys_list(vm, builtins), name);
    }
    return best;
}

static Object *suggest_for_attribute_error(VM *vm, Object *exc) {
    AttributeError *e = (AttributeError *)exc;
    if (!e->name || !e->obj || !is_exact(e->name, SHAPE_STR)) {
        return NULL;
    }
    return best_of_owned(vm, object_dir(vm, e->obj), e->name);
}

Object *suggest_name(VM *vm, Object *exc) {
    Type *t = type_of(vm, exc);
    Object *best = NULL;
    if (t == EXC(vm, AttributeError)) {
        best = suggest_for_attribute_error(vm, exc);
    } else if (t == EXC(vm, NameError)) {
        best = suggest_for_name_error(vm, exc);
    }
    error_clear(vm);
    return best;
}
