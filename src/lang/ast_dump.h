/*
 * ast_dump.h -- a syntax tree as text, in the form of CPython's ast.dump(include_attributes=True).
 *
 * A tool for looking and comparing. Constants are written so that nothing depends on the formatting
 * of numbers: float:BITS and complex:BITS are the bits of the double, int:0xDIGITS the digits in
 * the base they were written in; in strings everything but printable ASCII is \u{HEX}.
 */
#ifndef ADDER_LANG_AST_DUMP_H
#define ADDER_LANG_AST_DUMP_H

#include "lang/ast.h"

/* Receives the text in pieces. */
typedef void (*AstDumpWrite)(void *ctx, const char *text, size_t len);

void ast_dump(const AstMod *mod, AstDumpWrite write, void *ctx);

#endif
