/* Raising: the error being raised, guards against runaway recursion, errors nobody can catch. */
#include "object/error.h"
#include "object/c_stack.h"

#include <string.h>

#include "base/buffer.h"
#include "object/abstract.h"
#include "object/call.h"
#include "object/types.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/function.h"
#include "types/int.h"
#include "types/str.h"
#include "types/tuple.h"

Object *error_fetch(VM *vm) {
    Object *exc = vm->error;
    vm->error = NULL;
    return exc;
}

void error_restore(VM *vm, Object *exc) {
    set_ref(vm, vm->error, exc);
}

void error_clear(VM *vm) {
    clear_ref(vm, vm->error);
}

/* Makes exc (stolen) the error being raised, in the context of the exception being handled. */
static void raise_owned(VM *vm, Object *exc) {
    if (vm->handled && vm->handled != exc) {
        exception_set_context(vm, exc, new_ref(vm->handled));
    }
    error_restore(vm, exc);
}

static Object *raise_with(VM *vm, int exception, Object *const *args, size_t nargs) {
    if (!vm->exceptions[exception]) {
        return NULL; /* the VM is only starting: its start fails without a reason given */
    }
    Object *exc = exception_new(vm, exception, args, nargs);
    if (exc) {
        raise_owned(vm, exc);
    }
    return NULL;
}

Object *raise_object(VM *vm, int exception, Object *arg) {
    return raise_with(vm, exception, &arg, 1);
}

Object *raise(VM *vm, int exception, const char *format, ...) {
    va_list list;
    error_clear(vm);
    va_start(list, format);
    Object *message = str_format_list(vm, format, list);
    va_end(list);
    if (message) {
        raise_with(vm, exception, &message, 1);
        decref(vm, message);
    }
    return NULL;
}

/* An instance made from an exception class without arguments. */
static Object *instantiate(VM *vm, Object *cls) {
    Object *exc = call0(vm, cls);
    if (exc && !is_exception(vm, exc)) {
        raise(vm, EXC_TypeError,
              "calling %R should have returned an instance of BaseException, not %R", cls,
              OBJ(type_of(vm, exc)));
        decref(vm, exc);
        return NULL;
    }
    return exc;
}

Object *raise_instance(VM *vm, Object *exc) {
    if (is_type(vm, exc) && type_is_subtype((Type *)exc, EXC(vm, BaseException))) {
        exc = instantiate(vm, exc);
        if (exc) {
            raise_owned(vm, exc);
        }
    } else if (is_exception(vm, exc)) {
        raise_owned(vm, new_ref(exc));
    } else {
        raise(vm, EXC_TypeError, "exceptions must derive from BaseException");
    }
    return NULL;
}

Object *raise_memory_error(VM *vm) {
    Object *exc = memory_error_take(vm);
    if (exc) {
        raise_owned(vm, exc);
    }
    return NULL;
}

Object *raise_os_error(VM *vm, int error_number, Object *filename) {
    Object *args[3] = {NULL, NULL, filename};
    args[0] = int_from_i64(vm, error_number);
    args[1] = args[0] ? str_from_cstr(vm, strerror(error_number)) : NULL;
    if (args[1]) {
        raise_with(vm, EXC_OSError, args, filename ? 3 : 2);
    }
    xdecref(vm, args[0]);
    xdecref(vm, args[1]);
    return NULL;
}

Object *raise_stop_iteration(VM *vm, Object *value) {
    if (!value || value == vm->none) {
        return raise_with(vm, EXC_StopIteration, NULL, 0);
    }
    return raise_object(vm, EXC_StopIteration, value);
}

bool error_matches(VM *vm, int exception) {
    return vm->error && type_is_subtype(type_of(vm, vm->error), vm->exceptions[exception]);
}

bool error_clear_if(VM *vm, int exception) {
    if (!error_matches(vm, exception)) {
        return false;
    }
    error_clear(vm);
    return true;
}

bool exception_matches(VM *vm, Object *exc, Object *class_or_tuple) {
    if (is_tuple(vm, class_or_tuple)) {
        for (uint32_t i = 0; i < TUPLE_LEN(class_or_tuple); i++) {
            if (exception_matches(vm, exc, TUPLE_ITEM(class_or_tuple, i))) {
                return true;
            }
        }
        return false;
    }
    Type *cls = is_type(vm, exc) ? (Type *)exc : type_of(vm, exc);
    if (is_type(vm, class_or_tuple) && type_is_subtype(cls, EXC(vm, BaseException)) &&
        type_is_subtype((Type *)class_or_tuple, EXC(vm, BaseException))) {
        return type_is_subtype(cls, (Type *)class_or_tuple);
    }
    return exc == class_or_tuple;
}

/* ------------------------------------------------------------ errors that cannot be raised */

/* What sys.unraisablehook is given. */
static Object *unraisable_args(VM *vm, Object *exc, Object *where) {
    Object *traceback = ((Exception *)exc)->traceback;
    Object *dict = dict_new(vm);
    if (!dict) {
        return NULL;
    }
    Object *result = NULL;
    if (dict_set_cstr(vm, dict, "exc_type", OBJ(type_of(vm, exc))) == 0 &&
        dict_set_cstr(vm, dict, "exc_value", exc) == 0 &&
        dict_set_cstr(vm, dict, "exc_traceback", traceback ? traceback : vm->none) == 0 &&
        dict_set_cstr(vm, dict, "err_msg", vm->none) == 0 &&
        dict_set_cstr(vm, dict, "object", where ? where : vm->none) == 0) {
        result = namespace_new(vm, dict);
    }
    decref(vm, dict);
    return result;
}

/* The last resort: one line on standard error, without the traceback. */
static void print_plainly(VM *vm, Object *exc, Object *where) {
    Buffer buf;
    buffer_init(&buf);
    Object *line = where ? str_format(vm, "Exception ignored in: %R\n%T: %S\n", where, exc, exc)
                         : str_format(vm, "Exception ignored: %T: %S\n", exc, exc);
    size_t size;
    const char *text = line ? str_utf8(vm, line, &buf, &size, true) : NULL;
    if (text) {
        fwrite(text, 1, size, stderr);
    }
    error_clear(vm);
    xdecref(vm, line);
    buffer_deinit(&buf);
}

static void print_unraisable(VM *vm, Object *exc, Object *where) {
    if (vm->print_unraisable) {
        vm->print_unraisable(vm, exc, where);
        error_clear(vm);
    } else {
        print_plainly(vm, exc, where);
    }
}

void error_unraisable(VM *vm, Object *where) {
    if (vm->error && vm->trace_running && !((Exception *)vm->error)->traceback) {
        vm->trace_running(vm);
    }
    Object *exc = error_fetch(vm);
    if (!exc) {
        return;
    }
    Object *hook = vm->sys ? dict_get_str(vm, vm->sys, ID(vm, unraisablehook)) : NULL;
    if (!hook || hook == vm->none) {
        print_unraisable(vm, exc, where);
        decref(vm, exc);
        return;
    }
    incref(hook);
    Object *args = unraisable_args(vm, exc, where);
    Object *result = args ? call1(vm, hook, args) : NULL;
    xdecref(vm, args);
    if (!result) {
        Object *second = error_fetch(vm);
        print_unraisable(vm, args ? second : exc, args ? hook : where);
        xdecref(vm, second);
    }
    xdecref(vm, result);
    decref(vm, hook);
    decref(vm, exc);
}

/* ------------------------------------------------------------ recursion */

bool recursion_enter(VM *vm, const char *where) {
    if (UNLIKELY(++vm->recursion_depth > vm->recursion_limit)) {
        vm->recursion_depth--;
        raise(vm, EXC_RecursionError, "maximum recursion depth exceeded%s", where);
        return false;
    }
    if (UNLIKELY(!c_stack_enter(vm, where))) {
        vm->recursion_depth--;
        return false;
    }
    return true;
}

int repr_enter(VM *vm, Object *o) {
    for (uint32_t i = vm->repr_len; i-- > 0;) {
        if (vm->repr_stack[i] == o) {
            return 1;
        }
    }
    if (vm->repr_len == vm->repr_cap) {
        uint32_t cap = vm->repr_cap ? vm->repr_cap * 2 : 8;
        Object **stack = raw_realloc(vm, vm->repr_stack, vm->repr_cap * sizeof(Object *),
                                     cap * sizeof(Object *));
        if (!stack) {
            return -1;
        }
        vm->repr_stack = stack;
        vm->repr_cap = cap;
    }
    vm->repr_stack[vm->repr_len++] = o;
    return 0;
}

void repr_leave(VM *vm, Object *o) {
    uint32_t i = vm->repr_len;
    while (i-- > 0) {
        if (vm->repr_stack[i] == o) {
            memmove(vm->repr_stack + i, vm->repr_stack + i + 1,
                    (vm->repr_len - i - 1) * sizeof(Object *));
            vm->repr_len--;
            break;
        }
    }
    if (vm->repr_len == 0 && vm->repr_stack) {
        raw_free(vm, vm->repr_stack, vm->repr_cap * sizeof(Object *));
        vm->repr_stack = NULL;
        vm->repr_cap = 0;
    }
}
