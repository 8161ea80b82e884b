/* Frames: running calls of Python functions.
 *
 * The VM has one contiguous stack of registers, reserved once, and one contiguous run of Frame
 * records: the frame above frame f is f + 1. A frame's registers lie at regs[0 .. code->nregs). A
 * call's arguments lie at the caller's top and become the callee's first registers without being
 * copied, so the callee's window begins inside the caller's. A generator's registers stay in its
 * object, where its frame uses them; what it calls begins at the top of the frame below.
 *
 * Invariants
 *   - every register from the top of the running frame upwards is NULL; so a new frame needs no
 *     clearing, and a frame that ends leaves NULLs
 *   - the references a frame that called another owns lie in [regs, (frame + 1)->regs); of a
 *     generator's frame in all its registers
 *   - a generator owns its code, function and registers while it runs, too; its frame borrows them
 *   - in the records above the running frame, what may be NULL is NULL (locals, object, generator,
 *     held), `inherits` and `leaving` false
 *   - frame->pc is the instruction being executed whenever code of others may run
 *
 * Frame objects (sys._getframe, tracebacks) are made on demand; when a frame ends while its object
 * lives on, what the frame owned moves into the object.
 */
#ifndef ADDER_VM_FRAME_H
#define ADDER_VM_FRAME_H

#include "lang/code.h"
#include "types/function.h"

typedef struct FrameObject FrameObject;
typedef struct Generator Generator;

enum FrameKind {
    FRAME_CALLED,        /* by CALL or CALL_KW: the value goes to the caller's register `result` */
    FRAME_CALLED_OBJECT, /* the same, of an object's __call__: object and arguments are released */
    FRAME_CALLED_EX,     /* by CALL_EX: its operands are released as well */
    FRAME_GETTER,        /* of a property, by LOAD_ATTR; `held` is the object */
    FRAME_INIT,          /* __init__ of a new instance, which is `held` and becomes the result */
    FRAME_OPERATION,     /* of a special method, by an operator: operation.h. `result` says which */
    FRAME_RESUMED,       /* a generator resumed by FOR_ITER or SEND of the caller */
    FRAME_ENTRY,         /* returning from it leaves the C function that runs it */
    FRAME_FED            /* likewise; but what it yields goes to `feed` as long as that takes it */
};

/* A consumer of a generator's items, on the C stack below the frame. */
typedef struct Feed {
    TakeFn take;
    void *ctx;
} Feed;

typedef struct Frame {
    struct Frame *prev; /* the record below; NULL in the lowest. Set once, when made */
    Object **regs;
    Object **top;         /* of a generator: where the frames that it calls begin */
    Instr *pc;            /* the instruction being executed */
    Code *code;           /* owned, unless by the generator; so the next three */
    Object *function;     /* owned or NULL: the Function */
    Object *globals;      /* Dict; owned if function is NULL, else borrowed from it */
    Object *builtins;     /* Dict; likewise */
    Object *locals;       /* owned or NULL: namespace of module, class and exec bodies; in function
                             frames the dict of locals() */
    FrameObject *object;  /* owned or NULL */
    Generator *generator; /* borrowed: the generator this frame runs for, or NULL */
    Object *held;         /* owned or NULL: see FRAME_INIT; of a generator: the exception that its
                             resumer was handling, unless `inherits` */
    const Feed *feed;     /* of FRAME_FED */
    uint16_t result;      /* register of the caller that receives the result */
    uint8_t kind;         /* FRAME_* */
    bool inherits;        /* generator that handles no exception itself: vm->handled is the
                             resumer's */
    bool leaving;         /* its locals are being released: programs do not see it any more */
    uint32_t hook_pc;     /* where the line hook looked last (watching) */
    int32_t hook_line;
} Frame;

/* While its frame runs or is suspended, only `frame` or `generator` is set and all is read there.
 * Afterwards what the frame owned is here. */
struct FrameObject {
    Object head;
    Frame *frame;         /* while it runs, else NULL */
    Generator *generator; /* borrowed: while it is suspended in a generator, else NULL */
    Object *back;         /* FrameObject or NULL, once finished */
    Object *code, *function, *globals, *builtins, *locals; /* ownership as in Frame */
    Object *trace;                                         /* f_trace or NULL */
    uint32_t reg_len;                                      /* named registers: room in regs */
    uint32_t pc;      /* once finished: word index of the last instruction */
    int32_t line_now; /* not 0: f_lineno while the trace function is told of the call */
    bool trace_lines, trace_opcodes, cleared;
    Object *regs[]; /* once finished */
};
#define FRAME_OBJECT(o) ((FrameObject *)(o))

enum { TRACEBACK_LINE_UNASKED = INT32_MIN };

typedef struct Traceback {
    Object head;
    Object *next;  /* Traceback or NULL: towards where it was raised */
    Object *frame; /* FrameObject */
    int32_t line;  /* TRACEBACK_LINE_UNASKED until traceback_line is called */
    int32_t lasti; /* twice the word index, for the caret line; or as the program gave it */
} Traceback;

/* The code of its frame (borrowed), and its line: looked up at the first question, because most
 * exceptions are caught without one. */
const Code *traceback_code(const Traceback *tb);
int traceback_line(Traceback *tb);

enum GeneratorState { GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_FINISHED };

struct Generator { /* generators, coroutines, asynchronous generators */
    Object head;
    Object *code;                          /* owned as long as the generator lives */
    Object *function, *globals, *builtins; /* as in Frame; NULL once finished */
    Object *locals;                        /* dict of locals(), or NULL */
    Object *name, *qualname;
    FrameObject *frame_object; /* or NULL */
    Object *handled;           /* the exception it was handling when it yielded */
    Object *origin_or_hooks;   /* coroutine: cr_origin; async generator: finalizer */
    uint32_t reg_len;          /* registers; 0 once finished */
    uint32_t reg_cap;          /* room for registers: size of the block */
    uint32_t pc;               /* word index of the YIELD it stands at */
    uint8_t state;             /* GEN_* */
    bool hooks_inited, closed, running_async;
    Object *regs[]; /* owned */
};
#define GENERATOR(o) ((Generator *)(o))

/* f, or the nearest frame below that programs see; NULL: none. */
static inline Frame *frame_visible(Frame *f) {
    while (f && f->leaving) {
        f = f->prev;
    }
    return f;
}
static inline uint32_t frame_pc(const Frame *f) {
    return (uint32_t)(f->pc - f->code->instrs);
}

#endif
