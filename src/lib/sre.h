/* Regular expressions: the engine below the package re.
 *
 * Words: *code* is what re/_compiler.py makes of a pattern, a run of 32-bit words; a *place* is an
 * index in the code, a *position* an index in the subject. *Marks* are the positions where groups
 * begin (even) and end (odd). An *entry* of the engine's stack is either something that can be
 * tried when the present way fails, or how to undo a change made since the entry below it.
 *
 * Invariants: the code of a Pattern has been validated (sre_validate.c): the engine trusts it.
 * The engine does not recurse; its stack is the VM's raw memory.
 */
#ifndef ADDER_LIB_SRE_H
#define ADDER_LIB_SRE_H

#include "object/runtime.h"

#define SRE_MAGIC 20220615
#define SRE_MAXREPEAT UINT32_MAX
#define SRE_MAXGROUPS (INT32_MAX / 2)

enum SreOp {
    SRE_FAILURE,
    SRE_SUCCESS,
    SRE_ANY,
    SRE_ANY_ALL,
    SRE_ASSERT,
    SRE_ASSERT_NOT,
    SRE_AT,
    SRE_BRANCH,
    SRE_CATEGORY,
    SRE_CHARSET,
    SRE_BIGCHARSET,
    SRE_GROUPREF,
    SRE_GROUPREF_EXISTS,
    SRE_IN,
    SRE_INFO,
    SRE_JUMP,
    SRE_LITERAL,
    SRE_MARK,
    SRE_MAX_UNTIL,
    SRE_MIN_UNTIL,
    SRE_NOT_LITERAL,
    SRE_NEGATE,
    SRE_RANGE,
    SRE_REPEAT,
    SRE_REPEAT_ONE,
    SRE_SUBPATTERN,
    SRE_MIN_REPEAT_ONE,
    SRE_ATOMIC_GROUP,
    SRE_POSSESSIVE_REPEAT,
    SRE_POSSESSIVE_REPEAT_ONE,
    SRE_GROUPREF_IGNORE,
    SRE_IN_IGNORE,
    SRE_LITERAL_IGNORE,
    SRE_NOT_LITERAL_IGNORE,
    SRE_GROUPREF_LOC_IGNORE,
    SRE_IN_LOC_IGNORE,
    SRE_LITERAL_LOC_IGNORE,
    SRE_NOT_LITERAL_LOC_IGNORE,
    SRE_GROUPREF_UNI_IGNORE,
    SRE_IN_UNI_IGNORE,
    SRE_LITERAL_UNI_IGNORE,
    SRE_NOT_LITERAL_UNI_IGNORE,
    SRE_RANGE_UNI_IGNORE
};

enum SreAt {
    SRE_AT_BEGINNING,
    SRE_AT_BEGINNING_LINE,
    SRE_AT_BEGINNING_STRING,
    SRE_AT_BOUNDARY,
    SRE_AT_NON_BOUNDARY,
    SRE_AT_END,
    SRE_AT_END_LINE,
    SRE_AT_END_STRING,
    SRE_AT_LOC_BOUNDARY,
    SRE_AT_LOC_NON_BOUNDARY,
    SRE_AT_UNI_BOUNDARY,
    SRE_AT_UNI_NON_BOUNDARY,
    SRE_AT_COUNT
};

enum SreCategory {
    SRE_CATEGORY_DIGIT,
    SRE_CATEGORY_NOT_DIGIT,
    SRE_CATEGORY_SPACE,
    SRE_CATEGORY_NOT_SPACE,
    SRE_CATEGORY_WORD,
    SRE_CATEGORY_NOT_WORD,
    SRE_CATEGORY_LINEBREAK,
    SRE_CATEGORY_NOT_LINEBREAK,
    SRE_CATEGORY_LOC_WORD,
    SRE_CATEGORY_LOC_NOT_WORD,
    SRE_CATEGORY_UNI_DIGIT,
    SRE_CATEGORY_UNI_NOT_DIGIT,
    SRE_CATEGORY_UNI_SPACE,
    SRE_CATEGORY_UNI_NOT_SPACE,
    SRE_CATEGORY_UNI_WORD,
    SRE_CATEGORY_UNI_NOT_WORD,
    SRE_CATEGORY_UNI_LINEBREAK,
    SRE_CATEGORY_UNI_NOT_LINEBREAK,
    SRE_CATEGORY_COUNT
};

enum SreFlag {
    SRE_FLAG_TEMPLATE = 1,
    SRE_FLAG_IGNORECASE = 2,
    SRE_FLAG_LOCALE = 4,
    SRE_FLAG_MULTILINE = 8,
    SRE_FLAG_DOTALL = 16,
    SRE_FLAG_UNICODE = 32,
    SRE_FLAG_VERBOSE = 64,
    SRE_FLAG_DEBUG = 128,
    SRE_FLAG_ASCII = 256
};
enum SreInfo { SRE_INFO_PREFIX = 1, SRE_INFO_LITERAL = 2, SRE_INFO_CHARSET = 4 };

enum SreKind { SRE_OF_ANY = -1, SRE_OF_STR = 0, SRE_OF_BYTES = 1 };

typedef struct Pattern {
    Object head;
    Object *groupindex; /* dict: name -> number */
    Object *indexgroup; /* tuple: number -> name or None */
    Object *pattern;    /* str, bytes or None */
    uint32_t *code;     /* raw, code_len words */
    uint32_t *hints;    /* raw, a word for each of code: see sre_make_hints; NULL: not made yet */
    uint8_t *classes;   /* raw: tables of the classes; NULL: none */
    uint32_t class_len;
    uint32_t first; /* hint of what a match can begin with, or 0 */
    uint32_t code_len;
    int32_t flags;
    int32_t groups;
    int8_t kind; /* SreKind */
} Pattern;
#define PATTERN(o) ((Pattern *)(o))

typedef struct Match {
    Object head;
    Object *string; /* may be NULL after clear */
    Object *regs;   /* tuple, made when first asked for; or NULL */
    Pattern *pattern;
    int64_t pos, endpos;
    int32_t lastindex; /* -1: none */
    int32_t groups;    /* group 0 among them */
    int64_t marks[];   /* two for each group; -1: did not take part */
} Match;
#define MATCH(o) ((Match *)(o))

typedef struct SreEntry {
    uint32_t kind;
    uint32_t pc;
    int64_t at;
    uint32_t x, y;
    int64_t n;
} SreEntry;

#define SRE_INLINE_ENTRIES 32
#define SRE_INLINE_MARKS 16
#define SRE_NONE UINT32_MAX

/* One search: in a C function's frame. */
typedef struct Sre {
    VM *vm;
    Pattern *pattern; /* borrowed */
    Object *string;   /* owned */
    const uint32_t *hints;
    const uint8_t *classes;
    const void *text;
    unsigned width;      /* bytes a character */
    int64_t len;         /* of the whole text */
    int64_t start_given; /* pos, clipped */
    int64_t start, end;  /* of the search; after it start is where the match begins ... */
    int64_t at;          /* ... and this where it ends */
    int64_t *marks;      /* two for each group but 0 */
    int64_t advance_at;  /* a match must not end there; -1: it may */
    int32_t lastmark;    /* marks above do not count; -1: none counts */
    int32_t lastindex;   /* last group closed, -1: none */
    bool match_all;      /* a match must end at `end` */
    bool is_bytes;
    uint32_t repeat;     /* entry of the innermost repeat, or SRE_NONE */
    uint32_t barrier;    /* entry of the innermost assertion or atomic group, or SRE_NONE */
    uint32_t depth, cap; /* of the stack */
    uint32_t ticks;
    SreEntry *stack;
    SreEntry inline_stack[SRE_INLINE_ENTRIES];
    int64_t inline_marks[SRE_INLINE_MARKS];
} Sre;

/* false: TypeError, MemoryError. Only after success sre_deinit must be called. */
bool sre_init(Sre *s, VM *vm, Pattern *p, Object *string, int64_t pos, int64_t endpos);
void sre_deinit(Sre *s);
/* 1 found, 0 not, -1 an error. sre_match: at start only. */
int sre_match(Sre *s);
int sre_search(Sre *s);
/* After a match: the next one begins at its end, and is not empty if this one was. */
static inline void sre_advance(Sre *s) {
    s->advance_at = s->at == s->start ? s->at : -1;
    s->start = s->at;
}
/* A part of string, as a str or bytes. */
Object *sre_slice(VM *vm, bool is_bytes, Object *string, int64_t start, int64_t end);
/* The bytes or characters of string; false: TypeError. */
typedef struct SreText {
    const void *data;
    int64_t len;
    unsigned width;
    bool is_bytes;
} SreText;
bool sre_text(VM *vm, Object *string, SreText *text);

/* sre_hints.c: what can be told of a pattern beforehand.
 *
 * A hint is the name of a class of the characters below 256: an offset in `classes` (the upper 24
 * bits) and a bit in the byte that the character has there (the lower 8). 0 is no hint. They stand
 * at the place of a set: what it matches; of an alternative's distance, REPEAT_ONE's and its like's
 * first word, REPEAT's first word and the one after it: what the alternative, what follows the run,
 * a round, what follows the repeat can begin with (never nothing). The second word after REPEAT_ONE
 * is not 0 if the run and what follows it have no character in common. At UNTIL: the round's place.
 */
#define SRE_CLASSES_SIZE(len) (((size_t)(len) + 7) / 8 * 256)
bool sre_make_hints(VM *vm, Pattern *p); /* false: no memory */
void sre_free_hints(VM *vm, Pattern *p);

/* sre_class.c: what characters are. */
/* Whether the single-character operation at pc matches c. */
bool sre_unit(const uint32_t *code, uint32_t pc, uint32_t c);
bool sre_category(uint32_t category, uint32_t c);
bool sre_charset(const uint32_t *set, uint32_t c);
bool sre_charset_locale(const uint32_t *set, uint32_t c);
bool sre_equal_locale(uint32_t pattern, uint32_t c);
uint32_t sre_lower_locale(uint32_t c);
static inline uint32_t sre_lower_ascii(uint32_t c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* sre_validate.c */
bool sre_code_is_valid(const uint32_t *code, uint32_t len, int64_t groups);

/* sre_match.c. result: of sre_match or sre_search; 0 gives None. */
Object *sre_make_match(VM *vm, Pattern *p, const Sre *s, int result);
extern const TypeSpec sre_match_spec;
/* sre_pattern.c */
extern const TypeSpec sre_pattern_spec;
extern const TypeSpec sre_scanner_spec;
/* re.name(args): helpers written in Python. */
Object *sre_call_helper(VM *vm, const char *name, Object *const *args, size_t nargs);

#endif
