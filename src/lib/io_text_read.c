/* TextIOWrapper: reading and positions. */
#include <string.h>

#include "lib/io_text.h"
#include "types/bytes.h"
#include "types/codec.h"
#include "types/int.h"
#include "types/str.h"

/* ------------------------------------------------------------------ decoding */

/* A byte order mark at the beginning settles what the bytes are. */
static void settle_byte_order(TextFile *t, const uint8_t **data, size_t *len) {
    const uint8_t *p = *data;
    size_t mark = 0;
    if (str_equal_ascii(t->encoding, "utf-8-sig") || strcmp(t->encode_name, "utf-8") == 0) {
        t->codec = TEXT_UTF8;
        t->decode_name = "utf-8";
        mark = *len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    } else if (strcmp(t->encode_name, "utf-32-le") == 0) {
        bool big = *len >= 4 && memcmp(p, "\0\0\xFE\xFF", 4) == 0;
        t->codec = TEXT_UTF32;
        t->decode_name = big ? "utf-32-be" : "utf-32-le";
        mark = big || (*len >= 4 && memcmp(p, "\xFF\xFE\0\0", 4) == 0) ? 4 : 0;
    } else {
        bool big = *len >= 2 && memcmp(p, "\xFE\xFF", 2) == 0;
        t->codec = TEXT_UTF16;
        t->decode_name = big ? "utf-16-be" : "utf-16-le";
        mark = big || (*len >= 2 && memcmp(p, "\xFF\xFE", 2) == 0) ? 2 : 0;
    }
    *data += mark;
    *len -= mark;
}

/* Characters of data, without translation of line ends; what is incomplete stays in the tail. */
static Object *decode_in_c(VM *vm, TextFile *t, const uint8_t *data, size_t len, bool final) {
    Buffer encoding, errors;
    Object *text = NULL;
    size_t consumed = 0;
    if (t->codec == TEXT_BOM_FIRST) {
        if (len < 4 && !final) {
            memcpy(t->tail, data, len);
            t->tail_len = (uint8_t)len;
            return new_ref(vm->empty_str);
        }
        settle_byte_order(t, &data, &len);
    }
    vm_buffer_init(vm, &encoding);
    vm_buffer_init(vm, &errors);
    const char *name = t->decode_name ? t->decode_name : str_cstr(vm, t->encoding, &encoding);
    const char *errors_name = name ? str_cstr(vm, t->errors, &errors) : NULL;
    if (errors_name) {
        text = codec_decode(vm, data, len, name, errors_name, final, &consumed);
    }
    buffer_deinit(&encoding);
    buffer_deinit(&errors);
    if (text) {
        size_t rest = len - consumed;
        rest = rest < sizeof t->tail ? rest : sizeof t->tail;
        memcpy(t->tail, data + consumed, rest);
        t->tail_len = (uint8_t)rest;
    }
    return text;
}

/* Characters of the bytes object `input` (the tail put before it if the codec is in C). */
static Object *decode(VM *vm, TextFile *t, Object *input, bool final) {
    Object *text;
    if (t->codec == TEXT_OTHER) {
        Object *key = str_intern_cstr(vm, "decode");
        text =
            key ? call_method2(vm, t->decoder, key, input, final ? vm->true_ : vm->false_) : NULL;
        xdecref(vm, key);
        if (text && !is_str(vm, text)) {
            raise(vm, EXC_TypeError, "decoder should return a string result, not '%T'", text);
            clear_ref(vm, text);
        }
    } else if (t->tail_len) {
        Buffer bytes;
        vm_buffer_init(vm, &bytes);
        buffer_add(&bytes, t->tail, t->tail_len);
        buffer_add(&bytes, BYTES(input)->data, BYTES(input)->len);
        t->tail_len = 0;
        text = bytes.failed ? raise_memory_error(vm)
                            : decode_in_c(vm, t, (uint8_t *)bytes.data, bytes.size, final);
        buffer_deinit(&bytes);
    } else {
        text = decode_in_c(vm, t, BYTES(input)->data, BYTES(input)->len, final);
    }
    if (t->newline.universal) {
        text = io_decode_newlines(vm, text, t->newline.translate, final, &t->pending_cr, &t->seen);
    }
    return text;
}

/* ------------------------------------------------------------------ reading ahead */

static size_t available(const TextFile *t) {
    return t->decoded ? STR_LEN(t->decoded) - t->decoded_pos : 0;
}

void text_forget_read_ahead(VM *vm, TextFile *t) {
    clear_ref(vm, t->decoded);
    clear_ref(vm, t->chunk);
    t->decoded_pos = 0;
    t->tail_len = 0;
    t->pending_cr = false;
}

static Object *bytes_result(VM *vm, Object *bytes, const char *function) {
    if (!bytes || is_exact(bytes, SHAPE_BYTES)) {
        return bytes;
    }
    Object *copy = NULL;
    ByteView view;
    if (!type_of(vm, bytes)->slots.buffer) {
        raise(vm, EXC_TypeError,
              "underlying %s() should have returned a bytes-like object, not '%T'", function,
              bytes);
    } else if (object_byte_view(vm, bytes, &view) == 0) {
        copy = bytes_from(vm, view.data, view.len);
    }
    decref(vm, bytes);
    return copy;
}

static Object *read_chunk(VM *vm, TextFile *t, int64_t wanted) {
    /* A character takes a byte at least; ask for more than the usual only if much is wanted. */
    int64_t n = wanted > t->chunk_size ? wanted : t->chunk_size;
    if (t->fast) {
        Object *bytes = io_buffered_read1(vm, BUFFERED(t->buffer), n);
        return bytes || error_occurred(vm) ? bytes : bytes_from(vm, NULL, 0);
    }
    Object *size = int_from_i64(vm, n);
    const char *function = t->has_read1 ? "read1" : "read";
    Object *bytes = size ? io_call1(vm, t->buffer, function, size) : NULL;
    xdecref(vm, size);
    return bytes_result(vm, bytes, function);
}

static size_t character_size(const TextFile *t, const uint8_t *p, size_t left) {
    switch (t->codec) {
    case TEXT_UTF8: {
        size_t n = *p < 0x80 ? 1 : *p < 0xC0 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
        size_t i = 1;
        while (i < n && i < left && (p[i] & 0xC0) == 0x80) {
            i++;
        }
        return i;
    }
    case TEXT_UTF16: {
        bool big = t->decode_name && strcmp(t->decode_name, "utf-16-be") == 0;
        uint8_t high = left < 2 ? 0 : p[big ? 0 : 1];
        size_t n = high >= 0xD8 && high <= 0xDB ? 4 : 2;
        return n < left ? n : left;
    }
    case TEXT_UTF32:
        return left < 4 ? left : 4;
    default:
        return 1;
    }
}

static bool is_char(const uint8_t *p, size_t n, char c) {
    for (size_t i = 0; i < n; i++) {
        if (p[i] == (uint8_t)c) {
            return true;
        }
        if (p[i]) {
            return false;
        }
    }
    return false;
}

/* How many bytes the first n characters of the chunk came from. */
static size_t bytes_of_characters(const TextFile *t, size_t n) {
    const uint8_t *data = BYTES(t->chunk)->data;
    size_t len = BYTES(t->chunk)->len, at = 0;
    for (; n && at < len; n--) {
        size_t size = character_size(t, data + at, len - at);
        bool cr = t->newline.translate && is_char(data + at, size, '\r');
        at += size;
        if (cr && at < len) {
            size = character_size(t, data + at, len - at);
            at += is_char(data + at, size, '\n') ? size : 0;
        }
    }
    return at;
}

/* How many bytes of the chunk what has been taken came from. */
static size_t bytes_taken(const TextFile *t) {
    bool one_to_one = t->codec <= TEXT_ASCII && str_is_ascii(t->decoded) && !t->pending_cr &&
                      (!t->newline.translate || !(t->seen & (SEEN_CR | SEEN_CRLF)));
    size_t len = BYTES(t->chunk)->len, rest = available(t) + t->tail_len;
    if (t->codec == TEXT_OTHER) {
        return len;
    }
    return one_to_one && rest <= len ? len - rest : bytes_of_characters(t, t->decoded_pos);
}

/* Notes the bytes that have been read, for tell: behind those of what is still to be taken. false:
 * no memory. */
static bool note_chunk(VM *vm, TextFile *t, Object *bytes, size_t tail_len, const uint8_t *tail) {
    if (!t->seekable) {
        return true;
    }
    bool goes_on = t->chunk && (available(t) || t->pending_cr);
    Buffer all;
    vm_buffer_init(vm, &all);
    if (goes_on) {
        size_t taken = bytes_taken(t);
        buffer_add(&all, BYTES(t->chunk)->data + taken, BYTES(t->chunk)->len - taken);
    } else {
        buffer_add(&all, tail, tail_len);
    }
    Object *chunk;
    if (!all.size && !all.failed) {
        chunk = new_ref(bytes);
    } else {
        buffer_add(&all, BYTES(bytes)->data, BYTES(bytes)->len);
        chunk = all.failed ? raise_memory_error(vm) : bytes_from(vm, all.data, all.size);
    }
    buffer_deinit(&all);
    if (!chunk) {
        return false;
    }
    set_ref(vm, t->chunk, chunk);
    return true;
}

/* Reads more; 1: there is more, 0: end of file, -1: error. */
static int read_more(VM *vm, TextFile *t, int64_t wanted) {
    uint8_t tail[sizeof t->tail];
    size_t tail_len = t->tail_len;
    memcpy(tail, t->tail, sizeof tail);
    Object *bytes = read_chunk(vm, t, wanted);
    if (!bytes) {
        return -1;
    }
    bool at_end = BYTES(bytes)->len == 0;
    Object *text = note_chunk(vm, t, bytes, tail_len, tail) ? decode(vm, t, bytes, at_end) : NULL;
    decref(vm, bytes);
    if (!text) {
        return -1;
    }
    if (available(t)) {
        Object *rest = str_substring(vm, t->decoded, t->decoded_pos, STR_LEN(t->decoded));
        Object *joined = rest ? str_concat(vm, rest, text) : NULL;
        xdecref(vm, rest);
        decref(vm, text);
        text = joined;
        if (!text) {
            return -1;
        }
    }
    bool any = STR_LEN(text) > 0;
    t->decoded_pos = 0;
    set_ref(vm, t->decoded, text);
    return at_end ? 0 : any ? 1 : 1;
}

static Object *take(VM *vm, TextFile *t, size_t n) {
    if (!t->decoded || !n) {
        return new_ref(vm->empty_str);
    }
    size_t start = t->decoded_pos;
    Object *text = str_substring(vm, t->decoded, start, start + n);
    if (text) {
        t->decoded_pos = (uint32_t)(start + n);
    }
    return text;
}

/* ------------------------------------------------------------------ read, readline */

static bool begin_reading(VM *vm, TextFile *t) {
    if (!text_check_open(vm, t)) {
        return false;
    }
    if (!t->readable) {
        io_unsupported(vm, "not readable");
        return false;
    }
    return text_write_pending(vm, t) == 0;
}

static Object *read_all(VM *vm, TextFile *t) {
    Object *bytes = bytes_result(vm, call_method0(vm, t->buffer, ID(vm, read)), "read");
    Object *text = bytes ? decode(vm, t, bytes, true) : NULL;
    xdecref(vm, bytes);
    Object *rest = text ? take(vm, t, available(t)) : NULL;
    Object *result = rest ? str_concat(vm, rest, text) : NULL;
    xdecref(vm, rest);
    xdecref(vm, text);
    if (result) {
        clear_ref(vm, t->decoded);
        clear_ref(vm, t->chunk);
        t->decoded_pos = 0;
    }
    return result;
}

Object *text_read(VM *vm, Object *o, Object *const *args, size_t nargs) {
    TextFile *t = TEXT_FILE(o);
    int64_t n;
    if (!text_check_ready(vm, t) || !io_size(vm, "read", args, nargs, &n) ||
        !begin_reading(vm, t)) {
        return NULL;
    }
    if (n < 0) {
        return read_all(vm, t);
    }
    int more = 1;
    while (more > 0 && available(t) < (size_t)n) {
        more = read_more(vm, t, n - (int64_t)available(t));
    }
    return more < 0 ? NULL : take(vm, t, available(t) < (size_t)n ? available(t) : (size_t)n);
}

/* Length of the first line read ahead, looking from `from` on; 0: no line end there. */
static size_t line_length(const TextFile *t, size_t from) {
    if (!available(t)) {
        return 0;
    }
    Chars chars = {STR(t->decoded)->data, str_width(t->decoded)};
    int64_t start = t->decoded_pos;
    int64_t end = io_find_line_end(chars, start + (int64_t)from, STR_LEN(t->decoded), t->newline);
    return end < 0 ? 0 : (size_t)(end - start);
}

static Object *line_of(VM *vm, TextFile *t, int64_t limit) {
    size_t looked = 0;
    for (;;) {
        size_t n = line_length(t, looked);
        if (!n) {
            /* The last character may be the first half of an end. */
            looked = available(t) ? available(t) - 1 : 0;
            if (limit >= 0 && available(t) >= (size_t)limit) {
                return take(vm, t, (size_t)limit);
            }
            int more = read_more(vm, t, 0);
            if (more < 0) {
                return NULL;
            }
            if (more > 0) {
                continue;
            }
            n = line_length(t, looked);
            n = n ? n : available(t);
        }
        return take(vm, t, limit >= 0 && n > (size_t)limit ? (size_t)limit : n);
    }
}

Object *text_readline(VM *vm, Object *o, Object *const *args, size_t nargs) {
    TextFile *t = TEXT_FILE(o);
    int64_t limit;
    if (!text_check_ready(vm, t) || !io_size(vm, "readline", args, nargs, &limit) ||
        !begin_reading(vm, t)) {
        return NULL;
    }
    return line_of(vm, t, limit);
}

Object *text_next(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    Object *line;
    if (!text_check_ready(vm, t)) {
        return NULL;
    }
    t->telling = false;
    if (io_is_exact(vm, o, LIB_TEXT_IO)) {
        line = begin_reading(vm, t) ? line_of(vm, t, -1) : NULL;
    } else {
        line = io_text_line(vm, o);
    }
    if (line && STR_LEN(line) == 0) {
        clear_ref(vm, line);
        t->telling = t->seekable;
    }
    return line;
}

/* ------------------------------------------------------------------ positions */

Object *text_tell(VM *vm, Object *o) {
    TextFile *t = TEXT_FILE(o);
    if (!text_check_ready(vm, t) || !text_check_open(vm, t)) {
        return NULL;
    }
    if (!t->seekable) {
        return io_unsupported(vm, "underlying stream is not seekable");
    }
    if (!t->telling) {
        return raise(vm, EXC_OSError, "telling position disabled by next() call");
    }
    if (text_write_pending(vm, t) < 0) {
        return NULL;
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    xdecref(vm, flushed);
    Object *position = flushed ? io_call(vm, t->buffer, "tell") : NULL;
    if (!position || !t->chunk) {
        return position;
    }
    int64_t at = number_as_i64(vm, position, EXC_OverflowError);
    decref(vm, position);
    if (error_occurred(vm)) {
        return NULL;
    }
    if (t->codec != TEXT_OTHER) {
        at -= BYTES(t->chunk)->len;
        at += (int64_t)bytes_of_characters(t, t->decoded_pos);
    } else if (available(t)) {
        Object *rest = str_substring(vm, t->decoded, t->decoded_pos, STR_LEN(t->decoded));
        Object *bytes = rest ? text_encode(vm, t, rest) : NULL;
        xdecref(vm, rest);
        if (!bytes) {
            return NULL;
        }
        at -= BYTES(bytes)->len;
        decref(vm, bytes);
    }
    return int_from_i64(vm, at);
}

static Object *buffer_seek(VM *vm, TextFile *t, Object *position, int whence) {
    Object *key = str_intern_cstr(vm, "seek");
    Object *w = key ? int_from_i64(vm, whence) : NULL;
    Object *result = w ? call_method2(vm, t->buffer, key, position, w) : NULL;
    xdecref(vm, w);
    xdecref(vm, key);
    return result;
}

/* Back to the state of a file just opened; at_start: of its position too. */
static bool reset_codec(VM *vm, TextFile *t, bool at_start) {
    bool has_bom = t->encode_name != NULL;
    text_forget_read_ahead(vm, t);
    if (has_bom) {
        t->bom_next = at_start;
        if (at_start) {
            t->codec = TEXT_BOM_FIRST;
        }
    }
    if (t->decoder) {
        Object *result = io_call(vm, t->decoder, "reset");
        xdecref(vm, result);
        return result != NULL;
    }
    return true;
}

Object *text_seek(VM *vm, Object *o, Object *const *args, size_t nargs) {
    TextFile *t = TEXT_FILE(o);
    if (!args_count(vm, "seek", nargs, 1, 2)) {
        return NULL;
    }
    int64_t whence = nargs > 1 ? number_as_i64(vm, args[1], EXC_OverflowError) : 0;
    if ((whence == -1 && error_occurred(vm)) || !text_check_ready(vm, t) ||
        !text_check_open(vm, t)) {
        return NULL;
    }
    if (!t->seekable) {
        return io_unsupported(vm, "underlying stream is not seekable");
    }
    int zero = whence ? object_truth(vm, args[0]) : 1;
    if (zero < 0) {
        return NULL;
    }
    if (whence == 1) {
        if (zero) {
            return io_unsupported(vm, "can't do nonzero cur-relative seeks");
        }
        Object *here = io_call(vm, o, "tell");
        Object *next[] = {here};
        Object *result = here ? text_seek(vm, o, next, 1) : NULL;
        xdecref(vm, here);
        return result;
    }
    if (whence == 2 && zero) {
        return io_unsupported(vm, "can't do nonzero end-relative seeks");
    }
    if (whence != 0 && whence != 2) {
        return raise(vm, EXC_ValueError, "invalid whence (%lld, should be 0, 1 or 2)",
                     (long long)whence);
    }
    int64_t target = whence == 0 ? number_as_i64(vm, args[0], EXC_OverflowError) : 0;
    if (target < 0) {
        return error_occurred(vm)
                   ? NULL
                   : raise(vm, EXC_ValueError, "negative seek position %lld", (long long)target);
    }
    Object *flushed = call_method0(vm, o, ID(vm, flush));
    xdecref(vm, flushed);
    Object *position = flushed ? buffer_seek(vm, t, args[0], (int)whence) : NULL;
    if (position && !reset_codec(vm, t, whence == 0 && target == 0)) {
        clear_ref(vm, position);
    }
    return position;
}
