/* The picture of one moment: frames with their names, objects with their parts, what has changed.
 * Plain data; all strings and arrays are owned by the snapshot. */
#ifndef ADDER_WATCH_SNAPSHOT_H
#define ADDER_WATCH_SNAPSHOT_H

#include "object/runtime.h"
#include "watch/registry.h"

typedef struct Arrow {
    char *label;     /* a name, or a part such as "[0]" */
    uint32_t target; /* number of the object; 0: it is not in the picture */
} Arrow;

typedef struct ShownFrame {
    char *title; /* "<module>", "f" */
    int line;    /* where it stands */
    Arrow *names;
    size_t len, cap;
} ShownFrame;

typedef struct ShownObject {
    uint32_t number;
    uint32_t count;   /* references it has */
    uint32_t visible; /* of which the picture draws so many */
    int generation;   /* 0, 1, 2; 3 frozen; -1: not tracked */
    size_t size;      /* bytes: block and buffers */
    char *text;
    Arrow *parts;
    size_t len, cap;
    size_t part_count;  /* with those not shown */
    bool eternal;       /* None, True ...: lives as long as the VM, its count says nothing */
    bool born, counted; /* new in this step; its count has changed */
    uint32_t old_count;
} ShownObject;

typedef struct Snapshot {
    ShownFrame *frames; /* outermost first */
    size_t frame_len, frame_cap;
    ShownObject *objects; /* by number */
    size_t object_len, object_cap;
    size_t left_out; /* objects beyond the limit */
    Death *deaths;   /* borrowed from the registry */
    size_t death_len;
    bool failed; /* no memory: incomplete */
} Snapshot;

typedef struct SnapshotOptions {
    unsigned max_objects; /* 0: no limit */
    const char *only;     /* names, separated by commas; NULL: all */
    bool ascii;
} SnapshotOptions;

/* Takes the picture. step: its number, from 1. */
void snapshot_take(Snapshot *s, VM *vm, Registry *r, uint32_t step, const SnapshotOptions *options);
void snapshot_deinit(Snapshot *s);

#endif
