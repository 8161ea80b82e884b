#include "lang/line_table.h"

enum LineKind {
    LINE_NONE,    /* no source position */
    LINE_SAME,    /* on the line of the entry before: column, width */
    LINE_OTHER,   /* line difference, column, width */
    LINE_RANGE,   /* line difference, further lines, column, end column */
    LINE_NO_COLS, /* line difference */
};

/* --- Numbers ---------------------------------------------------------------------------------- */

static uint8_t *put_number(uint8_t *out, uint32_t n) {
    for (; n >= 0x80; n >>= 7) {
        *out++ = (uint8_t)(n | 0x80);
    }
    *out++ = (uint8_t)n;
    return out;
}

static uint8_t *put_signed(uint8_t *out, int32_t n) {
    return put_number(out, ((uint32_t)n << 1) ^ (n < 0 ? UINT32_MAX : 0));
}

static uint32_t get_number(LineReader *r) {
    uint32_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = *r->next++;
        n |= (uint32_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return n;
        }
    }
}

static int32_t get_signed(LineReader *r) {
    uint32_t n = get_number(r);
    return (int32_t)(n >> 1) ^ -(int32_t)(n & 1);
}

/* --- Entries ---------------------------------------------------------------------------------- */

uint8_t *line_table_write(uint8_t *out, uint32_t words, const Location *loc, int32_t *line) {
    enum LineKind kind;
    if (loc->line <= 0) {
        kind = LINE_NONE;
    } else if (loc->col < 0 || loc->end_col < 0) {
        kind = LINE_NO_COLS;
    } else if (loc->end_line != loc->line || loc->end_col < loc->col) {
        kind = LINE_RANGE;
    } else {
        kind = loc->line == *line ? LINE_SAME : LINE_OTHER;
    }
    *out++ = (uint8_t)(kind | (words - 1) << 3);
    if (kind == LINE_NONE) {
        return out;
    }
    if (kind != LINE_SAME) {
        out = put_signed(out, loc->line - *line);
        *line = loc->line;
    }
    if (kind == LINE_RANGE) {
        int32_t further = loc->end_line - loc->line;
        out = put_number(out, further > 0 ? (uint32_t)further : 0);
        out = put_number(out, (uint32_t)loc->col);
        return put_number(out, (uint32_t)loc->end_col);
    }
    if (kind != LINE_NO_COLS) {
        out = put_number(out, (uint32_t)loc->col);
        out = put_number(out, (uint32_t)(loc->end_col - loc->col));
    }
    return out;
}

void line_reader_init(LineReader *r, const Code *code) {
    *r = (LineReader){.next = code->line_table, .end = code->line_table + code->line_table_size};
}

bool line_reader_next(LineReader *r) {
    if (r->next >= r->end) {
        return false;
    }
    uint8_t first = *r->next++;
    CodeLocation *at = &r->location;
    r->start = r->stop;
    r->stop += (first >> 3) + 1u;
    *at = (CodeLocation){0, 0, -1, -1};
    unsigned kind = first & 7;
    if (kind == LINE_NONE) {
        return true;
    }
    if (kind != LINE_SAME) {
        r->line += get_signed(r);
    }
    at->line = at->end_line = r->line;
    if (kind == LINE_RANGE) {
        at->end_line += (int32_t)get_number(r);
        at->col = (int32_t)get_number(r);
        at->end_col = (int32_t)get_number(r);
    } else if (kind != LINE_NO_COLS) {
        at->col = (int32_t)get_number(r);
        at->end_col = at->col + (int32_t)get_number(r);
    }
    return true;
}

/* --- What code.h promises --------------------------------------------------------------------- */

CodeLocation code_location(const Code *code, uint32_t pc) {
    LineReader r;
    line_reader_init(&r, code);
    while (line_reader_next(&r)) {
        if (pc < r.stop) {
            return r.location;
        }
    }
    return (CodeLocation){0, 0, -1, -1};
}

/* Instructions without a position belong to the line before them. */
int code_line(const Code *code, uint32_t pc) {
    LineReader r;
    int32_t line = code->first_line;
    line_reader_init(&r, code);
    while (line_reader_next(&r)) {
        if (r.location.line > 0) {
            line = r.location.line;
        }
        if (pc < r.stop) {
            break;
        }
    }
    return line;
}

bool code_starts_line(const Code *code, uint32_t pc) {
    LineReader r;
    int32_t before = 0;
    line_reader_init(&r, code);
    while (line_reader_next(&r)) {
        if (pc < r.stop) {
            return pc == r.start && r.location.line > 0 && r.location.line != before;
        }
        before = r.location.line > 0 ? r.location.line : before;
    }
    return false;
}
