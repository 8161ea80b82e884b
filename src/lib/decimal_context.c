/* Contexts: their attributes, the dicts of signals, the current one, localcontext(). */
#include "lib/decimal.h"

#include <string.h>

#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"
#include "vm/interp.h"

const char *const decimal_rounding_names[ROUNDING_COUNT] = {
    "ROUND_UP",      "ROUND_DOWN",      "ROUND_CEILING",   "ROUND_FLOOR",
    "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP",
};
const char *const decimal_status_names[DEC_STATUS_COUNT] = {
    "InvalidOperation",   "FloatOperation",    "DivisionByZero", "Overflow", "Underflow",
    "Subnormal",          "Inexact",           "Rounded",        "Clamped",  "ConversionSyntax",
    "DivisionImpossible", "DivisionUndefined", "InvalidContext",
};

/* The bits of the signal i. */
static uint32_t signal_mask(int i) {
    return i == 0 ? DEC_ANY_INVALID : 1u << i;
}

/* ------------------------------------------------------------------ signals */

/* The classes of a status as an exception's argument: conditions first. */
static Object *condition_list(VM *vm, uint32_t status) {
    static const uint8_t order[DEC_STATUS_COUNT] = {0, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8};
    Object *list = list_new(vm, 1);
    for (size_t i = 0; list && i < DEC_STATUS_COUNT; i++) {
        if ((status >> order[i] & 1) &&
            list_append(vm, list, vm->lib->decimal_signals[order[i]]) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

/* The signals of a status. */
static Object *signal_list(VM *vm, uint32_t status) {
    Object *list = list_new(vm, 0);
    for (int i = 0; list && i < DEC_SIGNAL_COUNT; i++) {
        if ((status & signal_mask(i)) && list_append(vm, list, vm->lib->decimal_signals[i]) < 0) {
            clear_ref(vm, list);
        }
    }
    return list;
}

bool decimal_signal(VM *vm, DecimalContext *context, uint32_t status) {
    context->status |= status;
    uint32_t trapped = status & context->traps;
    if (LIKELY(!trapped)) {
        return true;
    }
    int which = 0;
    while (!(trapped & signal_mask(which))) {
        which++;
    }
    Object *list = condition_list(vm, trapped);
    Object *exc = list ? call1(vm, vm->lib->decimal_signals[which], list) : NULL;
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    xdecref(vm, list);
    return false;
}

/* The number of a signal's class; -1: KeyError. */
static int signal_number(VM *vm, Object *o) {
    for (int i = 0; i < DEC_SIGNAL_COUNT; i++) {
        if (vm->lib->decimal_signals[i] == o) {
            return i;
        }
    }
    raise(vm, EXC_KeyError,
          "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n"
          "   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]");
    return -1;
}

/* ------------------------------------------------------------------ dicts of signals */

/* What context.flags and context.traps give: a view of a word of the context. */
typedef struct SignalDict {
    Object head;
    uint32_t *word; /* borrowed; NULL: the context has gone */
} SignalDict;

/* NULL with ValueError. */
static uint32_t *word_of(VM *vm, Object *o) {
    uint32_t *word = ((SignalDict *)o)->word;
    if (!word) {
        raise(vm, EXC_ValueError, "invalid signal dict");
    }
    return word;
}

static Object *signals_make(VM *vm, uint32_t *word) {
    SignalDict *d = object_alloc(vm, (Type *)vm->lib->decimal_signal_dict, sizeof *d);
    if (d) {
        d->word = word;
    }
    return OBJ(d);
}

static void signals_dealloc(VM *vm, Object *o) {
    object_free_atomic(vm, o, sizeof(SignalDict));
}

static Object *signals_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    return object_alloc(vm, cls, sizeof(SignalDict));
}

static Object *signals_subscript(VM *vm, Object *o, Object *key) {
    const uint32_t *word = word_of(vm, o);
    int i = word ? signal_number(vm, key) : -1;
    return i < 0 ? NULL : bool_ref(vm, (*word & signal_mask(i)) != 0);
}

static int signals_set(VM *vm, Object *o, Object *key, Object *value) {
    if (!word_of(vm, o)) {
        return -1;
    }
    if (!value) {
        raise(vm, EXC_ValueError, "signal keys cannot be deleted");
        return -1;
    }
    int i = signal_number(vm, key), truth = i < 0 ? -1 : object_truth(vm, value);
    uint32_t *word = truth < 0 ? NULL : word_of(vm, o);
    if (!word) {
        return -1;
    }
    *word = truth ? *word | signal_mask(i) : *word & ~signal_mask(i);
    return 0;
}

static int64_t signals_len(VM *vm, Object *o) {
    return word_of(vm, o) ? DEC_SIGNAL_COUNT : -1;
}

static Object *signals_iter(VM *vm, Object *o) {
    if (!word_of(vm, o)) {
        return NULL;
    }
    Object *all = tuple_from(vm, vm->lib->decimal_signals, DEC_SIGNAL_COUNT);
    Object *it = all ? object_get_iter(vm, all) : NULL;
    xdecref(vm, all);
    return it;
}

static Object *signals_repr(VM *vm, Object *o) {
    const uint32_t *word = word_of(vm, o);
    if (!word) {
        return NULL;
    }
    StrBuilder b;
    Object *result = NULL;
    str_builder_init(&b, vm);
    bool ok = str_builder_char(&b, '{');
    for (int i = 0; ok && i < DEC_SIGNAL_COUNT; i++) {
        ok = (i == 0 || str_builder_cstr(&b, ", ")) && str_builder_cstr(&b, "<class 'decimal.") &&
             str_builder_cstr(&b, decimal_status_names[i]) && str_builder_cstr(&b, "'>:") &&
             str_builder_cstr(&b, *word & signal_mask(i) ? "True" : "False");
    }
    if (ok && str_builder_char(&b, '}')) {
        result = str_builder_finish(&b);
    }
    str_builder_deinit(&b);
    return result;
}

static Object *signals_copy(VM *vm, Object *o) {
    const uint32_t *word = word_of(vm, o);
    Object *dict = word ? dict_new(vm) : NULL;
    for (int i = 0; dict && i < DEC_SIGNAL_COUNT; i++) {
        Object *value = *word & signal_mask(i) ? vm->true_ : vm->false_;
        if (dict_set(vm, dict, vm->lib->decimal_signals[i], value) < 0) {
            clear_ref(vm, dict);
        }
    }
    return dict;
}

/* The word that a dict of all signals tells, or a SignalDict; false with an error. */
static bool signals_value(VM *vm, Object *o, uint32_t *value) {
    if (is_of_spec(vm, o, &decimal_signals_spec)) {
        const uint32_t *word = word_of(vm, o);
        *value = word ? *word : 0;
        return word != NULL;
    }
    if (!is_dict(vm, o)) {
        raise(vm, EXC_TypeError, "argument must be a signal dict");
        return false;
    }
    if (DICT_LEN(o) != DEC_SIGNAL_COUNT) {
        raise(vm, EXC_KeyError, "invalid signal dict");
        return false;
    }
    Object *keys = dict_keys_list(vm, o); /* as truth may be Python code */
    *value = 0;
    bool ok = keys != NULL;
    for (uint32_t i = 0; ok && i < LIST_LEN(keys); i++) {
        int which = signal_number(vm, LIST_ITEM(keys, i));
        Object *item = which < 0 ? NULL : dict_get(vm, o, LIST_ITEM(keys, i));
        xincref(item);
        int truth = item ? object_truth(vm, item) : -1;
        xdecref(vm, item);
        if (truth < 0 && !error_occurred(vm)) {
            raise(vm, EXC_RuntimeError, "invalid signal dict");
        }
        ok = truth >= 0;
        *value |= ok && truth ? signal_mask(which) : 0;
    }
    xdecref(vm, keys);
    return ok;
}

/* The same, or a list of signals. */
static bool signals_argument(VM *vm, Object *o, uint32_t *value) {
    if (!is_list(vm, o)) {
        return signals_value(vm, o, value);
    }
    *value = 0;
    for (uint32_t i = 0; i < LIST_LEN(o); i++) {
        int which = signal_number(vm, LIST_ITEM(o, i));
        if (which < 0) {
            return false;
        }
        *value |= signal_mask(which);
    }
    return true;
}

static Object *signals_compare(VM *vm, Object *a, Object *b, int op) {
    const uint32_t *word = word_of(vm, a);
    uint32_t value;
    if (!word) {
        return NULL;
    }
    if ((op != CMP_EQ && op != CMP_NE) ||
        (!is_of_spec(vm, b, &decimal_signals_spec) && !is_dict(vm, b))) {
        return not_implemented_ref(vm);
    }
    if (!signals_value(vm, b, &value)) {
        if (!is_dict(vm, b) || !error_clear_if(vm, EXC_KeyError)) {
            return NULL;
        }
        return not_implemented_ref(vm);
    }
    return bool_ref(vm, (*word == value) == (op == CMP_EQ));
}

static const MethodDef signals_methods[] = {
    METHOD_NOARGS("copy", signals_copy, NULL),
    {0},
};

const TypeSpec decimal_signals_spec = {
    .name = "decimal.SignalDictMixin",
    .flags = TYPE_BASE | TYPE_PERMANENT,
    .size = sizeof(SignalDict),
    .slots = {.dealloc = signals_dealloc,
              .new = signals_new,
              .repr = signals_repr,
              .hash = object_hash_not_implemented,
              .richcompare = signals_compare,
              .iter = signals_iter,
              .mp_length = signals_len,
              .mp_subscript = signals_subscript,
              .mp_ass_subscript = signals_set},
    .methods = signals_methods,
};

/* ------------------------------------------------------------------ contexts */

bool decimal_context_is(VM *vm, const Object *o) {
    return is_of_spec(vm, o, &decimal_context_spec);
}

DecimalContext *decimal_context_new(VM *vm, Type *cls) {
    DecimalContext *c = object_alloc(vm, cls, sizeof *c);
    if (!c) {
        return NULL;
    }
    c->s = (Settings){
        .prec = 28, .emax = 999999, .emin = -999999, .rounding = ROUND_HALF_EVEN, .capitals = 1};
    c->traps = DEC_ANY_INVALID | DEC_DIVISION_BY_ZERO | DEC_OVERFLOW;
    gc_track(vm, c);
    return c;
}

static Object *context_new(VM *vm, Type *cls, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(args);
    UNUSED(nargs);
    UNUSED(kwnames);
    DecimalContext *c = decimal_context_new(vm, cls);
    const Object *base = vm->lib->decimal_templates[0];
    if (c && base) {
        c->s = DEC_CONTEXT(base)->s;
        c->traps = DEC_CONTEXT(base)->traps;
        c->status = DEC_CONTEXT(base)->status;
    }
    return OBJ(c);
}

static void context_dealloc(VM *vm, Object *o) {
    DecimalContext *c = DEC_CONTEXT(o);
    gc_untrack(vm, o);
    Object *dicts[] = {c->traps_dict, c->flags_dict};
    c->traps_dict = c->flags_dict = NULL;
    for (int i = 0; i < 2; i++) {
        if (dicts[i]) {
            ((SignalDict *)dicts[i])->word = NULL;
            decref(vm, dicts[i]);
        }
    }
    object_free_container(vm, o, sizeof(DecimalContext));
}

static int context_traverse(VM *vm, Object *o, VisitFn visit, void *ctx) {
    UNUSED(vm);
    VISIT(DEC_CONTEXT(o)->traps_dict);
    VISIT(DEC_CONTEXT(o)->flags_dict);
    return 0;
}

/* ---- attributes ---- */

enum ContextField { FIELD_PREC, FIELD_EMAX, FIELD_EMIN, FIELD_CAPITALS, FIELD_CLAMP };

static bool set_number(VM *vm, DecimalContext *c, enum ContextField field, Object *o) {
    static const struct {
        int64_t min, max;
        const char *message;
    } ranges[] = {
        {1, DEC_MAX_PREC, "valid range for prec is [1, MAX_PREC]"},
        {0, DEC_MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]"},
        {DEC_MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]"},
        {0, 1, "valid values for capitals are 0 or 1"},
        {0, 1, "valid values for clamp are 0 or 1"},
    };
    int64_t v;
    if (!is_int(vm, o)) {
        raise(vm, EXC_TypeError, "an integer is required");
        return false;
    }
    if (!int_as_i64(o, &v)) {
        raise(vm, EXC_OverflowError, "Python int too large to convert to C ssize_t");
        return false;
    }
    if (v < ranges[field].min || v > ranges[field].max) {
        raise(vm, EXC_ValueError, "%s", ranges[field].message);
        return false;
    }
    switch (field) {
    case FIELD_PREC:
        c->s.prec = v;
        break;
    case FIELD_EMAX:
        c->s.emax = v;
        break;
    case FIELD_EMIN:
        c->s.emin = v;
        break;
    case FIELD_CAPITALS:
        c->s.capitals = (uint8_t)v;
        break;
    default:
        c->s.clamp = (uint8_t)v;
        break;
    }
    return true;
}

bool decimal_rounding_from(VM *vm, Object *o, uint8_t *rounding) {
    for (uint8_t i = 0; is_str(vm, o) && i < ROUNDING_COUNT; i++) {
        if (str_equal_ascii(o, decimal_rounding_names[i])) {
            *rounding = i;
            return true;
        }
    }
    raise(vm, EXC_TypeError,
          "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n"
          "   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]");
    return false;
}

static Object *get_number(VM *vm, Object *o, void *field) {
    const Settings *s = &DEC_CONTEXT(o)->s;
    switch ((enum ContextField)(uintptr_t)field) {
    case FIELD_PREC:
        return int_from_i64(vm, s->prec);
    case FIELD_EMAX:
        return int_from_i64(vm, s->emax);
    case FIELD_EMIN:
        return int_from_i64(vm, s->emin);
    case FIELD_CAPITALS:
        return int_from_i64(vm, s->capitals);
    default:
        return int_from_i64(vm, s->clamp);
    }
}
static int put_number(VM *vm, Object *o, Object *value, void *field) {
    return set_number(vm, DEC_CONTEXT(o), (enum ContextField)(uintptr_t)field, value) ? 0 : -1;
}
static Object *get_rounding(VM *vm, Object *o, void *closure) {
    UNUSED(closure);
    return str_intern_cstr(vm, decimal_rounding_names[DEC_CONTEXT(o)->s.rounding]);
}
static int put_rounding(VM *vm, Object *o, Object *value, void *closure) {
    UNUSED(closure);
    return decimal_rounding_from(vm, value, &DEC_CONTEXT(o)->s.rounding) ? 0 : -1;
}

static Object *get_signals(VM *vm, Object *o, void *traps) {
    DecimalContext *c = DEC_CONTEXT(o);
    Object **place = traps ? &c->traps_dict : &c->flags_dict;
    if (!*place) {
        *place = signals_make(vm, traps ? &c->traps : &c->status);
    }
    xincref(*place);
    return *place;
}
static int put_signals(VM *vm, Object *o, Object *value, void *traps) {
    uint32_t word;
    if (!signals_value(vm, value, &word)) {
        return -1;
    }
    *(traps ? &DEC_CONTEXT(o)->traps : &DEC_CONTEXT(o)->status) = word;
    return 0;
}

#define NUMBER_FIELD(name, field)                                                                  \
    { name, get_number, put_number, NULL, (void *)(uintptr_t)(field) }
static const GetSetDef context_getset[] = {
    NUMBER_FIELD("prec", FIELD_PREC),
    NUMBER_FIELD("Emax", FIELD_EMAX),
    NUMBER_FIELD("Emin", FIELD_EMIN),
    {"rounding", get_rounding, put_rounding, NULL, NULL},
    NUMBER_FIELD("capitals", FIELD_CAPITALS),
    NUMBER_FIELD("clamp", FIELD_CLAMP),
    {"flags", get_signals, put_signals, NULL, NULL},
    {"traps", get_signals, put_signals, NULL, (void *)1},
    {0},
};

static int context_setattro(VM *vm, Object *o, Object *name, Object *value) {
    if (!value) {
        raise(vm, EXC_AttributeError, "context attributes cannot be deleted");
        return -1;
    }
    return object_generic_setattr(vm, o, name, value);
}

/* Sets what is given (not NULL, not None). */
static bool configure(VM *vm, DecimalContext *c, Object *const values[8]) {
    static const int8_t fields[] = {FIELD_PREC,     -1,          FIELD_EMIN, FIELD_EMAX,
                                    FIELD_CAPITALS, FIELD_CLAMP, -2,         -3};
    for (size_t n = 0; n < COUNT_OF(fields); n++) {
        size_t i = n < 6 ? n : 13 - n; /* the traps before the flags */
        Object *v = values[i];
        bool ok;
        if (!v || v == vm->none) {
            continue;
        }
        switch (fields[i]) {
        case -1:
            ok = decimal_rounding_from(vm, v, &c->s.rounding);
            break;
        case -2:
            ok = signals_argument(vm, v, &c->status);
            break;
        case -3:
            ok = signals_argument(vm, v, &c->traps);
            break;
        default:
            ok = set_number(vm, c, (enum ContextField)fields[i], v);
            break;
        }
        if (!ok) {
            return false;
        }
    }
    return true;
}

static int context_init(VM *vm, Object *o, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"prec",  "rounding", "Emin",  "Emax", "capitals",
                                        "clamp", "flags",    "traps", NULL};
    Object *v[8] = {NULL};
    if (!args_parse(vm, "", names, "|OOOOOOOO", args, nargs, kwnames, &v[0], &v[1], &v[2], &v[3],
                    &v[4], &v[5], &v[6], &v[7])) {
        return -1;
    }
    return configure(vm, DEC_CONTEXT(o), v) ? 0 : -1;
}

/* ---- text, pickles ---- */

/* The names of a status, in brackets and in the order of libmpdec's flags. */
static bool add_signal_names(StrBuilder *b, uint32_t status) {
    static const uint8_t order[DEC_SIGNAL_COUNT] = {8, 0, 2, 6, 1, 3, 7, 5, 4};
    bool ok = str_builder_char(b, '['), first = true;
    for (size_t i = 0; ok && i < DEC_SIGNAL_COUNT; i++) {
        if (status & signal_mask(order[i])) {
            ok = (first || str_builder_cstr(b, ", ")) &&
                 str_builder_cstr(b, decimal_status_names[order[i]]);
            first = false;
        }
    }
    return ok && str_builder_char(b, ']');
}

static Object *context_repr(VM *vm, Object *o) {
    const DecimalContext *c = DEC_CONTEXT(o);
    StrBuilder b;
    Object *result = NULL;
    str_builder_init(&b, vm);
    Object *numbers = str_format(
        vm, "Context(prec=%lld, rounding=%s, Emin=%lld, Emax=%lld, capitals=%d, clamp=%d, flags=",
        (long long)c->s.prec, decimal_rounding_names[c->s.rounding], (long long)c->s.emin,
        (long long)c->s.emax, c->s.capitals, c->s.clamp);
    if (numbers && str_builder_str(&b, numbers) && add_signal_names(&b, c->status) &&
        str_builder_cstr(&b, ", traps=") && add_signal_names(&b, c->traps) &&
        str_builder_char(&b, ')')) {
        result = str_builder_finish(&b);
    }
    xdecref(vm, numbers);
    str_builder_deinit(&b);
    return result;
}

Object *decimal_context_copy(VM *vm, Object *o) {
    DecimalContext *c = decimal_context_new(vm, vm->lib->types[LIB_DECIMAL_CONTEXT]);
    if (c) {
        c->s = DEC_CONTEXT(o)->s;
        c->traps = DEC_CONTEXT(o)->traps;
        c->status = DEC_CONTEXT(o)->status;
    }
    return OBJ(c);
}

Object *decimal_context_reduce(VM *vm, Object *o) {
    const DecimalContext *c = DEC_CONTEXT(o);
    Object *args = pack_steal(vm, 8, int_from_i64(vm, c->s.prec), get_rounding(vm, o, NULL),
                              int_from_i64(vm, c->s.emin), int_from_i64(vm, c->s.emax),
                              int_from_i64(vm, c->s.capitals), int_from_i64(vm, c->s.clamp),
                              signal_list(vm, c->status), signal_list(vm, c->traps));
    return pack_steal(vm, 2, new_ref(OBJ(type_of(vm, o))), args);
}

Object *decimal_clear_flags(VM *vm, Object *o) {
    DEC_CONTEXT(o)->status = 0;
    return none_ref(vm);
}
Object *decimal_clear_traps(VM *vm, Object *o) {
    DEC_CONTEXT(o)->traps = 0;
    return none_ref(vm);
}

const TypeSpec decimal_context_spec = {
    .name = "decimal.Context",
    .doc = "Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, "
           "flags=None, traps=None)\n--\n\n"
           "The settings of decimal arithmetic; what is None is as in DefaultContext.",
    .flags = TYPE_CONTAINER | TYPE_BASE | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(DecimalContext),
    .slots = {.dealloc = context_dealloc,
              .traverse = context_traverse,
              .new = context_new,
              .init = context_init,
              .repr = context_repr,
              .setattro = context_setattro},
    .methods = decimal_context_methods,
    .getset = context_getset,
};

/* ------------------------------------------------------------------ the current context */

static bool set_current(VM *vm, Object *context) {
    Object *set = str_intern_cstr(vm, "set");
    Object *token = set ? call_method1(vm, vm->lib->decimal_variable, set, context) : NULL;
    xdecref(vm, set);
    xdecref(vm, token);
    return token != NULL;
}

static Object *fresh_copy(VM *vm, Object *context) {
    Object *copy = decimal_context_copy(vm, context);
    if (copy) {
        DEC_CONTEXT(copy)->status = 0;
    }
    return copy;
}

DecimalContext *decimal_context_slow(VM *vm) {
    Lib *lib = vm->lib;
    if (!lib || !lib->decimal_variable) {
        raise(vm, EXC_RuntimeError, "the module of this type has gone");
        return NULL;
    }
    Object *context = call_method1(vm, lib->decimal_variable, ID(vm, get), vm->none);
    if (context == vm->none) { /* the first time in this contextvars.Context */
        decref(vm, context);
        context = fresh_copy(vm, lib->decimal_templates[0]);
        if (context && !set_current(vm, context)) {
            clear_ref(vm, context);
        }
    } else if (context && !decimal_context_is(vm, context)) {
        raise(vm, EXC_TypeError, "the current decimal context is not a Context");
        clear_ref(vm, context);
    }
    if (!context) {
        return NULL;
    }
    lib->decimal_context = context;
    lib->decimal_context_epoch = vm->interp->context_epoch;
    decref(vm, context); /* the variable holds it */
    return DEC_CONTEXT(context);
}

DecimalContext *decimal_context_of(VM *vm, Object *o) {
    if (o == vm->none) {
        return decimal_context(vm);
    }
    if (!decimal_context_is(vm, o)) {
        raise(vm, EXC_TypeError, "optional argument must be a context");
        return NULL;
    }
    return DEC_CONTEXT(o);
}

Object *decimal_getcontext(VM *vm, Object *module) {
    UNUSED(module);
    Object *context = OBJ(decimal_context(vm));
    xincref(context);
    return context;
}

Object *decimal_setcontext(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    if (!decimal_context_is(vm, o)) {
        return raise(vm, EXC_TypeError, "argument must be a context");
    }
    bool shared = false;
    for (size_t i = 0; i < COUNT_OF(vm->lib->decimal_templates); i++) {
        shared = shared || o == vm->lib->decimal_templates[i];
    }
    Object *context = shared ? fresh_copy(vm, o) : new_ref(o);
    bool ok = context && set_current(vm, context);
    xdecref(vm, context);
    return ok ? none_ref(vm) : NULL;
}

/* ------------------------------------------------------------------ localcontext() */

typedef struct Manager {
    Object head;
    Object *local, *outer;
} Manager;

#define MANAGER_FIELDS(X)                                                                          \
    X(local)                                                                                       \
    X(outer)
TYPE_MEMORY(manager, Manager, MANAGER_FIELDS)

Object *decimal_localcontext(VM *vm, Object *module, Object *const *args, size_t nargs,
                             Object *kwnames) {
    static const char *const names[] = {"ctx",      "prec",  "rounding", "Emin",  "Emax",
                                        "capitals", "clamp", "flags",    "traps", NULL};
    Object *where = vm->none, *v[8] = {NULL};
    UNUSED(module);
    if (!args_parse(vm, "", names, "|OOOOOOOOO", args, nargs, kwnames, &where, &v[0], &v[1], &v[2],
                    &v[3], &v[4], &v[5], &v[6], &v[7])) {
        return NULL;
    }
    Object *outer = OBJ(decimal_context(vm));
    Object *base = outer ? OBJ(decimal_context_of(vm, where)) : NULL;
    if (!base) {
        return NULL;
    }
    incref(outer);
    Object *local = decimal_context_copy(vm, base);
    Manager *m = NULL;
    if (local && configure(vm, DEC_CONTEXT(local), v)) {
        m = object_alloc(vm, vm->lib->types[LIB_DECIMAL_MANAGER], sizeof *m);
    }
    if (!m) {
        xdecref(vm, local);
        decref(vm, outer);
        return NULL;
    }
    m->local = local;
    m->outer = outer;
    gc_track(vm, m);
    return OBJ(m);
}

static Object *manager_enter(VM *vm, Object *o) {
    Object *local = ((Manager *)o)->local;
    return set_current(vm, local) ? new_ref(local) : NULL;
}
static Object *manager_exit(VM *vm, Object *o, Object *const *args, size_t nargs) {
    UNUSED(args);
    UNUSED(nargs);
    return set_current(vm, ((Manager *)o)->outer) ? bool_ref(vm, false) : NULL;
}

static const MethodDef manager_methods[] = {
    METHOD_NOARGS("__enter__", manager_enter, NULL),
    METHOD_FAST("__exit__", manager_exit, NULL),
    {0},
};

const TypeSpec decimal_manager_spec = {
    .name = "decimal.ContextManager",
    .flags = TYPE_CONTAINER | TYPE_NO_NEW | TYPE_IMMUTABLE | TYPE_PERMANENT,
    .size = sizeof(Manager),
    .slots = {.dealloc = manager_dealloc, .traverse = manager_traverse},
    .methods = manager_methods,
};
