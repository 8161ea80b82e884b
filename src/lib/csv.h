/* The module _csv: what its files share. A dialect says how tables are written; readers turn lines
 * into rows and writers rows into lines. */
#ifndef ADDER_LIB_CSV_H
#define ADDER_LIB_CSV_H

#include "lib/module_make.h"
#include "types/str.h"

enum CsvQuoting { QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE };

#define CSV_NOT_SET UINT32_MAX /* no such character */

typedef struct Dialect {
    Object head;
    Object *lineterminator; /* str */
    uint32_t delimiter, quotechar, escapechar;
    int32_t quoting;
    bool doublequote, skipinitialspace, strict;
} Dialect;
#define DIALECT(o) ((Dialect *)(o))

/* Dialect(*args): args are a dialect or its name, if any, and keywords. New reference. */
Object *csv_dialect(VM *vm, Object *const *args, size_t nargs, Object *kwnames);
/* Raises _csv.Error with the text. */
#define csv_fail(vm, ...) exception_raise(vm, (vm)->lib->csv_error, __VA_ARGS__)

/* csv_reader.c: reader(lines, dialect, ...) */
Object *csv_reader(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames);
extern const TypeSpec csv_reader_spec;
/* csv_writer.c: writer(file, dialect, ...) */
Object *csv_writer(VM *vm, Object *m, Object *const *args, size_t nargs, Object *kwnames);
extern const TypeSpec csv_writer_spec;

#endif
