/* UTF-16 and UTF-32, of either byte order and of the one that a byte order mark tells. */
#include "types/codec_internal.h"

/* ------------------------------------------------------------------ UTF-16 */

static inline uint32_t read16(const uint8_t *p, bool big) {
    return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}
static inline uint32_t read32(const uint8_t *p, bool big) {
    return big ? read16(p, true) << 16 | read16(p + 2, true)
               : read16(p + 2, false) << 16 | read16(p, false);
}

static bool decode16(Decoder *d, bool big) {
    d->encoding = big ? "utf-16-be" : "utf-16-le";
    while (d->at < d->len) {
        size_t at = d->at, left = d->len - at;
        const char *reason = NULL;
        size_t bad = 2;
        uint32_t c = left >= 2 ? read16(d->data + at, big) : 0;
        if (left < 2) {
            reason = "truncated data";
            bad = left;
        } else if (c >= 0xDC00 && c <= 0xDFFF) {
            reason = "illegal encoding";
        } else if (c >= 0xD800 && c <= 0xDBFF) {
            uint32_t low = left >= 4 ? read16(d->data + at + 2, big) : 0;
            if (left < 4) {
                reason = "unexpected end of data";
                bad = left;
            } else if (low < 0xDC00 || low > 0xDFFF) {
                reason = "illegal UTF-16 surrogate";
            } else {
                c = 0x10000 + ((c - 0xD800) << 10 | (low - 0xDC00));
            }
        }
        if (!reason) {
            if (!str_builder_char(&d->out, c)) {
                return false;
            }
            d->at += c >= 0x10000 ? 4 : 2;
            continue;
        }
        if (!d->final && bad == left &&
            (left < 2 || strcmp(reason, "unexpected end of data") == 0)) {
            return true;
        }
        if (!decoder_error(d, at, at + bad, reason)) {
            return false;
        }
    }
    return true;
}

bool utf16_le_decode(Decoder *d) {
    return decode16(d, false);
}
bool utf16_be_decode(Decoder *d) {
    return decode16(d, true);
}
bool utf16_decode(Decoder *d) {
    bool big = false;
    if (d->len >= 2) {
        uint32_t mark = read16(d->data, false);
        big = mark == 0xFFFE;
        d->at = mark == 0xFEFF || big ? 2 : 0;
    } else if (!d->final) {
        return true;
    }
    return decode16(d, big);
}

static void put16(Encoder *e, uint32_t unit, bool big) {
    char bytes[2] = {(char)(unit & 0xFF), (char)(unit >> 8)};
    if (big) {
        char first = bytes[0];
        bytes[0] = bytes[1];
        bytes[1] = first;
    }
    buffer_add(&e->out, bytes, 2);
}

static bool put_utf16(Encoder *e, uint32_t c, bool big) {
    if (c >= 0x10000) {
        put16(e, 0xD800 + ((c - 0x10000) >> 10), big);
        put16(e, 0xDC00 + ((c - 0x10000) & 0x3FF), big);
        return true;
    }
    if (unicode_is_surrogate(c)) {
        return false;
    }
    put16(e, c, big);
    return true;
}
static bool put_utf16_le(Encoder *e, uint32_t c) {
    return put_utf16(e, c, false);
}
static bool put_utf16_be(Encoder *e, uint32_t c) {
    return put_utf16(e, c, true);
}

/* Every character with a put function. */
static bool encode_each(Encoder *e, PutCharFn put) {
    size_t n = STR_LEN(e->s), i = 0;
    e->put = put;
    while (i < n) {
        if (put(e, str_char(e->s, i))) {
            i++;
        } else if (!encoder_error(e, i, i + 1, "surrogates not allowed", &i)) {
            return false;
        }
    }
    return true;
}

bool utf16_le_encode(Encoder *e) {
    return encode_each(e, put_utf16_le);
}
bool utf16_be_encode(Encoder *e) {
    return encode_each(e, put_utf16_be);
}
bool utf16_encode(Encoder *e) {
    put16(e, 0xFEFF, false);
    return utf16_le_encode(e);
}

/* ------------------------------------------------------------------ UTF-32 */

static bool decode32(Decoder *d, bool big) {
    d->encoding = big ? "utf-32-be" : "utf-32-le";
    while (d->at < d->len) {
        size_t at = d->at, left = d->len - at, bad = 4;
        const char *reason;
        if (left < 4) {
            if (!d->final) {
                return true;
            }
            reason = "truncated data";
            bad = left;
        } else {
            uint32_t c = read32(d->data + at, big);
            if (c <= 0x10FFFF && !unicode_is_surrogate(c)) {
                if (!str_builder_char(&d->out, c)) {
                    return false;
                }
                d->at += 4;
                continue;
            }
            reason = c > 0x10FFFF ? "code point not in range(0x110000)"
                                  : "code point in surrogate code point range(0xd800, 0xe000)";
        }
        if (!decoder_error(d, at, at + bad, reason)) {
            return false;
        }
    }
    return true;
}

bool utf32_le_decode(Decoder *d) {
    return decode32(d, false);
}
bool utf32_be_decode(Decoder *d) {
    return decode32(d, true);
}
bool utf32_decode(Decoder *d) {
    bool big = false;
    if (d->len >= 4) {
        uint32_t mark = read32(d->data, false);
        big = mark == 0xFFFE0000;
        d->at = mark == 0xFEFF || big ? 4 : 0;
    } else if (!d->final) {
        return true;
    }
    return decode32(d, big);
}

static bool put_utf32(Encoder *e, uint32_t c, bool big) {
    if (unicode_is_surrogate(c)) {
        return false;
    }
    put16(e, big ? c >> 16 : c & 0xFFFF, big);
    put16(e, big ? c & 0xFFFF : c >> 16, big);
    return true;
}
static bool put_utf32_le(Encoder *e, uint32_t c) {
    return put_utf32(e, c, false);
}
static bool put_utf32_be(Encoder *e, uint32_t c) {
    return put_utf32(e, c, true);
}

bool utf32_le_encode(Encoder *e) {
    return encode_each(e, put_utf32_le);
}
bool utf32_be_encode(Encoder *e) {
    return encode_each(e, put_utf32_be);
}
bool utf32_encode(Encoder *e) {
    put_utf32_le(e, 0xFEFF);
    return utf32_le_encode(e);
}
