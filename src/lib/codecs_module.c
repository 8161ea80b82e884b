/* The module _codecs: the registry of codecs and error handlers, and the codecs of C as functions.
 * What only concerns charmaps is in codecs_charmap.c. */
#include "lib/codecs_module.h"

#include "lib/lib.h"
#include "lib/modules.h"
#include "object/call.h"
#include "object/error.h"
#include "types/bytes.h"
#include "types/codec.h"
#include "types/dict.h"
#include "types/function.h"
#include "types/int.h"
#include "types/list.h"
#include "types/str_internal.h"
#include "types/tuple.h"
#include "vm/interp.h"

/* ------------------------------------------------------------------ the registry */

static bool make_registry(VM *vm) {
    if (!lib_init(vm)) {
        return false;
    }
    Lib *lib = vm->lib;
    return (lib->codec_search || (lib->codec_search = lib_keep(vm, list_new(vm, 0)))) &&
           (lib->codec_cache || (lib->codec_cache = lib_keep(vm, dict_new(vm)))) &&
           (lib->codec_errors || (lib->codec_errors = lib_keep(vm, dict_new(vm))));
}

/* Lower case, blanks as hyphens. */
static Object *normalised_name(VM *vm, Object *name) {
    StrBuilder b;
    str_builder_init(&b, vm);
    for (size_t i = 0; i < STR_LEN(name); i++) {
        uint32_t c = str_char(name, i);
        if (!str_builder_char(&b, c == ' ' ? '-' : c < 128 ? unicode_to_lower(c) : c)) {
            str_builder_deinit(&b);
            return NULL;
        }
    }
    return str_builder_finish(&b);
}

/* Asks the search functions. */
static Object *search(VM *vm, Object *name) {
    Object *functions = vm->lib->codec_search;
    for (size_t i = 0; i < LIST_LEN(functions); i++) {
        Object *function = new_ref(LIST_ITEM(functions, i));
        Object *info = call1(vm, function, name);
        decref(vm, function);
        if (!info) {
            return NULL;
        }
        if (info == vm->none) {
            decref(vm, info);
            continue;
        }
        if (!is_tuple(vm, info) || TUPLE_LEN(info) != 4) {
            decref(vm, info);
            return raise(vm, EXC_TypeError, "codec search functions must return 4-tuples");
        }
        return info;
    }
    return raise(vm, EXC_LookupError, "unknown encoding: %U", name);
}

/* The codec's tuple; the package `encodings` registers its search function when it is imported. */
static Object *lookup_name(VM *vm, Object *name) {
    if (!make_registry(vm)) {
        return NULL;
    }
    if (LIST_LEN(vm->lib->codec_search) == 0) {
        Object *package = import_dotted(vm, "encodings");
        if (!package) {
            if (!error_matches(vm, EXC_ImportError)) {
                return NULL;
            }
            error_clear(vm);
            return raise(vm, EXC_LookupError, "unknown encoding: %U", name);
        }
        decref(vm, package);
    }
    Object *key = normalised_name(vm, name);
    if (!key) {
        return NULL;
    }
    Object *info = dict_get(vm, vm->lib->codec_cache, key);
    if (info) {
        incref(info);
    } else if (!error_occurred(vm)) {
        info = search(vm, key);
        if (info && dict_set(vm, vm->lib->codec_cache, key, info) < 0) {
            clear_ref(vm, info);
        }
    }
    decref(vm, key);
    return info;
}

Object *codecs_find(VM *vm, const char *encoding) {
    Object *name = str_from_cstr(vm, encoding);
    Object *info = name ? lookup_name(vm, name) : NULL;
    xdecref(vm, name);
    return info;
}

Object *codecs_find_error_handler(VM *vm, const char *name) {
    if (!make_registry(vm)) {
        return NULL;
    }
    Object *handler = dict_get_cstr(vm, vm->lib->codec_errors, name);
    xincref(handler);
    return handler;
}

static Object *register_(VM *vm, Object *self, Object *function) {
    UNUSED(self);
    if (!object_is_callable(vm, function)) {
        return raise(vm, EXC_TypeError, "argument must be callable");
    }
    if (!make_registry(vm) || list_append(vm, vm->lib->codec_search, function) < 0) {
        return NULL;
    }
    return none_ref(vm);
}

static Object *unregister(VM *vm, Object *self, Object *function) {
    UNUSED(self);
    if (!make_registry(vm)) {
        return NULL;
    }
    Object *functions = vm->lib->codec_search;
    for (size_t i = 0; i < LIST_LEN(functions); i++) {
        if (LIST_ITEM(functions, i) == function) {
            Object *index = int_from_i64(vm, (int64_t)i);
            int failed = index ? object_delitem(vm, functions, index) : -1;
            xdecref(vm, index);
            if (failed) {
                return NULL;
            }
            dict_clear(vm, vm->lib->codec_cache);
            break;
        }
    }
    return none_ref(vm);
}

static Object *lookup(VM *vm, Object *self, Object *name) {
    UNUSED(self);
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "lookup() argument must be str, not %T", name);
    }
    return lookup_name(vm, name);
}

static Object *register_error(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "register_error", nargs, 2, 2)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "register_error() argument 1 must be str, not %T", args[0]);
    }
    if (!object_is_callable(vm, args[1])) {
        return raise(vm, EXC_TypeError, "handler must be callable");
    }
    if (!make_registry(vm) || dict_set(vm, vm->lib->codec_errors, args[0], args[1]) < 0) {
        return NULL;
    }
    return none_ref(vm);
}

static Object *lookup_error(VM *vm, Object *self, Object *name) {
    UNUSED(self);
    if (!is_str(vm, name)) {
        return raise(vm, EXC_TypeError, "lookup_error() argument must be str, not %T", name);
    }
    Object *handler = make_registry(vm) ? dict_get(vm, vm->lib->codec_errors, name) : NULL;
    if (!handler) {
        return error_occurred(vm)
                   ? NULL
                   : raise(vm, EXC_LookupError, "unknown error handler name '%U'", name);
    }
    return new_ref(handler);
}

/* ------------------------------------------------------------------ encode, decode of anything */

static Object *through_codec(VM *vm, const char *function, size_t which, Object *const *args,
                             size_t nargs, Object *kwnames) {
    static const char *const names[] = {"obj", "encoding", "errors", NULL};
    Object *o = NULL, *encoding = NULL, *errors = NULL, *result = NULL;
    if (!args_parse(vm, function, names, "O|UU", args, nargs, kwnames, &o, &encoding, &errors)) {
        return NULL;
    }
    encoding = encoding ? new_ref(encoding) : str_from_cstr(vm, "utf-8");
    errors = errors ? new_ref(errors) : str_from_cstr(vm, "strict");
    Object *info = encoding && errors ? lookup_name(vm, encoding) : NULL;
    Object *pair = info ? call2(vm, TUPLE_ITEM(info, which), o, errors) : NULL;
    if (pair && (!is_tuple(vm, pair) || TUPLE_LEN(pair) != 2)) {
        raise(vm, EXC_TypeError, "%s must return a tuple (object, integer)",
              which ? "decoder" : "encoder");
    } else if (pair) {
        result = new_ref(TUPLE_ITEM(pair, 0));
    }
    xdecref(vm, pair);
    xdecref(vm, info);
    xdecref(vm, encoding);
    xdecref(vm, errors);
    return result;
}
static Object *encode(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    return through_codec(vm, "encode", 0, args, nargs, kwnames);
}
static Object *decode(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    UNUSED(self);
    return through_codec(vm, "decode", 1, args, nargs, kwnames);
}

/* ------------------------------------------------------------------ the codecs of C */

Object *codecs_pair(VM *vm, Object *result, size_t count) {
    Object *number = result ? int_from_i64(vm, (int64_t)count) : NULL;
    Object *pair = number ? tuple_pack(vm, 2, result, number) : NULL;
    xdecref(vm, result);
    xdecref(vm, number);
    return pair;
}

bool codecs_errors_argument(VM *vm, const char *function, Object *o, Buffer *text,
                            const char **errors) {
    *errors = "strict";
    if (!o || o == vm->none) {
        return true;
    }
    if (!is_str(vm, o)) {
        raise(vm, EXC_TypeError, "%s() argument 2 must be str or None, not %T", function, o);
        return false;
    }
    *errors = str_cstr(vm, o, text);
    return *errors != NULL;
}

static Object *encode_as(VM *vm, const char *function, const char *encoding, Object *const *args,
                         size_t nargs, size_t max) {
    if (!args_count(vm, function, nargs, 1, max)) {
        return NULL;
    }
    if (!is_str(vm, args[0])) {
        return raise(vm, EXC_TypeError, "%s() argument 1 must be str, not %T", function, args[0]);
    }
    Buffer text;
    vm_buffer_init(vm, &text);
    const char *errors;
    Object *pair = NULL;
    if (codecs_errors_argument(vm, function, nargs > 1 ? args[1] : NULL, &text, &errors)) {
        pair = codecs_pair(vm, str_encode(vm, args[0], encoding, errors), STR_LEN(args[0]));
    }
    buffer_deinit(&text);
    return pair;
}

static Object *decode_as(VM *vm, const char *function, const char *encoding, Object *const *args,
                         size_t nargs, bool has_final, bool final) {
    if (!args_count(vm, function, nargs, 1, has_final ? 3 : 2)) {
        return NULL;
    }
    ByteView view;
    if (is_str(vm, args[0])) { /* the escape codecs take text as well */
        view = (ByteView){.data = str_data(args[0]), .len = STR_LEN(args[0]), .readonly = true};
        if (!strstr(encoding, "escape") || !str_is_ascii(args[0])) {
            return raise(vm, EXC_TypeError, "a bytes-like object is required, not 'str'");
        }
    } else if (object_byte_view(vm, args[0], &view) < 0) {
        return NULL;
    }
    if (nargs > 2) {
        int truth = object_truth(vm, args[2]);
        if (truth < 0) {
            return NULL;
        }
        final = truth;
    }
    Buffer text;
    vm_buffer_init(vm, &text);
    const char *errors;
    Object *pair = NULL;
    if (codecs_errors_argument(vm, function, nargs > 1 ? args[1] : NULL, &text, &errors)) {
        size_t consumed;
        Object *s = codec_decode(vm, view.data, view.len, encoding, errors, final, &consumed);
        pair = codecs_pair(vm, s, consumed);
    }
    buffer_deinit(&text);
    return pair;
}

/* CODEC(name, encoding, whether decode has `final`, its default). */
#define CODECS(CODEC)                                                                              \
    CODEC(utf_8, "utf-8", true, false)                                                             \
    CODEC(utf_16_le, "utf-16-le", true, false)                                                     \
    CODEC(utf_16_be, "utf-16-be", true, false)                                                     \
    CODEC(utf_32_le, "utf-32-le", true, false)                                                     \
    CODEC(utf_32_be, "utf-32-be", true, false)                                                     \
    CODEC(latin_1, "latin-1", false, true)                                                         \
    CODEC(ascii, "ascii", false, true)                                                             \
    CODEC(unicode_escape, "unicode_escape", true, true)                                            \
    CODEC(raw_unicode_escape, "raw_unicode_escape", true, true)
#define CODEC_FUNCTIONS(name, encoding, has_final, final)                                          \
    static Object *name##_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {        \
        UNUSED(self);                                                                              \
        return encode_as(vm, #name "_encode", encoding, args, nargs, 2);                           \
    }                                                                                              \
    static Object *name##_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {        \
        UNUSED(self);                                                                              \
        return decode_as(vm, #name "_decode", encoding, args, nargs, has_final, final);            \
    }
CODECS(CODEC_FUNCTIONS)

/* A byteorder argument: 0 as the machine, with a mark; -1 little, 1 big. */
static bool order_argument(VM *vm, Object *const *args, size_t nargs, size_t i, int64_t *order) {
    *order = 0;
    return nargs <= i || size_argument(vm, args[i], order);
}

static Object *encode_ordered(VM *vm, const char *function, bool wide, Object *const *args,
                              size_t nargs) {
    int64_t order;
    if (!order_argument(vm, args, nargs, 2, &order)) {
        return NULL;
    }
    const char *encoding = order == 0  ? wide ? "utf-32" : "utf-16"
                           : order < 0 ? wide ? "utf-32-le" : "utf-16-le"
                           : wide      ? "utf-32-be"
                                       : "utf-16-be";
    return encode_as(vm, function, encoding, args, nargs, 3);
}
static Object *utf_16_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return encode_ordered(vm, "utf_16_encode", false, args, nargs);
}
static Object *utf_32_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return encode_ordered(vm, "utf_32_encode", true, args, nargs);
}
static Object *utf_16_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return decode_as(vm, "utf_16_decode", "utf-16", args, nargs, true, false);
}
static Object *utf_32_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return decode_as(vm, "utf_32_decode", "utf-32", args, nargs, true, false);
}

/* (data, errors, byteorder, final) -> (text, consumed, byteorder): the byte order is told too. */
static Object *decode_ordered(VM *vm, const char *function, bool wide, Object *const *args,
                              size_t nargs) {
    int64_t order;
    ByteView view;
    if (!args_count(vm, function, nargs, 1, 4) || !order_argument(vm, args, nargs, 2, &order) ||
        object_byte_view(vm, args[0], &view) < 0) {
        return NULL;
    }
    size_t unit = wide ? 4 : 2;
    if (order == 0 && view.len >= unit) {
        const uint8_t *p = view.data;
        bool little = p[0] == 0xFF && p[1] == 0xFE && (!wide || (p[2] == 0 && p[3] == 0));
        bool big = wide ? p[0] == 0 && p[1] == 0 && p[2] == 0xFE && p[3] == 0xFF
                        : p[0] == 0xFE && p[1] == 0xFF;
        order = little ? -1 : big;
    }
    bool marked = nargs < 3 || object_truth(vm, args[2]) == 0;
    const char *encoding = marked      ? wide ? "utf-32" : "utf-16"
                           : order < 0 ? wide ? "utf-32-le" : "utf-16-le"
                           : wide      ? "utf-32-be"
                                       : "utf-16-be";
    Object *three[] = {args[0], nargs > 1 ? args[1] : vm->none, nargs > 3 ? args[3] : vm->false_};
    Object *pair = decode_as(vm, function, encoding, three, 3, true, false);
    Object *number = pair ? int_from_i64(vm, order) : NULL;
    Object *result =
        number ? tuple_pack(vm, 3, TUPLE_ITEM(pair, 0), TUPLE_ITEM(pair, 1), number) : NULL;
    xdecref(vm, pair);
    xdecref(vm, number);
    return result;
}
static Object *utf_16_ex_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return decode_ordered(vm, "utf_16_ex_decode", false, args, nargs);
}
static Object *utf_32_ex_decode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    return decode_ordered(vm, "utf_32_ex_decode", true, args, nargs);
}

static Object *readbuffer_encode(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "readbuffer_encode", nargs, 1, 2)) {
        return NULL;
    }
    Object *bytes = is_str(vm, args[0]) ? str_encode(vm, args[0], "utf-8", "strict")
                                        : bytes_from_object(vm, args[0]);
    return bytes ? codecs_pair(vm, bytes, BYTES(bytes)->len) : NULL;
}

/* ------------------------------------------------------------------ the error handlers of C */

#define HANDLERS(HANDLER)                                                                          \
    HANDLER(strict)                                                                                \
    HANDLER(ignore)                                                                                \
    HANDLER(replace)                                                                               \
    HANDLER(xmlcharrefreplace)                                                                     \
    HANDLER(backslashreplace)                                                                      \
    HANDLER(namereplace)                                                                           \
    HANDLER(surrogateescape)                                                                       \
    HANDLER(surrogatepass)
#define HANDLER_FUNCTION(name)                                                                     \
    static Object *name##_errors(VM *vm, Object *self, Object *exception) {                        \
        UNUSED(self);                                                                              \
        return codec_handle_error(vm, #name, exception);                                           \
    }
HANDLERS(HANDLER_FUNCTION)

#define HANDLER_DEF(name) METHOD_O(#name "_errors", name##_errors, NULL),
static const MethodDef handlers[] = {HANDLERS(HANDLER_DEF){0}};

/* Enters the handlers of C under their names without "_errors". */
static bool add_handlers(VM *vm) {
    for (const MethodDef *def = handlers; def->name; def++) {
        Object *function = builtin_new(vm, def, NULL, NULL);
        Object *name = function ? str_from_ascii(vm, def->name, strlen(def->name) - 7) : NULL;
        int failed = name ? dict_set(vm, vm->lib->codec_errors, name, function) : -1;
        xdecref(vm, name);
        xdecref(vm, function);
        if (failed) {
            return false;
        }
    }
    return true;
}

/* ------------------------------------------------------------------ the module */

#define CODEC_DEFS(name, encoding, has_final, final)                                               \
    METHOD_FAST(#name "_encode", name##_encode, NULL),                                             \
        METHOD_FAST(#name "_decode", name##_decode, NULL),

static const MethodDef methods[] = {
    METHOD_O("register", register_, "Adds a function that finds codecs by name."),
    METHOD_O("unregister", unregister, "Takes such a function out."),
    METHOD_O("lookup", lookup, "The codec of a name."),
    METHOD_KW("encode", encode, "Encodes any object with a codec."),
    METHOD_KW("decode", decode, "Decodes any object with a codec."),
    METHOD_FAST("register_error", register_error, "Gives an error handler a name."),
    METHOD_O("lookup_error", lookup_error, "The error handler of a name."),
    CODECS(CODEC_DEFS) METHOD_FAST("utf_16_encode", utf_16_encode, NULL),
    METHOD_FAST("utf_16_decode", utf_16_decode, NULL),
    METHOD_FAST("utf_16_ex_decode", utf_16_ex_decode, NULL),
    METHOD_FAST("utf_32_encode", utf_32_encode, NULL),
    METHOD_FAST("utf_32_decode", utf_32_decode, NULL),
    METHOD_FAST("utf_32_ex_decode", utf_32_ex_decode, NULL),
    METHOD_FAST("readbuffer_encode", readbuffer_encode, NULL),
    METHOD_FAST("charmap_encode", codecs_charmap_encode, NULL),
    METHOD_FAST("charmap_decode", codecs_charmap_decode, NULL),
    METHOD_O("charmap_build", codecs_charmap_build, NULL),
    METHOD_FAST("escape_encode", codecs_escape_encode, NULL),
    METHOD_FAST("escape_decode", codecs_escape_decode, NULL),
    {0},
};

Object *module_codecs(VM *vm) {
    if (!make_registry(vm) || !add_handlers(vm)) {
        return NULL;
    }
    Object *name = str_intern_cstr(vm, "_codecs");
    Object *m = name ? module_new(vm, name) : NULL;
    xdecref(vm, name);
    if (m && module_add_methods(vm, m, methods) < 0) {
        clear_ref(vm, m);
    }
    return m;
}
