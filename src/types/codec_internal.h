/* The codecs themselves: one pair of functions for each. */
#ifndef ADDER_TYPES_CODEC_INTERNAL_H
#define ADDER_TYPES_CODEC_INTERNAL_H

#include "types/bytes.h"
#include "types/codec.h"
#include "types/str_internal.h"

bool utf8_codec_decode(Decoder *d);
bool utf8_codec_encode(Encoder *e);
bool utf8_sig_decode(Decoder *d);
bool utf8_sig_encode(Encoder *e);
bool utf16_decode(Decoder *d);
bool utf16_encode(Encoder *e);
bool utf16_le_decode(Decoder *d);
bool utf16_le_encode(Encoder *e);
bool utf16_be_decode(Decoder *d);
bool utf16_be_encode(Encoder *e);
bool utf32_decode(Decoder *d);
bool utf32_encode(Encoder *e);
bool utf32_le_decode(Decoder *d);
bool utf32_le_encode(Encoder *e);
bool utf32_be_decode(Decoder *d);
bool utf32_be_encode(Encoder *e);
bool latin1_decode(Decoder *d);
bool latin1_encode(Encoder *e);
bool ascii_decode(Decoder *d);
bool ascii_encode(Encoder *e);
bool unicode_escape_decode(Decoder *d);
bool unicode_escape_encode(Encoder *e);
bool raw_unicode_escape_decode(Decoder *d);
bool raw_unicode_escape_encode(Encoder *e);

static inline bool put_byte(Encoder *e, unsigned byte) {
    buffer_add_char(&e->out, (char)byte);
    return true;
}

#endif
