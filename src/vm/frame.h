/* Frames: running calls of Python functions.
 *
 * The VM has one contiguous stack of registers, reserved once, and a chain of Frame records. A
 * frame's registers lie at regs[0 .. code->nregs). A call's arguments lie at the caller's top and
 * become the callee's first registers without being copied. A generator's registers are copied from
 * its object to the stack when it is resumed and back when it yields.
 *
 * Frame objects (sys._getframe, tracebacks) are made on demand; when a frame ends while its object
 * lives on, the registers move into the object.
 */
#ifndef ADDER_VM_FRAME_H
#define ADDER_VM_FRAME_H

#include "lang/code.h"
#include "types/function.h"

typedef struct FrameObject FrameObject;

typedef struct Frame {
    struct Frame *prev; /* the caller; NULL at the bottom */
    Object **regs;
    Instr *pc;        /* next instruction (saved while another frame runs or C code is called) */
    Code *code;       /* owned */
    Object *function; /* owned or NULL: the Function */
    Object *globals;  /* owned Dict */
    Object *builtins; /* owned Dict */
    Object
        *locals; /* owned mapping of names for module, class and exec bodies; NULL for functions */
    FrameObject *object; /* owned or NULL */
    Object *generator;   /* borrowed: the generator this frame runs for, or NULL */
    uint16_t result;     /* register of the caller that receives the result */
    uint8_t kind;        /* FRAME_* */
} Frame;

enum FrameKind {
    FRAME_CALLED,
    FRAME_ENTRY /* returning from it leaves the C function that runs it */
};

struct FrameObject {
    Object head;
    Frame *frame; /* while it runs; NULL afterwards */
    Object *back; /* FrameObject or NULL, once finished */
    Object *code, *globals, *builtins, *locals;
    Object *locals_dict; /* f_locals snapshot of a function frame */
    Object **regs;       /* once finished: the registers, owned */
    uint32_t reg_len;
    int32_t line; /* once finished: of the last instruction */
    uint32_t pc;  /* likewise */
    Object *generator;
};

typedef struct Traceback {
    Object head;
    Object *next;  /* Traceback or NULL: towards where it was raised */
    Object *frame; /* FrameObject */
    int32_t line;
    uint32_t pc; /* word index, for the caret line */
} Traceback;

typedef struct Generator { /* generators, coroutines, asynchronous generators */
    Object head;
    Object *code, *function, *globals, *builtins;
    Object *name, *qualname;
    Object *frame_object;    /* or NULL */
    Object *handled;         /* saved exception state, or NULL */
    Object *origin_or_hooks; /* coroutine: cr_origin; async generator: finalizer */
    uint32_t reg_len;        /* 0 once finished */
    uint32_t pc;             /* word index where it goes on */
    uint8_t state;           /* GEN_* */
    uint8_t hooks_inited, closed, running_async;
    uint32_t reg_cap; /* allocated registers (block size) */
    Object *regs[];
} Generator;
enum GeneratorState { GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_FINISHED };

#endif
