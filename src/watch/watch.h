/* Watching a program: its stack and heap after every line.
 *
 * The room reads the VM's structures and never changes them: no counts, no allocation in the VM's
 * heap, no Python code. What it keeps is in memory of its own (malloc).
 *
 *   snapshot.c  the picture of one moment as plain data        describe.c  objects as text
 *   registry.c  which object has which number; who died        draw.c      a picture as text
 *   stepper.c   keys and screen                                watch.c     hooks: when to take one
 */
#ifndef ADDER_WATCH_WATCH_H
#define ADDER_WATCH_WATCH_H

#include "watch/snapshot.h"

typedef struct WatchOptions {
    SnapshotOptions snapshot;
    int first_line, last_line; /* show these lines only; 0: all */
    bool color;
    bool interactive; /* step with keys; else print everything */
} WatchOptions;

/* Begins to watch the programs that vm runs from now on; of their lines, those in the file `path`
 * (which must stay valid) are shown. NULL: no memory. */
Watch *watch_start(VM *vm, const char *path, const WatchOptions *options);
/* Stops; a user who steps with keys is asked to quit first. */
void watch_stop(Watch *w);

#endif
