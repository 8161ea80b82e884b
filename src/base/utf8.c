#include "base/utf8.h"

#include <string.h>

#include "base/assert.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

static inline bool is_continuation(const char *p) {
    return ((unsigned char)*p & 0xC0) == 0x80;
}

static ALWAYS_INLINE size_t decode(const char *p, const char *end, bool surrogates,
                                   uint32_t *code_point) {
    unsigned char lead = (unsigned char)*p;
    if (lead < 0x80) {
        *code_point = lead;
        return 1;
    }
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || (size_t)(end - p) < size) {
        return 0;
    }
    uint32_t value = lead & (0x7F >> size);
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(p + i)) {
            return 0;
        }
        value = value << 6 | ((unsigned char)p[i] & 0x3F);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[size] || value > UTF8_MAX_CODE_POINT || (surrogate && !surrogates)) {
        return 0;
    }
    *code_point = value;
    return size;
}

size_t utf8_decode(const char *p, const char *end, bool surrogates, uint32_t *code_point) {
    return decode(p, end, surrogates, code_point);
}

size_t utf8_encode(uint32_t c, char out[UTF8_MAX_BYTES]) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* The length of the run of ASCII at text. */
static size_t ascii_run(const char *text, size_t len) {
    size_t i = 0;
    while (i + 8 <= len) {
        uint64_t word;
        memcpy(&word, text + i, 8);
        if (word & HIGH_BITS) {
            break;
        }
        i += 8;
    }
    while (i < len && (unsigned char)text[i] < 0x80) {
        i++;
    }
    return i;
}

bool utf8_is_ascii(const char *text, size_t len) {
    return ascii_run(text, len) == len;
}

bool utf8_validate(const char *text, size_t len, bool surrogates, Utf8Summary *summary) {
    const char *end = text + len;
    const char *p = text;
    uint32_t bits = 0x7F;
    size_t count = 0;
    while (p < end) {
        size_t run = ascii_run(p, (size_t)(end - p));
        p += run;
        count += run;
        uint32_t c;
        while (p < end && (unsigned char)*p >= 0x80) {
            size_t size = decode(p, end, surrogates, &c);
            if (size == 0) {
                summary->invalid_offset = (size_t)(p - text);
                goto done;
            }
            bits |= c;
            count++;
            p += size;
        }
    }
done:
    summary->code_points = count;
    summary->max_code_point = bits > 0xFFFF ? UTF8_MAX_CODE_POINT
                              : bits > 0xFF ? 0xFFFF
                              : bits > 0x7F ? 0xFF
                                            : 0x7F;
    return p == end;
}

size_t utf8_length(const char *text, size_t len) {
    size_t continuations = 0;
    size_t i = ascii_run(text, len);
    for (; i < len; i++) {
        continuations += is_continuation(text + i);
    }
    return len - continuations;
}
