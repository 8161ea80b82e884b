/* The struct of a code object: what the compiler (lang/) makes, functions hold and the VM runs.
 *
 * Everything in a code object is constant after compilation except the instructions, which the VM
 * specialises in place, and their inline caches.
 *
 * Words:
 *   incomplete   a code object from a compiled file that nobody has run or looked into yet: it has
 *                its numbers, name, qualname and filename; what else there is lies in `store`. Such
 *                a one has no instrs. code_complete (lang/code.h) reads the rest.
 */
#ifndef ADDER_TYPES_CODE_H
#define ADDER_TYPES_CODE_H

#include "object/alloc.h"

typedef union Instr {
    struct {
        uint8_t op;
        uint8_t flags;
        uint16_t a, b, c;
    };
    struct {
        uint32_t op_flags_a;
        int32_t bx; /* b | c << 16 */
    };
    struct {
        int32_t x; /* second word: jump offset, level, index */
        uint32_t y;
    };
    uint64_t word; /* second word as a cache */
} Instr;
_Static_assert(sizeof(Instr) == 8, "an instruction is one word");

enum CodeFlag { /* co_flags, CPython's values */
                CO_OPTIMIZED = 0x1,
                CO_NEWLOCALS = 0x2,
                CO_VARARGS = 0x4,
                CO_VARKEYWORDS = 0x8,
                CO_NESTED = 0x10,
                CO_GENERATOR = 0x20,
                CO_COROUTINE = 0x80,
                CO_ITERABLE_COROUTINE = 0x100,
                CO_ASYNC_GENERATOR = 0x200,
                CO_FUTURE_ANNOTATIONS = 0x1000000,
};

/* While pc is in [start, end) an exception goes to handler, after all temporaries >= depth have
 * been released. Sorted so that the innermost entry for a pc comes first. */
typedef struct ExceptionEntry {
    uint32_t start, end, handler; /* words */
    uint32_t depth;               /* register index */
} ExceptionEntry;

typedef struct CodeLocation {
    int32_t line, end_line; /* from 1; 0: none */
    int32_t col, end_col;   /* UTF-8 byte offsets from 0; -1: none */
} CodeLocation;

typedef struct Code {
    Object head;
    Object *name, *qualname, *filename; /* str */
    Object *consts;                     /* tuple; K[i] = its items */
    Object *names;                      /* tuple of interned strs; N[i] */
    Object *locals;   /* tuple of names, one for each register below nlocals: parameters, other
                         locals, then cells, then free variables */
    Object *doc;      /* str or NULL */
    Object *cells;    /* tuple of names (co_cellvars) */
    Object *freevars; /* tuple of names (co_freevars) */
    Instr *instrs;    /* raw buffer */
    union {
        ExceptionEntry *handlers; /* raw buffer or NULL */
        Object *store;            /* of an incomplete one: see lang/code_file.h */
    };
    uint8_t *line_table; /* raw buffer, see code_location */
    uint32_t instr_len;
    union {
        uint32_t handler_len;
        uint32_t store_at; /* where the rest lies in the store's image */
    };
    uint32_t line_table_size;
    uint32_t flags;     /* CO_* */
    uint16_t arg_count; /* positional parameters, positional-only included */
    uint16_t posonly_count, kwonly_count;
    uint16_t nlocals; /* named registers: see locals */
    uint16_t nregs;   /* registers in all */
    /* The last ncells + nfree named registers hold cells: of this function, of the closure. A
     * parameter that is a cell keeps its own register (MAKE_CELL): it is listed in `cells`, before
     * the others, and not counted in ncells. */
    uint16_t ncells, nfree;
    int32_t first_line;
    uint32_t version; /* for caches */
} Code;
#define CODE(o) ((Code *)(o))

#endif
