/* Inside the vm room: the pieces of which the text of an exception is made. */
#ifndef ADDER_VM_TRACEBACK_TEXT_H
#define ADDER_VM_TRACEBACK_TEXT_H

#include "vm/eval.h"

/* Where text goes. With a depth above 0, each line begins with a margin (exception groups). */
typedef struct TextOut {
    VM *vm;
    StrBuilder text;
    int depth; /* of exception groups */
    bool need_close;
    Object **seen; /* exceptions shown already (borrowed), raw buffer */
    size_t seen_len, seen_cap;
} TextOut;

/* All false when memory is short. */
bool text_margin(TextOut *out);
bool text_add(TextOut *out, const char *text);
bool text_add_str(TextOut *out, Object *text);
bool text_repeat(TextOut *out, char c, int64_t times);

/* traceback_lines.c: the "File ..., line ..." entries. */
bool traceback_lines(TextOut *out, Object *traceback);
/* traceback_anchors.c: the parts of a source line segment (UTF-8) that stand out: byte offsets in
 * the segment of the end of the left and the start of the right part. false: none. */
bool traceback_anchors(const char *segment, size_t len, size_t *left_end, size_t *right_start);
/* suggest.c: a name like the missing one of a NameError or AttributeError: new reference or NULL.
 */
Object *suggest_name(VM *vm, Object *exc);

#endif
