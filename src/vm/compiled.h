/* Compiled files (PEP 3147): the code of a module's source, kept from one run to the next.
 *
 * A compiled file has CPython's head (magic, flags, the source's time and size: 16 bytes), then
 * what marshal makes of the code object. It stands for its source as long as time and size agree;
 * anything wrong with it only means that the source is compiled.
 *
 * Where compiled files are:
 *   sys.pycache_prefix/FOLDER OF THE SOURCE/NAME.adder-311.pyc, if that is set, and nowhere else;
 *   FOLDER OF THE SOURCE/__pycache__/NAME.adder-311.pyc;
 *   of the library, which belongs to CPython: LIB/adder/library beside the command, made when it is
 *   built or installed, then a folder of the user's: there they are written.
 */
#ifndef ADDER_VM_COMPILED_H
#define ADDER_VM_COMPILED_H

#include "vm/interp.h"

enum { COMPILED_HEAD_SIZE = 16 };

/* The code of a source file (str), from a compiled file or compiled and, unless
 * sys.dont_write_bytecode, written to one. shown: the file name that it has. */
Object *compiled_code(VM *vm, Object *file, Object *shown);

/* The name of a source's compiled file, CPython's __cached__; NULL without an error: it has none.
 */
Object *compiled_name(VM *vm, Object *file);

/* What hash-based compiled files know their source by. */
uint64_t compiled_source_hash(const void *source, size_t len);

#endif
