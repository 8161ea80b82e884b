/* The module _decimal: decimal arithmetic. */
#include "lib/decimal.h"
#include "lib/exception_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "object/shape.h"
#include "types/dict.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

static const MethodDef functions[] = {
    METHOD_NOARGS("getcontext", decimal_getcontext,
                  "getcontext($module, /)\n--\n\nThe current context."),
    METHOD_O("setcontext", decimal_setcontext,
             "setcontext($module, context, /)\n--\n\nMakes a context the current one."),
    METHOD_KW("localcontext", decimal_localcontext,
              "localcontext($module, /, ctx=None, **kwargs)\n--\n\n"
              "For with statements: a copy of the context is the current one inside."),
    {0},
};

/* ---- exceptions ---- */

static Object *bases_of(VM *vm, int i) {
    Object **s = vm->lib->decimal_signals;
    Object *base = vm->lib->decimal_exception;
    switch (i) {
    case 1: /* FloatOperation */
        return tuple_pack(vm, 2, base, EXC(vm, TypeError));
    case 2: /* DivisionByZero */
        return tuple_pack(vm, 2, base, EXC(vm, ZeroDivisionError));
    case 3: /* Overflow */
        return tuple_pack(vm, 2, s[6], s[7]);
    case 4: /* Underflow */
        return tuple_pack(vm, 3, s[6], s[7], s[5]);
    case 11: /* DivisionUndefined */
        return tuple_pack(vm, 2, s[0], EXC(vm, ZeroDivisionError));
    default:
        return tuple_pack(vm, 1, i > 8 ? s[0] : base);
    }
}

static bool add_exceptions(VM *vm, Object *m) {
    static const uint8_t order[DEC_STATUS_COUNT] = {8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 10, 11, 12};
    Lib *lib = vm->lib;
    if (!exception_make(vm, &lib->decimal_exception, "decimal", "DecimalException",
                        EXC(vm, ArithmeticError)) ||
        module_add(vm, m, "DecimalException", new_ref(lib->decimal_exception)) < 0) {
        return false;
    }
    for (size_t i = 0; i < DEC_STATUS_COUNT; i++) { /* bases first */
        int which = order[i];
        const char *name = decimal_status_names[which];
        Object **place = &lib->decimal_signals[which];
        if (!exception_make_from(vm, place, "decimal", name, *place ? NULL : bases_of(vm, which)) ||
            module_add(vm, m, name, new_ref(*place)) < 0) {
            return false;
        }
    }
    return true;
}

/* ---- what comes from other modules ---- */

static Object *import_attribute(VM *vm, const char *module, const char *name) {
    Object *m = import_dotted(vm, module);
    Object *value = m ? object_getattr_utf8(vm, m, name) : NULL;
    xdecref(vm, m);
    return value;
}

/* numbers.Number.register(Decimal) */
static bool register_number(VM *vm) {
    Object *number = import_attribute(vm, "numbers", "Number");
    Object *name = number ? str_intern_cstr(vm, "register") : NULL;
    Object *result = name ? call_method1(vm, number, name, OBJ(vm->lib->types[LIB_DECIMAL])) : NULL;
    xdecref(vm, name);
    xdecref(vm, number);
    xdecref(vm, result);
    return result != NULL;
}

/* class SignalDict(SignalDictMixin, MutableMapping) */
static Object *make_signal_dict(VM *vm) {
    Object *mapping = import_attribute(vm, "collections.abc", "MutableMapping");
    Object *name = mapping ? str_from_cstr(vm, "SignalDict") : NULL;
    Object *bases = name ? tuple_pair(vm, OBJ(vm->lib->types[LIB_DECIMAL_SIGNALS]), mapping) : NULL;
    Object *dict = bases ? dict_new(vm) : NULL;
    Object *result = NULL;
    if (dict) {
        Object *args[] = {name, bases, dict};
        result = call(vm, OBJ(type_of(vm, mapping)), args, 3, NULL);
    }
    xdecref(vm, dict);
    xdecref(vm, bases);
    xdecref(vm, name);
    xdecref(vm, mapping);
    return result;
}

/* DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent", module="decimal") */
static Object *make_tuple_type(VM *vm) {
    Object *make = import_attribute(vm, "collections", "namedtuple");
    Object *args[3] = {str_from_cstr(vm, "DecimalTuple"), str_from_cstr(vm, "sign digits exponent"),
                       str_from_cstr(vm, "decimal")};
    Object *key = str_from_cstr(vm, "module"), *names = key ? tuple_pack(vm, 1, key) : NULL;
    Object *result =
        make && args[0] && args[1] && args[2] && names ? call(vm, make, args, 2, names) : NULL;
    xdecref(vm, names);
    xdecref(vm, key);
    for (int i = 0; i < 3; i++) {
        xdecref(vm, args[i]);
    }
    xdecref(vm, make);
    return result;
}

static Object *make_variable(VM *vm) {
    Object *cls = import_attribute(vm, "_contextvars", "ContextVar");
    Object *name = cls ? str_from_cstr(vm, "decimal_context") : NULL;
    Object *result = name ? call1(vm, cls, name) : NULL;
    xdecref(vm, name);
    xdecref(vm, cls);
    return result;
}

static Object *make_power_list(VM *vm) {
    Object *items[POWER_CACHE_LEN + 1];
    for (size_t i = 0; i < COUNT_OF(items); i++) {
        items[i] = vm->none;
    }
    return list_from(vm, items, COUNT_OF(items));
}

/* Keeps what make gives, unless it is there from an earlier import. */
static bool keep(VM *vm, Object **place, Object *(*make)(VM *vm)) {
    if (!*place) {
        *place = lib_keep(vm, make(vm));
    }
    return *place != NULL;
}

/* ---- contexts ---- */

static bool add_contexts(VM *vm, Object *m) {
    static const char *const names[] = {"DefaultContext", "BasicContext", "ExtendedContext"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Object **place = &vm->lib->decimal_templates[i];
        if (!*place) {
            DecimalContext *c = decimal_context_new(vm, vm->lib->types[LIB_DECIMAL_CONTEXT]);
            if (!c) {
                return false;
            }
            if (i) {
                c->s.prec = 9;
                c->s.rounding = i == 1 ? ROUND_HALF_UP : ROUND_HALF_EVEN;
                c->traps = i == 1 ? c->traps | DEC_CLAMPED | DEC_UNDERFLOW : 0;
            }
            *place = lib_keep(vm, c);
        }
        if (!*place || module_add(vm, m, names[i], new_ref(*place)) < 0) {
            return false;
        }
    }
    return true;
}

static bool add_constants(VM *vm, Object *m) {
    static const IntConstant limits[] = {
        {"MAX_PREC", DEC_MAX_PREC},
        {"MAX_EMAX", DEC_MAX_EMAX},
        {"MIN_EMIN", DEC_MIN_EMIN},
        {"MIN_ETINY", DEC_MIN_ETINY},
    };
    if (!module_add_ints(vm, m, limits, COUNT_OF(limits)) ||
        module_add(vm, m, "HAVE_CONTEXTVAR", bool_ref(vm, true)) < 0 ||
        module_add(vm, m, "HAVE_THREADS", bool_ref(vm, true)) < 0 ||
        module_add(vm, m, "__version__", str_from_cstr(vm, "1.70")) < 0 ||
        module_add(vm, m, "__libmpdec_version__", str_from_cstr(vm, "2.5.1")) < 0) {
        return false;
    }
    for (size_t i = 0; i < ROUNDING_COUNT; i++) {
        const char *name = decimal_rounding_names[i];
        if (module_add(vm, m, name, str_intern_cstr(vm, name)) < 0) {
            return false;
        }
    }
    return true;
}

static bool fill(VM *vm, Object *m) {
    Lib *lib = vm->lib;
    if (!module_make_type(vm, m, &decimal_spec, LIB_DECIMAL) ||
        !module_make_type(vm, m, &decimal_context_spec, LIB_DECIMAL_CONTEXT) ||
        !module_make_hidden_type(vm, &decimal_signals_spec, LIB_DECIMAL_SIGNALS) ||
        !module_make_hidden_type(vm, &decimal_manager_spec, LIB_DECIMAL_MANAGER)) {
        return false;
    }
    lib->decimal_shape = lib->types[LIB_DECIMAL]->root_shape->number;
    if (!lib->decimal_rational) {
        Object *rational = import_attribute(vm, "numbers", "Rational");
        if (!(lib->decimal_rational = lib_keep(vm, rational))) {
            return false;
        }
    }
    return add_exceptions(vm, m) && register_number(vm) &&
           keep(vm, &lib->decimal_signal_dict, make_signal_dict) &&
           keep(vm, &lib->decimal_tuple, make_tuple_type) &&
           keep(vm, &lib->decimal_variable, make_variable) &&
           keep(vm, &lib->decimal_powers, make_power_list) &&
           module_add(vm, m, "DecimalTuple", new_ref(lib->decimal_tuple)) == 0 &&
           add_contexts(vm, m) && add_constants(vm, m);
}

Object *module_decimal(VM *vm) {
    Object *m = module_make(vm, "_decimal", "C decimal arithmetic module", functions);
    if (m && !fill(vm, m)) {
        clear_ref(vm, m);
    }
    return m;
}
