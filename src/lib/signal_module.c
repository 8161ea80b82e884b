/* The module _signal.
 *
 * Handlers written in Python are called by raise_signal, and default_int_handler by Ctrl-C; signals
 * from outside find the system's default action or are ignored: a handler in C would need state
 * that all VMs share. */
#define raise system_raise /* the one of the C library; ours is another */
#include <signal.h>
#undef raise
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/exception.h"
#include "types/int.h"
#include "types/set.h"
#include "types/str.h"
#include "vm/interp.h"

#define HANDLERS "<handlers>" /* in the module's dict: a dict of numbers and handlers */

static bool signal_number(VM *vm, Object *o, int *number) {
    int64_t value = number_as_i64(vm, o, EXC_OverflowError);
    if (error_occurred(vm)) {
        return false;
    }
    if (value < 1 || value >= NSIG) {
        raise(vm, EXC_ValueError, "signal number out of range");
        return false;
    }
    *number = (int)value;
    return true;
}

/* Borrowed. */
static Object *handlers(VM *vm, Object *module) {
    Object *dict = dict_get_cstr(vm, ((Module *)module)->dict, HANDLERS);
    return dict && is_exact(dict, SHAPE_DICT)
               ? dict
               : raise(vm, EXC_RuntimeError, "the module _signal has ended");
}

/* The handler of a signal: new reference. */
static Object *handler_of(VM *vm, Object *module, int number) {
    Object *dict = handlers(vm, module);
    Object *key = dict ? int_from_i64(vm, number) : NULL;
    Object *handler = key ? dict_get(vm, dict, key) : NULL;
    xdecref(vm, key);
    if (handler) {
        return new_ref(handler);
    }
    struct sigaction old;
    if (error_occurred(vm)) {
        return NULL;
    }
    if (sigaction(number, NULL, &old) != 0) {
        return none_ref(vm);
    }
    return int_from_i64(vm, old.sa_handler == SIG_IGN ? 1 : 0);
}

static int set_handler(VM *vm, Object *module, int number, Object *handler) {
    Object *dict = handlers(vm, module);
    Object *key = dict ? int_new_own(vm, number) : NULL;
    int result = key ? dict_set(vm, dict, key, handler) : -1;
    xdecref(vm, key);
    return result;
}

/* SIG_DFL and SIG_IGN take effect at once; SIGINT is left as the command has set it up. */
static int install(VM *vm, int number, Object *handler) {
    int64_t value;
    if (!is_int(vm, handler)) {
        if (!object_is_callable(vm, handler)) {
            raise(vm, EXC_TypeError,
                  "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a "
                  "callable object");
            return -1;
        }
        return 0;
    }
    if (!int_as_i64(handler, &value) || value < 0 || value > 1) {
        raise(vm, EXC_TypeError,
              "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
        return -1;
    }
    struct sigaction action = {.sa_handler = value ? SIG_IGN : SIG_DFL};
    if (sigaction(number, &action, NULL) != 0) {
        raise_os_error(vm, errno, NULL);
        return -1;
    }
    return 0;
}

static Object *signal_(VM *vm, Object *module, Object *const *args, size_t nargs) {
    int number;
    if (!args_count(vm, "signal", nargs, 2, 2) || !signal_number(vm, args[0], &number)) {
        return NULL;
    }
    Object *old = handler_of(vm, module, number);
    if (old && (install(vm, number, args[1]) < 0 || set_handler(vm, module, number, args[1]) < 0)) {
        clear_ref(vm, old);
    }
    return old;
}

static Object *getsignal(VM *vm, Object *module, Object *o) {
    int number;
    return signal_number(vm, o, &number) ? handler_of(vm, module, number) : NULL;
}

static Object *raise_signal(VM *vm, Object *module, Object *o) {
    int number;
    if (!signal_number(vm, o, &number)) {
        return NULL;
    }
    Object *handler = handler_of(vm, module, number);
    if (!handler) {
        return NULL;
    }
    Object *result = NULL;
    if (is_int(vm, handler) || handler == vm->none) {
        if (kill(getpid(), number) != 0) {
            raise_os_error(vm, errno, NULL);
        } else if (interp_pending(vm)) {
            result = none_ref(vm);
        }
    } else {
        Object *key = int_from_i64(vm, number);
        Object *answer = key ? call2(vm, handler, key, vm->none) : NULL;
        result = answer ? none_ref(vm) : NULL;
        xdecref(vm, answer);
        xdecref(vm, key);
    }
    decref(vm, handler);
    return result;
}

static Object *default_int_handler(VM *vm, Object *module, Object *const *args, size_t nargs) {
    UNUSED(module);
    UNUSED(args);
    if (!args_count(vm, "default_int_handler", nargs, 2, 2)) {
        return NULL;
    }
    Object *exc = exception_new(vm, EXC_KeyboardInterrupt, NULL, 0);
    if (exc) {
        raise_instance(vm, exc);
        decref(vm, exc);
    }
    return NULL;
}

static Object *strsignal_(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    int number;
    if (!signal_number(vm, o, &number)) {
        return NULL;
    }
    const char *text = strsignal(number);
    return text && strncmp(text, "Unknown", 7) != 0 ? str_from_cstr(vm, text) : none_ref(vm);
}

static Object *valid_signals(VM *vm, Object *module) {
    UNUSED(module);
    Object *set = set_new(vm, NULL);
    sigset_t all;
    sigfillset(&all);
    for (int i = 1; set && i < NSIG; i++) {
        if (!sigismember(&all, i)) {
            continue;
        }
        Object *number = int_from_i64(vm, i);
        if (!number || set_add(vm, set, number) < 0) {
            clear_ref(vm, set);
        }
        xdecref(vm, number);
    }
    return set;
}

static Object *alarm_(VM *vm, Object *module, Object *o) {
    UNUSED(module);
    int64_t seconds = number_as_i64(vm, o, EXC_OverflowError);
    return error_occurred(vm) ? NULL : int_from_i64(vm, alarm((unsigned)seconds));
}

static const MethodDef methods[] = {
    METHOD_FAST("signal", signal_, "Set the handler of a signal; the old one."),
    METHOD_O("getsignal", getsignal, "The handler of a signal."),
    METHOD_O("raise_signal", raise_signal, "Send a signal to this process."),
    METHOD_FAST("default_int_handler", default_int_handler, "Raises KeyboardInterrupt."),
    METHOD_O("strsignal", strsignal_, "What a signal means."),
    METHOD_NOARGS("valid_signals", valid_signals, "The numbers there are."),
    METHOD_O("alarm", alarm_, "Have SIGALRM sent in so many seconds."),
    {0},
};

static const IntConstant constants[] = {
#define C(name) {#name, name},
    C(SIGHUP) C(SIGINT) C(SIGQUIT) C(SIGILL) C(SIGTRAP) C(SIGIOT) C(SIGABRT) C(SIGFPE) C(SIGKILL)
        C(SIGBUS) C(SIGSEGV) C(SIGSYS) C(SIGPIPE) C(SIGALRM) C(SIGTERM) C(SIGUSR1) C(SIGUSR2)
            C(SIGCHLD) C(SIGPWR) C(SIGIO) C(SIGURG) C(SIGWINCH) C(SIGSTOP) C(SIGTSTP) C(SIGCONT)
                C(SIGTTIN) C(SIGTTOU) C(SIGVTALRM) C(SIGPROF) C(SIGXCPU) C(SIGXFSZ) C(NSIG)
                    C(SIG_BLOCK) C(SIG_UNBLOCK) C(SIG_SETMASK)
#undef C
                        {"SIGCLD", SIGCHLD},
    {"SIGPOLL", SIGIO},
    {"SIGSTKFLT", 16},
    {"SIG_DFL", 0},
    {"SIG_IGN", 1},
};

Object *module_signal(VM *vm) {
    Object *m = module_make(vm, "_signal", "Signals, as far as one VM can have them.", methods);
    if (!m || module_add(vm, m, HANDLERS, dict_new(vm)) < 0 ||
        !module_add_ints(vm, m, constants, COUNT_OF(constants)) ||
        module_add(vm, m, "SIGRTMIN", int_new_own(vm, SIGRTMIN)) < 0 ||
        module_add(vm, m, "SIGRTMAX", int_new_own(vm, SIGRTMAX)) < 0) {
        goto fail;
    }
    Object *handler = dict_get_cstr(vm, ((Module *)m)->dict, "default_int_handler");
    if (!handler || set_handler(vm, m, SIGINT, handler) < 0) {
        goto fail;
    }
    return m;

fail:
    xdecref(vm, m);
    return NULL;
}
