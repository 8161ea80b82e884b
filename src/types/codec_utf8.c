/* UTF-8, ASCII and Latin-1. */
#include "base/utf8.h"
#include "types/codec_internal.h"

/* ------------------------------------------------------------------ UTF-8 */

static inline bool is_continuation(uint8_t c) {
    return (c & 0xC0) == 0x80;
}

/* What is wrong at p, where no valid sequence begins: *bad bytes of it are to be reported. Gives
 * the reason; NULL: the data end inside a sequence that is valid so far. */
static const char *utf8_problem(const uint8_t *p, size_t left, size_t *bad) {
    uint8_t lead = p[0];
    *bad = 1;
    if (lead < 0xC2 || lead > 0xF4) {
        return "invalid start byte";
    }
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (left > 1) {
        uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (p[1] < low || p[1] > high) {
            return "invalid continuation byte";
        }
    }
    for (size_t i = 2; i < size && i < left; i++) {
        if (!is_continuation(p[i])) {
            *bad = i;
            return "invalid continuation byte";
        }
    }
    *bad = left;
    return NULL;
}

static bool decode_utf8(Decoder *d, bool surrogates) {
    while (d->at < d->len) {
        const char *data = (const char *)d->data;
        Utf8Summary summary;
        size_t left = d->len - d->at;
        bool valid = utf8_validate(data + d->at, left, surrogates, &summary);
        size_t good = valid ? left : summary.invalid_offset;
        if (summary.max_code_point < 0x80) {
            if (!str_builder_ascii(&d->out, data + d->at, good)) {
                return false;
            }
        } else if (!str_builder_reserve(&d->out, summary.code_points, summary.max_code_point)) {
            return false;
        } else {
            void *to = (uint8_t *)(uintptr_t)str_builder_data(&d->out) + d->out.len * d->out.width;
            chars_from_utf8(to, d->out.width, d->data + d->at, good);
            d->out.len += summary.code_points;
        }
        d->at += good;
        if (valid) {
            break;
        }
        size_t bad;
        const char *reason = utf8_problem(d->data + d->at, d->len - d->at, &bad);
        if (!reason) {
            if (!d->final) {
                return true;
            }
            reason = "unexpected end of data";
        }
        if (!decoder_error(d, d->at, d->at + bad, reason)) {
            return false;
        }
    }
    return true;
}

bool utf8_codec_decode(Decoder *d) {
    return decode_utf8(d, false);
}

static bool put_utf8(Encoder *e, uint32_t c) {
    if (unicode_is_surrogate(c)) {
        return false;
    }
    buffer_add_utf8(&e->out, c);
    return true;
}

bool utf8_codec_encode(Encoder *e) {
    size_t n = STR_LEN(e->s), i = 0;
    e->put = put_utf8;
    while (i < n) {
        uint32_t c = str_char(e->s, i);
        if (!unicode_is_surrogate(c)) {
            buffer_add_utf8(&e->out, c);
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < n && unicode_is_surrogate(str_char(e->s, end))) {
            end++;
        }
        if (!encoder_error(e, i, end, "surrogates not allowed", &i)) {
            return false;
        }
    }
    return true;
}

static const uint8_t byte_order_mark[] = {0xEF, 0xBB, 0xBF};

bool utf8_sig_decode(Decoder *d) {
    size_t n = d->len < 3 ? d->len : 3;
    if (memcmp(d->data, byte_order_mark, n) == 0 && n > 0) {
        if (n == 3) {
            d->at = 3;
        } else if (!d->final) {
            return true;
        }
    }
    return decode_utf8(d, false);
}

bool utf8_sig_encode(Encoder *e) {
    buffer_add(&e->out, byte_order_mark, sizeof byte_order_mark);
    return utf8_codec_encode(e);
}

/* ------------------------------------------------------------------ Latin-1, ASCII */

bool latin1_decode(Decoder *d) {
    d->at = d->len;
    return str_builder_chars(&d->out, d->data, d->len, 1);
}

static bool put_latin1(Encoder *e, uint32_t c) {
    return c < 0x100 && put_byte(e, c);
}
static bool put_ascii(Encoder *e, uint32_t c) {
    return c < 0x80 && put_byte(e, c);
}

static bool encode_below(Encoder *e, uint32_t limit, const char *reason) {
    size_t n = STR_LEN(e->s), i = 0;
    while (i < n) {
        uint32_t c = str_char(e->s, i);
        if (c < limit) {
            put_byte(e, c);
            i++;
            continue;
        }
        size_t end = i + 1;
        while (end < n && str_char(e->s, end) >= limit) {
            end++;
        }
        if (!encoder_error(e, i, end, reason, &i)) {
            return false;
        }
    }
    return true;
}

bool latin1_encode(Encoder *e) {
    e->put = put_latin1;
    return encode_below(e, 0x100, "ordinal not in range(256)");
}

bool ascii_encode(Encoder *e) {
    e->put = put_ascii;
    return encode_below(e, 0x80, "ordinal not in range(128)");
}

bool ascii_decode(Decoder *d) {
    while (d->at < d->len) {
        size_t start = d->at, end = start;
        while (end < d->len && d->data[end] < 0x80) {
            end++;
        }
        if (!str_builder_ascii(&d->out, (const char *)d->data + start, end - start)) {
            return false;
        }
        d->at = end;
        if (end < d->len && !decoder_error(d, end, end + 1, "ordinal not in range(128)")) {
            return false;
        }
    }
    return true;
}
