/* What the modules keep for each VM: types made at run time that C code must find again.
 * The struct lies in a bytes object in vm->kept, as do the types: they live as long as the VM. */
#ifndef ADDER_LIB_LIB_H
#define ADDER_LIB_LIB_H

#include "object/runtime.h"

/* Types made when their module is first imported: lib->types. */
enum LibType {
    LIB_ANEXT_AWAITABLE,
    LIB_ASYNCGEN_HOOKS,
    LIB_DEQUE,
    LIB_DEQUE_ITERATOR,
    LIB_DEQUE_REVERSE_ITERATOR,
    LIB_DEFAULTDICT,
    LIB_ODICT,
    LIB_ODICT_KEYS,
    LIB_ODICT_VALUES,
    LIB_ODICT_ITEMS,
    LIB_ODICT_ITERATOR,
    LIB_TUPLEGETTER,
    LIB_PARTIAL,
    LIB_COMPARE_KEY,
    LIB_LRU_CACHE,
    LIB_LRU_LINK,
    LIB_CHAIN,
    LIB_ISLICE,
    LIB_GROUPER,
    LIB_TEE,
    LIB_TEE_DATA,
    LIB_ABC_DATA,
    LIB_LOCK,
    LIB_SRE_PATTERN,
    LIB_SRE_MATCH,
    LIB_SRE_SCANNER,
    LIB_STAT_RESULT,
    LIB_TERMINAL_SIZE,
    LIB_STRUCT_TIME,
    LIB_UNAME_RESULT,
    LIB_TIMES_RESULT,
    LIB_DIR_ENTRY,
    LIB_SCANDIR,
    LIB_SOCKET,
    LIB_HASH,
    LIB_STRUCT,
    LIB_STRUCT_ITERATOR,
    LIB_ARRAY,
    LIB_ARRAY_ITERATOR,
    LIB_IO_BASE, /* from here on in the order of io_module.c */
    LIB_RAW_IO_BASE,
    LIB_BUFFERED_IO_BASE,
    LIB_TEXT_IO_BASE,
    LIB_FILE_IO,
    LIB_BYTES_IO,
    LIB_STRING_IO,
    LIB_BUFFERED_READER,
    LIB_BUFFERED_WRITER,
    LIB_BUFFERED_RANDOM,
    LIB_BUFFERED_PAIR,
    LIB_TEXT_IO,
    LIB_NEWLINE_DECODER,
    LIB_CONTEXT,
    LIB_CONTEXT_VAR,
    LIB_CONTEXT_TOKEN,
    LIB_POLL,
    LIB_CSV_DIALECT,
    LIB_CSV_READER,
    LIB_CSV_WRITER,
    LIB_SIMPLE_QUEUE,
    LIB_RUSAGE,
    LIB_PASSWD,
    LIB_GROUP,
    LIB_PICKLER,
    LIB_UNPICKLER,
    LIB_PICKLER_MEMO,
    LIB_UNPICKLER_MEMO,
    LIB_DECIMAL,
    LIB_DECIMAL_CONTEXT,
    LIB_DECIMAL_SIGNALS,
    LIB_DECIMAL_MANAGER,
    LIB_DATE,
    LIB_DATETIME,
    LIB_TIME,
    LIB_TIMEDELTA,
    LIB_TZINFO,
    LIB_TIMEZONE,
    LIB_WEEK_DATE,
    LIB_TYPE_COUNT
};

struct Lib {
    uint64_t abc_counter;        /* how often abstract classes have got virtual subclasses: _abc */
    Type *types[LIB_TYPE_COUNT]; /* borrowed from vm->kept; NULL: not made yet */
    Object *unsupported_operation; /* io.UnsupportedOperation */
    Object *socket_gaierror, *socket_herror;
    Object *struct_cache; /* dict: Struct objects by format, of the module's functions */
    Object *struct_error, *binascii_error, *binascii_incomplete;
    Object *csv_error;       /* _csv.Error */
    Object *csv_dialects;    /* dict: the dialects by name */
    int64_t csv_field_limit; /* characters of a field */
    Object *queue_empty;     /* _queue.Empty */
    Object *locale_error;    /* locale.Error */
    Object *locale_names;    /* bytes: the locale of each category */
    Object *pickle_error, *pickling_error, *unpickling_error;
    Object *token_missing;          /* contextvars.Token.MISSING */
    Object *decimal_context;        /* borrowed: the current one ... */
    uint64_t decimal_context_epoch; /* ... as long as this is interp->context_epoch; or NULL */
    Object *decimal_variable;       /* the ContextVar that holds it */
    Object *decimal_templates[3];   /* DefaultContext, BasicContext, ExtendedContext */
    Object *decimal_signals[13];    /* exception classes in the order of enum DecimalStatus */
    Object *decimal_exception;      /* DecimalException */
    Object *decimal_signal_dict;    /* the class of contexts' flags and traps */
    Object *decimal_tuple;          /* DecimalTuple */
    Object *decimal_rational;       /* numbers.Rational */
    Object *decimal_powers;         /* list: powers of five (decimal_number.c) */
    uint32_t decimal_shape;         /* of exact Decimal objects; 0: not made yet */
    /* Of exact objects of _datetime; 0: not made yet. */
    uint32_t date_shape, datetime_shape, time_shape, delta_shape, timezone_shape;
    Object *datetime_utc, *datetime_epoch;
    Object *codec_search; /* list: functions that find codecs (_codecs.register) */
    Object *codec_cache;  /* dict: the codecs found so far */
    Object *codec_errors; /* dict: error handlers by name */
};

/* Makes vm->lib if it is not there yet; false with an error. */
bool lib_init(VM *vm);
/* Adds an object (stolen; may be NULL after an error) to what is kept; returns it borrowed, or
 * NULL. */
void *lib_keep(VM *vm, void *object);

#endif
