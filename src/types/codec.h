/* Codecs: text to bytes and back. str_encode and str_decode (str.h) are the way in.
 *
 * A codec here is a function that walks its input and, where it cannot go on, asks the error
 * handler named by `errors` what to do: raise (strict), leave out, replace ... The handler either
 * puts something in the output or raises, and says where to go on. */
#ifndef ADDER_TYPES_CODEC_H
#define ADDER_TYPES_CODEC_H

#include "types/str.h"

typedef struct Decoder {
    VM *vm;
    const char *encoding; /* for exceptions */
    const char *errors;
    const uint8_t *data;
    size_t len;
    size_t at;  /* where the decoder stands: at the end, what it has consumed */
    bool final; /* false: an incomplete character at the end is left for later */
    StrBuilder out;
    Object *replaced; /* bytes that an error handler put in the place of data; owned or NULL */
} Decoder;
typedef bool (*DecodeFn)(Decoder *d);

typedef struct Encoder Encoder;
/* Puts the bytes of one character in the output; false, with nothing raised: it has none. */
typedef bool (*PutCharFn)(Encoder *e, uint32_t c);
struct Encoder {
    VM *vm;
    const char *encoding; /* for exceptions */
    const char *errors;
    Object *s;
    PutCharFn put;
    Buffer out;
};
typedef bool (*EncodeFn)(Encoder *e);

/* What is wrong with data[start:end]. Moves d->at; false: raised. */
bool decoder_error(Decoder *d, size_t start, size_t end, const char *reason);
/* What is wrong with s[start:end]; *next: where to go on. */
bool encoder_error(Encoder *e, size_t start, size_t end, const char *reason, size_t *next);
/* The handler itself, for codecs.lookup_error: called with an exception, gives (replacement,
 * place). NULL with LookupError if `name` is not one of ours. */
Object *codec_handle_error(VM *vm, const char *name, Object *exception);
bool codec_is_error_handler(const char *name);

/* Decodes as far as possible; *consumed: how many bytes. encoding NULL: utf-8. */
Object *codec_decode(VM *vm, const void *data, size_t len, const char *encoding, const char *errors,
                     bool final, size_t *consumed);
/* Whether there is a codec of this name in C. */
bool codec_is_known(const char *encoding);

#endif
