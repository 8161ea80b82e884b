/* The module atexit. The VM calls _run_exitfuncs when it ends. */
#include "lib/module_make.h"
#include "lib/modules.h"
#include "object/abstract.h"
#include "types/dict.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str.h"
#include "types/tuple.h"

/* The functions lie in a list in the module's dict under a name no program writes: tuples
 * (function, args, kwargs or None), the first to be registered first. */
#define LIST_NAME "<functions>"

/* New reference. */
static Object *functions(VM *vm, Object *module) {
    Object *list = dict_get_cstr(vm, ((Module *)module)->dict, LIST_NAME);
    return list && is_exact(list, SHAPE_LIST)
               ? new_ref(list)
               : raise(vm, EXC_RuntimeError, "the module atexit has ended");
}

static Object *keywords_dict(VM *vm, Object *const *values, Object *kwnames) {
    Object *dict = dict_new(vm);
    for (size_t i = 0; dict && i < TUPLE_LEN(kwnames); i++) {
        if (dict_set(vm, dict, TUPLE_ITEM(kwnames, i), values[i]) < 0) {
            clear_ref(vm, dict);
        }
    }
    return dict;
}

static Object *atexit_register(VM *vm, Object *module, Object *const *args, size_t nargs,
                               Object *kwnames) {
    if (nargs == 0) {
        return raise(vm, EXC_TypeError, "register() takes at least 1 argument (0 given)");
    }
    if (!object_is_callable(vm, args[0])) {
        return raise(vm, EXC_TypeError, "the first argument must be callable");
    }
    Object *list = functions(vm, module);
    if (!list) {
        return NULL;
    }
    Object *entry = pack_steal(vm, 3, new_ref(args[0]), tuple_from(vm, args + 1, nargs - 1),
                               kwnames ? keywords_dict(vm, args + nargs, kwnames) : none_ref(vm));
    int done = entry ? list_append_steal(vm, list, entry) : -1;
    decref(vm, list);
    return done < 0 ? NULL : new_ref(args[0]);
}

/* Takes the entry at i out. */
static void remove_entry(VM *vm, Object *list, size_t i) {
    Object *entry = LIST_ITEM(list, i);
    for (size_t k = i + 1; k < LIST_LEN(list); k++) {
        LIST_ITEM(list, k - 1) = LIST_ITEM(list, k);
    }
    LIST(list)->len--;
    decref(vm, entry);
}

static Object *atexit_unregister(VM *vm, Object *module, Object *function) {
    Object *list = functions(vm, module);
    for (size_t i = 0; list && i < LIST_LEN(list);) {
        Object *entry = new_ref(LIST_ITEM(list, i));
        int same = object_compare_bool(vm, TUPLE_ITEM(entry, 0), function, CMP_EQ);
        if (same > 0 && i < LIST_LEN(list) && LIST_ITEM(list, i) == entry) {
            remove_entry(vm, list, i);
        } else {
            i++;
        }
        decref(vm, entry);
        if (same < 0) {
            decref(vm, list);
            return NULL;
        }
    }
    if (!list) {
        return NULL;
    }
    decref(vm, list);
    return none_ref(vm);
}

static Object *run_exitfuncs(VM *vm, Object *module) {
    Object *list = functions(vm, module);
    while (list && LIST_LEN(list) > 0) {
        Object *entry = new_ref(LIST_ITEM(list, LIST_LEN(list) - 1));
        remove_entry(vm, list, LIST_LEN(list) - 1);
        Object *kwargs = TUPLE_ITEM(entry, 2);
        Object *result = call_ex(vm, TUPLE_ITEM(entry, 0), TUPLE_ITEM(entry, 1),
                                 kwargs == vm->none ? NULL : kwargs);
        if (!result) {
            error_unraisable(vm, TUPLE_ITEM(entry, 0));
        }
        xdecref(vm, result);
        decref(vm, entry);
    }
    if (!list) {
        return NULL;
    }
    decref(vm, list);
    return none_ref(vm);
}

static Object *atexit_clear(VM *vm, Object *module) {
    Object *list = functions(vm, module);
    while (list && LIST_LEN(list) > 0) {
        remove_entry(vm, list, LIST_LEN(list) - 1);
    }
    if (!list) {
        return NULL;
    }
    decref(vm, list);
    return none_ref(vm);
}

static Object *count_callbacks(VM *vm, Object *module) {
    Object *list = functions(vm, module);
    Object *result = list ? int_from_i64(vm, LIST_LEN(list)) : NULL;
    xdecref(vm, list);
    return result;
}

static const MethodDef methods[] = {
    METHOD_KW("register", atexit_register,
              "register(func, *args, **kwargs) -> func\n\n"
              "func(*args, **kwargs) will be called when the program ends, last one first."),
    METHOD_O("unregister", atexit_unregister, "Forget all calls of the function."),
    METHOD_NOARGS("_run_exitfuncs", run_exitfuncs, "Make the calls now."),
    METHOD_NOARGS("_clear", atexit_clear, "Forget all calls."),
    METHOD_NOARGS("_ncallbacks", count_callbacks, "The number of calls."),
    {0},
};

Object *module_atexit(VM *vm) {
    Object *m = module_make(vm, "atexit", "Calls to be made when the program ends.", methods);
    if (m && module_add(vm, m, LIST_NAME, list_new(vm, 0)) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
