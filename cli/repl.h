/* The interactive prompt. */
#ifndef ADDER_CLI_REPL_H
#define ADDER_CLI_REPL_H

#include "adder.h"

/* Reads and runs statements until end of file or SystemExit; returns the exit status. */
int repl_run(AdderVM *vm);

#endif
