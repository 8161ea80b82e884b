/* The module _io: open, the types of files, and what the rest of the program needs of them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/io_internal.h"
#include "types/int.h"
#include "types/str.h"

/* ------------------------------------------------------------------ types */

static const struct {
    const TypeSpec *spec;
    enum LibType base; /* itself: object */
} io_types[] = {
    {&io_base_spec, LIB_IO_BASE},
    {&io_raw_base_spec, LIB_IO_BASE},
    {&io_buffered_base_spec, LIB_IO_BASE},
    {&io_text_base_spec, LIB_IO_BASE},
    {&io_file_spec, LIB_RAW_IO_BASE},
    {&io_bytes_spec, LIB_BUFFERED_IO_BASE},
    {&io_string_spec, LIB_TEXT_IO_BASE},
    {&io_reader_spec, LIB_BUFFERED_IO_BASE},
    {&io_writer_spec, LIB_BUFFERED_IO_BASE},
    {&io_random_spec, LIB_BUFFERED_IO_BASE},
    {&io_pair_spec, LIB_BUFFERED_IO_BASE},
    {&io_text_spec, LIB_TEXT_IO_BASE},
    {&io_newline_decoder_spec, LIB_NEWLINE_DECODER},
};
#define FIRST_TYPE LIB_IO_BASE

Type *io_type(VM *vm, enum LibType which) {
    if (!lib_init(vm)) {
        return NULL;
    }
    Type **place = &vm->lib->types[which];
    if (*place) {
        return *place;
    }
    enum LibType base = io_types[which - FIRST_TYPE].base;
    Type *base_type = base == which ? TYPE(vm, OBJECT) : io_type(vm, base);
    if (base_type) {
        *place = lib_keep(vm, type_from_spec(vm, io_types[which - FIRST_TYPE].spec, base_type));
    }
    return *place;
}

bool io_is_exact(VM *vm, const Object *o, enum LibType which) {
    return type_of(vm, o)->spec == io_types[which - FIRST_TYPE].spec;
}

/* ------------------------------------------------------------------ for print and others */

int io_write(VM *vm, Object *file, Object *text) {
    if (LIKELY(io_text_is_ours(vm, file) && is_exact(text, SHAPE_STR))) {
        return io_text_write(vm, file, text);
    }
    Object *result = call_method1(vm, file, ID(vm, write), text);
    xdecref(vm, result);
    return result ? 0 : -1;
}

int io_flush(VM *vm, Object *file) {
    if (LIKELY(io_text_is_ours(vm, file))) {
        return io_text_flush(vm, file);
    }
    Object *result = call_method0(vm, file, ID(vm, flush));
    xdecref(vm, result);
    return result ? 0 : -1;
}

Object *io_standard_stream(VM *vm, int fd) {
    static const char *const names[] = {"<stdin>", "<stdout>", "<stderr>"};
    if (fcntl(fd, F_GETFD) < 0) {
        return none_ref(vm);
    }
    Object *raw = NULL, *buffer = NULL, *text = NULL;
    Object *name = str_from_cstr(vm, names[fd]);
    Object *mode = str_from_cstr(vm, fd ? "w" : "r");
    Object *encoding = str_intern_cstr(vm, "utf-8");
    Object *errors = str_from_cstr(vm, fd == 2 ? "backslashreplace" : "strict");
    Object *newline = fd ? str_from_cstr(vm, "\n") : none_ref(vm);
    if (name && mode && encoding && errors && newline) {
        raw = io_file_new(vm, fd, fd ? "wb" : "rb", false, name);
        buffer = raw ? io_buffered_new(vm, fd ? LIB_BUFFERED_WRITER : LIB_BUFFERED_READER, raw,
                                       IO_BUFFER_SIZE)
                     : NULL;
        bool lines = fd == 2 || isatty(fd);
        text = buffer ? io_text_new(vm, buffer, encoding, errors, newline, lines, false) : NULL;
    }
    /* The buffers are there from the start: a handler of MemoryError must be able to print. */
    bool ready =
        text && (fd == 0 || (io_buffered_prepare(vm, buffer) && io_text_prepare(vm, text)));
    Object *key = ready ? str_intern_cstr(vm, "mode") : NULL;
    if (!key || object_setattr(vm, text, key, mode) < 0) {
        Object *error = error_fetch(vm);
        clear_ref(vm, text);
        error_restore(vm, error);
    }
    xdecref(vm, key);
    xdecref(vm, buffer);
    xdecref(vm, raw);
    xdecref(vm, newline);
    xdecref(vm, errors);
    xdecref(vm, encoding);
    xdecref(vm, mode);
    xdecref(vm, name);
    return text;
}

/* ------------------------------------------------------------------ open */

typedef struct Mode {
    bool creating, reading, writing, appending, updating, text, binary;
    char raw[8]; /* as FileIO wants it */
} Mode;

static bool refuse(VM *vm, const char *message) {
    raise(vm, EXC_ValueError, "%s", message);
    return false;
}

static bool parse_mode(VM *vm, Object *mode, Mode *out) {
    *out = (Mode){0};
    for (size_t i = 0; i < STR_LEN(mode); i++) {
        uint32_t c = str_char(mode, i);
        bool *flag = c == 'x'   ? &out->creating
                     : c == 'r' ? &out->reading
                     : c == 'w' ? &out->writing
                     : c == 'a' ? &out->appending
                     : c == '+' ? &out->updating
                     : c == 't' ? &out->text
                     : c == 'b' ? &out->binary
                                : NULL;
        if (!flag || *flag) {
            raise(vm, EXC_ValueError, "invalid mode: %R", mode);
            return false;
        }
        *flag = true;
    }
    snprintf(out->raw, sizeof out->raw, "%s%s%s%s%s", out->creating ? "x" : "",
             out->reading ? "r" : "", out->writing ? "w" : "", out->appending ? "a" : "",
             out->updating ? "+" : "");
    if (out->text && out->binary) {
        return refuse(vm, "can't have text and binary mode at once");
    }
    if (out->creating + out->reading + out->writing + out->appending > 1) {
        return refuse(vm, "must have exactly one of create/read/write/append mode");
    }
    return true;
}

static bool check_options(VM *vm, const Mode *m, Object *encoding, Object *errors,
                          Object *newline) {
    static const char *const names[] = {"encoding", "errors", "newline"};
    Object *const options[] = {encoding, errors, newline};
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (options[i] != vm->none && !is_str(vm, options[i])) {
            raise(vm, EXC_TypeError, "open() argument '%s' must be str or None, not %T", names[i],
                  options[i]);
            return false;
        }
    }
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        if (m->binary && options[i] != vm->none) {
            raise(vm, EXC_ValueError, "binary mode doesn't take %s %s argument", i < 2 ? "an" : "a",
                  names[i]);
            return false;
        }
    }
    return true;
}

static Object *open_raw(VM *vm, Object *file, const Mode *m, bool close_fd, Object *opener) {
    Type *type = io_type(vm, LIB_FILE_IO);
    Object *mode = type ? str_from_cstr(vm, m->raw) : NULL;
    Object *args[] = {file, mode, close_fd ? vm->true_ : vm->false_, opener};
    Object *raw = mode ? call(vm, OBJ(type), args, COUNT_OF(args), NULL) : NULL;
    xdecref(vm, mode);
    return raw;
}

/* The layers above raw: new reference. */
static Object *wrap(VM *vm, Object *raw, const Mode *m, Object *mode, int buffering,
                    Object *encoding, Object *errors, Object *newline) {
    bool terminal = isatty(((FileIO *)raw)->fd);
    bool lines = buffering == 1 || (buffering < 0 && terminal);
    if (buffering < 0 || buffering == 1) {
        buffering = IO_BUFFER_SIZE;
    }
    if (buffering == 0) {
        return m->binary ? new_ref(raw)
                         : raise(vm, EXC_ValueError, "can't have unbuffered text I/O");
    }
    enum LibType which = m->updating  ? LIB_BUFFERED_RANDOM
                         : m->reading ? LIB_BUFFERED_READER
                                      : LIB_BUFFERED_WRITER;
    Object *buffer = io_buffered_new(vm, which, raw, buffering);
    if (!buffer || m->binary) {
        return buffer;
    }
    Object *text = io_text_new(vm, buffer, encoding, errors, newline, lines, false);
    Object *key = text ? str_intern_cstr(vm, "mode") : NULL;
    if (text && (!key || object_setattr(vm, text, key, mode) < 0)) {
        Object *error = error_fetch(vm);
        clear_ref(vm, text);
        error_restore(vm, error);
    }
    xdecref(vm, key);
    Object *error = error_fetch(vm);
    decref(vm, buffer);
    error_restore(vm, error);
    return text;
}

Object *io_open(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"file",    "mode",    "buffering", "encoding", "errors",
                                        "newline", "closefd", "opener",    NULL};
    Object *file, *mode = NULL, *encoding = vm->none, *errors = vm->none, *newline = vm->none;
    Object *opener = vm->none;
    int buffering = -1;
    bool close_fd = true;
    Mode m;
    UNUSED(self);
    if (!args_parse(vm, "open", names, "O|UiOOOpO", args, nargs, kwnames, &file, &mode, &buffering,
                    &encoding, &errors, &newline, &close_fd, &opener)) {
        return NULL;
    }
    Object *own_mode = mode ? new_ref(mode) : str_from_cstr(vm, "r");
    if (!own_mode || !parse_mode(vm, own_mode, &m) ||
        !check_options(vm, &m, encoding, errors, newline)) {
        xdecref(vm, own_mode);
        return NULL;
    }
    Object *raw = open_raw(vm, file, &m, close_fd, opener);
    Object *result = raw ? wrap(vm, raw, &m, own_mode, buffering, encoding, errors, newline) : NULL;
    if (raw && !result) {
        Object *error = error_fetch(vm);
        Object *closed = call_method0(vm, raw, ID(vm, close));
        xdecref(vm, closed);
        io_chain_error(vm, error);
    }
    xdecref(vm, raw);
    decref(vm, own_mode);
    return result;
}

static Object *open_code(VM *vm, Object *self, Object *const *args, size_t nargs, Object *kwnames) {
    static const char *const names[] = {"path", NULL};
    Object *path;
    if (!args_parse(vm, "open_code", names, "U", args, nargs, kwnames, &path)) {
        return NULL;
    }
    Object *mode = str_from_cstr(vm, "rb");
    Object *open_args[] = {path, mode};
    Object *result = mode ? io_open(vm, self, open_args, 2, NULL) : NULL;
    xdecref(vm, mode);
    return result;
}

static Object *text_encoding(VM *vm, Object *self, Object *const *args, size_t nargs) {
    UNUSED(self);
    if (!args_count(vm, "text_encoding", nargs, 1, 2)) {
        return NULL;
    }
    return args[0] == vm->none ? str_intern_cstr(vm, "locale") : new_ref(args[0]);
}

static const MethodDef methods[] = {
    METHOD_KW("open", io_open,
              "open($module, /, file, mode='r', buffering=-1, encoding=None,\n"
              "     errors=None, newline=None, closefd=True, opener=None)\n--\n\n"
              "Open file and return a stream."),
    METHOD_KW("open_code", open_code,
              "open_code($module, /, path)\n--\n\nOpen a file with a program's code."),
    METHOD_FAST("text_encoding", text_encoding,
                "text_encoding($module, encoding, stacklevel=2, /)\n--\n\n"
                "The encoding, or 'locale' for None."),
    {0},
};

Object *module_io(VM *vm) {
    static const IntConstant constants[] = {{"DEFAULT_BUFFER_SIZE", IO_BUFFER_SIZE}};
    Object *m = module_make(vm, "_io", NULL, methods);
    if (!m) {
        return NULL;
    }
    bool ok =
        module_add_ints(vm, m, constants, COUNT_OF(constants)) &&
        module_add(vm, m, "UnsupportedOperation", new_ref(vm->lib->unsupported_operation)) == 0 &&
        module_add(vm, m, "BlockingIOError", OBJ(new_ref(EXC(vm, BlockingIOError)))) == 0;
    for (size_t i = 0; ok && i < COUNT_OF(io_types); i++) {
        Type *type = io_type(vm, (enum LibType)(FIRST_TYPE + i));
        const char *name = strrchr(io_types[i].spec->name, '.') + 1;
        ok = type && module_add(vm, m, name, OBJ(new_ref(type))) == 0;
    }
    if (!ok) {
        clear_ref(vm, m);
    }
    return m;
}
