/* Finding codecs by name, and running them. */
#include "types/codec.h"

#include <ctype.h>

#include "types/codec_internal.h"
#include "types/tuple.h"

typedef struct Codec {
    const char *name;    /* as in exceptions */
    const char *aliases; /* normalised names, each followed by a blank */
    EncodeFn encode;
    DecodeFn decode;
} Codec;

static const Codec codecs[] = {
    {"utf-8", "utf-8 utf8 u8 utf cp65001 utf8-ucs2 utf8-ucs4 ", utf8_codec_encode,
     utf8_codec_decode},
    {"utf-8", "utf-8-sig utf8-sig ", utf8_sig_encode, utf8_sig_decode},
    {"ascii", "ascii us-ascii 646 ansi-x3.4-1968 iso646-us us cp367 csascii ", ascii_encode,
     ascii_decode},
    {"latin-1",
     "latin-1 latin1 iso-8859-1 iso8859-1 8859 cp819 l1 latin iso8859 iso-8859-1-1987 ibm819 ",
     latin1_encode, latin1_decode},
    {"utf-16", "utf-16 utf16 u16 ", utf16_encode, utf16_decode},
    {"utf-16-le", "utf-16-le utf-16le utf16-le unicodelittleunmarked ", utf16_le_encode,
     utf16_le_decode},
    {"utf-16-be", "utf-16-be utf-16be utf16-be unicodebigunmarked ", utf16_be_encode,
     utf16_be_decode},
    {"utf-32", "utf-32 utf32 u32 ", utf32_encode, utf32_decode},
    {"utf-32-le", "utf-32-le utf-32le utf32-le ", utf32_le_encode, utf32_le_decode},
    {"utf-32-be", "utf-32-be utf-32be utf32-be ", utf32_be_encode, utf32_be_decode},
    {"unicodeescape", "unicode-escape unicodeescape ", unicode_escape_encode,
     unicode_escape_decode},
    {"rawunicodeescape", "raw-unicode-escape rawunicodeescape ", raw_unicode_escape_encode,
     raw_unicode_escape_decode},
};

enum { NAME_MAX_LEN = 40 };

/* Lower case, with a hyphen for blanks and underscores. false: too long for any of ours. */
static bool normalise(const char *name, char out[NAME_MAX_LEN]) {
    size_t n = 0;
    for (; *name; name++) {
        if (n + 2 >= NAME_MAX_LEN) {
            return false;
        }
        char c = *name;
        out[n++] = c == '_' || c == ' ' ? '-' : (char)tolower((unsigned char)c);
    }
    out[n] = '\0';
    return n > 0;
}

static bool has_alias(const char *aliases, const char *name) {
    size_t len = strlen(name);
    for (const char *p = aliases; *p; p = strchr(p, ' ') + 1) {
        if (strncmp(p, name, len) == 0 && p[len] == ' ') {
            return true;
        }
    }
    return false;
}

static const Codec *find_codec(const char *encoding) {
    char name[NAME_MAX_LEN];
    static const struct {
        char name[12];
        uint8_t codec;
    } common[] = {{"utf-8", 0},   {"utf8", 0},   {"UTF-8", 0},     {"ascii", 2},
                  {"latin-1", 3}, {"latin1", 3}, {"iso-8859-1", 3}};
    if (!encoding) {
        return &codecs[0];
    }
    for (size_t i = 0; i < COUNT_OF(common); i++) {
        if (encoding[0] == common[i].name[0] && strcmp(encoding, common[i].name) == 0) {
            return &codecs[common[i].codec];
        }
    }
    if (!normalise(encoding, name)) {
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(codecs); i++) {
        if (has_alias(codecs[i].aliases, name)) {
            return &codecs[i];
        }
    }
    return NULL;
}

bool codec_is_known(const char *encoding) {
    return find_codec(encoding) != NULL;
}

/* ------------------------------------------------------------------ codecs written in Python */

/* Whether a registered codec is one between text and bytes; else LookupError. */
static bool check_text_codec(VM *vm, Object *info, const char *encoding, size_t which) {
    Object *name = str_intern_cstr(vm, "_is_text_encoding");
    Object *flag = name ? object_getattr_or_null(vm, info, name) : NULL;
    xdecref(vm, name);
    if (!flag) {
        return !error_occurred(vm);
    }
    int truth = object_truth(vm, flag);
    decref(vm, flag);
    if (truth == 0) {
        raise(vm, EXC_LookupError,
              "'%.400s' is not a text encoding; use codecs.%s() to handle arbitrary codecs",
              encoding, which == 0 ? "encode" : "decode");
    }
    return truth > 0;
}

/* Calls function `which` of the registered codec: (input, errors) -> (output, length). */
static Object *call_registered(VM *vm, const char *encoding, const char *errors, size_t which,
                               Object *input) {
    Object *info = vm->find_codec ? vm->find_codec(vm, encoding) : NULL;
    if (!info) {
        return error_occurred(vm) ? NULL
                                  : raise(vm, EXC_LookupError, "unknown encoding: %s", encoding);
    }
    Object *result = NULL, *pair = NULL;
    Object *errors_text = check_text_codec(vm, info, encoding, which)
                              ? str_from_cstr(vm, errors ? errors : "strict")
                              : NULL;
    if (errors_text && is_tuple(vm, info) && TUPLE_LEN(info) > which) {
        pair = call2(vm, TUPLE_ITEM(info, which), input, errors_text);
    }
    if (pair && is_tuple(vm, pair) && TUPLE_LEN(pair) == 2) {
        result = new_ref(TUPLE_ITEM(pair, 0));
    } else if (pair) {
        raise(vm, EXC_TypeError, "%s must return a tuple (object, integer)",
              which == 0 ? "encoder" : "decoder");
    }
    xdecref(vm, pair);
    xdecref(vm, errors_text);
    decref(vm, info);
    return result;
}

static Object *encode_registered(VM *vm, Object *s, const char *encoding, const char *errors) {
    Object *result = call_registered(vm, encoding, errors, 0, s);
    if (result && !is_bytes(vm, result)) {
        raise(vm, EXC_TypeError,
              "'%.400s' encoder returned '%T' instead of 'bytes'; use codecs.encode() to encode to "
              "arbitrary types",
              encoding, result);
        clear_ref(vm, result);
    }
    return result;
}

static Object *decode_registered(VM *vm, const void *data, size_t len, const char *encoding,
                                 const char *errors) {
    Object *bytes = bytes_from(vm, data, len);
    Object *result = bytes ? call_registered(vm, encoding, errors, 1, bytes) : NULL;
    xdecref(vm, bytes);
    if (result && !is_str(vm, result)) {
        raise(vm, EXC_TypeError,
              "'%.400s' decoder returned '%T' instead of 'str'; use codecs.decode() to decode to "
              "arbitrary types",
              encoding, result);
        clear_ref(vm, result);
    }
    return result;
}

/* ------------------------------------------------------------------ running */

/* Bytes of the UTF-8 of a run of characters; SIZE_MAX if there are surrogates. */
#define SIZE_FROM(From)                                                                            \
    do {                                                                                           \
        const From *p = str_data(s);                                                               \
        for (size_t i = 0; i < n; i++) {                                                           \
            uint32_t c = p[i];                                                                     \
            size += (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);                                   \
            surrogates |= (c & 0xFFFFF800) == 0xD800;                                              \
        }                                                                                          \
    } while (0)

static size_t utf8_size(Object *s) {
    size_t n = STR_LEN(s), size = n;
    bool surrogates = false;
    switch (str_width(s)) {
    case 1:
        SIZE_FROM(uint8_t);
        break;
    case 2:
        SIZE_FROM(uint16_t);
        break;
    default:
        SIZE_FROM(uint32_t);
    }
    return surrogates ? SIZE_MAX : size;
}

#define ENCODE_FROM(From)                                                                          \
    do {                                                                                           \
        const From *from = str_data(s);                                                            \
        for (size_t i = 0; i < n; i++) {                                                           \
            uint32_t c = from[i];                                                                  \
            if (c < 0x80) {                                                                        \
                *p++ = (uint8_t)c;                                                                 \
                continue;                                                                          \
            }                                                                                      \
            if (c < 0x800) {                                                                       \
                *p++ = (uint8_t)(0xC0 | c >> 6);                                                   \
            } else {                                                                               \
                if (c < 0x10000) {                                                                 \
                    *surrogates |= (c & 0xFFFFF800) == 0xD800;                                     \
                    *p++ = (uint8_t)(0xE0 | c >> 12);                                              \
                } else {                                                                           \
                    *p++ = (uint8_t)(0xF0 | c >> 18);                                              \
                    *p++ = (uint8_t)(0x80 | (c >> 12 & 0x3F));                                     \
                }                                                                                  \
                *p++ = (uint8_t)(0x80 | (c >> 6 & 0x3F));                                          \
            }                                                                                      \
            *p++ = (uint8_t)(0x80 | (c & 0x3F));                                                   \
        }                                                                                          \
    } while (0)

/* Writes the UTF-8 of s to p; its end. */
static uint8_t *write_utf8(Object *s, uint8_t *p, bool *surrogates) {
    size_t n = STR_LEN(s);
    switch (str_width(s)) {
    case 1:
        ENCODE_FROM(uint8_t);
        break;
    case 2:
        ENCODE_FROM(uint16_t);
        break;
    default:
        ENCODE_FROM(uint32_t);
    }
    return p;
}

/* UTF-8 of a text without surrogates; NULL without an error if it has some. */
static Object *encode_utf8_fast(VM *vm, Object *s) {
    enum { SHORT = 256, MOST_BYTES = 4 };
    bool surrogates = false;
    if (STR_LEN(s) <= SHORT) { /* once, to be copied */
        uint8_t text[SHORT * MOST_BYTES];
        size_t size = (size_t)(write_utf8(s, text, &surrogates) - text);
        return surrogates ? NULL : bytes_from(vm, text, size);
    }
    size_t size = utf8_size(s);
    Object *bytes = size == SIZE_MAX ? NULL : bytes_new(vm, size);
    if (bytes) {
        write_utf8(s, BYTES(bytes)->data, &surrogates);
    }
    return bytes;
}

Object *str_encode(VM *vm, Object *s, const char *encoding, const char *errors) {
    const Codec *codec = find_codec(encoding);
    if (!codec) {
        return encode_registered(vm, s, encoding, errors);
    }
    bool is_utf8 = codec->encode == utf8_codec_encode;
    if ((str_is_ascii(s) && (is_utf8 || codec->encode == ascii_encode)) ||
        (str_width(s) == 1 && codec->encode == latin1_encode)) {
        return bytes_from(vm, str_data(s), STR_LEN(s));
    }
    if (is_utf8) {
        Object *bytes = encode_utf8_fast(vm, s);
        if (bytes || error_occurred(vm)) {
            return bytes;
        }
    }
    Encoder e = {.vm = vm, .encoding = codec->name, .errors = errors ? errors : "strict", .s = s};
    vm_buffer_init(vm, &e.out);
    Object *result = NULL;
    if (codec->encode(&e)) {
        result = e.out.failed ? raise_memory_error(vm) : bytes_from(vm, e.out.data, e.out.size);
    }
    buffer_deinit(&e.out);
    return result;
}

Object *codec_decode(VM *vm, const void *data, size_t len, const char *encoding, const char *errors,
                     bool final, size_t *consumed) {
    const Codec *codec = find_codec(encoding);
    *consumed = len;
    if (!codec) {
        return decode_registered(vm, data, len, encoding, errors);
    }
    if (codec->decode == latin1_decode) {
        return str_from_chars(vm, data, len, 1);
    }
    if ((codec->decode == utf8_codec_decode || codec->decode == ascii_decode) &&
        chars_max(data, 1, len) < 0x80) {
        return str_from_ascii(vm, data, len);
    }
    Object *held = NULL;
    if ((errors && !codec_is_error_handler(errors)) || codec->decode == unicode_escape_decode) {
        /* Python code (a handler, a warning's filter) may take the bytes away. */
        if (!(held = bytes_from(vm, data, len))) {
            return NULL;
        }
    }
    Decoder d = {.vm = vm,
                 .encoding = codec->name,
                 .errors = errors ? errors : "strict",
                 .data = held ? BYTES(held)->data : data,
                 .len = len,
                 .final = final};
    str_builder_init(&d.out, vm);
    Object *result = NULL;
    if (codec->decode(&d)) {
        *consumed = d.at;
        result = str_builder_finish(&d.out);
    } else {
        str_builder_deinit(&d.out);
    }
    xdecref(vm, d.replaced);
    xdecref(vm, held);
    return result;
}

Object *str_decode(VM *vm, const void *bytes, size_t len, const char *encoding,
                   const char *errors) {
    size_t consumed;
    return codec_decode(vm, bytes, len, encoding, errors, true, &consumed);
}
