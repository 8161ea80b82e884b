/* A picture as text: the stack on the left, the heap on the right, below what the line did. */
#ifndef ADDER_WATCH_DRAW_H
#define ADDER_WATCH_DRAW_H

#include "base/buffer.h"
#include "watch/snapshot.h"

typedef struct DrawOptions {
    bool ascii, color;
} DrawOptions;

/* What stands above a picture: the line that has run. */
typedef struct DrawTitle {
    unsigned step;
    int line;           /* 0: none */
    const char *source; /* the line's text, not NUL-terminated; NULL: none */
    size_t source_len;
    const char *note; /* such as "called f" or NULL */
} DrawTitle;

void draw_picture(const Snapshot *s, const DrawTitle *title, const DrawOptions *options,
                  Buffer *out);

#endif
