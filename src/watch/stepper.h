/* Stepping through pictures with keys. Every picture goes into an unlinked file, so that one can go
 * back over any number of steps. The program's own output is kept apart and shown below. */
#ifndef ADDER_WATCH_STEPPER_H
#define ADDER_WATCH_STEPPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>

typedef struct StepRecord {
    long offset; /* of its text */
    size_t size;
    int depth;    /* frames on the stack */
    bool is_call; /* the first picture of a new frame */
} StepRecord;

typedef struct Stepper {
    FILE *texts; /* pictures, one after the other */
    StepRecord *steps;
    size_t len, cap;
    size_t at;    /* the step on the screen */
    int tty;      /* where pictures are drawn */
    int output;   /* the program's output, a file */
    bool to_end;  /* go on without stopping */
    bool to_call; /* go on to the next call */
    bool quit;    /* the user wants to leave */
    struct termios saved;
    bool raw; /* the terminal is in key mode */
} Stepper;

/* Takes the terminal over; false if it cannot. */
bool stepper_init(Stepper *s);
/* Gives the terminal back and prints the program's whole output. */
void stepper_deinit(Stepper *s);
/* Adds a picture and, unless it is to be skipped, shows it and waits for keys until the user goes
 * beyond it. */
void stepper_add(Stepper *s, const char *text, size_t size, int depth, bool is_call);
/* The program has ended: lets the user look on. */
void stepper_end(Stepper *s);

#endif
