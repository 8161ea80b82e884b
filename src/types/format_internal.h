/* What the files of formatting share: the parsed format specification, replacement fields, and a
 * buffer that starts on the C stack. */
#ifndef ADDER_TYPES_FORMAT_INTERNAL_H
#define ADDER_TYPES_FORMAT_INTERNAL_H

#include "types/str_internal.h"

/* ------------------------------------------------------------------ scratch */

/* A Buffer whose first bytes lie in the struct itself. It must not be moved. */
typedef struct Scratch {
    Buffer buffer;
    VM *vm;
    char first[160];
} Scratch;
void scratch_init(Scratch *s, VM *vm);
static inline void scratch_deinit(Scratch *s) {
    buffer_deinit(&s->buffer);
}

/* ------------------------------------------------------------------ specifications */

/* [[fill]align][sign][z][#][0][width][grouping][.precision][type] */
typedef struct FormatSpec {
    uint32_t fill;
    char align; /* '<' '>' '=' '^' */
    char sign;  /* '+' '-' ' ' or 0 */
    bool no_negative_zero, alternate;
    char grouping;     /* ',' or '_' or 0 */
    int64_t width;     /* -1: none */
    int64_t precision; /* -1: none */
    uint32_t type;     /* default_type if not given */
} FormatSpec;

/* false with ValueError. o: what is formatted, for messages. */
bool format_spec_parse(VM *vm, Object *o, Object *text, uint32_t default_type, char default_align,
                       FormatSpec *spec);
Object *format_unknown_type(VM *vm, Object *o, uint32_t type);

/* A number as text, taken apart: sign, prefix ("0x"), integer digits, the rest (".5e+10", "inf").
 */
typedef struct NumberText {
    bool negative;
    const char *prefix;
    size_t prefix_len;
    const char *digits;
    size_t digit_len;
    const char *rest;
    size_t rest_len;
} NumberText;
/* The text padded, signed and grouped as spec says. */
Object *format_number_text(VM *vm, const FormatSpec *spec, const NumberText *number);
/* The text between `left` and `right` times fill. */
Object *format_padded(VM *vm, const FormatSpec *spec, Object *s, size_t len);

/* A float's text without its sign in `out` (typed e, f, g, r, %, n or their capitals); *negative
 * tells the sign. precision -1: none given. false: MemoryError or "precision too big". */
bool format_float_digits(VM *vm, double value, uint32_t type, int64_t precision, bool alternate,
                         bool add_dot_zero, bool no_negative_zero, Buffer *out, bool *negative);
/* Splits such a text behind its leading digits. */
void format_split_digits(const Buffer *text, size_t start, NumberText *number);

/* ------------------------------------------------------------------ replacement fields */

/* One step through a format string: literal text, then perhaps a field. Places are indices. */
typedef struct FormatField {
    size_t literal_start, literal_end;
    bool present; /* a field follows */
    size_t name_start, name_end;
    size_t spec_start, spec_end;
    bool spec_is_nested; /* it has fields itself */
    uint32_t conversion; /* 'r', 's', 'a' or 0 */
} FormatField;
/* 1: *field is the next step and *at behind it; 0: end; -1: ValueError. */
int format_next_field(VM *vm, Object *s, size_t *at, size_t end, FormatField *field);

/* The name of a field: what is before the first '.' or '[', as an index if it is one (else -1). */
typedef struct FieldName {
    size_t first_end;
    int64_t index;
} FieldName;
bool format_split_name(VM *vm, Object *s, size_t start, size_t end, FieldName *name);
/* The next ".attribute" or "[item]" from *at on. */
typedef struct FieldStep {
    bool is_attribute;
    size_t start, end;
    int64_t index; /* an item that is a number; else -1 */
} FieldStep;
int format_next_step(VM *vm, Object *s, size_t *at, size_t end, FieldStep *step);

/* ------------------------------------------------------------------ % */

/* The % operator: of str, or of bytes if from_bytes (characters stand for bytes). Appends to out.
 */
bool percent_format(VM *vm, const void *format, size_t len, unsigned width, bool from_bytes,
                    Object *args, StrBuilder *out);

#endif
