/* Ends of lines: finding and translating them; IncrementalNewlineDecoder. */
#include <string.h>

#include "lib/io_internal.h"
#include "types/bytes.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

bool io_parse_newline(VM *vm, Object *newline, bool quoted, Newline *out) {
    static const char *const texts[] = {NULL, "", "\n", "\r", "\r\n"};
    if (newline == vm->none) {
        *out = (Newline){true, true, NEWLINE_NONE};
        return true;
    }
    if (!is_str(vm, newline)) {
        raise(vm, EXC_TypeError, "newline must be str or None, not %T", newline);
        return false;
    }
    for (uint8_t i = NEWLINE_EMPTY; i <= NEWLINE_CRLF; i++) {
        if (str_equal_ascii(newline, texts[i])) {
            *out = (Newline){false, i == NEWLINE_EMPTY, i};
            return true;
        }
    }
    raise(vm, EXC_ValueError, quoted ? "illegal newline value: %R" : "illegal newline value: %U",
          newline);
    return false;
}

static inline uint32_t char_at(Chars text, int64_t i) {
    switch (text.width) {
    case 1:
        return ((const uint8_t *)text.data)[i];
    case 2:
        return ((const uint16_t *)text.data)[i];
    default:
        return ((const uint32_t *)text.data)[i];
    }
}

/* The first c in [start, end), or -1. */
static int64_t find_char(Chars text, int64_t start, int64_t end, uint32_t c) {
    if (text.width == 1) {
        const uint8_t *data = text.data;
        const uint8_t *at =
            end > start ? memchr(data + start, (int)c, (size_t)(end - start)) : NULL;
        return at ? at - data : -1;
    }
    for (int64_t i = start; i < end; i++) {
        if (char_at(text, i) == c) {
            return i;
        }
    }
    return -1;
}

int64_t io_find_line_end(Chars text, int64_t start, int64_t end, Newline newline) {
    int64_t at;
    if (newline.translate || newline.kind == NEWLINE_LF) {
        at = find_char(text, start, end, '\n');
        return at < 0 ? -1 : at + 1;
    }
    if (newline.universal) {
        for (int64_t i = start; i < end; i++) {
            uint32_t c = char_at(text, i);
            if (c == '\n') {
                return i + 1;
            }
            if (c == '\r') {
                return i + 1 + (i + 1 < end && char_at(text, i + 1) == '\n');
            }
        }
        return -1;
    }
    if (newline.kind == NEWLINE_CR) {
        at = find_char(text, start, end, '\r');
        return at < 0 ? -1 : at + 1;
    }
    while ((at = find_char(text, start, end, '\r')) >= 0) {
        if (at + 1 < end && char_at(text, at + 1) == '\n') {
            return at + 2;
        }
        start = at + 1;
    }
    return -1;
}

Object *io_write_newlines(VM *vm, Object *text, enum NewlineKind kind) {
    StrBuilder b;
    Chars chars = {STR(text)->data, str_width(text)};
    int64_t at = 0, len = STR_LEN(text), next;
    str_builder_init(&b, vm);
    bool ok = true;
    while (ok && (next = find_char(chars, at, len, '\n')) >= 0) {
        ok = str_builder_substring(&b, text, (size_t)at, (size_t)next) &&
             str_builder_cstr(&b, kind == NEWLINE_CR ? "\r" : "\r\n");
        at = next + 1;
    }
    ok = ok && str_builder_substring(&b, text, (size_t)at, (size_t)len);
    Object *result = ok ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

/* ------------------------------------------------------------------ decoding */

static uint8_t ends_in(Object *text) {
    Chars chars = {STR(text)->data, str_width(text)};
    int64_t len = STR_LEN(text);
    uint8_t seen = 0;
    if (find_char(chars, 0, len, '\r') < 0) {
        return find_char(chars, 0, len, '\n') >= 0 ? SEEN_LF : 0;
    }
    for (int64_t i = 0; i < len; i++) {
        uint32_t c = char_at(chars, i);
        if (c == '\n') {
            seen |= SEEN_LF;
        } else if (c == '\r') {
            bool crlf = i + 1 < len && char_at(chars, i + 1) == '\n';
            seen |= crlf ? SEEN_CRLF : SEEN_CR;
            i += crlf;
        }
    }
    return seen;
}

static Object *translate(VM *vm, Object *text) {
    StrBuilder b;
    Chars chars = {STR(text)->data, str_width(text)};
    int64_t at = 0, len = STR_LEN(text), next;
    str_builder_init(&b, vm);
    bool ok = true;
    while (ok && (next = find_char(chars, at, len, '\r')) >= 0) {
        ok =
            str_builder_substring(&b, text, (size_t)at, (size_t)next) && str_builder_char(&b, '\n');
        at = next + 1 + (next + 1 < len && char_at(chars, next + 1) == '\n');
    }
    ok = ok && str_builder_substring(&b, text, (size_t)at, (size_t)len);
    Object *result = ok ? str_builder_finish(&b) : NULL;
    str_builder_deinit(&b);
    return result;
}

Object *io_decode_newlines(VM *vm, Object *text, bool translate_, bool final, bool *pending_cr,
                           uint8_t *seen) {
    Object *next;
    if (!text) {
        return NULL;
    }
    if (*pending_cr && (final || STR_LEN(text))) {
        Object *cr = str_from_char(vm, '\r');
        next = cr ? str_concat(vm, cr, text) : NULL;
        xdecref(vm, cr);
        decref(vm, text);
        if (!next) {
            return NULL;
        }
        text = next;
        *pending_cr = false;
    }
    size_t len = STR_LEN(text);
    if (!final && len && str_char(text, len - 1) == '\r') {
        next = str_substring(vm, text, 0, len - 1);
        decref(vm, text);
        if (!next) {
            return NULL;
        }
        text = next;
        *pending_cr = true;
    }
    uint8_t ends = ends_in(text);
    *seen |= ends;
    if (translate_ && ends & (SEEN_CR | SEEN_CRLF)) {
        next = translate(vm, text);
        decref(vm, text);
        text = next;
    }
    return text;
}

Object *io_newlines_seen(VM *vm, uint8_t seen) {
    static const char *const texts[] = {"\r", "\n", "\r\n"};
    Object *found[3];
    size_t n = 0;
    for (int i = 0; i < 3; i++) {
        if (seen & 1 << i) {
            found[n] = str_from_cstr(vm, texts[i]);
            if (!found[n]) {
                while (n) {
                    decref(vm, found[--n]);
                }
                return NULL;
            }
            n++;
        }
    }
    return n == 0 ? none_ref(vm) : n == 1 ? found[0] : tuple_from_steal(vm, found, n);
}

/* ------------------------------------------------------------------ IncrementalNewlineDecoder */

#define DECODER(o) ((NewlineDecoder *)(o))
#define DECODER_FIELDS(X)                                                                          \
    X(decoder)                                                                                     \
    X(errors)
TYPE_MEMORY(decoder, NewlineDecoder, DECODER_FIELDS)
TYPE_CLEAR(decoder, NewlineDecoder, DECODER_FIELDS)

static int decoder_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"decoder", "translate", "errors", NULL};
    NewlineDecoder *self = DECODER(o);
    Object *decoder, *errors = NULL;
    bool translate_;
    if (!args_parse(vm, "IncrementalNewlineDecoder", names, "Op|O", args, nargs, kwnames, &decoder,
                    &translate_, &errors)) {
        return -1;
    }
    Object *own_errors = errors ? new_ref(errors) : str_from_cstr(vm, "strict");
    if (!own_errors) {
        return -1;
    }
    set_ref(vm, self->errors, own_errors);
    set_ref(vm, self->decoder, new_ref(decoder));
    self->translate = translate_;
    self->seen = 0;
    self->pending_cr = false;
    return 0;
}

static bool check_ready(VM *vm, const NewlineDecoder *self) {
    if (!self->decoder) {
        raise(vm, EXC_ValueError, "IncrementalNewlineDecoder.__init__() not called");
    }
    return self->decoder != NULL;
}

static Object *decoder_decode(VM *vm, Object *o, Object *const *args, size_t nargs,
                              Object *kwnames) {
    static const char *const names[] = {"input", "final", NULL};
    NewlineDecoder *self = DECODER(o);
    Object *input, *text;
    bool final = false;
    if (!args_parse(vm, "decode", names, "O|p", args, nargs, kwnames, &input, &final) ||
        !check_ready(vm, self)) {
        return NULL;
    }
    if (self->decoder == vm->none) {
        text = new_ref(input);
    } else {
        Object *key = str_intern_cstr(vm, "decode");
        text = key ? call_method2(vm, self->decoder, key, input, final ? vm->true_ : vm->false_)
                   : NULL;
        xdecref(vm, key);
    }
    if (text && !is_str(vm, text)) {
        raise(vm, EXC_TypeError, "decoder should return a string result, not '%T'", text);
        decref(vm, text);
        return NULL;
    }
    return io_decode_newlines(vm, text, self->translate, final, &self->pending_cr, &self->seen);
}

static Object *decoder_getstate(VM *vm, Object *o) {
    NewlineDecoder *self = DECODER(o);
    if (!check_ready(vm, self)) {
        return NULL;
    }
    if (self->decoder == vm->none) {
        return pack_steal(vm, 2, bytes_from(vm, NULL, 0), int_from_i64(vm, self->pending_cr));
    }
    Object *state = io_call(vm, self->decoder, "getstate");
    if (!state) {
        return NULL;
    }
    Object *result = NULL;
    int64_t flag;
    if (!is_tuple(vm, state) || TUPLE_LEN(state) != 2) {
        raise(vm, EXC_TypeError, "illegal decoder state");
    } else {
        flag = number_as_i64(vm, TUPLE_ITEM(state, 1), EXC_OverflowError);
        if (!error_occurred(vm)) {
            flag = (int64_t)((uint64_t)flag << 1 | self->pending_cr);
            result = pack_steal(vm, 2, new_ref(TUPLE_ITEM(state, 0)), int_from_i64(vm, flag));
        }
    }
    decref(vm, state);
    return result;
}

static Object *decoder_setstate(VM *vm, Object *o, Object *state) {
    NewlineDecoder *self = DECODER(o);
    if (!check_ready(vm, self)) {
        return NULL;
    }
    if (!is_tuple(vm, state)) {
        return raise(vm, EXC_TypeError, "state argument must be a tuple");
    }
    if (TUPLE_LEN(state) != 2) {
        return raise(vm, EXC_TypeError, "setstate(): illegal state argument");
    }
    int64_t flag = number_as_i64(vm, TUPLE_ITEM(state, 1), EXC_OverflowError);
    if (error_occurred(vm)) {
        return NULL;
    }
    self->pending_cr = flag & 1;
    if (self->decoder == vm->none) {
        return none_ref(vm);
    }
    Object *inner = pack_steal(vm, 2, new_ref(TUPLE_ITEM(state, 0)), int_from_i64(vm, flag >> 1));
    Object *result = inner ? io_call1(vm, self->decoder, "setstate", inner) : NULL;
    xdecref(vm, inner);
    return result;
}

static Object *decoder_reset(VM *vm, Object *o) {
    NewlineDecoder *self = DECODER(o);
    if (!check_ready(vm, self)) {
        return NULL;
    }
    self->seen = 0;
    self->pending_cr = false;
    return self->decoder == vm->none ? none_ref(vm) : io_call(vm, self->decoder, "reset");
}

static Object *get_newlines(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return check_ready(vm, DECODER(o)) ? io_newlines_seen(vm, DECODER(o)->seen) : NULL;
}

static const MethodDef methods[] = {
    METHOD_KW("decode", decoder_decode, "decode($self, /, input, final=False)\n--\n\n"),
    METHOD_NOARGS("getstate", decoder_getstate, "getstate($self, /)\n--\n\n"),
    METHOD_O("setstate", decoder_setstate, "setstate($self, state, /)\n--\n\n"),
    METHOD_NOARGS("reset", decoder_reset, "reset($self, /)\n--\n\n"),
    {0},
};
static const GetSetDef getset[] = {{"newlines", get_newlines, NULL, NULL, NULL}, {0}};
const TypeSpec io_newline_decoder_spec = {
    .name = "_io.IncrementalNewlineDecoder",
    .doc = "IncrementalNewlineDecoder(decoder, translate, errors='strict')\n--\n\n"
           "A codec for universal newlines.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(NewlineDecoder),
    .slots = {.dealloc = decoder_dealloc,
              .traverse = decoder_traverse,
              .clear = decoder_clear,
              .new = type_generic_new,
              .init = decoder_init},
    .methods = methods,
    .getset = getset,
};
