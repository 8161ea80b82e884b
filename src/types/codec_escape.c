/* unicode_escape and raw_unicode_escape: text as in string literals. */
#include "types/codec_internal.h"
#include "types/unicode.h"

static int hex_value(uint8_t c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Up to `count` hex digits from d->at on; false: fewer. *c: their value. */
static bool read_hex(Decoder *d, int count, uint32_t *c) {
    *c = 0;
    while (count > 0 && d->at < d->len && hex_value(d->data[d->at]) >= 0) {
        *c = *c << 4 | (uint32_t)hex_value(d->data[d->at++]);
        count--;
    }
    return count == 0;
}

/* The hexadecimal escape whose backslash is at `start`. */
static bool decode_hex(Decoder *d, size_t start, uint8_t kind, bool raw) {
    uint32_t c;
    const char *reason;
    if (read_hex(d, kind == 'x' ? 2 : kind == 'u' ? 4 : 8, &c)) {
        if (c <= 0x10FFFF) {
            return str_builder_char(&d->out, c);
        }
        reason = raw ? "\\Uxxxxxxxx out of range" : "illegal Unicode character";
    } else {
        if (!d->final && d->at == d->len) {
            d->at = start;
            d->len = start; /* the rest is for later */
            return true;
        }
        reason = kind == 'x'   ? "truncated \\xXX escape"
                 : kind == 'u' ? "truncated \\uXXXX escape"
                               : "truncated \\UXXXXXXXX escape";
    }
    return decoder_error(d, start, d->at, reason);
}

static bool decode_octal(Decoder *d, uint8_t first) {
    uint32_t c = first - '0';
    for (int i = 0; i < 2 && d->at < d->len; i++) {
        uint8_t digit = d->data[d->at];
        if (digit < '0' || digit > '7') {
            break;
        }
        c = c << 3 | (uint32_t)(digit - '0');
        d->at++;
    }
    return str_builder_char(&d->out, c);
}

/* \N{name}. */
static bool decode_name(Decoder *d, size_t start) {
    const uint8_t *rest = d->data + d->at;
    size_t left = d->len - d->at;
    const uint8_t *close = left && rest[0] == '{' ? memchr(rest, '}', left) : NULL;
    if (!close || close == rest + 1) {
        if (!d->final && (left == 0 || (rest[0] == '{' && !close))) {
            d->at = d->len = start;
            return true;
        }
        d->at += close ? 1 : left && rest[0] == '{' ? left : 0;
        return decoder_error(d, start, d->at, "malformed \\N character escape");
    }
    d->at += (size_t)(close - rest) + 1;
    uint32_t c;
    if (!unicode_find_name((const char *)rest + 1, (size_t)(close - rest) - 1, &c)) {
        return decoder_error(d, start, d->at, "unknown Unicode character name");
    }
    return str_builder_char(&d->out, c);
}

static bool decode_escape(Decoder *d, size_t start) {
    static const char simple[] = "\\\\''\"\"b\bf\ft\tn\nr\rv\va\a";
    uint8_t c = d->data[d->at++];
    switch (c) {
    case '\n':
        return true;
    case 'x':
    case 'u':
    case 'U':
        return decode_hex(d, start, c, false);
    case 'N':
        return decode_name(d, start);
    }
    if (c >= '0' && c <= '7') {
        return decode_octal(d, c);
    }
    for (const char *p = simple; *p; p += 2) {
        if ((uint8_t)*p == c) {
            return str_builder_char(&d->out, (uint8_t)p[1]);
        }
    }
    return str_builder_char(&d->out, '\\') && str_builder_char(&d->out, c);
}

bool unicode_escape_decode(Decoder *d) {
    while (d->at < d->len) {
        size_t start = d->at;
        uint8_t c = d->data[d->at++];
        if (c != '\\') {
            if (!str_builder_char(&d->out, c)) {
                return false;
            }
            continue;
        }
        if (d->at == d->len) {
            if (!d->final) {
                d->at = start;
                return true;
            }
            if (!decoder_error(d, start, d->len, "\\ at end of string")) {
                return false;
            }
            continue;
        }
        if (!decode_escape(d, start)) {
            return false;
        }
    }
    return true;
}

bool raw_unicode_escape_decode(Decoder *d) {
    while (d->at < d->len) {
        size_t start = d->at;
        uint8_t c = d->data[d->at++];
        if (c != '\\' || (d->at == d->len && d->final)) {
            if (!str_builder_char(&d->out, c)) {
                return false;
            }
            continue;
        }
        if (d->at == d->len) {
            d->at = start;
            return true;
        }
        uint8_t kind = d->data[d->at++];
        bool ok = kind == 'u' || kind == 'U'
                      ? decode_hex(d, start, kind, true)
                      : str_builder_char(&d->out, '\\') && str_builder_char(&d->out, kind);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static void add_hex(Encoder *e, uint32_t c) {
    buffer_add_format(&e->out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

bool unicode_escape_encode(Encoder *e) {
    for (size_t i = 0; i < STR_LEN(e->s); i++) {
        uint32_t c = str_char(e->s, i);
        if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
            put_byte(e, '\\');
            put_byte(e, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
        } else if (c >= ' ' && c < 0x7F) {
            put_byte(e, c);
        } else {
            add_hex(e, c);
        }
    }
    return true;
}

bool raw_unicode_escape_encode(Encoder *e) {
    for (size_t i = 0; i < STR_LEN(e->s); i++) {
        uint32_t c = str_char(e->s, i);
        if (c < 0x100) {
            put_byte(e, c);
        } else {
            add_hex(e, c);
        }
    }
    return true;
}
