/* The module _json: what its files share.
 *
 * Text is read character by character from a str of any width; positions are those of the program's
 * string. Errors of the text are json.JSONDecodeError, or StopIteration(position) where json's own
 * Python code turns them into one.
 */
#ifndef ADDER_LIB_JSON_H
#define ADDER_LIB_JSON_H

#include "lib/module_make.h"
#include "types/str.h"

/* Raises json.JSONDecodeError(message, text, position); gives NULL. */
Object *json_error(VM *vm, const char *message, Object *text, int64_t position);
/* The string whose opening quote lies before `start`; *end: behind its closing quote. */
Object *json_scan_string(VM *vm, Object *text, int64_t start, bool strict, int64_t *end);
/* Appends s in quotes, with what JSON (or ASCII) does not allow as escapes. */
bool json_quote(StrBuilder *b, Object *s, bool ascii_only);

extern const MethodDef json_functions[]; /* json_text.c */
/* The encoder's function if it is one of ours: 1 encode_basestring_ascii, 0 encode_basestring; -1
 * another. */
int json_quoting_kind(Object *encoder);

extern const TypeSpec json_scanner_spec; /* json_scanner.c */
extern const TypeSpec json_encoder_spec; /* json_encoder.c */

#endif
