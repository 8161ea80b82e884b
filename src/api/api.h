/* Inside the api room. */
#ifndef ADDER_API_API_H
#define ADDER_API_API_H

#include "adder.h"

/* The contents of a file, NUL-terminated, from malloc; NULL after a message to sys.stderr. */
char *api_read_file(AdderVM *vm, const char *path, size_t *len);

#endif
