/* The text that int(), float() and complex() read: from a str, bytes or anything bytes-like.
 *
 * A NumberText is a view of ASCII characters, not NUL-terminated. Decimal digits of other scripts
 * have become '0'..'9' and other blanks ' '; what is neither is '?', which no number contains.
 * Ownership: the view may borrow from the object; number_text_deinit releases the rest.
 */
#ifndef ADDER_TYPES_NUMBER_TEXT_H
#define ADDER_TYPES_NUMBER_TEXT_H

#include "object/runtime.h"

typedef struct NumberText {
    const char *text;
    size_t len;
    char *owned; /* raw buffer of len bytes, or NULL */
} NumberText;

/* 1: done; 0: o is not text; -1: error. */
int number_text_init(VM *vm, NumberText *t, Object *o);
void number_text_deinit(VM *vm, NumberText *t);

static inline bool number_is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
/* repr(o) as an error message shows it: of bytes if o is bytes-like; at most max characters. New
 * str. */
Object *number_text_repr(VM *vm, Object *o, size_t max);

#endif
